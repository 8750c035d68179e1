"""Did you mean: the nearest known word to a mistyped one."""

from collections.abc import Iterable


def nearest(word: str, known: Iterable[str]) -> str | None:
    """Give the known word most like `word`, or None if nothing is close."""
    # difflib costs 4 ms to import and only faulty files need it.
    import difflib

    found = difflib.get_close_matches(word, list(known), n=1, cutoff=0.6)
    return found[0] if found else None


def did_you_mean(word: str, known: Iterable[str], *, otherwise: str = "") -> str:
    """Give a remedy sentence: the nearest word, or the whole choice when it is short."""
    choices = list(known)
    if best := nearest(word, choices):
        return f"did you mean {best!r}?"
    if 0 < len(choices) <= 12:
        return "known here: " + ", ".join(choices)
    return otherwise
