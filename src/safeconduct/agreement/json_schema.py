"""The format as JSON Schema (draft 2020-12), made from the same annotations that read it.

The schema can be made for one file: then each reference lists the ids of that file, so that an editor completes them. The
ids are taken from the tree of the file, not from its model, so that a fault elsewhere in it costs none of them.
"""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from safeconduct.agreement.definitions import Definitions
from safeconduct.agreement.model import SECTIONS, Agreement, Amendment
from safeconduct.agreement.shapes import UNSEEN, UNSTATED, Record
from safeconduct.agreement.yaml_tree import Faults, Node, parse

Ids = dict[str, dict[str, str]]
"""Kind -> id -> what it is called. A kind is missing where its section could not be read."""

_KINDS = {section: kind for section, (kind, _) in SECTIONS.items()} | {"units": "unit", "sources": "source"}
_NAMES = ("name", "title", "what", "says", "root")
_SECTION = re.compile(r"([a-z_]+):\s*(?:#.*)?$")
_ENTRY = re.compile(r"( +)([a-z][a-z0-9_]{0,59}):(?:\s|$)")


def schema(*, amendment: bool = False, ids: Mapping[str, Mapping[str, str]] | None = None) -> dict[str, Any]:
    """Give the JSON Schema of an agreement, or of an amendment; with `ids`, for the file that has them."""
    defs = Definitions(ids)
    root = Record(Amendment if amendment else Agreement).schema(defs)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "safeconduct amendment, format 1" if amendment else "safeconduct agreement, format 1",
        **root,
        "$defs": defs,
    }


def ids_of(files: Iterable[bytes]) -> Ids:
    """Give the ids of an agreement and of what amends it, as far as the files can be read."""
    found: Ids = {**{kind: {} for kind in _KINDS.values()}, "tranche": {}, "reading": {}}
    lost: set[str] = set()
    for data in files:
        root = parse(data, Faults(""))
        if root is not None and isinstance(root.value, dict):
            sections = {name: node for name, (_, node) in root.value.items() if name in _KINDS}
            lost |= {_KINDS[name] for name, node in sections.items() if not isinstance(node.value, dict)}
            for name, node in sections.items():
                _add(found, _KINDS[name], node)
        else:
            _scan(found, data.decode(errors="replace"))
    lost |= {inner for kind, inner in (("obligation", "tranche"), ("point", "reading")) if kind in lost}
    return {kind: ids for kind, ids in found.items() if kind not in lost}


def _add(found: Ids, kind: str, section: Node) -> None:
    for name, entry in _held(section).items():
        if name in (UNSTATED, UNSEEN):
            continue
        found[kind][name] = _called(entry)
        inside = _held(entry)
        if kind == "point" and "readings" in inside:
            found["reading"].update((f"{name}.{reading}", "") for reading in _held(inside["readings"]))
        if kind == "point" and "clauses" in inside:
            found[kind].update((f"{name}.{clause}", "") for clause in _held(inside["clauses"]))
        elif kind == "obligation" and "tranches" in inside:
            parts = _held(inside["tranches"]).get("parts")
            found["tranche"].update((f"{name}.{part}", "") for part in (_held(parts) if parts else ()))


def _held(node: Node) -> dict[str, Node]:
    return {key: value for key, (_, value) in node.value.items()} if isinstance(node.value, dict) else {}


def _called(entry: Node) -> str:
    """Give what an entry is called, in English or in its first language; empty where it has no name."""
    held = _held(entry)
    said = entry if isinstance(entry.value, str) else next((held[key] for key in _NAMES if key in held), None)
    versions = _held(said) if said is not None else {}
    said = versions.get("en") or next(iter(versions.values()), said)
    return " ".join(said.value.split())[:120] if said is not None and isinstance(said.value, str) else ""


def _scan(found: Ids, text: str) -> None:
    """Add what a file calls things whose YAML is broken: the entries that stand on lines of their own."""
    kind, depth = "", 0
    for line in text.splitlines():
        if section := _SECTION.match(line):
            kind, depth = _KINDS.get(section[1], ""), 0
        elif line[:1].strip() and not line.startswith("#"):
            kind = ""
        elif kind and (entry := _ENTRY.match(line)) and len(entry[1]) == (depth := depth or len(entry[1])):
            found[kind].setdefault(entry[2], "")
