"""Seats at the made-up programme of `tests/pilot.py`, and its fifteen people as they stand on a day."""

from collections.abc import Iterable
from datetime import datetime
from functools import lru_cache

from safeconduct.access.in_force import InForce
from safeconduct.access.knowing import Viewer
from safeconduct.access.mandates import mandates_of
from safeconduct.access.seats import Seat
from safeconduct.agreement.model import Agreement
from safeconduct.agreement.reader import read_agreement
from safeconduct.secretariat.office import Office, open_office
from tests import passage, pilot

ALPHA, BRAVO = Seat("alpha", "alpha_post"), Seat("bravo", "bravo_post")
REGISTRAR, CHILD_OFFICER = Seat("centre", "registrar"), Seat("carer", "child_officer")
LEGAL, WEAPONS, MEDIC, ESCORT = (Seat("panel", "panel_legal"), Seat("centre", "weapons_officer"), Seat("centre", "medic"),
                                 Seat("centre", "escort"))  # fmt: skip
HAVEN, HARBOUR = Seat("haven"), Seat("harbour")
STORES, MONITOR = Seat("centre", "stores_officer"), Seat("monitor")


@lru_cache
def text(*changes: tuple[str, str]) -> Agreement:
    """Give the pilot's agreement with some lines changed."""
    found = pilot.TEXT
    for old, new in changes:
        assert old in found, old
        found = found.replace(old, new)
    model: Agreement = read_agreement(found.encode(), file="pilot.yaml").model
    return model


def viewer(seat: Seat, at: datetime, agreement: Agreement | None = None, acts: Iterable = ()) -> Viewer:
    """Give a seat at a moment."""
    agreement = agreement or text()
    return Viewer(seat, InForce(agreement, at, mandates_of(agreement, acts)))


@lru_cache
def office(until: datetime, *, children: bool = True) -> Office:
    """Give the cases of the made-up log at a moment. `children`: those who are found to be children later are known to be."""
    known = frozenset(passage.CHILDREN[:2]) if children else frozenset()
    return open_office(text(), passage.log(), until=until, children=known)
