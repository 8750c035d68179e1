"""What two checkpoints show of a fork, for every pair of sizes."""

from hashlib import sha256

from hypothesis import given
from hypothesis import strategies as st

from safeconduct.mirror.forks import evidence_of, prefix_of
from safeconduct.record import ed25519, tree
from safeconduct.record.checkpoint import Checkpoint, sign_checkpoint
from safeconduct.record.evidence import verify_evidence
from safeconduct.record.vkey import NOTE, verifier_of

SEED = sha256(b"a log").digest()
LOG = verifier_of("log.example", NOTE, ed25519.public_of(SEED))
SIZES = st.integers(1, 70)


class Tree:
    """A tree of made-up leaves; those from `parts` on differ between two histories."""

    def __init__(self, size: int, parts: int = 1_000, name: str = "") -> None:
        self.size = size
        self.rows = [[tree.leaf_hash(f"{name if n >= parts else ''}{n}".encode()) for n in range(size)]]
        while len(self.rows[-1]) > 1:
            row = self.rows[-1]
            self.rows.append([tree.node_hash(*row[at : at + 2]) for at in range(0, len(row) - 1, 2)])

    def nodes(self, level: int, index: int) -> bytes:
        return self.rows[level][index]

    def root(self, size: int) -> bytes:
        return tree.root_from(self.nodes, size)

    def note(self, size: int) -> bytes:
        return sign_checkpoint(Checkpoint("log.example", size, self.root(size)), SEED)


@given(SIZES, SIZES)
def test_a_proof_gives_away_the_older_root_unless_it_is_that_of_a_power_of_two(one: int, two: int) -> None:
    old, new = sorted((one, two))
    made = Tree(new)
    path = tree.consistency_path(made.nodes, old, new)
    hidden = old == new or not old & (old - 1)
    assert prefix_of(old, new, path, made.root(new)) == (b"" if hidden else made.root(old))
    assert prefix_of(old, new, path, b"\0" * 32) == b""
    assert prefix_of(old, new, path[:-1], made.root(new)) == b""


@given(SIZES, SIZES, st.integers(0, 69))
def test_a_fork_is_shown_by_every_smaller_and_equal_size_and_by_most_larger_ones(ours: int, theirs: int, parts: int) -> None:
    mine, other = Tree(ours), Tree(theirs, parts, "other")
    path = tree.consistency_path(other.nodes, ours, theirs) if ours < theirs else ()
    made = evidence_of(other.note(theirs), [mine.note(ours)], LOG, nodes=mine.nodes, size=ours, path=path)
    is_fork = parts < min(ours, theirs)
    can_be_shown = theirs <= ours or bool(ours & (ours - 1))
    assert (made is not None) == (is_fork and can_be_shown)
    if made is not None:
        assert {head.size for head in verify_evidence(made, LOG)} == {ours, theirs}


@given(SIZES, SIZES)
def test_one_history_is_never_evidence_against_its_log(one: int, two: int) -> None:
    made = Tree(max(one, two))
    path = tree.consistency_path(made.nodes, min(one, two), max(one, two)) if one != two else ()
    for first, second in ((one, two), (two, one)):
        found = evidence_of(made.note(first), [made.note(second)], LOG, nodes=made.nodes, size=max(one, two), path=path)
        assert found is None


def test_a_checkpoint_of_another_key_or_origin_is_no_evidence() -> None:
    mine, other = Tree(8), Tree(8, 3, "other")
    forged = sign_checkpoint(Checkpoint("log.example", 8, other.root(8)), sha256(b"another log").digest())
    elsewhere = sign_checkpoint(Checkpoint("other.example", 8, other.root(8)), SEED)
    for note in (forged, elsewhere, b"nothing", b""):
        assert evidence_of(note, [mine.note(8)], LOG, nodes=mine.nodes, size=8) is None
        assert evidence_of(other.note(8), [note], LOG, nodes=mine.nodes, size=8) is None
