"""Reports set beside each other, as a person did it and as the program does: is each pair found, and is it called the same?

A file of pairs holds figures and stances as they were taken from several reports, and every pair that a careful reader would
set beside each other. What is not listed is no pair.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import msgspec

from eval.score import Scores, Tally
from safeconduct.intake.contradictions import Beside, Figure, Position, beside, root_of
from safeconduct.kernel.compare import Bounds

LABELS = ("compatible", "touching", "conflicting", "weak", "revision", "opposed", "other_day", "disowned")
Pair = tuple[str, str]


class Set(msgspec.Struct, frozen=True, kw_only=True):
    """Reports that lie beside each other, and what a person called each pair."""

    name: str
    figures: tuple[Figure, ...]
    positions: tuple[Position, ...]
    labels: dict[Pair, str]


def sets(folder: Path) -> Iterator[Set]:
    """Give the files of pairs of a folder by name."""
    for path in sorted(folder.glob("*.pairs.jsonl")):
        lines = path.read_text(encoding="utf-8").splitlines()
        yield of_rows(path.name.removesuffix(".pairs.jsonl"), [msgspec.json.decode(line) for line in lines])


def of_rows(name: str, rows: list[dict[str, Any]]) -> Set:
    """Give one set from its lines."""
    return Set(
        name=name,
        figures=tuple(_figure(row) for row in rows if "figure" in row),
        positions=tuple(_position(row) for row in rows if "position" in row),
        labels={_pair(*row["pair"]): row["label"] for row in rows if "pair" in row},
    )


def judged(one: Set) -> Scores:
    """Judge what the program sets beside each other. `pair kind` is judged on the pairs that were found."""
    return score(one, beside(one.figures, one.positions))


def score(one: Set, told: tuple[Beside, ...]) -> Scores:
    """Judge pairs: found, called the same, and each label apart."""
    drafted = {_pair(pair.one, pair.other): str(pair.kind) for pair in told}
    both = one.labels.keys() & drafted.keys()
    right = {pair: label for pair, label in one.labels.items() if drafted.get(pair) == label}
    scores = {
        "pairs": Tally(len(right), len(drafted), len(one.labels)),
        "pair kind": Tally(sum(pair in right for pair in both), len(both), len(both)),
    }
    for label in LABELS:
        of = [list(labels.values()).count(label) for labels in (right, drafted, one.labels)]
        scores[label] = Tally(*of)
    return scores


def misses(one: Set) -> list[str]:
    """Give the pairs that were missed, that are too much, or that were called otherwise."""
    drafted = {_pair(pair.one, pair.other): str(pair.kind) for pair in beside(one.figures, one.positions)}
    every = sorted(drafted.keys() | one.labels.keys())
    return [
        f"{' and '.join(pair)}: {one.labels.get(pair, 'no pair')} was called {drafted.get(pair, 'no pair')}"
        for pair in every
        if one.labels.get(pair) != drafted.get(pair)
    ]


def _pair(one: str, other: str) -> Pair:
    return (one, other) if one <= other else (other, one)


def _days(two: list[str]) -> tuple[date, date]:
    start, end = (date.fromisoformat(day) for day in two)
    return start, end


def _figure(row: dict[str, Any]) -> Figure:
    return Figure(
        id=row["figure"], key=(row["counted"], row["on"]), root=root_of((who, kind, of) for who, kind, of in row["chain"]),
        bounds=Bounds(row["low"], row["high"], row["approx"], row["vague"]), said=_days(row["said"]),
        places=frozenset({row["place"]} - {""}), chain=tuple(link[0] for link in row["chain"]), grows=row["grows"],
    )  # fmt: skip


def _position(row: dict[str, Any]) -> Position:
    event = _days(row["event"]) if row["event"] else None
    return Position(
        id=row["position"], root=root_of((who, kind, of) for who, kind, of in row["chain"]), points=frozenset(row["on"]),
        stance=row["stance"], polarity=row["polarity"], words=row["words"], said=_days(row["said"]),
        chain=tuple(link[0] for link in row["chain"]),
        event=None if event is None else (event[0], max(event[1], event[0] + timedelta(days=1))),
    )  # fmt: skip
