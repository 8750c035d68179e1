"""Quantities: whole numbers with a unit, and exact shares. Never floats.

A quantity is written `20 persons`, `at least 20 persons` or `at most 14700 soldiers`; a share `25%` or `12.5%`.
"""

import re
from enum import StrEnum

import msgspec


class Bound(StrEnum):
    """How a number binds: this many, at least, or at most (a ceiling on what may remain)."""

    EXACTLY = "exactly"
    AT_LEAST = "at_least"
    AT_MOST = "at_most"


class Rounding(StrEnum):
    """What to do when a share of a whole number is not a whole number."""

    EXACT = "exact"
    DOWN = "down"
    UP = "up"
    HALF_UP = "half_up"


class Quantity(msgspec.Struct, frozen=True):
    """A whole number of units; `unit` is an id that the agreement declares."""

    count: int
    unit: str
    bound: Bound = Bound.EXACTLY

    def __str__(self) -> str:
        words = {Bound.EXACTLY: "", Bound.AT_LEAST: "at least ", Bound.AT_MOST: "at most "}
        return f"{words[self.bound]}{self.count} {self.unit}"


class Share(msgspec.Struct, frozen=True):
    """An exact part of a whole: `parts` of `of`."""

    parts: int
    of: int

    def __str__(self) -> str:
        percent, rest = divmod(self.parts * 100, self.of)
        return f"{percent}%" if not rest else f"{self.parts}/{self.of}"


class ShareNotWhole(ValueError):
    """A share of a whole number is not whole and no rounding was declared."""


class NegativeQuantity(ValueError):
    """A quantity below zero."""


class BareNumber(ValueError):
    """A number without a unit."""


_QUANTITY = re.compile(r"(?:(at least|at most) +)?(-?[0-9]{1,15})(?: +([a-z][a-z0-9_]*))?")
_SHARE = re.compile(r"([0-9]{1,3})(?:\.([0-9]{1,4}))?%")
_BOUNDS = {None: Bound.EXACTLY, "at least": Bound.AT_LEAST, "at most": Bound.AT_MOST}


def parse_quantity(text: str) -> Quantity:
    """Read `20 persons`.

    Raises BareNumber without a unit, NegativeQuantity below zero, ValueError for anything else.
    """
    match = _QUANTITY.fullmatch(text)
    if not match:
        raise ValueError("write a whole number and a unit, such as '20 persons' or 'at least 20 persons'")
    bound, count, unit = match.groups()
    if int(count) < 0:
        raise NegativeQuantity(f"{text!r} is below zero")
    if unit is None:
        raise BareNumber(f"{count} of what? add the unit, such as '{count} persons'")
    return Quantity(int(count), unit, _BOUNDS[bound])


def parse_share(text: str) -> Share:
    """Read `25%`. Raises ValueError for anything else, or above 100 %."""
    match = _SHARE.fullmatch(text)
    if not match:
        raise ValueError("write a share such as '25%'")
    whole, decimals = match.group(1), match.group(2) or ""
    share = Share(int(whole + decimals), 100 * 10 ** len(decimals))
    if share.parts > share.of:
        raise ValueError("a share is at most 100%")
    return share


def part_of(total: int, share: Share, rounding: Rounding) -> int:
    """Give the share of a total as a whole number.

    Raises ShareNotWhole when rounding is `exact` and the part is not whole.
    """
    whole, rest = divmod(total * share.parts, share.of)
    if not rest or rounding is Rounding.DOWN:
        return whole
    if rounding is Rounding.EXACT:
        raise ShareNotWhole(f"{share} of {total} is not a whole number and no rounding is declared")
    if rounding is Rounding.UP:
        return whole + 1
    return whole + (1 if 2 * rest >= share.of else 0)
