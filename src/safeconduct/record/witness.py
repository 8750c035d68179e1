"""What a witness does: it signs that a checkpoint extends the one it signed before. C2SP `tlog-witness`, without the network.

Where the document leaves a choice: a request that cannot be read, or with more than 63 hashes, gets 400; a valid signature of
the log over the same size with another root, or over a tree that the proof does not join to ours, gets 422 and is kept.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import NamedTuple, Protocol

from safeconduct.record.faults import Bad
from safeconduct.record.head import Checkpoint, parse_checkpoint
from safeconduct.record.note import open_note, parse_note, verify_line
from safeconduct.record.spelling import read_hash, read_number, write_bytes
from safeconduct.record.tree import EMPTY_ROOT, verify_growth
from safeconduct.record.vkey import Line, Verifier, parse_line, write_line

MOST_HASHES = 63
SIZE_TYPE, TEXT_TYPE = "text/x.tlog.size", "text/plain; charset=utf-8"


class Reply(NamedTuple):
    """An answer over HTTP. `keep` says that the request may show what the log did wrong and should be put away."""

    status: int
    content_type: str
    body: bytes
    keep: bool = False


class Seen(NamedTuple):
    """The tree of a log as a witness last signed it."""

    size: int
    root: bytes


class Held(Protocol):
    """Where a witness keeps what it has signed."""

    def get(self, origin: str) -> Seen | None:
        """Give the newest tree signed for this log."""

    def swap(self, origin: str, old: Seen | None, new: Seen, note: bytes) -> bool:
        """Put the new tree in place of the old one and keep its note, durably and in one step, if the old one still stands."""


class AddCheckpoint(NamedTuple):
    """A request to sign a checkpoint."""

    old: int
    path: tuple[bytes, ...]
    note: bytes


def write_add_checkpoint(old: int, path: Sequence[bytes], note: bytes) -> bytes:
    """Write the request that shows a checkpoint to a witness which holds the size `old`."""
    return "\n".join((f"old {old}", *map(write_bytes, path))).encode() + b"\n\n" + note


def parse_add_checkpoint(body: bytes) -> AddCheckpoint:
    """Read the request. Raises `Bad` with the line. The checkpoint is taken as it stands."""
    head, parted, note = body.partition(b"\n\n")
    try:
        first, *hashes = head.decode("ascii").split("\n")
    except UnicodeDecodeError as fault:
        raise Bad("witness.form", "the request is no text", where=f"byte {fault.start}") from fault
    if not parted or not first.startswith("old "):
        expected = "old and a size, hashes, an empty line, a checkpoint"
        raise Bad("witness.form", "this is no request to a witness", expected=expected, got=ascii(first[:80]))
    if len(hashes) > MOST_HASHES:
        raise Bad("witness.form", "the request has too many hashes", expected=f"at most {MOST_HASHES}", got=str(len(hashes)))
    old = read_number(first.removeprefix("old "), "line 1")
    return AddCheckpoint(old, tuple(read_hash(line, f"line {number}") for number, line in enumerate(hashes, 2)), note)


def refuse(status: int, why: str, *, keep: bool = False) -> Reply:
    """Make the answer to a request that is refused."""
    return Reply(status, TEXT_TYPE, f"{why}\n".encode(), keep)


def _conflict(seen: Seen | None) -> Reply:
    return Reply(409, SIZE_TYPE, b"%d\n" % (seen.size if seen else 0))


def _signed(note: bytes, checkpoint: Checkpoint, logs: Mapping[str, Sequence[Verifier]]) -> bytes:
    """Give the note with nothing below it but the log's own lines. Raises `Bad` where there are none."""
    opened = open_note(note, logs[checkpoint.origin])
    own = [write_line(Line(key.name, key.key_id, signature)) for key, signature, _ in opened.verified]
    return opened.text + b"\n" + "".join(own).encode()


def add_checkpoint(
    body: bytes, held: Held, logs: Mapping[str, Sequence[Verifier]], lines: Callable[[bytes], str]
) -> Reply:
    """Answer a request to sign a checkpoint.

    `logs` are the keys by origin. `lines` makes our signature lines for the text of a checkpoint, each with its newline; it is
    called only after the new tree is held. A mirror gives no lines here: it signs when it has the entries.
    """
    try:
        old, path, note = parse_add_checkpoint(body)
        checkpoint = parse_checkpoint(parse_note(note).text)
    except Bad as fault:
        return refuse(400, str(fault))
    if checkpoint.origin not in logs:
        return refuse(404, f"no log with the origin {checkpoint.origin} is known here")
    try:
        kept = _signed(note, checkpoint, logs)
    except Bad as fault:
        return refuse(403, str(fault))
    if old > checkpoint.size:
        return refuse(400, f"the old size {old} is larger than that of the checkpoint, {checkpoint.size}")
    seen = held.get(checkpoint.origin)
    if old != (seen.size if seen else 0):
        return _conflict(seen)
    if not verify_growth(old, checkpoint.size, path, seen.root if seen else EMPTY_ROOT, checkpoint.root):
        return refuse(422, f"the proof does not join this tree of {checkpoint.size} to the one of {old} held here", keep=True)
    if not held.swap(checkpoint.origin, seen, Seen(checkpoint.size, checkpoint.root), kept):
        # Another request came first. What it left is what the client has to know.
        return _conflict(held.get(checkpoint.origin))
    return Reply(200, TEXT_TYPE, lines(parse_note(kept).text).encode())


def take_lines(reply: bytes, text: bytes, verifiers: Iterable[Verifier]) -> tuple[str, ...]:
    """Take from the answer of a witness or a mirror the lines of known keys. Lines of others are left out.

    Raises `Bad` where a line of a known key does not fit the text of the checkpoint.
    """
    known = {(verifier.name, verifier.key_id): verifier for verifier in verifiers}
    try:
        whole = reply.decode()
    except UnicodeDecodeError as fault:
        raise Bad("witness.reply", "the answer is no text", where=f"byte {fault.start}") from fault
    if whole and not whole.endswith("\n"):
        raise Bad("witness.reply", "the last line of the answer is not ended", got=repr(whole[-80:]))
    taken = []
    for number, text_line in enumerate(whole.split("\n")[:-1], 1):
        line = parse_line(text_line, f"line {number}")
        verifier = known.get((line.name, line.key_id))
        if verifier is None:
            continue
        if not verify_line(verifier, text, line.signature):
            raise Bad("note.signature", "a signature of a known key does not fit the text", where=line.name)
        taken.append(write_line(line))
    return tuple(taken)


def parse_size(reply: bytes) -> int:
    """Read the size in the answer 409 of a witness. Raises `Bad`."""
    text = reply.decode("ascii", "replace")
    if not text.endswith("\n"):
        raise Bad("witness.reply", "the answer holds no size", expected="a number and a newline", got=repr(text[:80]))
    return read_number(text[:-1], "answer")
