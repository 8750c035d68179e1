"""How many, as a text says it: bounds, ranges, 'about', 'all', 'dozens', one of many. Nothing is averaged or made exact."""

import re
from itertools import pairwise

from safeconduct.intake.document import Span
from safeconduct.intake.draft import Quantity
from safeconduct.intake.masks import masked
from safeconduct.intake.numbers import NUMBER, SMALL, value
from safeconduct.intake.plain_text import Plain, lowered, plain

_VAGUE = {
    "tens of thousands": 10_000, "hundreds of thousands": 100_000, "several thousand": 3_000, "several hundred": 300,
    "several dozen": 36, "thousands": 1_000, "hundreds": 100, "scores": 40, "dozens": 12, "tens": 10, "several": 3,
    "a handful": None, "a few hundred": 200, "a few dozen": 24, "a few": None, "some of": None, "many of": None,
    "most of": None, "a number of": None,
}  # fmt: skip
"""Words for a number, with the least it can be: after ACLED's rule for coding reports, the smallest that the word allows."""

_FROM = r"at least|no fewer than|no less than|not less than|not fewer than|a minimum of|minimum|as few as"
_PASSED = ("hand hands handed handing turn turns turned turning take takes took taken taking give gave given giving pass passed "
           "passing").split()  # fmt: skip
_OVER = "".join(rf"(?<!\b{word} )" for word in _PASSED) + "over"
"""More than; "hand over 12 rifles" is no bound."""
_ABOVE = rf"more than|{_OVER}|above|in excess of|upwards of|exceeding|exceeded|well over|greater than"
_UP_TO = r"up to|as many as|at most|no more than|not more than|a maximum of|at the most|maximum"
_BELOW = r"fewer than|less than|under|below|short of"
_NEAR = (r"about|around|some|nearly|almost|roughly|approximately|approx\.?|an estimated|estimated|close to"
         r"|closer to|approaching|circa|"
         r"~|in the region of|just over|just under|somewhere around|perhaps|on the order of")  # fmt: skip
_ALL = r"all|all of|all the|all of the|all of its|all of their|all its|all their"
_BEFORE = (rf"(?:(?P<all>{_ALL}) )?(?:the )?(?:(?P<from>{_FROM})|(?P<above>{_ABOVE})|(?P<upto>{_UP_TO})|(?P<below>{_BELOW}))? ?"
           rf"(?:the )?(?P<near>{_NEAR})? ?(?:the |its |their |another |a further |an additional |a total of )?")  # fmt: skip
_RANGE = (rf"(?:between (?:about )?(?P<least>{NUMBER}) and (?:about )?(?P<most>{NUMBER})"
          rf"|(?:from )?(?P<low>{NUMBER})(?: ?- ?| to | or | to about | to around )(?P<high>{NUMBER}))")
_AFTER = r"(?P<after> or (?:more|so|fewer|less)\b|-odd\b|\+(?![0-9])|-plus\b)?"
_ONE = re.compile(rf"(?<![\w])(?:{_BEFORE})(?:{_RANGE}|(?P<one>{NUMBER}){_AFTER})")
_RANGE_WORDS = re.compile(rf"between|from|{NUMBER}")
_ANY_VAGUE = "|".join(sorted(_VAGUE, key=len, reverse=True))
_WORDS = re.compile(rf"\b(?:(?:at least|more than|up to|about|some) )?(?P<word>{_ANY_VAGUE})\b")
_SHARE = re.compile(rf" ?(?:out )?of (?:the |its |their |those |these |a total of |some |about |around )?(?P<all>{NUMBER})")
_MEMBERS = re.compile(r"-(?:member|strong|man|person|people|truck|vehicle|body|prisoner|detainee|hostage|fighter)\b")
_BREAK = frozenset((
    "of in on at by to from with without for and or but who which that were was are is be been being had have has would "
    "will could may might must should can did do does not their its his her since after before when while if as than under "
    "over into the a an currently still already remain remained said says so also only again now then there these those "
    "this out off up down across through during between near behind inside outside against per each more fewer "
).split())
_HEADS = frozenset("people men women children personnel dead wounded bodies remains aircraft persons police troops families "
                   "missing killed injured staff crew youth elderly".split())  # fmt: skip
_LOOK = 60
_COUNTED = re.compile(r"(?: of)?(?: (?:the|its|their|our|those|these|his|her))?((?: [a-z][a-z'-]*){0,6})")


def quantities(text: str, *, dates: tuple[Span, ...] = ()) -> tuple[Quantity, ...]:
    """Give every quantity of a text with its place. `dates` are places in the text that hold times, which count nothing."""
    found = plain(text)
    covered = masked(lowered(found.text), _inside(found, dates))
    told: list[Quantity] = []
    taken = 0
    for match in sorted([*_ONE.finditer(covered), *_WORDS.finditer(covered)], key=lambda one: one.start()):
        begin = match.start() + len(match[0]) - len(match[0].lstrip())
        if begin < taken:
            continue
        one = _vague(match, found, covered) if "word" in match.groupdict() else _exact(match, found, covered)
        if one is not None:
            told.append(one)
            taken = match.end()
    return tuple(told)


def _inside(found: Plain, dates: tuple[Span, ...]) -> list[Span]:
    if found.places is None:
        return list(dates)
    where = {place: at for at, place in enumerate(found.places)}
    return [Span(where[span.start], where[span.end]) for span in dates if span.start in where and span.end in where]


def _vague(match: re.Match[str], found: Plain, covered: str) -> Quantity | None:
    word = match["word"]
    return Quantity(span=found.span(match.start(), match.end()), low=_VAGUE[word], high=None, vague=word.removesuffix(" of"),
                    counted=counted(covered, match.end()), rule="quantity.word")  # fmt: skip


def _exact(match: re.Match[str], found: Plain, covered: str) -> Quantity | None:
    part = match.groupdict()
    end = match.end()
    approximate = part["near"] is not None
    if part["one"] is None:
        name = "low" if part["low"] else "least"
        low, high = value(part[name]), value(part["high"] or part["most"])
        if low is None or high is None or low > high:
            return _single(match, found, covered, part[name], match.end(name), "", approximate)
        return Quantity(span=_span(match, found, end), low=low, high=high, approximate=approximate,
                        counted=counted(covered, end), rule="quantity.range")  # fmt: skip
    return _single(match, found, covered, part["one"], end, (part["after"] or "").strip(), approximate)


def _span(match: re.Match[str], found: Plain, end: int) -> Span:
    """Give the place from the first word that says how many: an article or `their` before it says nothing."""
    part = match.groupdict()
    first = [name for name in ("all", "from", "above", "upto", "below", "near") if part[name]]
    if first:
        return found.span(match.start(first[0]), end)
    if part["one"]:
        return found.span(match.start("one"), end)
    words = _RANGE_WORDS.search(match.string, match.start())
    return found.span(words.start() if words else match.start(), end)


def _single(match: re.Match[str], found: Plain, covered: str, words: str, end: int, after: str,
            approximate: bool) -> Quantity | None:  # fmt: skip
    n = value(words)
    if n is None or (n == 0 and words == "zero"):
        return None
    part = match.groupdict()
    low: int | None = n
    high: int | None = n
    if part["from"] or after in ("or more", "+", "-plus"):
        high = None
    elif part["above"]:
        low, high = n + 1, None
    elif part["upto"] or after in ("or fewer", "or less"):
        low = None
    elif part["below"]:
        low, high = None, n - 1
    if members := _MEMBERS.match(covered, end):
        noun = members[0][1:]
    else:
        if covered[end:end + 1] == "-" and covered[end + 1:end + 2].isalpha() and not after:
            return None
        noun = counted(covered, end)
    share = _SHARE.match(covered, end)
    return Quantity(span=_span(match, found, end), low=low, high=high, approximate=approximate or after in ("or so", "-odd"),
                    exhaustive=part["all"] is not None, counted=noun or (counted(covered, share.end()) if share else ""),
                    of=value(share["all"]) if share else None, rule="quantity.number")  # fmt: skip


def counted(covered: str, end: int) -> str:
    """Give the word for what is counted, which follows a number; empty where none can be told."""
    words = _COUNTED.match(covered, end, end + _LOOK)
    last = ""
    following = (words[1] if words else "").split()
    for word, after in pairwise([*following, "of"]):
        if word in _BREAK or word in SMALL or (after in _BREAK and word.endswith("ed") and word not in _HEADS):
            break  # "40 armed fighters" counts fighters, "40 fled" does not say whom
        last = word
        if word in _HEADS or (word.endswith("s") and not word.endswith(("ss", "'s", "s'")) and word not in ("hamas", "previous")):
            break
    return last
