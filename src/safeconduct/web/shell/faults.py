"""What is wrong with a file and what to do about it, in the language of the page: all of a fault, or nothing of it.

The core says it in English. Here a sentence is read back into its parts. What a part quotes of the file stays as the file has it,
in `backticks`; so does what a reader of YAML or JSON says of itself and is not known here. What can stand in a part follows from
the part's name; `word2` is another of the kind of `word`.
"""

import re
from collections.abc import Callable
from typing import NamedTuple

from django.utils.translation import gettext

from safeconduct.kernel.errors import Fault
from safeconduct.web.shell.apart import joined
from safeconduct.web.shell.fault_remedies import REMEDIES, REQUIRED
from safeconduct.web.shell.fault_words import KIND, MESSAGES, READER, SHAPE
from safeconduct.web.shell.read_back import read_back
from safeconduct.web.shell.wording import ui_language

_WORD = re.compile(r"'.*'|\".*\"|`[^`]*`|\[.*\]|\S+", re.DOTALL)
_NUMBER = re.compile(r"-?\d[\d,]*")
_BETWEEN = re.compile(r", | and | > ")


class SaidFault(NamedTuple):
    """A fault in the language of a page."""

    message: str
    remedy: str


def say_fault(fault: Fault) -> SaidFault | None:
    """Give a fault in the language of the page; None where one of its sentences is not known here, and in English."""
    if ui_language() == "en":
        return None
    said = SaidFault(_sentence(fault.message, MESSAGES), _remedy(fault.remedy))
    return said if said.message and (said.remedy or not fault.remedy) else None


def _remedy(words: str) -> str:
    return gettext(words) if words in REQUIRED else _sentence(words, REMEDIES)


def _sentence(words: str, known: tuple[str, ...]) -> str:
    for found, parts in read_back(words, known):
        params = {name: _KINDS[name.rstrip("0123456789")](value) for name, value in parts.items()}
        if all(params.values()):
            return gettext(found).format_map(params)
    return ""


def _code(words: str) -> str:
    """Give words of a file as a page shows them: what is quoted without its quotation marks."""
    quoted = len(words) > 1 and words[0] == words[-1] and words[0] in "'\"`"
    inside = words[1:-1] if quoted else words
    return f"`{inside.replace('`', chr(39))}`"


def _word(words: str) -> str:
    return _code(words) if _WORD.fullmatch(words) else ""


def _shape(words: str) -> str:
    if words in SHAPE:
        return gettext(words)
    return _word(words) if words[:1].isupper() else ""


def _kind(words: str) -> str:
    kinds = [re.sub(r"^an? ", "", one) for one in words.split(" or ")]
    return joined(gettext(one) for one in kinds) if all(one in KIND for one in kinds) else ""


_KINDS: dict[str, Callable[[str], str]] = {
    "word": _word,
    "rest": _code,
    "list": lambda words: joined(map(_code, _BETWEEN.split(words))),
    "n": lambda words: words if _NUMBER.fullmatch(words) else "",
    "shape": _shape,
    "unit": lambda words: gettext(words) if words in SHAPE else _word(words),
    "kind": _kind,
    "reader": lambda words: _sentence(words, READER) or _code(words),
}
"""What each kind of part holds, said in the language of the page; empty where the words are not of that kind."""
