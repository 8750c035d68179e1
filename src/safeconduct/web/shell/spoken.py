"""Reasons and ways to change something, in the language of the page: the core's sentences by their codes.

The core says them in English and never translates. Here the same codes and parameters get the sentence of a catalog. What
stands in for a parameter may be in another language than the sentence, so each is kept apart from the words around it.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext as _

from safeconduct.access.errors import WORDS as OF_ACCESS
from safeconduct.agreement import wording
from safeconduct.agreement.model import Agreement
from safeconduct.agreement.results import CanChange, Reason
from safeconduct.agreement.shapes import UNSTATED
from safeconduct.secretariat.words import WORDS as OF_MOVES
from safeconduct.web.shell.apart import apart, joined
from safeconduct.web.shell.arithmetic import say_arithmetic
from safeconduct.web.shell.clock_words import say_clock
from safeconduct.web.shell.dates import full_day
from safeconduct.web.shell.part_names import called, clock, said, tally

TABLES: dict[str, dict[str, str]] = {
    "agreement/wording.py SENTENCES": wording.SENTENCES,
    "agreement/wording.py WAYS": wording.WAYS,
    "agreement/wording.py NOBODY": wording.NOBODY,
    "agreement/wording.py ANSWERS": wording.ANSWERS,
    "secretariat/words.py WORDS": OF_MOVES,
    "access/errors.py WORDS": OF_ACCESS,
}
"""English sentences of the core that stand in the catalogs."""

_NAMED = ("of", "anchor", "hole", "decision", "power", "body", "reading")


class _Known(dict[str, Any]):
    def __missing__(self, key: str) -> str:
        return ""


def say(reason: Reason, agreement: Agreement, language: str) -> str:
    """Give one reason as a sentence."""
    if language == "en":
        return wording.say(reason, agreement)
    return _filled(gettext(wording.SENTENCES[reason.code]), reason.params, agreement, language)


def why_not_counted(reason: str, params: dict[str, Any], agreement: Agreement, language: str) -> str:
    """Give why an act changed no status."""
    if language == "en":
        return wording.why_not_counted(reason, params, agreement)
    return _filled(gettext(wording.SENTENCES[reason]), params, agreement, language)


def how(change: CanChange, agreement: Agreement, language: str) -> str:
    """Give a way to change something as a sentence."""
    if language == "en":
        return wording.how(change, agreement)
    somebody = any(who != UNSTATED for who in change.who)
    sentence = wording.WAYS[change.how] if somebody else wording.NOBODY.get(change.how, wording.WAYS[change.how])
    return _filled(gettext(sentence), {**change.params, "who": list(change.who)}, agreement, language)


def names(who: Iterable[str], agreement: Agreement, language: str) -> str:
    """Give several organisations as words."""
    if language == "en":
        return wording.names(who, agreement)
    listed = list(who)
    found = [apart(called(name, agreement, language)) for name in listed if name != UNSTATED]
    if found and len(found) < len(listed):
        found.append(_("others the text does not name"))
    if len(found) < 2:
        return found[0] if found else _("nobody the text names")
    return _("%(some)s and %(last)s") % {"some": joined(found[:-1]), "last": found[-1]}


def _filled(sentence: str, params: dict[str, Any], agreement: Agreement, language: str) -> str:
    words: dict[str, Any] = {key: apart(value) if isinstance(value, str) else value for key, value in params.items()}
    for key in _NAMED:
        if key in params:
            words[key] = apart(called(str(params[key]), agreement, language))
    if "each" in params:
        words["each"] = apart(called(str(params["each"]), agreement, language))
    for key in ("who", "rulers"):
        if key in params:
            words[key] = names(params[key], agreement, language)
    if params.get("unit") in agreement.units:
        words["unit"] = apart(agreement.units[params["unit"]].pick(language))
    if told := params.get("words"):
        words["words"] = say_clock(told, agreement, language) or apart(say_arithmetic(told, agreement, language))
    for key, part in (("tally", tally), ("clock", clock)):
        if params.get(key):
            words[key] = apart(said(part(str(params[key]), agreement), language))
    if "sources" in params:
        words["sources"] = apart(", ".join(params["sources"]))
    words.update(_asides(params, words))
    if told := say_clock(str(params.get("says", "")), agreement, language):
        words["says"] = told
    return " ".join(sentence.format_map(_Known(words)).split())


def _moment(written: str) -> str:
    at = datetime.fromisoformat(written)
    return apart(f"{full_day(at)} {at:%H:%M}")


def _asides(params: dict[str, Any], words: dict[str, Any]) -> dict[str, Any]:
    """Give the parts that a sentence has only where a parameter is there; each begins with its own mark."""
    disputed, claimed, done, left = (params.get(key) for key in ("disputed", "claimed", "done", "left"))
    every_hour = params.get("at_any_hour") if params.get("at_any_hour") not in (None, "unknown") else None
    said_hour = {"answer": gettext(wording.ANSWERS[every_hour])} if every_hour else {}
    hour_note = _("; no source gives the hour") if params.get("hour") == "unknown" else ""
    if hour_note and every_hour:
        hour_note = _("; no source gives the hour (at every hour of that time: %(answer)s)") % said_hour
    finer = ""
    if params.get("answer") == "unknown" and every_hour:
        finer = _(" (%(answer)s under every candidate, at every hour it could have been)") % said_hour
    tally = ""
    if params.get("unit") and params.get("due") is not None:
        tally = _(", %(done)s of %(due)s %(unit)s") % {"done": done, "due": params["due"], "unit": words["unit"]}
    limit = params.get("limit") if params.get("hour") == "known" else None
    return {
        "contested": _(", %(n)s contested") % {"n": disputed} if disputed else "",
        "claims": _(", %(n)s claimed") % {"n": claimed} if claimed and claimed != done else "",
        "single": _("done") if done else _("claimed, not confirmed") if claimed else _("not shown to be done"),
        "decides": _(" (this one decides)") if params.get("decides") else "",
        "acknowledged": _(", %(n)s of them by the word of the one it is owed to") % {"n": params["acknowledged"]}
        if params.get("acknowledged") else "",
        "support": _("; one side's word, so it moves no clock") if params.get("supported") is False else "",
        "notes": " " + apart(f"({' '.join(params['notes'])})") if params.get("notes") else "",
        "below": _(", %(n)s below the tally that decides") % {"n": params["below"]} if params.get("below") else "",
        "clock_name": _("clock %(name)s: ") % {"name": words["clock"]} if params.get("clock") else _("limit: "),
        "relied": _("; relied on by %(who)s") % {"who": words["who"]} if params.get("who") else "",
        "about": _("about ") if params.get("about") else "",
        "allowance": _allowance(params),
        "hour_note": hour_note,
        "limit_note": _("; the limit is %(at)s") % {"at": _moment(limit)} if limit else "",
        "day_words": _moment(params["day"]) if params.get("day") else "",
        "finer": finer,
        "tally": words.get("tally", tally),
        "says": apart(str(params["says"]).rstrip(".")) if params.get("says") else "",
        "left": f", {left}" if left is not None and left != 1 else "",
        "due": params["due"] if params.get("due") is not None else _("an unstated number of"),
        **({"answer": gettext(wording.ANSWERS[params["answer"]])} if "answer" in params else {}),
    }


def _allowance(params: dict[str, Any]) -> str:
    if "beyond" not in params:
        return ""
    if params["allowed"] is None:
        return _("; the text does not say how far one may be ahead")
    if params["beyond"]:
        return _("; more than the %(n)s allowed") % {"n": params["allowed"]}
    return _("; within the %(n)s allowed") % {"n": params["allowed"]}
