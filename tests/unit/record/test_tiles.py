"""Tiles and bundles: their paths, how they grow, and reading a tree from files that may lie."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from safeconduct.record import tree
from safeconduct.record.faults import Bad
from safeconduct.record.tiles import (
    Bundle,
    Tile,
    TileReader,
    bundle_of,
    bundles_for,
    grow_tiles,
    parse_bundle,
    parse_path,
    parse_tile,
    path_of,
    tiles_for,
)

SIZE = 66_000
ENTRIES = [b"entry %d" % number for number in range(SIZE)]
LEAVES = [tree.leaf_hash(entry) for entry in ENTRIES]


def publish(files: dict[str, bytes], old: int, new: int) -> None:
    """Write the files that come when a log grows."""
    for tile, data in grow_tiles(old, LEAVES[old:new], lambda tile: parse_tile(files[path_of(tile)], tile.width)):
        files[path_of(tile)] = data
    for bundle in bundles_for(old, new):
        files[path_of(bundle)] = bundle_of(ENTRIES[bundle.index * 256 : bundle.index * 256 + bundle.width])


def root_at(size: int) -> bytes:
    frontier = tree.Frontier()
    frontier.extend(LEAVES[:size])
    return frontier.root()


@pytest.fixture(scope="module")
def grown() -> dict[str, bytes]:
    files: dict[str, bytes] = {}
    for old, new in [(0, 1), (1, 200), (200, 256), (256, 600), (600, SIZE)]:
        publish(files, old, new)
    return files


indexes, widths = st.integers(0, 2**56 - 1), st.integers(1, 256)


@given(st.builds(Tile, st.integers(0, 63), indexes, widths) | st.builds(Bundle, indexes, widths))
def test_a_path_names_one_file(file: Tile | Bundle) -> None:
    assert parse_path(path_of(file)) == file


@given(st.text(alphabet="tile/x0123456789.p-entries", max_size=40).map(lambda text: "tile/" + text))
def test_a_path_has_one_spelling(path: str) -> None:
    try:
        file = parse_path(path)
    except Bad:
        return
    assert path_of(file) == path


@pytest.mark.parametrize("sizes", [(0, 1), (0, 256), (255, 256), (256, 257), (600, 70_000), (7, 7), (65_535, 65_536), (9, 3)])
def test_growing_writes_the_tiles_that_changed(sizes: tuple[int, int]) -> None:
    old, new = sizes
    before, after = set(tiles_for(0, old)), set(tiles_for(0, new))
    changed = set(tiles_for(old, new))
    assert changed == (after - before if new > old else set())


def test_the_files_of_a_tree_give_it_back(grown: dict[str, bytes]) -> None:
    for size in (1, 200, 256, 600, SIZE):
        reader = TileReader(grown.get, size, root_at(size))
        assert list(reader.leaves(max(0, size - 300), size)) == ENTRIES[max(0, size - 300) : size]
        assert reader.frontier().root() == root_at(size)
    for index in (0, 255, 256, 65_535, 65_536, SIZE - 1):
        path = tree.inclusion_path(reader.nodes, index, SIZE)
        assert tree.verify_inclusion(LEAVES[index], index, SIZE, path, root_at(SIZE))
    assert reader.root(1000) == root_at(1000)
    assert list(reader.leaves(SIZE - 1, SIZE + 9)) == ENTRIES[SIZE - 1 :]


def test_a_narrow_tile_that_is_gone_is_read_from_the_full_one(grown: dict[str, bytes]) -> None:
    files = {path: data for path, data in grown.items() if path not in {"tile/0/000.p/200", "tile/entries/000.p/200"}}
    assert list(TileReader(files.get, 200, root_at(200)).leaves(0, 200)) == ENTRIES[:200]


@pytest.mark.parametrize(
    ("path", "read"),
    [
        ("tile/0/257.p/208", lambda reader: reader.size),
        ("tile/1/001.p/1", lambda reader: reader.size),
        ("tile/2/000.p/1", lambda reader: reader.size),
        ("tile/1/000", lambda reader: reader.nodes(8, 3)),
        ("tile/0/100", lambda reader: reader.nodes(0, 25_600)),
        ("tile/entries/100", lambda reader: reader.entries(100)),
        ("tile/entries/257.p/208", lambda reader: reader.entries(257)),
    ],
)
def test_one_changed_bit_in_any_file_is_found(grown: dict[str, bytes], path: str, read: object) -> None:
    data = bytearray(grown[path])
    data[len(data) // 2] ^= 1
    for spoiled in (bytes(data), grown[path] + b"x", grown[path][:-1], b""):
        with pytest.raises(Bad, match=r"tile/|tree of|tiles give"):
            read(TileReader((grown | {path: spoiled}).get, SIZE, root_at(SIZE)))  # type: ignore[operator]
    less = {name: bytes_ for name, bytes_ in grown.items() if name != path}
    with pytest.raises(Bad, match="is missing"):
        read(TileReader(less.get, SIZE, root_at(SIZE)))  # type: ignore[operator]


@pytest.mark.parametrize(("level", "index"), [(0, -1), (0, SIZE), (17, 0), (8, 257), (64, 0), (900, 0)])
def test_there_is_no_node_outside_the_tree(grown: dict[str, bytes], level: int, index: int) -> None:
    with pytest.raises(Bad, match="there is no such node"):
        TileReader(grown.get, SIZE, root_at(SIZE)).nodes(level, index)


@pytest.mark.parametrize("index", [-1, 258])
def test_there_is_no_bundle_outside_the_log(grown: dict[str, bytes], index: int) -> None:
    with pytest.raises(Bad, match="there is no such bundle"):
        TileReader(grown.get, SIZE, root_at(SIZE)).entries(index)


def test_few_tiles_are_kept_and_all_are_found(grown: dict[str, bytes]) -> None:
    reader = TileReader(grown.get, SIZE, root_at(SIZE), kept=2)
    assert list(reader.leaves(0, 3000)) == ENTRIES[:3000]
    assert len(reader._tiles) == 2


@given(st.binary(max_size=60), st.integers(0, 8))
def test_a_bundle_is_read_whole_or_refused(data: bytes, width: int) -> None:
    try:
        entries = parse_bundle(data, width)
    except Bad:
        return
    assert len(entries) == width
    assert b"".join(len(entry).to_bytes(2, "big") + entry for entry in entries) == data


@pytest.mark.parametrize("entries", [[], [b""] * 257, [bytes(65_536)]])
def test_a_bundle_has_limits(entries: list[bytes]) -> None:
    with pytest.raises(Bad):
        bundle_of(entries)
