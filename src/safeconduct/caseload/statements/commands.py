"""The acts by which an entry is corrected, withdrawn, or said to be the words of another. Each is a new act, and changes none."""

from datetime import datetime
from typing import Any, TypeVar

from msgspec.structs import replace

from safeconduct.caseload.statements.state import Reported
from safeconduct.kernel.acts import FigureReported, Link, StatementReported, Withdrawn

R = TypeVar("R", StatementReported, FigureReported)


def corrected(earlier: R, *, id: str, recorded: datetime, confirmed_by: str = "", **changes: Any) -> R:
    """Give the entry that takes the place of an earlier one: the same, but for the changes."""
    return replace(earlier, id=id, recorded=recorded, corrects=earlier.id, confirmed_by=confirmed_by, **changes)


def republication(earlier: R, *, of: str, id: str, recorded: datetime, confirmed_by: str = "") -> R:
    """Give the entry that says of an earlier one that its words are those of another, printed again."""
    return corrected(earlier, id=id, recorded=recorded, confirmed_by=confirmed_by, republishes=of)


def root_confirmed(earlier: R, *, root: Link, id: str, recorded: datetime, confirmed_by: str = "") -> R:
    """Give the entry that says who stands at the end of the chain, where somebody has found out."""
    chain = (*earlier.chain[:-1], root)
    return corrected(earlier, id=id, recorded=recorded, confirmed_by=confirmed_by, chain=chain)


def withdrawal(entry: Reported, *, id: str, at: datetime) -> Withdrawn:
    """Give the act by which whoever entered it takes it back."""
    return Withdrawn(id=id, happened=at, recorded=at, actor=entry.actor, refs=(entry.id,))
