"""Tags of where a seat begins: its words, and links to the page on which something is done."""

from typing import Any

from django import template
from django.template.context import Context
from django.utils.html import format_html
from django.utils.safestring import SafeString

from safeconduct.web.home import words
from safeconduct.web.home.news import News
from safeconduct.web.shell.templatetags.pages import href, name

register = template.Library()


@register.filter
def called(value: Any, table: str) -> Any:
    """Give the page's word for a value of one of the tables of words."""
    return getattr(words, table.upper()).get(value, str(value).replace("_", " "))


@register.simple_tag(takes_context=True)
def number_link(context: Context, route: str, number: str) -> SafeString:
    """Give a number as a link to the page on which it stands."""
    target = href(context, route, number) if route == "programme_case" else href(context, route)
    return format_html('<a class="case-number" href="{}"><bdi dir="ltr">{}</bdi></a>', target, number)


@register.simple_tag(takes_context=True)
def news_about(context: Context, one: News) -> SafeString:
    """Give what an act is about: a norm by its name, a case by its number, as links; nothing where it says nothing."""
    if not one.about:
        return SafeString("")
    if not one.case:
        return name(context, one.about)
    kinds = {"case": "programme_case", "movement": "programme_movements"}
    return number_link(context, kinds.get(one.field, "programme_weapons"), one.about)
