"""The key that bundles are sealed to, made from a registered one.

A sealing key is registered like every key, with a proof that somebody holds it. What is sealed to is its X25519 form: the
same point by the map of RFC 7748, 4.1. It signs nothing else, so no secret serves two purposes.
"""

from safeconduct.record import ed25519
from safeconduct.record.faults import Bad


def sealing_public(public: bytes) -> bytes:
    """Give the X25519 form of a registered sealing key. Raises Bad for bytes that could not be registered."""
    from nacl.bindings import crypto_sign_ed25519_pk_to_curve25519

    if not ed25519.is_registrable(public):
        raise Bad("key.point", "not a public key that may be registered", got=public.hex())
    return crypto_sign_ed25519_pk_to_curve25519(public)


def sealing_private(seed: bytes) -> bytes:
    """Give the X25519 private key of a sealing key."""
    from nacl.bindings import crypto_sign_ed25519_sk_to_curve25519

    return crypto_sign_ed25519_sk_to_curve25519(seed + ed25519.public_of(seed))
