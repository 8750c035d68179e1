"""Which draft is looked at first, and why? The weights are data: `order.toml`."""

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any, NamedTuple

from safeconduct.intake.contradictions import beside, of_reading
from safeconduct.intake.document import Document
from safeconduct.intake.draft import Draft, Reading

_APART = frozenset({"conflicting", "opposed", "disowned", "other_day"})


class Urgency(NamedTuple):
    """How urgent a draft is, and what made it so, the weightiest first."""

    sum: int
    why: tuple[str, ...]


@cache
def weights() -> dict[str, Any]:
    """Give the weights."""
    found: dict[str, Any] = tomllib.loads((files("safeconduct.web.reports") / "order.toml").read_text("utf-8"))
    return found


def urgency(reading: Reading, document: Document) -> dict[int, Urgency]:
    """Give the urgency of every draft by its number."""
    clashing = _clashing(reading, document)
    return {draft.number: _of(draft, draft.number in clashing) for draft in reading.drafts}


def _of(draft: Draft, clashes: bool) -> Urgency:
    data, known = weights(), weights()["weights"]
    there = {
        "turned": draft.polarity == "-",
        "quantity": bool(draft.quantities),
        "beside": clashes,
        "takes_side": draft.stance in data["takes_side"],
        "no_place": any(one.span is None for one in draft.chain) or (draft.cue is None and draft.quote != "narrator"),
        "ambiguous": any(one.candidates or one.start is None for one in draft.times),
        "no_point": not draft.points,
        "deep": len(draft.chain) >= data["deep_from"],
        "own_voice": draft.quote == "narrator",
    }
    why = sorted((name for name, is_so in there.items() if is_so), key=lambda name: -abs(known[name]))
    unsure = (1000 - draft.prior) * data["unsure_share"] // 100
    return Urgency(unsure + sum(known[name] for name in why), tuple(why))


def _clashing(reading: Reading, document: Document) -> set[int]:
    """Give the numbers of the drafts that do not go with another of the same document."""
    figures, positions = of_reading(reading, document)
    pairs = (pair for pair in beside(figures, positions) if pair.kind in _APART)
    return {int(name.split(".")[1]) for pair in pairs for name in (pair.one, pair.other)}
