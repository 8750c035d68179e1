"""Published test vectors: where they are, and how a test gets their cases. SAFECONDUCT_TEST_VECTORS names the folder."""

import json
import os
from pathlib import Path
from typing import Any

import pytest

FOLDER = Path(os.environ.get("SAFECONDUCT_TEST_VECTORS") or "/nonexistent")
needed = pytest.mark.skipif(not FOLDER.is_dir(), reason="SAFECONDUCT_TEST_VECTORS names no folder of vectors")


def load(name: str) -> Any:
    """Read a file of vectors."""
    return json.loads((FOLDER / name).read_bytes())


def cases(name: str, *keys: str) -> list[Any]:
    """Give the cases of a file as parameters of a test; none where the folder is missing."""
    if not FOLDER.is_dir():
        return []
    found = [case for key in keys for case in load(name)[key]]
    return [pytest.param(case, id=str(case.get("id") or case.get("path") or number)) for number, case in enumerate(found)]


def files(folder: str) -> list[Any]:
    """Give the files of a folder as parameters of a test."""
    return [pytest.param(path, id=str(path.relative_to(FOLDER))) for path in sorted((FOLDER / folder).rglob("*.json"))]
