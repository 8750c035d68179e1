"""A made-up log in the language of the page: what is done on which day, and where it ends. In English the core tells it."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later

from safeconduct.agreement.calendar import zone_of
from safeconduct.checks.finding import Finding, Witness
from safeconduct.checks.story import MOST
from safeconduct.checks.text import CheckedText
from safeconduct.kernel import acts
from safeconduct.kernel.acts import ActBase
from safeconduct.web.draft.names import Names
from safeconduct.web.shell.act_words import OUTCOMES
from safeconduct.web.shell.apart import apart
from safeconduct.web.shell.dates import full_day
from safeconduct.web.shell.part_names import called
from safeconduct.web.shell.words import amount

_DID: dict[type[ActBase], Any] = {
    acts.Claimed: later("%(who)s does “%(of)s”%(count)s, and says so."),
    acts.Confirmed: later("%(who)s confirms “%(of)s”%(count)s."),
    acts.Counted: later("%(who)s counts for “%(of)s”%(count)s."),
    acts.Contested: later("%(who)s contests “%(of)s”%(count)s."),
    acts.Refuted: later("%(who)s finds against “%(of)s”%(count)s."),
    acts.Ruled: later("%(who)s rules on “%(of)s”: %(outcome)s."),
    acts.BreachAlleged: later("%(who)s alleges a breach of “%(of)s”."),
    acts.BreachFound: later("%(who)s finds a breach of “%(of)s”."),
    acts.AnchorDated: later("“%(of)s” happens."),
    acts.DecisionMade: later("%(who)s decides “%(of)s”: %(outcome)s."),
    acts.HoleFilled: later("“%(of)s” is agreed."),
    acts.SuspensionDeclared: later("%(who)s suspends “%(of)s”."),
    acts.SuspensionEnded: later("%(who)s takes up again “%(of)s”."),
    acts.PowerExercised: later("%(who)s uses “%(of)s”."),
}
_LIFE = {
    "dormant": later("“%(of)s” still waits and cannot begin"), "in_force": later("“%(of)s” is still owed"),
    "fulfilled": later("“%(of)s” counts as done"), "overdue": later("“%(of)s” is late"),
    "breached": later("“%(of)s” counts as broken"), "suspended": later("“%(of)s” stands still"),
    "lapsed": later("“%(of)s” can no longer happen"),
}  # fmt: skip
_MISSING = {
    "grantor": later("nobody is named who grants it"), "holder": later("nobody is named who has it"),
    "date": later("it has no date, so it can never be late"), "verifier": later("nobody is named whose word confirms it"),
    "number": later("no number says when it is complete"), "duty_holder": later("nobody is named who owes it"),
    "destination": later("nobody says where to"), "carry_over": later("nobody says what becomes of a shortfall"),
    "base": later("nobody says of what the share is"),
}  # fmt: skip
_ABOUT = ("of", "anchor", "decision", "hole", "power")


def course_of(text: CheckedText, finding: Finding, names: Names) -> tuple[str, ...] | None:
    """Give the course of events that shows a finding, as dated sentences; None where one of them is not known here."""
    if finding.witness is None or not finding.witness.acts:
        return ()
    lines: dict[str, None] = {}
    for act in finding.witness.acts:
        if type(act) not in _DID:
            return None
        told = str(_DID[type(act)]) % _parts(act, names)
        lines[_("%(day)s: %(told)s") % {"day": apart(_day(text, act.happened)), "told": told}] = None
    found = list(lines)
    if len(found) > MOST:
        cut = len(found) - MOST + 1
        found[3 : 3 + cut] = [_("(%(n)s more steps)") % {"n": cut}]
    return (*found, _ending(text, finding.witness, names))


def _parts(act: ActBase, names: Names) -> dict[str, Any]:
    of = next((getattr(act, name) for name in _ABOUT if getattr(act, name, "")), "")
    count = act.total if isinstance(act, acts.Counted) else getattr(act, "amount", None)
    unit = names.agreement.units.get(getattr(act, "unit", ""))
    number = f"{amount(count)} {apart(unit.pick(names.language)) if unit else ''}".rstrip()
    outcome = getattr(act, "outcome", "")
    return {"who": _name(act.actor, names), "of": _name(of, names), "outcome": OUTCOMES.get(outcome, outcome),
            "count": _(" (%(number)s)") % {"number": number} if count is not None else ""}  # fmt: skip


def _name(of: str, names: Names) -> str:
    return apart(called(of, names.agreement, names.language))


def _day(text: CheckedText, at: datetime) -> str:
    return full_day(at.astimezone(zone_of(text.agreement.time.zone)))


def _ending(text: CheckedText, witness: Witness, names: Names) -> str:
    of, shows = {"of": _name(witness.blocked, names)}, witness.shows
    said = [str(_MISSING[word]) for word in shows.get("missing", ()) if word in _MISSING][:3]
    if shows.get("life") in _LIFE:
        said.insert(0, str(_LIFE[shows["life"]]) % of)
    elif said:
        said[0] = _("“%(of)s”: %(told)s") % {**of, "told": said[0]}
    said += [_("“%(of)s” is still not agreed") % {"of": _name(hole, names)} for hole in shows.get("open_holes", ())][:3]
    if not said:
        said = [_("“%(of)s” comes no further") % of]
    told = said[0]
    for part in said[1:]:
        told = _("%(one)s; %(next)s") % {"one": told, "next": part}
    return _("%(day)s: %(told)s.") % {"day": apart(_day(text, datetime.fromisoformat(witness.as_of))), "told": told}
