"""What is said where the pages cannot say it themselves: plain text, in each language of the pages, for none is chosen yet."""

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override


def in_each_language() -> dict[int, bytes]:
    """Give the text for each status that the porch answers with by itself."""
    found: dict[int, list[str]] = {}
    for language, _name in settings.LANGUAGES:
        with override(language):
            for status, text in _texts().items():
                found.setdefault(status, []).append(text)
    return {status: "\n".join([*texts, ""]).encode() for status, texts in found.items()}


def _texts() -> dict[int, str]:
    unread = _("This request cannot be read: it is not written as HTTP/1.1 has it.")
    return {
        400: unread,
        408: _("What was sent did not come in time. Try again where the connection is better."),
        431: _("Your browser has sent along more than is read here. Delete the cookies of this site, then try again."),
        503: _(
            "The pages do not answer at this moment. If you were sending something, look first whether it was taken in: "
            "only then send it again."
        ),
        505: unread,
    }
