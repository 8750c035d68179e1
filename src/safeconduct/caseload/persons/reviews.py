"""When something has to be looked at again: never in the past, never later than the text allows."""

from collections.abc import Iterator
from datetime import datetime

from safeconduct.caseload.moves import Asked, Missing
from safeconduct.kernel.moments import Duration, utc


def review_date(asked: Asked, review_by: datetime, longest: Duration | None, clause: tuple[str, ...]) -> Iterator[Missing]:
    """A review lies ahead, and no further than the text allows."""
    if utc(review_by) <= utc(asked.now):
        yield Missing("review_in_the_past", {"at": review_by}, clause)
    if longest is not None and utc(review_by) > utc(limit := asked.rules.limit(asked.now, longest)):
        yield Missing("review_too_late", {"at": review_by, "limit": limit}, clause)
