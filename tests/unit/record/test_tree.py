"""The Merkle tree: hashes, frontiers, and proofs held against the definition of RFC 6962, written here as it is defined."""

from itertools import chain

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from safeconduct.record import tree
from safeconduct.record.faults import Bad

LEAVES = [tree.leaf_hash(b"%d" % number) for number in range(70)]
MOST = 2**64 - 1


def defined_root(leaves: list[bytes]) -> bytes:
    """The Merkle Tree Hash by its recursive definition."""
    if len(leaves) < 2:
        return leaves[0] if leaves else tree.EMPTY_ROOT
    middle = 1
    while middle * 2 < len(leaves):
        middle *= 2
    return tree.node_hash(defined_root(leaves[:middle]), defined_root(leaves[middle:]))


def defined_subproof(start: int, end: int, leaves: list[bytes], known: bool) -> list[bytes]:
    """The subtree proof by its recursive definition; with start 0 the consistency proof."""
    if (start, end) == (0, len(leaves)):
        return [] if known else [defined_root(leaves)]
    middle = 1
    while middle * 2 < len(leaves):
        middle *= 2
    left, right = leaves[:middle], leaves[middle:]
    if end <= middle:
        return [*defined_subproof(start, end, left, known), defined_root(right)]
    if start >= middle:
        return [*defined_subproof(start - middle, end - middle, right, known), defined_root(left)]
    return [*defined_subproof(0, end - middle, right, False), defined_root(left)]


def nodes(level: int, index: int) -> bytes:
    return defined_root(LEAVES[index << level : (index + 1) << level])


def spoiled(path: tuple[bytes, ...]) -> list[tuple[bytes, ...]]:
    """Every way to spoil a proof by one hash: taken out, put in, made zero, swapped with the next."""
    into = [(*path[:at], LEAVES[0], *path[at:]) for at in range(len(path) + 1)]
    split = [(path[:at], path[at], path[at + 1 :]) for at in range(len(path))]
    out = [(*before, *after) for before, _, after in split]
    zero = [(*before, bytes(32), *after) for before, _, after in split]
    short = [(*before, hash_[:31], *after) for before, hash_, after in split]
    swapped = [(*before, after[0], hash_, *after[1:]) for before, hash_, after in split if after]
    return [other for other in chain(out, into, zero, short, swapped) if other != path]


@pytest.mark.parametrize("size", range(len(LEAVES) + 1))
def test_a_frontier_has_the_defined_root(size: int) -> None:
    one_by_one, at_once = tree.Frontier(), tree.Frontier()
    for leaf in LEAVES[:size]:
        one_by_one.append(leaf)
    at_once.extend(iter(LEAVES[: size // 3]))
    at_once.extend(LEAVES[size // 3 : size])
    assert one_by_one.root() == defined_root(LEAVES[:size])
    assert (at_once.size, at_once.hashes) == (size, one_by_one.hashes)
    assert tree.root_from(nodes, size) == one_by_one.root()


def test_a_frontier_goes_on_from_its_hashes() -> None:
    frontier = tree.Frontier()
    frontier.extend(LEAVES[:45])
    again, second = tree.Frontier(45, frontier.hashes), frontier.copy()
    again.extend(LEAVES[45:])
    assert again.root() == defined_root(LEAVES)
    assert second.root() == frontier.root() == defined_root(LEAVES[:45])


@pytest.mark.parametrize(
    ("size", "hashes"),
    [(1, []), (0, [bytes(32)]), (3, [bytes(32)]), (1, [bytes(31)]), (-1, []), (2**64, [bytes(32)])],
)
def test_a_frontier_refuses_hashes_that_do_not_fit(size: int, hashes: list[bytes]) -> None:
    with pytest.raises(Bad, match="tree"):
        tree.Frontier(size, hashes)


@pytest.mark.parametrize("size", [*range(1, 20), 31, 32, 33, 63, 64, 65])
def test_inclusion_proofs_verify_where_they_belong_and_nowhere_else(size: int) -> None:
    root = defined_root(LEAVES[:size])
    for index in range(size):
        path = tree.inclusion_path(nodes, index, size)
        assert tree.verify_inclusion(LEAVES[index], index, size, path, root)
        elsewhere = [other for other in range(-1, size + 1) if other != index]
        assert not any(tree.verify_inclusion(LEAVES[index], other, size, path, root) for other in elsewhere)
        assert not any(tree.verify_inclusion(LEAVES[index], index, size, other, root) for other in spoiled(path))
        assert not tree.verify_inclusion(LEAVES[-1], index, size, path, root)
        assert not tree.verify_inclusion(LEAVES[index], index, size, path, bytes(32))
        assert not tree.verify_inclusion(LEAVES[index] + b"x", index, size, path, root)


@pytest.mark.parametrize("size", [*range(1, 18), 24, 31, 32, 33])
def test_subtree_proofs_are_the_defined_ones_and_verify(size: int) -> None:
    root = defined_root(LEAVES[:size])
    for start in range(size):
        for end in range(start + 1, size + 1):
            if not tree.is_subtree(start, end, size):
                continue
            path = tree.subtree_path(nodes, start, end, size)
            assert list(path) == defined_subproof(start, end, LEAVES[:size], True)
            subtree = defined_root(LEAVES[start:end])
            assert tree.verify_subtree(start, end, size, path, subtree, root)
            assert not any(tree.verify_subtree(start, end, size, other, subtree, root) for other in spoiled(path))
            assert not tree.verify_subtree(start, end, size, path, bytes(32), root)
            assert not tree.verify_subtree(start, end, size, path, subtree, bytes(32))


@pytest.mark.parametrize("leaf", [bytes(31), bytes(33), b""])
def test_a_hash_of_another_length_is_refused_even_where_the_sums_come_out(leaf: bytes) -> None:
    root = tree.node_hash(leaf, LEAVES[1])
    assert not tree.verify_inclusion(leaf, 0, 2, [LEAVES[1]], root)
    assert not tree.verify_inclusion(LEAVES[1], 1, 2, [leaf], tree.node_hash(leaf, LEAVES[1]))
    assert not tree.verify_inclusion(leaf, 0, 1, [], leaf)
    assert not tree.verify_subtree(0, 1, 2, [LEAVES[1]], leaf, root)
    assert not tree.verify_consistency(1, 1, [], leaf, leaf)
    assert not tree.verify_growth(0, 3, [], tree.EMPTY_ROOT, leaf)


def test_nothing_is_as_large_as_the_limit() -> None:
    with pytest.raises(Bad):
        tree.inclusion_path(lambda level, index: EVEN[level], 0, 2**64)
    with pytest.raises(Bad):
        tree.growth_path(lambda level, index: EVEN[level], 0, 2**64)
    with pytest.raises(Bad):
        tree.subtree_path(lambda level, index: EVEN[level], 0, 1, 2**64)
    assert not tree.verify_growth(0, 2**64, [], tree.EMPTY_ROOT, LEAVES[0])
    assert tree.growth_path(nodes, 0, 0) == ()


def test_which_ranges_are_subtrees() -> None:
    expected = {(0, end) for end in range(1, 10)} | {(start, start + 1) for start in range(9)}
    expected |= {(2, 4), (4, 6), (4, 7), (4, 8), (6, 8)}
    assert {(start, end) for start in range(9) for end in range(10) if tree.is_subtree(start, end, 9)} == expected


@pytest.mark.parametrize(("old", "new"), [(1, 2), (3, 7), (4, 7), (6, 7), (8, 9), (32, 64), (64, 65), (1, 70), (69, 70), (7, 7)])
def test_a_consistency_proof_joins_two_sizes_and_no_others(old: int, new: int) -> None:
    roots = defined_root(LEAVES[:old]), defined_root(LEAVES[:new])
    path = tree.consistency_path(nodes, old, new)
    assert tree.verify_consistency(old, new, path, *roots)
    assert tree.verify_growth(old, new, path, *roots)
    assert not any(tree.verify_consistency(old, new, other, *roots) for other in spoiled(path))
    if old != new:
        assert not tree.verify_consistency(new, old, path, *reversed(roots))
        assert not tree.verify_consistency(old, new, path, *reversed(roots))


def test_size_zero_proves_nothing_but_a_witness_takes_it() -> None:
    root = defined_root(LEAVES[:5])
    assert not tree.verify_consistency(0, 5, (), tree.EMPTY_ROOT, root)
    assert not tree.verify_consistency(0, 0, (), tree.EMPTY_ROOT, tree.EMPTY_ROOT)
    with pytest.raises(Bad):
        tree.consistency_path(nodes, 0, 5)
    assert tree.growth_path(nodes, 0, 5) == ()
    assert tree.verify_growth(0, 5, (), tree.EMPTY_ROOT, root)
    assert tree.verify_growth(0, 0, (), tree.EMPTY_ROOT, tree.EMPTY_ROOT)
    assert not tree.verify_growth(0, 5, (root,), tree.EMPTY_ROOT, root)
    assert not tree.verify_growth(0, 0, (), tree.EMPTY_ROOT, root)
    assert not tree.verify_growth(0, 5, (), root, root)


EVEN = [LEAVES[0]]
for _ in range(64):
    EVEN.append(tree.node_hash(EVEN[-1], EVEN[-1]))


@pytest.mark.parametrize("size", [2**63 - 1, 2**63, 2**63 + 1, MOST - 1, MOST])
@pytest.mark.parametrize("special", [0, 2**62 + 12_345, 2**63 - 2])
def test_the_largest_sizes(size: int, special: int) -> None:
    """A tree of equal leaves but one can be asked for any node, however large it is."""

    def huge(level: int, index: int) -> bytes:
        if special >> level != index:
            return EVEN[level]
        return LEAVES[1] if level == 0 else tree.node_hash(huge(level - 1, 2 * index), huge(level - 1, 2 * index + 1))

    root = tree.root_from(huge, size)
    path = tree.inclusion_path(huge, special, size)
    assert tree.verify_inclusion(LEAVES[1], special, size, path, root)
    assert not tree.verify_inclusion(LEAVES[1], special ^ 1, size, path, root)
    assert not tree.verify_inclusion(LEAVES[1], special + 2**64, size + 2**64, path, root)
    for old in (1, special + 1, size // 2, size - 1):
        path, old_root = tree.consistency_path(huge, old, size), tree.root_from(huge, old)
        assert tree.verify_consistency(old, size, path, old_root, root)
        assert not tree.verify_consistency(old, size + 2**64, path, old_root, root)
        assert not any(tree.verify_consistency(old, size, other, old_root, root) for other in spoiled(path)[:200])


hashes = st.one_of(st.binary(min_size=32, max_size=32), st.binary(max_size=40))
sizes = st.one_of(st.integers(-2, 70), st.integers(2**64 - 3, 2**64 + 3), st.integers())


@given(sizes, sizes, sizes, st.lists(hashes, max_size=70), hashes, hashes)
@settings(max_examples=300)
def test_verifying_anything_gives_an_answer(one: int, two: int, three: int, path: list[bytes], a: bytes, b: bytes) -> None:
    assert not (tree.verify_inclusion(a, one, two, path, b) and a != b)
    assert not (tree.verify_subtree(one, two, three, path, a, b) and a != b)
    assert not (tree.verify_growth(one, two, path, a, b) and a != b and one != 0)
