"""Addresses of the desk for pages of other rooms: where an act is written, and where all that may be done with a thing stands."""

from django import template
from django.template.context import Context

from safeconduct.web.desk.programme import address_of, write_address

register = template.Library()


@register.simple_tag(takes_context=True)
def write_act(context: Context, kind: str, about: str = "", number: str = "") -> str:
    """Give the address of the page on which an act is written. Once it is signed, it leads back to this page."""
    request = context.get("request")
    return write_address(kind, about, number, request.get_full_path() if request is not None else "")


@register.simple_tag
def desk_of(about: str, number: str) -> str:
    """Give the address of the page with everything that may be done with a case, a movement, a tag, a container, a receipt."""
    return address_of(about, number)
