"""After a server and its file of keys were lost: the guarantor's officer releases the persons' keys, the operator takes them in.

What is released was opened with the guarantor's sealing key on its own machine and is sealed to the operator's before it is
written. Orders to erase are carried out first, on both sides.
"""

import argparse
import time
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

from safeconduct.cli.from_record import read_file, record_faults, write_new_file
from safeconduct.cli.key_files import key_file, open_seed, read_act
from safeconduct.cli.output import say, wrapped
from safeconduct.kernel.errors import Conflict, Fault, Invalid, NotPermitted

if TYPE_CHECKING:
    from safeconduct.bootstrap.own_log import OwnLog
    from safeconduct.record.keyfile import KeyFile

LARGEST = 100_000_000


def add_release(parser: argparse.ArgumentParser) -> None:
    """Add the words of `safeconduct mirror release`."""
    parser.add_argument("--key", dest="file", required=True, metavar="FILE", help="the sealing key of your organisation")
    parser.add_argument("--to", metavar="FILE", default="",
                        help="the act that registers the operator's sealing key; the one in the log if not given")  # fmt: skip
    parser.add_argument("--out", metavar="FILE", default="", help="the file to write; without it everything is only tried")


def add_take(parser: argparse.ArgumentParser) -> None:
    """Add the words of `safeconduct vault take`."""
    parser.add_argument("released", metavar="FILE", help="the file that `safeconduct mirror release` has written")
    parser.add_argument("--key", dest="file", required=True, metavar="FILE", help="the sealing key of the operator")
    parser.add_argument("--pass-file", metavar="FILE", help="read the pass phrase from the first line of this file")


def release(options: argparse.Namespace) -> int:
    """Open every key that was handed over, try it on its attachment, and write them for the server that was made again."""
    from safeconduct.bootstrap.own_log import OwnLog
    from safeconduct.mirror.custody import open_all
    from safeconduct.mirror.place import Place
    from safeconduct.record.person_keys import write_release
    from safeconduct.record.sealing import sealing_private
    from safeconduct.store.copied import Copied
    from safeconduct.store.orders import carry_out

    if options.out and Path(options.out).exists():
        raise Conflict(f"{options.out} is there already, and no file is written over. Nothing was changed.",
                       remedy="name another file with --out")  # fmt: skip
    with record_faults(options.folder), closing(OwnLog(Path(options.folder))) as log:
        org, holder = Place(Path(options.folder)).settings.org, log.genesis.act.attachments
        if org != holder:
            raise NotPermitted(f"the mirror of {org} holds no attachments, and was given no keys: {holder} does.",
                               remedy=f"do this at the mirror of {holder}")  # fmt: skip
        file = _sealing_file(options)
        if not log.keys_path.is_file():
            raise Invalid([Fault(code="SC030", file=str(log.keys_path), message="no keys of persons were handed over here",
                                 remedy="`safeconduct record push`, where the record is kept, hands them over once your sealing "
                                        "key is registered")])  # fmt: skip
        public = _operators_key(options, log) if options.out else b""
        private = sealing_private(open_seed(options, file))
        carry_out(log.database, log.catch_up(), keys=log.keys_path, now=int(time.time()))
        with closing(log.keys()) as keys:
            found = open_all(Copied(log.database), keys, private=[(file.kid, private)])
        say(f"Opened, and tried on its attachment: {len(found.keys)}.")
        say(*(wrapped(f"Of no use: {why}", indent="  ! ") for why in found.wrong))
        if found.lacking:
            say(wrapped(f"{found.lacking} attachment{'s' if found.lacking != 1 else ''} here whose keys were never handed over: "
                        "nobody but the operator could open them.", indent="  ! "))  # fmt: skip
        if options.out:
            write_new_file(options.out, write_release(log.genesis.act.origin, found.keys, public), mode=0o600)
            say(f"Written: {options.out}, sealed to the operator's key {_kid(public)}.")
            say(wrapped("Carry it to the operator, and see that every copy of it is destroyed afterwards: an order to erase does "
                        "not reach a stick."))  # fmt: skip
    return 0


def take(options: argparse.Namespace) -> None:
    """Take released keys into the server's file of keys. What the log orders out is passed over."""
    from safeconduct.bootstrap.own_log import OwnLog
    from safeconduct.mirror.custody import Custody, lying_alone, take_back
    from safeconduct.record.person_keys import read_release
    from safeconduct.record.sealing import sealing_private
    from safeconduct.store.copied import Copied
    from safeconduct.store.orders import carry_out

    data = read_file(options.released, most=LARGEST)
    with closing(OwnLog(options.folder)) as log:
        if log.is_copy:
            raise NotPermitted(f"{options.folder} is a mirror. Keys are taken in where the record is kept.",
                               remedy="name the folder of the record")  # fmt: skip
        file = _sealing_file(options)
        private = sealing_private(open_seed(options, file))
        with record_faults(options.released, remedy="ask for the file again; nothing was changed"):
            given = read_release(data, origin=log.genesis.act.origin, kid=file.kid, private=private)
        carry_out(log.database, log.catch_up(), keys=log.keys_path, now=int(time.time()))
        copied = Copied(log.database)
        with closing(log.keys()) as keys:
            before = len(keys.kept())
            wrong = list(take_back(copied, keys, given))
            new, left = len(keys.kept()) - before, lying_alone(copied, Custody(keys, None)).keyless
    passed = len(given) - new - len(wrong)
    say(f"Taken in: the keys of {new} attachment{'s' if new != 1 else ''}, each tried on it. "
        f"Passed over: {passed}, here already or ordered to be erased.")  # fmt: skip
    say(*(wrapped(f"Of no use: {why}", indent="  ! ") for why in wrong))
    if left:
        say(wrapped(f"{left} attachment{'s' if left != 1 else ''} here still without a key.", indent="  ! "))
    say(wrapped(f"Destroy {options.released} and every copy of it now."))


def _sealing_file(options: argparse.Namespace) -> "KeyFile":
    file = key_file(options.file)
    if file.role != "sealing":
        raise Invalid([Fault(code="SC040", file=options.file, message=f"this is a {file.role} key, and nothing is sealed to it",
                             remedy="name the file of the sealing key")])  # fmt: skip
    return file


def _operators_key(options: argparse.Namespace, log: "OwnLog") -> bytes:
    from safeconduct.mirror.custody import sealing_key
    from safeconduct.record import authority, key_acts

    keyring, (operator, *_) = log.replay.state.keyring, log.genesis.holders()
    if not options.to:
        found = sealing_key(keyring, operator)
        if found is None:
            raise Invalid([Fault(code="SC030", message=f"the log has no sealing key of {operator} that is open",
                                 remedy="add --to FILE, the act that registers its new one")])  # fmt: skip
        return found.public
    with record_faults(options.to, remedy="ask the operator for the act that registers its sealing key"):
        own = key_acts.parse_own(read_act(options.to))
        if not isinstance(own, key_acts.KeyRegistered) or (own.role, own.org) != ("sealing", operator):
            raise Invalid([Fault(code="SC040", file=options.to, message=f"not an act that registers a sealing key of {operator}",
                                 remedy="ask the operator for that act")])  # fmt: skip
        if keyring.public(bytes.fromhex(_kid(own.public))) != own.public:
            authority.refuse(own, keyring)
            say(wrapped(f"The log does not have this key. That it is the operator's only you can know: call them, and compare "
                        f"{own.public.hex()}.", indent="  ! "))  # fmt: skip
    return own.public


def _kid(public: bytes) -> str:
    from safeconduct.record.leaf import kid_of

    return kid_of(public).hex()
