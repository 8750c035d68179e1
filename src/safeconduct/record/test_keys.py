"""The private keys of tests and examples. Everybody has them, so nothing real may be signed with them.

Whoever registers a key asks `is_test_key`, and takes such a key only in a record whose genesis says that it is for training.
"""

from functools import cache
from hashlib import sha256

from safeconduct.record import ed25519
from safeconduct.record.faults import Bad

OWNERS = ("north", "south", "guarantor", "operator", "recorder", "example")
ROLES = ("root", "officer", "device", "log", "witness", "mirror", "sealing")
NUMBERS = range(10)
EXAMPLE_NUMBERS = range(100)
"""The packaged examples have more organisations."""

# From the examples of RFC 8032, section 7.1. Many programs are tried with these.
_RFC_8032 = (
    "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
    "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
    "c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
    "f5e5767cf153319517630f226876b86c8160cc583bc013744c6bf255f5cc0ee5",
    "833fe62409237b9d62ec77587520911e9a759cec1d19755b7da901b96dca3d42",
)


@cache
def labels() -> frozenset[str]:
    """List the names of the keys: `probe`, with which a library is tried, and those such as `north officer 1`."""
    return frozenset(f"{owner} {role} {number}" for owner in OWNERS for role in ROLES
                     for number in (EXAMPLE_NUMBERS if owner == "example" else NUMBERS)) | {"probe"}


def seed_for(label: str) -> bytes:
    """Give the private key of a label. Raises Bad for a label that `is_test_key` would not know."""
    if label not in labels():
        raise Bad("key.label", "not the name of a test key", expected="such as north officer 1", got=label[:80])
    return sha256(f"safeconduct test key: {label}".encode()).digest()


def public_for(label: str) -> bytes:
    """Give the public key of a label."""
    return ed25519.public_of(seed_for(label))


def is_test_key(public: bytes) -> bool:
    """Whether everybody has the private key of this one: a label's, a published example's, or 32 times one byte."""
    return public in _publics()


@cache
def _publics() -> frozenset[bytes]:
    seeds = [seed_for(label) for label in labels()]
    seeds += [bytes([byte]) * 32 for byte in range(256)]
    seeds += [bytes.fromhex(seed) for seed in _RFC_8032]
    return frozenset(ed25519.public_of(seed) for seed in seeds)
