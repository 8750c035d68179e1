"""From lines to acts: every line whole, every name known, every fault told and the sound lines not lost."""

from datetime import UTC, datetime, timedelta, timezone
from functools import cache
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from safeconduct.agreement.act_log import read_acts
from safeconduct.agreement.model import Agreement
from safeconduct.agreement.reader import read_agreement
from safeconduct.kernel import acts
from safeconduct.kernel.errors import Fault, Invalid
from tests.builders import ACT, act_line, agreement_text, faults_of, found_by


@cache
def agreement() -> Agreement:
    more = {
        "places": "{river: {name: River, kind: line}}",
        "powers": "{search: {title: x, clause: p1, who: north, affects: weapons}}",
        "prohibitions": "{fire: {title: no fire, clause: p1, who: [north, south]}}",
        "entitlements": "{passage: {title: passage, clause: p1, who: locals}}",
        "subjects": "{held: {name: persons held, unit: persons}}",
    }
    return read_agreement(agreement_text(**more).encode(), file="a.yaml").model


def read(*lines: bytes) -> list[acts.ActBase]:
    return list(read_acts(lines, agreement(), file="acts.jsonl"))


def faults(*lines: bytes) -> tuple[Fault, ...]:
    return faults_of(read, *lines)


def test_acts_come_in_the_order_of_the_file() -> None:
    found = read(*[act_line(id=f"c{number}") for number in range(5)])
    assert [act.id for act in found] == ["c0", "c1", "c2", "c3", "c4"]
    assert found[0] == acts.Claimed(
        id="c0", actor="south", of="weapons", amount=5, unit="rifles",
        happened=datetime(2026, 3, 5, 9, tzinfo=UTC), recorded=datetime(2026, 3, 5, 10, tzinfo=UTC),
    )  # fmt: skip


def test_no_lines_are_no_acts() -> None:
    assert read() == []


@pytest.mark.parametrize("empty", [b"\n", b"", b"   \n", b"\r\n", b"\t\n"])
def test_an_empty_line_is_passed_over_and_counted(empty: bytes) -> None:
    assert [act.id for act in read(empty, act_line(), empty, act_line(id="c2"), empty)] == ["c1", "c2"]
    assert [fault.line for fault in faults(empty, empty, act_line(actor="nobody"))] == [3]


@pytest.mark.parametrize("end", [b"\n", b"\r\n", b"", b" \n"])
def test_a_line_may_end_as_it_likes(end: bytes) -> None:
    assert [act.id for act in read(act_line().rstrip() + end)] == ["c1"]


def test_a_line_repeated_to_the_letter_is_one_act() -> None:
    assert [act.id for act in read(act_line(), act_line(id="c2"), act_line(), act_line().rstrip() + b"\r\n")] == [
        "c1",
        "c2",
    ]


def test_two_different_acts_of_one_id_are_refused() -> None:
    [fault] = faults(act_line(), act_line(id="c2"), act_line(note="corrected"))
    assert fault.text() == (
        "acts.jsonl:3:1: SC022 another act already carries the id 'c1'\n"
        "    give the act its own id; a correction is a new act"
    )


def test_the_sound_acts_are_given_before_the_faults_are_raised() -> None:
    given_out = read_acts([act_line(), b"broken\n", act_line(id="c2")], agreement(), file="acts.jsonl")
    assert [next(given_out).id, next(given_out).id] == ["c1", "c2"]
    with pytest.raises(Invalid):
        next(given_out)


# --- names


@pytest.mark.parametrize(
    ("changes", "field", "message", "remedy"),
    [
        ({"actor": "sauth"}, "actor", "no organisation is called 'sauth'", "did you mean 'south'?"),
        ({"actor": "zz"}, "actor", "no organisation is called 'zz'", "known here: mission, north, recorder, south"),
        ({"actor": ""}, "actor", "no organisation is called ''", "known here: mission, north"),
        ({"actor": "locals"}, "actor", "no organisation is called 'locals'", "known here: mission, north"),
        (
            {"actor": "recorder"},
            "actor",
            "the recorder enters statements, figures and sources",
            "the organisation whose",
        ),
        ({"of": "weapon"}, "of", "no obligation is called 'weapon'", "did you mean 'weapons'?"),
        ({"of": "weapons.first"}, "of", "no obligation is called 'weapons.first'", "did you mean 'weapons'?"),
        ({"of": "fire"}, "of", "no obligation is called 'fire'", "known here: release, weapons"),
        ({"of": "rifles"}, "of", "no obligation is called 'rifles'", "did you mean 'release'?"),
        ({"unit": "rifle"}, "unit", "no unit is called 'rifle'", "did you mean 'rifles'?"),
        ({"category": "foreigners"}, "category", "no category is called 'foreigners'", "known here: locals"),
    ],
)
def test_a_name_that_nothing_carries_is_told(changes: dict[str, Any], field: str, message: str, remedy: str) -> None:
    line = act_line(**changes)
    [fault] = faults(act_line(id="c0"), line)
    assert (fault.code, fault.line, fault.path) == ("SC101", 2, f"$.{field}")
    assert fault.column == line.index(b'"%s":' % field.encode()) + 1
    assert message in fault.message
    assert remedy in fault.remedy


TIMES = {"happened": "2026-03-05T10:00:00Z", "recorded": "2026-03-05T10:00:00Z", "actor": "mission", "id": "x"}
# An act of every type that names something of the agreement, and the field that names it.
POINTING = [
    ("obligation.confirmed/1", {"of": "weapons"}, "of", "obligation"),
    ("obligation.refuted/1", {"of": "weapons"}, "of", "obligation"),
    ("obligation.contested/1", {"of": "weapons"}, "of", "obligation"),
    ("obligation.counted/1", {"of": "weapons", "tally": "t", "total": 1, "unit": "rifles"}, "of", "obligation"),
    ("obligation.waived/1", {"of": "weapons"}, "of", "obligation"),
    ("dispute.ruled/1", {"of": "weapons", "outcome": "for"}, "of", "obligation"),
    ("breach.alleged/1", {"of": "fire"}, "of", "obligation or prohibition"),
    ("breach.alleged/1", {"of": "fire", "place": "river"}, "place", "place"),
    ("breach.found/1", {"of": "fire", "outcome": "breach"}, "of", "obligation or prohibition"),
    ("anchor.dated/1", {"anchor": "signature", "candidate": "c"}, "anchor", "anchor"),
    ("decision.made/1", {"decision": "complies", "outcome": "yes"}, "decision", "decision"),
    ("hole.filled/1", {"hole": "route", "says": "x"}, "hole", "hole"),
    ("suspension.declared/1", {"of": "passage", "power": "search"}, "of", "obligation or prohibition"),
    ("suspension.ended/1", {"of": "passage"}, "of", "obligation or prohibition"),
    ("power.exercised/1", {"power": "search"}, "power", "power"),
    ("delay.explained/1", {"of": "search", "cause": "rain"}, "of", "obligation or prohibition"),
    ("mandate.extended/1", {"body": "mission", "to": "2027-01-01T00:00:00Z"}, "body", "body"),
    ("step.taken/1", {"says": "x", "place": "river"}, "place", "place"),
    ("statement.reported/1", {"chain": [], "stance": "asserts", "says": "x", "place": "river"}, "place", "place"),
    ("figure.reported/1", {"chain": [], "subject": "held", "unit": "persons"}, "subject", "subject or obligation"),
    ("figure.reported/1", {"chain": [], "subject": "weapons", "unit": "persons"}, "unit", "unit"),
]


@pytest.mark.parametrize(("kind", "fields", "field", "what"), POINTING)
def test_every_type_of_act_names_what_the_agreement_has(
    kind: str, fields: dict[str, Any], field: str, what: str
) -> None:
    good = {"type": kind, **TIMES, **fields}
    assert len(read(msgspec.json.encode(good))) == 1
    [fault] = faults(msgspec.json.encode({**good, field: "nobody_at_all"}))
    assert (fault.code, fault.path, fault.message) == ("SC101", f"$.{field}", f"no {what} is called 'nobody_at_all'")


def test_every_type_of_act_is_read_or_names_nothing() -> None:
    names_nothing = {"obligation.claimed/1", "act.withdrawn/1", "source.added/1"}
    assert {kind for kind, *_ in POINTING} | names_nothing == set(acts.TYPES)


@pytest.mark.parametrize(
    "fields",
    [
        {"type": "statement.reported/1", "chain": [{"who": "A", "kind": "agency"}], "stance": "asserts", "says": "x"},
        {"type": "figure.reported/1", "chain": [{"who": "A", "kind": "agency"}], "subject": "held", "unit": "persons"},
        {"type": "source.added/1", "source": "s", "root": "A"},
    ],
)
def test_the_recorder_enters_what_was_said(fields: dict[str, Any]) -> None:
    assert [act.actor for act in read(msgspec.json.encode({**TIMES, **fields, "actor": "recorder"}))] == ["recorder"]


def test_a_source_has_one_root() -> None:
    source = {"type": "source.added/1", **TIMES, "actor": "recorder", "source": "gazette", "root": "The Gazette"}
    again = {**source, "id": "y", "root": "Another paper"}
    assert len(read(msgspec.json.encode(source))) == 1
    [fault] = faults(msgspec.json.encode(source), msgspec.json.encode(again))
    assert (fault.code, fault.line) == ("SC018", 2)
    assert "'gazette' is already described with another root" in fault.message


def test_every_wrong_name_of_one_act_is_told() -> None:
    found = faults(act_line(actor="x1", of="x2", unit="x3", category="x4"))
    assert [fault.path for fault in found] == ["$.actor", "$.of", "$.unit", "$.category"]


# --- times


@pytest.mark.parametrize(
    ("changes", "path", "message"),
    [
        ({"recorded": "2026-03-05T09:59:59+01:00"}, "$.recorded", "act c1 was recorded before it happened"),
        ({"recorded": "2026-03-05T10:30:00+02:00"}, "$.recorded", "act c1 was recorded before it happened"),
        ({"until": "2026-03-05T09:59:59+01:00"}, "$.until", "act c1 ends before it begins"),
        ({"until": "2026-03-05T10:30:00+02:00"}, "$.until", "act c1 ends before it begins"),
        ({"happened": "0001-01-01T00:00:00+14:00"}, "$.happened", "`happened` lies outside the years 1800 to 2999"),
        ({"recorded": "9999-12-31T23:59:59-14:00"}, "$.recorded", "`recorded` lies outside the years 1800 to 2999"),
        ({"until": "9999-12-31T23:59:59-14:00"}, "$.until", "`until` lies outside the years 1800 to 2999"),
    ],
)
def test_times_that_cannot_be_are_told(changes: dict[str, str], path: str, message: str) -> None:
    line = act_line(**changes)
    [fault] = faults(line)
    assert (fault.code, fault.path, fault.message) == ("SC023", path, message)
    assert fault.column == line.index(b'"%s"' % path[2:].encode()) + 1


def test_a_mandate_cannot_run_off_the_calendar() -> None:
    fields = {"type": "mandate.extended/1", **TIMES, "body": "mission", "to": "9999-12-31T23:59:59Z"}
    assert [(fault.code, fault.path) for fault in faults(msgspec.json.encode(fields))] == [("SC023", "$.to")]


def test_times_that_touch_are_sound() -> None:
    same = ACT["happened"]
    assert len(read(act_line(recorded=same, until=same))) == 1
    # The same moment, written in another zone.
    assert len(read(act_line(happened="2026-03-05T10:00:00+01:00", recorded="2026-03-05T09:00:00Z"))) == 1


@pytest.mark.parametrize(
    "written",
    ["2026-03-05T10:00:00", "2026-03-05", "05/03/2026", "2026-03-05T25:00:00Z", "2026-02-30T10:00:00Z", "yesterday", "",
     "2026-03-05T10:00:00+99:00", 1772704800, None],
)  # fmt: skip
@pytest.mark.parametrize("field", ["happened", "recorded", "until"])
def test_a_time_is_written_whole_and_with_its_zone(field: str, written: Any) -> None:
    line = msgspec.json.encode({**ACT, field: written})
    if field == "until" and written is None:
        assert read(line)[0].until is None
        return
    [fault] = faults(line)
    assert (fault.code, fault.path) == ("SC021", f"$.{field}")
    assert fault.remedy == "write a time with its zone, such as 2025-11-06T12:00:00+02:00"


# --- lines that are no acts


@pytest.mark.parametrize(
    ("changes", "path", "message", "remedy"),
    [
        ({"amount": -1}, "$.amount", "Expected `int` >= 0", "a whole number from 0"),
        ({"amount": 1.5}, "$.amount", "got `float`", "a whole number from 0"),
        ({"amount": 1.0}, "$.amount", "got `float`", "a whole number from 0"),
        ({"amount": True}, "$.amount", "got `bool`", "a whole number from 0"),
        ({"amount": "5"}, "$.amount", "got `str`", "a whole number from 0"),
        ({"amount": [5]}, "$.amount", "got `array`", "a whole number from 0"),
        ({"amount": 10**15}, "$.amount", "Expected `int` <= 999999999999999", "a whole number from 0"),
        ({"amount": 2**63}, "$.amount", "Expected `int` <= 999999999999999", "a whole number from 0"),
        ({"amount": 2**64 - 1}, "$.amount", "Expected `int` <= 999999999999999", "a whole number from 0"),
        (
            {"type": "obligation.claimd/1"},
            "$.type",
            "unknown act type 'obligation.claimd/1'",
            "'obligation.claimed/1'?",
        ),
        ({"type": "obligation.claimed/2"}, "$.type", "unknown act type", "did you mean 'obligation.claimed/1'?"),
        ({"type": "obligation.claimed"}, "$.type", "unknown act type", "did you mean 'obligation.claimed/1'?"),
        ({"type": "zzz"}, "$.type", "unknown act type 'zzz'", "see the page on acts"),
        ({"type": 5}, "$.type", "Expected `str`", "write a text in quotes"),
        ({"type": None}, "$.type", "Object missing required field `type`", "add the field"),
        ({"colour": "red"}, "$.colour", "Object contains unknown field `colour`", "leave the field out"),
        ({"id": None}, "$.id", "Object missing required field `id`", "add the field"),
        ({"recorded": None}, "$.recorded", "Object missing required field `recorded`", "add the field"),
        ({"of": None}, "$.of", "Object missing required field `of`", "add the field"),
        ({"id": 5}, "$.id", "Expected `str`, got `int`", "write a text in quotes"),
        ({"refs": "c0"}, "$.refs", "Expected `array`, got `str`", "write a list"),
        ({"refs": ["c0", 5]}, "$.refs[1]", "Expected `str`, got `int`", "write a text in quotes"),
        ({"basis": "rumour"}, "$.basis", "Invalid enum value 'rumour'", "use one of the words"),
    ],
)
def test_a_wrong_field_is_told(changes: dict[str, Any], path: str, message: str, remedy: str) -> None:
    line = act_line(**changes)
    [fault] = faults(act_line(id="c0"), line)
    assert (fault.code, fault.line, fault.path) == ("SC021", 2, path)
    assert message in fault.message
    assert remedy in fault.remedy
    field = path[2:].partition("[")[0].encode()
    assert fault.column == (line.index(b'"%s":' % field) + 1 if b'"%s":' % field in line else 1)


@pytest.mark.parametrize("digits", ["1" + "0" * 18, "9" * 30, "1" + "0" * 4_000, "1" * 10_000, "1e3", "1e400", "-0.0"])
def test_an_amount_of_any_length_is_told(digits: str) -> None:
    line = act_line(amount=77777).replace(b"77777", digits.encode())
    assert [fault.code in ("SC020", "SC021") for fault in faults(line)] == [True]


def test_the_greatest_amount_is_read() -> None:
    assert read(act_line(amount=10**15 - 1))[0].amount == 10**15 - 1


@pytest.mark.parametrize(
    ("fields", "path"),
    [
        ({"stance": "assertss"}, "$.stance"),
        ({"polarity": "?"}, "$.polarity"),
        ({"chain": [{"who": "A", "kind": "agncy"}]}, "$.chain[0].kind"),
        ({"chain": [{"who": "A", "kind": "agency"}, {"kind": "agency"}]}, "$.chain[1].who"),
        ({"chain": [{"who": "A", "kind": "agency", "phone": "1"}]}, "$.chain[0].phone"),
        ({"chain": {}}, "$.chain"),
        ({"chain": None}, "$.chain"),
    ],
)
def test_a_wrong_source_chain_is_told(fields: dict[str, Any], path: str) -> None:
    good = {"type": "statement.reported/1", **TIMES, "chain": [], "stance": "asserts", "says": "x"}
    assert [(fault.code, fault.path) for fault in faults(msgspec.json.encode({**good, **fields}))] == [("SC021", path)]


@pytest.mark.parametrize("line", [b"5", b"null", b'"text"', b"[]", b"true", b"{}"])
def test_a_line_of_json_that_is_no_act_is_told(line: bytes) -> None:
    assert [(fault.code, fault.column) for fault in faults(line)] == [("SC021", 1)]


def test_a_type_that_stands_twice_is_told() -> None:
    line = act_line().rstrip()[:-1] + b',"type":"obligation.waived/1"}'
    assert [fault.message for fault in faults(line)] == ["the key 'type' stands twice"]


@pytest.mark.parametrize("again", [b',"amount":99}', b',"amount":5}'])
def test_a_field_that_stands_twice_is_told(again: bytes) -> None:
    [fault] = faults(act_line(id="c0"), act_line().rstrip()[:-1] + again)
    assert (fault.code, fault.line, "stands twice" in fault.message) == ("SC001", 2, True)


@pytest.mark.parametrize("cut", [1, 2, 3, 10, 50, 100])
def test_a_line_that_is_cut_off_is_told_where_it_ends(cut: int) -> None:
    line = act_line().rstrip()[:-cut]
    [fault] = faults(act_line(id="c0"), line + b"\n")
    assert (fault.code, fault.line, fault.column) == ("SC020", 2, len(line) + 1)
    assert "cut off" in fault.remedy


@pytest.mark.parametrize(
    ("line", "column", "message"),
    [
        (b"\xef\xbb\xbf" + act_line(), 1, "a byte order mark"),
        (act_line(note="שלום").replace("ם".encode(), b"\xff"), None, "a byte is not UTF-8"),
        (act_line().replace(b"south", b"so\xe9th"), None, "a byte is not UTF-8"),
        (act_line() * 2, None, "trailing characters"),
        (b"this is no json", None, "JSON is malformed"),
        (b'{"id": "\\ud800 and so on"}', None, "JSON is malformed"),
        (b'{"id": ' + b"[" * 50_000 + b"]" * 50_000 + b"}", 1, "values nested too deep"),
        (b"[" * 50_000, 1, "Expected `object`"),
        (b'{"id":' * 50_000, 1, "values nested too deep"),
    ],
    ids=lambda value: str(value)[:20] if not isinstance(value, bytes) else "",
)
def test_a_line_that_is_no_json_is_told(line: bytes, column: int | None, message: str) -> None:
    [fault] = faults(act_line(id="c0"), line)
    assert message in fault.message
    assert (fault.line, fault.column) == (2, column or fault.column)
    assert 1 <= fault.column <= len(line) + 1


def test_a_column_counts_letters_and_not_bytes() -> None:
    line = '{"note":"שלום","actor":"nobody",' + act_line(actor=None, note=None).decode()[1:]
    assert [fault.column for fault in faults(line.encode())] == [line.index('"actor"') + 1]
    broken = '{"note":"שלום",,'
    assert [fault.column for fault in faults(broken.encode())] == [broken.index(",,") + 2]


def test_a_hundred_faults_are_told_and_the_rest_counted() -> None:
    with pytest.raises(Invalid) as caught:
        read(*[b"broken\n"] * 10_000)
    assert ([fault.line for fault in caught.value.faults], caught.value.left_out) == (list(range(1, 101)), 9_900)
    assert caught.value.message().endswith("... and 9900 more of the same kind\n10000 faults. Nothing was changed.")
    with pytest.raises(Invalid) as caught:
        read(*[act_line(id=f"c{number}", actor=f"n{number}") for number in range(10_000)])
    assert (len(caught.value.faults), caught.value.left_out) == (100, 9_900)


def test_one_broken_line_does_not_hide_the_next() -> None:
    found = faults(
        b"{", act_line(actor="x"), b"", act_line(id="c2", amount=-1), act_line(id="c3"), act_line(id="c3", note="x")
    )
    assert [(fault.line, fault.code) for fault in found] == [(1, "SC020"), (2, "SC101"), (4, "SC021"), (6, "SC022")]


# --- whatever is thrown at it


def survives(*lines: bytes) -> None:
    found = found_by(read, *lines)
    assert all(1 <= fault.line <= len(lines) and fault.column >= 1 for fault in found)


@given(st.lists(st.binary(max_size=80), max_size=5))
def test_any_bytes_are_read_or_told(lines: list[bytes]) -> None:
    survives(*lines)


VALUES = st.one_of(
    st.sampled_from(["south", "weapons", "rifles", "north", "recorder", "2026-03-05T10:00:00Z", *acts.TYPES]),
    st.sampled_from([None, True, -1, 0.5, 10**30, [], {}, [1], [["x"]], [{"who": "x", "kind": "unknown"}], "", "\0"]),
    st.integers(),
    st.floats(),
    st.text(max_size=8),
    st.datetimes().map(lambda at: at.isoformat() + "Z"),
)
FIELDS = st.sampled_from(
    sorted({name for cls in acts.TYPES.values() for name in cls.__struct_fields__} | {"type", "x"})
)


@given(st.lists(st.tuples(FIELDS, VALUES), max_size=6))
def test_any_act_is_read_or_told(changes: list[tuple[str, Any]]) -> None:
    survives(msgspec.json.encode({**ACT, **dict(changes)}))


@given(st.integers(0, 300), st.binary(max_size=3), st.integers(0, 10))
def test_any_damage_to_a_line_is_read_or_told(at: int, damage: bytes, gone: int) -> None:
    line = act_line(note="the count of the morning")
    survives(act_line(id="c0"), line[:at] + damage + line[at + gone :])


FIRST, LAST = datetime(1800, 1, 2), datetime(2990, 1, 1)  # noqa: DTZ001
OFFSETS = st.integers(-1439, 1439).map(lambda minutes: timezone(timedelta(minutes=minutes)))


@given(st.datetimes(FIRST, LAST, timezones=OFFSETS), st.timedeltas(timedelta(0), timedelta(days=900)))
def test_any_moment_of_these_centuries_is_read(happened: datetime, wait: timedelta) -> None:
    [act] = read(act_line(happened=happened.isoformat(), recorded=(happened + wait).isoformat()))
    assert (act.happened, act.recorded - act.happened) == (happened, wait)


# --- many lines read at once


def many(count: int, **changes: Any) -> list[bytes]:
    return [act_line(id=f"n{number}", **changes) for number in range(count)]


@pytest.mark.parametrize("at", [0, 499, 500, 998])
def test_a_line_is_known_again_in_the_same_batch_and_in_a_later_one(at: int) -> None:
    lines = many(1000)
    assert len(read(*lines, lines[at])) == 1000
    assert len(read(*lines[: at + 1], lines[at], *lines[at + 1 :])) == 1000


@pytest.mark.parametrize("gap", [1, 498, 499, 500, 1200])
def test_an_id_on_two_lines_is_told_however_far_apart(gap: int) -> None:
    lines = [*many(gap), act_line(id="n0", note="another"), *many(700)[gap:]]
    assert [(fault.code, fault.line) for fault in faults(*lines)] == [("SC022", gap + 1)]


@pytest.mark.parametrize("again", [(255, 256), (0, 600), (3, 900), (698, 700)])
def test_a_line_that_comes_again_is_one_act_however_far_apart(again: tuple[int, int]) -> None:
    first, last = again
    lines = many(700)
    lines[first:first] = lines[first : first + 1]
    lines += [lines[first].rstrip() + b" \r\n", *lines[:last], *lines[-3:]]
    assert [act.id for act in read(*lines)] == [f"n{number}" for number in range(700)]


def test_lines_that_come_again_from_afar_do_not_hide_one_that_was_changed() -> None:
    lines = [*many(700), *many(600)]
    lines[1250] = act_line(id="n550", note="another")
    assert [(fault.code, fault.line) for fault in faults(*lines)] == [("SC022", 1251)]


def test_faults_keep_their_lines_where_lines_were_read_at_once() -> None:
    lines = many(1100)
    lines[5:5] = lines[3:5]  # repeated lines are skipped, and still counted
    for at in (10, 520, 1090):
        lines[at] = act_line(id=f"w{at}", actor="nobody")
    assert [fault.line for fault in faults(*lines)] == [11, 521, 1091]


def test_times_are_looked_at_where_lines_were_read_at_once() -> None:
    wrong = {
        100: {"happened": "2026-03-05T11:00:00Z"},
        200: {"until": "2026-03-05T08:00:00Z"},
        300: {"happened": "1799-12-31T23:00:00Z"},
        400: {"recorded": "3000-01-01T00:00:00Z"},
    }
    lines = [act_line(id=f"n{number}", **wrong.get(number, {})) for number in range(450)]
    for at in (300, 400):
        assert [fault.line for fault in faults(*lines[at : at + 1], *lines[401:])] == [1]
    assert [(fault.code, fault.line) for fault in faults(*lines)] == [("SC023", at + 1) for at in wrong]


def test_a_field_that_stands_twice_is_not_hidden_by_times_written_short() -> None:
    short = {"happened": "2026-03-05T11:00:00.5+0200", "recorded": "2026-03-05T12:00:00.5+0200"}
    long = {"happened": "2026-03-05T11:00:00.500000+02:00", "recorded": "2026-03-05T12:00:00.500000+02:00"}
    twice = b'{"amount":25,' + act_line(**short)[1:]
    assert len(twice) == len(act_line(**long))
    assert [(fault.code, fault.line) for fault in faults(twice)] == [("SC001", 1)]


def test_an_act_broken_over_two_lines_is_not_made_good_by_two_in_one() -> None:
    said = {"type": "statement.reported/1", **TIMES, "actor": "north", "stance": "asserts", "says": "x"}
    link = b'{"who":"A","kind":"agency"}'
    start = msgspec.json.encode({**said, "id": "s"})[:-1] + b',"chain":[' + link
    lines = [act_line(id="c1").rstrip() + act_line(id="c2"), start + b"\n", b"," + link + b"]}\n"]
    assert [(fault.code, fault.line) for fault in faults(*lines)] == [("SC020", 1), ("SC020", 2), ("SC020", 3)]


def test_lines_read_at_once_and_one_by_one_give_the_same_acts() -> None:
    lines = many(700)
    slow = [line.replace(b'"id":', b' "id": ').rstrip() + b"\r\n" for line in lines]
    assert read(*lines) == read(*slow)


@pytest.mark.parametrize("after", [b"\x0b", b"\x0c", b"\x00", b"\xc2\xa0"])
def test_nothing_but_plain_space_may_stand_after_an_act(after: bytes) -> None:
    found = faults(act_line(id="c0"), act_line().rstrip() + after + b"\n")
    assert [(fault.code, fault.line) for fault in found] == [("SC020", 2)]


def test_a_source_that_is_refused_gives_no_root() -> None:
    source = {"type": "source.added/1", **TIMES, "actor": "recorder", "source": "news", "root": "The News"}
    lines = [act_line(id="c1"), msgspec.json.encode({**source, "id": "c1"}) + b"\n",
             msgspec.json.encode({**source, "id": "s2", "root": "Another"}) + b"\n"]  # fmt: skip
    assert [(fault.code, fault.line) for fault in faults(*lines)] == [("SC022", 2)]


def test_two_roots_of_one_source_are_told_where_lines_were_read_at_once() -> None:
    source = {"type": "source.added/1", **TIMES, "actor": "recorder", "source": "news", "root": "The News"}
    lines = [msgspec.json.encode({**source, "id": f"s{number}"}) + b"\n" for number in range(600)]
    assert len(read(*lines)) == 600
    for at in (100, 400):
        lines[at] = lines[at].replace(b"The News", b"Another")
    assert [(fault.code, fault.line) for fault in faults(*lines)] == [("SC018", 101), ("SC018", 401)]
