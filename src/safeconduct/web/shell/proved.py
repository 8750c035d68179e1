"""How far the record of this server is proved: by the newest checkpoint that was shown outside, and nothing behind it.

What stands behind that checkpoint is not told: how many acts there are now would say how much others have signed that is
not for everyone. A checkpoint comes at its own times, with a size that is filled up.
"""

from collections.abc import Iterator
from typing import NamedTuple

from safeconduct.bootstrap.folder import RecordFolder
from safeconduct.bootstrap.grades import weighed
from safeconduct.bootstrap.records import StoredRecords
from safeconduct.record.grading import Graded
from safeconduct.secretariat.desk import Desk


class Covered(NamedTuple):
    """What the newest shown checkpoint covers. `faults` is empty: a record that is not sound is not opened."""

    origin: str
    size: int
    best: Graded | None
    training: bool
    sound: bool = True
    faults: tuple[str, ...] = ()


class Under(NamedTuple):
    """An act that a shown checkpoint covers. Its place is not told: it would say how many others stand before it."""

    act_id: str
    org: str
    same: bool = True
    index: None = None


class OwnLog(NamedTuple):
    """The record of this server, as the pages tell of a signed log. Nothing shown differs from it: it is what is shown."""

    audit: Covered
    acts: dict[str, Under]
    differing: tuple[str, ...] = ()
    unsigned: tuple[str, ...] = ()

    @property
    def covers(self) -> int:
        """Give how many acts the checkpoint covers. A log beside a file has no such number: all of it is looked at."""
        return self.audit.size

    @property
    def grade(self) -> str:
        """Give the grade of what that checkpoint covers; empty while there is none."""
        return self.audit.best.grade if self.audit.best else ""


def shown_size(desk: Desk) -> int:
    """Give how many acts the newest checkpoint covers that was shown outside; 0 while there is none."""
    records = desk.records
    assert isinstance(records, StoredRecords)
    return (records.reading.shown() or (0, 0))[0]


def own_log(folder: RecordFolder, desk: Desk) -> OwnLog:
    """Say how far a record is proved, and which acts of the agreement the newest shown checkpoint covers."""
    records, docket = desk.records, desk.docket
    assert isinstance(records, StoredRecords)
    size = shown_size(desk)
    best = weighed(folder, desk, size) if size else None
    genesis = docket.replay.genesis
    assert genesis is not None
    return OwnLog(Covered(records.origin, size, best, genesis.act.training), dict(_covered(desk, size)))


def _covered(desk: Desk, size: int) -> Iterator[tuple[str, Under]]:
    book = desk.docket.replay.state.book
    for index, act in desk.docket.agreement_acts_at():
        if index < size:
            yield act.id, Under(book.act_id(index).hex(), desk.docket.org(index))
