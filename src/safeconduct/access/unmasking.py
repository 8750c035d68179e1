"""Which numbers of an act of access are told to a seat for which two have agreed?

That somebody looked, asked or broke the glass is read by seats that do not read at whose case. What two agree on is the number of
each case, told once, and nothing of the person. The number of a child, or of somebody whose age nobody has established, is told
to those who protect children only. A number that was never given is told to nobody: for everyone else the two are alike.
"""

from collections.abc import Iterable

from safeconduct.access.gaps import Cases
from safeconduct.access.knowing import Viewer
from safeconduct.access.masking import is_known


def numbers_told(viewer: Viewer, named: Iterable[str], cases: Cases) -> tuple[str, ...]:
    """Give those of some numbers that may be told to a seat once two have agreed, each once and in order."""
    return tuple(case for case in sorted(set(named)) if _may_be_told(viewer, case, cases))


def _may_be_told(viewer: Viewer, case: str, cases: Cases) -> bool:
    person = cases.persons.cases.get(case)
    if person is None:
        return False
    if person.age == "adult" and case not in cases.children:
        return True
    return viewer.for_children and is_known(viewer, case, cases)
