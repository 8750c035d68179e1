"""What waits for what, ready for a page: the drawing, and a table that says the same."""

from typing import Any, NamedTuple

from django.utils.translation import gettext
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.utils.translation import gettext_noop as noop

from safeconduct.agreement.model import Agreement
from safeconduct.checks.engines.outline import ALL, State, Step, outline
from safeconduct.checks.text import CheckedText
from safeconduct.kernel.text import direction
from safeconduct.web.draft.drawing import draw
from safeconduct.web.shell.apart import apart
from safeconduct.web.shell.part_names import called
from safeconduct.web.shell.read_back import read_back
from safeconduct.web.shell.wording import named, ui_language

STATE = {
    State.FREE: _lazy("waits for nothing"),
    State.WAITS: _lazy("waits"),
    State.CIRCLE: _lazy("waits in a circle"),
    State.NEVER: _lazy("can never begin"),
    State.UNFINISHED: _lazy("can never be complete"),
}
KIND = {
    "obligation": _lazy("Duty"), "prohibition": _lazy("Restraint"), "entitlement": _lazy("Right"), "power": _lazy("Power"),
    "anchor": _lazy("Event"), "phase": _lazy("Phase"), "hole": _lazy("Part left open"), "decision": _lazy("Decision"),
}  # fmt: skip
STUCK = (State.CIRCLE, State.NEVER, State.UNFINISHED)


class Called(NamedTuple):
    """A step by its number and its name; `of` is its id in the text."""

    number: int
    of: str
    words: str
    lang: str
    dir: str


class Row(NamedTuple):
    """A step in the table."""

    step: Called
    kind: str
    all_of: tuple[Called, ...]
    one_of: tuple[Called, ...]
    state: State
    said: str
    why: str
    stuck: bool


def waiting(text: CheckedText, language: str, *, most: int | None = None) -> dict[str, Any]:
    """Give what waits for what, at most so many rows of it. Steps with no wait on either side are only named."""
    agreement, found = text.agreement, outline(text)
    awaited = {wait.on for step in found for wait in step.waits}
    linked = [step for step in found if step.waits or step.ref in awaited]
    numbers = {step.ref: number for number, step in enumerate(linked, 1)}
    called = {step.ref: _called(step.ref, numbers.get(step.ref, 0), agreement, language) for step in found}
    rows = [_row(step, called, agreement) for step in linked]
    return {
        "drawing": draw(linked, numbers, {ref: (one.words, one.lang, one.dir) for ref, one in called.items()}),
        "rows": rows[:most],
        "rows_more": len(rows[most:]) if most is not None else 0,
        "stuck": sum(row.stuck for row in rows),
        "alone": [called[step.ref] for step in found if step.ref not in numbers][:most],
        "says": {state.value: word for state, word in STATE.items()},
        "either": any(row.one_of for row in rows),
    }


def _row(step: Step, called: dict[str, Called], agreement: Agreement) -> Row:
    found = agreement.find(step.ref.removesuffix(ALL))
    kind = _("Tranche") if "." in step.ref else str(KIND[found[0]]) if found else ""
    waits = [(called[wait.on], wait.either) for wait in step.waits]
    return Row(called[step.ref], kind, tuple(one for one, either in waits if not either),
               tuple(one for one, either in waits if either), step.state, str(STATE[step.state]), why(step.why, agreement),
               step.state in STUCK)  # fmt: skip


_WHY = (
    noop("nobody is named who decides “{name}”"),
    noop("nobody is named who has to agree on “{name}”"),
    noop("nobody is named whose word confirms “{name}”"),
    noop("nobody is named who owes “{name}”"),
    noop("“{name}” is owed anew again and again, so it is never complete"),
    noop("no number says when “{name}” is complete"),
    noop("“{name}” was released by an amendment"),
    noop("the phase “{name}” is one of several steps that wait for each other"),
    noop("“{name}” is one of several steps that wait for each other"),
)
"""Why a step never comes about, as the checker says it."""


def why(words: str, agreement: Agreement) -> str:
    """Give why a step never comes about, with its name in the language of the page where the text has it."""
    language = ui_language()
    for sentence, parts in read_back(words, _WHY) if language != "en" else ():
        return gettext(sentence).format(name=apart(_translated(parts["name"], agreement, language)))
    return words


def _translated(name: str, agreement: Agreement, language: str) -> str:
    """Give the name in a language of what bears a name in English."""
    for section in ("obligations", "anchors", "phases", "holes", "decisions", "powers", "entitlements", "prohibitions"):
        for one in getattr(agreement, section):
            if agreement.name_of(one) == name:
                return agreement.name_of(one, language)
    duty, comma, tranche = name.rpartition(", ")
    return f"{_translated(duty, agreement, language)}, {tranche}" if comma else name


def _called(ref: str, number: int, agreement: Agreement, language: str) -> Called:
    bare = ref.removesuffix(ALL)
    name = named(agreement, bare, language)
    words = " ".join(name.text.split())
    if bare != ref:
        words = _("%(name)s: all of it") % {"name": words} if name.lang == ui_language() else f"{words} (100%)"
    elif "." in bare:
        words = called(bare, agreement, name.lang)
    return Called(number, bare, words, name.lang, direction(name.lang))
