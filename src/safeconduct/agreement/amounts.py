"""Running totals: what one tally holds for one obligation, when it reached what, and what of it is contested.

Pending disputes can be assumed decided either way, so that both readings can be shown.
"""

from array import array
from collections.abc import Iterable
from typing import NamedTuple

from safeconduct.agreement.calendar import elapsed
from safeconduct.agreement.fold import WHOLE, Book, Challenge, Columns, Ledger
from safeconduct.agreement.norms import Silence
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

    __slots__ = ("_reached", "acknowledged", "by_category", "columns", "contested_by", "counted", "disputed",
                 "positions", "refused", "totals", "wholes")  # fmt: skip

    def __init__(self) -> None:
        self.columns = Columns()
        self.positions = array("q")
        self.totals = array("q")
        self.wholes: list[int] = []  # which entries say that all of it is done, without a number
        self.by_category: dict[str, int] = {}
        self.acknowledged = 0  # how much rests on the word of the one it is owed to, not of who keeps the tally
        self.disputed = 0
        self.contested_by: tuple[str, ...] = ()
        self.refused = self.counted = False
        self._reached: dict[tuple[int, bool], Step | None] = {}

    @property
    def total(self) -> int:
        """The running total after the last entry."""
        return self.totals[-1] if self.totals else 0

    def step(self, n: int) -> Step:
        """Give the n-th entry that counts."""
        i = self.positions[n]
        return Step(self.columns.starts[i], self.columns.ends[i], self.totals[n], self.columns.ids[i])

    def whole(self) -> Step | None:
        """Give the first entry that says all of it is done, or None."""
        return self.step(self.wholes[0]) if self.wholes else None

    def reached(self, due: int, *, at_most: bool = False) -> Step | None:
        """Give the entry from which on the total has stayed at `due` or beyond, or None.

        A total can fall again when an observer corrects its count, so the last crossing is the one that holds.
        """
        if (due, at_most) not in self._reached:
            found = None
            for n in range(len(self.totals) - 1, -1, -1):
                total = self.totals[n]
                if not ((total <= due) if at_most else (total >= due)):
                    break
                found = n
            self._reached[due, at_most] = None if found is None else self.step(found)
        return self._reached[due, at_most]


NOTHING = Tallied()


class _Standing(NamedTuple):
    counts: int  # how much of the entry counts
    pending: int  # how much of it is contested and undecided
    by: tuple[str, ...]
    refused: bool


_CLAIMS = ""
"""Stands for the claims where a tally is named; no tally has an empty id."""


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
        if found is None:
            book = self.ledger.books.get(obligation)
            columns = None if book is None else book.claims if tally == _CLAIMS else book.tallies.get(tally)
            found = self._run(obligation, book, columns, whole) if book and columns and columns.ids else NOTHING
            self._cache[obligation, tally] = found
        return found

    def claimed(self, obligation: str, *, whole: int) -> Tallied:
        """Evaluate the debtor's own claims."""
        return self.of(obligation, _CLAIMS, whole=whole)

    def _run(self, obligation: str, book: Book, columns: Columns, whole: int) -> Tallied:
        challenged = {*book.contests, *book.refusals, *book.rulings, *self.ledger.withdrawn}
        claim_amounts = _claim_amounts(book) if any(amount == WHOLE for amount in columns.amounts) else {}
        quorum = self._quorum(obligation, book, columns)
        rules = self.ledger.rules.obligations[obligation]
        keepers = next((rules.tallies[name] for name, kept in book.tallies.items() if kept is columns), frozenset())
        running, found = _Running(), Tallied()
        contesters: dict[str, None] = {}  # in the order in which they contested, never by name
        for i in columns.order():
            if quorum is not None and i not in quorum:
                continue
            amount, refs = columns.amounts[i], columns.refs[i]
            whole_of_it = amount == WHOLE and not any(ref in claim_amounts for ref in refs)
            if amount == WHOLE:
                amount = next((claim_amounts[ref] for ref in refs if ref in claim_amounts), whole)
            counts = amount
            if columns.ids[i] in challenged or not challenged.isdisjoint(refs):
                standing = self._standing(obligation, book, columns, i, amount, rules)
                counts = standing.counts
                found.disputed += standing.pending
                contesters.update(dict.fromkeys(standing.by))
                found.refused = found.refused or standing.refused
                if not counts and not standing.pending and i not in columns.counts:
                    continue
            if keepers and columns.actors[i] not in keepers:
                found.acknowledged += counts
            running.enter(columns.categories[i], counts, running_total=i in columns.counts)
            if whole_of_it and counts == amount:
                found.wholes.append(len(found.positions))
            found.positions.append(i)
            found.totals.append(running.total)
        found.refused = found.refused or bool(book.refusals.get(""))
        for act in sorted(book.contests.get("", ()), key=_moment):
            if act.actor not in self.ledger.withdrawn.get(act.id, ()):
                contesters[act.actor] = None
        found.columns, found.by_category = columns, running.by_category()
        found.contested_by, found.counted = tuple(contesters), bool(columns.counts)
        return found

    def _quorum(self, obligation: str, book: Book, columns: Columns) -> set[int] | None:
        need = self.ledger.rules.obligations[obligation].quorum
        if need <= 1 or columns is book.claims:
            return None
        by_claim: dict[str, dict[str, int]] = {}
        for i in columns.order():
            claim = (columns.refs[i] or (columns.ids[i],))[0]
            by_claim.setdefault(claim, {}).setdefault(columns.actors[i], i)
        # The confirmation that completes the quorum is the one that counts.
        return {list(actors.values())[need - 1] for actors in by_claim.values() if len(actors) >= need}

    def _standing(self, obligation: str, book: Book, columns: Columns, i: int, amount: int,
                  rules: ObligationRules) -> _Standing:  # fmt: skip
        targets = (columns.ids[i], *columns.refs[i])
        withdrawn = self.ledger.withdrawn
        if columns.actors[i] in withdrawn.get(columns.ids[i], ()):
            return _Standing(0, 0, (), False)
        ruling = _latest(entry for target in targets for entry in book.rulings.get(target, ()))
        if ruling is not None:
            outcome = {"for": amount, "against": 0, "partly": min(amount, ruling.amount or 0)}[ruling.outcome]
            return _Standing(outcome, 0, (), outcome < amount)
        open_by: list[tuple[int, str, str, int]] = []  # when, which act, whose, how much
        for target in targets:
            for act in book.refusals.get(target, ()):
                if act.actor == columns.actors[i] and act.start >= columns.starts[i]:
                    return _Standing(0, 0, (), True)  # the verifier corrects itself
                open_by.append((act.start, act.id, act.actor, _limit(act.amount, amount)))
            for act in book.contests.get(target, ()):
                if act.actor in withdrawn.get(act.id, ()) or _too_late(act.start, columns.starts[i], rules):
                    continue
                open_by.append((act.start, act.id, act.actor, _limit(act.amount, amount)))
        if not open_by:
            return _Standing(amount, 0, (), False)
        part = max(part for *_, part in open_by)
        silence = self._silence(min(open_by)[0], rules)
        if silence is Silence.STANDS:
            return _Standing(amount, 0, (), False)
        if silence is Silence.FALLS:
            return _Standing(amount - part, 0, (), True)
        assumed = self.assume.get(obligation)
        if assumed is Truth.FOR:
            return _Standing(amount, 0, (), False)
        if assumed is Truth.AGAINST:
            return _Standing(amount - part, 0, (), True)
        return _Standing(amount - part, part, tuple(dict.fromkeys(who for _, _, who, _ in sorted(open_by))), False)

    def _silence(self, since: int, rules: ObligationRules) -> Silence | None:
        dispute = rules.dispute
        if dispute is None or not isinstance(dispute.ruling_within, Duration):
            return None
        if not isinstance(dispute.if_no_ruling, Silence) or since + _micros(dispute.ruling_within) > self.ledger.as_of:
            return None
        return dispute.if_no_ruling


class _Running:
    """A running total from increments and stated totals, overall and by category."""

    def __init__(self) -> None:
        self._parts: dict[str, int] = {}
        self.total = 0

    def enter(self, category: str, amount: int, *, running_total: bool) -> None:
        if not running_total:
            self._parts[category] = self._parts.get(category, 0) + amount
            self.total += amount
        elif category:
            self._parts[category] = amount
            self.total = sum(self._parts.values())
        else:
            self.total = amount

    def by_category(self) -> dict[str, int]:
        return {name: amount for name, amount in self._parts.items() if name}


def _claim_amounts(book: Book) -> dict[str, int]:
    return {name: amount for name, amount in zip(book.claims.ids, book.claims.amounts, strict=True) if amount != WHOLE}


def _limit(part: int | None, amount: int) -> int:
    return amount if part is None else min(part, amount)


def _micros(stretch: Duration) -> int:
    return int(elapsed(stretch).total_seconds()) * 1_000_000


def _too_late(start: int, entry: int, rules: ObligationRules) -> bool:
    dispute = rules.dispute
    if dispute is None or not isinstance(dispute.window, Duration):
        return False
    return start > entry + _micros(dispute.window)


def _moment(act: Challenge) -> tuple[int, str]:
    return act.start, act.id


def _latest(rulings: Iterable[Challenge]) -> Challenge | None:
    return max(rulings, key=_moment, default=None)
