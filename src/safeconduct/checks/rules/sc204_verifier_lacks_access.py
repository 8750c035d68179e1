"""SC204 verifier-lacks-access

What:
    Finds a verifier that may not enter the place it has to verify, or that has no inventory to check against.

Why:
    Under Minsk II the heavy weapons were to be back within 14 days. The monitors had no inventories; later the number of
    pieces matched the lists and the serial numbers did not, weapons were missing from the stores, and access was
    refused. A new date was set 722 days after the first.

Example:
    bodies:
      mission: {name: Mission, access: [north]}
    obligations:
      withdraw: {who: alpha, place: south, verified_by: {any: mission, inventory: unstated}}

Remedy:
    Grant the verifier entry to the place, and let an obligation give it the inventory by a date.

Known problems:
    A body whose `access` is left out is taken to need none; the same goes for `inventory`. Whether one place lies within
    another is known only where the text says so, by `side_of` or `overlaps`. Lines are not entered, and whoever holds,
    marks or adjusts a place may enter it. That access is refused shows in the log only once it happens, so no made-up
    log comes with this finding.
"""

from collections.abc import Iterator

from safeconduct.agreement.frame import PlaceKind
from safeconduct.agreement.norms import Obligation, Verification
from safeconduct.agreement.shapes import UNSTATED
from safeconduct.checks.finding import Found, Related, Severity
from safeconduct.checks.text import CheckedText

SEVERITY = Severity.ERROR


def check(text: CheckedText) -> Iterator[Found]:
    """Find every obligation whose verifiers lack the inventory, or of whom too few may enter its places."""
    for path, _, obligation in text.obligations():
        verified = obligation.verified_by
        if not isinstance(verified, Verification):
            continue
        yield from _inventory(text, path, obligation, verified)
        shut = {who: where for who in verified.any if (where := _shut(text, who, obligation))}
        if shut and len(set(verified.any)) - len(shut) < verified.quorum:
            who, where = next(iter(shut.items()))
            yield Found(f"{path}.verified_by", f"“{obligation.title}” is to be verified by {text.name(who)}, without a right "
                        f"to enter {text.names(where)}",
                        related=(Related(_access(text, who, where), "where it may enter"),))  # fmt: skip


def _inventory(text: CheckedText, path: str, obligation: Obligation, verified: Verification) -> Iterator[Found]:
    for owed in verified.inventory:
        at = f"{path}.verified_by.inventory"
        says = f"“{obligation.title}” is to be verified by {text.names(verified.any)}"
        if owed == UNSTATED:
            yield Found(at, f"{says}, and nobody owes an inventory to check against")
            continue
        receives = text.agreement.obligations[owed].to
        if not set(receives) & set(verified.any):
            yield Found(at, f"{says}, and the inventory goes to {text.names(receives)}",
                        related=(Related(f"obligations.{owed}.to", "to whom the inventory is owed"),))  # fmt: skip


def _shut(text: CheckedText, who: str, obligation: Obligation) -> tuple[str, ...]:
    """Give the places of an obligation that a verifier may not enter."""
    agreement = text.agreement
    entered = [name for name in obligation.place if agreement.places[name].kind is not PlaceKind.LINE]
    barred = tuple(name for name in entered if who in agreement.places[name].closed_to)
    if barred or who not in agreement.bodies or not agreement.bodies[who].access:
        return barred
    access = set(agreement.bodies[who].access)
    return tuple(name for name in entered if not access.intersection(_near(text, name)) and not _own(text, name, who))


def _near(text: CheckedText, name: str) -> tuple[str, ...]:
    place = text.agreement.places[name]
    return (name, *place.overlaps, *((place.side_of,) if place.side_of else ()))


def _own(text: CheckedText, name: str, who: str) -> bool:
    place = text.agreement.places[name]
    return who in (place.held_by, *place.marked_by, *place.adjusted_by)


def _access(text: CheckedText, who: str, where: tuple[str, ...]) -> str:
    return f"bodies.{who}.access" if who in text.agreement.bodies else f"places.{where[0]}.closed_to"
