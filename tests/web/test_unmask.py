"""At which cases somebody looked: told to whoever asked, once, where a second one has agreed; on a page, and to a program."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone

from safeconduct.access import acts
from safeconduct.web.accounts.models import Account
from safeconduct.web.looks import given
from safeconduct.web.shell.worked import worked
from tests.web.programs import Program
from tests.web.record import record_of, served
from tests.web.test_looks import (
    CHILD_OFFICER,
    EXAMPLE,
    LEGAL,
    MEDIC,
    PROTECTION,
    REGISTRAR,
    SIDES,
    TEXTS,
    Officer,
    ledger,
    page_of,
    people,
    plainly,
)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return record_of(tmp_path_factory, EXAMPLE, TEXTS)


@pytest.fixture(autouse=True)
def at_work(made: Path) -> Iterator[None]:
    with served(made, demo=False):
        yield


def broken(case: str, seat: tuple[str, str] = MEDIC) -> str:
    """Break the glass over a case. Return the name of the act."""
    return Officer(seat).with_key().does("/looks/glass/", cases=case, reason="medical", fields_=["need"])


def asks(who: Officer, of: str) -> str:
    return who.does("/looks/ask/unmask/", of=of, reason="audit")


def test_two_are_told_of_a_broken_glass_once_and_the_person_is_told_of_them() -> None:
    case, legal, protection = people()[0], Officer(LEGAL).with_key(), Officer(PROTECTION).with_key()
    glass = broken(case)
    page = legal.get("/looks/").content.decode()
    assert (f"/looks/ask/unmask/?of={glass}" in page, case in page) == (True, False)
    assert glass in legal.get(f"/looks/ask/unmask/?of={glass}").content.decode()
    name = asks(legal, glass)
    request = f"/looks/request/{name}/"
    assert legal.prepares(request, do="use") == []
    assert "nobody has approved it yet" in legal.last.content.decode()
    assert "broke the glass" in protection.get(request).content.decode()
    protection.does(request, do="approve")
    used = legal.does(request, do="use")
    pages = [legal.get(f"/looks/given/{used}/").content.decode() for _ in range(2)]
    assert [case in page for page in pages] == [True, False]
    assert "is shown once" in pages[1]
    assert (protection.get(f"/looks/given/{used}/").status_code, legal.prepares(request, do="use")) == (404, [])
    registrar = Officer(REGISTRAR).with_key()
    told = registrar.see(page_of(case)).content.decode()
    words = ("broke the glass", "was told at which cases somebody looked", "Legal officer of the review panel", "was shown")
    assert [word in told for word in words] == [True, True, True, False]


def test_nothing_of_a_number_stands_in_the_record_or_beside_it() -> None:
    case, legal, protection = people()[0], Officer(LEGAL).with_key(), Officer(PROTECTION).with_key()
    name = asks(legal, broken(case))
    protection.does(f"/looks/request/{name}/", do="approve")
    used = legal.does(f"/looks/request/{name}/", do="use")
    legal.get(f"/looks/given/{used}/")
    said = [one.act for one in ledger() if one.act.id == used or getattr(one.act, "of", "") == name or one.act.id == name]
    assert ([type(one).__name__ for one in said], [getattr(one, "cases", ()) for one in said]) == (
        ["Requested", "Approved", "Revealed"], [(), (), ()])  # fmt: skip
    assert [one.name for one in given.Shown.objects.all()] == [used]


def test_a_child_and_a_number_never_given_look_alike_to_whoever_does_not_protect_children() -> None:
    legal, protection, shown = Officer(LEGAL).with_key(), Officer(PROTECTION).with_key(), []
    medic = Officer(MEDIC).with_key()
    for case in (people("child")[0], "SYN-N0NE"):
        glass = medic.does("/looks/glass/", cases=case, reason="medical", fields_=["need"])
        name = asks(legal, glass)
        protection.does(f"/looks/request/{name}/", do="approve")
        used = legal.does(f"/looks/request/{name}/", do="use")
        page = legal.get(f"/looks/given/{used}/").content.decode()
        assert case not in page
        shown.append(page.split("<main")[1].replace(used, "U"))
    assert shown[0] == shown[1]


def test_the_time_in_which_it_is_given_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    legal, protection = Officer(LEGAL).with_key(), Officer(PROTECTION).with_key()
    name = asks(legal, broken(people()[0]))
    protection.does(f"/looks/request/{name}/", do="approve")
    used = legal.does(f"/looks/request/{name}/", do="use")
    monkeypatch.setattr(given, "GIVEN_FOR", timedelta(0))
    assert legal.get(f"/looks/given/{used}/").status_code == 404


def test_a_key_that_was_closed_is_given_nothing_any_more() -> None:
    legal, protection = Officer(LEGAL).with_key(), Officer(PROTECTION).with_key()
    name = asks(legal, broken(people()[0]))
    protection.does(f"/looks/request/{name}/", do="approve")
    used = legal.does(f"/looks/request/{name}/", do="use")
    with worked() as record:
        closing = {"type": "key.revoked/1", "kid": legal.kid, "last_good": -1, "reason": "lost"}
        for number in (0, 1):
            assert record.training is not None
            when = timezone.now().isoformat(timespec="seconds")
            record.desk.take_in([record.training.sign(record.desk, legal.org, f"root-{number}", closing, at=when)])
    assert legal.get(f"/looks/given/{used}/").status_code == 404
    assert legal.prepares("/looks/ask/unmask/", of=name, reason="audit") == []


@pytest.mark.parametrize("seat", SIDES)
def test_a_side_can_neither_ask_nor_tell_that_somebody_did(seat: tuple[str, str]) -> None:
    legal, side = Officer(LEGAL).with_key(), Officer(seat).with_key()
    glass = broken(people()[0])
    before = side.get("/looks/").content.decode().split("<main")[1]
    assert "/looks/ask/unmask/" not in before
    name = asks(legal, glass)
    assert side.get("/looks/").content.decode().split("<main")[1] == before
    answers = [side.get(f"/looks/request/{one}/") for one in (name, "never")]
    assert ({one.status_code for one in answers}, len({plainly(one).replace(name, "N") for one in answers})) == ({404}, 1)
    assert [side.client.post("/looks/ask/unmask/", {"of": of, "kid": side.kid, "reason": "audit"}).status_code
            for of in (glass, "never")] == [404, 404]  # fmt: skip


def test_an_act_of_others_that_is_not_seen_cannot_be_told_from_none() -> None:
    registrar, legal = Officer(REGISTRAR).with_key(), Officer(LEGAL).with_key()
    registrar.see(page_of(people()[0]))
    look = next(one.act.id for one in reversed(ledger()) if isinstance(one.act, acts.Looked))
    answers = []
    for of in (look, "cmcc-0123456789abcdef"):
        assert legal.prepares("/looks/ask/unmask/", of=of, reason="audit") == []
        page = re.sub(r'(csrfmiddlewaretoken" value=")[^"]*', r"\1", legal.last.content.decode().split("<main")[1])
        answers.append((legal.last.status_code, page.replace(of, "OF")))
    assert answers[0] == answers[1]


# ---- a program ------------------------------------------------------------------------------------------------------


def program(seat: tuple[str, str]) -> Program:
    name = f"{seat[1]}-api".replace("_", "-")
    return Program(Account.objects.create(username=name, org=seat[0], post=seat[1], officer=name)).with_key()


def unmasked_by(asking: Program, second: Program, glass: str) -> str:
    """Have two programs agree on a glass. Return the name of the act by which it is used."""
    asked = asking.act("access.requested/1", action="unmask", kind="act", reason="audit", of=glass, synthetic=True)
    used = asking.act("access.revealed/1", of=asked["id"], synthetic=True)
    assert asking.hand_in(asked).status_code == 200
    assert asking.prepared(used).status_code == 422
    assert second.hand_in(second.act("access.approved/1", of=asked["id"], synthetic=True)).status_code == 200
    assert asking.hand_in(used).status_code == 200
    return str(used["id"])


def test_a_program_is_told_once_what_it_has_signed_for_with_its_own_token() -> None:
    case, legal, protection = people()[0], program(LEGAL), program(PROTECTION)
    used = unmasked_by(legal, protection, broken(case))
    other = Program(legal.account)
    assert [one.get(f"/programme/given/{used}").status_code for one in (other, protection, program(CHILD_OFFICER))] == [404] * 3
    first, again = (legal.get(f"/programme/given/{used}") for _ in range(2))
    assert (first.status_code, first.json()) == (200, {"numbers": [case], "particulars": {}})
    assert (again.status_code, again.json()["code"]) == (410, "given-already")
    assert legal.get("/programme/given/never").status_code == 404


def test_a_program_is_given_particulars_once() -> None:
    case, registrar, legal = people()[0], program(REGISTRAR), program(LEGAL)
    asked = registrar.act("access.requested/1", action="reveal", kind="vault", reason="medical", cases=[case], fields=["name"],
                          synthetic=True)  # fmt: skip
    used = registrar.act("access.revealed/1", of=asked["id"], synthetic=True)
    assert registrar.hand_in(asked).status_code == 200
    assert legal.hand_in(legal.act("access.approved/1", of=asked["id"], synthetic=True)).status_code == 200
    assert registrar.hand_in(used).status_code == 200
    first, again = (registrar.get(f"/programme/given/{used['id']}") for _ in range(2))
    assert (first.status_code, list(first.json()["particulars"]), first.json()["numbers"]) == (200, [case], [])
    assert {one["kind"] for one in first.json()["particulars"][case]} <= {"name"}
    assert again.status_code == 410
