"""Which fields does a draft have, where do they stand in the text, and what was decided on each?

What is accepted stands as it was drafted. A field with no place in the text cannot be accepted: a person enters it by hand, and
it is marked so.
"""

import re
from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from safeconduct.agreement.model import Agreement
from safeconduct.intake.document import Document, Span
from safeconduct.intake.draft import Draft, Quantity, Source, When
from safeconduct.intake.lexicon import kind_of
from safeconduct.web.reports.marks import plain, turns
from safeconduct.web.reports.models import ACCEPT, EDIT, REJECT, WHOLE, Decision

LONGEST = 30
"""How many words of a document are taken over as they stand. What is longer is put in words of one's own."""
_WORD = re.compile(r"[^\W\d_]{4,}")


class Field(NamedTuple):
    """One field: its name, such as `quantity.0`, its places in the text, and what was drafted.

    `closed`: why it cannot be accepted as it is: `no_place`, `long`, `turns`, `readings`, `no_day`; empty where it can.
    `offered` are the readings that a person chooses from.
    """

    name: str
    spans: tuple[Span, ...]
    drafted: dict[str, Any]
    closed: str = ""
    why: tuple[str, ...] = ()
    offered: tuple[dict[str, Any], ...] = ()

    @property
    def kind(self) -> str:
        """Give the name without its number."""
        return self.name.partition(".")[0]


class Decided(NamedTuple):
    """A field with how it stands: `what` is empty while it is open."""

    field: Field
    what: str
    value: dict[str, Any]

    @property
    def by_hand(self) -> bool:
        """Say whether a person has entered it."""
        return self.what == EDIT


def fields_of(draft: Draft, document: Document, agreement: Agreement) -> tuple[Field, ...]:
    """Give the fields of a draft in the order in which they are looked at."""
    return tuple(_fields(draft, document, agreement))


def _fields(draft: Draft, document: Document, agreement: Agreement) -> Iterator[Field]:
    spans = tuple(one.span for one in draft.chain if one.span is not None)
    nowhere = len(spans) < len(draft.chain) or not (draft.chain or document.publisher)
    links = _links(draft.chain, document, agreement)
    yield Field("source", spans, {"links": links}, "no_place" if nowhere else "", _resolved(draft.chain))
    cue = (draft.cue,) if draft.cue else ()
    in_own_voice = draft.quote == "narrator"
    yield Field("stance", cue, {"stance": draft.stance, "polarity": draft.polarity, "certainty": draft.certainty,
                                "addressee": draft.addressee_actor or plain(draft.addressee)},
                "" if cue or in_own_voice else "no_place", draft.rules)  # fmt: skip
    words = plain(document.words(draft.content))
    closed = "turns" if turns(document.words(draft.content)) else "long" if words.count(" ") >= LONGEST else ""
    yield Field("content", (draft.content,), {"says": words}, closed)
    for n, quantity in enumerate(draft.quantities):
        yield Field(f"quantity.{n}", (quantity.span,), _quantity(quantity, draft, document, agreement), "", _rule(quantity.rule))
    for n, when in enumerate(draft.times):
        closed = "readings" if when.candidates else "no_day" if when.start is None else ""
        yield Field(f"time.{n}", (when.span,), _time(when), closed, _rule(when.rule), _readings(when))
    for n, place in enumerate(draft.places):
        yield Field(f"place.{n}", (place.span,), {"place": place.place, "relation": place.relation},
                    "" if place.place else "no_place")  # fmt: skip
    first = draft.points[0] if draft.points else None
    yield Field("point", (), {"on": [first.point] if first else []}, "", first.why if first else ())


def _rule(rule: str) -> tuple[str, ...]:
    return (rule,) if rule else ()


def _links(chain: Iterable[Source], document: Document, agreement: Agreement) -> list[dict[str, str]]:
    """Give the carriers, the publisher first. A party stands by its id; a person of a party is a person, who speaks for it."""
    found = []
    if document.publisher:
        kind = kind_of(document.publisher)
        found.append({"who": document.publisher, "kind": "agency" if kind in ("official", "unknown") else kind, "for": ""})
    for one in chain:
        known = one.actor if agreement.organisation(one.actor) is not None else ""
        if known and one.kind in ("party", "mission", "organisation"):
            found.append({"who": known, "kind": one.kind, "for": ""})
        else:
            words = plain(one.words) or known or "not named"
            found.append({"who": words, "kind": one.kind, "for": one.speaks_for or known})
    return found


def _resolved(chain: Iterable[Source]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(one.resolved for one in chain if one.resolved not in ("", "name")))


def _quantity(one: Quantity, draft: Draft, document: Document, agreement: Agreement) -> dict[str, Any]:
    return {"low": one.low, "high": one.high, "approximate": one.approximate, "exhaustive": one.exhaustive, "out_of": one.of,
            "vague": plain(one.vague), "subject": _subject(one, draft, document, agreement)}  # fmt: skip


def _subject(one: Quantity, draft: Draft, document: Document, agreement: Agreement) -> str:
    """Give what the agreement counts that shares most words with what was said, or nothing; of two alike, nothing."""
    near = _stems(one.counted)
    around = near | _stems(document.words(draft.content))
    places = {place.place for place in draft.places}
    scores: dict[str, int] = {}
    for name, subject in agreement.subjects.items():
        words = _stems(subject.name.pick("en"))
        if words & near:
            scores[name] = len(words & around) + (subject.place in places)
    best = sorted(scores, key=lambda name: -scores[name])[:2]
    if not best or (len(best) == 2 and scores[best[0]] == scores[best[1]]):
        return ""
    return best[0]


def _stems(words: str) -> set[str]:
    return {one.lower().rstrip("s") for one in _WORD.findall(words)}


def _time(one: When) -> dict[str, Any]:
    said = {"role": one.role or "event", "modifier": one.modifier, "start": "", "end": ""}
    if one.start is not None and one.end is not None:
        said |= {"start": one.start.isoformat(), "end": one.end.isoformat()}
    return said


def _readings(one: When) -> tuple[dict[str, Any], ...]:
    """Give every reading of a time that has several."""
    if not one.candidates or one.start is None or one.end is None:
        return ()
    return tuple({"role": one.role or "event", "modifier": one.modifier, "start": start.isoformat(), "end": end.isoformat()}
                 for start, end in ((one.start, one.end), *one.candidates))  # fmt: skip


def days_of(value: dict[str, Any]) -> tuple[date | datetime, date | datetime] | None:
    """Give when a time begins and ends, half-open; a moment ends where it begins."""
    if not value.get("start"):
        return None
    read = datetime.fromisoformat if "T" in value["start"] else date.fromisoformat
    start: date | datetime = read(value["start"])
    end: date | datetime = read(value["end"]) if value.get("end") else start
    if not isinstance(start, datetime) and end <= start:
        end = start + timedelta(days=1)
    return start, end


def decided(fields: Iterable[Field], decisions: Iterable[Decision]) -> tuple[Decided, ...]:
    """Give each field as it stands after these decisions, the oldest first."""
    last = {one.field: one for one in decisions if one.field != WHOLE}
    return tuple(_decided(field, last.get(field.name)) for field in fields)


def _decided(field: Field, decision: Decision | None) -> Decided:
    if decision is None:
        return Decided(field, "", field.drafted)
    if decision.what == REJECT:
        return Decided(field, REJECT, {})
    if decision.what == ACCEPT:
        return Decided(field, ACCEPT, decision.value or field.drafted)
    return Decided(field, EDIT, decision.value or {})


NEEDED = ("source", "stance", "content")
"""What no statement is filed without."""


def lacks(found: Iterable[Decided]) -> tuple[str, ...]:
    """Give the names of the fields that keep a draft from being filed: still open, or rejected though they are needed."""
    return tuple(one.field.name for one in found if not one.what or (one.what == REJECT and one.field.name in NEEDED))
