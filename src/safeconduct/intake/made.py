"""A document from its text: what its paragraphs are, their languages, and who wrote it where and when, as it says itself.

What whoever brings it in declares goes before what the document says. The time of a file is never taken.
"""

import re
from bisect import bisect
from datetime import UTC, datetime
from hashlib import sha256
from zoneinfo import ZoneInfo

import msgspec

from safeconduct.intake.blocks import DATE, dateline_city, kinds, paragraphs
from safeconduct.intake.document import Block, BlockKind, Document, Span
from safeconduct.intake.language import languages

_CLOCK = re.compile(r"\b([01]?\d|2[0-3]):([0-5]\d)(?::[0-5]\d)?(?:\s*(?P<half>[ap])\.?m\b\.?)?", re.IGNORECASE)
_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()
_BY = re.compile(r"(?i)^(?:by|from|reporting by|text:|author:|correspondent:)\s+")
_HOUSE = re.compile(r"\(([^()]{2,80})\)")


class Declared(msgspec.Struct, frozen=True, kw_only=True):
    """What whoever brings a document in, or the form it came in, says of it. Empty fields are looked for in the text."""

    publisher: str = ""
    author: str = ""
    city: str = ""
    created: datetime | None = None
    day_only: bool = False
    zone: str = ""
    translated_from: str = ""


def made(data: bytes, text: str, *, name: str, media_type: str, declared: Declared,
         marked: tuple[tuple[Span, BlockKind], ...] | None = None, pages: tuple[int, ...] = ()) -> Document:  # fmt: skip
    """Make the document. `marked` gives its paragraphs where the form it came in has told what they are.

    `pages` gives the character at which each page begins.
    """
    spans = [span for span, _ in marked] if marked is not None else list(paragraphs(text))
    texts = [text[span.start:span.end] for span in spans]
    told = [kind for _, kind in marked] if marked is not None else kinds(texts)
    whole, each = languages(texts)
    blocks = tuple(Block(number=number, span=span, kind=kind, language=language, page=bisect(pages, span.start))
                   for number, (span, kind, language) in enumerate(zip(spans, told, each, strict=True), 1))  # fmt: skip
    signed = [words for words, kind in zip(texts, told, strict=True) if kind in ("byline", "dateline")]
    first = next((words for words, kind in zip(texts, told, strict=True) if kind == "body"), "")
    author, house = _author(signed)
    created, day_only = declared.created, declared.day_only
    if created is None:
        created, day_only = _created(signed, declared.zone)
    return Document(
        sha256=sha256(data).hexdigest(), media_type=media_type, text=text, blocks=blocks, name=name,
        publisher=declared.publisher or house, author=declared.author or author, city=declared.city or dateline_city(first),
        created=created, day_only=day_only, zone=declared.zone, language=whole, translated_from=declared.translated_from,
    )  # fmt: skip


def _author(signed: list[str]) -> tuple[str, str]:
    """Give who signed, and the house in brackets behind the name."""
    for words in signed:
        bare = _CLOCK.sub("", DATE.sub("", words))
        house = _HOUSE.search(bare)
        name = _BY.sub("", _HOUSE.sub("", bare)).strip(" \t\n,|-–—")
        if house or _BY.match(words):
            return name, house[1].strip() if house else ""
    return "", ""


def _created(signed: list[str], zone: str) -> tuple[datetime | None, bool]:
    """Give the time a signed line bears, and whether it is a day only. Where no zone is declared, it has none."""
    for words in signed:
        if (match := DATE.search(words)) is None:
            continue
        part = {key.rstrip("23"): value for key, value in match.groupdict().items() if value}
        name = part["month"]
        month = int(name) if name.isdigit() else _MONTHS.index(name[:3].lower()) + 1
        clock = _CLOCK.search(words[match.end():]) or _CLOCK.search(words[: match.start()])
        try:
            day = datetime(int(part["year"]), month, int(part["day"]), tzinfo=ZoneInfo(zone) if zone else UTC)
            day = day if zone else day.replace(tzinfo=None)
        except ValueError:
            # No such day.
            continue
        if clock is None:
            return day, True
        hour = int(clock[1])
        if clock["half"]:
            hour = hour % 12 + (12 if clock["half"].lower() == "p" else 0)
        return day.replace(hour=hour, minute=int(clock[2])), False
    return None, False
