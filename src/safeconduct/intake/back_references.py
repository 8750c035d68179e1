"""Whom `he`, `Mr. Aro`, `the diplomat`, `the paper` and `the same source` mean: the nearest source before them that fits."""

import re

from msgspec.structs import replace

from safeconduct.intake.document import Document, Span
from safeconduct.intake.draft import LinkKind, Source
from safeconduct.intake.engine import Names
from safeconduct.intake.lexicon import kind_of, known_kind
from safeconduct.intake.turns import author

_PERSONS = frozenset({"he", "she", "who", "his", "her", "him"})
_THINGS = frozenset({"it", "its", "itself"})
_GROUPS = frozenset({"they", "their", "them", "both"})
FIRST = frozenset({"we", "i", "our", "us", "my", "me"})
_PERSON_KINDS = frozenset({"official", "anonymous", "correspondent", "unknown"})
_THING_KINDS = frozenset({"party", "mission", "organisation", "newspaper", "broadcaster", "agency", "document"})
_TITLES = (
    r"mr|mrs|ms|dr|gen|general|col|colonel|capt|captain|lt|maj|major|minister|president|ambassador|secretary|commander|judge|professor"
    r"|brig|"
    r"brigadier|sheikh|father|governor|mayor|lieutenant|chief|envoy|director|commissioner|deputy|sgt|sergeant|comandante|sister|imam|bishop"
)
_TITLED = re.compile(rf"^(?:(?:the )?(?:{_TITLES})\.? ){{0,3}}(?P<surname>[A-Z][\w'-]+)$", re.IGNORECASE)
_DEFINITE = re.compile(r"^(?:the|this|that|these|those) (?:same |said |latter |former )?(?P<head>[a-z][\w -]*)$", re.IGNORECASE)
_ARTICLE = re.compile(r"^(?:the|an?) ", re.IGNORECASE)
_FULL = r"(?:[A-Z][\w'.-]+ ){1,6}"
_BY_KIND: dict[str, frozenset[str]] = {
    **dict.fromkeys(("paper", "newspaper", "daily", "weekly", "outlet", "magazine", "website", "site"), frozenset({"newspaper"})),
    **dict.fromkeys(("broadcaster", "channel", "station", "network", "radio", "television"), frozenset({"broadcaster"})),
    "agency": frozenset({"agency"}),
    **dict.fromkeys(("group", "movement", "organisation", "faction"), frozenset({"party"})),
    **dict.fromkeys(("mission", "observers", "monitors", "team"), frozenset({"mission"})),
    **dict.fromkeys(
        (
            "official",
            "officer",
            "spokesman",
            "spokeswoman",
            "spokesperson",
            "minister",
            "envoy",
            "diplomat",
            "source",
            "negotiator",
            "commander",
            "general",
            "aide",
            "man",
            "woman",
            "mediator",
            "delegate",
            "ambassador",
        ),
        frozenset({"official", "anonymous"}),
    ),
}
"""The kinds of source that a common noun may take up: "the paper" is the last newspaper, "the envoy" the last person."""
_PARTICIPANTS = frozenset({"participants", "signatories", "undersigned", "attendees"})
_TWO_NAMES = re.compile(r"(?:[A-Z][\w'-]+ ){1,4}[A-Z][\w'-]+")
_ONE_NAME = re.compile(r"(?:[Tt]he )?(?:[A-Z][\w-]+ ){0,3}[A-Z][\w-]+")
_BACK = 600


def is_first(words: str) -> bool:
    """Whether whoever speaks means themselves: "we", "us", but not "US"."""
    return words.lower() in FIRST and words != "US"


class Sources:
    """The sources of a document, in the order in which they were read."""

    def __init__(self, document: Document, names: Names) -> None:
        self._document, self._text, self._names = document, document.text, names
        self._known: list[Source] = []
        self._but: tuple[Source, ...] = ()
        self._carriers: dict[str, tuple[Source, ...]] = {}
        self.publisher = document.publisher

    def source(self, words: str, span: Span | None, meant: str = "", *, but: tuple[Source, ...] = ()) -> Source:
        """Give a link for the words of a source, and remember it. `meant` is the noun that a parse gives for a pronoun.

        `but` are those whom no pronoun means: of oneself one does not say "she".
        """
        self._but = but
        link = self._link(words, span, meant)
        if link.words:
            self._known.append(link)
        return link

    def remember(self, chain: tuple[Source, ...]) -> None:
        """Keep through whom a source was heard, for the next sentence of the same source."""
        self._carriers[chain[-1].words] = chain[:-1]

    def carriers(self, link: Source) -> tuple[Source, ...]:
        """Give through whom a source was heard, where a sentence goes on with it: "he added", "the diplomat said"."""
        goes_on = link.resolved in ("pronoun", "same", "carried") and link.kind in ("anonymous", "official", "unknown")
        return self._carriers.get(link.words, ()) if goes_on else ()

    def read_on(self, links: list[Source]) -> None:
        """Order the sources of a paragraph for the next one: those of the outermost statements are the nearest."""
        if links:
            self._known = [*self._known[: -len(links)], *links] if len(links) <= len(self._known) else self._known

    def last(self) -> Source | None:
        """Give the last source that speaks: whose a quotation is that goes on without a name."""
        return next(
            (replace(known, resolved="carried") for known in reversed(self._known) if known.kind in _PERSON_KINDS or known.actor),
            None,
        )

    def _link(self, words: str, span: Span | None, meant: str) -> Source:
        words = re.sub(r"\s+", " ", words).strip(' ,:"')
        lower = words.lower()
        if not words:
            return Source(words="", kind="unknown", named=False)
        if is_first(words):
            return self._fresh(re.sub(r"\s+", " ", author(self._document)) or words, span, "pronoun")
        if (fits := _fitting(lower)) is not None:
            if meant and meant.lower() not in _PERSONS | _THINGS | _GROUPS | FIRST:
                return replace(self._link(meant, span, ""), resolved="pronoun")
            return self._again(lower, words, span, fits)
        titled = None if self._names.actor(words) else _TITLED.match(words)
        if titled and (full := self._fullest(titled["surname"])) and full != words:
            return self._fresh(full, span, "title")
        if (
            (match := _DEFINITE.match(words))
            and not self._names.actor(words)
            and (known := self._same(match["head"].lower(), lower)) is not None
        ):
            return replace(known, span=span, resolved="same")
        return self._fresh(words, span, "name")

    def _fresh(self, words: str, span: Span | None, how: str) -> Source:
        actor = self._names.actor(words)
        return Source(
            words=words, kind=self._kind(words, actor), span=span, actor=actor, named=self._is_named(words), resolved=how
        )

    def _same(self, heads: str, lower: str) -> Source | None:
        head = heads.split(" of ")[0].split(" in ")[0].split()[-1]
        if head in _PARTICIPANTS:
            return next((known for known in reversed(self._known) if _is_plural(known.words)), None)
        for known in reversed(self._known):
            if head in known.words.lower().split() and known.words.lower() != lower:
                return known
        if len(heads.split()) > 1 or head not in _BY_KIND:
            return None
        wanted = _BY_KIND[head]
        near = self._known[-8:]
        return next(
            (
                known
                for known in reversed(near)
                if known.kind in wanted and known.words.lower() != lower and not _is_plural(known.words)
            ),
            None,
        )

    def _again(self, lower: str, words: str, span: Span | None, kinds: frozenset[str]) -> Source:
        for known in reversed(self._known):
            if any(known.words == one.words for one in self._but):
                continue
            if known.kind not in kinds or not known.words or known.words.lower() in _PERSONS | _THINGS | _GROUPS:
                continue
            if (lower in _PERSONS and (known.actor and known.kind == "party")) or (
                lower in _PERSONS | _THINGS and _is_plural(known.words) and not known.actor
            ):
                continue
            if lower in _GROUPS and not (_is_plural(known.words) or known.kind in ("party", "mission")):
                continue
            return replace(known, span=span, resolved="pronoun")
        if (mentioned := self._mentioned(lower, span)) is not None:
            return self._fresh(mentioned, span, "pronoun")
        return Source(words=words, kind="unknown", span=span, named=False)

    def _mentioned(self, lower: str, span: Span | None) -> str | None:
        """Give the nearest name before a pronoun that may be meant, of those that said nothing yet."""
        if span is None:
            return None
        before = self._text[max(0, span.start - _BACK) : span.start]
        if lower in _PERSONS:
            found = [match[0] for match in _TWO_NAMES.finditer(before)]
            return next(
                (
                    _TITLE_ONLY.sub("", one)
                    for one in reversed(found)
                    if not self._names.actor(one) and known_kind(one) == "official"
                ),
                None,
            )
        return next((match[0] for match in reversed(list(_ONE_NAME.finditer(before))) if self._names.actor(match[0])), None)

    def _kind(self, words: str, actor: str) -> LinkKind:
        return (
            "party"
            if actor and actor in getattr(self._names, "parties", ()) and known_kind(words) in ("organisation", "", "party")
            else kind_of(words)
        )

    def _is_named(self, words: str) -> bool:
        return re.search(r"[A-Z]", _ARTICLE.sub("", words)) is not None and kind_of(words) != "anonymous"

    def _fullest(self, surname: str) -> str:
        """Give the fullest name of the text that ends in a surname, with its title."""
        found = re.findall(rf"({_FULL}{re.escape(surname)})(?![\w-])", self._text)
        return max((_TITLE_ONLY.sub("", one) for one in found), key=len, default="")


_TITLE_ONLY = re.compile(r"^(?:Mr|Mrs|Ms|On|In|The|At|But|And|For)\.? ")


def _is_plural(words: str) -> bool:
    head = re.split(r" (?:of|in|from|at|for|who|with) ", words)[0]
    return (
        " and " in words
        or (re.search(r"[a-z]s$|people$|men$|[^s]ies$", head) is not None and not head[:1].isupper())
        or head.lower().startswith(("both", "two ", "the two", "the four", "the three", "the parties", "the sides"))
    )


def _fitting(lower: str) -> frozenset[str] | None:
    if lower in _PERSONS:
        return _PERSON_KINDS
    if lower in _THINGS:
        return _THING_KINDS
    return _PERSON_KINDS | _THING_KINDS if lower in _GROUPS else None
