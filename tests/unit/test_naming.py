"""Ids in a signed log: nobody takes another's, and a name means one act, whoever else has used it."""

from __future__ import annotations

from itertools import count
from random import Random

import pytest

from safeconduct.agreement.results import Status
from safeconduct.kernel.errors import Refused
from safeconduct.secretariat.desk import Desk
from safeconduct.secretariat.naming import Told
from tests.memory_records import desk_over
from tests.signed_log import kid
from tests.two_sides import IDS, Log, everything
from tests.unit.test_contested import AT, said


@pytest.fixture
def log() -> Log:
    return Log()


def ruling(log: Log, name: str, **more: object) -> int:
    return log.says("panel officer 0", "dispute.ruled/1", next(IDS), of="rifles", outcome="for", refs=[name], **more)


def refs(log: Log, index: int) -> tuple[str, ...]:
    return next(act.refs for act in log.acts().values() if act.id == log.docket.kept(index).called)


# ---- nobody takes an id ----


def test_an_act_takes_effect_whoever_has_used_its_id(log: Log) -> None:
    first = log.says("alpha officer 0", "step.taken/1", "decision-1", says="made up to be first")
    made = log.says("bravo officer 0", "decision.made/1", "decision-1", decision="start", outcome="yes")
    assert log.docket.kept(made).standing.code == "in_effect"
    assert list(log.acts()) == ["decision-1", f"decision-1@{made}"]
    assert log.docket.kept(first).remarks == ()
    assert log.docket.kept(made).remarks == (
        f"the act at {first} has the id decision-1 too; this one is called decision-1@{made}",)  # fmt: skip


def test_two_officers_of_one_organisation_may_give_one_id(log: Log) -> None:
    log.claim("alpha officer 0", "c1", 5)
    second = log.claim("alpha officer 1", "c1", 7)
    assert [act.amount for act in log.acts().values()] == [5, 7]
    assert log.docket.kept(second).called == f"c1@{second}"


def test_what_is_said_twice_counts_once_and_goes_on_counting_when_the_first_falls(log: Log) -> None:
    first = log.claim("alpha officer 0", "c1", 5)
    again = log.claim("alpha officer 1", "c1", 5)
    assert log.docket.kept(again).standing.because == f"it says again what the act {log.docket.names.called(first)} says"
    assert len(log.acts()) == 1
    log.redact(first, "alpha officer 1", "guarantor officer 0")
    assert log.docket.kept(again).standing.code == "in_effect"
    assert [act.amount for act in log.acts().values()] == [5]


def test_an_act_without_effect_takes_no_name(log: Log) -> None:
    late = log.decide("alpha officer 0", said("obligation.claimed/1", "c1", "alpha", of="rifles", amount=5, unit="rifles")
                      | {"happened": "2026-05-01T00:00:00+00:00", "recorded": "2026-05-01T00:00:00+00:00"},
                      at="2026-05-01T00:00:00+00:00")  # fmt: skip
    made = log.claim("bravo officer 0", "c1", 7)
    assert log.code(late) == "out_of_scope"
    assert log.docket.kept(made).called == "c1"
    assert log.docket.kept(late).called == f"c1@{late}"


# ---- what a name means ----


def test_a_name_means_the_act_that_was_there(log: Log) -> None:
    log.claim("alpha officer 0", "c1", 5)
    ruled = ruling(log, "c1")
    later = log.claim("bravo officer 0", "c1", 90)
    assert refs(log, ruled) == ("c1",)
    assert log.acts()["c1"].amount == 5
    assert log.docket.kept(later).called == f"c1@{later}"


def test_a_ruling_for_one_side_is_not_caught_by_the_other(log: Log) -> None:
    alone = Log()
    for one in (log, alone):
        one.claim("alpha officer 0", "c1", 5)
        ruling(one, "c1")
    log.claim("bravo officer 0", "c1", 90)
    alone.claim("bravo officer 0", "another", 90)
    assert _amounts(log.status()) == _amounts(alone.status())


def _amounts(found: Status) -> list[object]:
    return [norm.done for norm in found.norms if hasattr(norm, "done")]


def test_an_act_of_another_subject_catches_no_name(log: Log) -> None:
    log.says("bravo officer 0", "step.taken/1", "c1", says="squat")
    claimed = log.claim("alpha officer 0", "c1", 5)
    assert refs(log, ruling(log, "c1")) == (f"c1@{claimed}",)


def test_an_organisation_means_its_own_act(log: Log) -> None:
    log.claim("bravo officer 0", "c1", 90)
    mine = log.claim("alpha officer 0", "c1", 5)
    taken_back = log.says("alpha officer 0", "act.withdrawn/1", "w", refs=["c1"])
    assert refs(log, taken_back) == (f"c1@{mine}",)
    contested = log.says("alpha officer 1", "obligation.contested/1", "x", of="rifles", refs=["c1@bravo"])
    assert refs(log, contested) == ("c1",)


def test_nobody_takes_back_anothers_act(log: Log) -> None:
    log.claim("alpha officer 0", "c1", 5)
    taken_back = log.says("bravo officer 0", "act.withdrawn/1", "w", refs=["c1"])
    later = log.claim("bravo officer 0", "c1", 90)
    assert refs(log, taken_back) == (f"c1@{later}",)


def test_whoever_keeps_the_log_takes_back_no_act_that_another_signed(log: Log) -> None:
    log.claim("alpha officer 0", "c1", 5)
    reported = {"actor": "alpha", "basis": "reported", "evidence": ["gazette"]}
    taken_back = log.says("recorder officer 0", "act.withdrawn/1", "w", refs=["c1"], **reported)
    assert refs(log, taken_back) == ("c1@",)
    entered = log.claim("recorder officer 0", "c2", 5, **reported)
    assert refs(log, log.says("recorder officer 0", "act.withdrawn/1", "v", refs=["c2"], **reported)) == ("c2",)
    assert refs(log, log.says("alpha officer 0", "act.withdrawn/1", "u", refs=["c2"])) == ("c2",)
    assert log.docket.kept(entered).called == "c2"


def test_of_two_the_first_is_meant_by_whoever_had_seen_it_and_none_by_others(log: Log) -> None:
    first = log.claim("alpha officer 0", "c1", 5)
    second = log.claim("bravo officer 0", "c1", 90)
    blind = ruling(log, "c1")
    assert refs(log, blind) == ("c1@",)
    assert log.docket.kept(blind).remarks == (f"c1 can mean the acts at {first} and {second}, and means none of them",)
    assert refs(log, ruling(log, "c1", seen=first + 1)) == ("c1",)
    assert refs(log, ruling(log, f"c1@{second}")) == (f"c1@{second}",)
    assert refs(log, ruling(log, "c1@bravo")) == (f"c1@{second}",)
    assert refs(log, ruling(log, "c1@alpha")) == ("c1",)


def test_a_name_with_its_organisation_means_what_is_still_on_its_way(log: Log) -> None:
    refuted = log.says("panel officer 0", "obligation.refuted/1", "x", of="rifles", refs=["c1@alpha"])
    log.claim("bravo officer 0", "c1", 90)
    claimed = log.claim("alpha officer 0", "c1", 5)
    assert refs(log, refuted) == (f"c1@{claimed}",)


def test_a_name_of_nothing_means_the_first_that_comes_and_no_later_one(log: Log) -> None:
    refuted = log.says("panel officer 0", "obligation.refuted/1", "x", of="rifles", refs=["c1"])
    log.claim("alpha officer 0", "c1", 5)
    log.claim("bravo officer 0", "c1", 90)
    assert refs(log, refuted) == ("c1",)


@pytest.mark.parametrize("name", ["c1@0", "c1@99", "c1@007", "c1@" + "9" * 5000, "c1@\u0661", "c1@no", "c1@", "@1", "x@alpha"])
def test_a_name_that_fits_no_act_means_none(log: Log, name: str) -> None:
    log.claim("alpha officer 0", "c1", 5)
    assert refs(log, ruling(log, name)) == ("c1@" if name.startswith("c1") else name,)


def test_an_act_that_waited_takes_no_name_from_one_that_was_told_of_before(log: Log) -> None:
    device = log.log.device("bravo officer 0")
    gap = device.sign(said("step.taken/1", "s", "bravo", says="first"), at=AT)
    waits = device.sign(said("obligation.claimed/1", "c1", "bravo", of="rifles", amount=90, unit="rifles"), at=AT)
    held = log.add(waits)
    log.claim("alpha officer 0", "c1", 5)
    ruled = ruling(log, "c1")
    log.add(gap)
    assert log.code(held) == "in_effect"
    assert refs(log, ruled) == ("c1",)
    assert log.acts()["c1"].amount == 5


def test_what_an_act_means_does_not_move_when_that_act_falls(log: Log) -> None:
    log.claim("alpha officer 0", "c1", 5)
    ruled = ruling(log, "c1")
    log.claim("bravo officer 0", "c1", 90)
    closing = {"type": "key.compromised/1", "kid": kid("alpha officer 0").hex(), "last_good": -1}
    for number in range(2):
        log.decide(f"alpha root {number}", closing)
    assert log.code(ruled - 1) == "disputed"
    assert "c1" not in log.acts()
    assert refs(log, ruled) == ("c1",)


# ---- after a redaction ----

KINDS = ("obligation.claimed/1", "obligation.contested/1", "dispute.ruled/1", "act.withdrawn/1", "step.taken/1")


@pytest.mark.parametrize("gone", [0, 1, 2])
def test_who_comes_after_a_redaction_reads_the_same(log: Log, gone: int) -> None:
    made = [log.claim("alpha officer 0", "c1", 5), log.claim("bravo officer 0", "c1", 90), log.claim("alpha officer 1", "c1", 7)]
    ruling(log, "c1")
    ruling(log, "c1@bravo")
    log.claim("bravo officer 0", "c1", 90)
    label = ("alpha officer 1", "bravo officer 0", "alpha officer 1")[gone]
    list(log.docket.agreement_acts())  # what was answered before must not stay
    log.redact(made[gone], label, "guarantor officer 0")
    assert everything(log.docket) == everything(log.read_without(made[gone]))


@pytest.mark.parametrize("seed", range(12))
def test_whatever_ids_and_names_are_used_a_redaction_changes_no_answer(seed: int) -> None:
    chance, log = Random(seed), Log()
    sides = ("alpha officer 0", "alpha officer 1", "bravo officer 0", "panel officer 0")
    names = ("x", "y", "x@alpha", "x@bravo", "y@panel", *(f"x@{n}" for n in range(log.docket.size, log.docket.size + 30, 3)))
    made = []
    for _ in range(30):
        label, name = chance.choice(sides), chance.choice("xy")
        kind = chance.choice(KINDS)
        more: dict[str, object] = {"says": "something"} if kind == "step.taken/1" else {}
        if kind not in ("act.withdrawn/1", "step.taken/1"):
            more |= {"of": "rifles"} | ({"outcome": "for"} if kind == "dispute.ruled/1" else {})
        if chance.random() < 0.7:
            more["refs"] = [chance.choice(names)]
        made.append(log.says(label, kind, name, seen=chance.choice((0, log.docket.size)), **more))
        if chance.random() < 0.2:
            everything(log.docket)
    book = log.docket.replay.state.book
    standing = [index for index in made if log.code(index) == "in_effect" and index not in book.grounds]
    gone = chance.choice(standing)
    org = log.docket.kept(gone).org
    log.redact(gone, f"{org} officer {chance.choice((0, 1)) if org == 'alpha' else 0}", "guarantor officer 0")
    assert everything(log.docket) == everything(log.read_without(gone))


# ---- the desk ----


def desk_of(log: Log) -> Desk:
    return desk_over(log.log, log.agreement)


def test_the_desk_asks_which_act_is_meant(log: Log) -> None:
    first, second = log.claim("alpha officer 0", "c1", 5), log.claim("bravo officer 0", "c1", 90)
    act = said("dispute.ruled/1", "r", "panel", of="rifles", outcome="for", refs=["c1"])
    desk = desk_of(log)
    with pytest.raises(Refused, match="2 acts have the id c1") as caught:
        desk.prepare(act, org="panel", kid=kid("panel officer 0"))
    assert f"write c1@{first} or c1@{second}" in caught.value.what_to_do()
    desk.prepare(act | {"refs": [f"c1@{second}"]}, org="panel", kid=kid("panel officer 0"))


def test_the_desk_gives_no_id_twice_to_one_organisation_and_lets_no_other_stop_it(log: Log) -> None:
    log.claim("alpha officer 0", "c1", 5)
    desk = desk_of(log)
    act = said("obligation.claimed/1", "c1", "alpha", of="rifles", amount=7, unit="rifles")
    with pytest.raises(Refused, match="alpha has used the id c1 for another act"):
        desk.prepare(act, org="alpha", kid=kid("alpha officer 1"))
    desk.prepare(act | {"actor": "bravo"}, org="bravo", kid=kid("bravo officer 0"))


# ---- making the readers stop ----


def test_giving_one_id_again_and_again_costs_readers_little(log: Log) -> None:
    def asked(acts: int) -> int:
        """Read that many acts that all have one id and name it, and count how often an act was looked at."""
        nonlocal looked
        for _ in range(acts):
            log.claim("bravo officer 0", "c1", next(amounts), refs=["c1", "c1@bravo", "c1@alpha"])
        looked = 0
        list(log.docket.agreement_acts())
        return looked

    looked, amounts, told = 0, count(1), log.docket._told

    def counted(index: int) -> Told:
        nonlocal looked
        looked += 1
        return told(index)

    log.docket._told = counted  # type: ignore[method-assign]
    log.docket.names._told = counted
    few = asked(40)
    assert asked(120) <= 5 * few
