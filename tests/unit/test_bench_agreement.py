"""The agreement that the benchmark makes: as large as asked for, without a fault, the same every time."""

import pytest

from bench.agreement_text import agreement_text, duties
from bench.measure import SIZES
from safeconduct.agreement.reader import read_agreement


@pytest.mark.parametrize("size", SIZES)
def test_it_is_read_without_a_fault_and_holds_as_many_obligations_as_asked_for(size: int) -> None:
    found = read_agreement(agreement_text(size).encode(), file="made.yaml").model
    assert list(found.obligations) == [duty.id for duty in duties(size)]
    assert len(found.obligations) == size


def test_a_thousand_obligations_take_more_than_nine_thousand_lines() -> None:
    assert agreement_text(1000).count("\n") > 9_000


def test_the_same_size_gives_the_same_text() -> None:
    assert agreement_text(50) == agreement_text(50)


def test_each_side_owes_half() -> None:
    owed = [duty.who for duty in duties(1000)]
    assert owed.count("government") == owed.count("movement")
