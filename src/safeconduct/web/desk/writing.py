"""What is asked before an act is signed: one page for every type of act, of the agreement or of its programme.

What a seat may not do, what it may not know of, and what is not there get the same answer.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, Protocol

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from safeconduct.access.knowing import Viewer
from safeconduct.access.seats import Seat
from safeconduct.agreement.calendar import zone_of
from safeconduct.agreement.model import Agreement
from safeconduct.caseload.moves import Missing
from safeconduct.kernel import acts
from safeconduct.kernel.acts import ActBase, act_type
from safeconduct.secretariat.case_acts import BY_NAME
from safeconduct.web.desk import handing, signing
from safeconduct.web.desk.act_forms import CaseForm
from safeconduct.web.desk.asked import field_of_subject, subject_of
from safeconduct.web.desk.choices import Asking
from safeconduct.web.desk.fields import ABOUT, MOVES, field_word
from safeconduct.web.desk.forms import ActForm, Choices
from safeconduct.web.desk.handing import account_and_seat
from safeconduct.web.desk.made import act_of, made_when_prepared
from safeconduct.web.desk.moves import allowed, moves_with
from safeconduct.web.desk.offers import KINDS, Offer, as_act, offers, powers_over, tallies_of, unit_of
from safeconduct.web.desk.words import VERBS
from safeconduct.web.desk.works import works
from safeconduct.web.looks.gate import looks
from safeconduct.web.shell import clock
from safeconduct.web.shell.lacking import all_lacks
from safeconduct.web.shell.part_names import said, tally
from safeconduct.web.shell.wording import named, ui_language
from safeconduct.web.shell.worked import Worked, worked

_EARLIER = 12
"""How many earlier acts about a norm may be answered."""


class Writing(Protocol):
    """One form before one seat: what is asked, under which heading, what is closed now, and the act it makes."""

    heading: dict[str, Any]
    form: Any
    closed: tuple[Missing, ...]

    def act(self) -> dict[str, Any]:
        """Give the act as it stands in a body. Only for a form that is valid."""


class _OfAgreement:
    closed: tuple[Missing, ...] = ()

    def __init__(self, request: HttpRequest, record: Worked, viewer: Viewer, now: datetime) -> None:
        agreement, self.viewer, self.now = record.case.agreement, viewer, now
        asked = (request.GET.get("type", ""), request.GET.get("about", ""))
        earlier = tuple(record.desk.docket.agreement_acts())
        offer = next((one for one in offers(viewer, now, earlier) if (one.type, one.about) == asked), None)
        if offer is None:
            raise Http404
        self.offer, self.unit = offer, unit_of(agreement, offer.about)
        self.form = ActForm(request.POST or None, kind=KINDS[offer.type], unit=self.unit,
                            choices=choices_of(offer, viewer, earlier), zone=zone_of(agreement.time.zone), now=now)  # fmt: skip
        language = request.lens.language  # type: ignore[attr-defined]
        self.heading = {"type": offer.type, "verb": VERBS[offer.type]}
        if offer.about:
            self.heading["name"] = named(agreement, offer.about, language)

    def act(self) -> dict[str, Any]:
        return as_act(self.offer, self.form.cleaned_data | {"unit": self.unit}, org=self.viewer.seat.org, at=self.now)


class _OfProgramme:
    closed: tuple[Missing, ...] = ()

    def __init__(self, request: HttpRequest, record: Worked, viewer: Viewer, now: datetime) -> None:
        kind = BY_NAME[request.GET["type"]]
        about = subject_of(kind)
        self.seat, genesis = viewer.seat, record.desk.docket.replay.genesis
        self.training = genesis is not None and genesis.act.training
        if viewer.agreement.programme is None:
            raise Http404
        self.asking = Asking(record.desk.docket.office, viewer, kind, request.GET.get(about, "") if about else "", now)
        if not allowed(self.asking):
            raise Http404
        self.form = CaseForm(request.POST or None, asking=self.asking, zone=zone_of(viewer.agreement.time.zone))
        name = str(kind.__struct_config__.tag)
        if about:
            open_now = moves_with(viewer, self.asking.office, about, self.asking.number, now)
            self.closed = next((one.missing for one in open_now if one.type == name), ())
        made = [field_word(name, field) for field in made_when_prepared(kind)]
        self.heading = {"type": name, "verb": MOVES[name], "about": ABOUT.get(about, ""), "number": self.asking.number,
                        "made": made, "field": field_of_subject(kind)}  # fmt: skip

    def act(self) -> dict[str, Any]:
        return act_of(self.asking, self.form.cleaned_data, self.seat, training=self.training)


def choices_of(offer: Offer, viewer: Viewer, earlier: Sequence[ActBase]) -> Choices:
    """Give what the fields of an act of the agreement may name."""
    agreement, about = viewer.agreement, offer.about

    def called(names: Iterable[str]) -> list[tuple[str, str]]:
        return [(name, named(agreement, name, "").text) for name in names]

    answered = [act for act in earlier if getattr(act, "of", "") == about]
    days = {act.candidate: act.says for act in earlier if isinstance(act, acts.AnchorDated) and act.anchor == about}
    zones = (name for name, place in agreement.places.items() if place.kind == "zone")
    return {
        "refs": _acts(answered[-_EARLIER:], agreement), "place": called(zones),
        "contested": _acts((act for act in answered if isinstance(act, acts.Contested)), agreement),
        "power": called(powers_over(viewer, about)),
        "tally": [(name, said(tally(name, agreement), ui_language())) for name in tallies_of(viewer, about)],
        "candidate": [(name, says or name.replace("_", " ")) for name, says in days.items()],
        "attributed_to": called((*agreement.parties, *agreement.bodies)), "on": called(agreement.obligations),
    }  # fmt: skip


def _acts(found: Iterable[ActBase], agreement: Agreement) -> list[tuple[str, str]]:
    def says(act: ActBase) -> str:
        who = named(agreement, act.actor, "").text
        return f"{VERBS.get(act_type(act), act_type(act))} · {who} · {act.happened:%Y-%m-%d}"

    return [(act.id, says(act)) for act in found]


@works
def write(request: HttpRequest) -> HttpResponse:
    """Ask for what an act needs, then show it as it will be signed.

    What is asked about a person shows how that person stands. So it is said first that somebody looks, once it is known that
    the act is one of this seat.
    """
    kind = BY_NAME.get(request.GET.get("type", ""))
    if kind is None or subject_of(kind) != "case":
        return _write(request)
    _account, seat = account_and_seat(request)
    with worked() as record:
        _writing(request, record, seat, clock.now())
    return _about_a_person(request, number=request.GET.get("case", ""))


@looks("person")
def _about_a_person(request: HttpRequest, *, number: str) -> HttpResponse:
    return _write(request)


def _write(request: HttpRequest) -> HttpResponse:
    account, seat = account_and_seat(request)
    now = clock.now()
    then = signing.local(request, request.GET.get("next", ""))
    with worked() as record:
        writing = _writing(request, record, seat, now)
        agreement = record.case.agreement
        held, training = handing.good_keys(account, record), handing.training_kid(record, account.org)
        context = {**writing.heading, "form": writing.form, "held": held, "training": training, "page": "desk", "then": then,
                   "closed": all_lacks(writing.closed, agreement, ui_language())}  # fmt: skip
        chosen, bodies = request.POST.get("kid", ""), None
        if request.method == "POST" and writing.form.is_valid() and chosen in filter(None, (*held, training)):
            try:
                bodies = [handing.prepared(request, record, writing.act(), chosen)]
            except signing.REFUSED as refused:
                context["reasons"] = signing.reasons_of(refused, agreement)
    if bodies is None:  # the page is made when the record is free for others again
        return render(request, "desk/write.html", context, status=422 if "reasons" in context else 200)
    return signing.page(request, bodies, chosen, agreement, by_server=chosen == training, then=then)


def _writing(request: HttpRequest, record: Worked, seat: Seat, now: datetime) -> Writing:
    viewer = record.viewer(seat, now)
    of = _OfProgramme if request.GET.get("type", "") in BY_NAME else _OfAgreement
    return of(request, record, viewer, now)
