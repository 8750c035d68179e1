"""Where a log is read from: what is opened, what is refused, and that nothing outside a folder is read."""

from __future__ import annotations

from pathlib import Path

import pytest

from safeconduct.record.faults import Bad
from safeconduct.record.folder_file import FolderSource, published_log
from safeconduct.record.sources import open_source
from safeconduct.record.tree import leaf_hash
from tests.cosigned_log import cosigned, long_log, write_files
from tests.tampering import zipped

LOG = cosigned()


def refused(path: Path) -> str:
    with pytest.raises(Bad) as caught:
        open_source(path)
    return caught.value.code


def test_a_folder_gives_the_places_in_order(tmp_path: Path) -> None:
    source = open_source(write_files(LOG.files(), tmp_path))
    places = list(source.places())
    assert [(one.index, one.leaf, one.body) for one in places] == [
        (index, act.leaf, None if index == LOG.gone else act.body) for index, act in enumerate(LOG.log.acts)
    ]
    assert (source.size(), list(source.places(40))) == (44, places[40:])
    assert [(stored.where, stored.data) for stored in source.tiles()] == [("tile/0/000.p/44", LOG.files()["tile/0/000.p/44"])]


def test_what_is_no_log_is_refused_by_what_it_is(tmp_path: Path) -> None:
    assert refused(tmp_path / "nothing") == "source.absent"
    assert refused(tmp_path) == "source.empty"
    for name, data, code in (("text", b"hello", "source.unknown"), ("empty", b"", "source.unknown"),
                             ("cut.zip", b"PK\x03\x04 cut", "source.zip"), ("cut.db", b"SQLite format 3\0cut", "source.store"),
                             ("other.zip", zipped({"readme": b"no log"}), "source.empty")):  # fmt: skip
        (tmp_path / name).write_bytes(data)
        assert refused(tmp_path / name) == code
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / "checkpoint").write_bytes(b"no note")
    assert refused(tmp_path / "folder").startswith("note.")


def test_links_do_not_lead_out_of_a_folder(tmp_path: Path) -> None:
    folder = write_files(LOG.files(), tmp_path / "log")
    (tmp_path / "secret").write_bytes(b"secret")
    (folder / "policy").unlink()
    (folder / "policy").symlink_to(tmp_path / "secret")
    source = open_source(folder)
    assert (source.file("policy"), source.file("../secret"), source.file("genesis")) == (None, None, LOG.files()["genesis"])


def test_a_narrow_file_that_is_gone_is_read_from_the_full_one() -> None:
    files = dict(long_log(300))
    smaller = long_log(260)
    # Someone reads with the checkpoint of 260 acts; the narrow files of that size were taken away since.
    files["checkpoint"] = smaller["checkpoint"]
    full = {name.partition(".p/")[0]: data for name, data in long_log(512).items()}
    files |= {name: data for name, data in full.items() if name.startswith("tile/")}
    for name in [name for name in files if ".p/" in name]:
        del files[name]
    source = published_log(files.get, "folder")
    places = list(source.places())
    assert [one.index for one in places] == list(range(260))
    assert source.leaf_at(258) == "tile/entries/001, entry 258"
    first = next(source.tiles())
    assert first.data[:32] == leaf_hash(places[0].leaf)
    assert [len(stored.data) // 32 for stored in source.tiles()] == [256, 4, 1]


def test_a_size_that_nobody_can_have_ends_at_the_first_missing_file() -> None:
    source = FolderSource(LOG.files().get, "folder", 2**63)
    with pytest.raises(Bad, match="holds the hashes of the tree and no acts"):
        list(source.places())
    with pytest.raises(Bad, match="a file is missing"):
        list(source.tiles())
