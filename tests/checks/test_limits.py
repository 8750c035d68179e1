"""The checker stops itself: after its seconds, and at its megabytes, and says which rules are not decided."""

import json
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from safeconduct.checks import rule, run, stopping
from safeconduct.checks.finding import Found, Severity
from safeconduct.checks.opening import check_files
from safeconduct.checks.rule import Rule
from safeconduct.checks.text import CheckedText
from safeconduct.cli.main import main as run_program

FIXTURE = Path(__file__).parent / "fixtures" / "sc201_good.yaml"


def endless(text: CheckedText) -> Iterator[Found]:
    """Find the same thing for ever."""
    while True:
        yield Found("obligations.withdraw", "again")


def once(text: CheckedText) -> Iterator[Found]:
    """Find one thing."""
    yield Found("obligations.withdraw", "once")


def silent(text: CheckedText) -> Iterator[Found]:
    """Find one thing, and then look for ever without giving anything back."""
    yield Found("obligations.withdraw", "before")
    number = 0
    while True:
        try:
            number += 1
        except Exception:
            number = 0


def rules(*checks: object) -> list[Rule]:
    """Make rules of functions."""
    return [Rule(f"SC99{number}", "made-up", Severity.ERROR, check, {"Remedy": "stop"})  # type: ignore[arg-type]
            for number, check in enumerate(checks)]  # fmt: skip


def test_a_rule_that_never_ends_is_stopped_and_those_after_it_are_not_decided() -> None:
    text, lines = check_files(FIXTURE)
    checked = run.check(text, lines, rules=rules(once, endless, once), seconds=0.05)
    assert checked.not_run == ("SC991", "SC992")
    assert {finding.code for finding in checked.findings} == {"SC990", "SC991"}


def test_a_check_that_takes_too_much_memory_is_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    text, lines = check_files(FIXTURE)
    monkeypatch.setattr(stopping, "MOST_MEMORY", 0)
    assert run.check(text, lines, rules=rules(once)).not_run == ("SC990",)


@pytest.mark.parametrize(("began", "now", "stopped"), [
    (60, 499, False), (60, 501, True), (900, 1_200, False), (900, 1_301, True),
])  # fmt: skip
def test_what_a_server_holds_beside_the_check_is_not_counted(
    monkeypatch: pytest.MonkeyPatch, began: float, now: float, stopped: bool
) -> None:
    monkeypatch.setattr(stopping, "megabytes", lambda: began)
    watch = stopping.Watch(600)
    monkeypatch.setattr(stopping, "megabytes", lambda: now)
    assert watch.spent() is stopped


def test_what_there_is_time_for_is_decided() -> None:
    text, lines = check_files(FIXTURE)
    assert run.check(text, lines, rules=rules(once, once)).not_run == ()


def test_a_rule_that_gives_nothing_back_is_stopped_inside_and_named() -> None:
    text, lines = check_files(FIXTURE)
    checked = run.check(text, lines, rules=rules(once, silent, once), seconds=0.05)
    assert checked.not_run == ("SC991", "SC992")
    assert [(one.code, one.message) for one in checked.findings] == [("SC990", "once"), ("SC991", "before")]
    inside, after = checked.undecided
    assert inside.startswith("the checker stopped itself inside SC991 made-up: its 0.05 seconds of work are over;")
    assert after == "there was no time for SC992: what they look for is not decided"


def test_a_rule_is_stopped_in_any_thread() -> None:
    text, lines = check_files(FIXTURE)
    with ThreadPoolExecutor(2) as threads:
        both = [threads.submit(run.check, text, lines, rules=rules(silent), seconds=0.05) for _ in range(2)]
        assert [one.result().not_run for one in both] == [("SC990",), ("SC990",)]


def test_memory_is_looked_at_inside_a_rule_too(monkeypatch: pytest.MonkeyPatch) -> None:
    def hungry(text: CheckedText) -> Iterator[Found]:
        monkeypatch.setattr(stopping, "MOST_MEMORY", 0)
        yield from silent(text)

    text, lines = check_files(FIXTURE)
    checked = run.check(text, lines, rules=rules(hungry), seconds=600)
    assert "it uses more than 0 megabytes of memory" in checked.undecided[0]


def test_nothing_is_raised_once_a_check_has_ended() -> None:
    for _ in range(40):
        with stopping.Watch(0.0) as watch:
            time.sleep(stopping.EVERY / 2)
        time.sleep(0)
        assert sum(range(1000)) == 499500
    assert watch.seconds == 0.0


def test_the_command_says_so_and_its_status_is_no_clean_one(monkeypatch: pytest.MonkeyPatch,
                                                           capsys: pytest.CaptureFixture[str]) -> None:  # fmt: skip
    monkeypatch.setattr(run.check, "__kwdefaults__", {**run.check.__kwdefaults__, "seconds": 0.05})
    (endless_one,) = rules(lambda text: (found for found in silent(text) if found.path == ""))
    monkeypatch.setattr(run, "every_rule", lambda: (endless_one, *rule.every_rule()))
    assert run_program(["check", str(FIXTURE)]) == 9
    said = " ".join(capsys.readouterr().out.split())
    assert "The checker stopped itself inside SC990 made-up: its 0.05 seconds of work are over" in said
    assert "0 errors and 0 warnings are open" in said
    assert run_program(["check", str(FIXTURE), "--format", "json"]) == 9
    answer = json.loads(capsys.readouterr().out)
    assert answer["not_run"][:2] == ["SC990", "SC001"]
    assert len(answer["undecided"]) == 2
    assert run_program(["sign", str(FIXTURE)]) == 0
    assert "The checker stopped itself inside SC990 made-up" in capsys.readouterr().out
