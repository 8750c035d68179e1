"""Tags of the programme's pages: their words, case numbers, and what a move or a way lacks."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django import template
from django.template.context import Context
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language_bidi
from django.utils.translation import gettext as _

from safeconduct.access.counting import HIDDEN
from safeconduct.web.desk.values import word_of
from safeconduct.web.programme import words
from safeconduct.web.shell.dates import long_day
from safeconduct.web.shell.lacking import filled
from safeconduct.web.shell.templatetags.pages import href, icon, name, says, when
from safeconduct.web.shell.wording import own_name, ui_language
from safeconduct.web.shell.words import amount

register = template.Library()


@register.filter
def term(value: Any, table: str) -> Any:
    """Give the page's word for a value of one of the tables of words."""
    return getattr(words, table.upper()).get(value, str(value).replace("_", " "))


@register.filter
def change(value: int | None) -> str:
    """Give a difference with its sign; a dot where there is none."""
    if not value:
        return "·"
    # A sign stands before its number in every script; this mark keeps it there where the page runs from right to left.
    signed = f"+{value}" if value > 0 else f"−{-value}"
    return f"\u200e{signed}" if get_language_bidi() else signed


@register.filter
def last_day(end: datetime, zone: ZoneInfo) -> str:
    """Give the day that ends at a moment: `6 November 2025`."""
    return long_day(end.astimezone(zone) - timedelta(microseconds=1))


@register.filter
def marks(fields: Mapping[str, Any]) -> list[str]:
    """Give what is known of the make of a weapon."""
    return [part for name in ("maker", "model", "calibre", "country") if (part := fields.get(name))]


@register.filter
def published(count: int | str) -> Any:
    """Give a count that everyone may see, or why it is not one."""
    return _("not shown") if count == HIDDEN else count if isinstance(count, str) else amount(count)


@register.simple_tag(takes_context=True)
def fact(context: Context, of: Any) -> SafeString:
    """Give what stands in one field of a person."""
    return format_html_join(", ", "{}", ((_part(context, of.field, part),) for part in of.parts))


def _part(context: Context, field: str, part: Any) -> Any:
    if isinstance(part, datetime):
        return when(context, part)
    if isinstance(part, tuple):
        to, what, at = part
        return format_html("{}: {} ({})", name(context, to, link=False), words.FOUND.get(what, what), when(context, at))
    if isinstance(part, bool):
        return words.ANSWER["yes"]
    if field == "language":
        return own_name(part)
    if field in ("movement", "boarded"):
        return format_html("<bdi>{}</bdi>", part)
    return words.FOUND.get(part) or coded(context, part)


@register.filter
def tag_anchor(tag: str) -> str:
    """Give the place of a weapon on the hand-over sheet."""
    return "tag-" + "".join(sign if sign.isalnum() else f"-{ord(sign):x}-" for sign in tag)


@register.simple_tag(takes_context=True)
def query(context: Context, **changed: str | None) -> str:
    """Give the query of the same page with some fields changed."""
    asked: str = context["lens"].query(**changed)
    return asked


@register.simple_tag(takes_context=True)
def case(context: Context, number: str) -> SafeString:
    """Give a case number as a link to its page."""
    return format_html('<a href="{}" class="case-number">{}</a>', href(context, "programme_case", number), number)


@register.simple_tag(takes_context=True)
def cases(context: Context, numbers: Iterable[str]) -> SafeString:
    """Give several case numbers in a row."""
    return format_html_join(" ", "{}", ((case(context, number),) for number in numbers))


@register.simple_tag
def mark(value: str, table: str) -> SafeString:
    """Give a state as a chip: shape and words, never colour alone."""
    shape = getattr(words, f"{table.upper()}_ICON")[value]
    return format_html('<span class="chip is-{}">{}{}</span>', shape, icon(shape), getattr(words, table.upper())[value])


@register.simple_tag(takes_context=True)
def way(context: Context, of: str) -> SafeString:
    """Give the title of a way on in the language asked for. A place may have the same id, so it is looked up as a way."""
    agreement = context["agreement"]
    moves = agreement.categories[agreement.programme.category].moves
    return says(context, moves[of].title) if of in moves else format_html("<bdi>{}</bdi>", of.replace("_", " "))


@register.simple_tag(takes_context=True)
def coded(context: Context, value: Any, of: str = "") -> SafeString:
    """Give a coded word of an act as pages or the agreement name it, set apart because it may run the other way.

    `of` is the field of an act that the word was taken from.
    """
    kind, _space, field = of.rpartition(" ")
    known = word_of(kind, field, value) if isinstance(value, str) else ""
    said = known or (filled(value, context["agreement"], ui_language()) if value else _("not stated"))
    return format_html("<bdi>{}</bdi>", said)
