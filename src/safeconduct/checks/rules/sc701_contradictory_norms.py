"""SC701 contradictory-norms

What:
    Finds an act that one clause demands and another forbids, of the same side, at the same place and time.

Why:
    Whoever must and must not do the same thing breaks the text whatever it does, and the other side may call either of
    the two a breach. Such pairs come about when a general ban and a special task are drafted in different rooms.

Example:
    obligations:
      patrols: {who: alpha, acts: patrol, place: valley}
    prohibitions:
      quiet: {who: [alpha, bravo], acts: patrol, place: valley}

Remedy:
    Give one of the two a narrower place or time, or write the exception as a right of whoever has the task.

Known problems:
    Acts are compared by the words under `acts`; two words for one act are not seen as one. Places are the same where
    they have one name or the text says that they overlap. Norms of different phases are taken to hold at different
    times. The status of the two norms shows no fault before one of them is broken, so no log is made up.
"""

from collections.abc import Iterator

from safeconduct.checks.finding import Found, Related, Severity
from safeconduct.checks.meeting import Banned, act_words
from safeconduct.checks.text import CheckedText

SEVERITY = Severity.ERROR


def check(text: CheckedText) -> Iterator[Found]:
    """Find every duty to do what a prohibition forbids the same side at the same place and time."""
    banned = Banned(text)
    for path, name, duty in text.obligations():
        for act in duty.acts:
            for ban, who in banned.meeting(name, duty, act, duty.place):
                where = f" at {text.names(duty.place)}" if duty.place else ""
                demand = f"“{text.name(name)}” demands an act ({act_words([act])}) of {text.name(who)}{where}"
                yield Found(
                    f"{path}.acts",
                    f"{demand}, and “{text.name(ban)}” forbids it there",
                    related=(Related(f"prohibitions.{ban}", f"“{text.name(ban)}” forbids: {act_words([act])}"),),
                )
