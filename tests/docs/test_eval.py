"""The figures of `make eval` say what they claim to: a perfect reading has all of them, and each mistake lowers its own."""

from __future__ import annotations

import hashlib
import tomllib
from datetime import date
from pathlib import Path

import pytest
from msgspec.structs import replace

from eval import pairs
from eval.documents import Gold, document
from eval.missed import misses
from eval.outside import outside
from eval.run import main
from eval.score import Taken, Tally, score
from eval.table import missed, table
from safeconduct.intake.document import Span
from safeconduct.intake.draft import Bound, Draft, Place, Quantity, Source, When

TEXT = "Gate opens\n\nAbout 20 lorries left Rafah on 5 May, a driver told The Coast. " + (
    "Israel has not rejected the list of the ministry.\n"
)
TABLE = """
document = {agreement = "gaza-2025", type = "wire", publisher = "A Paper", created = 2025-05-06T08:00:00+02:00, made_up = true}
statement = [
  {id = "a", at = 2, chain = ["The Coast", "a driver"], kinds = ["newspaper", "anonymous"], actors = ["", ""], parent = "",
  cue = "told", stance = "asserts", polarity = "+", addressee = "", content = "About 20 lorries left Rafah on 5 May",
  quote = "indirect", certainty = "CT+", realis = "past", points = ["p7", "p8"]},
  {id = "b", at = 2, chain = ["Israel"], kinds = ["party"], actors = ["israel"], parent = "", cue = "has not rejected",
  stance = "rejects", polarity = "-", addressee = "", content = "the list of the ministry", quote = "indirect",
  certainty = "U", realis = "past", points = []}]
quantity = [{at = 2, surface = "About 20", low = 20, high = 20, approx = true, exhaustive = false, vague = "",
  counted = "lorries"}]
time = [{at = 2, surface = "on 5 May", start = 2025-05-05, end = 2025-05-06, precision = "day"}]
place = [{at = 2, surface = "Rafah", place = "rafah"}]
""".replace("\n  ", " ")
SHARES = {"chain", "chain prefix", "parent", "stance", "polarity", "quote", "certainty", "realis", "point top-1", "point top-2",
          "no point", "date precision", "nested chains"}  # fmt: skip


def gold() -> Gold:
    return document("one", TEXT, tomllib.loads(TABLE.replace("}, {", "},{").replace("[ {", "[{")))


def place(words: str) -> Span:
    start = TEXT.index(words)
    return Span(start, start + len(words))


def perfect() -> Taken:
    said = Draft(
        number=1, span=place("About 20 lorries left Rafah on 5 May, a driver told"), cue=place("told"), stance="asserts",
        content=place("About 20 lorries left Rafah on 5 May"), certainty="CT+",
        points=(Bound(point="p7", score=9), Bound(point="p8", score=5)),
        chain=(Source(words="The Coast", kind="newspaper"), Source(words="a driver", kind="anonymous")),
    )  # fmt: skip
    refused = Draft(
        number=2, span=place("Israel has not rejected the list of the ministry"),
        cue=place("has not rejected"), stance="rejects", polarity="-",
        content=place("the list of the ministry"), chain=(Source(words="Israel", kind="party", actor="israel"),),
    )  # fmt: skip
    return Taken(
        drafts=(said, refused), quantities=(Quantity(span=place("About 20"), low=20, high=20, approximate=True),),
        times=(When(span=place("on 5 May"), start=date(2025, 5, 5), end=date(2025, 5, 6), precision="day"),),
        places=(Place(span=place("Rafah"), place="rafah"),),
    )  # fmt: skip


def with_draft(at: int, **changed: object) -> Taken:
    drafts = list(perfect().drafts)
    drafts[at] = replace(drafts[at], **changed)
    return replace(perfect(), drafts=tuple(drafts))


def lowered(taken: Taken) -> set[str]:
    return {field for field, tally in score(gold(), taken).items() if tally.f1 is None or tally.f1 < 1}


def test_a_perfect_reading_has_every_figure() -> None:
    assert {field: tally.f1 for field, tally in score(gold(), perfect()).items()} == dict.fromkeys(score(gold(), perfect()), 1.0)
    assert misses(gold(), perfect()) == []


@pytest.mark.parametrize(
    ("taken", "fields"),
    [
        (with_draft(1, polarity="+"), {"polarity"}),
        (with_draft(1, stance="resists"), {"stance"}),
        (with_draft(0, quote="direct"), {"quote"}),
        (with_draft(0, certainty="PS+"), {"certainty"}),
        (with_draft(0, realis="planned"), {"realis"}),
        (with_draft(0, points=(Bound(point="p8", score=9), Bound(point="p7", score=5))), {"point top-1"}),
        (with_draft(0, points=(Bound(point="p9", score=9),)), {"point top-1", "point top-2"}),
        (with_draft(1, points=(Bound(point="p9", score=9),)), {"no point"}),
        (with_draft(1, parent=1), {"parent"}),
        (with_draft(0, content=place("About")), {"content"}),
        (with_draft(1, chain=(Source(words="Hamas", kind="party", actor="hamas"),)), {"source", "chain", "chain prefix"}),
        (with_draft(0, chain=(Source(words="The Coast", kind="newspaper"),)), {"source", "chain", "nested chains"}),
        (with_draft(0, chain=(Source(words="a driver", kind="anonymous"),)), {"chain", "chain prefix", "nested chains"}),
        (replace(perfect(), quantities=()), {"quantities"}),
        (replace(perfect(), quantities=(Quantity(span=place("About 20"), low=20, high=20),)), {"quantities"}),
        (replace(perfect(), times=(replace(perfect().times[0], end=date(2025, 5, 7)),)), {"dates", "date precision"}),
        (replace(perfect(), times=(replace(perfect().times[0], precision="week"),)), {"date precision"}),
        (replace(perfect(), places=(Place(span=place("Rafah"), place="gaza_city"),)), {"places"}),
    ],
)
def test_a_mistake_lowers_its_own_figure(taken: Taken, fields: set[str]) -> None:
    assert lowered(taken) == fields
    assert misses(gold(), taken) != [] or fields <= {"parent", "date precision", "no point", "places"}


def test_a_colon_is_no_cue() -> None:
    silent = TABLE.replace('cue = "told"', 'cue = ""')
    said = document("one", TEXT, tomllib.loads(silent.replace("}, {", "},{").replace("[ {", "[{")))
    comma = Span(place(", a driver").start, place(", a driver").start + 1)
    assert score(said, with_draft(0, cue=comma))["detect"] == Tally(2, 2, 2)
    assert score(said, with_draft(0, cue=place("told")))["detect"] == Tally(1, 2, 2)


def test_a_place_counts_once_a_paragraph() -> None:
    again = Place(span=place("Israel"), place="rafah")
    assert score(gold(), replace(perfect(), places=(*perfect().places, again)))["places"] == Tally(1, 1, 1)


def test_a_row_that_was_missed_lowers_recall_and_one_too_much_precision() -> None:
    one = replace(perfect(), drafts=perfect().drafts[:1])
    more = replace(perfect(), drafts=(*perfect().drafts, replace(perfect().drafts[1], number=3)))
    own_voice = replace(perfect(), drafts=(*perfect().drafts, replace(perfect().drafts[1], number=3, quote="narrator")))
    assert score(gold(), one)["detect"] == Tally(1, 1, 2)
    assert score(gold(), more)["detect"] == Tally(2, 3, 2)
    assert score(gold(), own_voice)["detect"] == Tally(2, 2, 2)


def test_a_day_that_is_open_is_right_with_every_reading_alone() -> None:
    other = (date(2025, 5, 12), date(2025, 5, 13))
    second = '{at = 2, surface = "on 5 May", start = 2025-05-12, end = 2025-05-13, precision = "day"}, '
    twice = TABLE.replace("time = [", "time = [" + second)
    open_day = document("one", TEXT, tomllib.loads(twice))
    both = replace(perfect(), times=(replace(perfect().times[0], candidates=(other,)),))
    assert score(open_day, perfect())["dates"] == Tally(0, 1, 1)
    assert score(open_day, both)["dates"] == Tally(1, 1, 1)


def test_a_kept_document_is_not_shown(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--show", "k01"]) == 1
    assert capsys.readouterr().out.startswith("k01 is not one of the open documents.")


FIGURE = {"counted": "lorries", "on": "p7", "chain": [["The Coast", "newspaper", ""]], "low": 20, "high": 20, "approx": False,
          "vague": False, "said": ["2025-05-06", "2025-05-06"], "place": "", "grows": False}  # fmt: skip
ROWS = [{**FIGURE, "figure": "a"}, {**FIGURE, "figure": "b", "chain": [["The Hill", "newspaper", ""]], "low": 30, "high": 30}]


def test_a_pair_is_right_where_it_is_called_the_same() -> None:
    right = pairs.of_rows("one", [*ROWS, {"pair": ["b", "a"], "label": "conflicting"}])
    otherwise = pairs.of_rows("one", [*ROWS, {"pair": ["a", "b"], "label": "touching"}])
    none = pairs.of_rows("one", ROWS)
    assert pairs.misses(right) == []
    assert pairs.judged(right)["pairs"] == pairs.judged(right)["conflicting"] == Tally(1, 1, 1)
    assert pairs.judged(otherwise)["pairs"] == pairs.judged(otherwise)["pair kind"] == Tally(0, 1, 1)
    assert pairs.misses(otherwise) == ["a and b: touching was called conflicting"]
    assert pairs.judged(none)["pairs"] == Tally(0, 1, 0)


def test_what_is_asked_stands_beside_and_what_is_below_it_is_told() -> None:
    good, bad = {"detect": Tally(9, 10, 10)}, {"detect": Tally(8, 10, 10)}
    lines = list(table({"dep": good, "shallow": bad}))
    assert lines[-1].split() == "detect 9 10 10 0.900 0.900 0.900 8 10 10 0.800 0.800 0.800 P 0.85, R 0.80".split()
    assert (list(missed("open", good)), list(missed("open", bad))) == ([], ["open: detect precision is 0.800, asked is 0.85"])


PLACES = """
document = {agreement = "gaza-2025", type = "wire", publisher = "A Paper", created = 2025-05-06T08:00:00+02:00, sha256 = "SHA"}
quantity = [{surface = [12, 20], low = 20, high = 20, approx = true, exhaustive = false, vague = ""}]
statement = [{id = "a", chain = ["a driver"], actors = [""], parent = "", cue = [59, 63], content = [12, 48], stance = "asserts",
  polarity = "+", quote = "indirect", certainty = "CT+", realis = "past", points = []}]
""".replace("\n  ", " ")


def test_a_document_from_outside_is_judged_by_its_places_or_by_the_table_beside_it(tmp_path: Path) -> None:
    reports, tables = tmp_path / "reports", tmp_path / "tables"
    reports.mkdir()
    tables.mkdir()
    (reports / "far.txt").write_text(TEXT)
    (reports / "near.txt").write_text(TEXT)
    (reports / "near.toml").write_text(TABLE.replace("}, {", "},{").replace("[ {", "[{"))
    (tables / "far.toml").write_text(PLACES.replace("SHA", hashlib.sha256(b"another").hexdigest()))
    assert [one.name for one in outside(reports, tables)] == ["near"]
    (tables / "far.toml").write_text(PLACES.replace("SHA", hashlib.sha256(TEXT.encode()).hexdigest()))
    far = next(iter(outside(reports, tables)))
    assert (far.name, far.counts[0].span, far.rows[0].cue, far.rows[0].content) == (
        "far", place("About 20"), place("told"), place("About 20 lorries left Rafah on 5 May"),
    )  # fmt: skip
