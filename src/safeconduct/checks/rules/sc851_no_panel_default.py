"""SC851 no-panel-default

What:
    Finds a body whose members are appointed by more than one side, where nobody appoints if one of them does not.

Why:
    A panel to which each side names a member does not exist until both have named one. The body that is to settle
    disputes is then a veto of its own: whoever expects to lose leaves its seat empty.

Example:
    bodies:
      panel: {powers: rule, appointed: {by: [alpha, bravo]}}

Remedy:
    Name an authority that appoints after so many days, under `otherwise` and `after`.

Known problems:
    How a body comes about is known only from `appointed`. A member who is named and then stays away is not found; that is
    a question of how the body decides. The evaluator takes every body as there, so no log is made up.
"""

from collections.abc import Iterator

from safeconduct.agreement.shapes import UNSTATED
from safeconduct.checks.finding import Found, Severity
from safeconduct.checks.text import CheckedText

SEVERITY = Severity.ERROR


def check(text: CheckedText) -> Iterator[Found]:
    """Find every body that one side can keep from coming about by naming nobody."""
    for name, body in text.agreement.bodies.items():
        appointed = body.appointed
        if appointed is None or len(appointed.by) < 2:
            continue
        if all(who == UNSTATED for who in appointed.otherwise):
            said = "nobody else may appoint"
        elif appointed.after == UNSTATED:
            said = f"the text does not say after how long {text.names(appointed.otherwise)} may appoint instead"
        else:
            continue
        yield Found(
            f"bodies.{name}.appointed",
            f"{text.name(name)} needs members named by {text.names(appointed.by)}; if one of them names nobody, {said}",
        )
