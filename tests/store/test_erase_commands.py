"""`safeconduct vault` and `safeconduct erase`: what is refused before anything is signed or changed, and what is said."""

from __future__ import annotations

import json
import re
import shutil
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from safeconduct.bootstrap.own_log import OwnLog
from safeconduct.cli.main import main
from safeconduct.record import keyfile
from safeconduct.record.body import parse_body

CASE = "SYN-4K7Q"


class Done:
    def __init__(self, status: int, text: str) -> None:
        self.status, self.text = status, " ".join(text.split())

    def __repr__(self) -> str:
        return f"{self.status}: {self.text}"


@pytest.fixture(scope="module")
def begun(tmp_path_factory) -> Path:
    """An exercise and its record, made once; each test works on a copy."""
    folder = tmp_path_factory.mktemp("begun")
    assert main(["record", "exercise", str(folder / "exercise"), "--example", "aceh-2005"]) == 0
    assert main(["record", "begin", str(folder / "server"), "--exercise", str(folder / "exercise")]) == 0
    return folder


@pytest.fixture
def do(begun, tmp_path, monkeypatch, capfd):
    shutil.copytree(begun, tmp_path, dirs_exist_ok=True)
    monkeypatch.chdir(tmp_path)

    def call(*words: str) -> Done:
        try:
            status = main([*words])
        except SystemExit as stop:
            status = int(stop.code or 0)
        return Done(status, "".join(capfd.readouterr()))

    Path("name").write_text("Ruwa Telembe", encoding="utf-8")
    return call


def key(org: str, name: str = "device") -> tuple[str, ...]:
    return ("--key", f"exercise/{org}/{name}.key", "--pass-file", f"exercise/{org}/phrase")


def size() -> int:
    log = OwnLog(Path("server"))
    found = log.replay.size
    log.close()
    return found


def kept() -> int:
    log = OwnLog(Path("server"))
    keys = log.keys()
    found = len(keys.kept())
    keys.close()
    log.close()
    return found


def test_one_act_keeps_several_and_its_body_tells_nothing(do):
    Path("need").write_text("insulin", encoding="utf-8")
    assert do("vault", "keep", "server", CASE, "name=name", "need=need", *key("operator")).status == 0
    log = OwnLog(Path("server"))
    body = log.body(log.replay.size - 1)
    log.close()
    assert body.act == {"type": "attachment.kept/1", "att": [one.c.hex() for one in body.att]}
    assert {(one.media, one.kind, one.length) for one in body.att} == {("application/octet-stream", "person", 1052)}
    assert do("vault", "read", "server", CASE).text == "name: Ruwa Telembe need: insulin"
    assert do("vault", "subjects", "server").text == CASE


@pytest.mark.parametrize(
    ("words", "status", "said"),
    [
        ((CASE, "name=name", "note=note"), 3, "looks like the number of a telephone"),
        ((CASE, "unit=name"), 3, "'unit' is no kind of what is kept"), ((CASE, "name"), 3, "names no file"),
        (("syn", "name=name"), 3, "is no case number"), ((CASE, "name=none"), 3, "cannot read"),
    ],
)  # fmt: skip
def test_what_may_not_be_kept_leaves_nothing_behind(do, words, status, said):
    Path("note").write_text("call 0599 123 456", encoding="utf-8")
    before = size()
    done = do("vault", "keep", "server", *words, *key("operator"))
    assert (done.status, said in done.text, "0599" in done.text) == (status, True, False)
    assert (size(), kept()) == (before, 0)


def test_a_wrong_pass_phrase_takes_back_what_was_sealed(do):
    Path("wrong").write_text("not the pass phrase at all", encoding="utf-8")
    Path("wrong").chmod(0o600)
    before = size()
    done = do("vault", "keep", "server", CASE, "name=name", "--key", "exercise/operator/device.key", "--pass-file", "wrong")
    assert (done.status, size(), kept()) == (3, before, 0)


def test_a_log_that_does_not_take_the_act_leaves_it_beside_its_key(do, monkeypatch):
    def broken(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr("safeconduct.bootstrap.records.StoredRecords.append", broken)
        with pytest.raises(OSError, match="No space"):
            do("vault", "keep", "server", CASE, "name=name", *key("operator"))
    (left,) = Path("exercise/operator").glob("*.act")
    assert b"attachment.kept/1" in left.read_bytes()
    assert kept() == 0


def test_a_root_key_keeps_nothing_and_a_stranger_neither(do):
    assert do("vault", "keep", "server", CASE, "name=name", *key("operator", "log")).status == 5
    made = do("keys", "new", "--org", "goi", "--role", "device", "--out", "new.key", "--pass-file", "exercise/goi/phrase")
    assert made.status == 0
    done = do("vault", "keep", "server", CASE, "name=name", "--key", "new.key", "--pass-file", "exercise/goi/phrase")
    assert (done.status, "is unknown" in done.text, kept()) == (5, True, 0)


def test_without_its_file_of_keys_the_vault_says_so(do):
    done = do("vault", "search", "server", "ruwa")
    assert (done.status, "no file of keys" in done.text, Path("server/subjects.keys").exists()) == (3, True, False)


def test_a_folder_that_is_none_is_named(do):
    assert do("vault", "subjects", "exercise").text.startswith("exercise: SC030 this is the folder of no record")


def test_a_mirror_has_no_vault(do):
    assert do("mirror", "init", "mirror", "--as", "cmi", "--exercise", "exercise").status == 0
    assert do("vault", "subjects", "mirror").status in (3, 5)


def test_an_order_by_its_own_organisation_or_by_all_others_in_its_place(do):
    do("vault", "keep", "server", CASE, "name=name", *key("operator"))
    done = do("erase", "order", "server", "--case", CASE, *key("operator"))
    # The parties stand in the order of their keys, which are drawn at random.
    whose = "an officer of operator, which attached it; or in its place officers of (goi, gam|gam, goi) and two guarantors"
    assert (done.status, bool(re.search(f"it takes {whose}. Nothing was signed.", done.text))) == (5, True)
    written = do("erase", "order", "server", "--case", CASE, "--out", "order.json")
    assert (written.status, bool(re.search(f"It takes {whose}. Each signs", written.text))) == (0, True)
    for org in ("goi", "gam", "cmi"):
        assert "is incomplete" in do("erase", "order", "server", "--act", "order.json", *key(org, "root-0")).text
    assert do("erase", "status", "server").text == "The log orders nothing out."
    assert "is in effect" in do("erase", "order", "server", "--act", "order.json", *key("eu", "root-0")).text
    again = do("erase", "order", "server", "--act", "order.json", *key("cmi", "root-1"))
    assert (again.status, "in effect already" in again.text) == (6, True)


def test_days_are_counted_and_who_is_late_is_said(do):
    do("vault", "keep", "server", CASE, "name=name", *key("operator"))
    do("erase", "order", "server", "--case", CASE, *key("operator", "root-0"))
    first = json.loads(do("erase", "status", "server", "--format", "json").text)["orders"][0]
    assert [one["holder"] for one in first["awaited"]] == ["operator", "cmi"]
    assert (first["attachments"], first["here"], first["done"]) == (1, 1, [])
    signed = datetime.fromisoformat(first["signed"])

    def after(days: int) -> tuple[str, str]:
        return "--at", (signed + timedelta(days=days, seconds=5)).isoformat()

    for days, late in ((7, False), (8, True)):
        found = json.loads(do("erase", "status", "server", "--format", "json", *after(days)).text)["orders"][0]["awaited"]
        assert [(one["days"], one["late"]) for one in found] == [(days, late)] * 2
    assert "LATE operator, 400 days" in do("erase", "status", "server", *after(400)).text


def test_carrying_out_is_reported_once_and_only_by_a_holder(do):
    do("vault", "keep", "server", CASE, "name=name", *key("operator"))
    do("erase", "order", "server", "--case", CASE, *key("operator", "root-0"))
    refused = do("erase", "carry-out", "server", *key("goi"))
    assert (refused.status, "goi holds no attachments" in refused.text, kept()) == (5, True, 1)
    assert "Deleted now: 1 attachment," in do("erase", "carry-out", "server", *key("operator")).text
    before = size()
    assert "Deleted now: 0 attachments" in do("erase", "carry-out", "server", *key("operator")).text
    assert size() == before


def test_what_the_record_itself_needs_is_not_redacted(do):
    for index in ("0", "43"):
        done = do("erase", "redact", "server", index, "--out", "redact.json")
        assert (done.status, "the standing of other acts rests on this one" in done.text) == (3, True)
    assert not Path("redact.json").exists()
    for wrong in ("44", "00" * 32, "x"):
        assert do("erase", "redact", "server", wrong, "--out", "redact.json").status == 3


def test_a_key_with_a_list_signs_by_its_list(do):
    beside = keyfile.list_beside(Path("exercise/operator/device.key"))
    beside.write_text(keyfile.LIST_HEAD)
    assert do("vault", "keep", "server", CASE, "name=name", *key("operator")).status == 0
    last = keyfile.read_list(beside.read_text())
    log = OwnLog(Path("server"))
    assert (last.seq, parse_body(log.reading.bodies(log.replay.size - 1, 1)[0].bytes).seq) == (0, 0)
    log.close()
    beside.write_text(keyfile.LIST_HEAD + f"0 {last.act_id}\n1 {'ab' * 32}\n")
    done = do("vault", "keep", "server", CASE, "name=name", *key("operator"))
    assert (done.status, "up to number 0, the list beside it up to 1" in done.text, kept()) == (6, True, 1)
