"""What makes the second holder of attachments able to restore them: each person's key, sealed to a sealing key of its own.

The operator seals and hands over. The guarantor keeps what it cannot read with its mirror alone; its officer, with the sealing
key, opens it on its own machine when a server has to be made again, and seals it to that server's key.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from safeconduct.record.attachment import open_attachment
from safeconduct.record.body import parse_body
from safeconduct.record.faults import Bad
from safeconduct.record.keyring import Key, Keyring
from safeconduct.record.person_keys import (
    PersonKey,
    SealedKey,
    open_person_key,
    read_sealed_keys,
    seal_person_key,
    write_sealed_keys,
)
from safeconduct.record.standing import Replay
from safeconduct.store.copied import Copied
from safeconduct.store.keys_file import SubjectKeys
from safeconduct.store.reading import Reading

SEALING = "sealing"


def sealing_key(keyring: Keyring, org: str) -> Key | None:
    """Give the newest sealing key of an organisation that is open, or None."""
    found = [key for key in keyring.keys.values()
             if (key.org, key.role) == (org, SEALING) and not (key.revoked or key.compromised or key.suspended)]  # fmt: skip
    return max(found, key=lambda key: key.since, default=None)


class Custody(NamedTuple):
    """What one server hands over: from its file of keys, to the sealing key of the guarantor, if it has one."""

    keys: SubjectKeys
    sealing: Key | None

    def sealed(self, c: bytes) -> SealedKey | None:
        """Seal the key of an attachment for the guarantor; None where there is no key, of the person or to seal to."""
        found = person_key(self.keys, c)
        return seal_person_key(found, self.sealing.public) if found is not None and self.sealing is not None else None


def person_key(keys: SubjectKeys, c: bytes) -> PersonKey | None:
    """Give what opens an attachment, or None where it is not here, or not any more."""
    subject, salt = keys.kept_with(c), keys.salt(c)
    key = keys.key(subject) if subject is not None else None
    return PersonKey(c, subject, key, salt) if subject is not None and key is not None and salt is not None else None


class Alone(NamedTuple):
    """Attachments that would be lost with the server's file of keys, and those whose keys are not in it either."""

    alone: int
    keyless: int


def lying_alone(copied: Copied, custody: Custody | None) -> Alone:
    """Count the attachments here whose keys the guarantor was not given, and those whose keys are not here."""
    stored = [c for _, c in copied.stored()]
    if custody is None:
        return Alone(0, len(stored))
    known, handed, kid = custody.keys.kept(), custody.keys.handed(), custody.sealing.kid if custody.sealing else None
    return Alone(sum(c in known and handed.get(c) != kid for c in stored), sum(c not in known for c in stored))


def not_come(reading: Reading, copied: Copied, replay: Replay) -> set[bytes]:
    """Give the attachments that acts name, that no order takes out, and that are not here."""
    gone = {c for order in replay.state.erasures.orders for c in order.att} | {c for _, c in copied.stored()}
    first, found = 0, set[bytes]()
    while bodies := reading.bodies(first):
        for body in bodies:
            if body.bytes is not None and b'"att":[]' not in body.bytes:
                found |= {one.c for one in parse_body(body.bytes).att} - gone
        first = bodies[-1].idx + 1
    return found


# ---- the upload ----


def write_keys_upload(origin: str, keys: Sequence[SealedKey]) -> bytes:
    """Write an upload of sealed keys: the origin, then the keys."""
    return len(origin.encode()).to_bytes(2, "big") + origin.encode() + write_sealed_keys(keys)


def read_keys_upload(data: bytes, origin: str) -> list[SealedKey]:
    """Read such an upload. Raises Bad where it is cut, or for another log."""
    end = 2 + int.from_bytes(data[:2], "big")
    if (named := data[2:end].decode("utf-8", "replace")) != origin:
        raise Bad("mirror.origin", "keys of another log", expected=origin, got=named[:80])
    return read_sealed_keys(data[end:])


# ---- opened again ----


class Opened(NamedTuple):
    """What the guarantor's officer could open. `wrong` says, for each that could not be used, why."""

    keys: tuple[PersonKey, ...]
    wrong: tuple[str, ...]
    lacking: int


def open_all(copied: Copied, keys: SubjectKeys, *, private: Iterable[tuple[bytes, bytes]]) -> Opened:
    """Open every sealed key and, with it, its attachment: only that shows that what was handed over is the right one.

    `private` has the id and the X25519 form of each sealing key that is at hand. `lacking` counts attachments without a key.
    """
    by_kid, found, wrong = dict(private), list[PersonKey](), list[str]()
    stored, sealed = {c for _, c in copied.stored()}, {one.c: one for one in keys.sealed()}
    for c in sealed.keys() & stored:
        try:
            found.append(_opened(copied, sealed[c], by_kid))
        except Bad as bad:
            wrong.append(str(bad))
    return Opened(tuple(found), tuple(sorted(wrong)), len(stored - sealed.keys()))


def _opened(copied: Copied, sealed: SealedKey, by_kid: dict[bytes, bytes]) -> PersonKey:
    private, attachment = by_kid.get(sealed.kid), copied.attachment(sealed.c)
    if private is None:
        raise Bad("personkey.reader", "sealed to another key", where=sealed.c.hex(), expected=sealed.kid.hex(),
                  got=", ".join(kid.hex() for kid in by_kid))  # fmt: skip
    assert attachment is not None
    one = open_person_key(sealed, private)
    open_attachment(one.key, one.salt, attachment.ciphertext, one.c)
    return one._replace(subject=attachment.subject)


def take_back(copied: Copied, keys: SubjectKeys, given: Iterable[PersonKey]) -> Iterator[str]:
    """Take keys into the server's file again, each after its attachment was opened with it. Gives what was wrong with any.

    One whose attachment is not here, as after an order to erase, is passed over.
    """
    for one in given:
        if (attachment := copied.attachment(one.c)) is None:
            continue
        try:
            open_attachment(one.key, one.salt, attachment.ciphertext, one.c)
            keys.receive(attachment.subject, one.key)
            keys.put(one.c, attachment.subject, one.salt)
            if copied.attachment(one.c) is None:
                # Ordered out by somebody else just now.
                keys.erase([one.c])
        except (Bad, ValueError) as error:
            yield f"{one.c.hex()}: {error}"
