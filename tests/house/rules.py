"""The house rules that a script can check, as functions over a folder.

Each function returns one line per break, and an empty list where all is well. Taking the folder as an argument lets the
tests run the same function over the project and over a small folder with a planted break.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path

LONGEST_MODULE = 400

_TEXT = set(
    " .cfg .css .geojson .html .in .ini .js .json .jsonl .md .mjs .po .py .sh .svg .toml .txt .yaml .yml".split(" ")
)
_NOT_OURS = {"__pycache__", "build", "dist", "node_modules", "vendor"}

# The words looked for are put together here from parts, so that this file does not find itself.
_UNFINISHED = re.compile(r"\b(?:TO" + r"DO|FIX" + r"ME)\b")
_DRAWER_NAMES = {f"{stem}.py" for stem in ("util", "utils", "helper", "helpers", "misc")}
_MACHINE_PATHS = re.compile(r"(?<![\w.~-])/(?:" + "|".join(("home", "root", "Users", "work")) + r")/\w")
_OUTSIDE_FOLDER = "../" + "shared"
_REGISTRY_HOSTS = tuple(
    name + end
    for name, end in (
        ("pypi", ".org"),
        ("pythonhosted", ".org"),
        ("npmjs", ".org"),
        ("npmjs", ".com"),
        ("deb.debian", ".org"),
        ("yarnpkg", ".com"),
        ("unpkg", ".com"),
        ("jsdelivr", ".net"),
    )
)


def files(root: Path) -> Iterator[Path]:
    """Yield the project's own files under root: nothing hidden by a leading dot but .ci, nothing built or vendored."""
    for folder, folders, names in os.walk(root):
        folders[:] = sorted(
            name for name in folders if name not in _NOT_OURS and (name == ".ci" or not name.startswith("."))
        )
        yield from (Path(folder) / name for name in sorted(names))


def lines(root: Path) -> Iterator[tuple[str, int, str]]:
    """Yield (file relative to root, line number, line) for every text file under root."""
    for path in files(root):
        if path.suffix in _TEXT and not path.name.startswith("."):
            name = path.relative_to(root).as_posix()
            text = path.read_text(encoding="utf-8")
            yield from ((name, number, line) for number, line in enumerate(text.splitlines(), 1))


def long_modules(root: Path, *, longest: int = LONGEST_MODULE) -> list[str]:
    """Return the Python modules under root with more lines than allowed."""
    counted = (
        (path, len(path.read_text(encoding="utf-8").splitlines())) for path in files(root) if path.suffix == ".py"
    )
    return [f"{path.relative_to(root)}: {count} lines, at most {longest}" for path, count in counted if count > longest]


def drawer_modules(root: Path) -> list[str]:
    """Return the modules whose name says nothing about what is in them."""
    return [str(path.relative_to(root)) for path in files(root) if path.name in _DRAWER_NAMES]


def unfinished(root: Path) -> list[str]:
    """Return the lines that carry a note to finish them later."""
    return [f"{name}:{number}: {line.strip()}" for name, number, line in lines(root) if _UNFINISHED.search(line)]


def machine_paths(root: Path) -> list[str]:
    """Return the lines that name a folder of one person's machine, or one outside the checkout."""
    return [
        f"{name}:{number}: {line.strip()}"
        for name, number, line in lines(root)
        if _MACHINE_PATHS.search(line) or (_OUTSIDE_FOLDER in line and name != ".ci/run")
    ]


def registry_hosts(root: Path) -> list[str]:
    """Return the lines that name a package registry or a public script host."""
    return [
        f"{name}:{number}: {line.strip()}"
        for name, number, line in lines(root)
        if any(host in line.lower() for host in _REGISTRY_HOSTS)
    ]


_PIN = re.compile(r"^[A-Za-z0-9][A-Za-z0-9._-]*==[^\s;]+(?: ; [^\\]+?)?(?: --hash=sha256:[0-9a-f]{64})+$")


def loose_requirements(folder: Path) -> list[str]:
    """Return the entries of folder/*.txt other than one exact version with its hashes: ranges, options, addresses."""
    found = []
    for path in sorted(folder.glob("*.txt")):
        joined = re.sub(r"\s*\\\n\s*", " ", path.read_text(encoding="utf-8"))
        entries = [line.rstrip() for line in joined.splitlines() if line.strip()]
        if not entries:
            found.append(f"{path.name}: empty")
        found += [f"{path.name}: {entry[:80]}" for entry in entries if not _PIN.match(entry) or "://" in entry]
    return found
