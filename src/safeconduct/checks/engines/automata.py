"""The ways on of a category of persons, when the worst happens: every objection upheld, every open part left open.

A category is a small automaton: its moves are the steps, and a way that lasts is an end. One person is enough to ask
about, so that the question grows with the text and not with the number of people. No solver is needed: an objection
never opens a way, so the worst that can happen is that all of them are upheld.
"""

from collections.abc import Iterator
from typing import Any, NamedTuple

from safeconduct.agreement import terms
from safeconduct.agreement.norms import Category, Detention, Move
from safeconduct.agreement.programme import Way, WayKind, WayNeed
from safeconduct.agreement.shapes import UNSTATED
from safeconduct.checks.engines.once import once
from safeconduct.checks.text import CheckedText
from safeconduct.kernel.moments import Duration, TimeUnit
from safeconduct.kernel.quantity import Quantity

_MINUTES = {TimeUnit.MINUTES: 1, TimeUnit.HOURS: 60, TimeUnit.DAYS: 1440, TimeUnit.WEEKS: 10080, TimeUnit.MONTHS: 44640}


REVIEW = "when it is reviewed"


class Event(NamedTuple):
    """What happens on a day of the worst course, counted from the day on which a person asks for a way on.

    `full`: the way is shut for want of places alone, so not for everyone.
    """

    day: int
    says: str
    full: bool = False


class WayOn(NamedTuple):
    """One move of a category. `lasts` is no for one that only bridges the time.

    `closed` holds what can close it, each as the events of its own, the plainest first.
    """

    path: str
    title: str
    move: Move
    lasts: bool
    closed: tuple[tuple[Event, ...], ...]


class Worst(NamedTuple):
    """How a category stands when the worst happens. `then` is the category that holds if no way is open."""

    ways: tuple[WayOn, ...]
    then: str
    stuck: bool

    @property
    def left(self) -> tuple[WayOn, ...]:
        """Give the ways that last and that nothing can close."""
        return tuple(way for way in self.ways if way.lasts and not way.closed)


@once
def worst_cases(text: CheckedText) -> dict[str, Worst]:
    """Give every category that has ways on, or that another falls back to, with how it stands at worst."""
    categories = text.agreement.categories
    fallbacks = {category.otherwise for category in categories.values()} | {one.rejected for one in categories.values()}
    named = _served_by_norms(text)
    found: dict[str, Worst] = {}
    for name, category in categories.items():
        if category.moves or name in fallbacks:
            ways = tuple(_way(text, name, key) for key in category.moves)
            then = category.otherwise if category.otherwise not in (None, UNSTATED) else ""
            free = any(way.lasts and not way.closed for way in ways) or (not ways and name in named)
            found[name] = Worst(ways, then or "", not free)
    return _follow(found)


def _follow(found: dict[str, Worst]) -> dict[str, Worst]:
    # Whoever falls back to a category that has a way left has one too. Each category has at most one fallback.
    free: dict[str, bool] = {}
    for start in found:
        trail, at = [], start
        while at in found and found[at].stuck and at not in free:
            free[at] = False
            trail.append(at)
            at = found[at].then
        ends = at in found and (not found[at].stuck or free[at])
        free.update(dict.fromkeys(trail, ends))
    return {name: worst._replace(stuck=worst.stuck and not free[name]) for name, worst in found.items()}


def _served_by_norms(text: CheckedText) -> frozenset[str]:
    # A category without moves of its own may still be looked after by a duty or a right that names it.
    agreement = text.agreement
    owed = {name for one in agreement.obligations.values() for name in (*one.category, *one.to)}
    return frozenset(owed | {name for right in agreement.entitlements.values() for name in right.who})


def _way(text: CheckedText, name: str, key: str) -> WayOn:
    category = text.agreement.categories[name]
    move = category.moves[key]
    way = programme_way(text, name, key)
    lasts = way is None or way.kind not in (WayKind.STAY, WayKind.REVIEW)
    path = f"categories.{name}.moves.{key}"
    return WayOn(path, str(move.title), move, lasts, tuple(_closing(text, path, category, way)))


def programme_way(text: CheckedText, name: str, key: str) -> Way | None:
    """Give what the programme says of a move, if it is for this category."""
    programme = text.agreement.programme
    return programme.ways.get(key) if programme is not None and programme.category == name else None


def _closing(text: CheckedText, path: str, category: Category, way: Way | None) -> Iterator[tuple[Event, ...]]:
    move = category.moves[path.rpartition(".")[2]]
    says = f"“{move.title}”"
    abroad = way is not None and way.kind is WayKind.ABROAD
    states = text.agreement.programme.receiving_states if abroad and text.agreement.programme else ()
    if not leads(text, path, move) and not states:
        yield (Event(0, f"{says} leads nowhere: {_nowhere(text, move.to)}."),)
    if abroad and not isinstance(move.places, Quantity):
        offers = f"{text.names(states)} offers no place" if len(states) == 1 else "no state offers a place"
        yield (Event(0, f"{says} stays shut: {offers}, and nobody has to offer one."),)
    if move.granted_by and set(move.granted_by) <= {UNSTATED}:
        yield (Event(0, f"{says} is granted by nobody: the text does not say who grants it."),)
    yield from (_objected(text, name, says) for name in move.blocked_if)
    yield from ((Event(0, f"{says} waits for {what}."),) for what in cannot_be_met(text, move.needs))
    for hole in move.holes:
        if hole not in move.to and not settled(text, hole):
            yield (Event(0, f"{says} waits for a part left open, “{text.name(hole)}”; nothing holds until it is agreed."),)
    # A hold with a law and an end is a way that lasts; that its review is open is for another rule.
    open_parts = [part for part in unbounded(move.held) if part != REVIEW] if isinstance(move.held, Detention) else []
    if open_parts:
        yield (Event(0, f"{says} means to be held, and the text does not give {' or '.join(open_parts)}."),)
    if way is not None and {WayNeed.SCREENING, WayNeed.ASSURANCE} & set(way.needs):
        yield (Event(0, f"{says} needs a finding that the person is eligible, and that can be refused."),)
    if isinstance(move.places, Quantity) and isinstance(category.count, Quantity) and too_few(category.count, move.places):
        yield (Event(0, f"{says} takes {move.places.count} of {category.count.count}: for the rest it is full.", full=True),)


def _objected(text: CheckedText, name: str, says: str) -> tuple[Event, Event]:
    rule = text.agreement.objections[name]
    raised = days(rule.within)
    when = "on the last day for it" if raised else "and no time limit stands in the way"
    ruled = raised + days(rule.decided_within)
    return (Event(raised, f"{text.names(rule.by)} objects to {says}, {when}."),
            Event(ruled, f"The objection is upheld by {text.names(rule.decided_by)}: {says} is closed."))  # fmt: skip


def leads(text: CheckedText, path: str, move: Move) -> bool:
    """Whether a move leads somewhere: to a place, a party, or a part left open with a rule for the meantime.

    A move whose `to` is left out is no journey, such as a release on the spot.
    """
    if set(move.to) == {UNSTATED}:
        return not text.written(f"{path}.to")
    return any(one != UNSTATED and (one not in text.agreement.holes or settled(text, one)) for one in move.to)


def settled(text: CheckedText, hole: str) -> bool:
    """Whether something holds if a part left open is not agreed."""
    return text.agreement.holes[hole].if_not != UNSTATED


def _nowhere(text: CheckedText, to: tuple[str, ...]) -> str:
    open_parts = [text.name(one) for one in to if one != UNSTATED]
    return f"“{open_parts[0]}” was left open, and nothing holds until it is agreed" if open_parts else "no destination is named"


def cannot_be_met(text: CheckedText, condition: Any) -> tuple[str, ...]:
    """Give what in a condition nobody can bring about, or nothing if it can be met."""
    if isinstance(condition, terms.AllOf):
        return tuple(what for part in condition.all for what in cannot_be_met(text, part))
    if isinstance(condition, terms.AnyOf):
        found = [cannot_be_met(text, part) for part in condition.any]
        return found[0] if found and all(found) else ()
    if isinstance(condition, terms.OnReading):
        return cannot_be_met(text, condition.needs)
    agreement = text.agreement
    if isinstance(condition, terms.Agreed) and not settled(text, condition.agreed):
        return (f"a part left open, “{text.name(condition.agreed)}”",)
    if isinstance(condition, terms.Decided) and set(agreement.decisions[condition.decided].by) <= {UNSTATED}:
        return (f"a decision that nobody is named to take: {text.name(condition.decided)}",)
    if isinstance(condition, terms.Verified | terms.ClaimedDone):
        step = condition.verified if isinstance(condition, terms.Verified) else condition.claimed
        owed = agreement.obligations.get(step.partition(".")[0])
        if owed is not None and set(owed.who) <= {UNSTATED}:
            return (f"a step that nobody owes, “{text.name(step)}”",)
    return ()


def unbounded(held: Detention) -> tuple[str, ...]:
    """Give what a hold lacks to have an end that can be seen."""
    parts = (
        ("the law it rests on", held.legal_basis),
        (REVIEW, held.review_within),
        ("what ends it", held.ends_when),
    )
    return tuple(words for words, value in parts if value == UNSTATED)


def too_few(people: Quantity, places: Quantity) -> bool:
    """Whether there are more people than places, in the same unit."""
    return people.unit == places.unit and people.count > places.count


def days(stretch: Any) -> int:
    """Give a duration in whole days, rounded up; none for one that is not stated."""
    return -(-stretch.count * _MINUTES[stretch.unit] // 1440) if isinstance(stretch, Duration) else 0
