"""The folder of a server or of a mirror, opened for the record's own acts: what is kept about people, what is erased.

It needs no agreement: what an act of the agreement says is not read here. In the log of a server acts can be appended. In a copy
they cannot; there they are signed into a file and carried to the log.
"""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from safeconduct.bootstrap.folder import GENESIS, SETTINGS, STORE, SUBJECTS, RecordFolder, read_genesis
from safeconduct.bootstrap.records import StoredRecords
from safeconduct.kernel.errors import Fault, Invalid, VerificationFailed
from safeconduct.record.body import EMPTY_ROOT, Body, parse_body
from safeconduct.record.book import Standing
from safeconduct.record.faults import Bad
from safeconduct.record.standing import Replay
from safeconduct.store.examine import Signed
from safeconduct.store.keys_file import SubjectKeys
from safeconduct.store.open import open_store
from safeconduct.store.orders import Following
from safeconduct.store.reading import Reading


class OwnLog:
    """A log in a folder, replayed. `is_copy` says that somebody else writes it."""

    def __init__(self, folder: Path) -> None:
        self.keys_path = folder / SUBJECTS
        self._records: StoredRecords | None = None
        self.is_copy = not (folder / SETTINGS).is_file()
        if self.is_copy:
            if not (folder / STORE).is_file():
                raise Invalid([Fault(code="SC030", file=str(folder), message="this is the folder of no record and of no mirror",
                                     remedy="`safeconduct record begin` makes the one, `safeconduct mirror init` the other")])
            self.genesis = read_genesis(folder / GENESIS)[1]
            self.database = open_store(folder / STORE)
        else:
            server = RecordFolder(folder)
            self.genesis, self._records = server.genesis, StoredRecords(server.url, server.genesis)
            self.database = self._records.log.database
        self.reading = Reading(self.database)
        self._following = Following(self.database, self.genesis.digest)
        if self._records is not None:
            self._records.follow(self)
        self.catch_up()

    @property
    def replay(self) -> Replay:
        """The reading of the log."""
        return self._following.replay

    @property
    def size(self) -> int:
        """How many leaves were read."""
        return self.replay.size

    @property
    def docket(self) -> "OwnLog":
        """Where registered keys are taken from when something is appended."""
        return self

    def catch_up(self) -> Replay:
        """Read what has come into the log since. Raises VerificationFailed where it is not the log on paper."""
        try:
            return self._following.catch_up()
        except Bad as bad:
            raise VerificationFailed(step=f"{bad.where}: {bad.what}" if bad.where else bad.what, got=bad.got or "another",
                                     expected=bad.expected or "the log of this genesis act",
                                     remedy="Keep the files, and compare the log with a mirror.") from bad  # fmt: skip

    def keys(self) -> SubjectKeys:
        """Open the file of keys and salts, and make it where there is none yet."""
        return SubjectKeys(self.keys_path)

    def seen(self) -> tuple[int, bytes]:
        """Give size and root of the newest checkpoint here."""
        found = self.reading.newest()
        return (found.size, found.root) if found and found.size else (0, EMPTY_ROOT)

    def append(self, signed: Sequence[Signed]) -> list[Standing]:
        """Append signed acts and say how each stands. They are on the disk then."""
        if self._records is None:
            raise ValueError("this is a copy; acts are appended where the log is kept")
        indexes = self._records.append(signed)
        replay = self.catch_up()
        return [replay.standing(index) for index in indexes]

    def body(self, index: int) -> Body:
        """Give the body of the act at an index. Raises VerificationFailed where it is not here."""
        found = self.reading.bodies(index, 1)
        data = found[0].bytes if found and found[0].idx == index else None
        if data is None:
            raise VerificationFailed(step=f"reading the body at index {index}", expected="a body", got="none",
                                     remedy="fetch it from the server or a mirror that holds it")  # fmt: skip
        return parse_body(data)

    def signed_at(self, index: int) -> datetime:
        """Give when the act at an index says it was signed."""
        return datetime.fromisoformat(self.body(index).at)

    def close(self) -> None:
        """Close the store."""
        self.database.close()
