"""What a step of a movement needs beside the right stage: asked of an act, or of the movement as it stands."""

import re
from collections import Counter
from collections.abc import Iterator

from safeconduct.agreement.frame import PlaceKind
from safeconduct.caseload.movements.asking import clause, happened, kind_of, runners
from safeconduct.caseload.movements.standing import halted, in_window
from safeconduct.caseload.movements.state import Movement
from safeconduct.caseload.moves import Asked, Missing
from safeconduct.kernel.moments import utc

_CODE_WORD = re.compile(r"[A-Za-z]+(?:-?[0-9]{1,2})?").fullmatch


def provided(asked: Asked) -> Missing | None:
    """The text provides for movements of this kind."""
    kind = kind_of(asked)
    if asked.rules.step(kind) is None:
        return Missing("no_clause", {"step": kind}, closed=True)
    return None


def fire_provided(asked: Asked) -> Missing | None:
    """The text provides for fire to be held."""
    return Missing("no_clause", {"step": "hold_fire"}, closed=True) if asked.rules.step("hold_fire") is None else None


def known_zone(asked: Asked) -> Missing | None:
    if asked.act is not None and asked.act.zone not in asked.rules.agreement.places:
        # What was written is repeated nowhere in this room: it could be a position.
        return Missing("no_such_place")
    return None


def stretch(asked: Asked) -> Missing | None:
    """A stretch of time ends after it starts."""
    act = asked.act
    if act is not None and act.stop is not None and utc(act.stop) <= utc(act.start):
        return Missing("stop_not_after_start", {"start": act.start, "stop": act.stop})
    return None


def answer_range(asked: Asked) -> Missing | None:
    act = asked.act
    if act is not None and None not in (act.low, act.high) and act.low > act.high:
        return Missing("range_reversed", {"low": act.low, "high": act.high})
    return None


def plan(asked: Asked) -> Iterator[Missing]:
    """A plan keeps to the limits of the text: zone, longest window, size of a group, where it leads."""
    act, rules = asked.act, asked.rules
    rule, because = rules.programme.way_out, clause(asked)
    if rule is None:
        # Without it the text names no zone, and nobody whose word opens a window.
        yield Missing("no_clause", {"step": "way_out"}, closed=True)
        return
    if act is None:
        return
    if act.zone not in rule.zone:
        yield Missing("zone_not_named", {"zones": rule.zone}, rule.clause)
    if act.kind == "way_out":
        if utc(act.stop) > utc(limit := rules.limit(act.start, rule.longest)):
            yield Missing("window_too_long", {"longest": str(rule.longest), "limit": limit, "stop": act.stop}, rule.clause)
        if act.group_size > rule.group_size:
            yield Missing("group_too_large", {"people": act.group_size, "most": rule.group_size}, rule.clause)
    if not act.group_size:
        yield Missing("group_empty", {}, because)
    yield from _leads(asked, because)
    if not _code_word(act.assembly_point, asked):
        # The word itself is not repeated: it could be a place.
        yield Missing("assembly_point_not_a_code", {}, because)


def _leads(asked: Asked, because: tuple[str, ...]) -> Iterator[Missing]:
    act, rules = asked.act, asked.rules
    place = rules.agreement.places.get(act.to)
    if act.kind == "way_out":
        if place is None or place.kind is not PlaceKind.SITE:
            yield Missing("not_a_site", {}, because)
        if act.way:
            yield Missing("way_out_serves_no_way", {}, because)
        return
    if place is None and act.to not in rules.programme.receiving_states:
        yield Missing("destination_not_named", {}, because)
    if act.way not in rules.ways:
        yield Missing("way_not_named", {"ways": tuple(rules.ways)}, because)


def _code_word(word: str, asked: Asked) -> bool:
    if not word:
        return True
    letters = word.rstrip("-0123456789").lower()
    named = {part for name, place in asked.rules.agreement.places.items()
             for text in (name.replace("_", " "), *place.name.versions.values()) for part in text.lower().split()}  # fmt: skip
    return len(word) <= 12 and _CODE_WORD(word) is not None and letters not in named


def known_posts(asked: Asked) -> Iterator[Missing]:
    act = asked.act
    if act is not None and (strange := [post for post in act.present if post not in asked.rules.posts]):
        yield Missing("no_such_post", {"count": len(strange)})


def manifest(asked: Asked) -> Iterator[Missing]:
    """A manifest names each case once, no more cases than seats, and only cases that may travel this way."""
    act = asked.act
    if act is None:
        return
    movement: Movement = asked.subject.target
    because, who = clause(asked), runners(asked)
    if len(act.cases) > movement.seats:
        yield Missing("more_than_seats", {"cases": len(act.cases), "seats": movement.seats}, because, who)
    if twice := tuple(case for case, times in Counter(act.cases).items() if times > 1):
        yield Missing("case_twice", {"cases": twice}, because)
    yield from uncleared(asked, act.cases)


def uncleared(asked: Asked, cases: tuple[str, ...]) -> Iterator[Missing]:
    """Give, with its case number, everything that keeps one of some cases from travelling."""
    movement: Movement = asked.subject.target
    for case in dict.fromkeys(cases):
        for lack in asked.facts.cleared(case, movement.way, movement.to):
            yield lack._replace(params={**lack.params, "case": case})


def organisation(asked: Asked) -> Missing | None:
    """Notice goes to an organisation of the agreement."""
    if asked.act is not None and asked.rules.agreement.organisation(asked.act.to) is None:
        return Missing("no_such_organisation")
    return None


def was_notified(asked: Asked) -> Missing | None:
    movement: Movement = asked.subject.target
    if all(notice.acknowledged for notice in movement.notices):
        return Missing("nothing_to_acknowledge", {}, clause(asked), runners(asked))
    return None


def group(asked: Asked) -> Iterator[Missing]:
    """A group comes out in its turn, in the window, while nothing halts the movement, and the wounded first."""
    act, movement = asked.act, asked.subject.target
    because = clause(asked)
    yield from window(asked)
    yield from since_begun(asked)
    yield from not_halted(asked)
    if act is None:
        return
    due = len(movement.groups) + 1
    if act.group != due:
        code = "group_repeated" if act.group < due else "group_out_of_order"
        yield Missing(code, {"group": act.group, "next": due}, because)
    if act.people > movement.group_size:
        yield Missing("group_too_large", {"people": act.people, "most": movement.group_size}, because)
    if not act.people:
        yield Missing("group_empty", {}, because)
    if act.wounded is not None and act.wounded > act.people:
        yield Missing("more_wounded_than_people", {"wounded": act.wounded, "people": act.people}, because)
    if asked.rules.programme.way_out.wounded_first and act.wounded == 0 and movement.wounded is not None:
        # Where the wounded of an earlier group were not counted, all of it may have been wounded: only what is sure refuses.
        most = sum(group.people if group.wounded is None else group.wounded for group in movement.groups)
        if most < movement.wounded:
            yield Missing("wounded_first", {"expected": movement.wounded, "out": most}, because)


def window(asked: Asked) -> Iterator[Missing]:
    """The moment lies in the window; if only a stretch is known in which it happened, all of that does."""
    movement: Movement = asked.subject.target
    at, until = happened(asked), getattr(asked.act, "until", None)
    if not in_window(movement, at) or (until is not None and utc(until) > utc(movement.stop)):
        passed = utc(asked.now) >= utc(movement.stop)
        yield Missing("window_passed" if passed else "outside_window",
                      {"start": movement.start, "stop": movement.stop, "at": at}, clause(asked), closed=passed)  # fmt: skip


def since_begun(asked: Asked) -> Iterator[Missing]:
    """What happens on the way does not happen before the movement began."""
    movement: Movement = asked.subject.target
    if movement.begun is not None and utc(happened(asked)) < utc(movement.begun):
        yield Missing("before_it_began", {"at": happened(asked), "begun": movement.begun}, clause(asked))


def not_halted(asked: Asked) -> Iterator[Missing]:
    """Nothing halts the movement. What halts it can be lifted by whoever runs it, after an operation by its announcer."""
    movement: Movement = asked.subject.target
    found = halted(movement.id, asked.subject.movements, happened(asked))
    for cause in found.causes if found else ():
        yield cause._replace(clause=asked.rules.clause("halt"), who=cause.who or runners(asked))


def is_halted(asked: Asked) -> Missing | None:
    movement: Movement = asked.subject.target
    if halted(movement.id, asked.subject.movements, happened(asked)) is None:
        return Missing("not_halted", {}, clause(asked))
    return None


def account(asked: Asked) -> Missing | None:
    """An account explains the whole difference: set out, less the missing, and the extra, are those who arrived."""
    act, movement = asked.act, asked.subject.target
    if act is not None and movement.departed - act.missing + act.extra != movement.arrived:
        return Missing("account_does_not_add_up", {"departed": movement.departed, "missing": act.missing,
                                                   "extra": act.extra, "arrived": movement.arrived},
                       clause(asked))  # fmt: skip
    return None


def counts_agree(asked: Asked) -> Iterator[Missing]:
    """As many arrived as set out, or the difference is accounted for; and everyone who came out was received."""
    movement: Movement = asked.subject.target
    because = clause(asked)
    if movement.unexplained:
        yield Missing("counts_differ", {"departed": movement.departed, "arrived": movement.arrived,
                                        "missing": movement.missing, "extra": movement.extra},
                      because, runners(asked))  # fmt: skip
    if movement.kind == "way_out":
        presented = asked.facts.presented(movement.id)
        if presented != movement.arrived:
            yield Missing("presented_differ", {"presented": presented, "arrived": movement.arrived},
                          asked.rules.clause("reception") or because, asked.rules.holders("reception"))  # fmt: skip
