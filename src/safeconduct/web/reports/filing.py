"""Which acts does a draft become, once a person has decided every field of it?

A statement, and a figure for each quantity of something the agreement counts. They say that the source said so, and where its
words stand; the words themselves stay in the document. The document enters the record once, as a source. The ids of the acts are
the same each time they are made, so that nothing enters twice.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from safeconduct.agreement.act_log import RECORDER
from safeconduct.agreement.model import Agreement
from safeconduct.intake.document import Document
from safeconduct.intake.draft import Draft
from safeconduct.kernel.acts import ActBase, AsTold, FigureReported, Link, Passage, SourceAdded, StatementReported
from safeconduct.web.reports.fields import Decided, days_of
from safeconduct.web.reports.models import EDIT, REJECT, Report

BY_HAND = "by hand: "
"""Before the names of the fields that a person has entered, in the note of an act."""


class NoDay(Exception):
    """Neither the document nor a person says when it was said."""


def source_id(report: Report) -> str:
    """Give the name under which a document is cited."""
    return f"doc-{report.key}"


def acts_of(draft: Draft, document: Document, found: Sequence[Decided], *, report: Report, agreement: Agreement,
            now: datetime, officer: str = "", cited: Iterable[str] = (), root: str = "") -> list[ActBase]:  # fmt: skip
    """Give the acts of a draft. `cited` are the sources that the record has already. Raises NoDay.

    `root` is that of the story it prints again, as it stands in the record; empty where that is not there.
    """
    zone, kept = ZoneInfo(agreement.time.zone), [one for one in found if one.what != REJECT]
    value = {one.field.name: one.value for one in kept}
    source = source_id(report)
    happened, until = _when(document, kept, zone)
    now = now.replace(microsecond=0)
    common: dict[str, Any] = {
        "happened": min(happened, now), "until": until if until and until > min(happened, now) else None, "recorded": now,
        "actor": RECORDER, "basis": "reported", "evidence": (source,),
        "note": _by_hand(kept), "chain": _chain(value["source"]["links"], source),
        "certainty": value["stance"].get("certainty", "U"), "said": _told(_time(kept, "said")),
        "document": Passage(sha256=document.sha256, start=draft.span.start, end=draft.span.end), "confirmed_by": officer,
        "place": next((one.value["place"] for one in kept if one.field.kind == "place" and one.value.get("place")), ""),
    }  # fmt: skip
    acts: list[ActBase] = []
    if source not in cited:
        acts.append(_source(report, document, zone, common, root))
    about = tuple(value.get("point", {}).get("on", ()))
    acts.append(StatementReported(
        id=f"rep-{report.key}-{draft.number}", stance=value["stance"]["stance"], polarity=value["stance"]["polarity"],
        addressee=value["stance"].get("addressee", ""), says=value["content"]["says"], on=about, realis=draft.realis, **common,
    ))  # fmt: skip
    return acts + list(_figures(draft, kept, agreement, report, common))


def _figures(draft: Draft, kept: Iterable[Decided], agreement: Agreement, report: Report,
             common: dict[str, Any]) -> Iterator[FigureReported]:  # fmt: skip
    as_of = _told(_time(kept, "as_of"))
    for one in kept:
        subject = one.value.get("subject", "") if one.field.kind == "quantity" else ""
        if subject not in agreement.subjects:
            continue
        said = one.value
        in_words = said["low"] is None and said["high"] is None
        yield FigureReported(
            id=f"rep-{report.key}-{draft.number}-{one.field.name}".replace(".", "-"), subject=subject,
            unit=agreement.subjects[subject].unit, low=said["low"], high=said["high"], approximate=said["approximate"],
            exhaustive=said["exhaustive"], out_of=said["out_of"], words=said["vague"] if in_words else "",
            vague="" if in_words else said["vague"], as_of=as_of, **common,
        )  # fmt: skip


def _source(report: Report, document: Document, zone: ZoneInfo, common: dict[str, Any], root: str) -> SourceAdded:
    published = None
    if document.created is not None:
        day = _zoned(document.created, zone).date()
        published = AsTold(days=(day, day + timedelta(days=1)))
    again = source_id(report.same_as) if report.same_as is not None and root else ""
    return SourceAdded(
        id=f"{source_id(report)}-added", happened=common["happened"], until=common["until"], recorded=common["recorded"],
        actor=RECORDER, basis="reported", source=source_id(report), root=root or document.publisher or source_id(report),
        read="whole", republishes=again, published=published, document=document.sha256, confirmed_by=common["confirmed_by"],
    )  # fmt: skip


def _by_hand(kept: Iterable[Decided]) -> str:
    names = [one.field.name for one in kept if one.what == EDIT]
    return f"{BY_HAND}{', '.join(names)}" if names else ""


def _chain(links: Iterable[dict[str, str]], source: str) -> tuple[Link, ...]:
    return tuple(Link(who=one["who"], kind=one["kind"], speaks_for=one.get("for", ""), source=source if n == 0 else "")  # type: ignore[arg-type]
                 for n, one in enumerate(links))  # fmt: skip


def _time(kept: Iterable[Decided], role: str) -> dict[str, Any] | None:
    return next((one.value for one in kept if one.field.kind == "time" and one.value.get("role") == role), None)


def _told(value: dict[str, Any] | None) -> AsTold | None:
    found = days_of(value) if value else None
    if found is None or value is None:
        return None
    start, end = found
    if isinstance(start, datetime) and isinstance(end, datetime):
        return AsTold(moments=(start, end), modifier=value["modifier"]) if start.tzinfo and end.tzinfo else None
    return AsTold(days=(start, end), modifier=value["modifier"])


def _when(document: Document, kept: Sequence[Decided], zone: ZoneInfo) -> tuple[datetime, datetime | None]:
    """Give when it was said: the day that the text gives for it, else that of the document."""
    said = _time(kept, "said")
    found = days_of(said) if said else None
    if found is not None:
        start, end = (_zoned(one, zone) for one in found)
        return start, end if end > start else None
    if document.created is None:
        raise NoDay
    start = _zoned(document.created, zone)
    return (start, start + timedelta(days=1)) if document.day_only else (start, None)


def _zoned(one: date | datetime, zone: ZoneInfo) -> datetime:
    if not isinstance(one, datetime):
        return datetime(one.year, one.month, one.day, tzinfo=zone)
    return one if one.tzinfo else one.replace(tzinfo=zone)
