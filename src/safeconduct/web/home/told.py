"""What is new to an account, read from the record of this server once and kept until something changes."""

from collections import OrderedDict

from django.conf import settings
from django.http import Http404, HttpRequest

from safeconduct.access.seats import Seat, seat_at
from safeconduct.web.accounts.models import Account
from safeconduct.web.home.models import ReadTo
from safeconduct.web.home.news import MOST, News, news, quarter
from safeconduct.web.shell import clock
from safeconduct.web.shell.seat import account_of, viewer_of
from safeconduct.web.shell.worked import NotReady, worked

_KEPT: OrderedDict[tuple[object, ...], tuple[News, ...]] = OrderedDict()
_MOST_KEPT = 256


def new_to(request: HttpRequest) -> tuple[News, ...]:
    """Give what is new to whoever looks; nothing where nobody is signed in, or this server has no record."""
    account = account_of(request)
    if account is None or not settings.HOME:
        return ()
    place = ReadTo.objects.filter(account=account).values_list("place", flat=True).first()
    return _news(request, seat_at(account.org, account.post), place)


def _news(request: HttpRequest, seat: Seat, place: int | None) -> tuple[News, ...]:
    now, viewer = clock.now(), viewer_of(request)
    try:
        with worked() as record:
            docket = record.desk.docket
            key = (id(record), docket.size, seat, place, quarter(now), quarter(viewer.in_force.at))
            if key not in _KEPT:
                _KEPT[key] = news(viewer, docket, now, after=place)
                while len(_KEPT) > _MOST_KEPT:
                    _KEPT.popitem(last=False)
            return _KEPT[key]
    except (Http404, NotReady):
        return ()


def mark_seen(account: Account, found: tuple[News, ...], count: int) -> None:
    """Keep that an account has seen the first so many of what is new to it."""
    if seen := found[:count]:
        ReadTo.objects.update_or_create(account=account, defaults={"place": seen[-1].place + 1})


def how_many(found: tuple[News, ...]) -> str:
    """Give the number that stands in the frame of a page; nothing for none."""
    return f"{MOST}+" if len(found) > MOST else str(len(found) or "")
