"""What is said where the disk of the server is full, or a database is busy or gone: to whom it happens, and without any path.

Whoever runs the server reads the class of the error, and where it came up, in the lines that the server writes.
"""

from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.log import log_response
from django.utils.translation import get_language_from_request, override
from django.utils.translation import gettext as _

from safeconduct.store.errors import NotKept, NotRead, WrongStore

OF_THE_DISK = (NotKept, NotRead, WrongStore, OperationalError)
"""What a disk or a database does to a request that is in order."""
LATER = "30"
"""Seconds after which it may be tried again."""


def in_words() -> str:
    """Say it. True also where only the last of several steps failed: what is in the record is never taken in twice."""
    return _(
        "The server could not write to its disk, or its database was busy or could not be read. Send the same again in a "
        "little while: what was taken in already does not count twice. If it stays like this, tell whoever runs the server."
    )


def answer(request: HttpRequest, error: BaseException) -> HttpResponse:
    """Give a page without the frame: the frame looks into the same databases."""
    with override(get_language_from_request(request)):  # it may have come up before a language was chosen
        found = render(request, "shell/disk.html", {"plain": True, "message": in_words()}, status=503)
    found.headers["Retry-After"] = LATER
    return noted(request, found, error)


def noted(request: HttpRequest, found: HttpResponse, error: BaseException) -> HttpResponse:
    """Write a line of it, once, and give the answer back."""
    log_response("Service Unavailable: %s", request.path, response=found, request=request, exception=error)
    return found
