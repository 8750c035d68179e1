"""How pages say what happened to an account, and what waits for its officer."""

from typing import Any

from django import template
from django.db.models import Q
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from safeconduct.web.accounts import alarms, forced, recovery
from safeconduct.web.accounts.models import Account

register = template.Library()

HAPPENED: dict[str, str | Promise] = {
    "signed_in": _("signed in"), "signed_out": _("signed out"), "turned_away": _("a wrong password was given"),
    "wrong_code": _("a wrong code was given as second factor"), "password_changed": _("the password was changed"),
    "factor_added": _("a second factor was added"), "factor_removed": _("a second factor was removed"),
    "invited": _("made a slip for a new officer"), "joined": _("came in with a slip"),
    "listed": _("was given the number of its officer"),
    "names_tried": _("many sign-in names that are taken were tried with slips"),
    "recovery_given": _("was given a slip to come back in"), "recovered": _("came back in with a slip"),
    "recovery_agreed": _("a second colleague agreed that they come back in"),
    "recovery_stopped": _("the way back in was stopped"),
    "countersigned": _("a colleague said that an act given under duress stands"),
    "not_countersigned": _("a colleague said that an act given under duress does not stand"),
    "closed": _("was closed"), "opened": _("was opened again"), "alarm_seen": _("an alarm was seen"),
    "token_made": _("made a token for a program"), "token_ended": _("ended a token"),
    "refused_form": _("a form was refused that no page here had sent"),
    "refused_factor": _("work without a second factor was refused"),
    "refused_signature": _("something signed was refused: it was not sound, or not from here"),
    "refused_act": _("an act was refused that this seat may not do, or not now"),
}  # fmt: skip
"""Every coded word of what happens to accounts."""


@register.filter
def happening(what: str) -> str:
    """Say a coded word in the language of the page."""
    return str(HAPPENED.get(what, what))


@register.inclusion_tag("accounts/waiting.html", takes_context=True)
def account_waits(context: dict[str, Any]) -> dict[str, Any]:
    """Say on any page what waits for an officer in the accounts. That somebody is being forced is not said in so many words."""
    request = context["request"]
    account, now = request.user, timezone.now()
    if not isinstance(account, Account):
        return {}
    found: dict[str, Any] = {"own": recovery.waits_for(account, now)}
    if account.manages:
        told = alarms.shown_to(account, alarms.tell(account, forced=forced.is_forced(request)))
        found["told"] = told.filter(Q(seen_by=None) | Q(where="act", stands=None)).exists()
        found["back"] = [one for one in recovery.waits_in(account, now) if one.by_id != account.pk and one.agreed_by_id is None]
    return found
