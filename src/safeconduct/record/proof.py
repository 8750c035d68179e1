"""A file that shows, without a network, that one entry stands in the log: C2SP `tlog-proof`. In our files `extra` is the leaf."""

from collections.abc import Sequence
from typing import NamedTuple

from safeconduct.record.faults import Bad
from safeconduct.record.policy import Policy, Weighed, weigh
from safeconduct.record.spelling import read_bytes, read_hash, read_number, write_bytes
from safeconduct.record.tree import SIZE_LIMIT, verify_inclusion
from safeconduct.record.vkey import Verifier

HEADER = "c2sp.org/tlog-proof@v1"
MOST_BYTES = 2_000_000
MOST_HASHES = 64


class Proof(NamedTuple):
    """A proof as it was read. Nothing in it has been verified, and `extra` is not covered by anything in it."""

    extra: bytes | None
    index: int
    path: tuple[bytes, ...]
    checkpoint: bytes


def write_proof(index: int, path: Sequence[bytes], checkpoint: bytes, extra: bytes | None = None) -> bytes:
    """Write the proof of the entry at an index, with the signed checkpoint as it is."""
    proof = Proof(extra, index, tuple(path), checkpoint)
    if not 0 <= index < SIZE_LIMIT or extra == b"" or len(path) > MOST_HASHES or any(len(hash_) != 32 for hash_ in path):
        expected = "an index below 2^64, hashes of 32 bytes, and extra data that is not empty"
        raise Bad("proof.form", "this is no proof that could be read again", expected=expected, got=repr(proof)[:200])
    lines = [HEADER, f"index {index}", *map(write_bytes, path)]
    if extra is not None:
        lines.insert(1, f"extra {write_bytes(extra)}")
    return "\n".join(lines).encode() + b"\n\n" + checkpoint


def _value(line: str, key: str, where: str) -> str:
    if not line.startswith(f"{key} "):
        raise Bad("proof.form", f"there is no {key} here", where=where, expected=f"{key} and its value", got=repr(line[:80]))
    return line.removeprefix(f"{key} ")


def parse_proof(data: bytes) -> Proof:
    """Read a proof. Raises `Bad` with the line. The checkpoint is taken as it stands."""
    if len(data) > MOST_BYTES:
        raise Bad("proof.size", "the proof is too large", expected=f"at most {MOST_BYTES} bytes", got=f"{len(data)} bytes")
    head, parted, checkpoint = data.partition(b"\n\n")
    try:
        lines = head.decode().split("\n")
    except UnicodeDecodeError as fault:
        raise Bad("proof.form", "a proof is not UTF-8", where=f"byte {fault.start}") from fault
    if not parted or lines[0] != HEADER or len(lines) < 2:
        expected = f"{HEADER}, the proof, an empty line, a checkpoint"
        raise Bad("proof.form", "this is no proof", where="line 1", expected=expected, got=repr(lines[0][:80]))
    extra, at = None, 1
    if lines[1].startswith("extra ") and len(lines) > 2:
        extra, at = read_bytes(_value(lines[1], "extra", "line 2"), "line 2"), 2
        if not extra:
            raise Bad("proof.form", "extra data is empty; then its line is left out", where="line 2")
    index = read_number(_value(lines[at], "index", f"line {at + 1}"), f"line {at + 1}")
    hashes = lines[at + 1 :]
    if len(hashes) > MOST_HASHES:
        raise Bad("proof.size", "the proof has too many hashes", expected=f"at most {MOST_HASHES}", got=str(len(hashes)))
    path = [read_hash(line, f"line {number}") for number, line in enumerate(hashes, at + 2)]
    return Proof(extra, index, tuple(path), checkpoint)


def check_inclusion(proof: Proof, leaf: bytes, size: int, root: bytes) -> None:
    """Check that the entry with this leaf hash stands in the tree. Raises `Bad` where it does not."""
    if not verify_inclusion(leaf, proof.index, size, proof.path, root):
        where = f"index {proof.index}, size {size}"
        raise Bad("proof.inclusion", "the proof does not lead from this entry to the root of the checkpoint", where=where)


def check_proof(proof: Proof, leaf: bytes, policy: Policy, *, now: int, log: Verifier | None = None) -> Weighed:
    """Check a proof for the entry with this leaf hash by a policy, at a time in POSIX seconds.

    Raises `Bad` where the checkpoint is not signed as it must be, the path leads elsewhere, or cosignatures are missing.
    """
    weighed = weigh(proof.checkpoint, policy, now=now, log=log)
    check_inclusion(proof, leaf, weighed.checkpoint.size, weighed.checkpoint.root)
    if not weighed.satisfied:
        have = ", ".join(cosigned.name for cosigned in weighed.cosigned) or "none"
        expected = f"the quorum {policy.quorum}, out of {', '.join(policy.asked())}"
        raise Bad("proof.quorum", "too few have cosigned the checkpoint", expected=expected[:400], got=have[:400])
    return weighed
