"""The report and the signing sheet: what stands on them, that nothing on them is a tag of the text, and that they stand alone."""

import re
import sys
from html import unescape
from html.parser import HTMLParser
from pathlib import Path

import pytest

from safeconduct.agreement.casefile import examples, open_case
from safeconduct.checks import pdf
from safeconduct.checks.opening import check_case, check_files
from safeconduct.checks.pdf import printed
from safeconduct.checks.report import LIMITS, report
from safeconduct.checks.rule import every_rule
from safeconduct.checks.run import Checked, check
from safeconduct.checks.sheet import sheet
from safeconduct.checks.signing import signing
from safeconduct.checks.story import told
from safeconduct.kernel.errors import Invalid
from tests.builders import agreement_text
from tests.swap import swap

VOID = frozenset({"meta", "br"})
OBLIGATIONS = """
  # allow no-deadline: both sides go home when they see the other go
  march: {title: march home, clause: p1.a, who: south, to: north, deadline: unstated, verified_by: {any: mission}}
  sing: {title: "sing <script>x()</script>", clause: p1.a, who: north, to: south, deadline: unstated, verified_by: {any: mission}}
  wait: {title: wait at the ford, clause: p1.a, who: north, to: south, deadline: unstated, verified_by: {any: mission}}
acknowledged:
  - {finding: no-deadline, at: obligations.wait, words: {en: We know, ar: نعرف ذلك}, by: [north, south]}
  - {finding: limbo, at: categories.locals, words: They come home, by: north}"""


class Tags(HTMLParser):
    """Notes every tag, and every one that is not closed where it should be."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.wrong: list[str] = []
        self.all: list[tuple[str, dict[str, str | None]]] = []
        self.feed(page)
        self.wrong += self.open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.all.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.wrong.append(tag)


def pages(tmp_path: Path, text: str) -> tuple[str, str, Checked]:
    file = tmp_path / "agreement.yaml"
    file.write_text(text, encoding="utf-8")
    checked_text, lines = check_files(file)
    checked = check(checked_text, lines, rules=[rule for rule in every_rule() if rule.code == "SC201"])
    return report(checked_text, checked, lines), sheet(checked_text, checked), checked


def plain(page: str) -> str:
    body = re.sub(r"<style>.*?</style>", "", page, flags=re.DOTALL)
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", body)).strip()


@pytest.mark.parametrize("which", [0, 1], ids=["report", "sheet"])
def test_a_page_is_whole_and_stands_alone(which: int, tmp_path: Path) -> None:
    page = pages(tmp_path, agreement_text(obligations=OBLIGATIONS))[which]
    tags = Tags(page)
    assert tags.wrong == []
    assert {tag for tag, _ in tags.all} & {"script", "link", "img", "iframe", "form"} == set()
    assert [attrs for _, attrs in tags.all if "src" in attrs or not (attrs.get("href") or "#").startswith("#")] == []
    assert "url(" not in page
    assert "@import" not in page
    assert LIMITS in plain(page)


def test_the_words_of_a_text_are_never_tags(tmp_path: Path) -> None:
    for page in pages(tmp_path, agreement_text(obligations=OBLIGATIONS))[:2]:
        assert "<script" not in page
        assert "sing &lt;script&gt;x()&lt;/script&gt;" in page


def test_the_sheet_tells_what_is_open_what_was_accepted_and_what_was_allowed(tmp_path: Path) -> None:
    _, page, checked = pages(tmp_path, agreement_text(obligations=OBLIGATIONS))
    said = plain(page)
    assert [(one.path, bool(one.allowed), bool(one.acknowledged)) for one in checked.findings] == [
        ("obligations.march.deadline", True, False),
        ("obligations.sing.deadline", False, False),
        ("obligations.wait.deadline", False, True),
    ]
    parts = re.split(r"What the parties accept knowingly|What was allowed, and why|Parts left open in the text|Signatures", said)
    opened, accepted, allowed, _, signed = parts
    assert "1 error and 0 warnings open; 2 findings accepted in words, 1 allowed with a reason." in opened
    assert "Whoever signs this text signs it with what is open." in opened
    assert "“sing <script>x()</script>” has no date" in unescape(opened)
    assert "march" not in opened
    assert "We know نعرف ذلك North and South" in accepted
    assert "limbo categories.locals Nothing of the kind was found. They come home North" in accepted
    assert "both sides go home when they see the other go" in allowed
    assert signed.count("Name and office") == 2
    assert '<p lang="ar" dir="rtl">نعرف ذلك</p>' in page


def test_the_clause_of_a_finding_is_named_by_its_number(tmp_path: Path) -> None:
    page = pages(tmp_path, agreement_text(obligations=OBLIGATIONS))[1]
    assert "“sing <script>x()</script>” has no date: it can never be late." in unescape(plain(page))
    assert "( The text, 1a )" in plain(page)


def test_a_text_without_findings_has_a_sheet_too(tmp_path: Path) -> None:
    dated = "{title: march, clause: p1.a, who: south, to: north, deadline: {by: 2026-05-01}, verified_by: {any: mission}}"
    said = plain(pages(tmp_path, agreement_text(obligations=f"\n  march: {dated}"))[1])
    assert "0 errors and 0 warnings open;" in said
    assert "Whoever signs" not in said


def test_what_was_not_decided_is_said(tmp_path: Path) -> None:
    file = tmp_path / "agreement.yaml"
    file.write_text(agreement_text(), encoding="utf-8")
    text, lines = check_files(file)
    checked = Checked((), ("SC301", "SC704"), ("there was no time for SC301", "whether choices lock up is not decided"))
    for page in (report(text, checked, lines), sheet(text, checked)):
        assert "There was no time for SC301. Whether choices lock up is not decided." in plain(page)
    assert signing(text, checked)["undecided"] == ["There was no time for SC301.", "Whether choices lock up is not decided."]


def test_swapping_the_parties_swaps_the_sheet(tmp_path: Path) -> None:
    text = agreement_text(obligations=OBLIGATIONS.split("acknowledged")[0])
    one, other = (pages(tmp_path, given)[1] for given in (text, swap(text, "north", "south")))
    hash_, turned = (re.search(r"sha256:[0-9a-f]+", page) for page in (one, other))
    assert hash_ is not None
    assert turned is not None
    # The order of the file differs too, so the pieces are compared and not their places.
    pieces = re.compile(r">([^<]+)<")
    assert sorted(pieces.findall(swap(one, "north", "south").replace(hash_[0], turned[0]))) == sorted(pieces.findall(other))


def test_every_example_has_a_report_and_a_sheet() -> None:
    for name in examples():
        case = open_case(example=name)
        text, lines = check_case(case)
        checked = check(text, lines, seconds=60)
        for page in (report(text, checked, lines), sheet(text, checked)):
            assert Tags(page).wrong == [], name
            assert text.versions[-1].source.hash in page
        course = [line for finding in checked.findings for line in told(text, finding)]
        assert [line for line in course if not line.endswith((".", ")"))] == []


# --- the sheet as PDF


def facts_of(tmp_path: Path, text: str) -> dict[str, object]:
    file = tmp_path / "agreement.yaml"
    file.write_text(text, encoding="utf-8")
    checked_text, lines = check_files(file)
    return signing(checked_text, check(checked_text, lines))


def test_a_pdf_is_the_same_every_time_and_takes_no_commands(tmp_path: Path) -> None:
    pytest.importorskip("typst", reason="the extra `paper` is not installed")
    title = '"#panic(1) $x$ *y* `z` \\\\ ]"'
    facts = facts_of(tmp_path, agreement_text(title=title, obligations=OBLIGATIONS.split("acknowledged")[0]))
    first = printed(facts)
    assert (first[:5], first == printed(facts)) == (b"%PDF-", True)


def test_letters_without_a_font_are_not_printed_as_boxes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    typst = pytest.importorskip("typst", reason="the extra `paper` is not installed")
    monkeypatch.setattr(pdf, "FAMILIES", {"Libertinus Serif": ("latin", "cyrillic", "greek")})
    with pytest.raises(Invalid) as caught:
        printed(facts_of(tmp_path, agreement_text(title="شمال")))
    assert caught.value.faults[0].message == "cannot print: no font for letters that are arabic is installed"
    assert "Libertinus Serif" in typst.Fonts().families()


@pytest.mark.parametrize(("words", "scripts"), [
    ("Ceasefire – “North”, 3 × 4", set()), ("Мир", {"cyrillic"}), ("שלום και سلام", {"hebrew", "greek", "arabic"}),
    ("和平", {"like U+548C", "like U+5E73"}),
])  # fmt: skip
def test_the_letters_of_a_text_are_known(words: str, scripts: set[str]) -> None:
    assert pdf._scripts({"title": {"xx": words}, "open": [{"message": "plain"}]}) == scripts


def test_without_the_typesetter_the_remedy_is_given(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "typst", None)
    with pytest.raises(Invalid) as caught:
        printed(facts_of(tmp_path, agreement_text()))
    assert (caught.value.faults[0].code, "safeconduct[paper]" in caught.value.what_to_do()) == ("SC030", True)
