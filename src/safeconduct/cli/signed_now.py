"""What `vault` and `erase` share: an act signed here and appended at once, or written to be carried to the log."""

import argparse
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from safeconduct.cli.from_record import write_new_file
from safeconduct.cli.key_files import phrase_of
from safeconduct.cli.output import say

if TYPE_CHECKING:
    from safeconduct.bootstrap.own_log import OwnLog
    from safeconduct.bootstrap.signing import Signer
    from safeconduct.record.book import Standing
    from safeconduct.store.examine import Signed


def now_text() -> str:
    """Give the time as a body has it."""
    return datetime.now(UTC).astimezone().isoformat(timespec="seconds")


def asking(options: argparse.Namespace) -> Callable[[Path], str]:
    """Give a way to the pass phrase: the file that was named, or the person at the keyboard."""
    return lambda path: phrase_of(options, f"Pass phrase of {path}")


def append_signed(log: "OwnLog", signer: "Signer", signed: "Signed") -> "Standing":
    """Append an act that was just signed. If the log does not take it, it is written beside its key: its number is used."""
    from safeconduct.record.body import act_id
    from safeconduct.record.signed_file import SignedAct, write_signed

    try:
        return log.append([signed])[0]
    except BaseException:
        path = signer.path.with_name(f"{signer.path.name}.{act_id(signed.body).hex()[:16]}.act")
        write_new_file(str(path), write_signed(SignedAct(signed.leaf, signed.body)), mode=0o600)
        say(f"The log did not confirm. What was signed lies in {path}: bring it into the log before this key signs again.")
        raise
