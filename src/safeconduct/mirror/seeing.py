"""Who may see what: which bodies the log sends to which mirror, from a file that whoever runs the server keeps.

The record's own acts, on keys and on what has to be deleted, go to every mirror: without them it could check nothing and would
keep what has to go. Beyond them a mirror gets what its line says. Attachments go to the one guarantor that the genesis act
names, whatever a line says, and to nobody else.
"""

import tomllib
from collections.abc import Callable
from enum import StrEnum
from typing import NamedTuple

from safeconduct.kernel.acts import TYPES
from safeconduct.kernel.errors import Fault, Invalid
from safeconduct.kernel.suggest import did_you_mean
from safeconduct.record.body import parse_body
from safeconduct.record.faults import Bad
from safeconduct.record.genesis import Genesis
from safeconduct.record.key_acts import is_own


class Sees(StrEnum):
    """What a mirror gets beyond the record's own acts: nothing, the acts of the agreement, or the acts on cases too."""

    NONE = "none"
    PUBLIC = "public"
    ALL = "all"


class Line(NamedTuple):
    """One mirror: whose it is, where it listens (empty: by hand), what it sees, whether it gets attachments."""

    org: str
    url: str
    sees: Sees
    attachments: bool


_KEYS = ("org", "url", "sees")


def read_mirrors(data: bytes, genesis: Genesis, *, file: str) -> tuple[Line, ...]:
    """Read the file of mirrors. Raises Invalid with the line that is wrong."""
    try:
        text = tomllib.loads(data.decode())
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise _fault(file, f"not TOML: {error}") from error
    rows, roles = text.pop("mirror", []), {one.id: one.role for one in genesis.act.organisations}
    if text or not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise _fault(file, "it holds entries [[mirror]] and nothing else")
    found: dict[str, Line] = {}
    for row in rows:
        for key in row:
            if key not in _KEYS:
                raise _fault(file, f"{key}: not a key of a mirror", did_you_mean(key, _KEYS))
        org, url, sees = (str(row.get(key, "")) for key in _KEYS)
        if org not in roles:
            raise _fault(file, f"org {org!r}: no organisation of this record", did_you_mean(org, list(roles)))
        if org in found:
            raise _fault(file, f"{org} stands here twice")
        if roles[org] not in ("party", "guarantor"):
            raise _fault(file, f"the role of {org} is {roles[org]!r}: parties and guarantors keep mirrors")
        if sees not in ("", *Sees):
            raise _fault(file, f"sees = {sees!r}", did_you_mean(sees, list(Sees)))
        found[org] = Line(org, url, Sees(sees or Sees.PUBLIC), org == genesis.act.attachments)
    return tuple(found.values())


def may_see(sees: Sees) -> Callable[[bytes], bool]:
    """Give what says whether a mirror may have a body."""

    def allowed(body: bytes) -> bool:
        try:
            kind = parse_body(body).act["type"]
        except Bad:
            return False
        # Only what is known to be an act of the agreement: a type this version does not know may speak of cases.
        return is_own(kind) or sees is Sees.ALL or (sees is Sees.PUBLIC and kind in TYPES)

    return allowed


def _fault(file: str, message: str, remedy: str = "") -> Invalid:
    return Invalid([Fault(code="SC016", file=file, message=message,
                          remedy=remedy or "an entry: [[mirror]], then org, url, sees = \"public\"")])  # fmt: skip
