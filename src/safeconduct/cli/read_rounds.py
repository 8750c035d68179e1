"""Which files are to be read, what has been read before, and where results go: files, folders, a folder that is watched.

A result lies in the folder named by `--out` under the hash of its file. It is written whole or not at all, and a file that has
one is not read again: so a run that was stopped goes on where it was.
"""

import os
import signal
import sys
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from hashlib import sha256
from pathlib import Path
from types import FrameType

import msgspec

from safeconduct.cli.output import write_error
from safeconduct.cli.read_crew import Crew, Task, result_at
from safeconduct.intake.bringing_in import MAX_BYTES
from safeconduct.intake.one_file import Taken
from safeconduct.intake.originals import Originals, whole_or_not
from safeconduct.kernel.errors import Fault, Invalid

_UNFINISHED = (".part", ".partial", ".tmp", ".crdownload", ".filepart", "~")
_TELL_EVERY = 2.0


def files_of(named: Iterable[str]) -> Iterator[str]:
    """Give every file that was named, and every file of every folder that was named, each folder in the order of names."""
    for name in named:
        if os.path.isdir(name):
            for folder, inner, files in os.walk(name):
                inner[:] = sorted(one for one in inner if not one.startswith("."))
                yield from (os.path.join(folder, one) for one in sorted(files) if _is_meant(one))
        else:
            yield name


def tasks_of(paths: Iterable[str], out: Path | None) -> Iterator[Task]:
    """Give a task for each file that has no result yet; files with the same bytes once."""
    seen = set[str]()
    for path in paths:
        digest = _hash_of(path)
        if digest and out is not None and (digest in seen or result_at(out, digest).exists()):
            continue
        seen.add(digest)
        yield Task(name=path, path=path, sha256=digest)


class Watched:
    """A folder that is looked at again and again. A file is read once nothing has been written to it between two looks."""

    def __init__(self, folder: str, out: Path, *, every: float) -> None:
        self._folder, self._out, self._every = folder, out, every
        self._sizes: dict[str, tuple[int, int]] = {}
        self._given: dict[str, tuple[int, int]] = {}
        self._next = 0.0

    def __call__(self) -> list[Task] | None:
        """Give the files that are ready now. It never says that there will be no more."""
        if time.monotonic() < self._next:
            return []
        self._next = time.monotonic() + self._every
        before, self._sizes = self._sizes, {}
        ready = []
        for path in files_of([self._folder]):
            try:
                found = os.stat(path)
            except OSError:
                # It was there a moment ago.
                continue
            size = (found.st_size, found.st_mtime_ns)
            self._sizes[path] = size
            if size[0] and before.get(path) == size and self._given.get(path) != size:
                self._given[path] = size
                ready.append(path)
        return list(tasks_of(ready, self._out))


def once(tasks: Iterable[Task]) -> Callable[[], list[Task] | None]:
    """Give all tasks the first time, and then say that there are no more."""
    rest = [list(tasks)]
    return lambda: rest.pop() if rest else None


class Round:
    """One run: tasks are given out, results are kept and handed on, progress is told on stderr. `also` adds to what is told."""

    def __init__(self, *, out: Path | None, total: int | None, also: Callable[[], str] = str) -> None:
        self._out, self._total, self._also = out, total, also
        self.read = self.refused = self.drafts = 0
        self.stopped = False
        self._told = time.monotonic()

    def go(self, crew: Crew, more: Callable[[], list[Task] | None], keep: Callable[[Task, Taken], None]) -> None:
        """Read until there is no more, or until somebody stops it."""
        waiting, ended = deque[Task](), False
        old = {one: signal.signal(one, self._stop) for one in (signal.SIGINT, signal.SIGTERM)}
        try:
            while not self.stopped:
                if not waiting and not ended:
                    new = more()
                    ended = new is None
                    waiting.extend(new or ())
                while waiting and crew.room:
                    crew.give(waiting.popleft())
                if ended and not waiting and not crew.busy:
                    return
                if not crew.busy:
                    time.sleep(0.1)
                for task, taken in crew.finished(0.2) if crew.busy else ():
                    self._done(task, taken, keep)
        finally:
            crew.close()
            for one, handler in old.items():
                signal.signal(one, handler)
            self._tell(last=True)

    def _done(self, task: Task, taken: Taken, keep: Callable[[Task, Taken], None]) -> None:
        self.read += 1
        self.refused += bool(taken.refused)
        self.drafts += sum(len(one.drafts) for one in taken.readings)
        if self._out is not None:
            keep_results(self._out, task, taken)
            if taken.refused:
                write_error(Invalid(list(taken.refused)), "text")
        keep(task, taken)
        self._tell()

    def _stop(self, number: int, frame: FrameType | None) -> None:
        self.stopped = True

    def _tell(self, *, last: bool = False) -> None:
        if not last and time.monotonic() < self._told + _TELL_EVERY:
            return
        self._told = time.monotonic()
        of = f" of {self._total}" if self._total is not None else ""
        print(f"{'stopped: ' if last and self.stopped else ''}read {self.read:,}{of} files, {self.drafts:,} drafts, "
              f"{self.refused:,} with something refused{self._also()}", file=sys.stderr, flush=True)  # fmt: skip


def keep_results(out: Path, task: Task, taken: Taken) -> None:
    """Write the result of a file by its hash; of a feed, one result for each entry."""
    if not task.feed:
        if taken.sha256:
            whole_or_not(result_at(out, taken.sha256), msgspec.json.encode(taken) + b"\n")
        return
    for number, document in enumerate(taken.documents):
        entry = Taken(name=document.name, sha256=document.sha256, documents=(document,),
                      readings=taken.readings[number:number + 1])  # fmt: skip
        whole_or_not(result_at(out, document.sha256), msgspec.json.encode(entry) + b"\n")


def erase(digest: str, *, originals: Path | None, out: Path | None) -> tuple[str, ...]:
    """Erase a document for good: its original, its result, and every file it came in. Give the hashes of what was erased."""
    if originals is None and out is None:
        raise Invalid([Fault(code="SC030", message="nothing says where the document lies",
                             remedy="name the folders with --originals and --out")])  # fmt: skip
    held = {digest}
    if out is not None:
        sign = f'"sha256":"{digest}"'.encode()
        held |= {path.stem for path in out.glob("*.json") if sign in path.read_bytes()}
    gone = set()
    for one in sorted(held):
        if originals is not None and Originals(originals).erase(one):
            gone.add(one)
        if out is not None and result_at(out, one).exists():
            result_at(out, one).unlink()
            gone.add(one)
    return tuple(sorted(gone))


def _is_meant(name: str) -> bool:
    return not name.startswith(".") and not name.endswith(_UNFINISHED)


def _hash_of(path: str) -> str:
    """Give the hash of a file, or nothing where it cannot be read: whoever reads it then says why."""
    try:
        if os.path.getsize(path) > MAX_BYTES:
            return ""
        return sha256(Path(path).read_bytes()).hexdigest()
    except OSError:
        return ""
