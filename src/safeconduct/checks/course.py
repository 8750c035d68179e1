"""A made-up course of events: everyone keeps to a plan, and each step becomes an act that the evaluator judges.

Every act says that it is made up. Nothing here is history, and nothing is a forecast.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime
from functools import cached_property
from typing import Any

from safeconduct.agreement.calendar import limit_after, period_of, to_micros, zone_of
from safeconduct.agreement.joint import named
from safeconduct.agreement.norms import PUBLIC, Obligation
from safeconduct.agreement.rules import VERIFIED, VersionRules
from safeconduct.agreement.terms import Clock
from safeconduct.checks.engines.forward import forward
from safeconduct.checks.engines.graph import MINUTES_A_DAY
from safeconduct.checks.engines.waits import confirmers, minutes
from safeconduct.checks.engines.witness import Log
from safeconduct.checks.engines.witness import moment as moment_of
from safeconduct.checks.live import Cause, minute, parties
from safeconduct.checks.plan import Plan
from safeconduct.checks.what_if import silent
from safeconduct.kernel import acts
from safeconduct.kernel.acts import ActBase
from safeconduct.kernel.moments import LAST_YEAR, moment

LAST = datetime(LAST_YEAR, 12, 31).toordinal() * MINUTES_A_DAY  # noqa: DTZ001 - only its day is used
MADE_UP = "Made up by a simulation: nobody did this."


class Course(Log):
    """One run of a plan: when everything comes about, and the made-up acts. `late` adds minutes to steps."""

    def __init__(self, plan: Plan, late: Mapping[int, int] | None = None) -> None:
        self.plan, self.text, self.agreement, self.graph = plan, plan.rest.text, plan.agreement, plan.graph
        self.about = ""
        self._late = {node: plan.late.get(node, 0) + (late or {}).get(node, 0) for node in {*plan.late, *(late or {})}}
        self._zone = zone_of(self.agreement.time.zone)
        self._windows = VersionRules(self.agreement).mandates
        self.silent = frozenset(self.graph.name(node) for node in plan.without if self.graph.kind(node) == "says")
        self.at: dict[int, int] = {}
        self.unheard: dict[int, Cause] = {}
        self.reached = forward(self.graph, self._when, plan.rest.begin, self.at, plan.without)
        self.end = max(self.at.values(), default=plan.rest.begin)

    def moment(self, minute: int) -> datetime:
        """Give a minute of the calendar as a moment in the zone of the agreement."""
        return moment_of(self.text, minute)

    def _when(self, node: int, ready: int) -> int | None:
        at = self.plan.known[node] if node in self.plan.known else self._planned(node, ready)
        if at is not None and at > LAST:
            why = f"the calendar ends before “{self._subject(node)}”"
            self.unheard[node] = Cause(why=why, who=parties(self.agreement), how="amend")
            return None
        return at

    def _subject(self, node: int) -> str:
        return self.text.name(self.graph.name(node).partition("/")[0])

    def _planned(self, node: int, ready: int) -> int | None:
        kind, ref = self.graph.kind(node), self.graph.name(node)
        floor = self.graph.at[node]
        begins = ready if floor is None else max(ready, floor)
        if kind == "done":
            done, by_date = self._done(ref, begins)
            return done + self._late.get(node, 0) + (self.plan.late_by_date.get(node, 0) if by_date else 0)
        if kind == "verified":
            at = self._verified(*ref.partition("/")[::2], begins)
            if at is None:
                self.unheard[node] = self._silence(*ref.partition("/")[::2])
            return at
        if kind == "anchor" and (step := self.plan.begins_with(ref)):
            # The beginning of a step: so long before its end as it takes, or with its end if nobody says how long.
            name = step.partition(".")[0]
            takes, done = self.agreement.obligations[name].takes, self.graph.index[f"done:{step}"]
            ends = self._done(step, begins)[0] + self._late.get(done, 0)
            begins = max(begins, ends - (minutes(takes) if takes is not None else 0))
        return begins + self.graph.takes[node] + self._late.get(node, 0)

    def _done(self, ref: str, ready: int) -> tuple[int, bool]:
        """Give when a step is done, and whether that is a date of its own."""
        name, _, part = ref.partition(".")
        obligation = self.agreement.obligations[name]
        nothing_left = bool(self.plan.upheld.get(ref)) and (self._amount(ref) or {}).get("amount") == 0
        if self.plan.goes_on(ref) or (obligation.tranches and not part) or nothing_left:
            return ready, False
        if obligation.takes is not None and not part:
            return ready + minutes(obligation.takes), False
        ends = [end for end in self._limits(ref) if end >= ready]
        return (min(ends), True) if ends else (ready + self.plan.days * MINUTES_A_DAY, False)

    def _silence(self, ref: str, tally: str) -> Cause:
        """Say why nobody is there to confirm a step."""
        over = [who for who in self._heard(ref, tally) if self._windows.get(who)]
        if not over:
            why = f"nobody is left whose word confirms “{self.text.name(ref)}”"
            return Cause(why=why, who=parties(self.agreement), how="amend")
        extend = tuple(dict.fromkeys(one for who in over for one in named(self.agreement.bodies[who].extended_by)))
        return Cause(why=f"the mandate of {self.text.names(tuple(over))} is over before “{self.text.name(ref)}” is done",
                     who=extend or parties(self.agreement), how="extend" if extend else "amend")  # fmt: skip

    def _limits(self, ref: str) -> Iterator[int]:
        """Give the last minute in time under each clock that has started."""
        found: list[datetime] = []
        norm = self.plan.norms.get(ref.partition(".")[0])
        if norm is not None and "." not in ref:
            found = [one.limit_start for clock in norm.clocks for one in clock.candidates if one.supported and one.limit_start]
        if not found:
            for clock in self.plan.clocks(ref):
                found += self._limit(clock)
        return (minute(end, self.agreement) - 1 for end in found)

    def _limit(self, clock: Clock) -> list[datetime]:
        calendar = self.agreement.time
        if clock.by is not None:
            return [period_of(clock.by, calendar, clock.zone).end]
        node = self.graph.index.get(f"anchor:{clock.of}")
        if clock.of is None or node is None:
            return []
        fixed = self.agreement.anchors[clock.of].on
        if fixed is not None:
            return [limit_after(period_of(fixed, calendar, clock.zone), clock, calendar).start]
        return [limit_after(moment(self.moment(self.at[node])), clock, calendar).start] if node in self.at else []

    def _verified(self, ref: str, tally: str, ready: int) -> int | None:
        """Give when enough of those are there whose word confirms a step."""
        obligation = self.agreement.obligations[ref.partition(".")[0]]
        begins = ready + sum(self._ruling(ref, obligation))
        starts = {begins} | {start for who in self._heard(ref, tally) for start, _ in self._mandate(who) if start > begins}
        return next((at for at in sorted(starts) if self._there(ref, tally, at)), None)

    def _heard(self, ref: str, tally: str) -> list[str]:
        keepers, _, others = confirmers(self.text, self.agreement.obligations[ref.partition(".")[0]], tally)
        return [who for who in (*keepers, *others) if who not in self.silent
                and not any(silent(one, who, ref) for one in self.plan.what_ifs)]  # fmt: skip

    def _there(self, ref: str, tally: str, at: int) -> list[str]:
        """Give those whose word confirms a step at a time, or nobody if they are too few."""
        _, quorum, _ = confirmers(self.text, self.agreement.obligations[ref.partition(".")[0]], tally)
        there = [who for who in self._heard(ref, tally) if any(start <= at < end for start, end in self._mandate(who))]
        return there[:quorum] if len(there) >= quorum else []

    def _mandate(self, who: str) -> list[tuple[int, int]]:
        ever = 10**12
        found = [(self._local(start), ever if end is None else self._local(end)) for start, end in self._windows.get(who, ())]
        return found or [(0, ever)]

    def _local(self, micros: int) -> int:
        if micros < to_micros(datetime(1800, 1, 1, tzinfo=self._zone)):
            return 0
        return minute(datetime.fromtimestamp(micros / 1_000_000, self._zone), self.agreement)

    def _ruling(self, ref: str, obligation: Obligation) -> tuple[int, int]:
        """Give how long a ruling takes, and doing it again if it is against the claim."""
        name = ref.partition(".")[0]
        outcome = self.plan.rulings.get(ref) or self.plan.rulings.get(name)
        if outcome is None or name in self.plan.pending or (obligation.tranches and "." not in ref):
            return 0, 0
        again = self.plan.days * MINUTES_A_DAY if obligation.takes is None else minutes(obligation.takes)
        return self.plan.ruled_within(name), again if outcome == "against" else 0

    # --- the acts

    @cached_property
    def told(self) -> tuple[ActBase, ...]:
        """Give the made-up acts, in the order of their time."""
        found: dict[str, ActBase] = dict(self._rulings())
        names: dict[str, str] = {}
        for node in self.reached.order:
            if node in self.plan.known:
                continue
            for number, (kind, fields) in enumerate(self._acts_of(node)):
                name = f"made_up_{node}_{number}"
                names[fields.pop("as", self.graph.keys[node])] = name
                claim = names.get(fields.pop("claim", ""))
                happened = self.moment(fields.pop("minute", self.at[node]))
                found[name] = kind(id=name, happened=happened, recorded=happened, refs=(claim,) if claim else (), note=MADE_UP,
                                   **fields)  # fmt: skip
        return tuple(sorted(found.values(), key=lambda act: (to_micros(act.happened), *map(int, act.id.split("_")[2:]))))

    def _rulings(self) -> Iterator[tuple[str, ActBase]]:
        """Give the supposed rulings on what was contested before the run begins."""
        for of, refs in self.plan.pending.items():
            if of in self.plan.rulings:
                dispute = self.agreement.obligations[of].dispute
                assert dispute is not None
                at = self.moment(self.plan.rest.begin + self.plan.ruled_within(of))
                name = f"made_up_{self.graph.index[f'done:{of}']}_9"
                yield name, acts.Ruled(id=name, happened=at, recorded=at, actor=named(dispute.to)[0], of=of, refs=refs,
                                       outcome="for" if self.plan.rulings[of] == "for" else "against", note=MADE_UP)  # fmt: skip

    def _claimed(self, ref: str) -> Iterator[tuple[type[ActBase], dict[str, Any]]]:
        if self.plan.goes_on(ref):
            return
        left = self._unclaimed(ref)
        for kind, fields in super()._claimed(ref):
            amount = fields.get("amount")
            if left is not None and amount is not None:
                fields["amount"] = amount = min(amount, left)
            if amount != 0 and left != 0:
                yield kind, fields

    def _unclaimed(self, ref: str) -> int | None:
        """Give how much of a step a made-up claim is for, where part of it was claimed before; None: whatever is left."""
        name = ref.partition(".")[0]
        obligation = self.agreement.obligations[name]
        # A ruling needs a claim to rule on, and several who confirm together one to confirm, also where all was claimed before.
        if any(self._ruling(ref, obligation)) or confirmers(self.text, obligation)[1] > 1:
            return None
        return self.plan.unclaimed(name)

    def _amount(self, ref: str) -> dict[str, Any] | None:
        if ref in self.plan.answers:
            return {"amount": self.plan.answers[ref]}
        found = super()._amount(ref)
        upheld = self.plan.upheld.get(ref, 0)
        if found is not None and upheld:
            found["amount"] = max(0, found.get("amount", 1) - upheld)
        return found

    def _confirmed(self, ref: str, tally: str) -> Iterator[tuple[type[ActBase], dict[str, Any]]]:
        name, _, part = ref.partition(".")
        obligation = self.agreement.obligations[name]
        amount = self._amount(ref)
        tranches = obligation.tranches.parts if obligation.tranches and not part else {}
        if self.plan.goes_on(ref) or amount is None or amount.get("amount") == 0 or tranches:
            return  # nothing is owed yet, nothing is left to do, or its tranches carry the amount
        node, claim = self.graph.index[f"verified:{ref}{'/' if tally else ''}{tally}"], f"done:{ref}"
        within, again = self._ruling(ref, obligation)
        if within:
            yield from self._disputed(ref, within, again=bool(again))
            if not again:
                return
            claim = f"again:{ref}"
            for kind, fields in super()._claimed(ref):
                yield kind, {**fields, "as": claim}
        elif self._unclaimed(ref) is not None:
            claim = ""  # it is more than one claim that they confirm
        keepers = confirmers(self.text, obligation, tally)[0]
        counting = next((who for who in self._there(ref, tally, self.at[node]) if who in keepers), None)
        if counting is not None and (count := self._recount(name)) is not None:
            yield acts.Counted, {"actor": counting, "of": name, **count}
            return
        for kept in [tally] if tally else self._tallies(name):
            for who in self._there(ref, kept, self.at[node]) if obligation.verified_by != PUBLIC else ():
                yield acts.Confirmed, {"actor": who, "of": name, "tally": kept, "claim": claim, **amount}

    def _recount(self, name: str) -> dict[str, Any] | None:
        """Give the count that ends a ceiling which was counted before: a word that all is well does not undo a number."""
        norm = self.plan.norms.get(name)
        if norm is None or norm.amount is None or norm.amount.bound != "at_most" or not norm.amount.done:
            return None
        tally = next((one.id for one in norm.amount.tallies if one.decides), VERIFIED)
        return {"tally": tally, "total": min(norm.amount.done, norm.amount.due or 0), "unit": norm.amount.unit}

    def _disputed(self, ref: str, within: int, *, again: bool) -> Iterator[tuple[type[ActBase], dict[str, Any]]]:
        """Give the contest of a claim, and the ruling on it."""
        name, done = ref.partition(".")[0], self.at[self.graph.index[f"done:{ref}"]]
        obligation = self.agreement.obligations[name]
        assert obligation.dispute is not None
        disputer = next(who for who in obligation.dispute.by if who not in obligation.who)
        yield acts.Contested, {"actor": disputer, "of": name, "claim": f"done:{ref}", "minute": done}
        yield acts.Ruled, {"actor": named(obligation.dispute.to)[0], "of": name, "claim": f"done:{ref}",
                           "minute": done + within, "outcome": "against" if again else "for"}  # fmt: skip

    def _exchange_owes(self, exchange: str) -> int:
        so_far = self.plan.owed_so_far(self.agreement.exchanges[exchange].owed)
        return so_far if exchange in self.plan.bare else so_far + super()._exchange_owes(exchange)
