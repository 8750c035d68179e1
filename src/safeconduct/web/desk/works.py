"""Who comes to the desk: only those who are signed in; nothing of it is kept in a cache."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache

from safeconduct.web.shell.worked import NotReady


def works(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Let only those in who are signed in, keep nothing in caches, and ask for patience while a demonstration is being made."""

    @wraps(view)
    def asked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except NotReady:
            answer = render(request, "desk/not_ready.html", {"page": "desk"}, status=503)
            answer.headers["Retry-After"] = "5"
            return answer

    return login_required(never_cache(asked))
