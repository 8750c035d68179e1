"""The figures as they are printed: a line for each field, the engines side by side, and what is asked beside them."""

from collections.abc import Iterator

from eval.score import Scores, Tally

Gate = tuple[str, str, float]
GATES: tuple[Gate, ...] = (
    ("detect", "precision", 0.85), ("detect", "recall", 0.80), ("source", "f1", 0.80), ("nested chains", "recall", 0.75),
    ("quantities", "f1", 0.90), ("dates", "f1", 0.85), ("point top-2", "recall", 0.90), ("polarity", "recall", 1.0),
    ("pairs", "precision", 0.90), ("pairs", "recall", 0.80),
)  # fmt: skip
"""What is asked of the best engine that is here, and of the program for pairs."""

_HEAD = f"{'right':>6} {'drafted':>7} {'there':>5}   {'P':>5} {'R':>5} {'F1':>5}"


def table(by_engine: dict[str, Scores]) -> Iterator[str]:
    """Give the lines of one set of documents."""
    fields = dict.fromkeys(field for scores in by_engine.values() for field in scores)
    yield "  ".join([" " * 16, *(f"{name:^{len(_HEAD)}}" for name in by_engine)]).rstrip()
    yield "  ".join([" " * 16, *(_HEAD for _ in by_engine), "asked"])
    for field in fields:
        cells = [_cell(scores.get(field, Tally())) for scores in by_engine.values()]
        yield "  ".join([f"{field:16}", *cells, _asked(field)]).rstrip()


def _cell(tally: Tally) -> str:
    figures = " ".join("    -" if value is None else f"{value:5.3f}" for value in (tally.precision, tally.recall, tally.f1))
    return f"{tally.right:6} {tally.drafted:7} {tally.there:5}   {figures}"


def _asked(field: str) -> str:
    letters = {"precision": "P", "recall": "R", "f1": "F1"}
    return ", ".join(f"{letters[part]} {least:.2f}" for gate, part, least in GATES if gate == field)


def missed(of: str, scores: Scores) -> Iterator[str]:
    """Give what is below what is asked. A figure that cannot be told misses nothing."""
    for field, part, least in GATES:
        value = getattr(scores.get(field, Tally()), part)
        if value is not None and value < least:
            yield f"{of}: {field} {part} is {value:.3f}, asked is {least:.2f}"
