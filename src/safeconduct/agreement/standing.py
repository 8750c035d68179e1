"""What stands of one entry that others speak of: taken back, ruled on, refused or contested.

Most entries are spoken of by nobody and are never asked about here.
"""

from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

from safeconduct.agreement.books import CLAIMS, Book, Challenge, Journal
from safeconduct.agreement.calendar import elapsed
from safeconduct.agreement.fold import Ledger
from safeconduct.agreement.norms import Silence
from safeconduct.agreement.rules import ObligationRules
from safeconduct.kernel.moments import Duration

Positions = set[int] | frozenset[int]
Names = set[str] | frozenset[str]


class Standing(NamedTuple):
    """What of an entry counts undisputed, what of it is contested and undecided, by whom, and whether part was refused."""

    counts: int
    pending: int
    by: tuple[str, ...]
    refused: bool


_NOTHING_STANDS = Standing(0, 0, (), False)


def challenged(book: Book, ledger: Ledger) -> tuple[Positions, Names]:
    """Give the entries that may be challenged or taken back, or rest on such a one, and the ids of these acts."""
    touched = ledger.touched.get(book.obligation)
    if not touched:
        return frozenset(), frozenset()
    return touched, {*book.contests, *book.refusals, *book.rulings, *ledger.withdrawn}


def targets(journal: Journal, i: int, names: Names) -> list[str]:
    """Give the acts among these that an entry is or names."""
    return [name for name in (journal.ids[i], *journal.refs(i)) if name in names]


def standing(book: Book, i: int, amount: int, rules: ObligationRules, spoken_of: Sequence[str], ledger: Ledger) -> Standing:
    """Say what of the amount of an entry stands. `spoken_of` are its `targets`."""
    actor, recorded = ledger.journal.ways[i].actor, ledger.journal.recorded[i]
    if actor in ledger.withdrawn.get(ledger.journal.ids[i], ()):
        return _NOTHING_STANDS
    rulings = [act for target in spoken_of if target in book.rulings for act in book.rulings[target]]
    if rulings:
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


def confirmed(book: Book, touched: Positions) -> frozenset[str]:
    """Give the claims that were confirmed, of those that are spoken of at all."""
    if not touched:
        return frozenset()
    refs_of, ways = book.journal.refs, book.journal.ways
    return frozenset(ref for i in touched if ways[i].tally != CLAIMS for ref in refs_of(i))


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
