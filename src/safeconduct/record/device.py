"""The folder of a device that signs without a network: what it has signed, what is proved of it, and what may go.

The chain itself is kept by the list beside the key, as for every key. An act is written to the outbox first, then to the
list, then it may leave. If the machine dies in between, the act is still there and is entered into the list the next time.

A copy of this folder must not go on with the chain: two acts with one number close the key, and nothing that
reaches the log from it after that has an effect. The folder knows its machine and its place on the disk, the list beside the
key has to say the same as the outbox, and a reply shows what the log has of the key. An image of the whole disk, put back on
the same machine, is noticed only by such a reply.
"""

import os
import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from typing import Any, NamedTuple

from safeconduct.record import ed25519, jsonform, keyfile
from safeconduct.record.body import EMPTY_ROOT, Attached, Body, act_id, parse_body, write_body
from safeconduct.record.bundle import Act, write_bundle
from safeconduct.record.device_files import AttachmentFiles, NewAttachment, seal_for
from safeconduct.record.faults import Bad
from safeconduct.record.genesis import Genesis, parse_genesis
from safeconduct.record.leaf import Leaf, kid_of, parse_leaf, sign_leaf, verify_leaf
from safeconduct.record.reply import Proved
from safeconduct.record.sealing import sealing_public
from safeconduct.record.spelling import read_bytes, write_bytes

HEAD = b"safeconduct device/v1\n"
SETTINGS, GENESIS, TOKEN, OUTBOX, PROVED, SEEN, REPLIES = "device", "genesis", "token", "outbox", "proved", "seen", "replies"
ATTACHED = "attached"
_KEYS = {"closed", "holders", "key", "kid", "mark", "org", "origin", "readers"}


class Settings(NamedTuple):
    """What the folder knows of itself. `readers` are public sealing keys, raw, by key id; `closed` says why it signs no more.

    `holders` are the ids of those among them that attachments may be opened with.
    """

    key: str
    kid: str
    org: str
    origin: str
    mark: str
    readers: dict[str, bytes]
    closed: str = ""
    holders: tuple[str, ...] = ()


class Kept(NamedTuple):
    """An act in the outbox. `index` is where the log has it, with a witnessed proof; -1 while there is none."""

    seq: int
    act_id: str
    act: Act
    index: int


def make_device(path: Path, *, key: Path, file: keyfile.KeyFile, genesis_act: dict[str, Any],
                readers: dict[str, bytes], holders: Sequence[str] = ()) -> "Device":  # fmt: skip
    """Make the folder of a device. `readers` are the sealing keys of those who may open its bundles, `holders` those among them
    that belong to holders of attachments.

    Raises FileExistsError where something is there, Bad for a key that signs no acts, or has signed without this folder.
    """
    genesis = parse_genesis(genesis_act)
    if file.role not in ("officer", "device"):
        raise Bad("device.role", f"a {file.role} key signs no acts of a site", expected="an officer or device key", got=file.role)
    if file.org not in [org.id for org in genesis.act.organisations]:
        raise Bad("device.org", "no organisation of this record", got=file.org)
    if not readers:
        raise Bad("device.readers", "nobody could open what this device writes", expected="at least one sealing key")
    last = keyfile.read_list(keyfile.list_beside(key).read_text("ascii", "replace"))
    if last.seq >= 0:
        raise Bad("device.used", "the key has signed elsewhere; a device begins with a key of its own", expected="a new key",
                  got=f"{last.seq + 1} acts")  # fmt: skip
    path.mkdir(mode=0o700)
    keyfile.write_new(path / TOKEN, os.urandom(16).hex().encode() + b"\n")
    keyfile.write_new(path / GENESIS, jsonform.write(genesis_act))
    for name in (OUTBOX, PROVED):
        keyfile.write_new(path / name, b"")
    settings = Settings(str(key.resolve()), file.kid.hex(), file.org, genesis.act.origin, _mark(path), readers,
                        holders=tuple(holders))  # fmt: skip
    keyfile.write_new(path / SETTINGS, _write(settings))
    return Device(path)


class Device:
    """The folder of a device, read. Raises Bad where it is damaged, FileNotFoundError where it is none."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.settings = _parse((path / SETTINGS).read_bytes())
        self.genesis: Genesis = parse_genesis(jsonform.parse((path / GENESIS).read_bytes()))
        self.kept = list(self._read())
        self.attached = AttachmentFiles(path / ATTACHED)

    @property
    def key(self) -> Path:
        """The key file."""
        return Path(self.settings.key)

    @property
    def last(self) -> keyfile.Last:
        """The last act by the list beside the key."""
        beside = keyfile.list_beside(self.key)
        if not beside.exists():
            raise Bad("device.list", "the list of what the key has signed is not beside it", where=str(beside))
        return keyfile.read_list(beside.read_text("ascii", "replace"))

    @property
    def seen(self) -> tuple[int, bytes]:
        """Size and root of the newest checkpoint that came with a reply."""
        if not (self.path / SEEN).exists():
            return 0, EMPTY_ROOT
        size, _, root = (self.path / SEEN).read_text("ascii").strip().partition(" ")
        return int(size), bytes.fromhex(root)

    def _read(self) -> Iterator[Kept]:
        proved = dict[int, int]()
        for line in (self.path / PROVED).read_text("ascii").splitlines():
            seq, index = line.split(" ")
            proved[int(seq)] = int(index)
        lines = (self.path / OUTBOX).read_bytes().split(b"\n")
        # What stands behind the last line end was being written when the machine stopped. It never left.
        for number, line in enumerate(lines[:-1], 1):
            leaf, _, data = line.partition(b" ")
            try:
                act = Act(read_bytes(leaf.decode("ascii"), "leaf"), data)
                body = parse_body(data)
                if parse_leaf(act.leaf).act_id != act_id(data) or body.device != self.settings.kid:
                    raise Bad("device.outbox", "the leaf is not that of this body and device")
            except ValueError as error:
                raise Bad("device.outbox", f"the outbox is damaged: {error}", where=f"line {number}") from error
            yield Kept(body.seq, act_id(data).hex(), act, proved.get(body.seq, -1))

    # ---- signing ----

    def refuse_copy(self) -> None:
        """Raise Bad if this folder may not go on with its chain: closed, copied, put back, or behind its own list."""
        if self.settings.closed:
            raise Bad("device.closed", self.settings.closed)
        if self.settings.mark != _mark(self.path):
            raise Bad("device.copied", "this folder was made on another machine, or is a copy that was put back here")
        last, mine = self.last, self.kept[-1].seq if self.kept else self.last.seq
        if last.seq > mine or (self.kept and last.seq == mine and last.act_id != self.kept[-1].act_id):
            raise Bad("device.behind", "the key has signed acts that this folder does not have", expected=f"number {mine}",
                      got=f"number {last.seq}")  # fmt: skip
        if self.kept and last.seq < self.kept[0].seq - 1:
            raise Bad("device.behind", "the list beside the key is older than the outbox", expected=f"number {mine}",
                      got=f"number {last.seq}")  # fmt: skip

    def sign(self, acts: Sequence[tuple[dict[str, Any], str]], *, seed: bytes) -> list[Kept]:
        """Sign acts, each with its time, as the next of the chain. All are in the outbox when this returns, or none.

        Raises Bad where the folder may not go on, and for an act that no body can hold.
        """
        return self._sign([(act, at, ()) for act, at in acts], seed=seed)

    def keep(self, act: dict[str, Any], at: str, attached: Sequence[Attached], sealed: Sequence[NewAttachment], *,
             seed: bytes) -> Kept:  # fmt: skip
        """Sign an act with its attachments, which were sealed for this device's holders. Raises Bad as `sign` does."""
        for one in sealed:
            # Before the act: one that nobody signed for is in nobody's way, an act without its attachment is.
            self.attached.put(one)
        return self._sign([(act, at, tuple(attached))], seed=seed)[0]

    def seal(self, plaintexts: Sequence[bytes]) -> list[NewAttachment]:
        """Seal what is said of one person for the holders. Raises Bad where no reader of this device is one."""
        if not self.settings.holders:
            raise Bad("device.holders", "none of this device's readers holds attachments, so nobody could open them",
                      expected=f"a sealing key of {' or '.join(self.genesis.holders())}")  # fmt: skip
        return seal_for(plaintexts, [self.settings.readers[kid] for kid in self.settings.holders])

    def _sign(self, acts: Sequence[tuple[dict[str, Any], str, tuple[Attached, ...]]], *, seed: bytes) -> list[Kept]:
        with _locked(self.path / TOKEN):
            self.kept = list(self._read())
            self.refuse_copy()
            self._catch_up()
            if (kid := kid_of(ed25519.public_of(seed)).hex()) != self.settings.kid:
                raise Bad("device.key", "not the key of this folder", expected=self.settings.kid, got=kid)
            seq, prev = self.last
            found = []
            for number, (act, at, att) in enumerate(acts, seq + 1):
                data = write_body(Body(self.settings.origin, self.settings.org, self.settings.kid, number, prev, *self.seen, at,
                                       act, att, os.urandom(16)))  # fmt: skip
                prev = act_id(data).hex()
                found.append(Kept(number, prev, Act(sign_leaf(seed, act_id(data)), data), -1))
            whole = (self.path / OUTBOX).read_bytes().rpartition(b"\n")
            with (self.path / OUTBOX).open("r+b") as file:
                file.truncate(len(whole[0]) + len(whole[1]))
                file.seek(0, os.SEEK_END)
                file.write(b"".join(_line(one.act) for one in found))
                file.flush()
                os.fsync(file.fileno())
            self.kept += found
            self._catch_up()
        return found

    def _catch_up(self) -> None:
        """Enter into the list what is in the outbox and was not entered when the machine stopped."""
        last = self.last
        ahead = [keyfile.Last(one.seq, one.act_id) for one in self.kept if one.seq > last.seq]
        if ahead:
            keyfile.append_to_list(keyfile.list_beside(self.key), *ahead)

    # ---- what leaves, and what comes back ----

    def bundle(self, *, seed: bytes) -> bytes:
        """Give a bundle of all that the outbox holds. Raises Bad where it is empty."""
        with _locked(self.path / TOKEN):
            self.kept = list(self._read())
            if not self.settings.closed:
                self.refuse_copy()
                self._catch_up()
        if not self.kept:
            raise Bad("device.empty", "there is nothing to carry: all that was signed is recorded and forgotten here")
        readers = {kid: sealing_public(public) for kid, public in self.settings.readers.items()}
        attachments, keys, _ = self.attached.get(attached_to(self.kept))
        return write_bundle([one.act for one in self.kept], seed=seed, readers=readers, seen=self.seen, attachments=attachments,
                            keys=keys)  # fmt: skip

    def lacking(self) -> set[bytes]:
        """Give the attachments of acts in the outbox that are not in this folder."""
        return self.attached.get(attached_to(self.kept))[2]

    def accept(self, proved: Proved, data: bytes) -> int:
        """Note what a reply proves; gives how many acts are proved that were not before. `data` is the reply, which is kept.

        Raises Bad, and closes the folder, where the log has an act of this key that is not in it.
        """
        with _locked(self.path / TOKEN):
            self.kept = list(self._read())
            mine = {bytes.fromhex(one.act_id): one for one in self.kept}
            gone = self._signed()
            new = []
            for leaf, index in proved.leaves:
                if leaf.kid.hex() != self.settings.kid:
                    raise Bad("device.reply", "a leaf of another key", got=leaf.kid.hex())
                one = mine.get(leaf.act_id)
                if one is not None and one.index < 0:
                    new.append((one.seq, index))
                elif one is None and leaf.act_id.hex() not in gone:
                    self._foreign(leaf)
            folder = self.path / REPLIES
            folder.mkdir(exist_ok=True)
            name = folder / f"{proved.size}-{sha256(data).hexdigest()[:16]}"
            if not name.exists():
                keyfile.write_new(name, data)
            with (self.path / PROVED).open("ab") as file:
                file.write("".join(f"{seq} {index}\n" for seq, index in new).encode())
                file.flush()
                os.fsync(file.fileno())
            if proved.size > self.seen[0]:
                _replace(self.path / SEEN, f"{proved.size} {proved.root.hex()}\n".encode())
            self.kept = list(self._read())
        return len(new)

    def _signed(self) -> set[str]:
        """Give the act ids in the list beside the key: what was forgotten here is known there."""
        text = keyfile.list_beside(self.key).read_text("ascii", "replace")
        return {line.partition(" ")[2] for line in text.splitlines()[1:]}

    def _foreign(self, leaf: Leaf) -> None:
        file = keyfile.parse_key(self.key.read_bytes())
        if not verify_leaf(file.public, leaf):
            raise Bad("device.reply", "a leaf that this key did not sign", got=leaf.act_id.hex())
        why = "the log has an act of this key that this folder never had: another machine signs with it, or it was put back"
        self.close(why)
        raise Bad("device.foreign", why, got=leaf.act_id.hex())

    def forget(self) -> int:
        """Take out the acts that are proved, from the first on up to one that is not, and their attachments; gives how many."""
        with _locked(self.path / TOKEN):
            self.kept = list(self._read())
            self._catch_up()
            stays = next((at for at, one in enumerate(self.kept) if one.index < 0), len(self.kept))
            _replace(self.path / OUTBOX, b"".join(_line(one.act) for one in self.kept[stays:]))
            gone, self.kept = self.kept[:stays], self.kept[stays:]
            self.attached.forget(attached_to(gone))
        return stays

    def close(self, why: str) -> None:
        """Let this folder sign no more. What is in it can still be carried away."""
        self.settings = self.settings._replace(closed=why)
        _replace(self.path / SETTINGS, _write(self.settings))


def attached_to(kept: Sequence[Kept]) -> list[bytes]:
    """Give the commitments of what acts have attached."""
    return [named.c for one in kept if b'"att":[]' not in one.act.body for named in parse_body(one.act.body).att]


def _line(act: Act) -> bytes:
    return b"%s %s\n" % (write_bytes(act.leaf).encode(), act.body)


def _write(settings: Settings) -> bytes:
    value = settings._asdict() | {"readers": {f"k{kid}": public.hex() for kid, public in settings.readers.items()},
                                  "holders": list(settings.holders)}  # fmt: skip
    return HEAD + jsonform.write(value) + b"\n"


def _parse(data: bytes) -> Settings:
    value = jsonform.parse(data[len(HEAD) : -1]) if data.startswith(HEAD) and data.endswith(b"\n") else {}
    if value.keys() != _KEYS or not set(value["holders"]) <= {kid[1:] for kid in value["readers"]}:
        raise Bad("device.form", "not the folder of a device", where=SETTINGS, expected=HEAD.decode().strip())
    readers = {kid[1:]: bytes.fromhex(public) for kid, public in value.pop("readers").items()}
    return Settings(readers=readers, holders=tuple(value.pop("holders")), **value)


def _mark(path: Path) -> str:
    """Give what ties a folder to its machine and to its place on the disk."""
    try:
        machine = Path("/etc/machine-id").read_text("ascii").strip()
    except OSError:
        # Without such a file the address of the network card is taken, unless Python had to make one up.
        node = uuid.getnode()
        machine = "" if node >> 40 & 1 else str(node)
    token = path / TOKEN
    return sha256(f"safeconduct machine/v1\n{machine}\n{token.stat().st_ino}\n".encode() + token.read_bytes()).hexdigest()


def _replace(path: Path, data: bytes) -> None:
    draft = path.with_name(f".{path.name}.new")
    with draft.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    """Hold the folder: two commands at once would take one number twice."""
    with path.open("rb") as file:
        keyfile.lock(file.fileno())
        yield
