"""What reading reports costs: the engine `dep` beside the bare parse, the others beside both, two processes beside one.

Run by `measure` with the number of rounds and a folder, it prints what it found as JSON. The texts are the open documents of
`eval/gold`, written for this project. The peer of `dep` is spaCy with the same model, without its recogniser of names, in batches
as large as it likes; nothing is done with what it gives. Both take turns in this process, and only processor time counts. Beside
them stand the whole reading of a document, with figures, times, places and points; one pattern for "X said"; and textacy, where
it is installed. Two processes are timed by the clock, with their start: that needs an idle machine with two processors.
"""

import json
import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterable
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from statistics import median
from typing import Any

import msgspec

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bench.peers import PYTHON, installed
from bench.processes import Failed
from safeconduct.agreement.casefile import open_case
from safeconduct.intake.bringing_in import bring_in
from safeconduct.intake.dep import Dep
from safeconduct.intake.document import Document
from safeconduct.intake.engine import Piece, pieces
from safeconduct.intake.gazetteer import gazetteer
from safeconduct.intake.model import pinned
from safeconduct.intake.reading import read
from safeconduct.intake.shallow import Shallow

HERE = Path(__file__).resolve().parent
OPEN = HERE.parent / "eval" / "gold" / "open"
EXAMPLE = "gaza-2025"
TURNS, COPIES, CLOCKED = 5, 40, 3
"""Turns in a round, of which the median counts; copies of each text for the processes; rounds by the clock, of which the best."""
_SAID = re.compile(r"((?:[A-Z][\w.'-]*|the|of|for|a|an|[a-z]+ ?official)(?: [\w.'-]+){0,6}) "
                   r"(said|says|told|denied|rejected|demanded|reported|added|insisted|urged)\b([^.]*)\.")  # fmt: skip


class Measured(msgspec.Struct, frozen=True, kw_only=True):
    """What was found. Rates are in words, as parts of the rate of the bare parse in the same process."""

    words: int
    rates: dict[str, float]
    two_processes: float
    rounds: dict[str, list[float]]
    versions: dict[str, str]


def texts(folder: Path = OPEN) -> tuple[Document, ...]:
    """Give the documents that are read."""
    return tuple(one for path in sorted(folder.glob("*.txt")) for one in bring_in(path.read_bytes(), name=path.name))


def model() -> Path:
    """Give the folder of the model that `dep` is pinned to."""
    pins = pinned()
    found = find_spec(pins["package"])
    if found is None or not found.origin:
        raise Failed("the model is not installed (the optional extra dep)")
    return Path(found.origin).parent / pins["folder"]


def ways(documents: Iterable[Document]) -> dict[str, Callable[[], object]]:
    """Give what is measured, the peer first."""
    import spacy

    documents = tuple(documents)
    every: list[Piece] = [piece for document in documents for piece in pieces(document)]
    plain = [piece.text for piece in every]
    bare, dep, shallow = spacy.load(model(), exclude=["ner", "senter"]), Dep(), Shallow()
    known = gazetteer(open_case(example=EXAMPLE).agreement)
    return {
        "bare": lambda: sum(1 for _ in bare.pipe(plain)),
        "dep": lambda: sum(1 for _ in dep.finds(every)),
        "dep, a whole reading": lambda: [read(one, gazetteer=known, engine=dep) for one in documents],
        "shallow": lambda: sum(1 for _ in shallow.finds(every)),
        "shallow, a whole reading": lambda: [read(one, gazetteer=known, engine=shallow) for one in documents],
        "one pattern for X said": lambda: [_SAID.findall(text) for text in plain],
    }


def in_turns(measured: dict[str, Callable[[], object]], turns: int) -> dict[str, list[float]]:
    """Give the processor seconds of each, in turns; each is done once before."""
    found: dict[str, list[float]] = {name: [] for name in measured}
    for turn in range(turns + 1):
        for name, do in measured.items():
            began = time.process_time()
            do()
            if turn:
                found[name].append(time.process_time() - began)
    return found


def rates(found: dict[str, list[float]]) -> dict[str, float]:
    """Give each rate as a part of that of the first: the median of the turns, each beside the peer of its turn."""
    peer, *others = found
    beside = {name: zip(found[peer], found[name], strict=True) for name in others}
    return {name: round(median(theirs / ours for theirs, ours in pairs), 2) for name, pairs in beside.items()}


def by_textacy(documents: Iterable[Document], folder: Path, turns: int) -> list[float]:
    """Give the rate of textacy beside the bare parse of its own process; nothing where it is not installed."""
    if not installed("textacy"):
        return []
    file = folder / "paragraphs.json"
    file.write_text(json.dumps([piece.text for document in documents for piece in pieces(document)]))
    command = [PYTHON, HERE / "peer_textacy.py", file, model(), str(turns)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise Failed(f"textacy ended with {done.returncode}:\n{done.stderr[-2000:]}")
    return [bare / with_quotes for bare, with_quotes in json.loads(done.stdout)]


def processes(folder: Path, rounds: int) -> dict[str, list[float]]:
    """Give the seconds by the clock that one process takes over many files, and two."""
    inbox = folder / "in"
    inbox.mkdir()
    for copy in range(COPIES):
        for path in sorted(OPEN.glob("*.txt")):
            (inbox / f"{copy}-{path.name}").write_text(f"{path.read_text()}\n\nCopy {copy}.\n")
    found: dict[str, list[float]] = {"1": [], "2": []}
    for turn in range(rounds):
        for jobs, told in found.items():
            out = folder / f"out-{jobs}-{turn}"
            began = time.monotonic()
            done = subprocess.run([str(Path(sys.executable).with_name("safeconduct")), "read", str(inbox), "--engine", "dep",
                                   "--example", EXAMPLE, "--jobs", jobs, "--out", str(out)],
                                  capture_output=True, text=True, check=False)  # fmt: skip
            told.append(time.monotonic() - began)
            if done.returncode or len(list(out.glob("*.json"))) != len(list(inbox.iterdir())):
                raise Failed(f"reading ended with {done.returncode}:\n{done.stderr[-2000:]}")
    return found


def main(rounds: int, folder: Path) -> None:
    """Measure and print."""
    documents = texts()
    found = in_turns(ways(documents), TURNS * rounds)
    told = rates(found)
    folder.mkdir(exist_ok=True)
    if quoted := by_textacy(documents, folder, TURNS * rounds):
        told["textacy, direct quotations"] = round(median(quoted), 2)
    clocked = processes(folder, min(rounds, CLOCKED))
    print(msgspec.json.encode(_told(documents, told, found, clocked)).decode())


def _told(documents: tuple[Document, ...], told: dict[str, float], found: dict[str, list[float]],
          clocked: dict[str, list[float]]) -> Measured:  # fmt: skip
    peers: dict[str, Any] = installed("textacy")
    return Measured(
        words=sum(piece.text.count(" ") + 1 for document in documents for piece in pieces(document)), rates=told,
        two_processes=round(min(clocked["1"]) / min(clocked["2"]), 2),
        rounds=found | {f"{jobs} at a time, by the clock": seconds for jobs, seconds in clocked.items()},
        versions={"spacy": version("spacy"), pinned()["package"]: pinned()["version"], **peers},
    )  # fmt: skip


if __name__ == "__main__":
    main(int(sys.argv[1]), Path(sys.argv[2]))
