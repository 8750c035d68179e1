"""One changed byte in any file of a published log is found, and the right file is named."""

from __future__ import annotations

from pathlib import Path

import pytest

from safeconduct.record.audit import Audit
from tests import tampering
from tests.cosigned_log import cosigned, hashes_of, write_files

NAMES = sorted(cosigned().files())
SMALL_END = 500
"""Bytes at the end of a zip: its directory."""
WITHOUT_BODIES = [name for name in NAMES if not name.startswith("bodies/")]


@pytest.mark.parametrize("name", NAMES)
def test_a_changed_byte_of_a_whole_log_is_found_in_its_file(name: str) -> None:
    files = cosigned().files()
    for _, changed in tampering.places(files[name], name):
        tampering.check_byte(files, name, changed)


@pytest.mark.parametrize("name", WITHOUT_BODIES)
def test_a_changed_byte_of_a_log_without_bodies_is_found_in_its_file(name: str) -> None:
    files = cosigned().files(bodies=False)
    for _, changed in tampering.places(files[name], name):
        tampering.check_byte(files, name, changed)


@pytest.mark.parametrize("name", hashes_of(dict.fromkeys(NAMES, b"")))
def test_a_changed_byte_of_a_folder_of_hashes_is_found_in_its_file(name: str) -> None:
    files = hashes_of(cosigned().files())
    for _, changed in tampering.places(files[name], name):
        tampering.check_byte(files, name, changed)


BESIDE = ("genesis", "keys", "policy", "policy-sealed", "lists/index")
"""Files that a reader can do without."""


@pytest.mark.parametrize("name", [name for name in NAMES if name not in BESIDE])
def test_a_file_that_is_gone_is_named_or_its_bodies_are_said_not_to_be_here(name: str) -> None:
    files = cosigned().files()
    del files[name]
    found = tampering.of_files(files)
    if name.startswith("bodies/"):
        assert isinstance(found, Audit)
        assert (found.sound, found.by_list, found.not_here) == (True, True, cosigned().size)
    else:
        where = tampering.blamed(found)
        assert name in where or where == "folder"


def test_a_cut_file_is_named() -> None:
    files = cosigned().files()
    for name in NAMES:
        for end in (0, 1, len(files[name]) // 2, len(files[name]) - 1):
            where = tampering.blamed(tampering.of_files({**files, name: files[name][:end]}))
            if where or name != "checkpoint":
                assert name in where


def test_a_longer_file_is_named() -> None:
    files = cosigned().files()
    for name in NAMES:
        for more in (b"\n", b"\0", files[name][-40:]):
            assert name in tampering.blamed(tampering.of_files({**files, name: files[name] + more}))


def test_a_zip_is_as_its_folder(tmp_path: Path) -> None:
    files = cosigned().files()
    path = tmp_path / "log.zip"
    path.write_bytes(tampering.zipped(files))
    folder = write_files(files, tmp_path / "log")
    from_zip, from_folder = tampering.of_path(path), tampering.of_path(folder)
    assert isinstance(from_zip, Audit)
    assert isinstance(from_folder, Audit)
    assert from_zip._replace(name="") == from_folder._replace(name="")
    inside = tmp_path / "inside.zip"
    inside.write_bytes(tampering.zipped({f"log/{name}": data for name, data in files.items()}))
    again = tampering.of_path(inside)
    assert isinstance(again, Audit)
    assert again._replace(name="") == from_folder._replace(name="")


def test_a_changed_byte_of_a_zip_is_found_or_changes_nothing_that_it_holds(tmp_path: Path) -> None:
    files = cosigned().files()
    whole = tampering.zipped(files)
    for _, changed in tampering.places(whole, "zip"):
        tampering.check_zip_byte(tmp_path / "log.zip", changed, files)
    # The directory at the end is what a zip is read by.
    for _, changed in list(tampering.places(whole[-SMALL_END:], "zip directory"))[:SMALL_END]:
        tampering.check_zip_byte(tmp_path / "log.zip", whole[:-SMALL_END] + changed, files)


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_a_zip_with_one_file_twice_is_refused(tmp_path: Path) -> None:
    import zipfile

    path = tmp_path / "log.zip"
    path.write_bytes(tampering.zipped(cosigned().files()))
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("checkpoint", cosigned().files()["checkpoint"])
    assert tampering.blamed(tampering.of_path(path)) == "log.zip"
