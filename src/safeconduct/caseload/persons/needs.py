"""What each move of a person needs beside the right state: asked of an act, or of the case as it stands."""

from collections.abc import Iterator

from safeconduct.caseload.moves import Asked, Missing
from safeconduct.caseload.persons.reviews import review_date
from safeconduct.caseload.persons.state import Person
from safeconduct.caseload.persons.ways import every_destination
from safeconduct.kernel.moments import Duration, TimeUnit


def reception(asked: Asked) -> Iterator[Missing]:
    if asked.act is None:
        return
    place = asked.rules.agreement.places.get(asked.act.site)
    if place is None:
        # What was written is not repeated: it could be a position.
        yield Missing("site_not_named", {}, asked.rules.clause("reception"))
    if asked.act.movement:
        yield from asked.facts.may_present(asked.act.movement)


def age_known(asked: Asked) -> Missing | None:
    """As a move that is offered: only while age is open. As an act, an adult found to be a child is always heard."""
    if asked.act is None and asked.subject.person.age == "adult":
        return Missing("age_settled", {}, asked.rules.clause("age"), asked.rules.holders("age"))
    return None


def doubt_is_child(asked: Asked) -> Missing | None:
    act = asked.act
    if act is not None and act.outcome == "adult" and act.ground in ("doubt", "assessment_refused"):
        return Missing("doubt_is_child", {"ground": act.ground}, asked.rules.clause("age"))
    return None


def consent(asked: Asked) -> Iterator[Missing]:
    act = asked.act
    if act is None:
        return
    if not act.language:
        yield Missing("no_language", {}, asked.rules.clause("consent"))
    if act.purpose == "leave" and act.to not in every_destination(asked.rules):
        yield Missing("no_such_destination", {"to": act.to or "nothing"}, asked.rules.programme.clause)
    if act.purpose == "disarm" and act.to:
        yield Missing("two_consents", {}, asked.rules.clause("consent"))


def not_all_agreed(asked: Asked) -> Missing | None:
    """As a move that is offered: while there is something the person was not asked, or has not agreed to."""
    person: Person = asked.subject.person
    agreed = {to for to, consent in person.leave.items() if consent.answer == "given"}
    to_all = person.disarm is not None and person.disarm.answer == "given" and set(every_destination(asked.rules)) <= agreed
    return Missing("already_asked") if asked.act is None and to_all else None


def same_notice(asked: Asked) -> Iterator[Missing]:
    act, cases = asked.act, asked.subject.persons.cases
    if act is None:
        return
    clause = asked.rules.clause("notice")
    strange = tuple(case for case in act.cases
                    if (person := cases.get(case)) is None or person.age != "adult" or person.closed)  # fmt: skip
    if strange:
        yield Missing("not_in_this_view", {"cases": strange}, clause)
    if len(set(act.cases)) != len(act.cases) or not act.cases:
        yield Missing("case_twice_or_none", {}, clause)
    if set(act.to) != set(asked.rules.programme.notice_to):
        yield Missing("notice_to_all", {"who": asked.rules.programme.notice_to}, clause)


def agreed_to_disarm(asked: Asked) -> Missing | None:
    person: Person = asked.subject.person
    if person.disarm is None or person.disarm.answer != "given":
        return Missing("no_consent_to_disarm", {"answer": person.disarm.answer if person.disarm else "not asked"},
                       asked.rules.clause("consent"), ("the person",))  # fmt: skip
    return None


def tags_agree(asked: Asked) -> Iterator[Missing]:
    act, person = asked.act, asked.subject.person
    if person.disarmed is not None:
        yield Missing("already", {"at": person.disarmed})
    if act is None:
        return
    clause, known = asked.rules.clause("hand_over"), asked.facts.tags_of(person.case)
    if set(act.tags) != known:
        yield Missing("tags_differ", {"said": act.tags, "known": tuple(sorted(known))}, clause)
    if not act.tags and act.nothing_to_hand_in != "yes":
        yield Missing("tags_or_nothing", {}, clause)


LONGEST_REVIEW = Duration(14, TimeUnit.DAYS)
"""How long someone waits for another try where the text does not say it: as long as a hold usually lasts to its review."""


def screening(asked: Asked) -> Iterator[Missing]:
    act = asked.act
    if act is None and asked.subject.person.screening in ("eligible", "excluded"):
        yield Missing("already_screened")
    if act is None or act.outcome != "unable":
        return
    if act.review_by is None:
        yield Missing("no_review_date", {}, asked.rules.clause("screening"))
    else:
        programme = asked.rules.programme
        longest = programme.stay_review or (programme.hold.review_within if programme.hold else LONGEST_REVIEW)
        yield from review_date(asked, act.review_by, longest, asked.rules.clause("screening"))


def assurance(asked: Asked) -> Iterator[Missing]:
    act, person, rules = asked.act, asked.subject.person, asked.rules
    clause, rule = rules.clause("assurance"), rules.programme.assurance
    if act is None and person.assured is not None:
        yield Missing("already", {"at": person.assured})
    if person.disarmed is None:
        yield Missing("not_disarmed", {}, rules.clause("hand_over"), rules.holders("hand_over"))
    if person.screening != "eligible":
        code = {"": "not_screened", "unable": "screening_unable"}.get(person.screening, "excluded")
        yield Missing(code, {}, rules.clause("screening"), rules.holders("screening"), closed=code == "excluded")
    if act is None:
        return
    beyond = tuple(part for part in act.covers if rule is None or part not in rule.covers)
    if beyond or not act.covers:
        yield Missing("assurance_beyond", {"parts": beyond}, clause)
    if not act.language:
        yield Missing("no_language", {}, clause)


def assured(asked: Asked) -> Missing | None:
    if asked.subject.person.assured is None:
        return Missing("nothing_to_revoke", {}, asked.rules.clause("assurance"))
    return None


def reason(asked: Asked) -> Missing | None:
    return Missing("no_reason") if asked.act is not None and not asked.act.reason else None


def revokers(asked: Asked) -> tuple[str, ...]:
    """Give who may revoke an assurance: only whom the text names for it."""
    rule = asked.rules.programme.assurance
    return rule.revoked_by if rule else ()
