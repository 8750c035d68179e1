"""The second reading by hand: what differs in a stored record, and clearing an alarm once nothing does."""

import argparse
import time
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from safeconduct.bootstrap.custody import damaged_attachments
from safeconduct.bootstrap.folder import RecordFolder
from safeconduct.cli.output import clock, say, wrapped
from safeconduct.kernel.errors import VerificationFailed
from safeconduct.store.alarms import clear, differing, open_alarms, read_whole
from safeconduct.store.open import open_store

if TYPE_CHECKING:
    from safeconduct.store.database import Database


def alarm_lines(database: "Database") -> list[str]:
    """Say which alarms are open; nothing if none is."""
    return [wrapped(f"ALARM of {clock(datetime.fromtimestamp(one.at, UTC).astimezone())}: {one.step}: expected {one.expected}, "
                    f"got {one.got}", indent="  ! ") for one in open_alarms(database)]  # fmt: skip


def _reread(options: argparse.Namespace) -> int:
    folder = RecordFolder(Path(options.store))
    with closing(open_store(folder.url)) as database:
        for line in alarm_lines(database):
            say(line)
        if options.clear:
            cleared = clear(database, now=int(time.time()))
            say("Read again: the whole record, and nothing differs.",
                f"Cleared: {len(cleared)} alarm{'' if len(cleared) == 1 else 's'}. The record can be signed again.")  # fmt: skip
            return 0
        if found := read_whole(database, now=int(time.time())):
            raise differing(found)
        for c, bad in damaged_attachments(folder.path, database).items():
            raise VerificationFailed(
                step=f"opening attachment {c.hex()}", expected="what its act names", got=bad.what,
                remedy="The log itself is as it was signed. Keep the files: the other holder has this attachment too, and gives "
                       "it back when the record is made again.")  # fmt: skip
        say("Read again: the whole record, and nothing differs.")
        if open_alarms(database):
            say(wrapped("The alarms above stay until a person clears them. Find out first why the reading differed: a disk, the "
                        "memory of the machine, or somebody who changed a file. Compare the record with a mirror "
                        "(safeconduct verify). Then: safeconduct record reread STORE --clear"))  # fmt: skip
    return 0


RUN = {"reread": _reread}
