"""SC208 effort-for-result

What:
    Finds a duty to make an effort for whose result another side's step waits.

Why:
    Whoever tries in good faith and fails has kept the duty, and the other side still has nothing. Nobody is in breach and
    nothing moves; both can say that they keep the accord.

Example:
    arms: {who: alpha, kind: effort}
    releases: {who: bravo, after: {verified: arms}}

Remedy:
    Make it a duty of result with a date, or let the other step wait for the effort: `{claimed: arms}`.

Known problems:
    The words of an effort are looked for in the title and in `manner`; elsewhere `kind: effort` has to say it. A step
    that waits for one of several things is not found, because another of them may open it.
"""

from collections.abc import Iterator
from itertools import chain

from safeconduct.agreement.norms import Kind, Obligation
from safeconduct.checks.finding import Found, Related, Severity
from safeconduct.checks.text import CheckedText
from safeconduct.checks.unsaid import nothing_said
from safeconduct.checks.words import found_words

SEVERITY = Severity.WARNING


def check(text: CheckedText) -> Iterator[Found]:
    """Find every effort that a step of another side waits to see verified."""
    efforts = {name: one for _, name, one in text.obligations() if one.kind is Kind.EFFORT or _says_so(one)}
    for name, waiting in text.waiting_for(efforts).items() if efforts else ():
        effort = efforts[name]
        others = [(path, norm) for path, norm in _norms(text, waiting) if not set(norm.who) & set(effort.who)]
        if not others:
            continue
        path, norm = others[0]
        said = "asks for an effort only" if effort.kind is Kind.EFFORT else "is worded as an effort"
        at = f"obligations.{name}" + (".kind" if effort.kind is Kind.EFFORT else ".title")
        yield Found(at, f"“{effort.title}” {said}, and “{norm.title}” waits for its result",
                    related=tuple(Related(other, "waits for it") for other, _ in others),
                    witness=nothing_said(text, path.partition(".")[2], norm, life="dormant"))  # fmt: skip


def _norms(text: CheckedText, names: list[str]) -> Iterator[tuple[str, Obligation]]:
    for name in names:
        if name in text.agreement.obligations:
            yield f"obligations.{name}", text.agreement.obligations[name]


def _says_so(duty: Obligation) -> bool:
    return any(found_words("effort", words, language)
               for one in chain((duty.title,), duty.manner) for language, words in one.versions.items())  # fmt: skip
