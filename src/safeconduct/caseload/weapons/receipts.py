"""What has to hold to give a receipt, to replace one, and to grant something on it."""

from collections.abc import Iterator
from datetime import datetime

from safeconduct.caseload.moves import Asked, Missing
from safeconduct.caseload.weapons import acts
from safeconduct.caseload.weapons.needs import lacks
from safeconduct.caseload.weapons.state import Receipt, ReceiptStage
from safeconduct.caseload.weapons.views import uses


def new_number(asked: Asked) -> Missing | None:
    """Need the number of a receipt to be a new one."""
    old = asked.subject.armoury.receipts.get(asked.act.receipt) if asked.act else None
    return lacks(asked, "hand_over", "receipt_in_use", {"receipt": old.receipt}) if old else None


def from_case(asked: Asked) -> Iterator[Missing]:
    """Need every tag to be handed over by the person, and not to stand on another receipt of theirs."""
    armoury, act = asked.subject.armoury, asked.act
    for tag in dict.fromkeys(act.tags) if act else ():
        number = armoury.standing.get(act.case, {}).get(tag)
        if number is None:
            # The same words where there is no such tag: nobody learns from a refusal who handed in what.
            yield lacks(asked, "hand_over", "not_from_case", {"tag": tag, "case": act.case})
        elif number:
            # A lost receipt counts: it is replaced, and there are never two beside each other.
            yield lacks(asked, "hand_over", "has_receipt", {"tag": tag, "receipt": number})


def _old(asked: Asked) -> tuple[str, Receipt | None]:
    act = asked.act
    if act is None:
        number = asked.subject.target
    else:
        number = act.replaces if isinstance(act, acts.ReceiptReplaced) else act.receipt
    return number, asked.subject.armoury.receipts.get(number)


def given_out(asked: Asked) -> Missing | None:
    """Need the receipt to be one that was given out."""
    number, receipt = _old(asked)
    return None if receipt else lacks(asked, "hand_over", "no_such_receipt", {"receipt": number}, closed=True)


def not_void(asked: Asked) -> Missing | None:
    """Need that no other receipt has taken its place."""
    number, receipt = _old(asked)
    if receipt is None or receipt.stage is not ReceiptStage.VOID:
        return None
    return lacks(asked, "hand_over", "receipt_void", {"receipt": number, "when": receipt.since}, closed=True)


def not_lost(asked: Asked) -> Missing | None:
    """Need that the receipt is not reported lost."""
    number, receipt = _old(asked)
    if receipt is None or receipt.stage is not ReceiptStage.LOST:
        return None
    return lacks(asked, "hand_over", "receipt_is_lost", {"receipt": number, "when": receipt.since})


def grants(asked: Asked) -> Iterator[Missing]:
    """Need a valid receipt, and a person who was not granted this on any receipt. To look at one needs neither."""
    act = asked.act
    if act and act.purpose == "check":
        return
    yield from (lack for need in (not_void, not_lost) if (lack := need(asked)))
    for purpose, receipt, when in uses(asked.subject.armoury, act.receipt) if act else ():
        if purpose == act.purpose:
            params = {"purpose": purpose, "receipt": receipt, "when": when}
            yield lacks(asked, "hand_over", "receipt_used", params, closed=True)


def issued(asked: Asked) -> Iterator[tuple[str, datetime]]:
    """Give when the receipt was given out, and last shown."""
    number, receipt = _old(asked)
    if receipt:
        yield number, receipt.issued
        if not isinstance(asked.act, acts.ReceiptShown):
            yield number, receipt.since
