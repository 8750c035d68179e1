"""A lead that comes from dates alone: found where one side gives everything by a date, silent where the order is fair."""

import pytest

from safeconduct.agreement.amend import Version
from safeconduct.agreement.reader import read_agreement
from safeconduct.checks.rule import find_rule
from safeconduct.checks.text import CheckedText
from tests.swap import swap

HEAD = """safeconduct: 1
id: arel
title: Ceasefire of Arel
wording: draft
time: {zone: Etc/GMT-2, count: exclusive}
texts: {main: {title: The text, date: 2026-03-01}}
parties:
  alpha: {name: Alpha, role: party}
  bravo: {name: Bravo, role: party}
bodies:
  mission: {name: Mission, powers: verify}
points:
  p1: {of: main, number: "1", says: what the two sides owe each other}
anchors:
  signed: {name: the signature, fixed_by: mission}
  entered: {name: entry into force, fixed_by: mission}
"""


def found(*steps: str, more: str = "") -> list[str]:
    """Give the paths at which a lead is found. A step is written `who name limit`."""
    lines = []
    for step in steps:
        who, name, limit = step.split(" ", 2)
        other = "bravo" if who == "alpha" else "alpha"
        lines.append(f"  {name}: {{title: {name}, clause: p1, who: {who}, to: {other}, deadline: {limit}, "
                     "verified_by: {any: mission}}")  # fmt: skip
    source = read_agreement((HEAD + "obligations:\n" + "\n".join(lines) + "\n" + more).encode(), file="a.yaml")
    rule = find_rule("SC305")
    assert rule is not None
    return [one.path for one in rule.check(CheckedText((Version(source),), (source,)))]


FIRST, SECOND = "bravo b1 {by: 2026-04-01}", "bravo b2 {by: 2026-04-10}"
AT_DAY = "{within: 20 days, of: signed}"


@pytest.mark.parametrize(("steps", "where"), [
    ((FIRST, SECOND, "alpha a1 {by: 2026-05-01}"), ["obligations.a1.deadline"]),
    ((FIRST, SECOND, "alpha a1 unstated"), ["obligations.a1.deadline"]),
    ((FIRST, "alpha a1 unstated", "alpha a2 {by: 2026-05-01}"), ["obligations.a2.deadline"]),
    ((FIRST, "alpha a1 {by: 2026-03-20}", "alpha a2 unstated", "alpha a3 unstated"), ["obligations.a2.deadline"]),
    ((f"bravo b1 {AT_DAY}", f"bravo b2 {AT_DAY}", "alpha a1 {within: 3 weeks, of: signed}"), ["obligations.a1.deadline"]),
])  # fmt: skip
def test_a_lead_by_dates_is_found(steps: tuple[str, ...], where: list[str]) -> None:
    assert found(*steps) == where
    turned = [swap(step, "alpha", "bravo") for step in steps]
    assert found(*turned) == where


@pytest.mark.parametrize("steps", [
    (FIRST, SECOND, "alpha a1 {by: 2026-04-10}"),
    (FIRST, SECOND, "alpha a1 {by: 2026-04-05}", "alpha a2 {by: 2026-06-01}"),
    (FIRST, "alpha a1 {by: 2026-05-01}"),
    (FIRST, "bravo b2 unstated", "alpha a1 {by: 2026-05-01}"),
    (FIRST, "alpha a1 {by: 2026-03-20}", "alpha a2 unstated", "alpha a3 {by: 2026-06-01}"),
    (f"bravo b1 {AT_DAY}", SECOND, "alpha a1 {by: 2026-05-01}"),
    (f"bravo b1 {AT_DAY}", f"bravo b2 {AT_DAY}", "alpha a1 {within: 3 weeks, of: entered}"),
    ("bravo b1 unstated", "alpha a1 unstated", "alpha a2 unstated"),
])  # fmt: skip
def test_a_fair_order_is_not(steps: tuple[str, ...]) -> None:
    assert found(*steps) == []


def test_what_has_to_come_first_is_no_answer_that_comes_late() -> None:
    steps = (FIRST, SECOND, "alpha a1 unstated")
    assert found(*steps) == ["obligations.a1.deadline"]
    late = FIRST.replace("}", "}, after: {verified: a1}", 1)
    assert found(late, SECOND, "alpha a1 unstated") == []


def test_an_input_of_the_other_side_is_no_lead() -> None:
    steps = ("bravo camps {by: 2026-04-01}", "bravo buses {by: 2026-04-01}")
    assert found(*steps, "alpha assemble {by: 2026-05-01}") == ["obligations.assemble.deadline"]
    needs = "{by: 2026-05-01}, inputs: {c: {what: camps, owed_as: camps}, b: {what: buses, owed_as: buses}}"
    assert found(*steps, f"alpha assemble {needs}") == []


def test_a_lead_that_is_paced_is_not() -> None:
    key = """exchanges:
  key: {title: one for one, clause: p1, given: b1, owed: a1, keys: {all_held: 1 persons}, lead_at_most: 1 persons}
units: {persons: persons}
categories: {all_held: {name: those held}}
"""
    assert found(FIRST, SECOND, "alpha a1 unstated", more=key) == []
