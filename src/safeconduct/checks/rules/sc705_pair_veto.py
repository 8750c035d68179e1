"""SC705 pair-veto

What:
    Silences the actors two at a time and lists what stops, where one of them alone would stop nothing of it.

Why:
    The usual second route is that whoever is owed a step acknowledges it. Where that one gains from delay, the route is
    theirs to close, and the verifier becomes the only hope. It can be accepted, but it should be known before signing.

Example:
    hand_in: {who: bravo, to: alpha, verified_by: {any: mission}}
    withdraw: {who: alpha, to: bravo, after: {verified: hand_in}}

Remedy:
    Name a second verifier, or a date on which the step counts as confirmed if nobody has contested it.

Known problems:
    As with SC704 only silence is tried. A verifier together with the side that gains from delay is told; a verifier together
    with the side that loses by it is not, because that side has every reason to speak.
"""

from collections.abc import Iterator

from safeconduct.agreement.norms import Obligation
from safeconduct.checks.engines.veto import harmed, vetoes
from safeconduct.checks.finding import Found, Severity
from safeconduct.checks.rules.sc704_single_veto import of_silence
from safeconduct.checks.text import CheckedText

SEVERITY = Severity.WARNING


def check(text: CheckedText) -> Iterator[Found]:
    """Find every pair whose silence together stops what one of them owes, or what neither of them has a part in."""
    for pair, lost in vetoes(text).together.items():
        norms = [path for path in harmed(text, lost, frozenset(pair)) if _gain(text, path, pair)]
        if norms:
            yield of_silence(text, pair, lost, norms)


def _gain(text: CheckedText, path: str, pair: tuple[str, str]) -> bool:
    """Whether the pair has no reason to speak: it owes what stops, or is not the one it is owed to."""
    norm = text.agreement.find(path.partition(".")[2])[1]  # type: ignore[index]
    serves = norm.to if isinstance(norm, Obligation) else norm.who
    return set(serves).isdisjoint(pair)
