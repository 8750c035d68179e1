"""A key for some places: chosen from those of the agreement where it is made, in the act that registers it, and shown with it."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from safeconduct.record import ed25519
from safeconduct.record.authority import prove
from safeconduct.web.accounts.models import Account, Key
from safeconduct.web.shell.worked import worked
from tests.web.programs import Program
from tests.web.record import ORIGIN, record_of, served
from tests.web.test_looks import EXAMPLE, REGISTRAR, TEXTS, Officer


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return record_of(tmp_path_factory, EXAMPLE, TEXTS)


@pytest.fixture(autouse=True)
def at_work(made: Path) -> Iterator[None]:
    with served(made, demo=False):
        yield


def places() -> dict[str, str]:
    """Return the places of the agreement with their names."""
    with worked() as record:
        return {name: str(place.name) for name, place in record.case.agreement.places.items()}


def hands_in(who: Officer, *chosen: str) -> Any:
    """Hand a key in as the page does, for the places that were ticked."""
    proof = prove(who.seed, origin=ORIGIN, org=who.org, role="officer")
    return who.client.post("/desk/key/", {"public": who.public.hex(), "proof": proof.hex(), "places": list(chosen)}, follow=True)


def act_on(page: str) -> dict[str, Any]:
    found = re.search(r'<textarea id="act"[^>]*>([^<]*)</textarea>', page)
    return json.loads(html.unescape(found[1])) if found else {}


def register(org: str, act: dict[str, Any]) -> None:
    with worked() as record:
        for number in (0, 1):
            assert record.training is not None
            at = timezone.now().isoformat(timespec="seconds")
            record.desk.take_in([record.training.sign(record.desk, org, f"root-{number}", act, at=at)])


def test_the_page_offers_every_place_of_the_agreement() -> None:
    page = Officer(REGISTRAR).get("/desk/key/").content.decode()
    assert re.findall(r'name="places" value="([a-z_0-9]+)"', page) == list(places())
    assert len(places()) > 1


def test_a_key_is_registered_for_the_places_that_were_ticked_and_the_desk_says_which() -> None:
    who, (one, other) = Officer(REGISTRAR), sorted(places())[:2]
    act = act_on(hands_in(who, other, one).content.decode())
    assert act["scope"]["places"] == [one, other]
    pages = [who.get("/desk/").content.decode()]
    register(who.org, act)
    pages.append(who.get("/desk/").content.decode())
    assert ["For these places only:" in page for page in pages] == [False, True]
    assert "For these places only:" in who.get("/desk/key/").content.decode()
    with worked() as record:
        key = record.desk.docket.replay.state.keyring.get(bytes.fromhex(who.kid))
        assert key is not None
        assert key.scope is not None
        assert key.scope.places == (one, other)


def test_a_key_for_all_places_names_none() -> None:
    who = Officer(REGISTRAR)
    act = act_on(hands_in(who).content.decode())
    assert "places" not in act["scope"]
    register(who.org, act)
    assert "For these places only:" not in who.get("/desk/").content.decode()


def test_a_place_that_the_agreement_does_not_have_is_refused_and_no_key_is_kept() -> None:
    who = Officer(REGISTRAR)
    page = hands_in(who, sorted(places())[0], "no_such_place").content.decode()
    assert ("A place was sent that the agreement does not have." in page, act_on(page)) == (True, {})
    assert not Key.objects.exists()


def test_a_program_registers_a_key_for_places_too_and_reads_them() -> None:
    account = Account.objects.create(username="registrar-api", org=REGISTRAR[0], post=REGISTRAR[1])
    asking, one = Program(account), sorted(places())[0]
    proof = prove(asking.seed, origin=ORIGIN, org=account.org, role="officer").hex()
    public = ed25519.public_of(asking.seed).hex()
    wrong = asking.post("/keys", {"public": public, "proof": proof, "places": ["no_such_place"]})
    assert (wrong.status_code, wrong.json()["faults"][0]["code"], Key.objects.exists()) == (400, "SC101", False)
    answer = asking.post("/keys", {"public": public, "proof": proof, "places": [one]})
    assert (answer.status_code, answer.json()["act"]["scope"]["places"], answer.json()["key"]["places"]) == (200, [one], [])
    register(account.org, answer.json()["act"])
    assert [key["places"] for key in asking.get("/keys").json()] == [[one]]
