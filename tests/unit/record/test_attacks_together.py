"""Organisations that act together, or in the place of others: what they must not bring about without those it concerns."""

from __future__ import annotations

from typing import Any

import pytest

from safeconduct.record.body import Attached, parse_body
from safeconduct.record.key_acts import DECISIONS, BodyRedacted, parse_own
from safeconduct.record.redactions import Redactions
from safeconduct.record.standing import Replay
from tests.signed_log import ROLES, SignedLog, genesis_act, kid, new_roots, registration
from tests.unit.record.test_attacks import A, B, C, S, claim, codes, effort, redaction, signed

D = "north officer 7"
HELPERS = ("guarantor root 0", "recorder root 0", "example root 0")


@pytest.fixture
def log() -> SignedLog:
    found = SignedLog().found()
    found.officer(A)
    found.officer(B, delegates=True)
    found.officer(S)
    return found


def log_of(**roles: str) -> SignedLog:
    """Found a log in which some organisations have other roles."""
    orgs = genesis_act()["organisations"]
    changed = {org: orgs[org] | {"role": roles.get(org, role)} for org, role in ROLES.items()}
    return SignedLog(genesis_act(organisations=changed)).found()


def stolen(label: str, last_good: int = -1) -> dict[str, Any]:
    return {"type": "key.compromised/1", "kid": kid(label).hex(), "last_good": last_good}


def revoked(label: str, last_good: int) -> dict[str, Any]:
    return {"type": "key.revoked/1", "kid": kid(label).hex(), "last_good": last_good, "reason": "left"}


def conflict(log: SignedLog, *indexes: int, stands: str = "") -> dict[str, Any]:
    return {"type": "conflict.resolved/1", "between": [log.acts[index].act_id.hex() for index in indexes], "stands": stands}


def order(*att: bytes) -> dict[str, Any]:
    return {"type": "erasure.ordered/1", "att": [one.hex() for one in att]}


def attach(log: SignedLog, label: str, c: bytes) -> None:
    log.sign(label, claim(f"with {c.hex()[:2]}"), att=(Attached(c, 100, "image/jpeg", "photo"),))


def by(log: SignedLog, act: dict[str, Any], *labels: str) -> list[str]:
    return [log.sign(label, act).code for label in labels]


def again(log: SignedLog, *gone: int) -> Replay:
    """Read a log without some bodies, as who finds the redactions in the log itself."""
    redactions = Redactions()
    for index, one in enumerate(log.acts):
        if index not in gone:
            redactions.note(one.body)
    while True:
        replay = Replay(log.digest)
        for index, one in enumerate(log.acts):
            hidden = index in gone
            replay.apply(index, one.leaf, None if hidden else one.body, redacted=redactions.of(one.act_id) if hidden else None)
        if not redactions.correct(replay):
            return replay


# ---- one thief, several keys ----


def test_a_thief_with_a_delegating_key_makes_no_second_officer_of_it(log: SignedLog) -> None:
    stood = signed(log, A, 2)
    for label in (C, D):
        log.sign(B, registration(label, org="north"))
    assert by(log, stolen(A), B, C, D) == ["in_effect", "no_effect", "no_effect"]
    assert codes(log, *stood) == ["in_effect"] * 2


def test_two_keys_that_one_thief_registered_are_one(log: SignedLog) -> None:
    stood = signed(log, A, 2)
    for label in (C, D):
        log.sign(B, registration(label, org="north"))
    assert by(log, stolen(A), C, D) == ["in_effect", "no_effect"]
    assert codes(log, *stood) == ["in_effect"] * 2


def test_a_root_key_and_an_officer_do_not_reach_back(log: SignedLog) -> None:
    stood = signed(log, A, 1)
    assert by(log, stolen(A), "north root 0", B) == ["incomplete", "in_effect"]
    assert codes(log, *stood) == ["in_effect"]
    assert [log.sign("north root 1", stolen(A)).code, *codes(log, *stood)] == ["in_effect", "disputed"]


def test_other_words_on_the_same_key_are_no_second_signature(log: SignedLog) -> None:
    log.officer(C)
    stood = signed(log, A, 2)
    assert [by(log, stolen(A, 0), B), by(log, stolen(A, -1), C)] == [["in_effect"], ["in_effect"]]
    assert codes(log, *stood) == ["in_effect"] * 2


def test_a_key_that_was_closed_first_is_no_second_signature(log: SignedLog) -> None:
    stood = signed(log, A, 1)
    assert by(log, stolen(A), B, A) == ["in_effect", "disputed"]
    assert codes(log, *stood) == ["in_effect"]


def test_a_signature_of_a_thief_that_was_found_out_counts_no_more(log: SignedLog) -> None:
    log.officer(C)
    stood = signed(log, A, 1)
    log.sign(B, stolen(A))
    log.by_roots(stolen(B), "north")
    assert by(log, stolen(A), C) == ["in_effect"]
    assert codes(log, *stood) == ["in_effect"]


def test_a_key_closes_itself_and_a_second_officer_reaches_back(log: SignedLog) -> None:
    stood = signed(log, A, 2)
    first = log.sign(A, stolen(A, 0))
    assert [first.code, log.sign(A, claim("later")).code] == ["in_effect", "disputed"]
    assert by(log, stolen(A, 0), B) == ["in_effect"]
    # What closes a key is never undone, also where it was signed with it.
    assert codes(log, *stood, first.index) == ["in_effect", "disputed", "in_effect"]


def test_what_closed_a_key_stays_when_its_own_key_is_closed(log: SignedLog) -> None:
    log.sign(B, stolen(A))
    log.by_roots(stolen(B), "north")
    assert log.sign(A, claim()).code == "disputed"


def test_nobody_makes_a_key_of_others_irrevocable(log: SignedLog) -> None:
    log.officer(C, delegates=True)
    log.sign(B, revoked(C, 2**53 - 1))
    log.sign(C, revoked(B, 2**53 - 1))
    log.by_roots(revoked(C, -1), "north")
    log.by_roots(revoked(B, -1), "north")
    assert [log.sign(label, claim()).code for label in (B, C)] == ["disputed"] * 2


# ---- out of one's own word ----


def test_a_third_story_changes_no_more_than_the_second(log: SignedLog) -> None:
    device = log.device(A)
    stood = signed(log, A, 3)
    twins = [device.sign(claim(f"story {n}"), seq=n, prev=parse_body(log.acts[stood[n]].body).prev) for n in (2, 0, 1)]
    assert ([log.add(twin).code for twin in twins], codes(log, *stood)) == (["equivocation"] * 3, ["in_effect"] * 3)
    assert len(log.replay.state.book.grounds) == 1


def test_an_equivocation_takes_back_neither_a_key_nor_a_report(log: SignedLog) -> None:
    log.officer("operator officer 0", delegates=True)
    attach(log, A, bytes(32))
    made = log.device(A).sign(order(bytes(32)))
    log.add(made)
    log.sign("operator officer 0", {"type": "erasure.done/1", "order": made.act_id.hex(), "holder": "operator"})
    log.sign("operator officer 0", registration("operator device 0", org="operator", role="device"))
    log.add(log.device("operator officer 0").sign(claim("twin"), seq=0, prev=""))
    assert log.sign("operator device 0", claim("on")).code == "in_effect"
    assert [left for _, left in log.replay.state.erasures.outstanding()] == [("guarantor",)]


def test_the_evidence_of_two_stories_is_not_redacted(log: SignedLog) -> None:
    first = log.sign(A, claim("first")).index
    twin = log.add(log.device(A).sign(claim("twin"), seq=0, prev="")).index
    assert by(log, redaction(log, twin), B, *HELPERS) == ["no_effect"] * 4
    # The first of the two may go: that the number was taken is known from the redaction.
    assert by(log, redaction(log, first), B, HELPERS[0]) == ["incomplete", "in_effect"]
    assert again(log, first).state_digest() == log.replay.state_digest()


def test_the_act_that_shows_that_a_window_is_over_is_not_redacted(log: SignedLog) -> None:
    for late in (claim("late"), {"type": "noop.padded/1"}):
        label = A if "id" in late else S
        index = log.sign(label, late, at="2027-01-15T00:00:00+00:00").index
        assert by(log, redaction(log, index), f"{label.split()[0]} root 0", HELPERS[0]) == ["no_effect"] * 2
        assert log.sign(label, {"type": "noop.padded/1"}).code == "out_of_scope"


def test_what_others_date_late_ends_nobodys_window(log: SignedLog) -> None:
    log.sign(S, claim("late"), at="2027-02-01T00:00:00+00:00")
    log.sign(A, claim("foreign"), at="2027-02-01T00:00:00+00:00", seq=0, prev="", org="south")
    assert log.sign(A, claim()).code == "in_effect"


def test_two_guarantors_take_no_act_of_a_party_away_in_a_conflict(log: SignedLog) -> None:
    mine, theirs = log.sign(A, claim("a")).index, log.sign(S, claim("s")).index
    act = conflict(log, mine, theirs, stands=log.acts[theirs].act_id.hex())
    assert by(log, act, S, *HELPERS[:2]) == ["incomplete", "no_effect", "no_effect"]
    assert codes(log, mine, theirs) == ["in_effect"] * 2


def test_a_guarantor_stands_in_for_nobody_in_a_conflict_of_its_own(log: SignedLog) -> None:
    log.officer("guarantor officer 0")
    mine, theirs = log.sign(A, claim("a")).index, log.sign("guarantor officer 0", claim("g")).index
    act = conflict(log, mine, theirs)
    assert by(log, act, A, "guarantor officer 0", "recorder root 0") == ["incomplete"] * 3
    assert by(log, act, "example root 0") == ["in_effect"]


# ---- acts and attachments of others ----


@pytest.mark.parametrize(
    "others", [(S, "operator root 0"), (S, "guarantor root 0"), HELPERS, (S, "guarantor root 0", "guarantor root 1")]
)
def test_fewer_than_all_others_do_not_redact_the_act_of_one(log: SignedLog, others: tuple[str, ...]) -> None:
    index = log.sign(A, claim("breach")).index
    by(log, redaction(log, index), *others)
    assert codes(log, index) == ["in_effect"]


@pytest.mark.parametrize("others", [(B, S), (B, "operator root 0"), (B, "north root 0"), (B, A)])
def test_an_organisation_redacts_its_own_act_only_with_a_guarantor(log: SignedLog, others: tuple[str, ...]) -> None:
    index = log.sign(A, claim("promise")).index
    by(log, redaction(log, index), *others)
    assert codes(log, index) == ["in_effect"]
    assert by(log, redaction(log, index), HELPERS[2]) == ["in_effect"]


def test_a_guarantor_needs_another_one_for_an_act_of_its_own(log: SignedLog) -> None:
    log.officer("guarantor officer 0")
    index = log.sign("guarantor officer 0", claim("said")).index
    mine = by(log, redaction(log, index), "guarantor officer 0", "guarantor root 1", S)
    assert mine == ["incomplete", "no_effect", "no_effect"]
    assert by(log, redaction(log, index), "example root 1") == ["in_effect"]


def test_naming_what_another_attached_gives_no_right_to_erase_it(log: SignedLog) -> None:
    attach(log, A, bytes(32))
    for _ in range(2):
        attach(log, S, bytes(32))
    assert by(log, order(bytes(32)), S, "operator root 0", HELPERS[0]) == ["incomplete", "no_effect", "incomplete"]
    assert log.replay.state.erasures.orders == []
    assert by(log, order(bytes(32)), B) == ["in_effect"]


def test_an_order_on_many_owners_is_no_way_around_one_of_them(log: SignedLog) -> None:
    own = {label: bytes([number]) * 32 for number, label in enumerate((A, S, "guarantor root 0"), 1)}
    log.officer("guarantor officer 0")
    for label, c in ((A, own[A]), (S, own[S]), ("guarantor officer 0", own["guarantor root 0"])):
        attach(log, label, c)
    many = order(*own.values())
    found = by(log, many, "guarantor officer 0", "recorder root 0", "example root 0")
    assert (found, log.replay.state.erasures.orders) == (["incomplete", "incomplete", "no_effect"], [])
    assert by(log, many, "operator root 0", S) == ["no_effect", "in_effect"]


def test_false_words_that_are_never_complete_lead_no_later_reader_astray(log: SignedLog) -> None:
    """Keys that were closed sign false words first; true ones take effect later."""
    first = log.sign(A, claim("first")).index
    index = log.sign(A, claim("second")).index
    log.officer("guarantor officer 0")
    log.by_roots(revoked("guarantor officer 0", -1), "guarantor")
    false = redaction(log, index, seq=0, prev="")
    assert by(log, false, B, "guarantor officer 0") == ["no_effect", "disputed"]
    log.sign(A, claim("third"))
    assert by(log, redaction(log, index), A, HELPERS[0]) == ["incomplete", "in_effect"]
    later = again(log, index)
    assert (later.unproven(), later.state_digest()) == ((), log.replay.state_digest())
    assert later.standing(first).code == "in_effect"


def test_false_words_with_all_their_signatures_keep_the_body_for_good(log: SignedLog) -> None:
    index = log.sign(A, claim("stays")).index
    false = redaction(log, index, att=["ab" * 32])
    assert by(log, false, B, HELPERS[0]) == ["no_effect"] * 2
    found = [log.sign(label, redaction(log, index)) for label in (B, HELPERS[0])]
    assert [one.code for one in found] == ["no_effect"] * 2
    assert "had all their signatures before" in found[0].because
    assert codes(log, index) == ["in_effect"]


@pytest.mark.parametrize("change", [{"prev": "ab" * 32}, {"seq": 0, "prev": ""}])
def test_false_words_on_an_act_that_waits_have_no_effect(log: SignedLog, change: dict[str, Any]) -> None:
    device = log.device(A)
    missing, waiting = device.sign(claim("missing")), device.sign(claim("waiting"))
    index = log.add(waiting).index
    assert by(log, redaction(log, index, **change), B, HELPERS[0]) == ["no_effect"] * 2
    assert [log.add(missing).code, *codes(log, index)] == ["in_effect", "in_effect"]


@pytest.mark.parametrize("kind", sorted(DECISIONS))
def test_a_decision_is_redacted_by_nobody(log: SignedLog, kind: str) -> None:
    """Who has no agreement cannot tell whether it is contested, and would delete what others need."""
    device = log.device(A)
    missing, waiting = device.sign(claim("missing")), device.sign({"type": kind, "id": "d"})
    index = log.add(waiting).index
    assert by(log, redaction(log, index), B, *HELPERS) == ["no_effect"] * 4
    log.add(missing)
    assert by(log, redaction(log, index), B, *HELPERS) == ["no_effect"] * 4
    assert codes(log, index) == ["in_effect"]


def test_a_body_is_redacted_once(log: SignedLog) -> None:
    index = log.sign(A, claim()).index
    by(log, redaction(log, index), B, HELPERS[0])
    other = log.sign(B, redaction(log, index, att=["ab" * 32]))
    assert (other.code, "redacted already" in other.because) == ("no_effect", True)
    assert isinstance(parse_own(redaction(log, index)), BodyRedacted)


# ---- few organisations ----


def test_with_one_guarantor_nobody_stands_in_and_the_standing_says_so() -> None:
    log = log_of(recorder="other", example="other")
    for label in (A, S):
        log.officer(label)
    attach(log, A, bytes(32))
    index = log.sign(A, claim()).index
    found = [log.sign("guarantor root 0", order(bytes(32))), log.sign("guarantor root 0", redaction(log, index))]
    assert [one.code for one in found] == ["no_effect", "incomplete"]
    assert found[0].because == "it takes effect with other signatures: an officer of north, which attached it"
    assert found[1].because == "still lacking: an officer of north"
    lost = log.by_roots(new_roots("roots.recovered/1", "north", [f"north root {n}" for n in (3, 4, 5)]), "south")
    assert (lost.code, lost.because.startswith("org: too few other guarantors")) == ("no_effect", True)
    decided = log.sign(A, conflict(log, index, index - 1))
    assert decided.because == "still lacking: an officer of south"


def test_the_only_guarantor_redacts_its_own_act_with_any_other_organisation() -> None:
    log = log_of(recorder="other", example="other")
    log.officer("guarantor officer 0")
    index = log.sign("guarantor officer 0", claim()).index
    first = log.sign("guarantor officer 0", redaction(log, index))
    assert (first.code, first.because) == ("incomplete", "still lacking: an officer of another organisation")
    assert by(log, redaction(log, index), "example root 0") == ["in_effect"]


def test_what_nobody_is_known_to_own_waits_for_its_owner_where_nobody_stands_in() -> None:
    log = log_of(recorder="other", example="other")
    found = log.sign("south root 0", order(bytes(32)))
    lacks = "an officer of whoever attached it, which is not known here"
    assert (found.code, found.because) == ("no_effect", f"it takes effect with other signatures: {lacks}")


# ---- keyrings that change while acts wait ----


def test_an_old_root_key_asks_for_no_new_ones(log: SignedLog) -> None:
    act = new_roots("roots.recovered/1", "north", [f"north root {n}" for n in (3, 4, 5)])
    log.sign("north root 2", act)
    log.by_roots(new_roots("roots.replaced/1", "north", [f"north root {n}" for n in (6, 7, 8)]), "north")
    log.by_roots(act, "south", "guarantor", "recorder")
    assert log.last[0].because == "still lacking: an officer or a root key of north itself"
    assert log.sign("north root 7", act).code == "in_effect"


def test_a_signature_stands_that_was_there_before_its_key_told_two_stories(log: SignedLog) -> None:
    index = log.sign(A, claim("to go")).index
    waiting = log.sign(B, redaction(log, index)).index
    log.add(log.device(B).sign(claim("twin"), seq=0, prev=""))
    done = log.sign(HELPERS[0], redaction(log, index)).code
    assert [done, *codes(log, index, waiting)] == ["in_effect", "redacted", "in_effect"]


def test_a_signature_falls_with_its_key_while_it_waits(log: SignedLog) -> None:
    log.officer(C)
    index = log.sign(A, claim("stays")).index
    log.sign(C, redaction(log, index))
    log.by_roots(stolen(C), "north")
    assert [log.sign(HELPERS[0], redaction(log, index)).code, *codes(log, index)] == ["incomplete", "in_effect"]


# ---- costs ----


def test_closing_a_key_again_and_again_costs_readers_little(log: SignedLog) -> None:
    log.officer(C)
    stood = signed(log, A, 200)
    acts = [log.device(label).sign(stolen(A, 199 - n)) for n in range(100) for label in (B, C)]
    # Each act that stood loses its effect once, and each signature is told twice.
    assert effort(log, acts) <= 3 * len(acts) + len(stood)
    assert codes(log, *stood[:100], *stood[101:]) == ["in_effect"] * 100 + ["disputed"] * 99


def test_revoking_a_key_again_and_again_keeps_one_line_for_what_each_closes(log: SignedLog) -> None:
    for n in range(50):
        log.sign(B, revoked(A, 100 - n // 2))
    keyring = log.replay.state.keyring
    assert [one.last_good for one in keyring.revocations(kid(A))] == list(range(100, 75, -1))


def test_false_words_again_and_again_cost_readers_little(log: SignedLog) -> None:
    index = log.sign(A, claim()).index
    acts = [log.device(S).sign(redaction(log, index, att=["ab" * 32])) for _ in range(100)]
    assert effort(log, acts) <= 2 * len(acts)
    assert [len(waiting) for waiting in log.replay.state.pending.values()] == [1]


def test_keys_that_one_key_registered_are_closed_once(log: SignedLog) -> None:
    log.officer(C)
    labels = [f"north device {n}" for n in range(20, 60)]
    for label in labels:
        log.sign(B, registration(label, org="north", role="device"))
    made = [log.sign(label, claim(label)).index for label in labels]
    for last_good in (30, 10, 20, -1):
        log.sign(C, stolen(B, last_good))
        assert codes(log, *made) == ["in_effect"] * 40
    found = [log.sign(label, claim("later")).code for label in labels]
    assert found == ["disputed"] * 40
    log.by_roots(stolen(B, 9), "north")
    assert codes(log, *made) == ["in_effect"] * 10 + ["disputed"] * 30
    log.by_roots(stolen(B, 4), "north")
    assert codes(log, *made) == ["in_effect"] * 5 + ["disputed"] * 35
