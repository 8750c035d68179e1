"""An exercise as files: every key of every organisation in a folder of its own, and acts signed with them.

All of it is for training. Whoever can read the folder can sign for everyone.
"""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from secrets import choice, token_bytes
from typing import Any, NamedTuple

from safeconduct.agreement.casefile import Case
from safeconduct.bootstrap.exercise import OPERATOR, RECORDER, Exercise, make_exercise, roles_of
from safeconduct.bootstrap.folder import GENESIS, Settings, first_line, open_key, read_genesis
from safeconduct.kernel.errors import Conflict, Fault, Invalid, NotPermitted, SafeconductError
from safeconduct.mirror.custody import SEALING
from safeconduct.record import ed25519, jsonform, keyfile
from safeconduct.record.body import Body, act_id, write_body
from safeconduct.record.faults import Bad
from safeconduct.record.leaf import kid_of, sign_leaf
from safeconduct.record.projection import KIND
from safeconduct.record.sheet import as_page, sheet_of
from safeconduct.record.words import words_of
from safeconduct.secretariat.desk import Desk
from safeconduct.secretariat.docket import Kept
from safeconduct.secretariat.reading import signed_at
from safeconduct.store.examine import Signed

PHRASE, EXERCISE, PUBLISHER = "phrase", "exercise.toml", "publisher"
WINDOW = ("1990-01-01T00:00:00+00:00", "2100-01-01T00:00:00+00:00")
LIGHT = keyfile.Cost(1, 2**23)
"""What one guess of the pass phrase costs. The phrase lies beside the key, so more would only be waited for."""


class Seen(NamedTuple):
    """What a person has to know of a new exercise: its folder, its organisations, the digest on paper in words."""

    folder: Path
    orgs: tuple[str, ...]
    words: str
    exercise: Exercise


def write_exercise(folder: Path, case: Case, settings: Settings, *, origin: str) -> Seen:
    """Make the keys of an exercise of an agreement and write them. Raises Conflict where the folder holds something."""
    if folder.exists() and any(folder.iterdir()):
        raise Conflict(f"{folder} is not empty. Nothing was changed.", remedy="name another folder")
    roles = roles_of(case.agreement)
    made = make_exercise(roles, origin=origin, agreement=case.versions[0].source.hash.removeprefix("sha256:"), window=WINDOW)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / GENESIS).write_bytes(jsonform.write(made.act) + b"\n")
    (folder / "sheet.html").write_text(as_page(sheet_of(made.genesis), "en"), encoding="utf-8")
    for org in roles:
        (folder / org).mkdir(mode=0o700)
        keyfile.write_new(folder / org / PHRASE, f"{_phrase()}\n".encode())
    for (org, role, number), seed in made.seeds.items():
        name = f"root-{number}" if role == "root" else role
        phrase = first_line(folder / org / PHRASE)
        keyfile.write_new(folder / org / f"{name}.key", keyfile.seal_key(seed, phrase, org=org, role=role, cost=LIGHT))
    _keep_device(folder, PUBLISHER, ed25519.new_seed())
    absolute = settings._replace(agreement=str(Path(settings.agreement).resolve()) if settings.agreement else "",
                                 with_files=tuple(str(Path(one).resolve()) if Path(one).is_file() else one
                                                  for one in settings.with_files))  # fmt: skip
    (folder / EXERCISE).write_text(json.dumps(absolute._asdict(), ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return Seen(folder, tuple(roles), words_of(made.genesis.digest), made)


def _keep_device(folder: Path, name: str, seed: bytes) -> Path:
    """Keep the key of another device of the operator. Gives its file."""
    path, phrase = folder / OPERATOR / f"{name}.key", first_line(folder / OPERATOR / PHRASE)
    keyfile.write_new(path, keyfile.seal_key(seed, phrase, org=OPERATOR, role="device", cost=LIGHT))
    return path


def _phrase() -> str:
    letters = "abcdefghkmnpqrstuvwxyz"
    return " ".join("".join(choice(letters) for _ in range(4)) for _ in range(5))


class Training:
    """An exercise's folder, read. Keys are opened when they are needed."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.genesis_act, self.genesis = read_genesis(folder / GENESIS)
        if not self.genesis.act.training:
            raise NotPermitted(f"the record of {folder} is no exercise. Nothing was signed.",
                               remedy="sign with `safeconduct keys sign`, each organisation on its own machine")  # fmt: skip
        self._seeds: dict[tuple[str, str], bytes] = {}

    def settings(self) -> Settings:
        """Give how the record of this exercise is opened."""
        found = json.loads((self.folder / EXERCISE).read_bytes())
        at = self.folder.resolve() / OPERATOR
        publisher = at / f"{PUBLISHER}.key"
        return Settings(**found | {"with_files": tuple(found["with_files"]), "public": (), "log_key": str(at / "log.key"),
                                   "device_key": str(at / "device.key"), "phrase": str(at / PHRASE),
                                   "publish_key": str(publisher) if publisher.is_file() else ""})  # fmt: skip

    def seed(self, org: str, name: str) -> bytes:
        """Open a key, such as `device` or `root-0`."""
        if (org, name) not in self._seeds:
            path = self.folder / org / f"{name}.key"
            if not path.is_file():
                raise Invalid([Fault(code="SC101", file=str(path), message=f"{org} has no such key in this exercise",
                                     remedy="acts of others are entered as reported, by the recorder")])  # fmt: skip
            self._seeds[org, name] = open_key(path, lambda key: first_line(key.with_name(PHRASE)))[1]
        return self._seeds[org, name]

    def found(self, desk: Desk, *, at: str) -> list[Kept]:
        """Begin the record: every organisation signs the genesis act, and registers its device; holders also a sealing key.

        `at` is the time, with offset.
        """
        orgs = [one.id for one in self.genesis.act.organisations]
        signed = [act for org in orgs for act in self._by_roots(org, self.genesis_act, at, desk, {})]
        desk.take_in(signed)
        kept = [kept for org in orgs for kept in self.register(desk, org, self.seed(org, "device"), at=at)]
        if (self.folder / OPERATOR / f"{PUBLISHER}.key").is_file():
            kept += self.register(desk, OPERATOR, self.seed(OPERATOR, PUBLISHER), at=at, types=(KIND,))
        for org in self.genesis.holders():
            if (self.folder / org / f"{SEALING}.key").is_file():
                exercise = Exercise(self.genesis_act, self.genesis, {(org, SEALING, 0): self.seed(org, SEALING)}, WINDOW)
                kept += desk.take_in(self._by_roots(org, exercise.registration(org, SEALING), at, desk, {}))
        return kept

    def register(self, desk: Desk, org: str, seed: bytes, *, at: str, types: tuple[str, ...] = ()) -> list[Kept]:
        """Register a device with two root keys of its organisation. It may sign acts of these types; of all if none is given."""
        exercise = Exercise(self.genesis_act, self.genesis, {(org, "device", 0): seed}, WINDOW)
        return desk.take_in(self._by_roots(org, exercise.registration(org, types=types), at, desk, {}))

    def new_devices(self, desk: Desk, *, at: str) -> tuple[str, Path, Path]:
        """Make and register new devices of the operator, as the old ones may have signed what is lost.

        Gives the id of the one that fills the record up, the file of its key, and that of the one that signs what is published.
        """
        device, publisher = ed25519.new_seed(), ed25519.new_seed()
        self.register(desk, OPERATOR, device, at=at)
        self.register(desk, OPERATOR, publisher, at=at, types=(KIND,))
        kid = kid_of(ed25519.public_of(device)).hex()
        return kid, _keep_device(self.folder, f"device-{kid}", device), _keep_device(self.folder, f"{PUBLISHER}-{kid}", publisher)

    def _by_roots(self, org: str, act: Mapping[str, Any], at: str, desk: Desk, seen: dict[str, Any]) -> Iterator[Signed]:
        for number in (0, 1):
            yield self.sign(desk, org, f"root-{number}", dict(act), at=at)

    def sign(self, desk: Desk, org: str, name: str, act: dict[str, Any], *, at: str = "") -> Signed:
        """Sign an act as the next of a key. Raises Refused where it could not take effect now."""
        seed = self.seed(org, name)
        body = desk.prepare(act, org=org, kid=kid_of(ed25519.public_of(seed)), at=at)
        return Signed(sign_leaf(seed, act_id(body)), body)


class Added(NamedTuple):
    """What became of a file of acts: how many were recorded, how many were there already, and what stopped it, if anything."""

    recorded: int
    known: int
    stopped: str = ""
    line: int = 0


def add_as_made(training: Training, desk: Desk, lines: list[bytes]) -> Added:
    """Sign and record every act of a file as if it had been made elsewhere: what is refused is kept too, without effect.

    Stops before anything is recorded where a line is no act of anybody in the exercise.
    """
    there = _there(desk)
    made, known = list[Signed](), 0
    chains: dict[bytes, tuple[int, str]] = {}
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            act = _act(line)
            if (_speaker(act), act.get("id")) in there:
                known += 1
                continue
            made.append(_next_of(training, desk, chains, act))
        except (ValueError, Bad, SafeconductError) as error:
            return Added(0, known, f"not an act of this exercise: {error}", number)
    for first in range(0, len(made), _BATCH):
        desk.take_in(made[first : first + _BATCH])
    return Added(len(made), known)


_BATCH = 256


def _there(desk: Desk) -> set[tuple[str, Any]]:
    return {(kept.org, kept.act.id) for kept in desk.catch_up().all() if kept.act is not None}


def _next_of(training: Training, desk: Desk, chains: dict[bytes, tuple[int, str]], act: dict[str, Any]) -> Signed:
    org = _speaker(act)
    seed = training.seed(org, "device")
    kid = kid_of(ed25519.public_of(seed))
    if kid not in chains:
        head = desk.records.head(kid)
        chains[kid] = (head.seq + 1, head.act_id.hex()) if head else (0, "")
    origin, seen = desk.records.origin, desk.records.seen()
    body = write_body(Body(origin, org, kid.hex(), *chains[kid], *seen, signed_at(act), act, (), token_bytes(16)))
    chains[kid] = chains[kid][0] + 1, act_id(body).hex()
    return Signed(sign_leaf(seed, act_id(body)), body)


def _act(line: bytes) -> dict[str, Any]:
    act = json.loads(line)
    if not isinstance(act, dict):
        raise ValueError("not an object")
    return act


def _speaker(act: dict[str, Any]) -> str:
    return RECORDER if act.get("basis") == "reported" else str(act.get("actor"))


def add_acts(training: Training, desk: Desk, lines: list[bytes]) -> Added:
    """Sign each act of a file with the device of its actor and record it; what is reported is signed by the recorder.

    Stops at the first that is refused: the acts before it are recorded, and the file can be given again when it is corrected.
    """
    there = _there(desk)
    recorded = known = 0
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            act = _act(line)
            if (_speaker(act), act.get("id")) in there:
                known += 1
                continue
            kept = desk.submit(training.sign(desk, _speaker(act), "device", act))
        except (ValueError, Bad) as error:
            return Added(recorded, known, f"not an act: {error}", number)
        except SafeconductError as error:
            return Added(recorded, known, " ".join((error.message(), error.what_to_do())).strip(), number)
        there.add((_speaker(act), act.get("id")))
        recorded += kept.index >= 0
    return Added(recorded, known)
