"""The pages of the boards: figures by root source with their pairs, positions over time, the open question built from them."""

from __future__ import annotations

import json
import re
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.test import Client

from safeconduct.agreement.casefile import example_folder, examples
from tests.web.conftest import client

LATE = "?at=2026-01-30T12:00"
ACT = {
    "actor": "recorder", "basis": "reported", "happened": "2025-11-05T00:00:00+02:00", "until": "2025-11-06T00:00:00+02:00",
    "recorded": "2025-11-06T08:00:00+02:00",
}  # fmt: skip
QATAR = {"who": "qatar", "kind": "party"}
PRESS = {"who": "River Press", "kind": "agency"}
FIGURE = {
    "id": "new-figure", "type": "figure.reported/1", "subject": "fighters_rafah", "unit": "persons", "place": "behind_line",
    "chain": [PRESS, QATAR],
}  # fmt: skip
STATEMENT = {"id": "new-statement", "type": "statement.reported/1", "chain": [PRESS, QATAR], "on": ["stranded_fighters"]}
LATER = {"recorded": "2025-11-06T09:00:00+02:00"}


def text(asking: Client | SimpleNamespace, address: str) -> str:
    """Return a page as words, with one space between them."""
    answer = asking.get(address)
    assert answer.status_code == 200, address
    page = re.sub(r"<[^>]+>", " ", answer.content.decode().split("<main", 1)[1].split("</main>", 1)[0])
    return " ".join(page.replace("&quot;", '"').replace("\u2068", "").replace("\u2069", "").split())


def part(asking: Client | SimpleNamespace, address: str, start: str, end: str) -> str:
    return text(asking, address).split(start, 1)[1].split(end, 1)[0]


def also(folder: Path, *acts: dict[str, object]) -> str:
    """Write the acts of the example with some more, and return the file."""
    lines = (example_folder("gaza-2025") / "acts.jsonl").read_text(encoding="utf-8")
    file = folder / "acts.jsonl"
    file.write_text(lines + "".join(json.dumps({**ACT, **act}) + "\n" for act in acts), encoding="utf-8")
    return str(file)


@pytest.mark.parametrize("example", examples())
@pytest.mark.parametrize("language", ["en", "ar", "he"])
def test_every_board_of_every_example_opens_in_every_language(of_example, example, language):
    shown = of_example(example)
    shown.client.cookies["django_language"] = language
    for index, kind in (("/figures", "figures"), ("/positions", "positions")):
        page = shown.get(index).content.decode()
        for address in dict.fromkeys(re.findall(rf'href="(/{kind}/[^"#?]+)', page)):
            assert shown.get(address).status_code == 200, address


def test_one_story_in_two_outlets_is_one_voice(gaza):
    lines = part(gaza, "/figures/fighters_rafah" + LATE, "What it gave, the oldest first", "Cannot both be right")
    assert lines.count("100–200 persons · 5 Nov 2025") == 1
    assert "Told again, no second voice: 5 Nov 2025" in lines


def test_a_pair_that_cannot_be_right_stands_with_its_arithmetic_and_nothing_between(gaza):
    page = part(gaza, "/figures/fighters_rafah" + LATE, "Two sources, the same thing", "One side, two figures")
    assert "The lower ends at 165, the higher begins at 180: 15 apart, 9% of the lower." in page
    assert "“about 150” is read as 135–165 here." in page
    assert "172" not in page  # the middle of the gap
    assert "175" not in page  # the middle of the two figures


def test_a_change_by_one_source_stands_apart_from_conflicts(gaza):
    page = text(gaza, "/figures/fighters_rafah" + LATE)
    changed = page.split("A later figure of one source", 1)[1].split("Have one number in common", 1)[0]
    assert "200 an Israeli official (unnamed) · 3 Nov 2025" in changed
    assert "up to 199 a brigade commander" in changed
    conflicts = page.split("Two sources, the same thing", 1)[1].split("One side, two", 1)[0]
    assert "brigade commander of the Israeli army" not in conflicts


def test_not_rejecting_is_told_as_that(gaza):
    page = part(gaza, "/positions/stranded_fighters", "Israel ", "Does not go together")
    assert "does not reject" in page
    assert "Not to reject is not to accept." in page


def test_silence_is_told_by_name(gaza):
    page = part(gaza, "/positions/stranded_fighters", "No statement No statement on this", "Said by others")
    assert [name in page for name in ("Egypt", "Türkiye", "Qatar", "Israel")] == [True, True, True, False]
    assert "Silence is not consent." in page


def test_what_one_side_says_against_itself_is_shown_with_the_reason(gaza):
    page = part(gaza, "/positions/stranded_fighters", "Why they stand beside each other", "Hamas 3 sources")
    assert "At odds about the same time" in page
    assert "Both about: Safe passage to receiving countries" in page


@pytest.mark.parametrize(("address", "close"), [
    ("/figures/fighters_rafa", "fighters_rafah"), ("/positions/stranded_fighter", "stranded_fighters"),
])  # fmt: skip
def test_a_board_of_nothing_is_not_there_and_what_is_like_it_is_named(gaza, address, close):
    answer = gaza.get(address)
    assert answer.status_code == 404
    assert close in answer.content.decode()


def test_a_subject_without_a_figure_yet_says_so(gaza):
    assert "No figure was reported by this moment." in text(gaza, "/figures/fighters_rafah?at=2025-10-01T12:00")


def test_a_figure_and_a_statement_that_are_filed_change_the_page_of_the_fighters_at_once(of_example, tmp_path):
    address = "/question/stranded_fighters"
    before = text(of_example("gaza-2025"), address)
    figure = {**FIGURE, "low": 90, "high": 90}
    statement = {**STATEMENT, "stance": "offers", "says": "Would speak with both sides about a way out."}
    after = text(of_example("gaza-2025", acts=also(tmp_path, figure, statement)), address)
    assert "No statement on this recorded by this moment: Egypt , Türkiye , Qatar ." in before
    assert "No statement on this recorded by this moment: Egypt , Türkiye ." in after
    assert "Would speak with both sides about a way out." in after
    assert [page.split("100–200", 1)[0].endswith("Who says how many ") for page in (before, after)] == [True, False]
    assert ["4 pairs cannot both be right." in page for page in (before, after)] == [True, False]
    assert "11 pairs cannot both be right." in after


def test_a_corrected_figure_leaves_the_drawing_and_stays_on_its_line(of_example, tmp_path):
    wrong = {**FIGURE, "low": 9000, "high": 9000}
    right = {**FIGURE, "id": "right-figure", "low": 90, "high": 90, "corrects": "new-figure", **LATER}
    shown = of_example("gaza-2025", acts=also(tmp_path, wrong, right))
    assert "9 000" not in text(shown, "/question/stranded_fighters")
    lines = part(shown, "/figures/fighters_rafah", "What it gave, the oldest first", "Cannot both be right")
    assert "9 000 persons put right by a later entry: 90" in lines


def test_a_corrected_statement_is_no_longer_the_latest(of_example, tmp_path):
    new = {**STATEMENT, "stance": "accepts", "says": "Takes all."}
    right = {**new, "id": "right-statement", "stance": "considers", "says": "Thinks again.", "corrects": "new-statement", **LATER}
    shown = of_example("gaza-2025", acts=also(tmp_path, new, right))
    assert "Takes all." not in text(shown, "/question/stranded_fighters")
    page = part(shown, "/positions/stranded_fighters", "Qatar 1 source speaks", "No statement")
    assert "accepts Takes all. put right by a later entry" in page
    assert "considers its latest Thinks again." in page


def test_words_of_a_report_can_hold_no_markup(of_example, tmp_path):
    unknown = {"who": "<b>x</b>", "kind": "unknown"}
    statement = {**STATEMENT, "stance": "offers", "says": "<script>alert(1)</script>", "chain": [PRESS, unknown]}
    shown = of_example("gaza-2025", acts=also(tmp_path, statement))
    page = shown.get("/positions/stranded_fighters").content.decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)" in page
    assert "<b>x</b>" not in page


def test_the_boards_are_open_to_everyone(gaza):
    assert [client().get(address).status_code for address in ("/figures", "/positions")] == [200, 200]
