"""Two figures of one thing beside each other."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from safeconduct.kernel.compare import Bounds, Pair, compare


@pytest.mark.parametrize(("one", "other", "kind", "gap"), [
    (Bounds(100, 200), Bounds(200, 200), "compatible", 0),
    (Bounds(100, 200), Bounds(150, 300), "compatible", 0),
    (Bounds(100, 200), Bounds(200, 300), "touching", 0),
    (Bounds(100, 100), Bounds(200, 200), "conflicting", 100),
    (Bounds(200, 200, approximate=True), Bounds(150, 150), "conflicting", 20),
    (Bounds(200, 200, approximate=True), Bounds(185, 185), "compatible", 0),
    (Bounds(12, None), Bounds(None, 9), "conflicting", 33),
    (Bounds(12, None), Bounds(40, None), "compatible", 0),
    (Bounds(12, None, vague=True), Bounds(200, 200), "weak", 0),
    (Bounds(None, None), Bounds(200, 200), "weak", 0),
    (Bounds(0, 0), Bounds(3, 3), "conflicting", 300),
])  # fmt: skip
def test_what_two_figures_are_to_each_other(one: Bounds, other: Bounds, kind: str, gap: int) -> None:
    found = compare(one, other)
    assert (found.kind, found.gap) == (kind, gap)


_numbers = st.none() | st.integers(0, 10_000)


@st.composite
def _bounds(draw: st.DrawFn) -> Bounds:
    one, other = draw(_numbers), draw(_numbers)
    if one is not None and other is not None:
        one, other = sorted((one, other))
    return Bounds(one, other, draw(st.booleans()), draw(st.booleans()))


@given(_bounds(), _bounds())
def test_the_order_of_the_two_does_not_matter(one: Bounds, other: Bounds) -> None:
    found = compare(other, one)
    assert compare(one, other) == Pair(found.kind, found.gap, found.other, found.one)


@given(_bounds())
def test_a_figure_never_conflicts_with_itself(one: Bounds) -> None:
    assert compare(one, one).kind in ("compatible", "weak")
