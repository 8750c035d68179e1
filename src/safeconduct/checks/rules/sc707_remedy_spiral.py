"""SC707 remedy-spiral

What:
    Finds answers to lateness that answer each other: one side may suspend if the other is late, and the other may suspend
    because the first one has.

Why:
    One lapse then ends everything, and each step of it is allowed. Nobody has to intend it, and nobody can stop it alone.

Example:
    hand_in: {who: bravo, if_late: stop_withdrawal}
    withdraw: {who: alpha, if_late: stop_hand_in}
    stop_withdrawal: {who: alpha, affects: withdraw}
    stop_hand_in: {who: bravo, affects: hand_in}

Remedy:
    Say what may never be suspended, and give a way back: `lasts` for one of the powers, after which it ends by itself.

Known problems:
    It is assumed that what is suspended counts as late for the other side. A way back that stands only in the wording is not
    seen.
"""

from collections.abc import Iterator
from datetime import timedelta

from safeconduct.checks.engines.circles import circular, smallest
from safeconduct.checks.engines.graph import Waits
from safeconduct.checks.engines.suspending import duties_of, holders
from safeconduct.checks.engines.witness import first_minute, moment
from safeconduct.checks.finding import Found, Related, Severity, Witness
from safeconduct.checks.text import CheckedText
from safeconduct.kernel import acts
from safeconduct.kernel.moments import Duration

SEVERITY = Severity.WARNING


def check(text: CheckedText) -> Iterator[Found]:
    """Find the smallest circle of lateness and suspension in each group of them."""
    graph = Waits()
    for _, name, obligation in text.obligations():
        answers = [power for power in obligation.if_late if power in text.agreement.powers]
        graph.wait(graph.node(f"late:{name}"), [graph.node(f"power:{power}") for power in answers])
    for name, power in text.agreement.powers.items():
        # A power that ends by itself is a way back.
        hit = [] if isinstance(power.lasts, Duration) else [duty for duty, _ in duties_of(text, power)]
        graph.wait(graph.node(f"power:{name}"), [graph.node(f"late:{duty}") for duty in hit])
    for part in circular(graph.close(), range(len(graph))):
        circle = [graph.name(node) for node in smallest(graph, part)]
        duties = [name for name in text.agreement.obligations if name in circle]
        powers = [name for name in text.agreement.powers if name in circle]
        if len({who for name in powers for who in holders(text.agreement.powers[name])}) < 2:
            continue
        yield Found(
            f"obligations.{duties[0]}.if_late",
            f"one lapse can end everything: {' and '.join(f'“{text.name(name)}”' for name in powers)} answer each other",
            trace=tuple(_told(text, circle)),
            related=tuple(Related(f"powers.{name}", "one of the answers") for name in powers),
            witness=_witness(text, powers),
        )


def _told(text: CheckedText, circle: list[str]) -> Iterator[str]:
    for name, following in zip(circle, circle[1:] + circle[:1], strict=True):
        if name in text.agreement.obligations:
            power = text.agreement.powers[following]
            yield f"If “{text.name(name)}” is late, {text.names(power.who)} may use “{text.name(following)}”."
        else:
            yield f"“{text.name(name)}” stops “{text.name(following)}”, which is then late in its turn."


def _witness(text: CheckedText, powers: list[str]) -> Witness | None:
    """Give a log in which nobody does anything but suspend, each in turn."""
    found, last, start = [], "", moment(text, first_minute(text))
    for number, name in enumerate(powers):
        power = text.agreement.powers[name]
        for duty, _ in duties_of(text, power)[:1]:
            at, last = start + timedelta(days=number + 1), duty
            if holders(power):
                found.append(acts.SuspensionDeclared(id=f"s{number}", happened=at, recorded=at, actor=holders(power)[0],
                                                     of=duty, power=name))  # fmt: skip
    end = start + timedelta(days=len(powers) + 365)
    return Witness(tuple(found), end.isoformat(), last, {"life": "suspended"}) if last and found else None
