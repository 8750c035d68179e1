"""What a text may say about the means of keeping it: hours before an event, the end of a step."""

import pytest

from safeconduct.agreement.reader import read_agreement
from safeconduct.agreement.terms import Verified
from safeconduct.kernel import acts
from tests.arel import TEXT, at, norm, status_at
from tests.builders import agreement_text, faults_of, with_obligation

LIMIT = at("2026-03-08T12:00:00+02:00")
INTERVIEW = """obligations:
  interview:
    title: interview each of them in private
    clause: p1
    who: other
    deadline: {before: 48 hours, of: withdrawn}
"""


@pytest.mark.parametrize(("hour", "life"), [("2026-03-08T11:59:00+02:00", "in_force"), ("2026-03-20T12:01:00+02:00", "overdue")])
def test_hours_before_an_event_run_back_from_it(hour: str, life: str) -> None:
    text = TEXT.replace("obligations:\n", INTERVIEW, 1)
    happened = at("2026-03-10T12:00:00+02:00")
    dated = acts.AnchorDated(id="a1", happened=happened, recorded=happened, actor="mission", anchor="withdrawn", candidate="c")
    found = norm(status_at(hour, dated, text=text), "interview")
    [clock] = found.clocks
    assert (clock.words, found.life.value) == ("at least 48 hours before “withdrawal”", life)
    assert [candidate.limit_end for candidate in clock.candidates] == ([LIMIT] if life == "overdue" else [])


@pytest.mark.parametrize(("line", "fault"), [
    ("{before: 48 hours}", ("SC015", "obligations.extra.deadline")),
    ("{before: 2 months, of: signature}", ("SC403", "obligations.extra.deadline")),
    ("{before: 48 hours, within: 3 days, of: signature}", ("SC014", "obligations.extra.deadline")),
])  # fmt: skip
def test_a_limit_before_an_event_needs_the_event_and_a_fixed_length(line: str, fault: tuple[str, str]) -> None:
    found = faults_of(read_agreement, with_obligation(f"deadline: {line}").encode(), file="a.yaml")
    assert fault in [(one.code, one.path) for one in found]


def test_the_end_of_a_step_is_when_it_is_verified() -> None:
    text = agreement_text(anchors="""
  signature: {name: signature, on: 2026-03-01}
  weapons_in: {name: the weapons are in, step: weapons, edge: end}
  weapons_begin: {name: the weapons begin to come in, step: weapons, edge: begin}
  after_weapons: {name: the handing in of weapons, step: weapons}""")  # fmt: skip
    anchors = read_agreement(text.encode(), file="a.yaml").model.anchors
    assert anchors["weapons_in"].when == Verified("weapons")
    assert (anchors["weapons_begin"].when, anchors["after_weapons"].edge) == (None, "unstated")


def test_a_line_is_drawn_on_a_map_that_is_one_of_the_texts() -> None:
    text = agreement_text(places="\n  line: {name: the line, kind: line, drawn_on: main}")
    assert read_agreement(text.encode(), file="a.yaml").model.places["line"].drawn_on == ("main",)
    wrong = text.replace("drawn_on: main", "drawn_on: the_map")
    assert [fault.code for fault in faults_of(read_agreement, wrong.encode(), file="a.yaml")] == ["SC101"]
