"""Each test of the store is run twice: on SQLite, and on PostgreSQL where there is one."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from safeconduct.store.log import Log
from tests.store.acts import ORIGIN, Device, keys
from tests.store.postgres import Server, why_not


@pytest.fixture(scope="session")
def postgres() -> Iterator[Server]:
    """One PostgreSQL server for all tests; skips with the reason where there is none."""
    if reason := why_not():
        pytest.skip(reason)
    server = Server()
    yield server
    server.remove()


@pytest.fixture(params=["sqlite", "postgres"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of an empty store."""
    if request.param == "sqlite":
        return str(tmp_path / "log.db")
    server: Server = request.getfixturevalue("postgres")
    return server.url()


@pytest.fixture
def device() -> Device:
    return Device()


@pytest.fixture
def opened(url: str) -> Iterator[Callable[..., Log]]:
    """Open the log of this test, as often as needed. The devices named are those that are registered."""
    logs: list[Log] = []

    def open_(*devices: Device) -> Log:
        logs.append(Log.open(url, origin=ORIGIN, key_of=keys(*devices).get))
        return logs[-1]

    yield open_
    for log in logs:
        log.close()


@pytest.fixture
def log(opened: Callable[..., Log], device: Device) -> Log:
    """A log that knows one device."""
    return opened(device)
