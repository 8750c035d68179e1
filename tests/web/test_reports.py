"""The review of reports: a document comes in, every field of a draft is decided by a person, and only then it is filed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from safeconduct.kernel.acts import FigureReported, SourceAdded, StatementReported
from safeconduct.web.accounts.models import Account
from safeconduct.web.reports import kept, taking
from safeconduct.web.reports.models import Drafted, Report
from safeconduct.web.shell.worked import worked
from tests.web.conftest import client
from tests.web.record import record_of, served

EXAMPLE = "gaza-2025"
STORY = """Talks on fighters below the line

By Ana Quill (Harbour Wire)
6 November 2025

The Harbour Post reported that Egypt had urged Israel to let the fighters in the tunnels of Rafah leave.

A diplomat said about 150 fighters are in the tunnels around Rafah.

Israel did not reject the proposal on safe passage for the fighters.
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return record_of(tmp_path_factory, EXAMPLE)


@pytest.fixture(autouse=True)
def at_work(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    # The engine without a model: what it drafts from these sentences does not depend on what is installed.
    monkeypatch.setattr(taking, "engine", taking.Shallow)
    with served(folder):
        yield


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
        answer = self.brings(text)
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


@pytest.fixture
def recorder() -> Recorder:
    return Recorder()


def acts() -> list[Any]:
    with worked() as record:
        return [act for act in record.desk.docket.agreement_acts() if act.id.startswith(("rep-", "doc-"))]


def draft_with(key: str, words: str) -> int:
    reading, document = kept.reading(key), kept.document(key)
    assert reading is not None
    return next(one.number for one in reading.drafts if words in document.words(one.span))


def test_a_document_comes_in_and_is_drafted_from(recorder):
    key = recorder.story()
    report = Report.objects.get(key=key)
    assert (report.drafted, report.publisher, report.drafts.count() >= 3) == (True, "Harbour Wire", True)
    page = recorder.sees(key, draft_with(key, "about 150"))
    assert re.search(r'<mark class="f-content f-quantity "[^>]*>about 150', page), page
