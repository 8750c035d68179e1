"""Quantities and shares: whole numbers with a unit, exact parts, and no number that nobody wrote."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from safeconduct.kernel.quantity import (
    BareNumber,
    Bound,
    NegativeQuantity,
    Quantity,
    Rounding,
    Share,
    ShareNotWhole,
    parse_quantity,
    parse_share,
    part_of,
)


@pytest.mark.parametrize(
    ("text", "expected", "shown"),
    [
        ("20 persons", Quantity(20, "persons", Bound.EXACTLY), "20 persons"),
        ("at least 20 persons", Quantity(20, "persons", Bound.AT_LEAST), "at least 20 persons"),
        ("at most 14700 soldiers", Quantity(14700, "soldiers", Bound.AT_MOST), "at most 14700 soldiers"),
        ("0 rifles", Quantity(0, "rifles"), "0 rifles"),
        ("-0 rifles", Quantity(0, "rifles"), "0 rifles"),
        ("007 rifles", Quantity(7, "rifles"), "7 rifles"),
        ("999999999999999 rifles", Quantity(10**15 - 1, "rifles"), "999999999999999 rifles"),
        ("5    long_rifles2", Quantity(5, "long_rifles2"), "5 long_rifles2"),
    ],
)
def test_a_quantity_is_read_and_shown(text: str, expected: Quantity, shown: str) -> None:
    assert (parse_quantity(text), str(expected)) == (expected, shown)


@pytest.mark.parametrize("text", ["20", "at least 20", "at most 0", "000"])
def test_a_number_without_a_unit_is_asked_for_it(text: str) -> None:
    with pytest.raises(BareNumber, match=r"of what\? add the unit, such as '\d+ persons'"):
        parse_quantity(text)


@pytest.mark.parametrize("text", ["-1 persons", "-1", "at most -5 rifles", "-999999999999999 rifles"])
def test_nothing_is_below_zero(text: str) -> None:
    with pytest.raises(NegativeQuantity, match="is below zero"):
        parse_quantity(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "persons",
        "twenty persons",
        "1.5 persons",
        "1,000 persons",
        "1 000 persons",
        "1e3 persons",
        "+5 persons",
        "5persons",
        "5 Persons",
        "5 persons ",
        " 5 persons",
        "5\npersons",
        "0x10 persons",
        "٢٠ persons",
        "1000000000000000 persons",
        "about 5 persons",
        "at  least 5 persons",
        "AT LEAST 5 persons",
        "5 _persons",
        "5 personer i båt",
        "--5 persons",
    ],
)
def test_anything_else_is_no_quantity(text: str) -> None:
    with pytest.raises(ValueError, match="write a whole number and a unit") as caught:
        parse_quantity(text)
    assert type(caught.value) is ValueError


@given(st.text(max_size=30))
def test_any_text_is_a_quantity_or_a_value_error(text: str) -> None:
    for parse in (parse_quantity, parse_share):
        try:
            parse(text)
        except ValueError:
            continue


@given(st.integers(0, 10**15 - 1), st.sampled_from(Bound), st.from_regex("[a-z][a-z0-9_]{0,20}", fullmatch=True))
def test_what_is_shown_reads_the_same(count: int, bound: Bound, unit: str) -> None:
    quantity = Quantity(count, unit, bound)
    assert parse_quantity(str(quantity)) == quantity


# --- shares


@pytest.mark.parametrize(
    ("text", "expected", "shown"),
    [
        ("25%", Share(25, 100), "25%"),
        ("100%", Share(100, 100), "100%"),
        ("0%", Share(0, 100), "0%"),
        ("12.5%", Share(125, 1000), "125/1000"),
        ("33.3333%", Share(333_333, 1_000_000), "333333/1000000"),
        ("25.0%", Share(250, 1000), "25%"),
        ("100.0000%", Share(1_000_000, 1_000_000), "100%"),
    ],
)
def test_a_share_is_exact(text: str, expected: Share, shown: str) -> None:
    assert (parse_share(text), str(expected)) == (expected, shown)


@pytest.mark.parametrize(
    "text", ["", "25", "%", "-5%", "+5%", "25 %", ".5%", "5.%", "1e1%", "33.33333%", "1/4", "٥%", "25%\n", " 25%"]
)
def test_anything_else_is_no_share(text: str) -> None:
    with pytest.raises(ValueError, match="write a share such as '25%'"):
        parse_share(text)


@pytest.mark.parametrize("text", ["101%", "100.0001%", "999%"])
def test_no_share_is_more_than_the_whole(text: str) -> None:
    with pytest.raises(ValueError, match="a share is at most 100%"):
        parse_share(text)


@pytest.mark.parametrize(
    ("total", "share", "down", "up", "half_up"),
    [
        (840, "25%", 210, 210, 210),
        (10, "25%", 2, 3, 3),
        (10, "24%", 2, 3, 2),
        (1, "50%", 0, 1, 1),
        (3, "33.3333%", 0, 1, 1),
        (0, "25%", 0, 0, 0),
        (7, "0%", 0, 0, 0),
        (7, "100%", 7, 7, 7),
        (10**15 - 1, "33%", 329_999_999_999_999, 330_000_000_000_000, 330_000_000_000_000),
    ],
)
def test_a_part_is_rounded_as_declared(total: int, share: str, down: int, up: int, half_up: int) -> None:
    found = [part_of(total, parse_share(share), way) for way in (Rounding.DOWN, Rounding.UP, Rounding.HALF_UP)]
    assert found == [down, up, half_up]
    if down == up:
        assert part_of(total, parse_share(share), Rounding.EXACT) == down
    else:
        with pytest.raises(ShareNotWhole, match="is not a whole number and no rounding is declared"):
            part_of(total, parse_share(share), Rounding.EXACT)


SHARES = st.builds(Share, st.integers(0, 10_000), st.just(10_000))


@given(st.integers(0, 10**12), SHARES, st.sampled_from([Rounding.DOWN, Rounding.UP, Rounding.HALF_UP]))
def test_a_part_is_within_one_of_the_exact_part(total: int, share: Share, way: Rounding) -> None:
    part = part_of(total, share, way)
    assert abs(part * share.of - total * share.parts) < share.of
    assert 0 <= part <= total


@given(st.integers(0, 10**12), st.integers(0, 10_000))
def test_a_part_and_its_rest_make_the_whole_only_with_opposite_roundings(total: int, parts: int) -> None:
    one, other = Share(parts, 10_000), Share(10_000 - parts, 10_000)
    assert part_of(total, one, Rounding.DOWN) + part_of(total, other, Rounding.UP) == total
    assume(total * parts % 10_000)
    assert part_of(total, one, Rounding.DOWN) + part_of(total, other, Rounding.DOWN) == total - 1
