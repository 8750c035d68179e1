"""SC904 date-turned-condition

What:
    Finds a later text that lets a step wait for a condition where the earlier text gave it a date, without repealing the
    date.

Why:
    Both sides then keep one text and break the other: the first is late by the date, the second early by the condition.
    The argument is over which text counts, and it is had while the step is due.

Example:
    # the first text: withdraw by 1 May
    replaces: [withdraw]
    obligations:
      withdraw: {after: {decided: conditions_allow}, deadline: unstated}

Remedy:
    Repeal the date in so many words: release the old duty and write the new one beside it, or give the new one a new date.

Known problems:
    Two duties are taken to be the same step if the later text defines the id anew, or if the same side owes the same act,
    by the words under `acts`, at the same place. A date that was taken out without a word is found too. After the joining
    only one of the two texts is left to run, so no log is made up.
"""

from collections.abc import Iterator

from safeconduct.agreement.model import Agreement
from safeconduct.agreement.norms import Obligation
from safeconduct.agreement.terms import Limit
from safeconduct.checks.finding import Found, Related, Severity
from safeconduct.checks.text import CheckedText

SEVERITY = Severity.ERROR


def check(text: CheckedText) -> Iterator[Found]:
    """Find every dated step, or dated event, that a later text makes conditional without repealing its date."""
    for earlier, later in zip(text.versions, text.sources[1:], strict=False):
        base, change = earlier.source.model, later.model
        dated = _dated(base, {*change.replaces, *change.releases})
        for name, duty in change.obligations.items():
            old = base.obligations.get(name)
            if old is None:
                keys = ((act, who, duty.place) for act in duty.acts for who in duty.who)
                before = next((dated[key] for key in keys if key in dated), "")
            else:
                before = name if isinstance(old.deadline, Limit) and not _conditional(old) else ""
            if not before or name in change.releases or not _conditional(duty):
                continue
            limit = base.obligations[before].deadline
            if isinstance(duty.deadline, Limit) and duty.deadline != limit:
                continue  # a new date stands in the place of the old one
            yield Found(
                f"obligations.{name}.{'as_long_as' if duty.after is None else 'after'}",
                f"“{text.name(name)}” waits for a condition in “{change.title}”; the earlier text has it "
                f"{_words(text, limit)}, and that date is not repealed",
                related=(Related(f"obligations.{before}.deadline", "the date in the earlier text"),),
            )
        for name, anchor in change.anchors.items():
            old_anchor = base.anchors.get(name)
            if old_anchor is not None and old_anchor.on is not None and anchor.on is None and anchor.when is not None:
                yield Found(
                    f"anchors.{name}.when",
                    f"“{text.name(name)}” becomes a condition in “{change.title}”; the earlier text fixes it on "
                    f"{old_anchor.on.words()}, and every date that runs from it moves",
                )


def _conditional(duty: Obligation) -> bool:
    return duty.after is not None or duty.as_long_as is not None


def _words(text: CheckedText, limit: Limit) -> str:
    return " or ".join(clock.words(text.name) for clock in text.clocks(limit))


def _dated(base: Agreement, gone: set[str]) -> dict[tuple[object, ...], str]:
    return {(act, who, duty.place): name for name, duty in base.obligations.items()
            if name not in gone and isinstance(duty.deadline, Limit) and not _conditional(duty)
            for act in duty.acts for who in duty.who}  # fmt: skip
