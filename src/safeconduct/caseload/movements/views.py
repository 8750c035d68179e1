"""What may be read of movements: one of them by whoever asks, and the sums of the ways out.

An assembly point and the case numbers on a manifest are shown to those who run the movement. To everyone else the
assembly point is not there at all. Where people are on the way is not known, so no view can show it.
"""

from collections.abc import Collection
from datetime import datetime
from typing import Any, NamedTuple

from safeconduct.caseload.movements.asking import controlling, holding_there
from safeconduct.caseload.movements.standing import blocked, fire_uncovered, halted, ready_at, stage_of
from safeconduct.caseload.movements.state import BEGUN, Movement, Movements, Stage, withdrawn_at, words_at
from safeconduct.caseload.moves import Rules


class Sum(NamedTuple):
    """The sums of one way out. `out` is `arrived` and `difference` together.

    `wounded` counts the groups whose wounded were counted; `uncounted` is how many groups were not.
    """

    movement: str
    groups: int
    out: int
    wounded: int
    uncounted: int
    arrived: int
    difference: int
    missing: int
    extra: int
    unexplained: int


def sums(state: Movements) -> tuple[Sum, ...]:
    """Give the sums of each way out, in the order in which they were planned."""
    return tuple(_sum(movement) for movement in state.movements.values() if movement.kind == "way_out")


def _sum(movement: Movement) -> Sum:
    known = [group.wounded for group in movement.groups if group.wounded is not None]
    return Sum(movement.id, len(movement.groups), movement.departed, sum(known), len(movement.groups) - len(known),
               movement.arrived, movement.difference, movement.missing, movement.extra, movement.unexplained)  # fmt: skip


def runs(movement: str, state: Movements, viewer: str, rules: Rules) -> bool:
    """Whether an organisation runs a movement: it may take its step, or has a post in the team of a way out."""
    kind = state.movements[movement].kind
    rule = rules.programme.way_out
    named = (*rules.holders(kind), *(rule.team if rule and kind == "way_out" else ()))
    return viewer in {rules.posts[name].of if name in rules.posts else name for name in named}


def view(movement: str, state: Movements, viewer: str, rules: Rules, *, now: datetime,
         travelling: Collection[str] = ()) -> dict[str, Any]:  # fmt: skip
    """Give what an organisation may see of a movement at a moment.

    `travelling` are the cases that may travel now and be shown: a manifest names nobody else. Who was found to be a child
    since it was set, or may no longer travel, is not known here; while nobody says who may, nobody is named.
    """
    found = state.movements[movement]
    summed, there = _sum(found), holding_there(found, rules)
    sides = (*controlling(found, rules), *((there,) if there else ()))
    shown: dict[str, Any] = {
        "movement": found.id,
        "kind": found.kind,
        "stage": stage_of(movement, state, now),
        "zone": found.zone,
        "to": found.to,
        "way": found.way,
        "start": found.start,
        "stop": found.stop,
        "group_size": found.group_size,
        "wounded_expected": found.wounded,
        "hold_fire": {
            "confirmed": words_at(found, now),
            "withdrawn": withdrawn_at(found, now),
            "uncovered": fire_uncovered(found, now, sides),
        },
        "blocked": blocked(movement, state, now) if found.stage in (Stage.PLANNED, *BEGUN) else (),
        "halted": halted(movement, state, now),
        "stood_still": found.stopped,
        "ready": ready_at(found, now),
        "offers": tuple(offer for offer in state.offers if offer.zone == found.zone),
        "answers": tuple(answer for answer in state.answers if answer.zone == found.zone),
        "notices": found.notices,
        "seats": found.seats,
        "on_manifest": len(found.manifest),
        "begun": found.begun,
        "groups": found.groups,
        "departed": found.departed,
        "wounded": summed.wounded,
        "uncounted": summed.uncounted,
        "arrived": found.arrived,
        "difference": found.difference,
        "account": (found.missing, found.extra, found.account),
        "unexplained": found.unexplained,
        "ended": found.ended,
        "cancelled": found.cancelled,
    }
    if runs(movement, state, viewer, rules):
        manifest = tuple(case for case in found.manifest if case in travelling)
        shown |= {"assembly_point": found.assembly_point, "manifest": manifest, "vehicles": found.vehicles}
    return shown
