"""The movements that a seat may know of, and the operations that stand in their way.

Who travels, from where and in what is for those who run the movement. Whoever controls the ground sees where and when it has to
hold its fire, and not who comes. Where people are on the way is not known, so nothing here can show it.
"""

from datetime import datetime
from typing import Any

import msgspec

from safeconduct.access.classes import Standing, fields_of
from safeconduct.access.view import view_movement
from safeconduct.caseload.movements.acts import MovementBegun, MovementResumed
from safeconduct.caseload.movements.standing import blocked, halted, ready_at, stage_of
from safeconduct.caseload.movements.state import BEGUN, OVER, Movement, Operation, Stage, withdrawn_at, words_at
from safeconduct.caseload.moves import Missing
from safeconduct.kernel.moments import utc
from safeconduct.secretariat.queries import Said
from safeconduct.web.programme.seen import NotShown, Sight


class HeadCount(msgspec.Struct, frozen=True, kw_only=True):
    """How many set out and arrived. `difference` is what is accounted for and what is not."""

    out: int
    arrived: int
    difference: int
    missing: int
    extra: int
    unexplained: int
    account: str
    wounded: int


class MovementSeen(msgspec.Struct, frozen=True, kw_only=True):
    """One movement: the fields that a seat sees, as they stand at the moment looked at.

    `blocked`, `causes` and `lacks` say why it does not go on; `since` since when. What a seat does not see is None or empty.
    """

    movement: str
    kind: str
    stage: str
    fields: dict[str, Any]
    ready: Any
    seats: int | None
    listed: int | None
    count: HeadCount | None
    since: datetime | None
    under_way: int | None
    blocked: tuple[Said, ...]
    causes: tuple[Said, ...]
    lacks: tuple[Said, ...]
    not_shown: NotShown | None

    @property
    def held_up(self) -> tuple[Said, ...]:
        """Give what blocks it and why it stands still."""
        return (*self.causes, *self.blocked)

    @property
    def over(self) -> bool:
        """Say whether it is closed or did not take place."""
        return self.stage in OVER

    @property
    def anchor(self) -> str:
        """Give its place on the page."""
        return f"movement-{self.movement}"


def movements(sight: Sight) -> list[MovementSeen]:
    """Give the movements a seat may know of: what is held up first, then what goes on, then what is over, each as planned."""
    found = [seen for name in sight.known_movements if (seen := one_movement(sight, name)) is not None]
    return sorted(found, key=lambda one: (one.over, not one.held_up and one.stage != Stage.HALTED))


def one_movement(sight: Sight, name: str) -> MovementSeen | None:
    """Give one movement; None both for one that there is not and for one the seat may not know of."""
    seen = view_movement(sight.viewer, name, sight.cases)
    if not seen.found:
        return None
    state, now = sight.office.movements, sight.now
    found, standings = state.movements[name], sight.viewer.of_movement(state.movements[name])
    assert standings is not None
    fields = dict(seen.values())
    if "confirmed" in fields:
        fields["confirmed"] = words_at(found, now)
    if "withdrawn" in fields:
        fields["withdrawn"] = withdrawn_at(found, now)
    stage = stage_of(name, state, now)
    still = halted(name, state, now) if "halts" in fields else None
    runs = sight.sees("MovementRow", "held_up", standings)
    stops = blocked(name, state, now) if runs and found.stage in (Stage.PLANNED, *BEGUN) else ()
    return MovementSeen(
        movement=sight.word(name), kind=found.kind, stage=str(stage), fields=fields,
        ready=ready_at(found, now) if "readied" in fields else None,
        seats=sum(fields["vehicles"].values()) if "vehicles" in fields else None,
        listed=len(fields["manifest"]) if "manifest" in fields else None,
        count=_count(found) if {"groups", "arrivals", "missing"} <= set(fields) else None,
        since=still.since if still else None,
        under_way=still.under_way if still and sight.sees("Halted", "under_way", standings) else None,
        blocked=sight.reasons(stops), causes=sight.reasons(still.causes) if still and sight.viewer.inside else (),
        lacks=_lacks(sight, found, str(stage), {part.code for part in stops}) if runs else (),
        not_shown=sight.not_shown(seen.fields),
    )  # fmt: skip


def _count(found: Movement) -> HeadCount:
    return HeadCount(out=found.departed, arrived=found.arrived, difference=found.difference, missing=found.missing,
                     extra=found.extra, unexplained=found.unexplained, account=found.account,
                     wounded=sum(group.wounded or 0 for group in found.groups))  # fmt: skip


def _lacks(sight: Sight, found: Movement, stage: str, said: set[str]) -> tuple[Said, ...]:
    """Give what a movement still lacks to begin, or to go on."""
    wanted = {"planned": MovementBegun, "halted": MovementResumed}.get(stage)
    lacks = [part for offered in sight.office.offered_for_movement(found.id, sight.now) if offered.row.act is wanted
             for part in offered.missing if part.code not in said and not _names_cases(part)]  # fmt: skip
    if stage == "planned" and utc(sight.now) < utc(found.start):
        # Nothing is lacking by that: the window stands above, and has not opened.
        lacks = [part for part in lacks if part.code != "outside_window"]
    return sight.reasons(lacks)


def _names_cases(part: Missing) -> bool:
    # Who is on a manifest stands there, for those who see it.
    return not {"case", "cases"}.isdisjoint(part.params)


def operations(sight: Sight) -> list[Operation]:
    """Give the announced operations that a seat sees, in the order in which they were announced: in whole, or not at all."""
    return [one for one in sight.office.movements.operations.values() if _sees_whole(sight, sight.of_operation(one))]


def _sees_whole(sight: Sight, standings: frozenset[Standing]) -> bool:
    return all(sight.sees("Operation", name, standings) for name in fields_of("Operation"))
