"""Read the request, ask the core, show the open questions."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from safeconduct.web.questions import present
from safeconduct.web.shell.errors import Unknown
from safeconduct.web.shell.view import looked_at


def index(request: HttpRequest) -> HttpResponse:
    """Show every open question with what bears on it, counted."""
    shown, _lens, status = looked_at(request)
    found = [present.summary(name, one, status) for name, one in shown.agreement.questions.items()]
    return render(request, "questions/index.html", {"status": status, "found": found, "page": "questions"})


def question(request: HttpRequest, name: str) -> HttpResponse:
    """Show everything that bears on one open question."""
    shown, lens, status = looked_at(request)
    found = shown.agreement.questions.get(name)
    if found is None:
        raise Unknown("question", name, shown.agreement.questions, "question")
    context = present.question(name, found, status, shown, lens)
    return render(request, "questions/question.html", {**context, "page": "questions"})
