"""Take a text, have it read and checked, show what was found. Nothing is stored, and nothing is sent on."""

from pathlib import Path
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language

from safeconduct.agreement.reader import read_bytes
from safeconduct.checks.opening import check_case
from safeconduct.web.draft.found import found
from safeconduct.web.draft.reading import MOST_BYTES, MOST_SHOWN, plain_lines, read, too_long
from safeconduct.web.draft.waiting import waiting
from safeconduct.web.shell.wording import paraphrase_labels

SKELETON = Path(__file__).with_name("skeleton.yaml")
MOST_FIRST = 8
"""Answers that are kept: two texts to begin with, in three languages, and again after a file has changed."""


def draft(request: HttpRequest) -> HttpResponse:
    """Show the text that is written, with what is found in it; at first the agreement that is shown, or an empty one."""
    empty = request.GET.get("start") == "empty"
    if request.method == "POST":
        written = plain_lines(request.POST.get("text", ""))
        answer = _answer(written)
    else:
        written = _start(request, empty=empty)
        answer = _first_answer(written)
    context = {"page": "draft", "most": MOST_BYTES, "empty": empty, "written": written, **answer}
    if empty or request.method == "POST":
        # The label in the frame is that of the agreement that is shown, and this is another text.
        agreement = context.get("written_as")
        context["labels"] = paraphrase_labels(agreement, (agreement.language,)) if agreement else []
    return _kept_here(render(request, "draft/draft.html", context))


def findings(request: HttpRequest) -> HttpResponse:
    """Give only what is found in a text, for the page that holds it."""
    written = plain_lines(request.POST.get("text", ""))
    return _kept_here(render(request, "draft/answer.html", _answer(written)))


def waits(request: HttpRequest) -> HttpResponse:
    """Show what waits for what in the agreement that is shown."""
    shown, lens = request.shown, request.lens  # type: ignore[attr-defined]
    text, _lines = check_case(shown.case)
    return render(request, "draft/waits.html", {"page": "waits", "linked": True, **waiting(text, lens.language)})


def _start(request: HttpRequest, *, empty: bool) -> str:
    file = SKELETON if empty else request.shown.file  # type: ignore[attr-defined]
    return plain_lines(read_bytes(file).decode(errors="replace"))


_FIRST: dict[tuple[str, str], dict[str, Any]] = {}


def _first_answer(written: str) -> dict[str, Any]:
    """Give what is found in the text that everyone begins with: it is no secret, and is checked once in each language."""
    key = (written, get_language() or "")
    if key not in _FIRST:
        answer = _answer(written)
        if answer.get("undecided"):
            return answer  # the time of a check was over: another time more may be found
        while len(_FIRST) >= MOST_FIRST:
            del _FIRST[next(iter(_FIRST))]
        _FIRST[key] = answer
    return _FIRST[key]


def _answer(written: str) -> dict[str, Any]:
    if too_long(written):
        return {"too_long": True}
    result = read(written)
    answer = {"sound": result.checked is not None, **found(result)}
    if result.checked is not None:
        agreement = result.checked.agreement
        answer |= {"written_as": agreement, **waiting(result.checked, agreement.language, most=MOST_SHOWN)}
    return answer


def _kept_here(response: HttpResponse) -> HttpResponse:
    # No copy of the text in a store of the browser; and the form has to say where it comes from, to this machine alone.
    response.headers["Cache-Control"] = "no-store"
    response.headers["Referrer-Policy"] = "same-origin"
    return response
