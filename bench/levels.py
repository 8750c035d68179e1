"""What the engines of the checker cost, inside one process: level 1 beside clingo, and its growth with the text.

Run by `measure`, it prints what it found as JSON. Each figure is processor time; rounds are interleaved and medians kept.
As in the command line program, the collector of cyclic garbage is off.
"""

import gc
import sys
import time
from collections.abc import Callable, Mapping
from importlib.metadata import version
from pathlib import Path
from statistics import median

import msgspec

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bench import peer_clingo
from bench.agreement_text import agreement_text
from bench.planted_text import CHOICES, choices_text, circles_text
from bench.processes import Failed
from safeconduct.agreement.amend import Version
from safeconduct.agreement.reader import read_agreement
from safeconduct.checks.deep import check, choices, unsure
from safeconduct.checks.engines.circles import circular, smallest
from safeconduct.checks.engines.fixpoint import Reached, reach
from safeconduct.checks.engines.graph import Waits
from safeconduct.checks.engines.waits import waits
from safeconduct.checks.text import CheckedText

SMALL, LARGE = 12, 1000
LENGTHS = range(4, 24)
"""Duties in each of the planted circles that clingo is asked about."""
PLANTED = "with planted circles"
CLEAN = "clean"
_SHORTEST = 0.02
"""Seconds of processor time a timing lasts at least; what is shorter is done again and again."""


class Levels(msgspec.Struct, frozen=True, kw_only=True):
    """What was found. Seconds are for one go; growth is the time per obligation of the large text, in those of the small."""

    level_1: dict[str, list[float]]
    clingo: dict[str, list[float]]
    growth: dict[str, float]
    choices: int
    left_to_level_2: int
    versions: dict[str, str]


class Answer(msgspec.Struct, frozen=True):
    """What level 1 answers: what can come about, and the smallest circle of each part."""

    reached: Reached
    circles: list[list[int]]


def text_of(content: str) -> CheckedText:
    """Read a text to be checked."""
    source = read_agreement(content.encode(), file="made-up.yaml")
    return CheckedText((Version(source),), (source,))


def graph_of(content: str) -> Waits:
    """Give what waits for what in a text."""
    return waits(text_of(content))


def level_1(graph: Waits) -> Answer:
    """Ask what can ever come about, and which circle is the smallest in each part that holds one."""
    reached = reach(graph)
    return Answer(reached, [smallest(graph, part) for part in circular(graph, reached.stuck())])


def agree(ours: Answer, theirs: peer_clingo.Solved) -> bool:
    """Whether both answer alike: the same comes about, and the smallest circles of the text are equally small."""
    return (frozenset(ours.reached.order), min(map(len, ours.circles), default=0)) == (theirs.done, len(theirs.circle))


def each_go(ask: Callable[[], object], shortest: float = _SHORTEST) -> float:
    """Give the processor time of one go, from as many goes as last long enough together."""
    goes = 0
    start = time.process_time()
    while (used := time.process_time() - start) < shortest or not goes:
        ask()
        goes += 1
    return used / goes


def interleaved(asked: Mapping[str, Callable[[], object]], rounds: int, shortest: float = _SHORTEST) -> dict[str, list[float]]:
    """Give the seconds of each question in each round, after one round that is not counted."""
    found: dict[str, list[float]] = {name: [] for name in asked}
    for counted in range(rounds + 1):
        for name, ask in asked.items():
            used = each_go(ask, shortest)
            if counted:
                found[name].append(used)
    return found


def measure(rounds: int) -> Levels:
    """Measure. Raises Failed if the peer answers otherwise, or the planted choices are not what they should be."""
    texts = {CLEAN: agreement_text(LARGE), PLANTED: circles_text(LARGE, LENGTHS)}
    graphs = {name: graph_of(content) for name, content in texts.items()}
    asked: dict[str, Callable[[], object]] = {f"level 1, {name}": lambda graph=graph: level_1(graph)
                                              for name, graph in graphs.items()}  # fmt: skip
    if peer_clingo.installed():
        for name, graph in graphs.items():
            written = peer_clingo.facts(graph)
            if not agree(level_1(graph), peer_clingo.solve(written)):
                raise Failed(f"level 1 and clingo do not answer alike: {name}")
            asked[f"clingo, {name}"] = lambda written=written: peer_clingo.solve(written)
    found = interleaved(asked, rounds)
    count, left = _choices()
    return Levels(
        level_1={name: found[f"level 1, {name}"] for name in graphs},
        clingo={name: found[f"clingo, {name}"] for name in graphs if f"clingo, {name}" in found},
        growth=growth(rounds), choices=count, left_to_level_2=left,
        versions={"clingo": version("clingo")} if peer_clingo.installed() else {},
    )  # fmt: skip


def growth(rounds: int) -> dict[str, float]:
    """Give the growth of level 1, from the text that was read: what waits for what is found, then asked about."""
    def go(text: CheckedText) -> Answer:
        # Answers are kept with a text, so each go gets one of its own.
        return level_1(waits(CheckedText(text.versions, text.sources)))

    made = {CLEAN: agreement_text, PLANTED: lambda size: circles_text(size, [4] * (size // SMALL))}
    texts = {(name, size): text_of(make(size)) for name, make in made.items() for size in (SMALL, LARGE)}
    found = interleaved({f"{name} {size}": lambda text=text: go(text) for (name, size), text in texts.items()}, rounds)
    each = {key: median(found[f"{key[0]} {key[1]}"]) / key[1] for key in texts}
    return {name: round(each[name, LARGE] / each[name, SMALL], 2) for name in made}


def _choices() -> tuple[int, int]:
    text = text_of(choices_text(LARGE, CHOICES))
    chosen = choices(text)
    left = unsure(text, chosen)
    if len(chosen) != CHOICES or not left:
        raise Failed(f"{len(chosen)} choices of routes, of which {len(left)} are left to level 2")
    if peer_clingo.installed() and not check(text, seconds=60).found:
        raise Failed("level 2 does not find the choices that lock up together")
    return len(chosen), len(left)


if __name__ == "__main__":
    gc.disable()
    sys.stdout.buffer.write(msgspec.json.encode(measure(int(sys.argv[1]))))
