"""The case the pages show: from the record where the server has one, else from files; opened again when either changes.

Each status is computed once for each way of looking.
"""

import time
from datetime import datetime
from functools import cached_property, lru_cache
from pathlib import Path
from typing import NamedTuple
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils.safestring import SafeString

from safeconduct.access.acts_seen import as_seen
from safeconduct.access.knowing import Viewer
from safeconduct.access.seats import THE_PUBLIC
from safeconduct.access.terms import Terms
from safeconduct.agreement.calendar import zone_of
from safeconduct.agreement.casefile import AGREEMENT, CASE_ACTS, Case, example_folder, open_case
from safeconduct.agreement.model import Agreement, Amendment
from safeconduct.agreement.reader import read_amendment, read_bytes
from safeconduct.agreement.results import Status
from safeconduct.caseload.moves import CaseAct
from safeconduct.kernel.errors import SafeconductError
from safeconduct.kernel.text import Text
from safeconduct.secretariat.opening import case_acts_of, extensions_of
from safeconduct.secretariat.recorded import RecordedCase
from safeconduct.secretariat.signed import SignedFile, signed_file
from safeconduct.web.shell.proved import OwnLog

_KEPT = 64
_Stamp = tuple[tuple[str, int, int], ...]


class Shown:
    """An open case with what the pages ask of it again and again."""

    def __init__(self, case: Case, file: Path) -> None:
        self.case = case
        self.file = file
        self.agreement: Agreement = case.agreement
        self.own_log: OwnLog | None = None
        self.zone: ZoneInfo = zone_of(case.agreement.time.zone)
        # A status is a pure function of these three, so the latest answers are kept.
        self.status = lru_cache(maxsize=_KEPT)(self._status)
        self.names: dict[tuple[object, ...], SafeString] = {}
        self.parts: dict[tuple[object, ...], SafeString] = {}

    def _status(self, as_of: datetime, known_by: datetime | None, seen_by: str) -> Status:
        return self.case.status(as_of=as_of, known_by=known_by, seen_by=seen_by)

    @cached_property
    def case_acts(self) -> tuple[CaseAct, ...]:
        """Give the acts of the programme; none where the text has no programme. Raises Invalid for a faulty file."""
        if self.agreement.programme is None:
            return ()
        return self.case.case_acts if isinstance(self.case, RecordedCase) else case_acts_of(self.case)

    @cached_property
    def terms(self) -> Terms:
        """Give the mandates of the text, with what acts have added to them."""
        terms = Terms(self.agreement)
        for longer in extensions_of(self.case):
            terms.extend(longer)
        return terms

    @cached_property
    def public(self) -> "Shown":
        """Give the same case with public facts only. What lies in a file is shown to whoever has the file."""
        if not isinstance(self.case, RecordedCase):
            return self
        viewer = Viewer(THE_PUBLIC, self.terms.in_force(self.case.now()))
        return Shown(self.case.seen(lambda act: as_seen(viewer, act)), self.file)

    def proved_by(self, log: OwnLog) -> "Shown":
        """Say how far the record is proved whose acts these are. Gives self."""
        self.own_log = self.public.own_log = log
        return self

    @cached_property
    def languages(self) -> tuple[str, ...]:
        """Give the languages the agreement is worded in, its own first."""
        found = dict.fromkeys((self.agreement.language,))
        texts = [self.agreement.title, self.agreement.wording_note]
        texts += [point.says for point in self.agreement.points.values()]
        for text in texts:
            if isinstance(text, Text):
                found.update(dict.fromkeys(text.versions))
        return tuple(found)

    @cached_property
    def organisations(self) -> tuple[str, ...]:
        """Give the ids of the parties and bodies, through whose eyes a status can be seen."""
        return (*self.agreement.parties, *self.agreement.bodies)

    @property
    def logs(self) -> tuple[SignedFile | OwnLog, ...]:
        """Give the record of this server, or the signed logs beside the files of acts, checked; nothing where there is none."""
        if isinstance(self.case, RecordedCase):
            return (self.own_log,) if self.own_log is not None else ()
        now = int(time.time())
        found = (signed_file(file, now=now) for file in (self.case.acts_file, self.case.case_acts_file))
        return tuple(log for log in found if log is not None)

    @cached_property
    def drafts(self) -> tuple["Draft", ...]:
        """Give the drafts that lie beside the agreement, in the order of their file names."""
        found = (_draft(self.file, path) for path in sorted(self.case.drafts))
        if not isinstance(recorded := self.case, RecordedCase):
            return tuple(found)
        return tuple(one._replace(case=one.case and recorded.read_as(one.case)) for one in found)


class Draft(NamedTuple):
    """A draft amendment, and the case as it would read with it; `fault` says why the two cannot be joined."""

    id: str
    text: Amendment
    case: Case | None
    fault: str


def _draft(file: Path, path: Path) -> Draft:
    text: Amendment = read_amendment(read_bytes(path), file=path.name).model
    try:
        return Draft(path.stem, text, open_case(file=file, with_files=[path]), "")
    except SafeconductError as error:
        return Draft(path.stem, text, None, error.message())


def of_files() -> Shown:
    """Give the case in the files named in the settings. Raises Invalid or VerificationFailed for faulty files."""
    chosen = settings.CASE
    beside = tuple(chosen["with_files"])
    file = Path(chosen["file"]) if chosen["file"] else example_folder(chosen["example"]) / AGREEMENT
    acts = (chosen["acts"], chosen.get("case_acts", ""))
    return _opened(chosen["example"], file, acts, beside, _stamp(file.parent, (*beside, *filter(None, acts))))


@lru_cache(maxsize=4)
def _opened(example: str, file: Path, acts: tuple[str, str], with_files: tuple[str, ...], _stamp: _Stamp) -> Shown:
    beside = [Path(name) for name in with_files]
    return Shown(open_case(example=example, file=file, acts=acts[0], case_acts=acts[1], with_files=beside), file)


def _stamp(folder: Path, beside: tuple[str, ...]) -> _Stamp:
    """Give what changes when a file of the case changes, so that a corrected file is read again."""
    texts = [Path(name) for name in beside]
    folders = ("*.*", "drafts/*.*", "amendments/*.*")
    paths = {*(path for each in folders for path in folder.glob(each)), *texts, *(text.with_suffix(CASE_ACTS) for text in texts)}
    found = [(path, path.stat()) for path in sorted(paths) if path.is_file()]
    return tuple((str(path), stat.st_mtime_ns, stat.st_size) for path, stat in found)
