"""What waits for an organisation: what it owes, what others wait for it to do, what is disputed, what others signed last."""

from collections.abc import Iterator
from datetime import datetime
from typing import NamedTuple

from safeconduct.agreement.results import Life, NormStatus
from safeconduct.agreement.status import status
from safeconduct.kernel.truth import Truth
from safeconduct.secretariat.docket import Kept
from safeconduct.web.shell.worked import Worked

LAST = 8
"""How many of the last acts of others a desk shows."""
OPEN = (Life.IN_FORCE, Life.OVERDUE, Life.BREACHED, Life.SUSPENDED)


class Waiting(NamedTuple):
    """Norms and acts, in the order of the agreement and of the log."""

    owed: tuple[NormStatus, ...]
    asked: tuple[NormStatus, ...]
    disputed: tuple[NormStatus, ...]
    changed: tuple[Kept, ...]


def waiting(record: Worked, org: str, now: datetime) -> Waiting:
    """Give what waits for an organisation at a moment, from what the record holds."""
    docket = record.desk.docket
    norms = status(record.case.versions, docket.agreement_acts(), as_of=now, known_by=now).norms
    owed = tuple(norm for norm in norms if norm.kind == "obligation" and org in norm.who and norm.life in OPEN)
    asked = tuple(norm for norm in norms if norm.life in OPEN and norm not in owed and _is_asked(norm, org))
    disputed = tuple(norm for norm in norms if org in (*norm.who, *norm.to) and _is_disputed(norm))
    own = {norm.id for norm in norms if org in (*norm.who, *norm.to)}
    changed = list(_of_others(docket.all(), org, own))[-LAST:]
    return Waiting(owed, asked, disputed, tuple(reversed(changed)))


def _is_asked(norm: NormStatus, org: str) -> bool:
    # What anyone could do at any time, such as amending the text, is not waited for.
    return any(org in one.who and one.how not in ("amend", "waive") for one in norm.can_unblock)


def _is_disputed(norm: NormStatus) -> bool:
    return norm.evidence is Truth.DISPUTED or bool(norm.amount is not None and norm.amount.disputed)


def _of_others(acts: Iterator[Kept], org: str, own: set[str]) -> Iterator[Kept]:
    return (kept for kept in acts if kept.org != org and getattr(kept.act, "of", "") in own)
