"""What the machine drafts from a document: who said what through whom, with the place of every field in the text.

A draft is nobody's statement yet. A person accepts, edits or rejects it field by field, and what is filed then says only that
the source said it. A field with no place in the text is not drafted.
"""

from datetime import date, datetime
from typing import Literal

import msgspec

from safeconduct.intake.document import Span
from safeconduct.kernel.acts import Certainty, LinkKind, Realis, Stance


class Source(msgspec.Struct, frozen=True, kw_only=True):
    """One link of a chain, outermost first.

    `actor` is an id of the agreement where the lexicon knows one; `span` is None for a source that the text leaves unnamed.
    `resolved` says how it was found: `name`, `title`, `pronoun`, `same`, `document`, `carried` (a sentence that goes on), or
    nothing.
    """

    words: str
    kind: LinkKind
    span: Span | None = None
    actor: str = ""
    speaks_for: str = ""
    named: bool = True
    resolved: str = ""


class Quantity(msgspec.Struct, frozen=True, kw_only=True):
    """How many, as said. None is an open bound; both bounds are inside. `approximate` is 'about'; tolerance is never stored."""

    span: Span
    low: int | None
    high: int | None
    approximate: bool = False
    exhaustive: bool = False
    vague: str = ""
    counted: str = ""
    of: int | None = None
    rule: str = ""


class When(msgspec.Struct, frozen=True, kw_only=True):
    """A time, as said: the half-open days `[start, end)`, or instants where an hour is given.

    `candidates` holds other readings. `anchor` says what it is counted from; where that is not known, `start` and `end` are None.
    """

    span: Span
    start: date | datetime | None
    end: date | datetime | None
    precision: Literal["instant", "day", "week", "month", "year", "interval"]
    anchor: Literal["absolute", "created", "previous"] = "absolute"
    modifier: Literal["", "about", "before", "after"] = ""
    candidates: tuple[tuple[date | datetime, date | datetime], ...] = ()
    role: Literal["", "said", "event", "as_of", "deadline"] = ""
    rule: str = ""


class Place(msgspec.Struct, frozen=True, kw_only=True):
    """A place the text names. `place` is an id of the agreement or empty; `relation` the word before it."""

    span: Span
    place: str = ""
    relation: str = ""


class Bound(msgspec.Struct, frozen=True, kw_only=True):
    """A point of the agreement that a statement may be about. `score` is 0 to 1,000; `why` names the words that count."""

    point: str
    score: int
    why: tuple[str, ...] = ()


class Draft(msgspec.Struct, frozen=True, kw_only=True):
    """One drafted statement. `number` is its place in the document, `parent` the number of the one it stands inside.

    `polarity` `-` turns the cue round. `narrator` marks what the document says in its own voice: it is drafted only where it
    carries a quantity or meets a point. `prior` (0 to 1,000) orders the drafts for review and is never shown as a chance of
    truth.
    """

    number: int
    span: Span
    chain: tuple[Source, ...]
    stance: Stance
    content: Span
    cue: Span | None = None
    cue_lemma: str = ""
    polarity: Literal["+", "-"] = "+"
    addressee: str = ""
    addressee_actor: str = ""
    quote: Literal["direct", "indirect", "mixed", "narrator"] = "indirect"
    certainty: Certainty = "U"
    realis: Realis = "past"
    parent: int | None = None
    quantities: tuple[Quantity, ...] = ()
    times: tuple[When, ...] = ()
    places: tuple[Place, ...] = ()
    points: tuple[Bound, ...] = ()
    rules: tuple[str, ...] = ()
    prior: int = 500


class Unread(msgspec.Struct, frozen=True, kw_only=True):
    """A part that was not read, and why: `language`, `time`, `memory`, `size`, `depth`, `form`."""

    span: Span
    why: str


class Reading(msgspec.Struct, frozen=True, kw_only=True):
    """All that one engine has drafted from one document, and what it left. `engine` names version and model."""

    sha256: str
    engine: str
    drafts: tuple[Draft, ...]
    unread: tuple[Unread, ...] = ()
