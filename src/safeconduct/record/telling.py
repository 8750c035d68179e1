"""What a check found, said so that someone can read it aloud: the answer first, then what was checked, then what was not."""

from collections.abc import Iterator
from datetime import UTC, datetime

from safeconduct.record.audit import Audit
from safeconduct.record.faults import Bad
from safeconduct.record.grading import NONE, Graded
from safeconduct.record.remedies import remedy
from safeconduct.record.statement import UNKNOWN, Statement
from safeconduct.record.words import words_of

_GRADES = {
    "recorded": "recorded: the log itself has signed for it, and not enough others",
    "witnessed": "witnessed: the log has signed, and as many guarantors as the policy asks for",
    "sealed": "sealed: the log, as many guarantors as the policy asks for, and every party have signed",
    NONE: "none: the log has signed no checkpoint that covers it",
}
_STANDINGS = {
    "in_effect": "in effect", "incomplete": "waiting for other signatures", "held": "held: something before it is missing",
    "equivocation": "of a key that has told two stories: kept as evidence, without effect",
    "disputed": "disputed: signed with a key that is not trusted from there on", "out_of_scope": "outside what its key may sign",
    "no_effect": "kept without effect", "contested": "contested by another decision",
    "redacted": "redacted: the text was taken out",
    "unseen": "not judged: the text is not here", "not_an_act": "no act of this log",
}  # fmt: skip
_EXERCISE = "AN EXERCISE: its keys were made for training. Nobody who is named in it has signed anything."


def when(seconds: int) -> str:
    """Give a time in UTC, or `not shown`."""
    if not 0 <= seconds < 253_402_300_800:
        return "not shown"
    return f"{datetime.fromtimestamp(seconds, UTC):%Y-%m-%d %H:%M:%S} UTC"


def audit_lines(found: Audit) -> Iterator[str]:
    """Tell a whole audit."""
    yield from _verdict(found)
    if found.training:
        yield _EXERCISE
    yield ""
    yield f"Log       {found.origin or 'not known'} ({found.kind} {found.name})"
    yield f"Root      {found.root.hex()} of {found.size:,} acts"
    if found.digest:
        source = "as you gave it" if found.on_paper else "TAKEN FROM THE LOG ITSELF: compare it with the paper in your safe"
        yield f"Genesis   {found.digest.hex()}, {source}"
        if not found.on_paper:
            yield from (f"          {line}" for line in words_of(found.digest).splitlines())
    yield from _grade_lines(found)
    yield ""
    yield from _checked(found)
    yield from _not_checked(found)


def _verdict(found: Audit) -> Iterator[str]:
    if not found.sound:
        count = len(found.faults) + found.left_out
        yield f"NOT SOUND. {count:,} {'place is' if count == 1 else 'places are'} not what they have to be:"
        for bad in found.faults:
            yield from _fault_lines(bad)
        if found.left_out:
            yield f"  - and {found.left_out:,} more"
    elif found.by_list and not found.on_paper:
        yield "NOTHING IS PROVED YET. The files fit each other, but whose they are is the word of whoever published them."
        yield "Give the words of the printed sheet: --genesis WORDS."
    elif found.hashes:
        yield f"THE TREE HOLDS. The hashes of all {found.size:,} acts give the root that the log has signed."
        yield "The acts are not published, nor who signed which. Each can be shown by its proof."
    elif found.by_list:
        yield f"THE SIGNATURES HOLD. All {found.size:,} leaves are signed by listed keys, in the order that the log has signed."
        yield "What they say about keys is not here, so whether a key was still good, and what became of an act, is not shown."
    elif found.on_paper:
        yield f"SOUND. All {found.size:,} acts are as they were signed, in the order that the log has signed."
    else:
        yield f"SOUND IN ITSELF. All {found.size:,} acts fit each other. Nothing outside the log was compared:"
        yield "anyone can make a log that is sound in itself. Compare the words below with the printed sheet."


def _fault_lines(bad: Bad) -> Iterator[str]:
    yield f"  - {fault_line(bad)}"
    if advice := remedy(bad):
        yield f"    {advice}"


def _grade_lines(found: Audit) -> Iterator[str]:
    if found.best is None:
        yield f"Grade     {_GRADES[NONE]}"
        return
    for one in reversed(found.grades or (found.best,)):
        yield f"Grade     {_GRADES[one.grade]}. Covers {one.size:,} of {found.size:,} acts"
        yield from _cosigners(one)


def _cosigners(one: Graded) -> Iterator[str]:
    yield from (f"          {each.name} cosigned at {when(each.at)}" for each in one.cosigned)
    yield from (f"          {name} has signed a time in the future: not counted" for name in one.ahead)
    yield from (f"          {name} has not cosigned" for name in one.missing if name not in one.ahead)


def _checked(found: Audit) -> Iterator[str]:
    if found.projection:
        yield f"Known     {found.projection}"
    if found.signers:
        yield "Signed by (the list of keys says whose each key is):"
        yield from (f"  {number:>9,}  {org}" for org, number in sorted(found.signers.items(), key=lambda item: -item[1]))
    if found.standings:
        yield "How the acts stand:"
        for code, number in sorted(found.standings.items(), key=lambda item: -item[1]):
            yield f"  {number:>9,}  {_STANDINGS.get(code, code)}"
    if found.state_digest:
        yield f"State     {found.state_digest.hex()}"
        yield "          Two readers of the same log with the same bodies have the same."


def _not_checked(found: Audit) -> Iterator[str]:
    here = "hashes" if found.hashes else "signatures"
    lines = [f"what {found.not_here:,} acts say: their bodies are not here, only their {here}"] if found.not_here else []
    lines += ["who signed which act, and with a key that was good: only hashes are here"] if found.hashes else []
    lines += [f"that the order to erase at {index} was carried out by {holder}" for index, holder in found.erasing]
    lines += [f"what the signer of act {index} had seen: it names a checkpoint of {size} acts that this log never had"
              for index, size in found.strange[:20]]  # fmt: skip
    lines += [f"who changed this: {note}" if note.startswith("policy") else note for note in found.notes]
    lines.append("that what the acts say is true, and that whoever signed was free to")
    yield "Not shown:"
    yield from (f"  - {line}" for line in lines)


def fault_line(bad: Bad) -> str:
    """Tell one fault with its place."""
    compared = f" (expected {bad.expected}, got {bad.got})" if bad.expected and bad.got else ""
    compared = compared or (f" (expected {bad.expected})" if bad.expected else f" (got {bad.got})" if bad.got else "")
    return f"{bad.where}: {bad.what}{compared}" if bad.where else f"{bad.what}{compared}"


def refusal_lines(bad: Bad, word: str) -> Iterator[str]:
    """Tell why there is no answer."""
    yield f"{word} {fault_line(bad)}."
    if advice := remedy(bad):
        yield advice


def statement_lines(found: Statement) -> Iterator[str]:
    """Tell what is shown of one act."""
    if found.shown:
        yield f"SHOWN. Act {found.act}"
        yield f"stands in the log {found.origin or 'whose name is not known here'} at index {found.index:,} of {found.size:,}."
    else:
        yield f"NOT ENOUGH IS SHOWN of act {found.act}:"
        yield "look at the steps in capitals at the end."
    if found.training:
        yield _EXERCISE
    yield ""
    standing = _STANDINGS.get(found.standing, found.standing)
    rows = {
        "What": found.kind, "Signed by": f"{found.organisation}, key {found.signer}",
        "The key is": _key(found),
        "The act is": f"{standing}{': ' + found.because if found.because else ''}",
        "Grade": _GRADES.get(found.grade, found.grade), "Cosigned by": ", ".join(found.cosigners) or "nobody",
        "Not by": ", ".join(found.missing) or "nobody else was asked", "Its body is": found.body,
        "It says": f"signed at {found.claimed}, by the clock of its device" if found.claimed else "nothing here about its time",
        "Not before": _before(found), "Not after": _after(found), "Newest sign": _age(found.checkpoint_age),
    }  # fmt: skip
    for word, value in rows.items():
        yield f"{word:<12} {value}"
    yield ""
    yield "Checked, in this order:"
    yield from (f"  {number}. {step}" for number, step in enumerate(found.steps, 1))


def _key(found: Statement) -> str:
    status = found.key_status.replace("_", " ")
    return f"{status}; by the published list {found.listed}" if found.key_status == UNKNOWN != found.listed else status


def _before(found: Statement) -> str:
    if found.not_before >= 0:
        return (f"the log had {found.seen_size:,} acts, which was first cosigned at {when(found.not_before)}. "
                "Signed earlier only if the log showed these to the signer before its cosigners")  # fmt: skip
    if found.seen_fits and found.seen_size > 0:
        return f"the log had {found.seen_size:,} acts. When that was is not shown here"
    return "not shown"


def _after(found: Statement) -> str:
    if found.not_after < 0:
        return "not shown: too few have cosigned"
    return f"{when(found.not_after)}, if at least one of those that had cosigned by then told the right time"


def _age(seconds: int) -> str:
    if seconds < 0:
        return "nobody has cosigned"
    days, rest = divmod(seconds, 86_400)
    return f"the newest cosignature is {days:,} days and {rest // 3600} hours old"
