"""When did an act come into the log, against the hour that it says of itself?

What was signed without a network comes in days later, and is taken as it is: nobody can tell an honest old hour from a made-up
one. What can be told is said. The log had signed a checkpoint without the act, so it came after that; the act names a checkpoint
that its signer had seen, so it was signed after that; and a checkpoint covers it, so it was there by then.
"""

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import NamedTuple

from safeconduct.bootstrap.records import StoredRecords
from safeconduct.record.body import Body, parse_body
from safeconduct.record.faults import Bad
from safeconduct.secretariat.desk import Desk
from safeconduct.store.reading import StoredCheckpoint

LATE = 24 * 60 * 60
"""Seconds after its hour at which an act came late. Devices work without a network for longer; their acts are no worse."""
WRONG = 10 * 60
"""Seconds by which the clock of a device may be off."""


class Arrival(NamedTuple):
    """When an act came, in POSIX seconds, -1 where that is not known here. `said` is the hour that the act says.

    `after` is when the log had signed a checkpoint in which it is not; `by` when it had signed one in which it is; `seen` when
    it had signed the one that the signer had seen.
    """

    index: int
    said: int
    after: int = -1
    by: int = -1
    seen: int = -1

    @property
    def late(self) -> int:
        """How many seconds after its hour it came at the earliest; 0 where that is less than a day."""
        found = self.after - self.said if self.after >= 0 else 0
        return found if found >= LATE else 0

    @property
    def too_early(self) -> int:
        """How many seconds before what its signer had seen its hour lies: nobody signs that, with a clock that is right."""
        found = self.seen - self.said if self.seen >= 0 else 0
        return found if found > WRONG else 0

    @property
    def ahead(self) -> int:
        """How many seconds its hour lies after the log had it."""
        found = self.said - self.by if self.by >= 0 else 0
        return found if found > WRONG else 0


def arrivals(desk: Desk, indexes: Iterable[int]) -> Iterator[Arrival]:
    """Say when acts came; those whose text is not here are left out."""
    records = _records(desk)
    checkpoints = list(_checkpoints(records))
    sizes = [one.size for one in checkpoints]
    for index, body in _bodies(records, indexes):
        place = bisect_right(sizes, index)
        by = checkpoints[place].made if place < len(checkpoints) else -1
        yield Arrival(index, int(datetime.fromisoformat(body.at).timestamp()), _before(checkpoints, sizes, index), by,
                      _seen(body, index, checkpoints, sizes))  # fmt: skip


def late_ones(desk: Desk) -> list[Arrival]:
    """Give the acts of the whole log that came late, by the hours that they hold."""
    checkpoints = list(_checkpoints(_records(desk)))
    sizes = [one.size for one in checkpoints]
    found = (Arrival(kept.index, int(kept.act.recorded.timestamp()), after=_before(checkpoints, sizes, kept.index))
             for kept in desk.docket.all() if kept.act is not None)  # fmt: skip
    return [one for one in found if one.late]


def _records(desk: Desk) -> StoredRecords:
    assert isinstance(desk.records, StoredRecords)
    return desk.records


def _checkpoints(records: StoredRecords) -> Iterator[StoredCheckpoint]:
    after = -1
    while page := records.reading.checkpoints(after):
        yield from page
        after = page[-1].size


def _bodies(records: StoredRecords, indexes: Iterable[int]) -> Iterator[tuple[int, Body]]:
    """Give the bodies at some indexes, in their order. Most stand side by side, so they are read by pages."""
    page: dict[int, bytes | None] = {}
    for index in sorted(set(indexes)):
        if index not in page:
            page = {one.idx: one.bytes for one in records.reading.bodies(index)}
        data = page.get(index)
        try:
            if data is not None:
                yield index, parse_body(data)
        except Bad:
            continue  # the record has said so already


def _before(checkpoints: list[StoredCheckpoint], sizes: list[int], index: int) -> int:
    """Give when the log had signed the largest checkpoint without the act at an index."""
    place = bisect_right(sizes, index)
    return checkpoints[place - 1].made if place else -1


def _seen(body: Body, index: int, checkpoints: list[StoredCheckpoint], sizes: list[int]) -> int:
    """Give when the log had signed what the signer had seen; -1 where it never signed that, or its root is another."""
    place = bisect_right(sizes, body.seen_size) - 1
    if place < 0 or not 0 < body.seen_size <= index:
        return -1
    found = checkpoints[place]
    return found.made if (found.size, found.root) == (body.seen_size, body.seen_root) else -1
