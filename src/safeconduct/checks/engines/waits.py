"""What waits for what in a text: norms, tranches, events, phases, decisions and parts left open.

A norm waits for its phase, its condition and its earliest day; a tranche also for the one before it; a confirmed step
for someone whose word confirms it. `inputs`, coupled duties and exchange keys do not wait. What nobody can bring about,
as the text stands, waits for a node of the kind `cannot`, whose name begins with the reason.
"""

from typing import Any

from safeconduct.agreement import terms
from safeconduct.agreement.calendar import elapsed
from safeconduct.agreement.joint import named
from safeconduct.agreement.norms import PUBLIC, Consequence, Obligation, Part, Verification
from safeconduct.agreement.shapes import UNSTATED
from safeconduct.checks.engines.automata import Worst, worst_cases
from safeconduct.checks.engines.graph import MINUTES_A_DAY, Waits
from safeconduct.checks.engines.once import once
from safeconduct.checks.text import CheckedText
from safeconduct.kernel.moments import Duration, TimeUnit, WrittenTime
from safeconduct.kernel.quantity import Bound, Quantity

SHORTEST_MONTH = 28


@once
def waits(text: CheckedText) -> Waits:
    """Give the graph of what waits for what."""
    return _Builder(text).build()


@once
def ways_on(text: CheckedText) -> Waits:
    """Give the same graph with the ways on of persons: `on:` a category, `way:` one of its moves, `let:` an objection.

    A node `let:` comes about if the objection is not upheld. Only ways are there that nothing but an objection can shut.
    """
    return _Builder(text).build(persons=tuple(worst_cases(text).items()))


def minutes(stretch: Duration) -> int:
    """Give a stretch in minutes; a month counts as the shortest there is."""
    if stretch.unit is TimeUnit.MONTHS:
        return stretch.count * SHORTEST_MONTH * MINUTES_A_DAY
    return int(elapsed(stretch).total_seconds()) // 60


def minute_of(written: WrittenTime) -> int:
    """Give a written day or hour in minutes of the calendar; a day counts from its beginning."""
    day = written.local_date().toordinal() * MINUTES_A_DAY
    return day if written.whole_day else day + int(written.text[11:13]) * 60 + int(written.text[14:16])


def confirmers(text: CheckedText, obligation: Obligation, tally: str = "") -> tuple[tuple[str, ...], int, tuple[str, ...]]:
    """Give whose word confirms a step: (who keeps the count, how many of them it takes, who else may acknowledge it)."""
    verified = obligation.verified_by
    quorum = verified.quorum if isinstance(verified, Verification) else 1
    keepers: tuple[str, ...] = verified.any if isinstance(verified, Verification) else ()
    if verified == PUBLIC:
        keepers = named(obligation.who)  # their claim is for all to see
    if obligation.tallies and quorum == 1:
        deciding = {word: name for name, kept in obligation.tallies.items() for word in kept.decides}
        asked = tally or deciding.get(Consequence.CONDITIONS, "")
        own = obligation.tallies[asked].by if asked in obligation.tallies else ()
        keepers = (*own, *keepers) if asked == deciding.get(Consequence.FULFILMENT) else own
    ceiling = isinstance(obligation.amount, Quantity) and obligation.amount.bound is Bound.AT_MOST
    others = () if ceiling or quorum > 1 else named(obligation.to)
    organisations = [who for who in others if text.agreement.organisation(who) is not None]
    return tuple(dict.fromkeys(keepers)), quorum, tuple(organisations)


def released(text: CheckedText) -> frozenset[str]:
    """Give what an amendment released and no later one defined anew: it is not owed any more."""
    found: frozenset[str] = frozenset()
    for version in text.versions:
        found = (found - version.redefined) | version.released
    return found


class _Builder:
    def __init__(self, text: CheckedText) -> None:
        self.text, self.agreement, self.graph = text, text.agreement, Waits()
        self.released = released(text)

    def build(self, persons: tuple[tuple[str, Worst], ...] = ()) -> Waits:
        for name in self.agreement.anchors:
            self.graph.node(f"anchor:{name}", f"anchors.{name}")
        for name in self.agreement.obligations:
            self.graph.node(f"done:{name}", f"obligations.{name}")
        for name, phase in self.agreement.phases.items():
            node = self.graph.node(f"phase:{name}", f"phases.{name}")
            self.graph.wait(node, self._condition(phase.opens, f"phases.{name}.opens"))
        for path, name, norm in self.text.norms():
            self._opens(path, name, norm)
        for name, obligation in self.agreement.obligations.items():
            self._obligation(name, obligation)
        for name in self.agreement.anchors:
            self._anchor(name)
        for name, worst in persons:
            self._ways_on(name, worst)
        return self.graph.close()

    def _ways_on(self, name: str, worst: Worst) -> None:
        ways = [self.graph.node(f"on:{worst.then}")] if worst.then else []
        for one in worst.ways:
            if one.lasts and len(one.closed) == len(one.move.blocked_if):
                lets = [self.graph.node(f"let:{objection}", f"objections.{objection}") for objection in one.move.blocked_if]
                way = self.graph.node(f"way:{one.path}", one.path)
                ways.append(self.graph.wait(way, [*lets, *self._condition(one.move.needs, f"{one.path}.needs")]))
        free = not worst.ways and not worst.stuck and not worst.then  # looked after by a norm that names it
        self.graph.wait(self.graph.node(f"on:{name}", f"categories.{name}"), ways, 0 if free else 1)

    def _opens(self, path: str, name: str, norm: Any) -> None:
        node = self.graph.node(f"opens:{name}", path)
        children = [self.graph.node(f"phase:{norm.phase}")] if norm.phase else []
        children += self._condition(norm.after, f"{path}.after")
        earliest = getattr(norm, "earliest", None)
        if earliest is not None and earliest.by is not None:
            self.graph.at[node] = minute_of(earliest.by)
        elif earliest is not None and earliest.of is not None and earliest.within is not None:
            later = self.graph.node(f"later:{name}", f"{path}.earliest")
            self.graph.wait(later, [self.graph.node(f"anchor:{earliest.of}")])
            self.graph.takes[later] = minutes(earliest.within)
            children.append(later)
        self.graph.wait(node, children)

    def _obligation(self, name: str, obligation: Obligation) -> None:
        path, opens = f"obligations.{name}", self.graph.node(f"opens:{name}")
        before = None
        for key, part in (obligation.tranches.parts.items() if obligation.tranches else ()):
            ref = f"{name}.{key}"
            node = self.graph.node(f"done:{ref}", f"{path}.tranches.parts.{key}")
            own = self._condition(part.after, f"{path}.tranches.parts.{key}.after") if part.after is not None else [opens]
            self.graph.wait(node, own + ([] if before is None else [before]))
            self._confirmed(ref, name, obligation, node, part)
            before = node
        done = self.graph.node(f"done:{name}")
        who = [self._says(actor, "does") for actor in named(obligation.who)]
        gone = [self._cannot("released", name, path)] if name in self.released else []
        self.graph.wait(done, [opens if before is None else before, *who, *gone])
        if obligation.takes is not None:
            self.graph.takes[done] = minutes(obligation.takes)
        self._confirmed(name, name, obligation, done, None)

    def _confirmed(self, ref: str, name: str, obligation: Obligation, done: int, part: Part | None, tally: str = "") -> int:
        suffix = f"/{tally}" if tally else ""
        path = self.graph.paths[done]
        node = self.graph.node(f"verified:{ref}{suffix}", path)
        keepers, quorum, others = confirmers(self.text, obligation, tally)
        words = [self._says(who) for who in (*keepers, *others)]
        needed = [self._cannot(why, ref, path) for why in self._never(obligation, part)]
        if len(words) < quorum:
            needed.append(self._cannot("no_confirmer", ref, path))
        else:
            word = self.graph.node(f"word:{ref}{suffix}", f"obligations.{name}.verified_by")
            needed.append(self.graph.wait(word, words, quorum))
        if obligation.tranches is not None and obligation.tranches.base_from is not None:
            needed.append(self.graph.node(f"verified:{obligation.tranches.base_from}"))  # before, it has no number
        return self.graph.wait(node, [done, *needed])

    @staticmethod
    def _never(obligation: Obligation, part: Part | None) -> list[str]:
        """Say why a step can never be found complete, whoever looks."""
        if obligation.per is not None:
            return ["never_over"]
        tranches = obligation.tranches
        if part is None or tranches is None or obligation.exchange:
            return []
        base = tranches.base if tranches.base is not None else obligation.amount
        known = part.amount is not None or tranches.base_from is not None or isinstance(base, Quantity)
        return [] if known else ["no_number"]

    def _anchor(self, name: str) -> None:
        anchor, node = self.agreement.anchors[name], self.graph.node(f"anchor:{name}")
        if anchor.on is not None:
            self.graph.at[node] = minute_of(anchor.on)
            return
        if anchor.when is not None:
            self.graph.wait(node, self._condition(anchor.when, f"anchors.{name}.when"))
            return
        begins = [] if anchor.step is None else [self.graph.node(f"opens:{anchor.step}")]
        self.graph.wait(node, begins + [self._says(who) for who in named(anchor.fixed_by)])

    def _condition(self, condition: Any, path: str) -> list[int]:
        if condition is None:
            return []
        if isinstance(condition, terms.AllOf):
            return [node for n, part in enumerate(condition.all) for node in self._condition(part, f"{path}.all[{n}]")]
        if isinstance(condition, terms.AnyOf):
            parts = [self._as_one(part, f"{path}.any[{n}]") for n, part in enumerate(condition.any)]
            return [self.graph.wait(self.graph.node(f"any:{path}", path), parts, 1)]
        if isinstance(condition, terms.OnReading):
            # Whoever reads it so waits, and nothing says that this reading is wrong.
            return self._condition(condition.needs, f"{path}.needs")
        return [self._simple(condition)]

    def _as_one(self, condition: Any, path: str) -> int:
        nodes = self._condition(condition, path)
        return nodes[0] if len(nodes) == 1 else self.graph.wait(self.graph.node(f"all:{path}", path), nodes)

    def _simple(self, condition: Any) -> int:
        if isinstance(condition, terms.Verified):
            ref = condition.verified
            if not condition.tally:
                return self.graph.node(f"verified:{ref}", "obligations." + ref.partition(".")[0])
            obligation = self.agreement.obligations[ref.partition(".")[0]]
            part = obligation.tranches.parts[ref.partition(".")[2]] if "." in ref and obligation.tranches else None
            return self._confirmed(ref, ref.partition(".")[0], obligation, self.graph.node(f"done:{ref}"), part, condition.tally)
        if isinstance(condition, terms.ClaimedDone):
            ref, name = condition.claimed, condition.claimed.partition(".")[0]
            done = self.graph.node(f"done:{ref}", f"obligations.{name}")
            somebody = named(self.agreement.obligations[name].who)
            nobody = [] if somebody else [self._cannot("no_debtor", name, f"obligations.{name}")]
            return self.graph.wait(self.graph.node(f"claimed:{ref}", f"obligations.{name}"), [done, *nobody])
        if isinstance(condition, terms.Happened):
            return self.graph.node(f"anchor:{condition.anchor}")
        if isinstance(condition, terms.Agreed):
            hole = self.agreement.holes[condition.agreed]
            node = self._settled("hole", condition.agreed, f"holes.{condition.agreed}", hole.owner, "no_owner")
            if hole.if_not != UNSTATED and hole.deadline != UNSTATED:
                # By then the fallback holds, whoever has not agreed.
                agreed = self.graph.node(f"all:holes.{condition.agreed}", f"holes.{condition.agreed}")
                self.graph.wait(agreed, [child for child in self.graph.children[node] if child != agreed])
                self.graph.wait(node, [agreed, self.graph.node(f"fallback:{condition.agreed}")], 1)
            return node
        assert isinstance(condition, terms.Decided)
        by = self.agreement.decisions[condition.decided].by
        return self._settled("decision", condition.decided, f"decisions.{condition.decided}", by, "no_decider")

    def _settled(self, kind: str, name: str, path: str, who: tuple[str, ...], nobody: str) -> int:
        words = [self._says(one) for one in named(who)]
        return self.graph.wait(self.graph.node(f"{kind}:{name}", path), words or [self._cannot(nobody, name, path)])

    def _says(self, who: str, what: str = "says") -> int:
        body = self.agreement.bodies.get(who)
        node = self.graph.node(f"{what}:{who}", f"{'parties' if body is None else 'bodies'}.{who}")
        starts = [window.start for window in body.mandate] if body is not None else []
        if starts and all(isinstance(start, WrittenTime) for start in starts):
            # Nothing a body says or does counts before its mandate begins.
            self.graph.at[node] = min(minute_of(start) for start in starts if isinstance(start, WrittenTime))
        return node

    def _cannot(self, why: str, ref: str, path: str) -> int:
        return self.graph.node(f"cannot:{why}:{ref}", path)


def undefined(text: CheckedText) -> frozenset[int]:
    """Give the nodes that nobody can bring about as the text stands: no decider, no owner, nobody to confirm."""
    return waits(text).of_kind("cannot")
