"""The desk over a stored log: the same answers as in memory, from any process, after any restart."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from safeconduct.agreement.amend import Version
from safeconduct.bootstrap.records import StoredRecords, open_desk
from safeconduct.kernel.errors import Conflict, Invalid
from safeconduct.record.genesis import parse_genesis
from safeconduct.store.examine import Signed
from tests import pilot
from tests.signed_log import SignedLog, genesis_act
from tests.unit.test_desk import offer, organisations

HASH = "cd" * 32


def stored(log: SignedLog) -> list[Signed]:
    return [Signed(act.leaf, act.body) for act in log.acts]


@pytest.fixture
def log() -> SignedLog:
    found = SignedLog(genesis_act(organisations=organisations(), agreement=HASH)).found()
    for org in ("alpha", "mediator"):
        found.officer(f"{org} officer 0", **{"from": "2026-01-01T00:00:00+00:00", "until": "2026-03-31T00:00:00+00:00"})
    return found


@pytest.fixture
def case() -> SimpleNamespace:
    text = Version(SimpleNamespace(hash=f"sha256:{HASH}"))
    return SimpleNamespace(versions=(text,), agreement=pilot.agreement())


def made(log: SignedLog, **changes: object) -> Signed:
    return Signed(*log.device("mediator officer 0").sign(offer(**changes), at="2026-03-02T06:05:00+00:00"))


def test_a_log_is_begun_worked_on_and_opened_again(url, log, case):
    genesis = parse_genesis(log.genesis)
    desk = open_desk(url, genesis, case)
    kept = desk.take_in(stored(log))
    assert {each.standing.code for each in kept} == {"in_effect"}
    found = desk.submit(made(log))
    assert (found.index, found.standing.code) == (len(log.acts), "in_effect")
    desk.records.close()
    again = open_desk(url, genesis, case)
    assert again.docket.kept(found.index) == found
    assert again.docket.replay.state_digest() == desk.docket.replay.state_digest()
    assert [entry.act.id for entry in again.docket.office.entries] == ["offer-1"]
    again.records.close()


def test_two_desks_on_one_log_see_each_other(url, log, case):
    genesis = parse_genesis(log.genesis)
    first, second = open_desk(url, genesis, case), open_desk(url, genesis, case)
    first.take_in(stored(log))
    act = made(log)
    assert second.submit(act).index == len(log.acts)
    assert first.submit(act).index == len(log.acts)
    assert first.catch_up().size == second.docket.size == len(log.acts) + 1
    for desk in (first, second):
        desk.records.close()


def test_an_append_at_a_size_that_has_passed_writes_nothing(url, log, case):
    records = StoredRecords(url, parse_genesis(log.genesis))
    founding = [act for act in stored(log) if b'"genesis.signed/1"' in act.body]
    records.append(founding)
    with pytest.raises(Conflict):
        records.append([Signed(*log.device("alpha root 2").sign(log.genesis))], at=len(founding) - 1)
    assert records.reading.size() == len(founding)
    records.close()


def test_a_log_of_another_text_is_not_opened(url, log, case):
    case.versions[0].source.hash = "sha256:" + "00" * 32
    with pytest.raises(Invalid, match="another text"):
        open_desk(url, parse_genesis(log.genesis), case)
