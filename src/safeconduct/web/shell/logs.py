"""What the server writes down of its work: one JSON object a line, and nothing that anyone has sent or that is about anyone.

A line says when, which page by the name of its route, how it ended, about how long it took, and of an error its class and where
in the program. It never holds an address, a query, a number of a case, a name, a browser, or the text of an error: what
somebody has sent may stand in any of them.
"""

import json
import logging
import sys
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import PurePath
from traceback import walk_tb
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse

PAGES = "safeconduct.pages"
"""The log of requests: one line for each, but for files of styles and scripts."""
TOOK = (10, 30, 100, 300, 1_000, 3_000, 10_000)
"""The steps in which time is told, in milliseconds: a finer one would tell pages of one kind apart."""
PLACES = 12
"""How many of the innermost places in the program a line names."""
_OWN = ("page", "status", "took")


class Lines(logging.Formatter):
    """Writes a line from what is safe to write, and drops the message."""

    def format(self, record: logging.LogRecord) -> str:
        """Give the line."""
        line: dict[str, Any] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="seconds"),
            "level": record.levelname.lower(),
            "log": record.name,
            "line": f"{record.module}:{record.lineno}",
        }
        line |= {name: value for name in _OWN if (value := getattr(record, name, None)) is not None}
        request, status = getattr(record, "request", None), getattr(record, "status_code", None)
        if isinstance(request, HttpRequest):
            line["page"] = page_of(request)
        if isinstance(status, int):
            line["status"] = status
        if record.exc_info and record.exc_info[1] is not None:
            line |= _error(record.exc_info[1])
        return json.dumps(line)


def _error(error: BaseException) -> dict[str, Any]:
    classes, seen = [], error
    while seen is not None and len(classes) < PLACES:
        classes.append(f"{type(seen).__module__}.{type(seen).__qualname__}")
        seen = seen.__cause__ or seen.__context__  # type: ignore[assignment]
    frames = walk_tb(error.__traceback__)
    places = [f"{_module(frame.f_code.co_filename)}:{line} {frame.f_code.co_name}" for frame, line in frames]
    return {"error": classes, "where": places[-PLACES:]}


def _module(file: str) -> str:
    # The folders above the package say who runs the server, and where.
    return "/".join(PurePath(file).parts[-3:])


def page_of(request: HttpRequest) -> str:
    """Give the name of the route of a request; never the address, in which a number or a slip may stand."""
    match = request.resolver_match
    return match.view_name or "a page without a name" if match is not None else "no page"


def took(seconds: float) -> str:
    """Give about how long something took, such as `<100ms`."""
    step = next((step for step in TOOK if seconds * 1000 < step), None)
    return f"<{step}ms" if step else f">={TOOK[-1]}ms"


class Noted:
    """Writes a line for each request."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.log = logging.getLogger(PAGES)

    def __call__(self, request: HttpRequest) -> HttpResponse:
        began = time.monotonic()
        answer = self.get_response(request)
        if not request.path.startswith(settings.STATIC_URL) and self.log.isEnabledFor(logging.INFO):
            status, page = answer.status_code, page_of(request)
            self.log.info("a request", extra={"page": page, "status": status, "took": took(time.monotonic() - began)})
        return answer


def watch_threads() -> None:
    """Write what fails outside a request in the same way. Otherwise Python would print the message, and the values in it."""
    log = logging.getLogger("safeconduct")

    def of_thread(failed: threading.ExceptHookArgs) -> None:
        if failed.exc_value is not None:
            log.error("a thread", exc_info=failed.exc_value)

    threading.excepthook = of_thread
    sys.unraisablehook = lambda failed: log.error("a thread", exc_info=failed.exc_value) if failed.exc_value else None
