"""One mirror at work: a witness of the log's checkpoints, and a copy of its entries and of the bodies it may see.

The rules are those of `record.witness` and `record.mirror`; this joins them to the disk, answers with our signatures, and puts
away what speaks against the log. What its orders take out is taken out here too.
"""

from collections.abc import Callable, Mapping, Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any, NamedTuple

from safeconduct.mirror.asking import WINDOW, who_asks
from safeconduct.mirror.custody import read_keys_upload
from safeconduct.mirror.forks import Loud, evidence_of
from safeconduct.mirror.intake import Intake
from safeconduct.record import ed25519, witness
from safeconduct.record import mirror as protocol
from safeconduct.record.cosignature import cosign
from safeconduct.record.faults import Bad
from safeconduct.record.mirror import Pending, Read
from safeconduct.record.note import parse_note
from safeconduct.record.tiles import TileReader
from safeconduct.record.tree import EMPTY_ROOT
from safeconduct.record.vkey import COSIGNATURE, NOTE, Verifier, verifier_of
from safeconduct.record.witness import Reply, parse_add_checkpoint, refuse
from safeconduct.store.copied import Attachment, Copied
from safeconduct.store.database import Database
from safeconduct.store.keys_file import SubjectKeys
from safeconduct.store.orders import carry_out, has_begun, replayed
from safeconduct.store.reading import Reading
from safeconduct.store.witness_file import WitnessFile

_AT_ONCE = 256
"""Bodies that are written in one transaction."""
_ORDERS = (b'"type":"body.redacted/1"', b'"type":"erasure.ordered/1"')


class Signer(NamedTuple):
    """A name and the private key that signs under it."""

    name: str
    seed: bytes

    def verifier(self) -> Verifier:
        """Give the public side, as it stands in a policy."""
        return verifier_of(self.name, COSIGNATURE, ed25519.public_of(self.seed))

    def in_notes(self) -> Verifier:
        """Give the public side of a key that signs texts without a time, such as that of the log."""
        return verifier_of(self.name, NOTE, ed25519.public_of(self.seed))


class Mirror:
    """A mirror and witness of one log. `now` gives POSIX seconds. `readers` may read bodies, beside the log itself.

    `keys` is the file of keys and salts, `evidence` the folder for evidence of forks; `loud` tells whoever watches the screen.
    With `within`, the agreed seconds, it takes in acts that the log might refuse.
    """

    def __init__(self, *, database: Database, file: WitnessFile, logs: Mapping[str, Sequence[Verifier]], origin: str,
                 as_witness: Signer, as_mirror: Signer, now: Callable[[], int], loud: Loud, readers: Sequence[Verifier] = (),
                 digest: bytes | None = None, attachments: bool = False, keys: Path | None = None,
                 evidence: Path | None = None, within: int = 0) -> None:  # fmt: skip
        self.copied, self.reading, self.file = Copied(database), Reading(database), file
        self.logs, self.origin, self.readers, self.digest = logs, origin, tuple(readers), digest
        self.witness, self.mirror, self.attachments, self.keys = as_witness, as_mirror, attachments, keys
        self.evidence = evidence
        signers = [(one.name, one.seed) for one in (as_mirror, as_witness)]
        self.intake = Intake(database, origin=origin, digest=digest, signers=signers, within=within,
                             now=now) if within and digest is not None else None  # fmt: skip
        self._database, self._now, self._loud = database, now, loud
        self._due = False

    # ---- what `record.mirror` asks of a mirror ----

    def next_entry(self, origin: str) -> int | None:
        """Give the index of the first entry that is missing."""
        return self.copied.size() if origin == self.origin else None

    def pending(self, origin: str, size: int | None = None) -> Pending | None:
        """Give the newest pending checkpoint, or that of one size."""
        found = self.file.pending(origin, size)
        return Pending(parse_note(found[0]).text, found[1], found[2]) if found else None

    def mirrored(self, origin: str) -> int:
        """Give the size of the newest checkpoint whose entries are all here."""
        return self.copied.newest()

    def leaf_hashes(self, origin: str, start: int, end: int) -> Sequence[bytes]:
        """Give the leaf hashes of entries that are here."""
        return self.copied.leaf_hashes(start, end)

    def entry(self, origin: str, index: int) -> bytes:
        """Give one entry that is here."""
        return self.copied.entry(index)

    def save(self, origin: str, start: int, entries: Sequence[bytes]) -> None:
        """Keep verified entries durably."""
        self.copied.save(start, entries)

    def commit(self, origin: str, size: int) -> bool:
        """Make the pending checkpoint of this size the mirrored one."""
        found = self.file.pending(origin, size)
        return found is not None and self.copied.commit(size, found[2], found[0], now=self._now())

    def save_body(self, origin: str, index: int, body: bytes) -> None:
        """Keep a body durably."""
        self.copied.save_bodies([(index, body)])

    # ---- the four requests ----

    def add_checkpoint(self, body: bytes) -> Reply:
        """Answer a request to sign a checkpoint as a witness."""
        reply = witness.add_checkpoint(body, self.file, self.logs, lambda text: self._line(self.witness, text))
        if reply.status not in (200, 403, 404):
            self._examine(body, reply)
        return reply

    def add_entries(self, read: Read) -> Reply:
        """Answer an upload of entries, and sign as a mirror once all are here."""
        try:
            return protocol.add_entries(read, self, lambda text: self._line(self.mirror, text))
        except Bad as fault:
            self._loud(f"The log sent entries that no log may have: {fault}")
            return refuse(422, str(fault))

    def add_bodies(self, read: Read) -> Reply:
        """Answer an upload of bodies. An order that comes with them is carried out before this answers."""
        arrived = _Arrived(self)
        try:
            reply = protocol.add_bodies(read, arrived)
            # On the disk before the answer, also where the request ended in a fault.
            arrived.keep()
        except Bad as fault:
            reply = refuse(422, f"the log has signed what is no body: {fault}")
        self._due = self._due or arrived.ordered
        if self._due:
            self.carry_out_orders()
            # Not before it was done: where the disk refused, the next upload tries again.
            self._due = False
        return reply

    def add_attachments(self, data: bytes, header: str, *, window: int = WINDOW) -> Reply:
        """Answer an upload of sealed attachments, which only the log itself may send, and only to who holds them."""
        if (refused := self._refuse_giving("/add-attachments", data, header, window)) is not None:
            return refused
        held: list[bytes] = []
        try:
            for one in read_attachments(data, self.origin):
                if self.copied.save_attachment(one):
                    held.append(one.c)
        except Bad as fault:
            return refuse(422, f"after {len(held)} that were kept: {fault}")
        return _holding(held)

    def add_keys(self, data: bytes, header: str, *, window: int = WINDOW) -> Reply:
        """Answer an upload of persons' keys, sealed to us. One whose attachment is not here, or not any more, is not kept."""
        if (refused := self._refuse_giving("/add-keys", data, header, window)) is not None:
            return refused
        assert self.keys is not None
        try:
            given = read_keys_upload(data, self.origin)
        except Bad as fault:
            return refuse(422, str(fault))
        keys = SubjectKeys(self.keys)
        try:
            wanted = [one for one in given if self.copied.attachment(one.c) is not None]
            keys.keep_sealed(wanted)
            # An order may have been carried out in between.
            keys.erase([one.c for one in wanted if self.copied.attachment(one.c) is None])
            held = keys.held()
        finally:
            keys.close()
        return _holding([one.c for one in wanted if one.c in held])

    def _refuse_giving(self, path: str, data: bytes, header: str, window: int) -> Reply | None:
        if not self.attachments or self.keys is None:
            return refuse(403, "this mirror holds no attachments: the operator and one guarantor do")
        try:
            who_asks(header, "POST", path, known=self.logs[self.origin], now=self._now(), body=data, window=window)
        except Bad as fault:
            return refuse(401, str(fault))
        return None

    def hand_in(self, data: bytes) -> Reply:
        """Answer an act that is handed in because the log might refuse it."""
        if self.intake is None:
            return refuse(403, "this mirror gives no receipts: hand the act in with a guarantor")
        return self.intake.hand_in(data)

    # ---- what is read from a mirror ----

    def held(self) -> bytes | None:
        """Give the newest checkpoint that the witness has signed, as the log signed it: what its refusals rest on."""
        return self.file.note(self.origin)

    def checkpoint(self) -> bytes | None:
        """Give the newest checkpoint whose entries are all here, with our cosignatures."""
        newest = self.reading.newest()
        return self.reading.note(newest.size) if newest else None

    def may_read(self, header: str, path: str) -> None:
        """Raise Bad unless the log itself, or a reader that this mirror's holder has named, asks for bodies."""
        who_asks(header, "GET", path, known=(*self.logs[self.origin], *self.readers), now=self._now())

    # ---- orders ----

    def carry_out_orders(self) -> int:
        """Take out what the log orders out; gives how many orders hold. To be called before this mirror answers anyone."""
        if self.digest is None or self.keys is None or not has_begun(self._database):
            return 0
        done = carry_out(self._database, replayed(self._database, self.digest), keys=self.keys, now=self._now())
        return done.orders + done.redactions

    def close(self) -> None:
        """Close the files."""
        self.file.close()
        self._database.close()

    # ---- inside ----

    def _line(self, signer: Signer, text: bytes) -> str:
        at = self._now()
        line = cosign(text, signer.name, signer.seed, at)
        size = int(text.split(b"\n")[1])
        if signer is self.mirror:
            # The line of the witness came before the entries did; both stand below the checkpoint we serve.
            known = self.file.line(self.origin, size)
            ours = [(signer.name, line.encode()), *([(self.witness.name, known.encode())] if known else [])]
            self.copied.cosign(size, ours, now=at)
        else:
            self.file.keep_line(text.split(b"\n")[0].decode(), size, line)
        return line

    def _examine(self, body: bytes, reply: Reply) -> None:
        try:
            asked = parse_add_checkpoint(body)
        except Bad:
            return
        made = None
        for log in self.logs.get(asked.note.split(b"\n", 1)[0].decode("utf-8", "replace"), ()):
            size = self.copied.size() if log.name == self.origin else 0
            held = [note for note in (self._mirrored_note(log.name), self.file.note(log.name)) if note]
            held += self.file.pending_notes(log.name)
            reader = self._tree(size)
            made = made or evidence_of(asked.note, held, log, nodes=reader.nodes, size=size, path=asked.path)
        if made is None and not reply.keep:
            return
        digest = sha256(asked.note).digest()
        why = "THE LOG HAS SIGNED TWO HISTORIES" if made else reply.body.decode("utf-8", "replace").strip()
        if not self.file.refuse(digest, why, body, self.file.note(self.origin), made, now=self._now()):
            return  # it is here already
        if made is None:
            self._loud(f"A checkpoint was refused and put away, for it may be evidence: {why}")
            return
        path = self.evidence / f"fork-{digest.hex()[:16]}.evidence" if self.evidence is not None else None
        if path is not None:
            path.parent.mkdir(exist_ok=True)
            path.write_bytes(made)
        self._loud(f"{why}. The evidence: {path}. Give it to everyone; it can be checked with the key of the log alone")

    def _mirrored_note(self, origin: str) -> bytes | None:
        newest = self.reading.newest() if origin == self.origin else None
        return newest.note if newest else None

    def _tree(self, size: int) -> TileReader:
        root = self.copied.root(size) if size else EMPTY_ROOT
        return TileReader(self.reading.file, size, root)


class _Arrived:
    """The mirror as one upload of bodies sees it: they are kept many at a time, for the disk is asked once each time.

    `ordered` says that an order to take something out was among them, and was not here before.
    """

    def __init__(self, mirror: Mirror) -> None:
        self._mirror, self._waiting, self.ordered = mirror, list[tuple[int, bytes]](), False

    def __getattr__(self, name: str) -> Any:
        return getattr(self._mirror, name)

    def save_body(self, origin: str, index: int, body: bytes) -> None:
        self._waiting.append((index, body))
        if len(self._waiting) >= _AT_ONCE:
            self.keep()

    def keep(self) -> None:
        waiting, self._waiting = self._waiting, []
        if waiting:
            # Carrying out orders takes a reading of the whole log. Only an order that is new is worth it.
            new = self._mirror.copied.save_bodies(waiting)
            self.ordered = self.ordered or any(mark in body for body in new for mark in _ORDERS)


def _holding(commitments: Sequence[bytes]) -> Reply:
    return Reply(200, witness.TEXT_TYPE, b"".join(b"%s\n" % c.hex().encode() for c in commitments))


def write_attachments(origin: str, attachments: Sequence[Attachment]) -> bytes:
    """Write an upload of attachments: the origin, then index, commitment, id of the key, ciphertext of each."""
    parts = [_with_length(origin.encode(), 2)]
    for one in attachments:
        parts += [one.index.to_bytes(8, "big"), one.c, _with_length(one.subject, 2), _with_length(one.ciphertext, 4)]
    return b"".join(parts)


def read_attachments(data: bytes, origin: str) -> list[Attachment]:
    """Read such an upload. Raises Bad where it is cut, or for another log."""
    at = 0

    def take(length: int) -> bytes:
        nonlocal at
        if at + length > len(data):
            raise Bad("mirror.cut", "the request ends inside an attachment", where=f"byte {len(data)}")
        at += length
        return data[at - length : at]

    found = []
    if (named := take(int.from_bytes(take(2), "big")).decode("utf-8", "replace")) != origin:
        raise Bad("mirror.origin", "attachments of another log", expected=origin, got=named[:80])
    while at < len(data):
        index, c = int.from_bytes(take(8), "big"), take(32)
        subject = take(int.from_bytes(take(2), "big"))
        found.append(Attachment(index, c, subject, take(int.from_bytes(take(4), "big"))))
    return found


def _with_length(data: bytes, length: int) -> bytes:
    return len(data).to_bytes(length, "big") + data
