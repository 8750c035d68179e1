"""One headless Chromium for all browser tests, and the real server for it to ask."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page, Playwright, sync_playwright

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
def playwright() -> Iterator[Playwright]:
    """What drives every browser of a run: a second one beside it cannot begin."""
    with sync_playwright() as running:
        yield running


@pytest.fixture(scope="session")
def browser(playwright: Playwright) -> Iterator[Browser]:
    """A running browser; open a context of your own for each test: `browser.new_context(locale="ar")`."""
    running = playwright.chromium.launch(executable_path=chromium(), args=SWITCHES)
    yield running
    running.close()


@pytest.fixture(scope="session")
def serving() -> Iterator[Callable[[str], str]]:
    """Start the server once, as a user would; gives the address of its pages. A site is `example` or `example with FILE`."""
    running: dict[str, tuple[subprocess.Popen[bytes], str]] = {}

    def start(site: str) -> str:
        if site not in running:
            example, _, beside = site.partition(" with ")
            port = free_port()
            how = f"port={port}, example={example!r}, with_files={[beside] if beside else []}"
            code = f"from safeconduct.web.serve import serve; serve({how})"
            address = f"http://127.0.0.1:{port}"
            running[site] = subprocess.Popen([sys.executable, "-c", code], env={**os.environ}), address
            wait_for(address)
        return running[site][1]

    yield start
    for process, _ in running.values():
        process.terminate()
    for process, _ in running.values():
        process.wait(timeout=20)


def free_port() -> int:
    """Give a port that nothing listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for(address: str) -> None:
    """Wait until something answers at an address."""
    for _ in range(600):
        try:
            urllib.request.urlopen(address, timeout=5).close()
            return
        except OSError:
            time.sleep(0.1)
    raise AssertionError(f"nothing answers at {address}")


def sit_down(page: Page, home: str, seat: str) -> None:
    """Take a seat of the demonstration, and wait until its record is there."""
    page.goto(f"{home}/demo/")
    page.locator(f'form[action="/demo/{seat}/"] button').click()
    for _ in range(300):
        if page.goto(f"{home}/desk/").status == 200:
            return
        time.sleep(0.5)
    raise AssertionError("the record of the demonstration is not made")


class Watched:
    """A page that keeps what it complained of and what it asked for."""

    def __init__(self, page: Page, home: str) -> None:
        self.page, self.home = page, home
        self.complaints: list[str] = []
        self.asked: list[str] = []
        page.on("response", lambda answer: self.complaints.append(f"{answer.status} {answer.url}") if answer.status > 403
                else None)
        page.on("console", lambda message: self.complaints.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("request", lambda request: self.asked.append(request.url))

    def open(self, address: str) -> Page:
        """Open an address of the site."""
        self.page.goto(self.home + address)
        return self.page


@pytest.fixture
def watched(browser: Browser, serving) -> Iterator[object]:
    contexts = []

    def open_site(example: str, width: int = 1024, seat: str = "", **how: object) -> Watched:
        contexts.append(browser.new_context(viewport={"width": width, "height": 900}, **how))
        site = Watched(contexts[-1].new_page(), serving(example))
        if seat:
            sit_down(site.page, site.home, seat)
            site.complaints.clear()  # the desk says 503 until the record is there
        return site

    yield open_site
    for context in contexts:
        context.close()
