"""Acts that are handed in with a guarantor, because the log might refuse them: who may, and what they get for it.

Only the leaf is handed in: a guarantor need not see what was signed. It gives a receipt. The log is told at every round what
was handed in and is not there. What is not in the log after the agreed time was refused, and that can be shown to anyone.
"""

from collections.abc import Callable, Sequence
from threading import Lock

from safeconduct.record.faults import Bad
from safeconduct.record.keyring import Key, Keyring
from safeconduct.record.leaf import Leaf, parse_leaf, verify_leaf
from safeconduct.record.note import parse_note
from safeconduct.record.receipt import Receipt, read_receipt, write_receipt
from safeconduct.record.refusal import verify_refusal, write_refusal
from safeconduct.record.spelling import read_bytes, read_number, write_bytes
from safeconduct.record.tiles import TileReader
from safeconduct.record.tree import EMPTY_ROOT
from safeconduct.record.vkey import Verifier
from safeconduct.record.witness import TEXT_TYPE, Reply, refuse
from safeconduct.store.copied import Copied
from safeconduct.store.database import Database
from safeconduct.store.intake import Full, Kept, Receipts
from safeconduct.store.orders import Following, has_begun
from safeconduct.store.reading import Reading

LEAF = 146
"""Bytes of a leaf, which is all that is handed in."""
SIGNING = ("root", "officer", "device")
"""Roles of keys that sign acts."""


class Intake:
    """The intake of a guarantor's mirror. `signers` are names and private keys; `within` the agreed time in seconds."""

    def __init__(self, database: Database, *, origin: str, digest: bytes, signers: Sequence[tuple[str, bytes]], within: int,
                 now: Callable[[], int]) -> None:  # fmt: skip
        self._database, self._origin, self._signers, self._within, self._now = database, origin, tuple(signers), within, now
        self._copied, self._reading, self._receipts = Copied(database), Reading(database), Receipts(database)
        self._following, self._lock = Following(database, digest), Lock()

    def hand_in(self, data: bytes) -> Reply:
        """Answer an act that is handed in: with a receipt, or with what is wrong and what to do."""
        if len(data) != LEAF:
            return refuse(400, f"hand in the leaf of the act alone, which has {LEAF} bytes; not its body")
        try:
            leaf = parse_leaf(data)
        except Bad as fault:
            return refuse(400, str(fault))
        size = self._copied.size()  # before looking: what comes in meanwhile is not among these
        if (index := self._reading.index_of(leaf.act_id)) is not None:
            return refuse(409, f"the act stands in the log already, at {index}")
        if (known := self._receipts.get(leaf.act_id)) is not None:
            return Reply(200, TEXT_TYPE, known.receipt)
        try:
            key = self._key(leaf)
        except Bad as fault:
            return refuse(403, str(fault))
        if not verify_leaf(key.public, leaf):
            return refuse(403, f"the signature is not that of the key {leaf.kid.hex()}: sign the act again, and hand that in")
        receipt = Receipt(self._origin, data, size, self._now(), self._within)
        note = write_receipt(receipt, self._signers)
        kept = Kept(leaf.act_id, leaf.kid, key.org, receipt.at, size, self._within, note)
        try:
            return Reply(200, TEXT_TYPE, self._receipts.keep(kept).receipt)
        except Full as full:
            return refuse(429, str(full))

    def waiting(self) -> bytes:
        """Give what was handed in and is not in the log, for the log: the leaf of each, when it was, and how long may pass."""
        lines = []
        for one in self._receipts.open():
            receipt = read_receipt(parse_note(one.receipt).text)
            lines.append(f"{write_bytes(receipt.leaf)} {receipt.at} {receipt.within}\n")
        return "".join(lines).encode()

    def _key(self, leaf: Leaf) -> Key:
        with self._lock:
            if not has_begun(self._database):
                raise Bad("intake.empty", "this mirror has nothing of the log yet, so it knows no key. Hand the act in with "
                          "another guarantor, or here when the log has sent something")  # fmt: skip
            replay = self._following.catch_up()
            key = replay.state.keyring.get(leaf.kid) if replay.size else None
        if key is None or key.role not in SIGNING:
            raise Bad("intake.key", f"no key that signs acts is registered under this id in the {replay.size} acts that are "
                      "here. Register it first, then hand the act in again", got=leaf.kid.hex())  # fmt: skip
        return key


def read_waiting(data: bytes) -> list[tuple[Leaf, int, int]]:
    """Read what a mirror says was handed in: leaf, time, agreed seconds. Raises Bad."""
    found = []
    for number, line in enumerate(data.decode("ascii", "replace").splitlines(), 1):
        words, where = line.split(" "), f"line {number}"
        if len(words) != 3:
            raise Bad("intake.form", "this is no list of what was handed in", where=where)
        found.append((parse_leaf(read_bytes(words[0], where)), read_number(words[1], where), read_number(words[2], where)))
    return found


def really_handed_in(said: Sequence[tuple[Leaf, int]], keyring: Keyring) -> list[tuple[Leaf, int]]:
    """Give what a mirror says was handed in and a key of the log has signed; the rest it has made up."""
    found = []
    for leaf, due in said:
        public = keyring.public(leaf.kid)
        if public is not None and verify_leaf(public, leaf):
            found.append((leaf, due))
    return found


def refusal_of(database: Database, act_id: bytes, log: Verifier, own: Sequence[Verifier]) -> bytes:
    """Make the file that shows that the log has not taken an act, for anyone. `own` are the keys of this mirror.

    Raises Bad where nothing shows it yet.
    """
    reading, kept = Reading(database), Receipts(database).get(act_id)
    if kept is None:
        raise Bad("intake.act", "no act of this id was handed in here", got=act_id.hex())
    newest = reading.newest()
    if reading.index_of(act_id) is not None:
        raise Bad("refusal.there", "the log has taken the act", where=f"index {reading.index_of(act_id)}")
    if newest is None or newest.size < kept.size:
        raise Bad("refusal.early", "since the act was handed in the log has sent no whole checkpoint here, so nothing is shown",
                  expected=f"{kept.size} acts or more", got=str(newest.size if newest else 0))  # fmt: skip
    copied, note = Copied(database), reading.note(newest.size)
    assert note is not None
    before = _edge(reading, copied, kept.size)
    since = [one for at in range(kept.size, newest.size, 4096) for one in copied.leaf_hashes(at, min(newest.size, at + 4096))]
    data = write_refusal(kept.receipt, note, before, since)
    verify_refusal(data, log, own)
    return data


def _edge(reading: Reading, copied: Copied, size: int) -> list[bytes]:
    """Give the hashes of the complete subtrees of the first leaves, the largest first."""
    nodes = TileReader(reading.file, size, copied.root(size) if size else EMPTY_ROOT).nodes
    found, at = [], 0
    for level in range(size.bit_length() - 1, -1, -1):
        if size >> level & 1:
            found.append(nodes(level, at >> level))
            at += 1 << level
    return found
