"""Several machines read the files of one folder: which of them reads which is settled by a queue in PostgreSQL.

Every machine is given the same command and sees the same two folders. The queue holds hashes, no names and no words. A file whose
reader died is taken again by another; one that ended three readers is told and left. A result is there before its place in the
queue is given up, and whoever takes a file that has a result does not read it.
"""

import asyncio
import os
import tempfile
import time
from collections.abc import Awaitable, Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from secrets import token_hex
from typing import TYPE_CHECKING, TypeVar

import msgspec

from safeconduct.cli.output import write_error
from safeconduct.cli.read_crew import Asked, Task, result_at
from safeconduct.intake.errors import cannot_bring_in
from safeconduct.intake.one_file import Taken
from safeconduct.kernel.errors import Fault, Invalid, SafeconductError

if TYPE_CHECKING:
    from procrastinate.jobs import Job

BEAT = 5.0
"""How often a machine says that it is there, in seconds."""
DEAD_AFTER = 30.0
"""How long a machine may say nothing before its files are given to others, in seconds."""
READERS = 3
"""How many readers may end over one file."""
_LOOK = 0.5
_BATCH = 200
_TASK = "read"
_Given = TypeVar("_Given")


class Queue:
    """One machine's end of the queue. `more` gives it files while it has room; `done` is told of each."""

    def __init__(self, address: str, *, asked: Asked, room: Callable[[], int], watched: Callable[[], list[Task] | None]) -> None:
        self._out, self._room, self._watched = Path(asked.out), room, watched
        self._name = f"read-{_run_of(self._out)}-{_way_of(asked)}"
        self._here: dict[str, Task] = {}
        self._held: dict[str, Job] = {}
        self._beat = self._look = 0.0
        self._ended = False
        self.left = self.given_up = 0
        self._loop = asyncio.new_event_loop()
        with _answering(address):
            self._app = _opened(address, self._loop)
            self._jobs = self._app.job_manager
            self._worker = self._wait(self._jobs.register_worker())

    def more(self) -> list[Task] | None:
        """Give the files to read now; None where every file of every machine is done with."""
        with _answering():
            if not self._ended:
                new = self._watched()
                self._ended = new is None
                if unread := self._hand_in(new or ()):
                    return unread
            now = time.monotonic()
            if now >= self._beat:
                self._beat = now + BEAT
                self._wait(self._jobs.update_heartbeat(self._worker))
                self._take_back()
                self._count()
            if now < self._look:
                return []
            room, found = self._room(), list[Task]()
            while len(found) < room and (job := self._wait(self._jobs.fetch_job([self._name], self._worker))):
                found += self._taken(job)
            if len(found) < room:
                # Nothing waits. It is not asked again at once.
                self._look = now + _LOOK
                self._count()
                if self._ended and not found and not self.left:
                    return None
            return found

    def done(self, task: Task, taken: Taken) -> None:
        """Give up the place of a file whose result is kept. Where the process that read it ended, it waits for another."""
        # A machine that was slow may have been taken for dead: then its place is another's now, or gone.
        job = self._held.pop(task.sha256, None)
        if job is None:
            return
        self._look = 0.0
        with _answering():
            if not taken.sha256 and job.attempts + 1 < READERS:
                self._again(job)
            else:
                self._finish(job)

    def close(self) -> None:
        """Give back what is not read yet, at once, and leave."""
        with suppress(SafeconductError), _answering():
            for job in self._held.values():
                # Whoever was told to stop has not ended over its file: it waits as if nobody had taken it.
                self._defer([job.lock or ""])
                self._finish(job)
            self._wait(self._jobs.unregister_worker(self._worker))
            self._wait(self._app.close_async())
        self._loop.close()

    def _hand_in(self, tasks: Iterable[Task]) -> list[Task]:
        """Put files into the queue that do not wait there yet; give those that cannot be read, which are told here."""
        known = {task.sha256: task for task in tasks if task.sha256}
        self._here |= known
        if known:
            waiting = {job.queueing_lock for job in self._wait(self._jobs.list_jobs_async(queue=self._name, status="todo"))}
            new = [lock for digest in known if (lock := f"{self._name}:{digest}") not in waiting]
            for at in range(0, len(new), _BATCH):
                self._defer(new[at:at + _BATCH])
        return [task for task in tasks if not task.sha256]

    def _defer(self, locks: list[str]) -> None:
        from procrastinate.exceptions import AlreadyEnqueued
        from procrastinate.jobs import Job

        jobs = [Job(queue=self._name, lock=lock, queueing_lock=lock, task_name=_TASK) for lock in locks]
        try:
            self._wait(self._jobs.batch_defer_jobs_async(jobs))
        except AlreadyEnqueued:
            # Another machine hands in at the same moment.
            for job in jobs:
                with suppress(AlreadyEnqueued):
                    self._wait(self._jobs.defer_job_async(job))

    def _taken(self, job: "Job") -> Iterator[Task]:
        """Give the file of a place in the queue, if it is to be read here."""
        digest = (job.lock or "").rpartition(":")[2]
        task = self._here.get(digest)
        if result_at(self._out, digest).exists():
            self._finish(job)
        elif job.attempts >= READERS:
            self._refuse(job, f"{READERS} readers ended while they read it", task.name if task else digest,
                         "save its text as a .txt file, in parts if it is long")  # fmt: skip
        elif task is None:
            self._refuse(job, "another machine handed it in, and it is not among the files here", digest,
                         "give every machine the same folder")  # fmt: skip
        else:
            self._held[digest] = job
            yield task

    def _refuse(self, job: "Job", why: str, name: str, remedy: str) -> None:
        self._finish(job)
        self.given_up += 1
        write_error(cannot_bring_in(why, name=name, remedy=remedy), "text")

    def _take_back(self) -> None:
        """Let the files of machines that are gone wait again."""
        for job in self._wait(self._jobs.get_stalled_jobs(queue=self._name, seconds_since_heartbeat=DEAD_AFTER)):
            if job.worker_id != self._worker:
                self._again(job)

    def _again(self, job: "Job") -> None:
        from procrastinate.exceptions import ConnectorException

        try:
            self._wait(self._jobs.retry_job(job, retry_at=datetime.now(UTC)))
        except ConnectorException:
            # Another machine was faster, or it waits already under the same hash.
            with suppress(ConnectorException):
                if self._wait(self._jobs.get_job_status_async(job.id or 0)).value == "doing":
                    self._finish(job)

    def _finish(self, job: "Job") -> None:
        from procrastinate.exceptions import ConnectorException
        from procrastinate.jobs import Status

        with suppress(ConnectorException):
            # Where it was taken for dead, its place is gone or another's; what it wrote is the same.
            self._wait(self._jobs.finish_job(job, Status.SUCCEEDED, delete_job=True))

    def _count(self) -> None:
        every = self._wait(self._jobs.list_queues_async(queue=self._name))
        self.left = sum(one["todo"] + one["doing"] for one in every)

    def _wait(self, asked: "Awaitable[_Given]") -> _Given:
        return self._loop.run_until_complete(asked)


def _opened(address: str, loop: asyncio.AbstractEventLoop):  # type: ignore[no-untyped-def]
    """Connect, and make the tables of the queue where there are none."""
    import psycopg
    from procrastinate import App, PsycopgConnector
    from procrastinate.exceptions import ConnectorException

    # Asked once plainly: an address that is wrong is told at once.
    psycopg.connect(address, connect_timeout=10).close()
    app = App(connector=PsycopgConnector(conninfo=address, min_size=1, max_size=1))
    loop.run_until_complete(app.open_async())
    if not loop.run_until_complete(app.check_connection_async()):
        with suppress(ConnectorException):
            # Another machine may be making them at this moment; one of the two succeeds, whole.
            loop.run_until_complete(app.schema_manager.apply_schema_async())
    return app


@contextmanager
def _answering(address: str = "") -> Iterator[None]:
    """Tell in plain words that the queue does not answer, or that its packages are missing."""
    try:
        import psycopg
        from procrastinate.exceptions import ConnectorException
    except ImportError as error:
        fault = Fault(code="SC030", message=f"--queue needs packages that are not installed: {error}",
                      remedy="install safeconduct[queue]; a single machine needs none: leave --queue out")  # fmt: skip
        raise Invalid([fault]) from error
    try:
        yield
    except (ConnectorException, psycopg.Error) as error:
        why = error.__cause__ or error
        raise SafeconductError(f"The queue does not answer: {' '.join(str(why).split())[:300]}",
                               remedy="look at its address and whether the server runs; then give the same command again: "
                                      "what was read is not read again") from error  # fmt: skip


def _run_of(out: Path) -> str:
    """Give the name of the folder of results, the same on every machine that sees it. The first one makes it."""
    place = out / ".queue"
    if not place.exists():
        handle, unfinished = tempfile.mkstemp(prefix=".unfinished-", dir=out)
        with os.fdopen(handle, "w") as file:
            file.write(token_hex(8))
        with suppress(FileExistsError):
            os.link(unfinished, place)
        os.unlink(unfinished)
    return place.read_text()[:16]


def _way_of(asked: Asked) -> str:
    """Give a short hash of how files are read: machines that read in different ways do not share a queue."""
    agreement = Path(asked.agreement).read_bytes() if asked.agreement else b""
    told = msgspec.json.encode([asked.example, sha256(agreement).hexdigest(), asked.engine, asked.declared])
    return sha256(told).hexdigest()[:16]
