"""Documents from outside, in the folder that SAFECONDUCT_TEST_REPORTS names: judged where they lie, and nothing of them is kept.

A text there is judged where its table lies beside it, in the form of the gold documents, or where `gold/outside` holds a table
of places for it: that one gives characters instead of words, so that no sentence of the text stands in the project, and the
hash of the text it was made for.
"""

import hashlib
import tomllib
from collections.abc import Iterator
from pathlib import Path

from eval.documents import GOLD, Gold, document

NAME = "SAFECONDUCT_TEST_REPORTS"


def outside(folder: Path, tables: Path = GOLD / "outside") -> Iterator[Gold]:
    """Give the documents of a folder, and of those in it, that somebody made a table for."""
    known = {table["document"]["sha256"]: table for table in map(_table, sorted(tables.glob("*.toml")))}
    for path in sorted(folder.rglob("*.txt")):
        data = path.read_bytes()
        beside = path.with_suffix(".toml")
        table = _table(beside) if beside.is_file() else known.get(hashlib.sha256(data).hexdigest())
        if table is not None and "document" in table:
            yield document(path.stem, data.decode("utf-8"), table)


def _table(path: Path) -> dict[str, dict[str, str]]:
    return tomllib.loads(path.read_text(encoding="utf-8"))
