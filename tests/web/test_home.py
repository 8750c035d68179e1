"""Where a seat begins: each seat sees its own work and nobody else's, and neither list, count nor search tells more."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import override_settings
from django.test.utils import CaptureQueriesContext

from safeconduct.access import acts as of_access
from safeconduct.access.in_force import InForce
from safeconduct.access.knowing import Viewer
from safeconduct.access.listing import numbers_found
from safeconduct.access.seats import THE_PUBLIC, Seat, seats_of
from safeconduct.agreement.casefile import open_case
from safeconduct.agreement.model import Agreement
from safeconduct.agreement.reader import read_agreement
from safeconduct.agreement.results import Answer, Life
from safeconduct.caseload.moves import CaseAct
from safeconduct.kernel.moments import parse_moment
from safeconduct.kernel.truth import Truth
from safeconduct.secretariat.case_acts import read_case_acts
from safeconduct.secretariat.office import Office, open_office
from safeconduct.secretariat.opening import open_caseload
from safeconduct.web.accounts.made_up import people
from safeconduct.web.accounts.models import Account
from safeconduct.web.home.duties import duties
from safeconduct.web.home.folding import folded, words_of
from safeconduct.web.home.found import found
from safeconduct.web.home.guarding import guarding
from safeconduct.web.home.limits import limits
from safeconduct.web.home.work import work
from tests import passage, pilot
from tests.passage import ADULTS, CHILD, FOUND_LATER, NOT_ESTABLISHED
from tests.pilot import at
from tests.swap import swap
from tests.web.conftest import client
from tests.web.looking import story_at

TEXT = pilot.agreement()
REGISTRAR, STORES, MEDIC = Seat("centre", "registrar"), Seat("centre", "stores_officer"), Seat("centre", "medic")
CARER, CHILD_OFFICER, LEGAL, ALPHA, BRAVO = (
    Seat("carer"), Seat("carer", "child_officer"), Seat("panel", "panel_legal"), Seat("alpha"), Seat("bravo"))  # fmt: skip
HAVEN, MONITOR = Seat("haven"), Seat("monitor")
EXAMPLE, PASSAGE = "gaza-2025", "drafts/rafah-passage.yaml"


def office(until: datetime, *more: CaseAct) -> Office:
    return open_office(TEXT, [*passage.log(), *more], until=until, children=frozenset({CHILD, FOUND_LATER}))


def seen_from(seat: Seat, when: datetime, text: Agreement = TEXT) -> Viewer:
    return Viewer(seat, InForce(text, when))


def to_do(seat: Seat, when: datetime, *more: CaseAct) -> dict[str, tuple[str, ...]]:
    return {one.type: one.numbers for one in work(seen_from(seat, when), office(when, *more), when)}


# ---- what can be done now ----


def test_each_seat_has_its_own_work():
    own = ["consent.recorded/1", "notice.given/1", "person.disarmed/1", "stay.arranged/1"]
    assert sorted(to_do(REGISTRAR, at(2, 7, 30))) == own
    loose = [*(f"W-{n}" for n in range(10)), "W-both", "W-found"]
    assert to_do(STORES, at(2, 12)) == {"container.sealed/1": tuple(sorted(loose))}
    assert to_do(ALPHA, at(2, 7, 30)) == {"objection.raised/1": tuple(sorted(ADULTS[:8])),
                                          "weapon.contested/1": ("W-0", "W-2")}  # fmt: skip
    assert to_do(MEDIC, at(2, 12)) == {}
    assert to_do(Seat("mediator"), at(2, 12)) == {}


def test_what_is_done_waits_no_more():
    before, after = to_do(BRAVO, at(2, 7, 30)), to_do(BRAVO, at(2, 9))
    assert before["objection.raised/1"] == tuple(sorted(ADULTS[:8]))
    assert before["weapon.contested/1"] == ("W-0", "W-1", "W-2")
    assert ADULTS[6] in after["objection.raised/1"]  # against its other way it may still object


def test_no_seat_but_those_who_protect_them_is_told_of_a_child():
    told = {}
    for seat in seats_of(TEXT):
        for when in (at(1, 12), at(2, 12), at(3, 6), at(6)):
            numbers = {number for one in work(seen_from(seat, when), office(when), when) for number in one.numbers}
            numbers |= {case for one in limits(seen_from(seat, when), office(when), when) for case in one.cases}
            told.setdefault(seat, set()).update(numbers & {CHILD, FOUND_LATER})
    protect = {seat: {CHILD, FOUND_LATER} for seat in (CARER, CHILD_OFFICER)}
    assert {seat: cases for seat, cases in told.items() if cases} == protect


def test_whose_age_nobody_has_established_waits_for_those_who_do():
    assert to_do(CHILD_OFFICER, at(1, 12))["age.established/1"] == (NOT_ESTABLISHED,)


def turned(seat: Seat) -> Seat:
    return Seat(swap(seat.org, "alpha", "bravo"), swap(seat.post, "alpha", "bravo"))


def test_what_waits_turns_with_the_parties():
    text = read_agreement(swap(pilot.TEXT, "alpha", "bravo").encode(), file="turned.yaml").model
    log = read_case_acts(swap(passage.lines(), "alpha", "bravo").encode().splitlines(keepends=True), text, file="turned.jsonl")
    for seat in seats_of(TEXT):
        for when in (at(1, 3, 30), at(2, 7, 30), at(3, 6)):
            other = open_office(text, log, until=when, children=frozenset({CHILD, FOUND_LATER}))
            straight, away = seen_from(seat, when), seen_from(turned(seat), when, text)
            key = lambda one: (one.type, one.numbers)  # noqa: E731
            assert sorted(work(straight, office(when), when), key=key) == sorted(work(away, other, when), key=key)
            assert limits(straight, office(when), when) == limits(away, other, when)


# ---- limits ----


def test_a_limit_is_told_to_whoever_has_to_do_something_by_it():
    told = {one.what: one.cases for one in limits(seen_from(Seat("panel"), at(2, 9)), office(at(2, 9)), at(2, 9))}
    assert told == {"ruling": (ADULTS[4], ADULTS[5], ADULTS[6])}
    assert {one.what for one in limits(seen_from(ALPHA, at(2, 9)), office(at(2, 9)), at(2, 9))} == {"objection_window"}
    assert limits(seen_from(MEDIC, at(2, 9)), office(at(2, 9)), at(2, 9)) == ()
    assert limits(seen_from(THE_PUBLIC, at(2, 9)), office(at(2, 9)), at(2, 9)) == ()


# ---- what waits for those who guard ----


def asked(**fields: Any) -> of_access.Requested:
    given = {"id": "q1", "actor": "centre", "post": "registrar", "happened": at(2, 1), "recorded": at(2, 1), "action": "reveal",
             "kind": "vault", "reason": "medical", "cases": (ADULTS[0],), "fields": ("name",)}  # fmt: skip
    return of_access.Requested(**{**given, **fields})


def broken(**fields: Any) -> of_access.GlassBroken:
    given = {"id": "g1", "actor": "centre", "post": "registrar", "happened": at(2, 1), "recorded": at(2, 1), "kind": "vault",
             "reason": "threat_to_life", "cases": (ADULTS[0],), "fields": ("name",)}  # fmt: skip
    return of_access.GlassBroken(**{**given, **fields})


def guards(seat: Seat, when: datetime, *more: CaseAct) -> Any:
    return guarding(seen_from(seat, when), office(when, *more), when)


def test_a_request_waits_for_a_second_one_and_nobody_else():
    waiting = {seat: guards(seat, at(2, 2), asked()).requests for seat in seats_of(TEXT)}
    assert [seat for seat, found in waiting.items() if found] == [CHILD_OFFICER, LEGAL]
    assert [(one.action, one.by, one.until) for one in waiting[LEGAL]] == [("reveal", REGISTRAR, at(2, 1) + timedelta(hours=24))]
    assert guards(LEGAL, at(3, 2), asked()).requests == ()  # it has lapsed
    declined = of_access.Declined(id="d", actor="panel", post="panel_legal", happened=at(2, 2), recorded=at(2, 2), of="q1",
                                  reason="too_much")  # fmt: skip
    assert guards(LEGAL, at(2, 3), asked(), declined).requests == ()


def test_broken_glass_is_told_to_both_sides_alike_and_names_nobody():
    told = {seat: guards(seat, at(2, 2), broken()) for seat in seats_of(TEXT)}
    assert bool(told[ALPHA].glass) == bool(told[BRAVO].glass) == True  # noqa: E712
    assert told[ALPHA] == told[BRAVO]
    assert told[REGISTRAR].glass == ()
    assert ADULTS[0] not in repr(told)


# ---- the search ----


@pytest.mark.parametrize(("one", "other"), [
    ("Élan", "elan"), ("STRASSE", "straße"), ("أسلحة", "اسلحة"), ("مُحَمَّد", "محمد"), ("العـــودة", "العودة"), ("שָׁלוֹם", "שלום"),
])  # fmt: skip
def test_a_word_is_found_whatever_its_case_and_its_marks(one, other):
    assert folded(one) == folded(other)


def test_what_is_looked_for_is_cut_to_a_size_that_costs_little():
    assert words_of("a bb  cc-dd " + "x" * 1000) == ("bb", "cc", "dd", "x" * 188)
    assert len(words_of(" ".join(f"word{n}" for n in range(90)))) == 8


def shown_like(text: Agreement, acts: list[CaseAct]) -> Any:
    class Like:
        agreement, drafts, case, case_acts = text, (), SimpleNamespace(acts=lambda: iter(())), tuple(acts)

    return Like()


def finds(said: str, seat: Seat) -> list[tuple[str, str]]:
    when = at(3, 6)
    result = found(said, seen_from(seat, when), shown_like(TEXT, passage.log()), office(when))
    return [*((one.kind, one.number) for one in result.numbers), *(("act", act) for act in result.acts)]


def test_a_number_is_found_in_full_by_whoever_may_know_of_it():
    assert finds(ADULTS[0], REGISTRAR) == [("case", ADULTS[0])]
    assert finds(f" {ADULTS[0]} ", ALPHA) == [("case", ADULTS[0])]  # notice of it was given
    assert finds(ADULTS[10], ALPHA) == []  # of this one it was not
    assert finds(CHILD, REGISTRAR) == []
    assert finds(CHILD, CHILD_OFFICER) == [("case", CHILD)]
    assert finds("W-1", STORES) == [("item", "W-1")]
    assert finds("C-1", STORES) == [("container", "C-1")]
    assert finds("M-1", Seat("centre", "escort")) == [("movement", "M-1")]
    assert finds("M-1", HAVEN) == []
    assert finds("W-1", HAVEN) == []
    assert finds("R-1", ALPHA) == []


def test_a_part_of_a_number_finds_nothing():
    for seat in seats_of(TEXT):
        assert [finds(part, seat) for part in ("SYN", "SYN-", ADULTS[0][:-1], "W-", "M", ADULTS[0].lower())] == [[]] * 6


def test_everyone_finds_nothing_by_number_but_words():
    result = found("people come", seen_from(THE_PUBLIC, at(3)), shown_like(TEXT, []), office(at(3)))
    assert [(section.name, section.ids) for section in result.sections] == [("points", ("p1",))]
    assert [finds(number, THE_PUBLIC) for number in (ADULTS[0], "W-1", "C-1", "R-1", "M-1", "a1")] == [[]] * 6


# ---- the pages ----


@pytest.fixture
def served(of_example: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[SimpleNamespace]:
    call_command("migrate", verbosity=0)
    story_at(monkeypatch, parse_moment("2025-11-19T17:00:00+02:00"))
    shown = of_example(EXAMPLE, with_files=(PASSAGE,))
    with override_settings(HOME="", DEMO=True):
        people(shown.shown.agreement)
        yield shown
    call_command("flush", interactive=False, verbosity=0)


def sits(org: str, post: str = "") -> Any:
    asking = client()
    asking.force_login(Account.objects.get(org=org, post=post))
    return asking


def test_nobody_has_a_first_page_without_a_seat(served):
    answer = served.get("/home")
    assert (answer.status_code, answer.headers["Location"]) == (302, "/account/sign-in/?next=/home")
    assert served.get("/notices").status_code == 302


def test_the_first_page_shows_a_seat_its_own(served, monkeypatch):
    late = [sits(org).get("/home").content.decode() for org in ("israel", "hamas")]
    assert ["Case numbers you may object to" in page for page in late] == [False, False]  # the time to object is over
    noon = parse_moment("2025-11-12T12:00:00+02:00")
    story_at(monkeypatch, noon)
    cases = open_caseload(open_case(example=EXAMPLE, with_files=[PASSAGE])).office
    for org in ("israel", "hamas"):
        page, viewer = sits(org).get("/home").content.decode(), seen_from(Seat(org), noon, cases.agreement)
        numbers = set(re.findall(r"SYN-[A-Z0-9]{4}", page))
        assert "Case numbers you may object to" in page
        assert numbers
        assert [number for number in numbers if not numbers_found(viewer, number, cases)] == []
    registrar = sits("cmcc", "cmcc_registrar").get("/home").content.decode()
    assert "Ask the person, and record the answer" in registrar
    assert "you may object" not in registrar
    calm = sits("cmcc", "cmcc_interpreter").get("/home").content.decode()
    assert "Nothing waits for you now." in calm


def test_every_seat_has_a_first_page_in_each_language(served):
    wrong = []
    for account in Account.objects.all():
        asking = client()
        asking.force_login(account)
        for language in ("en", "ar", "he"):
            answer = asking.get("/home", headers={"accept-language": language})
            if answer.status_code != 200 or f'<html lang="{language}"' not in answer.content.decode():
                wrong.append((account.username, language, answer.status_code))
    assert wrong == []


def answer_to(asking: Any, said: str) -> tuple[int, str, int]:
    with CaptureQueriesContext(connection) as asked_of_the_store:
        answer = asking.get("/search", {"q": said})
    return answer.status_code, answer.content.decode().replace(said, "?"), len(asked_of_the_store)


def test_what_may_not_be_known_of_and_what_is_not_there_get_the_same_answer(served):
    opened = open_caseload(open_case(example=EXAMPLE, with_files=[PASSAGE]))
    cases, tried = opened.office, 0
    for org, post in (("hamas", ""), ("israel", ""), ("israel", "il_liaison"), ("state_a", ""), ("qatar", "")):
        asking, viewer = sits(org, post), seen_from(Seat(org, post), opened.as_of, cases.agreement)
        asking.get("/search")  # the first page of a session writes down that it began
        for numbers in (cases.persons.cases, cases.armoury.receipts, cases.armoury.containers, cases.movements.movements):
            hidden = [number for number in numbers if not numbers_found(viewer, number, cases)][:2]
            for number in hidden:
                absent = number[:-1] + next(sign for sign in "QZXV" if number[:-1] + sign not in numbers)
                assert answer_to(asking, number) == answer_to(asking, absent)
                tried += 1
    assert tried > 20


def test_a_search_is_kept_nowhere(served):
    answer = served.get("/search", {"q": "SYN-2DCC"})
    assert "no-store" in answer.headers["Cache-Control"]
    assert "Set-Cookie" not in answer.headers


@pytest.mark.parametrize("said", ["", "x", "\u202e\u200b", "<script>", "%", "'\"", "a" * 900, "\x00b", "((((", "\\"])
def test_whatever_is_looked_for_gets_a_page(served, said):
    answer = served.get("/search", {"q": said})
    assert answer.status_code in (200, 400)
    assert "<script>" not in answer.content.decode()


def test_a_search_finds_words_in_every_language_of_the_text(served):
    pages = {said: served.get("/search", {"q": said}).content.decode() for said in ("hostages", "HOSTAGES", "Rafah", "معبر")}
    assert 'href="/norm/living_hostages"' in pages["hostages"]
    assert 'href="/norm/living_hostages"' in pages["HOSTAGES"]
    assert 'href="/map#place-' in pages["Rafah"]
    assert pages["معبر"].count("<li>") > 5


@pytest.mark.parametrize("language", ["en", "ar", "he"])
def test_the_sheet_of_elements_shows_every_state(served, language):
    page = served.client.get("/design", headers={"accept-language": language}).content.decode()
    assert [state for kind in (Life, Truth, Answer) for state in kind if f"chip is-{state}" not in page] == []
    assert [part for part in ("empty", "busy", "error", "wrong", "withheld", "notice") if f'class="{part}"' not in page] == []


# ---- duties ----


def test_what_an_organisation_owes_and_is_asked():
    case = open_case(example="aceh-2005")
    told = duties(seen_from(Seat("gam"), case.default_as_of, case.agreement), case.status())
    own = {name for name, norm in case.agreement.obligations.items() if "gam" in norm.who}
    assert {duty.norm.id for duty in told.owed} <= own
    assert all(not set(duty.norm.who) & {"gam"} or duty.norm.kind != "obligation" for duty in told.asked)
    ends = [duty.end for duty in told.owed if duty.end is not None]
    assert ends == sorted(ends)
    assert duties(seen_from(THE_PUBLIC, case.default_as_of, case.agreement), case.status()).owed == ()


def test_a_post_of_the_programme_has_its_steps_and_not_what_its_organisation_owes():
    case = open_case(example=EXAMPLE, with_files=[PASSAGE])
    seat = Seat("cmcc", "cmcc_registrar")
    assert duties(seen_from(seat, case.default_as_of, case.agreement), case.status()).owed == ()


