"""The fold: every act once, in any order, into compact books that the evaluator reads.

Asks of each act whether it was known, whether it had happened, whether its actor may do it, and whether it rests on
enough. Whatever counts for nothing is kept with the reason, never dropped.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from datetime import datetime
from itertools import chain, compress
from typing import Any

from safeconduct.agreement.act_file import ActFile
from safeconduct.agreement.books import WHOLE, Book, Challenge, Entered, Journal, Series, Way, by_time
from safeconduct.agreement.calendar import to_micros
from safeconduct.agreement.columns import ASKED, Batch, Entries, Handed
from safeconduct.agreement.entering import Ways, in_office, within
from safeconduct.agreement.evidence import Evidence
from safeconduct.agreement.results import NotCounted
from safeconduct.agreement.rules import ObligationRules, VersionRules
from safeconduct.agreement.succession import InPlace, take
from safeconduct.kernel import acts
from safeconduct.kernel.acts import ActBase

KEPT_REASONS = 1_000
"""How many uncounted acts are listed one by one, the first by id; the rest are counted by reason."""
Row = tuple[Any, int, int]
"""An act, when it happened, and when it was recorded, in microseconds since 1970 UTC."""

Times = tuple[int, int, int]
"""When an act started, ended and was recorded, in microseconds since 1970 UTC."""


class Ledger:
    """The folded log, as far as it was known by one time and had happened by another."""

    def __init__(self, versions: tuple[VersionRules, ...], *, as_of: datetime, known_by: datetime) -> None:
        self.versions = versions
        self.rules = versions[-1]
        self.as_of, self.known_by = to_micros(as_of), to_micros(known_by)
        self.evidence = Evidence(self.rules.agreement)
        self.journal = Journal()
        self.books: dict[str, Book] = {}
        # By obligation and entry, what others challenge, rule on or take back: the entry itself, or "", then what it names.
        self.spoken_of: dict[str, dict[int, tuple[str, ...]]] = defaultdict(dict)
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
        self.extended: dict[str, int] = {}
        self.in_place = InPlace()
        self.not_counted: list[NotCounted] = []
        self.uncounted: Counter[str] = Counter()
        self.read = self.later = self.changed = 0
        self._words: dict[str, str] = {}
        self.waiting: list[ActBase] = []
        self.withdrawals: list[acts.Withdrawn] = []

    def fold(self, batches: Iterable[Batch]) -> "Ledger":
        """Take in every act. Returns self; `settle` has to follow, once the whole log is in."""
        # Not kept: a ledger that holds its own methods stays in memory until the collector of circles comes round.
        handlers, collectors = self._handlers(), self._collectors()
        ways = {kind: Ways(kind, self) for kind in ASKED} if len(self.versions) == 1 else {}
        if ways and isinstance(batches, ActFile):
            batches = batches.beside(ways, self.rules.mandates)
        for given in batches:
            for columns in given.handed:
                self._enter_columns(columns)
            batch = self._known(given)
            for entries in batch.entries:
                if ways:
                    rows = self._enter_all(entries, ways[entries.kind])
                else:
                    rows = list(zip(entries.acts, entries.starts, entries.recorded, strict=True))
                self._look_at(rows, handlers)
            rows = []
            for row in zip(batch.rest.acts, batch.rest.starts, batch.rest.recorded, strict=True):
                collect = collectors.get(type(row[0]))
                if collect is None:
                    rows.append(row)
                else:
                    collect(row[0])
            self._look_at(rows, handlers)
        # A source or an extended mandate may stand later in the file than the act that rests on it.
        waiting, self.waiting = self.waiting, []
        for act in sorted(waiting, key=lambda act: (not isinstance(act, acts.MandateExtended), by_time(act))):
            start = to_micros(act.happened)
            if self._may_count(act, start, last=True):
                end = start if act.until is None else to_micros(act.until)
                take(self, act, (start, end, to_micros(act.recorded)), handlers, last=True)
        return self

    def _handlers(self) -> dict[type, Callable[[Any, Times], None]]:
        return {
            acts.Claimed: self._claimed, acts.Confirmed: self._confirmed, acts.Counted: self._counted,
            acts.Contested: self._contested, acts.Refuted: self._refuted, acts.Ruled: self._ruled,
            acts.Waived: self._waived, acts.BreachFound: self._breach_found, acts.DecisionMade: self._decided,
            acts.HoleFilled: self._filled, acts.SuspensionDeclared: self._suspended,
            acts.SuspensionEnded: self._resumed, acts.PowerExercised: self._exercised,
            acts.Withdrawn: self._taken_back, acts.MandateExtended: self._extended, acts.AnchorDated: self._dated,
        }  # fmt: skip

    def _collectors(self) -> dict[type, Callable[[Any], None]]:
        return {
            acts.BreachAlleged: lambda act: self.alleged[act.of].append(Entered(*by_time(act), act.actor)),
            acts.DelayExplained: lambda act: self.delays[act.of].append(Entered(*by_time(act), act.actor)),
            acts.FigureReported: self.figures.append,
            acts.StatementReported: self.statements.append,
            acts.StepTaken: lambda act: self.steps.append(Entered(*by_time(act), act.actor)),
            acts.SourceAdded: self.evidence.add,
        }

    def _known(self, batch: Batch) -> Batch:
        """Give the acts without those that had not happened or were not known."""
        parts = batch.parts()
        self.read += len(batch.found)
        if all(max(part.starts) <= self.as_of and max(part.recorded) <= self.known_by for part in parts):
            return batch
        rows = chain.from_iterable(zip(part.acts, part.starts, part.recorded, strict=True) for part in parts)
        known = [act for act, start, recorded in rows if start <= self.as_of and recorded <= self.known_by]
        self.later += len(batch.found) - len(known)
        return Batch(known)

    def _look_at(self, rows: Iterable[Row], handlers: dict[type, Callable[[Any, Times], None]]) -> None:
        """Take in acts one by one."""
        for act, start, recorded in rows:
            end = start if act.until is None else to_micros(act.until)
            if end > self.as_of or end > self.known_by:
                self.later += 1  # it may not have happened yet, and nobody could know that it would
            elif self._may_count(act, start):
                take(self, act, (start, end, recorded), handlers)

    def _enter_all(self, found: Entries, table: Ways) -> list[Row]:
        """Enter the acts of one type that need no closer look. Gives the others."""
        ways: list[Way | None] = list(map(table.__getitem__, found.asked))
        starts = found.starts
        if found.untils.count(None) < len(ways):
            latest = min(self.as_of, self.known_by)
            for n, until in enumerate(found.untils):
                if until is not None:
                    end = self.journal.ends[found.ids[n]] = to_micros(until)
                    ways[n] = ways[n] if end <= latest else None
        if found.bases.count("own") < len(ways):
            for n, basis in enumerate(found.bases):
                if basis != "own" and not self.evidence.borne_out(found.evidence[n]):
                    ways[n] = None
        ways = in_office(ways, starts, self.rules.mandates)
        amounts = [WHOLE if amount is None else amount for amount in found.amounts]
        columns = (ways, found.ids, starts, found.recorded, amounts, found.refs)
        rest: list[Row] = []
        if None in ways:
            rows = zip(found.acts, starts, found.recorded, strict=True)
            rest = [row for row, way in zip(rows, ways, strict=True) if way is None]
            columns = tuple(list(compress(column, ways)) for column in columns)
        self.journal.enter(*columns)
        self.changed += len(columns[0])
        return rest

    def _enter_columns(self, found: Handed) -> None:
        """Enter what another process has read and looked at."""
        self.read += len(found.ids)
        if max(found.starts) > self.as_of or max(found.recorded) > self.known_by:
            known = [start <= self.as_of and recorded <= self.known_by
                     for start, recorded in zip(found.starts, found.recorded, strict=True)]  # fmt: skip
            self.later += known.count(False)
            found = Handed(*(list(compress(column, known)) for column in found))
        self.journal.enter(*found)
        self.changed += len(found.ids)

    def _enter(self, act: Any, series: Series, times: Times, amount: int | None, *, running: bool = False) -> None:
        start, end, recorded = times
        way = series.way(act.actor, act.category, running=running)
        if end != start:
            self.journal.ends[act.id] = end
        self.journal.enter((way,), (act.id,), (start,), (recorded,), (WHOLE if amount is None else amount,), (act.refs,))
        self.changed += 1

    def book(self, obligation: str) -> Book:
        """Give the book of an obligation, made when first asked for."""
        found = self.books.get(obligation)
        if found is None:
            found = self.books[obligation] = Book(self.journal, obligation)
        return found

    def rules_at(self, start: int) -> VersionRules:
        """Give the version in force when something happened."""
        if len(self.versions) == 1:
            return self.rules
        for version in reversed(self.versions):
            if version.start is None or version.start <= start:
                return version
        return self.versions[0]

    def _may_count(self, act: ActBase, start: int, *, last: bool = False) -> bool:
        # A reported date of an anchor is shown in any case; whether it is borne out is asked where it is used.
        if act.basis == "reported" and not isinstance(act, acts.AnchorDated):
            independent = self.evidence.independent(act.evidence)
            if independent is None:
                if last:
                    self.leave_out(act, "source_unknown", sources=list(act.evidence))
                else:
                    self.waiting.append(act)
                return False
            if independent < self.evidence.need:
                self.leave_out(act, "too_few_reports", found=independent, need=self.evidence.need)
                return False
        windows = self.rules_at(start).mandates.get(act.actor)
        if windows is not None and not within(windows, start):
            if not last:
                self.waiting.append(act)
                return False
            # An extension carries the last window on; it heals nothing that was done before the mandate began.
            last_end = max((end for _, end in windows if end is not None), default=start + 1)
            if not last_end <= start < self.extended.get(act.actor, 0):
                self.leave_out(act, "outside_mandate", who=act.actor)
                return False
        return True

    def leave_out(self, act: Any, reason: str, **params: Any) -> None:
        """Note that an act changes no status, and why."""
        if self.in_place.refuses(reason):
            return
        self.uncounted[reason] += 1
        if len(self.not_counted) > 2 * KEPT_REASONS:
            self.not_counted.sort(key=_act_id)
            del self.not_counted[KEPT_REASONS:]
        on = getattr(act, "of", "") or next((getattr(act, name) for name in ("decision", "hole", "power", "body", "anchor")
                                             if hasattr(act, name)), "")  # fmt: skip
        self.not_counted.append(NotCounted(act=act.id, type=acts.act_type(act), on=on, reason=reason, params=params))

    def leave_out_later(self, name: str, kind: type[ActBase], on: str, reason: str, **params: Any) -> None:
        """Note the same of an act that was taken in before it turned out to change nothing."""
        self.uncounted[reason] += 1
        self.changed -= 1
        tag = str(kind.__struct_config__.tag)
        self.not_counted.append(NotCounted(act=name, type=tag, on=on, reason=reason, params=params))

    def _of(self, act: Any, start: int) -> ObligationRules | None:
        rules = self.rules_at(start).obligations.get(act.of)
        if rules is None:
            self.leave_out(act, "not_an_obligation", of=act.of)
        return rules

    def _counts_in(self, act: Any, rules: ObligationRules) -> bool:
        if act.unit and rules.unit and act.unit != rules.unit:
            self.leave_out(act, "another_unit", unit=rules.unit)
            return False
        if act.category and rules.categories and act.category not in rules.categories:
            self.leave_out(act, "another_category")
            return False
        return True

    def _extended(self, act: acts.MandateExtended, times: Times) -> None:
        if act.actor not in self.rules_at(times[0]).extenders.get(act.body, ()):
            return self.leave_out(act, "no_power_to_extend", who=act.actor, body=act.body)
        self.extended[act.body] = max(to_micros(act.to), self.extended.get(act.body, 0))
        self.changed += 1

    def _taken_back(self, act: acts.Withdrawn, times: Times) -> None:
        self.withdrawals.append(act)
        self.changed += 1

    def _dated(self, act: acts.AnchorDated, times: Times) -> None:
        self.dated[act.anchor].append(act)

    def _claimed(self, act: acts.Claimed, times: Times) -> None:
        if (rules := self._of(act, times[0])) is None or not self._counts_in(act, rules):
            return
        if act.actor not in rules.debtors:
            return self.leave_out(act, "claim_by_another", who=act.actor)
        self._enter(act, self.book(act.of).claims, times, act.amount)

    def _confirmed(self, act: acts.Confirmed, times: Times) -> None:
        if (rules := self._of(act, times[0])) is None or not self._counts_in(act, rules):
            return
        tally = rules.tally_for(act.actor, act.tally)
        if tally is None:
            return self.leave_out(act, "no_power_to_confirm", who=act.actor)
        self._enter(act, self.book(act.of).series(tally), times, act.amount)

    def _counted(self, act: acts.Counted, times: Times) -> None:
        if (rules := self._of(act, times[0])) is None or not self._counts_in(act, rules):
            return
        if not rules.keeps(act.actor, act.tally):
            return self.leave_out(act, "no_power_to_count", who=act.actor, tally=act.tally)
        if rules.quorum > 1:
            return self.leave_out(act, "count_by_one_of_several", need=rules.quorum)
        self._enter(act, self.book(act.of).series(act.tally), times, act.total, running=True)

    def _challenge(self, act: Any, times: Times, kept: dict[str, list[Challenge]], *, allowed: bool,
                   reason: str) -> None:  # fmt: skip
        if not allowed:
            return self.leave_out(act, reason, who=act.actor)
        if not act.refs:
            return self.leave_out(act, "names_no_act")
        words, outcome = self._words, getattr(act, "outcome", "")
        if act.amount == 0 and not outcome:
            return self.leave_out(act, "contests_nothing")
        entry = Challenge(times[0], act.id, words.setdefault(act.actor, act.actor), act.amount, times[2],
                          words.setdefault(outcome, outcome))  # fmt: skip
        for ref in act.refs:
            kept[ref].append(entry)
        self.changed += 1

    def _contested(self, act: acts.Contested, times: Times) -> None:
        if (rules := self._of(act, times[0])) is not None:
            self._challenge(act, times, self.book(act.of).contests, allowed=act.actor in rules.disputers,
                            reason="no_right_to_contest")  # fmt: skip

    def _refuted(self, act: acts.Refuted, times: Times) -> None:
        if (rules := self._of(act, times[0])) is not None:
            self._challenge(act, times, self.book(act.of).refusals, allowed=act.actor in rules.refuters,
                            reason="no_power_to_confirm")  # fmt: skip

    def _ruled(self, act: acts.Ruled, times: Times) -> None:
        if (rules := self._of(act, times[0])) is not None:
            self._challenge(act, times, self.book(act.of).rulings, allowed=act.actor in rules.rulers,
                            reason="no_power_to_rule")  # fmt: skip

    def _waived(self, act: acts.Waived, times: Times) -> None:
        if (rules := self._of(act, times[0])) is None:
            return
        if act.actor not in rules.creditors:
            return self.leave_out(act, "waiver_by_another", who=act.actor)
        if rules.recurring and act.amount is not None:
            return self.leave_out(act, "part_of_a_recurring_duty")
        self.book(act.of).waivers.append(act)
        self.changed += 1

    def _by(self, act: Any, named: Any, kept: list[Any], reason: str) -> None:
        if act.actor in (named or ()):
            kept.append(act)
            self.changed += 1
        else:
            self.leave_out(act, reason, who=act.actor)

    def _breach_found(self, act: acts.BreachFound, times: Times) -> None:
        self._by(act, self.rules_at(times[0]).finders.get(act.of), self.found[act.of], "no_power_to_find")

    def _decided(self, act: acts.DecisionMade, times: Times) -> None:
        deciders = self.rules_at(times[0]).deciders.get(act.decision)
        self._by(act, deciders, self.decisions[act.decision], "not_the_decider")

    def _filled(self, act: acts.HoleFilled, times: Times) -> None:
        self._by(act, self.rules_at(times[0]).owners.get(act.hole), self.filled[act.hole], "not_the_owner")

    def _suspended(self, act: acts.SuspensionDeclared, times: Times) -> None:
        rules = self.rules_at(times[0])
        power = rules.agreement.powers.get(act.power)
        holders = rules.holders.get(act.power) if power is not None and act.of in power.affects else ()
        self._by(act, holders, self.suspensions[act.of], "no_power_to_suspend")

    def _resumed(self, act: acts.SuspensionEnded, times: Times) -> None:
        powers = self.rules_at(times[0]).agreement.powers.values()
        holders = {who for power in powers if act.of in power.affects for who in power.who}
        self._by(act, holders, self.suspensions[act.of], "no_power_to_suspend")

    def _exercised(self, act: acts.PowerExercised, times: Times) -> None:
        self._by(act, self.rules_at(times[0]).holders.get(act.power), self.exercised[act.power], "no_power_to_use")


def _act_id(item: NotCounted) -> str:
    return item.act
