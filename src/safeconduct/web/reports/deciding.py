"""What becomes of a decision on a draft: accept, reject, enter by hand, undo, or file.

A page that is out of date decides nothing. Filing asks for a decision on every field. Nothing is filed without a person, and
nothing twice.
"""

from typing import Any

from django.db import transaction
from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _

from safeconduct.intake.document import Document
from safeconduct.intake.draft import Draft
from safeconduct.web.accounts.models import Account
from safeconduct.web.reports import kept
from safeconduct.web.reports.entering import Done, Ready, Stale, entered, taken_back, turned
from safeconduct.web.reports.fields import Field, decided, fields_of, lacks
from safeconduct.web.reports.forms import form_of
from safeconduct.web.reports.models import ACCEPT, EDIT, FILED, OPEN, REJECT, REJECTED, SIGNING, WHOLE, Decision, Drafted, Report
from safeconduct.web.reports.words import FIELDS


def decide(request: HttpRequest, report: Report, row: Drafted) -> Done:
    """Carry out what a form asks for. Raises Stale, Http404."""
    do, _colon, name = request.POST.get("do", "").partition(":")
    turn = request.POST.get("turn", "")
    if not turn.isdecimal() or len(turn) > 9:
        raise Http404
    if do == "file" and row.state == FILED:
        return Done()  # sent twice: it is filed, once
    if int(turn) != row.turn:
        raise Stale
    if do == "undo":
        return _undone(request, row)
    if row.state not in (OPEN, SIGNING) or (row.state == SIGNING and do != "file"):
        raise Stale
    reading, document = kept.reading(report.key), kept.document(report.key)
    draft = next((one for one in reading.drafts if one.number == row.number), None) if reading else None
    if draft is None:
        raise Http404
    fields = fields_of(draft, document, request.shown.agreement)  # type: ignore[attr-defined]
    if do == "file":
        return _filed(request, report, row, draft, document, fields)
    if do == "drop":
        return _kept(request, row, [(WHOLE, REJECT, None)], REJECTED)
    if do == "rest":
        return _rest(request, row, fields)
    field = next((one for one in fields if one.name == (name or request.POST.get("field", ""))), None)
    if do == "point":
        return _pointed(request, row, draft, name)
    if do == "take":
        return _taken(request, row, fields, name)
    if field is None:
        raise Http404
    match do:
        case "accept" if not field.closed:
            return _kept(request, row, [(field.name, ACCEPT, None)])
        case "accept":
            return Done(edit=field.name, form=form_of(field, request.shown.agreement))  # type: ignore[attr-defined]
        case "reject":
            return _kept(request, row, [(field.name, REJECT, None)])
        case "edit":
            form = form_of(field, request.shown.agreement, request.POST)  # type: ignore[attr-defined]
            if not form.is_valid():
                return Done(edit=field.name, form=form)
            return _kept(request, row, [(field.name, EDIT, form.value())])  # type: ignore[attr-defined]
    raise Http404


def _pointed(request: HttpRequest, row: Drafted, draft: Draft, ref: str) -> Done:
    """Take one of the points that were offered, or none of them."""
    if ref and ref not in {bound.point for bound in draft.points}:
        raise Http404
    return _kept(request, row, [("point", ACCEPT, {"on": [ref] if ref else []})])


def _taken(request: HttpRequest, row: Drafted, fields: tuple[Field, ...], which: str) -> Done:
    """Take one of the readings that were offered for a field."""
    name, _colon, number = which.partition(":")
    field = next((one for one in fields if one.name == name), None)
    if field is None or number not in {str(n) for n in range(len(field.offered))}:
        raise Http404
    return _kept(request, row, [(name, ACCEPT, field.offered[int(number)])])


def _rest(request: HttpRequest, row: Drafted, fields: tuple[Field, ...]) -> Done:
    """Accept every open field that can be accepted, and name those that cannot."""
    found = decided(fields, row.decisions.order_by("id"))
    open_now = [one.field for one in found if not one.what]
    closed = tuple(_("%(field)s: cannot be accepted as it was drafted.") % {"field": FIELDS[one.kind]}
                   for one in open_now if one.closed)  # fmt: skip
    kept_now = [(one.name, ACCEPT, None) for one in open_now if not one.closed]
    if kept_now:
        _kept(request, row, kept_now)
    return Done(reasons=closed)


def _kept(request: HttpRequest, row: Drafted, decisions: list[tuple[str, str, Any]], state: str = OPEN) -> Done:
    """Keep decisions, unless the draft was decided on by another in between."""
    account = request.user
    assert isinstance(account, Account)
    with transaction.atomic():
        if not turned(request, row, state):
            raise Stale
        Decision.objects.bulk_create(Decision(draft=row, field=field, what=what, value=value, account=account)
                                     for field, what, value in decisions)  # fmt: skip
    return Done()


def _undone(request: HttpRequest, row: Drafted) -> Done:
    """Take the last decision away: one's own, or that a draft was rejected as a whole. What is filed stays."""
    if row.state == SIGNING:
        return taken_back(request, row)
    if row.state not in (OPEN, REJECTED):
        return Done(reasons=(_("It is filed. What is filed is put right by a new entry in the record."),))
    with transaction.atomic():
        last = row.decisions.order_by("-id").first()
        if last is None:
            return Done(reasons=(_("There is nothing to undo."),))
        if last.field != WHOLE and last.account_id != request.user.pk:
            return Done(reasons=(_("Somebody else decided last. Decide the field anew instead."),))
        if not turned(request, row, OPEN):
            raise Stale
        last.delete()
    return Done(field=last.field)


def _filed(request: HttpRequest, report: Report, row: Drafted, draft: Draft, document: Document,
           fields: tuple[Field, ...]) -> Done:  # fmt: skip
    """File a draft of which every field is decided."""
    found = decided(fields, row.decisions.order_by("id"))
    if missing := lacks(found):
        names = dict.fromkeys(FIELDS[name.partition(".")[0]] for name in missing)
        said = _("%(field)s: not decided yet, or rejected though nothing is filed without it.")
        return Done(reasons=tuple(said % {"field": one} for one in names))
    return entered(request, report, document, [Ready(row, draft, found)])
