"""Proofs as files: read as written, refused in any other spelling, and checked whole."""


import pytest
from hypothesis import given
from hypothesis import strategies as st

from safeconduct.record import ed25519, tree
from safeconduct.record.checkpoint import Checkpoint, sign_checkpoint, write_checkpoint
from safeconduct.record.cosignature import cosign
from safeconduct.record.faults import Bad
from safeconduct.record.note import add_lines, verifier_of, write_vkey
from safeconduct.record.policy import parse_policy
from safeconduct.record.proof import Proof, check_proof, parse_proof, write_proof
from safeconduct.record.test_keys import seed_for

SEED, WITNESS_SEED = seed_for("operator log 0"), seed_for("guarantor witness 0")
LOG = verifier_of("log.example", 1, ed25519.public_of(SEED))
WITNESS = verifier_of("witness.example", 4, ed25519.public_of(WITNESS_SEED))
POLICY = parse_policy(f"log {write_vkey(LOG)}\nwitness w {write_vkey(WITNESS)}\nquorum w\n".encode())
LEAVES = [tree.leaf_hash(b"%d" % number) for number in range(11)]
NOW = 1_800_000_000


def nodes(level: int, index: int) -> bytes:
    return LEAVES[index] if level == 0 else tree.node_hash(nodes(level - 1, 2 * index), nodes(level - 1, 2 * index + 1))


HEAD = Checkpoint("log.example", 11, tree.root_from(nodes, 11))
RECORDED = sign_checkpoint(HEAD, SEED)
WITNESSED = add_lines(RECORDED, [cosign(write_checkpoint(HEAD), "witness.example", WITNESS_SEED, NOW)])
DATA = write_proof(6, tree.inclusion_path(nodes, 6, 11), WITNESSED, b"the leaf")


def test_a_proof_is_checked_whole() -> None:
    proof = parse_proof(DATA)
    assert (proof.extra, proof.index) == (b"the leaf", 6)
    assert check_proof(proof, LEAVES[6], POLICY, now=NOW).checkpoint == HEAD
    with pytest.raises(Bad, match="does not lead from this entry"):
        check_proof(proof, LEAVES[7], POLICY, now=NOW)
    with pytest.raises(Bad, match="too few have cosigned"):
        check_proof(proof._replace(checkpoint=RECORDED), LEAVES[6], POLICY, now=NOW)
    with pytest.raises(Bad, match="too few have cosigned"):
        check_proof(proof, LEAVES[6], POLICY, now=NOW - 601)


def test_every_changed_byte_but_those_of_the_extra_data_is_found() -> None:
    extra = DATA.index(b"extra"), DATA.index(b"\nindex")
    for at in range(len(DATA)):
        for bit in (1, 4, 32, 128):
            changed = DATA[:at] + bytes([DATA[at] ^ bit]) + DATA[at + 1 :]
            try:
                proof = parse_proof(changed)
                check_proof(proof, LEAVES[6], POLICY, now=NOW)
            except Bad:
                continue
            assert extra[0] <= at < extra[1]
            assert proof.extra != b"the leaf"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"c2sp.org/tlog-proof@v1\n", b""),
        (b"c2sp.org/tlog-proof@v1\n", b"c2sp.org/tlog-proof@v1\n\n"),
        (b"c2sp.org/tlog-proof@v1\n", b"c2sp.org/tlog-proof@v1 \n"),
        (b"extra dGhlIGxlYWY=\n", b"extra \n"),
        (b"extra dGhlIGxlYWY=\n", b"extra dGhlIGxlYWY\n"),
        (b"extra dGhlIGxlYWY=\n", b"extra dGhlIGxlYWY=\nextra dGhlIGxlYWY=\n"),
        (b"index 6\n", b"index 06\n"),
        (b"index 6\n", b"index  6\n"),
        (b"index 6\n", b"index 6\r\n"),
        (b"index 6\n", b""),
        (b"index 6\n", b"index 18446744073709551616\n"),
        (b"index 6\n", b"index 6\nAAAA\n"),
    ],
)
def test_other_spellings_are_refused(old: bytes, new: bytes) -> None:
    assert old in DATA
    with pytest.raises(Bad):
        parse_proof(DATA.replace(old, new))


def test_limits() -> None:
    head = DATA.partition(b"\n\n")[0].decode().split("\n")
    with pytest.raises(Bad, match="too many hashes"):
        parse_proof("\n".join([*head[:3], *[head[3]] * 65]).encode() + b"\n\n")
    assert len(parse_proof("\n".join([*head[:3], *[head[3]] * 64]).encode() + b"\n\n").path) == 64
    parse_proof(DATA + bytes(2_000_000 - len(DATA)))
    with pytest.raises(Bad, match="too large"):
        parse_proof(DATA + bytes(2_000_001 - len(DATA)))


proofs = st.builds(
    Proof,
    st.none() | st.binary(min_size=1, max_size=40),
    st.integers(0, 2**64 - 1),
    st.lists(st.binary(min_size=32, max_size=32), max_size=64).map(tuple),
    st.binary(max_size=40),
)


@given(proofs)
def test_a_proof_is_read_as_it_is_written(proof: Proof) -> None:
    assert parse_proof(write_proof(proof.index, proof.path, proof.checkpoint, proof.extra)) == proof


@pytest.mark.parametrize(
    "parts", [(-1, [], None), (2**64, [], None), (0, [bytes(31)], None), (0, [bytes(32)] * 65, None), (0, [], b"")]
)
def test_what_could_not_be_read_again_is_not_written(parts: tuple[int, list[bytes], bytes | None]) -> None:
    index, path, extra = parts
    with pytest.raises(Bad):
        write_proof(index, path, RECORDED, extra)


@given(st.binary(max_size=200))
def test_reading_any_bytes_raises_nothing_else(data: bytes) -> None:
    for whole in (data, b"c2sp.org/tlog-proof@v1\nindex " + data):
        try:
            proof = parse_proof(whole)
        except Bad:
            continue
        with pytest.raises(Bad):
            check_proof(proof, LEAVES[0], POLICY, now=NOW)
