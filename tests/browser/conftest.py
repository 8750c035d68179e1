"""One headless Chromium for all browser tests."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.conftest import chromium

# The sandbox needs rights that a container rarely gives. The other switches keep the browser from calling home.
SWITCHES = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """A running browser; open a context of your own for each test: `browser.new_context(locale="ar")`."""
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=chromium(), args=SWITCHES)
        yield running
        running.close()
