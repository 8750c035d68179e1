"""The words of a page that nobody quotes: found where they are English, and not where they are quoted."""

from __future__ import annotations

import pytest

from tests.web.latin import latin


def page(inside: str) -> str:
    return f'<html lang="he" dir="rtl"><head><title>Board</title></head><body>{inside}</body></html>'


@pytest.mark.parametrize("inside", [
    "<p>Who decides</p>", "<p>מי Who</p>", "<ul><li>a<li><b>Yes</b></ul>", "<svg><text>Board</text></svg>",
    "<bdi>x</bdi><p>After it</p>", "\u2068x\u2069 outside",
])  # fmt: skip
def test_words_of_the_page_s_own_are_found(inside):
    assert len(latin(page(inside))) == 1


@pytest.mark.parametrize("inside", [
    "<p>מי</p>", "<p><bdi>Israel</bdi></p>", '<p lang="en" dir="ltr">Who decides</p>', "<code>by</code>",
    "\u2068Al \u2068Jazeera\u2069\u2069 דיווח", "<script>const board = 1</script>", "12:00 UTC",
    '<span class="where">case/agreement.yaml:3</span>', "SYN-2X3Y", "SC201 no-deadline", '<span dir="auto">As entered</span>',
])  # fmt: skip
def test_what_is_quoted_is_none_of_them(inside):
    assert latin(page(inside)) == []
