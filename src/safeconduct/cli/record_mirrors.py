"""The record and its mirrors: one round of sending, by network or by hand; the door for reading; a lost record made again."""

import argparse
import shutil
import sys
import time
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from safeconduct.bootstrap.custody import opened_custody
from safeconduct.bootstrap.folder import GENESIS, MEMORY, MIRRORS, SUBJECTS, RecordFolder, begin_folder, read_genesis
from safeconduct.bootstrap.log_door import door_of
from safeconduct.bootstrap.training import Training
from safeconduct.cli.from_record import read_file, record_faults, write_new_file
from safeconduct.cli.output import clock, say, wrapped
from safeconduct.cli.record import ask_phrase
from safeconduct.cli.record_work import absent_lines, real_settings, tell_alone
from safeconduct.kernel.errors import Conflict, Fault, Invalid
from safeconduct.mirror.asking import sign_request
from safeconduct.mirror.by_hand import LARGEST as LARGEST_SHEAF
from safeconduct.mirror.by_hand import REPLIES, REQUESTS, Sheaf, answers, read_sheaf, write_sheaf
from safeconduct.mirror.calling import Answer, NoAnswer, caller
from safeconduct.mirror.door import ENTRIES
from safeconduct.mirror.intake import really_handed_in
from safeconduct.mirror.keeper import Signer
from safeconduct.mirror.restore import from_folder, over_http, restore, whoever_has_it
from safeconduct.mirror.round import Memory, cosigners_of, push
from safeconduct.mirror.seeing import Line, read_mirrors
from safeconduct.mirror.sending import Refusal, Sending, Told
from safeconduct.mirror.serving import is_own_machine, serve
from safeconduct.record.faults import Bad
from safeconduct.record.policy import parse_policy
from safeconduct.record.sources import Source, StoreSource, open_source
from safeconduct.record.words import digest_of
from safeconduct.store.alarms import refuse_alarmed
from safeconduct.store.copied import Copied
from safeconduct.store.open import make_store, open_store
from safeconduct.store.publish import Shows
from safeconduct.store.reading import StoredCheckpoint

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    from safeconduct.bootstrap.records import StoredRecords
    from safeconduct.mirror.custody import Custody
    from safeconduct.record.vkey import Verifier
    from safeconduct.secretariat.desk import Desk


MOST_TOLD = 20
"""Acts that were handed in with one guarantor and are told in one round."""


def _now() -> int:
    return int(time.time())


class _Round:
    """What a round needs, read from the folder."""

    def __init__(self, options: argparse.Namespace) -> None:
        self.folder = RecordFolder(Path(options.store))
        self.desk: Desk = self.folder.desk()
        self.records: StoredRecords = self.desk.records  # type: ignore[assignment]
        ask = ask_phrase(options)
        seed = self.folder.log_seed(ask)
        stamp = datetime.now(UTC).astimezone().isoformat(timespec="seconds")
        self.checkpoints = self.folder.checkpoints(self.desk, log_seed=seed, at=lambda: stamp, ask=ask)
        self.log = Signer(self.folder.genesis.log.name, seed)
        self.memory = Memory(self.folder.path / MEMORY)
        path = self.folder.path / MIRRORS
        if not path.is_file():
            raise Invalid([Fault(code="SC030", file=str(path), message="the file of mirrors is missing",
                                 remedy='write it: [[mirror]], then org = "north", url = "http://127.0.0.1:8101"')])  # fmt: skip
        self.lines = read_mirrors(path.read_bytes(), self.folder.genesis, file=str(path))
        self.copied = Copied(self.records.log.database)

    @property
    def checkpoint(self) -> StoredCheckpoint:
        """The checkpoint that was last shown outside."""
        shown = self.records.reading.shown()
        found = self.records.reading.checkpoint(shown[0]) if shown else self.records.reading.newest()
        if found is None:
            raise Invalid([Fault(code="SC030", file=str(self.folder.path), message="the log has signed nothing yet",
                                 remedy=f"safeconduct record checkpoint {self.folder.path}")])  # fmt: skip
        return found

    def cosigners(self) -> "tuple[Verifier, ...]":
        """The keys of everyone whose signature counts."""
        policies = self.desk.docket.replay.state.keyring.policies_at(self.checkpoint.size)
        return cosigners_of(*(parse_policy(text.encode()) for text in (policies.witnessed, policies.sealed)))

    def custody(self) -> "AbstractContextManager[Custody | None]":
        """What is handed over to the guarantor that holds attachments."""
        return opened_custody(self.folder.path, self.folder.genesis, self.desk.docket.replay.state.keyring)

    def sending(self, line: Line, custody: "Custody | None") -> Sending:
        """What is sent to one mirror."""
        return Sending(self.records.reading, self.checkpoint, line, origin=self.folder.genesis.act.origin, log=self.log,
                       cosigners=self.cosigners(), copied=self.copied, now=_now,
                       custody=custody if line.attachments else None)  # fmt: skip


def _push(options: argparse.Namespace) -> int:
    if options.write and options.read:
        raise Invalid([Fault(code="SC030", message="either write requests or read replies", remedy="leave out one of the two")])
    around = _Round(options)
    if options.write or options.read:
        with around.custody() as custody:
            return _by_hand(options, around, custody)
    with around.custody() as custody:
        told = push(around.checkpoints, around.checkpoint, around.lines, around.memory, log=around.log, copied=around.copied,
                    now=_now, origin=around.folder.genesis.act.origin, cosigners=around.cosigners(),
                    patience=options.patience, custody=custody)  # fmt: skip
    say(f"Sent: the checkpoint of {around.checkpoint.size:,} acts, to {len(told)} mirrors.")
    for one in told:
        say(_told(one))
        handed_in = really_handed_in(one.handed_in, around.desk.docket.replay.state.keyring)
        if len(handed_in) > MOST_TOLD:
            say(f"  ! {one.org} has given {len(handed_in):,} receipts for acts that are not in this record. The first of them:")
        for leaf, due in handed_in[:MOST_TOLD]:
            by = clock(datetime.fromtimestamp(due, UTC).astimezone())
            say(wrapped(f"{one.org} has given a receipt for the act {leaf.act_id.hex()} of the key {leaf.kid.hex()}, which is "
                        f"not in this record. It should be by {by}, or it counts as refused: ask whoever signed it "
                        "for the act, and record it", indent="  ! "))  # fmt: skip
    for line in absent_lines(around.folder, around.desk):
        say(line)
    tell_alone(around.folder, around.desk)
    status = _say_against(told, around)
    around.records.close()
    return status


def _say_against(told: list[Told], around: _Round) -> int:
    """Say what speaks against this store, and where it lies. Gives the exit status."""
    against = [one for one in told if one.against]
    if against:
        say("", "*** THIS STORE AND A WITNESS HOLD DIFFERENT HISTORIES. Sign nothing more with it. ***",
            f"What the log has signed, and does not fit, lies in {around.memory.evidence.folder}")  # fmt: skip
    return 7 if against else 0


def _told(one: Told) -> str:
    done = [f"{len(one.lines)} signature{'s' if len(one.lines) > 1 else ''}"] if one.lines else ["no signature"]
    done += ["every entry is there"] if one.holds else []
    return wrapped(f"  {one.org}: {', '.join(done)}{f'; {one.wrong}' if one.wrong else ''}", hang="    ")


def _line_of(around: _Round, org: str) -> Line:
    for line in around.lines:
        if line.org == org:
            return line
    known = ", ".join(line.org for line in around.lines)
    raise Invalid([Fault(code="SC101", message=f"no mirror of {org!r} in {MIRRORS}",
                         remedy=f"known there: {known}; name one with --for")])  # fmt: skip


def _by_hand(options: argparse.Namespace, around: _Round, custody: "Custody | None") -> int:
    line, origin = _line_of(around, options.org), around.folder.genesis.act.origin
    sending, known = around.sending(line, custody), around.memory.of(line)
    if options.write:
        size, held = around.checkpoint.size, min(around.memory.seen(line), around.checkpoint.size)
        pieces = [("add-checkpoint", 0, sending.checkpoint_request(held)), ("held", 0, b"")]
        pieces += [("add-entries", 0, sending.entries_request(start)) for start in range(held, size, 8192) or [size]]
        pieces += [("add-bodies", 0, request) for request, _ in sending.body_requests(known["bodies"])]
        if line.attachments:
            pieces += [("add-attachments", 0, _signed_request(sending, "add-attachments", request))
                       for request in sending.attachment_requests(known["attachments"])]  # fmt: skip
            pieces += [("add-keys", 0, _signed_request(sending, "add-keys", request))
                       for request in sending.key_requests(known["attachments"])]  # fmt: skip
        write_new_file(options.write, write_sheaf(REQUESTS, Sheaf(origin, size, tuple(pieces))))
        say(f"Written: {options.write}. Carry it to the mirror of {line.org}:",
            f"  safeconduct mirror take DIR {options.write} --out replies.sheaf")  # fmt: skip
        return 0
    with record_faults(options.read, remedy="ask for the file again"):
        told = _replies(read_sheaf(REPLIES, read_file(options.read, most=LARGEST_SHEAF)), sending, origin, known, line)
        for text in told.lines:
            around.checkpoints.add_cosignature(around.checkpoint.size, text, around.cosigners(), now=_now())
    around.memory.note([line], [told])
    around.memory.keep([told], around.records.reading, around.log.in_notes())
    say(_told(told))
    return _say_against([told], around)


def _signed_request(sending: Sending, name: str, data: bytes) -> bytes:
    return sending.signed_by_log(f"/{name}", data).encode() + b"\n" + data


def _replies(sheaf: Sheaf, sending: Sending, origin: str, known: dict[str, int], line: Line) -> Told:
    if (sheaf.origin, sheaf.size) != (origin, sending.checkpoint.size):
        raise Bad("sheaf.other", "these are replies to something else", expected=f"{origin}, {sending.checkpoint.size} acts",
                  got=f"{sheaf.origin}, {sheaf.size} acts")  # fmt: skip
    sending.bodies, sending.attachments, wrong = known["bodies"], known["attachments"], ""
    held = next((answer.body for answer in answers(sheaf, "held") if answer.status == 200), b"")
    try:
        for answer in answers(sheaf, "add-checkpoint"):
            if not sending.take_checkpoint(answer):
                wrong = f"its witness holds {sending.seen} acts; write the requests again"
        for answer in answers(sheaf, "add-entries"):
            info = sending.take_entries(answer)
            wrong = wrong or ("" if info is None or answer.status == 202 else "it wants other entries; write the requests again")
        if not wrong and all(answer.status == 200 for answer in answers(sheaf, "add-bodies")):
            sending.bodies = sheaf.size
        if line.attachments and not wrong:
            for name, kid in (("add-attachments", b""), ("add-keys", sending.sealing_kid)):
                for answer in answers(sheaf, name):
                    sending.take_handed(answer, kid)
            sending.attachments = sheaf.size
    except Refusal as refusal:
        return sending.judged(str(refusal), held)
    except NoAnswer as error:
        wrong = str(error)
    if sending.seen > sending.checkpoint.size or sending.is_against(held):
        return sending.judged(f"its witness says that it has signed {sending.seen} acts of this log", held)
    return sending.told(wrong)


# ---- the door ----


def _serve(options: argparse.Namespace) -> int:
    folder = RecordFolder(Path(options.store))
    with closing(open_store(folder.url)) as database:
        refuse_alarmed(database)

    def ready(address: str) -> None:
        say(f"The record {folder.genesis.act.origin} can be read at {address}. Ctrl+C ends it.")
        if not is_own_machine(options.host):
            told = "the leaves, which say who signed when" if options.shows == "leaves" else "nothing that says who signed"
            say(wrapped(f"Others can reach this address. It gives {told}.", indent="  ! "))
        sys.stdout.flush()

    serve(lambda: door_of(folder, Shows(options.shows)), host=options.host, port=options.port,
          port_file=Path(options.port_file) if options.port_file else None, ready=ready)  # fmt: skip
    return 0


# ---- made again ----


def _restore(options: argparse.Namespace) -> int:
    target = Path(options.store)
    if target.exists() and any(target.iterdir()):
        raise Conflict(f"{target} is not empty. Nothing was changed.", remedy="name a new folder; keep the old one as it is")
    training = Training(Path(options.exercise)) if options.exercise else None
    if not training and not options.digest:
        raise Invalid([Fault(code="SC030", message="what stands on your paper was not given",
                             remedy='add --digest "the sixteen words"')])  # fmt: skip
    genesis_file = Path(options.exercise) / GENESIS if training else Path(options.genesis or GENESIS)
    act, genesis = read_genesis(genesis_file)
    digest = _paper(options.digest) if options.digest else genesis.digest
    if digest != genesis.digest:
        raise Bad("restore.paper", "this is not the first act that stands on your paper", where=str(genesis_file),
                  expected=digest.hex(), got=genesis.digest.hex())  # fmt: skip
    settings = training.settings()._replace(database=options.database) if training else real_settings(options)
    folder = begin_folder(target, act, settings)
    try:
        found = _made_again(options, folder, digest)
    except BaseException:
        shutil.rmtree(target)
        raise
    Memory(target / MEMORY).restored()
    say(f"Made again: {target}, {found.size:,} acts with the root {found.root.hex()}, from {found.source}.",
        f"  cosigned by   {', '.join(found.cosigned) or 'nobody'}",
        f"  erased again  {found.orders} order{'' if found.orders == 1 else 's'}",
        f"  attachments   {found.attachments}")  # fmt: skip
    if found.absent:
        listed = ", ".join(map(str, found.absent[:20])) + (", ..." if len(found.absent) > 20 else "")
        say(wrapped(f"{len(found.absent):,} bodies were in no copy: {listed}. Their signatures stand, and readers will say that "
                    "they are missing.", indent="  ! "))  # fmt: skip
    if training is not None:
        say(f"  new device    {_new_device(training, folder)}")
    else:
        say(wrapped("The operator's devices need new keys before the record can be filled up or published: the old ones may have "
                    "signed acts that are lost, and a number used twice would close them. See safeconduct keys new, register, "
                    "sign.",
                    indent="  ! "))  # fmt: skip
    say("", f"Next: write {target / MIRRORS}, then safeconduct record push {target}, before anything is signed.")
    return 0


def _made_again(options: argparse.Namespace, folder: RecordFolder, digest: bytes):  # type: ignore[no-untyped-def]
    sources: list[Source] = []
    asked: list[Callable[[str], Answer]] = []
    for name in options.sources:
        if "://" in name:
            call = _signed_call(folder, name, options)
            sources.append(over_http(call, name))
            asked.append(call)
        else:
            sources.append(source := open_source(Path(name), holds_bodies=False))
            if isinstance(source, StoreSource):
                asked.append(from_folder(source, folder.genesis.act.origin))
    database = make_store(folder.url, origin=folder.genesis.act.origin)
    try:
        return restore(database, sources, digest, now=_now(), keys=folder.path / SUBJECTS, attachment=whoever_has_it(asked))
    finally:
        database.close()


def _signed_call(folder: RecordFolder, address: str, options: argparse.Namespace) -> Callable[[str], Answer]:
    seed, name = folder.log_seed(ask_phrase(options)), folder.genesis.log.name

    def call(path: str) -> Answer:
        headers = {}
        if path.startswith((ENTRIES, "/bodies/", "/attachment/")):
            headers["Authorization"] = sign_request("GET", path, name=name, seed=seed, at=_now())
        return caller(address, until=time.monotonic() + 60)("GET", path, b"", headers)

    return call


def _paper(text: str) -> bytes:
    return bytes.fromhex(text) if len(text) == 64 else digest_of(text)


def _new_device(training: Training, folder: RecordFolder) -> str:
    """Give the operator of an exercise new devices: the old ones may have signed what is lost."""
    from safeconduct.bootstrap.folder import write_settings

    desk = folder.desk()
    kid, device, publisher = training.new_devices(desk, at=datetime.now(UTC).astimezone().isoformat(timespec="seconds"))
    desk.records.close()  # type: ignore[attr-defined]
    settings = folder.settings._replace(device_key=str(device.resolve()), publish_key=str(publisher.resolve()))
    (folder.path / "record.toml").write_text(write_settings(settings), encoding="utf-8")
    return kid


RUN = {"push": _push, "serve": _serve, "restore": _restore}
