"""The page on which acts are signed, whatever room asks for them, and the door through which they come back.

A room prepares bodies with `handing` and gives the answer of `page`. The browser reads each act from the bytes that it signs. A
script may ask for the same as JSON: `as_json` gives what it signs, and the door answers in kind.
"""

import base64
import json
from collections.abc import Sequence
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from safeconduct.agreement.model import Agreement
from safeconduct.kernel.errors import SafeconductError, VerificationFailed
from safeconduct.record.body import parse_body
from safeconduct.record.faults import Bad
from safeconduct.secretariat.docket import Kept
from safeconduct.web.accounts.refusing import ACT, SIGNATURE
from safeconduct.web.accounts.refusing import refused as written_down
from safeconduct.web.desk import handing
from safeconduct.web.desk.handing import Refusal
from safeconduct.web.desk.said import facts, labels
from safeconduct.web.desk.works import works
from safeconduct.web.shell import disk
from safeconduct.web.shell.refusals import refused as in_words
from safeconduct.web.shell.wording import ui_language
from safeconduct.web.shell.worked import Worked, current, worked

REFUSED = (Refusal, Bad, SafeconductError, ValueError)
"""What says that an act is not taken, with its reasons."""


def local(request: HttpRequest, address: str) -> str:
    """Give an address where it is one of this server; else none."""
    known = address.startswith("/") and url_has_allowed_host_and_scheme(address, {request.get_host()}, request.is_secure())
    return address if known else ""


def page(request: HttpRequest, bodies: Sequence[bytes], kid: str, agreement: Agreement, *, by_server: bool = False,
         then: str = "") -> HttpResponse:  # fmt: skip
    """Give the page on which prepared acts are read and signed. `then`: where to go on, an address of this server.

    `by_server`: with the training key of a demonstration, which the page says plainly.
    """
    acts = [parse_body(body).act for body in bodies]
    said = labels(agreement, acts)
    context = {
        "bodies": [base64.b64encode(body).decode() for body in bodies], "kid": kid, "labels": said, "then": local(request, then),
        "types": " ".join(str(act["type"]) for act in acts), "by_server": by_server, "page": "desk", "several": len(acts) > 1,
        "facts": [facts(act, said) for act in acts] if by_server else [],
    }  # fmt: skip
    return render(request, "desk/sign.html", context)


def as_json(request: HttpRequest, bodies: Sequence[bytes], kid: str) -> JsonResponse:
    """Give prepared acts to a script that signs them by itself, as `static/desk/handing.js` does."""
    return JsonResponse({"bodies": [base64.b64encode(body).decode() for body in bodies], "kid": kid})


@require_POST
@works
def hand_in(request: HttpRequest) -> HttpResponse:
    """Take in signed acts, one after the other. The first that is refused ends it, and those before it are said."""
    kept: list[Kept] = []
    try:
        bodies = [base64.b64decode(one, validate=True) for one in request.POST.getlist("body")]
        leaves = [base64.b64decode(one, validate=True) for one in request.POST.getlist("leaf")]
        if not 0 < len(bodies) <= handing.MOST_PREPARED:
            raise Refusal(_("No act was sent, or too many at once."))
        with worked() as record:
            for place, body in enumerate(bodies):
                kept.append(handing.handed_in(request, record, body, _leaf(request, record, body, leaves, place)))
            called = _called(record, kept)
    except disk.OF_THE_DISK as broken:
        return _not_kept(request, broken, kept)
    except REFUSED as refused:
        return _refused(request, refused, kept)
    except Http404:
        # What the seat knew when it was prepared may be out of its sight now. What it was about is not said.
        return _refused(request, Refusal(_("This can no longer be done from this seat.")), kept)
    then = local(request, request.POST.get("next", ""))
    if _wants_json(request):
        return JsonResponse({"acts": called, "next": then})
    return redirect(then) if then else redirect("desk_act", called[0]["act_id"])


def _leaf(request: HttpRequest, record: Worked, body: bytes, leaves: list[bytes], place: int) -> bytes:
    if request.POST.get("by") == "server":
        return handing.signed_here(request, record, body)
    if place >= len(leaves):
        raise Refusal(_("An act came without its signature."))
    return leaves[place]


def _called(record: Worked, kept: Sequence[Kept]) -> list[dict[str, Any]]:
    book = record.desk.docket.replay.state.book
    return [{"act_id": book.act_id(one.index).hex(), "standing": one.standing.code} for one in kept]


def reasons_of(refused: Exception, agreement: Agreement) -> tuple[str, ...]:
    """Give the reasons of what was not taken, in the language of the page."""
    return refused.reasons if isinstance(refused, Refusal) else (in_words(str(refused), agreement, ui_language()),)


def _refused(request: HttpRequest, refused: Exception, kept: Sequence[Kept]) -> HttpResponse:
    written_down(request, SIGNATURE if isinstance(refused, (Bad, VerificationFailed)) else ACT)
    reasons = reasons_of(refused, current().agreement)
    if _wants_json(request):
        detail = refused.reasons if isinstance(refused, Refusal) else (str(refused),)
        problem = {"title": _("Not taken"), "status": 422, "detail": "; ".join(detail), "taken": len(kept),
                   "code": getattr(refused, "code", "") or "refused"}  # fmt: skip
        return HttpResponse(json.dumps(problem, ensure_ascii=False), status=422, content_type="application/problem+json")
    return render(request, "desk/refused.html", {"reasons": reasons, "kept": kept, "page": "desk"}, status=422)


def _not_kept(request: HttpRequest, broken: Exception, kept: Sequence[Kept]) -> HttpResponse:
    if not _wants_json(request):
        return disk.answer(request, broken)
    problem = {"title": _("Not now"), "status": 503, "detail": disk.in_words(), "taken": len(kept), "code": "not-kept"}
    said = HttpResponse(json.dumps(problem, ensure_ascii=False), status=503, content_type="application/problem+json")
    return disk.noted(request, said, broken)


def _wants_json(request: HttpRequest) -> bool:
    return request.headers.get("Accept", "").startswith("application/json")
