"""Which words carry which stance, what may follow them, and what kind of source a name is. The words themselves are data."""

import re
import tomllib
from functools import cache
from importlib.resources import files
from typing import Any, Literal, cast

import msgspec

from safeconduct.intake.draft import LinkKind
from safeconduct.kernel.acts import Stance

_VOWELS = frozenset("aeiou")


class Cue(msgspec.Struct, frozen=True, kw_only=True):
    """A word that carries a stance. `particle` is its second word; `only` the kinds of source it counts for, empty for all."""

    lemma: str
    stance: Stance
    takes: frozenset[str]
    prior: int
    particle: str = ""
    only: frozenset[str] = frozenset()


class Noun(msgspec.Struct, frozen=True, kw_only=True):
    """A noun or an adjective that carries a stance. `preps` are the words behind which it says of what."""

    lemma: str
    stance: Stance
    prior: int
    preps: frozenset[str] = frozenset()
    light_only: bool = False


class Lexicon(msgspec.Struct, frozen=True, kw_only=True):
    """Every cue by each of its written forms, and the words of certainty, of polarity and of kinds."""

    verbs: dict[str, tuple[Cue, ...]]
    lemmas: dict[str, tuple[Cue, ...]]
    bases: dict[str, str]
    nouns: dict[str, Cue]
    named_acts: dict[str, Noun]
    states: dict[str, Noun]
    light: frozenset[str]
    possible: frozenset[str]
    probable: frozenset[str]
    negations: tuple[str, ...]
    kinds: tuple[tuple[LinkKind, bool, re.Pattern[str]], ...]


@cache
def lexicon() -> Lexicon:
    """Read the words, once."""
    data = files("safeconduct.intake") / "data"
    cues = tomllib.loads((data / "cues.toml").read_text("utf-8"))
    kinds = tomllib.loads((data / "sources.toml").read_text("utf-8"))["kinds"]
    verbs: dict[str, list[Cue]] = {}
    lemmas: dict[str, list[Cue]] = {}
    for row in cues["verbs"]:
        for words in row["words"]:
            lemma, _, particle = words.partition(" ")
            cue = Cue(
                lemma=lemma,
                stance=row["stance"],
                takes=frozenset(row["takes"]),
                prior=row["prior"],
                particle=particle,
                only=frozenset(row.get("only", ())),
            )
            lemmas.setdefault(lemma, []).append(cue)
            for form in {lemma, *(cues["forms"].get(lemma) or forms(lemma))}:
                verbs.setdefault(form, []).append(cue)
    nouns = {
        form: Cue(lemma=word, stance=row["stance"], takes=frozenset({"clause"}), prior=row["prior"])
        for row in cues["nouns"]
        if not row.get("light_only")
        for word in row["words"]
        for form in (word, f"{word}s")
    }
    return Lexicon(
        verbs={form: _ordered(found) for form, found in verbs.items()},
        lemmas={form: _ordered(found) for form, found in lemmas.items()},
        bases={form: found[0].lemma for form, found in verbs.items()},
        nouns=nouns,
        named_acts=_named_words(cues["nouns"]),
        states=_named_words(cues["states"]),
        light=frozenset(cues["light"]["verbs"]),
        possible=frozenset(cues["certainty"]["PS"]),
        probable=frozenset(cues["certainty"]["PR"]),
        negations=tuple(cues["polarity"]["negations"]),
        kinds=tuple((row["kind"], row.get("unnamed", False), _any(row["words"])) for row in kinds),
    )


def _named_words(rows: list[dict[str, Any]]) -> dict[str, Noun]:
    return {
        word: Noun(
            lemma=word,
            stance=row["stance"],
            prior=row["prior"],
            preps=frozenset(row.get("of", ())),
            light_only=row.get("light_only", False),
        )
        for row in rows
        for word in row["words"]
    }


def _ordered(found: list[Cue]) -> tuple[Cue, ...]:
    """Give the cues of one form in the order they are tried: of two words first, and those for a kind of source."""
    return tuple(sorted(found, key=lambda cue: (not cue.particle, not cue.only)))


def _any(words: list[str]) -> re.Pattern[str]:
    return re.compile(rf"(?<![\w])(?:{'|'.join(re.escape(word) for word in sorted(words, key=len, reverse=True))})(?![\w])")


def forms(lemma: str) -> tuple[str, str, str]:
    """Give the written forms of a regular verb: past, third person, progressive."""
    if lemma.endswith("e"):
        return f"{lemma}d", f"{lemma}s", f"{lemma[:-1]}ing"
    if lemma.endswith("y") and lemma[-2] not in _VOWELS:
        return f"{lemma[:-1]}ied", f"{lemma[:-1]}ies", f"{lemma}ing"
    third = f"{lemma}es" if lemma.endswith(("s", "sh", "ch", "x")) else f"{lemma}s"
    return f"{lemma}ed", third, f"{lemma}ing"


def kind_of(words: str) -> LinkKind:
    """Say what kind of source a name is, by the words in it; `unknown` for an empty one."""
    if not words.strip():
        return "unknown"
    lower = words.lower()
    own = _named(words)
    for kind, unnamed, pattern in lexicon().kinds:
        if pattern.search(lower) and not (unnamed and own):
            return cast("LinkKind", kind)
    return "official" if own else "organisation"


_ANIMATE = re.compile(
    r"(?:[a-z]{2,}(?:er|or|ist|ian|ee|ant|man|wife|mother|father|brother|sister|son)s?|[a-z]*(?:men|women|people|person|persons|famil(?:y|ies)|colleagues?"
    r"|neighbours?|staffs?|troops|relatives?|parents?|husband|population|crowd|sides?|part(?:y|ies)|delegat(?:es?|ions?)|both|neither|one|all|some"
    r"|nobody|others?|envoys?|captains?|guards?|clerks?|capitals?|monks?|nuns?|priests?|chiefs?|mayors?|authorities|allies|rivals|states|nations?"
    r"|countries|country|ministr(?:y|ies)|superiors|representatives?|sources?|militia|charity|company|school|church|bank|court))$"
)
_NOT_ANIMATE = frozenset(
    "number numbers paper order orders water power weather letter letters border borders winter summer matter matters river "
    "sector corridor door motor remainder character error tanker tankers shelter shelters quarter quarters chapter center "
    "centre container containers factor mortar mortars mirror offer offers answer answers reason season person's prison "
    "lesson want".split()
)


def speaks(words: str) -> bool:
    """Say whether a name is one of somebody who can say, want or refuse: a name, a known kind, or a word for people."""
    bare = _ARTICLE.sub("", words.strip())
    if known_kind(words) or bare[:1].isupper():
        return True
    head = re.split(r" (?:of|in|from|at|for|who|with|on|to|close|near) ", bare.lower())[0].split()
    return bool(head) and head[-1] not in _NOT_ANIMATE and _ANIMATE.match(head[-1]) is not None


def known_kind(words: str) -> LinkKind | Literal[""]:
    """Say what kind of source a name is where a word or a capital tells it, and nothing where it may be any thing at all."""
    kind = kind_of(words)
    bare = _ARTICLE.sub("", words.strip())
    if (
        kind == "organisation"
        and not bare[:1].isupper()
        and not any(one == kind and pattern.search(words.lower()) for one, _, pattern in lexicon().kinds)
    ):
        return ""
    return kind


_ARTICLE = re.compile(r"^(?:the|an?) ", re.IGNORECASE)
_PERSON = re.compile(r"(?:[A-Z][\w'-]+ ){1,3}[A-Z][\w'-]+$")


def _named(words: str) -> bool:
    """Whether the words end in the name of a person: two words with capitals."""
    return _PERSON.search(_ARTICLE.sub("", words.strip())) is not None


def stance_for(cues: tuple[Cue, ...], kind: str) -> Cue | None:
    """Give the cue that counts for a kind of source, the narrowest first."""
    return next((cue for cue in cues if kind in cue.only), None) or next((cue for cue in cues if not cue.only), None)
