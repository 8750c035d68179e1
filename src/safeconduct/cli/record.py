"""`safeconduct record`: keep the record of an agreement, send it to its mirrors, make it again after a loss."""

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from safeconduct.cli.from_record import record_faults
from safeconduct.cli.mirror import add_serving
from safeconduct.kernel.errors import Conflict

if TYPE_CHECKING:
    from safeconduct.bootstrap.folder import RecordFolder
    from safeconduct.secretariat.desk import Desk
    from safeconduct.store.checkpoints import Checkpoints
    from safeconduct.store.reading import StoredCheckpoint

ACTIONS = {
    "exercise": "make an exercise: every organisation of an agreement, with keys that are for training only",
    "begin": "begin a record: the folder of its server, and the first acts",
    "add": "sign the acts of a file with the keys of an exercise, and record them",
    "take": "record acts that were signed elsewhere",
    "show": "say how the acts of a record stand, and whose signature is missing",
    "checkpoint": "fill the record up, and sign it as it is now",
    "reread": "have a second process read the whole record again, and say what differs",
    "push": "send the record to every mirror once, and take their signatures",
    "serve": "give the record to whoever asks, for reading only, until interrupted",
    "restore": "make a lost record again from its mirrors",
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the words of the command."""
    actions = parser.add_subparsers(dest="action", metavar="ACTION", required=True, help="one of the following")
    made = {name: actions.add_parser(name, help=says, description=says[0].upper() + says[1:] + ".", allow_abbrev=False)
            for name, says in ACTIONS.items()}  # fmt: skip
    made["exercise"].add_argument("folder", metavar="DIR", help="the folder to make")
    made["exercise"].add_argument("--origin", metavar="NAME", default="", help="the name of the record")
    for name in set(ACTIONS) - {"exercise"}:
        made[name].add_argument("store", metavar="STORE", help="the folder of the record on its server")
    made["begin"].add_argument("--signed", nargs="+", default=[], metavar="FILE",
                               help="the first acts, signed with `safeconduct keys sign`")  # fmt: skip
    made["add"].add_argument("acts", metavar="ACTS", help="a file of acts, one a line")
    made["add"].add_argument("--as-made", dest="way", action="store_const", const="as_made", default="asked",
                             help="record also what the agreement refuses, without effect, as if it came from elsewhere")
    made["take"].add_argument("signed", nargs="+", metavar="SIGNED", help="signed acts, in their order, or bundles of devices")
    made["take"].add_argument("--key", dest="file", metavar="FILE", default="", help="your sealing key, for bundles")
    made["take"].add_argument("--pass-file", metavar="FILE", default="", help="a file with its pass phrase")
    made["show"].add_argument("--act", metavar="ID", default="",
                              help="one act in full: its index, its id, or how its digest begins")  # fmt: skip
    made["checkpoint"].add_argument("--at-once", dest="between", action="store_const", const=0, default=None,
                                    help="do not wait for a quarter of an hour since the last one; everyone sees that "
                                         "something happened")  # fmt: skip
    made["reread"].add_argument("--clear", action="store_true",
                                help="clear the alarms of earlier readings, if now nothing differs")  # fmt: skip
    _add_mirror_words(made)
    for name in ("begin", "restore"):
        made[name].add_argument("--genesis", metavar="FILE", default="", help="the first act of the record")
        made[name].add_argument("--log-key", metavar="FILE", default="", help="the key that signs checkpoints")
        made[name].add_argument("--device", metavar="FILE", default="", help="the operator's device, which fills the record up")
        made[name].add_argument("--publisher", metavar="FILE", default="",
                                help="a device of the operator that signs what is published, and nothing else")  # fmt: skip
        made[name].add_argument("--database", metavar="URL", default="", help="keep the record in PostgreSQL, not in the folder")
    for name in ("exercise", "begin", "restore"):
        made[name].add_argument("--agreement", metavar="FILE", default="", help="the text of the agreement")
        made[name].add_argument("--example", metavar="NAME", default="", help="a packaged example in place of a file")
        made[name].add_argument("--with", dest="with_files", action="append", default=[], metavar="FILE",
                                help="an amendment to read it with; may be given again")  # fmt: skip
    for name in ("begin", "add", "restore"):
        made[name].add_argument("--exercise", metavar="DIR", default="", help="the folder of an exercise, for its keys")
    for name in ("checkpoint", "push", "restore"):
        made[name].add_argument("--pass-file", metavar="FILE", default="",
                                help="read the pass phrase of log and device from the first line of this file")  # fmt: skip


def _add_mirror_words(made: dict[str, argparse.ArgumentParser]) -> None:
    made["push"].add_argument("--for", dest="org", metavar="ORG", default="", help="by hand: whose mirror the files are for")
    made["push"].add_argument("--write", metavar="FILE", default="", help="by hand: write the requests into this file")
    made["push"].add_argument("--read", metavar="FILE", default="", help="by hand: take the replies from this file")
    made["push"].add_argument("--patience", metavar="SECONDS", type=float, default=60.0,
                              help="how long one mirror is waited for; 60 if not given")  # fmt: skip
    add_serving(made["serve"])
    made["serve"].add_argument("--leaves", dest="shows", action="store_const", const="leaves", default="hashes",
                               help="for a closed circle: give the signed leaves too, which say by which key each act was signed")
    made["restore"].add_argument("--from", dest="sources", action="append", required=True, metavar="MIRROR",
                                 help="the folder or the address of a mirror; give every one there is")  # fmt: skip
    made["restore"].add_argument("--digest", metavar="PAPER", default="",
                                 help="what the printed sheet says: the sixteen words, or the 64 digits")  # fmt: skip


def run(options: argparse.Namespace) -> int:
    """Do one action."""
    with record_faults(getattr(options, "store", "")):
        from safeconduct.cli import record_mirrors, record_reread, record_work

        return (record_work.RUN | record_mirrors.RUN | record_reread.RUN)[options.action](options)


def ask_phrase(options: argparse.Namespace) -> Callable[[Path], str]:
    """Give a way to the pass phrase of a key: the file that was named, or the person at the keyboard."""
    from getpass import getpass

    from safeconduct.bootstrap.folder import first_line

    if options.pass_file:
        return lambda key: first_line(Path(options.pass_file))
    return lambda key: getpass(f"Pass phrase of {key}: ")


def make_checkpoint(folder: "RecordFolder", desk: "Desk", ask: Callable[[Path], str], *, now: int,
                    between: int | None,
                    last: "Callable[[Checkpoints], object]" = lambda _: None) -> "StoredCheckpoint | None":  # fmt: skip
    """Sign the record as it is now, for outside; None where it is too early or nothing has come.

    `last` is asked, if it is time, for an act that has to be the last before the size that is shown.
    Raises Conflict where the log has signed more than is here, or something else.
    """
    from datetime import UTC, datetime

    from safeconduct.bootstrap.folder import MEMORY
    from safeconduct.mirror.round import Memory
    from safeconduct.store.checkpoints import BETWEEN_SHOWN
    from safeconduct.store.copied import Copied

    records = desk.records
    if why := Memory(folder.path / MEMORY).refusal(Copied(records.log.database)):  # type: ignore[attr-defined]
        raise Conflict(f"{why}. Nothing was signed: two histories under one name would be proof against this log.",
                       remedy="`safeconduct record push` asks every mirror; make the store again with all of them")  # fmt: skip
    stamp = datetime.fromtimestamp(now, UTC).astimezone().isoformat(timespec="seconds")
    checkpoints = folder.checkpoints(desk, log_seed=folder.log_seed(ask), at=lambda: stamp, ask=ask)
    wait = BETWEEN_SHOWN if between is None else between
    if checkpoints.is_time(now=now, between=wait):
        last(checkpoints)
    return checkpoints.show(now=now, between=wait)
