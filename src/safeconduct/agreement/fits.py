"""Do the keys of one entry fit together? Ways to count that exclude each other, tranches that do not add up.

Asks within one entry, and of the one it takes its base from. Whether ids lead somewhere is for `references`; whether a text
is wise is for the checks.
"""

from collections.abc import Callable, Iterator

from safeconduct.agreement.frame import Anchor
from safeconduct.agreement.model import Content
from safeconduct.agreement.norms import Consequence, Obligation, Tranches, Verification
from safeconduct.agreement.shapes import UNSTATED
from safeconduct.kernel.quantity import Quantity, Rounding, ShareNotWhole, part_of

Fault = tuple[str, str, str, str | Callable[[], str]]
"""Code, path, what is wrong, what to do."""


def fits(model: Content) -> Iterator[Fault]:
    """Give every fault of an entry whose keys do not go together."""
    for name, obligation in model.obligations.items():
        yield from _obligation(name, obligation, model)
    for name, anchor in model.anchors.items():
        yield from _anchor(name, anchor)


def _anchor(name: str, anchor: Anchor) -> Iterator[Fault]:
    given = [key for key in ("on", "when") if getattr(anchor, key) is not None] + ["fixed_by"] * bool(anchor.fixed_by)
    if anchor.each is not None and given:
        yield ("SC014", f"anchors.{name}.{given[0]}",
               f"each of {anchor.each} has a day of its own here, and this gives one for all",
               "keep `each`, or give one event for all")  # fmt: skip


def _obligation(name: str, obligation: Obligation, model: Content) -> Iterator[Fault]:
    path = f"obligations.{name}"
    if obligation.exchange and isinstance(obligation.amount, Quantity):
        yield ("SC014", path, "an amount and an exchange key both say how much",
               "keep `exchange`, or the number; with an exchange write the unit only")  # fmt: skip
    if obligation.unit and obligation.amount != UNSTATED and not obligation.exchange:
        yield ("SC014", f"{path}.unit", "a unit is written where the number is not left open",
                 "write the unit with the number; `unit` is for `amount: unstated`, or for an exchange")  # fmt: skip
    if obligation.tallies:
        for consequence in Consequence:
            deciding = [key for key, tally in obligation.tallies.items() if consequence in tally.decides]
            if len(deciding) != 1:
                yield ("SC016", f"{path}.tallies",
                       f"{len(deciding) or 'no'} tallies decide {consequence.value}; exactly one must",
                       f"write `decides: [{consequence.value}]` at one of them")  # fmt: skip
    verification = obligation.verified_by
    if isinstance(verification, Verification) and not (verification.any and verification.quorum >= 1):
        # A quorum above the number of those who are named can be read; that it is never reached is for the checker.
        yield ("SC016", f"{path}.verified_by",
               f"the quorum is {verification.quorum}, and {len(verification.any)} are named",
               "name at least one, with a quorum of at least one; or write `verified_by: unstated`")
    if obligation.tranches:
        yield from _tranches(path, obligation, obligation.tranches)
        yield from _base(path, obligation, obligation.tranches, model)
    if obligation.lead_at_most is not None and not obligation.parallel_with:
        yield ("SC015", f"{path}.lead_at_most", "how far ahead, and of what?", "name under `parallel_with` what it goes with")


def _tranches(path: str, obligation: Obligation, tranches: Tranches) -> Iterator[Fault]:
    path = f"{path}.tranches"
    base = tranches.base if tranches.base is not None else obligation.amount
    percent_of_100, total, rests = [0, 1], 0, 0
    for key, part in tranches.parts.items():
        ways = (part.share is not None) + (part.amount is not None) + part.rest
        if ways != 1:
            yield ("SC014", f"{path}.parts.{key}", "a tranche needs exactly one of: share, amount, rest",
                   "write {share: 25%}, {amount: 20 persons} or {rest: yes}")  # fmt: skip
        if part.share is not None and base is None and not obligation.exchange and tranches.base_from is None:
            yield ("SC003", f"{path}.parts.{key}.share", f"{part.share} of what?",
                   "give the obligation an `amount`, or the tranches a `base` or `base_from`")  # fmt: skip
        if part.share is not None:
            percent_of_100 = [percent_of_100[0] * part.share.of + part.share.parts * percent_of_100[1],
                              percent_of_100[1] * part.share.of]  # fmt: skip
            if isinstance(base, Quantity):
                try:
                    total += part_of(base.count, part.share, tranches.rounding)
                except ShareNotWhole as error:
                    yield ("SC016", f"{path}.parts.{key}", str(error),
                             "write `rounding: down`, `up` or `half_up`")  # fmt: skip
        elif part.amount is not None:
            total += part.amount.count
            unit = base.unit if isinstance(base, Quantity) else obligation.unit
            if unit and part.amount.unit != unit:
                yield ("SC605", f"{path}.parts.{key}.amount", f"{part.amount.unit} against {unit}",
                         "count the tranches in the unit of the whole")  # fmt: skip
        rests += part.rest
    if rests > 1:
        yield ("SC604", path, f"{rests} tranches are `rest`", "only one can be what is left")
    shares, whole = percent_of_100
    if not isinstance(base, Quantity) and shares >= whole and (rests or total):
        yield ("SC604", path, "the shares alone are the whole or more, and other tranches stand beside them",
                 "leave something for the others, or correct the shares")  # fmt: skip
        return
    if rests and isinstance(base, Quantity) and total > base.count:
        yield ("SC604", path, f"the tranches before the rest add up to {total} of {base.count} {base.unit}",
                 "leave something for the rest, or correct the amounts")  # fmt: skip
    if rests:
        return
    if isinstance(base, Quantity) and total != base.count:
        yield ("SC604", path, f"the tranches add up to {total} of {base.count} {base.unit}",
               "let the last one be `rest: yes`, or declare a rounding that closes")  # fmt: skip
    elif not isinstance(base, Quantity) and shares not in (0, whole):
        yield ("SC604", path, "the shares do not add up to 100%", "let the last one be `rest: yes`")


def _base(path: str, obligation: Obligation, tranches: Tranches, model: Content) -> Iterator[Fault]:
    path = f"{path}.tranches.base_from"
    if tranches.base_from is None:
        return
    if isinstance(tranches.base, Quantity) or isinstance(obligation.amount, Quantity):
        yield ("SC014", path, "the text gives the number, and `base_from` takes it from elsewhere",
               "keep one of them; with `base_from` write `amount: unstated`")  # fmt: skip
    if tranches.rounding is Rounding.EXACT and any(part.share is not None for part in tranches.parts.values()):
        yield ("SC016", path, "the base comes out later, and a share of it may not be a whole number",
               "write `rounding: down`, `up` or `half_up`")  # fmt: skip
    other = model.obligations.get(tranches.base_from)
    if other is not None and other.tranches is not None and other.tranches.base_from is not None:
        yield ("SC014", path, f"{tranches.base_from!r} takes its own base from elsewhere", "name where the number comes from")
    unit = "" if other is None else other.amount.unit if isinstance(other.amount, Quantity) else other.unit
    if other is not None and unit != obligation.unit:
        yield ("SC605", path, f"{unit or 'a single act'} against {obligation.unit or 'a single act'}",
               "count both in the same unit")  # fmt: skip
