"""What the log sends to one mirror, and what it makes of the answers: the checkpoint, the entries, the bodies, the attachments.

Nothing is remembered of a mirror but how far its bodies go. A mirror that knows less or more than thought says so, and is
believed about itself.
"""

from collections.abc import Callable, Iterator
from typing import NamedTuple

from safeconduct.mirror.asking import sign_request
from safeconduct.mirror.calling import Answer, Call, NoAnswer
from safeconduct.mirror.keeper import Signer, write_attachments
from safeconduct.mirror.seeing import Line, may_see
from safeconduct.record.body import parse_body
from safeconduct.record.faults import Bad
from safeconduct.record.mirror import MirrorInfo, parse_mirror_info, write_add_bodies, write_add_entries
from safeconduct.record.note import parse_note
from safeconduct.record.tiles import TileReader
from safeconduct.record.tree import growth_path
from safeconduct.record.vkey import Verifier
from safeconduct.record.witness import parse_size, take_lines, write_add_checkpoint
from safeconduct.store.copied import Attachment, Copied
from safeconduct.store.reading import PAGE, Reading, StoredCheckpoint

PART = 4 << 20
"""Bytes of bodies or attachments in one request, about."""
_ROUNDS = 10_000


class Told(NamedTuple):
    """What one mirror did in one round: the lines it gave, how far its bodies go now, and what was wrong, if anything.

    `seen` is the size its witness holds, -1 if it did not say; `forked` says that it saw another history, `holds` that it has
    every entry.
    """

    org: str
    lines: tuple[str, ...]
    bodies: int
    attachments: int
    seen: int
    wrong: str = ""
    forked: bool = False
    holds: bool = False


class Sending:
    """One round with one mirror, for one checkpoint of the log."""

    def __init__(self, reading: Reading, checkpoint: StoredCheckpoint, line: Line, *, origin: str,
                 cosigners: tuple[Verifier, ...], log: Signer, copied: Copied, now: Callable[[], int]) -> None:  # fmt: skip
        self.reading, self.checkpoint, self.line, self.origin = reading, checkpoint, line, origin
        self.cosigners, self.log, self.copied, self.now = cosigners, log, copied, now
        self.text = parse_note(checkpoint.note).text
        self.lines: list[str] = []
        self.seen, self.bodies, self.attachments, self.holds = -1, 0, 0, False

    def run(self, call: Call, *, bodies: int, attachments: int) -> Told:
        """Do the round. `bodies` and `attachments` say up to which index the mirror has them, as far as we know."""
        self.bodies, self.attachments = bodies, attachments
        try:
            self._checkpoint(call)
            self._entries(call)
            self._bodies(call)
            if self.line.attachments:
                self._attachments(call)
        except NoAnswer as error:
            return self._told(str(error))
        except _Forked as error:
            return self._told(str(error))._replace(forked=True)
        except Bad as fault:
            return self._told(f"its answer is none: {fault}")
        return self._told("")

    def _told(self, wrong: str) -> Told:
        return Told(self.line.org, tuple(self.lines), self.bodies, self.attachments, self.seen, wrong, holds=self.holds)

    # ---- the witness ----

    def checkpoint_request(self, old: int) -> bytes:
        """Give the request to sign our checkpoint, for a witness that holds this size."""
        reader = TileReader(self.reading.file, self.checkpoint.size, self.checkpoint.root)
        return write_add_checkpoint(old, growth_path(reader.nodes, old, self.checkpoint.size), self.checkpoint.note)

    def _checkpoint(self, call: Call) -> None:
        old = self.checkpoint.size
        for _ in range(5):
            answer = call("POST", "/add-checkpoint", self.checkpoint_request(old), {})
            if self.take_checkpoint(answer):
                return
            old = self.seen
            if old > self.checkpoint.size:
                raise NoAnswer(f"its witness has signed {old} acts of this log, and there are {self.checkpoint.size} here: this "
                               "store is an older one. Sign nothing with it")  # fmt: skip
        raise NoAnswer("its witness names another size each time")

    def take_checkpoint(self, answer: Answer) -> bool:
        """Take what a witness answers. Gives False where it holds another size; that is in `seen` then."""
        if answer.status == 409:
            self.seen = parse_size(answer.body)
            return False
        if answer.status == 422:
            raise _Forked(f"its witness holds another history: {_first_line(answer.body)}")
        if answer.status != 200:
            raise NoAnswer(f"its witness refuses ({answer.status}): {_first_line(answer.body)}")
        self.lines += take_lines(answer.body, self.text, self.cosigners)
        self.seen = self.checkpoint.size
        return True

    # ---- the mirror ----

    def entries_request(self, start: int) -> bytes:
        """Give the upload of entries from an index on, as many as fit into one."""
        reader = TileReader(self.reading.file, self.checkpoint.size, self.checkpoint.root)
        return b"".join(write_add_entries(self.origin, start, self.checkpoint.size, reader.leaves, reader.nodes))

    def _entries(self, call: Call) -> None:
        start = self.checkpoint.size
        for _ in range(_ROUNDS):
            info = self.take_entries(call("POST", "/add-entries", self.entries_request(start), {}))
            if info is None:
                return
            if info.size != self.checkpoint.size:
                raise NoAnswer(f"it waits for the entries of a checkpoint of {info.size} acts")
            if info.next_entry == start and start == self.checkpoint.size:
                raise NoAnswer("it has the entries and does not sign")
            start = info.next_entry
        raise NoAnswer("it takes entries and never has them all")

    def take_entries(self, answer: Answer) -> MirrorInfo | None:
        """Take what a mirror answers: what it wants next, or nothing once it has signed."""
        if answer.status in (202, 409):
            info = parse_mirror_info(answer.body)
            # Whoever lost entries has lost bodies too.
            self.bodies, self.attachments = min(self.bodies, info.next_entry), min(self.attachments, info.next_entry)
            return info
        if answer.status != 200:
            raise NoAnswer(f"it refuses the entries ({answer.status}): {_first_line(answer.body)}")
        self.lines += take_lines(answer.body, self.text, self.cosigners)
        self.holds = True
        return None

    # ---- bodies and attachments ----

    def body_requests(self, first: int) -> Iterator[tuple[bytes, int]]:
        """Give the uploads of bodies that this mirror may see, from an index on, each with the index it goes up to."""
        allowed, part, size = may_see(self.line.sees), list[tuple[int, bytes]](), 0
        while first < self.checkpoint.size:
            page = self.reading.bodies(first, min(PAGE, self.checkpoint.size - first))
            page = [body for body in page if body.idx < self.checkpoint.size]
            for body in page:
                if body.bytes is not None and allowed(body.bytes):
                    part.append((body.idx, body.bytes))
                    size += len(body.bytes)
                if size >= PART:
                    yield b"".join(write_add_bodies(self.origin, part)), body.idx + 1
                    part, size = [], 0
            first = page[-1].idx + 1 if page else self.checkpoint.size
        if part:
            yield b"".join(write_add_bodies(self.origin, part)), self.checkpoint.size

    def _bodies(self, call: Call) -> None:
        for request, upto in self.body_requests(self.bodies):
            self._plain(call("POST", "/add-bodies", request, {}), "bodies")
            self.bodies = upto
        self.bodies = self.checkpoint.size

    def _attachments(self, call: Call) -> None:
        part, size = list[Attachment](), 0
        for index, one in self._sealed(self.attachments):
            part.append(one)
            size += len(one.ciphertext)
            if size >= PART:
                self._send_attachments(call, part)
                part, size, self.attachments = [], 0, index
        if part:
            self._send_attachments(call, part)
        self.attachments = self.checkpoint.size

    def _sealed(self, first: int) -> Iterator[tuple[int, Attachment]]:
        while first < self.checkpoint.size and (page := self.reading.bodies(first)):
            for body in page:
                # Most acts attach nothing, and need not be read for that.
                if body.idx < self.checkpoint.size and body.bytes is not None and b'"att":[]' not in body.bytes:
                    for named in parse_body(body.bytes).att:
                        if (found := self.copied.attachment(named.c)) is not None:
                            yield body.idx, found
            first = page[-1].idx + 1

    def _send_attachments(self, call: Call, part: list[Attachment]) -> None:
        data = write_attachments(self.origin, part)
        header = sign_request("POST", "/add-attachments", name=self.log.name, seed=self.log.seed, at=self.now(), body=data)
        self._plain(call("POST", "/add-attachments", data, {"Authorization": header}), "attachments")

    def _plain(self, answer: Answer, what: str) -> None:
        if answer.status != 200:
            raise NoAnswer(f"it refuses {what} ({answer.status}): {_first_line(answer.body)}")


class _Forked(Exception):
    """A witness holds a history that ours does not extend."""


def _first_line(body: bytes) -> str:
    return body.decode("utf-8", "replace").partition("\n")[0][:300]
