"""The work on a record: an exercise, the beginning, acts in, how they stand, checkpoints."""

import argparse
import time
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from safeconduct.bootstrap.custody import custody_lines
from safeconduct.bootstrap.folder import MEMORY, RecordFolder, Settings, begin_folder, read_genesis
from safeconduct.bootstrap.glass import glass_lines
from safeconduct.bootstrap.grades import LOOKED_AT, best_over, weighed
from safeconduct.bootstrap.training import Training, add_acts, add_as_made, write_exercise
from safeconduct.cli import hours
from safeconduct.cli.from_record import read_file, record_faults
from safeconduct.cli.output import clock, say, wrapped
from safeconduct.cli.record import ask_phrase, make_checkpoint
from safeconduct.cli.record_reread import alarm_lines
from safeconduct.kernel.errors import Fault, Invalid, Refused
from safeconduct.mirror.round import Memory, missing
from safeconduct.record.body import parse_body
from safeconduct.record.bundle import MAGIC
from safeconduct.record.grading import GRADES, Graded
from safeconduct.record.policy import parse_policy
from safeconduct.record.signed_file import parse_signed
from safeconduct.secretariat.docket import Kept
from safeconduct.store.examine import Signed

if TYPE_CHECKING:
    from safeconduct.bootstrap.records import StoredRecords
    from safeconduct.secretariat.desk import Desk

LARGEST_ACTS = 500_000_000


def text_settings(options: argparse.Namespace) -> Settings:
    """Give which agreement the words name."""
    if bool(options.agreement) == bool(options.example):
        raise Invalid([Fault(code="SC030", message="name the agreement: one text, no more and no less",
                             remedy="--agreement FILE, or --example NAME")])  # fmt: skip
    return Settings(agreement=options.agreement, example=options.example, with_files=tuple(options.with_files))


def open_text(settings: Settings) -> Any:
    """Open the agreement that the words name."""
    from safeconduct.agreement.casefile import open_case

    return open_case(example=settings.example, file=settings.agreement or None, with_files=settings.with_files)


def _exercise(options: argparse.Namespace) -> int:
    settings = text_settings(options)
    case, folder = open_text(settings), Path(options.folder)
    origin = options.origin or f"exercise.example/{case.agreement.id}"
    made = write_exercise(folder, case, settings, origin=origin)
    say(f"Made: {folder}, an exercise of {case.agreement.title}.", f"  record        {origin}",
        f"  organisations {', '.join(made.orgs)}", "", "The digest of the first act, in words:",
        *(f"    {line}" for line in made.words.split("\n")), "",
        wrapped("FOR TRAINING ONLY. Every key lies in this folder with its pass phrase beside it. Whoever can read the folder "
                "can sign for everyone, and acts about real people have no effect in an exercise.", indent="  ! "),
        "", f"Next: safeconduct record begin STORE --exercise {folder}")  # fmt: skip
    return 0


def _begin(options: argparse.Namespace) -> int:
    at = _stamp()
    if options.exercise:
        training = Training(Path(options.exercise))
        folder = begin_folder(Path(options.store), training.genesis_act,
                              training.settings()._replace(database=options.database))  # fmt: skip
        desk = folder.desk()
        training.found(desk, at=at)
    else:
        settings = real_settings(options)
        act, _ = read_genesis(Path(options.genesis or "genesis.json"))
        folder = begin_folder(Path(options.store), act, settings)
        desk = folder.desk()
        desk.take_in(_signed(options.signed))
    replay = desk.catch_up().replay
    say(f"Begun: {options.store}, the record {folder.genesis.act.origin} with {desk.docket.size} acts.")
    if not replay.size or not replay.is_founded:
        say(wrapped("The first act is not signed by every organisation yet. Until it is, nothing has effect.", indent="  ! "))
    say("", f"Next: safeconduct record checkpoint {options.store}")
    _records(desk).close()
    return 0


def real_settings(options: argparse.Namespace) -> Settings:
    """Give the settings that the words name, with paths that hold wherever the folder is."""
    settings = text_settings(options)

    def absolute(name: str) -> str:
        return str(Path(name).resolve()) if name else ""

    return settings._replace(agreement=absolute(settings.agreement), database=options.database, log_key=absolute(options.log_key),
                             with_files=tuple(absolute(one) if Path(one).is_file() else one for one in settings.with_files),
                             device_key=absolute(options.device), publish_key=absolute(options.publisher))  # fmt: skip


def _signed(files: list[str]) -> list[Signed]:
    found = []
    for file in files:
        with record_faults(file, remedy="ask for the file again"):
            act = parse_signed(read_file(file))
        found.append(Signed(act.leaf, act.body))
    return found


def _records(desk: "Desk") -> "StoredRecords":
    return desk.records  # type: ignore[return-value]


def _stamp() -> str:
    return datetime.now(UTC).astimezone().isoformat(timespec="seconds")


def _add(options: argparse.Namespace) -> int:
    if not options.exercise:
        raise Invalid([Fault(code="SC030", message="the exercise whose keys sign was not named",
                             remedy="add --exercise DIR. In a real record each organisation signs on its own machine: "
                                    "safeconduct keys sign, then safeconduct record take")])  # fmt: skip
    lines = read_file(options.acts, most=LARGEST_ACTS).splitlines()
    training, desk = Training(Path(options.exercise)), RecordFolder(Path(options.store)).desk()
    done = (add_as_made if options.way == "as_made" else add_acts)(training, desk, lines)
    _records(desk).close()
    there = f"; {done.known} were there already" if done.known else ""
    say(f"Recorded: {done.recorded} acts{there}. The record has {desk.docket.size} acts.")
    if done.stopped:
        raise Refused(f"{options.acts}:{done.line}: {done.stopped}",
                      remedy="Correct the line and give the file again; what was recorded is not recorded twice.")  # fmt: skip
    return 0


def _take(options: argparse.Namespace) -> int:
    bundles = [file for file in options.signed if _is_bundle(file)]
    if bundles and not options.file:
        raise Invalid([Fault(code="SC030", file=bundles[0], message="this is a bundle, sealed to a sealing key of its readers",
                             remedy="add --key FILE, your sealing key")])  # fmt: skip
    for file in bundles:
        from safeconduct.cli.device import take_bundle

        options.reply = None
        take_bundle(options, options.store, file)
    if len(bundles) == len(options.signed):
        return 0
    signed = _signed([file for file in options.signed if file not in bundles])
    desk = RecordFolder(Path(options.store)).desk()
    kept = desk.take_in(signed)
    for one in kept:
        say(_row(desk, one))
    _records(desk).close()
    return 0


def _is_bundle(file: str) -> bool:
    try:
        with Path(file).open("rb") as data:
            return data.read(len(MAGIC)) == MAGIC
    except OSError:
        return False  # told where it is read


# ---- how it stands ----


def _show(options: argparse.Namespace) -> int:
    folder = RecordFolder(Path(options.store))
    desk = folder.desk()
    docket, reading = desk.docket, _records(desk).reading
    if options.act:
        _show_act(folder, desk, options.act)
    else:
        codes = Counter(kept.standing.code for kept in docket.all())
        say(f"The record {folder.genesis.act.origin}, {docket.size} acts:",
            *(f"  {count:>8,}  {_CODES.get(code, code)}" for code, count in codes.most_common()))  # fmt: skip
        newest, shown = reading.newest(), reading.shown()
        say(f"Signed by the log up to act {newest.size:,}." if newest else "The log has signed nothing yet.",
            f"Shown outside at {_moment(shown[1])}." if shown else "Nothing was shown outside yet.",
            *_grades_line(folder, desk), *hours.of_record(desk))  # fmt: skip
        for one in [*alarm_lines(_records(desk).log.database), *absent_lines(folder, desk)]:
            say(one)
        for line in glass_lines(desk, datetime.now(UTC)):
            say(wrapped(line, indent="  ! "))
        tell_alone(folder, desk)
    _records(desk).close()
    return 0


def _grades_line(folder: RecordFolder, desk: "Desk") -> list[str]:
    """Say up to which act each grade reaches, the newest checkpoint first; nothing if there is none."""
    reading, found = _records(desk).reading, list[Graded]()
    one = reading.newest()
    for _ in range(LOOKED_AT):
        if one is None or (found and found[-1].grade == GRADES[-1]):
            break
        graded = weighed(folder, desk, one.size)
        if not found or graded.rank[0] > found[-1].rank[0]:
            found.append(graded)
        one = reading.newest(one.size - 1)
    return [f"Grade: {', '.join(f'{one.grade} up to act {one.size:,}' for one in found)}."] if found else []


def absent_lines(folder: RecordFolder, desk: "Desk") -> list[str]:
    """Say whose signature the newest checkpoint lacks, and since when."""
    reading = _records(desk).reading
    shown = reading.shown()
    policies = desk.docket.replay.state.keyring.policies_at(shown[0] if shown else desk.docket.size)
    found = list(missing(reading, [parse_policy(text.encode()) for text in (policies.witnessed, policies.sealed)]))
    said = [wrapped(f"  {org} says, and shows nothing that the log has signed: {what}", hang="    ")
            for org, what in Memory(folder.path / MEMORY).statements()]  # fmt: skip
    if not found:
        return ["Everyone who was asked has signed it.", *said] if reading.newest() else said
    lines = ["Not signed by:"]
    for one in found:
        before = f"signed up to act {one.size:,}" if one.size else "never signed"
        lines.append(f"  {one.name}: missing since {_moment(one.since)}; {before}")
    return lines + said


def tell_alone(folder: RecordFolder, desk: "Desk") -> None:
    """Say which attachments only this server could open, which not even this one, and which have not come."""
    for line in custody_lines(folder.path, _records(desk).log.database, folder.genesis, desk.docket.replay):
        say(wrapped(line, indent="  ! "))


def _show_act(folder: RecordFolder, desk: "Desk", asked: str) -> None:
    docket = desk.docket
    found = [kept for kept in docket.all()
             if asked == str(kept.index) or (kept.act is not None and asked in (kept.act.id, kept.called))]  # fmt: skip
    if not found:
        book = docket.replay.state.book
        found = [docket.kept(index) for index in range(docket.size) if book.act_id(index).hex().startswith(asked.lower())]
    if not found:
        raise Invalid([Fault(code="SC101", message=f"no act of this record is called {asked!r}",
                             remedy="give its index, its id, or how its digest begins")])  # fmt: skip
    reading = _records(desk).reading
    for kept in found:
        state = docket.replay.state
        say(_row(desk, kept), f"  digest   {state.book.act_id(kept.index).hex()}",
            f"  key      {state.book.kid(kept.index).hex()}")  # fmt: skip
        say(*(wrapped(line, indent="    ! ") for line in hours.of_act(desk, kept.index)))
        covering = next(iter(reading.checkpoints(kept.index, 1)), None)
        say(f"  signed   by the log in the checkpoint of {covering.size:,} acts, at {_moment(covering.made)}" if covering else
            "  signed   not yet: the next checkpoint covers it")  # fmt: skip
        if covering:
            best = best_over(folder, desk, kept.index)
            assert best is not None
            names = [one.name for one in reading.cosignatures(best.size)]
            say(f"  grade    {best.grade}, in the checkpoint of {best.size:,} acts",
                f"  cosigned by {', '.join(dict.fromkeys(names)) or 'nobody'}")  # fmt: skip


_CODES = {
    "in_effect": "in effect", "incomplete": "waiting for other signatures", "held": "held: an act before them is missing",
    "equivocation": "without effect: their key used one number twice", "disputed": "disputed: their key is compromised",
    "out_of_scope": "without effect: outside the scope of their key", "no_effect": "without effect: refused by their own rules",
    "contested": "contested", "redacted": "redacted", "unseen": "not here", "not_an_act": "not an act",
}  # fmt: skip


def _row(desk: "Desk", kept: Kept) -> str:
    standing = _CODES.get(kept.standing.code, kept.standing.code)
    why = f" ({kept.standing.because})" if kept.standing.because else ""
    bodies = _records(desk).reading.bodies(kept.index, 1)
    data = bodies[0].bytes if bodies and bodies[0].idx == kept.index else None
    what, org = "its text is not here", ""
    if data is not None:
        body = parse_body(data)
        what, org = body.act["type"] + (f" {kept.called}" if kept.act else ""), f" by {body.org}"
    row = wrapped(f"{kept.index}: {what}{org}: {standing}{why}", hang="    ")
    return "\n".join((row, *(wrapped(remark, indent="    ! ") for remark in kept.remarks)))


def _moment(at: int) -> str:
    return clock(datetime.fromtimestamp(at, UTC).astimezone())


def _checkpoint(options: argparse.Namespace) -> int:
    folder = RecordFolder(Path(options.store))
    desk = folder.desk()
    made = make_checkpoint(folder, desk, ask_phrase(options), now=int(time.time()), between=options.between)
    reading = _records(desk).reading
    if made is None:
        shown = reading.shown()
        assert shown is not None
        if shown[0] == reading.size():
            say(f"Nothing has come since the checkpoint of {shown[0]:,} acts.")
        else:
            say(wrapped(f"The last checkpoint is of {_moment(shown[1])}. The next is made a quarter of an hour after it, so that "
                        "its time tells little. Nothing was signed; --at-once does not wait."))  # fmt: skip
    else:
        say(f"Signed: {made.size:,} acts, root {made.root.hex()}.", "", f"Next: safeconduct record push {options.store}")
    _records(desk).close()
    return 0


RUN = {"exercise": _exercise, "begin": _begin, "add": _add, "take": _take, "show": _show, "checkpoint": _checkpoint}
