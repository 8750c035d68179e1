"""What waits for whoever keeps the log: reports to look at, to translate and to sign."""

from typing import NamedTuple

from django.db.models import Q

from safeconduct.web.reports.models import OPEN, SIGNING, Drafted, Report


class Recording(NamedTuple):
    """How many documents have something to decide, cannot be read by the machine, or have drafts that are not signed yet."""

    to_decide: int
    to_translate: int
    to_sign: int


def recording() -> Recording:
    """Count what waits. A story that is printed again waits once."""
    stories = Report.objects.filter(Q(same_as=None) | Q(same_as__erased=True), erased=False)
    undecided = stories.filter(Q(drafts__state=OPEN) | Q(drafted=False))
    return Recording(
        undecided.distinct().count(),
        stories.exclude(language__in=("", "en")).filter(drafts=None).count(),
        Drafted.objects.filter(state=SIGNING).values("report").distinct().count(),
    )
