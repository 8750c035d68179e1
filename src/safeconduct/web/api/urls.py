"""The addresses of the interface, all under `/api/1/`, and of the page on which an officer makes tokens."""

from django.urls import path

from safeconduct.web.api import (
    acts,
    agreement,
    boards,
    describing,
    drafts,
    given,
    own,
    programme,
    record,
    standing,
    views,
    waiting,
)
from safeconduct.web.api.operation import API, NAME, OPERATIONS
from safeconduct.web.shell.doors import Door

MODULES = (agreement, standing, boards, drafts, record, programme, given, acts, own, waiting, describing)
"""Where the operations stand. Each registers its own."""

urlpatterns = [
    path("api/1/", API.urls),
    path("account/tokens/", views.tokens, name="account_tokens"),
    path("account/tokens/<str:handle>/end/", views.end, name="account_token_end"),
]

# The front asks the door of each operation, method by method; it answers for what goes on behind it, so the way in is open.
DOORS = {f"{NAME}:{name}": one.door for (name, _method), one in OPERATIONS.items()} | {
    f"{NAME}:api-root": Door.EVERYONE, "account_tokens": Door.SIGNED_IN, "account_token_end": Door.SIGNED_IN,
}  # fmt: skip
