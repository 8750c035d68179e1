"""Was an act signed just now? Whatever is handed in here bears the hour at which it is handed in.

Until when one may object, which mandate lasts, whether the window of a key is over: all of it is judged by the hour that an act
says of itself. Whoever could write an earlier one would object when the time to object is over. What was signed without a network
comes in as a bundle, through whoever keeps the record.
"""

from datetime import datetime, timedelta

from safeconduct.kernel.errors import Refused
from safeconduct.kernel.moments import utc
from safeconduct.web.desk.handing import PREPARED_FOR

AHEAD = timedelta(minutes=5)
"""By how much the clock of a program may be ahead."""


def just_now(at: str, now: datetime) -> None:
    """Raise Refused where an act says another hour than this one. `at` is a time with its zone; without one others refuse it."""
    try:
        said = datetime.fromisoformat(at)
    except ValueError:
        return
    if said.tzinfo is not None and not utc(now) - PREPARED_FOR <= utc(said) <= utc(now) + AHEAD:
        minutes = int(PREPARED_FOR.total_seconds()) // 60
        raise Refused(f"it says that it was recorded at {at}, and it is {utc(now).isoformat(timespec='seconds')} now",
                      remedy=f"write the hour at which it is signed, and hand it in within {minutes} minutes")  # fmt: skip
