"""What does a feed hold: each entry as a document of its own, with its title, its words, its day and its link?

Nothing that an entry links to is fetched. A feed says when each entry was published; that goes before the time of the feed.
"""

import io
import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import msgspec

from safeconduct.intake import html
from safeconduct.intake.errors import cannot_bring_in, needs_extra

ENTRIES = 500
_LONG = 500


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """An entry of a feed. `data` is what the feed gives for it, in one spelling: the same entry has the same hash tomorrow."""

    name: str
    data: bytes
    text: str
    publisher: str
    author: str
    created: datetime | None


class Feed(msgspec.Struct, frozen=True, kw_only=True):
    """A feed taken apart. `left` counts the entries beyond the limit, `empty` those without words."""

    entries: tuple[Entry, ...]
    left: int
    empty: int


def is_feed(head: bytes) -> bool:
    """Say whether bytes begin as RSS or Atom."""
    low = head.lower()
    return low.startswith((b"<?xml", b"<rss", b"<feed", b"<rdf:rdf")) and any(
        mark in low for mark in (b"<rss", b"<feed", b"<rdf:rdf"))  # fmt: skip


def opened(data: bytes, *, name: str) -> Feed:
    """Take a feed apart. Raises Invalid for one that declares entities of its own, and for one that has no entries."""
    try:
        import feedparser
    except ImportError as error:
        raise needs_extra("a feed", name=name) from error
    if b"<!ENTITY" in data:
        raise cannot_bring_in("the feed declares entities of its own, as hostile ones do", name=name,
                              remedy="ask for it without them")  # fmt: skip
    # Given as a stream: words alone would be taken for an address to fetch or a file to open.
    try:
        found = feedparser.parse(io.BytesIO(data))
    except Exception as error:
        raise cannot_bring_in("the feed is broken", name=name, remedy="ask whoever publishes it") from error
    if not found.entries:
        raise cannot_bring_in("the feed has no entries", name=name, remedy="look whether the address is that of a feed")
    title = _line(found.feed.get("title", ""))
    entries = list(_entries(found.entries[:ENTRIES], name=name, publisher=title))
    return Feed(entries=tuple(entries), left=max(0, len(found.entries) - ENTRIES),
                empty=min(len(found.entries), ENTRIES) - len(entries))  # fmt: skip


def _entries(found: list[Any], *, name: str, publisher: str) -> Iterator[Entry]:
    for number, one in enumerate(found, 1):
        title, words = _line(one.get("title", "")), _words(one)
        paragraphs = list(html.paragraphs_of(words, name=name))
        if title and title not in paragraphs[:1]:
            paragraphs.insert(0, title)
        if not paragraphs:
            continue
        link = _line(one.get("link", "") or one.get("id", ""))
        own = [one.get("id", ""), link, title, one.get("published", ""), one.get("author", ""), words]
        source = one.get("source") or {}
        yield Entry(name=link or f"{name}, entry {number}", data=json.dumps(own, ensure_ascii=False).encode(errors="replace"),
                    text="\n\n".join(paragraphs), publisher=_line(source.get("title", "")) or publisher,
                    author=_line(one.get("author", "")), created=_created(one))  # fmt: skip


def _words(one: Any) -> str:
    """Give the longest of what the entry gives as its words."""
    given = [str(part.get("value", "")) for part in one.get("content", [])] + [str(one.get("summary", ""))]
    return max(given, key=len).replace("\x00", "")


def _created(one: Any) -> datetime | None:
    for field in ("published_parsed", "updated_parsed"):
        if told := one.get(field):
            try:
                return datetime(*told[:6], tzinfo=UTC)
            except (TypeError, ValueError):
                continue
    return None


def _line(words: str) -> str:
    return " ".join(str(words).replace("\x00", "").split())[:_LONG]
