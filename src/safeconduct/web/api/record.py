"""The record: what everyone may know of it, and one act of it with its proof for whoever may see that act.

Of the log nothing is told beyond the size that was shown outside, which is filled up and late: how many acts there are, and when
one came in, says something of acts that are not for everyone.
"""

import base64
import re
from typing import Any, NamedTuple

import msgspec
from django.http import HttpRequest, HttpResponse

from safeconduct.access.acts_seen import view_act
from safeconduct.access.view import Withheld
from safeconduct.bootstrap.grades import best_over
from safeconduct.bootstrap.records import StoredRecords
from safeconduct.caseload.moves import CaseAct
from safeconduct.kernel.acts import act_type
from safeconduct.record.proof import write_proof
from safeconduct.record.tiles import TileReader
from safeconduct.record.tree import inclusion_path
from safeconduct.secretariat.docket import Kept
from safeconduct.store.reading import Reading
from safeconduct.web.api.models import Scope
from safeconduct.web.api.operation import PROOF, operation
from safeconduct.web.api.problems import not_found
from safeconduct.web.desk.handing import cases_of
from safeconduct.web.shell.doors import Door
from safeconduct.web.shell.proved import shown_size
from safeconduct.web.shell.seat import viewer_of
from safeconduct.web.shell.worked import Worked, worked

_DIGEST = re.compile(r"[0-9a-f]{64}")


class Record(msgspec.Struct, frozen=True):
    """A record as it was last shown outside. `size` 0: nothing was shown yet. `training`: an exercise, all of it made up."""

    origin: str
    agreement: str
    training: bool
    size: int
    root: str
    made: int


class StandingOf(msgspec.Struct, frozen=True):
    """How an act stands: a code, and why."""

    code: str
    because: str


class ActOf(msgspec.Struct, frozen=True):
    """An act of the record as the seat sees it. `not_shown` names the fields that it does not; `grade` is told of one act alone.

    `index`, `key`, `body` and `leaf` say how many acts stand before it in the log and in the chain of its key. So they are given
    to the organisation that signed it, and to guarantors who see the whole act, once the size that was shown covers it. The
    organisation has its own key, body and leaf before that, and the place not even so.
    """

    act_id: str
    org: str
    act: dict[str, Any]
    not_shown: tuple[str, ...]
    standing: StandingOf
    grade: str
    index: int | None = None
    key: str = ""
    body: str = ""
    leaf: str = ""


class Found(NamedTuple):
    """An act that may be seen, and how much of it. `own`: by whom it was signed; `placed`: where it stands may be known too."""

    kept: Kept
    fields: dict[str, Any]
    hidden: tuple[str, ...]
    whole: bool
    own: bool
    placed: bool


def reading_of(record: Worked) -> Reading:
    """Give the questions to the store of a record."""
    records = record.desk.records
    assert isinstance(records, StoredRecords)
    return records.reading


@operation("GET", "/record", name="record", gives=Record, tag="record")
def record_shown(request: HttpRequest) -> Record:
    """Give name, size and root of the record, as it was last shown outside."""
    with worked() as record:
        reading, genesis = reading_of(record), record.folder.genesis.act
        shown = reading.shown()
        checkpoint = reading.checkpoint(shown[0]) if shown else None
    root, made = (checkpoint.root.hex(), checkpoint.made) if checkpoint else ("", 0)
    return Record(genesis.origin, genesis.agreement.hex(), genesis.training, shown[0] if shown else 0, root, made)


@operation("GET", "/record/checkpoint", name="checkpoint", gives=str, media=PROOF, tag="record")
def checkpoint(request: HttpRequest) -> HttpResponse:
    """Give the checkpoint that was last shown outside, with its cosignatures, as a C2SP signed note."""
    with worked() as record:
        reading = reading_of(record)
        shown = reading.shown()
        note = reading.note(shown[0]) if shown else None
    if note is None:
        raise not_found()
    return HttpResponse(note, content_type=PROOF)


@operation("GET", "/record/acts/{act_id}", name="act", gives=ActOf, tag="record")
def act(request: HttpRequest, act_id: str) -> ActOf:
    """Give one act of the agreement or its programme by its digest, as this seat sees it, and how it stands."""
    with worked() as record:
        found = _found(request, record, act_id)
        return graded(record, described(record, act_id, found), found)


@operation("GET", "/record/acts/{act_id}/proof", name="proof", gives=str, media=PROOF, tag="record", scope=Scope.SEAT,
           door=Door.ROLE)  # fmt: skip
def proof(request: HttpRequest, act_id: str) -> HttpResponse:
    """Give the proof of an act as a C2SP tlog-proof file, with the signed leaf.

    For the organisation that signed it, and for guarantors who see the whole act, once a checkpoint that was shown outside covers
    it: its place says how many others stand before it. `safeconduct verify` checks the file.
    """
    with worked() as record:
        found = _found(request, record, act_id)
        reading, index = reading_of(record), found.kept.index
        shown = reading.shown()
        if not found.placed or shown is None or index >= shown[0]:
            raise not_found()
        size = shown[0]
        checkpoint, note, leaf = reading.checkpoint(size), reading.note(size), reading.leaf(index)
        assert checkpoint is not None
        assert note is not None
        assert leaf is not None
        tree = TileReader(reading.file, size, checkpoint.root)
        data = write_proof(index, inclusion_path(tree.nodes, index, size), note, leaf.envelope)
    return HttpResponse(data, content_type=PROOF)


def _found(request: HttpRequest, record: Worked, act_id: str) -> Found:
    """Give an act that may be seen. What must not be known and what is not there get one answer."""
    if not _DIGEST.fullmatch(act_id):
        raise not_found()
    docket = record.desk.docket
    index = docket.replay.state.book.by_id.get(bytes.fromhex(act_id)) if docket.size else None
    kept = docket.kept(index) if index is not None else None
    found = seen(request, record, kept) if kept is not None else None
    if found is None:
        raise not_found()
    return found


def seen(request: HttpRequest, record: Worked, kept: Kept) -> Found | None:
    """Give what of an act may be seen by whoever asks; None where it must not be known of."""
    if kept.act is None:
        return None
    viewer = viewer_of(request)
    sight = view_act(viewer, kept.act, cases_of(record))
    if not sight.found:
        return None
    hidden = tuple(name for name, field in sight.fields.items() if isinstance(field, Withheld))
    whole, own = viewer.has_role and not hidden, viewer.seat.org == kept.org
    return Found(kept, sight.values(), hidden, whole, own, whole and (own or viewer.reviews))


def standing_of(kept: Kept) -> StandingOf:
    """Say how an act stands. Why an act about a case has no effect is told in the programme, as far as it may be."""
    return StandingOf(kept.standing.code, "" if isinstance(kept.act, CaseAct) else kept.standing.because)


def described(record: Worked, act_id: str, found: Found) -> ActOf:
    """Give an act as it is told, without its grade: every signature below a checkpoint is checked for that."""
    kept, replay, reading = found.kept, record.desk.docket.replay, reading_of(record)
    assert kept.act is not None
    fields = msgspec.to_builtins({"type": act_type(kept.act), **found.fields})
    standing = standing_of(kept) if found.placed else StandingOf(kept.standing.code, "")
    made = ActOf(act_id, kept.org, fields, found.hidden, standing, "")
    if not found.placed or not _is_told(record, found):
        return made
    leaf, body = reading.leaf(kept.index), reading.body(bytes.fromhex(act_id))
    return msgspec.structs.replace(
        made, index=kept.index if _is_covered(record, kept) else None, key=replay.state.book.kid(kept.index).hex(),
        leaf=base64.b64encode(leaf.envelope).decode() if leaf else "",
        body=base64.b64encode(body.bytes).decode() if body and body.bytes else "",
    )  # fmt: skip


def graded(record: Worked, made: ActOf, found: Found) -> ActOf:
    """Give an act with its grade. Nothing is told of checkpoints that nobody outside has seen."""
    if not _is_told(record, found):
        return made
    best = best_over(record.folder, record.desk, found.kept.index)
    return msgspec.structs.replace(made, grade=best.grade if best else "")


def _is_told(record: Worked, found: Found) -> bool:
    """Whether an act is one's own, or is covered by the size that was shown."""
    return found.own or _is_covered(record, found.kept)


def _is_covered(record: Worked, kept: Kept) -> bool:
    return kept.index < shown_size(record.desk)
