"""`safeconduct programme`: the day in text and JSON, one case, what an act left out changes, and friendly refusals."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from safeconduct.agreement.reader import read_agreement
from safeconduct.cli.main import main
from safeconduct.kernel.moments import Period
from safeconduct.secretariat.queries import said
from safeconduct.secretariat.words import sentence
from tests.builders import faults_of
from tests.pilot import TEXT, agreement, at

PASSAGE = ("--example", "gaza-2025", "--with", "drafts/rafah-passage.yaml")


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Callable[..., tuple[int, str, str]]:
    """Run a command; give its status, output and errors."""

    def call(*words: str) -> tuple[int, str, str]:
        return (main(["programme", *words]), *capsys.readouterr())

    return call


def data(run: Callable[..., tuple[int, str, str]], *words: str) -> Any:
    """Run a command with JSON and give what it says."""
    status, out, _ = run(*words, "--format", "json")
    assert status == 0
    return json.loads(out)


def test_day_ten_shows_what_the_pages_show(run: Callable[..., tuple[int, str, str]]) -> None:
    day = data(run, "status", *PASSAGE, "--day", "10")
    assert (day["received"], day["came_out"], day["day"], day["synthetic"]) == (160, 160, 10, True)
    assert sum(count["now"] for count in day["funnel"]) == sum(end["people"] for end in day["outcomes"]) == 160
    assert {one["case"] for one in day["without_way_on"]} == {"SYN-62T6", "SYN-RJFK", "SYN-YN7T"}
    assert all(way["missing"] for one in day["without_way_on"] for way in one["ways"])
    assert all("x" in act["id"] for act in day["kept_without_effect"])
    children = next(count["now"] for count in day["funnel"] if count["step"] == "care")
    assert (children, day["places"]) == (4, {"A receiving state, invented for the example": 70})


def test_an_act_left_out_changes_what_rests_on_it_and_says_so(run: Callable[..., tuple[int, str, str]]) -> None:
    day = data(run, "status", *PASSAGE, "--leave-out", "d06-offer")
    assert (len(day["without_way_on"]), day["places"], day["left_out"]) == (13, {}, ["d06-offer"])
    assert {act["follows"] for act in day["kept_without_effect"] if "x" in act["id"]} == {False}
    assert sum(act["follows"] for act in day["kept_without_effect"]) > 200


def test_a_day_after_the_last_says_that_only_the_limits_went_on(run: Callable[..., tuple[int, str, str]]) -> None:
    _, out, _ = run("status", *PASSAGE, "--day", "11")
    assert "Day 11, at the end of 20 Nov 2025. Nothing is recorded after day 10; only the limits have gone on." in out


def test_what_had_no_effect_is_read_in_full(run: Callable[..., tuple[int, str, str]]) -> None:
    acts = data(run, "kept", *PASSAGE)["kept"]
    assert (len(acts), acts[0]["about"]) == (17, "way-out-1")
    _, out, _ = run("kept", *PASSAGE, "--leave-out", "d06-offer")
    assert out.index("Kept without effect: 17") < out.index("Only because of what is left out here:")


def test_the_days_stand_side_by_side(run: Callable[..., tuple[int, str, str]]) -> None:
    rows = data(run, "days", *PASSAGE)["days"]
    assert [row["day"] for row in rows] == list(range(1, 11))
    assert [row["received"] for row in rows] == sorted(row["received"] for row in rows)
    assert rows[4]["no_way_on"] > rows[5]["no_way_on"]


def test_one_case_says_what_may_be_done_and_by_whom(run: Callable[..., tuple[int, str, str]]) -> None:
    case = data(run, "why", *PASSAGE, "SYN-62T6")["case"]
    assert case["without_way_on"] is True
    assert all(move["who"] and move["clause"] for move in case["moves"] if not move["missing"])
    assert [made["stands"] for made in case["objections"]] == ["upheld"]
    status, out, _ = run("why", *PASSAGE, "SYN-62T6")
    assert status == 0
    assert out.index("May be done now") < out.index("Also permitted now") < out.index("Ways on") < out.index("Acts")


@pytest.mark.parametrize("number", ["SYN-XMM8", "SYN-0000"])
def test_the_number_of_a_child_and_of_nobody_get_the_same_answer(
    run: Callable[..., tuple[int, str, str]], number: str
) -> None:
    status, out, err = run("why", *PASSAGE, number)
    assert (status, out) == (3, "")
    assert err.replace(number, "X") == (
        "SC101 no case of this programme has the number 'X'\n    check the number on the paper\n1 fault. Nothing was changed.\n"
    )


@pytest.mark.parametrize(("words", "says"), [
    (("status", "--example", "gaza-2025"), "has no programme"), (("status", *PASSAGE, "--day", "0"), "there is no day 0"),
    (("status", *PASSAGE, "--leave-out", "d06-offr"), "did you mean 'd06-offer'"), (("why", *PASSAGE), "give a case number"),
    (("status", *PASSAGE, "--case-acts", "nowhere.jsonl"), "cannot open"),
])  # fmt: skip
def test_a_wrong_question_is_answered_with_what_to_do(
    run: Callable[..., tuple[int, str, str]], words: tuple[str, ...], says: str
) -> None:
    status, out, err = run(*words)
    assert (status, out) == (3, "")
    assert says in err


@pytest.mark.parametrize("covered", ["war_crimes: harm", "harm: crimes against humanity", "all: acts of Genocide"])
def test_no_text_grants_an_assurance_over_the_gravest_crimes(covered: str) -> None:
    text = TEXT.replace("covers: {membership: membership", f"covers: {{{covered}")
    [fault] = faults_of(read_agreement, text.encode(), file="pilot.yaml")
    assert (fault.code, fault.remedy) == ("SC016", "take it out; nobody can grant it")


def test_a_stretch_of_time_is_said_as_from_and_to() -> None:
    from safeconduct.caseload.moves import Missing
    from safeconduct.secretariat.office import Office

    part = Missing("operation_paused_in_part", {"by": "alpha", "zone": "behind", "kind": "works", "start": at(1), "stop": at(2),
                                                "uncovered": (Period(at(1), at(1, 2)),)})  # fmt: skip
    for words in (sentence(part, agreement()), said(part, Office(agreement())).says):
        assert "2 Mar 2026 08:00 to 2 Mar 2026 10:00" in words
