"""The timeline: anchors, limits and acts in order, each a claim with its source."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

import msgspec

from safeconduct.agreement.calendar import zone_of
from safeconduct.agreement.results import Status
from safeconduct.kernel import acts
from safeconduct.kernel.acts import ActBase

if TYPE_CHECKING:
    from safeconduct.agreement.casefile import Case


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """One line of the timeline. `kind`: anchor, deadline, act, allegation, step, statement, figure."""

    start: datetime
    end: datetime
    kind: str
    title: str
    on: tuple[str, ...] = ()
    who: tuple[str, ...] = ()
    act: str = ""
    evidence: tuple[str, ...] = ()
    detail: str = ""


def rows(case: "Case", status: Status) -> tuple[Row, ...]:
    """Give everything that had happened by the status's moment and was known, and every limit, oldest first."""
    found = [*_deadlines(status)]
    for act in case.acts():
        if act.happened <= status.as_of and act.recorded <= status.known_by and (row := act_row(act, case)):
            found.append(row)
    return tuple(sorted(found, key=lambda row: (row.start, row.end, row.kind, row.act)))


def _deadlines(status: Status) -> list[Row]:
    found: dict[tuple[Any, ...], Row] = {}
    for norm in status.norms:
        for clock in (*norm.clocks, *(clock for part in norm.tranches for clock in part.clocks)):
            for candidate in clock.candidates:
                if candidate.limit_end is None or candidate.limit_start is None:
                    continue
                detail = clock.words + (f" ({candidate.says})" if candidate.says not in ("", clock.words) else "")
                key = (norm.id, candidate.limit_end, detail)
                found[key] = Row(start=candidate.limit_start, end=candidate.limit_end, kind="deadline",
                                 title=norm.title, on=(norm.id,), who=norm.who, detail=detail,
                                 evidence=candidate.evidence)  # fmt: skip
    return list(found.values())


def act_row(act: ActBase, case: "Case") -> Row | None:
    """Give an act as a line of the timeline; None for a source, which is no event."""
    agreement = case.agreement
    zone = zone_of(agreement.time.zone)
    kind, title, on, detail = "act", "", (), act.note
    if isinstance(act, acts.SourceAdded):
        return None
    if isinstance(act, acts.AnchorDated):
        kind, on = "anchor", (act.anchor,)
        title, detail = f"{agreement.name_of(act.anchor)}: {act.says}", "hour unknown" if act.hour == "unknown" else ""
    elif isinstance(act, acts.StatementReported):
        kind, on, title = "statement", act.on, act.says
        detail = f"{_speaker(act, case)} {stance_words(act.stance, act.polarity)}"
    elif isinstance(act, acts.FigureReported):
        kind, on = "figure", (act.subject,)
        title = f"{agreement.name_of(act.subject)}: {figure_words(act.low, act.high, act.approximate, act.words)}"
        detail = _speaker(act, case)
    elif isinstance(act, acts.StepTaken):
        kind, on, title = "step", act.on, act.says
    elif isinstance(act, acts.BreachAlleged):
        kind, on, title = "allegation", (act.of,), f"breach alleged: {agreement.name_of(act.of)}"
    else:
        target = next((getattr(act, name) for name in ("of", "decision", "hole", "power", "body")
                       if getattr(act, name, "")), "")  # fmt: skip
        on = (target,) if target else ()
        title = f"{_VERBS.get(type(act), acts.act_type(act))}: {agreement.name_of(target)}{_amount(act, agreement)}"
    return Row(start=act.happened.astimezone(zone), end=(act.until or act.happened).astimezone(zone), kind=kind,
               title=title, on=on, who=(act.actor,), act=act.id, evidence=act.evidence, detail=detail)  # fmt: skip


_VERBS: dict[type[ActBase], str] = {
    acts.Claimed: "claimed done",
    acts.Confirmed: "confirmed",
    acts.Refuted: "refuted",
    acts.Contested: "contested",
    acts.Counted: "running total stated",
    acts.Waived: "waived",
    acts.Withdrawn: "withdrawn",
    acts.Ruled: "ruled on",
    acts.BreachFound: "finding on",
    acts.DecisionMade: "decided",
    acts.HoleFilled: "agreed",
    acts.SuspensionDeclared: "suspended",
    acts.SuspensionEnded: "suspension ended",
    acts.PowerExercised: "power used",
    acts.DelayExplained: "delay explained",
    acts.MandateExtended: "mandate extended",
}


def _amount(act: ActBase, agreement: Any) -> str:
    amount = getattr(act, "amount", None) if not isinstance(act, acts.Counted) else act.total
    if amount is None:
        return f", {act.outcome.replace('_', ' ')}" if hasattr(act, "outcome") else ""
    unit = getattr(act, "unit", "")
    words = agreement.units[unit].pick("en") if unit in agreement.units else ""
    category = getattr(act, "category", "")
    return f", {amount} {words}".rstrip() + (f" ({agreement.name_of(category)})" if category else "")


def _speaker(act: Any, case: "Case") -> str:
    return " > ".join(case.agreement.name_of(link.who) for link in act.chain)


def stance_words(stance: str, polarity: str) -> str:
    """Give a stance as words: 'rejects', or with polarity '-' 'does not reject'."""
    if polarity == "+":
        return stance
    return f"does not {stance[:-3] + 'y' if stance.endswith('ies') else stance[:-1]}"


def figure_words(low: int | None, high: int | None, approximate: bool, words: str) -> str:
    """Give a reported figure as words: '100 to 200', 'about 200', 'at least 30', or the words it was given in."""
    about = "about " if approximate else ""
    if low is not None and high is not None:
        return f"{about}{low:,}" if low == high else f"{about}{low:,} to {high:,}"
    if low is not None:
        return f"{about}at least {low:,}"
    return f"{about}at most {high:,}" if high is not None else words or "no number given"
