"""Rules on references and duties: what a small change of a clean text brings, and what it does not."""

from datetime import datetime
from pathlib import Path

import pytest

from safeconduct.agreement.amend import Version
from safeconduct.agreement.reader import read_agreement
from safeconduct.agreement.status import status
from safeconduct.checks.rule import find_rule
from safeconduct.checks.text import CheckedText

FIXTURES = Path(__file__).parent / "fixtures"

CHANGES = [
    ("sc005", "good", [("  p2:\n", "  p3: {of: main, number: \"3\", says: Bravo pays a fair and reasonable sum}\n  p2:\n")], []),
    ("sc005", "bad", [("    deadline: unstated", "    deadline: {by: 2026-05-01}")], ["points.p2.clauses.a.says"]),
    ("sc005", "bad", [("obligations:", "decisions:\n  fair: {what: Is it reasonable?, clause: p2.a, by: mission}\nobligations:")],
     ["points.p1.says"]),
    ("sc102", "bad", [("clause: p2, by", "clause: p1, by"), ("closed_to: [alpha, bravo]", "held_by: alpha")],
     ["anchors.signature", "categories.wounded", "places.buffer", "places.closed", "tests.works"]),
    ("sc103", "bad", [("to: bravo, acts: fly_drones", "to: bravo, found_by: alpha, acts: fly_drones")], []),
    ("sc103", "bad", [("who: [alpha, bravo], to: [alpha, bravo], acts", "who: unstated, to: [alpha, bravo], acts")],
     ["prohibitions.no_drones_in_town"]),
    ("sc103", "bad", [("who: alpha, to: bravo, acts: fly", "who: [alpha, mission], to: bravo, acts: fly")], []),
    ("sc103", "bad", [("kind: zone}", "kind: zone, ranks_before: hills}\n  hills: {name: The hills, kind: zone}")], []),
    ("sc104", "bad", [("{title: amnesty, clause: p1, who: members", "{title: peace, clause: p1, who: alpha")], []),
    ("sc104", "bad", [("count: unstated}\n  wounded", "part_of: wounded}\n  wounded")], []),
    ("sc104", "good", [("screened_by: mission", "screened_by: unstated")], ["categories.members"]),
    ("sc104", "bad", [("entitlements:",
                       "powers:\n  rule: {title: rule, clause: p1, who: mission, affects: amnesty}\nentitlements:")], []),
    ("sc201", "good", [("    deadline: {by: 2026-05-01}\n    verified", "    starts: {by: 2026-05-01}\n    verified")], []),
    ("sc201", "bad", [("    amount: 40 guns\n", "    amount: 40 guns\n    per: 1 day\n"),
                      ("deadline: unstated", "deadline: {by: 2026-05-01}")],
     []),
    ("sc201", "bad", [("    amount: 40 guns\n", "    amount: 40 guns\n    deadline: unstated\n    tranches: {parts: {"
                       "a: {amount: 20 guns, deadline: {by: 2026-04-01}}, b: {rest: yes, deadline: {by: 2026-05-01}}}}\n")],
     ["obligations.withdraw.deadline"]),
    ("sc202", "good", [("who: alpha", "who: [alpha, mission]"), ("{any: mission}", "unstated")],
     ["obligations.drive.verified_by", "obligations.withdraw.verified_by"]),
    ("sc203", "good", [("  bravo: {name: Bravo, role: party}", "  bravo: {name: Bravo, role: party, represents: corps}\n"
                        "  corps: {name: Corps of Bravo, role: non_signatory}"),
                       ("quorum: 2}\n  weapons", "quorum: 2}\n"
                        "  guard: {title: guard, clause: p1, who: corps, verified_by: {any: bravo}}\n"
                        "  weapons")], ["obligations.guard.verified_by"]),
    ("sc203", "good", [("composition: [{who: bravo}]", "composition: [{who: bravo}, {who: alpha}]"),
                       ("{any: [bravo_office, mission], quorum: 2}", "{any: bravo_office}")], []),
    ("sc204", "good", [("  south: {name: The south, kind: zone}", "  south: {name: The south, kind: zone, closed_to: mission}")],
     ["obligations.withdraw.verified_by"]),
    ("sc204", "good", [("access: [north, south]", "access: unstated")],
     ["obligations.weapons.verified_by", "obligations.withdraw.verified_by"]),
    ("sc204", "good", [("to: mission", "to: alpha")], ["obligations.weapons.verified_by.inventory"]),
    ("sc204", "bad", [("south, kind: zone", "south, kind: zone, overlaps: north"), ("inventory: unstated", "quorum: 1")], []),
    ("sc204", "bad", [("south, kind: zone", "south, kind: zone, held_by: mission"), ("inventory: unstated", "quorum: 1")], []),
    ("sc206", "good", [("{within: 28 days, of: signature}", "{by: 2026-03-07}\n    earliest: {by: 2026-03-01}")],
     ["obligations.clear_more.verified_by"]),
    ("sc206", "good", [("{within: 28 days, of: signature}", "{by: 2026-03-07}")], []),
    ("sc206", "bad", [("powers: verify, capacity: {amount: 10 sites", "powers: verify, capacity: {amount: 100 sites")], []),
    ("sc207", "bad", [("role: non_signatory", "role: enabler"), ("{title: The text}", "{title: The text, signed_by: charlie}"),
                      ("who: unstated", "who: [bravo, unstated]"), (", granted_by: unstated", "")], []),
    ("sc207", "good", [(", represents: charlie", ""), ("{title: The text}", "{title: The text, signed_by: charlie}")],
     ["obligations.withdraw.who"]),
    ("sc208", "bad", [("{all: [{verified: arms}, {verified: persuade}]}",
                       "{any: [{verified: arms}, {verified: persuade}]}")], []),
    ("sc208", "bad", [("who: bravo\n    to: alpha", "who: alpha\n    to: bravo")], []),
    ("sc208", "bad", [("{all: [{verified: arms}, {verified: persuade}]}", "{anchor: seen}"),
                      ("obligations:", "anchors:\n  seen: {name: seen, when: {verified: arms}}\nobligations:")],
     ["obligations.arms.kind"]),
    ("sc209", "bad", [("deadline: unstated", "amount: 20 guns\n    per: 7 days"),
                      ("id: arel\n", "id: arel\nunits: {guns: guns}\n")],
     ["obligations.leave.starts"]),
    ("sc210", "bad", [("    who: alpha\n    to: bravo\n    deadline: unstated", "    who: unstated\n    to: bravo\n"
                       "    deadline: {by: 2026-04-01}")],
     ["obligations.assemble.inputs.buses", "obligations.assemble.inputs.camps"]),
]  # fmt: skip


@pytest.mark.parametrize(("code", "kind", "changes", "paths"), CHANGES)
def test_a_change_brings_what_it_should(code: str, kind: str, changes: list[tuple[str, str]], paths: list[str]) -> None:
    text = (FIXTURES / f"{code}_{kind}.yaml").read_text(encoding="utf-8")
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new)
    source = read_agreement(text.encode(), file="changed.yaml")
    rule = find_rule(code)
    assert rule is not None
    found = rule.check(CheckedText((Version(source),), (source,)))
    assert sorted(one.path for one in found) == paths


def test_a_step_that_others_wait_for_says_which() -> None:
    text = (FIXTURES / "sc207_bad.yaml").read_bytes()
    source = read_agreement(text, file="bad.yaml")
    rule = find_rule("unbound-actor")
    assert rule is not None
    traces = {one.path: one.trace for one in rule.check(CheckedText((Version(source),), (source,)))}
    assert traces["obligations.leave.who"] == ("“rebuild the bridge” waits for it.",)


def test_a_quorum_that_can_be_reached_is_reached_by_the_same_words() -> None:
    bad, good = (read_agreement((FIXTURES / f"sc205_{kind}.yaml").read_bytes(), file=kind) for kind in ("bad", "good"))
    rule = find_rule("SC205")
    assert rule is not None
    witness = next(iter(rule.check(CheckedText((Version(bad),), (bad,))))).witness
    assert witness is not None
    at = datetime.fromisoformat(witness.as_of)
    ends = [status((Version(source),), iter(witness.acts), as_of=at, known_by=at).norm(witness.blocked) for source in (bad, good)]
    assert [one is not None and one.completed_end for one in ends] == [None, at]
