"""Writes the test vectors of cosignatures with ML-DSA-44 into `tests/vectors/mldsa.json`.

Run `PYTHONPATH=src python -m tools.record_vectors_mldsa`. Such a signature comes out differently each time, so lines that are
there and say what they have to are kept. What a case expects is written here by hand, not asked of the code under test.
"""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from safeconduct.record import mldsa
from safeconduct.record.checkpoint import Checkpoint, sign_checkpoint, write_checkpoint
from safeconduct.record.cosignature import cosign_ml_dsa
from safeconduct.record.note import verifier_of, write_vkey
from safeconduct.record.test_keys import seed_for
from safeconduct.record.vkey import ML_DSA_44, Line, parse_line, write_line
from tools.vector_log import KEYS, LOG, LOG_SEED, NOW, ORIGIN, head_of, signed, written

FILE = Path(__file__).parents[1] / "tests" / "vectors" / "mldsa.json"
LONG = "x" * 256


def seed_of(name: str) -> bytes:
    """Give the seed of a cosigner: that of a published label."""
    return seed_for({"north.example": "north witness 0", "south.example": "south witness 0"}.get(name, "guarantor witness 0"))


def key_of(name: str) -> str:
    """Give the vkey of a cosigner."""
    return write_vkey(verifier_of(name, ML_DSA_44, mldsa.public_of(seed_of(name))))


def line_of(head: Checkpoint, name: str, at: int) -> str:
    """Cosign a checkpoint."""
    return cosign_ml_dsa(write_checkpoint(head), name, seed_of(name), at)


def changed(line: str, **fields: Any) -> str:
    """Give a line with another name, id or signature."""
    return write_line(parse_line(line.removesuffix("\n"))._replace(**fields))


def cosignature_cases() -> Iterator[dict[str, Any]]:
    """List notes with one line of a cosigner, and whether they may be taken with its key."""
    north, extended = "north.example", head_of(7)._replace(extensions=("a line more",))
    good, early = line_of(head_of(7), north, NOW), line_of(head_of(7), north, NOW - 90)
    signature, key_id = parse_line(good.removesuffix("\n")).signature, parse_line(good.removesuffix("\n")).key_id
    long_id = verifier_of(LONG, ML_DSA_44, mldsa.public_of(seed_of(LONG))).key_id
    at_last = (2**63 - 1).to_bytes(8, "big")
    for why, head, lines, vkey, at in (
        ("a cosignature", head_of(7), good, key_of(north), NOW),
        ("two lines of one cosigner: the later time", head_of(7), good + early, key_of(north), NOW),
        ("lines of extension are not signed", extended, good, key_of(north), NOW),
        ("a cosigner under another name is unknown", head_of(7), changed(good, name="south.example"), key_of(north), None),
    ):
        yield {"why": why, "note": sign_checkpoint(head, LOG_SEED).decode() + lines, "vkey": vkey, "valid": True, "at": at}
    for why, line, vkey in (
        ("made over another size", line_of(head_of(8), north, NOW), key_of(north)),
        ("made over another root", line_of(head_of(7)._replace(root=bytes(32)), north, NOW), key_of(north)),
        ("made over another origin", line_of(head_of(7)._replace(origin="other.example"), north, NOW), key_of(north)),
        ("made under another name", changed(line_of(head_of(7), "south.example", NOW), name=north, key_id=key_id), key_of(north)),
        ("with another time", changed(good, signature=(NOW + 1).to_bytes(8, "big") + signature[8:]), key_of(north)),
        ("the time is the last that may be, and another", changed(good, signature=at_last + signature[8:]), key_of(north)),
        ("a time of 2^63", changed(good, signature=(2**63).to_bytes(8, "big") + signature[8:]), key_of(north)),
        ("a bit is turned", changed(good, signature=signature[:-1] + bytes([signature[-1] ^ 1])), key_of(north)),
        ("a byte is missing", changed(good, signature=signature[:-1]), key_of(north)),
        ("a byte too many", changed(good, signature=signature + b"\x00"), key_of(north)),
        ("as long as an Ed25519 signature", changed(good, signature=signature[:8] + bytes(64)), key_of(north)),
        ("a name of 256 bytes", write_line(Line(LONG, long_id, signature)), key_of(LONG)),
    ):
        yield {"why": why, "note": signed(7).decode() + line, "vkey": vkey, "valid": False, "at": None}


def policy_cases() -> Iterator[dict[str, Any]]:
    """List what a policy with such cosigners makes of a checkpoint."""
    names = {"north": "north.example", "south": "south.example", "third": "third.example"}
    log = write_vkey(LOG)
    policy = "".join([f"log {log}\n", *(f"witness {name} {key_of(full)}\n" for name, full in names.items()),
                      "group two 2 north south third\nquorum two\n"])  # fmt: skip
    for have, ahead, enough in ((("north", "third"), (), True), (("south",), (), False), (("north",), ("south",), False)):
        lines = [line_of(head_of(7), names[name], NOW) for name in have]
        lines += [line_of(head_of(7), names[name], NOW + 601) for name in ahead]
        lacking = [name for name in names if name not in have]
        yield {"policy": policy, "note": signed(7).decode() + "".join(lines), "now": NOW, "satisfied": enough,
               "cosigned": list(have), "ahead": list(ahead), "missing": lacking}  # fmt: skip


def content() -> dict[str, Any]:
    """Give the content of the file, with new signatures."""
    return {
        "about": "Cosignatures with ML-DSA-44 (kind 6). Programs that do not know such signatures pass over them. The private "
                 f"key is made from the seed of a label, as FIPS 204 says. {KEYS}",
        "log": write_vkey(LOG), "origin": ORIGIN, "cosignatures": list(cosignature_cases()), "weighed": list(policy_cases()),
    }  # fmt: skip


def without_signatures(made: dict[str, Any]) -> dict[str, Any]:
    """Give the content with the length of each such signature in its place: what is the same each time."""
    def short(line: str) -> str:
        return f"{line[:30]} {len(line)}" if len(line) > 2000 else line

    return made | {part: [one | {"note": [short(line) for line in one["note"].split("\n")]} for one in made[part]]
                   for part in ("cosignatures", "weighed")}  # fmt: skip


if __name__ == "__main__":
    made = content()
    if not FILE.is_file() or without_signatures(json.loads(FILE.read_bytes())) != without_signatures(made):
        FILE.write_text(written(made), encoding="utf-8")
