"""The checker stops itself: after its seconds, and at its megabytes, and says which rules are not decided."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from safeconduct.checks import run
from safeconduct.checks.finding import Found, Severity
from safeconduct.checks.opening import check_files
from safeconduct.checks.rule import Rule
from safeconduct.checks.text import CheckedText

FIXTURE = Path(__file__).parent / "fixtures" / "sc201_good.yaml"


def endless(text: CheckedText) -> Iterator[Found]:
    """Find the same thing for ever."""
    while True:
        yield Found("obligations.withdraw", "again")


def once(text: CheckedText) -> Iterator[Found]:
    """Find one thing."""
    yield Found("obligations.withdraw", "once")


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
    monkeypatch.setattr(run, "MOST_MEMORY", 0)
    assert run.check(text, lines, rules=rules(once)).not_run == ("SC990",)


def test_what_there_is_time_for_is_decided() -> None:
    text, lines = check_files(FIXTURE)
    assert run.check(text, lines, rules=rules(once, once)).not_run == ()
