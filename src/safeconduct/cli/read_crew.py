"""Several processes that read files, one file at a time each; one that dies or takes too long costs its file and no other."""

import multiprocessing
import os
import signal
import time
from contextlib import suppress
from functools import partial
from multiprocessing.connection import Connection, wait
from pathlib import Path

import msgspec

from safeconduct.intake.errors import cannot_bring_in
from safeconduct.intake.made import Declared
from safeconduct.intake.one_file import Reader, Taken
from safeconduct.intake.originals import Originals

PATIENCE = 60.0
"""Seconds by the clock that every file is given, beside six for each thousand words it may hold."""
_LETTERS_OF_A_WORD = 5
_MOST_LETTERS = 1_000_000


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """How to read, in words that can be handed to another process."""

    example: str = ""
    agreement: str | None = None
    engine: str = "shallow"
    declared: Declared = Declared()
    originals: str = ""
    out: str = ""


class Task(msgspec.Struct, frozen=True, kw_only=True):
    """A file to read: where it lies, or its bytes. Of a feed every entry that was read before is left out."""

    name: str
    data: bytes = b""
    path: str = ""
    sha256: str = ""
    feed: bool = False


def reader(asked: Asked, *, feed: bool = False) -> Reader:
    """Make what reads a file. Raises Invalid where the agreement cannot be read, and where the engine lacks a package."""
    from safeconduct.agreement.casefile import open_case
    from safeconduct.intake.gazetteer import gazetteer

    named = bool(asked.example or asked.agreement)
    known = None if not named else gazetteer(open_case(example=asked.example, file=asked.agreement).agreement)
    if asked.engine == "dep":
        from safeconduct.intake.dep import Dep as Engine
    else:
        from safeconduct.intake.shallow import Shallow as Engine  # type: ignore[assignment]
    return Reader(declared=asked.declared, gazetteer=known, engine=Engine(),
                  originals=Originals(Path(asked.originals)) if asked.originals else None,
                  known=partial(_is_there, Path(asked.out)) if feed and asked.out else None)  # fmt: skip


def ready(asked: Asked) -> None:
    """Raise where the agreement cannot be read or the engine lacks a package. No parser is loaded: others will read."""
    if asked.engine == "dep":
        from safeconduct.intake.model import at_hand

        at_hand()
    reader(msgspec.structs.replace(asked, engine="shallow"))


def result_at(out: Path, digest: str) -> Path:
    """Give where the result of a file lies: by its hash."""
    return out / f"{digest}.json"


def take(task: Task, whole: Reader, entries: Reader) -> Taken:
    """Read what a task names."""
    from safeconduct.agreement.reader import read_bytes
    from safeconduct.intake.bringing_in import MAX_BYTES
    from safeconduct.kernel.errors import Invalid

    try:
        data = task.data if not task.path else read_bytes(Path(task.path), limit=MAX_BYTES)
    except Invalid as refusal:
        return Taken(name=task.name, sha256=task.sha256, refused=tuple(refusal.faults))
    return (entries if task.feed else whole).take(data, name=task.name)


class Crew:
    """So many processes. Whoever uses it gives tasks while there is room, and asks what is finished."""

    def __init__(self, asked: Asked, *, jobs: int, patience: float = PATIENCE) -> None:
        self._asked, self._patience = asked, patience
        self._context = multiprocessing.get_context("spawn")
        self._hands = [_Hand(self._context, asked) for _ in range(jobs)]

    @property
    def room(self) -> int:
        """How many processes have nothing to do."""
        return sum(hand.task is None for hand in self._hands)

    @property
    def busy(self) -> bool:
        """Whether a process is reading."""
        return any(hand.task is not None for hand in self._hands)

    def give(self, task: Task) -> None:
        """Give a task to a process that has nothing to do."""
        size = len(task.data) or (os.path.getsize(task.path) if task.path and os.path.exists(task.path) else 0)
        words = min(size, _MOST_LETTERS) / _LETTERS_OF_A_WORD
        next(hand for hand in self._hands if hand.task is None).give(task, self._patience + 6 * words / 1000)

    def finished(self, seconds: float) -> list[tuple[Task, Taken]]:
        """Wait up to so many seconds, and give what is finished. A process that died is made again."""
        wait([hand.pipe for hand in self._hands if hand.task is not None], seconds)
        found = []
        for at, hand in enumerate(self._hands):
            task = hand.task
            if task is None:
                continue
            try:
                taken = hand.answer()
            except (EOFError, OSError):
                taken = _lost(task, "the process that read it ended")
            if taken is None and time.monotonic() > hand.until:
                taken = _lost(task, "it took too long")
            if taken is None:
                continue
            found.append((task, taken))
            if hand.task is not None:
                hand.end()
                self._hands[at] = _Hand(self._context, self._asked)
        return found

    def close(self) -> None:
        """End every process at once. What they were reading is read another time."""
        for hand in self._hands:
            hand.end()


class _Hand:
    """One process, and the task it works on."""

    def __init__(self, context: multiprocessing.context.SpawnContext, asked: Asked) -> None:
        self.pipe, theirs = context.Pipe()
        self._process = context.Process(target=_work, args=(theirs, asked), daemon=True)
        self._process.start()
        theirs.close()
        self.task: Task | None = None
        self.until = 0.0

    def give(self, task: Task, seconds: float) -> None:
        self.task, self.until = task, time.monotonic() + seconds
        with suppress(BrokenPipeError):
            # A process that is gone is found when its answer is asked for.
            self.pipe.send(task)

    def answer(self) -> Taken | None:
        if not self.pipe.poll():
            return None
        taken: Taken = self.pipe.recv()
        self.task = None
        return taken

    def end(self) -> None:
        self._process.kill()
        self._process.join()
        self.pipe.close()


def _work(pipe: Connection, asked: Asked) -> None:
    # Several processes are the parallel work here; threads of a library for sums would only be in their way.
    for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "BLIS_NUM_THREADS"):
        os.environ.setdefault(name, "1")
    # A terminal tells everyone to stop; the one who started us decides.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    whole, entries = reader(asked), reader(asked, feed=True)
    with suppress(EOFError, OSError):
        while True:
            pipe.send(take(pipe.recv(), whole, entries))


def _is_there(out: Path, digest: str) -> bool:
    return result_at(out, digest).exists()


def _lost(task: Task, why: str) -> Taken:
    refusal = cannot_bring_in(why, name=task.name, remedy="save its text as a .txt file, in parts if it is long")
    # Without a hash it is not kept as done: the next run tries again.
    return Taken(name=task.name, sha256="", refused=tuple(refusal.faults))
