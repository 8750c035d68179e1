"""Which ids and numbers an act may name: what the text has, and of the caseload only what the seat may know of.

A field that is not here is typed from the paper: a tag, a seal, what is stamped on a weapon.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime
from typing import NamedTuple

from safeconduct.access.knowing import Viewer
from safeconduct.agreement.frame import PlaceKind
from safeconduct.agreement.programme import WayKind
from safeconduct.agreement.shapes import UNSTATED
from safeconduct.caseload.movements import acts as moving
from safeconduct.caseload.movements.state import BEGUN, Stage
from safeconduct.caseload.moves import CaseAct, Rules
from safeconduct.caseload.persons import acts as persons
from safeconduct.caseload.persons.state import Person
from safeconduct.caseload.persons.ways import destinations, every_destination, standing
from safeconduct.caseload.weapons import acts as weapons
from safeconduct.caseload.weapons import state as armed
from safeconduct.caseload.weapons.custody import side_under_arms
from safeconduct.caseload.weapons.state import Item
from safeconduct.secretariat.office import Facts, Office
from safeconduct.web.desk.coded import CODED

LANGUAGES = ("ar", "he", "en", "fr", "es", "ru", "uk", "sr", "bs", "id")
"""Languages that people are spoken to in, beside those the text names."""
_STANDING = ("open", "upheld", "stood")


class Asking(NamedTuple):
    """Who asks, about what, and when: one seat before one form."""

    office: Office
    viewer: Viewer
    kind: type[CaseAct]
    number: str
    now: datetime

    @property
    def rules(self) -> Rules:
        """Give the rules of the programme as they stand now."""
        return self.office.terms.rules_at(self.now) or self.office.rules

    @property
    def person(self) -> Person | None:
        """Give the case that it is about, if it is about one."""
        return self.office.persons.cases.get(self.number)


Options = Callable[[Asking], Iterable[str]]


def options(asking: Asking, field: str) -> tuple[str, ...] | None:
    """Give what a field may name, in the order of the text or of the log; None where it is typed."""
    of_type = str(asking.kind.__struct_config__.tag)
    found = _OF.get((asking.kind, field)) or _ANYWHERE.get(field)
    if found is not None:
        return tuple(dict.fromkeys(found(asking)))
    return CODED.get((of_type, field))


# ---- what the seat may know of ----


def seen_persons(asking: Asking) -> Iterator[Person]:
    """Give the persons that a seat may know of, in the order in which they were received."""
    office = asking.office
    return (person for case, person in office.persons.cases.items()
            if asking.viewer.of_person(person, child=case in office.children) is not None)  # fmt: skip


def seen_items(asking: Asking) -> Iterator[Item]:
    """Give the weapons that a seat may know of."""
    return (item for item in asking.office.armoury.items.values() if asking.viewer.of_item(item) is not None)


def _adults(asking: Asking) -> Iterator[Person]:
    children = asking.office.children
    return (one for one in seen_persons(asking) if one.age == "adult" and not one.closed and one.case not in children)


def _not_noticed(asking: Asking) -> Iterator[str]:
    return (one.case for one in _adults(asking) if one.noticed is None)


def _may_hand_in(asking: Asking) -> Iterator[str]:
    return (one.case for one in _adults(asking) if one.disarm is not None and one.disarm.answer == "given" and not one.boarded)


def _may_travel(asking: Asking) -> Iterator[str]:
    movement = asking.office.movements.movements.get(asking.number)
    if movement is not None:
        facts = Facts(asking.office, asking.now)
        yield from (one.case for one in _adults(asking) if one.way == movement.way and one.to == movement.to
                    and not facts.cleared(one.case, movement.way, movement.to))  # fmt: skip


def _loose(asking: Asking) -> Iterator[str]:
    return (item.tag for item in seen_items(asking) if item.stage is armed.Stage.RECEIVED)


def _to_destroy(asking: Asking) -> Iterator[str]:
    return (item.tag for item in seen_items(asking) if item.stage is armed.Stage.RECEIVED and not item.contested)


def _to_compare(asking: Asking) -> Iterator[str]:
    gone = (armed.Stage.LOST, armed.Stage.DESTROYED)
    return (item.tag for item in seen_items(asking) if item.stage not in gone)


def _handed_in(asking: Asking) -> Iterable[str]:
    return asking.office.armoury.handed.get(asking.number, ())


def _without_receipt(asking: Asking) -> Iterator[str]:
    return (tag for tag, receipt in asking.office.armoury.standing.get(asking.number, {}).items() if not receipt)


def _ways_out(asking: Asking) -> Iterator[str]:
    return (name for name, one in asking.office.movements.movements.items()
            if one.kind == "way_out" and one.stage in BEGUN and asking.viewer.of_movement(one) is not None)  # fmt: skip


def _to_board(asking: Asking) -> Iterator[str]:
    for name, one in asking.office.movements.movements.items():
        if one.stage is Stage.PLANNED and asking.number in one.manifest and asking.viewer.of_movement(one) is not None:
            yield name


def _aboard(asking: Asking) -> Iterable[str]:
    return (asking.person.boarded,) if asking.person is not None and asking.person.boarded else ()


def _going_to(asking: Asking) -> Iterable[str]:
    movements = asking.office.movements.movements
    return tuple(movements[name].to for name in _aboard(asking) if name in movements)


# ---- objections ----


def _objections(asking: Asking) -> Iterable[str]:
    rules = asking.rules
    return (name for way in rules.ways if way in rules.moves for name in rules.moves[way].blocked_if
            if name in asking.viewer.objects_by)  # fmt: skip


def _grounds(asking: Asking) -> Iterator[str]:
    for name in _objections(asking):
        grounds = asking.viewer.agreement.objections[name].grounds
        yield from grounds if isinstance(grounds, dict) else ()


def _against(asking: Asking) -> Iterator[str]:
    mine, rules = set(_objections(asking)), asking.rules
    return (way for way in rules.ways if way in rules.moves and mine & set(rules.moves[way].blocked_if))


def _open_objections(asking: Asking) -> Iterator[str]:
    filled = asking.viewer.in_force.filled_by(asking.viewer.seat)
    for made in asking.person.objections if asking.person is not None else ():
        deciders = asking.viewer.agreement.objections[made.objection].decided_by
        if filled & set(deciders) and standing(made, asking.rules, asking.now) == "open":
            yield made.id


def _own_objections(asking: Asking) -> Iterator[str]:
    return (made.id for made in (asking.person.objections if asking.person is not None else ())
            if made.by in asking.viewer.orgs and standing(made, asking.rules, asking.now) in _STANDING)  # fmt: skip


# ---- what the text has ----


def _places(*kinds: PlaceKind) -> Options:
    return lambda asking: (name for name, place in asking.viewer.agreement.places.items() if place.kind in kinds)


def _zones(asking: Asking) -> Iterator[str]:
    way_out = asking.rules.programme.way_out
    yield from way_out.zone if way_out is not None else ()
    if asking.kind not in (moving.MovementPlanned, moving.HoldFireConfirmed):
        yield from _places(PlaceKind.ZONE)(asking)
    elif asking.kind is moving.HoldFireConfirmed:
        # The ground that this seat controls by the text. Where the movement leads is not for every side to know.
        yield from (name for name in asking.viewer.agreement.places if name in asking.viewer.controls)


def _organisations(asking: Asking) -> Iterable[str]:
    return (*asking.viewer.agreement.parties, *asking.viewer.agreement.bodies)


def _takers(asking: Asking) -> Iterator[str]:
    container = asking.office.armoury.containers.get(asking.number)
    return (org for org in _organisations(asking) if not side_under_arms(asking.rules, org)
            and (container is None or org != container.custody))  # fmt: skip


def _carers(asking: Asking) -> Iterator[str]:
    return (asking.viewer.in_force.org_of(holder) for holder in asking.rules.holders("child_care"))


def _leads(asking: Asking) -> Iterator[str]:
    yield from _places(PlaceKind.SITE)(asking)
    for way in asking.rules.ways:
        yield from destinations(asking.rules, way)


def _languages(asking: Asking) -> Iterator[str]:
    way_out = asking.rules.programme.way_out
    yield from way_out.languages if way_out is not None else ()
    yield from LANGUAGES


def _team(asking: Asking) -> Iterator[str]:
    way_out = asking.rules.programme.way_out
    yield from way_out.team if way_out is not None else ()
    yield from asking.viewer.agreement.posts


def _covers(asking: Asking) -> Iterable[str]:
    rule = asking.rules.programme.assurance
    return rule.covers if rule is not None else ()


def _legal_bases(asking: Asking) -> Iterable[str]:
    rule = asking.rules.programme.hold
    return rule.legal_bases if rule is not None else ()


def _stays(asking: Asking) -> Iterator[str]:
    """Give where a person may stay: at the site, or where the text lets people stay."""
    rules = asking.rules
    yield from (asking.person.site,) if asking.person is not None and asking.person.site else ()
    for name, way in rules.ways.items():
        leads = rules.moves[name].to if way.kind is WayKind.STAY and name in rules.moves else ()
        yield from (to for to in leads if to != UNSTATED)


def _agreed_to(asking: Asking) -> Iterator[str]:
    leave = asking.person.leave if asking.person is not None else {}
    return (to for to, consent in leave.items() if consent.answer == "given")


_SITES = _places(PlaceKind.SITE)
_OF: Mapping[tuple[type[CaseAct], str], Options] = {
    (persons.Presented, "movement"): _ways_out,
    (persons.ChildReferred, "to"): _carers,
    (persons.NoticeGiven, "cases"): _not_noticed,
    (persons.NoticeGiven, "to"): lambda asking: asking.rules.programme.notice_to,
    (persons.Disarmed, "tags"): _handed_in,
    (persons.Assured, "covers"): _covers,
    (persons.ObjectionRaised, "objection"): _objections,
    (persons.ObjectionRaised, "ground"): _grounds,
    (persons.ObjectionRaised, "against"): _against,
    (persons.ObjectionDecided, "of"): _open_objections,
    (persons.ObjectionWithdrawn, "of"): _own_objections,
    (persons.HoldBegun, "legal_basis"): _legal_bases,
    (persons.StayArranged, "place"): _stays,
    (persons.WayChosen, "to"): _agreed_to,
    (persons.Boarded, "movement"): _to_board,
    (persons.TurnedBack, "movement"): _aboard,
    (persons.Arrived, "movement"): _aboard,
    (persons.Arrived, "to"): _going_to,
    (moving.MovementPlanned, "to"): _leads,
    (moving.MovementNotified, "to"): _organisations,
    (moving.MovementReadied, "present"): _team,
    (moving.ManifestSet, "cases"): _may_travel,
    (weapons.WeaponReceived, "cases"): _may_hand_in,
    (weapons.WeaponReceived, "compared_with"): _to_compare,
    (weapons.WeaponDestroyed, "tags"): _to_destroy,
    (weapons.WeaponDestroyed, "witnesses"): _organisations,
    (weapons.WeaponDestroyed, "place"): _SITES,
    (weapons.ContainerSealed, "tags"): _loose,
    (weapons.ContainerTransferred, "to"): _takers,
    (weapons.ContainerTransferred, "signed_by"): _organisations,
    (weapons.ReceiptIssued, "tags"): _without_receipt,
}
_ANYWHERE: Mapping[str, Options] = {
    "site": _SITES, "zone": _zones, "language": _languages, "way": lambda asking: asking.rules.ways,
    "to": lambda asking: every_destination(asking.rules),
}  # fmt: skip
"""What a field may name in every act that has it, where nothing else is said of it."""
