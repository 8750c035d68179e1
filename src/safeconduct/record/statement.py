"""What is shown of one act: not yes or no, but by what, and what is not known here. Section 13 of `docs/spec/record.md`."""

from typing import Any, NamedTuple

from safeconduct.record.body import Body
from safeconduct.record.grading import NONE, Graded

UNKNOWN = "not known here"


class Statement(NamedTuple):
    """What is shown of one act. What could not be decided says `not known here`; times are POSIX seconds, -1 where there is none.

    `not_before` is the earliest time at which a cosigner held the checkpoint that the signer names as seen. What is proved is
    the order, if `seen_fits`: the act was signed after the log had `seen_size` acts. `not_after` is when the witnesses that the
    policy asks for had cosigned, by their own clocks: the act existed then if at least one of them told the right time.
    `listed` is how the published list of keys has the key at that index, which is the word of whoever published it. `steps` are
    the checks in their order, each with its outcome. `shown` is false where a proof has too few cosignatures, or
    a signature is missing.
    """

    act: str
    kind: str = UNKNOWN
    org: str = UNKNOWN
    index: int = -1
    size: int = -1
    signer: str = ""
    key_status: str = UNKNOWN
    standing: str = UNKNOWN
    because: str = ""
    grade: str = NONE
    cosigners: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    claimed: str = ""
    not_before: int = -1
    not_after: int = -1
    body: str = UNKNOWN
    checkpoint_age: int = -1
    steps: tuple[str, ...] = ()
    organisation: str = UNKNOWN
    seen_size: int = -1
    seen_fits: bool = False
    origin: str = ""
    training: bool = False
    shown: bool = True
    listed: str = UNKNOWN

    def as_data(self) -> dict[str, Any]:
        """Give the statement as plain data."""
        return self._asdict()


def graded_as(found: Statement, graded: Graded, now: int) -> Statement:
    """Add how much stands behind the checkpoint that covers the act, and how old its newest cosignature is."""
    newest = max((one.at for one in graded.cosigned), default=-1)
    return found._replace(grade=graded.grade, cosigners=tuple(one.name for one in graded.cosigned), missing=graded.missing,
                          checkpoint_age=max(0, now - newest) if newest >= 0 else -1)  # fmt: skip


def grade_step(best: Graded) -> str:
    """Say the grade of a checkpoint, and who is missing."""
    lacking = f"; not cosigned by {', '.join(best.missing)}" if best.missing else ""
    return f"checkpoint of size {best.size}, signed by the log: {best.grade}{lacking}"


def told_by(found: Statement, body: Body) -> Statement:
    """Add what the body says of itself."""
    return found._replace(kind=str(body.act["type"]), org=body.org, claimed=body.at, body="present")
