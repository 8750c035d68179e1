"""A log is judged by who was in office: a body that is gone has no say, whoever took over has, and an extension carries it on."""

from __future__ import annotations

from typing import Any

from safeconduct.access.seats import Seat
from safeconduct.access.terms import Terms
from safeconduct.caseload.persons import acts as persons
from safeconduct.kernel.acts import MandateExtended
from safeconduct.secretariat.office import Office, open_office, refusal
from tests import passage
from tests.pilot import at
from tests.unit.access.seated import text

ENDS = "mandate: [{start: 2026-03-01, end: 2026-03-04}]"
PANEL = "panel: {name: Panel, powers: rule}"
HANDS_OVER = text((PANEL, f"panel: {{name: Panel, powers: rule, {ENDS}, hands_over_to: monitor, extended_by: mediator}}"))
CASE = passage.ADULTS[8]


def screened(seat: Seat, day: int, **more: Any) -> persons.Screened:
    when = {"happened": at(day), "recorded": at(day)}
    return persons.Screened(id=f"{seat.org}-{day}", actor=seat.org, post=seat.post, synthetic=True, case=CASE, outcome="eligible",
                            **when, **more)  # fmt: skip


PANEL_SEAT, HEIR = Seat("panel", "panel_legal"), Seat("monitor")


def codes(office: Office, seat: Seat, day: int) -> list[str]:
    return [part.code for part in office.judge(screened(seat, day))]


def test_an_act_is_judged_by_who_was_in_office_when_it_happened() -> None:
    office = open_office(HANDS_OVER, passage.log(), until=at(3))
    assert {(seat.org, day): codes(office, seat, day) for seat in (PANEL_SEAT, HEIR) for day in (3, 6)} == {
        ("panel", 3): [], ("panel", 6): ["no_power"], ("monitor", 3): ["no_power"], ("monitor", 6): []}  # fmt: skip


def test_a_refusal_names_who_sits_there_now() -> None:
    office = open_office(HANDS_OVER, passage.log(), until=at(3))
    act = screened(PANEL_SEAT, 6)
    assert refusal(act, office.judge(act), HANDS_OVER).what_to_do() == "It can be supplied by Monitor."


def test_an_extension_keeps_the_body_in_office_and_its_heir_out() -> None:
    longer = MandateExtended(id="e", happened=at(3), recorded=at(3), actor="mediator", body="panel", to=at(30))
    wrong = MandateExtended(id="w", happened=at(3), recorded=at(3), actor="alpha", body="panel", to=at(30))
    for act, expected in ((longer, ([], ["no_power"])), (wrong, (["no_power"], []))):
        office = open_office(HANDS_OVER, passage.log(), until=at(3), extended=[act])
        assert (codes(office, PANEL_SEAT, 6), codes(office, HEIR, 6)) == expected


def test_what_may_be_done_next_is_offered_to_whoever_sits_there_now() -> None:
    office = open_office(HANDS_OVER, passage.log(), until=at(3))
    who = {day: next(one.who for one in office.offered(CASE, at(day)) if one.row.act is persons.Screened) for day in (3, 6)}
    assert who == {3: ("panel_legal",), 6: ("monitor",)}


def test_without_mandates_everything_is_judged_as_before() -> None:
    assert Terms(text()).rules_at(at(400)) is None
    limited = Terms(HANDS_OVER)
    first, second, third = (limited.rules_at(at(day)) for day in (2, 3, 6))
    assert (first is second, second is third) == (True, False)


def test_the_same_log_has_the_same_effect_under_a_mandate_that_covers_it() -> None:
    whole = text((PANEL, "panel: {name: Panel, powers: rule, mandate: [{start: 2026-01-01, end: 2026-12-31}]}"))
    one, other = (open_office(agreement, passage.log()) for agreement in (text(), whole))
    assert [entry.missing for entry in one.entries] == [entry.missing for entry in other.entries]
