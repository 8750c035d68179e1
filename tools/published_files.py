"""A small log as the files of a published folder, made in memory: for test vectors and for tests."""

from collections.abc import Mapping, Sequence
from typing import Any

from safeconduct.record import jsonform
from safeconduct.record.keyring import Keyring
from safeconduct.record.published import CHECKPOINT, GENESIS, KEYS, POLICY, POLICY_SEALED, body_path, write_keys
from safeconduct.record.tiles import Bundle, Tile, bundle_of, bundles_for, path_of, tiles_for
from safeconduct.record.tree import leaf_hash, node_hash, root_from


def nodes_of(leaves: Sequence[bytes]) -> Any:
    """Give a function from level and index to the hash of a complete subtree over these leaves."""
    rows = [[leaf_hash(leaf) for leaf in leaves]]
    while len(rows[-1]) > 1:
        row = rows[-1]
        rows.append([node_hash(row[at], row[at + 1]) for at in range(0, len(row) - 1, 2)])
    return lambda level, index: rows[level][index]


def root_of(leaves: Sequence[bytes]) -> bytes:
    """Give the root of the tree over these leaves."""
    return root_from(nodes_of(leaves), len(leaves))


def published_files(acts: Sequence[tuple[bytes, bytes]], *, genesis_act: dict[str, Any], keyring: Keyring, checkpoint: bytes,
                    public: Mapping[int, bytes] | None = None) -> dict[str, bytes]:  # fmt: skip
    """Give the files of a log of (leaf, body), by path. `public` has the bodies that everyone may see, by index; all if None."""
    size, leaves = len(acts), [leaf for leaf, _ in acts]
    shown = dict(enumerate(body for _, body in acts)) if public is None else public
    policies = keyring.policies_at(size)
    files = {CHECKPOINT: checkpoint, GENESIS: jsonform.write(genesis_act), KEYS: write_keys(keyring, size),
             POLICY: policies.witnessed.encode(), POLICY_SEALED: policies.sealed.encode()}  # fmt: skip
    nodes = nodes_of(leaves)
    for tile in tiles_for(0, size):
        files[path_of(tile)] = _tile(tile, nodes)
    for bundle in bundles_for(0, size):
        files |= _entries(bundle, leaves, shown)
    return files


def _tile(tile: Tile, nodes: Any) -> bytes:
    return b"".join(nodes(8 * tile.level, 256 * tile.index + at) for at in range(tile.width))


def _entries(bundle: Bundle, leaves: Sequence[bytes], shown: Mapping[int, bytes]) -> dict[str, bytes]:
    first = bundle.index * 256
    found = {path_of(bundle): bundle_of(leaves[first : first + bundle.width])}
    if shown:
        bodies = [shown.get(index, b"") for index in range(first, first + bundle.width)]
        found[body_path(bundle)] = b"".join(len(body).to_bytes(4, "big") + body for body in bodies)
    return found
