"""What becomes of each act: the same for every reader, from the log alone."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from safeconduct.record.body import Attached, Body, parse_body
from safeconduct.record.book import Standing
from safeconduct.record.faults import Bad
from safeconduct.record.key_acts import BodyRedacted, parse_own
from safeconduct.record.leaf import sign_leaf
from safeconduct.record.standing import Replay
from tests.signed_log import Device, Signed, SignedLog, genesis_act, kid, registration, seed

A, B, S = "north officer 0", "north officer 1", "south officer 0"


@pytest.fixture
def log() -> SignedLog:
    found = SignedLog().found()
    for label in (A, B, S):
        found.officer(label)
    return found


def claim(name: str = "x", **more: Any) -> dict[str, Any]:
    return {"type": "obligation.claimed/1", "id": name, **more}


def code(log: SignedLog, index: int) -> str:
    return log.replay.standing(index).code


def signed(log: SignedLog, label: str, count: int) -> list[Signed]:
    """Sign some acts that do not go into the log yet."""
    return [log.device(label).sign(claim(f"{label} {n}")) for n in range(count)]


# ---- the beginning ----


def test_a_log_that_begins_with_another_genesis_act_is_not_read() -> None:
    log = SignedLog()
    first = log.device("north root 0").sign(log.genesis)
    replay = Replay(bytes(32))
    with pytest.raises(Bad) as caught:
        replay.apply(0, *first)
    assert (caught.value.code, caught.value.expected, replay.size) == ("genesis.differs", "00" * 32, 0)


def test_a_log_whose_first_leaf_is_not_signed_by_a_root_is_not_read() -> None:
    log = SignedLog()
    first = log.device("north root 0").sign(log.genesis)
    stranger = sign_leaf(seed("stranger"), first.act_id)
    with pytest.raises(Bad, match="not signed by a root key"):
        log.replay.apply(0, stranger, first.body)
    with pytest.raises(Bad, match="is not here"):
        log.replay.apply(0, first.leaf, None)
    with pytest.raises(Bad, match="genesis"):
        log.replay.apply(0, *log.device("south root 0").sign(claim()))


def test_nothing_takes_effect_before_every_organisation_has_signed() -> None:
    log = SignedLog()
    orgs = list(log.genesis["organisations"])
    log.by_roots(log.genesis, *orgs[:-1])
    assert (log.replay.is_founded, log.by_roots(registration(A, org="north"), "north").code) == (False, "no_effect")
    last = log.by_roots(log.genesis, orgs[-1])
    assert (log.replay.is_founded, last.code, code(log, 0)) == (True, "in_effect", "in_effect")
    assert log.by_roots(genesis_act(agreement="cd" * 32), "north").code == "no_effect"
    assert log.sign("north root 2", log.genesis).code == "in_effect"


# ---- what is no act ----


def test_what_is_not_validly_signed_is_no_act_and_changes_nothing(log: SignedLog) -> None:
    before = log.device(A).sign(claim())
    stranger = Device("stranger", "north").sign(claim())
    forged = Signed(before.leaf[:-1] + bytes([before.leaf[-1] ^ 1]), before.body)
    cut = Signed(before.leaf[:-1], before.body)
    assert [log.add(one).code for one in (stranger, forged, cut)] == ["not_an_act"] * 3
    assert log.add(before).code == "in_effect"
    again = log.add(before)
    assert (again.code, again.because) == ("not_an_act", f"the act at {again.index - 1} again")
    assert log.sign(A, claim("y")).code == "in_effect"


@pytest.mark.parametrize("field", [{"log": "record.example/other"}, {"org": "south"}, {"device": "00" * 8}])
def test_a_body_that_names_another_signer_is_no_act(log: SignedLog, field: dict[str, str]) -> None:
    found = log.sign(A, claim(), **field)
    assert (found.code, "its body names another" in found.because) == ("not_an_act", True)


def test_the_wrong_body_or_the_wrong_index_is_refused_and_changes_nothing(log: SignedLog) -> None:
    one, two = signed(log, A, 2)
    before = log.replay.state_digest()
    with pytest.raises(Bad, match="not the one that was signed"):
        log.replay.apply(log.replay.size, one.leaf, two.body)
    with pytest.raises(Bad, match="not the next leaf"):
        log.replay.apply(log.replay.size + 1, *one)
    assert log.replay.state_digest() == before
    assert log.add(one).code == "in_effect"


# ---- held ----


def test_a_later_number_waits_and_takes_effect_when_the_gap_is_closed(log: SignedLog) -> None:
    one, two, three = signed(log, A, 3)
    assert [log.add(act).code for act in (three, two)] == ["held", "held"]
    [(key, first, last, waiting)] = log.replay.gaps()
    assert (key.kid, first, last, waiting) == (kid(A), 0, 0, (log.replay.size - 1, log.replay.size - 2))
    closing = log.add(one)
    assert [(found.index, found.code, found.at) for found in log.last] == [
        (closing.index, "in_effect", closing.index),
        (closing.index - 2, "in_effect", closing.index),
        (closing.index - 1, "in_effect", closing.index),
    ]
    assert list(log.replay.gaps()) == []


def test_held_acts_are_done_in_the_order_of_their_chain(log: SignedLog) -> None:
    seen: list[str] = []

    def judge(index: int, body: Body, at: int) -> tuple[Standing, ...]:
        seen.append(f"{body.act['id']} at {at - index}")
        return ()

    log.replay._judge = judge
    one, two, three = signed(log, A, 3)
    for act in (three, two, one):
        log.add(act)
    assert seen == [f"{A} 0 at 0", f"{A} 1 at 1", f"{A} 2 at 2"]


def test_the_key_of_a_held_act_is_asked_at_its_own_index(log: SignedLog) -> None:
    one, two, three = signed(log, A, 3)
    held = log.add(two)
    log.by_roots({"type": "key.revoked/1", "kid": kid(A).hex(), "last_good": 0, "reason": "lost"}, "north")
    late = log.add(three)
    log.add(one)
    assert (code(log, held.index), code(log, late.index)) == ("in_effect", "disputed")


def test_a_held_signature_counts_when_its_turn_comes(log: SignedLog) -> None:
    act = registration("north officer 3", org="north")
    root = log.device("north root 1")
    first, second = root.sign(claim()), root.sign(act)
    held = log.add(second)
    assert (held.code, log.sign("north root 0", act).code) == ("held", "incomplete")
    closing = log.add(first)
    then = log.replay.standing(held.index)
    assert (closing.code, then.code, then.at) == ("out_of_scope", "in_effect", closing.index)
    key = log.replay.state.keyring.get(kid("north officer 3"))
    assert key is not None
    assert key.since == closing.index


def test_an_officer_accepts_a_gap_and_what_comes_after_all_is_disputed(log: SignedLog) -> None:
    one, two, three, four = signed(log, A, 4)
    held = log.add(three)
    gap = {"type": "gap.accepted/1", "kid": kid(A).hex(), "first": 0, "last": 1}
    wrong = [gap | {"last": 0}, gap | {"first": 1}, gap | {"last": 2}]
    assert [log.sign(B, act).code for act in wrong] == ["no_effect"] * 3
    assert log.sign(S, gap).code == "no_effect"
    accepted = log.sign(B, gap)
    then = log.replay.standing(held.index)
    assert (accepted.code, then.code, then.at) == ("in_effect", "in_effect", accepted.index)
    assert [log.add(act).code for act in (two, four, one)] == ["disputed", "in_effect", "disputed"]


def test_nobody_accepts_a_gap_of_his_own_key(log: SignedLog) -> None:
    one, two = signed(log, A, 2)
    log.add(two)
    del one
    gap = {"type": "gap.accepted/1", "kid": kid(A).hex(), "first": 0, "last": 0}
    assert (log.sign(A, gap).code, log.sign(B, gap).code) == ("held", "in_effect")
    assert code(log, log.replay.size - 2) == "no_effect"


# ---- equivocation ----


def test_a_second_act_with_a_number_closes_the_key_for_what_comes_and_what_stood_stands(log: SignedLog) -> None:
    acts = signed(log, A, 4)
    places = [log.add(act).index for act in acts]
    twin = log.device(A).sign(claim("other"), seq=2, prev=acts[1].act_id.hex())
    found = log.add(twin)
    assert (found.code, found.refs) == ("equivocation", (places[2], found.index))
    assert [code(log, place) for place in places] == ["in_effect"] * 4
    later = log.sign(A, claim("later"))
    assert (later.code, later.refs) == ("equivocation", (found.index,))
    keyring = log.replay.state.keyring
    assert [keyring.status_at(kid(A), index, 2).code for index in (found.index, found.index + 1)] == ["valid", "suspended"]
    assert keyring.status_at(kid(A), 10**6, 2).by == found.index
    assert keyring.closed_at(kid(A)) == found.index


def test_of_two_held_acts_with_one_number_the_first_is_held_on_and_the_gap_before_it_can_still_close(log: SignedLog) -> None:
    one, two = signed(log, A, 2)
    twin = log.device(A).sign(claim("other"), seq=1, prev=one.act_id.hex())
    first, second = log.add(two).index, log.add(twin).index
    assert [code(log, place) for place in (first, second)] == ["held", "equivocation"]
    # The missing act comes from a closed key, and closes the gap only because the one that waits names it.
    assert [log.add(one).code, code(log, first)] == ["equivocation", "in_effect"]
    assert list(log.replay.gaps()) == []


def test_what_waits_and_names_another_act_before_it_is_the_equivocation(log: SignedLog) -> None:
    one, two = signed(log, A, 2)
    held = log.add(two).index
    other = log.add(log.device(A).sign(claim("other"), seq=0, prev=""))
    assert [other.code, code(log, held)] == ["in_effect", "equivocation"]
    assert [log.add(one).code, log.sign(A, claim("later")).code] == ["equivocation", "equivocation"]
    assert list(log.replay.gaps()) == []


def test_what_a_closed_key_had_signed_before_still_takes_effect_when_a_gap_is_accepted(log: SignedLog) -> None:
    acts = signed(log, A, 3)
    held = [log.add(act).index for act in acts[1:]]
    log.add(log.device(A).sign(claim("other"), seq=2, prev=acts[1].act_id.hex()))
    log.sign(B, {"type": "gap.accepted/1", "kid": kid(A).hex(), "first": 0, "last": 0})
    assert [code(log, place) for place in held] == ["in_effect", "in_effect"]


def test_an_act_that_names_another_one_before_it_is_equivocation(log: SignedLog) -> None:
    one, _ = signed(log, A, 2)
    place = log.add(one).index
    stray = log.device(A).sign(claim("stray"), seq=1, prev="cd" * 32)
    found = log.add(stray)
    assert (found.code, code(log, place)) == ("equivocation", "in_effect")
    assert "names another act" in found.because


def test_after_the_first_equivocation_of_a_key_others_are_no_more_than_acts_of_a_closed_key(log: SignedLog) -> None:
    acts = signed(log, A, 3)
    places = [log.add(act).index for act in acts]
    twins = [log.add(log.device(A).sign(claim(f"twin {seq}"), seq=seq, prev=acts[seq - 1].act_id.hex())) for seq in (2, 1)]
    assert [code(log, place) for place in places] == ["in_effect"] * 3
    assert [twin.refs for twin in twins] == [(places[2], twins[0].index), (places[1], twins[0].index)]
    assert log.replay.state.keyring.closed_at(kid(A)) == twins[0].index


# ---- disputes ----


def test_a_disputed_act_takes_effect_when_another_officer_signs_the_same_matter(log: SignedLog) -> None:
    place = log.sign(A, claim("a")).index
    log.by_roots({"type": "key.compromised/1", "kid": kid(A).hex(), "last_good": -1}, "north")
    assert code(log, place) == "disputed"
    assert (log.sign(S, claim("a")).code, code(log, place)) == ("in_effect", "disputed")
    assert (log.sign(A, claim("a")).code, code(log, place)) == ("disputed", "disputed")
    lifting = log.sign(B, claim("a"))
    assert [(one.index, one.code, one.at) for one in log.last] == [
        (lifting.index, "in_effect", lifting.index),
        (place, "in_effect", lifting.index),
        (lifting.index - 1, "in_effect", lifting.index),
    ]
    assert log.replay.standing(place).refs == (lifting.index,)


def test_what_was_countersigned_stays_when_more_is_disputed(log: SignedLog) -> None:
    places = [log.sign(A, claim(name)).index for name in "abc"]
    compromised = {"type": "key.compromised/1", "kid": kid(A).hex()}
    log.by_roots(compromised | {"last_good": 1}, "north")
    log.sign(B, claim("c"))
    log.by_roots(compromised | {"last_good": -1}, "north")
    assert [code(log, place) for place in places] == ["disputed", "disputed", "in_effect"]


# ---- scope ----


@pytest.mark.parametrize(
    ("scoped", "act", "at", "expected"),
    [
        ({"types": ["weapon.*"]}, {"type": "weapon.received/1", "id": "w"}, None, "in_effect"),
        ({"types": ["weapon.*"]}, claim(), None, "out_of_scope"),
        ({"posts": ["gate_1"]}, claim(post="gate_1"), None, "in_effect"),
        ({"posts": ["gate_1"]}, claim(post="gate_2"), None, "out_of_scope"),
        ({"posts": ["gate_1"]}, claim(), None, "out_of_scope"),
        ({"posts": ["gate_1"]}, {"type": "noop.padded/1"}, None, "in_effect"),
        ({"places": ["gate_1"]}, claim(place="gate_1"), None, "in_effect"),
        ({"places": ["gate_1"]}, claim(place="gate_1", zone="gate_2"), None, "out_of_scope"),
        ({"places": ["gate_1"]}, claim(site="gate_2"), None, "out_of_scope"),
        ({"places": ["gate_1"]}, claim(), None, "in_effect"),
        ({"places": ["gate_1"]}, {"type": "noop.padded/1"}, None, "in_effect"),
        ({}, claim(), "2026-10-31T23:59:59+00:00", "out_of_scope"),
        ({}, claim(), "2026-11-01T02:00:00+02:00", "in_effect"),
        ({}, claim(), "2027-01-15T00:00:00+00:00", "out_of_scope"),
    ],
)
def test_what_lies_outside_the_scope_has_no_effect(
    scoped: dict[str, Any], act: dict[str, Any], at: str | None, expected: str
) -> None:
    log = SignedLog().found()
    log.officer(A, **scoped)
    assert log.sign(A, act, **({"at": at} if at else {})).code == expected


def test_root_keys_and_keys_of_witnesses_sign_no_acts_of_an_agreement(log: SignedLog) -> None:
    log.by_roots(registration("north witness 0", org="north", role="witness"), "north")
    codes = [log.sign(label, claim()).code for label in ("north root 0", "north witness 0")]
    assert codes == ["out_of_scope", "out_of_scope"]


def test_acts_of_the_record_that_are_faulty_or_unknown_have_no_effect_and_say_why(log: SignedLog) -> None:
    faulty = log.sign(A, {"type": "gap.accepted/1", "kid": kid(B).hex(), "first": 3, "last": 2})
    unknown = log.sign(A, {"type": "key.frozen/1"})
    nowhere = log.sign(A, {"type": "key.compromised/1", "kid": "00" * 8, "last_good": 0})
    assert [one.code for one in (faulty, unknown, nowhere)] == ["no_effect"] * 3
    assert "last: the gap ends before it begins" in faulty.because
    assert "no such act of the record" in unknown.because
    assert "no key that this log knows" in nowhere.because


# ---- the judge ----


def test_the_judge_is_asked_only_for_what_would_take_effect(log: SignedLog) -> None:
    asked: list[str] = []

    def judge(index: int, body: Body, at: int) -> tuple[Standing, ...]:
        asked.append(body.act["id"])
        if body.act["id"] == "second":
            return tuple(Standing(one, "contested", "decided twice") for one in (index, index - 1))
        return (Standing(index, "no_effect", "not ready"),) if body.act["id"] == "early" else ()

    log.replay._judge = judge
    log.sign(A, {"type": "noop.padded/1"})
    log.sign(A, claim("out"), at="2026-10-31T00:00:00+00:00")
    assert [log.sign(A, claim("early")).code, log.sign(A, claim("first")).code] == ["no_effect", "in_effect"]
    second = log.sign(B, claim("second"))
    assert (asked, second.code, code(log, second.index - 1)) == (["early", "first", "second"], "contested", "contested")


def test_a_joint_act_of_all_concerned_resolves_a_conflict(log: SignedLog) -> None:
    one, other = log.device(A).sign(claim("one")), log.device(S).sign(claim("other"))
    places = [log.add(act).index for act in (one, other)]
    act = {"type": "conflict.resolved/1", "between": [one.act_id.hex(), other.act_id.hex()], "stands": other.act_id.hex()}
    first = log.sign(A, act)
    assert (first.code, first.because) == ("incomplete", "still lacking: an officer of south")
    assert log.sign(S, act).code == "in_effect"
    assert [code(log, place) for place in places] == ["no_effect", "in_effect"]
    neither = act | {"stands": ""}
    assert [log.sign(A, neither).code, log.sign(S, neither).code] == ["incomplete", "in_effect"]
    assert [code(log, place) for place in places] == ["no_effect", "no_effect"]


def test_a_joint_act_decides_neither_acts_of_the_record_nor_acts_that_are_not_there(log: SignedLog) -> None:
    one = log.device(A).sign(claim())
    own = log.device(A).sign({"type": "key.compromised/1", "kid": kid(S).hex(), "last_good": 0})
    for act in (one, own):
        log.add(act)
    for other in (own.act_id, bytes(32)):
        act = {"type": "conflict.resolved/1", "between": [one.act_id.hex(), other.hex()], "stands": ""}
        assert log.sign(A, act).code == "no_effect"


# ---- erasure ----

C = bytes([7]) * 32


def attach(log: SignedLog, label: str, c: bytes = C) -> Signed:
    act = log.device(label).sign(claim("with"), att=(Attached(c, 100, "image/jpeg", "photo"),))
    log.add(act)
    return act


def test_whoever_attached_it_orders_an_erasure_alone_and_holders_report(log: SignedLog) -> None:
    attach(log, A)
    for label in ("operator officer 0", "guarantor officer 0"):
        log.officer(label)
    order = log.device(B).sign({"type": "erasure.ordered/1", "att": [C.hex()]})
    assert log.add(order).code == "in_effect"
    done = {"type": "erasure.done/1", "order": order.act_id.hex(), "holder": "operator"}
    open_now = [left for _, left in log.replay.state.erasures.outstanding()]
    assert open_now == [("operator", "guarantor")]
    assert [log.sign(label, done).code for label in ("guarantor officer 0", "operator officer 0")] == ["no_effect", "in_effect"]
    assert [left for _, left in log.replay.state.erasures.outstanding()] == [("guarantor",)]
    assert log.sign("guarantor officer 0", done | {"holder": "guarantor"}).code == "in_effect"
    assert list(log.replay.state.erasures.outstanding()) == []
    assert log.sign(S, done | {"holder": "south"}).code == "no_effect"


def test_in_the_place_of_an_owner_every_other_party_and_two_guarantors_order_an_erasure(log: SignedLog) -> None:
    attach(log, A)
    order = {"type": "erasure.ordered/1", "att": [C.hex()]}
    helpers = [f"{org} officer 0" for org in ("operator", "guarantor", "recorder")]
    for label in helpers:
        log.officer(label)
    found = [log.sign(label, order) for label in (S, *helpers)]
    assert [one.code for one in found] == ["incomplete", "no_effect", "incomplete", "in_effect"]
    whose = "still lacking: an officer of north, which attached it; or in its place"
    ways = [f"{whose} officers of two guarantors", f"{whose} an officer of one more guarantor"]
    assert [one.because for one in found[::2]] == ways


def test_who_names_a_commitment_first_owns_it_and_an_order_on_several_owners_needs_each(log: SignedLog) -> None:
    other = bytes([8]) * 32
    for label, c in ((A, C), (S, C), (S, other)):
        attach(log, label, c)
    order = {"type": "erasure.ordered/1", "att": [C.hex(), other.hex()]}
    assert [log.sign(S, order | {"att": [C.hex()]}).code, log.sign(S, order).code] == ["incomplete", "incomplete"]
    for n in range(2):
        # One order on what both attached is no way around asking both.
        assert log.sign(f"guarantor root {n}", order).code == ("incomplete", "no_effect")[n]
    assert log.sign(B, order).code == "in_effect"


def test_two_guarantors_alone_do_not_erase_what_both_parties_attached(log: SignedLog) -> None:
    other = bytes([8]) * 32
    for label, c in ((A, C), (S, other)):
        attach(log, label, c)
    order = {"type": "erasure.ordered/1", "att": [C.hex(), other.hex()]}
    found = [log.sign(f"{org} root 0", order) for org in ("guarantor", "recorder", "example")]
    assert [one.code for one in found] == ["incomplete", "incomplete", "no_effect"]
    assert log.replay.state.erasures.orders == []


def test_what_nobody_here_has_seen_attached_is_erased_by_every_party_and_two_guarantors(log: SignedLog) -> None:
    order = {"type": "erasure.ordered/1", "att": ["ab" * 32]}
    found = [log.sign(label, order) for label in (A, S, "guarantor root 0", "recorder root 0")]
    assert [one.code for one in found] == ["incomplete", "incomplete", "incomplete", "in_effect"]
    assert found[1].because == "still lacking: officers of two guarantors"


def test_a_holders_word_falls_with_its_key(log: SignedLog) -> None:
    attach(log, A)
    for label in ("operator officer 0", "operator officer 1"):
        log.officer(label)
    order = log.device(A).sign({"type": "erasure.ordered/1", "att": [C.hex()]})
    log.add(order)
    log.sign("operator officer 0", {"type": "erasure.done/1", "order": order.act_id.hex(), "holder": "operator"})
    stolen = {"type": "key.compromised/1", "kid": kid("operator officer 0").hex(), "last_good": -1}
    log.sign("operator officer 1", stolen)
    assert [left for _, left in log.replay.state.erasures.outstanding()] == [("guarantor",)]
    log.by_roots(stolen, "operator")
    assert [left for _, left in log.replay.state.erasures.outstanding()] == [("operator", "guarantor")]


def redaction(act: Signed, label: str, seq: int, prev: str, *att: bytes) -> dict[str, Any]:
    return {"type": "body.redacted/1", "act": act.act_id.hex(), "org": label.split()[0], "device": kid(label).hex(), "seq": seq,
            "prev": prev, "att": [one.hex() for one in att]}  # fmt: skip


def without(log: SignedLog, index: int, act: dict[str, Any]) -> Replay:
    """Read a log again where one body has gone and the later act says so."""
    own = parse_own(act)
    assert isinstance(own, BodyRedacted)
    replay = Replay(log.digest)
    for place, one in enumerate(log.acts):
        replay.apply(place, one.leaf, None if place == index else one.body, redacted=own if place == index else None)
    return replay


def test_two_organisations_redact_a_body_and_later_readers_come_to_the_same_state(log: SignedLog) -> None:
    before = log.device(A).sign(claim("before"))
    log.add(before)
    gone = attach(log, A)
    place = log.replay.size - 1
    log.sign(A, claim("after"))
    act = redaction(gone, A, 1, before.act_id.hex(), C)
    assert [log.sign("guarantor root 0", act).code, code(log, place)] == ["incomplete", "in_effect"]
    assert [log.sign(A, act).code, code(log, place)] == ["in_effect", "redacted"]
    later = without(log, place, act)
    assert later.state_digest() == log.replay.state_digest()
    assert later.unproven() == ()


def test_a_redaction_that_says_other_facts_has_no_effect(log: SignedLog) -> None:
    before = log.device(A).sign(claim("before"))
    log.add(before)
    gone = attach(log, A)
    good = redaction(gone, A, 1, before.act_id.hex(), C)
    changes = ({"seq": 2}, {"prev": "cd" * 32}, {"att": []}, {"org": "south"}, {"device": kid(B).hex()}, {"act": "cd" * 32})
    for change in changes:
        assert log.sign(S, good | change).code == "no_effect"
    assert log.sign(S, good).code == "incomplete"


def test_a_redaction_that_never_comes_is_a_finding(log: SignedLog) -> None:
    gone = attach(log, A)
    act = redaction(gone, A, 0, "", C)
    assert without(log, log.replay.size - 1, act).unproven() == (gone.act_id,)


def test_acts_on_keys_cannot_be_redacted(log: SignedLog) -> None:
    act = log.device(A).sign({"type": "key.compromised/1", "kid": kid(A).hex(), "last_good": 9})
    log.add(act)
    assert log.sign(S, redaction(act, A, 0, "")).code == "no_effect"


def test_a_reader_without_some_bodies_goes_on_and_says_which(log: SignedLog) -> None:
    for n in range(4):
        log.sign(A, claim(str(n)))
    start = log.replay.size - 4
    replay = Replay(log.digest)
    for index, one in enumerate(log.acts):
        replay.apply(index, one.leaf, None if index in (start, start + 1) else one.body)
    codes = [replay.standing(index).code for index in range(start, start + 4)]
    assert codes == ["unseen", "unseen", "in_effect", "in_effect"]
    assert replay.state_digest() != log.replay.state_digest()


# ---- one log, one answer ----


def test_the_state_digest_shows_every_difference(log: SignedLog) -> None:
    digests = {log.replay.state_digest()}
    one, two, three = signed(log, A, 3)
    for act in (three, one, two):
        log.add(act)
        digests.add(log.replay.state_digest())
    log.sign(B, {"type": "key.compromised/1", "kid": kid(A).hex(), "last_good": 1})
    digests.add(log.replay.state_digest())
    assert len(digests) == 5


STEPS = ("claim hold release twin stray compromise confirm revoke countersign register gap attach erase decide help over falsify "
         "bad").split()  # fmt: skip
HELPERS = ("guarantor root 0", "recorder root 0")


class Story:
    """A log made of steps that a search chooses."""

    def __init__(self) -> None:
        self.log = SignedLog().found()
        for label in (A, B, S):
            self.log.officer(label, delegates=True)
        self.kept: list[Signed] = []
        self.open: list[dict[str, Any]] = []
        self.claims: list[Signed] = []
        self.counter = 0

    def step(self, word: str, label: str) -> None:
        log, device = self.log, self.log.device(label)
        self.counter += 1
        name = f"{word} {self.counter}"
        if word == "hold":
            self.kept.append(device.sign(claim(name)))
        elif word == "release" and self.kept:
            log.add(self.kept.pop())
        elif word in ("twin", "stray") and device.seq:
            log.sign(label, claim(name), seq=device.seq - 1, prev="cd" * 32 if device.seq > 1 else "")
        elif word in ("compromise", "revoke"):
            target = {"type": f"key.{word}d/1", "kid": kid(A if label != A else B).hex(), "last_good": self.counter % 4}
            self.open.append(target | ({"reason": "lost"} if word == "revoke" else {}))
            log.sign(label, self.open[-1])
        elif word == "confirm" and self.open:
            log.sign(("north root 0", "north root 1", label)[self.counter % 3], self.open[-1])
        elif word == "help" and self.open:
            for helper in HELPERS:
                log.sign(helper, self.open[-1])
        elif word == "over":
            log.sign(label, claim(name), at="2027-02-01T00:00:00+00:00")
        elif word == "falsify" and self.claims:
            act = self.claims[-1]
            body = parse_body(act.body)
            false = {"act": act.act_id.hex(), "org": body.org, "device": body.device, "seq": body.seq + 1, "prev": "ab" * 32}
            self.open.append({"type": "body.redacted/1", "att": [], **false})
            log.sign(label, self.open[-1])
        elif word == "countersign":
            log.sign(label, claim("claim 1"))
        elif word == "register":
            fresh = f"{label.split()[0]} officer {3 + self.counter % 5}"
            log.sign(label, registration(fresh, org=label.split()[0]))
        elif word == "gap":
            for key, first, last, _ in list(log.replay.gaps()):
                log.sign(label, {"type": "gap.accepted/1", "kid": key.kid.hex(), "first": first, "last": last})
        elif word == "attach":
            attach(log, label, bytes([self.counter % 3]) * 32)
        elif word == "erase":
            self.open.append({"type": "erasure.ordered/1", "att": (bytes([self.counter % 3]) * 32).hex().split()})
            log.sign(label, self.open[-1])
        elif word == "decide" and len(self.claims) > 1:
            pair = [one.act_id.hex() for one in self.claims[-2:]]
            self.open.append({"type": "conflict.resolved/1", "between": pair, "stands": pair[self.counter % 2]})
            log.sign(label, self.open[-1])
        elif word == "bad":
            log.add(Signed(device.sign(claim(name), seq=50, prev="ab" * 32).leaf[::-1], b"{}"))
        else:
            self.claims.append(device.sign(claim(name)))
            log.add(self.claims[-1])


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(STEPS), st.sampled_from([A, B, S])), max_size=25))
def test_two_readers_of_one_log_agree_at_every_step(steps: list[tuple[str, str]]) -> None:
    story = Story()
    for word, label in steps:
        story.step(word, label)
    log = story.log
    other = Replay(log.digest)
    now: dict[int, Standing] = {}
    for index, one in enumerate(log.acts):
        changed = other.apply(index, *one)
        assert changed[0].index == index
        now |= {found.index: found for found in changed}
    assert other.state_digest() == log.replay.state_digest()
    # What each step gave back adds up to what the reading says at the end.
    assert now == {index: log.replay.standing(index) for index in range(log.replay.size)}


STORIES = st.lists(st.tuples(st.sampled_from(STEPS), st.sampled_from([A, B, S])), min_size=3, max_size=20)


@settings(max_examples=150, deadline=None)
@given(STORIES, st.data(), STORIES)
def test_a_reader_after_a_redaction_agrees_with_one_before(
    steps: list[tuple[str, str]], data: st.DataObject, more: list[tuple[str, str]]
) -> None:
    story = Story()
    for word, label in steps:
        story.step(word, label)
    log, book = story.log, story.log.replay.state.book
    acts = {index: one for index, one in enumerate(log.acts) if book.act_id(index)}
    place = data.draw(st.sampled_from(sorted(acts)[SignedLog().found().replay.size :]))
    body = parse_body(acts[place].body)
    label = next(name for name in log.devices if kid(name).hex() == body.device)
    act = redaction(acts[place], label, body.seq, body.prev, *(one.c for one in body.att))
    log.sign(f"{body.org} root 2", act)
    done = log.sign("example root 2", act)
    size = log.replay.size
    for word, other in more:
        story.step(word, other)
    if done.code == "in_effect":
        later = Replay(log.digest)
        own = parse_own(act)
        assert isinstance(own, BodyRedacted)
        for index, one in enumerate(log.acts):
            hidden = index == place
            later.apply(index, one.leaf, None if hidden else one.body, redacted=own if hidden else None)
        assert later.unproven() == ()
        assert [later.standing(index)[:2] for index in range(size, later.size)] == [
            log.replay.standing(index)[:2] for index in range(size, later.size)
        ]
        assert later.state_digest() == log.replay.state_digest()
    else:
        assert book.standing(place).code != "redacted"


# ---- the edges ----


def test_a_place_that_was_not_read_has_no_standing(log: SignedLog) -> None:
    for index in (-1, log.replay.size):
        with pytest.raises(Bad, match="no such place"):
            log.replay.standing(index)
    with pytest.raises(Bad, match="no leaf"):
        _ = Replay(log.digest).state


def test_a_holders_word_at_the_last_good_number_stays_and_other_keys_words_too(log: SignedLog) -> None:
    attach(log, A)
    log.officer("operator officer 0")
    log.officer("guarantor officer 0")
    order = log.device(A).sign({"type": "erasure.ordered/1", "att": [C.hex()]})
    log.add(order)
    log.sign("guarantor officer 0", claim("first"))
    for org in ("operator", "guarantor"):
        log.sign(f"{org} officer 0", {"type": "erasure.done/1", "order": order.act_id.hex(), "holder": org})
    log.by_roots({"type": "key.compromised/1", "kid": kid("operator officer 0").hex(), "last_good": 0}, "operator")
    assert list(log.replay.state.erasures.outstanding()) == []


def test_two_late_acts_with_one_number_are_equivocation(log: SignedLog) -> None:
    one, two = signed(log, A, 2)
    log.add(two)
    log.sign(B, {"type": "gap.accepted/1", "kid": kid(A).hex(), "first": 0, "last": 0})
    late = log.add(one).index
    twin = log.add(log.device(A).sign(claim("twin"), seq=0, prev=""))
    assert (twin.code, twin.refs) == ("equivocation", (late, twin.index))
    assert (code(log, late), code(log, late - 2)) == ("disputed", "in_effect")
    assert twin.because == "two acts of this key have one number, number 0"


def test_acts_on_which_others_rest_cannot_be_redacted(log: SignedLog) -> None:
    one, other = log.device(A).sign(claim("one")), log.device(S).sign(claim("other"))
    for act in (one, other):
        log.add(act)
    decided = {"type": "conflict.resolved/1", "between": [one.act_id.hex(), other.act_id.hex()], "stands": ""}
    for label in (A, S):
        log.sign(label, decided)
    disputed = log.device(A).sign(claim("disputed"))
    log.add(disputed)
    log.by_roots({"type": "key.compromised/1", "kid": kid(A).hex(), "last_good": 1}, "north")
    log.sign(B, claim("disputed"))
    for act, label, seq, prev in ((one, A, 0, ""), (disputed, A, 2, log.acts[-5].act_id.hex())):
        found = log.sign(S, redaction(act, label, seq, prev))
        assert (found.code, "rests on this one" in found.because) == ("no_effect", True)


def test_a_held_act_that_was_redacted_does_nothing_when_its_turn_comes() -> None:
    asked: list[str] = []
    log = SignedLog(judge=lambda index, body, at: asked.append(body.act["id"]) or ()).found()
    for label in (A, B, S):
        log.officer(label)
    one, two = signed(log, A, 2)
    place = log.add(two).index
    for label in (B, "guarantor root 0"):
        log.sign(label, redaction(two, A, 1, one.act_id.hex()))
    assert log.add(one).code == "in_effect"
    assert (code(log, place), asked, list(log.replay.gaps())) == ("redacted", [f"{A} 0"], [])


def test_a_redaction_of_another_organisations_act_is_not_taken_for_this_one(log: SignedLog) -> None:
    gone = attach(log, A)
    own = parse_own(redaction(gone, A, 0, "", C) | {"org": "south"})
    assert isinstance(own, BodyRedacted)
    replay = Replay(log.digest)
    for index, one in enumerate(log.acts[:-1]):
        replay.apply(index, *one)
    with pytest.raises(Bad, match="of another act"):
        replay.apply(replay.size, gone.leaf, None, redacted=own)


def test_a_leaf_without_its_body_closes_a_gap_that_later_acts_vouch_for(log: SignedLog) -> None:
    acts = signed(log, A, 5)
    replay = log.read_again()
    start = replay.size

    def read(number: int, body: bool) -> list[tuple[int, str]]:
        found = replay.apply(replay.size, acts[number].leaf, acts[number].body if body else None)
        return [(one.index - start, one.code) for one in found]

    assert read(2, True) == [(0, "held")]
    assert read(0, False) == [(1, "unseen")]
    assert read(1, False) == [(2, "unseen"), (0, "in_effect")]
    assert replay.standing(start + 1).because == "its body is not here"
    assert read(4, True) == [(3, "held")]
    assert read(3, False) == [(4, "unseen"), (3, "in_effect")]


def test_leaves_without_bodies_are_counted_one_for_each_number(log: SignedLog) -> None:
    acts = signed(log, A, 6)
    replay = log.read_again()
    codes = []
    # Two leaves of three are there when number 5 names the last of them: one number is still missing.
    for number, body in ((0, True), (1, False), (4, False), (5, True), (2, False), (3, False)):
        codes.append(replay.apply(replay.size, acts[number].leaf, acts[number].body if body else None)[-1].code)
    assert codes == ["in_effect", "unseen", "unseen", "held", "unseen", "in_effect"]
    assert dict(replay.state.chain(kid(A)).blind) == {}
