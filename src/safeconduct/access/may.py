"""May this seat do this act? Yes, or no with every reason: the clause, and who could.

What follows from the seat, the text and the key alone is asked first, before any case is looked at. Then whether the seat may
know of what the act is about; if not, the answer is the one for what does not exist. How a case stands, and what a move still
needs, is not asked here: that is for the tables of moves, once this has said yes.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import Any, NamedTuple

from safeconduct.access import alarms, approvals, scopes
from safeconduct.access.acts import TYPES as OF_ACCESS
from safeconduct.access.acts import GlassBroken
from safeconduct.access.gaps import Cases
from safeconduct.access.knowing import Viewer
from safeconduct.access.mandates import in_office, since_when
from safeconduct.access.powers import power_over
from safeconduct.access.scopes import Reach
from safeconduct.access.seats import Kind
from safeconduct.access.view import NOT_HERE
from safeconduct.agreement.act_log import RECORDER
from safeconduct.caseload.movements import asking as movement_asking
from safeconduct.caseload.movements import table as movement_table
from safeconduct.caseload.movements.acts import (
    MovementAcknowledged,
    MovementEntry,
    MovementPlanned,
    OperationEnded,
    OperationPaused,
)
from safeconduct.caseload.movements.state import Movements
from safeconduct.caseload.moves import Asked, CaseAct, Missing, Move, clause_of, holders_of
from safeconduct.caseload.persons import acts as person_acts
from safeconduct.caseload.persons import asking as person_asking
from safeconduct.caseload.persons import table as person_table
from safeconduct.caseload.persons.state import Persons
from safeconduct.caseload.weapons import table as weapon_table
from safeconduct.caseload.weapons.acts import (
    ContainerOpened,
    ContainerTransferred,
    ReceiptEntry,
    ReceiptIssued,
    ReceiptReplaced,
    WeaponReceived,
)
from safeconduct.caseload.weapons.state import Armoury
from safeconduct.kernel.acts import ActBase, FigureReported, SourceAdded, StatementReported, Withdrawn
from safeconduct.kernel.moments import utc

ROWS: dict[type[CaseAct], Move] = {**person_table.BY_ACT, **weapon_table.BY_ACT, **movement_table.BY_ACT}
"""The row of each act of a case."""

_FURTHER = {person_acts.ObjectionDecided: "ruling", person_acts.AssuranceRevoked: "revoking"}


class Answer(NamedTuple):
    """Whether it may be done; if not, every reason that may be told."""

    allowed: bool
    reasons: tuple[Missing, ...] = ()


YES = Answer(True)


class _Nothing(NamedTuple):
    """No case at all: who could do something by the text, whatever there is."""

    persons: Persons = Persons()
    armoury: Armoury = Armoury()
    movements: Movements = Movements()
    children: frozenset[str] = frozenset()


NO_CASES = _Nothing()


def may(viewer: Viewer, act: ActBase, cases: Cases = NO_CASES, *, reach: Reach | None = None) -> Answer:
    """Say whether a seat may do an act at the moment of the text in force, with a key of some reach."""
    if reasons := tuple(_by_the_seat(viewer, act, cases, reach)):
        return Answer(False, reasons)
    if viewer.seat.kind is Kind.RECORDER:
        return YES
    if isinstance(act, OF_ACCESS):
        found = _over_access(viewer, act, cases)
    elif isinstance(act, CaseAct):
        found = _over_a_case(viewer, act, cases)
    else:
        found = tuple(_over_a_norm(viewer, act))
    if not found and reach is not None and scopes.is_elsewhere(reach, act, cases):
        found = (NOT_HERE,)
    return Answer(not found, found)


def _by_the_seat(viewer: Viewer, act: ActBase, cases: Cases, reach: Reach | None) -> Iterator[Missing]:
    seat, in_force = viewer.seat, viewer.in_force
    if seat.kind is Kind.RECORDER:
        own = act.actor == RECORDER and isinstance(act, (StatementReported, FigureReported, SourceAdded, Withdrawn))
        if not own and (act.basis != "reported" or isinstance(act, CaseAct)):
            yield Missing("recorder_only_reports", {})
    elif seat.kind is not Kind.OFFICER:
        yield Missing("no_seat_to_act", {})
        return
    elif not in_force.is_seat(seat):
        yield Missing("no_such_seat", {"org": seat.org, "post": seat.post})
        return
    else:
        yield from _in_office(viewer, act)
        if act.actor != seat.org:
            yield Missing("acts_for_another", {"org": seat.org, "actor": act.actor}, (), (act.actor,))
        if isinstance(act, CaseAct) and act.post != seat.post:
            yield Missing("acts_for_another_post", {"post": seat.post, "named": act.post}, (), (act.post,) if act.post else ())
    if utc(act.happened) > utc(in_force.at):
        yield Missing("not_yet_happened", {"happened": act.happened})
    if reach is not None:
        yield from scopes.outside(reach, act, in_force.at, cases)


def _in_office(viewer: Viewer, act: ActBase) -> Iterator[Missing]:
    in_force, org = viewer.in_force, viewer.seat.org
    body = in_force.agreement.bodies.get(org)
    clause, who = (body.clause if body else ()), in_force.successors(org)
    if not in_force.in_office(org):
        yield Missing("not_in_office", {"org": org, "since": since_when(org, in_force.mandates, in_force.at)}, clause, who)
    elif not in_office(org, in_force.agreement, in_force.mandates, act.happened):
        yield Missing("was_not_in_office", {"org": org, "happened": act.happened}, clause, who)


def _over_a_norm(viewer: Viewer, act: Any) -> Iterator[Missing]:
    power = power_over(act, viewer.in_force)
    if not power.known:
        yield Missing("names_no_norm", {"type": str(act.__struct_config__.tag)})
    elif not power.anyone and viewer.seat.org not in power.who:
        yield Missing("no_power", {"actor": viewer.seat.org, "post": "", "holders": power.who}, power.clause, power.who)
    elif power.lacks:
        yield Missing(power.lacks, {}, power.clause, power.who)


def _over_access(viewer: Viewer, act: Any, cases: Cases) -> tuple[Missing, ...]:
    if found := alarms.power(viewer, act) if isinstance(act, GlassBroken) else approvals.power(viewer, act):
        return found
    persons = cases.persons.cases
    if isinstance(act, GlassBroken):
        # Whoever stands before someone in need has a number to go by. Whether there is such a case is not said before the alarm.
        return ()
    known = [viewer.of_person(persons.get(case), child=case in cases.children) for case in getattr(act, "cases", ())]
    return (NOT_HERE,) if None in known else ()


def _over_a_case(viewer: Viewer, act: CaseAct, cases: Cases) -> tuple[Missing, ...]:
    rules, row = viewer.in_force.programme, ROWS.get(type(act))
    if rules is None or row is None:
        return (Missing("no_programme", {}),)
    if rules.step(row.step) is None and row.by is None:
        return (Missing("no_clause", {"step": row.step}, closed=True),)
    # First by the text alone: in an empty log it cannot depend on any case who is named as the one who could.
    asked = Asked(rules, _subject(act, NO_CASES), act.happened, None, act)
    named, clause = _named(row, asked), clause_of(row, asked)
    if not rules.holds(named, act.actor, act.post):
        who = viewer.in_force.now_held_by(named)
        return (Missing("no_power", {"actor": act.actor, "post": act.post, "holders": who}, clause, who),)
    if not _suits(viewer, row, named):
        return (Missing("task_does_not_fit", {"post": act.post, "step": row.step}, clause, _suited(viewer, row)),)
    asked = asked._replace(subject=_subject(act, cases))
    held = rules.holds(holders_of(row, asked), act.actor, act.post)
    return () if held and _may_know(viewer, act, cases) and _is_own(viewer, act, asked.subject) else (NOT_HERE,)


def by_the_text(viewer: Viewer, kind: type[CaseAct], at: datetime) -> bool:
    """Whether a seat may do acts of a type by the text and its task, whatever case they are about."""
    rules, row = viewer.in_force.programme, ROWS[kind]
    if rules is None or not viewer.has_role or (rules.step(row.step) is None and row.by is None):
        return False
    asked = Asked(rules, person_asking.Subject(NO_CASES.persons, None) if kind in person_table.BY_ACT else
                  movement_asking.Subject(NO_CASES.movements, None), at, None)  # fmt: skip
    named = _named(row, asked)
    return rules.holds(named, viewer.seat.org, viewer.seat.post) and _suits(viewer, row, named)


def _named(row: Move, asked: Asked) -> tuple[str, ...]:
    """Give whom the text names for an act, whatever it is about."""
    found = holders_of(row, asked)
    if row.by in (movement_asking.runners, movement_asking.receivers) and not isinstance(asked.act, MovementPlanned):
        # Which of the two kinds a movement is, is not said by the act but by the movement.
        found = (*found, *asked.rules.holders("transfer"))
    return tuple(dict.fromkeys(found))


def _is_own(viewer: Viewer, act: Any, subject: Any) -> bool:
    """Whether what only its maker may change is the seat's own. What others have made is not told from what nobody has."""
    if isinstance(act, person_acts.ObjectionWithdrawn):
        return any(made.id == act.of and made.by in viewer.orgs for made in (subject.person.objections if subject.person else ()))
    if isinstance(act, MovementAcknowledged):
        return any(notice.to in viewer.orgs for notice in subject.target.notices)
    if isinstance(act, (OperationPaused, OperationEnded)):
        return subject.target is not None and subject.target.by in viewer.orgs
    return True


def _subject(act: CaseAct, cases: Cases) -> Any:
    if type(act) in person_table.BY_ACT:
        return person_asking.subject_of(cases.persons, act)
    if type(act) in weapon_table.BY_ACT:
        return weapon_table.subject_of(cases.armoury, act)
    return movement_asking.subject_of(cases.movements, act)


def _suits(viewer: Viewer, row: Move, named: tuple[str, ...]) -> bool:
    if row.by in (movement_asking.anyone, movement_asking.announcer, movement_asking.notified):
        return True
    seat, in_force = viewer.seat, viewer.in_force
    posts = in_force.filled_by(seat) - set(in_force.stands_for(seat.org))
    return bool(posts & set(named)) or any(in_force.suits(seat, step) for step in _steps(row))


def _steps(row: Move) -> tuple[str, ...]:
    return ("way_out", "transfer") if row.by is movement_asking.runners else (_FURTHER.get(row.act, row.step),)


def _suited(viewer: Viewer, row: Move) -> tuple[str, ...]:
    seat, in_force = viewer.seat, viewer.in_force
    return tuple(name for name, post in viewer.agreement.posts.items() if post.of == seat.org
                 and any(in_force.suits(seat._replace(post=name), step) for step in _steps(row)))  # fmt: skip


def _may_know(viewer: Viewer, act: Any, cases: Cases) -> bool:
    """Whether a seat may know of everything that an act is about and that has to be there before it."""
    persons, armoury = cases.persons.cases, cases.armoury
    if isinstance(act, person_acts.Presented):
        return True
    if isinstance(act, person_acts.Died) and "reception" in viewer.steps:
        # Whoever received people knows the numbers it gave them, also of a child: a death has to be recorded by someone.
        return act.case in persons
    found: list[Any] = [viewer.of_person(persons.get(case), child=case in cases.children)
                        for case in (*((act.case,) if hasattr(act, "case") else ()), *getattr(act, "cases", ()))]  # fmt: skip
    if not isinstance(act, WeaponReceived):
        tags = (*((act.tag,) if hasattr(act, "tag") else ()), *getattr(act, "tags", ()))
        found += [viewer.of_item(armoury.items.get(tag)) for tag in tags]
    if isinstance(act, (ContainerTransferred, ContainerOpened)):
        found.append(viewer.of_container(armoury.containers.get(act.container)))
    if isinstance(act, ReceiptEntry) and not isinstance(act, ReceiptIssued):
        number = act.replaces if isinstance(act, ReceiptReplaced) else act.receipt
        found.append(viewer.of_receipt(armoury.receipts.get(number), cases))
    if isinstance(act, MovementEntry) and not isinstance(act, MovementPlanned):
        found.append(viewer.of_movement(cases.movements.movements.get(act.movement)))
    return None not in found
