"""Totals and their parts: what is added up, and what is left alone because it cannot be compared."""

from datetime import UTC, datetime

import pytest

from safeconduct.checks.rules.sc951_sum_mismatch import mismatches
from safeconduct.kernel.acts import FigureReported

AT = datetime(2026, 5, 1, tzinfo=UTC)


def figure(
    name: str, low: int | None, high: int | None, *refs: str, unit: str = "persons", about: bool = False
) -> FigureReported:
    return FigureReported(id=name, happened=AT, recorded=AT, actor="recorder", chain=(), subject="disarmed", unit=unit,
                          low=low, high=high, refs=refs, approximate=about)  # fmt: skip


@pytest.mark.parametrize(("figures", "found"), [
    ((figure("a", 20, 20), figure("b", 30, 30), figure("sum", 60, 60, "a", "b")), [("sum", 50, 50)]),
    ((figure("a", 20, 20), figure("b", 30, 30), figure("sum", 50, 50, "a", "b")), []),
    ((figure("sum", 60, 60, "a", "b"), figure("a", 20, 20), figure("b", 30, 30)), [("sum", 50, 50)]),
    ((figure("a", 20, None), figure("b", 30, 30), figure("sum", 60, 60, "a", "b")), []),
    ((figure("a", 70, None), figure("b", 30, 30), figure("sum", 60, 60, "a", "b")), [("sum", 100, None)]),
    ((figure("a", 20, 20, about=True), figure("b", 30, 30), figure("sum", 60, 60, "a", "b")), []),
    ((figure("a", 20, 20), figure("b", 30, 30, unit="trucks"), figure("sum", 60, 60, "a", "b")), []),
    ((figure("a", 20, 20), figure("sum", 60, 60, "a")), []),
    ((figure("a", 20, 20), figure("b", 30, 30), figure("sum", 60, 60, "a", "b", "elsewhere")), []),
])  # fmt: skip
def test_a_total_is_added_up_again_only_where_it_can_be(
    figures: tuple[FigureReported, ...], found: list[tuple[str, int, int]]
) -> None:
    assert [(one.total.id, one.low, one.high) for one in mismatches(figures)] == found
