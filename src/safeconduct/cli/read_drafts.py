"""The drafts of a document as a table for people: under each paragraph who says what, and inside it whom they quote.

A source that quotes another does not say the words again: its line ends where the next begins. What the machine reads a figure
or a day as stands beside the words, so that a mistake is seen.
"""

import re
from collections import defaultdict
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from safeconduct.cli.output import say, wrapped
from safeconduct.intake.unseen import shown

if TYPE_CHECKING:
    from safeconduct.intake.document import Document, Span
    from safeconduct.intake.draft import Bound, Draft, Quantity, Reading, Source, When

_DEEPEST = 6
"""How far lines are moved in; what is deeper stands under one another."""
_FEW = 25
"""Characters that may stand outside the words of an inner source where the rest is left to that one."""

_AROUND = 3_000
"""How far from a draft the words that led to a point are looked for."""


def drafts_told(document: "Document", reading: "Reading") -> None:
    """Write what was drafted, and what was not read."""
    rows = _in_order(reading)
    figures = sum(bool(draft.quantities) for draft in reading.drafts)
    say(f"{len(rows)} drafts by {reading.engine}, {figures} with figures. A person files. What is filed says only that the "
        "source said it.")  # fmt: skip
    inner = defaultdict[int | None, list["Draft"]](list)
    for draft in reading.drafts:
        inner[draft.parent].append(draft)
    at, by_number = 0, {draft.number: draft for draft in reading.drafts}
    for deep, draft in rows:
        block = document.block_at(draft.span)
        if block is not None and block.number != at:
            at = block.number
            say("", f"paragraph {at}{f', page {block.page}' if block.page else ''}")
        outer = by_number.get(draft.parent) if draft.parent is not None else None
        say(*_lines(document, draft, outer, inner[draft.number], "  " * min(deep, _DEEPEST)))
    if reading.unread:
        say("")
    for unread in reading.unread:
        block = document.block_at(unread.span)
        where = f"paragraph {block.number}{f' on page {block.page}' if block.page else ''}, " if block else ""
        say(f"not read ({unread.why}): {where}characters {unread.span.start} to {unread.span.end}")
    say("")


def _in_order(reading: "Reading") -> list[tuple[int, "Draft"]]:
    """Give every draft with how deep it stands: each under the one it stands inside, all in the order of the text."""
    by_number = {draft.number: draft for draft in reading.drafts}

    def above(draft: "Draft") -> list["Draft"]:
        line = [draft]
        while (parent := by_number.get(-1 if line[0].parent is None else line[0].parent)) is not None and parent not in line:
            line.insert(0, parent)
        return line

    lines = [(above(draft), draft) for draft in reading.drafts]
    lines.sort(key=lambda both: [(one.span.start, one.number) for one in both[0]])
    return [(len(line) - 1, draft) for line, draft in lines]


def _lines(document: "Document", draft: "Draft", outer: "Draft | None", inner: "list[Draft]", margin: str) -> list[str]:
    def words(span: "Span") -> str:
        return shown(" ".join(document.words(span).split()))

    chain = draft.chain
    if outer is not None and len(chain) > len(outer.chain) and chain[: len(outer.chain)] == outer.chain:
        chain = chain[len(outer.chain):]
    who = ", through whom ".join(_named(one) for one in chain) or "the document itself"
    to = f" to {draft.addressee}" if draft.addressee else ""
    cue = f"  ({words(draft.cue)})" if draft.cue else ""
    said = f"{'NOT ' if draft.polarity == '-' else ''}{draft.stance}"
    left = _left_to(draft, inner)
    around = document.text[max(0, draft.span.start - _AROUND):draft.span.end + _AROUND]
    told = (
        ("what", "" if left else words(draft.content)),
        ("how many", "; ".join(_count(words(one.span), one) for one in draft.quantities)),
        ("when", "; ".join(_when(words(one.span), one) for one in draft.times)),
        ("where", "; ".join(words(one.span) for one in draft.places)),
        ("about", "" if left else " or ".join(_point(one, around) for one in draft.points)),
    )
    head = wrapped(f"{who}: {said}{to}{cue}", indent=f"{margin}{draft.number:3}  ")
    return [head, *(wrapped(f"{name:<9}{value}", indent=f"{margin}     ", hang=" " * 9) for name, value in told if value)]


def _left_to(draft: "Draft", inner: "list[Draft]") -> bool:
    """Whether what is said stands in the lines of those it quotes."""
    said = draft.content
    held = sum(min(one.span.end, said.end) - max(one.span.start, said.start) for one in inner if one.span.overlaps(said))
    return bool(inner) and held >= said.end - said.start - _FEW


def _named(source: "Source") -> str:
    words = shown(" ".join(source.words.split())) or "not named"
    return f"{words} [{source.actor}]" if source.actor else words


def _point(one: "Bound", text: str) -> str:
    """Give a point and the words that led to it, as the text has them."""
    found = (re.search(rf"\b{re.escape(word)}\w*", text, re.IGNORECASE) for word in one.why)
    why = dict.fromkeys(met.group().lower() if met else word for word, met in zip(one.why, found, strict=True))
    return f"{one.point} ({', '.join(list(why)[:3])})" if why else one.point


def _count(words: str, one: "Quantity") -> str:
    """Give a figure in its words and in numbers; only the words where they give no number."""
    if one.low is None and one.high is None:
        return words
    if one.low == one.high:
        number = f"{one.low:,}"
    elif one.low is None:
        number = f"at most {one.high:,}"
    elif one.high is None:
        number = f"at least {one.low:,}"
    else:
        number = f"{one.low:,} to {one.high:,}"
    number = f"about {number}" if one.approximate else number
    number = f"{number} of {one.of:,}" if one.of is not None else number
    return words if number == words else f"{words} = {number}"


def _when(words: str, one: "When") -> str:
    """Give a time in its words and in days; a last day is inside."""
    if one.start is None or one.end is None:
        return f"{words} (no day known)"
    days = _days(one.start, one.end)
    others = "".join(f", or {_days(start, end)}" for start, end in one.candidates)
    # A span of days says itself that something was before its end.
    before = f"{one.modifier} " if one.modifier and " to " not in days and not words.lower().startswith(one.modifier) else ""
    return f"{words} = {before}{days}{others}"


def _days(start: date | datetime, end: date | datetime) -> str:
    if isinstance(start, datetime):
        until = "" if end == start else f" to {end:%-d %b %Y %H:%M}"
        return f"{start:%-d %b %Y %H:%M}{until}"
    last = end - timedelta(days=1)
    return f"{start:%-d %b %Y}" if last <= start else f"{start:%-d %b %Y} to {last:%-d %b %Y}"
