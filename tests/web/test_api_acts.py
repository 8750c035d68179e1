"""Acts through the interface: prepared and handed in by programs that hold keys of their own; nothing is taken in without one."""

from __future__ import annotations

import base64
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from allauth.usersessions.models import UserSession
from django.utils import timezone

from safeconduct.agreement.casefile import open_case
from safeconduct.record import ed25519
from safeconduct.record.authority import prove
from safeconduct.record.body import parse_body, write_body
from safeconduct.record.proof import parse_proof
from safeconduct.store.checkpoints import MULTIPLE
from safeconduct.web.accounts.models import Account, Alarm, Happened
from safeconduct.web.api.limits import LIMITER, WRITING
from safeconduct.web.api.models import Answered, Token
from safeconduct.web.api.replays import GIVEN_UP
from safeconduct.web.shell.worked import worked
from tests.web.conftest import client
from tests.web.programs import Program, size
from tests.web.record import ORIGIN, record_of, served

EXAMPLE, CLAIMED = "aceh-2005", "obligation.claimed/1"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return record_of(tmp_path_factory, EXAMPLE)


@pytest.fixture(autouse=True)
def at_work(folder: Path) -> Iterator[None]:
    with served(folder):
        yield


def officer(org: str, name: str = "") -> Account:
    return Account.objects.create(username=name or f"{org}-1", org=org, made_up=True)


@pytest.fixture
def one() -> Program:
    return Program(officer("gam")).with_key()


@pytest.fixture
def other() -> Program:
    return Program(officer("goi")).with_key()


def may_claim(program: Program) -> list[str]:
    return [each["about"] for each in program.every("/acts/allowed", 50) if each["type"] == CLAIMED]


def claim(program: Program, at: int = 0) -> dict[str, Any]:
    return program.act(CLAIMED, of=may_claim(program)[at])


def test_an_act_that_a_program_signs_is_in_the_record(one: Program) -> None:
    before, act = size(), claim(one)
    answer = one.hand_in(act)
    assert (answer.status_code, size()) == (200, before + 1)
    assert answer.json()["standing"]["code"] == "in_effect"
    found = one.get(f"/record/acts/{answer.json()['act_id']}").json()
    assert (found["act"]["of"], found["act"]["actor"], found["key"], found["index"]) == (act["of"], "gam", one.kid, None)
    assert [each["act_id"] for each in one.every("/acts")][-1] == answer.json()["act_id"]


def test_each_side_may_claim_its_own_duties_and_no_others(one: Program, other: Program) -> None:
    agreement = open_case(example=EXAMPLE).agreement
    for program in (one, other):
        owed = {name for name, norm in agreement.obligations.items() if program.account.org in norm.who}
        assert set(may_claim(program)) <= owed != set()


def test_what_one_side_may_not_say_is_refused_and_named(one: Program, other: Program) -> None:
    theirs = next(name for name in may_claim(other) if name not in may_claim(one))
    before, answer = size(), one.prepared(one.act(CLAIMED, of=theirs))
    assert (answer.status_code, answer.json()["code"], size()) == (422, "refused", before)
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.json()["what_to_do"] != ""


def test_the_same_request_again_gets_the_same_answer_and_writes_nothing_more(one: Program) -> None:
    signed, key = one.signed(claim(one)), "a-key-of-this-request"
    first, grown = one.post("/acts", signed, key=key), size()
    again = one.post("/acts", signed, key=key)
    assert (again.status_code, again.content, size()) == (first.status_code, first.content, grown)
    assert ("Idempotency-Replayed" in first.headers, again.headers["Idempotency-Replayed"]) == (False, "true")


def test_a_key_of_one_request_is_not_taken_for_another(one: Program) -> None:
    key, first = "a-key-of-this-request", one.signed(claim(one))
    one.post("/acts", first, key=key)
    before, answer = size(), one.post("/acts", one.signed(claim(one, 1)), key=key)
    assert (answer.status_code, answer.json()["code"], size()) == (409, "idempotency-key-reused", before)


def test_two_programs_may_use_the_same_key_for_their_requests(one: Program, other: Program) -> None:
    answers = [program.post("/acts", program.signed(claim(program)), key="the-very-same-key") for program in (one, other)]
    assert [answer.status_code for answer in answers] == [200, 200]
    assert "Idempotency-Replayed" not in answers[1].headers


@pytest.mark.parametrize("key", [None, "short", "x" * 65, "with a space in it", "käyttäjä-12345"])
def test_what_writes_needs_a_key_of_the_request(one: Program, key: str | None) -> None:
    before, answer = size(), one.post("/acts", one.signed(claim(one)), key=key)
    assert (answer.status_code, answer.json()["faults"][0]["path"], size()) == (400, "Idempotency-Key", before)


def test_a_refusal_is_asked_anew_and_an_old_answer_is_forgotten(one: Program) -> None:
    junk, key = {"body": "AAAA", "leaf": "AAAA"}, "a-key-of-this-request"
    assert one.post("/acts", junk, key=key).status_code == 422
    assert Answered.objects.count() == 1  # that of the registration of the key
    signed = one.signed(claim(one))
    assert one.post("/acts", signed, key=key).status_code == 200
    Answered.objects.update(at=timezone.now() - timedelta(hours=25))
    assert "Idempotency-Replayed" not in one.post("/acts", signed, key=key).headers


def test_a_request_that_is_still_being_answered_is_not_done_twice(one: Program) -> None:
    signed, key = one.signed(claim(one)), "a-key-of-this-request"
    one.post("/acts", signed, key=key)
    Answered.objects.filter(key=key).update(status=0)
    answer = one.post("/acts", signed, key=key)
    assert (answer.status_code, answer.json()["code"], answer.headers["Retry-After"]) == (409, "still-being-answered", "1")
    # The first try has died: what it may have written is found again, and written once.
    Answered.objects.filter(key=key).update(at=timezone.now() - GIVEN_UP)
    before, answer = size(), one.post("/acts", signed, key=key)
    assert (answer.status_code, "Idempotency-Replayed" in answer.headers, size()) == (200, False, before)


def test_a_kept_answer_cannot_be_read_on_the_disk(one: Program) -> None:
    answer = one.hand_in(claim(one))
    kept = b"".join(bytes(each.answer) for each in Answered.objects.all())
    assert answer.json()["act_id"].encode() not in kept != b""


# ---- what is not taken in ----


def refused(program: Program, signed: dict[str, str], status: int, code: str) -> None:
    before, answer = size(), program.post("/acts", signed)
    assert (answer.status_code, answer.json()["code"], size()) == (status, code, before), answer.content


def test_what_is_refused_is_written_down(one: Program, other: Program) -> None:
    signed = one.signed(claim(one))
    one.post("/acts", {"body": "AAAA", "leaf": "AAAA"})
    one.post("/acts", one.leafed(base64.b64decode(signed["body"]), seed=ed25519.new_seed()))
    found = Happened.objects.filter(what__startswith="refused_").values_list("what", "account__username")
    assert list(found) == [("refused_signature", "gam-1"), ("refused_act", "gam-1")]


def test_a_forged_signature_is_refused(one: Program) -> None:
    signed = one.signed(claim(one))
    leaf = bytearray(base64.b64decode(signed["leaf"]))
    leaf[-1] ^= 1
    refused(one, {**signed, "leaf": base64.b64encode(bytes(leaf)).decode()}, 422, "verification-failed")


def test_a_stolen_token_signs_nothing_without_the_key(one: Program, other: Program) -> None:
    body = base64.b64decode(one.signed(claim(one))["body"])
    refused(one, one.leafed(body, seed=ed25519.new_seed()), 403, "not-permitted")
    refused(one, one.leafed(body, seed=other.seed), 403, "not-permitted")


def test_what_one_signed_is_not_handed_in_by_another(one: Program, other: Program) -> None:
    refused(other, one.signed(claim(one)), 403, "not-permitted")
    colleague = Program(officer("gam", "gam-2"))
    refused(colleague, one.signed(claim(one)), 403, "not-permitted")


def test_a_changed_body_is_refused(one: Program, other: Program) -> None:
    body = parse_body(base64.b64decode(one.signed(claim(one))["body"]))
    theirs = next(name for name in may_claim(other) if name not in may_claim(one))
    refused(one, one.leafed(write_body(body._replace(act={**body.act, "of": theirs}))), 422, "refused")
    refused(one, one.leafed(write_body(body._replace(org="goi"))), 403, "not-permitted")
    refused(one, one.leafed(write_body(body._replace(log="tests.invalid/other"))), 422, "verification-failed")
    refused(one, one.leafed(write_body(body._replace(seq=body.seq + 7, prev="0" * 64))), 409, "conflict")


def test_an_act_of_a_closed_key_is_refused(one: Program) -> None:
    signed = one.signed(claim(one))
    with worked() as record:
        for number in (0, 1):
            act = {"type": "key.revoked/1", "kid": one.kid, "last_good": -1, "reason": "lost"}
            record.desk.take_in([record.training.sign(record.desk, "gam", f"root-{number}", act, at="2026-11-23T12:00:00+00:00")])
    assert one.prepared(claim(one)).status_code == 403
    before, answer = size(), one.post("/acts", signed)
    assert (answer.status_code in (403, 422), size()) == (True, before)
    assert [each["standing"] for each in one.get("/keys").json()] == ["revoked"]


@pytest.mark.parametrize("scopes", [("read",), ("read", "seat"), ("read", "seat", "account"), ("prepare",), ("submit",)])
def test_a_token_does_what_it_is_for_and_nothing_else(one: Program, scopes: tuple[str, ...]) -> None:
    signed = one.signed(claim(one))
    narrow = Program(one.account, scopes)
    found = {
        "read": narrow.get("/status").status_code, "seat": narrow.get("/own").status_code,
        "prepare": narrow.get("/keys").status_code, "account": narrow.get("/tokens").status_code,
        "submit": narrow.post("/acts", signed).status_code,
    }  # fmt: skip
    assert found == {scope: 200 if scope in scopes or (scope == "read" and "seat" in scopes) else 403 for scope in found}


def test_a_token_for_some_types_takes_no_others(one: Program) -> None:
    narrow = Program(one.account, types=["obligation.confirmed/1"])
    narrow.seed = one.seed
    answer = narrow.prepared(claim(one))
    told = answer.json()
    assert (answer.status_code, told["code"], told["types"]) == (403, "scope-needed", ["obligation.confirmed/1"])
    refused(narrow, one.signed(claim(one)), 403, "scope-needed")


def test_a_token_that_has_ended_or_is_too_old_lets_nobody_in(one: Program) -> None:
    assert one.get("/own").status_code == 200
    Token.objects.update(until=timezone.now())
    assert one.get("/own").json()["code"] == "token-needed"
    Token.objects.update(until=timezone.now() + timedelta(days=1), ended=timezone.now())
    assert one.get("/own").json()["code"] == "token-needed"


def test_a_token_ends_with_its_account(one: Program) -> None:
    one.account.is_active = False
    one.account.save()
    assert (one.get("/own").status_code, one.get("/status").status_code) == (401, 401)


def test_a_cookie_is_no_way_in(one: Program) -> None:
    browser = client()
    browser.force_login(one.account)
    signed = one.signed(claim(one))
    before = size()
    answers = [browser.get("/api/1/own"), browser.post("/api/1/acts", signed, content_type="application/json",
                                                       headers={"Idempotency-Key": "0123456789"})]  # fmt: skip
    assert [answer.status_code for answer in answers] == [401, 401]
    assert size() == before
    assert browser.get("/api/1/status").content == client().get("/api/1/status").content


def test_what_is_handed_in_with_a_token_made_under_duress_tells_colleagues(one: Program) -> None:
    forced = Program(one.account, forced=True)
    answers = [program.post("/acts", one.signed(claim(one, at))) for at, program in enumerate((one, forced))]
    assert [set(answer.json()) for answer in answers] == [{"act_id", "standing"}] * 2
    assert [alarm.act_id for alarm in Alarm.objects.all()] == [answers[1].json()["act_id"]]


@pytest.mark.parametrize("junk", ["", "!", "AAAA", base64.b64encode(b"{}").decode(), "A" * 150_000])
def test_junk_is_refused_in_words(one: Program, junk: str) -> None:
    before, answer = size(), one.post("/acts", {"body": junk, "leaf": junk})
    assert (answer.status_code in (400, 422), size()) == (True, before)
    assert answer.json()["detail"] != ""


@pytest.mark.parametrize("act", [{}, {"type": 3}, {"type": "no.such_thing/1"}, {"type": CLAIMED}, {"type": "genesis.signed/1"},
                                 {"type": CLAIMED, "of": "\u202ex"}, {"type": CLAIMED, "of": {"deep": [1]}}])  # fmt: skip
def test_what_is_no_act_is_not_prepared(one: Program, act: dict[str, Any]) -> None:
    answer = one.prepared({**one.act("x/1"), **act} if act else {})
    assert answer.status_code in (400, 422)
    assert answer.headers["Content-Type"] == "application/problem+json"


def test_too_many_writes_are_slowed(one: Program) -> None:
    LIMITER.ask(f"writing {one.token.pk}", WRITING, cost=WRITING.most - 1)
    answers = [one.post("/acts", {"body": "AAAA", "leaf": "AAAA"}) for _ in range(3)]
    assert [answer.status_code for answer in answers][1:] == [429, 429]
    assert int(answers[2].headers["Retry-After"]) > 0


# ---- keys, sessions, tokens of one's own ----


def test_a_key_is_registered_by_whoever_holds_it(one: Program) -> None:
    other_seed = ed25519.new_seed()
    public = ed25519.public_of(other_seed).hex()
    wrong = prove(other_seed, origin=ORIGIN, org="goi", role="officer").hex()
    answer = one.post("/keys", {"public": public, "proof": wrong})
    assert (answer.status_code, answer.json()["record_code"]) == (422, "key.proof")
    assert [each["kid"] for each in one.get("/keys").json()] == [one.kid]


def test_the_key_of_one_account_is_not_taken_by_another(one: Program) -> None:
    thief = Program(officer("gam", "gam-2"))
    proof = prove(one.seed, origin=ORIGIN, org="gam", role="officer").hex()
    answer = thief.post("/keys", {"public": ed25519.public_of(one.seed).hex(), "proof": proof})
    assert (answer.status_code, answer.json()["record_code"], thief.get("/keys").json()) == (422, "key.known", [])


def test_a_key_made_with_a_narrow_token_is_as_narrow(one: Program) -> None:
    narrow = Program(one.account, types=[CLAIMED])
    proof = prove(narrow.seed, origin=ORIGIN, org="gam", role="officer")
    answer = narrow.post("/keys", {"public": ed25519.public_of(narrow.seed).hex(), "proof": proof.hex()})
    assert answer.json()["act"]["scope"]["types"] == [CLAIMED]


def test_one_sees_and_ends_ones_own_tokens_only(one: Program, other: Program) -> None:
    second = Program(one.account)
    found = one.get("/tokens").json()
    assert sorted(each["id"] for each in found) == sorted([one.token.handle, second.token.handle])
    answers = [one.post(f"/tokens/{handle}/end") for handle in (other.token.handle, "0" * 16)]
    assert [answer.status_code for answer in answers] == [404, 404]
    assert answers[0].content == answers[1].content
    assert one.post(f"/tokens/{second.token.handle}/end").status_code == 200
    assert [program.get("/own").status_code for program in (second, one, other)] == [401, 200, 200]
    assert Happened.objects.filter(what="token_ended", account=one.account).count() == 1


def test_one_sees_and_ends_ones_own_sessions_only(one: Program, other: Program) -> None:
    for program in (one, other):
        browser = client()
        browser.force_login(program.account)
        UserSession.objects.create(user=program.account, session_key=browser.session.session_key, ip="127.0.0.1", user_agent="")
    theirs, mine = (program.get("/sessions").json() for program in (other, one))
    assert (len(mine), len(theirs), mine != theirs) == (1, 1, True)
    answers = [one.post(f"/sessions/{handle}/end") for handle in (theirs[0]["id"], "0" * 16)]
    assert ([answer.status_code for answer in answers], answers[0].content) == ([404, 404], answers[1].content)
    assert (one.post(f"/sessions/{mine[0]['id']}/end").status_code, one.get("/sessions").json()) == (200, [])
    assert other.get("/sessions").json() == theirs


def test_the_day_on_which_a_token_was_used_is_seen_and_nothing_more(one: Program) -> None:
    found = one.get("/tokens").json()
    assert [each["used_on"] for each in found] == [timezone.now().date().isoformat()]
    assert one.text not in one.get("/tokens").content.decode()


def test_a_proof_of_an_act_is_given_once_a_checkpoint_covers_it(one: Program, other: Program) -> None:
    taken = one.hand_in(claim(one)).json()
    path = f"/record/acts/{taken['act_id']}/proof"
    assert one.get(path).status_code == 404
    assert one.get(path.removesuffix("/proof")).json()["index"] is None  # it would say how much others have signed
    with worked() as record:
        place = record.desk.docket.replay.state.book.by_id[bytes.fromhex(taken["act_id"])]
        keys = record.folder.phrase_or(lambda _: "")
        record.folder.checkpoints(record.desk, log_seed=record.folder.log_seed(keys), at=lambda: "2026-11-23T12:00:00+00:00",
                                  ask=keys).show(now=int(time.time()), between=0)  # fmt: skip
    answer = one.get(path)
    assert (answer.status_code, parse_proof(answer.content).index) == (200, place)
    # Its place says how many acts stand before it, so the other side gets none, though it sees the act.
    assert (other.get(path).status_code, other.get(path.removesuffix("/proof")).json()["index"]) == (404, None)
    assert one.get(path.removesuffix("/proof")).json()["index"] == place
    assert Program().get(path).status_code == 401
    shown = Program().get("/record").json()
    assert (shown["size"] % MULTIPLE, shown["size"] > place) == (0, True)
    assert Program().get("/record/checkpoint").content.startswith(f"{ORIGIN}\n".encode())


# ---- acts of the record itself ----


def closing(kid: str, last_good: int = -1) -> dict[str, Any]:
    return {"type": "key.compromised/1", "kid": kid, "last_good": last_good}


def by_hand(program: Program, act: dict[str, Any]) -> dict[str, str]:
    """Return an act as it is handed in, prepared by a program of its own."""
    at = timezone.now().isoformat(timespec="seconds")
    with worked() as record:
        return program.leafed(record.desk.prepare(act, org=program.account.org, kid=bytes.fromhex(program.kid), at=at))


def test_an_officer_closes_a_key_of_the_own_organisation_and_no_other(one: Program, other: Program) -> None:
    colleague, stranger = Program(officer("gam", "gam-2")).with_key(), "0" * 16
    before = size()
    refused = [one.prepared(closing(kid)) for kid in (other.kid, stranger)]
    assert [answer.status_code for answer in refused] == [422, 422]
    assert refused[0].content == refused[1].content  # a key of others is not told from one that nobody has
    assert "closes its own keys" in refused[0].json()["detail"]
    assert size() == before
    answer = one.hand_in(closing(colleague.kid))
    assert (answer.status_code, size()) == (200, before + 1)
    with worked() as record:
        keyring = record.desk.docket.replay.state.keyring
        stands = [keyring.status_at(bytes.fromhex(each.kid), before + 1, 9).code for each in (colleague, other)]
    assert stands == ["disputed", "valid"]


def test_what_was_signed_about_what_others_have_is_not_taken_in(one: Program, other: Program) -> None:
    before = size()
    for act in (closing(other.kid), {"type": "erasure.ordered/1", "att": ["ab" * 32]}):
        assert (one.post("/acts", by_hand(one, act)).status_code, size()) == (422, before)


def test_a_root_key_is_closed_by_root_keys_alone(one: Program) -> None:
    with worked() as record:
        roots = record.desk.docket.replay.state.keyring.members["gam"].roots
    before, answer = size(), one.prepared(closing(roots[0].hex()))
    assert (answer.status_code, "would change nothing" in answer.json()["detail"], size()) == (422, True, before)


def test_nobody_orders_that_what_others_hold_is_erased(one: Program) -> None:
    before, answer = size(), one.prepared({"type": "erasure.ordered/1", "att": ["ab" * 32]})
    assert (answer.status_code, answer.json()["code"], size()) == (422, "refused", before)
    assert "what it has attached" in answer.json()["detail"]


def test_what_is_no_such_act_is_said_as_before(one: Program) -> None:
    before, answer = size(), one.prepared({"type": "key.compromised/1", "kid": "x"})
    assert (answer.status_code, "no act of a record" in answer.json()["detail"], size()) == (422, True, before)


def test_an_act_of_the_record_is_shown_to_nobody_by_this_address(one: Program, other: Program) -> None:
    colleague = Program(officer("gam", "gam-2")).with_key()
    made = one.post("/acts", by_hand(one, closing(colleague.kid))).json()["act_id"]
    asked = [program.get(f"/record/acts/{made}") for program in (one, other, Program())]
    absent = [program.get(f"/record/acts/{'0' * 64}") for program in (one, other, Program())]
    assert [answer.status_code for answer in asked] == [404, 404, 404]
    assert [answer.content for answer in asked] == [answer.content for answer in absent]
