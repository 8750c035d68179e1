"""Carrying out what the log orders to be taken out: attachments about a person, and whole bodies.

Whether an order is valid is answered by whoever replays the log. Everything here may be done again, and is done again when a
store is opened after a backup was put back.
"""

from collections.abc import Sequence

from safeconduct.record.faults import Bad
from safeconduct.store.database import Database, Writer
from safeconduct.store.keys_file import SubjectKeys

_PAGE = 500


class Erasures:
    """Takes out, of a store and of its file of keys. A holder that was never given keys has no such file."""

    def __init__(self, database: Database, keys: SubjectKeys | None) -> None:
        self._database, self._keys = database, keys

    def carry_out(self, commitments: Sequence[bytes], *, ordered: int, now: int) -> None:
        """Erase attachments by the order at an index of the log: ciphertext, salt, and key where it opens nothing else.

        `now` is in POSIX seconds. An attachment that is not here is remembered too, so that it is not taken in later.
        """
        with self._database.writing() as writer:
            known = {c for (c,) in writer.among("SELECT c FROM erasure WHERE c IN", list(commitments))}
            if new := [c for c in dict.fromkeys(commitments) if c not in known]:
                writer.add("erasure", ("c", "ordered", "carried_out"), [(c, ordered, now) for c in new])
            taken = _take_out(writer, commitments)
        if self._keys is not None:
            self._keys.erase(commitments)
        if taken:
            self._database.scrub()

    def repeat(self) -> int:
        """Carry out every order again; gives how many attachments were there again.

        To be called before a store answers anyone.
        """
        found, last = 0, b""
        held = self._keys.held() if self._keys is not None else set()
        while True:
            with self._database.reading() as reader:
                rows = reader.all("SELECT c FROM erasure WHERE c > ? ORDER BY c LIMIT ?", (last, _PAGE))
            if not rows:
                break
            commitments = [c for (c,) in rows]
            with self._database.reading() as reader:
                sql = "SELECT c FROM attachment WHERE ciphertext IS NOT NULL AND c IN"
                there = {c for (c,) in reader.among(sql, commitments)}
            there |= held.intersection(commitments)
            if there:
                with self._database.writing() as writer:
                    _take_out(writer, commitments)
                if self._keys is not None:
                    self._keys.erase(commitments)
            found, last = found + len(there), commitments[-1]
        if found:
            self._database.scrub()
        return found

    def redact(self, act_id: bytes, *, by: int) -> None:
        """Take out the bytes of a body, by the act at an index of the log. Leaf and tree stay as they are."""
        with self._database.writing() as writer:
            found = writer.one("SELECT idx FROM leaf WHERE act_id = ?", (act_id,))
            if found is None:
                raise Bad("log.act", "there is no such act in the log", got=act_id.hex())
            if writer.one("SELECT 1 FROM body WHERE idx = ?", found) is None:
                # A copy that never had the body knows from here on why.
                writer.add("body", ("idx", "bytes", "redacted_by"), [(found[0], None, by)])
            else:
                writer.run("UPDATE body SET bytes = NULL, redacted_by = ? WHERE idx = ? AND bytes IS NOT NULL", (by, found[0]))
            for table in ("inbox", "inbox_attachment"):
                writer.run(f"DELETE FROM {table} WHERE act_id = ?", (act_id,))
        self._database.scrub()


def _take_out(writer: Writer, commitments: Sequence[bytes]) -> int:
    taken = 0
    for c in commitments:
        taken += writer.run("UPDATE attachment SET ciphertext = NULL WHERE c = ? AND ciphertext IS NOT NULL", (c,))
        taken += writer.run("DELETE FROM inbox_attachment WHERE c = ?", (c,))
    return taken
