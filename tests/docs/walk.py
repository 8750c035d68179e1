"""Walk through a page as a reader would: save the files it gives, make the changes it asks for, run its commands.

A page speaks to this walk in its own plain words:

- "Save it as `truce/agreement.yaml`:" above a block: the block is that file.
- "In `truce/agreement.yaml`, write `a` in place of `b`.": the change is made.
- "In `truce/agreement.yaml`, write this in place of the line `b`:" above a block: the block takes the place of that line.
- a `console` block: lines that begin with `$ ` are commands, the lines below are what they print. A line of `...`
  stands for any number of lines left out, and at the end of a line for the rest of it. `$ echo $?` asks for the exit
  status; without it the status must be 0.

Only `safeconduct` is run, in this process; what works on accounts in one of its own, as Django is set up once in a process.
Other commands, such as `make`, are for the reader alone.
"""

from __future__ import annotations

import contextlib
import io
import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from safeconduct.cli.main import build_parser, main

_STEP = re.compile(
    r"Save (?:it|this) as `(?P<file>[^`]+)`[^\n]*\n\n```\w+\n(?P<text>.*?)\n```"
    r"|[Ii]n\s+`(?P<change>[^`]+)`,\s+write\s+`(?P<new>[^`]+)`\s+in\s+place\s+of\s+`(?P<old>[^`]+)`"
    r"|[Ii]n\s+`(?P<lines_of>[^`]+)`,\s+write\s+this\s+in\s+place\s+of\s+the\s+line\s+`(?P<line>[^`]+)`:\n\n```\w+\n(?P<block>.*?)\n```"
    r"|```console\n(?P<console>.*?)\n```",
    re.DOTALL,
)
_STATUS = "echo $?"
_LEFT_OUT = "..."


class Command(NamedTuple):
    """A command of a page: what is typed, what the page shows below it, and the exit status it states."""

    line: str
    shown: list[str]
    status: int


def commands(console: str) -> list[Command]:
    """Give the commands of one console block."""
    found: list[Command] = []
    for part in re.split(r"^\$ ", console, flags=re.MULTILINE)[1:]:
        line, *shown = part.rstrip("\n").split("\n")
        if line == _STATUS:
            found[-1] = found[-1]._replace(status=int(shown[0]))
        else:
            found.append(Command(line, shown, 0))
    return found


def commands_of(page: str) -> Iterator[Command]:
    """Give every `safeconduct` command of a page."""
    for step in _STEP.finditer(page):
        for command in commands(step["console"] or ""):
            if command.line.startswith("safeconduct "):
                yield command


def changes_of(page: str) -> int:
    """Count the changes of files that a page asks for in words that the walk knows."""
    return sum(bool(step["change"] or step["lines_of"]) for step in _STEP.finditer(page))


def walk(page: str, folder: Path) -> list[str]:
    """Do all that a page says, in a folder of its own. Return what did not happen as the page says."""
    wrong: list[str] = []
    for step in _STEP.finditer(page):
        if step["file"]:
            (folder / step["file"]).parent.mkdir(parents=True, exist_ok=True)
            (folder / step["file"]).write_text(step["text"] + "\n", encoding="utf-8")
        elif step["change"]:
            before = (folder / step["change"]).read_text(encoding="utf-8")
            if before.count(step["old"]) != 1:
                wrong.append(f"{step['change']}: {step['old']!r} stands there {before.count(step['old'])} times")
            (folder / step["change"]).write_text(before.replace(step["old"], step["new"]), encoding="utf-8")
        elif step["lines_of"]:
            lines = (folder / step["lines_of"]).read_text(encoding="utf-8").split("\n")
            at = [number for number, line in enumerate(lines) if line.strip() == step["line"]]
            if len(at) != 1:
                wrong.append(f"{step['lines_of']}: the line {step['line']!r} stands there {len(at)} times")
            for number in at:
                lines[number] = step["block"]
            (folder / step["lines_of"]).write_text("\n".join(lines), encoding="utf-8")
        else:
            for command in commands(step["console"]):
                if command.line.startswith("safeconduct "):
                    wrong += _run(command, folder)
    return wrong


_REPORT = "River Press Agency, 5 November 2025\n\nThe mission said on Monday that it had counted 12 rifles. All made up.\n"


def _run(command: Command, folder: Path) -> list[str]:
    words = shlex.split(command.line)[1:]
    if words[0] in ("demo", "serve"):  # it would serve until stopped
        build_parser(words[0]).parse_args(words)
        return []
    if words[0] == "read" and not (folder / words[1]).exists():  # a page speaks of a report that its reader has
        (folder / words[1]).write_text(_REPORT, encoding="utf-8")
    status, said = _apart(words, folder) if words[0] == "accounts" else _here(words, folder)
    printed = [line.rstrip() for line in said.splitlines()]
    wrong = [f"{command.line}: the page shows {line!r}" for line in _not_printed(command.shown, printed)]
    if status != command.status:
        wrong.append(f"{command.line}: exit status {status}, the page says {command.status}")
    return wrong


def _here(words: list[str], folder: Path) -> tuple[int, str]:
    output, here = io.StringIO(), Path.cwd()
    os.chdir(folder)
    try:
        with contextlib.redirect_stdout(output), contextlib.redirect_stderr(output):
            return main(words), output.getvalue()
    except SystemExit as stop:
        return int(stop.code or 0), output.getvalue()
    finally:
        os.chdir(here)


def _apart(words: list[str], folder: Path) -> tuple[int, str]:
    code = "import sys; from safeconduct.cli.main import main; sys.exit(main())"
    done = subprocess.run([sys.executable, "-c", code, *words], cwd=folder, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout + done.stderr


def _not_printed(shown: list[str], printed: list[str]) -> list[str]:
    """Return the shown lines that are not printed, in order and next to each other but for what is left out."""
    at, anywhere = 0, False
    for line in shown:
        if line.strip() == _LEFT_OUT:
            anywhere = True
            continue
        found = next((n for n in range(at, len(printed)) if _is(line.rstrip(), printed[n])), None)
        if found is None or (found != at and not anywhere):
            return [line]
        at, anywhere = found + 1, False
    if shown and not anywhere and at != len(printed):
        return [f"nothing after {shown[-1]!r}, but {printed[at]!r} follows"]
    return []


def _is(shown: str, printed: str) -> bool:
    if shown.endswith(f" {_LEFT_OUT}"):
        return printed.startswith(shown.removesuffix(_LEFT_OUT))
    return shown == printed
