"""SC709 factor-as-condition

What:
    Finds something that one clause only weighs, while another clause, or the same one, waits for it.

Why:
    In the Belfast agreement of 1998 no clause ties the early release of prisoners to the handing in of arms. One side
    read such a link into it all the same, and years went by in argument over a condition that the text does not have.

Example:
    obligations:
      decide_releases: {who: alpha, to: bravo, weighs: weapons}
      release: {who: alpha, to: bravo, after: {verified: weapons}}

Remedy:
    Write it as a condition or as a factor, not as both, and name who weighs.

Known problems:
    Two clauses are taken to belong together if the same side owes both to the same side, or if one is a power over the
    other. A side that weighs a step in one matter and rightly waits for it in another is found too; allow it with that
    reason. A condition of a single tranche, and one
    that works through a third step, are not followed.
"""

from collections.abc import Iterator

from safeconduct.agreement import terms
from safeconduct.agreement.norms import Norm, Power
from safeconduct.checks.finding import Found, Related, Severity, Witness
from safeconduct.checks.text import CheckedText

SEVERITY = Severity.WARNING


def check(text: CheckedText) -> Iterator[Found]:
    """Find every norm that weighs a step for which it, or a clause that belongs to it, waits."""
    paths: dict[str, str] = {}
    waiting: dict[tuple[str, ...], str] = {}
    for path, name, norm in text.norms():
        paths[name] = path
        for step in _waits_for(text, norm):
            for who in norm.who:
                for to in _to(norm):
                    waiting.setdefault((step, who, to), name)
            for affected in (name, *(norm.affects if isinstance(norm, Power) else ())):
                waiting.setdefault((step, affected), name)
    for path, name, norm in text.norms():
        for step in norm.weighs:
            keys = [(step, name), *((step, who, to) for who in norm.who for to in _to(norm))]
            keys += [(step, affected) for affected in (norm.affects if isinstance(norm, Power) else ())]
            other = next((waiting[key] for key in keys if key in waiting), "")
            if not other:
                continue
            waits = "it also waits for it" if other == name else f"“{text.name(other)}” waits for it"
            yield Found(
                f"{path}.weighs",
                f"“{text.name(step)}” is only to be weighed in “{text.name(name)}”, and {waits}",
                related=() if other == name else (Related(paths[other], f"waits for “{text.name(step)}”"),),
                witness=Witness((), text.long_after, other, {"life": "dormant"}),
            )


def _waits_for(text: CheckedText, norm: Norm) -> Iterator[str]:
    for condition in text.conditions(norm):
        for part in text.parts(condition):
            if isinstance(part, terms.Verified | terms.ClaimedDone):
                step = part.verified if isinstance(part, terms.Verified) else part.claimed
                yield step.partition(".")[0]


def _to(norm: Norm) -> tuple[str, ...]:
    return tuple(getattr(norm, "to", ()) or getattr(norm, "granted_by", ()) or ("",))
