"""How an act is said before it is signed: its fields in words, and beside each id its name.

The page shows what stands in the bytes. A word from here stands beside it, never in its place.
"""

from collections.abc import Iterator, Sequence
from typing import Any

from django.utils.translation import gettext_lazy

from safeconduct.agreement.model import Agreement
from safeconduct.web.desk.called import called
from safeconduct.web.desk.fields import FIELDS as OWN
from safeconduct.web.desk.fields import MOVES, field_word
from safeconduct.web.desk.words import FIELDS as WORDS
from safeconduct.web.desk.words import VERBS
from safeconduct.web.looks.words import DID, SIGNED
from safeconduct.web.looks.words import WORDS as WORDS_OF_ACCESS

LAST = ["happened", "until", "actor", "post", "recorded", "id", "refs", "evidence", "note", "basis", "synthetic"]
"""The fields that every act may have. They come after its own."""
_YES = gettext_lazy("yes")


def labels(agreement: Agreement, acts: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """Give the words for some acts: what each field is called in each type, and what each value in it is called."""
    every = {name: str(word) for name, word in WORDS.items()}
    found: dict[str, Any] = {"fields": {"": every}, "names": {}, "last": LAST}
    for act in acts:
        kind = str(act["type"])
        found["fields"][kind] = {field: _field(kind, field, every) for field in act}
        for field, value in act.items():
            for one in _strings(value):
                if word := _word(agreement, kind, field, one):
                    found["names"].setdefault(f"{kind} {field}", {})[one] = word
    return found


def facts(act: dict[str, Any], words: dict[str, Any]) -> list[tuple[str, list[tuple[str, str]]]]:
    """Give the fields of an act with their values and what each is called, for a page without a script."""
    kind, names = str(act["type"]), words["names"]
    order = sorted(act, key=lambda field: words["last"].index(field) if field in words["last"] else -(field == "type") - 1)
    return [(words["fields"][kind][field], [(one, names.get(f"{kind} {field}", {}).get(one, "")) for one in _strings(act[field])])
            for field in order]  # fmt: skip


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, list):
        for one in value:
            yield from _strings(one)
    elif isinstance(value, dict):
        yield " · ".join(f"{name}: {', '.join(_strings(one))}" for name, one in value.items())
    elif isinstance(value, bool):
        yield "true" if value else "false"
    else:
        yield str(value)


def _field(kind: str, field: str, every: dict[str, str]) -> str:
    if kind in DID:
        return str(SIGNED.get(field) or every.get(field) or field_word(kind, field))
    # A field of the programme may be called otherwise than one of the norms that has its name.
    return every[field] if field in every and (kind not in MOVES or field not in OWN) else field_word(kind, field)


def _word(agreement: Agreement, kind: str, field: str, value: str) -> str:
    if field == "type":
        return str(VERBS.get(value) or MOVES.get(value) or DID.get(value, ""))
    if field in ("id", "refs", "evidence", "says", "note"):
        return ""
    if kind in DID and (word := WORDS_OF_ACCESS.get(value)) is not None:
        return str(word)
    return str(_YES) if (field, value) == ("synthetic", "true") else called(agreement, kind, field, value)
