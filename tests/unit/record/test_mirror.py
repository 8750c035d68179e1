"""What a mirror answers: uploads whole, in parts, cut off, wrong, and two at once."""

from collections.abc import Callable, Sequence
from hashlib import sha256
from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from safeconduct.record import ed25519, tree
from safeconduct.record.checkpoint import Checkpoint, sign_checkpoint, write_checkpoint
from safeconduct.record.cosignature import cosign
from safeconduct.record.faults import Bad
from safeconduct.record.leaf import Leaf, write_leaf
from safeconduct.record.mirror import (
    MirrorInfo,
    Pending,
    add_bodies,
    add_entries,
    packages,
    parse_mirror_info,
    write_add_bodies,
    write_add_entries,
)
from safeconduct.record.note import verifier_of
from safeconduct.record.test_keys import seed_for
from safeconduct.record.witness import Reply, Seen, add_checkpoint, take_lines, write_add_checkpoint

SEED, MIRROR_SEED = seed_for("operator log 0"), seed_for("guarantor mirror 0")
LOG = verifier_of("log.example", 1, ed25519.public_of(SEED))
MIRROR = verifier_of("mirror.example", 4, ed25519.public_of(MIRROR_SEED))
NOW = 1_800_000_000
BODIES = [b"body %d" % number for number in range(1500)]
ENTRIES = [write_leaf(Leaf(bytes(8), sha256(body).digest(), bytes(64))) for body in BODIES]
ROWS = [[tree.leaf_hash(entry) for entry in ENTRIES]]
while len(ROWS[-1]) > 1:
    ROWS.append([tree.node_hash(*ROWS[-1][at : at + 2]) for at in range(0, len(ROWS[-1]) - 1, 2)])


def nodes(level: int, index: int) -> bytes:
    return ROWS[level][index]


def entries(start: int, end: int) -> Sequence[bytes]:
    return ENTRIES[start:end]


def head_of(size: int) -> Checkpoint:
    return Checkpoint("log.example", size, tree.root_from(nodes, size))


class Memory:
    """A mirror of one log that forgets when the test ends."""

    def __init__(self) -> None:
        self.heads: dict[int, Pending] = {}
        self.kept: list[bytes] = []
        self.size = 0
        self.bodies: dict[int, bytes] = {}
        self.before_save: list[Callable[[], object]] = []
        self.signed: list[bytes] = []

    # What a witness needs.

    def get(self, origin: str) -> Seen | None:
        newest = self.pending(origin)
        return Seen(newest.size, newest.root) if newest else None

    def swap(self, origin: str, old: Seen | None, new: Seen, note: bytes) -> bool:
        self.heads[new.size] = Pending(note.partition(b"\n\n")[0] + b"\n", new.size, new.root)
        return True

    # What a mirror needs.

    def next_entry(self, origin: str) -> int | None:
        return len(self.kept) if origin == "log.example" else None

    def pending(self, origin: str, size: int | None = None) -> Pending | None:
        return self.heads.get(max(self.heads, default=0) if size is None else size)

    def mirrored(self, origin: str) -> int:
        return self.size

    def leaf_hashes(self, origin: str, start: int, end: int) -> list[bytes]:
        assert 0 <= start <= end <= len(self.kept)
        return [tree.leaf_hash(entry) for entry in self.kept[start:end]]

    def entry(self, origin: str, index: int) -> bytes:
        return self.kept[index]

    def save(self, origin: str, start: int, entries: Sequence[bytes]) -> None:
        if self.before_save:
            self.before_save.pop()()
        assert start <= len(self.kept)
        self.kept.extend(entries[len(self.kept) - start :])

    def commit(self, origin: str, size: int) -> bool:
        assert len(self.kept) >= size
        if size < self.size:
            return False
        self.size = size
        return True

    def save_body(self, origin: str, index: int, body: bytes) -> None:
        self.bodies[index] = body

    # And the hands of its operator.

    def told(self, *sizes: int) -> "Memory":
        """Let the mirror see checkpoints of these sizes, one after the other."""
        for size in sizes:
            seen = self.get("log.example")
            old = seen.size if seen else 0
            body = write_add_checkpoint(old, tree.growth_path(nodes, old, size), sign_checkpoint(head_of(size), SEED))
            reply = add_checkpoint(body, self, {"log.example": [LOG]}, lambda text: "")
            assert (reply.status, reply.body) == (200, b"")
        return self

    def lines(self, text: bytes) -> str:
        self.signed.append(text)
        return cosign(text, "mirror.example", MIRROR_SEED, NOW)

    def upload(self, start: int, end: int, most: int = 32, origin: str = "log.example") -> Reply:
        return self.take(b"".join(write_add_entries(origin, start, end, entries, nodes, most=most)))

    def take(self, body: bytes) -> Reply:
        return add_entries(BytesIO(body).read, self, self.lines)


def body_of(start: int, end: int, most: int = 32) -> bytes:
    return b"".join(write_add_entries("log.example", start, end, entries, nodes, most=most))


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        (0, 0, []),
        (7, 7, []),
        (0, 1, [(0, 0, 1)]),
        (5, 256, [(0, 5, 256)]),
        (255, 257, [(0, 255, 256), (256, 256, 257)]),
        (256, 700, [(256, 256, 512), (512, 512, 700)]),
    ],
)
def test_packages_are_parted_at_bundles(start: int, end: int, expected: list[tuple[int, int, int]]) -> None:
    assert list(packages(start, end)) == expected


def test_a_mirror_signs_when_it_has_every_entry() -> None:
    memory = Memory().told(5, 700)
    reply = memory.upload(0, 700)
    text = write_checkpoint(head_of(700))
    assert (reply.status, memory.kept, memory.size, memory.signed) == (200, ENTRIES[:700], 700, [text])
    assert take_lines(reply.body, text, [MIRROR]) == (reply.body.decode(),)


def test_an_upload_in_parts_goes_on_where_the_mirror_says() -> None:
    memory = Memory().told(1500)
    asked = memory.upload(0, 0)
    info, uploads = parse_mirror_info(asked.body), 0
    assert (asked.status, info) == (409, MirrorInfo(1500, 0, b""))
    while (reply := memory.upload(info.next_entry, info.size, most=2)).status == 202:
        assert reply.content_type == "text/x.tlog.mirror-info"
        info, uploads = parse_mirror_info(reply.body), uploads + 1
        assert info == (1500, 512 * uploads, b"")
        assert memory.signed == []
    assert (reply.status, uploads, memory.size, memory.kept) == (200, 2, 1500, ENTRIES)


def test_an_upload_may_begin_and_end_inside_a_bundle() -> None:
    memory = Memory().told(3, 300, 301, 555)
    assert [memory.upload(*part).status for part in ((0, 3), (3, 300), (300, 301), (280, 555))] == [200] * 4
    assert memory.kept == ENTRIES[:555]
    assert [head.partition(b"\n")[2].partition(b"\n")[0] for head in memory.signed] == [b"3", b"300", b"301", b"555"]


def test_an_upload_cut_off_anywhere_keeps_whole_packages_only() -> None:
    body = body_of(0, 600)
    ends = [len(body_of(0, 600, most)) for most in (1, 2, 3)]
    near = [end + by for end in ends[:2] for by in (-1, 1, 40)]
    for cut in [0, 1, 2, 12, 30, 31, 32, 33, 34, 100, *near, *ends, len(body) - 1]:
        memory = Memory().told(600)
        reply = memory.take(body[:cut])
        whole = sum(end <= cut for end in ends)
        assert len(memory.kept) == min(600, 256 * whole)
        assert reply.status == {0: 400, 1: 202, 2: 202, 3: 200}[whole]
        assert memory.signed == ([] if whole < 3 else [write_checkpoint(head_of(600))])
        if reply.status == 202:
            assert parse_mirror_info(reply.body) == (600, 256 * whole, b"")


def test_no_byte_of_the_first_package_can_be_changed() -> None:
    body = body_of(0, 3)
    head = len(b"".join(list(write_add_entries("log.example", 0, 3, entries, nodes))[:1]))
    for at in range(head, len(body)):
        memory = Memory().told(3)
        assert memory.take(body[:at] + bytes([body[at] ^ 1]) + body[at + 1 :]).status in {400, 422}
        assert (memory.kept, memory.signed, memory.size) == ([], [], 0)


def test_a_wrong_package_ends_the_upload_and_what_came_before_stays() -> None:
    memory, body = Memory().told(600), bytearray(body_of(0, 600))
    body[-40] ^= 1
    reply = memory.take(bytes(body))
    assert (reply.status, len(memory.kept), memory.signed, memory.size) == (422, 512, [], 0)
    assert b"from 512 to 599" in reply.body


def test_too_many_hashes_are_refused() -> None:
    package = (146).to_bytes(2, "big") + ENTRIES[0]
    head = next(write_add_entries("log.example", 0, 1, entries, nodes))
    assert Memory().told(1).take(head + package + bytes([64]) + bytes(32 * 64)).status == 422
    assert Memory().told(1).take(head + package + bytes([0])).status == 200


@pytest.mark.parametrize(
    ("start", "end", "origin", "status", "info"),
    [
        (0, 300, "other.example", 404, None),
        (5, 3, "log.example", 400, None),
        (0, 299, "log.example", 409, MirrorInfo(600, 300, b"")),
        (0, 256, "log.example", 409, MirrorInfo(600, 300, b"")),
        (301, 600, "log.example", 409, MirrorInfo(600, 300, b"")),
        (301, 400, "log.example", 409, MirrorInfo(400, 300, b"")),
        (2**64 - 1, 2**64 - 1, "log.example", 409, MirrorInfo(600, 300, b"")),
    ],
)
def test_what_a_mirror_cannot_take(start: int, end: int, origin: str, status: int, info: MirrorInfo | None) -> None:
    memory = Memory().told(256, 300, 400, 600)
    assert memory.upload(0, 300).status == 200
    # The head alone decides: an answer does not wait for the rest.
    reply = memory.take(next(write_add_entries(origin, start, end, entries, nodes)))
    assert reply.status == status
    if info:
        assert parse_mirror_info(reply.body) == info
    assert (memory.size, len(memory.signed)) == (300, 1)


def test_an_upload_that_begins_far_behind_is_sent_forward() -> None:
    class Far(Memory):
        def next_entry(self, origin: str) -> int | None:
            return 9000

    memory = Far().told(1500)
    memory.size = 1500
    reply = memory.upload(0, 1500)
    assert (reply.status, parse_mirror_info(reply.body)) == (409, MirrorInfo(1500, 9000, b""))


def test_a_mirror_that_knows_no_checkpoint_yet_says_so() -> None:
    reply = Memory().upload(0, 0)
    assert (reply.status, parse_mirror_info(reply.body)) == (409, MirrorInfo(0, 0, b""))


def test_an_upload_overtaken_by_a_larger_one_never_goes_back() -> None:
    memory = Memory().told(300, 700)
    memory.before_save = [lambda: memory.upload(0, 700)]
    reply = memory.upload(0, 300)
    assert (reply.status, parse_mirror_info(reply.body)) == (409, MirrorInfo(700, 700, b""))
    assert (memory.size, memory.kept) == (700, ENTRIES[:700])
    assert memory.signed == [write_checkpoint(head_of(700))]


def test_sending_the_same_again_changes_nothing_and_is_signed_again() -> None:
    memory = Memory().told(300)
    assert [memory.upload(0, 300).status, memory.upload(0, 300).status, memory.upload(300, 300).status] == [200] * 3
    assert (memory.kept, len(memory.signed)) == (ENTRIES[:300], 3)


@given(st.binary(max_size=120), st.booleans())
@settings(max_examples=200)
def test_any_upload_gets_an_answer(data: bytes, headed: bool) -> None:
    memory = Memory().told(3)
    head = next(write_add_entries("log.example", 0, 3, entries, nodes)) if headed else b""
    assert memory.take(head + data).status in {400, 404, 409, 422}
    assert (memory.kept, memory.signed) == ([], [])
    assert add_bodies(BytesIO(head[:13] + data).read, memory).status in {200, 400, 404, 409}
    assert memory.bodies == {}
    with pytest.raises(Bad):
        parse_mirror_info(data)


INFOS = [b"1\n2\n", b"1\n2\n\n\n", b"01\n2\n\n", b"1\n-2\n\n", b"1\n2\nx\n", b"1\n2\n\xff\n", b"1\r\n2\r\n\r\n"]


@pytest.mark.parametrize("body", INFOS)
def test_mirror_info_has_one_spelling(body: bytes) -> None:
    with pytest.raises(Bad):
        parse_mirror_info(body)
    assert parse_mirror_info(b"1\n2\nAAA=\n") == (1, 2, bytes(2))


# bodies


def bodies_for(memory: Memory, bodies: list[tuple[int, bytes]], origin: str = "log.example") -> Reply:
    return add_bodies(BytesIO(b"".join(write_add_bodies(origin, bodies))).read, memory)


def test_a_body_is_kept_if_its_leaf_is_here_and_names_it() -> None:
    memory = Memory().told(300)
    memory.upload(0, 300)
    assert bodies_for(memory, [(7, BODIES[7]), (299, BODIES[299])]).body == b"2\n"
    assert memory.bodies == {7: BODIES[7], 299: BODIES[299]}
    assert bodies_for(memory, []).body == b"0\n"
    assert bodies_for(memory, [(1, BODIES[1]), (2, BODIES[3]), (4, BODIES[4])]).status == 422
    assert sorted(memory.bodies) == [1, 7, 299]
    after = bodies_for(memory, [(300, BODIES[300])])
    assert (after.status, parse_mirror_info(after.body)) == (409, MirrorInfo(300, 300, b""))
    assert bodies_for(memory, [(5, bytes(32_769))]).status == 422
    memory.kept[5] = write_leaf(Leaf(bytes(8), sha256(bytes(32_768)).digest(), bytes(64)))
    assert bodies_for(memory, [(5, bytes(32_768))]).status == 200
    del memory.bodies[5]
    assert bodies_for(memory, [(5, BODIES[5])], "other.example").status == 404
    whole = b"".join(write_add_bodies("log.example", [(8, BODIES[8])]))
    for cut in range(14, len(whole)):
        assert add_bodies(BytesIO(whole[:cut]).read, memory).status == 400
    for cut in range(13):
        assert add_bodies(BytesIO(whole[:cut]).read, memory).status == 400
    assert sorted(memory.bodies) == [1, 7, 299]


def test_an_entry_that_is_no_leaf_has_no_body() -> None:
    memory = Memory().told(300)
    memory.kept = [b"something else"]
    assert bodies_for(memory, [(0, b"something else")]).status == 422
    assert memory.bodies == {}
