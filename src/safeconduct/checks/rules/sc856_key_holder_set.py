"""SC856 key-holder-set

What:
    Finds a lock to which nobody named holds a key, or a lock of both sides whose keys are all on one.

Why:
    A store under two locks proves that nothing was taken only as long as neither side can open it alone. If one side
    holds both keys, the seal proves nothing, and after the first doubt there is no count to go back to.

Example:
    places:
      depot: {locks: {dual: yes, holders: alpha}}

Remedy:
    Name one holder of a key on each side, or one of a side and one of the mission.

Known problems:
    A body counts as a side of its own, unless all of its members are of one side. Which key opens what is not asked. What
    lies in the store is not in the log of the agreement, so no log is made up.
"""

from collections.abc import Iterator

from safeconduct.agreement.frame import Role
from safeconduct.agreement.shapes import UNSTATED
from safeconduct.checks.finding import Found, Severity
from safeconduct.checks.text import CheckedText

SEVERITY = Severity.ERROR


def check(text: CheckedText) -> Iterator[Found]:
    """Find every set of key-holders that is empty, or of one side where it takes both."""
    answered = {one: name for name, party in text.agreement.parties.items() if party.role is Role.PARTY
                for one in party.represents}  # fmt: skip
    for name, place in text.agreement.places.items():
        if place.locks is None:
            continue
        holders = tuple(who for who in place.locks.holders if who != UNSTATED)
        sides = {_side(text, who, answered) for who in holders}
        if not holders:
            yield Found(f"places.{name}.locks", f"nobody is named who holds a key to {text.name(name)}")
        elif place.locks.dual and len(sides) < 2:
            yield Found(
                f"places.{name}.locks",
                f"{text.name(name)} is to have locks of both sides, and the only keys named are with {text.names(holders)}",
            )


def _side(text: CheckedText, who: str, answered: dict[str, str]) -> str:
    body = text.agreement.bodies.get(who)
    members = {answered.get(member.who, member.who) for member in body.composition} if body else set()
    return members.pop() if len(members) == 1 and UNSTATED not in members else answered.get(who, who)
