"""Attachments that travel by stick: sealed at a site, carried in a bundle, opened where they are held, and never brought back."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from safeconduct.bootstrap.importing import Imported, import_bundle, make_reply
from safeconduct.mirror.custody import not_come, person_key
from safeconduct.record import ed25519, keyfile
from safeconduct.record.attachment import open_attachment
from safeconduct.record.body import Attached
from safeconduct.record.device import Device, make_device
from safeconduct.record.faults import Bad
from safeconduct.record.leaf import kid_of
from safeconduct.record.reply import check_reply, parse_reply
from safeconduct.record.sealing import sealing_private, sealing_public
from safeconduct.store.copied import Copied
from safeconduct.store.erasure import Erasures
from safeconduct.store.inbox import Inbox
from safeconduct.store.keys_file import SubjectKeys
from tests.store.test_import import AT, EXERCISE, NOW, READER, SEALING, Begun, Site, begin, checkpoints, cosigned

OTHER = b"\x0b" * 31 + b"\x01"
TEXTS = [b"a name that travels", b"a note that travels with it"]


class Stick:
    """A record with a device of a site, in one folder."""

    def __init__(self, url: str, folder: Path) -> None:
        self.folder, self.keys = folder, folder / "subjects.keys"
        self.begun: Begun = begin(url)
        self.site = Site("alpha")
        key = folder / "device.key"
        keyfile.write_new(key, keyfile.seal_key(self.site.seed, "six plain words of mine", org="alpha", role="device",
                                                cost=keyfile.Cost(1, 2**23)))  # fmt: skip
        keyfile.write_new(keyfile.list_beside(key), keyfile.LIST_HEAD.encode())
        self.readers = {READER: ed25519.public_of(SEALING), kid_of(ed25519.public_of(OTHER)).hex(): ed25519.public_of(OTHER)}
        self.device: Device = make_device(folder / "site", key=key, file=keyfile.parse_key(key.read_bytes()),
                                          genesis_act=EXERCISE.act, readers=self.readers, holders=[READER])  # fmt: skip

    def keep(self, *texts: bytes) -> list[bytes]:
        sealed = self.device.seal(texts)
        act = {"type": "attachment.kept/1", "att": [one.c.hex() for one in sealed]}
        attached = [Attached(one.c, len(one.ciphertext), "application/octet-stream", "person") for one in sealed]
        self.device.keep(act, AT, attached, sealed, seed=self.site.seed)
        return [one.c for one in sealed]

    def bundle(self) -> bytes:
        return self.device.bundle(seed=self.site.seed)

    def bring(self, data: bytes, seed: bytes = SEALING) -> Imported:
        return import_bundle(self.begun.desk, data, kid=kid_of(ed25519.public_of(seed)).hex(), private=sealing_private(seed),
                             now=NOW, keys=self.keys)  # fmt: skip

    def opened(self, c: bytes) -> bytes | None:
        """Open an attachment with what the server has."""
        ciphertext = self.begun.records.reading.attachment(c)
        if ciphertext is None or not self.keys.exists():
            return None
        with closing(SubjectKeys(self.keys)) as keys:
            found = person_key(keys, c)
        return open_attachment(found.key, found.salt, bytes(ciphertext), c) if found else None

    def erase(self, commitments: list[bytes]) -> None:
        order = {"type": "erasure.ordered/1", "att": [c.hex() for c in commitments]}
        self.begun.desk.take_in(self.begun.by_roots("alpha", order))
        with closing(SubjectKeys(self.keys)) as keys:
            Erasures(self.begun.records.log.database, keys).carry_out(commitments, ordered=1, now=NOW)


@pytest.fixture
def stick(url: str, tmp_path: Path) -> Iterator[Stick]:
    found = Stick(url, tmp_path)
    yield found
    found.begun.records.close()


def everywhere(folder: Path, *data: bytes) -> list[str]:
    return sorted({path.name for path in folder.rglob("*") if path.is_file() for one in data if one in path.read_bytes()})


def test_what_a_site_keeps_is_opened_where_it_is_held_and_nowhere_on_the_way(stick: Stick) -> None:
    stick.begun.register(stick.site)
    kept = stick.keep(*TEXTS)
    data = stick.bundle()
    (stick.folder / "a.bundle").write_bytes(data)
    assert everywhere(stick.folder, *TEXTS) == []
    found = stick.bring(data)
    assert (found.new, found.standings, found.held, found.unopened) == (1, {"in_effect": 1}, frozenset(), ())
    assert [stick.opened(c) for c in kept] == TEXTS
    with closing(SubjectKeys(stick.keys)) as keys:
        secrets = [person_key(keys, c) for c in kept]
    # One person, one key; and it stands in the file of keys alone.
    assert (len({one.key for one in secrets}), len({one.salt for one in secrets})) == (1, 2)
    assert everywhere(stick.folder, *(secret for one in secrets for secret in (one.key, one.salt))) == ["subjects.keys"]


def test_a_bundle_brought_again_changes_nothing_and_brings_nothing_back(stick: Stick) -> None:
    stick.begun.register(stick.site)
    kept = stick.keep(*TEXTS)
    data = stick.bundle()
    stick.bring(data)
    before = stick.keys.read_bytes()
    again = stick.bring(data)
    assert (again.new, again.known, again.held, stick.keys.read_bytes()) == (0, 1, frozenset(), before)
    with closing(SubjectKeys(stick.keys)) as keys:
        secrets = [part for c in kept for part in person_key(keys, c)[2:]]
    stick.erase(kept)
    last = stick.bring(data)
    assert (last.known, last.held, [stick.opened(c) for c in kept]) == (1, frozenset(), [None, None])
    assert everywhere(stick.folder, *secrets) == []


def test_an_attachment_that_does_not_come_is_held_and_its_act_is_not_proved(stick: Stick) -> None:
    stick.begun.register(stick.site)
    (c,) = stick.keep(TEXTS[0])
    file = stick.folder / "site" / "attached" / c.hex()
    there = file.read_bytes()
    file.unlink()
    assert stick.device.lacking() == {c}
    found = stick.bring(stick.bundle())
    assert (found.new, found.held) == (1, {c})
    copied, reading = Copied(stick.begun.records.log.database), stick.begun.records.reading
    assert not_come(reading, copied, stick.begun.desk.catch_up().replay) == {c}
    checkpoints(stick.begun).make(now=NOW)
    cosigned(stick.begun, "mediator")
    assert make_reply(stick.begun.desk, found, now=NOW) is None
    file.write_bytes(there)
    found = stick.bring(stick.bundle())
    assert (found.known, found.held, stick.opened(c)) == (1, frozenset(), TEXTS[0])
    data = make_reply(stick.begun.desk, found, now=NOW)
    genesis = EXERCISE.genesis
    proved = check_reply(parse_reply(data), origin=genesis.act.origin, device=stick.site.kid.hex(), policy=genesis.witnessed,
                         log=genesis.log, now=NOW)  # fmt: skip
    assert (stick.device.accept(proved, data), stick.device.forget()) == (1, 1)
    assert (file.exists(), stick.device.lacking()) == (False, set())


def test_a_reader_that_holds_no_attachments_gets_the_acts_and_opens_nothing(stick: Stick) -> None:
    stick.begun.register(stick.site)
    (c,) = stick.keep(TEXTS[0])
    data = stick.bundle()
    found = stick.bring(data, OTHER)
    assert (found.new, found.held, stick.opened(c), stick.keys.exists()) == (1, {c}, None, False)
    again = stick.bring(data)
    assert (again.known, again.held, stick.opened(c)) == (1, frozenset(), TEXTS[0])


def test_what_came_with_acts_that_wait_waits_with_them(stick: Stick) -> None:
    kept = stick.keep(*TEXTS)
    data = stick.bundle()
    assert (stick.bring(data).waiting, stick.bring(data).waiting) == (1, 1)
    inbox = Inbox(stick.begun.records.log.database)
    assert ({one.c for one in inbox.attachments()}, stick.keys.exists()) == (set(kept), False)
    stick.begun.register(stick.site)
    other = Site("bravo")
    other.steps(1)
    stick.begun.register(other)
    # The key that opens them is not at hand at this import: the act comes in, and what it attaches waits on.
    for_both = other.bundle(readers={kid: sealing_public(public) for kid, public in stick.readers.items()})
    assert stick.bring(for_both, OTHER).from_before == 1
    assert ([stick.opened(c) for c in kept], {one.c for one in inbox.attachments()}) == ([None, None], set(kept))
    stick.bring(other.bundle())
    assert ([stick.opened(c) for c in kept], inbox.attachments()) == (TEXTS, [])


def test_what_waits_is_erased_too(stick: Stick) -> None:
    other = Site("alpha", 1)
    stick.begun.register(other)
    kept = stick.keep(*TEXTS)
    data = stick.bundle()
    stick.bring(data)
    inbox = Inbox(stick.begun.records.log.database)
    assert len(inbox.attachments()) == 2
    stick.erase(kept[:1])
    assert [one.c for one in inbox.attachments()] == kept[1:]
    stick.bring(data)
    assert [one.c for one in inbox.attachments()] == kept[1:]
    stick.begun.register(stick.site)
    stick.bring(data)
    assert [stick.opened(c) for c in kept] == [None, TEXTS[1]]


def test_a_device_whose_readers_hold_nothing_seals_nothing(stick: Stick, tmp_path: Path) -> None:
    stick.device.settings = stick.device.settings._replace(holders=())
    with pytest.raises(Bad, match="holds attachments"):
        stick.device.seal([b"x"])


def test_a_damaged_file_of_an_attachment_is_told(stick: Stick) -> None:
    (c,) = stick.keep(TEXTS[0])
    file = stick.folder / "site" / "attached" / c.hex()
    data = bytearray(file.read_bytes())
    data[10] ^= 1
    file.write_bytes(data)
    with pytest.raises(Bad, match="damaged"):
        stick.bundle()
    # A changed byte of the ciphertext is found where it is opened: the commitment is not what the body stands for.
    data[10] ^= 1
    data[60] ^= 1
    file.write_bytes(data)
    stick.begun.register(stick.site)
    found = stick.bring(stick.bundle())
    assert (found.held, len(found.unopened), stick.opened(c)) == ({c}, 1, None)
