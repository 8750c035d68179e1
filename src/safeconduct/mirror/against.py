"""What speaks against this store: checkpoints that the log's own key has signed and that do not fit the tree which is here.

A mirror that refuses, or says that it has seen more, is told, and stops nothing: its word may be wrong or worse. A note that the
log has signed is evidence. It is kept in a folder, and as long as it does not fit nothing more is signed.
"""

import os
from hashlib import sha256
from pathlib import Path

from safeconduct.mirror.forks import evidence_of, signed_by_log
from safeconduct.record.faults import Bad
from safeconduct.record.head import Checkpoint, parse_checkpoint
from safeconduct.record.note import parse_note
from safeconduct.record.tiles import TileReader
from safeconduct.record.vkey import Verifier
from safeconduct.store.copied import Copied
from safeconduct.store.reading import Reading


def misfit(head: Checkpoint, copied: Copied) -> str:
    """Say how a checkpoint of the log does not fit the tree that is here; empty where it fits."""
    size = copied.size()
    if head.size > size:
        return f"the log has signed {head.size:,} acts, and only {size:,} are here: this store is an older one"
    if copied.root(head.size) != head.root:
        return f"the log has signed another history of {head.size:,} acts than the one that is here"
    return ""


def shown_against(note: bytes, log: Verifier, copied: Copied) -> str:
    """Say how a note that a witness shows speaks against this store; empty where it fits, or the log has not signed it."""
    head = signed_by_log(note, log)
    return misfit(head, copied) if head is not None else ""


def fork_with_ours(note: bytes, log: Verifier, reading: Reading) -> bytes | None:
    """Make evidence of a fork from such a note and our newest checkpoint, or give nothing where the two do not show one."""
    ours = reading.newest()
    if ours is None:
        return None
    reader = TileReader(reading.file, ours.size, ours.root)
    return evidence_of(note, [ours.note], log, nodes=reader.nodes, size=ours.size)


class Evidence:
    """The folder of what speaks against a store: notes as they were signed, and evidence of forks that anyone can check."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def keep(self, note: bytes, fork: bytes | None) -> Path:
        """Keep a note on the disk, and the evidence made of it if there is any. Gives the file to show to others."""
        self.folder.mkdir(exist_ok=True)
        name = sha256(note).hexdigest()[:16]
        path = self._write(f"signed-{name}.note", note)
        return self._write(f"fork-{name}.evidence", fork) if fork is not None else path

    def refusal(self, copied: Copied) -> str:
        """Say why nothing may be signed over the tree that is here; empty if nothing that was kept speaks against it."""
        for path in sorted(self.folder.glob("*.note")):
            try:
                head = parse_checkpoint(parse_note(path.read_bytes()).text)
            except (OSError, Bad) as error:
                return f"{path} cannot be read, and may speak against this store: {error}"
            if why := misfit(head, copied):
                return f"{why[0].upper()}{why[1:]}. {path} shows it"
        return ""

    def _write(self, name: str, data: bytes) -> Path:
        path = self.folder / name
        unfinished = self.folder / f".{name}.{os.getpid()}"
        with unfinished.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        unfinished.replace(path)
        return path
