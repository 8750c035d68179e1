"""What is said about the ground: operations for those who hold it or come out over it, offers for those who make them."""

from __future__ import annotations

from typing import Any

import pytest

from safeconduct.access.listing import listed_answers, listed_offers, listed_operations
from safeconduct.access.seats import THE_OPERATOR, THE_PUBLIC, Seat, seats_of
from safeconduct.access.view import nothing, view_answer, view_offer, view_operation
from safeconduct.agreement.reader import read_agreement
from safeconduct.caseload.movements.acts import OfferAnswered, OperationAnnounced
from safeconduct.secretariat.case_acts import read_case_acts
from safeconduct.secretariat.office import Office, open_office
from tests import passage, pilot
from tests.pilot import at
from tests.swap import swap
from tests.unit.access.seated import ALPHA, BRAVO, ESCORT, HARBOUR, HAVEN, LEGAL, REGISTRAR, STORES, text, viewer

WHEN = at(7)
MEDIATOR, CENTRE = Seat("mediator"), Seat("centre")


def said() -> Office:
    """The made-up log, with an answer of people, and operations on ground that only one side holds."""
    common = {"happened": at(6, 8), "recorded": at(6, 8), "synthetic": True, "kind": "tunnels", "start": at(8), "stop": None}
    return open_office(text(), [
        *passage.log(),
        OfferAnswered(id="answer", happened=at(6, 8), recorded=at(6, 8), actor="mediator", zone="behind", answer="some", low=3,
                      synthetic=True),
        OperationAnnounced(id="o1", actor="bravo", operation="far", zone="beyond", **common),
    ])  # fmt: skip


def known(seat: Seat, cases: Office) -> tuple[tuple[str, ...], int, int]:
    one = viewer(seat, WHEN)
    return listed_operations(one, cases).numbers, len(listed_offers(one, cases)), len(listed_answers(one, cases))


@pytest.mark.parametrize(
    ("seat", "expected"),
    [
        (ALPHA, (("digging", "works"), 0, 0)), (BRAVO, (("digging", "far", "works"), 0, 0)),
        (CENTRE, (("digging", "far", "works"), 1, 1)),
        (MEDIATOR, ((), 1, 1)), (ESCORT, (("digging", "far", "works"), 1, 1)), (REGISTRAR, (("digging", "far", "works"), 1, 1)),
        (LEGAL, ((), 0, 0)), (STORES, (("digging", "far", "works"), 0, 0)),
        (HAVEN, ((), 0, 0)), (HARBOUR, ((), 0, 0)), (THE_PUBLIC, ((), 0, 0)),
        (THE_OPERATOR, ((), 0, 0)),
    ],
    ids=lambda one: "-".join(filter(None, (one.org, one.post))) if isinstance(one, Seat) else "",
)  # fmt: skip
def test_who_runs_a_movement_or_holds_the_ground_knows_of_an_operation(seat: Seat, expected: Any) -> None:
    assert known(seat, said()) == expected


def test_what_is_listed_is_seen_and_what_is_not_is_as_if_it_were_not_there() -> None:
    cases, none = said(), said()
    for seat in seats_of(text()):
        one = viewer(seat, WHEN)
        seen = {name: view_operation(one, name, cases) for name in cases.movements.operations}
        assert tuple(sorted(name for name, what in seen.items() if what.found)) == listed_operations(one, cases).numbers
        assert {what for what in map(str, seen.values()) if "found=False" in what} <= {str(nothing("operation"))}
        for look, places in ((view_offer, listed_offers(one, cases)), (view_answer, listed_answers(one, cases))):
            found = [place for place in range(3) if look(one, place, cases).found]
            assert tuple(found) == places
            assert look(one, 99, none) == look(one, -1, none) == nothing(look.__name__.removeprefix("view_"))


def test_an_operation_shows_where_and_when_and_who_announced_it() -> None:
    seen = view_operation(viewer(ALPHA, WHEN), "works", said()).values()
    assert (seen["zone"], seen["by"], len(seen["pauses"]), sorted(seen["pauses"][0])) == (
        "behind", "alpha", 1, ["at", "start", "stop", "written"])  # fmt: skip


def test_what_people_answered_is_for_those_who_run_the_way_out() -> None:
    seen = view_answer(viewer(MEDIATOR, WHEN), 0, said()).values()
    assert (seen["answer"], seen["low"]) == ("some", 3)
    assert not view_answer(viewer(ALPHA, WHEN), 0, said()).found


def test_both_sides_are_shown_the_same_with_their_names_swapped() -> None:
    turned = read_agreement(swap(pilot.TEXT, "alpha", "bravo").encode(), file="turned.yaml").model
    lines = swap(passage.lines(), "alpha", "bravo").encode().splitlines()
    cases, other = open_office(text(), passage.log()), open_office(turned, read_case_acts(lines, turned, file="acts"))
    for seat, opposite in ((ALPHA, BRAVO), (BRAVO, ALPHA)):
        for name in ("works", "digging"):
            seen = view_operation(viewer(seat, WHEN), name, cases)
            assert swap(str(seen), "alpha", "bravo") == str(view_operation(viewer(opposite, WHEN, turned), name, other))
