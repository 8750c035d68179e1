"""A log as files that any web server can serve and anyone can check: section 6 of `docs/spec/record.md`.

Files below `tile/` and `bodies/` never change once they are whole. Everything is on the disk before the new checkpoint takes the
place of the old one, so whoever reads in between sees a smaller log, never a broken one.
"""

import os
from collections.abc import Callable, Iterable
from pathlib import Path

from safeconduct.record import jsonform
from safeconduct.record.genesis import Genesis
from safeconduct.record.head import parse_checkpoint
from safeconduct.record.keyring import Keyring
from safeconduct.record.note import parse_note
from safeconduct.record.published import CHECKPOINT, GENESIS, KEYS, POLICY, POLICY_SEALED, body_path, write_keys
from safeconduct.record.tiles import Bundle, Tile, bundles_for, path_of, tiles_for
from safeconduct.store.reading import Reading, StoredBody

Public = Callable[[StoredBody], bool]
"""Says whether a body may be seen by everyone."""


def publish(reading: Reading, folder: Path, *, genesis: Genesis, genesis_act: dict[str, object], keyring: Keyring,
            size: int, public: Public | None = None) -> list[str]:  # fmt: skip
    """Write the log as it was at a signed size. Gives the paths that were written; what is there already is left.

    `public` says which bodies everyone may see; without it none is written.
    """
    note = reading.note(size)
    if note is None:
        raise ValueError(f"no checkpoint of size {size}")
    written = []
    before = _size_of(folder)
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
    return written


def _bodies(reading: Reading, bundle: Bundle, public: Public) -> bytes:
    parts = []
    for body in reading.bodies(bundle.index * 256, bundle.width):
        data = body.bytes if body.bytes is not None and public(body) else b""
        parts += [len(data).to_bytes(4, "big"), data]
    return b"".join(parts)


def _size_of(folder: Path) -> int:
    path = folder / CHECKPOINT
    return parse_checkpoint(parse_note(path.read_bytes()).text).size if path.is_file() else 0


def _write(folder: Path, name: str, made: Callable[[], bytes], *, again: bool = False) -> Iterable[str]:
    path = folder / name
    if path.is_file() and not again:
        return []
    data = made()
    if path.is_file() and path.read_bytes() == data:
        return []
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(f".{path.name}.unfinished")
    with unfinished.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    unfinished.replace(path)
    _keep_name(path.parent)
    return [name]


def _keep_name(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
