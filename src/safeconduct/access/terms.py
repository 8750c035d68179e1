"""The text in force at any moment, kept ready: who holds what changes only when a mandate begins or ends.

A log is judged act by act, each at its own moment. Between two such days nothing changes, so the same answer serves.
"""

from bisect import bisect_right
from datetime import datetime

from safeconduct.access.in_force import InForce, StandingRules
from safeconduct.access.mandates import Mandates, mandates_of
from safeconduct.agreement.calendar import to_micros
from safeconduct.agreement.model import Agreement
from safeconduct.kernel.acts import MandateExtended


class Terms:
    """The mandates of one agreement with what acts have added, and who holds what at each moment."""

    def __init__(self, agreement: Agreement) -> None:
        self.agreement = agreement
        self._longer: list[MandateExtended] = []
        self._set()

    def _set(self) -> None:
        self.mandates: Mandates = mandates_of(self.agreement, self._longer)
        windows = (window for windows in self.mandates.values() for window in windows)
        self._turns = sorted({to_micros(at) for window in windows for at in (window.since, window.until) if at is not None})
        self._rules: dict[int, StandingRules | None] = {}

    def extend(self, act: MandateExtended) -> None:
        """Take in an act that carries a mandate on. What was judged before stays as it was judged."""
        self._longer.append(act)
        self._set()

    def in_force(self, at: datetime) -> InForce:
        """Give the text in force at a moment."""
        return InForce(self.agreement, at, self.mandates)

    def rules_at(self, at: datetime) -> StandingRules | None:
        """Give the rules of the programme as they stand at a moment; None where no mandate has a limit."""
        if not self._turns:
            return None
        turn = bisect_right(self._turns, to_micros(at))
        if turn not in self._rules:
            self._rules[turn] = self.in_force(at).programme
        return self._rules[turn]
