"""Our own vectors of trees, notes, policies, proofs and witnesses: each case gets its answer, and the files are as written."""

import json
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

from safeconduct.record import ed25519, tree
from safeconduct.record.checkpoint import open_checkpoint, parse_checkpoint, write_checkpoint
from safeconduct.record.cosignature import cosign
from safeconduct.record.faults import Bad
from safeconduct.record.mirror import Pending, add_entries
from safeconduct.record.note import open_note, parse_note
from safeconduct.record.policy import parse_policy, weigh
from safeconduct.record.proof import check_proof, parse_proof, write_proof
from safeconduct.record.test_keys import is_test_key
from safeconduct.record.tiles import Bundle, Tile, bundle_of, parse_bundle, parse_path, path_of, tiles_for
from safeconduct.record.vkey import parse_vkey, write_vkey
from safeconduct.record.witness import Seen, add_checkpoint
from tools import record_vectors_cosigners, record_vectors_tree

FOLDER = Path(__file__).parents[2] / "vectors"
TREE, NOTES, POLICIES, PROOFS, WITNESS = (
    json.loads((FOLDER / f"{name}.json").read_bytes()) for name in ("tree", "notes", "policies", "proofs", "witness")
)
SEED = bytes(32)


def numbered(cases: list[dict[str, Any]]) -> list[Any]:
    return [pytest.param(case, id=f"{number} {case.get('why', '')}") for number, case in enumerate(cases)]


def hashes(texts: list[str]) -> list[bytes]:
    return [bytes.fromhex(text) for text in texts]


@pytest.mark.parametrize("made", [record_vectors_tree, record_vectors_cosigners])
def test_the_files_are_what_the_tools_write(made: Any) -> None:
    for name, content in made.vectors().items():
        assert (FOLDER / name).read_text(encoding="utf-8") == content


def test_roots_and_frontiers() -> None:
    frontier = tree.Frontier()
    for size, root in enumerate(TREE["roots"]):
        assert frontier.root().hex() == root
        if size < len(TREE["leaf_hashes"]):
            assert tree.leaf_hash(b"entry %d" % size).hex() == TREE["leaf_hashes"][size]
            frontier.append(bytes.fromhex(TREE["leaf_hashes"][size]))
    for case in TREE["frontiers"]:
        grown = tree.Frontier()
        grown.extend(tree.leaf_hash(b"entry %d" % number) for number in range(int(case["size"])))
        assert [hash_.hex() for hash_ in grown.hashes] == case["hashes"]


@pytest.mark.parametrize("case", numbered(TREE["inclusion"] + TREE["large"]))
def test_inclusion(case: dict[str, Any]) -> None:
    leaf, root = bytes.fromhex(case["leaf"]), bytes.fromhex(case["root"])
    assert tree.verify_inclusion(leaf, int(case["index"]), int(case["size"]), hashes(case["path"]), root) == case["valid"]


@pytest.mark.parametrize("case", numbered(TREE["consistency"]))
def test_consistency(case: dict[str, Any]) -> None:
    sizes, roots = (int(case["old"]), int(case["new"])), hashes([case["old_root"], case["new_root"]])
    assert tree.verify_consistency(*sizes, hashes(case["path"]), *roots) == case["valid"]
    assert tree.verify_growth(*sizes, hashes(case["path"]), *roots) == case.get("growth", case["valid"])


@pytest.mark.parametrize("case", numbered(TREE["subtrees"]))
def test_subtrees(case: dict[str, Any]) -> None:
    place, roots = [int(case[key]) for key in ("start", "end", "size")], hashes([case["subtree"], case["root"]])
    assert tree.verify_subtree(*place, hashes(case["path"]), *roots) == case["valid"]


@pytest.mark.parametrize("case", numbered(TREE["tile_paths"]))
def test_tile_paths(case: dict[str, Any]) -> None:
    if case["valid"]:
        index, width = int(case["index"]), case["width"]
        expected = Bundle(index, width) if "entries" in case else Tile(case["level"], index, width)
        assert parse_path(case["path"]) == expected
        assert path_of(expected) == case["path"]
    else:
        with pytest.raises(Bad):
            parse_path(case["path"])


def test_tiles_of_a_size() -> None:
    for size, rows in TREE["tiles_of_size"].items():
        tiles = list(tiles_for(0, int(size)))
        for row in rows:
            level = [tile for tile in tiles if tile.level == row["level"]]
            assert sum(tile.width == 256 for tile in level) == row["full"]
            assert [tile.width for tile in level if tile.width < 256] == ([row["narrow"]] if row["narrow"] else [])
        assert {tile.level for tile in tiles} == {row["level"] for row in rows}


@pytest.mark.parametrize("case", numbered(TREE["bundles"]))
def test_bundles(case: dict[str, Any]) -> None:
    data = bytes.fromhex(case["hex"])
    if case["valid"]:
        assert list(parse_bundle(data, case["width"])) == hashes(case["entries"])
        assert bundle_of(hashes(case["entries"])) == data
    else:
        with pytest.raises(Bad):
            parse_bundle(data, case["width"])


@pytest.mark.parametrize("case", numbered(NOTES["notes"]))
def test_notes(case: dict[str, Any]) -> None:
    known = [parse_vkey(text) for text in case["known"]]
    if case["valid"]:
        opened = open_note(case["note"].encode(), known)
        assert [signed.verifier.name for signed in opened.verified] == case["verified"]
        assert opened.text.decode() == case["text"]
    else:
        with pytest.raises(Bad):
            open_note(case["note"].encode(), known)


@pytest.mark.parametrize("case", numbered(NOTES["keys"]))
def test_keys(case: dict[str, Any]) -> None:
    if case["valid"]:
        key = parse_vkey(case["vkey"])
        assert (key.name, key.key_id.hex(), key.kind) == (case["name"], case["id"], case["kind"])
        assert write_vkey(key) == case["vkey"]
        assert is_test_key(key.public)
    else:
        with pytest.raises(Bad):
            parse_vkey(case["vkey"])


@pytest.mark.parametrize("case", numbered(NOTES["checkpoints"]))
def test_checkpoints(case: dict[str, Any]) -> None:
    if case["valid"]:
        head = parse_checkpoint(case["text"].encode())
        assert (head.origin, str(head.size), head.root.hex()) == (case["origin"], case["size"], case["root"])
        assert list(head.extensions) == case["extensions"]
        assert write_checkpoint(head).decode() == case["text"]
    else:
        with pytest.raises(Bad):
            parse_checkpoint(case["text"].encode())


@pytest.mark.parametrize("case", numbered(NOTES["cosignatures"]))
def test_cosignatures(case: dict[str, Any]) -> None:
    log, cosigner = parse_vkey(NOTES["log"]), parse_vkey(case["vkey"])
    if case["valid"]:
        opened = open_checkpoint(case["note"].encode(), log, [cosigner])
        assert [signed.at for signed in opened.cosigned] == ([case["at"]] if case["at"] else [])
    else:
        with pytest.raises(Bad):
            open_checkpoint(case["note"].encode(), log, [cosigner])


@pytest.mark.parametrize("policy", POLICIES["valid"])
def test_policies(policy: str) -> None:
    assert not parse_policy(policy.encode()).satisfied(()) or policy == "quorum none"


@pytest.mark.parametrize("case", numbered(POLICIES["refused"]))
def test_policies_to_refuse(case: dict[str, Any]) -> None:
    with pytest.raises(Bad):
        parse_policy(case["policy"].encode())


@pytest.mark.parametrize("case", numbered(POLICIES["weighed"]))
def test_weighing(case: dict[str, Any]) -> None:
    weighed = weigh(case["note"].encode(), parse_policy(case["policy"].encode()), now=case["now"])
    assert weighed.satisfied == case["satisfied"]
    assert [cosigned.name for cosigned in weighed.cosigned] == case["cosigned"]
    assert (list(weighed.ahead), list(weighed.missing)) == (case["ahead"], case["missing"])


@pytest.mark.parametrize("case", numbered(PROOFS["valid"] + PROOFS["refused"]))
def test_proofs(case: dict[str, Any]) -> None:
    data, leaf, policy = case["proof"].encode(), bytes.fromhex(case["leaf"]), parse_policy(PROOFS["policy"].encode())
    if "why" in case:
        with pytest.raises(Bad):
            check_proof(parse_proof(data), leaf, policy, now=PROOFS["now"])
        return
    proof = parse_proof(data)
    assert check_proof(proof, leaf, policy, now=PROOFS["now"]).satisfied
    assert (str(proof.index), proof.extra) == (case["index"], bytes.fromhex(case["extra"]) if case["extra"] else None)
    assert write_proof(proof.index, proof.path, proof.checkpoint, proof.extra) == data


def lines(text: bytes) -> str:
    return cosign(text, "own.example", SEED, 1_800_000_000)


class Memory:
    """A witness and a mirror of one log."""

    def __init__(self, heads: dict[int, Pending]) -> None:
        self.seen: Seen | None = None
        self.heads, self.kept, self.size = heads, list[bytes](), 0

    def get(self, origin: str) -> Seen | None:
        return self.seen

    def swap(self, origin: str, old: Seen | None, new: Seen, note: bytes) -> bool:
        self.seen = new
        return True

    def next_entry(self, origin: str) -> int | None:
        return len(self.kept)

    def pending(self, origin: str, size: int | None = None) -> Pending | None:
        return self.heads.get(max(self.heads) if size is None else size)

    def mirrored(self, origin: str) -> int:
        return self.size

    def leaf_hashes(self, origin: str, start: int, end: int) -> list[bytes]:
        return [tree.leaf_hash(entry) for entry in self.kept[start:end]]

    def entry(self, origin: str, index: int) -> bytes:
        return self.kept[index]

    def save(self, origin: str, start: int, entries: Any) -> None:
        self.kept.extend(entries[len(self.kept) - start :])

    def commit(self, origin: str, size: int) -> bool:
        self.size = size
        return True

    def save_body(self, origin: str, index: int, body: bytes) -> None:
        raise AssertionError


def test_a_conversation_with_a_witness() -> None:
    log, memory = parse_vkey(WITNESS["log"]), Memory({})
    for step in WITNESS["add_checkpoint"]:
        reply = add_checkpoint(step["request"].encode(), memory, {log.name: [log]}, lines)
        assert (reply.status, memory.seen and memory.seen.size) == (step["status"], step["size_after"]), step["why"]
        assert reply.body.decode() == step.get("answer", reply.body.decode())


def test_a_conversation_with_a_mirror() -> None:
    heads = {}
    for note in WITNESS["checkpoints"]:
        text = parse_note(note.encode()).text
        head = parse_checkpoint(text)
        heads[head.size] = Pending(text, head.size, head.root)
    memory = Memory(heads)
    for step in WITNESS["add_entries"]:
        reply = add_entries(BytesIO(bytes.fromhex(step["request"])).read, memory, lines)
        assert (reply.status, reply.body.decode()) == (step["status"], step.get("answer", reply.body.decode())), step["why"]
    assert memory.kept == [b"entry %d" % number for number in range(600)]


def test_every_key_in_the_files_is_a_test_key() -> None:
    files = [FOLDER / f"{name}.json" for name in ("notes", "policies", "proofs", "witness")]
    words = {word for file in files for word in file.read_text().replace("\\n", " ").replace('"', " ").split()}
    found = []
    for word in words:
        try:
            found.append(parse_vkey(word))
        except Bad:
            continue
    assert len(found) >= 9
    assert all(is_test_key(key.public) for key in found)
    assert all(ed25519.is_registrable(key.public) for key in found)
