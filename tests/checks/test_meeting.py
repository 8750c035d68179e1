"""A duty and a ban meet only where both cannot be kept: the same side, act, ground and time."""

import pytest

from safeconduct.agreement.amend import Version
from safeconduct.agreement.reader import read_agreement
from safeconduct.checks.rules import sc701_contradictory_norms, sc710_outside_rule_conflict
from safeconduct.checks.text import CheckedText
from tests.builders import agreement_text

DUTY = {"who": "south", "acts": "patrol", "place": "valley", "deadline": "{by: 2026-05-01}"}
BAN = {"who": "[north, south]", "acts": "patrol", "place": "valley"}
RULE = {"forbids": "patrol"}


def checked(duty: dict[str, str], ban: dict[str, str], rule: dict[str, str], more: str = "") -> CheckedText:
    def entry(name: str, title: str, fields: dict[str, str]) -> str:
        return f"\n  {name}: {{title: {title}, " + ", ".join(f"{key}: {value}" for key, value in fields.items()) + "}"

    common = {"clause": "p1.a"}
    text = agreement_text(
        places="\n  valley: {name: the valley, kind: zone}\n  ridge: {name: the ridge, kind: zone}"
               "\n  pass: {name: the pass, kind: zone, overlaps: valley}",
        phases="\n  first: {name: first}\n  second: {name: second}",
        obligations=entry("patrols", "patrol", common | DUTY | duty),
        prohibitions=entry("quiet", "nobody patrols", common | BAN | ban),
        outside_rules=entry("embargo", "an embargo", RULE | rule),
    ) + more  # fmt: skip
    source = read_agreement(text.encode(), file="a.yaml")
    return CheckedText((Version(source),), (source,))


@pytest.mark.parametrize(("duty", "ban", "meets"), [
    ({}, {}, True),
    ({}, {"place": "ridge"}, False),
    ({}, {"place": "pass"}, True),
    ({}, {"place": "[]"}, True),
    ({"place": "[]"}, {}, False),
    ({}, {"who": "north"}, False),
    ({}, {"who": "unstated"}, True),
    ({}, {"acts": "fly"}, False),
    ({"phase": "first"}, {"phase": "second"}, False),
    ({"phase": "first"}, {}, True),
    ({}, {"after": "{verified: patrols}"}, False),
    ({"earliest": "{by: 2026-04-01}"}, {"ends": "{by: 2026-03-31}"}, False),
    ({"earliest": "{by: 2026-04-01}"}, {"ends": "{by: 2026-04-30}"}, True),
    ({"earliest": "{within: 20 days, of: signature}"}, {"ends": "{by: 2026-03-15}"}, False),
])  # fmt: skip
def test_a_duty_and_a_ban_meet_where_both_cannot_be_kept(duty: dict[str, str], ban: dict[str, str], meets: bool) -> None:
    assert bool(list(sc701_contradictory_norms.check(checked(duty, ban, {})))) is meets


def test_a_right_to_do_it_is_the_exception() -> None:
    right = "entitlements:\n  may: {title: may patrol, clause: p1.a, who: south, acts: patrol, place: valley}\n"
    assert list(sc701_contradictory_norms.check(checked({}, {}, {}, right))) == []


@pytest.mark.parametrize(("rule", "meets"), [
    ({}, True),
    ({"prevails": "yes"}, False),
    ({"prevails": "no"}, True),
    ({"exempt": "patrols"}, False),
    ({"binds": "north"}, False),
    ({"binds": "south"}, True),
    ({"place": "ridge"}, False),
    ({"until": "2026-04-30"}, False),
    ({"until": "2026-05-02"}, True),
])  # fmt: skip
def test_a_rule_outside_the_text_meets_whom_it_binds_where_and_while_it_holds(rule: dict[str, str], meets: bool) -> None:
    assert bool(list(sc710_outside_rule_conflict.check(checked({}, {}, rule)))) is meets
