"""The made-up log: everything that can be done is done, each step claimed by who owes it and confirmed by whose word counts.

Steps are taken in the order of their earliest time. Whatever is left out, or is silent, stays out; the evaluator replays
the log, and what the checker calls stuck is dormant at its end.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any

from safeconduct.agreement.calendar import zone_of
from safeconduct.agreement.joint import named
from safeconduct.agreement.norms import PUBLIC, Consequence
from safeconduct.agreement.shapes import UNSTATED
from safeconduct.checks.engines.fixpoint import reach
from safeconduct.checks.engines.graph import MINUTES_A_DAY
from safeconduct.checks.engines.limits import begin
from safeconduct.checks.engines.times import earliest
from safeconduct.checks.engines.waits import confirmers, waits
from safeconduct.checks.finding import Witness
from safeconduct.checks.text import CheckedText
from safeconduct.kernel import acts
from safeconduct.kernel.acts import ActBase
from safeconduct.kernel.moments import utc
from safeconduct.kernel.quantity import Bound, Quantity, part_of

FIRST_DAY = datetime(2026, 1, 1).toordinal() * MINUTES_A_DAY  # noqa: DTZ001 - only its day is used
"""The day on which a made-up log begins where the text has no day of its own."""


MOST = 600
"""How much of what a norm waits for is told, the nearest first: more than any real agreement has."""


def moment(text: CheckedText, minute: int) -> datetime:
    """Give a minute of the calendar as a moment in the zone of the agreement."""
    day, rest = divmod(minute, MINUTES_A_DAY)
    return (datetime.fromordinal(day) + timedelta(minutes=rest)).replace(tzinfo=zone_of(text.agreement.time.zone))


def first_minute(text: CheckedText) -> int:
    """Give the first minute of a made-up log."""
    first = begin(text)
    return FIRST_DAY if first is None else first


_MADE_UP = 100
"""How many are counted in a made-up log where the text leaves the number to a count."""


class Log:
    """A made-up log about one norm, or about everything: all that it waits for is done, as far as it can be.

    `without` leaves nodes of the whole graph out; `delay` lets some take so many minutes longer.
    """

    def __init__(self, text: CheckedText, about: str = "", without: Iterable[int] = (),
                 delay: dict[int, int] | None = None) -> None:  # fmt: skip
        self.text, self.agreement, self.about = text, text.agreement, about
        whole = waits(text)
        out = {whole.keys[node] for node in without}
        late = {whole.keys[node]: minutes for node, minutes in (delay or {}).items()}
        self.graph = whole.part(whole.index[f"opens:{about}"], MOST) if about else whole
        index = self.graph.index
        self.reached = reach(self.graph, self.graph.of_kind("cannot").union(index[key] for key in out & index.keys()))
        self.at = earliest(self.graph, self.reached, first_minute(text),
                           {index[key]: minutes for key, minutes in late.items() if key in index}).at  # fmt: skip
        self.silent = frozenset(key.partition(":")[2] for key in out if key.startswith("says:"))
        self.end = max(self.at.values(), default=first_minute(text))

    def when(self, key: str) -> int | None:
        """Give when something comes about in the log, in minutes of the calendar; None if it does not."""
        return self.at.get(self.graph.index.get(key, -1))

    @cached_property
    def told(self) -> tuple[ActBase, ...]:
        """Give the acts, in the order of their time."""
        found: dict[str, ActBase] = {}
        for node, minute in sorted(self.at.items(), key=lambda pair: (pair[1], self.reached.rank[pair[0]])):
            happened = moment(self.text, minute)
            for number, (kind, fields) in enumerate(self._acts_of(node)):
                claim = f"x{self.graph.index.get(fields.pop('claim', ''), '')}.0"
                name = f"x{node}.{number}"
                refs = (claim,) if claim in found else ()
                found[name] = kind(id=name, happened=happened, recorded=happened, refs=refs, **fields)
        return tuple(found.values())

    def ends(self, shows: dict[str, Any], *, minute: int | None = None) -> Witness:
        """Give the witness: the log up to a minute, or to the day after its last act, and what the status shows there."""
        at = moment(self.text, self.end + MINUTES_A_DAY if minute is None else minute)
        kept = self.told if minute is None else tuple(act for act in self.told if utc(act.happened) <= utc(at))
        return Witness(kept, at.isoformat(), self.about, shows)

    def _acts_of(self, node: int) -> Iterator[tuple[type[ActBase], dict[str, Any]]]:
        kind, name = self.graph.kind(node), self.graph.name(node)
        if kind == "done":
            yield from self._claimed(name)
        elif kind == "verified":
            yield from self._confirmed(*name.partition("/")[::2])
        elif kind == "anchor":
            yield from self._dated(name)
        elif kind == "decision":
            for who in named(self.agreement.decisions[name].by):
                yield acts.DecisionMade, {"actor": who, "decision": name, "outcome": "yes"}
        elif kind == "hole":
            owners = named(self.agreement.holes[name].owner)
            for who in owners if self.silent.isdisjoint(owners) else ():
                yield acts.HoleFilled, {"actor": who, "hole": name, "says": "agreed"}

    def _claimed(self, ref: str) -> Iterator[tuple[type[ActBase], dict[str, Any]]]:
        name, _, part = ref.partition(".")
        obligation = self.agreement.obligations[name]
        debtors = named(obligation.who)
        if not debtors or obligation.per is not None or (not part and obligation.tranches):
            return
        amount = self._amount(ref)
        if amount is not None:
            yield acts.Claimed, {"actor": debtors[0], "of": name, **amount}

    def _confirmed(self, ref: str, tally: str) -> Iterator[tuple[type[ActBase], dict[str, Any]]]:
        name, _, part = ref.partition(".")
        obligation = self.agreement.obligations[name]
        tranches = obligation.tranches.parts if obligation.tranches and not part else {}
        amount = self._amount(ref)
        carried = obligation.amount != UNSTATED and any(self.when(f"verified:{name}.{key}") is not None for key in tranches)
        if amount is None or carried:
            return  # nothing is owed yet, or its tranches carry the amount; without a number the whole has to be said
        for kept in [tally] if tally else self._tallies(name):
            keepers, quorum, others = confirmers(self.text, obligation, kept)
            heard = [who for who in (*keepers, *others) if who not in self.silent]
            if obligation.verified_by == PUBLIC:
                heard = []  # their claim is enough
            for who in sorted(heard, key=self._speaks_from)[:quorum]:
                yield acts.Confirmed, {"actor": who, "of": name, "tally": kept, "claim": f"done:{ref}", **amount}
                if name in self._bases:  # a number that is counted, and then the word that it is all of it
                    yield acts.Confirmed, {"actor": who, "of": name, "tally": kept}

    def _speaks_from(self, who: str) -> int:
        return self.at.get(self.graph.index.get(f"says:{who}", -1), 0)

    def _tallies(self, name: str) -> list[str]:
        kept = self.agreement.obligations[name].tallies
        deciding = [key for word in Consequence for key, tally in kept.items() if word in tally.decides]
        return list(dict.fromkeys(deciding)) or [""]

    def _amount(self, ref: str) -> dict[str, Any] | None:
        name, _, part = ref.partition(".")
        obligation = self.agreement.obligations[name]
        if obligation.exchange:
            owed = self._exchange_owes(obligation.exchange)
            return {"amount": owed} if owed else None
        category = self._handed_over_as(name)
        if part:
            size = self._tranche(name, part)
            return {"amount": size, **category} if size else None
        amount = obligation.amount
        if name in self._bases:
            return {"amount": _MADE_UP, "unit": obligation.unit, **category}
        if not isinstance(amount, Quantity) or amount.bound is Bound.AT_MOST:
            return category
        return {"amount": amount.count, "unit": amount.unit, **category}

    @cached_property
    def _bases(self) -> frozenset[str]:
        duties = self.agreement.obligations
        taken = {one.tranches.base_from for one in duties.values() if one.tranches is not None}
        return frozenset(name for name in taken if name is not None and duties[name].amount == UNSTATED)

    def _tranche(self, name: str, wanted: str) -> int:
        obligation = self.agreement.obligations[name]
        tranches = obligation.tranches
        assert tranches is not None
        base = tranches.base if tranches.base is not None else obligation.amount
        whole = base.count if isinstance(base, Quantity) else _MADE_UP if tranches.base_from is not None else None
        done = 0
        for key, part in tranches.parts.items():
            if part.amount is not None:
                size = part.amount.count
            elif whole is not None:
                size = whole - done if part.share is None else part_of(whole, part.share, tranches.rounding)
            else:
                return 0
            if key == wanted:
                return size
            done += size
        return 0

    def _handed_over_as(self, name: str) -> dict[str, Any]:
        for exchange in self.agreement.exchanges.values():
            if exchange.given == name:
                keyed = next((category for category, key in exchange.keys.items() if key != UNSTATED), None)
                allowed = self.agreement.obligations[name].category
                return {} if keyed is None or (allowed and keyed not in allowed) else {"category": keyed}
        return {}

    def _exchange_owes(self, exchange: str) -> int:
        key = self.agreement.exchanges[exchange]
        category = self._handed_over_as(key.given).get("category")
        given = self.agreement.obligations[key.given].amount
        owed = key.keys.get(category, ()) if category else ()
        each = 0 if isinstance(owed, str) else sum(quantity.count for quantity in owed)
        return each * (given.count if isinstance(given, Quantity) else 1)

    def _dated(self, name: str) -> Iterator[tuple[type[ActBase], dict[str, Any]]]:
        anchor = self.agreement.anchors[name]
        if anchor.on is not None or anchor.when is not None:
            return
        fixers = named(anchor.fixed_by)
        everyone = tuple(who for who, party in self.agreement.parties.items() if party.role.value == "party")
        for who in fixers or everyone or tuple(self.agreement.bodies)[:1]:
            yield acts.AnchorDated, {"actor": who, "anchor": name, "candidate": "made_up"}
