"""The whole of a log, checked from outside: every leaf, body, signature, chain, tile, checkpoint and cosignature.

It goes on after a fault, so that one look shows all of them, each with its place. Nothing of what is checked is trusted: only
the digest of the genesis act, if the reader has it on paper.
"""

from collections import Counter
from collections.abc import Callable
from typing import NamedTuple

from safeconduct.record.book import IN_EFFECT, UNSEEN
from safeconduct.record.faults import Bad
from safeconduct.record.grading import GRADES, Graded, grade
from safeconduct.record.projection import look_at_projection
from safeconduct.record.reading import Reading
from safeconduct.record.redactions import MOST_ROUNDS
from safeconduct.record.source import Source
from safeconduct.record.trees import Trees

__all__ = ["GRADES", "Audit", "Checked", "Graded", "audit", "check", "grade"]


class Audit(NamedTuple):
    """What was found. `faults` are places where something is not what it has to be; `left_out` more of them were not listed.

    `on_paper` says that the digest of the genesis act was given by the reader, and `training` that the genesis act calls the
    log an exercise. `standings` counts acts by how they stand, `erasing` holds (index of the order, holder) of what was not
    yet reported as erased. `best` is the checkpoint of the highest grade, the largest of these; `grades` the largest of each.

    `by_list` says that the bodies of acts on keys are not here: signatures were checked with the published list of keys and
    nothing else; `signers` then counts acts by organisation. `strange` are acts that name a checkpoint which this log never
    had, as (index, size). `hashes` says that only the hashes of the tree are here, so that not even signatures were checked, and
    `projection` what is shown of the file that everyone may read. `notes` are things to know that are no faults.
    """

    kind: str
    name: str
    origin: str
    digest: bytes
    on_paper: bool
    size: int
    root: bytes
    faults: tuple[Bad, ...]
    left_out: int
    best: Graded | None
    standings: dict[str, int]
    not_here: int
    erasing: tuple[tuple[int, str], ...]
    state_digest: bytes
    training: bool
    by_list: bool = False
    signers: dict[str, int] = {}  # noqa: RUF012
    strange: tuple[tuple[int, int], ...] = ()
    hashes: bool = False
    projection: str = ""
    notes: tuple[str, ...] = ()
    grades: tuple[Graded, ...] = ()

    @property
    def sound(self) -> bool:
        """Whether nothing was found that is not what it has to be."""
        return not self.faults and not self.left_out


class Checked(NamedTuple):
    """A log that was read from end to end, for further questions: what was found, how it was read, its tree and checkpoints."""

    audit: Audit
    reading: Reading
    trees: Trees


def audit(source: Source, digest: bytes | None = None, *, now: int, progress: Callable[[int], None] = lambda _: None) -> Audit:
    """Check a whole log. `digest` is that of the genesis act on paper; `now` in POSIX seconds judges times of cosignatures.

    Raises nothing for what is wrong with the log: every fault is in the answer.
    """
    return check(source, digest, now=now, progress=progress).audit


def check(source: Source, digest: bytes | None = None, *, now: int, kept: bytes | None = None,
          progress: Callable[[int], None] = lambda _: None) -> Checked:  # fmt: skip
    """Check a whole log and keep what was read. `kept` is a checkpoint that the reader has from an earlier look at the log."""
    gone, rounds = None, 0
    while True:
        reading = Reading(source, digest, gone)
        findings, trees = reading.findings, Trees(source, reading, now=now)
        trees.begin()
        reading.read(progress)
        rounds += 1
        gone = reading.to_be_read_again()
        if gone is None or rounds == MOST_ROUNDS:
            break
    trees.compare(kept)
    reading.conclude()
    shown = look_at_projection(reading)
    try:
        for bad in source.beside(reading.replay):
            findings.add(bad)
    except Bad as bad:
        findings.add(bad)
    replay, genesis = reading.replay, reading.genesis
    standings, erasing, state = Counter[str](), list[tuple[int, str]](), b""
    if replay is not None and replay.size:
        special = replay.state.book.special
        standings.update(one.code for one in special.values())
        standings[IN_EFFECT] += replay.size - len(special)
        erasing = [(order.since, holder) for order, holders in replay.state.erasures.outstanding() for holder in holders]
        state = replay.state_digest()
    by_list = reading.by_list
    graded = [one for one in trees.graded if one.size]
    best = max(graded, key=lambda one: one.rank, default=None)
    grades = {one.grade: one for one in sorted(graded, key=lambda one: one.size)}
    found = Audit(
        source.kind, source.name, genesis.act.origin if genesis else "", genesis.digest if genesis else reading.digest or b"",
        digest is not None, reading.tree.size, reading.tree.root(), tuple(findings.faults), findings.left_out, best,
        {code: number for code, number in standings.items() if number},
        reading.tree.size - by_list.bodies if by_list else standings[UNSEEN], tuple(erasing), state,
        bool(genesis and genesis.act.training), by_list is not None, dict(by_list.counts) if by_list else {},
        reading.strange(), not source.holds_leaves, shown, tuple(reading.notes + trees.notes), tuple(grades.values()),
    )  # fmt: skip
    return Checked(found, reading, trees)
