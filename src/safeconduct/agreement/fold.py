"""The fold: every act once, in any order, into compact ledgers that the evaluator reads.

A million acts must fit in memory beside a small machine's other work, so a ledger keeps columns of numbers and the ids
of acts, not the acts. Whatever counts for nothing is kept with the reason, never dropped.
"""

from array import array
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from datetime import datetime
from itertools import groupby
from typing import Any, NamedTuple

from safeconduct.agreement.calendar import to_micros
from safeconduct.agreement.results import NotCounted
from safeconduct.agreement.rules import VersionRules
from safeconduct.kernel import acts
from safeconduct.kernel.acts import ActBase

KEPT_REASONS = 1_000
"""How many uncounted acts are listed one by one, the first by id; the rest are counted by reason."""

WHOLE = -1
"""The amount of an act that names none: all that is due."""


class Entered(NamedTuple):
    """When something happened and was recorded, and which act says so. Sorts by time, then by id."""

    happened: datetime
    recorded: datetime
    id: str


class Challenge(NamedTuple):
    """What a contest, a refusal or a ruling says of another act; `outcome` only where it is a ruling."""

    start: int
    id: str
    actor: str
    amount: int | None
    outcome: str = ""


def by_time(act: ActBase | Entered) -> tuple[datetime, datetime, str]:
    """Give the key that puts acts in order of time, then of id."""
    return act.happened, act.recorded, act.id


def _act_id(item: NotCounted) -> str:
    return item.act


class Columns:
    """One series of entries: what one tally, or the debtor's claims, hold for one obligation."""

    __slots__ = ("actors", "amounts", "categories", "counts", "ends", "ids", "refs", "starts")

    def __init__(self) -> None:
        self.ids: list[str] = []
        self.starts = array("q")
        self.ends = array("q")
        self.amounts = array("q")
        self.categories: list[str] = []
        self.actors: list[str] = []
        self.counts: set[int] = set()  # positions of entries that state a running total
        self.refs: list[tuple[str, ...]] = []

    def add(self, act: Any, start: int, end: int, amount: int, words: dict[str, str], *,
            running: bool = False) -> None:  # fmt: skip
        """Append one entry. `words` keeps one object of each repeated word: every decoded string is a new one."""
        if running:
            self.counts.add(len(self.ids))
        self.ids.append(act.id)
        self.refs.append(act.refs)
        self.starts.append(start)
        self.ends.append(end)
        self.amounts.append(amount)
        self.categories.append(words.setdefault(act.category, act.category))
        self.actors.append(words.setdefault(act.actor, act.actor))

    def order(self) -> Iterable[int]:
        """Give positions by time, then id; the order in which acts came in does not matter."""
        start_of = self.starts.__getitem__
        positions: list[int] = []
        for _, together in groupby(sorted(range(len(self.starts)), key=start_of), key=start_of):
            at_once = list(together)
            if len(at_once) > 1:
                at_once.sort(key=lambda i: (self.ends[i], self.ids[i]))
            positions += at_once
        return positions


class Book:
    """All that was entered for one obligation."""

    __slots__ = ("claims", "contests", "refusals", "rulings", "tallies", "waivers")

    def __init__(self) -> None:
        self.claims = Columns()
        self.tallies: dict[str, Columns] = {}
        self.contests: dict[str, list[Challenge]] = defaultdict(list)
        self.refusals: dict[str, list[Challenge]] = defaultdict(list)
        self.rulings: dict[str, list[Challenge]] = defaultdict(list)
        self.waivers: list[tuple[int, str, acts.Waived]] = []


class Ledger:
    """The folded log, as far as it was known by one time and had happened by another."""

    def __init__(self, versions: tuple[VersionRules, ...], *, as_of: datetime, known_by: datetime) -> None:
        self.versions = versions
        self.rules = versions[-1]
        self.as_of, self.known_by = to_micros(as_of), to_micros(known_by)
        self.need = self.rules.agreement.evidence.independent_reports
        self.roots = {name: source.root for name, source in self.rules.agreement.sources.items()}
        self.books: dict[str, Book] = defaultdict(Book)
        self.dated: dict[str, list[acts.AnchorDated]] = defaultdict(list)
        self.decisions: dict[str, list[acts.DecisionMade]] = defaultdict(list)
        self.filled: dict[str, list[acts.HoleFilled]] = defaultdict(list)
        self.suspensions: dict[str, list[ActBase]] = defaultdict(list)
        self.exercised: dict[str, list[acts.PowerExercised]] = defaultdict(list)
        self.alleged: dict[str, list[Entered]] = defaultdict(list)
        self.found: dict[str, list[acts.BreachFound]] = defaultdict(list)
        self.delays: dict[str, list[Entered]] = defaultdict(list)
        self.figures: list[acts.FigureReported] = []
        self.figures_on: dict[str, list[str]] = defaultdict(list)
        self.statements: list[acts.StatementReported] = []
        self.steps: list[Entered] = []
        self.withdrawn: dict[str, set[str]] = defaultdict(set)  # act -> who took it back
        self.extended: dict[str, list[int]] = defaultdict(list)
        self.not_counted: list[NotCounted] = []
        self.uncounted: Counter[str] = Counter()
        self.read = self.later = self.changed = 0
        self._words: dict[str, str] = {}
        self._independent: dict[tuple[str, ...], int | None] = {}
        self._waiting: list[ActBase] = []

    def fold(self, stream: Iterable[ActBase]) -> "Ledger":
        """Take in every act. Returns self."""
        # Not kept: a ledger that holds its own methods stays in memory until the collector of circles comes round.
        handlers, collectors = self._handlers(), self._collectors()
        for act in stream:
            self.read += 1
            start = to_micros(act.happened)
            if start > self.as_of or to_micros(act.recorded) > self.known_by:
                self.later += 1
                continue
            handle = handlers.get(type(act))
            if handle is None:
                collectors[type(act)](act)
                continue
            end = start if act.until is None else to_micros(act.until)
            if end > self.as_of:
                self.later += 1  # it may not have happened yet
            elif self._may_count(act, start):
                handle(act, start, end)
        # A source or an extended mandate may stand later in the file than the act that rests on it.
        waiting, self._waiting = self._waiting, []
        for act in waiting:
            start = to_micros(act.happened)
            if self._may_count(act, start, last=True):
                handlers[type(act)](act, start, start if act.until is None else to_micros(act.until))
        self._put_in_order()
        return self

    def _handlers(self) -> dict[type, Callable[[Any, int, int], None]]:
        return {
            acts.Claimed: self._claimed, acts.Confirmed: self._confirmed, acts.Counted: self._counted,
            acts.Contested: self._contested, acts.Refuted: self._refuted, acts.Ruled: self._ruled,
            acts.Waived: self._waived, acts.BreachFound: self._breach_found, acts.DecisionMade: self._decided,
            acts.HoleFilled: self._filled, acts.SuspensionDeclared: self._suspended,
            acts.SuspensionEnded: self._suspended, acts.PowerExercised: self._exercised,
            acts.Withdrawn: self._note_withdrawn, acts.MandateExtended: self._extended,
        }  # fmt: skip

    def _collectors(self) -> dict[type, Callable[[Any], None]]:
        return {
            acts.AnchorDated: lambda act: self.dated[act.anchor].append(act),
            acts.BreachAlleged: lambda act: self.alleged[act.of].append(Entered(*by_time(act))),
            acts.DelayExplained: lambda act: self.delays[act.of].append(Entered(*by_time(act))),
            acts.FigureReported: self.figures.append,
            acts.StatementReported: self.statements.append,
            acts.StepTaken: lambda act: self.steps.append(Entered(*by_time(act))),
            acts.SourceAdded: lambda act: self.roots.setdefault(act.source, act.root),
        }

    def _put_in_order(self) -> None:
        # The order in which acts come in says nothing; only when they happened does.
        for kept in (self.decisions, self.filled, self.suspensions, self.exercised, self.alleged, self.found, self.delays):
            for entries in kept.values():
                entries.sort(key=by_time)
        for entries in (self.figures, self.statements, self.steps):
            entries.sort(key=by_time)
        for act in self.figures:
            self.figures_on[act.subject].append(act.id)
        self.not_counted.sort(key=_act_id)
        del self.not_counted[KEPT_REASONS:]

    def rules_at(self, start: int) -> VersionRules:
        """Give the version in force when something happened."""
        if len(self.versions) == 1:
            return self.rules
        for version in reversed(self.versions):
            if version.start is None or version.start <= start:
                return version
        return self.versions[0]

    def independent(self, evidence: tuple[str, ...]) -> int | None:
        """Count the different roots of some sources; None if one of them is not known."""
        if evidence in self._independent:
            return self._independent[evidence]
        if all(source in self.roots for source in evidence):
            self._independent[evidence] = len({self.roots[source] for source in evidence})
            return self._independent[evidence]
        return None

    def enough(self, act: ActBase) -> bool:
        """Whether an act is its actor's own, or rests on enough independent reports."""
        return act.basis == "own" or (self.independent(act.evidence) or 0) >= self.need

    def _may_count(self, act: ActBase, start: int, *, last: bool = False) -> bool:
        if act.basis == "reported":
            independent = self.independent(act.evidence)
            if independent is None:
                if last:
                    self._uncounted(act, "source_unknown", sources=list(act.evidence))
                else:
                    self._waiting.append(act)
                return False
            if independent < self.need:
                self._uncounted(act, "too_few_reports", found=independent, need=self.need)
                return False
        windows = self.rules_at(start).mandates.get(act.actor)
        if windows and not any(first <= start and (end is None or start < end) for first, end in windows):
            if not last:
                self._waiting.append(act)
                return False
            if not any(start < end for end in self.extended.get(act.actor, ())):
                self._uncounted(act, "outside_mandate", who=act.actor)
                return False
        return True

    def _uncounted(self, act: Any, reason: str, **params: Any) -> None:
        self.uncounted[reason] += 1
        if len(self.not_counted) > 2 * KEPT_REASONS:
            self.not_counted.sort(key=_act_id)
            del self.not_counted[KEPT_REASONS:]
        on = getattr(act, "of", "") or next((getattr(act, name) for name in ("decision", "hole", "power", "body")
                                             if hasattr(act, name)), "")  # fmt: skip
        self.not_counted.append(NotCounted(act=act.id, type=acts.act_type(act), on=on, reason=reason, params=params))

    def _of(self, act: Any, start: int) -> Any:
        rules = self.rules_at(start).obligations.get(act.of)
        if rules is None:
            self._uncounted(act, "not_an_obligation", of=act.of)
        return rules

    def _extended(self, act: acts.MandateExtended, start: int, end: int) -> None:
        if act.actor not in self.rules_at(start).extenders.get(act.body, ()):
            return self._uncounted(act, "no_power_to_extend", who=act.actor, body=act.body)
        self.extended[act.body].append(to_micros(act.to))
        self.changed += 1

    def _note_withdrawn(self, act: acts.Withdrawn, start: int, end: int) -> None:
        for ref in act.refs:
            self.withdrawn[ref].add(act.actor)

    def _claimed(self, act: acts.Claimed, start: int, end: int) -> None:
        if (rules := self._of(act, start)) is None:
            return
        if act.actor not in rules.debtors:
            return self._uncounted(act, "claim_by_another", who=act.actor)
        amount = WHOLE if act.amount is None else act.amount
        self.books[act.of].claims.add(act, start, end, amount, self._words)
        self.changed += 1

    def _confirmed(self, act: acts.Confirmed, start: int, end: int) -> None:
        if (rules := self._of(act, start)) is None:
            return
        tally = rules.tally_for(act.actor, act.tally)
        if tally is None:
            return self._uncounted(act, "no_power_to_confirm", who=act.actor)
        amount = WHOLE if act.amount is None else act.amount
        self._series(act.of, tally).add(act, start, end, amount, self._words)
        self.changed += 1

    def _counted(self, act: acts.Counted, start: int, end: int) -> None:
        if (rules := self._of(act, start)) is None:
            return
        if not rules.keeps(act.actor, act.tally):
            return self._uncounted(act, "no_power_to_count", who=act.actor, tally=act.tally)
        self._series(act.of, act.tally).add(act, start, end, act.total, self._words, running=True)
        self.changed += 1

    def _series(self, of: str, tally: str) -> Columns:
        tallies = self.books[of].tallies
        found = tallies.get(tally)
        if found is None:
            found = tallies[tally] = Columns()
        return found

    def _contested(self, act: acts.Contested, start: int, end: int) -> None:
        if (rules := self._of(act, start)) is None:
            return
        if act.actor not in rules.disputers:
            return self._uncounted(act, "no_right_to_contest", who=act.actor)
        for ref in act.refs or ("",):
            self.books[act.of].contests[ref].append(self._challenge(act, start))
        self.changed += 1

    def _challenge(self, act: Any, start: int) -> Challenge:
        words = self._words
        outcome = getattr(act, "outcome", "")
        return Challenge(start, act.id, words.setdefault(act.actor, act.actor), act.amount,
                         words.setdefault(outcome, outcome))  # fmt: skip

    def _refuted(self, act: acts.Refuted, start: int, end: int) -> None:
        if (rules := self._of(act, start)) is None:
            return
        if act.actor not in rules.verifiers and not any(act.actor in keepers for keepers in rules.tallies.values()):
            return self._uncounted(act, "no_power_to_confirm", who=act.actor)
        for ref in act.refs or ("",):
            self.books[act.of].refusals[ref].append(self._challenge(act, start))
        self.changed += 1

    def _ruled(self, act: acts.Ruled, start: int, end: int) -> None:
        if (rules := self._of(act, start)) is None:
            return
        if act.actor not in rules.rulers:
            return self._uncounted(act, "no_power_to_rule", who=act.actor)
        for ref in act.refs:
            self.books[act.of].rulings[ref].append(self._challenge(act, start))
        self.changed += 1

    def _waived(self, act: acts.Waived, start: int, end: int) -> None:
        if (rules := self._of(act, start)) is None:
            return
        if act.actor not in rules.creditors:
            return self._uncounted(act, "waiver_by_another", who=act.actor)
        self.books[act.of].waivers.append((start, act.id, act))
        self.changed += 1

    def _by(self, act: Any, named: Any, kept: list[Any], reason: str) -> None:
        if act.actor in (named or ()):
            kept.append(act)
            self.changed += 1
        else:
            self._uncounted(act, reason, who=act.actor)

    def _breach_found(self, act: acts.BreachFound, start: int, end: int) -> None:
        self._by(act, self.rules_at(start).finders.get(act.of), self.found[act.of], "no_power_to_find")

    def _decided(self, act: acts.DecisionMade, start: int, end: int) -> None:
        self._by(act, self.rules_at(start).deciders.get(act.decision), self.decisions[act.decision], "not_the_decider")

    def _filled(self, act: acts.HoleFilled, start: int, end: int) -> None:
        self._by(act, self.rules_at(start).owners.get(act.hole), self.filled[act.hole], "not_the_owner")

    def _suspended(self, act: Any, start: int, end: int) -> None:
        powers = self.rules_at(start).agreement.powers.values()
        holders = {who for power in powers if act.of in power.affects for who in power.who}
        self._by(act, holders, self.suspensions[act.of], "no_power_to_suspend")

    def _exercised(self, act: acts.PowerExercised, start: int, end: int) -> None:
        self._by(act, self.rules_at(start).holders.get(act.power), self.exercised[act.power], "no_power_to_use")
