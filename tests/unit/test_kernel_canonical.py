"""Canonical JSON: one value, one text, one hash; and no float, which two machines may print differently."""

import hashlib
import json
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from safeconduct.kernel.canonical import canonical_json, digest


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ({"b": 1, "a": [True, None, "x"]}, b'{"a":[true,null,"x"],"b":1}'),
        ({"z": {"y": 2, "x": 1}}, b'{"z":{"x":1,"y":2}}'),
        ((1, 2), b"[1,2]"),
        ("", b'""'),
        ({}, b"{}"),
        (10**30, b"1" + b"0" * 30),
        (-5, b"-5"),
        ("שלום", '"שלום"'.encode()),
        ("a/b", b'"a/b"'),
        ('"\\\n', b'"\\"\\\\\\n"'),
        ({"é": 1, "e": 2, "ａ": 3, "😀": 4}, '{"e":2,"é":1,"ａ":3,"😀":4}'.encode()),
    ],
)
def test_a_value_has_one_text(value: Any, expected: bytes) -> None:
    assert canonical_json(value) == expected


class Seen(msgspec.Struct):
    b: int
    a: tuple[str, ...]


def test_a_struct_is_written_as_its_fields_in_order_of_name() -> None:
    assert canonical_json(Seen(1, ("x",))) == b'{"a":["x"],"b":1}'


@pytest.mark.parametrize("value", [1.0, 0.5, float("nan"), float("inf"), [1.0], {"a": {"b": (1, 2.5)}}])
def test_a_float_is_refused(value: Any) -> None:
    with pytest.raises(TypeError, match="canonical JSON holds integers only"):
        canonical_json(value)


def test_what_json_does_not_have_is_refused() -> None:
    with pytest.raises(TypeError):
        canonical_json({"a": object()})


def test_the_hash_is_sha256_of_the_text() -> None:
    assert digest({"a": 1}) == "sha256:" + hashlib.sha256(b'{"a":1}').hexdigest()


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=10,
)


@given(VALUES)
def test_the_text_reads_as_the_value_and_gives_the_same_text_again(value: Any) -> None:
    text = canonical_json(value)
    assert json.loads(text) == value
    assert canonical_json(json.loads(text)) == text
    assert text == json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode() or "\\" in str(
        text
    )


@given(st.dictionaries(st.text(), st.integers(), max_size=6), st.randoms())
def test_the_order_of_writing_does_not_matter(value: dict[str, int], random) -> None:
    keys = list(value)
    random.shuffle(keys)
    assert digest({key: value[key] for key in keys}) == digest(value)


@given(VALUES, VALUES)
def test_two_values_of_one_hash_are_one_value(one: Any, other: Any) -> None:
    assert (digest(one) == digest(other)) == (json.dumps(one, sort_keys=True) == json.dumps(other, sort_keys=True))
