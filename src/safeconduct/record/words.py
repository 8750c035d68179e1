"""A digest in words that can be read over a radio: section 8 of `docs/spec/record.md`.

Sixteen bits are a word of five letters, consonant and vowel in turn. Thirty-two bytes are four lines of four words.
"""

from safeconduct.record.faults import Bad

_CONSONANTS = "bdfghjklmnprstvz"
_VOWELS = "aiou"
_WORDS, _IN_LINE = 16, 4


def words_of(digest: bytes) -> str:
    """Give 32 bytes as four lines of four words, without a line end after the last."""
    if len(digest) != 2 * _WORDS:
        raise Bad("words.length", "not a digest", expected="32 bytes", got=f"{len(digest)} bytes")
    words = [_word(digest[place] << 8 | digest[place + 1]) for place in range(0, len(digest), 2)]
    return "\n".join(" ".join(words[start : start + _IN_LINE]) for start in range(0, _WORDS, _IN_LINE))


def digest_of(text: str) -> bytes:
    """Read sixteen words back. Spaces and line breaks between them are free, all else is not.

    Raises Bad with the first word that is none, counted from 1.
    """
    words = text.split()
    for index, word in enumerate(words[:_WORDS]):
        _check(word, f"word {index + 1}")
    if len(words) != _WORDS:
        raise Bad("words.count", "another number of words", expected=str(_WORDS), got=str(len(words)))
    return b"".join(_number(word).to_bytes(2, "big") for word in words)


def _word(number: int) -> str:
    first, one, second, two, third = number >> 12, number >> 10 & 3, number >> 6 & 15, number >> 4 & 3, number & 15
    return _CONSONANTS[first] + _VOWELS[one] + _CONSONANTS[second] + _VOWELS[two] + _CONSONANTS[third]


def _number(word: str) -> int:
    first, one, second, two, third = word
    number = _CONSONANTS.index(first) << 12 | _VOWELS.index(one) << 10 | _CONSONANTS.index(second) << 6
    return number | _VOWELS.index(two) << 4 | _CONSONANTS.index(third)


def _check(word: str, where: str) -> None:
    if len(word) != 5:
        raise Bad("words.word", "not a word of five letters", where=where, got=word[:40])
    for place, letter in enumerate(word):
        if letter not in (allowed := _VOWELS if place % 2 else _CONSONANTS):
            raise Bad(
                "words.word", f"no word has this as letter {place + 1}", where=where, expected=" ".join(allowed), got=letter
            )
