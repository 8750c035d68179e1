"""The record that this server works on, opened once, one request at a time; and the case that the pages show.

The case comes from the record where there is one, else from files. A demonstration shows its files until its record is made.
"""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.http import Http404

from safeconduct.access.in_force import InForce
from safeconduct.access.knowing import Viewer
from safeconduct.access.mandates import mandates_of
from safeconduct.access.seats import Seat
from safeconduct.agreement.casefile import Case
from safeconduct.bootstrap.demonstration import KEYS, READY, make_demonstration
from safeconduct.bootstrap.folder import SETTINGS, RecordFolder, Settings
from safeconduct.bootstrap.training import Training
from safeconduct.kernel.errors import VerificationFailed
from safeconduct.record.faults import Bad
from safeconduct.secretariat.desk import Desk
from safeconduct.secretariat.recorded import recorded_case
from safeconduct.web.shell import clock
from safeconduct.web.shell.case import Shown, of_files
from safeconduct.web.shell.proved import OwnLog, own_log


class NotReady(Exception):
    """The record of a demonstration is still being made."""


class Worked:
    """A record, its agreement, and in a demonstration the root keys of every organisation."""

    def __init__(self, home: Path) -> None:
        self.folder = RecordFolder(home)
        self.case: Case = self.folder.case()
        self.desk: Desk = self.folder.desk()
        self.training = Training(home / KEYS) if (home / KEYS).is_dir() else None
        self._shown: tuple[int, Shown] | None = None
        self._proved: tuple[tuple[int, int, int], OwnLog] | None = None

    def shown(self) -> Shown:
        """Give the case as the record has it now; the same one until an act is added that says more than who looked."""
        docket = self.desk.docket
        if self._shown is None or self._shown[0] != docket.turn:
            self._shown = (docket.turn, Shown(recorded_case(self.case, docket, now=clock.now), self.case.texts[0]))
        # Cosignatures come at any time, and make no act.
        known = (docket.size, self.desk.records.seen()[0], int(time.time()) // 60)
        if self._proved is None or self._proved[0] != known:
            self._proved = (known, own_log(self.folder, self.desk))
        return self._shown[1].proved_by(self._proved[1])

    def viewer(self, seat: Seat, at: datetime) -> Viewer:
        """Give what a seat is under the text in force at a moment, with the mandates that acts have extended."""
        agreement = self.case.agreement
        return Viewer(seat, InForce(agreement, at, mandates_of(agreement, self.desk.docket.agreement_acts())))


_LOCK = threading.Lock()


def current() -> Shown:
    """Give the case that the pages show.

    Raises Invalid or VerificationFailed for faulty files, and for a record that is not the one of its genesis act.
    """
    home = settings.HOME
    if not home or not (Path(home) / (READY if settings.DEMO else SETTINGS)).is_file():
        return of_files()
    try:
        with worked() as record:
            return record.shown()
    except Bad as bad:
        raise VerificationFailed(step=bad.what, expected=bad.expected or "the record of this server", got=bad.got or "another",
                                 remedy="check it: safeconduct record audit") from bad  # fmt: skip


@contextmanager
def worked() -> Iterator[Worked]:
    """Give the record, read up to its end, to one request at a time.

    Raises Http404 where this server has none, NotReady where that of a demonstration is still being made.
    """
    with _LOCK:
        found = _opened(settings.HOME)
        found.desk.catch_up()
        yield found


@lru_cache(maxsize=1)
def _opened(home: str) -> Worked:
    if not home:
        raise Http404("this server has no record")
    folder = Path(home)
    if settings.DEMO and not (folder / READY).is_file():
        _begin(home)
        raise NotReady
    if not (folder / SETTINGS).is_file():
        raise Http404("this server has no record")
    return Worked(folder)


@lru_cache(maxsize=1)
def _begin(home: str) -> None:
    """Begin, once, to make the record of a demonstration. It takes some seconds, and most who look at one never sign."""
    if (Path(home) / SETTINGS).exists():
        raise Http404("the record in this folder is none of a demonstration")
    shown, chosen = of_files(), settings.CASE
    made = Settings(agreement="" if chosen["example"] else str(chosen["file"]), example=chosen["example"],
                    with_files=tuple(chosen["with_files"]))  # fmt: skip
    given = {"origin": f"demonstration.invalid/{shown.agreement.id}", "at": clock.now().isoformat(timespec="seconds")}
    threading.Thread(target=make_demonstration, args=(Path(home), shown.case, made), kwargs=given, daemon=True).start()
