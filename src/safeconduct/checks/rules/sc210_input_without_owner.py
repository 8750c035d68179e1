"""SC210 input-without-owner

What:
    Finds something a duty cannot be done without, such as sites, a force, ships or money, that nobody owes by a date.

Why:
    The duty then waits for what nobody brings. In South Sudan sites and money were nobody's duty, and the first unified
    forces came 1,206 days late. In Lomé the force came late, and the accord collapsed after 299 days. In Mozambique late
    troops put the elections off by 377 days. In Aceh the last police left five days late because there was no ship.

Example:
    assemble:
      who: bravo
      inputs:
        camps: {what: The assembly camps}

Remedy:
    Write an obligation with a debtor and a date for it, name it in `owed_as`, and say what holds if it is late.

Known problems:
    Only what the text lists under `inputs` is known; what it forgets is not found. Whether the date of the input comes
    before that of the duty is left to SC402. The status knows no inputs, so no made-up log shows it.
"""

from collections.abc import Iterator

from safeconduct.agreement.norms import Obligation
from safeconduct.agreement.shapes import UNSTATED
from safeconduct.agreement.terms import Limit
from safeconduct.checks.finding import Found, Related, Severity
from safeconduct.checks.text import CheckedText

SEVERITY = Severity.ERROR


def check(text: CheckedText) -> Iterator[Found]:
    """Find every input that no obligation provides, or only obligations without a debtor or a date."""
    for path, _, obligation in text.obligations():
        for key, needed in obligation.inputs.items():
            owed = [name for name in needed.owed_as if name != UNSTATED]
            lacks = {name: _lacks(text.agreement.obligations[name]) for name in owed}
            if not owed:
                yield Found(f"{path}.inputs.{key}", f"“{obligation.title}” needs “{needed.what}”, and nobody owes it")
            elif all(lacks.values()):
                name = owed[0]
                yield Found(f"{path}.inputs.{key}", f"“{obligation.title}” needs “{needed.what}”, which is owed {lacks[name]}",
                            related=(Related(f"obligations.{name}", "what should provide it"),))  # fmt: skip


def _lacks(duty: Obligation) -> str:
    if set(duty.who) == {UNSTATED}:
        return "by nobody the text names"
    dated = isinstance(duty.deadline, Limit) or isinstance(duty.starts, Limit) or duty.per is not None
    parts = duty.tranches.parts.values() if duty.tranches else ()
    return "" if dated or any(isinstance(part.deadline, Limit) for part in parts) else "by no date"
