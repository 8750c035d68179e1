"""A store that one process opens twice: the locks of the first hold on, and what it confirms is kept."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from safeconduct.record.sources import open_source
from safeconduct.store.keys_file import SubjectKeys
from safeconduct.store.log import Log
from safeconduct.store.open import open_store
from safeconduct.store.witness_file import WitnessFile
from tests.store.acts import Device, sealed

OTHER = "import sys; from safeconduct.store.open import open_store; open_store(sys.argv[1]).close()"
COUNTED = "import sys; from safeconduct.store.open import open_store; from safeconduct.store.reading import Reading; " \
          "print(Reading(open_store(sys.argv[1])).size())"  # fmt: skip


@pytest.mark.parametrize("closed", [False, True])
def test_another_process_that_leaves_takes_nothing_away(log: Log, device: Device, closed: bool) -> None:
    second = open_store(log.database.url)
    if closed:
        second.close()
    log.append(device.acts(1))
    subprocess.run([sys.executable, "-c", OTHER, log.database.url], check=True)
    log.append(device.acts(1))
    seen = subprocess.run([sys.executable, "-c", COUNTED, log.database.url], check=True, capture_output=True, text=True)
    assert seen.stdout == "2\n"
    second.close()


def test_a_process_that_reads_its_own_store_as_a_source_keeps_its_locks(log: Log, device: Device) -> None:
    if "://" in log.database.url:
        pytest.skip("only a store in a file has locks on a file")
    log.append(device.acts(1))
    for path in (Path(log.database.url), Path(log.database.url).parent):
        assert open_source(path).size() == 1
    # Had the locks gone, the next process to leave would take the write-ahead file away, and what follows with it.
    subprocess.run([sys.executable, "-c", OTHER, log.database.url], check=True)
    log.append(device.acts(1))
    seen = subprocess.run([sys.executable, "-c", COUNTED, log.database.url], check=True, capture_output=True, text=True)
    assert seen.stdout == "2\n"


def test_small_files_are_made_for_their_owner_alone(tmp_path: Path) -> None:
    keys, witness = SubjectKeys(tmp_path / "subjects.keys"), WitnessFile(tmp_path / "witness.state")
    modes = {path.name: path.stat().st_mode & 0o777 for path in tmp_path.iterdir()}
    assert set(modes.values()) == {0o600}
    again = SubjectKeys(tmp_path / "subjects.keys")
    again.put(sealed("a").c, b"person", bytes(32))
    assert keys.salt(sealed("a").c) == bytes(32)
    for one in (keys, again, witness):
        one.close()
