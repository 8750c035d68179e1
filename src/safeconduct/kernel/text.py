"""Localised text: the same words in several languages, none of them mixed with another."""

from collections.abc import Iterator
from typing import Any

import msgspec


class Text(msgspec.Struct, frozen=True):
    """Text in one or more languages, in the order the author wrote them. Keys are BCP 47 language codes."""

    versions: dict[str, str]

    def pick(self, language: str) -> str:
        """Give the text in `language`, or in the first language it has."""
        found = self.versions.get(language)
        return found if found is not None else next(iter(self.versions.values()), "")

    def language_of(self, language: str) -> str:
        """Say which language `pick(language)` answers in, for `lang` and `dir` attributes."""
        return language if language in self.versions else next(iter(self.versions), language)

    def __str__(self) -> str:
        return self.pick("en")


def texts_in(value: Any) -> Iterator[Text]:
    """Give every text that stands in a value, however deep, in the order of its fields."""
    if isinstance(value, Text):
        yield value
    elif isinstance(value, msgspec.Struct):
        for name in value.__struct_fields__:
            yield from texts_in(getattr(value, name))
    elif isinstance(value, dict):
        for one in value.values():
            yield from texts_in(one)
    elif isinstance(value, tuple | list):
        for one in value:
            yield from texts_in(one)


RIGHT_TO_LEFT = frozenset({"ar", "he", "fa", "ur"})


def direction(language: str) -> str:
    """Give `rtl` or `ltr` for a language code."""
    return "rtl" if language.partition("-")[0] in RIGHT_TO_LEFT else "ltr"
