"""Publishing a record: its files for any web server, and what everyone may know of it, signed by being an act of it.

Nothing that is published tells how many acts only fill the log up. So the act that names the projection is the last before a
size that is shown, the projection speaks of that size, and whoever signs it signs nothing else: the number and the place of an
act say how many others its key has signed, and how many stood before it.
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
from safeconduct.kernel.errors import Conflict, Fault, Invalid
from safeconduct.record import ed25519
from safeconduct.record.body import act_id, parse_body
from safeconduct.record.faults import Bad
from safeconduct.record.leaf import kid_of, parse_leaf, sign_leaf
from safeconduct.record.projection import ACT, KIND, PROJECTION, PROOF
from safeconduct.record.proof import write_proof
from safeconduct.record.published import LISTS, NO_LISTS
from safeconduct.record.tiles import TileReader
from safeconduct.record.tree import inclusion_path
from safeconduct.secretariat.case_acts import BY_NAME
from safeconduct.secretariat.desk import Desk
from safeconduct.secretariat.public import projection
from safeconduct.store.checkpoints import MULTIPLE, Checkpoints
from safeconduct.store.examine import Signed
from safeconduct.store.publish import Shows, publish
from safeconduct.store.reading import Reading, StoredBody

KEPT = "projections"
_TRIES = 8


class Published(NamedTuple):
    """What was written: the size of the log, the files that changed, and at which index the act stands that names the projection.

    `projection` is -1 where none is covered by a checkpoint that was shown. `proved` says that its proof lies beside it.
    """

    size: int
    written: list[str]
    projection: int
    proved: bool


def record_projection(folder: RecordFolder, desk: Desk, checkpoints: Checkpoints, *, as_of: datetime, ask: AskPhrase) -> int:
    """Make the public projection of the log as it is, keep the file, and record the act that names it. Gives its index.

    The log is filled up before it, so that this act is the last of a size that may be shown. Raises Conflict where others were
    faster every time.
    """
    records = desk.records
    assert isinstance(records, StoredRecords)
    case, kept = folder.case(), folder.path / KEPT
    kept.mkdir(exist_ok=True)
    name = folder.settings.publish_key or folder.settings.device_key
    _, seed = open_key(folder.path / name, folder.phrase_or(ask))
    at = as_of.astimezone().isoformat(timespec="seconds")
    for _ in range(_TRIES):
        size = checkpoints.fill(short=1) + 1
        if desk.catch_up().size + 1 != size:
            continue
        data = projection(desk.docket, case, as_of=as_of, size=size)
        path = kept / f"{sha256(data).hexdigest()}.json"
        _keep(path, data)
        body = desk.prepare({"type": KIND, "digest": sha256(data).hexdigest(), "size": size}, org=OPERATOR,
                            kid=kid_of(ed25519.public_of(seed)), at=at)  # fmt: skip
        try:
            index = records.append([Signed(sign_leaf(seed, act_id(body)), body)], at=size - 1)[0]
        except Conflict:
            path.unlink()
            continue
        desk.catch_up()
        return index
    raise Conflict("others were faster every time", remedy="publish again")


def publish_record(folder: RecordFolder, desk: Desk, target: Path, *, shows: Shows = Shows.HASHES) -> Published:
    """Write the files of the log as it was last shown outside. Raises Invalid where nothing was shown yet."""
    records = desk.records
    assert isinstance(records, StoredRecords)
    reading, docket = records.reading, desk.catch_up()
    shown = reading.shown()
    if shown is None:
        raise Invalid([Fault(code="SC030", file=str(folder.path), message="nothing was shown outside yet",
                             remedy="safeconduct record checkpoint STORE")])  # fmt: skip
    size = shown[0]
    index, beside = _newest_projection(folder.path, desk, size)
    public = may_be_public(folder.settings.public) if folder.settings.public else None
    target.mkdir(parents=True, exist_ok=True)
    written = publish(reading, target, genesis=folder.genesis, genesis_act=folder.genesis_act, size=size, shows=shows,
                      keyring=docket.replay.state.keyring, public=public, beside={LISTS: NO_LISTS} | beside)  # fmt: skip
    # An earlier projection that had a proof leaves none behind for this one.
    for name in {PROJECTION, ACT, PROOF} - beside.keys():
        (target / name).unlink(missing_ok=True)
    checkpoint = reading.checkpoint(size)
    assert checkpoint is not None
    os.utime(target, (checkpoint.made, checkpoint.made))
    return Published(size, written, index, PROOF in beside)


def _newest_projection(folder: Path, desk: Desk, size: int) -> tuple[int, dict[str, bytes]]:
    """Give the newest projection that a size covers: the index of its act, and the files to write."""
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
                proof = _proof(records.reading, desk, index, size)
                return index, {PROJECTION: data} | ({ACT: body.bytes, PROOF: proof} if proof else {})
    return -1, {}


def _proof(reading: Reading, desk: Desk, index: int, size: int) -> bytes:
    """Give the proof of the act that names the projection; none where its place or its number would tell of other acts."""
    leaf, checkpoint, note = reading.leaf(index), reading.checkpoint(size), reading.note(size)
    assert leaf is not None
    assert checkpoint is not None
    assert note is not None
    key = desk.docket.replay.state.keyring.get(parse_leaf(leaf.envelope).kid)
    if (index + 1) % MULTIPLE or key is None or key.scope is None or key.scope.types != (KIND,):
        return b""
    tree = TileReader(reading.file, size, checkpoint.root)
    return write_proof(index, inclusion_path(tree.nodes, index, size), note, leaf.envelope)


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


def _keep(path: Path, data: bytes) -> None:
    unfinished = path.with_name(f".{path.name}.unfinished")
    with unfinished.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    unfinished.replace(path)
