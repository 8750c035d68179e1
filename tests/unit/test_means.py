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


@pytest.mark.parametrize(("lines", "fault"), [
    (("amount: unstated", "unit: rifles"), None),
    (("amount: unstated", "unit: swords"), ("SC101", "obligations.extra.unit")),
    (("amount: 20 rifles", "unit: rifles"), ("SC014", "obligations.extra.unit")),
    (("amount: unstated", "unit: rifles", "tranches: {parts: {first: {amount: 2 persons}, last: {rest: yes}}}"),
     ("SC605", "obligations.extra.tranches.parts.first.amount")),
])  # fmt: skip
def test_what_is_owed_without_a_number_still_has_a_unit(lines: tuple[str, ...], fault: tuple[str, str] | None) -> None:
    text = with_obligation(*lines).encode()
    if fault is None:
        assert read_agreement(text, file="a.yaml").model.obligations["extra"].unit == "rifles"
    else:
        assert fault in [(one.code, one.path) for one in faults_of(read_agreement, text, file="a.yaml")]


def test_a_claim_in_another_unit_does_not_count_where_no_number_is_given() -> None:
    text = TEXT.replace("    amount: 100 weapons\n    tranches:", "    amount: unstated\n    unit: weapons\n    tranches:", 1)
    happened = at("2026-03-05T12:00:00+02:00")
    claims = [acts.Claimed(id=unit, happened=happened, recorded=happened, actor="bravo", of="weapons", amount=5, unit=unit)
              for unit in ("weapons", "trucks")]  # fmt: skip
    found = status_at("2026-03-06T12:00:00+02:00", *claims, text=text)
    amount = norm(found, "weapons").amount
    assert amount is not None
    assert (amount.claimed, amount.unit) == (5, "weapons")
    assert [(one.act, one.reason) for one in found.not_counted] == [("trucks", "another_unit")]


@pytest.mark.parametrize("parts", [
    "{a: {share: 60%}, b: {share: 50%}}", "{a: {share: 60%}, b: {share: 40%}, c: {rest: yes}}",
    "{a: {amount: 5 rifles}, b: {share: 60%}, c: {share: 40%}}", "{a: {share: 60%}, b: {share: 30%}}",
])  # fmt: skip
def test_shares_of_an_unknown_whole_have_to_close(parts: str) -> None:
    text = with_obligation("amount: unstated", f"tranches: {{base: unstated, parts: {parts}}}")
    faults = faults_of(read_agreement, text.encode(), file="a.yaml")
    assert [(one.code, one.path) for one in faults] == [("SC604", "obligations.extra.tranches")]
