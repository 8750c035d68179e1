"""Somebody who sits as the recorder and reviews reports, at a record of their own."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from shutil import rmtree
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from safeconduct.web.accounts.models import Account
from safeconduct.web.reports import kept, taking
from safeconduct.web.reports.models import Drafted
from safeconduct.web.shell.worked import worked
from tests.web.conftest import client
from tests.web.record import served

STORY = """Talks on fighters below the line

By Ana Quill (Harbour Wire)
6 November 2025

The Harbour Post reported that Egypt had urged Israel to let the fighters in the tunnels of Rafah leave.

A diplomat said about 150 fighters are in the tunnels around Rafah.

Israel did not reject the proposal on safe passage for the fighters.
"""


@contextmanager
def reviewed(folder: Path) -> Iterator[None]:
    """Serve a record with the engine that needs no model: what it drafts does not depend on what is installed."""
    with pytest.MonkeyPatch.context() as patched, served(folder):
        patched.setattr(taking, "engine", taking.Shallow)
        yield
    rmtree(folder / "reports", ignore_errors=True)
    kept._document.cache_clear()
    kept._reading.cache_clear()


_numbers = count(1)


def own_story(text: str = STORY) -> str:
    """Give a text of its own to each test: what one files stays in the record that all share."""
    return f"{text}\nDispatch {next(_numbers)} of the day.\n"


class Recorder:
    """Somebody who sits as the recorder."""

    def __init__(self, name: str = "recorder-1", officer: str = "17") -> None:
        self.account = Account.objects.create(username=name, org="recorder", made_up=True, officer=officer)
        self.client = client()
        self.client.force_login(self.account)

    def brings(self, data: bytes | str, name: str = "story.txt", **said: str) -> Any:
        sent = data.encode() if isinstance(data, str) else data
        return self.client.post("/reports/bring-in/", {"file": SimpleUploadedFile(name, sent), "text": "", **said})

    def story(self, text: str = STORY) -> str:
        answer = self.brings(own_story(text))
        assert answer.status_code == 302, answer.content.decode()
        key = answer["Location"].split("/")[2]
        assert self.client.get(f"/reports/{key}/").status_code == 200
        return str(key)

    def sees(self, key: str, number: int, **asked: str) -> str:
        answer = self.client.get(f"/reports/{key}/", {"draft": number, **asked})
        assert answer.status_code == 200
        return str(answer.content.decode())

    def does(self, key: str, number: int, do: str, **more: Any) -> Any:
        turn = Drafted.objects.get(report__key=key, number=number).turn
        return self.client.post(f"/reports/{key}/{number}/", {"do": do, "turn": turn, **more})


def acts(key: str) -> list[Any]:
    with worked() as record:
        return [act for act in record.desk.docket.agreement_acts() if key in act.id]


def draft_with(key: str, words: str) -> int:
    reading, document = kept.reading(key), kept.document(key)
    assert reading is not None
    return next(one.number for one in reading.drafts if words in document.words(one.span))
