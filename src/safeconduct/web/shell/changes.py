"""Who can change something, and how, ready for a page."""

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from django.utils.translation import gettext_lazy as _

from safeconduct.agreement.model import Agreement
from safeconduct.agreement.results import CanChange
from safeconduct.agreement.shapes import UNSTATED
from safeconduct.web.shell.spoken import how, names


class Way(NamedTuple):
    """One way on: who holds it, in one sentence how, and until when."""

    who: tuple[str, ...]
    sentence: str
    before: datetime | None
    short: str

    @property
    def nobody(self) -> bool:
        """Say whether the text names nobody."""
        return not set(self.who) - {UNSTATED}


_SHORT = {
    "agree_hole": (_("%(who)s can agree it."), _("The text names nobody to agree it.")),
    "decide": (_("%(who)s can decide it."), _("The text names nobody to decide it.")),
    "name_decider": (_("%(who)s can decide it."), _("The text names nobody to decide it; the parties can amend it.")),
    "date_anchor": (_("%(who)s can say when it happened."), _("The text names nobody to say when it happened.")),
}
"""For a place whose heading already names the thing: the sentence where somebody is named, and where nobody is."""


def _short(change: CanChange, agreement: Agreement, language: str) -> str:
    if change.how not in _SHORT:
        return ""
    somebody, nobody = _SHORT[change.how]
    if not set(change.who) - {UNSTATED}:
        return str(nobody)
    return str(somebody) % {"who": names(change.who, agreement, language)}


def ways(changes: Iterable[CanChange], agreement: Agreement, language: str) -> tuple[Way, ...]:
    """Give the ways on, each once."""
    found = {}
    for change in changes:
        sentence = how(change, agreement, language)
        short = _short(change, agreement, language) or sentence
        found.setdefault((change.who, sentence), Way(change.who, sentence, change.before, short))
    return tuple(found.values())
