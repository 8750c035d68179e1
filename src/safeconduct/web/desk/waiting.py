"""What waits for a seat, as where it begins; beside it what its organisation and others signed last about it."""

from datetime import datetime
from typing import NamedTuple

from safeconduct.access.knowing import Viewer
from safeconduct.agreement.results import NormStatus
from safeconduct.agreement.status import status
from safeconduct.secretariat.docket import Kept
from safeconduct.web.desk.latest import latest
from safeconduct.web.home.duties import Duty, concerned, duties
from safeconduct.web.shell.worked import Worked


class Waiting(NamedTuple):
    """Norms, those with the earliest limit first; acts of others on them and its own, the last first."""

    owed: tuple[NormStatus, ...]
    asked: tuple[NormStatus, ...]
    disputed: tuple[NormStatus, ...]
    changed: tuple[Kept, ...]
    signed: tuple[Kept, ...]


def waiting(record: Worked, viewer: Viewer, now: datetime) -> Waiting:
    """Give what waits for a seat at a moment, from what the record holds."""
    docket, org = record.desk.docket, viewer.seat.org
    found = status(record.case.versions, docket.agreement_acts(), as_of=now, known_by=now)
    waits = duties(viewer, found)
    last = latest(docket, org, {norm.id for norm in found.norms if org in concerned(norm)})
    return Waiting(_norms(waits.owed), _norms(waits.asked), _norms(waits.disputed), last.of_others, last.own)


def _norms(found: tuple[Duty, ...]) -> tuple[NormStatus, ...]:
    return tuple(one.norm for one in found)
