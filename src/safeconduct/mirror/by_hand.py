"""The same requests and answers as files, for a mirror without a network: a stick goes there and comes back.

Attachments and the keys of persons travel as they do by network: signed by the log, sealed, and only to who holds them. Their
signature stands in the file before the request.
"""

from collections.abc import Callable, Sequence
from typing import NamedTuple

from safeconduct.mirror.calling import Answer
from safeconduct.record.faults import Bad
from safeconduct.record.spelling import read_number
from safeconduct.record.witness import Reply

REQUESTS, REPLIES = b"safeconduct requests/v1", b"safeconduct replies/v1"
SIGNED = ("add-attachments", "add-keys")
"""Requests that carry a signature: a line of its own before the request."""
LARGEST = 1 << 30


class Sheaf(NamedTuple):
    """Requests or replies that travel together: the log, the size of the checkpoint, and (name, status, bytes) of each.

    A request has status 0.
    """

    origin: str
    size: int
    pieces: tuple[tuple[str, int, bytes], ...]


def write_sheaf(head: bytes, sheaf: Sheaf) -> bytes:
    """Write a file of requests or of replies."""
    parts = [head, b"\n", sheaf.origin.encode(), b"\n%d\n" % sheaf.size]
    for name, status, data in sheaf.pieces:
        parts += [f"{name} {status} {len(data)}\n".encode(), data, b"\n"]
    return b"".join(parts)


def read_sheaf(head: bytes, data: bytes) -> Sheaf:
    """Read such a file. Raises Bad with the byte where it ends too early, or is another file."""
    lines = data.split(b"\n", 3)
    if len(lines) < 4 or lines[0] != head:
        raise Bad("sheaf.form", "this is no such file", where="line 1", expected=head.decode(), got=ascii(data[:40]))
    origin, size = lines[1].decode("utf-8", "replace"), read_number(lines[2].decode("ascii", "replace"), "line 3")
    at, pieces = len(data) - len(lines[3]), []
    while at < len(data):
        line, parted, _ = data[at : at + 200].partition(b"\n")
        words = line.decode("ascii", "replace").split(" ")
        if not parted or len(words) != 3:
            raise Bad("sheaf.form", "a piece has no line of its own", where=f"byte {at}")
        length, begin = read_number(words[2], f"byte {at}"), at + len(line) + 1
        if data[begin + length : begin + length + 1] != b"\n":
            raise Bad("sheaf.cut", "the file is cut", where=f"byte {len(data)}")
        pieces.append((words[0], read_number(words[1], f"byte {at}"), data[begin : begin + length]))
        at = begin + length + 1
    return Sheaf(origin, size, tuple(pieces))


def answer_sheaf(data: bytes, answer: Callable[[str, bytes, str], Reply]) -> tuple[bytes, Sequence[Reply]]:
    """Answer a file of requests, one after the other. Gives the file of replies, and the replies. Raises Bad.

    `answer` takes path, body, and the signature of a request that has to be signed.
    """
    asked, replies = read_sheaf(REQUESTS, data), list[tuple[str, Reply]]()
    for name, _, body in asked.pieces:
        header, _, rest = body.partition(b"\n") if name in SIGNED else (b"", b"", body)
        replies.append((name, answer(f"/{name}", rest, header.decode("latin-1"))))
    pieces = tuple((name, reply.status, reply.body) for name, reply in replies)
    return write_sheaf(REPLIES, Sheaf(asked.origin, asked.size, pieces)), [reply for _, reply in replies]


def answers(sheaf: Sheaf, name: str) -> list[Answer]:
    """Give the answers to the requests of a name."""
    return [Answer(status, body) for piece, status, body in sheaf.pieces if piece == name]
