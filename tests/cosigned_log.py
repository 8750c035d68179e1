"""A small log with cosigned checkpoints, for tests of the verifier: some 45 acts, among them what can go wrong with keys.

`COSIGNED.files()` is what a published folder holds. Every key is a published test key.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from safeconduct.record.checkpoint import Checkpoint, sign_checkpoint
from safeconduct.record.cosignature import cosign
from safeconduct.record.grown import Grown
from safeconduct.record.jsonform import write
from safeconduct.record.note import parse_note
from safeconduct.record.published import NO_LISTS, body_path, write_keys
from safeconduct.record.tiles import Tile, bundle_of, bundles_for, path_of, tiles_for
from safeconduct.record.vkey import COSIGNATURE, NOTE, verifier_of, write_vkey
from tests.signed_log import ORIGIN, Signed, SignedLog, genesis_act, kid, public, registration, seed

NOON = 1_795_428_000
"""2026-11-23 10:00 in Geneva, in POSIX seconds: when the first checkpoint was cosigned."""
NOW = NOON + 7200
FIRST = 20
"""How many acts the first checkpoint covers. Every act after it has seen it."""
GUARANTORS = ("guarantor", "recorder", "example")
PARTIES = ("north", "south")


def cosigner(org: str, role: str) -> str:
    """Give the name under which an organisation cosigns."""
    return f"{ORIGIN}/{role}/{org}"


def _witness(org: str, role: str) -> str:
    return f"witness {org}-{role} {write_vkey(verifier_of(cosigner(org, role), COSIGNATURE, public(f'{org} {role} 0')))}"


def policies() -> tuple[str, str]:
    """Give the two policies: two of three guarantors, and both parties as witness and mirror too."""
    log = f"log {write_vkey(verifier_of(ORIGIN, NOTE, public('operator log 0')))}"
    own = [(org, role) for org in PARTIES for role in ("witness", "mirror")]
    watch = [log, *(_witness(org, "witness") for org in GUARANTORS),
             f"group guarantors 2 {' '.join(f'{org}-witness' for org in GUARANTORS)}"]  # fmt: skip
    all_ = [*watch, *(_witness(*one) for one in own), f"group parties all {' '.join(f'{org}-{role}' for org, role in own)}",
            "group everyone all guarantors parties", "quorum everyone"]  # fmt: skip
    return "\n".join([*watch, "quorum guarantors"]) + "\n", "\n".join(all_) + "\n"


def checkpoint(tree: Grown, size: int, cosigners: tuple[tuple[str, str], ...], at: int) -> bytes:
    """Give a checkpoint with the lines of cosigners, a minute between one and the next."""
    note = sign_checkpoint(Checkpoint(ORIGIN, size, tree.root(size)), seed("operator log 0"))
    text = parse_note(note).text
    return note + "".join(cosign(text, cosigner(org, role), seed(f"{org} {role} 0"), at + 60 * place)
                          for place, (org, role) in enumerate(cosigners)).encode()  # fmt: skip


class Cosigned(NamedTuple):
    """The log. `gone` has the index of the redacted act, `named` the indexes of acts that tests ask for."""

    log: SignedLog
    tree: Grown
    notes: Mapping[int, bytes]
    gone: int
    named: Mapping[str, int]

    @property
    def digest(self) -> bytes:
        return self.log.digest

    @property
    def size(self) -> int:
        return len(self.log.acts)

    def body(self, index: int) -> bytes:
        return b"" if index == self.gone else self.log.acts[index].body

    def files(self, *, bodies: bool = True) -> dict[str, bytes]:
        """Give the files of the published folder by their paths."""
        witnessed, sealed = policies()
        keyring = self.log.replay.state.keyring
        found = {"checkpoint": self.notes[self.size], "genesis": write(self.log.genesis), "keys": write_keys(keyring, self.size),
                 "policy": witnessed.encode(), "policy-sealed": sealed.encode(), "lists/index": NO_LISTS}  # fmt: skip
        return found | tree_files(self.tree, [act.leaf for act in self.log.acts],
                                  [self.body(index) for index in range(self.size)] if bodies else [])  # fmt: skip


def tree_files(tree: Grown, leaves: list[bytes], bodies: list[bytes]) -> dict[str, bytes]:
    """Give tiles, bundles and bodies of a log by their paths."""
    found: dict[str, bytes] = {}
    for tile in tiles_for(0, len(leaves)):
        found[path_of(tile)] = tree.tile(Tile(*tile)) or b""
    for bundle in bundles_for(0, len(leaves)):
        first, end = 256 * bundle.index, 256 * bundle.index + bundle.width
        found[path_of(bundle)] = bundle_of(leaves[first:end])
        if bodies:
            found[body_path(bundle)] = b"".join(len(part).to_bytes(4, "big") + part for part in bodies[first:end])
    return found


def said(text: str, kind: str = "x.said/1") -> dict[str, Any]:
    """Give an act that means nothing."""
    return {"type": kind, "note": text}


@cache
def cosigned() -> Cosigned:
    """Make the log."""
    witnessed, sealed = policies()
    log = SignedLog(genesis_act(witnessed=witnessed, sealed=sealed))
    named: dict[str, int] = {}
    seen: dict[str, Any] = {}

    def sign(label: str, act: dict[str, Any], name: str = "", **changes: Any) -> None:
        if "seq" in changes:
            log.add(log.device(label).sign(act, **seen | changes))
        else:
            device = log.device(label)
            log.add(device.sign(act, **seen | changes | {"seq": device.seq, "prev": device.prev}))
            device.seq, device.prev = device.seq + 1, log.acts[-1].act_id.hex()
        if name:
            named[name] = len(log.acts) - 1

    log.found()
    for org in PARTIES:
        log.by_roots(registration(f"{org} officer 0", org=org, delegates=True), org)
    sign("north officer 0", said("before any checkpoint"), "unseen")
    sign("south officer 0", said("taken out later"), "redacted")
    while len(log.acts) < FIRST:
        sign("north officer 0", said(f"number {len(log.acts)}"))
    tree = Grown()
    for signed in log.acts:
        tree.append(signed.leaf)
    seen |= {"seen_size": FIRST, "seen_root": tree.root()}
    sign("south officer 0", said("after the first checkpoint"), "seen")
    sign("north officer 0", registration("north officer 1", org="north"))
    sign("north officer 1", said("good"), "revoked_before")
    sign("north officer 1", said("good too"))
    sign("north officer 0", {"type": "key.revoked/1", "kid": kid("north officer 1").hex(), "last_good": 1, "reason": "rotated"})
    sign("north officer 1", said("too late"), "revoked")
    sign("south officer 0", registration("south officer 1", org="south"))
    sign("south officer 1", said("one of two"), "first_of_two")
    sign("south officer 1", said("the other"), "second_of_two", seq=0, prev="")
    sign("south officer 0", registration("south officer 2", org="south", types=["x.*"]))
    sign("south officer 2", said("good"), "compromised_before")
    sign("south officer 2", said("by whom?"), "compromised")
    stolen = {"type": "key.compromised/1", "kid": kid("south officer 2").hex(), "last_good": 0}
    sign("south officer 0", stolen)
    sign("north officer 0", registration("north device 0", org="north", role="device", types=["x.*"]))
    sign("north device 0", said("outside", "y.said/1"), "out_of_scope")
    gone = log.acts[named["redacted"]]
    seq = 0
    redaction = {"type": "body.redacted/1", "act": gone.act_id.hex(), "org": "south", "device": kid("south officer 0").hex(),
                 "seq": seq, "prev": "", "att": []}  # fmt: skip
    sign("south officer 0", redaction)
    sign("guarantor root 2", redaction, "redaction")
    for number in range(2):
        sign(f"south root {number}", stolen)
    while len(log.acts) < 43:
        sign("north device 0", said(f"number {len(log.acts)}"))
    sign("north device 0", said("another history"), "strange", seen_root=bytes(32))
    for signed in log.acts[FIRST:]:
        tree.append(signed.leaf)
    everyone = (*((org, "witness") for org in GUARANTORS), *((org, role) for org in PARTIES for role in ("witness", "mirror")))
    notes = {FIRST: checkpoint(tree, FIRST, everyone, NOON),
             len(log.acts): checkpoint(tree, len(log.acts), everyone[:2], NOON + 3600)}  # fmt: skip
    return Cosigned(log, tree, notes, named["redacted"], named)


def folder_of(log: SignedLog, *, leaves: dict[int, bytes] | None = None, bodies: dict[int, bytes] | None = None,
              cosigners: tuple[tuple[str, str], ...] = ()) -> dict[str, bytes]:  # fmt: skip
    """Publish a log, with some leaves or bodies other than they were signed, and a checkpoint over what is published."""
    all_leaves = [(leaves or {}).get(index, act.leaf) for index, act in enumerate(log.acts)]
    all_bodies = [(bodies or {}).get(index, act.body) for index, act in enumerate(log.acts)]
    tree = Grown()
    for leaf in all_leaves:
        tree.append(leaf)
    return tree_files(tree, all_leaves, all_bodies) | {"checkpoint": checkpoint(tree, len(all_leaves), cosigners, NOON)}


@cache
def long_log(size: int) -> dict[str, bytes]:
    """Give the files of a log with so many acts and no cosigners. A longer one begins with a shorter one."""
    log = SignedLog().found()
    log.officer("north officer 0")
    while len(log.acts) < size:
        log.sign("north officer 0", said(f"number {len(log.acts)}"))
    tree = Grown()
    for act in log.acts:
        tree.append(act.leaf)
    return tree_files(tree, [act.leaf for act in log.acts], [act.body for act in log.acts]) | {
        "checkpoint": checkpoint(tree, size, (), NOON)}  # fmt: skip


def hashes_of(files: Mapping[str, bytes]) -> dict[str, bytes]:
    """Give what everyone is given of a folder: no leaves and no bodies."""
    return {name: data for name, data in files.items() if not name.startswith(("tile/entries/", "bodies/"))}


def write_files(files: Mapping[str, bytes], folder: Path) -> Path:
    """Write files into a folder."""
    for name, data in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return folder


__all__ = ["FIRST", "GUARANTORS", "NOON", "NOW", "PARTIES", "Cosigned", "Signed", "checkpoint", "cosigned", "folder_of",
           "hashes_of", "long_log", "said", "tree_files", "write_files"]  # fmt: skip
