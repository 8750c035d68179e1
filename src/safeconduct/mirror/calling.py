"""Asking another machine over HTTP without ever waiting for it longer than agreed, or reading more than expected."""

import http.client
import ssl
import time
from collections.abc import Callable, Mapping
from typing import NamedTuple
from urllib.parse import urlsplit

LARGEST = 16 << 20
"""Bytes of an answer."""


class NoAnswer(Exception):
    """The other side did not answer as it should. Says why."""


class Answer(NamedTuple):
    """What came back."""

    status: int
    body: bytes


Call = Callable[[str, str, bytes, Mapping[str, str]], Answer]
"""Asks with a method, a path below the address, a body and headers. Raises NoAnswer."""


def caller(address: str, *, until: float, patience: float = 10.0) -> Call:
    """Give a way to ask one address. `until` is the moment of the machine's steady clock after which nothing is waited for.

    `patience` is how many seconds the other side may be silent. Raises NoAnswer for an address that is none.
    """
    parts = urlsplit(address)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise NoAnswer(f"{address!r} is no address; it begins with http:// or https://")
    host, prefix = parts.hostname, parts.path.rstrip("/")

    def call(method: str, path: str, body: bytes = b"", headers: Mapping[str, str] = {}) -> Answer:
        left = until - time.monotonic()
        if left <= 0:
            raise NoAnswer("no time was left")
        kind = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
        options = {"context": ssl.create_default_context()} if parts.scheme == "https" else {}
        connection = kind(host, parts.port, timeout=min(patience, left), **options)  # type: ignore[arg-type]
        try:
            connection.request(method, prefix + path, body if method == "POST" else None, dict(headers))
            reply = connection.getresponse()
            data = b""
            while part := reply.read1(65536):
                data += part
                if len(data) > LARGEST:
                    raise NoAnswer("the answer is too long")
                if time.monotonic() > until:
                    raise NoAnswer("the answer came too slowly")
            return Answer(reply.status, data)
        except (OSError, http.client.HTTPException, ValueError) as error:
            said = getattr(error, "strerror", None) or str(error) or type(error).__name__
            raise NoAnswer(f"no answer ({said.lower()})") from error
        finally:
            connection.close()

    return call
