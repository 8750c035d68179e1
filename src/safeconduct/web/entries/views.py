"""The pages of what was entered. Whatever is done here is a new act, which whoever keeps the log signs."""

import secrets
from datetime import datetime
from typing import Any, NamedTuple

from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from safeconduct.agreement.act_log import RECORDER
from safeconduct.agreement.model import Agreement
from safeconduct.caseload.statements.commands import withdrawal
from safeconduct.caseload.statements.state import Entry, Filed
from safeconduct.kernel.acts import FigureReported, StatementReported
from safeconduct.secretariat.reported import entered
from safeconduct.web.desk import signing
from safeconduct.web.desk.handing import account_and_seat
from safeconduct.web.desk.reporting import Report, sign_reports
from safeconduct.web.desk.works import works
from safeconduct.web.entries.forms import FORMS, Choices, Entering
from safeconduct.web.shell import clock
from safeconduct.web.shell.figures import in_words
from safeconduct.web.shell.wording import named, ui_language
from safeconduct.web.shell.words import stance
from safeconduct.web.shell.worked import worked

MOST = 100
"""How many entries the page shows, the newest first."""


class Line(NamedTuple):
    """One entry as it stands in the list."""

    entry: Entry
    root: str
    said: str
    about: str


@require_safe
@works
def listed(request: HttpRequest) -> HttpResponse:
    """Show what is entered, the newest first."""
    filed, agreement = _entered()
    own = [entry for entry in filed.entries.values() if entry.act.actor == RECORDER]
    newest = sorted(own, key=lambda entry: (entry.act.recorded, entry.act.happened), reverse=True)[:MOST]
    lines = [Line(entry, filed.root(entry.act), *_said(entry, agreement)) for entry in newest]
    return render(request, "entries/list.html", {"lines": lines, "more": len(own) > MOST, "page": "entries"})


@works
def new(request: HttpRequest, kind: str) -> HttpResponse:
    """Ask for an entry that is made by hand."""
    if kind not in FORMS:
        raise Http404
    return _asked(request, kind, None)


@works
def correct(request: HttpRequest) -> HttpResponse:
    """Ask what is different from an entry, and enter that in its place."""
    filed, _agreement = _entered()
    entry = filed.entries.get(request.GET.get("of", ""))
    if entry is None or entry.act.actor != RECORDER or not entry.stands:
        raise Http404
    return _asked(request, "statement" if isinstance(entry.act, StatementReported) else "figure", entry)


@require_POST
@works
def withdraw(request: HttpRequest) -> HttpResponse:
    """Show the act by which an entry is taken back, to be signed."""
    filed, agreement = _entered()
    entry = filed.entries.get(request.POST.get("of", ""))
    if entry is None or entry.act.actor != RECORDER or entry.withdrawn_by:
        raise Http404
    try:
        return _signed(request, withdrawal(entry.act, id=_id(), at=_now()))
    except signing.REFUSED as refused:
        context = {"reasons": signing.reasons_of(refused, agreement), "page": "entries"}
        return render(request, "desk/refused.html", context, status=422)


def _asked(request: HttpRequest, kind: str, entry: Entry | None) -> HttpResponse:
    filed, agreement = _entered()
    form = _form(request, kind, entry, filed, agreement)
    context: dict[str, Any] = {"form": form, "kind": kind, "entry": entry, "page": "entries"}
    if request.method == "POST" and form.is_valid():
        try:
            account, _seat = account_and_seat(request)
            return _signed(request, form.act(id=_id(), at=_now(), officer=account.officer))
        except ValidationError as same:
            context["reasons"] = tuple(same.messages)
        except signing.REFUSED as refused:
            context["reasons"] = signing.reasons_of(refused, agreement)
    status = 422 if request.method == "POST" else 200
    return render(request, "entries/enter.html", context, status=status)


def _form(request: HttpRequest, kind: str, entry: Entry | None, filed: Filed, agreement: Agreement) -> Entering:
    earlier = entry.act if entry is not None else None
    others: Choices = [(act.id, f"{act.id} · {filed.root(act)}") for act in filed.standing()
                       if isinstance(act, FORMS[kind].kind) and act is not earlier]  # fmt: skip
    sources = {name: source.root for name, source in agreement.sources.items()} | dict(filed.sources)
    return FORMS[kind](request.POST or None, agreement=agreement, earlier=earlier, others=others, sources=sources)


def _signed(request: HttpRequest, act: Report) -> HttpResponse:
    return sign_reports(request, [act], then=reverse("entries"))


def _entered() -> tuple[Filed, Agreement]:
    with worked() as record:
        return entered(record.desk.docket), record.case.agreement


def _said(entry: Entry, agreement: Agreement) -> tuple[str, str]:
    act, language = entry.act, ui_language()
    if isinstance(act, FigureReported):
        return in_words(act), named(agreement, act.subject, language).text
    return f"{stance(act.stance, act.polarity)}: {act.says}", ""


def _now() -> datetime:
    return clock.now().replace(microsecond=0)


def _id() -> str:
    return f"{RECORDER}-{secrets.token_hex(6)}"
