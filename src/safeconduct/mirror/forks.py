"""Has the log signed two histories? What a refused request shows, as a file that anyone can check.

A mirror knows the root its own tree had at every size, so any smaller checkpoint can be compared with it. Of a larger one it has
only the hashes that were sent along: they often give the root which that other tree had at our size, and then show the fork.
"""

from collections.abc import Callable, Sequence

from safeconduct.record.evidence import write_evidence
from safeconduct.record.faults import Bad
from safeconduct.record.head import Checkpoint, parse_checkpoint
from safeconduct.record.note import open_note, parse_note
from safeconduct.record.tree import Nodes, consistency_path, node_hash, root_from
from safeconduct.record.vkey import Verifier


def signed_by_log(note: bytes, log: Verifier) -> Checkpoint | None:
    """Give the checkpoint of a note if the log signed it, with its origin; nothing otherwise."""
    try:
        open_note(note, [log])
        checkpoint = parse_checkpoint(parse_note(note).text)
    except Bad:
        return None
    return checkpoint if checkpoint.origin == log.name else None


def evidence_of(note: bytes, held: Sequence[bytes], log: Verifier, *, nodes: Nodes, size: int,
                path: Sequence[bytes] = ()) -> bytes | None:  # fmt: skip
    """Make evidence of a fork from a checkpoint and those held here, newest first, or give nothing where none can be made.

    `nodes` and `size` are those of the tree of the entries that are here; `path` came with the checkpoint.
    """
    head = signed_by_log(note, log)
    if head is None:
        return None
    for other in held:
        known = signed_by_log(other, log)
        if known is None:
            continue
        made = _of_two(note, head, other, known, log, nodes, size, path)
        if made is not None:
            return made
    return None


def _of_two(note: bytes, head: Checkpoint, other: bytes, known: Checkpoint, log: Verifier, nodes: Nodes, size: int,
            path: Sequence[bytes]) -> bytes | None:  # fmt: skip
    if head.size == known.size:
        return _written(note, other, log)
    if 0 < head.size < known.size:
        if known.size > size or root_from(nodes, known.size) != known.root:
            return None  # the entries of the larger one are not here
        return _written(note, other, log, prefix=root_from(nodes, head.size),
                        path=consistency_path(nodes, head.size, known.size))  # fmt: skip
    if 0 < known.size < head.size:
        prefix = prefix_of(known.size, head.size, path, head.root)
        return _written(other, note, log, prefix=prefix, path=path) if prefix else None
    return None


def _written(first: bytes, second: bytes, log: Verifier, *, prefix: bytes = b"", path: Sequence[bytes] = ()) -> bytes | None:
    try:
        return write_evidence(first, second, log, prefix=prefix, path=path)
    except Bad:
        return None  # they fit together, or the hashes lead nowhere


def prefix_of(old: int, new: int, path: Sequence[bytes], root: bytes) -> bytes:
    """Give the root at size `old` that the hashes of a consistency proof to `root` speak of; empty if they do not give it away.

    For a power of two the proof begins with that root itself and leaves it out, so nothing can be said.
    """
    first, last, top = 0, old - 1, new - 1
    while first != last and (last == top or last & 1):
        first, last, top = first >> 1, last >> 1, top >> 1
    if first == last or not path:
        return b""
    before = after = path[0]
    for other in path[1:]:
        if not top:
            return b""
        if last & 1 or last == top:
            if first < last:
                before = node_hash(other, before)
            after = node_hash(other, after)
            while not last & 1 and last:
                first, last, top = first >> 1, last >> 1, top >> 1
        else:
            after = node_hash(after, other)
        first, last, top = first >> 1, last >> 1, top >> 1
    return before if not top and after == root else b""


Loud = Callable[[str], None]
"""Tells a person at once."""
