"""The rules on waiting, time and vetoes beyond their fixtures: offered changes work, logs replay, a running text locks up."""

from datetime import datetime
from pathlib import Path
from random import Random

import pytest
import yaml

from safeconduct.agreement.amend import Version
from safeconduct.agreement.casefile import example_folder, open_case
from safeconduct.agreement.reader import read_agreement
from safeconduct.agreement.status import status
from safeconduct.checks.opening import check_case, check_files
from safeconduct.checks.rule import find_rule
from safeconduct.checks.rules.sc307_residual_circle import on_living
from safeconduct.checks.text import CheckedText
from safeconduct.kernel import acts
from tests.checks.test_engines import made_up, read

FIXTURES = Path(__file__).parent / "fixtures"
RULES = "SC301 SC302 SC303 SC304 SC305 SC306 SC308 SC401 SC402 SC406 SC407 SC704 SC705 SC707 SC708".split()
REPLAYED = "SC301 SC302 SC303 SC304 SC305 SC306 SC308 SC401 SC402 SC406 SC704 SC705 SC707 SC708".split()


def found(code: str, text: CheckedText) -> list:  # type: ignore[type-arg]
    rule = find_rule(code)
    assert rule is not None
    return list(rule.check(text))


@pytest.mark.parametrize("code", REPLAYED)
def test_a_finding_about_the_running_brings_its_log(code: str) -> None:
    text, _ = check_files(FIXTURES / f"{code.lower()}_bad.yaml")
    assert all(one.witness is not None for one in found(code, text))


@pytest.mark.parametrize("seed", range(80))
def test_every_log_is_replayed_on_random_texts(seed: int) -> None:
    rng = Random(seed)
    text = read(made_up(rng.randint(3, 14), rng=rng).replace("takes: 2 days", f"takes: {rng.choice((2, 11, 15))} days"))
    for code in RULES:
        for one in found(code, text):
            if one.witness is not None:
                at = datetime.fromisoformat(one.witness.as_of)
                norm = status(text.versions, iter(one.witness.acts), as_of=at, known_by=at).norm(one.witness.blocked)
                assert norm is not None
                shown = {key: getattr(norm, key) for key in one.witness.shows}
                assert (code, one.path, {key: getattr(value, "value", value) for key, value in shown.items()}) == (
                    code, one.path, dict(one.witness.shows))  # fmt: skip


def changed(content: str, path: str, becomes: str) -> CheckedText:
    """Read a text with the value of one key changed, or with the key gone."""
    plain = yaml.load(content, Loader=yaml.CBaseLoader)
    *above, key = path.split(".")
    at = plain
    for name in above:
        at = at[name]
    if becomes:
        at[key] = yaml.load(becomes, Loader=yaml.CBaseLoader)
    else:
        del at[key]
    return read(yaml.dump(plain, sort_keys=False))


@pytest.mark.parametrize("seed", range(60))
def test_the_change_offered_for_a_circle_opens_it(seed: int) -> None:
    content = made_up(8, rng=Random(seed))
    text = read(content)
    circles = found("SC301", text)
    for one in circles:
        if one.fix is not None:
            after = found("SC301", changed(content, one.fix.path, one.fix.text))
            assert len(after) < len(circles), one.fix


def test_a_circle_comes_about_when_the_step_that_kept_two_apart_is_suspended() -> None:
    content = (FIXTURES / "sc307_bad.yaml").read_text(encoding="utf-8") + (
        "powers:\n  stop: {title: suspend the patrol, clause: p1, who: alpha, affects: joint_patrol}\n")  # fmt: skip
    source = read_agreement(content.encode(), file="arel.yaml")
    at = datetime.fromisoformat("2026-03-10T12:00:00+02:00")
    stopped = acts.SuspensionDeclared(id="s", happened=at, recorded=at, actor="alpha", of="joint_patrol", power="stop")
    running = status((Version(source),), iter(()), as_of=at, known_by=at)
    halted = status((Version(source),), iter((stopped,)), as_of=at, known_by=at)
    assert [list(on_living(source, running)), [one.path for one in on_living(source, halted)]] == [
        [], ["obligations.withdraw.after"]]  # fmt: skip


def test_a_date_among_the_routes_is_no_dead_choice() -> None:
    content = made_up(2).replace("after: {verified: o0}", "after: {any: [{anchor: day_d}, {verified: o1}]}")
    assert found("SC303", read(content)) == []


def test_a_fallback_for_a_part_left_open_is_no_veto() -> None:
    opened = made_up(2).replace("after: {verified: o0}", "after: {agreed: route}")
    owners = "owner: [alpha, bravo]"
    settled = opened.replace(owners, f"{owners}, deadline: {{by: 2026-04-01}}, if_not: the mission sets the route")
    assert [len(found("SC704", read(opened))), len(found("SC704", read(settled)))] == [1, 0]


def test_only_the_first_of_a_late_chain_is_told() -> None:
    late = found("SC401", read(made_up(4).replace("takes: 2 days", "takes: 20 days")))
    assert [(one.path, len(one.related)) for one in late] == [("obligations.o1.deadline", 3)]


def example(name: str) -> CheckedText:
    return check_case(open_case(example=name))[0]


def mutated(name: str, *changes: tuple[str, object]) -> CheckedText:
    """Read a worked example with some keys changed; None takes the key away."""
    plain = yaml.load((example_folder(name) / "agreement.yaml").read_text(encoding="utf-8"), Loader=yaml.CBaseLoader)
    for path, becomes in changes:
        *above, key = path.split(".")
        at = plain
        for part in above:
            at = at[part]
        if becomes is None:
            del at[key]
        else:
            at[key] = becomes
    return read(yaml.dump(plain, sort_keys=False, allow_unicode=True))


@pytest.mark.parametrize(("name", "codes"), [
    ("minsk-ii-2015", {"SC301", "SC308", "SC409"}), ("gaza-2025", {"SC302", "SC304", "SC305", "SC407", "SC409"}),
    ("aceh-2005", set()), ("dayton-1a-1995", set()), ("el-salvador-1992", set()),
])  # fmt: skip
def test_the_worked_examples_have_the_faults_history_showed(name: str, codes: set[str]) -> None:
    text = example(name)
    loud = {code for code in (*RULES, "SC409") if found(code, text)}
    assert codes <= loud
    assert name == "minsk-ii-2015" or "SC301" not in loud
    assert name == "gaza-2025" or "SC305" not in loud
    assert not loud & {"SC303", "SC401", "SC402", "SC406", "SC707", "SC708"}


MUTATIONS = [
    ("aceh-2005", "SC301", ("obligations.weapons.after", {"verified": "withdrawal_4"})),
    ("aceh-2005", "SC402", ("obligations.withdrawal_4.deadline", {"by": "2005-12-01"}),
     ("obligations.weapons.tranches.parts.t4.deadline", {"by": "2005-12-31"})),
    ("aceh-2005", "SC401", ("obligations.weapons.takes", "200 days")),
    ("aceh-2005", "SC408", ("time.count", None)),
    ("aceh-2005", "SC704", ("decisions", {"fair": {"what": "is it fair", "by": "amm"}}),
     ("obligations.withdrawal_1.after", {"decided": "fair"})),
    ("aceh-2005", "SC302", ("decisions", {"fair": {"what": "is it fair", "by": "unstated"}}),
     ("obligations.withdrawal_1.after", {"decided": "fair"})),
    ("aceh-2005", "SC305", ("obligations.amnesty.deadline", None), ("obligations.prisoners.deadline", None),
     ("obligations.soldiers.deadline", None), ("obligations.police.deadline", None), ("obligations.law.deadline", None),
     ("obligations.law_in_force.deadline", None), ("obligations.demobilise.deadline", None),
     ("obligations.withdrawal_1.after", {"verified": "weapons"}), ("obligations.withdrawal_2.after", {"verified": "weapons"}),
     ("obligations.withdrawal_3.after", {"verified": "weapons"}), ("obligations.withdrawal_4.after", {"verified": "weapons"})),
    ("minsk-ii-2015", "SC304", ("phases", {"vote": {"name": "vote", "opens": {"verified": "elections"}}})),
]  # fmt: skip


@pytest.mark.parametrize(("name", "code", "changes"), [(name, code, changes) for name, code, *changes in MUTATIONS])
def test_one_clause_taken_away_or_changed_is_found(name: str, code: str, changes: list[tuple[str, object]]) -> None:
    assert found(code, example(name)) == [] or code == "SC302"
    assert found(code, mutated(name, *changes))


def test_one_clause_added_ends_a_finding() -> None:
    prevails = [(f"obligations.{name}.deadline.prevails", "withdrawal") for name in ("living_hostages", "remains")]
    assert found("SC407", mutated("gaza-2025", *prevails)) == []
    assert found("SC308", mutated("minsk-ii-2015", ("anchors.the_withdrawal.edge", "end"))) == []
    assert found("SC301", mutated("minsk-ii-2015", ("obligations.security.after", None))) == []
