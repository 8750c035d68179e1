"""What does a seat see of a case, a weapon, a movement, an offer? Every field is shown, or withheld with a reason.

The reason names who needs the field for a step. It follows from the text alone and is the same whatever the value is, also where
there is none. Of what a seat may not know there is nothing to see, in the same words as of what does not exist.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

import msgspec

from safeconduct.access.classes import ROWS, Row, Standing, fields_of
from safeconduct.access.gaps import Cases
from safeconduct.access.knowing import Viewer
from safeconduct.access.masking import is_known, masked_value
from safeconduct.access.seats import Kind, sides
from safeconduct.caseload.movements.state import AnswerGiven, Offer
from safeconduct.caseload.moves import Missing
from safeconduct.caseload.persons.state import ObjectionMade, Person
from safeconduct.caseload.persons.ways import ruling_due, standing, window_ends


class Shown(NamedTuple):
    """The value of a field."""

    value: Any


class Withheld(NamedTuple):
    """A field that is not shown: why, and who needs it."""

    reason: Missing


class Seen(msgspec.Struct, frozen=True, kw_only=True):
    """What a seat sees of one thing: each field, in the order of its rows; and what follows from the text for this seat."""

    kind: str
    found: bool
    fields: Mapping[str, Shown | Withheld] = {}
    more: Mapping[str, Any] = {}
    reasons: tuple[Missing, ...] = ()

    def values(self) -> dict[str, Any]:
        """Give the fields that are shown."""
        return {name: field.value for name, field in self.fields.items() if isinstance(field, Shown)}


NOT_HERE = Missing("not_for_this_seat")
"""The one answer for what does not exist and for what may not be known of."""


def nothing(kind: str) -> Seen:
    """Give the answer for what does not exist, or may not be known of."""
    return Seen(kind=kind, found=False, reasons=(NOT_HERE,))


def view(viewer: Viewer, case: str, cases: Cases) -> Seen:
    """Give what a seat sees of a case."""
    person, child = cases.persons.cases.get(case), case in cases.children
    standings = viewer.of_person(person, child=child)
    if person is None or standings is None:
        return nothing("person")
    fields = fields_seen(viewer, "Person", person, standings)
    fields = masked(viewer, _narrowed(viewer, person, standings, fields), cases)
    return Seen(kind="person", found=True, fields=fields,
                more=_may_say(viewer, person, standings))  # fmt: skip


def kinds_seen(viewer: Viewer, case: str, cases: Cases, *, revealed: frozenset[str] = frozenset()) -> tuple[str, ...]:
    """Give the kinds of what the vault keeps about a person that a seat may be shown, whether or not there is any.

    `revealed` are those that two have approved, or for which the glass was broken.
    """
    person = cases.persons.cases.get(case)
    standings = viewer.of_person(person, child=case in cases.children)
    if person is None or (standings is None and not revealed):
        return ()
    known = standings or frozenset()
    return tuple(kind for kind in fields_of("vault") if (standings is not None and viewer.sees(ROWS["vault", kind], known))
                 or (kind in revealed and viewer.inside and Standing.REVEALED in ROWS["vault", kind].standings))  # fmt: skip


def view_item(viewer: Viewer, tag: str, cases: Cases) -> Seen:
    """Give what a seat sees of a weapon."""
    item = cases.armoury.items.get(tag)
    standings = viewer.of_item(item)
    if item is None or standings is None:
        return nothing("item")
    fields = fields_seen(viewer, "Item", item, standings)
    fields = only(fields, "cases", lambda found: tuple(case for case in found if is_known(viewer, case, cases)))
    # A weapon that only a child handed over shows as found.
    fields = only(fields, "origin", lambda found: found if not item.cases or _any_known(viewer, item.cases, cases) else "found")
    fields = only(fields, "receipts", lambda found: tuple(
        number for number in found if viewer.of_receipt(cases.armoury.receipts.get(number), cases) is not None))  # fmt: skip
    if viewer.is_side:
        # What it said itself, and what was found by those who are no side.
        others = {org for org in sides(viewer.agreement) if org not in viewer.orgs}
        fields = only(fields, "contests", lambda found: tuple(one for one in found if one.by in viewer.orgs))
        fields = only(fields, "first_contests", lambda found: {by: at for by, at in found.items() if by in viewer.orgs})
        fields = only(fields, "assessments", lambda found: tuple(one for one in found if one.assessor not in others))
    return Seen(kind="item", found=True, fields=masked(viewer, _parts(viewer, fields, standings), cases))


def view_container(viewer: Viewer, container: str, cases: Cases) -> Seen:
    """Give what a seat sees of a container."""
    found = cases.armoury.containers.get(container)
    standings = viewer.of_container(found)
    if found is None or standings is None:
        return nothing("container")
    return Seen(kind="container", found=True, fields=masked(viewer, fields_seen(viewer, "Container", found, standings), cases))


def view_receipt(viewer: Viewer, receipt: str, cases: Cases) -> Seen:
    """Give what a seat sees of a receipt."""
    found = cases.armoury.receipts.get(receipt)
    standings = viewer.of_receipt(found, cases)
    if found is None or standings is None:
        return nothing("receipt")
    return Seen(kind="receipt", found=True, fields=masked(viewer, fields_seen(viewer, "Receipt", found, standings), cases))


def view_movement(viewer: Viewer, movement: str, cases: Cases) -> Seen:
    """Give what a seat sees of a movement. A manifest names only who may still be known of."""
    found = cases.movements.movements.get(movement)
    standings = viewer.of_movement(found)
    if found is None or standings is None:
        return nothing("movement")
    fields = fields_seen(viewer, "Movement", found, standings)
    fields = only(fields, "manifest", lambda cases_: tuple(case for case in cases_ if is_known(viewer, case, cases)))
    if not viewer.inside:
        fields = only(fields, "notices", lambda made: tuple(notice for notice in made if notice.to in viewer.orgs))
    return Seen(kind="movement", found=True, fields=masked(viewer, _parts(viewer, fields, standings), cases))


def view_operation(viewer: Viewer, name: str, cases: Cases) -> Seen:
    """Give what a seat sees of an announced operation."""
    found = cases.movements.operations.get(name)
    standings = viewer.of_operation(found)
    if found is None or standings is None:
        return nothing("operation")
    fields = fields_seen(viewer, "Operation", found, standings)
    return Seen(kind="operation", found=True, fields=masked(viewer, _parts(viewer, fields, standings), cases, by=found.by))


def view_offer(viewer: Viewer, place: int, cases: Cases) -> Seen:
    """Give what a seat sees of the offer at a place among all, in the order in which they were made."""
    return _of_a_zone(viewer, "offer", cases.movements.offers, place, cases)


def view_answer(viewer: Viewer, place: int, cases: Cases) -> Seen:
    """Give what a seat sees of the answer at a place among all that people of a zone have given."""
    return _of_a_zone(viewer, "answer", cases.movements.answers, place, cases)


def _of_a_zone(viewer: Viewer, kind: str, made: Sequence[Offer | AnswerGiven], place: int, cases: Cases) -> Seen:
    found = made[place] if 0 <= place < len(made) else None
    standings = viewer.of_offer(found)
    if found is None or standings is None:
        return nothing(kind)
    return Seen(kind=kind, found=True, fields=masked(viewer, fields_seen(viewer, type(found).__name__, found, standings), cases))


def fields_seen(viewer: Viewer, kind: str, value: Any, standings: frozenset[Standing]) -> dict[str, Shown | Withheld]:
    return {name: Shown(getattr(value, name)) if viewer.sees(row := ROWS[kind, name], standings) else withheld(viewer, row)
            for name in fields_of(kind)}  # fmt: skip


def masked(viewer: Viewer, fields: dict[str, Shown | Withheld], cases: Cases, *, by: str = "") -> dict[str, Shown | Withheld]:
    """Take numbers that a seat may not know of out of everything that is shown. `by`: the organisation whose words they are."""
    return {name: Shown(masked_value(viewer, field.value, cases, by=by)) if isinstance(field, Shown) else field
            for name, field in fields.items()}  # fmt: skip


def withheld(viewer: Viewer, row: Row | None) -> Withheld:
    """Give the answer for a field that a seat does not see."""
    return Withheld(Missing("not_needed_here", {}, (), viewer.who_sees(row)))


def only(fields: dict[str, Shown | Withheld], name: str, change: Callable[[Any], Any]) -> dict[str, Shown | Withheld]:
    """Change the value of one field, if it is shown."""
    field = fields.get(name)
    return {**fields, name: Shown(change(field.value))} if isinstance(field, Shown) else fields


_PARTS = {"assessments": "Assessment", "contests": "Contest", "disposal": "Disposal", "halts": "Halt",
          "pauses": "Pause"}  # fmt: skip
"""Fields whose parts have rows of their own, some of them narrower."""


def _parts(viewer: Viewer, fields: dict[str, Shown | Withheld], standings: frozenset[Standing]) -> dict[str, Shown | Withheld]:
    def part_of(kind: str, value: Any) -> dict[str, Any] | None:
        if value is None:
            return None
        return {name: getattr(value, name) for name in fields_of(kind) if viewer.sees(ROWS[kind, name], standings)}

    for name, kind in _PARTS.items():
        fields = only(fields, name, lambda found, kind=kind: tuple(part_of(kind, one) for one in found)
                       if isinstance(found, tuple) and not hasattr(found, "_fields") else part_of(kind, found))  # fmt: skip
    return fields


def _narrowed(viewer: Viewer, person: Person, standings: frozenset[Standing],
              fields: dict[str, Shown | Withheld]) -> dict[str, Shown | Withheld]:  # fmt: skip
    """Leave out of a field what is another organisation's: answers of other states, objections of the other side."""
    if Standing.RECEIVER in standings:
        for name in ("leave", "answers", "papers"):
            fields = only(fields, name, lambda found: {to: what for to, what in found.items() if to in viewer.orgs})
    if viewer.is_side:
        fields = only(fields, "noticed_to", lambda found: tuple(to for to in found if to in viewer.orgs))
        fields = only(fields, "objections", lambda found: tuple(_own(made, viewer) for made in found if made.by in viewer.orgs))
    return fields


def _own(made: ObjectionMade, viewer: Viewer) -> dict[str, Any]:
    rules = viewer.in_force.programme
    assert rules is not None
    said = {name: getattr(made, name) for name in ("id", "objection", "ground", "against", "at", "decided")}
    return {**said, "stands": standing(made, rules, viewer.in_force.at), "due": ruling_due(made, rules)}


def _may_say(viewer: Viewer, person: Person, standings: frozenset[Standing]) -> dict[str, Any]:
    """Give what a side may say about a case: the ways that the text lets it object to, and until when. Not how they stand."""
    rules = viewer.in_force.programme
    if Standing.NOTICED not in standings or rules is None:
        return {}
    until: dict[str, datetime | None] = {name: window_ends(person, name, rules) for name in viewer.objects_by}
    ways = {way: tuple(name for name in viewer.objects_by if name in rules.moves[way].blocked_if)
            for way in rules.ways if way in rules.moves}  # fmt: skip
    return {"may_object_to": {way: names for way, names in ways.items() if names}, "may_object_until": until}


def _any_known(viewer: Viewer, found: tuple[str, ...], cases: Cases) -> bool:
    return any(is_known(viewer, case, cases) for case in found) or viewer.seat.kind is Kind.PERSON
