"""The table of moves for movements: the only place that says which step may follow which, and what it needs.

What people are told, and what they answer, is recorded and permits nothing. Nor does an acknowledgement: no row asks
for one.
"""

from safeconduct.caseload.movements import acts, asking, begin, needs
from safeconduct.caseload.movements.asking import Subject, in_stage
from safeconduct.caseload.movements.state import BEGUN, Movements, Stage
from safeconduct.caseload.moves import Asked, CaseAct, Move, Need

planned = in_stage(Stage.PLANNED)
planned_transfer = in_stage(Stage.PLANNED, kind="transfer")
not_over = in_stage(Stage.PLANNED, *BEGUN)
way_out = in_stage(Stage.PLANNED, *BEGUN, kind="way_out")
begun = in_stage(*BEGUN)
begun_way_out = in_stage(*BEGUN, kind="way_out")


def _run(act: type[CaseAct], title: str, opens: Need, *more: Need, onward: bool = False) -> Move:
    # A step of those who run a movement stands under the step of its kind: the way out, or the transfer.
    return Move(act, "way_out", title, opens, (needs.provided, *more), by=asking.runners, clause=asking.clause, onward=onward)


TABLE = (
    Move(acts.OfferMade, "offer", "make the offer", asking.about_zone, (needs.known_zone,)),
    Move(acts.OfferAnswered, "offer", "record the answer", asking.about_zone, (needs.known_zone, needs.answer_range)),
    Move(acts.OperationAnnounced, "way_out", "announce an operation", asking.new_operation,
         (needs.known_zone, needs.stretch), by=asking.anyone, clause=asking.no_clause),
    Move(acts.OperationPaused, "way_out", "pause the operation", asking.operation_runs, (needs.stretch,),
         by=asking.announcer, clause=asking.no_clause),
    Move(acts.OperationEnded, "way_out", "end the operation", asking.operation_runs, by=asking.announcer,
         clause=asking.no_clause),
    _run(acts.MovementPlanned, "plan a movement", asking.new_movement, needs.stretch, needs.plan),
    Move(acts.HoldFireConfirmed, "hold_fire", "confirm that fire is held", not_over,
         (needs.fire_provided, needs.known_zone, needs.stretch), by=asking.fire_holders),
    Move(acts.HoldFireWithdrawn, "hold_fire", "no longer hold fire", not_over, (needs.fire_provided,),
         by=asking.fire_holders),
    _run(acts.MovementReadied, "record who is present", way_out, needs.known_posts),
    _run(acts.VehicleAssigned, "assign a vehicle", planned_transfer),
    _run(acts.ManifestSet, "set the manifest", planned_transfer, needs.manifest),
    _run(acts.MovementNotified, "notify an organisation", not_over, needs.organisation),
    Move(acts.MovementAcknowledged, "way_out", "acknowledge the notice", not_over, (needs.was_notified,),
         by=asking.notified, clause=asking.clause),
    _run(acts.MovementBegun, "begin", planned, begin.safe, begin.prepared, onward=True),
    _run(acts.GroupCameOut, "count a group that came out", begun_way_out, needs.group, onward=True),
    Move(acts.MovementHalted, "halt", "halt at once", begun),
    _run(acts.MovementResumed, "go on after a halt", begun, needs.since_begun, needs.is_halted, begin.safe,
         begin.prepared_again, onward=True),
    # Never refused while a movement is halted, nor after its window: whoever is under way must be able to arrive.
    Move(acts.MovementArrived, "way_out", "count people who arrived", begun, by=asking.receivers, clause=asking.clause,
         onward=True),
    _run(acts.MovementAccounted, "account for a difference", begun, needs.account),
    _run(acts.MovementClosed, "close", begun, needs.counts_agree, onward=True),
    _run(acts.MovementCancelled, "cancel", planned, onward=True),
)  # fmt: skip

BY_ACT = {row.act: row for row in TABLE}


def moves_of(movement: str, state: Movements) -> tuple[Move, ...]:
    """Give the moves that exist for a movement in its stage, in the order of the table."""
    subject = Subject(state, state.movements[movement])
    return tuple(row for row in TABLE if _of_movement(row, subject))


def _of_movement(row: Move, subject: Subject) -> bool:
    if not issubclass(row.act, acts.MovementEntry):
        return False
    # Only the stage is asked, and that needs no rules, no facts and no hour.
    asked = Asked(None, subject, None, None)  # type: ignore[arg-type]
    return row.opens(asked) is None
