"""The page on security names tests that exist, and leaves no line of its list without a test or a plain `not yet`."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

HERE = Path(__file__).resolve().parents[2]
PAGE = (HERE / "docs" / "security.md").read_text(encoding="utf-8")
NAMED = re.compile(r"`(tests/[a-z0-9_/]+\.py)(?:::(test_[a-z0-9_]+))?`")
ASKED = [line for line in PAGE.split("## By the list of OWASP")[1].splitlines() if line.startswith("| ") and line[2].isdigit()]


@pytest.mark.parametrize(("file", "test"), sorted(set(NAMED.findall(PAGE))))
def test_a_test_that_the_page_names_exists(file: str, test: str) -> None:
    text = (HERE / file).read_text(encoding="utf-8")
    assert not test or re.search(rf"^def {test}\(", text, re.MULTILINE)


@pytest.mark.parametrize("line", ASKED)
def test_every_line_has_a_test_or_says_that_it_has_none(line: str) -> None:
    proved = line.rstrip(" |").rsplit("|", 1)[1]
    assert NAMED.search(proved) or "not yet" in proved or "does not apply" in proved


def test_the_list_is_not_empty() -> None:
    assert len(ASKED) > 20
