"""SC607 percent-without-base

What:
    Finds shares of a whole that the text does not give, or that one side sets later.

Why:
    In Bangsamoro 30 and 35 per cent were owed of a number that the Government put at 10,000 fighters and the movement at
    30,000 to 40,000. In Mozambique each party decided itself who was to be demobilised; the first of them left 331 days
    after the last should have.

Example:
    tranches:
      base: unstated
      base_set_by: alpha
      parts: {first: {share: 30%}, last: {rest: yes}}

Remedy:
    Give the base as a number, or say who states it, from what list, as of which day: not one side alone.

Known problems:
    A base that both sides state together, or a third one does, is taken as settled if its day is given. Whether the list
    behind it is complete is not looked at. A unit with `percent` in its name is no number. A log comes with the finding
    where the number is `unstated`.
"""

from collections.abc import Iterator

from safeconduct.agreement.norms import Obligation, Tranches, Verification
from safeconduct.agreement.obligations import missing_of
from safeconduct.agreement.shapes import UNSTATED
from safeconduct.checks.engines.short import moment
from safeconduct.checks.finding import Found, Severity, Witness
from safeconduct.checks.text import CheckedText
from safeconduct.kernel.quantity import Quantity

SEVERITY = Severity.ERROR


def check(text: CheckedText) -> Iterator[Found]:
    """Find every share whose whole is not known when the text is signed."""
    for path, name, owed in text.obligations():
        tranches = owed.tranches
        if tranches is None or owed.exchange or not any(part.share for part in tranches.parts.values()):
            continue
        base = tranches.base if tranches.base is not None else owed.amount
        if isinstance(base, Quantity) and "percent" not in base.unit.split("_"):
            continue
        if lacks := _lacks(text, owed, tranches):
            missing = missing_of(owed)
            yield Found(
                f"{path}.tranches.base" if text.written(f"{path}.tranches.base") else f"{path}.tranches",
                f"“{owed.title}” is owed in shares of a whole that the text does not give, and {lacks}",
                witness=Witness((), moment(text).isoformat(), name, {"missing": missing}) if missing else None,
            )


def _lacks(text: CheckedText, owed: Obligation, tranches: Tranches) -> str:
    source = text.agreement.obligations.get(tranches.base_from or "")
    counted = source is not None and isinstance(source.verified_by, Verification)
    setters = [who for who in (source.verified_by.any if counted else tranches.base_set_by) if who != UNSTATED]
    if not setters:
        return "nobody is named to state it"
    sides = [side for side in (set(owed.who), set(owed.to)) if set(setters) <= side]
    if sides and not all(who in text.watchers for who in setters):
        return f"one side states it, {text.names(tuple(setters))}"
    return "" if tranches.base_as_of is not None else "no day is given on which it is taken"
