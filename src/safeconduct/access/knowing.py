"""May a seat know that something exists, and by what? Asked before any field of it is.

What somebody may not know of and what does not exist give the same answer, found with the same looking up. For a side a case ends
when nothing is left that it may say about it: so a case that leaves because a child was found leaves as others do.
"""

from copy import copy
from datetime import datetime

from safeconduct.access.classes import ROWS, Row, Sensitivity, Standing
from safeconduct.access.gaps import Cases
from safeconduct.access.in_force import InForce
from safeconduct.access.roles import guarantors
from safeconduct.access.seats import Kind, Seat, is_side
from safeconduct.agreement.programme import Task
from safeconduct.caseload.movements.state import AnswerGiven, Movement, Offer, Operation, grounds
from safeconduct.caseload.persons.state import Person
from safeconduct.caseload.persons.ways import window_ends
from safeconduct.caseload.weapons.state import Container, Item, Receipt
from safeconduct.kernel.moments import utc

NOBODY: frozenset[Standing] = frozenset()
EARLY = frozenset({"reception", "age"})
"""The steps that are taken before age is established."""


class Viewer:
    """One seat under the text in force: what it may know of. Holds no state of any case."""

    def __init__(self, seat: Seat, in_force: InForce) -> None:
        self.seat, self.in_force = seat, in_force
        self.agreement = in_force.agreement
        self.inside = in_force.is_inside(seat)
        # Sides and states that receive see nothing by a step: only what their standing in a case opens.
        self.steps = in_force.steps_of(seat) if self.inside else frozenset()
        self.has_role = seat.kind is Kind.OFFICER and in_force.is_seat(seat) and in_force.in_office(seat.org)
        self.orgs = in_force.stands_for(seat.org) if self.has_role else ()
        programme = self.agreement.programme
        self.is_side = self.has_role and is_side(seat.org, self.agreement)
        self.receives = self.has_role and programme is not None and seat.org in programme.receiving_states
        self.for_children = self.inside and self._protects_children()
        self.contests = self.is_side and "contest" in in_force.steps_of(seat)
        self.reviews = self.has_role and seat.org in guarantors(in_force)
        filled, objections = in_force.filled_by(seat), self.agreement.objections
        self.objects_by = tuple(name for name in in_force.objections if self.has_role and set(objections[name].by) & filled)
        self.keeps = self.has_role and in_force.suits(seat, "custody")
        self.controls = self._controls()
        self._open: dict[datetime | None, bool] = {}

    def moved_to(self, at: datetime) -> "Viewer":
        """Give the same seat at another moment, between the same two turns of the text in force."""
        found = copy(self)
        found.in_force = self.in_force.moved_to(at)
        found._open = {}
        return found

    def _protects_children(self) -> bool:
        if not {"age", "child_care"} & self.steps:
            return False
        post = self.agreement.posts.get(self.seat.post)
        return post.task is Task.CHILD_PROTECTION if post else "child_care" in self.steps

    def _controls(self) -> frozenset[str]:
        """Give the places whose ground a seat controls: it holds them, or it is to hold its fire there."""
        programme = self.agreement.programme
        if not self.has_role or programme is None:
            return frozenset()
        found = {name for name, place in self.agreement.places.items() if place.held_by in self.orgs}
        if programme.way_out is not None:
            named = (*programme.way_out.controlled_by, *(programme.steps.hold_fire.by if programme.steps.hold_fire else ()))
            speaks = {self.in_force.org_of(holder) for holder in named}
            found |= set(programme.way_out.zone) if speaks & set(self.orgs) else set()
        return frozenset(found)

    # ---- what each thing is to this seat ----

    def of_person(self, person: Person | None, *, child: bool) -> frozenset[Standing] | None:
        """Give the standings of a seat in a case; None where it may not know of it. `child`: it is known to be that of one."""
        if person is None:
            return None
        if self.seat.kind is Kind.PERSON:
            return frozenset({Standing.PERSON}) if person.case == self.seat.case else None
        if child or person.age == "child":
            return frozenset({Standing.CHILD}) if self.for_children else None
        if person.age != "adult":
            return frozenset({Standing.EARLY}) if EARLY & self.steps else None
        found = set()
        if self.is_side and not person.closed:
            own = any(made.by in self.orgs for made in person.objections)
            found |= {Standing.OBJECTOR} if own else set()
            noticed = person.noticed is not None and utc(person.noticed) <= utc(self.in_force.at)
            if noticed and set(person.noticed_to) & set(self.orgs) and (own or self._may_object(person)):
                found.add(Standing.NOTICED)
        if self.receives and not person.closed and any(_agreed(person, org) for org in self.orgs):
            found.add(Standing.RECEIVER)
        return frozenset(found) if found or self.steps & OPENING["Person"] else None

    def _may_object(self, person: Person) -> bool:
        # Many are noticed at the same moment, and their time to object ends at the same one.
        noticed = person.noticed
        if noticed not in self._open:
            rules, now = self.in_force.programme, self.in_force.at
            assert rules is not None
            ends = [window_ends(person, name, rules) for name in self.objects_by]
            self._open[noticed] = any(end is None or utc(now) < utc(end) for end in ends)
        return self._open[noticed]

    def of_item(self, item: Item | None) -> frozenset[Standing] | None:
        """Give the standings of a seat in a weapon; None where it may not know of it."""
        if item is None:
            return None
        found = {Standing.KEEPER} if self.keeps and item.custody in self.orgs else set()
        found |= {Standing.CONTESTER} if self.contests else set()
        return frozenset(found) if found or self.steps & OPENING["Item"] else None

    def of_container(self, container: Container | None) -> frozenset[Standing] | None:
        """Give the standings of a seat in a container; None where it may not know of it."""
        if container is None:
            return None
        found = {Standing.KEEPER} if self.keeps and container.custody in self.orgs else set()
        return frozenset(found) if found or self.steps & OPENING["Container"] else None

    def of_receipt(self, receipt: Receipt | None, cases: Cases) -> frozenset[Standing] | None:
        """Give the standings of a seat in a receipt; None where it may not know of it, or of the person who holds it."""
        if receipt is None:
            return None
        holder = cases.persons.cases.get(receipt.case)
        if self.of_person(holder, child=receipt.case in cases.children) is None:
            return None
        if self.seat.kind is Kind.PERSON:
            return frozenset({Standing.PERSON})
        return NOBODY if self.steps & OPENING["Receipt"] else None

    def of_movement(self, movement: Movement | None) -> frozenset[Standing] | None:
        """Give the standings of a seat in a movement; None where it may not know of it."""
        if movement is None:
            return None
        found = set()
        if self.controls & set(grounds(movement)):
            found.add(Standing.CONTROLLER)
        if any(notice.to in self.orgs for notice in movement.notices):
            found.add(Standing.NOTIFIED)
        return frozenset(found) if found or self.steps & OPENING["Movement"] else None

    def of_operation(self, operation: Operation | None) -> frozenset[Standing] | None:
        """Give the standings of a seat in an announced operation; None where it may not know of it."""
        if operation is None:
            return None
        found = {Standing.OWN} if operation.by in self.orgs else set()
        found |= {Standing.CONTROLLER} if operation.zone in self.controls else set()
        return frozenset(found) if found or self.steps & OPENING["Operation"] else None

    def of_offer(self, offer: Offer | AnswerGiven | None) -> frozenset[Standing] | None:
        """Give the standings of a seat in an offer, or in what people answered to one; None where it may not know of it."""
        return NOBODY if offer is not None and self.steps & OPENING[type(offer).__name__] else None

    # ---- fields ----

    def sees(self, row: Row | None, standings: frozenset[Standing] = NOBODY) -> bool:
        """Whether a seat sees a field of something it may know of. A field without a row is seen by nobody."""
        if row is None:
            return False
        if row.sensitivity is Sensitivity.PUBLIC:
            return True
        if row.sensitivity is Sensitivity.RESTRICTED:
            return self.has_role
        if Standing.CHILD in standings:
            # What does not protect a child is not shown to those who protect it: nothing military.
            return bool(row.standings & standings)
        if Standing.EARLY in standings:
            return bool(row.steps & self.steps & EARLY)
        return bool(row.steps & self.steps or row.standings & standings)

    def who_sees(self, row: Row | None) -> tuple[str, ...]:
        """Give the posts and organisations that need a field for a step, as the text names them: they can be asked."""
        if row is None:
            return ()
        provided, rules = self.in_force.provided, self.in_force
        holders = (who for step in provided if step in row.steps for who in rules.now_held_by(provided[step].by))
        return tuple(dict.fromkeys(who for who in holders if not is_side(rules.org_of(who), self.agreement)))


_NUMBERED = (("Person", "case"), ("Item", "tag"), ("Container", "container"), ("Receipt", "receipt"), ("Movement", "id"),
             ("Operation", "id"), ("Offer", "zone"), ("AnswerGiven", "zone"))  # fmt: skip
OPENING = {of: ROWS[of, field].steps for of, field in _NUMBERED}
"""The steps whose holders may know that there is such a thing: those that see its number, or its zone where it has none."""


def _agreed(person: Person, state: str) -> bool:
    consent = person.leave.get(state)
    return consent is not None and consent.answer == "given"
