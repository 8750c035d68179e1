"""The rules of the model that follow its tags: what they say of a word is remembered, and said again.

The model's own ruler tries each word with 179 patterns, and that takes a fifth of a parse. All but eight look at one word, and at
no more of it than its tag, its role, and whether it is one of two hundred words: where these are the same, so is the answer. A
text with a word that could begin one of the eight is left to that ruler.
"""

import re
from collections.abc import Iterable
from typing import Any

_SEES = frozenset({"TAG", "LOWER", "DEP", "IS_SPACE"})
_MOST = 50_000
"""How many words are remembered, before all are forgotten."""


class Remembering:
    """A ruler in the place of the model's."""

    def __init__(self, ruler: Any, vocab: Any) -> None:
        from spacy.attrs import DEP, IS_SPACE, LEMMA, LOWER, MORPH, POS, TAG
        from spacy.matcher import Matcher

        patterns = [pattern for one in ruler.patterns for pattern in one["patterns"]]
        self._named = _named(token for pattern in patterns for token in pattern)
        self._strings, self._word = vocab.strings, dict[int, int]()
        self._ruler, self._asked, self._told = ruler, [LOWER, TAG, DEP, IS_SPACE], [POS, MORPH, LEMMA]
        self._begins = Matcher(vocab)
        self._begins.add("begins", [pattern[:1] for pattern in patterns if len(pattern) > 1])
        self._known: dict[tuple[int, ...], tuple[int, ...] | None] = {}

    def __call__(self, doc: Any) -> Any:
        """Tell of each word what the rules say of it."""
        import numpy

        if len(self._word) > _MOST:
            self._word.clear()
        rows = doc.to_array(self._asked).tolist()
        self._meet({row[0] for row in rows} - self._word.keys())
        keys = [(self._word[word], *seen) for word, *seen in rows]
        told = [self._known.get(key, ()) for key in keys]
        if () in told:
            return self._learned(doc, keys)
        if None in told:
            return self._ruler(doc)
        return doc.from_array(self._told, numpy.array(told, dtype="uint64")) if told else doc

    def _meet(self, words: set[int]) -> None:
        """Sort new words: one that a pattern asks for stays itself, all others are alike."""
        for word in words:
            self._word[word] = word if self._named.fullmatch(self._strings[word]) else 0

    def _learned(self, doc: Any, keys: list[tuple[int, ...]]) -> Any:
        doc = self._ruler(doc)
        # What the others say of a word is not remembered where the word before it could have had a part in it.
        begins = {start for _, start, _ in self._begins(doc, allow_missing=True)}
        for at, (key, told) in enumerate(zip(keys, doc.to_array(self._told).tolist(), strict=True)):
            if at in begins:
                self._known[key] = None
            elif at - 1 not in begins:
                self._known[key] = tuple(told)
        return doc


def _named(tokens: Iterable[dict[str, Any]]) -> re.Pattern[str]:
    """Give a pattern of every word that is asked for. Raises ValueError for a rule that looks at a word in another way."""
    found = set[str]()
    for token in tokens:
        lower = token.get("LOWER", {})
        asked = {"IN": [lower]} if isinstance(lower, str) else lower
        if set(token) - _SEES or set(asked) - {"IN", "REGEX"}:
            raise ValueError(f"the model has a rule that this program does not know: {token}")
        found |= {re.escape(word) for word in asked.get("IN", ())}
        if "REGEX" in asked:
            found.add(f".*(?:{asked['REGEX']}).*")
    return re.compile("|".join(sorted(found)), re.DOTALL)
