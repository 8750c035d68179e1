"""Long random logs of acts, allowed and not, and what must hold after each of them.

Most acts follow a move that is open; the rest are wrong in every way: at random, at the wrong time, by the wrong hand.
The logs are drawn from fixed seeds, so that what fails once fails again. All people are made up.
"""

from collections import Counter
from datetime import datetime, timedelta
from functools import cache
from random import Random
from typing import Any, NamedTuple

import msgspec
import pytest

from safeconduct.agreement.reader import read_agreement
from safeconduct.caseload.movements import acts as moving
from safeconduct.caseload.movements import views as movement_views
from safeconduct.caseload.movements.state import OVER, Stage
from safeconduct.caseload.movements.views import sums as movement_sums
from safeconduct.caseload.moves import Asked, CaseAct, Missing, holders_of, missing
from safeconduct.caseload.persons import acts as persons
from safeconduct.caseload.persons.asking import Subject, subject_of
from safeconduct.caseload.persons.state import Person
from safeconduct.caseload.persons.table import TABLE as person_rows
from safeconduct.caseload.persons.ways import every_destination, ruling_due, way_missing, ways_of
from safeconduct.caseload.weapons import acts as weapons
from safeconduct.caseload.weapons import views as weapon_views
from safeconduct.caseload.weapons.state import ContainerStage, ReceiptStage
from safeconduct.caseload.weapons.state import Stage as ItemStage
from safeconduct.caseload.weapons.table import TABLE as weapon_rows
from safeconduct.caseload.weapons.table import moves_of, subject_for
from safeconduct.kernel.moments import utc
from safeconduct.secretariat import queries
from safeconduct.secretariat.case_acts import TYPES, decoder, encoder, read_case_acts
from safeconduct.secretariat.case_view import case_view
from safeconduct.secretariat.office import Facts, Office, open_office
from safeconduct.secretariat.opening import Opened
from safeconduct.secretariat.picture import day_row, picture
from safeconduct.secretariat.words import WORDS, sentence
from tests.pilot import TEXT, agreement, at
from tests.swap import swap

SEEDS, LENGTH = range(200), 110
AGREEMENT = agreement()
CASES = ("SYN-4K7Q", "SYN-9X2D", "SYN-M3TF", "SYN-7HB5", "SYN-Q8VR")
TAGS, RECEIPTS, CONTAINERS = ("W-1", "W-2", "W-3", "W-4"), ("R-1", "R-2", "R-3", "R-4"), ("C-1", "C-2")
POOL: dict[str, tuple[Any, ...]] = {
    "case": CASES, "site": ("site", "nowhere"), "movement": ("M-1", "T-1", "X-9"), "tag": TAGS, "receipt": RECEIPTS,
    "replaces": RECEIPTS, "container": CONTAINERS, "seal": ("S-1", "S-2"), "operation": ("O-1", "O-2"),
    "zone": ("behind", "beyond", "nowhere"), "objection": ("alpha_objects", "bravo_objects", "dislike"),
    "ground": ("grave_crime", "dislike"), "against": ("abroad", "across", "stay"), "legal_basis": ("ordinary_court", "habit"),
    "language": ("ar",), "way": ("abroad", "across", "stay", "review"), "kind": ("rifle",), "reason": ("coded", ""),
    "to": ("haven", "harbour", "beyond", "site", "alpha"), "place": ("site", "nowhere"), "group_size": (10, 40),
    "vehicle": ("V-1",), "seats": (0, 1, 5), "people": (0, 1, 2, 12), "places": (1, 2), "group": (1, 2, 3), "form": ("letter",),
    "method": ("cut",), "assembly_point": ("AP-2", ""), "sent": (0, 1), "received": (0, 1), "of": ("a1", "a2"),
}  # fmt: skip
LISTS = {"cases": CASES, "tags": TAGS, "to": ("alpha", "bravo", "haven"), "signed_by": ("centre", "monitor", "alpha"),
         "witnesses": ("centre", "monitor"), "present": ("reception", "explosives", "medic"), "compared_with": TAGS,
         "covers": ("membership", "weapon", "war_crimes")}  # fmt: skip
BASE = set(CaseAct.__struct_fields__)
FIELDS = {kind: [field for field in msgspec.inspect.type_info(kind).fields if field.name not in BASE]  # type: ignore[attr-defined]
          for kind in TYPES}  # fmt: skip
ROWS = {row.act: row for row in (*person_rows, *weapon_rows)}
POSTS = {name: post.of for name, post in AGREEMENT.posts.items()}
ORGANISATIONS = (*AGREEMENT.parties, *AGREEMENT.bodies)
RARE = (persons.Died, persons.Left, persons.AgeChallenged, persons.AssuranceRevoked)
Step = tuple[str, type[CaseAct], dict[str, Any]]
"""Who, what, and with which fields; who is a post or an organisation, or empty for any who may."""


class Log(NamedTuple):
    """One random log, played out."""

    seed: int
    office: Office
    now: datetime


class Draw:
    """Draws one act after the other for an office. It knows what would come next, and does it most of the time."""

    def __init__(self, seed: int) -> None:
        self.random, self.office, self.number = Random(seed), Office(AGREEMENT), 0
        # Every second log begins with two people who may set out, so that some get to where they go.
        self.calm = seed % 2 == 0

    def act(self, when: datetime) -> CaseAct | None:
        """Give an act of any kind, or None if the words drawn make none."""
        self.number += 1
        step = self.likely(when) if self.random.random() < 0.85 else None
        by, kind, fields = step or ("", self.random.choice(TYPES), {})
        for field in FIELDS[kind]:
            if field.name not in fields and (field.required or self.random.random() < 0.2):
                fields[field.name] = self.value(field, when)
        if fields and self.random.random() < 0.08:
            spoilt = self.random.choice(FIELDS[kind])
            fields[spoilt.name] = self.value(spoilt, when)
        if not by or self.random.random() < 0.08:
            may = self.holders(kind, fields, when)
            by = self.random.choice(may) if may and self.random.random() < 0.8 else self.random.choice((*ORGANISATIONS, *POSTS))
        late = self.random.random() < 0.06
        act = kind(id=f"a{self.number}", happened=when - timedelta(hours=self.random.choice((1, 30, 200))) if late else when,
                   recorded=when, actor=POSTS.get(by, by), post=by if by in POSTS else "", synthetic=True, **fields)  # fmt: skip
        try:
            return decoder.decode(encoder.encode(act))
        except msgspec.ValidationError:
            return None

    def holders(self, kind: type[CaseAct], fields: dict[str, Any], when: datetime) -> tuple[str, ...]:
        rules = self.office.rules
        if kind not in ROWS:
            step = {moving.OfferMade: "offer", moving.OfferAnswered: "offer", moving.MovementHalted: "halt"}
            hold_fire = kind in (moving.HoldFireConfirmed, moving.HoldFireWithdrawn)
            return rules.holders("hold_fire" if hold_fire else step.get(kind, "way_out"))
        asked = Asked(rules, Subject(self.office.persons, self.office.persons.cases.get(fields.get("case", ""))), when, None)
        return holders_of(ROWS[kind], asked)

    def value(self, field: Any, when: datetime) -> Any:
        found, name, choice = field.type, field.name, self.random.choice
        if isinstance(found, msgspec.inspect.UnionType):
            found = next(part for part in found.types if not isinstance(part, msgspec.inspect.NoneType))
        if isinstance(found, msgspec.inspect.LiteralType):
            return choice(found.values)
        if isinstance(found, msgspec.inspect.VarTupleType):
            return tuple(choice(LISTS[name]) for _ in range(self.random.randint(0, 3)))
        if isinstance(found, msgspec.inspect.DateTimeType):
            return when + timedelta(hours=choice((-5, 0, 5, 100, 400)))
        if isinstance(found, msgspec.inspect.IntType):
            return choice([word for word in POOL.get(name, (0, 1, 2)) if isinstance(word, int)])
        return choice([word for word in POOL.get(name, ("word",)) if isinstance(word, str)])

    def prelude(self) -> datetime:
        """Let two people come to where they may set out, and give the time at which nobody may object any more."""
        for case in CASES[: 2 if self.calm else 0]:
            to = "haven" if self.random.random() < 0.4 else "beyond"
            here, leave = {"case": case}, {"purpose": "leave", "answer": "given", "language": "ar", "to": to}
            for by, kind, fields in (
                ("registrar", persons.Presented, {"site": "site"}),
                ("child_officer", persons.AgeEstablished, {"outcome": "adult", "ground": "document"}),
                ("registrar", persons.ConsentRecorded, {"purpose": "disarm", "answer": "given", "language": "ar"}),
                ("registrar", persons.Disarmed, {"tags": (), "nothing_to_hand_in": "yes"}),
                ("panel_legal", persons.Screened, {"outcome": "eligible"}),
                ("panel", persons.Assured, {"covers": ("membership",), "language": "ar"}),
                ("registrar", persons.NoticeGiven, {"cases": (case,), "to": ("alpha", "bravo")}),
                ("registrar", persons.ConsentRecorded, leave),
                ("panel_legal", persons.ProtectionTested, {"to": to, "outcome": "safe"}),
                ("registrar", persons.WayChosen, {"way": "across" if to == "beyond" else "abroad", "to": to}),
                *([("haven", persons.PlacesOffered, {"places": 2, "written": "yes"}),
                   ("haven", persons.AcceptanceDecided, {"outcome": "accepted"}),
                   ("registrar", persons.PaperIssued, {"to": to})] if to == "haven" else []),
            ):  # fmt: skip
                self.number += 1
                own = {} if "case" not in kind.__struct_fields__ else here
                entry = self.office.admit(kind(id=f"a{self.number}", happened=at(1), recorded=at(1), actor=POSTS.get(by, by),
                                               post=by if by in POSTS else "", synthetic=True, **own, **fields))  # fmt: skip
                assert not entry.missing
        return at(5) if self.calm else at(1)

    def likely(self, when: datetime) -> Step | None:
        """Give a step that may well be open: of a person, a movement, a weapon, or of nobody yet."""
        way = self.random.choice((self.of_person, self.of_person, self.of_person, self.of_movement, self.of_movement,
                                  self.of_weapon, self.of_nobody))  # fmt: skip
        return way(when)

    # What comes next for a person.

    def of_person(self, when: datetime) -> Step | None:
        live = [person for person in self.office.persons.cases.values() if not person.closed]
        if not live or (len(self.office.persons.cases) < len(CASES) and self.random.random() < 0.1):
            ways = [name for name, found in self.office.movements.movements.items() if found.kind == "way_out" and found.begun]
            case = next((case for case in CASES if case not in self.office.persons.cases), CASES[0])
            return "registrar", persons.Presented, {"case": case, "site": "site", "movement": self.random.choice([*ways, ""])}
        person = live[0] if self.calm and self.random.random() < 0.7 else self.random.choice(live)
        if not person.boarded and person.way in ("abroad", "across") and self.ready(person, when) and self.random.random() < 0.7:
            return self.of_transfer(person, when)
        kinds = [offered.row.act for offered in self.office.offered(person.case, when) if not offered.missing]
        kinds = [kind for kind in kinds if kind not in RARE or self.random.random() < 0.03]
        # What is done once is left behind; what could be done every day would otherwise crowd out the rest.
        common = (persons.ConsentRecorded, persons.StayArranged, persons.WayChosen, persons.HoldBegun, persons.ObjectionRaised)
        kinds = [kind for kind in kinds if kind not in common or self.random.random() < (0.15 if self.calm else 0.5)] or kinds
        if not kinds:
            return None
        kind = self.random.choice(kinds)
        fields = self.for_person(kind, person, when)
        return None if fields is None else (fields.pop("by", ""), kind, fields)

    def ready(self, person: Person, when: datetime) -> bool:
        return not way_missing(person, person.way, person.to, self.office.persons, self.office.rules, when)

    def for_person(self, kind: type[CaseAct], person: Person, when: datetime) -> dict[str, Any] | None:
        choice, chance = self.random.choice, self.random.random
        fields: dict[str, Any] = {} if kind is persons.NoticeGiven else {"case": person.case}
        soon = when + timedelta(hours=choice((20, 90, 200)))
        agreed = [to for to, consent in person.leave.items() if consent.answer == "given"]
        if kind is persons.AgeEstablished:
            fields |= choice((*[{"outcome": "adult", "ground": "statement"}] * 6, {"outcome": "child", "ground": "doubt"}))
        elif kind is persons.ConsentRecorded:
            left = [to for to in every_destination(self.office.rules) if to not in agreed]
            disarm = person.disarm is None or person.disarm.answer != "given"
            purpose = {"purpose": "disarm", "to": ""} if disarm else {"purpose": "leave", "to": choice(left or ["haven"])}
            fields |= {**purpose, "answer": "given" if chance() < 0.9 else choice(("refused", "withdrawn")), "language": "ar"}
        elif kind is persons.NoticeGiven:
            fields = {"cases": (person.case,), "to": ("alpha", "bravo")}
        elif kind is persons.Disarmed:
            tags = self.office.armoury.handed.get(person.case, ())
            fields |= {"tags": tags, "nothing_to_hand_in": "no" if tags else "yes"}
        elif kind is persons.Screened:
            outcome = choice(("eligible", "eligible", "eligible", "eligible", "excluded", "unable"))
            fields |= {"outcome": outcome, "reason": "coded", "review_by": soon}
        elif kind is persons.Assured:
            fields |= {"covers": ("membership",), "language": "ar"}
        elif kind is persons.ObjectionRaised:
            who = choice(("alpha", "bravo"))
            fields |= {"by": who, "objection": f"{who}_objects", "ground": "grave_crime", "against": choice(("abroad", "across"))}
        elif kind in (persons.ObjectionDecided, persons.ObjectionWithdrawn):
            made = choice(person.objections)
            fields |= {"of": made.id, "reason": "coded"} if kind is persons.ObjectionDecided else {"of": made.id, "by": made.by}
        elif kind is persons.HoldBegun:
            fields |= {"legal_basis": "ordinary_court", "reason": "coded", "reasons_told": "yes",
                       "review_by": soon if chance() < 0.7 else when + timedelta(hours=choice((-5, 0, 340, 4000)))}  # fmt: skip
        elif kind is persons.HoldReviewed:
            fields |= {"reason": "coded", "review_by": soon}
        elif kind is persons.AcceptanceDecided:
            states = [to for to in agreed if to in self.office.persons.places]
            fields |= {"by": choice(states), "outcome": "declined" if chance() < 0.2 else "accepted"} if states else {}
        elif kind is persons.ProtectionTested:
            waiting = [to for to in agreed if to not in person.tests]
            outcome = choice(("safe", "safe", "safe", "safe", "safe", "safe", "safe", "safe", "not_safe", "unable"))
            fields |= {"to": choice(waiting or ["haven"]), "outcome": outcome}
        elif kind is persons.PaperIssued:
            fields["to"] = choice(list(person.answers) or ["haven"])
        elif kind is persons.WayChosen:
            to = choice(agreed)
            fields |= {"way": "across" if to == "beyond" else "abroad", "to": to}
        elif kind is persons.StayArranged:
            fields |= {"place": "site", "review_by": soon}
        elif kind is persons.Boarded:
            fields["movement"] = next((name for name, found in self.office.movements.movements.items()
                                       if person.case in found.manifest and found.stage is Stage.PLANNED), "T-1")  # fmt: skip
        elif kind in (persons.TurnedBack, persons.Arrived):
            fields |= {"movement": person.boarded} | ({"to": person.to} if kind is persons.Arrived else {})
        return fields

    def of_transfer(self, person: Person, when: datetime) -> Step | None:
        """Give what is next for a person who may set out: a transfer, a vehicle, the manifest, a seat."""
        for name, found in self.office.movements.movements.items():
            if found.stage is Stage.PLANNED and (found.way, found.to) == (person.way, person.to) and utc(found.stop) > utc(when):
                if not found.seats:
                    return "escort", moving.VehicleAssigned, {"movement": name, "vehicle": "V-1", "seats": 3}
                if person.case not in found.manifest:
                    return "escort", moving.ManifestSet, {"movement": name, "cases": (*found.manifest, person.case)}
                return "escort", persons.Boarded, {"case": person.case, "movement": name}
        return "centre", moving.MovementPlanned, {
            "movement": f"T-{self.number}", "kind": "transfer", "zone": "behind", "to": person.to, "way": person.way,
            "start": when, "stop": when + timedelta(hours=9), "group_size": 40, "assembly_point": ""}  # fmt: skip

    # What comes next for a movement.

    def of_movement(self, when: datetime) -> Step | None:
        state = self.office.movements
        live = [found for found in state.movements.values() if found.stage not in OVER]
        if not live:
            return "centre", moving.MovementPlanned, {
                "movement": f"M-{self.number}", "kind": "way_out", "zone": "behind", "to": "site", "start": when,
                "stop": when + timedelta(hours=6), "group_size": 10, "way": "", "assembly_point": "AP-2"}  # fmt: skip
        found = self.random.choice(live)
        here = {"movement": found.id}
        if self.random.random() < 0.12:
            # What may happen at any time.
            kind = self.random.choice((moving.MovementHalted, moving.HoldFireWithdrawn, moving.MovementNotified,
                                       moving.MovementAcknowledged, moving.MovementCancelled))  # fmt: skip
            who = {moving.MovementAcknowledged: "alpha", moving.HoldFireWithdrawn: "alpha_post"}.get(kind, "centre")
            extra = {"to": "alpha", "form": "letter"} if kind is moving.MovementNotified else {}
            return who, kind, here | extra | ({"reason": "coded"} if "reason" in kind.__struct_fields__ else {})
        open_now = {offered.row.act: offered.missing for offered in self.office.offered_for_movement(found.id, when)}
        if found.stage is Stage.PLANNED:
            return self.prepare(found, open_now.get(moving.MovementBegun, ()), moving.MovementBegun, when)
        resume = open_now.get(moving.MovementResumed)
        if resume is not None and (not resume or self.random.random() < 0.3):
            return self.prepare(found, resume, moving.MovementResumed, when)
        kinds = [moving.MovementArrived, moving.MovementClosed, moving.MovementAccounted]
        kinds += [moving.GroupCameOut] * 2 if found.kind == "way_out" else []
        kind = self.random.choice(kinds)
        if kind is moving.GroupCameOut:
            return "centre", kind, here | {"group": len(found.groups) + 1, "people": self.random.choice((1, 2)),
                                           "weapons": "unknown", "wounded": None}  # fmt: skip
        if kind is moving.MovementArrived:
            received = sum(one.movement == found.id for one in self.office.persons.cases.values())
            people = max(0, (received if found.kind == "way_out" else found.departed) - found.arrived)
            return "centre", kind, here | {"people": people}
        if kind is moving.MovementAccounted:
            gap = found.difference
            return "centre", kind, here | {"missing": max(gap, 0), "extra": max(-gap, 0), "reason": "coded"}
        return "centre", kind, here

    def prepare(self, found: Any, lacks: tuple[Missing, ...], kind: type[CaseAct], when: datetime) -> Step:
        """Supply one thing a movement lacks to begin or to go on, or let it."""
        here = {"movement": found.id}
        if not lacks:
            return "centre", kind, here
        lack = self.random.choice(lacks)
        if lack.code.startswith(("no_hold_fire", "hold_fire")):
            by = next((post for post in lack.who if post in POSTS), "alpha_post")
            covered = {word.post for word in found.confirmed if word.zone == found.zone}
            by = next((post for post in ("alpha_post", "bravo_post") if post not in covered), by)
            return by, moving.HoldFireConfirmed, here | {"zone": found.zone, "start": found.start, "stop": found.stop}
        if lack.code == "no_offer":
            return "mediator", moving.OfferMade, {"zone": found.zone, "how": "radio", "language": "ar"}
        if lack.code.startswith("operation"):
            written = {"operation": lack.params["operation"], "start": when, "stop": found.stop, "written": "yes"}
            if self.random.random() < 0.4:
                return lack.params["by"], moving.OperationEnded, {"operation": lack.params["operation"]}
            return lack.params["by"], moving.OperationPaused, written
        if lack.code in ("post_absent", "task_absent", "signal_not_agreed", "halt_word_not_agreed"):
            return "centre", moving.MovementReadied, here | {"present": LISTS["present"], "signal_agreed": "yes",
                                                             "halt_word_agreed": "yes"}  # fmt: skip
        if lack.code == "not_boarded":
            return "escort", persons.Boarded, here | {"case": lack.params["cases"][0]}
        if lack.code in ("window_passed", "manifest_empty") and found.stage is Stage.PLANNED and utc(when) >= utc(found.stop):
            return "centre", moving.MovementCancelled, here | {"reason": "coded"}
        return "centre", kind, here

    # What comes next for a weapon, and what concerns nobody yet.

    def of_weapon(self, when: datetime) -> Step | None:
        armoury, choice = self.office.armoury, self.random.choice
        items = list(armoury.items.values())
        new = [tag for tag in TAGS if tag not in armoury.items]
        if new and (not items or self.random.random() < 0.3):
            willing = [person.case for person in self.office.persons.cases.values() if not person.closed
                       and person.age == "adult" and person.disarm and person.disarm.answer == "given"]  # fmt: skip
            origin = choice(("person", "person", "found", "group_asset")) if willing else "found"
            cases = tuple({choice(willing) for _ in range(2)}) if origin == "person" else ()
            return "weapons_officer", weapons.WeaponReceived, {
                "tag": new[0], "origin": origin, "cases": tuple(sorted(cases)), "serial": "", "serial_state": "none",
                "cleared": "yes", "site": "site", "compared_with": ()}  # fmt: skip
        if not items:
            return None
        item = choice(items)
        if self.random.random() < 0.45:
            return self.of_receipt(item)
        kind = choice([row.act for row in moves_of(armoury, item.tag)])
        loose = tuple(one.tag for one in items if one.stage is ItemStage.RECEIVED and one.custody == item.custody)
        fields: dict[str, Any] = {"tag": item.tag} if "tag" in kind.__struct_fields__ else {}
        if kind is weapons.ContainerSealed:
            free = [name for name in CONTAINERS if name not in armoury.containers
                    or armoury.containers[name].stage is ContainerStage.OPENED]  # fmt: skip
            fields = {"container": choice(free or CONTAINERS), "seal": f"S-{self.number}", "tags": loose}
        elif kind is weapons.ContainerTransferred:
            box = armoury.containers[item.container]
            to = "monitor" if box.custody == "centre" else "centre"
            fields = {"container": box.container, "to": to, "sent": len(box.tags), "received": len(box.tags),
                      "signed_by": (box.custody, to)}  # fmt: skip
        elif kind is weapons.ContainerOpened:
            fields = {"container": item.container, "reason": "coded"}
        elif kind is weapons.WeaponDestroyed:
            if self.random.random() < 0.6:
                return None
            fields = {"tags": (item.tag,), "witnesses": ("centre", "monitor"), "place": "site"}
        elif kind in (weapons.WeaponAssessed, weapons.WeaponContested):
            fields["ground"] = "coded"
        elif kind is weapons.WeaponContestWithdrawn:
            return item.contests[0].by, kind, fields
        return "", kind, fields

    def of_receipt(self, item: Any) -> Step | None:
        receipts, choice = self.office.armoury.receipts, self.random.choice
        new = f"R-{self.number}"
        if item.cases and not item.receipts:
            return "registrar", weapons.ReceiptIssued, {"receipt": new, "case": item.cases[0], "tags": (item.tag,)}
        if not receipts:
            return None
        old = choice(list(receipts.values()))
        if old.stage is ReceiptStage.LOST:
            return "registrar", weapons.ReceiptReplaced, {"receipt": new, "replaces": old.receipt}
        kind = choice((weapons.ReceiptLost, weapons.ReceiptShown, weapons.ReceiptReplaced))
        extra = {weapons.ReceiptShown: {"purpose": choice(("benefit", "check"))},
                 weapons.ReceiptReplaced: {"receipt": new, "replaces": old.receipt}}.get(kind, {})  # fmt: skip
        return "registrar", kind, {"receipt": old.receipt} | extra

    def of_nobody(self, when: datetime) -> Step | None:
        choice, random = self.random.choice, self.random.random
        state = choice(("haven", "harbour"))
        free = self.office.persons.places.get(state, 0) - self.office.persons.taken(state)
        kind = choice((persons.PlacesOffered, persons.PlacesWithdrawn, moving.OfferAnswered, moving.OperationAnnounced,
                       persons.ArrivalChecked, persons.AssuranceRevoked))  # fmt: skip
        if kind is persons.PlacesOffered:
            return state, kind, {"places": choice((1, 2)), "written": "yes"}
        if kind is persons.PlacesWithdrawn:
            return (state, kind, {"places": 1}) if free > 1 and random() < 0.4 else None
        if kind is moving.OperationAnnounced:
            return choice(("alpha", "bravo")), kind, {
                "operation": f"O-{self.number}", "zone": choice(("behind", "beyond")), "kind": "demolition",
                "start": when + timedelta(hours=1), "stop": when + timedelta(hours=4)} if random() < 0.4 else {}  # fmt: skip
        if kind in (persons.ArrivalChecked, persons.AssuranceRevoked):
            there = [person.case for person in self.office.persons.cases.values()
                     if (person.arrived if kind is persons.ArrivalChecked else person.assured and random() < 0.2)]  # fmt: skip
            return ("", kind, {"case": choice(there), "reason": "coded"} if kind is persons.AssuranceRevoked
                    else {"case": choice(there)}) if there else None  # fmt: skip
        return "mediator", kind, {"zone": "behind", "answer": "unknown", "low": None, "high": None}


@cache
def log(seed: int) -> Log:
    """Play one random log, checking at each act that one without effect changes nothing."""
    draw = Draw(seed)
    when, office, state = draw.prelude(), draw.office, b""
    for _ in range(LENGTH):
        act = draw.act(when)
        if act is None:
            continue
        entry = office.admit(act)
        # The snapshot after the last act is the one before this act.
        before, state = state, snapshot(office)
        assert not entry.missing or state == before or not before, f"seed {seed}: {act.id} had no effect and changed something"
        under_way = any(found.stage not in OVER for found in office.movements.movements.values())
        when += timedelta(hours=draw.random.choice((0, 0, 0, 0, 0, 1) if under_way else (0, 0, 0, 1, 5, 30)))
    return Log(seed, office, when)


def snapshot(office: Office) -> bytes:
    """Give the whole state as bytes."""
    built = (office.persons.cases, office.persons.places, office.persons.written, msgspec.to_builtins(office.armoury),
             office.movements)  # fmt: skip
    return msgspec.json.encode(msgspec.to_builtins(built, order="deterministic", str_keys=True))


def opened(office: Office, now: datetime) -> Opened:
    return Opened(office, 1, 1, now, now, tuple(entry.act for entry in office.entries), True, (), office)


def views(office: Office, now: datetime) -> bytes:
    """Give everything that is shown, apart from what only those who run a movement see."""
    shown: list[Any] = [picture(opened(office, now)), day_row(opened(office, now)),
                        weapon_views.sheet(office.armoury, office.hidden)]  # fmt: skip
    shown += [case_view(office, person.case, now) for person in office.adults()]
    shown += [movement_views.view(name, office.movements, viewer, office.rules, now=now)
              for name in office.movements.movements for viewer in ("alpha", "bravo", "monitor")]  # fmt: skip
    return msgspec.json.encode(shown)


def every_log() -> list[Log]:
    return [log(seed) for seed in SEEDS]


def test_the_logs_reach_every_act_and_every_step_and_much_is_refused() -> None:
    done, refused, steps, codes = Counter[type](), Counter[type](), Counter[str](), Counter[str]()
    for _, office, now in every_log():
        for entry in office.entries:
            (refused if entry.missing else done)[type(entry.act)] += 1
            codes.update(part.code for part in entry.missing)
        steps.update(queries.step_of(person, office, now) for person in office.persons.cases.values())
    assert {kind.__name__ for kind in TYPES if not done[kind]} == set()
    assert {kind.__name__ for kind in TYPES if not refused[kind]} == set()
    assert set(queries.STEPS) - set(steps) == set()
    assert 0.2 < refused.total() / (done.total() + refused.total()) < 0.8
    assert len(codes) > len(WORDS) / 2


def test_every_live_case_has_a_permitted_move_that_names_clause_and_who() -> None:
    for seed, office, now in every_log():
        for person in office.persons.cases.values():
            onward = [offered for offered in office.offered(person.case, now) if offered.row.onward and not offered.missing]
            if not person.closed:
                assert onward, f"seed {seed}: {person} at {queries.step_of(person, office, now)}"
            assert all(offered.clause and offered.who for offered in onward)


def test_every_live_movement_and_weapon_has_a_permitted_move() -> None:
    for seed, office, now in every_log():
        for name, found in office.movements.movements.items():
            onward = [offered for offered in office.offered_for_movement(name, now) if offered.row.onward and not offered.missing]
            assert onward or found.stage in OVER, f"seed {seed}: {found}"
            assert all(offered.clause and offered.who for offered in onward)
        for tag, item in office.armoury.items.items():
            rows = [row for row in moves_of(office.armoury, tag) if row.onward and not missing(
                row, Asked(office.rules, subject_for(row, office.armoury, tag), now, Facts(office, now)))]  # fmt: skip
            assert rows or item.stage is ItemStage.DESTROYED, f"seed {seed}: {item}"


def test_every_hold_has_a_basis_reasons_and_a_review_within_the_limit() -> None:
    seen = 0
    rule = AGREEMENT.programme.hold  # type: ignore[union-attr]
    assert rule is not None
    for _, office, _ in every_log():
        for entry in office.entries:
            act = entry.act
            if isinstance(act, persons.HoldBegun) and not entry.missing:
                seen += 1
                assert act.legal_basis in rule.legal_bases
                assert (bool(act.reason), act.reasons_told) == (True, "yes")
                assert utc(act.happened) < utc(act.review_by) <= utc(office.rules.limit(act.happened, rule.review_within))
        assert all(person.age == "adult" for person in office.persons.cases.values() if person.hold)
    assert seen > 20


def test_everything_missing_has_a_sentence_and_who_lacks_power_is_told_who_has_it() -> None:
    for seed, office, now in every_log():
        lacks = [(entry.act.id, entry.missing) for entry in office.entries]
        # What is about a notice or an objection that does not exist is still said to be for nobody: see the attacks.
        of_nothing = {entry.act.id for entry in office.entries
                      if isinstance(entry.act, moving.MovementAcknowledged | persons.ObjectionRaised)}  # fmt: skip
        lacks += [(case, offered.missing) for case in office.persons.cases for offered in office.offered(case, now)]
        lacks += [(name, offered.missing) for name in office.movements.movements
                  for offered in office.offered_for_movement(name, now)]  # fmt: skip
        for name, parts in lacks:
            for part in parts:
                assert "{" not in sentence(part, AGREEMENT), f"seed {seed}: {name}"
            assert all(part.who for part in parts if part.code == "no_power" and name not in of_nothing), f"seed {seed}: {name}"


def test_every_sum_adds_up_and_the_sums_agree() -> None:
    for _, office, now in every_log():
        shown, row = picture(opened(office, now)), day_row(opened(office, now))
        people = list(office.persons.cases.values())
        steps = {count.step: count.now for count in shown.funnel}
        ends = Counter[str]()
        for end in shown.outcomes:
            ends[end.outcome] += end.people
        assert sum(steps.values()) == sum(ends.values()) == shown.received == row["received"] == len(people)
        assert steps["arrived"] == ends["abroad"] + ends["across"] + ends["arrived"] == row["arrived"]
        for step in ("on_the_way", "staying", "held"):
            assert steps[step] == ends[step] == row[step]
        assert all(steps[step] == ends[step] for step in ("care", "left", "died"))
        adults = [person for person in people if person.age == "adult"]
        assert steps["on_the_way"] == sum(bool(person.boarded and not person.died and not person.left) for person in adults)
        assert row["no_way_on"] == len(shown.without_way_on)
        assert sum(shown.places.values()) == sum(office.persons.places.values()) == row["places"]
        weighed = shown.weapons
        assert weighed.received == weighed.loose + weighed.sealed + weighed.transferred + weighed.destroyed + weighed.lost
        assert weighed.received == sum(weighed.origins.values()) == sum(weighed.serials.values())
        sheet = weapon_views.sheet(office.armoury, office.hidden)
        assert Counter(row.stage for row in sheet) == Counter(item.stage for item in office.armoury.items.values())
        assert weighed.people == len({case for row in sheet for case in row.cases})
        shown_receipts = [receipt for receipt in office.armoury.receipts.values() if receipt.case not in office.hidden]
        assert sum(weighed.receipts.values()) == len(shown_receipts)
        for sums in movement_sums(office.movements):
            assert sums.out == sums.arrived + sums.difference
            assert sums.unexplained == sums.difference - sums.missing + sums.extra
        out = sum(sums.out for sums in movement_sums(office.movements))
        assert shown.came_out == out == sum(row.set_out for row in shown.movements if row.kind == "way_out")


def test_no_state_accepts_more_people_than_it_has_places_for() -> None:
    full = 0
    for seed, office, _ in every_log():
        answers = {(entry.act.actor, entry.act.case): entry.act.outcome for entry in office.entries
                   if isinstance(entry.act, persons.AcceptanceDecided) and not entry.missing}  # fmt: skip
        gone = {case for case, person in office.persons.cases.items() if person.left or person.died}
        taken = Counter(state for (state, case), said in answers.items() if said == "accepted" and case not in gone)
        assert all(count <= office.persons.places[state] for state, count in taken.items()), f"seed {seed}: {taken}"
        full += sum(count == office.persons.places[state] for state, count in taken.items())
    assert full > 5


def test_an_objection_nobody_decides_does_not_block_after_its_limit() -> None:
    undecided = 0
    for seed, office, now in every_log():
        for person in office.adults():
            for made in person.objections:
                due = ruling_due(made, office.rules)
                assert due is not None
                undecided += not made.outcome
                for way in ways_of(person, office.persons, office.rules, max(due, now, key=utc)):
                    assert [part for part in way.missing if part.code == "objection_open"
                            and part.params["until"] == due] == [], f"seed {seed}: {person}"  # fmt: skip
    assert undecided > 10


def test_a_child_and_whoever_has_no_known_age_is_in_no_view() -> None:
    seen = 0
    for seed, office, now in every_log():
        text = views(office, now).decode()
        assert {case for case in office.hidden if case in text} == set(), f"seed {seed}"
        seen += len(office.hidden)
        for found in office.movements.movements.values():
            if found.stage is Stage.PLANNED:
                assert [case for case in found.manifest if office.persons.cases[case].age == "unknown"] == []
    assert seen > 50


def test_the_same_log_gives_the_same_state_and_the_same_reasons() -> None:
    for seed, office, now in every_log():
        lines = [encoder.encode(entry.act) for entry in office.entries]
        again = open_office(AGREEMENT, read_case_acts(lines, AGREEMENT, file="acts.jsonl"))
        assert [entry.missing for entry in again.entries] == [entry.missing for entry in office.entries], f"seed {seed}"
        assert (snapshot(again), views(again, now)) == (snapshot(office), views(office, now)), f"seed {seed}"


@pytest.mark.parametrize("turn", ["shuffled", "reversed"])
def test_acts_in_another_order_are_kept_and_shown_all_the_same(turn: str) -> None:
    for seed, office, now in every_log()[::4]:
        acts = [entry.act for entry in office.entries]
        if turn == "shuffled":
            Random(seed).shuffle(acts)
        else:
            acts.reverse()
        other = open_office(AGREEMENT, acts)
        assert len(other.entries) == len(acts)
        assert views(other, now)
        assert all(sentence(part, AGREEMENT) for entry in other.entries for part in entry.missing)


def test_swapping_the_parties_swaps_every_view() -> None:
    turned = read_agreement(swap(TEXT, "alpha", "bravo").encode(), file="pilot.yaml").model
    for seed, office, now in every_log()[::3]:
        other = Office(turned)
        for entry in office.entries:
            line = swap(encoder.encode(entry.act).decode(), "alpha", "bravo")
            other.admit(msgspec.json.decode(line.encode(), type=type(entry.act)))
        theirs = views(other, now).decode()
        mine = msgspec.json.decode(swap(views(office, now).decode(), "alpha", "bravo"))
        swapped = msgspec.json.decode(theirs)
        # The views of one movement were asked for alpha and bravo in turn.
        assert without_turns(mine) == without_turns(swapped), f"seed {seed}"


def without_turns(shown: list[Any]) -> list[Any]:
    return sorted((msgspec.json.encode(part) for part in shown), key=bytes)


def test_a_question_changes_nothing() -> None:
    for seed, office, now in every_log()[::10]:
        before = snapshot(office)
        views(office, now)
        for entry in office.entries:
            office.judge(entry.act)
        assert snapshot(office) == before, f"seed {seed}"
        assert subject_of(office.persons, office.entries[0].act).persons is office.persons
