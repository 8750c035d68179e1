"""A record to try things on: an exercise of an agreement with the acts of its example, in a folder that nobody keeps."""

from datetime import datetime
from pathlib import Path

from safeconduct.agreement.casefile import Case
from safeconduct.bootstrap.folder import RecordFolder, Settings, begin_folder
from safeconduct.bootstrap.particulars import keep_made_up
from safeconduct.bootstrap.training import Training, add_as_made, write_exercise
from safeconduct.kernel.errors import Conflict
from safeconduct.secretariat.desk import Desk

KEYS = "exercise"
"""Where the keys of the exercise lie, beside the record. Whoever can read the folder can sign for everyone in it."""
READY = "ready"
"""An empty file that is there once all acts are recorded."""


def _show(folder: RecordFolder, desk: Desk, at: str) -> None:
    """Make the first checkpoint. Its cosigners would be on machines of their own, so nobody has cosigned it."""

    def nobody(path: Path) -> str:
        raise AssertionError(f"the pass phrase of {path} lies beside it")

    ask = folder.phrase_or(nobody)
    checkpoints = folder.checkpoints(desk, log_seed=folder.log_seed(ask), at=lambda: at, ask=ask)
    checkpoints.show(now=int(datetime.fromisoformat(at).timestamp()))


def make_demonstration(home: Path, case: Case, settings: Settings, *, origin: str, at: str) -> int:
    """Make the record of a demonstration in an empty folder, with every act of the case. Gives how many it has.

    `at` is the time, with offset. Raises Conflict where there is a record already, or a line is no act of the exercise.
    """
    write_exercise(home / KEYS, case, settings, origin=origin)
    training = Training(home / KEYS)
    folder = begin_folder(home, training.genesis_act, training.settings())
    desk = folder.desk()
    training.found(desk, at=at)
    for file in (case.acts_file, case.case_acts_file):
        added = add_as_made(training, desk, file.read_bytes().splitlines(keepends=True)) if file is not None else None
        if added is not None and added.stopped:
            raise Conflict(f"{file}:{added.line}: {added.stopped}", remedy="correct the file of acts")
    desk.catch_up()
    keep_made_up(folder, training, desk, at=at)
    _show(folder, desk, at)
    size = desk.catch_up().size
    desk.records.close()  # type: ignore[attr-defined]
    (home / READY).touch()
    return size
