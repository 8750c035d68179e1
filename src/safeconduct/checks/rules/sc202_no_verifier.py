"""SC202 no-verifier

What:
    Finds a duty of a side that nobody is named to confirm.

Why:
    When one side says that it is done and the other denies it, nobody can settle it. Under Minsk II one side declared its
    withdrawal complete on the last day, and the monitors could not confirm it. Under the Lomé accord there were no
    monitors where the first breaches were alleged.

Example:
    disband:
      who: bravo
      verified_by: unstated

Remedy:
    Name in `verified_by` who confirms it and by what evidence.

Known problems:
    A body, or whoever is there to verify or to carry, has duties too; these are not found, because nobody watches the
    watchers in most accords. The word of the one it is owed to counts in the status even where no verifier is named. A
    tally that someone keeps counts as verification.
"""

from collections.abc import Iterator

from safeconduct.agreement.norms import PUBLIC, Verification
from safeconduct.agreement.shapes import UNSTATED
from safeconduct.checks.finding import Found, Severity
from safeconduct.checks.text import CheckedText
from safeconduct.checks.unsaid import claimed_only

SEVERITY = Severity.ERROR


def check(text: CheckedText) -> Iterator[Found]:
    """Find every obligation that no verifier and no tally can confirm, unless only bodies and watchers owe it."""
    apart = text.watchers | set(text.agreement.bodies)
    for path, name, obligation in text.obligations():
        settled = isinstance(obligation.verified_by, Verification) or obligation.verified_by == PUBLIC or obligation.tallies
        if settled or apart.issuperset(obligation.who):
            continue
        named = tuple(who for who in obligation.who if who != UNSTATED)
        says = f"if {text.names(named)} claims it, nobody can settle whether it is so" if len(named) == 1 else (
            "a claim that it is done cannot be settled")  # fmt: skip
        yield Found(f"{path}.verified_by", f"nobody is named to confirm “{obligation.title}”: {says}",
                    witness=claimed_only(text, name, obligation))  # fmt: skip
