"""Every field has a row, nobody sees one without, and nothing that is never held has a field at all."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from collections.abc import Iterator
from types import ModuleType
from typing import Any

import msgspec
import pytest

import safeconduct.secretariat
from safeconduct.access import acts as access_acts
from safeconduct.access.classes import OF_A_CASE, OF_AN_ACT, ROWS, Row, Sensitivity, Standing, row_of
from safeconduct.access.errors import WORDS
from safeconduct.access.never import NEVER, SOUND, offends, refused
from safeconduct.access.seats import THE_OPERATOR, THE_PUBLIC, Seat, seats_of
from safeconduct.agreement import model
from safeconduct.caseload.movements import acts as movement_acts
from safeconduct.caseload.movements import errors as movement_errors
from safeconduct.caseload.movements import standing, views
from safeconduct.caseload.movements import state as movement_state
from safeconduct.caseload.moves import CaseAct
from safeconduct.caseload.persons import acts as person_acts
from safeconduct.caseload.persons import errors as person_errors
from safeconduct.caseload.persons import state as person_state
from safeconduct.caseload.persons import ways
from safeconduct.caseload.weapons import acts as weapon_acts
from safeconduct.caseload.weapons import errors as weapon_errors
from safeconduct.caseload.weapons import state as weapon_state
from safeconduct.caseload.weapons import views as weapon_views
from safeconduct.kernel.acts import TYPES, ActBase, AsTold, Link, Passage
from safeconduct.record.key_acts import SHAPES
from safeconduct.secretariat.particulars import KINDS
from tests.pilot import at
from tests.unit.access.seated import text, viewer

CASE_ACTS = (*person_acts.TYPES, *weapon_acts.TYPES, *movement_acts.TYPES, *access_acts.TYPES)
STATES = (person_state, weapon_state, movement_state, ways, standing, views, weapon_views)


def structs_of(module: ModuleType) -> Iterator[type]:
    """Give the structs and named tuples that a module defines for others."""
    for name, found in vars(module).items():
        if inspect.isclass(found) and found.__module__ == module.__name__ and not name.startswith("_") and fields_of(found):
            yield found


def fields_of(found: type) -> tuple[str, ...]:
    named: Any = found
    return tuple(getattr(named, "__struct_fields__", None) or getattr(named, "_fields", ()))


def shown_structs() -> Iterator[type[msgspec.Struct]]:
    """Give what the secretariat makes ready to be shown."""
    for info in pkgutil.iter_modules(safeconduct.secretariat.__path__):
        module = importlib.import_module(f"safeconduct.secretariat.{info.name}")
        yield from (found for found in structs_of(module) if issubclass(found, msgspec.Struct))


@pytest.mark.parametrize("kind", CASE_ACTS, ids=lambda kind: kind.__struct_config__.tag)
def test_every_field_of_an_act_of_a_case_has_a_row(kind: type[CaseAct]) -> None:
    tag = str(kind.__struct_config__.tag)
    assert [name for name in kind.__struct_fields__ if row_of(tag, name, OF_A_CASE) is None] == []


@pytest.mark.parametrize("kind", TYPES.values(), ids=lambda kind: kind.__struct_config__.tag)
def test_every_field_of_an_act_of_an_agreement_has_a_row(kind: type[ActBase]) -> None:
    tag = str(kind.__struct_config__.tag)
    assert [name for name in kind.__struct_fields__ if row_of(tag, name, OF_AN_ACT) is None] == []


def test_every_field_of_an_act_of_the_record_has_a_row() -> None:
    assert [(kind, name) for kind, (_, shape) in SHAPES.items() for name in shape if row_of(kind, name) is None] == []


@pytest.mark.parametrize("module", STATES, ids=lambda module: module.__name__)
def test_every_field_of_a_state_has_a_row(module: ModuleType) -> None:
    assert [(found.__name__, name) for found in structs_of(module) for name in fields_of(found)
            if row_of(found.__name__, name) is None] == []  # fmt: skip


def test_every_field_that_the_secretariat_shows_has_a_row() -> None:
    found = list(shown_structs())
    assert len(found) > 10
    assert [(one.__name__, name) for one in found for name in fields_of(one) if row_of(one.__name__, name) is None] == []


def test_every_kind_of_particulars_has_a_row_that_no_list_shows() -> None:
    assert {name: row_of("vault", name).sensitivity for name in KINDS} == dict.fromkeys(KINDS, Sensitivity.STRICT)  # type: ignore[union-attr]


def test_no_row_is_for_a_field_that_does_not_exist() -> None:
    known = {(str(kind.__struct_config__.tag), name) for kind in (*CASE_ACTS, *TYPES.values()) for name in kind.__struct_fields__}
    known |= {(kind, name) for kind, (_, shape) in SHAPES.items() for name in shape} | {("vault", name) for name in KINDS}
    known |= {(OF_AN_ACT[0], name) for name in ActBase.__struct_fields__}
    known |= {(OF_A_CASE[0], name) for name in CaseAct.__struct_fields__}
    known |= {(part.__name__, name) for part in (AsTold, Link, Passage) for name in part.__struct_fields__}
    known |= {(one.__name__, name) for module in STATES for one in structs_of(module) for name in fields_of(one)}
    known |= {(one.__name__, name) for one in shown_structs() for name in fields_of(one)}
    known |= {("Persons", "cases"), ("Persons", "places"), ("Persons", "written")}
    assert set(ROWS) - known == set()


def test_a_field_without_a_row_is_seen_by_nobody() -> None:
    assert [seat for seat in seats_of(text()) if viewer(seat, at(2)).sees(row_of("Person", "nickname"))] == []


def test_the_four_classes_open_to_whom_they_say() -> None:
    def seen(seat: Seat) -> list[Sensitivity]:
        one = viewer(seat, at(2))
        return [level for level in Sensitivity if one.sees(Row("x", "y", level))]

    role = [Sensitivity.PUBLIC, Sensitivity.RESTRICTED]
    assert {seat: seen(seat) for seat in (Seat("alpha"), Seat("mediator"), THE_PUBLIC, THE_OPERATOR, Seat("nobody"))} == {
        Seat("alpha"): role, Seat("mediator"): role, THE_PUBLIC: role[:1], THE_OPERATOR: role[:1], Seat("nobody"): role[:1]}


def test_nothing_of_a_person_is_public_or_restricted() -> None:
    open_ = {Sensitivity.PUBLIC, Sensitivity.RESTRICTED}
    kinds = {"Person", "ObjectionMade", "Hold", "Stay", "Consent", "Receipt", "CaseView", "vault"}
    assert [(row.of, row.field) for row in ROWS.values() if row.of in kinds and row.sensitivity in open_] == []


def test_what_a_party_sees_of_a_person_is_that_it_may_object() -> None:
    party = frozenset({Standing.NOTICED, Standing.OBJECTOR})
    assert [row.field for row in ROWS.values() if row.of == "Person" and row.standings & party] == [
        "case", "noticed", "noticed_to", "objections"]  # fmt: skip


def test_child_protection_sees_nothing_military() -> None:
    military = set("tags disarmed disarm screening screening_reason assured covers objections hold movement".split())
    assert [row.field for row in ROWS.values() if row.of == "Person" and Standing.CHILD in row.standings
            and row.field in military] == []  # fmt: skip


# ---- never held ---------------------------------------------------------------------------------------------------


def every_name() -> dict[str, str]:
    """Give every name of a field, a section, a code and a word of a closed list, with where it stands."""
    found = {field: of for of, field in ROWS}
    for kind in CASE_ACTS:
        for field in msgspec.structs.fields(kind):
            words = getattr(msgspec.inspect.type_info(field.type), "values", ())
            found |= {str(word): f"{kind.__struct_config__.tag} {field.name}" for word in words}
    found |= dict.fromkeys(KINDS, "the vault")
    for table in (person_errors.WORDS, weapon_errors.WORDS, movement_errors.WORDS, WORDS):
        found |= dict.fromkeys(table, "a code")
    return found


def test_no_field_and_no_word_is_for_what_is_never_held() -> None:
    names = every_name()
    assert len(names) > 500
    assert {name: (where, offends(name)) for name, where in names.items() if offends(name)} == {}


@pytest.mark.parametrize("what", NEVER)
def test_a_name_for_what_is_never_held_is_noticed(what: str) -> None:
    for word in NEVER[what]:
        assert refused((word, f"last_{word}", f"{word.upper()}-2", "case")) == dict.fromkeys(
            (word, f"last_{word}", f"{word.upper()}-2"), what)  # fmt: skip


def test_what_only_sounds_so_is_a_name_that_exists() -> None:
    assert set(SOUND) - set(every_name()) == set()


def test_the_sections_of_an_agreement_hold_places_of_the_text_and_no_person() -> None:
    assert [section for section in model.SECTIONS if section != "points" and offends(section)] == []
