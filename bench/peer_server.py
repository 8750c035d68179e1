"""A plain Django page behind the server that also answers our pages, and behind nothing else. The port is the one argument."""

import os
import sys
from functools import cache
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
os.environ |= {"DJANGO_SETTINGS_MODULE": "safeconduct.web.settings", "SAFECONDUCT_EXAMPLE": "gaza-2025",
               "SAFECONDUCT_DEMO": "yes"}  # fmt: skip


def application(environ: Any, start_response: Any) -> Any:
    """Answer as a new Django project does."""
    return _handler()(environ, start_response)


@cache
def _handler() -> Any:
    import django

    django.setup()
    from django.conf import settings
    from django.core.handlers.wsgi import WSGIHandler

    from bench.pages import PLAIN

    settings.MIDDLEWARE = list(PLAIN)
    return WSGIHandler()


if __name__ == "__main__":
    from granian import Granian
    from granian.constants import HTTPModes, Interfaces

    Granian("bench.peer_server:application", address="127.0.0.1", port=int(sys.argv[1]), interface=Interfaces.WSGI, workers=1,
            blocking_threads=32, websockets=False, log_enabled=False, http=HTTPModes.http1).serve()  # fmt: skip
