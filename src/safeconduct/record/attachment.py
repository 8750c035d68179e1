"""What is attached to an act: encrypted with its person's key, and bound to the body by a commitment alone.

Section 11 of `docs/spec/record.md`. Keys and salts are kept elsewhere; without them nothing here can be read or guessed.
"""

import secrets
from hashlib import sha256
from typing import Any

from safeconduct.record.faults import Bad

LARGEST = 64 * 1024 * 1024
"""Bytes of one attachment."""
OVERHEAD = 28
"""How many bytes a sealed attachment is longer: 12 of nonce before, 16 of tag behind."""

_LABEL = b"att/v1"
_NONCE = 12


def new_key() -> bytes:
    """Draw the 32 bytes of a person's key."""
    return secrets.token_bytes(32)


def new_salt() -> bytes:
    """Draw the 32 bytes of salt for one attachment."""
    return secrets.token_bytes(32)


def commitment(salt: bytes, sealed: bytes, plaintext: bytes) -> bytes:
    """Give what a body holds of an attachment: 32 bytes."""
    _check_length("salt", salt)
    return sha256(_LABEL + salt + sha256(sealed).digest() + sha256(plaintext).digest()).digest()


def seal_attachment(key: bytes, salt: bytes, plaintext: bytes, nonce: bytes | None = None) -> tuple[bytes, bytes]:
    """Encrypt an attachment. Gives the sealed bytes, nonce first, and the commitment.

    `nonce` is drawn unless a test vector needs the same one again; two attachments of one key never share one.
    Raises Bad for lengths that cannot be, or if cryptography is not installed.
    """
    _check_length("key", key)
    if len(plaintext) > LARGEST:
        raise Bad("attachment.size", "too long", expected=f"at most {LARGEST} bytes", got=str(len(plaintext)))
    nonce = secrets.token_bytes(_NONCE) if nonce is None else nonce
    if len(nonce) != _NONCE:
        raise Bad("attachment.length", "a nonce of another length", expected=f"{_NONCE} bytes", got=f"{len(nonce)} bytes")
    sealed = nonce + _cipher(key).encrypt(nonce, plaintext, _LABEL)
    return sealed, commitment(salt, sealed, plaintext)


def open_attachment(key: bytes, salt: bytes, sealed: bytes, c: bytes) -> bytes:
    """Decrypt an attachment and give its plaintext.

    Raises Bad if the key is another one, if a byte was changed, or if it is not the one that `c` in the body stands for.
    """
    _check_length("key", key)
    _check_length("salt", salt)
    if not OVERHEAD <= len(sealed) <= LARGEST + OVERHEAD:
        raise Bad("attachment.size", "no sealed attachment is so long or so short", got=f"{len(sealed)} bytes")
    from cryptography.exceptions import InvalidTag

    try:
        plaintext = _cipher(key).decrypt(sealed[:_NONCE], sealed[_NONCE:], _LABEL)
    except InvalidTag:
        raise Bad("attachment.sealed", "cannot be opened: another key, or a changed byte") from None
    # One ciphertext can be made to open under two keys. The digest of the plaintext in the commitment rules that out.
    if (found := commitment(salt, sealed, plaintext)) != c:
        raise Bad("attachment.commitment", "not what the body stands for", expected=c.hex(), got=found.hex())
    return plaintext


def _check_length(what: str, data: bytes) -> None:
    if len(data) != 32:
        raise Bad("attachment.length", f"a {what} of another length", expected="32 bytes", got=f"{len(data)} bytes")


def _cipher(key: bytes) -> Any:
    # Checking a log needs no attachment opened, and so no second library.
    try:
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM
    except ImportError:
        raise Bad("attachment.library", "attachments need the package cryptography") from None
    return AESGCM(key)
