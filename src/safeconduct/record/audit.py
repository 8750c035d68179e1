"""The whole of a log, checked from outside: every leaf, body, signature, chain, tile, checkpoint and cosignature.

It goes on after a fault, so that one look shows all of them, each with its place. Nothing of what is checked is trusted: only
the digest of the genesis act, if the reader has it on paper.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from hashlib import sha256
from typing import NamedTuple

from safeconduct.record.body import parse_body
from safeconduct.record.book import NOT_AN_ACT, UNSEEN
from safeconduct.record.faults import Bad
from safeconduct.record.genesis import Genesis, parse_genesis
from safeconduct.record.head import parse_checkpoint
from safeconduct.record.key_acts import BodyRedacted, parse_own
from safeconduct.record.note import parse_note
from safeconduct.record.policy import Cosigned, Policy, parse_policy, weigh
from safeconduct.record.sources import Place, Source
from safeconduct.record.standing import Replay
from safeconduct.record.tiles import WIDTH, path_of
from safeconduct.record.tree import Frontier, leaf_hash, node_hash

GRADES = ("recorded", "witnessed", "sealed")
MOST_FAULTS = 1_000
"""Faults that are listed. After that they are counted."""

_REDACTION = b'"type":"body.redacted/1"'


class Graded(NamedTuple):
    """A checkpoint that fits the tree: its grade, who has cosigned it and when, whose cosignature each policy lacks.

    `witnessed_at` is when the policy `witnessed` was met, in POSIX seconds; -1 if it is not.
    """

    size: int
    grade: str
    cosigned: tuple[Cosigned, ...]
    missing: tuple[str, ...]
    witnessed_at: int = -1


class Audit(NamedTuple):
    """What was found. `faults` are places where something is not what it has to be; `left_out` more of them were not listed.

    `on_paper` says that the digest of the genesis act was given by the reader. `standings` counts acts by how they stand,
    `erasing` holds (index of the order, holder) of what was not yet reported as erased.
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

    @property
    def sound(self) -> bool:
        """Whether nothing was found that is not what it has to be."""
        return not self.faults and not self.left_out


def grade_of(satisfied: tuple[bool, bool], asked: tuple[bool, bool]) -> str:
    """Give the grade of a checkpoint that its log signed, from what the two policies ask for and whether they have it."""
    witnessed, sealed = (ok and some for ok, some in zip(satisfied, asked, strict=True))
    if not witnessed:
        return "recorded"
    return "sealed" if sealed else "witnessed"


def grade(note: bytes, witnessed: Policy, sealed: Policy, genesis: Genesis, *, now: int) -> Graded:
    """Weigh a checkpoint by both policies. Raises Bad where its log has not signed it, or a known line does not fit."""
    first = weigh(note, witnessed, now=now, log=genesis.log)
    second = weigh(note, sealed, now=now, log=genesis.log)
    cosigned = {one.name: one for one in (*first.cosigned, *second.cosigned)}
    asked = (bool(witnessed.asked()), bool(sealed.asked()))
    return Graded(first.checkpoint.size, grade_of((first.satisfied, second.satisfied), asked), tuple(cosigned.values()),
                  tuple(dict.fromkeys((*first.missing, *second.missing))), witnessed_at(first.cosigned, witnessed))  # fmt: skip


def witnessed_at(cosigned: Iterable[Cosigned], policy: Policy) -> int:
    """Give when a policy was met, by the times that its witnesses gave; -1 if it is not, or asks for nobody."""
    names: list[str] = []
    for one in sorted(cosigned, key=lambda one: one.at) if policy.asked() else ():
        names.append(one.name)
        if policy.satisfied(names):
            return one.at
    return -1


def redactions(source: Source) -> dict[bytes, BodyRedacted]:
    """Give what later acts of a log say was taken out, by act id. Whether they may say so is asked when the log is replayed."""
    found: dict[bytes, BodyRedacted] = {}
    try:
        for place in source.places():
            if place.body is not None and _REDACTION in place.body:
                own = parse_own(parse_body(place.body).act)
                if isinstance(own, BodyRedacted):
                    found[own.act] = own
    except Bad:
        pass  # whoever reads the log in full is told where
    return found


class _Auditor:
    def __init__(self, source: Source, digest: bytes | None, now: int) -> None:
        self.source, self.now = source, now
        self.on_paper, self.digest = digest is not None, digest or b""
        self.faults: list[Bad] = []
        self.left_out = 0
        self.replay: Replay | None = None
        self.frontier = Frontier()
        self.tiles: dict[tuple[int, int], bytes] = {}
        self.rows: list[list[bytes]] = [[]]
        self.roots: dict[int, bytes] = {}

    def add(self, bad: Bad, where: str = "") -> None:
        if len(self.faults) >= MOST_FAULTS:
            self.left_out += 1
            return
        place = ", ".join(part for part in (where, bad.where) if part)
        self.faults.append(Bad(bad.code, bad.what, where=place, expected=bad.expected, got=bad.got))

    def guarded(self, found: Iterator[Place], where: str) -> Iterator[Place]:
        try:
            yield from found
        except Bad as bad:
            self.add(bad, where)

    def read(self, progress: Callable[[int], None]) -> None:
        redacted = redactions(self.source)
        notes = [(where, note, size) for where, note in self.source.notes() if (size := _size(note)) is not None]
        wanted = {size for _, _, size in notes}
        self.roots[0] = self.frontier.root()
        for place in self.guarded(self.source.places(), ""):
            if not place.index % 4096:
                progress(place.index)
            self._tree(place.leaf)
            if place.index + 1 in wanted:
                self.roots[place.index + 1] = self.frontier.root()
            self._act(place, redacted)

    def _tree(self, leaf: bytes) -> None:
        self.frontier.append(hashed := leaf_hash(leaf))
        level = 0
        self.rows[0].append(hashed)
        while len(self.rows[level]) == WIDTH:
            row = self.rows[level]
            self.tiles[level, (self.frontier.size >> 8 * (level + 1)) - 1] = sha256(b"".join(row)).digest()
            self.rows[level] = []
            if level + 1 == len(self.rows):
                self.rows.append([])
            self.rows[level + 1].append(_fold(row))
            level += 1

    def _act(self, place: Place, redacted: dict[bytes, BodyRedacted]) -> None:
        if self.replay is None and (place.index or not self._begin(place)):
            return
        assert self.replay is not None
        gone = redacted.get(place.leaf[48:80]) if place.body is None else None
        for body in (place.body, None):
            try:
                standing = self.replay.apply(place.index, place.leaf, body, redacted=gone)[0]
            except Bad as bad:
                self.add(bad, place.where)
                gone = None
                continue
            if standing.code == NOT_AN_ACT:
                self.add(Bad("audit.leaf", f"what stands here is no act of this log: {standing.because}"), place.where)
            if standing.code == UNSEEN and self.source.holds_bodies and place.body is None:
                self.add(Bad("audit.body", "the body is missing, and no act of the log has redacted it"), place.where)
            return

    def _begin(self, place: Place) -> bool:
        try:
            if place.body is None:
                raise Bad("genesis.missing", "the body of the first act is not here; without it no signature can be checked")
            genesis = parse_genesis(parse_body(place.body).act)
            self.digest = self.digest or genesis.digest
            self.replay = Replay(self.digest)
            return True
        except Bad as bad:
            self.add(bad, place.where)
            return False

    def stored_tiles(self) -> None:
        """Compare every stored tile with the leaves."""
        try:
            for tile, data, where in self.source.tiles():
                whole = self.tiles.get((tile.level, tile.index))
                if tile.width < WIDTH:
                    row = self.rows[tile.level] if tile.level < len(self.rows) else []
                    whole = sha256(b"".join(row)).digest() if len(row) == tile.width else None
                if whole is None:
                    self.add(Bad("audit.tile", "a tile of a part that the log does not have"), where)
                elif sha256(data).digest() != whole:
                    self.add(Bad("audit.tile", f"the tile is not what the leaves give: {path_of(tile)}"), where)
        except Bad as bad:
            self.add(bad)

    def checkpoints(self) -> Graded | None:
        """Check every checkpoint against the tree, and give the best of the newest ones."""
        best: Graded | None = None
        try:
            for where, note in self.source.notes():
                try:
                    found = self._checkpoint(note)
                except Bad as bad:
                    self.add(bad, where)
                    continue
                if found is not None and (best is None or _rank(found) >= _rank(best)):
                    best = found
        except Bad as bad:
            self.add(bad)
        return best

    def _checkpoint(self, note: bytes) -> Graded | None:
        head = parse_checkpoint(parse_note(note).text)
        if head.size > self.frontier.size:
            raise Bad("audit.shorter", "the log is shorter than a checkpoint that it signed: leaves were taken away",
                      expected=f"{head.size} leaves", got=str(self.frontier.size))  # fmt: skip
        root = self.roots.get(head.size)
        if root != head.root:
            raise Bad("audit.root", f"the leaves do not give the root of the checkpoint of size {head.size}",
                      expected=head.root.hex(), got=root.hex() if root else "nothing")  # fmt: skip
        if self.replay is None or self.replay.genesis is None:
            return None
        policies = self.replay.state.keyring.policies_at(head.size)
        witnessed, sealed = parse_policy(policies.witnessed.encode()), parse_policy(policies.sealed.encode())
        return grade(note, witnessed, sealed, self.replay.genesis, now=self.now)


def audit(source: Source, digest: bytes | None = None, *, now: int, progress: Callable[[int], None] = lambda _: None) -> Audit:
    """Check a whole log. `digest` is that of the genesis act on paper; `now` in POSIX seconds judges times of cosignatures.

    Raises nothing for what is wrong with the log: every fault is in the answer.
    """
    auditor = _Auditor(source, digest, now)
    try:
        auditor.read(progress)
    except Bad as bad:
        auditor.add(bad)
    auditor.stored_tiles()
    best = auditor.checkpoints()
    replay, standings, erasing, not_here = auditor.replay, Counter[str](), list[tuple[int, str]](), 0
    if replay is not None and replay.size:
        standings.update(replay.standing(index).code for index in range(replay.size))
        not_here = standings[UNSEEN]
        erasing = [(order.since, holder) for order, holders in replay.state.erasures.outstanding() for holder in holders]
        for act in replay.unproven():
            auditor.add(Bad("audit.redaction", "a body is gone, and the act that is said to have redacted it has no effect",
                            where=f"act {act.hex()}"))  # fmt: skip
        if not replay.is_founded:
            auditor.add(Bad("audit.genesis", "the genesis act is not signed by every organisation"), "leaf 0")
    return Audit(
        source.kind, source.name, replay.genesis.act.origin if replay and replay.genesis else "", auditor.digest,
        auditor.on_paper, auditor.frontier.size, auditor.frontier.root(), tuple(auditor.faults), auditor.left_out, best,
        dict(standings), not_here, tuple(erasing), replay.state_digest() if replay and replay.size else b"",
        bool(replay and replay.genesis and replay.genesis.act.training),
    )  # fmt: skip


def _rank(graded: Graded) -> tuple[int, int]:
    return GRADES.index(graded.grade), graded.size


def _fold(hashes: list[bytes]) -> bytes:
    while len(hashes) > 1:
        hashes = [node_hash(hashes[at], hashes[at + 1]) for at in range(0, len(hashes), 2)]
    return hashes[0]


def _size(note: bytes) -> int | None:
    try:
        return parse_checkpoint(parse_note(note).text).size
    except Bad:
        return None  # told when the checkpoints are checked
