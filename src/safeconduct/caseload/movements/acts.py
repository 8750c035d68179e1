"""The acts of movements: offers, announced operations, held fire, and each step of a movement.

There is no field for a hiding place, for the way people take before they are received, or for where anyone is. An
assembly point is a code word that those who run the movement understand. Signal and halt word are never written down,
only whether they were agreed. `unknown` and None mean that it is not known.
"""

from typing import Annotated, Literal

import msgspec

from safeconduct.caseload.moves import Answer, Case, CaseAct, Id
from safeconduct.kernel.acts import Amount, Moment

Kind = Literal["way_out", "transfer"]
Answered = Literal["accepted", "declined", "none", "unknown"]
How = Literal["leaflet", "loudspeaker", "radio", "mediator", "phone_broadcast", "other"]
Carried = Literal["carried_to_clearing_bay", "none", "unknown"]

Called = Annotated[str, msgspec.Meta(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,39}$")]
"""What a movement, an operation or a vehicle is called in this log."""

Coded = Annotated[str, msgspec.Meta(pattern=r"^[a-z][a-z_]{0,39}$")]
"""A coded word, never empty. Free text could say where someone is, so there is none, and no digits either."""

Language = Annotated[str, msgspec.Meta(pattern=r"^[a-z]{2,3}(?:-[A-Za-z0-9]{2,8})*$")]
"""A language as it is coded in the agreement, such as `ar`."""

CodeWord = Annotated[str, msgspec.Meta(max_length=12, pattern=r"^(?:[A-Za-z]+(?:-?[0-9]{1,2})?)?$")]
"""A word such as AP-2, with one small number at most: two numbers could be a position. "" while none is agreed."""

Ordinal = Annotated[int, msgspec.Meta(ge=1, le=9999)]


class OfferMade(CaseAct, frozen=True, kw_only=True, gc=False, tag="offer.made/1"):
    """The offer was made to the people in a zone, in one language."""

    zone: Id
    how: How
    language: Language


class OfferAnswered(CaseAct, frozen=True, kw_only=True, gc=False, tag="offer.answered/1"):
    """What the people in a zone answered, and how many say they will come. It is information and permits nothing."""

    zone: Id
    answer: Answered
    low: Amount | None = None
    high: Amount | None = None


class OperationAnnounced(CaseAct, frozen=True, kw_only=True, gc=False, tag="operation.announced/1"):
    """An organisation announces an operation in a zone. `stop` is left out while no end was announced."""

    operation: Called
    zone: Id
    kind: Coded
    start: Moment
    stop: Moment | None = None


class OperationPaused(CaseAct, frozen=True, kw_only=True, gc=False, tag="operation.paused/1"):
    """Whoever announced an operation pauses it. Only a pause in writing counts."""

    operation: Called
    start: Moment
    stop: Moment
    written: Answer


class OperationEnded(CaseAct, frozen=True, kw_only=True, gc=False, tag="operation.ended/1"):
    """Whoever announced an operation says that it is over."""

    operation: Called


class MovementEntry(CaseAct, frozen=True, kw_only=True, gc=False):
    """An act of one movement."""

    movement: Called


class MovementPlanned(MovementEntry, frozen=True, kw_only=True, gc=False, tag="movement.planned/1"):
    """A movement with its zone and window `[start, stop)`. `to` is a site, for a transfer a place or a receiving state.

    `way` is the way on that a transfer serves. `group_size` is the most people at a time. `wounded` is how many wounded
    people are expected.
    """

    kind: Kind
    zone: Id
    to: Id
    start: Moment
    stop: Moment
    group_size: Amount
    assembly_point: CodeWord = ""
    way: Id = ""
    wounded: Amount | None = None


class HoldFireConfirmed(MovementEntry, frozen=True, kw_only=True, gc=False, tag="hold_fire.confirmed/1"):
    """A post confirms that fire is held in a zone, from `start` to `stop`, for this movement."""

    zone: Id
    start: Moment
    stop: Moment


class HoldFireWithdrawn(MovementEntry, frozen=True, kw_only=True, gc=False, tag="hold_fire.withdrawn/1"):
    """An organisation no longer holds its fire for this movement. What has begun is halted."""


class MovementReadied(MovementEntry, frozen=True, kw_only=True, gc=False, tag="movement.readied/1"):
    """Which posts are present, and whether a signal and a halt word are agreed. The words are not recorded."""

    present: tuple[Id, ...]
    signal_agreed: Answer
    halt_word_agreed: Answer


class VehicleAssigned(MovementEntry, frozen=True, kw_only=True, gc=False, tag="vehicle.assigned/1"):
    """A vehicle with so many seats is assigned; the same vehicle again corrects its seats, 0 takes it away."""

    vehicle: Called
    seats: Amount


class ManifestSet(MovementEntry, frozen=True, kw_only=True, gc=False, tag="manifest.set/1"):
    """The case numbers that travel. A later manifest takes the place of an earlier one."""

    cases: tuple[Case, ...]


class MovementNotified(MovementEntry, frozen=True, kw_only=True, gc=False, tag="movement.notified/1"):
    """An organisation was notified of a movement. Notice asks for no permission."""

    to: Id
    form: Coded


class MovementAcknowledged(MovementEntry, frozen=True, kw_only=True, gc=False, tag="movement.acknowledged/1"):
    """Whoever was notified says that the notice came in. That is not a permission and opens nothing."""


class MovementBegun(MovementEntry, frozen=True, kw_only=True, gc=False, tag="movement.begun/1"):
    """The movement begins: the way out is open, or the transfer sets out with everyone on its manifest."""


class GroupCameOut(MovementEntry, frozen=True, kw_only=True, gc=False, tag="group.came_out/1"):
    """A group came out. Groups are numbered from 1, in the order in which they came."""

    group: Ordinal
    people: Amount
    weapons: Carried
    wounded: Amount | None = None


class MovementHalted(MovementEntry, frozen=True, kw_only=True, gc=False, tag="movement.halted/1"):
    """The movement is halted at once."""

    reason: Coded


class MovementResumed(MovementEntry, frozen=True, kw_only=True, gc=False, tag="movement.resumed/1"):
    """A halted movement goes on. It needs again what it needed to begin."""


class MovementArrived(MovementEntry, frozen=True, kw_only=True, gc=False, tag="movement.arrived/1"):
    """So many people arrived, counted apart from the departure. Several acts add up; a count named in `refs` is replaced."""

    people: Amount


class MovementAccounted(MovementEntry, frozen=True, kw_only=True, gc=False, tag="movement.accounted/1"):
    """Why departure and arrival differ, in all: so many are missing, so many more came. A later account replaces it."""

    missing: Amount
    extra: Amount
    reason: Coded


class MovementClosed(MovementEntry, frozen=True, kw_only=True, gc=False, tag="movement.closed/1"):
    """The movement is over and its counts agree or are accounted for. It never closes by itself."""


class MovementCancelled(MovementEntry, frozen=True, kw_only=True, gc=False, tag="movement.cancelled/1"):
    """A movement that has not begun does not take place."""

    reason: Coded


TYPES = (
    OfferMade, OfferAnswered, OperationAnnounced, OperationPaused, OperationEnded, MovementPlanned, HoldFireConfirmed,
    HoldFireWithdrawn, MovementReadied, VehicleAssigned, ManifestSet, MovementNotified, MovementAcknowledged,
    MovementBegun, GroupCameOut, MovementHalted, MovementResumed, MovementArrived, MovementAccounted, MovementClosed,
    MovementCancelled,
)  # fmt: skip
