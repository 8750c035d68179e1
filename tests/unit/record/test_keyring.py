"""The keyring: which key could speak at which place, and whose signatures change that."""

import pytest

from safeconduct.record.key_acts import GenesisSigned
from safeconduct.record.test_keys import public_for
from tests.signed_log import ORIGIN, SignedLog, genesis_act, kid, new_roots, public, registration, seed

NEW = ["north root 3", "north root 4", "north root 5"]


@pytest.fixture
def log() -> SignedLog:
    return SignedLog().found()


def status(log: SignedLog, label: str, seq: int, index: int | None = None) -> str:
    return log.replay.state.keyring.status_at(kid(label), log.replay.size if index is None else index, seq).code


def claim(log: SignedLog, label: str, name: str = "x") -> str:
    return log.sign(label, {"type": "obligation.claimed/1", "id": name}).code


def test_two_root_keys_register_an_officer(log: SignedLog) -> None:
    act = registration("north officer 0", org="north")
    first = log.sign("north root 0", act)
    lacks = "1 root key of north, or 1 officer key of north that delegates, within its own scope"
    assert (first.code, first.because) == ("incomplete", f"still lacking: {lacks}")
    assert status(log, "north officer 0", 0) == "unknown"
    assert log.sign("north root 1", act).code == "in_effect"
    assert log.replay.standing(first.index).at == first.index + 1
    assert (status(log, "north officer 0", 0), status(log, "north officer 0", 0, first.index)) == ("valid", "unknown")


def test_one_root_key_twice_is_one(log: SignedLog) -> None:
    act = registration("north officer 0", org="north")
    assert [log.sign("north root 0", act).code for _ in range(2)] == ["incomplete", "no_effect"]


def test_the_root_keys_of_another_organisation_are_not_asked(log: SignedLog) -> None:
    found = log.by_roots(registration("north officer 0", org="north"), "south")
    assert (found.code, "2 root keys of north" in found.because) == ("no_effect", True)
    assert status(log, "north officer 0", 0) == "unknown"


def test_a_third_root_key_finds_it_done(log: SignedLog) -> None:
    act = registration("north officer 0", org="north")
    done = log.by_roots(act, "north")
    third = log.sign("north root 2", act)
    assert (third.code, third.refs) == ("in_effect", (done.index,))


@pytest.mark.parametrize("field", ["origin", "org", "role", "public", "proof"])
def test_a_proof_for_anything_else_is_none(log: SignedLog, field: str) -> None:
    from safeconduct.record.authority import prove

    act = registration("north officer 0", org="north")
    said = {"origin": ORIGIN, "org": "north", "role": "officer"}
    if field in said:
        act["proof"] = prove(seed("north officer 0"), **(said | {field: "device" if field == "role" else "south"})).hex()
    elif field == "public":
        act["public"] = public("north officer 1").hex()
    else:
        act["proof"] = "00" * 64
    found = log.by_roots(act, "north")
    assert (found.code, "not the new key's signature" in found.because) == ("no_effect", True)


@pytest.mark.parametrize("point", ["00" * 32, "01" + "00" * 31, "ed" + "ff" * 30 + "7f", "ff" * 32])
def test_a_point_that_no_key_is_cannot_be_registered(log: SignedLog, point: str) -> None:
    act = registration("north officer 0", org="north") | {"public": point}
    assert "may be registered" in log.by_roots(act, "north").because


def test_a_key_is_registered_once_and_for_one(log: SignedLog) -> None:
    log.officer("north officer 0")
    found = log.by_roots(registration("north officer 0", org="south"), "south")
    assert (found.code, "this public key is registered already, for north" in found.because) == ("no_effect", True)


def test_a_published_key_is_registered_only_for_training() -> None:
    act = genesis_act(training=False)
    with pytest.raises(ValueError, match="published test key"):
        SignedLog(act).found()


def test_an_officer_with_the_right_delegates_officers_and_devices(log: SignedLog) -> None:
    log.officer("north officer 0", delegates=True, types=["weapon.*", "key.*"])
    inside = registration("north officer 1", org="north", types=["weapon.received/1"])
    device = registration("north device 1", org="north", role="device", types=["weapon.*"])
    assert [log.sign("north officer 0", act).code for act in (inside, device)] == ["in_effect", "in_effect"]
    later = "2027-01-16T00:00:00+00:00"
    for wider in ({"types": []}, {"types": ["weapon.*"], "until": later}, {"types": ["weapon.*"], "delegates": True}):
        assert log.sign("north officer 0", registration("north officer 2", org="north", **wider)).code == "no_effect"
    assert log.sign("north officer 0", registration("south officer 2", org="south", types=["weapon.*"])).code == "no_effect"
    witness = registration("north witness 1", org="north", role="witness", types=["weapon.*"])
    assert log.sign("north officer 0", witness).code == "no_effect"
    further = registration("north officer 3", org="north", types=["weapon.received/1"])
    assert log.sign("north officer 1", further).code == "no_effect"


def test_a_revoked_key_keeps_what_it_had_signed(log: SignedLog) -> None:
    log.officer("north officer 0")
    first = log.sign("north officer 0", {"type": "obligation.claimed/1", "id": "a"})
    act = {"type": "key.revoked/1", "kid": kid("north officer 0").hex(), "last_good": 1, "reason": "rotated"}
    revoked = log.by_roots(act, "north")
    late, beyond = claim(log, "north officer 0", "b"), claim(log, "north officer 0", "c")
    assert (late, beyond) == ("in_effect", "disputed")
    assert log.replay.standing(first.index).code == "in_effect"
    assert log.replay.state.keyring.status_at(kid("north officer 0"), 10**6, 2).by == revoked.index
    again = {"type": "key.revoked/1", "kid": kid("north officer 0").hex(), "last_good": 50, "reason": "left"}
    log.by_roots(again, "north")
    assert claim(log, "north officer 0", "d") == "disputed"


def test_of_several_revocations_each_holds_from_its_index_on(log: SignedLog) -> None:
    log.officer("north officer 0")
    act = {"type": "key.revoked/1", "kid": kid("north officer 0").hex(), "reason": "rotated"}
    found = []
    for last_good in (4, 1, 3):
        log.by_roots(act | {"last_good": last_good}, "north")
        found.append(claim(log, "north officer 0", f"up to {last_good}"))
    assert found == ["in_effect", "in_effect", "disputed"]
    revoked = log.replay.state.keyring.revocations(kid("north officer 0"))
    assert [one.last_good for one in revoked] == [4, 1]
    assert status(log, "north officer 0", 3, revoked[1].index - 1) == "valid"
    assert status(log, "north officer 0", 3, revoked[1].index) == "revoked"


def test_a_compromised_key_loses_what_is_above_the_last_good_number(log: SignedLog) -> None:
    log.officer("north officer 0")
    log.officer("north officer 1")
    good, bad = (log.sign("north officer 0", {"type": "obligation.claimed/1", "id": name}) for name in "ab")
    act = {"type": "key.compromised/1", "kid": kid("north officer 0").hex(), "last_good": 0}
    alone = log.sign("north officer 1", act)
    lacks = ("to take anything from what the log has of it already: 2 root keys of north, or another officer key of north, "
             "neither of the two registered by the other alone")  # fmt: skip
    assert (alone.code, alone.because) == ("in_effect", f"its key is closed for what comes; still lacking {lacks}")
    assert log.replay.standing(bad.index).code == "in_effect"
    log.officer("north officer 2")
    found = log.sign("north officer 2", act)
    assert (found.code, [one.index for one in log.last[1:]]) == ("in_effect", [bad.index, alone.index])
    assert log.replay.standing(alone.index) == (alone.index, "in_effect", "", (), alone.index)
    assert [log.replay.standing(one.index).code for one in (good, bad)] == ["in_effect", "disputed"]
    assert claim(log, "north officer 0", "c") == "disputed"


def test_what_arrives_after_a_compromise_is_disputed_whatever_its_number(log: SignedLog) -> None:
    log.officer("north officer 0")
    log.officer("north officer 1")
    log.sign("north officer 1", {"type": "key.compromised/1", "kid": kid("north officer 0").hex(), "last_good": 20})
    assert claim(log, "north officer 0") == "disputed"


def test_an_officer_may_close_its_own_key(log: SignedLog) -> None:
    log.officer("north officer 0")
    act = {"type": "key.compromised/1", "kid": kid("north officer 0").hex(), "last_good": -1}
    assert log.sign("north officer 0", act).code == "in_effect"
    assert status(log, "north officer 0", 1) == "disputed"


def test_no_officer_closes_a_root_key_or_a_key_of_others(log: SignedLog) -> None:
    log.officer("north officer 0", delegates=True)
    log.officer("south officer 0")
    for label in ("north root 2", "south officer 0"):
        act = {"type": "key.compromised/1", "kid": kid(label).hex(), "last_good": -1}
        assert log.sign("north officer 0", act).code == "no_effect"
        assert status(log, label, 5) == "valid"


def test_keys_that_a_stolen_key_registered_fall_with_it(log: SignedLog) -> None:
    log.officer("north officer 0", delegates=True)
    log.officer("north officer 1")
    claim(log, "north officer 0")
    log.sign("north officer 0", registration("north officer 2", org="north"))
    theirs = log.sign("north officer 2", {"type": "obligation.claimed/1", "id": "b"})
    act = {"type": "key.compromised/1", "kid": kid("north officer 0").hex(), "last_good": 0}
    log.sign("north officer 1", act)
    assert log.replay.standing(theirs.index).code == "in_effect"
    assert claim(log, "north officer 2") == "disputed"
    log.by_roots(act, "north")
    assert log.replay.standing(theirs.index).code == "disputed"
    assert (status(log, "north officer 2", 1), status(log, "north officer 1", 5)) == ("disputed", "valid")


def test_roots_are_replaced_by_two_old_ones(log: SignedLog) -> None:
    act = new_roots("roots.replaced/1", "north", NEW)
    assert log.by_roots(act, "north").code == "in_effect"
    old = log.sign("north root 0", registration("north officer 0", org="north"))
    assert (old.code, "new root keys" in old.because) == ("disputed", True)
    codes = [log.sign(label, registration("north officer 0", org="north")).code for label in NEW[:2]]
    assert codes == ["incomplete", "in_effect"]


def test_old_and_new_roots_do_not_add_up(log: SignedLog) -> None:
    act = registration("north officer 0", org="north")
    log.sign("north root 0", act)
    log.by_roots(new_roots("roots.replaced/1", "north", NEW), "north")
    assert [log.sign(label, act).code for label in NEW[:2]] == ["incomplete", "in_effect"]


def test_lost_roots_come_back_with_the_other_parties_and_two_guarantors(log: SignedLog) -> None:
    act = new_roots("roots.recovered/1", "north", NEW)
    assert log.by_roots(act, "guarantor", "recorder").code == "incomplete"
    assert "2 root keys of south" in log.last[0].because
    waiting = log.by_roots(act, "south")
    assert (waiting.code, waiting.because) == ("incomplete", "still lacking: an officer or a root key of north itself")
    assert log.sign("north root 2", act).code == "in_effect"
    assert log.replay.state.keyring.members["north"].roots == tuple(map(kid, NEW))


def test_an_officer_asks_for_new_roots_also_when_the_windows_of_all_keys_are_over(log: SignedLog) -> None:
    log.officer("north officer 0", types=["weapon.*"])
    late = log.sign("north officer 0", {"type": "weapon.received/1", "id": "w"}, at="2027-02-01T00:00:00+00:00")
    assert late.code == "out_of_scope"
    act = new_roots("roots.recovered/1", "north", NEW)
    log.by_roots(act, "south", "guarantor", "recorder")
    assert log.sign("north officer 0", act, at="2027-02-02T00:00:00+00:00").code == "in_effect"


def test_a_key_of_the_organisation_that_is_closed_does_not_ask_for_new_roots(log: SignedLog) -> None:
    log.officer("north officer 0")
    act = new_roots("roots.recovered/1", "north", NEW)
    log.by_roots({"type": "key.revoked/1", "kid": kid("north officer 0").hex(), "last_good": -1, "reason": "lost"}, "north")
    log.by_roots(act, "south", "guarantor", "recorder")
    assert [log.sign(label, act).code for label in ("north officer 0", "south root 2")] == ["disputed", "no_effect"]
    assert log.replay.state.keyring.members["north"].roots != tuple(map(kid, NEW))


def test_one_guarantor_is_not_enough_and_the_organisation_itself_is_no_guarantor(log: SignedLog) -> None:
    act = new_roots("roots.recovered/1", "guarantor", ["guarantor root 3", "guarantor root 4", "guarantor root 5"])
    assert log.by_roots(act, "north", "south", "recorder").code == "incomplete"
    assert [log.sign(f"guarantor root {n}", act).code for n in range(2)] == ["incomplete", "no_effect"]
    assert log.by_roots(act, "operator").code == "no_effect"
    assert log.by_roots(act, "example").code == "in_effect"


def test_a_policy_takes_every_party_and_fresh_signatures_each_time(log: SignedLog) -> None:
    first, second = ({"type": "policy.set/1", "witnessed": f"# {n}\nquorum none\n", "sealed": "quorum none\n"} for n in "ab")
    assert log.by_roots(first, "north").code == "incomplete"
    set_at = log.by_roots(first, "south")
    assert set_at.code == "in_effect"
    log.by_roots(second, "south", "north")
    keyring = log.replay.state.keyring
    assert [keyring.policies_at(size).witnessed[:3] for size in (set_at.index, set_at.index + 1, 10**6)] == ["quo", "# a", "# b"]
    spare = [log.sign(f"{org} root 2", first).code for org in ("north", "south")]
    assert (spare, keyring.policies_at(10**6).witnessed[:3]) == (["incomplete", "incomplete"], "# b")
    log.by_roots(first, "north", "south")
    assert keyring.policies_at(10**6).witnessed[:3] == "# a"


def test_a_faulty_policy_is_not_set(log: SignedLog) -> None:
    found = log.by_roots({"type": "policy.set/1", "witnessed": "quorum nobody\n", "sealed": "quorum none\n"}, "north", "south")
    assert (found.code, "witnessed" in found.because) == ("no_effect", True)


def test_parties_are_treated_alike() -> None:
    """The same story with north and south exchanged gives the same standings."""

    def story(one: str, other: str) -> list[str]:
        log = SignedLog().found()
        log.officer(f"{one} officer 0", delegates=True)
        log.officer(f"{other} officer 0")
        codes = [log.sign(f"{who} officer 0", {"type": "obligation.claimed/1", "id": who}).code for who in (one, other)]
        act = {"type": "key.compromised/1", "kid": kid(f"{other} officer 0").hex(), "last_good": -1}
        return [*codes, log.sign(f"{one} officer 0", act).code, log.by_roots(act, other).code]

    assert story("north", "south") == story("south", "north") == ["in_effect", "in_effect", "no_effect", "in_effect"]


def test_the_published_labels_are_those_of_the_genesis_act() -> None:
    from safeconduct.record.key_acts import parse_own

    own = parse_own(genesis_act())
    assert isinstance(own, GenesisSigned)
    assert own.organisations[0].roots[0] == public_for("north root 0")
