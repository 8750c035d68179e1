"""The keys of tests are known, so that a real record can refuse them."""

from hashlib import sha256

import pytest

from safeconduct.record import ed25519
from safeconduct.record.faults import Bad
from safeconduct.record.test_keys import is_test_key, labels, public_for, seed_for


def test_every_label_has_a_key_of_its_own_and_all_are_known() -> None:
    publics = {public_for(label) for label in labels()}
    assert len(publics) == len(labels())
    assert {"probe", "north officer 1", "example mirror 9"} < labels()
    assert all(is_test_key(public) for public in publics)


def test_the_key_is_made_from_the_label() -> None:
    assert seed_for("north officer 1") == sha256(b"safeconduct test key: north officer 1").digest()
    assert public_for("probe") == ed25519._PROBE_KEY


@pytest.mark.parametrize("label", ["", "north", "north officer 10", "north officer 01", "North officer 1", "x" * 500])
def test_a_label_that_is_not_listed_gives_no_key(label: str) -> None:
    with pytest.raises(Bad) as caught:
        seed_for(label)
    assert caught.value.code == "key.label"


@pytest.mark.parametrize("seed", [bytes(32), b"1" * 32, b"\xff" * 32])
def test_a_key_of_one_byte_is_everybodys(seed: bytes) -> None:
    assert is_test_key(ed25519.public_of(seed)) is True


def test_published_examples_are_everybodys() -> None:
    assert is_test_key(bytes.fromhex("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a")) is True


def test_a_new_key_is_not() -> None:
    assert is_test_key(ed25519.public_of(ed25519.new_seed())) is False
    assert is_test_key(b"") is False
