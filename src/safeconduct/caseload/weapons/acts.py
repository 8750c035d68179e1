"""The acts of weapons: received, assessed, contested, sealed, moved, destroyed, lost, and the receipts for them.

A weapon is named by its tag, a person by a case number, everything else by numbers and coded words. "" and `unknown`
mean that it is not known. There is no field for where a weapon was hidden or which unit carried it.
"""

from typing import Annotated, Literal

import msgspec

from safeconduct.caseload.moves import Answer, Case, CaseAct, Id, Name, Word
from safeconduct.kernel.acts import Amount

Condition = Literal["serviceable", "defective", "unknown"]
Origin = Literal["person", "group_asset", "found"]
SerialState = Literal["read", "none", "altered", "unread"]
Purpose = Literal["assurance", "appeal", "benefit", "check"]

Number = Annotated[str, msgspec.Meta(pattern=r"^[A-Za-z0-9][A-Za-z0-9._:+-]{0,59}\Z")]
"""What is written on a tag, a container, a seal or a receipt. Every number fits where an act about a person names it."""

# A word: letters of any script with the signs above and below them, digits, and what joins them in a type or a number.
_WORD = r"[\w\u0300-\u036f\u0900-\u0eff./-]+"
Mark = Annotated[str, msgspec.Meta(max_length=40, pattern=rf"^(?:{_WORD}(?: {_WORD}){{0,3}})?\Z")]
"""What is stamped on a weapon, in any script, or "" for unknown: four words at most, so that no story fits in."""

Calibre = Annotated[str, msgspec.Meta(max_length=24, pattern=r"^(?:[.\d][\w.,/×-]*(?: [\w.,/×-]+){0,2})?\Z")]
"""A calibre as it is written, such as 7.62, 7,62×39 mm or .45 ACP, or "" for unknown."""


class WeaponEntry(CaseAct, frozen=True, kw_only=True, gc=False):
    """An act about one weapon, named by its tag."""

    tag: Number


class WeaponReceived(WeaponEntry, frozen=True, kw_only=True, gc=False, tag="weapon.received/1"):
    """A weapon was taken over and tagged. `cases` handed it over: several people may hand over one weapon together.

    Nobody handed over what was found at the site or belonged to a group. `serial_state` is `read`, `none` (it has no
    serial), `altered` (filed, welded, stamped over) or `unread` (nobody has looked yet). `cleared` says whether it was
    made safe at the clearing bay. `compared_with` names tags whose weapons lay beside this one and are other weapons; none
    of them is missing or destroyed.
    """

    origin: Origin
    cases: tuple[Case, ...] = ()
    kind: Word = ""
    maker: Mark = ""
    country: Name = ""
    model: Mark = ""
    calibre: Calibre = ""
    serial: Mark = ""
    serial_state: SerialState = "unread"
    condition: Condition = "unknown"
    site: Id = ""
    cleared: Answer = "unknown"
    compared_with: tuple[Number, ...] = ()


class WeaponAssessed(WeaponEntry, frozen=True, kw_only=True, gc=False, tag="weapon.assessed/1"):
    """The actor assessed a weapon: its condition, and whether the actor accepts it. Each assessor speaks for itself."""

    condition: Condition = "unknown"
    accepted: Answer = "unknown"
    ground: Word = ""


class WeaponContested(WeaponEntry, frozen=True, kw_only=True, gc=False, tag="weapon.contested/1"):
    """The actor contests that a weapon is accepted. Both views stay in the record, and the weapon stays collected.

    It is not destroyed for 30 days from when the actor first contested it, unless that is taken back.
    """

    ground: Word


class WeaponContestWithdrawn(WeaponEntry, frozen=True, kw_only=True, gc=False, tag="weapon.contest_withdrawn/1"):
    """Whoever contested a weapon takes that back."""


class WeaponDestroyed(CaseAct, frozen=True, kw_only=True, gc=False, tag="weapon.destroyed/1"):
    """Weapons were destroyed before witnesses of different organisations."""

    tags: tuple[Number, ...]
    witnesses: tuple[Id, ...]
    method: Word = ""
    place: Id = ""


class ItemLost(WeaponEntry, frozen=True, kw_only=True, gc=False, tag="item.lost/1"):
    """A weapon in custody is missing: lost or stolen. It is said at once, before anyone knows how."""


class ItemRecovered(WeaponEntry, frozen=True, kw_only=True, gc=False, tag="item.recovered/1"):
    """A lost weapon is back, under its old tag, with the actor."""


class ContainerSealed(CaseAct, frozen=True, kw_only=True, gc=False, tag="container.sealed/1"):
    """Weapons were put into a container, and it was sealed."""

    container: Number
    seal: Number
    tags: tuple[Number, ...]


class ContainerTransferred(CaseAct, frozen=True, kw_only=True, gc=False, tag="container.transferred/1"):
    """A sealed container changed hands. `received` is the count of whoever took it over; None means nobody counted.

    A difference between the two counts is recorded, never a reason to refuse. `signed_by`: who gave and who took. What was
    handed in goes to no side under arms, unless the text gives it the custody.
    """

    container: Number
    to: Id
    sent: Amount
    signed_by: tuple[Id, ...]
    received: Amount | None = None
    seal_intact: Answer = "unknown"


class ContainerOpened(CaseAct, frozen=True, kw_only=True, gc=False, tag="container.opened/1"):
    """The seal was broken. The weapons inside are loose again, where they are."""

    container: Number
    reason: Word


class ReceiptEntry(CaseAct, frozen=True, kw_only=True, gc=False):
    """An act about one receipt. A receipt is not proof of identity."""

    receipt: Number


class ReceiptIssued(ReceiptEntry, frozen=True, kw_only=True, gc=False, tag="receipt.issued/1"):
    """A person was given a receipt for the weapons they handed over, alone or with others."""

    case: Case
    tags: tuple[Number, ...]


class ReceiptLost(ReceiptEntry, frozen=True, kw_only=True, gc=False, tag="receipt.lost/1"):
    """The holder says that a receipt is lost."""


class ReceiptReplaced(ReceiptEntry, frozen=True, kw_only=True, gc=False, tag="receipt.replaced/1"):
    """A new receipt takes the place of the one it names. The old one is void, and what was used stays used."""

    replaces: Number


class ReceiptShown(ReceiptEntry, frozen=True, kw_only=True, gc=False, tag="receipt.shown/1"):
    """A receipt was shown for a purpose. A `check` only looks. Each other purpose is granted once to a person, on whichever
    receipt.
    """

    purpose: Purpose


TYPES = (
    WeaponReceived, WeaponAssessed, WeaponContested, WeaponContestWithdrawn, WeaponDestroyed, ItemLost, ItemRecovered,
    ContainerSealed, ContainerTransferred, ContainerOpened, ReceiptIssued, ReceiptLost, ReceiptReplaced, ReceiptShown,
)  # fmt: skip
