"""Bytes that came in: what form are they, and which documents do they hold?

An e-mail with attachments and a feed hold several; what of them cannot be read is told, and the rest is there.
What cannot be read is refused with what to do; nothing is guessed.
"""

import re
from zoneinfo import ZoneInfo

import msgspec
from msgspec.structs import replace

from safeconduct.intake import feed, html, mail, pdf
from safeconduct.intake.blocks import kinds, paragraphs
from safeconduct.intake.document import Document
from safeconduct.intake.errors import cannot_bring_in
from safeconduct.intake.lines import unbroken
from safeconduct.intake.made import Declared, made
from safeconduct.intake.text import decoded
from safeconduct.kernel.errors import Fault, Invalid

MAX_BYTES = 20_000_000
DEEP = 3
"""How deep e-mails may hang on e-mails."""
_CHARSET = re.compile(rb"(?i)<meta[^>]{0,200}charset=[\"']?([\w.:-]{1,40})")
_PACKED = (b"PK\x03\x04", b"\x1f\x8b", b"\xd0\xcf\x11\xe0", b"Rar!", b"7z\xbc\xaf", b"BZh", b"\xfd7zXZ")
_PICTURES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"II*\x00", b"MM\x00*")


class Brought(msgspec.Struct, frozen=True, kw_only=True):
    """The documents that bytes held, and what of the bytes could not be read, with what to do."""

    documents: tuple[Document, ...]
    refused: tuple[Fault, ...] = ()


def bring_in(data: bytes, *, name: str, media_type: str = "", declared: Declared | None = None) -> tuple[Document, ...]:
    """Give the documents that bytes hold. Raises Invalid (SC042) where they cannot be read, or where no part of them can."""
    found = brought(data, name=name, media_type=media_type, declared=declared)
    if not found.documents:
        raise Invalid(list(found.refused))
    return found.documents


def brought(data: bytes, *, name: str, media_type: str = "", declared: Declared | None = None, deep: int = 0) -> Brought:
    """Give the documents that bytes hold, and what could not be read of them. Raises Invalid (SC042) for the whole."""
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
        return Brought(documents=(_pages(data, name, declared),))
    if form == "HTML":
        return Brought(documents=(_page(data, name, declared),))
    if form == "an e-mail":
        return _mail(data, name, declared, deep)
    if form == "a feed":
        return _feed(data, name, declared)
    if form != "text":
        raise cannot_bring_in(f"{form} is not read", name=name, remedy="save its text as a .txt file and bring that in")
    text = unbroken(decoded(data, name=name))
    return Brought(documents=(made(data, text, name=name, media_type="text/plain", declared=declared),))


def _pages(data: bytes, name: str, declared: Declared) -> Document:
    found = pdf.text_of(data, name=name)
    document = made(data, found.text, name=name, media_type="application/pdf", declared=declared, pages=found.starts)
    return replace(document, unread_pages=found.without)


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


def _mail(data: bytes, name: str, declared: Declared, deep: int) -> Brought:
    """Bring in an e-mail: what its writer says, and what hangs on it."""
    found = mail.opened(data, name=name)
    documents, refused = list[Document](), list[Fault]()
    text = html.text_of(found.page, name=name)[0] if found.page.strip() else unbroken(mail.apart(found.text))
    if text.strip():
        whole = f"{found.subject}\n\n{text}" if found.subject else text
        told = replace(declared, author=declared.author or found.sender, publisher=declared.publisher or found.sender,
                       created=declared.created or found.sent)  # fmt: skip
        spans = list(paragraphs(whole))
        named = kinds([whole[span.start:span.end] for span in spans])
        if found.subject:
            named[0] = "headline"
        marked = mail.paragraphs(whole, list(zip(spans, named, strict=True)))
        documents.append(made(data, whole, name=name, media_type="message/rfc822", declared=told, marked=marked))
    for part in found.parts:
        called = f"{name}: {part.name}"
        try:
            if deep >= DEEP:
                raise cannot_bring_in(f"e-mails hang on e-mails more than {DEEP} deep", name=called,
                                      remedy="save it as a file of its own")  # fmt: skip
            inner = brought(part.data, name=called, media_type=part.media_type, declared=declared, deep=deep + 1)
        except Invalid as refusal:
            refused += refusal.faults
            continue
        documents += inner.documents
        refused += inner.refused
    if found.left:
        refused += cannot_bring_in(f"{found.left} of its parts were left: it has more than {mail.PARTS}", name=name,
                                   remedy="save them as files of their own").faults  # fmt: skip
    if not documents and not refused:
        raise cannot_bring_in("the e-mail has no words", name=name, remedy="open it and save its text as a .txt file")
    return Brought(documents=tuple(documents), refused=tuple(refused))


def _feed(data: bytes, name: str, declared: Declared) -> Brought:
    """Bring in a feed: each entry is a document of its own, with the hash of what the feed gives for it."""
    found = feed.opened(data, name=name)
    documents = [
        made(one.data, one.text, name=one.name, media_type="application/json", declared=replace(
            declared, author=declared.author or one.author, publisher=declared.publisher or one.publisher,
            created=declared.created or one.created)) for one in found.entries
    ]  # fmt: skip
    told = ((found.left, f"entries were left: a feed is read up to {feed.ENTRIES}", "ask for it more often"),
            (found.empty, "entries have no words", "open what they link to, and save its text"))  # fmt: skip
    refused = [fault for count, why, remedy in told if count
               for fault in cannot_bring_in(f"{count} {why}", name=name, remedy=remedy).faults]  # fmt: skip
    return Brought(documents=tuple(documents), refused=tuple(refused))


def form_of(data: bytes, *, name: str, media_type: str = "") -> str:
    """Say what bytes are: what they begin with goes before what they are called."""
    head = data[:8_000].lstrip(b"\xef\xbb\xbf \t\r\n")
    low = head[:2_000].lower()
    ending = name.rsplit(".", 1)[-1].lower() if "." in name else ""
    if head.startswith(b"%PDF-"):
        return "PDF"
    if head.startswith(_PACKED):
        return "packed"
    if head.startswith(_PICTURES):
        return "picture"
    if feed.is_feed(head):
        return "a feed"
    if ending == "mbox" and head.startswith(b"From "):
        return "a box of e-mails"
    if ending == "eml" or media_type == "message/rfc822" or mail.is_mail(head):
        return "an e-mail"
    if b"<!doctype html" in low or b"<html" in low or ending in ("html", "htm", "xhtml") or media_type == "text/html":
        return "HTML"
    if low.startswith(b"<?xml"):
        return "XML"
    return "text"
