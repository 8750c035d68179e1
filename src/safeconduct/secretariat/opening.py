"""From a case to its caseload on a day: which acts count by then, and which day it is."""

from datetime import datetime, timedelta
from typing import NamedTuple

from msgspec.structs import replace

from safeconduct.agreement.calendar import day_of, start_of_day
from safeconduct.agreement.casefile import Case
from safeconduct.agreement.model import Agreement
from safeconduct.agreement.shapes import UNSTATED
from safeconduct.caseload.moves import CaseAct
from safeconduct.caseload.persons.acts import ObjectionDecided, ObjectionWithdrawn
from safeconduct.kernel.acts import MandateExtended, named_plainly
from safeconduct.kernel.errors import Fault, Invalid
from safeconduct.kernel.moments import utc
from safeconduct.kernel.suggest import did_you_mean
from safeconduct.secretariat.case_acts import read_case_acts
from safeconduct.secretariat.office import Office, no_programme, open_office


class Opened(NamedTuple):
    """A caseload on a day. `day` counts from the day on which the first act was recorded; `as_of` is the moment at which it ends.

    `synthetic` says that every act of the log is marked as made up. `left_out` names acts taken as never made, and
    `kept_in_full` those without effect even if none were left out. `whole` is the caseload with every act, whenever it came in.
    """

    office: Office
    day: int
    last_day: int
    first: datetime
    as_of: datetime
    acts: tuple[CaseAct, ...]
    synthetic: bool
    left_out: tuple[str, ...]
    whole: Office
    kept_in_full: frozenset[str] | None = None


def case_acts_of(case: Case) -> tuple[CaseAct, ...]:
    """Give the acts of the programme of a case. Raises Invalid where there are none, or with every fault of the file."""
    if case.agreement.programme is None:
        raise no_programme(case.agreement)
    if case.case_acts_file is None:
        return ()
    try:
        lines = case.case_acts_file.read_bytes().splitlines(keepends=True)
    except OSError as error:
        raise Invalid([Fault(code="SC030", file=str(case.case_acts_file), message=f"cannot open: {error.strerror}",
                             remedy="give the acts of the programme with --case-acts FILE")]) from error  # fmt: skip
    return tuple(map(_named_plainly, read_case_acts(lines, case.agreement, file=str(case.case_acts_file))))


def _named_plainly(act: CaseAct) -> CaseAct:
    plain = named_plainly(act)
    assert isinstance(plain, CaseAct)
    if isinstance(plain, (ObjectionDecided, ObjectionWithdrawn)) and (of := plain.of.partition("@")[0]) != plain.of:
        return replace(plain, of=of)
    return plain


def open_caseload(case: Case, *, day: int | None = None, leave_out: tuple[str, ...] = (),
                  acts: tuple[CaseAct, ...] | None = None, known: Opened | None = None) -> Opened:  # fmt: skip
    """Give the caseload at the end of a day; without a day, at the end of the last one.

    Days are those of the agreement's calendar, counted from the one on which the first act was recorded: what is said later to
    have happened before moves no day. `known` is the same log opened before: what it holds is not made again.

    Raises Invalid for a day before the first, or an act to leave out that is not there.
    """
    found = case_acts_of(case) if acts is None else acts
    calendar = case.agreement.time
    first_day = day_of(found[0].recorded if found else case.default_as_of, calendar)
    # A bundle may bring acts in that were recorded before others, so the last is not the latest.
    last = max(((day_of(act.recorded, calendar) - first_day).days + 1 for act in found), default=1)
    day = last if day is None else day
    if not 1 <= day <= 36_500:
        raise Invalid([Fault(code="SC016", message=f"there is no day {day}", path="--day",
                             remedy=f"give a day from 1 to {last}")])  # fmt: skip
    ids = {act.id for act in found}
    for name in leave_out:
        if name not in ids:
            raise Invalid([Fault(code="SC101", message=f"no act of this programme is called {name!r}", path="--leave-out",
                                 remedy=did_you_mean(name, sorted(ids), otherwise="`programme why CASE` shows the ids"))])
    as_of = start_of_day(first_day + timedelta(days=day), calendar)
    extensions = extensions_of(case)
    whole = known.whole if known is not None else _whole(case.agreement, found, extensions)
    longer = tuple(act for act in extensions if utc(act.recorded) < utc(as_of))
    over = len(longer) == len(extensions) and all(utc(act.recorded) < utc(as_of) for act in found)

    def at_the_end(without: tuple[str, ...]) -> Office:
        if over and not without:
            return whole
        return open_office(case.agreement, found, until=as_of, leave_out=frozenset(without), children=whole.children,
                           extended=longer)  # fmt: skip

    office, in_full = at_the_end(leave_out), None
    if leave_out:
        plain = known.office if known is not None and (known.day, known.left_out) == (day, ()) else at_the_end(())
        in_full = frozenset(entry.act.id for entry in plain.entries if entry.missing)
    synthetic = bool(found) and all(act.synthetic for act in found)
    return Opened(office, day, last, start_of_day(first_day, calendar), as_of, found, synthetic, leave_out, whole, in_full)


def _whole(agreement: Agreement, found: tuple[CaseAct, ...], extensions: tuple[MandateExtended, ...]) -> Office:
    """Give the caseload after every act."""
    office = open_office(agreement, found, extended=extensions)
    # Whoever is found to be a child later was one before: no day, and no act left out, shows the number of a child.
    office.children = frozenset(person.case for person in office.persons.cases.values() if person.age == "child")
    return office


def extensions_of(case: Case) -> tuple[MandateExtended, ...]:
    """Give the acts of a case that carry a mandate on; the acts are read only where the text lets someone do that."""
    bodies = case.agreement.bodies.values()
    if not any(body.mandate and set(body.extended_by) - {UNSTATED} for body in bodies):
        return ()
    return tuple(act for act in case.acts() if isinstance(act, MandateExtended))
