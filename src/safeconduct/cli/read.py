"""`safeconduct read`: what do reports say? Their paragraphs, and drafted: who said what through whom.

Files, folders, a folder that is watched, and feeds. What cannot be brought in is told with what to do, and the others are read.
The status is 0, or 3 where something was refused, or 130 where it was stopped before the end. Nothing is filed, and nothing is
kept but what --out and --originals name.
"""

import argparse
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from safeconduct.cli.output import moment, say, write_error, write_json
from safeconduct.kernel.errors import Fault, Invalid

if TYPE_CHECKING:
    from safeconduct.cli.read_crew import Asked, Crew, Task
    from safeconduct.intake.made import Declared
    from safeconduct.intake.one_file import Taken

_STOPPED = 130
_MOST_JOBS = 64


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the words of the command."""
    parser.add_argument("files", nargs="*", metavar="FILE", help="a report, or a folder of reports")
    parser.add_argument("--example", metavar="NAME", default="",
                        help="the packaged agreement whose parties, places and points are known by name")  # fmt: skip
    parser.add_argument("--agreement", metavar="FILE",
                        help="the agreement file, in place of an example; with neither, paragraphs only")  # fmt: skip
    parser.add_argument("--engine", choices=("shallow", "dep"),
                        help="dep needs safeconduct[dep] and finds more; shallow needs none (dep where it is there)")  # fmt: skip
    parser.add_argument("--publisher", default="", metavar="NAME", help="whose document it is, where it does not say so itself")
    parser.add_argument("--created", metavar="TIME",
                        help="when it was written, such as 2025-11-06T06:40:00+02:00; never the time of the file")  # fmt: skip
    parser.add_argument("--zone", default="", metavar="ZONE", help="the time zone its days are meant in, such as Africa/Nairobi")
    parser.add_argument("--translated-from", default="", metavar="LANGUAGE",
                        help="where a person has translated it: the language it was in")  # fmt: skip
    parser.add_argument("--jobs", type=int, default=1, metavar="N", help="how many processes read at the same time (1)")
    parser.add_argument("--out", metavar="DIR",
                        help="keep each result there under its file's hash; a file that has one is not read again")  # fmt: skip
    parser.add_argument("--originals", metavar="DIR", default="", help="keep the bytes of every document there under their hash")
    parser.add_argument("--watch", metavar="DIR", help="read what comes into this folder until stopped; needs --out")
    parser.add_argument("--every", type=float, default=2.0, metavar="SECONDS", help="how often to look into that folder (2)")
    parser.add_argument("--feeds", metavar="LIST",
                        help="a file of addresses, one a line: fetch each feed once, read what is new; needs --out")  # fmt: skip
    parser.add_argument("--queue", metavar="ADDRESS", default="",
                        help="share the files with other machines that are given the same command and see the same folders: a "
                             "PostgreSQL address such as postgresql://host/db; needs --out and safeconduct[queue]")  # fmt: skip
    parser.add_argument("--erase", metavar="SHA256",
                        help="erase a document from --originals and --out for good, with every file it came in")  # fmt: skip
    parser.add_argument("--format", choices=("table", "json"), default="table", help="table for people, json for programs")


def run(options: argparse.Namespace) -> int:
    """Read what is named, and write or keep what is in it."""
    from safeconduct.cli.read_crew import reader, ready, take
    from safeconduct.cli.read_rounds import files_of, tasks_of

    _checked(options)
    if options.erase:
        return _erase(options)
    asked = _asked(options)
    out = Path(options.out) if options.out else None
    if out is None and options.jobs == 1:
        known = reader(asked)
        return _written(options, [take(task, known, known) for task in tasks_of(files_of(options.files), out)])
    # Told once, before anything is read, and not by each process that reads.
    ready(asked)
    return _in_rounds(options, asked, list(tasks_of(files_of(options.files), out)), out)


def _in_rounds(options: argparse.Namespace, asked: "Asked", tasks: "list[Task]", out: Path | None) -> int:
    from safeconduct.cli.read_crew import Crew
    from safeconduct.cli.read_rounds import Round, Watched, once

    refused = _fetch(options.feeds, tasks) if options.feeds else []
    if out is not None:
        out.mkdir(mode=0o700, parents=True, exist_ok=True)
    kept: dict[str, Taken] = {}
    given = once(tasks)
    more: Callable[[], list[Task] | None] = given
    if options.watch:
        watched = Watched(options.watch, out or Path(), every=options.every)
        more = lambda: given() or watched()  # noqa: E731
    crew = Crew(asked, jobs=options.jobs)
    if options.queue:
        return _shared(options.queue, asked, crew, more)
    round_ = Round(out=out, total=None if options.watch else len(tasks))
    round_.go(crew, more, lambda task, taken: kept.update({taken.name: taken}) if out is None else None)
    for fault in refused:
        write_error(Invalid([fault]), "text")
    if round_.stopped and not options.watch:
        return _STOPPED
    if out is None:
        return _written(options, [kept[task.name] for task in tasks if task.name in kept])
    return Invalid.exit_status if round_.refused or refused else 0


def _shared(address: str, asked: "Asked", crew: "Crew", more: "Callable[[], list[Task] | None]") -> int:
    """Read with other machines, each what the others do not."""
    from safeconduct.cli.read_queue import Queue
    from safeconduct.cli.read_rounds import Round

    try:
        queue = Queue(address, asked=asked, room=lambda: crew.room, watched=more)
    except BaseException:
        crew.close()
        raise
    round_ = Round(out=Path(asked.out), total=None, also=lambda: f"; {queue.left:,} left for all machines")
    try:
        round_.go(crew, queue.more, queue.done)
    finally:
        queue.close()
    if round_.stopped:
        return _STOPPED
    return Invalid.exit_status if round_.refused or queue.given_up else 0


def _fetch(file: str, tasks: "list[Task]") -> list[Fault]:
    """Add a task for each feed of the list; give what did not come."""
    from safeconduct.cli.read_crew import Task
    from safeconduct.cli.read_feeds import addresses, fetched

    refused = []
    every = addresses(file)
    for number, address in enumerate(every, 1):
        print(f"fetching {number} of {len(every)}: {address}", file=sys.stderr, flush=True)
        try:
            data, cut = fetched(address)
        except Invalid as refusal:
            refused += refusal.faults
            continue
        refused += [cut] if cut else []
        tasks.append(Task(name=address, data=data, feed=True))
    return refused


def _written(options: argparse.Namespace, results: "list[Taken]") -> int:
    from safeconduct.cli.read_drafts import drafts_told
    from safeconduct.cli.read_told import document_told

    refused = [fault for taken in results for fault in taken.refused]
    if options.format == "json":
        write_json({"documents": [document for taken in results for document in taken.documents],
                    "readings": [reading for taken in results for reading in taken.readings], "refused": refused})  # fmt: skip
        return Invalid.exit_status if refused else 0
    for taken in results:
        for number, document in enumerate(taken.documents):
            document_told(document)
            if taken.readings:
                drafts_told(document, taken.readings[number])
    sys.stdout.flush()
    for fault in refused:
        write_error(Invalid([fault]), "text")
    return Invalid.exit_status if refused else 0


def _erase(options: argparse.Namespace) -> int:
    from safeconduct.cli.read_rounds import erase

    gone = erase(options.erase, originals=Path(options.originals) if options.originals else None,
                 out=Path(options.out) if options.out else None)  # fmt: skip
    say(*(f"erased {one}" for one in gone))
    if not gone:
        say("nothing of it was there; it will not be taken in here" if options.originals else "nothing of it was there")
    return 0


def _checked(options: argparse.Namespace) -> None:
    """Raise Invalid for words that do not go together."""
    def refuse(message: str, remedy: str) -> None:
        raise Invalid([Fault(code="SC030", message=message, remedy=remedy)])

    if options.example and options.agreement:
        refuse(f"both a file ({options.agreement}) and an example were named", "give one of the two")
    if not (options.files or options.watch or options.feeds or options.erase):
        refuse("no report was named", "give a FILE or a folder, or --watch, --feeds")
    if (options.watch or options.feeds) and not options.out:
        refuse("--watch and --feeds need a folder that remembers what was read", "name it with --out")
    if options.queue and (not options.out or options.feeds):
        refuse("--queue shares files and their results, and no feeds", "name the folder of results with --out; leave --feeds out")
    if options.watch and not Path(options.watch).is_dir():
        refuse(f"--watch {options.watch}: there is no such folder", "make it, or look how it is written")
    if not 1 <= options.jobs <= _MOST_JOBS:
        refuse(f"--jobs {options.jobs}: so many processes cannot be", f"give 1 to {_MOST_JOBS}; one for each processor is most")
    if not options.every >= 0.1:
        refuse(f"--every {options.every:g} is too often", "give 0.1 seconds or more")


def _asked(options: argparse.Namespace) -> "Asked":
    from safeconduct.cli.read_crew import Asked
    from safeconduct.intake.model import is_installed

    engine = options.engine or ("dep" if (options.example or options.agreement) and is_installed() else "shallow")
    return Asked(example=options.example, agreement=options.agreement, engine=engine, declared=_declared(options),
                 originals=options.originals, out=options.out or "")  # fmt: skip


def _declared(options: argparse.Namespace) -> "Declared":
    from safeconduct.intake.made import Declared

    try:
        ZoneInfo(options.zone or "UTC")
    except (OSError, ValueError, KeyError) as error:
        raise Invalid([Fault(code="SC404", message=f"--zone {options.zone!r} is not a time zone",
                             remedy="write it as Africa/Nairobi")]) from error  # fmt: skip
    return Declared(publisher=options.publisher, created=moment(options.created, "--created"), zone=options.zone,
                    translated_from=options.translated_from)  # fmt: skip
