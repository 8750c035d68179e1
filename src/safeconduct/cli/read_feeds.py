"""Fetch the feeds of a list that the operator gives, and nothing else: bounded in bytes and time, never a file of this machine.

Whoever publishes a feed may not lead us to a place of our own network: a redirect is followed only to a public address.
"""

import ipaddress
import socket
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from http.client import HTTPException
from pathlib import Path
from typing import IO
from urllib.parse import urlsplit

from safeconduct import __version__
from safeconduct.agreement.reader import read_bytes
from safeconduct.intake.errors import cannot_bring_in
from safeconduct.kernel.errors import Fault, Invalid

BYTES = 5_000_000
SECONDS = 30.0
_SILENCE = 10.0
"""Seconds that a server may say nothing."""
_ADDRESSES = 1_000


def addresses(file: str) -> tuple[str, ...]:
    """Give the addresses of a list: one a line, what follows # is a remark. Raises Invalid for one that is none."""
    lines = read_bytes(Path(file), limit=1_000_000).decode("utf-8", errors="replace").splitlines()
    found = [(number, bare) for number, line in enumerate(lines, 1) if (bare := line.split(" #")[0].strip()) and bare[0] != "#"]
    faults = [Fault(code="SC042", message=f"{one[:200]!r} is not the address of a feed", file=file, line=number,
                    remedy="write it as https://...; a feed in a file is given as a FILE")
              for number, one in found if not _is_web(one)]  # fmt: skip
    if len(found) > _ADDRESSES:
        faults.append(Fault(code="SC042", message=f"the list has more than {_ADDRESSES:,} addresses", file=file,
                            remedy="part it"))  # fmt: skip
    if faults:
        raise Invalid(faults)
    return tuple(dict.fromkeys(one for _, one in found))


def fetched(address: str, *, most: int = BYTES, seconds: float = SECONDS) -> tuple[bytes, Fault | None]:
    """Give what a feed says, cut where it does not end; the fault tells that it was. Raises Invalid where nothing comes."""
    request = urllib.request.Request(address, headers={"User-Agent": f"safeconduct/{__version__}", "Accept-Encoding": "identity"})
    until = time.monotonic() + seconds
    try:
        with _opener().open(request, timeout=min(_SILENCE, seconds)) as answer:
            data, cut = _bounded(answer, most, until)
    except (OSError, HTTPException, ValueError) as error:
        why = getattr(error, "reason", None) or error
        raise cannot_bring_in(f"the feed does not come: {' '.join(str(why).split())[:200]}", name=address,
                              remedy="look at the address with a browser; the other feeds were read") from error  # fmt: skip
    if cut:
        told = cannot_bring_in(f"the feed did not end within {most:,} bytes and {seconds:g} seconds: it was cut", name=address,
                               remedy="ask whoever publishes it; what came before was read")  # fmt: skip
        return data, told.faults[0]
    return data, None


def _bounded(answer: IO[bytes], most: int, until: float) -> tuple[bytes, bool]:
    pieces, size = list[bytes](), 0
    # One byte at a time every few seconds would never be silent for long: read1 gives what is there.
    for piece in _pieces(answer):
        pieces.append(piece)
        size += len(piece)
        if size > most or time.monotonic() > until:
            return b"".join(pieces)[:most], True
    return b"".join(pieces), False


def _pieces(answer: IO[bytes]) -> Iterator[bytes]:
    while piece := answer.read1(65_536):  # type: ignore[attr-defined]
        yield piece


def _is_web(address: str) -> bool:
    try:
        parts = urlsplit(address)
        return parts.scheme in ("http", "https") and bool(parts.hostname) and parts.username is None and parts.port != 0
    except ValueError:
        return False


class _Redirects(urllib.request.HTTPRedirectHandler):
    """Follows a redirect to a public place, or within the server that was named."""

    max_redirections = 5

    def redirect_request(self, req, fp, code, msg, headers, newurl):
        """Give the request for the new address, or refuse it."""
        old, new = urlsplit(req.full_url), urlsplit(newurl)
        if not _is_web(newurl) or (old.scheme == "https" and new.scheme != "https"):
            raise urllib.error.URLError("it leads to an address that is not fetched")
        if (old.hostname, old.port) != (new.hostname, new.port) and not _is_public(new.hostname or ""):
            raise urllib.error.URLError("it leads to a place that is not public")
        return super().redirect_request(req, fp, code, msg, headers, newurl)


def _is_public(host: str) -> bool:
    try:
        found = {entry[4][0] for entry in socket.getaddrinfo(host, None)}
    except OSError:
        return False
    return bool(found) and all(ipaddress.ip_address(str(one).split("%")[0]).is_global for one in found)


def _opener() -> urllib.request.OpenerDirector:
    # Only what fetches from the web: the opener that Python makes by itself would also open files and data addresses.
    opener = urllib.request.OpenerDirector()
    for handler in (urllib.request.ProxyHandler(), urllib.request.HTTPHandler(), urllib.request.HTTPSHandler(), _Redirects(),
                    urllib.request.HTTPDefaultErrorHandler(), urllib.request.HTTPErrorProcessor()):  # fmt: skip
        opener.add_handler(handler)
    return opener
