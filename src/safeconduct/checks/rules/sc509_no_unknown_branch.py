"""SC509 no-unknown-branch

What:
    Finds a duty to return or release a counted set of persons or remains, without a rule for whoever cannot be found, is
    dead, is unknown, or turns out to be someone else.

Why:
    In Gaza in October 2025, 28 bodies were due within 72 hours. Four came in that time and the last after 105 days; one
    that was handed over matched no hostage. For those not found the texts have a mechanism to share facts and to exhume,
    without a date, a measure of effort, or a test of whose remains a body is. Meanwhile a crossing stayed shut.

Example:
    return_all:
      title: Return the prisoners
      amount: 20 persons
      category: prisoners
      deadline: {by: 2026-05-01}

Remedy:
    Write `if_not_found`: who searches with what access until when, what counts as proof, and what may be withheld.

Known problems:
    A duty that lets someone pick the persons (`names`) is left out, because another can take the place of one who is not
    found; so is an organisation's duty about its own members. A set without a number is for unlisted-set, unless
    `if_not_found: unstated` stands in the text. Every other duty that counts a category is taken for a return, also one
    to register people. A log comes with the finding where another norm waits for the duty.
"""

from collections.abc import Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

from safeconduct.agreement.norms import Kind, Obligation, Verification
from safeconduct.agreement.shapes import UNSTATED
from safeconduct.checks.finding import Found, Related, Severity, Witness
from safeconduct.checks.text import CheckedText
from safeconduct.kernel import acts
from safeconduct.kernel.quantity import Quantity

SEVERITY = Severity.ERROR


def check(text: CheckedText) -> Iterator[Found]:
    """Find every return of a counted set that has no rule for those who cannot be found."""
    efforts = _efforts(text)
    returns = {name: (path, one) for path, name, one in text.obligations()
               if one.if_not_found == UNSTATED or (one.if_not_found is None and _returns(text, one))}  # fmt: skip
    waiting = text.waiting_for(returns)
    for name, (path, obligation) in returns.items():
        number = f"{obligation.amount.count} {obligation.amount.unit}" if isinstance(obligation.amount, Quantity) else "all"
        there = [key for clause in obligation.clause for key in efforts.get(clause, ()) if key != name]
        only = f"; “{text.name(there[0])}”, in the same clause, is an effort without an end" if there else ""
        yield Found(
            path if not text.written(f"{path}.if_not_found") else f"{path}.if_not_found",
            f"“{obligation.title}” is for {number}, and the text does not say what holds for whoever cannot be found, is dead, "
            f"is unknown, or is someone else{only}",
            related=tuple(Related(f"obligations.{key}", f"“{text.name(key)}”") for key in dict.fromkeys(there)),
            witness=_witness(text, name, obligation, waiting.get(name, [])),
        )


def _returns(text: CheckedText, obligation: Obligation) -> bool:
    categories = [text.agreement.categories[name] for name in obligation.category]
    counted = isinstance(obligation.amount, Quantity) or any(isinstance(one.count, Quantity) for one in categories)
    own = any(one.of in obligation.who for one in categories if one.of)
    return bool(categories) and counted and not own and obligation.kind is Kind.RESULT and obligation.names is None


def _efforts(text: CheckedText) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for _, name, obligation in text.obligations():
        if obligation.kind is Kind.EFFORT and obligation.deadline in (None, UNSTATED):
            for clause in obligation.clause:
                found.setdefault(clause, []).append(name)
    return found


def _witness(text: CheckedText, name: str, obligation: Obligation, waits: list[str]) -> Witness | None:
    amount, verified = obligation.amount, obligation.verified_by
    if not waits or not isinstance(amount, Quantity) or not isinstance(verified, Verification) or amount.count < 2:
        return None
    at = datetime(2026, 6, 1, 12, tzinfo=ZoneInfo(text.agreement.time.zone))
    made = tuple(acts.Confirmed(id=f"made_up_{who}", happened=at, recorded=at, actor=who, of=name, unit=amount.unit,
                                amount=amount.count - 1) for who in verified.any[: verified.quorum])  # fmt: skip
    return Witness(made, at.replace(month=12).isoformat(), waits[0], {"life": "dormant"})
