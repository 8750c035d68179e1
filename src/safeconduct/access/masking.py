"""Numbers of cases inside names that somebody made up: the id of an act is free, and may name anyone.

Wherever such a name is shown, a number that the seat may not know of is taken out, and the whole name with it. Outside the
programme not where whoever made the name up could never know of that case: it was guessed, and taken out it would say that the
guess was right. Those who work in the programme carry no answers to whoever guesses, and read no number of a child, whoever
wrote it.
"""

import re
from collections.abc import Iterator
from itertools import combinations
from typing import Any

import msgspec
from msgspec.structs import replace

from safeconduct.access.gaps import Cases
from safeconduct.access.knowing import EARLY, OPENING, Viewer
from safeconduct.access.seats import is_side
from safeconduct.caseload.persons.state import Person

_RUN = re.compile(r"[A-Z0-9][A-Z0-9-]{2,}")
_OF_PEOPLE = OPENING["Person"] | EARLY | {"child_care"}
"""The steps by which one knows of people."""
MASKED = "a number that is not shown"
"""What stands for a name with such a number in it."""


def is_known(viewer: Viewer, case: str, cases: Cases) -> bool:
    """Whether a seat may know of a case."""
    return viewer.of_person(cases.persons.cases.get(case), child=case in cases.children) is not None


def masked_value(viewer: Viewer, value: Any, cases: Cases, *, by: str = "") -> Any:
    """Give a value without the names that hold a number a seat may not know of. `by`: the organisation that made them up."""

    def is_told(case: str) -> bool:
        guessed = by and not viewer.inside and not could_know(by, cases.persons.cases[case], viewer)
        return bool(guessed) or is_known(viewer, case, cases)

    def clean(value: Any) -> Any:
        if isinstance(value, str):
            return value if all(is_told(case) for case in _numbers_in(value, cases)) else MASKED
        if isinstance(value, dict):
            return {clean(key): clean(one) for key, one in value.items()}
        if isinstance(value, tuple) and hasattr(value, "_fields"):
            return type(value)(*map(clean, value))
        if isinstance(value, (tuple, frozenset)):
            return type(value)(map(clean, value))
        if isinstance(value, msgspec.Struct):
            return replace(value, **{name: clean(getattr(value, name)) for name in value.__struct_fields__})
        return value

    return clean(value)


def could_know(org: str, person: Person, viewer: Viewer) -> bool:
    """Whether an organisation could ever know of a case, by its own part in it: then what it writes may tell others of it.

    Asked of the text alone, whoever is in office, and of what was done, whatever became of it since. Those who work in the
    programme meet the people themselves: what they write of a number is taken for what they know.
    """
    agreement, programme = viewer.agreement, viewer.agreement.programme
    if programme is None:
        return False
    if is_side(org, agreement):
        return org in person.noticed_to or any(made.by == org for made in person.objections)
    if org in programme.receiving_states:
        return org in person.leave
    given = (name for step, one in viewer.in_force.provided.items() if step in _OF_PEOPLE for name in one.by)
    heirs = (heir for body in agreement.bodies.values() for heir in body.hands_over_to)
    return org in {viewer.in_force.org_of(name) for name in given} or org in heirs


def _numbers_in(text: str, cases: Cases) -> Iterator[str]:
    for run in _RUN.findall(text):
        for start, end in combinations(range(len(run) + 1), 2):
            if 3 <= end - start <= 24 and run[start:end] in cases.persons.cases:
                yield run[start:end]
