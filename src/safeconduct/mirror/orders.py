"""Carrying out, in any copy of a log, what the log itself orders to be taken out: bodies, and attachments about a person.

Whether an order has its signatures is asked of the whole log, read from its beginning. It may be done again at any time.
"""

from collections.abc import Callable
from pathlib import Path

from safeconduct.record.book import REDACTED
from safeconduct.record.faults import Bad
from safeconduct.record.key_acts import BodyRedacted
from safeconduct.record.redactions import Redactions, redaction_in
from safeconduct.record.standing import Replay
from safeconduct.store.database import Database
from safeconduct.store.erasure import Erasures
from safeconduct.store.keys_file import SubjectKeys
from safeconduct.store.reading import PAGE, Reading


class Following:
    """A reading of a stored log that goes on where it stopped."""

    def __init__(self, database: Database, digest: bytes) -> None:
        self._reading, self.replay = Reading(database), Replay(digest)

    def catch_up(self) -> Replay:
        """Read what is new. Raises Bad where it is not the log of the digest, or a body is not its leaf's."""
        replay, reading = self.replay, self._reading
        first = replay.size
        redacted = _redactions(reading, first)
        while leaves := reading.leaves(first, PAGE):
            bodies = {body.idx: body.bytes for body in reading.bodies(first, PAGE)}
            for leaf in leaves:
                data = bodies.get(leaf.idx)
                promise = redacted(leaf.act_id) if data is None else None
                try:
                    replay.apply(leaf.idx, leaf.envelope, data, redacted=promise)
                except Bad:
                    if promise is None:
                        raise
                    replay.apply(leaf.idx, leaf.envelope, None)
            first = leaves[-1].idx + 1
        return replay


def replayed(database: Database, digest: bytes) -> Replay:
    """Read a stored log from its beginning. Raises Bad where it is not the log of this digest, or a body is not its leaf's."""
    return Following(database, digest).catch_up()


def _redactions(reading: Reading, first: int) -> Callable[[bytes], BodyRedacted | None]:
    """Give what says, for an act whose body is not here, how it was redacted: by what this copy noted when it took it out."""
    found, noted = Redactions(), dict[bytes, BodyRedacted]()
    while bodies := reading.bodies(first, PAGE):
        for body in bodies:
            if body.bytes is not None:
                found.note(body.bytes)
            elif body.redacted_by is not None and (by := _body(reading, body.redacted_by)) is not None:
                own = redaction_in(by)
                if own is not None:
                    noted[own.act] = own
        first = bodies[-1].idx + 1
    return lambda act_id: noted.get(act_id) or found.of(act_id)


def carry_out_orders(database: Database, replay: Replay, *, keys: Path, now: int) -> int:
    """Take out what a log, as it was read, orders to be taken out. Gives how many orders hold.

    `keys` is the file of keys and salts. What an order names is not taken in later either. `now` is in POSIX seconds.
    """
    reading, orders = Reading(database), list(replay.state.erasures.orders)
    gone = redacted(replay)
    if not orders and not gone:
        return 0
    subject_keys = SubjectKeys(keys)
    try:
        erasures = Erasures(database, subject_keys)
        for order in orders:
            erasures.carry_out(order.att, ordered=order.since, now=now)
        for index, by in gone.items():
            stored = reading.body(act_id := replay.state.book.act_id(index))
            if stored is None or stored.bytes is not None:
                erasures.redact(act_id, by=by)
        erasures.repeat()
    finally:
        subject_keys.close()
    return len(orders) + len(gone)


def redacted(replay: Replay) -> dict[int, int]:
    """Give the index of every act whose body was redacted, and of the act that did it. What is only said to be is not."""
    return {index: standing.refs[0] for index in replay.state.book.special
            if (standing := replay.standing(index)).code == REDACTED and standing.refs}  # fmt: skip


def has_begun(database: Database) -> bool:
    """Whether the first act is here, so that the log can be read."""
    return _body(Reading(database), 0) is not None


def _body(reading: Reading, index: int) -> bytes | None:
    found = reading.bodies(index, 1)
    return found[0].bytes if found and found[0].idx == index else None
