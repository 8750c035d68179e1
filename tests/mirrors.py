"""A small log with its mirrors, in process: signed by the made-up keys of an exercise, asked over WSGI without a socket."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import Any

from safeconduct.bootstrap.exercise import Exercise, make_exercise, mirror_name, witness_name
from safeconduct.bootstrap.folder import padding
from safeconduct.mirror.calling import Answer, Call, NoAnswer
from safeconduct.mirror.door import Application, mirror_door
from safeconduct.mirror.keeper import Mirror, Signer
from safeconduct.mirror.place import Place, Settings, begin_place
from safeconduct.mirror.round import cosigners_of
from safeconduct.mirror.seeing import Line, Sees
from safeconduct.mirror.sending import Sending, Told
from safeconduct.record import ed25519
from safeconduct.record.body import EMPTY_ROOT, Attached, Body, act_id, write_body
from safeconduct.record.checkpoint import sign_checkpoint
from safeconduct.record.leaf import kid_of, sign_leaf
from safeconduct.store.checkpoints import Checkpoints
from safeconduct.store.copied import Copied
from safeconduct.store.examine import Sealed, Signed
from safeconduct.store.log import Log
from safeconduct.store.reading import StoredCheckpoint

NOW = 1_800_000_000
AT = "2027-01-15T08:00:00+00:00"
WINDOW = ("2020-01-01T00:00:00+00:00", "2030-01-01T00:00:00+00:00")
ROLES = {"north": ("North", "party"), "south": ("South", "party"), "envoy": ("Envoy", "guarantor"),
         "mission": ("Mission", "guarantor"), "operator": ("Operator", "operator"),
         "recorder": ("Recorder", "recorder")}  # fmt: skip
ORIGIN = "record.example/mirrored"


def seed_for(org: str, role: str, number: int) -> bytes:
    return sha256(f"made-up key of {org} {role} {number}".encode()).digest()


def exercise() -> Exercise:
    """Make the same exercise every time."""
    return make_exercise(ROLES, origin=ORIGIN, agreement="ab" * 32, window=WINDOW, seed_for=seed_for)


class World:
    """A log in a folder, its clock, and its mirrors by organisation."""

    def __init__(self, folder: Path, name: str = "log.db") -> None:
        self.folder, self.exercise, self.now = folder, exercise(), NOW
        self.genesis = self.exercise.genesis
        publics = {kid_of(ed25519.public_of(seed)): ed25519.public_of(seed) for seed in self.exercise.seeds.values()}
        self.log = Log.open(folder / name, origin=ORIGIN, key_of=publics.get)
        self.chains: dict[bytes, tuple[int, str]] = {}
        log_seed = self.exercise.seeds["operator", "log", 0]
        self.signer = Signer(ORIGIN, log_seed)
        self.checkpoints = Checkpoints(self.log, sign=lambda head: sign_checkpoint(head, log_seed), noops=self._noops)
        self.reading, self.copied = self.checkpoints.reading, Copied(self.log.database)
        self.mirrors: dict[str, Mirror] = {}
        self.loud: list[str] = []

    def _noops(self, count: int, writer: Any) -> Sequence[Signed]:
        return padding(self.exercise.seeds["operator", "device", 0], count, writer, origin=ORIGIN, at=AT, seen=(0, EMPTY_ROOT))

    # ---- the log ----

    def sign(self, org: str, act: dict[str, Any], *, role: str = "device", number: int = 0,
             attachments: tuple[Sealed, ...] = ()) -> Signed:  # fmt: skip
        """Sign the next act of a key."""
        seed = self.exercise.seeds[org, role, number]
        kid = kid_of(ed25519.public_of(seed))
        seq, prev = self.chains.get(kid, (0, ""))
        att = tuple(Attached(one.c, len(one.ciphertext), "application/octet-stream", "person") for one in attachments)
        nonce = sha256(kid + seq.to_bytes(4, "big")).digest()[:16]
        data = write_body(Body(ORIGIN, org, kid.hex(), seq, prev, 0, EMPTY_ROOT, AT, act, att, nonce))
        self.chains[kid] = seq + 1, act_id(data).hex()
        return Signed(sign_leaf(seed, act_id(data)), data, attachments)

    def begin(self) -> World:
        """Let every organisation sign the first act and register its device; give officers' windows to nobody."""
        acts = [self.sign(org, self.exercise.act, role="root", number=number) for org in ROLES for number in (0, 1)]
        for org in ROLES:
            registration = self.exercise.registration(org)
            acts += [self.sign(org, registration, role="root", number=number) for number in (0, 1)]
        self.log.append(acts)
        return self

    def add(self, count: int, org: str = "north", kind: str = "statement.reported/1") -> list[int]:
        """Append acts that say little."""
        acts = [self.sign(org, {"type": kind, "id": f"{org}-{n}-{self.reading.size()}"}) for n in range(count)]
        return [one.index for one in self.log.append(acts)]

    def checkpoint(self) -> StoredCheckpoint:
        """Sign the log as it is, without filling it up."""
        self.now += 1
        return self.checkpoints.make(now=self.now)

    # ---- mirrors ----

    def mirror(self, org: str, **settings: Any) -> Mirror:
        """Begin the mirror of an organisation, or give the one there is."""
        if org not in self.mirrors:
            folder = self.folder / f"mirror-{org}"
            begin_place(folder, self.exercise.act, Settings(org, witness_name(ORIGIN, org), mirror_name(ORIGIN, org), "w", "m",
                                                            **settings), digest=self.genesis.digest)  # fmt: skip
            self.mirrors[org] = self.open(org)
        return self.mirrors[org]

    def open(self, org: str) -> Mirror:
        """Open the mirror of an organisation anew."""
        seeds = self.exercise.seeds
        signers = (Signer(witness_name(ORIGIN, org), seeds[org, "witness", 0]),
                   Signer(mirror_name(ORIGIN, org), seeds[org, "mirror", 0]))  # fmt: skip
        return Place(self.folder / f"mirror-{org}").open(signers, now=lambda: self.now, loud=self.loud.append)

    def sending(self, org: str, checkpoint: StoredCheckpoint | None = None, sees: Sees = Sees.PUBLIC) -> Sending:
        """Give what the log sends to a mirror."""
        newest = checkpoint or self.reading.newest()
        assert newest is not None
        line = Line(org, "", sees, org == self.genesis.act.attachments)
        return Sending(self.reading, newest, line, origin=ORIGIN, cosigners=self.cosigners(), log=self.signer, copied=self.copied,
                       now=lambda: self.now)  # fmt: skip

    def cosigners(self) -> tuple[Any, ...]:
        return cosigners_of(self.genesis.witnessed, self.genesis.sealed)

    def push(self, org: str, *, sees: Sees = Sees.PUBLIC, bodies: int = 0) -> Told:
        """Do one round with one mirror, in this process."""
        return self.sending(org, sees=sees).run(calling(mirror_door(self.mirror(org))), bodies=bodies, attachments=0)

    def close(self) -> None:
        for mirror in self.mirrors.values():
            mirror.file.close()
            mirror.copied.database.close()
        self.log.close()


def ask(door: Application, method: str, path: str, body: bytes = b"", headers: Mapping[str, str] = {}) -> Answer:
    """Ask a WSGI application."""
    environ: dict[str, Any] = {"REQUEST_METHOD": method, "PATH_INFO": path, "CONTENT_LENGTH": str(len(body)),
                               "wsgi.input": BytesIO(body)}  # fmt: skip
    environ |= {f"HTTP_{name.upper().replace('-', '_')}": value for name, value in headers.items()}
    status: list[int] = []
    parts = door(environ, lambda said, _: status.append(int(said.split()[0])))
    return Answer(status[0], b"".join(parts))


def calling(door: Application) -> Call:
    return lambda method, path, body, headers: ask(door, method, path, body, headers)


def dead(method: str, path: str, body: bytes, headers: Mapping[str, str]) -> Answer:
    raise NoAnswer("no answer: it is off")
