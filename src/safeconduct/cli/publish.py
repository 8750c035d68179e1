"""`safeconduct publish`: the record as files that any web server can give out and anyone can check."""

import argparse
import time
from datetime import UTC, datetime
from pathlib import Path

from safeconduct.cli.from_record import record_faults
from safeconduct.cli.output import say, wrapped


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the words of the command."""
    parser.add_argument("folder", metavar="DIR", help="the folder to write; files that are there already stay")
    parser.add_argument("--from", dest="store", required=True, metavar="STORE", help="the folder of the record")
    parser.add_argument("--without-projection", dest="projection", action="store_const", const="none", default="new",
                        help="record no new projection; publish the newest there is")  # fmt: skip
    parser.add_argument("--at-once", dest="between", action="store_const", const=0, default=None,
                        help="do not wait for a quarter of an hour since the last time; everyone sees that something happened")
    parser.add_argument("--pass-file", metavar="FILE", default="",
                        help="read the pass phrase of log and device from the first line of this file")  # fmt: skip


def run(options: argparse.Namespace) -> int:
    """Record the projection, make the checkpoint that covers it if it is time for one, and write the files."""
    with record_faults(options.store):
        from safeconduct.bootstrap.folder import RecordFolder
        from safeconduct.bootstrap.publishing import publish_record, record_projection
        from safeconduct.cli.record import ask_phrase, make_checkpoint

        folder, now = RecordFolder(Path(options.store)), int(time.time())
        desk = folder.desk()
        ask = ask_phrase(options)
        if options.projection == "new":
            record_projection(folder, desk, as_of=datetime.fromtimestamp(now, UTC), ask=ask)
            make_checkpoint(folder, desk, ask, now=now, between=options.between)
        done = publish_record(folder, desk, Path(options.folder))
        desk.records.close()  # type: ignore[attr-defined]
    say(f"Published: {options.folder}, {done.size:,} acts, {len(done.written)} files written.")
    if done.projection < 0:
        say(wrapped("No projection stands in what was shown outside so far, so none was written. The next checkpoint covers it."))
    else:
        say(f"The file `projection` is the one that the act at {done.projection} names.")
    return 0
