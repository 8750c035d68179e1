"""A bundle comes in: its acts are appended, each with what became of it, and what cannot be appended is kept with the reason.

Nothing in it is refused for what it says. Importing it again changes nothing, so an import that was cut off is simply done
again. The answer to it is a reply: proofs that the acts stand in a tree that witnesses have seen.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

from safeconduct.bootstrap.records import StoredRecords
from safeconduct.kernel.errors import Conflict, Refused
from safeconduct.record.attachment import open_attachment
from safeconduct.record.body import act_id, parse_body
from safeconduct.record.bundle import Bundle, Header, open_bundle, read_header
from safeconduct.record.faults import Bad
from safeconduct.record.grading import GRADES, grade
from safeconduct.record.person_keys import PersonKey, SealedKey, open_person_key, read_sealed_keys, write_sealed_keys
from safeconduct.record.policy import parse_policy
from safeconduct.record.reply import Placed, Reply, write_reply
from safeconduct.record.tiles import TileReader
from safeconduct.record.tree import inclusion_path
from safeconduct.secretariat.desk import Desk
from safeconduct.secretariat.docket import Kept
from safeconduct.store.examine import Examined, Sealed, Signed
from safeconduct.store.inbox import BYTES, IN_ALL, OF_ONE_KEY, REFUSED, WAITING, Brought, Inbox
from safeconduct.store.keys_file import SubjectKeys

BATCH = 1_024
"""Acts that are kept at once. What was kept before an interruption stays."""
MOST_BYTES = 1 << 30
"""Bytes of attachments that came with acts of keys which nobody has registered."""


class Gap(NamedTuple):
    """Numbers of the device that have not come, and how many of its acts wait for them."""

    first: int
    last: int
    waiting: int


class Imported(NamedTuple):
    """What became of a bundle. `standings` counts all of its acts that stand in the log, by how they stand.

    `refused` are acts that were not validly signed, with the reason; `waiting` those whose key is not registered. `from_before`
    are acts of earlier bundles that waited and could be appended now. `held` are attachments of these acts that did not come, or
    whose keys did not; no reply proves an act of which one is held. `unopened` says why keys that came are of no use.
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
    held: frozenset[bytes] = frozenset()
    unopened: tuple[str, ...] = ()


def import_bundle(desk: Desk, data: bytes, *, kid: str, private: bytes, now: int, keys: Path) -> Imported:
    """Take in a bundle. `kid` and `private` are the id of a sealing key and its X25519 form; `now` is in POSIX seconds.

    `keys` is the file of persons' keys, which is made where an attachment comes with its key.

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
    opening = _Opening(records, inbox, bytes.fromhex(kid), private, keys)
    from_before = _admit_waiting(desk, records, inbox, now)
    opening.of_inbox()
    public = desk.catch_up().replay.state.keyring.public(device) if desk.docket.size else None
    bundle = open_bundle(data, public=public, kid=kid, private=private)
    came_with = header.payload
    if public is None:
        return _wait(inbox, header, bundle, came_with, now)
    opening.open(bundle.keys, bundle.attachments)
    signed = _signed(bundle, opening.subjects)
    sound, refused = _examined(records, inbox, signed, came_with, now)
    accepted = [one for at in range(0, len(sound), BATCH) for one in records.log.keep(sound[at : at + BATCH])]
    opening.close()
    docket = desk.catch_up()
    kept = tuple(docket.kept(one.index) for one in accepted)
    new = sum(one.new for one in accepted)
    return Imported(header, new, len(accepted) - new, dict(Counter(one.standing.code for one in kept)), refused, 0,
                    gap_of(desk, device), kept, from_before, _held(desk, bundle, keys), tuple(opening.wrong))  # fmt: skip


class _Opening:
    """Opens the keys that came with attachments, tries each on its ciphertext, and keeps it until the act is in the log.

    What no key opens is not taken in: nothing shows that it is what the act stands for, and it would keep out what is.
    """

    def __init__(self, records: StoredRecords, inbox: Inbox, kid: bytes, private: bytes, path: Path) -> None:
        self._records, self._inbox, self._kid, self._private, self._path = records, inbox, kid, private, path
        self.subjects: dict[bytes, bytes] = {}
        self.wrong: list[str] = []

    def open(self, sealed: Sequence[SealedKey], ciphertexts: Mapping[bytes, bytes]) -> None:
        """Open and keep keys; those that are sealed to others are passed over."""
        found = list[PersonKey]()
        for one in sealed:
            ciphertext = ciphertexts.get(one.c) or self._records.reading.attachment(one.c)
            if one.kid != self._kid or ciphertext is None:
                continue
            try:
                found.append(open_person_key(one, self._private))
                open_attachment(found[-1].key, found[-1].salt, bytes(ciphertext), one.c)
            except Bad as bad:
                self.wrong.append(str(bad))
                found = [each for each in found if each.c != one.c]
        if not found:
            return
        with closing(SubjectKeys(self._path)) as keys:
            for each in found:
                try:
                    if keys.kept_with(each.c) is None:
                        keys.receive(each.subject, each.key)
                        keys.put(each.c, each.subject, each.salt)
                    self.subjects[each.c] = keys.kept_with(each.c) or each.subject
                except ValueError as error:
                    self.wrong.append(f"{each.c.hex()}: {error}")

    def of_inbox(self) -> None:
        """Take in what came with acts that had to wait, once these are in the log and a key that opens it is at hand."""
        records, done = self._records, list[Brought]()
        for one in self._inbox.attachments():
            index = records.reading.index_of(one.act_id)
            if index is None:
                continue
            self.open([each for each in read_sealed_keys(one.keys) if each.c == one.c], {one.c: one.ciphertext})
            if one.c in self.subjects:
                self._beside(index, one)
            if one.c in self.subjects or records.reading.attachment(one.c) is not None:
                done.append(one)
        self._inbox.remove_attachments(done)
        self.close()

    def _beside(self, index: int, one: Brought) -> None:
        """Put an attachment beside its act: a repeat of an act may bring what was missing."""
        leaf, bodies = self._records.reading.leaf(index), self._records.reading.bodies(index, 1)
        if leaf is not None and bodies and bodies[0].bytes is not None:
            sealed = _beside(bodies[0].bytes, {one.c: one.ciphertext}, self.subjects)
            self._records.log.keep([self._records.log.examine(Signed(leaf.envelope, bodies[0].bytes, sealed))])

    def close(self) -> None:
        """Erase the keys of what did not come into the log after all, as where it was ordered out before."""
        if left := [c for c in self.subjects if self._records.reading.attachment(c) is None]:
            with closing(SubjectKeys(self._path)) as keys:
                keys.erase(left)


def _held(desk: Desk, bundle: Bundle, path: Path) -> frozenset[bytes]:
    """Give the attachments of a bundle's acts that nobody ordered out and that cannot be opened here."""
    named = {c for act in bundle.acts for c, _ in _attached(act.body)}
    if not named:
        return frozenset()
    keyed: set[bytes] = set()
    if path.is_file():
        with closing(SubjectKeys(path)) as keys:
            keyed = set(keys.kept())
    reading = desk.records.reading  # type: ignore[attr-defined]
    ordered = {c for order in desk.docket.replay.state.erasures.orders for c in order.att}
    return frozenset(c for c in named - ordered if c not in keyed or reading.attachment(c) is None)


def gap_of(desk: Desk, device: bytes) -> Gap | None:
    """Give which numbers of a device are missing, or None if its chain is whole."""
    for key, first, last, indexes in desk.docket.replay.gaps():
        if key.kid == device:
            return Gap(first, last, len(indexes))
    return None


def _signed(bundle: Bundle, subjects: Mapping[bytes, bytes]) -> list[Signed]:
    return [Signed(act.leaf, act.body, _beside(act.body, bundle.attachments, subjects)) for act in bundle.acts]


def _beside(body: bytes, attachments: Mapping[bytes, bytes], subjects: Mapping[bytes, bytes]) -> tuple[Sealed, ...]:
    if not attachments:
        return ()
    return tuple(Sealed(c, content, subjects[c]) for c, length in _attached(body)
                 if (content := attachments.get(c)) is not None and len(content) == length and c in subjects)  # fmt: skip


def _attached(body: bytes) -> list[tuple[bytes, int]]:
    try:
        return [(one.c, one.length) for one in parse_body(body).att]
    except Bad:
        return []  # the log says what is wrong with it


def _examined(records: StoredRecords, inbox: Inbox, signed: Sequence[Signed], came_with: bytes,
              now: int) -> tuple[list[Examined], tuple[str, ...]]:  # fmt: skip
    sound, refused, room = list[Examined](), list[str](), True
    for number, one in enumerate(signed):
        try:
            sound.append(records.log.examine(one))
        except Bad as bad:
            # Its device vouched for it all the same: the act is kept as evidence, outside the log, as long as there is room.
            if room := room and inbox.has_room([one], REFUSED):
                inbox.put([one], came_with=came_with, now=now, state=REFUSED, why=str(bad))
            refused.append(f"act {number}: {bad}" + ("" if room else "; not kept: enough of this key is kept as evidence"))
    return sound, tuple(refused)


def _wait(inbox: Inbox, header: Header, bundle: Bundle, came_with: bytes, now: int) -> Imported:
    why = f"the key {header.device} is not registered in this log"
    # Nothing of it is opened before somebody vouches for the key: it waits as it came.
    signed, more = _signed(bundle, {c: c for c in bundle.attachments}), sum(map(len, bundle.attachments.values()))
    if not inbox.has_room(signed) or inbox.attachment_bytes() + more > MOST_BYTES:
        raise Conflict(f"{why}, and there is no room for its {len(signed):,} acts. Of keys that nobody has registered "
                       f"{OF_ONE_KEY[WAITING]:,} acts of one may wait, {IN_ALL[WAITING]:,} in all, {BYTES[WAITING] >> 20} MB "
                       f"of bodies and {MOST_BYTES >> 20} MB of attachments: anyone could send them. Nothing was changed.",
                       remedy="register the key first, then import the bundle")  # fmt: skip
    inbox.put(signed, came_with=came_with, now=now, why=why)
    sealed: dict[bytes, list[SealedKey]] = {}
    for one in bundle.keys:
        sealed.setdefault(one.c, []).append(one)
    inbox.put_attachments([Brought(act_id(act.body), each.c, each.ciphertext, write_sealed_keys(sealed.get(each.c, ())))
                           for act in signed for each in act.attachments])  # fmt: skip
    return Imported(header, 0, 0, {}, (), len(signed), None, ())


def _admit_waiting(desk: Desk, records: StoredRecords, inbox: Inbox, now: int) -> int:
    """Append what waited for a key that is registered by now; gives how many acts that were. Attachments follow by their keys."""
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
        # A device takes out what is proved: what has not come whole is proved later.
        if leaf is not None and not (imported.held and _names(records, one.index, imported.held)):
            placed.append(Placed(leaf.envelope, leaf.idx, inclusion_path(reader.nodes, leaf.idx, size)))
    return write_reply(Reply(header.log, header.device, note, tuple(placed))) if placed else None


def _names(records: StoredRecords, index: int, held: frozenset[bytes]) -> bool:
    found = records.reading.bodies(index, 1)
    return bool(found and found[0].bytes is not None and held.intersection(c for c, _ in _attached(found[0].bytes)))


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

