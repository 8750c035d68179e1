"""The clock of a demonstration: where it begins, that it never runs backwards, and what is left out as not yet happened."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from safeconduct.agreement.casefile import Case, open_case
from safeconduct.bootstrap.story import StoryClock, begin, beginning_of, clock_of, so_far
from safeconduct.kernel.moments import parse_moment, utc
from safeconduct.secretariat.opening import case_acts_of
from tests import passage, pilot
from tests.pilot import at

NOW = datetime(2030, 1, 2, 3, 4, 5, tzinfo=UTC)
CASE_FILE = '[[moments]]\nat = "{at}"\ntitle = "the moment"\n'


def case(folder: Path, *, acts: str = "", moment: datetime | None = None) -> Case:
    folder.mkdir(exist_ok=True)
    (folder / "agreement.yaml").write_text(pilot.TEXT, encoding="utf-8")
    if acts:
        (folder / "agreement.acts.jsonl").write_text(acts, encoding="utf-8")
    if moment is not None:
        (folder / "case.toml").write_text(CASE_FILE.format(at=moment.isoformat()), encoding="utf-8")
    return open_case(file=folder / "agreement.yaml")


# ---- where it begins ----


def test_it_begins_at_the_quarter_of_an_hour_in_which_the_last_act_is_told(tmp_path: Path) -> None:
    last = passage.log()[-1].recorded
    begins = beginning_of(case(tmp_path, acts=passage.lines()), now=NOW)
    assert timedelta(0) <= begins - last < timedelta(minutes=15)
    assert (begins.minute % 15, begins.second) == (0, 0)


@pytest.mark.parametrize(("moment", "later"), [(at(1), "acts"), (at(300), "moment")])
def test_of_the_moment_of_the_case_file_and_the_last_act_of_the_programme_it_is_the_later(
    tmp_path: Path, moment: datetime, later: str
) -> None:
    of_acts = beginning_of(case(tmp_path / "acts", acts=passage.lines()), now=NOW)
    begins = beginning_of(case(tmp_path / "both", acts=passage.lines(), moment=moment), now=NOW)
    assert begins == {"acts": of_acts, "moment": moment}[later]


def test_a_text_without_acts_and_moments_begins_now(tmp_path: Path) -> None:
    assert beginning_of(case(tmp_path), now=NOW) == NOW


def test_the_passage_of_rafah_begins_on_the_evening_of_its_last_day() -> None:
    gaza = open_case(example="gaza-2025", with_files=["drafts/rafah-passage.yaml"])
    assert beginning_of(gaza, now=NOW) == parse_moment("2025-11-19T17:00:00+02:00")
    assert beginning_of(open_case(example="gaza-2025"), now=NOW) == parse_moment("2025-11-06T12:00:00+02:00")


# ---- how it runs ----


def test_it_runs_as_any_clock() -> None:
    clock = StoryClock(at(2), NOW)
    assert [clock.at(NOW + timedelta(minutes=m)) - at(2) for m in (0, 1, 90)] == [timedelta(minutes=m) for m in (0, 1, 90)]


def test_it_never_runs_backwards_though_the_clock_of_the_machine_is_set_back() -> None:
    clock = StoryClock(at(2), NOW)
    shown = [clock.at(NOW + timedelta(minutes=m)) for m in (-5, 10, 3, 11)]
    assert [moment - at(2) for moment in shown] == [timedelta(minutes=m) for m in (0, 10, 10, 11)]


def test_a_server_that_starts_again_goes_on_where_the_clock_is(tmp_path: Path) -> None:
    begin(tmp_path, starts=at(2), now=NOW)
    begin(tmp_path, starts=at(1), now=NOW + timedelta(hours=5))
    again = clock_of(tmp_path)
    assert again is not None
    assert again.at(NOW + timedelta(hours=6)) == at(2, 6)


def test_a_folder_without_a_clock_has_none(tmp_path: Path) -> None:
    assert clock_of(tmp_path) is None


# ---- what is left out ----


def test_what_the_files_tell_from_later_is_left_out_and_nothing_else(tmp_path: Path) -> None:
    whole = case(tmp_path / "case", acts=passage.lines())
    norms, programme = so_far(tmp_path, whole, at(2, 7, 30))
    assert norms is None
    assert programme is not None
    assert whole.case_acts_file is not None
    kept = case_acts_of(open_case(file=tmp_path / "case" / "agreement.yaml", case_acts=programme))
    assert [act.id for act in kept] == [act.id for act in passage.log() if utc(act.recorded) <= at(2, 7, 30)]
    assert 0 < len(kept) < len(passage.log())


def test_files_that_tell_nothing_from_later_are_read_as_they_are(tmp_path: Path) -> None:
    whole = case(tmp_path / "case", acts=passage.lines())
    assert so_far(tmp_path, whole, at(300)) == (None, whole.case_acts_file)


def test_a_line_that_is_no_act_stays_so_that_its_reader_says_what_is_wrong_with_it(tmp_path: Path) -> None:
    lines = passage.lines().splitlines(keepends=True)
    wrong = ["{\n", '"x"\n', '{"recorded": 3}\n', '{"recorded": "then"}\n', '{"recorded": "2026-03-02T06:00:00"}\n', "\n"]
    whole = case(tmp_path / "case", acts="".join([*wrong, lines[0], lines[-1]]))
    _norms, programme = so_far(tmp_path, whole, at(1, 1))
    assert programme is not None
    assert programme.read_text(encoding="utf-8") == "".join([*wrong, lines[0]])
