"""SC407 double-anchor

What:
    Finds one limit with two clocks that start from different events or end on different days, and no rule which prevails.

Why:
    Both sides are right, each by its own text, and the dispute about who is late is public. In Gaza in October 2025 the 72
    hours for the hostages run from the public acceptance in the plan and from the withdrawal in the steps. Dayton has two
    starting days as well, the signature and the transfer of authority, and says for each step which of them counts.

Example:
    deadline:
      clocks:
        plan: {within: 72 hours, of: acceptance}
        steps: {within: 72 hours, of: withdrawal}

Remedy:
    Keep one clock, or write under `prevails` which of them counts.

Known problems:
    Two texts that set two limits for what is really one duty, encoded as two duties, are not seen.
"""

from collections.abc import Iterator

from safeconduct.agreement.terms import Clock, Limit
from safeconduct.checks.engines.witness import Log
from safeconduct.checks.finding import Found, Related, Severity
from safeconduct.checks.text import CheckedText

SEVERITY = Severity.ERROR


def check(text: CheckedText) -> Iterator[Found]:
    """Find every limit whose clocks compete without a rule which of them counts."""
    for path, name, obligation in text.obligations():
        limits = [(f"{path}.deadline", obligation.deadline)]
        limits += [(f"{path}.tranches.parts.{key}.deadline", part.deadline)
                   for key, part in (obligation.tranches.parts.items() if obligation.tranches else ())]  # fmt: skip
        for where, limit in limits:
            if isinstance(limit, Limit) and not limit.prevails and len({_start(clock) for clock in limit.clocks.values()}) > 1:
                yield _found(text, where, name, limit)
    for name, prohibition in text.agreement.prohibitions.items():
        ends = prohibition.ends
        if ends is not None and not ends.prevails and len({_start(clock) for clock in ends.clocks.values()}) > 1:
            yield _found(text, f"prohibitions.{name}.ends", name, ends)


def _start(clock: Clock) -> tuple[str, ...]:
    return tuple(str(part or "") for part in (clock.by, clock.of, clock.within, clock.before, clock.count, clock.zone))


def _found(text: CheckedText, where: str, name: str, limit: Limit) -> Found:
    ways = [clock.words(text.name) for clock in limit.clocks.values()]
    witness = Log(text, name).ends({"competing": True}) if where == f"obligations.{name}.deadline" else None
    return Found(
        where,
        f"“{text.name(name)}” is due on {len(ways)} different days: {'; '.join(ways)}; and nothing says which of them counts",
        trace=tuple(f"By the clock “{key}”: {words}{_relied(text, clock)}." for (key, clock), words
                    in zip(limit.clocks.items(), ways, strict=True)),
        related=tuple(Related(f"{where}.clocks.{key}", "one of the clocks") for key in limit.clocks),
        witness=witness,
    )  # fmt: skip


def _relied(text: CheckedText, clock: Clock) -> str:
    return f" (relied on by {text.names(clock.relied_on_by)})" if clock.relied_on_by else ""
