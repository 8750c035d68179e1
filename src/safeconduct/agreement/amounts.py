"""Running totals: what one tally holds for one obligation, when it reached what, and what of it is contested.

Pending disputes can be assumed decided either way, so that both readings can be shown.
"""

from array import array
from bisect import bisect_left
from functools import cache
from itertools import accumulate, compress, count, repeat
from typing import NamedTuple

from safeconduct.agreement.books import CLAIMS, NO_ACT, WHOLE, Book, Challenge, Journal, Series
from safeconduct.agreement.calendar import elapsed
from safeconduct.agreement.fold import Ledger
from safeconduct.agreement.norms import Consequence, Silence
from safeconduct.agreement.rules import ObligationRules
from safeconduct.kernel.moments import Duration
from safeconduct.kernel.truth import Truth


class Step(NamedTuple):
    """The running total after one entry."""

    start: int
    end: int
    total: int
    act: str


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
        return Step(journal.starts[i], journal.ends[i], self.totals[n], journal.ids[i])

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


class _Standing(NamedTuple):
    counts: int  # how much of the entry stands undisputed
    pending: int  # how much of it is contested and undecided
    by: tuple[str, ...]
    refused: bool


_Positions = set[int] | frozenset[int]
_NOTHING_STANDS = _Standing(0, 0, (), False)


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
                found = self._claims(book, whole) if tally == CLAIMS else self._run(book, series, tally, whole)
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

    def _challenged(self, book: Book) -> tuple[_Positions, set[str] | frozenset[str]]:
        """Give the entries that may be challenged or taken back, or rest on such a one, and the ids of these acts."""
        touched = self.ledger.touched.get(book.obligation)
        if not touched:
            return frozenset(), frozenset()
        return touched, {*book.contests, *book.refusals, *book.rulings, *self.ledger.withdrawn}

    def _claims(self, book: Book, whole: int) -> Tallied:
        # No claim depends on another: only those that are challenged are looked at one by one.
        journal, order = self.ledger.journal, list(book.claims.order())
        touched, challenged = self._challenged(book)
        confirmed = _confirmed(book, touched)
        rules = self.ledger.rules.obligations[book.obligation]
        found, contesters, fallen = Tallied(journal), {}, []
        counts = [whole if amount == WHOLE else amount for amount in map(journal.amounts.__getitem__, order)]
        for n in compress(count(), map(touched.__contains__, order)):
            i = order[n]
            if journal.ids[i] in challenged or not challenged.isdisjoint(journal.refs(i)):
                standing = self._standing(book, i, counts[n], rules)
                if journal.ids[i] in confirmed:
                    standing = standing._replace(pending=0, by=())  # the confirmation carries the dispute
                contesters.update(dict.fromkeys(standing.by))
                found.refused = found.refused or standing.refused
                counts[n] = standing.counts
                if standing.pending:
                    found.pending.append((n - len(fallen), standing.pending))
                    found.disputed += standing.pending
                elif not standing.counts:
                    fallen.append(n)
        for n in reversed(fallen):
            del order[n], counts[n]
        found.positions, found.totals = array("q", order), array("q", map(min, accumulate(counts), repeat(_MOST)))
        for way, amount in zip(map(journal.ways.__getitem__, order), counts, strict=True):
            if way.category:
                found.by_category[way.category] = found.by_category.get(way.category, 0) + amount
        found.wholes = [n for n, i in enumerate(order) if journal.amounts[i] == WHOLE and counts[n] == whole
                        and journal.rests[i] == NO_ACT]  # fmt: skip
        found.ceiling, found.contested_by = rules.ceiling, tuple(contesters)
        return found

    def _run(self, book: Book, series: Series, tally: str, whole: int) -> Tallied:
        # The one loop over every entry: what most entries do not need is asked of the few that do.
        journal, order = self.ledger.journal, series.order()
        touched, challenged = self._challenged(book)
        rules = self.ledger.rules.obligations[book.obligation]
        # What is left of each claim, so that one claim is counted once however many confirm it.
        left: dict[int, int] = {}
        quorum = self._quorum(book, series, whole)
        outsiders = rules.creditors - rules.tallies.get(tally, frozenset())
        found, total = Tallied(journal), 0
        contesters: dict[str, None] = {}  # in the order in which they contested, never by name
        parts, enter, note = found.by_category, found.positions.append, found.totals.append
        columns = (journal.ways, journal.amounts, journal.rests)
        ways, amounts, rests = (list(map(column.__getitem__, order)) for column in columns)
        used = set(ways)
        found.counted, found.ceiling = any(way.running for way in used), rules.ceiling
        if all(way.running and not way.category for way in used) and touched.isdisjoint(order) and quorum is None:
            # Each entry states the whole total, and nobody contests any.
            found.positions, found.totals = array("q", order), array("q", amounts)
            found.acknowledged = sum(amount for amount, way in zip(amounts, ways, strict=True) if way.actor in outsiders)
            return found
        for i, way, amount, rest in zip(order, ways, amounts, rests, strict=True):
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
            if i in touched and (journal.ids[i] in challenged or not challenged.isdisjoint(journal.refs(i))):
                standing = self._standing(book, i, full, rules)
                contesters.update(dict.fromkeys(standing.by))
                found.refused = found.refused or standing.refused
                counts = standing.counts
                if not counts and not standing.pending:
                    continue
                if running:
                    before = parts.get(category, 0) if category else total
                    counts, found.disputed = _stated(standing, before, ceiling=rules.ceiling)
                    pending = found.disputed
                else:
                    pending = standing.pending
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

    def _quorum(self, book: Book, series: Series, whole: int) -> dict[int, int] | None:
        """Give the entries that complete a quorum, with the amount so many different verifiers bear out."""
        versions = (version.obligations.get(book.obligation) for version in self.ledger.versions)
        if all(rules is None or rules.quorum <= 1 for rules in versions):
            return None
        by_claim: dict[str, dict[str, int]] = {}
        needs: dict[str, int] = {}
        journal = series.journal
        for i in series.order():
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

    def _standing(self, book: Book, i: int, amount: int, rules: ObligationRules) -> _Standing:
        journal = self.ledger.journal
        actor, recorded = journal.ways[i].actor, journal.recorded[i]
        targets = (journal.ids[i], *journal.refs(i))
        if actor in self.ledger.withdrawn.get(journal.ids[i], ()):
            return _NOTHING_STANDS
        rulings = [act for target in targets for act in book.rulings.get(target, ())]
        if rulings:
            ruling = max(rulings, key=lambda act: act[:2])
            stands = {"for": amount, "against": 0, "partly": min(amount, ruling.amount or 0)}[ruling.outcome]
            return _Standing(stands, 0, (), stands < amount)
        fallen, pending, by = 0, 0, {}
        for target in targets:
            for act in book.refusals.get(target, ()):
                if act.actor == actor:
                    fallen = max(fallen, _limit(act.amount, amount))  # the verifier corrects itself
                else:
                    pending, by[act.actor] = max(pending, _limit(act.amount, amount)), None
            for act in book.contests.get(target, ()):
                part = _limit(act.amount, amount)
                silence = self._silence(act, recorded, rules)
                if silence is Silence.STANDS or _too_late(act, recorded, rules):
                    continue
                if silence is Silence.FALLS:
                    fallen = max(fallen, part)
                    continue
                by[act.actor] = None
                if rules.dispute is not None:
                    pending = max(pending, part)
        stands = amount - fallen
        pending = min(pending, stands)
        return _Standing(stands - pending, pending, tuple(by), bool(fallen))

    def _silence(self, contest: Challenge, entry_recorded: int, rules: ObligationRules) -> Silence | None:
        """Give what silence has decided. The time to rule runs once both the entry and the contest were known."""
        dispute = rules.dispute
        if dispute is None or not isinstance(dispute.ruling_within, Duration):
            return None
        since = max(contest.recorded, entry_recorded)
        if not isinstance(dispute.if_no_ruling, Silence) or since + _micros(dispute.ruling_within) > self.ledger.as_of:
            return None
        return dispute.if_no_ruling


_MOST = 2**62
"""Where a running total stops: far above any agreement, and still a number that a column holds."""


def _stated(standing: _Standing, before: int, *, ceiling: bool) -> tuple[int, int]:
    """Give (what counts, what is disputed) of a stated total that is contested.

    Under a minimum what is not contested of it counts; if all of it is contested, the last total stands meanwhile.
    Under a ceiling the stated one stands, and what is disputed may come on top of it.
    """
    full = standing.counts + standing.pending
    if not standing.pending or ceiling:
        return full, standing.pending
    counts = standing.counts or min(before, full)
    return counts, full - counts


def _confirmed(book: Book, touched: _Positions) -> frozenset[str]:
    """Give the claims that were confirmed, of those that are spoken of at all."""
    refs_of = book.journal.refs
    return frozenset(ref for series in book.tallies.values() for i in touched.intersection(series.positions)
                     for ref in refs_of(i))  # fmt: skip


def _limit(part: int | None, amount: int) -> int:
    return amount if part is None else min(part, amount)


@cache
def _micros(stretch: Duration) -> int:
    return int(elapsed(stretch).total_seconds()) * 1_000_000


def _too_late(contest: Challenge, entry_recorded: int, rules: ObligationRules) -> bool:
    """Whether a contest came after its window, which runs from when the entry became known."""
    dispute = rules.dispute
    if dispute is None or not isinstance(dispute.window, Duration):
        return False
    return contest.recorded > entry_recorded + _micros(dispute.window)
