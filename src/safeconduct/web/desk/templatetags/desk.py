"""The address of the desk for pages of other rooms: where an act is written."""

from django import template
from django.template.context import Context

from safeconduct.web.desk.programme import write_address

register = template.Library()


@register.simple_tag(takes_context=True)
def write_act(context: Context, kind: str, about: str = "", number: str = "") -> str:
    """Give the address of the page on which an act is written. Once it is signed, it leads back to this page."""
    request = context.get("request")
    return write_address(kind, about, number, request.get_full_path() if request is not None else "")
