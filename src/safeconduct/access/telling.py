"""Which of the things that a move lacks may be told to whom?

A table of moves says everything that is missing. To those inside the programme all of it is told. A side, and a state that
receives, are told what follows from their own act and from the text; what follows from how a person stands, or from what others
have said, is told as one thing, whatever it is.
"""

from collections.abc import Iterable

from safeconduct.access.knowing import Viewer
from safeconduct.caseload.moves import Missing

OF_THEIR_OWN_ACT = frozenset({
    "no_clause", "no_power", "not_yet_happened", "only_reported", "no_reason", "not_for_this_seat",
    "too_late_to_object", "ground_not_listed", "not_against_this_way", "objected_once", "no_such_objection", "objection_over",
    "not_a_receiving_state", "not_written", "places_given", "no_places", "places_full", "already_accepted",
    "no_ground", "contested_already", "before_it", "named_twice", "nothing_named",
    "no_such_place", "zone_not_named", "stop_not_after_start", "range_reversed", "outside_window", "window_passed",
    "movement_planned", "movement_begun", "movement_closed", "movement_cancelled", "not_halted", "before_it_began",
    "nothing_to_acknowledge", "operation_used", "operation_over",
    "not_among_approvers", "nobody_may_approve", "same_key", "key_of_the_first", "same_organisation", "no_such_request",
    "request_lapsed", "request_used", "request_declined", "not_approved", "field_not_given", "person_and_place", "too_many",
    "not_an_emergency", "no_such_alarm", "reviewed_already", "unmasks_an_act",
})  # fmt: skip
"""Codes that say nothing of how a person stands: only of the act itself, of the text, and of what its own maker did before."""

NOT_NOW = Missing("not_open_now")
"""What stands for everything else."""


def told(viewer: Viewer, lacks: Iterable[Missing]) -> tuple[Missing, ...]:
    """Give what of some missing things may be told to a seat."""
    if viewer.inside:
        return tuple(lacks)
    found = list(lacks)
    own = tuple(part for part in found if part.code in OF_THEIR_OWN_ACT)
    return own if len(own) == len(found) else (*own, NOT_NOW)
