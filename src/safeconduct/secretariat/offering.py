"""Which moves exist for one thing of the caseload, what each lacks, and who may take it.

A thing is a case, a movement, a weapon, a container, a receipt or an operation. Who asks is not
looked at. What is open to a seat is asked in `access`.
"""

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

from safeconduct.caseload.movements import acts as movement_acts
from safeconduct.caseload.movements import asking as movement_asking
from safeconduct.caseload.movements import table as movement_table
from safeconduct.caseload.moves import Asked, CaseAct, Missing, clause_of, holders_of, missing
from safeconduct.caseload.persons import acts as person_acts
from safeconduct.caseload.weapons import acts as weapon_acts
from safeconduct.caseload.weapons import table as weapon_table
from safeconduct.secretariat.office import Facts, Offered, Office

OF_ITEM: tuple[type[CaseAct], ...] = (
    weapon_acts.WeaponAssessed, weapon_acts.WeaponContested, weapon_acts.WeaponContestWithdrawn, weapon_acts.ItemLost,
    weapon_acts.ItemRecovered,
)  # fmt: skip
OF_CONTAINER: tuple[type[CaseAct], ...] = (weapon_acts.ContainerTransferred, weapon_acts.ContainerOpened)
OF_RECEIPT: tuple[type[CaseAct], ...] = (weapon_acts.ReceiptShown, weapon_acts.ReceiptLost, weapon_acts.ReceiptReplaced)
OF_OPERATION: tuple[type[CaseAct], ...] = (movement_acts.OperationPaused, movement_acts.OperationEnded)
OF_NOTHING: tuple[type[CaseAct], ...] = (
    person_acts.Presented, weapon_acts.WeaponReceived, weapon_acts.ContainerSealed, weapon_acts.WeaponDestroyed,
    person_acts.NoticeGiven, person_acts.PlacesOffered, person_acts.PlacesWithdrawn, movement_acts.OfferMade,
    movement_acts.OfferAnswered, movement_acts.MovementPlanned, movement_acts.OperationAnnounced,
)  # fmt: skip
"""The acts that make something new, or name several things: they are offered for none of them alone."""


def offered_for(office: Office, about: str, number: str, now: datetime) -> list[Offered]:
    """Give the moves that exist for something at a moment, those open now first, and of these those that lead on.

    `about` says what it is: case, movement, tag, container, receipt or operation. Raises KeyError where it is not there.
    """
    return _OF[about](office, number, now)


def _case(office: Office, number: str, now: datetime) -> list[Offered]:
    found = office.offered(number, now)
    # A receipt is given to a person for what that person handed in, and has none for yet.
    if "" in office.armoury.standing.get(number, {}).values() and office.rules.step("hand_over") is not None:
        row = weapon_table.BY_ACT[weapon_acts.ReceiptIssued]
        asked = Asked(office.terms.rules_at(now) or office.rules, weapon_table.Subject(office.armoury), now, Facts(office, now))
        found.append(Offered(row, (), clause_of(row, asked), holders_of(row, asked)))
    return _in_order(found)


def _tag(office: Office, number: str, now: datetime) -> list[Offered]:
    item = office.armoury.items[number]
    return _weapons(office, OF_ITEM, number, now, lambda kind: item.stage in weapon_table.STAGES[kind])


def _container(office: Office, number: str, now: datetime) -> list[Offered]:
    _ = office.armoury.containers[number]
    return _weapons(office, OF_CONTAINER, number, now)


def _receipt(office: Office, number: str, now: datetime) -> list[Offered]:
    _ = office.armoury.receipts[number]
    return _weapons(office, OF_RECEIPT, number, now)


def _weapons(office: Office, kinds: tuple[type[CaseAct], ...], number: str, now: datetime,
             exists: Callable[[type[CaseAct]], bool] = lambda kind: True) -> list[Offered]:  # fmt: skip
    rows = (weapon_table.BY_ACT[kind] for kind in kinds if exists(kind))
    return _in_order(_judged(office, rows, weapon_table.Subject(office.armoury, number), now))


def _movement(office: Office, number: str, now: datetime) -> list[Offered]:
    return office.offered_for_movement(number, now)


def _operation(office: Office, number: str, now: datetime) -> list[Offered]:
    rows = (movement_table.BY_ACT[kind] for kind in OF_OPERATION)
    subject = movement_asking.Subject(office.movements, office.movements.operations[number])
    return _in_order(_judged(office, rows, subject, now))


def _judged(office: Office, rows: Iterator[Any], subject: Any, now: datetime) -> Iterator[Offered]:
    asked = Asked(office.terms.rules_at(now) or office.rules, subject, now, Facts(office, now))
    for row in rows:
        if asked.rules.step(row.step) is None and row.by is None:
            continue
        lacks: tuple[Missing, ...] = missing(row, asked)
        yield Offered(row, lacks, clause_of(row, asked), holders_of(row, asked))


def _in_order(found: Any) -> list[Offered]:
    return sorted(found, key=lambda offered: (bool(offered.missing), not offered.row.onward))


_OF: dict[str, Callable[[Office, str, datetime], list[Offered]]] = {
    "case": _case, "movement": _movement, "tag": _tag, "container": _container, "receipt": _receipt, "operation": _operation,
}  # fmt: skip
