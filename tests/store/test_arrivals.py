"""When acts came, against the hours they say: an old hour is said and not refused, and one that cannot be right is told."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from safeconduct.bootstrap.arrivals import arrivals, late_ones
from safeconduct.cli import hours
from safeconduct.record.checkpoint import sign_checkpoint
from safeconduct.store.checkpoints import Checkpoints
from tests.store.test_import import AT, Begun, Site, begin, step

DAY = 86_400
SIGNED = 1_772_697_600
"""The hour of every act here, 2026-03-05T08:00Z."""


@pytest.fixture
def begun(url: str) -> Iterator[Begun]:
    found = begin(url)
    yield found
    found.records.close()


@pytest.fixture
def site(begun: Begun) -> Site:
    found = Site("alpha")
    begun.register(found)
    return found


def checkpoint(begun: Begun, at: int) -> tuple[int, bytes]:
    """Sign the log as it is, and give what a device is shown of it."""
    keeper = Checkpoints(begun.records.log, sign=lambda head: sign_checkpoint(head, b"\x05" * 32), noops=lambda count, writer: ())
    made = keeper.make(now=at)
    return made.size, made.root


def test_an_act_that_comes_days_after_its_hour_is_taken_and_said(begun: Begun, site: Site) -> None:
    checkpoint(begun, SIGNED + 9 * DAY + 60)
    site.steps(1)
    found = begun.bring(site.bundle())
    [one] = arrivals(begun.desk, [found.kept[0].index])
    assert (found.standings, one.said, one.late // DAY, one.too_early, one.ahead) == ({"in_effect": 1}, SIGNED, 9, 0, 0)
    assert [late.index for late in late_ones(begun.desk)] == [one.index]
    assert "at least 9 days after the hour" in hours.of_act(begun.desk, one.index)[0]
    assert f"1 act came in more than a day after the hour they say of themselves, the act at {one.index} 9 days" in " ".join(
        hours.of_record(begun.desk)[0].split())  # fmt: skip


@pytest.mark.parametrize(("after", "late"), [(-DAY, 0), (0, 0), (DAY - 1, 0), (DAY, DAY), (40 * DAY, 40 * DAY)])
def test_an_act_is_late_by_what_the_log_had_signed_without_it(begun: Begun, site: Site, after: int, late: int) -> None:
    checkpoint(begun, SIGNED + after)
    site.steps(1)
    [one] = arrivals(begun.desk, [begun.bring(site.bundle()).kept[0].index])
    assert one.late == late


def test_what_no_checkpoint_shows_is_not_called_late(begun: Begun, site: Site) -> None:
    site.steps(1)
    index = begun.bring(site.bundle()).kept[0].index
    assert hours.of_act(begun.desk, index) == []
    checkpoint(begun, SIGNED + 30 * DAY)
    # It was there by then, and perhaps long before.
    assert (hours.of_act(begun.desk, index), late_ones(begun.desk)) == ([], [])


@pytest.mark.parametrize(("made", "too_early"), [(SIGNED + 600, 0), (SIGNED + 601, 601), (SIGNED + 2 * DAY, 2 * DAY)])
def test_an_hour_before_what_the_signer_had_seen_is_told(begun: Begun, site: Site, made: int, too_early: int) -> None:
    site.sign(step("alpha", "s-1"), seen=checkpoint(begun, made))
    [one] = arrivals(begun.desk, [begun.bring(site.bundle()).kept[0].index])
    assert one.too_early == too_early
    assert ("made up" in " ".join(hours.of_act(begun.desk, one.index))) == (too_early > 0)


def test_a_root_that_the_log_never_had_shows_nothing(begun: Begun, site: Site) -> None:
    size, _ = checkpoint(begun, SIGNED + 2 * DAY)
    site.sign(step("alpha", "s-1"), seen=(size, b"\x01" * 32))
    [one] = arrivals(begun.desk, [begun.bring(site.bundle()).kept[0].index])
    assert (one.seen, one.too_early) == (-1, 0)


def test_an_hour_that_lies_ahead_is_told(begun: Begun, site: Site) -> None:
    site.steps(1)
    found = begun.bring(site.bundle())
    assert hours.of_bundle(begun.desk, found, now=SIGNED - 600) == []
    assert "say an hour that lies ahead" in hours.of_bundle(begun.desk, found, now=SIGNED - 2 * DAY)[0]
    checkpoint(begun, SIGNED - 2 * DAY)
    assert "lies 2 days after it was here" in hours.of_act(begun.desk, found.kept[0].index)[0]


def test_an_import_says_how_late_its_acts_came_and_does_not_say_it_of_what_was_there(begun: Begun, site: Site) -> None:
    site.steps(2)
    first = begun.bring(site.bundle(0, 1))
    assert "1 act came in more than a day after" in hours.of_bundle(begun.desk, first, now=SIGNED + 3 * DAY)[0]
    both = begun.bring(site.bundle())
    # When the first of the two came is not known, as no checkpoint covers it.
    assert (both.new, both.known, hours.of_bundle(begun.desk, both, now=SIGNED + 9 * DAY)) == (1, 1, [])


def test_the_hour_here_is_the_one_that_the_acts_hold() -> None:
    assert AT == "2026-03-05T08:00:00+00:00"
