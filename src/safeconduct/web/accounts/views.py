"""The pages of accounts: one's own, those of one's organisation, and the way in with a slip."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from allauth.account.views import password_change as change_password
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login
from django.contrib.auth.decorators import login_required
from django.core.cache import cache
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST, require_safe

from safeconduct.web.accounts import alarms, forced, recovery
from safeconduct.web.accounts.forms import Duress, Invite, Join, Listed, Passwords, Told, taken
from safeconduct.web.accounts.gate import remember
from safeconduct.web.accounts.listening import end_sessions, note
from safeconduct.web.accounts.made_up import seats
from safeconduct.web.accounts.models import SLIP_HOURS, WAIT_HOURS, Account, Happened, Slip
from safeconduct.web.shell.wording import named

BACKEND = "safeconduct.web.accounts.gate.Backend"
SHOWN = 20
"""How many of the last things that happened a page shows."""
WAYS_IN, WAYS_IN_SHOWN = ("invited", "joined", "listed", "recovery_given", "recovery_agreed", "recovery_stopped", "recovered",
                          "names_tried", "closed", "opened"), 200  # fmt: skip
"""What lets somebody in or keeps them out. It is shown apart, so that nobody can drown it in sign-ins and wrong guesses."""
OPEN_SLIPS = 20
"""How many slips of one officer may be open at once."""
NAMES_TRIED = 10
"""How many taken names may be tried in a day with slips of one officer: whether a name is taken says who has an account."""


def _account(request: HttpRequest) -> Account:
    assert isinstance(request.user, Account)
    return request.user


@require_safe
@login_required
@never_cache
def own(request: HttpRequest) -> HttpResponse:
    """Show one's own account: seat, second factors, sessions, what happened to it."""
    account = _account(request)
    context = {
        "account": account, "org_name": _name(request, account.org), "post_name": _name(request, account.post),
        "happened": _told(account.happened.all(), [alarms.NOBODY]),  # type: ignore[attr-defined]
        "waits": recovery.waits_for(account, timezone.now()),
        "factors": Authenticator.objects.filter(user=account).exclude(type=Authenticator.Type.RECOVERY_CODES).count(),
        "sessions": UserSession.objects.filter(user=account).count(),
    }  # fmt: skip
    return render(request, "accounts/own.html", context)


def _told(found: "QuerySet[Happened]", whose: list[UUID]) -> "QuerySet[Happened]":
    # Whoever forces an officer reads these pages with them: that somebody saw an alarm of theirs is not told there.
    return alarms.without_alarms(found, whose).order_by("-at", "-pk")[:SHOWN]


def _name(request: HttpRequest, ref: str) -> str:
    return named(request.shown.agreement, ref, "").text if ref else ""  # type: ignore[attr-defined]


@login_required
@never_cache
def password(request: HttpRequest) -> HttpResponse:
    """Change the password. Identities of a demonstration have none."""
    if not _account(request).has_usable_password():
        raise Http404
    answer: HttpResponse = change_password(request)
    return answer


@login_required
@never_cache
@sensitive_post_parameters()
def duress(request: HttpRequest) -> HttpResponse:
    """Choose the word of duress."""
    account = _account(request)
    form = Duress(request.POST or None, account=account)
    if request.method == "POST" and form.is_valid():
        # A word that was chosen by force is good too, and stands beside the officer's own.
        if forced.is_forced(request):
            account.set_word_chosen_by_force(form.cleaned_data["word"])
        else:
            account.set_duress(form.cleaned_data["word"])
        account.save(update_fields=["duress", "forced_word"])
        messages.success(request, _("It is kept."))
        return redirect("account_own")
    return render(request, "accounts/duress.html", {"form": form})


@login_required
@never_cache
@sensitive_post_parameters()
def told(request: HttpRequest) -> HttpResponse:
    """Choose which colleagues are told of an alarm."""
    account = _account(request)
    managing = Account.objects.filter(org=account.org, manages=True).exclude(pk=account.pk).order_by("username")
    colleagues = [one for one in managing if one.is_open(timezone.now())]
    form = Told(request.POST or None, account=account, colleagues=colleagues)
    if request.method == "POST" and form.is_valid():
        # What was chosen by force is kept beside the officer's own choice, and nobody goes by it.
        if forced.is_forced(request):
            account.told_by_force = form.cleaned_data["who"]
        else:
            account.told = form.cleaned_data["who"]
        account.save(update_fields=["told", "told_by_force"])
        messages.success(request, _("It is kept."))
        return redirect("account_own")
    return render(request, "accounts/told.html", {"form": form, "colleagues": colleagues})


@never_cache
@sensitive_post_parameters()
def slip(request: HttpRequest, code: str) -> HttpResponse:
    """Let somebody in with a slip: as a new officer, or back into an account."""
    now = timezone.now()
    found = Slip.find(code, now)
    if found is None:
        # An old slip, a used one and one that never was get the same answer.
        return render(request, "accounts/no_slip.html", {"hours": SLIP_HOURS}, status=404)
    if not found.is_open(now):
        return render(request, "accounts/waits.html", {"slip": found, "hours": SLIP_HOURS}, status=403)
    joins = found.purpose == Slip.JOIN
    tried = f"accounts.names.{found.by_id or found.pk}"
    too_many = joins and cache.get(tried, 0) >= NAMES_TRIED
    form = Join(request.POST or None, too_many=too_many) if joins else Passwords(request.POST or None, account=found.account)
    if request.method == "POST" and form.is_valid():
        try:
            with transaction.atomic():
                if not found.take(now):
                    return render(request, "accounts/no_slip.html", {"hours": SLIP_HOURS}, status=404)
                if joins:
                    _join(found, form.cleaned_data)
                else:
                    _recover(found, form.cleaned_data["password"])
        except IntegrityError:  # somebody else took the name in this very moment; the slip is still good
            form.add_error("username", taken())
        else:
            messages.success(request, _("It is kept. Sign in now with what you have chosen."))
            answer = redirect("account_login")
            # Guesses that strangers make from the same address shall not keep out whom a colleague has just let in.
            remember(answer, form.cleaned_data["username"] if joins or found.account is None else found.account.username)
            return answer
    if joins and form.has_error("username", "taken"):
        cache.add(tried, 0, 24 * 3600)
        if cache.incr(tried) == NAMES_TRIED:
            Happened.objects.create(at=now, what="names_tried", account=found.by, org=found.org)
    context = {"form": form, "slip": found, "org_name": _name(request, found.org), "post_name": _name(request, found.post)}
    return render(request, "accounts/slip.html", context)


def _join(found: Slip, chosen: dict[str, Any]) -> None:
    account: Account = Account.objects.create(username=chosen["username"], password=chosen["password"], org=found.org,
                                              post=found.post, officer=found.officer, manages=found.manages,
                                              let_in_by=found.by)  # fmt: skip
    note("joined", account, found.by)


def _recover(found: Slip, password: str) -> None:
    account = found.account
    assert account is not None
    account.set_password(password)
    account.duress = account.forced_word = ""
    account.save()
    # Whoever holds the lost device, or an open session, is out.
    Authenticator.objects.filter(user=account).delete()
    end_sessions(account)
    note("recovered", account, found.by)


@login_required
@never_cache
def officers(request: HttpRequest) -> HttpResponse:
    """Show who of one's organisation has an account, and let those who manage accounts let in others."""
    account = _account(request)
    if not account.manages:
        raise Http404
    shown = request.shown  # type: ignore[attr-defined]
    posts = [(name, _name(request, name)) for name, post in shown.agreement.posts.items() if post.of == account.org]
    form = Invite(request.POST or None, posts=posts)
    code = ""
    if request.method == "POST" and form.is_valid() and _may_give(request, account):
        chosen = {name: form.cleaned_data[name] for name in ("officer", "post", "manages")}
        _made, code = Slip.give(now=timezone.now(), purpose=Slip.JOIN, org=account.org, by=account, **chosen)
        note("invited", account, account)
    return _officers(request, account, form, code)


def _officers(request: HttpRequest, account: Account, form: Invite, code: str, to: str = "") -> HttpResponse:
    same = Account.objects.filter(org=account.org).order_by("username")
    of_org = Happened.objects.filter(org=account.org)
    whose = alarms.tell(account, forced=forced.is_forced(request))
    context = {"officers": same, "form": form, "code": code, "to": to, "hours": SLIP_HOURS,
               "alarms": alarms.shown_to(account, whose), "org_name": _name(request, account.org), "account": account,
               "waits": recovery.waits_in(account, timezone.now()), "wait_hours": WAIT_HOURS,
               "ways_in": of_org.filter(what__in=WAYS_IN).order_by("-at", "-pk")[:WAYS_IN_SHOWN],
               "happened": _told(of_org.exclude(what__in=WAYS_IN), whose)}  # fmt: skip
    return render(request, "accounts/officers.html", context)


def _may_give(request: HttpRequest, account: Account) -> bool:
    since = timezone.now() - timedelta(hours=SLIP_HOURS)
    if Slip.objects.filter(by=account, used=None, made__gt=since).count() < OPEN_SLIPS:
        return True
    messages.error(request, _("Too many of your slips are still open. Wait until they are used, or too old."))
    return False


def _other(request: HttpRequest, username: str) -> tuple[Account, Account]:
    """Give who asks, and an account of the same organisation. One of another, and none at all, get the same answer."""
    account = _account(request)
    other = Account.objects.filter(username=username, org=account.org).exclude(pk=account.pk).first()
    if not account.manages or other is None:
        raise Http404
    return account, other


@login_required
@require_POST
@never_cache
def listed(request: HttpRequest, username: str) -> HttpResponse:
    """Write which officer has an account, where it is not written yet. Once: whoever could change it could be two people."""
    account, form = _account(request), Listed(request.POST)
    other = Account.objects.filter(username=username, org=account.org).first()
    if not account.manages or other is None or other.officer:
        raise Http404
    if not form.is_valid():
        messages.error(request, " ".join(str(one) for one in form.errors["officer"]))
        return redirect("account_officers")
    Account.objects.filter(pk=other.pk, officer="").update(officer=form.cleaned_data["officer"])
    note("listed", other, account)
    return redirect("account_officers")


@login_required
@require_POST
@never_cache
def recover(request: HttpRequest, username: str) -> HttpResponse:
    """Give a slip to an officer of the same organisation who lost password or device."""
    account, other = _other(request, username)
    if not _may_give(request, account):
        return redirect("account_officers")
    _made, code = Slip.give(now=timezone.now(), purpose=Slip.RECOVER, org=other.org, post=other.post, account=other, by=account)
    note("recovery_given", other, account)
    return _officers(request, account, Invite(posts=[]), code, other.username)


@login_required
@require_POST
@never_cache
def close(request: HttpRequest, username: str) -> HttpResponse:
    """Close an account of the same organisation, or open it again."""
    account, other = _other(request, username)
    other.is_active = not other.is_active
    other.save(update_fields=["is_active"])
    if not other.is_active:
        end_sessions(other)
        # Who is kept out cannot stop it: it would be open when they come again.
        recovery.end_waiting(other, timezone.now())
    note("opened" if other.is_active else "closed", other, account)
    return redirect("account_officers")


@never_cache
def enter(request: HttpRequest, username: str = "") -> HttpResponse:
    """Show the identities of a demonstration, and take one on. There are none on a server that is in use."""
    if not settings.DEMO:
        raise Http404
    people = Account.objects.filter(made_up=True)
    if request.method == "POST":
        account = people.filter(username=username).first()
        if account is None:
            raise Http404
        login(request, account, backend=BACKEND)
        return redirect("home")
    # In the order of the agreement, so that no side comes first by its name.
    by_seat = {(one.org, one.post): one for one in people}
    found: dict[str, list[tuple[str, str]]] = {}
    for org, post in seats(request.shown.agreement):  # type: ignore[attr-defined]
        if (org, post) in by_seat:
            found.setdefault(_name(request, org), []).append((by_seat[org, post].username, _name(request, post)))
    return render(request, "accounts/enter.html", {"organisations": found})
