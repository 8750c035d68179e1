"""The word of whoever has taken over from a body counts on norms as the word of that body, from when it is gone."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Any

import msgspec
import pytest

from safeconduct.access.in_force import InForce
from safeconduct.access.knowing import Viewer
from safeconduct.access.mandates import mandates_of
from safeconduct.access.may import may
from safeconduct.access.powers import power_over
from safeconduct.access.seats import Seat
from safeconduct.agreement.amend import Version
from safeconduct.agreement.columns import Batch
from safeconduct.agreement.fold import Ledger
from safeconduct.agreement.model import Agreement
from safeconduct.agreement.reader import read_agreement
from safeconduct.agreement.rules import VersionRules
from safeconduct.agreement.status import status
from safeconduct.kernel import acts
from tests.swap import swap
from tests.unit.access.test_may import POWERLESS, norm_acts

TEXT = """
safeconduct: 1
id: handed-over
title: Who comes after the monitor
wording: draft
time: {zone: Etc/GMT-2}
units: {guns: guns}
sources: {}
texts: {main: {title: The text}}
parties:
  alpha: {name: Alpha, role: party}
  bravo: {name: Bravo, role: party}
  guide: {name: Guide, role: mediator}
bodies:
  monitor: {name: Monitor, powers: verify, extended_by: guide, hands_over_to: [panel, alpha],
    mandate: [{start: 2026-03-01, end: 2026-04-01}]}
  panel: {name: Panel, powers: verify, hands_over_to: late, mandate: [{start: 2026-03-01, end: 2026-06-01}]}
  late: {name: Late, powers: verify}
points:
  p1: {of: main, number: "1", says: guns are given up}
obligations:
  alpha_gives: {title: Alpha gives up guns, clause: p1, who: alpha, to: bravo, amount: 10 guns, verified_by: {any: monitor},
    dispute: {by: bravo, to: monitor}}
  bravo_gives: {title: Bravo gives up guns, clause: p1, who: bravo, to: alpha, amount: 10 guns, verified_by: {any: monitor},
    dispute: {by: alpha, to: monitor}}
prohibitions:
  alpha_fires: {title: Alpha holds its fire, clause: p1, who: alpha, found_by: monitor}
decisions:
  go_on: {what: whether to go on, clause: p1, by: monitor}
holes:
  where: {what: where, clause: p1, owner: monitor}
"""
IN_TIME, AFTER, LATE = (datetime(2026, month, 10, 12, tzinfo=UTC) for month in (3, 4, 7))
END = datetime(2026, 8, 1, tzinfo=UTC)


@lru_cache
def source(text: str = TEXT) -> Any:
    return read_agreement(text.encode(), file="handed.yaml")


def confirmed(by: str, when: datetime, name: str = "c", of: str = "alpha_gives", amount: int = 4) -> acts.ActBase:
    return acts.Confirmed(id=name, happened=when, recorded=when, actor=by, of=of, amount=amount, unit="guns")


def stands(*log: acts.ActBase, of: str = "alpha_gives", text: str = TEXT) -> tuple[Any, list[str]]:
    """Give how much of an obligation is done, and why acts did not count."""
    found = status((Version(source(text)),), log, as_of=END, known_by=END)
    norm = next(norm for norm in found.norms if norm.id == of)
    return norm.amount.done if norm.amount else None, [left.reason for left in found.not_counted]


@pytest.mark.parametrize(
    ("by", "when", "expected"),
    [
        ("monitor", IN_TIME, (4, [])), ("monitor", AFTER, (0, ["outside_mandate"])),
        ("panel", IN_TIME, (0, ["no_power_to_confirm"])), ("panel", AFTER, (4, [])),
        # When the heir is gone too, its own heir speaks; a side never does.
        ("panel", LATE, (0, ["outside_mandate"])), ("late", AFTER, (0, ["no_power_to_confirm"])), ("late", LATE, (4, [])),
        ("alpha", AFTER, (0, ["no_power_to_confirm"])), ("guide", AFTER, (0, ["no_power_to_confirm"])),
    ],
)  # fmt: skip
def test_the_word_of_a_successor_counts_from_when_the_body_is_gone(by: str, when: datetime, expected: Any) -> None:
    assert stands(confirmed(by, when)) == expected


def test_as_long_as_a_mandate_is_carried_on_nobody_speaks_in_its_place_wherever_that_stands() -> None:
    longer = acts.MandateExtended(id="x", happened=IN_TIME, recorded=IN_TIME, actor="guide", body="monitor",
                                  to=datetime(2026, 5, 1, tzinfo=UTC))  # fmt: skip
    for log in ((longer, confirmed("panel", AFTER)), (confirmed("panel", AFTER), longer)):
        assert stands(*log) == (0, ["no_power_to_confirm"])
    assert stands(longer, confirmed("monitor", AFTER)) == (4, [])


def test_a_body_and_its_successor_are_one_voice() -> None:
    # What the one has counted by its end and the other goes on with adds up once, as if one had said both.
    both = (confirmed("monitor", IN_TIME, "c1"), confirmed("panel", AFTER, "c2", amount=3))
    alone = (confirmed("monitor", IN_TIME, "c1"), confirmed("monitor", IN_TIME + timedelta(1), "c2", amount=3))
    assert stands(*both) == stands(*alone) == (7, [])


def test_a_successor_takes_back_its_own_word_and_not_that_of_the_body() -> None:
    before, own = confirmed("monitor", IN_TIME, "c1"), confirmed("panel", AFTER, "c2", amount=3)
    back = acts.Withdrawn(id="w", happened=LATE, recorded=LATE, actor="panel", refs=("c2",))
    back = msgspec.structs.replace(back, happened=AFTER + timedelta(1), recorded=AFTER + timedelta(1))
    assert stands(before, own, back) == (4, [])
    assert stands(before, own, msgspec.structs.replace(back, refs=("c1",))) == (7, ["withdrawal_by_another"])


def test_both_sides_are_treated_alike() -> None:
    turned = swap(TEXT, "alpha", "bravo")
    log = (confirmed("panel", AFTER), confirmed("alpha", AFTER, "d"))
    other = tuple(msgspec.structs.replace(act, actor=swap(act.actor, "alpha", "bravo"), of="bravo_gives") for act in log)
    # `hands_over_to` names Alpha too: turned round it names Bravo, and neither takes over.
    assert stands(*log) == stands(*other, of="bravo_gives", text=turned) == (4, ["no_power_to_confirm"])


@pytest.mark.parametrize("when", [IN_TIME, AFTER, LATE])
def test_the_word_that_may_be_said_is_the_word_that_counts_also_in_the_place_of_another(when: datetime) -> None:
    agreement: Agreement = source().model
    in_force, differs, tried = InForce(agreement, when, mandates_of(agreement)), [], 0
    for org in (*agreement.parties, *agreement.bodies):
        log = list(norm_acts(agreement, org, when))
        ledger = Ledger((VersionRules(agreement),), as_of=END, known_by=END).fold([Batch(log)])
        not_counted = {left.act for left in ledger.not_counted if left.reason in {*POWERLESS, "outside_mandate"}}
        for act in log:
            tried += 1
            if may(Viewer(Seat(org), in_force), act).allowed == (act.id in not_counted):
                differs.append((org, act))
    assert (tried > 80, differs) == (True, [])


def test_who_could_names_the_successor() -> None:
    agreement: Agreement = source().model
    found = [power_over(confirmed("guide", when), InForce(agreement, when)).who for when in (IN_TIME, AFTER, LATE)]
    assert found == [("bravo", "monitor"), ("bravo", "monitor", "panel"), ("bravo", "monitor", "late")]
