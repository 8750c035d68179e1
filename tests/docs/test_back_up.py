"""What the page on backups says, typed into a shell; and what a copy of the accounts holds and leaves out."""

from __future__ import annotations

import os
import re
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from safeconduct.cli.main import main
from tests.docs.test_mirror_drill import BIN, MARK, script
from tests.docs.walk import _not_printed

SLIP = """
from pathlib import Path
from safeconduct.web.accounts.by_hand import first_slip
first_slip(Path("server"), "gam", manages=True)
"""
PAGE = Path(__file__).resolve().parents[2] / "docs" / "how-to" / "back-up.md"


@pytest.mark.skipif(shutil.which("bash") is None, reason="the drill is typed into bash")
def test_the_drill_with_a_backup_goes_as_the_page_says(tmp_path: Path) -> None:
    pytest.importorskip("django")
    text, found = script(PAGE.read_text(encoding="utf-8"), tmp_path)
    done = subprocess.run(["bash"], input=text, cwd=tmp_path, capture_output=True, text=True, timeout=300, check=False,
                          env=os.environ | {"PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}", "LC_ALL": "C.UTF-8"})  # fmt: skip
    parts = re.split(rf"^{MARK} (\d+)\n", done.stdout, flags=re.MULTILINE)
    printed, statuses = parts[0:-1:2], parts[1::2]
    wrong = []
    for command, output, status in zip(found, printed, statuses, strict=True):
        lines = [line.rstrip() for line in output.splitlines()]
        wrong += [f"{command.line}: the page shows {line!r}, not {lines[:8]}" for line in _not_printed(command.shown, lines)]
        wrong += [] if int(status) == command.status else [f"{command.line}: exit status {status}"]
    assert (len(statuses) > 20, "\n".join(wrong)) == (True, ""), done.stderr[-2000:]
    assert not (tmp_path / "folder" / "log.db").exists()
    assert (tmp_path / "server" / "accounts.db").stat().st_mode & 0o777 == 0o600


@pytest.fixture
def in_use(tmp_path: Path) -> Path:
    """A folder with accounts in use: one officer with a session, an open slip and one that was used, and a token."""
    pytest.importorskip("django")
    (tmp_path / "server").mkdir()
    subprocess.run([sys.executable, "-c", SLIP], cwd=tmp_path, check=True)
    with closing(sqlite3.connect(tmp_path / "server" / "accounts.db")) as accounts:
        accounts.execute("PRAGMA ignore_check_constraints=ON")
        for table in ("django_session", "usersessions_usersession", "api_token", "api_answered"):
            _fill(accounts, table)
        _fill(accounts, "accounts_account", username="blue-lantern")
        _fill(accounts, "accounts_slip", used="2026-11-01 12:00:00")
        accounts.commit()
    return tmp_path / "server"


def _fill(accounts: sqlite3.Connection, table: str, **given: str) -> None:
    numbers = ("INTEGER", "integer", "bool", "bigint", "smallint unsigned")
    known = accounts.execute(f'PRAGMA table_info("{table}")')
    columns = [(name, kind) for _, name, kind, *_ in known if name != "id" or kind not in numbers]
    values = [given.get(name, 1 if kind in numbers else f"kept-{name}") for name, kind in columns]
    names = ",".join(f'"{name}"' for name, _ in columns)
    accounts.execute(f'INSERT INTO "{table}" ({names}) VALUES ({",".join("?" * len(values))})', values)


def test_a_copy_holds_accounts_and_nothing_that_would_be_open_again(in_use: Path, tmp_path: Path) -> None:
    out = tmp_path / "copy"
    holding = sqlite3.connect(in_use / "accounts.db", isolation_level=None)
    holding.execute("BEGIN")  # somebody is just looking
    holding.execute("SELECT count(*) FROM accounts_account").fetchone()
    assert main(["accounts", "copy", str(in_use), "--out", str(out)]) == 0
    holding.close()
    with closing(sqlite3.connect(out)) as copy:
        tables = "accounts_account accounts_slip django_session usersessions_usersession api_token api_answered"
        found = {name: copy.execute(f"SELECT count(*) FROM {name}").fetchone()[0] for name in tables.split()}
        assert found == {"accounts_account": 1, "accounts_slip": 1, "django_session": 0, "usersessions_usersession": 0,
                         "api_token": 0, "api_answered": 0}  # fmt: skip
        assert copy.execute("SELECT count(*) FROM accounts_slip WHERE used IS NULL").fetchone() == (0,)
    assert (b"kept-session_key" in out.read_bytes(), out.stat().st_mode & 0o777) == (False, 0o600)


def test_a_copy_is_never_written_over_another_and_nothing_is_left_lying_about(in_use: Path, tmp_path: Path) -> None:
    out = tmp_path / "copy"
    out.write_text("kept")
    assert main(["accounts", "copy", str(in_use), "--out", str(out)]) == 6
    assert main(["accounts", "copy", str(tmp_path), "--out", str(tmp_path / "b")]) == 3
    assert main(["accounts", "copy", str(in_use), "--out", str(tmp_path / "no" / "b")]) == 6
    assert (out.read_text(), sorted(path.name for path in tmp_path.iterdir())) == ("kept", ["copy", "server"])
