"""What is known of each item, container and receipt, and how an act changes it. Whether it is allowed is not asked here."""

from datetime import datetime
from enum import StrEnum

import msgspec
from msgspec.structs import replace

from safeconduct.caseload.moves import CaseAct
from safeconduct.caseload.weapons import acts


class Stage(StrEnum):
    """Where an item is: loose as received, in a sealed container, in one that changed hands, destroyed, or lost."""

    RECEIVED = "received"
    SEALED = "sealed"
    TRANSFERRED = "transferred"
    DESTROYED = "destroyed"
    LOST = "lost"


class ContainerStage(StrEnum):
    """How a container stands."""

    SEALED = "sealed"
    TRANSFERRED = "transferred"
    OPENED = "opened"


class ReceiptStage(StrEnum):
    """How a receipt stands. Only a valid one grants anything."""

    VALID = "valid"
    LOST = "lost"
    VOID = "void"


class Assessment(msgspec.Struct, frozen=True):
    """What one assessor last said of an item."""

    assessor: str
    condition: str
    accepted: str
    ground: str
    at: datetime


class Contest(msgspec.Struct, frozen=True):
    """One organisation contests that an item is accepted."""

    by: str
    ground: str
    at: datetime


class Disposal(msgspec.Struct, frozen=True):
    """How an item was destroyed, and before whom."""

    method: str
    place: str
    witnesses: tuple[str, ...]
    at: datetime


class Item(msgspec.Struct, frozen=True, kw_only=True):
    """One weapon, for as long as there is a record. `since` is when its stage or its custody last changed.

    `first_contests`: when each organisation first contested it, also where that was taken back.
    """

    tag: str
    cases: tuple[str, ...]
    origin: str
    kind: str
    maker: str
    country: str
    model: str
    calibre: str
    serial: str
    serial_state: str
    condition: str
    site: str
    cleared: str
    received: datetime
    received_by: str
    custody: str
    since: datetime
    stage: Stage = Stage.RECEIVED
    container: str = ""
    assessments: tuple[Assessment, ...] = ()
    contests: tuple[Contest, ...] = ()
    first_contests: dict[str, datetime] = {}
    receipts: tuple[str, ...] = ()
    disposal: Disposal | None = None

    @property
    def contested(self) -> bool:
        """Whether anyone contests its acceptance now."""
        return bool(self.contests)


class Transfer(msgspec.Struct, frozen=True):
    """A container changed hands. `received` is None when nobody counted."""

    giver: str
    taker: str
    at: datetime
    sent: int
    received: int | None
    seal_intact: str

    @property
    def discrepancy(self) -> int | None:
        """Give how many items fewer arrived than were sent, or None when that is not known."""
        return None if self.received is None else self.sent - self.received


class Container(msgspec.Struct, frozen=True, kw_only=True):
    """A container with what is in it now. `seals` holds every seal it had, the last one last."""

    container: str
    seals: tuple[str, ...]
    tags: tuple[str, ...]
    custody: str
    since: datetime
    stage: ContainerStage = ContainerStage.SEALED
    transfers: tuple[Transfer, ...] = ()
    reason: str = ""


class Receipt(msgspec.Struct, frozen=True, kw_only=True):
    """A receipt, and what it was shown for. `since` is when it was last lost or made void."""

    receipt: str
    case: str
    tags: tuple[str, ...]
    issued: datetime
    since: datetime
    stage: ReceiptStage = ReceiptStage.VALID
    replaces: str = ""
    replaced_by: str = ""
    shown: tuple[tuple[str, datetime], ...] = ()


class Armoury(msgspec.Struct):
    """All items, containers and receipts by their numbers. Changed only by `apply`.

    The rest is found faster with it: tags by everything that is marked on a weapon, tags by who handed them over,
    containers by seal, and of each person the receipt that stands for a tag ("" while there is none), and what was granted
    on which receipt, and when.
    """

    items: dict[str, Item] = msgspec.field(default_factory=dict)
    containers: dict[str, Container] = msgspec.field(default_factory=dict)
    receipts: dict[str, Receipt] = msgspec.field(default_factory=dict)
    marks: dict[tuple[str, ...], tuple[str, ...]] = msgspec.field(default_factory=dict)
    handed: dict[str, tuple[str, ...]] = msgspec.field(default_factory=dict)
    seals: dict[str, str] = msgspec.field(default_factory=dict)
    standing: dict[str, dict[str, str]] = msgspec.field(default_factory=dict)
    granted: dict[str, dict[str, tuple[str, datetime]]] = msgspec.field(default_factory=dict)


def full_key(one: Item | acts.WeaponReceived) -> tuple[str, ...] | None:
    """Give all that tells one weapon from others, or None while any part of it is unknown.

    A serial alone names no weapon: makers repeat numbers. One that was altered is not the number it was made with.
    """
    parts = (one.maker, one.country, one.model, one.calibre, one.serial)
    key = tuple(" ".join(part.split()).casefold() for part in parts)
    return key if one.serial_state == "read" and all(key) else None


def apply(armoury: Armoury, act: CaseAct) -> None:
    """Change the state by an act that was found allowed."""
    items, when = armoury.items, act.happened
    match act:
        case acts.WeaponReceived():
            _receive(armoury, act)
        case acts.WeaponAssessed():
            said = Assessment(act.actor, act.condition, act.accepted, act.ground, when)
            items[act.tag] = replace(items[act.tag], assessments=_superseded(items[act.tag].assessments, said))
        case acts.WeaponContested():
            contests = (*items[act.tag].contests, Contest(act.actor, act.ground, when))
            first = {act.actor: when, **items[act.tag].first_contests}
            items[act.tag] = replace(items[act.tag], contests=contests, first_contests=first)
        case acts.WeaponContestWithdrawn():
            contests = tuple(contest for contest in items[act.tag].contests if contest.by != act.actor)
            items[act.tag] = replace(items[act.tag], contests=contests)
        case acts.WeaponDestroyed():
            done = Disposal(act.method, act.place, act.witnesses, when)
            for tag in act.tags:
                items[tag] = replace(items[tag], stage=Stage.DESTROYED, since=when, custody="", disposal=done)
        case acts.ItemLost():
            _take_out(armoury, act.tag)
            items[act.tag] = replace(items[act.tag], stage=Stage.LOST, since=when, custody="", container="")
        case acts.ItemRecovered():
            items[act.tag] = replace(items[act.tag], stage=Stage.RECEIVED, since=when, custody=act.actor)
        case acts.ContainerSealed() | acts.ContainerTransferred() | acts.ContainerOpened():
            _contain(armoury, act)
        case acts.ReceiptEntry():
            _receipt(armoury, act)
        case _:
            raise TypeError(f"no weapon knows the act {type(act).__name__}")


def _receive(armoury: Armoury, act: acts.WeaponReceived) -> None:
    item = Item(
        tag=act.tag, cases=act.cases, origin=act.origin, kind=act.kind, maker=act.maker, country=act.country,
        model=act.model, calibre=act.calibre, serial=act.serial, serial_state=act.serial_state, condition=act.condition,
        site=act.site, cleared=act.cleared, received=act.happened, received_by=act.actor, custody=act.actor,
        since=act.happened,
    )  # fmt: skip
    armoury.items[act.tag] = item
    for case in act.cases:
        armoury.handed[case] = (*armoury.handed.get(case, ()), act.tag)
        armoury.standing.setdefault(case, {})[act.tag] = ""
    if key := full_key(item):
        armoury.marks[key] = (*armoury.marks.get(key, ()), act.tag)


def _superseded(said: tuple[Assessment, ...], new: Assessment) -> tuple[Assessment, ...]:
    # Assessors keep the order in which they first spoke: sorting by name would favour one of them.
    if any(old.assessor == new.assessor for old in said):
        return tuple(new if old.assessor == new.assessor else old for old in said)
    return (*said, new)


def _take_out(armoury: Armoury, tag: str) -> None:
    if name := armoury.items[tag].container:
        container = armoury.containers[name]
        armoury.containers[name] = replace(container, tags=tuple(one for one in container.tags if one != tag))


def _contain(armoury: Armoury, act: acts.ContainerSealed | acts.ContainerTransferred | acts.ContainerOpened) -> None:
    items, name, when = armoury.items, act.container, act.happened
    old = armoury.containers.get(name)
    if isinstance(act, acts.ContainerSealed):
        seals, transfers = ((*old.seals, act.seal), old.transfers) if old else ((act.seal,), ())
        new = Container(container=name, seals=seals, tags=act.tags, custody=items[act.tags[0]].custody, since=when,
                        transfers=transfers)  # fmt: skip
        armoury.seals[act.seal] = name
        change = {"stage": Stage.SEALED, "container": name}
    elif isinstance(act, acts.ContainerTransferred):
        moved = Transfer(old.custody, act.to, when, act.sent, act.received, act.seal_intact)
        new = replace(old, stage=ContainerStage.TRANSFERRED, custody=act.to, since=when, transfers=(*old.transfers, moved))
        change = {"stage": Stage.TRANSFERRED, "custody": act.to}
    else:
        new = replace(old, stage=ContainerStage.OPENED, tags=(), since=when, reason=act.reason)
        change = {"stage": Stage.RECEIVED, "container": ""}
    armoury.containers[name] = new
    for tag in new.tags or old.tags:
        items[tag] = replace(items[tag], since=when, **change)


def _receipt(armoury: Armoury, act: acts.ReceiptEntry) -> None:
    receipts, name, when = armoury.receipts, act.receipt, act.happened
    match act:
        case acts.ReceiptIssued():
            _give(armoury, Receipt(receipt=name, case=act.case, tags=act.tags, issued=when, since=when))
        case acts.ReceiptReplaced():
            old = receipts[act.replaces]
            receipts[old.receipt] = replace(old, stage=ReceiptStage.VOID, since=when, replaced_by=name)
            _give(armoury, Receipt(receipt=name, case=old.case, tags=old.tags, issued=when, since=when,
                                   replaces=old.receipt))  # fmt: skip
        case acts.ReceiptLost():
            receipts[name] = replace(receipts[name], stage=ReceiptStage.LOST, since=when)
        case acts.ReceiptShown():
            receipts[name] = replace(receipts[name], shown=(*receipts[name].shown, (act.purpose, when)))
            if act.purpose != "check":
                armoury.granted.setdefault(receipts[name].case, {}).setdefault(act.purpose, (name, when))


def _give(armoury: Armoury, receipt: Receipt) -> None:
    armoury.receipts[receipt.receipt] = receipt
    for tag in receipt.tags:
        item = armoury.items[tag]
        armoury.items[tag] = replace(item, receipts=(*item.receipts, receipt.receipt))
        armoury.standing[receipt.case][tag] = receipt.receipt
