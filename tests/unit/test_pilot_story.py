"""The invented days: the packaged file is what the tool writes, and it tells what its tutorial and its pages count on."""

import re
from collections import Counter
from datetime import timedelta

import pytest

from safeconduct.agreement.casefile import Case, open_case
from safeconduct.caseload.movements import acts as movements
from safeconduct.caseload.movements import views as movement_views
from safeconduct.caseload.moves import CaseAct
from safeconduct.caseload.persons import acts as persons
from safeconduct.caseload.persons.state import Person
from safeconduct.caseload.persons.ways import NOTHING, standing
from safeconduct.caseload.weapons import acts as weapons
from safeconduct.caseload.weapons import views as weapon_views
from safeconduct.caseload.weapons.state import full_key
from safeconduct.kernel.moments import utc
from safeconduct.secretariat import queries
from safeconduct.secretariat.case_acts import decoder, encoder
from safeconduct.secretariat.opening import Opened, case_acts_of, open_caseload
from tools import pilot_story as tool

FUNNEL = {
    1: {"consent": 2, "screening": 34, "care": 2},
    2: {"consent": 2, "screening": 26, "excluded": 1, "way": 51, "care": 3},
    3: {"consent": 3, "screening": 28, "excluded": 1, "way": 90, "care": 4, "died": 1},
    4: {"consent": 2, "screening": 18, "excluded": 1, "way": 132, "staying": 1, "held": 1, "care": 4, "died": 1},
    5: {"screening": 6, "way": 80, "ready": 54, "staying": 13, "held": 2, "care": 4, "died": 1},
    6: {"way": 49, "ready": 79, "staying": 24, "held": 2, "care": 4, "left": 1, "died": 1},
    7: {"way": 1, "ready": 117, "staying": 15, "held": 1, "arrived": 20, "care": 4, "left": 1, "died": 1},
    8: {"ready": 73, "staying": 16, "held": 1, "arrived": 64, "care": 4, "left": 1, "died": 1},
    9: {"ready": 35, "staying": 16, "held": 1, "arrived": 102, "care": 4, "left": 1, "died": 1},
    10: {"ready": 7, "on_the_way": 16, "staying": 16, "held": 1, "arrived": 114, "care": 4, "left": 1, "died": 1},
}
STRANDED = {1: 0, 2: 1, 3: 1, 4: 6, 5: 13, 6: 3, 7: 3, 8: 3, 9: 3, 10: 3}
WITHOUT_EFFECT = {
    "d01-x01": {"operation_announced"},
    "d01-x02": {"operation_pause_not_written"},
    "d01-x03": {"operation_paused_in_part"},
    "d02-x01": {"age_first"},
    "d02-x02": {"tag_in_use"},
    "d02-x03": {"no_power"},
    "d02-x04": {"assurance_beyond"},
    "d03-x01": {"possible_duplicate"},
    "d03-x02": {"halted_operation"},
    "d03-x03": {"operation_announced"},
    "d03-x04": {"ground_not_listed"},
    "d03-x05": {"too_late_to_object"},
    "d04-x01": {"reasons_not_told"},
    "d04-x02": {"receipt_void", "receipt_used"},
    "d05-x01": {"receipt_void", "receipt_used"},
    "d05-x02": {"not_written"},
    "d08-x01": {"more_than_seats"},
}


@pytest.fixture(scope="module")
def case() -> Case:
    return open_case(example=tool.EXAMPLE, with_files=[tool.DRAFT])


@pytest.fixture(scope="module")
def acts(case: Case) -> tuple[CaseAct, ...]:
    return case_acts_of(case)


@pytest.fixture(scope="module")
def told() -> tool.Story:
    return tool.story()


@pytest.fixture(scope="module")
def days(case: Case, acts: tuple[CaseAct, ...]) -> dict[int, Opened]:
    return {day: open_caseload(case, day=day, acts=acts) for day in FUNNEL}


@pytest.fixture(scope="module")
def end(days: dict[int, Opened]) -> Opened:
    return days[10]


@pytest.fixture(scope="module")
def unoffered(case: Case, acts: tuple[CaseAct, ...]) -> Opened:
    return open_caseload(case, leave_out=("d06-offer",), acts=acts)


def cases_of(told: tool.Story, *people: int) -> set[str]:
    return {told.people[index].case for index in people}


def funnel(day: Opened) -> dict[str, int]:
    return {row.step: row.now for row in queries.funnel(day.office, day.as_of) if row.now}


def outcomes(day: Opened) -> dict[tuple[str, str], int]:
    return {(row.outcome, row.to): row.people for row in queries.outcomes(day.office, day.as_of)}


def stranded(day: Opened) -> dict[str, str]:
    return {row.case: row.covered_by for row in queries.stranded(day.office, day.as_of)}


def people_of(day: Opened) -> list[Person]:
    return list(day.office.persons.cases.values())


# The file.


def test_the_packaged_file_is_what_the_seed_gives(told: tool.Story) -> None:
    assert tool.lines(told) == tool.FILE.read_bytes()


def test_another_seed_gives_other_people_and_the_same_story(told: tool.Story) -> None:
    other = tool.Story(told.office.agreement, seed=7)
    assert other.people[0].case != told.people[0].case
    assert {act.id for act in other.acts if "x" in act.id} == set(WITHOUT_EFFECT)


def test_every_line_is_canonical() -> None:
    lines = tool.FILE.read_bytes().splitlines()
    assert [encoder.encode(decoder.decode(line)) for line in lines] == lines


def test_every_act_is_marked_as_made_up(acts: tuple[CaseAct, ...]) -> None:
    assert {act.synthetic for act in acts} == {True}


def test_acts_are_recorded_within_minutes_and_kept_in_that_order(acts: tuple[CaseAct, ...]) -> None:
    delays = [act.recorded - act.happened for act in acts]
    assert timedelta(0) < min(delays)
    assert max(delays) < timedelta(minutes=30)
    assert sorted(acts, key=lambda act: utc(act.recorded)) == list(acts)


def test_an_id_says_on_which_day_an_act_happened(acts: tuple[CaseAct, ...]) -> None:
    first = acts[0].happened.date()
    assert [act.id[:3] for act in acts] == [f"d{(act.happened.date() - first).days + 1:02}" for act in acts]


def test_numbers_are_short_random_and_not_in_order(end: Opened) -> None:
    armoury = end.office.armoury
    for found, prefix in ((end.office.persons.cases, "SYN"), (armoury.items, "W"), (armoury.receipts, "R"),
                          (armoury.containers, "C"), (armoury.seals, "S")):  # fmt: skip
        assert all(re.fullmatch(rf"{prefix}-[{tool.LETTERS}]{{4}}", number) for number in found)
        assert sorted(found) != list(found)


def test_no_act_carries_a_note(acts: tuple[CaseAct, ...]) -> None:
    assert {act.note for act in acts} == {""}


# Each day.


@pytest.mark.parametrize("day", FUNNEL)
def test_the_funnel_of_each_day(days: dict[int, Opened], day: int) -> None:
    assert funnel(days[day]) == FUNNEL[day]


@pytest.mark.parametrize("day", FUNNEL)
def test_the_people_without_a_way_on_each_day(days: dict[int, Opened], day: int) -> None:
    assert len(stranded(days[day])) == STRANDED[day]


@pytest.mark.parametrize("day", FUNNEL)
def test_everyone_who_came_out_is_somewhere(days: dict[int, Opened], day: int) -> None:
    out = sum(row.out for row in movement_views.sums(days[day].office.movements))
    assert sum(funnel(days[day]).values()) == out == {1: 38, 2: 83, 3: 127}.get(day, 160)
    assert sum(outcomes(days[day]).values()) == out


@pytest.mark.parametrize("day", FUNNEL)
def test_whoever_is_not_through_has_a_move_that_someone_may_take_now(days: dict[int, Opened], day: int) -> None:
    at, office = days[day].as_of, days[day].office
    stuck = [person.case for person in people_of(days[day]) if not person.closed
             and not any(not offered.missing for offered in office.offered(person.case, at) if offered.row.onward)]  # fmt: skip
    assert stuck == []


def test_only_the_acts_with_an_x_are_without_effect(end: Opened) -> None:
    kept = {row.id: {reason.code for reason in row.reasons} for row in queries.kept(end.office)}
    assert kept == WITHOUT_EFFECT


# The ways out.


def test_as_many_arrived_and_were_received_as_came_out(end: Opened) -> None:
    received = Counter(person.movement for person in people_of(end))
    sums = movement_views.sums(end.office.movements)
    assert [(row.out, row.arrived, received[row.movement]) for row in sums] == [(n, n, n) for n in (38, 45, 44, 33)]
    assert [row.unexplained for row in sums] == [0, 0, 0, 0]
    assert {end.office.movements.movements[row.movement].stage for row in sums} == {"closed"}


def test_groups_are_small_and_the_wounded_come_first(end: Opened) -> None:
    for movement in end.office.movements.movements.values():
        assert all(group.people <= 10 for group in movement.groups)
        assert [bool(group.wounded) for group in movement.groups[:1]] == [True] * len(movement.groups[:1])
    assert sum(row.wounded for row in movement_views.sums(end.office.movements)) == 14
    assert Counter(person.wounded for person in people_of(end)) == {"no": 141, "yes": 14, "unknown": 5}


def test_the_offer_was_made_in_arabic_by_two_ways_and_the_answers_are_ranges(end: Opened) -> None:
    offers, answers = end.office.movements.offers, end.office.movements.answers
    assert {(offer.language, offer.how) for offer in offers} == {("ar", "mediator"), ("ar", "loudspeaker")}
    assert [(answer.low, answer.high) for answer in answers] == [(30, 60), (90, 140), (50, 90), (None, None)]


def test_works_announced_in_the_middle_halted_a_movement_and_nobody_came_out_meanwhile(end: Opened) -> None:
    movement = end.office.movements.movements["way-out-3"]
    (halted,) = movement.stopped
    assert (halted.start, halted.end) == (tool.at(3, "11:00"), tool.at(3, "12:10"))
    assert [group.at for group in movement.groups if halted.start <= group.at < halted.end] == []
    assert any(halted.start <= arrival.at < halted.end for arrival in movement.arrivals)


# Children.


def test_four_are_children_and_were_in_civilian_care_within_48_hours(end: Opened, told: tool.Story) -> None:
    children = [person for person in people_of(end) if person.age == "child"]
    assert {person.case for person in children} == cases_of(told, *tool.CHILDREN, tool.FOUND_CHILD_LATER)
    assert Counter(person.age_ground for person in children) == {"doubt": 1, "assessment_refused": 1, "statement": 1,
                                                                "document": 1}  # fmt: skip
    assert all(person.in_care - person.age_at <= timedelta(hours=48) for person in children)


@pytest.mark.parametrize("day", FUNNEL)
def test_a_child_found_late_is_in_no_view_of_weapons_on_any_day(days: dict[int, Opened], told: tool.Story, day: int) -> None:
    child, office = told.people[tool.FOUND_CHILD_LATER], days[day].office
    assert office.armoury.handed[child.case] == tuple(child.tags)
    sheet = weapon_views.sheet(office.armoury, office.hidden)
    assert not any(child.case in row.cases for row in sheet)
    assert [(row.origin, row.receipts) for row in sheet if row.tag in child.tags] == [("found", ())]


def test_no_child_is_on_a_manifest_or_in_a_notice_given_after_its_age_was_found(end: Opened, acts: tuple[CaseAct, ...]) -> None:
    aged = {case: person.age_at for case, person in end.office.persons.cases.items() if person.age == "child"}
    named = [(case, act) for act in acts if isinstance(act, persons.NoticeGiven | movements.ManifestSet) for case in act.cases]
    assert [case for case, act in named if case in aged and utc(act.happened) >= utc(aged[case])] == []


# Consent and weapons.


def test_every_adult_was_asked_to_disarm_and_one_never_agreed(end: Opened, told: tool.Story) -> None:
    adults = end.office.adults()
    assert len(adults) == 156
    assert {person.case for person in adults if person.disarm.answer != "given"} == cases_of(told, tool.NEVER_DISARMS)
    assert {person.case for person in adults if person.disarmed is None} == cases_of(told, tool.NEVER_DISARMS)


def test_a_few_refused_to_disarm_first_and_agreed_later(acts: tuple[CaseAct, ...], told: tool.Story) -> None:
    answers: dict[str, list[str]] = {}
    for act in acts:
        if isinstance(act, persons.ConsentRecorded) and act.purpose == "disarm" and "x" not in act.id:
            answers.setdefault(act.case, []).append(act.answer)
    assert {case for case, said in answers.items() if said == ["refused", "given"]} == cases_of(told, *tool.REFUSE_FIRST)


def test_the_weapons_add_up(end: Opened) -> None:
    sums = weapon_views.sums(end.office.armoury, end.office.hidden)
    assert (sums.received, sums.loose, sums.sealed, sums.destroyed, sums.lost) == (120, 18, 99, 3, 0)
    assert sums.origins == {"person": 110, "group_asset": 4, "found": 6}
    assert sums.serials == {"read": 81, "none": 14, "altered": 9, "unread": 16}
    assert (sums.people, sums.people_with_several, sums.weapons_with_several, sums.contested) == (107, 4, 1, 2)
    assert sums.receipts == {"valid": 107, "lost": 0, "void": 1}


def test_two_assessors_differ_on_what_was_made_at_home(end: Opened) -> None:
    views = {item.kind: {(said.assessor, said.accepted) for said in item.assessments}
             for item in end.office.armoury.items.values() if item.kind == "home_made"}  # fmt: skip
    assert views == {"home_made": {("cmcc", "yes"), ("task_force", "no")}}


def test_five_people_with_one_weapon_hold_a_receipt_each_and_one_person_has_five(end: Opened, told: tool.Story) -> None:
    armoury = end.office.armoury
    (shared,) = [item for item in armoury.items.values() if len(item.cases) > 1]
    assert set(shared.cases) == cases_of(told, *tool.CREW)
    assert {armoury.receipts[number].case for number in shared.receipts} == set(shared.cases)
    assert max(Counter(case for item in armoury.items.values() for case in item.cases).values()) == 5


def test_one_serial_by_two_makers_is_two_weapons_and_a_possible_duplicate_was_compared(end: Opened, told: tool.Story) -> None:
    items = end.office.armoury.items
    first, second = (items[told.people[index].tags[0]] for index in tool.SAME_SERIAL)
    assert first.serial == second.serial
    assert first.maker != second.maker
    first, second = (items[told.people[index].tags[0]] for index in (tool.DUPLICATE_OF, tool.POSSIBLE_DUPLICATE))
    assert full_key(first) == full_key(second) is not None


def test_a_count_that_differs_is_recorded_and_signed_by_both(end: Opened, acts: tuple[CaseAct, ...]) -> None:
    (act,) = [act for act in acts if isinstance(act, weapons.ContainerTransferred)]
    (moved,) = end.office.armoury.containers[act.container].transfers
    assert (moved.discrepancy, act.signed_by) == (1, ("cmcc", "task_force"))


def test_a_lost_receipt_is_void_and_the_new_one_was_used_once(end: Opened, told: tool.Story) -> None:
    old, new = weapon_views.receipts_of(end.office.armoury, told.people[tool.LOSES_RECEIPT].case)
    assert (old.stage, old.shown, new.stage) == ("void", (), "valid")
    assert [purpose for purpose, _, _ in weapon_views.uses(end.office.armoury, new.receipt)] == ["benefit"]


# Notice, objections, screening, holds.


def test_both_parties_got_the_same_notices(acts: tuple[CaseAct, ...]) -> None:
    notices = [act for act in acts if isinstance(act, persons.NoticeGiven)]
    assert [act.to for act in notices] == [("israel", "hamas")] * 4
    assert [len(act.cases) for act in notices] == [37, 44, 43, 33]


def test_thirty_people_were_objected_to_and_every_objection_has_ended(end: Opened) -> None:
    made = [one for person in people_of(end) for one in person.objections]
    rules = end.office.rules
    assert Counter(len(person.objections) for person in people_of(end)) == {0: 130, 1: 30}
    assert Counter(one.by for one in made) == {"israel": 24, "hamas": 6}
    assert Counter(one.against for one in made) == {"west_of_line": 18, "third_country": 12}
    assert Counter(standing(one, rules, end.as_of) for one in made) == {"upheld": 12, "dismissed": 11, "withdrawn": 3, "fell": 4}


def test_screening_excluded_two_and_could_not_decide_on_four_at_first(end: Opened, acts: tuple[CaseAct, ...]) -> None:
    unable = {act.case for act in acts if isinstance(act, persons.Screened) and act.outcome == "unable"}
    assert len(unable) == 4
    assert Counter(person.screening for person in end.office.adults()) == {"eligible": 151, "excluded": 2, "unable": 2, "": 1}
    assert all(utc(person.screening_review) > utc(end.as_of) for person in end.office.adults() if person.screening == "unable")


def test_two_were_held_one_still_is(days: dict[int, Opened], end: Opened, told: tool.Story) -> None:
    assert funnel(days[5])["held"] == 2
    cases = end.office.persons.cases
    still, released = (cases[told.people[index].case] for index in (tool.EXCLUDED_HELD, tool.HELD_AND_RELEASED))
    assert (still.hold.legal_basis, still.hold.reasons_told, still.hold.reviews) == ("criminal_procedure", "yes", 1)
    assert (released.hold, bool(released.held_on), released.arrived_to) == (None, True, "state_a")


# Ways on.


def test_where_people_are_at_the_end(end: Opened) -> None:
    assert outcomes(end) == {
        ("abroad", "state_a"): 44, ("across", "west_of_line"): 70, ("on_the_way", ""): 16, ("staying", ""): 16,
        ("held", ""): 1, ("at_the_site", ""): 7, ("care", ""): 4, ("left", ""): 1, ("died", ""): 1,
    }  # fmt: skip


def test_who_has_no_way_on_at_the_end(end: Opened, told: tool.Story) -> None:
    nobody_takes, held, stays = (told.people[index].case
                                 for index in (tool.NOBODY_TAKES, tool.EXCLUDED_HELD, tool.EXCLUDED_STAYS))  # fmt: skip
    assert stranded(end) == {nobody_takes: "staying", held: "held", stays: "staying"}


def test_with_no_state_more_have_no_way_on_and_each_of_them_is_covered(days: dict[int, Opened], told: tool.Story) -> None:
    closed = (*tool.UPHELD_WEST, *tool.UNSAFE_WEST, tool.EXCLUDED_HELD, tool.EXCLUDED_STAYS)
    assert set(stranded(days[5])) == cases_of(told, *closed)
    assert Counter(stranded(days[5]).values()) == {"staying": 11, "held": 2}


def test_without_the_offer_they_have_none_in_the_end_either(days: dict[int, Opened], unoffered: Opened) -> None:
    assert set(stranded(unoffered)) == set(stranded(days[5]))
    assert (outcomes(unoffered)["abroad", "state_a"], outcomes(unoffered)["across", "west_of_line"]) == (0, 70)
    assert "on_the_way" not in funnel(unoffered)


def test_without_the_offer_all_that_needed_it_is_kept_without_effect(unoffered: Opened) -> None:
    kept = {row.type for row in queries.kept(unoffered.office) if "x" not in row.id}
    assert kept == {
        "acceptance.decided/1", "paper.issued/1", "manifest.set/1", "person.boarded/1", "movement.begun/1", "movement.arrived/1",
        "movement.closed/1", "person.arrived/1",
    }  # fmt: skip


def test_nobody_was_accepted_beyond_the_places(end: Opened) -> None:
    assert (end.office.persons.places, end.office.persons.taken("state_a")) == ({"state_a": 70}, 68)
    declined = [person for person in people_of(end) if person.answers.get("state_a", NOTHING).what == "declined"]
    assert len(declined) == 3


def test_one_disarms_has_the_assurance_and_stays(end: Opened, told: tool.Story) -> None:
    person = end.office.persons.cases[told.people[tool.DISARMS_AND_STAYS].case]
    assert {to: said.answer for to, said in person.leave.items()} == {"west_of_line": "refused", "state_a": "refused"}
    assert (len(person.tags), bool(person.disarmed), bool(person.assured)) == (1, True, True)
    assert (person.way, person.stay.place) == ("stay", "reception_site")


def test_one_turned_back_before_departure_and_one_was_brought_back(end: Opened) -> None:
    counts = {movement.id: (movement.departed, movement.arrived, movement.missing, movement.stage)
              for movement in end.office.movements.movements.values() if movement.kind == "transfer"}  # fmt: skip
    assert counts == {
        "transfer-1": (20, 20, 0, "closed"), "transfer-2": (20, 20, 0, "closed"), "transfer-3": (24, 24, 0, "closed"),
        "transfer-4": (19, 18, 1, "closed"), "transfer-5": (20, 20, 0, "closed"), "transfer-6": (12, 12, 0, "closed"),
        "transfer-7": (16, 0, 0, "open"),
    }  # fmt: skip


def test_someone_asked_after_six_who_arrived(end: Opened) -> None:
    checks = Counter(said[1] for person in people_of(end) for said in person.checks)
    assert checks == {"yes": 5, "no": 1}


def test_clocks_run_for_objections_holds_and_stays(days: dict[int, Opened]) -> None:
    found = Counter(clock.what for clock in queries.clocks(days[5].office, days[5].as_of) if not clock.passed)
    assert found == {"objection_window": 61, "ruling": 11, "stay": 13, "hold": 2}
