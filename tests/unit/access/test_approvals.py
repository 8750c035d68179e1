"""What takes two, what may be done alone with an alarm, and what the other side is owed."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from safeconduct.access import acts, alarms, approvals
from safeconduct.access.acts_seen import view_act
from safeconduct.access.approvals import LASTS, Filed, Signer, fields_refused, may_approve, may_ask, second_ones, usable
from safeconduct.access.disclosure import OWED_WITHIN, owed_disclosures
from safeconduct.access.in_force import InForce
from safeconduct.access.knowing import Viewer
from safeconduct.access.may import may
from safeconduct.access.seats import THE_OPERATOR, THE_PUBLIC, Seat, person, seats_of
from safeconduct.access.view import kinds_seen
from safeconduct.agreement.casefile import open_case
from safeconduct.caseload.moves import CaseAct
from safeconduct.secretariat.particulars import KINDS
from tests.passage import ADULTS, CHILD, CHILDREN
from tests.pilot import at
from tests.unit.access.seated import (
    ALPHA,
    BRAVO,
    CHILD_OFFICER,
    ESCORT,
    HAVEN,
    LEGAL,
    MEDIC,
    MONITOR,
    REGISTRAR,
    office,
    text,
    viewer,
)

KEYS = {seat: Signer(seat, bytes([number])) for number, seat in enumerate(seats_of(text()), 1)}


def made(kind: type[CaseAct], seat: Seat, when: datetime, /, **fields: Any) -> Any:
    common = {"id": "r1", "happened": when, "recorded": when, "actor": seat.org, "post": seat.post, "synthetic": True}
    return kind(**{**common, **fields})


def request(seat: Seat = REGISTRAR, when: datetime | None = None, **fields: Any) -> Filed:
    common = {"action": "reveal", "kind": "vault", "reason": "identity_check", "cases": (ADULTS[0],), "fields": ("name",)}
    given = {**common, **fields}
    when = when or at(3)
    return Filed(made(acts.Requested, seat, when, **given), KEYS[seat], when)


def filed(kind: type[CaseAct], seat: Seat, when: datetime, signer: Signer | None = None, /, **fields: Any) -> Filed:
    return Filed(made(kind, seat, when, **{"id": "r2", "of": "r1", **fields}), signer or KEYS[seat], when)


def codes(reasons: Any) -> list[str]:
    return [reason.code for reason in reasons]


def use(first: Filed, *log: Filed, at_: datetime, by: Signer | None = None, children: bool = False) -> list[str]:
    who = by or first.by
    return codes(usable("r1", (first, *log), viewer(who.seat, at_), who, children=children))


# ---- asking and approving -----------------------------------------------------------------------------------------


def test_what_two_agree_on_may_be_used_once() -> None:
    first, second = request(), filed(acts.Approved, LEGAL, at(3, 1))
    assert use(first, at_=at(3, 1)) == ["not_approved"]
    assert use(first, second, at_=at(3, 2)) == []
    assert use(first, second, filed(acts.Revealed, REGISTRAR, at(3, 2), id="r3"), at_=at(3, 3)) == ["request_used"]


@pytest.mark.parametrize("seat", [ALPHA, BRAVO, HAVEN])
def test_no_side_and_no_state_asks_for_a_person_or_approves(seat: Seat) -> None:
    asked = made(acts.Requested, seat, at(3), action="reveal", kind="vault", reason="audit", cases=(ADULTS[0],), fields=("name",))
    assert codes(may_ask(viewer(seat, at(3)), asked)) == ["not_for_a_side"]
    assert codes(may_approve(viewer(seat, at(3, 1)), request(), KEYS[seat])) == ["not_for_a_side"]
    assert use(request(), filed(acts.Approved, seat, at(3, 1)), at_=at(3, 2)) == ["not_approved"]


def test_the_same_key_is_no_second_one_and_neither_is_one_that_the_first_made() -> None:
    first, when = request(), at(3, 1)
    own = KEYS[REGISTRAR]
    made_by_first = Signer(LEGAL, b"x", own.kid)
    makes_the_first = Signer(LEGAL, b"y")
    one_hand = Signer(LEGAL, b"z", b"third")
    by_third = Filed(first.act, Signer(REGISTRAR, b"q", b"third"), first.at)
    assert codes(may_approve(viewer(REGISTRAR, when), first, own)) == ["same_key"]
    assert codes(may_approve(viewer(LEGAL, when), first, made_by_first)) == ["key_of_the_first"]
    made_by_second = Filed(first.act, Signer(REGISTRAR, b"q", b"y"), first.at)
    assert codes(may_approve(viewer(LEGAL, when), made_by_second, makes_the_first)) == ["key_of_the_first"]
    assert codes(may_approve(viewer(LEGAL, when), by_third, one_hand)) == ["key_of_the_first"]
    assert codes(may_approve(viewer(LEGAL, when), first, KEYS[LEGAL])) == []


def test_a_second_officer_of_the_same_post_may_approve_a_reveal_and_not_an_export() -> None:
    colleague, when = Signer(REGISTRAR, b"colleague"), at(3, 1)
    assert codes(may_approve(viewer(REGISTRAR, when), request(), colleague)) == []
    export = request(action="export", kind="person", fields=("language",))
    assert codes(may_approve(viewer(REGISTRAR, when), export, colleague)) == ["same_organisation"]
    assert codes(may_approve(viewer(LEGAL, when), export, KEYS[LEGAL])) == []
    assert [seat.org for seat in second_ones(viewer(REGISTRAR, when), "export")] == ["panel"]


def test_a_guarantor_may_be_the_second_one_and_not_for_a_child() -> None:
    agreement = text(("  mediator: {name: Mediator, role: mediator}", "  mediator: {name: Mediator, role: guarantor}"))
    guard = Signer(Seat("mediator"), b"guard")
    one = viewer(guard.seat, at(3, 1), agreement)
    found = [codes(may_approve(one, request(), guard, children=children)) for children in (False, True)]
    assert found == [[], ["not_among_approvers"]]
    assert codes(may_approve(viewer(guard.seat, at(3, 1)), request(), guard)) == ["not_among_approvers"]


def test_a_request_and_an_approval_lapse() -> None:
    first, late = request(), at(3) + LASTS
    assert codes(may_approve(viewer(LEGAL, late), first, KEYS[LEGAL])) == ["request_lapsed"]
    assert use(first, filed(acts.Approved, LEGAL, late), at_=late) == ["not_approved"]
    last = late - timedelta(seconds=1)
    assert use(first, filed(acts.Approved, LEGAL, last), at_=last + LASTS - timedelta(seconds=1)) == []
    assert use(first, filed(acts.Approved, LEGAL, last), at_=last + LASTS) == ["request_lapsed"]


def test_an_approval_that_stands_before_its_request_is_none() -> None:
    assert use(request(), filed(acts.Approved, LEGAL, at(2, 9)), at_=at(3, 1)) == ["not_approved"]


def test_what_was_declined_is_approved_no_more() -> None:
    no = filed(acts.Declined, CHILD_OFFICER, at(3, 1), reason="not_needed")
    assert use(request(), filed(acts.Approved, LEGAL, at(3, 2)), no, at_=at(3, 3)) == ["request_declined"]


def test_only_whoever_asked_uses_it_and_nobody_else_learns_that_it_was_asked() -> None:
    first, yes = request(), filed(acts.Approved, LEGAL, at(3, 1))
    for other in (KEYS[LEGAL], KEYS[MEDIC], Signer(REGISTRAR, b"other phone")):
        assert use(first, yes, at_=at(3, 2), by=other) == ["no_such_request"]
    assert codes(usable("r9", (first, yes), viewer(REGISTRAR, at(3, 2)), KEYS[REGISTRAR])) == ["no_such_request"]


def test_of_a_child_only_child_protection_asks_and_approves() -> None:
    asked = request(CHILD_OFFICER, cases=(CHILD,))
    assert codes(may_ask(viewer(CHILD_OFFICER, at(3)), asked.act, children=True)) == []
    assert codes(may_ask(viewer(REGISTRAR, at(3)), request(cases=(CHILD,)).act, children=True)) == ["not_for_this_seat"]
    assert codes(may_approve(viewer(LEGAL, at(3)), asked, KEYS[LEGAL], children=True)) == ["not_among_approvers"]
    colleague = Signer(CHILD_OFFICER, b"colleague")
    assert use(asked, filed(acts.Approved, CHILD_OFFICER, at(3, 1), colleague), at_=at(3, 2), children=True) == []


def test_to_ask_for_a_child_is_answered_as_for_a_number_that_was_never_given() -> None:
    cases = office(at(3))
    for seat in (REGISTRAR, LEGAL, MEDIC, ESCORT):
        answers = [may(viewer(seat, at(3)), request(seat, cases=(case,)).act, cases) for case in (*CHILDREN[:2], "SYN-NONE")]
        assert ([answer == answers[0] for answer in answers], answers[0].allowed) == ([True] * 3, False), seat
    assert may(viewer(REGISTRAR, at(3)), request().act, cases).allowed


@pytest.mark.parametrize(
    ("action", "kind", "fields", "expected"),
    [
        ("reveal", "vault", tuple(KINDS), []), ("reveal", "person", ("wounded",), ["field_not_given"]),
        ("reveal", "person", ("objections",), ["field_not_given"]), ("reveal", "vault", ("shoe_size",), ["field_not_given"]),
        ("export", "person", ("language", "disarmed"), []), ("export", "person", ("screening",), ["field_not_given"]),
        ("export", "vault", ("name",), ["field_not_given"]), ("export", "person", ("case", "site"), ["person_and_place"]),
        ("export", "person", ("case", "language"), []), ("export", "item", ("tag", "kind"), []),
        ("export", "item", ("tag", "cases"), ["field_not_given"]), ("export", "movement", ("manifest",), ["field_not_given"]),
    ],
)  # fmt: skip
def test_what_may_be_given_at_all(action: Any, kind: Any, fields: tuple[str, ...], expected: list[str]) -> None:
    assert codes(fields_refused(action, kind, fields)) == expected


def test_no_export_of_any_two_fields_holds_a_person_and_a_place() -> None:
    from safeconduct.access.classes import ROWS

    names = [row.field for row in ROWS.values() if row.of == "Person"]
    open_ = [(one, two) for one in names for two in names if one in approvals.NUMBERS and two in approvals.PLACES
             and not codes(fields_refused("export", "person", (one, two)))]  # fmt: skip
    assert open_ == []


def test_one_request_reveals_one_person_and_exports_no_whole_register() -> None:
    many = tuple(f"SYN-{number:04}" for number in range(1_001))
    assert codes(may_ask(viewer(REGISTRAR, at(3)), request(cases=ADULTS[:2]).act)) == ["too_many"]
    export = request(action="export", kind="person", fields=("language",), cases=many).act
    assert codes(may_ask(viewer(REGISTRAR, at(3)), export)) == ["too_many"]


def test_where_no_second_seat_exists_nobody_can_ask() -> None:
    alone = text(("of: panel, task: legal", "of: panel, task: other"),
                 ("of: carer, task: child_protection", "of: carer, task: other"))  # fmt: skip
    asked = request(action="export", kind="person", fields=("language",)).act
    assert codes(may_ask(viewer(REGISTRAR, at(3), alone), asked)) == ["nobody_may_approve"]


# ---- breaking the glass -------------------------------------------------------------------------------------------


def broken(seat: Seat, reason: str, when: datetime | None = None, **fields: Any) -> acts.GlassBroken:
    given = {"kind": "vault", "reason": reason, "cases": (ADULTS[0],), "fields": ("photo",), **fields}
    found: acts.GlassBroken = made(acts.GlassBroken, seat, when or at(3), **given)
    return found


def test_the_glass_may_be_broken_alone_by_a_task_that_meets_such_need() -> None:
    cases = office(at(3))

    def why(seat: Seat, reason: str, **fields: Any) -> list[str]:
        return codes(may(viewer(seat, at(3)), broken(seat, reason, **fields), cases).reasons)

    assert (why(REGISTRAR, "threat_to_life"), why(MEDIC, "medical"), why(CHILD_OFFICER, "child_safety")) == ([], [], [])
    assert (why(REGISTRAR, "child_safety"), why(ALPHA, "threat_to_life")) == (["not_an_emergency"], ["not_for_a_side"])
    # Whether there is such a case is not said before everyone who guards is told.
    assert (why(MEDIC, "medical", cases=(CHILD,)), why(MEDIC, "medical", cases=("SYN-NONE",))) == ([], [])
    assert why(REGISTRAR, "medical", cases=ADULTS[:6]) == ["too_many"]


def test_what_was_revealed_is_shown_and_nothing_beside_it() -> None:
    cases, when = office(at(3)), at(3)

    def kinds(seat: Seat, case: str, *revealed: str) -> tuple[str, ...]:
        return kinds_seen(viewer(seat, when), case, cases, revealed=frozenset(revealed))

    found = {(seat, case): (kinds(seat, case), kinds(seat, case, "photo", "shoe_size"))
             for seat in (REGISTRAR, MEDIC, CHILD_OFFICER, ALPHA) for case in (ADULTS[0], CHILD)}  # fmt: skip
    child = ("name", "birth", "contact", "need")
    assert found == {
        (REGISTRAR, ADULTS[0]): (("paper", "need"), ("paper", "need", "photo")), (REGISTRAR, CHILD): ((), ("photo",)),
        (MEDIC, ADULTS[0]): (("need",), ("need", "photo")), (MEDIC, CHILD): ((), ("photo",)),
        (CHILD_OFFICER, ADULTS[0]): ((), ("photo",)), (CHILD_OFFICER, CHILD): (child, (*child, "photo")),
        (ALPHA, ADULTS[0]): ((), ()), (ALPHA, CHILD): ((), ())}  # fmt: skip
    assert kinds_seen(viewer(person(ADULTS[0]), when), ADULTS[0], cases) == tuple(KINDS)
    assert kinds_seen(viewer(MEDIC, when), "SYN-NONE", cases, revealed=frozenset({"photo"})) == ()


def test_an_alarm_goes_at_once_to_all_who_guard_and_to_both_sides_alike_and_names_nobody() -> None:
    agreement = text(("  mediator: {name: Mediator, role: mediator}", "  mediator: {name: Mediator, role: guarantor}"),
                     ("  reception: {title: reception", "  alpha_legal: {title: counsel, of: alpha, task: legal}\n"
                      "  reception: {title: reception"))  # fmt: skip
    told = alarms.alarm(broken(REGISTRAR, "medical"), InForce(agreement, at(3)))
    assert told.to == (Seat("mediator"), Seat("alpha", "alpha_legal"), Seat("bravo"), THE_OPERATOR)
    assert (told.review_by - told.at, ADULTS[0] in repr(told), "photo" in repr(told)) == (alarms.REVIEW, False, False)


def test_everyone_with_a_role_reads_of_a_broken_glass_that_it_was_and_not_of_whom() -> None:
    act, cases = broken(REGISTRAR, "medical"), office(at(3))
    for seat in (ALPHA, BRAVO, HAVEN, MONITOR):
        seen = view_act(viewer(seat, at(3, 1)), act, cases).values()
        assert (seen["reason"], seen["actor"], seen["post"], "cases" in seen, ADULTS[0] in repr(seen)) == (
            "medical", "centre", "registrar", False, False)  # fmt: skip
    assert not {"reason", "actor", "cases"} & set(view_act(viewer(THE_PUBLIC, at(3, 1)), act, cases).values())


def test_a_person_learns_who_looked_at_her_case_and_a_party_learns_nothing_of_the_looks_of_others() -> None:
    cases = office(at(3))
    look = made(acts.Looked, LEGAL, at(3), kind="person", cases=(ADULTS[0], ADULTS[9]), fields=("screening",))
    seen = {seat: view_act(viewer(seat, at(3, 1)), look, cases).values() for seat in (
        person(ADULTS[0]), person(ADULTS[1]), LEGAL, ALPHA, REGISTRAR)}  # fmt: skip
    assert (seen[person(ADULTS[0])]["actor"], seen[person(ADULTS[0])]["cases"]) == ("panel", (ADULTS[0],))
    assert seen[LEGAL]["cases"] == (ADULTS[0], ADULTS[9])
    assert [seen[seat] for seat in (person(ADULTS[1]), ALPHA, REGISTRAR)] == [{}, {}, {}]


def test_a_broken_glass_stays_open_until_another_organisation_reviews_it() -> None:
    act = broken(REGISTRAR, "medical")
    log = [Filed(act, KEYS[REGISTRAR], at(3))]

    def left(*more: Filed, day: int = 4) -> list[tuple[str, bool]]:
        return [(one.act, one.late) for one in alarms.unreviewed((*log, *more), InForce(text(), at(day)))]

    own = filed(acts.GlassReviewed, REGISTRAR, at(3, 5), outcome="justified")
    other = filed(acts.GlassReviewed, LEGAL, at(3, 5), outcome="not_justified")
    assert (left(), left(day=7), left(own), left(other)) == ([("r1", False)], [("r1", True)], [("r1", False)], [])
    assert codes(alarms.may_review(viewer(MONITOR, at(3, 5)), act)) == ["not_among_approvers"]


# ---- disclosure ---------------------------------------------------------------------------------------------------


def given(kind: type[CaseAct], /, *to: str, when: datetime | None = None, **fields: Any) -> Any:
    return made(kind, MONITOR, when or at(3), **{"id": f"d-{kind.__name__}-{'-'.join(to)}", "what": "a7", "to": to, **fields})


def owed(*log: Any, at_: datetime | None = None, **more: Any) -> list[tuple[tuple[str, ...], bool]]:
    return [(one.owed_to, one.late) for one in owed_disclosures(log, text(), at_ or at(3, 1), **more)]


def test_what_one_side_is_given_the_other_is_owed_until_it_is_offered_given_or_refused_with_a_reason() -> None:
    for one, other in (("alpha", "bravo"), ("bravo", "alpha")):
        first = given(acts.Disclosed, one, kind="item")
        assert owed(first) == [((other,), False)]
        assert owed(first, at_=at(3) + OWED_WITHIN) == [((other,), True)]
        assert owed(first, given(acts.Disclosed, other, kind="item")) == []
        assert owed(first, given(acts.DisclosureOffered, other)) == []
        assert owed(first, given(acts.DisclosureRefused, other, reason="endangers")) == []
        assert owed(first, given(acts.DisclosureOffered, one)) == [((other,), False)]
        assert owed(first, own=[("a7", one)]) == []


def test_what_both_are_given_or_only_a_mediator_is_given_owes_nothing() -> None:
    assert owed(given(acts.Disclosed, "alpha", "bravo", kind="item")) == []
    assert owed(given(acts.Disclosed, "mediator", kind="item")) == []


def test_what_is_owed_for_one_act_is_not_answered_by_another() -> None:
    first = given(acts.Disclosed, "alpha", kind="item")
    assert owed(first, given(acts.DisclosureOffered, "bravo", what="a8")) == [(("bravo",), False)]


# ---- the acts themselves ------------------------------------------------------------------------------------------


def test_no_act_of_access_has_room_for_free_text() -> None:
    import msgspec

    line = msgspec.json.encode(request().act).replace(b"identity_check", b"because I say so")
    with pytest.raises(msgspec.ValidationError):
        msgspec.json.decode(line, type=acts.Requested)
    for kind in acts.TYPES:
        for field in msgspec.structs.fields(kind):
            if field.name not in CaseAct.__struct_fields__:
                assert field.type is not str, (kind, field.name)


def test_whoever_looks_says_so() -> None:
    cases, when = office(at(3)), at(3)
    for seat, case in ((ALPHA, ADULTS[0]), (LEGAL, ADULTS[0]), (CHILD_OFFICER, CHILD)):
        look = made(acts.Looked, seat, when, kind="person", cases=(case,), fields=("case",))
        assert may(viewer(seat, when), look, cases).allowed
    assert not may(viewer(ALPHA, when), made(acts.Looked, ALPHA, when, kind="person", cases=(CHILD,)), cases).allowed


def test_in_the_shipped_programme_everything_that_takes_two_has_a_second_one() -> None:
    agreement = open_case(example="gaza-2025", with_files=["drafts/rafah-passage.yaml"]).agreement
    in_force = InForce(agreement, at(2))
    first = Viewer(Seat("cmcc", "cmcc_registrar"), in_force)
    assert {action: bool(second_ones(first, action)) for action in acts.ACTIONS} == dict.fromkeys(acts.ACTIONS, True)
    assert {seat.org for seat in second_ones(first, "export")} & {"israel", "hamas", "cmcc"} == set()
