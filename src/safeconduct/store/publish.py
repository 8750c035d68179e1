"""A log as files that any web server can serve and anyone can check: section 6 of `docs/spec/record.md`.

Files below `tile/` never change once they are whole; those below `bodies/` only lose what was redacted. Everything is on the disk
before the new checkpoint takes the place of the old one, so whoever reads in between sees a smaller log, never a broken one.
"""

import os
from collections.abc import Callable, Iterable
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
"""Says whether a body may be seen by everyone."""


def publish(reading: Reading, folder: Path, *, genesis: Genesis, genesis_act: dict[str, object], keyring: Keyring,
            size: int, public: Public | None = None) -> list[str]:  # fmt: skip
    """Write the log as it was at a signed size. Gives the paths that were written; what is there already is left.

    `public` says which bodies everyone may see; without it none is written. Raises Conflict where the folder holds more of this
    log, or another log, and Bad where its checkpoint cannot be read.
    """
    note = reading.note(size)
    if note is None:
        raise ValueError(f"no checkpoint of size {size}")
    written = []
    before = _published_size(folder, genesis, reading, size)
    files: list[Tile | Bundle] = [*tiles_for(before, size), *bundles_for(before, size)]
    for asked in files:
        written += _write(folder, path_of(asked), lambda asked=asked: reading.file(path_of(asked)) or b"")
    if public is not None:
        for bundle in bundles_for(0, size):
            written += _write(folder, body_path(bundle), lambda bundle=bundle: _bodies(reading, bundle, public), again=True)
    for name, data in (
        (POLICY, keyring.policies_at(size).witnessed.encode()), (POLICY_SEALED, keyring.policies_at(size).sealed.encode()),
        (GENESIS, jsonform.write(genesis_act)), (KEYS, write_keys(keyring, size)), (CHECKPOINT, note),
    ):  # fmt: skip
        written += _write(folder, name, lambda data=data: data, again=True)
    if public is not None:
        for bundle in bundles_for(0, size):
            _drop_narrower(folder, bundle)
    return written


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


def _write(folder: Path, name: str, made: Callable[[], bytes], *, again: bool = False) -> Iterable[str]:
    path = folder / name
    if path.is_file() and not again:
        return []
    data = made()
    if path.is_file() and path.read_bytes() == data:
        return []
    made = [above for above in (path.parent, *path.parent.parents) if not above.exists()]
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(f".{path.name}.unfinished")
    with unfinished.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    unfinished.replace(path)
    for above in (path.parent, *(one.parent for one in made)):
        _keep_name(above)
    return [name]


def _keep_name(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
