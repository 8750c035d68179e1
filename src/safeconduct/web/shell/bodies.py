"""For how long is what somebody sends waited for, and for how many at once? A few who send slowly must not keep out the rest.

The server reads a body when the pages ask for it, and waits as long as the sender likes. So it is read in a thread of its own.
"""

import threading
from collections import Counter
from collections.abc import Callable, Iterable
from functools import cached_property
from io import BytesIO
from typing import Any

from django.core.exceptions import BadRequest

PATIENCE, BYTES_A_SECOND = 15.0, 4096
"""How many seconds are waited for any body, and how slowly a long one may come."""
AT_ONCE, FROM_ONE = 24, 6
"""How many bodies are read at the same time, and how many of them from one address that is not of this machine."""
_OWN = ("", "127.0.0.1", "::1")


class TooSlow(BadRequest):
    """What was sent did not come in time."""


class TooBusy(BadRequest):
    """So many are sending at this moment that no more is read."""


class Bodies:
    """The application, given bodies that come in time or not at all."""

    def __init__(self, application: Callable[..., Iterable[bytes]]) -> None:
        self.application = application

    def __call__(self, environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        length = environ.get("CONTENT_LENGTH") or "0"
        if length.isdigit() and int(length):
            environ["wsgi.input"] = _InTime(environ["wsgi.input"], int(length), environ)
        return self.application(environ, start)


class _InTime:
    """The body of one request, read whole when it is first asked for. Raises TooSlow or TooBusy then."""

    def __init__(self, body: Any, length: int, environ: dict[str, Any]) -> None:
        self._body, self._length, self._environ = body, length, environ

    @cached_property
    def _came(self) -> BytesIO:
        return BytesIO(_whole(self._body, self._length, self._environ.get("REMOTE_ADDR", "")))

    def read(self, size: int = -1) -> bytes:
        """Give the next bytes."""
        return self._came.read(size)

    def readline(self, size: int = -1) -> bytes:
        """Give the next line."""
        return self._came.readline(size)


_READING: Counter[str] = Counter()
_LOCK = threading.Lock()


def _begin(address: str) -> None:
    with _LOCK:
        if _READING.total() >= AT_ONCE or (address not in _OWN and _READING[address] >= FROM_ONE):
            raise TooBusy
        _READING[address] += 1


def _end(address: str) -> None:
    with _LOCK:
        _READING[address] -= 1
        if not _READING[address]:
            del _READING[address]


def _whole(body: Any, length: int, address: str) -> bytes:
    found: list[bytes] = []
    _begin(address)

    def read() -> None:
        try:
            found.append(body.read(length))
        except OSError:
            pass  # whoever sent it has gone
        finally:
            _end(address)

    # A thread that waits for a sender who never goes on ends with the connection, and is counted until then.
    reading = threading.Thread(target=read, daemon=True)
    reading.start()
    reading.join(PATIENCE + length / BYTES_A_SECOND)
    if not found or len(found[0]) < length:
        raise TooSlow
    return found[0]
