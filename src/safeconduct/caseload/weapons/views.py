"""What can be read of weapons: the sums, the hand-over sheet, what one person handed in, how a receipt stands.

Case numbers in `hidden` are left out of everything. A weapon that only they handed over shows as found at the site.
"""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime

import msgspec

from safeconduct.caseload.weapons.state import Armoury, Container, ContainerStage, Item, Receipt, ReceiptStage, Stage

NOBODY: frozenset[str] = frozenset()


class Acceptance(msgspec.Struct, frozen=True, kw_only=True):
    """How one assessor stands to all items. `undecided`: assessed, but acceptance left unknown."""

    accepted: int = 0
    rejected: int = 0
    undecided: int = 0
    unassessed: int = 0


class Sums(msgspec.Struct, frozen=True, kw_only=True):
    """Counts of items. `received` is always the sum of the five stages, of the origins, and of the serial states.

    `not_confirmed` counts items sent in a container that nobody counted in: they stand under `transferred` until someone
    says more.
    """

    received: int
    loose: int
    sealed: int
    transferred: int
    destroyed: int
    lost: int
    origins: dict[str, int]
    serials: dict[str, int]
    acceptance: dict[str, Acceptance]
    contested: int
    not_confirmed: int
    people: int
    people_with_several: int
    weapons_with_several: int
    receipts: dict[str, int]


class View(msgspec.Struct, frozen=True):
    """How one assessor sees an item. `accepted` is `unassessed` for a receiver who has not assessed it."""

    assessor: str
    condition: str
    accepted: str
    ground: str = ""


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """One row of the hand-over sheet."""

    tag: str
    kind: str
    maker: str
    country: str
    model: str
    calibre: str
    serial: str
    serial_state: str
    views: tuple[View, ...]
    origin: str
    cases: tuple[str, ...]
    receipts: tuple[str, ...]
    stage: Stage
    container: str
    custody: str
    contested_by: tuple[str, ...]
    site: str
    received: datetime


class ReceiptView(msgspec.Struct, frozen=True, kw_only=True):
    """How a receipt stands. It never says whose it is.

    `used`: what its holder was granted, under which receipt, and when.
    """

    receipt: str
    stage: ReceiptStage
    since: datetime
    tags: tuple[str, ...]
    used: tuple[tuple[str, str, datetime], ...]
    words: tuple[str, ...]


def sums(armoury: Armoury, hidden: frozenset[str] = NOBODY) -> Sums:
    """Count the items, so that every count can be added up again."""
    items = tuple(armoury.items.values())
    stages = Counter(item.stage for item in items)
    people = [Counter(_seen(item, hidden)) for item in items]
    per_person = sum(people, Counter())
    # In the order in which they first spoke: an order by name would change with the names.
    assessors = dict.fromkeys(said.assessor for item in items for said in item.assessments)
    return Sums(
        received=len(items), loose=stages[Stage.RECEIVED], sealed=stages[Stage.SEALED],
        transferred=stages[Stage.TRANSFERRED], destroyed=stages[Stage.DESTROYED], lost=stages[Stage.LOST],
        origins=_counted((_origin(item, hidden) for item in items), "person", "group_asset", "found"),
        serials=_counted((item.serial_state for item in items), "read", "none", "altered", "unread"),
        acceptance={assessor: _acceptance(assessor, items) for assessor in assessors},
        contested=sum(item.contested for item in items),
        not_confirmed=sum(_not_confirmed(container) for container in armoury.containers.values()),
        people=len(per_person),
        people_with_several=sum(count > 1 for count in per_person.values()),
        weapons_with_several=sum(len(cases) > 1 for cases in people),
        receipts=_counted((receipt.stage for receipt in armoury.receipts.values() if receipt.case not in hidden),
                          *ReceiptStage),
    )  # fmt: skip


def _not_confirmed(container: Container) -> int:
    """Count the items of a container that the last taker did not count on receipt, whether lost or not."""
    last = container.transfers[-1] if container.transfers else None
    return max(last.discrepancy or 0, 0) if last is not None and container.stage is ContainerStage.TRANSFERRED else 0


def sheet(armoury: Armoury, hidden: frozenset[str] = NOBODY) -> tuple[Row, ...]:
    """Give the hand-over sheet, one row for each item, by tag."""
    return tuple(_row(armoury, armoury.items[tag], hidden) for tag in sorted(armoury.items))


def handed_in(armoury: Armoury, case: str) -> tuple[str, ...]:
    """Give the tags of what one person handed in, alone or with others, in the order received."""
    return armoury.handed.get(case, ())


def receipts_of(armoury: Armoury, case: str) -> tuple[Receipt, ...]:
    """Give every receipt of one person, void ones too, in the order given out."""
    numbers = dict.fromkeys(number for tag in handed_in(armoury, case) for number in armoury.items[tag].receipts)
    found = [armoury.receipts[number] for number in numbers if armoury.receipts[number].case == case]
    return tuple(sorted(found, key=lambda receipt: (receipt.issued, receipt.receipt)))


def without_receipt(armoury: Armoury, case: str) -> tuple[str, ...]:
    """Give the tags of what one person handed in and holds no receipt for."""
    covered = {tag for receipt in receipts_of(armoury, case) for tag in receipt.tags}
    return tuple(tag for tag in handed_in(armoury, case) if tag not in covered)


def chain(armoury: Armoury, number: str) -> tuple[Receipt, ...]:
    """Give a receipt with all that it replaced and all that replaced it, oldest first."""
    receipts = armoury.receipts
    first = receipts[number]
    while first.replaces:
        first = receipts[first.replaces]
    found = [first]
    while found[-1].replaced_by:
        found.append(receipts[found[-1].replaced_by])
    return tuple(found)


def uses(armoury: Armoury, number: str) -> tuple[tuple[str, str, datetime], ...]:
    """Give what the holder of a receipt was granted, on this one or any other of theirs: purpose, receipt, when."""
    granted = armoury.granted.get(armoury.receipts[number].case, {})
    return tuple((purpose, receipt, when) for purpose, (receipt, when) in granted.items())


def look(armoury: Armoury, number: str) -> ReceiptView | None:
    """Say how a receipt stands, or None if it was never given out. `words` are codes of sentences to show with it."""
    receipt = armoury.receipts.get(number)
    if receipt is None:
        return None
    bad = {ReceiptStage.VOID: ("receipt_void",), ReceiptStage.LOST: ("receipt_is_lost",)}.get(receipt.stage, ())
    return ReceiptView(receipt=number, stage=receipt.stage, since=receipt.since, tags=receipt.tags,
                       used=uses(armoury, number), words=("receipt_not_identity", *bad))  # fmt: skip


def _seen(item: Item, hidden: frozenset[str]) -> tuple[str, ...]:
    return tuple(case for case in item.cases if case not in hidden)


def _origin(item: Item, hidden: frozenset[str]) -> str:
    return "found" if item.cases and not _seen(item, hidden) else item.origin


def _counted(found: Iterable[str], *words: str) -> dict[str, int]:
    # Words that nothing has are counted too: 0 is an answer.
    counts = Counter(found)
    return {str(word): counts[word] for word in words}


def _acceptance(assessor: str, items: Iterable[Item]) -> Acceptance:
    words = {"yes": "accepted", "no": "rejected", "unknown": "undecided"}
    said = ({one.assessor: one.accepted for one in item.assessments}.get(assessor) for item in items)
    return Acceptance(**Counter("unassessed" if answer is None else words[answer] for answer in said))


def _row(armoury: Armoury, item: Item, hidden: frozenset[str]) -> Row:
    # What the receiver saw at the table stands until the receiver assesses the item.
    views = [View(said.assessor, said.condition, said.accepted, said.ground) for said in item.assessments]
    if item.received_by not in {view.assessor for view in views}:
        views.insert(0, View(item.received_by, item.condition, "unassessed"))
    return Row(
        tag=item.tag, kind=item.kind, maker=item.maker, country=item.country, model=item.model, calibre=item.calibre,
        serial=item.serial, serial_state=item.serial_state, views=tuple(views), origin=_origin(item, hidden),
        cases=_seen(item, hidden),
        receipts=tuple(number for number in item.receipts if armoury.receipts[number].case not in hidden),
        stage=item.stage, container=item.container, custody=item.custody,
        contested_by=tuple(contest.by for contest in item.contests), site=item.site, received=item.received,
    )  # fmt: skip
