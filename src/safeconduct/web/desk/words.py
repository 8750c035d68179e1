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
    "statement.reported/1": _("enter what somebody said"),
    "figure.reported/1": _("enter a figure that somebody gave"),
    "source.added/1": _("enter a source"),
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
    "chain": _("Who said it, through whom"), "stance": _("How they said it"), "polarity": _("Is it negated?"),
    "addressee": _("To whom"), "realis": _("What was, is or may be"), "said": _("When it was said"),
    "certainty": _("How certain they are"), "document": _("Where the words stand"), "corrects": _("In the place of the entry"),
    "republishes": _("Printed again from"), "confirmed_by": _("Confirmed by the officer with the number"),
    "subject": _("What is counted"), "low": _("At least"), "high": _("At most"), "approximate": _("about"),
    "exhaustive": _("all of them"), "out_of": _("Out of"), "vague": _("The word that was used"),
    "as_of": _("As of when"), "method": _("How it was counted"), "root": _("Goes back to"), "source": _("Name of the source"),
    "read": _("How much of it was read"), "published": _("When it was published"), "evidence": _("Sources"),
    "basis": _("Whose word it rests on"),
}  # fmt: skip
"""What the fields of an act are called before it is signed."""
