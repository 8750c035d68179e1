"""One clock for a demonstration: where a seat begins, its desk, the programme and the board agree about what is due.

A side signs in with one click. It reads that it may object until an hour, finds that very objection on its desk, signs it, and it
stands in the record in time.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from safeconduct.agreement.casefile import open_case
from safeconduct.bootstrap.demonstration import make_demonstration
from safeconduct.bootstrap.folder import Settings
from safeconduct.bootstrap.story import begin, so_far
from safeconduct.caseload.persons.acts import ObjectionRaised
from safeconduct.kernel.moments import utc
from safeconduct.record.book import IN_EFFECT
from safeconduct.web.accounts.made_up import people
from safeconduct.web.accounts.models import Account
from safeconduct.web.shell import clock
from safeconduct.web.shell.worked import worked
from tests import passage, pilot
from tests.passage import ADULTS, FOUND_LATER
from tests.pilot import at
from tests.web.conftest import client
from tests.web.record import copy_of, record_of, served

STARTS = at(2, 7, 30)
"""Half an hour before, on the 3rd of March, both sides were given notice of eight people. Each may object within two days."""
UNTIL = datetime(2026, 3, 5, 22, 0, tzinfo=UTC)
"""The end of the second day after it, in the hours of the text."""
BEGAN = datetime(2031, 5, 6, 7, 8, 9, tzinfo=UTC)
"""When that really is."""
OBJECTION, MAY_OBJECT = "objection.raised/1", "Case numbers you may object to"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A demonstration that begins in the middle of a story, as `safeconduct demo --at` makes it."""
    folder = tmp_path_factory.mktemp("story")
    (folder / "agreement.yaml").write_text(pilot.TEXT, encoding="utf-8")
    (folder / "agreement.acts.jsonl").write_text(passage.lines(), encoding="utf-8")
    home = folder / "home"
    home.mkdir()
    begin(home, starts=STARTS, now=BEGAN)
    acts, case_acts = so_far(home, open_case(file=folder / "agreement.yaml"), STARTS)
    case = open_case(file=folder / "agreement.yaml", acts=acts, case_acts=case_acts)
    make_demonstration(home, case, Settings(agreement=str(folder / "agreement.yaml")), origin="demonstration.invalid/story",
                       at=STARTS.isoformat())  # fmt: skip
    return home


@pytest.fixture
def really(monkeypatch: pytest.MonkeyPatch) -> Any:
    """The clock of the machine, which the test sets: minutes after the demonstration began."""

    def set_to(**after: int) -> None:
        monkeypatch.setattr(timezone, "now", lambda: BEGAN + timedelta(**after))

    set_to(minutes=4)
    return set_to


@pytest.fixture
def demonstration(made: Path, tmp_path: Path, really: Any) -> Iterator[None]:
    with served(copy_of(made, tmp_path / "home")):
        people(open_case(file=made.parent / "agreement.yaml").agreement)
        yield


def takes_seat(name: str) -> Client:
    """One click on one of the made-up people."""
    asking = client()
    assert asking.post(f"/demo/{name}/").status_code == 302
    return asking


def page(asking: Client, path: str) -> str:
    answer = asking.get(path)
    assert answer.status_code == 200, path
    return answer.content.decode()


def moments(text: str) -> list[datetime]:
    return [utc(datetime.fromisoformat(one)) for one in re.findall(r'<time datetime="([^"]+)"', text)]


def entry_with(text: str, words: str) -> str:
    """Give the entry of a list on a page that holds some words."""
    found: str = next(one for one in re.findall(r"<li.*?</li>", text, re.DOTALL) if words in one)
    return found


def objects(asking: Client, case: str) -> Any:
    """Write an objection on the desk and have it signed, with the key that the server of a demonstration holds."""
    write = f"/desk/write/?type={OBJECTION}&case={case}"
    form = page(asking, write)
    happened = re.search(r'name="happened"[^>]*value="([^"]+)"|value="([^"]+)"[^>]*name="happened"', form)
    kid = re.search(r'<option value="([0-9a-f]{16})" data-by="server">', form)
    assert happened is not None, form
    assert kid is not None, form
    written = {"happened": happened[1] or happened[2], "kid": kid[1], "objection": "alpha_objects", "ground": "grave_crime",
               "against": "across"}  # fmt: skip
    to_read = asking.post(write, written).content.decode()
    body = re.search(r'name="body" value="([^"]+)"', to_read)
    assert body is not None, to_read
    return asking.post("/desk/hand-in/", {"body": body[1], "by": "server"})


# ---- the scenario ----


def test_a_side_reads_that_it_may_object_finds_the_objection_on_its_desk_and_it_stands_in_the_record_in_time(demonstration):
    alpha, case = takes_seat("alpha"), ADULTS[0]
    # Where it begins: it may object, and until when.
    may_object = entry_with(page(alpha, "/home"), MAY_OBJECT)
    assert case in may_object
    assert moments(may_object) == [UNTIL]
    # Its desk offers that very objection, and names the same hour.
    desk = page(alpha, "/desk/")
    assert f"type=objection.raised%2F1&amp;case={case}" in desk
    assert UNTIL in moments(desk)
    # It is signed. It stands in the record, in effect, before the time is over.
    assert objects(alpha, case).status_code == 302
    with worked() as record:
        last = record.desk.docket.kept(record.desk.docket.size - 1)
        person = record.desk.docket.office.persons.cases[case]
    assert isinstance(last.act, ObjectionRaised)
    assert (last.act.case, last.standing.code) == (case, IN_EFFECT)
    assert last.act.recorded == STARTS + timedelta(minutes=4)
    assert utc(last.act.recorded) < UNTIL
    assert [(one.objection, one.against) for one in person.objections] == [("alpha_objects", "across")]
    # The panel, which rules on it, has it to do, within three days from then.
    ruling = page(takes_seat("panel"), "/home")
    assert case in entry_with(ruling, "Rule on an objection")
    assert UNTIL + timedelta(days=1) in moments(ruling)


def test_what_was_signed_stands_on_the_day_of_the_story_and_not_on_the_day_before(demonstration):
    objects(takes_seat("alpha"), ADULTS[0])
    legal = takes_seat("panel-panel-legal")
    seen = {day: "a grave crime" in page(legal, f"/programme/case/{ADULTS[0]}?day={day}") for day in (1, 2)}
    assert seen == {1: False, 2: True}


def test_when_the_time_is_over_neither_page_offers_it(demonstration, really):
    really(days=3)
    alpha, case = takes_seat("alpha"), ADULTS[0]
    assert MAY_OBJECT not in page(alpha, "/home")
    assert f"type=objection.raised%2F1&amp;case={case}" not in page(alpha, "/desk/")


# ---- for every seat ----


def norms_in(text: str, begins: str, ends: str) -> list[str]:
    """Give the norms that a part of a page names, in their order."""
    return re.findall(r'href="/norm/([a-z0-9_]+)', text.split(begins, 1)[1].split(ends, 1)[0])


def is_open(asking: Client, case: str) -> bool:
    """Whether the desk offers to object about a case now."""
    answer = asking.get(f"/desk/moves/?about=case&number={case}")
    now, _, _closed = answer.content.decode().partition("What is closed now, and why")
    return answer.status_code == 200 and f"type=objection.raised%2F1&amp;case={case}" in now


def test_where_a_seat_begins_and_its_desk_name_the_same_duties(tmp_path_factory, really):
    with served(record_of(tmp_path_factory, "aceh-2005")):
        people(open_case(example="aceh-2005").agreement)
        found = {}
        for account in Account.objects.all():
            asking = takes_seat(account.username)
            home, desk = page(asking, "/home"), page(asking, "/desk/")
            said = {*norms_in(home, 'id="now"', "</section>"), *norms_in(home, 'id="disputed"', "</section>")}
            assert said == set(norms_in(desk, 'class="waits"', "What others have signed")), account.username
            found[account.username] = said
    assert found["gam"] != found["goi"]
    assert all(found[side] for side in ("gam", "goi"))


@pytest.mark.parametrize("days", [0, 1, 3])
def test_what_a_seat_may_object_to_is_what_its_desk_takes(demonstration, really, days):
    objects(takes_seat("alpha"), ADULTS[0])  # of its own objection a side goes on knowing when the time to object is over
    really(days=days, minutes=5)
    for side in ("alpha", "bravo"):
        asking = takes_seat(side)
        begins = page(asking, "/home")
        entry = entry_with(begins, MAY_OBJECT) if MAY_OBJECT in begins else '<span class="count">0</span>'
        said = set(re.findall(r"SYN-[A-Z0-9]{4}", entry))  # the first of them
        takes = {case for case in (*ADULTS, FOUND_LATER) if is_open(asking, case)}
        assert said <= takes, side
        assert f'<span class="count">{len(takes)}</span>' in entry
        assert len(takes) == (9 if days < 3 else 0)


# ---- one clock ----


def test_every_page_says_what_its_clock_shows_and_looks_from_there(demonstration):
    alpha = takes_seat("alpha")
    now = STARTS + timedelta(minutes=4)
    for path in ("/", "/home", "/desk/", "/programme", "/owes", "/timeline"):
        banner = page(alpha, path).split('aria-label="Demonstration">', 1)[1].split("</aside>", 1)[0]
        assert moments(banner) == [now], path
    lens = page(alpha, "/").split('class="as-of"', 1)[1]
    assert moments(lens)[0] == now
    programme = page(alpha, "/programme").split('class="as-of"', 1)[1]
    assert moments(programme)[0] == now


def test_it_is_the_real_time_in_a_record_that_is_in_use(made, tmp_path, really):
    with served(copy_of(made, tmp_path / "home"), demo=False):
        assert clock.now() == BEGAN + timedelta(minutes=4)


def test_a_demonstration_that_starts_again_goes_on(demonstration, really):
    before = clock.now()
    clock._clocks.clear()
    really(minutes=5)
    assert clock.now() - before == timedelta(minutes=1)


def test_days_go_by_in_a_demonstration(demonstration, really):
    alpha = takes_seat("alpha")
    assert "of 2" in page(alpha, "/programme").split('class="as-of"', 1)[1][:200]
    really(days=3)
    assert "of 5" in page(alpha, "/programme").split('class="as-of"', 1)[1][:200]


def test_a_moment_that_lies_ahead_says_so(demonstration):
    alpha, ahead = takes_seat("alpha"), "This moment lies ahead."
    tomorrow, yesterday = ((STARTS + timedelta(days=by)).strftime("%Y-%m-%dT%H:%M") for by in (1, -1))
    assert [ahead in page(alpha, path) for path in ("/", f"/?at={tomorrow}", f"/?at={yesterday}")] == [False, True, False]


def test_a_key_that_is_made_here_is_good_from_the_day_of_the_story(demonstration):
    from safeconduct.record import ed25519
    from safeconduct.record.authority import prove

    alpha, seed = takes_seat("alpha"), ed25519.new_seed()
    proof = prove(seed, origin="demonstration.invalid/story", org="alpha", role="officer")
    alpha.post("/desk/key/", {"public": ed25519.public_of(seed).hex(), "proof": proof.hex()})
    with worked() as record:
        keyring = record.desk.docket.replay.state.keyring
        found = next(key for key in keyring.keys.values() if key.role == "officer" and key.org == "alpha")
    assert found.scope is not None
    assert found.scope.start <= STARTS.timestamp() < found.scope.until


def test_how_long_a_session_lasts_is_asked_of_the_real_time(demonstration, really):
    alpha = takes_seat("alpha")
    assert alpha.get("/home").status_code == 200
    really(hours=13)
    assert alpha.get("/home").status_code == 302
