"""A copy of a log that somebody else writes: entries first, in their order, then bodies as they may be seen.

A mirror keeps one, and a lost log is made again as one. Nothing is signed here, and nothing is taken in that the caller has not
checked against a root that the log signed. The number of an act in its chain stands in its body, so it is learned with that.
"""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from safeconduct.record.body import parse_body
from safeconduct.record.faults import Bad
from safeconduct.record.leaf import parse_leaf
from safeconduct.record.tree import leaf_hash
from safeconduct.store.database import Database, Reader
from safeconduct.store.growth import Growth, leaf_hashes, load, log_size
from safeconduct.store.heads import keep_heads


class Attachment(NamedTuple):
    """A sealed attachment: where its act stands, its commitment, the id of the key it was sealed with, its ciphertext."""

    index: int
    c: bytes
    subject: bytes
    ciphertext: bytes


class Copied:
    """The copy in a store. Safe to use from several threads and processes; they take turns."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self._growth: Growth | None = None

    # ---- entries ----

    def size(self) -> int:
        """Give how many entries are here."""
        with self.database.reading() as reader:
            return log_size(reader)

    def leaf_hashes(self, start: int, end: int) -> list[bytes]:
        """Give the leaf hashes of entries that are here."""
        with self.database.reading() as reader:
            return leaf_hashes(reader, start, end)

    def entry(self, index: int) -> bytes:
        """Give one entry that is here."""
        with self.database.reading() as reader:
            found = reader.one("SELECT envelope FROM leaf WHERE idx = ?", (index,))
        if found is None:
            raise Bad("copy.entry", "there is no such entry here", got=str(index))
        return bytes(found[0])

    def root(self, size: int) -> bytes:
        """Give the root that the entries have at a size."""
        with self.database.reading() as reader:
            return load(reader, size).root()

    def save(self, start: int, entries: Sequence[bytes], bodies: Sequence[bytes | None] = ()) -> None:
        """Keep entries durably; those that are here already are passed over. With bodies, these are kept too.

        The caller has checked both. Raises Bad for an entry that is no leaf of an act, or the leaf of an act that has one.
        """
        with self.database.writing() as writer:
            growth, self._growth = self._growth, None
            size = log_size(writer)
            if growth is None or growth.size != size:
                growth = load(writer, size)
            if start > size:
                raise Bad("copy.gap", "entries before these are missing", expected=str(size), got=str(start))
            rows, known, numbers = [], [], []
            for index, entry in enumerate(entries, start):
                if index < size:
                    continue
                try:
                    leaf = parse_leaf(entry)
                except Bad as fault:
                    raise Bad(fault.code, fault.what, where=f"entry {index}", expected=fault.expected, got=fault.got) from fault
                body = bodies[index - start] if bodies else None
                seq = parse_body(body).seq if body is not None else None
                rows.append((index, leaf.act_id, leaf.kid, entry, seq))
                if body is not None and seq is not None:
                    known.append((index, body))
                    numbers.append((leaf.kid, seq))
            ids = [row[1] for row in rows]
            if len(set(ids)) < len(ids) or (ids and writer.among("SELECT act_id FROM leaf WHERE act_id IN", ids)):
                raise Bad("copy.repeated", "one act stands in the log twice", where=f"entries from {start}")
            if rows:
                if known:
                    writer.add("leaf", ("idx", "act_id", "kid", "envelope", "seq"), rows)
                else:
                    writer.add("leaf", ("idx", "act_id", "kid", "envelope"), [row[:4] for row in rows])
                if tiles := growth.extend([leaf_hash(row[3]) for row in rows]):
                    writer.add("tile", ("level", "n", "root", "bytes"), tiles)
            if known:
                writer.add("body", ("idx", "bytes"), known)
                keep_heads(writer, numbers)
            writer.then(lambda: setattr(self, "_growth", growth))

    # ---- checkpoints ----

    def newest(self) -> int:
        """Give the size of the newest checkpoint whose entries are all here."""
        with self.database.reading() as reader:
            return _newest(reader)

    def commit(self, size: int, root: bytes, note: bytes, *, now: int) -> bool:
        """Keep a checkpoint durably, unless a larger one is here. Gives whether the one of this size is here now.

        `now` is in POSIX seconds. Raises Bad where the entries that are here give another root.
        """
        with self.database.writing() as writer:
            if writer.one("SELECT 1 FROM checkpoint WHERE size = ?", (size,)) is not None:
                return True
            if _newest(writer) > size or log_size(writer) < size:
                return False
            if (found := load(writer, size).root()) != root:
                raise Bad("copy.root", "the entries that are here give another root", where=f"size {size}",
                          expected=root.hex(), got=found.hex())  # fmt: skip
            writer.add("checkpoint", ("size", "root", "note", "made"), [(size, root, note, now)])
            return True

    def cosign(self, size: int, lines: Iterable[tuple[str, bytes]], *, now: int) -> None:
        """Keep lines of cosigners below a checkpoint: name, and line with its newline."""
        with self.database.writing() as writer:
            for name, line in lines:
                if writer.one("SELECT 1 FROM cosignature WHERE size = ? AND name = ? AND line = ?", (size, name, line)) is None:
                    writer.add("cosignature", ("size", "name", "line", "came"), [(size, name, line, now)])

    # ---- bodies and attachments ----

    def save_bodies(self, bodies: Sequence[tuple[int, bytes]]) -> list[bytes]:
        """Keep bodies, each with the index of its entry, durably. One that is here, or was taken out, stays as it is.

        Gives those that were not here. Raises Bad, and keeps none, where one of them is no body.
        """
        with self.database.writing() as writer:
            known = {index for (index,) in writer.among("SELECT idx FROM body WHERE idx IN", [index for index, _ in bodies])}
            new = {index: body for index, body in bodies if index not in known}
            if not new:
                return []
            writer.add("body", ("idx", "bytes"), list(new.items()))
            numbers = []
            for index, body in new.items():
                read = parse_body(body)
                writer.run("UPDATE leaf SET seq = ? WHERE idx = ? AND seq IS NULL", (read.seq, index))
                numbers.append((bytes.fromhex(read.device), read.seq))
            keep_heads(writer, numbers)
            return list(new.values())

    def save_attachment(self, attachment: Attachment) -> bool:
        """Keep a sealed attachment durably. Gives False for one that was ordered to be erased.

        Raises Bad where the act at its index names no attachment of this commitment and length.
        """
        with self.database.writing() as writer:
            found = writer.one("SELECT bytes FROM body WHERE idx = ?", (attachment.index,))
            named = {each.c: each.length for each in parse_body(found[0]).att} if found and found[0] is not None else {}
            if named.get(attachment.c) != len(attachment.ciphertext):
                raise Bad("copy.attachment", "the act names no attachment of this commitment and length",
                          where=f"index {attachment.index}", got=attachment.c.hex())  # fmt: skip
            if writer.one("SELECT 1 FROM erasure WHERE c = ?", (attachment.c,)) is not None:
                return False
            if writer.one("SELECT 1 FROM attachment WHERE c = ?", (attachment.c,)) is None:
                writer.add("attachment", ("c", "idx", "subject", "ciphertext"),
                           [(attachment.c, attachment.index, attachment.subject, attachment.ciphertext)])  # fmt: skip
            return True

    def attachment(self, c: bytes) -> Attachment | None:
        """Give a sealed attachment, or None if it is not here, or not any more."""
        with self.database.reading() as reader:
            found = reader.one("SELECT idx, c, subject, ciphertext FROM attachment WHERE c = ?", (c,))
        return Attachment(*found) if found and found[3] is not None else None

    def stored(self, below: int | None = None) -> list[tuple[int, bytes]]:
        """Give index and commitment of every sealed attachment that is here, up to an index, in the order of the log."""
        sql, values = "SELECT idx, c FROM attachment WHERE ciphertext IS NOT NULL", () if below is None else (below,)
        with self.database.reading() as reader:
            rows = reader.all(f"{sql} {'AND idx < ? ' if values else ''}ORDER BY idx, c", values)
        return [(index, bytes(c)) for index, c in rows]

    def mark_absent(self, indexes: Iterable[int], *, now: int) -> None:
        """Note bodies that no copy had when this log was made again. Readers say so; the second reading expects it."""
        with self.database.writing() as writer:
            known = {index for (index,) in writer.all("SELECT idx FROM absent")}
            if new := [(index, now) for index in indexes if index not in known]:
                writer.add("absent", ("idx", "since"), new)


def _newest(reader: Reader) -> int:
    found = reader.one("SELECT max(size) FROM checkpoint")
    return int(found[0]) if found and found[0] is not None else 0
