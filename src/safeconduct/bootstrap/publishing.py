"""Publishing a record: its files for any web server, and what everyone may know of it, signed by being an act of it.

The projection is made first and recorded, so that the next checkpoint covers the act that names it. What is published is the
newest projection that a checkpoint shown outside covers.
"""

import os
from collections.abc import Callable
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from safeconduct.bootstrap.folder import OPERATOR, AskPhrase, RecordFolder, open_key
from safeconduct.bootstrap.records import StoredRecords
from safeconduct.kernel.acts import TYPES
from safeconduct.kernel.errors import Fault, Invalid
from safeconduct.record import ed25519, jsonform
from safeconduct.record.body import act_id, parse_body
from safeconduct.record.faults import Bad
from safeconduct.record.leaf import kid_of, sign_leaf
from safeconduct.secretariat.case_acts import BY_NAME
from safeconduct.secretariat.desk import Desk
from safeconduct.secretariat.public import projection
from safeconduct.store.examine import Signed
from safeconduct.store.publish import publish
from safeconduct.store.reading import StoredBody

KIND, PROJECTION, KEPT = "projection.published/1", "projection", "projections"
LISTS = jsonform.write({"lists": []})
"""The index of the lists of passes, before there is any."""


class Published(NamedTuple):
    """What was written: the size of the log, the files that changed, and at which index the act stands that names the projection.

    `projection` is -1 where none is covered by a checkpoint that was shown.
    """

    size: int
    written: list[str]
    projection: int


def record_projection(folder: RecordFolder, desk: Desk, *, as_of: datetime, ask: AskPhrase) -> int:
    """Make the public projection of the log as it is, keep the file, and record the act that names it. Gives its index."""
    case = folder.case()
    data = projection(desk.catch_up(), case, as_of=as_of)
    kept = folder.path / KEPT
    kept.mkdir(exist_ok=True)
    digest = sha256(data).hexdigest()
    _write(kept / f"{digest}.json", data)
    _, seed = open_key(folder.path / folder.settings.device_key, folder.phrase_or(ask))
    act = {"type": KIND, "digest": digest, "size": desk.docket.size}
    at = as_of.astimezone().isoformat(timespec="seconds")
    body = desk.prepare(act, org=OPERATOR, kid=kid_of(ed25519.public_of(seed)), at=at)
    return desk.submit(Signed(sign_leaf(seed, act_id(body)), body)).index


def publish_record(folder: RecordFolder, desk: Desk, target: Path) -> Published:
    """Write the files of the log as it was last shown outside. Raises Invalid where nothing was shown yet."""
    records = desk.records
    assert isinstance(records, StoredRecords)
    reading, docket = records.reading, desk.catch_up()
    shown = reading.shown()
    if shown is None:
        raise Invalid([Fault(code="SC030", file=str(folder.path), message="nothing was shown outside yet",
                             remedy="safeconduct record checkpoint STORE")])  # fmt: skip
    size = shown[0]
    target.mkdir(parents=True, exist_ok=True)
    written = _write(target / "lists" / "index", LISTS)
    index, data = _newest_projection(folder.path, desk, size)
    if data is not None:
        written += _write(target / PROJECTION, data)
    public = may_be_public(folder.settings.public) if folder.settings.public else None
    written += publish(reading, target, genesis=folder.genesis, genesis_act=folder.genesis_act,
                       keyring=docket.replay.state.keyring, size=size, public=public)  # fmt: skip
    return Published(size, written, index)


def _newest_projection(folder: Path, desk: Desk, size: int) -> tuple[int, bytes | None]:
    records, replay = desk.records, desk.docket.replay
    assert isinstance(records, StoredRecords)
    for index in sorted((index for index in replay.state.own if index < size), reverse=True):
        body = next(iter(records.reading.bodies(index, 1)), None)
        if body is None or body.idx != index or body.bytes is None or replay.standing(index).code != "in_effect":
            continue
        act = parse_body(body.bytes).act
        if act["type"] == KIND:
            path = folder / KEPT / f"{act['digest']}.json"
            data = path.read_bytes() if path.is_file() else None
            if data is not None and sha256(data).hexdigest() == act["digest"]:
                return index, data
    return -1, None


def may_be_public(types: tuple[str, ...]) -> Callable[[StoredBody], bool]:
    """Give what says whether a body may be published. Raises Invalid for a type that never may."""
    for one in types:
        if any(_covers(one, kind) for kind in BY_NAME) or not any(_covers(one, kind) for kind in TYPES):
            raise Invalid([Fault(code="SC016", file="record.toml", message=f"public: {one} are not acts of the agreement alone",
                                 remedy="name types such as statement.reported/1; acts on cases never are")])  # fmt: skip

    def allowed(body: StoredBody) -> bool:
        try:
            kind = parse_body(body.bytes or b"").act["type"]
        except Bad:
            return False
        return kind in TYPES and any(_covers(one, kind) for one in types)

    return allowed


def _covers(pattern: str, kind: str) -> bool:
    return kind.startswith(pattern[:-1]) if pattern.endswith("*") else kind == pattern


def _write(path: Path, data: bytes) -> list[str]:
    if path.is_file() and path.read_bytes() == data:
        return []
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(f".{path.name}.unfinished")
    with unfinished.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    unfinished.replace(path)
    return [path.name]
