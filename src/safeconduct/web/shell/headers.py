"""What every answer carries, and that only reading is served, but for the pages that look at a text."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed

POLICY = "; ".join(
    (
        "default-src 'self'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "object-src 'none'",
    )
)

_OF_THE_DEVICE = ("camera", "microphone", "geolocation", "accelerometer", "gyroscope", "magnetometer", "usb",
                  "serial", "hid", "payment", "display-capture", "screen-wake-lock", "browsing-topics")  # fmt: skip
_HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Frame-Options": "DENY",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": ", ".join(f"{name}=()" for name in _OF_THE_DEVICE),
}
_SAFE = ("GET", "HEAD")


class SecurityHeaders:
    """Adds the headers, and answers every method but GET and HEAD with 405; a page that takes a text may be sent one."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        allowed = (*_SAFE, "POST") if request.path.startswith(tuple(settings.TAKES_POSTS)) else _SAFE
        # What is for programs is refused in its own form, by whoever answers there.
        taken = request.method in allowed or request.path.startswith(settings.OWN_LIMITS)
        response = self.get_response(request) if taken else HttpResponseNotAllowed(allowed)
        for name, value in _HEADERS.items():
            response.headers.setdefault(name, value)
        if settings.ORIGIN:
            for cookie in response.cookies.values():
                cookie["secure"] = True
        if not request.path.startswith("/static/"):
            response.headers.setdefault("Cache-Control", "no-cache")
        return response
