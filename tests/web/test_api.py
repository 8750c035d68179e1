"""The interface as everyone meets it: one answer for the pages and for programs, every fault told, nothing read twice or half."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import msgspec
import pytest
from django.core.management import call_command
from django.test import override_settings
from django.utils import timezone

from safeconduct.kernel.errors import Conflict, NotPermitted, Refused, VerificationFailed
from safeconduct.web.accounts.models import Account
from safeconduct.web.api import problems
from safeconduct.web.api.description import description, parameters
from safeconduct.web.api.limits import LIMITER, PUBLIC, WRONG, Limiter, Rate
from safeconduct.web.api.models import SIGN, Answered, Scope, Token
from safeconduct.web.api.operation import NAME, OPERATIONS
from safeconduct.web.api.reading import DEEPEST, MOST_BYTES
from safeconduct.web.shell.doors import Door, doors
from safeconduct.web.shell.worked import NotReady
from tests.web.programs import Program

SNAPSHOT = Path(__file__).resolve().parents[2] / "docs" / "reference" / "openapi.json"
LISTS = ("/norms", "/owes", "/left-open", "/anchors", "/exchanges", "/timeline", "/not-counted", "/figures", "/statements",
         "/sources", "/points")  # fmt: skip
SINGLE = ("/", "/agreement", "/agreement/text", "/questions", "/places", "/status", "/waits", "/problems", "/openapi.json")


@pytest.fixture(autouse=True)
def fresh(gaza: SimpleNamespace) -> Iterator[SimpleNamespace]:
    call_command("migrate", verbosity=0)
    yield gaza
    call_command("flush", interactive=False, verbosity=0)


@pytest.fixture
def public() -> Program:
    return Program()


def told(answer: Any, status: int, code: str) -> dict[str, Any]:
    """Ask for a problem document, and return it."""
    assert (answer.status_code, answer.headers["Content-Type"]) == (status, "application/problem+json"), answer.content
    found = answer.json()
    assert (found["status"], found["code"], found["type"].startswith("/api/1/problems/")) == (status, code, True)
    assert (found["detail"] != "", "what_to_do" in found) == (True, True)
    return found


# ---- what is given ----


@pytest.mark.parametrize("path", LISTS + SINGLE)
def test_everyone_reads_what_is_public(public: Program, path: str) -> None:
    answer = public.get(path)
    assert (answer.status_code, "Authorization" in answer.headers["Vary"]) == (200, True)
    json.loads(answer.content)


def test_the_status_is_that_of_the_command_line(public: Program, gaza: SimpleNamespace) -> None:
    asked = public.get("/status?at=2025-11-06T12:00&as=hamas").json()
    shown = gaza.shown
    as_of = shown.case.default_as_of
    expected = shown.case.status(as_of=as_of, known_by=None, seen_by="hamas")
    whole = json.loads(msgspec.json.encode(expected))
    assert {**asked, "as_of": "", "known_by": ""} == {**whole, "as_of": "", "known_by": ""}


LONG = ("/timeline", "/statements", "/figures", "/sources")
"""Lists so long that the public would be slowed if it asked for them one by one."""


@pytest.mark.parametrize(("path", "limit"), [*((path, 7) for path in LISTS), *((path, 1) for path in LISTS if path not in LONG)])
def test_a_list_comes_whole_in_parts_and_in_one_order(public: Program, path: str, limit: int) -> None:
    assert public.every(path, limit) == public.every(path, 200) != [[]]
    assert set(public.get(f"{path}?limit=1").json()) <= {"items", "next", "as_of", "known_by", "seen_by"}


def test_a_reason_comes_in_words_with_who_can_change_it(public: Program) -> None:
    found = public.get("/norms/ceasefire").json()
    because = found["because"]
    norm = found["norm"]
    assert (norm["id"], because["sentence"] != "", because["code"]) == ("ceasefire", True, norm["reason"]["code"])


def test_places_are_geojson_and_no_feature_is_a_person(public: Program, gaza: SimpleNamespace) -> None:
    answer = public.get("/places")
    assert answer.headers["Content-Type"] == "application/geo+json"
    found = answer.json()
    assert [each["id"] for each in found["features"]] == list(gaza.shown.agreement.places)
    assert {each["properties"]["kind"] for each in found["features"]} <= {"line", "zone", "crossing", "corridor", "site"}


def test_a_draft_is_checked_and_not_kept(public: Program, gaza: SimpleNamespace) -> None:
    text = gaza.shown.file.read_text(encoding="utf-8")
    sound = public.post("/drafts/check", {"text": text}, key=None).json()
    assert (sound["sound"], sound["agreement"], sound["errors"] + sound["warnings"] > 0) == (True, "gaza-2025", True)
    broken = public.post("/drafts/check", {"text": text.replace("parties:", "partys:")}, key=None).json()
    assert (broken["sound"], broken["faults"][0]["line"] > 0, broken["findings"]) == (False, True, [])


def test_the_same_question_gets_the_same_bytes_and_is_not_sent_twice(public: Program) -> None:
    first = public.get("/status?at=2025-11-06T12:00")
    again = public.get("/status?at=2025-11-06T12:00", **{"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    other = public.get("/status?at=2025-11-07T12:00", **{"If-None-Match": first.headers["ETag"]})
    assert other.status_code == 200


def test_head_and_options_say_what_get_would(public: Program) -> None:
    got, head = public.get("/agreement"), public.client.head("/api/1/agreement")
    assert (head.status_code, head.content, head.headers["Content-Length"]) == (200, b"", str(len(got.content)))
    elsewhere = {"Origin": "https://elsewhere.example", "Access-Control-Request-Method": "GET"}
    options = public.client.options("/api/1/agreement", headers=elsewhere)
    assert (options.status_code, options.headers["Allow"]) == (204, "GET, HEAD, OPTIONS")
    assert [name for answer in (got, head, options) for name in answer.headers if name.startswith("Access-Control")] == []


# ---- what cannot be read ----


@pytest.mark.parametrize(("query", "code", "path"), [
    ("at=yesterday", "SC004", "at"), ("known_by=2025-13-45", "SC004", "known_by"), ("as=nobody", "SC101", "as"),
    ("lang=xx", "SC016", "lang"), ("att=1", "SC002", "att"), ("at=2025-11-06&at=2025-11-07", "SC001", "at"),
    ("access_token=x", "SC002", "access_token"), ("as=%E2%80%AEhamas", "SC025", "as"), ("at=9999999999", "SC004", "at"),
])  # fmt: skip
def test_a_field_that_cannot_be_read_is_named(public: Program, query: str, code: str, path: str) -> None:
    found = told(public.get(f"/status?{query}"), 400, "invalid")
    assert [(fault["code"], fault["path"], fault["remedy"] != "") for fault in found["faults"]] == [(code, path, True)]


@pytest.mark.parametrize("limit", ["0", "201", "x", "-1", "1.5"])
def test_a_list_is_asked_for_in_parts_of_a_fair_size(public: Program, limit: str) -> None:
    assert told(public.get(f"/norms?limit={limit}"), 400, "invalid")["faults"][0]["path"] == "limit"


BODIES = {
    "twice": (b'{"text":"a","text":"b"}', "SC001"),
    "nan": (b'{"text":NaN}', "SC016"), "infinite": (b'{"text":-Infinity}', "SC016"),
    "fraction": (b'{"text":1.5}', "SC016"), "long": (b'{"text":' + b"9" * 5000 + b"}", "SC016"),
    "deep": (b"[" * 100_000 + b"]" * 100_000, "SC012"),
    "deeper": (b'{"text":' * (DEEPEST + 1) + b"1" + b"}" * (DEEPEST + 1), "SC012"),
    "open": (b'{"text":"a', "SC020"), "no object": (b"[]", "SC016"), "not utf-8": (b'{"text":"\xff"}', "SC010"),
    "more": (b'{"text":"a","other":1}', "SC002"), "less": (b"{}", "SC015"), "null": (b'{"text":null}', "SC016"),
    "surrogate": (b'{"text":"\\ud800"}', "SC016"),
}  # fmt: skip


@pytest.mark.parametrize("name", BODIES)
def test_a_body_that_two_readers_could_read_differently_is_not_read(public: Program, name: str) -> None:
    body, code = BODIES[name]
    found = told(public.post("/drafts/check", body, key=None), 400, "invalid")
    assert found["faults"][0]["code"] == code, found


def test_where_a_body_goes_wrong_is_said(public: Program) -> None:
    fault = told(public.post("/drafts/check", b'{\n "text": "a",\n oops }', key=None), 400, "invalid")["faults"][0]
    assert (fault["line"], fault["column"]) == (3, 2)


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", "",
                                  "application/jsonp", "text/json"])  # fmt: skip
def test_a_form_of_a_browser_is_not_read(public: Program, kind: str) -> None:
    told(public.post("/drafts/check", b'{"text":"a"}', key=None, kind=kind), 415, "wrong-type")


def test_too_much_at_once_is_not_read(public: Program) -> None:
    told(public.post("/drafts/check", json.dumps({"text": "a" * MOST_BYTES}).encode(), key=None), 413, "too-large")
    told(public.post("/drafts/check", json.dumps({"text": "a" * 1_050_000}).encode(), key=None), 413, "too-large")
    told(public.post("/drafts/check", b"{" + b" " * 1_400_000 + b"}", key=None), 413, "too-large")
    told(public.get("/norms/" + "a" * 600), 414, "too-long")
    told(public.get("/norms?cursor=" + "a" * 9000), 414, "too-long")


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete", "trace"])
def test_another_method_is_refused_in_the_same_form(public: Program, method: str) -> None:
    answer = getattr(public.client, method)("/api/1/status")
    assert told(answer, 405, "method-not-allowed")["type"] == "/api/1/problems/method-not-allowed"
    assert answer.headers["Allow"] == "GET, HEAD, OPTIONS"


@pytest.mark.parametrize("path", ["/api/1", "/api/", "/api/2/status", "/api/1/nothing", "/api/1/norms/nothing",
                                  "/api/1/points/nothing",
                                  "/api/1/questions/nothing", "/api/1/problems/nothing", "/api/1/record", "/api/1/programme",
                                  "/api/1/record/acts/" + "0" * 64, "/api/1/record/acts/x", "/api/1/status/"])  # fmt: skip
def test_what_is_not_there_gets_one_answer(public: Program, path: str) -> None:
    answer = public.client.get(path)
    assert answer.content == problems.answer(problems.not_found()).content
    told(answer, 404, "not-found")


def test_a_foreign_host_name_is_no_fault_of_ours(public: Program) -> None:
    answer = public.client.get("/api/1/status", headers={"Host": "elsewhere.example"})
    assert answer.status_code == 400


def test_a_fault_of_ours_tells_nothing_of_the_inside(public: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    def breaks(*_: Any) -> None:
        raise RuntimeError("a secret of the inside")

    monkeypatch.setattr("safeconduct.web.api.standing.looked_at", breaks)
    public.client.raise_request_exception = False
    answer = public.get("/status")
    told(answer, 500, "failed")
    assert b"secret" not in answer.content


def test_files_that_cannot_be_read_are_told_with_what_is_wrong(public: Program, gaza: SimpleNamespace, tmp_path: Path) -> None:
    broken = tmp_path / "agreement.yaml"
    broken.write_text("safeconduct: 2\n", encoding="utf-8")
    with override_settings(CASE={"example": "", "file": str(broken), "acts": "", "with_files": ()}):
        found = told(public.get("/status"), 500, "failed")
    assert "agreement" in found["detail"]


def test_a_record_that_is_still_being_made_is_waited_for(public: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    def not_ready() -> Any:
        raise NotReady

    monkeypatch.setattr("safeconduct.web.api.record.worked", not_ready)
    answer = public.get("/record")
    told(answer, 503, "not-ready")
    assert answer.headers["Retry-After"] == "5"


@pytest.mark.parametrize(("error", "status"), [(Refused("x"), 422), (NotPermitted("x"), 403), (Conflict("x"), 409),
                                           (VerificationFailed(step="x", expected="y", got="z"), 422)])  # fmt: skip
def test_each_family_of_errors_has_its_code_and_status(error: Any, status: int) -> None:
    found = problems.answer(error)
    assert (found.status_code, json.loads(found.content)["code"]) == (status, error.code)


def test_every_sort_of_problem_is_described_at_its_address(public: Program) -> None:
    for sort in problems.every_sort():
        assert public.get(f"/problems/{sort.code}").json()["status"] == sort.status


# ---- cursors ----


def cursor(program: Program, path: str = "/norms?limit=2") -> str:
    found: str = program.get(path).json()["next"]
    assert found
    return found


def test_a_cursor_is_good_for_its_own_list_only(public: Program) -> None:
    own = cursor(public)
    assert public.get(f"/norms?limit=5&cursor={own}").status_code == 200
    for path in (f"/owes?cursor={own}", f"/norms?kind=power&cursor={own}", f"/norms?lang=ar&cursor={own}"):
        assert told(public.get(path), 400, "invalid")["faults"][0]["path"] == "cursor"


def test_a_cursor_of_another_seat_and_a_made_up_one_get_one_answer(public: Program) -> None:
    with override_settings(DEMO=True):
        one, other = (Program(Account.objects.create(username=f"{org}-1", org=org, made_up=True)) for org in ("hamas", "israel"))
        theirs = cursor(other)
        answers = [program.get(f"/norms?limit=2&cursor={text}") for program, text in
                   ((one, theirs), (one, "made-up"), (one, theirs[:-4] + "AAAA"), (public, theirs))]  # fmt: skip
    assert {answer.content for answer in answers} == {answers[0].content}
    told(answers[0], 400, "invalid")


def test_a_cursor_tells_nothing_and_does_not_last(public: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    own = cursor(public)
    assert "living" not in own
    monkeypatch.setattr("safeconduct.web.api.cursors.GOOD_FOR", -1)
    told(public.get(f"/norms?limit=2&cursor={own}"), 400, "invalid")


def test_the_parts_of_a_list_are_about_one_moment(public: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    first = public.get("/norms?limit=2").json()
    second = public.get(f"/norms?limit=2&cursor={first['next']}").json()
    assert (first["as_of"], first["known_by"]) == (second["as_of"], second["known_by"])


# ---- who asks ----


@pytest.mark.parametrize("said", ["Bearer", "Bearer x", "Basic eDp5", "Bearer " + SIGN + "A" * 43, "token", "Bearer \u00e9"])
def test_a_token_that_nobody_has_is_told_so(public: Program, said: str) -> None:
    answer = public.client.get("/api/1/status", headers={"Authorization": said})
    told(answer, 401, "token-needed")
    assert answer.headers["WWW-Authenticate"] == "Bearer"


def test_a_token_is_kept_as_a_hash(public: Program) -> None:
    with override_settings(DEMO=True):
        program = Program(Account.objects.create(username="hamas-1", org="hamas", made_up=True))
    assert program.text.startswith(SIGN)
    assert all(program.text not in str(value) for value in Token.objects.values().get().values())


def test_trying_tokens_is_slowed_and_keeps_out_nobody_with_a_good_one_elsewhere(public: Program) -> None:
    answers = [public.client.get("/api/1/status", headers={"Authorization": "Bearer x"}) for _ in range(WRONG.most + 1)]
    assert [answer.status_code for answer in answers] == [401] * WRONG.most + [429]
    assert int(answers[-1].headers["Retry-After"]) > 0
    assert public.client.get("/api/1/status", headers={"Authorization": "Bearer x"}, REMOTE_ADDR="203.0.113.9").status_code == 401


def test_the_public_is_slowed_by_address(public: Program) -> None:
    LIMITER.ask("address 127.0.0.1", PUBLIC, cost=PUBLIC.most - 1)
    first, second = public.get("/"), public.get("/")
    assert (first.status_code, first.headers["RateLimit-Remaining"]) == (200, "0")
    told(second, 429, "too-many-requests")
    assert 0 < int(second.headers["Retry-After"]) <= PUBLIC.seconds


def test_a_bucket_fills_up_again_and_the_oldest_is_forgotten() -> None:
    limiter, rate = Limiter(most=2), Rate(2, 10)
    assert [limiter.ask("a", rate, now=0.0).allowed for _ in range(3)] == [True, True, False]
    assert [limiter.ask("a", rate, now=at).allowed for at in (4.9, 5.1)] == [False, True]
    limiter.ask("b", rate, now=6.0)
    limiter.ask("c", rate, now=6.0)
    assert limiter.ask("a", rate, now=6.0).left == 1


def test_nothing_that_was_asked_with_a_token_is_kept_by_anyone(public: Program) -> None:
    with override_settings(DEMO=True):
        program = Program(Account.objects.create(username="hamas-1", org="hamas", made_up=True))
        answer = program.get("/status")
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert "ETag" not in answer.headers
    assert public.get("/status").headers["Cache-Control"] == "no-cache"


def test_an_answer_that_was_kept_goes_with_its_token() -> None:
    account = Account.objects.create(username="hamas-1", org="hamas")
    program = Program(account)
    Answered.objects.create(token=program.token, key="0123456789", request="", at=timezone.now())
    account.delete()
    assert (Token.objects.count(), Answered.objects.count()) == (0, 0)


# ---- what it looks like ----


def test_the_interface_is_the_one_that_was_written_down() -> None:
    written = json.loads(SNAPSHOT.read_text(encoding="utf-8"))
    assert written == description(), "it changed: run `make docs`, and look at what changed"


def test_everyone_gets_the_same_description(public: Program) -> None:
    with override_settings(DEMO=True):
        program = Program(Account.objects.create(username="hamas-1", org="hamas", made_up=True))
        assert program.get("/openapi.json").content == public.get("/openapi.json").content


def test_every_operation_has_a_door_a_description_and_its_fields() -> None:
    found = description()["paths"]
    operations = [(path, method, one) for path, methods in found.items() for method, one in methods.items()]
    assert len(operations) == len(OPERATIONS)
    for path, method, one in operations:
        assert (len(one["summary"]) > 10, one["summary"].endswith("."), len(one["description"]) > 10) == (True, False, True), path
        assert all(each["description"] for each in one["parameters"] if each["in"] == "query"), (path, method)
        assert set(one["responses"]) == {"200", "default"}
    names = {f"{NAME}:{name}" for name, _method in OPERATIONS}
    assert names <= set(doors())
    beside = {name: door for name, door in doors().items() if name.startswith(f"{NAME}:") and name not in names}
    assert beside == {f"{NAME}:api-root": Door.EVERYONE}


def test_what_opens_for_a_seat_needs_a_token_for_it() -> None:
    assert {(one.door, one.scope) for one in OPERATIONS.values() if Scope.READ in (one.scope,)} == {(Door.EVERYONE, Scope.READ)}
    assert [key for key, one in OPERATIONS.items() if one.writes and one.scope not in (Scope.SUBMIT, Scope.ACCOUNT)] == []


def test_every_reference_of_the_description_leads_somewhere() -> None:
    whole = json.dumps(description())
    named = {part.split('"')[0] for part in whole.split("#/components/schemas/")[1:]}
    assert named - set(description()["components"]["schemas"]) == set()


def test_fields_that_an_address_may_have_come_from_the_description() -> None:
    assert parameters("status", "GET") == ("at", "known_by", "as", "lang")
    assert parameters("cases", "GET") == ("day", "leave_out", "limit", "cursor")
