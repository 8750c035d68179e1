"""Hostile holders of a valid key: what one of them alone must not be able to do to others, to its own word, to the readers."""

from __future__ import annotations

import time
from hashlib import sha256
from typing import Any

import pytest

from safeconduct.record import jsonform
from safeconduct.record.body import parse_body
from safeconduct.record.faults import Bad
from tests.signed_log import Signed, SignedLog, kid, registration
from tests.unit.test_contested import ROOT, WINDOW, Story, screening

A, B, C, S, G = "north officer 0", "north officer 1", "north officer 2", "south officer 0", "guarantor officer 0"


@pytest.fixture
def log() -> SignedLog:
    found = SignedLog().found()
    for label in (A, B, S, G):
        found.officer(label)
    return found


def claim(name: str = "x", **more: Any) -> dict[str, Any]:
    return {"type": "obligation.claimed/1", "id": name, **more}


def codes(log: SignedLog, *indexes: int) -> list[str]:
    return [log.replay.standing(index).code for index in indexes]


def signed(log: SignedLog, label: str, count: int) -> list[int]:
    return [log.sign(label, claim(f"{label} {n}")).index for n in range(count)]


def redaction(log: SignedLog, index: int, **changes: Any) -> dict[str, Any]:
    body = parse_body(log.acts[index].body)
    return {"type": "body.redacted/1", "act": log.acts[index].act_id.hex(), "org": body.org, "device": body.device,
            "seq": body.seq, "prev": body.prev, "att": []} | changes  # fmt: skip


def another_with(log: SignedLog, label: str, index: int) -> Signed:
    """Sign another act with the number of one that stands in the log."""
    before = parse_body(log.acts[index].body)
    return log.device(label).sign(claim("another"), seq=before.seq, prev=before.prev)


# ---- a key that was closed is in somebody else's hands ----


def test_a_stolen_key_that_is_closed_takes_nothing_from_what_stood_before(log: SignedLog) -> None:
    stood = signed(log, A, 4)
    log.sign(B, {"type": "key.compromised/1", "kid": kid(A).hex(), "last_good": 3})
    late = log.add(another_with(log, A, stood[0]))
    assert [late.code, *codes(log, *stood)] == ["disputed", *["in_effect"] * 4]


def test_an_officer_who_left_takes_nothing_from_what_stood_before(log: SignedLog) -> None:
    stood = signed(log, A, 4)
    log.by_roots({"type": "key.revoked/1", "kid": kid(A).hex(), "last_good": 3, "reason": "left"}, "north")
    late = log.add(another_with(log, A, stood[0]))
    assert [late.code, *codes(log, *stood)] == ["disputed", *["in_effect"] * 4]


def test_a_stolen_key_that_is_closed_fills_no_gap(log: SignedLog) -> None:
    device = log.device(A)
    missing, waiting = device.sign(claim("missing")), device.sign(claim("waiting"))
    held = log.add(waiting).index
    log.sign(B, {"type": "key.compromised/1", "kid": kid(A).hex(), "last_good": 1})
    log.add(device.sign(claim("made up"), seq=0, prev=""))
    assert codes(log, held) == ["held"]
    assert [log.add(missing).code, *codes(log, held)] == ["disputed", "in_effect"]


def test_a_key_that_revoked_itself_for_later_can_still_be_revoked(log: SignedLog) -> None:
    log.officer(C, delegates=True)
    log.sign(C, {"type": "key.revoked/1", "kid": kid(C).hex(), "last_good": 2**53 - 1, "reason": "left"})
    log.by_roots({"type": "key.revoked/1", "kid": kid(C).hex(), "last_good": 0, "reason": "left"}, "north")
    assert log.sign(C, claim()).code == "disputed"


def test_one_officer_alone_does_not_wipe_what_its_organisation_has_signed(log: SignedLog) -> None:
    stood = signed(log, A, 3)
    log.sign(B, {"type": "key.compromised/1", "kid": kid(A).hex(), "last_good": -1})
    assert codes(log, *stood) == ["in_effect"] * 3


def test_a_key_whose_window_is_over_does_not_date_back(log: SignedLog) -> None:
    log.sign(A, claim("late"), at="2027-02-01T00:00:00+00:00")  # it knows, and says, that its window is over
    assert log.sign(A, claim("dated back"), at="2027-01-14T00:00:00+00:00").code == "out_of_scope"


# ---- getting out of one's own word ----


def test_signing_a_number_twice_is_no_way_out_of_a_promise_that_others_have_seen(log: SignedLog) -> None:
    promise = log.sign(A, claim("promise")).index
    tree = sha256(b"the root is compared elsewhere").digest()
    log.sign(S, claim("relies on it"), seen_size=promise + 1, seen_root=tree)
    log.add(another_with(log, A, promise))
    assert codes(log, promise) == ["in_effect"]


def test_an_organisation_alone_resolves_no_conflict_away(log: SignedLog) -> None:
    promise, dummy = signed(log, A, 2)
    between = [log.acts[index].act_id.hex() for index in (promise, dummy)]
    alone = log.sign(B, {"type": "conflict.resolved/1", "between": between, "stands": ""})
    assert [alone.code, *codes(log, promise)] == ["incomplete", "in_effect"]


# ---- the other side's acts ----


def test_two_others_do_not_redact_the_act_of_a_third(log: SignedLog) -> None:
    breach = log.sign(A, claim("breach")).index
    act = redaction(log, breach)
    log.sign(S, act)
    assert [log.sign(G, act).code, *codes(log, breach)] == ["incomplete", "in_effect"]


def test_nobody_takes_the_id_of_anothers_act() -> None:
    alone, story = Story(), Story()
    story.decide("alpha officer 0", screening("decision-1", "eligible", actor="alpha"))
    decided, as_alone = (one.decide("panel officer 0", screening("decision-1", "excluded")) for one in (story, alone))
    # The programme asks for a person first; of the id nothing is said.
    assert story.docket.kept(decided).standing.because == alone.docket.kept(as_alone).standing.because
    assert story.code(decided) == "in_effect"
    assert story.docket.kept(decided).called == f"decision-1@{decided}"


def test_a_new_key_cannot_feign_not_to_know_what_came_before_it() -> None:
    story = Story()
    decided = story.decide("panel officer 0", screening("a", "eligible"))
    for number in range(2):
        story.decide(f"panel root {number}", registration("panel officer 7", org="panel", **WINDOW))
    story.decide("panel officer 7", screening("b", "excluded"))
    assert story.code(decided) == "in_effect"


def test_nobody_has_seen_what_comes_later() -> None:
    story = Story()
    first = story.decide("panel officer 0", screening("a", "eligible"), seen_size=10**9, seen_root=ROOT)
    second = story.decide("panel officer 1", screening("b", "excluded"))
    assert story.codes(first, second) == ["contested", "contested"]


# ---- making the readers stop ----


def effort(log: SignedLog, acts: list[Signed]) -> int:
    """Read acts and count what the book had to write down for them."""
    count, put = 0, log.replay.state.book.put

    def counted(*given: Any, **named: Any) -> None:
        nonlocal count
        count += 1
        put(*given, **named)

    log.replay.state.book.put = counted  # type: ignore[method-assign]
    for one in acts:
        log.add(one)
    return count


def test_signing_one_matter_again_and_again_costs_readers_little(log: SignedLog) -> None:
    act = redaction(log, log.sign(A, claim()).index)
    assert effort(log, [log.device(S).sign(act) for _ in range(100)]) <= 2 * 100
    assert len(log.replay.state.pending) == 1
    assert [len(waiting) for waiting in log.replay.state.pending.values()] == [1]


def test_signing_every_number_twice_costs_readers_little(log: SignedLog) -> None:
    stood = signed(log, A, 60)
    assert effort(log, [another_with(log, A, index) for index in reversed(stood)]) <= 60
    assert codes(log, *stood) == ["in_effect"] * 60


def test_contradicting_oneself_again_and_again_costs_readers_little() -> None:
    story = Story()
    made = [story.decide(f"panel officer {n % 2}", screening(f"s{n}", ("eligible", "excluded")[n % 2])) for n in range(60)]
    assert set(story.codes(*made)) == {"contested"}
    assert sum(len(story.docket.replay.standing(index).refs) for index in made) <= 20 * 60


def test_texts_that_never_end_are_refused_at_once() -> None:
    def steps(marks: int) -> float:
        data = b'{"a":"' + b"[" * 20 + b'","b":"' + b'\\"' * marks
        begun = time.process_time()
        with pytest.raises(Bad):
            jsonform.parse(data, most=1 << 26)
        return time.process_time() - begun

    # A ratio, with room: four times as much may take four times as long, not sixteen times.
    assert min(steps(16_000) for _ in range(3)) < 10 * max(min(steps(4_000) for _ in range(3)), 1e-3)
