"""How a movement stands at a moment: what blocks it, what halted it and since when, which hours nothing covers.

All of it is worked out from the record each time. Nothing here says who may do what.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import NamedTuple

from safeconduct.caseload.movements.state import (
    BEGUN,
    HoldFire,
    Movement,
    Movements,
    Operation,
    Ready,
    Stage,
    grounds,
    halts_of,
    overlaps,
    words_at,
)
from safeconduct.caseload.moves import Missing
from safeconduct.kernel.moments import Period, utc

HALT_CODES = {"act": "halted_by_act", "hold_fire": "halted_hold_fire", "operation": "halted_operation"}


class Side(NamedTuple):
    """An organisation whose fire has to be held: who may say so for it, and for which places it may be said."""

    by: str
    who: tuple[str, ...]
    zones: tuple[str, ...]

    def counts(self, word: HoldFire) -> bool:
        """Say whether a word is one that counts."""
        spoken = self.by in self.who or word.post in self.who
        return word.by == self.by and word.zone in self.zones and spoken


class Halted(NamedTuple):
    """A movement stands still: since when, why, and how many people have set out and not arrived."""

    since: datetime
    causes: tuple[Missing, ...]
    under_way: int


def left_over(period: Period, covers: Iterable[Period]) -> tuple[Period, ...]:
    """Give the parts of a period that no cover reaches."""
    begin, found = period.start, []
    for cover in sorted(covers, key=lambda cover: utc(cover.start)):
        if utc(cover.start) > utc(begin):
            found.append(Period(begin, min(cover.start, period.end, key=utc)))
        begin = max(begin, cover.end, key=utc)
    found.append(Period(begin, period.end))
    return tuple(part for part in found if utc(part.start) < utc(part.end))


def rest_of(movement: Movement, now: datetime) -> Period:
    """Give what is left of the window: all of it before it opens, nothing once it has passed."""
    return Period(min(max(movement.start, now, key=utc), movement.stop, key=utc), movement.stop)


def in_window(movement: Movement, now: datetime) -> bool:
    """Whether a moment lies in the window."""
    return utc(movement.start) <= utc(now) < utc(movement.stop)


def ready_at(movement: Movement, now: datetime) -> Ready | None:
    """Give the last word by a moment on who is present and what is agreed."""
    return max((ready for ready in movement.readied if utc(ready.at) <= utc(now)), key=lambda ready: utc(ready.at), default=None)


def fire_uncovered(movement: Movement, now: datetime, sides: Iterable[Side]) -> tuple[Period, ...]:
    """Give the parts of the rest of the window in which some side had not said by then that its fire is held.

    Every side has to hold its fire for all of it: while only one does, the other may not.
    """
    rest, found, words = rest_of(movement, now), list[Period](), words_at(movement, now)
    for side in sides:
        found += left_over(rest, [Period(word.start, word.stop) for word in words if side.counts(word)])
    return tuple(sorted(dict.fromkeys(found), key=lambda part: utc(part.start)))


def blocked(movement: str, state: Movements, now: datetime) -> tuple[Missing, ...]:
    """Give each operation, announced where a movement runs or leads, that blocks the rest of its window.

    A pause counts from when it was promised.
    """
    found = state.movements[movement]
    return tuple(_blocked(state.operations.values(), found, now))


def _blocked(operations: Iterable[Operation], movement: Movement, now: datetime) -> Iterator[Missing]:
    rest = rest_of(movement, now)
    for operation in operations:
        if operation.zone not in grounds(movement) or not overlaps(operation.start, _end(operation), rest):
            continue
        pauses = [pause for pause in operation.pauses if utc(pause.at) <= utc(now)]
        written = [Period(pause.start, pause.stop) for pause in pauses if pause.written == "yes"]
        # An announced hour can slip, so a pause has to cover the whole window, not only the hours announced.
        uncovered = left_over(rest, written)
        if not uncovered:
            continue
        code = "operation_announced"
        if any(overlaps(pause.start, pause.end, rest) for pause in written):
            code = "operation_paused_in_part"
        elif pauses and not written:
            code = "operation_pause_not_written"
        yield Missing(code, {"operation": operation.id, "kind": operation.kind, "by": operation.by, "zone": operation.zone,
                             "start": operation.start, "stop": operation.stop, "uncovered": uncovered},
                      who=(operation.by,))  # fmt: skip


def _end(operation: Operation) -> datetime | None:
    if operation.ended is None or operation.stop is None:
        return operation.ended or operation.stop
    return min(operation.stop, operation.ended, key=utc)


def halted(movement: str, state: Movements, now: datetime) -> Halted | None:
    """Say since when a movement stands still at a moment, and why; None while it may go on.

    It stands still by an act, by a withdrawn hold-fire, or by an operation announced after it began, until whoever runs
    it lets it go on. A moment in the past is judged by the halts of that time.
    """
    found = state.movements[movement]
    if found.stage not in BEGUN:
        return None
    under_way = max(found.unexplained, 0)
    halts = [halt for halt in halts_of(found, state.operations.values()) if utc(halt.since) <= utc(now)]
    if halts:
        blocking = {part.params["operation"] for part in blocked(movement, state, now)}
        causes = tuple(Missing(HALT_CODES[halt.cause], {"by": halt.by, "since": halt.since, "reason": halt.reason,
                                                        "operation": halt.operation},
                               who=(halt.by,) if halt.operation in blocking else ()) for halt in halts)  # fmt: skip
        return Halted(halts[0].since, causes, under_way)
    for then in found.stopped:
        if utc(then.start) <= utc(now) < utc(then.end):
            return Halted(then.start, (Missing("halted_then", {"since": then.start, "until": then.end}),), under_way)
    return None


def stage_of(movement: str, state: Movements, now: datetime) -> Stage:
    """Give the stage of a movement, `halted` while it stands still and people may be under way."""
    found = state.movements[movement]
    if found.stage is Stage.OPEN and halted(movement, state, now) is not None:
        return Stage.HALTED
    return found.stage
