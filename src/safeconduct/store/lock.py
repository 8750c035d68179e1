"""The write lock of a store that is a file: one holder on this machine, whichever process or thread it is.

SQLite has a lock of its own, but whoever waits for it sleeps and asks again, and some wait very long. The system's file
lock wakes the next in line, and lets go by itself when its holder dies.
"""

import fcntl
import os
import threading
from contextlib import suppress
from pathlib import Path
from types import TracebackType

_threads: dict[str, threading.Lock] = {}
_guard = threading.Lock()


class FileLock:
    """A lock named by a file. Use as `with lock:`. Not to be taken twice by one thread."""

    def __init__(self, path: Path) -> None:
        self._file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        with _guard:
            # Every lock on this file in this process shares one thread lock, so that threads queue without system calls.
            self._thread = _threads.setdefault(os.path.realpath(path), threading.Lock())

    def __enter__(self) -> None:
        self._thread.acquire()
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX)
        except BaseException:
            self._thread.release()
            raise

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        try:
            fcntl.flock(self._file, fcntl.LOCK_UN)
        finally:
            self._thread.release()

    def close(self) -> None:
        """Give the file back."""
        if self._file >= 0:
            os.close(self._file)
            self._file = -1


def make_file(path: Path) -> None:
    """Make an empty file that only its owner may read, where there is none.

    A database that is there is never opened here: closing any handle on it would drop the locks that SQLite holds for the
    other connections of this process, and the next process to leave would take the write-ahead file away from under them.
    """
    with suppress(FileExistsError):
        os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600))
