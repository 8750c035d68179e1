"""A log as files that any web server can serve and anyone can check: section 6 of `docs/spec/record.md`.

Everyone gets the hashes of the tree. Leaves carry the id of the key that signed, so they tell who was active when, and which of
them only fill the log up; they are written for a closed circle only, and bodies only beside them.

Files below `tile/` never change once they are whole; those below `bodies/` only lose what was redacted. Everything is on the disk
before the new checkpoint takes the place of the old one, so whoever reads in between sees a smaller log, never a broken one.
Every file bears the time of its checkpoint, which the cosigners tell anyway.
"""

import os
from collections.abc import Callable, Mapping
from enum import StrEnum
from pathlib import Path

from safeconduct.kernel.errors import Conflict
from safeconduct.record import jsonform
from safeconduct.record.checkpoint import open_checkpoint
from safeconduct.record.faults import Bad
from safeconduct.record.genesis import Genesis
from safeconduct.record.keyring import Keyring
from safeconduct.record.published import CHECKPOINT, GENESIS, KEYS, POLICY, POLICY_SEALED, body_path, write_keys
from safeconduct.record.tiles import WIDTH, Bundle, Tile, bundles_for, path_of, tiles_for
from safeconduct.store.reading import Reading, StoredBody

Public = Callable[[StoredBody], bool]
"""Says whether a body may be seen by everyone who reads the folder."""
_ENTRIES = "tile/entries"


class Shows(StrEnum):
    """What of the tree is published: the hashes alone, or the leaves too."""

    HASHES = "hashes"
    LEAVES = "leaves"


def publish(reading: Reading, folder: Path, *, genesis: Genesis, genesis_act: dict[str, object], keyring: Keyring,
            size: int, shows: Shows = Shows.HASHES, public: Public | None = None,
            beside: Mapping[str, bytes] = {}) -> list[str]:  # fmt: skip
    """Write the log as it was at a signed size. Gives the paths that were written; what is there already is left.

    `public` says which bodies are written beside leaves; without it none is. `beside` are further files by path. Raises Conflict
    where the folder holds more of this log, another log, or leaves where only hashes are asked for, and Bad where its checkpoint
    cannot be read.
    """
    checkpoint, note = reading.checkpoint(size), reading.note(size)
    if checkpoint is None or note is None:
        raise ValueError(f"no checkpoint of size {size}")
    if shows is Shows.HASHES and (folder / _ENTRIES).exists():
        raise Conflict(f"{folder} holds leaves, which say by which key each act was signed. Nothing was changed.",
                       remedy="name another folder, or give --leaves if all who read this one may know")  # fmt: skip
    before = _published_size(folder, genesis, reading, size)
    # Leaves may be asked for when the hashes are there already.
    files: list[Tile | Bundle] = [*tiles_for(before, size), *(bundles_for(0, size) if shows is Shows.LEAVES else ())]
    written = _Written(folder, checkpoint.made)
    for asked in files:
        written.once(path_of(asked), lambda asked=asked: reading.file(path_of(asked)) or b"")
    shown = [*bundles_for(0, size)] if public is not None and shows is Shows.LEAVES else []
    for bundle in shown:
        written.anew(body_path(bundle), _bodies(reading, bundle, public))
    policies = keyring.policies_at(size)
    own = {POLICY: policies.witnessed.encode(), POLICY_SEALED: policies.sealed.encode(), GENESIS: jsonform.write(genesis_act),
           KEYS: write_keys(keyring, size)}  # fmt: skip
    for name, data in (dict(beside) | own | {CHECKPOINT: note}).items():
        written.anew(name, data)
    for bundle in shown:
        _drop_narrower(folder, bundle)
    written.date_folders()
    return written.names


def _bodies(reading: Reading, bundle: Bundle, public: Public) -> bytes:
    first = bundle.index * WIDTH
    held = {body.idx: body for body in reading.bodies(first, bundle.width)}
    parts = []
    for index in range(first, first + bundle.width):
        body = held.get(index)
        data = body.bytes if body is not None and body.bytes is not None and public(body) else b""
        parts += [len(data).to_bytes(4, "big"), data]
    return b"".join(parts)


def _drop_narrower(folder: Path, bundle: Bundle) -> None:
    """Take away the bodies of a bundle as it was when it was narrower: a body that was redacted since would stay in there."""
    kept = folder / body_path(bundle)
    for path in (folder / f"{body_path(Bundle(bundle.index))}.p").glob("*"):
        if path != kept:
            path.unlink()


def _published_size(folder: Path, genesis: Genesis, reading: Reading, size: int) -> int:
    """Give how much of this log a folder holds already."""
    path = folder / CHECKPOINT
    if not path.is_file():
        return 0
    try:
        held = open_checkpoint(path.read_bytes(), genesis.log).checkpoint
    except Bad as bad:
        raise Conflict(f"{folder} holds another log: {bad}. Nothing was changed.", remedy="name another folder") from bad
    own = reading.checkpoint(held.size)
    if held.size > size or (held.size and (own is None or own.root != held.root)):
        raise Conflict(f"{folder} holds {held.size} acts of a history that this store does not have. Nothing was changed.",
                       remedy="Keep both, and compare them: safeconduct verify FOLDER --seen FILE")  # fmt: skip
    return held.size


class _Written:
    """Writes files into a folder, each whole or not at all, under the time of the checkpoint."""

    def __init__(self, folder: Path, at: int) -> None:
        self._folder, self._at = folder, at
        self.names: list[str] = []

    def once(self, name: str, made: Callable[[], bytes]) -> None:
        """Write a file that never changes, unless it is there."""
        if not (self._folder / name).is_file():
            self._write(self._folder / name, made())
            self.names.append(name)

    def anew(self, name: str, data: bytes) -> None:
        """Write a file, unless it is there and the same."""
        path = self._folder / name
        if not path.is_file() or path.read_bytes() != data:
            self._write(path, data)
            self.names.append(name)

    def _write(self, path: Path, data: bytes) -> None:
        made = [above for above in (path.parent, *path.parent.parents) if not above.exists()]
        path.parent.mkdir(parents=True, exist_ok=True)
        unfinished = path.with_name(f".{path.name}.unfinished")
        with unfinished.open("wb") as file:
            file.write(data)
            file.flush()
            os.utime(file.fileno(), (self._at, self._at))
            os.fsync(file.fileno())
        unfinished.replace(path)
        for above in (path.parent, *(one.parent for one in made)):
            _keep_name(above)

    def date_folders(self) -> None:
        """Give the folders that were written to the same time: theirs would tell when this was run."""
        above = {one for name in self.names for one in (self._folder / name).parents if one.is_relative_to(self._folder)}
        for one in above:
            os.utime(one, (self._at, self._at))


def _keep_name(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
