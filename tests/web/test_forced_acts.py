"""An act that was signed under duress waits for a colleague: they countersign it, or close its key. Nobody else sees that."""

from __future__ import annotations

import base64
import re

import pytest

from safeconduct.record.body import parse_body
from safeconduct.web.accounts.forced import DURESS, write
from safeconduct.web.accounts.models import Alarm, Happened
from safeconduct.web.shell.worked import worked
from tests.web.test_accounts import tables, written  # noqa: F401
from tests.web.test_desk import Officer, at_work, folder  # noqa: F401


def under_duress(officer: Officer) -> Officer:
    session = officer.client.session
    session[DURESS] = True
    session.save()
    return officer


def manager(org: str = "gam", name: str = "harbour-1") -> Officer:
    found = Officer(org, name)
    found.account.manages = True
    found.account.save()
    return found


@pytest.fixture
def held() -> Officer:
    """An officer who has signed one act freely and is being forced then."""
    found = Officer("gam").with_key()
    assert found.hand_in(found.prepared(found.offered()[0])).status_code == 302
    return under_duress(found)


def signed(officer: Officer) -> str:
    """Sign an act. Gives the address of its page."""
    answer = officer.hand_in(officer.prepared(officer.offered()[0]))
    assert answer.status_code == 302, answer.content.decode()
    return str(answer["Location"])


def closes(colleague: Officer, number: int) -> bytes:
    """Ask for the act that closes a key. Gives its body, to be signed."""
    page = colleague.client.post(f"/desk/close-key/{number}/")
    found = re.search(r'name="body" value="([A-Za-z0-9+/=]+)"', page.content.decode())
    assert found is not None, page.content.decode()
    return base64.b64decode(found[1])


def test_a_forced_act_waits_for_a_colleague_and_a_free_one_does_not(held: Officer) -> None:
    made, colleague = signed(held), manager()
    number = Alarm.objects.get().pk
    assert "waits for you to countersign it" in colleague.client.get("/account/officers/").content.decode()
    page = colleague.client.get(f"/account/alarms/{number}/").content.decode()
    assert (made in page, "countersign it" in page) == (True, True)
    assert Alarm.objects.count() == 1


def test_where_a_colleague_begins_it_is_said_that_something_waits_and_not_what(held: Officer) -> None:
    signed(held)
    colleague, plain = manager(), Officer("gam", "plain-1")
    said = [one.client.get("/home").content.decode() for one in (colleague, plain, held)]
    assert ["Something about a colleague waits for you" in page for page in said] == [True, False, False]
    assert [word for word in ("duress", "gam-1") if word in said[0]] == []
    colleague.client.post(f"/account/alarms/{Alarm.objects.get().pk}/countersign/", {"stands": "yes"})
    assert "Something about a colleague waits for you" not in colleague.client.get("/home").content.decode()


def test_a_colleague_closes_the_key_from_the_first_forced_act_on(held: Officer) -> None:
    first, second, colleague = signed(held), signed(held), manager().with_key()
    number = Alarm.objects.latest("pk").pk
    body = closes(colleague, number)
    # The first act under duress is number 1 of the chain; number 0 was signed freely.
    assert parse_body(body).act == {"type": "key.compromised/1", "kid": held.kid, "last_good": 0}
    assert colleague.hand_in(body).status_code == 302
    assert "Its key is closed." in colleague.client.get(f"/account/alarms/{number}/").content.decode()
    with worked() as record:
        docket = record.desk.docket
        assert docket.replay.state.keyring.status_at(bytes.fromhex(held.kid), docket.size, 3).code == "disputed"
        # One officer closes it for what comes; what is there falls with a second one.
        indexes = [docket.replay.state.book.by_id[bytes.fromhex(made.split("/")[3])] for made in (first, second)]
        assert [docket.kept(index).standing.code for index in indexes] == ["in_effect"] * 2
    other = manager(name="harbour-2").with_key()
    assert other.client.post(f"/desk/close-key/{number}/").status_code == 404


def test_nobody_closes_a_key_who_is_not_told_or_has_none(held: Officer) -> None:
    signed(held)
    number = Alarm.objects.get().pk
    plain, theirs = Officer("gam", "plain-1").with_key(), manager("goi", "their-1").with_key()
    assert [one.client.post(f"/desk/close-key/{number}/").status_code for one in (held, plain, theirs)] == [404] * 3
    colleague = manager().with_key()
    colleague.client.post(f"/account/alarms/{number}/countersign/", {"stands": "yes"})
    assert colleague.client.post(f"/desk/close-key/{number}/").status_code == 404


def test_a_colleague_countersigns_and_it_waits_no_more(held: Officer) -> None:
    signed(held)
    colleague, number = manager(), Alarm.objects.get().pk
    assert colleague.client.post(f"/account/alarms/{number}/countersign/", {"stands": "yes"}).status_code == 302
    page = colleague.client.get("/account/officers/").content.decode()
    assert ("waits for you to countersign" in page, "says that the act stands" in page) == (False, True)
    assert "Close the key" not in colleague.client.get(f"/account/alarms/{number}/").content.decode()
    again = colleague.client.post(f"/account/alarms/{number}/countersign/", {"stands": "no"})
    assert (again.status_code, Alarm.objects.get().stands, Happened.objects.latest("pk").what) == (404, True, "countersigned")


def test_a_colleague_who_says_that_it_does_not_stand_is_led_to_close_the_key(held: Officer) -> None:
    signed(held)
    colleague, number = manager(), Alarm.objects.get().pk
    assert colleague.client.post(f"/account/alarms/{number}/countersign/", {"stands": "perhaps"}).status_code == 404
    colleague.client.post(f"/account/alarms/{number}/countersign/", {"stands": "no"})
    page = colleague.client.get(f"/account/alarms/{number}/").content.decode()
    assert ("It does not stand." in page, f"/desk/close-key/{number}/" in page) == (True, True)


def test_nothing_of_it_is_in_the_record_or_on_a_page_of_whoever_is_forced(held: Officer) -> None:
    made, colleague, number = signed(held), manager(), Alarm.objects.get().pk
    colleague.client.post(f"/account/alarms/{number}/countersign/", {"stands": "no"})
    held.account.manages = True
    held.account.save()
    pages = [held.client.get(path) for path in ("/account/", "/account/officers/", "/desk/", made, "/home")]
    for page in pages:
        said = page.content.decode()
        assert [word for word in ("countersign", "Under duress", "does not stand", "alarm was seen") if word in said] == []
    assert [held.client.get(f"/account/alarms/{number}/").status_code,
            held.client.post(f"/account/alarms/{number}/countersign/", {"stands": "yes"}).status_code] == [404, 404]
    with worked() as record:
        index = record.desk.docket.replay.state.book.by_id[bytes.fromhex(made.split("/")[3])]
        kept = record.desk.docket.kept(index)
        body = next(record.desk.records.entries(index)).body or b""
    assert (kept.standing.code, b"duress" in body, b"forced" in body) == ("in_effect", False, False)


def test_an_alarm_of_others_and_none_at_all_get_one_answer(held: Officer) -> None:
    signed(held)
    number, theirs = Alarm.objects.get().pk, manager("goi", "their-1")
    theirs.client.get("/")
    found = [theirs.client.get(f"/account/alarms/{one}/") for one in (number, 10**6)]
    assert [one.status_code for one in found] == [404, 404]
    assert found[0].content.replace(b"alarms/%d/" % number, b"") == found[1].content.replace(b"alarms/%d/" % 10**6, b"")
    plain = Officer("gam", "plain-1")
    assert plain.client.get(f"/account/alarms/{number}/").status_code == 404


def test_a_forced_act_that_never_came_into_the_record_is_said_to_be_none(held: Officer) -> None:
    colleague = manager()
    write(held.account, "act", forced=True, act_id="ab" * 32)
    page = colleague.client.get(f"/account/alarms/{Alarm.objects.get().pk}/").content.decode()
    assert ("It did not come into the record." in page, "Close the key" in page) == (True, False)
