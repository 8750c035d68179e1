"""SC612 unallocated-assets

What:
    Finds goods, arms or money whose fate is left to be agreed, without an owner of the question, a date, or what holds
    meanwhile.

Why:
    What belongs to nobody is counted by nobody. Stores that were left for later are found open, empty, or claimed twice;
    in the passage reported near Rafah in November 2025 nothing says what becomes of the weapons that are handed in.

Example:
    holes:
      stores: {what: The remaining stores, assets: yes}

Remedy:
    Write who settles it (`owner`), by when (`deadline`), and what holds until then (`if_not`).

Known problems:
    Only a part left open that is marked `assets: yes` is found. Who holds the keys meanwhile is looked at elsewhere. The
    status lists parts left open apart from norms, so no log comes with the finding.
"""

from collections.abc import Iterator

from safeconduct.agreement.shapes import UNSTATED
from safeconduct.checks.finding import Found, Severity
from safeconduct.checks.text import CheckedText

SEVERITY = Severity.WARNING


def check(text: CheckedText) -> Iterator[Found]:
    """Find every part left open about assets that may stay open for ever."""
    for name, hole in text.agreement.holes.items():
        lacks = [words for words, open_ in (
            ("who settles it", set(hole.owner) <= {UNSTATED}),
            ("by when", hole.deadline == UNSTATED),
            ("what holds until then", hole.if_not == UNSTATED),
        ) if open_]  # fmt: skip
        if hole.assets and lacks:
            words = " or ".join([", ".join(lacks[:-1]), lacks[-1]] if len(lacks) > 1 else lacks)
            yield Found(f"holes.{name}", f"“{hole.what}” is left open, and the text does not say {words}")
