"""Objections: who may raise one, against what, until when, and who rules on it.

An objection closes one way on of one person, on a ground of the closed list, once. At its limit it falls to the default
that the text sets.
"""

from collections.abc import Iterator

from safeconduct.agreement.norms import Objection
from safeconduct.agreement.shapes import UNSTATED
from safeconduct.caseload.moves import Asked, Missing
from safeconduct.caseload.persons import acts
from safeconduct.caseload.persons.state import ObjectionMade, Person
from safeconduct.caseload.persons.ways import ruling_due, standing, window_ends
from safeconduct.kernel.moments import utc


def raising(asked: Asked) -> Iterator[Missing]:
    act, person, rules = asked.act, asked.subject.person, asked.rules
    if person.noticed is None:
        yield Missing("no_notice", {}, rules.clause("notice"), rules.holders("notice"))
        return
    names = [act.objection] if act is not None else list(named(asked))
    rule = rules.agreement.objections.get(names[0]) if names else None
    if act is not None and (rule is None or names[0] not in named(asked)):
        yield Missing("no_such_objection", {"objection": act.objection}, rules.programme.clause)
        return
    ends = [window_ends(person, name, rules) for name in names]
    # An objection counts from when it is entered: nobody can bring one in after the time by dating it back.
    entered = asked.now if act is None else act.recorded
    if ends and all(end is not None and utc(entered) >= utc(end) for end in ends):
        yield Missing("too_late_to_object", {"ended": max(end for end in ends if end)}, rule.clause if rule else ())
    if act is None or rule is None:
        return
    if not isinstance(rule.grounds, dict) or act.ground not in rule.grounds:
        known = tuple(rule.grounds) if isinstance(rule.grounds, dict) else ()
        yield Missing("ground_not_listed", {"ground": act.ground, "known": known}, rule.clause)
    if act.against not in rules.moves or act.objection not in rules.moves[act.against].blocked_if:
        yield Missing("not_against_this_way", {"way": act.against}, rule.clause)
    if any(made.by == act.actor and made.objection == act.objection and made.against == act.against
           for made in person.objections):  # fmt: skip
        yield Missing("objected_once", {"way": act.against}, rule.clause)


def named(asked: Asked) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for way in asked.rules.ways if way in asked.rules.moves
                               for name in asked.rules.moves[way].blocked_if))  # fmt: skip


def open_ones(asked: Asked) -> list[ObjectionMade]:
    person: Person = asked.subject.person
    return [made for made in person.objections if standing(made, asked.rules, asked.now) == "open"]


def one_open(asked: Asked) -> Iterator[Missing]:
    act, person = asked.act, asked.subject.person
    if act is None:
        if not open_ones(asked):
            yield Missing("no_open_objection")
        return
    made = next((made for made in person.objections if made.id == act.of), None)
    if made is None:
        yield Missing("no_such_objection", {"objection": act.of})
    elif (stands := standing(made, asked.rules, act.recorded)) != "open":
        yield Missing("objection_over", {"stands": stands, "due": ruling_due(made, asked.rules)},
                      asked.rules.agreement.objections[made.objection].clause)  # fmt: skip


def one_standing(asked: Asked) -> Iterator[Missing]:
    """An objection can be taken back as long as it is open or closes a way, also after a ruling."""
    act, person = asked.act, asked.subject.person
    stand = [made for made in person.objections if standing(made, asked.rules, asked.now) in ("open", "upheld", "stood")]
    if act is None:
        if not stand:
            yield Missing("no_open_objection")
    elif act.of not in {made.id for made in stand}:
        yield Missing("no_such_objection", {"objection": act.of})


def rules_of(asked: Asked) -> list[tuple[Objection, ObjectionMade | None]]:
    """Give the objections of the text an act or a question is about, with the one that was made, if any."""
    known, act = asked.rules.agreement.objections, asked.act
    if act is None:
        person: Person | None = asked.subject.person
        made = open_ones(asked) if person else []
        return [(known[one.objection], one) for one in made] or [(known[name], None) for name in named(asked)]
    if isinstance(act, acts.ObjectionRaised):
        names = (act.objection,) if act.objection in known else named(asked)
        return [(known[name], None) for name in names]
    person = asked.subject.person
    about = [(known[made.objection], made) for made in (person.objections if person else ()) if made.id == act.of]
    return about or [(known[name], None) for name in named(asked)]


def objectors(asked: Asked) -> tuple[str, ...]:
    return tuple(dict.fromkeys(who for rule, _ in rules_of(asked) for who in rule.by))


def whoever_objected(asked: Asked) -> tuple[str, ...]:
    person: Person | None = asked.subject.person
    wanted = None if asked.act is None else asked.act.of
    found = tuple(dict.fromkeys(made.by for made in (person.objections if person else ()) if wanted in (None, made.id)))
    return found or objectors(asked)


def deciders(asked: Asked) -> tuple[str, ...]:
    return tuple(dict.fromkeys(who for rule, _ in rules_of(asked) for who in rule.decided_by if who != UNSTATED))


def clauses(asked: Asked) -> tuple[str, ...]:
    return tuple(dict.fromkeys(point for rule, _ in rules_of(asked) for point in rule.clause))
