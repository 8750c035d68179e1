"""SC508 no-destination

What:
    Finds a movement without a destination, or to a receiver that the text leaves unnamed and need not name.

Why:
    Nobody has to take in people who leave for a place that is not named. The Gaza plan of 2025 lets members of Hamas
    leave to receiving countries. It does not say which, who names them, or by when; in November 2025 no state had agreed.

Example:
    moves:
      leave: {title: Leave the city, to: unstated}

Remedy:
    Name the place or the state, or write a part left open with its owner, a date, and what holds if nobody is named.

Known problems:
    A duty whose `destination` is left out is not taken for a movement. Whether a state that is named has agreed to
    receive anyone cannot be read off the text. For a move of a category no log comes with the finding, because the
    status shows norms only.
"""

from collections.abc import Iterator

from safeconduct.agreement.norms import Entitlement, Obligation
from safeconduct.agreement.obligations import missing_of
from safeconduct.agreement.programme import WayKind
from safeconduct.agreement.shapes import UNSTATED
from safeconduct.checks.engines.automata import programme_way
from safeconduct.checks.finding import Found, Related, Severity, Witness
from safeconduct.checks.text import CheckedText

SEVERITY = Severity.ERROR

DAY = "2026-06-01T12:00:00+00:00"


def check(text: CheckedText) -> Iterator[Found]:
    """Find every movement that leads to no named place or receiver."""
    for path, name, norm in text.norms():
        if isinstance(norm, Obligation | Entitlement) and norm.destination == UNSTATED:
            missing = missing_of(norm) if isinstance(norm, Obligation) else _missing(norm)
            yield Found(f"{path}.destination", f"“{norm.title}” names no destination: nobody has to receive whoever goes",
                        witness=Witness((), DAY, name, {"missing": missing}))  # fmt: skip
    for name, category in text.agreement.categories.items():
        for key, move in category.moves.items():
            path = f"categories.{name}.moves.{key}"
            if not text.written(f"{path}.to") or any(_named(text, one) for one in move.to) or _states(text, name, key):
                continue
            holes = [one for one in move.to if one != UNSTATED]
            what = f"leads to a part left open without {_lacks(text, holes[0])}: “{text.name(holes[0])}”" if holes else (
                "names no destination: nobody has to receive whoever goes")  # fmt: skip
            related = tuple(Related(f"holes.{hole}", f"left open: “{text.name(hole)}”") for hole in holes)
            yield Found(f"{path}.to", f"“{move.title}” {what}", related=related)


def _states(text: CheckedText, name: str, key: str) -> bool:
    # A programme may name the states that offer places, beside a part left open for others.
    way, programme = programme_way(text, name, key), text.agreement.programme
    return bool(way and way.kind is WayKind.ABROAD and programme and programme.receiving_states)


def _named(text: CheckedText, to: str) -> bool:
    return to != UNSTATED and (to not in text.agreement.holes or not _lacks(text, to))


def _lacks(text: CheckedText, hole: str) -> str:
    left = text.agreement.holes[hole]
    lacks = [words for words, open_ in (
        ("an owner", set(left.owner) <= {UNSTATED}),
        ("a date", left.deadline == UNSTATED),
        ("a fallback", left.if_not == UNSTATED),
    ) if open_]  # fmt: skip
    return " or ".join([", ".join(lacks[:-1]), lacks[-1]] if len(lacks) > 1 else lacks)


def _missing(right: Entitlement) -> tuple[str, ...]:
    # As the evaluator names it: who has the right, who grants it, where it leads.
    holder = ("holder",) if UNSTATED in right.who else ()
    return (*holder, *(("grantor",) if set(right.granted_by) <= {UNSTATED} else ()), "destination")
