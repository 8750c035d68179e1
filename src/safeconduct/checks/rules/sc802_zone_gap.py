"""SC802 zone-gap

What:
    Finds a strip or a contested place that the text puts in no zone.

Why:
    Nobody's rule holds in a gap, so each side may take it without a breach of the wording. A strip between two lines that
    were each drawn for one side only is the usual case.

Example:
    places:
      buffer: {kind: zone, unassigned: [the strip between the two lines]}

Remedy:
    Assign it: put it in one of the zones, or make it a zone with rules of its own.

Known problems:
    Gaps are known only from `unassigned`; geometry is not searched for strips, because drawn outlines leave many within
    their error. Two lines that differ are found by unequal-base-lines. The evaluator keeps no ground, so no log is made up.
"""

from collections.abc import Iterator

from safeconduct.checks.finding import Found, Severity
from safeconduct.checks.text import CheckedText

SEVERITY = Severity.ERROR


def check(text: CheckedText) -> Iterator[Found]:
    """Find every place that leaves ground beside it in no zone."""
    for name, place in text.agreement.places.items():
        if place.unassigned:
            gaps = "; ".join(" ".join(gap.pick("en").split()) for gap in place.unassigned)
            yield Found(f"places.{name}.unassigned", f"no zone takes in ground beside {text.name(name)}: {gaps}")
