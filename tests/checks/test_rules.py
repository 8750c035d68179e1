"""Every rule: its page is whole, its bad fixture is found where it says, its good one is quiet, its log is replayed.

A fixture is `<code>_bad.yaml` with `# expect: PATH` lines at its top, and `<code>_good.yaml`, which differs in what the
remedy says. An amendment under test stands beside its base as `<code>_bad_with.yaml`, and a log as `<code>_bad.acts.jsonl`.
Nothing in them is real.
"""

from datetime import datetime
from pathlib import Path

import pytest

from safeconduct.agreement.status import status
from safeconduct.checks.finding import Finding, Severity
from safeconduct.checks.opening import check_files
from safeconduct.checks.rule import SECTIONS, Rule, every_rule
from safeconduct.checks.run import check
from safeconduct.kernel.errors import Invalid
from tests.swap import swap

FIXTURES = Path(__file__).parent / "fixtures"
RULES = [pytest.param(rule, id=f"{rule.code}-{rule.name}") for rule in every_rule()]
ON_READING = frozenset("SC001 SC002 SC003 SC004 SC101 SC403 SC404 SC604 SC605 SC901".split())
"""Rules that the reader enforces: their bad fixture is refused with that code."""


def fixture(rule: Rule, kind: str) -> Path:
    return FIXTURES / f"{rule.code.lower()}_{kind}.yaml"


def expected(path: Path) -> list[str]:
    lines = path.read_text(encoding="utf-8").splitlines()
    return [line.removeprefix("# expect:").strip() for line in lines if line.startswith("# expect:")]


def found_in(rule: Rule, kind: str) -> list[Finding]:
    other = fixture(rule, f"{kind}_with")
    log = fixture(rule, kind).with_suffix(".acts.jsonl")
    text, lines = check_files(fixture(rule, kind), [other] if other.is_file() else [], log if log.is_file() else None)
    return [finding for finding in check(text, lines, rules=[rule]).findings if finding.code == rule.code]


@pytest.mark.parametrize("rule", RULES)
def test_the_page_is_whole(rule: Rule) -> None:
    assert tuple(rule.page) == SECTIONS
    assert all(rule.page.values())
    assert isinstance(rule.severity, Severity)


@pytest.mark.parametrize("rule", RULES)
def test_the_bad_fixture_is_found_where_it_says(rule: Rule) -> None:
    wanted = expected(fixture(rule, "bad"))
    assert wanted, "a bad fixture says where"
    if rule.code in ON_READING:
        with pytest.raises(Invalid) as caught:
            found_in(rule, "bad")
        assert rule.code in [fault.code for fault in caught.value.faults]
        return
    found = found_in(rule, "bad")
    assert sorted(finding.path for finding in found) == sorted(wanted)
    assert all(finding.line > 0 and finding.message and finding.remedy for finding in found)


@pytest.mark.parametrize("rule", RULES)
def test_the_good_fixture_is_quiet(rule: Rule) -> None:
    assert found_in(rule, "good") == []


@pytest.mark.parametrize("rule", RULES)
def test_swapping_the_parties_swaps_the_findings(rule: Rule, tmp_path: Path) -> None:
    if rule.code in ON_READING:
        return
    names = [fixture(rule, "bad"), *(path for path in [fixture(rule, "bad_with")] if path.is_file())]
    if len(names) > 1:
        return  # an amendment names the hash of its base, which the swap changes
    swapped = tmp_path / names[0].name
    swapped.write_text(swap(names[0].read_text(encoding="utf-8"), "alpha", "bravo"), encoding="utf-8")
    log = names[0].with_suffix(".acts.jsonl")
    text, lines = check_files(swapped, [], log if log.is_file() else None)
    theirs = {(one.path, one.message) for one in check(text, lines, rules=[rule]).findings}
    assert theirs == {(swap(one.path, "alpha", "bravo"), swap(one.message, "alpha", "bravo")) for one in found_in(rule, "bad")}


@pytest.mark.parametrize("rule", RULES)
def test_a_log_that_comes_with_a_finding_ends_blocked_where_it_says(rule: Rule) -> None:
    if rule.code in ON_READING:
        return
    text, _ = check_files(fixture(rule, "bad"), [])
    for found in rule.check(text):
        witness = found.witness
        if witness is None:
            continue
        at = datetime.fromisoformat(witness.as_of)
        norm = status(text.versions, iter(witness.acts), as_of=at, known_by=at).norm(witness.blocked)
        assert norm is not None, witness.blocked
        shown = {key: getattr(norm, key) for key in witness.shows}
        assert {key: getattr(value, "value", value) for key, value in shown.items()} == dict(witness.shows)
