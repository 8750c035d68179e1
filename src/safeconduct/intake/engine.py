"""What an engine is: it finds attributions in a paragraph. What is done with them afterwards is the same for every engine."""

from collections.abc import Iterable, Iterator
from typing import Literal, Protocol

import msgspec

from safeconduct.intake.document import Block, Document, Span
from safeconduct.intake.plain_text import Plain, plain
from safeconduct.kernel.acts import Stance

_READ = frozenset({"headline", "body", "bullet", "quote", "table"})


class Names(Protocol):
    """Who is known by which name: what an engine asks of the gazetteer."""

    def actor(self, words: str) -> str:
        """Give the id of an actor of the agreement, or nothing."""


class Piece(msgspec.Struct, frozen=True):
    """A paragraph to read: its plain text, and where each of its characters stands in the document."""

    block: Block
    plain: Plain

    @property
    def text(self) -> str:
        """Give the plain text."""
        return self.plain.text

    def span(self, span: Span) -> Span:
        """Give a place of the paragraph as a place of the document."""
        inner, start = self.plain.span(span.start, span.end), self.block.span.start
        return Span(start + inner.start, start + inner.end)


class Found(msgspec.Struct, frozen=True, kw_only=True):
    """An attribution in one paragraph, with places in its plain text. `source` is None where nobody is named.

    `carried` marks a sentence that goes on with the source of the row before it and has no cue. `through` is the medium it was
    said to; `inside` the cue of the attribution it stands inside, where its place alone does not tell that. `antecedent` is the
    noun of the paragraph that a pronoun means; `only` the kinds of source the cue counts for, where that has to wait.
    """

    cue: Span | None
    lemma: str
    stance: Stance
    source: Span | None
    content: Span
    rule: str
    prior: int
    polarity: Literal["+", "-"] = "+"
    addressee: Span | None = None
    carried: bool = False
    through: Span | None = None
    inside: Span | None = None
    antecedent: Span | None = None
    only: frozenset[str] = frozenset()


class Engine(Protocol):
    """A way to find attributions. `name` and `version` stand on every reading."""

    @property
    def name(self) -> str:
        """Its name."""

    @property
    def version(self) -> str:
        """Its version, and that of its model."""

    def finds(self, pieces: Iterable[Piece]) -> Iterator[tuple[Piece, tuple[Found, ...]]]:
        """Find the attributions of each paragraph, one paragraph after the other, so that whoever asks may stop."""


def pieces(document: Document) -> Iterator[Piece]:
    """Give the paragraphs that are read: in English or in no language that could be told, and no captions or bylines."""
    for block in document.blocks:
        if block.kind in _READ and block.language in ("", "en"):
            yield Piece(block, plain(document.words(block.span)))
