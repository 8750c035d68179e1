"""Why a document was not brought in, and what to do, in the language of the page. The reader of documents says it in English."""

import re
from typing import NamedTuple

from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from safeconduct.kernel.errors import Fault

_NUMBER, _FILLED, _BEFORE = re.compile(r"[0-9][0-9,]*"), re.compile(r"%\((?:n|m)\)s"), "cannot bring in: "
_NEEDS = re.compile(r"(?P<what>.+) needs packages that are not installed")
_PACKAGES = _("%(what)s cannot be read here: packages for it are not installed")
_SENTENCES = (
    _("it is larger than %(n)s bytes"), _("bring it in as several parts"),
    _("it is empty"), _("look whether the file was saved"),
    _("it is an archive or an office file"), _("save what is in it as text, HTML or PDF"),
    _("it is a picture"), _("have a person type or check its text, and bring that in"),
    _("a box of e-mails is not read"), _("XML is not read"), _("save its text as a .txt file and bring that in"),
    _("e-mails hang on e-mails more than %(n)s deep"), _("save it as a file of its own"),
    _("%(n)s of its parts were left: it has more than %(m)s"), _("save them as files of their own"),
    _("the e-mail has no words"), _("open it and save its text as a .txt file"),
    _("%(n)s entries were left: a feed is read up to %(m)s"), _("ask for it more often"),
    _("%(n)s entries have no words"), _("open what they link to, and save its text"),
    _("install safeconduct[intake], or bring in its text"),
    _("the feed declares entities of its own, as hostile ones do"), _("ask for it without them"),
    _("the feed is broken"), _("ask whoever publishes it"),
    _("the feed has no entries"), _("look whether the address is that of a feed"),
    _("the page has more than %(n)s characters"), _("save its text as a file"),
    _("the page has no words"), _("the page is nested more than %(n)s deep"), _("save its text as a .txt file"),
    _("the e-mail is made of more than %(n)s parts in parts"), _("save what matters of it"), _("the e-mail is broken"),
    _("it was erased here by order of a person"), _("ask whoever keeps this folder why, before anyone brings it in elsewhere"),
    _("the PDF is broken"), _("open it and save it again, or save its text"),
    _("the PDF is locked"), _("save it without its password"),
    _("the PDF has %(n)s pages, more than %(m)s"), _("save the pages that matter"),
    _("the PDF has no text layer: it is a picture of a page"),
    _("have a person type or check its words, and bring that in as text"),
    _("the PDF takes too long or holds too much text"),
    _("its letters cannot be told: it is not UTF-8 and does not say what it is"), _("save it as UTF-8 and bring it in again"),
    _("it is not text: it holds zero bytes"), _("bring in text, HTML or PDF; save others as one of these"),
)  # fmt: skip
_KNOWN = {_NUMBER.sub("#", _FILLED.sub("#", one)): one for one in _SENTENCES}


class Told(NamedTuple):
    """What could not be brought in, why, and what to do."""

    name: str
    why: str
    remedy: str


def told(fault: Fault) -> Told:
    """Give a fault in the language of the page; what has no translation stays in English."""
    why = fault.message.removeprefix(_BEFORE)
    if match := _NEEDS.fullmatch(why):
        return Told(fault.file or "", gettext(_PACKAGES) % {"what": match["what"]}, _said(fault.remedy or ""))
    return Told(fault.file or "", _said(why), _said(fault.remedy or ""))


def _said(words: str) -> str:
    template = _KNOWN.get(_NUMBER.sub("#", words))
    if template is None:
        return words
    numbers = _NUMBER.findall(words)
    said = gettext(template) if not _FILLED.search(template) else gettext(template) % dict(zip("nm", numbers, strict=False))
    return said[:1].upper() + said[1:]
