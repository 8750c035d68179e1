"""The sequencer: signed acts in, each gets the next index, and is on the disk before its index is given.

It never waits for more to come: who has many acts at once, an import, gives them at once. What an act does, and who may see
it, is not asked here.
"""

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

from safeconduct.kernel.errors import VerificationFailed
from safeconduct.record.checkpoint import parse_checkpoint
from safeconduct.record.faults import Bad
from safeconduct.record.leaf import Leaf
from safeconduct.record.note import parse_note
from safeconduct.record.tree import leaf_hash
from safeconduct.store.database import Database, Reader, Writer
from safeconduct.store.examine import Examined, KeyOf, Signed, check_signature, examine, look_at
from safeconduct.store.growth import Growth, leaf_hashes, load, log_size
from safeconduct.store.heads import DeviceHead, head_of, keep_heads
from safeconduct.store.open import make_store

_FAR_BEHIND = 10_000
"""Leaves of other writers above which the edge of the tree is read anew instead of carried on."""


class Accepted(NamedTuple):
    """Where an act stands. `new` is false for one that was there before."""

    index: int
    new: bool


class Tip(NamedTuple):
    """Size and root of the log at one moment."""

    size: int
    root: bytes


Inside = Callable[[Writer, Sequence[Accepted]], None]
"""What is done in the same transaction. If it raises, nothing was appended."""


class Log:
    """A log that is open for appending. Several may be open on one store, in any process; they take turns."""

    def __init__(self, database: Database, *, origin: str, key_of: KeyOf) -> None:
        self.database, self.origin, self._key_of = database, origin, key_of
        self._growth: Growth | None = None
        with database.reading() as reader:
            check_against_checkpoint(reader, origin)
            load(reader, log_size(reader))

    @classmethod
    def open(cls, url: str | Path, *, origin: str, key_of: KeyOf) -> "Log":
        """Open the log of an origin, and make it where there is none.

        `key_of` gives the public key registered under a key id. Raises WrongStore, and VerificationFailed where tree and last
        checkpoint differ.
        """
        database = make_store(url, origin=origin)
        try:
            return cls(database, origin=origin, key_of=key_of)
        except BaseException:
            database.close()
            raise

    def examine(self, signed: Signed) -> Examined:
        """Check one act as `append` does. Raises Bad."""
        return examine(signed, origin=self.origin, key_of=self._key_of)

    def append(self, acts: Iterable[Signed], *, inside: Inside | None = None) -> list[Accepted]:
        """Append acts in their order, all or none, and give where each stands. They are on the disk then.

        Raises Bad for an act that may not stand in the log, and NotKept where the disk did not confirm.
        """
        looked_at = list[tuple[Examined, Leaf, bytes]]()
        for number, signed in enumerate(acts):
            try:
                looked_at.append(look_at(signed, origin=self.origin, key_of=self._key_of))
            except Bad as fault:
                raise _of_act(number, fault) from fault
        # Signatures in a row take less time than each of them between other work.
        for number, (_, leaf, public) in enumerate(looked_at):
            try:
                check_signature(leaf, public)
            except Bad as fault:
                raise _of_act(number, fault) from fault
        return self.keep([examined for examined, _, _ in looked_at], inside=inside)

    def keep(self, examined: Sequence[Examined], *, inside: Inside | None = None) -> list[Accepted]:
        """Append acts that `examine` has passed already."""
        if not examined and inside is None:
            return []
        with self.database.writing() as writer:
            accepted = self._put(writer, examined)
            if inside is not None:
                inside(writer, accepted)
        return accepted

    def pad(self, multiple: int, made: Callable[[int, Writer], Sequence[Signed]], *, short: int = 0) -> int:
        """Fill the log to the next multiple, or to so many `short` of it, with acts that say nothing; gives the size it has then.

        `made` gives as many signed acts as asked for. It is called under the lock, so numbers of their chain taken from the
        writer are still free.
        """
        with self.database.writing() as writer:
            size = log_size(writer)
            if missing := -(size + short) % multiple:
                acts = [self.examine(signed) for signed in made(missing, writer)]
                accepted = self._put(writer, acts)
                if sum(each.new for each in accepted) != missing:
                    raise ValueError(f"{missing} new acts were asked for to fill the log, {len(accepted)} came")
            return size + missing

    def _put(self, writer: Writer, examined: Sequence[Examined]) -> list[Accepted]:
        growth = self._caught_up(writer)
        ids = [act.act_id for act in examined]
        known: dict[bytes, int] = dict(writer.among("SELECT act_id, idx FROM leaf WHERE act_id IN", ids))
        first, new, accepted = growth.size, list[Examined](), list[Accepted]()
        for act in examined:
            index = known.get(act.act_id)
            accepted.append(Accepted(first + len(new) if index is None else index, index is None))
            if index is None:
                known[act.act_id] = first + len(new)
                new.append(act)
        if new:
            writer.add("leaf", ("idx", "act_id", "kid", "seq", "envelope"),
                       [(index, act.act_id, act.kid, act.seq, act.leaf) for index, act in enumerate(new, first)])  # fmt: skip
            writer.add("body", ("idx", "bytes"), [(index, act.body) for index, act in enumerate(new, first)])
            if tiles := growth.extend([leaf_hash(act.leaf) for act in new]):
                writer.add("tile", ("level", "n", "root", "bytes"), tiles)
            keep_heads(writer, [(act.kid, act.seq) for act in new])
        _add_attachments(writer, examined, known)
        writer.then(lambda: setattr(self, "_growth", growth))
        return accepted

    def _caught_up(self, reader: Reader) -> Growth:
        # Taken out: if the transaction fails, the edge is read anew.
        growth, self._growth = self._growth, None
        size = log_size(reader)
        if growth is None or size - growth.size > _FAR_BEHIND:
            return load(reader, size)
        if size < growth.size:
            raise VerificationFailed(
                step="continuing the log", expected=f"at least {growth.size} leaves", got=str(size),
                remedy="The store was replaced by an older one while it was in use. Stop, and compare it with a mirror.",
            )  # fmt: skip
        if size > growth.size:
            growth.extend(leaf_hashes(reader, growth.size, size))
        return growth

    def tip(self) -> Tip:
        """Give size and root of the log as it is now."""
        with self.database.reading() as reader:
            size = log_size(reader)
            return Tip(size, load(reader, size).root())

    def remembered_tip(self) -> Tip:
        """Give size and root as this process made them when the acts came in, not as they can be read now."""
        with self.database.writing() as writer:
            growth = self._growth = self._caught_up(writer)
            return Tip(growth.size, growth.root())

    def head(self, kid: bytes) -> DeviceHead | None:
        """Give the last act of the unbroken chain of a key."""
        with self.database.reading() as reader:
            return head_of(reader, kid)

    def close(self) -> None:
        """Close the store."""
        self.database.close()


def _of_act(number: int, fault: Bad) -> Bad:
    place = f"act {number}, {fault.where}" if fault.where else f"act {number}"
    return Bad(fault.code, fault.what, where=place, expected=fault.expected, got=fault.got)


def _add_attachments(writer: Writer, examined: Sequence[Examined], known: dict[bytes, int]) -> None:
    came = {sealed.c: (sealed, known[act.act_id]) for act in examined for sealed in act.attachments}
    if not came:
        return
    # A repeat may bring what was missing. What was erased does not come back.
    for table in ("attachment", "erasure"):
        for (c,) in writer.among(f"SELECT c FROM {table} WHERE c IN", list(came)):
            came.pop(c, None)
    if came:
        writer.add("attachment", ("c", "idx", "subject", "ciphertext"),
                   [(c, index, sealed.subject, sealed.ciphertext) for c, (sealed, index) in came.items()])  # fmt: skip


def check_against_checkpoint(reader: Reader, origin: str) -> None:
    """Compare the tree with the newest checkpoint. Raises VerificationFailed where they differ."""
    last = reader.one("SELECT size, root, note FROM checkpoint ORDER BY size DESC LIMIT 1")
    if last is None:
        return
    signed = parse_checkpoint(parse_note(last[2]).text)
    if signed[:3] != (origin, *last[:2]):
        raise VerificationFailed(step="reading the last checkpoint", expected=f"{origin}, size {last[0]}, root {last[1].hex()}",
                                 got=f"{signed.origin}, size {signed.size}, root {signed.root.hex()}")  # fmt: skip
    size, root = log_size(reader), b""
    if size >= signed.size:
        root = load(reader, signed.size).root()
    if root != signed.root:
        raise VerificationFailed(
            step=f"comparing the tree with the checkpoint of size {signed.size}", expected=signed.root.hex(),
            got=root.hex() or f"a log of {size} leaves",
            remedy="Nothing is appended to this log. Keep its files as they are, and compare it with a mirror.",
        )  # fmt: skip
