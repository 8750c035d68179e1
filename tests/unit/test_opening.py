"""Which day it is, and how often the acts are gone through to show it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from msgspec.structs import replace

from safeconduct.agreement.casefile import Case, open_case
from safeconduct.caseload.moves import CaseAct
from safeconduct.secretariat import opening
from safeconduct.secretariat.opening import Opened, case_acts_of, open_caseload
from safeconduct.secretariat.picture import picture

WITH = ["drafts/rafah-passage.yaml"]


@pytest.fixture(scope="module")
def case() -> Case:
    return open_case(example="gaza-2025", with_files=WITH)


@pytest.fixture(scope="module")
def acts(case: Case) -> tuple[CaseAct, ...]:
    return case_acts_of(case)


def test_what_is_said_to_have_happened_before_the_first_act_moves_no_day(case: Case, acts: tuple[CaseAct, ...]) -> None:
    plain = open_caseload(case, acts=acts)
    late = replace(acts[-1], id="long-ago", happened=acts[0].happened - timedelta(days=40))
    backdated = open_caseload(case, acts=(*acts, late))
    assert (backdated.first, backdated.last_day, backdated.as_of) == (plain.first, plain.last_day, plain.as_of)


def test_what_a_bundle_brings_in_late_takes_no_day_away(case: Case, acts: tuple[CaseAct, ...]) -> None:
    plain = open_caseload(case, acts=acts)
    early = replace(acts[3], id="came-late")
    assert open_caseload(case, acts=(*acts, early)).last_day == plain.last_day
    before_all = replace(acts[3], id="came-late", happened=acts[0].happened - timedelta(days=9),
                         recorded=acts[0].recorded - timedelta(days=9))  # fmt: skip
    found = open_caseload(case, acts=(*acts, before_all))
    assert (found.first, found.last_day) == (plain.first, plain.last_day)


def looks_alike(one: Opened, other: Opened) -> bool:
    return (picture(one), one.kept_in_full, one.office.children) == (picture(other), other.kept_in_full, other.office.children)


def test_the_acts_are_gone_through_once_for_each_day_and_reading(case: Case, acts: tuple[CaseAct, ...],
                                                                 monkeypatch: pytest.MonkeyPatch) -> None:  # fmt: skip
    count, replay = 0, opening.open_office

    def counted(*args: Any, **kwargs: Any) -> Any:
        nonlocal count
        count += 1
        return replay(*args, **kwargs)

    def opened(**asked: Any) -> tuple[Opened, int]:
        before = count
        return open_caseload(case, acts=acts, **asked), count - before

    monkeypatch.setattr(opening, "open_office", counted)
    left_out = (next(act.id for act in acts if act.id),)
    last, for_last = opened()
    fifth, for_fifth = opened(day=5, known=last)
    without, for_without = opened(day=5, known=fifth, leave_out=left_out)
    assert (for_last, for_fifth, for_without) == (1, 1, 1)
    # The same as when nothing was known before.
    alone = [opened(day=last.day), opened(day=5), opened(day=5, leave_out=left_out)]
    assert [looks_alike(*pair) for pair in zip((last, fifth, without), (one for one, _ in alone), strict=True)] == [True] * 3
    assert [times for _, times in alone] == [1, 2, 3]
