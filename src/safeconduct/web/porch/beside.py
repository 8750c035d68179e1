"""The porch runs in a process of its own, beside the pages: it takes in what comes while they work, and ends with them."""

import multiprocessing
import os
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing.connection import wait

from safeconduct.web.porch.keeping import LEAVING, Porch


@contextmanager
def beside(porch: Porch) -> Iterator[None]:
    """Let the porch stand as long as this lasts. Should it fall, this process is told to end too."""
    # Forked, so that nothing of it is read anew, and before this process has threads.
    process = multiprocessing.get_context("fork").Process(target=porch.run, args=(os.getpid(),), daemon=True)
    process.start()
    porch.hand_over()
    leaving = threading.Event()

    def watch() -> None:
        wait([process.sentinel])
        if not leaving.is_set():
            os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=watch, daemon=True).start()
    try:
        yield
    finally:
        leaving.set()
        process.terminate()
        process.join(LEAVING + 1)
        if process.is_alive():
            process.kill()
