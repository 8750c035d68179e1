"""Where the frame leads: the pages in groups, with addresses that keep the way of looking. Made once for each way of looking."""

from functools import lru_cache
from typing import NamedTuple

from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from safeconduct.agreement.model import Agreement


class Item(NamedTuple):
    """One page: its name in the templates, its address, and what it is called."""

    page: str
    href: str
    title: str


class Group(NamedTuple):
    """Pages that belong together."""

    title: str
    items: tuple[Item, ...]


def groups(agreement: Agreement, query: str) -> tuple[Group, ...]:
    """Give the pages that everyone may open, in the language of the page."""
    there = (agreement.programme is not None, bool(agreement.questions), bool(agreement.places), bool(agreement.subjects))
    return _groups(query, *there, get_language() or "")


@lru_cache(maxsize=256)
def _groups(query: str, programme: bool, questions: bool, places: bool, subjects: bool, _language: str) -> tuple[Group, ...]:
    def item(page: str, title: str) -> Item:
        return Item(page, reverse(page) + query, title)

    stands = [item("board", _("Board"))]
    stands += [item("programme", _("Programme"))] if programme else []
    stands += [item("questions", _("Open questions"))] if questions else []
    stands += [item("positions", _("Positions"))]
    stands += [item("figures", _("Figures"))] if subjects else []
    stands += [item("owes", _("Who owes what")), item("open", _("Left open")), item("waits", _("What waits")),
               item("timeline", _("Timeline"))]  # fmt: skip
    stands += [item("map", _("Map"))] if places else []
    rests = [item("record", _("Record")), item("about", _("Sources")), item("verify", _("Check the record")),
             item("draft", _("Write"))]  # fmt: skip
    return Group(_("How it stands"), tuple(stands)), Group(_("What it rests on"), tuple(rests))
