"""What is written down when something is refused to somebody who has signed in: of which kind it was, never what it was about.

Those who manage accounts see it, and so does whoever holds the account: a session in other hands shows itself in this way.
"""

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest

from safeconduct.web.accounts.listening import note
from safeconduct.web.accounts.models import Account

FORM, FACTOR, SIGNATURE, ACT = "refused_form", "refused_factor", "refused_signature", "refused_act"
"""A form that no page of ours has sent; work without a second factor; something signed that is not sound; an act."""
MOST, WITHIN = 100, 3600
"""How many refusals of one account are written down in how many seconds: whoever makes them must not fill the disk."""


def refused(request: HttpRequest, what: str) -> None:
    """Write down a refusal, where somebody has signed in."""
    account = request.user if settings.SESSION_COOKIE_NAME in request.COOKIES else None
    if isinstance(account, Account):
        refused_to(account, what)


def refused_to(account: Account, what: str) -> None:
    """Write down a refusal to an account, by whatever way it came."""
    counted = f"accounts.refused.{account.pk}"
    cache.add(counted, 0, WITHIN)
    if cache.incr(counted) <= MOST:
        note(what, account)
