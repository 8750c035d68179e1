"""The format as JSON Schema (draft 2020-12), made from the same annotations that read it."""

from typing import Any

from safeconduct.agreement.model import Agreement, Amendment
from safeconduct.agreement.shapes import Record


def schema(*, amendment: bool = False) -> dict[str, Any]:
    """Give the JSON Schema of an agreement, or of an amendment."""
    defs: dict[str, Any] = {}
    record = Record(Amendment if amendment else Agreement)
    root = record.schema(defs)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "safeconduct amendment, format 1" if amendment else "safeconduct agreement, format 1",
        **root,
        "$defs": defs,
    }
