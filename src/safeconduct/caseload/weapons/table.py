"""The table of moves of weapons: the only place that says what may be done with an item, a container, a receipt.

A row is about one kind of target: an item by its tag, a container or a receipt by its number. Whether a person may hand
in a weapon is asked of the facts; everything else is seen here. It changes nothing.
"""

from safeconduct.caseload.moves import CaseAct, Move, Need
from safeconduct.caseload.weapons import acts, custody, items, receipts
from safeconduct.caseload.weapons.needs import (
    Facts,
    Subject,
    after,
    in_stage,
    once,
    place_known,
    received,
    since,
    some,
)
from safeconduct.caseload.weapons.state import Armoury, Stage

__all__ = ["BY_ACT", "TABLE", "Facts", "Subject", "moves_of", "subject_for", "subject_of"]

_HELD = frozenset({Stage.RECEIVED, Stage.SEALED, Stage.TRANSFERRED})
_CONTAINED = frozenset({Stage.SEALED, Stage.TRANSFERRED})
_LOOSE = frozenset({Stage.RECEIVED})

STAGES: dict[type[CaseAct], frozenset[Stage]] = {
    acts.WeaponAssessed: _HELD,
    # Who contests an acceptance contests a count: that goes on when the weapon is gone.
    acts.WeaponContested: frozenset(Stage),
    acts.WeaponContestWithdrawn: frozenset(Stage),
    acts.ContainerSealed: _LOOSE,
    acts.ContainerTransferred: _CONTAINED,
    acts.ContainerOpened: _CONTAINED,
    acts.WeaponDestroyed: _LOOSE,
    acts.ItemLost: _HELD,
    acts.ItemRecovered: frozenset({Stage.LOST}),
}
"""In which stages of an item a move exists."""


def _stage(kind: type[CaseAct], step: str) -> Need:
    return in_stage(step, STAGES[kind])


TABLE: tuple[Move, ...] = (
    Move(acts.WeaponReceived, "hand_over", "take over a weapon", items.new_tag,
         (items.handed_by, once("hand_over", lambda act: act.cases), items.made_safe, items.serial, items.no_duplicate,
          place_known("hand_over", lambda act: act.site)), onward=True),
    Move(acts.WeaponAssessed, "assessment", "assess a weapon", _stage(acts.WeaponAssessed, "assessment"),
         (items.ground("assessment"), after("assessment", items.before_assessing))),
    Move(acts.WeaponContested, "contest", "contest that a weapon is accepted", _stage(acts.WeaponContested, "contest"),
         (items.ground("contest"), items.no_second_contest, after("contest", received))),
    Move(acts.WeaponContestWithdrawn, "contest", "take back a contest", _stage(acts.WeaponContestWithdrawn, "contest"),
         (items.own_contest, after("contest", items.own_contest_since))),
    Move(acts.ContainerSealed, "custody", "seal weapons in a container", _stage(acts.ContainerSealed, "custody"),
         (some("custody", "nothing_named"), once("custody", lambda act: act.tags), custody.container_free,
          custody.one_holder, after("custody", since), after("custody", custody.container_since)), onward=True),
    Move(acts.ContainerTransferred, "custody", "hand over a sealed container", custody.container_closed,
         (custody.declared, after("custody", custody.container_since)), onward=True),
    Move(acts.ContainerOpened, "custody", "open a container", custody.container_closed,
         (after("custody", custody.container_since),), onward=True),
    Move(acts.WeaponDestroyed, "disposal", "destroy weapons before witnesses", _stage(acts.WeaponDestroyed, "disposal"),
         (some("disposal", "nothing_named"), once("disposal", lambda act: act.tags), custody.uncontested,
          custody.witnesses, place_known("disposal", lambda act: act.place), after("disposal", since)), onward=True),
    Move(acts.ItemLost, "custody", "say that a weapon is missing", _stage(acts.ItemLost, "custody"),
         (after("custody", since),)),
    Move(acts.ItemRecovered, "custody", "say that a missing weapon is back", _stage(acts.ItemRecovered, "custody"),
         (after("custody", since),), onward=True),
    Move(acts.ReceiptIssued, "hand_over", "give a receipt", receipts.new_number,
         (some("hand_over", "nothing_handed_in"), once("hand_over", lambda act: act.tags), receipts.from_case,
          after("hand_over", received))),
    Move(acts.ReceiptLost, "hand_over", "note that a receipt is lost", receipts.given_out,
         (receipts.not_void, receipts.not_lost, after("hand_over", receipts.issued))),
    Move(acts.ReceiptReplaced, "hand_over", "replace a receipt", receipts.given_out,
         (receipts.not_void, receipts.new_number, after("hand_over", receipts.issued))),
    Move(acts.ReceiptShown, "hand_over", "grant something on a receipt, or look at it", receipts.given_out,
         (receipts.grants, after("hand_over", receipts.issued))),
)  # fmt: skip

BY_ACT: dict[type[CaseAct], Move] = {row.act: row for row in TABLE}


def subject_of(armoury: Armoury, act: CaseAct) -> Subject:
    """Give what an act is about. An act about several tags, and one that makes something new, has no one target."""
    match act:
        case acts.ContainerTransferred() | acts.ContainerOpened():
            return Subject(armoury, act.container)
        case acts.ReceiptReplaced():
            return Subject(armoury, act.replaces)
        case acts.ReceiptLost() | acts.ReceiptShown():
            return Subject(armoury, act.receipt)
        case acts.WeaponReceived():
            return Subject(armoury)
        case acts.WeaponEntry():
            return Subject(armoury, act.tag)
    return Subject(armoury)


def subject_for(row: Move, armoury: Armoury, tag: str) -> Subject:
    """Give the subject to ask a row about for one item: its container where the row is about containers."""
    if row.act in (acts.ContainerTransferred, acts.ContainerOpened):
        return Subject(armoury, armoury.items[tag].container)
    return Subject(armoury, tag)


def moves_of(armoury: Armoury, tag: str) -> tuple[Move, ...]:
    """Give the rows that exist for an item as it stands. What each still needs is for `missing` to say."""
    item = armoury.items[tag]
    return tuple(row for row in TABLE if item.stage in STAGES.get(row.act, ())
                 and (row.act is not acts.WeaponContestWithdrawn or item.contested))  # fmt: skip
