"""A body is read whole or not at all."""

import json
from collections.abc import Callable
from hashlib import sha256
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from safeconduct.record import body as body_room
from safeconduct.record import jsonform
from safeconduct.record.body import EMPTY_ROOT, Attached, Body, act_id, matter, parse_body, write_body
from safeconduct.record.faults import Bad

ACT = {"type": "thing.claimed/1", "id": "c1", "amount": 5, "where": ["river", "bridge"]}
BODY = Body(
    log="record.example/norrland", org="north", device="0123456789abcdef", seq=41, prev="ab" * 32, seen_size=128,
    seen_root=sha256(b"seen").digest(), at="2026-11-23T10:00:00+02:00", act=ACT,
    att=(Attached(sha256(b"photo").digest(), 4028, "image/jpeg", "photo"),), nonce=bytes(range(16)),
)  # fmt: skip
FIRST = BODY._replace(seq=0, prev="", seen_size=0, seen_root=EMPTY_ROOT, att=())


def changed(change: Callable[[dict[str, Any]], object], body: Body = BODY) -> bytes:
    """Give the bytes of a body after a change that its writer would refuse."""
    value = json.loads(write_body(body))
    change(value)
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


@pytest.mark.parametrize("body", [BODY, FIRST, BODY._replace(org="operator"), BODY._replace(at="2026-11-23T10:00:00+00:00")])
def test_what_is_written_is_read_again(body: Body) -> None:
    assert parse_body(write_body(body)) == body


def test_a_body_is_these_bytes() -> None:
    expected = (
        b'{"act":{"amount":5,"id":"c1","type":"thing.claimed/1","where":["river","bridge"]},'
        b'"at":"2026-11-23T10:00:00+02:00","att":[],"device":"0123456789abcdef","log":"record.example/norrland",'
        b'"nonce":"000102030405060708090a0b0c0d0e0f","org":"north","prev":"","seen":{"root":'
        b'"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855","size":0},"seq":0,"v":1}'
    )
    assert write_body(FIRST) == expected
    assert act_id(expected) == sha256(expected).digest()


def test_one_act_in_two_bodies_is_one_matter() -> None:
    other = BODY._replace(device="f" * 16, nonce=bytes(16), act=dict(reversed(ACT.items())))
    assert act_id(write_body(BODY)) != act_id(write_body(other))
    expected = sha256(b'{"amount":5,"id":"c1","type":"thing.claimed/1","where":["river","bridge"]}').digest()
    assert matter(BODY.act) == matter(other.act) == expected
    assert matter({**ACT, "amount": 6}) != expected


def put(key: str, value: Any) -> Callable[[dict[str, Any]], object]:
    return lambda body: body.__setitem__(key, value)


ATTACHED = {"c": "ab" * 32, "len": 28, "mt": "image/jpeg", "n": "photo"}
REFUSED = [
    (lambda body: body.pop("nonce"), "body.keys", ""),
    (put("text", "x"), "body.keys", ""),
    (put("v", 2), "body.version", "v"),
    (put("v", True), "body.version", "v"),
    (put("v", "1"), "body.version", "v"),
    (put("log", ""), "body.text", "log"),
    (put("log", "a b"), "body.text", "log"),
    (put("log", "a+b"), "body.text", "log"),
    (put("log", "a\n"), "body.text", "log"),
    (put("log", 'a"b'), "body.text", "log"),
    (put("log", "a\\b"), "body.text", "log"),
    (put("log", "\u05e9"), "body.text", "log"),
    (put("log", "a" * 256), "body.text", "log"),
    (put("org", "North"), "body.text", "org"),
    (put("org", ""), "body.text", "org"),
    (put("org", "north\n"), "body.text", "org"),
    (put("org", 1), "body.text", "org"),
    (put("device", "0123456789ABCDEF"), "body.text", "device"),
    (put("device", "0123456789abcde"), "body.text", "device"),
    (put("device", "\u0660" * 16), "body.text", "device"),
    (put("seq", -1), "body.number", "seq"),
    (put("seq", True), "body.number", "seq"),
    (put("seq", False), "body.number", "seq"),
    (put("seq", "41"), "body.number", "seq"),
    (put("seq", 0), "body.prev", "prev"),
    (put("prev", ""), "body.prev", "prev"),
    (put("prev", "AB" * 32), "body.text", "prev"),
    (put("prev", []), "body.text", "prev"),
    (put("seen", 1), "body.kind", "seen"),
    (put("seen", {}), "body.keys", "seen"),
    (put("seen", {"root": "ab" * 32, "size": 1, "x": 1}), "body.keys", "seen"),
    (put("seen", {"root": "ab" * 32, "size": 0}), "body.seen", "seen/root"),
    (put("seen", {"root": "ab" * 31, "size": 1}), "body.text", "seen/root"),
    (put("seen", {"root": "ab" * 32, "size": True}), "body.number", "seen/size"),
    (put("at", "2026-11-23T10:00:00Z"), "body.text", "at"),
    (put("at", "2026-11-23T10:00:00"), "body.text", "at"),
    (put("at", "2026-11-23 10:00:00+02:00"), "body.text", "at"),
    (put("at", "2026-11-23T10:00:00.5+02:00"), "body.text", "at"),
    (put("at", "2026-11-23T24:00:00+02:00"), "body.text", "at"),
    (put("at", "2026-11-23T10:00:60+02:00"), "body.text", "at"),
    (put("at", "2026-11-23T10:00:00-00:00"), "body.text", "at"),
    (put("at", "2026-11-23T10:00:00+15:00"), "body.text", "at"),
    (put("at", "2026-02-29T10:00:00+02:00"), "body.text", "at"),
    (put("at", "2026-13-01T10:00:00+02:00"), "body.text", "at"),
    (put("at", "0001-01-01T10:00:00+02:00"), "body.text", "at"),
    (put("at", 1), "body.text", "at"),
    (put("act", {}), "body.act", "act"),
    (put("act", []), "body.kind", "act"),
    (put("act", "x"), "body.kind", "act"),
    (put("act", {"type": ""}), "body.act", "act"),
    (put("act", {"type": 1}), "body.act", "act"),
    (put("act", {"type": "x", "note": "e\u0301"}), "json.normal", "/act/note"),
    (put("att", {}), "body.kind", "att"),
    (put("att", [1]), "body.kind", "att/0"),
    (put("att", [{**ATTACHED, "name": "x"}]), "body.keys", "att/0"),
    (put("att", [{**ATTACHED, "c": "AB" * 32}]), "body.text", "att/0/c"),
    (put("att", [{**ATTACHED, "len": 27}]), "body.att", "att/0/len"),
    (put("att", [{**ATTACHED, "len": True}]), "body.number", "att/0/len"),
    (put("att", [{**ATTACHED, "mt": "image"}]), "body.text", "att/0/mt"),
    (put("att", [{**ATTACHED, "mt": "Image/jpeg"}]), "body.text", "att/0/mt"),
    (put("att", [{**ATTACHED, "n": "Photo of a person"}]), "body.text", "att/0/n"),
    (put("att", [ATTACHED, ATTACHED]), "body.att", "att"),
    (put("att", [{**ATTACHED, "c": f"{index:064x}"} for index in range(65)]), "body.att", "att"),
    (put("nonce", "00" * 15), "body.text", "nonce"),
    (put("nonce", "0g" * 16), "body.text", "nonce"),
]


@pytest.mark.parametrize(("change", "code", "where"), REFUSED)
def test_what_is_refused_and_where(change: Callable[[dict[str, Any]], object], code: str, where: str) -> None:
    with pytest.raises(Bad) as caught:
        parse_body(changed(change))
    assert (caught.value.code, caught.value.where) == (code, where)


def test_the_keys_that_differ_are_named() -> None:
    with pytest.raises(Bad) as caught:
        parse_body(changed(lambda body: body.__setitem__("nonse", body.pop("nonce"))))
    assert caught.value.got == "without nonce; with nonse"


@pytest.mark.parametrize(
    "body",
    [
        BODY._replace(nonce=b""),
        BODY._replace(seq=0),
        BODY._replace(at="2026-11-23"),
        BODY._replace(act={"type": "x", "share": 0.5}),
        BODY._replace(seen_root=b""),
        BODY._replace(att=(Attached(b"", 28, "image/jpeg", "photo"),)),
    ],
)
def test_a_body_that_would_be_refused_is_not_written(body: Body) -> None:
    with pytest.raises(Bad):
        write_body(body)


@given(st.binary(max_size=200))
def test_only_bad_leaves_the_parser(data: bytes) -> None:
    with pytest.raises(Bad):
        parse_body(data)


VALUES = st.recursive(
    st.booleans() | st.integers(-3, 3) | st.text("ab0/:+\u05e9", max_size=5) | st.just("ab" * 32),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.sampled_from("root size type c".split()), inner, max_size=2),
    max_leaves=5,
)


@given(st.sampled_from(sorted(json.loads(write_body(BODY)))), VALUES)
def test_whatever_stands_in_a_field_it_is_refused_or_kept(key: str, value: Any) -> None:
    data = changed(put(key, value))
    try:
        body = parse_body(data)
    except Bad:
        return
    assert write_body(body) == data


@given(st.integers(0, 8 * len(write_body(BODY)) - 1))
def test_one_turned_bit_is_another_act_or_none(bit: int) -> None:
    good = write_body(BODY)
    data = bytearray(good)
    data[bit // 8] ^= 1 << bit % 8
    assert act_id(bytes(data)) != act_id(good)
    try:
        body = parse_body(bytes(data))
    except Bad:
        return
    assert write_body(body) == bytes(data)
    assert jsonform.parse(bytes(data)) != jsonform.parse(good)


def both_ways(data: bytes) -> tuple[Body | None, Body | None]:
    try:
        carefully = body_room._carefully(data)
    except Bad:
        carefully = None
    return body_room._quickly(data), carefully


@pytest.mark.parametrize("body", [BODY, FIRST, BODY._replace(att=(*BODY.att, Attached(bytes(32), 28, "a/b", "c")))])
def test_the_quick_way_reads_what_the_careful_way_reads(body: Body) -> None:
    assert both_ways(write_body(body)) == (body, body)


@pytest.mark.parametrize(("change", "code", "where"), REFUSED)
def test_the_quick_way_takes_nothing_that_is_refused(change: Callable[[dict[str, Any]], object], code: str, where: str) -> None:
    assert both_ways(changed(change)) == (None, None)


ACTS = [
    {"type": "x", "at": '2026,"at":"2026', "z": {"at": "x"}},
    {"a": 1, "at": "x", "type": ',"at":"2026-11-23T10:00:00+02:00","att":[],"device":"'},
    {"note": "\u05e9\u05dc\u05d5\u05dd", "type": "x"},
    {"note": "\n\u0303", "type": "x"},
    {"a": [[[[[[[[[[[[[1]]]]]]]]]]]]], "type": "x"},
    {"a": ["[[[[[[[[[[[[[[[["], "type": "x"},
    {"type": "x" * 32_000},
]


@pytest.mark.parametrize("act", ACTS)
def test_neither_way_is_misled_by_what_an_act_says(act: dict[str, Any]) -> None:
    body = FIRST._replace(act=act)
    data = write_body(body)
    quickly, carefully = both_ways(data)
    assert carefully == parse_body(data) == body
    assert quickly in (None, body)


@given(st.sampled_from(sorted(json.loads(write_body(BODY)))), VALUES, st.sampled_from([BODY, FIRST]))
def test_the_quick_way_never_says_more(key: str, value: Any, body: Body) -> None:
    quickly, carefully = both_ways(changed(put(key, value), body))
    assert quickly in (None, carefully)


@given(st.binary(max_size=3), st.data())
def test_the_quick_way_is_as_strict_on_bytes(piece: bytes, data: st.DataObject) -> None:
    good = write_body(BODY)
    start = data.draw(st.integers(0, len(good)))
    end = data.draw(st.integers(start, min(len(good), start + 3)))
    quickly, carefully = both_ways(good[:start] + piece + good[end:])
    assert quickly in (None, carefully)
    assert quickly is not None or carefully is None


@pytest.mark.parametrize("data", [b"", b"{", b'{"act":', b'{"act":,"at":"', b',"at":"', b'\xff,"at":"', b"x" * 40_000])
def test_the_quick_way_never_raises(data: bytes) -> None:
    assert both_ways(data) == (None, None)


def test_an_act_stands_one_level_down() -> None:
    deepest: Any = 1
    for _ in range(jsonform.DEEPEST - 2):
        deepest = [deepest]
    assert write_body(FIRST._replace(act={"a": deepest, "type": "x"}))
    with pytest.raises(Bad) as caught:
        write_body(FIRST._replace(act={"a": [deepest], "type": "x"}))
    assert caught.value.code == "json.depth"
    data = write_body(FIRST._replace(act={"a": 1, "type": "x"})).replace(b'"a":1', b'"a":' + b"[" * 15 + b"]" * 15)
    assert both_ways(data) == (None, None)


def test_a_body_as_a_whole_has_at_most_32_768_bytes() -> None:
    rest = len(write_body(FIRST._replace(act={"type": "x"})))
    longest = write_body(FIRST._replace(act={"type": "x" * (jsonform.LARGEST - rest + 1)}))
    assert len(longest) == jsonform.LARGEST
    assert both_ways(longest)[0] == parse_body(longest)
    assert both_ways(longest.replace(b"xx", b"xxx", 1)) == (None, None)


@pytest.mark.parametrize("more", [b"x", b"\n", b" ", b"}", b"\x00"])
def test_nothing_stands_before_or_behind(more: bytes) -> None:
    assert both_ways(write_body(BODY) + more) == (None, None)
    assert both_ways(more + write_body(BODY)) == (None, None)
