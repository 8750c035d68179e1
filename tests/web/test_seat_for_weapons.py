"""Whoever takes weapons over sees how far a person is until they are handed in, and nothing of what is decided then."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.test import Client

from safeconduct.access.in_force import InForce
from safeconduct.access.knowing import Viewer
from safeconduct.access.seats import Seat
from safeconduct.caseload.moves import CaseAct
from safeconduct.caseload.persons import acts as persons
from safeconduct.secretariat.case_acts import encoder
from safeconduct.secretariat.opening import open_caseload
from safeconduct.secretariat.queries import step_of
from safeconduct.web.programme.seen import Sight
from tests import passage
from tests.passage import ADULTS
from tests.pilot import TEXT, at
from tests.web.looking import demonstration, from_seat, story_at

WEAPONS, LEGAL = Seat("centre", "weapons_officer"), Seat("panel", "panel_legal")
DAYS = range(1, 7)
LATER = (persons.Screened, persons.HoldBegun, persons.Assured, persons.WayChosen, persons.StayArranged)
"""What is decided about a person once weapons are handed in."""


@pytest.fixture(autouse=True)
def made_up_people(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    story_at(monkeypatch, at(6, 16))
    with demonstration():
        yield


@pytest.fixture
def show(of_example: Callable[..., SimpleNamespace], tmp_path: Path) -> Callable[..., SimpleNamespace]:
    def shown(seat: Seat, acts: list[CaseAct]) -> SimpleNamespace:
        folder = tmp_path / f"own-{len(list(tmp_path.iterdir()))}"
        folder.mkdir()
        (folder / "agreement.yaml").write_text(TEXT, encoding="utf-8")
        (folder / "agreement.acts.jsonl").write_bytes(b"\n".join(map(encoder.encode, acts)) + b"\n")
        return from_seat(of_example("", file=str(folder / "agreement.yaml")), seat)

    return shown


def main_of(asking: Client, address: str) -> str:
    page = asking.get(address).content.decode()
    return re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", page[page.index("<main") : page.index("</main>")])


def test_no_decision_about_a_person_changes_what_it_sees(show: Callable[..., SimpleNamespace]) -> None:
    log = passage.log()
    # On the fifth day people set out, which is told to everyone who may halt a movement.
    pages = [(page, day) for day in DAYS[:4] for page in ("", "/cases", "/clocks", *(f"/case/{case}" for case in ADULTS[:6]))]
    both = []
    for acts in (log, [act for act in log if not isinstance(act, LATER)]):
        site = show(WEAPONS, acts)  # one after the other: what is shown is that of the last
        both.append({(page, day): main_of(site.client, f"/programme{page}?day={day}") for page, day in pages})
    differ = [asked for asked in pages if both[0][asked] != both[1][asked]]
    assert differ == []


def test_it_is_told_who_has_agreed_and_not_yet_handed_in(show: Callable[..., SimpleNamespace]) -> None:
    site, told = show(WEAPONS, passage.log()), set()
    for day in DAYS:
        opened = open_caseload(site.shown.case, day=day)
        sight = Sight(Viewer(WEAPONS, InForce(site.shown.agreement, opened.as_of)), opened)
        real = {case: step_of(person, opened.office, sight.now) for case, (person, _) in sight.known.items()}
        told |= set(sight.steps.values())
        waits = {case for case, (person, _) in sight.known.items()
                 if person.disarm is not None and person.disarm.answer == "given" and person.disarmed is None}  # fmt: skip
        shown = {case for case, step in sight.steps.items() if step == "hand_over"}
        # Who stays, is held or has left meanwhile is not told from who does not.
        assert (shown, {case for case, step in real.items() if step == "hand_over"} <= shown) == (waits, True)
        legal = Sight(Viewer(LEGAL, InForce(site.shown.agreement, opened.as_of)), opened)
        assert {legal.steps[case] for case in legal.known} == {real[case] for case in legal.known if case in real}
    assert told == {"consent", "hand_over", ""}


def test_it_counts_nobody_by_what_was_decided(show: Callable[..., SimpleNamespace]) -> None:
    site = show(WEAPONS, passage.log())
    opened = open_caseload(site.shown.case, day=4)
    assert Sight(Viewer(WEAPONS, InForce(site.shown.agreement, opened.as_of)), opened).counts_people is False
    assert 'id="funnel"' not in main_of(site.client, "/programme?day=4")
