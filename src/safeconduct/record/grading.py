"""How much stands behind a checkpoint: which of the two policies it meets, who has cosigned it, and who has not. Section 7."""

from collections.abc import Iterable
from typing import NamedTuple

from safeconduct.record.note import parse_note
from safeconduct.record.policy import Cosigned, Policy, Weighed, weigh
from safeconduct.record.vkey import Verifier

GRADES = ("recorded", "witnessed", "sealed")
NONE = "none"
"""Stands for the grade where no checkpoint covers an act."""


class Graded(NamedTuple):
    """A checkpoint that its log signed: its grade, who has cosigned it and when, whose cosignature each policy lacks.

    `witnessed_at` is when the policy `witnessed` was met, in POSIX seconds; -1 if it is not. `ahead` are cosigners whose time
    lies too far in the future to count, `unknown` names on lines of keys that no policy has.
    """

    size: int
    grade: str
    cosigned: tuple[Cosigned, ...]
    missing: tuple[str, ...]
    witnessed_at: int = -1
    ahead: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()

    @property
    def rank(self) -> tuple[int, int]:
        """The grade and the size, for finding the best."""
        return GRADES.index(self.grade), self.size


def grade(note: bytes, witnessed: Policy, sealed: Policy | None, *, now: int, log: Verifier | None = None) -> Graded:
    """Weigh a checkpoint by both policies. Raises Bad where its log has not signed it, or a known line does not fit."""
    first = weigh(note, witnessed, now=now, log=log)
    second = weigh(note, sealed, now=now, log=log) if sealed is not None else None
    both = [first] if second is None else [first, second]
    cosigned = {one.name: one for each in both for one in each.cosigned}
    return Graded(
        first.checkpoint.size, _grade_of(first, witnessed, second, sealed), tuple(cosigned.values()),
        tuple(dict.fromkeys(name for each in both for name in each.missing)),
        witnessed_at(first.cosigned, witnessed), tuple(dict.fromkeys(name for each in both for name in each.ahead)),
        _unknown(note, first.log, witnessed, sealed),
    )  # fmt: skip


def _grade_of(first: Weighed, witnessed: Policy, second: Weighed | None, sealed: Policy | None) -> str:
    # A policy that asks for nobody is met by nobody's word, so it lifts nothing.
    if not first.satisfied or not witnessed.asked():
        return "recorded"
    return "sealed" if second is not None and second.satisfied and sealed is not None and sealed.asked() else "witnessed"


def witnessed_at(cosigned: Iterable[Cosigned], policy: Policy) -> int:
    """Give when a policy was met, by the times that its witnesses gave; -1 if it is not, or asks for nobody."""
    names: list[str] = []
    for one in sorted(cosigned, key=lambda one: one.at) if policy.asked() else ():
        names.append(one.name)
        if policy.satisfied(names):
            return one.at
    return -1


def _unknown(note: bytes, log: Verifier, *policies: Policy | None) -> tuple[str, ...]:
    known = {(log.name, log.key_id)} | {one.verifier[:2] for policy in policies if policy for one in policy.witnesses}
    known |= {one.verifier[:2] for policy in policies if policy for one in policy.logs}
    return tuple(line.name for line in parse_note(note).lines if (line.name, line.key_id) not in known)
