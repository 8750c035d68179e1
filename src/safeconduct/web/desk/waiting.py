"""What waits for an organisation: what it owes, what others want of it, what is disputed, what it and others signed last."""

from datetime import datetime
from typing import NamedTuple

from safeconduct.agreement.results import Life, NormStatus
from safeconduct.agreement.status import status
from safeconduct.kernel.truth import Truth
from safeconduct.secretariat.docket import Kept
from safeconduct.web.desk.latest import latest
from safeconduct.web.shell.worked import Worked

OPEN = (Life.IN_FORCE, Life.OVERDUE, Life.BREACHED, Life.SUSPENDED)


class Waiting(NamedTuple):
    """Norms, in the order of the agreement; acts of others on them and its own, the last first."""

    owed: tuple[NormStatus, ...]
    asked: tuple[NormStatus, ...]
    disputed: tuple[NormStatus, ...]
    changed: tuple[Kept, ...]
    signed: tuple[Kept, ...]


def waiting(record: Worked, org: str, now: datetime) -> Waiting:
    """Give what waits for an organisation at a moment, from what the record holds."""
    docket = record.desk.docket
    norms = status(record.case.versions, docket.agreement_acts(), as_of=now, known_by=now).norms
    owed = tuple(norm for norm in norms if norm.kind == "obligation" and org in norm.who and norm.life in OPEN)
    asked = tuple(norm for norm in norms if norm.life in OPEN and norm not in owed and _is_asked(norm, org))
    disputed = tuple(norm for norm in norms if org in (*norm.who, *norm.to) and _is_disputed(norm))
    own = {norm.id for norm in norms if org in (*norm.who, *norm.to)}
    last = latest(docket, org, own)
    return Waiting(owed, asked, disputed, last.of_others, last.own)


def _is_asked(norm: NormStatus, org: str) -> bool:
    # What anyone could do at any time, such as amending the text, is not waited for.
    return any(org in one.who and one.how not in ("amend", "waive") for one in norm.can_unblock)


def _is_disputed(norm: NormStatus) -> bool:
    return norm.evidence is Truth.DISPUTED or bool(norm.amount is not None and norm.amount.disputed)
