"""Roles follow from the agreement at a moment; a body that is gone hands over, or leaves a gap that says what lies open."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from safeconduct.access.gaps import Gap, gaps
from safeconduct.access.in_force import InForce
from safeconduct.access.knowing import Viewer
from safeconduct.access.mandates import mandates_of
from safeconduct.access.roles import guarantors, roles_of
from safeconduct.access.seats import THE_OPERATOR, THE_PUBLIC, Seat, is_side, person, seats_of, sides
from safeconduct.access.view import view_container
from safeconduct.agreement.casefile import open_case
from safeconduct.agreement.model import Agreement
from safeconduct.kernel.acts import MandateExtended
from safeconduct.secretariat.office import open_office
from tests import passage
from tests.pilot import at
from tests.unit.access.seated import ALPHA, LEGAL, MONITOR, REGISTRAR, text

ENDS = "mandate: [{start: 2026-03-01, end: 2026-03-04}]"
PANEL = "panel: {name: Panel, powers: rule}"
MONITORS = "monitor: {name: Monitor, powers: verify}"


def of(seat: Seat, agreement: Agreement, day: int) -> list[tuple[str, str, str]]:
    return [(held.role, held.on, held.instead_of) for held in roles_of(seat, InForce(agreement, at(day)))]


def found(agreement: Agreement, day: int, **more: Any) -> tuple[Gap, ...]:
    return gaps(InForce(agreement, at(day)), **more)


def test_roles_follow_from_the_text() -> None:
    assert of(Seat("alpha"), text(), 2) == [("party", "", "")]
    assert of(ALPHA, text(), 2) == [("party", "", ""), ("control", "alpha_post", "")]
    assert of(LEGAL, text(), 2) == [("rule", "panel", ""), ("legal", "panel_legal", "")]
    assert of(Seat("haven"), text(), 2) == [("receiving_state", "", "")]
    assert [of(seat, text(), 2) for seat in (THE_PUBLIC, THE_OPERATOR, person("SYN-A"), Seat("nobody"))] == [
        [("public", "", "")], [("operator", "", "")], [("person", "", "")], []]  # fmt: skip


def test_a_role_names_its_clause_and_its_window() -> None:
    agreement = open_case(example="gaza-2025").agreement
    when = at(2)
    isf = roles_of(Seat("isf"), InForce(agreement, when))[0]
    body = agreement.bodies["isf"]
    assert (isf.role, isf.clause, isf.since is not None, isf.until is not None) == ("enforce", body.clause, True, True)
    assert ("member", "task_force") in [(held.role, held.on) for held in roles_of(Seat("qatar"), InForce(agreement, when))]
    assert roles_of(Seat("isf"), InForce(agreement, at(-400))) == ()


def test_every_seat_of_every_shipped_agreement_has_a_role() -> None:
    for example in ("gaza-2025", "aceh-2005", "dayton-1a-1995", "el-salvador-1992", "minsk-ii-2015"):
        agreement = open_case(example=example).agreement
        none = [seat for seat in seats_of(agreement) if not roles_of(seat, InForce(agreement, at(2), {}))]
        assert none == [], example


def test_who_is_a_side() -> None:
    assert sides(text()) == ("alpha", "bravo")
    own = text((MONITORS, "monitor: {name: Monitor, composition: [{who: alpha}]}"))
    assert (is_side("monitor", own), is_side("monitor", text())) == (True, False)
    both = text((MONITORS, "monitor: {name: Monitor, composition: [{who: alpha}, {who: bravo}]}"))
    assert is_side("monitor", both) is False
    rafah = open_case(example="gaza-2025", with_files=["drafts/rafah-passage.yaml"]).agreement
    assert sides(rafah) == ("israel", "hamas", "other_factions")


def test_a_body_hands_its_role_over() -> None:
    agreement = text((PANEL, f"panel: {{name: Panel, powers: rule, {ENDS}, hands_over_to: monitor}}"))
    assert (of(MONITOR, agreement, 2), of(LEGAL, agreement, 6)) == ([("verify", "monitor", "")], [])
    assert of(MONITOR, agreement, 6) == [("verify", "monitor", ""), ("rule", "panel", "panel")]
    assert found(agreement, 6) == ()
    after = InForce(agreement, at(6))
    assert {"ruling", "screening", "hold"} <= after.steps_of(MONITOR)
    assert after.provided["screening"].by == ("panel_legal",)
    assert after.now_held_by(("panel_legal",)) == ("monitor",)


def test_a_post_of_the_same_task_takes_over_from_a_post() -> None:
    legal = "  centre_legal: {title: legal, of: centre, task: legal}\n  escort: {title"
    agreement = text((PANEL, f"panel: {{name: Panel, powers: rule, {ENDS}, hands_over_to: centre}}"), ("  escort: {title", legal))
    after = InForce(agreement, at(6))
    assert after.now_held_by(("panel_legal",)) == ("centre_legal",)
    takes = [name for name in ("centre_legal", "registrar") if "screening" in after.steps_of(Seat("centre", name))]
    assert takes == ["centre_legal"]


def test_custody_goes_with_the_role() -> None:
    agreement = text((MONITORS, f"monitor: {{name: Monitor, powers: verify, {ENDS}, hands_over_to: panel}}"))
    cases = open_office(agreement, passage.log(), until=at(6))
    assert cases.armoury.containers["C-1"].custody == "monitor"
    seen = view_container(Viewer(Seat("panel"), InForce(agreement, at(6))), "C-1", cases)
    assert (seen.found, view_container(Viewer(Seat("panel"), InForce(agreement, at(2))), "C-1", cases).found) == (True, False)


def test_without_a_successor_there_is_a_gap_with_what_lies_open() -> None:
    agreement = text((PANEL, f"panel: {{name: Panel, powers: rule, {ENDS}, extended_by: mediator}}"))
    cases = open_office(agreement, [act for act in passage.log() if act.recorded < at(3, 1, 30)
                                    and act.id not in {one.id for one in passage.log() if getattr(one, "of", "")}])  # fmt: skip
    gap, = found(agreement, 6, cases=cases)
    assert (gap.body, gap.until, gap.who) == ("panel", None, ("mediator", "alpha", "bravo"))
    assert {"screening", "hold", "review", "reviewing", "protection_test", "ruling", "revoking"} == set(gap.steps)
    assert "assurance" not in gap.steps  # Alpha may give it too


def test_a_gap_counts_open_objections_and_holds_and_names_what_it_keeps() -> None:
    silent = text((PANEL, f"panel: {{name: Panel, powers: rule, {ENDS}}}"), ("if_undecided: falls", "if_undecided: unstated"))
    held = open_office(silent, [act for act in passage.log() if act.recorded <= at(3, 1)])
    gap, = gaps(InForce(silent, at(4)), cases=held, ahead=timedelta(days=2))
    assert (gap.since, gap.objections, gap.holds) == (InForce(silent, at(4)).mandates["panel"][0].until, 1, 1)
    keeps = text((MONITORS, f"monitor: {{name: Monitor, powers: verify, {ENDS}}}"))
    gap, = found(keeps, 6, cases=open_office(keeps, passage.log(), until=at(6)))
    assert (gap.body, gap.containers) == ("monitor", ("C-1",))


@pytest.mark.parametrize(("day", "ahead", "expected"), [(2, 1, 0), (2, 30, 1), (6, 1, 1)])
def test_a_gap_is_told_before_it_opens(day: int, ahead: int, expected: int) -> None:
    agreement = text((PANEL, f"panel: {{name: Panel, powers: rule, {ENDS}}}"))
    assert len(found(agreement, day, ahead=timedelta(days=ahead))) == expected


def test_a_successor_without_a_mandate_leaves_the_gap_open_and_one_behind_it_closes_it() -> None:
    old = "mandate: [{start: 2025-01-01, end: 2025-12-31}]"
    stuck = text((PANEL, f"panel: {{name: Panel, powers: rule, {ENDS}, hands_over_to: monitor}}"),
                 (MONITORS, f"monitor: {{name: Monitor, powers: verify, {old}}}"))  # fmt: skip
    assert [gap.body for gap in found(stuck, 6)] == ["panel", "monitor"]
    further = text((PANEL, f"panel: {{name: Panel, powers: rule, {ENDS}, hands_over_to: monitor}}"),
                   (MONITORS, f"monitor: {{name: Monitor, powers: verify, {old}, hands_over_to: centre}}"))  # fmt: skip
    assert (found(further, 6), InForce(further, at(6)).successors("panel")) == ((), ("centre",))


def test_a_side_takes_over_from_nobody_and_the_gap_stays_open() -> None:
    # The files of people would go to those they came from, or to those who want them.
    agreement = text((PANEL, f"panel: {{name: Panel, powers: rule, {ENDS}, hands_over_to: alpha}}"))
    after = InForce(agreement, at(6))
    assert (after.successors("panel"), [gap.body for gap in found(agreement, 6)]) == ((), ["panel"])
    assert {"screening", "ruling", "hold"} & after.steps_of(ALPHA) == set()


def test_two_bodies_that_hand_over_to_each_other_leave_a_gap() -> None:
    circle = text((PANEL, f"panel: {{name: Panel, powers: rule, {ENDS}, hands_over_to: monitor}}"),
                  (MONITORS, f"monitor: {{name: Monitor, powers: verify, {ENDS}, hands_over_to: panel}}"))  # fmt: skip
    assert [gap.body for gap in found(circle, 6)] == ["panel", "monitor"]


def test_between_two_mandates_there_is_a_gap_until_the_next_begins() -> None:
    twice = "mandate: [{start: 2026-03-01, end: 2026-03-04}, {start: 2026-03-10, end: 2026-03-20}]"
    agreement = text((PANEL, f"panel: {{name: Panel, powers: rule, {twice}}}"))
    gap, = found(agreement, 6)
    assert gap.until is not None
    assert (gap.until.day, found(agreement, 10, ahead=timedelta())) == (10, ())


def test_an_extension_closes_the_gap() -> None:
    agreement = text((PANEL, f"panel: {{name: Panel, powers: rule, {ENDS}, extended_by: mediator}}"))
    longer = MandateExtended(id="e", happened=at(3), recorded=at(3), actor="mediator", body="panel", to=at(90))
    assert len(found(agreement, 6)) == 1
    assert gaps(InForce(agreement, at(6), mandates_of(agreement, [longer]))) == ()


def test_weapons_with_a_keeper_that_the_text_no_longer_knows_are_a_gap() -> None:
    cases = open_office(text(), passage.log(), until=at(6))
    without = text((f"  {MONITORS}\n", ""), ("assessment: {clause: p1, by: [weapons_officer, monitor]}",
                                            "assessment: {clause: p1, by: weapons_officer}"),
                   ("after_arrival: {clause: p1, by: monitor}", "after_arrival: {clause: p1, by: centre}"))  # fmt: skip
    assert [(gap.body, gap.containers) for gap in gaps(InForce(without, at(6)), cases=cases)] == [("monitor", ("C-1",))]


def test_guarantors_are_those_of_the_text() -> None:
    named = text(("  mediator: {name: Mediator, role: mediator}", "  mediator: {name: Mediator, role: guarantor}"))
    assert (guarantors(InForce(named, at(2))), guarantors(InForce(text(), at(2)))) == (("mediator",), ())


def test_the_same_seat_has_the_same_steps_in_a_text_in_which_nothing_has_ended() -> None:
    assert InForce(text(), at(2)).steps_of(REGISTRAR) == InForce(text(), at(400)).steps_of(REGISTRAR)
