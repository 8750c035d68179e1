"""Which acts came in last: of an organisation, and of others on what concerns it.

The log is walked back from its end, once, and no further than there is something left to find.
"""

from collections.abc import Set
from typing import NamedTuple

from safeconduct.access.acts import TYPES as OF_ACCESS
from safeconduct.caseload.moves import CaseAct
from safeconduct.secretariat.docket import Docket, Kept

OWN, OTHERS = 12, 8
"""How many of the last acts of an organisation its desk shows, and how many of others."""


class Latest(NamedTuple):
    """Acts, the last first."""

    own: tuple[Kept, ...]
    of_others: tuple[Kept, ...]


def latest(docket: Docket, org: str, norms: Set[str]) -> Latest:
    """Give the last acts of an organisation, and the last that others signed on some norms."""
    own: list[Kept] = []
    others: list[Kept] = []
    for index in reversed(range(docket.size)):
        if len(own) == OWN and len(others) == OTHERS:
            break
        is_own = docket.org(index) == org
        if len(own if is_own else others) == (OWN if is_own else OTHERS):
            continue
        kept = docket.kept(index)
        if is_own and is_of_the_agreement(kept):
            own.append(kept)
        elif not is_own and getattr(kept.act, "of", "") in norms:
            others.append(kept)
    return Latest(tuple(own), tuple(others))


def is_of_the_agreement(kept: Kept) -> bool:
    """Whether an act is shown inside its organisation as it is: those about persons and weapons need a reason there too."""
    return kept.act is not None and not isinstance(kept.act, (CaseAct, *OF_ACCESS))
