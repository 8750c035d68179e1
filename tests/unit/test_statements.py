"""Statements and figures as records: what is entered, corrected, taken back, and to which root it goes back."""

from __future__ import annotations

import inspect
import itertools
from datetime import UTC, date, datetime, timedelta
from typing import Any

import msgspec
import pytest

from safeconduct.agreement.casefile import open_case
from safeconduct.agreement.model import Agreement
from safeconduct.caseload.statements import commands, decide
from safeconduct.caseload.statements.decide import lacks
from safeconduct.caseload.statements.errors import WORDS
from safeconduct.caseload.statements.state import Filed, filed
from safeconduct.kernel.acts import (
    ActBase,
    AsTold,
    FigureReported,
    Link,
    Passage,
    SourceAdded,
    StatementReported,
    Withdrawn,
    decoder,
)
from safeconduct.kernel.canonical import canonical_json

BEGUN = datetime(2025, 11, 6, 12, tzinfo=UTC)
WIRE = Link(who="Hill Wire", kind="agency", source="wire")
DAILY = Link(who="The Valley Daily", kind="newspaper", source="daily")
DIPLOMAT = Link(who="a diplomat", kind="anonymous")
ISRAEL = Link(who="a spokesman", kind="official", speaks_for="israel", capacity="spokesman")


@pytest.fixture(scope="module")
def agreement() -> Agreement:
    return open_case(example="gaza-2025").agreement


def at(hours: int) -> datetime:
    return BEGUN + timedelta(hours=hours)


def statement(name: str, hours: int = 0, **fields: Any) -> StatementReported:
    given = {"chain": (WIRE, ISRAEL), "stance": "considers", "says": "Lets them pass.", "on": ("p6",)} | fields
    return StatementReported(id=name, happened=at(hours), recorded=at(hours), actor=fields.pop("actor", "recorder"),
                             **{key: value for key, value in given.items() if key != "actor"})  # fmt: skip


def figure(name: str, hours: int = 0, **fields: Any) -> FigureReported:
    given = {"chain": (WIRE, ISRAEL), "subject": "remains", "unit": "bodies", "low": 150, "high": 200} | fields
    return FigureReported(id=name, happened=at(hours), recorded=at(hours), actor="recorder", **given)


def source(name: str, root: str = "Hill Wire", **fields: Any) -> SourceAdded:
    return SourceAdded(id=f"source-{name}", happened=at(-2), recorded=at(-2), actor="recorder", source=name, root=root, **fields)


SOURCES = (source("wire"), source("daily", "The Valley Daily"))


def wrong(act: ActBase, *known: ActBase, agreement: Agreement, length: int | None = None) -> list[str]:
    return [part.code for part in lacks(act, filed((*SOURCES, *known), agreement), agreement, length=length)]


# ---- what may be entered ------------------------------------------------------------------------------------------


def test_a_statement_and_a_figure_with_their_chain_are_entered(agreement: Agreement) -> None:
    assert wrong(statement("one"), agreement=agreement) == []
    assert wrong(figure("one"), agreement=agreement) == []


def test_every_reason_is_said_at_once(agreement: Agreement) -> None:
    act = statement("one", chain=(), says=" ", on=("nowhere",), evidence=("unheard",), corrects="gone", republishes="gone",
                    said=AsTold(days=(date(2026, 1, 1), date(2026, 1, 2))),
                    document=Passage(sha256="a" * 64, start=90, end=120))  # fmt: skip
    assert wrong(act, agreement=agreement, length=100) == [
        "chain_empty", "says_nothing", "point_not_known", "said_in_the_future", "beyond_the_document", "source_not_known",
        "republishes_unknown", "corrects_unknown",
    ]  # fmt: skip


@pytest.mark.parametrize(("fields", "code"), [
    ({"low": 200, "high": 150}, "figure_reversed"),
    ({"low": -3, "high": 5}, "figure_negative"),
    ({"low": None, "high": None}, "figure_without_number"),
    ({"low": 50, "high": 50, "out_of": 43}, "more_than_the_whole"),
    ({"subject": "birds"}, "subject_not_known"),
    ({"chain": (Link(who="", kind="official"),)}, "link_without_name"),
    ({"chain": (Link(who="someone", kind="official", speaks_for="atlantis"),)}, "speaker_not_known"),
])  # fmt: skip
def test_a_figure_that_cannot_be_is_refused_with_its_reason(agreement: Agreement, fields: dict[str, Any], code: str) -> None:
    assert wrong(figure("one", **fields), agreement=agreement) == [code]


@pytest.mark.parametrize("fields", [
    {"low": None, "high": None, "words": "dozens"}, {"low": 24, "high": None, "vague": "dozens"},
    {"low": 7, "high": 7, "out_of": 43},
    {"chain": (WIRE, Link(who="", kind="unknown"))}, {"chain": (Link(who="a lorry driver", kind="anonymous"),)},
    {"as_of": AsTold(days=(date(2025, 11, 6), date(2025, 11, 7)))},
])  # fmt: skip
def test_what_is_open_vague_or_unnamed_is_entered_as_it_was_said(agreement: Agreement, fields: dict[str, Any]) -> None:
    assert wrong(figure("one", **fields), agreement=agreement) == []


def test_words_may_end_where_the_document_ends_and_not_after(agreement: Agreement) -> None:
    act = statement("one", document=Passage(sha256="a" * 64, start=90, end=100))
    assert wrong(act, agreement=agreement, length=100) == []
    assert wrong(act, agreement=agreement, length=99) == ["beyond_the_document"]


@pytest.mark.parametrize("told", [
    {}, {"days": ["2025-11-05", "2025-11-05"]}, {"days": ["2025-11-06", "2025-11-05"]},
    {"moments": ["2025-11-05T10:00:00Z", "2025-11-05T09:00:00Z"]}, {"moments": ["2025-11-05T10:00:00", "2025-11-05T11:00:00"]},
    {"days": ["2025-11-05", "2025-11-06"], "moments": ["2025-11-05T10:00:00Z", "2025-11-05T10:00:00Z"]},
])  # fmt: skip
def test_a_time_that_is_none_is_two_or_runs_backwards_is_not_read(told: dict[str, Any]) -> None:
    line = msgspec.json.decode(canonical_json(statement("one"))) | {"said": told}
    with pytest.raises(msgspec.ValidationError, match="said"):
        decoder.decode(msgspec.json.encode(line))


@pytest.mark.parametrize("place", [
    {"sha256": "a" * 64, "start": 5, "end": 5}, {"sha256": "a" * 63, "start": 1, "end": 5},
    {"sha256": "a" * 64, "start": -1, "end": 5},
    {"sha256": "A" * 64, "start": 1, "end": 5}, {"sha256": "a" * 64, "start": 1, "end": 5, "words": "as it was said"},
])  # fmt: skip
def test_a_place_in_a_document_is_a_hash_and_two_numbers_and_never_words(place: dict[str, Any]) -> None:
    line = msgspec.json.decode(canonical_json(statement("one"))) | {"document": place}
    with pytest.raises(msgspec.ValidationError, match="document"):
        decoder.decode(msgspec.json.encode(line))


def test_whoever_confirmed_is_a_number_and_no_name() -> None:
    line = msgspec.json.decode(canonical_json(statement("one")))
    assert decoder.decode(msgspec.json.encode(line | {"confirmed_by": "17-a"})).confirmed_by == "17-a"
    with pytest.raises(msgspec.ValidationError, match="confirmed_by"):
        decoder.decode(msgspec.json.encode(line | {"confirmed_by": "Ann Example"}))


# ---- correcting and taking back -----------------------------------------------------------------------------------


def standing(*acts: ActBase) -> list[str]:
    return [act.id for act in filed(acts).standing()]


def test_a_correction_takes_the_place_and_the_earlier_entry_stays_and_is_shown() -> None:
    one = statement("one")
    two = commands.corrected(one, id="two", recorded=at(1), stance="rejects", polarity="-")
    found = filed((one, two))
    assert [act.id for act in found.standing()] == ["two"]
    assert (found.entries["one"].corrected_by, found.entries["one"].stands) == ("two", False)
    assert found.history("one") == found.history("two") == ("one", "two")


def test_what_was_withdrawn_stands_no_more_and_what_it_had_corrected_stands_again() -> None:
    one = figure("one")
    two = commands.corrected(one, id="two", recorded=at(1), low=100)
    back = commands.withdrawal(two, id="back", at=at(2))
    assert standing(one, two, back) == ["one"]
    again = Withdrawn(id="again", happened=at(3), recorded=at(3), actor="recorder", refs=("back",))
    assert standing(one, two, back, again) == ["two"]


def test_nobody_takes_back_or_corrects_what_another_has_entered() -> None:
    one = statement("one")
    others = Withdrawn(id="back", happened=at(1), recorded=at(1), actor="israel", refs=("one",))
    other = msgspec.structs.replace(one, id="two", actor="hamas", corrects="one")
    assert standing(one, others) == ["one"]
    assert standing(one, other) == ["one", "two"]


def test_a_figure_takes_no_place_of_a_statement(agreement: Agreement) -> None:
    other = figure("two", 1, corrects="one")
    assert standing(statement("one"), other) == ["one", "two"]
    assert wrong(other, statement("one"), agreement=agreement) == ["corrects_other_kind"]


def test_in_a_circle_of_corrections_nothing_takes_the_place_of_anything() -> None:
    one, two, three = (statement(name, corrects=other) for name, other in (("one", "three"), ("two", "one"), ("three", "two")))
    assert standing(one, two, three) == ["one", "three", "two"]
    assert standing(statement("one", corrects="one")) == ["one"]


def test_a_correction_that_would_close_a_circle_is_refused(agreement: Agreement) -> None:
    one, two = statement("one", corrects="three"), statement("two", 1, corrects="one")
    assert wrong(statement("one", corrects="one"), agreement=agreement) == ["corrects_itself"]
    assert wrong(statement("one", 2, corrects="two"), one, two, agreement=agreement) == ["corrects_itself"]


def test_what_was_corrected_or_withdrawn_is_not_corrected_again(agreement: Agreement) -> None:
    one, two = statement("one"), statement("two", 1, corrects="one")
    back = commands.withdrawal(one, id="back", at=at(1))
    assert wrong(statement("three", 2, corrects="one"), one, two, agreement=agreement) == ["corrected_already"]
    assert wrong(statement("three", 2, corrects="one"), one, back, agreement=agreement) == ["withdrawn_already"]
    assert wrong(statement("three", 2, corrects="two"), one, two, agreement=agreement) == []


def test_only_an_entry_of_ones_own_is_withdrawn_and_once(agreement: Agreement) -> None:
    one = statement("one")
    back = commands.withdrawal(one, id="back", at=at(1))
    assert wrong(back, one, agreement=agreement) == []
    assert wrong(back, agreement=agreement) == ["not_reported"]
    assert wrong(msgspec.structs.replace(back, id="b2"), one, back, agreement=agreement) == ["withdrawn_already"]
    assert wrong(msgspec.structs.replace(back, refs=()), one, agreement=agreement) == ["nothing_withdrawn"]
    assert wrong(msgspec.structs.replace(back, actor="israel"), one, agreement=agreement) == ["not_reported"]


def test_what_is_entered_does_not_depend_on_the_order_of_the_log() -> None:
    one = statement("one")
    acts = (one, commands.corrected(one, id="two", recorded=at(1), stance="denies"), statement("three", 2, corrects="two"),
            Withdrawn(id="back", happened=at(3), recorded=at(3), actor="recorder", refs=("three",)))  # fmt: skip
    found = [filed(order) for order in itertools.permutations(acts)]
    assert [one.standing() for one in found] == [found[0].standing()] * 24
    assert [act.id for act in found[0].standing()] == ["two"]


# ---- roots --------------------------------------------------------------------------------------------------------


def roots(found: Filed, *acts: StatementReported) -> list[str]:
    return [found.root(act) for act in acts]


def test_two_papers_that_quote_one_spokesman_go_back_to_him() -> None:
    one, two = statement("one"), statement("two", chain=(DAILY, WIRE, ISRAEL))
    assert roots(filed((*SOURCES, one, two)), one, two) == ["israel", "israel"]


def test_somebody_unnamed_is_known_only_through_who_names_him() -> None:
    one, two = statement("one", chain=(WIRE, DIPLOMAT)), statement("two", chain=(DAILY, DIPLOMAT))
    assert roots(filed((*SOURCES, one, two)), one, two) == ["hill wire > a diplomat", "the valley daily > a diplomat"]


def test_a_source_that_prints_a_wire_is_one_root_with_it() -> None:
    printed = source("daily2", "Hill Wire", republishes="wire", published=AsTold(days=(date(2025, 11, 5), date(2025, 11, 6))))
    one = statement("one", chain=(WIRE, DIPLOMAT))
    two = statement("two", chain=(Link(who="The Valley Daily", kind="newspaper", source="daily2"), DIPLOMAT))
    assert roots(filed((*SOURCES, printed, one, two)), one, two) == ["hill wire > a diplomat"] * 2


def test_an_entry_that_is_marked_as_printed_again_goes_back_to_the_first(agreement: Agreement) -> None:
    one, two = statement("one", chain=(WIRE, DIPLOMAT)), statement("two", chain=(DAILY, DIPLOMAT))
    marked = commands.republication(two, of="one", id="three", recorded=at(1))
    assert wrong(marked, one, two, agreement=agreement) == []
    assert roots(filed((*SOURCES, one, two, marked)), marked) == ["hill wire > a diplomat"]


def test_two_entries_that_print_each_other_are_two_roots_and_refused(agreement: Agreement) -> None:
    one = statement("one", chain=(WIRE, DIPLOMAT), republishes="two")
    two = statement("two", chain=(DAILY, DIPLOMAT), republishes="one")
    assert roots(filed((*SOURCES, one, two)), one, two) == ["hill wire > a diplomat", "the valley daily > a diplomat"]
    assert wrong(two, one, agreement=agreement) == ["republishes_itself"]


def test_whoever_finds_out_the_root_says_so_in_a_new_entry() -> None:
    one = statement("one", chain=(WIRE, DIPLOMAT))
    two = commands.root_confirmed(one, root=ISRAEL, id="two", recorded=at(1), confirmed_by="4")
    found = filed((*SOURCES, one, two))
    assert [(act.id, found.root(act), act.chain[-1].capacity) for act in found.standing()] == [("two", "israel", "spokesman")]
    assert found.root(one) == "hill wire > a diplomat"


@pytest.mark.parametrize(("act", "code"), [
    (source("wire"), "source_known"), (source("new", republishes="new"), "republishes_itself"),
    (source("new", republishes="unheard"), "republishes_unknown"),
    (source("new", "The Paper", republishes="wire"), "another_root"),
])  # fmt: skip
def test_a_source_that_cannot_be_is_refused_with_its_reason(agreement: Agreement, act: SourceAdded, code: str) -> None:
    assert wrong(act, agreement=agreement) == [code]


# ---- the old acts -------------------------------------------------------------------------------------------------


def test_what_says_none_of_the_new_things_is_written_as_before() -> None:
    assert canonical_json(statement("one")) == (
        b'{"actor":"recorder","chain":[{"kind":"agency","source":"wire","who":"Hill Wire"},{"capacity":"spokesman",'
        b'"kind":"official","speaks_for":"israel","who":"a spokesman"}],"happened":"2025-11-06T12:00:00Z","id":"one",'
        b'"on":["p6"],"recorded":"2025-11-06T12:00:00Z","says":"Lets them pass.","stance":"considers",'
        b'"type":"statement.reported/1"}'
    )


def test_every_code_is_used_and_said() -> None:
    text = inspect.getsource(decide)
    assert {code for code in WORDS if f'"{code}"' in text} == set(WORDS)
