"""Published test vectors for trees, tiles, notes, checkpoints, cosignatures, witnesses, policies and proofs.

Every case of each set is run. Where our answer differs from the published one, the case is named here with the reason.
The folder is named by SAFECONDUCT_TEST_VECTORS.
"""

import json
import os
from base64 import b64decode
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from safeconduct.record import tree
from safeconduct.record.checkpoint import open_checkpoint, parse_checkpoint
from safeconduct.record.faults import Bad
from safeconduct.record.note import open_note, parse_note, parse_vkey, sign_note, write_vkey
from safeconduct.record.tiles import (
    Bundle,
    Tile,
    TileReader,
    bundle_of,
    parse_bundle,
    parse_path,
    parse_tile,
    path_of,
    tiles_for,
)

FOLDER = Path(os.environ.get("SAFECONDUCT_TEST_VECTORS") or "/nonexistent")
pytestmark = pytest.mark.skipif(not FOLDER.is_dir(), reason="SAFECONDUCT_TEST_VECTORS names no folder of vectors")


def load(name: str) -> Any:
    return json.loads((FOLDER / name).read_bytes())


def cases(name: str, *keys: str) -> list[Any]:
    """The cases of a file as parameters of a test; none where the folder is missing."""
    if not FOLDER.is_dir():
        return []
    found = [case for key in keys for case in load(name)[key]]
    return [pytest.param(case, id=str(case.get("id") or case.get("path") or number)) for number, case in enumerate(found)]


def files(folder: str) -> list[Any]:
    return [pytest.param(path, id=str(path.relative_to(FOLDER))) for path in sorted((FOLDER / folder).rglob("*.json"))]


# merkle


@pytest.mark.parametrize("path", files("merkle/inclusion"))
def test_inclusion_proofs(path: Path) -> None:
    case = json.loads(path.read_bytes())
    proof = [b64decode(hash_) for hash_ in case["proof"] or []]
    leaf, root = b64decode(case["leafHash"] or ""), b64decode(case["root"] or "")
    assert tree.verify_inclusion(leaf, case["leafIdx"], case["treeSize"], proof, root) == (not case["wantErr"])


# Its roots are twelve bytes of text. We take only roots of 32 bytes.
SHORT_ROOTS = {"sizes-are-equal-one-and-proof-is-empty.json"}


@pytest.mark.parametrize("path", files("merkle/consistency"))
def test_consistency_proofs(path: Path) -> None:
    case = json.loads(path.read_bytes())
    proof = [b64decode(hash_) for hash_ in case["proof"] or []]
    roots = b64decode(case["root1"] or ""), b64decode(case["root2"] or "")
    expected = not case["wantErr"] and path.name not in SHORT_ROOTS
    assert tree.verify_consistency(case["size1"], case["size2"], proof, *roots) == expected
    # A witness asks the same, but for size 0. The cases of size 0 in this set have roots that no tree has.
    assert tree.verify_growth(case["size1"], case["size2"], proof, *roots) == expected


def test_both_folders_of_proofs_are_complete() -> None:
    assert (len(files("merkle/inclusion")), len(files("merkle/consistency"))) == (98, 98)


def test_the_reference_tree() -> None:
    case = load("merkle/reference_tree.json")
    leaves = [tree.leaf_hash(bytes.fromhex(text)) for text in case["leaf_inputs_hex"]]
    rows = [[bytes.fromhex(text) for text in row] for row in case["node_hashes_hex"]]
    assert leaves == rows[0]
    for lower, upper in pairwise(rows):
        assert [tree.node_hash(*lower[at : at + 2]) for at in range(0, len(lower), 2)] == upper
    frontier = tree.Frontier()
    for size, (root, hashes) in enumerate(zip(case["roots_hex"], case["compact_ranges_hex"], strict=True)):
        assert frontier.root().hex() == root
        assert [hash_.hex() for hash_ in frontier.hashes] == hashes
        assert tree.root_from(lambda level, index: rows[level][index], size).hex() == root
        if size < len(leaves):
            frontier.append(leaves[size])


# tessera-log


def test_a_whole_small_log() -> None:
    folder, expected = FOLDER / "tessera-log/log", load("tessera-log/expected.json")
    log = parse_vkey((FOLDER / "tessera-log/vkey.txt").read_text().strip())
    entries = [entry.encode() for entry in expected["entries"]]

    def fetch(path: str) -> bytes | None:
        file = folder / path
        return file.read_bytes() if file.is_file() else None

    readers = []
    for size in range(16):
        note = (folder / f"checkpoint.{size}").read_bytes()
        checkpoint = open_checkpoint(note, log).checkpoint
        assert checkpoint == (expected["origin"], size, b64decode(expected["roots_b64"][size]), ())
        reader = TileReader(fetch, size, checkpoint.root)
        assert list(reader.leaves(0, size)) == entries[:size]
        readers.append((reader, checkpoint.root))
        if size:
            hashes = parse_tile(fetch(f"tile/0/000.p/{size}") or b"", size)
            assert [hash_.hex() for hash_ in hashes] == expected["leaf_hashes_hex"][:size]
            assert bundle_of(entries[:size]) == fetch(f"tile/entries/000.p/{size}")
    assert (folder / "checkpoint").read_bytes() == note
    for new, (reader, root) in enumerate(readers):
        for old in range(1, new + 1):
            path = tree.consistency_path(reader.nodes, old, new)
            assert tree.verify_consistency(old, new, path, readers[old][1], root)


# c2sp: tiles


@pytest.mark.parametrize("case", cases("c2sp/tiles.json", "index_encoding"))
def test_tile_indexes(case: dict[str, Any]) -> None:
    assert path_of(Tile(0, case["index"])) == f"tile/0/{case['path']}"
    assert parse_path(f"tile/entries/{case['path']}") == Bundle(case["index"])


@pytest.mark.parametrize("case", cases("c2sp/tiles.json", "valid_paths"))
def test_tile_paths(case: dict[str, Any]) -> None:
    expected = Bundle(case["index"], case["width"]) if "entries" in case else Tile(case["level"], case["index"], case["width"])
    assert parse_path(case["path"]) == expected
    assert path_of(expected) == case["path"]


@pytest.mark.parametrize("case", cases("c2sp/tiles.json", "invalid_paths"))
def test_other_spellings_of_tile_paths(case: dict[str, Any]) -> None:
    with pytest.raises(Bad):
        parse_path(case["path"])


@pytest.mark.parametrize("case", cases("c2sp/tiles.json", "tile_counts"))
def test_tiles_of_a_size(case: dict[str, Any]) -> None:
    found: dict[int, dict[str, int]] = {}
    for tile in tiles_for(0, case["size"]):
        row = found.setdefault(tile.level, {"level": tile.level, "full": 0, "partial": 0})
        if tile.width == 256:
            row["full"] += 1
        else:
            row["partial"] = tile.width
    assert list(found.values()) == case["tiles"]


@pytest.mark.parametrize("case", cases("c2sp/tiles.json", "bundles"))
def test_bundles(case: dict[str, Any]) -> None:
    data = bytes.fromhex(case["hex"])
    entries = [bytes.fromhex(text) for text in case.get("entries_hex", ())]
    if case["valid"]:
        assert list(parse_bundle(data, len(entries))) == entries
        assert bundle_of(entries) == data
    else:
        for width in [case["expected_width"]] if "expected_width" in case else range(257):
            with pytest.raises(Bad):
                parse_bundle(data, width)


# c2sp and golang-sumdb: notes

BAD_CODES = {"unverified": {"note.unverified"}, "bad_signature": {"note.signature"}}


def note_of(case: dict[str, Any]) -> bytes:
    if "note_hex" in case:
        return bytes.fromhex(case["note_hex"])
    if "note_repeat" in case:
        return (case["note_prefix"] + case["note_repeat"] * case["times"]).encode()
    return case["note"].encode()


@pytest.mark.parametrize("case", cases("c2sp/signed_note.json", "cases") + cases("golang-sumdb/note.json", "open"))
def test_notes(case: dict[str, Any]) -> None:
    known = [parse_vkey(text) for text in case["known_vkeys"]]
    if case["expect"] == "ok":
        opened = open_note(note_of(case), known)
        assert [signed.verifier.name for signed in opened.verified] == case["verified"]
        assert opened.text.decode() == case.get("text", opened.text.decode())
        if case.get("unverified"):
            # Two lines of one unknown key stay two lines here: nobody knows which of them is right.
            assert list(dict.fromkeys(line.name for line in opened.unverified)) == case["unverified"]
        return
    with pytest.raises(Bad) as caught:
        open_note(note_of(case), known)
    if case["expect"] in BAD_CODES:
        assert caught.value.code in BAD_CODES[case["expect"]]
        text = parse_note(note_of(case)).text.decode()
        assert text == case.get("text", text)
    else:
        assert case["expect"] == "malformed"
        assert caught.value.code in {"note.text", "note.line", "note.name", "note.size", "note.unsigned", "spelling.base64"}


@pytest.mark.parametrize("case", cases("c2sp/signed_note.json", "vkeys"))
def test_a_published_key(case: dict[str, Any]) -> None:
    key = parse_vkey(case["vkey"])
    assert (key.name, key.key_id.hex(), key.kind, key.public.hex()) == (
        case["name"], case["key_id"], case["signature_type"], case["public_key_hex"],
    )
    assert write_vkey(key) == case["vkey"]


def test_keys_of_the_go_library() -> None:
    case = load("golang-sumdb/note.json")
    for text in case["vkeys_valid"]:
        assert write_vkey(parse_vkey(text)) == text
    first = case["vkeys_valid"][0]
    parts = {first[start:end] for start in range(len(first)) for end in range(start, len(first) + 1)} - {first}
    for text in [row["vkey"] for row in case["vkeys_invalid"]] + sorted(parts):
        with pytest.raises(Bad):
            parse_vkey(text)


def test_signing_gives_the_published_bytes() -> None:
    case = load("golang-sumdb/note.json")
    for row in case["sign"]:
        note = sign_note(row["text"].encode(), row["name"], bytes.fromhex(row["seed_hex"]))
        assert note.decode() == row["text"] + "\n" + row["signature_line"].removesuffix("\n") + "\n"
        assert open_note(note, [parse_vkey(row["vkey"])]).text.decode() == row["text"]
    for row in case["sign_refuse"]:
        with pytest.raises(Bad):
            sign_note(row["text"].encode(), "a", bytes(32))


# checkpoints


@pytest.mark.parametrize("case", cases("c2sp/checkpoint.json", "texts"))
def test_checkpoint_texts(case: dict[str, Any]) -> None:
    text = case["note_text"].encode()
    if case["valid"]:
        expected = (case["origin"], case["size"], b64decode(case["root_b64"]), tuple(case["extensions"]))
        assert parse_checkpoint(text) == expected
    else:
        with pytest.raises(Bad):
            parse_checkpoint(text)


@pytest.mark.parametrize("case", cases("c2sp/checkpoint.json", "signed"))
def test_signed_checkpoints(case: dict[str, Any]) -> None:
    note = case["note"].encode()
    assert parse_checkpoint(parse_note(note).text).origin == case["origin"]
    # Where the specification prints a checkpoint under another origin, no published key has signed it.
    if case["vkey"] is None:
        with pytest.raises(Bad):
            open_note(note, [])
    elif case["valid"]:
        assert open_checkpoint(note, parse_vkey(case["vkey"]), origin=case["origin"]).checkpoint.origin == case["origin"]
    else:
        with pytest.raises(Bad):
            open_checkpoint(note, parse_vkey(case["vkey"]), origin=case["origin"])


def test_tree_heads_of_the_go_library() -> None:
    case = load("golang-sumdb/tlog.json")
    for row in case["leaf_hash"]:
        assert tree.leaf_hash(row["entry"].encode()).hex() == row["leaf_hash_hex"]
    assert tree.EMPTY_ROOT.hex() == case["empty_tree_root_hex"]
    good = case["valid"][0]
    head = parse_checkpoint(good["text"].encode())
    assert (head.origin, head.size, head.root) == (good["origin"], good["size"], b64decode(good["root_b64"]))
    other, *malformed = case["invalid"]
    # That library reads one log only. For us the first of its bad texts is the head of another log.
    assert parse_checkpoint(other["text"].encode()).origin != good["origin"]
    for row in malformed:
        with pytest.raises(Bad):
            parse_checkpoint(row["text"].encode())
    unended, one, many = case["extensions"]
    with pytest.raises(Bad):
        parse_checkpoint((good["text"] + unended["text_suffix"]).encode())
    assert parse_checkpoint((good["text"] + one["text_suffix"]).encode()).extensions == ("JOE",)
    repeated = parse_checkpoint((good["text"] + many["text_suffix_repeat"] * many["times"]).encode())
    assert repeated.extensions == ("JOE",) * 1000
