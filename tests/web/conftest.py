"""The pages through Django's test client, for each packaged example."""

from __future__ import annotations

import os
from collections.abc import Callable
from types import SimpleNamespace

import django
import pytest

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "safeconduct.web.settings")
# The browser of the tests before these leaves an event loop in this thread, and Django would take it for a server of its own.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "yes")
django.setup()

from django.conf import settings  # noqa: E402
from django.core.cache import cache  # noqa: E402
from django.test import Client, override_settings  # noqa: E402

from safeconduct.web.api.limits import LIMITER  # noqa: E402
from safeconduct.web.shell.case import Shown  # noqa: E402
from safeconduct.web.shell.worked import current  # noqa: E402

settings.PASSWORD_HASHERS = ["tests.web.light.Light"]


@pytest.fixture(autouse=True)
def asked_by_nobody_yet() -> None:
    """Every test asks from the same address: what one has asked is not counted against the next."""
    LIMITER.clear()
    cache.clear()


def client() -> Client:
    """Return a client that asks under a name of this machine."""
    return Client(SERVER_NAME="localhost")


def addresses(shown: Shown) -> list[str]:
    """Return the address of every page of a case. A norm that a later text brings has its page from that day on."""
    agreement = shown.agreement
    found = ["/", "/owes", "/open", "/questions", "/timeline", "/record", "/about", "/map", "/waits"]
    found += [f"/question/{name}" for name in agreement.questions]
    found += [f"/point/{name}" for name in agreement.points]
    return found + [f"/norm/{norm.id}" for norm in shown.case.status().norms]


@pytest.fixture
def of_example() -> Callable[[str], SimpleNamespace]:
    """Show an example: gives its case and a function that fetches a page."""
    opened = []

    def show(name: str, **chosen: object) -> SimpleNamespace:
        case = {"example": name, "file": "", "acts": "", "with_files": (), **chosen}
        switch = override_settings(CASE=case)
        switch.enable()
        opened.append(switch)
        asking = client()
        return SimpleNamespace(shown=current(), client=asking, get=asking.get)

    yield show
    for switch in reversed(opened):
        switch.disable()


@pytest.fixture
def gaza(of_example) -> SimpleNamespace:
    """The example that has everything: clocks that compete, a draft, a map, three languages."""
    return of_example("gaza-2025")
