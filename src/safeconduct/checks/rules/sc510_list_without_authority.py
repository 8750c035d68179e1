"""SC510 list-without-authority

What:
    Finds a list without someone who submits it, someone with the last word on it, a closing date, or an appeal; and a
    number of persons of whom nobody is said to pick which.

Why:
    Where two lists exist nobody knows which one counts, and late names never end. In Gaza in October 2025 the plan frees
    250 prisoners with life terms and 1,700 detainees and does not say who picks them: 1,718 were freed of the second
    group, and counts of those moved differ again.

Example:
    lists:
      fighters: {title: The fighters who take part}

Remedy:
    Write `submitted_by`, `accredited_by`, `closes` and `appeal`; for a number of persons, `names: {chosen_by: ...}`.

Known problems:
    A list that is only spoken of in the words of a clause is not found. A body that keeps its own rules for a list counts
    only if it is named here. The evaluator knows no lists, so no log comes with the finding.
"""

from collections.abc import Iterator

from safeconduct.agreement.shapes import UNSTATED
from safeconduct.checks.finding import Found, Severity
from safeconduct.checks.text import CheckedText
from safeconduct.kernel.quantity import Quantity

SEVERITY = Severity.ERROR


def check(text: CheckedText) -> Iterator[Found]:
    """Find every list that lacks an authority, and every choice of persons that nobody is given."""
    listed: set[str] = set()
    for name, roll in text.agreement.lists.items():
        listed.update(roll.of)
        lacks = [words for words, open_ in (
            ("who submits it", set(roll.submitted_by) <= {UNSTATED}),
            ("who has the last word on it", set(roll.accredited_by) <= {UNSTATED}),
            ("when it closes", roll.closes == UNSTATED),
            ("who hears those left out", set(roll.appeal) <= {UNSTATED}),
        ) if open_]  # fmt: skip
        if lacks:
            words = " or ".join([", ".join(lacks[:-1]), lacks[-1]] if len(lacks) > 1 else lacks)
            yield Found(f"lists.{name}", f"“{roll.title}” is a list, and the text does not say {words}")
    for path, _, obligation in text.obligations():
        some = isinstance(obligation.amount, Quantity) or obligation.exchange is not None
        chosen = obligation.names.chosen_by if obligation.names is not None and some else None
        if chosen is not None and set(chosen) <= {UNSTATED} and not listed.intersection(obligation.category):
            yield Found(f"{path}.names", f"“{obligation.title}” is for a number of persons, and the text does not say who picks "
                        "them: there is no list that counts")  # fmt: skip
