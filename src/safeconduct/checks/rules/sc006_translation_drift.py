"""SC006 translation-drift

What:
    Finds a clause whose languages do not say the same numbers or the same months.

Why:
    Each side reads its own language and holds it to be the agreed one. A slip of two digits in a translation is then a
    second agreement.

Example:
    says: {en: Alpha frees 60 persons, ar: ألفا تفرج عن ١٦ شخصًا}

Remedy:
    Repair the one that is wrong, and name under `authentic` the languages that count.

Known problems:
    Only numbers and months are compared, not the sense. Digits of any script are read in every language; words for
    numbers up to twenty, and months, in English, Arabic, Hebrew, Indonesian and Spanish. One and two are often said
    without a number and prove nothing alone. An hour written with “p.m.” in one language is taken for another hour.
"""

from collections.abc import Iterator

from safeconduct.checks.finding import Found, Related, Severity
from safeconduct.checks.text import CheckedText
from safeconduct.checks.words import Numbers, numbers_in

SEVERITY = Severity.WARNING

_LANGUAGES = {"ar": "Arabic", "en": "English", "es": "Spanish", "fr": "French", "he": "Hebrew", "id": "Indonesian",
              "ru": "Russian", "uk": "Ukrainian"}  # fmt: skip
_WEAK = frozenset({"1", "2"})


def check(text: CheckedText) -> Iterator[Found]:
    """Find every language text of a clause whose numbers differ from those of its first language."""
    for path, _, says in text.wordings():
        if len(says.versions) < 2:
            continue
        (first, words), *others = says.versions.items()
        base = numbers_in(words, first)
        for language, translated in others:
            if differs := _differs(base, numbers_in(translated, language)):
                yield Found(f"{path}.{language}", f"the clause says {_said(differs, first, language)}",
                            related=(Related(f"{path}.{first}", f"the same clause in {_name(first)}"),))  # fmt: skip


def _differs(one: Numbers, other: Numbers) -> tuple[list[str], list[str]] | None:
    """Give the numbers that only one of two texts says, if that cannot be a matter of wording."""
    here, there = one.sure - other.may, other.sure - one.may
    missed = (here - _WEAK and other.whole) or (there - _WEAK and one.whole)
    if (here and there) or missed:
        return _sorted(here), _sorted(there)
    if one.months != other.months and len(one.months) == len(other.months):
        return ([f"month {month}" for month in sorted(one.months - other.months)],
                [f"month {month}" for month in sorted(other.months - one.months)])  # fmt: skip
    return None


def _sorted(numbers: frozenset[str]) -> list[str]:
    return sorted(numbers, key=lambda one: (len(one), one))


def _said(differs: tuple[list[str], list[str]], first: str, second: str) -> str:
    here, there = (", ".join(numbers) for numbers in differs)
    if here and there:
        return f"{here} in {_name(first)} and {there} in {_name(second)}"
    only, other = (first, second) if here else (second, first)
    return f"{here or there} in {_name(only)} and not in {_name(other)}"


def _name(language: str) -> str:
    return _LANGUAGES.get(language.partition("-")[0], language)
