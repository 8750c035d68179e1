"""What whoever keeps the log enters by hand, puts right and takes back; and that nobody else does."""

from __future__ import annotations

import base64
import html
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from safeconduct.caseload.statements.state import Filed
from safeconduct.kernel.acts import FigureReported, Link, StatementReported
from safeconduct.record import ed25519
from safeconduct.record.authority import prove
from safeconduct.record.body import act_id
from safeconduct.record.leaf import kid_of, sign_leaf
from safeconduct.secretariat.reported import entered
from safeconduct.web.accounts.models import Account
from safeconduct.web.shell.worked import worked
from tests.web.conftest import client
from tests.web.record import ORIGIN, record_of, served

EXAMPLE = "gaza-2025"
STATEMENT = {"source": "g79", "day": "2025-11-05", "root_who": "a spokesman", "root_kind": "official", "root_for": "israel",
             "stance": "considers", "polarity": "+", "says": "Weighs whether to let them pass.", "certainty": "U"}  # fmt: skip
FIGURE = {"source": "g79", "day": "2025-11-05", "root_who": "a diplomat", "root_kind": "anonymous", "low": "100", "high": "200",
          "certainty": "U", "subject": "fighters_rafah"}  # fmt: skip


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return record_of(tmp_path_factory, EXAMPLE)


@pytest.fixture(autouse=True)
def at_work(folder: Path) -> Iterator[None]:
    with served(folder):
        yield


@pytest.fixture
def recorder() -> Client:
    return seat("recorder")


def seat(org: str, officer: str = "17") -> Client:
    found = client()
    found.force_login(Account.objects.create(username=f"{org}-1", org=org, officer=officer, made_up=True))
    return found


def known() -> Filed:
    with worked() as record:
        return entered(record.desk.docket)


def size() -> int:
    with worked() as record:
        return record.desk.docket.size


def prepared(answer: Any) -> list[str]:
    assert answer.status_code == 200, html.unescape(answer.content.decode())
    return re.findall(r'name="body" value="([A-Za-z0-9+/=]+)"', answer.content.decode())


def signed(asking: Client, answer: Any) -> None:
    taken = asking.post("/desk/hand-in/", {"body": prepared(answer), "by": "server", "next": "/entries/"})
    assert (taken.status_code, taken.headers.get("Location")) == (302, "/entries/"), taken.content.decode()


def new_ids(before: Filed) -> list[str]:
    return [name for name in known().entries if name not in before.entries]


def test_a_statement_entered_by_hand_says_who_said_it_through_whom_and_which_officer_confirmed_it(recorder: Client) -> None:
    before = known()
    signed(recorder, recorder.post("/entries/new/statement/", STATEMENT))
    (name,) = new_ids(before)
    act = known().entries[name].act
    assert isinstance(act, StatementReported)
    assert act.chain[-1] == Link(who="a spokesman", kind="official", speaks_for="israel")
    assert (act.actor, act.basis, act.evidence, act.confirmed_by) == ("recorder", "reported", ("g79",), "17")
    assert act.happened == datetime(2025, 11, 4, 22, tzinfo=UTC)
    assert known().root(act) == "israel"


def test_what_is_put_right_takes_the_place_and_what_was_there_is_shown(recorder: Client) -> None:
    before = known()
    signed(recorder, recorder.post("/entries/new/figure/", FIGURE))
    (first,) = new_ids(before)
    signed(recorder, recorder.post(f"/entries/correct/?of={first}", FIGURE | {"low": "150", "certainty": "PR+"}))
    (second,) = (one for one in new_ids(before) if one != first)
    entry = known().entries[second]
    assert isinstance(entry.act, FigureReported)
    assert (entry.act.low, entry.act.high, entry.act.certainty, entry.act.corrects) == (150, 200, "PR+", first)
    page = recorder.get("/entries/").content.decode()
    assert f'Put right by: <code dir="ltr">{second}</code>' in re.sub(r"\s+", " ", page)
    assert f"?of={first}" not in page
    assert recorder.get(f"/entries/correct/?of={first}").status_code == 404


def test_what_is_taken_back_stands_no_more_and_stays(recorder: Client) -> None:
    before = known()
    signed(recorder, recorder.post("/entries/new/statement/", STATEMENT))
    (name,) = new_ids(before)
    signed(recorder, recorder.post("/entries/withdraw/", {"of": name}))
    assert not known().entries[name].stands
    assert "Taken back by:" in recorder.get("/entries/").content.decode()
    assert recorder.post("/entries/withdraw/", {"of": name}).status_code == 404


def test_nothing_is_written_where_nothing_is_different_or_the_record_refuses(recorder: Client) -> None:
    before = known()
    signed(recorder, recorder.post("/entries/new/figure/", FIGURE))
    (name,) = new_ids(before)
    count = size()
    same = recorder.post(f"/entries/correct/?of={name}", FIGURE)
    assert (same.status_code, "Nothing is different from the entry as it stands." in same.content.decode()) == (422, True)
    wrong = recorder.post(f"/entries/correct/?of={name}", FIGURE | {"low": "300"})
    assert (wrong.status_code, "the lower bound, 300, is above the upper one, 200" in wrong.content.decode()) == (422, True)
    assert size() == count


@pytest.mark.parametrize("org", ["israel", "hamas", "us"])
def test_a_party_comes_to_none_of_these_pages_and_enters_nothing(org: str) -> None:
    asking, count = seat(org), size()
    absent = asking.get("/no-such-page/").status_code
    for at in ("/entries/", "/entries/new/statement/", "/entries/correct/?of=x"):
        assert asking.get(at).status_code == absent == 404
    assert asking.post("/entries/new/statement/", STATEMENT).status_code == 404
    assert size() == count


def test_somebody_who_has_not_signed_in_is_sent_to_the_entrance() -> None:
    assert client().get("/entries/").headers["Location"].startswith("/account/sign-in/")


def test_whoever_keeps_the_log_is_offered_nothing_else_to_sign(recorder: Client) -> None:
    assert re.findall(r"/desk/write/\?type=", recorder.get("/desk/").content.decode()) == []
    assert recorder.get("/desk/write/?type=obligation.claimed/1&about=remains").status_code == 404


def test_on_a_served_record_the_act_is_signed_by_the_key_of_the_browser_and_no_other(folder: Path, recorder: Client) -> None:
    seed, before = ed25519.new_seed(), known()
    public = ed25519.public_of(seed)
    proof = prove(seed, origin=ORIGIN, org="recorder", role="officer")
    assert recorder.post("/desk/key/", {"public": public.hex(), "proof": proof.hex()}).status_code == 302
    answer = recorder.post("/entries/new/statement/", STATEMENT)
    assert f'data-kid="{kid_of(public).hex()}"' in answer.content.decode()
    (body,) = (base64.b64decode(one) for one in prepared(answer))
    sent = {"body": base64.b64encode(body).decode(), "by": "server"}
    assert recorder.post("/desk/hand-in/", sent).status_code == 422
    other = sign_leaf(ed25519.new_seed(), act_id(body))
    assert recorder.post("/desk/hand-in/", {"body": sent["body"], "leaf": base64.b64encode(other).decode()}).status_code == 422
    leaf = base64.b64encode(sign_leaf(seed, act_id(body))).decode()
    assert recorder.post("/desk/hand-in/", {"body": sent["body"], "leaf": leaf}).status_code == 302
    assert len(new_ids(before)) == 1
