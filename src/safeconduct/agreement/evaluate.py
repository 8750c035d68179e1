"""The evaluator: from a folded ledger to the status of every norm, with the reasons it was built from.

Answers life, evidence and amount of each norm at one time, as known at one time. It reads the ledger; it never looks at
an act twice and never at the clock of the machine.
"""

from datetime import datetime

from safeconduct.agreement.amounts import NOTHING, Tallied, Totals
from safeconduct.agreement.anchors import Dated, dated, settled
from safeconduct.agreement.calendar import from_micros, last_moment, to_micros
from safeconduct.agreement.conditions import Fulfilment, Held, holds
from safeconduct.agreement.fold import Ledger
from safeconduct.agreement.model import Agreement
from safeconduct.agreement.norms import PUBLIC, Consequence, Obligation
from safeconduct.agreement.results import CanChange, Reason
from safeconduct.agreement.shapes import UNSTATED
from safeconduct.kernel.moments import Period
from safeconduct.kernel.quantity import Bound, Quantity, part_of
from safeconduct.kernel.truth import Truth


class Evaluator:
    """One evaluation. `assume` decides pending disputes; `seen_by` lets one party's own counts decide."""

    def __init__(self, ledger: Ledger, *, as_of: datetime, positions: dict[str, str] | None = None,
                 assume: dict[str, Truth] | None = None, known: "Evaluator | None" = None, seen_by: str = "",
                 released: frozenset[str] = frozenset(), unseen: frozenset[str] = frozenset()) -> None:  # fmt: skip
        self.ledger = ledger
        self.agreement: Agreement = ledger.rules.agreement
        self.as_of = as_of
        self.seen_by = seen_by
        self.released = released
        self.unseen = unseen
        self.totals = Totals(ledger, assume=assume, known=known.totals if known else None)
        self._positions = positions or {}
        self._anchors: dict[str, Dated] = {}
        self._under_way: set[str] = set()
        self._held: dict[str, Held] = {}
        self.explained: set[str] = set()

    def where(self, name: str) -> str:
        """Give `file:line` of something with an id, or an empty text."""
        return self._positions.get(name) or self._positions.get(name.partition(".")[0], "")

    def anchors(self) -> dict[str, Dated]:
        """Give every anchor of the agreement."""
        return {name: self.anchor(name) for name in self.agreement.anchors}

    def anchor(self, name: str) -> Dated:
        """Give an anchor with its candidates."""
        found = self._anchors.get(name)
        if found is None:
            condition = self.agreement.anchors[name].when
            if condition is None:
                found = dated(name, self.agreement, self.ledger, self.as_of)
            else:
                held = self.held(name)
                found = settled(held.since, "condition") if held.truth is Truth.FOR and held.since else Dated(
                    (), fixed=False, happened=held.truth is Truth.FOR)  # fmt: skip
            self._anchors[name] = found
        return found

    def held(self, name: str) -> Held:
        """Evaluate the condition of an anchor, once."""
        found = self._held.get(name)
        if found is None:
            if name in self._under_way:  # an anchor that waits for itself never happens
                return Held(Truth.UNKNOWN, None, Reason(code="waits_for_itself", params={"anchor": name}, value="unknown"))
            self._under_way.add(name)
            found = self._held[name] = holds(self.agreement.anchors[name].when, self)
            self._under_way.discard(name)
        return found

    def condition(self, condition: object) -> Held:
        """Evaluate a condition. Each anchor in it is explained once."""
        self.explained = set()
        return holds(condition, self)

    def due(self, name: str) -> tuple[int | None, str, str, Bound]:
        """Give (due, unit, words, bound) of an obligation. None: not stated; the words say so."""
        obligation = self.agreement.obligations[name]
        if obligation.exchange:
            due, words = self.exchange_due(obligation.exchange)
            return due, self._exchange_unit(obligation.exchange), words, Bound.EXACTLY
        if isinstance(obligation.amount, Quantity):
            amount = obligation.amount
            return amount.count, amount.unit, str(amount), amount.bound
        if obligation.amount == UNSTATED:
            base = self._base_from(name)
            return base, obligation.unit, "no number stated" if base is None else f"{base} {obligation.unit}", Bound.EXACTLY
        return 1, "", "a single act", Bound.EXACTLY

    def exchange_due(self, exchange: str) -> tuple[int, str]:
        """Give what an exchange key makes due so far, with the arithmetic."""
        key = self.agreement.exchanges[exchange]
        given = self.deciding(key.given)
        handed = given.by_category
        total, parts = 0, []
        for category, owed in key.keys.items():
            count = handed.get(category, 0)
            if owed == UNSTATED:
                if count:
                    parts.append(f"{count} {category} x no key")
                continue
            each = sum(quantity.count for quantity in owed)
            total += count * each
            parts.append(f"{count} {category} x {each}")
        if (unnamed := given.total - sum(handed.values())) > 0:
            parts.append(f"{unnamed} of no category x no key")
        return total, " + ".join(parts) + f" = {total}" if parts else ""

    def _exchange_unit(self, exchange: str) -> str:
        keys = self.agreement.exchanges[exchange].keys.values()
        return next((owed[0].unit for owed in keys if owed != UNSTATED), "")

    def deciding(self, name: str, consequence: Consequence = Consequence.FULFILMENT, tally: str = "") -> Tallied:
        """Give the tally that decides a consequence for an obligation."""
        obligation = self.agreement.obligations[name]
        rules = self.ledger.rules.obligations[name]
        chosen = tally or self._own_tally(name, obligation) or rules.deciding[consequence]
        whole = self.whole(name)
        found = self.totals.of(name, chosen, whole=whole)
        own_claims = self.seen_by and not self._own_tally(name, obligation) and self.seen_by in rules.debtors
        if own_claims or obligation.verified_by == PUBLIC:
            claimed = self.totals.claimed(name, whole=whole)
            return max(found, claimed, key=lambda t: t.total)
        return found

    def _own_tally(self, key: str, obligation: Obligation) -> str:
        if not self.seen_by:
            return ""
        kept = [name for name, tally in obligation.tallies.items() if self.seen_by in tally.by]
        # A tally in which nothing was entered says nothing about what its keeper sees.
        return next((name for name in kept if self.totals.of(key, name, whole=self.whole(key)).totals), "")

    def whole(self, name: str) -> int:
        """Give what an act without a number stands for: all that is owed, or a single act."""
        amount = self.agreement.obligations[name].amount
        return amount.count if isinstance(amount, Quantity) else self._base_from(name) or 1

    def claims(self, name: str) -> Tallied:
        """Give the debtor's own claims."""
        return self.totals.claimed(name, whole=self.whole(name))

    def bounds(self, ref: str) -> tuple[int, int | None]:
        """Give the running totals at which an obligation or tranche begins and ends; None if there is no number."""
        name, _, part = ref.partition(".")
        due = self.due(name)[0]
        if not part:
            return 0, due
        tranches = self.agreement.obligations[name].tranches
        assert tranches is not None
        base = tranches.base.count if isinstance(tranches.base, Quantity) else due
        if tranches.base == UNSTATED and tranches.base_from is None:
            base = None
        low = 0
        for key, tranche in tranches.parts.items():
            if tranche.rest or (tranche.share is not None and base is None):
                high = base
            elif tranche.share is not None:
                assert base is not None
                high = low + part_of(base, tranche.share, tranches.rounding)
            else:
                assert tranche.amount is not None
                high = low + tranche.amount.count
            if key == part:
                return low, high
            low = high if high is not None else low
        raise KeyError(ref)

    def _base_from(self, name: str) -> int | None:
        """Give the number that the shares are of, where another duty brings it; None while nobody has counted."""
        tranches = self.agreement.obligations[name].tranches
        if tranches is None or tranches.base_from is None:
            return None
        found = self.deciding(tranches.base_from)
        taken = len(found.totals)
        if tranches.base_as_of is not None:
            day = to_micros(last_moment(tranches.base_as_of, self.agreement.time))
            taken = sum(1 for i in found.positions if found.journal.starts[i] < day)
        # An entry that says "all of it" gives no number.
        count = found.totals[taken - 1] - sum(1 for n in found.wholes if n < taken) if taken else 0
        return count or None

    def fulfilment(self, ref: str, tally: str = "", *, claimed: bool = False,
                   consequence: Consequence = Consequence.CONDITIONS) -> Fulfilment:  # fmt: skip
        """Say how far an obligation or tranche is done, on the tally that decides the consequence."""
        name = ref.partition(".")[0]
        due, unit, _, bound = self.due(name)
        found = self.claims(name) if claimed else self.deciding(name, consequence, tally)
        low, high = self.bounds(ref)
        at_most = bound is Bound.AT_MOST
        step = None
        if high is not None and (found.totals or found is not NOTHING):
            step = found.reached(high, at_most=at_most)
        elif high is None and ref == name:
            step = found.whole()  # the text gives no number; whoever verifies it can still say that all of it is done
        done = found.total if at_most else max(0, found.total - low)
        if high is not None and not at_most:
            done = min(done, high - low)
        needed = None if high is None else high - low
        disputed = found.disputed + (0 if claimed or at_most else self.claims(name).disputed)
        obligation = self.agreement.obligations[name]
        if at_most and step is not None and found.total + found.disputed > (due or 0):
            step, truth = None, Truth.DISPUTED  # it is under the ceiling only if the contested part is not there
        elif obligation.per is not None or (obligation.exchange and not due):
            step, truth = None, Truth.UNKNOWN  # a recurring duty is never over; an exchange that owes nothing proves nothing
        elif step is not None:
            truth = Truth.FOR
        else:
            # Never against: while it can still be done, what is not shown is not known.
            truth = Truth.DISPUTED if needed is not None and disputed and done + disputed >= needed else Truth.UNKNOWN
        completed = self.period(step.start, step.end) if step else None
        last = found.step(-1).act if found.totals else ""
        missing = None if needed is None or at_most else needed - done
        return Fulfilment(truth, completed, done, needed if not at_most else due, disputed, unit, last,
                          self._who_can(name, ref, missing, disputed))  # fmt: skip

    def period(self, start: int, end: int) -> Period:
        """Give microseconds as a period in the zone of the agreement."""
        zone = self.agreement.time.zone
        return Period(from_micros(start, zone), from_micros(end, zone))

    def _who_can(self, name: str, ref: str, missing: int | None, disputed: int) -> tuple[CanChange, ...]:
        obligation = self.agreement.obligations[name]
        rules = self.ledger.rules.obligations[name]
        ways = []
        if disputed:
            rulers = tuple(obligation.dispute.to) if obligation.dispute else (UNSTATED,)
            ways.append(CanChange(who=rulers, how="rule", params={"of": ref, "disputed": disputed}))
        if missing is None or missing > disputed:
            left = None if missing is None else missing - disputed
            ways.append(CanChange(who=obligation.who, how="perform", params={"of": ref, "left": left}))
        unconfirmed = self.claims(name).total - self.deciding(name).total
        verifiers = tuple(who for who in obligation_verifiers(obligation))
        if unconfirmed > 0 and verifiers:
            ways.append(CanChange(who=verifiers, how="confirm", params={"of": ref, "claimed": unconfirmed}))
        creditors = tuple(who for who in obligation.to if who in rules.creditors)
        if unconfirmed > 0 and creditors:
            ways.append(CanChange(who=creditors, how="acknowledge", params={"of": ref}))
        if not verifiers and obligation.verified_by != PUBLIC and (unconfirmed > 0 or not creditors):
            ways.append(CanChange(who=(UNSTATED,), how="name_verifier", params={"of": ref}))
        return tuple(ways)


def obligation_verifiers(obligation: Obligation) -> tuple[str, ...]:
    """Give who verifies an obligation, in the order of the file; empty when nobody is named."""
    named = obligation.verified_by
    return () if named is None or isinstance(named, str) else named.any
