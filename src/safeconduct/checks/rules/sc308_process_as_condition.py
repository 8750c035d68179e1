"""SC308 process-as-condition

What:
    Finds an event that names a step and does not say whether its beginning or its end is meant.

Why:
    A step that takes weeks has a first day and a last one, and each side reads its own order. Point 4 of Minsk II sets the
    dialogue on elections on the first day after the withdrawal; the order of the steps was never agreed.

Example:
    anchors:
      after_withdrawal: {name: the withdrawal, step: withdraw, edge: unstated}

Remedy:
    Write `edge: end`, the step verified complete, or `edge: begin` with who says that it has begun.

Known problems:
    The wording itself is not read: an event encoded as a condition is taken to mean what it says.
"""

from collections.abc import Iterator

from safeconduct.agreement.terms import Happened
from safeconduct.checks.engines.graph import MINUTES_A_DAY
from safeconduct.checks.engines.waits import waits
from safeconduct.checks.engines.witness import Log
from safeconduct.checks.finding import Found, Related, Severity, Witness
from safeconduct.checks.text import CheckedText

SEVERITY = Severity.ERROR


def check(text: CheckedText) -> Iterator[Found]:
    """Find every event that names a step without its beginning or its end."""
    unclear = {name: anchor for name, anchor in text.agreement.anchors.items()
               if anchor.step is not None and anchor.edge == "unstated"}  # fmt: skip
    users: dict[str, list[str]] = {name: [] for name in unclear}
    for path, _, norm in text.norms() if unclear else ():
        named = {part.anchor for whole in text.conditions(norm) for part in text.parts(whole) if isinstance(part, Happened)}
        named |= {clock.of for clock in text.clocks(getattr(norm, "deadline", None)) if clock.of is not None}
        for name in named & unclear.keys():
            users[name].append(path)
    for name, anchor in unclear.items():
        step = text.name(str(anchor.step))
        yield Found(
            f"anchors.{name}",
            f"“{text.name(name)}” names the step “{step}” and not whether its beginning or its end is meant: it has two days",
            trace=(f"One reading: the day on which “{step}” begins.", f"The other: the day on which “{step}” is complete."),
            related=tuple(Related(path, "hangs on this event") for path in users[name]),
            witness=_witness(text, name, users[name]),
        )


def _witness(text: CheckedText, anchor: str, users: list[str]) -> Witness | None:
    """Give a log in which the step is complete and the event still has no day, so that what hangs on it never comes."""
    node = waits(text).index[f"anchor:{anchor}"]
    names = [path.partition(".")[2] for path in users]
    for name in names:
        if Log(text, name).when(f"opens:{name}") is not None and (log := Log(text, name, [node])).when(f"opens:{name}") is None:
            return log.ends({"life": "dormant"})
    for name in names:
        log = Log(text, name, [node])
        if name in text.agreement.obligations and log.when(f"opens:{name}") is not None:
            return log.ends({"life": "in_force"}, minute=log.end + 3_650 * MINUTES_A_DAY)
    return None
