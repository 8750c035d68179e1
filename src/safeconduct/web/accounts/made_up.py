"""The identities of a demonstration: one for each seat of an agreement, and one for whoever keeps the log.

They belong to nobody, and have no password.
"""

from collections.abc import Iterator

from safeconduct.agreement.act_log import RECORDER
from safeconduct.agreement.model import Agreement
from safeconduct.web.accounts.models import Account


def people(agreement: Agreement) -> None:
    """Make an identity for every party, body and post of an agreement, in its order, and for whoever keeps the log."""
    for number, (org, post) in enumerate(seats(agreement), 1):
        name = f"{org}-{post}".strip("-").replace("_", "-")[:38]
        Account.objects.get_or_create(username=name if len(name) > 2 else f"{name}-org",
                                      defaults={"org": org, "post": post, "made_up": True, "manages": not post,
                                                "officer": str(number)})  # fmt: skip


def seats(agreement: Agreement) -> Iterator[tuple[str, str]]:
    """Give (organisation, post), the organisation itself first. Last comes who keeps the log, no organisation of the text."""
    for org in (*agreement.parties, *agreement.bodies):
        yield org, ""
        for name, post in agreement.posts.items():
            if post.of == org:
                yield org, name
    yield RECORDER, ""
