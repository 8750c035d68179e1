"""The pages of the desk."""

import base64
import json
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import wraps
from hashlib import sha256
from typing import Any, NamedTuple

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from safeconduct.access.acts import TYPES as OF_ACCESS
from safeconduct.access.may import may
from safeconduct.access.seats import Seat
from safeconduct.agreement.calendar import zone_of
from safeconduct.bootstrap.grades import best_over
from safeconduct.caseload.moves import CaseAct
from safeconduct.kernel.errors import SafeconductError
from safeconduct.record.body import parse_body
from safeconduct.record.faults import Bad
from safeconduct.record.leaf import parse_leaf
from safeconduct.secretariat.docket import Kept
from safeconduct.secretariat.words import sentence
from safeconduct.store.examine import Signed
from safeconduct.web.accounts import forced
from safeconduct.web.accounts.models import Account, Key
from safeconduct.web.desk import keys
from safeconduct.web.desk.forms import ActForm
from safeconduct.web.desk.offers import KINDS, Offer, as_act, offers, unit_of
from safeconduct.web.desk.waiting import waiting
from safeconduct.web.desk.words import FIELDS, KEYS, STANDINGS, VERBS
from safeconduct.web.shell.worked import NotReady, Worked, worked
from safeconduct.web.shell.wording import named

LAST = 12
"""How many of the last acts of an organisation its desk shows."""


PREPARED, MOST_PREPARED, PREPARED_FOR = "sc_prepared", 8, timedelta(minutes=30)
"""What was prepared in a session, as digests: nothing else is taken in here, and not much later."""


class Refusal(Exception):
    """A request that is not carried out, with what to tell whoever made it."""


class About(NamedTuple):
    """Something that acts can be about, with what may be signed on it."""

    name: Any
    about: str
    offers: list[tuple[str, str]]


def _seat(request: HttpRequest) -> tuple[Account, Seat]:
    account = request.user
    assert isinstance(account, Account)
    return account, Seat(account.org, account.post)


def works(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Let only those in who are signed in, keep nothing in caches, and ask for patience while a demonstration is being made."""

    @wraps(view)
    def asked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except NotReady:
            answer = render(request, "desk/not_ready.html", {"page": "desk"}, status=503)
            answer.headers["Retry-After"] = "5"
            return answer

    return login_required(never_cache(asked))


@require_safe
@works
def home(request: HttpRequest) -> HttpResponse:
    """Show a seat's desk: the key of this browser, what may be signed, and the last acts of the organisation."""
    account, seat = _seat(request)
    now = timezone.now()
    with worked() as record:
        viewer = record.viewer(seat, now)
        groups: dict[str, list[tuple[str, str]]] = {}
        open_to_all: dict[str, list[tuple[str, str]]] = {}
        for offer in offers(viewer, now):
            to = open_to_all if offer.type == "breach.alleged/1" else groups
            to.setdefault(offer.about, []).append((offer.type, VERBS[offer.type]))
        own = [kept for kept in record.desk.docket.all() if _shown(kept, account)][-LAST:]
        held = _held(account, record)
        agreement = record.case.agreement
        waits = waiting(record, account.org, now)
    context = {
        "account": account, "org": named(agreement, account.org, ""), "post": named(agreement, account.post, ""),
        "groups": [About(named(agreement, about, _lang(request)), about, one) for about, one in groups.items()],
        "open_to_all": [About(named(agreement, about, _lang(request)), about, one) for about, one in open_to_all.items()],
        "own": [(kept, STANDINGS[kept.standing.code]) for kept in reversed(own)], "held": held, "page": "desk",
        "waits": waits,
    }  # fmt: skip
    return render(request, "desk/home.html", context)


def _shown(kept: Kept, account: Account) -> bool:
    # Acts about persons and weapons need a reason to know, also inside an organisation. They have pages of their own.
    return kept.org == account.org and kept.act is not None and not isinstance(kept.act, (CaseAct, *OF_ACCESS))


def _held(account: Account, record: Worked) -> list[tuple[str, Any]]:
    return [(one.kid, KEYS[keys.standing(one, record)]) for one in Key.objects.filter(account=account)]


def _lang(request: HttpRequest) -> str:
    lang: str = request.lens.language  # type: ignore[attr-defined]
    return lang


# ---- the key of a browser ----


@works
def key(request: HttpRequest) -> HttpResponse:
    """Show the page on which a key is made in the browser, and take its public half."""
    account, _seat_of = _seat(request)
    now, act = timezone.now(), None
    with worked() as record:
        if request.method == "POST":
            public, proof = request.POST.get("public", ""), request.POST.get("proof", "")
            try:
                act = keys.registration(account, public, proof, now, origin=record.desk.records.origin)
                kept = keys.keep(account, public)
                if record.training is not None and settings.DEMO:
                    _register_at_once(record, account.org, act, now)
            except (Bad, SafeconductError) as wrong:
                messages.error(request, str(wrong))
                return redirect("desk_key")
            if keys.standing(kept, record) == "valid":
                messages.success(request, _("The key is registered. Acts can be signed in this browser."))
                return redirect("desk")
        held = _held(account, record)
        origin = record.desk.records.origin
    context = {"account": account, "origin": origin, "held": held, "page": "desk", "act": json.dumps(act) if act else ""}
    return render(request, "desk/key.html", context)


def _register_at_once(record: Worked, org: str, act: dict[str, Any], now: datetime) -> None:
    """Sign a registration with the root keys of a demonstration, which lie on its server."""
    assert record.training is not None
    for number in (0, 1):
        record.desk.take_in([record.training.sign(record.desk, org, f"root-{number}", act, at=now.isoformat(timespec="seconds"))])


# ---- an act ----


@works
def write(request: HttpRequest) -> HttpResponse:
    """Ask for what an act needs, then show it as it will be signed."""
    account, seat = _seat(request)
    now = timezone.now()
    with worked() as record:
        viewer, agreement = record.viewer(seat, now), record.case.agreement
        asked = (request.GET.get("type", ""), request.GET.get("about", ""))
        offer = next((one for one in offers(viewer, now) if (one.type, one.about) == asked), None)
        if offer is None:
            raise Http404  # what nobody may sign and what is not there get the same answer
        kind, unit = KINDS[offer.type], unit_of(agreement, offer.about)
        earlier = [act for act in record.desk.docket.agreement_acts() if getattr(act, "of", "") == offer.about][-LAST:]
        places = [(name, named(agreement, name, "").text) for name, place in agreement.places.items() if place.kind == "zone"]
        form = ActForm(request.POST or None, kind=kind, unit=unit, places=places, earlier=earlier,
                       zone=zone_of(agreement.time.zone), now=now)  # fmt: skip
        held = [one.kid for one in Key.objects.filter(account=account) if keys.standing(one, record) == "valid"]
        context = {"offer": offer, "verb": VERBS[offer.type], "name": named(agreement, offer.about, _lang(request)), "form": form,
                   "held": held, "page": "desk"}  # fmt: skip
        chosen = request.POST.get("kid", "")
        body = None
        if request.method == "POST" and form.is_valid() and chosen in held:
            try:
                body = _prepared(record, seat, offer, form.cleaned_data | {"unit": unit}, chosen, now)
            except (Refusal, SafeconductError) as refused:
                context["refused"] = str(refused)
    if body is None:  # the page is made when the record is free for others again
        return render(request, "desk/write.html", context, status=422 if "refused" in context else 200)
    _remember(request, body, now)
    names = {offer.type: str(VERBS[offer.type]), offer.about: context["name"].text, seat.org: named(agreement, seat.org, "").text}
    labels = {"fields": {field: str(word) for field, word in FIELDS.items()}, "names": names}
    return render(request, "desk/sign.html", context | {"body": base64.b64encode(body).decode(), "kid": chosen, "labels": labels})


def _prepared(record: Worked, seat: Seat, offer: Offer, written: dict[str, Any], kid: str, now: datetime) -> bytes:
    act = as_act(offer, written, org=seat.org, at=now)
    body = record.desk.prepare(act, org=seat.org, kid=bytes.fromhex(kid))
    _ask(record, seat, body, now)
    return body


def _remember(request: HttpRequest, body: bytes, now: datetime) -> None:
    kept = request.session.get(PREPARED, [])
    request.session[PREPARED] = [*kept[1 - MOST_PREPARED :], [sha256(body).hexdigest(), now.timestamp()]]


def _was_prepared(request: HttpRequest, body: bytes, now: datetime) -> bool:
    since, digest = (now - PREPARED_FOR).timestamp(), sha256(body).hexdigest()
    return any(at >= since for found, at in request.session.get(PREPARED, []) if found == digest)


def _ask(record: Worked, seat: Seat, body: bytes, now: datetime) -> None:
    """Ask whether the seat may do what a body says. Raises Refusal with every reason."""
    read = record.desk.docket.preview(parse_body(body))
    if read.act is None:
        raise Refusal(read.why_not)
    answer = may(record.viewer(seat, now), read.act)
    if not answer.allowed:
        raise Refusal("; ".join(sentence(reason, record.case.agreement) for reason in answer.reasons))


@require_POST
@works
def hand_in(request: HttpRequest) -> HttpResponse:
    """Take in a signed act: everything is asked again, and it is on the disk when the answer comes."""
    account, seat = _seat(request)
    now = timezone.now()
    try:
        body, leaf = (base64.b64decode(request.POST.get(name, ""), validate=True) for name in ("body", "leaf"))
        signed = parse_leaf(leaf)
        read = parse_body(body)
        if not Key.objects.filter(account=account, kid=signed.kid.hex()).exists() or read.org != account.org:
            raise Refusal(_("This was not signed with a key of your account."))
        if not _was_prepared(request, body, now):
            raise Refusal(_("This is not what was prepared here in the last half hour."))
        with worked() as record, transaction.atomic():
            _ask(record, seat, body, now)
            # Written down before the act is on the disk: nothing signed under duress goes without it.
            forced.write(account, "act", forced=forced.is_forced(request), act_id=signed.act_id.hex())
            kept = record.desk.submit(Signed(leaf, body))
    except (Refusal, Bad, SafeconductError, ValueError) as refused:
        return render(request, "desk/refused.html", {"refused": str(refused), "page": "desk"}, status=422)
    return redirect("desk_act", kept.index)


@require_safe
@works
def act(request: HttpRequest, index: int) -> HttpResponse:
    """Show what became of an act of one's own organisation. Those of others have no page here."""
    account, _seat_of = _seat(request)
    with worked() as record:
        docket = record.desk.docket
        kept = docket.kept(index) if index < docket.size else None
        if kept is None or not _shown(kept, account):
            raise Http404
        act_id = docket.replay.state.book.act_id(index).hex()
        signer = docket.replay.state.book.kid(index).hex()
        best = best_over(record.folder, record.desk, index)
    context = {"kept": kept, "stands": STANDINGS[kept.standing.code], "act_id": act_id, "signer": signer,
               "grade": best.grade if best else "", "page": "desk"}  # fmt: skip
    return render(request, "desk/act.html", context)
