"""Who can change something, and how, ready for a page."""

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from safeconduct.agreement.model import Agreement
from safeconduct.agreement.results import CanChange
from safeconduct.agreement.shapes import UNSTATED
from safeconduct.agreement.wording import how


class Way(NamedTuple):
    """One way on: who holds it, in one sentence how, and until when."""

    who: tuple[str, ...]
    sentence: str
    before: datetime | None

    @property
    def nobody(self) -> bool:
        """Say whether the text names nobody."""
        return not self.who or UNSTATED in self.who


def ways(changes: Iterable[CanChange], agreement: Agreement, language: str) -> tuple[Way, ...]:
    """Give the ways on, each once."""
    found = {}
    for change in changes:
        sentence = how(change, agreement, language)
        found.setdefault((change.who, sentence), Way(change.who, sentence, change.before))
    return tuple(found.values())
