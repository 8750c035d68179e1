"""A case whose acts lie in a record: the texts come from files, the acts from the log.

It is what the log held at one moment. Whoever wants later acts takes it anew.
"""

from collections.abc import Callable, Iterator
from datetime import datetime

from safeconduct.agreement.casefile import Case
from safeconduct.agreement.columns import Batch, batches
from safeconduct.caseload.moves import CaseAct
from safeconduct.kernel.acts import ActBase
from safeconduct.kernel.moments import utc
from safeconduct.secretariat.docket import Docket


class RecordedCase(Case):
    """A case with the acts of a log that are in effect. `case_acts` are those of the programme, with those that had no effect.

    `now` tells the time: what is shown when no moment is asked for is how it stands now.
    """

    def __init__(self, case: Case, acts: tuple[ActBase, ...], case_acts: tuple[CaseAct, ...],
                 now: Callable[[], datetime]) -> None:  # fmt: skip
        self.__dict__.update(case.__dict__)
        self.acts_file, self.case_acts_file = None, None
        self._acts, self.case_acts, self.now = acts, case_acts, now

    @property
    def default_as_of(self) -> datetime:
        """The minute that has begun, or the last act in it: what was signed just now is shown at once."""
        now = self.now()
        minute = now.replace(second=0, microsecond=0)
        return max((act.recorded for act in self._acts if utc(minute) < utc(act.recorded) <= utc(now)), default=minute)

    def acts(self) -> Iterator[ActBase]:
        """Give the acts of the agreement one by one."""
        return iter(self._acts)

    def _batches(self) -> Iterator[Batch]:
        return batches(self._acts)

    def seen(self, told: Callable[[ActBase], ActBase | None]) -> "RecordedCase":
        """Give the same case with each act of the agreement as `told` gives it; without those of which it gives None."""
        acts = tuple(act for act in map(told, self._acts) if act is not None)
        return self.read_as(self, acts)

    def read_as(self, case: Case, acts: tuple[ActBase, ...] | None = None) -> "RecordedCase":
        """Give another reading of the text, such as one with a draft, with the acts of this one or others."""
        return RecordedCase(case, self._acts if acts is None else acts, self.case_acts, self.now)


def recorded_case(case: Case, docket: Docket, *, now: Callable[[], datetime]) -> RecordedCase:
    """Give a case with the acts that a docket has read."""
    entries = docket.office.entries if case.agreement.programme is not None else ()
    return RecordedCase(case, tuple(docket.agreement_acts()), tuple(entry.act for entry in entries), now)
