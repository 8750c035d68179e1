"""SC501 limbo

What:
    Finds a category of persons that can end with no way on that lasts, when the worst happens: every objection is
    upheld, every part left open stays open, every place is full. It tells the course step by step.

Why:
    A person for whom every way is shut is nowhere: not free, not held under a law, and not let out. In the passage for
    fighters cut off near Rafah, as it was reported in November 2025, no state had agreed to receive anyone, and the way
    over the line was open to objection. On 21 and 22 November the army said that 17 had come out, of whom 11 were killed
    and 6 held. In Aceh the text, as far as it was read, names no way on for a prisoner whose release is refused.

Example:
    categories:
      charged:
        name: Fighters charged with a crime
        moves:
          home: {title: Go home, to: town, blocked_if: bravo_objects}

Remedy:
    Give the category an `otherwise:` that leads to a way nobody can shut: another place, or custody with a date.

    Or name the state or place that a way leads to, or say what holds if a part left open is not agreed.

    This finding cannot be allowed in a comment. Who signs all the same writes so under `acknowledged:`, in words.

Known problems:
    A way to a place that a party controls counts as one that lasts, whatever may happen there. The test that a
    destination is safe for one person is part of every programme, can always fail, and is not counted against a text.
    Objections to a person are no acts of an agreement, so a log comes with the finding only where a right shows in its
    status the parts left open that shut a way, or a dated duty counts the category. A limit on
    places counts only against a category whose number is stated.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from safeconduct.agreement.norms import Entitlement, Verification
from safeconduct.agreement.programme import WayKind
from safeconduct.agreement.terms import Limit, Verified
from safeconduct.checks.engines.automata import Event, WayOn, Worst, days, programme_way, worst_cases
from safeconduct.checks.finding import Found, Related, Severity, Witness
from safeconduct.checks.text import CheckedText
from safeconduct.kernel import acts

SEVERITY = Severity.ERROR


def check(text: CheckedText) -> Iterator[Found]:
    """Find every category with ways on, all of which can be shut for one person."""
    rights: dict[str, list[str]] = {}
    for key, right in text.agreement.entitlements.items():
        for who in right.who:
            rights.setdefault(who, []).append(key)
    for key, owed in text.agreement.obligations.items():
        for name in owed.category:
            rights.setdefault(name, []).append(key)
    for name, worst in worst_cases(text).items():
        if worst.stuck and worst.ways:
            end = f"and “{text.name(worst.then)}”, which it falls back to, has none either" if worst.then else (
                "and the text names nothing for that case")  # fmt: skip
            yield Found(
                f"categories.{name}",
                f"“{text.name(name)}”: a person of this category can be left with no way on that lasts, {end}",
                trace=tuple(f"Day {event.day}: {event.says}" for event in _course(text, name, worst)),
                related=tuple(Related(way.path, f"“{way.title}” can be shut") for way in worst.ways if way.lasts),
                witness=_witness(text, rights.get(name, []), worst),
            )


def _course(text: CheckedText, name: str, worst: Worst) -> list[Event]:
    course = [Event(0, f"A person of “{text.name(name)}” asks for a way on.")]
    shut = [event for way in worst.ways if way.lasts for event in way.closed[0]]
    course += sorted(shut, key=lambda event: event.day)
    last = course[-1].day
    bridges = [way for way in worst.ways if not way.lasts]
    course += [Event(last, _bridge(text, name, way)) for way in bridges]
    if worst.then:
        course.append(Event(last, f"The text falls back to “{text.name(worst.then)}”, and there no way is left open either."))
    wait = days(text.agreement.programme.stay_review) if bridges and text.agreement.programme else 0
    if wait:
        course.append(Event(last + wait, "The ways are looked at again, and all are still shut."))
    return [*course, Event(last + wait, "Nothing further has to happen. No way on that lasts is left.")]


def _bridge(text: CheckedText, name: str, way: WayOn) -> str:
    kind, programme = programme_way(text, name, way.path.rpartition(".")[2]), text.agreement.programme
    if kind is not None and kind.kind is WayKind.REVIEW:
        ends = f" and ends after {programme.hold.longest} at the latest" if programme and programme.hold else ""
        return f"“{way.title}” is no end: it needs a legal basis for this person{ends}."
    again = f", looked at again every {programme.stay_review}" if programme and programme.stay_review else ""
    return f"“{way.title}” only bridges the time{again}; it leads nowhere further."


def _witness(text: CheckedText, norms: list[str], worst: Worst) -> Witness | None:
    """Give a log at whose end a right of the category rests on an open part that shuts a way, or a duty to it is overdue."""
    shut = {hole for way in worst.ways for hole in (*way.move.holes, *way.move.to) if way.closed}
    begun = datetime(2026, 6, 1, 12, tzinfo=ZoneInfo(text.agreement.time.zone))
    for key in norms:
        right = text.agreement.entitlements.get(key)
        if right is not None and shut.intersection(right.holes):
            ends = (begun + timedelta(days=30)).isoformat()
            return Witness(_opened(text, right, begun), ends, key, {"open_holes": right.holes})
        owed = text.agreement.obligations.get(key)
        if owed is not None and owed.after is None and owed.phase is None and owed.cure is None and _dated(text, owed.deadline):
            return Witness((), text.long_after, key, {"life": "overdue"})
    return None


def _dated(text: CheckedText, limit: object) -> bool:
    if not isinstance(limit, Limit) or limit.clocks:
        return False
    return limit.by is not None or (limit.within is not None and text.agreement.anchors[limit.of or ""].on is not None)


def _opened(text: CheckedText, right: Entitlement, at: datetime) -> tuple[acts.ActBase, ...]:
    needed = right.after.verified if isinstance(right.after, Verified) else ""
    owed = text.agreement.obligations.get(needed)
    if owed is None or not isinstance(owed.verified_by, Verification):
        return ()
    return tuple(acts.Confirmed(id=f"made_up_{who}", happened=at, recorded=at, actor=who, of=needed)
                 for who in owed.verified_by.any[: owed.verified_by.quorum])  # fmt: skip
