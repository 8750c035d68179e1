"""The small logs of `record_vectors_logs`: each shows one thing that can become of acts. All keys are published test keys.

A story gets a log that every organisation has founded, adds acts to it, and may say which bodies a second reader has not.
"""

import json
from collections.abc import Callable
from typing import Any

from safeconduct.record.body import Attached
from tests.signed_log import Device, Signed, SignedLog, genesis_act, kid, new_roots, registration

A, B, S = "north officer 0", "north officer 1", "south officer 0"
C = bytes.fromhex("07" * 32)
REVOKED, COMPROMISED, GAP = "key.revoked/1", "key.compromised/1", "gap.accepted/1"
Hidden = dict[int, int | None]
"""Indexes whose bodies a second reader has not, each with the index of the act that redacted it, or None."""


def claim(name: str, **more: Any) -> dict[str, Any]:
    return {"type": "obligation.claimed/1", "id": name, **more}


def about(kind: str, label: str, **more: Any) -> dict[str, Any]:
    return {"type": kind, "kid": kid(label).hex(), **more}


def officers(log: SignedLog, *labels: str, **scoped: Any) -> None:
    for label in labels:
        log.officer(label, **scoped)


def chain(log: SignedLog, label: str, count: int) -> list[Signed]:
    """Sign acts that do not go into the log yet."""
    return [log.device(label).sign(claim(f"{label} {number}")) for number in range(count)]


def scopes(log: SignedLog) -> None:
    """Types, posts and windows; root keys and witness keys sign no acts of an agreement; a window of 91 days is refused.

    A key that has itself signed a time behind its window signs nothing more.
    """
    officers(log, A, types=["weapon.*"], posts=["gate_1"])
    log.sign(A, {"type": "weapon.received/1", "id": "w1", "post": "gate_1"})
    log.sign(A, {"type": "weapon.received/1", "id": "w2", "post": "gate_2"})
    log.sign(A, {"type": "weapon.received/1", "id": "w3"})
    log.sign(A, claim("c1", post="gate_1"))
    log.sign(A, {"type": "weapon.sealed/1", "id": "w1", "post": "gate_1"}, at="2026-10-31T23:59:59+00:00")
    log.sign(A, {"type": "weapon.sealed/1", "id": "w1", "post": "gate_1"}, at="2027-01-15T00:00:00+00:00")
    log.sign(A, {"type": "weapon.received/1", "id": "w4", "post": "gate_1"}, at="2027-01-14T23:59:59+00:00")
    log.sign("north root 0", claim("c2"))
    log.by_roots(registration("north witness 0", org="north", role="witness"), "north")
    log.sign("north witness 0", claim("c3"))
    log.by_roots(registration(S, org="south", until="2027-01-31T00:00:01+00:00"), "south")


def places(log: SignedLog) -> None:
    """A key for one place signs nothing that names another; it hands on no more than it has; a list of no place is none."""
    officers(log, A, delegates=True, places=["gate_1"])
    received = {"type": "weapon.received/1", "id": "w1"}
    for more in ({"site": "gate_1"}, {"site": "gate_2"}, {}, {"zone": "gate_1", "place": "gate_2"}, {"site": ""},
                 {"site": ["gate_2"]}):  # fmt: skip
        log.sign(A, received | more)
    log.sign(A, registration("north device 0", org="north", role="device", places=["gate_1"]))
    log.sign(A, registration("north device 1", org="north", role="device", places=["gate_1", "gate_2"]))
    log.sign(A, registration("north device 2", org="north", role="device"))
    log.sign("north device 0", received | {"site": "gate_2"})
    log.by_roots(registration(S, org="south", places=[]), "south")


def delegation(log: SignedLog) -> None:
    """A delegating officer registers within its own scope only; what it registered alone closes with it."""
    officers(log, A, delegates=True, types=["weapon.*"])
    log.sign(A, registration("north device 0", org="north", role="device", types=["weapon.received/1"]))
    log.sign(A, registration("north device 1", org="north", role="device"))
    log.sign(A, registration(S, org="south", types=["weapon.received/1"]))
    log.sign("north device 0", {"type": "weapon.received/1", "id": "w1"})
    log.sign(A, registration("north device 2", org="north", role="device", types=["weapon.sealed/1"]))
    log.sign(A, about(REVOKED, "north device 2", last_good=-1, reason="left"))
    log.sign("north device 2", {"type": "weapon.sealed/1", "id": "w1"})
    officers(log, B)
    log.sign(B, about(COMPROMISED, A, last_good=-1))
    log.sign("north device 0", {"type": "weapon.received/1", "id": "w2"})
    log.by_roots(about(COMPROMISED, A, last_good=-1), "north")


def held(log: SignedLog) -> None:
    """Later numbers wait for an earlier one and follow it in their order; the key is asked at each act's own index."""
    officers(log, A, B)
    one, two, three, four = chain(log, A, 4)
    for act in (three, two):
        log.add(act)
    log.by_roots(about(REVOKED, A, last_good=1, reason="lost"), "north")
    log.add(four)
    log.add(one)


def gaps(log: SignedLog) -> None:
    """Another officer accepts a gap, exactly; what comes too late is disputed, until another key than its own signs it too."""
    officers(log, A, B, S)
    one, two, three, four = chain(log, A, 4)
    log.add(three)
    gap = about(GAP, A, first=0, last=1)
    for act in (gap | {"last": 0}, gap | {"first": 1}, gap | {"last": 2}):
        log.sign(B, act)
    log.sign(S, gap)
    log.sign(B, gap)
    for act in (two, four, one):
        log.add(act)
    for label in (A, B):
        log.sign(label, claim(f"{A} 1"))


def equivocation(log: SignedLog) -> None:
    """A second act with a number has no effect and closes its key for what comes; what stood stands, what was held waits on."""
    officers(log, A, B)
    acts = chain(log, A, 4)
    for act in acts:
        log.add(act)
    for seq in (2, 1):
        log.sign(A, claim(f"twin {seq}"), seq=seq, prev=acts[seq - 1].act_id.hex())
    log.sign(A, claim("later"))
    one, two, three = chain(log, B, 3)
    log.add(two)
    log.sign(B, claim("twin"), seq=1, prev=one.act_id.hex())
    for act in (three, one):
        log.add(act)


def stray(log: SignedLog) -> None:
    """An act that names another one before it than the log has; another that waited for the one it names."""
    officers(log, A, B)
    log.sign(A, claim("first"))
    log.sign(A, claim("stray"), seq=1, prev="cd" * 32)
    _, two = chain(log, B, 2)
    log.add(two)
    log.sign(B, claim("another first"), seq=0, prev="")


def revoked(log: SignedLog) -> None:
    """A revocation takes nothing from what is there; up to `last_good` later arrivals count; a later one can lower it.

    The same revocation signed once more, when it has taken effect, does nothing.
    """
    officers(log, A, B)
    acts = chain(log, A, 5)
    for act in acts[:3]:
        log.add(act)
    log.by_roots(about(REVOKED, A, last_good=3, reason="rotated"), "north")
    log.by_roots(about(REVOKED, A, last_good=4, reason="lost"), "north")
    log.sign("north root 2", about(REVOKED, A, last_good=3, reason="rotated"))
    log.add(acts[3])
    log.by_roots(about(REVOKED, B, last_good=9, reason="left"), "north")
    log.sign(B, claim("still good"))
    log.by_roots(about(REVOKED, B, last_good=0, reason="left"), "north")
    log.sign(B, claim("no more"))
    log.add(acts[4])


def compromised(log: SignedLog) -> None:
    """One officer closes a key for what comes, a second one also for what is there above `last_good`; another officer lifts
    what it signs too. Two of which one has registered the other count as one.
    """
    officers(log, A, S)
    officers(log, B, delegates=True)
    acts = chain(log, A, 3)
    for act in acts[:2]:
        log.add(act)
    log.sign(B, registration("north officer 2", org="north"))
    for label in ("north root 0", B, "north officer 2"):
        log.sign(label, about(COMPROMISED, A, last_good=0))
    log.add(acts[2])
    officers(log, "north officer 3")
    log.sign("north officer 3", about(COMPROMISED, A, last_good=0))
    log.sign(S, claim(f"{A} 1"))
    log.sign(B, claim(f"{A} 1"))
    log.sign(B, about(COMPROMISED, A, last_good=-1))
    log.sign(B, about(COMPROMISED, "north root 0", last_good=9))


def late(log: SignedLog) -> None:
    """What a compromised key has in the log up to `last_good` counts; what arrives later does not, whatever its number."""
    officers(log, A, B)
    one, two = chain(log, A, 2)
    log.add(two)
    log.sign(B, about(COMPROMISED, A, last_good=1))
    log.add(one)


def roots(log: SignedLog) -> None:
    """Root keys are replaced by two old ones; an old one counts no more, also in a set that is not complete."""
    log.sign("north root 2", registration(B, org="north"))
    log.by_roots(new_roots("roots.replaced/1", "north", [f"north root {number}" for number in (3, 4, 5)]), "north")
    log.sign("north root 3", registration(B, org="north"))
    log.sign("north root 1", registration(A, org="north"))
    log.sign("north root 4", registration(B, org="north"))
    log.by_roots(new_roots("roots.replaced/1", "north", [f"north root {number}" for number in (6, 7, 0)]), "north")


def recovery(log: SignedLog) -> None:
    """Lost root keys are recovered by the other party, two guarantors, and an officer or a root key of the organisation."""
    officers(log, B, until="2026-11-20T00:00:00+00:00")
    act = new_roots("roots.recovered/1", "north", [f"north root {number}" for number in (3, 4, 5)])
    for label in ("operator root 0", "south root 0", "south root 1", "guarantor root 0", "guarantor root 1", "example root 0",
                  "recorder root 2", "example root 2", B):  # fmt: skip
        log.sign(label, act)
    log.by_roots(registration(A, org="north"), "north")
    log.sign("north root 3", registration(A, org="north"))
    log.sign("north root 5", registration(A, org="north"))


def policies(log: SignedLog) -> None:
    """Two root keys of every party set the policies; the same words may be set again."""
    act = {"type": "policy.set/1", "witnessed": "quorum none\n", "sealed": "quorum none\n"}
    log.by_roots(act, "guarantor", "north", "south")
    log.by_roots(act, "south", "north")
    log.sign("north root 0", act | {"sealed": "quorum somebody\n"})


def conflict(log: SignedLog) -> None:
    """A joint act decides, a later one decides otherwise; acts of the record and acts that are not there cannot be named.

    A party whose act is not named has to sign as well, or two guarantors in its place.
    """
    officers(log, A, S)
    one, other = log.device(A).sign(claim("one")), log.device(S).sign(claim("other"))
    for act in (one, other):
        log.add(act)
    both = [one.act_id.hex(), other.act_id.hex()]
    decided = {"type": "conflict.resolved/1", "between": both, "stands": both[1]}
    for act in (decided, decided | {"stands": ""}):
        log.sign(A, act)
        log.sign("south root 0", act)
    log.sign(A, decided | {"between": [both[0], "ab" * 32], "stands": ""})
    log.sign(A, decided | {"between": [both[0], log.acts[0].act_id.hex()], "stands": ""})
    mine = [log.device(A).sign(claim(name)) for name in ("mine", "mine too")]
    for act in mine:
        log.add(act)
    for label in (A, "operator root 0", "guarantor root 0", "recorder root 0"):
        log.sign(label, {"type": "conflict.resolved/1", "between": [act.act_id.hex() for act in mine], "stands": ""})


def erasure(log: SignedLog) -> None:
    """Who named it first orders alone; in its place the other party and two guarantors; holders report, and their word falls
    with their key. What nobody here has seen attached takes every party and two guarantors.
    """
    officers(log, A, S, "guarantor officer 0", "operator officer 0", "operator officer 1")
    for c in (C, bytes(32)):
        sealed = Attached(c, 1052, "application/octet-stream", "person")
        log.sign(A, {"type": "attachment.kept/1", "att": [c.hex()]}, att=(sealed,))
    log.sign(A, {"type": "attachment.kept/1", "att": ["ab" * 32]})
    order = log.device(A).sign({"type": "erasure.ordered/1", "att": [C.hex()]})
    log.add(order)
    done = {"type": "erasure.done/1", "order": order.act_id.hex(), "holder": "operator"}
    log.sign("guarantor officer 0", done)
    log.sign("operator officer 0", done)
    log.sign("guarantor officer 0", done | {"holder": "guarantor"})
    log.sign(S, done | {"holder": "south"})
    log.sign("operator officer 1", about(COMPROMISED, "operator officer 0", last_good=-1))
    log.by_roots(about(COMPROMISED, "operator officer 0", last_good=-1), "operator")
    log.sign(S, claim("named again"), att=(Attached(bytes(32), 100, "image/jpeg", "photo"),))
    log.sign(S, claim("its own"), att=(Attached(bytes([1]) * 32, 100, "image/jpeg", "photo"),))
    several = {"type": "erasure.ordered/1", "att": [bytes(32).hex(), (bytes([1]) * 32).hex()]}
    unknown = {"type": "erasure.ordered/1", "att": ["cd" * 32]}
    for order in (several, unknown):
        for label in ("guarantor officer 0", "recorder root 0", S, "operator officer 1", "north root 0"):
            log.sign(label, order)


def redaction(log: SignedLog) -> Hidden:
    """Officers of the organisation that signed it and of a guarantor redact a body, or without it all others together. The second
    reader has no body there, and comes to the same state.
    """
    officers(log, A, S)
    before = log.device(A).sign(claim("before"))
    log.add(before)
    gone = log.device(A).sign(claim("gone"), att=(Attached(C, 100, "image/jpeg", "photo"),))
    index = log.add(gone).index
    log.sign(A, claim("after"))
    act = {"type": "body.redacted/1", "act": gone.act_id.hex(), "org": "north", "device": kid(A).hex(), "seq": 1,
           "prev": before.act_id.hex(), "att": [C.hex()]}  # fmt: skip
    log.sign(S, act | {"seq": 2})
    log.sign(S, act | {"act": log.acts[0].act_id.hex()})
    log.sign(S, act)
    log.sign("operator root 0", act)
    log.sign("guarantor root 0", act)
    by = log.sign(A, act).index
    theirs = log.device(A).sign(claim("theirs"))
    place = log.add(theirs).index
    act |= {"act": theirs.act_id.hex(), "seq": log.device(A).seq - 1, "prev": json.loads(theirs.body)["prev"], "att": []}
    for label in ("guarantor root 0", "recorder root 0"):
        log.sign(label, act)
    return {index: by, place: log.sign(S, act).index}


def spoilt(log: SignedLog) -> None:
    """Words on an act that are not what its body says, with all their signatures: the act cannot be redacted any more.

    A decision never can.
    """
    officers(log, A)
    act = log.device(A).sign(claim("stays"))
    log.add(act)
    redacted = {"type": "body.redacted/1", "act": act.act_id.hex(), "org": "north", "device": kid(A).hex(), "seq": 0, "prev": "",
                "att": []}  # fmt: skip
    for said in (redacted | {"att": ["ab" * 32]}, redacted):
        for label in ("guarantor root 0", A):
            log.sign(label, said)
    device = log.device(A)
    decided = device.sign({"type": "decision.made/1", "id": "d", "decision": "route", "actor": "north", "outcome": "coast"})
    log.add(decided)
    log.sign(A, redacted | {"act": decided.act_id.hex(), "seq": device.seq - 1, "prev": json.loads(decided.body)["prev"]})


def unseen(log: SignedLog) -> Hidden:
    """The second reader was not given some bodies: a gap is whole where later acts name what stands there."""
    officers(log, A)
    first = log.replay.size
    one, two, three, four, five = chain(log, A, 5)
    for act in (three, one, two, five, four):
        log.add(act)
    return {first + 1: None, first + 2: None, first + 4: None}


def no_acts(log: SignedLog) -> None:
    """What is no leaf, comes again, or is signed by a stranger, wrongly, or for another log."""
    officers(log, A)
    act = log.device(A).sign(claim("good"))
    log.add(Signed(act.leaf[:-1], act.body))
    log.add(Signed(act.leaf[:-1] + bytes([act.leaf[-1] ^ 1]), act.body))
    log.add(Device(B, "north").sign(claim("stranger")))
    log.add(act)
    log.add(act)
    for name, value in (("log", "record.example/other"), ("org", "south"), ("device", "00" * 8)):
        log.sign(A, claim("foreign"), **{name: value})


def badly_written(log: SignedLog) -> None:
    """Acts of the record that are written wrongly, unknown, or about nothing have no effect."""
    officers(log, A, B)
    good = registration("north device 0", org="north", role="device")
    roots_ = new_roots("roots.replaced/1", "north", ["north root 3", "north root 4", "north root 5"])
    for act in (
        good | {"note": "x"}, {key: value for key, value in good.items() if key != "scope"}, good | {"role": "king"},
        good | {"proof": "00" * 64}, good | {"org": "east"}, good | {"public": log.genesis["organisations"]["north"]["roots"][0]},
        good | {"public": "00" * 32}, good | {"scope": good["scope"] | {"until": good["scope"]["from"]}},
        good | {"scope": good["scope"] | {"delegates": True}}, roots_ | {"roots": roots_["roots"][:2]},
        roots_ | {"roots": [*roots_["roots"][:2], roots_["roots"][0]]}, genesis_act(agreement="cd" * 32),
    ):  # fmt: skip
        log.sign("north root 0", act)
    for act in (
        about(COMPROMISED, B, last_good=-2), {"type": COMPROMISED, "kid": "00" * 8, "last_good": 0}, {"type": "key.frozen/1"},
        about(GAP, B, first=3, last=2), {"type": "erasure.ordered/1", "att": []}, {"type": "noop.padded/1", "text": "x"},
        {"type": "erasure.done/1", "order": "ab" * 32, "holder": "operator"},
        {"type": "conflict.resolved/1", "between": ["ab" * 32, "cd" * 32], "stands": "ef" * 32},
    ):  # fmt: skip
        log.sign(A, act)
    log.sign(A, {"type": "noop.padded/1"})


Story = Callable[[SignedLog], Hidden | None]
STORIES: tuple[Story, ...] = (
    scopes, delegation, held, gaps, equivocation, stray, revoked, compromised, late, roots, recovery, policies, conflict, erasure,
    redaction, spoilt, unseen, no_acts, badly_written, places,
)  # fmt: skip
