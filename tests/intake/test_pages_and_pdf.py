"""Documents in with the extra `intake`: HTML, and PDF with a text layer; what is hostile or empty is refused."""

import pytest

from safeconduct.intake import pdf as pages
from safeconduct.intake.bringing_in import bring_in
from safeconduct.kernel.errors import Invalid

LINES = [f"Paragraph {number}: the mission said that about 40 people were waiting at the bridge." for number in range(4)]
PAGE = ("<!doctype html><html><head><title>Ferry halted</title>"
        "<script>var x = 'nobody said this'</script></head><body><nav>Home</nav>"
        "<article><h1>Ferry halted</h1>"
        "<p>By Amal Deng (River Press Agency) March 6, 2025 18:05</p>"
        + "".join(f"<p>{line}</p>" for line in LINES) + "</article>"
        "<footer>All rights reserved</footer></body></html>")  # fmt: skip


def pdf(words: str, *, pages: int = 1) -> bytes:
    """Write a PDF by hand: one line of words on each page, or none."""
    body = f"BT /F1 12 Tf 50 700 Td ({words}) Tj ET".encode() if words else b" "
    kids = " ".join("3 0 R" for _ in range(pages))
    parts = [b"<</Type/Catalog/Pages 2 0 R>>", f"<</Type/Pages/Kids[{kids}]/Count {pages}>>".encode(),
             b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>",
             b"<</Length %d>>stream\n" % len(body) + body + b"\nendstream",
             b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"]  # fmt: skip
    out, places = b"%PDF-1.4\n", []
    for number, part in enumerate(parts, 1):
        places.append(len(out))
        out += b"%d 0 obj\n" % number + part + b"\nendobj\n"
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    return out + b"xref\n0 6\n0000000000 65535 f \n" + table + b"trailer<</Size 6/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % len(out)


def message(data: bytes, name: str) -> str:
    """Give why a document is refused."""
    with pytest.raises(Invalid) as caught:
        bring_in(data, name=name)
    assert caught.value.faults[0].code == "SC042"
    return caught.value.faults[0].message.removeprefix("cannot bring in: ")


def test_a_page_gives_its_story_and_not_its_frame():
    (document,) = bring_in(PAGE.encode(), name="page.html")
    assert [document.words(block.span) for block in document.blocks if block.kind == "body"] == LINES
    assert [word for word in ("nobody", "Home", "rights") if word in document.text] == []


def test_what_a_page_tells_people_of_its_hour_goes_before_what_it_tells_machines():
    page = PAGE.replace("<head>", '<head><meta property="article:published_time" content="2025-03-09">')
    (document,) = bring_in(page.encode(), name="page.html")
    assert (document.publisher, document.created.isoformat()) == ("River Press Agency", "2025-03-06T18:05:00")
    (unsigned,) = bring_in(page.replace(" March 6, 2025 18:05", "").encode(), name="page.html")
    assert (unsigned.created.isoformat(), unsigned.day_only) == ("2025-03-09T00:00:00", True)


def test_a_page_without_a_day_has_none():
    (document,) = bring_in(PAGE.replace(" March 6, 2025 18:05", "").encode(), name="page.html")
    assert document.created is None


def test_a_short_page_loses_nothing():
    (document,) = bring_in(b"<html><p>The mission said no.</p><p>The panel met.</p></html>", name="page.html")
    assert document.text == "The mission said no.\n\nThe panel met."


def test_entities_of_a_page_are_not_multiplied():
    bomb = b"<!DOCTYPE html [<!ENTITY a 'aaaa'><!ENTITY b '&a;&a;&a;'>]><html><p>&b; The mission said no.</p></html>"
    (document,) = bring_in(bomb, name="page.html")
    assert ("aaaa" in document.text, "The mission said no." in document.text) == (False, True)


@pytest.mark.parametrize(("data", "why"), [
    (b"<html>" + b"<div>" * 20_000 + b"x", "the page is nested more than 500 deep"),
    (b"<html><p>" + b"word " * 700_000, "the page has more than 3,000,000 characters"),
    (b"<html><script>only()</script></html>", "the page has no words"),
], ids=["deep", "long", "none"])  # fmt: skip
def test_hostile_pages_are_refused(data: bytes, why: str):
    assert message(data, "page.html") == why


def test_a_pdf_gives_its_words():
    (document,) = bring_in(pdf("The mission said that 40 people were waiting.", pages=2), name="report.pdf")
    assert document.text.split("\n\n") == ["The mission said that 40 people were waiting."] * 2
    assert document.media_type == "application/pdf"


@pytest.mark.parametrize(("data", "why"), [
    (pdf(""), "the PDF has no text layer: it is a picture of a page"),
    (b"%PDF-1.4 nothing of a PDF", "the PDF is broken"),
    (pdf("word", pages=301), "the PDF has 301 pages, more than 300"),
], ids=["picture", "broken", "pages"])  # fmt: skip
def test_a_pdf_that_cannot_be_read_is_refused(data: bytes, why: str):
    assert message(data, "report.pdf") == why


def test_a_locked_pdf_is_refused():
    import io

    from pypdf import PdfReader, PdfWriter

    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(pdf("The mission said no."))))
    writer.encrypt("secret", algorithm="RC4-128")
    locked = io.BytesIO()
    writer.write(locked)
    assert message(locked.getvalue(), "report.pdf") == "the PDF is locked"


def test_a_paragraph_of_a_pdf_tells_its_page_and_pages_without_text_are_told():
    (document,) = bring_in(pdf("The mission said no.", pages=3), name="a.pdf")
    assert ([block.page for block in document.blocks], document.unread_pages) == ([1, 2, 3], ())


def test_a_page_of_a_pdf_that_is_a_picture_is_told(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(pages, "_pages", lambda reader, *, name: ["The mission said no.", " ", "The panel\nmet."])
    (document,) = bring_in(pdf("words", pages=3), name="a.pdf")
    assert ([block.page for block in document.blocks], document.unread_pages) == ([1, 3], (2,))
