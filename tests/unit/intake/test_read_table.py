"""The table of `safeconduct read`: under each paragraph who says what; words once, figures and days as they are read."""

from datetime import date
from pathlib import Path

import pytest

from safeconduct.cli.main import main
from safeconduct.cli.read_drafts import _count, _when
from safeconduct.intake.document import Span
from safeconduct.intake.draft import Quantity, When

AT = Span(0, 1)
STORY = """Panel asks for the weapons

By Amal Deng (River Press Agency) September 6, 2005

According to the Daily Courier, the Government of Indonesia urged GAM to give up 840 weapons by September 12, 2005.

GAM has not rejected the proposal.

GAM said that 100 to 200 people are waiting.
"""


def test_a_source_that_quotes_another_says_no_words_again(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    (tmp_path / "story.txt").write_text(STORY)
    assert main(["read", str(tmp_path / "story.txt"), "--example", "aceh-2005"]) == 0
    table = capsys.readouterr().out.partition(" drafts by ")[2]
    lines = [" ".join(line.split()) for line in table.splitlines()]
    outer = next(line for line in lines if "Daily Courier: reports" in line)
    inner = next(line for line in lines if "Government of Indonesia [goi]: urges" in line)
    # The inner one stands further in, directly below, and the words are printed once.
    assert lines.index(inner) == lines.index(outer) + 1
    assert (table.count("840 weapons"), "paragraph 3" in table) == (1, True)
    assert any(line in ("how many 840", "how many 840 weapons") for line in lines)
    assert any("GAM [gam]: NOT rejects" in line for line in lines)
    assert any(line.startswith("how many 100 to 200") for line in lines)
    assert any(line.startswith("when by September 12, 2005") and line.endswith("12 Sep 2005") for line in lines)


@pytest.mark.parametrize(("words", "told", "shown"), [
    ("100-200", {"low": 100, "high": 200}, "100-200 = 100 to 200"), ("106", {"low": 106, "high": 106}, "106"),
    ("over 106", {"low": 107, "high": None}, "over 106 = at least 107"), ("dozens", {"low": None, "high": None}, "dozens"),
    ("about a dozen", {"low": 12, "high": 12, "approximate": True}, "about a dozen = about 12"),
    ("3 of 20", {"low": 3, "high": 3, "of": 20}, "3 of 20"),
])  # fmt: skip
def test_a_figure_stands_beside_its_words(words: str, told: dict, shown: str):
    assert _count(words, Quantity(span=AT, **told)) == shown


@pytest.mark.parametrize(("told", "shown"), [
    ({"start": date(2025, 11, 5), "end": date(2025, 11, 6), "precision": "day"}, "then = 5 Nov 2025"),
    ({"start": date(2025, 11, 3), "end": date(2025, 11, 10), "precision": "week"}, "then = 3 Nov 2025 to 9 Nov 2025"),
    ({"start": None, "end": None, "precision": "day"}, "then (no day known)"),
    ({"start": date(2025, 4, 3), "end": date(2025, 4, 4), "precision": "day", "modifier": "before",
      "candidates": ((date(2025, 3, 4), date(2025, 3, 5)),)}, "then = before 3 Apr 2025, or 4 Mar 2025"),
])  # fmt: skip
def test_a_time_is_told_in_days_with_the_last_inside(told: dict, shown: str):
    assert _when("then", When(span=AT, **told)) == shown
