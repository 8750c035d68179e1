"""What the second reading has found, kept in the store: as long as an alarm is open, nothing is signed.

A reading that differs once and not the next time is no good sign either. So an alarm does not go away by itself: a person
clears it, and only after the whole log was read again and nothing differed.
"""

import json
import subprocess
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import NamedTuple

from safeconduct.kernel.errors import VerificationFailed
from safeconduct.store.database import Database, Reader
from safeconduct.store.growth import load, log_size
from safeconduct.store.log import Tip
from safeconduct.store.reread import Difference


class Alarm(NamedTuple):
    """A difference that a second reading has found: its number, when (POSIX seconds), the place, what was there instead."""

    number: int
    at: int
    step: str
    expected: str
    got: str


def open_alarms(database: Database) -> list[Alarm]:
    """Give the alarms that nobody has cleared, the oldest first."""
    with database.reading() as reader:
        rows = reader.all("SELECT number, at, step, expected, got FROM alarm WHERE number > "
                          "(SELECT coalesce(max(upto), -1) FROM settled) ORDER BY number")  # fmt: skip
    return [Alarm(*row) for row in rows]


def refuse_alarmed(database: Database) -> None:
    """Raise VerificationFailed, with the first place, where an alarm is open."""
    if found := open_alarms(database):
        first, more = found[0], f", and {len(found) - 1} more places" if len(found) > 1 else ""
        day = datetime.fromtimestamp(first.at, UTC).isoformat(timespec="seconds")
        raise VerificationFailed(
            step=f"second reading of {day}, {first.step}{more}", expected=first.expected, got=first.got,
            remedy="Nothing is signed or served until this is dealt with. Keep the files as they are, compare the log with a "
                   "mirror, then `safeconduct record reread STORE`: it says what still differs, and how to go on.",
        )  # fmt: skip


def read_again(database: Database, first: int, tip: Tip, *, now: int) -> list[Difference]:
    """Have a second process read the log from an index on, and keep what it found. `tip` is what the first one makes of it."""
    differences = _second_process(database.url, first, tip)
    with database.writing() as writer:
        if differences:
            (number,) = writer.one("SELECT coalesce(max(number) + 1, 0) FROM alarm") or (0,)
            writer.add("alarm", Alarm._fields, [(number + n, now, *each) for n, each in enumerate(differences)])
        else:
            writer.add("reread", ("number", "at", "first", "size", "root"), [(_next_reading(writer), now, first, *tip)])
    return differences


def read_whole(database: Database, *, now: int) -> list[Difference]:
    """Have a second process read the whole log as it stands on the disk, and keep what it found."""
    with database.reading() as reader:
        size = log_size(reader)
        tip = Tip(size, load(reader, size).root())
    return read_again(database, 0, tip, now=now)


def clear(database: Database, *, now: int) -> list[Alarm]:
    """Read the whole log again and, if nothing differs, clear every open alarm; gives those that were cleared.

    Raises VerificationFailed where something differs. That is an alarm too then, and nothing was cleared.
    """
    before = open_alarms(database)
    if found := read_whole(database, now=now):
        raise differing(found)
    with database.writing() as writer:
        if before:
            (number,) = writer.one("SELECT coalesce(max(number) + 1, 0) FROM settled") or (0,)
            # Only what was open before the reading: an alarm that another process raised meanwhile stays.
            writer.add("settled", ("number", "at", "upto", "reading"),
                       [(number, now, before[-1].number, _next_reading(writer) - 1)])  # fmt: skip
    return before


def differing(found: Sequence[Difference]) -> VerificationFailed:
    """Give the error for what a second reading has found."""
    step, expected, got = found[0]
    return VerificationFailed(
        step=f"second reading, {step}", expected=expected, got=got,
        remedy="No checkpoint was signed, and none will be: the alarm is kept. Keep the files as they are, and compare the log "
               "with a mirror.",
    )  # fmt: skip


def _next_reading(reader: Reader) -> int:
    (number,) = reader.one("SELECT coalesce(max(number) + 1, 0) FROM reread") or (0,)
    return int(number)


def _second_process(url: str, first: int, tip: Tip) -> list[Difference]:
    command = [sys.executable, "-m", "safeconduct.store.reread", "-", str(first), str(tip.size)]
    done = subprocess.run(command, input=f"{url}\n".encode(), capture_output=True, check=False)
    try:
        found = json.loads(done.stdout)
        if "failed" in found:
            raise ValueError(found["failed"])
        differences = [Difference(each["step"], each["expected"], each["got"]) for each in found["differences"]]
        size, root = found["size"], found["root"]
    except (ValueError, KeyError, TypeError) as error:
        said = str(error) if done.stdout else done.stderr.decode(errors="replace")[-500:]
        return [Difference("its process", "an answer", f"end {done.returncode}: {said}")]
    if (size, root) != (tip.size, tip.root.hex()):
        differences.append(Difference(f"root of size {tip.size}", tip.root.hex(), f"{root} of size {size}"))
    return differences
