"""Every seat before every operation: it finds open what its entry says, and learns nothing that `access` does not give it."""

from __future__ import annotations

import base64
import re
import secrets
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from safeconduct.access.in_force import InForce
from safeconduct.access.knowing import Viewer
from safeconduct.access.listing import listed, listed_containers, listed_items, listed_movements
from safeconduct.access.seats import THE_PUBLIC, Seat
from safeconduct.caseload.persons.acts import AgeEstablished
from safeconduct.record.leaf import sign_leaf
from safeconduct.secretariat.opening import open_caseload
from safeconduct.store.checkpoints import MULTIPLE
from safeconduct.web.accounts.made_up import people
from safeconduct.web.accounts.models import Account
from safeconduct.web.api.description import description
from safeconduct.web.api.limits import LIMITER
from safeconduct.web.api.models import Scope
from safeconduct.web.api.operation import OPERATIONS, Operation
from safeconduct.web.shell.doors import Door
from safeconduct.web.shell.worked import current, worked
from tests.web.programs import ALL, Program
from tests.web.record import record_of, served

EXAMPLE, PASSAGE = "gaza-2025", "drafts/rafah-passage.yaml"
REGISTRAR, WEAPONS = ("cmcc", "cmcc_registrar"), ("cmcc", "cmcc_weapons")
NOBODY_HAS = {"number": "SYN-00000", "tag": "T-00000", "name": "no-such-thing", "act_id": "0" * 64,
              "id": "no_such_thing", "code": "nothing"}  # fmt: skip
LISTS = ("cases", "weapons", "containers", "movements", "kept")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return record_of(tmp_path_factory, EXAMPLE, (PASSAGE,))


@pytest.fixture
def site(folder: Path) -> Iterator[Client]:
    with served(folder) as asking:
        people(current().agreement)
        yield asking


def seated(org: str, post: str = "", **more: Any) -> Program:
    return Program(Account.objects.get(org=org, post=post), **more)


def viewer_of(account: Account | None) -> Viewer:
    """Return what a seat is at the end of the last day of the programme, as the demonstration looks at it."""
    shown = current()
    seat = Seat(account.org, account.post) if account is not None else THE_PUBLIC
    return Viewer(seat, InForce(shown.agreement, last().as_of))


def last() -> Any:
    shown = current()
    return open_caseload(shown.case, acts=shown.case_acts)


def addresses() -> Iterator[tuple[str, str, Operation]]:
    """Return method, address and operation of everything there is, with names that nobody has."""
    for path, methods in description()["paths"].items():
        for method, one in methods.items():
            wanted = next(each for (name, known), each in OPERATIONS.items()
                          if known == method.upper() and one["operationId"] in (name, f"{name}_{method}"))  # fmt: skip
            yield method, re.sub(r"\{(\w+)\}", lambda found: NOBODY_HAS[found[1]], path), wanted


def expected(wanted: Operation, account: Account | None, scopes: tuple[str, ...], viewer: Viewer) -> str:
    """Say what an operation does for somebody: from the meaning of its entry, not from the code that opens it."""
    if account is None and wanted.scope is not Scope.READ:
        return "token"
    if account is not None and wanted.scope.value not in scopes and not (wanted.scope is Scope.READ and "seat" in scopes):
        return "scope"
    opens = {Door.EVERYONE: True, Door.SIGNED_IN: account is not None, Door.ROLE: account is not None and viewer.has_role}
    return "open" if opens[wanted.door] else "not there"


_SAID = {"token-needed": "token", "scope-needed": "scope", "not-found": "not there"}


def test_each_operation_is_for_each_seat_what_its_entry_says(site: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("safeconduct.web.api.front._viewed", lambda *_: HttpResponse("behind the door"))
    wanted, got, now = {}, {}, timezone.now()
    accounts = [None, *Account.objects.order_by("username")]
    assert len(accounts) > 10
    everything = list(addresses())
    for account in accounts:
        seat = Seat(account.org, account.post) if account else THE_PUBLIC
        viewer = Viewer(seat, InForce(current().agreement, now))
        narrow = ((scope.value,) for scope in Scope) if seat == Seat(*REGISTRAR) else ()
        for scopes in (ALL, *narrow) if account is not None else ((),):
            program = Program(account, scopes)
            for method, path, operation in everything:
                LIMITER.clear()
                path = path.removeprefix("/api/1")
                answer = program.get(path) if method == "get" else program.post(path, {}, key=secrets.token_hex(8))
                key = (account and account.username, scopes, method, path)
                wanted[key] = expected(operation, account, scopes, viewer)
                got[key] = "open" if answer.content == b"behind the door" else _SAID[answer.json()["code"]]
    assert got == wanted


@pytest.mark.parametrize("seat", [None, REGISTRAR, ("hamas", "")])
def test_behind_each_door_stands_an_answer_or_a_problem_that_says_what_is_wrong(site: Client, seat: Any) -> None:
    program = seated(*seat) if seat else Program()
    for method, path, _operation in addresses():
        LIMITER.clear()
        path = path.removeprefix("/api/1")
        answer = program.get(path) if method == "get" else program.post(path, {}, key=secrets.token_hex(8))
        assert answer.status_code < 500, (path, answer.content)
        if answer.status_code >= 400:
            assert (answer.headers["Content-Type"], answer.json()["detail"] != "") == ("application/problem+json", True), path


def test_what_is_closed_to_a_seat_and_what_is_not_there_get_the_same_bytes(site: Client) -> None:
    with override_settings(DEMO=True):
        gone = Program(Account.objects.create(username="gone-1", org="no_such_org", made_up=True))
    answers = [gone.get(path) for path in ("/programme/cases", "/programme/cases/SYN-0001", "/programme/weapons", "/nothing")]
    assert {(answer.status_code, answer.content) for answer in answers} == {(404, answers[-1].content)}


# ---- what each seat finds behind the doors ----


def test_each_seat_lists_what_access_gives_it_and_nothing_else(site: Client) -> None:
    opened = last()
    lists = {"cases": (listed, "case"), "weapons": (listed_items, "tag"), "containers": (listed_containers, "container"),
             "movements": (listed_movements, "movement")}  # fmt: skip
    seen: dict[str, int] = {}
    for account in Account.objects.filter(made_up=True).order_by("username"):
        program, viewer = Program(account), viewer_of(account)
        if program.get("/programme/cases").status_code == 404:
            continue
        for name, (known, field) in lists.items():
            LIMITER.clear()
            got = [each[field] for each in program.every(f"/programme/{name}", 200)]
            assert got == list(known(viewer, opened.office, most=10**6).numbers), (account.username, name)
            seen[name] = seen.get(name, 0) + len(got)
    assert min(seen.values()) > 0


def unlike() -> list[Account | None]:
    """Return the public and one account of each kind of seat: what opens something to two seats alike is tried once."""
    found: dict[Any, Account | None] = {}
    for account in [None, *Account.objects.filter(made_up=True).order_by("username")]:
        viewer = viewer_of(account)
        found.setdefault((viewer.inside, viewer.steps, viewer.is_side, viewer.receives, viewer.for_children, viewer.reviews,
                          viewer.has_role and viewer.orgs if viewer.is_side else ()), account)  # fmt: skip
    return list(found.values())


def numbers_of(opened: Any) -> dict[str, set[str]]:
    office = opened.office
    return {"case": set(office.persons.cases), "tag": set(office.armoury.items), "container": set(office.armoury.containers),
            "receipt": set(office.armoury.receipts), "movement": set(office.movements.movements)}  # fmt: skip


def test_no_answer_holds_a_number_that_a_seat_may_not_know_of(site: Client) -> None:
    opened = last()
    everything, office = numbers_of(opened), opened.office
    found: dict[str, set[str]] = {}
    for account in unlike():
        program, viewer = Program(account), viewer_of(account)
        known = {
            "case": set(listed(viewer, office, most=10**6).numbers), "tag": set(listed_items(viewer, office, most=10**6).numbers),
            "container": set(listed_containers(viewer, office, most=10**6).numbers),
            "receipt": {name for name, one in office.armoury.receipts.items() if viewer.of_receipt(one, office) is not None},
            "movement": set(listed_movements(viewer, office, most=10**6).numbers),
        }  # fmt: skip
        text = ""
        for path in ("/programme", *(f"/programme/{name}?limit=200" for name in LISTS), "/programme/limits?limit=200",
                     "/programme/weapons/sums", "/programme/operations", "/acts", "/waiting", "/notices",
                     "/status", "/timeline?limit=200"):  # fmt: skip
            LIMITER.clear()
            text += program.get(path).content.decode()
        words = set(re.findall(r"[A-Za-z0-9-]+", text))
        for kind, names in everything.items():
            assert words & (names - known[kind]) == set(), (account and account.username, kind)
            found.setdefault(kind, set()).update(words & names)
    assert len(found["case"]) > 10


def test_the_public_gets_counts_of_which_nothing_small_can_be_taken_back(site: Client) -> None:
    found = Program().get("/programme").json()
    assert (found["people"], found["limits"], found["held_up"], found["places"]) == (None, [], [], None)
    parts = found["published"]["parts"].values()
    assert [part for part in parts if isinstance(part, int) and 0 < part < 5] == []


def test_a_token_that_reads_only_what_is_public_sees_as_the_public_does(site: Client) -> None:
    narrow, public = seated(*REGISTRAR, scopes=("read",)), Program()
    for path in ("/programme", "/status"):
        assert narrow.get(path).content == public.get(path).content
    assert seated(*REGISTRAR).get("/programme").json()["people"]["received"] > 0


def test_what_ifs_are_for_seats_inside_only_and_name_no_act_to_others(site: Client) -> None:
    act = next(entry.act for entry in last().office.entries if entry.act.__struct_config__.tag == "person.presented/1").id
    inside, outside = seated(*REGISTRAR), seated("hamas")
    answers = [outside.get(f"/programme?leave_out={name}") for name in (act, "no-such-act")]
    assert [answer.json()["code"] for answer in answers] == ["invalid", "invalid"]
    assert answers[0].content.replace(act.encode(), b"no-such-act") == answers[1].content
    assert inside.get(f"/programme?leave_out={act}").status_code == 200


@pytest.mark.parametrize("day", ["0", "1e3", "-1", "99999", "x"])
def test_a_day_that_there_is_not_is_told(site: Client, day: str) -> None:
    answer = Program().get(f"/programme?day={day}")
    assert (answer.status_code, answer.json()["faults"][0]["path"]) == (400, "day")


# ---- one person ----


def look_at(program: Program, number: str, kind: str = "person", fields: tuple[str, ...] = ()) -> Any:
    named = {"cases": [number]} if kind == "person" else {"numbers": [number]}
    return program.prepared(program.act("access.read/1", kind=kind, fields=list(fields), synthetic=True, **named))


def read(program: Program, number: str) -> Any:
    """Have a seat say that it looks, then with the fields that the interface asks for, and ask for the case."""
    fields: list[str] = []
    for _ in range(2):
        act = program.act("access.read/1", kind="person", cases=[number], fields=fields, synthetic=True)
        assert program.hand_in(act).status_code == 200
        answer = program.get(f"/programme/cases/{number}")
        if answer.status_code == 200:
            break
        fields = answer.json()["fields"]
    return answer


def test_a_case_is_shown_to_whoever_says_that_they_look(site: Client) -> None:
    program = seated(*REGISTRAR).with_key()
    number = program.every("/programme/cases", 200)[0]["case"]
    before = program.get(f"/programme/cases/{number}")
    assert (before.status_code, before.json()["code"]) == (403, "look-needed")
    answer = read(program, number)
    assert (answer.status_code, answer.json()["case"]) == (200, number)
    with worked() as record:
        looks = [kept.act for kept in record.desk.docket.all() if getattr(kept.act, "cases", ()) == (number,)
                 and kept.act.__struct_config__.tag == "access.read/1" and kept.act.actor == "cmcc"]  # fmt: skip
    assert set(answer.json()["fields"]) <= set(looks[-1].fields)


def test_a_look_counts_for_the_token_that_said_it_and_not_for_long(site: Client,
                                                                   monkeypatch: pytest.MonkeyPatch) -> None:  # fmt: skip
    program = seated(*REGISTRAR).with_key()
    number = program.every("/programme/cases", 200)[0]["case"]
    assert read(program, number).status_code == 200
    stolen, other = seated(*REGISTRAR), program.every("/programme/cases", 200)[1]["case"]
    assert [each.get(path).json()["code"] for each, path in (
        (stolen, f"/programme/cases/{number}"), (program, f"/programme/cases/{other}"))] == ["look-needed"] * 2  # fmt: skip
    monkeypatch.setattr("safeconduct.web.api.programme.GOOD_FOR", timedelta(0))
    assert program.get(f"/programme/cases/{number}").json()["code"] == "look-needed"


def test_a_stolen_token_repeats_no_look_of_its_officer(site: Client) -> None:
    program = seated(*REGISTRAR).with_key()
    number = program.every("/programme/cases", 200)[0]["case"]
    assert read(program, number).status_code == 200
    stolen = Program(program.account, scopes=("seat", "submit"))
    look = [one for one in stolen.every("/acts", 200) if one["act"]["type"] == "access.read/1"][-1]
    assert stolen.post("/acts", {"body": look["body"], "leaf": look["leaf"]}).status_code == 200
    assert stolen.get(f"/programme/cases/{number}").json()["code"] == "look-needed"


def test_an_act_of_others_is_not_asked_for_with_a_leaf_that_nobody_signed(site: Client) -> None:
    theirs, mine = seated("israel").with_key(), seated("hamas").with_key()
    about = next(one for one in mine.every("/acts/allowed", 200) if one["type"] == "breach.alleged/1")
    act_id = theirs.hand_in(theirs.act("breach.alleged/1", of=about["about"])).json()["act_id"]
    body = mine.signed(mine.act("breach.alleged/1", of=about["about"]))["body"]
    found = []
    for named in (act_id, "00" * 32):
        leaf = bytearray(sign_leaf(mine.seed, bytes.fromhex(named)))
        leaf[-1] ^= 1
        answer = mine.post("/acts", {"body": body, "leaf": base64.b64encode(bytes(leaf)).decode()})
        found.append((answer.status_code, answer.content))
    assert (found[0] == found[1], found[0][0]) == (True, 422)


def test_a_number_that_may_not_be_known_of_and_one_that_nobody_has_get_the_same_answers(site: Client) -> None:
    opened = last()
    program, viewer = seated("hamas").with_key(), viewer_of(Account.objects.get(org="hamas", post=""))
    known = set(listed(viewer, opened.office, most=10**6).numbers)
    hidden = next(number for number in opened.office.persons.cases if number not in known)
    absent = hidden[:-1] + next(sign for sign in "0123456789" if hidden[:-1] + sign not in opened.office.persons.cases)
    program.get("/own")  # the day of its first use has been written down
    for ask in (lambda number: program.get(f"/programme/cases/{number}"), lambda number: look_at(program, number)):
        answers = []
        for number in (hidden, absent):
            with CaptureQueriesContext(connection) as asked:
                answer = ask(number)
            answers.append((answer.status_code, answer.content, len(asked), sorted(answer.headers)))
        assert answers[0] == answers[1]


@pytest.mark.parametrize(("kind", "path"), [("tag", "weapons"), ("container", "containers")])
def test_things_that_may_not_be_known_of_and_that_are_not_there_get_the_same_answers(site: Client, kind: str,
                                                                                     path: str) -> None:  # fmt: skip
    opened = last()
    number = next(iter(numbers_of(opened)[kind]))
    lists = {"tag": listed_items, "container": listed_containers}
    viewers = ((account, viewer_of(account)) for account in Account.objects.filter(made_up=True).order_by("username"))
    account = next(account for account, viewer in viewers if viewer.has_role
                   and number not in lists[kind](viewer, opened.office, most=10**6).numbers)  # fmt: skip
    program = Program(account)
    answers = [program.get(f"/programme/{path}/{name}") for name in (number, "no-such-thing")]
    assert {(answer.status_code, answer.content) for answer in answers} == {(404, answers[0].content)}


def test_an_act_that_may_not_be_known_of_and_none_at_all_get_the_same_answers(site: Client) -> None:
    with worked() as record:
        docket = record.desk.docket
        sealed = next(kept.index for kept in docket.all() if isinstance(kept.act, AgeEstablished))
        digest = docket.replay.state.book.act_id(sealed).hex()
    assert seated(*REGISTRAR).get(f"/record/acts/{digest}").status_code in (200, 404)
    for program in (Program(), seated("hamas"), seated("israel")):
        program.get("/status")
        answers = []
        for name in (digest, "0" * 64):
            with CaptureQueriesContext(connection) as asked:
                answer = program.get(f"/record/acts/{name}")
            answers.append((answer.status_code, answer.content, len(asked)))
        assert answers[0] == answers[1]
        assert answers[0][0] == 404


def test_the_public_sees_an_act_of_the_agreement_without_what_is_written_beside_it(site: Client) -> None:
    side = seated("hamas").with_key()
    about = next(each["about"] for each in side.every("/acts/allowed", 200) if each["type"] == "breach.alleged/1")
    taken = side.hand_in(side.act("breach.alleged/1", of=about, note="written beside it")).json()
    shown = {name: program.get(f"/record/acts/{taken['act_id']}").json() for name, program in
             (("public", Program()), ("other", seated("israel")), ("own", side))}  # fmt: skip
    assert {name: (one["act"].get("note"), one["not_shown"]) for name, one in shown.items()} == {
        "public": (None, ["note", "place"]), "other": ("written beside it", []), "own": ("written beside it", [])}  # fmt: skip
    # Where it stands says how many others stand before it, so nobody is told before a checkpoint covers it.
    assert {name: (one["index"], one["body"] != "") for name, one in shown.items()} == {
        "public": (None, False), "other": (None, False), "own": (None, True)}  # fmt: skip


def test_a_search_finds_words_for_everyone_and_numbers_for_whoever_may_know_of_them(site: Client) -> None:
    number = seated(*REGISTRAR).every("/programme/cases", 200)[0]["case"]
    inside, outside = seated(*REGISTRAR), Program()
    assert inside.get(f"/search?q={number}").json()["numbers"] == [{"kind": "case", "number": number}]
    assert outside.get(f"/search?q={number}").content == outside.get("/search?q=SYN-00000").content
    assert "ceasefire" in str(outside.get("/search?q=ceasefire").json()["sections"])


@pytest.mark.parametrize("name", ["limits", "kept", "weapons", "cases"])
def test_a_list_of_the_programme_comes_whole_in_parts(site: Client, name: str) -> None:
    program = seated(*REGISTRAR)
    assert program.every(f"/programme/{name}?day=9", 7) == program.every(f"/programme/{name}?day=9", 200)


def test_what_waits_for_a_seat_is_its_own(site: Client) -> None:
    agreement = current().agreement
    for org in ("hamas", "israel"):
        found = seated(org).get("/waiting").json()
        assert {agreement.obligations[one["norm"]].who for one in found["owed"]} != set()
        assert all(org in agreement.obligations[one["norm"]].who for one in found["owed"])


def test_where_an_act_stands_is_for_those_who_guarantee(site: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    # This text names no guarantor, so one is named here.
    monkeypatch.setattr("safeconduct.access.knowing.guarantors", lambda _in_force: ("egypt",))
    with worked() as record:
        docket, shown = record.desk.docket, record.desk.records.reading.shown()
        index = next(kept.index for kept in docket.all() if kept.act is not None and kept.index < shown[0])
        path = f"/record/acts/{docket.replay.state.book.act_id(index).hex()}"
    programs = {"guarantor": seated("egypt"), "side": seated("hamas"), "inside": seated(*REGISTRAR)}
    found = {name: (program.get(path).json()["index"], program.get(f"{path}/proof").status_code)
             for name, program in programs.items()}  # fmt: skip
    assert found == {"guarantor": (index, 200), "side": (None, 404), "inside": (None, 404)}


def test_nobody_is_told_how_many_acts_there_are(site: Client) -> None:
    side = seated("hamas").with_key()
    about = next(each["about"] for each in side.every("/acts/allowed", 200) if each["type"] == "breach.alleged/1")
    programs = (Program(), seated("israel"), seated(*REGISTRAR))
    asked = [(program, path) for program in programs for path in ("/record", "/record/checkpoint")]
    before = [program.get(path).content for program, path in asked]
    assert side.hand_in(side.act("breach.alleged/1", of=about)).status_code == 200
    assert [program.get(path).content for program, path in asked] == before
    assert Program().get("/record").json()["size"] % MULTIPLE == 0


def test_a_server_that_is_in_use_answers_as_a_demonstration_does_and_takes_nobody_made_up(site: Client) -> None:
    with override_settings(DEMO=False):
        assert seated(*REGISTRAR).get("/own").status_code == 401
        for org, post in (REGISTRAR, ("hamas", "")):
            program = Program(Account.objects.create(username=f"real-{org}", org=org, post=post))
            for method, path, _operation in addresses():
                LIMITER.clear()
                path = path.removeprefix("/api/1")
                answer = program.get(path) if method == "get" else program.post(path, {}, key=secrets.token_hex(8))
                assert answer.status_code < 500, (path, answer.content)
            assert program.get("/own").json()["org"] == org


def test_both_sides_may_ask_the_same(site: Client) -> None:
    found = {org: [Program(Account.objects.get(org=org, post="")).get(path).status_code for _, path, _ in
                   ((method, path.removeprefix("/api/1"), one) for method, path, one in addresses() if method == "get")]
             for org in ("hamas", "israel") if not LIMITER.clear()}  # fmt: skip
    assert found["hamas"] == found["israel"]
