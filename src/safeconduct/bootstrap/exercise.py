"""An exercise: a record with every organisation of an agreement, whose keys are made here and belong to nobody.

For training, for demonstrations and for the packaged examples. Its genesis act says that it is an exercise: acts about
real people have no effect in it, and no key of it is taken anywhere else.
"""

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from safeconduct.agreement.model import Agreement
from safeconduct.record import ed25519
from safeconduct.record.authority import prove
from safeconduct.record.genesis import Genesis, parse_genesis
from safeconduct.record.vkey import COSIGNATURE, NOTE, verifier_of, write_vkey

OPERATOR, RECORDER = "operator", "recorder"
GUARANTEE = ("guarantor", "mediator", "verifier", "witness")
"""Who watches over the record of an exercise: parties with such a role, or, where there is none, the bodies of the agreement."""

SeedFor = Callable[[str, str, int], bytes]
"""Gives the private key of an organisation in a role; root keys are numbered 0 to 2."""


class Exercise(NamedTuple):
    """A record that can begin: its genesis act, and every private key by organisation, role and number."""

    act: dict[str, Any]
    genesis: Genesis
    seeds: Mapping[tuple[str, str, int], bytes]
    window: tuple[str, str]

    def registration(self, org: str, role: str = "device", types: tuple[str, ...] = ()) -> dict[str, Any]:
        """Give the act that registers the key of an organisation; two of its root keys sign it."""
        seed = self.seeds[org, role, 0]
        scope = {"delegates": False, "posts": [], "types": list(types), "from": self.window[0], "until": self.window[1]}
        return {"type": "key.registered/1", "org": org, "public": ed25519.public_of(seed).hex(), "role": role, "scope": scope,
                "proof": prove(seed, origin=self.genesis.act.origin, org=org, role=role).hex()}  # fmt: skip


def roles_of(agreement: Agreement) -> dict[str, tuple[str, str]]:
    """Give name and role in the record of every organisation of an agreement, with the operator and the recorder."""
    found: dict[str, tuple[str, str]] = {}
    for name, party in agreement.parties.items():
        role = party.role.value
        found[name] = (_english(party.name), "guarantor" if role in GUARANTEE else "party" if role == "party" else "other")
    guaranteed = any(role == "guarantor" for _, role in found.values())
    for name, body in agreement.bodies.items():
        found[name] = (_english(body.name), "other" if guaranteed else "guarantor")
    return found | {OPERATOR: ("Whoever runs the server", "operator"), RECORDER: ("Whoever enters reports", "recorder")}


def _english(text: Any) -> str:
    return str(text.get("en", next(iter(text.values())))) if isinstance(text, Mapping) else str(text)


def witness_name(origin: str, org: str) -> str:
    """Give the name under which an organisation cosigns as a witness."""
    return f"{origin}/witness/{org}"


def mirror_name(origin: str, org: str) -> str:
    """Give the name under which an organisation cosigns as a mirror."""
    return f"{origin}/mirror/{org}"


def make_exercise(roles: Mapping[str, tuple[str, str]], *, origin: str, agreement: str, window: tuple[str, str],
                  seed_for: SeedFor = lambda org, role, number: ed25519.new_seed()) -> Exercise:  # fmt: skip
    """Make the keys and the genesis act of an exercise. `agreement` is the hash of its text, 64 digits.

    All guarantors but a quarter of them, and never more than all, have to witness; every party seals as witness and mirror.
    """
    seeds: dict[tuple[str, str, int], bytes] = {}
    guarantors = [org for org, (_, role) in roles.items() if role == "guarantor"]
    parties = [org for org, (_, role) in roles.items() if role == "party"]
    holders = (OPERATOR, guarantors[0])
    for org, (_, role) in roles.items():
        for number in range(3):
            seeds[org, "root", number] = seed_for(org, "root", number)
        watches = ("witness", "mirror") if role in ("party", "guarantor") else ()
        kinds = ("device", *watches, *(("log",) if role == "operator" else ()), *(("sealing",) if org in holders else ()))
        seeds |= {(org, kind, 0): seed_for(org, kind, 0) for kind in kinds}
    log = write_vkey(verifier_of(origin, NOTE, ed25519.public_of(seeds[OPERATOR, "log", 0])))
    witnessed, sealed = _policies(origin, log, guarantors, parties, seeds)
    act = {
        "type": "genesis.signed/1", "origin": origin, "agreement": agreement, "attachments": guarantors[0], "log": log,
        "witnessed": witnessed, "sealed": sealed, "training": True,
        "organisations": {org: {"name": name, "role": role,
                                "roots": [ed25519.public_of(seeds[org, "root", number]).hex() for number in range(3)]}
                          for org, (name, role) in roles.items()},
    }  # fmt: skip
    return Exercise(act, parse_genesis(act), seeds, window)


def _policies(origin: str, log: str, guarantors: list[str], parties: list[str],
              seeds: Mapping[tuple[str, str, int], bytes]) -> tuple[str, str]:  # fmt: skip
    def line(org: str, kind: str) -> str:
        name = (witness_name if kind == "witness" else mirror_name)(origin, org)
        return f"witness {org}-{kind} {write_vkey(verifier_of(name, COSIGNATURE, ed25519.public_of(seeds[org, kind, 0])))}"

    need = max(1, len(guarantors) - len(guarantors) // 4)
    watch = [f"log {log}", *(line(org, "witness") for org in guarantors),
             f"group guarantors {need} {' '.join(f'{org}-witness' for org in guarantors)}"]  # fmt: skip
    own = [line(org, kind) for org in parties for kind in ("witness", "mirror")]
    names = " ".join(f"{org}-{kind}" for org in parties for kind in ("witness", "mirror"))
    witnessed = [*watch, "quorum guarantors"]
    sealed = [*watch, *own, f"group parties all {names}", "group everyone all guarantors parties", "quorum everyone"]
    return "\n".join(witnessed) + "\n", "\n".join(sealed) + "\n"
