"""Which powers suspend: the format has one kind of power, and says what a power is for in its acts, its title, its keys."""

import re

from safeconduct.agreement.norms import Obligation, Power
from safeconduct.agreement.shapes import UNSTATED
from safeconduct.checks.text import CheckedText

_WORDS = re.compile(r"\b(suspend|suspension|withhold|freez|halt|paus)", re.IGNORECASE)


def suspends(power: Power) -> bool:
    """Whether a power is one to suspend: its acts or its title say so, or it says whether clocks stop meanwhile."""
    return "suspend" in power.acts or power.stops_clock is not None or bool(_WORDS.search(power.title.pick("en")))


def suspending(text: CheckedText) -> dict[str, Power]:
    """Give every power to suspend."""
    return {name: power for name, power in text.agreement.powers.items() if suspends(power)}


def duties_of(text: CheckedText, power: Power) -> list[tuple[str, Obligation]]:
    """Give the obligations that a power affects, in the order it names them."""
    known = text.agreement.obligations
    return [(name, known[name]) for name in power.affects if name in known]


def holders(power: Power) -> tuple[str, ...]:
    """Give who holds a power, as far as the text names them."""
    return tuple(who for who in power.who if who != UNSTATED)
