"""What a process costs: its processor time and its peak memory, both asked of the system once it has ended.

Rounds are interleaved, so that a machine that slows down slows every command down, and medians are kept. Compare the
figures of one run with each other; seconds of another machine say nothing.
"""

import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from statistics import median
from typing import IO, NamedTuple

_ANSWERS = (0, 8)
"""The ends of a command that are an answer: all is well, or a check has found gaps."""


class Cost(NamedTuple):
    """What one process and those that it began took together.

    Seconds of processor time, in the program and in the system; megabytes at the peak; seconds by the clock on the wall.
    """

    seconds: float
    megabytes: float
    elapsed: float


_TRIES = 8
"""How often a check that stops itself on a busy machine is run again."""


class Failed(Exception):
    """A measured command did not end well, so its figures mean nothing."""


class _CutShort(Exception):
    """A check stopped itself before it had decided everything, so it cost less than it should."""


def environment(folder: Path) -> dict[str, str]:
    """Give the environment of the children: as ours, with compiled modules kept in a folder of their own.

    An installed program finds its modules compiled. Without this, a setting of the caller could have every child
    compile the modules of this project again, but not those of its peers.
    """
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return kept | {"PYTHONPYCACHEPREFIX": str(folder)}


def cost(command: Sequence[str], env: Mapping[str, str]) -> Cost:
    """Run a command to its end. Raises Failed if it ends with an error.

    A check has a time limit by the clock on the wall, and on a busy machine it may say that something is not decided. It
    is then run again. The system counts the memory of the process that starts a child as the child's own until the
    child's program is loaded, so whoever calls this should be small.
    """
    for _ in range(_TRIES):
        try:
            return _cost(command, env)
        except _CutShort:
            continue
    raise Failed(f"{' '.join(command)} stopped itself {_TRIES} times: this machine is too busy to measure")


def _cost(command: Sequence[str], env: Mapping[str, str]) -> Cost:
    checks = "check" in command
    with tempfile.TemporaryFile() as told:
        out = told if checks else subprocess.DEVNULL
        began = time.monotonic()
        with subprocess.Popen(command, env=env, stdout=out, stderr=subprocess.PIPE) as child:
            together = _Together(child.pid)
            said = child.stderr.read() if child.stderr else b""
            _, status, used = os.wait4(child.pid, 0)
            child.returncode = os.waitstatus_to_exitcode(status)
        elapsed = time.monotonic() - began
        if child.returncode not in _ANSWERS:
            raise Failed(f"{' '.join(command)} ended with {child.returncode}:\n{said.decode(errors='replace')[-2000:]}")
        if checks and cut_short(_end(told)):
            raise _CutShort
    alone = used.ru_maxrss / (1024**2 if sys.platform == "darwin" else 1024)
    return Cost(used.ru_utime + used.ru_stime, max(alone, together.peak()), elapsed)


_LOOKS = 0.1
"""How often the memory of several processes is looked at, in seconds."""


class _Together(threading.Thread):
    """The memory of a process and its children together, where the system tells it; pages that they share count once.

    The system keeps the peak of each, not of all together, so it is looked at again and again; only where there are children, as
    looking takes the process some time.
    """

    def __init__(self, pid: int) -> None:
        super().__init__(daemon=True)
        self._pid, self._over, self._most = pid, threading.Event(), 0.0
        self.start()

    def run(self) -> None:
        """Look until it is over."""
        while not self._over.wait(_LOOKS):
            try:
                children = Path(f"/proc/{self._pid}/task/{self._pid}/children").read_text().split()
                found = sum(map(_megabytes_of, (str(self._pid), *children))) if children else 0.0
            except (OSError, StopIteration):
                if not Path(f"/proc/{self._pid}").exists():
                    return
                continue
            self._most = max(self._most, found)

    def peak(self) -> float:
        """Give the peak, and stop looking; 0 where there were no children."""
        self._over.set()
        self.join()
        return self._most


def _megabytes_of(pid: str) -> float:
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("Pss:")) / 1024


def cut_short(end: bytes) -> bool:
    """Whether the last lines of a check say that something was not decided."""
    return any(b"not decided" in line for line in end.splitlines()[-3:])


def _end(file: IO[bytes]) -> bytes:
    size = file.seek(0, os.SEEK_END)
    file.seek(max(0, size - 4000))
    return file.read()


def interleaved(commands: Mapping[str, Sequence[str]], rounds: int, env: Mapping[str, str]) -> dict[str, list[Cost]]:
    """Run every command once in each round, after one round that is not counted. Gives the costs by name."""
    for command in commands.values():
        cost(command, env)
    found: dict[str, list[Cost]] = {name: [] for name in commands}
    for _ in range(rounds):
        for name, command in commands.items():
            found[name].append(cost(command, env))
    return found


def seconds(costs: Sequence[Cost]) -> float:
    """Give the median of the processor time."""
    return median(cost.seconds for cost in costs)


def elapsed(costs: Sequence[Cost]) -> float:
    """Give the shortest time by the clock: what else the machine does makes it longer, and nothing makes it shorter."""
    return min(cost.elapsed for cost in costs)


def megabytes(costs: Sequence[Cost]) -> float:
    """Give the highest peak: a limit of memory holds in every round."""
    return max(cost.megabytes for cost in costs)
