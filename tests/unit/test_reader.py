"""From text to a checked agreement: what is accepted, and what each mistake of an author is told."""

import re
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from safeconduct.agreement.model import SECTIONS, Agreement, Amendment
from safeconduct.agreement.reader import read_agreement, read_bytes
from safeconduct.agreement.shapes import MISSING, OneOf, Reading, Record
from safeconduct.agreement.yaml_tree import Faults, Node
from safeconduct.kernel.errors import Fault, Invalid
from safeconduct.kernel.moments import Duration, TimeUnit
from safeconduct.kernel.quantity import Bound, Quantity
from safeconduct.kernel.text import Text
from tests.builders import SECTIONS as WRITTEN
from tests.builders import agreement_text, faults_of, found_by, place, unfit, with_obligation


def read(text: str) -> Agreement:
    return read_agreement(text.encode(), file="a.yaml").model


def faults(text: str | bytes) -> tuple[Fault, ...]:
    return faults_of(read_agreement, text.encode() if isinstance(text, str) else text, file="a.yaml")


def told(text: str) -> list[tuple[str, str, str]]:
    return [(fault.code, fault.message, fault.path) for fault in faults(text)]


def test_the_whole_agreement_reads() -> None:
    found = read(agreement_text())
    assert (found.id, str(found.title), found.time.zone) == ("norrland", "Ceasefire of Norrland", "Europe/Stockholm")
    weapons = found.obligations["weapons"]
    assert weapons.amount == Quantity(100, "rifles", Bound.EXACTLY)
    assert weapons.deadline.within == Duration(10, TimeUnit.DAYS)
    assert (weapons.who, weapons.to, weapons.clause) == (("south",), ("north",), ("p1.a",))
    assert list(weapons.tranches.parts) == ["first", "last"]
    assert found.obligations["release"].verified_by == "unstated"


def test_a_fault_is_told_whole() -> None:
    text = agreement_text(parties="\n  north: {name: North, rol: party}\n  south: {name: South, role: party}")
    found = faults(text)
    assert [fault.text() for fault in found] == [
        "a.yaml:14:10: SC015 Party needs the key 'role'\n    at parties.north\n    How it stands to the text.",
        "a.yaml:14:24: SC002 unknown key 'rol' in Party\n    at parties.north.rol\n    did you mean 'role'?",
    ]


def test_words_that_other_readers_turn_into_something_else_stay_text() -> None:
    text = agreement_text(
        title="NO",
        parties="\n  no: {name: on, role: party, signed: 12:30:00}\n"
        "  south: {name: 012, role: party}\n  north: {name: ~, role: party}",
    )
    found = read(text)
    assert [str(found.title), str(found.parties["no"].name), str(found.parties["no"].signed)] == [
        "NO",
        "on",
        "12:30:00",
    ]
    assert [str(found.parties[name].name) for name in ("south", "north")] == ["012", "~"]


@pytest.mark.parametrize(
    "line",
    [
        "amount: unstated",
        "amount: 0 rifles",
        "amount: at most 999999999999999 rifles",
        "amount: at least 5   rifles",
        "who: unstated",
        "who: [north, south, mission]",
        "to: unstated",
        "after: {all: [{verified: weapons.first}, {any: [{anchor: signature}, {agreed: route}]}]}",
        "as_long_as: {decided: complies}",
        "deadline: unstated",
        "deadline: {by: 2026-04-01}",
        "deadline: {by: '2026-04-01T06:00:30+02:00'}",
        "deadline: {within: 72 hours, of: signature, count: inclusive, zone: Asia/Tokyo}",
        "deadline: {clocks: {one: {by: 2026-04-01}, two: {within: 6 weeks, of: signature}}, prevails: two}",
        "verified_by: unstated",
        "verified_by: {any: [mission, north], quorum: 2}",
        "carry_over: yes",
        "per: 1 day",
        "dispute: {by: [north, south], window: 3 days, to: unstated, if_no_ruling: falls}",
        "sources: [gazette]",
        "clause: [p1, p1.a]",
        "title: {en: extra, sv: mer, zh-Hant: 更}",
    ],
)
def test_what_an_author_may_write(line: str) -> None:
    assert "extra" in read(with_obligation(line)).obligations


def test_a_deadline_in_months_is_read_once_the_rounding_is_declared() -> None:
    months = with_obligation("deadline: {within: 3 months, of: signature}")
    assert [fault.code for fault in faults(months)] == ["SC403"]
    rounded = months.replace("{zone: Europe/Stockholm}", "{zone: Europe/Stockholm, months: round_up}")
    assert read(rounded).obligations["extra"].deadline.within == Duration(3, TimeUnit.MONTHS)


# --- every fault, not the first


def test_every_fault_is_told_in_the_order_of_the_file() -> None:
    text = agreement_text(
        wording="daft",
        time="{zone: Mars/Base, day_ends: noon}",
        parties="\n  north: {name: North, rol: party}\n  south: {name: South, role: prty}",
        categories="\n  locals: {nam: locals}",
        obligations="\n  o1: {title: x, clause: p9, who: mision, amount: 5, phase: none, deadline: {}}\n"
        "  o2: {title: x, clause: p1, who: mission, amount: 5 rifle}",
    )
    found = faults(text)
    assert [(fault.code, fault.path) for fault in found] == [
        ("SC016", "wording"),
        ("SC404", "time.zone"),
        ("SC004", "time.day_ends"),
        ("SC015", "parties.north"),
        ("SC002", "parties.north.rol"),
        ("SC016", "parties.south.role"),
        ("SC015", "categories.locals"),
        ("SC002", "categories.locals.nam"),
        ("SC101", "obligations.o1.clause"),
        ("SC101", "obligations.o1.who"),
        ("SC003", "obligations.o1.amount"),
        ("SC101", "obligations.o1.phase"),
        ("SC101", "obligations.o2.amount"),
    ]
    assert [(fault.line, fault.column) for fault in found] == sorted((fault.line, fault.column) for fault in found)


@pytest.mark.parametrize("head", ["id", "title", "wording", "time"])
def test_a_missing_leading_key_does_not_hide_what_stands_behind_it(head: str) -> None:
    text = agreement_text(**{head: None}, holes="{route: {what: x, owner: nrth}}")
    assert [(fault.code, fault.path) for fault in faults(text)] == [("SC015", head), ("SC101", "holes.route.owner")]


def test_a_definition_with_a_fault_of_its_own_is_not_also_reported_missing() -> None:
    text = agreement_text(
        parties="{north: {name: N, role: prty}, south: {name: S, role: party}}",
        points="{p1: {of: main, number: 1, clauses: {a: {says: [x]}}}}",
        units="{rifles: [x], persons: persons}",
    )
    assert [fault.path for fault in faults(text)] == ["units.rifles", "parties.north.role", "points.p1.clauses.a.says"]


def test_a_section_that_cannot_be_read_is_one_fault() -> None:
    for section in ("parties", "points", "units", "sources", "anchors"):
        text = agreement_text(**{section: "[oops]"})
        assert [(fault.code, fault.path) for fault in faults(text)] == [("SC014", section)]


def test_a_missing_section_is_told_wherever_it_is_used() -> None:
    assert {fault.path for fault in faults(agreement_text(units=None))} == {
        "obligations.weapons.amount",
        "obligations.release.amount",
    }


def test_two_things_of_one_id_are_told() -> None:
    text = agreement_text(categories="{locals: {name: locals}, north: {name: north}}")
    [fault] = faults(text)
    assert (fault.code, fault.path) == ("SC018", "categories.north")
    assert fault.message == "'north' already names a party"
    assert (fault.line, fault.column) == place(text, "north: {name: north}")


@pytest.mark.parametrize("section", SECTIONS)
def test_no_section_may_use_the_id_of_another(section: str) -> None:
    entry = {
        "texts": "{title: x}", "parties": "{name: x, role: party}", "bodies": "{name: x}", "posts": "{title: x, of: north}",
        "points": "{of: main, number: 1, says: x}", "anchors": "{name: x}", "phases": "{name: x}",
        "places": "{name: x, kind: line}", "categories": "{name: x}", "decisions": "{what: x}", "holes": "{what: x}",
        "obligations": "{title: x, clause: p1, who: north}", "prohibitions": "{title: x, clause: p1, who: north}",
        "entitlements": "{title: x, clause: p1, who: north}", "powers": "{title: x, clause: p1, who: north}",
        "exchanges": "{title: x, clause: p1, given: weapons, owed: release, keys: {}}",
        "objections": "{title: x, by: north}", "tests": "{unit: rifles, requires: [x], decided_by: mission}",
        "guarantees": "{name: x, by: mission, of: north}", "subjects": "{name: x, unit: rifles}",
        "questions": "{title: x}", "lists": "{title: x}", "outside_rules": "{title: x}",
    }[section]  # fmt: skip
    other = "phases" if section != "phases" else "anchors"
    twice = {section: f"{WRITTEN.get(section, '')}\n  dup: {entry}"}
    twice[other] = f"{WRITTEN.get(other, '')}\n  dup: {{name: other}}"
    assert [fault.code for fault in faults(agreement_text(**twice))] == ["SC018"]
    del twice[other]
    assert "dup" in dict(getattr(read(agreement_text(**twice)), section))


def test_units_and_sources_have_names_of_their_own() -> None:
    found = read(
        agreement_text(
            units="{rifles: r, persons: p, weapons: w, north: n}", sources="{gazette: {root: G}, north: {root: N}}"
        )
    )
    assert (set(found.units) & set(found.parties), set(found.sources) & set(found.parties)) == ({"north"}, {"north"})


def test_an_anchor_named_twice_is_a_key_that_stands_twice() -> None:
    text = agreement_text(anchors="\n  signature: {name: one}\n  signature: {name: two}")
    assert [(fault.code, fault.line) for fault in faults(text)] == [("SC001", place(text, "signature: {name: two}")[0])]


# --- where things stand, and the hash


def test_every_entry_knows_its_line_and_a_unit_does_not_take_it() -> None:
    text = agreement_text(units=None) + "units:\n  rifles: r\n  persons: p\n  weapons: w\n"
    source = read_agreement(text.encode(), file="a.yaml")
    assert source.where("weapons") == f"a.yaml:{place(text, '  weapons:')[0]}"
    assert source.where("north") == f"a.yaml:{place(text, '  north:')[0]}"
    assert source.where("nothing") == ""


def digest_of(text: str) -> str:
    return read_agreement(text.encode(), file="a.yaml").hash


def test_the_hash_is_of_what_is_written_and_not_of_how() -> None:
    text = agreement_text()
    same = digest_of(text)
    assert re.fullmatch("sha256:[0-9a-f]{64}", same)
    assert digest_of("# a remark\n\n" + text) == same
    assert digest_of(text.replace("\n", "\r\n")) == same
    assert digest_of(text.replace("{what: the route}", "\n    what: 'the route'")) == same
    assert read_agreement(text.encode(), file="elsewhere.yaml").hash == same


@pytest.mark.parametrize(
    ("old", "new"),
    [("20 persons", "21 persons"), ("what: the route", "what: the route."), ("id: norrland", "id: norrlan")],
)
def test_the_hash_changes_with_any_word(old: str, new: str) -> None:
    text = agreement_text()
    assert old in text
    assert digest_of(text.replace(old, new)) != digest_of(text)


# --- the file itself


@pytest.mark.parametrize("data", [b"hello", b"- a\n- b\n", b"[]", b"''"])
def test_a_file_of_something_else_is_told(data: bytes) -> None:
    [fault] = faults(data)
    assert (fault.code, fault.line, fault.column) == ("SC014", 1, 1)
    assert "begins with `safeconduct: 1`" in fault.message


def test_a_mapping_of_something_else_lacks_what_an_agreement_needs() -> None:
    missing = {fault.path for fault in faults("name: something else\n") if fault.code == "SC015"}
    assert missing == {"safeconduct", "id", "title", "wording", "time"}


def test_a_broken_file_is_one_fault_of_the_broken_place() -> None:
    assert [fault.code for fault in faults(agreement_text() + "a: b: c\n")] == ["SC013"]


def test_a_file_that_cannot_be_opened_is_told(tmp_path) -> None:
    for path in (tmp_path / "missing.yaml", tmp_path, tmp_path / "nul\0.yaml"):
        with pytest.raises(Invalid) as caught:
            read_bytes(path)
        [fault] = caught.value.faults
        assert (fault.code, fault.file) == ("SC030", str(path))
        assert fault.message.startswith("cannot open: ")
        assert unfit(fault) == [f"{fault.text()!r} lacks a place"]


def test_a_file_beyond_the_limit_is_not_read_to_its_end(tmp_path) -> None:
    path = tmp_path / "large.yaml"
    path.write_bytes(b"x" * 5_000_000)
    assert len(read_bytes(path)) == 4_000_001
    assert len(read_bytes(path, limit=10)) == 11
    assert len(read_bytes(path, limit=0)) == 5_000_000


def test_four_million_bytes_of_unknown_keys_are_counted() -> None:
    lines = "".join(f"zz{number}: 1\n" for number in range(40_000))
    with pytest.raises(Invalid) as caught:
        read_agreement((agreement_text() + lines).encode(), file="a.yaml")
    assert (len(caught.value.faults), caught.value.left_out) == (100, 39_900)


# --- whatever is thrown at it


def survives(data: bytes) -> None:
    found = found_by(read_agreement, data, file="a.yaml")
    assert all(fault.line >= 1 and fault.column >= 1 for fault in found)


@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_told(data: bytes) -> None:
    survives(data)


WORDS = st.sampled_from(
    "safeconduct: 1|id: x|title: T|wording: draft|time: {zone: UTC}|parties:|obligations:|  a:"
    "|  b: {name: N, role: party}|    who: a|    after: {all: []}|  - x|{|}|[|]|? a|: b|&a|*a|!t|---|'|\"|\t|#"
    "|after: {verified: a}|unstated".split("|")
)


@given(st.lists(WORDS, max_size=25), st.sampled_from(["\n", " ", ", ", "\r\n"]))
def test_any_pieces_of_an_agreement_are_read_or_told(pieces: list[str], joint: str) -> None:
    survives(joint.join(pieces).encode())


LINES = agreement_text().splitlines(keepends=True)
TOKENS = sorted(set(re.findall(r"[\w.]+|[{}\[\]:,]", agreement_text())))
TOKENS += ["", "unstated", "-1", "9" * 20, "\0", "²", "é", "[", "{", "0001-01-01", "9999-12-31", "999999 months"]


@settings(max_examples=200)
@given(st.data())
def test_any_mutation_of_an_agreement_is_read_or_told(data: st.DataObject) -> None:
    lines = list(LINES)
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(lines) - 1))
        way = data.draw(st.sampled_from(["delete", "repeat", "move", "word", "indent"]))
        if way == "delete" and len(lines) > 1:
            del lines[at]
        elif way == "repeat":
            lines.insert(at, lines[at])
        elif way == "move":
            lines.insert(data.draw(st.integers(0, len(lines) - 1)), lines.pop(at))
        elif way == "indent":
            lines[at] = data.draw(st.sampled_from([" ", "  ", "    ", "\t"])) + lines[at]
        else:
            words = list(re.finditer(r"[\w.]+|[{}\[\]:,]", lines[at]))
            if words:
                word = data.draw(st.sampled_from(words))
                lines[at] = lines[at][: word.start()] + data.draw(st.sampled_from(TOKENS)) + lines[at][word.end() :]
    survives("".join(lines).encode())


# --- the shapes themselves


def records() -> dict[str, Record]:
    """Give every record of the format by its name, conditions and amendments with the rest."""
    found: dict[str, Record] = {}
    to_see: list[Any] = [Record(Agreement), Record(Amendment)]
    while to_see:
        shape = to_see.pop()
        if isinstance(shape, OneOf):
            to_see += [choice for choice in shape._choices().values() if choice.name not in found]
        elif isinstance(shape, Record):
            assert found.setdefault(shape.name, shape).model is shape.model, f"two models are called {shape.name}"
            to_see += [inner for inner, _, _ in shape.fields.values() if getattr(inner, "name", "") not in found]
        elif hasattr(shape, "shape"):
            to_see.append(shape.shape)
    return found


RECORDS = records()


def test_every_record_of_the_format_is_known_here() -> None:
    assert len(RECORDS) > 40
    assert set(RECORDS) >= {"Agreement", "Amends", "Obligation", "Limit", "Clock", "Part", "Move", "AllOf", "Decided"}


@pytest.mark.parametrize("record", RECORDS.values(), ids=RECORDS)
def test_a_mistyped_key_is_told_with_the_right_one_at_every_level(record: Record) -> None:
    assert [key for key, (_, sentence, _) in record.fields.items() if not sentence.endswith(".")] == []
    for key in record.fields:
        typed = key + key[-1]
        ctx = Reading(Faults("a.yaml"))
        record.read(Node({typed: (Node(typed, 7, 3), Node("x", 7, 9))}, 7, 1), ctx, "here")
        [fault] = [fault for fault in ctx.faults.found if fault.code == "SC002"]
        assert (fault.message, fault.path) == (f"unknown key {typed!r} in {record.name}", f"here.{typed}")
        assert (fault.line, fault.column, fault.remedy) == (7, 3, f"did you mean {key!r}?")


@pytest.mark.parametrize("record", RECORDS.values(), ids=RECORDS)
def test_every_key_a_record_needs_is_asked_for(record: Record) -> None:
    ctx = Reading(Faults("a.yaml"))
    record.read(Node({}, 7, 1), ctx, "here")
    needed = [f"{record.name} needs the key {key!r}" for key, (_, _, required) in record.fields.items() if required]
    assert [fault.message for fault in ctx.faults.found] == needed


@pytest.mark.parametrize("record", RECORDS.values(), ids=RECORDS)
@pytest.mark.parametrize("value", ["text", []], ids=["text", "list"])
def test_a_record_is_a_mapping(record: Record, value: Any) -> None:
    ctx = Reading(Faults("a.yaml"))
    assert record.read(Node(value, 7, 1), ctx, "here") is MISSING
    [fault] = ctx.faults.found
    assert (fault.code, fault.line, fault.column, unfit(fault)) == ("SC014", 7, 1, [])


# --- text


def test_text_without_a_language_is_of_the_language_of_the_file() -> None:
    assert read(agreement_text(language="sv", title="Fred")).title == Text({"sv": "Fred"})
    assert read(agreement_text(title="{ar: سلام, he: שלום}")).title == Text({"ar": "سلام", "he": "שלום"})
    assert read(agreement_text()).title == Text({"en": "Ceasefire of Norrland"})
