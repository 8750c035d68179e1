"""The review of reports: a document comes in, every field of a draft is decided by a person, and only then it is filed."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path
from threading import Event
from time import sleep

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from safeconduct.kernel.acts import FigureReported, SourceAdded, StatementReported
from safeconduct.web.accounts.models import Account
from safeconduct.web.reports import kept, taking
from safeconduct.web.reports.models import Drafted, Report
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


def test_a_document_comes_in_and_is_drafted_from(recorder):
    key = recorder.story()
    report = Report.objects.get(key=key)
    assert (report.drafted, report.publisher, report.drafts.count() >= 3) == (True, "Harbour Wire", True)
    page = recorder.sees(key, draft_with(key, "about 150"))
    assert re.search(r'<mark class="f-content f-quantity "[^>]*>about 150', page), page


def test_who_does_not_sit_as_the_recorder_finds_no_such_page(recorder):
    key = recorder.story()
    other = client()
    other.force_login(Account.objects.create(username="israel-1", org="israel", made_up=True))
    for path in ("/reports/", "/reports/bring-in/", f"/reports/{key}/", f"/reports/{key}/erase/"):
        assert (other.get(path).status_code, client().get(path).status_code) == (404, 302), path
    assert other.post(f"/reports/{key}/0/", {"do": "file", "turn": 0}).status_code == 404


def test_nothing_is_filed_before_every_field_is_decided(recorder):
    key = recorder.story()
    number = draft_with(key, "about 150")
    answer = recorder.does(key, number, "file")
    assert (answer.status_code, "not decided yet" in answer.content.decode()) == (422, True)
    assert acts(key) == []
    assert Drafted.objects.get(report__key=key, number=number).state == "open"


def test_a_draft_with_a_figure_is_filed_and_the_page_of_the_question_changes(recorder):
    key = recorder.story()
    number = draft_with(key, "about 150")
    before = client().get("/question/stranded_fighters").content.decode().count("Harbour Wire")
    assert recorder.does(key, number, "rest").status_code == 302
    answer = recorder.does(key, number, "file")
    assert answer.status_code == 302, re.findall(r'class="wrong">([^<]*)', answer.content.decode())
    source, statement, figure = acts(key)
    assert [type(act) for act in (source, statement, figure)] == [SourceAdded, StatementReported, FigureReported]
    assert (figure.subject, figure.low, figure.high, figure.approximate) == ("fighters_rafah", 150, 150, True)
    assert [link.kind for link in statement.chain] == ["agency", "anonymous"]
    assert (statement.document.sha256, statement.confirmed_by, source.document) == (
        Report.objects.get(key=key).sha256, "17", statement.document.sha256)  # fmt: skip
    assert client().get("/question/stranded_fighters").content.decode().count("Harbour Wire") > before


def test_a_form_that_is_posted_twice_files_once(recorder):
    key = recorder.story()
    number = draft_with(key, "about 150")
    recorder.does(key, number, "rest")
    turn = Drafted.objects.get(report__key=key, number=number).turn
    answers = [recorder.client.post(f"/reports/{key}/{number}/", {"do": "file", "turn": turn}) for _ in range(2)]
    filed = [act for act in acts(key) if act.id.startswith("rep-")]
    assert ([answer.status_code for answer in answers], len(filed)) == ([302, 302], 2)


def test_a_page_that_is_out_of_date_decides_nothing(recorder):
    key = recorder.story()
    number = draft_with(key, "about 150")
    second = Recorder("recorder-2", "18")
    assert recorder.client.post(f"/reports/{key}/{number}/", {"do": "accept:stance", "turn": 0}).status_code == 302
    answer = second.client.post(f"/reports/{key}/{number}/", {"do": "reject:stance", "turn": 0})
    row = Drafted.objects.get(report__key=key, number=number)
    assert (answer.status_code, [(one.field, one.what) for one in row.decisions.all()]) == (409, [("stance", "accept")])
    assert "since this page was shown" in answer.content.decode()


def test_what_one_decided_is_not_undone_by_another(recorder):
    key = recorder.story()
    number = draft_with(key, "about 150")
    recorder.does(key, number, "accept:stance")
    answer = Recorder("recorder-2", "18").does(key, number, "undo")
    assert (answer.status_code, "Somebody else decided last" in answer.content.decode()) == (422, True)
    recorder.does(key, number, "undo")
    assert Drafted.objects.get(report__key=key, number=number).decisions.count() == 0


def test_nothing_is_decided_on_a_draft_that_is_filed(recorder):
    key = recorder.story()
    number = draft_with(key, "about 150")
    recorder.does(key, number, "rest")
    recorder.does(key, number, "file")
    for do in ("reject:stance", "drop", "rest"):
        assert recorder.does(key, number, do).status_code == 409, do
    assert recorder.does(key, number, "undo").status_code == 422
    assert Drafted.objects.get(report__key=key, number=number).state == "filed"


def test_what_is_entered_by_hand_is_filed_so_and_marked(recorder):
    key = recorder.story()
    number = draft_with(key, "about 150")
    wrong = recorder.does(key, number, "edit", field="quantity.0", low="200", high="100", subject="fighters_rafah")
    assert (wrong.status_code, "more than the most" in wrong.content.decode()) == (422, True)
    right = recorder.does(key, number, "edit", field="quantity.0", low="100", high="200", subject="fighters_rafah")
    assert right.status_code == 302
    recorder.does(key, number, "rest")
    recorder.does(key, number, "file")
    figure = next(act for act in acts(key) if isinstance(act, FigureReported))
    assert (figure.low, figure.high, figure.approximate, figure.note) == (100, 200, False, "by hand: quantity.0")


def test_a_field_with_no_place_in_the_text_is_only_entered_by_hand(recorder):
    key = recorder.story(STORY.replace("Israel did not reject", "It was reported that Israel did not reject"))
    reading, document = kept.reading(key), kept.document(key)
    number = next(one.number for one in reading.drafts if any(link.span is None for link in one.chain))
    page = recorder.sees(key, number)
    assert ('value="accept:source"' in page, "No place in the text shows it" in page) == (False, True), document.text
    assert recorder.does(key, number, "accept:source").status_code == 422
    sent = {"who_0": "Harbour Wire", "kind_0": "agency", "who_1": "reports", "kind_1": "unknown", "who_2": "",
            "kind_2": "unknown"}  # fmt: skip
    assert recorder.does(key, number, "edit", field="source", **sent).status_code == 302
    assert "entered by hand" in recorder.sees(key, number)


def test_a_stance_that_is_turned_round_is_filed_turned_round(recorder):
    key = recorder.story()
    number = draft_with(key, "did not reject")
    recorder.does(key, number, "rest")
    recorder.does(key, number, "point:")
    recorder.does(key, number, "edit", field="point", on=["stranded_fighters"])
    assert recorder.does(key, number, "file").status_code == 302
    said = next(act for act in acts(key) if isinstance(act, StatementReported))
    assert (said.stance, said.polarity, said.on, said.chain[-1].who) == ("rejects", "-", ("stranded_fighters",), "israel")
    page = re.sub(r"<[^>]+>", " ", client().get("/question/stranded_fighters").content.decode())
    assert "does not reject" in page


def test_a_draft_that_is_rejected_can_be_taken_up_again_by_anyone(recorder):
    key = recorder.story()
    number = draft_with(key, "about 150")
    recorder.does(key, number, "drop")
    assert Drafted.objects.get(report__key=key, number=number).state == "rejected"
    Recorder("recorder-2", "18").does(key, number, "undo")
    assert Drafted.objects.get(report__key=key, number=number).state == "open"


def test_a_story_that_is_printed_again_is_one_source_and_looked_at_once(recorder):
    key = recorder.story()
    text = kept.originals().get(Report.objects.get(key=key).original).decode()
    again = recorder.brings(text + "\nRead more on our pages.\n", "again.txt")["Location"].split("/")[2]
    page = recorder.client.get(f"/reports/{again}/").content.decode()
    assert ("Both are one source" in page, Report.objects.get(key=again).same_as.key) == (True, key)
    assert recorder.brings(text)["Location"].split("/")[2] == key
    recorder.client.post(f"/reports/{again}/about/", {"do": "own"})
    assert "data-review" in recorder.client.get(f"/reports/{again}/").content.decode()


def test_how_long_it_took_is_told_and_nobody_is_named(recorder):
    key = recorder.story()
    number = draft_with(key, "about 150")
    for do in ("rest", "drop"):
        recorder.does(key, number, do, shown="nan", strokes="7")
    row = Drafted.objects.get(report__key=key, number=number)
    assert (row.seconds, row.strokes) == (0, 14)
    page = recorder.client.get("/reports/").content.decode()
    assert ("14 keystrokes" in page, recorder.account.username in page) == (True, False)


def test_a_document_is_erased_in_two_steps_and_what_was_filed_stays(recorder):
    key = recorder.story()
    number = draft_with(key, "about 150")
    recorder.does(key, number, "rest")
    recorder.does(key, number, "file")
    text = kept.originals().get(Report.objects.get(key=key).original).decode()
    assert recorder.client.get(f"/reports/{key}/erase/").status_code == 200
    original = Report.objects.get(key=key).original
    recorder.client.post(f"/reports/{key}/erase/", {})
    assert Report.objects.get(key=key).erased is False
    recorder.client.post(f"/reports/{key}/erase/", {"sure": "yes"})
    left = [path for path in kept._folder().rglob("*") if path.is_file() and path.stat().st_size]
    assert (recorder.client.get(f"/reports/{key}/").status_code, left, kept.originals().erased(original)) == (404, [], True)
    assert any(isinstance(act, FigureReported) for act in acts(key))
    assert "erased here" in recorder.brings(text).content.decode()


BAD = {
    "empty": (b"  \n", "It is empty"),
    "a PDF without text": (b"%PDF-1.4\n%nothing\n", "The PDF is broken"),
    "an archive": (b"PK\x03\x04....", "It is an archive"),
    "nothing a person reads": (bytes(range(256)) * 20, "Its letters cannot be told"),
}


@pytest.mark.parametrize("name", BAD)
def test_what_cannot_be_read_is_refused_with_what_to_do(recorder, name):
    data, says = BAD[name]
    answer = recorder.brings(data, "bad.pdf" if "PDF" in name else "bad.txt")
    assert (answer.status_code, says in answer.content.decode(), Report.objects.count()) == (422, True, 0)


def test_five_megabytes_on_one_line_come_in_and_what_is_not_read_is_told(recorder):
    key = recorder.story("Harbour Wire\n\n" + "one word after another and no end " * 150_000)
    for _ in range(120):  # read beside the pages, which go on meanwhile
        page = recorder.client.get(f"/reports/{key}/").content.decode()
        if "data-review" in page:
            break
        sleep(0.5)
    assert (re.search(r"parts? w(as|ere) not read", page) is not None, len(page) < 2_000_000) == (True, True)


def test_characters_that_turn_a_text_are_shown_by_their_number(recorder):
    key = recorder.story(STORY.replace("about 150", "about \u202e051\u202c fighters, 150"))
    page = recorder.client.get(f"/reports/{key}/").content.decode()
    assert ("U+202E" in page, "\u202e" in page) == (True, False)


def test_what_is_quoted_twenty_deep_is_shown_and_not_lost(recorder):
    deep = "".join(f"Paper {chr(65 + n)} reported that " for n in range(20)) + "Israel agreed."
    key = recorder.story(f"Harbour Wire\n6 November 2025\n\n{deep}\n")
    assert "Israel agreed" in recorder.client.get(f"/reports/{key}/").content.decode()


def test_a_document_in_another_language_is_kept_and_marked(recorder):
    french = ("Les combattants doivent quitter les tunnels avant la fin de la semaine, a déclaré un responsable à la presse. "
              "Le ministre a ajouté que les négociations se poursuivaient dans la capitale.\n\n") * 3  # fmt: skip
    key = recorder.brings(french)["Location"].split("/")[2]
    page = recorder.client.get(f"/reports/{key}/").content.decode()
    assert ("have a person translate it" in page, Drafted.objects.filter(report__key=key).count()) == (True, 0)


def test_words_of_a_document_are_in_no_table_and_in_no_log(recorder, caplog):
    key = recorder.story(STORY.replace("tunnels", "zanzibars"))
    rows = [*Report.objects.values_list(), *Drafted.objects.values_list()]
    logged = "".join(str(vars(one)) for one in caplog.records)
    page = recorder.sees(key, draft_with(key, "about 150"))
    assert ("zanzibar" in str(rows), "zanzibar" in logged, "zanzibars" in page) == (False, False, True)


def test_a_file_is_read_at_its_address_only(recorder):
    answer = recorder.client.post("/reports/none/about/", {"do": "own", "file": SimpleUploadedFile("x.txt", b"y" * 10)})
    assert (answer.status_code, len(answer.wsgi_request.FILES)) == (404, 0)


def test_the_second_draft_of_a_document_does_not_enter_its_source_again(recorder):
    key = recorder.story()
    for words in ("about 150", "did not reject"):
        number = draft_with(key, words)
        recorder.does(key, number, "rest")
        assert recorder.does(key, number, "file").status_code == 302
    assert sum(isinstance(act, SourceAdded) for act in acts(key)) == 1



def test_when_a_story_is_erased_what_prints_it_again_is_looked_at_in_its_place(recorder):
    keys = [recorder.story()]
    text = kept.originals().get(Report.objects.get(key=keys[0]).original).decode()
    keys += [recorder.brings(f"{text}\nRead more on page {n}.\n")["Location"].split("/")[2] for n in (2, 3)]
    recorder.client.post(f"/reports/{keys[0]}/erase/", {"sure": "yes"})
    second, third = (Report.objects.get(key=key) for key in keys[1:])
    assert (second.same_as, third.same_as) == (None, second)
    assert "data-review" in recorder.client.get(f"/reports/{keys[1]}/").content.decode()
    assert "Both are one source" in recorder.client.get(f"/reports/{keys[2]}/").content.decode()


def test_when_a_story_was_filed_and_erased_it_stays_the_root_of_what_prints_it_again(recorder):
    first = recorder.story()
    text = kept.originals().get(Report.objects.get(key=first).original).decode()
    again = recorder.brings(f"{text}\nRead more on our pages.\n")["Location"].split("/")[2]
    number = draft_with(first, "about 150")
    for key in (first, again):
        recorder.client.get(f"/reports/{key}/")
        assert recorder.does(key, number, "rest").status_code == 302
        answer = recorder.does(key, number, "file")
        assert answer.status_code == 302, re.findall(r'class="wrong">([^<]*)', answer.content.decode())
        recorder.client.post(f"/reports/{first}/erase/", {"sure": "yes"}) if key == first else None
    source = next(act for act in acts(again) if isinstance(act, SourceAdded))
    assert (source.republishes, source.root) == (f"doc-{first}", "Harbour Wire")


def test_the_translation_of_a_document_comes_in_with_what_is_known_of_it(recorder):
    french = ("Les combattants doivent quitter les tunnels avant la fin de la semaine, a déclaré un responsable à la presse. "
              "Le ministre a ajouté que les négociations se poursuivaient dans la capitale.\n\n") * 3  # fmt: skip
    key = recorder.brings(french, publisher="La Jetée", day="2025-11-05")["Location"].split("/")[2]
    assert f"/reports/bring-in/?of={key}" in recorder.client.get(f"/reports/{key}/").content.decode()
    page = recorder.client.get("/reports/bring-in/", {"of": key}).content.decode()
    assert [f'value="{one}"' in page for one in ("La Jetée", "2025-11-05", "French")] == [True] * 3


def test_the_list_shows_first_what_is_to_be_looked_at_and_leads_on(recorder):
    key = recorder.story()
    weather = recorder.brings("Weather\n\nIt rains. The sea is calm.\n", "weather.txt")["Location"].split("/")[2]
    recorder.client.get(f"/reports/{weather}/")
    page = recorder.client.get("/reports/").content.decode()
    assert page.index("To be looked at") < page.index(key) < page.index("Looked at<") < page.index(weather)
    assert f'href="/reports/{key}/" data-key="n"' in recorder.client.get(f"/reports/{weather}/").content.decode()


@pytest.mark.skipif(not os.environ.get("SAFECONDUCT_TEST_REPORTS"), reason="needs the documents from outside")
def test_a_wire_story_from_outside_is_filed_and_the_page_of_its_question_changes(recorder):
    (path,) = Path(os.environ["SAFECONDUCT_TEST_REPORTS"]).glob("vna-*.txt")
    key = recorder.brings(path.read_bytes(), path.name)["Location"].split("/")[2]
    assert "data-review" in recorder.client.get(f"/reports/{key}/").content.decode()
    reading = kept.reading(key)
    assert reading is not None
    figures = {(one.low, one.high): draft.number for draft in reading.drafts for one in draft.quantities}
    before = client().get("/question/stranded_fighters").content.decode()
    number = figures[(100, 200)]
    page = recorder.sees(key, number)
    recorder.does(key, number, "rest")
    if 'value="accept:source"' not in page:
        recorder.does(key, number, "edit", field="source", who_0=path.name, kind_0="newspaper", kind_1="unknown")
    for field in re.findall(r'data-field="(quantity\.\d)"', page):
        recorder.does(key, number, "edit", field=field, low="100", high="200", subject="fighters_rafah")
    answer = recorder.does(key, number, "file")
    assert answer.status_code == 302, re.findall(r'class="wrong">([^<]*)', answer.content.decode())
    figure = next(act for act in acts(key) if isinstance(act, FigureReported))
    after = client().get("/question/stranded_fighters").content.decode()
    assert ((figure.low, figure.high), figure.subject, after == before) == ((100, 200), "fighters_rafah", False)
    assert len(re.findall(r"100.{0,12}200", after)) > len(re.findall(r"100.{0,12}200", before))


def test_a_document_that_could_not_be_read_says_so_without_its_words_and_is_read_again(recorder, monkeypatch, caplog):
    def stumbles(document, **how):
        raise ValueError(document.text)

    with monkeypatch.context() as patched:
        patched.setattr(taking, "read", stumbles)
        key = recorder.brings(own_story(STORY.replace("tunnels", "zanzibars")))["Location"].split("/")[2]
        page = recorder.client.get(f"/reports/{key}/").content.decode()
    assert ("could not be read" in page, "zanzibars" in page, "zanzibars" in caplog.text) == (True, False, False)
    assert "It could not be read" in recorder.client.get("/reports/").content.decode()
    recorder.client.post(f"/reports/{key}/about/", {"do": "read"})
    assert "data-review" in recorder.client.get(f"/reports/{key}/").content.decode()


def test_a_document_that_is_erased_while_it_is_read_leaves_nothing(recorder, monkeypatch):
    begun, erased = Event(), Event()
    real = taking.read

    def slow(document, **how):
        begun.set()
        assert erased.wait(20)
        return real(document, **how)

    monkeypatch.setattr(taking, "read", slow)
    monkeypatch.setattr(taking.is_read, "__kwdefaults__", {"wait": 0.1})
    key = recorder.brings(own_story())["Location"].split("/")[2]
    assert "being read" in recorder.client.get(f"/reports/{key}/").content.decode()
    assert begun.wait(20)
    reader = taking._running[key]
    recorder.client.post(f"/reports/{key}/erase/", {"sure": "yes"})
    erased.set()
    reader.join(20)
    assert [path for path in kept._folder().rglob("*") if path.is_file() and path.stat().st_size] == []
    assert not (kept._folder() / key).exists()


def test_the_styles_of_the_review_stay_small():
    folder = Path(kept.__file__).parents[1] / "static" / "reports"
    assert {path.name: path.stat().st_size for path in folder.iterdir() if path.stat().st_size > 8_192} == {}
    assert (folder / "reports.css").stat().st_size <= 6_144


def test_the_home_of_whoever_keeps_the_log_says_what_waits_and_takes_no_side(recorder):
    home = recorder.client.get("/home").content.decode()
    assert ("has no role now" in home, "Nothing waits for you now." in home) == (False, True)
    recorder.story()
    home = recorder.client.get("/home").content.decode()
    waits = '<a href="/reports/">Reports to look at</a> <span class="count">1</span>'
    assert (waits in home, "Nothing waits for you now." in home) == (True, False)
