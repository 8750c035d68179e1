"""SC805 unequal-base-lines

What:
    Finds a zone whose sides go back the same distance from different lines.

Why:
    In Minsk in 2015 heavy weapons were to go back by equal distances, for a zone of 50, 70 or 140 kilometres by class of
    weapon: one side measured from the actual line, the other from the line of 19 September 2014. Where the two lines lie
    apart, a zone of the agreed width and equal distances cannot both be had.

Example:
    places:
      clear_zone:
        widths:
          - {metres: 25000, base: line_actual, whose: alpha}
          - {metres: 25000, base: line_of_2014, whose: bravo}

Remedy:
    Measure from one base line, or give each side a width of its own and say how wide the zone then is.

Known problems:
    Two lines that lie in the same place are found too: geometry is not compared. Widths are compared for the same weapons,
    by the words under `what`. The evaluator keeps no ground, so no log is made up.
"""

from collections import defaultdict
from collections.abc import Iterator

from safeconduct.agreement.shapes import UNSTATED
from safeconduct.checks.finding import Found, Related, Severity
from safeconduct.checks.text import CheckedText

SEVERITY = Severity.WARNING


def check(text: CheckedText) -> Iterator[Found]:
    """Find every place with the same width measured from more than one line."""
    for name, place in text.agreement.places.items():
        bases: dict[tuple[int, str], list[str]] = defaultdict(list)
        for width in place.widths:
            if width.base != UNSTATED:
                bases[width.metres, str(width.what or "")].append(width.base)
        unequal = [(key, tuple(dict.fromkeys(lines))) for key, lines in bases.items() if len(set(lines)) > 1]
        if unequal:
            lines = tuple(dict.fromkeys(line for _, found in unequal for line in found))
            wide = ", ".join(dict.fromkeys(_distance(metres) for (metres, _), _ in unequal))
            yield Found(
                f"places.{name}.widths",
                f"the same distance ({wide}) of {text.name(name)} is measured from {text.names(lines)}: "
                "where these lines lie apart, the zone cannot be drawn from both",
                related=tuple(Related(f"places.{line}", f"a base line: {text.name(line)}") for line in lines),
            )


def _distance(metres: int) -> str:
    return f"{metres // 1000} km" if metres >= 1000 and metres % 1000 == 0 else f"{metres} m"
