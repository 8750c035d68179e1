"""The pages behind their porch: it listens and takes in what is sent, they answer at a socket that nobody else reaches."""

from pathlib import Path
from tempfile import TemporaryDirectory

from django.conf import settings
from granian import Granian
from granian.constants import HTTPModes, Interfaces

from safeconduct.web.api.reading import MOST_BYTES
from safeconduct.web.porch.beside import beside
from safeconduct.web.porch.keeping import Porch
from safeconduct.web.porch.words import in_each_language
from safeconduct.web.served import BEHIND
from safeconduct.web.shell.limits import most_bytes
from safeconduct.web.ways import Way, listener

THREADS = 32
"""How many requests are answered at once. Most of them wait for each other."""
STOPPING = 10
"""Seconds in which what was begun is ended."""


def answer(by: Way) -> None:
    """Answer until told to stop."""
    with TemporaryDirectory(prefix="safeconduct-", ignore_cleanup_errors=True) as between:
        pages = Path(between) / "pages"
        porch = Porch(
            listener=listener(by),
            pages=pages,
            most=most,
            words=in_each_language().__getitem__,
            at_once=THREADS,
            in_front=by.arrival == BEHIND,
            certificate=by.certificate,
        )
        try:
            with beside(porch):
                _pages_at(pages)
        finally:
            if by.at is not None:
                by.at.unlink(missing_ok=True)


def most(path: str) -> int:
    """Give how many bytes are read of what is sent to an address."""
    return MOST_BYTES if path.startswith(tuple(settings.OWN_LIMITS)) else most_bytes(path)


def _pages_at(socket: Path) -> None:
    server = Granian(
        "safeconduct.web.wsgi:application",
        uds=socket,
        uds_permissions=0o600,
        interface=Interfaces.WSGI,
        workers=1,
        blocking_threads=THREADS,
        websockets=False,
        workers_kill_timeout=STOPPING,
        log_enabled=False,
        http=HTTPModes.http1,
    )
    server.serve()
