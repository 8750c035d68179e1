"""The one way in: what may be done is asked before anything is written; what came from elsewhere is kept in any case."""

from __future__ import annotations

import pytest

from safeconduct.caseload.movements.acts import MovementPlanned, OfferMade
from safeconduct.kernel.errors import Conflict, NotPermitted, Refused, VerificationFailed
from safeconduct.record.body import act_id
from safeconduct.record.key_acts import is_own
from safeconduct.record.leaf import sign_leaf
from safeconduct.secretariat.desk import Desk, as_line
from safeconduct.secretariat.reading import signed_at
from tests import pilot
from tests.memory_records import desk_over
from tests.signed_log import SignedLog, genesis_act, registration, with_roots
from tests.signed_log import kid as kid_of_label

ORGS = {"alpha": "party", "bravo": "party", "mediator": "mediator", "centre": "other", "guarantor": "guarantor",
        "operator": "operator", "recorder": "recorder"}  # fmt: skip


def organisations() -> dict[str, dict[str, object]]:
    return with_roots(ORGS)


@pytest.fixture
def log() -> SignedLog:
    found = SignedLog(genesis_act(organisations=organisations())).found()
    for org in ("alpha", "bravo", "mediator", "centre", "recorder"):
        found.officer(f"{org} officer 0", **{"from": "2026-01-01T00:00:00+00:00", "until": "2026-03-31T00:00:00+00:00"})
    return found


@pytest.fixture
def desk(log: SignedLog) -> Desk:
    return desk_over(log, pilot.agreement())


def offer(name: str = "offer-1", actor: str = "mediator", **changes: object) -> dict[str, object]:
    act = OfferMade(id=name, happened=pilot.at(1), recorded=pilot.at(1, 0, 5), actor=actor, zone="behind",
                    how="mediator", language="ar", synthetic=True)  # fmt: skip
    return as_line(act) | changes


def signed(desk: Desk, log: SignedLog, act: dict[str, object], label: str = "mediator officer 0"):
    org = label.split()[0]
    return log.device(label).sign(act, at=signed_at(act)), org


def test_an_act_is_prepared_signed_and_submitted(desk, log):
    act = offer()
    body = desk.prepare(act, org="mediator", kid=kid_of_label("mediator officer 0"))
    one = log.device("mediator officer 0")
    made = type(log.acts[0])(sign_leaf(one.seed, act_id(body)), body)
    kept = desk.submit(made)
    assert (kept.standing.code, kept.org, kept.act.id) == ("in_effect", "mediator", "offer-1")
    assert kept.index == len(log.acts)
    assert [entry.act.id for entry in desk.docket.office.entries] == ["offer-1"]


def test_what_the_programme_does_not_allow_is_refused_and_nothing_is_written(desk, log):
    made, _ = signed(desk, log, offer(actor="alpha"), "alpha officer 0")
    before = len(desk.records.kept)
    with pytest.raises(NotPermitted, match="may not take this step") as caught:
        desk.submit(made)
    assert "Mediator" in caught.value.what_to_do()
    assert len(desk.records.kept) == before
    assert desk.docket.office.entries == []


def test_the_same_act_from_elsewhere_is_kept_without_effect_and_says_why(desk, log):
    made, _ = signed(desk, log, offer(actor="alpha"), "alpha officer 0")
    kept = desk.take_in([made])[0]
    assert kept.standing.code == "no_effect"
    assert "Mediator" in kept.standing.because or "mediator" in kept.standing.because
    assert desk.take_in([made])[0].index == kept.index
    assert len(desk.records.kept) == len(log.acts) + 1


def test_nobody_speaks_in_anothers_name(desk, log):
    made, _ = signed(desk, log, offer(actor="mediator"), "alpha officer 0")
    with pytest.raises(Refused, match="alpha speaks in the name of mediator"):
        desk.submit(made)
    assert desk.take_in([made])[0].standing.because == "alpha speaks in the name of mediator"


def test_the_recorder_enters_what_others_are_reported_to_have_done_and_nothing_else(desk, log):
    reported = {"type": "breach.alleged/1", "id": "heard-1", "actor": "alpha", "basis": "reported", "of": "none",
                "happened": "2026-03-02T06:00:00Z", "recorded": "2026-03-02T06:00:00+00:00", "evidence": []}  # fmt: skip
    own = reported | {"id": "heard-2", "basis": "own"}
    first, _ = signed(desk, log, reported, "recorder officer 0")
    second, _ = signed(desk, log, own, "recorder officer 0")
    kept = desk.take_in([first, second])
    assert "norm" in kept[0].standing.because or "no " in kept[0].standing.because
    assert kept[1].standing.because == "recorder speaks in the name of alpha"


def test_an_exercise_and_a_real_case_never_mix(desk, log):
    act = offer()
    del act["synthetic"]
    made, _ = signed(desk, log, act)
    with pytest.raises(Refused, match="not marked as made up, and this log is an exercise"):
        desk.submit(made)


def test_the_same_said_again_changes_nothing_and_another_act_with_its_id_counts(desk, log):
    first, _ = signed(desk, log, offer())
    second, _ = signed(desk, log, offer(language="he"))
    third, _ = signed(desk, log, offer())
    kept = desk.take_in([first, second, third])
    assert [each.standing.code for each in kept] == ["in_effect", "in_effect", "no_effect"]
    assert [each.called for each in kept] == ["offer-1", f"offer-1@{kept[1].index}", f"offer-1@{kept[2].index}"]
    assert kept[2].standing.because == f"it says again what the act {kept[0].called} says"
    with pytest.raises(Refused, match=f"it says again what the act {kept[0].called} says"):
        desk.prepare(offer(), org="mediator", kid=kid_of_label("mediator officer 0"))


def test_a_key_that_has_signed_something_else_meanwhile_signs_anew(desk, log):
    first, _ = signed(desk, log, offer())
    same_number = log.device("mediator officer 0").sign(offer("offer-2"), at=signed_at(offer()), seq=0, prev="")
    desk.submit(first)
    with pytest.raises(Conflict, match="has signed other acts since"):
        desk.submit(same_number)
    assert desk.catch_up().kept(len(log.acts)).standing.code == "in_effect"


def test_a_second_act_with_a_number_from_elsewhere_closes_the_key_and_takes_nothing_from_the_first(desk, log):
    first, _ = signed(desk, log, offer())
    desk.submit(first)
    assert len(desk.docket.office.entries) == 1
    same_number = log.device("mediator officer 0").sign(offer("offer-2"), at=signed_at(offer()), seq=0, prev="")
    kept = desk.take_in([same_number])[0]
    assert kept.standing.code == "equivocation"
    assert desk.docket.kept(len(log.acts)).standing.code == "in_effect"
    assert len(desk.docket.office.entries) == 1


def test_a_race_is_judged_by_what_came_first(desk, log):
    plan = as_line(MovementPlanned(id="plan-1", happened=pilot.at(1, 1), recorded=pilot.at(1, 1), actor="centre", synthetic=True,
                                   movement="out-1", kind="way_out", zone="behind", to="site", start=pilot.at(1, 2),
                                   stop=pilot.at(1, 6), group_size=5, assembly_point="AP-1", wounded=0))  # fmt: skip
    first, _ = signed(desk, log, offer())
    desk.submit(first)
    mine, _ = signed(desk, log, offer("offer-2", happened="2026-03-02T06:30:00Z", recorded="2026-03-02T06:35:00Z"))
    theirs, _ = signed(desk, log, plan, "centre officer 0")
    desk.records.before_append = [theirs]
    kept = desk.submit(mine)
    assert kept.index == len(log.acts) + 2
    assert desk.docket.kept(kept.index - 1).act.id == "plan-1"


def test_a_key_outside_its_window_and_an_unknown_key_may_not_submit(desk, log):
    late = offer(recorded="2026-05-01T00:00:00+00:00")
    made, _ = signed(desk, log, late)
    with pytest.raises(NotPermitted, match="outside the window"):
        desk.submit(made)
    stranger, _ = signed(desk, log, offer(), "mediator officer 5")
    with pytest.raises(NotPermitted, match="unknown"):
        desk.submit(stranger)


def test_an_act_that_was_changed_on_the_way_is_not_kept(desk, log):
    made, _ = signed(desk, log, offer())
    changed = made._replace(body=made.body.replace(b'"ar"', b'"he"'))
    with pytest.raises(VerificationFailed):
        desk.take_in([made, changed])
    assert len(desk.records.kept) == len(log.acts)


def test_acts_of_the_record_itself_go_through_the_same_door(desk, log):
    act = registration("bravo officer 1", org="bravo")
    assert is_own(act["type"])
    before = desk.catch_up().size
    desk.take_in([log.device(f"bravo root {n}").sign(act) for n in range(2)])
    assert [desk.docket.kept(index).standing.code for index in (before, before + 1)] == ["in_effect", "in_effect"]
    assert desk.docket.kept(before).act is None
