"""What takes two, in a log: an act that should not have been done has no effect there, and what builds on it has none either."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from itertools import count
from typing import Any

import pytest

from safeconduct.access import acts
from safeconduct.access.approvals import LASTS
from safeconduct.access.seats import Seat
from safeconduct.caseload.moves import CaseAct
from safeconduct.kernel.errors import Refused
from safeconduct.record.book import IN_EFFECT, NO_EFFECT
from safeconduct.secretariat.desk import Desk, as_line
from safeconduct.secretariat.office import Office, open_office
from safeconduct.secretariat.reading import signed_at
from safeconduct.secretariat.two import Key, stand_of
from tests import passage, pilot
from tests.memory_records import desk_over
from tests.passage import ADULTS, CHILD, FOUND_LATER, NOT_ESTABLISHED
from tests.pilot import at
from tests.signed_log import SignedLog, genesis_act, public, with_roots
from tests.signed_log import kid as kid_of_label
from tests.unit.access.seated import ALPHA, BRAVO, CHILD_OFFICER, ESCORT, LEGAL, MEDIC, REGISTRAR, text

FIELDS: dict[type[CaseAct], dict[str, Any]] = {
    acts.Requested: {"action": "reveal", "kind": "vault", "reason": "identity_check", "cases": (ADULTS[0],), "fields": ("name",)},
    acts.Declined: {"reason": "not_needed"}, acts.Exported: {"rows": 1, "digest": "ab" * 32},
    acts.GlassBroken: {"kind": "vault", "reason": "medical", "cases": (ADULTS[0],), "fields": ("photo",)},
    acts.GlassReviewed: {"outcome": "justified"},
}  # fmt: skip
EXPORT = {"action": "export", "kind": "person", "fields": ("language",)}


def made(kind: type[CaseAct], seat: Seat, when: datetime, /, **fields: Any) -> Any:
    common = {"happened": when, "recorded": when, "actor": seat.org, "post": seat.post, "synthetic": True}
    return kind(**{**common, **FIELDS.get(kind, {}), **fields})


class Story:
    """The made-up log, with acts of access behind it. Each seat signs with a key of its own, unless another is named."""

    def __init__(self, when: datetime | None = None) -> None:
        self.office: Office = open_office(text(), passage.log(), until=when or at(3))
        self.numbers = count(1)

    def does(self, kind: type[CaseAct], seat: Seat, when: datetime, key: Key | None = None, /, **fields: Any) -> list[str]:
        """Take an act in. Gives the codes of what it lacks."""
        act = made(kind, seat, when, **{"id": f"x{next(self.numbers)}", **fields})
        return [part.code for part in self.office.admit(act, key=key or own(seat)).missing]

    def asks(self, seat: Seat = REGISTRAR, when: datetime | None = None, key: Key | None = None, /, **fields: Any) -> list[str]:
        return self.does(acts.Requested, seat, when or at(3), key, **{"id": "r1", **fields})

    def stands(self, when: datetime) -> str:
        return stand_of(self.office.two.about("r1"), when).state


def own(seat: Seat, number: int = 0, origin: bytes = b"") -> Key:
    kid = f"{seat.org}/{seat.post}/{number}".encode()
    return Key(kid, origin or kid)


@pytest.fixture
def story() -> Story:
    return Story()


# ---- how it goes ----------------------------------------------------------------------------------------------------


def test_what_two_agree_on_is_done_once(story: Story) -> None:
    assert (story.asks(), story.stands(at(3))) == ([], "waiting")
    assert story.does(acts.Revealed, REGISTRAR, at(3, 1), of="r1") == ["not_approved"]
    assert (story.does(acts.Approved, LEGAL, at(3, 1), of="r1"), story.stands(at(3, 1))) == ([], "approved")
    assert (story.does(acts.Revealed, REGISTRAR, at(3, 2), of="r1"), story.stands(at(3, 2))) == ([], "used")
    assert story.does(acts.Revealed, REGISTRAR, at(3, 3), of="r1") == ["request_used"]
    assert story.does(acts.Approved, LEGAL, at(3, 3), of="r1") == ["request_used"]


def test_an_approval_that_should_not_have_been_given_gives_nothing(story: Story) -> None:
    story.asks()
    registrar = own(REGISTRAR)
    wrong = {
        "the same key": (REGISTRAR, registrar, "same_key"),
        "a key that the first one made": (LEGAL, Key(b"other", registrar.kid), "key_of_the_first"),
        "a seat of a side": (ALPHA, own(ALPHA), "not_for_a_side"),
        "a task that approves nothing": (MEDIC, own(MEDIC), "not_among_approvers"),
    }
    found = {why: story.does(acts.Approved, seat, at(3, 1), key, of="r1") for why, (seat, key, _) in wrong.items()}
    assert found == {why: [code] for why, (_, _, code) in wrong.items()}
    assert (story.does(acts.Revealed, REGISTRAR, at(3, 2), of="r1"), story.stands(at(3, 2))) == (["not_approved"], "waiting")


def test_keys_of_one_hand_are_one_key_however_long_the_line_between_them(story: Story) -> None:
    first = own(REGISTRAR, 1, origin=b"chief")
    story.asks(REGISTRAR, at(3), first)
    assert story.does(acts.Approved, LEGAL, at(3, 1), own(LEGAL, 1, origin=b"chief"), of="r1") == ["key_of_the_first"]
    assert story.does(acts.Approved, LEGAL, at(3, 1), own(LEGAL), of="r1") == []


@pytest.mark.parametrize(("side", "other"), [(ALPHA, BRAVO), (BRAVO, ALPHA)])
def test_a_side_asks_nothing_approves_nothing_and_cannot_tell_a_request_from_none(side: Seat, other: Seat, story: Story) -> None:
    assert story.asks(side) == ["not_for_a_side"]
    story.asks()
    answers = {of: [story.does(kind, side, at(3, 1), of=of) for kind in (
        acts.Approved, acts.Declined, acts.Revealed, acts.Exported, acts.Deleted, acts.GlassReviewed)] for of in ("r1", "r9")}
    assert answers["r1"] == answers["r9"]
    assert answers["r1"] == [["not_for_a_side"]] * 6


def test_whoever_may_not_be_the_second_one_cannot_tell_a_request_from_none(story: Story) -> None:
    story.does(acts.Requested, CHILD_OFFICER, at(3), id="r1", cases=(CHILD,))
    answers = {of: [story.does(kind, seat, at(3, 1), of=of) for kind in (acts.Approved, acts.Declined)
                    for seat in (LEGAL, REGISTRAR)] for of in ("r1", "r9")}  # fmt: skip
    assert answers == {of: [["no_such_request"]] * 4 for of in ("r1", "r9")}


def test_a_request_and_an_approval_lapse_in_the_log(story: Story) -> None:
    story.asks()
    assert story.does(acts.Approved, LEGAL, at(3) + LASTS, of="r1") == ["request_lapsed"]
    last = at(3) + LASTS - timedelta(seconds=1)
    assert story.does(acts.Approved, LEGAL, last, of="r1") == []
    assert story.does(acts.Revealed, REGISTRAR, last + LASTS, of="r1") == ["request_lapsed"]
    assert story.does(acts.Revealed, REGISTRAR, last + LASTS - timedelta(seconds=1), of="r1") == []


def test_a_use_is_that_which_was_asked_for(story: Story) -> None:
    story.asks()
    story.does(acts.Approved, LEGAL, at(3, 1), of="r1")
    assert story.does(acts.Exported, REGISTRAR, at(3, 2), of="r1") == ["no_such_request"]
    assert story.does(acts.Deleted, REGISTRAR, at(3, 2), of="r1") == ["no_such_request"]
    assert story.does(acts.Revealed, REGISTRAR, at(3, 2), own(REGISTRAR, 1), of="r1") == ["no_such_request"]
    assert story.does(acts.Revealed, ESCORT, at(3, 2), of="r1") == ["no_such_request"]


def test_an_export_is_approved_from_another_organisation(story: Story) -> None:
    assert story.asks(**EXPORT) == []
    assert story.does(acts.Approved, REGISTRAR, at(3, 1), own(REGISTRAR, 1), of="r1") == ["same_organisation"]
    assert story.does(acts.Exported, REGISTRAR, at(3, 1), of="r1") == ["not_approved"]
    assert story.does(acts.Approved, LEGAL, at(3, 1), of="r1") == []
    assert story.does(acts.Exported, REGISTRAR, at(3, 2), of="r1") == []


def test_whoever_asked_takes_it_back_and_whoever_could_approve_it_declines_it(story: Story) -> None:
    for number, (seat, expected) in enumerate(((REGISTRAR, []), (LEGAL, []), (ESCORT, ["not_among_approvers"]))):
        name = f"r{number + 1}"
        story.does(acts.Requested, REGISTRAR, at(3), id=name)
        assert story.does(acts.Declined, seat, at(3, 1), of=name) == expected, seat
        after = story.does(acts.Approved, LEGAL, at(3, 2), of=name)
        assert after == ([] if expected else ["request_declined"]), seat


# ---- children -------------------------------------------------------------------------------------------------------


def test_of_a_child_only_those_who_protect_it_ask_and_approve(story: Story) -> None:
    assert story.asks(REGISTRAR, cases=(CHILD,)) == ["not_for_this_seat"]
    assert story.asks(CHILD_OFFICER, cases=(CHILD,)) == []
    colleague = own(CHILD_OFFICER, 1)
    assert story.does(acts.Approved, CHILD_OFFICER, at(3, 1), colleague, of="r1") == []
    assert story.does(acts.Revealed, CHILD_OFFICER, at(3, 2), of="r1") == []


def test_whose_age_nobody_has_established_is_protected_like_a_child(story: Story) -> None:
    assert story.asks(REGISTRAR, cases=(NOT_ESTABLISHED,)) == story.asks(REGISTRAR, cases=("SYN-NONE",))


def test_a_case_found_to_be_a_childs_takes_its_request_along() -> None:
    story = Story(at(4))
    assert story.asks(REGISTRAR, at(3, 9), cases=(FOUND_LATER,)) == []
    assert story.does(acts.Approved, LEGAL, at(3, 10), of="r1") == []
    for act in passage.log():
        if act.recorded == at(4):
            story.office.admit(act)
    assert story.does(acts.Revealed, REGISTRAR, at(4, 1), of="r1") == ["no_such_request"]


# ---- the glass ------------------------------------------------------------------------------------------------------


def test_a_broken_glass_is_reviewed_by_other_organisations_once_each(story: Story) -> None:
    assert story.does(acts.GlassBroken, MEDIC, at(3), id="g1") == []
    assert story.does(acts.GlassReviewed, REGISTRAR, at(3, 1), of="g1") == ["not_among_approvers"]
    assert story.does(acts.GlassReviewed, LEGAL, at(3, 1), of="g2") == ["no_such_alarm"]
    assert story.does(acts.GlassReviewed, LEGAL, at(3, 1), of="g1") == []
    assert story.does(acts.GlassReviewed, LEGAL, at(3, 2), of="g1", outcome="not_justified") == ["reviewed_already"]
    assert [one.act.outcome for one in story.office.two.about("g1")] == ["justified"]


# ---- signed ---------------------------------------------------------------------------------------------------------

ORGS = {"alpha": "party", "bravo": "party", "centre": "other", "panel": "other",
        "carer": "other", "monitor": "other", "haven": "other",
        "mediator": "mediator", "guarantor": "guarantor", "operator": "operator", "recorder": "recorder"}  # fmt: skip
WINDOW = {"from": "2026-01-01T00:00:00+00:00", "until": "2026-03-31T00:00:00+00:00"}


@pytest.fixture
def log() -> SignedLog:
    found = SignedLog(genesis_act(organisations=with_roots(ORGS))).found()
    speaks = [f"{org} officer 0" for org in ORGS if org not in ("guarantor", "operator", "recorder")]
    for label in (*speaks, "centre officer 1"):
        found.officer(label, delegates=label == "centre officer 0", **WINDOW)
    return found


@pytest.fixture
def desk(log: SignedLog) -> Desk:
    return desk_over(log, pilot.agreement())


@pytest.fixture
def signs(desk: Desk, log: SignedLog) -> Callable[..., tuple[str, str]]:
    def sign(label: str, act: CaseAct) -> tuple[str, str]:
        body = as_line(act)
        kept = desk.take_in([log.device(label).sign(body, at=signed_at(body))])[0]
        return kept.standing.code, kept.standing.because

    for act in passage.log():
        if act.recorded < at(3):
            sign(f"{act.actor} officer 0", act)
    return sign


def test_the_keys_are_those_that_signed_in_the_log(signs: Callable[..., tuple[str, str]], desk: Desk) -> None:
    asked = made(acts.Requested, REGISTRAR, at(3), id="r1")
    assert signs("centre officer 0", asked)[0] == IN_EFFECT
    again = made(acts.Approved, REGISTRAR, at(3, 1), id="r2", of="r1")
    assert signs("centre officer 0", again) == (NO_EFFECT, "the same key cannot be the second one")
    assert signs("centre officer 1", made(acts.Approved, REGISTRAR, at(3, 1), id="r3", of="r1"))[0] == IN_EFFECT
    assert signs("centre officer 1", made(acts.Revealed, REGISTRAR, at(3, 2), id="r4", of="r1"))[0] == NO_EFFECT
    assert signs("centre officer 0", made(acts.Revealed, REGISTRAR, at(3, 2), id="r5", of="r1"))[0] == IN_EFFECT
    assert stand_of(desk.docket.office.two.about("r1"), at(3, 3)).state == "used"


def test_a_key_that_the_first_one_registered_alone_is_no_second_one(
    signs: Callable[..., Any], desk: Desk, log: SignedLog
) -> None:
    from tests.signed_log import registration

    label = "centre officer 2"
    new = registration(label, org="centre", **WINDOW)
    kept = desk.take_in([log.device("centre officer 0").sign(new, at=at(2).isoformat())])
    assert kept[0].standing.code == IN_EFFECT
    desk.records.keys[kid_of_label(label)] = public(label)
    assert signs("centre officer 0", made(acts.Requested, REGISTRAR, at(3), id="r1"))[0] == IN_EFFECT
    said = signs(label, made(acts.Approved, REGISTRAR, at(3, 1), id="r2", of="r1"))
    assert said == (NO_EFFECT, "a key that the first one registered alone cannot be the second one")


def test_what_is_made_here_is_refused_before_it_is_signed(signs: Callable[..., Any], desk: Desk) -> None:
    signs("centre officer 0", made(acts.Requested, REGISTRAR, at(3), id="r1"))
    size = len(desk.records.kept)
    approval = as_line(made(acts.Approved, REGISTRAR, at(3, 1), id="r2", of="r1"))
    with pytest.raises(Refused, match="the same key cannot be the second one"):
        desk.prepare(approval, org="centre", kid=kid_of_label("centre officer 0"))
    assert desk.prepare(approval, org="centre", kid=kid_of_label("centre officer 1"))
    assert len(desk.records.kept) == size


def test_an_id_used_by_another_organisation_takes_no_request_from_its_maker(signs: Callable[..., Any], desk: Desk) -> None:
    signs("carer officer 0", made(acts.Requested, CHILD_OFFICER, at(3), id="r1", cases=(CHILD,)))
    assert signs("centre officer 0", made(acts.Requested, REGISTRAR, at(3), id="r1"))[0] == IN_EFFECT
    assert signs("panel officer 0", made(acts.Approved, LEGAL, at(3, 1), id="y", of="r1@centre"))[0] == IN_EFFECT
    assert signs("centre officer 0", made(acts.Revealed, REGISTRAR, at(3, 2), id="z", of="r1"))[0] == IN_EFFECT
    states = [stand_of(desk.docket.office.two.about(one.act.id), at(3, 3)).state for one in desk.docket.office.two.requests()]
    assert states == ["waiting", "used"]


def test_an_approval_whose_key_is_closed_backwards_is_lost_with_what_was_built_on_it(
    signs: Callable[..., Any], desk: Desk, log: SignedLog
) -> None:
    signs("centre officer 0", made(acts.Requested, REGISTRAR, at(3), id="r1"))
    good = log.device("panel officer 0").seq - 1
    signs("panel officer 0", made(acts.Approved, LEGAL, at(3, 1), id="r2", of="r1"))
    assert signs("centre officer 0", made(acts.Revealed, REGISTRAR, at(3, 2), id="r3", of="r1"))[0] == IN_EFFECT
    closing = {"type": "key.compromised/1", "kid": kid_of_label("panel officer 0").hex(), "last_good": good}
    for number in (0, 1):
        desk.take_in([log.device(f"panel root {number}").sign(closing, at=at(4).isoformat())])
    last = {kept.act.id: kept.standing.code for kept in desk.docket.all() if kept.act is not None and kept.act.id in ("r2", "r3")}
    assert (last["r2"] != IN_EFFECT, last["r3"]) == (True, NO_EFFECT)
    assert stand_of(desk.docket.office.two.about("r1"), at(3, 3)).state == "waiting"


def test_swapping_the_sides_changes_nothing(story: Story) -> None:
    from tests.swap import swap

    def told(first: Seat, second: Seat) -> list[list[str]]:
        one = Story()
        found = [one.asks(first), one.asks(), one.does(acts.Approved, second, at(3, 1), of="r1"),
                 one.does(acts.GlassBroken, first, at(3, 1)), one.does(acts.GlassReviewed, second, at(3, 2), of="r1")]
        return [[swap(code, "alpha", "bravo") for code in codes] for codes in found]

    assert told(ALPHA, BRAVO) == told(BRAVO, ALPHA)


def test_a_look_turns_no_page_and_every_other_act_does(signs: Callable[..., Any], desk: Desk) -> None:
    before = desk.docket.turn
    signs("centre officer 0", made(acts.Looked, REGISTRAR, at(3), id="l1", kind="person", cases=(ADULTS[0],)))
    assert (desk.docket.turn, desk.docket.office.two.look("l1") is not None) == (before, True)
    signs("centre officer 0", next(act for act in passage.log() if act.actor == "centre" and act.recorded >= at(3)))
    assert desk.docket.turn == before + 1


def test_whoever_runs_the_server_reads_of_a_broken_glass_until_it_is_reviewed(signs: Callable[..., Any], desk: Desk) -> None:
    from safeconduct.bootstrap.glass import glass_lines

    signs("centre officer 0", made(acts.GlassBroken, MEDIC, at(3), id="g1"))
    lines = [glass_lines(desk, when) for when in (at(3, 1), at(6))]
    assert [(len(found), ADULTS[0] in found[0], "medical" in found[0]) for found in lines] == [(1, False, True)] * 2
    assert ["It was to be reviewed" in found[0] for found in lines] == [False, True]
    signs("panel officer 0", made(acts.GlassReviewed, LEGAL, at(4), id="v1", of="g1"))
    assert glass_lines(desk, at(6)) == []
