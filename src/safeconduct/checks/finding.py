"""What a rule finds: where, what, why, what to do, and if possible the days on which it would happen.

A finding about the running of an agreement brings a made-up log. The evaluator itself replays it, and it ends at the norm
that the finding names: `blocked` says which, and `shows` what the status must say of it there.
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any, NamedTuple

import msgspec

from safeconduct.kernel.acts import ActBase


class Severity(StrEnum):
    """Error: the accord cannot complete, or has two readings. Warning: it can, at a price."""

    ERROR = "error"
    WARNING = "warning"


class Related(NamedTuple):
    """Another place that belongs to a finding."""

    path: str
    says: str


class Fix(NamedTuple):
    """A change that is offered: the new text for the key at a path; empty, the key goes. Never made without being asked."""

    path: str
    text: str
    says: str


class Witness(NamedTuple):
    """A made-up log that ends blocked. `as_of` is the moment to look at, ISO 8601 with zone."""

    acts: tuple[ActBase, ...]
    as_of: str
    blocked: str
    shows: Mapping[str, Any]


class Found(NamedTuple):
    """What one rule says of one place. `path` is the path of the key, such as `obligations.weapons.deadline`."""

    path: str
    message: str
    remedy: str = ""
    trace: tuple[str, ...] = ()
    related: tuple[Related, ...] = ()
    fix: Fix | None = None
    witness: Witness | None = None


class Finding(msgspec.Struct, frozen=True, kw_only=True):
    """A finding with its rule and its place in the file, ready to be shown."""

    code: str
    name: str
    severity: Severity
    path: str
    file: str
    line: int
    column: int
    message: str
    remedy: str
    trace: tuple[str, ...] = ()
    related: tuple[Related, ...] = ()
    fix: Fix | None = None
    witness: Witness | None = None
    allowed: str = ""
    acknowledged: str = ""

    @property
    def open(self) -> bool:
        """Whether nobody has answered for it: neither allowed with a reason nor acknowledged in words."""
        return not (self.allowed or self.acknowledged)
