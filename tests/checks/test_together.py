"""Choices with suspensions, disputes and objections to persons: against trying every combination, and with replayed logs."""

from collections.abc import Iterator
from itertools import combinations, product
from random import Random

import pytest

from safeconduct.checks import deep, together
from safeconduct.checks.engines.fixpoint import reach
from safeconduct.checks.engines.waits import ways_on
from safeconduct.checks.text import CheckedText
from tests.checks.locks import CHOICE, CONTESTED, DISPUTE, LOCKED, replayed, step, with_routes
from tests.checks.test_engines import made_up, read

pytest.importorskip("clingo", reason="the solver is an optional extra")

PERSONS = """objections: {alpha_objects: {title: a ground, by: alpha, decided_by: mission}}
places: {town: {name: Town, kind: site}}
categories:
  wounded:
    name: the wounded
    moves:
      home: {title: go home, to: town, blocked_if: alpha_objects}
      care: {title: be cared for, to: town, needs: {verified: o1}}
"""


SUSPENDED = CHOICE + "powers: {halt: {title: suspend it, clause: p1, who: alpha, affects: o0}}\n"


def tangle(seed: int) -> CheckedText:
    """Give a small text with choices, and with disputes, suspensions and persons at random."""
    rng = Random(seed)
    size = rng.randint(3, 6)
    content = made_up(size)
    for n in range(size):
        old = f"after: {{verified: o{n - 1}}}" if n % 4 else "after: {anchor: day_d}"
        routes = ", ".join(f"{{verified: o{other}}}" for other in rng.sample(range(size), 2))
        if rng.random() < 0.6 and n:
            content = step(content, f"o{n}", old, f"after: {{any: [{routes}]}}")
        if rng.random() < 0.4:
            content = step(content, f"o{n}", "verified_by", CONTESTED)
    if rng.random() < 0.5:
        content += f"powers: {{halt: {{title: suspend it, clause: p1, who: alpha, affects: o{rng.randrange(size)}}}}}\n"
    if rng.random() < 0.5:
        content += PERSONS.replace("verified: o1", f"verified: o{rng.randrange(size)}")
    return read(content)


def slow(text: CheckedText) -> tuple[int, int]:
    """Try every choice with every set of halts: (the fewest halts, the fewest things they stop with it); (0, 0) for none."""
    graph, chosen, ways = ways_on(text), deep.choices(text), together.every_halt(text)
    targets = [node for node in graph.of_kind("opens", "on") if node in reach(graph)]
    for size in range(1, len(ways) + 1):
        hits = [hit for some in combinations(ways, size) for routes in product(*chosen.values())
                if (hit := _hit(text, targets, dict(zip(chosen, routes, strict=True)), some))]  # fmt: skip
        if hits:
            return size, min(hits)
    return 0, 0


def _hit(text: CheckedText, targets: list[int], goes: dict[int, int], some: tuple[str, ...]) -> int:
    graph, ways = ways_on(text), together.every_halt(text)
    shut = [node for path in some for node in ways[path]]
    free, plain, both = reach(graph, shut), reach(with_routes(graph, goes)), reach(with_routes(graph, goes), shut)
    return sum(node in free and node in plain and node not in both for node in targets)


def small() -> Iterator[tuple[int, CheckedText]]:
    for seed in range(160):
        text = tangle(seed)
        if len(list(product(*deep.choices(text).values()))) * 2 ** len(together.every_halt(text)) <= 600:
            yield seed, text


def test_it_finds_what_trying_everything_finds() -> None:
    locked = persons = 0
    for seed, text in small():
        found = together.locked(text, seconds=20)
        answer = (len(found.halts), len(found.stuck)) if found else (0, 0)
        assert (seed, *answer) == (seed, *slow(text))
        locked += found is not None
        persons += found is not None and any(ways_on(text).kind(node) == "on" for node in found.stuck)
    assert locked > 20
    assert persons > 0


def test_every_log_is_replayed() -> None:
    logs = 0
    for seed, text in small():
        for found in together.check(text).found:
            if found.witness is not None:
                assert (seed, replayed(text, found.witness)) == (seed, {"life": "dormant"})
                logs += 1
    assert logs > 10


@pytest.mark.parametrize(("content", "where", "says", "halts"), [
    (DISPUTE, "obligations.o1.after", "Alpha contests “step 0”, and the text does not say that silence settles it",
     ["obligations.o0.dispute"]),
    (SUSPENDED, "obligations.o1.after", "Alpha suspends “step 0” by “suspend it”, which has no end", ["powers.halt"]),
    (CHOICE, "", "", []),
])  # fmt: skip
def test_a_choice_and_one_halt(content: str, where: str, says: str, halts: list[str]) -> None:
    text = read(content)
    found = together.check(text).found
    assert [(one.path, [other.path for other in one.related]) for one in found] == ([(where, halts)] if halts else [])
    for one in found:
        assert says in one.message
        assert "“step 1” waits until “step 0” is done and confirmed" in one.message


def test_choices_and_an_objection_leave_a_person_with_no_way_on() -> None:
    text = read(LOCKED + PERSONS)
    (found,) = together.check(text).found
    assert [one.path for one in found.related] == ["objections.alpha_objects"]
    assert found.message.endswith("it is upheld; then a person of “the wounded” has no way on that lasts")
    assert found.witness is not None
    assert found.witness.blocked == "o1"
    assert replayed(text, found.witness) == {"life": "dormant"}
    assert together.check(read(LOCKED + PERSONS.replace(", blocked_if: alpha_objects", ""))).found == ()


def test_what_it_cannot_decide_it_says(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(together, "available", lambda: False)
    said = together.check(read(DISPUTE)).undecided
    assert said == f"{together._WHAT} is not decided without the solver: install safeconduct[deep]"
    assert together.check(read(CHOICE)).undecided == ""
