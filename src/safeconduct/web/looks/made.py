"""The acts of access as they stand in a body, before they are signed. Their ids say nothing."""

import secrets
from datetime import datetime
from typing import Any

from safeconduct.access import acts
from safeconduct.access.seats import Seat
from safeconduct.caseload.moves import CaseAct
from safeconduct.secretariat.desk import as_line


def made(kind: type[CaseAct], seat: Seat, at: datetime, /, *, training: bool, **fields: Any) -> dict[str, Any]:
    """Give an act of a seat at a moment. `training`: the record is an exercise."""
    now = at.replace(microsecond=0)
    one = kind(id=f"{seat.org}-{secrets.token_hex(8)}", happened=now, recorded=now, actor=seat.org, post=seat.post,
               synthetic=training, **fields)  # fmt: skip
    return as_line(one)


USES: dict[str, type[CaseAct]] = {
    "reveal": acts.Revealed, "unmask": acts.Revealed, "export": acts.Exported, "delete": acts.Deleted,
}  # fmt: skip
"""The act that uses a request, by what was asked for."""
