"""A bundle comes in: its acts are appended, each with what became of it, and what cannot be appended is kept with the reason.

Nothing in it is refused for what it says. Importing it again changes nothing, so an import that was cut off is simply done
again. The answer to it is a reply: proofs that the acts stand in a tree that witnesses have seen.
"""

from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from safeconduct.bootstrap.records import StoredRecords
from safeconduct.kernel.errors import Conflict, Refused
from safeconduct.record.body import parse_body
from safeconduct.record.bundle import Bundle, Header, open_bundle, read_header
from safeconduct.record.faults import Bad
from safeconduct.record.grading import GRADES, grade
from safeconduct.record.policy import parse_policy
from safeconduct.record.reply import Placed, Reply, write_reply
from safeconduct.record.tiles import TileReader
from safeconduct.record.tree import inclusion_path
from safeconduct.secretariat.desk import Desk
from safeconduct.secretariat.docket import Kept
from safeconduct.store.examine import Examined, Sealed, Signed
from safeconduct.store.inbox import REFUSED, WAITING, Inbox

BATCH = 1_024
"""Acts that are kept at once. What was kept before an interruption stays."""
MOST_WAITING = 100_000
"""Acts of keys that nobody has registered. More are not taken in: anyone could send them."""


class Gap(NamedTuple):
    """Numbers of the device that have not come, and how many of its acts wait for them."""

    first: int
    last: int
    waiting: int


class Imported(NamedTuple):
    """What became of a bundle. `standings` counts all of its acts that stand in the log, by how they stand.

    `refused` are acts that were not validly signed, with the reason; `waiting` those whose key is not registered. `from_before`
    are acts of earlier bundles that waited and could be appended now.
    """

    header: Header
    new: int
    known: int
    standings: dict[str, int]
    refused: tuple[str, ...]
    waiting: int
    gap: Gap | None
    kept: tuple[Kept, ...]
    from_before: int = 0


def import_bundle(desk: Desk, data: bytes, *, kid: str, private: bytes, now: int) -> Imported:
    """Take in a bundle. `kid` and `private` are the id of a sealing key and its X25519 form; `now` is in POSIX seconds.

    Raises Bad where it is no bundle, was changed, or is not sealed to this key; Refused for one of another log. Nothing was
    changed then.
    """
    records = desk.records
    assert isinstance(records, StoredRecords)
    header = read_header(data)
    if header.log != records.origin:
        raise Refused(f"the bundle belongs to the log {header.log}, not to {records.origin}. Nothing was changed.",
                      remedy="import it where that log is kept")  # fmt: skip
    inbox = Inbox(records.log.database)
    device = bytes.fromhex(header.device)
    from_before = _admit_waiting(desk, records, inbox, now)
    public = desk.catch_up().replay.state.keyring.public(device) if desk.docket.size else None
    bundle = open_bundle(data, public=public, kid=kid, private=private)
    signed, came_with = _signed(bundle), header.payload
    if public is None:
        return _wait(inbox, header, signed, came_with, now)
    sound, refused = _examined(records, inbox, signed, came_with, now)
    accepted = [one for at in range(0, len(sound), BATCH) for one in records.log.keep(sound[at : at + BATCH])]
    docket = desk.catch_up()
    kept = tuple(docket.kept(one.index) for one in accepted)
    new = sum(one.new for one in accepted)
    return Imported(header, new, len(accepted) - new, dict(Counter(one.standing.code for one in kept)), refused, 0,
                    gap_of(desk, device), kept, from_before)  # fmt: skip


def gap_of(desk: Desk, device: bytes) -> Gap | None:
    """Give which numbers of a device are missing, or None if its chain is whole."""
    for key, first, last, indexes in desk.docket.replay.gaps():
        if key.kid == device:
            return Gap(first, last, len(indexes))
    return None


def _signed(bundle: Bundle) -> list[Signed]:
    if not bundle.attachments:
        return [Signed(act.leaf, act.body) for act in bundle.acts]
    found = []
    for act in bundle.acts:
        # The key of the person does not travel with it: until it is brought, the commitment stands in its place.
        named = [Sealed(c, content, c) for c, length in _attached(act.body)
                 if (content := bundle.attachments.get(c)) is not None and len(content) == length]  # fmt: skip
        found.append(Signed(act.leaf, act.body, tuple(named)))
    return found


def _attached(body: bytes) -> list[tuple[bytes, int]]:
    try:
        return [(one.c, one.length) for one in parse_body(body).att]
    except Bad:
        return []  # the log says what is wrong with it


def _examined(records: StoredRecords, inbox: Inbox, signed: Sequence[Signed], came_with: bytes,
              now: int) -> tuple[list[Examined], tuple[str, ...]]:  # fmt: skip
    sound, refused = list[Examined](), list[str]()
    for number, one in enumerate(signed):
        try:
            sound.append(records.log.examine(one))
        except Bad as bad:
            # Its device vouched for it all the same: the act is kept as evidence, outside the log.
            inbox.put([one], came_with=came_with, now=now, state=REFUSED, why=str(bad))
            refused.append(f"act {number}: {bad}")
    return sound, tuple(refused)


def _wait(inbox: Inbox, header: Header, signed: Sequence[Signed], came_with: bytes, now: int) -> Imported:
    why = f"the key {header.device} is not registered in this log"
    if inbox.count(WAITING) + len(signed) > MOST_WAITING:
        raise Conflict(f"{why}, and {MOST_WAITING} acts of such keys wait already. Nothing was changed.",
                       remedy="register the key first, then import the bundle")  # fmt: skip
    inbox.put(signed, came_with=came_with, now=now, why=why)
    return Imported(header, 0, 0, {}, (), len(signed), None, ())


def _admit_waiting(desk: Desk, records: StoredRecords, inbox: Inbox, now: int) -> int:
    """Append what waited for a key that is registered by now; gives how many acts that were."""
    docket, found, after = desk.catch_up(), list[Examined](), b""
    if not docket.size:
        return 0
    keyring = docket.replay.state.keyring
    while page := inbox.page(WAITING, after):
        after = page[-1].act_id
        for one in page:
            try:
                if keyring.public(_kid_of(one.envelope)) is not None:
                    found.append(records.log.examine(Signed(one.envelope, one.body)))
            except Bad as bad:
                inbox.put([Signed(one.envelope, one.body)], came_with=one.came_with, now=now, state=REFUSED, why=str(bad))
    found.sort(key=lambda one: (one.kid, one.seq))
    for at in range(0, len(found), BATCH):
        part = found[at : at + BATCH]
        records.log.keep(part)
        inbox.remove([one.act_id for one in part])
    return len(found)


def _kid_of(leaf: bytes) -> bytes:
    return leaf[9:17]


def make_reply(desk: Desk, imported: Imported, *, now: int) -> bytes | None:
    """Give the reply to a bundle: proofs by the newest witnessed checkpoint, or None if none covers any of its acts."""
    records, header = desk.records, imported.header
    assert isinstance(records, StoredRecords)
    found = _witnessed(desk, records, now)
    if found is None:
        return None
    size, root, note = found
    reader = TileReader(records.reading.file, size, root)
    placed = []
    for one in imported.kept:
        leaf = records.reading.leaf(one.index) if one.index < size else None
        if leaf is not None:
            placed.append(Placed(leaf.envelope, leaf.idx, inclusion_path(reader.nodes, leaf.idx, size)))
    return write_reply(Reply(header.log, header.device, note, tuple(placed))) if placed else None


def _witnessed(desk: Desk, records: StoredRecords, now: int) -> tuple[int, bytes, bytes] | None:
    keyring, genesis = desk.catch_up().replay.state.keyring, desk.docket.replay.genesis
    assert genesis is not None
    at = records.reading.newest()
    while at is not None:
        note = records.reading.note(at.size)
        policy = parse_policy(keyring.policies_at(at.size).witnessed.encode())
        if note is not None and grade(note, policy, None, now=now, log=genesis.log).grade != GRADES[0]:
            return at.size, at.root, note
        at = records.reading.newest(at.size - 1) if at.size else None
    return None

