"""How much work was a draft? The median of what was filed or rejected, in seconds and keystrokes. Nobody's name is in it."""

from collections.abc import Iterable
from statistics import median
from typing import NamedTuple

from safeconduct.web.reports.models import FILED, REJECTED, SIGNING, Drafted

LONGEST = 600
"""How many seconds between two decisions count: whoever was away longer did not work on it."""


class Effort(NamedTuple):
    """The medians over so many drafts."""

    drafts: int
    seconds: int
    strokes: int


def effort(drafts: Iterable[Drafted]) -> Effort | None:
    """Give the medians; None where nothing is done yet."""
    done = [(one.seconds, one.strokes) for one in drafts if one.state in (FILED, REJECTED, SIGNING)]
    if not done:
        return None
    seconds, strokes = (round(median(one)) for one in zip(*done, strict=True))
    return Effort(len(done), seconds, strokes)


def spent(shown: str, now: float) -> int:
    """Give the seconds since a page was shown. What was sent as that moment is believed only as far as it can be."""
    try:
        since = now - float(shown)
    except ValueError:
        return 0
    return round(min(max(since, 0), LONGEST)) if since == since else 0


def strokes(sent: str) -> int:
    """Give the keystrokes a script has counted; one where none did."""
    return min(int(sent), LONGEST) if sent.isdecimal() and len(sent) < 6 and int(sent) else 1
