"""What does one seat see of a caseload on a day? The one place that stands between the acts and the pages of a programme.

`Sight` answers what may be known of at all and how reasons are told. `people`, `arms`, `movements`, `days` and `kept` make of it
what pages and the programming interface show: plain data, in which nothing stands that `access` does not give this seat.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from functools import cached_property
from typing import Any, NamedTuple

import msgspec

from safeconduct.access.acts_seen import NAMES, view_act
from safeconduct.access.classes import ROWS, Standing, row_of
from safeconduct.access.knowing import NOBODY, Viewer
from safeconduct.access.masking import MASKED, masked_value
from safeconduct.access.may import by_the_text
from safeconduct.access.telling import told
from safeconduct.access.view import Seen, Shown, Withheld
from safeconduct.caseload.movements.state import Movements, Operation
from safeconduct.caseload.moves import CaseAct, Missing
from safeconduct.caseload.persons.state import Person, Persons
from safeconduct.caseload.weapons.state import Armoury
from safeconduct.secretariat.office import Entry
from safeconduct.secretariat.opening import Opened
from safeconduct.secretariat.queries import Said, masked, said, step_of
from safeconduct.web.shell.lacking import lacks
from safeconduct.web.shell.wording import ui_language


class NotShown(msgspec.Struct, frozen=True):
    """Fields that are not shown to a seat, and who needs them for a step. The same whatever stands in them."""

    fields: tuple[str, ...]
    who: tuple[str, ...]


class Cases(NamedTuple):
    """The cases of a day. `children`: numbers that only those who protect children may know of."""

    persons: Persons
    armoury: Armoury
    movements: Movements
    children: frozenset[str]


class Sight:
    """One seat before the caseload of a day.

    `record` is where somebody has to be known of as well: the same day with nothing left out, and on a server that is in use the
    last day. So no earlier day and no act left out brings a number back, and nobody learns from a number that is missing there.
    """

    def __init__(self, viewer: Viewer, opened: Opened, *, record: Opened | None = None, now: datetime | None = None) -> None:
        self.viewer, self.opened = viewer, opened
        self.office, self.now = opened.office, now or opened.as_of
        children = self.office.children
        if record is not None and record.office is not self.office and not viewer.for_children:
            children |= self._forgotten(record)
        self.cases = Cases(self.office.persons, self.office.armoury, self.office.movements, children)
        self._may: dict[type[CaseAct], bool] = {}

    def _forgotten(self, record: Opened) -> frozenset[str]:
        found, children = record.office.persons.cases, record.office.children
        return frozenset(case for case in self.office.persons.cases
                         if self.viewer.of_person(found.get(case), child=case in children) is None)  # fmt: skip

    # ---- people ----

    @cached_property
    def known(self) -> dict[str, tuple[Person, frozenset[Standing]]]:
        """Give the cases a seat may know of, by number, with what each is to the seat. The order says nothing."""
        cases = self.cases
        found = ((case, person, self.viewer.of_person(person, child=case in cases.children))
                 for case, person in cases.persons.cases.items())  # fmt: skip
        return {case: (person, standings) for case, person, standings in sorted(found, key=lambda one: one[0])
                if standings is not None}  # fmt: skip

    @cached_property
    def steps(self) -> dict[str, str]:
        """Give the step at which each case is, as far as a seat sees that. A child is in care, or on the way to it."""
        return {case: self._step(person, standings) for case, (person, standings) in self.known.items()}

    def _step(self, person: Person, standings: frozenset[Standing]) -> str:
        if Standing.CHILD in standings:
            return "died" if person.died else "left" if person.left else "care"
        if self.sees("CaseView", "step", standings):
            return step_of(person, self.office, self.now)
        return _until_disarmed(person) if self.sees("Person", "disarmed", standings) else ""

    def sees(self, of: str, field: str, standings: frozenset[Standing] = NOBODY) -> bool:
        """Whether a seat sees a field, by its row."""
        return self.viewer.sees(ROWS.get((of, field)), standings)

    @cached_property
    def counts_people(self) -> bool:
        """Whether a seat counts the people it may know of; everyone else sees what is published."""
        return self.sees("Picture", "funnel")

    @cached_property
    def may_try(self) -> bool:
        """Whether a seat may ask what if an act had never been made: only those who work in the programme."""
        return self.viewer.inside and bool(self.viewer.steps)

    def may_take(self, kind: type[CaseAct]) -> bool:
        """Whether a seat may do acts of a type by the text, whatever they are about."""
        if kind not in self._may:
            self._may[kind] = by_the_text(self.viewer, kind, self.viewer.in_force.at)
        return self._may[kind]

    def reads(self, kind: type[CaseAct], standings: frozenset[Standing]) -> bool:
        """Whether a seat would see what an act of a type says about something."""
        own = [name for name in kind.__struct_fields__ if name not in CaseAct.__struct_fields__]
        tag = str(kind.__struct_config__.tag)
        said = [name for name in own if name not in NAMES] or own
        return any(self.viewer.sees(row_of(tag, name), standings) for name in said)

    # ---- things ----

    @cached_property
    def known_items(self) -> tuple[str, ...]:
        """Give the tags of the weapons a seat may know of."""
        items = self.office.armoury.items
        return tuple(sorted(tag for tag, item in items.items() if self.viewer.of_item(item) is not None))

    @cached_property
    def known_containers(self) -> tuple[str, ...]:
        """Give the containers a seat may know of."""
        found = self.office.armoury.containers
        return tuple(sorted(name for name, one in found.items() if self.viewer.of_container(one) is not None))

    @cached_property
    def known_movements(self) -> tuple[str, ...]:
        """Give the movements a seat may know of, in the order in which they were planned."""
        found = self.office.movements.movements
        return tuple(name for name, one in found.items() if self.viewer.of_movement(one) is not None)

    def of_operation(self, operation: Operation) -> frozenset[Standing]:
        """Give what an operation is to a seat: its own, or on ground that it controls."""
        found = {Standing.OWN} if operation.by in self.viewer.orgs else set()
        return frozenset(found | ({Standing.CONTROLLER} if operation.zone in self.viewer.controls else set()))

    # ---- acts and reasons ----

    def act(self, act: CaseAct) -> Seen:
        """Give what a seat sees of an act."""
        return view_act(self.viewer, act, self.cases)

    def names(self, acts: Iterable[CaseAct]) -> Iterator[str]:
        """Give the ids of the acts whose ids a seat sees."""
        return filter(None, (shown_id(self.act(act).values()) for act in acts))

    def entries(self, wanted: Iterable[Entry]) -> Iterator[tuple[Entry, dict[str, Any]]]:
        """Give those of some acts that a seat sees, each with the fields it sees."""
        for entry in wanted:
            if (seen := self.act(entry.act)).found:
                yield entry, seen.values()

    def reasons(self, missing: Iterable[Missing]) -> tuple[Said, ...]:
        """Give what is missing as far as it may be told, in sentences that name nothing a seat may not know of."""
        return tuple(dict.fromkeys(self._said(self._masked(part)) for part in told(self.viewer, missing)))

    def _said(self, part: Missing) -> Said:
        found, language = said(part, self.office), ui_language()
        if language == "en":
            return found
        return msgspec.structs.replace(found, says=lacks(masked(part, self.office), self.office.agreement, language))

    def _masked(self, part: Missing) -> Missing:
        return part._replace(params={name: self.word(value) for name, value in part.params.items()})

    def word(self, value: Any) -> Any:
        """Give a word of this log as it may be shown: a name that says what a seat may not know of is taken out."""
        if isinstance(value, tuple) and not hasattr(value, "_fields"):
            return tuple(dict.fromkeys(map(self.word, value)))
        if isinstance(value, frozenset):
            return frozenset(map(self.word, value))
        if not isinstance(value, str):
            return value
        return MASKED if value in self._unknown else masked_value(self.viewer, value, self.cases)

    @cached_property
    def _unknown(self) -> frozenset[str]:
        """Give every number and made-up name of this log that a seat may not know of."""
        office, viewer = self.office, self.viewer
        found = {case for case in office.persons.cases if case not in self.known}
        found |= set(office.armoury.items) - set(self.known_items)
        found |= set(office.armoury.containers) - set(self.known_containers)
        found |= {name for name, one in office.armoury.receipts.items() if viewer.of_receipt(one, self.cases) is None}
        found |= set(office.movements.movements) - set(self.known_movements)
        operations = office.movements.operations.items()
        found |= {name for name, one in operations if not self.sees("Operation", "id", self.of_operation(one))}
        return frozenset(found)

    def not_shown(self, fields: Mapping[str, Shown | Withheld]) -> NotShown | None:
        """Give the fields that are withheld and who needs them, once for all of them; None where nothing is."""
        hidden = {name: field.reason for name, field in fields.items() if isinstance(field, Withheld)}
        who = dict.fromkeys(name for reason in hidden.values() for name in reason.who)
        return NotShown(tuple(hidden), tuple(who)) if hidden else None


def _until_disarmed(person: Person) -> str:
    """Give how far somebody is who has not handed in weapons: all that is needed to take them over. After that it is not said."""
    if person.disarmed is not None:
        return ""
    return "hand_over" if person.disarm is not None and person.disarm.answer == "given" else "consent"


def shown_id(fields: Mapping[str, Any]) -> str:
    """Give the id of an act from the fields that a seat sees of it; empty where it is not shown."""
    found = fields.get("id", "")
    return "" if found == MASKED else str(found)
