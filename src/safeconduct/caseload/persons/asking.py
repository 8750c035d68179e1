"""In which state of a case a move exists at all, and what the room has to know of others to say so.

Whoever asks about a child, or about someone whose age is still open, gets the same answer as about anyone else.
"""

from collections.abc import Callable, Iterable
from typing import NamedTuple

from safeconduct.caseload.moves import Asked, CaseAct, Missing
from safeconduct.caseload.persons.state import Person, Persons
from safeconduct.caseload.persons.ways import held


class Facts(NamedTuple):
    """What this room has to know of others. Each answers for a case or a movement and gives what is missing."""

    tags_of: Callable[[str], frozenset[str]]
    may_present: Callable[[str], Iterable[Missing]]
    may_board: Callable[[str, str], Iterable[Missing]]
    may_arrive: Callable[[str], Iterable[Missing]]


class Subject(NamedTuple):
    """All cases, and the one in question: None for a new case number, or an act of no single case."""

    persons: Persons
    person: Person | None
    case: str = ""


def subject_of(persons: Persons, act: CaseAct) -> Subject:
    """Give the case an act is about."""
    case = getattr(act, "case", "")
    return Subject(persons, persons.cases.get(case), case)


def known(asked: Asked) -> Missing | None:
    if asked.subject.person is None:
        return Missing("no_such_case", {"case": asked.subject.case})
    person: Person = asked.subject.person
    if person.died:
        return Missing("has_died", {"at": person.died})
    if person.left:
        return Missing("has_left", {"at": person.left})
    return None


def here(asked: Asked) -> Missing | None:
    if wrong := known(asked):
        return wrong
    person: Person = asked.subject.person
    if person.arrived:
        return Missing("has_arrived", {"at": person.arrived, "to": person.arrived_to})
    return Missing("in_care", {"at": person.in_care}) if person.in_care else None


def adult(asked: Asked) -> Missing | None:
    # Whoever asks about a child, in care or not, or about someone whose age is open, gets the same answer.
    if wrong := known(asked):
        return wrong
    if asked.subject.person.age != "adult":
        return Missing("age_first", {}, asked.rules.clause("age"), asked.rules.holders("age"))
    return here(asked)


def open_to_objection(asked: Asked) -> Missing | None:
    """An adult in the programme. A party that asks about any other number learns only that it is none for this step."""
    person: Person | None = asked.subject.person
    if person is None or person.age != "adult":
        return Missing("not_in_this_view", {"cases": (asked.subject.case,)})
    return here(asked)


def adult_at_site(asked: Asked) -> Missing | None:
    if wrong := adult(asked):
        return wrong
    person: Person = asked.subject.person
    return Missing("on_the_way", {"movement": person.boarded}) if person.boarded else None


def new(asked: Asked) -> Missing | None:
    if asked.subject.person is not None:
        return Missing("case_in_use", {"case": asked.subject.case})
    return None


def age_open(asked: Asked) -> Missing | None:
    if wrong := here(asked):
        return wrong
    person: Person = asked.subject.person
    if person.age == "child" and not person.challenged:
        return Missing("age_settled", {}, asked.rules.clause("age"), asked.rules.holders("age"))
    if person.age == "adult" and asked.act is not None and asked.act.outcome == "adult":
        return Missing("age_settled", {}, asked.rules.clause("age"), asked.rules.holders("age"))
    return None


def may_challenge(asked: Asked) -> Missing | None:
    if wrong := here(asked):
        return wrong
    person: Person = asked.subject.person
    if person.age == "unknown" or person.challenged:
        return Missing("age_first", {}, asked.rules.clause("age"), asked.rules.holders("age"))
    return None


def child(asked: Asked) -> Missing | None:
    # A child who has already travelled is still to be cared for.
    if wrong := known(asked):
        return wrong
    person: Person = asked.subject.person
    if person.age != "child":
        return Missing("not_in_this_view", {"cases": (asked.subject.case,)})
    return Missing("in_care", {"at": person.in_care}) if person.in_care else None


def not_a_child_at_site(asked: Asked) -> Missing | None:
    """An adult, or someone whose age nobody has established: nobody is kept for not saying it."""
    if wrong := here(asked):
        return wrong
    person: Person = asked.subject.person
    if person.age == "child":
        return Missing("age_first", {}, asked.rules.clause("age"), asked.rules.holders("age"))
    return Missing("on_the_way", {"movement": person.boarded}) if person.boarded else None


def is_referred(asked: Asked) -> Missing | None:
    if wrong := child(asked):
        return wrong
    return None if asked.subject.person.referred else Missing("not_referred", {}, asked.rules.clause("child_care"),
                                                             asked.rules.holders("child_care"))  # fmt: skip


def not_referred(asked: Asked) -> Missing | None:
    if wrong := child(asked):
        return wrong
    person: Person = asked.subject.person
    return Missing("already", {"at": person.referred}) if person.referred else None


def is_held(asked: Asked) -> Missing | None:
    if wrong := adult(asked):
        return wrong
    return None if asked.subject.person.hold else Missing("not_held")


def not_held(asked: Asked) -> Missing | None:
    if wrong := adult_at_site(asked):
        return wrong
    person: Person = asked.subject.person
    if held(person, asked.now):
        assert person.hold is not None
        return Missing("held", {"basis": person.hold.legal_basis, "review_by": person.hold.review_by},
                       asked.rules.clause("hold"), asked.rules.holders("review"))  # fmt: skip
    return None


def is_boarded(asked: Asked) -> Missing | None:
    if wrong := known(asked):
        return wrong
    return None if asked.subject.person.boarded else Missing("not_on_the_way")


def has_arrived(asked: Asked) -> Missing | None:
    if wrong := known(asked):
        return wrong
    return None if asked.subject.person.arrived else Missing("not_arrived")


def not_noticed(asked: Asked) -> Missing | None:
    """As a move offered for a case: an adult of whom no notice was given. The act itself names many cases."""
    if asked.act is not None:
        return None
    if wrong := adult(asked):
        return wrong
    return Missing("already", {"at": asked.subject.person.noticed}) if asked.subject.person.noticed else None


def of_no_case(asked: Asked) -> Missing | None:
    """An act of a state, not of a case: never offered for one."""
    return None if asked.act is not None else Missing("not_of_a_case")
