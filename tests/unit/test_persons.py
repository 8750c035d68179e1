"""Persons: each refusal names what is missing; consents are apart; a limit falls to its default; a child leaves the view."""

from collections.abc import Iterator
from datetime import datetime
from itertools import count
from typing import Any

import pytest

from safeconduct.caseload.moves import Asked, Missing, Rules, missing
from safeconduct.caseload.persons import acts
from safeconduct.caseload.persons.asking import Facts, subject_of
from safeconduct.caseload.persons.errors import WORDS
from safeconduct.caseload.persons.state import Person, Persons
from safeconduct.caseload.persons.table import BY_ACT, TABLE
from safeconduct.caseload.persons.ways import ways_of, without_way_on
from tests.pilot import agreement, at

POSTS = {"registrar": "centre", "child_officer": "carer", "weapons_officer": "centre", "panel_legal": "panel",
         "escort": "centre"}  # fmt: skip
BY: dict[type, tuple[str, str]] = {
    acts.Presented: ("centre", "registrar"), acts.AgeEstablished: ("carer", "child_officer"),
    acts.AgeChallenged: ("carer", "child_officer"), acts.ChildReferred: ("carer", "child_officer"),
    acts.ChildReceived: ("carer", ""), acts.ConsentRecorded: ("centre", "registrar"),
    acts.NoticeGiven: ("centre", "registrar"), acts.Disarmed: ("centre", "weapons_officer"),
    acts.Screened: ("panel", "panel_legal"), acts.Assured: ("alpha", ""), acts.AssuranceRevoked: ("panel", ""),
    acts.ObjectionRaised: ("alpha", ""), acts.ObjectionDecided: ("panel", ""), acts.ObjectionWithdrawn: ("alpha", ""),
    acts.HoldBegun: ("panel", "panel_legal"), acts.HoldReviewed: ("panel", ""), acts.PlacesOffered: ("haven", ""),
    acts.PlacesWithdrawn: ("haven", ""), acts.AcceptanceDecided: ("haven", ""),
    acts.ProtectionTested: ("panel", "panel_legal"), acts.PaperIssued: ("centre", "registrar"),
    acts.WayChosen: ("centre", "registrar"), acts.StayArranged: ("centre", ""), acts.Boarded: ("centre", "escort"),
    acts.TurnedBack: ("centre", "escort"), acts.Arrived: ("centre", "escort"), acts.ArrivalChecked: ("monitor", ""),
    acts.Left: ("centre", "registrar"), acts.Died: ("centre", "registrar"),
}  # fmt: skip
CASE = "SYN-4K7Q"


class Desk:
    """One room by itself: the other rooms answer that nothing is missing, and know no tags unless told."""

    def __init__(self) -> None:
        self.rules, self.persons, self.tags = Rules(agreement()), Persons(), dict[str, frozenset[str]]()
        self.numbers: Iterator[int] = count(1)
        self.facts = Facts(lambda case: self.tags.get(case, frozenset()), lambda _: (), lambda *_: (), lambda _: ())

    def act(self, kind: type[acts.CaseAct], when: datetime, **fields: Any) -> acts.CaseAct:
        """Make an act by whoever may take the step, unless another actor or post is given."""
        actor, post = BY[kind]
        if "case" in kind.__struct_fields__:
            fields.setdefault("case", CASE)
        given = {"actor": actor, "post": post, "id": f"a{next(self.numbers)}", "happened": when, "recorded": when, **fields}
        return kind(**given)

    def ask(self, kind: type[acts.CaseAct], when: datetime, **fields: Any) -> tuple[Missing, ...]:
        """Give what an act lacks."""
        act = self.act(kind, when, **fields)
        return missing(BY_ACT[kind], Asked(self.rules, subject_of(self.persons, act), when, self.facts, act))

    def codes(self, kind: type[acts.CaseAct], when: datetime, **fields: Any) -> list[str]:
        """Give the codes of what an act lacks."""
        return [part.code for part in self.ask(kind, when, **fields)]

    def do(self, kind: type[acts.CaseAct], when: datetime, **fields: Any) -> str:
        """Do what is allowed, or fail the test with what is missing. Gives the id of the act."""
        act = self.act(kind, when, **fields)
        lacks = missing(BY_ACT[kind], Asked(self.rules, subject_of(self.persons, act), when, self.facts, act))
        assert lacks == ()
        self.persons.apply(act)
        return act.id

    @property
    def person(self) -> Person:
        """The one case of most tests."""
        return self.persons.cases[CASE]

    def stands(self, when: datetime) -> dict[str, str]:
        """Give how each way stands."""
        return {way.way: way.stand for way in ways_of(self.person, self.persons, self.rules, when)}

    def lacking(self, way: str, when: datetime) -> list[str]:
        """Give the codes of what one way lacks."""
        [found] = [one for one in ways_of(self.person, self.persons, self.rules, when) if one.way == way]
        return [part.code for part in found.missing]


@pytest.fixture
def desk() -> Desk:
    """A desk at which nobody has presented yet."""
    return Desk()


@pytest.fixture
def adult(desk: Desk) -> Desk:
    """One adult who has presented on day 1."""
    desk.do(acts.Presented, at(1), site="site")
    desk.do(acts.AgeEstablished, at(1, 1), outcome="adult", ground="statement")
    return desk


@pytest.fixture
def assured(adult: Desk) -> Desk:
    """One adult who agreed to disarm, handed in a weapon, was screened and assured, and of whom notice was given."""
    adult.tags[CASE] = frozenset({"W-1"})
    adult.do(acts.ConsentRecorded, at(1, 2), purpose="disarm", answer="given", language="ar")
    adult.do(acts.Disarmed, at(1, 3), tags=("W-1",))
    adult.do(acts.Screened, at(1, 4), outcome="eligible")
    adult.do(acts.Assured, at(1, 5), covers=("membership",), language="ar")
    adult.do(acts.NoticeGiven, at(2), cases=(CASE,), to=("alpha", "bravo"))
    return adult


def test_age_comes_before_anything_else(desk: Desk) -> None:
    desk.do(acts.Presented, at(1), site="site")
    for kind, fields in (
        (acts.ConsentRecorded, {"purpose": "disarm", "answer": "given", "language": "ar"}),
        (acts.Disarmed, {"tags": ()}), (acts.Screened, {"outcome": "eligible"}),
        (acts.StayArranged, {"place": "site", "review_by": at(5)}),
    ):  # fmt: skip
        [part] = desk.ask(kind, at(1, 1), **fields)
        assert (part.code, part.clause, part.who) == ("age_first", ("p1",), ("child_officer",))


@pytest.mark.parametrize("ground", ["doubt", "assessment_refused"])
def test_doubt_is_never_adult(desk: Desk, ground: str) -> None:
    desk.do(acts.Presented, at(1), site="site")
    assert desk.codes(acts.AgeEstablished, at(1, 1), outcome="adult", ground=ground) == ["doubt_is_child"]
    desk.do(acts.AgeEstablished, at(1, 1), outcome="child", ground=ground)
    assert desk.person.age == "child"


def test_a_child_gets_the_answer_that_anyone_of_unknown_age_gets(desk: Desk) -> None:
    desk.do(acts.Presented, at(1), site="site")
    desk.do(acts.Presented, at(1), site="site", case="SYN-9X2D")
    desk.do(acts.AgeEstablished, at(1, 1), outcome="child", ground="doubt")
    desk.do(acts.ChildReferred, at(1, 2), to="carer")
    desk.do(acts.ChildReceived, at(1, 3))
    for kind, fields in (
        (acts.ConsentRecorded, {"purpose": "disarm", "answer": "given", "language": "ar"}),
        (acts.Screened, {"outcome": "eligible"}), (acts.WayChosen, {"way": "across", "to": "beyond"}),
        (acts.Disarmed, {"tags": ()}),
    ):  # fmt: skip
        assert desk.ask(kind, at(1, 4), **fields) == desk.ask(kind, at(1, 4), **fields, case="SYN-9X2D")


def test_an_adult_found_to_be_a_child_is_heard_and_no_longer_held(assured: Desk) -> None:
    raised = assured.do(acts.ObjectionRaised, at(2, 1), objection="alpha_objects", ground="grave_crime", against="across")
    assured.do(acts.ObjectionDecided, at(2, 2), of=raised, outcome="upheld", reason="panel_found")
    assured.do(acts.HoldBegun, at(2, 3), legal_basis="ordinary_court", reason="panel_found", review_by=at(9), reasons_told="yes")
    assured.do(acts.AgeEstablished, at(2, 4), outcome="child", ground="document")
    assert assured.person.hold is None
    assert assured.codes(acts.ChildReferred, at(2, 5), to="carer") == []


def test_disarming_and_leaving_are_agreed_apart(adult: Desk) -> None:
    adult.do(acts.ConsentRecorded, at(1, 2), purpose="disarm", answer="given", language="ar")
    adult.do(acts.Disarmed, at(1, 3), tags=(), nothing_to_hand_in="yes")
    assert "no_consent" in adult.lacking("across", at(1, 4))
    assert adult.codes(acts.ConsentRecorded, at(1, 4), purpose="disarm", answer="given", language="ar", to="beyond") == [
        "two_consents"
    ]
    adult.do(acts.ConsentRecorded, at(1, 5), purpose="leave", answer="given", language="ar", to="beyond")
    assert "no_consent" not in adult.lacking("across", at(1, 6))
    assert "no_consent" in adult.lacking("abroad", at(1, 6))
    adult.do(acts.ConsentRecorded, at(1, 7), purpose="leave", answer="withdrawn", language="ar", to="beyond")
    assert "no_consent" in adult.lacking("across", at(1, 8))


def test_nobody_is_disarmed_who_has_not_agreed(adult: Desk) -> None:
    assert adult.codes(acts.Disarmed, at(1, 2), tags=(), nothing_to_hand_in="yes") == ["no_consent_to_disarm"]
    adult.do(acts.ConsentRecorded, at(1, 2), purpose="disarm", answer="refused", language="ar")
    assert adult.codes(acts.Disarmed, at(1, 3), tags=(), nothing_to_hand_in="yes") == ["no_consent_to_disarm"]


def test_the_tags_named_are_those_handed_over(adult: Desk) -> None:
    adult.do(acts.ConsentRecorded, at(1, 2), purpose="disarm", answer="given", language="ar")
    assert adult.codes(acts.Disarmed, at(1, 3), tags=()) == ["tags_or_nothing"]
    assert adult.codes(acts.Disarmed, at(1, 3), tags=("W-9",)) == ["tags_differ"]
    adult.tags[CASE] = frozenset({"W-1", "W-2"})
    assert adult.codes(acts.Disarmed, at(1, 3), tags=("W-1",)) == ["tags_differ"]
    assert adult.codes(acts.Disarmed, at(1, 3), tags=("W-2", "W-1")) == []


def test_a_step_by_a_post_without_the_power_is_refused_with_who_has_it(adult: Desk) -> None:
    [part] = adult.ask(acts.Screened, at(1, 2), outcome="eligible", actor="alpha", post="alpha_post")
    assert (part.code, part.who) == ("no_power", ("panel_legal",))
    assert adult.codes(acts.Screened, at(1, 2), outcome="eligible", actor="alpha", post="panel_legal") == ["no_power"]


def test_the_assurance_covers_only_what_the_text_covers(adult: Desk) -> None:
    assert adult.codes(acts.Assured, at(1, 5), covers=("membership",), language="ar") == ["not_disarmed", "not_screened"]
    adult.do(acts.ConsentRecorded, at(1, 2), purpose="disarm", answer="given", language="ar")
    adult.do(acts.Disarmed, at(1, 3), tags=(), nothing_to_hand_in="yes")
    adult.do(acts.Screened, at(1, 4), outcome="eligible")
    assert adult.codes(acts.Assured, at(1, 5), covers=("membership", "war_crimes"), language="ar") == ["assurance_beyond"]
    assert adult.codes(acts.Assured, at(1, 5), covers=(), language="") == ["assurance_beyond", "no_language"]


def test_notice_goes_to_all_alike_and_starts_the_time_to_object(adult: Desk) -> None:
    objection = {"objection": "alpha_objects", "ground": "grave_crime", "against": "across"}
    assert adult.codes(acts.ObjectionRaised, at(1, 2), **objection) == ["no_notice"]
    assert adult.codes(acts.NoticeGiven, at(1, 3), cases=(CASE,), to=("alpha",)) == ["notice_to_all"]
    assert adult.codes(acts.NoticeGiven, at(1, 3), cases=(CASE, "SYN-0000"), to=("bravo", "alpha")) == ["not_in_this_view"]
    adult.do(acts.NoticeGiven, at(1, 3), cases=(CASE,), to=("alpha", "bravo"))
    assert adult.codes(acts.ObjectionRaised, at(2), **objection) == []
    # Two days from the first are over when the third day of the zone ends.
    assert adult.codes(acts.ObjectionRaised, at(3, 15, 59), **objection) == []
    assert adult.codes(acts.ObjectionRaised, at(3, 16), **objection) == ["too_late_to_object"]


def test_an_objection_has_a_listed_ground_one_way_and_comes_once(assured: Desk) -> None:
    good = {"objection": "alpha_objects", "ground": "grave_crime", "against": "across"}
    assert assured.codes(acts.ObjectionRaised, at(2, 1), **{**good, "ground": "dislike"}) == ["ground_not_listed"]
    assert assured.codes(acts.ObjectionRaised, at(2, 1), **{**good, "against": "stay"}) == ["not_against_this_way"]
    assert assured.codes(acts.ObjectionRaised, at(2, 1), **good, actor="bravo") == ["no_power"]
    assured.do(acts.ObjectionRaised, at(2, 1), **good)
    assert assured.codes(acts.ObjectionRaised, at(2, 2), **good) == ["objected_once"]


def test_an_objection_undecided_at_its_limit_falls(assured: Desk) -> None:
    raised = assured.do(acts.ObjectionRaised, at(2, 1), objection="alpha_objects", ground="grave_crime", against="across")
    assert "objection_open" in assured.lacking("across", at(5, 15, 59))
    late = {"of": raised, "outcome": "upheld", "reason": "panel_found"}
    assert assured.codes(acts.ObjectionDecided, at(5, 15, 59), **late) == []
    assert "objection_open" not in assured.lacking("across", at(5, 16))
    assert assured.codes(acts.ObjectionDecided, at(5, 16), **late) == ["objection_over"]


def test_an_upheld_objection_closes_one_way_and_leaves_the_others(assured: Desk) -> None:
    raised = assured.do(acts.ObjectionRaised, at(2, 1), objection="alpha_objects", ground="grave_crime", against="across")
    assured.do(acts.ObjectionDecided, at(2, 2), of=raised, outcome="upheld", reason="panel_found")
    assert assured.stands(at(6)) == {"abroad": "closed", "across": "closed", "stay": "open", "review": "waits"}
    assert [way.way for way in without_way_on(assured.person, assured.persons, assured.rules, at(6))] == ["abroad", "across"]
    assured.do(acts.PlacesOffered, at(6), places=1, written="yes")
    assert assured.stands(at(6))["abroad"] == "waits"
    assert without_way_on(assured.person, assured.persons, assured.rules, at(6)) == ()


def test_a_hold_has_a_named_law_reasons_and_a_review_date(assured: Desk) -> None:
    good = {"legal_basis": "ordinary_court", "reason": "panel_found", "review_by": at(9), "reasons_told": "yes"}
    assert assured.codes(acts.HoldBegun, at(2, 1), **good) == ["no_ground_to_hold"]
    raised = assured.do(acts.ObjectionRaised, at(2, 1), objection="alpha_objects", ground="grave_crime", against="across")
    assert assured.codes(acts.HoldBegun, at(2, 1), **good) == ["no_ground_to_hold"]
    assured.do(acts.ObjectionDecided, at(2, 2), of=raised, outcome="upheld", reason="panel_found")
    assert assured.codes(acts.HoldBegun, at(2, 3), **{**good, "legal_basis": "necessity"}) == ["no_legal_basis"]
    assert assured.codes(acts.HoldBegun, at(2, 3), **{**good, "reason": "", "reasons_told": "unknown"}) == [
        "no_reason", "reasons_not_told"
    ]  # fmt: skip
    assert assured.codes(acts.HoldBegun, at(2, 3), **{**good, "review_by": at(2, 1)}) == ["review_in_the_past"]
    assert assured.codes(acts.HoldBegun, at(2, 3), **{**good, "review_by": at(30)}) == ["review_too_late"]
    assured.do(acts.HoldBegun, at(2, 3), **good)
    assert assured.codes(acts.Left, at(3)) == ["held"]


def test_whoever_is_held_travels_only_when_the_hold_has_ended(assured: Desk) -> None:
    raised = assured.do(acts.ObjectionRaised, at(2, 1), objection="alpha_objects", ground="grave_crime", against="abroad")
    assured.do(acts.ObjectionDecided, at(2, 2), of=raised, outcome="upheld", reason="panel_found")
    assured.do(acts.HoldBegun, at(2, 3), legal_basis="ordinary_court", reason="panel_found", review_by=at(9), reasons_told="yes")
    assert "held" in assured.lacking("across", at(6))
    assured.do(acts.HoldReviewed, at(6), outcome="ended", reason="no_ground")
    assert "held" not in assured.lacking("across", at(6))


def test_an_act_known_only_from_reports_changes_nothing(adult: Desk) -> None:
    assert adult.codes(acts.Screened, at(1, 2), outcome="eligible", basis="reported") == ["only_reported"]
    assert adult.codes(acts.Screened, at(1, 2), outcome="eligible") == []


def test_a_hold_not_reviewed_in_time_has_lapsed(assured: Desk) -> None:
    raised = assured.do(acts.ObjectionRaised, at(2, 1), objection="alpha_objects", ground="grave_crime", against="across")
    assured.do(acts.ObjectionDecided, at(2, 2), of=raised, outcome="upheld", reason="panel_found")
    assured.do(acts.HoldBegun, at(2, 3), legal_basis="ordinary_court", reason="panel_found", review_by=at(9), reasons_told="yes")
    assert assured.codes(acts.HoldReviewed, at(9), outcome="continued", reason="still_open", review_by=at(12)) == ["hold_lapsed"]
    assert assured.codes(acts.Left, at(9)) == []
    assert assured.codes(acts.HoldReviewed, at(9), outcome="ended", reason="time_over") == []


def test_going_abroad_needs_a_place_the_state_the_person_and_a_test(assured: Desk) -> None:
    day = at(6)
    assert assured.lacking("abroad", day) == ["no_consent", "not_tested", "no_places", "no_paper"]
    assert assured.codes(acts.PlacesOffered, day, places=5, written="no") == ["not_written"]
    assert assured.codes(acts.PlacesOffered, day, places=5, written="yes", actor="alpha") == ["no_power"]
    assured.do(acts.PlacesOffered, day, places=1, written="yes")
    assert assured.codes(acts.AcceptanceDecided, day, outcome="accepted") == ["no_consent"]
    assured.do(acts.ConsentRecorded, day, purpose="leave", answer="given", language="ar", to="haven")
    assured.do(acts.AcceptanceDecided, day, outcome="accepted")
    assert assured.codes(acts.PlacesWithdrawn, day, places=1) == ["places_given"]
    assert assured.codes(acts.PaperIssued, day, to="haven") == ["not_ready_to_travel"]
    assured.do(acts.ProtectionTested, day, to="haven", outcome="safe")
    assured.do(acts.PaperIssued, day, to="haven", one_way="yes")
    assert assured.codes(acts.Boarded, day, movement="M-2") == ["no_way_chosen"]
    assured.do(acts.WayChosen, day, way="abroad", to="haven")
    assert assured.stands(day)["abroad"] == "open"
    assured.do(acts.Boarded, day, movement="M-2")
    assert assured.codes(acts.Arrived, at(7), movement="M-2", to="beyond") == ["no_fresh_consent", "not_tested"]
    assured.do(acts.Arrived, at(7), movement="M-2", to="haven")
    assert assured.person.closed


def test_a_destination_that_is_not_safe_for_the_person_is_closed_whatever_the_text_says(assured: Desk) -> None:
    assured.do(acts.ConsentRecorded, at(6), purpose="leave", answer="given", language="ar", to="beyond")
    assured.do(acts.ProtectionTested, at(6), to="beyond", outcome="not_safe")
    assert assured.stands(at(6))["across"] == "closed"
    assert assured.codes(acts.WayChosen, at(6), way="across", to="beyond") == []
    assured.do(acts.WayChosen, at(6), way="across", to="beyond")
    assert assured.codes(acts.Boarded, at(6), movement="M-2") == ["not_safe"]


def test_a_case_number_is_given_once(adult: Desk) -> None:
    assert adult.codes(acts.Presented, at(2), site="site") == ["case_in_use"]
    assert adult.codes(acts.Presented, at(2), site="nowhere", case="SYN-1111") == ["site_not_named"]


def test_every_code_of_the_room_has_its_words() -> None:
    import re
    from pathlib import Path

    folder = Path(str(acts.__file__)).parent
    used = {code for file in folder.glob("*.py") for code in re.findall(r'Missing\(\s*"([a-z_]+)"', file.read_text())}
    used |= {"objection_upheld", "objection_stood", "screening_unable", "test_unable", "assurance_revoked"}
    assert used - WORDS.keys() == set()


def test_every_act_has_its_row() -> None:
    assert {row.act for row in TABLE} == set(acts.TYPES)


def test_no_act_has_room_for_what_must_never_be_held() -> None:
    never = ("name", "hiding", "tunnel", "route", "unit_of", "commander", "phone", "device", "photo", "lat", "lon", "affiliation")
    fields = {field for kind in acts.TYPES for field in kind.__struct_fields__}
    assert {field for field in fields for word in never if word in field and field != "language"} == set()
