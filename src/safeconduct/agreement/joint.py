"""What several have to do together: agree a part left open, decide, find, waive, date an event.

Where the text names several, one of them alone settles nothing. What one alone entered is kept and shown as its own.
"""

from typing import Any

from safeconduct.agreement.fold import Ledger
from safeconduct.agreement.model import Agreement
from safeconduct.agreement.shapes import UNSTATED
from safeconduct.kernel import acts
from safeconduct.kernel.truth import Truth


def named(who: tuple[str, ...]) -> tuple[str, ...]:
    """Give those the text names."""
    return tuple(name for name in who if name != UNSTATED)


def latest(entries: list[Any]) -> dict[str, Any]:
    """Give the last act of each actor; the entries are in order of time."""
    return {act.actor: act for act in entries}


def agreed(hole: str, agreement: Agreement, ledger: Ledger) -> acts.HoleFilled | None:
    """Give the act that closed a part left open: the last one with which every owner had said the same."""
    last = latest(ledger.filled.get(hole, []))
    owners = named(agreement.holes[hole].owner)
    if not owners or set(owners) - set(last) or len({last[owner].says for owner in owners}) > 1:
        return None
    return max((last[owner] for owner in owners), key=lambda act: (act.happened, act.id))


def proposals(hole: str, ledger: Ledger) -> list[acts.HoleFilled]:
    """Give what single owners have proposed for a part left open."""
    return list(latest(ledger.filled.get(hole, [])).values())


def decided(decision: str, agreement: Agreement, ledger: Ledger) -> tuple[Truth, list[acts.DecisionMade]]:
    """Give what the deciders decided: for or against if all say so, disputed if they differ, else unknown."""
    last = latest(ledger.decisions.get(decision, []))
    made = list(last.values())
    outcomes = {act.outcome for act in made}
    if len(outcomes) > 1:
        return Truth.DISPUTED, made
    if set(named(agreement.decisions[decision].by)) - set(last) or not made:
        return Truth.UNKNOWN, made
    return (Truth.FOR if outcomes == {"yes"} else Truth.AGAINST), made


def findings(norm: str, ledger: Ledger) -> list[acts.BreachFound]:
    """Give the last finding of each finder about a norm."""
    return list(latest(ledger.found.get(norm, [])).values())


def waived(norm: str, creditors: tuple[str, ...], ledger: Ledger) -> tuple[int | None, list[acts.Waived]]:
    """Give how much every creditor has waived (None: all of it), and the acts. One of several waives nothing alone."""
    book = ledger.books.get(norm)
    entries = book.waivers if book else []
    amounts: list[int | None] = []
    for creditor in creditors:
        own = [act for act in entries if act.actor == creditor]
        amounts.append(None if any(act.amount is None for act in own) else sum(act.amount or 0 for act in own))
    known = [amount for amount in amounts if amount is not None]
    return (min(known) if known else (None if entries else 0)), entries
