"""Which way does an act of a type enter the books, and was its body in office then?"""

from collections.abc import Mapping, Sequence
from typing import Protocol

from safeconduct.agreement.books import CLAIMS, Book, Series, Way
from safeconduct.agreement.rules import VersionRules
from safeconduct.kernel import acts
from safeconduct.kernel.acts import ActBase

Windows = list[tuple[int, int | None]]
"""When a body was in office: from, and until if that is known, in microseconds since 1970 UTC."""


class Books(Protocol):
    """What a ledger has: the rules it goes by, and a book for each obligation."""

    rules: VersionRules

    def book(self, obligation: str) -> Book:
        """Give the book of an obligation."""
        ...


class Ways(dict[tuple[str, ...], Way | None]):
    """Which way acts of a type enter, by what decides it; None if they have to be looked at one by one.

    The same organisation enters the same thing again and again: whether it may is asked once.
    """

    def __init__(self, kind: type[ActBase], ledger: Books) -> None:
        super().__init__()
        self.running = kind is acts.Counted
        self._claims = kind is acts.Claimed
        self._ledger = ledger

    def __missing__(self, asked: tuple[str, ...]) -> Way | None:
        series = self._series(*asked)
        found = self[asked] = None if series is None else series.way(asked[1], asked[3], running=self.running)
        return found

    def _series(self, of: str, actor: str, unit: str, category: str, tally: str = CLAIMS) -> Series | None:
        ledger = self._ledger
        rules = ledger.rules.obligations.get(of)
        if rules is None or (unit and rules.unit and unit != rules.unit):
            return None
        if category and rules.categories and category not in rules.categories:
            return None
        if self._claims:
            return ledger.book(of).claims if actor in rules.debtors else None
        if self.running:
            return ledger.book(of).series(tally) if rules.keeps(actor, tally) and rules.quorum <= 1 else None
        tally_entered = rules.tally_for(actor, tally)
        return None if tally_entered is None else ledger.book(of).series(tally_entered)


def within(windows: Windows, start: int) -> bool:
    """Whether a window holds a moment."""
    return not windows or any(first <= start and (end is None or start < end) for first, end in windows)


def _both_within(windows: Windows, first: int, last: int) -> bool:
    """Whether one window holds both."""
    return not windows or any(begin <= first and (end is None or last < end) for begin, end in windows)


def in_office(ways: list[Way | None], starts: Sequence[int], mandates: Mapping[str, Windows]) -> list[Way | None]:
    """Give the ways, but None where the body that acts may not have been in office."""
    first, last = min(starts), max(starts)
    for body, windows in mandates.items():
        if not _both_within(windows, first, last):
            ways = [way if way is None or way.actor != body or within(windows, start) else None
                    for way, start in zip(ways, starts, strict=True)]  # fmt: skip
    return ways
