"""The table of roles, actions and fields is made from the functions that decide; swap the parties and it swaps."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import pytest

from safeconduct.access.in_force import InForce
from safeconduct.access.knowing import Viewer
from safeconduct.access.matrix import SUBJECTS, Matrix, every_act, matrix, may_ever, possible
from safeconduct.access.may import NO_CASES, may
from safeconduct.access.seats import THE_OPERATOR, THE_PUBLIC, THE_RECORDER, Seat, seats_of, sides
from safeconduct.access.view import view
from safeconduct.agreement.casefile import example_folder, open_case
from safeconduct.agreement.model import Agreement
from safeconduct.agreement.reader import read_agreement
from safeconduct.caseload.persons.acts import ObjectionRaised
from safeconduct.kernel.acts import act_type
from tests import passage
from tests.pilot import TEXT, at
from tests.swap import swap
from tests.unit.access.seated import office, text, viewer

WHEN = datetime(2026, 3, 3, tzinfo=UTC)
PROGRAMMES = ("made up", "rafah")
EXAMPLES = ("gaza-2025", "aceh-2005", "dayton-1a-1995", "el-salvador-1992", "minsk-ii-2015")


def of(name: str) -> Agreement:
    if name == "made up":
        return text()
    if name == "rafah":
        return open_case(example="gaza-2025", with_files=["drafts/rafah-passage.yaml"]).agreement
    return open_case(example=name).agreement


@pytest.mark.parametrize("name", PROGRAMMES)
def test_every_seat_has_a_cell_for_every_act_and_every_field(name: str) -> None:
    agreement = of(name)
    table = matrix(agreement, WHEN)
    assert {*seats_of(agreement)} <= set(table.roles)
    assert set(table.actions) == set(every_act())
    assert {kind for kind, _ in table.fields} == set(SUBJECTS)
    # Nothing is nobody's: each act has someone who may do it, and each field somebody who sees it.
    open_, norms = {"held_on"}, {kind for kind in table.actions if kind.split(".")[0] in NORMS}
    assert [kind for kind, who in table.actions.items() if not who and kind not in norms] == []
    assert [field for (_, field), who in table.fields.items() if not who and field not in open_] == []


NORMS = {"obligation", "dispute", "breach", "decision", "hole", "suspension", "power", "delay", "mandate"}


@pytest.mark.parametrize("name", PROGRAMMES)
def test_sides_have_the_same_rights_and_see_the_same(name: str) -> None:
    agreement = of(name)
    table = matrix(agreement, WHEN)
    parties = [org for org in sides(agreement) if org in agreement.programme.notice_to]  # type: ignore[union-attr]
    assert len(parties) == 2

    def fields(org: str) -> list[tuple[tuple[str, str], tuple[str, ...]]]:
        return [(field, who.get(Seat(org), ())) for field, who in table.fields.items()]

    one, two = map(fields, parties)
    assert one == two
    of_a_case = [kind for kind in table.actions if kind.split(".")[0] not in NORMS and kind != "assurance.given/1"]
    acts = [[kind for kind in of_a_case if Seat(org) in table.actions[kind]] for org in parties]
    assert acts[0] == acts[1]


def test_no_side_sees_a_field_of_a_person_by_a_step() -> None:
    for name in PROGRAMMES:
        agreement = of(name)
        table, parties = matrix(agreement, WHEN), sides(agreement)
        found = {(field, seat) for (of_, field), who in table.fields.items() if of_ in ("Person", "Receipt", "vault")
                 for seat in who if seat.org in parties}  # fmt: skip
        assert {field for field, _ in found} == {"case", "noticed", "noticed_to", "objections"}, name


def test_the_operator_and_the_public_do_nothing_and_see_nothing() -> None:
    for name in PROGRAMMES:
        table = matrix(of(name), WHEN)
        assert [kind for kind, who in table.actions.items() if {THE_OPERATOR, THE_PUBLIC} & set(who)] == []
        assert [field for field, who in table.fields.items() if {THE_OPERATOR, THE_PUBLIC, THE_RECORDER} & set(who)] == []


def turned(table: Matrix, one: str, other: str) -> Matrix:
    """Give a table with the names of two parties turned round wherever they stand."""

    def seat(old: Seat) -> Seat:
        return old._replace(org=swap(old.org, one, other), post=swap(old.post, one, other))

    return Matrix(
        {seat(key): roles for key, roles in table.roles.items()},
        {kind: tuple(map(seat, who)) for kind, who in table.actions.items()},
        {field: {seat(key): cell for key, cell in who.items()} for field, who in table.fields.items()})  # fmt: skip


def swapped(name: str, parties: tuple[str, str], folder: Path) -> Agreement:
    """Give a text with the names of two parties swapped in every word of it."""
    if name == "made up":
        model: Agreement = read_agreement(swap(TEXT, *parties).encode(), file="pilot.yaml").model
        return model
    source = example_folder("gaza-2025")
    straight = (source / "agreement.yaml").read_text(encoding="utf-8")
    text_ = swap(straight, *parties)
    old, new = (read_agreement(one.encode(), file="agreement.yaml").hash for one in (straight, text_))
    draft = swap((source / "drafts" / "rafah-passage.yaml").read_text(encoding="utf-8"), *parties).replace(old, new)
    (folder / "agreement.yaml").write_text(text_, encoding="utf-8")
    (folder / "draft.yaml").write_text(draft, encoding="utf-8")
    shutil.copy(source / "places.geojson", folder)
    return open_case(file=folder / "agreement.yaml", with_files=[folder / "draft.yaml"]).agreement


@pytest.mark.parametrize(("name", "parties"), [("made up", ("alpha", "bravo")), ("rafah", ("israel", "hamas"))])
def test_swapping_the_names_of_the_parties_swaps_the_table(name: str, parties: tuple[str, str], tmp_path: Path) -> None:
    straight, other = matrix(of(name), WHEN), matrix(swapped(name, parties, tmp_path), WHEN)
    assert turned(straight, *parties) == other
    # It can fail: one side may give the assurance or hold the ground, and the other may not.
    assert straight != other


@pytest.mark.parametrize("name", EXAMPLES)
def test_every_shipped_agreement_has_a_table(name: str) -> None:
    agreement = of(name)
    table = matrix(agreement, WHEN, {})
    assert table.actions["breach.alleged/1"][:1] == (Seat(next(iter(agreement.parties))),)
    assert {seat.org for seat in table.actions["obligation.claimed/1"]} == {
        who for one in agreement.obligations.values() for who in one.who if who != "unstated"}  # fmt: skip


def test_what_the_table_denies_is_refused_and_what_it_allows_is_refused_for_no_power() -> None:
    in_force, wrong = InForce(text(), at(7)), []
    for act in {type(one): one for one in passage.log()}.values():
        for seat in seats_of(text()):
            one = Viewer(seat, in_force)
            its_own = {"objection": f"{seat.org}_objects"} if isinstance(act, ObjectionRaised) else {}
            told = may(one, msgspec.structs.replace(act, actor=seat.org, post=seat.post, **its_own), NO_CASES)
            ever = may_ever(one, act_type(act), at(7))
            refused = bool({"no_power", "task_does_not_fit", "no_seat_to_act", "recorder_only_reports"}
                           & {reason.code for reason in told.reasons})  # fmt: skip
            if ever == refused:
                wrong.append((act_type(act), seat, ever, told.reasons))
    assert wrong == []


def test_what_the_table_says_is_hidden_is_shown_on_no_day() -> None:
    table = matrix(text(), at(3))
    for day in (2, 3, 5, 7):
        cases = office(at(day))
        for seat in seats_of(text()):
            for case in cases.persons.cases:
                shown = view(viewer(seat, at(day)), case, cases).values()
                assert [name for name in shown if seat not in table.fields["Person", name]] == [], (seat, case)


def test_the_standings_that_a_seat_could_have_are_those_it_gets() -> None:
    got: dict[Seat, set[str]] = {}
    for day in (2, 3, 4, 7):
        cases = office(at(day))
        for seat in seats_of(text()):
            one = viewer(seat, at(day))
            could = set(possible(one))
            for case, person in cases.persons.cases.items():
                has = (one.of_person(person, child=case in cases.children) or frozenset()) - {"early"}
                assert has <= could, (seat, has)
                got.setdefault(seat, set()).update(has)
    assert got[Seat("alpha")] == {"noticed", "objector"}
