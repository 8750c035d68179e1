"""The acts of access lie in the record like all others: read, judged, kept beside the cases and not among them."""

from __future__ import annotations

from typing import Any

import pytest

from safeconduct.access import acts
from safeconduct.access.seats import Seat
from safeconduct.caseload.moves import CaseAct
from safeconduct.caseload.persons.acts import Presented
from safeconduct.kernel.errors import NotPermitted
from safeconduct.record.book import IN_EFFECT, NO_EFFECT
from safeconduct.secretariat.case_acts import BY_NAME, OF_ACCESS, encoder, read_case_acts
from safeconduct.secretariat.desk import Desk, as_line
from safeconduct.secretariat.office import Office, open_office
from safeconduct.secretariat.reading import signed_at
from tests import passage, pilot
from tests.memory_records import desk_over
from tests.pilot import at
from tests.signed_log import SignedLog, genesis_act, with_roots
from tests.signed_log import kid as kid_of_label
from tests.unit.access.seated import ALPHA, REGISTRAR, text

ORGS = {"alpha": "party", "bravo": "party", "centre": "other", "panel": "other", "guarantor": "guarantor", "operator": "operator",
        "recorder": "recorder"}  # fmt: skip


def made(kind: type[CaseAct], seat: Seat, when: Any, /, **fields: Any) -> Any:
    common = {"id": "look-1", "happened": when, "recorded": when, "actor": seat.org, "post": seat.post, "synthetic": True}
    return kind(**{**common, **fields})


ASKED: dict[str, Any] = {"action": "reveal", "kind": "vault", "reason": "audit", "cases": ("SYN-A2B3",), "fields": ("name",)}


@pytest.fixture
def log() -> SignedLog:
    found = SignedLog(genesis_act(organisations=with_roots(ORGS))).found()
    for org in ("alpha", "centre"):
        found.officer(f"{org} officer 0", **{"from": "2026-01-01T00:00:00+00:00", "until": "2026-03-31T00:00:00+00:00"})
    return found


@pytest.fixture
def desk(log: SignedLog) -> Desk:
    return desk_over(log, pilot.agreement())


def taken_in(desk: Desk, log: SignedLog, act: CaseAct, label: str) -> tuple[str, str]:
    body = as_line(act)
    kept = desk.take_in([log.device(label).sign(body, at=signed_at(body))])[0]
    return kept.standing.code, kept.standing.because


def test_a_signed_look_is_read_and_changes_no_case(desk: Desk, log: SignedLog) -> None:
    label = "centre officer 0"
    presented = made(Presented, REGISTRAR, at(1), id="p", case="SYN-A2B3", site="site")
    assert taken_in(desk, log, presented, label)[0] == IN_EFFECT
    look = made(acts.Looked, REGISTRAR, at(1, 1), kind="person", cases=("SYN-A2B3",), fields=("site",))
    assert taken_in(desk, log, look, label)[0] == IN_EFFECT
    office = desk.docket.office
    assert ([entry.act.id for entry in office.entries], [entry.act.id for entry in office.looks]) == (["p"], ["look-1"])


def test_what_may_not_be_asked_is_kept_without_effect_and_its_reason_says_nothing_of_a_case(desk: Desk, log: SignedLog) -> None:
    asked = made(acts.Requested, ALPHA, at(1), **ASKED)
    code, because = taken_in(desk, log, asked, "alpha officer 0")
    assert (code, "SYN-A2B3" in because, because) == (
        NO_EFFECT, False, "a side asks for nothing that is about a person, and approves nothing")


def test_what_may_not_be_asked_is_not_prepared(desk: Desk) -> None:
    asked = made(acts.Requested, ALPHA, at(1), **ASKED)
    with pytest.raises(NotPermitted, match="a side asks for nothing"):
        desk.prepare(as_line(asked), org="alpha", kid=kid_of_label("alpha officer 0"))


def test_the_acts_of_access_are_read_from_a_file_and_stand_apart() -> None:
    assert (set(OF_ACCESS), set(OF_ACCESS) & set(BY_NAME)) == ({str(kind.__struct_config__.tag) for kind in acts.TYPES}, set())
    look = made(acts.Looked, REGISTRAR, at(3), kind="person", cases=(passage.ADULTS[0],))
    found = read_case_acts([*passage.lines().encode().splitlines()[:1], encoder.encode(look)], text(), file="acts")
    assert found[-1] == look


def test_a_log_with_looks_gives_the_same_cases_as_one_without() -> None:
    look = [made(acts.Looked, REGISTRAR, at(3), id=f"l{number}", kind="person", cases=(case,))
            for number, case in enumerate(passage.ADULTS)]  # fmt: skip
    with_looks = open_office(text(), [*passage.log(), *look])
    without: Office = open_office(text(), passage.log())
    assert (with_looks.persons.cases, with_looks.entries) == (without.persons.cases, without.entries)
    assert [entry.missing for entry in with_looks.looks] == [()] * len(look)
