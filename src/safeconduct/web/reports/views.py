"""The pages: what was brought in, bringing in, the review of one document, its original, and erasing it."""

from typing import Any
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from safeconduct.kernel.errors import Fault, Invalid
from safeconduct.web.desk.works import works
from safeconduct.web.reports import kept, marks, taking
from safeconduct.web.reports.deciding import decide
from safeconduct.web.reports.effort import effort
from safeconduct.web.reports.entering import Done, Stale, entered, ready, settled
from safeconduct.web.reports.forms import Bring
from safeconduct.web.reports.models import FILED, OPEN, Drafted, Report
from safeconduct.web.reports.present import language_name
from safeconduct.web.reports.refused import told
from safeconduct.web.reports.showing import shown


@require_safe
@works
def listed(request: HttpRequest) -> HttpResponse:
    """Show the documents, each story once, those first that have something to decide."""
    asked = request.GET.get("before", "")
    stories = taking.stories(before=int(asked) if asked.isdecimal() and len(asked) < 12 else None)
    for one in stories:
        one.failed = not one.drafted and kept.has_failed(one.key)
        one.language_name = language_name(one.language) if one.language not in ("", "en") else ""
    to_do = [one for one in stories if one.to_do or one.failed or not one.drafted]
    foreign = [one for one in stories if one.language_name and one not in to_do]
    parts = ((_("To be looked at"), to_do), (_("To be translated by a person"), foreign),
             (_("Looked at"), [one for one in stories if one not in to_do and one not in foreign]))  # fmt: skip
    context = {"page": "reports", "parts": parts, "effort": effort(Drafted.objects.all()),
               "older": stories[-1].pk if len(stories) == taking.LISTED else None}  # fmt: skip
    return render(request, "reports/list.html", context)


@works
def bring(request: HttpRequest) -> HttpResponse:
    """Take documents in, or say of each why not and what to do."""
    given = request.POST if request.method == "POST" else None
    form, faults = Bring(given, initial=_of_the_foreign(request.GET.get("of", ""))), list[Fault]()
    if request.method == "POST" and form.is_valid():
        text = form.cleaned_data["text"]
        sent = [(file.read(), file.name or "") for file in request.FILES.getlist("file")]
        sent += [(text.encode(), _("pasted text"))] if text.strip() else []
        if not sent:
            form.add_error(None, _("Choose a file, or paste its text."))
        zone, new, known = ZoneInfo(request.shown.agreement.time.zone), list[Report](), list[Report]()  # type: ignore[attr-defined]
        for data, name in sent:
            try:
                found = taking.taken(data, name=name, declared=form.declared(zone))
            except Invalid as refusal:
                faults += refusal.faults
            else:
                new, known, faults = [*new, *found.new], [*known, *found.known], [*faults, *found.refused]
        if new or known:
            return _brought(request, new, known, faults)
    context = {"page": "reports", "form": form, "faults": [told(one) for one in faults]}
    return render(request, "reports/bring.html", context, status=422 if faults or form.errors else 200)


def _of_the_foreign(key: str) -> dict[str, Any]:
    """Give what is known of a document whose translation comes in."""
    report = Report.objects.filter(key=key, erased=False).first() if key else None
    if report is None:
        return {}
    document = kept.document(report.key)
    day = document.created.date() if document.created else None
    return {"publisher": report.publisher, "day": day, "translated_from": language_name(report.language)}


def _brought(request: HttpRequest, new: list[Report], known: list[Report], faults: list[Fault]) -> HttpResponse:
    """Say what of it could not be read and what was here, and go on to the document, or to all of them."""
    for fault in map(told, faults):
        messages.warning(request, _("%(name)s did not come in. %(why)s. %(remedy)s.") % fault._asdict())
    for one in known:
        messages.info(request, _("%(name)s was here already. It was not taken in a second time.") % {"name": one.name or one.key})
    if len(every := [*new, *known]) == 1:
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
    if report.is_again:
        document = kept.document(report.key)
        context = {"page": "reports", "report": report, "language": document.language or "en",
                   "text": marks.page(document, (), look_at=None)}  # fmt: skip
        return render(request, "reports/again.html", context)
    if not taking.is_read(report, request.shown.agreement):  # type: ignore[attr-defined]
        failed = kept.has_failed(report.key)
        answer = render(request, "reports/waiting.html", {"page": "reports", "report": report, "failed": failed})
        if not failed:
            answer.headers["Refresh"] = "3"
        return answer
    number, after = (int(one) if one.isdecimal() and len(one) < 7 else None
                     for one in (request.GET.get("draft", ""), request.GET.get("after", "")))  # fmt: skip
    return shown(request, report, number, after=after, edit=request.GET.get("edit", ""))


@require_safe
@works
def original(request: HttpRequest, key: str) -> HttpResponse:
    """Give the bytes as they came in, to be saved and never opened here: nobody knows what is in them."""
    report = _found(key)
    try:
        data = kept.originals().get(report.original)
    except Invalid:
        return render(request, "reports/no_original.html", {"page": "reports", "report": report}, status=404)
    answer = HttpResponse(data, content_type="application/octet-stream")
    answer.headers["Content-Disposition"] = f'attachment; filename="{report.original[:16]}.original"'
    return answer


@require_POST
@works
def decided_on(request: HttpRequest, key: str, number: int) -> HttpResponse:
    """Take a decision on a draft, and go on."""
    report = _found(key)
    draft = Drafted.objects.filter(report=report, number=number).first()
    if draft is None or report.is_again:
        raise Http404
    settled([draft])
    try:
        done = decide(request, report, draft)
    except Stale:
        return _stale(request, report, number)
    if done.answer is not None:
        return done.answer
    if done.reasons or done.form is not None:
        return shown(request, report, number, edit=done.edit, form=done.form, reasons=done.reasons, status=422)
    draft.refresh_from_db()
    stays = "draft" if draft.state == OPEN else "after"
    return redirect(f"{reverse('report', args=[key])}?{stays}={number}#{f'f-{done.field}' if done.field else 'draft'}")


def _stale(request: HttpRequest, report: Report, number: int | None) -> HttpResponse:
    reason = _("Something was decided on this draft since this page was shown. It stands here as it is now.")
    return shown(request, report, number, reasons=(reason,), status=409)


@require_POST
@works
def about(request: HttpRequest, key: str) -> HttpResponse:
    """Take what is decided about a document as a whole: a story of its own, read once more, or all that is decided is filed."""
    report = _found(key)
    match request.POST.get("do"):
        case "own":
            report.same_as = None
            report.save(update_fields=["same_as"])
        case "read":
            kept.forget_failure(report.key)
        case "file" if report.drafted and not report.is_again:
            try:
                done = _all_filed(request, report)
            except Stale:
                return _stale(request, report, None)
            if done.answer is not None:
                return done.answer
            if done.reasons:
                return shown(request, report, None, reasons=done.reasons, status=422)
    return redirect(f"{reverse('report', args=[key])}#draft")


def _all_filed(request: HttpRequest, report: Report) -> Done:
    """File every draft that is decided, as many as one signing takes."""
    reading, document = kept.reading(report.key), kept.document(report.key)
    assert reading is not None
    rows = settled(list(report.drafts.order_by("-urgency", "number").prefetch_related("decisions")))
    agreement: Any = request.shown.agreement  # type: ignore[attr-defined]
    return entered(request, report, document, ready(rows, reading, document, agreement))


@works
def erase(request: HttpRequest, key: str) -> HttpResponse:
    """Ask once more, then erase a document with its drafts. What was filed stays in the record."""
    report = _found(key)
    if request.method == "POST" and request.POST.get("sure") == "yes":
        taking.erased(report)
        said = _("The document is erased: its bytes, its text and its drafts. What was filed stays in the record.")
        messages.success(request, said)
        return redirect("reports")
    filed = report.drafts.filter(state=FILED).count()
    return render(request, "reports/erase.html", {"page": "reports", "report": report, "filed": filed})
