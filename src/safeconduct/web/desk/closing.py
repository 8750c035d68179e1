"""The key that an act was signed with under duress, closed by a colleague with a key of their own."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from safeconduct.web.accounts import alarms
from safeconduct.web.desk import handing, signing
from safeconduct.web.desk.works import works
from safeconduct.web.shell.worked import worked


@require_POST
@works
def close_key(request: HttpRequest, number: int) -> HttpResponse:
    """Prepare the act that closes the key from the first act on that was signed under duress, and give the page to sign it."""
    account, alarm = alarms.asked(request, number)
    if alarm.where != "act" or alarm.stands:
        raise Http404
    with worked() as record:
        found = alarms.signed_by_force(record, alarm)
        if found is None or found.closed:
            raise Http404
        # A training key of a demonstration is no officer's: it closes nothing.
        own = [kid for kid in handing.good_keys(account, record) if kid != found.kid]
        if not own:
            messages.error(request, _("Make a key of your own first: with it you close the other."))
            return redirect("desk_key")
        try:
            bodies = [handing.prepared(request, record, found.closing, own[0])]
        except signing.REFUSED as refused:
            reasons = signing.reasons_of(refused, record.case.agreement)
            return render(request, "desk/refused.html", {"reasons": reasons, "kept": [], "page": "desk"}, status=422)
        agreement = record.case.agreement
    return signing.page(request, bodies, own[0], agreement, then=reverse("account_alarm", args=[number]))
