"""Keys and signatures, with one acceptance rule whatever library is installed: section 5 of `docs/spec/record.md`.

Libraries differ on odd keys and odd signatures. A key is therefore checked here, in plain arithmetic. Under such a key a
library that makes R itself and compares its bytes with those of the signature leaves only the identity to check. Whether
a library does is tried on signatures that others would take; one that takes such a signature is not used.
"""

import secrets
from collections.abc import Callable
from functools import lru_cache
from typing import NamedTuple

from safeconduct.record import curve
from safeconduct.record.faults import Bad

_IDENTITY = b"\x01" + bytes(31)
_REMEMBERED = 65_536
_SURELY_BELOW = 16  # the group order is a little more than 2**252


class Library(NamedTuple):
    """What is needed of a library. None of the three checks what `verify` below checks."""

    name: str
    public_of: Callable[[bytes], bytes]
    sign: Callable[[bytes, bytes], bytes]
    verify: Callable[[bytes, bytes, bytes], bool]


def _pynacl() -> Library:
    from nacl.bindings import crypto_sign, crypto_sign_open, crypto_sign_seed_keypair
    from nacl.exceptions import BadSignatureError

    def sign(seed: bytes, message: bytes) -> bytes:
        return crypto_sign(message, crypto_sign_seed_keypair(seed)[1])[:64]

    def verify(public: bytes, message: bytes, signature: bytes) -> bool:
        try:
            crypto_sign_open(signature + message, public)
        except BadSignatureError:
            return False
        return True

    return Library("pynacl", lambda seed: crypto_sign_seed_keypair(seed)[0], sign, verify)


def _cryptography() -> Library:
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
    from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

    private, public_key = Ed25519PrivateKey.from_private_bytes, lru_cache(maxsize=1024)(Ed25519PublicKey.from_public_bytes)

    def verify(public: bytes, message: bytes, signature: bytes) -> bool:
        try:
            public_key(public).verify(signature, message)
        except InvalidSignature:
            return False
        return True

    return Library(
        "cryptography",
        # Not `public_bytes_raw`: versions before 40, which systems still ship, do not have it.
        lambda seed: private(seed).public_key().public_bytes(Encoding.Raw, PublicFormat.Raw),
        lambda seed, message: private(seed).sign(message),
        verify,
    )


# Made with a published seed; tests/unit/record/test_ed25519.py makes them again. The first is good. In the next three a
# point of order 8, 4 and 2 was added to R before signing, and the last has the group order added to S.
_PROBE_KEY = bytes.fromhex("58785a479595ac9b1cea013f0bca79a48215db92c9ac309a6b4d2c8c3ebdc4d5")
_PROBE_MESSAGE = b"safeconduct probe"
_GOOD_PROBE = bytes.fromhex(
    "f1598ed3ab66337e77cf41e5565ed363b302ebb77952bc29e35bda5120febe28"
    "13af9bb39b06a61e949b8f4837f0340f1b9ca5e96c467274410231dc7eb02f0b"
)
_BAD_PROBES = tuple(
    bytes.fromhex(probe)
    for probe in (
        "1814a56dfe7705f2b215e0d1ff0dafb2cd0a343d3d53dd97c434966b02481ced"
        "b05105e1658f03e144ca7ec3f8c5c0f103d2e359f1d62de3acfdd077a9059c08",
        "e3501bc0108069ad37ff6425f328b19d21fd95a59a35de248e3e8115d1b00b4a"
        "9c4447c3d2db76d75c96a7fec670c52c73ec5f1d53133211cf77e428cf616a0b",
        "fca5712c5499cc818830be1aa9a12c9c4cfd144886ad43d61ca425aedf0141d7"
        "9968d311c82c2f0f4fd927d1a73cc4ad8703c1f88d805e99c3b22936e02c9a03",
        "f1598ed3ab66337e77cf41e5565ed363b302ebb77952bc29e35bda5120febe28"
        "00839110b669b8766a3887eb15ea13241b9ca5e96c467274410231dc7eb02f1b",
    )
)


def is_exact(library: Library) -> bool:
    """Whether a library takes the good probe and none of those that only a laxer rule takes."""
    return library.verify(_PROBE_KEY, _PROBE_MESSAGE, _GOOD_PROBE) and not any(
        library.verify(_PROBE_KEY, _PROBE_MESSAGE, probe) for probe in _BAD_PROBES
    )


def libraries() -> tuple[Library, ...]:
    """List the installed libraries that can be used here, the faster first."""
    found = []
    for load in (_pynacl, _cryptography):
        try:
            library = load()
        except ImportError:
            continue
        if is_exact(library):
            found.append(library)
    return tuple(found)


def _first(found: tuple[Library, ...]) -> Library:
    if not found:
        raise ImportError(
            "The record needs PyNaCl or cryptography, in a version that verifies Ed25519 signatures exactly. "
            "Install them with: pip install 'safeconduct[record]'"
        )
    return found[0]


LIBRARY = _first(libraries())
BACKEND = LIBRARY.name
"""The library that this process signs and verifies with."""


def new_seed() -> bytes:
    """Draw the 32 bytes of a new private key."""
    return secrets.token_bytes(32)


def public_of(seed: bytes, library: Library = LIBRARY) -> bytes:
    """Give the public key, 32 bytes, of a private key."""
    return library.public_of(_seed(seed))


def sign(seed: bytes, message: bytes, library: Library = LIBRARY) -> bytes:
    """Sign a message. Gives 64 bytes, the same ones each time."""
    return library.sign(_seed(seed), message)


def verify(public: bytes, message: bytes, signature: bytes, library: Library = LIBRARY) -> bool:
    """Whether a signature is accepted under a key: the one rule. Never raises, whatever the bytes are."""
    return (
        len(signature) == 64
        and signature[:32] != _IDENTITY
        and (signature[63] < _SURELY_BELOW or int.from_bytes(signature[32:], "little") < curve.ORDER)
        and is_registrable(public)
        and library.verify(public, message, signature)
    )


@lru_cache(maxsize=_REMEMBERED)
def is_registrable(public: bytes) -> bool:
    """Whether bytes may be registered as a key: the canonical encoding of a prime-order point, not the identity."""
    return curve.is_prime_order(public)


def _seed(seed: bytes) -> bytes:
    if len(seed) != 32:
        raise Bad("key.seed", "not a private key", expected="32 bytes", got=f"{len(seed)} bytes")
    return seed
