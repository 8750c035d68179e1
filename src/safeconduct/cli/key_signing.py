"""`safeconduct keys sign`: one act, one key, a file in and a file out, without a network."""

import argparse
import os
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from safeconduct.cli import key_files as files
from safeconduct.cli import known_log
from safeconduct.cli.from_record import read_file, record_faults, write_new_file
from safeconduct.cli.output import say, wrapped
from safeconduct.kernel.errors import Conflict, NotPermitted

if TYPE_CHECKING:
    from safeconduct.record.genesis import Genesis
    from safeconduct.record.key_acts import OwnAct
    from safeconduct.record.keyfile import KeyFile, Last

FIRST = "genesis.signed/1"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the words of the action."""
    parser.add_argument("file", metavar="FILE", help="the key to sign with")
    parser.add_argument("act", metavar="ACT", help="the act, a file of JSON")
    parser.add_argument("--seen", metavar="CHECKPOINT", default="",
                        help="the newest checkpoint you know: it shows that the act is not older")  # fmt: skip
    known_log.add_log_argument(parser, required=False)
    parser.add_argument("--after", metavar="N:ACT-ID", default="",
                        help="the last act of this key, if the list beside it is lost; `log` takes what LOG has")  # fmt: skip


def run(options: argparse.Namespace) -> None:
    """Sign an act as the next of its key. The number is on the list beside the key before the signature leaves the machine."""
    from safeconduct.record import keyfile
    from safeconduct.record.body import Body, act_id, matter, write_body
    from safeconduct.record.leaf import sign_leaf
    from safeconduct.record.signed_file import SignedAct, write_signed
    from safeconduct.record.words import words_of

    file, act = files.key_file(options.file), files.read_act(options.act)
    is_first = act.get("type") == FIRST
    genesis = files.read_genesis(options.act if is_first else options.genesis)
    files.refuse_unknown(genesis, file.org)
    own = _may_sign(file, act, genesis, options)
    log = known_log.read_log(options.log, genesis, seen=options.seen) if options.log else None
    beside, last = _last(options, file, log)
    lacking: tuple[str, ...] = ()
    if log is not None:
        seen = log.seen
        known_log.refuse_closed(log, file, last)
        if own is not None:
            lacking = known_log.lacking_after(log, own, act, file, last.seq + 1, options.act)
    else:
        seen = known_log.read_seen(options.seen, genesis) if options.seen else known_log.nothing_seen()
    say(f"To be signed: {act['type']}, for the record {genesis.act.origin}", *files.digest_lines(genesis))
    if not is_first:
        say(*(f"  {key}: {_short(value)}" for key, value in act.items() if key != "type"), "What is signed, in words:",
            *(f"    {line}" for line in words_of(matter(act)).split("\n")))  # fmt: skip
    say("Compare the words with your sheet of paper before you type the pass phrase.")
    seed = files.open_seed(options, file)
    at = datetime.now(UTC).astimezone().isoformat(timespec="seconds")
    body = write_body(Body(genesis.act.origin, file.org, file.kid.hex(), last.seq + 1, last.act_id, *seen, at, act, (),
                           os.urandom(16)))  # fmt: skip
    done = keyfile.Last(last.seq + 1, act_id(body).hex())
    write_new_file(options.out, write_signed(SignedAct(sign_leaf(seed, act_id(body)), body)),
                   first=lambda: keyfile.append_to_list(beside, done))  # fmt: skip
    say("", f"Signed as number {done.seq} of key {file.kid.hex()} ({file.org}, {file.role}).", f"Written: {options.out}",
        f"  act id  {done.act_id}", f"  after   {_seen_line(seen)}")  # fmt: skip
    if lacking:
        say(wrapped(f"Once this is in the log it still takes: {'; '.join(lacking)}."))
    say("", "Next: carry the file to the machine that keeps the log. The private key is not in it.")


def _seen_line(seen: tuple[int, bytes]) -> str:
    return f"the checkpoint of {seen[0]} acts, {seen[1].hex()}" if seen[0] else "no checkpoint: nothing shows how old it is"


def _short(value: Any) -> str:
    text = str(value)
    return text if len(text) <= 100 else text[:97] + "..."


def _may_sign(file: "KeyFile", act: dict[str, Any], genesis: "Genesis", options: argparse.Namespace) -> "OwnAct | None":
    """Give the act if it is one of the record's own. What only the log knows is asked there, if it is here."""
    from safeconduct.record import authority, key_acts

    kind = str(act.get("type"))
    if file.role not in ("root", *key_acts.SIGNING_ROLES):
        raise NotPermitted(f"a {file.role} key signs no acts. Nothing was signed.", remedy="use a root, officer or device key")
    if not key_acts.is_own(kind):
        if file.role == "root":
            raise NotPermitted(f"a root key signs acts of the record only, not {kind}. Nothing was signed.",
                               remedy="use the key of an officer")  # fmt: skip
        return None
    with record_faults(options.act, remedy="make the act again with `safeconduct keys`"):
        own: OwnAct = key_acts.parse_own(act)
        if isinstance(own, key_acts.KeyRegistered | key_acts.PolicySet | key_acts.RootsReplaced | key_acts.RootsRecovered):
            authority.refuse(own, genesis.keyring())
    first = next(org.roots for org in genesis.act.organisations if org.id == file.org)
    if file.role == "root" and file.public not in first and not options.log:
        say(wrapped(f"This is none of the three keys that {file.org} has in the first act. It counts only if a later act has "
                    "made it a root key.", indent="  ! "))  # fmt: skip
    return own


def _last(options: argparse.Namespace, file: "KeyFile", log: "known_log.KnownLog | None") -> "tuple[Path, Last]":
    from safeconduct.record import keyfile

    beside = keyfile.list_beside(Path(options.file))
    if beside.exists():
        if options.after:
            raise Conflict(f"the list of what this key has signed is there ({beside}), and it decides. Nothing was signed.",
                           remedy="leave out --after")  # fmt: skip
        with record_faults(str(beside), remedy="take number and act id from the log, move the damaged list away, add --after"):
            return beside, keyfile.read_list(read_file(str(beside), most=100_000_000).decode("ascii", "replace"))
    if not options.after:
        raise Conflict(f"the list of what this key has signed ({beside}) is not beside it. Nothing was signed: one number used "
                       "twice would close the key.",
                       remedy="bring the list, or take the last act of this key from the log (nothing it signed may still be on "
                              f"its way) and add --after {_after(file, log)}")  # fmt: skip
    number, _, identity = (_after(file, log) if options.after == "log" else options.after).partition(":")
    text = keyfile.LIST_HEAD + ("" if number == "-1" and not identity else f"{number} {identity}\n")
    with record_faults("", remedy="write it as 41:ACT-ID, or -1: for none"):
        last = keyfile.read_list(text)
    write_new_file(str(beside), text.encode(), mode=0o600)
    return beside, last


def _after(file: "KeyFile", log: "known_log.KnownLog | None") -> str:
    """Give the last act of a key that the log here has, as `--after` takes it."""
    if log is None or log.replay is None:
        return "N:ACT-ID (-1: if the log has none)"
    chain = log.replay.state.chains.get(file.kid)
    return f"{chain.next - 1}:{chain.head.hex()}" if chain is not None and chain.next and chain.head is not None else "-1:"
