"""A number in a name that somebody made up is taken out where it would tell of a case, and left where it was guessed."""

from __future__ import annotations

from typing import Any

import pytest

from safeconduct.access.acts_seen import view_act
from safeconduct.access.gaps import Cases
from safeconduct.access.in_force import InForce
from safeconduct.access.knowing import Viewer
from safeconduct.access.masking import MASKED, could_know
from safeconduct.access.seats import THE_PUBLIC, Seat, seats_of
from safeconduct.access.view import view_operation
from safeconduct.caseload.movements.acts import OperationAnnounced
from safeconduct.kernel.acts import BreachAlleged
from safeconduct.secretariat.office import Office, open_office
from tests import passage
from tests.passage import ADULTS, CHILD, FOUND_LATER
from tests.pilot import at
from tests.unit.access.seated import ALPHA, BRAVO, REGISTRAR, text

NOBODYS = "SYN-Z9Z9"
NOW = at(4, 12)
OUTSIDE = [seat for seat in seats_of(text()) if not Viewer(seat, InForce(text(), NOW)).inside]


@pytest.fixture(scope="module")
def office() -> Office:
    return open_office(text(), passage.log(), until=NOW, children=frozenset({CHILD, FOUND_LATER}))


def alleged(number: str, actor: str) -> BreachAlleged:
    """An act about no case at all, which names a number wherever its maker may write something."""
    return BreachAlleged(id=f"x-{number}", happened=at(4), recorded=at(4), actor=actor, of="hold_fire", note=f"about {number}",
                         refs=(f"see-{number}",), evidence=(number,))  # fmt: skip


def fields(seat: Seat, act: Any, cases: Cases, number: str) -> Any:
    """What a seat sees of an act, the same whichever number was written."""
    seen = view_act(Viewer(seat, InForce(text(), NOW)), act, cases)
    return repr(seen.fields).replace(number, "N") if seen.found else None


@pytest.mark.parametrize("actor", ["alpha", "bravo", "haven", "mediator"])
@pytest.mark.parametrize("viewer", OUTSIDE, ids=lambda seat: f"{seat.org}-{seat.post}-{seat.kind.value}")
def test_nobody_finds_out_by_guessing_whether_a_number_was_given(office: Office, actor: str, viewer: Seat) -> None:
    # Those of whom the organisation could know are left out: what it knows it can tell.
    hidden = [case for case, person in office.persons.cases.items()
              if not could_know(actor, person, Viewer(viewer, InForce(text(), NOW)))]  # fmt: skip
    assert CHILD in hidden
    nobodys = fields(viewer, alleged(NOBODYS, actor), office, NOBODYS)
    assert {fields(viewer, alleged(case, actor), office, case) for case in hidden} == {nobodys}


def test_whoever_announces_an_operation_does_not_test_numbers_with_its_name(office: Office) -> None:
    def announced(name: str) -> OperationAnnounced:
        return OperationAnnounced(id="o", happened=at(4), recorded=at(4), actor="alpha", operation=name, zone="behind",
                                  kind="tunnels", start=at(5), stop=at(5, 4), synthetic=True)  # fmt: skip

    seen = []
    for name in (CHILD, NOBODYS):
        found = open_office(text(), [*passage.log(), announced(name)], children=frozenset({CHILD, FOUND_LATER}))
        for seat in (ALPHA, BRAVO):
            viewer = Viewer(seat, InForce(text(), at(6)))
            seen.append((name, seat, repr(view_operation(viewer, name, found)).replace(name, "N")))
    assert [one[1:] for one in seen if one[0] == CHILD] == [one[1:] for one in seen if one[0] == NOBODYS]
    assert "found=True" in seen[0][2]


def test_what_was_written_by_those_who_could_know_is_taken_out(office: Office) -> None:
    noticed = next(case for case in ADULTS if "alpha" in office.persons.cases[case].noticed_to)
    for actor, number in (("alpha", noticed), ("alpha", FOUND_LATER), ("centre", FOUND_LATER), ("panel", CHILD)):
        seen = view_act(Viewer(THE_PUBLIC, InForce(text(), NOW)), alleged(number, actor), office).values()
        assert (seen["id"], seen["refs"], seen["evidence"]) == (MASKED, (MASKED,), (MASKED,)), (actor, number)



def test_a_side_and_a_state_could_know_by_what_was_done_and_those_inside_by_the_text(office: Office) -> None:
    viewer, people = Viewer(REGISTRAR, InForce(text(), NOW)), office.persons.cases
    told = {org: (could_know(org, people[CHILD], viewer), could_know(org, people[ADULTS[0]], viewer))
            for org in ("alpha", "haven", "mediator", "panel", "carer")}  # fmt: skip
    assert told == {"alpha": (False, True), "haven": (False, True), "mediator": (False, False), "panel": (True, True),
                    "carer": (True, True)}  # fmt: skip


def test_inside_no_number_of_a_child_is_read_whoever_wrote_it(office: Office) -> None:
    seen = view_act(Viewer(Seat("panel", "panel_legal"), InForce(text(), NOW)), alleged(CHILD, "alpha"), office).values()
    assert (seen["id"], seen["note"]) == (MASKED, MASKED)
