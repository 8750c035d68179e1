"""The page on which a text is written: it says what is found, keeps nothing, and takes no text from elsewhere."""

from __future__ import annotations

import re
import time
from html import unescape

import pytest
from django.test import Client, override_settings
from django.utils import translation

from safeconduct.agreement.casefile import example_folder, examples
from safeconduct.agreement.model import SECTIONS as AGREEMENT_SECTIONS
from safeconduct.checks.engines.telling import NEVER
from safeconduct.web.draft.found import SECTIONS
from safeconduct.web.draft.reading import MOST_BYTES, read
from safeconduct.web.draft.views import SKELETON
from safeconduct.web.draft.waiting import why
from tests.builders import agreement_text, with_obligation

CIRCLE = with_obligation("after: {verified: other}") + """\
  other:
    title: another step
    clause: p1
    who: south
    after: {verified: extra}
    deadline: unstated
    verified_by: {any: mission}
"""


def post(site, text: str, address: str = "/draft"):
    return site.client.post(address, {"text": text})


def words_of(page: bytes | str) -> str:
    text = page.decode() if isinstance(page, bytes) else page
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", text)).split())


@pytest.mark.parametrize("name", examples())
def test_the_page_begins_with_the_agreement_that_is_shown(of_example, name):
    site = of_example(name)
    page = site.get("/draft").content.decode()
    field = re.search(r"<textarea[^>]*>\n(.*?)</textarea>", page, re.DOTALL)
    assert unescape(field[1]) == (example_folder(name) / "agreement.yaml").read_text(encoding="utf-8")
    assert "are open." in words_of(page)


def test_or_with_an_empty_one_that_is_sound(gaza):
    page = gaza.get("/draft?start=empty").content.decode()
    assert "0 errors and 0 warnings are open." in words_of(page)
    assert unescape(re.search(r"<textarea[^>]*>\n(.*?)</textarea>", page, re.DOTALL)[1]) == SKELETON.read_text()
    assert "Our paraphrase" not in page


def test_faults_of_form_come_with_their_line(gaza):
    page = post(gaza, "safeconduct: 1\nid: x\ntitle: X\nwording: draft\ntime: {zone: UTC}\nparteis: {}\n").content.decode()
    assert 'data-line="6">line 6</a>' in page
    assert "1 fault of form." in words_of(page)
    assert "parties" in page
    assert "It is drawn when the form of the text is sound." in words_of(page)


def test_findings_come_with_their_line_and_what_to_do(gaza):
    text = with_obligation("who: south")
    page = post(gaza, text).content.decode()
    found = next(one for one in read(text).findings if one.path.startswith("obligations.extra"))
    assert f'data-line="{found.line}"' in page
    assert found.code in page
    assert text.splitlines()[found.line - 1].strip() in unescape(page)


def test_line_ends_of_a_browser_are_those_of_a_file(gaza):
    text = with_obligation("who: south")
    answers = [post(gaza, one).content.decode() for one in (text, text.replace("\n", "\r\n"))]
    assert len({re.sub(r'csrfmiddlewaretoken" value="[^"]*', "", answer) for answer in answers}) == 1


def test_what_was_written_stays_in_the_field_and_is_no_part_of_the_page(gaza):
    text = "</textarea><script>alert(1)</script>\n"
    page = post(gaza, text).content.decode()
    assert "<script>" not in page
    assert "&lt;/textarea&gt;&lt;script&gt;" in page
    text = agreement_text(title='"</textarea><b>x"')
    assert "<b>x" not in post(gaza, text, "/draft/findings").content.decode()


def test_a_circle_is_drawn_with_a_shape_and_a_word_and_stands_in_the_table(gaza):
    page = post(gaza, CIRCLE).content.decode()
    assert page.count('class="box is-circle"') == 2
    assert "waits in a circle" in page
    assert "2 steps can never be done as the text stands." in words_of(page)
    rows = re.findall(r'<tr class="stuck">(.*?)</tr>', page, re.DOTALL)
    assert len(rows) == 2
    assert "another step" in rows[0]
    assert all("waits in a circle" in row for row in rows)


def test_the_part_that_changes_is_given_alone(gaza):
    part = post(gaza, CIRCLE, "/draft/findings").content.decode()
    whole = post(gaza, CIRCLE).content.decode()
    assert "<html" not in part
    inner = re.search(r'<div id="findings">(.*?)</div>\n<div id="waiting">', part, re.DOTALL)[1]
    assert inner.strip() in whole
    assert gaza.get("/draft/findings").status_code == 200


@pytest.mark.parametrize("address", ["/draft", "/draft/findings"])
def test_a_text_that_is_too_long_is_not_read(gaza, address):
    page = post(gaza, "# " + "x" * MOST_BYTES, address)
    assert "more than 1 MB" in words_of(page.content)
    assert "data-line" not in page.content.decode()
    far = post(gaza, "x" * (2 * MOST_BYTES), address)
    assert far.status_code == 413
    assert "what you wrote is still there" in words_of(far.content)


def test_letters_count_as_bytes(gaza):
    assert "more than 1 MB" in words_of(post(gaza, "# " + "ש" * (MOST_BYTES // 2), "/draft/findings").content)


@pytest.mark.parametrize("text", ["", "\x00", "- a\n", "a: &x b", "[" * 100, "\ud800", "safeconduct: 2", "x" * 5000, "\t"])
def test_nothing_that_is_written_breaks_the_page(gaza, text):
    response = post(gaza, text.encode("utf-8", "replace").decode())
    assert response.status_code == 200
    assert "of form" in words_of(response.content)


def test_a_long_text_is_answered_in_time(gaza):
    many = "".join(f"  step_{n}: {{title: step {n}, clause: p1, who: south, after: {{verified: step_{(n + 1) % 3000}}}, "
                   f"deadline: unstated, verified_by: {{any: mission}}}}\n" for n in range(3000))  # fmt: skip
    text = agreement_text(obligations="\n" + many.rstrip())
    begun = time.monotonic()
    page = words_of(post(gaza, text, "/draft/findings").content)
    assert "too many steps for a drawing" in page
    assert "2800 more rows are not shown" in page
    assert time.monotonic() - begun < 10


def test_what_there_was_no_time_for_is_said(gaza, monkeypatch):
    monkeypatch.setattr("safeconduct.web.draft.reading.LONGEST", -1.0)
    page = words_of(post(gaza, CIRCLE).content)
    assert "There was no time for SC001, " in page
    assert "is not decided" in page


def test_only_these_pages_take_a_text_and_only_from_themselves(gaza):
    assert gaza.client.post("/waits").status_code == 405
    assert gaza.client.put("/draft").status_code == 405
    assert gaza.client.put("/draft").headers["Allow"] == "GET, HEAD, POST"
    strict = Client(SERVER_NAME="localhost", enforce_csrf_checks=True)
    refused = strict.post("/draft", {"text": "x"})
    assert refused.status_code == 403
    assert "does not carry the mark" in words_of(refused.content)
    page = strict.get("/draft").content.decode()
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)[1]
    assert strict.post("/draft", {"text": "x", "csrfmiddlewaretoken": token}).status_code == 200
    away = strict.post("/draft", {"text": "x", "csrfmiddlewaretoken": token}, headers={"origin": "http://elsewhere.example"})
    assert away.status_code == 403


def test_answers_keep_no_copy_and_say_where_they_come_from_only_here(gaza):
    for response in (gaza.get("/draft"), post(gaza, "x"), post(gaza, "x", "/draft/findings")):
        assert response.headers["Cache-Control"] == "no-store"
        assert response.headers["Referrer-Policy"] == "same-origin"
        assert "default-src 'self'" in response.headers["Content-Security-Policy"]
    cookie = gaza.get("/draft").cookies["csrftoken"]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Strict"
    assert "Set-Cookie" not in gaza.get("/waits").headers


def test_a_file_sent_along_is_not_read(gaza):
    from django.core.files.uploadedfile import SimpleUploadedFile

    found = [gaza.client.post("/draft", {"text": "x", "file": SimpleUploadedFile("a.yaml", b"y" * size)}).status_code
             for size in (300_000, 3_000_000)]  # fmt: skip
    assert found == [200, 413]


def test_the_page_has_one_script_of_its_own_and_none_inside(gaza):
    page = gaza.get("/draft").content.decode()
    scripts = re.findall(r"<script[^>]*>.*?</script>", page, re.DOTALL)
    assert scripts == ['<script type="module" src="/static/safeconduct/draft.js"></script>']
    assert not re.search(r"<style|\sstyle=|\son[a-z]+=|javascript:", page)
    script = gaza.get("/static/safeconduct/draft.js")
    assert script.headers["Content-Type"].startswith("text/javascript")
    code = b"".join(script.streaming_content).decode()
    assert not re.search(r"https?:|import |innerHTML|eval\(|localStorage|sessionStorage|indexedDB", code)
    assert not re.findall(r'\sid="([^"]+)"(?=.*\sid="\1")', page, re.DOTALL)


def test_what_waits_for_what_in_the_agreement_that_is_shown(of_example):
    site = of_example("minsk-ii-2015")
    page = site.get("/waits").content.decode()
    assert page.count('class="box is-circle"') == 3
    drawn = {int(number) for number in re.findall(r'class="state">(\d+)', page)}
    assert drawn == {int(number) for number in re.findall(r'<th scope="row"><span class="n">(\d+)', page)}
    assert 'href="/norm/border_control"' in page


def test_names_stand_in_the_language_that_was_asked_for(gaza):
    page = gaza.get("/waits?lang=ar").content.decode()
    assert 'lang="ar" direction="rtl"' in page


def test_a_draft_that_is_read_with_the_agreement_is_in_what_waits(of_example):
    site = of_example("gaza-2025", with_files=("drafts/rafah-passage.yaml",))
    assert "hand_over_weapons" in site.get("/waits").content.decode()


def test_the_skeleton_needs_nothing_of_the_settings():
    with override_settings(CASE={}):
        assert read(SKELETON.read_text()).open_findings == []


def test_what_is_found_is_grouped_and_nothing_is_lost_or_told_twice(gaza):
    page = gaza.get("/draft").content.decode()
    found = read((example_folder("gaza-2025") / "agreement.yaml").read_text(encoding="utf-8")).open_findings
    assert sorted(re.findall(r'id="found-\d+" data-code="(\w+)"', page)) == sorted(one.code for one in found)
    weights = re.findall(r'<details class="weight is-(\w+)" data-key="\w+" open>', page)
    assert weights == ["error", "warning"]
    counts = re.findall(r'<details class="part" data-key="[a-z.]+"><summary><h4>[^<]*</h4> <span class="n">(\d+)', page)
    assert sum(map(int, counts)) == len(found)
    # Without a script each finding is reached from its rule.
    assert sorted(map(int, re.findall(r'href="#found-(\d+)"', page))) == list(range(1, len(found) + 1))


def test_a_few_findings_are_not_folded_away(gaza):
    page = post(gaza, with_obligation("who: south")).content.decode()
    assert re.findall(r'<details class="part" data-key="[a-z.]+"( open)?>', page)
    assert not re.search(r'<details class="part" data-key="[a-z.]+">', page)


def test_every_part_of_a_text_has_a_name_here():
    assert set(AGREEMENT_SECTIONS) <= set(SECTIONS)


@pytest.mark.parametrize("language", ["ar", "he"])
def test_why_a_step_never_comes_about_is_said_in_the_language(gaza, language):
    agreement = gaza.shown.agreement
    name = agreement.name_of(next(iter(agreement.obligations)))
    words = [sentence.format(name) for sentence in NEVER.values()]
    words += [f"{one} is one of several steps that wait for each other" for one in (f"“{name}”", f"the phase “{name}”")]
    with translation.override(language):
        said = [why(one, agreement) for one in words]
    assert [one for one in said if re.search("[A-Za-z]{2,}", one)] == []
    assert len(set(said)) == len(words)
