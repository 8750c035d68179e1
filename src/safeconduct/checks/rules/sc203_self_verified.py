"""SC203 self-verified

What:
    Finds a duty that its own debtor can confirm: by name, through whom it answers for, through a body that it fills
    alone, or by keeping the tally that decides.

Why:
    A claim that proves itself settles nothing: whoever doubts it has nobody to ask.

Example:
    withdraw:
      who: alpha
      verified_by: {any: alpha}

Remedy:
    Name a verifier outside the debtor, or a quorum that the debtor alone cannot reach.

Known problems:
    A body in which the debtor sits beside others is not found: whether the debtor can decide alone is in the words of
    `decides_by`, which are text. What a body or whoever verifies or carries owes may be confirmed by itself.
"""

from collections.abc import Iterator
from datetime import datetime

from safeconduct.agreement.norms import Consequence, Obligation, Verification
from safeconduct.agreement.shapes import UNSTATED
from safeconduct.checks.finding import Found, Severity, Witness
from safeconduct.checks.text import CheckedText
from safeconduct.kernel.acts import Confirmed

SEVERITY = Severity.ERROR


def check(text: CheckedText) -> Iterator[Found]:
    """Find every obligation that those who owe it can confirm by themselves."""
    for path, name, obligation in text.obligations():
        if text.watchers.issuperset(obligation.who):
            continue
        side = _side(text, obligation)
        for key, tally in obligation.tallies.items():
            if Consequence.FULFILMENT in tally.decides and side.issuperset(tally.by):
                says = f"“{obligation.title}” is counted by {text.names(tally.by)}, on the side that owes it"
                yield Found(f"{path}.tallies.{key}", says)
        verified = obligation.verified_by
        if not isinstance(verified, Verification):
            continue
        own = tuple(dict.fromkeys(who for who in verified.any if who in side))
        if own and len(own) >= verified.quorum:
            who = "who owes it" if set(own) <= set(obligation.who) else "on the side that owes it"
            says = f"“{obligation.title}” is confirmed by {text.names(own)}, {who}"
            yield Found(f"{path}.verified_by", says, witness=_witness(text, name, obligation, own))


def _side(text: CheckedText, obligation: Obligation) -> set[str]:
    """Give the debtors, whoever answers for them, whom they answer for, and bodies that they alone fill."""
    parties, bodies = text.agreement.parties, text.agreement.bodies
    own = {who for who in obligation.who if who != UNSTATED}
    side = set(own)
    for who in own:
        side.update(parties[who].represents if who in parties else ())
    side.update(name for name, party in parties.items() if own.intersection(party.represents))
    for verifier in obligation.verified_by.any if isinstance(obligation.verified_by, Verification) else ():
        members = [member.who for member in bodies[verifier].composition] if verifier in bodies else []
        if members and side.issuperset(members):
            side.add(verifier)
    return side


def _witness(text: CheckedText, name: str, obligation: Obligation, own: tuple[str, ...]) -> Witness | None:
    bodies = text.agreement.bodies
    if obligation.amount is not None or obligation.tallies or (own[0] in bodies and bodies[own[0]].mandate):
        return None
    if not isinstance(obligation.verified_by, Verification) or obligation.verified_by.quorum > 1:
        return None
    at = datetime.fromisoformat(text.long_after)
    said = Confirmed(id="made_up_1", happened=at, recorded=at, actor=own[0], of=name)
    return Witness((said,), text.long_after, name, {"life": "fulfilled"})
