"""The answer to a bundle: a witnessed checkpoint, and for each act the path from its leaf to the root. Section 12.

It proves itself, so it is neither sealed nor signed. Whoever carries it learns how many acts of a device were recorded, and
that is all.
"""

import zlib
from hashlib import sha256
from typing import Any, NamedTuple

from safeconduct.record import jsonform
from safeconduct.record.bundle import unpack
from safeconduct.record.faults import Bad
from safeconduct.record.grading import GRADES, Graded, grade
from safeconduct.record.head import parse_checkpoint
from safeconduct.record.leaf import SIZE, Leaf, parse_leaf
from safeconduct.record.note import parse_note
from safeconduct.record.policy import Policy
from safeconduct.record.proof import MOST_HASHES
from safeconduct.record.tree import leaf_hash, verify_inclusion
from safeconduct.record.vkey import Verifier

MAGIC = b"safeconduct reply/v1\n"
MOST_ACTS = 100_000
MOST_NOTE = 1_000_000
LARGEST = MOST_NOTE + 4 + MOST_ACTS * (SIZE + 9 + 32 * MOST_HASHES)
_KEYS = {"count", "device", "len", "log", "payload"}


class Placed(NamedTuple):
    """A leaf, the index at which the log has it, and the path from there to the root of the checkpoint."""

    leaf: bytes
    index: int
    path: tuple[bytes, ...]


class Reply(NamedTuple):
    """A reply as it was read. Nothing in it is verified yet."""

    log: str
    device: str
    checkpoint: bytes
    placed: tuple[Placed, ...]


def write_reply(reply: Reply) -> bytes:
    """Write a reply. Raises Bad for one that could not be read again."""
    if not 0 < len(reply.placed) <= MOST_ACTS:
        raise Bad("reply.count", "no acts, or too many", expected=f"1 to {MOST_ACTS}", got=str(len(reply.placed)))
    parts = [len(reply.checkpoint).to_bytes(4, "big"), reply.checkpoint]
    for leaf, index, path in reply.placed:
        parts += [leaf, index.to_bytes(8, "big"), len(path).to_bytes(1, "big"), *path]
    payload = b"".join(parts)
    header = {"log": reply.log, "device": reply.device, "count": len(reply.placed), "len": len(payload),
              "payload": sha256(payload).hexdigest()}  # fmt: skip
    return MAGIC + jsonform.write(header) + b"\n" + zlib.compress(payload)


def parse_reply(data: bytes) -> Reply:
    """Read a reply. Raises Bad for anything else; nothing is unpacked beyond what its header says."""
    end = data.find(b"\n", len(MAGIC), len(MAGIC) + 4_096)
    if not data.startswith(MAGIC) or end < 0:
        raise Bad("reply.magic", "not a reply to a bundle", where="line 1", expected=MAGIC.decode().strip())
    header = jsonform.parse(data[len(MAGIC) : end])
    if header.keys() != _KEYS:
        raise Bad("reply.header", "other keys than it has to have", where="line 2", expected=", ".join(sorted(_KEYS)))
    count, length = (_count(header[name], most, name) for name, most in (("count", MOST_ACTS), ("len", LARGEST)))
    payload = unpack(data[end + 1 :], length)
    if sha256(payload).hexdigest() != header["payload"]:
        raise Bad("reply.payload", "the content is not what the header names", where="payload")
    log, device = header["log"], header["device"]
    if type(log) is not str or type(device) is not str:
        raise Bad("reply.header", "not a text", where="log, device")
    return _parts(payload, count, log, device)


def _count(value: Any, most: int, where: str) -> int:
    if type(value) is not int or not 0 < value <= most:
        raise Bad("reply.number", "not such a number", where=where, expected=f"1 to {most}", got=repr(value)[:40])
    return value


def _parts(payload: bytes, count: int, log: str, device: str) -> Reply:
    at = 0

    def take(size: int) -> bytes:
        nonlocal at
        if at + size > len(payload):
            raise Bad("reply.payload", "cut off", where=f"byte {at} of the content")
        at += size
        return payload[at - size : at]

    checkpoint = take(int.from_bytes(take(4), "big"))
    placed = []
    for _ in range(count):
        leaf, index, hashes = take(SIZE), int.from_bytes(take(8), "big"), take(1)[0]
        if hashes > MOST_HASHES:
            raise Bad("reply.payload", "a path with too many hashes", where=f"byte {at} of the content", got=str(hashes))
        placed.append(Placed(leaf, index, tuple(take(32) for _ in range(hashes))))
    if at != len(payload):
        raise Bad("reply.payload", "more follows than belongs to it", where=f"byte {at} of the content")
    return Reply(log, device, checkpoint, tuple(placed))


class Proved(NamedTuple):
    """What a reply proves: the checkpoint with its grade, its size and root, and where each act of the device stands."""

    graded: Graded
    size: int
    root: bytes
    leaves: tuple[tuple[Leaf, int], ...]


def check_reply(reply: Reply, *, origin: str, device: str, policy: Policy, log: Verifier, now: int) -> Proved:
    """Check every path of a reply, and the checkpoint by the policy `witnessed`. `now` is in POSIX seconds.

    Raises Bad where the checkpoint is not witnessed: a log alone could show the device something that nobody else sees.
    """
    for where, expected, got in (("log", origin, reply.log), ("device", device, reply.device)):
        if expected != got:
            raise Bad("reply.other", "the reply is for another", where=where, expected=expected, got=got)
    graded = grade(reply.checkpoint, policy, None, now=now, log=log)
    if graded.grade == GRADES[0]:
        raise Bad("reply.grade", f"the checkpoint is not witnessed: without {', '.join(graded.missing) or 'any witness'}",
                  where="checkpoint", expected=GRADES[1], got=graded.grade)  # fmt: skip
    checkpoint = parse_checkpoint(parse_note(reply.checkpoint).text)
    leaves = []
    for leaf, index, path in reply.placed:
        if not verify_inclusion(leaf_hash(leaf), index, checkpoint.size, path, checkpoint.root):
            raise Bad("reply.path", "a path does not lead to the root", where=f"index {index}, size {checkpoint.size}")
        leaves.append((parse_leaf(leaf), index))
    return Proved(graded, checkpoint.size, checkpoint.root, tuple(leaves))
