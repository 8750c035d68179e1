"""A small made-up log for the programme of `tests/pilot.py`: fifteen people on six days, with everything that goes wrong.

Nobody and nothing in it is real. `LOG` is what a file of acts holds, as lines; `CHILDREN` are the case numbers that no page
may show: one found a child at once, one only on day 4, one whose age nobody has established.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from safeconduct.caseload.movements import acts as moving
from safeconduct.caseload.moves import CaseAct
from safeconduct.caseload.persons import acts as persons
from safeconduct.caseload.weapons import acts as weapons
from safeconduct.secretariat.case_acts import encoder
from tests.pilot import at

ADULTS = tuple(f"SYN-{code}" for code in "A2B3 C4D5 E6F7 G8H9 J2K3 L4M5 N6P7 Q8R9 S2T3 U4V5 W6X7 Y8Z9".split())
CHILD, FOUND_LATER, NOT_ESTABLISHED = "SYN-K1D2", "SYN-K3D4", "SYN-K5D6"
CHILDREN = (CHILD, FOUND_LATER, NOT_ESTABLISHED)
ASSEMBLY_POINT = "HERON-7"
OFFER = "offer"
REGISTRAR, CHILD_OFFICER, PANEL = ("centre", "registrar"), ("carer", "child_officer"), ("panel", "panel_legal")
INSPECTOR, STORES = ("centre", "weapons_officer"), ("centre", "stores_officer")
ESCORT, CENTRE = ("centre", "escort"), ("centre", "")


def log() -> list[CaseAct]:
    """Give the acts in the order in which they were recorded."""
    found: list[CaseAct] = []
    for number, (kind, when, (actor, post), fields) in enumerate(_story(), 1):
        given: dict[str, Any] = {"id": f"a{number}", "actor": actor, "post": post, "happened": when, "recorded": when,
                                 "synthetic": True, **fields}  # fmt: skip
        found.append(kind(**given))
    return sorted(found, key=lambda act: act.recorded)


def lines() -> str:
    """Give the log as a file holds it."""
    return b"\n".join(map(encoder.encode, log())).decode() + "\n"


_Line = tuple[type[CaseAct], datetime, tuple[str, str], dict[str, Any]]


def _story() -> Iterator[_Line]:
    yield from _way_out()
    yield from _received()
    yield from _weapons()
    yield from _ways_on()
    yield from _transfers()
    yield from _without_effect()


def _way_out() -> Iterator[_Line]:
    window = {"start": at(1, 4), "stop": at(1, 9)}
    yield moving.OfferMade, at(1), ("mediator", ""), {"zone": "behind", "how": "loudspeaker", "language": "ar"}
    yield moving.OperationAnnounced, at(1), ("alpha", ""), {
        "operation": "works", "zone": "behind", "kind": "tunnels", "start": at(1, 5), "stop": at(1, 7)}  # fmt: skip
    yield moving.MovementPlanned, at(1, 1), CENTRE, {
        "movement": "M-1", "kind": "way_out", "zone": "behind", "to": "site", "group_size": 10, "wounded": 1,
        "assembly_point": ASSEMBLY_POINT, **window}  # fmt: skip
    yield moving.MovementNotified, at(1, 1, 5), CENTRE, {"movement": "M-1", "to": "alpha", "form": "letter"}
    yield moving.MovementNotified, at(1, 1, 5), CENTRE, {"movement": "M-1", "to": "bravo", "form": "letter"}
    yield moving.MovementAcknowledged, at(1, 2), ("bravo", ""), {"movement": "M-1"}
    yield moving.MovementReadied, at(1, 3), CENTRE, {
        "movement": "M-1", "present": ("reception", "explosives", "medic"), "signal_agreed": "yes", "halt_word_agreed": "yes"}
    for who in ("alpha", "bravo"):
        yield moving.HoldFireConfirmed, at(1, 3), (who, f"{who}_post"), {"movement": "M-1", "zone": "behind", **window}
    yield moving.MovementBegun, at(1, 4), CENTRE, {"movement": "M-1"}  # blocked: no pause in writing
    yield moving.OperationPaused, at(1, 4, 5), ("alpha", ""), {"operation": "works", "written": "yes", **window}
    yield moving.MovementBegun, at(1, 4, 10), CENTRE, {"movement": "M-1"}
    for group, people in ((1, 8), (2, 7)):
        yield moving.GroupCameOut, at(1, 4, 20 + group), CENTRE, {
            "movement": "M-1", "group": group, "people": people, "wounded": 1 if group == 1 else None, "weapons": "unknown"}
    yield moving.MovementArrived, at(1, 5), ("centre", "registrar"), {"movement": "M-1", "people": 15}


def _received() -> Iterator[_Line]:
    for place, case in enumerate((*ADULTS, *CHILDREN)):
        yield persons.Presented, at(1, 5, 10 + place), REGISTRAR, {"case": case, "site": "site", "movement": "M-1"}
    yield moving.MovementClosed, at(1, 6), CENTRE, {"movement": "M-1"}
    for case in (*ADULTS, FOUND_LATER):
        yield persons.AgeEstablished, at(1, 7), CHILD_OFFICER, {"case": case, "outcome": "adult", "ground": "statement"}
    yield persons.AgeEstablished, at(1, 7), CHILD_OFFICER, {"case": CHILD, "outcome": "child", "ground": "doubt"}
    yield persons.ChildReferred, at(2), CHILD_OFFICER, {"case": CHILD, "to": "carer"}
    for case in (*ADULTS[:11], FOUND_LATER):  # the last one has not agreed to disarm
        yield persons.ConsentRecorded, at(2), REGISTRAR, {
            "case": case, "purpose": "disarm", "answer": "given", "language": "ar"}  # fmt: skip


def _weapons() -> Iterator[_Line]:
    for place, case in enumerate((*ADULTS[:9], FOUND_LATER)):
        yield weapons.WeaponReceived, at(2, 1), INSPECTOR, {
            "tag": f"W-{place}", "cases": (case,), "origin": "person", "kind": "rifle", "site": "site",
            "serial": str(place) if place % 2 else "", "serial_state": "read" if place % 2 else "none"}  # fmt: skip
        yield weapons.ReceiptIssued, at(2, 1, 30), REGISTRAR, {"receipt": f"R-{place}", "case": case, "tags": (f"W-{place}",)}
    yield weapons.WeaponReceived, at(2, 1), INSPECTOR, {"tag": "W-both", "cases": ADULTS[:2], "origin": "person"}
    yield weapons.WeaponReceived, at(2, 1), INSPECTOR, {"tag": "W-found", "origin": "found"}
    for case in ADULTS[9:11]:
        yield persons.Disarmed, at(2, 2), INSPECTOR, {"case": case, "tags": (), "nothing_to_hand_in": "yes"}
    for place, case in enumerate((*ADULTS[:8], FOUND_LATER)):
        tags = (f"W-{place if case != FOUND_LATER else 9}", *(("W-both",) if place < 2 else ()))
        yield persons.Disarmed, at(2, 2), INSPECTOR, {"case": case, "tags": tags}
    for tag, accepted in (("W-0", "yes"), ("W-1", "no"), ("W-2", "unknown")):
        yield weapons.WeaponAssessed, at(2, 3), ("monitor", ""), {
            "tag": tag, "accepted": accepted, "condition": "defective", "ground": "home_made"}  # fmt: skip
    yield weapons.WeaponAssessed, at(2, 3), INSPECTOR, {"tag": "W-1", "accepted": "yes", "condition": "serviceable"}
    yield weapons.WeaponContested, at(2, 4), ("alpha", ""), {"tag": "W-1", "ground": "defective"}
    yield weapons.ReceiptLost, at(3), REGISTRAR, {"receipt": "R-2"}
    yield weapons.ReceiptReplaced, at(3, 1), REGISTRAR, {"receipt": "R-2b", "replaces": "R-2"}
    yield weapons.ContainerSealed, at(3), STORES, {"container": "C-1", "seal": "S-1", "tags": ("W-0", "W-3", "W-4")}
    yield weapons.ContainerTransferred, at(4), STORES, {
        "container": "C-1", "to": "monitor", "sent": 3, "received": 2, "seal_intact": "yes", "signed_by": ("centre", "monitor")}


def _ways_on() -> Iterator[_Line]:
    through = (*ADULTS[:7], FOUND_LATER)
    for case in through:
        yield persons.Screened, at(2, 5), PANEL, {"case": case, "outcome": "eligible"}
        yield persons.Assured, at(2, 6), ("panel", ""), {"case": case, "covers": ("membership",), "language": "ar"}
    yield persons.Screened, at(2, 5), PANEL, {"case": ADULTS[7], "outcome": "excluded", "reason": "coded", "review_by": at(9)}
    yield persons.NoticeGiven, at(2, 7), REGISTRAR, {"cases": (*ADULTS[:8], FOUND_LATER), "to": ("alpha", "bravo")}
    for who, case in (("alpha", ADULTS[4]), ("alpha", ADULTS[5]), ("bravo", ADULTS[6])):
        yield persons.ObjectionRaised, at(2, 8), (who, ""), {
            "id": f"objection-{case}", "case": case, "objection": f"{who}_objects", "ground": "grave_crime", "against": "across"}
    for case in ADULTS[4:6]:
        yield persons.ObjectionDecided, at(3), ("panel", ""), {
            "case": case, "of": f"objection-{case}", "outcome": "upheld", "reason": "ground_shown"}  # fmt: skip
    yield persons.HoldBegun, at(3, 1), PANEL, {
        "case": ADULTS[4], "legal_basis": "ordinary_court", "reason": "ground_shown", "review_by": at(5), "reasons_told": "yes"}
    yield persons.StayArranged, at(3, 2), CENTRE, {"case": ADULTS[8], "place": "site", "review_by": at(9)}
    yield persons.PlacesOffered, at(3, 3), ("haven", ""), {"id": OFFER, "places": 3, "written": "yes"}
    for case, to, way in ((ADULTS[0], "haven", "abroad"), (ADULTS[1], "haven", "abroad"), (ADULTS[2], "beyond", "across"),
                          (ADULTS[3], "beyond", "across"), (ADULTS[5], "haven", "abroad")):  # fmt: skip
        yield persons.ConsentRecorded, at(3, 4), REGISTRAR, {
            "case": case, "purpose": "leave", "answer": "given", "language": "ar", "to": to}  # fmt: skip
        if way == "abroad":
            outcome = "declined" if case == ADULTS[5] else "accepted"
            yield persons.AcceptanceDecided, at(3, 5), ("haven", ""), {"case": case, "outcome": outcome}
        yield persons.ProtectionTested, at(3, 6), PANEL, {"case": case, "to": to, "outcome": "safe"}
        if way == "abroad" and case != ADULTS[5]:
            yield persons.PaperIssued, at(3, 7), REGISTRAR, {"case": case, "to": to, "one_way": "yes"}
        yield persons.WayChosen, at(3, 8), REGISTRAR, {"case": case, "way": way, "to": to}
    yield persons.AgeChallenged, at(4), CHILD_OFFICER, {"case": FOUND_LATER}
    yield persons.Left, at(4, 1), REGISTRAR, {"case": ADULTS[11]}
    yield persons.Died, at(4, 2), REGISTRAR, {"case": ADULTS[10]}


def _transfers() -> Iterator[_Line]:
    for name, to, way, cases, day in (("T-1", "haven", "abroad", ADULTS[:2], 5), ("T-2", "beyond", "across", ADULTS[2:4], 6)):
        window = {"start": at(day, 4), "stop": at(day, 9)}
        yield moving.MovementPlanned, at(day), ESCORT, {
            "movement": name, "kind": "transfer", "zone": "behind", "to": to, "way": way, "group_size": 10, **window}
        for who in ("alpha", "bravo"):
            yield moving.HoldFireConfirmed, at(day, 1), (who, f"{who}_post"), {"movement": name, "zone": "behind", **window}
        yield moving.VehicleAssigned, at(day, 1), ESCORT, {"movement": name, "vehicle": f"{name}-bus", "seats": 4}
        yield moving.ManifestSet, at(day, 2), ESCORT, {"movement": name, "cases": cases}
        for case in cases:
            yield persons.Boarded, at(day, 3), ESCORT, {"case": case, "movement": name}
        yield moving.MovementBegun, at(day, 4), ESCORT, {"movement": name}
    for case in ADULTS[:2]:
        yield persons.Arrived, at(5, 6), ESCORT, {"case": case, "movement": "T-1", "to": "haven"}
    yield moving.MovementArrived, at(5, 6), ESCORT, {"movement": "T-1", "people": 2}
    yield moving.HoldFireWithdrawn, at(6, 5), ("alpha", "alpha_post"), {"movement": "T-2"}  # two people are under way
    yield moving.MovementPlanned, at(6, 6), CENTRE, {
        "movement": "M-2", "kind": "way_out", "zone": "behind", "to": "site", "group_size": 10, "start": at(8), "stop": at(8, 5)}
    yield moving.OperationAnnounced, at(6, 7), ("bravo", ""), {
        "operation": "digging", "zone": "behind", "kind": "tunnels", "start": at(8), "stop": None}  # fmt: skip


def _without_effect() -> Iterator[_Line]:
    """Give acts that lack something. Each of those about a child would say its number if reasons were not looked at."""
    yield persons.NoticeGiven, at(4, 3), REGISTRAR, {"cases": (ADULTS[8], CHILD), "to": ("alpha", "bravo")}
    yield persons.Screened, at(4, 3), PANEL, {"id": f"screen-{CHILD}", "case": CHILD, "outcome": "eligible"}
    yield persons.Presented, at(4, 3), REGISTRAR, {"case": CHILD, "site": "site"}
    yield weapons.WeaponReceived, at(4, 3), INSPECTOR, {"tag": "W-9x", "cases": (CHILD,), "origin": "person"}
    yield weapons.WeaponReceived, at(4, 3), INSPECTOR, {"tag": "W-0", "cases": (ADULTS[3],), "origin": "person"}
    yield weapons.ReceiptShown, at(4, 4), REGISTRAR, {"receipt": "R-2", "purpose": "benefit"}
    # The id of an act is free, so it may name a child although the act is about someone else.
    yield persons.Screened, at(4, 5), ("alpha", "alpha_post"), {
        "id": f"after-{CHILD}", "case": ADULTS[8], "outcome": "eligible"}  # fmt: skip
