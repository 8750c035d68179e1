"""The one spelling of JSON in the record: section 3 of `docs/spec/record.md`.

`parse` takes bytes apart only if `write` would make the same bytes again. What a value means is not asked here.
"""

import json
import re
from functools import lru_cache
from typing import Any, NoReturn
from unicodedata import is_normalized

from safeconduct.record.faults import Bad
from safeconduct.record.unicode14 import first_unassigned

LARGEST = 32_768
"""Bytes of one value."""
DEEPEST = 16
"""Levels of objects and arrays, the outermost counted."""
GREATEST = 2**53 - 1
"""The largest whole number that every language reads exactly."""

_KEY = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]{0,63}")
# A text as one piece, so that brackets inside it are not counted; one that never ends is taken to the end, and not tried again.
_TEXT_OR_BRACKET = re.compile(r'"[^"\\]*+(?:\\.[^"\\]*+)*+(?:"|\\?\Z)|[\[\]{}]', re.DOTALL)


def parse(data: bytes, *, most: int = LARGEST) -> dict[str, Any]:
    """Read one object of at most so many bytes.

    Raises Bad where the bytes are not the one spelling of their value.
    """
    if len(data) > most:
        raise Bad("json.size", "too long", expected=f"at most {most} bytes", got=str(len(data)))
    try:
        text = data.decode()
    except UnicodeDecodeError as error:
        raise Bad("json.utf8", "not UTF-8", where=f"byte {error.start}") from None
    # Counting first keeps the parser from going deep, whatever it is given.
    if data.count(b"{") + data.count(b"[") > DEEPEST:
        _check_depth(text)
    try:
        value = _SCAN(text, 0)[0]
    except json.JSONDecodeError as error:
        raise Bad("json.syntax", "not JSON", where=_byte(text, error.pos)) from None
    except StopIteration:
        raise Bad("json.syntax", "not JSON", where="byte 0") from None
    if type(value) is not dict:
        raise Bad("json.object", "not an object", where="byte 0")
    _check_keys(value)
    if (again := _same_order(value)) != text:
        raise Bad("json.spelling", "spaces, a repeated key, or a needless escape", where=_first_difference(text, again))
    # Both need a look at every value. A text is sound only if all its parts are.
    if b"null" in data or not (text.isascii() or (is_normalized("NFC", text) and first_unassigned(text) is None)):
        _inspect(value, "", 1)
    return value


def inside(text: str, first: int) -> tuple[dict[str, Any], int] | None:
    """Give the object that begins at a place of a text, and the place behind it.

    None where it may not be in its one spelling, and `parse` has to look. The caller has seen to it that it is not too long and
    not too deep. Raises ValueError or StopIteration for what is no JSON.
    """
    value, end = _SCAN(text, first)
    part = text[first:end]
    if type(value) is not dict:
        return None
    # The usual object holds nothing but texts without escapes: put between its keys, they give the same text again.
    if "\\" in part or _form(tuple(value)) % tuple(value.values()) != part:
        if "null" in part:
            return None
        _check_keys(value)
        if _same_order(value) != part:
            return None
    sound = part.isascii() or (is_normalized("NFC", part) and first_unassigned(part) is None)
    return (value, end) if sound else None


def write(value: dict[str, Any], *, most: int = LARGEST) -> bytes:
    """Give the one spelling of an object, in at most so many bytes.

    Raises Bad for a value that the form does not have.
    """
    if type(value) is not dict:
        raise Bad("json.object", "not an object")
    _inspect(value, "", 1)
    data = _SORTED(value).encode()
    if len(data) > most:
        raise Bad("json.size", "too long", expected=f"at most {most} bytes", got=str(len(data)))
    return data


def _refuse_number(text: str) -> NoReturn:
    raise Bad("json.number", "not a whole number", expected="digits only", got=text[:40])


def _whole(text: str) -> int:
    # Longer texts are not even converted.
    if len(text) > 17 or not -GREATEST <= (number := int(text)) <= GREATEST:
        raise Bad("json.number", "too large for every reader to read exactly", expected=f"at most {GREATEST}", got=text[:40])
    return number


_SCAN = json.JSONDecoder(parse_float=_refuse_number, parse_constant=_refuse_number, parse_int=_whole).scan_once
_ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), check_circular=False)
# `encode` makes this again for every value. It is there wherever json has its part in C.
_MADE = json.encoder.c_make_encoder
_ONCE = _MADE(None, _ENCODER.default, json.encoder.encode_basestring, None, ":", ",", False, False, False) if _MADE else None
_SORTED = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), check_circular=False, sort_keys=True).encode


def _same_order(value: dict[str, Any]) -> str:
    return "".join(_ONCE(value, 0)) if _ONCE is not None else _ENCODER.encode(value)


def _check_depth(text: str) -> None:
    depth = 0
    for found in _TEXT_OR_BRACKET.finditer(text):
        if (piece := found[0]) in "[{":
            depth += 1
            if depth > DEEPEST:
                raise Bad("json.depth", f"more than {DEEPEST} levels", where=_byte(text, found.start()))
        elif piece in "]}":
            depth -= 1


def _check_keys(value: dict[str, Any]) -> None:
    # Not recursive: this runs for every act of a log.
    open_: list[Any] = [value]
    for part in open_:
        if type(part) is dict:
            _sound_keys(tuple(part))
            part = part.values()
        for inner in part:
            kind = type(inner)
            if kind is dict or kind is list:
                open_.append(inner)


@lru_cache(maxsize=1024)
def _sound_keys(keys: tuple[str, ...]) -> None:
    # Objects of one kind have the same keys, so most answers are remembered. A refusal is not.
    for key in keys:
        if not _KEY.fullmatch(key):
            raise Bad("json.key", "a key that is no key", expected="a letter or _, then letters, digits, _ - .", got=key[:80])
    if list(keys) != sorted(keys):
        raise Bad("json.order", "keys that are not sorted", expected=", ".join(sorted(keys))[:200], got=", ".join(keys)[:200])


@lru_cache(maxsize=1024)
def _form(keys: tuple[str, ...]) -> str:
    """Give an object with these keys, and a place for the characters of a text behind each."""
    _sound_keys(keys)
    return "{" + ",".join(f'"{key}":"%s"' for key in keys) + "}"


def _inspect(value: Any, where: str, depth: int) -> None:
    kind = type(value)
    if kind is str:
        _inspect_text(value, where)
    elif kind is int:
        if not -GREATEST <= value <= GREATEST:
            raise Bad("json.number", "too large for every reader to read exactly", where=where, expected=f"at most {GREATEST}")
    elif kind is dict or kind is list:
        if depth > DEEPEST:
            raise Bad("json.depth", f"more than {DEEPEST} levels", where=where)
        for key, inner in value.items() if kind is dict else enumerate(value):
            if kind is dict and not (type(key) is str and _KEY.fullmatch(key)):
                raise Bad("json.key", "a key that is no key", where=where, got=repr(key)[:80])
            _inspect(inner, f"{where}/{key}", depth + 1)
    elif kind is not bool:
        named = "null" if value is None else kind.__name__
        raise Bad("json.kind", "a value that the form does not have", where=where, got=named)


def _inspect_text(text: str, where: str) -> None:
    if text.isascii():
        return
    try:
        text.encode()
    except UnicodeEncodeError:
        raise Bad("json.surrogate", "half of a surrogate pair", where=where) from None
    if (place := first_unassigned(text)) is not None:
        raise Bad("json.unassigned", "a character that is not of Unicode 14.0", where=where, got=f"U+{ord(text[place]):04X}")
    if not is_normalized("NFC", text):
        raise Bad("json.normal", "text that is not in Unicode normal form C", where=where)


def _first_difference(text: str, again: str) -> str:
    shorter = min(len(text), len(again))
    place = next((index for index in range(shorter) if text[index] != again[index]), shorter)
    return _byte(text, place)


def _byte(text: str, place: int) -> str:
    return f"byte {len(text[:place].encode(errors='surrogatepass'))}"
