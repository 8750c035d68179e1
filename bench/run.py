"""`make bench`: measure what this program promises to be fast at, print it beside the limits, and keep it as JSON.

Every figure is a ratio within one run, against a named peer. A peer that is not installed is said not to be measured.
It takes some minutes: the log has a million acts. A smaller run, such as `make bench ARGS="--acts 50000 --rounds 1"`, is
printed but not kept. `make bench ARGS="--only record"` measures the record alone, `--only reading` the reader of reports; each is
kept in a file of its own.
"""

import argparse
import platform
import sys
import tempfile
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

import msgspec
from yaml import __with_libyaml__
from yaml._yaml import get_version_string

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))

from bench.measure import Result, measure, measure_reading, measure_record  # noqa: E402
from bench.processes import Failed  # noqa: E402

ACTS, ROUNDS = 1_000_000, 5


def main(argv: list[str] | None = None) -> int:
    """Measure, print, keep. Gives 1 if a limit does not hold."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--acts", type=int, default=ACTS, help=f"acts in the log ({ACTS:,})")
    parser.add_argument("--rounds", type=int, default=ROUNDS, help=f"rounds, of which the median counts ({ROUNDS})")
    parser.add_argument("--only", choices=["record", "reading"], help="the part to measure (all)")
    options = parser.parse_args(argv)
    measured = {"record": measure_record, "reading": measure_reading}.get(options.only, measure)
    with tempfile.TemporaryDirectory(prefix="safeconduct-bench-") as folder:
        try:
            result = measured(Path(folder), acts=options.acts, rounds=options.rounds, say=_say)
        except Failed as error:
            _say(str(error))
            return 1
    now = datetime.now(UTC)
    versions = _versions() | result.peers
    _say("", ", ".join(f"{name} {number}" for name, number in versions.items()), "", *_table(result))
    if (options.acts, options.rounds) != (ACTS, ROUNDS):
        _say("", "A smaller run than the promise speaks of: not kept.")
        return 0
    part = f"-{options.only}" if options.only else ""
    _keep(HERE / "results" / f"{now:%Y-%m-%d}{part}.json", {
        "measured": now.isoformat(timespec="seconds"), "versions": versions, "machine": _machine(),
        "acts": options.acts, "rounds": options.rounds, "result": result,
    })  # fmt: skip
    return 0 if all(limit.kept for limit in result.limits) else 1


def _say(*lines: str) -> None:
    for line in lines:
        print(line, flush=True)


def _versions() -> dict[str, str]:
    named = {name: version(name) for name in ("safeconduct", "msgspec", "PyYAML")}
    return {"Python": platform.python_version(), **named,
            "libyaml": get_version_string() if __with_libyaml__ else "missing"}  # fmt: skip


def _machine() -> dict[str, str]:
    return {"system": platform.system(), "machine": platform.machine()}


def _table(result: Result) -> list[str]:
    lines = [f"{'':62} {'measured':>9} {'limit':>9}"]
    for limit in result.limits:
        verdict = "" if limit.kept else "   OVER THE LIMIT"
        verdict = verdict.replace("OVER", "UNDER") if limit.at_least else verdict
        bound = _figure(limit.limit, limit.unit) + (" or more" if limit.at_least else "")
        lines += [f"{limit.what:62} {_figure(limit.measured, limit.unit)} {bound}{verdict}",
                  f"    against {limit.against}"]  # fmt: skip
    lines += [f"{name:62} {_figure(ratio, 'x')} {'none':>9}" for name, ratio in result.other_peers.items()]
    lines += [f"not measured: {said}" for said in result.not_measured]
    if not result.growth:
        return lines
    lines += ["", "Growth, whole processes; 1.0 is 12 obligations; the same 5,000 acts for each status. No limit.",
              f"{'obligations':>12} {'check':>8} {'status':>8}"]  # fmt: skip
    lines += [f"{row['obligations']:>12,} {row['check_growth']:>8} {row['status_growth']:>8}" for row in result.growth]
    return lines


def _figure(value: float, unit: str) -> str:
    return f"{value:7.2f} x" if unit == "x" else f"{value:6.0f} {unit}"


def _keep(path: Path, content: dict[str, object]) -> None:
    path.parent.mkdir(exist_ok=True)
    unfinished = path.with_suffix(".tmp")
    unfinished.write_bytes(msgspec.json.format(msgspec.json.encode(content), indent=2) + b"\n")
    unfinished.replace(path)
    _say("", f"Kept in {path.relative_to(HERE.parent)}.")


if __name__ == "__main__":
    sys.exit(main())
