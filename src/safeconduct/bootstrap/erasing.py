"""Carrying out in a folder what its log has ordered, and looking again whether it is gone.

The log decides, not a list beside it: a store that was put back from a backup has an old list. So the log has to be brought up to
date first. What the log does not hold yet nobody can carry out.
"""

from typing import NamedTuple

from safeconduct.bootstrap.own_log import OwnLog
from safeconduct.kernel.errors import VerificationFailed
from safeconduct.mirror.orders import carry_out_orders
from safeconduct.secretariat.erasing import redactions


class CarriedOut(NamedTuple):
    """What was still here and is gone now. `orders` counts all orders of the log, done before or not."""

    orders: int
    attachments: int
    bodies: int


def carry_out(log: OwnLog, *, now: int) -> CarriedOut:
    """Delete every key, salt, ciphertext and body that the log orders out. May be done again at any time.

    `now` is in POSIX seconds. Raises VerificationFailed where something is still here afterwards, and NotKept where someone who
    is reading keeps old pages; then the same has to be done again.
    """
    replay = log.catch_up()
    attachments, bodies = still_here(log)
    carry_out_orders(log.database, replay, keys=log.keys_path, now=now)
    log.database.scrub()
    if left := sum(map(len, still_here(log))):
        raise VerificationFailed(step="looking again after erasing", got=f"{left} still here",
                                 expected="no key, salt, ciphertext or body that was ordered out",
                                 remedy="Do the same again; report nothing as done until then.")  # fmt: skip
    return CarriedOut(len(replay.state.erasures.orders), len(attachments), len(bodies))


def still_here(log: OwnLog) -> tuple[set[bytes], set[int]]:
    """Give the attachments and the places of bodies that were ordered out and of which something is still here."""
    replay = log.replay
    ordered = {c for order in replay.state.erasures.orders for c in order.att}
    salts: set[bytes] = set()
    if log.keys_path.is_file():
        keys = log.keys()
        salts = set(keys.kept())
        keys.close()
    attachments = {c for c in ordered if c in salts or log.reading.attachment(c) is not None}
    stored = {one.index: log.reading.body(one.act_id) for one in redactions(replay)}
    return attachments, {index for index, body in stored.items() if body is not None and body.bytes is not None}
