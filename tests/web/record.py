"""The record of a server in the tests of the pages: made once for each text, and served in a copy.

    @pytest.fixture(scope="module")
    def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
        return record_of(tmp_path_factory, "aceh-2005")

    @pytest.fixture(autouse=True)
    def at_work(folder: Path) -> Iterator[None]:
        with served(folder):
            yield
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache as once
from pathlib import Path
from shutil import copytree

import pytest
from django.core.management import call_command
from django.test import Client, override_settings

from safeconduct.agreement.casefile import open_case
from safeconduct.bootstrap.demonstration import make_demonstration
from safeconduct.bootstrap.folder import RecordFolder, Settings
from safeconduct.web.shell.worked import _opened
from tests.web.conftest import client

ORIGIN = "tests.invalid/record"
BEGUN = "2026-11-01T12:00:00+00:00"
_made: dict[tuple[str, tuple[str, ...], str], Path] = {}


def record_of(folders: pytest.TempPathFactory, example: str = "", with_files: tuple[str, ...] = (), *, text: str = "") -> Path:
    """Give a copy of the record of an example with its acts, or of a text with none. All its keys lie beside it."""
    asked = (example, with_files, text)
    if asked not in _made:
        folder = folders.mktemp("made")
        if text:
            (folder / "agreement.yaml").write_text(text, encoding="utf-8")
        settings = Settings(agreement=str(folder / "agreement.yaml") if text else "", example=example, with_files=with_files)
        case = open_case(example=example, file=settings.agreement or None, with_files=list(with_files))
        make_demonstration(folder / "record", case, settings, origin=ORIGIN, at=BEGUN)
        _made[asked] = folder / "record"
    return copy_of(_made[asked], folders.mktemp("record") / "record")


def copy_of(home: Path, folder: Path) -> Path:
    """Copy a record to a folder that is not there yet. The server opens it anew, even where another lay there."""
    _opened.cache_clear()
    return Path(copytree(home, folder))


@once
def tables() -> None:
    """Make the tables of the accounts, once for all tests."""
    call_command("migrate", verbosity=0)


@contextmanager
def served(home: Path, *, demo: bool = True) -> Iterator[Client]:
    """Serve a record to one test, in a demonstration or in use. Gives somebody who has not signed in; no account outlives it.

    The text of the pages is that of the record. All settings are turned on at once: one turned on inside another and off after it
    would stay on for the tests that follow. The record stays opened for the next test: opening it takes longer than most tests.
    """
    tables()
    settings = RecordFolder(home).settings
    case = {"example": settings.example, "file": settings.agreement, "acts": "", "with_files": settings.with_files}
    try:
        with override_settings(CASE=case, HOME=str(home), DEMO=demo):
            yield client()
    finally:
        call_command("flush", interactive=False, verbosity=0)
