"""What has arrived and is not in the log: acts of a bundle before they are appended, and acts that could not be.

An act whose key is not registered yet may be good tomorrow. It waits here, shown, with the reason.
"""

from collections.abc import Sequence
from typing import NamedTuple

from safeconduct.record.body import act_id
from safeconduct.store.database import Database
from safeconduct.store.examine import Signed

WAITING, REFUSED = "waiting", "refused"


class Arrived(NamedTuple):
    """An act in the inbox: with which bundle it came (its digest), when, whether it waits or was refused, and why."""

    act_id: bytes
    envelope: bytes
    body: bytes
    came_with: bytes
    came: int
    state: str
    why: str


class Inbox:
    """The inbox of a store."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def put(self, acts: Sequence[Signed], *, came_with: bytes, now: int, state: str = WAITING, why: str = "") -> int:
        """Keep acts; gives how many were not there yet. One that was there takes the new state and reason.

        A body that was taken out of the log is not kept here either, however it comes back.
        """
        rows = {act_id(act.body): act for act in acts}
        with self._database.writing() as writer:
            gone = "SELECT act_id FROM leaf JOIN body ON body.idx = leaf.idx WHERE redacted_by IS NOT NULL AND act_id IN"
            for (key,) in writer.among(gone, list(rows)):
                del rows[key]
            known = {key for (key,) in writer.among("SELECT act_id FROM inbox WHERE act_id IN", list(rows))}
            for key in known:
                writer.run("UPDATE inbox SET state = ?, why = ? WHERE act_id = ?", (state, why, key))
            if new := [(key, act.leaf, act.body, came_with, now, state, why) for key, act in rows.items() if key not in known]:
                writer.add("inbox", Arrived._fields, new)
            return len(new)

    def page(self, state: str, after: bytes = b"", limit: int = 256) -> list[Arrived]:
        """Give the acts of a state, after an act id."""
        with self._database.reading() as reader:
            rows = reader.all(f"SELECT {','.join(Arrived._fields)} FROM inbox WHERE state = ? AND act_id > ? "
                              "ORDER BY act_id LIMIT ?", (state, after, limit))  # fmt: skip
        return [Arrived(*row) for row in rows]

    def count(self, state: str) -> int:
        """Count the acts of a state."""
        with self._database.reading() as reader:
            (found,) = reader.one("SELECT count(*) FROM inbox WHERE state = ?", (state,)) or (0,)
        return int(found)

    def remove(self, act_ids: Sequence[bytes]) -> None:
        """Take acts out, once they stand in the log."""
        with self._database.writing() as writer:
            for key in act_ids:
                writer.run("DELETE FROM inbox WHERE act_id = ?", (key,))
