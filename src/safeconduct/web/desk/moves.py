"""What a seat may do in the programme now: with one thing, or with nothing that is there yet.

Only what the seat may do by the text, its task and what it may know of is given. A move that is closed now keeps its place, with
those of the reasons that may be told.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import NamedTuple

from safeconduct.access.knowing import Viewer
from safeconduct.access.may import by_the_text, may
from safeconduct.access.telling import told
from safeconduct.caseload.moves import CaseAct, Missing
from safeconduct.kernel.moments import utc
from safeconduct.secretariat.case_acts import TYPES
from safeconduct.secretariat.offering import OF_NOTHING, offered_for
from safeconduct.secretariat.office import Office
from safeconduct.web.desk.asked import Shape, subject_of
from safeconduct.web.desk.choices import Asking, options
from safeconduct.web.desk.due import due_of
from safeconduct.web.desk.made import asked_of, sample


class Open(NamedTuple):
    """One move of a seat: open now if nothing is missing. `missing` is what may be told of what is."""

    type: str
    missing: tuple[Missing, ...] = ()
    onward: bool = False


class Subject(NamedTuple):
    """One thing with what may be done with it now. `due`: the next limit that this seat keeps or misses."""

    about: str
    number: str
    moves: tuple[Open, ...]
    due: datetime | None = None


def knows(viewer: Viewer, office: Office, about: str, number: str) -> bool:
    """Whether a seat may know of something."""
    armoury, movements = office.armoury, office.movements
    match about:
        case "case":
            return viewer.of_person(office.persons.cases.get(number), child=number in office.children) is not None
        case "tag":
            return viewer.of_item(armoury.items.get(number)) is not None
        case "container":
            return viewer.of_container(armoury.containers.get(number)) is not None
        case "receipt":
            return viewer.of_receipt(armoury.receipts.get(number), office) is not None
        case "movement":
            return viewer.of_movement(movements.movements.get(number)) is not None
        case "operation":
            operation = movements.operations.get(number)
            return operation is not None and operation.by in viewer.orgs
    return False


def moves_with(viewer: Viewer, office: Office, about: str, number: str, now: datetime) -> tuple[Open, ...]:
    """Give what a seat may do with something it may know of, those open now first."""
    found = []
    for offered in offered_for(office, about, number, now):
        asking = Asking(office, viewer, offered.row.act, number, now)
        if _is_for(asking):
            found.append(Open(_name(offered.row.act), told(viewer, offered.missing), offered.row.onward))
    return tuple(found)


def moves_of_nothing(viewer: Viewer, office: Office, now: datetime) -> tuple[Open, ...]:
    """Give what a seat may do that makes something new, or names several things at once."""
    return tuple(Open(_name(kind)) for kind in OF_NOTHING if _is_for(Asking(office, viewer, kind, "", now)))


def allowed(asking: Asking) -> bool:
    """Whether a seat may do such an act with such a thing, whether or not it is open now."""
    if subject_of(asking.kind) and not knows(asking.viewer, asking.office, subject_of(asking.kind), asking.number):
        return False
    return _is_for(asking)


def _is_for(asking: Asking) -> bool:
    if not by_the_text(asking.viewer, asking.kind, asking.now):
        return False
    for field in asked_of(asking):
        found = options(asking, field.name) if field.required else None
        # Nothing to choose from: there is nothing that it could be done with. An empty list of tags says that there were none.
        if found == () and (field.shape is not Shape.NAMES or not subject_of(asking.kind)):
            return False
    return may(asking.viewer, sample(asking), asking.office).allowed


def subjects(viewer: Viewer, office: Office, now: datetime) -> Iterator[Subject]:
    """Give everything that a seat may do something with now, in the order of the log."""
    armoury, movements = office.armoury, office.movements
    numbers: dict[str, Iterable[str]] = {
        "movement": movements.movements, "case": office.persons.cases, "tag": armoury.items, "container": armoury.containers,
        "receipt": armoury.receipts, "operation": movements.operations,
    }  # fmt: skip
    for about, found in numbers.items():
        if not any(by_the_text(viewer, kind, now) for kind in OF[about]):
            continue
        for number in found:
            if not knows(viewer, office, about, number):
                continue
            moves = tuple(one for one in moves_with(viewer, office, about, number, now) if not one.missing)
            if moves:
                yield Subject(about, number, moves, due_of(viewer, office, about, number, now))


def by_due(found: Iterator[Subject]) -> list[Subject]:
    """Put what has a limit first, the earliest before all; then what leads on; else the order they came in."""
    with_place = enumerate(found)
    return [one for _, one in sorted(with_place, key=lambda pair: (
        pair[1].due is None, utc(pair[1].due).timestamp() if pair[1].due else 0.0,
        not any(move.onward for move in pair[1].moves), pair[0]))]  # fmt: skip


def _name(kind: type[CaseAct]) -> str:
    return str(kind.__struct_config__.tag)


OF = {about: tuple(kind for kind in TYPES if subject_of(kind) == about)
      for about in ("case", "movement", "tag", "container", "receipt", "operation")}  # fmt: skip
"""The types of acts about each kind of thing."""
