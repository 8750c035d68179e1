"""Tags of all pages: addresses that keep the way of looking, names in their own language, moments with their zone."""

from collections.abc import Iterable
from datetime import datetime
from functools import lru_cache
from typing import Any

from django import template
from django.template.context import Context
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language_bidi
from django.utils.translation import gettext as _

from safeconduct.agreement.results import Answer, Life
from safeconduct.agreement.shapes import UNSTATED
from safeconduct.kernel.acts import Link
from safeconduct.kernel.text import Text, direction
from safeconduct.kernel.truth import Truth
from safeconduct.secretariat.signed import InLog, SignedFile
from safeconduct.web.shell import clock_words, dates, part_names, words
from safeconduct.web.shell.apart import InOwnWords, apart
from safeconduct.web.shell.arithmetic import say_arithmetic
from safeconduct.web.shell.clock_words import say_clock
from safeconduct.web.shell.proved import OwnLog, Under
from safeconduct.web.shell.wording import named, number_of, ui_language

register = template.Library()
MOST_NAMES = 20_000
"""How many names are kept ready for one case, in the languages and views in which they were asked for."""

_ROUTES = (
    ("obligations", "norm"), ("prohibitions", "norm"), ("entitlements", "norm"), ("powers", "norm"),
    ("points", "point"), ("questions", "question"),
)  # fmt: skip
_ANCHORED = (("holes", "open", "hole"), ("places", "map", "place"), ("anchors", "timeline", "anchor"))


@register.simple_tag(takes_context=True)
def href(context: Context, route: str, *args: str, **changed: str | None) -> str:
    """Give the address of a page, with the moment, the view and the language kept."""
    anchor = changed.pop("anchor", None)
    lens = context["lens"]
    query = lens.query(**changed) if changed or lens.asked else ""
    return _address(route, *args) + query + (f"#{anchor}" if anchor else "")


@lru_cache(maxsize=4096)
def _address(route: str, *args: str) -> str:
    return reverse(route, args=args)


@register.simple_tag(takes_context=True)
def name(context: Context, of: str, link: bool = True) -> SafeString:
    """Give the name of an id in its own language and direction, as a link where it has a page."""
    if of == UNSTATED:
        return format_html('<span class="unstated">{}</span>', _("nobody named"))
    if of == "the person":
        return format_html("{}", _("the person"))  # who supplies what a case lacks, and has no id
    shown, lens = context["shown"], context["lens"]
    if context["agreement"] is not shown.agreement:
        return _name(context, of, link)  # a draft is read anew each time
    key = (of, link, lens.language, ui_language(), lens.query() if lens.asked else "")
    kept: SafeString | None = shown.names.get(key)
    if kept is None:
        kept = _name(context, of, link)
        if len(shown.names) < MOST_NAMES:
            shown.names[key] = kept
    return kept


def _name(context: Context, of: str, link: bool) -> SafeString:
    found = named(context["agreement"], of, context["lens"].language)
    shown = format_html('<bdi lang="{}" dir="{}">{}</bdi>', found.lang, found.dir, found.text)
    target = _target(context, of) if link else ""
    return format_html('<a href="{}">{}</a>', target, shown) if target else shown


def _row(between: str, parts: Iterable[Any]) -> SafeString:
    return format_html_join(between, "{}", ((part,) for part in parts))


def _target(context: Context, of: str) -> str:
    # A draft may name what has no page yet, so links go by the agreement that is shown.
    agreement = context["shown"].agreement
    head, _dot, part = of.partition(".")
    for section, route in _ROUTES:
        if head in getattr(agreement, section):
            kind = "clause" if route == "point" and part in agreement.points[head].clauses else "reading"
            anchor = f"{kind}-{part}" if part and route == "point" else None
            return href(context, route, head, anchor=anchor)
    for section, route, prefix in _ANCHORED:
        if head in getattr(agreement, section):
            return href(context, route, anchor=f"{prefix}-{head}")
    return ""


@register.simple_tag(takes_context=True)
def page_of(context: Context, of: str) -> str:
    """Give the address of the page that shows an id; empty where it has none."""
    return _target(context, of)


@register.simple_tag(takes_context=True)
def names(context: Context, ids: Iterable[str], link: bool = False, nobody: str = "") -> SafeString:
    """Give several names in a row; where there is none, say that nobody is named."""
    found = [name(context, of, link=link) for of in ids]
    if not found:
        return format_html('<span class="unstated">{}</span>', nobody or _("nobody named"))
    return _row(", ", found)


@register.simple_tag(takes_context=True)
def points(context: Context, refs: Iterable[str]) -> SafeString:
    """Give points by their numbers behind the title of their text, each text once."""
    agreement = context["agreement"]
    by_text: dict[str, list[SafeString]] = {}
    for ref in refs:
        head = ref.partition(".")[0]
        if head in agreement.points:
            number = format_html('<a href="{}">{}</a>', _target(context, ref) or "#", number_of(agreement, ref))
            by_text.setdefault(agreement.points[head].of, []).append(number)
    return format_html_join("; ", "{} {}", (
        (says(context, agreement.texts[text].title), _row(", ", numbers)) for text, numbers in by_text.items()
    ))  # fmt: skip


@register.simple_tag(takes_context=True)
def clauses(context: Context, refs: Iterable[str]) -> SafeString:
    """Give points by their ids alone, for a narrow column; the title of their text and their number stand behind."""
    agreement, language = context["agreement"], context["lens"].language
    links = ((_target(context, ref) or "#", named(agreement, ref, language).text, ref) for ref in refs)
    return format_html_join(", ", '<a href="{}" title="{}">{}</a>', links)


@register.simple_tag(takes_context=True)
def about(context: Context, ids: tuple[str, ...]) -> SafeString:
    """Give what something is about: points by their numbers, the rest by name."""
    agreement = context["agreement"]
    told = points(context, ids)
    rest = [name(context, of) for of in ids if of.partition(".")[0] not in agreement.points]
    return _row("; ", ([told] if told else []) + rest)


@register.simple_tag(takes_context=True)
def point_link(context: Context, ref: str, number: str) -> SafeString:
    """Give the number of a point, as a link where the point has a page."""
    target = _target(context, ref)
    return format_html('<a href="{}"><bdi>{}</bdi></a>', target, number) if target else format_html("<bdi>{}</bdi>", number)


@register.simple_tag(takes_context=True)
def says(context: Context, text: Any) -> SafeString:
    """Give words of the agreement in the language asked for, with that language and its direction."""
    if isinstance(text, Text):
        lang = text.language_of(context["lens"].language)
        return format_html('<span lang="{}" dir="{}">{}</span>', lang, direction(lang), text.pick(lang))
    if not text or text == UNSTATED:
        return format_html('<span class="unstated">{}</span>', _("the text does not say"))
    return format_html("{}", english(text))


@register.simple_tag(takes_context=True)
def tagged(context: Context, element: str, text: Text | str, css: str = "") -> SafeString:
    """Give words of the agreement as an element of their own, so that whole lines run in their direction."""
    if not isinstance(text, Text):
        return format_html("<{0}>{1}</{0}>", element, says(context, text))
    lang = text.language_of(context["lens"].language)
    styled = format_html(' class="{}"', css) if css else ""
    words_in = text.pick(lang)
    return format_html('<{0}{1} lang="{2}" dir="{3}">{4}</{0}>', element, styled, lang, direction(lang), words_in)


@register.simple_tag(takes_context=True)
def when(context: Context, at: datetime | None, end: datetime | None = None) -> SafeString:
    """Give a moment or a stretch of time with its zone, in a `time` element."""
    if at is None:
        return mark_safe("")
    zone = context["lens"].zone
    shown = dates.moment(at, zone) if end is None else dates.stretch(at, end, zone)
    return format_html('<time datetime="{}">{}</time>', at.astimezone(zone).isoformat(timespec="minutes"), shown)


@register.simple_tag(takes_context=True)
def on_day(context: Context, at: datetime) -> SafeString:
    """Give the day of a moment."""
    zone = context["lens"].zone
    return format_html('<time datetime="{}">{}</time>', at.astimezone(zone).date().isoformat(), dates.day(at, zone))


@register.simple_tag(takes_context=True)
def days(context: Context, start: datetime, end: datetime) -> SafeString:
    """Give a stretch of time by its days only."""
    zone = context["lens"].zone
    iso = start.astimezone(zone).date().isoformat()
    return format_html('<time datetime="{}">{}</time>', iso, dates.days(start, end, zone))


@register.simple_tag
def onward() -> str:
    """Give the arrow that points on, in the direction in which the page is read."""
    return "←" if get_language_bidi() else "→"


@register.simple_tag
def backward() -> str:
    """Give the arrow that points back, against the direction in which the page is read."""
    return "→" if get_language_bidi() else "←"


@register.simple_tag
def icon(shape: str) -> SafeString:
    """Give a small drawing from the sheet in the frame; it says nothing to a screen reader, its text does."""
    return _icon(shape)


@lru_cache(maxsize=128)
def _icon(shape: str) -> SafeString:
    return format_html('<svg class="icon" width="16" height="16" aria-hidden="true"><use href="#i-{}"/></svg>', shape)


@register.simple_tag
def life(value: Life, label: str = "") -> SafeString:
    """Give the chip of a life: shape and words, never colour alone."""
    return _chip(value, str(label or words.LIFE[value]))


@lru_cache(maxsize=512)
def _chip(value: str, label: str) -> SafeString:
    return format_html('<span class="chip is-{}">{}{}</span>', value, icon(value), label)


@register.simple_tag
def evidence(value: Truth) -> SafeString:
    """Give the chip of the evidence."""
    return _chip(value, str(words.EVIDENCE[value]))


@register.simple_tag
def answer(value: Answer) -> SafeString:
    """Give the chip of an answer to whether it was in time."""
    return _chip(value, str(words.ANSWER[value]))


@register.simple_tag
def stance(statement: Any) -> str:
    """Give the verb of a statement, turned round where it was."""
    return words.stance(statement.stance, statement.polarity)


@register.simple_tag(takes_context=True)
def chain(context: Context, links: tuple[Link, ...]) -> SafeString:
    """Give through whom words came, from the speaker outwards; the speaker itself is told elsewhere."""
    carriers = [_carrier(context, link) for link in reversed(links[:-1])]
    if not carriers:
        return mark_safe("")
    return format_html('<span class="chain">{} {}</span>', _("through"), _row(", ", carriers))


def _carrier(context: Context, link: Link) -> SafeString:
    shown = name(context, link.who, link=False)
    if link.source not in context["agreement"].sources:
        return shown
    return format_html('<a href="{}">{}</a>', href(context, "about", anchor=f"source-{link.source}"), shown)


@register.simple_tag(takes_context=True)
def whence(context: Context, statement: Any) -> SafeString:
    """Give the chain of a statement or figure, and the sources that its chain does not name already."""
    links = statement.chain
    told = {link.source for link in links[:-1]}
    roots = {context["agreement"].sources[link.source].root for link in links[:-1]
             if link.source in context["agreement"].sources} | {link.who for link in links[:-1]}  # fmt: skip
    rest = [one for one in statement.evidence if one not in told
            and getattr(context["agreement"].sources.get(one), "root", "") not in roots]  # fmt: skip
    parts = [part for part in (chain(context, links), sources(context, rest) if rest else "") if part]
    return _row(" · ", parts)


@register.simple_tag(takes_context=True)
def sources(context: Context, ids: Iterable[str]) -> SafeString:
    """Give the sources cited, each by its root, as links to the list of sources."""
    by_root: dict[str, list[SafeString]] = {}
    for source in dict.fromkeys(ids):
        found = context["agreement"].sources.get(source)
        links = by_root.setdefault(found.root if found else source, [])
        # A second report of one root is no second voice: it stands behind the first as a number.
        text = str(len(links) + 1) if links else format_html("<bdi>{}</bdi>", found.root if found else source)
        links.append(format_html('<a href="{}">{}</a>', href(context, "about", anchor=f"source-{source}"), text))
    if not by_root:
        return format_html('<span class="unstated">{}</span>', _("no source given"))
    label = _("Source:") if len(by_root) == 1 else _("Sources:")
    roots = _row("; ", (_row(", ", links) for links in by_root.values()))
    return format_html('<span class="sources">{} {}</span>', label, roots)


@register.simple_tag(takes_context=True)
def unit(context: Context, of: str) -> SafeString:
    """Give the name of a unit in the language of the page: it stands in the page's own sentences."""
    found = context["agreement"].units.get(of)
    return format_html("{}", found.pick(ui_language()) if found else of)


@register.simple_tag(takes_context=True)
def hours(context: Context, start: datetime, end: datetime) -> SafeString:
    """Give the hours of a stretch on its day; nothing where only the day is known."""
    zone = context["lens"].zone
    shown = dates.hours(start, end, zone)
    iso = start.astimezone(zone).isoformat(timespec="minutes")
    return format_html('<time datetime="{}">{}</time>', iso, shown) if shown else mark_safe("")


@register.filter("words")
def as_words(code: str) -> str:
    """Give an id as words, where it is all there is."""
    return words.plain(code)


@register.simple_tag(takes_context=True)
def tally_name(context: Context, key: str) -> SafeString:
    """Give what a tally counts; its id where the text does not say it."""
    called = part_names.tally(key, context["agreement"])
    return says(context, called) if isinstance(called, Text) else format_html("<bdi>{}</bdi>", called)


@register.simple_tag(takes_context=True)
def tranche_name(context: Context, ref: str) -> str:
    """Give a tranche by its place among the others."""
    duty, _dot, key = ref.partition(".")
    return part_names.tranche(key, context["agreement"].obligations[duty].tranches.parts)


@register.filter
def written(time: Any) -> str:
    """Give a date or hour as the agreement writes it, in the form the pages use."""
    return clock_words.written(time)


register.filter("long_day", dates.long_day)
register.filter("full_day", dates.full_day)


@register.filter
def utc_moment(at: datetime) -> str:
    """Give a moment inside a sentence that says itself that it is in UTC."""
    return apart(dates.in_utc(at))


@register.filter
def english(sentence: Any) -> Any:
    """Mark a sentence of the core that is not translated yet: it runs its own way on a page in another language."""
    if ui_language() == "en" or not sentence or isinstance(sentence, InOwnWords):
        return sentence
    return format_html('<span lang="en" dir="ltr">{}</span>', sentence)


@register.simple_tag(takes_context=True)
def clock(context: Context, words: str) -> Any:
    """Give the words of a clock, or of several that compete, in the language of the page; as English, marked, where not known."""
    if not words or words == UNSTATED or isinstance(words, Text):
        return says(context, words)
    told = [say_clock(one, context["agreement"], ui_language()) for one in words.split(" / ")]
    return " / ".join(told) if all(told) else english(words)


@register.simple_tag(takes_context=True)
def said_moment(context: Context, says: str) -> SafeString:
    """Give what is said of a moment from which a clock runs: what was entered as it is, the rest in the language of the page."""
    known = say_clock(says, context["agreement"], ui_language()) if ui_language() != "en" else ""
    return format_html("{}", known) if known else format_html('<span dir="auto">{}</span>', says)


@register.simple_tag(takes_context=True)
def arithmetic(context: Context, words: str) -> SafeString:
    """Give the arithmetic under an amount."""
    return format_html("<bdi><code>{}</code></bdi>", say_arithmetic(words, context["agreement"], ui_language()))


@register.filter
def anchor(act: str) -> str:
    """Give the place of an act on the page of the record."""
    return f"act-{act}"


@register.filter
def in_log(act: str, logs: Iterable[SignedFile | OwnLog]) -> InLog | Under | None:
    """Give where an act stands in the signed logs, or None."""
    return next((log.acts[act] for log in logs if act in log.acts), None)


@register.filter
def word(value: Any, table: str) -> Any:
    """Give the page's word for a value of one of the tables of words."""
    return getattr(words, table.upper()).get(value, words.plain(str(value)))


register.filter("amount", words.amount)
