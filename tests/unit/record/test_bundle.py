"""Bundles: what is written is read by those it is sealed to and by nobody else, and a change anywhere is noticed."""

from __future__ import annotations

import tracemalloc
import zlib
from hashlib import sha256

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from hypothesis import given, settings
from hypothesis import strategies as st
from nacl.public import PublicKey, SealedBox

from safeconduct.record import base45, bundle, ed25519, jsonform, printed
from safeconduct.record.bundle import MAGIC, Act, open_bundle, read_header, unpack, write_bundle
from safeconduct.record.faults import Bad
from safeconduct.record.person_keys import PersonKey, seal_person_key
from tests.bundles import READER, bundle_of, reader_kid, reader_private, readers, step
from tests.signed_log import ORIGIN, Device, Signed, public, seed

DEVICE = "north device 0"


def signed(count: int, device: Device | None = None) -> tuple[Device, list[Signed]]:
    device = device or Device(DEVICE, "north")
    return device, [device.sign(step(f"step-{number}")) for number in range(count)]


DEVICE_OF_ALL, ACTS = signed(5)
WHOLE = bundle_of(DEVICE_OF_ALL, ACTS)


def opened(data: bytes, label: str = READER, key: str = DEVICE) -> bundle.Bundle:
    return open_bundle(data, public=public(key), kid=reader_kid(label), private=reader_private(label))


def code(data: bytes, **options: str) -> str:
    with pytest.raises(Bad) as caught:
        opened(data, **options)
    return caught.value.code


def forged(payload: bytes, /, *, label: str = DEVICE, packed: bytes | None = None, **changes: object) -> bytes:
    """Seal a payload with the device's own key, whatever it holds: what a faulty device would write."""
    key, nonce = bytes(32), bytes(12)
    header = {"log": ORIGIN, "device": Device(label, "north").kid.hex(), "first": 0, "last": 0, "count": 1,
              "seen": {"root": bundle.EMPTY_ROOT.hex(), "size": 0}, "payload": sha256(payload).hexdigest(), "len": len(payload),
              "to": [{"box": SealedBox(PublicKey(one)).encrypt(key).hex(), "kid": kid}
                     for kid, one in readers().items()]}  # fmt: skip
    head = MAGIC + jsonform.write(header | changes) + b"\n"
    sealed = nonce + AESGCM(key).encrypt(nonce, packed or zlib.compress(payload), sha256(head).digest())
    return head + ed25519.sign(seed(label), head).hex().encode() + b"\n" + sealed


def payload_of(*acts: Signed, more: bytes = b"") -> bytes:
    each = [len(a.leaf).to_bytes(2, "big") + a.leaf + len(a.body).to_bytes(4, "big") + a.body for a in acts]
    return b"".join(each) + bytes(2) + more


def test_what_is_written_is_read() -> None:
    content = {sha256(b"c").digest(): b"ciphertext", sha256(b"d").digest(): b"x"}
    keys = [seal_person_key(PersonKey(c, b"person", bytes(32), bytes(32)), public(READER)) for c in content]
    found = opened(bundle_of(DEVICE_OF_ALL, ACTS[2:], seen=(7, bytes(32)), attachments=content, keys=keys))
    assert [(act.leaf, act.body) for act in found.acts] == [(act.leaf, act.body) for act in ACTS[2:]]
    assert (found.attachments, found.keys) == (content, tuple(keys))
    assert found.header[:7] == (ORIGIN, DEVICE_OF_ALL.kid.hex(), 2, 4, 3, 7, bytes(32))


def test_the_carrier_reads_the_header_and_nothing_else() -> None:
    header = read_header(WHOLE)
    assert (header.first, header.last, header.count) == (0, 4, 5)
    for secret in (b"step-3", ACTS[3].body[20:60], ACTS[3].leaf):
        assert secret not in WHOLE


def test_each_reader_opens_it_and_nobody_else() -> None:
    data = bundle_of(DEVICE_OF_ALL, ACTS, readers=readers(READER, "guarantor sealing 0"))
    assert opened(data).acts == opened(data, label="guarantor sealing 0").acts
    assert code(data, label="south sealing 0") == "bundle.reader"
    with pytest.raises(Bad, match="cannot be opened"):
        open_bundle(data, public=public(DEVICE), kid=reader_kid(), private=reader_private("south sealing 0"))


def test_it_is_of_the_device_that_signed_it() -> None:
    assert code(WHOLE, key="south device 0") == "bundle.device"
    as_another = WHOLE.replace(DEVICE_OF_ALL.kid.hex().encode(), Device("south device 0", "south").kid.hex().encode())
    assert code(as_another, key="south device 0") == "bundle.signature"


@settings(max_examples=150, deadline=None)
@given(st.integers(0, len(WHOLE) - 1), st.integers(1, 255))
def test_a_changed_byte_anywhere_is_noticed(place: int, change: int) -> None:
    data = bytearray(WHOLE)
    data[place] ^= change
    with pytest.raises(Bad):
        opened(bytes(data))


@settings(max_examples=100, deadline=None)
@given(st.integers(0, len(WHOLE) - 1))
def test_a_file_that_was_cut_off_is_noticed(length: int) -> None:
    with pytest.raises(Bad):
        opened(WHOLE[:length])


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=300))
def test_anything_else_is_refused_and_nothing_else_happens(data: bytes) -> None:
    for one in (data, MAGIC + data, MAGIC + b"{}\n" + data):
        with pytest.raises(Bad):
            opened(one)


def test_more_behind_it_is_noticed() -> None:
    assert code(WHOLE + b"x") == "bundle.sealed"
    assert code(WHOLE + bytes(10_000)) == "bundle.size"


def test_the_content_of_another_bundle_is_noticed() -> None:
    other = bundle_of(*signed(5))
    assert len(other) == len(WHOLE)
    end = WHOLE.index(b"\n", WHOLE.index(b"\n", len(MAGIC)) + 1) + 1
    assert code(WHOLE[:end] + other[end:]) == "bundle.sealed"


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"count": 0, "last": -1}, "bundle.number"), ({"count": 2}, "bundle.count"), ({"first": 1}, "bundle.count"),
        ({"count": 100_001, "last": 100_000}, "bundle.count"), ({"len": bundle.LARGEST + 1}, "bundle.size"),
        ({"len": -1}, "bundle.number"), ({"len": True}, "bundle.number"), ({"to": []}, "bundle.readers"),
        ({"to": [{"kid": "00" * 8, "box": "00" * 80}] * 2}, "bundle.readers"), ({"to": {}}, "bundle.readers"),
        ({"to": [{"kid": "00" * 8}]}, "bundle.header"), ({"to": [{"kid": "00" * 8, "box": "0" * 4}]}, "bundle.hex"),
        ({"device": "AB" * 8}, "bundle.hex"), ({"log": 1}, "bundle.header"), ({"more": 1}, "bundle.header"),
        ({"seen": {"size": 0}}, "bundle.header"), ({"payload": "00" * 32}, "bundle.payload"),
        ({"device": "00" * 8}, "bundle.device"),
    ],
)  # fmt: skip
def test_a_header_that_cannot_be_is_refused(changes: dict[str, object], expected: str) -> None:
    assert code(forged(payload_of(ACTS[0]), **changes)) == expected


@pytest.mark.parametrize(
    ("payload", "expected"),
    [
        (payload_of(ACTS[1]), "bundle.chain"), (payload_of(*ACTS[:2]), "bundle.count"), (payload_of(), "bundle.count"),
        (payload_of(Signed(ACTS[0].leaf, ACTS[1].body)), "bundle.leaf"), (payload_of(Signed(b"x" * 146, b"")), "leaf.form"),
        (payload_of(ACTS[0])[:-2], "bundle.payload"), (payload_of(ACTS[0])[:100], "bundle.payload"),
        (payload_of(ACTS[0], more=b"\xff\xff\xff\xff" + bytes(40)), "bundle.payload"),
        (payload_of(ACTS[0], more=(b"\0\0\0\1" + bytes(33)) * 2), "bundle.payload"), (b"", "bundle.payload"),
        (payload_of(ACTS[0], more=bytes(4)), "bundle.payload"), (payload_of(ACTS[0], more=bytes(48)), "personkey.form"),
        (payload_of(Device("south device 0", "south").sign(step("other"))), "bundle.leaf"),
    ],
)  # fmt: skip
def test_a_content_that_is_not_what_the_header_says_is_refused(payload: bytes, expected: str) -> None:
    assert code(forged(payload)) == expected


def test_a_content_that_swells_is_not_unpacked() -> None:
    bomb = zlib.compress(bytes(200_000_000), 9)
    assert len(bomb) < 300_000
    tracemalloc.start()
    with pytest.raises(Bad) as caught:
        unpack(bomb, 1_000_000)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert (caught.value.code, peak < 10_000_000) == ("packed.length", True)


@pytest.mark.parametrize("packed", [zlib.compress(b"abc")[:-1], zlib.compress(b"abc") + b"x", b"abc", zlib.compress(b"abcd"),
                                    zlib.compress(b"ab")])  # fmt: skip
def test_only_what_is_packed_whole_and_alone_is_unpacked(packed: bytes) -> None:
    assert unpack(zlib.compress(b"abc"), 3) == b"abc"
    with pytest.raises(Bad, match="another length"):
        unpack(packed, 3)


def test_only_a_whole_stretch_of_one_chain_is_written() -> None:
    other, others = signed(2, Device("south device 0", "south"))
    for acts in ([], ACTS[::2], ACTS[::-1], [ACTS[0], *others], others):
        with pytest.raises(Bad):
            write_bundle([Act(*act) for act in acts], seed=DEVICE_OF_ALL.seed, readers=readers())
    with pytest.raises(Bad, match="nobody can open"):
        bundle_of(DEVICE_OF_ALL, ACTS, readers={})
    assert other.seq == 2


# ---- on paper ----


def test_base45_is_that_of_the_standard() -> None:
    # RFC 9285, sections 4.3 and 4.4
    for plain, text in ((b"AB", "BB8"), (b"Hello!!", "%69 VD92EX0"), (b"base-45", "UJCLQE7W581"), (b"ietf!", "QED8WEX0")):
        assert (base45.encode(plain), base45.decode(text)) == (text, plain)
    for text in ("GGW", "A", "::", "AAAA", "abc", "AB\n", "\N{ARABIC-INDIC DIGIT ONE}00"):
        with pytest.raises(Bad):
            base45.decode(text)


@given(st.binary(max_size=200))
def test_base45_there_and_back(data: bytes) -> None:
    assert base45.decode(base45.encode(data)) == data


@settings(deadline=None)
@given(st.binary(min_size=1, max_size=5_000), st.randoms())
def test_codes_in_any_order_and_twice_give_the_file(data: bytes, random: object) -> None:
    codes = printed.cut(data) * 2
    random.shuffle(codes)  # type: ignore[attr-defined]
    assert printed.join(codes) == data


def test_codes_are_made_of_what_such_a_code_packs_best() -> None:
    assert set("".join(printed.cut(WHOLE))) <= set(base45.ALPHABET)


def test_a_missing_code_is_named() -> None:
    codes = printed.cut(bytes(4 * printed.PIECE))
    with pytest.raises(Bad, match="still to be read: 2, 4"):
        printed.join([codes[0], codes[2]])


def test_a_code_of_another_bundle_or_a_wrong_one_is_noticed() -> None:
    one, other = printed.cut(b"a" * 2_000), printed.cut(b"b" * 2_000)
    wrong = one[1][:-3] + ("000" if one[1][-3:] != "000" else "001")
    for codes, expected in (
        ([one[0], other[1], one[2]], "printed.other"), ([*one, wrong], "printed.differs"),
        ([one[0], wrong, one[2]], "printed.digest"),
        (["SCB:2/1:00000000:AB"], "printed.form"), (["http://example"], "printed.form"), ([], "printed.none"),
    ):  # fmt: skip
        with pytest.raises(Bad) as caught:
            printed.join(codes)
        assert caught.value.code == expected


def test_what_is_too_large_for_paper_is_refused() -> None:
    assert len(printed.cut(bytes(printed.MOST_PIECES * printed.PIECE))) == printed.MOST_PIECES
    for size in (0, printed.MOST_PIECES * printed.PIECE + 1):
        with pytest.raises(Bad, match="too large to be printed"):
            printed.cut(bytes(size))


def test_the_page_holds_every_code_with_its_number_and_no_script() -> None:
    codes = printed.cut(WHOLE)
    page = printed.as_page(codes, title="A <bundle>", facts=[("device", "<b>")])
    assert page.count("<svg") == len(codes)
    assert all(f">{number}/{len(codes)}:" in page for number in range(1, len(codes) + 1))
    assert ("<script" in page, "http" in page.replace("http://www.w3.org/2000/svg", ""), "<b>" in page) == (False, False, False)
