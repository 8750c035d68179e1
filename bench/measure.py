"""The measurements: what is run beside what, on which files, and which limit holds."""

import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from importlib.util import find_spec
from pathlib import Path
from statistics import median
from typing import Any

import msgspec
from msgspec.structs import replace

from bench.act_lines import LOOKED_AT, act_lines
from bench.agreement_text import agreement_text
from bench.peers import NO_CLINGO, NO_DECLARE, NO_PARSER, NO_RECORD, NO_TEXTACY, PYTHON, declare_version, installed
from bench.planted_text import CHOICES, choices_text
from bench.processes import Cost, Failed, elapsed, environment, interleaved, megabytes, seconds
from bench.served import through_the_server

HERE = Path(__file__).resolve().parent
SIZES = (12, 50, 200, 1000)
DECLARED = 200_000
"""Acts in the log that pm4py is given, at most."""


class Limit(msgspec.Struct, frozen=True, kw_only=True):
    """One limit, and what was measured against it."""

    what: str
    against: str
    measured: float
    limit: float
    unit: str
    at_least: bool = False

    @property
    def kept(self) -> bool:
        """Whether the limit holds."""
        return self.measured >= self.limit if self.at_least else self.measured <= self.limit


class Result(msgspec.Struct, frozen=True, kw_only=True):
    """Everything measured in one run. Seconds are processor time; compare them within the run only."""

    limits: list[Limit]
    growth: list[dict[str, Any]]
    other_peers: dict[str, float]
    not_measured: list[str]
    peers: dict[str, str]
    rounds: dict[str, dict[str, list[Cost]]]
    engines: dict[str, Any]
    record: dict[str, Any]
    pages: dict[str, Any] = {}
    reading: dict[str, Any] = {}


def measure(folder: Path, *, acts: int, rounds: int, say: Callable[[str], None]) -> Result:
    """Make the files in a folder and measure."""
    env = environment(folder / "compiled")
    agreements = {size: _agreement(folder, size) for size in SIZES}

    say(f"{acts:,} acts against 50 obligations ...")
    log = _log(folder, acts, 50)
    status = interleaved({
        "status": _status(agreements[50], log), "msgspec": _peer("peer_decode.py", log),
        "json": _peer("peer_json.py", log),
    }, rounds, env)  # fmt: skip

    say("a cold check of 1,000 obligations ...")
    check = interleaved({
        "check": _safeconduct("check", agreements[1000]), "PyYAML": _peer("peer_compose.py", agreements[1000]),
        "form only": _safeconduct("check", agreements[1000], "--form-only"),
    }, 3 * rounds, env)  # fmt: skip

    say("growth with the number of obligations ...")
    commands = {f"check {size}": _safeconduct("check", agreements[size]) for size in SIZES}
    commands |= {f"status {size}": _status(agreements[size], _log(folder, 5_000, size)) for size in SIZES}
    growing = interleaved(commands, rounds, env)

    say("level 1 and level 2 ...")
    engines = _inside("levels.py", rounds, env)
    deep, not_measured = dict[str, list[Cost]](), list[str]()
    if engines["clingo"]:
        chosen = _written(folder, "choices", choices_text(1000, CHOICES))
        both = {"levels 1 and 2": _safeconduct("check", chosen, "--deep"), "level 1": _safeconduct("check", chosen)}
        deep = interleaved(both, 2 * rounds, env)
    else:
        not_measured += [f"level 1 beside clingo: {NO_CLINGO}", f"level 2 beside level 1: {NO_CLINGO}"]

    say("pages beside plain Django pages ...")
    pages = _inside("pages.py", rounds, env)
    say("the board through the whole server ...")
    served = through_the_server(pages["pages"]["/"]["nodes"], rounds, env)

    kept = measure_record(folder, acts=acts, rounds=rounds, say=say)
    read = measure_reading(folder, acts=acts, rounds=rounds, say=say)
    not_measured += kept.not_measured + read.not_measured
    peers = {**engines["versions"], **kept.peers, **read.peers}
    declared = dict[str, list[Cost]]()
    if found := declare_version():
        say("the order of the acts, beside pm4py ...")
        try:
            declared = _declared(folder, agreements[50], min(acts, DECLARED), rounds, env)
            peers["pm4py"] = found
        except Failed as error:
            not_measured.append(f"status beside pm4py: {error}")
    else:
        not_measured.append(f"status beside pm4py: {NO_DECLARE}")

    return Result(
        limits=[
            Limit(what=f"status, {acts:,} acts, 50 obligations: time by the clock", limit=5, unit="x",
                  measured=round(elapsed(status["status"]) / elapsed(status["msgspec"]), 2),
                  against="msgspec, typed decode of the same lines; an idle machine with two processors is needed"),
            Limit(what=f"status, {acts:,} acts, 50 obligations: peak memory", measured=megabytes(status["status"]),
                  against="both processes together, seen from outside", limit=400, unit="MB"),
            Limit(what="check, 1,000 obligations, cold: processor time", measured=_ratio(check, "PyYAML"),
                  against="PyYAML, composing the file with its C parser, cold", limit=3, unit="x"),
            *_level_limits(engines, deep),
            Limit(what=f"the dearest page for everyone, {pages['worst']}: processor time", measured=pages["ratio"], limit=2,
                  unit="x", against="a plain Django page of as many template nodes and bytes"),
            *kept.limits, *read.limits,
        ],
        growth=[_grown(size, growing) for size in SIZES],
        other_peers={**_declare_ratios(declared), **kept.other_peers, **read.other_peers,
                     "the board through the whole server / a plain page behind one": served,
                     "status / msgspec: processor time of both processes": _ratio(status, "msgspec"),
                     "status / json of the standard library": _ratio(status, "json"),
                     "check without its rules / PyYAML": round(seconds(check["form only"]) / seconds(check["PyYAML"]), 2)},
        not_measured=not_measured, peers=peers, engines=engines, record=kept.record, pages=pages, reading=read.reading,
        rounds={"status": status, "check": check, "growth": growing, "levels": deep, "declare": declared},
    )  # fmt: skip


def measure_record(folder: Path, *, acts: int, rounds: int, say: Callable[[str], None]) -> Result:
    """Measure the record and nothing else. Its log of so many acts is written into a folder."""
    env = environment(folder / "compiled")
    say("the record: appends beside the disk, checks beside bare signatures ...")
    record = _inside("record_store.py", rounds, env)
    say("a bundle of 10,000 acts, beside bare signatures ...")
    record["bundle"] = _inside("record_import.py", rounds, env)
    say(f"an audit of {acts:,} signed acts, beside bare signatures ...")
    audit = record["audit"] = _inside("record_audit.py", rounds, env, str(acts), str(folder / "audit"))
    beside = audit["peers"]
    return Result(
        limits=[*_record_limits(record), _bundle_limit(record["bundle"]), *_audit_limits(audit, acts)], record=record,
        other_peers=beside, peers=installed("pymerkle", "pycose") if beside else {},
        not_measured=[] if beside else [f"proofs beside pymerkle, leaves beside pycose: {NO_RECORD}"],
        growth=[], rounds={}, engines={},
    )  # fmt: skip


def measure_reading(folder: Path, *, acts: int, rounds: int, say: Callable[[str], None]) -> Result:
    """Measure the reader of reports and nothing else. It knows no acts."""
    empty = Result(limits=[], growth=[], other_peers={}, not_measured=[NO_PARSER], peers={}, rounds={}, engines={}, record={})
    if find_spec("spacy") is None:
        return empty
    say("reading reports, beside the bare parse ...")
    # Threads of a library for sums would only be in the way of processes, and of turns.
    alone = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "BLIS_NUM_THREADS"), "1")
    read = _inside("reading.py", rounds, environment(folder / "compiled") | alone, str(folder / "reading"))
    return replace(
        empty, reading=read, peers=read["versions"],
        not_measured=[] if "textacy" in read["versions"] else [f"reading beside textacy: {NO_TEXTACY}"],
        limits=[
            Limit(what="reading reports, the engine dep: rate in words", measured=read["rates"]["dep"], limit=0.9, unit="x",
                  against="spaCy's bare parse by the same model, names excluded", at_least=True),
            Limit(what="reading reports, two processes: times faster, by the clock", measured=read["two_processes"], limit=1.7,
                  unit="x", against="one process; an idle machine with two processors is needed", at_least=True),
        ],
        other_peers={f"{name}: rate / that of the bare parse": rate for name, rate in read["rates"].items() if name != "dep"},
    )  # fmt: skip


def _inside(script: str, rounds: int, env: Mapping[str, str], *more: str) -> dict[str, Any]:
    # In a process of its own: this one stays small, and the modules that are measured stay out of it.
    done = subprocess.run([sys.executable, HERE / script, str(rounds), *more], env=env, capture_output=True, check=False)
    if done.returncode:
        raise Failed(f"{script} ended with {done.returncode}:\n{done.stderr.decode(errors='replace')[-2000:]}")
    found: dict[str, Any] = msgspec.json.decode(done.stdout)
    return found


def _level_limits(engines: Mapping[str, Any], deep: dict[str, list[Cost]]) -> list[Limit]:
    faster = [Limit(what=f"level 1, 1,000 obligations, {name}: times faster", limit=10, unit="x", at_least=True,
                    against="clingo on the same question: what can come about, and the smallest circle",
                    measured=round(median(theirs) / median(engines["level_1"][name]), 1))
              for name, theirs in engines["clingo"].items()]  # fmt: skip
    together = [Limit(what=f"check --deep, {CHOICES} choices, 1,000 obligations, cold", measured=_ratio(deep, "level 1"),
                      against="check of the same file without level 2, cold", limit=3, unit="x")] if deep else []  # fmt: skip
    growing = [Limit(what=f"level 1, {name}: time per obligation of 1,000", measured=grown, limit=1.5, unit="x",
                     against="the same per obligation of 12, finding what waits for what included")
               for name, grown in engines["growth"].items()]  # fmt: skip
    return [*faster, *together, *growing]


def _record_limits(record: Mapping[str, Any]) -> list[Limit]:
    rows = (("single", "a single act kept in SQLite: rate, by the clock", 0.80, "fdatasync of 600 bytes, in turns with it"),
            ("batch", "append in batches of 64: rate", 0.60, "verifying the same signatures and nothing else"),
            ("import_", "checking acts as an import does: rate", 0.70, "verifying the same signatures and nothing else"),
            ("tree", "hashing leaves and growing the tree and its tiles: rate", 0.40, "SHA-256 of the same leaves"))  # fmt: skip
    return [Limit(what=what, against=against, measured=record[name], limit=limit, unit="x", at_least=True)
            for name, what, limit, against in rows]  # fmt: skip


def _bundle_limit(bundled: Mapping[str, Any]) -> Limit:
    return Limit(what="opening a bundle and checking its 10,000 acts: rate", measured=bundled["import_"], limit=0.70, unit="x",
                 against="verifying the same signatures and nothing else", at_least=True)  # fmt: skip


def _audit_limits(found: Mapping[str, Any], acts: int) -> list[Limit]:
    return [
        Limit(what=f"audit of a published log of {acts:,} acts: processor time", measured=found["audit"], limit=1.5, unit="x",
              against="verifying the same signatures and hashing the leaves, nothing else"),
        Limit(what=f"audit of a published log of {acts:,} acts: peak memory", measured=found["megabytes"], limit=1000, unit="MB",
              against="the whole process"),
        Limit(what="checking an inclusion proof: rate", measured=found["proof"], limit=0.60, unit="x", at_least=True,
              against="SHA-256 of 65 bytes, as often as the path is long"),
    ]  # fmt: skip


def _declared(folder: Path, agreement: Path, acts: int, rounds: int, env: Mapping[str, str]) -> dict[str, list[Cost]]:
    log, script = _log(folder, acts, 50, "declared"), str(HERE / "peer_declare.py")
    return interleaved({"status": _status(agreement, log), "pm4py": [str(PYTHON), script, str(log)],
                        "pm4py, only started": [str(PYTHON), script]}, rounds, env)  # fmt: skip


def _declare_ratios(declared: dict[str, list[Cost]]) -> dict[str, float]:
    if not declared:
        return {}
    started = seconds(declared["pm4py"]) - seconds(declared["pm4py, only started"])
    return {"status / pm4py, DECLARE conformance: order of acts only": _ratio(declared, "pm4py"),
            "status / the same without the time pm4py takes to start": round(seconds(declared["status"]) / started, 2)}


def _agreement(folder: Path, obligations: int) -> Path:
    return _written(folder, str(obligations), agreement_text(obligations))


def _written(folder: Path, name: str, text: str) -> Path:
    # Each in a folder of its own: a log that lies beside an agreement would be read with it.
    path = folder / name / "agreement.yaml"
    path.parent.mkdir()
    path.write_text(text, encoding="utf-8")
    return path


def _log(folder: Path, acts: int, obligations: int, name: str = "acts") -> Path:
    path = folder / f"{name}-{acts}-{obligations}.jsonl"
    with path.open("wb") as file:
        file.writelines(act_lines(acts, obligations))
    return path


def _safeconduct(*words: str | Path) -> list[str]:
    return [str(Path(sys.executable).with_name("safeconduct")), *map(str, words)]


def _status(agreement: Path, log: Path) -> list[str]:
    return _safeconduct("status", agreement, "--acts", log, "--at", LOOKED_AT, "--format", "json")


def _peer(script: str, file: Path) -> list[str]:
    return [sys.executable, str(HERE / script), str(file)]


def _ratio(costs: dict[str, list[Cost]], peer: str) -> float:
    ours, theirs = next(iter(costs.values())), costs[peer]
    return round(seconds(ours) / seconds(theirs), 2)


def _grown(size: int, costs: dict[str, list[Cost]]) -> dict[str, Any]:
    row: dict[str, Any] = {"obligations": size}
    for name in ("check", "status"):
        first: Sequence[Cost] = costs[f"{name} {SIZES[0]}"]
        row |= {f"{name}_seconds": round(seconds(costs[f"{name} {size}"]), 3),
                f"{name}_growth": round(seconds(costs[f"{name} {size}"]) / seconds(first), 1)}  # fmt: skip
    return row
