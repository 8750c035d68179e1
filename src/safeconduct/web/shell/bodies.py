"""What the porch says of a request on its way in: from where it came, whether encrypted, and why its body was not read.

The porch (`safeconduct.web.porch`) waits for those who send. A body comes here whole or not at all.
"""

from collections.abc import Callable, Iterable
from typing import Any

from django.core.exceptions import BadRequest, RequestDataTooBig

from safeconduct.web.porch.heads import CAME
from safeconduct.web.porch.told import Unread, read_came

_FIELD = f"HTTP_{CAME.upper().replace('-', '_')}"


class TooSlow(BadRequest):
    """What was sent did not come in time."""


class TooBusy(BadRequest):
    """So many are sending at this moment that no more is read."""


_WHY: dict[str, type[Exception]] = {Unread.SLOW: TooSlow, Unread.BUSY: TooBusy, Unread.MUCH: RequestDataTooBig,
                                    Unread.UNSAID: BadRequest}  # fmt: skip


class Bodies:
    """The application, told how a request came. What is asked for of a body that was not read says why."""

    def __init__(self, application: Callable[..., Iterable[bytes]]) -> None:
        self.application = application

    def __call__(self, environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        told = read_came(environ.pop(_FIELD, ""))
        environ["REMOTE_ADDR"] = told.get("from", "")
        environ["wsgi.url_scheme"] = told.get("over", "http")
        if why := told.get("unread"):
            environ["wsgi.input"] = _NotRead(_WHY[why])
            environ["CONTENT_LENGTH"] = "" if why == Unread.UNSAID else told["length"]
            if why == Unread.UNSAID:
                environ["HTTP_TRANSFER_ENCODING"] = "chunked"
        return self.application(environ, start)


class _NotRead:
    """A body that is not there."""

    def __init__(self, why: type[Exception]) -> None:
        self._why = why

    def read(self, size: int = -1) -> bytes:
        """Say why."""
        raise self._why

    readline = read
