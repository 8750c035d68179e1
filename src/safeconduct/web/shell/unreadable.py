"""The page for files that cannot be read: every fault with its place, and what to do."""

from typing import NamedTuple

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.safestring import SafeString, mark_safe

from safeconduct.checks.markup import prose
from safeconduct.kernel.errors import Fault, Invalid, SafeconductError
from safeconduct.web.shell import disk
from safeconduct.web.shell.apart import InOwnWords
from safeconduct.web.shell.faults import say_fault


class Shown(NamedTuple):
    """A fault as the page shows it."""

    code: str
    where: str
    path: str
    message: SafeString
    remedy: SafeString


def unreadable(request: HttpRequest, error: SafeconductError) -> HttpResponse:
    """Say what is wrong with the files. They were sound at the start: somebody is writing them, and will look here."""
    if isinstance(error, disk.OF_THE_DISK):
        return disk.answer(request, error)
    faults = error.faults if isinstance(error, Invalid) else (
        Fault(code=error.code, message=error.message(), remedy=error.what_to_do()),)  # fmt: skip
    left_out = error.left_out if isinstance(error, Invalid) else 0
    return render(request, "shell/unreadable.html", {"faults": list(map(_shown, faults)), "left_out": left_out}, status=500)


def _shown(fault: Fault) -> Shown:
    said = say_fault(fault)
    message, remedy = said or (fault.message, fault.remedy)
    marked = InOwnWords if said else mark_safe  # `prose` escapes all it is given
    return Shown(fault.code, fault.where(), fault.path, marked(prose(message)), marked(prose(remedy) if remedy else ""))
