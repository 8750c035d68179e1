"""SC703 permission-uncovered

What:
    Finds acts that the text had to settle for a place and neither allows nor forbids there.

Why:
    Where the text is silent each side assumes what suits it: drones over a buffer, police in it, farmers crossing it.
    The first time it happens, one side speaks of a breach and the other of a right.

Example:
    places:
      buffer: {kind: zone, acts_to_settle: [patrol, fly_drones]}
    prohibitions:
      quiet: {who: [alpha, bravo], acts: patrol, place: buffer}

Remedy:
    Say it: forbid the act there, grant it to someone, or make it a duty.

Known problems:
    Which acts have to be settled is known only from `acts_to_settle`; whatever nobody thought of is not found. An act
    settled for one side and left open for the other counts as settled. Silence is no event, so no log is made up.
"""

from collections.abc import Iterator

from safeconduct.checks.finding import Found, Severity
from safeconduct.checks.meeting import Ground, act_words
from safeconduct.checks.text import CheckedText

SEVERITY = Severity.WARNING


def check(text: CheckedText) -> Iterator[Found]:
    """Find the acts that a place has to settle and that no norm at that place speaks of."""
    ground = Ground(text)
    settled: set[tuple[str, str]] = set()
    for _, _, norm in text.norms():
        places = ground.of(norm.place) if norm.place else {""}
        settled.update((place, act) for place in places for act in norm.acts)
    for name, place in text.agreement.places.items():
        silent = [act for act in place.acts_to_settle if (name, act) not in settled and ("", act) not in settled]
        if silent:
            yield Found(
                f"places.{name}.acts_to_settle",
                f"nothing in the text allows or forbids at {text.name(name)}: {act_words(silent)}",
            )
