"""The table of roles, actions and fields of an agreement, made from the functions that decide: nothing in it is written by hand.

It is what a page shows and what tests compare. It says who may do something by the text, and what a seat sees by a step or under
a standing; how a single case stands is not in it.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import Any, NamedTuple

import msgspec

from safeconduct.access import acts, alarms, approvals
from safeconduct.access.classes import ROWS, Row, Standing
from safeconduct.access.in_force import InForce
from safeconduct.access.knowing import OPENING, Viewer
from safeconduct.access.mandates import Mandates
from safeconduct.access.may import ROWS as MOVES
from safeconduct.access.may import by_the_text
from safeconduct.access.powers import power_over
from safeconduct.access.roles import roles_of
from safeconduct.access.seats import Kind, Seat, person, seats_of
from safeconduct.agreement.model import Agreement
from safeconduct.kernel.acts import TYPES, ActBase

SUBJECTS = ("Person", "Item", "Container", "Receipt", "Movement", "vault")
"""What is looked at one by one."""
BY_STEP = "step"
"""What a cell says where a seat sees a field because of a step it takes."""


class Matrix(NamedTuple):
    """The roles of each seat, who may do which act, and how who sees which field: by a step, or under which standing."""

    roles: dict[Seat, tuple[str, ...]]
    actions: dict[str, tuple[Seat, ...]]
    fields: dict[tuple[str, str], dict[Seat, tuple[str, ...]]]


def matrix(agreement: Agreement, at: datetime, mandates: Mandates | None = None) -> Matrix:
    """Make the table of an agreement at a moment."""
    in_force = InForce(agreement, at, mandates)
    viewers = [Viewer(seat, in_force) for seat in (*seats_of(agreement), person("THE-PERSON"))]
    return Matrix(
        roles={one.seat: tuple(dict.fromkeys(held.role for held in roles_of(one.seat, in_force))) for one in viewers},
        actions={kind: tuple(one.seat for one in viewers if may_ever(one, kind, at)) for kind in every_act()},
        fields={(row.of, row.field): {one.seat: cell for one in viewers if (cell := cell_of(one, row))}
                for row in ROWS.values() if row.of in SUBJECTS},
    )  # fmt: skip


def every_act() -> tuple[str, ...]:
    """Give every type of act that somebody could do here."""
    return (*TYPES, *(str(kind.__struct_config__.tag) for kind in (*MOVES, *acts.TYPES)))


_BY_TAG: dict[str, Any] = {str(kind.__struct_config__.tag): kind for kind in (*TYPES.values(), *MOVES, *acts.TYPES)}


def may_ever(viewer: Viewer, kind: str, at: datetime) -> bool:
    """Whether a seat may do a type of act by the text, about something."""
    act = _BY_TAG[kind]
    if viewer.seat.kind is Kind.RECORDER:
        return kind in ("statement.reported/1", "figure.reported/1", "source.added/1", "act.withdrawn/1")
    if not viewer.has_role:
        return False
    if act in MOVES:
        return by_the_text(viewer, act, at)
    return any(_allowed(viewer, one) for one in _samples(act, viewer, at))


def _allowed(viewer: Viewer, act: Any) -> bool:
    if isinstance(act, acts.GlassBroken):
        return not alarms.power(viewer, act)
    if isinstance(act, acts.TYPES):
        return not approvals.power(viewer, act)
    power = power_over(act, viewer.in_force)
    return power.anyone or viewer.seat.org in power.who


def _samples(kind: type[ActBase], viewer: Viewer, at: datetime) -> Iterator[ActBase]:
    """Give one act of a type about each thing of the text that it can be about."""
    agreement, rules = viewer.agreement, viewer.in_force.rules
    common = {"id": "sample", "happened": at, "recorded": at, "actor": viewer.seat.org}
    fields = kind.__struct_fields__
    if issubclass(kind, acts.GlassBroken):
        for reason in alarms.MAY:
            yield kind(**common, kind="vault", reason=reason, cases=("SYN-SAMPLE",), fields=())
    elif issubclass(kind, acts.Requested):
        for action in acts.ACTIONS:
            of = "sample" if action == "unmask" else ""
            yield kind(**common, action=action, kind="act" if of else "person", reason="audit", of=of)
    elif issubclass(kind, acts.TYPES):
        yield kind(**common, **_filled(kind))
    elif "power" in fields and "of" in fields:
        for name, power in agreement.powers.items():
            yield from (kind(**common, of=of, power=name) for of in power.affects)
    elif "of" in fields:
        more = {name: value for name, value in _filled(kind).items() if name != "of"}
        for name in (*agreement.obligations, *agreement.prohibitions, *agreement.entitlements):
            tallies = rules.obligations[name].tallies if "tally" in fields and name in rules.obligations else {"": None}
            yield from (kind(**common, **{**more, "of": name, **({"tally": tally} if "tally" in fields else {})})
                        for tally in tallies)  # fmt: skip
    else:
        for field, section in (("decision", "decisions"), ("hole", "holes"), ("power", "powers"), ("body", "bodies")):
            if field in fields:
                yield from (kind(**common, **{**_filled(kind), field: name}) for name in getattr(agreement, section))
                return
        yield kind(**common, **_filled(kind))


_WORDS: dict[str, Any] = {
    **dict.fromkeys(("unit", "says", "subject", "root", "cause", "power", "decision", "hole", "body", "tally", "digest"), ""),
    **dict.fromkeys(("of", "what", "anchor", "candidate", "source"), "sample"), **dict.fromkeys(("chain", "to"), ()),
    **dict.fromkeys(("total", "rows"), 0), "amount": None, "outcome": "yes", "stance": "asserts", "kind": "person",
    "reason": "not_needed",
}  # fmt: skip


def _filled(kind: type[ActBase]) -> dict[str, Any]:
    """Give something for each field that has to be given. What stands in it is not looked at by who may."""
    return {field.name: _WORDS[field.name] for field in msgspec.structs.fields(kind) if field.required and field.name in _WORDS}


def possible(viewer: Viewer) -> tuple[Standing, ...]:
    """Give the standings that a seat could come to have in something."""
    could = {
        Standing.PERSON: viewer.seat.kind is Kind.PERSON,
        Standing.NOTICED: viewer.is_side and bool(viewer.objects_by),
        Standing.OBJECTOR: viewer.is_side and bool(viewer.objects_by),
        Standing.RECEIVER: viewer.receives,
        Standing.CONTESTER: viewer.contests,
        Standing.CONTROLLER: bool(viewer.controls),
        Standing.NOTIFIED: viewer.has_role,
        Standing.KEEPER: viewer.keeps,
        Standing.CHILD: viewer.for_children,
        Standing.REVEALED: viewer.inside and any(not approvals.task_lacks(viewer, action) for action in acts.ACTIONS),
        Standing.REVIEWER: viewer.reviews,
    }
    return tuple(standing for standing, can in could.items() if can)


def cell_of(viewer: Viewer, row: Row) -> tuple[str, ...]:
    """Say how a seat sees a field: by a step, or under which standings; empty if it never does.

    A step opens a field only to a seat that may know of such things by a step.
    """
    opens = OPENING["Person" if row.of == "vault" else row.of]
    if viewer.steps & opens and viewer.sees(row):
        return (BY_STEP,)
    return tuple(standing.value for standing in possible(viewer) if standing in row.standings)
