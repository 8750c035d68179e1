"""From text to a checked agreement: what is accepted, and what each mistake of an author is told."""

import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from safeconduct.agreement.model import SECTIONS, Agreement
from safeconduct.agreement.reader import read_agreement, read_bytes
from safeconduct.agreement.shapes import MISSING, Reading, Record
from safeconduct.agreement.yaml_tree import Faults
from safeconduct.kernel.errors import Fault, Invalid
from safeconduct.kernel.moments import Duration, TimeUnit
from safeconduct.kernel.quantity import Bound, Quantity
from safeconduct.kernel.text import Text
from tests.builders import SECTIONS as WRITTEN
from tests.builders import agreement_text, faults_of, place, unfit, with_obligation


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
        parties="\n  no: {name: on, role: party, signed: 12:30:00}\n  south: {name: 012, role: party}\n  north: {name: ~, role: party}",
    )
    found = read(text)
    assert [str(found.title), str(found.parties["no"].name), str(found.parties["no"].signed)] == [
        "NO",
        "on",
        "12:30:00",
    ]
    assert [str(found.parties[name].name) for name in ("south", "north")] == ["012", "~"]


# What stands wrong, where it stands, and what is told: the code, a part of the message and a part of the remedy.
MISTAKES = [
    # leading keys
    ({"safeconduct": "2"}, "2", "SC016", "format version '2'; this version reads 1", "knows this version"),
    ({"safeconduct": "[1]"}, "[1]", "SC016", "format version ['1']", "knows this version"),
    ({"wording": "daft"}, "daft", "SC016", "'daft' is not one of the words", "did you mean 'draft'?"),
    ({"wording": "[draft]"}, "[draft]", "SC014", "a list stands where one word was expected", "without brackets"),
    ({"wording": "{draft: yes}"}, "{draft", "SC014", "a mapping stands where one word", "without braces"),
    ({"title": "[a, b]"}, "[a, b]", "SC014", "a list stands where text", "text by language"),
    ({"title": "{}"}, "{}", "SC014", "an empty mapping stands where text", "text by language"),
    ({"title": "{english: Peace}"}, "english", "SC002", "'english' is not a language code", "{en: ..."),
    ({"title": "{en: [Peace]}"}, "[Peace]", "SC014", "a list stands where text was expected", "without brackets"),
    ({"id": "{a: b}"}, "{a: b}", "SC014", "a mapping stands where a line of text", "without braces"),
    ({"unts": "{x: y}"}, "unts", "SC002", "unknown key 'unts' in Agreement", "did you mean 'units'?"),
    ({"zzz": "{x: y}"}, "zzz", "SC002", "unknown key 'zzz' in Agreement", "safeconduct schema"),
    # sections
    ({"holes": "[route]"}, "[route]", "SC014", "a mapping of ids was expected", "`id: ...`"),
    ({"holes": "none"}, "none", "SC014", "a mapping of ids was expected", "`id: ...`"),
    ({"holes": "{Route: {what: x}}"}, "Route", "SC016", "'Route' is not an id", "small letter"),
    ({"holes": "{route-1: {what: x}}"}, "route-1", "SC016", "'route-1' is not an id", "small letter"),
    ({"holes": "{1st: {what: x}}"}, "1st", "SC016", "'1st' is not an id", "small letter"),
    ({"holes": "{'': {what: x}}"}, "''", "SC016", "'' is not an id", "small letter"),
    ({"holes": "{" + "r" * 61 + ": {what: x}}"}, "rrr", "SC016", "is not an id", "small letter"),
    ({"holes": "{unstated: {what: x}}"}, "unstated", "SC018", "names nothing", "another id"),
    ({"units": "{unstated: x, rifles: x, persons: x}"}, "unstated", "SC018", "names nothing", "another id"),
    ({"holes": "{route: the route}"}, "the route", "SC014", "keys such as what, clause, owner", "`key: value`"),
    ({"holes": "{route: {wat: x, what: y}}"}, "wat", "SC002", "unknown key 'wat' in Hole", "did you mean 'what'?"),
    ({"holes": "{route: {what: x, owner: {a: b}}}"}, "{a: b}", "SC014", "a mapping stands where an id", "braces"),
    (
        {"holes": "{route: {what: x, deadline: {bye: 2026-01-01}}}"},
        "bye",
        "SC002",
        "unknown key 'bye' in Limit",
        "'by'",
    ),
    (
        {"bodies": "{mission: {name: M, powers: verfy}}"},
        "verfy",
        "SC016",
        "'verfy' is not one",
        "did you mean 'verify'?",
    ),
    ({"bodies": "{mission: {name: M, composition: {who: north}}}"}, "{who", "SC014", "a list was expected", "dash"),
    (
        {"bodies": "{mission: {name: M, composition: [{who: unstated, seats: -1}]}}"},
        "-1",
        "SC016",
        "not a whole",
        "sign",
    ),
    ({"bodies": "{mission: {name: M, meets: weekly}}"}, "weekly", "SC016", "'weekly' is not a duration", "'72 hours'"),
    ({"bodies": "{mission: {name: M, meets: 300 years}}"}, "300 y", "SC016", "is not a duration", "'72 hours'"),
    ({"bodies": "{mission: {name: M, meets: 999999 weeks}}"}, "999999", "SC016", "not a duration", "two hundred years"),
    ({"texts": "{main: {title: T, date: 03/04/2026}}"}, "03/04/2026", "SC004", "is not a date", "2025-10-13"),
    ({"texts": "{main: {title: T, date: 2026-02-30}}"}, "2026-02-30", "SC004", "is not a date", "out of range"),
    ({"texts": "{main: {title: T, date: 20260213}}"}, "20260213", "SC004", "is not a date", "2025-10-13"),
    ({"texts": "{main: {title: T, date: 9999-12-31}}"}, "9999-12-31", "SC004", "is not a date", "1800 and 2999"),
    ({"texts": "{main: {title: T, date: 0001-01-01}}"}, "0001-01-01", "SC004", "is not a date", "1800 and 2999"),
    ({"texts": "{main: {title: T, date: tomorrow}}"}, "tomorrow", "SC004", "is not a date", "2025-10-13"),
    ({"texts": "{main: {title: T, date: 2026-01-01T25:00}}"}, "2026-01-01T25", "SC004", "is not a date", "hour"),
    ({"texts": "{main: {title: T, seen: all}}"}, "all}", "SC016", "'all' is not one of the words", "known here: whole"),
    # time
    ({"time": "{zone: Europe/Stockhlm}"}, "zone", "SC404", "the time zone 'Europe/Stockhlm'", "'Europe/Stockholm'?"),
    ({"time": "{zone: ''}"}, "zone", "SC404", "the time zone ''", "such as"),
    ({"time": "{zone: ../../etc/passwd}"}, "zone", "SC404", "is not known", "such as"),
    ({"time": "{zone: Europe}"}, "zone", "SC404", "the time zone 'Europe'", "Europe/"),
    ({"time": '{zone: "Europe/\\0Stockholm"}'}, "zone", "SC404", "is not known", "Europe/Stockholm"),
    ({"time": "{zone: Etc/UTC, day_ends: '25:00'}"}, "day_ends", "SC004", "'25:00' is not an hour", "24:00"),
    ({"time": "{zone: Etc/UTC, day_ends: '²²:00'}"}, "day_ends", "SC004", "'²²:00' is not an hour", "24:00"),
    ({"time": "{zone: Etc/UTC, day_ends: midnight}"}, "day_ends", "SC004", "'midnight' is not an hour", "24:00"),
    ({"time": "{zone: Etc/UTC, months: down}"}, "down", "SC016", "'down' is not one", "round_down"),
    ({"time": "{zone: Etc/UTC, zones: x}"}, "zones", "SC002", "unknown key 'zones' in Calendar", "'zone'?"),
    ({"time": "Etc/UTC"}, "Etc/UTC", "SC014", "keys such as zone, day_ends, count", "`key: value`"),
    ({"evidence": "{independent_reports: two}"}, "two", "SC016", "'two' is not a whole number", "without sign"),
    ({"points": "{p1: {of: main, number: 1}, }"}, "p1", "SC015", "a point needs `says`", "why that is not given"),
]


@pytest.mark.parametrize(("change", "words", "code", "message", "remedy"), MISTAKES)
def test_a_mistake_is_told_at_its_place_with_a_remedy(
    change: dict[str, str], words: str, code: str, message: str, remedy: str
) -> None:
    text = agreement_text(**change)
    [section] = change
    start = text.index(f"\n{section}: ") if section != "safeconduct" else 0
    line, column = place(text[start:], words)
    found = [fault for fault in faults(text) if fault.code == code]
    assert message in found[0].message
    assert remedy in found[0].remedy
    assert (found[0].line, found[0].column) == (text[:start].count("\n") + line, column)
    assert found[0].path.startswith(section)


# The same, for one more obligation.
OBLIGATION_MISTAKES = [
    ("amount: 20", "SC003", "the amount '20' has no unit", "add the unit, such as '20 persons'"),
    ("amount: at most 20", "SC003", "the amount 'at most 20' has no unit", "add the unit"),
    ("amount: -5 rifles", "SC017", "'-5 rifles' is below zero", "amounts count from zero"),
    ("amount: -5", "SC017", "'-5' is below zero", "amounts count from zero"),
    ("amount: at least -1 rifles", "SC017", "below zero", "amounts count from zero"),
    ("amount: 1.5 rifles", "SC016", "'1.5 rifles' is not a quantity", "write a whole number and a unit"),
    ("amount: 1e3 rifles", "SC016", "is not a quantity", "write a whole number and a unit"),
    ("amount: 1,000 rifles", "SC016", "is not a quantity", "write a whole number and a unit"),
    ("amount: +5 rifles", "SC016", "is not a quantity", "write a whole number and a unit"),
    ("amount: ٢٠ rifles", "SC016", "is not a quantity", "write a whole number and a unit"),
    ("amount: twenty rifles", "SC016", "is not a quantity", "write a whole number and a unit"),
    ("amount: 1000000000000000 rifles", "SC016", "is not a quantity", "write a whole number and a unit"),
    ("amount: [5 rifles]", "SC014", "a list stands where a quantity was expected", "without brackets"),
    ("amount:", "SC016", "'' is not a quantity", "write a whole number and a unit"),
    ("amount: 5 rifle", "SC101", "the unit 'rifle' is not declared", "did you mean 'rifles'?"),
    ("amount: 5 unstated", "SC101", "the unit 'unstated' is not declared", "rifles"),
    ("who: nrth", "SC101", "no party or body is called 'nrth'", "did you mean 'north'?"),
    ("who: zzz", "SC101", "no party or body is called 'zzz'", "known here: north, south, mission"),
    ("who: rifles", "SC101", "no party or body is called 'rifles'", "known here: north, south, mission"),
    ("who: gazette", "SC101", "no party or body is called 'gazette'", "known here: north, south, mission"),
    ("who: route", "SC101", "'route' is a hole, and this key wants a party", "name another id"),
    ("who: weapons", "SC101", "'weapons' is an obligation, and this key wants a party", "name another id"),
    ("who: main", "SC101", "'main' is a text, and this key wants a party", "name another id"),
    ("who: north.", "SC101", "no party or body is called 'north.'", "did you mean 'north'?"),
    ("who: North", "SC101", "no party or body is called 'North'", "did you mean 'north'?"),
    ("who: ''", "SC101", "no party or body is called ''", "known here: north"),
    ("who: [south, {north: x}]", "SC014", "a mapping stands where an id was expected", "without braces"),
    ("sources: north", "SC101", "'north' is a party, and this key wants a source", "name another id"),
    ("sources: rifles", "SC101", "no source is called 'rifles'", "known here: gazette"),
    ("sources: gazete", "SC101", "no source is called 'gazete'", "did you mean 'gazette'?"),
    ("sources: unstated", "SC016", "this key cannot be left unstated", "give the id of a source"),
    ("clause: p1.b", "SC101", "no point is called 'p1.b'", "did you mean 'p1.a'?"),
    ("clause: p1.a.b", "SC101", "no point is called 'p1.a.b'", "did you mean 'p1.a'?"),
    ("clause: unstated", "SC016", "this key cannot be left unstated", "give the id of a point"),
    ("phase: first", "SC101", "no phase is called 'first'", "unstated"),
    ("exchange: rifles_for_persons", "SC101", "no exchange is called 'rifles_for_persons'", "define it"),
    ("category: local", "SC101", "no category is called 'local'", "did you mean 'locals'?"),
    ("place: line", "SC101", "no place is called 'line'", "define it"),
    ("after: {verified: weapons.second}", "SC101", "no obligation is called 'weapons.second'", "did you mean"),
    ("after: {verified: north}", "SC101", "'north' is a party, and this key wants an obligation", "another id"),
    ("after: {verifed: weapons}", "SC002", "'verifed' cannot begin a condition", "did you mean 'verified'?"),
    ("after: {when: weapons}", "SC002", "'when' cannot begin a condition", "all, any, verified, claimed, anchor"),
    ("after: {}", "SC002", "'' cannot begin a condition", "all, any, verified"),
    ("after: {verified: weapons, anchor: signature}", "SC014", "a condition holds verified and anchor", "nest them"),
    ("after: weapons", "SC014", "a condition is a mapping that begins with one of: all, any", "{verified:"),
    ("after: [weapons]", "SC014", "a condition is a mapping that begins with one of: all, any", "{verified:"),
    ("after: {all: {verified: weapons}}", "SC014", "a list was expected here", "begin each line with a dash"),
    ("after: {all: [{any: [{decided: compliess}]}]}", "SC101", "no decision is called 'compliess'", "'complies'?"),
    ("after: {verified: weapons, tally: fast}", "SC101", "'weapons' has no tally called 'fast'", "no tallies"),
    ("after: {verified: weapons, taly: x}", "SC002", "unknown key 'taly' in Verified", "did you mean 'tally'?"),
    ("deadline: 2026-04-01", "SC014", "keys such as by, within, of", "`key: value`"),
    ("deadline: {}", "SC015", "a deadline needs exactly one of: by, within, clocks", "{by: 2026-01-31}"),
    ("deadline: {says: soon}", "SC015", "a deadline needs exactly one of: by, within, clocks", "{by: 2026-01-31}"),
    ("deadline: {by: 2026-04-01, within: 3 days, of: signature}", "SC014", "exactly one of: by, within", "{by:"),
    ("deadline: {by: 2026-04-01, clocks: {c: {by: 2026-04-02}}}", "SC014", "exactly one of: by, within", "{by:"),
    ("deadline: {within: 3 days}", "SC015", "`within` and `of` stand together", "an_anchor"),
    ("deadline: {by: 2026-04-01, of: signature}", "SC015", "`within` and `of` stand together", "an_anchor"),
    ("deadline: {within: 3 days, of: signatur}", "SC101", "no anchor is called 'signatur'", "'signature'?"),
    ("deadline: {within: 3 days, of: route}", "SC101", "'route' is a hole, and this key wants an anchor", "another"),
    ("deadline: {within: 3 months, of: signature}", "SC403", "two answers at a month's end", "round_down"),
    ("deadline: {clocks: {c: {within: 1 month, of: signature}}}", "SC403", "two answers at a month's end", "days"),
    ("deadline: {clocks: {c: {}}}", "SC015", "a deadline needs exactly one of", "{by: 2026-01-31}"),
    ("deadline: {clocks: {c: {by: 2026-04-02}}, prevails: d}", "SC101", "no clock here is called 'd'", "c"),
    ("deadline: {by: 2026-04-01, zone: Mars/Base}", "SC404", "the time zone 'Mars/Base' is not known", "such as"),
    ("deadline: {by: soon}", "SC004", "'soon' is not a date", "2025-10-13"),
    ("deadline: {within: 3 fortnights, of: signature}", "SC016", "is not a duration", "'72 hours'"),
    ("earliest: {within: 3 days}", "SC015", "`within` and `of` stand together", "an_anchor"),
    ("cure: 1 month", "SC403", "a month has no fixed length here", "days or weeks"),
    ("per: 1 month", "SC403", "a month has no fixed length here", "days or weeks"),
    ("per: 0 days", "SC016", "a quota every 0 days has no end", "such as 1 day"),
    ("dispute: {by: north, window: 2 months}", "SC403", "a month has no fixed length here", "days or weeks"),
    ("dispute: {by: north, ruling_within: 2 months}", "SC403", "a month has no fixed length here", "days or weeks"),
    ("carry_over: true", "SC016", "'true' is not yes or no", "write yes or no"),
    ("kind: resullt", "SC016", "'resullt' is not one of the words of this key", "did you mean 'result'?"),
    ("verified_by: mission", "SC014", "keys such as any, quorum, by_means_of", "`key: value`"),
    ("verified_by: {any: mission, quorum: 0}", "SC016", "the quorum is 0, and 1 are named", "at least one"),
    ("verified_by: {any: mission, quorum: 2}", "SC016", "the quorum is 2, and 1 are named", "at most as many"),
    ("verified_by: {any: []}", "SC016", "the quorum is 1, and 0 are named", "unstated"),
    ("verified_by: {quorum: 1}", "SC015", "Verification needs the key 'any'", "Any of these."),
    (
        "tallies: {ours: {by: north}}",
        "SC016",
        "no tallies decide fulfilment; exactly one must",
        "decides: [fulfilment]",
    ),
    ("tallies: {unstated: {by: north}}", "SC018", "names nothing", "another id"),
    ("title: unstated\n    titel: x", "SC002", "unknown key 'titel' in Obligation", "did you mean 'title'?"),
]


@pytest.mark.parametrize(("line", "code", "message", "remedy"), OBLIGATION_MISTAKES)
def test_a_mistake_in_an_obligation_is_told(line: str, code: str, message: str, remedy: str) -> None:
    text = with_obligation(line)
    found = [fault for fault in faults(text) if fault.code == code]
    assert message in found[0].message
    assert remedy in found[0].remedy
    assert found[0].path.startswith("obligations.extra")
    # The fault stands within the obligation, not at its head.
    first, last = place(text, "  extra:")[0] + 1, text.count("\n") + 1
    assert first <= found[0].line <= last


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
        "texts": "{title: x}", "parties": "{name: x, role: party}", "bodies": "{name: x}",
        "points": "{of: main, number: 1, says: x}", "anchors": "{name: x}", "phases": "{name: x}",
        "places": "{name: x, kind: line}", "categories": "{name: x}", "decisions": "{what: x}", "holes": "{what: x}",
        "obligations": "{title: x, clause: p1, who: north}", "prohibitions": "{title: x, clause: p1, who: north}",
        "entitlements": "{title: x, clause: p1, who: north}", "powers": "{title: x, clause: p1, who: north}",
        "exchanges": "{title: x, clause: p1, given: weapons, owed: release, keys: {}}",
        "objections": "{title: x, by: north}", "tests": "{unit: rifles, requires: [x], decided_by: mission}",
        "guarantees": "{name: x, by: mission, of: north}", "subjects": "{name: x, unit: rifles}",
        "questions": "{title: x}",
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
    try:
        source = read_agreement(data, file="a.yaml")
    except Invalid as error:
        assert error.faults
        assert [complaint for fault in error.faults for complaint in unfit(fault)] == []
        assert all(fault.line >= 1 and fault.column >= 1 for fault in error.faults)
    else:
        assert isinstance(source.model, Agreement)


@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_told(data: bytes) -> None:
    survives(data)


WORDS = st.sampled_from(
    "safeconduct: 1|id: x|title: T|wording: draft|time: {zone: UTC}|parties:|obligations:|  a:|  b: {name: N, role: party}"
    "|    who: a|    after: {all: []}|  - x|{|}|[|]|? a|: b|&a|*a|!t|---|'|\"|\t|#|after: {verified: a}|unstated".split(
        "|"
    )
)


@given(st.lists(WORDS, max_size=25), st.sampled_from(["\n", " ", ", ", "\r\n"]))
def test_any_pieces_of_an_agreement_are_read_or_told(pieces: list[str], joint: str) -> None:
    survives(joint.join(pieces).encode())


LINES = agreement_text().splitlines(keepends=True)
TOKENS = sorted(set(re.findall(r"[\w.]+|[{}\[\]:,]", agreement_text()))) + [
    "",
    "unstated",
    "-1",
    "9" * 20,
    "\0",
    "²",
    "é",
    "[",
    "{",
]


@settings(max_examples=200, suppress_health_check=[HealthCheck.too_slow])
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


def test_every_shape_of_the_format_says_what_it_is_for() -> None:
    seen: dict[str, type] = {}
    to_see = [Record(Agreement)]
    while to_see:
        shape = to_see.pop()
        if not isinstance(shape, Record):
            to_see += [inner for inner in (getattr(shape, "shape", None),) if inner is not None]
            continue
        if seen.setdefault(shape.name, shape.model) is not shape.model:
            raise AssertionError(f"two models are called {shape.name}")
        for key, (inner, sentence, _) in shape.fields.items():
            assert sentence.endswith("."), f"{shape.name}.{key} has no sentence"
            if not (isinstance(inner, Record) and inner.name in seen):
                to_see.append(inner)
    assert set(seen) >= {"Agreement", "Obligation", "Limit", "Tranches", "Part", "Move"}


def test_a_shape_that_finds_a_fault_gives_no_value() -> None:
    ctx = Reading(Faults("a.yaml"))
    assert Record(Agreement).read(node_of([]), ctx, "") is MISSING
    assert len(ctx.faults.found) == 1


def node_of(value: object):
    from safeconduct.agreement.yaml_tree import Node

    return Node(value, 1, 1)


def test_text_without_a_language_is_of_the_language_of_the_file() -> None:
    assert read(agreement_text(language="sv", title="Fred")).title == Text({"sv": "Fred"})
    assert read(agreement_text(title="{ar: سلام, he: שלום}")).title == Text({"ar": "سلام", "he": "שלום"})
    assert read(agreement_text()).title == Text({"en": "Ceasefire of Norrland"})
