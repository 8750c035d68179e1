"""Unmasking: which cases somebody looked at. Two agree, it is told once, and of a child only to those who protect children."""

from __future__ import annotations

from typing import Any

import pytest

from safeconduct.access import acts
from safeconduct.access.acts_seen import view_act
from safeconduct.access.approvals import LASTS, MOST_CASES
from safeconduct.access.masking import is_known
from safeconduct.access.seats import Seat
from safeconduct.access.unmasking import numbers_told
from tests.passage import ADULTS, CHILD, FOUND_LATER, NOT_ESTABLISHED
from tests.pilot import at
from tests.unit.access.seated import ALPHA, BRAVO, CHILD_OFFICER, LEGAL, MEDIC, MONITOR, REGISTRAR, viewer
from tests.unit.access.test_two import Story, own

UNMASK: dict[str, Any] = {"action": "unmask", "kind": "act", "reason": "audit", "cases": (), "fields": ()}


def broken_glass() -> Story:
    """The medic has looked alone at one adult, at a number that was never given and at a child."""
    found = Story()
    assert found.does(acts.GlassBroken, MEDIC, at(3), id="g1", cases=(ADULTS[0], "SYN-NONE", CHILD)) == []
    return found


@pytest.fixture
def story() -> Story:
    return broken_glass()


def told(story: Story, seat: Seat = LEGAL, name: str = "r1") -> tuple[str, ...]:
    office = story.office
    return numbers_told(viewer(seat, at(3)), office.two.named_by(name), office)


def test_two_unmask_a_broken_glass_once(story: Story) -> None:
    assert story.asks(LEGAL, **UNMASK, of="g1") == []
    assert story.does(acts.Revealed, LEGAL, at(3, 1), of="r1") == ["not_approved"]
    assert story.does(acts.Approved, LEGAL, at(3, 1), of="r1") == ["same_key"]
    assert story.does(acts.Approved, REGISTRAR, at(3, 1), of="r1") == []
    assert story.does(acts.Revealed, REGISTRAR, at(3, 2), of="r1") == ["no_such_request"]
    assert story.does(acts.Revealed, LEGAL, at(3, 2), of="r1", id="u1") == []
    assert told(story, name="u1") == (ADULTS[0],)
    assert story.does(acts.Revealed, LEGAL, at(3, 3), of="r1") == ["request_used"]


def test_what_was_agreed_on_lapses(story: Story) -> None:
    story.asks(LEGAL, **UNMASK, of="g1")
    story.does(acts.Approved, REGISTRAR, at(3, 1), of="r1")
    assert story.does(acts.Revealed, LEGAL, at(3, 1) + LASTS, of="r1") == ["request_lapsed"]


def test_a_child_is_told_of_to_those_who_protect_it_and_to_everyone_else_it_is_a_number_never_given(story: Story) -> None:
    assert [told(story, seat, "g1") for seat in (LEGAL, REGISTRAR, CHILD_OFFICER)] == [
        (ADULTS[0],), (ADULTS[0],), tuple(sorted((ADULTS[0], CHILD)))]  # fmt: skip
    answers = []
    for number, cases in enumerate(((CHILD,), ("SYN-NONE",), (NOT_ESTABLISHED,))):
        one = Story()
        one.does(acts.GlassBroken, MEDIC, at(3), id="g1", cases=cases)
        said = [one.asks(LEGAL, **UNMASK, of="g1"), one.does(acts.Approved, REGISTRAR, at(3, 1), of="r1"),
                one.does(acts.Revealed, LEGAL, at(3, 2), of="r1")]  # fmt: skip
        answers.append((said, told(one, name="g1")))
        assert answers[number] == ([[], [], []], ())


def test_of_a_child_the_second_one_protects_children_too(story: Story) -> None:
    assert story.asks(CHILD_OFFICER, **UNMASK, of="g1") == []
    assert story.does(acts.Approved, REGISTRAR, at(3, 1), of="r1") == ["no_such_request"]
    assert story.does(acts.Approved, CHILD_OFFICER, at(3, 1), own(CHILD_OFFICER, 1), of="r1") == []


@pytest.mark.parametrize("side", [ALPHA, BRAVO])
def test_a_side_unmasks_nothing_and_no_task_but_those_named_does(side: Seat, story: Story) -> None:
    assert story.asks(side, **UNMASK, of="g1") == story.asks(side, **UNMASK, of="none") == ["not_for_a_side"]
    assert [story.asks(seat, **UNMASK, of="g1") for seat in (MEDIC, MONITOR)] == [["not_among_approvers"]] * 2


def test_an_act_that_a_seat_does_not_see_and_one_that_is_not_there_get_one_answer(story: Story) -> None:
    looked = tuple(sorted(ADULTS)[: MOST_CASES["unmask"] + 1])
    story.does(acts.Looked, REGISTRAR, at(3), id="l1", kind="movement", cases=looked)
    office, look = story.office, story.office.two.named("l1")
    assert look is not None
    assert [view_act(viewer(seat, at(3)), look.act, office).found for seat in (REGISTRAR, LEGAL)] == [True, False]
    assert story.asks(LEGAL, **UNMASK, of="l1") == story.asks(LEGAL, **UNMASK, of="l9") == ["not_for_this_seat"]
    assert story.asks(REGISTRAR, **UNMASK, of="l1") == ["too_many"]


@pytest.mark.parametrize("fields", [
    {"action": "unmask", "kind": "act", "fields": (), "cases": ()}, {**UNMASK, "cases": (ADULTS[0],), "of": "g1"},
    {**UNMASK, "kind": "vault", "of": "g1"}, {"of": "g1"},
    {"action": "export", "kind": "person", "fields": ("language",), "of": "g1"},
])  # fmt: skip
def test_only_one_act_is_unmasked_and_nothing_else_names_one(fields: dict[str, Any], story: Story) -> None:
    assert story.asks(LEGAL if fields.get("action") else REGISTRAR, **fields) == ["unmasks_an_act"]


def test_whoever_is_found_to_be_a_child_afterwards_is_told_to_nobody_who_does_not_protect_children() -> None:
    from tests import passage

    story = Story(at(4))
    story.does(acts.GlassBroken, MEDIC, at(3, 9), id="g1", cases=(FOUND_LATER,))
    assert told(story, name="g1") == (FOUND_LATER,)
    for act in passage.log():
        if act.recorded == at(4):
            story.office.admit(act)
    assert told(story, name="g1") == ()


def test_whoever_only_receives_people_is_told_of_nobody_whose_age_is_not_established(story: Story) -> None:
    office, receiving = story.office, viewer(REGISTRAR, at(3))
    assert (is_known(receiving, NOT_ESTABLISHED, office), receiving.for_children) == (True, False)
    assert numbers_told(receiving, (NOT_ESTABLISHED, ADULTS[0]), office) == (ADULTS[0],)
