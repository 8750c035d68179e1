"""The values of an agreement in English words: a condition, a limit, a verifier, a list of names.

For comparing two texts. Every key of the format has words here, so that no change is passed over in silence.
"""

from collections.abc import Callable, Mapping
from typing import Any

import msgspec

from safeconduct.agreement import terms
from safeconduct.agreement.norms import Dispute, Tranches, Verification
from safeconduct.agreement.shapes import UNSTATED
from safeconduct.kernel.text import Text

NOTHING = "nothing"
Names = Callable[[str], str]


def in_words(value: Any, name: Names) -> str:
    """Give any value of the model in words. `name` gives the name of an id."""
    if value is None or value == () or value == {}:
        return NOTHING
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, str):
        return "not stated" if value == UNSTATED else name(value)
    if isinstance(value, Text):
        return " ".join(value.pick("en").split())
    for kind, words in _WORDS.items():
        if isinstance(value, kind):
            return words(value, name)
    if isinstance(value, tuple):
        return joined([in_words(part, name) for part in value])
    if isinstance(value, Mapping):
        return "; ".join(f"{name(key)}: {in_words(part, name)}" for key, part in value.items())
    if isinstance(value, msgspec.Struct) and type(value).__str__ is object.__str__:
        return _fields(value, name)
    return str(value)


def joined(parts: list[str], last: str = "and") -> str:
    """Give words as `a, b and c`."""
    return f" {last} ".join([", ".join(parts[:-1]), parts[-1]] if len(parts) > 1 else parts)


def key_words(key: str) -> str:
    """Give the name of a key for people."""
    return _KEYS.get(key, key.replace("_", " "))


_KEYS = {
    "who": "who",
    "to": "owed to",
    "amount": "amount",
    "after": "opens when",
    "as_long_as": "as long as",
    "earliest": "not before",
    "takes": "takes at least",
    "deadline": "deadline",
    "cure": "can be made good for",
    "verified_by": "verified by",
    "tallies": "counts",
    "title": "title",
    "per": "in each",
    "found_by": "breach found by",
    "opens": "opens when",
    "fixed_by": "dated by",
    "when": "is the moment when",
    "ends": "ends",
    "if_not": "if it is not agreed",
    "owner": "agreed by",
    "says": "says",
}


def _condition(value: Any, name: Names) -> str:
    if isinstance(value, terms.AllOf | terms.AnyOf):
        parts = value.all if isinstance(value, terms.AllOf) else value.any
        inside = [f"({_condition(part, name)})" if isinstance(part, terms.AllOf | terms.AnyOf) else _condition(part, name)
                  for part in parts]  # fmt: skip
        return joined(inside, "and" if isinstance(value, terms.AllOf) else "or")
    if isinstance(value, terms.Verified):
        by = f" on the count “{name(value.tally)}”" if value.tally else ""
        return f"“{name(value.verified)}” is done and confirmed{by}"
    if isinstance(value, terms.ClaimedDone):
        return f"“{name(value.claimed)}” is said to be done"
    if isinstance(value, terms.Happened):
        return f"“{name(value.anchor)}” has happened"
    if isinstance(value, terms.OnReading):
        settled = f", unless “{name(value.settled_by)}” is decided with no" if value.settled_by else ""
        return f"on the reading “{name(value.reading)}”: {_condition(value.needs, name)}{settled}"
    if isinstance(value, terms.Agreed):
        return f"“{name(value.agreed)}” is agreed"
    return f"“{name(value.decided)}” is decided with yes"


def _clock(value: terms.Clock, name: Names) -> str:
    if isinstance(value, terms.Limit) and value.clocks:
        clocks = [f"{key}: {_clock(clock, name)}" for key, clock in value.clocks.items()]
        ends = f"; {value.prevails} prevails" if value.prevails else ", side by side"
        words = "; ".join(clocks) + ends
    elif value.by is None and value.of is None:
        words = "no date"
    else:
        words = value.words(name)
    urgent = value.urgency if isinstance(value, terms.Limit) else None
    said = [f"days counted {value.count.value}"] if value.count is not None else []
    said += [f"in the time of {value.zone}"] if value.zone else []
    said += [f"“{' '.join(urgent.pick('en').split())}”"] if urgent is not None else []
    return ", ".join([words, *said])


def _verification(value: Verification, name: Names) -> str:
    named = [name(one) for one in value.any]
    who = joined(named, "or") if value.quorum == 1 else f"{value.quorum} of {joined(named)}"
    means = f", by means of: {in_words(value.by_means_of, name)}" if value.by_means_of is not None else ""
    checked = f", against the inventory of “{in_words(value.inventory, name)}”" if value.inventory else ""
    return who + means + checked


def _dispute(value: Dispute, name: Names) -> str:
    window = "no time limit" if isinstance(value.window, str) else f"within {value.window}"
    ruling = "no time limit" if isinstance(value.ruling_within, str) else f"within {value.ruling_within}"
    silence = f"if nobody rules the claim {value.if_no_ruling}"
    if value.if_no_ruling == UNSTATED:
        silence = "nothing stated for silence"
    by, rules = joined([name(one) for one in value.by], "or"), in_words(value.to, name)
    return f"{by} may contest ({window}); who rules: {rules} ({ruling}); {silence}"


def _tranches(value: Tranches, name: Names) -> str:
    parts = []
    for key, part in value.parts.items():
        size = "the rest" if part.rest else str(part.share or part.amount)
        opens = f", when {_condition(part.after, name)}" if part.after is not None else ""
        limit = f", {_clock(part.deadline, name)}" if isinstance(part.deadline, terms.Limit) else ""
        parts.append(f"{key}: {'at least ' if part.at_least else ''}{size}{opens}{limit}")
    base = "" if value.base is None else f", shares of {in_words(value.base, name)}"
    base += f", shares of what is counted under “{name(value.base_from)}”" if value.base_from else ""
    return "; ".join(parts) + base


def _fields(value: msgspec.Struct, name: Names) -> str:
    written = []
    for field in msgspec.structs.fields(value):
        part = getattr(value, field.name)
        if part not in (None, (), {}, "", False) and part != field.default:
            written.append(f"{key_words(field.name)} {in_words(part, name)}")
    return ", ".join(written) or NOTHING


_CONDITIONS = (terms.AllOf, terms.AnyOf, terms.Verified, terms.ClaimedDone, terms.Happened, terms.Agreed, terms.Decided,
               terms.OnReading)  # fmt: skip
_WORDS: dict[Any, Callable[[Any, Names], str]] = {
    **dict.fromkeys(_CONDITIONS, _condition),
    terms.Clock: _clock,
    Verification: _verification,
    Dispute: _dispute,
    Tranches: _tranches,
}
