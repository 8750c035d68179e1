"""Why the record did not take an act, or gave it no effect, in the language of the page.

The core says it as a sentence. Here the sentence is read back into its parts and said again from them: all of it, or nothing of
it. What is not known here stays in English, marked as English.
"""

import re
from collections.abc import Iterable
from datetime import datetime

from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as noop

from safeconduct.agreement.calendar import zone_of
from safeconduct.agreement.model import Agreement
from safeconduct.web.shell import dates
from safeconduct.web.shell.apart import apart
from safeconduct.web.shell.read_back import read_back

SENTENCES = (
    # What may be signed by this key, here and now.
    noop("others were faster every time"),
    noop("the key {kid} is {status}: {why}"),
    noop("the key {kid} belongs to {org}, not to {other}"),
    noop("the key {kid} has signed other acts since this one was prepared"),
    noop("it says again what the act {name} says"),
    noop("{org} has used the id {id} for another act"),
    noop("the act {name} answers the same question otherwise, and this one does not show that it knows it"),
    noop("{count} acts have the id {id}, and nobody could tell which one is meant"),
    noop("a root key signs acts of the record only"),
    noop("a {role} key signs no acts"),
    noop("its key has signed a time behind its window itself, at {index}: the window is over"),
    noop("{at} lies outside the window of its key"),
    noop("its key may sign {types}, not {type}"),
    noop("its key acts for the post {posts} only"),
    noop("its key is for {places} only"),
    # What stands in the body.
    noop("the log has not begun"),
    noop("the agreement has no programme"),
    noop("it is made up, and this log is not an exercise"),
    noop("it is not marked as made up, and this log is an exercise"),
    noop("it says it was recorded at {at}, and it was signed at {signed}"),
    noop("{org} speaks in the name of {other}"),
    # How a key stands.
    noop("no act in this log registers the key"),
    noop("the key is registered only from index {index} on"),
    noop("the key is closed since {index}: {why}"),
    noop("the key is closed since {index}"),
    noop("the key is revoked ({reason})"),
    noop("the key is compromised"),
    noop("the key {kid} that registered it is not trusted"),
    noop("its organisation has new root keys"),
    # How an act stands.
    noop("its body is not here"),
    noop("its body was redacted"),
    noop("its body was redacted by the act at {index}"),
    noop("an earlier act of its key is missing"),
    noop("in effect already since {index}"),
    noop("another officer of its organisation signed the same matter"),
    noop("a joint act lets it stand"),
    noop("a joint act lets another act stand"),
    noop("a joint act lets none stand"),
    noop("an act it names was redacted first"),
    noop("two acts of this key have one number"),
    noop("answered otherwise at {index}, and neither knew of the other; a joint act decides"),
    noop("number {seq} of its key came after its organisation had stopped waiting for it"),
    noop("the signature is not valid under the key it names"),
    # Around another sentence.
    noop("{why}, number {seq}"),
    noop("{why}; its last good number is {seq}"),
    noop("{why} before this reached the log"),
    noop("{step}: expected {expected}, got {got}"),
    noop("{type} is refused: {why}"),
)
"""What may be read back. Those around another sentence come last, so that the others are known by themselves."""

WORDS = {
    "unknown": noop("not registered yet"), "revoked": noop("closed"), "disputed": noop("closed: somebody else may hold it"),
    "suspended": noop("closed: it signed one number twice"), "rotated": noop("it was replaced"), "lost": noop("it was lost"),
    "left": noop("its holder has left"),
}  # fmt: skip
_WORDED = ("status", "reason")
_AROUND = ("why", "step")
_NAMED = ("org", "other", "posts", "places")
_AT = ("at", "signed")


def refused(message: str, agreement: Agreement, language: str) -> str:
    """Give a sentence of the record in the language of the page; as English, marked, where it is not known here."""
    if language == "en":
        return message
    return said(message, agreement, language) or format_html('<span lang="en" dir="ltr">{}</span>', message)


def said(message: str, agreement: Agreement, language: str) -> str:
    """Give a sentence in the language of the page; empty where it, or a sentence inside it, is not known here."""
    for sentence, found in read_back(message, SENTENCES):
        params = {name: _part(name, value, agreement, language) for name, value in found.items()}
        if all(params.values()):
            return gettext(sentence).format_map(params)
    return ""


def _part(name: str, value: str, agreement: Agreement, language: str) -> str:
    if name in _AROUND:
        return said(value, agreement, language)
    if name in _WORDED:
        return gettext(WORDS[value]) if value in WORDS else ""
    if name in _NAMED:
        return apart(_names(re.split(r" or |, ", value), agreement, language))
    if name in _AT:
        return apart(_moment(value, agreement))
    return apart(value)


def _names(ids: Iterable[str], agreement: Agreement, language: str) -> str:
    return ", ".join(agreement.name_of(one, language) for one in ids)


def _moment(written: str, agreement: Agreement) -> str:
    try:
        at = datetime.fromisoformat(written)
    except ValueError:
        return written
    return dates.moment(at, zone_of(agreement.time.zone)) if at.tzinfo else written
