"""A made-up log told as dated sentences: what is done on which day, and where it ends.

The log itself is replayed by the evaluator in the tests; this only says it in words.
"""

from collections.abc import Iterator
from datetime import datetime

from safeconduct.agreement.calendar import zone_of
from safeconduct.checks.finding import Finding, Witness
from safeconduct.checks.text import CheckedText
from safeconduct.kernel import acts
from safeconduct.kernel.acts import ActBase

MOST = 12
"""Sentences of one story; a longer one is cut in its middle, and says so."""

_LIFE = {
    "dormant": "still waits and cannot begin",
    "in_force": "is still owed",
    "fulfilled": "counts as done",
    "overdue": "is late",
    "breached": "counts as broken",
    "suspended": "stands still",
    "lapsed": "can no longer happen",
}
_MISSING = {
    "grantor": "nobody is named who grants it",
    "holder": "nobody is named who has it",
    "date": "it has no date, so it can never be late",
    "verifier": "nobody is named whose word confirms it",
    "number": "no number says when it is complete",
    "duty_holder": "nobody is named who owes it",
    "destination": "nobody says where to",
    "carry_over": "nobody says what becomes of a shortfall",
    "base": "nobody says of what the share is",
}


def told(text: CheckedText, finding: Finding) -> tuple[str, ...]:
    """Give the course of events that shows a finding, as dated sentences; empty if nothing has to happen for it."""
    return course(text, finding.witness) if finding.witness is not None and finding.witness.acts else ()


def course(text: CheckedText, witness: Witness) -> tuple[str, ...]:
    """Tell a made-up log as dated sentences, and where it ends."""
    days: dict[str, list[str]] = {}
    for act in witness.acts:
        said = days.setdefault(_day(text, act.happened), [])
        for sentence in _said(text, act):
            if sentence not in said:
                said.append(sentence)
    lines = [f"{day}: {sentence}" for day, said in days.items() for sentence in said]
    if len(lines) > MOST:
        cut = len(lines) - MOST + 1
        lines[3 : 3 + cut] = [f"({cut} more steps)"]
    return (*lines, _ending(text, witness))


def _day(text: CheckedText, at: datetime) -> str:
    local = at.astimezone(zone_of(text.agreement.time.zone))
    return f"{local.day} {local:%b %Y}"


def _said(text: CheckedText, act: ActBase) -> Iterator[str]:
    who = text.name(act.actor)
    amount = getattr(act, "amount", None)
    unit = getattr(act, "unit", "")
    units = text.agreement.units[unit].pick("en") if unit in text.agreement.units else ""
    count = f" ({amount} {units})".replace(" )", ")") if amount is not None else ""
    of = f"“{text.name(getattr(act, 'of', ''))}”"
    if isinstance(act, acts.Claimed):
        yield f"{who} does {of}{count}, and says so."
    elif isinstance(act, acts.Confirmed):
        yield f"{who} confirms {of}{count}."
    elif isinstance(act, acts.Counted):
        yield f"{who} counts {act.total} {units} for {of}."
    elif isinstance(act, acts.Contested | acts.Refuted):
        yield f"{who} {'contests' if isinstance(act, acts.Contested) else 'finds against'} {of}{count}."
    elif isinstance(act, acts.Ruled):
        yield f"{who} rules on {of}: {act.outcome}."
    elif isinstance(act, acts.BreachAlleged | acts.BreachFound):
        yield f"{who} {'alleges' if isinstance(act, acts.BreachAlleged) else 'finds'} a breach of {of}."
    elif isinstance(act, acts.AnchorDated):
        yield f"“{text.name(act.anchor)}” happens."
    elif isinstance(act, acts.DecisionMade):
        yield f"{who} decides “{text.name(act.decision)}” with {act.outcome}."
    elif isinstance(act, acts.HoleFilled):
        yield f"“{text.name(act.hole)}” is agreed."
    elif isinstance(act, acts.SuspensionDeclared | acts.SuspensionEnded):
        yield f"{who} {'suspends' if isinstance(act, acts.SuspensionDeclared) else 'takes up again'} {of}."
    elif isinstance(act, acts.PowerExercised):
        yield f"{who} uses “{text.name(act.power)}”."
    elif isinstance(act, acts.StatementReported):
        yield f"{who} records what was said: {act.says}"
    else:
        yield f"{who} enters {acts.act_type(act).partition('/')[0].replace('.', ' ')}."


def _ending(text: CheckedText, witness: Witness) -> str:
    what = f"“{text.name(witness.blocked)}”"
    shows = witness.shows
    said = [_MISSING[word] for word in shows.get("missing", ()) if word in _MISSING][:3]
    if shows.get("life") in _LIFE:
        said.insert(0, f"{what} {_LIFE[shows['life']]}")
    elif said:
        said[0] = f"{what}: {said[0]}"
    said += [f"“{text.name(hole)}” is still not agreed" for hole in shows.get("open_holes", ())][:3]
    return f"{_day(text, datetime.fromisoformat(witness.as_of))}: {'; '.join(said) or f'{what} comes no further'}."
