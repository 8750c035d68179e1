"""Whether a cue is turned round: a window of words before it is read, as parsers hang 'not' on the wrong word.

"Has not rejected" is rejects, turned round. It is never accepts.
"""

import re
from collections.abc import Sequence
from typing import Literal

from safeconduct.intake.document import Span
from safeconduct.intake.lexicon import lexicon

_WINDOW = 7
_NO_SUBJECT = re.compile(r"^(?:no|neither|none|nobody)\b(?! (?:doubt|matter))", re.IGNORECASE)
_NOTHING = re.compile(r"(?:nothing|none|no such \w+)(?: of the kind| of it)?", re.IGNORECASE)
_NOT_ONLY = frozenset({"only", "just", "merely", "simply", "least"})
_BREAKS = frozenset({",", ";", ":", '"', "but", "."})


def polarity(before: Sequence[str], *, source: str = "") -> Literal["+", "-"]:
    """Say whether the words before a verb turn it round; they are those of its own clause. `source` is its subject.

    Two negations turn it round twice.
    """
    near: list[str] = []
    for word in reversed(before[-_WINDOW:]):
        if word in _BREAKS:
            break
        near.insert(0, word.lower())
    turns = 1 if _NO_SUBJECT.match(source.strip()) else 0
    words = " ".join(near)
    for at, word in enumerate(near):
        if word == "nor" and turns:
            continue
        if word.endswith("n't") or word in _single():
            turns += 0 if at + 1 < len(near) and near[at + 1] in _NOT_ONLY else 1
    turns += sum(1 for phrase in _phrases() if phrase in words)
    if re.search(r"\b(?:unable|unwilling|reluctant|impossible) to\b|\bin no position to\b", words):
        turns += 1
    if re.search(r"\byet to\b|\bfail(?:s|ed|ing)? to\b", words):
        turns += 1
    return "-" if turns % 2 else "+"


def turned_by(text: str, content: Span, sign: Literal["+", "-"]) -> Literal["+", "-"]:
    """Turn a stance round whose object is nothing: "demanded nothing of the kind", "offered none"."""
    return "-" if sign == "+" and _NOTHING.fullmatch(text, content.start, content.end) else sign


def _single() -> frozenset[str]:
    return frozenset(word for word in lexicon().negations if " " not in word)


def _phrases() -> tuple[str, ...]:
    return tuple(word for word in lexicon().negations if " " in word)


_NEGATED = re.compile(r"\b(?:not|never|no|cannot|nobody|none|neither)\b|n't\b")


def negated(content: str) -> bool:
    """Say whether what was said is a denial of something: a negation stands among its first words, outside a second clause."""
    first = re.split(r"[,;:]| (?:that|because|which|who|if|unless|until|but) ", content.strip(), maxsplit=1)[0]
    return _NEGATED.search(first.lower()) is not None
