"""What is on the page of a document: its text, its drafts in their order, and one draft with every field?"""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from safeconduct.agreement.model import Agreement
from safeconduct.intake.document import Document, Span
from safeconduct.intake.draft import Draft, Reading
from safeconduct.kernel.acts import ActBase
from safeconduct.web.reports import kept, marks
from safeconduct.web.reports.effort import effort
from safeconduct.web.reports.entering import ready, settled
from safeconduct.web.reports.fields import NEEDED, Decided, decided, fields_of, lacks
from safeconduct.web.reports.filing import NoDay, acts_of
from safeconduct.web.reports.forms import form_of
from safeconduct.web.reports.hints import hints
from safeconduct.web.reports.models import FILED, OPEN, REJECTED, SIGNING, Drafted, Report
from safeconduct.web.reports.order import urgency
from safeconduct.web.reports.present import headline, items, language_name, progress, row, rules
from safeconduct.web.reports.words import BESIDE, FIELDS, SHORT, UNREAD, URGENT
from safeconduct.web.shell import clock
from safeconduct.web.shell.worked import worked

READY = "ready"
"""How a draft is called that is decided and not filed."""


def shown(request: HttpRequest, report: Report, number: int | None, *, after: int | None = None, edit: str = "", form: Any = None,
          reasons: tuple[Any, ...] = (), status: int = 200) -> HttpResponse:  # fmt: skip
    """Give the page of a document with one draft open: that of a number, or what comes after another.

    Raises Http404 for a draft that it does not have.
    """
    reading, document = kept.reading(report.key), kept.document(report.key)
    assert reading is not None
    rows = settled(list(report.drafts.order_by("-urgency", "number").prefetch_related("decisions")))
    agreement = request.shown.agreement  # type: ignore[attr-defined]
    decided_all = {one.row.number for one in ready(rows, reading, document, agreement)}
    chosen = _chosen(rows, number, after, decided_all)
    context: dict[str, Any] = {
        "page": "reports", "report": report, "document": document, "language": document.language or "en", "reasons": reasons,
        "language_name": language_name(document.language),
        "foreign": document.language not in ("", "en"), "items": items(rows, reading, document, agreement, decided_all),
        "states": _states(rows, decided_all), "effort": effort(rows), "effort_all": effort(Drafted.objects.all()),
        "fields": SHORT.items(), "engine": reading.engine, "now": f"{timezone.now().timestamp():.0f}",
        "headline": headline(document), "created": f"{document.created:%Y-%m-%d}" if document.created else "",
        "unread": _unread(reading, document),
        "onward": _onward(report) if not any(one.state in (OPEN, SIGNING) for one in rows) else None,
        "again": Report.objects.filter(same_as=report, erased=False).order_by("pk"),
    }  # fmt: skip
    marked, look_at = [], None
    if chosen is not None:
        draft = next(one for one in reading.drafts if one.number == chosen.number)
        look_at = draft.span
        context |= _of_draft(report, chosen, draft, document, reading, agreement, edit=edit, form=form)
        marked = [marks.Mark(span, field.kind, SHORT[field.kind]) for field in fields_of(draft, document, agreement)
                  for span in field.spans]  # fmt: skip
    cues = [(one.cue, one.number) for one in reading.drafts
            if one.cue is not None and (chosen is None or one.number != chosen.number)]  # fmt: skip
    context["text"] = marks.page(document, marked, look_at=look_at, cues=cues, unread=(one.span for one in reading.unread))
    return render(request, "reports/review.html", context, status=status)


def _chosen(rows: list[Drafted], number: int | None, after: int | None, decided_all: set[int]) -> Drafted | None:
    """Give the draft that is asked for, else the next that has something to decide, else the next to be filed, else any."""
    if number is not None:
        found = next((one for one in rows if one.number == number), None)
        if found is None:
            raise Http404
        return found
    place = next((n for n, one in enumerate(rows, 1) if one.number == after), 0)
    left = [one for one in (*rows[place:], *rows[:place]) if one.state == OPEN]
    return next((one for one in left if one.number not in decided_all), (left or rows or [None])[0])


def _onward(report: Report) -> Report | None:
    """Give the document that is looked at next: the last that came in with an open draft."""
    open_here = Drafted.objects.filter(state=OPEN, report__erased=False).exclude(report=report).select_related("report")
    first = open_here.order_by("-report_id").first()
    return first.report if first is not None else None


def _states(rows: list[Drafted], decided_all: set[int]) -> dict[str, int]:
    found = {state: sum(one.state == state for one in rows) for state in (OPEN, SIGNING, FILED, REJECTED)}
    return {**found, READY: len(decided_all)}


def _of_draft(report: Report, chosen: Drafted, draft: Draft, document: Document, reading: Reading, agreement: Agreement, *,
              edit: str, form: Any) -> dict[str, Any]:  # fmt: skip
    fields = fields_of(draft, document, agreement)
    found = decided(fields, chosen.decisions.order_by("id"))
    edited = next((field for field in fields if field.name == edit), None) if chosen.state == OPEN else None
    acts, no_day = _would_be(report, draft, document, found, agreement)
    with worked() as record:
        recorded = list(record.desk.docket.agreement_acts())
    return {
        "chosen": chosen, "rows": [row(one, draft, document, agreement) for one in found], "progress": progress(found),
        "lacking": [FIELDS[name.partition(".")[0]] for name in lacks(found)], "is_open": chosen.state == OPEN, "no_day": no_day,
        "edit": edited, "edit_label": FIELDS[edited.kind] if edited else "",
        "edit_form": (form or form_of(edited, agreement)) if edited else None,
        "why_here": [URGENT[name] for name in urgency(reading, document)[draft.number].why],
        "hints": [(BESIDE[one.kind], one) for one in hints(acts, recorded, report, draft.number)],
        "verbatim": marks.plain(document.words(draft.span)), "parent": draft.parent, "rules": rules(found),
        "may_undo": chosen.state == SIGNING or (chosen.state in (OPEN, REJECTED) and chosen.decisions.exists()),
    }  # fmt: skip


def _would_be(report: Report, draft: Draft, document: Document, found: tuple[Decided, ...],
              agreement: Agreement) -> tuple[list[ActBase], bool]:  # fmt: skip
    """Give the acts that a draft would become as it stands, and whether a day is missing for them."""
    there = {one.field.name for one in found if one.value}
    if not there.issuperset(NEEDED):
        return [], False
    try:
        return acts_of(draft, document, found, report=report, agreement=agreement, now=clock.now()), False
    except NoDay:
        return [], True


def _unread(reading: Reading, document: Document) -> list[tuple[Any, int, int]]:
    """Give why paragraphs were not read, and which: the reason, how many, and the number of the first."""
    found: dict[str, list[Span]] = {}
    for one in reading.unread:
        found.setdefault(one.why, []).append(one.span)
    told = []
    for why, spans in found.items():
        block = next((one.number for one in document.blocks if one.span.overlaps(spans[0])), 0)
        told.append((UNREAD.get(why, why), len(spans), block))
    return told
