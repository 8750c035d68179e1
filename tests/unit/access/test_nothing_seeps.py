"""What a side may not know makes no difference to anything it is shown, told or refused.

Each act that is not for a side is taken out of the log, or turned into its opposite, and everything that the side can see, list,
search, count or try is asked again. If one byte differs, something has seeped through.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

import msgspec
import pytest

from safeconduct.access.acts_seen import view_act
from safeconduct.access.counting import outside
from safeconduct.access.gaps import gaps
from safeconduct.access.in_force import InForce
from safeconduct.access.knowing import Viewer
from safeconduct.access.listing import found_by, listed, listed_containers, listed_items, listed_movements
from safeconduct.access.may import may
from safeconduct.access.seats import Seat
from safeconduct.access.telling import NOT_NOW, OF_THEIR_OWN_ACT, told
from safeconduct.access.view import kinds_seen, view, view_container, view_item, view_movement, view_receipt
from safeconduct.caseload.moves import CaseAct, Missing
from safeconduct.caseload.persons import acts as persons
from safeconduct.secretariat import words
from safeconduct.secretariat.office import Office, open_office
from tests import passage
from tests.pilot import at
from tests.unit.access.seated import ALPHA, BRAVO, HAVEN, REGISTRAR, text

# A text that gives no side a step in a case but to object: where one gives an assurance it learns whether it may be given.
BLIND = text(("assurance: {clause: p1, by: [panel, alpha]}", "assurance: {clause: p1, by: panel}"))
NOT_FOR_A_SIDE = (persons.Screened, persons.ConsentRecorded, persons.WayChosen, persons.ProtectionTested, persons.PaperIssued,
                  persons.AcceptanceDecided, persons.StayArranged, persons.HoldBegun, persons.Assured)  # fmt: skip
"""Decisions about people, none of which a side is told."""
OPPOSITE: dict[type[CaseAct], dict[str, Any]] = {
    persons.Screened: {"outcome": "excluded", "reason": "coded"}, persons.ProtectionTested: {"outcome": "not_safe"},
    persons.AcceptanceDecided: {"outcome": "declined"}, persons.WayChosen: {"way": "stay", "to": ""},
    persons.ConsentRecorded: {"answer": "refused"},
}  # fmt: skip
NUMBERS = {"persons": (*passage.ADULTS, *passage.CHILDREN, "SYN-NONE"),
           "tags": tuple(f"W-{one}" for one in (*range(10), "both", "9x")),
           "receipts": tuple(f"R-{one}" for one in range(10)), "movements": ("M-1", "M-2", "T-1", "T-2", "M-9")}  # fmt: skip


def tries(seat: Seat, when: datetime) -> list[CaseAct]:
    """Give everything a side could try, on every number."""
    common: dict[str, Any] = {"id": "try", "happened": when, "recorded": when, "actor": seat.org, "post": seat.post,
                              "synthetic": True}  # fmt: skip
    found: list[CaseAct] = []
    for case in NUMBERS["persons"]:
        found += [persons.ObjectionRaised(case=case, objection=f"{seat.org}_objects", ground="grave_crime", against=way, **common)
                  for way in ("abroad", "across")]  # fmt: skip
        found += [persons.ObjectionWithdrawn(case=case, of=of, **common) for of in (f"objection-{case}", "x")]
        found += [persons.ObjectionDecided(case=case, of=f"objection-{case}", outcome="dismissed", reason="r", **common),
                  persons.Assured(case=case, covers=("membership",), language="ar", **common),
                  persons.Screened(case=case, outcome="eligible", **common)]  # fmt: skip
    return found


def all_of(seat: Seat, office: Office, when: datetime) -> str:
    """Give everything a side can see, list, search, count or try, as one text."""
    one = Viewer(seat, InForce(BLIND, when))
    seen = [(view(one, case, office), kinds_seen(one, case, office), found_by(one, case, office)) for case in NUMBERS["persons"]]
    things = [view_item(one, tag, office) for tag in NUMBERS["tags"]]
    things += [view_receipt(one, number, office) for number in NUMBERS["receipts"]] + [view_container(one, "C-1", office)]
    things += [view_movement(one, name, office) for name in NUMBERS["movements"]]
    lists = [make(one, office) for make in (listed, listed_items, listed_containers, listed_movements)]
    acts = [found for entry in office.entries if (found := view_act(one, entry.act, office)).found]
    answers = [may(one, act, office) for act in tries(seat, when)]
    # What is refused by the tables of moves comes only after this has said yes; then that is part of the answer.
    then = [told(one, office.judge(act)) for act, answer in zip(tries(seat, when), answers, strict=True) if answer.allowed]
    return repr((seen, things, lists, acts, answers, then, gaps(one.in_force, office)))


def worlds(day: int, seat: Seat) -> tuple[list[CaseAct], list[tuple[str, list[CaseAct]]]]:
    """Give the log by a day, and the same with one act that is not for a side left out, or turned round."""
    log = [act for act in passage.log() if act.recorded < at(day)]
    found: list[tuple[str, list[CaseAct]]] = []
    for act in log:
        other = isinstance(act, (persons.ObjectionRaised, persons.ObjectionDecided)) and act.case in _of_others(seat)
        if getattr(act, "purpose", "") == "disarm":
            continue  # without it there is no weapon on the table, and that a side may see
        if isinstance(act, NOT_FOR_A_SIDE) or other:
            found.append((f"without {act.id}", [one for one in log if one is not act]))
        if (turned := OPPOSITE.get(type(act))) is not None:
            opposite = msgspec.structs.replace(act, **turned)
            found.append((f"{act.id} turned", [opposite if one is act else one for one in log]))
    return log, found


def _of_others(seat: Seat) -> set[str]:
    return {act.case for act in passage.log() if isinstance(act, persons.ObjectionRaised) and act.actor != seat.org}


@pytest.mark.parametrize("seat", [ALPHA, BRAVO], ids=["alpha", "bravo"])
@pytest.mark.parametrize("day", [3, 4])
def test_what_a_side_may_not_know_makes_no_difference_to_anything_it_gets(day: int, seat: Seat) -> None:
    log, others = worlds(day, seat)
    when, children = at(day), frozenset(passage.CHILDREN[:2])
    straight = all_of(seat, open_office(BLIND, log, children=children), when)
    differs = [what for what, acts in others if all_of(seat, open_office(BLIND, acts, children=children), when) != straight]
    assert (len(others) > 25, differs) == (True, [])


def test_a_receiving_state_gets_nothing_of_what_others_decide_about_those_who_agreed_to_come() -> None:
    log, when = [act for act in passage.log() if act.recorded < at(4)], at(4)
    not_for_it = (persons.Screened, persons.ObjectionRaised, persons.ObjectionDecided, persons.HoldBegun, persons.StayArranged,
                  persons.ProtectionTested, persons.WayChosen, persons.Assured, persons.AgeChallenged)  # fmt: skip
    # Without a test for its own ground there is no paper for it, and that it may see.
    others = [act for act in log if getattr(act, "to", "") != "haven" and (isinstance(act, not_for_it) or hasattr(act, "purpose"))
              and getattr(act, "purpose", "") != "disarm"]  # fmt: skip

    def without(left_out: CaseAct) -> str:
        return all_of(HAVEN, open_office(BLIND, [one for one in log if one is not left_out]), when)

    straight = all_of(HAVEN, open_office(BLIND, log), when)
    differs = [act.id for act in others if without(act) != straight]
    assert (len(others) > 20, passage.ADULTS[0] in straight, differs) == (True, True, [])


def test_how_a_person_stands_is_told_to_a_side_as_one_thing() -> None:
    lacks = [Missing(code) for code in ("held", "on_the_way", "not_screened", "no_reason")]
    side, inside = (Viewer(seat, InForce(BLIND, at(3))) for seat in (ALPHA, REGISTRAR))
    assert (told(side, lacks), told(inside, lacks)) == ((lacks[3], NOT_NOW), tuple(lacks))
    assert told(side, lacks[:1]) == told(side, lacks[1:3]) == (NOT_NOW,)
    assert told(side, []) == ()


def test_what_is_told_of_an_act_is_a_code_that_exists() -> None:
    assert set(OF_THEIR_OWN_ACT) - set(words.WORDS) - set(words.OF_ACCESS) == set()


def test_the_comparison_would_notice_what_seeps() -> None:
    # Its own objection does make a difference to the side that raised it, and so does a notice.
    log = [act for act in passage.log() if act.recorded < at(3)]
    own = next(act for act in log if isinstance(act, persons.ObjectionRaised) and act.actor == "alpha")
    notice = next(act for act in log if isinstance(act, persons.NoticeGiven))
    straight = all_of(ALPHA, open_office(BLIND, log), at(3))
    for act in (own, notice):
        assert all_of(ALPHA, open_office(BLIND, [one for one in log if one is not act]), at(3)) != straight


@pytest.mark.parametrize("seat", [ALPHA, BRAVO], ids=["alpha", "bravo"])
def test_it_makes_no_difference_which_of_several_is_the_child(seat: Seat) -> None:
    # None of the three was noticed: which of them is a child, and which an adult, no side can tell.
    candidates = [*passage.ADULTS[8:10], passage.CHILD]
    log = [act for act in passage.log() if act.recorded < at(2) and type(act) in (persons.Presented, persons.AgeEstablished)]

    def world(child: str) -> str:
        acts = []
        for act in log:
            if isinstance(act, persons.AgeEstablished) and act.case in candidates:
                young = act.case == child
                ground = {"outcome": "child", "ground": "doubt"} if young else {"outcome": "adult", "ground": "statement"}
                acts.append(msgspec.structs.replace(act, **ground))
            else:
                acts.append(act)
        return all_of(seat, open_office(BLIND, acts), at(2))

    assert len({world(child) for child in candidates}) == 1


def test_public_counts_do_not_tell_two_worlds_apart_that_differ_in_one_person_among_few() -> None:
    told = {repr(outside({"site": 20 + few, "held": 4 - few, "way": 12})) for few in range(4)}
    assert {part.count("<5") for part in told} == {1}
    assert all("not shown" in part for part in told)
