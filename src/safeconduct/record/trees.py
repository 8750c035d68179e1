"""Compares what a log was signed as with what it is: checkpoints with the leaves, stored tiles with the leaves.

A difference has two ends. The signature under a checkpoint, and the hashes of the tiles, say which end was changed.
"""

from collections.abc import Iterator

from safeconduct.record.beginning import first_genesis
from safeconduct.record.checkpoint import open_checkpoint
from safeconduct.record.faults import Bad
from safeconduct.record.grading import Graded, grade
from safeconduct.record.head import Checkpoint, parse_checkpoint
from safeconduct.record.note import parse_note
from safeconduct.record.policy import Policy, parse_policy
from safeconduct.record.published import CHECKPOINT, GENESIS, POLICY, POLICY_SEALED
from safeconduct.record.reading import Reading
from safeconduct.record.source import Source, StoredTile
from safeconduct.record.tiles import WIDTH, Tile, path_of

KEPT = "the checkpoint that you keep"


class Trees:
    """The checkpoints and tiles of one log. `graded` are the checkpoints that fit the leaves, `notes` what is no fault."""

    def __init__(self, source: Source, reading: Reading, *, now: int) -> None:
        self.source, self.reading, self.now = source, reading, now
        self.graded: list[Graded] = []
        self.newest: tuple[int, bytes] = (-1, b"")
        self.notes: list[str] = []
        self._policies: dict[str, Policy] = {}

    def begin(self) -> None:
        """Look at the checkpoint of a folder before anything else: it says how much there is to read."""
        note = self.source.file(CHECKPOINT)
        genesis = first_genesis(self.source) if note is not None else None
        if note is None or genesis is None or (self.reading.digest or genesis.digest) != genesis.digest:
            return
        try:
            open_checkpoint(note, genesis.log)
        except Bad as bad:
            self.reading.findings.add(bad, CHECKPOINT)

    def compare(self, kept: bytes | None = None) -> None:
        """Look at checkpoints, tiles, and the checkpoint that the reader keeps, once every leaf was read."""
        findings, late = self.reading.findings, list[tuple[Bad, str]]()
        fits = True
        for where, note in findings.guarded(self.source.notes()):
            try:
                head = self._checkpoint(note)
            except Bad as bad:
                findings.add(bad, where)
                continue
            if (wrong := self._misfit(head)) is not None:
                fits = False
                late.append((wrong, where))
            elif head.size > self.newest[0]:
                self.newest = head.size, note
        self._tiles(fits)
        # A root that does not fit is shown by the leaf that was changed, so this comes after it.
        for wrong, where in late:
            findings.add(wrong, where)
        if kept is not None:
            self._kept(kept)

    def note_of(self, size: int) -> bytes:
        """Give the checkpoint of a size that is in `graded`, with its cosignatures."""
        return next(note for _, note in self.source.notes() if parse_checkpoint(parse_note(note).text).size == size)

    # ---- checkpoints ----

    def _checkpoint(self, note: bytes) -> Checkpoint:
        """Weigh a checkpoint. Raises Bad where its log has not signed it, or a known line does not fit."""
        head = parse_checkpoint(parse_note(note).text)
        policies = self._policies_at(head.size)
        if policies is None:
            return head
        genesis = self.reading.genesis
        found = grade(note, *policies, now=self.now, log=genesis.log if genesis else None)
        if self._misfit(head) is None:
            self.graded.append(found)
        unknown = [f"a line of {name}, a key that no policy of the log has, stands below the checkpoint of {head.size:,} acts"
                   for name in found.unknown]  # fmt: skip
        self.notes += [line for line in unknown if line not in self.notes]
        return head

    def _misfit(self, head: Checkpoint) -> Bad | None:
        tree = self.reading.tree
        if head.size > tree.size:
            return Bad("audit.shorter", "the log is shorter than a checkpoint that it signed: leaves are missing",
                       expected=f"{head.size} leaves", got=str(tree.size))  # fmt: skip
        if (root := tree.root(head.size)) != head.root:
            what = "leaves" if self.source.holds_leaves else "hashes"
            return Bad("audit.root", f"the {what} do not give the root of the checkpoint of size {head.size}",
                       expected=head.root.hex(), got=root.hex())  # fmt: skip
        return None

    def _policies_at(self, size: int) -> tuple[Policy, Policy | None] | None:
        reading = self.reading
        if reading.replay is not None and reading.replay.size:
            at = reading.replay.state.keyring.policies_at(size)
            return self._policy(at.witnessed), self._policy(at.sealed)
        if reading.genesis is not None:
            return reading.genesis.witnessed, reading.genesis.sealed
        return self._published_policies() if reading.by_list is not None and reading.digest is None else None

    def _published_policies(self) -> tuple[Policy, Policy | None] | None:
        """Give the policies that lie in the folder: the word of whoever published it, and nothing more."""
        if self.source.file(GENESIS) is not None or (own := self.source.file(POLICY)) is None:
            return None
        sealed = self.source.file(POLICY_SEALED)
        return parse_policy(own), parse_policy(sealed) if sealed is not None else None

    def _policy(self, text: str) -> Policy:
        if text not in self._policies:
            self._policies[text] = parse_policy(text.encode())
        return self._policies[text]

    # ---- tiles ----

    def _tiles(self, fits: bool) -> None:
        """Compare every stored tile with the leaves, and see that no full one is missing."""
        findings, tree, seen = self.reading.findings, self.reading.tree, set[tuple[int, int]]()
        for stored in findings.guarded(self.source.tiles()):
            tile = stored.tile
            seen.add((tile.level, tile.index))
            own = tree.tile(tile)
            if own is None:
                findings.add(Bad("audit.tile", "a tile of a part that the log does not have"), stored.where)
            elif own != stored.data:
                self._differing(stored, own, fits)
            elif stored.root is not None and stored.root != tree.nodes(8 * (tile.level + 1), tile.index):
                findings.add(Bad("audit.tile", "the hash above the tile is not that of the tile"), stored.where)
        if not fits and not self.source.holds_leaves and not any(bad.code == "audit.tile" for bad in findings.faults):
            self._blame_edge()
        for missing in self._missing(seen):
            findings.add(Bad("audit.tile", "the tile is missing"), f"{self.source.name}, {path_of(missing)}")

    def _missing(self, seen: set[tuple[int, int]]) -> Iterator[Tile]:
        tree = self.reading.tree
        for level in range(tree.levels):
            yield from (Tile(level, index) for index in range(tree.full_tiles(level)) if (level, index) not in seen)

    def _blame_edge(self) -> None:
        """Say where hashes were changed of which no other hash here tells: in the narrow tile at the right edge."""
        index, width = divmod(self.reading.tree.size, WIDTH)
        where = path_of(Tile(0, index, width)) if width else self.source.name
        self.reading.findings.add(Bad("audit.tile", "the hashes do not give the root that the log signed"), where)

    def _differing(self, stored: StoredTile, own: bytes, fits: bool) -> None:
        tile, findings = stored.tile, self.reading.findings
        first = next((at for at in range(0, len(own), 32) if own[at : at + 32] != stored.data[at : at + 32]), len(own)) // 32
        index = tile.index * WIDTH + first
        if not fits and not self.source.holds_leaves:
            below = path_of(Tile(tile.level - 1, index))
            findings.add(Bad("audit.tile", f"hash {first} is not that of the tile below it, and one of the two was changed"),
                         f"{below} or {stored.where}")  # fmt: skip
            return
        if fits or tile.level or len(own) != len(stored.data):
            below = "leaves" if self.source.holds_leaves else "hashes below it"
            findings.add(Bad("audit.tile", f"the tile is not what the {below} give, from its hash {first} on"), stored.where)
        elif index not in self.reading.bad_leaves:
            what = f"the leaf is not the one whose hash stands in {stored.where}, and the signed root is not that of these leaves"
            findings.add(Bad("audit.leaf", what), self.source.leaf_at(index))

    # ---- what the reader has seen before ----

    def _kept(self, note: bytes) -> None:
        findings, genesis = self.reading.findings, self.reading.genesis
        if genesis is None:
            findings.add(Bad("kept.unknown", "it cannot be compared: the key of the log is not known here"), KEPT)
            return
        try:
            head = open_checkpoint(note, genesis.log).checkpoint
        except Bad as bad:
            findings.add(bad, KEPT)
            return
        wrong = self._misfit(head)
        if wrong is not None and wrong.code == "audit.shorter":
            what = "you have seen more of this log than what is shown here: it is an old copy, or acts were taken away"
            findings.add(Bad("kept.newer", what, expected=f"at least {head.size} acts", got=str(self.reading.tree.size)), KEPT)
        elif wrong is not None:
            findings.add(Bad("kept.fork", f"you were shown another history of this log up to act {head.size}: the log has forked",
                             expected=head.root.hex(), got=self.reading.tree.root(head.size).hex()), KEPT)  # fmt: skip
        elif head.size > self.newest[0] >= 0:
            findings.add(Bad("kept.newer", "you have seen a newer checkpoint than any that is shown here",
                             expected=f"size {head.size}", got=f"size {self.newest[0]}"), KEPT)  # fmt: skip
