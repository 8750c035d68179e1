"""The keys of the persons that attachments speak of, and the salts of the attachments: a small file of its own.

It stays apart from the log, wherever the log is, so that it can be erased for good and has its own, short-lived backups. What
was erased is overwritten in the file and in its journal. A disk that writes elsewhere than told, and a backup, still hold it.

The operator's file has the keys themselves. The guarantor's has them as they were handed over, each sealed to its sealing key, so
that whoever gets at its machine cannot read anything with it.
"""

import os
import secrets
import sqlite3
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from safeconduct.record.person_keys import SealedKey
from safeconduct.store.errors import NotKept, WrongStore
from safeconduct.store.lock import FileLock, make_file

KEY_SIZE = 32
_TABLES = ("CREATE TABLE IF NOT EXISTS subject_key (subject BLOB PRIMARY KEY, key BLOB NOT NULL)",
           "CREATE TABLE IF NOT EXISTS salt (c BLOB PRIMARY KEY, subject BLOB NOT NULL, salt BLOB NOT NULL)",
           "CREATE INDEX IF NOT EXISTS salt_by_subject ON salt (subject)",
           "CREATE TABLE IF NOT EXISTS sealed_key (c BLOB PRIMARY KEY, subject BLOB NOT NULL, kid BLOB NOT NULL, "
           "box BLOB NOT NULL)",
           "CREATE TABLE IF NOT EXISTS handed (c BLOB PRIMARY KEY, kid BLOB NOT NULL)")  # fmt: skip


class SubjectKeys:
    """The file of keys and salts, open."""

    def __init__(self, path: Path) -> None:
        self._path, self._journal = path, path.with_name(path.name + "-journal")
        self._thread = threading.Lock()
        try:
            self._lock = FileLock(path.with_name(path.name + ".lock"))
            make_file(path)
        except OSError as error:
            raise WrongStore(f"{path}: {error.strerror}", remedy="The folder has to exist, and be writable.") from error
        try:
            self._connection = sqlite3.connect(path, timeout=60, isolation_level=None, check_same_thread=False)
            # The journal stays in place, so that what it held can be overwritten.
            for setting in ("secure_delete=ON", "journal_mode=PERSIST", "synchronous=EXTRA"):
                self._connection.execute(f"PRAGMA {setting}")
            with self._writing() as connection:
                for statement in _TABLES:
                    connection.execute(statement)
            # If the last holder died while erasing, its journal is overwritten now.
            self._overwrite_journal()
        except sqlite3.Error as error:
            raise WrongStore(f"{path}: this is no file of keys: {error}", remedy="Look at the path.") from error

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        with self._lock, self._thread:
            connection = self._connection
            try:
                connection.execute("BEGIN IMMEDIATE")
                yield connection
                connection.execute("COMMIT")
            except BaseException as error:
                if connection.in_transaction:
                    connection.execute("ROLLBACK")
                if isinstance(error, sqlite3.Error):
                    raise NotKept(f"{self._path}: nothing was written: {error}",
                                  remedy="Look at the space on the disk.") from error  # fmt: skip
                raise

    def _one(self, sql: str, value: bytes) -> bytes | None:
        with self._thread:
            found = self._connection.execute(sql, (value,)).fetchone()
        return found[0] if found else None

    def key(self, subject: bytes) -> bytes | None:
        """Give the key of a person, or None if there is none, or none any more."""
        return self._one("SELECT key FROM subject_key WHERE subject = ?", subject)

    def salt(self, c: bytes) -> bytes | None:
        """Give the salt of an attachment, or None."""
        return self._one("SELECT salt FROM salt WHERE c = ?", c)

    def kept_with(self, c: bytes) -> bytes | None:
        """Give the id of the key of an attachment, or None."""
        return self._one("SELECT subject FROM salt WHERE c = ?", c)

    def kept(self) -> dict[bytes, bytes]:
        """Give the id of the person's key for every commitment whose salt is here."""
        with self._thread:
            return dict(self._connection.execute("SELECT c, subject FROM salt ORDER BY rowid").fetchall())

    def key_for(self, subject: bytes) -> bytes:
        """Give the key of a person, and make one where there is none."""
        with self._writing() as connection:
            connection.execute("INSERT OR IGNORE INTO subject_key VALUES (?, ?)", (subject, secrets.token_bytes(KEY_SIZE)))
            key: bytes = connection.execute("SELECT key FROM subject_key WHERE subject = ?", (subject,)).fetchone()[0]
            return key

    def put(self, c: bytes, subject: bytes, salt: bytes) -> None:
        """Keep the salt of an attachment of a person."""
        with self._writing() as connection:
            connection.execute("INSERT OR REPLACE INTO salt VALUES (?, ?, ?)", (c, subject, salt))

    def receive(self, subject: bytes, key: bytes) -> None:
        """Keep the key of a person that another holder made. Raises ValueError where a different one is kept."""
        with self._writing() as connection:
            connection.execute("INSERT OR IGNORE INTO subject_key VALUES (?, ?)", (subject, key))
            if connection.execute("SELECT key FROM subject_key WHERE subject = ?", (subject,)).fetchone() != (key,):
                raise ValueError("another key is kept for this person")

    # ---- handed over ----

    def keep_sealed(self, keys: Iterable[SealedKey]) -> None:
        """Keep keys that were handed over sealed, one for each attachment. A newer one takes the place of the one before."""
        with self._writing() as connection:
            connection.executemany("INSERT OR REPLACE INTO sealed_key VALUES (?, ?, ?, ?)", list(keys))

    def sealed(self) -> list[SealedKey]:
        """Give the sealed keys that were handed over to this holder."""
        with self._thread:
            rows = self._connection.execute("SELECT c, subject, kid, box FROM sealed_key ORDER BY rowid").fetchall()
        return [SealedKey(*row) for row in rows]

    def note_handed(self, commitments: Iterable[bytes], kid: bytes) -> None:
        """Note what the other holder has: each attachment, and its key sealed to the key with this id; no id, no key."""
        with self._writing() as connection:
            connection.executemany("INSERT OR REPLACE INTO handed VALUES (?, ?)", [(c, kid) for c in commitments])

    def handed(self) -> dict[bytes, bytes]:
        """Give what the other holder has, as `note_handed` was told."""
        with self._thread:
            return dict(self._connection.execute("SELECT c, kid FROM handed").fetchall())

    def held(self) -> set[bytes]:
        """Give every commitment of which a salt, or a sealed key, is here."""
        with self._thread:
            return {c for (c,) in self._connection.execute("SELECT c FROM salt UNION SELECT c FROM sealed_key").fetchall()}

    def erase(self, commitments: Iterable[bytes]) -> int:
        """Erase salts and sealed keys of attachments, and the key of each person with none left. Gives how many were there."""
        erased = 0
        with self._writing() as connection:
            for c in commitments:
                subjects = connection.execute("SELECT subject FROM salt WHERE c = ?", (c,)).fetchall()
                for table in ("salt", "sealed_key"):
                    erased += connection.execute(f"DELETE FROM {table} WHERE c = ?", (c,)).rowcount
                connection.execute("DELETE FROM handed WHERE c = ?", (c,))
                connection.executemany("DELETE FROM subject_key WHERE subject = ?1 "
                                       "AND NOT EXISTS (SELECT 1 FROM salt WHERE subject = ?1)", subjects)  # fmt: skip
        if erased:
            self._overwrite_journal()
        return erased

    def _overwrite_journal(self) -> None:
        # Between transactions the journal is not needed, and holds the pages as they were.
        with self._lock, self._thread:
            if not self._journal.exists():
                return
            with self._journal.open("r+b") as journal:
                journal.write(bytes(os.fstat(journal.fileno()).st_size))
                journal.flush()
                os.fsync(journal.fileno())

    def close(self) -> None:
        """Close the file."""
        self._connection.close()
        self._lock.close()
