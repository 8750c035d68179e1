"""What happens to a log when its process, its server, its disk or its power goes, at any moment."""

from __future__ import annotations

import os
import random
import resource
import shutil
import subprocess
import tempfile
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from safeconduct.record.body import act_id
from safeconduct.store.errors import NotKept
from safeconduct.store.examine import Signed
from safeconduct.store.log import Log
from safeconduct.store.sqlite import SqliteDatabase
from tests.store.acts import ORIGIN, Device, keys
from tests.store.crashes import Confirmed, append_the_rest, check_log, kill_again_and_again
from tests.store.postgres import Server

KILLS = 50


def test_an_appending_process_may_be_killed_at_any_moment(url: str) -> None:
    assert kill_again_and_again(url, KILLS if "://" not in url else KILLS // 5, seed=1) > 0


def test_the_server_may_stop_at_any_moment(postgres: Server) -> None:
    url, chance, device = postgres.url(), random.Random(2), Device()
    acts, confirmed = device.acts(2000), Confirmed()
    log = Log.open(url, origin=ORIGIN, key_of=keys(device).get)
    for _ in range(3):
        heard, enough, failed = [0], threading.Event(), []
        wanted = chance.randrange(1, 60)

        def work(begin: int = len(confirmed), heard=heard, enough=enough, failed=failed, wanted=wanted) -> None:
            at = begin
            try:
                while at < len(acts):
                    size = chance.choice((1, 1, 3, 64))
                    for act, accepted in zip(acts[at : at + size], log.append(acts[at : at + size]), strict=False):
                        confirmed[act_id(act.body)] = accepted.index
                    at, heard[0] = at + size, heard[0] + 1
                    if heard[0] >= wanted:
                        enough.set()
            except NotKept as error:
                failed.append(error)
            finally:
                enough.set()

        thread = threading.Thread(target=work)
        thread.start()
        enough.wait()
        postgres.stop_at_once()
        thread.join()
        postgres.start()
        assert len(failed) == 1 or len(confirmed) == len(acts)
        check_log(url, [device], confirmed)
    # The log that was open all the time goes on too.
    assert log.append(acts[:1])[0].new is False
    log.close()
    append_the_rest(url, [device], acts, confirmed)


@pytest.fixture
def written(tmp_path: Path) -> tuple[Path, Device, list, list[int]]:
    """A log whose acts all stand in the write-ahead file, and the size of that file when each act was confirmed."""
    path, device = tmp_path / "log.db", Device()
    log = Log.open(path, origin=ORIGIN, key_of=keys(device).get)
    database = log.database
    assert isinstance(database, SqliteDatabase)
    database.scrub()
    database._writer.execute("PRAGMA wal_autocheckpoint=0")
    acts, sizes = device.acts(300), []
    at = 0
    for size in (1, 1, 1, 5, 64, 100, *[1] * 40, 88):
        log.append(acts[at : at + size])
        at += size
        sizes += [path.with_name("log.db-wal").stat().st_size] * size
    assert at == len(acts)
    kept = tmp_path / "kept"
    kept.mkdir()
    # Copied while it is open: closing would work the file into the main one.
    for name in ("log.db", "log.db-wal"):
        shutil.copy(tmp_path / name, kept / name)
    log.close()
    return kept, device, acts, sizes


@pytest.mark.parametrize("tail", ["cut off", "other bytes", "zeros"])
def test_a_torn_write_loses_only_what_was_not_confirmed(written, tmp_path: Path, tail: str) -> None:
    kept, device, acts, sizes = written
    whole, chance = (kept / "log.db-wal").read_bytes(), random.Random(3)
    cuts = [0, 1, 31, 32, len(whole), *(size + by for size in chance.sample(sizes, 5) for by in (-1, 0, 1)),
            *(chance.randrange(len(whole)) for _ in range(15))]  # fmt: skip
    for number, cut in enumerate(min(cut, len(whole)) for cut in cuts):
        torn = tmp_path / f"torn{number}"
        torn.mkdir()
        shutil.copy(kept / "log.db", torn)
        left = len(whole) - cut
        rest = {"cut off": b"", "other bytes": chance.randbytes(min(20_000, left)), "zeros": bytes(left)}[tail]
        (torn / "log.db-wal").write_bytes(whole[:cut] + rest)
        # Bytes behind the cut may be the right ones by chance.
        cut += next((n for n, byte in enumerate(rest) if byte != whole[cut + n]), len(rest))
        confirmed = {act_id(acts[index].body): index for index, size in enumerate(sizes) if size <= cut}
        assert check_log(str(torn / "log.db"), [device], confirmed) == len(confirmed)
        append_the_rest(str(torn / "log.db"), [device], acts, confirmed)


@pytest.fixture
def small_disk() -> Iterator[Path]:
    """A disk of one megabyte, where the user of a database server can reach it too."""
    folder = Path(tempfile.mkdtemp(prefix="safeconduct-disk-"))
    command = ["mount", "-t", "tmpfs", "-o", "size=1m,mode=755", "tmpfs", str(folder)]
    try:
        if os.geteuid() != 0 or not shutil.which("mount") or subprocess.run(command, capture_output=True, check=False).returncode:
            pytest.skip("a small disk can only be mounted by root, where that is allowed")
        yield folder
        subprocess.run(["umount", "--lazy", str(folder)], check=True)
    finally:
        folder.rmdir()


def in_twenties(log: Log, acts: list[Signed], confirmed: Confirmed) -> None:
    for at in range(0, len(acts), 20):
        some = acts[at : at + 20]
        confirmed |= {act_id(act.body): each.index for act, each in zip(some, log.append(some), strict=True)}


def fill(path: Path, free: Callable[[], object], tight: Callable[[], object]) -> None:
    """Append until the disk is full; then nothing is lost, and after making room the same log goes on."""
    device = Device()
    log = Log.open(path, origin=ORIGIN, key_of=keys(device).get)
    tight()
    acts, confirmed = device.acts(3000), Confirmed()
    try:
        with pytest.raises(NotKept, match="nothing was written"):
            in_twenties(log, acts, confirmed)
        assert 0 < len(confirmed) < len(acts)
        assert log.tip().size == len(confirmed)
    finally:
        free()
    check_log(str(path), [device], confirmed)
    found = log.append(acts)
    assert [each.index for each in found] == list(range(len(acts)))
    log.close()
    append_the_rest(str(path), [device], acts, confirmed)


def test_a_full_disk_stops_appending_and_loses_nothing(small_disk: Path) -> None:
    def more() -> None:
        subprocess.run(["mount", "-o", "remount,size=64m", str(small_disk)], check=True)

    fill(small_disk / "log.db", more, lambda: None)


def resized(disk: Path, size: str) -> None:
    subprocess.run(["mount", "-o", f"remount,size={size}", str(disk)], check=True)


def fill_server(url: str, server: Server, tight: Callable[[], None], free: Callable[[], None]) -> str:
    """Append until a disk of the server is full; then nothing is lost, and after making room the same log goes on.

    Gives what the program said about it.
    """
    device = Device()
    log = Log.open(url, origin=ORIGIN, key_of=keys(device).get)
    acts, confirmed = device.acts(6000), Confirmed()
    in_twenties(log, acts[:20], confirmed)
    tight()
    try:
        with pytest.raises(NotKept, match="PostgreSQL store did not") as told:
            in_twenties(log, acts, confirmed)
        assert 20 <= len(confirmed) < len(acts)
    finally:
        free()
        server.start_again()
    check_log(url, [device], confirmed)
    found = log.append(acts)
    assert [each.index for each in found] == list(range(len(acts)))
    log.close()
    append_the_rest(url, [device], acts, confirmed)
    return str(told.value)


def test_a_full_disk_below_the_tables_of_a_server_stops_appending_and_loses_nothing(postgres: Server, small_disk: Path) -> None:
    place = small_disk / "tables"
    resized(small_disk, "64m")
    place.mkdir()
    url = postgres.url(place)
    said = fill_server(url, postgres, lambda: resized(small_disk, _used(small_disk, 400_000)),
                       lambda: resized(small_disk, "128m"))  # fmt: skip
    assert "No space left on device" in said
    postgres.drop(url)


def test_a_server_whose_whole_disk_is_full_loses_nothing(postgres: Server, small_disk: Path) -> None:
    resized(small_disk, "400m")
    server = Server(small_disk)
    try:
        # What PostgreSQL keeps ready of its own log is on the disk before it gets tight, so the log itself runs full too.
        fill_server(server.url(), server, lambda: resized(small_disk, _used(small_disk, 200_000)),
                    lambda: resized(small_disk, "800m"))  # fmt: skip
    finally:
        server.remove()


def _used(disk: Path, more: int) -> str:
    return str(shutil.disk_usage(disk).used + more)


def test_a_file_that_may_not_grow_stops_appending_and_loses_nothing(tmp_path: Path) -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    fill(tmp_path / "log.db", lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard)),
         lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (700_000, hard)))  # fmt: skip
