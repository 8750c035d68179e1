"""The definitions of a JSON Schema while it is made, and what the file it is made for calls things."""

from collections.abc import Mapping, Sequence
from typing import Any

REF = r"[a-z][a-z0-9_]{0,59}(?:\.[a-z][a-z0-9_]{0,59})?"
_AMOUNT = r"((at least|at most) +)?[0-9]{1,15} +"


class Definitions(dict[str, Any]):
    """The definitions by name. `ids` gives, for each kind, the ids of a file and what each is called.

    A kind that is not in `ids` is not known: any id may stand for it. A kind with no ids is known to have none.
    """

    def __init__(self, ids: Mapping[str, Mapping[str, str]] | None = None) -> None:
        super().__init__()
        self.ids = ids or {}

    def reference(self, kinds: Sequence[str], *words: str) -> dict[str, Any]:
        """Give the schema of an id of one of some kinds, or one of some words that stand for none."""
        known = [kind for kind in kinds if self.ids.get(kind)]
        if not known or any(kind not in self.ids for kind in kinds):
            return {"type": "string", "pattern": f"^{REF}$"}
        choices = [*map(self._of, known), *({"const": word} for word in words)]
        return choices[0] if len(choices) == 1 else {"anyOf": choices}

    def amount(self) -> dict[str, Any]:
        """Give the schema of a number with a unit."""
        return {"type": "string", "pattern": f"^{_AMOUNT}({'|'.join(self.ids.get('unit') or ('[a-z][a-z0-9_]*',))})$"}

    def _of(self, kind: str) -> dict[str, Any]:
        name = "".join(part.capitalize() for part in kind.split("_")) + "Id"
        if name not in self:
            ids = self.ids[kind]
            self[name] = {"description": f"Ids of this file, of the kind: {kind.replace('_', ' ')}.", "enum": list(ids)}
            if any(ids.values()):
                # No word of JSON Schema; the editors that know it show what an id is called beside it.
                self[name]["enumDescriptions"] = list(ids.values())
        return {"$ref": f"#/$defs/{name}"}
