"""The engines against slow and simple ways of answering the same question, on thousands of small made-up graphs.

Growth is measured in looks, not in seconds, so that a busy machine changes nothing.
"""

from datetime import datetime
from itertools import combinations
from pathlib import Path
from random import Random

import pytest

from safeconduct.agreement.amend import Version
from safeconduct.agreement.casefile import examples, open_case
from safeconduct.agreement.reader import read_agreement
from safeconduct.agreement.status import status
from safeconduct.checks.engines.circles import circular, smallest
from safeconduct.checks.engines.fixpoint import reach
from safeconduct.checks.engines.graph import Waits
from safeconduct.checks.engines.stuck import circles, never
from safeconduct.checks.engines.times import earliest, earliest_after
from safeconduct.checks.engines.veto import Silence, pairs
from safeconduct.checks.engines.waits import waits
from safeconduct.checks.engines.witness import Log
from safeconduct.checks.opening import check_case, check_files
from safeconduct.checks.text import CheckedText

ACCORDS = Path(__file__).parent.parent / "accords"


def random_graph(rng: Random, nodes: int) -> Waits:
    graph = Waits()
    for n in range(nodes):
        graph.node(f"done:{n}")
    for n in range(nodes):
        children = rng.sample(range(nodes), rng.randint(0, min(3, nodes)))
        need = None if rng.random() < 0.5 or not children else rng.randint(1, len(children))
        graph.wait(n, children, need)
        graph.takes[n] = rng.choice((0, 0, 1, 5))
        graph.at[n] = rng.choice((None, None, None, 7))
    return graph.close()


def slowly_reached(graph: Waits, without: frozenset[int] = frozenset()) -> set[int]:
    """Try every node again and again until nothing new comes about."""
    found: set[int] = set()
    while True:
        new = {n for n in range(len(graph)) if n not in found | without
               and sum(child in found for child in graph.children[n]) >= graph.need[n]}  # fmt: skip
        if not new:
            return found
        found |= new


def reached_in_some_order(graph: Waits) -> set[int]:
    """Search breadth-first over every order in which single things can be done."""
    seen, queue, best = {frozenset[int]()}, [frozenset[int]()], set[int]()
    for done in queue:
        best |= done
        for n in range(len(graph)):
            if n not in done and sum(child in done for child in graph.children[n]) >= graph.need[n]:
                after = done | {n}
                if after not in seen:
                    seen.add(after)
                    queue.append(after)
    return best


def test_what_can_come_about_is_what_a_slow_search_finds() -> None:
    for seed in range(3_000):
        graph = random_graph(Random(seed), Random(seed).randint(1, 14))
        assert {n for n in range(len(graph)) if n in reach(graph)} == slowly_reached(graph), seed


def test_no_order_of_steps_reaches_more() -> None:
    for seed in range(400):
        graph = random_graph(Random(seed), Random(seed).randint(1, 8))
        assert {n for n in range(len(graph)) if n in reach(graph)} == reached_in_some_order(graph), seed


def test_what_stops_is_what_running_it_again_finds() -> None:
    for seed in range(2_000):
        rng = Random(seed)
        graph = random_graph(rng, rng.randint(1, 16))
        reached = reach(graph)
        silence, all_of_it = Silence(graph, reached), slowly_reached(graph)
        silent = frozenset(rng.sample(range(len(graph)), rng.randint(1, min(3, len(graph)))))
        assert silence.without(silent).lost == all_of_it - slowly_reached(graph, silent), seed


def test_pairs_are_those_that_trying_every_pair_finds() -> None:
    for seed in range(1_000):
        rng = Random(seed)
        graph = random_graph(rng, rng.randint(4, 16))
        reached = reach(graph)
        silence, whole = Silence(graph, reached), slowly_reached(graph)
        nodes = {str(n): n for n in rng.sample(range(len(graph)), 4)}
        alone = {who: silence.without([n]) for who, n in nodes.items()}
        slow = {}
        for one, other in combinations(nodes, 2):
            lost = whole - slowly_reached(graph, frozenset({nodes[one], nodes[other]}))
            more = lost - alone[one].lost - alone[other].lost
            if more:
                slow[one, other] = more
        assert pairs(graph, silence, alone, nodes) == slow, seed


def slowly_timed(graph: Waits, begin: int, fixed: dict[int, int] | None = None) -> dict[int, int]:
    """Repeat the sum for each node until no time gets smaller."""
    never = 10**9
    at = dict.fromkeys(range(len(graph)), never) | (fixed or {})
    changed = True
    while changed:
        changed = False
        for n in range(len(graph)):
            if fixed and n in fixed:
                continue
            times = sorted(at[child] for child in graph.children[n])
            last = times[graph.need[n] - 1] if graph.need[n] else begin
            floor = graph.at[n] if fixed is None else None
            time = max(last, begin if floor is None else max(begin, floor)) + (graph.takes[n] if graph.children[n] else 0)
            if last < never and time < at[n]:
                at[n], changed = time, True
    return {n: time for n, time in at.items() if time < never}


def test_earliest_times_are_those_of_a_slow_sum() -> None:
    for seed in range(2_000):
        graph = random_graph(Random(seed), Random(seed).randint(1, 14))
        assert earliest(graph, reach(graph), 3).at == slowly_timed(graph, 3), seed


def test_times_after_an_event_are_those_of_a_slow_sum_in_which_all_else_is_long_done() -> None:
    long_ago = -10**6
    for seed in range(2_000):
        rng = Random(seed)
        graph = random_graph(rng, rng.randint(2, 14))
        reached = reach(graph)
        event = rng.choice(reached.order) if reached.order else 0
        if not reached.order:
            continue
        slow = slowly_timed(graph, long_ago, {event: 0})
        found = earliest_after(graph, reached, event).at
        # What has to wait for the event, as it could come about anyhow, has a time after it.
        assert found == {n: t for n, t in slow.items() if t > long_ago // 2 and n in reached}, seed


def test_a_chain_adds_up() -> None:
    graph = Waits()
    for n, days in enumerate((10, 10, 10, 10)):
        graph.wait(graph.node(f"done:{n}"), [graph.node(f"done:{n - 1}")] if n else [graph.node("does:alpha")])
        graph.takes[graph.index[f"done:{n}"]] = days
    times = earliest(graph.close(), reach(graph), 0)
    last = graph.index["done:3"]
    assert (times.at[last], [graph.keys[n] for n in times.chain(last)]) == (
        40, ["does:alpha", "done:0", "done:1", "done:2", "done:3"])  # fmt: skip


def test_the_smallest_circle_is_smallest_and_is_a_circle() -> None:
    for seed in range(1_500):
        graph = random_graph(Random(seed), Random(seed).randint(2, 12))
        for part in circular(graph, reach(graph).stuck()):
            found = smallest(graph, part)
            assert all(after in graph.children[node] for node, after in zip(found, found[1:] + found[:1], strict=True))
            assert len(found) == _girth(graph, set(part)), seed


def _girth(graph: Waits, part: set[int]) -> int:
    lengths = []
    for start in part:
        depth, queue = {start: 0}, [start]
        for node in queue:
            for child in graph.children[node]:
                if child == start:
                    lengths.append(depth[node] + 1)
                elif child in part and child not in depth:
                    depth[child] = depth[node] + 1
                    queue.append(child)
    return min(lengths)


def made_up(obligations: int, *, circle: bool = False, rng: Random | None = None) -> str:
    """Give a ceasefire of any size: chains of four steps, each side in turn, confirmed by a mission."""
    lines = [
        "safeconduct: 1", "id: made-up", "title: Made up", "wording: draft", "time: {zone: Etc/GMT-2, count: exclusive}",
        "texts: {main: {title: The text, date: 2026-03-01}}", "parties:", "  alpha: {name: Alpha, role: party}",
        "  bravo: {name: Bravo, role: party}", "bodies:", "  mission: {name: Mission, powers: verify}", "points:",
        '  p1: {of: main, number: "1", says: all of it}', "anchors:", "  day_d: {name: D-day, on: 2026-03-01}",
        "decisions: {fair: {what: is it fair, by: mission}}", "holes: {route: {what: the route, owner: [alpha, bravo]}}",
        "obligations:",
    ]  # fmt: skip
    for n in range(obligations):
        who, to = ("alpha", "bravo") if n % 2 else ("bravo", "alpha")
        after = f"{{verified: o{n - 1}}}" if n % 4 else "{anchor: day_d}"
        if circle and n % 4 == 0:
            after = f"{{verified: o{min(n + 3, obligations - 1)}}}"
        if rng is not None and n:
            after = _random_condition(rng, obligations, depth=2)
        lines.append(f"  o{n}: {{title: step {n}, clause: p1, who: {who}, to: {to}, takes: 2 days, after: {after}, "
                     f"deadline: {{within: 30 days, of: day_d}}, verified_by: {{any: mission}}}}")  # fmt: skip
    return "\n".join(lines) + "\n"


def _random_condition(rng: Random, obligations: int, depth: int) -> str:
    kind = rng.choice(("verified", "verified", "claimed", "anchor", "decided", "agreed", "all", "any"))
    if kind in ("all", "any") and depth:
        parts = ", ".join(_random_condition(rng, obligations, depth - 1) for _ in range(rng.randint(1, 3)))
        return f"{{{kind}: [{parts}]}}"
    names = {"anchor": "day_d", "decided": "fair", "agreed": "route"}
    if kind in names and rng.random() < 0.3:
        return f"{{{kind}: {names[kind]}}}"
    return f"{{{'claimed' if kind == 'claimed' else 'verified'}: o{rng.randrange(obligations)}}}"


def read(content: str) -> CheckedText:
    source = read_agreement(content.encode(), file="made-up.yaml")
    return CheckedText((Version(source),), (source,))


def agrees(text: CheckedText, log: Log, can: object) -> list[str]:
    """Replay a log, and list every norm that the evaluator sees otherwise than the engine."""
    graph, end = waits(text), log.ends({})
    at = datetime.fromisoformat(end.as_of)
    wrong = []
    for norm in status(text.versions, iter(end.acts), as_of=at, known_by=at).norms:
        opens = graph.index[f"opens:{norm.id}"] in can  # type: ignore[operator]
        done = graph.index.get(f"verified:{norm.id}", -1)
        if (norm.life.value == "fulfilled") != (done >= 0 and done in can):  # type: ignore[operator]
            wrong.append(f"{norm.id} is {norm.life.value}")
        elif norm.life.value != "fulfilled" and (norm.life.value == "dormant") == opens:
            wrong.append(f"{norm.id} is {norm.life.value}, and opens: {opens}")
    return wrong


def test_the_evaluator_replays_the_log_of_random_agreements_to_the_same_end() -> None:
    for seed in range(150):
        text = read(made_up(Random(seed).randint(2, 12), rng=Random(seed)))
        assert agrees(text, Log(text), never(text)) == [], seed


def test_it_does_so_when_someone_is_silent() -> None:
    for seed in range(60):
        text = read(made_up(8, rng=Random(seed)))
        graph = waits(text)
        silent = {graph.index["says:mission"]}
        log = Log(text, without=silent)
        assert agrees(text, log, log.reached) == [], seed


@pytest.mark.parametrize("name", [*examples(), *sorted(path.name for path in ACCORDS.glob("*.yaml"))])
def test_it_does_so_on_real_agreements(name: str) -> None:
    text = check_files(ACCORDS / name)[0] if name.endswith(".yaml") else check_case(open_case(example=name))[0]
    assert agrees(text, Log(text), never(text)) == []
    assert bool(circles(text)) == (name == "minsk-ii-2015")


def looks(obligations: int, *, circle: bool) -> int:
    text = read(made_up(obligations, circle=circle))
    graph = waits(text)
    reached = reach(graph)
    silence = Silence(graph, reached)
    nodes = {who: graph.index[f"says:{who}"] for who in ("alpha", "bravo", "mission")}
    alone = {who: silence.without([node]) for who, node in nodes.items()}
    pairs(graph, silence, alone, nodes)
    return graph.size + reached.steps + silence.steps + earliest(graph, reached, 0).steps


@pytest.mark.parametrize("circle", [False, True])
def test_the_work_grows_as_the_text_does(circle: bool) -> None:
    few, many = looks(12, circle=circle) / 12, looks(1_000, circle=circle) / 1_000
    assert many <= 1.5 * few
