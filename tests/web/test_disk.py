"""A full disk, a busy database, a log that was cut off: said plainly, nothing half-written, and the same may be sent again."""

from __future__ import annotations

import base64
import resource
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.db import OperationalError, connection
from django.test import Client, override_settings

from safeconduct.cli.main import main
from safeconduct.record.body import act_id
from safeconduct.record.leaf import sign_leaf
from safeconduct.web.accounts.models import Account, Alarm, Happened
from safeconduct.web.shell.worked import _opened, worked
from tests.web.record import record_of, served
from tests.web.test_desk import EXAMPLE, Officer, size


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return record_of(tmp_path_factory, EXAMPLE)


@pytest.fixture(autouse=True)
def at_work(folder: Path) -> Iterator[None]:
    with served(folder):
        yield


@pytest.fixture
def one() -> Officer:
    found = Officer("gam").with_key()
    found.client.raise_request_exception = False
    return found


@contextmanager
def full() -> Iterator[None]:
    """A disk on which no file of this process grows beyond a few kilobytes."""
    with worked() as record:
        record.desk.records.log.database.scrub()  # type: ignore[attr-defined]
    _, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (4096, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (hard, hard))


@contextmanager
def busy(only: str = "") -> Iterator[None]:
    """Accounts in a database that somebody else holds; `only` for queries that begin with this."""

    def held(execute: Any, sql: str, *rest: Any) -> Any:
        if sql.startswith(only):
            raise OperationalError("database is locked")
        return execute(sql, *rest)

    with connection.execute_wrapper(held):
        yield


def told_plainly(answer: Any, folder: Path, *, language: str = "en") -> None:
    page = answer.content.decode()
    assert (answer.status_code, answer.headers["Retry-After"], f'lang="{language}"' in page) == (503, "30", True), page
    assert [word for word in (str(folder), "log.db", "sqlite", "locked", "Traceback") if word in page] == []


def test_on_a_full_disk_nothing_is_written_and_the_same_may_be_sent_again(one: Officer, folder: Path) -> None:
    about, before, refusals = one.offered()[0], size(), Happened.objects.count()
    body = one.prepared(about)
    with full():
        told_plainly(one.hand_in(body), folder)
        told_plainly(one.hand_in(body), folder)
        assert one.client.get("/owes").status_code == 200  # looking goes on
    assert (size(), Alarm.written.filter(act_id=act_id(body).hex()).count()) == (before, 0)
    assert Happened.objects.count() == refusals  # nobody was refused anything
    assert one.hand_in(body).status_code == 302
    assert (size(), one.hand_in(body).status_code) == (before + 1, 302)


def test_a_script_is_told_the_same(one: Officer, folder: Path) -> None:
    body = one.prepared(one.offered()[0])
    sent = {"body": base64.b64encode(body).decode(), "leaf": base64.b64encode(sign_leaf(one.seed, act_id(body))).decode()}
    with full():
        answer = one.client.post("/desk/hand-in/", sent, headers={"Accept": "application/json"})
    found = answer.json()
    assert (answer.status_code, found["code"], found["taken"]) == (503, "not-kept", 0)
    assert str(folder) not in answer.content.decode()


def test_accounts_that_are_busy_keep_an_act_out_whole(one: Officer, folder: Path) -> None:
    body, before = one.prepared(one.offered()[0]), size()
    with busy("INSERT"):
        told_plainly(one.hand_in(body), folder)
    assert size() == before
    assert one.hand_in(body).status_code == 302


def test_an_act_in_the_record_whose_mark_was_lost_gets_it_later(one: Officer, folder: Path,
                                                               monkeypatch: pytest.MonkeyPatch) -> None:  # fmt: skip
    body, before = one.prepared(one.offered()[0]), size()
    with worked() as record:
        submit = record.desk.submit

        def broken(signed: Any) -> Any:
            submit(signed)
            raise OperationalError("database or disk is full")

        monkeypatch.setattr(record.desk, "submit", broken)
    told_plainly(one.hand_in(body), folder)
    monkeypatch.undo()
    assert (size(), Alarm.written.filter(act_id=act_id(body).hex()).count()) == (before + 1, 0)
    assert one.hand_in(body).status_code == 302
    assert one.hand_in(body).status_code == 302
    assert (size(), Alarm.written.filter(act_id=act_id(body).hex()).count()) == (before + 1, 1)


@pytest.mark.parametrize("language", ["en", "ar", "he"])
def test_every_page_says_it_where_the_accounts_cannot_be_read(one: Officer, folder: Path, language: str) -> None:
    with busy():
        told_plainly(one.client.get("/desk/", headers={"Accept-Language": language}), folder, language=language)


def test_a_program_is_told_with_the_status_for_later(folder: Path) -> None:
    with busy():
        asking = Client(SERVER_NAME="localhost", raise_request_exception=False)
        answer = asking.get("/api/1/agreement", headers={"Authorization": "Bearer sc1_x"})
    assert (answer.status_code, answer.headers["Retry-After"], answer.json()["code"]) == (503, "30", "not-ready")
    assert "locked" not in answer.content.decode()


@pytest.mark.parametrize("left", [0, 100, 5_000, 0.5])
def test_a_log_that_was_cut_off_is_not_served_and_not_begun_anew(folder: Path, tmp_path: Path, left: float,
                                                               capsys: pytest.CaptureFixture[str],
                                                               monkeypatch: pytest.MonkeyPatch) -> None:  # fmt: skip
    monkeypatch.setattr("safeconduct.web.serve.serve", lambda **how: pytest.fail("it is served"))
    home = Path(shutil.copytree(folder, tmp_path / "cut"))
    with sqlite3.connect(home / "log.db") as found:
        found.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    whole = (home / "log.db").read_bytes()
    (home / "log.db").write_bytes(whole[: int(left if left >= 1 or not left else len(whole) * left)])
    kept = (home / "log.db").read_bytes()
    status = main(["serve", str(home)])
    said = capsys.readouterr().err
    assert (status, "log.db" in said, "record restore" in said) == (6, True, True)
    assert (home / "log.db").read_bytes() == kept


def test_a_log_that_is_gone_is_not_begun_anew(folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    home = Path(shutil.copytree(folder, tmp_path / "gone"))
    (home / "log.db").unlink()
    assert main(["serve", str(home)]) == 3
    assert ("record restore" in capsys.readouterr().err, (home / "log.db").exists()) == (True, False)


def test_a_log_that_is_damaged_while_it_is_served_is_told_without_a_path(folder: Path, tmp_path: Path) -> None:
    home = Path(shutil.copytree(folder, tmp_path / "damaged"))
    (home / "log.db").write_bytes(b"no log " * 1000)
    for name in ("log.db-wal", "log.db-shm"):
        (home / name).unlink(missing_ok=True)
    _opened.cache_clear()
    with override_settings(HOME=str(home)):
        told_plainly(Client(SERVER_NAME="localhost", raise_request_exception=False).get("/owes"), home)
    _opened.cache_clear()
    assert Account.objects.count() == 0
