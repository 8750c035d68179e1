"""The newest checkpoint that a reader has seen, kept in a file: whoever shows an older log or another history is found out.

A log cannot be rolled back unseen before a reader who remembers. The file is the signed checkpoint itself, so it can be shown.
"""

import os
from pathlib import Path

from safeconduct.record.audit import Checked
from safeconduct.record.evidence import write_evidence
from safeconduct.record.faults import Bad
from safeconduct.record.head import parse_checkpoint
from safeconduct.record.note import parse_note


def kept_note(path: Path | None) -> bytes | None:
    """Give the checkpoint that a file keeps; None where there is no file yet."""
    return path.read_bytes() if path is not None and path.is_file() else None


def keep(path: Path, checked: Checked) -> list[str]:
    """Keep the newest checkpoint of a log that is sound, or write evidence of a fork beside the file. Gives what to say of it."""
    size, note = checked.trees.newest
    if any(bad.code == "kept.fork" for bad in checked.audit.faults):
        return _evidence(path, checked)
    if not checked.audit.sound:
        return ["", f"Kept as it was: {path}."]
    if size < 0:
        return ["", f"Nothing to keep in {path}: the log has signed no checkpoint."]
    if (kept := kept_note(path)) is None or _size(kept) <= size:
        unfinished = path.with_name(f".{path.name}.unfinished")
        with unfinished.open("wb") as file:
            file.write(note)
            file.flush()
            os.fsync(file.fileno())
        unfinished.replace(path)
    return ["", f"Kept in {path}: the checkpoint of {size:,} acts."]


def _evidence(path: Path, checked: Checked) -> list[str]:
    """Write both checkpoints, if the log has signed both, with the hashes that show that they do not fit."""
    kept, genesis, tree = kept_note(path), checked.reading.genesis, checked.reading.tree
    size, note = checked.trees.newest
    if kept is None or genesis is None or size < (old := _size(kept)):
        return ["", f"Kept as it was: {path}."]
    target = path.with_name(f"{path.name}.fork")
    try:
        if size == old:
            data = write_evidence(kept, note, genesis.log)
        else:
            data = write_evidence(kept, note, genesis.log, prefix=tree.root(old), path=tree.consistency(old, size))
    except Bad as bad:
        return ["", f"Kept as it was: {path}. No evidence of a fork could be written: {bad}."]
    target.write_bytes(data)
    return ["", f"Kept as it was: {path}. Evidence of the fork, for anyone to check: {target}."]


def _size(note: bytes) -> int:
    return parse_checkpoint(parse_note(note).text).size
