"""Many made-up runs in which every step is late by some days, drawn at random from a seed: counts and ranges, no dates.

The days say what the text bears, not what will happen: nobody knows how late anybody is.
"""

from collections.abc import Sequence
from random import Random

import msgspec

from safeconduct.agreement.results import Status
from safeconduct.checks.course import Course
from safeconduct.checks.engines.graph import MINUTES_A_DAY
from safeconduct.checks.simulate import OPEN_ENDS, Setting, end_of, horizon
from safeconduct.checks.what_if import WhatIf, told

MOST = 1_000
"""The most runs at once."""


class Range(msgspec.Struct, frozen=True, kw_only=True):
    """The least and the most of a number of days, over the runs in which there was one."""

    least: int
    most: int


class Chance(msgspec.Struct, frozen=True, kw_only=True):
    """How a duty fared in all runs. `late` counts those in which it was done after its limit, or was overdue at the end."""

    id: str
    title: str
    done: int
    late: int
    days_late: Range | None
    not_done: int


class Chances(msgspec.Struct, frozen=True, kw_only=True):
    """What came of all runs with one supposition.

    `longer`: by how many days the last step came after that of the run without lateness.
    """

    supposed: tuple[str, ...]
    seed: int
    runs: int
    late_up_to: int
    ended: int
    stood_still: int
    longer: Range | None
    duties: tuple[Chance, ...]


def chances(setting: Setting, scenario: Sequence[WhatIf], *, seed: int, runs: int, late_up_to: int) -> Chances:
    """Run one supposition many times; each step is late by a whole number of days from none to `late_up_to`, all alike."""
    drawn, plan = Random(seed), setting.plan(scenario)
    done = ((key.removeprefix("done:"), node) for key, node in plan.graph.index.items() if key.startswith("done:"))
    steps = [node for ref, node in done if plan.is_step(ref)]
    plain = _last(_judged(setting, Course(plan)))
    found: dict[str, list[tuple[str, int | None]]] = {}
    titles: dict[str, str] = {}
    ended, longer = 0, list[int]()
    for _ in range(runs):
        course = Course(plan, {node: drawn.randint(0, late_up_to) * MINUTES_A_DAY for node in steps})
        status = _judged(setting, course)
        ends = {norm.id: (end_of(norm, course), norm.days_late) for norm in status.norms if norm.kind == "obligation"}
        titles |= {norm.id: norm.title for norm in status.norms}
        for name, end in ends.items():
            found.setdefault(name, []).append(end)
        if not any(end in OPEN_ENDS for end, _ in ends.values()):
            ended += 1
        last = _last(status)
        if plain is not None and last is not None:
            longer.append((last.date() - plain.date()).days)
    duties = tuple(_chance(name, titles[name], ends) for name, ends in found.items())
    return Chances(supposed=tuple(told(one, setting.text.agreement) for one in scenario), seed=seed, runs=runs,
                   late_up_to=late_up_to, ended=ended, stood_still=runs - ended, longer=_range(longer),
                   duties=duties)  # fmt: skip


def _judged(setting: Setting, course: Course) -> Status:
    return setting.judge(course, horizon(setting, course))


def _last(status: Status):  # type: ignore[no-untyped-def]
    return max((norm.completed_end for norm in status.norms if norm.completed_end is not None), default=None)


def _chance(name: str, title: str, ends: list[tuple[str, int | None]]) -> Chance:
    late = [days for _, days in ends if days is not None]
    return Chance(id=name, title=title, done=sum(end == "done" for end, _ in ends), late=len(late), days_late=_range(late),
                  not_done=sum(end in OPEN_ENDS for end, _ in ends))  # fmt: skip


def _range(days: list[int]) -> Range | None:
    return Range(least=min(days), most=max(days)) if days else None
