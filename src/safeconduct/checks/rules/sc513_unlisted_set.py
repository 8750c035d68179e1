"""SC513 unlisted-set

What:
    Finds a duty towards all of a group whose members nobody can list: no number, and no list with a closing date.

Why:
    Nobody can say when “all” is done. In Aceh in 2005 political prisoners and others held because of the conflict were to go
    free in 15 days, with neither a number nor a list; 298 came out on 17 August, 1,424 more with the decree of
    30 August, and a few stayed contested.

Example:
    categories:
      prisoners: {name: All prisoners, count: unstated}
    obligations:
      release: {title: Free all prisoners, amount: unstated, category: prisoners}

Remedy:
    Write a list under `lists` with who submits it, who checks it and when it closes, and say what holds for the unknown.

Known problems:
    A group that is known by sight, such as those in one building, is found as well; state its number. Where the number
    of the category is left out, rather than `unstated`, nothing is found.
"""

from collections.abc import Iterator

from safeconduct.agreement.norms import Obligation
from safeconduct.agreement.obligations import missing_of
from safeconduct.agreement.shapes import UNSTATED
from safeconduct.checks.finding import Found, Related, Severity, Witness
from safeconduct.checks.text import CheckedText

SEVERITY = Severity.ERROR

DAY = "2026-06-01T12:00:00+00:00"


def check(text: CheckedText) -> Iterator[Found]:
    """Find every duty towards a group that nobody can count or list."""
    closed = {name for roll in text.agreement.lists.values() if roll.closes != UNSTATED for name in roll.of}
    for path, name, obligation in text.obligations():
        unknown = [one for one in obligation.category if text.agreement.categories[one].count == UNSTATED and one not in closed]
        if unknown and obligation.amount in (None, UNSTATED) and obligation.exchange is None:
            yield Found(
                f"{path}.amount" if text.written(f"{path}.amount") else path,
                f"“{obligation.title}” is for all of “{text.name(unknown[0])}”, of whom there is neither a number nor a list "
                "that closes: nobody can say when it is done",
                related=tuple(Related(f"categories.{one}", f"“{text.name(one)}”") for one in unknown),
                witness=_witness(name, obligation),
            )


def _witness(name: str, obligation: Obligation) -> Witness | None:
    return Witness((), DAY, name, {"missing": missing_of(obligation)}) if obligation.amount == UNSTATED else None
