"""Looking at pages from a seat: a made-up identity of a demonstration, as one takes it on with one click."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import cache
from types import SimpleNamespace

import pytest
from django.core.management import call_command
from django.test import override_settings

from safeconduct.access.seats import Kind, Seat
from safeconduct.web.accounts.models import Account
from safeconduct.web.shell import clock
from tests.web.conftest import client


@cache
def _tables() -> None:
    call_command("migrate", verbosity=0)


@contextmanager
def demonstration() -> Iterator[None]:
    """Offer identities; those taken on are gone afterwards."""
    _tables()
    with override_settings(DEMO=True):
        yield
    Account.objects.filter(made_up=True).delete()


def story_at(monkeypatch: pytest.MonkeyPatch, at: datetime) -> None:
    """Set the clock of a demonstration, and leave it there."""
    monkeypatch.setattr(clock, "now", lambda: at)
    monkeypatch.setattr(clock, "of_story", lambda: at)


def from_seat(site: SimpleNamespace, seat: Seat) -> SimpleNamespace:
    """Give a site as one seat sees it; the public is a seat too."""
    asking = client()
    if seat.kind is Kind.OFFICER:
        name = f"{seat.org}-{seat.post}".replace("_", "-").strip("-")[:40]
        given = {"org": seat.org, "post": seat.post, "made_up": True}
        account, _made = Account.objects.get_or_create(username=name, defaults=given)
        asking.force_login(account)
    return SimpleNamespace(**{**vars(site), "client": asking, "get": asking.get, "seat": seat})
