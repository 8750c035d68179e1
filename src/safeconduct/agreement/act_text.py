"""The text of a line of a log: does everyone who reads it read the same, and what is wrong with one that is no act?

Each fault is told with its place in the line and with what to do.
"""

import json
import re
from collections.abc import Mapping

import msgspec

from safeconduct.agreement.yaml_tree import HIDDEN, Faults
from safeconduct.kernel import acts
from safeconduct.kernel.acts import ActBase
from safeconduct.kernel.suggest import did_you_mean

UNSEEN = re.compile(HIDDEN.pattern[:-1] + "\x7f-\x9f]")
_LEADS = (b"\xe2\x80", b"\xe2\x81", b"\xd8\x9c", b"\xef\xbf", b"\xc2", b"\x7f", b"\xe1\x85", b"\xe1\xa0", b"\xe3\x85",
          b"\xef\xbb\xbf", b"\xef\xbe", b"\xf3\xa0")  # fmt: skip
"""How every hidden character begins in UTF-8; to look for these is quicker than to look for all of them."""


def may_hide(text: bytes) -> bool:
    """Whether a text can hold a character that is not seen."""
    # To look for single bytes is quicker by far than to look for two in a row.
    return any(all(byte in text for byte in lead) and lead in text for lead in _LEADS)


_ONE_ID = "[A-Za-z0-9][A-Za-z0-9._:+-]{0,79}"
_ID, _IDS = re.compile(_ONE_ID).fullmatch, re.compile(f"(?:{_ONE_ID}\n)*").fullmatch
_NAMES = re.compile(f"(?:{_ONE_ID}(?:@[a-z0-9_]{{1,60}})?\n)*").fullmatch


def are_ids(names: list[str]) -> bool:
    """Whether all of these are ids for acts."""
    return _IDS("\n".join((*names, ""))) is not None


def are_names(names: list[str]) -> bool:
    """Whether all of these can name an act: by its id, or by id, `@`, and its organisation or its index in the log."""
    return _NAMES("\n".join((*names, ""))) is not None


def _bad_id(act: ActBase, number: int, line: bytes, faults: Faults) -> bool:
    faults.add("SC016", f"{act.id!r} is not an id for an act", line=number, column=column(line, "id"), path="$.id",
               remedy="ids hold letters, digits and -_.:+, at most 80 of them")  # fmt: skip
    return False


def _hidden(char: str, number: int, column: int, faults: Faults) -> bool:
    faults.add("SC025", f"the character U+{ord(char):04X} is refused", line=number, column=column,
               remedy="it is not seen, or turns the text round it; delete it")  # fmt: skip
    return False


def reads_one_way(act: ActBase, number: int, line: bytes, faults: Faults) -> bool:
    """Whether everyone who reads the line reads the same: no field twice, nothing hidden in a text, a plain id.

    Every key and every text is looked at as it reads once decoded.
    """
    twice: list[str] = []
    hidden: list[str] = []

    def pairs(found: list[tuple[str, object]]) -> dict[str, object]:
        names = [name for name, _ in found]
        twice.extend(name for name in dict.fromkeys(names) if names.count(name) > 1)
        texts = [text for _, value in found for text in (value if isinstance(value, list) else [value]) if isinstance(text, str)]
        hidden.extend(char for text in texts for char in text if UNSEEN.match(char) or char < " ")
        return dict(found)

    json.loads(line, object_pairs_hook=pairs)
    if twice:
        faults.add("SC001", f"the field {twice[0]!r} stands twice in one act", line=number, path=f"$.{twice[0]}",
                   column=max(1, line.rfind(f'"{twice[0]}"'.encode()) + 1), remedy="keep one of the two")  # fmt: skip
        return False
    if hidden:
        at = line.find(hidden[0].encode())
        return _hidden(hidden[0], number, (at if at >= 0 else line.find(b"\\")) + 1, faults)
    return _ID(act.id) is not None or _bad_id(act, number, line, faults)


def not_an_act(error: Exception, line: bytes, number: int, faults: Faults,
               types: Mapping[str, type[ActBase]] = acts.TYPES) -> None:  # fmt: skip
    """Tell why a line could not be decoded. `types` are the acts this log may hold."""
    said = str(error)
    if isinstance(error, msgspec.ValidationError):
        what, _, path = said.partition(" - at `")
        path, remedy = path.rstrip("`"), ""
        if match := _FIELD.search(what):
            path = f"{path or '$'}.{match.group(1)}"
        if what.startswith("Invalid value") and path == "$.type":
            what, remedy = _unknown_type(what, types)
        for sign, advice in _ADVICE.items():
            remedy = remedy or (advice if sign in what else "")
        field = path.rpartition(".")[2].partition("[")[0]
        faults.add("SC021", what, line=number, column=column(line, field), path=path,
                   remedy=remedy or "`safeconduct schema` and the page on acts say what belongs here")  # fmt: skip
        return
    offset = len(line.rstrip(b"\r\n")) if "truncated" in said else 0
    remedy = "the line may be cut off; the lines before it are sound"
    if isinstance(error, UnicodeDecodeError):
        said, remedy = f"a byte is not UTF-8 ({error.reason})", "save the file as UTF-8"
        offset = line.find(error.object[error.start : error.start + 1])
    elif isinstance(error, RecursionError):
        said, remedy = "values nested too deep", "no act is nested; look for a bracket that is never closed"
    elif line.startswith(b"\xef\xbb\xbf"):
        said, remedy = "a byte order mark stands before it", "save the file as UTF-8 without the mark"
    elif match := _BYTE.search(said):
        offset = int(match.group(1))
    faults.add("SC020", f"not a whole JSON object: {said}", line=number, column=_characters(line, offset),
               remedy=remedy)  # fmt: skip


_BYTE = re.compile(r"\(byte ([0-9]+)\)")
_FIELD = re.compile(r"(?:unknown|required) field `(.*)`")
_ADVICE = {
    "unknown field": "leave the field out, or correct its name",
    "missing required field": "add the field",
    "RFC3339": "write a time with its zone, such as 2025-11-06T12:00:00+02:00",
    "Expected `datetime": "write a time with its zone, such as 2025-11-06T12:00:00+02:00",
    "Expected `int": "write a whole number from 0 to 999999999999999, without a point and without quotes",
    "enum value": "use one of the words the reference gives for this field",
    "Expected `str": "write a text in quotes",
    "Expected `bool": "write true or false, without quotes",
    "Expected `array": 'write a list, such as ["an_id"]',
    "Expected `object": "a line holds one act, written {...}",
}
"""What to do, by a sign in what the decoder says."""


def _unknown_type(said: str, types: Mapping[str, type[ActBase]]) -> tuple[str, str]:
    found = said.removeprefix("Invalid value ").strip("'")
    if found in types:
        return "the key 'type' stands twice", "keep one of the two"
    return f"unknown act type {found!r}", did_you_mean(found, types, otherwise="see the page on acts")


def column(line: bytes, field: str) -> int:
    """Give the column at which a field stands in a line, or the first."""
    at = line.find(b'"' + field.encode() + b'"') if field else -1
    return _characters(line, max(at, 0))


def _characters(line: bytes, offset: int) -> int:
    return len(line[:offset].decode("utf-8", "replace")) + 1
