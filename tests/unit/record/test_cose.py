"""Signed messages: what is strict about them, and that a leaf is one of them."""

from collections.abc import Callable
from hashlib import sha256
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from hypothesis import given
from hypothesis import strategies as st

from safeconduct.record import cbor, cose, ed25519
from safeconduct.record.cbor import Tag
from safeconduct.record.cose import EDDSA, ES256, Key
from safeconduct.record.faults import Bad
from safeconduct.record.leaf import kid_of, parse_leaf, sign_leaf

SEED, OTHER = sha256(b"safeconduct test key: north officer 1").digest(), sha256(b"safeconduct test key: south officer 1").digest()
KEY, OTHER_KEY = Key(EDDSA, ed25519.public_of(SEED)), Key(EDDSA, ed25519.public_of(OTHER))
KID = kid_of(KEY.public)
PAYLOAD = b"This is the content."
ONE = cose.sign1(SEED, {4: KID}, PAYLOAD)
TWO = cose.sign([(SEED, {4: KID}), (OTHER, {})], {}, PAYLOAD)


def test_a_message_with_one_signature() -> None:
    message = cose.parse_sign1(ONE)
    assert (message.headers, message.unprotected, message.payload) == ({1: -8, 4: KID}, {}, PAYLOAD)
    assert cose.verify_sign1(message, KEY) is True
    assert cose.verify_sign1(message, OTHER_KEY) is False
    assert cose.verify_sign1(message, KEY, external=b"x") is False
    assert cose.verify_sign1(message._replace(payload=b""), KEY) is False


def test_a_message_with_two_signatures() -> None:
    message = cose.parse_sign(TWO)
    first, second = message.signers
    assert (message.protected, message.headers, message.payload) == (b"", {}, PAYLOAD)
    assert [cose.verify_signer(message, first, key) for key in (KEY, OTHER_KEY)] == [True, False]
    assert [cose.verify_signer(message, second, key) for key in (KEY, OTHER_KEY)] == [False, True]
    assert cose.verify_signer(message._replace(protected=cbor.write({3: 0})), first, KEY) is False


def test_what_travels_elsewhere_is_signed() -> None:
    message = cose.parse_sign1(cose.sign1(SEED, {}, PAYLOAD, external=b"corridor 4"))
    assert cose.verify_sign1(message, KEY, external=b"corridor 4") is True
    assert cose.verify_sign1(message, KEY) is False
    several = cose.parse_sign(cose.sign([(SEED, {})], {3: 0}, PAYLOAD, external=b"corridor 4"))
    assert cose.verify_signer(several, several.signers[0], KEY, external=b"corridor 4") is True
    assert cose.verify_signer(several, several.signers[0], KEY) is False


def test_one_kind_of_message_is_not_the_other() -> None:
    for parse, data in ((cose.parse_sign, ONE), (cose.parse_sign1, TWO)):
        with pytest.raises(Bad) as caught:
            parse(data)
        assert caught.value.code == "cose.tag"


def test_a_leaf_is_such_a_message() -> None:
    act_id = sha256(b"a body").digest()
    leaf = sign_leaf(SEED, act_id)
    message = cose.parse_sign1(leaf)
    assert message.headers == {1: -8, 4: KID, 258: -16, 259: "application/act+json"}
    assert (message.payload, message.signature) == (act_id, parse_leaf(leaf).signature)
    assert cose.verify_sign1(message, KEY) is True
    assert cose.sign1(SEED, {4: KID, 258: -16, 259: "application/act+json"}, act_id) == leaf


def es256() -> tuple[Key, Callable[[bytes], bytes]]:
    private = ec.derive_private_key(7, ec.SECP256R1())

    def sign(message: bytes) -> bytes:
        r, s = decode_dss_signature(private.sign(message, ec.ECDSA(SHA256())))
        return r.to_bytes(32, "big") + s.to_bytes(32, "big")

    return Key(ES256, private.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)), sign


def test_p_256_verifies_too() -> None:
    key, sign = es256()
    protected = cbor.write({1: ES256})
    signature = sign(cbor.write(["Signature1", protected, b"", PAYLOAD]))
    message = cose.parse_sign1(cbor.write(Tag(18, [protected, {}, PAYLOAD, signature])))
    assert cose.verify_sign1(message, key) is True
    assert cose.verify_sign1(message._replace(payload=b""), key) is False
    for odd in (key.public[:-1], b"\x02" + key.public[1:33], bytes(65), b"\x04" + bytes(64), b""):
        assert cose.verify_sign1(message, Key(ES256, odd)) is False
    assert cose.verify_sign1(message._replace(signature=bytes(64)), key) is False


def test_the_algorithm_is_that_of_the_key() -> None:
    message = cose.parse_sign1(ONE)
    assert cose.verify_sign1(message, Key(ES256, KEY.public)) is False
    assert cose.verify_sign1(message._replace(headers={1: ES256}), KEY) is False
    assert cose.verify_sign1(message._replace(headers={1: -35}), Key(-35, KEY.public)) is False
    assert cose.verify_sign1(message, Key(EDDSA, bytes(57))) is False


H = cbor.write({1: -8})
SIGNATURE = bytes(64)
REFUSED: list[tuple[Any, str]] = [
    ([H, {}, PAYLOAD, SIGNATURE], "cose.tag"),
    (Tag(17, [H, {}, PAYLOAD, SIGNATURE]), "cose.tag"),
    (Tag(61, Tag(18, [H, {}, PAYLOAD, SIGNATURE])), "cose.tag"),
    (Tag(18, 5), "cose.parts"),
    (Tag(18, [H, {}, PAYLOAD]), "cose.parts"),
    (Tag(18, [H, {}, PAYLOAD, SIGNATURE, 0]), "cose.parts"),
    (Tag(18, [{1: -8}, {}, PAYLOAD, SIGNATURE]), "cose.protected"),
    (Tag(18, [b"\xa0", {}, PAYLOAD, SIGNATURE]), "cose.protected"),
    (Tag(18, [b"\x80", {}, PAYLOAD, SIGNATURE]), "cose.protected"),
    (Tag(18, [b"\xa2\x01\x27\x01\x26", {}, PAYLOAD, SIGNATURE]), "cbor.order"),
    (Tag(18, [b"\xa1\x01\x38\x07", {}, PAYLOAD, SIGNATURE]), "cbor.longer"),
    (Tag(18, [H + b"\x00", {}, PAYLOAD, SIGNATURE]), "cbor.end"),
    (Tag(18, [b"", {1: -8}, PAYLOAD, SIGNATURE]), "cose.unprotected"),
    (Tag(18, [H, {1: -8}, PAYLOAD, SIGNATURE]), "cose.unprotected"),
    (Tag(18, [H, {2: [1]}, PAYLOAD, SIGNATURE]), "cose.unprotected"),
    (Tag(18, [cbor.write({1: -8, 4: b"a"}), {4: b"b"}, PAYLOAD, SIGNATURE]), "cose.unprotected"),
    (Tag(18, [H, [], PAYLOAD, SIGNATURE]), "cose.unprotected"),
    (Tag(18, [H, {4: "11"}, PAYLOAD, SIGNATURE]), "cose.kid"),
    (Tag(18, [cbor.write({1: -8, 4: 11}), {}, PAYLOAD, SIGNATURE]), "cose.kid"),
    (Tag(18, [b"", {}, PAYLOAD, SIGNATURE]), "cose.alg"),
    (Tag(18, [cbor.write({4: b"11"}), {}, PAYLOAD, SIGNATURE]), "cose.alg"),
    (Tag(18, [cbor.write({1: -36}), {}, PAYLOAD, SIGNATURE]), "cose.alg"),
    (Tag(18, [cbor.write({1: "EdDSA"}), {}, PAYLOAD, SIGNATURE]), "cose.alg"),
    (Tag(18, [cbor.write({1: [-8]}), {}, PAYLOAD, SIGNATURE]), "cose.alg"),
    (Tag(18, [cbor.write({1: -8, 2: []}), {}, PAYLOAD, SIGNATURE]), "cose.crit"),
    (Tag(18, [cbor.write({1: -8, 2: 1}), {}, PAYLOAD, SIGNATURE]), "cose.crit"),
    (Tag(18, [cbor.write({1: -8, 2: [4]}), {}, PAYLOAD, SIGNATURE]), "cose.crit"),
    (Tag(18, [cbor.write({1: -8, 2: [99], 99: 0}), {}, PAYLOAD, SIGNATURE]), "cose.crit"),
    (Tag(18, [cbor.write({1: -8, 2: ["odd"], "odd": 0}), {}, PAYLOAD, SIGNATURE]), "cose.crit"),
    (Tag(18, [cbor.write({1: -8, 2: [True]}), {}, PAYLOAD, SIGNATURE]), "cose.crit"),
    (Tag(18, [cbor.write({1: -8, 2: [[]]}), {}, PAYLOAD, SIGNATURE]), "cose.crit"),
    (Tag(18, [H, {}, None, SIGNATURE]), "cose.payload"),
    (Tag(18, [H, {}, "text", SIGNATURE]), "cose.payload"),
    (Tag(18, [H, {}, PAYLOAD, bytes(63)]), "cose.signature"),
    (Tag(18, [H, {}, PAYLOAD, bytes(114)]), "cose.signature"),
    (Tag(18, [H, {}, PAYLOAD, None]), "cose.signature"),
]


@pytest.mark.parametrize(("value", "code"), REFUSED)
def test_what_is_refused(value: Any, code: str) -> None:
    with pytest.raises(Bad) as caught:
        cose.parse_sign1(cbor.write(value))
    assert caught.value.code == code


REFUSED_SIGNERS: list[tuple[Any, str]] = [
    ([], "cose.signers"),
    ({}, "cose.signers"),
    ([[H, {}, SIGNATURE]] * 17, "cose.signers"),
    ([[H, {}]], "cose.parts"),
    ([5], "cose.parts"),
    ([[H, {}, SIGNATURE], [b"", {1: -8}, SIGNATURE]], "cose.unprotected"),
    ([[H, {}, SIGNATURE], [b"", {}, SIGNATURE]], "cose.alg"),
    ([[H, {}, SIGNATURE], [cbor.write({1: -36}), {}, SIGNATURE]], "cose.alg"),
    ([[H, {}, SIGNATURE], [H, {}, bytes(132)]], "cose.signature"),
]


@pytest.mark.parametrize(("signers", "code"), REFUSED_SIGNERS)
def test_what_is_refused_of_several(signers: Any, code: str) -> None:
    with pytest.raises(Bad) as caught:
        cose.parse_sign(cbor.write(Tag(98, [b"", {}, PAYLOAD, signers])))
    assert caught.value.code == code


def test_a_critical_label_that_is_known_is_no_fault() -> None:
    message = cose.parse_sign1(cose.sign1(SEED, {2: [4, 1], 4: KID}, PAYLOAD))
    assert cose.verify_sign1(message, KEY) is True


def test_a_message_that_would_be_refused_is_not_made() -> None:
    with pytest.raises(Bad):
        cose.sign1(SEED, {2: [99]}, PAYLOAD)
    with pytest.raises(Bad):
        cose.sign([], {}, PAYLOAD)
    with pytest.raises(Bad):
        cose.sign1(SEED, {}, bytes(70_000))


@given(st.integers(0, 8 * len(ONE) - 1))
def test_no_bit_can_be_turned(bit: int) -> None:
    data = bytearray(ONE)
    data[bit // 8] ^= 1 << bit % 8
    try:
        message = cose.parse_sign1(bytes(data))
    except Bad:
        return
    assert cose.verify_sign1(message, KEY) is False


@given(st.binary(max_size=60))
def test_only_bad_leaves_the_parsers(data: bytes) -> None:
    for parse in (cose.parse_sign1, cose.parse_sign):
        for whole in (data, b"\xd2\x84" + data, b"\xd8\x62\x84" + data, b"\xd2\x84\x43\xa1\x01\x27" + data):
            try:
                parse(whole)
            except Bad:
                continue
