"""What waits for what in few steps: every wait of the text is there, and what can never begin is said to be so."""

from __future__ import annotations

import pytest

from safeconduct.agreement.amend import Version
from safeconduct.agreement.casefile import examples, open_case
from safeconduct.agreement.reader import read_agreement
from safeconduct.checks.engines.outline import ALL, State, Step, outline
from safeconduct.checks.opening import check_case
from safeconduct.checks.text import CheckedText
from tests.builders import agreement_text
from tests.swap import swap

DUTY = "{{title: {0}, clause: p1, who: {1}, deadline: unstated, verified_by: {{any: mission}}{2}}}"


def steps(more: dict[str, str] | None = None, **duties: str) -> dict[str, Step]:
    """Give the steps of an agreement whose duties have the given lines beside what each needs."""
    sides = ("north", "south")
    lines = [f"\n  {name}: {DUTY.format(name, sides[n % 2], f', {line}' if line else '')}"
             for n, (name, line) in enumerate(duties.items())]  # fmt: skip
    source = read_agreement(agreement_text(obligations="".join(lines), **(more or {})).encode(), file="a")
    return {step.ref: step for step in outline(CheckedText((Version(source),), (source,)))}


def test_a_chain_has_one_step_for_each_duty() -> None:
    found = steps(a="", b="after: {verified: a}", c="after: {claimed: b}")
    assert [(one.ref, [wait.on for wait in one.waits], one.depth, one.state) for one in found.values() if one.ref in "abc"] == [
        ("a", [], 0, State.FREE), ("b", ["a"], 1, State.WAITS), ("c", ["b"], 2, State.WAITS)]  # fmt: skip


def test_those_that_wait_for_each_other_stand_side_by_side_and_what_waits_for_them_can_never_begin() -> None:
    found = steps(a="after: {verified: b}", b="after: {verified: a}", c="after: {verified: a}", d="")
    assert [(found[ref].state, found[ref].depth) for ref in "abcd"] == [
        (State.CIRCLE, 0), (State.CIRCLE, 0), (State.NEVER, 1), (State.FREE, 0)]  # fmt: skip
    assert found["c"].why == "“a” is one of several steps that wait for each other"


def test_a_duty_that_waits_for_its_own_end_waits_in_a_circle() -> None:
    found = steps(a="after: {verified: a}")
    assert (found["a"].state, [wait.on for wait in found["a"].waits]) == (State.CIRCLE, ["a"])


def test_tranches_that_take_turns_are_no_circle() -> None:
    parts = "amount: 20 rifles, tranches: {parts: {one: {share: 50%}, two: {share: 50%, after: {verified: b.one}}}}"
    other = "amount: 20 rifles, tranches: {parts: {one: {share: 50%, after: {verified: a.one}}, two: {rest: yes}}}"
    found = steps(a=parts, b=other)
    assert {one.state for one in found.values()} <= {State.FREE, State.WAITS}
    assert {wait.on for wait in found["a.two"].waits} == {"b.one", "a.one"}
    assert {wait.on for wait in found[f"a{ALL}"].waits} == {"a.two"}


def test_of_several_one_may_be_enough() -> None:
    found = steps(a="", b="", c="after: {any: [{verified: a}, {verified: b}]}", d="after: {all: [{verified: a}, {verified: b}]}")
    assert [(wait.on, wait.either) for wait in found["c"].waits] == [("a", True), ("b", True)]
    assert [(wait.on, wait.either) for wait in found["d"].waits] == [("a", False), ("b", False)]


def test_what_nobody_confirms_holds_up_only_what_waits_for_that() -> None:
    line = "after: {verified: a}"
    text = agreement_text(obligations=f"""
  a: {{title: a, clause: p1, who: north, deadline: unstated, verified_by: unstated}}
  b: {DUTY.format("b", "south", f", {line}")}
  c: {DUTY.format("c", "south", ", after: {claimed: d}")}
  d: {{title: d, clause: p1, who: north, deadline: unstated, verified_by: unstated}}""")
    source = read_agreement(text.encode(), file="a")
    found = {step.ref: step for step in outline(CheckedText((Version(source),), (source,)))}
    assert [found[ref].state for ref in "abcd"] == [State.UNFINISHED, State.NEVER, State.WAITS, State.FREE]
    assert "nobody is named whose word confirms" in found["a"].why


def test_phases_events_holes_and_decisions_are_steps() -> None:
    more = {"phases": "{next: {name: next, opens: {all: [{agreed: route}, {decided: complies}]}}}",
            "anchors": "{signature: {name: signature, on: 2026-03-01}, done: {name: done, when: {verified: a}}}"}  # fmt: skip
    found = steps(more, a="phase: next", b="after: {anchor: done}")
    assert [(ref, [wait.on for wait in found[ref].waits]) for ref in ("next", "a", "done", "b")] == [
        ("next", ["route", "complies"]), ("a", ["next"]), ("done", ["a"]), ("b", ["done"])]  # fmt: skip
    assert found["b"].depth == 4


@pytest.mark.parametrize("name", examples())
def test_no_step_waits_for_what_is_not_there_and_each_stands_behind_what_it_waits_for(name: str) -> None:
    text, _ = check_case(open_case(example=name))
    found = {step.ref: step for step in outline(text)}
    for step in found.values():
        for wait in step.waits:
            behind = found[wait.on].depth < step.depth
            assert behind or (step.state is State.CIRCLE and found[wait.on].state is State.CIRCLE), (step.ref, wait.on)


def test_swapping_the_parties_changes_no_step() -> None:
    text = agreement_text()
    both = []
    for one in (text, swap(text, "north", "south")):
        source = read_agreement(one.encode(), file="a")
        both.append(outline(CheckedText((Version(source),), (source,))))
    assert both[0] == both[1]
