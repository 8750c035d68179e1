"""The boards for programs: the same lines, pairs and sides as on the pages."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

AT = "at=2026-01-30T12:00"


def given(gaza: SimpleNamespace, address: str) -> Any:
    answer = gaza.get(f"/api/1/{address}")
    assert answer.status_code == 200, answer.content
    return answer.json()


def test_a_board_of_figures_has_its_lines_and_its_pairs_with_their_arithmetic(gaza):
    [board] = given(gaza, f"figure-boards?subject=fighters_rafah&{AT}")["items"]
    [us] = [line for line in board["lines"] if line["root"] == "us"]
    assert us["given"][0] == {"figure": "fig-f-1105-us", "again": ["fig-f-1105-toi"], "corrected_by": ""}
    [pair] = [pair for pair in board["pairs"] if (pair["one"], pair["other"]) == ("fig-f-1107-estimate", "fig-f-1107-hamas")]
    assert (pair["kind"], pair["apart"], pair["gap"], pair["shared"]) == ("conflicting", "90", 82, None)


def test_every_counted_set_is_listed_once_in_parts(gaza):
    whole = [board["subject"] for board in given(gaza, f"figure-boards?{AT}")["items"]]
    first = given(gaza, f"figure-boards?limit=5&{AT}")
    rest = given(gaza, f"figure-boards?limit=100&{AT}&cursor={first['next']}")
    assert [board["subject"] for board in first["items"] + rest["items"]] == whole
    assert len(set(whole)) == len(whole) == 14


def test_a_board_of_positions_has_each_side_and_the_silent_ones(gaza):
    board = given(gaza, f"position-boards/stranded_fighters?{AT}")
    assert [side["side"] for side in board["sides"]] == ["us", "israel", "hamas", "egypt", "turkiye"]
    assert board["silent"] == ["qatar"]
    assert ("israel", "opposed", "rafah-1102-israel", "vna-09") in {
        (turn["side"], turn["kind"], turn["one"], turn["other"]) for turn in board["turns"]
    }


def test_an_issue_that_is_not_there_is_not_found(gaza):
    assert gaza.get("/api/1/position-boards/nothing").status_code == 404
