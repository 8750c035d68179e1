"""Ask a question of a text once, however many rules ask it."""

from collections.abc import Callable
from functools import wraps
from typing import TypeVar

from safeconduct.checks.text import CheckedText

_Answer = TypeVar("_Answer")


def once(question: Callable[[CheckedText], _Answer]) -> Callable[[CheckedText], _Answer]:
    """Keep the answer to a question with the text it was asked of."""
    key = f"_{question.__module__}.{question.__name__}"

    @wraps(question)
    def asked(text: CheckedText) -> _Answer:
        kept = text.__dict__
        if key not in kept:
            kept[key] = question(text)
        answer: _Answer = kept[key]
        return answer

    return asked
