"""The books the fold keeps: the entries for each obligation, and what was said against them.

The columns of the journal hold numbers and ids, not acts, so that a million entries stay small. Times are microseconds since
1970 UTC.
"""

from array import array
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
from itertools import compress, count, islice
from operator import eq, itemgetter
from struct import Struct
from typing import NamedTuple, TypeVar

from safeconduct.kernel import acts
from safeconduct.kernel.acts import ActBase

T = TypeVar("T")

WHOLE = -1
"""The amount of an act that names none: all that is due."""

CLAIMS = ""
"""Stands for the claims where a tally is named; no tally has an empty id."""


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


def gathered(column: Sequence[T], positions: Sequence[int]) -> Sequence[T]:
    """Give what stands at these positions of a column."""
    return itemgetter(*positions)(column) if len(positions) > 1 else [column[n] for n in positions]


NO_ACT, ELSEWHERE = -1, -2
"""What an entry rests on if it names no act, or if `Journal.named` has to be asked."""


class Way:
    """What the entries have in common that one organisation makes, of one category, in one series."""

    __slots__ = ("actor", "append", "category", "obligation", "running", "tally")

    def __init__(self, series: "Series", actor: str, category: str, *, running: bool) -> None:
        self.obligation, self.tally = series.obligation, series.tally
        self.actor, self.category = actor, category
        self.running = running  # each entry states a total, it does not add to it
        self.append = series.positions.append


class Journal:
    """Every entry of every series, in the order in which they came in: one column for each field.

    One for all series, so that a batch of acts is entered with a few steps, however many series it touches. Which
    claim an entry names is looked up when it comes in, because texts are then at hand; afterwards they lie far apart.
    """

    __slots__ = ("amounts", "claims", "ends", "ids", "named", "recorded", "rests", "starts", "ways")

    def __init__(self) -> None:
        self.ids: list[str] = []
        self.starts = array("q")
        self.ends: dict[str, int] = {}  # by id: when an entry ended, where it did not at once
        self.recorded = array("q")
        self.amounts = array("q")
        self.rests = array("q")  # the position of the claim that an entry names first
        self.named: dict[int, tuple[str, ...]] = {}  # what an entry names, where this is not one claim of its duty
        self.ways: list[Way] = []
        # Where each claim stands. A key that is no text has Python keep the hash of every key beside it: texts that came in
        # long ago are then not touched again whenever another one is looked up.
        self.claims: dict[str | None, int] = {None: NO_ACT}

    def enter(self, ways: Sequence[Way], ids: Sequence[str], starts: Iterable[int], recorded: Iterable[int],
              amounts: Iterable[int], refs: Sequence[tuple[str, ...]]) -> None:  # fmt: skip
        """Append entries, column by column. Either all are claims or none is."""
        begin, rests = len(self.ids), [NO_ACT] * len(ids)
        self.ids.extend(ids)
        self.ways.extend(ways)
        for n, way in enumerate(ways, begin):
            way.append(n)
        if ways and ways[0].tally == CLAIMS:
            self.claims.update(zip(ids, count(begin)))
        if any(refs):
            for n, named in enumerate(refs):
                if named:
                    at = rests[n] = self._claim(named[0], ways[n].obligation)
                    if at < 0 or len(named) > 1:
                        self.named[begin + n] = named
        for column, numbers in ((self.starts, starts), (self.recorded, recorded), (self.amounts, amounts), (self.rests, rests)):
            if isinstance(numbers, array):
                column.extend(numbers)
            else:  # an array takes in bytes faster by far than numbers one by one
                column.frombytes(Struct(f"{len(ids)}q").pack(*numbers))

    def _claim(self, name: str, obligation: str) -> int:
        at = self.claims.get(name, ELSEWHERE)
        return at if at >= 0 and self.ways[at].obligation == obligation else ELSEWHERE

    def end(self, n: int) -> int:
        """Give when an entry ended."""
        return self.ends.get(self.ids[n], self.starts[n])

    def look_again(self) -> None:
        """Look up the claims that came in after the entries that name them."""
        for n, named in list(self.named.items()):
            if self.rests[n] == ELSEWHERE:
                self.rests[n] = self._claim(named[0], self.ways[n].obligation)
                if self.rests[n] >= 0 and len(named) == 1:
                    del self.named[n]

    def refs(self, n: int) -> tuple[str, ...]:
        """Give the acts that an entry names."""
        at = self.rests[n]
        return () if at == NO_ACT else self.named.get(n) or (self.ids[at],)


class Series:
    """One series of entries: what one tally, or the debtor's claims, hold for one obligation."""

    __slots__ = ("_ways", "journal", "obligation", "positions", "tally")

    def __init__(self, journal: Journal, obligation: str, tally: str) -> None:
        self.journal, self.obligation, self.tally = journal, obligation, tally
        self.positions = array("q")  # in the journal
        self._ways: dict[tuple[str, str, bool], Way] = {}

    def way(self, actor: str, category: str, *, running: bool = False) -> Way:
        """Give what entries of this kind have in common, one object for all of them."""
        found = self._ways.get((actor, category, running))
        if found is None:
            found = self._ways[actor, category, running] = Way(self, actor, category, running=running)
        return found

    def order(self) -> list[int]:
        """Give positions by time, then id; the order in which acts came in does not matter."""
        journal = self.journal
        # Python sorts floating numbers faster than large whole ones. Those it cannot tell apart are sorted again.
        starts = list(map(float, gathered(journal.starts, self.positions)))
        order = list(gathered(self.positions, sorted(range(len(starts)), key=starts.__getitem__)))
        starts.sort()
        last = -1
        for n in compress(count(), map(eq, starts, islice(starts, 1, None))):
            if n >= last:
                last = bisect_right(starts, starts[n])
                order[n:last] = sorted(order[n:last], key=lambda i: (journal.starts[i], journal.end(i), journal.ids[i]))
        return order

    @staticmethod
    def joined(parts: list["Series"]) -> "Series":
        """Give several series as one."""
        if len(parts) == 1:
            return parts[0]
        whole = Series(parts[0].journal, parts[0].obligation, parts[0].tally)
        for part in parts:
            whole.positions.extend(part.positions)
        return whole


class Book:
    """All that was entered for one obligation."""

    __slots__ = ("claims", "contests", "journal", "obligation", "refusals", "rulings", "tallies", "waivers")

    def __init__(self, journal: Journal, obligation: str) -> None:
        self.journal, self.obligation = journal, obligation
        self.claims = Series(journal, obligation, CLAIMS)
        self.tallies: dict[str, Series] = {}
        self.contests: dict[str, list[Challenge]] = defaultdict(list)
        self.refusals: dict[str, list[Challenge]] = defaultdict(list)
        self.rulings: dict[str, list[Challenge]] = defaultdict(list)
        self.waivers: list[acts.Waived] = []

    def series(self, tally: str) -> Series:
        """Give the entries of a tally, made when first asked for."""
        found = self.tallies.get(tally)
        if found is None:
            found = self.tallies[tally] = Series(self.journal, self.obligation, tally)
        return found

    def challenges(self) -> Iterable[dict[str, list[Challenge]]]:
        """Give the three kinds of challenge, each by the act it is against."""
        return self.contests, self.refusals, self.rulings
