"""Every address that names something, asked for what may not be known of and for what is not there: nobody can tell which.

The addresses are read from the list of pages. A new one with a name in it fails here until somebody has said what could be hidden
behind it.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from string import ascii_lowercase, ascii_uppercase, digits
from typing import Any
from urllib.parse import quote

import pytest
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from safeconduct.access.acts_seen import view_act
from safeconduct.access.listing import listed, listed_containers, listed_items, listed_movements
from safeconduct.access.may import by_the_text
from safeconduct.caseload.moves import CaseAct
from safeconduct.secretariat.case_acts import BY_NAME
from safeconduct.web.accounts.made_up import people
from safeconduct.web.accounts.models import Account, Alarm, Slip
from safeconduct.web.api.limits import LIMITER
from safeconduct.web.api.models import Token
from safeconduct.web.api.own import _handle
from safeconduct.web.desk.asked import subject_of
from safeconduct.web.reports.models import Drafted, Report
from safeconduct.web.shell.doors import pages
from safeconduct.web.shell.worked import current, worked
from tests.web.conftest import client
from tests.web.programs import Program
from tests.web.record import record_of, served
from tests.web.test_api_seats import EXAMPLE, PASSAGE, last, numbers_of, viewer_of

SIDE, INSIDE = ("hamas", ""), ("cmcc", "cmcc_weapons")
REGISTRAR, LEGAL = ("cmcc", "cmcc_registrar"), ("review_panel", "panel_legal")
_PART = re.compile(r"<(?:\w+:)?(\w+)>")
NAMED = {name: _PART.findall(route) for name, route in pages() if _PART.search(route)}

EVERYONE_READS = {
    "norm": "the text", "point": "the text", "question": "the text", "api:norm": "the text", "api:point": "the text",
    "api:question": "the text", "api:problem": "what the interface can answer", "demo_enter": "a list on a page of everyone",
    **dict.fromkeys(("figure", "position", "api:position_board"), "what was published, with its sources"),
    "entry_new": "which of two forms",
}  # fmt: skip
"""Addresses behind which nothing is hidden from anyone, and what is read there."""


@dataclass
class Site:
    """A record, somebody who tries, and what others have in it."""

    account: Account
    browser: Client = field(default_factory=client)
    theirs: dict[str, Any] = field(default_factory=dict)
    taken: set[str] = field(default_factory=set)


def of_other_organisations() -> dict[str, Any]:
    """Give something of others for every address: accounts, slips, alarms, factors, tokens, sessions."""
    now = timezone.now()
    by, other = (Account.objects.create(username=f"theirs-{n}", org="israel", manages=True) for n in "12")
    browser = client()
    browser.force_login(other)
    slip, _code = Slip.give(now=now, purpose=Slip.RECOVER, org="israel", account=other, by=by)
    _used, code = Slip.give(now=now, purpose=Slip.JOIN, org="israel")
    Slip.objects.filter(pk=_used.pk).update(used=now)
    alarm = Alarm.written.create(at=now, account=other, where="act", act_id="ab" * 32, forced=True)
    factor = Authenticator.objects.create(user=other, type=Authenticator.Type.WEBAUTHN, data={"name": "x", "credential": {}})
    token, _text = Token.give(now=now, days=1, account=other, label="x", scopes=["read"])
    session = UserSession.objects.create(user=other, session_key=browser.session.session_key, ip="::", user_agent="")
    report = Report.objects.create(key="k3h9d2x7", sha256="ab" * 32, original="ab" * 32, name="x.txt", brought=now)
    Drafted.objects.create(report=report, number=1)
    return {"report": report.key, "username": other.username, "slip": slip.pk, "code": code, "alarm": alarm.pk,
            "factor": factor.pk, "token": token.handle, "session": _handle(session)}  # fmt: skip


def of_the_record(account: Account, number: str, by: tuple[str, str]) -> dict[str, Any]:
    """Give acts that a seat may not see: a request of another organisation; one of its own organisation, or else of another."""
    asking = Program(Account.objects.get(org=by[0], post=by[1])).with_key()
    asked = asking.act("access.requested/1", action="reveal", kind="vault", reason="identity_check", cases=[number],
                       fields=["name"], synthetic=True)  # fmt: skip
    answer = asking.hand_in(asked)
    assert answer.status_code == 200, answer.content
    viewer = viewer_of(account)
    with worked() as record:
        docket = record.desk.docket
        hidden = [kept for kept in docket.all() if isinstance(kept.act, CaseAct)
                  and not view_act(viewer, kept.act, docket.office).found]  # fmt: skip
        one = min(hidden, key=lambda kept: kept.org != account.org)
        return {"request": asked["id"], "act": docket.replay.state.book.act_id(one.index).hex(), "named": one.called}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return record_of(tmp_path_factory, EXAMPLE, (PASSAGE,))


@pytest.fixture(params=[SIDE, INSIDE], ids=["a side", "inside"])
def site(request: Any, folder: Path) -> Iterator[Site]:
    with served(folder):
        people(current().agreement)
        account = Account.objects.get(org=request.param[0], post=request.param[1])
        found = Site(account)
        found.browser.force_login(account)
        opened, viewer = last(), viewer_of(account)
        everything = numbers_of(opened)
        known = {"case": listed, "tag": listed_items, "container": listed_containers, "movement": listed_movements}
        for kind, lists in known.items():
            hidden = everything[kind] - set(lists(viewer, opened.office, most=10**6).numbers)
            found.theirs[kind] = min(hidden, default="")
        receipts = (name for name, one in opened.office.armoury.receipts.items() if viewer.of_receipt(one, opened.office) is None)
        found.theirs["receipt"] = min(receipts, default="")
        adults = listed(viewer_of(Account.objects.get(org=REGISTRAR[0], post=REGISTRAR[1])), opened.office, most=10**6).numbers
        asks = LEGAL if request.param == INSIDE else REGISTRAR
        found.theirs |= of_other_organisations() | of_the_record(account, adults[0], asks)
        found.taken = {*map(str, found.theirs.values()), *(name for names in everything.values() for name in names)}
        yield found


HIDDEN: dict[str, Callable[[dict[str, Any]], Any]] = {
    "programme_case": lambda of: of["case"], "api:case": lambda of: of["case"], "looks_kept": lambda of: of["case"],
    "looks_person": lambda of: of["case"], "api:weapon": lambda of: of["tag"], "api:container": lambda of: of["container"],
    "api:receipt": lambda of: of["receipt"], "api:movement": lambda of: of["movement"],
    "desk_act": lambda of: of["act"], "api:act": lambda of: of["act"], "api:proof": lambda of: of["act"],
    "looks_request": lambda of: of["request"], "looks_given": lambda of: of["request"], "looks_file": lambda of: of["request"],
    "looks_picture": lambda of: of["request"], "api:given": lambda of: of["request"],
    "looks_review": lambda of: of["request"], "looks_ask": lambda of: "unmask",
    "account_slip": lambda of: of["code"], "account_recover": lambda of: of["username"],
    "account_listed": lambda of: of["username"],
    "account_close": lambda of: of["username"], "account_waiting_agree": lambda of: of["slip"],
    "account_waiting_stop": lambda of: of["slip"], "account_waiting_stop_own": lambda of: of["slip"],
    "account_alarm": lambda of: of["alarm"], "account_alarm_seen": lambda of: of["alarm"],
    "account_alarm_countersign": lambda of: of["alarm"], "desk_close_key": lambda of: of["alarm"],
    "mfa_remove_webauthn": lambda of: of["factor"], "mfa_edit_webauthn": lambda of: of["factor"],
    "account_token_end": lambda of: of["token"], "api:token_end": lambda of: of["token"],
    "api:session_end": lambda of: of["session"],
    **dict.fromkeys(("report", "report_about", "report_original", "report_erase", "report_decide"), lambda of: of["report"]),
}  # fmt: skip
"""What of others each address could name."""


def absent(site: Site, value: Any) -> Any:
    """Give a name of the same shape that nobody has."""
    if isinstance(value, int):
        return value + 700
    signs = next((signs for signs in (ascii_lowercase, ascii_uppercase) if value[-1] in signs), digits)
    return next(name for sign in signs if (name := value[:-1] + sign) not in site.taken)


def plainly(data: bytes, value: Any, address: str) -> bytes:
    """Give an answer without the name that was asked for, and without what is another on every page."""
    text = data.replace(address.encode(), b"ADDRESS").replace(quote(address, safe="").encode(), b"ADDRESS")
    if isinstance(value, str):
        text = text.replace(value.encode(), b"NAME")
    # What is most like the name that was written is looked for among those that the seat knows, so it follows from the name.
    text = re.sub(rb"Did you mean [^?<]+", b"", text)
    return re.sub(rb'name="csrfmiddlewaretoken" value="[^"]+"|datetime="[^"]+">[^<]+<|[0-2][0-9](:|%3A)[0-5][0-9]', b"", text)


METHODS = ("GET", "HEAD", "POST", "OPTIONS", "DELETE")


def answers(site: Site, name: str, value: Any) -> list[tuple[Any, ...]]:
    """Ask for one name by every method. Gives status, headers, bytes and how many questions the tables were asked."""
    parts = NAMED[name]
    further = {part: 1 if part == "number" else "mark" for part in parts[1:]}
    return asked_for(site, reverse(name, kwargs={parts[0]: value, **further}), value)


def asked_for(site: Site, address: str, value: Any, methods: tuple[str, ...] = METHODS) -> list[tuple[Any, ...]]:
    """Ask for an address, as above."""
    found = []
    for method in methods:
        LIMITER.clear()
        cache.delete_many([f"accounts.refused.{site.account.pk}"])
        more: dict[str, Any] = {}
        if address.startswith("/api/"):
            headers = {"Authorization": f"Bearer {site.theirs['program'].text}", "Idempotency-Key": secrets.token_hex(8)}
            more = {"content_type": "application/json", "headers": headers}
        with CaptureQueriesContext(connection) as asked:
            answer = site.browser.generic(method, address, b"{}" if more and method == "POST" else b"", **more)
        headers = {header: text for header, text in answer.headers.items() if header not in CHANGING}
        kept = {header: plainly(text.encode(), value, address) for header, text in headers.items()}
        found.append((method, answer.status_code, kept, plainly(answer.content, value, address), len(asked)))
    return found


def differing(one: tuple[Any, ...], other: tuple[Any, ...]) -> list[Any]:
    """Give what two answers differ in: of pages, where they begin to."""
    found = [one[0]]
    for a, b in zip(one, other, strict=True):
        if isinstance(a, bytes) and a != b:
            at = next((n for n, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), 60)
            found += [a[at - 60 :][:120], b[at - 60 :][:120]]
        elif a != b:
            found += [a, b]
    return found


CHANGING = ("ETag", "Content-Length", "RateLimit-Remaining", "RateLimit-Reset", "Expires")
"""Headers that a name of another length, or a mark against forged forms, makes different."""


def test_for_every_address_with_a_name_in_it_it_is_said_what_could_be_hidden_there() -> None:
    assert sorted(NAMED) == sorted({*HIDDEN, *EVERYONE_READS})


def test_what_is_hidden_behind_an_address_and_what_is_not_there_are_the_same(site: Site) -> None:
    site.theirs["program"] = Program(site.account)
    tried, wrong = set(), {}
    for name, of in HIDDEN.items():
        if (value := of(site.theirs)) == "":
            continue  # this seat may know of all of them
        answers(site, name, absent(site, value))  # what is written down once has been written down
        first, second = answers(site, name, value), answers(site, name, absent(site, value))
        tried.add(name)
        if first != second or any(status >= 500 for _method, status, *_ in first):
            wrong[name] = [differing(one, other) for one, other in zip(first, second, strict=True) if one != other] or first
    assert wrong == {}
    assert len(tried) > len(HIDDEN) - 5


def queries(account: Account) -> Iterator[tuple[str, str]]:
    """Give every address whose query names something, and of which kind that is. Of forms, those that the seat may fill in."""
    viewer = viewer_of(account)
    for about, kind in (("case", "case"), ("item", "tag"), ("container", "container"), ("receipt", "receipt"),
                        ("movement", "movement")):  # fmt: skip
        yield f"/desk/moves/?about={about}&number=%s", kind
    for name, subject in ((name, subject_of(kind)) for name, kind in BY_NAME.items()
                          if by_the_text(viewer, kind, timezone.now())):  # fmt: skip
        if subject:
            yield f"/desk/write/?type={name}&{subject}=%s", subject
    for kind in ("case", "receipt", "named"):
        yield "/search?q=%s", kind
        yield "/api/1/search?q=%s", kind
    yield from (("/programme/cases?number=%s", "case"), ("/looks/who/?case=%s", "case"), ("/looks/who/?before=%s", "named"),
                ("/programme?leave_out=%s", "named"), ("/api/1/programme?leave_out=%s", "named"))  # fmt: skip


def test_what_is_hidden_behind_a_query_and_what_is_not_there_are_the_same(site: Site) -> None:
    site.theirs["program"] = Program(site.account)
    tried, wrong = set(), {}
    for query, kind in queries(site.account):
        if (value := site.theirs.get(kind, "")) == "":
            continue
        other = absent(site, value)
        asked_for(site, query % other, other, methods=("GET",))
        first, second = (asked_for(site, query % name, name, methods=("GET", "POST")) for name in (value, other))
        tried.add(query)
        if first != second:
            wrong[query] = [differing(*pair) for pair in zip(first, second, strict=True) if pair[0] != pair[1]]
    assert wrong == {}
    assert len(tried) > 8


def test_something_that_may_be_known_of_is_told_apart(site: Site) -> None:
    """The comparison would notice a difference: what is one's own gets another answer than what is not there."""
    own, _text = Token.give(now=timezone.now(), days=1, account=site.account, label="x", scopes=["read"])
    site.theirs["program"] = Program(site.account)
    answers(site, "account_token_end", absent(site, own.handle))
    assert answers(site, "account_token_end", own.handle) != answers(site, "account_token_end", absent(site, own.handle))
    assert Token.objects.get(pk=own.pk).ended > timezone.now() - timedelta(minutes=1)
