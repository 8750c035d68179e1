"""A published log of any length: founded by two parties and a guarantor, then the acts of one device, about as long as acts are.

It is written as files, with the tree of the record itself, and its keys are the published test keys.
"""

import sys
from collections.abc import Iterator
from hashlib import sha256
from itertools import chain
from pathlib import Path
from typing import NamedTuple

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from safeconduct.bootstrap.exercise import OPERATOR, Exercise, make_exercise
from safeconduct.record import ed25519
from safeconduct.record.body import EMPTY_ROOT, Body, act_id, write_body
from safeconduct.record.checkpoint import Checkpoint, sign_checkpoint
from safeconduct.record.grown import Grown
from safeconduct.record.leaf import SIZE, kid_of, sign_leaf
from safeconduct.record.published import body_path
from safeconduct.record.test_keys import seed_for
from safeconduct.record.tiles import Tile, bundle_of, bundles_for, path_of, tiles_for

ORIGIN = "bench.example/audit"
ROLES = {"north": ("North", "party"), "south": ("South", "party"), "guarantor": ("A guarantor", "guarantor"),
         OPERATOR: ("Whoever runs the server", "operator")}  # fmt: skip
AT = "2026-11-23T10:00:00+02:00"


class Made(NamedTuple):
    """A log as it was written: its folder, the digest on paper, the key of the device, and how many acts are not the device's."""

    folder: Path
    digest: bytes
    public: bytes
    founding: int


def exercise() -> Exercise:
    """Give the keys and the genesis act."""
    window = ("2026-01-01T00:00:00+00:00", "2027-12-31T00:00:00+00:00")
    return make_exercise(ROLES, origin=ORIGIN, agreement="ab" * 32, window=window,
                         seed_for=lambda org, role, number: seed_for(f"{org} {role} {number}"))  # fmt: skip


def founding(made: Exercise) -> list[tuple[bytes, bytes]]:
    """Sign the genesis act with two root keys of every organisation, and register the device of one."""
    found = []
    for org in ROLES:
        found += [_signed(made.seeds[org, "root", number], org, 0, "", made.act) for number in (0, 1)]
    for number in (0, 1):
        body = found[number][1]
        found.append(_signed(made.seeds["north", "root", number], "north", 1, act_id(body).hex(), made.registration("north")))
    return found


def acts_of(made: Exercise, count: int) -> Iterator[tuple[bytes, bytes]]:
    """Sign acts with the device, one after the other."""
    seed, prev = made.seeds["north", "device", 0], ""
    for seq in range(count):
        minute, second = divmod(seq % 3600, 60)
        at = f"2026-11-{1 + seq // 86_400 % 28:02}T{seq // 3600 % 24:02}:{minute:02}:{second:02}+02:00"
        act = {"type": "obligation.claimed/1", "id": f"act-{seq:07}", "of": f"release_{seq % 50:04}", "actor": "north",
               "happened": at, "recorded": at}  # fmt: skip
        leaf, body = _signed(seed, "north", seq, prev, act, at)
        prev = act_id(body).hex()
        yield leaf, body


def _signed(seed: bytes, org: str, seq: int, prev: str, act: dict[str, object], at: str = AT) -> tuple[bytes, bytes]:
    kid = kid_of(ed25519.public_of(seed))
    nonce = sha256(kid + seq.to_bytes(8, "big")).digest()[:16]
    body = write_body(Body(ORIGIN, org, kid.hex(), seq, prev, 0, EMPTY_ROOT, at, act, (), nonce))
    return sign_leaf(seed, act_id(body)), body


def write_log(folder: Path, count: int) -> Made:
    """Write a log of so many acts as a published folder."""
    made, tree = exercise(), Grown()
    first = founding(made)
    source = chain(first, acts_of(made, count - len(first)))
    for bundle in bundles_for(0, count):
        part = [next(source) for _ in range(bundle.width)]
        for leaf, _ in part:
            tree.append(leaf)
        _write(folder / path_of(bundle), bundle_of([leaf for leaf, _ in part]))
        _write(folder / body_path(bundle), b"".join(len(body).to_bytes(4, "big") + body for _, body in part))
    for tile in tiles_for(0, count):
        _write(folder / path_of(tile), tree.tile(Tile(*tile)) or b"")
    head = Checkpoint(ORIGIN, count, tree.root())
    _write(folder / "checkpoint", sign_checkpoint(head, made.seeds[OPERATOR, "log", 0]))
    return Made(folder, made.genesis.digest, ed25519.public_of(made.seeds["north", "device", 0]), len(first))


def _write(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)


def leaves(folder: Path, count: int) -> Iterator[bytes]:
    """Give the leaves of a published folder of so many acts, in order."""
    for bundle in bundles_for(0, count):
        data = (folder / path_of(bundle)).read_bytes()
        yield from (data[at + 2 : at + 2 + SIZE] for at in range(0, len(data), 2 + SIZE))
