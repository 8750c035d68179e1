"""Movements: what has to hold before anyone sets out, what blocks and halts, and that as many arrive as set out.

Everything here is made up: the agreement, its parties and zones, and the case numbers.
"""

import ast
import random
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from safeconduct.agreement.reader import read_agreement
from safeconduct.caseload import moves
from safeconduct.caseload.movements import acts, errors, table, views
from safeconduct.caseload.movements.asking import subject_of
from safeconduct.caseload.movements.standing import blocked, halted, left_over, stage_of
from safeconduct.caseload.movements.state import OVER, Movements, Stage, apply
from safeconduct.caseload.moves import Asked, Missing, Rules, missing
from safeconduct.kernel.moments import Period
from tests.builders import agreement_text
from tests.swap import swap

TEXT = agreement_text(
    parties="""
  north: {name: North, role: party}
  south: {name: South, role: party}
  haven: {name: Haven, role: receiving_state}""",
    posts="""
  north_post: {title: Liaison post, of: north, task: control}
  south_post: {title: Liaison post, of: south, task: liaison}
  officer: {title: Reception officer, of: mission, task: reception}
  medic: {title: Medic, of: mission, task: medic}
  disposal: {title: Explosives officer, of: mission, task: explosives}
  escort: {title: Escort, of: mission, task: escort}
  helper: {title: Interpreter, of: south, task: interpreter}""",
    places="""
  east: {name: East bank, kind: zone}
  west: {name: West bank, kind: zone}
  far: {name: Far side, kind: zone, held_by: south}
  camp: {name: Heron camp, kind: site}""",
    categories="""
  locals:
    name: locals
    moves:
      abroad: {title: go abroad, to: haven}
      across: {title: go across, to: far}""",
    programme="""
  title: the way out
  category: locals
  steps:
    offer: {clause: p1.a, by: officer}
    hold_fire: {clause: p1.a, by: [north_post, south_post]}
    way_out: {clause: p1, by: officer}
    halt: {clause: p1.a, by: [officer, medic, north_post, south_post]}
    reception: {clause: p1, by: officer}
    transfer: {clause: p1.a, by: escort}
  way_out:
    clause: p1.a
    zone: [east, west]
    controlled_by: north_post
    group_size: 10
    longest: 6 hours
    team: [officer, medic, disposal, helper]
    languages: [sv, fi]
  receiving_states: haven
  ways:
    abroad: {kind: abroad, clause: p1}
    across: {kind: across, clause: p1}""",
)


def rules_of(text: str) -> Rules:
    return Rules(read_agreement(text.encode(), file="agreement.yaml").model)


RULES = rules_of(TEXT)
MIDNIGHT = datetime(2026, 3, 5, tzinfo=UTC)
OF = {"north_post": "north", "south_post": "south"}
SENTENCES = {**moves.WORDS, **errors.WORDS}
_numbers = count(1)


def at(clock: str) -> datetime:
    """Give an hour of the one day these tests know."""
    hours, minutes = clock.split(":")
    return MIDNIGHT + timedelta(hours=int(hours), minutes=int(minutes))


class Known:
    """What other rooms know, as a test sets it."""

    def __init__(self) -> None:
        self.kept: dict[str, tuple[Missing, ...]] = {}
        self.aboard: set[str] = set()
        self.received = 0

    def cleared(self, case: str, way: str, to: str) -> tuple[Missing, ...]:
        assert (way, to) in (("abroad", "haven"), ("across", "far"))
        return self.kept.get(case, ())

    def boarded(self, movement: str) -> set[str]:
        return self.aboard

    def presented(self, movement: str) -> int:
        return self.received


class Log:
    """Takes acts one by one: asks the table, applies what is allowed, and shows that a refusal changes nothing."""

    def __init__(self, rules: Rules = RULES) -> None:
        self.rules, self.state, self.facts, self.now = rules, Movements(), Known(), at("06:00")

    def take(self, act: Any, *, now: datetime | None = None) -> tuple[Missing, ...]:
        """Give what an act lacks; apply it if that is nothing."""
        self.act, self.now = act, now or act.happened
        before = repr(self.state)
        asked = Asked(self.rules, subject_of(self.state, act), self.now, self.facts, act)
        found = missing(table.BY_ACT[type(act)], asked)
        for lack in found:
            assert SENTENCES[lack.code].format(**lack.params)
        if not found:
            self.state = apply(self.state, act)
        else:
            assert repr(self.state) == before
        return found

    def do(self, kind: type, clock: str, /, post: str = "officer", **fields: Any) -> list[str]:
        """Enter an act through a post, and give the codes of what it lacks."""
        when = at(clock)
        act = kind(id=f"m{next(_numbers)}", happened=when, recorded=when, actor=fields.pop("actor", OF.get(post, "mission")),
                   post=post, synthetic=True, **fields)  # fmt: skip
        self.last = self.take(act)
        return [lack.code for lack in self.last]

    def lack(self, code: str) -> Missing:
        """Give one thing that the last act lacked."""
        return next(lack for lack in self.last if lack.code == code)

    def open_to(self, kind: type, movement: str = "m-1") -> tuple[Missing, ...]:
        """Give what a move lacks now, without any act."""
        row = table.BY_ACT[kind]
        subject = table.Subject(self.state, self.state.movements[movement])
        return missing(row, Asked(self.rules, subject, self.now, self.facts))


def planned(**changes: Any) -> Log:
    """Give a log with one way out, planned from 10:00 to 14:00."""
    log = Log()
    assert plan(log, **changes) == []
    return log


def plan(log: Log, **changes: Any) -> list[str]:
    given = {"movement": "m-1", "kind": "way_out", "zone": "east", "to": "camp", "start": at("10:00"), "stop": at("14:00"),
             "group_size": 10, "assembly_point": "AP-2", **changes}  # fmt: skip
    return log.do(acts.MovementPlanned, "07:00", **given)


def prepare(log: Log, *, offer: bool = True, fire: bool = True, team: bool = True) -> Log:
    """Enter what a way out needs before it begins."""
    if offer:
        assert log.do(acts.OfferMade, "07:10", zone="east", how="loudspeaker", language="sv") == []
    if fire:
        assert hold_fire(log) == []
    if team:
        assert ready(log) == []
    return log


def hold_fire(log: Log, clock: str = "07:20", post: str = "north_post", zone: str = "east", start: str = "10:00",
              stop: str = "14:00", movement: str = "m-1") -> list[str]:  # fmt: skip
    return log.do(acts.HoldFireConfirmed, clock, post, movement=movement, zone=zone, start=at(start), stop=at(stop))


def ready(log: Log, clock: str = "07:30", **changes: Any) -> list[str]:
    given = {"present": ("officer", "medic", "disposal", "helper"), "signal_agreed": "yes", "halt_word_agreed": "yes"}
    return log.do(acts.MovementReadied, clock, movement="m-1", **{**given, **changes})


def announce(log: Log, clock: str, start: str = "11:00", stop: str | None = "12:00", **changes: Any) -> list[str]:
    given = {"operation": "op-1", "zone": "east", "kind": "tunnel_works", "start": at(start), "stop": at(stop) if stop else None}
    return log.do(acts.OperationAnnounced, clock, "", actor="north", **{**given, **changes})


def pause(log: Log, clock: str, start: str = "10:00", stop: str = "14:00", written: str = "yes",
          actor: str = "north") -> list[str]:  # fmt: skip
    return log.do(acts.OperationPaused, clock, "", actor=actor, operation="op-1", start=at(start), stop=at(stop), written=written)


def begin(log: Log, clock: str = "10:00", post: str = "officer", movement: str = "m-1") -> list[str]:
    return log.do(acts.MovementBegun, clock, post, movement=movement)


def group(log: Log, clock: str, number: int, people: int = 5, **changes: Any) -> list[str]:
    given = {"wounded": 0, "weapons": "carried_to_clearing_bay", **changes}
    return log.do(acts.GroupCameOut, clock, movement="m-1", group=number, people=people, **given)


def arrive(log: Log, clock: str, people: int, post: str = "officer", movement: str = "m-1", **more: Any) -> list[str]:
    return log.do(acts.MovementArrived, clock, post, movement=movement, people=people, **more)


def resume(log: Log, clock: str, movement: str = "m-1", post: str = "officer") -> list[str]:
    return log.do(acts.MovementResumed, clock, post, movement=movement)


def begun(**changes: Any) -> Log:
    """Give a log whose way out has begun at 10:00."""
    log = prepare(planned(**changes))
    assert begin(log) == []
    return log


def transfer(*cases: str, seats: int = 4, way: str = "abroad", to: str = "haven") -> Log:
    """Give a log with a transfer of some cases, planned from 10:00 to 14:00, boarded and ready to begin."""
    log = planned(kind="transfer", to=to, way=way, post="escort", assembly_point="")
    assert hold_fire(log) == []
    assert log.do(acts.VehicleAssigned, "07:40", "escort", movement="m-1", vehicle="bus-1", seats=seats) == []
    assert log.do(acts.ManifestSet, "07:50", "escort", movement="m-1", cases=cases) == []
    log.facts.aboard = set(cases)
    return log


# The plan


def test_a_way_out_is_planned_prepared_begun_counted_and_closed():
    log = begun()
    assert group(log, "10:10", 1, 4, wounded=1) == []
    assert group(log, "10:40", 2, 6) == []
    assert arrive(log, "11:00", 10) == []
    log.facts.received = 10
    assert log.do(acts.MovementClosed, "15:00", movement="m-1") == []
    expected = views.Sum("m-1", groups=2, out=10, wounded=1, uncounted=0, arrived=10, difference=0, missing=0, extra=0,
                         unexplained=0)  # fmt: skip
    assert views.sums(log.state) == (expected,)


@pytest.mark.parametrize(
    ("changes", "codes"),
    [
        ({"stop": at("16:01")}, ["window_too_long"]),
        ({"stop": at("10:00")}, ["stop_not_after_start"]),
        ({"group_size": 11}, ["group_too_large"]),
        ({"group_size": 0}, ["group_empty"]),
        ({"zone": "camp"}, ["zone_not_named"]),
        ({"to": "west"}, ["not_a_site"]),
        ({"way": "abroad"}, ["way_out_serves_no_way"]),
        ({"kind": "transfer", "post": "escort", "to": "moon", "way": "abroad"}, ["destination_not_named"]),
        ({"kind": "transfer", "post": "escort", "to": "haven", "way": ""}, ["way_not_named"]),
        ({"kind": "transfer", "to": "haven", "way": "abroad"}, ["no_power"]),
        ({"post": "helper", "actor": "south"}, ["no_power"]),
        ({"actor": "north"}, ["no_power"]),
        ({"stop": at("17:00"), "zone": "camp", "group_size": 99}, ["zone_not_named", "window_too_long", "group_too_large"]),
    ],
)
def test_a_plan_beyond_the_text_is_refused_and_everything_is_said(changes, codes):
    assert plan(Log(), **changes) == codes


def test_the_longest_window_is_allowed():
    assert plan(Log(), stop=at("16:00")) == []


def test_an_id_is_used_once():
    log = planned()
    assert plan(log) == ["movement_used"]
    assert announce(log, "08:00") == []
    assert announce(log, "08:10", zone="west") == ["operation_used"]


@pytest.mark.parametrize(
    "word", ["31.28,34.25", "3128-3425", "N31E34", "AP-128", "36RXV12", "AP 2", "ALONGCODEWORD", "HERON", "East-2"]
)
def test_an_assembly_point_is_a_code_word_and_no_place(word):
    log = Log()
    assert plan(log, assembly_point=word) == ["assembly_point_not_a_code"]
    assert word.lower() not in SENTENCES["assembly_point_not_a_code"].format(**log.last[0].params).lower()


@pytest.mark.parametrize("word", ["AP-2", "FALCON", "B12", ""])
def test_a_code_word_is_taken(word):
    assert plan(Log(), assembly_point=word) == []


# Fire held


def test_without_a_word_of_whoever_controls_the_ground_nothing_begins():
    log = prepare(planned(), fire=False)
    assert begin(log) == ["no_hold_fire"]
    lack = log.lack("no_hold_fire")
    assert (lack.clause, lack.who) == (("p1.a",), ("north_post",))
    assert lack.params["uncovered"] == (Period(at("10:00"), at("14:00")),)


def test_the_other_side_may_say_that_it_holds_fire_and_that_does_not_suffice():
    log = prepare(planned(), fire=False)
    assert hold_fire(log, post="south_post") == []
    assert begin(log) == ["no_hold_fire"]


def test_a_post_without_a_word_in_it_cannot_confirm():
    assert hold_fire(planned(), post="medic") == ["no_power"]


def test_a_confirmation_for_part_of_the_window_is_recorded_and_the_rest_is_named():
    log = prepare(planned(), fire=False)
    assert hold_fire(log, start="09:00", stop="11:00") == []
    assert hold_fire(log, start="12:00", stop="13:30") == []
    assert begin(log) == ["hold_fire_in_part"]
    expected = (Period(at("11:00"), at("12:00")), Period(at("13:30"), at("14:00")))
    assert log.lack("hold_fire_in_part").params["uncovered"] == expected
    assert hold_fire(log, "10:05", start="11:00", stop="12:00") == []
    assert hold_fire(log, "10:06", start="13:30", stop="14:00") == []
    assert begin(log, "10:10") == []


def test_a_confirmation_for_another_zone_does_not_suffice():
    log = prepare(planned(), fire=False)
    assert hold_fire(log, zone="west") == []
    assert begin(log) == ["hold_fire_elsewhere"]
    assert log.lack("hold_fire_elsewhere").params["zones"] == ("west",)


def test_what_is_past_need_not_be_covered():
    log = prepare(planned(), fire=False)
    assert hold_fire(log, "11:00", start="11:00") == []
    assert begin(log, "11:30") == []


def test_a_hold_fire_withdrawn_before_the_beginning_has_to_be_given_again():
    log = prepare(planned())
    assert log.do(acts.HoldFireWithdrawn, "09:00", "north_post", movement="m-1") == []
    assert begin(log) == ["hold_fire_withdrawn", "no_hold_fire"]
    assert hold_fire(log, "10:05") == []
    assert begin(log, "10:10") == []


def test_a_word_for_another_zone_does_not_take_a_withdrawal_back():
    log = prepare(planned())
    assert log.do(acts.HoldFireWithdrawn, "09:00", "south_post", movement="m-1") == []
    assert hold_fire(log, "09:10", post="south_post", zone="west") == []
    assert begin(log) == ["hold_fire_withdrawn"]
    assert log.last[0].who == ("south_post",)


@pytest.mark.parametrize("post", ["north_post", "south_post"])
def test_a_hold_fire_withdrawn_by_either_side_halts_and_only_a_new_word_lets_it_go_on(post):
    log = begun()
    assert log.do(acts.HoldFireWithdrawn, "10:20", post, movement="m-1") == []
    assert group(log, "10:30", 1) == ["halted_hold_fire"]
    assert "hold_fire_withdrawn" in resume(log, "10:40")
    assert hold_fire(log, "10:50", post=post) == []
    assert group(log, "10:55", 1) == ["halted_hold_fire"]
    assert resume(log, "11:00") == []
    assert group(log, "11:10", 1) == []


def test_an_earlier_word_that_comes_in_late_does_not_undo_a_withdrawal():
    log = prepare(planned())
    assert log.do(acts.HoldFireWithdrawn, "09:00", "north_post", movement="m-1") == []
    assert hold_fire(log, "08:59") == []
    assert begin(log) == ["hold_fire_withdrawn", "no_hold_fire"]


def test_in_the_same_minute_the_withdrawal_counts_as_the_later_word():
    log = prepare(planned())
    assert log.do(acts.HoldFireWithdrawn, "09:00", "north_post", movement="m-1") == []
    assert hold_fire(log, "09:00") == []
    assert begin(log) == ["hold_fire_withdrawn", "no_hold_fire"]
    assert hold_fire(log, "09:01") == []
    assert begin(log) == []


def test_an_earlier_withdrawal_that_comes_in_late_does_not_undo_a_later_word():
    log = prepare(planned())
    assert hold_fire(log, "09:30") == []
    assert log.do(acts.HoldFireWithdrawn, "09:00", "north_post", movement="m-1") == []
    assert begin(log) == []
    assert log.do(acts.HoldFireWithdrawn, "09:10", "north_post", movement="m-1") == []
    assert halted("m-1", log.state, at("10:30")) is None


def test_a_withdrawal_from_before_the_beginning_that_comes_in_late_halts_from_the_beginning_on():
    log = begun()
    assert log.do(acts.HoldFireWithdrawn, "09:30", "north_post", movement="m-1") == []
    found = halted("m-1", log.state, at("10:30"))
    assert (found.since, [cause.code for cause in found.causes]) == (at("10:00"), ["halted_hold_fire"])
    assert group(log, "10:30", 1) == ["halted_hold_fire"]


# Across the line


def across(*words: tuple[str, str]) -> Log:
    """Give a log with a transfer to the far side, ready but for what the posts say: a post and a zone each."""
    log = transfer("SYN-1", way="across", to="far")
    for post, zone in words:
        assert hold_fire(log, "08:00", post=post, zone=zone) == []
    return log


def test_whoever_holds_the_ground_across_the_line_holds_fire_too():
    log = across()
    assert begin(log, post="escort") == ["no_hold_fire_there"]
    lack = log.lack("no_hold_fire_there")
    assert (lack.params["by"], lack.who, lack.clause) == ("south", ("south_post",), ("p1.a",))
    assert lack.params["uncovered"] == (Period(at("10:00"), at("14:00")),)
    shown = views.view("m-1", log.state, "mission", RULES, now=at("08:00"))
    assert shown["hold_fire"]["uncovered"] == (Period(at("10:00"), at("14:00")),)


@pytest.mark.parametrize(("post", "zone", "codes"), [
    ("south_post", "far", []),
    ("south_post", "east", ["no_hold_fire_there"]),
    ("south_post", "west", ["no_hold_fire_there"]),
    ("north_post", "far", ["no_hold_fire_there"]),
])  # fmt: skip
def test_the_word_of_whoever_holds_it_is_for_that_ground_by_name(post, zone, codes):
    assert begin(across((post, zone)), post="escort") == codes


def test_a_word_for_the_ground_across_takes_a_withdrawal_back():
    log = across(("south_post", "far"))
    assert log.do(acts.HoldFireWithdrawn, "09:00", "south_post", movement="m-1") == []
    assert begin(log, post="escort") == ["hold_fire_withdrawn", "no_hold_fire_there"]
    assert hold_fire(log, "09:10", post="south_post", zone="far") == []
    assert begin(log, post="escort") == []


@pytest.mark.parametrize("changed", [
    ("held_by: south", "held_by: unstated"),
    ("held_by: south", "held_by: mission"),
    ("held_by: south", "held_by: haven"),
    ("across: {kind: across", "across: {kind: abroad"),
    ("by: [north_post, south_post]}\n    way_out", "by: north_post}\n    way_out"),
], ids=["nobody", "a body", "a party without a post", "another kind of way", "a post that may not say so"])  # fmt: skip
def test_no_word_is_asked_for_where_no_party_could_give_it(changed):
    log = across()
    assert changed[0] in TEXT
    log.rules = rules_of(TEXT.replace(*changed))
    assert begin(log, post="escort") == []


def test_whoever_controls_all_the_ground_speaks_once():
    log = across()
    log.rules = rules_of(TEXT.replace("held_by: south", "held_by: north"))
    assert begin(log, post="escort") == []


# Words that came later


def test_a_word_given_after_people_set_out_does_not_permit_it():
    log = prepare(planned(), fire=False)
    assert hold_fire(log, "12:00") == []
    assert begin(log, "10:00") == ["no_hold_fire"]
    assert begin(log, "12:00") == []


def test_an_offer_or_a_team_that_came_later_does_not_permit_a_beginning():
    log = prepare(planned(), offer=False, team=False)
    assert log.do(acts.OfferMade, "11:00", zone="east", how="radio", language="sv") == []
    assert ready(log, "11:00") == []
    assert begin(log, "10:59")[:2] == ["no_offer", "post_absent"]
    assert begin(log, "11:00") == []


def test_a_pause_that_was_promised_later_does_not_permit_a_beginning():
    log = prepare(planned())
    assert announce(log, "08:00") == []
    assert pause(log, "10:30") == []
    assert begin(log, "10:15") == ["operation_announced"]
    assert begin(log, "10:30") == []


def test_nobody_set_out_before_the_plan_or_the_manifest_was_made():
    log = transfer("SYN-1")
    assert log.do(acts.ManifestSet, "11:00", "escort", movement="m-1", cases=("SYN-1",)) == []
    assert begin(log, "10:59", post="escort") == ["arranged_later"]
    assert begin(log, "11:00", post="escort") == []


def test_no_group_comes_out_and_nothing_goes_on_before_the_beginning():
    log = prepare(planned())
    assert begin(log, "12:00") == []
    assert group(log, "11:59", 1) == ["before_it_began"]
    assert log.do(acts.MovementHalted, "11:30", "medic", movement="m-1", reason="crowd") == []
    assert resume(log, "11:45") == ["before_it_began"]
    assert group(log, "12:00", 1) == ["halted_by_act"]


def test_going_on_that_is_recorded_late_does_not_lift_a_halt_that_came_after_it():
    log = begun()
    assert log.do(acts.MovementHalted, "10:10", "medic", movement="m-1", reason="crowd") == []
    assert log.do(acts.MovementHalted, "11:00", "medic", movement="m-1", reason="shots_heard") == []
    assert log.do(acts.HoldFireWithdrawn, "11:30", "north_post", movement="m-1") == []
    assert announce(log, "11:40", "13:00", "14:00", zone="camp") == []
    assert pause(log, "10:15") == []
    assert resume(log, "10:20") == []
    assert group(log, "10:15", 1) == ["halted_then"]
    assert group(log, "10:30", 1) == []
    assert group(log, "11:45", 2) == ["halted_by_act", "halted_hold_fire", "halted_operation"]


# Operations


def test_an_operation_announced_before_blocks_the_window():
    log = prepare(planned())
    assert announce(log, "08:00") == []
    assert begin(log) == ["operation_announced"]
    lack = log.lack("operation_announced")
    assert (lack.who, lack.clause[-1:]) == (("north",), ("p1.a",))
    assert [lack.code for lack in blocked("m-1", log.state, at("08:00"))] == ["operation_announced"]


@pytest.mark.parametrize(
    ("start", "stop", "zone"),
    [("14:00", "15:00", "east"), ("08:00", "10:00", "east"), ("11:00", "12:00", "west")],
    ids=["after the window", "before the window", "another zone"],
)
def test_an_operation_elsewhere_or_at_another_time_does_not_block(start, stop, zone):
    log = prepare(planned())
    assert announce(log, "08:00", start, stop, zone=zone) == []
    assert begin(log) == []


def test_an_operation_without_an_end_blocks_until_it_is_ended():
    log = prepare(planned())
    assert announce(log, "08:00", "08:30", None) == []
    assert begin(log) == ["operation_announced"]
    assert log.do(acts.OperationEnded, "10:10", "", actor="south", operation="op-1") == ["no_power"]
    assert log.do(acts.OperationEnded, "10:20", "", actor="north", operation="op-1") == []
    assert begin(log, "10:20") == []
    assert pause(log, "10:30") == ["operation_over"]


def test_a_pause_for_part_of_the_window_still_blocks_and_says_what_is_uncovered():
    log = prepare(planned())
    assert announce(log, "08:00") == []
    assert pause(log, "08:10", "10:00", "12:00") == []
    assert begin(log) == ["operation_paused_in_part"]
    assert log.lack("operation_paused_in_part").params["uncovered"] == (Period(at("12:00"), at("14:00")),)
    assert pause(log, "10:10", "12:00", "14:00") == []
    assert begin(log, "10:20") == []


@pytest.mark.parametrize("written", ["no", "unknown"])
def test_a_pause_that_is_not_known_to_be_written_does_not_count(written):
    log = prepare(planned())
    assert announce(log, "08:00") == []
    assert pause(log, "08:10", written=written) == []
    assert begin(log) == ["operation_pause_not_written"]


def test_only_the_announcer_pauses_and_a_pause_ends_after_it_starts():
    log = planned()
    assert announce(log, "08:00") == []
    assert pause(log, "08:10", actor="south") == ["no_power"]
    assert pause(log, "08:10", "12:00", "12:00") == ["stop_not_after_start"]


def test_nobody_is_told_that_they_may_not_when_there_is_no_such_operation():
    assert pause(Log(), "08:10") == ["no_such_operation"]


def test_any_organisation_may_announce():
    for actor in ("north", "south", "haven", "mission"):
        log = Log()
        assert log.do(acts.OperationAnnounced, "08:00", "", actor=actor, operation="o", zone="east", kind="works",
                      start=at("09:00")) == []  # fmt: skip


def test_an_operation_announced_later_halts_and_arrivals_are_still_counted():
    log = begun()
    assert group(log, "10:10", 1) == []
    assert announce(log, "10:20", "12:00", "13:00") == []
    assert group(log, "10:30", 2) == ["halted_operation"]
    assert (log.last[0].who, log.last[0].clause) == (("north",), ("p1.a",))
    found = halted("m-1", log.state, at("10:30"))
    assert (found.since, found.under_way) == (at("10:20"), 5)
    assert stage_of("m-1", log.state, at("10:30")) == "halted"
    assert arrive(log, "10:40", 5) == []


def test_after_the_pause_it_goes_on_only_when_it_is_resumed():
    log = begun()
    assert announce(log, "10:20") == []
    assert resume(log, "10:25") == ["operation_announced"]
    assert pause(log, "10:30", "10:30", "14:00") == []
    assert group(log, "10:35", 1) == ["halted_operation"]
    assert log.last[0].who == ("officer",)
    assert resume(log, "10:40") == []
    assert group(log, "10:45", 1) == []
    assert log.state.movements["m-1"].stopped == (Period(at("10:20"), at("10:40")),)


def test_an_operation_announced_for_after_the_window_does_not_halt():
    log = begun()
    assert announce(log, "10:20", "14:00", None) == []
    assert group(log, "10:30", 1) == []


def test_an_operation_where_people_are_received_blocks_and_halts():
    log = prepare(planned())
    assert announce(log, "08:00", zone="camp") == []
    assert begin(log) == ["operation_announced"]
    assert log.lack("operation_announced").params["zone"] == "camp"
    log = begun()
    assert announce(log, "10:20", zone="camp") == []
    assert group(log, "10:30", 1) == ["halted_operation"]


def test_an_operation_where_a_transfer_goes_blocks_and_halts():
    log = across(("south_post", "far"))
    assert announce(log, "08:00", zone="far") == []
    assert begin(log, post="escort") == ["operation_announced"]
    assert log.do(acts.OperationEnded, "08:10", "", actor="north", operation="op-1") == []
    assert begin(log, post="escort") == []
    assert announce(log, "10:20", zone="far", operation="op-2") == []
    assert stage_of("m-1", log.state, at("10:30")) == "halted"


def test_an_operation_announced_for_another_zone_does_not_halt():
    log = begun()
    assert announce(log, "10:20", zone="west") == []
    assert group(log, "10:30", 1) == []


def test_an_announcement_that_was_recorded_late_halts_too():
    log = begun()
    assert announce(log, "09:00") == []
    assert group(log, "10:30", 1) == ["halted_operation"]
    assert halted("m-1", log.state, at("10:30")).since == at("10:00")


# Who is there, and what is agreed


@pytest.mark.parametrize(
    ("changes", "codes"),
    [
        ({"present": ("officer", "medic", "disposal")}, ["post_absent"]),
        ({"present": ("officer", "disposal", "helper")}, ["post_absent", "task_absent"]),
        ({"signal_agreed": "unknown"}, ["signal_not_agreed"]),
        ({"halt_word_agreed": "no"}, ["halt_word_not_agreed"]),
    ],
)
def test_the_team_is_there_and_the_words_are_agreed(changes, codes):
    log = prepare(planned(), team=False)
    assert ready(log, **changes) == []
    assert begin(log) == codes


def test_who_was_present_long_before_is_not_present():
    log = prepare(planned(), team=False)
    assert ready(log, "05:00") == []
    assert begin(log, "11:01") == ["presence_too_old"]
    assert (log.last[0].params["at"], log.last[0].who) == (at("05:00"), ("officer",))
    assert begin(log, "11:00") == []
    assert log.do(acts.MovementHalted, "11:10", "medic", movement="m-1", reason="crowd") == []
    assert resume(log, "11:20") == ["presence_too_old"]
    assert ready(log, "11:30") == []
    assert resume(log, "11:30") == []


def test_the_last_word_on_who_is_present_counts_not_the_last_that_came_in():
    log = prepare(planned(), team=False)
    assert ready(log, "09:00", present=("officer", "medic", "disposal")) == []
    assert ready(log, "08:00") == []
    assert begin(log) == ["post_absent"]


def test_explosives_officer_medic_and_reception_are_needed_even_if_the_text_forgets_them():
    log = prepare(planned(), team=False)
    log.rules = rules_of(TEXT.replace("team: [officer, medic, disposal, helper]", "team: helper"))
    assert ready(log, present=("helper",)) == []
    assert begin(log) == ["task_absent"] * 3
    assert [lack.params["task"] for lack in log.last] == ["explosives", "medic", "reception"]
    assert [lack.who for lack in log.last] == [("disposal",), ("medic",), ("officer",)]


def test_a_post_that_does_not_exist_is_not_present():
    assert ready(planned(), present=("officer", "nobody")) == ["no_such_post"]


@pytest.mark.parametrize(
    ("language", "zone", "codes"),
    [("en", "east", ["no_offer"]), ("sv", "west", ["no_offer"]), ("fi", "east", [])],
)
def test_the_offer_was_made_in_the_zone_in_a_language_of_the_text(language, zone, codes):
    log = prepare(planned(), offer=False)
    assert log.do(acts.OfferMade, "08:00", zone=zone, how="leaflet", language=language) == []
    assert begin(log) == codes


@pytest.mark.parametrize("answer", ["accepted", "declined", "none", "unknown"])
def test_an_answer_permits_and_forbids_nothing(answer):
    log = prepare(planned())
    log.now = at("08:00")
    before = log.open_to(acts.MovementBegun)
    assert log.do(acts.OfferAnswered, "08:00", zone="east", answer=answer, low=3, high=None) == []
    assert log.open_to(acts.MovementBegun) == before
    assert log.do(acts.OfferAnswered, "08:00", zone="east", answer=answer, low=3, high=2) == ["range_reversed"]


def test_whoever_was_not_notified_has_nothing_to_acknowledge():
    log = planned()
    assert log.do(acts.MovementAcknowledged, "08:00", "", actor="south", movement="m-1") == ["nothing_to_acknowledge"]


def test_an_acknowledgement_opens_nothing():
    log = planned()
    assert log.do(acts.MovementNotified, "08:00", movement="m-1", to="nobody", form="letter") == ["no_such_organisation"]
    assert log.do(acts.MovementNotified, "08:10", movement="m-1", to="north", form="letter") == []
    before = [log.open_to(row.act) for row in table.moves_of("m-1", log.state) if row.act is not acts.MovementAcknowledged]
    assert log.do(acts.MovementAcknowledged, "08:10", "", actor="south", movement="m-1") == ["no_power"]
    assert log.do(acts.MovementAcknowledged, "08:10", "", actor="north", movement="m-1") == []
    after = [log.open_to(row.act) for row in table.moves_of("m-1", log.state) if row.act is not acts.MovementAcknowledged]
    assert after == before
    expected = ["no_hold_fire", "no_offer", *["post_absent"] * 4, *["task_absent"] * 3, "signal_not_agreed",
                "halt_word_not_agreed"]  # fmt: skip
    assert begin(log) == expected
    assert log.state.movements["m-1"].notices[0].acknowledged == at("08:10")


# Groups


@pytest.mark.parametrize(("clock", "code"), [("09:59", "outside_window"), ("14:00", "window_passed"), ("15:00", "window_passed")])
def test_nothing_begins_outside_the_window(clock, code):
    log = prepare(planned())
    assert code in begin(log, clock)


def test_a_window_that_has_passed_takes_no_group_and_people_still_arrive():
    log = begun()
    assert group(log, "13:59", 1) == []
    assert group(log, "14:00", 2) == ["window_passed"]
    assert arrive(log, "14:30", 5) == []


def test_what_is_recorded_late_is_judged_by_its_hour():
    log = begun()
    assert log.do(acts.MovementHalted, "10:30", "medic", movement="m-1", reason="shots_heard") == []
    late = acts.GroupCameOut(id="late", happened=at("10:20"), recorded=at("10:40"), actor="mission", post="officer",
                             movement="m-1", group=1, people=3, weapons="none")  # fmt: skip
    assert log.take(late, now=at("10:40")) == ()
    within = msgspec.structs.replace(late, happened=at("10:35"), group=2)
    assert tuple(lack.code for lack in log.take(within, now=at("10:40"))) == ("halted_by_act",)
    assert resume(log, "11:00") == []
    assert tuple(lack.code for lack in log.take(within, now=at("11:10"))) == ("halted_then",)


def test_an_hour_that_is_not_known_lies_in_the_window_altogether():
    log = begun()
    act = acts.GroupCameOut(id="vague", happened=at("13:00"), until=at("14:30"), recorded=at("15:00"), actor="mission",
                            post="officer", movement="m-1", group=1, people=3, weapons="unknown")  # fmt: skip
    assert tuple(lack.code for lack in log.take(act, now=at("15:00"))) == ("window_passed",)
    assert log.take(msgspec.structs.replace(act, until=at("14:00")), now=at("15:00")) == ()


@pytest.mark.parametrize(
    ("number", "people", "wounded", "code"),
    [
        (1, 3, None, "group_repeated"),
        (3, 3, None, "group_out_of_order"),
        (2, 11, None, "group_too_large"),
        (2, 0, None, "group_empty"),
        (2, 3, 4, "more_wounded_than_people"),
    ],
)
def test_a_group_that_cannot_be_is_refused(number, people, wounded, code):
    log = begun()
    assert group(log, "10:10", 1) == []
    assert group(log, "10:20", number, people, wounded=wounded) == [code]


def test_a_group_needs_a_way_out_that_has_begun():
    assert group(planned(), "10:10", 1) == ["movement_planned"]
    assert group(Log(), "10:10", 1) == ["no_such_movement"]


def test_the_wounded_come_out_first():
    log = begun(wounded=3)
    assert group(log, "10:10", 1, wounded=0) == ["wounded_first"]
    assert group(log, "10:10", 1, wounded=2) == []
    assert group(log, "10:20", 2, wounded=0) == ["wounded_first"]
    assert group(log, "10:20", 2, wounded=1) == []
    assert group(log, "10:30", 3, wounded=0) == []


def test_what_is_not_known_of_the_wounded_is_not_held_against_a_group():
    log = begun(wounded=None)
    assert group(log, "10:10", 1, wounded=0) == []
    log = begun(wounded=3)
    assert group(log, "10:10", 1, people=3, wounded=None) == []
    assert group(log, "10:20", 2, wounded=0) == []
    log = begun(wounded=3)
    assert group(log, "10:10", 1, people=2, wounded=None) == []
    assert group(log, "10:20", 2, wounded=0) == ["wounded_first"]


def test_the_order_is_free_where_the_text_does_not_ask_for_it():
    log = begun(wounded=3)
    log.rules = rules_of(TEXT.replace("languages: [sv, fi]", "languages: [sv, fi]\n    wounded_first: no"))
    assert group(log, "10:10", 1, wounded=0) == []


# Halt, cancel


def test_anyone_named_may_halt_at_once_and_only_who_runs_it_lets_it_go_on():
    log = begun()
    assert resume(log, "10:05") == ["not_halted"]
    assert log.do(acts.MovementHalted, "10:10", "helper", actor="south", movement="m-1", reason="x") == ["no_power"]
    assert log.do(acts.MovementHalted, "10:10", "medic", movement="m-1", reason="shots_heard") == []
    assert log.do(acts.MovementHalted, "10:15", "south_post", movement="m-1", reason="crowd") == []
    assert group(log, "10:20", 1) == ["halted_by_act", "halted_by_act"]
    assert resume(log, "10:30", post="medic") == ["no_power"]
    assert resume(log, "10:30") == []
    assert group(log, "10:40", 1) == []


def test_going_on_needs_again_what_the_beginning_needed():
    log = begun()
    assert log.do(acts.MovementHalted, "10:10", "medic", movement="m-1", reason="shots_heard") == []
    assert ready(log, "10:20", present=("officer", "disposal", "helper")) == []
    assert resume(log, "10:30") == ["post_absent", "task_absent"]
    assert resume(log, "14:00")[:1] == ["window_passed"]


def test_a_movement_is_cancelled_before_it_begins_and_not_after():
    log = planned()
    assert log.do(acts.MovementHalted, "08:00", "medic", movement="m-1", reason="x") == ["movement_planned"]
    assert log.do(acts.MovementCancelled, "08:00", movement="m-1", reason="weather") == []
    assert begin(log) == ["movement_cancelled"]
    assert tuple(lack.closed for lack in log.last) == (True,)
    assert begun().do(acts.MovementCancelled, "11:00", movement="m-1", reason="weather") == ["movement_begun"]


# Transfer


def test_a_transfer_begins_with_everyone_on_its_manifest_aboard():
    log = transfer("SYN-4K7Q", "SYN-9M2X")
    assert begin(log, post="escort") == []
    assert arrive(log, "13:00", 2, "escort") == []
    assert log.do(acts.MovementClosed, "14:00", "escort", movement="m-1") == []
    assert views.sums(log.state) == ()


def test_a_manifest_larger_than_the_vehicles_says_both_numbers():
    log = transfer(seats=3)
    assert log.do(acts.VehicleAssigned, "08:00", "escort", movement="m-1", vehicle="van-1", seats=1) == []
    cases = tuple(f"SYN-{number}" for number in range(5))
    assert log.do(acts.ManifestSet, "08:10", "escort", movement="m-1", cases=cases) == ["more_than_seats"]
    assert log.last[0].params == {"cases": 5, "seats": 4}
    assert log.do(acts.ManifestSet, "08:10", "escort", movement="m-1", cases=cases[:4]) == []
    assert log.do(acts.VehicleAssigned, "08:20", "escort", movement="m-1", vehicle="van-1", seats=0) == []
    log.facts.aboard = set(cases[:4])
    assert begin(log, post="escort") == ["more_than_seats"]


def test_a_case_stands_once_on_a_manifest_and_only_if_it_is_cleared():
    log = transfer()
    log.facts.kept = {"SYN-2": (Missing("not_in_this_view"), Missing("no_power", {"actor": "", "post": "", "holders": ()}))}
    assert log.do(acts.ManifestSet, "08:00", "escort", movement="m-1", cases=("SYN-1", "SYN-3", "SYN-1")) == ["case_twice"]
    assert log.last[0].params["cases"] == ("SYN-1",)
    row, act = table.BY_ACT[acts.ManifestSet], acts.ManifestSet(id="x", happened=at("08:00"), recorded=at("08:00"),
        actor="mission", post="escort", movement="m-1", cases=("SYN-1", "SYN-2"))  # fmt: skip
    found = missing(row, Asked(log.rules, subject_of(log.state, act), at("08:00"), log.facts, act))
    assert [(lack.code, lack.params["case"]) for lack in found] == [("not_in_this_view", "SYN-2"), ("no_power", "SYN-2")]


def test_a_manifest_is_set_before_the_beginning_and_for_a_transfer_only():
    log = transfer("SYN-1")
    assert begin(log, post="escort") == []
    assert log.do(acts.ManifestSet, "10:10", "escort", movement="m-1", cases=()) == ["movement_begun"]
    assert planned(group_size=5).do(acts.ManifestSet, "08:00", "officer", movement="m-1", cases=()) == ["other_kind"]


@pytest.mark.parametrize(
    ("aboard", "codes"),
    [
        ({"SYN-1"}, ["not_boarded"]),
        ({"SYN-1", "SYN-2", "SYN-3"}, ["boarded_unlisted"]),
        ({"SYN-3"}, ["not_boarded", "boarded_unlisted"]),
        (set(), ["not_boarded"]),
    ],
)
def test_who_is_aboard_is_who_is_on_the_manifest(aboard, codes):
    log = transfer("SYN-1", "SYN-2")
    log.facts.aboard = aboard
    assert begin(log, post="escort") == codes
    assert "SYN-3" not in repr(log.last)


def test_an_empty_manifest_does_not_begin_nor_one_with_a_case_no_longer_cleared():
    assert begin(transfer(), post="escort") == ["manifest_empty"]
    log = transfer("SYN-1")
    log.facts.kept = {"SYN-1": (Missing("no_such_place", {"place": "haven"}),)}
    assert begin(log, post="escort") == ["no_such_place"]


def test_a_transfer_needs_held_fire_and_no_operation_in_its_zone():
    log = transfer("SYN-1")
    assert log.do(acts.HoldFireWithdrawn, "08:00", "north_post", movement="m-1") == []
    assert announce(log, "08:10") == []
    assert begin(log, post="escort") == ["hold_fire_withdrawn", "no_hold_fire", "operation_announced"]


def test_a_halted_transfer_goes_on_with_fewer_aboard_but_with_nobody_unlisted():
    log = transfer("SYN-1", "SYN-2")
    assert begin(log, post="escort") == []
    assert log.do(acts.MovementHalted, "11:00", "medic", movement="m-1", reason="road_blocked") == []
    assert halted("m-1", log.state, at("13:00"))[::2] == (at("11:00"), 2)
    log.facts.aboard = {"SYN-1", "SYN-7"}
    assert resume(log, "11:30", post="escort") == ["boarded_unlisted"]
    log.facts.aboard = {"SYN-1"}
    assert resume(log, "11:30", post="escort") == []


def test_a_halted_transfer_goes_on_only_with_people_who_may_still_travel():
    log = transfer("SYN-1", "SYN-2")
    assert begin(log, post="escort") == []
    assert log.do(acts.MovementHalted, "11:00", "medic", movement="m-1", reason="road_blocked") == []
    log.facts.kept = {"SYN-2": (Missing("not_in_this_view"),)}
    row = table.BY_ACT[acts.MovementResumed]
    log.now = at("11:30")
    assert [lack.code for lack in log.open_to(row.act)] == ["not_in_this_view"]
    log.facts.aboard = {"SYN-1"}
    assert resume(log, "11:30", post="escort") == []


def test_whoever_may_no_longer_travel_is_not_named_among_those_who_have_not_boarded():
    log = transfer("SYN-1", "SYN-2")
    log.facts.aboard = set()
    log.facts.kept = {"SYN-2": (Missing("no_such_place"),)}
    assert begin(log, post="escort") == ["not_boarded", "no_such_place"]
    assert log.lack("not_boarded").params["cases"] == ("SYN-1",)


# Counts


def test_a_difference_keeps_a_movement_open_until_it_is_accounted_for():
    log = begun()
    assert group(log, "10:10", 1, 6) == []
    assert arrive(log, "10:30", 5) == []
    log.facts.received = 5
    assert log.do(acts.MovementClosed, "15:00", movement="m-1") == ["counts_differ"]
    wrong = {"movement": "m-1", "missing": 2, "extra": 0, "reason": "diverted_to_hospital"}
    assert log.do(acts.MovementAccounted, "15:10", **wrong) == ["account_does_not_add_up"]
    assert log.state.movements["m-1"].stage == "open"
    assert log.do(acts.MovementAccounted, "15:10", **{**wrong, "missing": 1}) == []
    assert log.state.movements["m-1"].stage == "arrived"
    assert log.do(acts.MovementClosed, "15:20", movement="m-1") == []
    assert (views.sums(log.state)[0].difference, views.sums(log.state)[0].missing,
                         views.sums(log.state)[0].unexplained) == (1, 1, 0)  # fmt: skip


def test_one_who_left_and_one_who_joined_do_not_cancel_out_unseen():
    log = begun()
    assert group(log, "10:10", 1, 6) == []
    assert arrive(log, "10:30", 6) == []
    assert log.do(acts.MovementAccounted, "10:40", movement="m-1", missing=1, extra=1, reason="joined_on_the_way") == []
    assert (log.state.movements["m-1"].missing, log.state.movements["m-1"].extra) == (1, 1)


def test_more_than_set_out_is_recorded_too():
    log = begun()
    assert arrive(log, "10:30", 2) == []
    log.facts.received = 2
    assert log.do(acts.MovementClosed, "15:00", movement="m-1") == ["counts_differ"]
    assert log.state.movements["m-1"].difference == -2


def test_a_way_out_closes_when_everyone_who_arrived_was_received():
    log = begun()
    assert group(log, "10:10", 1, 6) == []
    assert arrive(log, "10:30", 6) == []
    log.facts.received = 5
    assert log.do(acts.MovementClosed, "15:00", movement="m-1") == ["presented_differ"]
    assert log.last[0].who == ("officer",)


def test_a_wrong_count_is_replaced_by_an_act_that_names_it():
    log = begun()
    assert group(log, "10:10", 1, 6) == []
    assert arrive(log, "10:30", 60) == []
    wrong = log.state.movements["m-1"].arrivals[0].act
    assert arrive(log, "10:40", 6, refs=(wrong,)) == []
    assert log.state.movements["m-1"].arrived == 6


def test_it_never_closes_by_itself_and_takes_the_next_group_after_an_arrival():
    log = begun()
    assert group(log, "10:10", 1, 6) == []
    assert arrive(log, "10:30", 6) == []
    assert stage_of("m-1", log.state, at("23:00")) == "arrived"
    assert group(log, "10:40", 2, 3) == []
    assert stage_of("m-1", log.state, at("10:40")) == "open"


def test_a_closed_movement_takes_nothing_more():
    log = begun()
    assert log.do(acts.MovementClosed, "11:00", movement="m-1") == []
    assert table.moves_of("m-1", log.state) == ()
    assert arrive(log, "11:10", 1) == ["movement_closed"]


# What is shown, and what is never held


def test_the_assembly_point_is_not_there_for_those_who_do_not_run_the_movement():
    long, short = planned(), planned(assembly_point="A")
    for viewer in ("north", "haven", "", "nobody"):
        shown = views.view("m-1", long.state, viewer, RULES, now=at("08:00"))
        assert "AP-2" not in repr(shown)
        assert not {"assembly_point", "manifest", "vehicles"} & set(shown)
        assert shown == views.view("m-1", short.state, viewer, RULES, now=at("08:00"))
    for viewer in ("mission", "south"):  # the post of south belongs to the team
        assert views.view("m-1", long.state, viewer, RULES, now=at("08:00"))["assembly_point"] == "AP-2"


def test_a_manifest_is_seen_by_those_who_run_the_transfer():
    log = transfer("SYN-1")
    shown = {"now": at("08:00"), "travelling": {"SYN-1"}}
    assert views.view("m-1", log.state, "mission", RULES, **shown)["manifest"] == ("SYN-1",)
    for viewer in ("north", "south", "haven"):
        assert "SYN-1" not in repr(views.view("m-1", log.state, viewer, RULES, **shown))


def test_a_manifest_names_nobody_of_whom_it_is_not_said_that_they_may_travel():
    log = transfer("SYN-1", "SYN-2")
    shown = views.view("m-1", log.state, "mission", RULES, now=at("08:00"), travelling={"SYN-2", "SYN-9"})
    assert (shown["manifest"], shown["on_manifest"]) == (("SYN-2",), 2)
    assert "SYN" not in repr(views.view("m-1", log.state, "mission", RULES, now=at("08:00")))


FORBIDDEN = set("hiding hideout hidden tunnel tunnels route path unit brigade commander phone telephone device imei latitude "
                "longitude lat lon coordinates position point_of_origin name names photo address rank".split())  # fmt: skip


def test_no_act_has_a_field_for_what_is_never_held():
    for kind in acts.TYPES:
        for field in kind.__struct_fields__:
            assert not FORBIDDEN & {field, *field.split("_")}, (kind, field)


@pytest.mark.parametrize(
    ("kind", "field", "value"),
    [
        (acts.MovementHalted, "reason", "they are hiding under the school"),
        (acts.MovementHalted, "reason", "n31_28"),
        (acts.MovementPlanned, "assembly_point", "31.28,34.25"),
        (acts.OperationAnnounced, "kind", "Works near 31.28"),
        (acts.MovementNotified, "form", "by phone to 0123"),
        (acts.OfferMade, "zone", "31.2712-34.2405"),
        (acts.OperationAnnounced, "zone", "31_2712_34_2405"),
        (acts.MovementPlanned, "to", "31.2712,34.2405"),
        (acts.MovementPlanned, "way", "by the well"),
        (acts.MovementReadied, "present", ("behind the bakery",)),
        (acts.ManifestSet, "cases", ("Yusuf the son of the baker",)),
    ],
)
def test_a_line_with_free_text_is_not_read(kind, field, value):
    given = {"movement": "m-1", "operation": "o", "kind": "transfer", "zone": "east", "to": "camp", "start": at("10:00"),
             "stop": at("11:00"), "group_size": 1, "form": "letter", "how": "radio", "language": "sv", "present": (),
             "signal_agreed": "yes", "halt_word_agreed": "yes", "cases": (), field: value}  # fmt: skip
    fields = {name: given[name] for name in kind.__struct_fields__ if name in given}
    act = kind(id="x", happened=at("08:00"), recorded=at("08:00"), actor="north", **fields)
    with pytest.raises(msgspec.ValidationError):
        msgspec.json.decode(msgspec.json.encode(act), type=kind)


def test_what_was_written_where_an_id_belongs_is_not_repeated():
    log, word = planned(), "n31_e34"
    transferred = {"movement": "m-2", "kind": "transfer", "post": "escort", "way": word, "to": word, "zone": word}
    for found in (
        plan(log, **transferred), log.last, plan(log, movement="m-3", to=word, way=word), log.last,
        log.do(acts.OfferMade, "08:00", zone=word, how="radio", language="sv"), log.last,
        announce(log, "08:00", zone=word), log.last, hold_fire(log, zone=word), log.last, ready(log, present=(word,)), log.last,
        log.do(acts.MovementNotified, "08:00", movement="m-1", to=word, form="letter"), log.last,
    ):  # fmt: skip
        assert found
        assert word not in repr(found)


def test_every_act_has_one_row_and_every_code_one_sentence():
    assert set(acts.TYPES) == set(table.BY_ACT)
    assert len(table.TABLE) == len(table.BY_ACT)
    folder = Path(errors.__file__).parent
    strings = {node.value for file in folder.glob("*.py") if file.name != "errors.py"
               for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
               if isinstance(node, ast.Constant) and isinstance(node.value, str)}  # fmt: skip
    stages = {f"movement_{stage}" for stage in ("planned", "begun", "closed", "cancelled")}
    assert set(errors.WORDS) - strings - stages == set()


def test_an_act_of_another_room_changes_nothing_here():
    assert apply(Movements(), moves.CaseAct(id="x", happened=at("08:00"), recorded=at("08:00"), actor="north")) is None


def test_a_movement_without_its_clause_is_not_planned():
    log = Log(rules_of(re.sub(r"\n    transfer: .*", "", TEXT)))
    assert "no_clause" in plan(log, kind="transfer", to="haven", way="abroad", post="escort")


@pytest.mark.parametrize(
    ("covers", "left"),
    [
        ([], [("10:00", "14:00")]),
        ([("09:00", "15:00")], []),
        ([("12:00", "13:00"), ("10:30", "12:00")], [("10:00", "10:30"), ("13:00", "14:00")]),
        ([("10:00", "14:00"), ("11:00", "12:00")], []),
        ([("08:00", "09:00"), ("15:00", "16:00")], [("10:00", "14:00")]),
    ],
)
def test_what_covers_leave_over(covers, left):
    found = left_over(Period(at("10:00"), at("14:00")), [Period(at(start), at(stop)) for start, stop in covers])
    assert [tuple(part) for part in found] == [(at(start), at(stop)) for start, stop in left]


# Any order of acts

Drawn = list[tuple[str, type, str, dict[str, Any]]]
NOON = {"start": at("08:00"), "stop": at("14:00"), "zone": "east"}
PLANS = {"m-1": {"kind": "way_out", "to": "camp", "way": "", "assembly_point": "AP-1", **NOON},
         "m-2": {"kind": "transfer", "to": "haven", "way": "abroad", "assembly_point": "", **NOON}}  # fmt: skip
TEAM = {"present": ("officer", "medic", "disposal", "helper"), "signal_agreed": "yes", "halt_word_agreed": "yes"}
PREPARED: Drawn = [
    ("07:00", acts.OfferMade, "officer", {"zone": "east", "how": "radio", "language": "sv"}),
    ("07:00", acts.MovementPlanned, "officer", {"movement": "m-1", "group_size": 10, "wounded": 1, **PLANS["m-1"]}),
    ("07:00", acts.HoldFireConfirmed, "north_post", {"movement": "m-1", **NOON}),
    ("07:00", acts.MovementReadied, "officer", {"movement": "m-1", **TEAM}),
    ("07:00", acts.MovementPlanned, "escort", {"movement": "m-2", "group_size": 10, **PLANS["m-2"]}),
    ("07:00", acts.HoldFireConfirmed, "north_post", {"movement": "m-2", **NOON}),
    ("07:00", acts.VehicleAssigned, "escort", {"movement": "m-2", "vehicle": "bus-1", "seats": 3}),
    ("07:00", acts.ManifestSet, "escort", {"movement": "m-2", "cases": ("SYN-1", "SYN-2")}),
    ("08:00", acts.MovementBegun, "officer", {"movement": "m-1"}),
    ("08:00", acts.MovementBegun, "escort", {"movement": "m-2"}),
]
WEIGHTS = {acts.GroupCameOut: 6, acts.MovementArrived: 6, acts.MovementResumed: 4, acts.HoldFireConfirmed: 3,
           acts.OperationPaused: 3, acts.MovementBegun: 3, acts.MovementAccounted: 3, acts.MovementClosed: 2}  # fmt: skip
RIGHT = {acts.HoldFireConfirmed: "north_post", acts.HoldFireWithdrawn: "north_post", acts.OperationAnnounced: "north_post",
         acts.OperationPaused: "north_post", acts.OperationEnded: "north_post", acts.MovementHalted: "medic",
         acts.MovementAcknowledged: "north_post", acts.OfferMade: "officer", acts.OfferAnswered: "officer"}  # fmt: skip
VALUES: dict[str, list[Any]] = {
    "movement": ["m-1", "m-1", "m-2"],
    "operation": ["op-1", "op-2"],
    "zone": ["east", "east", "east", "west"],
    "start": [at("07:00"), at("08:00"), at("08:00"), at("10:00")],
    "stop": [at("09:00"), at("14:00"), at("14:00"), at("15:00")],
    "written": ["yes", "yes", "no", "unknown"],
    "how": ["radio", "other"],
    "language": ["sv", "fi", "en"],
    "answer": ["accepted", "declined", "none", "unknown"],
    "low": [None, 4],
    "high": [None, 2, 9],
    "group_size": [3, 10],
    "wounded": [None, None, 0, 1],
    "present": [TEAM["present"], TEAM["present"], ("officer",), ()],
    "signal_agreed": ["yes", "yes", "no"],
    "halt_word_agreed": ["yes", "yes", "unknown"],
    "vehicle": ["bus-1", "bus-2"],
    "seats": [0, 1, 3],
    "cases": [(), ("SYN-1",), ("SYN-1", "SYN-2"), ("SYN-1", "SYN-1"), ("SYN-1", "SYN-2", "SYN-3", "SYN-4")],
    "to": ["north", "south"],
    "form": ["letter"],
    "kind": ["works"],
    "group": [1, 1, 2, 3],
    "people": [0, 1, 2, 3, 4],
    "weapons": ["none", "unknown"],
    "missing": [0, 0, 1, 2],
    "extra": [0, 0, 1],
    "reason": ["weather"],
}


def drawn_from(seed: int) -> Drawn:
    """Give acts at rising hours: some of what two movements need, then anything, mostly by those who may."""
    chance = random.Random(seed)
    found = [act for act in PREPARED if chance.random() < 0.95]
    kinds, minutes = list(acts.TYPES), 8 * 60
    weights = [WEIGHTS.get(kind, 1) for kind in kinds]
    for _ in range(chance.randint(5, 30)):
        minutes = min(minutes + chance.choice([0, 1, 5, 20, 60]), 16 * 60)
        kind = chance.choices(kinds, weights)[0]
        fields = {name: chance.choice(VALUES[name]) for name in kind.__struct_fields__ if name in VALUES}
        if kind is acts.MovementPlanned:
            fields |= PLANS[fields["movement"]]
        post = RIGHT.get(kind, "escort" if fields.get("movement") == "m-2" else "officer")
        if chance.random() < 0.1:
            post = chance.choice([*RULES.posts, ""])
        found.append((f"{minutes // 60}:{minutes % 60}", kind, post, fields))
    return found


def run(drawn: Drawn, rules: Rules, *, poster: str = "north") -> Iterator[tuple[Log, tuple[Missing, ...]]]:
    """Enter drawn acts one by one; whoever is on a manifest boards, and whoever arrives is received."""
    log = Log(rules)
    for number, (clock, kind, post, fields) in enumerate(drawn):
        actor = rules.posts[post].of if post else poster
        log.facts.aboard = set(log.state.movements["m-2"].manifest) if "m-2" in log.state.movements else set()
        log.facts.received = log.state.movements["m-1"].arrived if "m-1" in log.state.movements else 0
        act = kind(id=f"a{number}", happened=at(clock), recorded=at(clock), actor=actor, post=post, **fields)
        yield log, log.take(act)


def may_go_on(log: Log, movement: str, now: datetime) -> bool:
    subject = table.Subject(log.state, log.state.movements[movement])
    asked = Asked(log.rules, subject, now, log.facts)
    return any(row.onward and not missing(row, asked) for row in table.moves_of(movement, log.state))


SEEDS = st.integers(0, 2**32)


@settings(max_examples=150, deadline=None)
@given(SEEDS)
def test_in_any_order_every_movement_has_a_way_on_and_every_sum_reconciles(seed):
    for log, found in run(drawn_from(seed), RULES):
        if not found and isinstance(log.act, acts.GroupCameOut | acts.MovementBegun | acts.MovementResumed):
            assert halted(log.act.movement, log.state, log.now) is None
            assert blocked(log.act.movement, log.state, log.now) == ()
        for name, movement in log.state.movements.items():
            for now in (log.now, at("23:59")):
                assert movement.stage in OVER or may_go_on(log, name, now)
            came = sum(group.people for group in movement.groups)
            assert came == (movement.departed if movement.kind == "way_out" else 0)
            assert movement.departed == movement.arrived + movement.difference
            if movement.stage == "closed":
                assert movement.departed - movement.missing + movement.extra == movement.arrived
            if movement.kind == "transfer" and movement.begun:
                assert 0 < movement.departed <= movement.seats
            assert [group.group for group in movement.groups] == list(range(1, len(movement.groups) + 1))
        for summed in views.sums(log.state):
            assert summed.out == summed.arrived + summed.difference
            assert summed.unexplained == summed.difference - summed.missing + summed.extra


def test_the_drawn_acts_reach_every_stage():
    # The property above would hold of nothing if no drawn movement ever got anywhere.
    reached = {
        f"{movement.kind} {stage_of(name, log.state, log.now)}"
        for seed in range(150)
        for log, _ in run(drawn_from(seed), RULES)
        for name, movement in log.state.movements.items()
    }
    assert reached == {f"{kind} {stage}" for kind in ("way_out", "transfer") for stage in Stage}


SWAPPED = rules_of(swap(TEXT, "north", "south"))


def turned(value: Any) -> Any:
    """Give a value with the two parties swapped."""
    if isinstance(value, tuple):
        return tuple(map(turned, value))
    return swap(value, "north", "south") if isinstance(value, str) else value


@settings(max_examples=50, deadline=None)
@given(SEEDS)
def test_swapping_the_parties_swaps_every_answer_and_changes_nothing_else(seed):
    drawn = drawn_from(seed)
    other = [(clock, kind, turned(post), {name: turned(value) for name, value in fields.items()})
             for clock, kind, post, fields in drawn]  # fmt: skip
    for (one, found), (two, answer) in zip(run(drawn, RULES), run(other, SWAPPED, poster="south"), strict=True):
        assert turned(repr(found)) == repr(answer)
        assert turned(repr(one.state)) == repr(two.state)
    for name in one.state.movements:
        for viewer in ("north", "south", "mission"):
            shown = views.view(name, one.state, viewer, RULES, now=one.now)
            assert turned(repr(shown)) == repr(views.view(name, two.state, turned(viewer), SWAPPED, now=two.now))
