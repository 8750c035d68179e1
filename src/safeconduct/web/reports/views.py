"""The pages: what was brought in, bringing in, the review of one document, and erasing it."""

from typing import Any
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from safeconduct.intake.document import Document, Span
from safeconduct.intake.draft import Draft, Reading
from safeconduct.kernel.errors import Invalid
from safeconduct.web.desk.works import works
from safeconduct.web.reports import kept, marks, taking
from safeconduct.web.reports.deciding import decide
from safeconduct.web.reports.effort import effort
from safeconduct.web.reports.entering import Stale, settled
from safeconduct.web.reports.fields import decided, fields_of, lacks
from safeconduct.web.reports.filing import NoDay, acts_of
from safeconduct.web.reports.forms import Bring, form_of
from safeconduct.web.reports.hints import hints
from safeconduct.web.reports.models import FILED, OPEN, REJECTED, SIGNING, Drafted, Report
from safeconduct.web.reports.order import urgency
from safeconduct.web.reports.present import items, progress, row
from safeconduct.web.reports.words import BESIDE, FIELDS, SHORT, UNREAD, URGENT
from safeconduct.web.shell import clock
from safeconduct.web.shell.worked import worked


@require_safe
@works
def listed(request: HttpRequest) -> HttpResponse:
    """Show the documents, each story once, with how far their review is."""
    reports = Report.objects.filter(erased=False).order_by("-id").prefetch_related("drafts")
    stories = taking.together(list(reports))
    for story in stories:
        for one in story:
            one.counts = {state: sum(draft.state == state for draft in one.drafts.all())
                          for state in (OPEN, SIGNING, FILED, REJECTED)}  # fmt: skip
    context = {"page": "reports", "stories": stories, "effort": effort(Drafted.objects.all())}
    return render(request, "reports/list.html", context)


@works
def bring(request: HttpRequest) -> HttpResponse:
    """Take a document in, or say why not and what to do."""
    form, faults = Bring(request.POST or None), ()
    if request.method == "POST" and form.is_valid():
        file, text = request.FILES.get("file"), form.cleaned_data["text"]
        if file is None and not text.strip():
            form.add_error(None, _("Choose a file, or paste its text."))
        else:
            data, name = (file.read(), file.name or "") if file is not None else (text.encode(), _("pasted text"))
            zone = ZoneInfo(request.shown.agreement.time.zone)  # type: ignore[attr-defined]
            try:
                found = taking.taken(data, name=name, declared=form.declared(zone))
            except Invalid as refusal:
                faults = refusal.faults
            else:
                return _brought(request, found)
    context = {"page": "reports", "form": form, "faults": faults}
    return render(request, "reports/bring.html", context, status=422 if faults or form.errors else 200)


def _brought(request: HttpRequest, found: taking.Taken) -> HttpResponse:
    for fault in found.refused:
        messages.warning(request, f"{fault.file}: {fault.message}. {fault.remedy}")
    if found.known:
        messages.info(request, _("This document was here already. It was not taken in a second time."))
    if len(every := [*found.new, *found.known]) == 1:
        return redirect("report", every[0].key)
    return redirect("reports")


def _found(key: str) -> Report:
    report = Report.objects.filter(key=key, erased=False).select_related("same_as").first()
    if report is None:
        raise Http404
    return report


@require_safe
@works
def review(request: HttpRequest, key: str) -> HttpResponse:
    """Show a document beside what was drafted from it."""
    report = _found(key)
    if report.same_as is not None:
        return render(request, "reports/again.html", {"page": "reports", "report": report})
    if not taking.is_read(report, request.shown.agreement):  # type: ignore[attr-defined]
        answer = render(request, "reports/waiting.html", {"page": "reports", "report": report,
                                                          "failed": kept.has_failed(report.key)})  # fmt: skip
        if not kept.has_failed(report.key):
            answer.headers["Refresh"] = "3"
        return answer
    asked = request.GET.get("draft", "")
    number = int(asked) if asked.isdecimal() and len(asked) < 7 else None
    return shown(request, report, number, edit=request.GET.get("edit", ""))


def shown(request: HttpRequest, report: Report, number: int | None, *, edit: str = "", form: Any = None,
          reasons: tuple[Any, ...] = (), status: int = 200) -> HttpResponse:  # fmt: skip
    """Give the page of a document with one draft open."""
    reading, document = kept.reading(report.key), kept.document(report.key)
    assert reading is not None
    rows = settled(list(report.drafts.order_by("-urgency", "number")))
    chosen = next((one for one in rows if one.number == number), None)
    if number is not None and chosen is None:
        raise Http404
    chosen = chosen or next((one for one in rows if one.state == OPEN), rows[0] if rows else None)
    agreement = request.shown.agreement  # type: ignore[attr-defined]
    language = document.language or "en"
    context: dict[str, Any] = {
        "page": "reports", "report": report, "document": document, "language": language, "reasons": reasons,
        "foreign": document.language not in ("", "en"), "items": items(rows, reading, document, agreement),
        "states": {state: sum(one.state == state for one in rows) for state in (OPEN, SIGNING, FILED, REJECTED)},
        "effort": effort(rows), "effort_all": effort(Drafted.objects.all()), "fields": SHORT.items(), "engine": reading.engine,
        "created": f"{document.created:%Y-%m-%d}" if document.created else "",
        "unread": _unread(reading, document),
    }  # fmt: skip
    marked, look_at = [], None
    if chosen is not None:
        draft = next(one for one in reading.drafts if one.number == chosen.number)
        look_at = draft.span
        context |= _of_draft(request, report, chosen, draft, document, reading, edit=edit, form=form)
        marked = [marks.Mark(span, field.kind, SHORT[field.kind]) for field in fields_of(draft, document, agreement)
                  for span in field.spans]  # fmt: skip
    cues = [(one.cue, one.number) for one in reading.drafts if one.cue is not None and (not chosen or one.number != chosen.number)]
    context["text"] = marks.page(document, marked, look_at=look_at, cues=cues, unread=(one.span for one in reading.unread))
    return render(request, "reports/review.html", context, status=status)


def _of_draft(request: HttpRequest, report: Report, chosen: Drafted, draft: Draft, document: Document, reading: Reading, *,
              edit: str, form: Any) -> dict[str, Any]:  # fmt: skip
    agreement = request.shown.agreement  # type: ignore[attr-defined]
    fields = fields_of(draft, document, agreement)
    found = decided(fields, chosen.decisions.order_by("id"))
    edited = next((field for field in fields if field.name == edit), None) if chosen.state == OPEN else None
    why = urgency(reading, document)[draft.number].why
    with worked() as record:
        recorded = list(record.desk.docket.agreement_acts())
    open_as_drafted = [one if one.what else one._replace(value=one.field.drafted) for one in found]
    usable = {one.field.name: one for one in found if one.value or not one.what}
    acts = []
    if all(name in usable for name in ("source", "stance", "content")):
        try:
            acts = acts_of(draft, document, open_as_drafted, report=report, agreement=agreement, now=clock.now())
        except NoDay:
            context_day = True
        else:
            context_day = False
    else:
        context_day = False
    beside = hints(acts, recorded, report, draft.number)
    return {
        "chosen": chosen, "rows": [row(one, draft, agreement) for one in found], "progress": progress(found),
        "lacking": [FIELDS[name.partition(".")[0]] for name in lacks(found)], "is_open": chosen.state == OPEN, "no_day": context_day,
        "edit": edited, "edit_label": FIELDS[edited.kind] if edited else "",
        "edit_form": (form or form_of(edited, agreement)) if edited else None,
        "why_here": [URGENT[name] for name in why], "hints": [(BESIDE[one.kind], one) for one in beside],
        "now": f"{timezone.now().timestamp():.0f}", "verbatim": marks.plain(document.words(draft.span)), "parent": draft.parent,
        "may_undo": chosen.state == SIGNING or (chosen.state in (OPEN, REJECTED) and chosen.decisions.exists()),
    }  # fmt: skip


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


@require_POST
@works
def decided_on(request: HttpRequest, key: str, number: int) -> HttpResponse:
    """Take a decision on a draft, and go on."""
    report = _found(key)
    draft = Drafted.objects.filter(report=report, number=number).first()
    if draft is None or report.same_as is not None:
        raise Http404
    settled([draft])
    try:
        done = decide(request, report, draft)
    except Stale:
        reason = _("Something was decided on this draft since this page was shown. It stands here as it is now.")
        return shown(request, report, number, reasons=(reason,), status=409)
    if done.answer is not None:
        return done.answer
    if done.reasons or done.form is not None:
        return shown(request, report, number, edit=done.edit, form=done.form, reasons=done.reasons, status=422)
    draft.refresh_from_db()
    stays = draft.state == OPEN
    where = reverse("report", args=[key])
    return redirect(f"{where}?draft={number}#draft" if stays else f"{where}#draft")


@require_POST
@works
def about(request: HttpRequest, key: str) -> HttpResponse:
    """Take what is decided about a document as a whole: that it is a story of its own, or that it is read once more."""
    report = _found(key)
    if request.POST.get("do") == "own":
        report.same_as = None
        report.save(update_fields=["same_as"])
    elif request.POST.get("do") == "read":
        kept.forget_failure(report.key)
    return redirect("report", key)


@works
def erase(request: HttpRequest, key: str) -> HttpResponse:
    """Ask once more, then erase a document with its drafts. What was filed stays in the record."""
    report = _found(key)
    if request.method == "POST" and request.POST.get("sure") == "yes":
        taking.erased(report)
        messages.success(request, _("The document is erased: its bytes, its text and its drafts. What was filed stays in the record."))
        return redirect("reports")
    return render(request, "reports/erase.html", {"page": "reports", "report": report,
                                                  "filed": report.drafts.filter(state=FILED).count()})  # fmt: skip
