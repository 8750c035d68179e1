"""What the sheet of elements shows: one of each state, made up, so that whoever draws or translates sees all of them at once."""

from typing import Any, NamedTuple

from safeconduct.agreement.results import Answer, Life
from safeconduct.kernel.truth import Truth


class Colour(NamedTuple):
    """A colour by its name in the styles, and the one it is read on."""

    ink: str
    ground: str


COLOURS = (
    Colour("ink", "sheet"), Colour("soft", "sheet"), Colour("link", "sheet"), Colour("warn", "warn-bg"),
    Colour("done", "done-bg"), Colour("doubt", "doubt-bg"), Colour("draft", "draft-bg"), Colour("ink", "quiet"),
    Colour("soft", "quiet"),
)  # fmt: skip
"""Every pair of colours in which words are set."""


def samples() -> dict[str, Any]:
    """Give what the sheet shows."""
    return {"lives": tuple(Life), "truths": tuple(Truth), "answers": tuple(Answer), "colours": COLOURS}
