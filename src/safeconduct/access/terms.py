"""The text in force at any moment, kept ready: who holds what changes only when a mandate begins or ends.

A log is judged act by act, each at its own moment. Between two such days nothing changes, so the same answer serves.
"""

from bisect import bisect_right
from datetime import datetime

from safeconduct.access.in_force import InForce, StandingRules
from safeconduct.access.knowing import Viewer
from safeconduct.access.mandates import Mandates, mandates_of
from safeconduct.access.seats import Seat
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
        self._prepared: dict[int, InForce] = {}
        self._viewers: dict[tuple[int, Seat], Viewer] = {}

    def extend(self, act: MandateExtended) -> None:
        """Take in an act that carries a mandate on. What was judged before stays as it was judged."""
        self._longer.append(act)
        self._set()

    def in_force(self, at: datetime) -> InForce:
        """Give the text in force at a moment."""
        return self._at(bisect_right(self._turns, to_micros(at)), at).moved_to(at)

    def rules_at(self, at: datetime) -> StandingRules | None:
        """Give the rules of the programme as they stand at a moment; None where no mandate has a limit."""
        return self._at(bisect_right(self._turns, to_micros(at)), at).programme if self._turns else None

    def viewer(self, seat: Seat, at: datetime) -> Viewer:
        """Give what a seat may know of at a moment."""
        turn = bisect_right(self._turns, to_micros(at))
        found = self._viewers.get((turn, seat))
        if found is None:
            found = self._viewers[turn, seat] = Viewer(seat, self._at(turn, at))
        return found.moved_to(at)

    def _at(self, turn: int, at: datetime) -> InForce:
        found = self._prepared.get(turn)
        if found is None:
            found = self._prepared[turn] = InForce(self.agreement, at, self.mandates)
            found.prepare()
        return found
