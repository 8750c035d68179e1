"""A stored log as the secretariat wants it: entries in, entries out, the keys taken from the log itself."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from safeconduct.agreement.casefile import Case
from safeconduct.kernel.errors import Conflict, Fault, Invalid
from safeconduct.record.body import EMPTY_ROOT
from safeconduct.record.genesis import Genesis
from safeconduct.secretariat.desk import Desk, Head
from safeconduct.secretariat.docket import Entry
from safeconduct.store.database import Writer
from safeconduct.store.log import Accepted, Log
from safeconduct.store.reading import PAGE, Reading


class StoredRecords:
    """A log in a store. `genesis` holds the keys it begins with."""

    def __init__(self, url: str | Path, genesis: Genesis) -> None:
        self.origin = genesis.act.origin
        self._keyring = genesis.keyring()
        self._docket_keys: Any = None
        self.log = Log.open(url, origin=self.origin, key_of=self._key_of)
        self.reading = Reading(self.log.database)

    def follow(self, desk: Desk) -> None:
        """Take the keys from what the desk has read, once it has read anything."""
        self._docket_keys = desk.docket

    def _key_of(self, kid: bytes) -> bytes | None:
        docket = self._docket_keys
        keyring = docket.replay.state.keyring if docket is not None and docket.size else self._keyring
        public: bytes | None = keyring.public(kid)
        return public

    def entries(self, first: int) -> Iterator[Entry]:
        """Give the log from an index on, page by page."""
        while leaves := self.reading.leaves(first, PAGE):
            bodies = {body.idx: body for body in self.reading.bodies(first, PAGE)}
            for leaf in leaves:
                body = bodies.get(leaf.idx)
                redacted = None
                if body is not None and body.redacted_by is not None:
                    found = self.reading.bodies(body.redacted_by, 1)
                    redacted = found[0].bytes if found else None
                yield Entry(leaf.envelope, body.bytes if body else None, redacted)
            first = leaves[-1].idx + 1

    def append(self, signed: Sequence[Any], *, at: int | None = None) -> list[int]:
        """Append signed acts and give their indexes. With `at`, only if the log has exactly this size; else Conflict."""

        def unchanged(_: Writer, accepted: Sequence[Accepted]) -> None:
            new = [each.index for each in accepted if each.new]
            if at is not None and new and new[0] != at:
                raise Conflict("the log has grown", remedy="look again, then submit the act again")

        return [each.index for each in self.log.append(signed, inside=unchanged)]

    def head(self, kid: bytes) -> Head | None:
        """Give the last act of a key's unbroken chain."""
        found = self.log.head(kid)
        return Head(found.seq, found.act_id) if found else None

    def seen(self) -> tuple[int, bytes]:
        """Give size and root of the newest checkpoint."""
        found = self.reading.newest()
        return (found.size, found.root) if found else (0, EMPTY_ROOT)

    def close(self) -> None:
        """Close the store."""
        self.log.close()


def open_desk(url: str | Path, genesis: Genesis, case: Case) -> Desk:
    """Open a log for work under a case, and read it. Raises Invalid where the log was begun under another text."""
    if genesis.act.agreement.hex() != case.versions[0].source.hash.removeprefix("sha256:"):
        raise Invalid([Fault(code="SC030", message="the record was begun under another text of the agreement",
                             remedy=f"give the text with the hash {genesis.act.agreement.hex()}")])  # fmt: skip
    records = StoredRecords(url, genesis)
    desk = Desk(records, case.agreement, genesis.digest, case.versions)
    records.follow(desk)
    desk.catch_up()
    return desk
