"""What a hostile officer with a good key and a good token signs: other hours, hidden characters, what was used before."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.utils import timezone

from safeconduct.record.body import parse_body, write_body
from safeconduct.record.faults import Bad
from safeconduct.store.examine import Signed
from safeconduct.web.accounts.models import Account
from safeconduct.web.desk.handing import training_kid
from safeconduct.web.looks.present import _signer_of
from safeconduct.web.shell.worked import worked
from tests.web.conftest import client
from tests.web.programs import Program, size
from tests.web.record import record_of, served
from tests.web.test_api_acts import CLAIMED, EXAMPLE, may_claim, officer, refused


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return record_of(tmp_path_factory, EXAMPLE)


@pytest.fixture(autouse=True)
def at_work(folder: Path) -> Iterator[None]:
    with served(folder):
        yield


@pytest.fixture
def one() -> Program:
    return Program(officer("gam")).with_key()


def claim(program: Program, **fields: Any) -> dict[str, Any]:
    return program.act(CLAIMED, of=may_claim(program)[0]) | fields


def hours(recorded: datetime) -> dict[str, str]:
    happened = min(recorded, timezone.now()) - timedelta(minutes=1)
    return {"recorded": recorded.isoformat(timespec="seconds"), "happened": happened.isoformat(timespec="seconds")}


def with_own_hand(program: Program, act: dict[str, Any]) -> dict[str, str]:
    """Sign an act that no server has prepared, with the hour that it says."""
    body = parse_body(base64.b64decode(program.signed(claim(program))["body"]))
    return program.leafed(write_body(body._replace(act=act, at=act["recorded"])))


# ---- hours ----


@pytest.mark.parametrize("off", [timedelta(days=-30), timedelta(hours=-24), timedelta(minutes=-31), timedelta(minutes=6),
                                 timedelta(days=30)], ids=str)  # fmt: skip
def test_an_act_bears_the_hour_at_which_it_is_handed_in(one: Program, off: timedelta) -> None:
    """Who could write another hour would object when the time for it is over, or speak when the mandate is."""
    act = claim(one, **hours(timezone.now() + off))
    answer = one.prepared(act)
    assert (answer.status_code, answer.json()["code"]) == (422, "refused")
    refused(one, with_own_hand(one, act), 422, "refused")


@pytest.mark.parametrize("off", [timedelta(minutes=-29), timedelta(0), timedelta(minutes=4)], ids=str)
def test_a_clock_that_is_a_little_off_is_no_attack(one: Program, off: timedelta) -> None:
    assert one.hand_in(claim(one, **hours(timezone.now() + off))).status_code == 200


def test_nobody_says_that_something_has_happened_which_has_not(one: Program) -> None:
    later = (timezone.now() + timedelta(hours=2)).isoformat(timespec="seconds")
    assert one.prepared(claim(one, happened=later)).json()["code"] == "refused"
    refused(one, with_own_hand(one, claim(one, happened=later)), 422, "refused")


def test_the_hour_of_a_body_is_that_of_its_act(one: Program) -> None:
    body = parse_body(base64.b64decode(one.signed(claim(one))["body"]))
    for at in ("2020-01-01T00:00:00+00:00", (timezone.now() - timedelta(minutes=9)).isoformat(timespec="seconds")):
        before, answer = size(), one.post("/acts", one.leafed(write_body(body._replace(at=at))))
        assert (answer.status_code, size()) == (422, before), at


def test_what_was_signed_before_its_key_was_registered_is_not_taken(one: Program) -> None:
    late = Program(officer("gam", "gam-2"))
    late.seed = Program(late.account).seed
    act = claim(one)
    body = parse_body(base64.b64decode(one.signed(act)["body"]))
    early = late.leafed(write_body(body._replace(device=late.kid, seq=0, prev="", act={**act, "id": "t-early"})))
    refused(late, early, 403, "not-permitted")
    with worked() as record:
        assert record.desk.docket.replay.state.keyring.get(bytes.fromhex(late.kid)) is None


# ---- characters ----


HIDING = ("\u202e", "\u2066", "\u200b", "\ufeff", "\u00ad", "\u2028", "\x07", "\x00", "\x9b", "\U000e0041")


@pytest.mark.parametrize("hidden", HIDING, ids=lambda one: f"{ord(one):04X}")
@pytest.mark.parametrize("field", ["note", "id", "evidence"])
def test_no_act_that_is_signed_elsewhere_holds_what_turns_or_hides(one: Program, hidden: str, field: str) -> None:
    text = f"a{hidden}b"
    act = claim(one, **{field: [text] if field == "evidence" else text})
    assert one.prepared(act).status_code in (400, 422)
    try:
        signed = with_own_hand(one, act)
    except Bad:
        return  # the record has no such body at all
    before, answer = size(), one.post("/acts", signed)
    assert (answer.status_code in (400, 422), size()) == (True, before)


@pytest.mark.parametrize("field", ["evidence", "refs", "note"])
def test_an_act_that_came_in_a_bundle_with_what_turns_or_hides_has_no_effect(one: Program, field: str) -> None:
    """It is kept, as everything is that comes in this way; nobody is shown it as an act."""
    act = claim(one, **{field: "a\u202eb" if field == "note" else ["a\u202eb"]})
    signed = {name: base64.b64decode(data) for name, data in with_own_hand(one, act).items()}
    with worked() as record:
        kept = record.desk.take_in([Signed(signed["leaf"], signed["body"])])[0]
    assert (kept.act, kept.standing.code) == (None, "no_effect")


# ---- what was used before ----


def test_a_key_of_one_address_is_not_taken_for_another(one: Program) -> None:
    key, signed = "a-key-of-this-request", one.signed(claim(one))
    assert one.post("/acts", signed, key=key).status_code == 200
    for path in ("/keys", "/sessions/0123456789abcdef/end", "/acts?x=1", "/tokens/0123456789abcdef/end"):
        assert one.post(path, signed, key=key).status_code in (400, 404, 409), path
    assert one.post("/keys", signed, key=key).json()["code"] == "idempotency-key-reused"


def test_another_token_of_the_same_account_is_given_no_answer_of_this_one(one: Program) -> None:
    key, signed = "a-key-of-this-request", one.signed(claim(one))
    first = one.post("/acts", signed, key=key)
    stolen = Program(one.account, ("submit",))
    grown, again = size(), stolen.post("/acts", signed, key=key)
    assert ("Idempotency-Replayed" in again.headers, again.json()["act_id"], size()) == (False, first.json()["act_id"], grown)


def test_a_cursor_is_good_for_the_question_that_it_was_given_to(one: Program) -> None:
    for _ in range(2):
        one.hand_in(claim(one))
    cursor = one.get("/acts?limit=1").json()["next"]
    other = Program(officer("goi"))
    assert cursor != ""
    asked = [other.get(f"/acts?limit=1&cursor={cursor}"), one.get(f"/timeline?limit=1&cursor={cursor}"),
             one.get(f"/acts?limit=1&cursor={cursor[:-6]}AAAA=="), one.get(f"/acts?limit=1&cursor={'A' * 4096}"),
             one.get(f"/acts?limit=1&cursor={cursor}%00")]  # fmt: skip
    assert [answer.status_code for answer in asked] == [400] * 5


def test_whoever_writes_a_place_of_the_log_learns_nothing_of_what_stands_there(one: Program) -> None:
    """What was disclosed is named by an act; who signed that act says whom the others may ask for it."""
    act_id = one.hand_in(claim(one)).json()["act_id"]
    with worked() as record:
        docket = record.desk.docket
        index = docket.replay.state.book.by_id[bytes.fromhex(act_id)]
        name = docket.kept(index).called
        found = [_signer_of(said, docket) for said in (name, f"{name}@{index}", f"made-up@{index}", f"{name}@{index - 1}",
                                                       f"made-up@{docket.size}", "made-up")]  # fmt: skip
    assert found == ["gam", "gam", "", "", "", ""]


# ---- keys of a demonstration ----


def test_the_keys_of_a_demonstration_sign_nothing_in_a_record_that_is_in_use(one: Program, folder: Path) -> None:
    """They still lie in this folder, as where somebody takes a demonstration for a beginning."""
    signed = one.signed(claim(one))
    with served(folder, demo=False):
        account = Account.objects.create(username="gam-real", org="gam")
        Authenticator.objects.create(user=account, type=Authenticator.Type.TOTP, data={"secret": "-"})
        asking = client()
        asking.force_login(account)
        before, about = size(), "x"
        with worked() as record:
            assert record.training is not None
            assert [training_kid(record, org) for org in ("gam", "goi")] == ["", ""]
        answers = [asking.post("/desk/hand-in/", {"body": signed["body"], "by": "server"}),
                   asking.post(f"/desk/write/?type={CLAIMED}&about={about}", {"kid": "server", "by": "server"}),
                   asking.post("/demo/gam-1/"), asking.get("/demo/")]  # fmt: skip
        assert [answer.status_code for answer in answers] == [422, 404, 404, 404]
        assert size() == before
