"""The books the fold keeps: columns of entries for each obligation, and what was said against them.

Columns hold numbers and ids, not acts, so that a million entries stay small. Times are microseconds since 1970 UTC.
"""

from array import array
from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from itertools import groupby
from typing import Any, NamedTuple

from safeconduct.kernel import acts
from safeconduct.kernel.acts import ActBase

WHOLE = -1
"""The amount of an act that names none: all that is due."""


class Entered(NamedTuple):
    """When something happened and was recorded, which act says so, and whose. Sorts by time, then by id."""

    happened: datetime
    recorded: datetime
    id: str
    actor: str


class Challenge(NamedTuple):
    """What a contest, a refusal or a ruling says of another act; `outcome` only where it is a ruling."""

    start: int
    id: str
    actor: str
    amount: int | None
    recorded: int
    outcome: str = ""


def by_time(act: ActBase | Entered) -> tuple[datetime, datetime, str]:
    """Give the key that puts acts in order of time, then of id."""
    return act.happened, act.recorded, act.id


class Columns:
    """One series of entries: what one tally, or the debtor's claims, hold for one obligation."""

    __slots__ = ("_order", "actors", "amounts", "categories", "counts", "ends", "ids", "recorded", "refs",
                 "starts")  # fmt: skip

    def __init__(self) -> None:
        self.ids: list[str] = []
        self.starts = array("q")
        self.ends = array("q")
        self.recorded = array("q")
        self.amounts = array("q")
        self.categories: list[str] = []
        self.actors: list[str] = []
        self.counts: set[int] = set()  # positions of entries that state a running total
        self.refs: list[tuple[str, ...]] = []
        self._order: array[int] | None = None

    def add(self, act: Any, times: tuple[int, int, int], amount: int, words: dict[str, str], *,
            running: bool = False) -> None:  # fmt: skip
        """Append one entry with its (start, end, recorded).

        `words` keeps one object of each repeated word: every decoded string is a new one.
        """
        if running:
            self.counts.add(len(self.ids))
        self.put(act.id, times, amount, words.setdefault(act.category, act.category),
                 words.setdefault(act.actor, act.actor), act.refs)  # fmt: skip

    def put(self, name: str, times: tuple[int, int, int], amount: int, category: str, actor: str,
            refs: tuple[str, ...]) -> None:  # fmt: skip
        """Append one entry, field by field."""
        self.ids.append(name)
        self.refs.append(refs)
        self.starts.append(times[0])
        self.ends.append(times[1])
        self.recorded.append(times[2])
        self.amounts.append(amount)
        self.categories.append(category)
        self.actors.append(actor)

    def order(self) -> Iterable[int]:
        """Give positions by time, then id; the order in which acts came in does not matter."""
        if self._order is None or len(self._order) != len(self.ids):
            start_of = self.starts.__getitem__
            positions = array("q")
            for _, together in groupby(sorted(range(len(self.starts)), key=start_of), key=start_of):
                at_once = list(together)
                if len(at_once) > 1:
                    at_once.sort(key=lambda i: (self.ends[i], self.ids[i]))
                positions.extend(at_once)
            self._order = positions
        return self._order

    @staticmethod
    def joined(parts: list["Columns"]) -> "Columns":
        """Give several series as one."""
        if len(parts) == 1:
            return parts[0]
        whole = Columns()
        for part in parts:
            whole.counts |= {i + len(whole.ids) for i in part.counts}
            for name in ("ids", "starts", "ends", "recorded", "amounts", "categories", "actors", "refs"):
                getattr(whole, name).extend(getattr(part, name))
        return whole


class Book:
    """All that was entered for one obligation."""

    __slots__ = ("claims", "contests", "refusals", "rulings", "tallies", "waivers")

    def __init__(self) -> None:
        self.claims = Columns()
        self.tallies: dict[str, Columns] = {}
        self.contests: dict[str, list[Challenge]] = defaultdict(list)
        self.refusals: dict[str, list[Challenge]] = defaultdict(list)
        self.rulings: dict[str, list[Challenge]] = defaultdict(list)
        self.waivers: list[acts.Waived] = []

    def series(self, tally: str) -> Columns:
        """Give the columns of a tally, made when first asked for."""
        found = self.tallies.get(tally)
        if found is None:
            found = self.tallies[tally] = Columns()
        return found

    def challenges(self) -> Iterable[dict[str, list[Challenge]]]:
        """Give the three kinds of challenge, each by the act it is against."""
        return self.contests, self.refusals, self.rulings
