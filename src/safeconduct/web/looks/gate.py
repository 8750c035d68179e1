"""Whoever looks says so: before a page shows what is about one person, an act of this session stands in the record that says it.

The browser's own key signs it, so a session that was stolen without the key reads nobody. In a demonstration the key of the
server signs. One look of one session at one thing counts for a while. What a seat may not know of goes by as it is: the page
itself answers then, as for what does not exist. A server without a record shows files, which whoever has them has read.
"""

import base64
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from functools import wraps
from typing import Any, NamedTuple

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from safeconduct.access import acts
from safeconduct.access.gaps import Cases
from safeconduct.access.knowing import Viewer
from safeconduct.access.view import kinds_seen, view, view_movement
from safeconduct.kernel.errors import SafeconductError
from safeconduct.kernel.moments import utc
from safeconduct.record.body import act_id
from safeconduct.record.leaf import sign_leaf
from safeconduct.store.examine import Signed
from safeconduct.web.desk import handing
from safeconduct.web.desk.handing import Refusal
from safeconduct.web.desk.works import works
from safeconduct.web.looks.made import made
from safeconduct.web.looks.present import may_tell
from safeconduct.web.shell import clock
from safeconduct.web.shell.seat import account_of, seat_of
from safeconduct.web.shell.worked import Worked, worked

COUNTS_FOR = timedelta(minutes=30)
"""How long one look of one session at one thing counts."""
LOOKS, MOST_LOOKS, MOST_KEYS = "sc_looks", 64, 3
"""The ids of the looks of a session: what was looked at stands in the record only."""


class About(NamedTuple):
    """What a page shows: of which kind, which cases and other numbers, and which fields of them."""

    kind: acts.Kind
    cases: tuple[str, ...] = ()
    numbers: tuple[str, ...] = ()
    fields: tuple[str, ...] = ()


_View = Callable[..., HttpResponse]
_Asks = Callable[[Viewer, Cases, dict[str, Any]], About | None]


def _person(viewer: Viewer, cases: Cases, named: dict[str, Any]) -> About | None:
    seen = view(viewer, str(named.get("number", "")), cases)
    return About("person", (str(named["number"]),), (), tuple(seen.values())) if seen.found else None


def _manifests(viewer: Viewer, cases: Cases, named: dict[str, Any]) -> About | None:
    found = {name: view_movement(viewer, name, cases).values().get("manifest", ()) for name in cases.movements.movements}
    shown = {name: manifest for name, manifest in found.items() if manifest}
    named_in = tuple(sorted({case for manifest in shown.values() for case in manifest}))
    return About("movement", named_in, tuple(sorted(shown)), ("manifest",)) if shown else None


def _list(viewer: Viewer, cases: Cases, named: dict[str, Any]) -> About | None:
    return About("list", numbers=("looks",)) if viewer.has_role else None


def _told(viewer: Viewer, cases: Cases, named: dict[str, Any]) -> About | None:
    case = str(named.get("number", ""))
    return About("list", (case,), ("looks",)) if may_tell(viewer, cases, case) else None


def _kept(viewer: Viewer, cases: Cases, named: dict[str, Any]) -> About | None:
    case = str(named.get("number", ""))
    kinds = kinds_seen(viewer, case, cases)
    return About("vault", (case,), (), kinds) if kinds else None


def _search(viewer: Viewer, cases: Cases, named: dict[str, Any]) -> About | None:
    return About("search") if viewer.inside and "reception" in viewer.steps else None


_KINDS: dict[str, _Asks] = {"person": _person, "movement": _manifests, "list": _list, "told": _told, "vault": _kept,
                           "search": _search}  # fmt: skip


def looks(kind: str) -> Callable[[_View], _View]:
    """Let a page be made only once the record says that this seat looks at what it shows."""

    def of(make: _View) -> _View:
        @wraps(make)
        def asked(request: HttpRequest, *args: Any, **named: Any) -> HttpResponse:
            if account_of(request) is None or not settings.HOME:
                return make(request, *args, **named)
            answer = works(_say_first)(request, _KINDS[kind], named)
            return make(request, *args, **named) if answer.status_code == _SAID else answer

        return asked

    return of


_SAID = 204
"""The answer that stands for: it is said, or there is nothing to say. It never leaves this server."""


def _say_first(request: HttpRequest, asks: _Asks, named: dict[str, Any]) -> HttpResponse:
    reasons: tuple[str, ...] = ()
    sent: list[dict[str, str]] = []
    with worked() as record:
        act = _to_say(request, record, asks, named)
        if act is None:
            return HttpResponse(status=_SAID)
        try:
            if _said_here(request, record, act):
                return HttpResponse(status=_SAID)
            sent = list(_prepared(request, record, act))
        except (Refusal, SafeconductError) as refused:
            reasons = refused.reasons if isinstance(refused, Refusal) else (refused.message(),)
        except Http404:
            return HttpResponse(status=_SAID)
    # The page is made when the record is free for others again.
    if not sent:
        return render(request, "looks/closed.html", {"reasons": reasons, "page": "looks"}, status=403)
    _remember(request, str(act["id"]))
    return render(request, "looks/say.html", {"page": "looks", "sent": sent, "type": act["type"]}, status=403)


def _to_say(request: HttpRequest, record: Worked, asks: _Asks, named: dict[str, Any]) -> dict[str, Any] | None:
    """Give the act that has to stand in the record first; None where it does, or there is nothing to see."""
    now, seat, docket = clock.now(), seat_of(request), record.desk.docket
    if record.case.agreement.programme is None:
        return None
    about = asks(record.viewer(seat, now), docket.office, named)
    if about is None or has_looked(request, record, about, now):
        return None
    return made(acts.Looked, seat, now, training=docket.replay.state.keyring.training, **about._asdict())


def _prepared(request: HttpRequest, record: Worked, act: dict[str, Any]) -> Iterator[dict[str, str]]:
    """Give the look for each key of the account: the page signs it with the one that its browser holds."""
    account = account_of(request)
    assert account is not None
    for kid in handing.good_keys(account, record)[-MOST_KEYS:]:
        yield {"kid": kid, "body": base64.b64encode(handing.prepared(request, record, act, kid)).decode()}


def _said_here(request: HttpRequest, record: Worked, act: dict[str, Any]) -> bool:
    """Say it with the training key of a demonstration. Gives whether there is one."""
    org = str(act["actor"])
    kid = handing.training_kid(record, org)
    if not kid or record.training is None:
        return False
    body = record.desk.prepare(act, org=org, kid=bytes.fromhex(kid))
    record.desk.submit(Signed(sign_leaf(record.training.seed(org, "device"), act_id(body)), body))
    _remember(request, str(act["id"]))
    return True


def _remember(request: HttpRequest, name: str) -> None:
    request.session[LOOKS] = [*request.session.get(LOOKS, []), name][-MOST_LOOKS:]


def has_looked(request: HttpRequest, record: Worked, about: About, now: datetime) -> bool:
    """Whether this session has said in the record, not long ago, that it looks at all of this."""
    seat = seat_of(request)
    for one in _of_session(request, record):
        act, at = one.act, utc(one.at)
        if one.by.seat == seat and at <= utc(now) < at + COUNTS_FOR and act.kind == about.kind and (
                set(about.cases) <= set(act.cases) and set(about.numbers) <= set(act.numbers)):  # fmt: skip
            return True
    return False


def _of_session(request: HttpRequest, record: Worked) -> Iterator[Any]:
    ledger = record.desk.docket.office.two
    found = (ledger.look(name) for name in reversed(request.session.get(LOOKS, [])))
    return (one for one in found if one is not None)
