"""Which point of the agreement may a statement be about? The two nearest, or none, each with the words that counted.

A point is known by its own words, by the norms, categories and places that it carries, and by what it is about in general words.
What is rare among the points counts more. A point that is named by its number comes first.
"""

import re
import tomllib
from collections import Counter
from collections.abc import Iterator
from functools import cache, lru_cache
from importlib.resources import files
from math import log, sqrt
from typing import Any, Protocol

import msgspec

from safeconduct.agreement.model import Agreement
from safeconduct.intake.draft import Bound
from safeconduct.intake.plain_text import lowered, plain

_WORD = re.compile(r"[^\W\d_]{3,}")
_NUMBERED = re.compile(r"\b(?:points?|articles?|paragraphs?|clauses?|sections?|steps?) "
                       r"(?P<number>[0-9]+(?:\.[0-9]+)*(?:\([a-z]\))?|[ivx]+(?:\.[0-9]+(?:\([a-z]\))?)?)(?![\w.]*\w)")
_HEADING_OF = re.compile(r"(?:[0-9]{1,2}\. )?([A-Z][\w' -]{2,40})[.:] ")
_OWN, _CARRIED, _TOPIC = 1.0, 0.8, 4.0
_SHARES = (1.0, 1.0, 0.5, 0.6)
"""How much each text counts: what was said, its paragraph, the one before, the headline."""
_HEADING = 0.6
"""How much the words count that open a paragraph as its heading: "Mines." or "Prisoners:"."""
_LITTLE = 3.0
"""What a text must hold to count in full: "to stop" says next to nothing, and leaves the word to what stands around it."""
_A_NAME = 0.1
"""How much the name of a party counts beside another word: it stands in nearly every point."""
_LATER = 0.5
"""How much counts what a point says after its first sentence, which says what it is about."""
_OF_LENGTH = 0.5
"""How far a long point is made shorter, so that what speaks of everything is not nearest to everything."""
_NAMED = 1_000
_LEAST = 250
_SECOND = 0.3
"""How near the second must be to the nearest, as a share."""


class _Known(msgspec.Struct, frozen=True):
    """A point as weights of what it is about. A short point is not nearer for being short."""

    weights: dict[str, float]


class Points(msgspec.Struct, frozen=True, kw_only=True):
    """The points of one agreement, made ready to be met. `rarity` says how much a word or topic counts here."""

    known: dict[str, _Known]
    rarity: dict[str, float]
    numbers: dict[str, tuple[str, ...]]
    names: frozenset[str]


class WithPoints(Protocol):
    """What knows the points of an agreement, such as its gazetteer."""

    @property
    def points(self) -> Points:
        """Give the points, made ready."""


def bound(words: str, gazetteer: WithPoints) -> tuple[Bound, ...]:
    """Give the two points a text is nearest to, the nearest first, or none."""
    return bound_to(words, gazetteer.points)


def points_of(agreement: Agreement) -> Points:
    """Make the points of an agreement ready. What nobody has read of a text has no words here, only its number."""
    texts: dict[str, dict[str, float]] = {name: {} for name in agreement.points}
    for name, words, weight in _told(agreement):
        first, mark, later = words.partition(". ")
        for part, share in ((first + mark, 1.0), (later, _LATER)):
            for feature in set(_features(part)):
                texts[name][feature] = max(texts[name].get(feature, 0.0), weight * share)
    many = Counter(feature for text in texts.values() for feature in text)
    rarity = {feature: log((1 + len(texts)) / (0.5 + count)) * (_TOPIC if feature.startswith("#") else 1.0)
              for feature, count in many.items()}  # fmt: skip
    weights = {name: {feature: weight * rarity[feature] for feature, weight in text.items()} for name, text in texts.items()}
    lengths = {name: sqrt(sum(weight * weight for weight in text.values())) for name, text in weights.items()}
    middle = sum(lengths.values()) / (len(lengths) or 1)
    shortened = {name: _OF_LENGTH * length + (1 - _OF_LENGTH) * middle for name, length in lengths.items()}
    known = {name: _Known({feature: weight / shortened[name] for feature, weight in text.items()})
             for name, text in weights.items()}  # fmt: skip
    numbers: dict[str, tuple[str, ...]] = {}
    for name, point in agreement.points.items():
        number = point.number.lower()
        numbers[number] = (*numbers.get(number, ()), name)
    names = {word for organisation in (*agreement.parties.values(), *agreement.bodies.values())
             for word in _WORD.findall(lowered(organisation.name.pick("en")))}  # fmt: skip
    return Points(known=known, rarity=rarity, numbers=numbers, names=frozenset(_stem(word) for word in names))


def bound_to(words: str, points: Points, around: tuple[str, ...] = ()) -> tuple[Bound, ...]:
    """Give the two nearest points, or none. Every point that is as near as another comes in the order of the agreement.

    What stands around counts less the further away it is: "to stop" is about what the paragraph is about.
    """
    lower = lowered(plain(words).text)
    if _words().nothing.fullmatch(lower.strip(" ,.;\"'")):
        return ()
    named = [name for match in _NUMBERED.finditer(lower) for name in points.numbers.get(match["number"], ())]
    said = _weighed(lower, around, points)
    topics = any(feature.startswith("#") for feature in said)
    scores = {name: round(1_000 * sum(known.weights.get(feature, 0.0) * weight for feature, weight in said.items()))
              for name, known in points.known.items()}  # fmt: skip
    order = {name: n for n, name in enumerate(points.known)}
    nearest = sorted(order, key=lambda name: (name not in named, -scores[name], order[name]))[:2]
    best = scores[nearest[0]] if nearest else 0
    told = []
    for name in nearest:
        if name in named:
            number = next(match.group() for match in _NUMBERED.finditer(lower) if name in points.numbers.get(match["number"], ()))
            told.append(Bound(point=name, score=_NAMED, why=(number,)))
        elif not named and topics and scores[name] >= _LEAST and scores[name] >= best * _SECOND:
            told.append(Bound(point=name, score=min(scores[name], _NAMED - 1), why=_why(points.known[name], said)))
    return tuple(told)


def _weighed(lower: str, around: tuple[str, ...], points: Points) -> dict[str, float]:
    """Give what a statement is about, with what stands around it: each feature by how rare it is and how near."""
    texts = [*zip(_SHARES, (lower, *around), strict=False)]
    if around and (heading := _HEADING_OF.match(plain(around[0]).text)):
        texts.append((_HEADING, heading[1]))
    said: dict[str, float] = {}
    for share, text in texts:
        met = {feature: points.rarity[feature] * (_A_NAME if feature in points.names else 1.0)
               for feature in _features_of(text) if feature in points.rarity}  # fmt: skip
        length = sqrt(sum(weight * weight for weight in met.values()))
        for feature, weight in met.items():
            said[feature] = said.get(feature, 0.0) + share * weight / (length + _LITTLE)
    return said


def _why(known: _Known, said: dict[str, float]) -> tuple[str, ...]:
    met = sorted((feature for feature in said if feature in known.weights),
                 key=lambda feature: (-known.weights[feature] * said[feature], feature))  # fmt: skip
    return tuple(feature.removeprefix("#") for feature in met[:5])


def _told(agreement: Agreement) -> Iterator[tuple[str, str, float]]:
    """Give what is said of each point, and how much it counts: its own words, and those of what comes from it."""
    for name, point in agreement.points.items():
        if point.says is not None:
            yield name, point.says.pick("en"), _OWN
        elif point.not_encoded is not None and point.number:
            yield name, point.not_encoded.pick("en"), _CARRIED
        for clause in point.clauses.values():
            if clause.says is not None:
                yield name, clause.says.pick("en"), _OWN
    for _, _, entry in agreement.entries():
        words = [getattr(entry, field, None) for field in ("title", "name", "what")]
        for clause in getattr(entry, "clause", ()):
            head = clause.partition(".")[0]
            if head in agreement.points:
                for text in words:
                    if text is not None:
                        yield head, text.pick("en"), _CARRIED


@lru_cache(maxsize=256)
def _features_of(words: str) -> frozenset[str]:
    """Give the same of a text once: what stands around one statement stands around the next."""
    return frozenset(_features(words))


def _features(words: str) -> Iterator[str]:
    lower = _words().apart.sub(" ", lowered(plain(words).text))
    for topic, pattern in _words().topics.items():
        if pattern.search(lower):
            yield f"#{topic}"
    for word in _WORD.findall(lower):
        if word not in _words().common:
            yield _stem(word)


def _stem(word: str) -> str:
    """Give a word without the commonest endings: good enough to meet itself in another form."""
    for ending in ("ations", "ation", "ings", "ing", "ies", "ied", "ers", "ed", "es", "er", "s", "ly", "e", "y"):
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            return word[:-len(ending)]
    return word


class _Words(msgspec.Struct, frozen=True, kw_only=True):
    topics: dict[str, re.Pattern[str]]
    apart: re.Pattern[str]
    common: frozenset[str]
    nothing: re.Pattern[str]


@cache
def _words() -> _Words:
    """Read the words for what a point can be about, once."""
    data: dict[str, Any] = tomllib.loads((files("safeconduct.intake") / "data" / "topics.toml").read_text("utf-8"))
    return _Words(topics={topic: _any_of(words) for topic, words in data["topics"].items()}, apart=_any_of(data["apart"]),
                  common=frozenset(" ".join(data["common"]).split()), nothing=_any_of(data["nothing"]))  # fmt: skip


def _any_of(words: list[str]) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(_written(word) for word in words)})(?!\w)")


def _written(word: str) -> str:
    """Give the pattern of a word of the list: ` *` stands for up to three words, `*` for any ending."""
    return re.escape(word).replace(r"\ \*", r"(?: \w+){0,3} ").replace(r"\*", r"\w*")
