"""A long journal added up by two processes, where that is safe.

Each works out the tallies of half of the obligations. What they find is what one process finds: a tally is worked out of the
journal alone. Whatever becomes of the second one, the first works out the rest when it is asked for.
"""

import marshal
import os
import sys
import threading
from contextlib import suppress
from typing import Any

from safeconduct.agreement.evaluate import Evaluator
from safeconduct.agreement.norms import Consequence

LEAST = 100_000
"""From how many entries on a second process is worth its beginning."""


def two_may_run() -> bool:
    """Whether a second process may be made and can run beside: a copy of one with several threads is not sound."""
    return sys.platform.startswith("linux") and threading.active_count() == 1 and len(os.sched_getaffinity(0)) > 1


def add_up(world: Evaluator) -> None:
    """Work out the tallies of a long journal before they are asked for; a short one is left as it is."""
    books = world.ledger.books
    if len(world.ledger.journal.ids) < LEAST or not two_may_run():
        return
    # The longest first and in turns, so that both have as much to do.
    size = {name: sum(len(series.positions) for series in (book.claims, *book.tallies.values())) for name, book in books.items()}
    names = sorted(size.keys() & world.agreement.obligations.keys(), key=lambda name: (-size[name], name))
    back, out = os.pipe()
    try:
        child = os.fork()
    except OSError:  # the system gives no more processes
        os.close(back)
        os.close(out)
        return
    if not child:
        _run_apart(world, names[1::2], out)
    os.close(out)
    with os.fdopen(back, "rb") as told:
        _work_out(world, names[::2])
        with suppress(OSError, EOFError, ValueError, TypeError):
            world.totals.take(marshal.load(told))
    with suppress(ChildProcessError):
        os.waitpid(child, 0)


def _work_out(world: Evaluator, names: list[str]) -> None:
    for name in names:
        for consequence in Consequence:
            world.deciding(name, consequence)
        world.claims(name)


def _run_apart(world: Evaluator, names: list[str], out: int) -> Any:
    """Write what is found, then end without any of what the first process has to end."""
    try:
        _work_out(world, names)
        with os.fdopen(out, "wb") as told:
            marshal.dump(world.totals.worked_out(), told)
    finally:
        os._exit(0)
