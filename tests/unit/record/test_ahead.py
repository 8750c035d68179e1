"""Signatures that are verified many at a time: the answers are those of one by one."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from safeconduct.record import ahead, ed25519
from safeconduct.record.ahead import MANY, Ahead
from safeconduct.record.faults import Bad
from safeconduct.record.findings import Findings
from safeconduct.record.leaf import kid_of, parse_leaf, sign_leaf, verify_leaf
from safeconduct.record.source import Place
from safeconduct.record.test_keys import seed_for

SEEDS = [seed_for("north officer 1"), seed_for("south officer 1")]
KEYS = {kid_of(public): public for public in map(ed25519.public_of, SEEDS)}


def places(count: int) -> list[Place]:
    return [Place(index, sign_leaf(SEEDS[index % 2], index.to_bytes(32, "big")), None) for index in range(count)]


def asked(monkeypatch: pytest.MonkeyPatch) -> list[bytes]:
    """Give a list that gets every signature that is verified from now on."""
    found, before = list[bytes](), ed25519.verify

    def verify(public: bytes, message: bytes, signature: bytes) -> bool:
        found.append(signature)
        return before(public, message, signature)

    monkeypatch.setattr(ed25519, "verify", verify)
    return found


def test_every_place_is_given_and_every_signature_is_verified_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ahead, "MANY", 8)
    made, found, one = places(20), asked(monkeypatch), Ahead(lambda: KEYS.get)
    given, good = [], []
    for place in one.through(iter(made)):
        leaf = parse_leaf(place.leaf)
        given.append(place)
        good.append(one.verify(KEYS[leaf.kid], leaf))
    assert (given, good) == (made, [True] * 20)
    assert found == [parse_leaf(place.leaf).signature for place in made]


def test_what_is_known_says_nothing_of_another_key_act_or_signature() -> None:
    one = Ahead(lambda: KEYS.get)
    place = places(1)[0]
    leaf = parse_leaf(place.leaf)
    (own, other), swapped = sorted(KEYS.values(), key=lambda public: kid_of(public) != leaf.kid), bytes([1]) * 32
    renamed = leaf._replace(kid=kid_of(other))
    for public, changed in ((own, leaf), (other, leaf), (own, leaf._replace(act_id=swapped)), (own, renamed), (other, renamed),
                            (own, leaf._replace(signature=bytes(64)))):  # fmt: skip
        list(one.through(iter([place])))
        assert one.verify(public, changed) == verify_leaf(public, changed) == (public == own and changed == leaf)


def test_a_bad_signature_an_unknown_key_and_a_cut_leaf_are_not_taken_for_good() -> None:
    good = places(3)
    cut, unknown = good[0]._replace(leaf=good[0].leaf[:-1]), Place(1, sign_leaf(seed_for("north officer 2"), bytes(32)), None)
    changed = good[2]._replace(leaf=good[2].leaf[:-1] + bytes([good[2].leaf[-1] ^ 1]))
    one = Ahead(lambda: KEYS.get)
    assert list(one.through(iter([cut, unknown, changed]))) == [cut, unknown, changed]
    leaf = parse_leaf(changed.leaf)
    assert [one.verify(KEYS[leaf.kid], leaf), one.verify(KEYS[leaf.kid], parse_leaf(good[2].leaf))] == [False, True]


def test_before_any_key_is_known_each_is_verified_when_it_is_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    found, one, made = asked(monkeypatch), Ahead(lambda: None), places(3)
    leaves = [parse_leaf(place.leaf) for place in one.through(iter(made))]
    assert found == []
    assert [one.verify(KEYS[leaf.kid], leaf) for leaf in leaves] == [True] * 3


@pytest.mark.parametrize("count", [0, 1, MANY - 1, MANY, MANY + 1])
def test_a_fault_comes_after_the_places_before_it(count: int) -> None:
    made = [Place(index, b"", None) for index in range(count)]

    def broken() -> Iterator[Place]:
        yield from made
        raise Bad("source.missing", "a file is missing")

    given, told = [], Findings()
    for place in told.guarded(Ahead(lambda: KEYS.get).through(broken())):
        assert not told.faults
        given.append(place)
    assert (given, [fault.code for fault in told.faults]) == (made, ["source.missing"])


def test_the_end_of_the_places_is_the_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ahead, "MANY", 4)
    assert [list(Ahead(lambda: None).through(iter(places(count)))) for count in (0, 3, 4, 5)] == [
        places(count) for count in (0, 3, 4, 5)]  # fmt: skip
