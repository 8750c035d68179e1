"""What is known of movements, operations and offers, and how an act changes it. Whether it is allowed is not asked here.

What can be worked out is not stored: whether a movement is halted or blocked follows from what is kept here.
"""

from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

import msgspec
from msgspec.structs import replace

from safeconduct.caseload.movements import acts
from safeconduct.caseload.moves import CaseAct
from safeconduct.kernel.moments import Period, utc


class Stage(StrEnum):
    """Where a movement is. `halted` is worked out, never stored; `arrived` means that nobody is known to be under way."""

    PLANNED = "planned"
    OPEN = "open"
    HALTED = "halted"
    ARRIVED = "arrived"
    CLOSED = "closed"
    CANCELLED = "cancelled"


BEGUN = (Stage.OPEN, Stage.ARRIVED)
OVER = (Stage.CLOSED, Stage.CANCELLED)


class Offer(NamedTuple):
    """The offer as it reached the people of a zone."""

    zone: str
    how: str
    language: str
    by: str
    at: datetime


class AnswerGiven(NamedTuple):
    """What the people of a zone answered, as someone heard it."""

    zone: str
    answer: str
    low: int | None
    high: int | None
    by: str
    at: datetime


class Pause(NamedTuple):
    """A pause of an operation, `[start, stop)`, and when it was promised."""

    start: datetime
    stop: datetime
    written: str
    at: datetime


class Operation(msgspec.Struct, frozen=True, kw_only=True):
    """An announced operation. `stop` is None while no end was announced; `ended` is when its announcer ended it."""

    id: str
    zone: str
    kind: str
    by: str
    announced: datetime
    start: datetime
    stop: datetime | None = None
    pauses: tuple[Pause, ...] = ()
    ended: datetime | None = None


class HoldFire(NamedTuple):
    """A post confirmed that fire is held in a zone, `[start, stop)`, and when it did."""

    by: str
    post: str
    zone: str
    start: datetime
    stop: datetime
    at: datetime


class Withdrawal(NamedTuple):
    """An organisation took its word back."""

    by: str
    at: datetime


class Ready(NamedTuple):
    """Who is present, and what is agreed with the people who come out."""

    present: tuple[str, ...]
    signal_agreed: str
    halt_word_agreed: str
    at: datetime


class Notice(NamedTuple):
    """An organisation was notified; `acknowledged` is when it said so. Neither permits anything."""

    to: str
    form: str
    at: datetime
    acknowledged: datetime | None = None


class Group(NamedTuple):
    """A group that came out."""

    group: int
    people: int
    wounded: int | None
    weapons: str
    at: datetime


class Arrival(NamedTuple):
    """A head count at arrival, and the act that gave it."""

    act: str
    people: int
    by: str
    at: datetime


class Halt(NamedTuple):
    """Why a movement stands still: `act`, `hold_fire` withdrawn, or an `operation` announced after it began.

    Only an act is stored. The others follow from what was said, and when.
    """

    cause: str
    since: datetime
    by: str
    reason: str = ""
    operation: str = ""


class Movement(msgspec.Struct, frozen=True, kw_only=True):
    """One movement. Times of the window are half-open. `stopped` keeps the stretches it stood still and went on after.

    Words about fire, and who was present, are kept all, in the order in which they came in: which of them held at a
    moment depends on when they were given. `arranged` is when plan, vehicles and manifest were last set.
    """

    id: str
    kind: str
    zone: str
    to: str
    start: datetime
    stop: datetime
    group_size: int
    by: str
    arranged: datetime
    assembly_point: str = ""
    way: str = ""
    wounded: int | None = None
    stage: Stage = Stage.PLANNED
    confirmed: tuple[HoldFire, ...] = ()
    withdrawn: tuple[Withdrawal, ...] = ()
    readied: tuple[Ready, ...] = ()
    vehicles: dict[str, int] = {}
    manifest: tuple[str, ...] = ()
    notices: tuple[Notice, ...] = ()
    begun: datetime | None = None
    running_since: datetime | None = None
    passed: tuple[str, ...] = ()
    groups: tuple[Group, ...] = ()
    halts: tuple[Halt, ...] = ()
    stopped: tuple[Period, ...] = ()
    arrivals: tuple[Arrival, ...] = ()
    missing: int = 0
    extra: int = 0
    account: str = ""
    ended: datetime | None = None
    cancelled: str = ""

    @property
    def seats(self) -> int:
        """Give the seats of all vehicles together."""
        return sum(self.vehicles.values())

    @property
    def departed(self) -> int:
        """Give how many people set out: in the groups that came out, or on the manifest once the transfer began."""
        if self.kind == "way_out":
            return sum(group.people for group in self.groups)
        return len(self.manifest) if self.begun else 0

    @property
    def arrived(self) -> int:
        """Give how many people were counted at arrival."""
        return sum(arrival.people for arrival in self.arrivals)

    @property
    def difference(self) -> int:
        """Give how many more set out than arrived; below zero, more arrived than set out."""
        return self.departed - self.arrived

    @property
    def unexplained(self) -> int:
        """Give what is left of the difference after the account of who is missing and who came in addition."""
        return self.difference - self.missing + self.extra


class Movements(msgspec.Struct, frozen=True):
    """All movements and operations by id, and the offers in the order in which they were made."""

    movements: dict[str, Movement] = {}
    operations: dict[str, Operation] = {}
    offers: tuple[Offer, ...] = ()
    answers: tuple[AnswerGiven, ...] = ()


def operation_name(state: Movements, called: str, by: str) -> str:
    """Give the name under which an operation of an organisation is kept.

    Anyone may announce one, and what is announced keeps people off the ground. So nobody's warning falls because somebody else
    has used its name: each organisation has its own.
    """
    taken = state.operations.get(called)
    return called if taken is None or taken.by == by else f"{called}@{by}"


def overlaps(start: datetime, stop: datetime | None, period: Period) -> bool:
    """Whether `[start, stop)`, without end where `stop` is None, and a period have any time in common."""
    begin, end = max(utc(start), utc(period.start)), utc(period.end)
    return begin < (end if stop is None else min(end, utc(stop)))


def grounds(movement: Movement) -> tuple[str, str]:
    """Give where people come from and where they are received or taken. A receiving state is no ground of a text."""
    return movement.zone, movement.to


def words_at(movement: Movement, now: datetime) -> tuple[HoldFire, ...]:
    """Give the words that fire is held which had been given by a moment and were not taken back by then.

    What counts is when a word was given, not when it came in. In the same minute the withdrawal counts as the later one.
    """
    last = _last_withdrawals(movement, now)
    return tuple(word for word in movement.confirmed if utc(word.at) <= utc(now)
                 and (word.by not in last or utc(last[word.by].at) < utc(word.at)))  # fmt: skip


def withdrawn_at(movement: Movement, now: datetime) -> tuple[Withdrawal, ...]:
    """Give the withdrawals that stood at a moment: nothing said since then holds fire where the movement runs.

    Where a transfer goes, the word of whoever holds that ground may be for that ground.
    """
    places = grounds(movement) if movement.kind == "transfer" else (movement.zone,)
    again = {word.by for word in words_at(movement, now) if word.zone in places}
    return tuple(word for by, word in _last_withdrawals(movement, now).items() if by not in again)


def _last_withdrawals(movement: Movement, now: datetime) -> dict[str, Withdrawal]:
    found: dict[str, Withdrawal] = {}
    for word in movement.withdrawn:
        if utc(word.at) <= utc(now):
            found[word.by] = max(found.get(word.by, word), word, key=lambda one: utc(one.at))
    return found


def halts_of(movement: Movement, operations: Iterable[Operation]) -> tuple[Halt, ...]:
    """Give everything that halted a movement since it began or last went on, the earliest first.

    An operation halts by being announced, and it is not its pause that sets people going again but whoever runs the
    movement. `passed` names the operations that were known and in order when it began or went on. In the same way a
    withdrawn word halts although it may be given again.
    """
    if movement.running_since is None or movement.stage in OVER:
        return ()
    start, found = movement.running_since, list(movement.halts)
    found += [Halt("hold_fire", word.at, word.by) for word in movement.withdrawn if utc(word.at) >= utc(start)]
    # One that was given before, came in late and still stood: nobody held that fire from the beginning on.
    found += [Halt("hold_fire", start, word.by) for word in withdrawn_at(movement, start) if utc(word.at) < utc(start)]
    for operation in operations:
        if operation.zone in grounds(movement) and operation.id not in movement.passed:
            since = max(operation.announced, start, key=utc)
            if overlaps(operation.start, operation.stop, Period(since, movement.stop)):
                found.append(Halt("operation", since, operation.by, operation.kind, operation.id))
    return tuple(sorted(found, key=lambda halt: utc(halt.since)))


def apply(state: Movements, act: CaseAct) -> Movements | None:
    """Give the state after an act, or None for an act of another room. The state that was given stays as it is."""
    match act:
        case acts.OfferMade():
            offer = Offer(act.zone, act.how, act.language, act.actor, act.happened)
            return replace(state, offers=(*state.offers, offer))
        case acts.OfferAnswered():
            answer = AnswerGiven(act.zone, act.answer, act.low, act.high, act.actor, act.happened)
            return replace(state, answers=(*state.answers, answer))
        case acts.OperationAnnounced():
            name = operation_name(state, act.operation, act.actor)
            return _with_operation(state, Operation(id=name, zone=act.zone, kind=act.kind, by=act.actor,
                                                    announced=act.happened, start=act.start, stop=act.stop))  # fmt: skip
        case acts.OperationPaused():
            operation = state.operations[operation_name(state, act.operation, act.actor)]
            pauses = (*operation.pauses, Pause(act.start, act.stop, act.written, act.happened))
            return _with_operation(state, replace(operation, pauses=pauses))
        case acts.OperationEnded():
            operation = state.operations[operation_name(state, act.operation, act.actor)]
            return _with_operation(state, replace(operation, ended=act.happened))
        case acts.MovementPlanned():
            movement = Movement(id=act.movement, kind=act.kind, zone=act.zone, to=act.to, start=act.start, stop=act.stop,
                                group_size=act.group_size, by=act.actor, arranged=act.happened,
                                assembly_point=act.assembly_point, way=act.way, wounded=act.wounded)  # fmt: skip
        case acts.MovementEntry():
            movement = _changed(state.movements[act.movement], act, state.operations)
        case _:
            return None
    return replace(state, movements={**state.movements, movement.id: movement})


def _with_operation(state: Movements, operation: Operation) -> Movements:
    return replace(state, operations={**state.operations, operation.id: operation})


def _changed(movement: Movement, act: acts.MovementEntry, operations: dict[str, Operation]) -> Movement:
    at, by = act.happened, act.actor
    match act:
        case acts.HoldFireConfirmed():
            word = HoldFire(by, act.post, act.zone, act.start, act.stop, at)
            return replace(movement, confirmed=(*movement.confirmed, word))
        case acts.HoldFireWithdrawn():
            return replace(movement, withdrawn=(*movement.withdrawn, Withdrawal(by, at)))
        case acts.MovementReadied():
            ready = Ready(act.present, act.signal_agreed, act.halt_word_agreed, at)
            return replace(movement, readied=(*movement.readied, ready))
        case acts.VehicleAssigned():
            vehicles = {**movement.vehicles, act.vehicle: act.seats}
            return replace(movement, vehicles=vehicles, arranged=max(movement.arranged, at, key=utc))
        case acts.ManifestSet():
            return replace(movement, manifest=act.cases, arranged=max(movement.arranged, at, key=utc))
        case acts.MovementNotified():
            return replace(movement, notices=(*movement.notices, Notice(act.to, act.form, at)))
        case acts.MovementAcknowledged():
            notices = tuple(notice._replace(acknowledged=at) if notice.to == by and notice.acknowledged is None else notice
                            for notice in movement.notices)  # fmt: skip
            return replace(movement, notices=notices)
        case acts.MovementBegun():
            return replace(movement, stage=Stage.OPEN, begun=at, running_since=at, passed=_known(movement, operations, at))
        case acts.MovementResumed():
            since = min((halt.since for halt in halts_of(movement, operations.values())), default=at, key=utc)
            # One that is entered late lifts nothing that came after it.
            later = tuple(halt for halt in movement.halts if utc(halt.since) > utc(at))
            return replace(movement, halts=later, stopped=(*movement.stopped, Period(since, at)), running_since=at,
                           passed=_known(movement, operations, at))  # fmt: skip
        case acts.MovementHalted():
            return replace(movement, halts=(*movement.halts, Halt("act", at, by, act.reason)))
        case acts.GroupCameOut():
            group = Group(act.group, act.people, act.wounded, act.weapons, at)
            return _counted(replace(movement, groups=(*movement.groups, group)))
        case acts.MovementArrived():
            kept = (arrival for arrival in movement.arrivals if arrival.act not in act.refs)
            return _counted(replace(movement, arrivals=(*kept, Arrival(act.id, act.people, by, at))))
        case acts.MovementAccounted():
            return _counted(replace(movement, missing=act.missing, extra=act.extra, account=act.reason))
        case acts.MovementClosed():
            return replace(movement, stage=Stage.CLOSED, ended=at)
        case acts.MovementCancelled():
            return replace(movement, stage=Stage.CANCELLED, ended=at, cancelled=act.reason)
    raise TypeError(f"no movement knows the act {type(act).__name__}")


def _known(movement: Movement, operations: dict[str, Operation], at: datetime) -> tuple[str, ...]:
    return tuple(operation.id for operation in operations.values()
                 if operation.zone in grounds(movement) and utc(operation.announced) <= utc(at))  # fmt: skip


def _counted(movement: Movement) -> Movement:
    # Someone arrived and nobody is missing without an account: then nobody is known to be under way.
    complete = movement.arrivals and not movement.unexplained
    return replace(movement, stage=Stage.ARRIVED if complete else Stage.OPEN)
