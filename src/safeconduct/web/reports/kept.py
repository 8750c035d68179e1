"""Where the words of a document are: its original, its text, and what was drafted from it. All of it can be erased.

Only files of this server's folder, readable for its owner. None of them is shown to the public, and none is named in a log.
"""

from collections.abc import Iterable
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any, get_type_hints

import msgspec
from django.conf import settings
from django.http import Http404

from safeconduct.intake.document import Document
from safeconduct.intake.draft import Draft, Reading, Unread, When
from safeconduct.intake.originals import Originals, whole_or_not

_DOCUMENT, _READING, _FAILED = "document.json", "reading.json", "not-read"
_HINTS = {name: kind for name, kind in get_type_hints(Draft).items() if name != "times"}


def _folder() -> Path:
    if not settings.HOME:
        raise Http404("this server has no folder")
    return Path(settings.HOME) / "reports"


def originals() -> Originals:
    """Give the folder of the bytes as they came in."""
    return Originals(_folder() / "originals")


def keep_document(key: str, document: Document) -> None:
    """Keep a document as it is read."""
    whole_or_not(_folder() / key / _DOCUMENT, msgspec.json.encode(document))


def document(key: str) -> Document:
    """Give a document. Raises Http404 where it is not there any more."""
    return _document(_folder() / key / _DOCUMENT)


@lru_cache(maxsize=16)
def _document(path: Path) -> Document:
    try:
        return msgspec.json.decode(path.read_bytes(), type=Document)
    except FileNotFoundError as error:
        raise Http404 from error


def keep_reading(key: str, reading: Reading) -> None:
    """Keep what was drafted from a document, unless it was erased while it was read."""
    _keep(key, _READING, msgspec.json.encode(reading))


def keep_failure(key: str) -> None:
    """Write down that reading a document has failed. Why is not written: it could hold its words."""
    _keep(key, _FAILED, b"")


def _keep(key: str, name: str, data: bytes) -> None:
    whole_or_not(_folder() / key / name, data)
    if not (_folder() / key / _DOCUMENT).is_file():
        erase(key, ())


def has_failed(key: str) -> bool:
    """Say whether reading a document has failed."""
    return (_folder() / key / _FAILED).is_file()


def forget_failure(key: str) -> None:
    """Let a document be read once more."""
    (_folder() / key / _FAILED).unlink(missing_ok=True)


def reading(key: str) -> Reading | None:
    """Give what was drafted from a document; None while it is not read."""
    path = _folder() / key / _READING
    return _reading(path) if path.is_file() else None


@lru_cache(maxsize=16)
def _reading(path: Path) -> Reading:
    found = msgspec.json.decode(path.read_bytes())
    return Reading(
        sha256=found["sha256"],
        engine=found["engine"],
        drafts=tuple(_draft(one) for one in found["drafts"]),
        unread=msgspec.convert(found["unread"], tuple[Unread, ...]),
    )


def _draft(written: dict[str, Any]) -> Draft:
    fields = {name: msgspec.convert(written[name], kind) for name, kind in _HINTS.items() if name in written}
    return Draft(**fields, times=tuple(_when(one) for one in written["times"]))


def _when(written: dict[str, Any]) -> When:
    # A day and a moment are both text in a file, and a decoder does not choose between them.
    rest = {name: value for name, value in written.items() if name not in ("span", "start", "end", "candidates")}
    span = msgspec.convert(written["span"], get_type_hints(When)["span"])
    told = tuple((_time(start), _time(end)) for start, end in written["candidates"])
    return When(span=span, start=_or_none(written["start"]), end=_or_none(written["end"]), candidates=told, **rest)


def _time(text: str) -> date | datetime:
    return datetime.fromisoformat(text) if "T" in text else date.fromisoformat(text)


def _or_none(text: str | None) -> date | datetime | None:
    return None if text is None else _time(text)


def erase(key: str, digests: Iterable[str]) -> None:
    """Erase a document for good: its text, its drafts, and the bytes it came in."""
    folder = _folder() / key
    for name in (_READING, _FAILED, _DOCUMENT):
        (folder / name).unlink(missing_ok=True)
    if folder.is_dir():
        folder.rmdir()
    for digest in digests:
        originals().erase(digest)
    _document.cache_clear()
    _reading.cache_clear()
