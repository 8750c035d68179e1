"""Published test vectors for trees, tiles, notes and checkpoints. Those of cosigners are in `test_public_vectors_cosigners`.

Every case of each set is run. Where our answer differs from the published one, the case is named here with the reason.
"""

import json
from base64 import b64decode
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from safeconduct.record import ed25519, tree
from safeconduct.record.checkpoint import open_checkpoint, parse_checkpoint, sign_checkpoint
from safeconduct.record.faults import Bad
from safeconduct.record.note import open_note, parse_note, sign_note
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
from safeconduct.record.vkey import key_id_of, parse_line, parse_vkey, verifier_of, write_vkey
from tests.published import FOLDER, cases, files, load, needed

pytestmark = needed

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


# sigsum: checkpoints


def test_checkpoints_of_sigsum() -> None:
    case = load("sigsum/checkpoint.json")
    log = parse_vkey(case["signer"]["log_vkey"])
    good = case["valid"]
    opened = open_checkpoint(good["note"].encode(), log)
    assert opened.checkpoint == (good["origin"], good["size"], b64decode(good["root_b64"]), ())
    assert sign_checkpoint(opened.checkpoint, bytes.fromhex(case["signer"]["seed_hex"])) == good["note"].encode()
    for row in case["invalid"]:
        with pytest.raises(Bad):
            open_checkpoint(row["note"].encode(), log)
    sumdb = case["go_sumdb"]
    head = open_checkpoint(sumdb["note"].encode(), parse_vkey(sumdb["vkey"]), origin=sumdb["origin"]).checkpoint
    assert (head.size, head.root) == (sumdb["size"], parse_checkpoint(parse_note(sumdb["note"].encode()).text).root)


# A signature of three bytes cannot hold a key id. The set allows either answer; ours is that the note is malformed.
THREE_BYTES = {"plus a line with a 3-byte blob of another key", "unknown key before and after"}


def short_line(note: str) -> bool:
    return any(len(line.split(" ")[-1]) == 4 for line in note.splitlines() if line.startswith("\N{EM DASH} "))


@pytest.mark.parametrize("case", cases("sigsum/checkpoint.json", "extra_signatures"))
def test_further_lines_of_sigsum(case: dict[str, Any]) -> None:
    log = parse_vkey(load("sigsum/checkpoint.json")["signer"]["log_vkey"])
    if case["valid"] and not short_line(case["note"]):
        assert open_checkpoint(case["note"].encode(), log).checkpoint.size == 10
    else:
        assert not case["valid"] or case["id"] in THREE_BYTES
        with pytest.raises(Bad):
            open_checkpoint(case["note"].encode(), log)


def test_signature_lines_of_sigsum() -> None:
    for row in load("sigsum/checkpoint.json")["signature_lines"]:
        # As above: what is called another length there is malformed here if no key id fits into it.
        if row["result"] == "malformed" or short_line(row["line"]):
            with pytest.raises(Bad):
                parse_line(row["line"])
            continue
        line = parse_line(row["line"])
        results = {(True, True): "parsed", (False, True): "other name", (True, False): "other length"}
        assert results[line.name == row["expected_name"], len(line.signature) == 64] == row["result"]
        assert line.key_id.hex() == row.get("key_id", line.key_id.hex())


def test_keys_of_sigsum() -> None:
    keys = load("sigsum/checkpoint.json")["vkeys"]
    computed, zero = keys["computed"], keys["zero_key"]
    key = verifier_of(computed["name"], computed["signature_type"], bytes.fromhex(computed["public_key_hex"]))
    assert write_vkey(key) == computed["vkey"]
    assert parse_vkey(computed["vkey"]) == key
    assert key_id_of(zero["name"], zero["signature_type"], bytes.fromhex(zero["public_key_hex"])).hex() == zero["key_id_hex"]
    assert not ed25519.is_registrable(bytes.fromhex(zero["public_key_hex"]))
    # Their reader takes an id that is not that of the key. Ours refuses it.
    with pytest.raises(Bad, match="the id is not that of the key"):
        parse_vkey(keys["id_does_not_fit"]["vkey"])


# cose-receipts: the shape of their trees; the signatures cannot be checked, as no key is published


def test_the_trees_of_two_receipts() -> None:
    cbor2 = pytest.importorskip("cbor2")
    expected = load("cose-receipts/expected.json")

    def proof_of(name: str, label: int) -> list[Any]:
        data = (FOLDER / "cose-receipts" / expected[name]["file"]).read_bytes()
        assert len(data) == expected[name]["bytes"]
        message = cbor2.loads(data)
        assert message.tag == expected[name]["tag"]
        assert message.value[2] is None
        return cbor2.loads(message.value[1][396][label][0])

    size, index, path = proof_of("inclusion_receipt", -1)
    old, new, joined = proof_of("consistency_receipt", -2)
    first, second = expected["inclusion_receipt"], expected["consistency_receipt"]
    assert (size, index, len(path)) == (first["tree_size"], first["leaf_index"], first["path_len"])
    assert (old, new, len(joined)) == (second["tree_size_1"], second["tree_size_2"], second["path_len"])
    assert joined[1].hex() == first["leaf_hash_hex"]
    root = bytes.fromhex(first["root_hex"])
    assert tree.verify_inclusion(joined[1], index, size, path, root)
    assert tree.verify_consistency(old, new, joined, bytes.fromhex(second["root_1_hex"]), root)
