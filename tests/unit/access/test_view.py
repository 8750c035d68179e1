"""What each seat sees of a case, a weapon, a movement and an act; and what an officer of the other side finds out by trying."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from datetime import datetime
from itertools import product
from types import SimpleNamespace
from typing import Any, ClassVar

import msgspec
import pytest

from safeconduct.access import view as views
from safeconduct.access.acts_seen import view_act
from safeconduct.access.counting import FEWER, HIDDEN, counted, outside
from safeconduct.access.gaps import Cases
from safeconduct.access.listing import found_by, listed, listed_containers, listed_items, listed_movements
from safeconduct.access.may import NO_CASES, may
from safeconduct.access.seats import THE_OPERATOR, THE_PUBLIC, THE_RECORDER, Seat, person, seats_of
from safeconduct.access.view import Seen, Withheld, view, view_container, view_item, view_movement, view_receipt
from safeconduct.caseload.persons import acts as persons
from safeconduct.secretariat.office import Office, open_office
from tests import passage
from tests.passage import ADULTS, ASSEMBLY_POINT, CHILD, CHILDREN, FOUND_LATER, NOT_ESTABLISHED
from tests.pilot import at
from tests.swap import swap
from tests.unit.access.seated import (
    ALPHA,
    BRAVO,
    CHILD_OFFICER,
    ESCORT,
    HARBOUR,
    HAVEN,
    LEGAL,
    MEDIC,
    MONITOR,
    REGISTRAR,
    STORES,
    WEAPONS,
    office,
    text,
    viewer,
)

DAYS = (2, 3, 4, 5, 7)
SIDES = (ALPHA, Seat("alpha"), BRAVO, Seat("bravo"))
OUTSIDE = (*SIDES, Seat("mediator"), HAVEN, HARBOUR, THE_RECORDER, THE_OPERATOR, THE_PUBLIC)
LOOKS: tuple[tuple[Callable[..., Seen], str], ...] = (
    (view, "SYN-NONE"), (view_item, "W-none"), (view_container, "C-none"), (view_receipt, "R-none"), (view_movement, "M-none"))
KINDS = {view: "persons", view_item: "items", view_container: "containers", view_receipt: "receipts", view_movement: "movements"}


def numbers(cases: Office) -> dict[str, tuple[str, ...]]:
    return {"persons": (*cases.persons.cases,), "items": (*cases.armoury.items,), "containers": (*cases.armoury.containers,),
            "receipts": (*cases.armoury.receipts,), "movements": (*cases.movements.movements,)}  # fmt: skip


def shown(seat: Seat, case: str, when: datetime) -> dict[str, Any]:
    return view(viewer(seat, when), case, office(when)).values()


def everything(seat: Seat, cases: Office, when: datetime) -> str:
    """Give all that a seat can be shown, as one text: every look at every number, every list, every act."""
    one = viewer(seat, when)
    seen = [look(one, number, cases) for look, kind in KINDS.items() for number in numbers(cases)[kind]]
    lists = [make(one, cases) for make in (listed, listed_items, listed_containers, listed_movements)]
    acts = [view_act(one, entry.act, cases) for entry in cases.entries]
    return repr(([msgspec.to_builtins(part.values() | dict(part.more)) if part.found else part.reasons for part in seen], lists,
                 [part.values() for part in acts if part.found]))  # fmt: skip


# ---- need to know -------------------------------------------------------------------------------------------------


def test_a_party_sees_that_it_may_object_and_nothing_else() -> None:
    seen = view(viewer(ALPHA, at(3)), ADULTS[0], office(at(3)))
    assert list(seen.values()) == ["case", "noticed", "noticed_to", "objections"]
    assert (seen.values()["noticed_to"], seen.values()["objections"]) == (("alpha",), ())
    assert seen.more["may_object_to"] == {"abroad": ("alpha_objects",), "across": ("alpha_objects",)}
    assert list(seen.more["may_object_until"]) == ["alpha_objects"]


def test_a_party_follows_its_own_objection_and_not_the_other_ones() -> None:
    own, other = shown(ALPHA, ADULTS[4], at(2, 9)), shown(BRAVO, ADULTS[4], at(2, 9))
    assert [(made["ground"], made["stands"]) for made in own["objections"]] == [("grave_crime", "open")]
    assert [made["stands"] for made in shown(ALPHA, ADULTS[4], at(3, 2))["objections"]] == ["upheld"]
    assert other["objections"] == ()


def test_who_rules_sees_every_objection() -> None:
    assert [made.by for made in shown(LEGAL, ADULTS[4], at(2, 9))["objections"]] == ["alpha"]


def test_a_state_sees_those_who_agreed_to_come_and_its_own_answers_alone() -> None:
    cases, when = office(at(4)), at(4)
    assert listed(viewer(HAVEN, when), cases).numbers == tuple(sorted((ADULTS[0], ADULTS[1], ADULTS[5])))
    assert listed(viewer(HARBOUR, when), cases).numbers == ()
    seen = view(viewer(HAVEN, when), ADULTS[0], cases).values()
    assert (list(seen), list(seen["leave"])) == (["case", "leave", "answers", "papers"], ["haven"])


@pytest.mark.parametrize(
    ("seat", "sees", "does_not"),
    [
        (REGISTRAR, "case site language disarm noticed tags way to", "screening screening_reason objections hold"),
        (LEGAL, "case screening screening_reason objections hold tests", "site wounded tags boarded checks"),
        (WEAPONS, "case disarm disarmed tags", "presented language screening objections wounded way"),
        (ESCORT, "case wounded language way to boarded", "screening objections hold tags age_ground"),
        (MEDIC, "case wounded language", "site screening objections tags way boarded noticed"),
        (MONITOR, "case arrived checks", "site wounded screening objections tags"),
        (CHILD_OFFICER, "case age age_ground challenged", "tags screening objections hold way"),
    ],
)
def test_each_post_sees_what_it_needs_for_its_steps(seat: Seat, sees: str, does_not: str) -> None:
    found = set(shown(seat, ADULTS[4], at(3, 2)))
    assert (set(sees.split()) - found, set(does_not.split()) & found) == (set(), set())


@pytest.mark.parametrize("seat", [Seat("centre", "explosives"), STORES, *OUTSIDE[4:]])
def test_who_needs_no_case_sees_none(seat: Seat) -> None:
    for day in DAYS:
        cases = office(at(day))
        if seat == HAVEN and day > 3:
            continue
        assert (listed(viewer(seat, at(day)), cases).numbers, shown(seat, ADULTS[0], at(day))) == ((), {})


def test_a_person_sees_her_own_case_with_reasons_and_no_other() -> None:
    own = person(ADULTS[4])
    seen = shown(own, ADULTS[4], at(3, 2))
    assert {"hold", "objections", "screening", "screening_reason", "tests", "checks", "language"} <= set(seen)
    assert (seen["hold"].legal_basis, shown(own, ADULTS[5], at(3, 2))) == ("ordinary_court", {})
    assert view_receipt(viewer(own, at(3, 2)), "R-4", office(at(3, 2))).values()["case"] == ADULTS[4]
    assert shown(person(CHILD), CHILD, at(3))["age"] == "child"


# ---- children -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("day", DAYS)
@pytest.mark.parametrize("child", CHILDREN)
def test_nobody_but_child_protection_finds_the_number_of_a_child_anywhere(day: int, child: str) -> None:
    cases, seen = office(at(day)), []
    for seat in (*seats_of(text()), person(ADULTS[0])):
        if child in everything(seat, cases, at(day)):
            seen.append(seat)
    allowed = {CHILD_OFFICER, REGISTRAR} if child == NOT_ESTABLISHED else {Seat("carer"), CHILD_OFFICER}
    assert set(seen) == allowed


def test_child_protection_sees_of_a_child_nothing_military() -> None:
    found = shown(CHILD_OFFICER, FOUND_LATER, at(3))
    assert ("case" in found, {"tags", "disarmed", "screening", "objections", "disarm"} & set(found)) == (True, set())


def test_before_age_is_established_only_who_receives_and_who_establishes_it_see_a_case() -> None:
    cases = office(at(3))
    knows = [seat for seat in seats_of(text()) if view(viewer(seat, at(3)), NOT_ESTABLISHED, cases).found]
    assert knows == [CHILD_OFFICER, REGISTRAR]
    assert "tags" not in shown(REGISTRAR, NOT_ESTABLISHED, at(3))


def test_a_child_leaves_the_view_of_a_party_as_an_adult_does_who_left() -> None:
    # Three with the same notice: one is found to be a child, one leaves, one stays. The first two give the same answer.
    log = [act for act in passage.log() if act.recorded <= at(3)]
    common: dict[str, Any] = {"happened": at(3, 1), "recorded": at(3, 1), "synthetic": True}
    log += [persons.AgeEstablished(id="n1", actor="carer", post="child_officer", case=ADULTS[0], outcome="child", ground="doubt",
                                   **common),
            persons.Left(id="n2", actor="centre", post="registrar", case=ADULTS[1], **common)]  # fmt: skip
    cases = open_office(text(), log, until=at(3, 2))
    assert [entry.missing for entry in cases.entries[-2:]] == [(), ()]
    for seat in SIDES:
        child, left, stays = (view(viewer(seat, at(3, 2)), case, cases) for case in ADULTS[:3])
        assert (child == left, child.found, stays.found) == (True, False, True)


def test_a_weapon_that_only_a_child_handed_in_shows_as_found() -> None:
    cases = office(at(3))
    seen = view_item(viewer(WEAPONS, at(3)), "W-9", cases).values()
    assert cases.armoury.items["W-9"].cases == (FOUND_LATER,)
    assert (seen["origin"], seen["cases"], seen["receipts"]) == ("found", (), ())


# ---- the other side -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("seat", OUTSIDE)
@pytest.mark.parametrize(("look", "absent"), LOOKS)
def test_forbidden_and_absent_give_the_same_bytes(seat: Seat, look: Callable[..., Seen], absent: str) -> None:
    for day in DAYS:
        cases, one = office(at(day)), viewer(seat, at(day))
        none = msgspec.json.encode(msgspec.to_builtins(look(one, absent, cases)))
        for number in numbers(cases)[KINDS[look]]:
            seen = look(one, number, cases)
            if not seen.found:
                assert msgspec.json.encode(msgspec.to_builtins(seen)) == none


class Counting(dict):  # type: ignore[type-arg]
    """A dict that counts how often it is asked."""

    asked: ClassVar[Counter[str]] = Counter()

    def get(self, *words: Any) -> Any:
        self.asked["get"] += 1
        return super().get(*words)

    def __getitem__(self, key: Any) -> Any:
        self.asked["item"] += 1
        return super().__getitem__(key)

    def __contains__(self, key: Any) -> bool:
        self.asked["in"] += 1
        return super().__contains__(key)


def counting(cases: Office) -> Any:
    """Give the same cases, with every table counting what is asked of it."""
    persons_ = SimpleNamespace(cases=Counting(cases.persons.cases))
    armoury = SimpleNamespace(items=Counting(cases.armoury.items), containers=Counting(cases.armoury.containers),
                              receipts=Counting(cases.armoury.receipts))  # fmt: skip
    movements = SimpleNamespace(movements=Counting(cases.movements.movements))
    return SimpleNamespace(persons=persons_, armoury=armoury, movements=movements, children=cases.children)


@pytest.mark.parametrize("seat", OUTSIDE)
def test_forbidden_and_absent_are_found_with_the_same_looking_up(seat: Seat) -> None:
    cases = office(at(3))
    one, tables = viewer(seat, at(3)), counting(cases)

    def work(look: Callable[..., Seen], number: str) -> tuple[Counter[str], bool]:
        Counting.asked.clear()
        found = look(one, number, tables).found
        return Counter(Counting.asked), found

    for look, absent in LOOKS:
        expected, _ = work(look, absent)
        for number in numbers(cases)[KINDS[look]]:
            if look is view_receipt and cases.armoury.receipts[number]:
                continue  # whose receipt it is is looked up as well; no side comes so far by a number it can know
            asked, found = work(look, number)
            assert found or asked == expected, (look, number)


@pytest.mark.parametrize("day", DAYS)
def test_a_party_reads_nothing_of_the_people_in_anything_it_is_shown(day: int) -> None:
    cases = office(at(day))
    for seat in SIDES:
        told = everything(seat, cases, at(day))
        noticed = {case for case in ADULTS[:8] if at(day) >= at(2, 7)}
        assert set(re.findall(r"SYN-[A-Z0-9]{4}", told)) <= noticed, seat
        assert [word for word in (ASSEMBLY_POINT, "T-1-bus", "wounded", "screening", "panel_legal", "coded", "declined", "haven",
                                  "abroad'): 'w", "serial") if word in told] == []  # fmt: skip


@pytest.mark.parametrize("day", DAYS)
def test_no_side_finds_what_the_other_said_about_a_person(day: int) -> None:
    cases = office(at(day))
    for seat, other in ((ALPHA, "bravo_objects"), (BRAVO, "alpha_objects")):
        assert other not in everything(seat, cases, at(day))


def test_a_party_sees_of_a_weapon_what_lies_on_the_table() -> None:
    cases, one = office(at(4)), viewer(BRAVO, at(4))
    seen = view_item(one, "W-1", cases).values()
    table = "tag kind condition stage maker country model calibre assessments contests first_contests disposal"
    assert set(seen) == set(table.split())
    # Alpha contests it. Bravo sees what was found, and not who contests.
    assert (cases.armoury.items["W-1"].contested, seen["contests"], seen["first_contests"]) == (True, (), {})
    assert [set(part) for part in seen["assessments"]] == [{"assessor", "condition", "accepted", "ground"}] * 2
    assert [one_["by"] for one_ in view_item(viewer(ALPHA, at(4)), "W-1", cases).values()["contests"]] == ["alpha"]


def test_a_party_sees_of_a_movement_where_and_when_it_has_to_hold_its_fire() -> None:
    cases = office(at(5, 5))
    for name in ("M-1", "T-1"):
        seen = view_movement(viewer(ALPHA, at(5, 5)), name, cases).values()
        assert {"zone", "start", "stop", "stage", "confirmed", "begun"} <= set(seen)
        people = "to way groups arrivals manifest vehicles assembly_point wounded missing group_size"
        assert set(seen) & set(people.split()) == set()
    assert [notice.to for notice in view_movement(viewer(ALPHA, at(2)), "M-1", office(at(2))).values()["notices"]] == ["alpha"]


def test_a_manifest_names_nobody_who_may_not_be_known_of() -> None:
    cases = office(at(5, 5))
    assert view_movement(viewer(ESCORT, at(5, 5)), "T-1", cases).values()["manifest"] == ADULTS[:2]
    hidden = open_office(text(), passage.log(), until=at(5, 5), children=frozenset(ADULTS[:1]))
    assert view_movement(viewer(ESCORT, at(5, 5)), "T-1", hidden).values()["manifest"] == ADULTS[1:2]


def test_why_a_field_is_withheld_says_nothing_of_its_value() -> None:
    full, empty = ADULTS[4], ADULTS[7]
    when = at(3, 2)
    cases = office(when)
    for seat in seats_of(text()):
        one, two = (view(viewer(seat, when), case, cases) for case in (full, empty))
        if one.found and two.found:
            why = [{name: field for name, field in seen.fields.items() if isinstance(field, Withheld)} for seen in (one, two)]
            assert why[0] == why[1]


def test_who_needs_a_field_is_told_and_is_no_side() -> None:
    seen = view(viewer(WEAPONS, at(3)), ADULTS[0], office(at(3)))
    field = seen.fields["screening"]
    assert isinstance(field, Withheld)
    assert field.reason.who == ("panel_legal", "panel")


# ---- lists, searches, counts --------------------------------------------------------------------------------------


def test_a_list_holds_what_may_be_known_in_the_order_of_the_numbers() -> None:
    cases, when = office(at(3)), at(3)
    everyone = listed(viewer(REGISTRAR, when), cases).numbers
    assert everyone == tuple(sorted((*ADULTS, NOT_ESTABLISHED)))
    assert listed(viewer(ALPHA, when), cases).numbers == tuple(sorted(ADULTS[:8]))
    assert listed(viewer(CHILD_OFFICER, when), cases).numbers == tuple(sorted((*ADULTS, *CHILDREN)))


def test_pages_join_to_the_whole_and_say_no_count() -> None:
    one, cases, found, after = viewer(REGISTRAR, at(3)), office(at(3)), [], ""
    while True:
        page = listed(one, cases, after=after, most=4)
        found += page.numbers
        after = page.after
        if not after:
            break
    assert (tuple(found), page._fields) == (listed(one, cases).numbers, ("numbers", "after"))


def test_a_search_finds_whole_numbers_that_may_be_known_and_asks_no_vault_for_others() -> None:
    cases, when, asked = office(at(3)), at(3), []

    def search(words: str) -> tuple[str, ...]:
        asked.append(words)
        return (ADULTS[0], CHILD, "SYN-GONE")

    def found(seat: Seat, words: str) -> tuple[str, ...]:
        return found_by(viewer(seat, when), words, cases, search=search).numbers

    assert found(REGISTRAR, "ruwa") == (ADULTS[0],)
    assert asked == ["ruwa"]
    for seat in (*OUTSIDE, LEGAL, MEDIC, MONITOR, ESCORT):
        assert found(seat, "ruwa") == ()
    assert asked == ["ruwa"]
    assert [found(ALPHA, words) for words in (ADULTS[0], ADULTS[0][:6], ADULTS[11], CHILD, "SYN-NONE")] == [
        (ADULTS[0],), (), (), (), ()]  # fmt: skip


@pytest.mark.parametrize(("cells", "most"), [(2, 26), (3, 22), (4, 13)])
def test_no_small_count_can_be_taken_back_by_who_knows_the_sum(cells: int, most: int) -> None:
    # Everything that could lie behind what was shown: each '<5' has to leave all from 0 to 4 possible.
    behind: dict[Any, list[tuple[int, ...]]] = {}
    for counts in product(range(most + 1), repeat=cells):
        if sum(counts) <= most:
            given = outside(dict(zip("abcd", counts, strict=False)))
            behind.setdefault((*given.parts.values(), given.total, sum(counts)), []).append(counts)
    told = [(given, place, {one[place] for one in possible}) for given, possible in behind.items()
            for place in range(cells) if given[place] == FEWER]  # fmt: skip
    assert (len(told) > 5, [one for one in told if one[2] != set(range(5))]) == (True, [])


def test_counts_outside_are_shown_where_nothing_small_stands_beside_them() -> None:
    assert outside({"a": 12, "b": 40}) == ({"a": 12, "b": 40}, 52)
    assert outside({"a": 3, "b": 12, "c": 40}) == ({"a": FEWER, "b": HIDDEN, "c": 40}, HIDDEN)
    assert outside({"a": 0, "b": 5}) == ({"a": HIDDEN, "b": HIDDEN}, HIDDEN)


def test_who_works_in_the_programme_sees_exact_counts() -> None:
    parts = {"a": 2, "b": 7}
    assert {seat: counted(viewer(seat, at(3)), parts).parts["a"] for seat in (REGISTRAR, ALPHA, HAVEN, THE_PUBLIC)} == {
        REGISTRAR: 2, ALPHA: FEWER, HAVEN: FEWER, THE_PUBLIC: FEWER}  # fmt: skip


# ---- acts ---------------------------------------------------------------------------------------------------------


def test_a_notice_names_to_a_party_the_cases_it_may_still_object_to() -> None:
    cases = office(at(3))
    notice = next(entry.act for entry in cases.entries if isinstance(entry.act, persons.NoticeGiven))
    assert FOUND_LATER in notice.cases
    for seat in (ALPHA, BRAVO):
        assert view_act(viewer(seat, at(3)), notice, cases).values()["cases"] == ADULTS[:8]


def test_an_act_of_which_nothing_may_be_seen_is_as_one_that_was_never_done() -> None:
    cases = office(at(3))
    screened = next(entry.act for entry in cases.entries if isinstance(entry.act, persons.Screened))
    assert view_act(viewer(ALPHA, at(3)), screened, cases) == views.nothing("act")
    assert view_act(viewer(LEGAL, at(3)), screened, cases).values()["outcome"] == "eligible"


def test_an_act_of_the_agreement_is_public_but_for_what_stands_beside_it() -> None:
    from safeconduct.kernel.acts import BreachAlleged

    alleged = BreachAlleged(id="b", happened=at(2), recorded=at(2), actor="alpha", of="norm", place="behind", note="seen by day")
    public, party = (view_act(viewer(seat, at(3)), alleged, NO_CASES).values() for seat in (THE_PUBLIC, BRAVO))
    assert (set(party) - set(public), public["of"]) == ({"place", "note"}, "norm")


# ---- both sides alike ---------------------------------------------------------------------------------------------


def test_what_one_side_is_shown_the_other_is_shown_too() -> None:
    from safeconduct.agreement.reader import read_agreement
    from safeconduct.secretariat.case_acts import read_case_acts
    from tests.pilot import TEXT

    def turned(words: str) -> str:
        return swap(words, "alpha", "bravo")

    agreement = read_agreement(turned(TEXT).encode(), file="pilot.yaml").model
    lines = turned(passage.lines()).replace("alpha_post", "A").replace("bravo_post", "B").encode().splitlines()
    log = read_case_acts([line.replace(b'"A"', b'"alpha_post"').replace(b'"B"', b'"bravo_post"') for line in lines], agreement,
                         file="acts")  # fmt: skip
    for day in DAYS:
        straight, other = office(at(day), children=False), open_office(agreement, log, until=at(day))
        for one, two in ((ALPHA, BRAVO), (Seat("bravo"), Seat("alpha")), (REGISTRAR, REGISTRAR), (LEGAL, LEGAL)):
            here = turned(_told(one, straight, at(day), text()))
            there = _told(two, other, at(day), agreement)
            assert here == there, (day, one)


def _told(seat: Seat, cases: Cases, when: datetime, agreement: Any) -> str:
    one = viewer(seat, when, agreement)
    found = [look(one, number, cases).values() for look, kind in KINDS.items() for number in numbers(cases)[kind]]  # type: ignore[arg-type]
    may_ = [may(one, entry.act, cases) for entry in cases.entries]  # type: ignore[attr-defined]
    return repr((found, listed(one, cases), may_))
