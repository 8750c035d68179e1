"""After the fold: what only the whole log can tell.

Which acts were taken back, which challenges point at nothing, which claims a ruling has confirmed, and the order of
everything by time. The order in which acts came in says nothing.
"""

from collections import defaultdict
from collections.abc import Iterable
from itertools import chain, compress, count
from operator import itemgetter
from typing import Any, TypeVar

from safeconduct.agreement.books import CLAIMS, WHOLE, Book, Challenge, Journal, Way, by_time
from safeconduct.agreement.fold import KEPT_REASONS, Ledger
from safeconduct.agreement.norms import Consequence
from safeconduct.kernel import acts

T = TypeVar("T", bound=Any)


def settle(ledger: Ledger) -> Ledger:
    """Put a folded ledger in order. Returns it."""
    ledger.journal.look_again()
    spoken_of = _SpokenOf(ledger)
    _take_back(ledger, ledger.withdrawals, spoken_of)
    for kept in _by_subject(ledger):
        for name, entries in kept.items():
            kept[name] = _in_order(entries, ledger)
    for entries in (ledger.figures, ledger.statements, ledger.steps):
        entries[:] = _in_order(entries, ledger)
    for act in ledger.figures:
        ledger.figures_on[act.subject].append(act.id)
    for name, book in ledger.books.items():
        _settle_book(name, book, ledger, spoken_of)
    spoken_of.tell(ledger)
    ledger.not_counted.sort(key=lambda item: item.act)
    del ledger.not_counted[KEPT_REASONS:]
    return ledger


class _SpokenOf:
    """Where the entries stand that other acts challenge, rule on or take back, and those that rest on them.

    Found in one look at the journal, because most entries are spoken of by nobody.
    """

    def __init__(self, ledger: Ledger) -> None:
        self.journal: Journal = ledger.journal
        self.entries: dict[str, list[int]] = defaultdict(list)
        self.resting: dict[str, list[int]] = defaultdict(list)
        names = {ref for act in ledger.withdrawals for ref in act.refs}
        names.update(ref for book in ledger.books.values() for kept in book.challenges() for ref in kept)
        if not names:
            return
        ids, rests, named = self.journal.ids, self.journal.rests, self.journal.named
        claims = self.journal.claims.keys() & names  # most are spoken of; for the other entries a look at each is needed
        for name in claims:
            self.entries[name].append(self.journal.claims[name])
        names_of_others = names - claims
        for i in compress(count(), map(names_of_others.__contains__, ids)) if names_of_others else ():
            self.entries[ids[i]].append(i)
        positions = {*chain(*self.entries.values())}
        for i in compress(count(), map(positions.__contains__, rests)):
            self.resting[ids[rests[i]]].append(i)
        for i, refs in named.items():
            for ref in names.intersection(refs):
                self.resting[ref].append(i)

    def add(self, i: int) -> None:
        """Take in one more entry."""
        for ref in self.journal.refs(i):
            self.resting[ref].append(i)

    def of(self, obligation: str, name: str) -> list[int]:
        """Give the entries of an obligation with this id."""
        return [i for i in self.entries.get(name, ()) if self.journal.ways[i].obligation == obligation]

    def tell(self, ledger: Ledger) -> None:
        """Write down of each entry what it is spoken of by, where that still stands."""
        ways = self.journal.ways
        names = {name: {*book.contests, *book.refusals, *book.rulings, *ledger.withdrawn} for name, book in ledger.books.items()}
        for name, positions in self.entries.items():
            for i in positions:
                if name in names[ways[i].obligation]:
                    ledger.spoken_of[ways[i].obligation][i] = (name,)
        for name, positions in self.resting.items():
            for i in positions:
                if name in names[ways[i].obligation]:
                    spoken_of = ledger.spoken_of[ways[i].obligation]
                    spoken_of[i] = (*spoken_of.get(i, ("",)), name)
        for i, refs in self.journal.named.items():
            spoken_of = ledger.spoken_of[ways[i].obligation]
            if i in spoken_of:  # in the order in which it names them
                spoken_of[i] = (spoken_of[i][0], *(ref for ref in refs if ref in names[ways[i].obligation]))

    def confirms(self, obligation: str, name: str) -> bool:
        """Whether an entry of a tally of the obligation rests on this one."""
        ways = self.journal.ways
        return any(ways[i].obligation == obligation and ways[i].tally != CLAIMS for i in self.resting.get(name, ()))


def _by_subject(ledger: Ledger) -> Iterable[dict[str, list[Any]]]:
    return (ledger.dated, ledger.decisions, ledger.filled, ledger.suspensions, ledger.exercised, ledger.alleged,
            ledger.found, ledger.delays)  # fmt: skip


def _in_order(entries: Iterable[T], ledger: Ledger) -> list[T]:
    withdrawn = ledger.withdrawn  # few are: most need no closer look
    return sorted([entry for entry in entries if entry.id not in withdrawn or _stands(entry, ledger)], key=by_time)


def _stands(entry: Any, ledger: Ledger) -> bool:
    return entry.actor not in ledger.withdrawn.get(entry.id, ())


def _take_back(ledger: Ledger, withdrawals: list[acts.Withdrawn], spoken_of: _SpokenOf) -> None:
    if not withdrawals:
        return
    owners = _owners(ledger, {ref for act in withdrawals for ref in act.refs}, withdrawals, spoken_of)
    # The latest first: a withdrawal that was itself taken back takes nothing back.
    for act in sorted(withdrawals, key=by_time, reverse=True):
        if act.actor in ledger.withdrawn.get(act.id, ()):
            continue
        own = [ref for ref in act.refs if owners.get(ref) == act.actor]
        for ref in own:
            # What was said in the place of a body stands under its name; whoever said it takes it back.
            ledger.withdrawn[ref].update((act.actor, ledger.in_place.of.get(ref, act.actor)))
        if not own:
            found = any(ref in owners for ref in act.refs)
            ledger.leave_out_later(act.id, acts.Withdrawn, "", "withdrawal_by_another" if found else "names_no_act",
                                   who=act.actor)  # fmt: skip


def _owners(ledger: Ledger, wanted: set[str], withdrawals: list[acts.Withdrawn],
            spoken_of: _SpokenOf) -> dict[str, str]:  # fmt: skip
    """Give whose each wanted act is."""
    found = {act.id: act.actor for act in withdrawals if act.id in wanted}
    for kept in _by_subject(ledger):
        found.update((entry.id, entry.actor) for entries in kept.values() for entry in entries if entry.id in wanted)
    for entries in (ledger.figures, ledger.statements, ledger.steps):
        found.update((entry.id, entry.actor) for entry in entries if entry.id in wanted)
    ways = ledger.journal.ways
    found.update((name, ways[i].actor) for name in wanted for i in spoken_of.entries.get(name, ()))
    for book in ledger.books.values():
        found.update((act.id, act.actor) for act in book.waivers if act.id in wanted)
        for kind in book.challenges():
            found.update((act.id, act.actor) for kept in kind.values() for act in kept if act.id in wanted)
    return found | {name: who for name, who in ledger.in_place.by.items() if name in wanted}


_by_start = itemgetter(0, 1)
_KINDS = (acts.Contested, acts.Refuted, acts.Ruled)


def _settle_book(name: str, book: Book, ledger: Ledger, spoken_of: _SpokenOf) -> None:
    book.waivers = _in_order(book.waivers, ledger)
    if not any(book.challenges()):
        return
    known = {ref for kept in book.challenges() for ref in kept if spoken_of.of(name, ref)}
    for kind, kept in zip(_KINDS, book.challenges(), strict=True):
        for ref, challenges in kept.items():
            if len(challenges) > 1 or challenges[0].id in ledger.withdrawn:
                kept[ref] = sorted((act for act in challenges if _stands(act, ledger)), key=_by_start)
        _drop_unknown(name, known, kept, kind, ledger)
    if book.rulings:
        _confirm_ruled_claims(name, book, ledger, spoken_of)


def _drop_unknown(name: str, known: set[str], kept: dict[str, list[Challenge]], kind: type, ledger: Ledger) -> None:
    dropped = [act for ref in [*kept] if ref not in known for act in kept.pop(ref)]
    stand = {act.id for challenges in kept.values() for act in challenges} if dropped else set()
    for id in dict.fromkeys(act.id for act in dropped):
        if id not in stand:
            ledger.leave_out_later(id, kind, name, "names_no_act")


def _confirm_ruled_claims(name: str, book: Book, ledger: Ledger, spoken_of: _SpokenOf) -> None:
    """Enter every claim that a ruling upheld, and nobody confirmed, on the tally that decides."""
    rules, journal = ledger.rules.obligations.get(name), ledger.journal
    if rules is None:
        return
    begin, found = len(journal.ids), list[tuple[Way, str, int, int, int, tuple[str, ...]]]()
    for ref in sorted(ref for ref in book.rulings if not spoken_of.confirms(name, ref)):
        claims = [i for i in spoken_of.of(name, ref) if journal.ways[i].tally == CLAIMS]
        ruling = book.rulings[ref][-1] if claims and book.rulings[ref] else None
        if ruling is None or ruling.outcome == "against":
            continue
        amount = journal.amounts[claims[-1]]
        if ruling.outcome == "partly":
            amount = ruling.amount or 0 if amount == WHOLE else min(amount, ruling.amount or 0)
        series = book.series(rules.deciding[Consequence.FULFILMENT])
        way = series.way(ruling.actor, journal.ways[claims[-1]].category)
        found.append((way, ruling.id, ruling.start, ruling.recorded, amount, (ref,)))
    if found:
        journal.enter(*zip(*found, strict=True))
    for i in range(begin, len(journal.ids)):
        spoken_of.add(i)
