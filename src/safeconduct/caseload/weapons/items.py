"""What has to hold to take over a weapon, to assess it, and to contest that it is accepted."""

from collections.abc import Iterator
from datetime import datetime

from safeconduct.caseload.moves import Asked, Missing, Need
from safeconduct.caseload.weapons.needs import items_of, lacks
from safeconduct.caseload.weapons.state import Item, Stage, full_key


def new_tag(asked: Asked) -> Missing | None:
    """Need the tag to be a new one."""
    old = asked.subject.armoury.items.get(asked.act.tag) if asked.act else None
    if old is None:
        return None
    return lacks(asked, "hand_over", "tag_in_use", {"tag": old.tag, "when": old.received, "where": old.site or None}, closed=True)


def handed_by(asked: Asked) -> Iterator[Missing]:
    """Need the origin to fit who handed over, and each of them to be allowed to."""
    act = asked.act
    if act is None:
        return
    if act.origin == "person" and not act.cases:
        yield lacks(asked, "hand_over", "origin_without_people", {})
    if act.origin != "person" and act.cases:
        yield lacks(asked, "hand_over", "people_without_origin", {"origin": act.origin})
    for case in dict.fromkeys(act.cases):
        answer = asked.facts.may_hand_in(case)
        yield from (answer,) if isinstance(answer, Missing) else answer or ()


def made_safe(asked: Asked) -> Missing | None:
    """Need a weapon not to come past the clearing bay unsafe. Unknown is for the record, not a refusal."""
    return lacks(asked, "hand_over", "not_cleared", {}) if asked.act and asked.act.cleared == "no" else None


def serial(asked: Asked) -> Missing | None:
    """Need the serial to fit what is said of it."""
    act = asked.act
    if act and act.serial and act.serial_state in ("none", "unread"):
        return lacks(asked, "hand_over", "serial_not_read", {"state": act.serial_state})
    if act and not act.serial and act.serial_state == "read":
        return lacks(asked, "hand_over", "serial_not_given", {})
    return None


def no_duplicate(asked: Asked) -> Iterator[Missing]:
    """Need nothing alike to be there under another tag, unless the two were compared."""
    armoury, act = asked.subject.armoury, asked.act
    if act is None:
        return
    compared = dict.fromkeys(act.compared_with)
    for tag in compared:
        yield from _was_there(asked, tag, armoury.items.get(tag))
    key = full_key(act)
    for tag in armoury.marks.get(key, ()) if key else ():
        # Alike on paper is a question for two people at a table, never an answer.
        if tag not in compared:
            old = armoury.items[tag]
            yield lacks(asked, "hand_over", "possible_duplicate",
                         {"tag": tag, "when": old.received, "where": old.site or None})  # fmt: skip


def _was_there(asked: Asked, tag: str, item: Item | None) -> Iterator[Missing]:
    if item is None:
        yield lacks(asked, "hand_over", "no_such_item", {"tag": tag})
    elif item.stage is Stage.LOST:
        # What was stolen from the store would otherwise be handed in once more.
        yield lacks(asked, "hand_over", "compared_while_missing", {"tag": tag, "when": item.since},
                    who=asked.rules.holders("custody"))  # fmt: skip
    elif item.stage is Stage.DESTROYED:
        yield lacks(asked, "hand_over", "compared_though_destroyed", {"tag": tag, "when": item.since})


def ground(step: str) -> Need:
    """Need a ground to contest, or not to accept."""

    def need(asked: Asked) -> Missing | None:
        act = asked.act
        silent = act is not None and not act.ground and getattr(act, "accepted", "no") == "no"
        return lacks(asked, step, "no_ground", {}) if silent else None

    return need


def before_assessing(asked: Asked) -> Iterator[tuple[str, datetime]]:
    """Give when an item was received, and when this assessor last spoke of it."""
    for item in items_of(asked):
        yield item.tag, item.received
        yield from ((item.tag, said.at) for said in item.assessments if said.assessor == asked.act.actor)


def no_second_contest(asked: Asked) -> Iterator[Missing]:
    """Need the actor not to contest the same item already."""
    for item in items_of(asked) if asked.act else ():
        for contest in item.contests:
            if contest.by == asked.act.actor:
                yield lacks(asked, "contest", "contested_already",
                             {"actor": contest.by, "tag": item.tag, "when": contest.at})  # fmt: skip


def own_contest(asked: Asked) -> Iterator[Missing]:
    """Need the actor to be one who contests the item."""
    for item in items_of(asked):
        by = tuple(contest.by for contest in item.contests)
        if not by:
            yield lacks(asked, "contest", "not_contested", {"tag": item.tag})
        elif asked.act and asked.act.actor not in by:
            yield lacks(asked, "contest", "not_your_contest", {"tag": item.tag}, who=by)


def own_contest_since(asked: Asked) -> Iterator[tuple[str, datetime]]:
    """Give when the actor contested the item."""
    return ((item.tag, contest.at) for item in items_of(asked) for contest in item.contests
            if contest.by == asked.act.actor)  # fmt: skip
