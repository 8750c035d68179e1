"""SC710 outside-rule-conflict

What:
    Finds a duty that a rule outside the text forbids: an embargo, an order of a court, a reservation, a law.

Why:
    In South Sudan the unified forces of the 2018 agreement were to be deployed under an arms embargo; in October 2023
    they were to go out with sticks. Dayton did it right: where an order of the tribunal stands against a release, the
    order prevails, and the text says so.

Example:
    outside_rules:
      embargo: {forbids: import_arms, prevails: unstated}
    obligations:
      equip: {who: alpha, acts: import_arms}

Remedy:
    Get an exemption by a date and name the duty under `exempt`, or write a duty that fits; or say that the rule prevails.

Known problems:
    Rules outside the text are known only if it lists them under `outside_rules`, and acts are compared word by word. A
    duty that can wait until the rule has ended is not found. No log is made up: the rule is not part of the agreement.
"""

from collections import defaultdict
from collections.abc import Iterator

from safeconduct.agreement.calendar import last_moment
from safeconduct.agreement.means import OutsideRule
from safeconduct.agreement.norms import Obligation
from safeconduct.checks.finding import Found, Related, Severity
from safeconduct.checks.meeting import Day, Ground, act_words, before, day_of
from safeconduct.checks.text import CheckedText
from safeconduct.kernel.moments import utc

SEVERITY = Severity.ERROR


def check(text: CheckedText) -> Iterator[Found]:
    """Find every duty to do what a rule outside the text forbids those who owe it."""
    ground = Ground(text)
    forbidding: dict[tuple[str, str], list[str]] = defaultdict(list)
    for name, rule in text.agreement.outside_rules.items():
        if rule.prevails is not True:
            for act in rule.forbids:
                for who in rule.binds or ("",):
                    forbidding[act, who].append(name)
    for path, name, duty in text.obligations():
        seen: set[str] = set()
        for act in dict.fromkeys((*duty.acts, *duty.requires)):
            for found in (one for who in ("", *duty.who) for one in forbidding.get((act, who), ())):
                rule = text.agreement.outside_rules[found]
                if found in seen or name in rule.exempt or not _meets(text, ground, duty, rule):
                    continue
                seen.add(found)
                yields = "and the text says that the rule does not prevail" if rule.prevails is False else (
                    "and the text does not say which of the two prevails")  # fmt: skip
                yield Found(
                    f"{path}.{'acts' if act in duty.acts else 'requires'}",
                    f"“{text.name(name)}” demands an act ({act_words([act])}) that “{text.name(found)}” forbids, {yields}",
                    related=(Related(f"outside_rules.{found}", f"forbids: {act_words([act])}"),),
                )


def _meets(text: CheckedText, ground: Ground, duty: Obligation, rule: OutsideRule) -> bool:
    if rule.place and not ground.of(duty.place) & set(rule.place):
        return False
    if rule.until is None:
        return True
    ends = Day("", utc(last_moment(rule.until, text.agreement.time)).timestamp())
    return duty.deadline is not None and before(day_of(text, duty.deadline), ends)
