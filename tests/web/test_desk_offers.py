"""Every act of an agreement that a desk offers can be written: its form makes an act that the record reads."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django import forms
from django.utils.translation import override

from safeconduct.access.in_force import InForce
from safeconduct.access.knowing import Viewer
from safeconduct.access.may import may
from safeconduct.access.seats import Seat
from safeconduct.agreement.act_log import LineReader
from safeconduct.agreement.calendar import zone_of
from safeconduct.agreement.casefile import Case, open_case
from safeconduct.agreement.reader import read_agreement
from safeconduct.kernel import acts
from safeconduct.kernel.acts import TYPES
from safeconduct.record import jsonform
from safeconduct.web.desk.forms import ActForm
from safeconduct.web.desk.offers import KINDS, OPEN_TO_ALL, Offer, as_act, offers, unit_of
from safeconduct.web.desk.words import VERBS
from safeconduct.web.desk.writing import choices_of
from tests.arel import TEXT as AREL
from tests.web.conftest import client  # noqa: F401

EXAMPLES = ("aceh-2005", "dayton-1a-1995", "el-salvador-1992", "gaza-2025", "minsk-ii-2015")
BY_OTHERS = {"statement.reported/1", "figure.reported/1", "source.added/1"}
"""What whoever keeps the log enters. There is no page for it."""


def at_work(example: str) -> tuple[Case, datetime, list[Any]]:
    case = open_case(example=example)
    return case, case.default_as_of, list(case.acts())


def filled(form: ActForm, now: datetime) -> dict[str, Any]:
    """Give what somebody could write in a form: the first of each list, and something of each kind."""
    written: dict[str, Any] = {}
    for name, field in form.fields.items():
        if isinstance(field, forms.MultipleChoiceField):
            written[name] = [value for value, _ in field.choices][:2]
        elif isinstance(field, forms.ChoiceField):
            written[name] = next((value for value, _ in field.choices if value), "")
        elif isinstance(field, forms.DateTimeField):
            at = now + timedelta(days=30) if name == "to" else now - timedelta(hours=2) if name == "happened" else now
            written[name] = at.astimezone(form.zone).strftime("%Y-%m-%dT%H:%M")
        else:
            written[name] = "1" if isinstance(field, forms.IntegerField) else "said in words"
    return written


def act_of(offer: Offer, viewer: Viewer, now: datetime, earlier: list[Any]) -> dict[str, Any]:
    agreement, unit = viewer.agreement, unit_of(viewer.agreement, offer.about)
    made = {"kind": KINDS[offer.type], "unit": unit, "choices": choices_of(offer, viewer, earlier),
            "zone": zone_of(agreement.time.zone), "now": now}  # fmt: skip
    form = ActForm(filled(ActForm(**made), now), **made)
    assert form.is_valid(), (offer, form.errors)
    return as_act(offer, form.cleaned_data | {"unit": unit}, org=viewer.seat.org, at=now)


@pytest.mark.parametrize("example", EXAMPLES)
def test_every_offer_of_an_example_makes_an_act_that_may_be_done(example: str) -> None:
    case, now, earlier = at_work(example)
    agreement, reader = case.agreement, LineReader(case.agreement)
    seen: set[str] = set()
    for org in (*agreement.parties, *agreement.bodies):
        viewer = Viewer(Seat(org), InForce(agreement, now))
        for offer in offers(viewer, now, earlier):
            if offer.type in OPEN_TO_ALL and offer.type in seen:
                continue  # the same for every organisation and norm
            seen.add(offer.type)
            act = reader.read(jsonform.write(act_of(offer, viewer, now, earlier)))
            assert may(viewer, act).allowed, offer
    assert {"obligation.claimed/1", *OPEN_TO_ALL} <= seen


def test_every_type_of_act_has_a_page_or_is_for_whoever_keeps_the_log() -> None:
    assert set(TYPES) - set(KINDS) == BY_OTHERS
    with override("en"):
        assert [name for name in KINDS if not str(VERBS.get(name, ""))] == []


def test_what_was_suspended_can_be_let_run_again_by_whoever_suspended_it() -> None:
    agreement, org, now = read_agreement(AREL.encode(), file="arel.yaml").model, "alpha", datetime(2026, 3, 3, tzinfo=UTC)
    viewer = Viewer(Seat(org), InForce(agreement, now))
    suspends = [offer for offer in offers(viewer, now) if offer.type == "suspension.declared/1"]
    assert suspends
    done = LineReader(agreement).read(jsonform.write(act_of(suspends[0], viewer, now, [])))
    again = [(one.type, one.about) for one in offers(viewer, now, [done])]
    assert ("suspension.ended/1", suspends[0].about) in again
    ended = acts.SuspensionEnded(id="e", happened=now, recorded=now, actor=org, of=suspends[0].about)
    assert not [one for one in offers(viewer, now, [done, ended]) if one.type == "suspension.ended/1"]


def test_only_ones_own_act_is_taken_back_and_only_once() -> None:
    case, now, _earlier = at_work("aceh-2005")
    agreement = case.agreement
    mine = acts.Claimed(id="mine", happened=now, recorded=now, actor="gam", of=next(iter(agreement.obligations)))
    theirs = acts.Claimed(id="theirs", happened=now, recorded=now, actor="goi", of=next(iter(agreement.obligations)))
    viewer = Viewer(Seat("gam"), InForce(agreement, now))

    def to_take_back(log: list[Any]) -> list[str]:
        return [one.about for one in offers(viewer, now, log) if one.type == "act.withdrawn/1"]

    assert to_take_back([mine, theirs]) == ["mine"]
    gone = acts.Withdrawn(id="w", happened=now, recorded=now, actor="gam", refs=("mine",))
    assert to_take_back([mine, theirs, gone]) == []


@pytest.mark.parametrize("example", ["minsk-ii-2015"])
def test_a_ruling_names_the_act_that_is_contested(example: str) -> None:
    case, now, _ = at_work(example)
    rulers = [(org, of) for of, rules in InForce(case.agreement, now).rules.obligations.items() for org in rules.rulers]
    for org, of in rulers[:3]:
        viewer = Viewer(Seat(org), InForce(case.agreement, now))
        claim = acts.Claimed(id="c", happened=now, recorded=now, actor=case.agreement.obligations[of].who[0], of=of)
        contest = acts.Contested(id="d", happened=now, recorded=now, actor=org, of=of, refs=("c",))
        offered = [one for one in offers(viewer, now, [claim, contest]) if one.type == "dispute.ruled/1"]
        assert [one.about for one in offered] == [of]
        assert act_of(offered[0], viewer, now, [claim, contest])["refs"] == ["d"]
