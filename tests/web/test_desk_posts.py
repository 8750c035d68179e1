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
from django.core.cache import cache
from django.core.management import call_command
from django.test import Client, override_settings
from django.utils import timezone

from safeconduct.agreement.casefile import open_case
from safeconduct.bootstrap.demonstration import make_demonstration
from safeconduct.bootstrap.folder import Settings
from safeconduct.caseload.moves import CaseAct
from safeconduct.record import ed25519
from safeconduct.record.authority import prove
from safeconduct.record.body import act_id, parse_body, write_body
from safeconduct.record.leaf import kid_of, sign_leaf
from safeconduct.secretariat.case_acts import BY_NAME
from safeconduct.web.accounts.models import Account
from safeconduct.web.desk.asked import fields_of, subject_of
from safeconduct.web.desk.fields import FIELDS, MOVES
from safeconduct.web.desk.values import word_of
from safeconduct.web.shell.worked import _opened, worked
from tests.pilot import TEXT
from tests.web.conftest import client

ORIGIN = "desk.invalid/pilot"
START = datetime(2026, 11, 2, 6, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def pilot(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A demonstration of the made-up programme with an empty log, and a clock that the test moves."""
    call_command("migrate", verbosity=0)
    cache.clear()
    folder = tmp_path / "text"
    folder.mkdir()
    text = folder / "agreement.yaml"
    text.write_text(TEXT, encoding="utf-8")
    home = tmp_path / "record"
    case = {"example": "", "file": str(text), "acts": "", "with_files": ()}
    make_demonstration(home, open_case(file=text), Settings(agreement=str(text)), origin=ORIGIN, at=START.isoformat())
    clock = Clock(START)
    monkeypatch.setattr(timezone, "now", clock)
    with override_settings(HOME=str(home), DEMO=True, CASE=case):
        _opened.cache_clear()
        yield home
    _opened.cache_clear()
    call_command("flush", interactive=False, verbosity=0)
    Post.clock = clock


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

    clock: Clock | None = None

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
        page = unescape(self.client.get("/desk/").content.decode())
        return set(re.findall(r"/desk/write/\?type=([a-z_.]+)%2F1", page))


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
