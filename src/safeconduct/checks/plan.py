"""What is supposed of a text before a made-up run: which step hangs on which event, who is late, what is stopped.

A step that says how long it takes is done so long after it opens. Another is done on its deadline, the earliest where
several run; without one, or after it has passed, a stated number of days after it opens. Nobody is quicker than that, and
nobody extends a mandate.
"""

from collections.abc import Sequence
from copy import copy

from safeconduct.agreement.joint import named
from safeconduct.agreement.results import Status
from safeconduct.agreement.terms import Clock, Limit
from safeconduct.checks.engines.fixpoint import reach
from safeconduct.checks.engines.graph import MINUTES_A_DAY, Waits
from safeconduct.checks.engines.waits import minutes
from safeconduct.checks.live import Cause, Rest, minute, parties, parts_of_the_idle
from safeconduct.checks.what_if import WhatIf, delays, stops
from safeconduct.kernel import acts
from safeconduct.kernel.acts import ActBase
from safeconduct.kernel.moments import Duration


class Plan:
    """What is supposed of a text: the graph of waits with the deadlines that steps are done on, and what is stopped."""

    def __init__(self, rest: Rest, what_ifs: Sequence[WhatIf], *, days: int, status: Status | None = None,
                 past: Sequence[ActBase] = ()) -> None:  # fmt: skip
        self.rest, self.days, self.status, self.what_ifs = rest, days, status, tuple(what_ifs)
        self.agreement, self.graph = rest.text.agreement, _copied(rest.graph)
        self.norms = {norm.id: norm for norm in status.norms} if status is not None else {}
        self.waited = {self.graph.name(node).partition("/")[0] for node in self.graph.of_kind("verified", "claimed")
                       if self.graph.parents[node]}  # fmt: skip
        self.known = self._known()
        self.without = dict(rest.without)
        self.late: dict[int, int] = {}
        self.late_by_date: dict[int, int] = {}
        self.rulings = {one.of: one.outcome for one in what_ifs if one.kind == "ruling"}
        for one in what_ifs:
            self.without |= stops(one, self.graph, self.agreement)
            for kept, found in zip((self.late, self.late_by_date), delays(one, self.graph), strict=True):
                for node, late in found.items():
                    kept[node] = kept.get(node, 0) + late
        self.without |= parts_of_the_idle(self.graph, self.agreement, self.without)
        self.without = {node: cause for node, cause in self.without.items() if node not in self.known}
        self.pending = self._contested(past)
        self.upheld: dict[str, int] = {}
        for name in self.pending:
            self._await_ruling(name)
        self.bare: set[str] = set()
        self.answers: dict[str, int] = {}
        self._answered()
        self._hang_on_events(self._exchanges())

    def ruled_within(self, name: str) -> int:
        """Give how many minutes a ruling takes: as the text says, or the stated number of days."""
        dispute = self.agreement.obligations[name].dispute
        within = dispute.ruling_within if dispute is not None else None
        return minutes(within) if isinstance(within, Duration) else self.days * MINUTES_A_DAY

    def unclaimed(self, name: str) -> int | None:
        """Give how much of a duty has not been claimed yet; None: whatever is left."""
        norm = self.norms.get(name)
        if norm is None or norm.amount is None or norm.amount.due is None or norm.amount.claimed <= norm.amount.done:
            return None
        return max(0, (norm.amount.remaining or 0) - (norm.amount.claimed - norm.amount.done))

    def _contested(self, past: Sequence[ActBase]) -> dict[str, tuple[str, ...]]:
        """Give the duties of which a part is contested and not ruled on, with the acts that are contested."""
        ruled = {ref for act in past if isinstance(act, acts.Ruled) for ref in act.refs}
        found: dict[str, dict[str, None]] = {}
        for act in past:
            norm = self.norms.get(act.of) if isinstance(act, acts.Contested) else None
            if norm is not None and norm.amount is not None and norm.amount.disputed and f"done:{norm.id}" in self.graph.index:
                found.setdefault(norm.id, {}).update(dict.fromkeys(ref for ref in act.refs if ref not in ruled))
        return {name: tuple(refs) for name, refs in found.items() if refs}

    def _await_ruling(self, name: str) -> None:
        nodes = {key.partition(":")[2]: node for key, node in self.graph.index.items()
                 if key == f"done:{name}" or key.startswith(f"done:{name}.")}  # fmt: skip
        outcome, norm = self.rulings.get(name), self.norms[name]
        dispute = self.agreement.obligations[name].dispute
        if outcome is None:
            who = named(dispute.to) if dispute is not None else ()
            why = f"part of “{self.agreement.name_of(name)}” is contested, and no ruling is supposed"
            self.without |= dict.fromkeys(nodes.values(), Cause(why=why, who=who, how="rule"))
            return
        first = min(nodes.values()) if len(nodes) == 1 else min(node for ref, node in nodes.items() if "." in ref)
        self.late[first] = self.late.get(first, 0) + self.ruled_within(name)
        left = norm.amount.disputed if outcome == "for" and norm.amount is not None else 0
        for part in norm.tranches:
            if f"done:{part.id}" in self.graph.index and left:
                self.upheld[part.id] = min(left, (part.due or 0) - part.done)
                left -= self.upheld[part.id]
        if left:
            self.upheld[name] = left

    def _known(self) -> dict[int, int]:
        """Give the events that have happened by now, in minutes."""
        found = {}
        for anchor in self.status.anchors if self.status is not None else ():
            node = self.graph.index.get(f"anchor:{anchor.id}")
            borne_out = [one for one in anchor.candidates if one.supported]
            if node is not None and anchor.truth.value == "for" and borne_out:
                found[node] = min(minute(max(one.end for one in borne_out), self.agreement), self.rest.begin)
                self.graph.wait(node, [])
        return found

    def clocks(self, ref: str) -> tuple[Clock, ...]:
        """Give the clocks of the deadline of a step or tranche."""
        name, _, part = ref.partition(".")
        obligation = self.agreement.obligations[name]
        limit = obligation.tranches.parts[part].deadline if part and obligation.tranches else obligation.deadline
        if not isinstance(limit, Limit):
            return ()
        return (limit.clocks[limit.prevails],) if limit.prevails else tuple(limit.clocks.values()) or (limit,)

    def is_step(self, ref: str) -> bool:
        """Whether it is something that is done at a time of its own: no duty to keep to, no whole of several parts."""
        return not self.goes_on(ref) and ("." in ref or self.agreement.obligations[ref].tranches is None)

    def goes_on(self, ref: str) -> bool:
        """Whether a duty is never over: it recurs, or it is one to keep to, and nothing waits for it."""
        name, _, part = ref.partition(".")
        obligation = self.agreement.obligations[name]
        if part or obligation.per is not None:
            return not part
        plain = obligation.deadline is None and obligation.amount is None and not obligation.exchange and obligation.takes is None
        return plain and name not in self.waited

    def _exchanges(self) -> dict[int, list[int]]:
        """Let what is owed for something handed over wait for it; note the keys under which nothing more is handed over."""
        can, found = reach(self.graph, self.without), {}
        for name, key in self.agreement.exchanges.items():
            given, owed = (self.graph.index.get(one, -1) for one in (f"verified:{key.given}", f"done:{key.owed}"))
            if owed >= 0 and given in can:
                found[owed] = [given]
            elif owed >= 0:
                self.bare.add(name)
                if not self.owed_so_far(key.owed):
                    why = f"“{self.agreement.name_of(key.given)}” is not done, and only what is handed over is answered for"
                    who = named(self.agreement.obligations[key.given].who)
                    self.without[owed] = Cause(why=why, who=who or parties(self.agreement), how="perform")
        return found

    def _answered(self) -> None:
        """Note what is owed for something that was handed over in full: the key is gone, and so much is left."""
        for name, norm in self.norms.items():
            node = self.graph.index.get(f"done:{name}")
            if node is None or norm.amount is None or not norm.amount.arithmetic or self.agreement.obligations[name].exchange:
                continue
            self.answers[name] = self.owed_so_far(name)
            if not self.answers[name]:
                why = f"nothing is owed as “{self.agreement.name_of(name)}” any more: {norm.amount.arithmetic}"
                self.without[node] = Cause(why=why, who=parties(self.agreement), how="amend")

    def owed_so_far(self, name: str) -> int:
        """Give how much is owed by now under an exchange key and not done."""
        amount = self.norms[name].amount if name in self.norms else None
        return max(0, (amount.due or 0) - amount.done) if amount is not None else 0

    def begins_with(self, anchor: str) -> str:
        """Give the step whose beginning an event is, or its first part; empty if it is no such event."""
        found = self.agreement.anchors[anchor]
        if found.step is None or found.when is not None or f"done:{found.step}" not in self.graph.index:
            return ""
        tranches = self.agreement.obligations[found.step].tranches
        return f"{found.step}.{next(iter(tranches.parts))}" if tranches else found.step

    def _hang_on_events(self, hung: dict[int, list[int]]) -> None:
        """Let a step with a deadline after an event wait for that event, unless the event needs the step."""
        before = reach(self.graph, self.without)
        for key, node in self.graph.index.items():
            kind, _, ref = key.partition(":")
            step = ref if kind == "done" else self.begins_with(ref) if kind == "anchor" else ""
            obligation = self.agreement.obligations.get(step.partition(".")[0])
            if obligation is None or obligation.takes is not None or ("." not in step and obligation.tranches):
                continue
            events = [self.graph.index[f"anchor:{clock.of}"] for clock in self.clocks(step) if clock.of and clock.within]
            own = {node, *self.graph.children[node]}
            more = [one for one in events if one in before and one not in own and node not in self.known]
            hung[node] = [*hung.get(node, ()), *more]
        while any(hung.values()):
            trial = _copied(self.graph)
            for node, events in hung.items():
                if events:
                    trial.wait(node, [*trial.children[node], *events])
            can = reach(trial.close(), self.without)
            lost = [node for node in hung if hung[node] and node in before and node not in can]
            if not lost:
                self.graph = trial
                return
            for node in lost:
                hung[node] = []
        self.graph.close()


def _copied(graph: Waits) -> Waits:
    found = copy(graph)
    found.children, found.need = [list(one) for one in graph.children], list(graph.need)
    return found.close()
