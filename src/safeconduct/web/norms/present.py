"""One norm and one point, made ready to read."""

from typing import Any, NamedTuple

from django.utils.translation import gettext

from safeconduct.agreement.frame import Clause, Point
from safeconduct.agreement.model import Agreement
from safeconduct.agreement.results import (
    CanChange,
    Candidate,
    ClockStatus,
    HoleStatus,
    Life,
    NormStatus,
    Reason,
    Status,
)
from safeconduct.agreement.timeline import Row
from safeconduct.web.shell.acts import act_lines
from safeconduct.web.shell.case import Shown
from safeconduct.web.shell.changes import Way, ways
from safeconduct.web.shell.figures import chart_of
from safeconduct.web.shell.lens import Lens
from safeconduct.web.shell.meter import NormRow, meter
from safeconduct.web.shell.spoken import say
from safeconduct.web.shell.wording import Version, number_of, ui_language, versions


class ReasonLine(NamedTuple):
    """One step of an explanation as a sentence, with what it rests on."""

    sentence: str
    reason: Reason
    ways: tuple[Way, ...]
    children: tuple["ReasonLine", ...]


class ClockLine(NamedTuple):
    """One candidate moment under one clock; the clock itself stands in its first line only."""

    clock: ClockStatus
    first: bool
    rows: int
    candidate: Candidate | None


class Wordings(NamedTuple):
    """What one clause or point says, in each language."""

    ref: str
    number: str
    says: list[Version]
    clause: Clause | Point

    @property
    def anchor(self) -> str:
        """Give the place of a clause on the page of its point."""
        return self.ref.partition(".")[2]


def norm(found: NormStatus, status: Status, shown: Shown, lens: Lens) -> dict[str, Any]:
    """Give everything the page of one norm shows."""
    agreement = shown.agreement
    kind_and_value = agreement.find(found.id)
    model = kind_and_value[1] if kind_and_value else None
    lines = act_lines(shown, status)
    reason = reason_line(found.reason, agreement, ui_language())
    return {
        "status": status,
        "norm": found,
        "model": model,
        "meter": meter(found),
        "ways": ways(found.can_unblock, agreement, ui_language()),
        "outcomes": [(found.if_for, gettext("If what is contested stands")),
                     (found.if_against, gettext("If what is contested falls"))] if found.if_for else [],
        "unsaid": [line.sentence for line in reason.children if line.reason.code.startswith(("missing_", "unseen_"))],
        "clocks": _clock_lines(found.clocks),
        "tranches": found.tranches,
        "clauses": [_wordings(ref, agreement, lens) for ref in found.clause if agreement.find(ref)],
        "reason": reason,
        "figures": chart_of(figure for figure in status.figures if figure.id in found.figures),
        "exchanges": [exchange for exchange in status.exchanges if found.id in (exchange.given, exchange.owed)],
        "holes": _holes(found, status),
        "allegations": _acts(found.allegations, lines),
        "findings": _acts(found.findings, lines),
        "delays": _acts(found.delays, lines),
        "waiting": [other for other in status.norms
                    if other.life is Life.DORMANT and found.id in _heads(other.waits_for)],
        "tallies": found.amount.tallies if found.amount else (),
    }


def point(name: str, found: Point, status: Status, shown: Shown, lens: Lens) -> dict[str, Any]:
    """Give everything the page of one point shows."""
    agreement = shown.agreement
    around = [key for key, other in agreement.points.items() if other.of == found.of]
    at = around.index(name)
    return {
        "status": status,
        "id": name,
        "point": found,
        "text": agreement.texts.get(found.of),
        "says": versions(found.says, agreement.wording, lens.language),
        "clauses": [_wordings(f"{name}.{key}", agreement, lens) for key in found.clauses],
        "rows": [NormRow(norm, meter(norm)) for norm in status.norms if name in _heads(norm.clause)],
        "holes": [hole for hole in status.holes if name in _heads(hole.clause)],
        "before": around[at - 1] if at else None,
        "after": around[at + 1] if at + 1 < len(around) else None,
    }


def reason_line(reason: Reason, agreement: Agreement, language: str) -> ReasonLine:
    """Give a reason and all it rests on as sentences."""
    return ReasonLine(
        say(reason, agreement, language),
        reason,
        ways(_own_changes(reason), agreement, language),
        tuple(reason_line(child, agreement, language) for child in reason.children),
    )


def _own_changes(reason: Reason) -> tuple[CanChange, ...]:
    # What a step's parts can change is told at the parts.
    below = {change for child in reason.children for leaf in child.leaves() for change in map(_key, leaf.can_change)}
    return tuple(change for change in reason.can_change if _key(change) not in below)


def _key(change: CanChange) -> tuple[Any, ...]:
    return change.who, change.how, tuple(sorted((key, str(value)) for key, value in change.params.items()))


def _clock_lines(clocks: tuple[ClockStatus, ...]) -> list[ClockLine]:
    lines = []
    for clock in clocks:
        rows = max(1, len(clock.candidates))
        for at, candidate in enumerate(clock.candidates or (None,)):
            lines.append(ClockLine(clock, at == 0, rows, candidate))
    return lines


def _wordings(ref: str, agreement: Agreement, lens: Lens) -> Wordings:
    found = agreement.find(ref)
    assert found is not None
    clause = found[1]
    return Wordings(ref, number_of(agreement, ref), versions(clause.says, agreement.wording, lens.language), clause)


def _holes(found: NormStatus, status: Status) -> list[HoleStatus]:
    return [hole for hole in status.holes if hole.id in found.open_holes]


def _acts(ids: tuple[str, ...], lines: dict[str, Row]) -> list[Row]:
    return [lines[name] for name in ids if name in lines]


def _heads(refs: tuple[str, ...]) -> set[str]:
    return {ref.partition(".")[0] for ref in refs}


