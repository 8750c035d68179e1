"""The measurements: what is run beside what, on which files, and which limit holds."""

import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import msgspec

from bench.act_lines import LOOKED_AT, act_lines
from bench.agreement_text import agreement_text
from bench.processes import Cost, environment, interleaved, megabytes, seconds

HERE = Path(__file__).resolve().parent
SIZES = (12, 50, 200, 1000)


class Limit(msgspec.Struct, frozen=True, kw_only=True):
    """One limit, and what was measured against it."""

    what: str
    against: str
    measured: float
    limit: float
    unit: str

    @property
    def kept(self) -> bool:
        """Whether the limit holds."""
        return self.measured <= self.limit


class Result(msgspec.Struct, frozen=True, kw_only=True):
    """Everything measured in one run. Seconds are processor time; compare them within the run only."""

    limits: list[Limit]
    growth: list[dict[str, Any]]
    other_peers: dict[str, float]
    rounds: dict[str, dict[str, list[Cost]]]


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

    return Result(
        limits=[
            Limit(what=f"status, {acts:,} acts, 50 obligations: processor time", measured=_ratio(status, "msgspec"),
                  against="msgspec, typed decode of the same lines", limit=5, unit="x"),
            Limit(what=f"status, {acts:,} acts, 50 obligations: peak memory", measured=megabytes(status["status"]),
                  against="the whole process, seen from outside", limit=400, unit="MB"),
            Limit(what="check, 1,000 obligations, cold: processor time", measured=_ratio(check, "PyYAML"),
                  against="PyYAML, composing the file with its C parser, cold", limit=3, unit="x"),
        ],
        growth=[_grown(size, growing) for size in SIZES],
        other_peers={"status / json of the standard library": _ratio(status, "json"),
                     "check without its rules / PyYAML": round(seconds(check["form only"]) / seconds(check["PyYAML"]), 2)},
        rounds={"status": status, "check": check, "growth": growing},
    )  # fmt: skip


def _agreement(folder: Path, obligations: int) -> Path:
    # Each in a folder of its own: a log that lies beside an agreement would be read with it.
    path = folder / str(obligations) / "agreement.yaml"
    path.parent.mkdir()
    path.write_text(agreement_text(obligations), encoding="utf-8")
    return path


def _log(folder: Path, acts: int, obligations: int) -> Path:
    path = folder / f"{acts}-{obligations}.jsonl"
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
