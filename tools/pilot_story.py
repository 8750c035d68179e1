"""The invented days of the pilot near Rafah: ten days, 160 people, made up from the first act to the last.

Writes the acts that lie beside the draft `rafah-passage.yaml`. Nobody in them is real, and nothing in them happened.
The same seed gives the same bytes. The days run as a queue of moments, each judged by the office as it is made: an act
whose id has an `x` has to be found without effect, for the reasons given with it, and every other act with effect.

    python tools/pilot_story.py             write the file again
    python tools/pilot_story.py --check     say whether the packaged file is what would be written
"""

import sys
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from functools import partial
from heapq import heappop, heappush
from itertools import count
from pathlib import Path
from random import Random
from typing import Any

from safeconduct.agreement.casefile import open_case
from safeconduct.agreement.model import Agreement
from safeconduct.caseload.movements import acts as m
from safeconduct.caseload.moves import CaseAct
from safeconduct.caseload.persons import acts as p
from safeconduct.caseload.persons.state import Person
from safeconduct.caseload.persons.ways import NOTHING
from safeconduct.caseload.weapons import acts as w
from safeconduct.secretariat.case_acts import encoder
from safeconduct.secretariat.office import Facts, Office

EXAMPLE, DRAFT = "gaza-2025", "drafts/rafah-passage.yaml"
FILE = Path(__file__).parents[1] / "src" / "safeconduct" / "examples" / EXAMPLE / "drafts" / "rafah-passage.acts.jsonl"
SEED = 20251110
HOURS = timezone(timedelta(hours=2))
LETTERS = "2346789CDFHJKMNPQRTVWXY"
"""Nothing that looks like something else, and no vowel: no number reads as a word."""

IL, HAMAS = ("israel", "il_liaison"), ("hamas", "hamas_liaison")
RECEPTION, REGISTRAR, STORES = ("cmcc", "cmcc_reception"), ("cmcc", "cmcc_registrar"), ("cmcc", "cmcc_stores")
INSPECTOR, MONITOR, ESCORT = ("cmcc", "cmcc_weapons"), ("task_force", "task_force_monitor"), ("cmcc", "cmcc_escort")
LEGAL, PANEL = ("review_panel", "panel_legal"), ("review_panel", "")
CHILD_OFFICER, PROTECTION = ("unicef", "child_officer"), ("unhcr", "protection_officer")

BY: dict[type[CaseAct], tuple[str, str]] = {
    m.OfferMade: ("cmcc", "cmcc_interpreter"), m.OfferAnswered: ("egypt", ""), m.MovementReadied: RECEPTION,
    m.MovementBegun: RECEPTION, m.GroupCameOut: RECEPTION, m.MovementResumed: RECEPTION, m.HoldFireConfirmed: IL,
    m.OperationAnnounced: IL, m.OperationPaused: IL, m.OperationEnded: IL, m.VehicleAssigned: ESCORT, m.ManifestSet: ESCORT,
    m.MovementAccounted: ESCORT, p.Presented: RECEPTION, p.AgeEstablished: CHILD_OFFICER, p.ChildReferred: CHILD_OFFICER,
    p.ChildReceived: ("unicef", ""), p.ConsentRecorded: REGISTRAR, p.NoticeGiven: REGISTRAR, p.Disarmed: INSPECTOR,
    p.Screened: LEGAL, p.Assured: REGISTRAR, p.ObjectionDecided: PANEL, p.HoldBegun: PANEL, p.HoldReviewed: PANEL,
    p.PlacesOffered: ("state_a", ""), p.AcceptanceDecided: ("state_a", ""), p.ProtectionTested: PROTECTION,
    p.PaperIssued: ("icrc", "icrc_papers"), p.WayChosen: PROTECTION, p.StayArranged: RECEPTION, p.Boarded: ESCORT,
    p.TurnedBack: ESCORT, p.Arrived: ESCORT, p.ArrivalChecked: PROTECTION, p.Left: REGISTRAR, p.Died: RECEPTION,
    w.WeaponReceived: INSPECTOR, w.WeaponAssessed: INSPECTOR, w.WeaponDestroyed: ("cmcc", "cmcc_explosives"),
    w.ItemLost: STORES, w.ItemRecovered: STORES, w.ContainerSealed: STORES, w.ContainerTransferred: STORES,
    w.ContainerOpened: STORES, w.ReceiptIssued: REGISTRAR, w.ReceiptLost: REGISTRAR, w.ReceiptReplaced: REGISTRAR,
    w.ReceiptShown: REGISTRAR,
}  # fmt: skip
"""Who takes a step unless another is named with it."""

ZONE, SITE, WEST, STATE = "behind_line", "reception_site", "west_of_line", "state_a"
TEAM = ("cmcc_reception", "cmcc_explosives", "cmcc_medic", "cmcc_interpreter", "child_officer")

# The way out of each day: its window, when each group comes out and how many they are, how many wounded are expected.
OUT = {
    1: ("10:00", "16:00", (("11:35", 10), ("12:20", 10), ("13:05", 10), ("13:50", 8)), 6),
    2: ("09:00", "15:00", (("09:10", 10), ("09:55", 10), ("10:40", 10), ("11:25", 10), ("12:10", 5)), 4),
    3: ("09:00", "15:00", (("09:10", 10), ("09:55", 10), ("10:52", 10), ("12:15", 10), ("13:00", 4)), 3),
    4: ("09:00", "15:00", (("09:10", 10), ("09:55", 10), ("10:40", 10), ("11:25", 3)), 1),
}
ANSWERS = {1: ("accepted", 30, 60), 2: ("accepted", 90, 140), 3: ("accepted", 50, 90), 4: ("unknown", None, None)}

# People by the order in which they come out, from 0. Whoever is not named here goes west, abroad, or stays for now.
CHILDREN = {17: "doubt", 61: "assessment_refused", 96: "statement"}
FOUND_CHILD_LATER = 24
WOUND_UNKNOWN = (12, 57, 58, 104, 140)
NEVER_DISARMS, DISARMS_AND_STAYS, NOBODY_TAKES, DIES, LEAVES = 88, 35, 21, 3, 79
EXCLUDED_HELD, EXCLUDED_STAYS, HELD_AND_RELEASED = 48, 110, 15
UNABLE_AT_FIRST, UNABLE_STILL = (26, 59), (99, 130)
REFUSE_FIRST = {9: 2, 30: 2, 52: 4, 66: 3, 101: 5, 133: 5}
FIVE_WEAPONS, CREW, TWO_WEAPONS = 45, (70, 71, 72, 73, 74), (14, 82, 145)
DUPLICATE_OF, POSSIBLE_DUPLICATE, SAME_SERIAL = 5, 90, (44, 93)
LOSES_RECEIPT, TAG_TWICE, TAG_FREE = 7, 11, 40
DECLINED, UNSAFE_IN_STATE, UNTESTED_IN_STATE, UNSAFE_WEST = (20, 105), 118, 124, (77, 106)
UPHELD_WEST = (21, 15, 4, 28, 50, 68, 81, 87, 112)
UPHELD_ABROAD = (22, 60, 143)
BY_HAMAS = (68, 120, 60, 95, 150, 53)
OUTCOMES = {
    "west_of_line": {"upheld": UPHELD_WEST, "dismissed": (19, 43, 63, 108, 136), "withdrawn": (75,), "": (31, 55, 120)},
    "third_country": {"upheld": UPHELD_ABROAD, "dismissed": (36, 47, 84, 95, 128, 150), "withdrawn": (53, 115), "": (139,)},
}
GROUNDS = {"israel": ("grave_crime", "grave_crime", "grave_crime", "not_covered", "false_identity"),
           "hamas": ("not_free_choice", "unsafe_destination", "not_free_choice", "false_identity")}  # fmt: skip
REASONS = {"upheld": "ground_shown", "dismissed": "ground_not_shown"}
TOO_LATE, NOT_A_GROUND, NOT_ITS_POWER, BEYOND, AGE_NOT_YET = 33, 64, 13, 12, 38

PARKED = {NEVER_DISARMS, DISARMS_AND_STAYS, NOBODY_TAKES, DIES, LEAVES, EXCLUDED_HELD, EXCLUDED_STAYS, UNTESTED_IN_STATE,
          FOUND_CHILD_LATER, *CHILDREN, *UNABLE_STILL}  # fmt: skip
"""Who travels nowhere in these days."""
WOULD_GO_WEST = {*UPHELD_WEST, *UNSAFE_WEST, EXCLUDED_STAYS, *UNABLE_STILL}


def at(day: int, hour: str) -> datetime:
    """Give a moment of the story. Day 1 is Monday, 10 November 2025."""
    hours, minutes = map(int, hour.split(":"))
    return datetime(2025, 11, 10, hours, minutes, tzinfo=HOURS) + timedelta(days=day - 1)


def later(moment: datetime, minutes: int) -> datetime:
    """Give the moment so many minutes after another."""
    return moment + timedelta(minutes=minutes)


@dataclass
class Made:
    """One invented person, and what the story has in mind for them."""

    index: int
    case: str
    day: int
    group: int
    wounded: str
    plan: str = ""
    weapons: int = 0
    switches: bool = False
    tags: list[str] = field(default_factory=list)


class Log:
    """The acts so far, the office that judged them, and the moments still to come."""

    def __init__(self, agreement: Agreement, seed: int) -> None:
        self.random, self.office = Random(seed), Office(agreement)
        self.acts: list[CaseAct] = []
        self.now = self.recorded = at(1, "00:00")
        self._queue: list[tuple[datetime, int, Callable[[], Any]]] = []
        self._order, self._numbers, self._used = count(), Counter[str](), set[str]()

    def when(self, moment: datetime, step: Callable[..., Any], /, *given: Any, **named: Any) -> None:
        """Put a step at a moment."""
        heappush(self._queue, (moment, next(self._order), partial(step, *given, **named)))

    def plan(self, moment: datetime, kind: type[CaseAct], /, **fields: Any) -> None:
        """Put an act at a moment."""
        self.when(moment, self.do, kind, **fields)

    def run(self) -> None:
        """Go through the moments, the earliest first."""
        while self._queue:
            self.now, _, step = heappop(self._queue)
            step()

    def do(self, kind: type[CaseAct], /, *, id: str = "", by: tuple[str, str] | None = None, happened: datetime | None = None,
           lacks: tuple[str, ...] = (), **fields: Any) -> str:  # fmt: skip
        """Make an act now and let the office judge it. `lacks` names the codes with which it has to stay without effect."""
        day = f"d{(self.now.date() - at(1, '00:00').date()).days + 1:02}"
        series = f"{day}-x" if lacks else day
        self._numbers[series] += 1
        id = id or (f"{series}{self._numbers[series]:02}" if lacks else f"{day}-{self._numbers[day]:04}")
        actor, post = by or BY[kind]
        self.recorded = max(self.recorded, later(self.now, self.random.randint(2, 6)))
        act = kind(id=id, happened=happened or self.now, recorded=self.recorded, actor=actor, post=post, synthetic=True, **fields)
        found = tuple(dict.fromkeys(part.code for part in self.office.admit(act).missing))
        if set(found) != set(lacks):
            raise AssertionError(f"{act} lacks {self.office.entries[-1].missing}, not {lacks}")
        self.acts.append(act)
        return id

    def number(self, prefix: str) -> str:
        """Give a number that was not given yet. Numbers are random: they say nothing of order, day or group."""
        while (found := f"{prefix}-{''.join(self.random.choices(LETTERS, k=4))}") in self._used:
            pass
        self._used.add(found)
        return found


class Story(Log):
    """The ten days."""

    def __init__(self, agreement: Agreement, seed: int = SEED) -> None:
        super().__init__(agreement, seed)
        self.people: list[Made] = []
        self.transfers = count(1)
        self._people()
        self._weapons_of()
        self.deck = [*["home_made"] * 12, *["altered"] * 9, *["unread"] * 12, *["read"] * 73]
        self.random.shuffle(self.deck)
        for part in (self.offers, self.ways_out, self.works, self.notices, self.objections, self.screenings, self.holds,
                     self.custody, self.receipts, self.leaving_asked, self.state, self.stays, self.travel,
                     self.ends):  # fmt: skip
            part()
        self.run()

    # Who they are.

    def _people(self) -> None:
        """Draw who goes abroad, who goes west and who stays, beside those the story names."""
        for day, (_, _, groups, wounded) in OUT.items():
            first = len(self.people)
            for group, (_, size) in enumerate(groups, 1):
                for _ in range(size):
                    index = len(self.people)
                    hurt = "yes" if index < first + wounded else "unknown" if index in WOUND_UNKNOWN else "no"
                    self.people.append(Made(index, self.number("SYN"), day, group, hurt))
        abroad = {index for index in (*UPHELD_WEST, *UNSAFE_WEST) if index not in PARKED}
        west = {*UPHELD_ABROAD, UNSAFE_IN_STATE, *DECLINED}
        free = [one.index for one in self.people if one.index not in PARKED | abroad | west]
        self.random.shuffle(free)
        need = 66 - len(abroad)
        abroad |= set(free[:need])
        west |= set(free[need : need + 71 - len(west)])
        for one in self.people:
            one.plan = "abroad" if one.index in abroad else "west" if one.index in west else ""
        for index in [index for index in free[:need] if index not in UNSAFE_WEST][:10]:
            self.people[index].switches = True

    def _weapons_of(self) -> None:
        """Draw who has how many weapons: 110 with the one that five people hand in together."""
        fixed = {*CREW, FIVE_WEAPONS, *TWO_WEAPONS, NEVER_DISARMS, *CHILDREN}
        one_each = {DUPLICATE_OF, POSSIBLE_DUPLICATE, *SAME_SERIAL, LOSES_RECEIPT, TAG_TWICE, TAG_FREE, FOUND_CHILD_LATER,
                    DISARMS_AND_STAYS, NOBODY_TAKES}  # fmt: skip
        rest = [one.index for one in self.people if one.index not in fixed | one_each]
        self.random.shuffle(rest)
        for index in one_each | set(rest[: 99 - len(one_each)]):
            self.people[index].weapons = 1
        self.people[FIVE_WEAPONS].weapons = 5
        for index in TWO_WEAPONS:
            self.people[index].weapons = 2

    def state_of(self, one: Made) -> Person:
        """Give what the office knows of someone."""
        return self.office.persons.cases[one.case]

    def here(self, *, days: Iterable[int] = OUT) -> list[Made]:
        """Give the adults at the site now."""
        cases = self.office.persons.cases
        return [one for one in self.people if one.day in days and one.case in cases and cases[one.case].age == "adult"
                and not cases[one.case].closed and not cases[one.case].boarded]  # fmt: skip

    def spread(self, people: Iterable[Made], step: Callable[[Made], None], minutes: int = 1) -> None:
        """Do the same for several people, one after the other from now on."""
        for place, one in enumerate(people):
            self.when(later(self.now, place * minutes), step, one)

    # Offer, ways out, and what halts them.

    def offers(self) -> None:
        """Let the offer be made by a mediator and by loudspeaker, and answered with a range."""
        self.plan(at(1, "06:30"), m.OfferMade, by=("qatar", ""), zone=ZONE, how="mediator", language="ar")
        self.plan(at(1, "07:00"), m.OfferMade, zone=ZONE, how="loudspeaker", language="ar")
        for day, (answer, low, high) in ANSWERS.items():
            if day > 1:
                self.plan(at(day, "06:30"), m.OfferMade, zone=ZONE, how="loudspeaker", language="ar")
            self.plan(at(day, "08:00"), m.OfferAnswered, zone=ZONE, answer=answer, low=low, high=high)

    def announce(self, moment: datetime, name: str, start: datetime, stop: datetime, by: tuple[str, str], **fields: Any) -> None:
        """Plan a movement, give both parties the same notice, and let both confirm that they hold fire."""
        self.plan(moment, m.MovementPlanned, by=by, movement=name, zone=ZONE, start=start, stop=stop, **fields)
        for place, (party, post) in enumerate((IL, HAMAS)):
            self.plan(later(moment, 5), m.MovementNotified, by=by, movement=name, to=party, form="written")
            self.plan(later(moment, 20 + 5 * place), m.MovementAcknowledged, by=(party, post), movement=name)
            self.plan(later(moment, 40 + 5 * place), m.HoldFireConfirmed, by=(party, post), movement=name, zone=ZONE,
                      start=start, stop=stop)  # fmt: skip

    def ways_out(self) -> None:
        """Plan a way out for each of the first four days. The first cannot begin when it should."""
        people = iter(self.people)
        for day, (opens, closes, groups, wounded) in OUT.items():
            name, start, stop = f"way-out-{day}", at(day, opens), at(day, closes)
            self.announce(at(day, "07:10"), name, start, stop, RECEPTION, kind="way_out", to=SITE, group_size=10,
                          assembly_point=f"AP-{day}", wounded=wounded)  # fmt: skip
            self.plan(later(start, -10), m.MovementReadied, movement=name, present=TEAM, signal_agreed="yes",
                      halt_word_agreed="yes")  # fmt: skip
            if day != 1:
                self.plan(start, m.MovementBegun, movement=name)
            for group, (hour, size) in enumerate(groups, 1):
                members = [next(people) for _ in range(size)]
                self.come_out(name, group, at(day, hour), members)
            self.plan(at(day, "18:30"), m.MovementClosed, by=RECEPTION, movement=name)

    def come_out(self, name: str, group: int, moment: datetime, members: list[Made]) -> None:
        """Let a group come out, arrive, and be received one by one."""
        hurt = [one.wounded for one in members]
        fields: dict[str, Any] = {"movement": name, "group": group, "people": len(members), "weapons": "carried_to_clearing_bay",
                                  "wounded": None if "unknown" in hurt else hurt.count("yes")}  # fmt: skip
        arrive = later(moment, 22)
        if (name, group) == ("way-out-3", 3):
            # Written down with the wrong hour, at which the movement stood still; put right by a second act.
            self.when(at(3, "11:06"), self.wrong_hour, at(3, "11:04"), moment, fields)
        else:
            self.plan(moment, m.GroupCameOut, **fields)
        self.plan(arrive, m.MovementArrived, by=RECEPTION, movement=name, people=len(members))
        for place, one in enumerate(members):
            self.receive(one, name, later(arrive, 2 + 2 * place))

    def wrong_hour(self, wrong: datetime, right: datetime, fields: dict[str, Any]) -> None:
        """Write a group down with an hour at which nobody came out, and then with the right one."""
        first = self.do(m.GroupCameOut, happened=wrong, lacks=("halted_operation",), **fields)
        self.plan(at(3, "11:11"), m.GroupCameOut, happened=right, refs=(first,), **fields)

    def works(self) -> None:
        """Twice works on tunnels are announced in the zone: before a window, and in the middle of one."""
        name = "way-out-1"
        self.plan(at(1, "08:30"), m.OperationAnnounced, operation="works-1", zone=ZONE, kind="tunnel_works",
                  start=at(1, "09:00"), stop=at(1, "17:00"))  # fmt: skip
        for hour, lacks in (("10:05", "announced"), ("10:30", "pause_not_written"), ("10:55", "paused_in_part")):
            self.plan(at(1, hour), m.MovementBegun, movement=name, lacks=(f"operation_{lacks}",))
        for hour, start, stop, written in (("10:20", "10:30", "16:00", "no"), ("10:45", "11:00", "13:00", "yes"),
                                           ("11:15", "11:15", "16:00", "yes")):  # fmt: skip
            self.plan(at(1, hour), m.OperationPaused, operation="works-1", start=at(1, start), stop=at(1, stop), written=written)
        self.plan(at(1, "11:30"), m.MovementBegun, movement=name)
        self.plan(at(1, "17:30"), m.OperationEnded, operation="works-1")
        self.plan(at(3, "11:00"), m.OperationAnnounced, operation="works-2", zone=ZONE, kind="tunnel_works",
                  start=at(3, "11:30"), stop=at(3, "15:00"))  # fmt: skip
        self.plan(at(3, "11:35"), m.MovementResumed, movement="way-out-3", lacks=("operation_announced",))
        self.plan(at(3, "11:45"), m.OperationPaused, operation="works-2", start=at(3, "11:45"), stop=at(3, "15:00"),
                  written="yes")  # fmt: skip
        self.plan(at(3, "11:55"), m.HoldFireConfirmed, movement="way-out-3", zone=ZONE, start=at(3, "11:55"), stop=at(3, "15:00"))
        self.plan(at(3, "12:10"), m.MovementResumed, movement="way-out-3")
        self.plan(at(3, "15:30"), m.OperationEnded, operation="works-2")

    # Received, age first, consent, weapons.

    def receive(self, one: Made, name: str, moment: datetime) -> None:
        """Receive someone: a case number, age before anything else, consent, weapons."""
        language = "" if one.index in WOUND_UNKNOWN[:2] else "ar"
        self.plan(moment, p.Presented, case=one.case, site=SITE, movement=name, wounded=one.wounded, language=language)
        if one.index == AGE_NOT_YET:
            self.plan(later(moment, 1), p.ConsentRecorded, case=one.case, purpose="disarm", answer="given", language="ar",
                      lacks=("age_first",))  # fmt: skip
        if ground := CHILDREN.get(one.index):
            self.plan(later(moment, 4), p.AgeEstablished, case=one.case, outcome="child", ground=ground)
            self.in_care(one, later(moment, 9), at(one.day + 1, "10:00"))
            return
        ground = self.random.choice(("statement", "statement", "document", "assessment"))
        self.plan(later(moment, 4), p.AgeEstablished, case=one.case, outcome="adult", ground=ground)
        refused = one.index in REFUSE_FIRST or one.index == NEVER_DISARMS
        self.plan(later(moment, 8), p.ConsentRecorded, case=one.case, purpose="disarm", language="ar",
                  answer="refused" if refused else "given")  # fmt: skip
        if one.index in REFUSE_FIRST:
            again = at(REFUSE_FIRST[one.index], f"16:{one.index % 30:02}")
            self.plan(again, p.ConsentRecorded, case=one.case, purpose="disarm", answer="given", language="ar")
            self.hand_over(one, later(again, 8))
        elif not refused:
            self.hand_over(one, later(moment, 12))

    def in_care(self, one: Made, referred: datetime, received: datetime) -> None:
        """Bring a child into civilian care."""
        self.plan(referred, p.ChildReferred, case=one.case, to="civilian_care")
        self.plan(received, p.ChildReceived, case=one.case)

    def hand_over(self, one: Made, moment: datetime) -> None:
        """Take over what someone hands in, give a receipt for it, and find them without weapons."""
        if one.index in CREW:
            if one.index == CREW[-1]:
                self.when(moment, self.crew_weapon)
            return
        found = [self.item(one) for _ in range(one.weapons)]
        done = moment
        for fields in found:
            done = self.take_over(one, fields, later(done, 2))
        if found:
            self.plan(later(done, 2), w.ReceiptIssued, receipt=self.number("R"), case=one.case, tags=tuple(one.tags))
        self.plan(later(done, 4), p.Disarmed, case=one.case, tags=tuple(one.tags), nothing_to_hand_in="no" if found else "yes")

    def take_over(self, one: Made, fields: dict[str, Any], moment: datetime) -> datetime:
        """Take over one weapon; give the moment at which it was done."""
        if one.index == TAG_FREE:
            first = next(iter(self.people[TAG_TWICE].tags))
            self.plan(moment, w.WeaponReceived, lacks=("tag_in_use",), **{**fields, "tag": first})
            moment = later(moment, 3)
        if one.index == POSSIBLE_DUPLICATE:
            self.plan(moment, w.WeaponReceived, lacks=("possible_duplicate",), **fields)
            moment, fields = later(moment, 12), {**fields, "compared_with": tuple(self.people[DUPLICATE_OF].tags)}
        self.plan(moment, w.WeaponReceived, **fields)
        one.tags.append(fields["tag"])
        return moment

    def crew_weapon(self) -> None:
        """Take over one weapon from five people, and give each of them a receipt."""
        crew = [self.people[index] for index in CREW]
        fields = self.marked("heavy_machine_gun", "read", cases=tuple(one.case for one in crew))
        self.do(w.WeaponReceived, **fields)
        for place, one in enumerate(crew, 1):
            one.tags.append(fields["tag"])
            self.plan(later(self.now, 2 * place), w.ReceiptIssued, receipt=self.number("R"), case=one.case, tags=(fields["tag"],))
            self.plan(later(self.now, 2 * place + 1), p.Disarmed, case=one.case, tags=(fields["tag"],))

    def item(self, one: Made) -> dict[str, Any]:
        """Give a weapon of a person. Makers, countries and models are invented."""
        if one.index in (DUPLICATE_OF, POSSIBLE_DUPLICATE, *SAME_SERIAL):
            pair = one.index in SAME_SERIAL
            maker = "maker_d" if one.index == SAME_SERIAL[1] else "maker_a"
            return self.marked("rifle", "read", cases=(one.case,)) | {
                "maker": maker, "country": "country_1", "model": "model_2", "calibre": "7.62",
                "serial": "KD20417" if pair else "PT88306"}  # fmt: skip
        state = self.deck.pop()
        kind = "home_made" if state == "home_made" else self.random.choice(("rifle", "rifle", "rifle", "pistol", "launcher"))
        return self.marked(kind, "none" if state == "home_made" else state, cases=(one.case,))

    def marked(self, kind: str, state: str, *, cases: tuple[str, ...] = (), origin: str = "person") -> dict[str, Any]:
        """Give the fields of a weapon, with what could be read on it."""
        rng = self.random
        known = {"maker": f"maker_{rng.choice('abcde')}", "country": f"country_{rng.randint(1, 4)}",
                 "model": f"model_{rng.randint(1, 6)}",
                 "calibre": {"pistol": "9", "launcher": "40"}.get(kind, "7.62")}  # fmt: skip
        serial = "".join(rng.choices("CDFHJKMNPRT", k=2)) + str(rng.randint(10_000, 99_999))
        shown = {"read": serial, "altered": serial[:4]}.get(state, "")
        condition = rng.choices(("serviceable", "defective", "unknown"), (8, 2, 1))[0]
        cleared = "unknown" if origin == "found" else "yes"
        return {"tag": self.number("W"), "origin": origin, "cases": cases, "kind": kind, "serial": shown, "serial_state": state,
                  "condition": condition, "site": SITE, "cleared": cleared} | ({} if state == "none" else known)  # fmt: skip

    # Assessed, contested, sealed, moved, lost and found, destroyed.

    def custody(self) -> None:
        """Plan what becomes of the weapons, of those of a group, and of those found at the site."""
        for day, asset in ((2, "heavy_machine_gun"), (2, "launcher"), (3, "heavy_machine_gun"), (4, "launcher")):
            state = "read" if asset == "launcher" else "unread"
            self.plan(at(day, "15:20"), w.WeaponReceived, **self.marked(asset, state, origin="group_asset"))
        for day, kind, state in ((1, "rifle", "unread"), (2, "home_made", "none"), (3, "rifle", "read"), (3, "home_made", "none"),
                                 (4, "pistol", "unread")):  # fmt: skip
            self.plan(at(day, "15:40"), w.WeaponReceived, **self.marked(kind, state, origin="found"))
        for day in range(2, 7):
            self.when(at(day, "08:30"), self.assess, INSPECTOR)
            self.when(at(day, "13:30"), self.assess, MONITOR)
            self.when(at(day, "18:00"), self.seal)
        self.when(at(4, "17:00"), self.contests)
        self.when(at(6, "10:15"), self.move_container)
        self.when(at(9, "15:00"), self.destroy)

    def assess(self, by: tuple[str, str]) -> None:
        """Let an assessor speak of each weapon it has not spoken of."""
        items = self.office.armoury.items.values()
        waiting = [item for item in items if by[0] not in {said.assessor for said in item.assessments}]
        for place, item in enumerate(waiting):
            accepted, ground = "yes", ""
            if by == MONITOR and item.kind == "home_made":
                # They count for the one and not for the other: both views stay.
                accepted, ground = "no", "home_made"
            elif by == MONITOR and item.condition == "unknown":
                accepted = "unknown"
            self.plan(later(self.now, place), w.WeaponAssessed, by=by, tag=item.tag, condition=item.condition, accepted=accepted,
                      ground=ground)  # fmt: skip

    def contests(self) -> None:
        """Let both parties contest what they do not want counted."""
        homemade = [item.tag for item in self.office.armoury.items.values() if item.kind == "home_made" and item.assessments]
        self.do(w.WeaponContested, by=IL, tag=homemade[-1], ground="home_made")
        self.do(w.WeaponContested, by=IL, tag=homemade[-2], ground="not_serviceable")
        self.do(w.WeaponContested, by=HAMAS, tag=self.people[POSSIBLE_DUPLICATE].tags[0], ground="counted_twice")
        self.plan(at(6, "12:20"), w.WeaponContestWithdrawn, by=IL, tag=homemade[-2])

    def seal(self) -> None:
        """Put into a container what both assessors have seen; what is defective stays out."""
        loose = [item for item in self.office.armoury.items.values() if item.stage == "received" and len(item.assessments) == 2]
        tags = tuple(item.tag for item in loose if item.condition != "defective")
        if tags:
            self.do(w.ContainerSealed, container=self.number("C"), seal=self.number("S"), tags=tags)

    def move_container(self) -> None:
        """Move the first container. One weapon fewer is counted at the other end; it had stayed behind on the bench."""
        container = next(iter(self.office.armoury.containers.values()))
        self.do(w.ContainerTransferred, container=container.container, to="task_force", sent=len(container.tags),
                received=len(container.tags) - 1, signed_by=("cmcc", "task_force"), seal_intact="unknown")  # fmt: skip
        left, rest = container.tags[-1], container.tags[:-1]
        self.plan(at(7, "09:00"), w.ContainerOpened, container=container.container, reason="recount")
        self.plan(at(7, "09:40"), w.ItemLost, tag=left)
        self.plan(at(7, "10:00"), w.ContainerSealed, container=container.container, seal=self.number("S"), tags=rest)
        self.plan(at(8, "11:10"), w.ItemRecovered, tag=left)

    def destroy(self) -> None:
        """Destroy three defective weapons before four witnesses."""
        items = [item.tag for item in self.office.armoury.items.values()
                 if item.stage == "received" and item.condition == "defective" and not item.contests]  # fmt: skip
        self.do(w.WeaponDestroyed, tags=tuple(items[:3]), witnesses=("task_force", "egypt", "israel", "hamas"), method="cut")

    def receipts(self) -> None:
        self.when(at(3, "16:30"), self.lose_receipt)

    def lose_receipt(self) -> None:
        """A receipt is lost and replaced; the new one is used, and the old one turns up and is shown twice."""
        old = self.office.armoury.items[self.people[LOSES_RECEIPT].tags[0]].receipts[0]
        new = self.number("R")
        self.do(w.ReceiptLost, receipt=old)
        self.plan(at(3, "17:00"), w.ReceiptReplaced, receipt=new, replaces=old)
        self.plan(at(4, "09:30"), w.ReceiptShown, receipt=new, purpose="benefit")
        for day in (4, 5):
            self.plan(at(day, "16:45"), w.ReceiptShown, receipt=old, purpose="benefit", lacks=("receipt_void", "receipt_used"))

    # Notice, objections, screening, assurance, holds.

    def notices(self) -> None:
        for day in OUT:
            self.when(at(day, "20:00"), self.notice, day)

    def notice(self, day: int) -> None:
        """Give both parties the numbers of the adults of a day."""
        self.do(p.NoticeGiven, cases=tuple(sorted(one.case for one in self.here(days=(day,)))), to=("israel", "hamas"))

    def objections(self) -> None:
        """Plan the thirty objections, and three that are none."""
        places: Counter[str] = Counter()
        for way, outcomes in OUTCOMES.items():
            for outcome, people in outcomes.items():
                for index in people:
                    party = "hamas" if index in BY_HAMAS else "israel"
                    grounds = GROUNDS[party]
                    ground = grounds[places[party] % len(grounds)]
                    places[party] += 1
                    raised = at(self.people[index].day + 1, f"{9 + places[party] % 7:02}:{self.random.randint(0, 59):02}")
                    self.when(raised, self.object, self.people[index], party, way, ground, outcome)
        late, other, strange = self.people[TOO_LATE], self.people[NOT_A_GROUND], self.people[NOT_ITS_POWER]
        self.plan(at(2, "14:10"), p.ObjectionRaised, by=MONITOR, case=strange.case, objection="israel_objects",
                  ground="grave_crime", against="west_of_line", lacks=("no_power",))  # fmt: skip
        self.plan(at(3, "15:10"), p.ObjectionRaised, by=IL, case=other.case, objection="israel_objects", ground="membership",
                  against="west_of_line", lacks=("ground_not_listed",))  # fmt: skip
        self.plan(at(3, "20:30"), p.ObjectionRaised, by=IL, case=late.case, objection="israel_objects", ground="grave_crime",
                  against="third_country", lacks=("too_late_to_object",))  # fmt: skip

    def object(self, one: Made, party: str, way: str, ground: str, outcome: str) -> None:
        """Object to one way of one person, and plan what comes of it: nothing, where nobody rules in time."""
        by = HAMAS if party == "hamas" else IL
        made = self.do(p.ObjectionRaised, by=by, case=one.case, objection=f"{party}_objects", ground=ground, against=way)
        last = 5 if outcome == "upheld" and way == "west_of_line" else 7
        ruled = at(min(one.day + 3, last), f"10:{self.random.randint(0, 59):02}")
        if outcome == "withdrawn":
            self.plan(ruled, p.ObjectionWithdrawn, by=by, case=one.case, of=made)
        elif outcome:
            self.plan(ruled, p.ObjectionDecided, case=one.case, of=made, outcome=outcome, reason=REASONS[outcome])

    def screenings(self) -> None:
        for day in range(2, 7):
            self.when(at(day, "11:00"), self.screen)
            self.when(at(day, "15:00"), self.assure)
        self.when(at(7, "07:30"), self.assure)
        for place, index in enumerate(UNABLE_AT_FIRST):
            self.plan(at(6, f"14:1{place}"), p.Screened, case=self.people[index].case, outcome="eligible")
        for place, index in enumerate(UNABLE_STILL):
            self.plan(at(8, f"14:1{place}"), p.Screened, case=self.people[index].case, outcome="unable",
                      reason="record_not_readable", review_by=at(14, "12:00"))  # fmt: skip

    def screen(self) -> None:
        """Decide on everyone who is disarmed and was not decided on."""
        waiting = [one for one in self.here() if self.state_of(one).disarmed and not self.state_of(one).screening]
        self.spread(waiting, self.decide_screening, 2)

    def decide_screening(self, one: Made) -> None:
        if self.state_of(one).age != "adult":
            return
        fields: dict[str, Any] = {"outcome": "eligible"}
        if one.index in (EXCLUDED_HELD, EXCLUDED_STAYS):
            fields = {"outcome": "excluded", "reason": "grave_crime_indicated"}
        elif one.index in (*UNABLE_AT_FIRST, *UNABLE_STILL):
            fields = {"outcome": "unable", "reason": "record_not_readable", "review_by": at(8, "12:00")}
        self.do(p.Screened, case=one.case, **fields)

    def assure(self) -> None:
        """Hand the assurance to everyone who is eligible and has none."""
        waiting = [one for one in self.here() if self.state_of(one).screening == "eligible" and not self.state_of(one).assured]
        self.spread(waiting, self.give_assurance)

    def give_assurance(self, one: Made) -> None:
        covers = ("membership", "possession", "crossing")
        if one.index == BEYOND:
            self.do(p.Assured, case=one.case, covers=(*covers, "harm_to_persons"), language="ar", lacks=("assurance_beyond",))
        self.do(p.Assured, case=one.case, covers=covers, language="ar")

    def holds(self) -> None:
        """Plan two holds: one that goes on after its review, one that ends."""
        first, second = self.people[EXCLUDED_HELD], self.people[HELD_AND_RELEASED]
        named: dict[str, Any] = {"legal_basis": "criminal_procedure", "reason": "grave_crime_indicated", "case": first.case,
                                 "review_by": at(10, "12:00"), "liberty_affected": "yes"}  # fmt: skip
        self.plan(at(4, "10:00"), p.HoldBegun, reasons_told="no", icrc_told="unknown", lacks=("reasons_not_told",), **named)
        self.plan(at(4, "10:40"), p.HoldBegun, reasons_told="yes", icrc_told="yes", **named)
        self.plan(at(9, "11:00"), p.HoldReviewed, case=first.case, outcome="continued", reason="indication_stands",
                  review_by=at(22, "12:00"))  # fmt: skip
        self.plan(at(5, "09:30"), p.HoldBegun, case=second.case, legal_basis="panel_custody", reason="objection_upheld",
                  review_by=at(8, "12:00"), reasons_told="yes", liberty_affected="yes", icrc_told="yes")  # fmt: skip
        self.plan(at(7, "09:20"), p.HoldReviewed, case=second.case, outcome="ended", reason="no_longer_needed")

    # Ways on: asked, tested, offered, accepted, chosen.

    def leaving_asked(self) -> None:
        """Plan when people are asked whether they want to go west, tested and asked to choose."""
        for day, days in ((4, (1, 2)), (5, (3,)), (6, (4,))):
            self.when(at(day, "09:00"), self.ask_all, days, WEST)
        for day in (5, 6):
            self.when(at(day, "13:00"), self.test_all, WEST)
            self.when(at(day, "16:30"), self.choose_west)

    def ask_all(self, days: Iterable[int], to: str) -> None:
        self.spread(self.here(days=days), partial(self.ask, to))

    def ask(self, to: str, one: Made) -> None:
        """Ask someone whether they agree to go to one destination."""
        wants_west = one.plan == "west" or one.switches or one.index in WOULD_GO_WEST
        wants_state = one.plan == "abroad" or one.index in (NOBODY_TAKES, *DECLINED, UNSAFE_IN_STATE, UNTESTED_IN_STATE)
        given = wants_west if to == WEST else wants_state
        self.do(p.ConsentRecorded, by=PROTECTION, case=one.case, purpose="leave", to=to, language="ar",
                answer="given" if given else "refused")  # fmt: skip

    def agreed(self, one: Made, to: str) -> bool:
        """Say whether someone agreed to go there."""
        return to in self.state_of(one).leave and self.state_of(one).leave[to].answer == "given"

    def test_all(self, to: str) -> None:
        """Test a destination for everyone who agreed to it, and for a state was accepted by it."""
        ready = [one for one in self.here() if self.agreed(one, to) and to not in self.state_of(one).tests
                 and (to == WEST or self.state_of(one).answers.get(to, NOTHING).what == "accepted")]  # fmt: skip
        self.spread(ready, partial(self.test, to))

    def test(self, to: str, one: Made) -> None:
        unsafe = one.index in UNSAFE_WEST if to == WEST else one.index == UNSAFE_IN_STATE
        unable = to == STATE and one.index == UNTESTED_IN_STATE
        self.do(p.ProtectionTested, case=one.case, to=to, outcome="not_safe" if unsafe else "unable" if unable else "safe")

    def choose_west(self) -> None:
        ready = [one for one in self.here() if (one.plan == "west" or one.switches) and not self.state_of(one).way
                 and self.state_of(one).tests.get(WEST, NOTHING).what == "safe"]  # fmt: skip
        self.spread(ready, lambda one: self.do(p.WayChosen, case=one.case, way="west_of_line", to=WEST) and None)

    def state(self) -> None:
        """Plan the offer of the invented state, and what follows from it."""
        self.plan(at(5, "17:30"), p.PlacesOffered, places=70, written="no", lacks=("not_written",))
        self.plan(at(6, "09:00"), p.PlacesOffered, id="d06-offer", places=70, written="yes")
        self.when(at(6, "10:30"), self.ask_all, tuple(OUT), STATE)
        for day, hour, most in ((6, "14:30", 40), (7, "08:30", 40)):
            self.when(at(day, hour), self.accept_all, most)
        for day in (7, 8):
            self.when(at(day, "07:00" if day == 8 else "10:00"), self.test_all, STATE)
            self.when(at(day, "08:30" if day == 8 else "14:00"), self.papers)
            self.when(at(day, "10:00" if day == 8 else "16:00"), self.choose_state)

    def accept_all(self, most: int) -> None:
        asked = [one for one in self.here() if self.agreed(one, STATE) and STATE not in self.state_of(one).answers]
        self.spread(asked[:most], self.accept)

    def accept(self, one: Made) -> None:
        no = one.index in (NOBODY_TAKES, *DECLINED)
        self.do(p.AcceptanceDecided, case=one.case, outcome="declined" if no else "accepted")

    def papers(self) -> None:
        """Give a travel paper to everyone whom the state has accepted and for whom it was found safe."""
        ready = [one for one in self.here() if one.plan == "abroad" and STATE not in self.state_of(one).papers
                 and self.state_of(one).tests.get(STATE, NOTHING).what == "safe"]  # fmt: skip
        self.spread(ready, lambda one: self.do(p.PaperIssued, case=one.case, to=STATE, one_way="no") and None)

    def choose_state(self) -> None:
        ready = [one for one in self.here() if STATE in self.state_of(one).papers and self.state_of(one).to != STATE]
        self.spread(ready, lambda one: self.do(p.WayChosen, case=one.case, way="third_country", to=STATE) and None)

    def stays(self) -> None:
        """Plan the stays: for whom every way is closed, who waits, and who wants none."""
        calm = [one.index for one in self.people if not one.plan and one.index not in PARKED]
        closed = (*UPHELD_WEST, *UNSAFE_WEST, EXCLUDED_STAYS)
        for day, until, people in ((4, 11, (NEVER_DISARMS,)), (5, 12, (*closed, DISARMS_AND_STAYS)),
                                   (6, 13, (*calm, *UNABLE_STILL)), (8, 15, (UNTESTED_IN_STATE,))):  # fmt: skip
            for place, index in enumerate(index for index in people if index != HELD_AND_RELEASED):
                self.plan(at(day, f"17:{place + 5:02}"), p.StayArranged, case=self.people[index].case, place=SITE,
                          review_by=at(until, "12:00"))  # fmt: skip
        self.plan(at(7, "09:45"), p.StayArranged, case=self.people[HELD_AND_RELEASED].case, place=SITE, review_by=at(14, "12:00"))
        for place, index in enumerate((DISARMS_AND_STAYS, *calm)):
            self.plan(at(6, f"17:{place + 30}"), p.WayChosen, case=self.people[index].case, way="stay")
        self.plan(at(8, "15:40"), p.ConsentRecorded, case=self.people[NEVER_DISARMS].case, purpose="disarm", answer="refused",
                  language="ar")  # fmt: skip

    # Transfers.

    def travel(self) -> None:
        """Plan the transfers of the last four days."""
        self.transfer(7, "10:00", "14:00", "west", 20)
        self.transfer(8, "09:00", "13:00", "west", 21, turned_back=True)
        self.transfer(8, "13:00", "19:00", "abroad", 24, too_many=True)
        self.transfer(9, "09:00", "13:00", "west", 19, brought_back=True)
        self.transfer(9, "13:00", "19:00", "abroad", 20)
        self.transfer(10, "09:00", "13:00", "west", 12, withdrawn=True)
        self.transfer(10, "14:00", "20:00", "abroad", 16, arrives=False)

    def transfer(self, day: int, opens: str, closes: str, plan: str, size: int, *, too_many: bool = False, **story: bool) -> None:
        """Plan a transfer. `story` names what goes otherwise than planned."""
        name, start, stop = f"transfer-{next(self.transfers)}", at(day, opens), at(day, closes)
        way, to = ("west_of_line", WEST) if plan == "west" else ("third_country", STATE)
        noon = opens > "12:00"
        self.announce(at(day - 1, "18:45" if noon else "18:40"), name, start, stop, ESCORT, kind="transfer", to=to, way=way,
                      group_size=size)  # fmt: skip
        if plan == "west":
            self.plan(at(day - 1, "19:40"), m.HoldFireConfirmed, by=HAMAS, movement=name, zone=WEST, start=start, stop=stop)
        self.plan(later(start, -100), m.VehicleAssigned, movement=name, vehicle="bus-1", seats=18 if too_many else 25)
        self.when(later(start, -60), self.board, name, plan, way, to, size, start, too_many, story)

    def board(self, name: str, plan: str, way: str, to: str, size: int, start: datetime, too_many: bool,
              story: dict[str, bool]) -> None:  # fmt: skip
        """Set the manifest, the wounded first, and let everyone board."""
        facts = Facts(self.office, self.now)
        ready = [one for one in self.here() if one.plan == plan and self.state_of(one).way == way
                 and not facts.cleared(one.case, way, to)]  # fmt: skip
        people = sorted(ready, key=lambda one: one.wounded != "yes")[:size]
        assert len(people) == size, f"{name} wants {size} people and {len(people)} are ready"
        cases = tuple(one.case for one in people)
        if too_many:
            self.do(m.ManifestSet, movement=name, cases=cases, lacks=("more_than_seats",))
            self.plan(later(self.now, 10), m.VehicleAssigned, movement=name, vehicle="bus-2", seats=18)
        self.plan(later(self.now, 15), m.ManifestSet, movement=name, cases=cases)
        for place, one in enumerate(people):
            self.plan(later(self.now, 25 + place), p.Boarded, case=one.case, movement=name)
        if story.get("turned_back"):
            back = people.pop()
            self.plan(later(start, 2), p.TurnedBack, case=back.case, movement=name)
            self.plan(later(start, 6), m.ManifestSet, movement=name, cases=tuple(one.case for one in people))
        self.plan(later(start, 15), m.MovementBegun, by=ESCORT, movement=name)
        if story.get("brought_back"):
            self.plan(later(start, 45), p.TurnedBack, case=people.pop().case, movement=name)
        if story.get("withdrawn"):
            self.plan(later(start, 30), m.HoldFireWithdrawn, by=HAMAS, movement=name)
            self.plan(later(start, 65), m.HoldFireConfirmed, by=HAMAS, movement=name, zone=ZONE, start=later(start, 60),
                      stop=later(start, 240))  # fmt: skip
            self.plan(later(start, 66), m.HoldFireConfirmed, by=HAMAS, movement=name, zone=WEST, start=later(start, 60),
                      stop=later(start, 240))  # fmt: skip
            self.plan(later(start, 75), m.MovementResumed, by=ESCORT, movement=name)
        if story.get("arrives", True):
            after = later(start, 110 if plan == "west" else 230)
            self.when(after, self.arrive, name, to, people, bool(story.get("brought_back")))

    def arrive(self, name: str, to: str, people: list[Made], brought_back: bool) -> None:
        """Count people at arrival, apart from the count at departure."""
        self.do(m.MovementArrived, by=ESCORT, movement=name, people=len(people))
        self.spread(people, lambda one: self.do(p.Arrived, case=one.case, movement=name, to=to) and None)
        if brought_back:
            self.plan(later(self.now, 25), m.MovementAccounted, movement=name, missing=1, extra=0, reason="brought_back_ill")
        self.plan(later(self.now, 35), m.MovementClosed, by=ESCORT, movement=name)

    # What else becomes of people.

    def ends(self) -> None:
        """Plan a child found late, a death, someone who leaves, and questions after arrival."""
        child = self.people[FOUND_CHILD_LATER]
        self.plan(at(3, "10:20"), p.AgeEstablished, case=child.case, outcome="child", ground="document")
        self.in_care(child, at(3, "10:35"), at(4, "11:30"))
        self.plan(at(3, "05:40"), p.Died, case=self.people[DIES].case)
        self.plan(at(6, "08:20"), p.Left, case=self.people[LEAVES].case)
        self.when(at(10, "16:00"), self.ask_after)

    def ask_after(self) -> None:
        arrived = [one for one in self.people if one.plan == "west" and self.state_of(one).arrived][:6]
        for place, one in enumerate(arrived):
            reached = place != 4
            self.plan(later(self.now, 10 * place), p.ArrivalChecked, case=one.case, contact="yes" if reached else "no",
                      free="yes" if reached else "unknown", harmed="no" if reached else "unknown")  # fmt: skip


def story(seed: int = SEED) -> Story:
    """Give the ten days, told to the end."""
    return Story(open_case(example=EXAMPLE, with_files=[DRAFT]).agreement, seed)


def lines(told: Story) -> bytes:
    """Give the acts as the lines of a log, in the order in which they were recorded."""
    return b"".join(encoder.encode(act) + b"\n" for act in told.acts)


def main(words: list[str]) -> int:
    """Write the packaged file again, or with `--check` compare it."""
    told = story()
    text = lines(told)
    if "--check" in words:
        same = FILE.is_file() and FILE.read_bytes() == text
        print(f"{FILE.name} is {'what' if same else 'not what'} would be written")
        return 0 if same else 1
    FILE.write_bytes(text)
    print(f"{FILE.name}: {len(told.acts)} acts")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
