"""`mirror release` and `vault take`: what they refuse, and that nothing is written then."""

from __future__ import annotations

import contextlib
import json
import re
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from safeconduct.cli.main import main
from safeconduct.record import keyfile

CASE = "SYN-4K7Q"


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Callable[..., tuple[int, str]]:
    """An exercise with one person kept, and the mirror of the guarantor brought up to date by hand."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(keyfile, "MODERATE", keyfile.Cost(1, 2**23))

    def call(*words: str) -> tuple[int, str]:
        status = main([*words])
        said = capsys.readouterr()
        return status, " ".join((said.out + said.err).split())

    Path("name.txt").write_text("Somebody Made Up")
    Path("mirrors").write_text('[[mirror]]\norg = "cmi"\n')
    for words in (("record", "exercise", "ex", "--example", "aceh-2005"), ("record", "begin", "server", "--exercise", "ex"),
                  ("vault", "keep", "server", CASE, "name=name.txt", *key("operator", "device")),
                  ("record", "checkpoint", "server", "--at-once"),
                  ("mirror", "init", "mirror", "--as", "cmi", "--exercise", "ex")):  # fmt: skip
        assert call(*words)[0] == 0
    Path("mirrors").rename("server/mirrors.toml")
    for words in (("record", "push", "server", "--for", "cmi", "--write", "a"), ("mirror", "take", "mirror", "a", "--out", "b"),
                  ("record", "push", "server", "--for", "cmi", "--read", "b")):  # fmt: skip
        assert call(*words)[0] == 0
    return call


def key(org: str, name: str) -> tuple[str, ...]:
    return ("--key", f"ex/{org}/{name}.key", "--pass-file", f"ex/{org}/phrase")


def files() -> list[str]:
    """Give the names of all files but those that a database has only while it is open."""
    return sorted(path.name for path in Path().rglob("*") if not path.name.endswith(("-shm", "-wal")))


def test_what_was_handed_over_is_tried_without_writing_anything(run: Callable[..., tuple[int, str]]) -> None:
    before = files()
    status, said = run("mirror", "release", "mirror", *key("cmi", "sealing"))
    assert (status, "tried on its attachment: 1." in said, "Written" in said) == (0, True, False)
    assert files() == before


def test_another_key_opens_nothing_and_says_so(run: Callable[..., tuple[int, str]]) -> None:
    status, said = run("mirror", "release", "mirror", *key("operator", "sealing"))
    assert (status, "tried on its attachment: 0." in said, "sealed to another key" in said) == (0, True, True)
    status, said = run("mirror", "release", "mirror", *key("cmi", "device"))
    assert (status, "this is a device key" in said) == (3, True)


def test_a_released_file_is_taken_by_its_reader_alone_and_once(run: Callable[..., tuple[int, str]]) -> None:
    assert run("mirror", "release", "mirror", *key("cmi", "sealing"), "--out", "back")[0] == 0
    assert run("mirror", "release", "mirror", *key("cmi", "sealing"), "--out", "back")[0] == 6
    status, said = run("vault", "take", "server", "back", *key("cmi", "sealing"))
    assert (status, "sealed to another key" in said) == (3, True)
    status, said = run("vault", "take", "mirror", "back", *key("operator", "sealing"))
    assert (status, "is a mirror" in said) == (5, True)
    Path("server/subjects.keys").unlink()
    assert "1 attachment lies here without a key" in run("record", "show", "server")[1]
    for taken, passed in ((1, 0), (0, 1)):
        status, said = run("vault", "take", "server", "back", *key("operator", "sealing"))
        assert (status, f"keys of {taken} " in said, f"Passed over: {passed}," in said) == (0, True, True)
    assert "Somebody Made Up" in run("vault", "read", "server", CASE)[1]


def test_a_changed_byte_of_an_attachment_is_told_and_its_place(run: Callable[..., tuple[int, str]]) -> None:
    assert run("record", "reread", "server")[0] == 0
    with contextlib.closing(sqlite3.connect("server/log.db")) as database:
        for (name,) in database.execute("SELECT name FROM sqlite_schema WHERE type = 'trigger'").fetchall():
            database.execute(f"DROP TRIGGER {name}")
        ((c, data),) = database.execute("SELECT c, ciphertext FROM attachment").fetchall()
        database.execute("UPDATE attachment SET ciphertext = ?", (data[:100] + bytes([data[100] ^ 1]) + data[101:],))
        database.commit()
    for words in (("record", "reread", "server"), ("vault", "read", "server", CASE), ("vault", "search", "server", "somebody")):
        status, said = run(*words)
        assert (status, f"opening attachment {c.hex()}" in said, "Nothing is kept" in said) == (7, True, False)


def test_the_grade_is_said_of_the_record_and_of_an_act(run: Callable[..., tuple[int, str]]) -> None:
    assert "Grade: recorded up to act 64." in run("record", "show", "server")[1]
    sealed = json.loads(Path("ex/genesis.json").read_bytes())["sealed"]
    orgs = sorted(set(re.findall(r"/(?:witness|mirror)/(\w+)", sealed)) - {"cmi"})
    Path("server/mirrors.toml").write_text("".join(f'[[mirror]]\norg = "{org}"\n' for org in ("cmi", *orgs)))
    for org in orgs:
        for words in (("mirror", "init", org, "--as", org, "--exercise", "ex"),
                      ("record", "push", "server", "--for", org, "--write", f"{org}.a"),
                      ("mirror", "take", org, f"{org}.a", "--out", f"{org}.b"),
                      ("record", "push", "server", "--for", org, "--read", f"{org}.b")):  # fmt: skip
            assert run(*words)[0] == 0, words
    assert "Grade: sealed up to act 64." in run("record", "show", "server")[1]
    assert run("vault", "keep", "server", CASE, "note=name.txt", *key("operator", "device"))[0] == 0
    assert run("record", "checkpoint", "server", "--at-once")[0] == 0
    assert "Grade: recorded up to act 128, sealed up to act 64." in run("record", "show", "server")[1]
    for index, told in ((3, "grade sealed, in the checkpoint of 64 acts"), (70, "grade recorded, in the checkpoint of 128 acts")):
        assert told in run("record", "show", "server", "--act", str(index))[1]


def test_a_key_that_the_log_does_not_know_is_told(run: Callable[..., tuple[int, str]]) -> None:
    Path("phrase").write_text("six plain words of one's own\n")
    Path("phrase").chmod(0o600)
    for words in (("keys", "new", "--org", "operator", "--role", "sealing", "--pass-file", "phrase", "--out", "new.key"),
                  ("keys", "register", "new.key", "--genesis", "ex/genesis.json", "--from", "2025-01-01T00:00:00+00:00",
                   "--until", "2027-01-01T00:00:00+00:00", "--pass-file", "phrase", "--out", "new.json")):  # fmt: skip
        assert run(*words)[0] == 0
    status, said = run("mirror", "release", "mirror", *key("cmi", "sealing"), "--to", "new.json", "--out", "back")
    assert (status, "The log does not have this key" in said) == (0, True)
    Path("server/subjects.keys").unlink()
    assert run("vault", "take", "server", "back", "--key", "new.key", "--pass-file", "phrase")[0] == 0
    assert "Somebody Made Up" in run("vault", "read", "server", CASE)[1]
    # Not the key of anybody: its act is of another organisation, or of no sealing key.
    assert run("mirror", "release", "mirror", *key("cmi", "sealing"), "--to", "ex/genesis.json", "--out", "other")[0] == 3
    assert not Path("other").exists()
