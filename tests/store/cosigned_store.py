"""The small cosigned log of the verifier's tests in a store of its own, made by the store's own programs."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from safeconduct.record.checkpoint import sign_checkpoint
from safeconduct.record.note import parse_note
from safeconduct.record.policy import parse_policy
from safeconduct.record.vkey import write_line
from safeconduct.store.checkpoints import Checkpoints
from safeconduct.store.erasure import Erasures
from safeconduct.store.examine import Signed
from safeconduct.store.keys_file import SubjectKeys
from safeconduct.store.log import Log
from tests.cosigned_log import FIRST, NOON, NOW, cosigned, policies
from tests.signed_log import ORIGIN, seed

OF_THE_RECORD = {
    "about": "origin", "leaf": "idx, act_id, kid, seq, envelope", "body": "idx, bytes, redacted_by",
    "tile": "level, n, root, bytes", "checkpoint": "size, root, note", "cosignature": "size, name, line",
}  # fmt: skip
"""What a store holds of the record. All else is the server's own notes: when something came, what was shown, read again or
put aside (`made`, `came`, `shown`, `reread`, `alarm`, `settled`, `inbox`, `intake`, `erasure`, `device_head`), its version and
its triggers, and attachments, which open only with a salt that is not in the file."""


def make_store(path: Path) -> Path:
    """Write the log into a store: both checkpoints, their cosignatures, and one body redacted."""
    made = cosigned()
    keyring = made.log.replay.state.keyring
    log = Log.open(path, origin=ORIGIN, key_of=keyring.public)
    acts = [Signed(one.leaf, one.body) for one in made.log.acts]
    checkpoints = Checkpoints(log, sign=lambda head: sign_checkpoint(head, seed("operator log 0")),
                              noops=lambda count, writer: ())  # fmt: skip
    known = [one.verifier for one in parse_policy(policies()[1].encode()).witnesses]
    for start, end, at in ((0, FIRST, NOON), (FIRST, made.size, NOW)):
        log.append(acts[start:end])
        checkpoints.make(now=at)
        for line in parse_note(made.notes[end]).lines[1:]:
            checkpoints.add_cosignature(end, write_line(line), known, now=at + 600)
    Erasures(log.database, SubjectKeys(path.with_name("subjects.json"))).redact(made.log.acts[made.gone].act_id,
                                                                               by=made.named["redaction"])  # fmt: skip
    log.close()
    with closing(sqlite3.connect(path)) as database:
        database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        database.execute("PRAGMA journal_mode=DELETE")
    return path


def content(path: Path) -> dict[str, list[tuple[object, ...]]]:
    """Give what a store holds of the record."""
    with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro&immutable=1", uri=True)) as database:
        return {table: sorted(database.execute(f"SELECT {columns} FROM {table} NOT INDEXED").fetchall(), key=repr)
                for table, columns in OF_THE_RECORD.items()}  # fmt: skip


__all__ = ["OF_THE_RECORD", "content", "make_store"]
