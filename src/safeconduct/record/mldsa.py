"""ML-DSA-44 signatures (FIPS 204), where the library `cryptography` brings them. Nothing of the record depends on them."""

from functools import cache
from types import ModuleType

from safeconduct.record.faults import Bad

PUBLIC_LENGTH, SIGNATURE_LENGTH, SEED_LENGTH = 1312, 2420, 32


@cache
def _library() -> ModuleType | None:
    # Looked for only when such a signature is met: loading it takes longer than checking a small log.
    try:
        from cryptography.exceptions import UnsupportedAlgorithm
        from cryptography.hazmat.primitives.asymmetric import mldsa
    except ImportError:
        return None
    try:
        mldsa.MLDSA44PrivateKey.from_seed_bytes(bytes(SEED_LENGTH))
    except (AttributeError, UnsupportedAlgorithm):
        return None
    return mldsa


def available() -> bool:
    """Say whether such signatures can be checked here."""
    return _library() is not None


def _loaded() -> ModuleType:
    library = _library()
    if library is None:
        wanted = "a version of the library cryptography that has them"
        raise Bad("mldsa.missing", "ML-DSA-44 signatures are not checked here", expected=wanted)
    return library


def public_of(seed: bytes) -> bytes:
    """Give the public key of a seed. Raises `Bad` where the library is missing."""
    return _loaded().MLDSA44PrivateKey.from_seed_bytes(seed).public_key().public_bytes_raw()


def sign(seed: bytes, message: bytes) -> bytes:
    """Sign a message, with an empty context. The signature differs each time. Raises `Bad` where the library is missing."""
    return _loaded().MLDSA44PrivateKey.from_seed_bytes(seed).sign(message)


def verify(public: bytes, message: bytes, signature: bytes) -> bool:
    """Say whether a signature fits. Raises `Bad` where the library is missing."""
    library = _loaded()
    if len(public) != PUBLIC_LENGTH or len(signature) != SIGNATURE_LENGTH:
        return False
    from cryptography.exceptions import InvalidSignature

    try:
        library.MLDSA44PublicKey.from_public_bytes(public).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True
