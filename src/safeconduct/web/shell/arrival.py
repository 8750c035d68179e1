"""How a request has come: from this machine, through the machine in front that encrypts, or encrypted to this server itself.

Only what the machine in front writes into `Forwarded` is believed, and only where `--origin` says that there is one. It is this
header because its name has no dash: the server cannot tell `X-Forwarded-For` from `X_Forwarded_For`, which any client may send.
From where somebody comes is used to slow down guessing. What the pages see of it is a stand-in, another one after each start.
"""

import hmac
import secrets
from collections.abc import Callable
from ipaddress import IPv6Address

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from safeconduct.web.porch.forwarded import one_of, read_forwarded
from safeconduct.web.served import BEHIND, ENCRYPTED

_KEY = secrets.token_bytes(32)
_MADE_UP = "fd00::"
_LOST = (b"This record answers over https only, and this request did not come that way.\n"
         b"If you keep the machine in front: it has to write the header Forwarded itself, such as\n"
         b"  Forwarded: for=192.0.2.7;proto=https\n"
         b"How to set it stands in docs/how-to/serve-others.md.\n")  # fmt: skip


class Arrival:
    """Says to the pages whether the way was encrypted, and from where, by a stand-in; turns away what came otherwise."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        told = request.META.pop("HTTP_FORWARDED", "")
        for name in [name for name in request.META if name.startswith("HTTP_X_FORWARDED") or name == "HTTP_X_REAL_IP"]:
            del request.META[name]
        if settings.ARRIVAL == BEHIND:
            address, scheme = read_forwarded(told)
            if scheme != "https":
                return HttpResponse(_LOST, status=400, content_type="text/plain; charset=utf-8")
            request.META["wsgi.url_scheme"] = "https"
            request.META["REMOTE_ADDR"] = stand_in(address)
        elif settings.ARRIVAL == ENCRYPTED:
            request.META["REMOTE_ADDR"] = stand_in(request.META.get("REMOTE_ADDR", ""))
        return self.get_response(request)


def stand_in(address: str) -> str:
    """Give an address that stands for another while this process runs: the same for the same, and nobody can tell for which."""
    found = one_of(address) or IPv6Address(_MADE_UP)
    digest = hmac.digest(_KEY, found.packed, "sha256")
    return str(IPv6Address(b"\xfd" + digest[:15]))
