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
    parser.add_argument("--leaves", dest="shows", action="store_const", const="leaves", default="hashes",
                        help="for a closed circle: write the signed leaves too. They say by which key each act was signed, and "
                             "which acts only fill the record up")  # fmt: skip
    parser.add_argument("--without-projection", dest="projection", action="store_const", const="none", default="new",
                        help="record no new projection; publish the newest there is")  # fmt: skip
    parser.add_argument("--at-once", dest="between", action="store_const", const=0, default=None,
                        help="do not wait for a quarter of an hour since the last time; everyone sees that something happened")
    parser.add_argument("--pass-file", metavar="FILE", default="",
                        help="read the pass phrase of log and device from the first line of this file")  # fmt: skip


def run(options: argparse.Namespace) -> int:
    """Record the projection and make the checkpoint that covers it, if it is time for one, and write the files."""
    with record_faults(options.store):
        from safeconduct.bootstrap.folder import MIRRORS, RecordFolder
        from safeconduct.bootstrap.grades import weighed
        from safeconduct.bootstrap.publishing import publish_record, record_projection
        from safeconduct.cli.record import ask_phrase, make_checkpoint
        from safeconduct.record.grading import GRADES
        from safeconduct.store.publish import Shows

        folder, now, shows = RecordFolder(Path(options.store)), int(time.time()), Shows(options.shows)
        desk = folder.desk()
        ask = ask_phrase(options)
        if options.projection == "new":
            as_of = datetime.fromtimestamp(now, UTC)
            make_checkpoint(folder, desk, ask, now=now, between=options.between,
                            last=lambda made: record_projection(folder, desk, made, as_of=as_of, ask=ask))  # fmt: skip
        done = publish_record(folder, desk, Path(options.folder), shows=shows)
        alone = (folder.path / MIRRORS).is_file() and weighed(folder, desk, done.size).grade == GRADES[0]
        desk.records.close()  # type: ignore[attr-defined]
    say(f"Published: {options.folder}, {done.size:,} acts, {len(done.written)} files written.")
    if alone:
        again = f"safeconduct publish {options.folder} --from {options.store} --without-projection"
        say(wrapped("Only the log has signed this checkpoint so far, and readers see it as recorded. Send it to the mirrors with "
                    f"`safeconduct record push {options.store}`, then write it again with their signatures: `{again}`.",
                    indent="  ! "))  # fmt: skip
    for line in _told(done.projection, done.proved):
        say(wrapped(line))
    if shows is Shows.LEAVES:
        say(wrapped("With the leaves: whoever reads this folder can tell which key signed each act, so how many acts are more "
                    "than filling, and who was active when. Give it to nobody who may not know.", indent="  ! "))  # fmt: skip
    elif folder.settings.public:
        say(wrapped("Without the leaves no bodies are written either, for nothing would show whose they are.", indent="  ! "))
    return 0


def _told(projection: int, proved: bool) -> list[str]:
    if projection < 0:
        return ["No projection stands in what was shown outside so far, so none was written. The next time, a quarter of an hour "
                "after the last checkpoint or later, one is recorded."]  # fmt: skip
    named = f"The file `projection` is the one that the act at {projection} names"
    if proved:
        return [f"{named}; its proof lies beside it."]
    return [f"{named}. Its proof is not published, for it would tell how many acts only fill the record up: name a device that "
            "signs projections and nothing else as publish_key in record.toml."]  # fmt: skip
