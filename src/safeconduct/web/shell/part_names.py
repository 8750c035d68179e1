"""What are the parts of a norm called that the text gives no name: tallies, clocks, tranches? And whoever keeps the log?

They have ids, made of English letters for whoever writes the file. A page calls a tally by what it counts, a clock by its own
words, a tranche by its place among the others. Where the text has none of that, the id stands as it is.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import gettext as _

from safeconduct.agreement.act_log import RECORDER
from safeconduct.agreement.model import Agreement, Content
from safeconduct.agreement.norms import Tally
from safeconduct.agreement.terms import Clock, Limit
from safeconduct.kernel.text import Text
from safeconduct.web.shell.words import plain


def said(part: Text | str, language: str) -> str:
    """Give what a part is called as one line."""
    return " ".join(part.pick(language).split()) if isinstance(part, Text) else part


def called(of: str, agreement: Agreement, language: str) -> str:
    """Give the name of an id in the language of the page, a tranche by its place among the others."""
    if is_recorder(of, agreement):
        return _("whoever keeps the log")
    head, _dot, tail = of.partition(".")
    duty = agreement.obligations.get(head)
    if tail and duty is not None and duty.tranches is not None and tail in duty.tranches.parts:
        return _("%(name)s: %(part)s") % {"name": agreement.name_of(head, language), "part": tranche(tail, duty.tranches.parts)}
    return agreement.name_of(of, language)


def is_recorder(of: str, content: Content) -> bool:
    """Whether this is whoever keeps the log, who is no organisation of the text."""
    return of == RECORDER and of not in content.parties and of not in content.bodies


def tranche(key: str, parts: Mapping[str, Any]) -> str:
    """Give a tranche by its place among the others."""
    return _("part %(n)s of %(all)s") % {"n": list(parts).index(key) + 1, "all": len(parts)}


def tally(key: str, agreement: Agreement) -> Text | str:
    """Give what a tally counts, in the words of the text; its id where the text does not say it, or says it twice."""
    return _only([one.counts for one in _tallies(agreement, key)], key)


def clock(key: str, agreement: Agreement) -> Text | str:
    """Give the words of a clock among several; its id where the text has none, or has them twice."""
    return _only([one.clocks[key].says for one in _limits(agreement) if key in one.clocks], key)


def _only(found: list[Text | None], key: str) -> Text | str:
    first = found[0] if found else None
    return first if first is not None and all(one == first for one in found) else plain(key)


def _tallies(agreement: Agreement, key: str) -> Iterator[Tally]:
    for duty in agreement.obligations.values():
        if key in duty.tallies:
            yield duty.tallies[key]


def _limits(agreement: Agreement) -> Iterator[Limit]:
    for duty in agreement.obligations.values():
        limits: list[Limit | Clock | str | None] = [duty.deadline, *_ends(duty.tranches)]
        yield from (one for one in limits if isinstance(one, Limit))
    for ban in agreement.prohibitions.values():
        if isinstance(ban.ends, Limit):
            yield ban.ends


def _ends(tranches: Any) -> list[Any]:
    return [part.deadline for part in tranches.parts.values()] if tranches is not None else []
