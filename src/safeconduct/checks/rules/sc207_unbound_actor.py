"""SC207 unbound-actor

What:
    Finds a duty of someone who is not bound by the text, or of nobody: a debtor who did not sign and for whom no party
    answers, or a passive sentence.

Why:
    There is nobody to hold to it. Minsk II names no duty of Russia, whose ambassador signed it. In Northern Ireland the
    armed groups were no parties; the arms came 1,953 days late. In Gaza in October 2025 other factions, which did not
    sign, held some of the captives.

Example:
    parties:
      charlie: {name: Charlie, role: non_signatory}
    obligations:
      leave: {who: charlie}

Remedy:
    Let that actor join the text, let a party answer for it under `represents`, or give the others a way on without it.

    If the sentence is passive, write who owes the duty.

Known problems:
    Whoever is there to verify or to carry acts under a mandate of its own and is not found. Who signed one of the texts
    counts as bound by all of them, except a witness. A duty with one named and bound debtor and others unnamed is not
    found. Prohibitions are not looked at. That someone is not bound does not show in the status, so only a duty
    without a debtor brings a made-up log.
"""

from collections.abc import Iterator

from safeconduct.agreement.frame import Role
from safeconduct.agreement.shapes import UNSTATED
from safeconduct.checks.finding import Found, Severity
from safeconduct.checks.text import CheckedText
from safeconduct.checks.unsaid import nothing_said

SEVERITY = Severity.ERROR

_NOT_BY_SIGNING = (Role.NON_SIGNATORY, Role.WITNESS)
_SHOWN = 5


def check(text: CheckedText) -> Iterator[Found]:
    """Find every obligation, and every right to be granted, that rests on someone not bound or not named."""
    bound = text.bound | text.watchers | _signatories(text)
    loose = {name: [who for who in one.who if who not in bound and who != UNSTATED] for _, name, one in text.obligations()}
    unnamed = {name for _, name, one in text.obligations() if set(one.who) == {UNSTATED}}
    waiting = text.waiting_for({name for name, who in loose.items() if who} | unnamed)
    for path, name, obligation in text.obligations():
        trace = _trace(text, waiting.get(name, []))
        if name in unnamed:
            yield Found(f"{path}.who", f"nobody is named who owes “{obligation.title}”", trace=trace,
                        remedy="Write who owes it.", witness=nothing_said(text, name, obligation))  # fmt: skip
        elif who := loose[name]:
            yield Found(f"{path}.who", f"“{obligation.title}” is owed by {text.names(tuple(who))}, whom the text does not bind",
                        trace=trace)
    for name, right in text.agreement.entitlements.items():
        if set(right.granted_by) == {UNSTATED} and text.written(f"entitlements.{name}.granted_by"):
            yield Found(f"entitlements.{name}.granted_by", f"nobody is named who grants “{right.title}”",
                        remedy="Write who grants it.")  # fmt: skip


def _signatories(text: CheckedText) -> set[str]:
    signed = {who for document in text.agreement.texts.values() for who in document.signed_by}
    parties = text.agreement.parties
    return {who for who in signed if who in parties and parties[who].role not in _NOT_BY_SIGNING}


def _trace(text: CheckedText, waiting: list[str]) -> tuple[str, ...]:
    said = [f"“{text.name(name)}” waits for it." for name in waiting[:_SHOWN]]
    more = len(waiting) - len(said)
    return (*said, f"So do {more} more.") if more > 0 else tuple(said)
