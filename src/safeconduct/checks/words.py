"""Words and numbers inside the wording of a clause, by the word lists of its language.

A language without a list has its digits read and nothing else. The lists are data: see the folder `languages`.
"""

import re
import tomllib
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

_LISTS = Path(__file__).parent / "languages"
_VOWELS = re.compile("[\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0640\u064b-\u0652\u0670]")
_ONE_LETTER = str.maketrans("أإآٱ", "اااا")
_DIGITS = str.maketrans("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹", "01234567890123456789")
_NUMBER = re.compile(r"[0-9]+(?:[.,٫٬ ][0-9]+)*")
_TOKEN = re.compile(r"[^\W\d_]+|[0-9]+")


class Numbers(NamedTuple):
    """The numbers of a text. `sure` it says; `may` it may say; `whole`: no number word in it was left unread."""

    sure: frozenset[str]
    may: frozenset[str]
    months: frozenset[int]
    whole: bool


@lru_cache
def _list(language: str) -> dict[str, Any]:
    path = _LISTS / f"{language.partition('-')[0].lower()}.toml"
    known = {entry.name: entry for entry in _LISTS.glob("*.toml")}
    return tomllib.loads(known[path.name].read_text(encoding="utf-8")) if path.name in known else {}


def found_words(kind: str, words: str, language: str) -> list[tuple[int, str]]:
    """Give (place, words) of each expression of a kind in a text: `time`, `degree` or `effort`."""
    known = _list(language)
    plain = _plain(words).lower()
    found: dict[int, str] = {}
    for one in known.get(kind, ()):
        at = plain.find(one)
        while at >= 0:
            if not plain[at + len(one) : at + len(one) + 1].isalnum() and _begins(plain, at, known["prefixes"]):
                found[at] = max(found.get(at, ""), one, key=len)
            at = plain.find(one, at + 1)
    ends: int = -1
    result = []
    for at, one in sorted(found.items()):
        if at >= ends:
            result.append((at, one))
            ends = at + len(one)
    return result


def around(words: str, at: int) -> str:
    """Give the sentence of a text that holds a place."""
    plain = _plain(words)
    ends = [match.end() for match in re.finditer(r"[.;؛?!](?=\s|$)", plain)]
    start = max((end for end in ends if end <= at), default=0)
    return plain[start : min((end for end in ends if end > at), default=len(plain))]


def _plain(words: str) -> str:
    if not words.isascii():
        words = _VOWELS.sub("", words).translate(_ONE_LETTER).translate(_DIGITS)
    return " ".join(words.split())


def _begins(plain: str, at: int, prefixes: str) -> bool:
    """Whether a word begins here, perhaps after letters that its language joins to it."""
    start = at
    while start > 0 and plain[start - 1].isalnum():
        start -= 1
        if plain[start] not in prefixes or at - start > 4:
            return False
    return True


def numbers_in(words: str, language: str) -> Numbers:
    """Read the numbers of a text: digits of any script, and the words of its language from one to twenty."""
    known, plain = _list(language), _plain(words)
    sure = {one for found in _NUMBER.findall(plain) for one in _values(found, known.get("thousands", ",. "))}
    may, months, whole = set(sure), set[int](), bool(known)
    tokens = _TOKEN.findall(plain)
    teens = known.get("teens", {"words": (), "units": ()})
    named = known.get("months", {})
    stems = [_stem(token.lower(), known) for token in tokens]
    for place, stem in enumerate(stems):
        month = named.get(tokens[place]) or named.get(stem)
        if month and any(token.isdigit() for token in tokens[max(0, place - 2) : place + 3]):
            months.add(month)
            may.add(str(month))
        value = known.get("numbers", {}).get(stem)
        if stem in known.get("beyond", ()):
            whole = False
        elif place + 1 < len(stems) and stem in teens["units"] and stems[place + 1] in teens["words"]:
            ten = 10 + (value or known["also"].get(stem, 0))
            sure.add(str(ten))
            may.add(str(ten))
        elif stem in teens["words"] and place and stems[place - 1] in teens["units"]:
            continue
        elif value is not None and any(_joins(value, other, known) for other in (*stems[max(0, place - 1) : place],
                                                                                 *stems[place + 1 : place + 2])):  # fmt: skip
            may.add(str(value))
            whole = False
        elif value is not None:
            sure.add(str(value))
            may.add(str(value))
        elif stem in known.get("also", {}):
            may.add(str(known["also"][stem]))
    return Numbers(frozenset(sure), frozenset(may), frozenset(months), whole)


def _joins(value: int, word: str, known: dict[str, Any]) -> bool:
    """Whether a word makes a larger number of the one beside it, as in twenty-four or three hundred."""
    other = known["numbers"].get(word) or known["also"].get(word, 0)
    return word in known["beyond"] or (value == 20 and 0 < other < 10) or (other == 20 and value < 10)


def _stem(word: str, known: dict[str, Any]) -> str:
    """Give a word as it stands in the list: as it is, or without the letters that its language joins to it."""
    read = (known.get("numbers", {}), known.get("also", {}), known.get("beyond", ()), known.get("months", {}))
    if not known.get("prefixes") or any(word in one for one in read):
        return word
    bare = word
    while len(bare) > 2 and bare[0] in known["prefixes"]:
        bare = bare[1:]
        bare = bare.removeprefix("ل") if word.startswith(("ال", "وال", "بال", "فال", "كال", "لل")) else bare
        if any(bare in one for one in read):
            return bare
    return word


def _values(found: str, thousands: str) -> list[str]:
    """Give what a run of digits and separators says: `3,000` is one number, `4.2` another, `1 2` two."""
    if found.count(".") > 1 and any(len(part) != 3 for part in found.split(".")[1:]):
        found = found.replace(".", "/")  # a date or the number of a clause
    parts = re.split(r"([.,٫٬/ ])", found)
    values, whole = [], parts[0]
    for mark, digits in zip(parts[1::2], parts[2::2], strict=True):
        if mark in f"{thousands}٬" and len(digits) == 3:
            whole += digits
        elif mark in ".,٫":
            whole += f".{digits}"
        else:
            values.append(whole)
            whole = digits
    return [value for one in (*values, whole) if (value := one.lstrip("0"))]
