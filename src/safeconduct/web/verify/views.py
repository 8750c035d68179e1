"""Give the page; all checking is done by its script, in the browser of whoever asks."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from safeconduct.web.shell.headers import POLICY

# A published folder may lie on any server. Its address is asked only when the reader types it, and no other page may do so.
_ASKS_WHERE_TOLD = f"{POLICY}; connect-src 'self' https: http://127.0.0.1:* http://localhost:*"


def verify(request: HttpRequest) -> HttpResponse:
    """Show the page on which files and folders of the record are checked."""
    response = render(request, "verify/verify.html", {"page": "verify"})
    response.headers["Content-Security-Policy"] = _ASKS_WHERE_TOLD
    return response
