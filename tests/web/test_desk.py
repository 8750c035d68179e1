"""The desk: what a seat is offered, and that nothing is taken in but what its officer signed with a good key."""

from __future__ import annotations

import base64
import re
import time
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client, override_settings
from django.utils import timezone

from safeconduct.access.in_force import InForce
from safeconduct.access.knowing import Viewer
from safeconduct.access.seats import Seat
from safeconduct.agreement.casefile import open_case
from safeconduct.record import ed25519
from safeconduct.record.authority import prove
from safeconduct.record.body import act_id, parse_body, write_body
from safeconduct.record.leaf import kid_of, sign_leaf
from safeconduct.web.accounts.forced import DURESS
from safeconduct.web.accounts.models import Account, Alarm
from safeconduct.web.desk.offers import offers
from safeconduct.web.shell.worked import _begin, _opened, worked
from tests.web.conftest import client
from tests.web.record import ORIGIN, record_of, served

EXAMPLE = "aceh-2005"
CLAIMED = "obligation.claimed/1"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return record_of(tmp_path_factory, EXAMPLE)


@pytest.fixture(autouse=True)
def at_work(folder: Path) -> Iterator[None]:
    with served(folder):
        yield


class Officer:
    """Somebody of an organisation with a key of their own, as the browser would hold it."""

    def __init__(self, org: str, name: str = "") -> None:
        self.account = Account.objects.create(username=name or f"{org}-1", org=org, made_up=True)
        self.client, self.seed = client(), ed25519.new_seed()
        self.client.force_login(self.account)
        self.public = ed25519.public_of(self.seed)
        self.kid = kid_of(self.public).hex()

    def with_key(self) -> Officer:
        proof = prove(self.seed, origin=ORIGIN, org=self.account.org, role="officer")
        answer = self.client.post("/desk/key/", {"public": self.public.hex(), "proof": proof.hex()})
        assert answer.status_code == 302, answer.content.decode()
        return self

    def offered(self, kind: str = CLAIMED) -> list[str]:
        page = self.client.get("/desk/").content.decode()
        return re.findall(rf'/desk/write/\?type={kind.replace("/", "/")}&amp;about=([a-z0-9_]+)', page)

    def prepared(self, about: str, kind: str = CLAIMED) -> bytes:
        now = timezone.now().astimezone(open_case(example=EXAMPLE).default_as_of.tzinfo)
        page = self.client.post(f"/desk/write/?type={kind}&about={about}",
                                {"happened": now.strftime("%Y-%m-%dT00:00"), "kid": self.kid}).content.decode()  # fmt: skip
        found = re.search(r'name="body" value="([A-Za-z0-9+/=]+)"', page)
        assert found is not None, page
        return base64.b64decode(found[1])

    def hand_in(self, body: bytes, seed: bytes | None = None) -> Any:
        return self.send(body, sign_leaf(seed or self.seed, act_id(body)))

    def send(self, body: bytes, leaf: bytes, by: Client | None = None) -> Any:
        sent = {"body": base64.b64encode(body).decode(), "leaf": base64.b64encode(leaf).decode()}
        return (by or self.client).post("/desk/hand-in/", sent)


def size() -> int:
    with worked() as record:
        return record.desk.docket.size


@pytest.fixture
def one() -> Officer:
    return Officer("gam").with_key()


@pytest.fixture
def other() -> Officer:
    return Officer("goi").with_key()


# ---- what is offered ----


def test_each_party_is_offered_its_own_duties_to_claim(one: Officer, other: Officer) -> None:
    agreement = open_case(example=EXAMPLE).agreement
    owed = {who: {name for name, norm in agreement.obligations.items() if who in norm.who} for who in ("gam", "goi")}
    for officer in (one, other):
        assert set(officer.offered()) <= owed[officer.account.org] != set()
    assert set(one.offered()) & set(other.offered()) <= owed["gam"] & owed["goi"]


def test_a_post_does_not_speak_for_its_organisation() -> None:
    agreement = open_case(example="gaza-2025", with_files=["drafts/rafah-passage.yaml"]).agreement
    now = timezone.now()
    found = [len(list(offers(Viewer(Seat("cmcc", post), InForce(agreement, now)), now))) for post in ("", "cmcc_medic")]
    assert found[0] > found[1] == 0


def test_what_a_seat_may_not_sign_and_what_is_not_there_get_the_same_answer(one: Officer, other: Officer) -> None:
    theirs = next(about for about in other.offered() if about not in one.offered())
    answers = [one.client.get(f"/desk/write/?type={CLAIMED}&about={about}") for about in (theirs, "no_such_norm")]
    assert [answer.status_code for answer in answers] == [404, 404]
    assert answers[0].content.replace(theirs.encode(), b"no_such_norm") == answers[1].content


def test_nobody_is_shown_a_desk_without_signing_in() -> None:
    for path in ("/desk/", "/desk/key/", "/desk/write/", f"/desk/act/{'0' * 64}/"):
        assert client().get(path)["Location"].startswith("/account/sign-in/"), path


def waits(officer: Officer) -> list[str]:
    page = officer.client.get("/desk/").content.decode()
    return re.findall(r'href="/norm/([a-z0-9_]+)', page[page.index('class="waits"') :].split("</section>")[0])


def test_each_desk_says_what_its_organisation_owes_and_what_is_asked_of_it(one: Officer, other: Officer) -> None:
    agreement = open_case(example=EXAMPLE).agreement
    owed = {who: {name for name, norm in agreement.obligations.items() if who in norm.who} for who in ("gam", "goi")}
    for officer in (one, other):
        assert set(waits(officer)) & owed[officer.account.org]


def test_what_one_side_claims_is_shown_to_the_other(one: Officer, other: Officer) -> None:
    agreement = open_case(example=EXAMPLE).agreement
    about = next(name for name in one.offered() if "goi" in agreement.obligations[name].to)
    one.hand_in(one.prepared(about))
    assert about in waits(other)


# ---- signing ----


def test_an_act_signed_by_an_officer_is_in_the_record(one: Officer) -> None:
    before, about = size(), one.offered()[0]
    body = one.prepared(about)
    answer = one.hand_in(body)
    assert (answer.status_code, answer["Location"]) == (302, f"/desk/act/{act_id(body).hex()}/")
    assert size() == before + 1
    page = one.client.get(answer["Location"]).content.decode()
    assert ("in effect" in page, act_id(body).hex() in page, one.kid in page) == (True, True, True)


def test_the_grade_of_an_act_is_said(one: Officer) -> None:
    answer = one.hand_in(one.prepared(one.offered()[0]))
    assert "no checkpoint covers it yet" in one.client.get(answer["Location"]).content.decode()
    with worked() as record:
        keys = record.folder.phrase_or(lambda _: "")
        record.folder.checkpoints(record.desk, log_seed=record.folder.log_seed(keys), at=lambda: "2026-11-23T12:00:00+00:00",
                                  ask=keys).show(now=int(time.time()))  # fmt: skip
    assert "signed by the log itself and nobody else yet" in one.client.get(answer["Location"]).content.decode()


def test_the_same_request_again_writes_nothing_more(one: Officer) -> None:
    body = one.prepared(one.offered()[0])
    first, grown = one.hand_in(body), size()
    again = one.hand_in(body)
    assert (again["Location"], size()) == (first["Location"], grown)


def refused(officer: Officer, body: bytes, says: str, seed: bytes | None = None) -> None:
    before = size()
    answer = officer.hand_in(body, seed)
    assert (answer.status_code, size()) == (422, before)
    assert says in answer.content.decode()


def test_a_forged_signature_is_refused(one: Officer) -> None:
    body = one.prepared(one.offered()[0])
    leaf = bytearray(sign_leaf(one.seed, act_id(body)))
    leaf[-1] ^= 1
    before = size()
    answer = one.send(body, bytes(leaf))
    assert (answer.status_code, size()) == (422, before)


def test_a_key_of_somebody_else_is_refused(one: Officer, other: Officer) -> None:
    refused(one, one.prepared(one.offered()[0]), "key of your account", seed=other.seed)
    refused(one, one.prepared(one.offered()[0]), "key of your account", seed=ed25519.new_seed())


def test_a_stolen_session_signs_nothing_without_the_key(one: Officer) -> None:
    thief = Officer("gam", "gam-2")
    body = one.prepared(one.offered()[0])
    leaf = sign_leaf(thief.seed, act_id(body))
    before = size()
    answer = one.send(body, bytes(leaf))
    assert (answer.status_code, size()) == (422, before)


def test_a_changed_body_is_refused(one: Officer, other: Officer) -> None:
    body = parse_body(one.prepared(one.offered()[0]))
    theirs = next(about for about in other.offered() if about not in one.offered())
    refused(one, write_body(body._replace(act={**body.act, "of": theirs})), "not what was prepared")
    refused(one, write_body(body._replace(org="goi")), "key of your account")
    refused(one, write_body(body._replace(act={**body.act, "actor": "goi"})), "not what was prepared")


def test_an_act_of_a_closed_key_is_refused(one: Officer) -> None:
    body = one.prepared(one.offered()[0])
    with worked() as record:
        assert record.training is not None
        for number in (0, 1):
            act = {"type": "key.revoked/1", "kid": one.kid, "last_good": -1, "reason": "lost"}
            record.desk.take_in([record.training.sign(record.desk, "gam", f"root-{number}", act, at="2026-11-23T12:00:00+00:00")])
    refused(one, body, "revoked")
    assert "closed" in one.client.get("/desk/").content.decode()


def test_a_form_from_elsewhere_writes_nothing(one: Officer) -> None:
    body, before = one.prepared(one.offered()[0]), size()
    elsewhere = Client(SERVER_NAME="localhost", enforce_csrf_checks=True)
    elsewhere.force_login(one.account)
    leaf = sign_leaf(one.seed, act_id(body))
    answer = one.send(body, leaf, by=elsewhere)
    assert (answer.status_code, size()) == (403, before)


@pytest.mark.parametrize("junk", ["", "!", "AAAA", base64.b64encode(b"{}").decode(), "A" * 400_000])
def test_junk_is_refused_in_words(one: Officer, junk: str) -> None:
    before = size()
    answer = one.client.post("/desk/hand-in/", {"body": junk, "leaf": junk})
    assert (answer.status_code, size()) == (422, before)


def test_an_act_signed_under_duress_looks_as_always_and_tells_colleagues(one: Officer) -> None:
    session = one.client.session
    session[DURESS] = True
    session.save()
    body = one.prepared(one.offered()[0])
    assert one.hand_in(body).status_code == 302
    assert [alarm.act_id for alarm in Alarm.objects.all()] == [act_id(body).hex()]


# ---- keys ----


@pytest.mark.parametrize("wrong", ["proof", "point", "public"])
def test_a_key_that_nobody_is_shown_to_hold_is_not_registered(wrong: str) -> None:
    officer = Officer("gam")
    proof = prove(officer.seed, origin=ORIGIN, org="goi" if wrong == "proof" else "gam", role="officer").hex()
    public = {"proof": officer.public.hex(), "point": "01" + "00" * 31, "public": "not hexadecimal"}[wrong]
    officer.client.post("/desk/key/", {"public": public, "proof": proof})
    assert "registered and good" not in officer.client.get("/desk/").content.decode()


def test_the_key_of_one_account_is_not_taken_by_another(one: Officer) -> None:
    thief = Officer("gam", "gam-2")
    proof = prove(one.seed, origin=ORIGIN, org="gam", role="officer").hex()
    answer = thief.client.post("/desk/key/", {"public": one.public.hex(), "proof": proof}, follow=True)
    assert "another account holds this key" in answer.content.decode()
    assert one.kid not in thief.client.get("/desk/").content.decode()


# ---- what others have signed ----


def test_an_act_of_another_organisation_and_none_at_all_get_the_same_answer(one: Officer, other: Officer) -> None:
    theirs = other.hand_in(other.prepared(other.offered()[0]))["Location"]
    nobodys = f"/desk/act/{'0' * 64}/"
    one.client.get("/")  # what was said of the key is said once
    answers = [one.client.get(path) for path in (theirs, nobodys)]
    assert [answer.status_code for answer in answers] == [404, 404]
    assert answers[0].content.replace(theirs.encode(), nobodys.encode()) == answers[1].content


def test_a_server_without_a_record_has_no_desk(tmp_path: Path) -> None:
    officer = Officer("gam")
    Account.objects.update(made_up=False)
    Authenticator.objects.create(user=officer.account, type=Authenticator.Type.TOTP, data={"secret": "-"})
    with override_settings(HOME=str(tmp_path), DEMO=False):
        _opened.cache_clear()
        assert officer.client.get("/desk/").status_code == 404
    _opened.cache_clear()


def test_the_record_of_a_demonstration_is_begun_when_somebody_needs_it(tmp_path: Path) -> None:
    officer = Officer("gam")
    with override_settings(HOME=str(tmp_path), DEMO=True):
        _opened.cache_clear()
        _begin.cache_clear()
        assert not any(tmp_path.iterdir())
        answers = [officer.client.get("/desk/")]
        while answers[-1].status_code == 503 and len(answers) < 600:
            time.sleep(0.1)
            answers.append(officer.client.get("/desk/"))
    assert [answers[0].status_code, answers[-1].status_code] == [503, 200]
    _opened.cache_clear()


def test_the_two_sides_see_the_same_desk(one: Officer, other: Officer) -> None:
    """What is offered follows from the text alone: the number of verbs of each side is that of its duties."""
    agreement = open_case(example=EXAMPLE).agreement
    seen = SimpleNamespace(**{officer.account.org: len(officer.offered("breach.alleged/1")) for officer in (one, other)})
    assert seen.gam == seen.goi == len(agreement.obligations) + len(agreement.prohibitions) + len(agreement.entitlements)
