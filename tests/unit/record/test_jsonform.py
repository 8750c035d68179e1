"""One value, one spelling: what is read is written again the same, and everything else is refused."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from safeconduct.record import jsonform
from safeconduct.record.faults import Bad
from safeconduct.record.unicode14 import first_unassigned

KEYS = st.from_regex(r"[A-Za-z_][A-Za-z0-9_.-]{0,6}", fullmatch=True)
TEXTS = st.text(max_size=12).filter(lambda text: jsonform.is_normalized("NFC", text) and first_unassigned(text) is None)
NUMBERS = st.integers(-jsonform.GREATEST, jsonform.GREATEST)
VALUES = st.recursive(
    st.booleans() | NUMBERS | TEXTS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=4),
    max_leaves=12,
)
OBJECTS = st.dictionaries(KEYS, VALUES, max_size=5)


def code_of(data: bytes) -> str:
    with pytest.raises(Bad) as caught:
        jsonform.parse(data)
    return caught.value.code


@given(OBJECTS)
def test_what_is_written_is_read_again(value: dict[str, Any]) -> None:
    data = jsonform.write(value)
    assert jsonform.parse(data) == value
    assert json.loads(data) == value


@given(OBJECTS, st.data())
def test_any_other_byte_is_another_value_or_refused(value: dict[str, Any], data: st.DataObject) -> None:
    written = bytearray(jsonform.write(value))
    place = data.draw(st.integers(0, len(written) - 1))
    written[place] ^= data.draw(st.integers(1, 255))
    try:
        found = jsonform.parse(bytes(written))
    except Bad:
        return
    assert found != value
    assert jsonform.write(found) == bytes(written)


@given(st.binary(max_size=80))
def test_only_bad_leaves_the_parser(data: bytes) -> None:
    try:
        found = jsonform.parse(data)
    except Bad:
        return
    assert jsonform.write(found) == data


@given(st.text(alphabet='{}[]",:\\truefalsn0123456789-.eE a\u0308', max_size=60))
def test_only_bad_leaves_the_parser_for_what_looks_like_json(text: str) -> None:
    data = text.encode()
    try:
        found = jsonform.parse(data)
    except Bad:
        return
    assert jsonform.write(found) == data


SOUND = [
    '{}',
    '{"A":1,"_":2,"a":3}',
    '{"a":-9007199254740991,"b":9007199254740991}',
    '{"a":[],"b":{},"c":[[],{}]}',
    '{"a":"\\b\\t\\n\\f\\r\\u0000\\u001f\\"\\\\/\x7f\u2028"}',
    '{"a":"null","b":true,"c":false}',
    '{"a":"\u00e9 \u05e9\u05dc\u05d5\u05dd \u0633\u0644\u0627\u0645 \U0001f54a"}',
    # A line break before a combining mark stays as it is. So does a mark at the start of a text.
    '{"a":"\\n\u0303","b":"\u0301"}',
]  # fmt: skip


@pytest.mark.parametrize("text", SOUND)
def test_the_form_has_these(text: str) -> None:
    assert jsonform.write(jsonform.parse(text.encode())) == text.encode()


REFUSED = [
    ("", "json.syntax"),
    ("nothing", "json.syntax"),
    ("[]", "json.object"),
    ('"a"', "json.object"),
    ("1", "json.object"),
    ('{"a":1', "json.syntax"),
    ('{"a":1}\n', "json.spelling"),
    (' {"a":1}', "json.syntax"),
    ('{"a": 1}', "json.spelling"),
    ('{"a":1}{}', "json.spelling"),
    ('{"a":1,"a":1}', "json.spelling"),
    ('{"a":1,"a":2}', "json.spelling"),
    ('{"b":1,"a":1}', "json.order"),
    ('{"a":{"d":1,"c":1}}', "json.order"),
    ('{"a":[[{"d":1,"c":1}]]}', "json.order"),
    ('{"a":1.0}', "json.number"),
    ('{"a":1e2}', "json.number"),
    ('{"a":NaN}', "json.number"),
    ('{"a":-Infinity}', "json.number"),
    ('{"a":-0}', "json.spelling"),
    ('{"a":01}', "json.syntax"),
    ('{"a":9007199254740992}', "json.number"),
    ('{"a":-9007199254740992}', "json.number"),
    ('{"a":' + "9" * 5000 + "}", "json.number"),
    ('{"a":null}', "json.kind"),
    ('{"a":[1,[null]]}', "json.kind"),
    ('{"":1}', "json.key"),
    ('{"1":1}', "json.key"),
    ('{"a b":1}', "json.key"),
    ('{"\u00e9":1}', "json.key"),
    ('{"a\\n":1}', "json.key"),
    ('{"' + "a" * 65 + '":1}', "json.key"),
    ('{"a":"\\/"}', "json.spelling"),
    ('{"a":"\\u0041"}', "json.spelling"),
    ('{"a":"\\u000a"}', "json.spelling"),
    ('{"a":"\\u001F"}', "json.spelling"),
    ('{"a":"\n"}', "json.syntax"),
    ('{"a":"\\ud800"}', "json.spelling"),
    ('{"a":"\\ud83d\\ude02"}', "json.spelling"),
    ('{"a":"e\u0301"}', "json.normal"),
    ('{"a":"\\n\u0303","b":"e\u0301"}', "json.normal"),
    ('{"a":"\u212b"}', "json.normal"),
    # Lao yamakkan, of Unicode 15.0, has a place in the order of marks that an older reader does not know.
    ('{"a":"\u0e81\u0eca\u0ece"}', "json.unassigned"),
    ('{"a":"\ufffe"}', "json.unassigned"),
    ('{"a":"\U000e0fff"}', "json.unassigned"),
    ("\ufeff{}", "json.syntax"),
    ('{"a":"' + "x" * 32_768 + '"}', "json.size"),
    ("[" * 20_000, "json.depth"),
    ('{"a":' * 17 + "1" + "}" * 17, "json.depth"),
]


@pytest.mark.parametrize(("text", "code"), REFUSED, ids=[text[:24] for text, _ in REFUSED])
def test_the_form_does_not_have_these(text: str, code: str) -> None:
    assert code_of(text.encode()) == code


@pytest.mark.parametrize("data", [b'{"a":"\xff"}', b'{"a":"\xed\xa0\x80"}', b'{"a":"\xc0\xaf"}', '{"a":1}'.encode("utf-16")])
def test_it_is_utf_8(data: bytes) -> None:
    assert code_of(data) == "json.utf8"


def test_32_768_bytes_are_the_most() -> None:
    longest = b'{"a":"' + b"x" * (32_768 - 8) + b'"}'
    assert jsonform.write(jsonform.parse(longest)) == longest
    assert code_of(longest.replace(b"xx", b"xxx", 1)) == "json.size"
    with pytest.raises(Bad, match="32769"):
        jsonform.write({"a": "x" * (32_768 - 7)})


def test_sixteen_levels_are_the_most_and_brackets_in_texts_are_no_levels() -> None:
    deep = b'{"a":' * 15 + b'["[[[{{{\\"[[[",' + b'"]]",'.join([b""] * 9) + b"1]" + b"}" * 15
    assert jsonform.write(jsonform.parse(deep)) == deep
    assert code_of(b'{"a":' + deep + b"}") == "json.depth"


@pytest.mark.parametrize(
    ("value", "code"),
    [
        ({"a": 1.0}, "json.kind"),
        ({"a": None}, "json.kind"),
        ({"a": (1,)}, "json.kind"),
        ({"a": b"x"}, "json.kind"),
        ({"a": {1: 2}}, "json.key"),
        ({"a b": 1}, "json.key"),
        ({"a": 2**53}, "json.number"),
        ({"a": "\ud800"}, "json.surrogate"),
        ({"a": "e\u0301"}, "json.normal"),
        ({"a": ["\u0ece"]}, "json.unassigned"),
        ({"a": "x" * 40_000}, "json.size"),
        ([], "json.object"),
    ],
)
def test_what_the_form_does_not_have_is_not_written(value: Any, code: str) -> None:
    with pytest.raises(Bad) as caught:
        jsonform.write(value)
    assert caught.value.code == code


def test_a_value_that_holds_itself_is_not_written() -> None:
    value: dict[str, Any] = {}
    value["a"] = value
    with pytest.raises(Bad, match="levels"):
        jsonform.write(value)


def test_the_place_of_a_fault_is_counted_in_bytes() -> None:
    with pytest.raises(Bad) as caught:
        jsonform.parse('{"a":"\u05e9", "b":1}'.encode())
    assert caught.value.where == "byte 10"
    with pytest.raises(Bad) as caught:
        jsonform.parse(b'{"a":[1,{"b":null}]}')
    assert caught.value.where == "/a/1/b"
