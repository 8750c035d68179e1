"""How the desk says what a record has in coded words."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

VERBS: dict[str, Promise | str] = {
    "obligation.claimed/1": _("say that it is done"),
    "obligation.confirmed/1": _("confirm that it is done"),
    "obligation.refuted/1": _("say that it was not done"),
    "obligation.contested/1": _("contest it"),
    "obligation.waived/1": _("give up the rest"),
    "breach.found/1": _("find whether it was broken"),
    "breach.alleged/1": _("say that it was broken"),
    "decision.made/1": _("decide"),
    "hole.filled/1": _("say what was agreed"),
    "power.exercised/1": _("use it"),
    "obligation.counted/1": _("say how many so far"),
    "dispute.ruled/1": _("rule on what is contested"),
    "suspension.declared/1": _("suspend it"),
    "suspension.ended/1": _("let it run again"),
    "mandate.extended/1": _("carry the mandate on"),
    "anchor.dated/1": _("say when it happened"),
    "delay.explained/1": _("explain a delay"),
    "step.taken/1": _("record a step outside the text"),
    "act.withdrawn/1": _("take back this act"),
    "key.compromised/1": _("close a key that somebody else may hold"),
}
"""What each act does, as a link says it."""

STANDINGS: dict[str, Promise | str] = {
    "in_effect": _("in effect"), "incomplete": _("waits for other signatures"), "held": _("waits for an act before it"),
    "equivocation": _("a second act with one number: no effect"), "disputed": _("its key is disputed"),
    "out_of_scope": _("outside what its key may sign"), "no_effect": _("no effect"), "contested": _("contested"),
    "redacted": _("redacted"), "unseen": _("not here"), "not_an_act": _("not an act"),
}  # fmt: skip
"""How an act stands."""

KEYS: dict[str, Promise | str] = {
    "valid": _("registered and good"), "unknown": _("not registered yet"), "revoked": _("closed"),
    "disputed": _("closed: somebody else may hold it"), "suspended": _("closed: it signed one number twice"),
}  # fmt: skip
"""How a key stands."""

FIELDS: dict[str, Promise | str] = {
    "actor": _("Who says it"), "happened": _("When it happened"), "recorded": _("When it was written"),
    "id": _("Name of this act"),
    "type": _("What it is"), "of": _("About"), "hole": _("About"), "decision": _("About"),
    "amount": _("How many"), "unit": _("Counted in"), "refs": _("Answers the act"), "outcome": _("Outcome"),
    "kid": _("Which key"), "last_good": _("The last of its acts that stays good, by number"),
    "says": _("What it says"), "place": _("Zone"), "power": _("By which power"), "tally": _("Which count"),
    "total": _("How many so far"), "body": _("About"), "anchor": _("About"), "candidate": _("Which day"), "hour": _("Hour"),
    "until": _("At the latest"), "to": _("Until when"), "cause": _("Cause"), "attributed_to": _("Who is said to have caused it"),
    "on": _("What it is about"), "log": _("Record"), "at": _("Signed at"),
}  # fmt: skip
"""What the fields of an act are called before it is signed."""
