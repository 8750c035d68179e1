"""Running totals: what one tally holds for one obligation, when it reached what, and what of it is contested.

Pending disputes can be assumed decided either way, so that both readings can be shown.
"""

from array import array
from bisect import bisect_left
from collections.abc import Container, Sequence
from itertools import accumulate, compress, count, repeat
from typing import NamedTuple

from safeconduct.agreement.books import CLAIMS, NO_ACT, WHOLE, Book, Journal, Series, Way, gathered
from safeconduct.agreement.fold import Ledger
from safeconduct.agreement.norms import Consequence
from safeconduct.agreement.standing import confirmed, standing, stated
from safeconduct.kernel.truth import Truth


class Step(NamedTuple):
    """The running total after one entry."""

    start: int
    end: int
    total: int
    act: str


class Gathered(NamedTuple):
    """The entries of a tally by time: where each stands in the journal, and what stands there."""

    order: list[int]
    ways: Sequence[Way]
    amounts: Sequence[int]
    rests: Sequence[int]


class Tallied:
    """A tally, evaluated. Totals are kept in a column beside the entries: a long log must stay small in memory."""

    __slots__ = ("_reached", "acknowledged", "by_category", "ceiling", "contested_by", "counted", "disputed",
                 "journal", "pending", "positions", "refused", "totals", "wholes")  # fmt: skip

    def __init__(self, journal: Journal | None = None) -> None:
        self.journal = journal or Journal()
        self.positions = array("q")
        self.totals = array("q")
        self.wholes: list[int] = []  # which entries say that all of it is done, without a number
        self.by_category: dict[str, int] = {}
        self.acknowledged = 0  # how much rests on the word of the one it is owed to, not of who keeps the tally
        self.disputed = 0
        self.pending: list[tuple[int, int]] = []  # which entries are contested, and how much of each
        self.ceiling = False
        self.contested_by: tuple[str, ...] = ()
        self.refused = self.counted = False
        self._reached: dict[tuple[int, bool], Step | None] = {}

    @property
    def total(self) -> int:
        """The running total after the last entry."""
        return self.totals[-1] if self.totals else 0

    def step(self, n: int) -> Step:
        """Give the n-th entry that counts."""
        i, journal = self.positions[n], self.journal
        return Step(journal.starts[i], journal.end(i), self.totals[n], journal.ids[i])

    def whole(self) -> Step | None:
        """Give the first entry that says all of it is done, or None."""
        return self.step(self.wholes[0]) if self.wholes else None

    def reached(self, due: int, *, at_most: bool = False) -> Step | None:
        """Give the entry from which on the total has stayed at `due` or beyond, or None.

        A total can fall again when an observer corrects its count, so the last crossing is the one that holds.
        """
        if (due, at_most) not in self._reached:
            first = len(self.totals)
            if not self.counted and not at_most:
                first = bisect_left(self.totals, due)  # only a stated total can be lower than the one before
            else:
                while first and (self.totals[first - 1] <= due if at_most else self.totals[first - 1] >= due):
                    first -= 1
            self._reached[due, at_most] = None if first == len(self.totals) else self.step(first)
        return self._reached[due, at_most]

    def add_up(self, order: Sequence[int], ways: Sequence[Way], counts: Sequence[int], wholes: list[int], fallen: list[int],
               outsiders: Container[str] = ()) -> None:  # fmt: skip
        """Take in entries by time that each add an amount. Those at `fallen` count for nothing and are left out."""
        if fallen:
            stays = bytearray(b"\1") * len(order)
            for n in fallen:
                stays[n] = 0
            order, ways, counts = (list(compress(column, stays)) for column in (order, ways, counts))
            wholes = [n - bisect_left(fallen, n) for n in wholes]
        self.positions, self.wholes = array("q", order), wholes
        self.totals = array("q", map(min, accumulate(counts), repeat(_MOST)))
        of_each: dict[Way, int] = {}
        if any(way.category or way.actor in outsiders for way in {*ways}):
            for way, amount in zip(ways, counts, strict=True):
                of_each[way] = of_each.get(way, 0) + amount
        for way, amount in of_each.items():
            if way.actor in outsiders:
                self.acknowledged += amount
            if way.category:
                self.by_category[way.category] = self.by_category.get(way.category, 0) + amount

    def decided(self, truth: Truth) -> "Tallied":
        """Give the tally as it would stand if everything contested were decided one way.

        Against changes no total, because what is contested does not count meanwhile. For adds it, from each entry on,
        up to the next stated total.
        """
        other = Tallied()
        for name in self.__slots__:
            setattr(other, name, getattr(self, name))
        other.disputed, other.pending, other.contested_by, other._reached = 0, [], (), {}
        if truth is not Truth.FOR or self.ceiling:
            return other
        ways = self.journal.ways
        changes = {n: 0 for n, i in enumerate(self.positions) if ways[i].running} if self.counted else {}
        changes |= dict(self.pending)
        other.totals, other.by_category = array("q"), dict(self.by_category)
        added, begin = 0, 0
        for n, amount in sorted(changes.items()):
            other.totals.extend([total + added for total in self.totals[begin:n]] if added else self.totals[begin:n])
            way = ways[self.positions[n]]
            added, begin, category = (amount if way.running else added + amount), n, way.category
            if amount and category:
                other.by_category[category] = other.by_category.get(category, 0) + amount
        other.totals.extend([total + added for total in self.totals[begin:]])
        return other


NOTHING = Tallied()


class Totals:
    """Evaluates the books of one ledger. `assume` decides pending disputes of an obligation for or against.

    No tally depends on another obligation's, so `known` lends its results for all that nothing is assumed about.
    """

    def __init__(self, ledger: Ledger, *, assume: dict[str, Truth] | None = None,
                 known: "Totals | None" = None) -> None:  # fmt: skip
        self.ledger = ledger
        self.assume = assume or {}
        self._known = known
        self._cache: dict[tuple[str, str], Tallied] = {}

    def of(self, obligation: str, tally: str, *, whole: int) -> Tallied:
        """Evaluate one tally. `whole` is what an act without an amount stands for."""
        if self._known is not None and obligation not in self.assume:
            return self._known.of(obligation, tally, whole=whole)
        found = self._cache.get((obligation, tally))
        if found is None and self._known is not None:
            found = self._known.of(obligation, tally, whole=whole).decided(self.assume[obligation])
            self._cache[obligation, tally] = found
        if found is None:
            book = self.ledger.books.get(obligation)
            series = self._series(obligation, book, tally) if book else None
            found = NOTHING
            if book and series and series.positions:
                found = self._claims(book, whole) if tally == CLAIMS else self._tally(book, series, tally, whole)
            self._cache[obligation, tally] = found
        return found

    def claimed(self, obligation: str, *, whole: int) -> Tallied:
        """Evaluate the debtor's own claims. Only what nobody confirmed yet can be disputed there."""
        return self.of(obligation, CLAIMS, whole=whole)

    def _series(self, obligation: str, book: Book, tally: str) -> Series | None:
        if tally == CLAIMS:
            return book.claims
        rules = self.ledger.rules.obligations[obligation]
        names = [tally]
        if tally == rules.deciding[Consequence.FULFILMENT]:
            # A tally that an amendment took away decided what was entered on it while it was there.
            names += sorted(name for name in book.tallies if name not in rules.tallies)
        parts = [book.tallies[name] for name in names if name in book.tallies]
        return Series.joined(parts) if parts else None

    def _claims(self, book: Book, whole: int) -> Tallied:
        # No claim depends on another: only those that are challenged are looked at one by one.
        journal, order = self.ledger.journal, book.claims.order()
        touched = self.ledger.spoken_of.get(book.obligation, {})
        carried = confirmed(book, touched)
        rules = self.ledger.rules.obligations[book.obligation]
        found, contesters, fallen = Tallied(journal), dict[str, None](), list[int]()
        counts, wholes = list(gathered(journal.amounts, order)), list[int]()
        if WHOLE in counts:
            wholes = [n for n, amount in enumerate(counts) if amount == WHOLE]
            counts = [whole if amount == WHOLE else amount for amount in counts]
        for n in compress(count(), map(touched.__contains__, order)):
            i = order[n]
            stands = standing(book, i, counts[n], rules, touched[i], self.ledger)
            if i in carried:
                stands = stands._replace(pending=0, by=())  # the confirmation carries the dispute
            contesters.update(dict.fromkeys(stands.by))
            found.refused = found.refused or stands.refused
            counts[n] = stands.counts
            if stands.pending:
                found.pending.append((n - len(fallen), stands.pending))
                found.disputed += stands.pending
            elif not stands.counts:
                fallen.append(n)
        wholes = [n for n in wholes if counts[n] == whole and journal.rests[order[n]] == NO_ACT]
        found.add_up(order, gathered(journal.ways, order), counts, wholes, fallen)
        found.ceiling, found.contested_by = rules.ceiling, tuple(contesters)
        return found

    def _tally(self, book: Book, series: Series, tally: str, whole: int) -> Tallied:
        journal, order = self.ledger.journal, series.order()
        rules = self.ledger.rules.obligations[book.obligation]
        outsiders = rules.creditors - rules.tallies.get(tally, frozenset())
        ways, amounts, rests = (gathered(column, order) for column in (journal.ways, journal.amounts, journal.rests))
        entries, used, quorum = Gathered(order, ways, amounts, rests), {*ways}, self._quorum(book, order, whole)
        if quorum is not None:
            return self._run(book, entries, outsiders, quorum, whole)
        if not any(way.running for way in used):
            return self._added(book, entries, outsiders, whole)
        touched = self.ledger.spoken_of.get(book.obligation, {})
        if any(way.category or not way.running for way in used) or not touched.keys().isdisjoint(order):
            return self._run(book, entries, outsiders, None, whole)
        # Each entry states the whole total, and nobody contests any.
        found = Tallied(journal)
        found.counted, found.ceiling = True, rules.ceiling
        found.positions, found.totals = array("q", order), array("q", amounts)
        found.acknowledged = sum(amount for amount, way in zip(amounts, ways, strict=True) if way.actor in outsiders)
        return found

    def _added(self, book: Book, entries: Gathered, outsiders: frozenset[str], whole: int) -> Tallied:
        # Every entry adds what is left of the claim it names first, so that one claim counts once however many confirm it.
        journal = self.ledger.journal
        touched = self.ledger.spoken_of.get(book.obligation, {})
        rules = self.ledger.rules.obligations[book.obligation]
        found, contesters, fallen = Tallied(journal), dict[str, None](), list[int]()
        order, ways, amounts, rests = entries
        claimed, left, counts, wholes = journal.amounts, dict[int, int](), list[int](), list[int]()
        for n, (i, amount, rest) in enumerate(zip(order, amounts, rests, strict=True)):
            most = full = amount
            if rest >= 0:
                if (most := left.get(rest, WHOLE)) == WHOLE and (most := claimed[rest]) == WHOLE:
                    most = whole
                    if amount == WHOLE:
                        wholes.append(n)
                if amount == WHOLE or most < amount:
                    full = most
            elif amount == WHOLE:
                # A confirmation that names a claim of some other duty confirms nothing here.
                full = whole if rest == NO_ACT else 0
                if rest == NO_ACT:
                    wholes.append(n)
            if (spoken_of := touched.get(i)) is not None:
                stands = standing(book, i, full, rules, spoken_of, self.ledger)
                contesters.update(dict.fromkeys(stands.by))
                found.refused = found.refused or stands.refused
                if wholes and wholes[-1] == n and (stands.counts != full or not full):
                    wholes.pop()
                full = stands.counts
                if stands.pending:
                    found.pending.append((n - len(fallen), stands.pending))
                    found.disputed += stands.pending
                elif not full:
                    fallen.append(n)
                    rest = NO_ACT
            if rest >= 0:
                left[rest] = most - full
            counts.append(full)
        found.add_up(order, ways, counts, wholes, fallen, outsiders)
        found.ceiling, found.contested_by = rules.ceiling, tuple(contesters)
        return found

    def _run(self, book: Book, entries: Gathered, outsiders: frozenset[str], quorum: dict[int, int] | None,
             whole: int) -> Tallied:  # fmt: skip
        # Entry by entry, because a stated total takes the place of the one before it.
        journal = self.ledger.journal
        touched = self.ledger.spoken_of.get(book.obligation, {})
        rules = self.ledger.rules.obligations[book.obligation]
        left: dict[int, int] = {}  # of each claim
        found, total = Tallied(journal), 0
        contesters: dict[str, None] = {}  # in the order in which they contested, never by name
        parts, enter, note = found.by_category, found.positions.append, found.totals.append
        found.counted, found.ceiling = any(way.running for way in entries.ways), rules.ceiling
        for i, way, amount, rest in zip(*entries, strict=True):
            running, category, counts, claimed = way.running, way.category, amount, None
            if rest >= 0:
                claimed = left.get(rest)
                if claimed is None:
                    claimed = journal.amounts[rest]
            if quorum is not None:
                if i not in quorum:
                    continue
                counts = quorum[i]
            elif claimed is not None and not running:
                # What a confirmation can still add is what is left of the claim it names first.
                most = whole if claimed == WHOLE else claimed
                counts = most if amount == WHOLE or most < amount else amount
            elif amount == WHOLE and not running:
                # A confirmation that names a claim of some other duty confirms nothing here.
                counts = 0 if rest != NO_ACT else whole
            full = counts
            if (spoken_of := touched.get(i)) is not None:
                stands = standing(book, i, full, rules, spoken_of, self.ledger)
                contesters.update(dict.fromkeys(stands.by))
                found.refused = found.refused or stands.refused
                counts = stands.counts
                if not counts and not stands.pending:
                    continue
                if running:
                    before = parts.get(category, 0) if category else total
                    counts, found.disputed = stated(stands, before, ceiling=rules.ceiling)
                    pending = found.disputed
                else:
                    pending = stands.pending
                    found.disputed += pending
                if pending:
                    found.pending.append((len(found.positions), pending))
            elif running:
                found.disputed = 0  # a new total that nobody contests
            if outsiders and way.actor in outsiders:
                found.acknowledged += counts
            if category:
                before = parts.get(category, 0)
                parts[category] = counts if running else before + counts
                total += parts[category] - before
            else:
                total = counts if running else total + counts
            if total > _MOST:
                total = _MOST
            if claimed is not None:
                left[rest] = (whole if claimed == WHOLE else claimed) - counts
            if amount == WHOLE and counts == full and (claimed == WHOLE or rest == NO_ACT):
                found.wholes.append(len(found.positions))
            enter(i)
            note(total)
        found.contested_by = tuple(contesters)
        return found

    def _quorum(self, book: Book, order: Sequence[int], whole: int) -> dict[int, int] | None:
        """Give the entries that complete a quorum, with the amount so many different verifiers bear out."""
        versions = (version.obligations.get(book.obligation) for version in self.ledger.versions)
        if all(rules is None or rules.quorum <= 1 for rules in versions):
            return None
        by_claim: dict[str, dict[str, int]] = {}
        needs: dict[str, int] = {}
        journal = book.journal
        for i in order:
            name, refs, actor = journal.ids[i], journal.refs(i), journal.ways[i].actor
            rules = self.ledger.rules_at(journal.starts[i]).obligations.get(book.obligation)
            if rules is None or (rules.quorum > 1 and actor not in rules.verifiers):
                continue
            taken_back = actor in self.ledger.withdrawn.get(name, ())
            if taken_back or any(act.actor == actor for act in book.refusals.get(name, ())):
                continue
            key = (refs or (name,))[0] if rules.quorum > 1 else name
            by_claim.setdefault(key, {}).setdefault(actor, i)
            needs[key] = max(rules.quorum, needs.get(key, 1))
        if all(need == 1 for need in needs.values()):
            return None
        found = {}
        for key, voices in by_claim.items():
            if len(voices) >= needs[key]:
                amounts = sorted((whole if journal.amounts[i] == WHOLE else journal.amounts[i] for i in voices.values()),
                                 reverse=True)  # fmt: skip
                found[list(voices.values())[needs[key] - 1]] = amounts[needs[key] - 1]
        return found


_MOST = 2**62
"""Where a running total stops: far above any agreement, and still a number that a column holds."""
