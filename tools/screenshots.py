"""Photograph the pages of the packaged examples for the documents: docs/images/*.png.

Run it with the development environment: `.venv/bin/python tools/screenshots.py [folder]`. It starts the real server,
opens each page in Chromium and writes one picture each. The pictures look best where Noto Sans and Noto Serif are
installed, because the pages use the fonts of the machine for Latin script.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path
from typing import NamedTuple

from playwright.sync_api import sync_playwright

FOLDER = Path(__file__).parents[1] / "docs" / "images"
SWITCHES = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--force-color-profile=srgb"]


class Shot(NamedTuple):
    """One picture: its name, which page of which example, how wide, how much of its height (0: all), with which draft."""

    name: str
    example: str
    address: str
    width: int = 1280
    height: int = 0
    draft: str = ""


PASSAGE = "drafts/rafah-passage.yaml"
SHOTS = (
    Shot("board", "gaza-2025", "/", height=1250),
    Shot("stranded-fighters", "gaza-2025", "/question/stranded_fighters?at=2025-11-14T12:00", height=1700),
    Shot("stranded-fighters-draft", "gaza-2025", "/question/stranded_fighters#draft-rafah-passage", height=1100),
    Shot("stranded-fighters-phone", "gaza-2025", "/question/stranded_fighters?at=2025-11-14T12:00", 360, 1500),
    Shot("programme", "gaza-2025", "/programme?day=6", height=980, draft=PASSAGE),
    Shot("norm", "gaza-2025", "/norm/living_hostages?at=2025-10-13T13:00&known_by=2025-10-14", height=1300),
    Shot("owes", "gaza-2025", "/owes", height=1250),
    Shot("timeline", "gaza-2025", "/timeline", height=1350),
    Shot("map", "gaza-2025", "/map", height=1150),
    Shot("wording", "gaza-2025", "/point/p6", height=950),
    Shot("aceh-weapons", "aceh-2005", "/norm/weapons?at=2005-12-20T12:00", height=1300),
)


def main(folder: Path) -> int:
    """Write every picture into a folder."""
    browser_path = os.environ.get("SAFECONDUCT_CHROMIUM") or shutil.which("chromium")
    if browser_path is None:
        print("no chromium found (on Debian: apt-get install chromium)", file=sys.stderr)
        return 1
    folder.mkdir(parents=True, exist_ok=True)
    servers = {case: start(*case) for case in dict.fromkeys((shot.example, shot.draft) for shot in SHOTS)}
    try:
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=browser_path, args=SWITCHES)
            for shot in SHOTS:
                page = browser.new_page(viewport={"width": shot.width, "height": shot.height or 900})
                page.goto(servers[shot.example, shot.draft][1] + shot.address)
                page.screenshot(path=folder / f"{shot.name}.png", full_page=not shot.height)
                page.close()
                print(f"{shot.name}.png")
            browser.close()
    finally:
        for process, _ in servers.values():
            process.terminate()
    return 0


def start(example: str, draft: str) -> tuple[subprocess.Popen[bytes], str]:
    """Start the server for an example, read with a draft if one is named, and wait until it answers."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    drafts = [draft] if draft else []
    code = f"from safeconduct.web.serve import serve; serve(port={port}, example={example!r}, with_files={drafts})"
    process, address = subprocess.Popen([sys.executable, "-c", code]), f"http://127.0.0.1:{port}"
    for _ in range(100):
        try:
            urllib.request.urlopen(address, timeout=5).close()
            return process, address
        except OSError:
            time.sleep(0.1)
    process.terminate()
    raise SystemExit(f"nothing answers at {address}")


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER))
