"""The drill with mirrors, done as the page says: in a shell, with real processes that talk over loopback."""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.docs.walk import _STEP, Command, _not_printed, commands

PAGE = Path(__file__).resolve().parents[2] / "docs" / "how-to" / "run-a-mirror.md"
BIN = Path(sys.executable).parent
MARK = "=== end of command"


def script(page: str, folder: Path) -> tuple[str, list[Command]]:
    """Give the shell script of a page, which marks the end of each command with its status, and the commands."""
    lines, found = [], list[Command]()
    for number, step in enumerate(_STEP.finditer(page)):
        if step["file"]:
            (folder / f"{number}.saved").write_text(step["text"] + "\n", encoding="utf-8")
            lines.append(f"cp {number}.saved {step['file']}")
        for command in commands(step["console"] or ""):
            found.append(command)
            lines += [command.line, f'echo "{MARK} $?"']
    return "\n".join(lines) + "\n", found


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    yield tmp_path
    for path in tmp_path.glob("*.pid"):
        with contextlib.suppress(OSError, ValueError):
            os.kill(int(path.read_text()), signal.SIGTERM)


@pytest.mark.skipif(shutil.which("bash") is None, reason="the drill is typed into bash")
def test_the_drill_with_mirrors_goes_as_the_page_says(folder: Path) -> None:
    pytest.importorskip("granian")
    text, found = script(PAGE.read_text(encoding="utf-8"), folder)
    assert len(found) > 30
    done = subprocess.run(["bash"], input=text, cwd=folder, capture_output=True, text=True, timeout=300, check=False,
                          env=os.environ | {"PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}", "LC_ALL": "C.UTF-8"})  # fmt: skip
    parts = re.split(rf"^{MARK} (\d+)\n", done.stdout, flags=re.MULTILINE)
    printed, statuses = parts[0:-1:2], parts[1::2]
    assert len(statuses) == len(found), done.stderr[-2000:]
    wrong = []
    for command, output, status in zip(found, printed, statuses, strict=True):
        lines = [line.rstrip() for line in output.splitlines()]
        wrong += [f"{command.line}: the page shows {line!r}, not {lines[:8]}" for line in _not_printed(command.shown, lines)]
        if int(status) != command.status:
            wrong.append(f"{command.line}: exit status {status}, the page says {command.status}")
    assert "\n".join(wrong) == "", done.stderr[-2000:]
    assert "THE LOG HAS SIGNED TWO HISTORIES" in (folder / "upland.log").read_text(encoding="utf-8")
