"""What one part of an agreement says about another: kinds of ids, sums of tranches, tallies, exchange keys, amounts."""

import pytest

from safeconduct.agreement.reader import read_agreement
from safeconduct.kernel.errors import Fault
from tests.builders import SECTIONS, agreement_text, faults_of, place, with_obligation


def faults(text: str) -> tuple[Fault, ...]:
    return faults_of(read_agreement, text.encode(), file="a.yaml")


def told(text: str) -> list[tuple[str, str, str]]:
    return [(fault.code, fault.path, fault.message) for fault in faults(text)]


def reads(text: str) -> bool:
    return bool(read_agreement(text.encode(), file="a.yaml").hash)


# Every key that names something, with an entry around it: `%` stands for the id.
REFERENCES = {
    "texts": [
        "t2: {title: x, signed_by: %}",
        "t2: {title: x, prevails_over: %}",
        "t2: {title: x, incorporates: [%]}",
        "t2: {title: x, sources: %}",
    ],
    "parties": ["n2: {name: x, role: party, represents: %}", "n2: {name: x, role: party, sources: %}"],
    "bodies": [
        "b2: {name: x, composition: [{who: %}]}",
        "b2: {name: x, clause: %}",
        "b2: {name: x, sources: %}",
    ],
    "points": [
        "p2: {of: %, number: 2, says: x}",
        "p2: {of: main, number: 2, says: x, sources: %}",
        "p2: {of: main, number: 2, says: x, clauses: {c: {says: y, sources: %}}}",
        "p2: {of: main, number: 2, says: x, readings: {r: {says: y, relied_on_by: %}}}",
    ],
    "anchors": [
        "a2: {name: x, clause: %}",
        "a2: {name: x, fixed_by: %}",
        "a2: {name: x, when: {verified: %}}",
        "a2: {name: x, when: {claimed: %}}",
        "a2: {name: x, when: {all: [{anchor: %}]}}",
        "a2: {name: x, when: {any: [{agreed: %}]}}",
        "a2: {name: x, when: {any: [{all: [{decided: %}]}]}}",
    ],
    "phases": ["f2: {name: x, opens: {anchor: %}}"],
    "places": [
        "q2: {name: x, kind: zone, side_of: %}",
        "q2: {name: x, kind: zone, held_by: %}",
        "q2: {name: x, kind: zone, marked_by: %}",
        "q2: {name: x, kind: zone, closed_to: %}",
        "q2: {name: x, kind: zone, versions: [{feature: f, source: %}]}",
    ],
    "categories": [
        "c2: {name: x, of: %}",
        "c2: {name: x, otherwise: %}",
        "c2: {name: x, moves: {m: {title: y, to: %}}}",
        "c2: {name: x, moves: {m: {title: y, needs: {anchor: %}}}}",
        "c2: {name: x, moves: {m: {title: y, blocked_if: %}}}",
        "c2: {name: x, moves: {m: {title: y, granted_by: %}}}",
        "c2: {name: x, moves: {m: {title: y, holes: %}}}",
    ],
    "obligations": [
        "o2: {title: x, clause: %, who: north}",
        "o2: {title: x, clause: p1, who: %}",
        "o2: {title: x, clause: p1, who: [north, %]}",
        "o2: {title: x, clause: p1, who: north, to: %}",
        "o2: {title: x, clause: p1, who: north, phase: %}",
        "o2: {title: x, clause: p1, who: north, place: %}",
        "o2: {title: x, clause: p1, who: north, holes: %}",
        "o2: {title: x, clause: p1, who: north, exchange: %}",
        "o2: {title: x, clause: p1, who: north, category: %}",
        "o2: {title: x, clause: p1, who: north, test: %}",
        "o2: {title: x, clause: p1, who: north, parallel_with: %}",
        "o2: {title: x, clause: p1, who: north, deadline: {within: 1 day, of: %}}",
        "o2: {title: x, clause: p1, who: north, deadline: {by: 2026-04-01, clause: %}}",
        "o2: {title: x, clause: p1, who: north, deadline: {clocks: {c: {by: 2026-04-01, relied_on_by: %}}}}",
        "o2: {title: x, clause: p1, who: north, earliest: {within: 1 day, of: %}}",
        "o2: {title: x, clause: p1, who: north, verified_by: {any: %}}",
        "o2: {title: x, clause: p1, who: north, tallies: {t: {by: %, decides: [fulfilment, conditions]}}}",
        "o2: {title: x, clause: p1, who: north, dispute: {by: %}}",
        "o2: {title: x, clause: p1, who: north, dispute: {by: north, to: %}}",
        "o2: {title: x, clause: p1, who: north, names: {chosen_by: %}}",
        "o2: {title: x, clause: p1, who: north, amount: 2 rifles, tranches: {base_set_by: %, parts: {a: {rest: yes}}}}",
    ],
    "prohibitions": [
        "x2: {title: x, clause: p1, who: %}",
        "x2: {title: x, clause: p1, who: north, found_by: %}",
        "x2: {title: x, clause: p1, who: north, ends: {within: 1 day, of: %}}",
        "x2: {title: x, clause: p1, who: north, as_long_as: {decided: %}}",
    ],
    "entitlements": ["e2: {title: x, clause: p1, who: %}", "e2: {title: x, clause: p1, who: north, granted_by: %}"],
    "powers": [
        "w2: {title: x, clause: p1, who: %}",
        "w2: {title: x, clause: p1, who: north, affects: %}",
        "w2: {title: x, clause: p1, who: north, reviewed_by: %}",
    ],
    "exchanges": [
        "k2: {title: x, clause: p1, given: %, owed: release, keys: {}}",
        "k2: {title: x, clause: p1, given: weapons, owed: %, keys: {}}",
        "k2: {title: x, clause: p1, given: weapons, owed: release, keys: {}, order: %}",
        "k2: {title: x, clause: p1, given: weapons, owed: release, keys: {%: 1 persons}}",
    ],
    "objections": ["j2: {title: x, by: %}", "j2: {title: x, by: north, decided_by: %}"],
    "tests": ["s2: {unit: %, requires: [x], decided_by: mission}", "s2: {unit: rifles, requires: [x], decided_by: %}"],
    "decisions": ["d2: {what: x, by: %}", "d2: {what: x, clause: %}"],
    "guarantees": ["g2: {name: x, by: %, of: north}", "g2: {name: x, by: mission, of: %}"],
    "holes": ["h2: {what: x, owner: %}", "h2: {what: x, deadline: {within: 1 day, of: %}}"],
    "subjects": ["u2: {name: x, unit: %}", "u2: {name: x, unit: rifles, place: %}"],
    "questions": [
        "v2: {title: x, subjects: %}",
        "v2: {title: x, points: %}",
        "v2: {title: x, norms: %}",
        "v2: {title: x, holes: %}",
        "v2: {title: x, categories: %}",
        "v2: {title: x, positions_of: %}",
    ],
}
ENTRIES = [(section, entry) for section, entries in REFERENCES.items() for entry in entries]


def with_entry(section: str, entry: str) -> str:
    return agreement_text(**{section: f"{SECTIONS.get(section, '')}\n  {entry}"})


@pytest.mark.parametrize(("section", "entry"), ENTRIES)
def test_no_key_takes_an_id_that_nothing_carries(section: str, entry: str) -> None:
    text = with_entry(section, entry.replace("%", "nobody_at_all"))
    [fault] = faults(text)
    assert (fault.code, fault.path.partition(".")[0]) == ("SC101", section)
    assert "'nobody_at_all'" in fault.message
    assert fault.line == place(text, "nobody_at_all")[0]


@pytest.mark.parametrize(("section", "entry"), ENTRIES)
@pytest.mark.parametrize("wrong", ["gazette", "wrong_kind"])
def test_no_key_takes_an_id_of_another_kind(section: str, entry: str, wrong: str) -> None:
    # The Gazette is a source. A guarantee is something that no key names.
    text = with_entry(section, entry.replace("%", wrong))
    if section != "guarantees":
        text += "guarantees: {wrong_kind: {name: x, by: mission, of: north}}\n"
    if wrong == "gazette" and "source" in entry:
        assert reads(text)
        return
    [fault] = faults(text)
    assert (fault.code, f"{wrong!r}" in fault.message) == ("SC101", True)


def test_an_id_of_another_kind_is_named_by_its_kind() -> None:
    assert told(with_obligation("who: weapons")) == [
        ("SC101", "obligations.extra.who", "'weapons' is an obligation, and this key wants a party")
    ]


@pytest.mark.parametrize(
    ("section", "entry"),
    [(section, entry) for section, entry in ENTRIES if "verified: %" not in entry and "claimed: %" not in entry],
)
def test_only_a_condition_names_a_tranche(section: str, entry: str) -> None:
    [fault] = faults(with_entry(section, entry.replace("%: ", "nobody: ").replace("%", "weapons.first")))
    assert fault.code == "SC101"


# --- tranches


def tranches(parts: str, *, amount: str = "amount: 100 rifles", more: str = "") -> str:
    lines = [amount] if amount else []
    return with_obligation(*lines, f"tranches: {{{more}parts: {{{parts}}}}}")


@pytest.mark.parametrize(
    ("parts", "amount", "more"),
    [
        ("a: {share: 25%}, b: {share: 75%}", "amount: 100 rifles", ""),
        ("a: {share: 25%}, b: {rest: yes}", "amount: 100 rifles", ""),
        ("a: {amount: 99 rifles}, b: {rest: yes}", "amount: 100 rifles", ""),
        ("a: {amount: 100 rifles}, b: {rest: yes}", "amount: 100 rifles", ""),
        ("a: {amount: 40 rifles}, b: {amount: 60 rifles}", "amount: 100 rifles", ""),
        ("a: {share: 33.3333%}, b: {share: 33.3333%}, c: {share: 33.3334%}", "amount: 1000000 rifles", ""),
        ("a: {share: 33%}, b: {share: 33%}, c: {rest: yes}", "amount: 10 rifles", "rounding: up, "),
        ("a: {share: 50%}, b: {share: 50%}", "amount: at least 100 rifles", ""),
        ("a: {share: 25%}, b: {rest: yes}", "amount: unstated", ""),
        ("a: {share: 25%}, b: {share: 75%}", "amount: unstated", ""),
        ("a: {share: 50%}, b: {share: 50%}", "amount: 100 rifles", "base: 200 rifles, "),
        ("a: {share: 50%}, b: {rest: yes}", "amount: 100 rifles", "base: unstated, "),
    ],
)
def test_tranches_that_close(parts: str, amount: str, more: str) -> None:
    assert reads(tranches(parts, amount=amount, more=more))


@pytest.mark.parametrize(
    ("parts", "amount", "more", "code", "message"),
    [
        ("a: {share: 25%}, b: {share: 70%}", "amount: 100 rifles", "", "SC604", "add up to 95 of 100 rifles"),
        ("a: {share: 25%}, b: {share: 80%}", "amount: 100 rifles", "", "SC604", "add up to 105 of 100 rifles"),
        ("a: {amount: 20 rifles}, b: {amount: 75 rifles}", "amount: 100 rifles", "", "SC604", "add up to 95 of 100"),
        ("", "amount: 100 rifles", "", "SC604", "add up to 0 of 100 rifles"),
        ("a: {rest: yes}, b: {rest: yes}", "amount: 100 rifles", "", "SC604", "2 tranches are `rest`"),
        ("a: {amount: 101 rifles}, b: {rest: yes}", "amount: 100 rifles", "", "SC604", "before the rest add up to 101"),
        ("a: {share: 25%}, b: {share: 70%}", "amount: unstated", "", "SC604", "the shares do not add up to 100%"),
        ("a: {share: 50%}, b: {share: 51%}", "amount: unstated", "", "SC604", "the shares do not add up to 100%"),
        ("a: {share: 33%}, b: {rest: yes}", "amount: 10 rifles", "", "SC016", "33% of 10 is not a whole number"),
        ("a: {share: 5%}, b: {share: 95%}", "amount: 10 rifles", "rounding: up, ", "SC604", "add up to 11 of 10"),
        ("a: {share: 101%}, b: {rest: yes}", "amount: 100 rifles", "", "SC016", "'101%' is not a share"),
        ("a: {share: 25}, b: {rest: yes}", "amount: 100 rifles", "", "SC016", "'25' is not a share"),
        ("a: {share: -25%}, b: {rest: yes}", "amount: 100 rifles", "", "SC016", "'-25%' is not a share"),
        ("a: {share: 25%}, b: {rest: yes}", "", "", "SC003", "25% of what?"),
        ("a: {share: 25%, rest: yes}", "amount: 100 rifles", "", "SC014", "needs exactly one of: share, amount, rest"),
        ("a: {}, b: {rest: yes}", "amount: 100 rifles", "", "SC014", "needs exactly one of: share, amount, rest"),
        ("a: {rest: no}, b: {rest: yes}", "amount: 100 rifles", "", "SC014", "needs exactly one of"),
        ("a: {amount: 40 persons}, b: {rest: yes}", "amount: 100 rifles", "", "SC605", "persons against rifles"),
        ("a: {amount: 4 pistols}, b: {rest: yes}", "amount: 100 rifles", "", "SC101", "'pistols' is not declared"),
        ("a: {amount: 4}, b: {rest: yes}", "amount: 100 rifles", "", "SC003", "the amount '4' has no unit"),
        ("a: {rest: yes}", "amount: 100 rifles", "base: 5 pistols, ", "SC101", "'pistols' is not declared"),
        ("a: {rest: yes}", "amount: 100 rifles", "rounding: near, ", "SC016", "'near' is not one of the words"),
        ("a: {rest: yes, after: {verifid: x}}", "amount: 100 rifles", "", "SC002", "'verifid' cannot begin"),
        ("a: {rest: yes, deadline: {by: x}}", "amount: 100 rifles", "", "SC004", "'x' is not a date"),
        ("a: {rest: yes, deadline: {within: 1 day}}", "amount: 100 rifles", "", "SC015", "stand together"),
    ],
)
def test_tranches_that_do_not_close_are_told(parts: str, amount: str, more: str, code: str, message: str) -> None:
    found = faults(tranches(parts, amount=amount, more=more))
    assert code in [fault.code for fault in found]
    assert message in next(fault.message for fault in found if fault.code == code)
    assert all(fault.path.startswith("obligations.extra.tranches") for fault in found)


def test_half_up_may_close_a_sum_that_exact_does_not() -> None:
    parts = "a: {share: 50%}, b: {rest: yes}"
    assert [fault.code for fault in faults(tranches(parts, amount="amount: 5 rifles"))] == ["SC016"]
    assert reads(tranches(parts, amount="amount: 5 rifles", more="rounding: half_up, "))


# --- tallies


@pytest.mark.parametrize(
    ("tallies", "expected"),
    [
        ("{ours: {by: north, decides: [fulfilment, conditions]}, theirs: {by: south}}", []),
        ("{ours: {by: north, decides: fulfilment}, theirs: {by: south, decides: conditions}}", []),
        ("{ours: {by: north, decides: fulfilment}, theirs: {by: south}}", ["no tallies decide conditions"]),
        ("{ours: {by: north}}", ["no tallies decide fulfilment", "no tallies decide conditions"]),
        (
            "{ours: {by: north, decides: [fulfilment, conditions]}, theirs: {by: south, decides: fulfilment}}",
            ["2 tallies decide fulfilment"],
        ),
    ],
)
def test_exactly_one_tally_decides_each_consequence(tallies: str, expected: list[str]) -> None:
    text = with_obligation("amount: 5 rifles", f"tallies: {tallies}")
    if not expected:
        assert reads(text)
        return
    found = told(text)
    assert [(code, path) for code, path, _ in found] == [("SC016", "obligations.extra.tallies")] * len(expected)
    assert [message.partition(";")[0] for _, _, message in found] == expected


def test_a_condition_names_a_tally_that_is_there() -> None:
    tallies = "tallies: {ours: {by: north, decides: [fulfilment, conditions]}}"
    text = with_obligation("amount: 5 rifles", tallies)
    asked = text + "phases: {f: {name: F, opens: {all: [{verified: extra, tally: ours}]}}}\n"
    assert reads(asked)
    [fault] = faults(asked.replace("tally: ours", "tally: our"))
    assert (fault.code, fault.message) == ("SC101", "'extra' has no tally called 'our'")
    assert fault.remedy == "did you mean 'ours'?"


# --- exchange keys


def exchange(keys: str) -> str:
    entry = f"{{title: x, clause: p1, given: weapons, owed: release, keys: {keys}}}"
    return agreement_text(exchanges=f"{{swap: {entry}}}")


@pytest.mark.parametrize("keys", ["{locals: 3 persons}", "{locals: [3 persons, 1 rifles]}", "{locals: unstated}", "{}"])
def test_an_exchange_key_gives_units_for_a_category(keys: str) -> None:
    assert reads(exchange(keys))


@pytest.mark.parametrize(
    ("keys", "code", "path", "message"),
    [
        ("{locals: 3 prisoners}", "SC101", "locals", "the unit 'prisoners' is not declared"),
        ("{locals: [3 persons, 1 prisoners]}", "SC101", "locals[1]", "the unit 'prisoners' is not declared"),
        ("{locals: 3}", "SC003", "locals", "the amount '3' has no unit"),
        ("{locals: -3 persons}", "SC017", "locals", "'-3 persons' is below zero"),
        ("{foreigners: 3 persons}", "SC101", "foreigners", "no category is called 'foreigners'"),
        ("{unstated: 3 persons}", "SC018", "unstated", "'unstated' is the format's own word and names nothing"),
        ("{locals: {persons: 3}}", "SC014", "locals", "a mapping stands where a quantity was expected"),
    ],
)
def test_a_wrong_exchange_key_is_told(keys: str, code: str, path: str, message: str) -> None:
    assert told(exchange(keys)) == [(code, f"exchanges.swap.keys.{path}", message)]


def test_an_amount_and_an_exchange_both_say_how_much() -> None:
    swap = "{swap: {title: x, clause: p1, given: weapons, owed: extra, keys: {locals: 3 persons}}}"
    text = with_obligation("amount: 5 persons", "exchange: swap") + f"exchanges: {swap}\n"
    assert told(text) == [("SC014", "obligations.extra", "an amount and an exchange key both say how much")]
    assert reads(text.replace("    amount: 5 persons\n", ""))


def test_the_nearest_of_thousands_is_only_sought_for_faults_that_are_shown() -> None:
    many = "".join(f"\n  o{number}: {{title: x, clause: p1, who: nroth}}" for number in range(2_000))
    found = faults(agreement_text(obligations=SECTIONS["obligations"] + many))
    assert (len(found), found[0].remedy) == (100, "did you mean 'north'?")
