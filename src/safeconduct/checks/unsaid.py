"""Made-up logs for what a text leaves unsaid: years pass, and the status still cannot say more than before."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from safeconduct.agreement.norms import Norm, Obligation
from safeconduct.agreement.obligations import missing_of
from safeconduct.agreement.shapes import UNSTATED
from safeconduct.checks.finding import Witness
from safeconduct.checks.text import CheckedText
from safeconduct.kernel.acts import ActBase, Claimed


def nothing_said(text: CheckedText, name: str, norm: Norm, **shows: Any) -> Witness:
    """Give the log in which nothing happens for years. Without `shows`: the status lists what is missing."""
    seen: Mapping[str, Any] = shows
    if not shows and isinstance(norm, Obligation):
        seen = {"missing": missing_of(norm)}
    return Witness((), text.long_after, name, seen)


def claimed_only(text: CheckedText, name: str, duty: Obligation) -> Witness:
    """Give the log in which the debtors say it is done, and the status still lists what is missing."""
    at = datetime.fromisoformat(text.long_after)
    acts: list[ActBase] = [Claimed(id=f"made_up_{number}", happened=at, recorded=at, actor=who, of=name)
                           for number, who in enumerate(duty.who, 1) if who != UNSTATED]  # fmt: skip
    return Witness(tuple(acts), text.long_after, name, {"missing": missing_of(duty)})
