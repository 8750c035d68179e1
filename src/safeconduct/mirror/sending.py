"""What the log sends to one mirror, and what it makes of the answers: the checkpoint, the entries, the bodies, the attachments.

Nothing is remembered of a mirror but how far its bodies go. A mirror that knows less or more than thought says so, and is
believed about itself. About the log it is believed only what the log's own key has signed.
"""

import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

from safeconduct.mirror.against import shown_against
from safeconduct.mirror.asking import sign_request
from safeconduct.mirror.calling import Answer, Call, NoAnswer
from safeconduct.mirror.custody import Custody, write_keys_upload
from safeconduct.mirror.forks import signed_by_log
from safeconduct.mirror.intake import read_waiting
from safeconduct.mirror.keeper import Signer, write_attachments
from safeconduct.mirror.seeing import Line, may_see
from safeconduct.record.faults import Bad
from safeconduct.record.leaf import Leaf
from safeconduct.record.mirror import MirrorInfo, parse_mirror_info, write_add_bodies, write_add_entries
from safeconduct.record.note import parse_note
from safeconduct.record.person_keys import SealedKey
from safeconduct.record.tiles import TileReader
from safeconduct.record.tree import growth_path
from safeconduct.record.vkey import Verifier
from safeconduct.record.witness import parse_size, take_lines, write_add_checkpoint
from safeconduct.store.copied import Attachment, Copied
from safeconduct.store.intake import IN_ALL
from safeconduct.store.reading import PAGE, Reading, StoredCheckpoint

PART = 4 << 20
"""Bytes of bodies or attachments in one request, about."""
KEYS = 4096
"""Keys of persons in one request."""
_HEX = re.compile("[0-9a-f]{64}")
_ROUNDS = 10_000
LAST = 253_402_300_800
"""The first second, since 1970, that has no date."""


class Told(NamedTuple):
    """What one mirror did in one round: the lines it gave, how far its bodies go now, and what was wrong, if anything.

    `seen` is the size its witness holds by its own word, -1 if it did not say. `holds` says that it has every entry; `answered`
    that its witness answered at all, `vouched` that it signed, or showed what the log has signed. `refused` is what it said when
    it would not sign. `against` is a checkpoint that the log has signed and that does not fit this store, `why` says how.
    `handed_in` are acts it says it has given a receipt for and that are not here: the leaf, the time by which they should be.
    Whether the leaf is validly signed has to be asked where the keys are known.
    """

    org: str
    lines: tuple[str, ...]
    bodies: int
    attachments: int
    seen: int
    wrong: str = ""
    holds: bool = False
    answered: bool = False
    vouched: bool = False
    refused: str = ""
    against: bytes = b""
    why: str = ""
    handed_in: tuple[tuple[Leaf, int], ...] = ()


class Sending:
    """One round with one mirror, for one checkpoint of the log."""

    def __init__(self, reading: Reading, checkpoint: StoredCheckpoint, line: Line, *, origin: str,
                 cosigners: tuple[Verifier, ...], log: Signer, copied: Copied, now: Callable[[], int],
                 custody: Custody | None = None) -> None:  # fmt: skip
        self.reading, self.checkpoint, self.line, self.origin = reading, checkpoint, line, origin
        self.cosigners, self.log, self.copied, self.now, self.custody = cosigners, log, copied, now, custody
        self.text = parse_note(checkpoint.note).text
        self.lines: list[str] = []
        self.seen, self.bodies, self.attachments, self.holds = -1, 0, 0, False
        self.answered = self.vouched = False

    def run(self, call: Call, *, bodies: int, attachments: int) -> Told:
        """Do the round. `bodies` and `attachments` say up to which index the mirror has them, as far as we know."""
        self.bodies, self.attachments = bodies, attachments
        try:
            self._checkpoint(call)
            self._entries(call)
            self._bodies(call)
            if self.line.attachments:
                self._attachments(call)
            return self.told("")._replace(handed_in=self._handed_in(call))
        except Refusal as refusal:
            return self.judged(str(refusal), self._held(call))
        except NoAnswer as error:
            return self.told(str(error))
        except Bad as fault:
            return self.told(f"its answer is none: {fault}")

    def told(self, wrong: str) -> Told:
        """Say what became of the round so far."""
        return Told(self.line.org, tuple(self.lines), self.bodies, self.attachments, self.seen, wrong, holds=self.holds,
                    answered=self.answered, vouched=self.vouched)  # fmt: skip

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
                raise Refusal(f"its witness says that it has signed {old} acts of this log, and was asked to sign "
                              f"{self.checkpoint.size}")  # fmt: skip
        raise Refusal("its witness names another size each time")

    def take_checkpoint(self, answer: Answer) -> bool:
        """Take what a witness answers. Gives False where it holds another size; that is in `seen` then. Raises Refusal."""
        self.answered = True
        if answer.status == 409:
            self.seen = parse_size(answer.body)
            return False
        if answer.status == 422:
            raise Refusal(f"its witness holds another history: {_first_line(answer.body)}")
        if answer.status != 200:
            raise Refusal(f"its witness refuses ({answer.status}): {_first_line(answer.body)}")
        self.lines += (lines := take_lines(answer.body, self.text, self.cosigners))
        self.seen, self.vouched = self.checkpoint.size, bool(lines)
        return True

    def is_against(self, note: bytes) -> bool:
        """Say whether a checkpoint that a witness shows was signed by the log and does not fit this store."""
        return bool(shown_against(note, self.log.in_notes(), self.copied))

    def judged(self, said: str, note: bytes) -> Told:
        """Judge a refusal by the checkpoint that the witness shows for it; without one it is its word, and no more."""
        log = self.log.in_notes()
        self.vouched = signed_by_log(note, log) is not None
        if why := shown_against(note, log, self.copied):
            return self.told(f"{said}. It shows that {why}. Sign nothing with it")._replace(against=note, why=why)
        shows = "what it shows fits" if self.vouched else "it shows nothing that the log has signed"
        return self.told(f"{said}; {shows}, so this stops nothing")._replace(refused=said)

    def _handed_in(self, call: Call) -> tuple[tuple[Leaf, int], ...]:
        """Ask what was handed in there because we might refuse it. Parties' mirrors answer that there is no such thing."""
        header = sign_request("GET", "/intake", name=self.log.name, seed=self.log.seed, at=self.now())
        answer = call("GET", "/intake", b"", {"Authorization": header})
        if answer.status != 200:
            return ()
        # What it says may be anything: no more than it has room for, and no time that is none.
        return tuple((leaf, at + within) for leaf, at, within in read_waiting(answer.body)[:IN_ALL]
                     if at + within < LAST and self.reading.index_of(leaf.act_id) is None)  # fmt: skip

    def _held(self, call: Call) -> bytes:
        try:
            answer = call("POST", "/held", b"", {})
        except NoAnswer:
            return b""
        return answer.body if answer.status == 200 else b""

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
                # Whoever holds attachments has to see the acts that name them, or could not tell what belongs here.
                named = self.line.attachments and body.bytes is not None and b'"att":[]' not in body.bytes
                if body.bytes is not None and (named or allowed(body.bytes)):
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

    def attachment_requests(self, first: int) -> Iterator[bytes]:
        """Give the uploads of sealed attachments that were never taken there, or stand from an index on."""
        given, part, size = self.custody.keys.handed() if self.custody else {}, list[Attachment](), 0
        for index, c in self.copied.stored(self.checkpoint.size):
            if (index >= first or (self.custody and c not in given)) and (one := self.copied.attachment(c)) is not None:
                part.append(one)
                size += len(one.ciphertext)
            if size >= PART:
                yield write_attachments(self.origin, part)
                part, size = [], 0
        if part:
            yield write_attachments(self.origin, part)

    def key_requests(self, first: int) -> Iterator[bytes]:
        """Give the uploads of persons' keys, sealed to the guarantor, for what lacks one there or stands from an index on."""
        custody = self.custody
        if custody is None or custody.sealing is None:
            return
        given, part = custody.keys.handed(), list[SealedKey]()
        for index, c in self.copied.stored(self.checkpoint.size):
            if (index >= first or given.get(c) != custody.sealing.kid) and (one := custody.sealed(c)) is not None:
                part.append(one)
            if len(part) == KEYS:
                yield write_keys_upload(self.origin, part)
                part = []
        if part:
            yield write_keys_upload(self.origin, part)

    def signed_by_log(self, path: str, data: bytes) -> str:
        """Give the header of a request that only the log may make."""
        return sign_request("POST", path, name=self.log.name, seed=self.log.seed, at=self.now(), body=data)

    def take_handed(self, answer: Answer, kid: bytes) -> None:
        """Take what a mirror answers to attachments, or with the id of its sealing key to their keys: what it holds now."""
        self._plain(answer, "keys" if kid else "attachments")
        held = [bytes.fromhex(line) for line in answer.body.decode("ascii", "replace").split() if _HEX.fullmatch(line)]
        if self.custody is not None:
            self.custody.keys.note_handed(held, kid)

    @property
    def sealing_kid(self) -> bytes:
        """The id of the key that persons' keys are sealed to; empty if there is none."""
        return self.custody.sealing.kid if self.custody is not None and self.custody.sealing is not None else b""

    def _attachments(self, call: Call) -> None:
        first = self.attachments
        asked = (("/add-attachments", b"", self.attachment_requests), ("/add-keys", self.sealing_kid, self.key_requests))
        for path, kid, requests in asked:
            for data in requests(first):
                self.take_handed(call("POST", path, data, {"Authorization": self.signed_by_log(path, data)}), kid)
        self.attachments = self.checkpoint.size

    def _plain(self, answer: Answer, what: str) -> None:
        if answer.status != 200:
            raise NoAnswer(f"it refuses {what} ({answer.status}): {_first_line(answer.body)}")


class Refusal(NoAnswer):
    """A witness does not sign, and says why. Its word alone is evidence of nothing."""


def _first_line(body: bytes) -> str:
    return body.decode("utf-8", "replace").partition("\n")[0][:300]
