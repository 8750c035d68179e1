"""The pages of the desk."""

import re
from datetime import datetime
from typing import Any, NamedTuple

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from safeconduct.access.knowing import Viewer
from safeconduct.access.telling import told
from safeconduct.bootstrap.grades import best_over
from safeconduct.caseload.moves import CaseAct
from safeconduct.kernel.errors import Fault, Invalid, SafeconductError
from safeconduct.record import jsonform
from safeconduct.record.faults import Bad
from safeconduct.secretariat.docket import Kept
from safeconduct.web.accounts.models import Account, Key
from safeconduct.web.desk import handing, keys
from safeconduct.web.desk.fields import ABOUT
from safeconduct.web.desk.forms import Places
from safeconduct.web.desk.handing import account_and_seat
from safeconduct.web.desk.latest import is_of_the_agreement
from safeconduct.web.desk.offers import OPEN_TO_ALL, offers
from safeconduct.web.desk.programme import on_the_desk
from safeconduct.web.desk.waiting import waiting
from safeconduct.web.desk.words import KEYS, STANDINGS, VERBS
from safeconduct.web.desk.works import works
from safeconduct.web.shell import clock
from safeconduct.web.shell.lacking import all_lacks
from safeconduct.web.shell.proved import shown_size
from safeconduct.web.shell.refusals import refused
from safeconduct.web.shell.wording import Named, named, ui_language
from safeconduct.web.shell.worked import Worked, worked

_ACT_ID = re.compile(r"[0-9a-f]{64}").fullmatch


class About(NamedTuple):
    """Something that acts can be about, with what may be signed on it."""

    name: Any
    about: str
    offers: list[tuple[str, str]]


class Held(NamedTuple):
    """A key of an account: how it stands in the record, and for which places it is good where it is not for all."""

    kid: str
    stands: Any
    places: tuple[Named, ...]


@require_safe
@works
def home(request: HttpRequest) -> HttpResponse:
    """Show a seat's desk: the key of this browser, what may be signed, and the last acts of the organisation."""
    account, seat = account_and_seat(request)
    now = clock.now()
    with worked() as record:
        viewer = record.viewer(seat, now)
        groups: dict[str, list[tuple[str, str]]] = {}
        open_to_all: dict[str, list[tuple[str, str]]] = {}
        for offer in offers(viewer, now, record.desk.docket.agreement_acts()):
            if offer.type == "act.withdrawn/1":
                continue  # an act is taken back from its own page
            to = open_to_all if offer.type in OPEN_TO_ALL else groups
            to.setdefault(offer.about, []).append((offer.type, VERBS[offer.type]))
        act_id = record.desk.docket.replay.state.book.act_id
        waits = waiting(record, viewer, now)
        own = [(kept, STANDINGS[kept.standing.code], act_id(kept.index).hex()) for kept in waits.signed]
        held = _held(account, record)
        agreement = record.case.agreement
        programme = on_the_desk(record, viewer, now)
        training = handing.training_kid(record, account.org)
    context = {
        "account": account, "org": named(agreement, account.org, ""), "post": named(agreement, account.post, ""),
        "groups": [About(named(agreement, about, _lang(request)), about, one) for about, one in groups.items()],
        "open_to_all": [About(named(agreement, about, _lang(request)) if about else None, about, one)
                        for about, one in open_to_all.items()],
        "own": own, "held": held, "page": "desk",
        "waits": waits, "programme": programme, "training": training, "abouts": list(ABOUT.items()),
    }  # fmt: skip
    return render(request, "desk/home.html", context)


def _shown(kept: Kept, account: Account) -> bool:
    return kept.org == account.org and is_of_the_agreement(kept)


def _held(account: Account, record: Worked) -> list[Held]:
    held = Key.objects.filter(account=account)
    return [Held(one.kid, KEYS[keys.standing(one, record)],
                 tuple(_place(record, place) for place in keys.places_of(one, record))) for one in held]  # fmt: skip


def _place(record: Worked, name: str) -> Named:
    # Where one may sign is asked by the page, not read in a text: so it is named in the language of the page.
    return named(record.case.agreement, name, ui_language())


def _lang(request: HttpRequest) -> str:
    lang: str = request.lens.language  # type: ignore[attr-defined]
    return lang


# ---- the key of a browser ----


@works
def key(request: HttpRequest) -> HttpResponse:
    """Show the page on which a key is made in the browser, and take its public half."""
    account, _seat = account_and_seat(request)
    now, act = clock.now(), None
    with worked() as record:
        places = Places(request.POST or None, places=[(name, _place(record, name).text) for name in record.case.agreement.places])
        if request.method == "POST":
            public, proof = request.POST.get("public", ""), request.POST.get("proof", "")
            try:
                if not places.is_valid():
                    raise Invalid([Fault(code="SC101", message=_("A place was sent that the agreement does not have."))])
                act = keys.registration(account, public, proof, now, origin=record.desk.records.origin,
                                        places=places.cleaned_data["places"])  # fmt: skip
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
    context = {"account": account, "origin": origin, "held": held, "page": "desk", "places": places,
               "act": jsonform.write(act).decode() if act else ""}  # fmt: skip
    return render(request, "desk/key.html", context)


def _register_at_once(record: Worked, org: str, act: dict[str, Any], now: datetime) -> None:
    """Sign a registration with the root keys of a demonstration, which lie on its server."""
    assert record.training is not None
    for number in (0, 1):
        record.desk.take_in([record.training.sign(record.desk, org, f"root-{number}", act, at=now.isoformat(timespec="seconds"))])


# ---- an act in the record ----


@require_safe
@works
def act(request: HttpRequest, act_id: str) -> HttpResponse:
    """Show what became of an act of one's own organisation. Those of others have no page here.

    Its place in the log is told once a checkpoint that was shown covers it: before, it would say how much others have signed.
    """
    account, seat = account_and_seat(request)
    with worked() as record:
        docket = record.desk.docket
        index = docket.replay.state.book.by_id.get(bytes.fromhex(act_id)) if _ACT_ID(act_id) and docket.size else None
        kept = docket.kept(index) if index is not None else None
        signer = docket.replay.state.book.kid(index).hex() if index is not None else ""
        # Whoever signed an act from this seat knows what it is. Asked before anything else, so that each answer costs the same.
        own = {handing.training_kid(record, account.org), *(one.kid for one in Key.objects.filter(account=account))}
        signed = kept is not None and signer in own and getattr(kept.act, "post", "") == account.post
        if kept is None or index is None or not (signed or _shown(kept, account)):
            raise Http404
        place = index if index < shown_size(record.desk) else None
        best = best_over(record.folder, record.desk, index)
        again = offers(record.viewer(seat, clock.now()), clock.now(), record.desk.docket.agreement_acts())
        because = _because(record, kept, record.viewer(seat, clock.now()))
        may_withdraw = ("act.withdrawn/1", kept.called) in {(one.type, one.about) for one in again}
    context = {"kept": kept, "place": place, "stands": STANDINGS[kept.standing.code], "act_id": act_id, "signer": signer,
               "grade": best.grade if best else "", "page": "desk", "may_withdraw": may_withdraw, "because": because}  # fmt: skip
    return render(request, "desk/act.html", context)


def _because(record: Worked, kept: Kept, viewer: Viewer) -> tuple[str, ...]:
    """Give why an act stands as it does, as far as it may be told, in the language of the page."""
    agreement, language = record.case.agreement, ui_language()
    if not kept.standing.because:
        return ()
    entries = record.desk.docket.office.entries if isinstance(kept.act, CaseAct) else ()
    lacks = (part for one in entries if (one.act.id, one.act.actor) == (kept.called, kept.org) for part in one.missing)
    return all_lacks(told(viewer, lacks), agreement, language) or (refused(kept.standing.because, agreement, language),)
