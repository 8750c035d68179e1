"""Changes files of a small log byte by byte, and asks the verifier each time: for the tests, and for `make soak`.

`python -m tests.tampering` changes every byte of every file. The tests change every byte of small files and some of large ones.
"""

from __future__ import annotations

import io
import random
import sys
import tempfile
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path

from safeconduct.record.audit import Audit, audit
from safeconduct.record.faults import Bad
from safeconduct.record.folder_file import published_log
from safeconduct.record.published import parse_keys
from safeconduct.record.sources import open_source
from tests.cosigned_log import NOW, cosigned

SMALL = 520
"""Bytes of a file of which the tests change each."""
SOME = 100
"""Bytes that the tests change of a larger one."""


def places(data: bytes, name: str, *, all_of_them: bool = False) -> Iterator[tuple[int, bytes]]:
    """Give each place of a file with the file changed there: one byte, to another value."""
    chance = random.Random(f"tamper {name}")
    chosen = range(len(data)) if all_of_them or len(data) <= SMALL else sorted(chance.sample(range(len(data)), SOME))
    for at in chosen:
        yield at, data[:at] + bytes([data[at] ^ chance.randrange(1, 256)]) + data[at + 1 :]


def of_files(files: Mapping[str, bytes]) -> Audit | Bad:
    """Audit a published folder with the paper in hand. Gives the fault where it could not even be opened."""
    try:
        return audit(published_log(files.get, "folder"), cosigned().digest, now=NOW)
    except Bad as bad:
        return bad


def of_path(path: Path) -> Audit | Bad:
    """Audit a file with the paper in hand."""
    try:
        return audit(open_source(path), cosigned().digest, now=NOW)
    except Bad as bad:
        return bad


def blamed(found: Audit | Bad) -> str:
    """Give the place that the first fault names; empty if there is no fault."""
    if isinstance(found, Bad):
        return found.where or "nowhere"
    return found.faults[0].where or "nowhere" if found.faults else ""


def check_byte(files: Mapping[str, bytes], name: str, data: bytes) -> None:
    """Assert that one changed file is found and named, or that the change is one of the three that may pass, and is told."""
    found = of_files({**files, name: data})
    where = blamed(found)
    if where:
        assert name in where, f"{name}: blamed is {where}"
        return
    assert isinstance(found, Audit)
    whole = any(path.startswith("bodies/") for path in files)
    if name == "checkpoint":
        # The name or the id on a line was changed: a line of nobody known. Its cosigner is missing, and the line is told.
        before = of_files(files)
        assert isinstance(before, Audit)
        assert before.best is not None
        assert found.best is not None
        assert len(found.best.missing) == len(before.best.missing) + 1
        assert any("a key that no policy of the log has" in note for note in found.notes)
    elif name in ("policy", "policy-sealed") and not whole:
        # Without bodies an act may have set it: said, and not used.
        assert any(note.startswith(f"{name}: not the policy of the genesis act") for note in found.notes)
    else:
        # Nobody signs the list of keys. Without bodies only the keys themselves are bound by what they signed.
        assert (name, whole) == ("keys", False), f"{name} was changed, and nothing was found"
        before_, after = parse_keys(files["keys"]), parse_keys(data)
        assert [(one.public, kid) for kid, one in after.items()] == [(one.public, kid) for kid, one in before_.items()]


def content(data: bytes) -> dict[str, bytes]:
    """Give what a zip holds."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def zipped(files: Mapping[str, bytes]) -> bytes:
    """Pack files, as `publish` and every zip program do."""
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content_ in files.items():
            archive.writestr(zipfile.ZipInfo(name, (2026, 11, 23, 10, 0, 0)), content_, zipfile.ZIP_DEFLATED)
    return data.getvalue()


def check_zip_byte(path: Path, data: bytes, own: Mapping[str, bytes]) -> None:
    """Assert that a changed zip is found out, or that what it holds is still the same."""
    path.write_bytes(data)
    found = of_path(path)
    if not blamed(found):
        assert {name: one for name, one in content(data).items() if name in own} == own


def main() -> int:
    """Change every byte of every file."""
    for bodies in (True, False):
        files = cosigned().files(bodies=bodies)
        for name, data in files.items():
            print(f"{name}: {len(data):,} bytes, {'with' if bodies else 'without'} bodies ...", flush=True)
            for _, changed in places(data, name, all_of_them=True):
                check_byte(files, name, changed)
    files = cosigned().files()
    whole = zipped(files)
    print(f"zip: {len(whole):,} bytes ...", flush=True)
    with tempfile.TemporaryDirectory() as folder:
        for _, changed in places(whole, "zip", all_of_them=True):
            check_zip_byte(Path(folder) / "log.zip", changed, files)
    _change_store()
    return 0


def check_store_byte(path: Path, data: bytes, before: object) -> bool:
    """Assert that a changed store is found out, or still says what it said. Gives whether it was found out."""
    from tests.store.cosigned_store import content as of_store

    path.write_bytes(data)
    where = blamed(of_path(path))
    assert path.name in where or not where, where
    assert where or of_store(path) == before
    return bool(where)


def _change_store() -> None:
    from tests.store.cosigned_store import content as of_store
    from tests.store.cosigned_store import make_store

    with tempfile.TemporaryDirectory() as folder:
        store = make_store(Path(folder) / "made.db")
        data, before = store.read_bytes(), of_store(store)
        print(f"store: {len(data):,} bytes ...", flush=True)
        found = sum(check_store_byte(Path(folder) / "log.db", changed, before)
                    for _, changed in places(data, "store", all_of_them=True))  # fmt: skip
        print(f"  {found:,} found out; the other {len(data) - found:,} change nothing of the record", flush=True)


if __name__ == "__main__":
    sys.exit(main())
