"""From what was chosen on a page to the page on which it is signed: one way for all acts of this room."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from safeconduct.access.knowing import Viewer
from safeconduct.caseload.moves import CaseAct
from safeconduct.secretariat.office import Office
from safeconduct.web.desk import handing, signing
from safeconduct.web.desk.handing import Refusal
from safeconduct.web.looks.made import made
from safeconduct.web.shell import clock
from safeconduct.web.shell.worked import Worked, worked


class Here(NamedTuple):
    """Who asks, of which record, and when."""

    record: Worked
    viewer: Viewer
    now: datetime
    keys: tuple[str, ...]
    training: str

    @property
    def office(self) -> Office:
        """The cases of the programme, with the acts of access. Raises Http404 where the text has no programme."""
        if self.record.case.agreement.programme is None:
            raise Http404
        return self.record.desk.docket.office

    @property
    def is_exercise(self) -> bool:
        """Whether the record is an exercise."""
        return self.record.desk.docket.replay.state.keyring.training


def here(request: HttpRequest, record: Worked) -> Here:
    """Give who asks, as the seat stands now."""
    account, seat = handing.account_and_seat(request)
    now = clock.now()
    return Here(record, record.viewer(seat, now), now, tuple(handing.good_keys(account, record)),
                handing.training_kid(record, account.org))  # fmt: skip


def page_of(request: HttpRequest, template: str, context: dict[str, Any], asking: Here) -> HttpResponse:
    """Give a page of this room, with the keys that whoever asks can sign with."""
    status = 422 if context.get("reasons") else 200
    with_keys = {"page": "looks", "held": asking.keys, "training": asking.training, "seat": asking.viewer.seat, **context}
    return render(request, f"looks/{template}.html", with_keys, status=status)


def made_by(asking: Here, kind: type[CaseAct], /, **fields: Any) -> dict[str, Any]:
    """Give an act of whoever asks, as it stands in a body."""
    return made(kind, asking.viewer.seat, asking.now, training=asking.is_exercise, **fields)


def page_of_act(route: str) -> Callable[[Sequence[dict[str, Any]]], str]:
    """Give what says where to go on: the page of the act that was signed first."""
    return lambda signed: reverse(route, args=[signed[0]["id"]])


class Prepared(NamedTuple):
    """The page on which something is signed, or why there is none."""

    page: HttpResponse | None
    reasons: tuple[str, ...] = ()


Makes = Callable[[Here], Sequence[dict[str, Any]]]


def one_act(kind: type[CaseAct], /, **fields: Any) -> Makes:
    """Give what makes one act of whoever asks."""
    return lambda asking: [made_by(asking, kind, **fields)]


def to_sign(request: HttpRequest, make: Makes, then: Callable[[Sequence[dict[str, Any]]], str]) -> Prepared:
    """Prepare the acts that `make` gives, with the key that was chosen. `then` says where to go on once they are signed."""
    kid = request.POST.get("kid", "")
    with worked() as record:
        asking = here(request, record)
        try:
            acts = make(asking)
            bodies = handing.prepared_together(request, record, acts, kid)
        except Http404:
            return Prepared(None, (_("There is nothing here by that number for this seat."),))
        except signing.REFUSED as refused:
            return Prepared(None, refused.reasons if isinstance(refused, Refusal) else (str(refused),))
        agreement = record.case.agreement
    # The page is made when the record is free for others again.
    page = signing.page(request, bodies, kid, agreement, by_server=kid == asking.training, then=then(acts))
    return Prepared(page)


def answer(request: HttpRequest, template: str, context: dict[str, Any], asking: Here, *, make: Makes | None,
           then: Callable[[Sequence[dict[str, Any]]], str]) -> HttpResponse:  # fmt: skip
    """Give the page on which what `make` gives is signed; the page of the form again where nothing is made, or it is refused."""
    if make is not None:
        prepared = to_sign(request, make, then)
        if prepared.page is not None:
            return prepared.page
        context |= {"reasons": prepared.reasons}
    return page_of(request, template, context, asking)
