"""From a file to a checked agreement: read strictly, report every fault, or give the agreement and its hash.

Answers whether a file is a well-formed agreement or amendment. Whether the agreement is wise is for the checks.
"""

from pathlib import Path
from typing import Any

import msgspec

from safeconduct.agreement.frame import Calendar, Months, Wording
from safeconduct.agreement.model import Agreement, Amendment
from safeconduct.agreement.references import check_references
from safeconduct.agreement.shapes import MISSING, Reading, Record
from safeconduct.agreement.yaml_tree import MAX_BYTES, Faults, Node, parse
from safeconduct.kernel.canonical import digest
from safeconduct.kernel.errors import Fault, Invalid
from safeconduct.kernel.text import Text

FORMAT = "1"

_AGREEMENT = Record(Agreement)
_AMENDMENT = Record(Amendment)
_STAND_IN = {"safeconduct": FORMAT, "id": "", "title": Text({}), "wording": Wording.DRAFT,
             "time": Calendar(zone="UTC", months=Months.ROUND_UP)}  # fmt: skip


class Source(msgspec.Struct, frozen=True):
    """A read file: its model, its plain content, its hash, and where each named thing stands.

    `reading` keeps what an amendment still has to have checked once it is joined with its base. `unseen` are the paths
    of what was not seen of the text.
    """

    file: str
    model: Any
    plain: dict[str, Any]
    hash: str
    origins: dict[str, str]
    reading: Any
    unseen: frozenset[str] = frozenset()

    def where(self, name: str) -> str:
        """Give `file:line` of the entry with an id, or an empty text."""
        return self.origins.get(name, "")


def read_bytes(path: Path, *, limit: int = MAX_BYTES) -> bytes:
    """Read a file, at most a little more than the limit, so that a wrong file costs no memory.

    Raises Invalid (SC030) when it cannot be opened.
    """
    try:
        with path.open("rb") as file:
            return file.read(limit + 1) if limit else file.read()
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise Invalid([Fault(code="SC030", message=f"cannot open: {reason}", file=str(path),
                             remedy="give the path of a file, or --example NAME")]) from error  # fmt: skip


def read_agreement(data: bytes, *, file: str) -> Source:
    """Read an agreement. Raises Invalid with every fault found."""
    return _read(data, file, _AGREEMENT)


def read_amendment(data: bytes, *, file: str) -> Source:
    """Read an amendment by itself; references into the base are checked when the two are joined."""
    return _read(data, file, _AMENDMENT)


def _read(data: bytes, file: str, shape: Record) -> Source:
    faults = Faults(file)
    node = parse(data, faults)
    ctx = Reading(faults)
    model = MISSING
    if node is not None and _is_our_format(node, faults):
        assert isinstance(node.value, dict)
        if (language := node.value.get("language")) and isinstance(language[1].value, str):
            ctx.language = language[1].value
        ctx.root = node
        model = shape.read(node, ctx, "")
    if shape is _AGREEMENT and ctx.head:
        # A fault in the leading keys must not hide the wrong references behind it.
        check_references(model if model is not MISSING else Agreement(**{**_STAND_IN, **ctx.head}), ctx)
    if faults or model is MISSING or node is None:
        raise Invalid(in_file_order(faults), left_out=faults.left_out)
    plain = node.plain()
    assert isinstance(plain, dict)
    named = [path for path in ctx.positions if path.count(".") == 1]
    # Units and sources have names of their own, and a name they share with an entry means the entry.
    named.sort(key=lambda path: not path.startswith(("units.", "sources.")))
    origins = {path.partition(".")[2]: f"{file}:{ctx.positions[path][0]}" for path in named}
    return Source(file, model, plain, text_hash(plain), origins, ctx, frozenset(path for path, _ in ctx.unseen))


_IN_ORDER = ("parts", "phases", "clocks", "points", "clauses")
"""Mappings whose order says something: tranches fill one after the other, phases follow each other."""


def text_hash(plain: dict[str, Any]) -> str:
    """Give the hash of a text: of its values, and of their order where the order says something."""
    return digest(_with_order(plain))


def _with_order(value: Any, key: str = "") -> Any:
    if isinstance(value, dict):
        pairs = [[name, _with_order(part, name)] for name, part in value.items()]
        return pairs if key in _IN_ORDER else dict(pairs)
    return [_with_order(part) for part in value] if isinstance(value, list) else value


def in_file_order(faults: Faults) -> list[Fault]:
    """Give the faults as a reader meets them."""
    return sorted(faults.found, key=lambda fault: (fault.line, fault.column, fault.code))


def _is_our_format(node: Node, faults: Faults) -> bool:
    if not isinstance(node.value, dict):
        faults.add("SC014", "the file must be a mapping that begins with `safeconduct: 1`", node=node,
                   remedy="see `safeconduct examples`")  # fmt: skip
        return False
    found = node.value.get("safeconduct")
    if found is None:
        return True
    if found[1].value != FORMAT:
        faults.add("SC016", f"format version {found[1].plain()!r}; this version reads {FORMAT}", node=found[1],
                   path="safeconduct", remedy="use a safeconduct that knows this version")  # fmt: skip
        return False
    return True
