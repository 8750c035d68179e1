"""The board of figures: one line for each root, what is folded, which pairs there are, the arithmetic. All of it is made up."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from safeconduct.agreement.casefile import open_case
from safeconduct.agreement.frame import Counts
from safeconduct.agreement.results import FigureStatus
from safeconduct.kernel.acts import Link
from safeconduct.secretariat.figure_board import FigureBoard, Given, Reach, counts_of, figure_board, figure_boards

DAY = datetime(2031, 3, 5, tzinfo=UTC)
GAZA = open_case(example="gaza-2025")
LATE = datetime(2026, 1, 30, 12, tzinfo=UTC)


def figure(name: str, low: int | None, high: int | None, *, by: str = "upland", through: tuple[str, ...] = ("River Press",),
           kind: str = "party", day: int = 0, days: int = 1, **more: Any) -> FigureStatus:  # fmt: skip
    chain = (*(Link(who=who, kind="agency") for who in through), Link(who=by, kind=kind, speaks_for=more.pop("for_", "")))  # type: ignore[arg-type]
    start = DAY + timedelta(days=day)
    fields = {
        "subject": "camp", "approximate": False, "words": "", "unit": "persons", "method": "", "category": "", "place": "",
        "evidence": (), "recorded": start + timedelta(hours=more.pop("hour", 20)),
    } | more  # fmt: skip
    return FigureStatus(id=name, low=low, high=high, root=by, chain=chain, as_of_start=start,
                        as_of_end=start + timedelta(days=days), **fields)  # fmt: skip


def pairs(board: FigureBoard) -> list[tuple[str, str, str]]:
    return [(pair.kind, pair.one, pair.other) for pair in board.pairs]


def test_there_is_one_line_for_each_root_source_whoever_carries_it():
    board = figure_board([
        figure("a", 40, 40), figure("b", 40, 40, through=("Daily Courier",)), figure("c", 60, 80, by="lowland"),
    ])  # fmt: skip
    assert [(line.root, line.given) for line in board.lines] == [
        ("upland", (Given(figure="a", again=("b",)),)),
        ("lowland", (Given(figure="c"),)),
    ]


def test_somebody_unnamed_is_one_voice_for_each_who_tells_of_them():
    told = {"by": "estimates (nobody named)", "kind": "unknown"}
    board = figure_board([figure("a", 40, 40, **told), figure("b", 40, 40, through=("Daily Courier",), **told)])
    assert [(line.root, line.through) for line in board.lines] == [
        ("estimates (nobody named)", "River Press"),
        ("estimates (nobody named)", "Daily Courier"),
    ]


def test_an_unnamed_official_stands_on_the_line_of_whom_he_speaks_for():
    official = figure("b", 30, 30, by="an official (unnamed)", kind="anonymous", for_="upland", day=1)
    board = figure_board([figure("a", 40, 40), official])
    assert [(line.root, line.speakers, line.latest) for line in board.lines] == [("upland", ("an official (unnamed)",), "b")]


def test_a_story_printed_again_goes_back_to_the_root_of_the_first():
    again = figure("b", 40, 40, by="Daily Courier", kind="newspaper", through=(), republishes="a", day=3)
    board = figure_board([figure("a", 40, 40), again])
    assert [(line.root, line.given) for line in board.lines] == [("upland", (Given(figure="a", again=("b",)),))]


def test_a_ring_of_republications_ends():
    board = figure_board([figure("a", 40, 40, republishes="b"), figure("b", 40, 40, republishes="a")])
    assert len(board.lines) == 1


def test_a_corrected_figure_stays_on_its_line_and_stands_beside_nothing():
    wrong, right = figure("a", 400, 400), figure("b", 40, 40, corrects="a", hour=22)
    board = figure_board([wrong, right, figure("c", 42, 42, by="lowland", approximate=True)])
    assert board.lines[0].given == (Given(figure="a", corrected_by="b"), Given(figure="b"))
    assert board.lines[0].latest == "b"
    assert pairs(board) == [("compatible", "c", "b")]


def test_an_entry_corrects_only_one_that_was_entered_before_it():
    board = figure_board([figure("a", 400, 400, corrects="b", hour=20), figure("b", 40, 40, corrects="a", hour=22)])
    assert [(one.figure, one.corrected_by) for one in board.lines[0].given] == [("a", "b"), ("b", "")]


@pytest.mark.parametrize(("one", "other", "kind", "one_reach", "other_reach", "shared", "apart", "gap"), [
    ((100, 200, {}), (200, 200, {"approximate": True}), "compatible", ("100", "200"), ("180", "220"), ("180", "200"), "", 0),
    ((100, 200, {}), (200, 300, {}), "touching", ("100", "200"), ("200", "300"), ("200", "200"), "", 0),
    ((200, 200, {}), (150, 150, {"approximate": True}), "conflicting", ("200", "200"), ("135", "165"), None, "35", 21),
    ((601, None, {}), (459, 459, {"approximate": True}), "conflicting", ("601", None), ("413.1", "504.9"), None, "96.1", 19),
    ((None, None, {"words": "dozens"}), (100, 100, {}), "weak", (None, None), ("100", "100"), None, "", 0),
    ((24, 99, {"vague": "dozens"}), (100, 100, {}), "weak", ("24", "99"), ("100", "100"), None, "", 0),
])  # fmt: skip
def test_a_pair_shows_its_arithmetic(one, other, kind, one_reach, other_reach, shared, apart, gap):
    (low, high, more), (other_low, other_high, other_more) = one, other
    [pair] = figure_board([figure("a", low, high, **more), figure("b", other_low, other_high, by="lowland", **other_more)]).pairs
    assert (pair.kind, pair.apart, pair.gap) == (kind, apart, gap)
    assert (pair.one_reach, pair.other_reach) == tuple(Reach(low=low, high=high) for low, high in (one_reach, other_reach))
    assert pair.shared == (Reach(low=shared[0], high=shared[1]) if shared else None)


def test_a_later_figure_of_one_source_is_a_revision_and_no_conflict():
    assert pairs(figure_board([figure("a", 40, 40), figure("b", 90, 90, day=20)])) == [("revision", "a", "b")]


def test_two_figures_of_one_side_for_one_day_are_told_as_that():
    assert pairs(figure_board([figure("a", 40, 40), figure("b", 90, 90, by="army", for_="upland")])) == [("one_side", "a", "b")]


def test_figures_for_two_places_or_times_far_apart_are_no_pair():
    here, there = figure("a", 40, 40, place="north"), figure("b", 90, 90, by="lowland", place="south")
    assert pairs(figure_board([here, there])) == []
    assert pairs(figure_board([here, figure("b", 90, 90, by="lowland", place="north", day=30)])) == []


def test_what_is_counted_within_a_stretch_is_compared_for_the_same_stretch_only():
    day, week = figure("a", 4, 4, days=1), figure("b", 30, 30, by="lowland", days=7)
    assert pairs(figure_board([day, week], counts=Counts.WITHIN)) == []
    assert pairs(figure_board([day, week], counts=Counts.AT_A_TIME)) == [("conflicting", "a", "b")]
    assert pairs(figure_board([day, figure("b", 5, 5, by="lowland")], counts=Counts.WITHIN)) == [("conflicting", "a", "b")]


def test_a_total_that_has_grown_by_the_next_day_is_no_conflict():
    one, next_day = figure("a", 21, 21), figure("b", 22, 22, by="lowland", day=1)
    assert pairs(figure_board([one, next_day], counts=Counts.SO_FAR)) == []
    assert pairs(figure_board([figure("a", 22, 22), figure("b", 21, 21, by="lowland", day=1)], counts=Counts.SO_FAR)) == [
        ("conflicting", "a", "b")
    ]


FIGURES = st.builds(
    lambda number, low, more, by, day, about: figure(f"f{number}", low, low + more, by=by, day=day, approximate=about),
    st.integers(0, 10_000), st.integers(0, 300), st.integers(0, 80), st.sampled_from(["upland", "lowland", "haven"]),
    st.integers(0, 20), st.booleans(),
)  # fmt: skip


@settings(deadline=None, derandomize=True, max_examples=60)
@given(st.lists(FIGURES, max_size=7, unique_by=lambda one: one.id), st.randoms(use_true_random=False))
def test_the_order_of_entries_says_nothing_and_no_number_is_made_up(figures, shuffle):
    board = figure_board(figures)
    mixed = list(figures)
    shuffle.shuffle(mixed)
    assert figure_board(mixed) == board
    shown = {name for line in board.lines for one in line.given for name in (one.figure, *one.again)}
    assert shown == {one.id for one in figures}


@settings(deadline=None, derandomize=True, max_examples=60)
@given(st.lists(FIGURES, max_size=7, unique_by=lambda one: one.id))
def test_swapping_two_sides_swaps_their_lines_and_nothing_else(figures):
    swap = {"upland": "lowland", "lowland": "upland"}

    def swapped(one: FigureStatus) -> FigureStatus:
        return figure(one.id, one.low, one.high, by=swap.get(one.root, one.root), day=(one.as_of_start - DAY).days,
                      approximate=one.approximate)  # fmt: skip

    before, after = figure_board(figures), figure_board(map(swapped, figures))
    swapped_lines = [(swap.get(line.root, line.root), line.given) for line in before.lines]
    assert swapped_lines == [(line.root, line.given) for line in after.lines]
    assert before.pairs == after.pairs


def test_the_subject_says_what_is_counted_and_a_duty_grows():
    agreement, wanted = GAZA.agreement, ("fighters_rafah", "fighters_killed_rafah", "remains_identified", "remains")
    counted = [counts_of(name, agreement) for name in wanted]
    assert counted == [Counts.AT_A_TIME, Counts.WITHIN, Counts.SO_FAR, Counts.SO_FAR]


def test_the_story_that_two_outlets_carry_is_one_figure_of_the_united_states():
    boards = {board.subject: board for board in figure_boards(GAZA.status(as_of=LATE), GAZA.agreement)}
    [line] = [line for line in boards["fighters_rafah"].lines if line.root == "us"]
    assert line.given == (Given(figure="fig-f-1105-us", again=("fig-f-1105-toi",)), Given(figure="fig-f-1106-envoy"))


def test_the_example_has_the_conflicts_that_its_sources_have():
    boards = {board.subject: board for board in figure_boards(GAZA.status(as_of=LATE), GAZA.agreement)}
    fighters = boards["fighters_rafah"]
    found = {(pair.one, pair.other) for pair in fighters.of_kind("conflicting")}
    assert {("fig-f-1107-estimate", "fig-f-1107-hamas"), ("fig-f-1103-estimate", "fig-f-1103-maariv")} <= found
    assert ("fig-f-1105-us", "fig-f-1105-estimate") not in found
    assert [(pair.one, pair.other) for pair in fighters.of_kind("revision")] == [("fig-f-1103-official", "fig-f-1123-commander")]
    assert len(boards["trucks_entered"].of_kind("conflicting")) == 6
