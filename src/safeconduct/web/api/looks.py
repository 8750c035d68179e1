"""Which looks has a token handed in, and which uses of what two agreed on? Each counts for the token that said it, as on the
pages for the session.

So a token that was stolen without the key reads nobody that its program has not just looked at. What was looked at stands in the
record only; here are the ids of the acts, in memory.
"""

from datetime import timedelta

from django.core.cache import cache

from safeconduct.web.api.models import Token

GOOD_FOR = timedelta(minutes=30)
"""How long one look counts, as on the pages."""
MOST = 64


def looks_of(token: Token) -> list[str]:
    """Give the ids of the looks and uses of a token, the latest first."""
    return list(reversed(cache.get(_key(token), [])))


def remember(token: Token, act_id: str) -> None:
    """Note that a token has handed in a look, or a use."""
    cache.set(_key(token), [*cache.get(_key(token), []), act_id][-MOST:], GOOD_FOR.total_seconds())


def _key(token: Token) -> str:
    return f"api.looks.{token.pk}"
