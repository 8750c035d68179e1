"""Every field of every act of the programme, filled in with a number that may not be known of, and with one that nobody has.

The acts are those of the record, said again from another seat, with one number changed. Whatever is wrong with such an act, the
answer is the same for both numbers.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from string import ascii_lowercase, ascii_uppercase, digits
from typing import Any

import pytest

from safeconduct.access.acts_seen import view_act
from safeconduct.access.listing import listed, listed_containers, listed_items, listed_movements
from safeconduct.caseload.moves import CaseAct
from safeconduct.secretariat.desk import as_line
from safeconduct.web.accounts.made_up import people
from safeconduct.web.accounts.models import Account
from safeconduct.web.api.limits import LIMITER
from safeconduct.web.shell.worked import current
from tests.web.programs import Program
from tests.web.record import record_of, served
from tests.web.test_api_seats import EXAMPLE, PASSAGE, last, numbers_of, viewer_of

SEATS = (("hamas", "hamas_liaison"), ("israel", "il_liaison"), ("cmcc", "cmcc_weapons"), ("cmcc", "cmcc_registrar"),
         ("review_panel", "panel_legal"))  # fmt: skip
GIVEN_ONCE = {("person.presented/1", "case"), ("receipt.issued/1", "receipt"), ("receipt.replaced/1", "receipt")}
"""Fields that take a new number. Whoever gives numbers is told that one is taken, and nothing else of it."""
KNOWN_TO_WHOEVER_GAVE_IT = {("person.died/1", "case")}
"""A death has to be recorded by someone, also of a child: whoever received people knows the numbers it gave them."""
RECEIVES = (("cmcc", "cmcc_registrar"),)
LISTS = {"case": listed, "tag": listed_items, "container": listed_containers, "movement": listed_movements}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return record_of(tmp_path_factory, EXAMPLE, (PASSAGE,))


@pytest.fixture
def site(folder: Path) -> Iterator[None]:
    with served(folder):
        people(current().agreement)
        yield


def every_number(opened: Any) -> dict[str, set[str]]:
    """Give the numbers of the record by their kind, and the ids of acts that are seen by few."""
    return numbers_of(opened) | {"act": {act.id for act in opened.acts}}


def hidden_from(account: Account, opened: Any) -> dict[str, str]:
    """Give of each kind a number that a seat may not know of, where there is one."""
    viewer, office, everything = viewer_of(account), opened.office, every_number(opened)
    found = {kind: everything[kind] - set(lists(viewer, office, most=10**6).numbers) for kind, lists in LISTS.items()}
    found["receipt"] = {name for name, one in office.armoury.receipts.items() if viewer.of_receipt(one, office) is None}
    found["act"] = {act.id for act in opened.acts if not view_act(viewer, act, office).found}
    return {kind: min(names) for kind, names in found.items() if names}


def absent(number: str, taken: set[str]) -> str:
    """Give a number of the same shape that nobody has."""
    for place in reversed(range(len(number))):
        signs = next((signs for signs in (digits, ascii_lowercase, ascii_uppercase) if number[place] in signs), "")
        for sign in signs:
            if (name := number[:place] + sign + number[place + 1 :]) not in taken:
                return name
    raise AssertionError(f"every number like {number} is taken")


def one_of_each(opened: Any) -> dict[str, dict[str, Any]]:
    """Give one act of each type of the record, as it stands in a body, with as many numbers in it as there is one with."""
    found: dict[str, dict[str, Any]] = {}
    for act in opened.acts:
        assert isinstance(act, CaseAct)
        line = as_line(act)
        if len(str(line)) > len(str(found.get(line["type"], ""))):
            found[line["type"]] = line
    return found


def with_another(line: dict[str, Any], everything: dict[str, set[str]]) -> Iterator[tuple[str, str, Any]]:
    """Give each field of an act in which a number stands, the kind of the number, and how to put another in its place."""
    for field, value in line.items():
        if field in ("type", "id", "actor", "post", "happened", "recorded"):
            continue
        for kind, names in everything.items():
            if isinstance(value, str) and value in names:
                yield field, kind, lambda other: other
            elif isinstance(value, list) and value and value[0] in names:
                yield field, kind, lambda other, rest=tuple(value[1:3]): [other, *rest]


def test_no_field_of_an_act_tells_a_hidden_number_from_one_that_nobody_has(site: None) -> None:
    opened = last()
    everything, lines = every_number(opened), one_of_each(opened)
    taken = {name for names in everything.values() for name in names}
    wrong, asked = {}, set()
    for seat in SEATS:
        program = Program(Account.objects.get(org=seat[0], post=seat[1])).with_key()
        hidden = hidden_from(program.account, opened)
        for kind, line in lines.items():
            for field, of, put in with_another(line, everything):
                if of not in hidden:
                    continue
                names = (hidden[of], absent(hidden[of], taken))
                own = program.act(kind, **{name: value for name, value in line.items() if name not in program.act(kind)})
                answers = []
                for name in names:
                    LIMITER.clear()
                    answer = program.prepared(own | {field: put(name)})
                    answers.append((answer.status_code, re.sub(name, "NAME", answer.content.decode())))
                asked.add((kind, field))
                if (kind, field) in GIVEN_ONCE:
                    said = json.loads(answers[0][1])["detail"]
                    assert re.findall(r"[0-9]{4}|[0-9]:[0-9]", said.partition("NAME")[2].partition(";")[0]) == [], said
                elif answers[0] != answers[1] and not ((kind, field) in KNOWN_TO_WHOEVER_GAVE_IT and seat in RECEIVES):
                    wrong[seat, kind, field] = answers
    assert wrong == {}
    assert len(asked) > 30
