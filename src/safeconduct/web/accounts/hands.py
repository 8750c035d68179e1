"""Are two accounts two people, as far as a server can tell? Asked wherever one may do only what a second one has approved.

An organisation lets its officers in and keeps the list of who they are; a server knows the number in that list and nobody's name.
So it says no where it cannot tell. Whoever lists one officer as two is found by nobody here, nor is who has accounts in two
organisations: `docs/explanation/access.md` says what keeps them apart.
"""

from django.utils.translation import gettext as _

from safeconduct.web.accounts.models import Account


def not_two(first: Account, second: Account) -> str:
    """Say why two accounts could be one hand; empty where they are taken for two people."""
    if first.pk == second.pk:
        return _("Your account has asked for this itself, with another of its keys. Somebody else has to approve it.")
    if first.org != second.org:
        return ""
    if not first.officer or not second.officer:
        return _("The list of your organisation does not say yet that the two of you are two people. Whoever manages accounts "
                 "writes there which officer has which account.")  # fmt: skip
    if first.officer == second.officer:
        return _("The list of your organisation says that one officer has both accounts. Somebody else has to approve it.")
    if first.let_in(second) or second.let_in(first):
        return _("One of you let the other in, and could have made up the account. Somebody else has to approve it.")
    return ""
