"""SC307 residual-circle

What:
    Finds steps that wait for each other in what is left of an agreement that is already running, or after an amendment
    has released a step that others wait for.

Why:
    A text that was sound when it was signed can lock up on the way: a suspension or a release takes away the one step that
    kept two others from waiting for each other. In Bangsamoro the fourth phase of disarmament stopped in July 2025 until
    the other side had done what it owed, and the other side had paid back its money because no list had come.

Example:
    withdraw: {who: alpha, after: {any: [{verified: joint_patrol}, {verified: hand_in}]}}
    hand_in: {who: bravo, after: {verified: withdraw}}
    releases: [joint_patrol]

Remedy:
    Amend: let one of the steps that are left begin without waiting, or split them into tranches.

Known problems:
    A suspension counts as if it never ended. What the parties may still agree on outside the text is not known.
"""

from collections.abc import Iterator

from safeconduct.agreement.amend import Version
from safeconduct.agreement.reader import Source, read_agreement
from safeconduct.agreement.residual import residual_text
from safeconduct.agreement.results import Life, Status
from safeconduct.checks.engines.circles import circular, smallest
from safeconduct.checks.engines.fixpoint import reach
from safeconduct.checks.engines.limits import possible
from safeconduct.checks.engines.waits import waits
from safeconduct.checks.finding import Found, Severity
from safeconduct.checks.rules.sc301_circular_wait import of_circle
from safeconduct.checks.text import CheckedText

SEVERITY = Severity.ERROR


def check(text: CheckedText) -> Iterator[Found]:
    """Find every circle that comes about because an amendment released a step."""
    graph = waits(text)
    gone = [node for node in graph.of_kind("cannot") if graph.name(node).startswith("released:")]
    if gone:
        yield from _circles(text, gone)


def on_living(source: Source, status: Status) -> Iterator[Found]:
    """Find every circle in what is left at a moment: from today, can the rest still be done? The paths are those of the text."""
    left = read_agreement(residual_text(source, status).encode(), file=source.file)
    text = CheckedText((Version(left),), (left,))
    graph = waits(text)
    stopped = [graph.index[f"done:{norm.id}"] for norm in status.norms
               if norm.life is Life.SUSPENDED and f"done:{norm.id}" in graph.index]  # fmt: skip
    yield from _circles(text, stopped, before=frozenset())


def _circles(text: CheckedText, gone: list[int], before: frozenset[int] | None = None) -> Iterator[Found]:
    """Give the circles among what cannot come about without some nodes, beside those that were there anyhow."""
    graph = waits(text)
    known = frozenset(possible(text).stuck()) if before is None else before
    stuck = [node for node in reach(graph, gone).stuck() if node not in known and node not in gone]
    for part in circular(graph, stuck):
        found = of_circle(text, frozenset(part), tuple(smallest(graph, part)))
        yield found._replace(message=f"in what is left, {found.message}", fix=None, remedy="")
