"""SC105 unowned-hole

What:
    Finds a part to be agreed later that lacks an owner, a date, or what holds if it is not agreed.

Why:
    Then nobody has to close the gap, and whoever gains by waiting can wait. In the Bangsamoro accord the criteria for
    redeploying the army were left to a later recommendation. El Salvador in 1992 shows the other way: if the last talks
    failed by 10 January, the parties took the formula of the Secretary-General by 14 January.

Example:
    holes:
      route: {what: The route, owner: unstated}

Remedy:
    Name who has to close it, by when, and what holds if they do not.

Known problems:
    Whether the owners can agree at all, and whether the fallback is bearable, is not asked.
"""

from collections.abc import Iterator

from safeconduct.agreement.shapes import UNSTATED
from safeconduct.checks.finding import Found, Related, Severity
from safeconduct.checks.text import CheckedText
from safeconduct.checks.unsaid import nothing_said

SEVERITY = Severity.ERROR


def check(text: CheckedText) -> Iterator[Found]:
    """Find every part left open that nobody has to close, by no date, or with nothing to fall back on."""
    needed = {hole: (path, name, norm) for path, name, norm in text.norms() for hole in norm.holes}
    for name, hole in text.agreement.holes.items():
        lacks = []
        if not set(hole.owner) - {UNSTATED}:
            lacks.append("who has to agree it")
        if hole.deadline == UNSTATED:
            lacks.append("by when")
        if hole.if_not == UNSTATED:
            lacks.append("what holds if it is not agreed")
        if not lacks:
            continue
        said = ", ".join(lacks[:-1]) + " and " + lacks[-1] if len(lacks) > 1 else lacks[0]
        found = Found(f"holes.{name}", f"“{hole.what}” is left open, and the text does not say {said}")
        if name in needed:
            path, norm_name, norm = needed[name]
            witness = nothing_said(text, norm_name, norm, open_holes=tuple(norm.holes))
            found = found._replace(related=(Related(path, f"“{norm.title}” needs it"),), witness=witness)
        yield found
