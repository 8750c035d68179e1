"""Whoever brings an act in is asked for power first, and told what they may know. What came from elsewhere is kept."""

from __future__ import annotations

import json
from datetime import datetime
from functools import lru_cache
from typing import Any

import pytest

from safeconduct.access.seats import Seat
from safeconduct.agreement.model import Agreement
from safeconduct.agreement.reader import read_agreement
from safeconduct.caseload.moves import CaseAct
from safeconduct.caseload.persons import acts as persons
from safeconduct.caseload.weapons import acts as weapons
from safeconduct.kernel.acts import BreachAlleged, StepTaken, Withdrawn
from safeconduct.kernel.errors import NotPermitted, Refused, SafeconductError
from safeconduct.record.body import EMPTY_ROOT, Body, parse_body, write_body
from safeconduct.record.book import IN_EFFECT, NO_EFFECT
from safeconduct.secretariat.case_acts import read_case_acts
from safeconduct.secretariat.desk import Desk, as_line
from safeconduct.secretariat.naming import Told
from safeconduct.secretariat.reading import signed_at
from tests import passage, pilot
from tests.memory_records import desk_over
from tests.passage import ADULTS, CHILD, FOUND_LATER, NOT_ESTABLISHED
from tests.pilot import at
from tests.signed_log import SignedLog, genesis_act, with_roots
from tests.signed_log import kid as kid_of_label
from tests.swap import swap
from tests.unit.access.seated import ALPHA, BRAVO, ESCORT, LEGAL, MEDIC, REGISTRAR, WEAPONS

ROLES = {"alpha": "party", "bravo": "party", "mediator": "mediator", "guarantor": "guarantor", "operator": "operator",
         "recorder": "recorder"}  # fmt: skip
ORGS = (*ROLES, "centre", "panel", "carer", "monitor", "haven", "harbour")
WINDOW = {"from": "2026-02-01T00:00:00+00:00", "until": "2026-04-30T00:00:00+00:00"}
NONE = "SYN-NONE"
LOCAL = {"places": ["site"]}


@lru_cache
def text(turned: bool = False) -> Agreement:
    """The text of the made-up programme; `turned`: with the names of its two sides swapped."""
    words = swap(pilot.TEXT, "alpha", "bravo") if turned else pilot.TEXT
    model: Agreement = read_agreement(words.encode(), file="p.yaml").model
    return model


@lru_cache
def begun(turned: bool = False) -> SignedLog:
    """The made-up log, each act signed by a key of whoever did it. Two keys of the centre are for one place each."""
    orgs = with_roots({org: ROLES.get(org, "other") for org in ORGS})
    log = SignedLog(genesis_act(organisations=orgs)).found()
    for org in ORGS:
        log.officer(f"{org} officer 0", **WINDOW)
    log.officer("centre officer 1", **WINDOW, places=["behind"])
    log.officer("centre officer 2", **WINDOW, **LOCAL)
    lines = swap(passage.lines(), "alpha", "bravo") if turned else passage.lines()
    for act in read_case_acts(lines.encode().splitlines(), text(turned), file="acts"):
        line = as_line(act)
        log.acts.append(log.device(f"{act.actor} officer 0").sign(line, at=signed_at(line)))
    return log


def opened(turned: bool = False) -> Desk:
    found = desk_over(begun(turned), text(turned))
    found.catch_up()
    return found


@pytest.fixture
def desk() -> Desk:
    return opened()


def made(kind: type[CaseAct], seat: Seat, when: datetime, **fields: Any) -> dict[str, Any]:
    common = {"id": "new", "happened": when, "recorded": when, "actor": seat.org, "post": seat.post, "synthetic": True}
    return as_line(kind(**{**common, **fields}))


def refused(desk: Desk, act: dict[str, Any], key: int = 0, **more: Any) -> tuple[type, str, str]:
    """Give how an act is refused and what is said; ('', '', '') where it is not."""
    try:
        desk.prepare(act, org=act["actor"], kid=kid_of_label(f"{act['actor']} officer {key}"), **more)
    except SafeconductError as error:
        return type(error), error.message(), error.what_to_do()
    return type(None), "", ""


def test_the_made_up_log_adds_up_to_the_same_signed_as_in_a_file(desk: Desk) -> None:
    from safeconduct.secretariat.office import open_office

    plain = open_office(pilot.agreement(), passage.log())
    assert {entry.act.id: entry.missing for entry in desk.docket.office.entries} == {
        entry.act.id: entry.missing for entry in plain.entries}  # fmt: skip
    assert desk.docket.office.persons.cases == plain.persons.cases


def test_a_post_whose_task_does_not_fit_is_refused_and_told_who_could(desk: Desk) -> None:
    act = made(persons.StayArranged, MEDIC, at(7), case=ADULTS[8], place="site", review_by=at(9))
    assert refused(desk, act) == (NotPermitted, "the task of medic does not fit the step stay (point p1)",
                                  "It is for reception or registrar.")  # fmt: skip


def test_the_same_from_elsewhere_is_kept_without_effect(desk: Desk) -> None:
    act = made(persons.StayArranged, MEDIC, at(7), case=ADULTS[7], place="site", review_by=at(9))
    before = desk.docket.office.persons.cases[ADULTS[7]]
    kept = desk.take_in([begun().device("centre officer 0").sign(act, at=signed_at(act), seq=10_000, prev="ab" * 32)])
    assert kept[0].standing.code == "held"  # the chain of that key goes on elsewhere
    fresh = made(persons.StayArranged, MEDIC, at(7), case=ADULTS[7], place="site", review_by=at(9), id="new-2")
    kept = desk.take_in([_next(desk, "centre officer 2", fresh)])
    assert (kept[0].standing.code, kept[0].standing.because) == (NO_EFFECT, "the task of medic does not fit the step stay")
    assert desk.docket.office.persons.cases[ADULTS[7]] == before


def _next(desk: Desk, label: str, act: dict[str, Any]) -> Any:
    head, device = desk.records.head(kid_of_label(label)), begun().device(label)
    seq, prev = (head.seq + 1, head.act_id.hex()) if head else (0, "")
    return device.sign(act, at=signed_at(act), seq=seq, prev=prev)


ABOUT: list[tuple[type[CaseAct], Seat, dict[str, Any]]] = [
    (persons.ObjectionRaised, ALPHA, {"objection": "alpha_objects", "ground": "grave_crime", "against": "across"}),
    (persons.ObjectionRaised, BRAVO, {"objection": "bravo_objects", "ground": "grave_crime", "against": "across"}),
    (persons.Screened, LEGAL, {"outcome": "eligible"}),
    (persons.Assured, ALPHA, {"covers": ("membership",), "language": "ar"}),
    (persons.AcceptanceDecided, Seat("haven"), {"outcome": "accepted"}),
    (persons.Boarded, ESCORT, {"movement": "T-1"}),
]


@pytest.mark.parametrize("child", [CHILD, FOUND_LATER, NOT_ESTABLISHED])
@pytest.mark.parametrize("about", ABOUT, ids=lambda one: f"{one[0].__name__}-{one[1].org}")
def test_a_child_and_a_number_that_was_never_given_are_refused_in_the_same_words(
    desk: Desk, child: str, about: tuple[type[CaseAct], Seat, dict[str, Any]]
) -> None:
    kind, seat, fields = about
    real, none = (refused(desk, made(kind, seat, at(7), case=case, **fields)) for case in (child, NONE))
    assert real == none
    assert (real[0], real[1]) == (NotPermitted, "there is nothing here by that number for this seat")


def test_a_side_is_not_told_how_a_person_stands_and_those_inside_are(desk: Desk) -> None:
    # Alpha may give an assurance and was told of the case. That the panel has excluded the person is not said to it.
    assured = {"case": ADULTS[7], "covers": ("membership",), "language": "ar"}
    to_alpha, to_panel = (refused(desk, made(persons.Assured, seat, at(2, 9), **assured)) for seat in (ALPHA, LEGAL))
    assert (to_alpha[0], to_alpha[1].splitlines()[1:]) == (Refused, ["- it cannot be done for this case now"])
    assert (to_panel[0], to_panel[1].splitlines()[1:]) == (
        Refused, ["- not eligible: indications of a crime that no assurance may cover (point p1)"])  # fmt: skip


def test_inside_everything_that_is_missing_is_told(desk: Desk) -> None:
    kind, said, who = refused(desk, made(persons.WayChosen, REGISTRAR, at(7), case=ADULTS[8], way="abroad", to="haven"))
    assert (kind, said.splitlines()[1:], who) == (
        Refused, ["- the person has not agreed to go to Haven (not given) (point p1)"], "It can be supplied by the person.")


def test_who_works_here_signs_for_their_own_post_and_no_other(desk: Desk) -> None:
    act = made(persons.Presented, REGISTRAR, at(7), case="SYN-NEW1", site="site")
    assert refused(desk, act, seat=REGISTRAR)[0] is type(None)
    said = "whoever sits in the post weapons inspector does not act as registrar"
    assert refused(desk, act, seat=WEAPONS) == (NotPermitted, said, "It is for registrar.")


def test_nobody_is_asked_for_power_after_what_others_did_was_told(desk: Desk) -> None:
    # The same act again, from somebody who never could: that it is there already is not told.
    act = made(persons.Screened, ALPHA, at(7), case=ADULTS[0], outcome="eligible")
    again = made(persons.Screened, LEGAL, at(2, 5), case=ADULTS[0], outcome="eligible") | {"actor": "alpha", "post": "alpha_post"}
    assert [refused(desk, one)[0] for one in (act, again)] == [NotPermitted] * 2
    assert "says again" not in refused(desk, again)[1]


def test_both_sides_are_refused_in_the_same_words() -> None:
    one, other, tried = opened(), opened(turned=True), set()
    for when in (at(2, 9), at(7)):
        for kind, seat, fields in (*ABOUT, (persons.Died, ALPHA, {}), (persons.Died, BRAVO, {})):
            for case in (*ADULTS, CHILD, NONE):
                act = made(kind, seat, when, case=case, **fields)
                opposite = json.loads(swap(json.dumps(act), "alpha", "bravo"))
                said, turned = refused(one, act), refused(other, opposite)
                tried.add(said[0])
                assert (said[0], swap(said[1], "alpha", "bravo"), swap(said[2], "alpha", "bravo")) == turned, (kind, seat, case)
    assert tried == {NotPermitted, Refused, type(None)}


def test_that_others_have_given_one_id_twice_is_told_to_whoever_may_see_their_acts(desk: Desk) -> None:
    said = [made(persons.Screened, LEGAL, at(7), id="unseen", case=ADULTS[8], outcome="eligible"),
            made(persons.Presented, REGISTRAR, at(7), id="unseen", case="SYN-NEW1", site="site")]  # fmt: skip
    said += [as_line(StepTaken(id="seen", says="a step", actor=org, happened=at(7), recorded=at(7)))
             for org in ("panel", "centre")]  # fmt: skip
    for act in said:
        desk.take_in([_next(desk, f"{act['actor']} officer 0", act)])
    found = {}
    for name in ("unseen", "seen"):
        act = made(persons.ObjectionRaised, BRAVO, at(2, 9), case=ADULTS[7], objection="bravo_objects", ground="grave_crime",
                   against="across", refs=(name,))  # fmt: skip
        read = desk.docket.preview(parse_body(write_body(_body(desk, act)))).act
        assert read is not None
        assert len(desk.docket.names.unclear(Told("bravo", read, 0), index=desk.docket.size)) == 1
        found[name] = refused(desk, act)[0:2]
    assert found == {"unseen": (type(None), ""),
                     "seen": (Refused, "2 acts have the id seen, and nobody could tell which one is meant")}  # fmt: skip


def _body(desk: Desk, act: dict[str, Any]) -> Body:
    return Body(desk.records.origin, act["actor"], "00" * 8, 0, "", 0, EMPTY_ROOT, signed_at(act), act, (), bytes(16))


# ---- keys for places ----


def test_a_key_for_one_place_does_nothing_at_another(desk: Desk) -> None:
    consent = {"case": ADULTS[8], "purpose": "disarm", "answer": "given", "language": "ar"}
    act = made(persons.ConsentRecorded, REGISTRAR, at(7), **consent)
    assert [refused(desk, act, key)[0:2] for key in (1, 2)] == [
        (NotPermitted, "there is nothing here by that number for this seat"), (type(None), "")]  # fmt: skip
    elsewhere = made(persons.Presented, REGISTRAR, at(7), case="SYN-NEW1", site="site")
    assert refused(desk, elsewhere, 1)[0:2] == (NotPermitted, "its key is for behind only")


@pytest.mark.parametrize(("key", "expected"), [(1, NO_EFFECT), (2, IN_EFFECT)])
def test_what_a_key_for_another_place_signed_elsewhere_has_no_effect(desk: Desk, key: int, expected: str) -> None:
    act = made(persons.ConsentRecorded, REGISTRAR, at(7), case=ADULTS[8], purpose="disarm", answer="given", language="ar")
    kept = desk.take_in([_next(desk, f"centre officer {key}", act)])[0]
    assert kept.standing.code == expected


def test_an_act_on_a_norm_with_a_key_for_another_place_changes_no_status(desk: Desk) -> None:
    common = {"happened": at(7), "recorded": at(7), "actor": "centre"}
    act = as_line(Withdrawn(id="w", of="nothing", **common)) if "of" in Withdrawn.__struct_fields__ else as_line(
        Withdrawn(id="w", refs=("nothing",), **common))  # fmt: skip
    kept = desk.take_in([_next(desk, "centre officer 1", act)])[0]
    assert (kept.standing.code, kept.standing.because) == (NO_EFFECT, "the key is for behind the line only")
    assert "w" not in {one.id for one in desk.docket.agreement_acts()}
    placed = as_line(BreachAlleged(id="b", of="nothing", place="beyond", **common))
    assert desk.take_in([_next(desk, "centre officer 1", placed)])[0].standing.code == "out_of_scope"


def test_a_weapon_that_moved_is_out_of_reach_of_the_key_for_its_old_place(desk: Desk) -> None:
    found = refused(desk, made(weapons.ReceiptShown, REGISTRAR, at(7), receipt="R-0", purpose="benefit"), 1)
    assert found[0] is NotPermitted
