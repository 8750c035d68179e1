"""Bytes that came in: what form are they, and which documents do they hold?

An e-mail with attachments and a feed hold several. What cannot be read is refused with what to do; nothing is guessed.
"""

import re
from zoneinfo import ZoneInfo

from msgspec.structs import replace

from safeconduct.intake import html, pdf
from safeconduct.intake.document import Document
from safeconduct.intake.errors import cannot_bring_in
from safeconduct.intake.made import Declared, made
from safeconduct.intake.text import decoded

MAX_BYTES = 20_000_000
_CHARSET = re.compile(rb"(?i)<meta[^>]{0,200}charset=[\"']?([\w.:-]{1,40})")
_PACKED = (b"PK\x03\x04", b"\x1f\x8b", b"\xd0\xcf\x11\xe0", b"Rar!", b"7z\xbc\xaf", b"BZh", b"\xfd7zXZ")
_PICTURES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"II*\x00", b"MM\x00*")


def bring_in(data: bytes, *, name: str, media_type: str = "", declared: Declared | None = None) -> tuple[Document, ...]:
    """Give the documents that bytes hold. Raises Invalid (SC042) where they cannot be read."""
    declared = declared or Declared()
    if len(data) > MAX_BYTES:
        raise cannot_bring_in(f"it is larger than {MAX_BYTES:,} bytes", name=name, remedy="bring it in as several parts")
    if not data.strip():
        raise cannot_bring_in("it is empty", name=name, remedy="look whether the file was saved")
    form = form_of(data, name=name, media_type=media_type)
    if form == "packed":
        raise cannot_bring_in("it is an archive or an office file", name=name, remedy="save what is in it as text, HTML or PDF")
    if form == "picture":
        raise cannot_bring_in("it is a picture", name=name, remedy="have a person type or check its text, and bring that in")
    if form == "PDF":
        return (made(data, pdf.text_of(data, name=name), name=name, media_type="application/pdf", declared=declared),)
    if form == "HTML":
        return (_page(data, name, declared),)
    if form != "text":
        raise cannot_bring_in(f"{form} is not read yet", name=name, remedy="save its text as a .txt file and bring that in")
    return (made(data, decoded(data, name=name), name=name, media_type="text/plain", declared=declared),)


def _page(data: bytes, name: str, declared: Declared) -> Document:
    said = _CHARSET.search(data[:2_000])
    text, author, day = html.text_of(decoded(data, name=name, charset=said[1].decode() if said else ""), name=name)
    declared = replace(declared, author=declared.author or author)
    document = made(data, text, name=name, media_type="text/html", declared=declared)
    if document.created is None and day is not None:
        # What the page tells machines is taken only where it tells people nothing.
        day = day.replace(tzinfo=ZoneInfo(declared.zone)) if declared.zone else day
        return replace(document, created=day, day_only=True)
    return document


def form_of(data: bytes, *, name: str, media_type: str = "") -> str:
    """Say what bytes are: what they begin with goes before what they are called."""
    head = data[:2_000].lstrip(b"\xef\xbb\xbf \t\r\n")
    low = head.lower()
    ending = name.rsplit(".", 1)[-1].lower() if "." in name else ""
    if head.startswith(b"%PDF-"):
        return "PDF"
    if head.startswith(_PACKED):
        return "packed"
    if head.startswith(_PICTURES):
        return "picture"
    if low.startswith((b"<?xml", b"<rss", b"<feed")) and (b"<rss" in low or b"<feed" in low or b"<rdf:rdf" in low):
        return "a feed"
    if b"<!doctype html" in low or b"<html" in low or ending in ("html", "htm", "xhtml") or media_type == "text/html":
        return "HTML"
    if ending in ("eml", "mbox") or media_type == "message/rfc822":
        return "an e-mail"
    if low.startswith(b"<?xml"):
        return "XML"
    return "text"
