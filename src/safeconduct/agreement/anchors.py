"""Anchors and clocks: candidates side by side, and what each would mean.

An anchor is fixed when its fixer dated it, when the text gives its day, or when its condition came true. Otherwise
every candidate that someone relies on or reports is kept, and nothing is chosen between them.
"""

from datetime import datetime, timedelta

from safeconduct.agreement import joint
from safeconduct.agreement.calendar import day_of, limit_after, period_of, start_of_day, zone_of
from safeconduct.agreement.fold import Ledger
from safeconduct.agreement.frame import Calendar, Role
from safeconduct.agreement.model import Agreement
from safeconduct.agreement.results import Answer, Candidate, ClockStatus
from safeconduct.agreement.terms import Clock, Limit
from safeconduct.kernel.acts import AnchorDated
from safeconduct.kernel.moments import Period, TimeUnit, utc


class Dated:
    """An anchor with its candidates; `fixed` when one of them is settled."""

    __slots__ = ("candidates", "fixed", "happened")

    def __init__(self, candidates: tuple[Candidate, ...], *, fixed: bool, happened: bool) -> None:
        self.candidates = candidates
        self.fixed = fixed
        self.happened = happened


def settled(period: Period, name: str, says: str = "") -> Dated:
    """Give an anchor whose moment is settled."""
    return Dated((Candidate(id=name, says=says, start=period.start, end=period.end, hour="known"),), fixed=True,
                 happened=True)  # fmt: skip


def dated(name: str, agreement: Agreement, ledger: Ledger, as_of: datetime) -> Dated:
    """Give the candidates of an anchor that has no day in the text and no condition."""
    zone = zone_of(agreement.time.zone)
    anchor = agreement.anchors[name]
    if anchor.each is not None:
        return Dated((), fixed=False, happened=False)
    if anchor.on is not None:
        period = period_of(anchor.on, agreement.time)
        candidate = Candidate(id="text", says="the day the text gives", start=period.start, end=period.end, hour="known")
        return Dated((candidate,), fixed=True, happened=period.start <= as_of)
    entries = ledger.dated.get(name, [])
    fixers = joint.named(anchor.fixed_by)
    last = joint.latest([act for act in entries if act.actor in fixers and ledger.evidence.enough(act)])
    if fixers and not set(fixers) - set(last) and len({(act.happened, act.until) for act in last.values()}) == 1:
        return Dated((_candidate(list(last.values()), zone, supported=True),), fixed=True, happened=True)
    groups: dict[tuple[str, datetime, datetime], list[AnchorDated]] = {}
    for act in sorted(entries, key=lambda act: (utc(act.happened), utc(act.until or act.happened), act.id)):
        groups.setdefault((act.candidate, utc(act.happened), utc(act.until or act.happened)), []).append(act)
    candidates = tuple(_candidate(group, zone, supported=not fixers and _supported(group, agreement, ledger))
                       for group in groups.values())  # fmt: skip
    # With nobody named to fix it, the event has happened once every candidate that is borne out has.
    borne_out = [candidate for candidate in candidates if candidate.supported]
    return Dated(candidates, fixed=False,
                 happened=bool(borne_out) and all(utc(candidate.end) <= utc(as_of) for candidate in borne_out))  # fmt: skip


def _supported(group: list[AnchorDated], agreement: Agreement, ledger: Ledger) -> bool:
    """Whether a candidate rests on enough reports, on someone who is no party, or on every party.

    That a party relies on it is its own to say: else one side alone could start every clock.
    """
    reports = tuple(sorted({source for act in group if act.basis == "reported" for source in act.evidence}))
    if (ledger.evidence.independent(reports) or 0) >= ledger.evidence.need:
        return True
    parties = {name for name, party in agreement.parties.items() if party.role is Role.PARTY}
    own = {act.actor for act in group if act.basis == "own"}
    return bool(own - parties) or (bool(own) and parties <= own)


def _candidate(group: list[AnchorDated], zone, *, supported: bool) -> Candidate:  # type: ignore[no-untyped-def]
    first = group[0]
    return Candidate(
        id=first.candidate,
        says=first.says,
        start=first.happened.astimezone(zone),
        end=(first.until or first.happened).astimezone(zone),
        hour=first.hour,
        relied_on_by=tuple(dict.fromkeys(who for act in group for who in act.relied_on_by)),
        evidence=tuple(dict.fromkeys(source for act in group for source in act.evidence)),
        notes=tuple(dict.fromkeys(act.note for act in group if act.note)),
        supported=supported,
    )


def clocks(limit: Limit, agreement: Agreement, anchors: dict[str, Dated], *, completed: Period | None,
           as_of: datetime, stood_still: timedelta = timedelta()) -> tuple[ClockStatus, ...]:  # fmt: skip
    """Give every clock of a deadline with its candidates and the answer under each."""
    named: dict[str, Clock] = dict(limit.clocks) or {"": limit}
    return tuple(_clock(name, clock, agreement, anchors, completed, as_of, stood_still) for name, clock in named.items())


def opening(limit: Limit, agreement: Agreement, anchors: dict[str, Dated]) -> list[datetime]:
    """Give the moments before which something must not be done, one for each candidate; empty if none is known.

    Not before day D+n means from the beginning of that day on.
    """
    if limit.by is not None:
        return [period_of(limit.by, agreement.time, limit.zone).start]
    if limit.of is None or limit.within is None:
        return []
    ends = [limit_after(Period(candidate.start, candidate.end), limit, agreement.time).end
            for candidate in anchors[limit.of].candidates]  # fmt: skip
    if limit.within.unit in (TimeUnit.HOURS, TimeUnit.MINUTES):
        return ends
    return [start_of_day((end - timedelta(microseconds=1)).date(), agreement.time, limit.zone) for end in ends]


def _clock(name: str, clock: Clock, agreement: Agreement, anchors: dict[str, Dated], completed: Period | None,
           as_of: datetime, stood_still: timedelta) -> ClockStatus:  # fmt: skip
    if clock.by is not None:
        end = period_of(clock.by, agreement.time, clock.zone).end
        words = clock.words(agreement.name_of)
        starts = [(Candidate(id="text", says=words, start=end, end=end, hour="known"), Period(end, end))]
    else:
        assert clock.of is not None
        words = clock.words(agreement.name_of)
        starts = [(candidate, limit_after(Period(candidate.start, candidate.end), clock, agreement.time))
                  for candidate in anchors[clock.of].candidates]  # fmt: skip
    candidates = tuple(_answered(candidate, limit.shifted(stood_still), completed, as_of, agreement.time)
                       for candidate, limit in starts)  # fmt: skip
    borne_out = [candidate for candidate in candidates if candidate.supported]
    each = (agreement.anchors[clock.of].each or "") if clock.of else ""
    return ClockStatus(id=name, words=words, answer=_one({candidate.answer for candidate in borne_out}),
                       at_any_hour=_one({candidate.at_any_hour for candidate in borne_out}), candidates=candidates,
                       anchor=clock.of or "", each=each, clause=clock.clause, relied_on_by=clock.relied_on_by)  # fmt: skip


def _one(answers: set[Answer]) -> Answer:
    return answers.pop() if len(answers) == 1 else Answer.UNKNOWN


def _answered(candidate: Candidate, limit: Period, completed: Period | None, as_of: datetime,
              calendar: Calendar) -> Candidate:  # fmt: skip
    at_any_hour = answer(limit, completed, as_of)
    late = at_any_hour in (Answer.LATE, Answer.OVERDUE)
    return Candidate(
        id=candidate.id, says=candidate.says, start=candidate.start, end=candidate.end, hour=candidate.hour,
        relied_on_by=candidate.relied_on_by, evidence=candidate.evidence, notes=candidate.notes,
        supported=candidate.supported,
        limit_start=limit.start, limit_end=limit.end,
        # Where no source gives the hour, the answer under this candidate is not known; what every hour of the span
        # would give is said beside it.
        answer=at_any_hour if candidate.hour == "known" else Answer.UNKNOWN,
        at_any_hour=at_any_hour,
        days_late=days_between(limit.end, completed.start if completed else as_of, calendar) if late else None,
    )  # fmt: skip


def answer(limit: Period, completed: Period | None, as_of: datetime) -> Answer:
    """Say whether something was done by a limit. Both may be known only as stretches of time."""
    start, end = utc(limit.start), utc(limit.end)
    if completed is not None:
        if utc(completed.end) <= start:
            return Answer.IN_TIME
        return Answer.LATE if utc(completed.start) >= end else Answer.UNKNOWN
    if utc(as_of) > end:
        return Answer.OVERDUE
    return Answer.OPEN if utc(as_of) <= start else Answer.UNKNOWN


def days_between(limit: datetime, at: datetime, calendar: Calendar) -> int:
    """Count days of the agreement from the last day in time to the day of a moment; 0 is the same day, later."""
    return (day_of(at, calendar) - day_of(limit - timedelta(microseconds=1), calendar)).days


def passed(found: tuple[ClockStatus, ...], prevails: str) -> bool:
    """Whether a deadline has passed under every clock that counts, whatever the open moments turn out to be."""
    counting = [clock for clock in found if clock.id == prevails] if prevails else list(found)
    return bool(counting) and all(clock.at_any_hour is Answer.OVERDUE for clock in counting)


def least_late(found: tuple[ClockStatus, ...], prevails: str = "") -> int | None:
    """Give by how many days something is late under the clock most favourable to the one who owes it."""
    days = [candidate.days_late for clock in found if not prevails or clock.id == prevails
            for candidate in clock.candidates if candidate.supported]  # fmt: skip
    known = [day for day in days if day is not None]
    return min(known) if known and len(known) == len(days) else None
