"""What is a document that came in: its bytes by hash, its text, and the blocks of the text with their places.

The text is made once, when the document comes in, and every place in it is `[start, end)` in characters of that text. Nothing is
ever corrected in it: what a person reads on the page is what the machine has read.
"""

from datetime import datetime
from typing import Literal

import msgspec

BlockKind = Literal["headline", "byline", "dateline", "body", "bullet", "quote", "table", "caption", "boilerplate"]
"""`caption` and `boilerplate` are not read for attributions; `byline` and `dateline` say who, where and when."""


class Span(msgspec.Struct, frozen=True, order=True):
    """A place in the text: characters from `start` up to `end`, which is outside."""

    start: int
    end: int

    def within(self, other: "Span") -> bool:
        """Say whether this place lies inside another."""
        return other.start <= self.start and self.end <= other.end

    def overlaps(self, other: "Span") -> bool:
        """Say whether two places share a character."""
        return self.start < other.end and other.start < self.end


class Block(msgspec.Struct, frozen=True, kw_only=True):
    """A paragraph, with what it is and the language found in it. `number` counts from 1, and so does `page`; 0 is no page."""

    number: int
    span: Span
    kind: BlockKind
    language: str = ""
    page: int = 0


class Document(msgspec.Struct, frozen=True, kw_only=True):
    """A document as it is kept. `sha256` is of the bytes as received, never of the text.

    `publisher` is level 0 of every chain. `created` is what the document says of its own time and None where it says nothing:
    it is never the time of a file; `day_only` marks that no hour was given. `zone` is that of the dateline's place where it is
    known. `language` is the one most blocks are in; a document that is not in English is stored, flagged for a person to
    translate, and not read by the machine. `unread_pages` are those of a PDF that hold no text, such as pictures of pages.
    """

    sha256: str
    media_type: str
    text: str
    blocks: tuple[Block, ...]
    name: str = ""
    publisher: str = ""
    author: str = ""
    city: str = ""
    created: datetime | None = None
    day_only: bool = False
    zone: str = ""
    language: str = ""
    translated_from: str = ""
    unread_pages: tuple[int, ...] = ()

    def words(self, span: Span) -> str:
        """Give the characters of a place."""
        return self.text[span.start:span.end]

    def block_at(self, span: Span) -> Block | None:
        """Give the block a place lies in."""
        return next((block for block in self.blocks if span.within(block.span)), None)
