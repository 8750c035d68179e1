"""Where sentences begin and end in a paragraph, and what stands in quotation marks. Both read the plain text."""

import re

from safeconduct.intake.document import Span

_SHORT = frozenset(
    "mr mrs ms dr gen col lt maj capt sgt brig prof st no art vs jr sr "
    "u.s u.n u.k a.m p.m e.g i.e gov sen rep adm dept approx".split()
)
_END = re.compile(r"[.!?]['\")]{0,2}(?=\s+[\"'(A-Z0-9*-])|;(?=\s)|\n+")
_WORD_BEFORE = re.compile(r"([\w.]{1,12})[.!?]$")
_SPOKEN = 4


def quotations(text: str) -> tuple[Span, ...]:
    """Give what stands in double quotation marks, without the marks. A mark that is never closed opens up to the end."""
    marks = [at for at, sign in enumerate(text) if sign == '"' and not _is_inch(text, at)]
    pairs = [Span(begin + 1, end) for begin, end in zip(marks[::2], marks[1::2], strict=False)]
    if len(marks) % 2:
        pairs.append(Span(marks[-1] + 1, len(text)))
    return tuple(pair for pair in pairs if pair.end > pair.start)


def _is_inch(text: str, at: int) -> bool:
    return at > 0 and text[at - 1].isdigit() and not (at + 1 < len(text) and text[at + 1] in " ,.")


def spoken(text: str) -> tuple[Span, ...]:
    """Give the quotations that are speech: long enough, or ending as a sentence does. A name in marks is none."""
    return tuple(one for one in quotations(text) if _is_speech(text[one.start : one.end]))


def _is_speech(words: str) -> bool:
    count = len(words.split())
    return count >= _SPOKEN or (count > 1 and words.endswith((",", ".", "!", "?")))


def sentences(text: str) -> tuple[Span, ...]:
    """Give the sentences of a paragraph. What is said in one quotation stays in one sentence."""
    inside = quotations(text)
    begin, told, quoted = 0, [], 0
    for match in _END.finditer(text):
        end = match.end()
        while quoted < len(inside) and inside[quoted].end < match.start():
            quoted += 1
        if quoted < len(inside) and inside[quoted].start <= match.start() and end <= inside[quoted].end:
            continue
        if (word := _WORD_BEFORE.search(text[max(begin, match.start() - 12) : match.start() + 1])) and _abbreviates(word[1]):
            continue
        told.append(Span(begin, end))
        begin = end
    told.append(Span(begin, len(text)))
    return tuple(trimmed for one in told if (trimmed := trim(text, one)).end > trimmed.start)


def _abbreviates(word: str) -> bool:
    return word.lower().rstrip(".") in _SHORT or (len(word) == 1 and word.isupper())


_QUESTION = re.compile(r"[^.!?\"\n:]*\?")


def asked(text: str) -> tuple[Span, ...]:
    """Give the questions of a paragraph: nobody says what is asked."""
    return tuple(Span(*match.span()) for match in _QUESTION.finditer(text)) if "?" in text else ()


def trim(text: str, span: Span, signs: str = " \t\n") -> Span:
    """Give a place without the signs at its ends."""
    start, end = span.start, span.end
    while start < end and text[start] in signs:
        start += 1
    while end > start and text[end - 1] in signs:
        end -= 1
    return Span(start, end)
