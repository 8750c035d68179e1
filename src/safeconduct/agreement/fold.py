"""The fold: every act once, in any order, into compact ledgers that the evaluator reads.

A million acts must fit in memory beside a small machine's other work, so a ledger keeps columns of numbers and the ids
of acts, not the acts. Whatever counts for nothing is kept with the reason, never dropped.
"""

from array import array
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

from safeconduct.agreement.calendar import to_micros
from safeconduct.agreement.results import NotCounted
from safeconduct.agreement.rules import VersionRules
from safeconduct.kernel import acts
from safeconduct.kernel.acts import ActBase

KEPT_REASONS = 1_000
"""How many uncounted acts are listed one by one, the first by id; the rest are counted by reason."""

WHOLE = -1
"""The amount of an act that names none: all that is due."""


def by_time(act: ActBase) -> tuple[datetime, datetime, str]:
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
        self.refs: dict[int, tuple[str, ...]] = {}

    def add(self, act: Any, start: int, end: int, amount: int, words: dict[str, str], *,
            running: bool = False) -> None:  # fmt: skip
        """Append one entry. `words` keeps one object of each repeated word: every decoded string is a new one."""
        if running:
            self.counts.add(len(self.ids))
        if act.refs:
            self.refs[len(self.ids)] = act.refs
        self.ids.append(act.id)
        self.starts.append(start)
        self.ends.append(end)
        self.amounts.append(amount)
        self.categories.append(words.setdefault(act.category, act.category))
        self.actors.append(words.setdefault(act.actor, act.actor))

    def order(self) -> Iterable[int]:
        """Give positions by time, then id; the order in which acts came in does not matter."""
        starts = self.starts
        if all(starts[i] < starts[i + 1] for i in range(len(starts) - 1)):
            return range(len(starts))
        return sorted(range(len(starts)), key=lambda i: (starts[i], self.ends[i], self.ids[i]))


class Book:
    """All that was entered for one obligation."""

    __slots__ = ("claims", "contests", "refusals", "rulings", "tallies", "waivers")

    def __init__(self) -> None:
        self.claims = Columns()
        self.tallies: dict[str, Columns] = {}
        self.contests: dict[str, list[tuple[int, str, ActBase]]] = defaultdict(list)
        self.refusals: dict[str, list[tuple[int, str, ActBase]]] = defaultdict(list)
        self.rulings: dict[str, list[tuple[int, str, acts.Ruled]]] = defaultdict(list)
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
        self.alleged: dict[str, list[acts.BreachAlleged]] = defaultdict(list)
        self.found: dict[str, list[acts.BreachFound]] = defaultdict(list)
        self.delays: dict[str, list[acts.DelayExplained]] = defaultdict(list)
        self.figures: list[acts.FigureReported] = []
        self.statements: list[acts.StatementReported] = []
        self.steps: list[acts.StepTaken] = []
        self.withdrawn: dict[str, set[str]] = defaultdict(set)  # act -> who took it back
        self.extended: dict[str, list[int]] = defaultdict(list)
        self.not_counted: list[NotCounted] = []
        self.uncounted: Counter[str] = Counter()
        self.read = self.later = self.changed = 0
        self._words: dict[str, str] = {}
        self._independent: dict[tuple[str, ...], int | None] = {}
        self._waiting: list[ActBase] = []
        self._handlers: dict[type, Callable[[Any, int, int], None]] = {
            acts.Claimed: self._claimed, acts.Confirmed: self._confirmed, acts.Counted: self._counted,
            acts.Contested: self._contested, acts.Refuted: self._refuted, acts.Ruled: self._ruled,
            acts.Waived: self._waived, acts.BreachFound: self._breach_found, acts.DecisionMade: self._decided,
            acts.HoleFilled: self._filled, acts.SuspensionDeclared: self._suspended,
            acts.SuspensionEnded: self._suspended, acts.PowerExercised: self._exercised,
        }  # fmt: skip
        self._collectors: dict[type, Callable[[Any], None]] = {
            acts.AnchorDated: lambda act: self.dated[act.anchor].append(act),
            acts.BreachAlleged: lambda act: self.alleged[act.of].append(act),
            acts.DelayExplained: lambda act: self.delays[act.of].append(act),
            acts.FigureReported: self.figures.append,
            acts.StatementReported: self.statements.append,
            acts.StepTaken: self.steps.append,
            acts.Withdrawn: self._note_withdrawn,
            acts.SourceAdded: lambda act: self.roots.setdefault(act.source, act.root),
            acts.MandateExtended: lambda act: self.extended[act.body].append(to_micros(act.to)),
        }

    def fold(self, stream: Iterable[ActBase]) -> "Ledger":
        """Take in every act. Returns self."""
        as_of, known_by = self.as_of, self.known_by
        handlers, collectors = self._handlers, self._collectors
        for act in stream:
            self.read += 1
            start = to_micros(act.happened)
            if start > as_of or to_micros(act.recorded) > known_by:
                self.later += 1
                continue
            handle = handlers.get(type(act))
            if handle is None:
                collectors[type(act)](act)
                continue
            end = start if act.until is None else to_micros(act.until)
            if end > as_of:
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

    def _put_in_order(self) -> None:
        # The order in which acts come in says nothing; only when they happened does.
        for kept in (self.decisions, self.filled, self.suspensions, self.exercised, self.alleged, self.found, self.delays):
            for entries in kept.values():
                entries.sort(key=by_time)
        for entries in (self.figures, self.statements, self.steps):
            entries.sort(key=by_time)
        self.not_counted.sort(key=_act_id)
        del self.not_counted[KEPT_REASONS:]

    def rules_at(self, start: int) -> VersionRules:
        """Give the version in force when something happened."""
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
        on = getattr(act, "of", "") or next((getattr(act, name) for name in ("decision", "hole", "power")
                                             if hasattr(act, name)), "")  # fmt: skip
        self.not_counted.append(NotCounted(act=act.id, type=acts.act_type(act), on=on, reason=reason, params=params))

    def _of(self, act: Any, start: int) -> Any:
        rules = self.rules_at(start).obligations.get(act.of)
        if rules is None:
            self._uncounted(act, "not_an_obligation", of=act.of)
        return rules

    def _note_withdrawn(self, act: acts.Withdrawn) -> None:
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
        tally = rules.tally_for(act.actor, act.tally)
        if tally is None:
            return self._uncounted(act, "no_power_to_count", who=act.actor, tally=act.tally)
        self._series(act.of, tally).add(act, start, end, act.total, self._words, running=True)
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
            self.books[act.of].contests[ref].append((start, act.id, act))
        self.changed += 1

    def _refuted(self, act: acts.Refuted, start: int, end: int) -> None:
        if (rules := self._of(act, start)) is None:
            return
        if act.actor not in rules.verifiers and not any(act.actor in keepers for keepers in rules.tallies.values()):
            return self._uncounted(act, "no_power_to_confirm", who=act.actor)
        for ref in act.refs or ("",):
            self.books[act.of].refusals[ref].append((start, act.id, act))
        self.changed += 1

    def _ruled(self, act: acts.Ruled, start: int, end: int) -> None:
        if (rules := self._of(act, start)) is None:
            return
        if act.actor not in rules.rulers:
            return self._uncounted(act, "no_power_to_rule", who=act.actor)
        for ref in act.refs:
            self.books[act.of].rulings[ref].append((start, act.id, act))
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
