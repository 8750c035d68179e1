"""Making checkpoints: read again by a second process, signed, kept; shown outside padded and not often; cosigned as it comes.

The record's own words for all this are in section 10 of `docs/spec/record.md`.
"""

from collections.abc import Callable, Iterable, Sequence

from safeconduct.record.checkpoint import Checkpoint
from safeconduct.record.cosignature import checked_here, is_ahead, time_of
from safeconduct.record.faults import Bad
from safeconduct.record.note import parse_note, verify_line
from safeconduct.record.vkey import NOTE, Verifier, parse_line, write_line
from safeconduct.store.alarms import differing, read_again, refuse_alarmed
from safeconduct.store.database import Writer
from safeconduct.store.examine import Signed
from safeconduct.store.growth import load
from safeconduct.store.log import Log, Tip
from safeconduct.store.reading import Reading, StoredCheckpoint

MULTIPLE = 64
"""Sizes that are shown outside are multiples of this."""
BETWEEN_SHOWN = 15 * 60
BETWEEN_FULL = 60 * 60
"""Seconds between two readings of the whole log."""

Sign = Callable[[Checkpoint], bytes]
"""Gives the note of a checkpoint, signed with the key of the log."""

Noops = Callable[[int, Writer], Sequence[Signed]]
"""Gives as many signed acts that say nothing, of the operator's own device."""


class Checkpoints:
    """Makes the checkpoints of a log. Times are POSIX seconds."""

    def __init__(self, log: Log, *, sign: Sign, noops: Noops) -> None:
        self._log, self._sign, self._noops = log, sign, noops
        self.reading = Reading(log.database)

    def make(self, *, now: int, size: int | None = None) -> StoredCheckpoint:
        """Sign the log as it is now, or as it was at a size; gives what is there already if that size was signed.

        Raises VerificationFailed, and signs nothing, where the second reading differs, or has differed and nobody has dealt
        with it.
        """
        refuse_alarmed(self._log.database)
        tip = self._tip(size)
        last = self.reading.newest(tip.size)
        if last is not None and last.size == tip.size and not self._full_is_due(now):
            return last
        first = 0 if last is None or self._full_is_due(now) else last.size
        if found := read_again(self._log.database, first, tip, now=now):
            raise differing(found)
        note = self._sign(Checkpoint(self._log.origin, *tip))
        with self._log.database.writing() as writer:
            # Another process may have signed the same size meanwhile: its note says the same.
            if writer.one("SELECT 1 FROM checkpoint WHERE size = ?", (tip.size,)) is None:
                writer.add("checkpoint", ("size", "root", "note", "made"), [(tip.size, tip.root, note, now)])
        made = self.reading.checkpoint(tip.size)
        assert made is not None
        return made

    def show(self, *, now: int, between: int = BETWEEN_SHOWN) -> StoredCheckpoint | None:
        """Fill the log up and make the next checkpoint for outside, or give None: too early, or nothing has come.

        `between` are the seconds that have to lie between two. Fewer show that something happens just now. Raises
        VerificationFailed as `make` does; where nothing is to be shown, the whole log is read again once an hour.
        """
        refuse_alarmed(self._log.database)
        shown = self.reading.shown()
        if not self.is_time(now=now, between=between) or (shown is not None and self.reading.size() == shown[0]):
            # A log that rests is read again every hour too: a disk does not rest.
            if self._full_is_due(now) and (found := read_again(self._log.database, 0, self._tip(None), now=now)):
                raise differing(found)
            return None
        size = self.fill()
        made = self.make(now=now, size=size)
        with self._log.database.writing() as writer:
            newest = writer.one("SELECT max(size) FROM shown")
            if newest is None or newest[0] is None or newest[0] < size:
                writer.add("shown", ("size", "at"), [(size, now)])
        return made

    def is_time(self, *, now: int, between: int = BETWEEN_SHOWN) -> bool:
        """Say whether so many seconds lie behind the last checkpoint that was shown outside."""
        shown = self.reading.shown()
        return shown is None or now >= shown[1] + between

    def fill(self, *, short: int = 0) -> int:
        """Fill the log up to the next size that may be shown, or to so many acts `short` of it; gives the size it has then."""
        return self._log.pad(MULTIPLE, self._noops, short=short)

    def add_cosignature(self, size: int, line: str, cosigners: Iterable[Verifier], *, now: int) -> Verifier:
        """Keep the line of a cosigner below the checkpoint of a size; gives whose it is.

        Raises Bad for a line that does not count.
        """
        checkpoint = self.reading.checkpoint(size)
        if checkpoint is None:
            raise Bad("cosignature.size", "no checkpoint of this size was signed", got=str(size))
        parsed = parse_line(line.removesuffix("\n"))
        verifier = next((each for each in cosigners if (each.name, each.key_id) == (parsed.name, parsed.key_id)), None)
        if verifier is None or verifier.kind == NOTE:
            raise Bad("cosignature.key", "this is the line of no known cosigner", got=parsed.name)
        if not checked_here(verifier):
            raise Bad("cosignature.kind", "a signature of this kind cannot be checked on this machine", where=parsed.name)
        if not verify_line(verifier, parse_note(checkpoint.note).text, parsed.signature):
            raise Bad("cosignature.signature", "the signature does not fit the checkpoint", where=parsed.name)
        at = time_of(parsed.signature)
        if at is None or is_ahead(at, now):
            raise Bad("cosignature.time", "its time lies in the future", where=parsed.name, got=str(at))
        kept = (size, verifier.name, write_line(parsed).encode())
        with self._log.database.writing() as writer:
            if writer.one("SELECT 1 FROM cosignature WHERE size = ? AND name = ? AND line = ?", kept) is None:
                writer.add("cosignature", ("size", "name", "line", "came"), [(*kept, now)])
        return verifier

    def _tip(self, size: int | None) -> Tip:
        tip = self._log.remembered_tip()
        if size is None or size == tip.size:
            return tip
        with self._log.database.reading() as reader:
            return Tip(size, load(reader, size).root())

    def _full_is_due(self, now: int) -> bool:
        with self._log.database.reading() as reader:
            last = reader.one("SELECT max(at) FROM reread WHERE first = 0")
        return last is None or last[0] is None or now >= last[0] + BETWEEN_FULL
