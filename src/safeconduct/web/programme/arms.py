"""The weapons that a seat may know of: their sums, the hand-over sheet, containers, and one receipt.

A column of the sheet that a seat does not see is not there, and is named once with who needs it.
"""

from typing import Any

import msgspec

from safeconduct.access.seats import sides
from safeconduct.access.view import view_container, view_item, view_receipt
from safeconduct.caseload.weapons import views as weapon_views
from safeconduct.caseload.weapons.views import Acceptance
from safeconduct.web.programme.seen import NotShown, Sight

STAGES = ("received", "sealed", "transferred", "destroyed", "lost")
_ANSWERS = ("accepted", "rejected", "undecided", "unassessed")


class Assessed(msgspec.Struct, frozen=True, kw_only=True):
    """How one assessor sees a weapon. `accepted` is `unassessed` for a receiver who has not assessed it."""

    assessor: str
    condition: str
    accepted: str
    ground: str = ""


class Weapon(msgspec.Struct, frozen=True, kw_only=True):
    """One weapon: the fields a seat sees, and how each assessor sees it. `contested_by` is None where that is not shown."""

    tag: str
    fields: dict[str, Any]
    assessed: tuple[Assessed, ...]
    contested_by: tuple[str, ...] | None


class ContainerSeen(msgspec.Struct, frozen=True, kw_only=True):
    """A container, how many weapons are in it, and what was counted when it last changed hands."""

    container: str
    seal: str
    stage: str
    custody: str
    inside: int
    sent: int | None
    received: int | None
    difference: int | None


class Sums(msgspec.Struct, frozen=True, kw_only=True):
    """Counts of weapons. `received` is the sum of the stages. What is None or empty is not shown to the seat."""

    received: int
    stages: dict[str, int]
    contested: int
    acceptance: dict[str, dict[str, int]]
    origins: dict[str, int]
    serials: dict[str, int]
    receipts: dict[str, int]
    people: int | None
    people_with_several: int | None
    weapons_with_several: int | None


class Arms(msgspec.Struct, frozen=True, kw_only=True):
    """Everything about weapons that a seat sees. `sums` is None for who has no role in the text."""

    sums: Sums | None
    columns: frozenset[str]
    weapons: tuple[Weapon, ...]
    containers: tuple[ContainerSeen, ...] | None
    not_shown: NotShown | None


class ReceiptSeen(msgspec.Struct, frozen=True, kw_only=True):
    """How a receipt stands. It is no proof of who somebody is."""

    receipt: str
    fields: dict[str, Any]
    not_shown: NotShown | None


def arms(sight: Sight) -> Arms:
    """Give the sums, the hand-over sheet and the containers."""
    seen = {tag: view_item(sight.viewer, tag, sight.cases) for tag in sight.known_items}
    weapons = tuple(_weapon(sight, tag, one.values()) for tag, one in seen.items())
    hidden = {name: field for one in seen.values() for name, field in one.fields.items()}
    containers = tuple(_container(sight, name) for name in sight.known_containers)
    return Arms(sums=_sums(sight), columns=frozenset(name for one in weapons for name in one.fields), weapons=weapons,
                containers=containers if containers or sight.sees("Container", "container") else None,
                not_shown=sight.not_shown(hidden))  # fmt: skip


def one_weapon(sight: Sight, tag: str) -> tuple[Weapon, NotShown | None] | None:
    """Give one weapon; None both for a tag that there is not and for one the seat may not know of."""
    seen = view_item(sight.viewer, tag, sight.cases)
    return (_weapon(sight, tag, seen.values()), sight.not_shown(seen.fields)) if seen.found else None


def one_container(sight: Sight, container: str) -> ContainerSeen | None:
    """Give one container; None both for one that there is not and for one the seat may not know of."""
    return _container(sight, container) if view_container(sight.viewer, container, sight.cases).found else None


def one_receipt(sight: Sight, receipt: str) -> ReceiptSeen | None:
    """Give one receipt; None both for one that there is not and for one the seat may not know of."""
    seen = view_receipt(sight.viewer, receipt, sight.cases)
    if not seen.found:
        return None
    return ReceiptSeen(receipt=sight.word(receipt), fields=seen.values(), not_shown=sight.not_shown(seen.fields))


def _weapon(sight: Sight, tag: str, fields: dict[str, Any]) -> Weapon:
    assessed = [Assessed(assessor=one["assessor"], condition=one["condition"], accepted=one["accepted"], ground=one["ground"])
                for one in fields.get("assessments", ())]  # fmt: skip
    # What the receiver saw at the table stands until the receiver assesses it.
    receiver = fields.get("received_by", "")
    if receiver and receiver not in {one.assessor for one in assessed}:
        assessed.insert(0, Assessed(assessor=receiver, condition=fields.get("condition", ""), accepted="unassessed"))
    contests = fields.get("contests")
    return Weapon(tag=sight.word(tag), fields=fields, assessed=tuple(assessed),
                  contested_by=None if contests is None else tuple(one["by"] for one in contests))  # fmt: skip


def _container(sight: Sight, name: str) -> ContainerSeen:
    fields = view_container(sight.viewer, name, sight.cases).values()
    last = fields["transfers"][-1] if fields.get("transfers") else None
    seals = fields.get("seals") or ("",)
    return ContainerSeen(container=sight.word(name), seal=seals[-1], stage=str(fields.get("stage", "")),
                         custody=fields.get("custody", ""), inside=len(fields.get("tags", ())), sent=last and last.sent,
                         received=last and last.received, difference=last and last.discrepancy)  # fmt: skip


def _sums(sight: Sight) -> Sums | None:
    if not sight.sees("Sums", "received"):
        return None
    unknown = frozenset(case for case in sight.cases.persons.cases if case not in sight.known)
    sums = weapon_views.sums(sight.office.armoury, unknown)
    hidden = {org for org in sides(sight.viewer.agreement) if org not in sight.viewer.orgs} if sight.viewer.is_side else set()
    inner = sight.sees("Sums", "people")
    stages = (sums.loose, sums.sealed, sums.transferred, sums.destroyed, sums.lost)
    return Sums(
        received=sums.received, stages=dict(zip(STAGES, stages, strict=True)), contested=sums.contested,
        acceptance={who: _answers(one) for who, one in sums.acceptance.items() if who not in hidden},
        origins=sums.origins if inner else {}, serials=sums.serials if inner else {}, receipts=sums.receipts if inner else {},
        people=sums.people if inner else None, people_with_several=sums.people_with_several if inner else None,
        weapons_with_several=sums.weapons_with_several if inner else None,
    )  # fmt: skip


def _answers(one: Acceptance) -> dict[str, int]:
    return {name: getattr(one, name) for name in _ANSWERS}
