"""What one side is given is offered to the others, or it is recorded with its reason that it is not.

Only what comes from the common log counts: what a side has written itself it may have again. What a side may see anyway, because
the rows of the fields open it to each alike, is no disclosure.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import NamedTuple

from safeconduct.access import acts
from safeconduct.access.seats import sides
from safeconduct.agreement.model import Agreement
from safeconduct.kernel.moments import utc

OWED_WITHIN = timedelta(hours=24)
"""How soon the others are offered what one side was given, or told why not."""


class Owed(NamedTuple):
    """What others are still owed: they were neither given nor offered it, and nobody has recorded why not."""

    what: str
    given_to: tuple[str, ...]
    owed_to: tuple[str, ...]
    by: str
    since: datetime
    due: datetime
    late: bool


def owed_disclosures(given: Iterable[acts.CaseAct], agreement: Agreement, at: datetime, *,
                     own: Iterable[tuple[str, str]] = ()) -> tuple[Owed, ...]:  # fmt: skip
    """Give what is owed to whom, the oldest first.

    `given` are acts of disclosure in the order of the record. `own` are pairs of an act and the side that signed it.
    """
    log, parties, signed = list(given), sides(agreement), set(own)
    found: dict[str, Owed] = {}
    for act in (one for one in log if isinstance(one, acts.Disclosed)):
        got = [side for side in parties if side in act.to and (act.what, side) not in signed]
        if not got:
            continue
        answered = {side for one in log if getattr(one, "what", None) == act.what for side in one.to}
        left = tuple(side for side in parties if side not in answered and (act.what, side) not in signed)
        if left and act.what not in found:
            due = act.recorded + OWED_WITHIN
            found[act.what] = Owed(act.what, tuple(got), left, act.actor, act.recorded, due, utc(at) >= utc(due))
    return tuple(sorted(found.values(), key=lambda owed: utc(owed.since)))
