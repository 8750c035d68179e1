"""What the benchmark of the record measures: that it is what it says. Never how long it takes."""

from __future__ import annotations

from pathlib import Path

from bench.measure import _record_limits
from bench.record_store import (
    BATCH,
    CHECKED,
    IN_USE,
    ORIGIN,
    SEED,
    SINGLES,
    checks,
    in_turns,
    open_log,
    rate,
    signed_acts,
    singles,
)
from safeconduct.record.ed25519 import public_of
from safeconduct.record.leaf import kid_of
from safeconduct.store.examine import examine


def test_the_acts_are_sound_and_about_as_long_as_acts_are() -> None:
    acts = signed_acts(5)
    examined = [examine(act, origin=ORIGIN, key_of={kid_of(public_of(SEED)): public_of(SEED)}.get) for act in acts]
    assert [act.seq for act in examined] == [0, 1, 2, 3, 4]
    assert 500 < len(acts[4].body) < 800


def test_the_log_that_is_measured_is_an_ordinary_one(tmp_path: Path) -> None:
    log = open_log(tmp_path)
    with log.database.writing() as writer:
        settings = [writer.one(f"PRAGMA {name}") for name in ("journal_mode", "synchronous")]
    log.close()
    assert settings == [("wal",), (2,)]


def test_each_round_has_its_figure_and_the_first_is_not_counted(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    single, check = singles(tmp_path / "a", 1), checks(tmp_path / "b", 1)
    assert {name: len(each) for name, each in (single | check).items()} == {"disk": 1, "append": 1, "verify": 1, "check": 1}
    sizes = [open_log(tmp_path / name).tip().size for name in ("a", "b")]
    assert (sizes, CHECKED % BATCH, IN_USE % BATCH) == ([IN_USE + 2 * SINGLES, 2 * CHECKED], 0, 0)


def test_the_write_ahead_file_has_its_full_size_before_single_acts_are_measured(tmp_path: Path) -> None:
    log = open_log(tmp_path)
    acts = signed_acts(IN_USE)
    for at in range(0, IN_USE, BATCH):
        log.append(acts[at : at + BATCH])
    before = (tmp_path / "log.db-wal").stat().st_size
    for act in signed_acts(IN_USE + 300)[IN_USE:]:
        log.append([act])
    after = (tmp_path / "log.db-wal").stat().st_size
    log.close()
    assert after == before


def test_every_task_gets_its_own_part_in_every_round() -> None:
    asked = list[tuple[str, int]]()
    found = in_turns({"one": lambda at: asked.append(("one", at)), "two": lambda at: asked.append(("two", at))}, 2, 10)
    assert asked == [(name, at) for at in (0, 10, 20) for name in ("one", "two")]
    assert {name: len(each) for name, each in found.items()} == {"one": 2, "two": 2}


def test_a_rate_is_the_median_of_the_rounds() -> None:
    assert rate({"ours": [2.0, 1.0, 4.0], "theirs": [1.0, 1.0, 1.0]}, "ours", "theirs") == 0.5


def test_each_figure_has_its_least() -> None:
    record = {"single": 0.9, "batch": 0.5, "import_": 0.7, "tree": 0.4}
    limits = _record_limits(record)
    assert [(limit.kept, limit.limit) for limit in limits] == [(True, 0.8), (False, 0.6), (True, 0.7), (True, 0.4)]
