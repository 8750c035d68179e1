"""What does an e-mail hold: what its writer says, whom he answers, and which documents hang on it?

Only what the writer wrote himself is read. Answers that he quotes are another person's words, and stay in the document apart.
"""

import re
from collections.abc import Callable, Iterator
from datetime import datetime
from email import message_from_bytes, policy
from email.message import EmailMessage, Message

import msgspec

from safeconduct.intake.document import BlockKind, Span
from safeconduct.intake.errors import cannot_bring_in
from safeconduct.intake.text import decoded

PARTS = 100
_DEEP = 20
_HEADER = re.compile(rb"(?im)^(?:message-id|received|mime-version|return-path|delivered-to):[ \t]?\S")
_FROM = re.compile(rb"(?im)^from:[ \t]*\S")
_BOUNDARY = re.compile(rb"(?i)boundary=")
_ANSWERED = re.compile(r"(?:on|le|am|el)\b.{4,200}(?:wrote|writes|écrit|schrieb|escribió)\s*:", re.IGNORECASE | re.DOTALL)
_BELOW = re.compile(r"-{2,}\s*original message\s*-{2,}|_{20,}", re.IGNORECASE)
_SIGNED = re.compile(r"-- ?(?:\n|$)")


class Part(msgspec.Struct, frozen=True, kw_only=True):
    """A document that hangs on an e-mail."""

    name: str
    media_type: str
    data: bytes


class Mail(msgspec.Struct, frozen=True, kw_only=True):
    """An e-mail taken apart. `page` is its HTML where it has no plain text."""

    subject: str
    sender: str
    sent: datetime | None
    text: str
    page: str
    parts: tuple[Part, ...]
    left: int = 0


def is_mail(head: bytes) -> bool:
    """Say whether bytes begin as an e-mail does: headers that only machines write, before the first empty line."""
    headers = re.split(rb"\r?\n\r?\n", head, maxsplit=1)[0]
    return _FROM.search(headers) is not None and _HEADER.search(headers) is not None


def opened(data: bytes, *, name: str) -> Mail:
    """Take an e-mail apart. `left` counts the parts beyond the limit. Raises Invalid for one that cannot be taken apart."""
    if len(_BOUNDARY.findall(data[:1_000_000])) > PARTS:
        raise cannot_bring_in(f"the e-mail is made of more than {PARTS} parts in parts", name=name,
                              remedy="save what matters of it")  # fmt: skip
    # The parser of e-mails raises errors of every family on hostile ones; whatever it was, the e-mail is refused.
    try:
        message = message_from_bytes(data, policy=policy.default)
        leaves = list(_leaves(message, deep=0))
    except Exception as error:
        raise cannot_bring_in("the e-mail is broken", name=name, remedy="save its text as a .txt file") from error
    text, page, parts = "", "", list[Part]()
    for leaf in leaves[:PARTS]:
        kind, called = _kind(leaf), _name(leaf)
        content = _bytes(leaf)
        if kind in ("text/plain", "text/html") and not called and not _attached(leaf):
            words = decoded(content, name=name, charset=_charset(leaf)) if content.strip() else ""
            text, page = (_joined(text, words), page) if kind == "text/plain" else (text, page or words)
        elif content.strip():
            parts.append(Part(name=called or f"part {len(parts) + 1}", media_type=kind, data=content))
    return Mail(subject=_header(message, "subject"), sender=_sender(message), sent=_sent(message), text=text,
                page="" if text.strip() else page, parts=tuple(parts), left=max(0, len(leaves) - PARTS))  # fmt: skip


def paragraphs(text: str, found: list[tuple[Span, BlockKind]]) -> tuple[tuple[Span, BlockKind], ...]:
    """Mark what the writer did not write himself: answers that are quoted, what stands below them, and his signature."""
    marked, below = list[tuple[Span, BlockKind]](), False
    for span, kind in found:
        words = text[span.start:span.end]
        below = below or _BELOW.match(words) is not None or _SIGNED.match(words) is not None
        not_his = below or kind == "quote" or _ANSWERED.fullmatch(words) is not None
        marked.append((span, "boilerplate" if not_his else kind))
    return tuple(marked)


def apart(text: str) -> str:
    """Part quoted lines from the writer's own by an empty line, and a signature from what stands above it."""
    lines, before = list[str](), False
    for line in text.split("\n"):
        quoted = line.startswith(">")
        if lines and (quoted != before or line in ("--", "-- ") or _BELOW.match(line)):
            lines.append("")
        lines.append(line)
        before = quoted
    return "\n".join(lines)


def _leaves(message: Message, *, deep: int) -> Iterator[Message]:
    if deep > _DEEP:
        raise ValueError(deep)
    if message.get_content_type() == "message/rfc822" and deep:
        yield message
    elif message.is_multipart():
        choice = message.get_content_type() == "multipart/alternative"
        inner = [leaf for one in message.get_payload() if isinstance(one, Message) for leaf in _leaves(one, deep=deep + 1)]
        has_text = any(_kind(leaf) == "text/plain" and _bytes(leaf).strip() for leaf in inner)
        yield from (leaf for leaf in inner if not (choice and has_text and _kind(leaf) == "text/html"))
    else:
        yield message


def _bytes(leaf: Message) -> bytes:
    if leaf.get_content_type() == "message/rfc822":
        inner = leaf.get_payload(0) if leaf.is_multipart() else None
        return inner.as_bytes() if isinstance(inner, Message) else b""
    content = leaf.get_payload(decode=True)
    return content if isinstance(content, bytes) else b""


def _kind(leaf: Message) -> str:
    return leaf.get_content_type()


def _attached(leaf: Message) -> bool:
    return isinstance(leaf, EmailMessage) and _safe(lambda: str(leaf.get_content_disposition() or "")) == "attachment"


def _name(leaf: Message) -> str:
    return _line(_safe(lambda: leaf.get_filename() or ""))


def _charset(leaf: Message) -> str:
    return _safe(lambda: leaf.get_content_charset() or "")


def _header(message: Message, name: str) -> str:
    return _line(_safe(lambda: str(message.get(name, "") or "")))


def _sender(message: Message) -> str:
    """Give the name of whoever sent it; the address where there is no name."""
    def named() -> str:
        addresses = message["from"].addresses
        return addresses[0].display_name or addresses[0].addr_spec

    return _line(_safe(named)) or _header(message, "from")


def _sent(message: Message) -> datetime | None:
    try:
        found = message["date"].datetime
    except Exception:
        return None
    return found if isinstance(found, datetime) else None


def _safe(ask: Callable[[], str]) -> str:
    # A header that is broken raises errors of every family; it then says nothing.
    try:
        return str(ask())
    except Exception:
        return ""


def _line(words: str) -> str:
    return " ".join(words.replace("\x00", "").split())[:500]


def _joined(text: str, more: str) -> str:
    return f"{text}\n\n{more}" if text.strip() and more.strip() else text or more
