"""The made-up log that the test vectors of trees and cosigners speak of, its keys, and how files of vectors are written."""

import json
import sys
from pathlib import Path
from typing import Any

from safeconduct.record import ed25519, tree
from safeconduct.record.checkpoint import Checkpoint, sign_checkpoint, write_checkpoint
from safeconduct.record.cosignature import cosign
from safeconduct.record.note import add_lines, verifier_of, write_vkey
from safeconduct.record.test_keys import seed_for

FOLDER = Path(__file__).parent.parent / "tests" / "vectors"
KEYS = "Keys are those of record/test_keys.py: seed = SHA-256 of 'safeconduct test key: ' and the label. Never trust them."
NOW = 1_800_000_000
ORIGIN = "log.example/vectors"
LOG_SEED = seed_for("operator log 0")
LOG = verifier_of(ORIGIN, 1, ed25519.public_of(LOG_SEED))
COSIGNERS = {
    "north": "north witness 0",
    "south": "south witness 0",
    "guarantor-1": "guarantor witness 1",
    "guarantor-2": "guarantor witness 2",
    "guarantor-3": "guarantor witness 3",
    "guarantor-4": "guarantor witness 4",
}
VKEYS = {
    name: write_vkey(verifier_of(f"{name}.example", 4, ed25519.public_of(seed_for(label)))) for name, label in COSIGNERS.items()
}
ENTRIES = [b"entry %d" % number for number in range(600)]
ROWS = [[tree.leaf_hash(entry) for entry in ENTRIES]]
while len(ROWS[-1]) > 1:
    ROWS.append([tree.node_hash(*ROWS[-1][at : at + 2]) for at in range(0, len(ROWS[-1]) - 1, 2)])


def nodes(level: int, index: int) -> bytes:
    return ROWS[level][index]


def root_of(size: int) -> bytes:
    return tree.root_from(nodes, size)


def head_of(size: int) -> Checkpoint:
    return Checkpoint(ORIGIN, size, root_of(size))


def signed(size: int, *names: str, at: int = NOW) -> bytes:
    """Give the checkpoint of a size with the log's line and those of cosigners."""
    text = write_checkpoint(head_of(size))
    return add_lines(sign_checkpoint(head_of(size), LOG_SEED), [cosigned(text, name, at) for name in names])


def cosigned(text: bytes, name: str, at: int = NOW) -> str:
    return cosign(text, f"{name}.example", seed_for(COSIGNERS[name]), at)


def flipped(data: bytes, at: int = 0) -> bytes:
    return data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :]


def written(content: dict[str, Any]) -> str:
    """Write a file of vectors, with each case on a line of its own."""
    parts = []
    for key, value in content.items():
        if isinstance(value, list):
            rows = ",\n  ".join(json.dumps(row, ensure_ascii=False) for row in value)
            parts.append(f" {json.dumps(key)}: [\n  {rows}\n ]")
        else:
            parts.append(f" {json.dumps(key)}: {json.dumps(value, ensure_ascii=False)}")
    return "{\n" + ",\n".join(parts) + "\n}\n"


def write(files: dict[str, str]) -> None:
    """Put files of vectors into the folder named on the command line, or into their own."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        (folder / name).write_text(content, encoding="utf-8")
