"""Acts of posts: what each may sign and nobody else, from the way out to the way on, each signed with a key for that post."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client, override_settings
from django.utils import timezone

from safeconduct.caseload.moves import CaseAct
from safeconduct.record import ed25519
from safeconduct.record.authority import prove
from safeconduct.record.body import act_id, parse_body, write_body
from safeconduct.record.leaf import kid_of, sign_leaf
from safeconduct.secretariat.case_acts import BY_NAME
from safeconduct.web.accounts.models import Account
from safeconduct.web.desk import handing
from safeconduct.web.desk.asked import fields_of, subject_of
from safeconduct.web.desk.fields import FIELDS, MOVES
from safeconduct.web.desk.values import word_of
from safeconduct.web.shell.worked import worked
from tests.pilot import TEXT
from tests.web.conftest import client
from tests.web.record import ORIGIN, copy_of, record_of, served

START = datetime(2026, 11, 2, 6, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A demonstration of the made-up programme with an empty log."""
    return record_of(tmp_path_factory, text=TEXT)


@pytest.fixture(autouse=True)
def pilot(made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A copy of it for each test, and a clock that the test moves."""
    home = copy_of(made, tmp_path / "record")
    monkeypatch.setattr(timezone, "now", Clock(START))
    with served(home):
        yield home


class Clock:
    """Gives a moment, a minute later each time it is moved."""

    def __init__(self, at: datetime) -> None:
        self.at = at

    def __call__(self) -> datetime:
        return self.at

    def later(self, **by: int) -> None:
        self.at += timedelta(**by)


def later(**by: int) -> None:
    assert isinstance(timezone.now, Clock)
    timezone.now.later(**by)


def local(at: datetime) -> str:
    return (at + timedelta(hours=2)).strftime("%Y-%m-%dT%H:%M")


class Post:
    """Somebody who sits in a post, with a key of their own for that post, as a browser would hold it."""

    def __init__(self, org: str, post: str = "", *, number: int = 1) -> None:
        name = f"{org}-{post or 'org'}-{number}".replace("_", "-")
        self.account = Account.objects.create(username=name, org=org, post=post, made_up=True)
        self.client, self.seed = client(), ed25519.new_seed()
        self.client.force_login(self.account)
        self.public = ed25519.public_of(self.seed)
        self.kid = kid_of(self.public).hex()
        proof = prove(self.seed, origin=ORIGIN, org=org, role="officer")
        answer = self.client.post("/desk/key/", {"public": self.public.hex(), "proof": proof.hex()})
        assert answer.status_code == 302

    def get(self, kind: str, **about: str) -> Any:
        return self.client.get("/desk/write/", {"type": kind, **about})

    def write(self, kind: str, written: dict[str, Any], **about: str) -> Any:
        sent = {"happened": local(timezone.now()), "kid": self.kid, **written}
        return self.client.post(f"/desk/write/?{urlencode({'type': kind, **about})}", sent)

    def prepare(self, kind: str, written: dict[str, Any], **about: str) -> bytes:
        answer = self.write(kind, written, **about)
        page = answer.content.decode()
        found = re.search(r'name="body" value="([A-Za-z0-9+/=]+)"', page)
        assert found is not None, f"{kind} {answer.status_code} {said(page)}"
        return base64.b64decode(found[1])

    def send(self, body: bytes, *, seed: bytes | None = None, by: Client | None = None) -> Any:
        leaf = sign_leaf(seed or self.seed, act_id(body))
        sent = {"body": base64.b64encode(body).decode(), "leaf": base64.b64encode(leaf).decode()}
        return (by or self.client).post("/desk/hand-in/", sent)

    def sign(self, kind: str, written: dict[str, Any] | None = None, **about: str) -> dict[str, Any]:
        """Write, read, sign and hand in; gives the act. A minute passes."""
        body = self.prepare(kind, written or {}, **about)
        answer = self.send(body)
        assert answer.status_code == 302, said(answer.content.decode())
        later(minutes=1)
        return parse_body(body).act

    def offered(self) -> set[str]:
        """Return what the desk offers, and the page of each thing on it."""
        pages = [unescape(self.client.get("/desk/").content.decode())]
        for address in dict.fromkeys(re.findall(r'href="(/desk/moves/\?[^"]+)"', pages[0])):
            page = unescape(self.client.get(address).content.decode())
            pages.append(page.partition("What is closed now")[0])
        return {kind for page in pages for kind in re.findall(r"/desk/write/\?type=([a-z_.]+)%2F1", page)}


def said(page: str) -> str:
    """Return the words of the middle of a page."""
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", page[max(page.find("<main"), 0) :])))


def size() -> int:
    with worked() as record:
        return record.desk.docket.size


def way_out(centre: Post) -> str:
    """Open a way out, with everything it needs from everyone: gives its name."""
    alpha, bravo = Post("alpha", "alpha_post"), Post("bravo", "bravo_post")
    start, stop = local(timezone.now()), local(timezone.now() + timedelta(hours=5))
    window = {"start": start, "stop": stop}
    Post("mediator").sign("offer.made/1", {"zone": "behind", "how": "loudspeaker", "language": "ar"})
    movement = centre.sign("movement.planned/1", {"movement": "m-1", "kind": "way_out", "zone": "behind", "to": "site",
                                                  "group_size": "10", **window})["movement"]  # fmt: skip
    for post in (alpha, bravo):
        post.sign("hold_fire.confirmed/1", {"zone": "behind", **window}, movement=movement)
    centre.sign("movement.readied/1", {"present": ["reception", "explosives", "medic"], "signal_agreed": "yes",
                                       "halt_word_agreed": "yes"}, movement=movement)  # fmt: skip
    centre.sign("movement.begun/1", movement=movement)
    centre.sign("group.came_out/1", {"people": "2", "weapons": "carried_to_clearing_bay", "wounded": "0"}, movement=movement)
    centre.sign("movement.arrived/1", {"people": "2"}, movement=movement)
    return str(movement)


def received(registrar: Post, carer: Post, movement: str) -> str:
    """Receive an adult who agrees to hand over weapons: gives the case number."""
    case = str(registrar.sign("person.presented/1", {"site": "site", "movement": movement, "wounded": "no",
                                                     "language": "ar"})["case"])  # fmt: skip
    carer.sign("age.established/1", {"outcome": "adult", "ground": "statement"}, case=case)
    registrar.sign("consent.recorded/1", {"purpose": "disarm", "answer": "given", "language": "ar"}, case=case)
    return case


# ---- from the way out to the way on ----


def test_one_person_is_taken_through_by_the_posts_that_the_text_names() -> None:
    centre, registrar, carer = Post("centre"), Post("centre", "registrar"), Post("carer", "child_officer")
    inspector, stores, legal = Post("centre", "weapons_officer"), Post("centre", "stores_officer"), Post("panel", "panel_legal")
    panel, haven = Post("panel"), Post("haven")
    case = received(registrar, carer, way_out(centre))

    weapon = inspector.sign("weapon.received/1", {"tag": "W-1", "origin": "person", "cases": [case], "kind": "rifle",
                                                  "serial_state": "none", "cleared": "yes", "site": "site"})  # fmt: skip
    receipt = registrar.sign("receipt.issued/1", {"tags": ["W-1"]}, case=case)
    inspector.sign("person.disarmed/1", {"tags": ["W-1"], "nothing_to_hand_in": "no"}, case=case)
    inspector.sign("weapon.assessed/1", {"accepted": "yes", "condition": "serviceable"}, tag="W-1")
    stores.sign("container.sealed/1", {"container": "C-1", "seal": "S-1", "tags": ["W-1"]})
    legal.sign("screening.decided/1", {"outcome": "eligible"}, case=case)
    panel.sign("assurance.given/1", {"covers": ["membership", "weapon"], "language": "ar"}, case=case)
    registrar.sign("notice.given/1", {"cases": [case]})
    alpha = Post("alpha")
    objection = alpha.sign("objection.raised/1", {"objection": "alpha_objects", "ground": "grave_crime", "against": "abroad"},
                           case=case)  # fmt: skip
    panel.sign("objection.decided/1", {"of": objection["id"], "outcome": "dismissed", "reason": "ground_not_shown"}, case=case)
    haven.sign("places.offered/1", {"places": "2", "written": "yes"})
    registrar.sign("consent.recorded/1", {"purpose": "leave", "answer": "given", "language": "ar", "to": "haven"}, case=case)
    haven.sign("acceptance.decided/1", {"outcome": "accepted"}, case=case)
    legal.sign("protection.tested/1", {"to": "haven", "outcome": "safe"}, case=case)
    registrar.sign("paper.issued/1", {"to": "haven", "one_way": "yes"}, case=case)
    registrar.sign("way.chosen/1", {"way": "abroad", "to": "haven"}, case=case)
    later(days=3)  # the time to object is over, and so is every session
    escort = Post("centre", "escort")
    start, stop = local(timezone.now()), local(timezone.now() + timedelta(hours=4))
    escort.sign("movement.planned/1", {"movement": "t-1", "kind": "transfer", "zone": "behind", "to": "haven", "way": "abroad",
                                       "group_size": "5", "start": start, "stop": stop})  # fmt: skip
    escort.sign("vehicle.assigned/1", {"vehicle": "bus-1", "seats": "5"}, movement="t-1")
    escort.sign("manifest.set/1", {"cases": [case]}, movement="t-1")
    for org in ("alpha", "bravo"):
        Post(org, f"{org}_post", number=2).sign("hold_fire.confirmed/1", {"zone": "behind", "start": start, "stop": stop},
                                                movement="t-1")  # fmt: skip
    escort.sign("person.boarded/1", {"movement": "t-1"}, case=case)
    escort.sign("movement.begun/1", movement="t-1")
    escort.sign("movement.arrived/1", {"people": "1"}, movement="t-1")
    escort.sign("person.arrived/1", {"movement": "t-1", "to": "haven"}, case=case)
    Post("monitor").sign("arrival.checked/1", {"contact": "yes", "free": "yes", "harmed": "no"}, case=case)

    with worked() as record:
        office = record.desk.docket.office
        person, kept = office.persons.cases[case], [one.standing.code for one in record.desk.docket.all() if one.act is not None]
    assert (person.arrived_to, person.tags, len(person.checks)) == ("haven", ("W-1",), 1)
    assert office.armoury.receipts[str(receipt["receipt"])].tags == ("W-1",)
    assert office.armoury.items[str(weapon["tag"])].container == "C-1"
    assert set(kept) == {"in_effect"}


# ---- who is offered what ----


def test_each_post_is_offered_its_own_and_nothing_else() -> None:
    centre, registrar, carer = Post("centre"), Post("centre", "registrar"), Post("carer", "child_officer")
    case = received(registrar, carer, way_out(centre))
    inspector, medic = Post("centre", "weapons_officer"), Post("centre", "medic")
    assert {"person.presented", "consent.recorded", "notice.given"} <= registrar.offered()
    assert "age.established" not in registrar.offered()
    assert {"weapon.received", "person.disarmed"} <= inspector.offered()
    assert not inspector.offered() & {"person.presented", "screening.decided"}
    assert case not in medic.client.get("/desk/").content.decode()


def test_the_two_sides_are_offered_the_same() -> None:
    centre, registrar, carer = Post("centre"), Post("centre", "registrar"), Post("carer", "child_officer")
    case = received(registrar, carer, way_out(centre))
    registrar.sign("notice.given/1", {"cases": [case]})
    found = [Post(org, number=3).offered() for org in ("alpha", "bravo")]
    assert found[0] == found[1]
    assert "objection.raised" in found[0]


def test_what_is_due_first_comes_first() -> None:
    centre, registrar, carer = Post("centre"), Post("centre", "registrar"), Post("carer", "child_officer")
    movement = way_out(centre)
    cases = [str(registrar.sign("person.presented/1", {"site": "site", "movement": movement})["case"]) for _ in range(2)]
    for case in reversed(cases):
        carer.sign("age.established/1", {"outcome": "child", "ground": "statement"}, case=case)
    page = carer.client.get("/desk/").content.decode()
    # Each has to be in care 48 hours after it was found to be a child: the one found first comes first.
    assert page.index(cases[1]) < page.index(cases[0])
    assert "Due:" in page


def test_a_closed_move_is_shown_with_its_reason() -> None:
    centre, registrar, carer = Post("centre"), Post("centre", "registrar"), Post("carer", "child_officer")
    case = received(registrar, carer, way_out(centre))
    page = said(Post("panel").client.get("/desk/moves/", {"about": "case", "number": case}).content.decode())
    assert "give the assurance" in page[page.index("What is closed now") :]
    assert "nobody has found the person without weapons" in page or "not handed" in page or "without weapons" in page


def test_a_side_is_not_told_how_a_person_stands() -> None:
    centre, registrar, carer = Post("centre"), Post("centre", "registrar"), Post("carer", "child_officer")
    case = received(registrar, carer, way_out(centre))
    registrar.sign("notice.given/1", {"cases": [case]})
    haven = Post("haven")
    registrar.sign("consent.recorded/1", {"purpose": "leave", "answer": "given", "language": "ar", "to": "haven"}, case=case)
    haven.sign("places.offered/1", {"places": "1", "written": "yes"})
    haven.sign("acceptance.decided/1", {"outcome": "accepted"}, case=case)
    answer = haven.write("acceptance.decided/1", {"outcome": "accepted"}, case=case)
    reasons = said(answer.content.decode())
    assert answer.status_code == 422
    assert "screen" not in reasons
    assert "weapon" not in reasons


# ---- what a seat may not do, and what is not there ----


def alike(post: Post, *asked: dict[str, str]) -> None:
    """Every request gets the same answer: status, words and steps."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    found = []
    post.client.get("/desk/")  # what was said of the key is said once
    for one in asked:
        with CaptureQueriesContext(connection) as steps:
            answer = post.client.get("/desk/write/" if "type" in one else "/desk/moves/", one)
        text = answer.content.decode()
        for value in one.values():
            text = text.replace(value, "-").replace(urlencode({"": value})[1:], "-")
        found.append((answer.status_code, text, len(steps)))
    assert found[0][0] == 404
    for one, asked_for in zip(found, asked, strict=True):
        assert one == found[0], asked_for


def test_what_a_post_may_not_do_and_what_is_not_there_get_one_answer() -> None:
    centre, registrar, carer = Post("centre"), Post("centre", "registrar"), Post("carer", "child_officer")
    movement = way_out(centre)
    case = received(registrar, carer, movement)
    child = str(registrar.sign("person.presented/1", {"site": "site", "movement": movement})["case"])
    carer.sign("age.established/1", {"outcome": "child", "ground": "statement"}, case=child)
    alike(registrar, {"type": "consent.recorded/1", "case": child}, {"type": "consent.recorded/1", "case": "SYN-NONE-NONE"})
    alike(registrar, {"about": "case", "number": child}, {"about": "case", "number": "SYN-NONE-NONE"})
    alike(Post("alpha"), {"type": "objection.raised/1", "case": case}, {"type": "objection.raised/1", "case": "SYN-NONE-NONE"})
    alike(Post("mediator", number=2), {"about": "case", "number": case}, {"about": "case", "number": "SYN-NONE-NONE"})
    alike(registrar, {"type": "screening.decided/1", "case": case}, {"type": "screening.decided/1", "case": "SYN-NONE-NONE"},
          {"type": "no.such_act/1", "case": case})  # fmt: skip


def test_a_child_is_on_no_list_of_those_who_do_not_protect_it() -> None:
    centre, registrar, carer = Post("centre"), Post("centre", "registrar"), Post("carer", "child_officer")
    movement = way_out(centre)
    case = received(registrar, carer, movement)
    assert case in registrar.client.get("/desk/").content.decode()
    carer.sign("age.established/1", {"outcome": "child", "ground": "assessment"}, case=case)
    shown = [post.client.get("/desk/").content.decode() for post in (registrar, Post("centre", "weapons_officer"), carer)]
    assert [case in page for page in shown] == [False, False, True]
    assert case not in registrar.get("notice.given/1").content.decode()


# ---- keys and sessions ----


def refused(post: Post, body: bytes, *, status: int = 422, **how: Any) -> str:
    before = size()
    answer = post.send(body, **how)
    assert (answer.status_code, size()) == (status, before)
    return said(answer.content.decode())


@pytest.fixture
def ready() -> tuple[Post, bytes]:
    """A registrar and an act that is prepared: places that need nothing else."""
    haven = Post("haven")
    return haven, haven.prepare("places.offered/1", {"places": "2", "written": "yes"})


def test_a_key_of_another_post_is_refused(ready: tuple[Post, bytes]) -> None:
    post, body = ready
    assert "key of your account" in refused(post, body, seed=Post("haven", number=2).seed)
    assert "key of your account" in refused(post, body, seed=ed25519.new_seed())


def test_a_key_for_one_post_signs_for_no_other() -> None:
    registrar = Post("centre", "registrar")
    registrar.account.post = "escort"
    registrar.account.save()
    window = {"start": local(timezone.now()), "stop": local(timezone.now() + timedelta(hours=2))}
    before = size()
    answer = registrar.write("movement.planned/1", {"movement": "t-9", "kind": "transfer", "zone": "behind", "to": "haven",
                                                    "way": "abroad", "group_size": "5", **window})  # fmt: skip
    assert (answer.status_code, size()) == (422, before)
    assert "the key acts for" in said(answer.content.decode())


def test_a_body_for_another_post_is_not_what_was_prepared(ready: tuple[Post, bytes]) -> None:
    post, body = ready
    read = parse_body(body)
    for change in ({"post": "registrar"}, {"actor": "harbour"}, {"places": 9}, {"synthetic": False}):
        assert "not what was prepared" in refused(post, write_body(read._replace(act={**read.act, **change})))


def test_an_act_of_a_revoked_key_is_refused(ready: tuple[Post, bytes]) -> None:
    post, body = ready
    with worked() as record:
        assert record.training is not None
        for number in (0, 1):
            act = {"type": "key.revoked/1", "kid": post.kid, "last_good": -1, "reason": "lost"}
            at = timezone.now().isoformat(timespec="seconds")
            record.desk.take_in([record.training.sign(record.desk, "haven", f"root-{number}", act, at=at)])
    assert "revoked" in refused(post, body)
    assert f'value="{post.kid}"' not in post.get("places.offered/1").content.decode()


def test_the_same_request_again_writes_nothing_more(ready: tuple[Post, bytes]) -> None:
    post, body = ready
    first = post.send(body)
    grown = size()
    again = post.send(body)
    assert (again.status_code, again["Location"], size()) == (302, first["Location"], grown)


def test_another_session_and_a_form_from_elsewhere_write_nothing(ready: tuple[Post, bytes]) -> None:
    post, body = ready
    elsewhere = client()
    elsewhere.force_login(post.account)
    assert "not what was prepared" in refused(post, body, by=elsewhere)
    foreign = Client(SERVER_NAME="localhost", enforce_csrf_checks=True)
    foreign.force_login(post.account)
    refused(post, body, status=403, by=foreign)


def test_what_was_prepared_long_ago_is_prepared_again(ready: tuple[Post, bytes], monkeypatch: pytest.MonkeyPatch) -> None:
    post, body = ready
    monkeypatch.setattr(handing, "PREPARED_FOR", timedelta(minutes=1))
    later(minutes=2)
    assert "last half hour" in refused(post, body)


def test_what_is_no_longer_open_is_refused_when_it_is_handed_in() -> None:
    centre, registrar, carer = Post("centre"), Post("centre", "registrar"), Post("carer", "child_officer")
    case = received(registrar, carer, way_out(centre))
    written = {"purpose": "leave", "answer": "given", "language": "ar", "to": "haven"}
    body = registrar.prepare("consent.recorded/1", written, case=case)
    carer.sign("age.established/1", {"outcome": "child", "ground": "assessment"}, case=case)
    words = refused(registrar, body)
    assert "can no longer be done from this seat" in words
    assert "child" not in words


def test_a_form_that_is_written_by_hand_after_its_time_is_refused() -> None:
    centre, registrar, carer = Post("centre"), Post("centre", "registrar"), Post("carer", "child_officer")
    case = received(registrar, carer, way_out(centre))
    registrar.sign("notice.given/1", {"cases": [case]})
    written = {"objection": "alpha_objects", "ground": "grave_crime", "against": "abroad"}
    assert Post("alpha").prepare("objection.raised/1", written, case=case) != b""
    later(days=3)
    alpha, before = Post("alpha", number=2), size()
    answer = alpha.write("objection.raised/1", written, case=case)
    assert (answer.status_code, size()) == (404, before)  # whose time is over need no longer know of the person


def test_what_the_record_itself_refuses_is_said_on_the_page() -> None:
    first, second = Post("panel", "panel_legal"), Post("panel", "panel_legal", number=2)
    centre, registrar, carer = Post("centre"), Post("centre", "registrar"), Post("carer", "child_officer")
    case = received(registrar, carer, way_out(centre))
    first.sign("screening.decided/1", {"outcome": "eligible"}, case=case)
    second.get("screening.decided/1", case=case)  # a look, which is in the record too
    before = size()
    answer = second.write("screening.decided/1", {"outcome": "excluded", "reason": "grave_crime_indicated"}, case=case)
    assert (answer.status_code, size()) == (422, before)
    assert "answers the same question otherwise" in said(answer.content.decode())


def test_a_stolen_session_without_the_key_is_not_told_how_a_person_stands() -> None:
    centre, registrar, carer = Post("centre"), Post("centre", "registrar"), Post("carer", "child_officer")
    case = received(registrar, carer, way_out(centre))
    Account.objects.filter(pk=registrar.account.pk).update(made_up=False)
    Authenticator.objects.create(user=registrar.account, type=Authenticator.Type.TOTP, data={"secret": "-"})
    before, registrar.client = size(), client()
    registrar.client.force_login(registrar.account)
    with override_settings(DEMO=False):
        pages = [
            registrar.client.get("/desk/moves/", {"about": "case", "number": case}),
            registrar.get("screening.decided/1", case=case),
            registrar.get("consent.recorded/1", case=case),
            registrar.write("consent.recorded/1", {}, case=case),
        ]
        unknown = registrar.get("consent.recorded/1", case="SYN-NONE-NONE")
    assert ([page.status_code for page in pages], unknown.status_code) == ([403, 404, 403, 403], 404)
    shown = [said(page.content.decode()) for page in pages if page.status_code == 403]
    assert [("What is closed now" in page, "For what" in page, "You are about to look" in page) for page in shown] == [
        (False, False, True)] * 3  # fmt: skip
    assert size() == before


# ---- several at once, and for a script ----


def test_several_acts_are_signed_together_and_handed_in_one_after_the_other() -> None:
    from django.test import RequestFactory

    from safeconduct.web.desk.handing import prepared_together

    haven = Post("haven")
    request = RequestFactory().get("/")
    request.user, request.session = haven.account, haven.client.session
    moment = timezone.now().isoformat()
    acts = [{"type": "places.offered/1", "id": f"haven-{number}", "actor": "haven", "happened": moment, "recorded": moment,
             "synthetic": True, "places": number, "written": "yes"} for number in (1, 2, 3)]  # fmt: skip
    with worked() as record:
        bodies = prepared_together(request, record, acts, haven.kid)
    request.session.save()
    sent = {"body": [base64.b64encode(body).decode() for body in bodies],
            "leaf": [base64.b64encode(sign_leaf(haven.seed, act_id(body))).decode() for body in bodies]}  # fmt: skip
    before = size()
    answer = haven.client.post("/desk/hand-in/", sent, headers={"Accept": "application/json"})
    assert size() == before + 3
    assert [one["act_id"] for one in answer.json()["acts"]] == [act_id(body).hex() for body in bodies]
    assert {one["standing"] for one in answer.json()["acts"]} == {"in_effect"}


def test_a_script_is_told_what_was_refused(ready: tuple[Post, bytes]) -> None:
    post, body = ready
    leaf = base64.b64encode(sign_leaf(ed25519.new_seed(), act_id(body))).decode()
    answer = post.client.post("/desk/hand-in/", {"body": base64.b64encode(body).decode(), "leaf": leaf},
                              headers={"Accept": "application/json"})  # fmt: skip
    assert (answer.status_code, answer["Content-Type"]) == (422, "application/problem+json")
    assert (answer.json()["status"], answer.json()["taken"]) == (422, 0)


def test_nobody_is_led_away_from_this_server(ready: tuple[Post, bytes]) -> None:
    post, body = ready
    for address in ("https://elsewhere.invalid/", "//elsewhere.invalid/", "javascript:alert(1)", "/\\elsewhere.invalid"):
        leaf = base64.b64encode(sign_leaf(post.seed, act_id(body))).decode()
        answer = post.client.post("/desk/hand-in/", {"body": base64.b64encode(body).decode(), "leaf": leaf, "next": address})
        assert answer["Location"].startswith("/desk/act/")
    sent = {"body": base64.b64encode(body).decode(), "leaf": base64.b64encode(sign_leaf(post.seed, act_id(body))).decode()}
    answer = post.client.post("/desk/hand-in/", {**sent, "next": "/programme/cases"})
    assert answer["Location"] == "/programme/cases"


# ---- a demonstration ----


def test_the_server_of_a_demonstration_signs_and_says_so() -> None:
    haven = Post("haven")
    page = haven.get("places.offered/1").content.decode()
    kid = re.search(r'<option value="([0-9a-f]{16})" data-by="server"', page)
    assert kid is not None
    answer = haven.write("places.offered/1", {"places": "2", "written": "yes", "kid": kid[1]})
    assert "whoever runs it could sign for everyone" in said(answer.content.decode())
    body = re.search(r'name="body" value="([A-Za-z0-9+/=]+)"', answer.content.decode())
    assert body is not None
    before = size()
    assert haven.client.post("/desk/hand-in/", {"body": body[1], "by": "server"}).status_code == 302
    assert size() == before + 1


def test_no_other_server_holds_a_key_that_signs() -> None:
    from safeconduct.web.desk.handing import training_kid

    with worked() as record:
        assert training_kid(record, "haven") != ""
        with override_settings(DEMO=False):
            assert training_kid(record, "haven") == ""


def test_the_server_signs_nothing_that_was_prepared_for_a_key_of_a_browser(ready: tuple[Post, bytes]) -> None:
    post, body = ready
    before = size()
    answer = post.client.post("/desk/hand-in/", {"body": base64.b64encode(body).decode(), "by": "server"})
    assert (answer.status_code, size()) == (422, before)


# ---- what is asked ----


@pytest.mark.parametrize("kind", list(BY_NAME.values()), ids=list(BY_NAME))
def test_every_act_and_every_field_has_its_words(kind: type[CaseAct]) -> None:
    name = str(kind.__struct_config__.tag)
    assert name in MOVES
    asked = [field for field in fields_of(kind) if field.name != subject_of(kind)]
    assert [field.name for field in asked if not (FIELDS.get(f"{name} {field.name}") or FIELDS.get(field.name))] == []
    assert [(field.name, word) for field in asked for word in field.words if not word_of(name, field.name, word)] == []


def test_every_coded_word_that_is_offered_has_a_name_and_is_one_of_the_record() -> None:
    from safeconduct.web.desk.coded import CODED

    patterns = {(kind, field.name): field.pattern for kind, _ in CODED for field in fields_of(BY_NAME[kind])}
    assert [(key, word) for key, words in CODED.items() for word in words if not word_of(*key, word)] == []
    assert [(key, word) for key, words in CODED.items() for word in words if not re.search(patterns[key], word)] == []


JUNK = ("", "\u202eoops", "a\u200bb", "x" * 5000, "<script>", "../..", "'; --", "31.5000,34.4000", "2026-13-40T99:99", "-1",
        "1e9", "NaN")  # fmt: skip


@pytest.mark.parametrize(("org", "post", "kind"), [
    ("centre", "weapons_officer", "weapon.received/1"), ("centre", "", "movement.planned/1"), ("haven", "", "places.offered/1"),
    ("alpha", "", "operation.announced/1"), ("mediator", "", "offer.answered/1")])  # fmt: skip
def test_junk_in_every_field_is_refused_in_words_and_nothing_is_written(org: str, post: str, kind: str) -> None:
    seat = Post(org, post)
    names = [field.name for field in fields_of(BY_NAME[kind])]
    before = size()
    every = [dict.fromkeys(names, junk) for junk in JUNK]
    one_by_one = [{name: JUNK[place % len(JUNK)], "happened": JUNK[-place % len(JUNK)]} for place, name in enumerate(names, 1)]
    for written in (*every, *one_by_one):
        answer = seat.write(kind, written)
        page = answer.content.decode()
        assert (answer.status_code in (200, 400, 422), 'name="body"' in page, size()) == (True, False, before), written
        assert "<script>" not in page


@pytest.mark.parametrize(("happened", "says"), [("2031-01-01T00:00", "has not come yet"), ("1870-01-01T00:00", "too long ago")])
def test_an_hour_that_nobody_can_mean_is_refused_in_words(happened: str, says: str) -> None:
    haven = Post("haven")
    before = size()
    answer = haven.write("places.offered/1", {"places": "1", "written": "yes", "happened": happened})
    assert (answer.status_code, size(), 'name="body"' in answer.content.decode()) == (200, before, False)
    assert says in said(answer.content.decode())


def test_a_case_number_says_nothing_and_is_never_the_same() -> None:
    centre, registrar = Post("centre"), Post("centre", "registrar")
    movement = way_out(centre)
    page = registrar.get("person.presented/1").content.decode()
    assert 'name="case"' not in page
    written = {"site": "site", "movement": movement}
    numbers = {parse_body(registrar.prepare("person.presented/1", written)).act["case"] for _ in range(5)}
    assert len(numbers) == 5
    assert all(re.fullmatch(r"SYN-[A-HJ-NP-Z2-9]{4}-[A-HJ-NP-Z2-9]{4}", str(number)) for number in numbers)


def test_no_list_of_a_form_names_what_the_seat_may_not_see_of_it() -> None:
    centre = Post("centre")
    start, stop = local(timezone.now()), local(timezone.now() + timedelta(hours=4))
    for name, to in (("t-1", "haven"), ("t-2", "beyond")):
        centre.sign("movement.planned/1", {"movement": name, "kind": "transfer", "zone": "behind", "to": to, "way": "abroad",
                                           "group_size": "5", "start": start, "stop": stop})  # fmt: skip
    alpha = Post("alpha", "alpha_post")
    pages = [alpha.get("hold_fire.confirmed/1", movement=name).content.decode() for name in ("t-1", "t-2")]
    zones = [page[page.index('name="zone"') :].partition("</select>")[0] for page in pages]
    lists = [re.findall(r'<option value="([a-z]+)"', zone) for zone in zones]
    # Two movements that lead to different places look the same to a side that only holds its fire for them.
    assert lists[0] == lists[1] == ["behind"]
