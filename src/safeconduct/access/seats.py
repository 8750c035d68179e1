"""Where somebody sits: an organisation and one of its posts. Never who it is.

Beside the seats of the agreement there are four more: whoever keeps the log, the operator of the server, a person of the
programme who asks about her own case, and everyone else.
"""

from collections.abc import Iterator
from enum import StrEnum
from typing import NamedTuple

from safeconduct.agreement.act_log import RECORDER
from safeconduct.agreement.frame import Role
from safeconduct.agreement.model import Agreement
from safeconduct.agreement.programme import Task
from safeconduct.agreement.shapes import UNSTATED


class Kind(StrEnum):
    """What kind of seat it is."""

    OFFICER = "officer"
    RECORDER = "recorder"
    OPERATOR = "operator"
    PERSON = "person"
    PUBLIC = "public"


class Seat(NamedTuple):
    """An organisation, a post of it or none, and what kind of seat it is. `case`: the own number of a person."""

    org: str
    post: str = ""
    kind: Kind = Kind.OFFICER
    case: str = ""


THE_PUBLIC = Seat("", kind=Kind.PUBLIC)
THE_OPERATOR = Seat("", kind=Kind.OPERATOR)
"""Whoever runs the server. It keeps everything going and sees no case."""
THE_RECORDER = Seat(RECORDER, kind=Kind.RECORDER)

SIDES = frozenset({Role.PARTY, Role.ADHERENT, Role.NON_SIGNATORY})
"""The roles of those who are bound by the text to stop fighting, or asked to: all of them alike."""


def person(case: str) -> Seat:
    """Give the seat of a person who asks about her own case."""
    return Seat("", kind=Kind.PERSON, case=case)


def is_side(org: str, agreement: Agreement) -> bool:
    """Whether an organisation is a side: by its role, by ground that a post of it controls, or as that of the people themselves.

    A body to which one side alone sends people is that side.
    """
    if (body := agreement.bodies.get(org)) is not None:
        members = {member.who for member in body.composition}
        return len(members) == 1 and UNSTATED not in members and _is_side_party(next(iter(members)), agreement)
    return _is_side_party(org, agreement)


def _is_side_party(org: str, agreement: Agreement) -> bool:
    party = agreement.parties.get(org)
    if party is None:
        return False
    controls = any(post.of == org and post.task is Task.CONTROL for post in agreement.posts.values())
    programme = agreement.programme
    own = programme is not None and agreement.categories[programme.category].of == org
    return party.role in SIDES or controls or own


def sides(agreement: Agreement) -> tuple[str, ...]:
    """Give the parties that are sides, in the order of the text."""
    return tuple(name for name in agreement.parties if is_side(name, agreement))


def seats_of(agreement: Agreement) -> Iterator[Seat]:
    """Give every seat there is under an agreement: each organisation without a post, each post, and those beside them."""
    for org in (*agreement.parties, *agreement.bodies):
        yield Seat(org)
        yield from (Seat(org, name) for name, post in agreement.posts.items() if post.of == org)
    yield from (THE_RECORDER, THE_OPERATOR, THE_PUBLIC)
