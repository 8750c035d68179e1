"""What has arrived and is not in the log: acts of a bundle before they are appended, and acts that could not be.

An act whose key is not registered yet may be good tomorrow. It waits here, shown, with the reason. Anyone can make such acts, so
there is room for so many of one key and in all, and no more; and for fewer that were refused, which are kept only as evidence.
"""

from collections.abc import Sequence
from typing import NamedTuple

from safeconduct.record.body import act_id
from safeconduct.store.database import Database, Reader
from safeconduct.store.examine import Signed

WAITING, REFUSED = "waiting", "refused"
OF_ONE_KEY = {WAITING: 20_000, REFUSED: 100}
IN_ALL = {WAITING: 100_000, REFUSED: 10_000}
BYTES = {WAITING: 256 << 20, REFUSED: 64 << 20}
"""What there is room for, by state: acts of one key, acts in all, bytes of their bodies."""
_KID = slice(9, 17)


class Arrived(NamedTuple):
    """An act in the inbox: with which bundle it came (its digest), when, whether it waits or was refused, and why."""

    act_id: bytes
    envelope: bytes
    body: bytes
    came_with: bytes
    came: int
    state: str
    why: str


class Brought(NamedTuple):
    """An attachment that came with an act of the inbox: ciphertext, and what opens it, sealed as it came."""

    act_id: bytes
    c: bytes
    ciphertext: bytes
    keys: bytes


class Inbox:
    """The inbox of a store."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def put(self, acts: Sequence[Signed], *, came_with: bytes, now: int, state: str = WAITING, why: str = "") -> int:
        """Keep acts as far as there is room; gives how many are new here. One that was there takes the new state and reason.

        A body that was taken out of the log is not kept here either, however it comes back.
        """
        rows = {act_id(act.body): act for act in acts}
        with self._database.writing() as writer:
            gone = "SELECT act_id FROM leaf JOIN body ON body.idx = leaf.idx WHERE redacted_by IS NOT NULL AND act_id IN"
            for (key,) in writer.among(gone, list(rows)):
                del rows[key]
            known: dict[bytes, str] = dict(writer.among("SELECT act_id, state FROM inbox WHERE act_id IN", list(rows)))
            fitting = _fitting(writer, {key: act for key, act in rows.items() if known.get(key) != state}, state)
            for key, before in known.items():
                if before == state or key in fitting:
                    writer.run("UPDATE inbox SET state = ?, why = ? WHERE act_id = ?", (state, why, key))
                elif state == REFUSED:
                    writer.run("DELETE FROM inbox WHERE act_id = ?", (key,))
            if state != WAITING:
                for key in rows:
                    writer.run("DELETE FROM inbox_attachment WHERE act_id = ?", (key,))
            new = [(key, act.leaf, act.body, came_with, now, state, why) for key, act in fitting.items() if key not in known]
            if new:
                writer.add("inbox", Arrived._fields, new)
            return len(new)

    def has_room(self, acts: Sequence[Signed], state: str = WAITING) -> bool:
        """Say whether all of these acts could be kept in a state."""
        rows = {act_id(act.body): act for act in acts}
        with self._database.reading() as reader:
            for (key,) in reader.among("SELECT act_id FROM inbox WHERE act_id IN", list(rows)):
                del rows[key]
            return len(_fitting(reader, rows, state)) == len(rows)

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

    def put_attachments(self, brought: Sequence[Brought]) -> None:
        """Keep what came with acts that wait here. What was ordered to be erased is not kept, nor what came before."""
        with self._database.writing() as writer:
            gone = {c for (c,) in writer.among("SELECT c FROM erasure WHERE c IN", [one.c for one in brought])}
            ids = list({one.act_id for one in brought})
            waiting = {id_ for (id_,) in writer.among(f"SELECT act_id FROM inbox WHERE state = '{WAITING}' AND act_id IN", ids)}
            here = set(writer.among("SELECT act_id, c FROM inbox_attachment WHERE act_id IN", ids))
            if new := [one for one in brought if one.act_id in waiting and one.c not in gone and one[:2] not in here]:
                writer.add("inbox_attachment", Brought._fields, new)

    def attachments(self, act_ids: Sequence[bytes] | None = None) -> list[Brought]:
        """Give what came with some acts, or with all."""
        sql = f"SELECT {','.join(Brought._fields)} FROM inbox_attachment"
        with self._database.reading() as reader:
            rows = reader.all(sql) if act_ids is None else reader.among(f"{sql} WHERE act_id IN", act_ids)
        return [Brought(*row) for row in rows]

    def attachment_bytes(self) -> int:
        """Give how many bytes of attachments wait."""
        with self._database.reading() as reader:
            (found,) = reader.one("SELECT coalesce(sum(length(ciphertext)), 0) FROM inbox_attachment") or (0,)
        return int(found)

    def remove_attachments(self, brought: Sequence[Brought]) -> None:
        """Take attachments out, once they stand beside their acts and their keys are kept."""
        with self._database.writing() as writer:
            for one in brought:
                writer.run("DELETE FROM inbox_attachment WHERE act_id = ? AND c = ?", one[:2])

    def remove(self, act_ids: Sequence[bytes]) -> None:
        """Take acts out, once they stand in the log. What came with them stays until `remove_attachments`."""
        with self._database.writing() as writer:
            for key in act_ids:
                writer.run("DELETE FROM inbox WHERE act_id = ?", (key,))


def _fitting(reader: Reader, rows: dict[bytes, Signed], state: str) -> dict[bytes, Signed]:
    """Give the acts for which there is room."""
    if not rows:
        return {}
    sql = "SELECT count(*), coalesce(sum(length(body)), 0) FROM inbox WHERE state = ?"
    count, size = reader.one(sql, (state,)) or (0, 0)
    of_key: dict[bytes, int] = {}
    found = {}
    for key, act in rows.items():
        kid = bytes(act.leaf[_KID])
        if kid not in of_key:
            # The id of the key stands in the leaf, behind nine bytes.
            of_key[kid], _ = reader.one(f"{sql} AND substr(envelope, 10, 8) = ?", (state, kid)) or (0, 0)
        if count < IN_ALL[state] and of_key[kid] < OF_ONE_KEY[state] and size + len(act.body) <= BYTES[state]:
            found[key] = act
            count, size, of_key[kid] = count + 1, size + len(act.body), of_key[kid] + 1
    return found
