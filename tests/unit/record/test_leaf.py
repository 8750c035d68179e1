"""A leaf is 146 bytes in one form, and COSE to whoever reads COSE."""

from hashlib import sha256

import cbor2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from safeconduct.record import ed25519
from safeconduct.record.faults import Bad
from safeconduct.record.leaf import SIZE, Leaf, kid_of, parse_leaf, sign_leaf, to_sign, verify_leaf, write_leaf

SEED = sha256(b"safeconduct test key: north officer 1").digest()
PUBLIC = ed25519.public_of(SEED)
ID = sha256(b"a body").digest()
FIXED = [place for place in range(SIZE) if not (9 <= place < 17 or 48 <= place < 80 or place >= 82)]


@given(st.binary(min_size=8, max_size=8), st.binary(min_size=32, max_size=32), st.binary(min_size=64, max_size=64))
def test_what_is_written_is_read_again(kid: bytes, act_id: bytes, signature: bytes) -> None:
    leaf = Leaf(kid, act_id, signature)
    data = write_leaf(leaf)
    assert len(data) == SIZE
    assert parse_leaf(data) == leaf
    protected, unprotected, payload, signed = cbor2.loads(data).value
    assert (unprotected, payload, signed) == ({}, act_id, signature)
    assert cbor2.loads(protected) == {1: -8, 4: kid, 258: -16, 259: "application/act+json"}
    assert cbor2.dumps(cbor2.CBORTag(18, [protected, {}, payload, signed])) == data
    assert cbor2.dumps(["Signature1", protected, b"", payload]) == to_sign(kid, act_id)


def test_a_signed_leaf_verifies_and_another_does_not() -> None:
    data = sign_leaf(SEED, ID)
    leaf = parse_leaf(data)
    assert leaf.kid == kid_of(PUBLIC) == sha256(PUBLIC).digest()[:8]
    assert verify_leaf(PUBLIC, leaf) is True
    assert verify_leaf(ed25519.public_of(ID), leaf) is False
    assert verify_leaf(PUBLIC, leaf._replace(kid=bytes(8))) is False
    assert verify_leaf(PUBLIC, leaf._replace(act_id=bytes(32))) is False
    assert verify_leaf(PUBLIC, leaf._replace(signature=bytes(64))) is False
    assert verify_leaf(PUBLIC, leaf._replace(act_id=ID[:31])) is False
    assert verify_leaf(b"", leaf) is False


def test_what_is_signed_under_another_key_id_or_at_another_length_is_no_leaf() -> None:
    kid, other = kid_of(PUBLIC), bytes(8)
    assert verify_leaf(PUBLIC, Leaf(kid, ID, ed25519.sign(SEED, to_sign(kid, ID)))) is True
    assert verify_leaf(PUBLIC, Leaf(other, ID, ed25519.sign(SEED, to_sign(other, ID)))) is False
    assert verify_leaf(PUBLIC, Leaf(kid, ID[:31], ed25519.sign(SEED, to_sign(kid, ID[:31])))) is False


@given(st.integers(0, SIZE * 8 - 1))
def test_no_bit_can_be_turned(bit: int) -> None:
    data = bytearray(sign_leaf(SEED, ID))
    data[bit // 8] ^= 1 << bit % 8
    try:
        leaf = parse_leaf(bytes(data))
    except Bad:
        assert bit // 8 in FIXED
        return
    assert bit // 8 not in FIXED
    assert verify_leaf(PUBLIC, leaf) is False


def test_every_fixed_byte_is_compared_and_its_place_told() -> None:
    good = sign_leaf(SEED, ID)
    for place in FIXED:
        data = good[:place] + bytes([good[place] ^ 1]) + good[place + 1 :]
        with pytest.raises(Bad) as caught:
            parse_leaf(data)
        assert (caught.value.code, caught.value.where) == ("leaf.form", f"byte {place}")


@given(st.binary(max_size=300))
def test_only_bad_leaves_the_parser(data: bytes) -> None:
    with pytest.raises(Bad):
        parse_leaf(data)


@pytest.mark.parametrize("length", [0, 1, 145, 147, 292])
def test_a_leaf_has_one_length(length: int) -> None:
    with pytest.raises(Bad) as caught:
        parse_leaf((sign_leaf(SEED, ID) * 2)[:length])
    assert (caught.value.code, caught.value.got) == ("leaf.size", f"{length} bytes")


@pytest.mark.parametrize("leaf", [Leaf(b"", ID, bytes(64)), Leaf(bytes(8), b"", bytes(64)), Leaf(bytes(8), ID, bytes(63))])
def test_a_leaf_with_other_parts_is_not_written(leaf: Leaf) -> None:
    with pytest.raises(Bad) as caught:
        write_leaf(leaf)
    assert caught.value.code == "leaf.parts"
