"""The clock of a demonstration: at which moment of its story it begins, and what it shows later on.

The days of an example lie in the past. So a demonstration begins where its story stands, and from there its clock runs on as any
other: what is signed in it comes after everything that the story has in its record. What the files of acts tell from later has
not happened yet, and is left out. The clock lies in the folder of the demonstration: a server that starts again reads it there.
"""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from safeconduct.agreement.casefile import ACTS, CASE_ACTS, Case
from safeconduct.kernel.moments import parse_moment, utc

CLOCK, ACTS_SO_FAR = "clock.json", "so-far"
"""The files in the folder of a demonstration: its clock, and the acts of its story up to where it begins."""
QUARTER = timedelta(minutes=15)


class StoryClock:
    """A clock that showed `starts` when it really was `began`. It never runs backwards, whatever is done to the machine's own."""

    def __init__(self, starts: datetime, began: datetime) -> None:
        self.starts, self.began = utc(starts), utc(began)
        self._latest = self.starts

    def at(self, real: datetime) -> datetime:
        """Give what the clock shows at a real moment, in UTC."""
        self._latest = max(self._latest, self.starts + (utc(real) - self.began))
        return self._latest


def beginning_of(case: Case, *, now: datetime) -> datetime:
    """Give the moment at which the demonstration of a case begins.

    It is the first moment of its case file, or when the last act of its programme has been told, whichever is later. Without a
    moment in a case file it is after the last act of any kind, if there is a programme with acts, and else `now`.
    """
    programme = list(_recorded(case.case_acts_file)) if case.agreement.programme is not None else []
    if not case.moments:
        return _told(max((*programme, *_recorded(case.acts_file)), key=utc)) if programme else now
    return max((case.moments[0].at, *map(_told, programme)), key=utc)


def _told(at: datetime) -> datetime:
    """Give the quarter of an hour at which everybody is told of what was recorded."""
    begun = at.replace(second=0, microsecond=0) - timedelta(minutes=at.minute % 15)
    return begun if begun == at else begun + QUARTER


def _recorded(file: Path | None) -> Iterator[datetime]:
    return (at for at, _line in _lines(file) if at is not None)


def _lines(file: Path | None) -> Iterator[tuple[datetime | None, bytes]]:
    """Give each line of a file of acts with the time at which it was recorded; None for a line that is no act."""
    for line in file.read_bytes().splitlines(keepends=True) if file is not None else ():
        try:
            yield parse_moment(json.loads(line)["recorded"]), line
        except (ValueError, TypeError, KeyError):
            yield None, line  # whoever reads the file says what is wrong with it


def so_far(folder: Path, case: Case, at: datetime) -> tuple[Path | None, Path | None]:
    """Give the files with the acts of a case, of its norms and of its programme, as they stood at a moment.

    Where a file tells of later acts, one without them is written into the folder.
    """
    names = ((case.acts_file, ACTS), (case.case_acts_file, f"programme{CASE_ACTS}"))
    acts, case_acts = (_until(file, folder / ACTS_SO_FAR / name, at) for file, name in names)
    return acts, case_acts


def _until(file: Path | None, other: Path, at: datetime) -> Path | None:
    lines = list(_lines(file))
    kept = [line for recorded, line in lines if recorded is None or utc(recorded) <= utc(at)]
    if file is None or len(kept) == len(lines):
        return file
    other.parent.mkdir(exist_ok=True)
    other.write_bytes(b"".join(kept))
    return other


def begin(folder: Path, *, starts: datetime, now: datetime) -> None:
    """Write down that the clock of a demonstration shows `starts` now. One that runs already is left to run."""
    if not (folder / CLOCK).exists():
        told = {"starts": starts.isoformat(), "began": now.astimezone(UTC).isoformat()}
        (folder / CLOCK).write_text(json.dumps(told) + "\n", encoding="utf-8")


def clock_of(folder: Path) -> StoryClock | None:
    """Give the clock of a demonstration; None where none was begun."""
    if not (folder / CLOCK).is_file():
        return None
    told = json.loads((folder / CLOCK).read_text(encoding="utf-8"))
    return StoryClock(datetime.fromisoformat(told["starts"]), datetime.fromisoformat(told["began"]))
