"""The review of reports under attack: who has no business there, what is sent to it, and two who decide at once."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from safeconduct.kernel.acts import FigureReported, StatementReported
from safeconduct.web.accounts.models import Account
from safeconduct.web.reports import kept, refused
from safeconduct.web.reports.models import Decision, Drafted, Report
from safeconduct.web.reports.urls import DOORS
from tests.web.conftest import client
from tests.web.record import record_of
from tests.web.reviewing import STORY, Recorder, acts, draft_with, own_story, reviewed


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return record_of(tmp_path_factory, "gaza-2025")


@pytest.fixture(autouse=True)
def at_work(folder: Path) -> Iterator[None]:
    with reviewed(folder):
        yield


@pytest.fixture
def recorder() -> Recorder:
    return Recorder()


def of(org: str, **more: Any) -> Client:
    """Somebody who sits for an organisation."""
    asking = client()
    asking.force_login(Account.objects.create(username=f"{org}-1", org=org, made_up=True, **more))
    return asking


def addresses(key: str) -> dict[str, str]:
    own = {"report": "", "report_about": "about/", "report_original": "original/", "report_erase": "erase/",
           "report_decide": "0/"}  # fmt: skip
    return {"reports": "/reports/", "report_bring": "/reports/bring-in/",
            **{name: f"/reports/{key}/{part}" for name, part in own.items()}}  # fmt: skip


SENT = ({}, {"do": "file", "turn": 0}, {"do": "own"}, {"do": "file"}, {"sure": "yes"}, {"text": "Israel said that 5 men left."})


@pytest.mark.parametrize("org", ["israel", "hamas", "isf", "egypt"])
def test_an_officer_of_a_party_learns_nothing_and_does_nothing(recorder: Recorder, org: str) -> None:
    key = recorder.story()
    assert set(addresses(key)) == set(DOORS)
    asking = of(org, manages=True)
    asking.get("/reports/")  # a session is kept with the first page that is asked for
    before = [*Report.objects.values(), *Drafted.objects.values()]
    for name, path in addresses(key).items():
        nothing = addresses("0123456789abcdef")[name]
        told = []
        for address in (path, nothing):
            with CaptureQueriesContext(connection) as asked:
                answers = [asking.get(address), *(asking.post(address, sent) for sent in SENT)]
            pages = [re.sub(r"/reports/[^\"]*", "", one.content.decode()) for one in answers]
            told.append(([one.status_code for one in answers], pages, len(asked)))
        assert told[0] == told[1], path
        assert set(told[0][0]) == {404}, path
    assert [*Report.objects.values(), *Drafted.objects.values()] == before


def test_the_public_is_asked_to_sign_in_and_brings_nothing_in(recorder: Recorder) -> None:
    key = recorder.story()
    before = [*Report.objects.values(), *Drafted.objects.values()]
    for path in addresses(key).values():
        answers = [client().get(path), *(client().post(path, sent) for sent in SENT)]
        assert {one.status_code for one in answers} == {302}, path
        assert all(one["Location"].startswith("/account/sign-in/") for one in answers), path
    answer = client().post("/reports/bring-in/", {"file": SimpleUploadedFile("x.txt", STORY.encode())})
    assert (answer.status_code, [*Report.objects.values(), *Drafted.objects.values()]) == (302, before)


def test_a_document_of_scripts_is_text_and_nothing_runs(recorder: Recorder) -> None:
    wild = "<script>alert(1)</script> <img src=x onerror=alert(2)> {{ 7*7 }} {% now %} javascript:alert(3)"
    text = own_story(STORY.replace("A diplomat", f"{wild} A diplomat"))
    brought = recorder.brings(text, f"{wild}.txt", publisher='"><script>x()</script>')
    page = recorder.client.get(brought["Location"]).content.decode()
    listed = recorder.client.get("/reports/").content.decode()
    for shown in (page, listed):
        assert [one for one in ("<script>alert", "<script>x()", "<img src=x", "onerror=alert(2)>") if one in shown] == []
    assert ("&lt;script&gt;alert(1)" in page, "{{ 7*7 }}" in page) == (True, True)


def test_html_is_read_as_text_and_its_scripts_are_not_kept(recorder: Recorder) -> None:
    text = "".join(f"<p>{line}</p>" for line in STORY.splitlines() if line)
    frame = "<iframe src=//evil.invalid></iframe>"
    page = f"<html><head><script>steal()</script></head><body><article onclick=x()>{text}</article>{frame}</body></html>"
    where = recorder.brings(page, "page.html")["Location"]
    shown = recorder.client.get(where).content.decode()
    assert ("steal()" in shown, "evil.invalid" in shown, "about 150" in shown) == (False, False, True)


def test_pasted_text_that_turns_is_kept_as_it_came_and_shown(recorder: Recorder) -> None:
    text = own_story(STORY.replace("about 150", "about \u202e051\u202c\u00ad\u200b"))
    answer = recorder.client.post("/reports/bring-in/", {"text": text})
    key = answer["Location"].split("/")[2]
    assert kept.originals().get(Report.objects.get(key=key).original).decode() == text
    page = recorder.client.get(f"/reports/{key}/").content.decode()
    assert [one in page for one in ("U+202E", "U+00AD", "\u202e", "\u202c")] == [True, True, False, False]
    turned = recorder.client.post("/reports/bring-in/", {"text": own_story(), "publisher": "a\u202eb"})
    assert (turned.status_code, Report.objects.count()) == (422, 1)


def test_what_turns_a_text_never_reaches_the_record(recorder: Recorder) -> None:
    key = recorder.story(STORY.replace("about 150 fighters are", "about 150 fighters \u202eera\u202c"))
    number = draft_with(key, "about 150")
    assert recorder.does(key, number, "accept:content").status_code == 422
    assert recorder.does(key, number, "edit", field="content", says="x\u202ey").status_code == 400
    assert recorder.does(key, number, "edit", field="content", says="about 150 of them are there").status_code == 302
    recorder.does(key, number, "rest")
    assert recorder.does(key, number, "file").status_code == 302
    assert not any("\u202e" in str(act) for act in acts(key))


FILES = {
    "an archive": ("story.zip", b"PK\x03\x04" + b"\x00" * 400),
    "an archive with another name": ("story.txt", b"PK\x03\x04" + b"\x00" * 400),
    "a picture": ("story.png", b"\x89PNG\r\n\x1a\n" + b"\x00" * 400),
    "a program": ("story.txt", b"\x7fELF\x02\x01\x01" + bytes(range(256)) * 8),
    "a box of e-mails": ("mail.mbox", b"From a@example.invalid Thu Nov  6 12:00:00 2025\n\nhello\n"),
    "XML": ("feed.xml", b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "bbbb">]><a>&b;</a>'),
}


@pytest.mark.parametrize("name", FILES)
def test_what_is_no_document_is_refused_with_what_to_do_and_nothing_is_kept(recorder: Recorder, name: str) -> None:
    called, data = FILES[name]
    answer = recorder.brings(data, called)
    page = answer.content.decode()
    assert (answer.status_code, Report.objects.count(), called in page) == (422, 0, True)
    assert [path for path in kept._folder().rglob("*") if path.is_file()] == []


def test_of_several_files_the_good_ones_come_in_and_the_others_are_told(recorder: Recorder) -> None:
    other = own_story(STORY.replace("Egypt", "Qatar").replace("diplomat", "banker")[:400])
    files = [SimpleUploadedFile("one.txt", own_story().encode()), SimpleUploadedFile("two.zip", b"PK\x03\x04..."),
             SimpleUploadedFile("three.txt", other.encode())]  # fmt: skip
    answer = recorder.client.post("/reports/bring-in/", {"file": files}, follow=True)
    page = answer.content.decode()
    names = sorted(one.name for one in Report.objects.all())
    assert (answer.redirect_chain[-1][0], names) == ("/reports/", ["one.txt", "three.txt"])
    assert "two.zip" in page


def test_more_than_twelve_megabytes_are_not_read(recorder: Recorder) -> None:
    answer = recorder.brings(b"word " * 2_500_000)
    page = answer.content.decode()
    assert (answer.status_code, "more than 12300 kB" in page, Report.objects.count()) == (413, True, 0)


@pytest.mark.parametrize("do", ["accept:stance", "rest", "drop", "edit", "file", "undo"])
def test_two_who_decide_on_one_draft_at_once_are_told_and_nothing_is_decided_twice(recorder: Recorder, do: str) -> None:
    key = recorder.story()
    number = draft_with(key, "about 150")
    other = Recorder("recorder-2", "18")
    recorder.does(key, number, "accept:source")
    late = other.client.post(f"/reports/{key}/{number}/", {"do": do, "turn": 0, "field": "content", "says": "other words"})
    row = Drafted.objects.get(report__key=key, number=number)
    assert (late.status_code, row.turn, [one.field for one in row.decisions.all()], acts(key)) == (409, 1, ["source"], [])


def test_both_may_file_and_it_is_filed_once_with_who_filed_it(recorder: Recorder) -> None:
    key = recorder.story()
    number = draft_with(key, "about 150")
    recorder.does(key, number, "rest")
    turn = Drafted.objects.get(report__key=key, number=number).turn
    for one in (Recorder("recorder-2", "18"), recorder):
        assert one.client.post(f"/reports/{key}/{number}/", {"do": "file", "turn": turn}).status_code == 302
    filed = [act for act in acts(key) if isinstance(act, StatementReported | FigureReported)]
    assert [act.confirmed_by for act in filed] == ["18", "18"]


def test_all_that_is_decided_is_filed_once_and_nothing_else(recorder: Recorder) -> None:
    key = recorder.story()
    for words in ("about 150", "did not reject"):
        recorder.does(key, draft_with(key, words), "rest")
    for _ in range(2):
        assert recorder.client.post(f"/reports/{key}/about/", {"do": "file"}).status_code == 302
    filed = [act for act in acts(key) if isinstance(act, StatementReported)]
    states = sorted(Drafted.objects.filter(report__key=key).values_list("state", flat=True))
    assert (len(filed), states.count("filed"), states.count("open")) == (2, 2, len(states) - 2)


STRANGE = {"do": ["", "x", "accept", "accept:none", "edit:quantity.99", "point:no_such", "take:time.0:9", "take:source:0",
                  "file:x:y", "rest\n"],
           "turn": ["", "-1", "x", "9" * 30, "1.0"]}  # fmt: skip


def test_a_forged_form_changes_nothing(recorder: Recorder) -> None:
    key = recorder.story()
    number = draft_with(key, "did not reject")
    for do in STRANGE["do"]:
        answer = recorder.client.post(f"/reports/{key}/{number}/", {"do": do, "turn": 0})
        assert answer.status_code in (404, 422), do
    for turn in STRANGE["turn"]:
        assert recorder.client.post(f"/reports/{key}/{number}/", {"do": "rest", "turn": turn}).status_code == 404, turn
    forged = {"do": "edit", "turn": 0, "field": "stance", "stance": "confesses", "polarity": "?", "certainty": "sure"}
    assert recorder.client.post(f"/reports/{key}/{number}/", forged).status_code == 422
    assert recorder.client.post(f"/reports/{key}/99999/", {"do": "rest", "turn": 0}).status_code == 404
    assert (Decision.objects.count(), acts(key)) == (0, [])


def test_numbers_in_the_address_that_are_none_are_no_page_or_the_first_draft(recorder: Recorder) -> None:
    key = recorder.story()
    seen = {asked: recorder.client.get(f"/reports/{key}/", {"draft": asked}).status_code for asked in ("99", "-1", "x", "9" * 30)}
    assert seen == {"99": 404, "-1": 200, "x": 200, "9" * 30: 200}


def test_the_original_is_given_by_its_hash_and_never_opened_by_a_browser(recorder: Recorder) -> None:
    text = own_story()
    key = recorder.brings(text)["Location"].split("/")[2]
    answer = recorder.client.get(f"/reports/{key}/original/")
    assert answer.content.decode() == text
    assert (answer["Content-Type"], answer["X-Content-Type-Options"]) == ("application/octet-stream", "nosniff")
    assert answer["Content-Disposition"].startswith("attachment; ")
    path = next(one for one in kept._folder().rglob("*") if one.name == Report.objects.get(key=key).original)
    path.write_bytes(b"something else")
    changed = recorder.client.get(f"/reports/{key}/original/")
    assert (changed.status_code, "is not what came in" in changed.content.decode()) == (404, True)


def test_a_day_with_two_readings_is_chosen_by_a_person(recorder: Recorder) -> None:
    both = "Hamas said the fighters would leave by 05/06/2025. Israel did not reject"
    key = recorder.story(STORY.replace("Israel did not reject", both))
    number = draft_with(key, "05/06/2025")
    page = recorder.sees(key, number)
    assert ("2025-05-06" in page, "2025-06-05" in page, 'value="accept:time.0"' in page) == (True, True, False)
    assert recorder.does(key, number, "accept:time.0").status_code == 422
    assert recorder.does(key, number, "take:time.0:1").status_code == 302
    decision = Decision.objects.get(draft__report__key=key, draft__number=number)
    assert (decision.field, decision.value["start"]) == ("time.0", "2025-05-06")


def test_every_reason_of_the_reader_has_its_words_on_the_page() -> None:
    reasons = set()
    for path in (Path(refused.__file__).parents[2] / "intake").glob("*.py"):
        if path.name == "one_file.py":  # what it says, it says on the command line alone
            continue
        for call in (one for one in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(one, ast.Call)):
            if getattr(call.func, "id", "") == "cannot_bring_in":
                remedies = (word.value for word in call.keywords if word.arg == "remedy")
                reasons |= {_written(one) for one in (*call.args, *remedies)}
    named = {one for one in reasons if one.startswith("#") and one not in refused._KNOWN} - {"#", "# #"}
    assert (len(reasons) > 40, {one for one in reasons - named - {"#", "# #"} if one not in refused._KNOWN}) == (True, set())
    # What is named in front of these is a form, or a package that is missing.
    assert named == {"# is not read", "# needs packages that are not installed"}


def _written(node: ast.expr) -> str:
    """Give a sentence of the source with # for whatever is filled in."""
    if isinstance(node, ast.JoinedStr):
        text = "".join(str(part.value) if isinstance(part, ast.Constant) else "#" for part in node.values)
    else:
        text = str(node.value) if isinstance(node, ast.Constant) else "#"
    return refused._NUMBER.sub("#", text)
