"""Signed messages of COSE (RFC 9052): COSE_Sign1 and COSE_Sign, in a strict form and with two algorithms.

Refused are: a message without its tag; an algorithm that is not protected; an empty header that is not written as no
bytes; a critical label that nobody here knows; a payload kept elsewhere. Which keys may sign what is asked elsewhere; the
algorithm is a property of the key, and a message that names another one does not verify.
"""

from collections.abc import Sequence
from typing import Any, NamedTuple

from safeconduct.record import cbor, ed25519, p256
from safeconduct.record.faults import Bad

EDDSA, ES256 = -8, -7
"""Algorithms: Ed25519, and ECDSA on P-256 with SHA-256."""
ALG, CRIT, CONTENT_TYPE, KID = 1, 2, 3, 4
"""Labels of headers."""
MOST_SIGNERS = 16

_SIGN1_TAG, _SIGN_TAG = 18, 98
_KNOWN = {ALG, CONTENT_TYPE, KID, 258, 259}
_SIGNATURE_SIZE = 64

Headers = dict[int | str, Any]


class Key(NamedTuple):
    """A public key with its algorithm: 32 bytes for Ed25519, for P-256 the 65 of an uncompressed point."""

    alg: int
    public: bytes


class Sign1(NamedTuple):
    """A message with one signature. `protected` is the protected header as it was signed, `headers` what it says."""

    protected: bytes
    headers: Headers
    unprotected: Headers
    payload: bytes
    signature: bytes


class Signer(NamedTuple):
    """One signature of a message with several."""

    protected: bytes
    headers: Headers
    unprotected: Headers
    signature: bytes


class Sign(NamedTuple):
    """A message with several signatures."""

    protected: bytes
    headers: Headers
    unprotected: Headers
    payload: bytes
    signers: tuple[Signer, ...]


def parse_sign1(data: bytes) -> Sign1:
    """Read a message with one signature. Raises Bad; the signature is not verified here."""
    protected, unprotected, payload, signature = _parts(cbor.parse(data), _SIGN1_TAG)
    headers = _headers(protected, unprotected, "")
    _check_algorithm(headers, "")
    return Sign1(protected, headers, unprotected, _payload(payload), _signature(signature, ""))


def parse_sign(data: bytes) -> Sign:
    """Read a message with several signatures. Raises Bad; the signatures are not verified here."""
    protected, unprotected, payload, listed = _parts(cbor.parse(data), _SIGN_TAG)
    headers = _headers(protected, unprotected, "")
    if type(listed) is not list or not 1 <= len(listed) <= MOST_SIGNERS:
        raise Bad("cose.signers", "not a list of signatures", expected=f"1 to {MOST_SIGNERS}")
    signers = tuple(_signer(each, f"signature {index}: ") for index, each in enumerate(listed))
    return Sign(protected, headers, unprotected, _payload(payload), signers)


def verify_sign1(message: Sign1, key: Key, external: bytes = b"") -> bool:
    """Whether the signature is that of a key. `external` is what was signed with it and travels elsewhere."""
    signed = cbor.write(["Signature1", message.protected, external, message.payload])
    return _verify(message.headers, key, signed, message.signature)


def verify_signer(message: Sign, signer: Signer, key: Key, external: bytes = b"") -> bool:
    """Whether one signature of several is that of a key."""
    signed = cbor.write(["Signature", message.protected, signer.protected, external, message.payload])
    return _verify(signer.headers, key, signed, signer.signature)


def sign1(seed: bytes, headers: Headers, payload: bytes, *, external: bytes = b"") -> bytes:
    """Sign with an Ed25519 key. `headers` are protected; the algorithm is added to them. Gives the message."""
    protected = cbor.write({ALG: EDDSA, **headers})
    signature = ed25519.sign(seed, cbor.write(["Signature1", protected, external, payload]))
    return _checked(cbor.write(cbor.Tag(_SIGN1_TAG, [protected, {}, payload, signature])), parse_sign1)


def sign(signers: Sequence[tuple[bytes, Headers]], headers: Headers, payload: bytes, *, external: bytes = b"") -> bytes:
    """Sign with several Ed25519 keys. `signers` are seeds with the protected headers of their own. Gives the message."""
    protected, listed = cbor.write(headers) if headers else b"", []
    for seed, own in signers:
        own_protected = cbor.write({ALG: EDDSA, **own})
        signed = cbor.write(["Signature", protected, own_protected, external, payload])
        listed.append([own_protected, {}, ed25519.sign(seed, signed)])
    return _checked(cbor.write(cbor.Tag(_SIGN_TAG, [protected, {}, payload, listed])), parse_sign)


def _checked(data: bytes, parse: Any) -> bytes:
    parse(data)
    return data


def _verify(headers: Headers, key: Key, signed: bytes, signature: bytes) -> bool:
    if headers.get(ALG) != key.alg:
        return False
    if key.alg == EDDSA:
        return ed25519.verify(key.public, signed, signature)
    return key.alg == ES256 and p256.verify(key.public, signed, signature)


def _parts(value: Any, tag: int) -> list[Any]:
    if type(value) is not cbor.Tag or value.number != tag:
        got = f"tag {value.number}" if type(value) is cbor.Tag else "no tag"
        raise Bad("cose.tag", "not this kind of message", expected=f"tag {tag}", got=got)
    if type(value.value) is not list or len(value.value) != 4:
        raise Bad("cose.parts", "not a message", expected="four parts")
    return value.value


def _signer(value: Any, where: str) -> Signer:
    if type(value) is not list or len(value) != 3:
        raise Bad("cose.parts", "not a signature", where=where, expected="three parts")
    protected, unprotected, signature = value
    headers = _headers(protected, unprotected, where)
    _check_algorithm(headers, where)
    return Signer(protected, headers, unprotected, _signature(signature, where))


def _headers(protected: Any, unprotected: Any, where: str) -> Headers:
    """Read the protected header, and refuse what may not stand in either of the two."""
    if type(protected) is not bytes:
        raise Bad("cose.protected", "a protected header that is not bytes", where=where)
    headers = cbor.parse(protected) if protected else {}
    if type(headers) is not dict or (protected and not headers):
        raise Bad("cose.protected", "a protected header that is not a map, or is an empty one", where=where)
    if type(unprotected) is not dict:
        raise Bad("cose.unprotected", "an unprotected header that is not a map", where=where)
    for label in (ALG, CRIT):
        if label in unprotected:
            raise Bad("cose.unprotected", f"label {label} has to be protected", where=where)
    if twice := headers.keys() & unprotected.keys():
        raise Bad("cose.unprotected", "a label in both headers", where=where, got=", ".join(sorted(map(str, twice)))[:80])
    for both in (headers, unprotected):
        if type(both.get(KID, b"")) is not bytes:
            raise Bad("cose.kid", "a key id that is not bytes", where=where)
    if CRIT in headers:
        _check_critical(headers, where)
    return headers


def _check_critical(headers: Headers, where: str) -> None:
    critical = headers[CRIT]
    if type(critical) is not list or not critical:
        raise Bad("cose.crit", "not a list of labels", where=where)
    for label in critical:
        # The kind first: True equals 1, and a list is no key of a map.
        if type(label) not in (int, str) or label not in _KNOWN or label not in headers:
            raise Bad("cose.crit", "a critical label that is not known or not there", where=where, got=repr(label)[:80])


def _check_algorithm(headers: Headers, where: str) -> None:
    alg = headers.get(ALG)
    if type(alg) is not int or alg not in (EDDSA, ES256):
        got = "none" if alg is None else repr(alg)[:80]
        raise Bad("cose.alg", "an algorithm that is not used here", where=where, expected=f"{EDDSA} or {ES256}", got=got)


def _payload(value: Any) -> bytes:
    if type(value) is not bytes:
        raise Bad("cose.payload", "a payload that is not there, or is not bytes")
    return value


def _signature(value: Any, where: str) -> bytes:
    if type(value) is not bytes or len(value) != _SIGNATURE_SIZE:
        raise Bad("cose.signature", "not a signature", where=where, expected=f"{_SIGNATURE_SIZE} bytes")
    return value
