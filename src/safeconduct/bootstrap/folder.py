"""The folder of a server: its store, its genesis act, which agreement it works under, and where its two keys lie.

`record.toml` in it says so. The keys themselves need not lie there: they are files sealed with a pass phrase.
"""

import json
import tomllib
from collections.abc import Callable, Sequence
from pathlib import Path
from secrets import token_bytes
from typing import Any, NamedTuple

from safeconduct.agreement.casefile import Case, open_case
from safeconduct.bootstrap.records import StoredRecords, open_desk
from safeconduct.kernel.errors import Conflict, Fault, Invalid, NotPermitted
from safeconduct.kernel.suggest import did_you_mean
from safeconduct.record import ed25519, jsonform, keyfile
from safeconduct.record.body import Body, act_id, write_body
from safeconduct.record.checkpoint import sign_checkpoint
from safeconduct.record.faults import Bad
from safeconduct.record.genesis import Genesis, parse_genesis
from safeconduct.record.leaf import kid_of, sign_leaf
from safeconduct.secretariat.desk import Desk
from safeconduct.store.checkpoints import Checkpoints
from safeconduct.store.database import Writer
from safeconduct.store.examine import Signed
from safeconduct.store.heads import head_of
from safeconduct.store.sqlite import look_through

SETTINGS, STORE, GENESIS, MIRRORS, MEMORY = "record.toml", "log.db", "genesis.json", "mirrors.toml", "pushed.json"
SUBJECTS = "subjects.keys"
"""The file with the keys of persons, which is never beside a copy of the log."""
_KEYS = ("agreement", "example", "with", "database", "log_key", "device_key", "phrase", "public", "publish_key")
OPERATOR = "operator"

AskPhrase = Callable[[Path], str]
"""Gives the pass phrase of a key file."""


class Settings(NamedTuple):
    """What `record.toml` says. Paths are as written, beside the file; `phrase` is a file with the pass phrase, or empty.

    `public` are types of acts whose bodies everyone may see, such as `statement.*`; none if it is left out. `publish_key` is a
    device of the operator that signs projections and nothing else.
    """

    agreement: str = ""
    example: str = ""
    with_files: tuple[str, ...] = ()
    database: str = ""
    log_key: str = ""
    device_key: str = ""
    phrase: str = ""
    public: tuple[str, ...] = ()
    publish_key: str = ""


def write_settings(settings: Settings) -> str:
    """Write the settings as TOML."""
    named = dict(zip(_KEYS, settings, strict=True))
    lines = [f"{key} = {json.dumps(list(value) if isinstance(value, tuple) else value, ensure_ascii=False)}"
             for key, value in named.items() if value]  # fmt: skip
    return "# How the record in this folder is opened. Paths begin at this folder.\n" + "\n".join(lines) + "\n"


class RecordFolder:
    """A server's folder, read. Nothing in it is open yet. Raises Invalid where it is no such folder."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.settings = _read_settings(path / SETTINGS)
        self.genesis_act, self.genesis = read_genesis(path / GENESIS)

    @property
    def url(self) -> str:
        """The address of the store."""
        return self.settings.database or str(self.path / STORE)

    def case(self) -> Case:
        """Open the agreement."""
        settings = self.settings
        file = str(self.path / settings.agreement) if settings.agreement else None
        with_files = [str(self.path / one) if (self.path / one).is_file() else one for one in settings.with_files]
        return open_case(example=settings.example, file=file, with_files=with_files)

    def desk(self) -> Desk:
        """Open the log for work under the agreement."""
        return open_desk(self.url, self.genesis, self.case())

    def look_through_store(self) -> None:
        """Look whether the log is there and whole, before anything is served from it. Raises WrongStore or NotRead."""
        if not self.settings.database:  # a server of databases looks after itself
            look_through(self.path / STORE)

    def phrase_or(self, ask: AskPhrase) -> AskPhrase:
        """Give a way to the pass phrase: the file that the settings name, or the person at the keyboard."""
        if not self.settings.phrase:
            return ask
        return lambda key: first_line(self.path / self.settings.phrase)

    def log_seed(self, ask: AskPhrase) -> bytes:
        """Open the key of the log. Raises NotPermitted where it is not the key of the genesis act."""
        seed = _open(self.path / self.settings.log_key, "log_key", self.settings.log_key, self.phrase_or(ask))
        if ed25519.public_of(seed) != self.genesis.log.public:
            raise NotPermitted(f"{self.settings.log_key} is not the key of this log. Nothing was signed.",
                               remedy="name the right key file in record.toml, at log_key")  # fmt: skip
        return seed

    def checkpoints(self, desk: Desk, *, log_seed: bytes, at: Callable[[], str], ask: AskPhrase) -> Checkpoints:
        """Give what makes checkpoints. The operator's device is opened only when the log has to be filled up."""
        records = desk.records
        assert isinstance(records, StoredRecords)

        def noops(count: int, writer: Writer) -> Sequence[Signed]:
            seed = _open(self.path / self.settings.device_key, "device_key", self.settings.device_key, self.phrase_or(ask))
            return padding(seed, count, writer, origin=self.genesis.act.origin, at=at(), seen=records.seen())

        return Checkpoints(records.log, sign=lambda head: sign_checkpoint(head, log_seed), noops=noops)


def padding(seed: bytes, count: int, writer: Writer, *, origin: str, at: str, seen: tuple[int, bytes]) -> list[Signed]:
    """Sign acts that say nothing with the operator's device, as the next of its chain."""
    kid = kid_of(ed25519.public_of(seed))
    head = head_of(writer, kid)
    seq, prev = (head.seq + 1, head.act_id.hex()) if head else (0, "")
    made = []
    for number in range(seq, seq + count):
        data = write_body(Body(origin, OPERATOR, kid.hex(), number, prev, *seen, at, {"type": "noop.padded/1"}, (),
                               token_bytes(16)))  # fmt: skip
        prev = act_id(data).hex()
        made.append(Signed(sign_leaf(seed, act_id(data)), data))
    return made


def begin_folder(path: Path, genesis_act: dict[str, Any], settings: Settings) -> RecordFolder:
    """Make the folder of a server. Raises Conflict where there is a record already."""
    parse_genesis(genesis_act)
    path.mkdir(parents=True, exist_ok=True)
    for name in (SETTINGS, STORE, GENESIS):
        if (path / name).exists():
            raise Conflict(f"{path / name} is there already: this folder has a record. Nothing was changed.",
                           remedy="name another folder")  # fmt: skip
    (path / GENESIS).write_bytes(jsonform.write(genesis_act) + b"\n")
    (path / SETTINGS).write_text(write_settings(settings), encoding="utf-8")
    return RecordFolder(path)


def read_genesis(path: Path) -> tuple[dict[str, Any], Genesis]:
    """Read a genesis act from its file, with a line end or without. Raises Invalid."""
    try:
        data = path.read_bytes()
        act = jsonform.parse(data.removesuffix(b"\n"))
        return act, parse_genesis(act)
    except OSError as error:
        raise Invalid([Fault(code="SC030", file=str(path), message=f"cannot read: {error.strerror}",
                             remedy="the first act lies there; see `safeconduct record begin`")]) from error  # fmt: skip
    except Bad as bad:
        raise Invalid([Fault(code="SC040", file=str(path), message=str(bad),
                             remedy="put the file back as `safeconduct keys genesis` has written it")]) from bad  # fmt: skip


def first_line(path: Path) -> str:
    """Give the pass phrase in a file. Raises Invalid where it cannot be read."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise Invalid([Fault(code="SC030", file=str(path), message=f"cannot read the pass phrase: {error}",
                             remedy="check the name and who may read it")]) from error  # fmt: skip
    return lines[0] if lines else ""


def open_key(path: Path, ask: AskPhrase) -> tuple[keyfile.KeyFile, bytes]:
    """Open a key file. Raises Invalid where it cannot be read or its pass phrase is wrong."""
    try:
        file = keyfile.parse_key(path.read_bytes())
        return file, keyfile.open_key(file, ask(path))
    except OSError as error:
        raise Invalid([Fault(code="SC030", file=str(path), message=f"cannot read: {error.strerror}",
                             remedy="check the name, and that the medium is in")]) from error  # fmt: skip
    except Bad as bad:
        raise Invalid([Fault(code="SC040", file=str(path), message=str(bad),
                             remedy="try the pass phrase again; the file is as it was")]) from bad  # fmt: skip


def _open(path: Path, key: str, said: str, ask: AskPhrase) -> bytes:
    if not said:
        raise Invalid([Fault(code="SC015", file=SETTINGS, message=f"{key} is not set, and this has to be signed with it",
                             remedy=f'add a line such as: {key} = "keys/{key.replace("_", ".")}"')])  # fmt: skip
    return open_key(path, ask)[1]


def _read_settings(path: Path) -> Settings:
    try:
        found = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise Invalid([Fault(code="SC030", file=str(path), message=f"no folder of a record: {error.strerror}",
                             remedy="`safeconduct record begin` makes one")]) from error  # fmt: skip
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise Invalid([Fault(code="SC016", file=str(path), message=f"not TOML: {error}", remedy="correct the line")]) from error
    for key in found:
        if key not in _KEYS:
            raise Invalid([Fault(code="SC002", file=str(path), message=f"{key}: not a setting of a record",
                                 remedy=did_you_mean(key, _KEYS))])  # fmt: skip
    with_files, public = (tuple(str(one) for one in found.pop(key, ())) for key in ("with", "public"))
    return Settings(with_files=with_files, public=public, **{key: str(value) for key, value in found.items()})
