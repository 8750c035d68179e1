"""An act on a norm has effect in the docket unless the status leaves it out because its actor had no power for it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from msgspec.structs import replace

from safeconduct.access.terms import Terms
from safeconduct.agreement import fold
from safeconduct.agreement.calendar import to_micros
from safeconduct.agreement.casefile import Case, open_case
from safeconduct.agreement.columns import batches
from safeconduct.agreement.fold import Ledger
from safeconduct.agreement.rules import VersionRules
from safeconduct.kernel.acts import ActBase, Claimed, MandateExtended
from safeconduct.record.book import IN_EFFECT, NO_EFFECT
from safeconduct.secretariat.desk import Desk, as_line
from safeconduct.secretariat.norms import Texts
from safeconduct.secretariat.reading import signed_at
from tests.memory_records import desk_over
from tests.signed_log import SignedLog, genesis_act, with_roots
from tests.unit.access.test_may import POWERLESS, norm_acts

EXAMPLES = ["gaza-2025", "aceh-2005", "dayton-1a-1995", "el-salvador-1992", "minsk-ii-2015"]
BEYOND = {*POWERLESS, "outside_mandate", "count_by_one_of_several"}
"""Why an act counts for nothing in the status, where that follows from the act and the text."""
LATE = datetime(2100, 1, 1, tzinfo=UTC)


@pytest.fixture(autouse=True)
def every_reason_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fold, "KEPT_REASONS", 1_000_000)


def left_out(case: Case, acts: list[ActBase]) -> set[str]:
    """What the status leaves out for want of power, by the versions of the text."""
    rules = tuple(VersionRules(one.source.model, to_micros(one.start) if one.start else None) for one in case.versions)
    ledger = Ledger(rules, as_of=LATE, known_by=LATE).fold(batches(acts))
    assert len(ledger.not_counted) == sum(ledger.uncounted.values())
    return {one.act for one in ledger.not_counted if one.reason in BEYOND}


def powerless(case: Case, acts: list[ActBase]) -> set[str]:
    texts = Texts(Terms(case.agreement), case.versions)
    for act in acts:
        if isinstance(act, MandateExtended):
            texts.extend(act)
    return {act.id for act in acts if texts.lacks(act)}


@pytest.mark.parametrize("example", EXAMPLES)
def test_the_acts_of_every_example_stand_as_in_the_status(example: str) -> None:
    case = open_case(example=example)
    acts = list(case.acts())
    assert powerless(case, acts) == left_out(case, acts)


def tried(case: Case) -> Iterator[ActBase]:
    """Every word on every norm by every organisation, before, between and after all mandates."""
    agreement = case.agreement
    windows = [window for rules in VersionRules(agreement).mandates.values() for window in rules]
    ends = sorted({edge // 1_000_000 for window in windows for edge in window if edge is not None and abs(edge) < 2**61})
    moments = [datetime.fromtimestamp(edge, UTC) + timedelta(hours=hours) for edge in ends[:6] for hours in (-1, 1)]
    for number, when in enumerate((*moments, LATE - timedelta(days=1))):
        for org in (*agreement.parties, *agreement.bodies):
            for act in norm_acts(agreement, org, when):
                yield replace(act, id=f"{number}-{act.id}")


@pytest.mark.parametrize("example", EXAMPLES)
def test_every_word_that_could_be_said_stands_as_in_the_status(example: str) -> None:
    case = open_case(example=example)
    acts = [act for act in tried(case) if not isinstance(act, MandateExtended)]
    expected = left_out(case, acts)
    assert (powerless(case, acts) ^ expected, 0 < len(expected) < len(acts)) == (set(), True)


def test_a_claim_by_another_is_kept_without_effect_and_says_whose_it_would_be() -> None:
    case = open_case(example="aceh-2005")
    orgs = {"gam": "party", "goi": "party", "guarantor": "guarantor", "operator": "operator"}
    log = SignedLog(genesis_act(organisations=with_roots(orgs))).found()
    for org in ("gam", "goi"):
        log.officer(f"{org} officer 0", **{"from": "2026-01-01T00:00:00+00:00", "until": "2026-03-31T00:00:00+00:00"})
    desk: Desk = desk_over(log, case.agreement)
    name, norm = next((name, norm) for name, norm in case.agreement.obligations.items() if norm.who == ("gam",))
    when, stands = datetime(2026, 1, 2, 8, tzinfo=UTC), {}
    for org in norm.who[0], "goi":
        claim = as_line(Claimed(id=f"claim-{org}", happened=when, recorded=when, actor=org, of=name))
        stands[org] = desk.take_in([log.device(f"{org} officer 0").sign(claim, at=signed_at(claim))])[0].standing
    assert [stands[org].code for org in ("gam", "goi")] == [IN_EFFECT, NO_EFFECT]
    assert (stands["gam"].because, "may not" in stands["goi"].because) == ("", True)
    # The status still gets both: it lists what it does not count, with its own reason.
    assert [act.id for act in desk.docket.agreement_acts()] == ["claim-gam", "claim-goi"]
