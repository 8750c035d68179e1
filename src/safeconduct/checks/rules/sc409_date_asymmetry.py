"""SC409 date-asymmetry

What:
    Compares the parties: whose steps carry dates and whose do not, by who owes them and by who asked for them.

Why:
    The side without dates can wait for ever and is never late; the other is late on a known day. In Minsk the steps that
    one side asked for carry dates, and those the other asked for mostly do not.

Example:
    alpha owes four steps, each by a date; bravo owes two, both `deadline: unstated`.

Remedy:
    Give both sides dates, or let the dated steps of one wait for the undated ones of the other.

Known problems:
    Steps are counted, not weighed. Steps that both owe, or that are owed to both, are left out. It is found only where one
    side has at least two undated steps, at most half of its steps dated, and a much smaller part than the other.
"""

from collections.abc import Iterator

from safeconduct.agreement.frame import Role
from safeconduct.agreement.norms import Obligation
from safeconduct.agreement.shapes import UNSTATED
from safeconduct.agreement.terms import Limit
from safeconduct.checks.finding import Found, Related, Severity
from safeconduct.checks.text import CheckedText

SEVERITY = Severity.WARNING
_WORDS = {
    "owes": "{other} owes {dated} of {all} steps by a date, {one} {mine} of {total}",
    "asks": "of what is owed to {other}, {dated} of {all} steps carry a date; of what is owed to {one}, {mine} of {total}",
}


def check(text: CheckedText) -> Iterator[Found]:
    """Find every party whose counterpart has dates where it has none; by who asked, if not by who owes."""
    parties = [name for name, party in text.agreement.parties.items() if party.role is Role.PARTY]
    for view, words in _WORDS.items():
        steps: dict[str, list[tuple[str, bool]]] = {name: [] for name in parties}
        for path, _, obligation in text.obligations():
            if obligation.deadline is None or obligation.per is not None:
                continue  # it goes on, and a date would say nothing
            for name in _one_side(obligation.who if view == "owes" else obligation.to, parties):
                steps[name].append((path, _dated(obligation)))
        counted = {name: (sum(dated for _, dated in own), len(own)) for name, own in steps.items() if own}
        found = False
        for one, (mine, total) in counted.items():
            others = [name for name in counted if name != one and _unequal(counted[one], counted[name])]
            if others:
                found = True
                dated, whole = counted[others[0]]
                open_ones = [path for path, has in steps[one] if not has]
                titles = ", ".join(f"“{text.name(path.partition('.')[2])}”" for path in open_ones)
                yield Found(
                    f"parties.{one}",
                    words.format(other=text.name(others[0]), one=text.name(one), dated=dated, all=whole, mine=mine, total=total),
                    trace=(f"Without a date: {titles}.",),
                    related=tuple(Related(f"{path}.deadline", "has no date") for path in open_ones),
                )
        if found:
            return


def _unequal(few: tuple[int, int], many: tuple[int, int]) -> bool:
    """Whether at most half of the first carry a date, two or more do not, and the part that does is smaller by a third."""
    (mine, total), (dated, whole) = few, many
    return total - mine >= 2 and dated >= 2 and 2 * mine <= total and 3 * (dated * total - mine * whole) >= whole * total


def _one_side(who: tuple[str, ...], parties: list[str]) -> list[str]:
    sides = [name for name in who if name in parties]
    return sides if len(sides) == 1 else []


def _dated(obligation: Obligation) -> bool:
    parts = obligation.tranches.parts.values() if obligation.tranches else ()
    return obligation.deadline != UNSTATED or any(isinstance(part.deadline, Limit) for part in parts)
