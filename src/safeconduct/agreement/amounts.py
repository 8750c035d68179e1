"""Running totals: what one tally holds for one obligation, when it reached what, and what of it is contested.

Pending disputes can be assumed decided either way, so that both readings can be shown.
"""

from array import array
from typing import NamedTuple

from safeconduct.agreement.books import WHOLE, Book, Challenge, Columns
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

    __slots__ = ("_reached", "acknowledged", "by_category", "ceiling", "columns", "contested_by", "counted",
                 "disputed", "pending", "positions", "refused", "totals", "wholes")  # fmt: skip

    def __init__(self) -> None:
        self.columns = Columns()
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
        stated = self.columns.counts
        changes = {n: 0 for n in range(len(self.positions)) if self.positions[n] in stated} if stated else {}
        changes |= dict(self.pending)
        other.totals, other.by_category = array("q"), dict(self.by_category)
        added, begin = 0, 0
        for n, amount in sorted(changes.items()):
            other.totals.extend([total + added for total in self.totals[begin:n]])
            added, begin = (amount if self.positions[n] in stated else added + amount), n
            category = self.columns.categories[self.positions[n]]
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


_NOTHING_STANDS = _Standing(0, 0, (), False)
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
        if found is None and self._known is not None:
            found = self._known.of(obligation, tally, whole=whole).decided(self.assume[obligation])
            self._cache[obligation, tally] = found
        if found is None:
            book = self.ledger.books.get(obligation)
            columns = self._columns(obligation, book, tally) if book else None
            found = self._run(obligation, book, columns, tally, whole) if book and columns and columns.ids else NOTHING
            self._cache[obligation, tally] = found
        return found

    def claimed(self, obligation: str, *, whole: int) -> Tallied:
        """Evaluate the debtor's own claims. Only what nobody confirmed yet can be disputed there."""
        return self.of(obligation, _CLAIMS, whole=whole)

    def _columns(self, obligation: str, book: Book, tally: str) -> Columns | None:
        if tally == _CLAIMS:
            return book.claims
        rules = self.ledger.rules.obligations[obligation]
        names = [tally]
        if tally == rules.deciding[Consequence.FULFILMENT]:
            # A tally that an amendment took away decided what was entered on it while it was there.
            names += sorted(name for name in book.tallies if name not in rules.tallies)
        parts = [book.tallies[name] for name in names if name in book.tallies]
        return Columns.joined(parts) if parts else None

    def _run(self, obligation: str, book: Book, columns: Columns, tally: str, whole: int) -> Tallied:
        # The one loop over every entry: what most entries do not need is asked of the few that do.
        challenged = {*book.contests, *book.refusals, *book.rulings, *self.ledger.withdrawn}
        rules = self.ledger.rules.obligations[obligation]
        of_claims = tally == _CLAIMS
        # What is left of each claim, so that one claim is counted once however many confirm it.
        left = {} if of_claims else dict(zip(book.claims.ids, book.claims.amounts, strict=True))
        confirmed = _confirmed(book) if of_claims and challenged else frozenset()
        quorum = None if of_claims else self._quorum(obligation, book, columns, whole)
        outsiders = frozenset() if of_claims else rules.creditors - rules.tallies.get(tally, frozenset())
        running, found = _Running(), Tallied()
        contesters: dict[str, None] = {}  # in the order in which they contested, never by name
        amounts, refs_of, stated = columns.amounts, columns.refs, columns.counts
        ids, categories, actors = columns.ids, columns.categories, columns.actors
        for i in columns.order() if quorum is None else [i for i in columns.order() if i in quorum]:
            counts, refs = amounts[i], refs_of[i]
            if quorum is not None:
                counts = quorum[i]
            elif (refs or counts == WHOLE) and i not in stated:
                counts = _of_claim(counts, refs, left, whole) if not of_claims else whole if counts == WHOLE else counts
            if challenged and (ids[i] in challenged or (refs and not challenged.isdisjoint(refs))):
                full = counts
                standing = self._standing(book, columns, i, full, rules)
                if ids[i] in confirmed:
                    standing = standing._replace(pending=0, by=())  # the confirmation carries the dispute
                contesters.update(dict.fromkeys(standing.by))
                found.refused = found.refused or standing.refused
                counts = standing.counts
                if not counts and not standing.pending:
                    continue
                if i in stated:
                    before = running.value(categories[i])
                    counts, found.disputed = _stated(standing, before, ceiling=rules.ceiling)
                    pending = found.disputed
                else:
                    pending = standing.pending
                    found.disputed += pending
                if pending:
                    found.pending.append((len(found.positions), pending))
            else:
                full = counts
                if i in stated:
                    found.disputed = 0  # a new total that nobody contests
            if outsiders and actors[i] in outsiders:
                found.acknowledged += counts
            if i in stated:
                running.state(categories[i], counts)
            else:
                running.add(categories[i], counts)
            if refs and left and refs[0] in left:
                claimed = left[refs[0]]
                if claimed == WHOLE and amounts[i] == WHOLE and counts == full:
                    found.wholes.append(len(found.positions))
                left[refs[0]] = (whole if claimed == WHOLE else claimed) - counts
            elif not refs and amounts[i] == WHOLE and counts == full:
                found.wholes.append(len(found.positions))
            found.positions.append(i)
            found.totals.append(running.total)
        found.columns, found.by_category, found.ceiling = columns, running.by_category(), rules.ceiling
        found.contested_by, found.counted = tuple(contesters), bool(stated)
        return found

    def _quorum(self, obligation: str, book: Book, columns: Columns, whole: int) -> dict[int, int] | None:
        """Give the entries that complete a quorum, with the amount so many different verifiers bear out."""
        versions = (version.obligations.get(obligation) for version in self.ledger.versions)
        if all(rules is None or rules.quorum <= 1 for rules in versions):
            return None
        by_claim: dict[str, dict[str, int]] = {}
        needs: dict[str, int] = {}
        for i in columns.order():
            rules = self.ledger.rules_at(columns.starts[i]).obligations.get(obligation)
            if rules is None or (rules.quorum > 1 and columns.actors[i] not in rules.verifiers):
                continue
            taken_back = columns.actors[i] in self.ledger.withdrawn.get(columns.ids[i], ())
            if taken_back or any(act.actor == columns.actors[i] for act in book.refusals.get(columns.ids[i], ())):
                continue
            key = (columns.refs[i] or (columns.ids[i],))[0] if rules.quorum > 1 else columns.ids[i]
            by_claim.setdefault(key, {}).setdefault(columns.actors[i], i)
            needs[key] = max(rules.quorum, needs.get(key, 1))
        if all(need == 1 for need in needs.values()):
            return None
        found = {}
        for key, voices in by_claim.items():
            if len(voices) >= needs[key]:
                amounts = sorted((whole if columns.amounts[i] == WHOLE else columns.amounts[i] for i in voices.values()),
                                 reverse=True)  # fmt: skip
                found[list(voices.values())[needs[key] - 1]] = amounts[needs[key] - 1]
        return found

    def _standing(self, book: Book, columns: Columns, i: int, amount: int,
                  rules: ObligationRules) -> _Standing:  # fmt: skip
        targets = (columns.ids[i], *columns.refs[i])
        if columns.actors[i] in self.ledger.withdrawn.get(columns.ids[i], ()):
            return _NOTHING_STANDS
        rulings = [act for target in targets for act in book.rulings.get(target, ())]
        if rulings:
            ruling = max(rulings, key=lambda act: act[:2])
            stands = {"for": amount, "against": 0, "partly": min(amount, ruling.amount or 0)}[ruling.outcome]
            return _Standing(stands, 0, (), stands < amount)
        fallen, pending, by = 0, 0, {}
        for target in targets:
            for act in book.refusals.get(target, ()):
                if act.actor == columns.actors[i]:
                    fallen = max(fallen, _limit(act.amount, amount))  # the verifier corrects itself
                else:
                    pending, by[act.actor] = max(pending, _limit(act.amount, amount)), None
            for act in book.contests.get(target, ()):
                part = _limit(act.amount, amount)
                silence = self._silence(act, columns.recorded[i], rules)
                if silence is Silence.STANDS or _too_late(act, columns.recorded[i], rules):
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


def _of_claim(stated: int, refs: tuple[str, ...], left: dict[str, int], whole: int) -> int:
    """Give what a confirmation can still add, from what is left of the claim it names first."""
    if not refs:
        return whole if stated == WHOLE else stated
    claimed = left.get(refs[0])
    if claimed is None:
        # A confirmation that names a claim of some other duty confirms nothing here.
        return 0 if stated == WHOLE else stated
    if claimed == WHOLE:
        claimed = whole
    return claimed if stated == WHOLE or claimed < stated else stated


_MOST = 2**62
"""Where a running total stops: far above any agreement, and still a number that a column holds."""


class _Running:
    """A running total from increments and stated totals, overall and by category."""

    def __init__(self) -> None:
        self._parts: dict[str, int] = {}
        self.total = 0

    def value(self, category: str) -> int:
        """Give the running total of a category, or of everything where none is named."""
        return self._parts.get(category, 0) if category else self.total

    def add(self, category: str, amount: int) -> None:
        """Take in an increment."""
        parts = self._parts
        parts[category] = parts.get(category, 0) + amount
        self.total = min(self.total + amount, _MOST)

    def state(self, category: str, amount: int) -> None:
        """Take in a stated total, of one category or of everything."""
        if category:
            self.total = min(self.total + amount - self._parts.get(category, 0), _MOST)
            self._parts[category] = amount
        else:
            self.total = amount

    def by_category(self) -> dict[str, int]:
        """Give the totals of the categories that were named."""
        return {name: amount for name, amount in self._parts.items() if name}


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


def _confirmed(book: Book) -> frozenset[str]:
    return frozenset(ref for columns in book.tallies.values() for refs in columns.refs for ref in refs)


def _limit(part: int | None, amount: int) -> int:
    return amount if part is None else min(part, amount)


def _micros(stretch: Duration) -> int:
    return int(elapsed(stretch).total_seconds()) * 1_000_000


def _too_late(contest: Challenge, entry_recorded: int, rules: ObligationRules) -> bool:
    """Whether a contest came after its window, which runs from when the entry became known."""
    dispute = rules.dispute
    if dispute is None or not isinstance(dispute.window, Duration):
        return False
    return contest.recorded > entry_recorded + _micros(dispute.window)
