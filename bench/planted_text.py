"""The made-up agreement with something planted in it: circles of duties that wait for each other, or choices of routes.

Only what some duties wait for is changed; all else stays as `agreement_text` writes it.
"""

from collections.abc import Iterator, Mapping, Sequence

from bench.agreement_text import agreement_text, duties

CHOICES = 100
"""Choices between two routes in the text that level 2 is measured on."""


def circles_text(obligations: int, lengths: Sequence[int]) -> str:
    """Give the file of an agreement in which duties wait for each other in circles of these lengths."""
    names = iter([duty.id for duty in duties(obligations)])
    conditions: dict[str, str] = {}
    for length in lengths:
        circle = [next(names) for _ in range(length)]
        conditions |= {name: f"{{verified: {after}}}" for name, after in zip(circle, circle[1:] + circle[:1], strict=True)}
    return "\n".join(_lines(agreement_text(obligations), conditions)) + "\n"


def choices_text(obligations: int, choices: int) -> str:
    """Give the file of an agreement with this even number of choices between two routes, and no others.

    Two duties at a time each wait for the other or for a decision. Each choice alone leads on whichever route is chosen;
    two together can lock up, so that no single pass over the text decides it.
    """
    chosen = [duty.id for duty in duties(obligations)][:: (obligations - 1) // choices][:choices]
    conditions = {name: f"{{any: [{{verified: {chosen[n ^ 1]}}}, {{decided: ready}}]}}" for n, name in enumerate(chosen)}
    return "\n".join(_first_routes(_lines(agreement_text(obligations), conditions), set(conditions.values()))) + "\n"


def _lines(text: str, conditions: Mapping[str, str]) -> Iterator[str]:
    headings = {f"  {name}:": name for name in conditions}
    inside = False
    for line in text.splitlines():
        if not line.startswith("   "):
            inside = line in headings
        if not (inside and line.startswith("    after:")):
            yield line
        if line in headings:
            yield f"    after: {conditions[headings[line]]}"


def _first_routes(lines: Iterator[str], kept: set[str]) -> Iterator[str]:
    start = "    after: "
    for line in lines:
        condition = line.removeprefix(start)
        if line.startswith(start + "{any: [") and condition not in kept:
            yield start + condition.removeprefix("{any: [").partition("},")[0] + "}"
        else:
            yield line
