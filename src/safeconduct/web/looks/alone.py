"""The pages on what is done alone or told to others: the glass and its review, disclosures, a search, and who looked at what."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from safeconduct.access import acts
from safeconduct.access.listing import found_by
from safeconduct.access.view import kinds_seen
from safeconduct.kernel.errors import Invalid
from safeconduct.secretariat.vault import MOST_FOUND
from safeconduct.web.desk.handing import Refusal
from safeconduct.web.desk.works import works
from safeconduct.web.looks import present
from safeconduct.web.looks.forms import Disclose, Glass, Review, Search
from safeconduct.web.looks.gate import looks
from safeconduct.web.looks.kept import has_vault, told, vault_of
from safeconduct.web.looks.signing import answer, here, one_act, page_of, page_of_act
from safeconduct.web.shell.wording import ui_language
from safeconduct.web.shell.worked import worked


@works
def glass(request: HttpRequest) -> HttpResponse:
    """Break the glass: sign that one looks alone, and why. Everyone who guards is told at once."""
    with worked() as record:
        asking = here(request, record)
        reasons, vault = present.emergencies(asking.viewer), has_vault(record)
    if not reasons:
        raise Http404
    form = Glass(request.POST or None, reasons=reasons)
    context: dict[str, Any] = {"form": form, "vault": vault}
    make = None
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        fields = {"kind": "vault", "reason": said["reason"], "cases": said["cases"], "fields": tuple(said["fields_"])}
        make = one_act(acts.GlassBroken, **fields)
    return answer(request, "glass", context, asking, make=make, then=page_of_act("looks_given"))


@works
def review(request: HttpRequest, name: str) -> HttpResponse:
    """Say whether breaking the glass was justified."""
    with worked() as record:
        asking = here(request, record)
        broken = next((one for one in present.glass(asking.viewer, asking.office) if one.name == name), None)
    if broken is None or not broken.may_review:
        raise Http404
    form = Review(request.POST or None)
    context: dict[str, Any] = {"broken": broken, "form": form}
    make = None
    if request.method == "POST" and form.is_valid():
        make = one_act(acts.GlassReviewed, of=name, outcome=form.cleaned_data["outcome"])
    return answer(request, "review", context, asking, make=make, then=lambda made_: reverse("looks"))


_TELLS: dict[str, type[acts.CaseAct]] = {"offer": acts.DisclosureOffered, "refuse": acts.DisclosureRefused}


@works
def disclosed(request: HttpRequest) -> HttpResponse:
    """Say that something was given to others; offer to the others what one side was given, or say why not."""
    with worked() as record:
        asking = here(request, record)
        _given, owed = present.disclosures(asking.viewer, record.desk.docket, asking.now)
        agreement = record.case.agreement
    if not present.may_disclose(asking.viewer):
        raise Http404
    do = request.POST.get("do", "")
    others = (org for org in (*agreement.parties, *agreement.bodies) if org != asking.viewer.seat.org)
    organisations = [(org, agreement.name_of(org, ui_language())) for org in others]
    form = Disclose(request.POST if do == "give" else None, organisations=organisations)
    context: dict[str, Any] = {"form": form, "owed": owed, "refusals": present.refusals()}
    make = None
    if do == "give" and form.is_valid():
        said = form.cleaned_data
        make = one_act(acts.Disclosed, what=said["what"], kind=said["kind"], to=tuple(said["to"]))
    answered = next((one for one in owed if one.what == request.POST.get("what")), None)
    if do in _TELLS and answered is not None:
        reason = {"reason": request.POST.get("reason", "")} if do == "refuse" else {}
        if do == "offer" or reason["reason"] in dict(present.refusals()):
            make = one_act(_TELLS[do], what=answered.what, to=answered.owed_to, **reason)
    return answer(request, "disclosed", context, asking, make=make, then=lambda made_: reverse("looks"))


# ---- looking ----


@looks("search")
@works
def search(request: HttpRequest) -> HttpResponse:
    """Find a case by a name or a paper, for those who receive people. What is searched for is kept nowhere."""
    with worked() as record:
        asking = here(request, record)
        if not (asking.viewer.inside and "reception" in asking.viewer.steps):
            raise Http404
        form = Search(request.POST or None)
        context: dict[str, Any] = {"form": form, "vault": has_vault(record)}
        if request.method == "POST" and form.is_valid():
            try:
                find = vault_of(record).search
                context["found"] = found_by(asking.viewer, form.cleaned_data["words"], asking.office, search=find).numbers
            except Refusal as refused:
                context["reasons"] = refused.reasons
            except Invalid:
                context["reasons"] = (_("Give more of the name: at least three letters, and so much that at most %(most)s cases "
                                        "have it. Lists of persons are not made here.") % {"most": MOST_FOUND},)  # fmt: skip
    return page_of(request, "search", context, asking)


@looks("vault")
@require_safe
@works
def kept(request: HttpRequest, number: str) -> HttpResponse:
    """Show of what is kept about a person what this seat needs for its own step, and nothing else."""
    with worked() as record:
        asking = here(request, record)
        kinds = kinds_seen(asking.viewer, number, asking.office)
        if not kinds:
            raise Http404
        context: dict[str, Any] = {"case": number, "kinds": kinds}
        try:
            context["kept"] = [one for one in told(record, number, kinds) if one.text]
        except Refusal as refused:
            context["reasons"] = refused.reasons
    return page_of(request, "kept", context, asking)


@looks("list")
@require_safe
@works
def who(request: HttpRequest) -> HttpResponse:
    """Show who looked at what, to those who review and to each organisation its own."""
    number = request.GET.get("case", "").strip()
    if number:
        return redirect("looks_person", number)
    with worked() as record:
        asking = here(request, record)
        lines, more = present.lines(asking.viewer, asking.office, request.GET.get("before", ""))
    return page_of(request, "who", {"lines": lines, "more": more, "case": ""}, asking)


@looks("told")
@require_safe
@works
def of_person(request: HttpRequest, number: str) -> HttpResponse:
    """Show who looked at one case, to those who may tell the person."""
    with worked() as record:
        asking = here(request, record)
        office, viewer = asking.office, asking.viewer
        if not present.may_tell(viewer, office, number):
            raise Http404
        lines = list(present.told_to_person(number, office, viewer.in_force))
    return page_of(request, "who", {"lines": lines, "more": "", "case": number}, asking)
