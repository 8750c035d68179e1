"""Read the request, ask the core, show the board."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from safeconduct.web.board import present
from safeconduct.web.shell.view import looked_at
from safeconduct.web.shell.wording import ui_language


def board(request: HttpRequest) -> HttpResponse:
    """Show the whole agreement at one moment."""
    shown, _lens, status = looked_at(request)
    context = {
        "page": "board",
        "status": status,
        "lives": present.lives(status),
        "blocks": present.blocks(status, shown.agreement, ui_language()),
        "phases": present.phases(shown.agreement, status),
        "texts": present.texts(shown.agreement, status),
        "elsewhere": present.without_point(shown.agreement, status),
        "allegations": present.allegations(status),
    }
    return render(request, "board/board.html", context)


def owes(request: HttpRequest) -> HttpResponse:
    """Show what each side owes the other, both directions side by side."""
    shown, _lens, status = looked_at(request)
    context = {"page": "owes", "status": status, "matrix": present.matrix(shown.agreement, status)}
    return render(request, "board/owes.html", context)


def left_open(request: HttpRequest) -> HttpResponse:
    """Show what the text leaves open, and who has to close it."""
    shown, _lens, status = looked_at(request)
    context = {"page": "open", "status": status, "holes": present.holes(shown.agreement, status)}
    return render(request, "board/open.html", context)
