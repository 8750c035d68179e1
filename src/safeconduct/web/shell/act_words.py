"""The line of an act or of a limit in a list, in the language of the page. The core says it in English.

Words that somebody entered stay as they were entered: what an event was called, what was said, a note.
"""

from typing import Any

import msgspec
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later

from safeconduct.agreement.model import Agreement
from safeconduct.agreement.timeline import Row
from safeconduct.kernel import acts
from safeconduct.kernel.acts import ActBase
from safeconduct.web.shell.apart import apart, joined
from safeconduct.web.shell.clock_words import say_clock
from safeconduct.web.shell.figures import in_words
from safeconduct.web.shell.part_names import called
from safeconduct.web.shell.words import amount, stance

VERBS: dict[type[ActBase], Promise] = {
    acts.Claimed: later("said to be done"),
    acts.Confirmed: later("confirmed as done"),
    acts.Refuted: later("said not to be done"),
    acts.Contested: later("contested"),
    acts.Counted: later("counted anew"),
    acts.Waived: later("the rest given up"),
    acts.Withdrawn: later("an act taken back"),
    acts.Ruled: later("a dispute ruled on"),
    acts.BreachAlleged: later("said to be broken: an allegation"),
    acts.BreachFound: later("found, whether it was broken"),
    acts.DecisionMade: later("decided"),
    acts.HoleFilled: later("a part left open was agreed"),
    acts.SuspensionDeclared: later("stopped for now"),
    acts.SuspensionEnded: later("goes on"),
    acts.PowerExercised: later("a power used"),
    acts.DelayExplained: later("a delay explained"),
    acts.MandateExtended: later("a mandate carried on"),
}
"""What each act does, in front of what it is about."""

OUTCOMES: dict[str, Promise] = {
    "breach": later("it was broken"), "no_breach": later("it was not broken"), "yes": later("yes"), "no": later("no"),
    "for": later("for it"), "against": later("against it"), "partly": later("partly"),
}  # fmt: skip


def say_row(row: Row, act: ActBase | None, agreement: Agreement, language: str) -> Row:
    """Give a line of the timeline in the language of the page. `act` is None for a limit."""
    if language == "en":
        return row
    if act is None:
        title = called(row.on[0], agreement, language) if row.on else row.title
        return msgspec.structs.replace(row, title=title, detail=_limit(row.detail, agreement, language))
    title, detail = row.title, row.detail
    match act:
        case acts.AnchorDated():
            title = f"{apart(agreement.name_of(act.anchor, language))}: {apart(act.says)}"
            detail = _("hour not known") if act.hour == "unknown" else ""
        case acts.StatementReported():
            detail = f"{_speakers(act, agreement, language)}: {stance(act.stance, act.polarity)}"
        case acts.FigureReported():
            title = f"{apart(agreement.name_of(act.subject, language))}: {in_words(act)}"
            detail = _speakers(act, agreement, language)
        case acts.StepTaken():
            pass
        case _:
            title = _title(act, row, agreement, language)
    return msgspec.structs.replace(row, title=title, detail=detail)


def _title(act: ActBase, row: Row, agreement: Agreement, language: str) -> str:
    verb = VERBS.get(type(act), acts.act_type(act))
    if not row.on:
        return str(verb)
    told: dict[str, Any] = {"verb": verb, "of": apart(called(row.on[0], agreement, language))}
    count = act.total if isinstance(act, acts.Counted) else getattr(act, "amount", None)
    if count is None:
        if not (outcome := getattr(act, "outcome", "")):
            return _("%(verb)s: %(of)s") % told
        return _("%(verb)s: %(of)s, %(outcome)s") % {**told, "outcome": OUTCOMES.get(outcome, outcome.replace("_", " "))}
    unit = agreement.units.get(getattr(act, "unit", ""))
    told |= {"n": amount(count), "unit": apart(unit.pick(language)) if unit else ""}
    if category := getattr(act, "category", ""):
        return _("%(verb)s: %(of)s, %(n)s %(unit)s (%(category)s)") % {
            **told, "category": apart(agreement.name_of(category, language))}  # fmt: skip
    return (_("%(verb)s: %(of)s, %(n)s %(unit)s") % told).rstrip()


def _speakers(act: Any, agreement: Agreement, language: str) -> str:
    return joined(apart(agreement.name_of(link.who, language)) for link in act.chain)


def _limit(detail: str, agreement: Agreement, language: str) -> str:
    """Give the words of a clock, with what is said of its start behind them if there is something."""
    words, _open, said = detail, "", ""
    while words and not (found := say_clock(words, agreement, language)):
        words, _open, _rest = words.rpartition(" (")
        said = detail[len(words) + 2 : -1]
    if not words:
        return detail
    start = say_clock(said, agreement, language) or apart(said)
    return _("%(clock)s (%(start)s)") % {"clock": found, "start": start} if said else found
