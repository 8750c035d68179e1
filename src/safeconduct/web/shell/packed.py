"""Answers made smaller on the way, for those who sit behind slow lines: pages, styles, scripts. Faces are packed already.

What is sent to somebody with a session could be guessed at by its length, if another could make that browser ask with words of
their own. No other site can: the cookie of a session is sent from these pages only, every mark against forged forms is masked
anew, and a length that is drawn by chance is added to each answer.
"""

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware

KINDS = ("text/html", "text/css", "text/javascript", "application/javascript", "application/json", "application/problem+json",
         "image/svg+xml")  # fmt: skip
"""What becomes much smaller."""


class Packed(GZipMiddleware):
    """Packs what becomes smaller, where the browser says that it can unpack it."""

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        """Pack an answer, or leave it as it is."""
        kind = response.headers.get("Content-Type", "").partition(";")[0]
        if kind not in KINDS or (not isinstance(response, HttpResponse) and response.status_code != 200):
            return response
        packed: HttpResponseBase = super().process_response(request, response)
        return packed
