"""Attachments are closed to whoever has no key, bound to their act, and gone when key and salt are."""

import sys
from hashlib import sha256

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from hypothesis import given
from hypothesis import strategies as st

from safeconduct.record.attachment import (
    LARGEST,
    OVERHEAD,
    commitment,
    new_key,
    new_salt,
    open_attachment,
    seal_attachment,
)
from safeconduct.record.faults import Bad

KEY, SALT = sha256(b"key").digest(), sha256(b"salt").digest()
PLAIN = b"Made-up name, made-up telephone."
SEALED, C = seal_attachment(KEY, SALT, PLAIN)


def code_of(key: bytes = KEY, salt: bytes = SALT, sealed: bytes = SEALED, c: bytes = C) -> str:
    with pytest.raises(Bad) as caught:
        open_attachment(key, salt, sealed, c)
    return caught.value.code


@given(st.binary(max_size=300))
def test_what_is_sealed_opens_again(plaintext: bytes) -> None:
    sealed, c = seal_attachment(KEY, SALT, plaintext)
    assert len(sealed) == len(plaintext) + OVERHEAD
    assert open_attachment(KEY, SALT, sealed, c) == plaintext


def test_it_is_made_as_the_specification_says() -> None:
    assert SEALED[12:] == AESGCM(KEY).encrypt(SEALED[:12], PLAIN, b"att/v1")
    expected = sha256(b"att/v1" + SALT + sha256(SEALED).digest() + sha256(PLAIN).digest()).digest()
    assert commitment(SALT, SEALED, PLAIN) == C == expected


def test_nothing_is_drawn_twice() -> None:
    assert len({seal_attachment(KEY, SALT, PLAIN)[0][:12] for _ in range(32)}) == 32
    assert len({new_key() for _ in range(8)} | {new_salt() for _ in range(8)}) == 16
    assert len(new_key()) == len(new_salt()) == 32
    assert seal_attachment(KEY, SALT, PLAIN, bytes(12)) == seal_attachment(KEY, SALT, PLAIN, bytes(12))


def test_the_salt_hides_what_was_committed_to() -> None:
    assert commitment(SALT, SEALED, PLAIN) != commitment(sha256(SALT).digest(), SEALED, PLAIN)


@given(st.integers(0, 8 * len(SEALED) - 1))
def test_no_bit_of_it_can_be_turned(bit: int) -> None:
    sealed = bytearray(SEALED)
    sealed[bit // 8] ^= 1 << bit % 8
    assert code_of(sealed=bytes(sealed)) == "attachment.sealed"


def test_another_key_does_not_open_it() -> None:
    assert code_of(key=SALT) == "attachment.sealed"


def test_another_salt_or_commitment_is_noticed() -> None:
    assert code_of(salt=KEY) == "attachment.commitment"
    assert code_of(c=bytes(32)) == "attachment.commitment"
    assert code_of(c=b"") == "attachment.commitment"


def test_the_same_words_sealed_again_are_not_what_was_committed_to() -> None:
    assert code_of(sealed=seal_attachment(KEY, SALT, PLAIN)[0]) == "attachment.commitment"


def test_a_ciphertext_for_another_purpose_does_not_open() -> None:
    assert code_of(sealed=bytes(12) + AESGCM(KEY).encrypt(bytes(12), PLAIN, b"att/v2")) == "attachment.sealed"


@pytest.mark.parametrize("length", [0, 12, 27])
def test_lengths_are_checked_first(length: int) -> None:
    assert code_of(sealed=SEALED[:length]) == "attachment.size"
    assert code_of(key=bytes(length)) == code_of(salt=bytes(length)) == "attachment.length"
    for call in (
        lambda: seal_attachment(bytes(length), SALT, PLAIN),
        lambda: seal_attachment(KEY, bytes(length), PLAIN),
        lambda: commitment(bytes(length), SEALED, PLAIN),
    ):
        with pytest.raises(Bad, match="expected 32 bytes"):
            call()
    if length != 12:
        with pytest.raises(Bad, match="expected 12 bytes"):
            seal_attachment(KEY, SALT, PLAIN, bytes(length))


def test_a_film_is_no_attachment() -> None:
    with pytest.raises(Bad, match="too long"):
        seal_attachment(KEY, SALT, bytes(LARGEST + 1))


def test_without_the_library_it_says_which_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "cryptography.hazmat.primitives.ciphers.aead", None)
    for call in (lambda: seal_attachment(KEY, SALT, PLAIN), lambda: open_attachment(KEY, SALT, SEALED, C)):
        with pytest.raises(Bad, match="cryptography"):
            call()
