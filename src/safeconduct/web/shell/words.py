"""The words of the pages for the core's states: one place, so that a state has one name everywhere."""

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from safeconduct.agreement.results import Answer, Life
from safeconduct.kernel.truth import Truth

LIFE = {
    Life.OVERDUE: _("Overdue"),
    Life.BREACHED: _("Breach found"),
    Life.IN_FORCE: _("In force"),
    Life.SUSPENDED: _("Suspended"),
    Life.DORMANT: _("Not yet open"),
    Life.FULFILLED: _("Done"),
    Life.LAPSED: _("Lapsed"),
    Life.RELEASED: _("Released"),
}
"""In the order in which a reader wants to see them."""

LIFE_MEANS = {
    Life.OVERDUE: _("The limit has passed and it is not done. This is not a finding of breach."),
    Life.BREACHED: _("A body with the power to do so has found a breach."),
    Life.IN_FORCE: _("It binds now."),
    Life.SUSPENDED: _("Someone with the power to do so has stopped it for now."),
    Life.DORMANT: _("Something else must happen first."),
    Life.FULFILLED: _("Done, by the word of those who may confirm it."),
    Life.LAPSED: _("What it waited for can no longer happen. Nobody is at fault."),
    Life.RELEASED: _("Given up by the one it was owed to, or replaced by an amendment."),
}

EVIDENCE = {
    Truth.UNKNOWN: _("Unknown"),
    Truth.FOR: _("Confirmed"),
    Truth.AGAINST: _("Refuted"),
    Truth.DISPUTED: _("Disputed"),
}

EVIDENCE_MEANS = {
    Truth.UNKNOWN: _("Nobody who may confirm it has said anything. The cure is to go and look."),
    Truth.FOR: _("Those who may confirm it say so, and nobody who may contest it does."),
    Truth.AGAINST: _("Those who may confirm it say it was not done."),
    Truth.DISPUTED: _("There is evidence on both sides. The cure is whoever decides disputes."),
}

ANSWER = {
    Answer.IN_TIME: _("in time"),
    Answer.LATE: _("late"),
    Answer.OVERDUE: _("overdue"),
    Answer.OPEN: _("still running"),
    Answer.UNKNOWN: _("unknown"),
}

KIND = {
    "obligation": _("Duty"),
    "prohibition": _("Restraint"),
    "entitlement": _("Right"),
    "power": _("Power"),
}

ROW_KIND = {
    "anchor": _("Event that starts a clock"),
    "deadline": _("Limit"),
    "act": _("Act"),
    "step": _("Step outside the text"),
    "allegation": _("Allegation"),
    "statement": _("Statement"),
    "figure": _("Figure"),
}

CONSEQUENCE = {
    "fulfilment": _("whether it is done"),
    "conditions": _("what waits for it"),
}
"""What a tally decides."""

PLACE_KIND = {
    "line": _("line"),
    "zone": _("zone"),
    "crossing": _("crossing"),
    "corridor": _("corridor"),
    "site": _("site"),
}

GEOMETRY = {
    "official": _("official"),
    "published": _("published by others"),
    "illustrative": _("illustrative"),
}

READ = {
    "whole": _("read whole"),
    "opening": _("opening read"),
    "excerpt": _("excerpt read"),
    "address_only": _("address only"),
}

# Verb in the third person, and behind "does not".
_STANCES = {
    "asserts": (_("says"), _("does not say")),
    "announces": (_("announces"), _("does not announce")),
    "affirms": (_("affirms"), _("does not affirm")),
    "denies": (_("denies"), _("does not deny")),
    "confirms": (_("confirms"), _("does not confirm")),
    "estimates": (_("estimates"), _("does not estimate")),
    "reports": (_("reports"), _("does not report")),
    "argues": (_("argues"), _("does not argue")),
    "views": (_("takes the view"), _("does not take the view")),
    "warns": (_("warns"), _("does not warn")),
    "urges": (_("urges"), _("does not urge")),
    "demands": (_("demands"), _("does not demand")),
    "proposes": (_("proposes"), _("does not propose")),
    "offers": (_("offers"), _("does not offer")),
    "requests": (_("requests"), _("does not request")),
    "orders": (_("orders"), _("does not order")),
    "intends": (_("intends"), _("does not intend")),
    "promises": (_("promises"), _("does not promise")),
    "threatens": (_("threatens"), _("does not threaten")),
    "considers": (_("considers"), _("does not consider")),
    "accepts": (_("accepts"), _("does not accept")),
    "rejects": (_("rejects"), _("does not reject")),
    "resists": (_("resists"), _("does not resist")),
    "refuses": (_("refuses"), _("does not refuse")),
    "welcomes": (_("welcomes"), _("does not welcome")),
    "condemns": (_("condemns"), _("does not condemn")),
    "accuses": (_("accuses"), _("does not accuse")),
    "observes": (_("observes"), _("does not observe")),
    "stipulates": (_("lays down"), _("does not lay down")),
    "disagrees": (_("disagrees"), _("does not disagree")),
}


def stance(word: str, polarity: str) -> str:
    """Give the verb of a statement. 'Does not reject' is not 'accepts', so the turn is told as it is."""
    plain, turned = _STANCES.get(word, (word, f"{gettext('not:')} {word}"))
    return str(turned if polarity == "-" else plain)


def plain(code: str) -> str:
    """Give a code of the format as words, where no better name is known."""
    return code.replace("_", " ")


def amount(value: int | None) -> str:
    """Give a whole number with thin spaces between thousands, so that no country's habit is taken."""
    return "–" if value is None else f"{value:,}".replace(",", "\u202f")

GRADES = {
    "": _("no checkpoint yet"),
    "recorded": _("recorded, signed by the log itself and nobody else yet"),
    "witnessed": _("witnessed by the guarantors"),
    "sealed": _("sealed by the guarantors and every party"),
}
"""How much stands behind an act: see docs/spec/record.md, section 7."""
