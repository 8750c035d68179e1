"""The second level against trying every combination, on random small agreements; and what it says when it cannot decide."""

from datetime import datetime
from itertools import combinations, product
from pathlib import Path
from random import Random

import pytest

from safeconduct.agreement.status import status
from safeconduct.checks import deep, halts, solver
from safeconduct.checks.engines.fixpoint import reach
from safeconduct.checks.engines.limits import possible
from safeconduct.checks.engines.waits import waits
from safeconduct.checks.rule import find_rule
from safeconduct.checks.run import check
from safeconduct.checks.text import CheckedText
from safeconduct.cli.main import main as run_program
from tests.checks.locks import LOCKED, replayed, with_routes
from tests.checks.test_engines import made_up, random_graph, read

pytest.importorskip("clingo", reason="the solver is an optional extra")

def tangled(seed: int) -> CheckedText:
    """Give a small text in which most steps choose between two others."""
    rng = Random(seed)
    size = rng.randint(4, 9)
    content = made_up(size)
    for n in range(size):
        old = f"after: {{verified: o{n - 1}}}" if n % 4 else "after: {anchor: day_d}"
        routes = ", ".join(f"{{verified: o{other}}}" for other in rng.sample(range(size), 2))
        new = "after: {anchor: day_d}" if rng.random() < 0.25 else f"after: {{any: [{routes}]}}"
        head, _, tail = content.partition(f"  o{n}: ")
        content = head + f"  o{n}: " + tail.replace(old, new, 1)
    return read(content)


def smallest_locked(text: CheckedText) -> int:
    """Try every combination of routes, and give the fewest norms that any of them locks up; 0 if none does."""
    graph, chosen, can = waits(text), deep.choices(text), possible(text)
    opens = [node for node in graph.of_kind("opens") if node in can]
    sizes = []
    for routes in product(*chosen.values()):
        reached = reach(with_routes(graph, dict(zip(chosen, routes, strict=True))))
        sizes.append(sum(node not in reached for node in opens))
    return min((size for size in sizes if size), default=0)


def test_it_finds_what_trying_every_combination_finds() -> None:
    locked = 0
    for seed in range(240):
        text = read(made_up(Random(seed).randint(3, 9), rng=Random(seed))) if seed % 2 else tangled(seed)
        if len(list(product(*deep.choices(text).values()))) > 300:
            continue
        found = deep.locked(text)
        assert (len(found[1]) if found else 0) == smallest_locked(text), seed
        locked += found is not None
    assert locked > 20


def test_no_choice_and_no_solver_is_the_fixpoint() -> None:
    for seed in range(1_500):
        graph = random_graph(Random(seed), Random(seed).randint(1, 12))
        facts = solver.facts(graph, range(len(graph)), {*range(len(graph))}, set())
        model, decided = solver.solve(solver.CAN + "#show done/1.", facts, 5)
        assert ({node for _, (node,) in model or []}, decided) == ({*reach(graph).order}, True), seed


def test_two_choices_that_are_safe_alone_lock_up_together() -> None:
    text = read(LOCKED)
    answer = deep.check(text)
    (found,) = answer.found
    assert (found.path, answer.undecided) == ("obligations.o0.after", "")
    assert found.witness is not None
    at = datetime.fromisoformat(found.witness.as_of)
    norm = status(text.versions, iter(found.witness.acts), as_of=at, known_by=at).norm(found.witness.blocked)
    assert norm is not None
    assert {"life": norm.life.value} == dict(found.witness.shows)


def test_every_log_of_a_combination_is_replayed() -> None:
    for seed in range(120):
        text = tangled(seed)
        for found in deep.check(text).found:
            if found.witness is not None:
                at = datetime.fromisoformat(found.witness.as_of)
                norm = status(text.versions, iter(found.witness.acts), as_of=at, known_by=at).norm(found.witness.blocked)
                assert norm is not None
                assert (seed, norm.life.value) == (seed, "dormant")


def suspending(seed: int) -> CheckedText:
    rng = Random(seed)
    lines = [f"  stop{n}: {{title: suspend it, clause: p1, who: alpha, affects: o{n}}}" for n in range(8) if rng.random() < 0.6]
    dispute = "dispute: {by: alpha, to: mission}, verified_by"
    content = made_up(8, rng=rng).replace("verified_by", dispute, 3)
    return read(content + ("powers:\n" + "\n".join(lines) + "\n" if lines else ""))


def test_the_fewest_suspensions_and_objections_are_what_trying_every_set_finds() -> None:
    logs = 0
    for seed in range(30):
        text = suspending(seed)
        graph, ways = waits(text), dict(halts.halts(text))
        for name in text.agreement.obligations:
            target = graph.index[f"opens:{name}"]
            if target not in possible(text):
                continue
            slow = next((size for size in range(1, len(ways) + 1) for some in combinations(ways, size)
                         if target not in reach(graph, [node for path in some for node in ways[path]])), None)  # fmt: skip
            found = halts.stops(text, name)
            assert (seed, name, len(found.halts) or None, found.proved) == (seed, name, slow, True)
            if found.witness is not None:
                assert replayed(text, found.witness) == dict(found.witness.shows), (seed, name)
                logs += 1
    assert logs > 30


def test_without_the_solver_it_says_not_decided(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(deep, "available", lambda: False)
    said = "whether choices of routes lock up together is not decided: install safeconduct[deep]"
    assert deep.check(read(LOCKED)) == ((), said)
    assert deep.check(read(made_up(4))) == ((), "")


def test_what_it_finds_stands_under_the_choice_that_locks_up() -> None:
    text = read(LOCKED)
    rule = find_rule("SC303")
    assert rule is not None
    found = [check(text, {}, rules=[rule], deep=deeply) for deeply in (False, True)]
    assert [[(one.code, one.path) for one in checked.findings] for checked in found] == [[], [("SC303", "obligations.o0.after")]]


def test_the_command_says_what_is_not_decided(tmp_path: Path, capsys: pytest.CaptureFixture[str],
                                              monkeypatch: pytest.MonkeyPatch) -> None:  # fmt: skip
    file = tmp_path / "made-up.yaml"
    file.write_text(LOCKED, encoding="utf-8")
    run_program(["check", str(file), "--deep"])
    assert "lock up together" in capsys.readouterr().out
    monkeypatch.setattr(deep, "available", lambda: False)
    run_program(["check", str(file), "--deep"])
    assert "is not decided: install safeconduct[deep]" in " ".join(capsys.readouterr().out.split())


def test_when_the_time_is_up_it_says_not_decided() -> None:
    text = read(LOCKED)
    answer = deep.check(text, seconds=0.0)
    assert "not decided" in answer.undecided or answer.found


def test_what_is_safe_whichever_route_is_chosen_needs_no_solver(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(deep, "solve", None)
    safe = made_up(4).replace("after: {verified: o0}", "after: {any: [{decided: fair}, {agreed: route}]}", 1)
    assert deep.check(read(safe)) == ((), "")
