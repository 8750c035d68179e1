"""Which roles does a seat have at a moment, since when, until when, and by which clause?

A role follows from the agreement alone: how an organisation stands to the text, what a body may do while its mandate lasts, what
a post is there for while its organisation is in office, and whose place a body has taken.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import NamedTuple

from safeconduct.access.in_force import InForce
from safeconduct.access.mandates import since_when
from safeconduct.access.seats import Kind, Seat
from safeconduct.agreement.frame import Role

MEMBER = "member"


class RoleHeld(NamedTuple):
    """One role of a seat. `on` is the body or post it is in, `instead_of` the body whose place was taken over.

    `since` and `until` are None where the text sets no limit.
    """

    role: str
    org: str
    on: str = ""
    since: datetime | None = None
    until: datetime | None = None
    clause: tuple[str, ...] = ()
    instead_of: str = ""


def roles_of(seat: Seat, in_force: InForce) -> tuple[RoleHeld, ...]:
    """Give every role of a seat at the moment that is asked about; a body out of office and a post of it have none."""
    if seat.kind is not Kind.OFFICER:
        return (RoleHeld(seat.kind.value, seat.org),)
    if not in_force.is_seat(seat) or not in_force.in_office(seat.org):
        return ()
    return tuple(_roles(seat, in_force))


def _roles(seat: Seat, in_force: InForce) -> Iterator[RoleHeld]:
    agreement, org = in_force.agreement, seat.org
    if (party := agreement.parties.get(org)) is not None:
        yield RoleHeld(party.role.value, org)
        yield from _by_the_text(org, party.role, in_force)
    else:
        yield from _of_body(org, org, in_force)
    for body in in_force.stands_for(org)[1:]:
        yield from _of_body(body, org, in_force)
    for name, body in agreement.bodies.items():
        if in_force.in_office(name) and org in {member.who for member in body.composition}:
            window = _window(name, in_force)
            yield RoleHeld(MEMBER, org, name, *window, body.clause)
    if seat.post:
        post = agreement.posts[seat.post]
        yield RoleHeld(post.task.value, org, seat.post, *_window(org, in_force), post.clause)


def _by_the_text(org: str, role: Role, in_force: InForce) -> Iterator[RoleHeld]:
    agreement, programme = in_force.agreement, in_force.agreement.programme
    for guarantee in agreement.guarantees.values():
        if org in guarantee.by:
            yield RoleHeld(Role.GUARANTOR.value, org, clause=guarantee.clause)
    if programme is not None and org in programme.receiving_states and role is not Role.RECEIVING_STATE:
        places = in_force.provided.get("places")
        yield RoleHeld(Role.RECEIVING_STATE.value, org, clause=places.clause if places else ())


def _of_body(body: str, org: str, in_force: InForce) -> Iterator[RoleHeld]:
    found = in_force.agreement.bodies[body]
    since, until = _window(body, in_force)
    if body != org:
        # It sits there from when the mandate ended, for as long as its own lasts.
        since, until = since_when(body, in_force.mandates, in_force.at), _window(org, in_force)[1]
    instead = "" if body == org else body
    for power in found.powers:
        yield RoleHeld(power.value, org, body, since, until, found.clause, instead)
    if not found.powers:
        yield RoleHeld("body", org, body, since, until, found.clause, instead)


def _window(org: str, in_force: InForce) -> tuple[datetime | None, datetime | None]:
    window = next((one for one in in_force.mandates.get(org, ()) if one.holds(in_force.at)), None)
    return (window.since, window.until) if window else (None, None)


def guarantors(in_force: InForce) -> tuple[str, ...]:
    """Give who guarantees: by its role, or by a guarantee of the text, in the order of the text."""
    agreement = in_force.agreement
    by = {who for guarantee in agreement.guarantees.values() for who in guarantee.by}
    named = [name for name, party in agreement.parties.items() if party.role is Role.GUARANTOR or name in by]
    return tuple(dict.fromkeys([*named, *(name for name in agreement.bodies if name in by and in_force.in_office(name))]))
