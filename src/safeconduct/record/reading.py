"""Reads a log from its first leaf to its last: replays it where the bodies are here, or checks signatures by the list of keys.

What is wrong is noted with its file. Checkpoints and tiles are looked at in `trees`.
"""

from collections.abc import Callable
from hashlib import sha256

from safeconduct.record import jsonform
from safeconduct.record.ahead import Ahead
from safeconduct.record.body import parse_body
from safeconduct.record.book import NOT_AN_ACT, UNSEEN
from safeconduct.record.faults import Bad
from safeconduct.record.findings import Findings
from safeconduct.record.genesis import Genesis, parse_genesis
from safeconduct.record.grown import Grown
from safeconduct.record.leaf import parse_leaf, verify_leaf
from safeconduct.record.listed import ByList, policy_notes, read_beside
from safeconduct.record.published import GENESIS, KEYS, POLICY, POLICY_SEALED, parse_keys, write_keys
from safeconduct.record.redactions import Redactions
from safeconduct.record.source import Place, Source
from safeconduct.record.standing import Replay
from safeconduct.record.tiles import WIDTH, parse_tile

_SEEN, _AFTER_SEEN = b'"seen":{"root":"', b'},"seq":'
MOST_FITTING, MOST_STRANGE = 65_536, 1_000
"""Checkpoints named by acts that are remembered. Whoever signs can name another one each time."""
EVERY = 4096
"""Leaves between two reports of progress."""


class Reading:
    """One reading of one log. `replay` or `by_list` is there, or neither if the beginning of the log is wrong.

    `gone` has what an earlier reading of it has learnt about bodies that are not here.
    """

    def __init__(self, source: Source, digest: bytes | None, gone: Redactions | None = None) -> None:
        self.source, self.digest = source, digest
        self.findings, self.tree = Findings(), Grown()
        self.genesis: Genesis | None = None
        self.replay: Replay | None = None
        self.by_list: ByList | None = None
        self.notes: list[str] = []
        self.bad_leaves: set[int] = set()
        self._fitting: set[bytes] = set()
        self._strange: dict[bytes, tuple[int, int]] = {}
        self._gone = gone
        self._ahead = Ahead(lambda: self.replay.state.keyring.public if self.replay and self.replay.size else None)

    def read(self, progress: Callable[[int], None] = lambda _: None) -> None:
        """Read every place of the log, or the hashes where there is nothing else."""
        if not self.source.holds_leaves:
            self._read_hashes(progress)
            return
        append = self.tree.append
        for place in self.findings.guarded(self._ahead.through(self.source.places())):
            if not place.index % EVERY:
                progress(place.index)
            append(place.leaf)
            if not place.index:
                self._begin(place)
            if self.replay is not None:
                self._act(place)
            elif self.by_list is not None and not self.by_list.read(place):
                self.bad_leaves.add(place.index)

    def _read_hashes(self, progress: Callable[[int], None]) -> None:
        self._begin_by_list()
        for stored in self.findings.guarded(self.source.tiles()):
            if stored.tile.level:
                break
            try:
                hashes = parse_tile(stored.data, stored.tile.width)
            except Bad as bad:
                self.findings.add(bad, stored.where)
                break
            progress(stored.tile.index * WIDTH)
            for one in hashes:
                self.tree.append_hash(one)

    # ---- the first act ----

    def _begin(self, place: Place) -> None:
        if place.body is None and not self.source.holds_bodies:
            self._begin_by_list()
            return
        where = self.source.body_at(0)
        try:
            if place.body is None:
                raise Bad("genesis.missing", "the body of the first act is not here; without it no signature can be checked")
            genesis = parse_genesis(parse_body(place.body).act)
        except Bad as bad:
            self.findings.add(bad, where)
            return
        published, signed = self.source.file(GENESIS), sha256(place.body).digest() == place.leaf[48:80]
        if signed and published is not None and published != jsonform.write(parse_body(place.body).act):
            self.findings.add(Bad("genesis.file", "the published genesis act is not the one that the log begins with"), GENESIS)
        if self.digest is not None and genesis.digest != self.digest:
            self.findings.add(Bad("genesis.differs", "the log begins with another genesis act than the one on paper",
                                  expected=self.digest.hex(), got=genesis.digest.hex()), where)  # fmt: skip
            return
        if self.source.origin and self.source.origin != genesis.act.origin:
            self.findings.add(Bad("source.column", "the column `origin` is not the origin of the genesis act",
                                  expected=genesis.act.origin, got=self.source.origin[:80]),
                              f"{self.source.name}, about")  # fmt: skip
        self.genesis, self.replay = genesis, Replay(genesis.digest, verify=self._ahead.verify)

    def _begin_by_list(self) -> None:
        beside = read_beside(self.source, self.digest, self.findings)
        self.genesis = beside.genesis
        if beside.keys is not None:
            self.by_list = ByList(beside, self.source, self.findings)
        if self.genesis is not None:
            self.notes += policy_notes(self.source, self.genesis)

    # ---- every act ----

    def _act(self, place: Place) -> None:
        assert self.replay is not None
        index, leaf, body = place
        if body is None:
            self._bodiless(place)
            return
        try:
            standing = self.replay.apply(index, leaf, body)[0]
        except Bad as bad:
            self._misfit(place, bad)
            return
        if standing.code == NOT_AN_ACT:
            self._no_act(index, standing.because)
            return
        said = body[body.rfind(_SEEN) : body.rfind(_AFTER_SEEN)]
        if said not in self._fitting:
            self._look_at(said, index)

    def _misfit(self, place: Place, bad: Bad) -> None:
        """Leaf and body do not belong together. The signature says which of them was changed."""
        assert self.replay is not None
        if not place.index:
            self.replay, wrong = None, self._wrong_at_first(place)
            self.findings.add(bad, wrong)
            return
        standing = self.replay.apply(place.index, place.leaf, None)[0]
        if standing.code == NOT_AN_ACT:
            self._no_act(place.index, standing.because)
        else:
            self.findings.add(Bad(bad.code, bad.what, expected=bad.expected, got=bad.got), self.source.body_at(place.index))

    def _wrong_at_first(self, place: Place) -> str:
        """Say which file is wrong at the first place of the log."""
        assert self.genesis is not None
        try:
            leaf = parse_leaf(place.leaf)
        except Bad:
            leaf = None
        public = self.genesis.keyring().public(leaf.kid) if leaf is not None else None
        if leaf is not None and public is not None and verify_leaf(public, leaf):
            return self.source.body_at(0)
        self.bad_leaves.add(0)
        return f"{self.source.leaf_at(0)} or {self.source.body_at(0)}"

    def _bodiless(self, place: Place) -> None:
        assert self.replay is not None
        redactions, standing, wrong = self._redactions(place.index), None, None
        while standing is None:
            gone = redactions.of(place.leaf[48:80])
            try:
                standing = self.replay.apply(place.index, place.leaf, None, redacted=gone)[0]
            except Bad as bad:
                if gone is None:
                    raise
                wrong = bad
                redactions.drop(gone)
        if standing.code == NOT_AN_ACT:
            self._no_act(place.index, standing.because)
        elif wrong is not None and standing.code == UNSEEN:
            self.findings.add(wrong, self.source.body_at(place.index))
        elif standing.code == UNSEEN and self.source.holds_bodies:
            self.findings.add(Bad("audit.body", "the body is missing, and no act of the log has redacted it"),
                              self.source.body_at(place.index))  # fmt: skip

    def _no_act(self, index: int, because: str) -> None:
        self.bad_leaves.add(index)
        self.findings.add(Bad("audit.leaf", f"what stands here is no act of this log: {because}"), self.source.leaf_at(index))

    def _redactions(self, first: int) -> Redactions:
        """Give what later acts say was taken out, by act id. Whether they may say so is asked when the log is replayed."""
        if self._gone is None:
            self._gone = Redactions()
            try:
                for place in self.source.places(first):
                    if place.body is not None:
                        self._gone.note(place.body)
            except Bad:
                pass  # told by the reading that goes on
        return self._gone

    # ---- at the end ----

    def to_be_read_again(self) -> Redactions | None:
        """Give what another reading needs to know, where this one was told of redactions that did not take effect."""
        return self._gone if self.replay is not None and self._gone is not None and self._gone.correct(self.replay) else None

    def conclude(self) -> None:
        """Say what only the whole log shows: redactions that never took effect, a genesis act that is not signed by all."""
        replay = self.replay
        if replay is None or not replay.size:
            return
        for act in replay.unproven():
            index = replay.state.book.by_id[act]
            what = "the body is gone, and the act that is said to have redacted it has no effect"
            self.findings.add(Bad("audit.redaction", what), self.source.body_at(index))
        if not replay.is_founded:
            self.findings.add(Bad("audit.genesis", "the genesis act is not signed by every organisation"), self.source.leaf_at(0))
        self._compare_files(replay)

    def _compare_files(self, replay: Replay) -> None:
        """Compare the list of keys and the policies with what the acts of the log say."""
        keyring, size = replay.state.keyring, replay.size
        whole = not any(replay.standing(index).code == UNSEEN for index in replay.state.book.special)
        policies = keyring.policies_at(size)
        given = self.source.file(KEYS)
        if given is not None:
            try:
                listed, own = parse_keys(given), parse_keys(write_keys(keyring, size))
                wrong = [kid.hex() for kid in listed if listed[kid] != own.get(kid) and (whole or kid in own)]
                wrong += [kid.hex() for kid in own if whole and kid not in listed]
                if wrong:
                    what = "the list of keys is not what the acts of the log say"
                    self.findings.add(Bad("keys.differ", what, got=wrong[0]), KEYS)
            except Bad as bad:
                self.findings.add(bad, KEYS)
        for name, text in ((POLICY, policies.witnessed), (POLICY_SEALED, policies.sealed)) if whole else ():
            given = self.source.file(name)
            if given is not None and given != text.encode():
                self.findings.add(Bad("policy.differs", "the policy is not the one that the acts of the log set"), name)

    def _look_at(self, said: bytes, index: int) -> None:
        """Compare the checkpoint that an act names as seen with the tree. Only so many answers are remembered."""
        root, size = said[len(_SEEN) : len(_SEEN) + 64], int(said[said.rindex(b":") + 1 :])
        if self.had(size, bytes.fromhex(root.decode()), before=index):
            if len(self._fitting) < MOST_FITTING:
                self._fitting.add(said)
        elif len(self._strange) < MOST_STRANGE:
            self._strange.setdefault(said, (index, size))

    def strange(self) -> tuple[tuple[int, int], ...]:
        """Give checkpoints that acts name and this log never had, as (index of the first act that names it, size)."""
        return tuple(self._strange.values())

    def had(self, size: int, root: bytes, *, before: int) -> bool:
        """Whether a size and a root that an act at an index names as seen were ever those of this log."""
        return size <= before and self.tree.root(size) == root
