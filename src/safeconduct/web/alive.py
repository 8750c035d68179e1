"""A process that answers ends with the one that began it.

Whoever kills the server for good leaves it no time to tell its processes. They would go on with pages that nobody watches.
"""

import ctypes
import multiprocessing
import os
import signal
import sys

_TELL_ME = 1
"""The option of prctl(2) that names the signal a process gets when the one that began it ends (linux/prctl.h)."""


def end_with_the_one_that_began_it() -> None:
    """Ask the system to stop this process when the server is gone. Only where it is a process of the server, and on Linux."""
    parent = multiprocessing.parent_process()
    if parent is None or not sys.platform.startswith("linux"):
        return
    ctypes.CDLL(None).prctl(_TELL_ME, signal.SIGTERM, 0, 0, 0)
    if not parent.is_alive():  # it ended before it could be asked
        os.kill(os.getpid(), signal.SIGTERM)
