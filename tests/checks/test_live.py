"""From today: what can still be done, what is stuck behind what, and who can change that."""

import json
from datetime import datetime

import msgspec
import pytest

from safeconduct.agreement.amend import Version
from safeconduct.agreement.casefile import examples, open_case
from safeconduct.agreement.reader import read_agreement
from safeconduct.agreement.status import status
from safeconduct.checks.live import Live, Stuck, live
from safeconduct.kernel.acts import ActBase
from tests.arel import TEXT, act
from tests.swap import swap

SMALL = """
safeconduct: 1
id: arel
title: The river
wording: draft
time: {zone: Etc/GMT-2}
texts: {main: {title: The text, date: 2026-03-01}}
parties:
  alpha: {name: Alpha, role: party}
  bravo: {name: Bravo, role: party}
bodies:
  mission: {name: Mission, powers: verify, mandate: [{start: 2026-03-01, end: 2026-06-30}], extended_by: council}
  council: {name: Council}
points: {p1: {of: main, number: "1", says: all}}
holes: {route: {what: the route, owner: [alpha, bravo]}}
phases:
  first: {name: First phase}
  second: {name: Second phase, opens: {all: [{verified: patrol}, {agreed: route}]}}
obligations:
  patrol:
    title: patrol together
    clause: p1
    who: [alpha, bravo]
    to: unstated
    phase: first
    takes: 4 days
    verified_by: {any: mission}
  leave:
    title: leave the ridge
    clause: p1
    who: alpha
    to: bravo
    after: {any: [{verified: patrol}, {verified: guns}]}
    verified_by: {any: mission}
  guns: {title: hand in guns, clause: p1, who: bravo, to: alpha, after: {verified: leave}, verified_by: {any: mission}}
  open: {title: open the road, clause: p1, who: alpha, to: bravo, phase: second, deadline: unstated, verified_by: unstated}
powers:
  stop: {title: suspend the patrol, clause: p1, who: bravo, affects: patrol}
"""


def found_at(day: str, *acts: ActBase, content: str = SMALL) -> Live:
    source = read_agreement(content.encode(), file="a.yaml")
    at = datetime.fromisoformat(f"2026-{day}T12:00:00+02:00")
    versions = (Version(source),)
    return live(versions, status(versions, acts, as_of=at, known_by=at), acts)


def told(one: Stuck) -> list[tuple[str, tuple[str, ...], str]]:
    return [(cause.why, cause.who, cause.how) for cause in one.causes]


def stuck(found: Live) -> dict[str, list[tuple[str, tuple[str, ...], str]]]:
    return {one.id: told(one) for one in found.stuck}


def test_what_can_be_done_says_when_at_the_earliest_and_who_has_to_act() -> None:
    found = found_at("03-10")
    assert found.open_phases == ("first",)
    (second,) = found.phases
    assert (second.id, second.first) == ("second", datetime.fromisoformat("2026-03-14T12:00:00+02:00"))
    assert [(change.who, change.how) for change in second.unblocked_by] == [
        (("alpha", "bravo"), "perform"), (("alpha", "bravo"), "agree_hole"),
    ]  # fmt: skip
    assert found.stuck == ()
    assert {one.id: one.confirmable for one in found.possible if one.kind == "obligation"} == {
        "patrol": True, "leave": True, "guns": True, "open": True,
    }  # fmt: skip


def test_a_suspension_stops_the_phase_and_ties_the_rest_into_a_circle() -> None:
    found = found_at("03-10", act("suspension.declared", "03-09", "bravo", of="patrol", power="stop"))
    (second,) = found.phases
    assert isinstance(second, Stuck)
    assert told(second) == [("“patrol together” is suspended", ("bravo",), "resume")]
    assert set(stuck(found)) == {"patrol", "leave", "guns", "open"}
    assert stuck(found)["guns"][1][0].startswith("they wait for each other: “leave the ridge”, owed by Alpha, waits until")
    assert stuck(found)["guns"][1][1:] == (("alpha", "bravo"), "amend")


def test_what_is_done_is_not_asked_for_again() -> None:
    found = found_at("03-10", act("obligation.confirmed", "03-05", "mission", of="patrol"),
                     act("hole.filled", "03-06", "alpha", hole="route", says="by the lake"),
                     act("hole.filled", "03-06", "bravo", hole="route", says="by the lake"))  # fmt: skip
    assert (found.open_phases, found.phases, found.stuck) == (("first", "second"), (), ())
    assert {one.id for one in found.possible if one.kind == "obligation"} == {"leave", "guns", "open"}


def test_a_mandate_that_is_over_stops_what_only_that_body_can_confirm() -> None:
    found = found_at("07-15")
    (second,) = found.phases
    assert told(second) == [("the mandate of Mission is over", ("council",), "extend")]
    assert "patrol" not in stuck(found)
    assert next(one for one in found.possible if one.id == "patrol").confirmable is False
    end = datetime.fromisoformat("2026-12-31T00:00:00+02:00")
    again = act("mandate.extended", "06-20", "council", body="mission", to=end)
    assert found_at("07-15", again).stuck == ()


def test_what_lapsed_and_is_waited_for_stops_the_rest() -> None:
    content = TEXT.replace("after: {verified: weapons.t1}", "after: {verified: weapons.t1}\n    as_long_as: {decided: complies}")
    found = found_at("03-10", act("decision.made", "03-05", "panel", decision="complies", outcome="no"), content=content)
    (later,) = found.phases
    assert isinstance(later, Stuck)
    assert [cause.why for cause in later.causes] == ["“release persons” has lapsed, so nobody owes it any more"]


@pytest.mark.parametrize("name", examples())
def test_it_answers_for_the_examples_at_each_of_their_moments(name: str) -> None:
    case = open_case(example=name)
    for moment in case.moments:
        answer = live(case.versions, case.status(as_of=moment.at), case.acts())
        assert all(one.causes for one in answer.stuck)
        assert all(one.causes for one in answer.phases if isinstance(one, Stuck))


def test_the_second_phase_in_gaza_waits_for_what_nobody_has_to_agree() -> None:
    case = open_case(example="gaza-2025")
    (following,) = live(case.versions, case.status(), case.acts()).phases
    assert isinstance(following, Stuck)
    assert {cause.how for cause in following.causes} == {"amend"}


@pytest.mark.parametrize("content", [SMALL, TEXT])
def test_swapping_the_parties_swaps_the_answer(content: str) -> None:
    turned = found_at("03-10", content=swap(content, "alpha", "bravo"))
    plain = msgspec.json.encode(found_at("03-10", content=content)).decode()
    assert json.loads(swap(plain, "alpha", "bravo")) == json.loads(msgspec.json.encode(turned))
