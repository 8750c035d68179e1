"""SC854 protector-leaves-early

What:
    Finds a body that protects someone and may leave before the time is over in which they need it.

Why:
    Protection stops and the risk goes on. A force that is to stay for twenty days while people come out for sixty leaves
    the last of them alone, and those who come late know it beforehand.

Example:
    bodies:
      force: {protects: way_out, mandate: [{start: 2026-03-01, end: 2026-03-20}]}
    obligations:
      way_out: {deadline: {by: 2026-04-30}}

Remedy:
    Let it stay at least until then, or leave only after a named successor has taken over.

    The successor stands under `hands_over_to`. That somebody may extend the mandate does not protect anyone.

Known problems:
    Whom a body protects is known only from `protects`. How long that lasts is taken from the dates of the duties that
    concern them: the duty itself, or those for the category or at the place. A right without an end is not compared. A
    power of the body to leave is known from the word `leave` under `acts`. Who is safe is not in the log, so none is
    made up.
"""

from collections.abc import Iterator

from safeconduct.agreement.shapes import UNSTATED
from safeconduct.checks.finding import Found, Related, Severity
from safeconduct.checks.meeting import day_of, day_words
from safeconduct.checks.rules.sc853_mandate_ends_early import mandate_ends
from safeconduct.checks.text import CheckedText

SEVERITY = Severity.ERROR


def check(text: CheckedText) -> Iterator[Found]:
    """Find every protector whose mandate ends, or who may leave, while those it protects still need it."""
    protectors = {name: body for name, body in text.agreement.bodies.items()
                  if body.protects and all(who == UNSTATED for who in body.hands_over_to)}  # fmt: skip
    if not protectors:
        return
    needed = _needed_until(text)
    leaving = {who: name for name, power in text.agreement.powers.items() if "leave" in power.acts and power.after is None
               for who in power.who}  # fmt: skip
    for name, body in protectors.items():
        whom = " and ".join(f"“{text.name(one)}”" for one in body.protects)
        related = (Related(f"bodies.{name}.protects", f"it protects {whom}"),)
        lasting = [(needed[one], one) for one in body.protects if one in needed]
        end = mandate_ends(text, name)
        if name in leaving:
            yield Found(
                f"powers.{leaving[name]}",
                f"{text.name(name)} may leave at any time (“{text.name(leaving[name])}”), and nobody takes over guarding {whom}",
                related=related,
            )
        if lasting and end is not None and end < max(lasting)[0]:
            until, last = max(lasting)
            yield Found(
                f"bodies.{name}.mandate",
                f"{text.name(name)} leaves by {day_words(text, end)}, and “{text.name(last)}” needs protection until "
                f"{day_words(text, until)}",
                related=related,
            )


def _needed_until(text: CheckedText) -> dict[str, float]:
    """Give for every norm, category and place the last day of a duty or ban that concerns it."""
    found: dict[str, float] = {}
    for _, name, norm in text.norms():
        limit = getattr(norm, "deadline", None) or getattr(norm, "ends", None)
        days = [day.seconds for clock in text.clocks(limit) if (day := day_of(text, clock)) is not None and day.base == ""]
        if days:
            for one in (name, *getattr(norm, "category", ()), *getattr(norm, "to", ()), *norm.place):
                found[one] = max(found.get(one, 0.0), *days)
    for name, category in text.agreement.categories.items():
        for move in category.moves.values():
            for clock in text.clocks(move.deadline):
                day = day_of(text, clock)
                if day is not None and day.base == "":
                    found[name] = max(found.get(name, 0.0), day.seconds)
    return found
