"""Attacks on the caseload, by hand: as a party that wants to hold, strike or find out, and as an officer who is careless.

A test that is expected to fail is an attack that still works; its reason says what it does to people. The others hold.
All people are made up.
"""

import json
from contextlib import suppress
from datetime import datetime, timedelta
from itertools import count
from time import perf_counter
from typing import Any

import msgspec
import pytest

from safeconduct.agreement.reader import read_agreement
from safeconduct.caseload.movements import acts as moving
from safeconduct.caseload.movements import views as movement_views
from safeconduct.caseload.moves import CaseAct
from safeconduct.caseload.persons import acts as persons
from safeconduct.caseload.persons.state import Person
from safeconduct.caseload.persons.ways import held
from safeconduct.caseload.weapons import acts as weapons
from safeconduct.caseload.weapons import views as weapon_views
from safeconduct.kernel.errors import Invalid
from safeconduct.secretariat import queries
from safeconduct.secretariat.case_acts import decoder, encoder, read_case_acts
from safeconduct.secretariat.case_view import case_view
from safeconduct.secretariat.office import Entry, Office, open_office, refusal
from safeconduct.secretariat.opening import Opened
from safeconduct.secretariat.picture import picture
from tests.pilot import TEXT, agreement, at

ONE, TWO = "SYN-4K7Q", "SYN-9X2D"
DAY = at(1)
BY: dict[type[CaseAct], str] = {
    persons.Presented: "registrar", persons.AgeEstablished: "child_officer", persons.AgeChallenged: "child_officer",
    persons.ChildReferred: "child_officer", persons.ChildReceived: "carer", persons.ConsentRecorded: "registrar",
    persons.NoticeGiven: "registrar", persons.Disarmed: "weapons_officer", persons.Screened: "panel_legal",
    persons.Assured: "panel", persons.AssuranceRevoked: "panel", persons.ObjectionRaised: "alpha",
    persons.ObjectionDecided: "panel", persons.ObjectionWithdrawn: "alpha", persons.HoldBegun: "panel_legal",
    persons.HoldReviewed: "panel", persons.PlacesOffered: "haven", persons.PlacesWithdrawn: "haven",
    persons.AcceptanceDecided: "haven", persons.ProtectionTested: "panel_legal", persons.PaperIssued: "registrar",
    persons.WayChosen: "registrar", persons.StayArranged: "centre", persons.Boarded: "escort", persons.TurnedBack: "escort",
    persons.Arrived: "escort", persons.ArrivalChecked: "monitor", persons.Left: "registrar", persons.Died: "registrar",
    moving.OfferMade: "mediator", moving.OfferAnswered: "mediator", moving.OperationAnnounced: "alpha",
    moving.OperationPaused: "alpha", moving.OperationEnded: "alpha", moving.HoldFireConfirmed: "alpha_post",
    moving.HoldFireWithdrawn: "alpha_post", moving.MovementAcknowledged: "alpha", weapons.WeaponReceived: "weapons_officer",
    weapons.WeaponAssessed: "monitor", weapons.WeaponContested: "alpha", weapons.WeaponContestWithdrawn: "alpha",
    weapons.WeaponDestroyed: "stores_officer", weapons.ItemLost: "stores_officer", weapons.ItemRecovered: "stores_officer",
    weapons.ContainerSealed: "stores_officer", weapons.ContainerTransferred: "stores_officer",
    weapons.ContainerOpened: "stores_officer", weapons.ReceiptIssued: "registrar", weapons.ReceiptLost: "registrar",
    weapons.ReceiptReplaced: "registrar", weapons.ReceiptShown: "registrar",
}  # fmt: skip
"""Who takes each step here unless a test says otherwise; every other step of a movement is the centre's."""


class Desk:
    """An office, and short words for what happens at it."""

    def __init__(self, text: str = TEXT) -> None:
        self.office = Office(read_agreement(text.encode(), file="pilot.yaml").model)
        self.posts = {name: post.of for name, post in self.office.agreement.posts.items()}
        self.numbers = count(1)

    def act(self, kind: type[CaseAct], when: datetime, by: str = "", /, **fields: Any) -> CaseAct:
        by, recorded = by or BY.get(kind, "centre"), fields.pop("recorded", None)
        return kind(id=f"a{next(self.numbers)}", happened=when, recorded=recorded or when, actor=self.posts.get(by, by),
                    post=by if by in self.posts else "", synthetic=True, **fields)  # fmt: skip

    def tell(self, kind: type[CaseAct], when: datetime, by: str = "", /, **fields: Any) -> Entry:
        """Let an act arrive, allowed or not."""
        return self.office.admit(self.act(kind, when, by, **fields))

    def codes(self, kind: type[CaseAct], when: datetime, by: str = "", /, **fields: Any) -> list[str]:
        """Let an act arrive, and give what it lacked."""
        return [part.code for part in self.tell(kind, when, by, **fields).missing]

    def do(self, kind: type[CaseAct], when: datetime, by: str = "", /, **fields: Any) -> str:
        """Do what is allowed."""
        entry = self.tell(kind, when, by, **fields)
        if entry.missing:
            # Not an assertion: a test that is expected to fail must not fail on its way to the attack.
            raise LookupError(f"{kind.__name__} was refused: {[part.code for part in entry.missing]}")
        return entry.act.id

    def person(self, case: str = ONE) -> Person:
        return self.office.persons.cases[case]

    def adult(self, case: str = ONE, when: datetime = DAY) -> None:
        self.do(persons.Presented, when, case=case, site="site")
        self.do(persons.AgeEstablished, when, case=case, outcome="adult", ground="statement")

    def disarmed(self, case: str = ONE, tag: str = "", when: datetime = DAY) -> None:
        self.adult(case, when)
        self.do(persons.ConsentRecorded, when, case=case, purpose="disarm", answer="given", language="ar")
        if tag:
            self.do(weapons.WeaponReceived, when, tag=tag, origin="person", cases=(case,))
        self.do(persons.Disarmed, when, case=case, tags=(tag,) if tag else (), nothing_to_hand_in="no" if tag else "yes")

    def noticed(self, case: str = ONE, when: datetime = DAY) -> None:
        """One who is disarmed, screened, assured, and of whom notice was given."""
        self.disarmed(case, when=when)
        self.do(persons.Screened, when, case=case, outcome="eligible")
        self.do(persons.Assured, when, case=case, covers=("membership",), language="ar")
        self.do(persons.NoticeGiven, when, cases=(case,), to=("alpha", "bravo"))

    def ready(self, case: str = ONE, to: str = "beyond", when: datetime = DAY) -> None:
        """One to whom the way across is open once nobody may object any more."""
        self.noticed(case, when)
        self.agreed(case, to, when)
        self.do(persons.WayChosen, when, case=case, way="across" if to == "beyond" else "abroad", to=to)

    def agreed(self, case: str, to: str, when: datetime) -> None:
        self.do(persons.ConsentRecorded, when, case=case, purpose="leave", answer="given", language="ar", to=to)
        self.do(persons.ProtectionTested, when, case=case, to=to, outcome="safe")

    def transfer(self, cases: tuple[str, ...], when: datetime, *, begin: bool = True, movement: str = "T-1") -> None:
        """A transfer across, with everyone aboard, begun one hour after the given moment."""
        self.do(moving.MovementPlanned, when, movement=movement, kind="transfer", zone="behind", to="beyond", way="across",
                start=when, stop=when + timedelta(hours=5), group_size=40)  # fmt: skip
        self.do(moving.VehicleAssigned, when, movement=movement, vehicle="V-1", seats=40)
        self.do(moving.ManifestSet, when, movement=movement, cases=cases)
        for case in cases:
            self.do(persons.Boarded, when, case=case, movement=movement)
        self.hold_fire(movement, when, when, when + timedelta(hours=5))
        if begin:
            self.do(moving.MovementBegun, when + timedelta(hours=1), movement=movement)

    def way_out(self, when: datetime, *, fire: bool = True, hours: int = 5) -> None:
        """A way out that lacks nothing but, if so asked, held fire. Its window begins an hour later."""
        start = when + timedelta(hours=1)
        self.do(moving.OfferMade, when, zone="behind", how="leaflet", language="ar")
        self.do(moving.MovementPlanned, when, movement="M-1", kind="way_out", zone="behind", to="site", start=start,
                stop=start + timedelta(hours=hours), group_size=10, assembly_point="AP-2")  # fmt: skip
        self.do(moving.MovementReadied, when, movement="M-1", present=("reception", "explosives", "medic"),
                signal_agreed="yes", halt_word_agreed="yes")  # fmt: skip
        if fire:
            self.hold_fire("M-1", when, start, start + timedelta(hours=hours))

    def hold_fire(self, movement: str, when: datetime, start: datetime, stop: datetime) -> None:
        """Both who control the ground hold their fire."""
        for by in ("alpha_post", "bravo_post"):
            self.do(moving.HoldFireConfirmed, when, by, movement=movement, zone="behind", start=start, stop=stop)

    def held(self, when: datetime, until: datetime) -> list[str]:
        return self.codes(persons.HoldBegun, when, case=ONE, legal_basis="ordinary_court", reason="ruling", review_by=until,
                          reasons_told="yes")  # fmt: skip

    def objected(self, when: datetime, against: str = "across", by: str = "alpha") -> str:
        return self.do(persons.ObjectionRaised, when, by, case=ONE, objection=f"{by}_objects", ground="grave_crime",
                       against=against)  # fmt: skip

    def ruled(self, when: datetime, of: str, outcome: str = "upheld") -> list[str]:
        return self.codes(persons.ObjectionDecided, when, case=ONE, of=of, outcome=outcome, reason="coded")

    def stands(self, when: datetime, case: str = ONE) -> dict[str, str]:
        return {way.way: way.stand for way in case_view(self.office, case, when).ways}

    def onward(self, when: datetime, case: str = ONE) -> list[str]:
        return [offered.row.title for offered in self.office.offered(case, when) if offered.row.onward and not offered.missing]

    def shown(self, when: datetime) -> str:
        """Everything that is shown to someone who does not run a movement and does not care for children."""
        opened = Opened(self.office, 1, 1, when, when, tuple(entry.act for entry in self.office.entries), True, (),
                        self.office)  # fmt: skip
        parts: list[Any] = [picture(opened), weapon_views.sheet(self.office.armoury, self.office.hidden)]
        parts += [case_view(self.office, person.case, when) for person in self.office.adults()]
        parts += [movement_views.view(name, self.office.movements, "alpha", self.office.rules, now=when)
                  for name in self.office.movements.movements]  # fmt: skip
        return json.dumps(msgspec.to_builtins(parts), ensure_ascii=False)


@pytest.fixture
def desk() -> Desk:
    return Desk()


# In limbo, or held without end.


def test_a_hold_that_lapsed_is_not_begun_again_on_the_same_ground(desk: Desk) -> None:
    desk.noticed()
    assert desk.ruled(at(2), desk.objected(at(1, 1))) == []
    assert desk.held(at(3), at(16)) == []
    assert not held(desk.person(), at(17))
    assert desk.held(at(17), at(30)) != []


def test_a_hold_that_a_review_ended_is_not_begun_again_on_the_same_ground(desk: Desk) -> None:
    desk.noticed()
    desk.ruled(at(2), desk.objected(at(1, 1)))
    desk.held(at(3), at(16))
    desk.do(persons.HoldReviewed, at(4), case=ONE, outcome="ended", reason="no_ground")
    assert desk.held(at(4, 1), at(17)) != []


def test_a_lapsed_hold_is_not_revived_by_a_review_that_is_entered_late(desk: Desk) -> None:
    desk.noticed()
    desk.ruled(at(2), desk.objected(at(1, 1)))
    desk.held(at(3), at(10))
    desk.tell(persons.HoldReviewed, at(9), case=ONE, outcome="continued", reason="coded", review_by=at(22), recorded=at(20))
    assert not held(desk.person(), at(20))


def test_a_hold_is_not_prolonged_for_a_year(desk: Desk) -> None:
    desk.noticed()
    desk.ruled(at(2), desk.objected(at(1, 1)))
    desk.held(at(3), at(16))
    found = [desk.codes(persons.HoldReviewed, at(day), case=ONE, outcome="continued", reason="coded", review_by=at(day + 13))
             for day in range(15, 365, 12)]  # fmt: skip
    assert [] in found[:1]
    assert found[-1] != []


def test_that_nobody_could_decide_is_no_ground_to_hold(desk: Desk) -> None:
    desk.disarmed()
    desk.do(persons.Screened, at(1), case=ONE, outcome="unable", review_by=at(9))
    assert desk.held(at(2), at(15)) != []


def test_a_screening_that_could_not_be_decided_is_looked_at_again_soon(desk: Desk) -> None:
    desk.disarmed()
    assert desk.codes(persons.Screened, at(1), case=ONE, outcome="unable", review_by=at(26_000)) != []


def test_whoever_objected_can_give_way_after_a_ruling(desk: Desk) -> None:
    desk.ready()
    made = desk.objected(at(1, 1))
    desk.ruled(at(2), made)
    assert desk.codes(persons.ObjectionWithdrawn, at(5), case=ONE, of=made) == []
    assert desk.stands(at(5))["across"] == "open"


def test_a_ruling_that_is_entered_after_the_limit_does_not_close_a_way(desk: Desk) -> None:
    desk.ready()
    made = desk.objected(at(1, 1))
    assert desk.stands(at(8))["across"] == "open"
    desk.tell(persons.ObjectionDecided, at(3), case=ONE, of=made, outcome="upheld", reason="coded", recorded=at(40))
    assert desk.stands(at(40))["across"] == "open"


def test_an_objection_that_is_entered_late_has_fallen_by_then(desk: Desk) -> None:
    desk.ready()
    desk.tell(persons.ObjectionRaised, at(1, 1), case=ONE, objection="alpha_objects", ground="grave_crime", against="across",
              recorded=at(40))  # fmt: skip
    assert desk.stands(at(40))["across"] == "open"


def test_objections_one_after_the_other_end_at_the_limit_of_the_last(desk: Desk) -> None:
    desk.ready()
    for hour, (by, against) in enumerate((who, way) for who in ("alpha", "bravo") for way in ("across", "abroad")):
        made = desk.objected(at(1, 30 + hour), against, by)
        assert desk.codes(persons.ObjectionRaised, at(1, 35), by, case=ONE, objection=f"{by}_objects", ground="grave_crime",
                          against=against) == ["objected_once"]  # fmt: skip
        if by == "bravo":
            desk.do(persons.ObjectionWithdrawn, at(1, 36), by, case=ONE, of=made)
    desk.tell(persons.NoticeGiven, at(4), cases=(ONE,), to=("alpha", "bravo"))
    assert desk.codes(persons.ObjectionRaised, at(5), "bravo", case=ONE, objection="bravo_objects", ground="grave_crime",
                      against="across") == ["too_late_to_object", "objected_once"]  # fmt: skip
    assert desk.stands(at(3))["across"] == "waits"
    assert desk.stands(at(6))["across"] == "open"


def test_who_waits_for_a_ruling_without_a_limit_is_shown_as_without_a_way_on() -> None:
    desk = Desk(TEXT.replace("decided_within: 3 days", "decided_within: unstated").replace("falls", "unstated"))
    desk.ready()
    for against in ("across", "abroad"):
        desk.objected(at(1, 1), against)
    assert case_view(desk.office, ONE, at(400)).without_way_on


def test_one_objector_does_not_use_up_the_objection_of_another() -> None:
    desk = Desk(TEXT.replace("by: alpha\n", "by: [alpha, bravo]\n").replace("by: bravo\n", "by: [alpha, bravo]\n"))
    desk.noticed()
    made = desk.objected(at(1, 1))
    desk.do(persons.ObjectionWithdrawn, at(1, 1), case=ONE, of=made)
    assert desk.codes(persons.ObjectionRaised, at(1, 2), "bravo", case=ONE, objection="alpha_objects", ground="grave_crime",
                      against="across") == []  # fmt: skip


def test_the_time_to_object_runs_from_when_the_notice_was_recorded(desk: Desk) -> None:
    desk.disarmed()
    desk.tell(persons.NoticeGiven, at(1), cases=(ONE,), to=("alpha", "bravo"), recorded=at(9))
    assert desk.codes(persons.ObjectionRaised, at(9, 1), case=ONE, objection="alpha_objects", ground="grave_crime",
                      against="across") == []  # fmt: skip


def test_a_second_notice_does_not_start_the_clock_again(desk: Desk) -> None:
    desk.noticed()
    desk.tell(persons.NoticeGiven, at(2), cases=(ONE,), to=("alpha", "bravo"))
    assert desk.person().noticed == at(1)


def test_a_person_whom_no_country_takes_has_a_step_open_while_staying(desk: Desk) -> None:
    desk.noticed()
    for by in ("alpha", "bravo"):
        desk.ruled(at(2), desk.objected(at(1, 1), by=by))
    for to in ("haven", "harbour", "beyond"):
        desk.agreed(ONE, to, at(2))
    desk.do(persons.WayChosen, at(2), case=ONE, way="abroad", to="haven")
    desk.do(persons.StayArranged, at(3), case=ONE, place="site", review_by=at(10))
    assert desk.onward(at(4)) != []


def test_a_test_that_could_not_be_made_is_offered_again(desk: Desk) -> None:
    desk.ready()
    desk.do(persons.ProtectionTested, at(2), case=ONE, to="beyond", outcome="unable")
    assert "test that a destination is safe for this person" in desk.onward(at(4))


def test_whoever_does_not_say_their_age_can_leave(desk: Desk) -> None:
    desk.do(persons.Presented, at(1), case=ONE, site="site")
    assert desk.codes(persons.Left, at(2), case=ONE) == []


def test_the_clock_of_a_child_is_not_started_again(desk: Desk) -> None:
    desk.do(persons.Presented, at(1), case=ONE, site="site")
    desk.do(persons.AgeEstablished, at(1), case=ONE, outcome="child", ground="assessment")
    [before] = [clock.due for clock in queries.clocks(desk.office, at(2))]
    desk.do(persons.AgeChallenged, at(2), case=ONE)
    desk.do(persons.AgeEstablished, at(2, 1), case=ONE, outcome="child", ground="assessment")
    assert [clock.due for clock in queries.clocks(desk.office, at(2, 1))] == [before]


def test_a_child_found_on_the_way_is_still_referred_after_arrival(desk: Desk) -> None:
    desk.ready()
    desk.transfer((ONE,), at(6))
    desk.do(persons.AgeEstablished, at(6, 2), case=ONE, outcome="child", ground="document")
    desk.tell(persons.Arrived, at(6, 3), case=ONE, movement="T-1", to="beyond")
    assert desk.codes(persons.ChildReferred, at(6, 4), case=ONE, to="carer") == []
    assert [clock.what for clock in queries.clocks(desk.office, at(6, 4))] == ["care"]


def test_nobody_who_came_out_is_turned_away_for_a_count(desk: Desk) -> None:
    desk.way_out(at(1))
    desk.do(moving.MovementBegun, at(1, 1), movement="M-1")
    desk.do(moving.GroupCameOut, at(1, 2), movement="M-1", group=1, people=1, weapons="none")
    desk.do(persons.Presented, at(1, 3), case=ONE, site="site", movement="M-1")
    assert desk.codes(persons.Presented, at(1, 3), case=TWO, site="site", movement="M-1") == []


# Learning what is nobody's business.


def test_a_party_does_not_learn_from_refusals_who_is_a_child(desk: Desk) -> None:
    desk.adult(ONE)
    desk.do(persons.Presented, at(1), case=TWO, site="site")
    desk.do(persons.AgeEstablished, at(1), case=TWO, outcome="child", ground="assessment")
    answers = [[desk.codes(kind, at(2), "alpha", case=case, **fields) for kind, fields in (
        (persons.ChildReferred, {"to": "carer"}), (persons.ChildReceived, {}), (persons.AgeChallenged, {}),
        (persons.AgeEstablished, {"outcome": "child", "ground": "doubt"}))] for case in (ONE, TWO)]  # fmt: skip
    assert answers[0] == answers[1]


def test_a_party_does_not_learn_from_a_refusal_what_a_person_handed_in(desk: Desk) -> None:
    desk.adult()
    desk.do(persons.ConsentRecorded, at(1), case=ONE, purpose="disarm", answer="given", language="ar")
    desk.do(weapons.WeaponReceived, at(1), tag="W-77", origin="person", cases=(ONE,))
    act = desk.act(persons.Disarmed, at(2), "alpha", case=ONE, tags=())
    assert "W-77" not in str(refusal(act, desk.office.judge(act), desk.office.agreement))


def test_a_child_and_a_number_never_given_get_the_same_answer(desk: Desk) -> None:
    desk.adult(ONE)
    desk.do(persons.Presented, at(1), case=TWO, site="site")
    desk.do(persons.AgeEstablished, at(1), case=TWO, outcome="child", ground="assessment")
    said = []
    for case in (TWO, "SYN-ZZ99"):
        with pytest.raises(Invalid) as refused:
            case_view(desk.office, case, at(2))
        said.append(str(refused.value).replace(case, ""))
        said.append(repr(desk.codes(weapons.WeaponReceived, at(2), tag="W-9", origin="person", cases=(case,))))
        said.append(repr(desk.codes(persons.NoticeGiven, at(2), cases=(case,), to=("alpha", "bravo"))))
    assert said[:3] == said[3:]


@pytest.mark.parametrize("kind", [persons.ObjectionDecided, persons.ObjectionWithdrawn])
def test_a_slip_in_a_number_is_not_answered_with_for_nobody(kind: type[CaseAct], desk: Desk) -> None:
    desk.noticed()
    desk.objected(at(1, 1))
    extra = {"outcome": "upheld", "reason": "coded"} if kind is persons.ObjectionDecided else {}
    assert desk.codes(kind, at(2), case=ONE, of="a9999", **extra) == ["no_such_objection"]


def test_a_slip_in_an_objection_is_not_answered_with_for_nobody(desk: Desk) -> None:
    desk.noticed()
    assert desk.codes(persons.ObjectionRaised, at(1, 1), case=ONE, objection="alpha_object", ground="grave_crime",
                      against="across") == ["no_such_objection"]  # fmt: skip


def test_whoever_was_not_notified_is_told_so(desk: Desk) -> None:
    desk.way_out(at(1))
    assert desk.codes(moving.MovementAcknowledged, at(1), movement="M-1") == ["nothing_to_acknowledge"]


def test_a_wrong_number_is_not_answered_with_a_right_one(desk: Desk) -> None:
    desk.adult(ONE)
    with pytest.raises(Invalid) as refused:
        case_view(desk.office, ONE[:-1] + "X", at(2))
    assert ONE not in str(refused.value) + refused.value.what_to_do()


def test_the_page_of_one_person_does_not_show_what_is_said_of_another(desk: Desk) -> None:
    desk.ready(ONE)
    desk.ready(TWO)
    made = desk.do(persons.ObjectionRaised, at(1, 1), case=TWO, objection="alpha_objects", ground="grave_crime", against="across")
    desk.do(persons.ObjectionDecided, at(2), case=TWO, of=made, outcome="upheld", reason="coded")
    desk.do(moving.MovementPlanned, at(5), movement="T-1", kind="transfer", zone="behind", to="beyond", way="across",
            start=at(6), stop=at(6, 5), group_size=40)  # fmt: skip
    desk.do(moving.VehicleAssigned, at(5), movement="T-1", vehicle="V-1", seats=2)
    assert desk.codes(moving.ManifestSet, at(5, 1), movement="T-1", cases=(ONE, TWO)) == ["objection_upheld"]
    assert "objection_upheld" not in msgspec.json.encode(case_view(desk.office, ONE, at(6))).decode()


def test_a_child_named_twice_is_not_named_in_the_answer(desk: Desk) -> None:
    desk.do(persons.Presented, at(1), case=TWO, site="site")
    desk.do(persons.AgeEstablished, at(1), case=TWO, outcome="child", ground="assessment")
    desk.tell(weapons.WeaponReceived, at(1), tag="W-1", origin="person", cases=(TWO, TWO))
    assert TWO not in desk.shown(at(2))


def test_a_child_found_late_leaves_the_manifest(desk: Desk) -> None:
    desk.ready(ONE)
    desk.transfer((ONE,), at(6), begin=False)
    desk.do(persons.AgeEstablished, at(6), case=ONE, outcome="child", ground="document")
    shown = movement_views.view("T-1", desk.office.movements, "centre", desk.office.rules, now=at(6))
    assert ONE not in json.dumps(msgspec.to_builtins(shown))


def test_a_transfer_does_not_begin_with_a_child_on_its_manifest(desk: Desk) -> None:
    desk.ready(ONE)
    desk.transfer((ONE,), at(6), begin=False)
    desk.do(persons.AgeEstablished, at(6), case=ONE, outcome="child", ground="document")
    assert desk.codes(moving.MovementBegun, at(6, 1), movement="T-1") == ["not_in_this_view"]


def test_a_position_typed_by_mistake_is_not_repeated(desk: Desk) -> None:
    site = "31.2712-34.2405"
    for act in (desk.act(persons.Presented, at(1), case=ONE, site=site),
                desk.act(moving.OfferMade, at(1), zone=site, how="radio", language="ar")):  # fmt: skip
        with suppress(msgspec.ValidationError):
            desk.office.admit(decoder.decode(encoder.encode(act)))
    assert site not in desk.shown(at(2))


def test_an_assembly_point_is_shown_to_nobody_who_does_not_run_the_movement(desk: Desk) -> None:
    desk.way_out(at(1))
    for when, kind, fields in (
        (at(2), moving.MovementPlanned, {"movement": "M-1", "kind": "way_out", "zone": "behind", "to": "site", "start": at(2),
                                         "stop": at(3), "group_size": 99, "assembly_point": "AP-3"}),
        (at(2), moving.MovementPlanned, {"movement": "M-2", "kind": "way_out", "zone": "behind", "to": "site", "start": at(2),
                                         "stop": at(2, 1), "group_size": 9, "assembly_point": "Line-9"}),
        (at(2), moving.MovementBegun, {"movement": "M-1"}),
    ):  # fmt: skip
        assert desk.codes(kind, when, **fields) != []
    for word in ("AP-2", "AP-3", "Line-9"):
        assert word not in desk.shown(at(2))


STORY = "Yusuf the son of the baker, of the third house by the well"


def takes(*fields: dict[str, Any]) -> list[str]:
    """Give the types of the lines that are read although they tell a story."""
    base = {"id": "x", "happened": "2026-03-02T06:00:00Z", "recorded": "2026-03-02T06:00:00Z", "actor": "centre"}
    taken = []
    for one in fields:
        try:
            decoder.decode(json.dumps({**base, **one}).encode())
        except msgspec.ValidationError:
            continue
        taken.append(one["type"])
    return taken


def test_no_field_about_a_person_takes_free_text() -> None:
    assert takes(
        {"type": "person.presented/1", "case": STORY, "site": "site"},
        {"type": "screening.decided/1", "case": ONE, "outcome": "excluded", "reason": STORY},
        {"type": "hold.begun/1", "case": ONE, "legal_basis": "ordinary_court", "reason": STORY, "reasons_told": "yes",
         "review_by": "2026-03-04T06:00:00Z"},
        {"type": "objection.decided/1", "case": ONE, "of": "a", "outcome": "upheld", "reason": STORY},
        {"type": "assurance.revoked/1", "case": ONE, "reason": STORY},
        {"type": "child.referred/1", "case": ONE, "to": STORY},
        {"type": "consent.recorded/1", "case": ONE, "purpose": "disarm", "answer": "given", "language": STORY},
        {"type": "way.chosen/1", "case": ONE, "way": "stay", "to": STORY},
    ) == []  # fmt: skip


def test_no_field_of_a_weapon_takes_free_text() -> None:
    received = {"type": "weapon.received/1", "tag": "W-1", "origin": "found"}
    assert takes({**received, "kind": STORY}, {**received, "site": STORY}, {**received, "cases": [STORY]},
                 {"type": "weapon.destroyed/1", "tags": ["W-1"], "witnesses": [STORY], "place": STORY},
                 {"type": "receipt.issued/1", "receipt": "R-1", "case": STORY, "tags": ["W-1"]}) == []  # fmt: skip


@pytest.mark.parametrize("tag", ["W 1", "17/3", "\u0661\u0667"])
def test_a_tag_that_was_received_can_be_named_when_the_person_is_found_unarmed(tag: str) -> None:
    received = takes({"type": "weapon.received/1", "tag": tag, "origin": "found"})
    disarmed = takes({"type": "person.disarmed/1", "case": ONE, "tags": [tag]})
    assert len(received) == len(disarmed)


# A weapon counted twice, or given back.


def rifle(**changes: Any) -> dict[str, Any]:
    return {"tag": "W-1", "origin": "person", "cases": (ONE,), "kind": "rifle", "maker": "M", "country": "C", "model": "X",
            "calibre": "7", "serial": "123", "serial_state": "read", **changes}  # fmt: skip


def armed(desk: Desk) -> None:
    desk.adult()
    desk.do(persons.ConsentRecorded, at(1), case=ONE, purpose="disarm", answer="given", language="ar")
    desk.do(weapons.WeaponReceived, at(1), **rifle())


def test_a_weapon_is_not_taken_in_twice(desk: Desk) -> None:
    armed(desk)
    assert desk.codes(weapons.WeaponReceived, at(2), **rifle()) == ["tag_in_use"]
    assert desk.codes(weapons.WeaponReceived, at(2), **rifle(tag="W-2", serial=" 123 ", maker="m")) == ["possible_duplicate"]
    desk.do(weapons.ItemLost, at(2), tag="W-1")
    assert desk.codes(weapons.WeaponReceived, at(3), **rifle(tag="W-2")) == ["possible_duplicate"]


def test_a_weapon_that_is_missing_or_destroyed_cannot_have_been_compared(desk: Desk) -> None:
    armed(desk)
    desk.do(weapons.ItemLost, at(2), tag="W-1")
    assert desk.codes(weapons.WeaponReceived, at(3), **rifle(tag="W-2", compared_with=("W-1",))) != []


def test_a_benefit_is_granted_once_to_a_person_and_not_once_for_each_weapon(desk: Desk) -> None:
    armed(desk)
    desk.do(weapons.WeaponReceived, at(1), **rifle(tag="W-2", serial="124"))
    desk.do(weapons.ReceiptIssued, at(1), receipt="R-1", case=ONE, tags=("W-1",))
    desk.do(weapons.ReceiptIssued, at(1), receipt="R-2", case=ONE, tags=("W-2",))
    desk.do(weapons.ReceiptShown, at(2), receipt="R-1", purpose="benefit")
    assert desk.codes(weapons.ReceiptShown, at(2), receipt="R-2", purpose="benefit") != []


def test_a_lost_receipt_that_is_shown_after_it_was_replaced_grants_nothing(desk: Desk) -> None:
    armed(desk)
    desk.do(weapons.ReceiptIssued, at(1), receipt="R-1", case=ONE, tags=("W-1",))
    desk.do(weapons.ReceiptShown, at(2), receipt="R-1", purpose="benefit")
    desk.do(weapons.ReceiptLost, at(2), receipt="R-1")
    desk.do(weapons.ReceiptReplaced, at(3), receipt="R-2", replaces="R-1")
    assert desk.codes(weapons.ReceiptShown, at(3), receipt="R-1", purpose="appeal") == ["receipt_void"]
    assert desk.codes(weapons.ReceiptShown, at(3), receipt="R-2", purpose="benefit") == ["receipt_used"]
    assert desk.codes(weapons.ReceiptIssued, at(3), receipt="R-3", case=ONE, tags=("W-1",)) == ["has_receipt"]


def test_a_container_is_not_handed_to_a_party_under_arms(desk: Desk) -> None:
    armed(desk)
    desk.do(weapons.ContainerSealed, at(2), container="C-1", seal="S-1", tags=("W-1",))
    assert desk.codes(weapons.ContainerTransferred, at(3), container="C-1", to="bravo", sent=1, received=1,
                      signed_by=("centre", "bravo")) != []  # fmt: skip


def test_a_contest_has_a_limit_or_a_ruling(desk: Desk) -> None:
    armed(desk)
    desk.tell(weapons.WeaponContested, at(365), tag="W-1", ground="coded")
    assert desk.codes(weapons.WeaponDestroyed, at(500), tags=("W-1",), witnesses=("centre", "monitor")) == []


def test_a_weapon_that_turns_up_later_is_noticed_before_boarding(desk: Desk) -> None:
    desk.ready(ONE)
    desk.do(weapons.WeaponReceived, at(2), **rifle(tag="W-9"))
    assert desk.stands(at(6))["across"] != "open"


# Moved without consent, without a test, or elsewhere.


def test_nobody_boards_without_consent_or_test_or_for_elsewhere(desk: Desk) -> None:
    desk.ready(ONE)
    desk.do(moving.MovementPlanned, at(5), movement="T-1", kind="transfer", zone="behind", to="haven", way="abroad",
            start=at(6), stop=at(6, 5), group_size=40)  # fmt: skip
    desk.do(moving.VehicleAssigned, at(5), movement="T-1", vehicle="V-1", seats=2)
    assert desk.codes(moving.ManifestSet, at(5), movement="T-1", cases=(ONE,)) == ["has_not_chosen_this"]
    desk.transfer((ONE,), at(7), begin=False, movement="T-2")
    desk.do(persons.ConsentRecorded, at(7), case=ONE, purpose="leave", answer="withdrawn", language="ar", to="beyond")
    assert desk.codes(moving.MovementBegun, at(7, 1), movement="T-2") == ["no_consent"]
    desk.do(persons.TurnedBack, at(7, 2), case=ONE, movement="T-2")
    desk.do(persons.ConsentRecorded, at(7, 2), case=ONE, purpose="leave", answer="given", language="ar", to="beyond")
    desk.do(persons.ProtectionTested, at(7, 2), case=ONE, to="beyond", outcome="not_safe")
    assert desk.codes(persons.Boarded, at(7, 3), case=ONE, movement="T-2") == ["not_safe"]


def test_a_test_made_after_the_journey_does_not_permit_it(desk: Desk) -> None:
    desk.noticed()
    desk.do(persons.ConsentRecorded, at(1), case=ONE, purpose="leave", answer="given", language="ar", to="beyond")
    desk.do(persons.WayChosen, at(1), case=ONE, way="across", to="beyond")
    desk.do(persons.ProtectionTested, at(9), case=ONE, to="beyond", outcome="safe")
    late = {"recorded": at(9, 1)}
    desk.do(moving.MovementPlanned, at(6), movement="T-1", kind="transfer", zone="behind", to="beyond", way="across",
            start=at(6), stop=at(6, 5), group_size=40, **late)  # fmt: skip
    desk.do(moving.VehicleAssigned, at(6), movement="T-1", vehicle="V-1", seats=40, **late)
    desk.tell(moving.ManifestSet, at(6), movement="T-1", cases=(ONE,), **late)
    assert desk.codes(persons.Boarded, at(6), case=ONE, movement="T-1", **late) != []


@pytest.mark.parametrize("change", ["consent", "test", "age"])
def test_a_halted_transfer_does_not_go_on_with_someone_who_may_no_longer_travel(change: str, desk: Desk) -> None:
    desk.ready(ONE)
    desk.transfer((ONE,), at(6))
    desk.do(moving.MovementHalted, at(6, 2), movement="T-1", reason="shelter")
    if change == "consent":
        desk.do(persons.ConsentRecorded, at(6, 2), case=ONE, purpose="leave", answer="withdrawn", language="ar", to="beyond")
    elif change == "test":
        desk.do(persons.ProtectionTested, at(6, 2), case=ONE, to="beyond", outcome="not_safe")
    else:
        desk.do(persons.AgeEstablished, at(6, 2), case=ONE, outcome="child", ground="document")
    assert desk.codes(moving.MovementResumed, at(6, 3), movement="T-1") != []


@pytest.mark.parametrize("place", ["beyond", "behind"])
def test_a_stay_is_not_a_transfer_in_disguise(place: str, desk: Desk) -> None:
    desk.adult()
    assert desk.codes(persons.StayArranged, at(2), case=ONE, place=place, review_by=at(9)) != []


def test_who_arrives_elsewhere_agreed_on_the_way_and_was_tested_for_it(desk: Desk) -> None:
    desk.ready(ONE)
    desk.agreed(ONE, "haven", at(2))
    desk.transfer((ONE,), at(6))
    assert "no_fresh_consent" in desk.codes(persons.Arrived, at(6, 2), case=ONE, movement="T-1", to="haven")
    lacks = desk.codes(persons.Arrived, at(6, 2), case=ONE, movement="T-1", to="harbour")
    assert {"no_fresh_consent", "not_tested"} <= set(lacks)


# Fire on a way out.


@pytest.mark.parametrize("silent", ["alpha", "bravo"])
def test_whoever_controls_the_ground_all_hold_their_fire(silent: str, desk: Desk) -> None:
    desk.way_out(at(1), fire=False)
    speaks = "bravo_post" if silent == "alpha" else "alpha_post"
    desk.do(moving.HoldFireConfirmed, at(1), speaks, movement="M-1", zone="behind", start=at(1, 1), stop=at(1, 6))
    assert desk.codes(moving.MovementBegun, at(1, 1), movement="M-1") != []


def test_an_older_word_that_is_entered_late_does_not_undo_a_withdrawal(desk: Desk) -> None:
    desk.way_out(at(1))
    desk.do(moving.HoldFireWithdrawn, at(1, 1), movement="M-1")
    desk.tell(moving.HoldFireConfirmed, at(1), movement="M-1", zone="behind", start=at(1, 1), stop=at(1, 6), recorded=at(1, 2))
    assert desk.codes(moving.MovementBegun, at(1, 3), movement="M-1") != []


def test_a_word_given_after_people_set_out_does_not_permit_it(desk: Desk) -> None:
    desk.way_out(at(1), fire=False)
    desk.hold_fire("M-1", at(1, 4), at(1, 1), at(1, 6))
    assert desk.codes(moving.MovementBegun, at(1, 1), movement="M-1", recorded=at(1, 4)) != []


def test_an_operation_where_people_arrive_blocks_the_way_out(desk: Desk) -> None:
    desk.way_out(at(1))
    desk.do(moving.OperationAnnounced, at(1), operation="O-1", zone="site", kind="demolition", start=at(1, 1), stop=at(1, 6))
    assert desk.codes(moving.MovementBegun, at(1, 1), movement="M-1") != []


def test_an_operation_where_a_transfer_goes_blocks_it(desk: Desk) -> None:
    desk.ready(ONE)
    desk.transfer((ONE,), at(6), begin=False)
    desk.do(moving.OperationAnnounced, at(6), operation="O-1", zone="beyond", kind="demolition", start=at(6), stop=at(6, 9))
    assert desk.codes(moving.MovementBegun, at(6, 1), movement="T-1") != []


def test_who_was_present_days_ago_is_not_present(desk: Desk) -> None:
    desk.do(moving.OfferMade, at(1), zone="behind", how="leaflet", language="ar")
    desk.do(moving.MovementPlanned, at(1), movement="M-1", kind="way_out", zone="behind", to="site", start=at(5), stop=at(5, 5),
            group_size=10)  # fmt: skip
    desk.do(moving.MovementReadied, at(1), movement="M-1", present=("reception", "explosives", "medic"), signal_agreed="yes",
            halt_word_agreed="yes")  # fmt: skip
    desk.hold_fire("M-1", at(5), at(5), at(5, 5))
    assert desk.codes(moving.MovementBegun, at(5), movement="M-1") != []


def test_no_group_comes_out_before_the_way_out_is_open(desk: Desk) -> None:
    desk.way_out(at(1))
    desk.do(moving.MovementBegun, at(1, 3), movement="M-1")
    assert desk.codes(moving.GroupCameOut, at(1, 2), movement="M-1", group=1, people=3, weapons="none", recorded=at(1, 4)) != []


def test_a_pause_that_ends_early_or_was_only_said_does_not_open_the_window(desk: Desk) -> None:
    desk.way_out(at(1))
    desk.do(moving.OperationAnnounced, at(1), operation="O-1", zone="behind", kind="demolition", start=at(1, 2))
    desk.do(moving.OperationPaused, at(1), operation="O-1", start=at(1, 1), stop=at(1, 5), written="yes")
    assert desk.codes(moving.MovementBegun, at(1, 1), movement="M-1") == ["operation_paused_in_part"]
    desk.do(moving.OperationPaused, at(1), operation="O-1", start=at(1, 5), stop=at(1, 6), written="unknown")
    assert desk.codes(moving.MovementBegun, at(1, 1), movement="M-1") == ["operation_paused_in_part"]
    desk.do(moving.OperationPaused, at(1), operation="O-1", start=at(1, 4), stop=at(1, 6), written="yes")
    assert desk.codes(moving.MovementBegun, at(1, 1), movement="M-1") == []


def test_held_fire_for_a_part_of_the_window_or_by_the_wrong_hand_opens_nothing(desk: Desk) -> None:
    desk.way_out(at(1), fire=False)
    for by in ("alpha", "centre", "registrar", "bravo"):
        assert desk.codes(moving.HoldFireConfirmed, at(1), by, movement="M-1", zone="behind", start=at(1, 1),
                          stop=at(1, 6)) == ["no_power"]  # fmt: skip
    desk.hold_fire("M-1", at(1), at(1, 1), at(1, 3))
    desk.hold_fire("M-1", at(1), at(1, 3, 1), at(1, 6))
    assert desk.codes(moving.MovementBegun, at(1, 1), movement="M-1") == ["hold_fire_in_part"]


# More people than places.


def test_a_state_accepts_no_more_than_it_has_places_for(desk: Desk) -> None:
    desk.do(persons.PlacesOffered, at(1), places=1, written="yes")
    for case in (ONE, TWO):
        desk.noticed(case)
        desk.agreed(case, "haven", at(1))
    desk.do(persons.AcceptanceDecided, at(2), case=ONE, outcome="accepted")
    assert desk.codes(persons.AcceptanceDecided, at(2), case=TWO, outcome="accepted") == ["places_full"]
    assert desk.codes(persons.PlacesWithdrawn, at(2), places=1) == ["places_given"]
    desk.do(persons.AgeEstablished, at(3), case=ONE, outcome="child", ground="document")
    assert desk.codes(persons.AcceptanceDecided, at(3), case=TWO, outcome="accepted") == ["places_full"]


def test_nobody_arrives_in_a_state_that_did_not_accept_them(desk: Desk) -> None:
    desk.ready(ONE)
    desk.transfer((ONE,), at(6))
    desk.agreed(ONE, "haven", at(6, 2))
    assert desk.codes(persons.Arrived, at(6, 3), case=ONE, movement="T-1", to="haven") != []


def test_a_state_does_not_decline_someone_who_is_on_the_way(desk: Desk) -> None:
    desk.do(persons.PlacesOffered, at(1), places=1, written="yes")
    desk.ready(ONE, "haven")
    desk.do(persons.AcceptanceDecided, at(2), case=ONE, outcome="accepted")
    desk.do(persons.PaperIssued, at(2), case=ONE, to="haven")
    desk.do(moving.MovementPlanned, at(6), movement="T-1", kind="transfer", zone="behind", to="haven", way="abroad",
            start=at(6), stop=at(6, 5), group_size=40)  # fmt: skip
    desk.do(moving.VehicleAssigned, at(6), movement="T-1", vehicle="V-1", seats=40)
    desk.do(moving.ManifestSet, at(6), movement="T-1", cases=(ONE,))
    desk.do(persons.Boarded, at(6), case=ONE, movement="T-1")
    desk.hold_fire("T-1", at(6), at(6), at(6, 5))
    desk.do(moving.MovementBegun, at(6), movement="T-1")
    assert desk.codes(persons.AcceptanceDecided, at(6, 1), case=ONE, outcome="declined") != []


# Odd lines.


def line(kind: type[CaseAct], /, **fields: Any) -> bytes:
    """A line of a log, fit to read or not."""
    base = {"type": kind.__struct_config__.tag, "id": "x", "happened": "2026-03-02T06:00:00Z",
            "recorded": "2026-03-02T06:00:00Z", "actor": "centre"}  # fmt: skip
    return json.dumps({**base, **fields}).encode()


def opened(*lines: bytes) -> Office:
    """Read lines and take them in, as a file would be."""
    return open_office(agreement(), read_case_acts(lines, agreement(), file="acts.jsonl"))


def test_taking_back_nothing_from_nothing() -> None:
    opened(line(persons.PlacesWithdrawn, actor="haven", places=0))


@pytest.mark.parametrize("fields", [
    {"start": "9999-12-31T20:00:00Z", "stop": "9999-12-31T23:00:00Z"},
    {"start": "0001-01-01T00:00:00+14:00", "stop": "2026-03-02T06:00:00Z"},
])  # fmt: skip
def test_a_time_at_the_edge_is_refused_or_kept(fields: dict[str, str]) -> None:
    with suppress(Invalid):
        opened(line(moving.MovementPlanned, movement="M-1", kind="way_out", zone="behind", to="site", group_size=1, **fields))


@pytest.mark.parametrize(("kind", "fields"), [
    (persons.Presented, {"case": ""}), (persons.Presented, {"case": "{0.__class__}", "site": "{x}"}),
    (persons.Presented, {"case": ONE, "site": "site", "movement": "none"}),
    (persons.NoticeGiven, {"cases": [], "to": []}), (persons.NoticeGiven, {"cases": [ONE, ONE], "to": ["nobody"] * 99}),
    (persons.PlacesOffered, {"actor": "haven", "places": 999_999_999_999_999, "written": "yes"}),
    (persons.PlacesOffered, {"actor": "alpha", "places": 0, "written": "yes"}),
    (weapons.WeaponReceived, {"tag": "\U0001f52b", "origin": "person", "cases": ["", "\u0000"]}),
    (weapons.ContainerSealed, {"container": "C", "seal": "S", "tags": ["none"]}),
    (weapons.ContainerTransferred, {"container": "C", "to": "", "sent": 0, "signed_by": ["", "", ""]}),
    (weapons.WeaponDestroyed, {"tags": [], "witnesses": []}), (weapons.ReceiptReplaced, {"receipt": "R", "replaces": "R"}),
    (moving.ManifestSet, {"movement": "M", "cases": ["", ""]}),
    (moving.OperationAnnounced, {"operation": "O", "zone": "none", "kind": "k", "start": "2026-03-02T06:00:00Z"}),
    (moving.OfferAnswered, {"zone": "behind", "answer": "none", "low": 9, "high": 1, "actor": "mediator"}),
])  # fmt: skip
def test_an_odd_line_is_refused_by_the_reader_or_kept_and_shown(kind: type[CaseAct], fields: dict[str, Any]) -> None:
    desk = Desk()
    required = {"site": "site", "cases": [], "to": ["alpha", "bravo"]}
    fields = {**{name: value for name, value in required.items() if name in kind.__struct_fields__}, **fields}
    with suppress(Invalid):
        desk.office = opened(line(kind, **fields))
    assert desk.shown(at(2))


@pytest.mark.parametrize("raw", [b"[" * 100_000, b"{" * 5_000, b'{"type": "person.died/1"', b"\xff\xfe", b"null", b'"x"',
                                 b'{"type": 1}', b'{"type": "person.died/1", "case": "\\ud800"}'])  # fmt: skip
def test_a_line_that_is_no_act_is_refused_with_its_place(raw: bytes) -> None:
    with pytest.raises(Invalid) as refused:
        opened(raw)
    assert refused.value.faults[0].line == 1


@pytest.mark.parametrize("field", ["review_by", "happened"])
def test_a_time_without_a_zone_is_refused(field: str) -> None:
    with pytest.raises(Invalid):
        opened(line(persons.StayArranged, **{"case": ONE, "place": "site", "review_by": "2026-03-09T06:00:00Z",
                                             field: "2026-03-02T06:00:00"}))  # fmt: skip


def test_a_hidden_character_is_seen_also_when_it_is_written_as_an_escape() -> None:
    with pytest.raises(Invalid) as refused:
        opened(line(weapons.WeaponReceived, tag="W-\u202eQ7K4", origin="found"))
    assert refused.value.faults[0].code in ("SC021", "SC025")


def test_an_id_that_is_used_twice_is_refused() -> None:
    with pytest.raises(Invalid):
        opened(line(persons.Presented, case=ONE, site="site"), line(persons.Presented, case=TWO, site="site"))


class Compared(str):
    """A number that counts how often it is compared with another one."""

    times = 0

    def __eq__(self, other: object) -> bool:
        Compared.times += 1
        return str(self) == str(other)

    __hash__ = str.__hash__


def test_a_longer_hand_over_takes_no_more_than_its_length(desk: Desk) -> None:
    assert comparisons(desk, weapons.WeaponReceived, tag="W-1", origin="person") < 20 * 300


def test_a_longer_manifest_takes_no_more_than_its_length(desk: Desk) -> None:
    assert comparisons(desk, moving.ManifestSet, movement="T-1") < 20 * 300


def comparisons(desk: Desk, kind: type[CaseAct], **fields: str) -> int:
    """Count how often case numbers are compared while an act with 300 of them is judged."""
    desk.do(moving.MovementPlanned, at(1), movement="T-1", kind="transfer", zone="behind", to="beyond", way="across",
            start=at(6), stop=at(6, 5), group_size=40)  # fmt: skip
    Compared.times = 0
    desk.tell(kind, at(2), cases=tuple(Compared(f"S{number:06d}") for number in range(300)), **fields)
    return Compared.times


def test_a_log_ten_times_as_long_takes_nowhere_near_a_hundred_times_as_long() -> None:
    def seconds(count: int) -> float:
        lines = [line(persons.Presented, id=f"a{number}", post="registrar", case=f"SYN-{number:06d}", site="site")
                 for number in range(count)]  # fmt: skip
        begun = perf_counter()
        opened(*lines)
        return perf_counter() - begun

    assert seconds(5000) < 50 * max(seconds(500), 0.005)
