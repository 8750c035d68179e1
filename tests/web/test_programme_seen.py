"""What each seat is shown of a programme, page by page: all of it that is its own, and nothing else.

Every seat of the made-up programme looks at every page, every day and every number. What stands on a page is compared with what
`access` gives that seat when it is asked about each thing alone.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable
from types import SimpleNamespace
from typing import Any

import msgspec
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from safeconduct.access.acts_seen import view_act
from safeconduct.access.seats import THE_PUBLIC, Kind, Seat, seats_of
from safeconduct.access.view import view, view_container, view_item, view_movement, view_receipt
from safeconduct.caseload.movements import acts as moving
from safeconduct.caseload.moves import CaseAct, Missing
from safeconduct.caseload.persons import acts as persons
from safeconduct.secretariat.case_acts import encoder
from safeconduct.secretariat.opening import Opened, open_caseload
from safeconduct.web.programme import arms, days, kept, opened, people, travel
from safeconduct.web.programme.seen import Sight
from safeconduct.web.shell import clock
from tests.passage import ADULTS, CHILD, CHILDREN, FOUND_LATER, lines, log
from tests.pilot import TEXT, agreement, at
from tests.swap import swap
from tests.web.looking import demonstration, from_seat, story_at
from tests.web.test_content import text_of

PAGES = ("", "/cases", "/weapons", "/movements", "/clocks", "/kept")
DAYS = (1, 2, 4, 6)
SEATS = tuple(seats_of(agreement()))
OFFICERS = tuple(seat for seat in SEATS if seat.kind is Kind.OFFICER)
SIDES = (Seat("alpha"), Seat("alpha", "alpha_post"), Seat("bravo"), Seat("bravo", "bravo_post"))
HAVEN, HARBOUR, MEDIATOR = Seat("haven"), Seat("harbour"), Seat("mediator")
REGISTRAR, LEGAL, WEAPONS = Seat("centre", "registrar"), Seat("panel", "panel_legal"), Seat("centre", "weapons_officer")
CHILD_OFFICER, CARER = Seat("carer", "child_officer"), Seat("carer")
OUTSIDE = (*SIDES, HAVEN, HARBOUR)
NAMES = re.compile(r"SYN-[A-Z0-9]{4}|objection-SYN-\w+|\b(?:[WRCSM]-[0-9a-z]+|T-\d-bus|T-\d|HERON-7|works|digging|a\d+)\b")
"""Everything in the made-up log that somebody gave a number or a name."""


def name_of(seat: Seat) -> str:
    return f"{seat.org}-{seat.post}" if seat.org else seat.kind.value


@pytest.fixture(autouse=True)
def made_up_people(monkeypatch):
    """Seats that look from the end of the last day of the made-up log."""
    story_at(monkeypatch, at(6, 16))
    with demonstration():
        yield


@pytest.fixture
def show(of_example, tmp_path):
    """Show a programme with some acts to a seat."""
    made = []

    def shown(seat: Seat, acts: str = "", text: str = TEXT) -> SimpleNamespace:
        folder = tmp_path / f"own-{len(made)}"
        made.append(folder)
        folder.mkdir()
        (folder / "agreement.yaml").write_text(text, encoding="utf-8")
        (folder / "agreement.acts.jsonl").write_text(acts or lines(), encoding="utf-8")
        return from_seat(of_example("", file=str(folder / "agreement.yaml")), seat)

    return shown


def written(acts: Iterable[CaseAct]) -> str:
    return b"\n".join(map(encoder.encode, acts)).decode() + "\n"


def main_of(page: str) -> str:
    """What stands on a page between the frames: links, ids and words."""
    return page[page.index('<section class="lens"') : page.index("</main")]


def given_by_access(seat: Seat, day: Opened, site: SimpleNamespace) -> str:
    """Everything that `access` gives a seat, asked about each thing alone, as one text."""
    viewer, office = site.shown.terms.viewer(seat, day.as_of), day.office
    asked: tuple[tuple[Callable[..., Any], Iterable[str]], ...] = (
        (view, office.persons.cases), (view_item, office.armoury.items), (view_container, office.armoury.containers),
        (view_receipt, office.armoury.receipts), (view_movement, office.movements.movements))  # fmt: skip
    found = [look(viewer, number, office).values() for look, numbers in asked for number in numbers]
    acts = [view_act(viewer, entry.act, office).values() for entry in office.entries]
    return repr((found, acts))


# ---- need to know, on every page ----


@pytest.mark.parametrize("seat", SEATS, ids=name_of)
def test_no_page_holds_a_number_or_a_name_that_access_does_not_give_this_seat(show, seat):
    site, seen = show(seat), 0
    for number in DAYS:
        day = open_caseload(site.shown.case, day=number)
        given = given_by_access(seat, day, site)
        cases = [f"/case/{case}" for case in (*ADULTS, *CHILDREN)] if number == 4 else []
        for page in (*PAGES, *cases):
            answer = site.get(f"/programme{page}?day={number}")
            if answer.status_code != 200:
                continue
            names = set(NAMES.findall(re.sub(r'(?:id="|#)tag-[^"]*"', "", main_of(answer.content.decode()))))
            assert [name for name in sorted(names) if name not in given] == [], (page, number)
            seen += len(names)
    assert seen > 0 or seat in (MEDIATOR, HARBOUR, *SEATS[-3:])


@pytest.mark.parametrize("seat", SEATS, ids=name_of)
def test_a_case_has_a_page_for_those_who_may_know_of_it_and_for_nobody_else(show, seat, monkeypatch):
    site = show(seat)
    for number in (2, 4):
        day = open_caseload(site.shown.case, day=number)
        story_at(monkeypatch, day.as_of)
        viewer = site.shown.terms.viewer(seat, day.as_of)
        knows = {case for case in (*ADULTS, *CHILDREN) if view(viewer, case, day.office).found}
        opens = {case for case in (*ADULTS, *CHILDREN) if site.get(f"/programme/case/{case}?day={number}").status_code == 200}
        listed = set(re.findall(r"/programme/case/([A-Z0-9-]+)", site.get(f"/programme/cases?day={number}").content.decode()))
        assert opens == listed == knows, number


@pytest.mark.parametrize("seat", SEATS, ids=name_of)
def test_what_may_not_be_known_of_and_what_does_not_exist_get_the_same_bytes_and_the_same_questions(show, seat):
    site = show(seat)

    def asked(number: str) -> tuple[int, str, int]:
        with CaptureQueriesContext(connection) as queries:
            answer = site.get(f"/programme/case/{number}?day=4")
        page = re.sub(r'csrfmiddlewaretoken" value="[^"]+"', "", answer.content.decode())
        return answer.status_code, (page + answer.get("Location", "")).replace(number, "NUMBER"), len(queries)

    site.get("/programme")  # a session that has just begun is written down
    nobody = asked("SYN-ZZZZ")
    hidden = [found for case in (*ADULTS, *CHILDREN) if (found := asked(case))[0] != 200]
    assert [found for found in hidden if found != nobody] == []
    assert hidden or seat == CHILD_OFFICER


@pytest.mark.parametrize("day", [2, 4, 6])
@pytest.mark.parametrize("seat", [seat for seat in SEATS if seat not in (CHILD_OFFICER, CARER)], ids=name_of)
def test_nobody_but_those_who_protect_children_learns_that_there_is_a_child(show, seat, day):
    site = show(seat)
    for page in PAGES:
        answer = site.get(f"/programme{page}?day={day}")
        text = main_of(answer.content.decode()) if answer.status_code == 200 else ""
        assert [case for case in (CHILD, FOUND_LATER) if case in text] == [], page
        assert re.findall(r"\b\d+ child|children|civilian care", text_of(text)) == [], page


def test_those_who_protect_children_see_their_files_and_nothing_military_in_them(show):
    site = show(CHILD_OFFICER)
    for case in (CHILD, FOUND_LATER):
        text = text_of(site.get(f"/programme/case/{case}").content.decode())
        assert "under age" in text
        assert "In or on the way to civilian care" in text
        assert re.findall(r"W-\d|R-\d|disarm|weapon|eligib|screen|assurance|objection", text_of_page(site, case)) == []
    limits = site.get("/programme/clocks").content.decode()
    assert f"/programme/case/{CHILD}" in limits
    assert "to be in civilian care" in limits


def text_of_page(site: SimpleNamespace, case: str) -> str:
    page = main_of(site.get(f"/programme/case/{case}").content.decode()).partition('<header class="page-head">')[2]
    # Which posts others sit in says nothing about this child.
    return re.sub(r'<p class="quiet">Not shown to this seat.*?</p>', "", page, flags=re.DOTALL)


# ---- what is each seat's own ----


@pytest.mark.parametrize(
    ("seat", "sees", "does_not"),
    [
        (REGISTRAR, ["What this seat may do next", "Ways on", "Notice given to", "Handed in:"], ["Reason given"]),
        (LEGAL, ["Eligibility", "objects to", "Held for review"], ["Wounded", "Handed in:"]),
        (Seat("centre", "medic"), ["Wounded"], ["What the person has agreed", "Ways on", "Eligibility", "objects to"]),
        (WEAPONS, ["Handed in:"], ["objects to", "Ways on", "Wounded", "Language"]),
        (Seat("monitor"), ["Not shown to this seat"], ["Wounded", "Handed in:", "Ways on", "objects to", "Eligibility"]),
        (Seat("alpha"), ["What your organisation may say", "objects to"], ["What others may do", "Ways on", "Wounded"]),
    ],
    ids=lambda value: name_of(value) if isinstance(value, Seat) else "",
)
def test_each_seat_sees_of_a_case_what_its_steps_open(show, seat, sees, does_not):
    site = show(seat)
    text = " ".join(text_of(main_of(site.get(f"/programme/case/{ADULTS[4]}?day={day}").content.decode()))
                    for day in (2, 3))  # fmt: skip
    assert ([word for word in sees if word not in text], [word for word in does_not if word in text]) == ([], [])


def test_every_page_says_whose_eyes_it_is_seen_through(show):
    site = show(REGISTRAR)
    for page in (*PAGES, f"/case/{ADULTS[0]}"):
        assert "As seen by: registrar , Centre" in text_of(site.get(f"/programme{page}").content.decode()), page
    assert "As seen by: Alpha" in text_of(show(Seat("alpha")).get("/programme").content.decode())
    assert "As everyone may see it." in text_of(show(THE_PUBLIC).get("/programme").content.decode())


def test_what_a_seat_does_not_see_is_not_counted_as_none(show):
    # Two people have no way on. Who is not told that reads no nought either.
    for seat, told in ((REGISTRAR, True), (LEGAL, False), (CHILD_OFFICER, False), (Seat("monitor"), False)):
        text = text_of(main_of(show(seat).get("/programme").content.decode()))
        assert (("Without a way on" in text), ("without a way on" in text)) == (told, told), seat
    for seat, told in ((REGISTRAR, True), (WEAPONS, False), (LEGAL, False)):
        text = text_of(main_of(show(seat).get("/programme").content.decode()))
        assert ("came out" in text) == told, seat


def sight_of(site: SimpleNamespace, seat: Seat, day: int) -> Sight:
    found = open_caseload(site.shown.case, day=day)
    return Sight(site.shown.terms.viewer(seat, found.as_of), found)


@pytest.mark.parametrize(
    ("seat", "kinds"),
    [(REGISTRAR, {"stay", "objection_window"}), (LEGAL, {"ruling", "hold", "objection_window"}), (CARER, {"care"}),
     (CHILD_OFFICER, {"care"}), (WEAPONS, set()), (SIDES[0], {"objection_window", "ruling"}), (MEDIATOR, set())],
    ids=lambda value: name_of(value) if isinstance(value, Seat) else "",
)  # fmt: skip
def test_a_limit_is_told_to_those_who_see_what_it_is_about(show, seat, kinds):
    site = show(seat)
    found = {one.what for day in (2, 3, 4) for one in people.limits(sight_of(site, seat, day))}
    assert found == kinds


def test_a_reason_names_nothing_that_its_reader_may_not_know_of(show):
    site = show(LEGAL)
    part = Missing("not_from_case", {"tag": "W-1", "case": ADULTS[1]})
    words = {seat: sight_of(site, seat, 4).reasons([part])[0].says for seat in (LEGAL, WEAPONS)}
    assert ("W-1" in words[LEGAL], ADULTS[1] in words[LEGAL], "W-1" in words[WEAPONS]) == (False, True, True)
    about = Missing("boarded_unlisted", {"count": 1}), Missing("not_on_manifest", {"movement": "T-1"})
    assert "T-1" not in repr(sight_of(site, LEGAL, 5).reasons(about))
    masked = sight_of(site, LEGAL, 4).reasons([Missing("no_such_objection", {"objection": f"x-{CHILD}"})])
    assert CHILD not in masked[0].says


def test_why_an_act_of_the_other_side_had_no_effect_is_its_own_affair(show):
    # Bravo confirms its fire for a window that ends before it begins. Alpha, who controls the ground, sees the word and not that.
    word = moving.HoldFireConfirmed(id="late", actor="bravo", post="bravo_post", happened=at(2), recorded=at(2), synthetic=True,
                                    movement="M-1", zone="behind", start=at(2, 4), stop=at(2, 3))  # fmt: skip
    site = show(SIDES[0], written(sorted([*log(), word], key=lambda act: act.recorded)))
    entry = next(one for one in sight_of(site, SIDES[0], 2).office.entries if one.act.id == "late")
    assert entry.missing
    told = {seat: [one.act.type for one in kept.kept(sight_of(site, seat, 2))] for seat in (SIDES[1], SIDES[3])}
    assert (sight_of(site, SIDES[1], 2).act(word).found, told[SIDES[1]], told[SIDES[3]]) == (True, [], ["hold_fire.confirmed/1"])


def test_who_needs_what_is_not_shown_is_said_once(show):
    for seat, page in ((Seat("alpha"), "/weapons"), (Seat("alpha"), "/movements"), (Seat("monitor"), f"/case/{ADULTS[0]}")):
        text = text_of(show(seat).get(f"/programme{page}?day=5").content.decode())
        assert text.count("Not shown to this seat") == text.count("Needed by:") == 1, (seat, page)


def test_a_page_of_a_seat_is_kept_by_no_cache(show):
    for page in PAGES:
        answer = show(REGISTRAR).get(f"/programme{page}")
        assert {"private", "no-store"} <= set(answer["Cache-Control"].split(", ")), page
        assert "Cookie" in answer["Vary"]


# ---- the public ----


def test_the_public_sees_counts_of_people_and_no_number_of_a_case_a_weapon_or_a_movement(show):
    site = show(THE_PUBLIC)
    for number in DAYS:
        page = main_of(site.get(f"/programme?day={number}").content.decode())
        assert NAMES.findall(page) == []
        assert "programme/case" not in page
    for page in (*PAGES[1:], f"/case/{ADULTS[0]}", "/case/NONE"):
        answer = site.get(f"/programme{page}")
        assert (answer.status_code, answer["Location"].partition("?")[0]) == (302, "/account/sign-in/")


@pytest.mark.parametrize("seat", [*OUTSIDE, THE_PUBLIC, Seat("centre", "medic")], ids=name_of)
def test_who_does_not_count_people_sees_the_same_published_counts_as_everyone(show, seat):
    own, everyone = show(seat), show(THE_PUBLIC)
    for number in DAYS:
        assert counts_on(own.get(f"/programme?day={number}")) == counts_on(everyone.get(f"/programme?day={number}"))


def counts_on(answer: Any) -> list[str]:
    table = re.search(r'id="glance">What is published.*?<table(.*?)</table>', answer.content.decode(), re.DOTALL)
    assert table is not None
    found = [text_of(cell).strip() for cell in re.findall(r"<td[^>]*>(.*?)</td>", table[1], re.DOTALL)]
    assert len(found) == 4
    return found


@pytest.fixture
def passage(of_example):
    """The packaged draft with its story: more people than can be known one by one."""
    return of_example("gaza-2025", with_files=("drafts/rafah-passage.yaml",))


def test_what_is_published_is_the_truth_of_the_day_it_names_and_never_moves_by_less_than_five(passage):
    site, found = from_seat(passage, THE_PUBLIC), []
    for number in range(1, open_caseload(passage.shown.case).last_day + 1):
        one = days.published_on(passage.shown, number)
        shown = [str(count) for count in (*one.parts.values(), one.total)]
        assert shown == counts_on(site.get(f"/programme?day={number}")), number
        found.append(one)
        if one.day:
            office = open_caseload(passage.shown.case, day=one.day).office
            truth = Counter(days._part(person) for person in office.persons.cases.values() if person.age == "adult")
            assert [count for part, count in one.parts.items() if isinstance(count, int) and count != truth[part]] == []
    # Two adults are gone, so as many of those who are here are left out as it takes to hide that.
    assert (found[-1].parts, found[-1].total) == ({"here": "not shown", "arrived": 114, "gone": "<5"}, "not shown")
    for part in days.PARTS:
        counts = [one.parts[part] for one in found if isinstance(one.parts[part], int)]
        assert [change for one in counts for two in counts if 0 < (change := abs(one - two)) < 5] == []


def test_a_child_found_later_changes_no_day_that_was_published(show):
    # On day 4 somebody is found to be a child. The counts of day 3 stay those of day 3.
    both = (log(), [act for act in log() if not isinstance(act, persons.AgeChallenged)])
    counted = [list(days._by_day(show(THE_PUBLIC, written(acts)).shown, 4)) for acts in both]
    assert (counted[0][:3], counted[0][3] == counted[1][3]) == (counted[1][:3], False)


def test_the_day_that_has_begun_is_not_published_on_a_server_that_is_in_use(show, monkeypatch):
    site = show(THE_PUBLIC)
    assert days._days_over(site.shown) == 6
    for name in (opened, days):
        monkeypatch.setattr(name, "is_in_use", lambda: True)
        monkeypatch.setattr(clock, "now", lambda: at(6, 3))
    assert (opened.last_day(site.shown), days._days_over(site.shown)) == (6, 5)


# ---- what may not be known of makes no difference ----


def everything(site: SimpleNamespace, seat: Seat, day: int) -> str:
    """All that the pages of a day are made of for a seat."""
    looked = opened.looked_at(site.shown, str(day), "", viewer=site.shown.terms.viewer(seat, at(day, 16)))
    assert looked is not None
    sight = looked.sight
    found = (days.day(looked), people.cases(sight), people.limits(sight), arms.arms(sight), travel.movements(sight),
             travel.operations(sight), kept.kept(sight),
             [people.one_case(sight, case) for case in (*ADULTS, *CHILDREN)])  # fmt: skip
    return repr(msgspec.to_builtins(found, str_keys=True, enc_hook=str))


NOT_FOR_OUTSIDE = (persons.Screened, persons.ConsentRecorded, persons.WayChosen, persons.ProtectionTested, persons.PaperIssued,
                   persons.AcceptanceDecided, persons.StayArranged, persons.HoldBegun, persons.AgeChallenged)  # fmt: skip


@pytest.mark.parametrize("seat", [SIDES[0], SIDES[3], MEDIATOR, Seat("centre", "stores_officer")], ids=name_of)
def test_decisions_about_people_make_no_difference_to_what_those_who_are_not_told_are_shown(show, seat):
    acts = [act for act in log() if act.recorded < at(4)]
    straight = everything(show(seat, written(acts)), seat, 3)
    tried = [act for act in acts if isinstance(act, NOT_FOR_OUTSIDE) and getattr(act, "purpose", "") != "disarm"]
    others = {act.id: written([one for one in acts if one is not act]) for act in tried}
    differs = [name for name, less in others.items() if everything(show(seat, less), seat, 3) != straight]
    assert (len(tried) > 20, differs) == (True, [])


@pytest.mark.parametrize("seat", [LEGAL, Seat("panel"), WEAPONS, Seat("monitor"), *SIDES], ids=name_of)
def test_a_child_who_never_came_leaves_the_same_pages_to_all_who_do_not_protect_children(show, seat):
    # Everything the child's file says, and nothing else: the counts at the gate are those of the movement.
    acts = [act for act in log() if CHILD not in act.id and not (isinstance(act, persons.NoticeGiven) and CHILD in act.cases)]
    without = [act for act in acts if getattr(act, "case", "") != CHILD and CHILD not in getattr(act, "cases", ())
               and type(act).__name__ != "MovementClosed"]  # fmt: skip
    with_it = [act for act in acts if type(act).__name__ != "MovementClosed"]
    for day in (2, 4):
        assert everything(show(seat, written(with_it)), seat, day) == everything(show(seat, written(without)), seat, day)


def test_the_comparison_would_notice_what_seeps(show):
    acts = [act for act in log() if act.recorded < at(4)]
    own = next(act for act in acts if isinstance(act, persons.ObjectionRaised) and act.actor == "alpha")
    less = written([act for act in acts if act is not own])
    assert everything(show(SIDES[0], written(acts)), SIDES[0], 3) != everything(show(SIDES[0], less), SIDES[0], 3)


# ---- days, and what if ----


def after_day_two() -> list[CaseAct]:
    """The log by the third day, on which one who was noticed is found to be a child, and another one leaves."""
    common: dict[str, Any] = {"happened": at(3, 1), "recorded": at(3, 1), "synthetic": True}
    return [*(act for act in log() if act.recorded <= at(3)),
            persons.AgeEstablished(id="n1", actor="carer", post="child_officer", case=ADULTS[0], outcome="child", ground="doubt",
                                   **common),
            persons.Left(id="n2", actor="centre", post="registrar", case=ADULTS[1], **common)]  # fmt: skip


@pytest.mark.parametrize("seat", SIDES, ids=name_of)
def test_on_a_server_in_use_no_earlier_day_tells_a_child_from_one_who_left(show, seat):
    site = show(seat, written(after_day_two()))
    second, third = (open_caseload(site.shown.case, day=number) for number in (2, 3))
    viewer = site.shown.terms.viewer(seat, at(3, 2))
    now = Sight(viewer, second, record=third, now=at(3, 2))
    then = Sight(viewer, second)
    assert (ADULTS[0] in then.known, ADULTS[1] in then.known, ADULTS[2] in then.known) == (False, True, True)
    assert (ADULTS[0] in now.known, ADULTS[1] in now.known, ADULTS[2] in now.known) == (False, False, True)
    assert people.one_case(now, ADULTS[0]) is people.one_case(now, ADULTS[1]) is None


def test_the_last_day_of_a_server_in_use_is_today_whoever_has_done_what(show, monkeypatch):
    site = show(REGISTRAR, written(act for act in log() if act.recorded < at(4)))
    assert opened.last_day(site.shown) == 3
    monkeypatch.setattr(opened, "is_in_use", lambda: True)
    monkeypatch.setattr(clock, "now", lambda: at(9, 3))
    assert opened.last_day(site.shown) == 9
    # What says of itself that it was recorded tomorrow makes no day.
    monkeypatch.setattr(clock, "now", lambda: at(2, 3))
    assert opened.last_day(site.shown) == 2


def test_a_limit_has_not_run_out_before_its_hour_on_the_day_that_has_begun(show, monkeypatch):
    site = show(Seat("alpha"))
    monkeypatch.setattr(opened, "is_in_use", lambda: True)
    monkeypatch.setattr(clock, "now", lambda: at(4, 1))
    looked = opened.looked_at(site.shown, "", "", viewer=site.shown.terms.viewer(site.seat, at(4, 1)))
    assert looked is not None
    assert (looked.last_day, looked.sight.now) == (6, at(4, 1)) or looked.sight.now <= at(4, 1)


@pytest.mark.parametrize("seat", [*OUTSIDE, THE_PUBLIC], ids=name_of)
def test_who_does_not_work_in_the_programme_leaves_no_act_out_and_learns_of_none(show, seat):
    site = show(seat)

    def answer(name: str) -> tuple[int, str]:
        found = site.get(f"/programme?day=6&leave_out={name}")
        return found.status_code, re.sub(r'csrfmiddlewaretoken" value="[^"]+"', "", found.content.decode()).replace(name, "NAME")

    nothing = answer("zzzzz")
    assert nothing[0] == 400
    assert "Did you mean" not in nothing[1]
    assert [act.id for act in log() if len(act.id) > 3 and answer(act.id) != nothing] == []


@pytest.mark.parametrize("seat", [LEGAL, WEAPONS, CHILD_OFFICER, MEDIATOR], ids=name_of)
def test_an_act_can_be_left_out_by_whoever_sees_its_id(show, seat):
    site = show(seat)
    day = open_caseload(site.shown.case, day=6)
    viewer = site.shown.terms.viewer(seat, day.as_of)
    opens = {act.id for act in log() if site.get(f"/programme/cases?day=6&leave_out={act.id}").status_code == 200}
    knows = {act.id for act in log() if view_act(viewer, act, day.office).values().get("id") == act.id}
    assert opens == knows
    assert knows or seat == MEDIATOR


@pytest.mark.parametrize("seat", [LEGAL, REGISTRAR], ids=name_of)
def test_leaving_an_act_out_brings_back_no_number_that_the_record_does_not_give(show, seat):
    site = show(seat)
    known = set(re.findall(r"SYN-[A-Z0-9]{4}", main_of(site.get("/programme/cases?day=6").content.decode())))
    for act in log():
        answer = site.get(f"/programme/cases?day=6&leave_out={act.id}")
        if answer.status_code == 200:
            shown = set(re.findall(r"SYN-[A-Z0-9]{4}", main_of(answer.content.decode()).replace(act.id, "")))
            assert shown <= known, act.id


# ---- both sides alike ----


@pytest.mark.parametrize("query", ["day=3", "day=6"])
@pytest.mark.parametrize(("one", "other"), [(SIDES[0], SIDES[2]), (SIDES[1], SIDES[3])], ids=["parties", "posts"])
def test_what_a_page_shows_one_side_it_shows_the_other_when_they_change_places(show, one, other, query):
    pages = (*PAGES, *(f"/case/{case}" for case in (*ADULTS, *CHILDREN)))

    def shown(site: SimpleNamespace) -> dict[str, tuple[int, str]]:
        found = {page: site.get(f"/programme{page}?{query}") for page in pages}
        clean = r'sha256:[0-9a-f…]+|csrfmiddlewaretoken.*?>|<span class="as-of">.*?</span>'
        return {page: (answer.status_code, re.sub(clean, "", answer.content.decode())) for page, answer in found.items()}

    here = shown(show(one))
    there = shown(show(other, swap(lines(), "alpha", "bravo"), swap(TEXT, "alpha", "bravo")))
    for page, (status, html) in here.items():
        assert status == there[page][0], page
        assert swap(html, "alpha", "bravo").splitlines() == there[page][1].splitlines(), page
