"""Whose word counts for what, under one version of the agreement.

Prepared once per version so that the fold can ask a set, not the text.
"""

from safeconduct.agreement.calendar import period_of, to_micros
from safeconduct.agreement.frame import BodyPower
from safeconduct.agreement.model import Agreement
from safeconduct.agreement.norms import Consequence, Dispute, Obligation, Verification
from safeconduct.agreement.shapes import UNSTATED
from safeconduct.agreement.succession import Succession
from safeconduct.kernel.moments import WrittenTime
from safeconduct.kernel.quantity import Bound, Quantity

VERIFIED = "verified"
"""The name of the one tally of an obligation that declares none."""


_EVER = -(2**62)


class ObligationRules:
    """Who may claim, confirm, count, contest and rule on one obligation."""

    __slots__ = ("categories", "ceiling", "creditors", "debtors", "deciding", "dispute", "disputers", "quorum",
                 "recurring", "refuters", "rulers", "tallies", "unit", "verifiers")  # fmt: skip

    def __init__(self, obligation: Obligation) -> None:
        self.debtors = frozenset(obligation.who) - {UNSTATED}
        self.creditors = frozenset(obligation.to) - {UNSTATED}
        verification = obligation.verified_by
        named = isinstance(verification, Verification)
        self.verifiers = frozenset(verification.any) if named else frozenset()
        self.quorum = verification.quorum if named else 1
        self.dispute: Dispute | None = obligation.dispute
        # Without a clause on disputes, the one it is owed to may still say that it contests; it takes nothing off.
        self.disputers = frozenset(self.dispute.by) if self.dispute else self.creditors
        self.rulers = frozenset(self.dispute.to) - {UNSTATED} if self.dispute else frozenset()
        self.tallies = {name: frozenset(tally.by) for name, tally in obligation.tallies.items()}
        self.deciding = dict.fromkeys(Consequence, VERIFIED)
        for name, tally in obligation.tallies.items():
            self.deciding.update(dict.fromkeys(tally.decides, name))
        if not self.tallies:
            self.tallies = {VERIFIED: self.verifiers}
        self.refuters = self.verifiers | self.tallies[self.deciding[Consequence.FULFILMENT]]
        amount = obligation.amount
        self.unit = amount.unit if isinstance(amount, Quantity) else obligation.unit
        self.ceiling = isinstance(amount, Quantity) and amount.bound is Bound.AT_MOST
        self.categories = frozenset(obligation.category)
        self.recurring = obligation.per is not None

    def keeps(self, actor: str, tally: str) -> bool:
        """Whether an organisation keeps a tally and so may state its running total."""
        return actor in self.tallies.get(tally, ())

    def tally_for(self, actor: str, asked: str) -> str | None:
        """Give the tally an act of `actor` enters, or None if its word counts in none.

        The one it is owed to may acknowledge on any tally: it speaks against its own interest. That is not so of a
        ceiling, where a higher count serves it. Otherwise only those who keep a tally enter it.
        """
        acknowledges = actor in self.creditors and not self.ceiling
        fulfilment = self.deciding[Consequence.FULFILMENT]
        if asked:
            allowed = actor in self.tallies.get(asked, ()) or (asked in self.tallies and acknowledges)
            return asked if allowed else None
        for name, keepers in self.tallies.items():
            if actor in keepers:
                return name
        return fulfilment if acknowledges or actor in self.verifiers else None


class VersionRules:
    """Everything the fold asks of one version of the agreement."""

    def __init__(self, agreement: Agreement, start: int | None = None) -> None:
        self.agreement = agreement
        self.start = start
        self.obligations = {name: ObligationRules(value) for name, value in agreement.obligations.items()}
        self.prohibitions = agreement.prohibitions
        self.finders = {name: _named(value.found_by) for name, value in agreement.prohibitions.items()}
        certifiers = {name for name, body in agreement.bodies.items()
                      if BodyPower.CERTIFY in body.powers or BodyPower.RULE in body.powers}  # fmt: skip
        for name, rules in self.obligations.items():
            self.finders[name] = rules.rulers | (rules.verifiers & certifiers)
        self.fixers = {name: _named(anchor.fixed_by) for name, anchor in agreement.anchors.items()}
        self.deciders = {name: _named(decision.by) for name, decision in agreement.decisions.items()}
        self.owners = {name: _named(hole.owner) for name, hole in agreement.holes.items()}
        self.holders = {name: _named(power.who) for name, power in agreement.powers.items()}
        self.extenders = {name: _named(body.extended_by) for name, body in agreement.bodies.items()}
        self.mandates = {name: _windows(agreement, name) for name, body in agreement.bodies.items() if body.mandate}
        self.succession = Succession(agreement, self.mandates)


def _named(who: tuple[str, ...]) -> frozenset[str]:
    return frozenset(who) - {UNSTATED}


def _windows(agreement: Agreement, name: str) -> list[tuple[int, int | None]]:
    windows = []
    for mandate in agreement.bodies[name].mandate:
        start, end = mandate.start, mandate.end
        windows.append((
            to_micros(period_of(start, agreement.time).start) if isinstance(start, WrittenTime) else _EVER,
            to_micros(period_of(end, agreement.time).end) if isinstance(end, WrittenTime) else None,
        ))  # fmt: skip
    return windows
