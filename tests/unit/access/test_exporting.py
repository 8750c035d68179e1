"""A file holds what two have approved, as whoever asked sees it, and nothing by which a person is found at a place."""

from __future__ import annotations

import csv
import io
import json
from typing import Any

import pytest

from safeconduct.access import acts
from safeconduct.access.approvals import NUMBERS, PLACES, fields_refused
from safeconduct.access.counting import FEW, FEWER, HIDDEN
from safeconduct.access.exporting import COUNT, KINDS, NOT_SHOWN, Table, as_csv, as_json, digest_of, fields_open, table_of
from safeconduct.access.seats import Seat
from tests.passage import ADULTS, CHILD, FOUND_LATER
from tests.pilot import at
from tests.unit.access.seated import ALPHA, BRAVO, LEGAL, REGISTRAR, office, viewer

WHEN = at(3)


def asked(*fields: str, cases: tuple[str, ...] = ADULTS, kind: Any = "person", seat: Seat = REGISTRAR) -> acts.Requested:
    return acts.Requested(id="r1", happened=WHEN, recorded=WHEN, actor=seat.org, post=seat.post, synthetic=True, action="export",
                          kind=kind, reason="audit", cases=cases, fields=fields)  # fmt: skip


def made(*fields: str, seat: Seat = REGISTRAR, **more: Any) -> Table:
    return table_of(viewer(seat, WHEN), asked(*fields, seat=seat, **more), office(WHEN))


def test_each_case_has_a_row_with_the_approved_fields_and_no_other() -> None:
    table = made("case", "language")
    assert (table.fields, [row[0] for row in table.rows]) == (("case", "language"), sorted(ADULTS))


def test_a_child_is_in_no_file_of_whoever_does_not_protect_it_and_neither_is_a_number_that_was_never_given() -> None:
    cases = (ADULTS[0], CHILD, FOUND_LATER, "SYN-NONE")
    assert [row[0] for row in made("case", cases=cases).rows] == [ADULTS[0]]


def test_a_field_that_is_not_shown_to_whoever_asked_stays_empty_of_its_value() -> None:
    own, others = made("case", "tags", cases=ADULTS[:2]), made("case", "tags", cases=ADULTS[:2], seat=LEGAL)
    assert {row[1] for row in others.rows} == {NOT_SHOWN}
    assert NOT_SHOWN not in {row[1] for row in own.rows}


@pytest.mark.parametrize("side", [ALPHA, BRAVO])
def test_a_side_gets_nothing_of_whom_it_may_not_know(side: Seat) -> None:
    assert made("case", "language", cases=(ADULTS[9], ADULTS[10]), seat=side).rows == ()


def test_where_a_field_says_a_place_rows_are_counted_and_small_counts_are_not_given() -> None:
    tables = [made("site", "language", cases=cases) for cases in (ADULTS, ADULTS[:3])]
    assert [table.fields for table in tables] == [("site", "language", COUNT)] * 2
    counts = [[row[-1] for row in table.rows] for table in tables]
    assert [one for one in counts[0] if one.isdigit() and int(one) < FEW] == []
    assert set(counts[1]) <= {FEWER, HIDDEN}


def test_the_order_of_rows_without_a_number_follows_from_what_they_say() -> None:
    forward, back = made("language", "disarmed"), made("language", "disarmed", cases=tuple(reversed(ADULTS)))
    assert (forward, list(forward.rows)) == (back, sorted(forward.rows))


def test_weapons_and_receipts_are_those_of_the_cases_that_were_named() -> None:
    tags = {row[0] for row in made("tag", cases=ADULTS[:2], kind="item", seat=Seat("centre", "weapons_officer")).rows}
    assert tags == {"W-0", "W-1", "W-both"}


def test_no_field_that_a_file_can_have_is_strictly_confidential() -> None:
    for kind in KINDS:
        for field in fields_open(kind):
            assert list(fields_refused("export", kind, (field,))) == [], (kind, field)
    assert set(fields_open("person")) & NUMBERS != set() != set(fields_open("person")) & PLACES


@pytest.mark.parametrize("cell", ["=1+1", "+41", "-2", "@cmd", "\tx"])
def test_no_cell_is_taken_for_a_formula(cell: str) -> None:
    rows = list(csv.reader(io.StringIO(as_csv(Table(("a", "b"), ((cell, "ok"),))).decode())))
    assert rows == [["a", "b"], [f"'{cell}", "ok"]]


def test_both_forms_say_the_same_and_have_a_digest_of_their_own() -> None:
    table = made("case", "language", cases=ADULTS[:2])
    rows = json.loads(as_json(table))
    assert [(row["case"], row["language"]) for row in rows] == list(table.rows)
    assert digest_of(as_csv(table)) != digest_of(as_json(table))
