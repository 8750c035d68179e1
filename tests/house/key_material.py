"""Where in the checkout something stands that looks like a key: none does, but for those that everybody has."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

PATTERNS = {
    "a private key": r"-----BEGIN [A-Z ]*PRIVATE KEY-----",
    "a private key of a note": r"PRIVATE\+KEY\+[^\s\"'`]+\+[0-9a-f]{8}\+[A-Za-z0-9+/=]{20,}",
    "a key of a cloud": r"\b(?:AKIA|ASIA)[0-9A-Z]{16}\b|\bAIza[0-9A-Za-z_-]{35}\b",
    "a token": r"\bgh[pousr]_[A-Za-z0-9]{36}\b|\bglpat-[A-Za-z0-9_-]{20}\b|\bxox[abprs]-[A-Za-z0-9-]{10,}|\bsk-[A-Za-z0-9]{32,}",
    "a signed token": r"\beyJ[A-Za-z0-9_-]{10,}\.eyJ[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{10,}",
    "a secret in hexadecimal": r"(?i:(?:secret|seed|private)[\w\"']*\s*[:=]\s*b?(?:bytes\.fromhex\()?[\"'][0-9a-f]{64}[\"'])",
    "an address with a password": r"\b[a-z][a-z0-9+]*://[^\s/:@\"'{}<]+:[^\s/@\"'{}<]+@[A-Za-z0-9]",
}
PUBLISHED = ("tests/vectors/",)
"""Where keys of tests are published: `docs/spec/record.md` names them; verifiers say that a log signed with them is a test."""
_FOUND = re.compile("|".join(f"(?P<p{number}>{pattern})" for number, pattern in enumerate(PATTERNS.values())))
_LARGEST = 5_000_000


def key_material(root: Path) -> list[str]:
    """Give file, line and kind of everything that looks like a key, outside of the published vectors."""
    return [f"{path.relative_to(root)}:{line}: {kind}" for path in _files(root) for line, kind in _in(path)]


def _in(path: Path) -> Iterator[tuple[int, str]]:
    text = path.read_text(encoding="utf-8", errors="ignore")
    for found in _FOUND.finditer(text):
        kind = list(PATTERNS)[int((found.lastgroup or "p0")[1:])]
        yield text.count("\n", 0, found.start()) + 1, kind


def _files(root: Path) -> Iterator[Path]:
    told = subprocess.run(["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"], cwd=root, capture_output=True)
    names = told.stdout.decode().split("\0") if told.returncode == 0 else [str(one.relative_to(root)) for one in root.rglob("*")]
    for name in sorted(filter(None, names)):
        path = root / name
        if path.is_file() and not name.startswith(PUBLISHED) and path.stat().st_size <= _LARGEST:
            yield path
