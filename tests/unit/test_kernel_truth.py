"""Four-valued truth: unknown and disputed are two different things, and only `for` opens anything."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from safeconduct.kernel.truth import Truth, all_of, any_of, of_evidence

UNKNOWN, FOR, AGAINST, DISPUTED = Truth.UNKNOWN, Truth.FOR, Truth.AGAINST, Truth.DISPUTED


def test_evidence_on_both_sides_is_disputed_and_on_none_unknown() -> None:
    found = {(s, o): of_evidence(supports=s, opposes=o) for s, o in product((False, True), repeat=2)}
    assert found == {(False, False): UNKNOWN, (True, False): FOR, (False, True): AGAINST, (True, True): DISPUTED}


# Belnap's tables (1977). Rows and columns: unknown, for, against, disputed.
ORDER = [UNKNOWN, FOR, AGAINST, DISPUTED]
ALL = [
    [UNKNOWN, UNKNOWN, AGAINST, AGAINST],
    [UNKNOWN, FOR, AGAINST, DISPUTED],
    [AGAINST, AGAINST, AGAINST, AGAINST],
    [AGAINST, DISPUTED, AGAINST, DISPUTED],
]
ANY = [
    [UNKNOWN, FOR, UNKNOWN, FOR],
    [FOR, FOR, FOR, FOR],
    [UNKNOWN, FOR, AGAINST, DISPUTED],
    [FOR, FOR, DISPUTED, DISPUTED],
]


@pytest.mark.parametrize(("together", "table"), [(all_of, ALL), (any_of, ANY)])
def test_two_truths_together_are_as_belnap_has_them(together, table) -> None:
    assert [[together([one, other]) for other in ORDER] for one in ORDER] == table


TRUTHS = st.lists(st.sampled_from(Truth), min_size=1, max_size=6)


@given(TRUTHS)
def test_a_conjunction_is_for_only_if_every_part_is(values: list[Truth]) -> None:
    assert (all_of(values) is FOR) == (set(values) == {FOR})
    assert (any_of(values) is AGAINST) == (set(values) == {AGAINST})


@given(TRUTHS, st.randoms())
def test_neither_order_nor_grouping_matters(values: list[Truth], random) -> None:
    mixed = list(values)
    random.shuffle(mixed)
    for together in (all_of, any_of):
        assert together(mixed) is together(values)
        assert together([together(values[:2]), *values[2:]]) is together(values)
        assert together([*values, *values]) is together(values)


@given(TRUTHS, TRUTHS)
def test_each_distributes_over_the_other(one: list[Truth], other: list[Truth]) -> None:
    assert all_of([one[0], any_of(other)]) is any_of([all_of([one[0], part]) for part in other])
    assert any_of([one[0], all_of(other)]) is all_of([any_of([one[0], part]) for part in other])


def test_nothing_to_wait_for_is_for_and_no_choice_at_all_is_unknown() -> None:
    assert (all_of([]), any_of([])) == (FOR, UNKNOWN)
