"""For how long is what somebody sends waited for, and for how many at once? A few who send slowly must not keep out the rest.

The server waits in the middle of a body for as long as the sender likes. So only some of its threads read bodies, few of them for
one address: pages that are only looked at are always answered. Whoever stops in the middle holds up no more than others who send;
a web server in front that takes bodies in whole keeps those away too.
"""

import threading
import time
from collections import Counter
from collections.abc import Callable, Iterable
from io import BytesIO
from typing import Any

from django.core.exceptions import BadRequest

PATIENCE, BYTES_A_SECOND, PART = 15.0, 4096, 1024
"""How many seconds are waited for any body, how slowly a long one may come, and after how many bytes it is looked at again."""
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
        self._came: BytesIO | None = None

    def _all(self) -> BytesIO:
        # Not a cached property: under Python 3.11 all of a class wait for the first.
        if self._came is None:
            self._came = BytesIO()  # what did not come in time is not waited for again
            self._came = BytesIO(_whole(self._body, self._length, self._environ.get("REMOTE_ADDR", "")))
        return self._came

    def read(self, size: int = -1) -> bytes:
        """Give the next bytes."""
        return self._all().read(size)

    def readline(self, size: int = -1) -> bytes:
        """Give the next line."""
        return self._all().readline(size)


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
    until = time.monotonic() + PATIENCE + length / BYTES_A_SECOND
    found = bytearray()
    _begin(address)
    try:
        while len(found) < length and (part := body.read(min(PART, length - len(found)))):
            found += part
            if time.monotonic() > until:
                break
    except OSError:
        pass  # whoever sent it has gone
    finally:
        _end(address)
    if len(found) < length:
        raise TooSlow
    return bytes(found)
