"""SC506 indefinite-hold

What:
    Finds a way on that means to be held, without the law it rests on, a date of review, or what ends it.

Why:
    A hold that nobody has to look at again goes on by omission. In the passage reported near Rafah in November 2025
    some of the fighters were to be held, and the reports name no law, no place, no length and no review.

Example:
    moves:
      review:
        title: Be held for review
        held: {legal_basis: unstated}

Remedy:
    Write `legal_basis`, `review_within` and `ends_when` under `held:`.

    In a programme, write `hold:` with the laws, the review and the longest time.

    This finding cannot be allowed in a comment. Who signs all the same writes so under `acknowledged:`, in words.

Known problems:
    A hold that is only described in the words of a clause is not found. Whether the law that is named allows the hold is
    not judged. The status of an agreement knows no persons who are held, so no log comes with the finding.
"""

from collections.abc import Iterator

from safeconduct.agreement.programme import WayKind
from safeconduct.checks.engines.automata import programme_way, unbounded
from safeconduct.checks.finding import Found, Severity
from safeconduct.checks.text import CheckedText

SEVERITY = Severity.ERROR


def check(text: CheckedText) -> Iterator[Found]:
    """Find every move and every way of a programme that holds a person without bounds."""
    programme = text.agreement.programme
    for name, category in text.agreement.categories.items():
        for key, move in category.moves.items():
            path = f"categories.{name}.moves.{key}"
            way = programme_way(text, name, key)
            if move.held is not None and (lacks := unbounded(move.held)):
                yield Found(f"{path}.held", f"“{move.title}” means to be held, and the text does not give {' or '.join(lacks)}")
            elif move.held is None and way is not None and way.kind is WayKind.REVIEW and programme and programme.hold is None:
                yield Found(path, f"“{move.title}” means to be held, and the programme has no rule for a hold: "
                            "no law, no review, no end")  # fmt: skip
