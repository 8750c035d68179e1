"""Carrying out, in a log or in any copy of it, what the log itself orders to be taken out, and looking again whether it is gone.

The log decides, not a list beside it: a store that was put back from a backup has an old list. So whether an order has its
signatures is asked of the whole log, read from its beginning. What the log does not hold yet nobody can carry out.
"""

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from safeconduct.kernel.errors import VerificationFailed
from safeconduct.record.faults import Bad
from safeconduct.record.key_acts import BodyRedacted
from safeconduct.record.redactions import MOST_ROUNDS, Redactions, redaction_in
from safeconduct.record.standing import Replay
from safeconduct.secretariat.erasing import redactions
from safeconduct.store.database import Database
from safeconduct.store.erasure import Erasures
from safeconduct.store.keys_file import SubjectKeys
from safeconduct.store.reading import PAGE, Reading


class CarriedOut(NamedTuple):
    """What was still here and is gone now. `orders` and `redactions` count all that hold in the log, done before or not."""

    orders: int
    redactions: int
    attachments: int
    bodies: int


class Following:
    """A reading of a stored log that goes on where it stopped.

    `told` has what an earlier reading has learnt about bodies that are not here.
    """

    def __init__(self, database: Database, digest: bytes, told: Redactions | None = None) -> None:
        self._reading, self.replay = Reading(database), Replay(digest)
        self._told = told if told is not None else Redactions()

    def catch_up(self) -> Replay:
        """Read what is new. Raises Bad where it is not the log of the digest, or a body is not its leaf's."""
        replay, reading = self.replay, self._reading
        first = replay.size
        redacted = _redactions(reading, first, self._told)
        while leaves := reading.leaves(first, PAGE):
            bodies = {body.idx: body.bytes for body in reading.bodies(first, PAGE)}
            for leaf in leaves:
                data = bodies.get(leaf.idx)
                while True:
                    promise = redacted(leaf.act_id) if data is None else None
                    try:
                        replay.apply(leaf.idx, leaf.envelope, data, redacted=promise)
                        break
                    except Bad:
                        if promise is None:
                            raise
                        self._told.drop(promise)
            first = leaves[-1].idx + 1
        return replay


def replayed(database: Database, digest: bytes) -> Replay:
    """Read a stored log from its beginning. Raises Bad where it is not the log of this digest, or a body is not its leaf's."""
    told = Redactions()
    for _ in range(MOST_ROUNDS):
        replay = Following(database, digest, told).catch_up()
        if not told.correct(replay):
            break
    return replay


def _redactions(reading: Reading, first: int, found: Redactions) -> Callable[[bytes], BodyRedacted | None]:
    """Give what says, for an act whose body is not here, how it was redacted: by what this copy noted when it took it out."""
    noted = dict[bytes, BodyRedacted]()
    while bodies := reading.bodies(first, PAGE):
        for body in bodies:
            if body.bytes is not None:
                found.note(body.bytes)
            elif body.redacted_by is not None and (by := _body(reading, body.redacted_by)) is not None:
                own = redaction_in(by)
                if own is not None and not found.is_wrong(own):
                    noted[own.act] = own
        first = bodies[-1].idx + 1
    return lambda act_id: noted.get(act_id) or found.of(act_id)


def carry_out(database: Database, replay: Replay, *, keys: Path, now: int) -> CarriedOut:
    """Delete every key, salt, ciphertext and body that a log, as it was read, orders out. May be done again at any time.

    `keys` is the file of keys and salts. What an order names is not taken in later either. `now` is in POSIX seconds. Raises
    VerificationFailed where something is still here afterwards, and NotKept where someone who is reading keeps old pages; then
    the same has to be done again.
    """
    orders, gone = replay.state.erasures.orders if replay.size else (), redactions(replay)
    if not orders and not gone:
        return CarriedOut(0, 0, 0, 0)
    attachments, bodies = still_here(database, replay, keys=keys)
    subject_keys = SubjectKeys(keys)
    try:
        erasures = Erasures(database, subject_keys)
        for order in orders:
            erasures.carry_out(order.att, ordered=order.since, now=now)
        reading = Reading(database)
        for one in gone:
            stored = reading.body(one.act_id)
            if stored is None or stored.bytes is not None:
                erasures.redact(one.act_id, by=one.by)
        erasures.repeat()
    finally:
        subject_keys.close()
    database.scrub()
    if left := sum(map(len, still_here(database, replay, keys=keys))):
        raise VerificationFailed(step="looking again after erasing", got=f"{left} still here",
                                 expected="no key, salt, ciphertext or body that was ordered out",
                                 remedy="Do the same again; report nothing as done until then.")  # fmt: skip
    return CarriedOut(len(orders), len(gone), len(attachments), len(bodies))


def still_here(database: Database, replay: Replay, *, keys: Path) -> tuple[set[bytes], set[int]]:
    """Give the attachments and the places of bodies that were ordered out and of which something is still here."""
    reading = Reading(database)
    ordered = {c for order in replay.state.erasures.orders for c in order.att} if replay.size else set()
    salts: set[bytes] = set()
    if keys.is_file():
        subject_keys = SubjectKeys(keys)
        salts = subject_keys.held()
        subject_keys.close()
    attachments = {c for c in ordered if c in salts or reading.attachment(c) is not None}
    stored = {one.index: reading.body(one.act_id) for one in redactions(replay)}
    return attachments, {index for index, body in stored.items() if body is not None and body.bytes is not None}


def has_begun(database: Database) -> bool:
    """Whether the first act is here, so that the log can be read."""
    return _body(Reading(database), 0) is not None


def _body(reading: Reading, index: int) -> bytes | None:
    found = reading.bodies(index, 1)
    return found[0].bytes if found and found[0].idx == index else None
