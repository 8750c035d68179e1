"""Stop a check that takes too long or too much memory, also inside a rule that gives nothing back while it works.

A watcher looks every few milliseconds at the work and the memory used so far. When they are used up it has an exception
raised in the thread it watches, between two steps of the program, whichever thread that is: on a page as in a command.
One single step of the machine that takes long, such as a search in a very long text, ends before it is stopped.
"""

import os
import threading
import time
from collections.abc import Callable
from pathlib import Path
from types import TracebackType

LONGEST = 2.0
"""Seconds of work after which the checker stops itself and says so. Waiting for a busy machine does not count."""
MOST_MEMORY = 500
"""Megabytes at which the checker stops itself and says so. What a server holds beside the check is not the check's."""
_ALONE = 100
"""Megabytes that a process may hold for the check itself when it begins; whatever is more belongs to something else."""
EVERY = 0.02
"""Seconds between two looks of the watcher."""

_STATM = Path("/proc/self/statm")


class Stopped(BaseException):
    """What a check may use is used up. Not an `Exception`, so that no rule can swallow it."""


class Watch:
    """Stops the block it stands over when the work or the memory is used up. `stopped` says which it was, or is empty."""

    def __init__(self, seconds: float) -> None:
        self.seconds, self.stopped = seconds, ""
        self._others = max(0.0, megabytes() - _ALONE)
        self._thread, self._work, self._raised = threading.get_ident(), _clock(), False
        self._ends = self._work() + seconds
        self._over = threading.Event()
        self._watcher = threading.Thread(target=self._look, daemon=True)

    def __enter__(self) -> "Watch":
        self._watcher.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> bool:
        while True:
            try:
                self._over.set()
                self._watcher.join()
                # Nobody raises anything from here on, but what was raised may still be on its way.
                if self._raised:
                    _raise_in(self._thread, None)
                break
            except Stopped:
                continue
        return kind is Stopped

    def spent(self) -> bool:
        """Whether the work or the memory is used up; notes which."""
        if self._work() > self._ends:
            self.stopped = f"its {self.seconds:g} seconds of work are over"
        elif megabytes() - self._others > MOST_MEMORY:
            self.stopped = f"it uses more than {MOST_MEMORY} megabytes of memory"
        return bool(self.stopped)

    def ask(self) -> None:
        """Raise Stopped if the work or the memory is used up."""
        if self.spent():
            raise Stopped

    def _look(self) -> None:
        while not self._over.wait(EVERY):
            if self.spent():
                self._raised = True
                _raise_in(self._thread, Stopped)
                return


def megabytes() -> float:
    """Give what this process uses now, not the most it ever used; 0 where the system does not say."""
    try:
        pages = int(_STATM.read_bytes().split()[1])
    except (OSError, IndexError, ValueError):
        return 0.0
    return pages * os.sysconf("SC_PAGE_SIZE") / 1_048_576


def _clock() -> Callable[[], float]:
    """Give the clock of the work of this thread, to be read from any thread; of the whole process where there is none."""
    if not hasattr(time, "pthread_getcpuclockid"):
        return time.process_time
    clock = time.pthread_getcpuclockid(threading.get_ident())
    return lambda: time.clock_gettime(clock)


def _raise_in(thread: int, what: type[BaseException] | None) -> None:
    """Have an exception raised in a thread, before its next step; None calls off one that is on its way."""
    import ctypes  # rarely needed, and slow to load

    ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(thread), None if what is None else ctypes.py_object(what))
