"""What a witness answers, apart from the published cases: what it keeps, when it signs, and what a client takes from it."""


import pytest
from hypothesis import given
from hypothesis import strategies as st

from safeconduct.record import ed25519, tree
from safeconduct.record.checkpoint import Checkpoint, sign_checkpoint, write_checkpoint
from safeconduct.record.cosignature import cosign
from safeconduct.record.faults import Bad
from safeconduct.record.note import add_lines, parse_note, verifier_of
from safeconduct.record.test_keys import seed_for
from safeconduct.record.witness import (
    Reply,
    Seen,
    add_checkpoint,
    parse_add_checkpoint,
    parse_size,
    take_lines,
    write_add_checkpoint,
)

SEED, WITNESS_SEED = seed_for("operator log 0"), seed_for("guarantor witness 0")
LOG = verifier_of("log.example", 1, ed25519.public_of(SEED))
WITNESS = verifier_of("witness.example", 4, ed25519.public_of(WITNESS_SEED))
NOW = 1_800_000_000
LEAVES = [tree.leaf_hash(b"%d" % number) for number in range(16)]


def nodes(level: int, index: int) -> bytes:
    return LEAVES[index] if level == 0 else tree.node_hash(nodes(level - 1, 2 * index), nodes(level - 1, 2 * index + 1))


def head_of(size: int) -> Checkpoint:
    return Checkpoint("log.example", size, tree.root_from(nodes, size))


def request(old: int, new: int) -> bytes:
    return write_add_checkpoint(old, tree.growth_path(nodes, old, new), sign_checkpoint(head_of(new), SEED))


class Memory:
    """Holds what it is given, and writes down in which order things happened."""

    def __init__(self, size: int = 0) -> None:
        self.seen = Seen(size, head_of(size).root) if size else None
        self.events: list[str] = []
        self.note = b""

    def get(self, origin: str) -> Seen | None:
        return self.seen

    def swap(self, origin: str, old: Seen | None, new: Seen, note: bytes) -> bool:
        assert old == self.seen
        self.seen, self.note = new, note
        self.events.append("held")
        return True

    def lines(self, text: bytes) -> str:
        self.events.append("signed")
        return cosign(text, "witness.example", WITNESS_SEED, NOW)


def ask(body: bytes, memory: Memory) -> Reply:
    return add_checkpoint(body, memory, {"log.example": [LOG]}, memory.lines)


def test_the_tree_is_held_before_it_is_signed() -> None:
    memory = Memory()
    assert ask(request(0, 5), memory).status == 200
    assert memory.events == ["held", "signed"]


def test_only_the_lines_of_the_log_are_kept() -> None:
    memory, signed = Memory(), sign_checkpoint(head_of(5), SEED)
    extra = [cosign(write_checkpoint(head_of(5)), name, WITNESS_SEED, NOW) for name in ("witness.example", "other.example")]
    assert ask(write_add_checkpoint(0, (), add_lines(signed, extra)), memory).status == 200
    assert memory.note == signed


def test_nothing_is_held_or_signed_where_the_answer_is_no() -> None:
    forged = sign_checkpoint(head_of(9)._replace(root=bytes(32)), SEED)
    path = tree.growth_path(nodes, 5, 9)
    for body in (write_add_checkpoint(5, path, forged), request(4, 9), b"", request(5, 9) + b"x", request(5, 9)[:-1]):
        memory = Memory(5)
        assert ask(body, memory).status in {400, 403, 409, 422}
        assert (memory.events, memory.seen) == ([], Seen(5, head_of(5).root))


def test_what_may_show_a_fork_is_kept_and_other_refusals_are_not() -> None:
    forged = sign_checkpoint(head_of(5)._replace(root=bytes(32)), SEED)
    assert ask(write_add_checkpoint(5, (), forged), Memory(5)).keep
    unsigned = forged.replace(b"\n5\n", b"\n6\n")
    for body in (request(4, 5), write_add_checkpoint(5, (), unsigned), b"old"):
        assert not ask(body, Memory(5)).keep


def test_a_client_takes_the_lines_of_keys_it_knows() -> None:
    text = write_checkpoint(head_of(5))
    mine = cosign(text, "witness.example", WITNESS_SEED, NOW)
    strange = cosign(text, "stranger.example", WITNESS_SEED, NOW)
    assert take_lines((strange + mine).encode(), text, [WITNESS]) == (mine,)
    assert take_lines(b"", text, [WITNESS]) == ()
    for reply in (mine[:-1], mine + "\n", "x\n" + mine):
        with pytest.raises(Bad):
            take_lines(reply.encode(), text, [WITNESS])
    with pytest.raises(Bad, match="does not fit"):
        take_lines(mine.encode(), write_checkpoint(head_of(6)), [WITNESS])


def test_a_client_learns_the_size_and_goes_on_from_there() -> None:
    memory = Memory(5)
    reply = ask(request(0, 9), memory)
    assert (reply.status, parse_size(reply.body)) == (409, 5)
    assert ask(request(parse_size(reply.body), 9), memory).status == 200
    for body in (b"", b"5", b"05\n", b"5\n\n", b"\xff\n", b"-1\n"):
        with pytest.raises(Bad):
            parse_size(body)


UNREADABLE = [b"old 5", b"old 5\n", b"5\n\n", b"old\n\n", b"Old 5\n\n", b"old 5 \n\n", b"old \xff\n\n", b"\nold 5\n\n"]


@pytest.mark.parametrize("body", UNREADABLE)
def test_a_request_that_cannot_be_read(body: bytes) -> None:
    with pytest.raises(Bad):
        parse_add_checkpoint(body)


def test_sixty_three_hashes_are_the_most() -> None:
    assert len(parse_add_checkpoint(write_add_checkpoint(1, [bytes(32)] * 63, b"")).path) == 63
    with pytest.raises(Bad, match="too many hashes"):
        parse_add_checkpoint(write_add_checkpoint(1, [bytes(32)] * 64, b""))


def test_a_log_may_have_two_keys() -> None:
    other = verifier_of("log.example", 1, ed25519.public_of(WITNESS_SEED))
    memory = Memory()
    assert add_checkpoint(request(0, 5), memory, {"log.example": [other, LOG]}, memory.lines).status == 200
    assert parse_note(memory.note).lines[0].key_id == LOG.key_id


@given(st.binary(max_size=200) | st.binary(max_size=80).map(lambda data: b"old 5\n" + data + request(5, 9)[6:]))
def test_any_request_gets_an_answer(data: bytes) -> None:
    memory = Memory(5)
    reply = ask(data, memory)
    assert (reply.status == 200) == (memory.events == ["held", "signed"])
    try:
        parsed = parse_add_checkpoint(data)
    except Bad:
        assert reply.status == 400
    else:
        assert write_add_checkpoint(*parsed) == data
    try:
        take_lines(data, b"text\n", [WITNESS])
    except Bad:
        return
    assert not data or data.endswith(b"\n")
