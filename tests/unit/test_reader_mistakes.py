"""What each likely mistake of an author is told: the code, the place, the words, and what to do."""

import pytest

from safeconduct.agreement.reader import read_agreement
from safeconduct.kernel.errors import Fault
from tests.builders import agreement_text, faults_of, place, with_obligation


def faults(text: str) -> tuple[Fault, ...]:
    return faults_of(read_agreement, text.encode(), file="a.yaml")


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
    (
        "after: {verified: weapons.second}",
        "SC101",
        "no obligation or tranche is called 'weapons.second'",
        "did you mean",
    ),
    ("after: {verified: p1.a}", "SC101", "'p1.a' is a point, and this key wants an obligation", "another id"),
    ("exchange: weapons.first", "SC101", "'weapons.first' is a tranche, and this key wants an exchange", "another"),
    ("who: weapons.first", "SC101", "'weapons.first' is a tranche, and this key wants a party", "another id"),
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
    ("deadline: {}", "SC015", "a deadline needs exactly one of: by, within, before, clocks", "{by: 2026-01-31}"),
    ("deadline: {says: soon}", "SC015", "a deadline needs exactly one of: by, within, before, clocks", "{by: 2026-01-31}"),
    ("deadline: {by: 2026-04-01, within: 3 days, of: signature}", "SC014", "exactly one of: by, within", "{by:"),
    ("deadline: {by: 2026-04-01, clocks: {c: {by: 2026-04-02}}}", "SC014", "exactly one of: by, within", "{by:"),
    ("deadline: {within: 3 days}", "SC015", "`within` or `before`, and `of`, stand together", "an_anchor"),
    ("deadline: {by: 2026-04-01, of: signature}", "SC015", "`within` or `before`, and `of`, stand together", "an_anchor"),
    ("deadline: {within: 3 days, of: signatur}", "SC101", "no anchor is called 'signatur'", "'signature'?"),
    ("deadline: {within: 3 days, of: route}", "SC101", "'route' is a hole, and this key wants an anchor", "another"),
    ("deadline: {within: 3 months, of: signature}", "SC403", "two answers at a month's end", "round_down"),
    ("deadline: {clocks: {c: {within: 1 month, of: signature}}}", "SC403", "two answers at a month's end", "days"),
    ("deadline: {clocks: {c: {}}}", "SC015", "a deadline needs exactly one of", "{by: 2026-01-31}"),
    ("deadline: {clocks: {c: {by: 2026-04-02}}, prevails: d}", "SC101", "no clock here is called 'd'", "c"),
    ("deadline: {by: 2026-04-01, zone: Mars/Base}", "SC404", "the time zone 'Mars/Base' is not known", "such as"),
    ("deadline: {by: soon}", "SC004", "'soon' is not a date", "2025-10-13"),
    ("deadline: {within: 3 fortnights, of: signature}", "SC016", "is not a duration", "'72 hours'"),
    ("earliest: {within: 3 days}", "SC015", "`within` or `before`, and `of`, stand together", "an_anchor"),
    ("cure: 1 month", "SC403", "a month has no fixed length here", "days or weeks"),
    ("per: 1 month", "SC403", "a month has no fixed length here", "days or weeks"),
    ("per: 0 days", "SC016", "a quota every 0 days has no end", "such as 1 day"),
    ("dispute: {by: north, window: 2 months}", "SC403", "a month has no fixed length here", "days or weeks"),
    ("dispute: {by: north, ruling_within: 2 months}", "SC403", "a month has no fixed length here", "days or weeks"),
    ("carry_over: true", "SC016", "'true' is not yes or no", "write yes or no"),
    ("kind: resullt", "SC016", "'resullt' is not one of the words of this key", "did you mean 'result'?"),
    ("verified_by: mission", "SC014", "keys such as any, quorum, by_means_of", "`key: value`"),
    ("verified_by: {any: mission, quorum: 0}", "SC016", "the quorum is 0, and 1 are named", "at least one"),
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
