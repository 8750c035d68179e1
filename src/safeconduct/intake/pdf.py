"""Which words does a PDF with a text layer hold, page by page? A scan without text is refused: a person types it.

Read by pypdf; where that finds nothing or stumbles, by pdfminer. A paragraph that a page's end parts stays parted. Pages without
text among others that have some are told.
"""

import io
import logging
import re
from itertools import islice
from time import monotonic
from typing import TYPE_CHECKING

import msgspec

from safeconduct.intake.errors import cannot_bring_in, needs_extra
from safeconduct.intake.lines import parted, unbroken
from safeconduct.kernel.errors import Invalid

if TYPE_CHECKING:
    from pypdf import PdfReader

PAGES = 300
SECONDS = 30
LETTERS = 1_000_000
_BY_THE_SECOND = 20
"""How many pages the slower reader is given."""
_BROKEN_WORD = re.compile(r"(?<=[a-z])-\n(?=[a-z])")


class Pages(msgspec.Struct, frozen=True, kw_only=True):
    """The text, pages parted by an empty line; the character each page begins at; and the pages that hold no text."""

    text: str
    starts: tuple[int, ...]
    without: tuple[int, ...]


def text_of(data: bytes, *, name: str) -> Pages:
    """Give the text. Raises Invalid for a PDF that is locked, broken, too long or without text."""
    try:
        from pdfminer.high_level import extract_text
        from pypdf import PdfReader
    except ImportError as error:
        raise needs_extra("PDF", name=name) from error
    for reader_name in ("pypdf", "pdfminer"):
        logging.getLogger(reader_name).setLevel(logging.CRITICAL)
    # Both readers raise errors of every family on a broken file; whatever it was, the file is refused.
    try:
        reader = PdfReader(io.BytesIO(data))
        locked = reader.is_encrypted
        count = 0 if locked else len(reader.pages)
    except Exception as error:
        raise cannot_bring_in("the PDF is broken", name=name, remedy="open it and save it again, or save its text") from error
    if locked:
        raise cannot_bring_in("the PDF is locked", name=name, remedy="save it without its password")
    if count > PAGES:
        raise cannot_bring_in(f"the PDF has {count} pages, more than {PAGES}", name=name, remedy="save the pages that matter")
    try:
        pages = _pages(reader, name=name) if count else []
    except Invalid:
        raise
    except Exception:
        pages = []
    if not any(map(str.strip, pages)):
        try:
            pages = extract_text(io.BytesIO(data), maxpages=_BY_THE_SECOND).split("\f")[:count]
        except Exception:
            pages = []
    if not any(map(str.strip, pages)):
        raise cannot_bring_in("the PDF has no text layer: it is a picture of a page", name=name,
                              remedy="have a person type or check its words, and bring that in as text")  # fmt: skip
    return _together(pages + [""] * (count - len(pages)))


def _together(pages: list[str]) -> Pages:
    text, starts, without = "", list[int](), list[int]()
    for number, page in enumerate(pages, 1):
        words = _BROKEN_WORD.sub("", page.replace("\x00", "").replace("\f", "\n\n")).strip("\n")
        if not words.strip():
            without.append(number)
        text += "\n\n" if text else ""
        starts.append(len(text))
        text += unbroken(parted(words) if "\n\n" not in words else words)
    return Pages(text=text, starts=tuple(starts), without=tuple(without))


def _pages(reader: "PdfReader", *, name: str) -> list[str]:
    end, letters = monotonic() + SECONDS, 0
    found: list[str] = []
    for page in islice(reader.pages, PAGES):
        found.append(page.extract_text())
        letters += len(found[-1])
        if letters > LETTERS or monotonic() > end:
            raise cannot_bring_in("the PDF takes too long or holds too much text", name=name, remedy="save the pages that matter")
    return found
