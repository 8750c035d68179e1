"""SC708 unlimited-power

What:
    Finds a power to suspend that does not say what it may suspend, for how long, or who reviews it.

Why:
    It is an exit from the agreement in other words: whoever holds it may stop what it owes for as long as it likes, and is
    never in breach.

Example:
    stop: {title: suspend the hand-over, who: bravo, affects: hand_in}

Remedy:
    Write under `affects` what it may stop, under `lasts` for how long, and under `reviewed_by` who reviews it.

Known problems:
    A power counts as one to suspend if its title or its acts say so in English, or if it speaks of the clock.
"""

from collections.abc import Iterator
from datetime import timedelta

from safeconduct.agreement.shapes import UNSTATED
from safeconduct.checks.engines.suspending import duties_of, holders, suspending
from safeconduct.checks.engines.witness import first_minute, moment
from safeconduct.checks.finding import Found, Severity, Witness
from safeconduct.checks.text import CheckedText
from safeconduct.kernel import acts

SEVERITY = Severity.WARNING


def check(text: CheckedText) -> Iterator[Found]:
    """Find every power to suspend without an object, an end or a reviewer."""
    for name, power in suspending(text).items():
        said = (("what it may stop", bool(power.affects)), ("for how long", power.lasts not in (None, UNSTATED)),
                ("who reviews it", bool(set(power.reviewed_by) - {UNSTATED})))  # fmt: skip
        missing = [words for words, there in said if not there]
        if missing:
            listed = missing[0] if len(missing) == 1 else f"{', '.join(missing[:-1])} or {missing[-1]}"
            yield Found(
                f"powers.{name}",
                f"“{power.title}” does not say {listed}",
                witness=_witness(text, name) if "for how long" in missing else None,
            )


def _witness(text: CheckedText, name: str) -> Witness | None:
    """Give a log in which it is used once, looked at ten years later."""
    power = text.agreement.powers[name]
    duties = duties_of(text, power)
    if not duties or not holders(power):
        return None
    start = moment(text, first_minute(text))
    act = acts.SuspensionDeclared(id="s0", happened=start, recorded=start, actor=holders(power)[0], of=duties[0][0], power=name)
    return Witness((act,), (start + timedelta(days=3_650)).isoformat(), duties[0][0], {"life": "suspended"})
