"""SC205 quorum-unreachable

What:
    Finds a quorum that is larger than the number of those who are named to confirm.

Why:
    Such a quorum is never reached, so the duty can never count as done, and every step that waits for it waits for ever.
    It often comes from striking a member and leaving the number.

Example:
    withdraw:
      who: alpha
      verified_by: {any: mission, quorum: 2}

Remedy:
    Lower the quorum, or name another verifier.

Known problems:
    Members of one and the same outside organisation count as several, because the text does not say that they are one.
    Only confirmation by verifiers is looked at; how a body decides stands in `decides_by`, which is text.
"""

from collections.abc import Iterator
from datetime import datetime

from safeconduct.agreement.norms import Obligation, Verification
from safeconduct.agreement.shapes import UNSTATED
from safeconduct.checks.finding import Found, Severity, Witness
from safeconduct.checks.text import CheckedText
from safeconduct.kernel.acts import ActBase, Claimed, Confirmed

SEVERITY = Severity.ERROR


def check(text: CheckedText) -> Iterator[Found]:
    """Find every quorum above the number of different verifiers."""
    for path, name, obligation in text.obligations():
        verified = obligation.verified_by
        if not isinstance(verified, Verification) or verified.quorum <= len(members := tuple(dict.fromkeys(verified.any))):
            continue
        yield Found(
            f"{path}.verified_by",
            f"“{obligation.title}” needs {verified.quorum} confirmations, and only {text.names(members)} can confirm it",
            trace=(f"{text.names(members)} confirm that it is done.", "It still does not count as done."),
            witness=_witness(text, name, obligation, members),
        )  # fmt: skip


def _witness(text: CheckedText, name: str, obligation: Obligation, members: tuple[str, ...]) -> Witness:
    at = datetime.fromisoformat(text.long_after)
    debtor = next((who for who in obligation.who if who != UNSTATED), "")
    acts: list[ActBase] = [Claimed(id="made_up_0", happened=at, recorded=at, actor=debtor, of=name)] if debtor else []
    acts += [Confirmed(id=f"made_up_{number}", happened=at, recorded=at, actor=who, of=name,
                       refs=("made_up_0",) if debtor else ()) for number, who in enumerate(members, 1)]  # fmt: skip
    return Witness(tuple(acts), text.long_after, name, {"completed_end": None})
