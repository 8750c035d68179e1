"""How an act is said before it is signed: its fields in words, and beside each id its name.

The page shows what stands in the bytes. A word from here stands beside it, never in its place.
"""

from collections.abc import Iterator, Sequence
from typing import Any

from safeconduct.agreement.model import Agreement
from safeconduct.web.desk.words import FIELDS, VERBS
from safeconduct.web.shell.wording import named


def labels(agreement: Agreement, acts: Sequence[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """Give the words for some acts: what each field is called, and what each value in it is called."""
    found: dict[str, dict[str, Any]] = {"fields": {name: str(word) for name, word in FIELDS.items()}, "names": {}}
    for act in acts:
        for field, value in act.items():
            for one in _strings(value):
                if word := _word(agreement, field, one):
                    found["names"].setdefault(field, {})[one] = word
    return found


def facts(act: dict[str, Any], words: dict[str, dict[str, Any]]) -> list[tuple[str, list[tuple[str, str]]]]:
    """Give the fields of an act with their values and what each is called, for a page without a script."""
    names = words["names"]
    return [(str(words["fields"].get(field, field)), [(one, names.get(field, {}).get(one, "")) for one in _strings(value)])
            for field, value in act.items()]  # fmt: skip


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, list):
        for one in value:
            yield from _strings(one)
    elif isinstance(value, bool):
        yield "true" if value else "false"
    else:
        yield str(value)


def _word(agreement: Agreement, field: str, value: str) -> str:
    if field == "type":
        return str(VERBS.get(value, ""))
    if field in ("id", "refs", "evidence", "says", "note"):
        return ""
    called = named(agreement, value, "").text
    return called if called != value else ""
