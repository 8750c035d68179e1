"""What is new to a seat: only what it may see, told by the quarter of an hour, and marked as seen for one account alone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from safeconduct.access.acts import GlassBroken
from safeconduct.access.acts_seen import could_see, view_act
from safeconduct.access.in_force import InForce
from safeconduct.access.knowing import Viewer
from safeconduct.access.seats import Seat, seats_of
from safeconduct.caseload.moves import CaseAct
from safeconduct.kernel.acts import act_type
from safeconduct.record.book import IN_EFFECT, Standing
from safeconduct.secretariat.case_acts import TYPES
from safeconduct.secretariat.docket import Kept
from safeconduct.secretariat.office import open_office
from safeconduct.web.accounts.models import Account
from safeconduct.web.home.models import ReadTo
from safeconduct.web.home.news import FIRST, MOST, News, grouped, news
from safeconduct.web.home.told import how_many
from safeconduct.web.shell.worked import worked
from tests import passage, pilot
from tests.passage import ADULTS, CHILD, FOUND_LATER, NOT_ESTABLISHED
from tests.pilot import at
from tests.web.conftest import client
from tests.web.record import record_of, served

TEXT = pilot.agreement()
ALPHA, BRAVO, REGISTRAR = Seat("alpha"), Seat("bravo"), Seat("centre", "registrar")
EXAMPLE = "aceh-2005"


# ---- which acts are news ----


def docket(log: list[CaseAct]) -> Any:
    """A log as a docket gives it, with every act in effect."""
    return of_acts(log, open_office(TEXT, log, children=frozenset({CHILD, FOUND_LATER})))


def of_acts(log: list[CaseAct], office: Any) -> Any:
    kept = [Kept(place, act.actor, act, Standing(place, IN_EFFECT)) for place, act in enumerate(log)]
    read_at = lambda places: ((place, log[place]) for place in places)  # noqa: E731
    return SimpleNamespace(office=office, size=len(kept), kept=kept.__getitem__, read_at=read_at)


def told(seat: Seat, log: list[CaseAct], now: datetime) -> list[tuple[str, str, datetime]]:
    found = news(Viewer(seat, InForce(TEXT, now)), docket(log), now, after=0)
    return [(one.type, one.about, one.recorded) for one in found]


def test_what_a_seat_may_not_see_leaves_no_trace_in_what_is_told_to_it():
    log, now = passage.log(), at(6, 12)
    cases = docket(log).office
    for seat in (ALPHA, BRAVO, Seat("haven"), Seat("alpha", "alpha_post"), Seat("monitor"), Seat("centre", "medic")):
        viewer = Viewer(seat, InForce(TEXT, now))
        seen = [act for act in log if view_act(viewer, act, cases).found]
        assert 0 < len(seen) < len(log)
        for after in (0, None):
            whole, alone = (news(viewer, of_acts(acts, cases), now, after=after) for acts in (log, seen))
            assert [one._replace(place=0) for one in whole] == [one._replace(place=0) for one in alone]


@pytest.mark.parametrize("seat", [ALPHA, BRAVO, Seat("monitor")])
def test_what_others_do_pushes_nothing_out_of_what_is_told(seat: Seat) -> None:
    log, now = passage.log(), at(6, 12)
    viewer, cases = Viewer(seat, InForce(TEXT, now)), docket(log).office
    unseen = next(act for act in log if not view_act(viewer, act, cases).found and act.actor != seat.org)
    for after in (0, None):
        told_ = [news(viewer, of_acts([*log, *[unseen] * many], cases), now, after=after) for many in (0, 3_000)]
        assert len(told_[0]) > 0
        assert told_[0] == told_[1]


def test_what_is_told_first_is_the_last_of_what_a_seat_sees() -> None:
    viewer, log = Viewer(REGISTRAR, InForce(TEXT, at(6))), passage.log()
    once, twice = (news(viewer, docket(acts), at(6), after=0) for acts in (log, log + log))
    assert (len(once) < MOST, len(twice)) == (True, MOST + 1)
    assert news(viewer, docket(log), at(6), after=None) == once[-FIRST:]
    assert min(one.place for one in news(viewer, docket(log + log), at(6), after=None)) > twice[-1].place


def test_what_is_passed_by_could_not_be_seen() -> None:
    log, now = passage.log(), at(6, 12)
    cases = docket(log).office
    for seat in seats_of(TEXT):
        viewer = Viewer(seat, InForce(TEXT, now))
        seen = {type(act) for act in log if view_act(viewer, act, cases).found}
        assert seen <= {kind for kind in TYPES if could_see(viewer, kind)}
    none = [kind for kind in TYPES if not could_see(Viewer(Seat("haven"), InForce(TEXT, now)), kind)]
    assert len(none) > len(TYPES) / 2


def test_no_news_names_a_child_to_those_who_do_not_protect_children():
    log, named = passage.log(), {}
    for seat in seats_of(TEXT):
        for now in (at(1, 12), at(2, 12), at(6, 12)):
            numbers = {about for _type, about, _when in told(seat, log, now)}
            named.setdefault(seat, set()).update(numbers & {CHILD, FOUND_LATER, NOT_ESTABLISHED})
    assert {seat.org for seat, numbers in named.items() if numbers & {CHILD, FOUND_LATER}} <= {"carer"}


def test_an_act_is_told_at_the_next_quarter_of_an_hour():
    log, raised = passage.log(), at(2, 8)
    about = lambda now: [one for one in told(Seat("panel"), log, now) if one[2] == raised]  # noqa: E731
    assert about(raised - timedelta(minutes=1)) == []
    late = [act for act in log if act.recorded == at(1, 4, 21)]
    assert late
    escort = Seat("centre", "escort")
    when = [minute for minute in range(20, 60) if any(one[2] == at(1, 4, 21) for one in told(escort, log, at(1, 4, minute)))]
    assert when == list(range(30, 60))


def test_an_alarm_is_told_at_once_and_to_both_sides_alike():
    broken = GlassBroken(id="g", actor="centre", post="registrar", happened=at(2, 1, 3), recorded=at(2, 1, 3), kind="vault",
                         reason="threat_to_life", cases=(ADULTS[0],), fields=("name",))  # fmt: skip
    log = [*passage.log(), broken]
    kind, seats = act_type(broken), (ALPHA, BRAVO, REGISTRAR)
    alarms = {seat: [one for one in told(seat, log, at(2, 1, 4)) if one[0] == kind] for seat in seats}
    alarm = (kind, "", broken.recorded)
    assert alarms == {ALPHA: [alarm], BRAVO: [alarm], REGISTRAR: []}


def test_ones_own_acts_are_no_news():
    found = news(Viewer(ALPHA, InForce(TEXT, at(6))), docket(passage.log()), at(6), after=0)
    assert [one for one in found if one.actor == "alpha" and one.type != "hold_fire.confirmed/1"] == []


def test_what_was_marked_as_seen_is_not_told_again():
    viewer, log = Viewer(REGISTRAR, InForce(TEXT, at(6))), docket(passage.log())
    every = news(viewer, log, at(6), after=0)
    assert news(viewer, log, at(6), after=every[4].place + 1)[: MOST - 4] == every[5:]


def test_many_are_told_as_more():
    one = News(0, "obligation.claimed/1", "x", "of", False, "alpha", at(1))
    assert [how_many((one,) * count) for count in (0, 1, MOST, MOST + 1)] == ["", "1", "99", "99+"]


def test_acts_of_one_kind_on_one_matter_are_told_together_and_alarms_first():
    one = News(0, "obligation.claimed/1", "x", "of", False, "alpha", at(1))
    alarm = one._replace(place=1, type="access.glass_broken/1", about="", alarm=True)
    groups = grouped((one, alarm, one._replace(place=2), one._replace(place=3, about="y")))
    assert [(group.last.place, group.count) for group in groups] == [(1, 1), (3, 1), (2, 2)]


# ---- the pages ----


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return record_of(tmp_path_factory, EXAMPLE)


@pytest.fixture
def at_work(folder: Path) -> Iterator[None]:
    with served(folder):
        yield


def sits(org: str, name: str = "") -> Client:
    asking = client()
    asking.force_login(Account.objects.create(username=name or f"{org}-1", org=org, made_up=True))
    return asking


def count_of(page: str) -> str:
    found = re.search(r'<span class="count">(\d+\+?)</span></a></li>', page)
    return found[1] if found else ""


@pytest.mark.usefixtures("at_work")
def test_news_are_counted_on_every_page_until_they_are_marked():
    one, colleague = sits("gam"), sits("gam", "gam-2")
    assert count_of(one.get("/").content.decode()) == "20"  # of many, for an account that has never marked any
    page = one.get("/notices").content.decode()
    answer = one.post("/notices/seen", {"count": re.search(r'name="count" value="(\d+)"', page)[1]})
    assert (answer.status_code, answer.headers["Location"]) == (302, "/notices")
    assert "Nothing new." in one.get("/notices").content.decode()
    assert count_of(one.get("/").content.decode()) == ""
    assert count_of(colleague.get("/").content.decode()) == "20"
    with worked() as record:
        assert ReadTo.objects.get(account__username="gam-1").place <= record.desk.docket.size


@pytest.mark.usefixtures("at_work")
def test_no_page_of_news_says_where_an_act_stands_in_the_log():
    page = sits("gam").get("/notices").content.decode()
    page = page[page.index("<main") : page.index("</main>")]
    with worked() as record:
        size = record.desk.docket.size
    assert "/desk/act/" not in page
    assert str(size) not in re.sub(r"20\d\d", "", page)


@pytest.mark.usefixtures("at_work")
@pytest.mark.parametrize("count", ["", "-1", "1e9", "99999", "٣", "x", "0"])
def test_a_count_that_is_none_marks_nothing(count):
    one = sits("gam")
    assert one.post("/notices/seen", {"count": count}).status_code == 302
    assert not ReadTo.objects.exists()


@pytest.mark.usefixtures("at_work")
def test_looking_marks_nothing_and_only_a_form_of_these_pages_does():
    one = sits("gam")
    one.get("/notices")
    assert one.get("/notices/seen").status_code == 405
    strict = Client(SERVER_NAME="localhost", enforce_csrf_checks=True)
    strict.force_login(Account.objects.get(username="gam-1"))
    assert strict.post("/notices/seen", {"count": "3"}).status_code == 403
    assert not ReadTo.objects.exists()


def test_what_is_kept_of_reading_is_a_place_and_nothing_else():
    assert [field.name for field in ReadTo._meta.get_fields()] == ["account", "place"]


@pytest.mark.usefixtures("at_work")
def test_a_page_for_everyone_asks_the_store_nothing():
    with CaptureQueriesContext(connection) as asked:
        assert count_of(client().get("/").content.decode()) == ""
    assert len(asked) == 0
