"""SC902 amendment-orphans

What:
    Finds a duty of the earlier text that a later text pushes aside without carrying it on, replacing it or releasing it.

Why:
    A debt must not vanish by silence. Whoever owes it will say that the new text has taken its place, and the other side
    that it still stands; both can be argued.

Example:
    texts:
      second: {prevails_over: first}
    # a duty of the first text is named nowhere

Remedy:
    Name the duty under `carries`, `replaces` or `releases`.

Known problems:
    An amendment that only adds is taken to leave the rest as it is. A duty counts as pushed aside if its text gives way to
    the new one, if the clause it comes from is written anew, if what it waits for is released, or if the amendment lists
    what it carries and leaves it out. Whether the duty was done by then is not asked. In the joined text the duty simply
    stands, so no log is made up.
"""

from collections.abc import Iterator

from safeconduct.agreement import terms
from safeconduct.agreement.model import Agreement, Amendment
from safeconduct.agreement.norms import Obligation
from safeconduct.checks.finding import Found, Related, Severity
from safeconduct.checks.text import CheckedText

SEVERITY = Severity.ERROR


def check(text: CheckedText) -> Iterator[Found]:
    """Find every duty that an amendment pushes aside in silence."""
    for earlier, later in zip(text.versions, text.sources[1:], strict=False):
        base, change = earlier.source.model, later.model
        named = {*change.carries, *change.replaces, *change.releases, *earlier.released}
        aside = {old for one in change.texts.values() for old in one.prevails_over if old in base.texts}
        for name, duty in base.obligations.items():
            why = "" if name in named else _pushed(text, base, change, duty, aside)
            if why:
                yield Found(
                    f"obligations.{name}",
                    f"“{text.name(name)}” is neither carried on, replaced nor released by “{change.title}”: {why}",
                    related=(Related("amends", f"the text of the amendment is silent on “{text.name(name)}”"),),
                )


def _pushed(text: CheckedText, base: Agreement, change: Amendment, duty: Obligation, aside: set[str]) -> str:
    points = [clause.partition(".")[0] for clause in duty.clause]
    for point in points:
        if base.points[point].of in aside:
            return f"its text, “{text.name(base.points[point].of)}”, gives way to the new one"
        if point in change.replaces:
            return "the clause it comes from is written anew"
    for part in text.parts(duty.after):
        if isinstance(part, terms.Verified) and part.verified.partition(".")[0] in change.releases:
            return f"it waits for “{text.name(part.verified)}”, which is released"
    return "other duties are listed as carried on, and it is not" if change.carries else ""
