"""The body of an act: the act and what the record needs beside it. Section 4 of `docs/spec/record.md`.

What an act means, and whether it may be done, is not asked here. Its bytes are kept as they are; nothing writes them anew.
"""

import re
from datetime import datetime
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

_LOG = re.compile(r"[!-*,-~]{1,255}")
_ORG = re.compile(r"[a-z][a-z0-9_]{0,59}")
_AT = re.compile(
    r"[12][0-9]{3}-[0-9]{2}-[0-9]{2}T(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]"
    r"(?:\+|-(?!00:00))(?:0[0-9]|1[0-4]):[0-5][0-9]"
)
_MEDIA = re.compile(r"[a-z0-9][a-z0-9!#$&^_.+-]{0,63}/[a-z0-9][a-z0-9!#$&^_.+-]{0,63}")
_KIND = re.compile(r"[a-z][a-z0-9_.-]{0,63}")
_HEX = {size: re.compile(f"[0-9a-f]{{{2 * size}}}") for size in (8, 16, 32)}
_SEALED_OVERHEAD = 28


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
    value = jsonform.parse(data)
    if value.keys() != _KEYS:
        raise _wrong_keys(value, _KEYS, "")
    if type(version := value["v"]) is not int or version != 1:
        raise Bad("body.version", "a version that this program does not know", where="v", expected="1", got=str(version))
    seq, prev = _number(value["seq"], "seq"), value["prev"]
    if seq == 0:
        if prev != "":
            raise Bad("body.prev", "the first act of a key has no previous one", where="prev", expected="an empty text")
    else:
        _hex(prev, 32, "prev")
    seen_size, seen_root = _seen(value["seen"])
    act = value["act"]
    if type(act) is not dict or type(kind := act.get("type")) is not str or not kind:
        raise Bad("body.act", "not an act", where="act", expected="an object with a type")
    att = value["att"]
    if type(att) is not list:
        raise Bad("body.att", "not a list", where="att")
    _text(value["log"], _LOG, "log", "1 to 255 visible ASCII characters without +")
    _text(value["org"], _ORG, "org", "an id such as north")
    _hex(value["device"], 8, "device")
    return Body(
        value["log"], value["org"], value["device"], seq, prev, seen_size, seen_root, _time(value["at"]), act,
        _attached(att) if att else (), _hex(value["nonce"], 16, "nonce"),
    )  # fmt: skip


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


def _time(value: Any) -> str:
    _text(value, _AT, "at", "a time such as 2026-11-23T10:00:00+02:00")
    try:
        datetime.fromisoformat(value)
    except ValueError:
        raise Bad("body.text", "a day that no calendar has", where="at", got=value) from None
    return value


def _seen(value: Any) -> tuple[int, bytes]:
    if type(value) is not dict or value.keys() != _SEEN_KEYS:
        raise Bad("body.keys", "other keys than it has to have", where="seen", expected="root, size")
    size, root = _number(value["size"], "seen/size"), _hex(value["root"], 32, "seen/root")
    if size == 0 and root != EMPTY_ROOT:
        raise Bad("body.seen", "not the root of the empty tree", where="seen/root", expected=EMPTY_ROOT.hex(), got=root.hex())
    return size, root


def _attached(listed: list[Any]) -> tuple[Attached, ...]:
    if len(listed) > MOST_ATTACHED:
        raise Bad("body.att", "too many attachments", where="att", expected=f"at most {MOST_ATTACHED}", got=str(len(listed)))
    found = []
    for index, each in enumerate(listed):
        where = f"att/{index}"
        if type(each) is not dict:
            raise Bad("body.att", "not an object", where=where)
        if each.keys() != _ATTACHED_KEYS:
            raise _wrong_keys(each, _ATTACHED_KEYS, where)
        length = _number(each["len"], f"{where}/len")
        if length < _SEALED_OVERHEAD:
            raise Bad("body.att", "shorter than any ciphertext", where=f"{where}/len", expected="at least 28", got=str(length))
        found.append(
            Attached(
                _hex(each["c"], 32, f"{where}/c"), length,
                _text(each["mt"], _MEDIA, f"{where}/mt", "a media type such as image/jpeg"),
                _text(each["n"], _KIND, f"{where}/n", "a kind such as photo"),
            )
        )  # fmt: skip
    if len({each.c for each in found}) != len(found):
        raise Bad("body.att", "one attachment named twice", where="att")
    return tuple(found)
