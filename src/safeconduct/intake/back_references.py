"""Whom `he`, `Mr. Aro`, `the diplomat` and `the same source` mean: the nearest source before them that fits."""

import re

from safeconduct.intake.document import Span
from safeconduct.intake.draft import LinkKind, Source
from safeconduct.intake.engine import Names
from safeconduct.intake.lexicon import kind_of

_PERSONS = frozenset({"he", "she", "who"})
_THINGS = frozenset({"it", "its"})
_GROUPS = frozenset({"they", "their"})
_MINE = frozenset({"his", "her"})
_PERSON_KINDS = frozenset({"official", "anonymous", "correspondent", "unknown"})
_TITLES = (
    r"mr|mrs|ms|dr|gen|general|col|colonel|capt|captain|lt|maj|major|minister|president|ambassador|secretary|commander|judge|professor"
    r"|brig|"
    r"brigadier|sheikh|father|governor|mayor|lieutenant|chief|envoy|director|commissioner|deputy|sgt|sergeant"
)
_TITLED = re.compile(rf"^(?:(?:the )?(?:{_TITLES})\.? ){{0,3}}(?P<surname>[A-Z][\w'-]+)$", re.IGNORECASE)
_DEFINITE = re.compile(r"^(?:the|this|that) (?:same |said )?(?P<head>[a-z][\w -]*)$", re.IGNORECASE)
_ARTICLE = re.compile(r"^(?:the|an?) ", re.IGNORECASE)
_FULL = r"(?:[A-Z][\w'.-]+ ){1,6}"


class Sources:
    """The sources of a document, in the order in which they were read."""

    def __init__(self, text: str, names: Names) -> None:
        self._text, self._names = text, names
        self._known: list[Source] = []

    def source(self, words: str, span: Span | None) -> Source:
        """Give a link for the words of a source, and remember it."""
        link = self._link(words, span)
        if link.words:
            self._known.append(link)
        return link

    def _link(self, words: str, span: Span | None) -> Source:
        words = re.sub(r"\s+", " ", words).strip(' ,:"')
        if not words:
            return Source(words="", kind="unknown", named=False)
        lower = words.lower()
        if (fits := _fitting(lower)) is not None:
            return self._again(words, span, fits, "pronoun")
        titled = None if self._names.actor(words) else _TITLED.match(words)
        if titled and (full := self._fullest(titled["surname"])) and full != words:
            return Source(words=full, kind=self._kind(full), span=span, actor=self._names.actor(full), resolved="title")
        if (match := _DEFINITE.match(words)) and not self._names.actor(words):
            head = match["head"].lower().split()[-1]
            for known in reversed(self._known):
                if head in known.words.lower().split() and known.words.lower() != lower:
                    return Source(
                        words=known.words, kind=known.kind, span=span, actor=known.actor, named=known.named, resolved="same"
                    )
        return Source(
            words=words,
            kind=self._kind(words),
            span=span,
            actor=self._names.actor(words),
            named=self._is_named(words),
            resolved="name",
        )

    def _again(self, words: str, span: Span | None, kinds: frozenset[str] | None, how: str) -> Source:
        for known in reversed(self._known):
            if known.words and known.resolved != "pronoun_open" and (not kinds or known.kind in kinds):
                return Source(words=known.words, kind=known.kind, span=span, actor=known.actor, named=known.named, resolved=how)
        return Source(words=words, kind="unknown", span=span, named=False)

    def _kind(self, words: str) -> LinkKind:
        if self._names.actor(words):
            return "party" if self._names.actor(words) in _parties(self._names) else kind_of(words)
        return kind_of(words)

    def _is_named(self, words: str) -> bool:
        return re.search(r"[A-Z]", _ARTICLE.sub("", words)) is not None and kind_of(words) != "anonymous"

    def _fullest(self, surname: str) -> str:
        """Give the fullest name of the text that ends in a surname, with its title."""
        found = re.findall(rf"({_FULL}{re.escape(surname)})(?![\w-])", self._text)
        return max((_TITLE_ONLY.sub("", one) for one in found), key=len, default="")


_TITLE_ONLY = re.compile(r"^(?:Mr|Mrs|Ms|On|In|The|At|But|And|For)\.? ")


def _parties(names: Names) -> frozenset[str]:
    return frozenset(getattr(names, "parties", ()))


def _fitting(lower: str) -> frozenset[str] | None:
    if lower in _PERSONS or lower in _MINE:
        return _PERSON_KINDS
    if lower in _THINGS:
        return frozenset({"party", "mission", "organisation", "newspaper", "broadcaster", "agency", "document"})
    return frozenset() if lower in _GROUPS else None
