"""The board of positions: each side over time, what is silence, what does not go together. All of it is made up."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from safeconduct.agreement.casefile import open_case
from safeconduct.agreement.results import StatementStatus
from safeconduct.kernel.acts import Link
from safeconduct.secretariat.position_board import Issue, PositionBoard, issue_of, issues, position_board

DAY = datetime(2031, 3, 5, tzinfo=UTC)
PASSAGE = Issue(id="passage", kind="question", about=frozenset({"passage", "c2"}), sides=("upland", "lowland", "haven"))
GAZA = open_case(example="gaza-2025")
LATE = datetime(2026, 1, 30, 12, tzinfo=UTC)


def said(name: str, stance: str, *, by: str = "upland", polarity: str = "+", day: int = 0, on: tuple[str, ...] = ("passage",),
         for_: str = "", kind: str = "party", **more: Any) -> StatementStatus:  # fmt: skip
    start = DAY + timedelta(days=day)
    entered = start + timedelta(hours=more.pop("hour", 20))
    fields = {"says": "the people at the river pass", "recorded": entered, "evidence": (), "place": ""} | more
    chain = (Link(who="River Press", kind="agency"), Link(who=by, kind=kind, speaks_for=for_))  # type: ignore[arg-type]
    return StatementStatus(id=name, root=by, speaks_for=for_ or by, chain=chain, stance=stance, polarity=polarity, on=on,
                           said_start=start, said_end=start + timedelta(days=1), **fields)  # fmt: skip


def turns(board: PositionBoard) -> list[tuple[str, str, str, str]]:
    return [(turn.side, turn.kind, turn.one, turn.other) for turn in board.turns]


def test_each_side_stands_with_its_statements_from_the_oldest_on_and_silence_is_no_consent():
    mission = said("c", "offers", by="mission", kind="mission")
    board = position_board([said("b", "accepts", day=1), said("a", "demands"), mission], PASSAGE)
    assert [(side.side, side.statements) for side in board.sides] == [("upland", ("a", "b"))]
    assert board.silent == ("lowland", "haven")
    assert board.others == ("c",)


def test_what_is_about_something_else_is_not_on_the_board():
    board = position_board([said("a", "demands", on=("c9",)), said("b", "demands", on=("c2",))], PASSAGE)
    assert [side.statements for side in board.sides] == [("b",)]


def test_the_latest_of_each_who_speaks_for_a_side_is_named():
    minister = {"by": "minister", "kind": "official", "for_": "upland"}
    later = said("c", "offers", day=2, **minister)
    board = position_board([said("a", "demands"), said("b", "demands", **minister), later], PASSAGE)
    assert [(one.who, one.statements, one.latest) for one in board.sides[0].speakers] == [
        ("upland", ("a",), "a"), ("minister", ("b", "c"), "c"),
    ]  # fmt: skip


def test_not_to_reject_is_not_to_accept():
    board = position_board([said("a", "rejects", polarity="-"), said("b", "accepts", day=1)], PASSAGE)
    assert turns(board) == []
    assert turns(position_board([said("a", "rejects", polarity="-"), said("b", "rejects", day=1)], PASSAGE)) == [
        ("upland", "opposed", "a", "b")
    ]


def test_two_sides_that_differ_are_no_pair():
    assert turns(position_board([said("a", "rejects"), said("b", "accepts", by="lowland")], PASSAGE)) == []


def test_two_who_speak_for_one_side_against_each_other_are_a_pair():
    army = said("b", "accepts", by="army", kind="organisation", for_="upland")
    assert turns(position_board([said("a", "rejects"), army], PASSAGE)) == [("upland", "opposed", "a", "b")]


def test_a_later_turn_is_a_revision():
    board = position_board([said("a", "rejects"), said("b", "accepts", day=40)], PASSAGE)
    assert turns(board) == [("upland", "revision", "a", "b")]


def test_a_corrected_statement_stays_and_is_neither_latest_nor_in_a_pair():
    board = position_board([said("a", "rejects"), said("b", "accepts"), said("c", "considers", corrects="a", hour=22)], PASSAGE)
    assert board.corrected == {"a": "c"}
    assert board.sides[0].statements == ("a", "b", "c")
    assert board.sides[0].speakers[0].latest == "c"
    assert turns(board) == []


def test_words_printed_again_are_said_once():
    again = said("b", "rejects", day=3, republishes="a")
    board = position_board([said("a", "rejects"), again, said("c", "accepts", day=2)], PASSAGE)
    assert board.again == {"b": "a"}
    assert board.sides[0].speakers[0].latest == "c"
    assert turns(board) == [("upland", "opposed", "a", "c")]


def test_a_ring_of_words_printed_again_leaves_one_standing():
    board = position_board([said("a", "rejects", republishes="b"), said("b", "rejects", republishes="a")], PASSAGE)
    assert len(board.again) == 1


STATEMENTS = st.builds(
    lambda number, stance, polarity, by, day: said(f"s{number:04}", stance, polarity=polarity, by=by, day=day),
    st.integers(0, 9_999), st.sampled_from(["accepts", "rejects", "considers", "denies", "refuses", "asserts"]),
    st.sampled_from("+-"), st.sampled_from(["upland", "lowland", "haven", "mission"]), st.integers(0, 20),
)  # fmt: skip


@settings(deadline=None, derandomize=True, max_examples=80)
@given(st.lists(STATEMENTS, max_size=8, unique_by=lambda one: one.id), st.randoms(use_true_random=False))
def test_swapping_two_sides_swaps_them_and_nothing_else(statements, shuffle):
    swap = {"upland": "lowland", "lowland": "upland"}
    swapped = [said(one.id, one.stance, polarity=one.polarity, by=swap.get(one.root, one.root), day=(one.said_start - DAY).days)
               for one in statements]  # fmt: skip
    shuffle.shuffle(swapped)
    before, after = position_board(statements, PASSAGE), position_board(swapped, PASSAGE)

    def by_side(board: PositionBoard, names: dict[str, str]) -> dict[str, object]:
        return {names.get(side.side, side.side): (side.statements, [(names.get(one.who, one.who), one.statements, one.latest)
                for one in side.speakers]) for side in board.sides}  # fmt: skip

    assert by_side(before, swap) == by_side(after, {})
    assert {swap.get(side, side) for side in before.silent} == set(after.silent)
    assert sorted((swap.get(side, side), *rest) for side, *rest in turns(before)) == sorted(map(tuple, turns(after)))
    assert before.others == after.others


def test_every_question_is_an_issue_and_of_the_rest_what_somebody_spoke_of():
    status = GAZA.status(as_of=LATE)
    found = {issue.id: issue.kind for issue in issues(status, GAZA.agreement)}
    assert list(found)[: len(GAZA.agreement.questions)] == list(GAZA.agreement.questions)
    assert (found["p13"], found["safe_passage"], found["receiving_countries"]) == ("point", "norm", "hole")
    assert issue_of("nothing", GAZA.agreement) is None


def test_israel_on_the_passage_is_shown_as_its_sources_differ():
    issue = issue_of("stranded_fighters", GAZA.agreement)
    assert issue is not None
    board = position_board(GAZA.status(as_of=LATE).statements, issue)
    assert board.silent == ("qatar",)
    found = {(one, other) for side, kind, one, other in turns(board) if (side, kind) == ("israel", "opposed")}
    assert {("rafah-1102-israel", "vna-09"), ("vna-15", "vna-10"), ("rafah-1102-israel", "vna-15")} <= found
