"""One value, one spelling, in CBOR. A library for all of CBOR is the second opinion."""

from typing import Any

import cbor2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from safeconduct.record import cbor
from safeconduct.record.cbor import Tag
from safeconduct.record.faults import Bad

NUMBERS = st.integers(-(2**64), 2**64 - 1) | st.integers(-300, 300)
KEYS = st.one_of(NUMBERS, st.text(max_size=3))
VALUES = st.recursive(
    NUMBERS | st.booleans() | st.none() | st.binary(max_size=30) | st.text(max_size=30),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=4),
    max_leaves=12,
)


def depth_of(value: Any) -> int:
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else []
    return (1 if isinstance(value, (dict, list)) else 0) + max(map(depth_of, inner), default=0)


@given(VALUES)
def test_what_is_written_is_read_again_and_by_others(value: Any) -> None:
    if depth_of(value) > cbor.DEEPEST:
        return
    data = cbor.write(value)
    assert cbor.parse(data) == value
    assert cbor2.loads(data) == value


@given(VALUES)
def test_what_others_write_is_refused_or_means_the_same(value: Any) -> None:
    data = cbor2.dumps(value)
    try:
        found = cbor.parse(data)
    except Bad:
        return
    assert found == value
    assert cbor.write(found) == data


@given(st.binary(max_size=40))
def test_only_bad_leaves_the_parser(data: bytes) -> None:
    try:
        found = cbor.parse(data)
    except Bad:
        return
    assert cbor.write(found) == data


@given(VALUES, st.data())
def test_a_changed_byte_is_another_value_or_refused(value: Any, data: st.DataObject) -> None:
    if depth_of(value) > cbor.DEEPEST:
        return
    written = bytearray(cbor.write(value))
    written[data.draw(st.integers(0, len(written) - 1))] ^= data.draw(st.integers(1, 255))
    try:
        found = cbor.parse(bytes(written))
    except Bad:
        return
    assert cbor.write(found) == bytes(written)
    assert cbor.write(found) != cbor.write(value)


REFUSED = [
    ("", "cbor.short"),
    ("0000", "cbor.end"),
    ("1817", "cbor.longer"),
    ("1900ff", "cbor.longer"),
    ("1a0000ffff", "cbor.longer"),
    ("1b00000000ffffffff", "cbor.longer"),
    ("3817", "cbor.longer"),
    ("5801aa", "cbor.longer"),
    ("9801f6", "cbor.longer"),
    ("18", "cbor.short"),
    ("1b00000000000000", "cbor.short"),
    ("41", "cbor.short"),
    ("5bffffffffffffffff", "cbor.short"),
    ("7affffffff61", "cbor.short"),
    ("9bffffffffffffffff", "cbor.short"),
    ("bbffffffffffffffff", "cbor.short"),
    ("82f6", "cbor.short"),
    ("a101", "cbor.short"),
    ("c1", "cbor.short"),
    ("1c", "cbor.kind"),
    ("5f41aaff", "cbor.kind"),
    ("9fff", "cbor.kind"),
    ("bfff", "cbor.kind"),
    ("ff", "cbor.kind"),
    ("f7", "cbor.kind"),
    ("e0", "cbor.kind"),
    ("f814", "cbor.kind"),
    ("f93c00", "cbor.kind"),
    ("fb3ff0000000000000", "cbor.kind"),
    ("61ff", "cbor.utf8"),
    ("63eda080", "cbor.utf8"),
    ("a201000100", "cbor.order"),
    ("a202000100", "cbor.order"),
    ("a2616100 0100".replace(" ", ""), "cbor.order"),
    ("a26161006161f6", "cbor.order"),
    ("a14100f6", "cbor.key"),
    ("a1f500", "cbor.key"),
    ("a18000", "cbor.key"),
    ("81" * 9 + "00", "cbor.depth"),
    ("c1" * 9 + "00", "cbor.depth"),
    ("81" * 5000 + "00", "cbor.depth"),
    ("00" * 65_537, "cbor.size"),
]


@pytest.mark.parametrize(("digits", "code"), REFUSED, ids=[digits[:20] for digits, _ in REFUSED])
def test_what_is_refused(digits: str, code: str) -> None:
    with pytest.raises(Bad) as caught:
        cbor.parse(bytes.fromhex(digits))
    assert caught.value.code == code


@pytest.mark.parametrize("digits", ["1818", "190100", "1a00010000", "1b0000000100000000", "3bffffffffffffffff", "81" * 8 + "00"])
def test_the_edges_are_read(digits: str) -> None:
    data = bytes.fromhex(digits)
    assert cbor.write(cbor.parse(data)) == data


def test_a_tag_is_kept_and_not_acted_on() -> None:
    data = cbor2.dumps(cbor2.CBORTag(35, "("))
    assert cbor.parse(data) == Tag(35, "(")
    assert cbor.write(Tag(35, "(")) == data


@pytest.mark.parametrize(
    ("value", "code"),
    [
        (1.5, "cbor.kind"),
        ((1,), "cbor.kind"),
        ({b"": 1}, "cbor.key"),
        ({True: 1}, "cbor.key"),
        (2**64, "cbor.number"),
        (-(2**64) - 1, "cbor.number"),
        ("\ud800", "cbor.utf8"),
        ([[[[[[[[[]]]]]]]]], "cbor.depth"),
    ],
)
def test_what_is_not_written(value: Any, code: str) -> None:
    with pytest.raises(Bad) as caught:
        cbor.write(value)
    assert caught.value.code == code


def test_keys_are_sorted_by_their_bytes() -> None:
    assert cbor.write({"a": 1, -1: 2, 258: 3, 4: 4, 24: 5}) == bytes.fromhex("a5 0404 181805 19010203 2002 616101")
