"""What happens if: made-up runs of a text side by side, each judged by the evaluator.

A model of the text, not a forecast: everyone keeps to the text but for what is supposed, and nobody does more than that.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

import msgspec

from safeconduct.agreement.amend import Version
from safeconduct.agreement.results import Life, NormStatus, Status
from safeconduct.agreement.status import status
from safeconduct.checks.course import Course
from safeconduct.checks.effect import in_force
from safeconduct.checks.engines.circles import circular
from safeconduct.checks.engines.fixpoint import reach
from safeconduct.checks.engines.waits import released, undefined, waits
from safeconduct.checks.engines.witness import first_minute
from safeconduct.checks.live import Cause, Rest, causes, gap, rest_of
from safeconduct.checks.plan import Plan
from safeconduct.checks.text import CheckedText
from safeconduct.checks.what_if import WhatIf, nodes_of, told
from safeconduct.kernel.acts import ActBase
from safeconduct.kernel.moments import utc

DAYS = 7
"""How many days after it opens a step is done that has neither a length nor a deadline that can still be kept."""

NOTICE = "Made up: a model of the text, not a forecast. Nobody did any of this, and nobody says that anybody will."

OPEN_ENDS = ("overdue", "breached", "never_opened", "unconfirmed", "not_done", "suspended")
"""Ends of a duty that leave a text unfinished."""


class Duty(msgspec.Struct, frozen=True, kw_only=True):
    """How one duty ends in a run.

    `end`: done, overdue, breached, never_opened, unconfirmed, not_done, suspended, goes_on, nothing_owed, lapsed,
    released.
    `days_late`: beyond its limit, for one that is not done up to the end of the run. `later_by`: days after the plain run.
    """

    id: str
    title: str
    who: tuple[str, ...]
    to: tuple[str, ...]
    category: tuple[str, ...]
    end: str
    opened: datetime | None
    limit: datetime | None
    completed: datetime | None
    days_late: int | None
    later_by: int | None
    causes: tuple[Cause, ...]


class Harm(msgspec.Struct, frozen=True, kw_only=True):
    """What one duty means to one to whom it is owed. `anyway`: the same in the plain run."""

    whom: str
    duty: str
    how: str
    days: int | None
    anyway: bool


class Run(msgspec.Struct, frozen=True, kw_only=True):
    """One made-up run. `ends`: when the last duty is done; None if it stands still. `last`: its last act.

    `without_effect` names what is supposed of something that is over already.
    """

    supposed: tuple[str, ...]
    without_effect: tuple[str, ...]
    ends: datetime | None
    last: datetime | None
    duties: tuple[Duty, ...]
    hurt: tuple[Harm, ...]
    acts: tuple[ActBase, ...]


class Simulation(msgspec.Struct, frozen=True, kw_only=True):
    """Runs side by side; the first is the plain one. `start` is None when it runs from the first day of the text."""

    notice: str
    start: datetime | None
    first: datetime
    until: datetime
    days: int
    runs: tuple[Run, ...]


class Setting(NamedTuple):
    """What every run of a simulation begins from."""

    text: CheckedText
    versions: tuple[Version, ...]
    rest: Rest
    status: Status | None
    past: tuple[ActBase, ...]
    days: int

    def plan(self, what_ifs: Sequence[WhatIf]) -> Plan:
        """Give the plan for what is supposed."""
        return Plan(self.rest, what_ifs, days=self.days, status=self.status, past=self.past)

    def judge(self, course: Course, until: datetime) -> Status:
        """Let the evaluator judge a run."""
        return status(self.versions, (*self.past, *course.told), as_of=until, known_by=until)


def setting(text: CheckedText, acts: Iterable[ActBase] = (), *, at: datetime | None = None, days: int = DAYS) -> Setting:
    """Give what runs begin from: the status at a moment, or the first day of the text with nothing done."""
    if at is None:
        source = text.versions[-1].source
        base = (Version(source, None, released(text)),)
        graph = waits(text)
        without = {node: gap(text, node) for node in undefined(text)}
        rest = Rest(text, source, graph, without, reach(graph, without), first_minute(text))
        return Setting(text, base, rest, None, (), days)
    past = tuple(act for act in acts if utc(act.happened) <= utc(at) and utc(act.recorded) <= utc(at))
    # An amendment that is given is read as if it were in force now, whatever day it names.
    versions = tuple(one._replace(start=min(one.start, at, key=utc)) if one.start else one for one in in_force(text.versions, at))
    now = status(versions, past, as_of=at, known_by=at)
    return Setting(text, versions, rest_of(versions[-1].source, now, past), now, past, days)


def simulate(setting: Setting, scenarios: Sequence[Sequence[WhatIf]], *, until: datetime | None = None) -> Simulation:
    """Run the plain course, and one for each scenario."""
    courses = [Course(setting.plan(what_ifs)) for what_ifs in ((), *scenarios)]
    end = until or max(horizon(setting, course) for course in courses)
    plain = _duties(setting, courses[0], end, {})
    known = {duty.id: duty for duty in plain}
    runs = [_run(setting, courses[0], (), plain, {})]
    for course, what_ifs in zip(courses[1:], scenarios, strict=True):
        runs.append(_run(setting, course, what_ifs, _duties(setting, course, end, known), known))
    return Simulation(notice=NOTICE, start=None if setting.status is None else setting.status.as_of,
                      first=courses[0].moment(setting.rest.begin), until=end, days=setting.days, runs=tuple(runs))  # fmt: skip


def horizon(setting: Setting, course: Course) -> datetime:
    """Give the day after the last act of a run, and after the last limit."""
    last = course.moment(course.end)
    ends = [candidate.limit_end for norm in setting.judge(course, last).norms for clock in norm.clocks
            for candidate in clock.candidates if candidate.limit_end]  # fmt: skip
    return (max((last, *ends), key=utc) + timedelta(days=1)).astimezone(last.tzinfo)


def _run(setting: Setting, course: Course, what_ifs: Sequence[WhatIf], duties: tuple[Duty, ...],
         plain: Mapping[str, Duty]) -> Run:  # fmt: skip
    made = course.told
    last = max((act.happened for act in made), default=None, key=utc)
    finished = not any(duty.end in OPEN_ENDS for duty in duties)
    done = [duty.completed for duty in duties if duty.completed is not None]
    idle = tuple(told(one, setting.text.agreement) for one in what_ifs if one.of and not nodes_of(one.of, course.graph))
    return Run(supposed=tuple(told(one, setting.text.agreement) for one in what_ifs), without_effect=idle,
               ends=max(done, default=last, key=utc) if finished else None, last=last, duties=duties,
               hurt=tuple(_hurt(duties, plain)), acts=made)  # fmt: skip


def _duties(setting: Setting, course: Course, until: datetime, plain: Mapping[str, Duty]) -> tuple[Duty, ...]:
    rest = setting.rest._replace(graph=course.graph, without=course.plan.without | course.unheard,
                                 can=course.reached)  # fmt: skip
    knots = tuple(frozenset(part) for part in circular(course.graph, course.reached.stuck()))
    found = []
    for norm in setting.judge(course, until).norms:
        if norm.kind == "obligation":
            found.append(_duty(norm, rest, knots, course, plain.get(norm.id)))
    return tuple(found)


def _duty(norm: NormStatus, rest: Rest, knots: tuple[frozenset[int], ...], course: Course, plain: Duty | None) -> Duty:
    end, graph = end_of(norm, course), course.graph
    node = graph.index.get(f"verified:{norm.id}", -1)
    stopped = causes(rest, node, knots) if end in OPEN_ENDS and node >= 0 and node not in course.reached else ()
    opened = course.at.get(graph.index.get(f"opens:{norm.id}", -1))
    limits = [one.limit_end for clock in norm.clocks for one in clock.candidates if one.limit_end and one.supported]
    later = None
    if plain is not None and plain.completed is not None and norm.completed_end is not None and end == "done":
        later = (norm.completed_end.date() - plain.completed.date()).days
    return Duty(id=norm.id, title=norm.title, who=norm.who, to=norm.to, end=end, causes=stopped,
                category=course.agreement.obligations[norm.id].category if norm.id in course.agreement.obligations else (),
                opened=None if opened is None else course.moment(opened), limit=max(limits, default=None, key=utc),
                completed=norm.completed_end if end == "done" else None, days_late=norm.days_late,
                later_by=later)  # fmt: skip


_ENDS = {Life.FULFILLED: "done", Life.OVERDUE: "overdue", Life.BREACHED: "breached", Life.DORMANT: "never_opened",
         Life.SUSPENDED: "suspended", Life.LAPSED: "lapsed", Life.RELEASED: "released"}  # fmt: skip


def end_of(norm: NormStatus, course: Course) -> str:
    """Give how a duty ends in a run, as one word."""
    if norm.life is not Life.IN_FORCE:
        return _ENDS[norm.life]
    owed = course.agreement.obligations.get(norm.id)
    if owed is not None and course.plan.goes_on(norm.id):
        return "goes_on"
    if norm.amount is not None and norm.amount.arithmetic and not norm.amount.remaining:
        return "nothing_owed"
    return "unconfirmed" if norm.amount is not None and norm.amount.claimed > norm.amount.done else "not_done"


def _hurt(duties: tuple[Duty, ...], plain: Mapping[str, Duty]) -> Iterable[Harm]:
    found: dict[str, list[Harm]] = {}
    for duty in duties:
        how, days = _harm(duty)
        if not how:
            continue
        before = plain.get(duty.id)
        anyway = before is not None and _harm(before) == (how, days)
        for whom in dict.fromkeys((*duty.to, *duty.category)):
            found.setdefault(whom, []).append(Harm(whom=whom, duty=duty.id, how=how, days=days, anyway=anyway))
    return [harm for harms in found.values() for harm in harms]


def _harm(duty: Duty) -> tuple[str, int | None]:
    if duty.end in OPEN_ENDS:
        return duty.end, duty.days_late
    if duty.end == "done" and duty.days_late is not None:
        return "late", duty.days_late
    return ("later", duty.later_by) if duty.end == "done" and (duty.later_by or 0) > 0 else ("", None)
