"""What a question about a movement starts from: its subject, what other rooms know, and who runs the movement."""

from collections.abc import Callable, Collection
from datetime import datetime
from typing import Any, NamedTuple, Protocol

from safeconduct.agreement.programme import WayKind
from safeconduct.caseload.movements import acts
from safeconduct.caseload.movements.standing import Side
from safeconduct.caseload.movements.state import BEGUN, Movement, Movements, Operation, Stage, operation_name
from safeconduct.caseload.moves import Asked, CaseAct, Missing, Rules


class Facts(Protocol):
    """What this room has to know of others."""

    def cleared(self, case: str, way: str, to: str) -> tuple[Missing, ...]:
        """Give what keeps a case from travelling this way; nothing means that it may, unarmed."""

    def boarded(self, movement: str) -> Collection[str]:
        """Give the cases that are aboard a movement: boarded, and neither arrived nor turned back."""

    def presented(self, movement: str) -> int:
        """Give how many people were received who came by a way out."""


class Subject(NamedTuple):
    """All movements, and the movement or operation in question: None for a new one, or an act about a zone."""

    movements: Movements
    target: Movement | Operation | None


def subject_of(state: Movements, act: CaseAct) -> Subject:
    """Give what an act is about."""
    if isinstance(act, acts.MovementEntry):
        return Subject(state, state.movements.get(act.movement))
    called = getattr(act, "operation", "")
    own = state.operations.get(operation_name(state, called, act.actor))
    # Whoever pauses what another announced is told that it is not theirs to pause.
    return Subject(state, own if own or isinstance(act, acts.OperationAnnounced) else state.operations.get(called))


def happened(asked: Asked) -> datetime:
    """Give the moment that a question is about. What is recorded late is judged by the hour at which it was done."""
    return asked.now if asked.act is None else asked.act.happened


def kind_of(asked: Asked) -> str:
    """Give the kind of the movement in question, `way_out` while there is none."""
    if isinstance(asked.subject.target, Movement):
        return asked.subject.target.kind
    return getattr(asked.act, "kind", "way_out") if isinstance(asked.act, acts.MovementPlanned) else "way_out"


def runners(asked: Asked) -> tuple[str, ...]:
    """Give who may run a movement of this kind."""
    return asked.rules.holders(kind_of(asked))


def clause(asked: Asked) -> tuple[str, ...]:
    """Give the clauses that rule a movement of this kind."""
    rule, kind = asked.rules.programme.way_out, kind_of(asked)
    own = rule.clause if rule and kind == "way_out" else ()
    return tuple(dict.fromkeys((*asked.rules.clause(kind), *own)))


def fire_holders(asked: Asked) -> tuple[str, ...]:
    """Give who may confirm that fire is held, or take it back: whoever controls the ground, and whom the step names."""
    return speakers(asked.rules)


def speakers(rules: Rules) -> tuple[str, ...]:
    """Give who may say that fire is held: whoever controls the ground, and whom the step names."""
    return tuple(dict.fromkeys((*controllers(rules), *rules.holders("hold_fire"))))


def speakers_of(organisation: str, rules: Rules) -> tuple[str, ...]:
    """Give who may say for an organisation that it holds its fire."""
    return tuple(name for name in speakers(rules) if (rules.posts[name].of if name in rules.posts else name) == organisation)


def controllers(rules: Rules) -> tuple[str, ...]:
    """Give the posts of whoever controls the ground: only their word opens a window."""
    return rules.programme.way_out.controlled_by if rules.programme.way_out else ()


def controlling(movement: Movement, rules: Rules) -> tuple[Side, ...]:
    """Give whoever controls the ground that people come from. They hold their fire there."""
    posts = controllers(rules)
    return tuple(Side(by, tuple(post for post in posts if rules.posts[post].of == by), (movement.zone,))
                 for by in dict.fromkeys(rules.posts[post].of for post in posts))  # fmt: skip


def holding_there(movement: Movement, rules: Rules) -> Side | None:
    """Give whoever holds the ground to which a transfer goes across, if it is a party that someone may speak for.

    It holds its fire there, by name: a word for the zone that people leave says nothing of where they arrive. None where
    it has to hold its fire anyway.
    """
    way, place = rules.ways.get(movement.way), rules.agreement.places.get(movement.to)
    if movement.kind != "transfer" or way is None or way.kind is not WayKind.ACROSS or place is None:
        return None
    by = place.held_by or ""
    who = speakers_of(by, rules)
    if by not in rules.agreement.parties or not who or by in {side.by for side in controlling(movement, rules)}:
        return None
    return Side(by, who, (movement.to,))


def anyone(asked: Asked) -> tuple[str, ...]:
    """Give every organisation of the agreement."""
    return (*asked.rules.agreement.parties, *asked.rules.agreement.bodies)


def no_clause(asked: Asked) -> tuple[str, ...]:
    """Give no clause: what is announced rests on none of the programme."""
    return ()


def announcer(asked: Asked) -> tuple[str, ...]:
    """Give whoever announced the operation."""
    target = asked.subject.target
    # Nobody is turned away from an operation that does not exist: that there is none is said by itself.
    return (target.by,) if isinstance(target, Operation) else anyone(asked)


def notified(asked: Asked) -> tuple[str, ...]:
    """Give whoever was notified of the movement."""
    target = asked.subject.target
    # Where nobody was notified nobody is turned away for that: that there is no notice is said by itself.
    return tuple(notice.to for notice in target.notices) if isinstance(target, Movement) and target.notices else anyone(asked)


def receivers(asked: Asked) -> tuple[str, ...]:
    """Give who may count arrivals: whoever runs the movement, and at the end of a way out whoever receives."""
    received = asked.rules.holders("reception") if kind_of(asked) == "way_out" else ()
    return tuple(dict.fromkeys((*runners(asked), *received)))


# In which stage a move exists at all. These look at the subject alone, so they can be asked without rules.


def about_zone(asked: Asked) -> Missing | None:
    return None


def new_operation(asked: Asked) -> Missing | None:
    target = asked.subject.target
    return Missing("operation_used", {"operation": target.id}) if isinstance(target, Operation) else None


def operation_runs(asked: Asked) -> Missing | None:
    target = asked.subject.target
    if not isinstance(target, Operation):
        return Missing("no_such_operation", {"operation": getattr(asked.act, "operation", "")})
    return Missing("operation_over", {"operation": target.id, "at": target.ended}) if target.ended else None


def new_movement(asked: Asked) -> Missing | None:
    target = asked.subject.target
    return Missing("movement_used", {"movement": target.id}) if isinstance(target, Movement) else None


def in_stage(*stages: Stage, kind: str = "") -> Callable[[Asked], Missing | None]:
    """Give the condition that a movement is in one of some stages, and of one kind if one is named."""

    def opens(asked: Asked) -> Missing | None:
        target: Any = asked.subject.target
        if not isinstance(target, Movement):
            return Missing("no_such_movement", {"movement": getattr(asked.act, "movement", "")})
        if kind and target.kind != kind:
            return Missing("other_kind", {"movement": target.id, "kind": target.kind}, closed=True)
        if target.stage not in stages:
            over = target.stage in (Stage.CLOSED, Stage.CANCELLED)
            code = f"movement_{'begun' if target.stage in BEGUN else target.stage}"
            return Missing(code, {"movement": target.id}, closed=over or Stage.PLANNED in stages)
        return None

    return opens
