"""SC702 forbidden-duty

What:
    Finds a duty that cannot be done without an act the text forbids: its side may not enter where the duty lies or leads
    through, or may not do what the duty requires.

Why:
    A duty that needs a breach is either not done or done by breaking another clause. It arises where zones are closed to
    forces in one article, and an inspection, a clearance or a march through them is owed in another.

Example:
    places:
      valley: {kind: zone, closed_to: alpha}
    obligations:
      to_camp: {who: alpha, through: valley}

Remedy:
    Give the side a right of passage, or name another route.

    A right is written as an entitlement with the same word under `acts`, such as `enter`, for the side and the place.

Known problems:
    A place is taken to have to be entered if the duty leads through it, or lies in it and `requires` says `enter`. A duty
    that only lies in a closed place, such as leaving it, is not found. Which act a duty requires is known only from
    `requires`. No log is made up: the evaluator does not know that a step is forbidden.
"""

from collections.abc import Iterator

from safeconduct.checks.finding import Found, Related, Severity
from safeconduct.checks.meeting import Banned, Ground, act_words
from safeconduct.checks.text import CheckedText

SEVERITY = Severity.ERROR
ENTER = "enter"


def check(text: CheckedText) -> Iterator[Found]:
    """Find every duty whose side may not do what it requires, or may not enter where it has to pass."""
    banned, ground = Banned(text), Ground(text)
    for path, name, duty in text.obligations():
        needed = tuple(dict.fromkeys((*duty.requires, ENTER) if duty.through else duty.requires))
        for act in needed:
            places = duty.through if act == ENTER and duty.through else duty.place
            for ban, who in banned.meeting(name, duty, act, places):
                key = "requires" if act in duty.requires else "through"
                yield Found(
                    f"{path}.{key}",
                    f"“{text.name(name)}” cannot be done without an act ({act_words([act])}) that “{text.name(ban)}” "
                    f"forbids {text.name(who)}",
                    related=(Related(f"prohibitions.{ban}", f"“{text.name(ban)}” forbids: {act_words([act])}"),),
                )
        entered = (*duty.through, *(duty.place if ENTER in duty.requires else ()))
        for place in dict.fromkeys(entered):
            for who in duty.who:
                rights = banned.allowed.get((ENTER, who), ())
                if who in text.agreement.places[place].closed_to and not any(
                    not where or ground.of((place,)) & set(where) for where in rights
                ):
                    yield Found(
                        f"{path}.{'through' if place in duty.through else 'requires'}",
                        f"“{text.name(name)}” leads {text.name(who)} into {text.name(place)}, which is closed to it",
                        related=(Related(f"places.{place}.closed_to", f"closed to {text.name(who)}"),),
                    )
