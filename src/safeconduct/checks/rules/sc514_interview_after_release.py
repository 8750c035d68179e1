"""SC514 interview-after-release

What:
    Finds a private interview that falls due after the release it is meant to protect.

Why:
    Asked afterwards, a person has already been taken where they did not want to go. Dayton has it the right way round: the
    Red Cross speaks to each prisoner in private 48 hours before the release, and the person may choose where to go.

Example:
    interview:
      title: Speak to each prisoner in private
      acts: interview
      category: prisoners
      deadline: {within: 24 hours, of: released}

Remedy:
    Let the interview fall due before the release: `deadline: {before: 48 hours, of: ...}`.

Known problems:
    An interview is known by the word `interview` under `acts`, and its release by the category both count. A release that
    is dated by another event than the interview is not compared, unless both have a date. No log comes with the finding:
    both duties can be kept to the letter.
"""

from collections.abc import Iterator
from typing import Any

from safeconduct.agreement.norms import Obligation
from safeconduct.agreement.terms import ClaimedDone, Verified
from safeconduct.checks.finding import Found, Related, Severity
from safeconduct.checks.text import CheckedText

SEVERITY = Severity.ERROR


def check(text: CheckedText) -> Iterator[Found]:
    """Find every interview that can be held in time and still come after the release."""
    releases: dict[str, list[str]] = {}
    for _, name, obligation in text.obligations():
        if "interview" not in obligation.acts:
            for category in obligation.category:
                releases.setdefault(category, []).append(name)
    for path, _, interview in text.obligations():
        if "interview" not in interview.acts:
            continue
        protected = dict.fromkeys(name for category in interview.category for name in releases.get(category, ()))
        first = next((name for name in protected if _comes_after(text, interview, name)), None)
        if first is not None:
            says = (
                f"“{interview.title}” falls due after “{text.name(first)}”, which it is to protect: the person is asked too late"
            )
            yield Found(f"{path}.deadline", says, related=(Related(f"obligations.{first}", f"“{text.name(first)}”"),))


def _comes_after(text: CheckedText, interview: Obligation, release: str) -> bool:
    if release in {_step(part) for part in text.parts(interview.after)}:
        return True
    theirs = [clock.by.local_date() for clock in text.clocks(text.agreement.obligations[release].deadline) if clock.by]
    for clock in text.clocks(interview.deadline):
        if clock.by is not None and any(clock.by.local_date() > date for date in theirs):
            return True
        anchor = text.agreement.anchors.get(clock.of or "")
        if clock.within is not None and anchor is not None:
            waits = {anchor.step, *(_step(part) for part in text.parts(anchor.when))}
            if release in waits:
                return True
    return False


def _step(condition: Any) -> str:
    if isinstance(condition, Verified):
        return condition.verified.partition(".")[0]
    return condition.claimed.partition(".")[0] if isinstance(condition, ClaimedDone) else ""
