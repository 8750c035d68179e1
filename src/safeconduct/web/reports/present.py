"""How is a field said on the page, and which drafts are there beside the text?"""

import re
from collections.abc import Container, Iterable, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from django.utils.translation import get_language_info
from django.utils.translation import gettext as _

from safeconduct.agreement.model import Agreement
from safeconduct.intake.document import Document
from safeconduct.intake.draft import Draft, Reading
from safeconduct.web.reports.fields import Decided, days_of
from safeconduct.web.reports.marks import plain
from safeconduct.web.reports.models import OPEN, Drafted
from safeconduct.web.reports.words import CERTAINTY, CLOSED, DECIDED, FIELDS, LINKS, RESOLVED, ROLES, STATES
from safeconduct.web.shell.wording import Named, named, ui_language
from safeconduct.web.shell.words import amount, stance

_SHORT, _LONGEST_HEADLINE = 90, 160


class Carrier(NamedTuple):
    """Somebody in a chain: their name, which kind they are, and for whom they speak."""

    name: Named
    kind: Any
    speaks_for: Named | None


class Choice(NamedTuple):
    """Something to choose: what a form sends for it, how it is called, and which words of the text speak for it."""

    do: str
    name: Named
    why: tuple[str, ...] = ()


class Row(NamedTuple):
    """A field of the page. `says` are pieces in the language of the page, `words` those of the document or of a person."""

    name: str
    kind: str
    label: Any
    what: str
    state: Any
    says: tuple[Any, ...]
    words: tuple[Named, ...]
    chain: tuple[Carrier, ...]
    offered: tuple[Choice, ...]
    closed: Any
    why: tuple[Any, ...]

    @property
    def is_open(self) -> bool:
        """Say whether nothing was decided yet."""
        return not self.what


def row(one: Decided, draft: Draft, document: Document, agreement: Agreement) -> Row:
    """Give a field as the page shows it."""
    kind, value = one.field.kind, one.value or one.field.drafted
    says: tuple[Any, ...] = ()
    words: tuple[Named, ...] = ()
    chain: tuple[Carrier, ...] = ()
    match kind:
        case "source":
            chain = tuple(_carrier(link, agreement) for link in value["links"])
        case "stance":
            says = (stance(value["stance"], value["polarity"]), CERTAINTY.get(value.get("certainty", "U"), ""))
            words = (_name(agreement, value["addressee"]),) if value.get("addressee") else ()
        case "content":
            words = (Named(value["says"], value["says"], ""),)
        case "quantity":
            says = _how_many(value)
            words = (named(agreement, value["subject"], ui_language()),) if value.get("subject") else ()
        case "time":
            says = (ROLES.get(value["role"], ""), _days(value))
        case "place":
            words = (_name(agreement, value["place"]),) if value.get("place") else ()
        case "point":
            words = tuple(_name(agreement, ref) for ref in value["on"])
    offered = _choices(one, draft, document, agreement)
    why = tuple(RESOLVED[word] for word in one.field.why if word in RESOLVED)
    return Row(one.field.name, kind, FIELDS[kind], one.what, DECIDED[one.what], says, words, chain, offered,
               CLOSED.get(one.field.closed, ""), why)  # fmt: skip


def _carrier(link: dict[str, str], agreement: Agreement) -> Carrier:
    speaks_for = _name(agreement, link["for"]) if link.get("for") else None
    return Carrier(_name(agreement, link["who"]), LINKS.get(link["kind"], ""), speaks_for)


def _choices(one: Decided, draft: Draft, document: Document, agreement: Agreement) -> tuple[Choice, ...]:
    """Give what a field may be, where the machine offers several: the nearest points, the readings of a day."""
    if one.field.kind == "point":
        block = document.block_at(draft.span)
        around = document.words(block.span if block is not None else draft.span)
        return tuple(Choice(f"point:{bound.point}", _name(agreement, bound.point), _whole(bound.why, around))
                     for bound in draft.points)  # fmt: skip
    return tuple(Choice(f"take:{one.field.name}:{n}", Named(days := _days(value), days, ""))
                 for n, value in enumerate(one.field.offered))  # fmt: skip


def _whole(stems: Iterable[str], around: str) -> tuple[str, ...]:
    """Give the words of a text that begin so, as they are written there, each once."""
    found = (re.search(rf"\b{re.escape(stem)}\w*", around, re.IGNORECASE) for stem in stems)
    return tuple(dict.fromkeys(plain(match[0]) for match in found if match))


def _name(agreement: Agreement, name: str) -> Named:
    """Give the name of an id in the language of the page; what is no id stands as it was written."""
    found = named(agreement, name, ui_language())
    return Named(name, name, "") if found.text == name else found


def _how_many(value: dict[str, Any]) -> tuple[Any, ...]:
    low, high = value["low"], value["high"]
    if low is None and high is None:
        number: Any = value.get("vague", "")
    elif low == high:
        number = amount(low)
    elif low is None:
        number = _("at most %(high)s") % {"high": amount(high)}
    elif high is None:
        number = _("at least %(low)s") % {"low": amount(low)}
    else:
        number = f"{amount(low)}–{amount(high)}"
    told = [number]
    told += [_("about")] if value.get("approximate") else []
    told += [_("all of them")] if value.get("exhaustive") else []
    told += [_("out of %(of)s") % {"of": amount(value["out_of"])}] if value.get("out_of") is not None else []
    return tuple(told)


def _days(value: dict[str, Any]) -> str:
    found = days_of(value)
    if found is None:
        return _("no day can be told")
    start, end = found
    if isinstance(start, datetime):
        return f"{start:%Y-%m-%d %H:%M}"
    last = end.fromordinal(end.toordinal() - 1)
    return f"{start:%Y-%m-%d}" if last <= start else f"{start:%Y-%m-%d} – {last:%Y-%m-%d}"


class Item(NamedTuple):
    """A draft in the list: who, how, what in short, and how it stands."""

    number: int
    who: str
    turn: str
    says: str
    state: str
    state_word: Any


def items(rows: Iterable[Drafted], reading: Reading, document: Document, agreement: Agreement,
          decided_all: Container[int] = ()) -> list[Item]:  # fmt: skip
    """Give the drafts of a document for the list, in the order of the rows. `decided_all` only wait to be filed."""
    drafts = {draft.number: draft for draft in reading.drafts}
    return [_item(one, "ready" if one.state == OPEN and one.number in decided_all else one.state, drafts[one.number], document,
                  agreement) for one in rows if one.number in drafts]  # fmt: skip


def _item(one: Drafted, state: str, draft: Draft, document: Document, agreement: Agreement) -> Item:
    last = draft.chain[-1] if draft.chain else None
    who = (_name(agreement, last.actor).text if last.actor else plain(last.words)) if last else document.publisher
    words = plain(document.words(draft.content))
    short = words if len(words) <= _SHORT else words[:_SHORT].rsplit(" ", 1)[0] + " …"
    return Item(one.number, who or _("not named"), stance(draft.stance, draft.polarity), short, state, STATES[state])


def language_name(code: str) -> str:
    """Give the name of a language in that of the page, or its code."""
    try:
        return str(get_language_info(code)["name_translated"])
    except KeyError:
        return code


def rules(found: Iterable[Decided]) -> tuple[str, ...]:
    """Give the names of the rules that have found the fields of a draft, each once."""
    words = (word for one in found if one.field.kind != "point" for word in one.field.why)
    return tuple(dict.fromkeys(word for word in words if word not in RESOLVED))


def headline(document: Document) -> str:
    """Give what a document is called by itself; empty where it has no headline."""
    found = next((block for block in document.blocks if block.kind == "headline"), None)
    words = plain(document.words(found.span)) if found is not None else ""
    return words if len(words) <= _LONGEST_HEADLINE else words[:_LONGEST_HEADLINE].rsplit(" ", 1)[0] + " …"


def progress(found: Sequence[Decided]) -> tuple[int, int]:
    """Give how many fields are decided, of how many."""
    return sum(bool(one.what) for one in found), len(found)
