"""A body is read as one reader alone could read it: JSON without repeated keys, numbers that are none, or endless depth."""

import json
import re
import unicodedata
from typing import Any, NoReturn

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest
from django.http.request import RawPostDataException, UnreadablePostError
from ninja.parser import Parser

from safeconduct.kernel.errors import Fault, Invalid
from safeconduct.web.api.problems import NOT_THIS_WAY, OF_HTTP, Problem

MOST_BYTES = 1_200_000
"""Bytes of a body. A draft of an agreement is the longest thing that is sent."""
DEEPEST = 32
_LONGEST_NUMBER = 17
_NOT_TEXT = frozenset({"Cc", "Cf", "Co", "Cs", "Cn", "Zl", "Zp"})
_HALF = re.compile(r"\\u[dD][89a-fA-F]")
_TEXT_OR_BRACKET = re.compile(r'"[^"\\]*+(?:\\.[^"\\]*+)*+(?:"|\\?\Z)|[\[\]{}]', re.DOTALL)


class StrictJson(Parser):
    """Reads the body of a request. What ninja makes of it is checked against the model of the operation afterwards."""

    def parse_body(self, request: HttpRequest) -> Any:
        """Give the value in the body. Raises Problem for another type or too much, Invalid with the line for what is no JSON."""
        return read_json(body_of(request))


def body_of(request: HttpRequest) -> bytes:
    """Give the bytes of a body of the type that is read here. Raises Problem."""
    kind = request.META.get("CONTENT_TYPE", "").partition(";")[0].strip().lower()
    if kind != "application/json" or request.META.get("HTTP_CONTENT_ENCODING", "identity") != "identity":
        raise Problem(OF_HTTP[415])
    length = request.META.get("CONTENT_LENGTH", "")
    if length and not length.isdecimal():
        raise Problem(NOT_THIS_WAY, "Content-Length is no whole number.")
    if length and int(length) > MOST_BYTES:
        raise Problem(OF_HTTP[413], f"At most {MOST_BYTES} bytes are read at once.")
    try:
        data = request.body
    except RequestDataTooBig:
        raise Problem(OF_HTTP[413], f"At most {MOST_BYTES} bytes are read at once.") from None
    except (UnreadablePostError, RawPostDataException):
        raise Invalid([Fault(code="SC010", message="the body did not come whole", remedy="send it again")]) from None
    if len(data) > MOST_BYTES:
        raise Problem(OF_HTTP[413], f"At most {MOST_BYTES} bytes are read at once.")
    return data


def read_json(data: bytes) -> Any:
    """Read JSON that every reader reads the same. Raises Invalid with line and column."""
    try:
        text = data.decode()
    except UnicodeDecodeError as error:
        before = data[: error.start].decode(errors="replace")
        raise _fault("SC010", "this is not UTF-8", before, len(before), "send the body as UTF-8") from None
    _check_depth(text)
    try:
        value = json.loads(text, object_pairs_hook=_no_key_twice, parse_constant=_no_number, parse_float=_whole_only,
                          parse_int=_not_too_long)  # fmt: skip
    except json.JSONDecodeError as error:
        raise _fault("SC020", f"this is not JSON: {error.msg}", text, error.pos, "correct the body") from None
    except RecursionError:
        raise _fault("SC012", "values lie too deep", text, 0, f"at most {DEEPEST} levels are read") from None
    if (half := _HALF.search(text)) is not None and not _is_text(value):
        raise _fault("SC016", "half of a character", text, half.start(), "send both halves, or none")
    return value


def _is_text(value: Any) -> bool:
    try:
        json.dumps(value, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        return False
    return True


def _check_depth(text: str) -> None:
    depth = 0
    for found in _TEXT_OR_BRACKET.finditer(text):
        depth += {"[": 1, "{": 1, "]": -1, "}": -1}.get(found[0], 0)
        if depth > DEEPEST:
            raise _fault("SC012", "values lie too deep", text, found.start(), f"at most {DEEPEST} levels are read")


def _no_key_twice(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        keys = [key for key, _ in pairs]
        twice = next(key for key in keys if keys.count(key) > 1)
        raise Invalid([Fault(code="SC001", message=f"the key {twice[:60]!r} stands twice in one object", path=twice[:60],
                             remedy="write each key once: two readers could see two texts")])  # fmt: skip
    return found


def _no_number(text: str) -> NoReturn:
    raise Invalid([Fault(code="SC016", message=f"{text} is no number that JSON has", remedy="write a whole number, or none")])


def _whole_only(text: str) -> NoReturn:
    raise Invalid([Fault(code="SC016", message=f"{text[:40]} is not a whole number", remedy="write digits only")])


def _not_too_long(text: str) -> int:
    if len(text) > _LONGEST_NUMBER:
        raise Invalid([Fault(code="SC016", message=f"{text[:40]} has too many digits", remedy="write at most 15 digits")])
    return int(text)


def _fault(code: str, message: str, text: str, at: int, remedy: str) -> Invalid:
    line = text.count("\n", 0, at) + 1
    column = at - text.rfind("\n", 0, at)
    return Invalid([Fault(code=code, message=message, remedy=remedy, line=line, column=column)])


def plain(value: Any, path: str = "") -> None:
    """Raise Invalid for characters in a value that turn a text or hide in it."""
    if isinstance(value, str):
        found = next((one for one in value if unicodedata.category(one) in _NOT_TEXT and one != "\n"), None)
        if found is not None:
            raise Invalid([Fault(code="SC025", message=f"the character U+{ord(found):04X} turns or hides text", path=path,
                                 remedy="take it out")])  # fmt: skip
    elif isinstance(value, dict):
        for key, part in value.items():
            plain(key, path)
            plain(part, f"{path}.{key}".lstrip("."))
    elif isinstance(value, list):
        for number, part in enumerate(value):
            plain(part, f"{path}[{number}]")
