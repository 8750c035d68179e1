"""Which words of a page are the story, and which are the page? What trafilatura keeps, or all but the frame where it drops much.

Nothing of a page is fetched: no picture, style or address in it is looked at.
"""

import logging
import re
from collections.abc import Iterator
from datetime import datetime
from html.parser import HTMLParser

from safeconduct.intake.errors import cannot_bring_in, needs_extra

CHARACTERS = 3_000_000
_DEEP = 500
_LEAST = 200
_APART = frozenset("p h1 h2 h3 h4 h5 h6 li blockquote figcaption td th tr div section article pre dt dd table ul ol br".split())
_FRAME = frozenset("script style noscript template nav footer aside form svg iframe select button head".split())
_SPACE = re.compile(r"\s+")


def text_of(page: str, *, name: str) -> tuple[str, str, datetime | None]:
    """Give the story, paragraphs parted by empty lines, the author, and the day the page gives.

    Raises Invalid for a page that is too large or too deep.
    """
    try:
        import trafilatura
    except ImportError as error:
        raise needs_extra("HTML", name=name) from error
    if len(page) > CHARACTERS:
        raise cannot_bring_in(f"the page has more than {CHARACTERS:,} characters", name=name, remedy="save its text as a file")
    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
    every = list(paragraphs_of(page, name=name))
    found = trafilatura.bare_extraction(page, include_comments=False, include_links=False, favor_recall=True, with_metadata=True,
                                        date_extraction_params={"extensive_search": False, "original_date": True})  # fmt: skip
    story = [] if found is None else [line.strip() for line in (found.text or "").split("\n") if line.strip()]
    whole = sum(map(len, every))
    if sum(map(len, story)) < max(min(_LEAST, whole), 0.7 * whole if whole < 10 * _LEAST else _LEAST):
        story = every
    if not story:
        raise cannot_bring_in("the page has no words", name=name, remedy="open it and save its text as a .txt file")
    title = (found.title or "").strip() if found else ""
    if title and title not in story[:5]:
        story.insert(0, title)
    day = None
    if found and found.date and re.fullmatch(r"\d{4}-\d{2}-\d{2}", found.date):
        day = datetime.fromisoformat(found.date)
    return "\n\n".join(story), (found.author or "") if found else "", day


def paragraphs_of(page: str, *, name: str) -> Iterator[str]:
    """Give every paragraph that is not of the page's frame. Needs no further package."""
    reader = _Reader()
    reader.feed(page)
    reader.close()
    if reader.deepest > _DEEP:
        raise cannot_bring_in(f"the page is nested more than {_DEEP} deep", name=name, remedy="save its text as a .txt file")
    for piece in "".join(reader.pieces).split("\0"):
        if bare := _SPACE.sub(" ", piece).strip():
            yield bare


class _Reader(HTMLParser):
    """Collects words, with a zero sign where a paragraph begins or ends."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[str] = []
        self.hidden: list[str] = []
        self.deep = self.deepest = 0

    def handle_starttag(self, tag: str, attrs: object) -> None:
        if tag not in ("br", "hr", "img", "meta", "link", "input", "p", "li"):
            self.deep += 1
            self.deepest = max(self.deepest, self.deep)
        if tag in _FRAME:
            self.hidden.append(tag)
        if tag in _APART:
            self.pieces.append("\0")

    def handle_endtag(self, tag: str) -> None:
        if tag not in ("p", "li", "br"):
            self.deep = max(0, self.deep - 1)
        if self.hidden and tag == self.hidden[-1]:
            self.hidden.pop()
        if tag in _APART:
            self.pieces.append("\0")

    def handle_data(self, data: str) -> None:
        if not self.hidden:
            self.pieces.append(data.replace("\0", " "))
