"""What time is it? The one answer for everything that is about the agreement, its programme and its record.

In a record that is in use it is the time. In a demonstration it is the time of its story, which began where its acts end and runs
on: what is due, what may still be signed, as of when pages look, and what stands in a signed act as its time.

The real time counts, in a demonstration too, for what is about this server and those who ask it: how long sessions last and slips
are good, second factors, accounts that end, ways back in, what was noted of accounts and which alarms are shown, how often may be
asked, tokens and what was sent under one key, where a list goes on, the lines that are logged. It also counts for signatures of
witnesses: they come from machines with clocks of their own.
"""

from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from safeconduct.bootstrap.story import StoryClock, clock_of
from safeconduct.secretariat.recorded import RecordedCase
from safeconduct.web.shell.case import Shown


def now() -> datetime:
    """Give the time, in UTC."""
    running, real = _running(), timezone.now()
    return running.at(real) if running is not None else real


def of_story() -> datetime | None:
    """Give the minute that the clock of a demonstration shows; None where the time is the real one."""
    return minute() if _running() is not None else None


def first_seen(shown: Shown) -> datetime:
    """Give the moment that a page shows when none is asked for. In a demonstration that is now, before its record is made too."""
    story = None if isinstance(shown.case, RecordedCase) else of_story()
    return story or shown.case.default_as_of


def minute() -> datetime:
    """Give the minute that has begun: pages that are made in it show the same."""
    return now().replace(second=0, microsecond=0)


_clocks: dict[str, StoryClock] = {}


def _running() -> StoryClock | None:
    home = settings.HOME if settings.DEMO else ""
    if home and home not in _clocks and (found := clock_of(Path(home))) is not None:
        _clocks[home] = found
    return _clocks.get(home)
