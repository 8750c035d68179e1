"""SC104 undefined-category

What:
    Finds a category of persons that has a right, a duty or a way on, while the text does not say who belongs to it.

Why:
    Whoever claims the name then claims the right, and the other side denies it. In the Bangsamoro accord the measure for
    going on was substantial compliance, which nobody had defined, and the deal froze on it.

Example:
    categories:
      members: {name: Members of the movement, count: unstated}
    entitlements:
      amnesty: {who: members}

Remedy:
    Say in `defined_by` by which list, attributes or body a person belongs to it, or name in `screened_by` who decides.

Known problems:
    A number of persons counts as a definition, since whoever counted them knew whom. So does a list, an attribute, a
    body that rules on objections or disputes, and a category of which it is a part. Whether a definition is clear is not
    asked. Where nobody says who belongs to a category, its status can still be computed, so no made-up log shows it.
"""

from collections.abc import Iterator

from safeconduct.agreement.norms import Category
from safeconduct.agreement.shapes import UNSTATED
from safeconduct.checks.finding import Found, Related, Severity
from safeconduct.checks.text import CheckedText
from safeconduct.kernel.quantity import Quantity

SEVERITY = Severity.ERROR


def check(text: CheckedText) -> Iterator[Found]:
    """Find every category that carries something and is defined by nothing and nobody."""
    carries, decided = _carried(text)
    for name, category in text.agreement.categories.items():
        if name not in decided and (category.moves or name in carries) and not _defined(category, text):
            what = f"“{text.name(carries[name][1])}”" if name in carries else "its ways on"
            related = (Related(carries[name][0], "what depends on it"),) if name in carries else ()
            yield Found(f"categories.{name}", f"nothing says who belongs to “{category.name}”: no list, no attribute, nobody "
                        f"who decides; {what} depends on it", related=related)  # fmt: skip


def _carried(text: CheckedText) -> tuple[dict[str, tuple[str, str]], set[str]]:
    """Give what each category carries first, as (path, norm), and the categories about which someone decides."""
    agreement = text.agreement
    ruled = {one for power in agreement.powers.values() if set(power.who) & text.watchers for one in power.affects}
    carries: dict[str, tuple[str, str]] = {}
    decided = {name for roll in agreement.lists.values() for name in roll.of}
    for path, name, norm in text.norms():
        held = (*getattr(norm, "who", ()), *getattr(norm, "to", ()), *getattr(norm, "category", ()))
        dispute = getattr(norm, "dispute", None)
        for one in held:
            if one in agreement.categories:
                carries.setdefault(one, (path, name))
                if name in ruled or (dispute is not None and set(dispute.to) - {UNSTATED}):
                    decided.add(one)
    programme = agreement.programme
    if programme is not None and (screening := programme.steps.screening) is not None and set(screening.by) - {UNSTATED}:
        decided.add(programme.category)
    return carries, decided


def _defined(category: Category, text: CheckedText) -> bool:
    if category.defined_by not in (None, UNSTATED) or category.has or category.has_not or category.part_of:
        return True
    if isinstance(category.count, Quantity) or set(category.screened_by) - {UNSTATED}:
        return True
    objections = [text.agreement.objections[one] for move in category.moves.values() for one in move.blocked_if]
    return any(set(one.decided_by) - {UNSTATED} for one in objections)
