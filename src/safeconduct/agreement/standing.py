"""What stands of one entry that others speak of: taken back, ruled on, refused or contested.

Most entries are spoken of by nobody and are never asked about here.
"""

from collections.abc import Iterable, Sequence
from functools import cache
from typing import NamedTuple

from safeconduct.agreement.books import CLAIMS, NO_ACT, Book, Challenge
from safeconduct.agreement.calendar import elapsed
from safeconduct.agreement.fold import Ledger
from safeconduct.agreement.norms import Silence
from safeconduct.agreement.rules import ObligationRules
from safeconduct.kernel.moments import Duration


class Standing(NamedTuple):
    """What of an entry counts undisputed, what of it is contested and undecided, by whom, and whether part was refused."""

    counts: int
    pending: int
    by: tuple[str, ...]
    refused: bool


_NOTHING_STANDS = Standing(0, 0, (), False)


def standing(book: Book, i: int, amount: int, rules: ObligationRules, spoken_of: Sequence[str], ledger: Ledger) -> Standing:
    """Say what of the amount of an entry stands. `spoken_of`: its own id, or "", and what it names, where others speak of it."""
    actor, recorded = ledger.journal.ways[i].actor, ledger.journal.recorded[i]
    if actor in ledger.withdrawn.get(spoken_of[0], ()):
        return _NOTHING_STANDS
    if not book.rulings.keys().isdisjoint(spoken_of) and (
            rulings := [act for target in spoken_of for act in book.rulings.get(target, ())]):  # fmt: skip
        ruling = max(rulings, key=_by_start)
        stands = {"for": amount, "against": 0, "partly": min(amount, ruling.amount or 0)}[ruling.outcome]
        return Standing(stands, 0, (), stands < amount)
    fallen, pending, by = 0, 0, dict[str, None]()
    for target in spoken_of:
        for act in book.refusals.get(target, ()):
            if act.actor == actor:
                fallen = max(fallen, _limit(act.amount, amount))  # the verifier corrects itself
            else:
                pending, by[act.actor] = max(pending, _limit(act.amount, amount)), None
        for act in book.contests.get(target, ()):
            part = _limit(act.amount, amount)
            silence = _silence(act, recorded, rules, ledger)
            if silence is Silence.STANDS or _too_late(act, recorded, rules):
                continue
            if silence is Silence.FALLS:
                fallen = max(fallen, part)
                continue
            by[act.actor] = None
            if rules.dispute is not None:
                pending = max(pending, part)
    stands = amount - fallen
    pending = min(pending, stands)
    return Standing(stands - pending, pending, tuple(by), bool(fallen))


def _by_start(act: Challenge) -> tuple[int, str]:
    return act.start, act.id


def _silence(contest: Challenge, entry_recorded: int, rules: ObligationRules, ledger: Ledger) -> Silence | None:
    """Give what silence has decided. The time to rule runs once both the entry and the contest were known."""
    dispute = rules.dispute
    if dispute is None or not isinstance(dispute.ruling_within, Duration):
        return None
    since = max(contest.recorded, entry_recorded)
    if not isinstance(dispute.if_no_ruling, Silence) or since + _micros(dispute.ruling_within) > ledger.as_of:
        return None
    return dispute.if_no_ruling


def stated(found: Standing, before: int, *, ceiling: bool) -> tuple[int, int]:
    """Give (what counts, what is disputed) of a stated total that is contested.

    Under a minimum what is not contested of it counts; if all of it is contested, the last total stands meanwhile.
    Under a ceiling the stated one stands, and what is disputed may come on top of it.
    """
    full = found.counts + found.pending
    if not found.pending or ceiling:
        return full, found.pending
    counts = found.counts or min(before, full)
    return counts, full - counts


def confirmed(book: Book, entries: Iterable[int]) -> frozenset[int]:
    """Give the claims that any of these entries confirms."""
    journal, ways = book.journal, book.journal.ways
    found = set[int]()
    for i in entries:
        if ways[i].tally != CLAIMS:
            found.add(journal.rests[i])
            found.update(journal.claims.get(ref, NO_ACT) for ref in journal.named.get(i, ()))
    return frozenset(found)


def _limit(part: int | None, amount: int) -> int:
    return amount if part is None else min(part, amount)


@cache
def _micros(stretch: Duration) -> int:
    return int(elapsed(stretch).total_seconds()) * 1_000_000


def _too_late(contest: Challenge, entry_recorded: int, rules: ObligationRules) -> bool:
    """Whether a contest came after its window, which runs from when the entry became known."""
    dispute = rules.dispute
    if dispute is None or not isinstance(dispute.window, Duration):
        return False
    return contest.recorded > entry_recorded + _micros(dispute.window)
