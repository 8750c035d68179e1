"""The largest flow: as a plain search finds it, on thousands of small graphs; and who is left over on the other side."""

import random

import pytest

from safeconduct.checks.engines.flow import SINK, SOURCE, largest_flow

Edges = dict[tuple[str, str], int | None]


def plainly(edges: Edges) -> int:
    """Send one unit at a time along any way that has room, also back."""
    room: dict[tuple[str, str], int] = {}
    for (tail, head), limit in edges.items():
        room[tail, head] = 10_000 if limit is None else limit
        room.setdefault((head, tail), 0)
    value = 0
    while True:
        came: dict[str, str] = {SOURCE: ""}
        queue = [SOURCE]
        for node in queue:
            for (tail, head), left in room.items():
                if tail == node and left and head not in came:
                    came[head] = node
                    queue.append(head)
        if SINK not in came:
            return value
        at = SINK
        while came[at]:
            room[came[at], at] -= 1
            room[at, came[at]] += 1
            at = came[at]
        value += 1


def graph(seed: int) -> Edges:
    """Make up people of a few categories, places with and without limit, and categories that fall back to others."""
    pick = random.Random(seed)
    kinds, places = [f"k{n}" for n in range(pick.randint(1, 4))], [f"p{n}" for n in range(pick.randint(1, 3))]
    edges: Edges = {(SOURCE, kind): pick.randint(0, 6) for kind in kinds}
    edges |= {(kind, place): pick.choice([None, pick.randint(0, 5)]) for kind in kinds for place in places if pick.random() < 0.6}
    edges |= {(place, SINK): pick.choice([None, pick.randint(0, 7), pick.randint(0, 7)]) for place in places}
    if len(kinds) > 1 and pick.random() < 0.4:
        edges[kinds[0], kinds[1]] = None
        edges[kinds[1], kinds[0]] = None
    return edges


@pytest.mark.parametrize("hundred", range(10))
def test_the_flow_is_the_one_a_plain_search_finds(hundred: int) -> None:
    for seed in range(hundred * 100, hundred * 100 + 100):
        assert largest_flow(graph(seed)).value == plainly(graph(seed)), seed


def test_whoever_is_short_stands_before_a_full_edge() -> None:
    found = largest_flow({(SOURCE, "people"): 160, ("people", "host"): None, ("host", SINK): 60, (SOURCE, "others"): 5,
                          ("others", "town"): None, ("town", SINK): 5})  # fmt: skip
    assert (found.value, found.short, found.sent[SOURCE, "people"]) == (65, {SOURCE, "people", "host"}, 60)
