"""A gold document as it is read from its two files: the text, and where each row of the table stands in it.

A table of places gives characters `[start, end]` where others copy words, and no `at`: for texts that are not the project's.
"""

import re
import tomllib
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

import msgspec

from safeconduct.intake.document import Block, Document, Span

GOLD = Path(__file__).resolve().parent / "gold"
FOLDERS = ("open", "kept", "later")


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """One attribution as a person read it, with its places in the text."""

    id: str
    span: Span
    cue: Span | None
    content: Span
    chain: tuple[str, ...]
    actors: tuple[str, ...]
    parent: str
    stance: str
    polarity: str
    quote: str
    certainty: str
    realis: str
    points: tuple[str, ...]


class Count(msgspec.Struct, frozen=True, kw_only=True):
    """How many, as a person read it."""

    span: Span
    low: int | None
    high: int | None
    approximate: bool
    exhaustive: bool
    vague: str


class Time(msgspec.Struct, frozen=True, kw_only=True):
    """When, as a person read it. A day that is open between readings has more than one."""

    span: Span
    readings: frozenset[tuple[date | datetime, date | datetime]]
    precision: str


class Named(msgspec.Struct, frozen=True, kw_only=True):
    """A place the text names."""

    span: Span
    place: str


class Gold(msgspec.Struct, frozen=True, kw_only=True):
    """A document and everything a careful reader takes from it."""

    name: str
    agreement: str
    type: str
    document: Document
    rows: tuple[Row, ...]
    counts: tuple[Count, ...]
    times: tuple[Time, ...]
    places: tuple[Named, ...]


def gold(folder: Path) -> Iterator[Gold]:
    """Give the documents of a folder by name."""
    for text in sorted(folder.glob("*.txt")):
        table = tomllib.loads(text.with_suffix(".toml").read_text(encoding="utf-8"))
        yield document(text.stem, text.read_text(encoding="utf-8"), table)


def document(name: str, text: str, table: dict[str, Any]) -> Gold:
    """Give one document from its text and its table."""
    head = table["document"]
    blocks = tuple(_blocks(text))
    made = Document(sha256="0" * 64, media_type="text/plain", text=text, blocks=blocks, name=name, publisher=head["publisher"],
                    created=head["created"], language="en")  # fmt: skip
    at = [block.span for block in blocks]
    surfaces = _Surfaces(text, at)
    return Gold(
        name=name, agreement=head["agreement"], type=head["type"], document=made,
        rows=tuple(_row(text, at[row["at"] - 1] if "at" in row else None, row) for row in table.get("statement", [])),
        counts=tuple(
            Count(span=surfaces.next("quantity", row), low=row.get("low"), high=row.get("high"), approximate=row["approx"],
                  exhaustive=row["exhaustive"], vague=row["vague"])
            for row in table.get("quantity", [])
        ),
        times=tuple(_times(surfaces, table.get("time", []))),
        places=tuple(Named(span=surfaces.next("place", row), place=row["place"]) for row in table.get("place", [])),
    )  # fmt: skip


def _blocks(text: str) -> Iterator[Block]:
    """Part a text as the rows count it. What kind a paragraph is, is told by its form alone: this judges the reader of words."""
    number = 0
    for match in re.finditer(r"[^\n]+(?:\n[^\n]+)*", text):
        if match[0].strip():
            number += 1
            headline = number == 1 and not match[0].rstrip().endswith((".", "\u201d", '"', "!", "?", ":"))
            bullet = match[0].startswith(("- ", "* ", "\u2022 "))
            kind = "headline" if headline else "bullet" if bullet else "body"
            yield Block(number=number, span=Span(*match.span()), kind=kind, language="en")


def places_of(words: str, text: str, within: Span) -> list[Span]:
    """Give every place in a paragraph where these words stand, and not as a part of longer ones."""
    before = r"(?<!\w)" if words[0].isalnum() else ""
    after = r"(?!\w)" if words[-1].isalnum() else ""
    whole = re.compile(before + re.escape(words) + after)
    return [Span(*match.span()) for match in whole.finditer(text, within.start, within.end)]


def _row(text: str, within: Span | None, row: dict[str, Any]) -> Row:
    if within is None:
        content, cue = Span(*row["content"]), Span(*row["cue"]) if row["cue"] else None
    else:
        contents = places_of(row["content"], text, within)
        cues: list[Span | None] = [*places_of(row["cue"], text, within)] if row["cue"] else [None]
        content, cue = min(((content, cue) for content in contents for cue in cues), key=lambda both: _apart(*both))
    first, last = (content, content) if cue is None else (min(content, cue), max(content, cue, key=lambda span: span.end))
    return Row(
        id=row["id"], span=Span(first.start, last.end), cue=cue, content=content, chain=tuple(row["chain"]),
        actors=tuple(row["actors"]), parent=row["parent"], stance=row["stance"], polarity=row["polarity"], quote=row["quote"],
        certainty=row["certainty"], realis=row["realis"], points=tuple(row["points"]),
    )  # fmt: skip


def _apart(content: Span, cue: Span | None) -> tuple[bool, int]:
    """Say how far a cue is from a content: the nearest one outside it is meant."""
    if cue is None:
        return (False, content.start)
    return (content.overlaps(cue), max(content.start - cue.end, cue.start - content.end, 0))


class _Surfaces:
    """Which place a row means where its words stand twice in a paragraph: the rows go through them in order."""

    def __init__(self, text: str, paragraphs: list[Span]) -> None:
        self.text, self.paragraphs = text, paragraphs
        self.taken: dict[tuple[str, int, str], int] = {}

    def next(self, table: str, row: dict[str, Any]) -> Span:
        """Give the place of a row, the next one of the same words, or where it says that it is."""
        if "at" not in row:
            return Span(*row["surface"])
        found = places_of(row["surface"], self.text, self.paragraphs[row["at"] - 1])
        key = (table, row["at"], row["surface"])
        number = self.taken.get(key, 0)
        self.taken[key] = number + 1
        return found[min(number, len(found) - 1)]


def _times(surfaces: _Surfaces, rows: list[dict[str, Any]]) -> Iterator[Time]:
    """Give the times, the rows of one place joined: they are readings of the same words."""
    told: dict[Span, Time] = {}
    for row in rows:
        span, reading = surfaces.next("time", row), (row["start"], row["end"])
        readings = told[span].readings if span in told else frozenset()
        told[span] = Time(span=span, readings=readings | {reading}, precision=row["precision"])
    yield from told.values()
