"""What the codes of this room say. A sentence names the clause and who could, and nothing of what lies behind."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from safeconduct.agreement.calendar import zone_of
from safeconduct.agreement.model import Agreement
from safeconduct.caseload.moves import WORDS as OF_MOVES
from safeconduct.caseload.moves import Missing
from safeconduct.kernel.errors import NotPermitted

WORDS = {
    "not_for_this_seat": "there is nothing here by that number for this seat",
    "not_open_now": "it cannot be done for this case now",
    "not_needed_here": "it is shown to those who need it for a step",
    "no_such_seat": "{org} has no post {post} in the text in force",
    "no_seat_to_act": "whoever sits here may look, and does not act",
    "acts_for_another": "a seat of {org} does not act in the name of {actor}",
    "acts_for_another_post": "whoever sits in the post {post} does not act as {named}",
    "not_in_office": "the mandate of {org} is over since {since}",
    "was_not_in_office": "{org} had no mandate at {happened}",
    "recorder_only_reports": "whoever keeps the log enters statements, figures, sources and reports, and takes back its own",
    "key_window": "the window of the key does not hold at {at}",
    "key_type": "the key does not sign {type}",
    "key_post": "the key acts for {posts} only",
    "key_place": "the key is for {places} only",
    "names_no_norm": "{type} names nothing of the text that it could be about",
    "count_by_several": "the text lets several count together; each confirms what it has seen",
    "no_programme": "the text in force has no programme with such an act",
    "task_does_not_fit": "the task of {post} does not fit the step {step}",
    "not_for_a_side": "a side asks for nothing that is about a person, and approves nothing",
    "not_among_approvers": "it is not for this seat to ask for it or to approve it",
    "nobody_may_approve": "there is no second seat in the text that could approve it",
    "same_key": "the same key cannot be the second one",
    "key_of_the_first": "a key that the first one registered alone cannot be the second one",
    "same_organisation": "for this the second one comes from another organisation",
    "no_such_request": "there is no such request that is open",
    "request_lapsed": "the request has lapsed at {at}; ask again",
    "request_used": "it was used already; ask again",
    "request_declined": "it was declined; ask again where the reason is gone",
    "no_such_alarm": "no glass was broken under this name",
    "reviewed_already": "your organisation has reviewed it already; another one may still do so",
    "not_approved": "nobody has approved it yet",
    "field_not_given": "{fields} is given to nobody this way",
    "unmasks_an_act": "numbers are unmasked of one act of access, which is named; nothing else names one",
    "person_and_place": "a number of a person is not exported together with where that person is",
    "too_many": "{count} is more than {most} in one request",
    "not_an_emergency": "this breaks no glass; ask, and let a second one approve",
}


def sentence(part: Missing, agreement: Agreement) -> str:
    """Say one reason in English, with the names of the agreement."""
    said = {name: _word(value, agreement) for name, value in part.params.items()}
    if part.params.get("post") and part.code == "no_power":
        said["post"] = f" as {said['post']}"
    return {**OF_MOVES, **WORDS}[part.code].format(**said)


def not_permitted(reasons: Iterable[Missing], agreement: Agreement) -> NotPermitted:
    """Give the error that says why something may not be done or seen, under which clause, and who could."""
    told = list(reasons)
    lines = [sentence(part, agreement) + (f" (point {_word(part.clause, agreement)})" if part.clause else "") for part in told]
    who = dict.fromkeys(name for part in told for name in part.who)
    return NotPermitted("; ".join(lines), remedy=f"It is for {_word(tuple(who), agreement)}." if who else "")


def _word(value: Any, agreement: Agreement) -> str:
    if isinstance(value, tuple):
        words = [_word(one, agreement) for one in value]
        return " or ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words) or "nobody"
    if isinstance(value, datetime):
        return f"{value.astimezone(zone_of(agreement.time.zone)):%Y-%m-%d %H:%M}"
    if value is None:
        return "a time that is not stated"
    found = agreement.find(value) if isinstance(value, str) else None
    return agreement.name_of(value) if found is not None and found[0] != "point" else str(value)
