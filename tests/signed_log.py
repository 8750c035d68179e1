"""A small signed log for tests: organisations with published keys, and acts signed in the order a test says.

Nothing is read from or written to a disk. Every key is a published test key.
"""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import sha256
from typing import Any, NamedTuple

from safeconduct.record import ed25519
from safeconduct.record.authority import prove
from safeconduct.record.body import EMPTY_ROOT, Body, matter, write_body
from safeconduct.record.leaf import kid_of, sign_leaf
from safeconduct.record.standing import Replay, Standing
from safeconduct.record.test_keys import public_for, seed_for
from safeconduct.record.vkey import NOTE, verifier_of, write_vkey

ORIGIN = "record.example/north-south"
AT = "2026-11-23T10:00:00+02:00"
ROLES = {"north": "party", "south": "party", "guarantor": "guarantor", "recorder": "guarantor", "example": "guarantor",
         "operator": "operator"}  # fmt: skip
POLICY = "quorum none\n"


class Signed(NamedTuple):
    """One act as it goes into a log."""

    leaf: bytes
    body: bytes

    @property
    def act_id(self) -> bytes:
        return sha256(self.body).digest()


def seed(label: str) -> bytes:
    """Give the private key of a label: a published one, or one made from it where the label is not in the list."""
    try:
        return seed_for(label)
    except ValueError:
        return sha256(f"safeconduct made-up key: {label}".encode()).digest()


def public(label: str) -> bytes:
    return ed25519.public_of(seed(label))


def kid(label: str) -> bytes:
    return kid_of(public(label))


def with_roots(roles: Mapping[str, str]) -> dict[str, Any]:
    """Give organisations by their roles, each with three root keys."""
    return {org: {"name": org.title(), "role": role, "roots": [public(f"{org} root {n}").hex() for n in range(3)]}
            for org, role in roles.items()}  # fmt: skip


def genesis_act(**changes: Any) -> dict[str, Any]:
    log = write_vkey(verifier_of(ORIGIN, NOTE, public_for("operator log 0")))
    return {"type": "genesis.signed/1", "origin": ORIGIN, "organisations": with_roots(ROLES), "log": log, "witnessed": POLICY,
            "sealed": POLICY, "agreement": "ab" * 32, "attachments": "guarantor", "training": True} | changes  # fmt: skip


def scope(**changes: Any) -> dict[str, Any]:
    return {"delegates": False, "posts": [], "types": [], "from": "2026-11-01T00:00:00+00:00",
            "until": "2027-01-15T00:00:00+00:00"} | changes  # fmt: skip


def registration(label: str, *, org: str, role: str = "officer", **scoped: Any) -> dict[str, Any]:
    return {"type": "key.registered/1", "org": org, "public": public(label).hex(), "role": role, "scope": scope(**scoped),
            "proof": prove(seed(label), origin=ORIGIN, org=org, role=role).hex()}  # fmt: skip


def new_roots(kind: str, org: str, labels: list[str]) -> dict[str, Any]:
    proofs = [prove(seed(label), origin=ORIGIN, org=org, role="root").hex() for label in labels]
    return {"type": kind, "org": org, "roots": [public(label).hex() for label in labels], "proofs": proofs}


class Device:
    """A key with its chain."""

    def __init__(self, label: str, org: str) -> None:
        self.label, self.org, self.seed = label, org, seed(label)
        self.kid = kid(label)
        self.seq, self.prev = 0, ""

    def sign(self, act: dict[str, Any], **changes: Any) -> Signed:
        """Sign the next act of the chain. `changes` are fields of the body; with `seq` given the chain does not move on."""
        nonce = sha256(f"{self.label} {self.seq} {sorted(changes)}".encode()).digest()[:16]
        body = Body(ORIGIN, self.org, self.kid.hex(), self.seq, self.prev, 0, EMPTY_ROOT, AT, act, (), nonce)._replace(**changes)
        data = write_body(body)
        if "seq" not in changes:
            self.seq, self.prev = self.seq + 1, sha256(data).hexdigest()
        return Signed(sign_leaf(self.seed, sha256(data).digest()), data)


class SignedLog:
    """A log with its reading. `add` appends and reads; `acts` can be read again by another replay."""

    def __init__(self, act: dict[str, Any] | None = None, **options: Any) -> None:
        self.genesis = act or genesis_act()
        self.digest = matter(self.genesis)
        self.replay = Replay(self.digest, **options)
        self.acts: list[Signed] = []
        self.devices: dict[str, Device] = {}
        self.last: tuple[Standing, ...] = ()

    def device(self, label: str, org: str = "") -> Device:
        """Give the device of a label such as `north root 0`."""
        return self.devices.setdefault(label, Device(label, org or label.split()[0]))

    def add(self, signed: Signed) -> Standing:
        """Append and read; gives how the act stands."""
        self.acts.append(signed)
        self.last = self.replay.apply(self.replay.size, *signed)
        return self.last[0]

    def sign(self, label: str, act: dict[str, Any], **changes: Any) -> Standing:
        """Sign with the device of a label, append and read."""
        return self.add(self.device(label).sign(act, **changes))

    def by_roots(self, act: dict[str, Any], *orgs: str) -> Standing:
        """Sign with two root keys of each organisation."""
        found = [self.sign(f"{org} root {n}", act) for org in orgs for n in range(2)]
        return found[-1]

    def found(self) -> SignedLog:
        """Let every organisation sign the genesis act."""
        self.by_roots(self.genesis, *self.genesis["organisations"])
        return self

    def officer(self, label: str, org: str = "", **scoped: Any) -> Device:
        """Register an officer by two root keys."""
        org = org or label.split()[0]
        self.by_roots(registration(label, org=org, **scoped), org)
        return self.device(label, org)

    def read_again(self, **options: Any) -> Replay:
        """Give another reading of the whole log."""
        replay = Replay(self.digest, **options)
        for index, signed in enumerate(self.acts):
            replay.apply(index, *signed)
        return replay
