"""A fork, kept so that anyone can check it: two checkpoints of one log that cannot both be true.

Two roots of one size show it alone. For two sizes the file holds the root that the larger tree had at the smaller size, with
the hashes that lead from it to the larger root: if it is not the root that the log signed, the log has signed two histories.
Section 10 of `docs/spec/record.md`.
"""

from collections.abc import Sequence

from safeconduct.record.checkpoint import Checkpoint, open_checkpoint
from safeconduct.record.faults import Bad
from safeconduct.record.spelling import read_hash, take_note, write_bytes
from safeconduct.record.tree import verify_consistency
from safeconduct.record.vkey import Verifier

MAGIC = b"safeconduct evidence of a fork/v1\n"
MOST_BYTES = 4_000_000


def write_evidence(first: bytes, second: bytes, log: Verifier, *, prefix: bytes = b"", path: Sequence[bytes] = ()) -> bytes:
    """Write evidence from two signed checkpoints, the smaller first.

    `prefix` is the root that the larger tree had at the smaller size, `path` the consistency proof from there; both are left
    out for one size. Raises Bad where this shows no fork.
    """
    lines = [f"prefix {write_bytes(prefix)}" if prefix else "prefix -", *map(write_bytes, path), ""]
    data = MAGIC + "\n".join(lines).encode() + b"\n"
    for note in (first, second):
        data += b"note %d\n%b" % (len(note), note)
    verify_evidence(data, log)
    return data


def verify_evidence(data: bytes, log: Verifier) -> tuple[Checkpoint, Checkpoint]:
    """Give the two checkpoints that cannot both be true. Raises Bad where the file does not show it."""
    if not data.startswith(MAGIC) or len(data) > MOST_BYTES:
        raise Bad("evidence.form", "this is no evidence of a fork", where="line 1", expected=MAGIC.decode().strip())
    head, parted, rest = data[len(MAGIC) :].partition(b"\n\n")
    try:
        word, *hashes = head.decode("ascii").split("\n")
    except UnicodeDecodeError as fault:
        raise Bad("evidence.form", "the head is no plain text", where=f"byte {fault.start}") from fault
    if not parted or not word.startswith("prefix "):
        raise Bad("evidence.form", "the root of the smaller size is missing", where="line 2", expected="prefix and a hash, or -")
    given = word.removeprefix("prefix ")
    path = [read_hash(line, f"line {number}") for number, line in enumerate(hashes, 3)]
    first, rest = take_note(rest, "the first note", "evidence.form")
    second, rest = take_note(rest, "the second note", "evidence.form")
    if rest:
        raise Bad("evidence.form", "something stands after the second note", got=f"{len(rest)} bytes")
    small, large = (open_checkpoint(note, log).checkpoint for note in (first, second))
    if small.size > large.size:
        raise Bad("evidence.order", "the smaller checkpoint comes first", got=f"{small.size}, {large.size}")
    if small.size == large.size:
        prefix = large.root
        if given != "-" or path:
            raise Bad("evidence.form", "two roots of one size need no proof", where="line 2", expected="prefix -")
    else:
        prefix = read_hash(given, "line 2")
        if not verify_consistency(small.size, large.size, path, prefix, large.root):
            raise Bad("evidence.path", "the hashes do not lead from that root to the larger checkpoint", where="line 2")
    if prefix == small.root:
        raise Bad("evidence.none", "the two checkpoints fit together: this shows no fork", where=f"size {small.size}")
    return small, large
