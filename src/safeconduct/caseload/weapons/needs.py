"""What the needs of this room share: what is asked about, which items an act names, and the plain questions to them.

Each function here gives a need, or answers one, in the words of the table of moves. None changes anything.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from typing import Any, NamedTuple

from safeconduct.caseload.moves import Asked, CaseAct, Missing, Need
from safeconduct.caseload.weapons import acts
from safeconduct.caseload.weapons.state import Armoury, Item, Stage
from safeconduct.kernel.moments import utc


class Facts(NamedTuple):
    """What this room has to know of others. `may_hand_in` answers for a case: what is missing, or nothing."""

    may_hand_in: Callable[[str], Missing | Iterable[Missing] | None]


class Subject(NamedTuple):
    """What a row is asked about: all there is, and the tag, container or receipt in question; "" for a new one."""

    armoury: Armoury
    target: str = ""


def lacks(asked: Asked, step: str, code: str, params: dict[str, Any], *, who: tuple[str, ...] | None = None,
          closed: bool = False) -> Missing:  # fmt: skip
    """Say what is missing for a step, with its clauses and, unless given, its holders."""
    rules = asked.rules
    return Missing(code, params, rules.clause(step), rules.holders(step) if who is None else who, closed)


def tags_of(asked: Asked) -> tuple[str, ...]:
    """Give the tags an act names, or the one that is asked about."""
    if asked.act is None:
        return (asked.subject.target,) if asked.subject.target else ()
    return (asked.act.tag,) if isinstance(asked.act, acts.WeaponEntry) else asked.act.tags


def items_of(asked: Asked) -> list[Item]:
    """Give the items of those tags that exist, each once."""
    return [item for tag in dict.fromkeys(tags_of(asked)) if (item := asked.subject.armoury.items.get(tag))]


def in_stage(step: str, stages: frozenset[Stage]) -> Need:
    """Need every tag to be that of an item in one of the stages."""

    def need(asked: Asked) -> Iterator[Missing]:
        for tag in dict.fromkeys(tags_of(asked)):
            item = asked.subject.armoury.items.get(tag)
            if item is None:
                yield lacks(asked, step, "no_such_item", {"tag": tag}, who=asked.rules.holders("hand_over"))
            elif item.stage not in stages:
                yield _wrong_stage(asked, step, item, stages)

    return need


def _wrong_stage(asked: Asked, step: str, item: Item, stages: frozenset[Stage]) -> Missing:
    custody = asked.rules.holders("custody")
    if item.stage is Stage.DESTROYED:
        return lacks(asked, step, "item_destroyed", {"tag": item.tag, "when": item.since}, who=(), closed=True)
    if item.stage is Stage.LOST:
        return lacks(asked, step, "item_lost", {"tag": item.tag, "when": item.since}, who=custody)
    if Stage.LOST in stages:
        return lacks(asked, step, "item_not_lost", {"tag": item.tag}, who=custody)
    return lacks(asked, step, "item_contained", {"tag": item.tag, "container": item.container}, who=custody)


def after(step: str, earlier: Callable[[Asked], Iterable[tuple[str, datetime]]]) -> Need:
    """Need an act to be dated no earlier than what it follows."""

    def need(asked: Asked) -> Iterator[Missing]:
        for number, when in earlier(asked) if asked.act else ():
            if utc(asked.act.happened) < utc(when):
                happened = asked.act.happened
                yield lacks(asked, step, "before_it", {"number": number, "when": when, "happened": happened})

    return need


def once(step: str, numbers: Callable[[CaseAct], tuple[str, ...]]) -> Need:
    """Need an act to name nothing twice."""

    def need(asked: Asked) -> Iterator[Missing]:
        named = numbers(asked.act) if asked.act else ()
        for number in (one for one, times in Counter(named).items() if times > 1):
            yield lacks(asked, step, "named_twice", {"number": number})

    return need


def some(step: str, code: str) -> Need:
    """Need an act to name at least one tag."""
    return lambda asked: lacks(asked, step, code, {}) if asked.act and not asked.act.tags else None


def place_known(step: str, place: Callable[[Any], str]) -> Need:
    """Need a place to be one of the agreement, where one is given."""

    def need(asked: Asked) -> Missing | None:
        named = place(asked.act) if asked.act else ""
        if not named or named in asked.rules.agreement.places:
            return None
        # What was written is not repeated: it could be where someone hides.
        return lacks(asked, step, "place_not_named", {})

    return need


def not_organisations(asked: Asked, step: str, names: Iterable[str]) -> Iterator[Missing]:
    """Name those that are no party or body of the agreement."""
    # A post is not asked for here: two posts of one organisation are one witness, one signature.
    for name in dict.fromkeys(names):
        if asked.rules.agreement.organisation(name) is None:
            yield lacks(asked, step, "no_organisation", {"organisation": name})


def received(asked: Asked) -> Iterator[tuple[str, datetime]]:
    """Give when each item was received."""
    return ((item.tag, item.received) for item in items_of(asked))


def since(asked: Asked) -> Iterator[tuple[str, datetime]]:
    """Give when the stage or custody of each item last changed."""
    return ((item.tag, item.since) for item in items_of(asked))
