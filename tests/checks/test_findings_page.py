"""The page on the truth of the findings: each one on a worked example is argued there, and none that is argued has gone."""

import re
from functools import cache
from pathlib import Path

import pytest

from safeconduct.agreement.casefile import Texts, examples, open_case
from safeconduct.checks.opening import check_case
from safeconduct.checks.rule import every_rule
from safeconduct.checks.run import check

PAGE = Path(__file__).parents[2] / "docs" / "explanation" / "findings.md"
HEADINGS = {
    "Gaza 2025": ("gaza-2025",),
    "Gaza 2025 with the draft for Rafah": ("gaza-2025", "drafts/rafah-passage.yaml"),
    "Aceh 2005": ("aceh-2005",),
    "Dayton 1995, Annex 1-A": ("dayton-1a-1995",),
    "El Salvador 1992": ("el-salvador-1992",),
    "Minsk 2015": ("minsk-ii-2015",),
}
VERDICTS = {"true", "intended", "doubtful"}


@cache
def rows(heading: str) -> tuple[tuple[str, tuple[str, ...], str, str], ...]:
    """Give the rows under a heading: (rule, places, verdict, why)."""
    part = PAGE.read_text(encoding="utf-8").partition(f"\n## {heading}\n")[2].partition("\n## ")[0]
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in part.splitlines() if line.startswith("| SC")]
    return tuple((rule, tuple(re.split(r",\s*", where)), verdict, why) for rule, where, verdict, why in cells)


def argued(heading: str) -> list[tuple[str, str]]:
    return [(rule, place) for rule, places, _, _ in rows(heading) for place in places]


@cache
def found(heading: str) -> frozenset[tuple[str, str]]:
    """Give (rule, place) of every finding, open or answered for, in the text as it is in force and as it was signed."""
    name, *beside = HEADINGS[heading]
    both = set()
    for texts in Texts:
        text, lines = check_case(open_case(example=name, with_files=beside, texts=texts))
        checked = check(text, lines, seconds=60)
        assert checked.undecided == ()
        both |= {(f"{one.code} {one.name}", one.path.split(".")[1]) for one in checked.findings}
    return frozenset(both)


def test_every_worked_example_has_its_part_of_the_page() -> None:
    assert {name for name, *_ in HEADINGS.values()} == set(examples())
    assert re.findall(r"^## (.+)$", PAGE.read_text(encoding="utf-8"), re.MULTILINE) == list(HEADINGS)


@pytest.mark.parametrize("heading", HEADINGS)
def test_every_finding_is_argued(heading: str) -> None:
    already = set(argued("Gaza 2025")) if heading == "Gaza 2025 with the draft for Rafah" else set()
    assert sorted(found(heading) - set(argued(heading)) - already) == []


@pytest.mark.parametrize("heading", HEADINGS)
def test_nothing_is_argued_that_is_not_found(heading: str) -> None:
    assert sorted(set(argued(heading)) - found(heading)) == []


@pytest.mark.parametrize("heading", HEADINGS)
def test_each_is_argued_once_with_a_verdict_and_a_reason(heading: str) -> None:
    places = argued(heading)
    assert sorted(place for place in set(places) if places.count(place) > 1) == []
    assert {rule for rule, *_ in rows(heading)} <= {f"{one.code} {one.name}" for one in every_rule()}
    assert {verdict for _, _, verdict, _ in rows(heading)} <= VERDICTS
    assert [(rule, why) for rule, _, _, why in rows(heading) if len(why.split()) < 6 or not why.endswith(".")] == []
