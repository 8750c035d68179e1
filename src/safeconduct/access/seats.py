"""Where somebody sits: an organisation and one of its posts. Never who it is.

Beside the seats of the agreement there are four more: whoever keeps the log, the operator of the server, a person of the
programme who asks about her own case, and everyone else.
"""

from collections.abc import Iterator
from enum import StrEnum
from typing import NamedTuple

from safeconduct.agreement.act_log import RECORDER
from safeconduct.agreement.model import Agreement
from safeconduct.agreement.succession import is_side


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


def seat_at(org: str, post: str = "") -> Seat:
    """Give the seat of an officer of an organisation, or of whoever keeps the log."""
    return THE_RECORDER if org == RECORDER else Seat(org, post)


def person(case: str) -> Seat:
    """Give the seat of a person who asks about her own case."""
    return Seat("", kind=Kind.PERSON, case=case)


def sides(agreement: Agreement) -> tuple[str, ...]:
    """Give the parties that are sides, in the order of the text."""
    return tuple(name for name in agreement.parties if is_side(name, agreement))


def seats_of(agreement: Agreement) -> Iterator[Seat]:
    """Give every seat there is under an agreement: each organisation without a post, each post, and those beside them."""
    for org in (*agreement.parties, *agreement.bodies):
        yield Seat(org)
        yield from (Seat(org, name) for name, post in agreement.posts.items() if post.of == org)
    yield from (THE_RECORDER, THE_OPERATOR, THE_PUBLIC)
