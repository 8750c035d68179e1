"""How do drafts that are decided get into the record: one, or all that are ready? Nothing enters twice.

What was signed is known by the record alone: a draft is filed when its acts stand there, whatever happened to a page meanwhile.
"""

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from safeconduct.agreement.act_log import RECORDER
from safeconduct.agreement.model import Agreement
from safeconduct.intake.document import Document
from safeconduct.intake.draft import Draft, Reading
from safeconduct.kernel.acts import ActBase, SourceAdded
from safeconduct.web.accounts.models import Account
from safeconduct.web.desk.handing import MOST_PREPARED, Refusal
from safeconduct.web.desk.reporting import file_reports, sign_reports
from safeconduct.web.desk.signing import REFUSED, reasons_of
from safeconduct.web.reports.effort import spent, strokes
from safeconduct.web.reports.fields import Decided, decided, fields_of, lacks
from safeconduct.web.reports.filing import NoDay, acts_of, source_id
from safeconduct.web.reports.models import FILED, OPEN, SIGNING, Drafted, Report
from safeconduct.web.shell import clock
from safeconduct.web.shell.worked import Worked, worked


class Stale(Exception):
    """The page was shown before something else was decided on the draft."""


class Done(NamedTuple):
    """What came of a decision: nothing to say, or reasons, a form with faults, or an answer of its own. `field` is open again."""

    reasons: tuple[Any, ...] = ()
    edit: str = ""
    form: Any = None
    answer: HttpResponse | None = None
    field: str = ""


class Ready(NamedTuple):
    """A draft of which every field is decided."""

    row: Drafted
    draft: Draft
    found: tuple[Decided, ...]


def ready(rows: Iterable[Drafted], reading: Reading, document: Document, agreement: Agreement) -> list[Ready]:
    """Give the drafts that only wait to be filed."""
    drafts = {draft.number: draft for draft in reading.drafts}
    told = []
    for row in rows:
        decisions = sorted(row.decisions.all(), key=lambda one: one.pk)
        if row.state not in (OPEN, SIGNING) or not decisions or row.number not in drafts:
            continue
        draft = drafts[row.number]
        found = decided(fields_of(draft, document, agreement), decisions)
        if not lacks(found):
            told.append(Ready(row, draft, found))
    return told


def in_the_record(record: Worked, name: str) -> bool:
    """Say whether whoever keeps the log has entered an act of this id. The same id of somebody else says nothing."""
    return record.desk.docket.names.used(name, RECORDER) is not None


def settled(rows: list[Drafted]) -> list[Drafted]:
    """Mark as filed what was signed since."""
    waiting = [one for one in rows if one.acts and one.state != FILED]
    if waiting:
        with worked() as record:
            for one in waiting:
                if all(in_the_record(record, name) for name in one.acts):
                    Drafted.objects.filter(pk=one.pk).update(state=FILED)
                    one.state = FILED
    return rows


def entered(request: HttpRequest, report: Report, document: Document, chosen: Sequence[Ready]) -> Done:
    """File drafts: signed at once in a demonstration, else on the page for it. What one signing does not take stays ready."""
    account, agreement = request.user, request.shown.agreement  # type: ignore[attr-defined]
    assert isinstance(account, Account)
    acts: list[ActBase] = []
    taken: list[tuple[Drafted, list[str]]] = []
    with worked() as record:
        for one in chosen:
            cited = [source_id(report)] if acts or in_the_record(record, f"{source_id(report)}-added") else []
            try:
                own = acts_of(one.draft, document, one.found, report=report, agreement=agreement, now=clock.now(),
                              officer=account.officer, cited=cited, root=_root(record, report))  # fmt: skip
            except NoDay:
                return Done(reasons=(_("Neither the document nor a field says on which day it was said. Enter a day by hand, as "
                                       "the day on which it was said."),))  # fmt: skip
            new = [act for act in own if not in_the_record(record, act.id)]
            if len(acts) + len(new) > MOST_PREPARED:
                break
            acts += new
            taken.append((one.row, [act.id for act in own]))
    with transaction.atomic():
        for n, (row, ids) in enumerate(taken):
            if not turned(request, row, SIGNING, counted=n == 0, acts=ids):
                raise Stale
    try:
        if acts and not settings.DEMO:
            return Done(answer=sign_reports(request, acts, then=f"{reverse('report', args=[report.key])}#draft"))  # type: ignore[arg-type]
        if acts:
            file_reports(request, acts)  # type: ignore[arg-type]
    except (Refusal, *REFUSED) as refused:
        with worked() as record:
            for row, ids in taken:
                if not _has_begun(record, ids):
                    Drafted.objects.filter(pk=row.pk).update(state=OPEN, acts=[])
        return Done(reasons=reasons_of(refused, agreement))
    Drafted.objects.filter(pk__in=[row.pk for row, _ids in taken]).update(state=FILED)
    return Done()


def _root(record: Worked, report: Report) -> str:
    """Give the root of the story that a document prints again, if that is in the record."""
    if report.same_as is None:
        return ""
    sources = (act for act in record.desk.docket.agreement_acts() if isinstance(act, SourceAdded))
    return next((act.root for act in sources if act.source == source_id(report.same_as)), "")


def taken_back(request: HttpRequest, row: Drafted) -> Done:
    """Take back a draft that waits to be signed. Its acts are remembered: what was signed meanwhile is filed."""
    with worked() as record:
        begun = _has_begun(record, row.acts)
    if begun:
        return Done(reasons=(_("A part of it is in the record. File the rest: what is filed is put right by a new entry."),))
    if not turned(request, row, OPEN):
        raise Stale
    return Done()


def _has_begun(record: Worked, ids: Iterable[str]) -> bool:
    """Say whether an act of a draft itself is in the record; its document may be there for another."""
    return any(in_the_record(record, name) for name in ids if not name.startswith("doc-"))


def turned(request: HttpRequest, row: Drafted, state: str, *, counted: bool = True, **more: Any) -> bool:
    """Go on by one turn, and count what it took. Says whether nobody else did in between."""
    sent = request.POST
    seconds = spent(sent.get("shown", ""), timezone.now().timestamp()) if counted else 0
    keys = strokes(sent.get("strokes", "")) if counted else 0
    found = Drafted.objects.filter(pk=row.pk, turn=row.turn, state=row.state)
    return found.update(turn=F("turn") + 1, state=state, seconds=F("seconds") + seconds, strokes=F("strokes") + keys, **more) == 1
