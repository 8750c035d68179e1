"""The pages on what takes two: what waits, asking, approving, declining, carrying out, and what is given then."""

from collections.abc import Sequence
from functools import partial
from typing import Any
from urllib.parse import quote

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from safeconduct.access import acts
from safeconduct.access.exporting import KINDS
from safeconduct.kernel.errors import SafeconductError
from safeconduct.secretariat.erasing import order_act
from safeconduct.web.desk.handing import Refusal
from safeconduct.web.desk.works import works
from safeconduct.web.looks import given, present
from safeconduct.web.looks.forms import FORMS, Decline, asked_in, chosen
from safeconduct.web.looks.kept import has_vault, vault_of
from safeconduct.web.looks.made import USES
from safeconduct.web.looks.signing import Here, Makes, answer, here, made_by, one_act, page_of, page_of_act
from safeconduct.web.looks.words import ACTIONS, OF_KIND
from safeconduct.web.shell.worked import worked

Acts = Sequence[dict[str, Any]]


@require_safe
@works
def home(request: HttpRequest) -> HttpResponse:
    """Show what takes two and what was done alone, as far as it is for this seat."""
    with worked() as record:
        asking = here(request, record)
        office, viewer = asking.office, asking.viewer
        given_, owed = present.disclosures(viewer, record.desk.docket, asking.now)
        context = {
            "requests": present.requests(viewer, office, asking.now), "asks": chosen(present.asks(viewer), ACTIONS),
            "glass": present.glass(viewer, office), "emergencies": present.emergencies(viewer),
            "given": given_[: present.MOST], "owed": owed, "may_disclose": present.may_disclose(viewer),
            "searches": viewer.inside and "reception" in viewer.steps,
        }  # fmt: skip
    return page_of(request, "home", context, asking)


@works
def ask(request: HttpRequest, action: str) -> HttpResponse:
    """Ask for something that takes a second one."""
    of = request.GET.get("of", "")
    kinds = {"of": of if of in KINDS else KINDS[0]} if action == "export" else {}
    begun = {"initial": {"of": of}} if action == "unmask" else {}
    with worked() as record:
        asking = here(request, record)
        if action not in present.asks(asking.viewer):
            raise Http404
    form = FORMS[action](request.POST or None, **kinds, **begun)
    context: dict[str, Any] = {"action": action, "title": ACTIONS[action], "form": form,
                               "kinds": chosen(KINDS, OF_KIND) if kinds else (), **kinds}  # fmt: skip
    make = None
    if request.method == "POST" and form.is_valid():
        make = one_act(acts.Requested, **asked_in(action, form))
    return answer(request, "ask", context, asking, make=make, then=page_of_act("looks_request"))


@works
def request_(request: HttpRequest, name: str) -> HttpResponse:
    """Show one request, and take what is said on it."""
    with worked() as record:
        asking = here(request, record)
        asked = present.request_of(asking.viewer, asking.office, name, asking.now)
        vault = has_vault(record)
    if asked is None:
        raise Http404  # what a seat may not know of and what is not there get the same answer
    declining = Decline(request.POST if request.POST.get("do") == "decline" else None)
    context: dict[str, Any] = {"asked": asked, "declining": declining, "vault": vault, "formats": given.FORMATS,
                               "title": ACTIONS[asked.act.action]}  # fmt: skip
    back = reverse("looks_request", args=[asked.name])
    then = page_of_act("looks_given") if request.POST.get("do") == "use" else lambda made_: back
    return answer(request, "request", context, asking, make=_said_on(request, asked, declining), then=then)


def _said_on(request: HttpRequest, asked: present.Asked, declining: Decline) -> Makes | None:
    do = request.POST.get("do", "")
    if do == "approve":
        return one_act(acts.Approved, of=asked.name)
    if do == "take_back":
        return one_act(acts.Declined, of=asked.name, reason="withdrawn")
    if do == "decline" and declining.is_valid():
        return one_act(acts.Declined, of=asked.name, reason=declining.cleaned_data["reason"])
    if do == "use" and asked.mine and asked.act.action in USES:
        written = request.POST.get("format", "")
        return partial(_use, asked=asked, format_=written if written in given.FORMATS else "csv")
    return None


def _use(asking: Here, *, asked: present.Asked, format_: str) -> Acts:
    """Give the act that uses a request, and with it what it orders."""
    kind, fields = USES[asked.act.action], dict[str, Any](of=asked.name)
    if asked.act.action == "export":
        rows, data = given.file_of(asking.viewer, asked.act, asking.office, format_)
        fields |= {"rows": rows, "digest": given.digest_of(data)}
    one = made_by(asking, kind, **fields)
    if asked.act.action != "delete":
        if asked.act.action == "reveal":
            vault_of(asking.record)  # before it is used up: what lies elsewhere cannot be shown here
        return [one]
    vault = vault_of(asking.record)
    commitments = [c for case in asked.act.cases for c in vault.commitments(case)]
    if not commitments:
        raise Refusal(_("Nothing of this is kept, or it was erased."))
    return [one, order_act(commitments)]


# ---- what is given ----


@require_safe
@works
def given_(request: HttpRequest, name: str) -> HttpResponse:
    """Give what was signed for, to whoever signed it, in the minutes after."""
    with worked() as record:
        asking = here(request, record)
        one = given.given(asking, name)
        if one is None:
            raise Http404
        context: dict[str, Any] = {"name": name, "kind": type(one.act).__name__, "minutes": given.GIVEN_FOR.seconds // 60}
        try:
            if given.unmasks(asking, one):
                context |= {"kind": "Unmasked", "numbers": given.numbers(asking, one)}
            elif isinstance(one.act, (acts.Revealed, acts.GlassBroken)):
                context["particulars"] = given.particulars(asking, one)
            elif isinstance(one.act, acts.Deleted):
                vault_of(record)  # carries out what the log orders, on this server
        except Refusal as refused:
            context["reasons"] = refused.reasons
        except SafeconductError as wrong:
            context["reasons"] = (" ".join((wrong.message(), wrong.what_to_do())).strip(),)
    return page_of(request, "given", context, asking)


@require_safe
@works
def picture(request: HttpRequest, name: str, mark: str) -> HttpResponse:
    """Give a picture that a page has just shown, to that page."""
    with worked() as record:
        asking = here(request, record)
        one = given.given(asking, name)
        found = given.picture(asking, one, mark) if one is not None else None
    if found is None:
        raise Http404
    return HttpResponse(found.data, content_type=found.media)


@require_safe
@works
def file(request: HttpRequest, name: str) -> HttpResponse:
    """Give a file that was signed for, with the bytes whose digest stands in the record."""
    with worked() as record:
        asking = here(request, record)
        one = given.given(asking, name)
        if one is None or not isinstance(one.act, acts.Exported):
            raise Http404
        found = given.file_again(asking, one)
    if found is None:
        return page_of(request, "given", {"name": name, "kind": "Changed", "minutes": 0}, asking)
    answer = HttpResponse(found.data, content_type=found.media)
    answer.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(found.name)}"
    return answer

