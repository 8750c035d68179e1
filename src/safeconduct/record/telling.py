"""What a check found, said so that someone can read it aloud: the answer first, then what was checked, then what was not."""

from collections.abc import Iterator
from datetime import UTC, datetime

from safeconduct.record.audit import Audit, Graded
from safeconduct.record.faults import Bad
from safeconduct.record.verify import Statement
from safeconduct.record.words import words_of

_GRADES = {
    "recorded": "recorded: the log itself has signed for it, and nobody else yet",
    "witnessed": "witnessed: the log and the guarantors that the policy asks for",
    "sealed": "sealed: the log, the guarantors and every party",
}
_STANDINGS = {
    "in_effect": "in effect", "incomplete": "waiting for other signatures", "held": "held: something before them is missing",
    "equivocation": "signed twice under one number: kept as evidence, without effect",
    "disputed": "signed with a key that is not trusted from there on", "out_of_scope": "outside what their key may sign",
    "no_effect": "kept without effect", "contested": "contested by another decision", "redacted": "redacted",
    "unseen": "not here, so not judged", "not_an_act": "no act of this log",
}  # fmt: skip


def when(seconds: int) -> str:
    """Give a time in UTC, or `unknown`."""
    return f"{datetime.fromtimestamp(seconds, UTC):%Y-%m-%d %H:%M:%S} UTC" if seconds >= 0 else "unknown"


def audit_lines(found: Audit) -> Iterator[str]:
    """Tell a whole audit."""
    name = f"The {found.kind} {found.name}"
    if found.sound:
        yield f"{name} is sound: {found.size:,} acts, every signature, chain and hash checked."
    else:
        count = len(found.faults) + found.left_out
        yield f"{name} IS NOT SOUND: {count:,} {'place is' if count == 1 else 'places are'} not what they have to be."
        yield ""
        yield from (f"  - {fault_line(bad)}" for bad in found.faults)
        if found.left_out:
            yield f"  - and {found.left_out:,} more"
    yield ""
    if found.training:
        yield "AN EXERCISE: its keys were made for training. Nobody who is named in it has signed anything."
    yield f"Log       {found.origin or 'unknown'}"
    yield f"Root      {found.root.hex()} at {found.size:,} acts"
    if found.digest:
        source = "as you gave it" if found.on_paper else "TAKEN FROM THE LOG ITSELF: compare it with the paper in your safe"
        yield f"Genesis   {found.digest.hex()}, {source}"
        if not found.on_paper:
            yield from (f"          {line}" for line in words_of(found.digest).splitlines())
    yield from _grade_lines(found.best, found.size)
    yield ""
    for code, number in sorted(found.standings.items(), key=lambda item: -item[1]):
        yield f"  {number:>9,}  {_STANDINGS.get(code, code)}"
    if found.not_here:
        yield f"{found.not_here:,} bodies are not here. Their signatures were checked, and nothing of what they say."
    for index, holder in found.erasing:
        yield f"The order to erase at {index} was not yet carried out by {holder}."
    if found.state_digest:
        yield f"State     {found.state_digest.hex()} (two readers of the same log with the same bodies have the same)"


def _grade_lines(best: Graded | None, size: int) -> Iterator[str]:
    if best is None:
        yield "Grade     none: the log has signed no checkpoint"
        return
    yield f"Grade     {_GRADES[best.grade]}; up to act {best.size:,} of {size:,}"
    for one in best.cosigned:
        yield f"          {one.name} cosigned at {when(one.at)}"
    for name in best.missing:
        yield f"          {name} has not cosigned"


def fault_line(bad: Bad) -> str:
    """Tell one fault with its place."""
    compared = f" (expected {bad.expected}, got {bad.got})" if bad.expected or bad.got else ""
    return f"{bad.where}: {bad.what}{compared}" if bad.where else f"{bad.what}{compared}"


def statement_lines(found: Statement) -> Iterator[str]:
    """Tell what is shown of one act."""
    yield f"Act {found.act}"
    yield f"stands in the log at index {found.index:,} of {found.size:,}."
    yield ""
    rows = {
        "What": found.kind, "Signed by": f"{found.org}, key {found.signer}", "The key is": found.key_status,
        "The act is": f"{_STANDINGS.get(found.standing, found.standing)}{'. ' + found.because if found.because else ''}",
        "Grade": _GRADES.get(found.grade, found.grade), "Cosigned by": ", ".join(found.cosigners) or "nobody",
        "Not cosigned": ", ".join(found.missing) or "nobody that was asked", "Its body is": found.body,
        "It says": f"signed at {found.claimed}" if found.claimed else "nothing here about its time",
        "Not before": when(found.not_before), "Not after": when(found.not_after),
    }  # fmt: skip
    for word, value in rows.items():
        yield f"{word:<13} {value}"
    yield ""
    yield "Checked:"
    yield from (f"  {number}. {step}" for number, step in enumerate(found.steps, 1))
