"""The body of an act: the act and what the record needs beside it. Section 4 of `docs/spec/record.md`.

What an act means, and whether it may be done, is not asked here. Its bytes are kept as they are; nothing writes them anew.
"""

import re
from datetime import date, datetime
from functools import lru_cache
from hashlib import sha256
from typing import Any, NamedTuple

from safeconduct.record import jsonform
from safeconduct.record.faults import Bad

EMPTY_ROOT = sha256(b"").digest()
"""The root of the empty tree, for a device that has seen no checkpoint."""
MOST_ATTACHED = 64
"""Attachments of one act."""

_KEYS = {"v", "log", "org", "device", "seq", "prev", "seen", "at", "act", "att", "nonce"}
_ATTACHED_KEYS = {"c", "len", "mt", "n"}
_SEEN_KEYS = {"root", "size"}

_LOG = re.compile(r"[!#-*,-\[\]-~]{1,255}")
_ORG = re.compile(r"[a-z][a-z0-9_]{0,59}")
_AT = re.compile(
    r"[12][0-9]{3}-[0-9]{2}-[0-9]{2}T(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]"
    r"(?:\+|-(?!00:00))(?:0[0-9]|1[0-4]):[0-5][0-9]"
)
_MEDIA = re.compile(r"[a-z0-9][a-z0-9!#$&^_.+-]{0,63}/[a-z0-9][a-z0-9!#$&^_.+-]{0,63}")
_KIND = re.compile(r"[a-z][a-z0-9_.-]{0,63}")
_HEX = {size: re.compile(f"[0-9a-f]{{{2 * size}}}") for size in (8, 16, 32)}
_SEALED_OVERHEAD = 28
_OF_HOUR = {f"{minute:02}:{second:02}": 60 * minute + second for minute in range(60) for second in range(60)}

# Sorted keys put the act first. All that follows it is regular, and can be read without taking JSON apart.
_HEAD = '{"act":'
_DIGITS, _COUNT = {size: form.pattern for size, form in _HEX.items()}, "0|[1-9][0-9]{0,14}"
_ITEM_FIELDS = (_DIGITS[32], _COUNT, _MEDIA.pattern, _KIND.pattern)
_ITEM_FORM = r'\{"c":"(%s)","len":(%s),"mt":"(%s)","n":"(%s)"\}'
_ITEM = re.compile(_ITEM_FORM % _ITEM_FIELDS)
_ITEMS = "(?:{0}(?:,{0})*)?".format(_ITEM_FORM.replace("(", "(?:") % _ITEM_FIELDS)
_TAIL = re.compile(
    rf',"at":"({_AT.pattern})","att":\[({_ITEMS})\],"device":"({_DIGITS[8]})","log":"({_LOG.pattern})",'
    rf'"nonce":"({_DIGITS[16]})","org":"({_ORG.pattern})","prev":"({_DIGITS[32]}|)",'
    rf'"seen":\{{"root":"({_DIGITS[32]})","size":({_COUNT})\}},"seq":({_COUNT}),"v":1\}}'
)


class Attached(NamedTuple):
    """One attachment as the body names it: commitment, bytes of ciphertext, media type, kind."""

    c: bytes
    length: int
    media: str
    kind: str


class Body(NamedTuple):
    """A body taken apart. `device` and `prev` stay hexadecimal, `at` as it was written."""

    log: str
    org: str
    device: str
    seq: int
    prev: str
    seen_size: int
    seen_root: bytes
    at: str
    act: dict[str, Any]
    att: tuple[Attached, ...]
    nonce: bytes


def parse_body(data: bytes) -> Body:
    """Read a body. Raises Bad for anything but one well-formed body in its one spelling."""
    return _quickly(data) or _carefully(data)


def write_body(body: Body) -> bytes:
    """Give the bytes of a body. Raises Bad if it is not well-formed."""
    att = [{"c": each.c.hex(), "len": each.length, "mt": each.media, "n": each.kind} for each in body.att]
    data = jsonform.write(
        {
            "v": 1,
            "log": body.log,
            "org": body.org,
            "device": body.device,
            "seq": body.seq,
            "prev": body.prev,
            "seen": {"root": body.seen_root.hex(), "size": body.seen_size},
            "at": body.at,
            "act": body.act,
            "att": att,
            "nonce": body.nonce.hex(),
        }
    )
    parse_body(data)
    return data


def act_id(data: bytes) -> bytes:
    """Give the act id of a body's bytes: their SHA-256."""
    return sha256(data).digest()


def matter(act: dict[str, Any]) -> bytes:
    """Give what two bodies with the same act share: the SHA-256 of the act in its one spelling."""
    return sha256(jsonform.write(act)).digest()


@lru_cache(maxsize=1024)
def seconds_of(at: str) -> int:
    """Give the `at` of a body in POSIX seconds. Raises ValueError for a day that no calendar has."""
    return _hour(at[:13], at[19:]) + _OF_HOUR[at[14:19]]


_day = lru_cache(maxsize=1024)(date.fromisoformat)


@lru_cache(maxsize=4096)
def _hour(hour: str, offset: str) -> int:
    # Acts that follow each other often fall into one hour, and the calendar is slow to ask.
    return int(datetime.fromisoformat(f"{hour}:00:00{offset}").timestamp())


def _quickly(data: bytes) -> Body | None:
    """Read a body in the usual case. None means that `_carefully` has to look; a fault is never told here."""
    # With so few brackets there is no need to count how deep they go. Three stand outside of the act, and one of them around it.
    if len(data) > jsonform.LARGEST or data.count(b"{") + data.count(b"[") > jsonform.DEEPEST + 2:
        return None
    try:
        text = data.decode()
        if not text.startswith(_HEAD) or (read := jsonform.inside(text, len(_HEAD))) is None:
            return None
        act, end = read
        if (found := _TAIL.fullmatch(text, end)) is None:
            return None
        at, items, device, log, nonce, org, prev, root, size, seq = found.groups()
        att = tuple(Attached(bytes.fromhex(c), int(length), mt, n) for c, length, mt, n in _ITEM.findall(items)) if items else ()
        body = Body(
            log, org, device, int(seq), prev, int(size), bytes.fromhex(root), at, act, att, bytes.fromhex(nonce)
        )  # fmt: skip
        _check(body)
    except (ValueError, StopIteration):
        return None
    return body


def _carefully(data: bytes) -> Body:
    value = jsonform.parse(data)
    if value.keys() != _KEYS:
        raise _wrong_keys(value, _KEYS, "")
    if type(version := value["v"]) is not int or version != 1:
        raise Bad("body.version", "a version that this program does not know", where="v", expected="1", got=str(version)[:40])
    seen, att = value["seen"], value["att"]
    if type(seen) is not dict:
        raise Bad("body.kind", "not an object", where="seen")
    if seen.keys() != _SEEN_KEYS:
        raise _wrong_keys(seen, _SEEN_KEYS, "seen")
    if type(value["act"]) is not dict:
        raise Bad("body.kind", "not an object", where="act")
    if type(att) is not list:
        raise Bad("body.kind", "not a list", where="att")
    if (prev := value["prev"]) != "":
        _hex(prev, 32, "prev")
    _hex(value["device"], 8, "device")
    body = Body(
        _text(value["log"], _LOG, "log", "1 to 255 visible ASCII characters, but no + and no quotes"),
        _text(value["org"], _ORG, "org", "an id such as north"),
        value["device"],
        _number(value["seq"], "seq"),
        prev,
        _number(seen["size"], "seen/size"),
        _hex(seen["root"], 32, "seen/root"),
        _text(value["at"], _AT, "at", "a time such as 2026-11-23T10:00:00+02:00"),
        value["act"],
        tuple(_one_attached(each, f"att/{index}") for index, each in enumerate(att)),
        _hex(value["nonce"], 16, "nonce"),
    )
    _check(body)
    return body


def _check(body: Body) -> None:
    """Refuse what is wrong although each field is well written."""
    if type(kind := body.act.get("type")) is not str or not kind:
        raise Bad("body.act", "an act without a type", where="act")
    if (body.seq == 0) != (body.prev == ""):
        expected = "64 digits" if body.seq else "an empty text"
        raise Bad("body.prev", "an act has a previous one unless its seq is 0", where="prev", expected=expected, got=body.prev)
    if body.seen_size == 0 and body.seen_root != EMPTY_ROOT:
        got = body.seen_root.hex()
        raise Bad("body.seen", "not the root of the empty tree", where="seen/root", expected=EMPTY_ROOT.hex(), got=got)
    try:
        _day(body.at[:10])
    except ValueError:
        raise Bad("body.text", "a day that no calendar has", where="at", got=body.at) from None
    if body.att:
        _check_attached(body.att)


def _check_attached(att: tuple[Attached, ...]) -> None:
    if len(att) > MOST_ATTACHED:
        raise Bad("body.att", "too many attachments", where="att", expected=f"at most {MOST_ATTACHED}", got=str(len(att)))
    for index, each in enumerate(att):
        if each.length < _SEALED_OVERHEAD:
            got = str(each.length)
            raise Bad("body.att", "shorter than any ciphertext", where=f"att/{index}/len", expected="at least 28", got=got)
    if len({each.c for each in att}) != len(att):
        raise Bad("body.att", "one attachment named twice", where="att")


def _one_attached(value: Any, where: str) -> Attached:
    if type(value) is not dict:
        raise Bad("body.kind", "not an object", where=where)
    if value.keys() != _ATTACHED_KEYS:
        raise _wrong_keys(value, _ATTACHED_KEYS, where)
    return Attached(
        _hex(value["c"], 32, f"{where}/c"),
        _number(value["len"], f"{where}/len"),
        _text(value["mt"], _MEDIA, f"{where}/mt", "a media type such as image/jpeg"),
        _text(value["n"], _KIND, f"{where}/n", "a kind such as photo"),
    )


def _wrong_keys(value: dict[str, Any], keys: set[str], where: str) -> Bad:
    missing, unknown = keys - value.keys(), value.keys() - keys
    told = [f"{word} {', '.join(sorted(names))[:200]}" for word, names in (("without", missing), ("with", unknown)) if names]
    return Bad("body.keys", "other keys than it has to have", where=where, expected=", ".join(sorted(keys)), got="; ".join(told))


def _number(value: Any, where: str) -> int:
    if type(value) is not int or value < 0:
        raise Bad("body.number", "not a count", where=where, expected="a whole number from 0", got=repr(value)[:40])
    return value


def _text(value: Any, form: re.Pattern[str], where: str, expected: str) -> str:
    if type(value) is not str or not form.fullmatch(value):
        raise Bad("body.text", "not written as it has to be", where=where, expected=expected, got=repr(value)[:80])
    return value


def _hex(value: Any, size: int, where: str) -> bytes:
    return bytes.fromhex(_text(value, _HEX[size], where, f"{2 * size} hexadecimal digits in lower case"))
