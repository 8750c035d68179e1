"""What `safeconduct keys` knows of a log that lies beside it: its keys, its newest checkpoint, what still waits for signatures.

The log is checked from end to end before anything is signed on its word.
"""

import argparse
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from safeconduct.cli.from_record import read_file, record_faults
from safeconduct.cli.output import say, wrapped
from safeconduct.kernel.errors import Conflict, Fault, Invalid, NotPermitted, VerificationFailed

if TYPE_CHECKING:
    from safeconduct.record.genesis import Genesis
    from safeconduct.record.key_acts import OwnAct
    from safeconduct.record.keyfile import KeyFile, Last
    from safeconduct.record.published import Listed
    from safeconduct.record.source import Source
    from safeconduct.record.standing import Replay

OTHER = "take another copy, from another side if you can. `safeconduct verify` says more"
CLOSED = ("revoked", "disputed", "suspended")


class KnownLog(NamedTuple):
    """A log that was found sound. `replay` is None where bodies are missing; then `listed` has the published keys.

    `seen` is size and root of the newest checkpoint that the log has signed.
    """

    source: "Source"
    size: int
    replay: "Replay | None"
    listed: "dict[bytes, Listed]"
    seen: tuple[int, bytes]


def add_log_argument(parser: argparse.ArgumentParser, *, required: bool) -> None:
    """Add the words that name a log."""
    parser.add_argument("--log", required=required, metavar="LOG", default="",
                        help="the log as you have it: a store, a published folder or a zip")  # fmt: skip


def read_log(path: str, genesis: "Genesis", *, seen: str = "") -> KnownLog:
    """Check a log and give what is known from it. `seen` names a checkpoint from elsewhere, which has to fit.

    Raises VerificationFailed where anything is not what it has to be, and where the log is another one.
    """
    with record_faults(path, remedy=OTHER):
        from safeconduct.record.audit import check
        from safeconduct.record.checkpoint import open_checkpoint
        from safeconduct.record.sources import open_source

        source = open_source(Path(path))
        checked = check(source, genesis.digest, now=int(time.time()), kept=read_file(seen) if seen else None)
        found, reading = checked.audit, checked.reading
        if not found.sound:
            first = found.faults[0]
            raise VerificationFailed(step=f"{path}: {first.where}: {first.what}. Nothing was signed", remedy=OTHER,
                                     expected=first.expected or "a sound log", got=first.got or "another one")  # fmt: skip
        notes = [open_checkpoint(note, genesis.log).checkpoint for _, note in source.notes()]
        if seen:
            notes.append(open_checkpoint(read_file(seen), genesis.log).checkpoint)
        newest = max(notes, key=lambda head: head.size, default=None)
        listed = reading.by_list.keys if reading.by_list is not None else {}
        at = (newest.size, newest.root) if newest is not None and newest.size else nothing_seen()
        return KnownLog(source, found.size, reading.replay, listed, at)


def read_seen(path: str, genesis: "Genesis") -> tuple[int, bytes]:
    """Give size and root of a checkpoint that the log has signed. Raises Invalid."""
    data = read_file(path)
    with record_faults(path, remedy="name a checkpoint of this log, as its mirrors serve it"):
        from safeconduct.record.checkpoint import open_checkpoint

        head = open_checkpoint(data, genesis.log).checkpoint
        return (head.size, head.root) if head.size else nothing_seen()


def nothing_seen() -> tuple[int, bytes]:
    """Give size and root for a device that knows no checkpoint."""
    from safeconduct.record.body import EMPTY_ROOT

    return 0, EMPTY_ROOT


def whole(log: KnownLog, path: str) -> "Replay":
    """Give the reading of a log whose bodies are here. Raises Invalid where they are not."""
    if log.replay is None:
        raise Invalid([Fault(code="SC040", file=path, message="the bodies of the acts are not here, so it cannot be looked up",
                             remedy="name the store of the server or of a mirror")])  # fmt: skip
    return log.replay


def index_of(log: KnownLog, asked: str, path: str) -> int:
    """Give the index of an act by its index or the beginning of its id. Raises Invalid where there is none, or several."""
    from safeconduct.record.verify import find

    with record_faults(path, remedy="give the index of the act, or more digits of its id"):
        return find(log.source, asked)


# ---- before a key signs ----


def refuse_closed(log: KnownLog, file: "KeyFile", last: "Last") -> None:
    """Raise NotPermitted if the log has closed the key, Conflict if the log has more of it than the list beside the key."""
    if log.replay is None:
        listed = log.listed.get(file.kid)
        if listed is not None and not listed.is_open(log.size):
            said = f"the list of keys has {file.kid.hex()} as closed from index {listed.until} on"
            raise NotPermitted(f"{said}. Nothing was signed.", remedy="use another key; a key is never opened again")
        if listed is None:
            _tell_unknown(file)
        return
    keyring = log.replay.state.keyring
    key = keyring.get(file.kid)
    if key is None:
        _tell_unknown(file)
        return
    status = keyring.status_at(file.kid, log.size, last.seq + 1)
    if status.code in CLOSED:
        raise NotPermitted(f"{status.because}: {file.kid.hex()} signs no number {last.seq + 1}. Nothing was signed.",
                           remedy="use another key; a key is never opened again")  # fmt: skip
    chain = log.replay.state.chains.get(file.kid)
    if chain is not None and chain.next > last.seq + 1:
        raise Conflict(f"the log has acts of this key up to number {chain.next - 1}, the list beside it ends with {last.seq}. "
                       "Nothing was signed: one number used twice would close the key.",
                       remedy="find the newer list. If nobody of you signed those acts, somebody else has the key: "
                              "safeconduct keys compromised")  # fmt: skip


def _tell_unknown(file: "KeyFile") -> None:
    say(wrapped(f"The log does not know the key {file.kid.hex()} yet. What it signs counts only after its registration.",
                indent="  ! "))  # fmt: skip


def lacking_after(log: KnownLog, own: "OwnAct", act: dict[str, Any], file: "KeyFile", seq: int, path: str) -> tuple[str, ...]:
    """Say what an act lacks once this key has signed it as number `seq`.

    Raises Invalid where it could not take effect at all, NotPermitted where this signature is not one of those it takes.
    """
    from safeconduct.record import authority
    from safeconduct.record.body import matter

    replay, said = log.replay, matter(act)
    if replay is None or replay.state.keyring.get(file.kid) is None:
        return ()
    state = replay.state
    if said in state.done:
        raise Conflict(f"this act is in effect already, since index {state.done[said]} of the log. Nothing was signed.",
                       remedy="nothing is left to do")  # fmt: skip
    with record_faults(path, remedy="make the act again from the log as it is now"):
        authority.refuse(own, state.keyring)
        orgs = state.concerned(own)
    mine = authority.Signer(file.kid, seq, log.size)
    if not authority.is_asked(own, mine, state.keyring, orgs):
        wanted = "; ".join(authority.lacking(own, (), state.keyring, orgs))
        raise NotPermitted(f"a signature of this key changes nothing here: it takes {wanted}. Nothing was signed.",
                           remedy="use one of those keys")  # fmt: skip
    others = [authority.Signer(state.book.kid(one.index), one.seq, one.index) for one in state.pending.get(said, ())]
    return authority.lacking(own, [*others, mine], state.keyring, orgs)
