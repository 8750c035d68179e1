"""From a draft that a person has confirmed to the act that says so: this source said this, through these, and nothing more.

The act holds the place of the words, never the words: `says` is what the person wrote. Whatever the person has chosen otherwise
than the machine takes the place of what was drafted, field by field.
"""

from collections.abc import Container
from datetime import date, datetime, time, timedelta, tzinfo
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from safeconduct.agreement.act_log import RECORDER
from safeconduct.agreement.calendar import zone_of
from safeconduct.agreement.model import Agreement
from safeconduct.intake.document import Document, Span
from safeconduct.intake.draft import Draft, Quantity, Source, When
from safeconduct.kernel.acts import AsTold, FigureReported, Link, LinkKind, Passage, SourceAdded, StatementReported


class Entering(NamedTuple):
    """What is the same for every act of one document: when it is entered, by which officer, and the source it came from.

    `source` is the id of the document as a source, `carrier` what kind of carrier its publisher is.
    """

    agreement: Agreement
    recorded: datetime
    source: str
    confirmed_by: str = ""
    carrier: LinkKind = "newspaper"


def filed(draft: Draft, document: Document, entering: Entering, *, id: str, says: str, **chosen: Any) -> StatementReported:
    """Give the act of a draft. `chosen` holds the fields of the act that the person has set otherwise."""
    given: dict[str, Any] = {
        **_common(draft, document, entering, draft.content), "stance": draft.stance, "polarity": draft.polarity,
        "on": tuple(one.point for one in draft.points[:1]), "addressee": draft.addressee_actor or draft.addressee,
        "realis": draft.realis,
    }  # fmt: skip
    return StatementReported(id=id, says=says, **(given | chosen))


def figure(draft: Draft, quantity: Quantity, document: Document, entering: Entering, *, id: str, subject: str, unit: str,
           **chosen: Any) -> FigureReported:  # fmt: skip
    """Give the act of a figure of a draft. What it counts, as the agreement calls it, is for the person to say."""
    words = document.words(quantity.span) if quantity.low is None and quantity.high is None else ""
    given: dict[str, Any] = {
        **_common(draft, document, entering, quantity.span), "low": quantity.low, "high": quantity.high, "words": words,
        "approximate": quantity.approximate, "exhaustive": quantity.exhaustive, "out_of": quantity.of, "vague": quantity.vague,
        "as_of": _told(draft, "as_of", document, entering),
    }  # fmt: skip
    return FigureReported(id=id, subject=subject, unit=unit, **(given | chosen))


def source_of(document: Document, entering: Entering, *, id: str, root: str = "", republishes: str = "",
              address: str = "") -> SourceAdded:  # fmt: skip
    """Give the act by which a document enters the log as a source. `root` is its publisher, if nothing else is said."""
    happened, until = _days_of_document(document, entering)
    day = happened.date()
    published = AsTold(days=(day, day + timedelta(days=1))) if document.day_only else AsTold(moments=(happened, happened))
    return SourceAdded(
        id=id, happened=happened, until=until, recorded=entering.recorded, actor=RECORDER, source=entering.source,
        root=root or document.publisher or document.name or document.sha256, republishes=republishes, address=address,
        published=published if document.created is not None else None, document=document.sha256, read="whole",
        confirmed_by=entering.confirmed_by,
    )  # fmt: skip


def _common(draft: Draft, document: Document, entering: Entering, words: Span) -> dict[str, Any]:
    said = _told(draft, "said", document, entering)
    happened, until = _happened(said, document, entering)
    place = next((one.place for one in draft.places if one.place in entering.agreement.places), "")
    return {
        "happened": happened, "until": until, "recorded": entering.recorded, "actor": RECORDER, "basis": "reported",
        "chain": chain_of(draft, document, entering), "evidence": (entering.source,), "said": said, "place": place,
        "certainty": draft.certainty, "document": Passage(sha256=document.sha256, start=words.start, end=words.end),
        "confirmed_by": entering.confirmed_by,
    }  # fmt: skip


def chain_of(draft: Draft, document: Document, entering: Entering) -> tuple[Link, ...]:
    """Give the chain of a draft as it stands in an act: whoever publishes the document first, the root source last."""
    known = {*entering.agreement.parties, *entering.agreement.bodies}
    publisher = document.publisher or document.name
    first = Link(who=publisher, kind=entering.carrier if publisher else "unknown", source=entering.source)
    return (first, *(_link(one, known) for one in draft.chain))


def _link(source: Source, known: Container[str]) -> Link:
    if source.kind == "party" and source.actor in known:
        return Link(who=source.actor, kind=source.kind)
    speaks_for = next((name for name in (source.speaks_for, source.actor) if name in known), "")
    return Link(who=source.words, kind=source.kind, speaks_for=speaks_for)


def _zone(document: Document, entering: Entering) -> tzinfo:
    return ZoneInfo(document.zone) if document.zone else zone_of(entering.agreement.time.zone)


def _told(draft: Draft, role: str, document: Document, entering: Entering) -> AsTold | None:
    """Give the time of a draft in a role. What has two readings is left out: the person says which it is."""
    found = next((one for one in draft.times if one.role == role and not one.candidates), None)
    return told(found, _zone(document, entering)) if found is not None else None


def told(when: When, zone: tzinfo) -> AsTold | None:
    """Give a time of a text as it stands in an act; None where the text leaves it open."""
    start, end = when.start, when.end
    if start is None or end is None:
        return None
    if isinstance(start, datetime) and isinstance(end, datetime):
        return AsTold(moments=(_in(start, zone), _in(end, zone)), modifier=when.modifier)
    first, last = (one.date() if isinstance(one, datetime) else one for one in (start, end))
    return AsTold(days=(first, max(last, first + timedelta(days=1))), modifier=when.modifier)


def _in(at: datetime, zone: tzinfo) -> datetime:
    return at if at.tzinfo is not None else at.replace(tzinfo=zone)


def _happened(said: AsTold | None, document: Document, entering: Entering) -> tuple[datetime, datetime | None]:
    if said is None or said.modifier:
        return _days_of_document(document, entering)
    if said.moments is not None:
        return _not_later(*said.moments, entering)
    assert said.days is not None
    zone = _zone(document, entering)
    return _not_later(_begin(said.days[0], zone), _begin(said.days[1], zone), entering)


def _days_of_document(document: Document, entering: Entering) -> tuple[datetime, datetime | None]:
    """Give when a document is of: the day it gives, or the moment it is entered where it gives none."""
    if document.created is None:
        return entering.recorded, None
    zone = _zone(document, entering)
    if not document.day_only:
        at = _in(document.created, zone)
        return _not_later(at, at, entering)
    day = document.created.date()
    return _not_later(_begin(day, zone), _begin(day + timedelta(days=1), zone), entering)


def _begin(day: date, zone: tzinfo) -> datetime:
    return datetime.combine(day, time.min, zone)


def _not_later(start: datetime, end: datetime, entering: Entering) -> tuple[datetime, datetime | None]:
    """Give a stretch that does not run past the moment of entering: nobody has heard on what is left of today."""
    end = min(end, entering.recorded)
    return (start, end if end > start else None) if start <= entering.recorded else (entering.recorded, None)
