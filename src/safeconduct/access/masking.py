"""Numbers of cases inside names that somebody made up: the id of an act is free, and may name anyone.

Wherever such a name is shown, a number that the seat may not know of is taken out, and the whole name with it.
"""

import re
from collections.abc import Iterator
from itertools import combinations
from typing import Any

import msgspec
from msgspec.structs import replace

from safeconduct.access.gaps import Cases
from safeconduct.access.knowing import Viewer

_RUN = re.compile(r"[A-Z0-9][A-Z0-9-]{2,}")
MASKED = "a number that is not shown"
"""What stands for a name with such a number in it."""


def is_known(viewer: Viewer, case: str, cases: Cases) -> bool:
    """Whether a seat may know of a case."""
    return viewer.of_person(cases.persons.cases.get(case), child=case in cases.children) is not None


def masked_value(viewer: Viewer, value: Any, cases: Cases) -> Any:
    """Give a value without the names that hold a number a seat may not know of."""

    def clean(value: Any) -> Any:
        if isinstance(value, str):
            return MASKED if any(not is_known(viewer, case, cases) for case in _numbers_in(value, cases)) else value
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


def _numbers_in(text: str, cases: Cases) -> Iterator[str]:
    for run in _RUN.findall(text):
        for start, end in combinations(range(len(run) + 1), 2):
            if 3 <= end - start <= 24 and run[start:end] in cases.persons.cases:
                yield run[start:end]
