"""The one door to the caseload: judge an act by the tables, then apply it, or keep it without effect.

An act made here is refused if anything is missing. An act that comes from elsewhere is never refused: it is kept, and if
something was missing it has no effect and carries the reason. The same question is asked in both cases.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any, NamedTuple

from safeconduct.access.acts import TYPES as OF_ACCESS
from safeconduct.access.may import may
from safeconduct.access.scopes import Reach
from safeconduct.access.seats import Seat
from safeconduct.access.terms import Terms
from safeconduct.agreement.model import Agreement
from safeconduct.caseload.movements import asking as movement_asking
from safeconduct.caseload.movements import state as movement_state
from safeconduct.caseload.movements import table as movement_table
from safeconduct.caseload.movements.acts import MovementEntry
from safeconduct.caseload.movements.state import Movements, Stage
from safeconduct.caseload.moves import Asked, CaseAct, Missing, Move, Rules, clause_of, holders_of, missing
from safeconduct.caseload.persons import asking as person_asking
from safeconduct.caseload.persons import table as person_table
from safeconduct.caseload.persons.errors import NOTHING_TO_DO
from safeconduct.caseload.persons.state import Person, Persons
from safeconduct.caseload.persons.ways import way_missing
from safeconduct.caseload.weapons import state as weapon_state
from safeconduct.caseload.weapons import table as weapon_table
from safeconduct.caseload.weapons.acts import WeaponReceived
from safeconduct.caseload.weapons.state import Armoury
from safeconduct.kernel.acts import ActBase, MandateExtended, act_type
from safeconduct.kernel.errors import Conflict, Fault, Invalid, Refused
from safeconduct.kernel.moments import utc
from safeconduct.secretariat.two import Key, Ledger, filed
from safeconduct.secretariat.words import listed, name_of, sentence

_PERSONS = {row.act: row for row in person_table.TABLE}
_WEAPONS = {row.act: row for row in weapon_table.TABLE}
_MOVEMENTS = {row.act: row for row in movement_table.TABLE}


class Entry(NamedTuple):
    """An act as it was kept, with what was missing when it came in: nothing, if it took effect."""

    act: CaseAct
    missing: tuple[Missing, ...]


class Offered(NamedTuple):
    """A move that exists in the state of a case: open now if nothing is missing."""

    row: Move
    missing: tuple[Missing, ...]
    clause: tuple[str, ...]
    who: tuple[str, ...]


class Known(NamedTuple):
    """The cases of an office, without what is known only later."""

    persons: Persons
    armoury: Armoury
    movements: Movements
    children: frozenset[str] = frozenset()


class Facts:
    """What one room asks of another at one moment."""

    def __init__(self, office: "Office", now: datetime) -> None:
        self.office, self.now = office, now

    def tags_of(self, case: str) -> frozenset[str]:
        """Give the tags of what a person handed in, alone or with others."""
        return frozenset(self.office.armoury.handed.get(case, ()))

    def may_hand_in(self, case: str) -> Iterator[Missing]:
        """Say what keeps a person from handing in a weapon."""
        person, rules = self.office.persons.cases.get(case), self.office.rules
        if person is None or person.age != "adult" or person.closed:
            yield Missing("not_in_this_view", {"cases": (case,)}, rules.clause("age"))
        elif person.disarm is None or person.disarm.answer != "given":
            yield Missing("no_consent_to_disarm", {"answer": person.disarm.answer if person.disarm else "not asked"},
                          rules.clause("consent"), ("the person",))  # fmt: skip

    def may_present(self, movement: str) -> Iterator[Missing]:
        """Say what keeps a person from being received from a way out.

        Not the count of those who came out: a slip there must never turn away someone who stands at the gate. The
        counts have to agree before the movement can be closed.
        """
        found = self.office.movements.movements.get(movement)
        if found is None or found.kind != "way_out" or found.begun is None:
            yield Missing("no_open_way_out", {"movement": movement}, self.office.rules.clause("way_out"))

    def presented(self, movement: str) -> int:
        """Count the people received from a way out."""
        return sum(person.movement == movement for person in self.office.persons.cases.values())

    def cleared(self, case: str, way: str, to: str) -> tuple[Missing, ...]:
        """Say what keeps a person from a manifest."""
        person, rules = self.office.persons.cases.get(case), self.office.rules
        if person is None or person.age != "adult" or person.closed:
            return (Missing("not_in_this_view", {"cases": (case,)}, rules.clause("transfer")),)
        if (person.way, person.to) != (way, to):
            return (Missing("has_not_chosen_this", {"case": case, "way": way, "to": to}, rules.clause("choice"),
                            ("the person",)),)  # fmt: skip
        return way_missing(person, way, to, self.office.persons, rules, self.now)

    def may_board(self, case: str, movement: str) -> Iterator[Missing]:
        """Say what keeps a person from boarding a movement."""
        found, clause = self.office.movements.movements.get(movement), self.office.rules.clause("transfer")
        person = self.office.persons.cases[case]
        if found is None or found.kind != "transfer" or found.stage is not Stage.PLANNED:
            yield Missing("not_boarding", {"movement": movement}, clause)
        elif case not in found.manifest:
            yield Missing("not_on_manifest", {"movement": movement}, clause, self.office.rules.holders("transfer"))
        elif (found.way, found.to) != (person.way, person.to):
            yield Missing("leads_elsewhere", {"movement": movement, "to": found.to}, clause)

    def boarded(self, movement: str) -> frozenset[str]:
        """Give who is aboard a movement: had boarded by now, and has neither arrived nor turned back, left or died."""
        return frozenset(case for case, person in self.office.persons.cases.items() if person.boarded == movement
                         and not person.left and not person.died
                         and (person.boarded_at is None or utc(person.boarded_at) <= utc(self.now)))  # fmt: skip

    def may_arrive(self, movement: str) -> Iterator[Missing]:
        """Say what keeps people of a movement from arriving."""
        found = self.office.movements.movements.get(movement)
        if found is None or found.begun is None:
            yield Missing("not_begun", {"movement": movement}, self.office.rules.clause("transfer"))


class Office:
    """The caseload of one agreement, with every act it has taken in.

    `children` are case numbers known, perhaps only later, to be those of children. No view shows them on any day.
    """

    def __init__(self, agreement: Agreement, children: frozenset[str] = frozenset()) -> None:
        self.children = children
        self.agreement = agreement
        self.rules = Rules(agreement)
        self.terms = Terms(agreement)
        self.persons, self.armoury, self.movements = Persons(), Armoury(), Movements()
        self.entries: list[Entry] = []
        self.looks: list[Entry] = []
        """The acts of access: who looked, asked, approved. They stand apart, because no case is told by them."""
        self.two = Ledger()
        """Those of them that took effect, and what each builds on."""
        self._ids: set[str] = set()

    def judge(self, act: CaseAct, *, reach: Reach | None = None, key: Key | None = None) -> tuple[Missing, ...]:
        """Say what an act lacks, judged at the moment it is said to have happened. Nothing: it is allowed.

        The table of moves is asked first; what it allows has to be within the power of the seat as well, and of its key where
        its `reach` is known, at the moment it was recorded. `key` is the one that signed, for what takes two of them.
        """
        if not isinstance(act, OF_ACCESS):
            row, subject = self._row_and_subject(act)
            rules = self.terms.rules_at(act.happened) or self.rules
            if lacks := missing(row, Asked(rules, subject, act.happened, Facts(self, act.happened), act)):
                return lacks
        viewer = self.terms.viewer(Seat(act.actor, act.post), act.recorded)
        if (reasons := may(viewer, act, self.known_then, reach=reach).reasons) or not isinstance(act, OF_ACCESS):
            return reasons
        return self.two.lacks(filed(act, key), self.terms, self.known_then)

    @property
    def known_then(self) -> "Known":
        """Give the cases as they are known by the acts so far. That a child is found later takes nothing from what was done."""
        return Known(self.persons, self.armoury, self.movements)

    def admit(self, act: CaseAct, *, reach: Reach | None = None, key: Key | None = None) -> Entry:
        """Take in an act that was made elsewhere: kept in any case, with effect only if nothing is missing."""
        lacks, of_access = self.judge(act, reach=reach, key=key), isinstance(act, OF_ACCESS)
        if not lacks and not of_access:
            self._apply(act)
        elif not lacks:
            self.two.keep(filed(act, key))
        entry = Entry(act, lacks)
        (self.looks if of_access else self.entries).append(entry)
        self._ids.add(act.id)
        return entry

    def submit(self, act: CaseAct) -> Entry:
        """Take in an act that is made here. Raises Refused with all that is missing, Conflict for an id in use."""
        if act.id in self._ids:
            raise Conflict(f"an act already carries the id {act.id}", remedy="give the act its own id")
        if lacks := self.judge(act):
            raise refusal(act, lacks, self.agreement)
        return self.admit(act)

    def offered(self, case: str, now: datetime) -> list[Offered]:
        """Give the moves that exist for a person at a moment, those open now first, and of these those that lead on.

        Left out is what is done, or has nothing to be done for.
        """
        person = self.persons.cases[case]
        return self._offered(_PERSONS.values(), person_asking.Subject(self.persons, person, case), now)

    def offered_for_movement(self, movement: str, now: datetime) -> list[Offered]:
        """Give the moves that exist for a movement at a moment, those open now first, and of these those that lead on.

        Left out is what is done, or has nothing to be done for.
        """
        subject = movement_asking.Subject(self.movements, self.movements.movements[movement])
        rows = (row for row in _MOVEMENTS.values() if issubclass(row.act, MovementEntry))
        return self._offered(rows, subject, now)

    def _offered(self, rows: Iterable[Move], subject: Any, now: datetime) -> list[Offered]:
        found = []
        facts, rules = Facts(self, now), self.terms.rules_at(now) or self.rules
        for row in rows:
            asked = Asked(rules, subject, now, facts)
            if self.rules.step(row.step) is None and row.by is None:
                continue
            if not _exists(row, asked):
                continue
            lacks = missing(row, asked)
            if not lacks or any(part.code not in NOTHING_TO_DO for part in lacks):
                found.append(Offered(row, lacks, clause_of(row, asked), holders_of(row, asked)))
        return sorted(found, key=lambda offered: (bool(offered.missing), not offered.row.onward))

    def _row_and_subject(self, act: CaseAct) -> tuple[Move, Any]:
        kind = type(act)
        if kind in _PERSONS:
            return _PERSONS[kind], person_asking.subject_of(self.persons, act)
        if kind in _WEAPONS:
            return _WEAPONS[kind], weapon_table.subject_of(self.armoury, act)
        return _MOVEMENTS[kind], movement_asking.subject_of(self.movements, act)

    def _apply(self, act: CaseAct) -> None:
        if type(act) in _PERSONS:
            self.persons.apply(act)
        elif type(act) in _WEAPONS:
            weapon_state.apply(self.armoury, act)
            if isinstance(act, WeaponReceived):
                for case in act.cases:
                    self.persons.search_again(case)
        else:
            self.movements = movement_state.apply(self.movements, act) or self.movements

    @property
    def hidden(self) -> frozenset[str]:
        """Give the case numbers that no view of strength, manifests, screening or weapons may show."""
        young = (case for case, person in self.persons.cases.items() if person.age != "adult")
        return self.children | frozenset(young)

    def is_shown(self, case: str) -> bool:
        """Whether a case number is that of an adult in the programme."""
        return case in self.persons.cases and case not in self.children and self.persons.cases[case].age == "adult"

    def adults(self) -> list[Person]:
        """Give the persons of the programme, in the order in which they presented."""
        return [person for case, person in self.persons.cases.items() if case not in self.children and person.age == "adult"]


def _exists(row: Move, asked: Asked) -> bool:
    answer = row.opens(asked)
    return answer is None or (not isinstance(answer, Missing) and not list(answer))


def refusal(act: ActBase, lacks: tuple[Missing, ...], agreement: Agreement) -> Refused:
    """Give the error that says what an act lacks, under which clause, and who can supply it."""
    lines = [f"{act_type(act)} is refused:"]
    for part in lacks:
        clause = f" (point {listed(part.clause)})" if part.clause else ""
        lines.append(f"- {sentence(part, agreement)}{clause}")
    who = dict.fromkeys(name for part in lacks for name in part.who)
    remedy = f"It can be supplied by {listed(name_of(agreement, name) for name in who)}." if who else ""
    return Refused("\n".join(lines), remedy=remedy, code=f"refused-{lacks[0].code.replace('_', '-')}")


def open_office(agreement: Agreement, acts: Iterable[CaseAct], *, until: datetime | None = None,
                leave_out: frozenset[str] = frozenset(), children: frozenset[str] = frozenset(),
                extended: Iterable[MandateExtended] = ()) -> Office:  # fmt: skip
    """Give the office after every act recorded before `until`; acts named in `leave_out` are taken as never made.

    `extended` are the acts that carry a mandate on. Raises Invalid where there is no programme.
    """
    if agreement.programme is None:
        raise no_programme(agreement)
    office = Office(agreement, children)
    for longer in extended:
        office.terms.extend(longer)
    for act in acts:
        if act.id not in leave_out and (until is None or utc(act.recorded) < utc(until)):
            office.admit(act)
    return office


def no_programme(agreement: Agreement) -> Invalid:
    """Give the error for a text without a programme."""
    return Invalid([Fault(code="SC015", message=f"{agreement.id} has no programme", path="programme",
                          remedy="give a text that has one, such as --with drafts/rafah-passage.yaml")])  # fmt: skip
