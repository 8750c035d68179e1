"""SC905 stage-redefined

What:
    Finds a stage or a step that a later text gives another meaning without a new definition that every party has signed.

Why:
    A stage can be passed by doing its work or by changing what it means. In the second case there is a certificate, the
    work is undone, and the next stage builds on it.

Example:
    redefines: [stage_2]
    # nothing in `replaces` defines stage_2 anew

Remedy:
    Write the new definition in the amendment, under `replaces` and in its section, and let every party sign it.

    Say under `redefines` that the meaning changes, so that nobody finds it out later.

Known problems:
    A draft that nobody has signed yet is not asked for signatures. That a phase asks for less than before is seen where
    conditions are taken away, not where one is put in the place of another. Only one of the two definitions is left to run
    after the joining, so no log is made up.
"""

from collections.abc import Iterator
from typing import Any

from safeconduct.agreement.frame import Role
from safeconduct.agreement.model import Agreement, Amendment
from safeconduct.checks.finding import Found, Severity
from safeconduct.checks.text import CheckedText

SEVERITY = Severity.WARNING


def check(text: CheckedText) -> Iterator[Found]:
    """Find every meaning that changes without a definition, without signatures, or without being called a change."""
    for earlier, later in zip(text.versions, text.sources[1:], strict=False):
        base, change = earlier.source.model, later.model
        for name in change.redefines:
            missing = [] if name in change.replaces else ["it gives no new definition"]
            if unsigned := _unsigned(base, change):
                missing.append(f"{text.names(unsigned)} did not sign")
            if missing:
                yield Found("redefines", f"“{change.title}” gives “{text.name(name)}” another meaning: {' and '.join(missing)}")
        for name, phase in change.phases.items():
            before = base.phases.get(name)
            if before is None or name in change.redefines:
                continue
            gone = set(map(repr, text.parts(before.opens))) - set(map(repr, text.parts(phase.opens)))
            if gone and not _new(text, before.opens, phase.opens):
                yield Found(
                    f"phases.{name}",
                    f"“{text.name(name)}” asks for less in “{change.title}” than before, and does not call it a change",
                )


def _unsigned(base: Agreement, change: Amendment) -> tuple[str, ...]:
    if change.amends.effective is None and not change.amends.signed_by:
        return ()
    return tuple(name for name, party in base.parties.items() if party.role is Role.PARTY and name not in change.amends.signed_by)


def _new(text: CheckedText, old: Any, new: Any) -> bool:
    return bool(set(map(repr, text.parts(new))) - set(map(repr, text.parts(old))))
