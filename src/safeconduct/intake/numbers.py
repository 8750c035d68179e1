"""Numbers as they are written: digits with separators, words, dozens and millions.

The patterns here are parts of others. Each is bounded, so that no text makes them slow.
"""

import re

_UNITS = ("zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
          "seventeen eighteen "
          "nineteen")  # fmt: skip
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
SMALL = {word: n for n, word in enumerate(_UNITS.split())} | {word: 10 * n for n, word in enumerate(_TENS.split(), 2)}
MULTIPLES = {"dozen": 12, "score": 20, "hundred": 100, "thousand": 1_000, "million": 1_000_000, "billion": 1_000_000_000}

_SMALL = "|".join(sorted(SMALL, key=len, reverse=True))
_BELOW_HUNDRED = rf"(?:{_SMALL})(?:[- ](?:{_SMALL}))?"
_HUNDREDS = rf"(?:a|{_BELOW_HUNDRED}) hundred(?:(?: and)? {_BELOW_HUNDRED})?"
_THOUSANDS = rf"(?:a|{_HUNDREDS}|{_BELOW_HUNDRED}) (?:thousand|million)(?:(?: and)? (?:{_HUNDREDS}|{_BELOW_HUNDRED}))?"
WORDS = rf"(?:half )?a dozen|half a (?:hundred|thousand|million)|{_THOUSANDS}|{_HUNDREDS}|{_BELOW_HUNDRED}(?: dozen)?"
DIGITS = r"[0-9]{1,3}(?:[, ][0-9]{3}){1,4}(?![0-9])|[0-9]{1,12}"
_MULTIPLE = "dozen|hundred|thousand|million|billion"
NUMBER = (rf"(?:(?<![\w.,])(?:[0-9]{{1,4}}\.[0-9]{{1,3}} (?:thousand|million|billion)|(?:{DIGITS})(?: (?:{_MULTIPLE}))?)"
          rf"(?![0-9.]*[0-9])|\b(?:{WORDS})\b)")  # fmt: skip
"""One number in a pattern, in lower case."""

_GIVEN = re.compile(r"([0-9][0-9 ,.]*)(?: (dozen|hundred|thousand|million|billion))?")


def value(words: str) -> int | None:
    """Give the value of what `NUMBER` has found, or None if the words add up to nothing."""
    words = words.strip().lower()
    if match := _GIVEN.fullmatch(words):
        digits, multiple = match[1].strip().replace(",", "").replace(" ", ""), MULTIPLES.get(match[2] or "", 1)
        whole, _, part = digits.partition(".")
        if not part:
            return int(whole) * multiple
        scaled = int(whole + part) * multiple
        return scaled // 10 ** len(part) if scaled % 10 ** len(part) == 0 else None
    return _of_words(words)


def _of_words(words: str) -> int | None:
    halved = words.startswith("half ")
    parts = [part for part in re.split(r"[- ]", words.removeprefix("half ")) if part not in ("and", "")]
    if not parts:
        return None
    total = current = 0
    last = 0  # what was added last, to refuse "five six", which is no number
    for part in parts:
        if part == "a":
            current, last = 1, 1
        elif part in SMALL:
            n = SMALL[part]
            if last and not (last >= 20 and n < 10) and last != 100:
                return None
            current, last = current + n, n
        elif part in MULTIPLES:
            multiple = MULTIPLES[part]
            if multiple >= 1_000:
                total, current, last = total + (current or 1) * multiple, 0, 100
            else:
                current, last = (current or 1) * multiple, 100
        else:
            return None
    found = total + current
    return found // 2 if halved else found
