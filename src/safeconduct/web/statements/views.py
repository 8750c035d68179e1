"""Read the request, ask the core, show who says how many and what each side holds."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from safeconduct.secretariat.figure_board import figure_boards
from safeconduct.secretariat.position_board import issue_of, issues, position_board
from safeconduct.web.shell.errors import Unknown
from safeconduct.web.shell.view import looked_at
from safeconduct.web.statements import present, sides


def figures(request: HttpRequest) -> HttpResponse:
    """Show every counted set, with how many figures and sources it has and how many pairs do not go together."""
    shown, _lens, status = looked_at(request)
    found = figure_boards(status, shown.agreement)
    return render(request, "statements/figures.html", {"page": "figures", "status": status, "sets": present.summaries(found)})


def figure(request: HttpRequest, subject: str) -> HttpResponse:
    """Show one counted set: a line for each root source, and the pairs with their arithmetic."""
    shown, _lens, status = looked_at(request)
    found = [board for board in figure_boards(status, shown.agreement) if board.subject == subject]
    known = shown.agreement.subjects.get(subject)
    if not found and known is None:
        raise Unknown("subject", subject, shown.agreement.subjects, "figure")
    context = {"page": "figures", "status": status, "id": subject, "subject": known}
    return render(request, "statements/figure.html", {**context, "sets": [present.counted_set(one, status) for one in found]})


def positions(request: HttpRequest) -> HttpResponse:
    """Show every issue with who has spoken on it."""
    shown, _lens, status = looked_at(request)
    found = [sides.summary(issue, position_board(status.statements, issue)) for issue in issues(status, shown.agreement)]
    return render(request, "statements/positions.html", {"page": "positions", "status": status, "found": found})


def position(request: HttpRequest, issue: str) -> HttpResponse:
    """Show what each side holds on one issue, over time."""
    shown, _lens, status = looked_at(request)
    known = issue_of(issue, shown.agreement)
    if known is None:
        raise Unknown("issue", issue, [one.id for one in issues(status, shown.agreement)], "position")
    context = sides.board(position_board(status.statements, known), status)
    return render(request, "statements/position.html", {"page": "positions", "status": status, "issue": known, **context})
