"""After the fold: what only the whole log can tell.

Which acts were taken back, which challenges point at nothing, which claims a ruling has confirmed, and the order of
everything by time. The order in which acts came in says nothing.
"""

from collections.abc import Iterable
from typing import Any

from safeconduct.agreement.books import WHOLE, Book, Challenge, by_time
from safeconduct.agreement.fold import KEPT_REASONS, Ledger
from safeconduct.agreement.norms import Consequence
from safeconduct.kernel import acts


def settle(ledger: Ledger) -> Ledger:
    """Put a folded ledger in order. Returns it."""
    _take_back(ledger, ledger.withdrawals)
    for kept in _by_subject(ledger):
        for name, entries in kept.items():
            kept[name] = sorted((entry for entry in entries if _stands(entry, ledger)), key=by_time)
    for entries in (ledger.figures, ledger.statements, ledger.steps):
        entries[:] = sorted((entry for entry in entries if _stands(entry, ledger)), key=by_time)
    for act in ledger.figures:
        ledger.figures_on[act.subject].append(act.id)
    for name, book in ledger.books.items():
        _settle_book(name, book, ledger)
    ledger.not_counted.sort(key=lambda item: item.act)
    del ledger.not_counted[KEPT_REASONS:]
    return ledger


def _by_subject(ledger: Ledger) -> Iterable[dict[str, list[Any]]]:
    return (ledger.dated, ledger.decisions, ledger.filled, ledger.suspensions, ledger.exercised, ledger.alleged,
            ledger.found, ledger.delays)  # fmt: skip


def _stands(entry: Any, ledger: Ledger) -> bool:
    return entry.actor not in ledger.withdrawn.get(entry.id, ())


def _take_back(ledger: Ledger, withdrawals: list[acts.Withdrawn]) -> None:
    if not withdrawals:
        return
    owners = _owners(ledger, {ref for act in withdrawals for ref in act.refs}, withdrawals)
    # The latest first: a withdrawal that was itself taken back takes nothing back.
    for act in sorted(withdrawals, key=by_time, reverse=True):
        if act.actor in ledger.withdrawn.get(act.id, ()):
            continue
        own = [ref for ref in act.refs if owners.get(ref) == act.actor]
        for ref in own:
            ledger.withdrawn[ref].add(act.actor)
        if not own:
            found = any(ref in owners for ref in act.refs)
            ledger.leave_out_later(act.id, acts.Withdrawn, "", "withdrawal_by_another" if found else "names_no_act",
                                   who=act.actor)  # fmt: skip


def _owners(ledger: Ledger, wanted: set[str], withdrawals: list[acts.Withdrawn]) -> dict[str, str]:
    """Give whose each wanted act is."""
    found = {act.id: act.actor for act in withdrawals if act.id in wanted}
    for kept in _by_subject(ledger):
        found.update((entry.id, entry.actor) for entries in kept.values() for entry in entries if entry.id in wanted)
    for entries in (ledger.figures, ledger.statements, ledger.steps):
        found.update((entry.id, entry.actor) for entry in entries if entry.id in wanted)
    for book in ledger.books.values():
        for columns in (book.claims, *book.tallies.values()):
            found.update((name, actor) for name, actor in zip(columns.ids, columns.actors, strict=True) if name in wanted)
        found.update((act.id, act.actor) for act in book.waivers if act.id in wanted)
        for kind in book.challenges():
            found.update((act.id, act.actor) for kept in kind.values() for act in kept if act.id in wanted)
    return found


_KINDS = (acts.Contested, acts.Refuted, acts.Ruled)


def _settle_book(name: str, book: Book, ledger: Ledger) -> None:
    book.waivers = sorted((act for act in book.waivers if _stands(act, ledger)), key=by_time)
    if not any(book.challenges()):
        return
    wanted = {ref for kept in book.challenges() for ref in kept}
    known = {name for columns in (book.claims, *book.tallies.values()) for name in columns.ids if name in wanted}
    for kind, kept in zip(_KINDS, book.challenges(), strict=True):
        for ref, challenges in list(kept.items()):
            kept[ref] = sorted((act for act in challenges if _stands(act, ledger)), key=lambda act: act[:2])
        _drop_unknown(name, known, kept, kind, ledger)
    if book.rulings:
        _confirm_ruled_claims(name, book, ledger)


def _drop_unknown(name: str, known: set[str], kept: dict[str, list[Challenge]], kind: type, ledger: Ledger) -> None:
    reported: set[str] = set()
    for ref in [ref for ref in kept if ref not in known]:
        for act in kept.pop(ref):
            if act.id not in reported and not any(act in other for other in kept.values()):
                reported.add(act.id)
                ledger.leave_out_later(act.id, kind, name, "names_no_act")


def _confirm_ruled_claims(name: str, book: Book, ledger: Ledger) -> None:
    """Enter every claim that a ruling upheld, and nobody confirmed, on the tally that decides."""
    rules = ledger.rules.obligations.get(name)
    if rules is None:
        return
    ruled = book.rulings
    confirmed = {ref for columns in book.tallies.values() for refs in columns.refs for ref in refs if ref in ruled}
    claims = {ref: i for i, ref in enumerate(book.claims.ids) if ref in ruled and ref not in confirmed}
    for ref, i in sorted(claims.items()):
        ruling = book.rulings[ref][-1] if book.rulings[ref] else None
        if ruling is None or ruling.outcome == "against":
            continue
        amount = book.claims.amounts[i]
        if ruling.outcome == "partly":
            amount = ruling.amount or 0 if amount == WHOLE else min(amount, ruling.amount or 0)
        times = (ruling.start, ruling.start, ruling.recorded)
        book.series(rules.deciding[Consequence.FULFILMENT]).put(ruling.id, times, amount, book.claims.categories[i],
                                                                ruling.actor, (ref,))  # fmt: skip
