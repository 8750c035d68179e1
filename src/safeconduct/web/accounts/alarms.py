"""Who is told that an officer is being forced, and what they do about it.

An officer chooses which colleagues are told: one of those who manage accounts may be the one who forces. Nothing of an alarm is
on a page of whoever raised it, nor in any session that was itself begun under duress: whoever forces one officer reads along.
"""

from datetime import datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from safeconduct.kernel.acts import act_type
from safeconduct.record.body import parse_body
from safeconduct.web.accounts import forced
from safeconduct.web.accounts.listening import note
from safeconduct.web.accounts.models import Account, Alarm, Happened
from safeconduct.web.shell.worked import NotReady, Worked, worked

SHOWN = timedelta(days=30)
"""How long an alarm that was seen is still shown."""
OF_ALARMS = ("alarm_seen", "countersigned", "not_countersigned")
"""What happened to an alarm: told to nobody who is not told of the alarm."""
NOBODY = UUID(int=0)
"""An account that is not there: it stands in a list, so that an empty one is asked for in the same way."""


def chosen(account: Account, colleagues: list[Account], now: datetime) -> set[str]:
    """Give the accounts that are told of an alarm of an officer. Where none of those chosen is left, all who manage are told."""
    manage = {str(one.pk) for one in colleagues if one.manages and one.pk != account.pk and one.is_open(now)}
    return set(account.told) & manage or manage


def tell(account: Account, *, forced: bool) -> list[UUID]:
    """Give whose alarms an officer is told of; nobody's in a forced session. Both take the same steps."""
    now, colleagues = timezone.now(), list(Account.objects.filter(org=account.org).order_by("username"))
    found = [one.pk for one in colleagues if one.pk != account.pk and str(account.pk) in chosen(one, colleagues, now)]
    # Accounts that are not there, as many: the same is asked for.
    return [NOBODY, *([UUID(int=number) for number, _ in enumerate(found, 1)] if forced else found)]


def shown_to(account: Account, whose: list[UUID]) -> "QuerySet[Alarm]":
    """Give the alarms that an officer is told of, the newest first. One colleague who has seen one hides it from no other."""
    lately = Q(seen_by=None) | Q(at__gt=timezone.now() - SHOWN) | Q(where="act", stands=None)
    return Alarm.objects.filter(lately, account__in=whose).exclude(account=account).select_related("account").order_by("-at")


def without_alarms(found: "QuerySet[Happened]", whose: list[UUID]) -> "QuerySet[Happened]":
    """Leave out what happened to alarms that an officer is not told of."""
    return found.filter(~Q(what__in=OF_ALARMS) | Q(account__in=whose))


def asked(request: HttpRequest, number: int) -> tuple[Account, Alarm]:
    """Give who asks, and an alarm that they are told of. One that they are not told of, and none at all, get the same answer."""
    account = request.user
    assert isinstance(account, Account)
    found = shown_to(account, tell(account, forced=forced.is_forced(request))).filter(pk=number).first()
    if not account.manages or found is None:
        raise Http404
    return account, found


@require_POST
@never_cache
def seen(request: HttpRequest, number: int) -> HttpResponse:
    """Say that an alarm was seen."""
    account, alarm = asked(request, number)
    if alarm.seen_by is not None:
        raise Http404
    alarm.seen_by = account
    alarm.save(update_fields=["seen_by"])
    note("alarm_seen", alarm.account, account)
    return redirect("account_officers")


@require_safe
@never_cache
def alarm(request: HttpRequest, number: int) -> HttpResponse:
    """Show what was signed under duress, and how its key is closed."""
    account, found = asked(request, number)
    if found.where != "act":
        raise Http404
    try:
        with worked() as record:
            signed = signed_by_force(record, found)
    except (Http404, NotReady):
        signed = None
    return render(request, "accounts/alarm.html", {"alarm": found, "account": account, "signed": signed})


class ByForce(NamedTuple):
    """An act that was signed under duress as the record has it. `closing` closes its key from the first such act on."""

    kind: str
    kid: str
    closing: dict[str, Any]
    closed: bool


def signed_by_force(record: Worked, alarm: Alarm) -> ByForce | None:
    """Give what the record has of an act; None where it did not come in."""
    docket, book = record.desk.docket, record.desk.docket.replay.state.book
    index = book.by_id.get(bytes.fromhex(alarm.act_id))
    if index is None:
        return None
    kid = book.kid(index)
    of_key = Alarm.objects.filter(account=alarm.account, where="act").values_list("act_id", flat=True)
    indexes = [place for name in of_key if (place := book.by_id.get(bytes.fromhex(name))) is not None]
    numbers = [body.seq for body in map(parse_body, _bodies(record, indexes)) if body.device == kid.hex()]
    act, key = docket.kept(index).act, docket.replay.state.keyring.get(kid)
    closing = {"type": "key.compromised/1", "kid": kid.hex(), "last_good": min(numbers) - 1}
    return ByForce(act_type(act) if act is not None else "", kid.hex(), closing,
                   key is not None and (key.compromised or key.revoked) is not None)  # fmt: skip


def _bodies(record: Worked, indexes: list[int]) -> list[bytes]:
    entries = (next(iter(record.desk.records.entries(index)), None) for index in indexes)
    return [entry.body for entry in entries if entry is not None and entry.body is not None]


@require_POST
@never_cache
def countersign(request: HttpRequest, number: int) -> HttpResponse:
    """Say whether an act that was signed under duress stands."""
    account, found = asked(request, number)
    if found.where != "act" or found.stands is not None or request.POST.get("stands") not in ("yes", "no"):
        raise Http404
    found.stands, found.said_by, found.said_at = request.POST["stands"] == "yes", account, timezone.now()
    found.seen_by = found.seen_by or account
    found.save(update_fields=["stands", "said_by", "said_at", "seen_by"])
    note("countersigned" if found.stands else "not_countersigned", found.account, account)
    return redirect("account_alarm", number)
