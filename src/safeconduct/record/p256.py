"""ECDSA signatures on P-256 with SHA-256, for messages of others. Nothing in the record itself is signed so."""

from functools import lru_cache
from typing import Any

from safeconduct.record.faults import Bad


def verify(public: bytes, message: bytes, signature: bytes) -> bool:
    """Whether a signature, r and s of 32 bytes each, is that of a key, the 65 bytes of an uncompressed point.

    Raises Bad if cryptography is not installed.
    """
    if len(public) != 65 or public[0] != 4 or len(signature) != 64:
        return False
    try:
        from cryptography.exceptions import InvalidSignature
        from cryptography.hazmat.primitives.asymmetric.ec import ECDSA
        from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
        from cryptography.hazmat.primitives.hashes import SHA256
    except ImportError:
        raise Bad("cose.alg", "ES256 cannot be checked here; install cryptography") from None
    key = _key(public)
    if key is None:
        return False
    r, s = int.from_bytes(signature[:32], "big"), int.from_bytes(signature[32:], "big")
    try:
        key.verify(encode_dss_signature(r, s), message, ECDSA(SHA256()))
    except InvalidSignature:
        return False
    return True


@lru_cache(maxsize=1024)
def _key(public: bytes) -> Any:
    from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, EllipticCurvePublicKey

    try:
        return EllipticCurvePublicKey.from_encoded_point(SECP256R1(), public)
    except ValueError:
        return None
