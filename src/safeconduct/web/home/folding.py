"""When is a word found in a text? Whatever its case and its marks, in any script; nothing is stemmed, and nothing is ranked."""

import re
import unicodedata

_WORD = re.compile(r"\w+")
LONGEST, MOST_WORDS, SHORTEST = 200, 8, 2
"""Letters of what is searched for, words of it, and letters of the shortest word that is looked for."""


def folded(text: str) -> str:
    """Give a text without marks above and below letters, without lengthened joins, and in one case."""
    parts = unicodedata.normalize("NFKD", text.replace("\u0640", "")).casefold()
    return "".join(sign for sign in parts if not unicodedata.combining(sign))


def words_of(said: str) -> tuple[str, ...]:
    """Give the words to look for; those too short to say anything are left out."""
    found = _WORD.findall(folded(said[:LONGEST]))
    return tuple(dict.fromkeys(word for word in found if len(word) >= SHORTEST))[:MOST_WORDS]


def holds(text: str, words: tuple[str, ...]) -> bool:
    """Whether a folded text holds every word, as it stands or inside a longer one."""
    return all(word in text for word in words)
