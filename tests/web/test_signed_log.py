"""The signed log beside the acts is checked and shown: its grade, where each act stands, and any difference."""

from __future__ import annotations

import shutil
import zipfile
from pathlib import Path

import msgspec
import pytest

from safeconduct.agreement.casefile import example_folder
from safeconduct.secretariat.signed import signed_file
from tests.cosigned_log import folder_of
from tests.two_sides import Log
from tests.unit.test_contested import said

NOW = 1_790_000_000


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of an example with its signed log."""
    return Path(shutil.copytree(example_folder("aceh-2005"), tmp_path / "aceh"))


def test_every_packaged_example_has_a_sound_sealed_log_of_the_same_acts():
    files = [*example_folder("gaza-2025").parent.glob("*/acts.jsonl"), *example_folder("gaza-2025").glob("drafts/*.acts.jsonl")]
    assert len(files) == 6
    for file in files:
        found = signed_file(file, now=NOW)
        assert (found.grade, found.unsigned, found.differing, found.audit.training) == ("sealed", (), (), True), file
        assert len(found.acts) == len(file.read_bytes().splitlines())


def test_an_act_that_was_changed_in_the_file_is_named(folder):
    acts = folder / "acts.jsonl"
    lines = acts.read_text(encoding="utf-8").splitlines()
    acts.write_text("\n".join([*lines[:-1], lines[-1].replace('"id":"', '"id":"other-')]) + "\n", encoding="utf-8")
    found = signed_file(acts, now=NOW)
    assert [name[:6] for name in found.unsigned] == ["other-"]
    acts.write_text("\n".join([lines[0].replace('"recorded":"2', '"recorded":"3'), *lines[1:]]) + "\n", encoding="utf-8")
    assert len(signed_file(acts, now=NOW).differing) == 1


def test_of_several_acts_with_one_id_the_one_in_the_file_is_meant_and_the_others_are_told(tmp_path):
    log = Log()
    places = [log.claim(label, "c1", amount) for label, amount in (("alpha officer 0", 5), ("bravo officer 0", 7))]
    log.claim("alpha officer 1", "c1", 5)
    line = said("obligation.claimed/1", "c1", "bravo", of="rifles", amount=7, unit="rifles")
    acts = tmp_path / "acts.jsonl"
    acts.write_bytes(msgspec.json.encode(line) + b"\n")
    with zipfile.ZipFile(tmp_path / "record.zip", "w") as archive:
        for name, data in folder_of(log.log).items():
            archive.writestr(name, data)
    found = signed_file(acts, now=NOW)
    assert found.differing == ()
    assert (found.acts["c1"].index, found.acts["c1"].same, found.acts["c1"].others) == (places[1], True, (places[0],))


def test_a_damaged_log_has_no_grade_and_says_where(folder):
    path = folder / "record.zip"
    with zipfile.ZipFile(path) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    files["checkpoint"] = files["checkpoint"].replace(b"\n\n", b"\n\nx", 1)
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    found = signed_file(folder / "acts.jsonl", now=NOW)
    assert found.grade == ""
    assert found.audit.faults


def test_a_file_without_a_log_has_none(folder):
    (folder / "record.zip").unlink()
    assert signed_file(folder / "acts.jsonl", now=NOW) is None
    assert signed_file(None, now=NOW) is None


def test_the_page_of_the_record_shows_grade_and_place(gaza):
    page = gaza.get("/record").content.decode()
    assert "sealed by the guarantors and every party" in page
    assert "No party, mediator or body that is named here has signed or cosigned anything." in page
    assert "of the signed log, by" in page
    assert "Signed log with" in gaza.get("/").content.decode()
