"""The text of a checkpoint: which log, how large its tree is, and its root. C2SP `tlog-checkpoint`."""

from typing import NamedTuple

from safeconduct.record.faults import Bad
from safeconduct.record.spelling import read_hash, read_number, write_bytes
from safeconduct.record.tree import SIZE_LIMIT


class Checkpoint(NamedTuple):
    """The head of a tree. `extensions` are lines that say nothing we read; logs should not use them."""

    origin: str
    size: int
    root: bytes
    extensions: tuple[str, ...] = ()


def write_checkpoint(checkpoint: Checkpoint) -> bytes:
    """Write the text that a log signs. Raises `Bad` for a head that could not be read again."""
    origin, size, root, extensions = checkpoint
    if not 0 <= size < SIZE_LIMIT or len(root) != 32:
        raise Bad("checkpoint.form", "there is no such tree", expected="a size below 2^64, a root of 32 bytes", got=str(size))
    lines = (origin, str(size), write_bytes(root), *extensions)
    if any(not line or "\n" in line for line in lines):
        raise Bad("checkpoint.form", "a line of a checkpoint is empty or is more than one line", got=repr(lines)[:200])
    try:
        return "".join(f"{line}\n" for line in lines).encode()
    except UnicodeEncodeError as fault:
        raise Bad("checkpoint.form", "a line of a checkpoint is no text", got=repr(lines)[:200]) from fault


def parse_checkpoint(text: bytes) -> Checkpoint:
    """Read the text of a checkpoint, without signatures. Raises `Bad`."""
    try:
        lines = text.decode().split("\n")
    except UnicodeDecodeError as fault:
        raise Bad("checkpoint.form", "a checkpoint is not UTF-8", where=f"byte {fault.start}") from fault
    if len(lines) < 4 or lines.pop() or not all(lines):
        raise Bad(
            "checkpoint.form",
            "a checkpoint has other lines",
            expected="origin, size, root and perhaps more, none of them empty, each ended by a newline",
            got=f"{len(lines)} lines",
        )
    origin, size, root, *extensions = lines
    return Checkpoint(origin, read_number(size, "line 2"), read_hash(root, "line 3"), tuple(extensions))
