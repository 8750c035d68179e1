"""Parts of the frame that are the same for everyone who looks in the same way: made once, kept beside the case they belong to."""

from django import template
from django.template.context import Context
from django.template.loader import get_template
from django.utils.safestring import SafeString
from django.utils.translation import get_language

register = template.Library()
MOST_PARTS = 500
"""How many parts are kept ready for one case; an address that nobody asked for twice must not fill the memory."""


@register.simple_tag(takes_context=True)
def frame_part(context: Context, part: str, *of: object) -> SafeString:
    """Give a part of the frame. `of` is what it depends on besides the view, the language, and the page."""
    shown, lens = context["shown"], context["lens"]
    if context.get("bad"):  # what was written wrong stands in the part
        return _made(context, part)
    key = (part, tuple(lens.asked.items()), get_language(), *of)
    kept: SafeString | None = shown.parts.get(key)
    if kept is None:
        kept = _made(context, part)
        if len(shown.parts) >= MOST_PARTS:
            shown.parts.clear()
        shown.parts[key] = kept
    return kept


def _made(context: Context, part: str) -> SafeString:
    made: SafeString = get_template(f"shell/parts/{part}.html").template.render(context)  # type: ignore[attr-defined]
    return made
