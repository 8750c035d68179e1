"""Sentences of the core that come without their parts: which sentence was said, and what was filled in.

A sentence is written with a name in braces for each part. The first that fits is taken, so those that could stand around another
come last.
"""

import re
from collections.abc import Iterable
from functools import cache


def read_back(message: str, sentences: tuple[str, ...]) -> Iterable[tuple[str, dict[str, str]]]:
    """Give each sentence that a message can be, with its parts."""
    for sentence, pattern in _patterns(sentences):
        if found := pattern.fullmatch(message):
            yield sentence, found.groupdict()


@cache
def _patterns(sentences: tuple[str, ...]) -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple((sentence, re.compile(_with_parts(re.escape(sentence)), re.DOTALL)) for sentence in sentences)


def _with_parts(escaped: str) -> str:
    # A brace that is meant stands twice, as in every sentence that is filled in.
    named = re.sub(r"(?<!\\\{)\\\{(\w+)\\\}(?!\\\})", r"(?P<\1>.+?)", escaped)
    return named.replace(r"\{\{", r"\{").replace(r"\}\}", r"\}")
