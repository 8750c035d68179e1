"""What does a file hold that two have approved? The approved fields, as whoever asked sees them, and nothing else.

Where a field says a place, no row stands for a person: equal rows are counted, and small counts are not given. Without a number
in it, the rows are sorted by what they say, so that their order tells nobody whose they are.
"""

import csv
import io
from collections import Counter
from collections.abc import Iterator, Mapping
from hashlib import sha256
from typing import Any, NamedTuple

import msgspec

from safeconduct.access import acts
from safeconduct.access.approvals import NUMBERS, PLACES
from safeconduct.access.classes import ROWS, Sensitivity
from safeconduct.access.counting import outside
from safeconduct.access.gaps import Cases
from safeconduct.access.knowing import Viewer
from safeconduct.access.view import view, view_item, view_receipt
from safeconduct.kernel import canonical

KINDS: tuple[acts.Kind, ...] = ("person", "item", "receipt")
"""Of what a file can be made: of cases, and of the weapons and receipts of these cases."""
NOT_SHOWN = "not_shown"
"""What stands in a cell whose field is not shown to whoever asked."""
COUNT = "count"
_STEERS = ("=", "+", "-", "@", "\t", "\r")
"""With these a cell is taken for a formula by programs that open tables."""


class Table(NamedTuple):
    """What a file holds: the names of its columns, and its rows."""

    fields: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def fields_open(kind: acts.Kind) -> tuple[str, ...]:
    """Give the fields of which a file can be made at all."""
    return tuple(row.field for row in ROWS.values() if row.of == kind.capitalize() and row.sensitivity is not Sensitivity.STRICT)


def table_of(viewer: Viewer, asked: acts.Requested, cases: Cases) -> Table:
    """Give what a file holds for an approved request. Cases that may no longer be known of are left out."""
    fields = tuple(dict.fromkeys(asked.fields))
    rows = [tuple(_cell(values[field]) if field in values else NOT_SHOWN for field in fields)
            for values in _values(viewer, asked, cases)]  # fmt: skip
    if set(fields) & PLACES:
        return _counted(fields, rows)
    return Table(fields, tuple(rows if set(fields) & NUMBERS else sorted(rows)))


def _values(viewer: Viewer, asked: acts.Requested, cases: Cases) -> Iterator[Mapping[str, Any]]:
    named = sorted(set(asked.cases))
    if asked.kind == "person":
        found = (view(viewer, case, cases) for case in named)
    elif asked.kind == "item":
        tags = sorted({tag for case in named for tag in cases.armoury.handed.get(case, ())})
        found = (view_item(viewer, tag, cases) for tag in tags)
    else:
        receipts = sorted(name for name, one in cases.armoury.receipts.items() if one.case in named)
        found = (view_receipt(viewer, receipt, cases) for receipt in receipts)
    return (seen.values() for seen in found if seen.found)


def _counted(fields: tuple[str, ...], rows: list[tuple[str, ...]]) -> Table:
    groups = Counter(rows)
    names = {str(place): row for place, row in enumerate(sorted(groups))}
    counts = outside({name: groups[row] for name, row in names.items()})
    return Table((*fields, COUNT), tuple((*row, str(counts.parts[name])) for name, row in names.items()))


def _cell(value: Any) -> str:
    """Give a value as text: coded words as they are, all else as canonical JSON."""
    plain = msgspec.to_builtins(value)
    if plain is None:
        return ""
    return plain if isinstance(plain, str) else canonical.canonical_json(plain).decode()


def as_csv(table: Table) -> bytes:
    """Write a table as UTF-8 with commas, so that no program takes a cell for a formula."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(table.fields)
    writer.writerows([f"'{cell}" if cell.startswith(_STEERS) else cell for cell in row] for row in table.rows)
    return text.getvalue().encode()


def as_json(table: Table) -> bytes:
    """Write a table as JSON: a list of objects."""
    rows = [dict(zip(table.fields, row, strict=True)) for row in table.rows]
    return msgspec.json.format(msgspec.json.encode(rows), indent=1) + b"\n"


def digest_of(data: bytes) -> str:
    """Give what an act of export says of the bytes of a file."""
    return sha256(data).hexdigest()
