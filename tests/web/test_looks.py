"""Who looks says so, what takes two takes two, the glass is never silent: on the pages, with keys that only browsers have."""

from __future__ import annotations

import base64
import csv
import io
import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.db import connection
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from safeconduct.access import acts
from safeconduct.access.approvals import Filed
from safeconduct.access.seats import Seat
from safeconduct.bootstrap.folder import SUBJECTS
from safeconduct.bootstrap.particulars import _FIRST
from safeconduct.record import ed25519
from safeconduct.record.authority import prove
from safeconduct.record.body import act_id, parse_body
from safeconduct.record.leaf import kid_of, sign_leaf
from safeconduct.secretariat.office import open_office
from safeconduct.web.accounts.models import Account
from safeconduct.web.desk import keys
from safeconduct.web.looks import gate, given, present
from safeconduct.web.looks.kept import vault_of
from safeconduct.web.shell.worked import worked
from tests import passage
from tests.pilot import at
from tests.unit.access.seated import ALPHA, BRAVO, text, viewer
from tests.unit.access.seated import REGISTRAR as PILOT_REGISTRAR
from tests.unit.access.test_two import made as made_up
from tests.web.conftest import client
from tests.web.record import ORIGIN, record_of, served

EXAMPLE, TEXTS = "gaza-2025", ("drafts/rafah-passage.yaml",)
CASE = "SYN-"
REGISTRAR, LEGAL, MEDIC = ("cmcc", "cmcc_registrar"), ("review_panel", "panel_legal"), ("cmcc", "cmcc_medic")
CHILD_OFFICER, PROTECTION, RECEPTION = ("unicef", "child_officer"), ("unhcr", "protection_officer"), ("cmcc", "cmcc_reception")
SIDES = (("israel", "il_liaison"), ("hamas", "hamas_liaison"))


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return record_of(tmp_path_factory, EXAMPLE, TEXTS)


@pytest.fixture(autouse=True)
def at_work(made: Path) -> Iterator[None]:
    """A server in use: its record, and nobody made up."""
    with served(made, demo=False):
        yield


class Officer:
    """Somebody in a post with a key of their own, as the browser would hold it."""

    def __init__(self, seat: tuple[str, str], name: str = "") -> None:
        self.org, self.post = seat
        called = name or f"{self.org}-{self.post}".replace("_", "-")[:38]
        self.account = Account.objects.create(username=called, org=self.org, post=self.post, officer=called)
        Authenticator.objects.create(user=self.account, type=Authenticator.Type.TOTP, data={"secret": "-"})
        self.client, self.seed = client(), ed25519.new_seed()
        self.client.force_login(self.account)
        self.public = ed25519.public_of(self.seed)
        self.kid = kid_of(self.public).hex()

    def with_key(self) -> Officer:
        """Register the key, as the key officers of the organisation do with its root keys."""
        proof = prove(self.seed, origin=ORIGIN, org=self.org, role="officer")
        now = timezone.now()
        with worked() as record:
            act = keys.registration(self.account, self.public.hex(), proof.hex(), now, origin=ORIGIN)
            keys.keep(self.account, self.public.hex())
            for number in (0, 1):
                assert record.training is not None
                signed = record.training.sign(record.desk, self.org, f"root-{number}", act, at=now.isoformat(timespec="seconds"))
                record.desk.take_in([signed])
        return self

    def get(self, address: str, by: Client | None = None) -> Any:
        return (by or self.client).get(address)

    def see(self, address: str) -> Any:
        """Look, and say so first with the key where the page asks for it."""
        answer = self.get(address)
        if answer.status_code == 403 and (body := self.asked_to_say(answer)):
            assert self.hand_in([body]).status_code in (200, 302)
            answer = self.get(address)
        return answer

    def asked_to_say(self, answer: Any) -> bytes | None:
        found = re.search(rf'"kid": "{self.kid}", "body": "([A-Za-z0-9+/=]+)"', answer.content.decode())
        return base64.b64decode(found[1]) if found else None

    def prepares(self, address: str, **fields: Any) -> list[bytes]:
        """Fill in a form. Gives what it asks to sign."""
        answer = self.client.post(address, {"kid": self.kid, **fields})
        self.last = answer
        return [base64.b64decode(one) for one in re.findall(r'name="body" value="([A-Za-z0-9+/=]+)"', answer.content.decode())]

    def hand_in(self, bodies: list[bytes], seed: bytes | None = None, by: Client | None = None) -> Any:
        leaves = [sign_leaf(seed or self.seed, act_id(body)) for body in bodies]
        sent = {name: [base64.b64encode(one).decode() for one in some] for name, some in (("body", bodies), ("leaf", leaves))}
        return (by or self.client).post("/desk/hand-in/", sent)

    def does(self, address: str, **fields: Any) -> str:
        """Fill in a form and sign it. Gives the name of the first act."""
        bodies = self.prepares(address, **fields)
        assert bodies, re.findall(r'class="wrong"[^>]*>([^<]*)', self.last.content.decode())
        answer = self.hand_in(bodies)
        assert answer.status_code == 302, answer.content.decode()
        return str(parse_body(bodies[0]).act["id"])


@pytest.fixture
def officer(at_work: None) -> Callable[..., Officer]:
    return Officer


def ledger() -> list[Filed]:
    with worked() as record:
        return list(record.desk.docket.office.two.filed)


def size() -> int:
    with worked() as record:
        return record.desk.docket.size


def people(age: str = "adult") -> list[str]:
    with worked() as record:
        return people_in(record, age)


def with_names() -> list[str]:
    with worked() as record:
        return [case for case in people_in(record) if any(one.kind == "name" for _c, one in vault_of(record).read(case))]


def people_in(record: Any, age: str = "adult") -> list[str]:
    found = record.desk.docket.office.persons.cases
    return sorted(case for case, person in found.items() if person.age == age and (age != "adult" or not person.closed))


def name_of(case: str) -> str:
    with worked() as record:
        return next(one.data.decode() for _c, one in vault_of(record).read(case) if one.kind == "name")


def asks_to_reveal(who: Officer, case: str, **more: Any) -> str:
    return who.does("/looks/ask/reveal/", cases=case, reason="identity_check", fields_=["name"], **more)


def plainly(answer: Any) -> str:
    """Give a page without the name that was asked for, which its own links repeat, and without the minute."""
    return re.sub(r"cmcc-[0-9a-f]{16}|never|SYN-[A-Z0-9]+|[0-2][0-9](:|%3A)[0-5][0-9]", "N", answer.content.decode())


# ---- whoever looks says so ------------------------------------------------------------------------------------------


def page_of(case: str) -> str:
    return f"/looks/who/{case}/"


def test_nothing_of_a_person_is_shown_before_the_look_stands_in_the_record() -> None:
    registrar, case = Officer(REGISTRAR).with_key(), people()[0]
    before = size()
    first = registrar.get(page_of(case))
    assert (first.status_code, size()) == (403, before)
    body = registrar.asked_to_say(first)
    assert body is not None
    assert {name: parse_body(body).act[name] for name in ("type", "kind", "cases", "post")} == {
        "type": "access.read/1", "kind": "list", "cases": [case], "post": "cmcc_registrar"}  # fmt: skip
    assert registrar.hand_in([body]).status_code == 302
    assert registrar.get(page_of(case)).status_code == 200
    assert [one.act.cases for one in ledger() if isinstance(one.act, acts.Looked)][-1] == (case,)
    assert size() == before + 1


def test_a_stolen_session_without_the_key_reads_no_person() -> None:
    registrar, (one, other) = Officer(REGISTRAR).with_key(), people()[:2]
    registrar.see(page_of(one))
    thief = client()
    thief.cookies = registrar.client.cookies
    answer = thief.get(page_of(other))
    body = registrar.asked_to_say(answer)
    assert (answer.status_code, body is not None) == (403, True)
    forged = registrar.hand_in([body], seed=ed25519.new_seed(), by=thief)
    assert (forged.status_code, thief.get(page_of(other)).status_code) == (422, 403)


def test_without_a_key_nothing_is_shown_and_the_page_says_how_to_make_one() -> None:
    registrar, case = Officer(REGISTRAR), people()[0]
    answer = registrar.get(page_of(case))
    page = answer.content.decode()
    assert (answer.status_code, "/desk/key/" in page, 'id="sent"' in page) == (403, True, False)


def test_a_look_counts_for_its_time_for_its_session_and_for_what_it_named(monkeypatch: pytest.MonkeyPatch) -> None:
    registrar, (one, other) = Officer(REGISTRAR).with_key(), people()[:2]
    assert registrar.see(page_of(one)).status_code == 200
    again = client()
    again.force_login(registrar.account)
    asked = ((registrar.client, one), (registrar.client, other), (again, one))
    assert [by.get(page_of(case)).status_code for by, case in asked] == [200, 403, 403]
    monkeypatch.setattr(gate, "COUNTS_FOR", timedelta(0))
    assert registrar.get(page_of(one)).status_code == 403


def test_a_look_that_fell_with_its_key_counts_no_more() -> None:
    registrar, case = Officer(REGISTRAR).with_key(), people()[0]
    assert registrar.see(page_of(case)).status_code == 200
    with worked() as record:
        closing = {"type": "key.compromised/1", "kid": registrar.kid, "last_good": -1}
        for number in (0, 1):
            at = timezone.now().isoformat(timespec="seconds")
            assert record.training is not None
            record.desk.take_in([record.training.sign(record.desk, "cmcc", f"root-{number}", closing, at=at)])
    assert registrar.get(page_of(case)).status_code == 403


@pytest.mark.parametrize("seat", SIDES)
def test_what_is_not_there_and_what_is_forbidden_cost_the_same_questions(seat: tuple[str, str]) -> None:
    side, registrar = Officer(seat).with_key(), Officer(REGISTRAR).with_key()
    name = asks_to_reveal(registrar, people()[0])
    for address, known, unknown in (("/looks/who/{}/", people()[0], "SYN-NONE"), ("/programme/case/{}", people()[0], "SYN-NONE"),
                                    ("/looks/request/{}/", name, "never"), ("/looks/given/{}/", name, "never")):  # fmt: skip
        side.get(address.format("warm-up"))
        counts = []
        for one in (known, unknown):
            with CaptureQueriesContext(connection) as asked:
                side.get(address.format(one))
            counts.append(len(asked))
        assert counts[0] == counts[1], address


@pytest.mark.parametrize("seat", [*SIDES, LEGAL, MEDIC])
def test_who_may_not_know_of_a_case_gets_the_answer_of_a_number_that_was_never_given(seat: tuple[str, str]) -> None:
    one, children = Officer(seat).with_key(), people("child")
    numbers = [*children[:1], "SYN-NONE"] if seat not in SIDES else [*people()[:1], *children[:1], "SYN-NONE"]
    before = size()
    for address in ("/looks/who/{}/", "/programme/case/{}"):
        answers = [one.get(address.format(number)) for number in numbers]
        plain = {plainly(answer) for answer in answers}
        assert ({answer.status_code for answer in answers}, len(plain)) == ({404}, 1), address
    assert size() == before


def test_the_page_of_a_case_and_the_manifests_are_looks_too() -> None:
    registrar, escort, case = Officer(REGISTRAR).with_key(), Officer(("cmcc", "cmcc_escort")).with_key(), people()[0]
    for who, address in ((registrar, f"/programme/case/{case}"), (escort, "/programme/movements")):
        first = who.get(address)
        assert (first.status_code, "You are about to look" in first.content.decode()) == (403, True), address
        assert who.see(address).status_code == 200, address
    looked = [one.act for one in ledger() if isinstance(one.act, acts.Looked)][-2:]
    assert ([one.kind for one in looked], looked[0].cases, "age" in looked[0].fields) == (["person", "movement"], (case,), True)
    assert (len(looked[1].numbers) > 0, len(looked[1].cases) > 0, looked[1].fields) == (True, True, ("manifest",))


def test_a_page_that_names_nobody_is_no_look() -> None:
    before = size()
    for seat in (REGISTRAR, SIDES[0]):
        one = Officer(seat).with_key()
        before += 2  # two root keys register each key
        pages = ("/programme", "/programme/weapons", "/", "/looks/")
        assert [one.get(address).status_code for address in pages] == [200] * len(pages)
    assert size() == before


# ---- what takes two -------------------------------------------------------------------------------------------------


def test_two_show_a_name_once() -> None:
    registrar, legal, case = Officer(REGISTRAR).with_key(), Officer(LEGAL).with_key(), people()[0]
    name = asks_to_reveal(registrar, case)
    request = f"/looks/request/{name}/"
    assert registrar.prepares(request, do="use") == []
    assert "nobody has approved it yet" in registrar.last.content.decode()
    assert request in legal.get("/looks/").content.decode()
    legal.does(request, do="approve")
    used = registrar.does(request, do="use")
    shown = registrar.get(f"/looks/given/{used}/").content.decode()
    assert (name_of(case) in shown, name_of(case) in registrar.get(f"/looks/given/{used}/").content.decode()) == (True, False)
    assert (legal.get(f"/looks/given/{used}/").status_code, registrar.prepares(request, do="use")) == (404, [])
    said = [type(one.act).__name__ for one in ledger() if name in (one.act.id, getattr(one.act, "of", ""))]
    assert said == ["Requested", "Approved", "Revealed"]


def test_the_same_hand_is_no_second_one() -> None:
    registrar, case = Officer(REGISTRAR).with_key(), people()[0]
    request = f"/looks/request/{asks_to_reveal(registrar, case)}/"
    assert registrar.prepares(request, do="approve") == []
    assert "the same key cannot be the second one" in registrar.last.content.decode()
    first = registrar.seed, registrar.kid
    registrar.seed = ed25519.new_seed()
    registrar.public = ed25519.public_of(registrar.seed)
    registrar.kid = kid_of(registrar.public).hex()
    registrar.with_key()
    assert (registrar.kid != first[1], registrar.prepares(request, do="approve")) == (True, [])
    assert "Your account has asked for this itself" in registrar.last.content.decode()
    colleague = Officer(REGISTRAR, "second-lamp").with_key()
    for officer, let_in_by, expected in (
        ("", None, "does not say yet that the two of you are two people"),
        (registrar.account.officer, None, "one officer has both accounts"),
        ("second-lamp", registrar.account, "One of you let the other in"),
    ):
        Account.objects.filter(pk=colleague.account.pk).update(officer=officer, let_in_by=let_in_by)
        assert colleague.prepares(request, do="approve") == []
        assert expected in colleague.last.content.decode()
    Account.objects.filter(pk=colleague.account.pk).update(let_in_by=None)
    assert colleague.does(request, do="approve")


def test_what_was_shown_is_only_what_was_approved(monkeypatch: pytest.MonkeyPatch) -> None:
    registrar, legal, case = Officer(REGISTRAR).with_key(), Officer(LEGAL).with_key(), people()[0]
    name = registrar.does("/looks/ask/reveal/", cases=case, reason="medical", fields_=["photo"])
    legal.does(f"/looks/request/{name}/", do="approve")
    used = registrar.does(f"/looks/request/{name}/", do="use")
    page = registrar.get(f"/looks/given/{used}/").content.decode()
    assert (name_of(case) in page, case in page) == (False, True)
    monkeypatch.setattr(given, "GIVEN_FOR", timedelta(0))
    assert registrar.get(f"/looks/given/{used}/").status_code == 404


def test_declined_and_taken_back_is_over() -> None:
    registrar, legal, (one, other) = Officer(REGISTRAR).with_key(), Officer(LEGAL).with_key(), people()[:2]
    first, second = (f"/looks/request/{asks_to_reveal(registrar, case)}/" for case in (one, other))
    legal.does(first, do="decline", reason="not_needed")
    registrar.does(second, do="take_back")
    for request in (first, second):
        assert (legal.prepares(request, do="approve"), "it was declined" in legal.last.content.decode()) == ([], True)


def test_a_file_holds_what_was_approved_and_its_digest_stands_in_the_record() -> None:
    registrar, legal, named = Officer(REGISTRAR).with_key(), Officer(LEGAL).with_key(), people()[:3]
    fields = {"cases": " ".join(named), "reason": "handover", "kind": "person", "fields_": ["case", "language", "disarmed"]}
    name = registrar.does("/looks/ask/export/", **fields)
    colleague = Officer(REGISTRAR, "second-lamp").with_key()
    assert colleague.prepares(f"/looks/request/{name}/", do="approve") == []
    legal.does(f"/looks/request/{name}/", do="approve")
    used = registrar.does(f"/looks/request/{name}/", do="use", format="csv")
    answer = registrar.get(f"/looks/given/{used}/file/")
    exported = next(one.act for one in ledger() if one.act.id == used)
    assert (exported.rows, exported.digest) == (3, sha256(answer.content).hexdigest())
    rows = list(csv.reader(io.StringIO(answer.content.decode())))
    assert (rows[0], [row[0] for row in rows[1:]]) == (["case", "language", "disarmed"], named)
    assert legal.get(f"/looks/given/{used}/file/").status_code == 404


def test_no_file_holds_a_person_and_a_place_and_small_counts_are_left_out() -> None:
    registrar, legal = Officer(REGISTRAR).with_key(), Officer(LEGAL).with_key()
    fields = {"cases": " ".join(people()), "reason": "audit", "kind": "person"}
    assert registrar.prepares("/looks/ask/export/", **fields, fields_=["case", "site"]) == []
    assert "is not exported together with where that person is" in registrar.last.content.decode()
    name = registrar.does("/looks/ask/export/", **fields, fields_=["site", "language"])
    legal.does(f"/looks/request/{name}/", do="approve")
    used = registrar.does(f"/looks/request/{name}/", do="use", format="csv")
    text = registrar.get(f"/looks/given/{used}/file/").content.decode()
    counts = [row[-1] for row in list(csv.reader(io.StringIO(text)))[1:]]
    assert ("SYN-" in text, [count for count in counts if count.isdigit() and 0 < int(count) < 5]) == (False, [])


def test_what_is_erased_by_two_is_gone_from_the_vault_and_the_record_says_so() -> None:
    registrar, legal, case = Officer(REGISTRAR).with_key(), Officer(LEGAL).with_key(), with_names()[-1]
    held = name_of(case)
    name = registrar.does("/looks/ask/delete/", cases=case, reason="person_asked")
    legal.does(f"/looks/request/{name}/", do="approve")
    bodies = registrar.prepares(f"/looks/request/{name}/", do="use")
    assert [parse_body(body).act["type"] for body in bodies] == ["access.deleted/1", "erasure.ordered/1"]
    assert registrar.hand_in(bodies).status_code == 302
    used = str(parse_body(bodies[0]).act["id"])
    assert registrar.get(f"/looks/given/{used}/").status_code == 200
    with worked() as record:
        vault, orders = vault_of(record), record.desk.docket.replay.state.erasures.orders
        assert (vault.read(case), vault.search(held), len(orders)) == ((), (), 1)


# ---- children -------------------------------------------------------------------------------------------------------


def test_a_child_is_asked_for_only_by_those_who_protect_it_and_others_cannot_tell() -> None:
    registrar, protects, child = Officer(REGISTRAR).with_key(), Officer(CHILD_OFFICER).with_key(), people("child")[0]
    answers = set()
    for number in (child, "SYN-NONE"):
        fields = {"cases": number, "reason": "identity_check", "fields_": ["name"]}
        assert registrar.prepares("/looks/ask/reveal/", **fields) == []
        answers.add(re.sub(r"SYN-[A-Z0-9]+|[A-Za-z0-9]{64}", "N", registrar.last.content.decode()))
    assert len(answers) == 1
    request = f"/looks/request/{asks_to_reveal(protects, child)}/"
    assert Officer(LEGAL).with_key().get(request).status_code == 404
    assert Officer(CHILD_OFFICER, "second-lamp").with_key().does(request, do="approve")


# ---- the glass ------------------------------------------------------------------------------------------------------


def test_one_may_look_alone_and_everyone_who_guards_is_told_at_once_and_not_of_whom() -> None:
    medic, case = Officer(MEDIC).with_key(), people()[0]
    guards = {seat: Officer(seat) for seat in SIDES}
    used = medic.does("/looks/glass/", cases=case, reason="medical", fields_=["name"])
    shown = medic.get(f"/looks/given/{used}/").content.decode()
    assert name_of(case) in shown
    pages = {seat: one.get("/looks/").content.decode() for seat, one in guards.items()}
    for seat, page in pages.items():
        assert ("Medical need" in page, case in page, name_of(case) in page, used in page) == (True, False, False, False), seat
    told = [re.sub(r"csrf\S+|value=\"\S+\"", "", page).split("<main")[1] for page in pages.values()]
    assert told[0] == told[1]


def test_a_broken_glass_is_reviewed_from_another_organisation_and_a_side_cannot() -> None:
    medic, legal, case = Officer(MEDIC).with_key(), Officer(LEGAL).with_key(), people()[0]
    used = medic.does("/looks/glass/", cases=case, reason="medical", fields_=["need"])
    assert [Officer(seat).get(f"/looks/glass/{used}/").status_code for seat in SIDES] == [404, 404]
    assert medic.get(f"/looks/glass/{used}/").status_code == 404
    legal.does(f"/looks/glass/{used}/", outcome="not_justified")
    assert legal.get(f"/looks/glass/{used}/").status_code == 404
    assert "It was not justified" in medic.get("/looks/").content.decode()


def test_a_side_breaks_no_glass_and_neither_does_a_seat_without_such_a_task() -> None:
    for seat in (*SIDES, ("cmcc", "cmcc_stores")):
        assert Officer(seat).with_key().get("/looks/glass/").status_code == 404


# ---- a hostile officer ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("seat", SIDES)
def test_a_side_may_ask_nothing_and_learns_nothing_of_requests(seat: tuple[str, str]) -> None:
    side = Officer(seat).with_key()
    before = side.get("/looks/").content.decode().split("<main")[1]
    registrar, legal, case = Officer(REGISTRAR).with_key(), Officer(LEGAL).with_key(), people()[0]
    name = asks_to_reveal(registrar, case)
    legal.does(f"/looks/request/{name}/", do="approve")
    registrar.see(page_of(case))
    assert side.get("/looks/").content.decode().split("<main")[1] == before
    for address in ("/looks/request/{}/", "/looks/given/{}/", "/looks/given/{}/file/", "/looks/glass/{}/"):
        answers = [side.get(address.format(one)) for one in (name, f"{name[:-1]}0", "never")]
        plain = {plainly(answer) for answer in answers}
        assert ({answer.status_code for answer in answers}, len(plain)) == ({404}, 1), address
        assert side.client.post(address.format(name), {"do": "approve", "kid": side.kid}).status_code in (404, 405)
    actions = ("reveal", "export", "delete", "unmask", "nothing")
    assert [side.get(f"/looks/ask/{action}/").status_code for action in actions] == [404] * 5
    assert [side.get(address).status_code for address in ("/looks/search/", "/looks/disclosed/", page_of(case))] == [404] * 3
    lines = side.see("/looks/who/").content.decode()
    assert [one for one in (name, case, "cmcc_registrar", "registrar") if one in lines.split("<main")[1]] == []


def test_what_others_are_told_of_looks_does_not_grow_with_them() -> None:
    """Neither a count, nor an order, nor where the next page begins."""
    side = Officer(SIDES[0]).with_key()
    registrar = Officer(REGISTRAR).with_key()
    first = side.see("/looks/who/").content.decode().split("<main")[1]
    for case in people()[:3]:
        registrar.see(page_of(case))
    own = [one.act.id for one in ledger()][-1]
    second = side.get("/looks/who/").content.decode().split("<main")[1]
    assert first == second
    assert plainly(side.get(f"/looks/who/?before={own}")) == plainly(side.get("/looks/who/?before=never"))


def test_nobody_signed_in_reaches_no_page_of_this_room() -> None:
    nobody = client()
    for address in ("", "ask/reveal/", "request/x/", "given/x/", "glass/", "disclosed/", "search/", "who/", "who/SYN-A2B3/"):
        answer = nobody.get(f"/looks/{address}")
        assert (answer.status_code, "/account/sign-in/" in answer.headers["Location"]) == (302, True), address


# ---- disclosure -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("org", "other"), [("israel", "hamas"), ("hamas", "israel")])
def test_what_one_side_is_given_the_other_sees_that_it_is_owed_until_it_is_offered(org: str, other: str) -> None:
    legal, sides = Officer(LEGAL).with_key(), [Officer((one, ""), f"{one}-one") for one in (org, other)]
    what = f"given-to-{org}"
    legal.does("/looks/disclosed/", do="give", what=what, kind="item", to=[org])
    for side in sides:
        page = side.get("/looks/").content.decode()
        assert (what in page, "Owed to:" in page) == (True, True), side.org
    assert f'name="what" value="{what}"' in legal.get("/looks/disclosed/").content.decode()
    legal.does("/looks/disclosed/", do="offer", what=what)
    assert f'name="what" value="{what}"' not in legal.get("/looks/disclosed/").content.decode()
    assert ["Owed to:" in side.get("/looks/").content.decode() for side in sides] == [False, False]


def test_what_a_side_has_said_itself_it_may_have_again_and_nobody_is_owed_it() -> None:
    legal = Officer(LEGAL).with_key()
    with worked() as record:
        every = [kept for kept in record.desk.docket.all() if kept.act is not None]
        said = {kept.org: kept.called for kept in every if kept.org in ("israel", "hamas")}
    for org, what in said.items():
        legal.does("/looks/disclosed/", do="give", what=what, kind="act", to=[org])
    assert (len(said), "Owed to:" in legal.get("/looks/").content.decode()) == (2, False)


# ---- who looked -----------------------------------------------------------------------------------------------------


def test_a_person_can_be_told_who_looked_and_which_glass_was_broken_for_her() -> None:
    registrar, medic, legal = (Officer(seat).with_key() for seat in (REGISTRAR, MEDIC, LEGAL))
    case = people()[0]
    name = asks_to_reveal(registrar, case)
    legal.does(f"/looks/request/{name}/", do="approve")
    registrar.does(f"/looks/request/{name}/", do="use")
    medic.does("/looks/glass/", cases=case, reason="medical", fields_=["need"])
    page = registrar.see(page_of(case)).content.decode()
    assert [word in page for word in ("looked", "was shown particulars", "broke the glass")] == [True] * 3
    assert medic.get(page_of(case)).status_code == 404


def test_an_organisation_reads_of_its_own_and_not_of_others() -> None:
    registrar, legal, case = Officer(REGISTRAR).with_key(), Officer(LEGAL).with_key(), people()[0]
    registrar.see(page_of(case))
    own, others = (one.see("/looks/who/").content.decode() for one in (registrar, legal))
    assert (case in own, case in others.split("<main")[1]) == (True, False)


def test_whoever_guarantees_reads_who_looked_and_never_at_whom() -> None:
    agreement = text(("  mediator: {name: Mediator, role: mediator}", "  mediator: {name: Mediator, role: guarantor}"))
    office = open_office(agreement, passage.log(), until=at(3))
    look = made_up(acts.Looked, PILOT_REGISTRAR, at(3), id="l1", kind="person", cases=(passage.ADULTS[0],), fields=("site",))
    asked = made_up(acts.Requested, PILOT_REGISTRAR, at(3), id="r1")
    assert [office.admit(act).missing for act in (look, asked)] == [(), ()]
    told = {seat: present.lines(viewer(seat, at(3, 1), agreement), office)[0] for seat in (Seat("mediator"), ALPHA, BRAVO)}
    assert [(line.name, line.post, line.cases, line.fields) for line in told[Seat("mediator")]] == [
        ("r1", "registrar", (), ("name",)), ("l1", "registrar", (), ("site",))]  # fmt: skip
    assert told[ALPHA] == told[BRAVO] == []


def test_a_name_is_searched_only_by_those_who_receive_people_and_the_search_stands_in_the_record() -> None:
    registrar, case = Officer(REGISTRAR).with_key(), people()[0]
    assert registrar.see("/looks/search/").status_code == 200
    too_little = registrar.client.post("/looks/search/", {"words": "ab"})
    assert (too_little.status_code, "at least three letters" in too_little.content.decode()) == (422, True)
    page = registrar.client.post("/looks/search/", {"words": name_of(case)}).content.decode()
    assert (case in page, any(one.act.kind == "search" for one in ledger() if isinstance(one.act, acts.Looked))) == (True, True)
    assert Officer(LEGAL).with_key().get("/looks/search/").status_code == 404


def test_a_seat_sees_of_what_is_kept_what_it_needs_for_its_step_and_says_so() -> None:
    with worked() as record:
        case, need = next((case, one.data.decode()) for case in people_in(record) for _c, one in vault_of(record).read(case)
                          if one.kind == "need")  # fmt: skip
    address, child = f"/looks/kept/{case}/", people("child")[0]
    for seat in (MEDIC, REGISTRAR):
        one = Officer(seat).with_key()
        assert one.get(address).status_code == 403, seat
        page = one.see(address).content.decode()
        assert (need in page, name_of(case) in page) == (True, False), seat
        looked = next(one.act for one in reversed(ledger()) if isinstance(one.act, acts.Looked))
        assert (looked.kind, looked.cases, "need" in looked.fields, "name" in looked.fields) == ("vault", (case,), True, False)
        assert one.get(f"/looks/kept/{child}/").status_code == 404, seat
    for seat in (*SIDES, ("cmcc", "cmcc_stores")):
        assert [Officer(seat).with_key().get(address).status_code] == [404], seat


# ---- a demonstration ------------------------------------------------------------------------------------------------


def test_in_a_demonstration_the_server_signs_the_look_and_nowhere_else(made: Path) -> None:
    case = people()[0]
    with override_settings(DEMO=True):
        somebody = client()
        made_up = Account.objects.create(username="made-up-registrar", org="cmcc", post="cmcc_registrar", made_up=True)
        somebody.force_login(made_up)
        before = size()
        assert (somebody.get(page_of(case)).status_code, size()) == (200, before + 1)
        assert (somebody.get(page_of(case)).status_code, size()) == (200, before + 1)
    assert (made / SUBJECTS).is_file()
    assert name_of(case).split()[0] in _FIRST


def test_without_the_keys_of_the_vault_the_page_says_who_carries_it_out(made: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    registrar, legal, case = Officer(REGISTRAR).with_key(), Officer(LEGAL).with_key(), people()[0]
    request = f"/looks/request/{asks_to_reveal(registrar, case)}/"
    legal.does(request, do="approve")
    monkeypatch.setattr("safeconduct.web.looks.kept.SUBJECTS", "elsewhere.keys")
    before = size()
    assert (registrar.prepares(request, do="use"), size()) == ([], before)
    assert "do not lie on this server" in registrar.last.content.decode()


def test_junk_in_every_field_is_said_and_writes_nothing() -> None:
    registrar = Officer(REGISTRAR).with_key()
    before = size()
    junk = ("", " ", "../..", "SYN-‮A", "x" * 5_000, "<script>", "NULL", "SYN-A2B3 " * 200)
    for address in (*(f"/looks/ask/{action}/" for action in ("reveal", "export", "delete")), "/looks/glass/", "/looks/search/"):
        for one in junk:
            fields = dict.fromkeys(("cases", "reason", "kind", "fields_", "what", "to", "words", "kid", "do"), one)
            answer = registrar.client.post(address, fields)
            assert answer.status_code in (200, 400, 403, 413, 422), (address, one[:20], answer.status_code)
    assert size() == before
