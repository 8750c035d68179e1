"""SC304 unreachable-phase

What:
    Finds a phase whose gate can never hold: it opens after something that cannot come, or that nobody is named to settle.

Why:
    The peace stays in the phase before. In Gaza in October 2025 what comes after the first phase hangs on terms of
    disarmament and on monitors, and the text names nobody who has to agree on either.

Example:
    phases:
      next: {name: Second phase, opens: {agreed: terms}}
    holes:
      terms: {what: the terms of disarmament}

Remedy:
    Open the phase after something that can come: name who agrees or decides and by when, or open it on a date.

Known problems:
    That somebody is named does not mean that they will agree. A later text can name whoever is missing.
"""

from collections.abc import Iterator

from safeconduct.checks.engines.stuck import never
from safeconduct.checks.engines.telling import steps, why_never
from safeconduct.checks.engines.waits import waits
from safeconduct.checks.engines.witness import Log
from safeconduct.checks.finding import Found, Related, Severity
from safeconduct.checks.text import CheckedText

SEVERITY = Severity.ERROR


def check(text: CheckedText) -> Iterator[Found]:
    """Find every phase whose gate can never hold, with the norms that stay shut behind it."""
    graph, can = waits(text), never(text)
    inside: dict[str, list[str]] = {}
    for path, _, norm in text.norms():
        if norm.phase:
            inside.setdefault(norm.phase, []).append(path)
    for name in text.agreement.phases:
        node = graph.index[f"phase:{name}"]
        if node in can:
            continue
        chain, why = why_never(text, node)
        norms = inside.get(name, [])
        titles = ", ".join(f"“{text.name(path.partition('.')[2])}”" for path in norms)
        yield Found(
            f"phases.{name}.opens",
            f"the phase “{text.name(name)}” can never open: {why}",
            trace=(*steps(text, chain), *((f"Behind it stay shut: {titles}.",) if norms else ())),
            related=tuple(Related(path, "stays shut with its phase") for path in norms),
            witness=Log(text, norms[0].partition(".")[2]).ends({"life": "dormant"}) if norms else None,
        )
