"""The list of characters is that of Unicode 14.0, and no version of Python reads it otherwise."""

import unicodedata
from itertools import pairwise

from safeconduct.record.unicode14 import first_unassigned, ranges

EVERY = range(0x110000)


def listed() -> set[int]:
    return {point for first, last in ranges() for point in range(first, last + 1)}


def test_what_is_left_is_assigned_in_this_python() -> None:
    unassigned = {point for point in EVERY if unicodedata.category(chr(point)) == "Cn"}
    assert unassigned - listed() == set()
    if unicodedata.unidata_version == "14.0.0":
        assert unassigned == listed()


def test_it_is_as_long_as_unicode_14_is() -> None:
    # 144,697 characters, 137,468 for private use, 2,048 surrogates, 65 controls.
    assert 0x110000 - len(listed()) == 144_697 + 137_468 + 2_048 + 65


def test_the_ranges_rise_and_do_not_touch() -> None:
    assert all(first <= last for first, last in ranges())
    assert all(before[1] + 1 < after[0] for before, after in pairwise(ranges()))


def test_the_search_finds_just_these() -> None:
    points = listed()
    edges = {point + step for first, last in ranges() for point in (first, last) for step in (-1, 0, 1)} & set(EVERY)
    assert {point for point in edges if first_unassigned(chr(point)) is not None} == edges & points


def test_the_place_is_that_of_the_first() -> None:
    assert first_unassigned("plain \u05e9\u05dc\u05d5\u05dd \u0633\u0644\u0627\u0645 \U0001f54a") is None
    assert first_unassigned("ab\u0378\u0379") == 2
