"""What is published day after day: neither a count nor a change under five can be taken back, and what is shown is true."""

from __future__ import annotations

from itertools import product

from hypothesis import given
from hypothesis import strategies as st

from safeconduct.access.counting import FEW, FEWER, HIDDEN, outside, published

DAYS = st.lists(st.fixed_dictionaries(dict.fromkeys(("here", "arrived", "gone"), st.integers(0, 24))), min_size=1, max_size=8)


def cells(release) -> dict[str, int]:
    """The counts of a release that are shown as numbers."""
    shown = {**release.counts.parts, "together": release.counts.total}
    return {name: count for name, count in shown.items() if isinstance(count, int)}


@given(DAYS)
def test_no_two_days_show_a_change_under_five(days) -> None:
    found = [cells(release) for release in published(days)]
    changes = {abs(one[name] - two[name]) for one, two in product(found, repeat=2) for name in one.keys() & two.keys()}
    assert {change for change in changes if 0 < change < FEW} == set()


@given(DAYS)
def test_what_is_shown_is_true_of_the_day_it_names_and_no_count_under_five_is_a_number(days) -> None:
    for place, release in enumerate(published(days)):
        truth = days[release.of]
        assert release.of <= place
        assert cells(release) == {name: count for name, count in {**truth, "together": sum(truth.values())}.items()
                                  if name in cells(release)}  # fmt: skip
        assert min(cells(release).values(), default=FEW) >= FEW
        assert release.counts == outside(truth)


def test_a_day_is_published_as_soon_as_every_change_is_large_enough() -> None:
    days = [{"here": 20, "gone": 10}, {"here": 19, "gone": 11}, {"here": 15, "gone": 15}, {"here": 15, "gone": 15}]
    assert [release.of for release in published(days)] == [0, 0, 2, 3]


def test_a_count_that_was_hidden_meanwhile_is_compared_with_when_it_was_shown_last() -> None:
    days = [{"here": 20, "gone": 10}, {"here": 30, "gone": 4}, {"here": 21, "gone": 12}, {"here": 26, "gone": 16}]
    found = published(days)
    assert found[1].counts.parts == {"here": HIDDEN, "gone": FEWER}
    assert [release.of for release in found] == [0, 1, 1, 3]
