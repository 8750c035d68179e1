"""SC706 no-remedy

What:
    Finds a dated duty for which the text says nothing of what follows if it is late.

Why:
    The answer to a breach is then improvised, and it is mostly to withhold something else. In El Salvador the restructuring
    of the army was suspended on 28 October 1992 until the arms were destroyed. In Bangsamoro disarmament was stopped in 2025
    until the other side had complied.

Example:
    deliver: {who: alpha, deadline: {by: 2026-05-01}}

Remedy:
    Give a time to make it good under `cure`, and then name under `if_late` a bounded answer: a power or a duty.

Known problems:
    A power of somebody else over the duty, a guarantee that says what is done, or a body that may enforce counts as an
    answer, whether or not it is a good one. What the same ones owe is told once, at the first such duty. Duties without a
    date cannot be late and are left to SC201.
"""

from collections.abc import Iterator

from safeconduct.agreement.frame import BodyPower
from safeconduct.agreement.shapes import UNSTATED
from safeconduct.agreement.terms import Limit
from safeconduct.checks.finding import Found, Related, Severity
from safeconduct.checks.text import CheckedText

SEVERITY = Severity.WARNING


def check(text: CheckedText) -> Iterator[Found]:
    """Find, for each who owes some, the dated duties that nothing answers when they are late."""
    if any(BodyPower.ENFORCE in body.powers for body in text.agreement.bodies.values()):
        return
    answered: dict[str, set[str]] = {}
    for power in text.agreement.powers.values():
        for name in power.affects:
            answered.setdefault(name, set()).update(power.who)
    guaranteed = {name for one in text.agreement.guarantees.values() if one.means != UNSTATED for name in one.of}
    bare: dict[tuple[str, ...], list[str]] = {}
    for path, name, obligation in text.obligations():
        dated = isinstance(obligation.deadline, Limit)
        if not dated or [one for one in obligation.if_late if one != UNSTATED]:
            continue
        if answered.get(name, set()) - set(obligation.who) - {UNSTATED} or not guaranteed.isdisjoint((name, *obligation.who)):
            continue
        bare.setdefault(obligation.who, []).append(path)
    for who, paths in bare.items():
        titles = [f"“{text.name(path.partition('.')[2])}”" for path in paths]
        some = ", ".join(titles[:3]) + (f" and {len(titles) - 3} more" if len(titles) > 3 else "")
        yield Found(
            f"{paths[0]}.if_late" if text.written(f"{paths[0]}.if_late") else paths[0],
            f"nothing says what follows if {text.names(who)} {'miss' if len(who) > 1 else 'misses'} the date of: {some}",
            related=tuple(Related(path, "nothing answers this either") for path in paths[1:]),
        )
