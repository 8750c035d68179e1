"""`safeconduct vault`: names, contacts, pictures and notes about people, kept apart from everything else, each under its own key.

What is kept is read from a file or from the standard input, never from the command line, which others on the machine can see.
"""

import argparse
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from safeconduct.cli.custody import add_take, take
from safeconduct.cli.from_record import read_file, record_faults, write_new_file
from safeconduct.cli.output import say, wrapped
from safeconduct.kernel.errors import Fault, Invalid, NotPermitted, VerificationFailed

if TYPE_CHECKING:
    from safeconduct.bootstrap.own_log import OwnLog
    from safeconduct.secretariat.vault import SealedParticular
    from safeconduct.store.vault import StoredVault

ACTIONS = {
    "keep": "keep something about a person",
    "read": "show what is kept about a person",
    "search": "find the case of a person by name or paper",
    "subjects": "list the case numbers of which anything is kept",
    "take": "take in the keys that the guarantor has released, after this server was made again",
    "kinds": "list what may be kept, and what is never held",
}
_LARGEST = 4_000_000


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the words of the command."""
    actions = parser.add_subparsers(dest="action", metavar="ACTION", required=True, help="one of the following")
    made = {name: actions.add_parser(name, help=says, description=says[0].upper() + says[1:] + ".", allow_abbrev=False)
            for name, says in ACTIONS.items()}  # fmt: skip
    for name in ("keep", "read", "search", "subjects", "take"):
        made[name].add_argument("folder", metavar="DIR", type=Path, help="the folder of the record")
    add_take(made["take"])
    for name in ("keep", "read"):
        made[name].add_argument("case", metavar="CASE", help="the case number, such as SYN-4K7Q")
    made["keep"].add_argument("particulars", nargs="+", metavar="KIND=FILE",
                              help="what is kept: a kind, and the file it stands in; - reads the standard input")  # fmt: skip
    made["keep"].add_argument("--key", required=True, type=Path, metavar="FILE", help="the key that signs that it is kept")
    made["keep"].add_argument("--pass-file", metavar="FILE", help="read the pass phrase from the first line of this file")
    made["read"].add_argument("--picture", metavar="FILE", default="", help="write the newest picture to this file")
    made["search"].add_argument("words", nargs="+", metavar="WORD", help="the beginnings of words of the name or the paper")


def run(options: argparse.Namespace) -> int:
    """Do one action. Raises Invalid for what may not be kept, NotPermitted for a key that may not, Conflict for a late one."""
    with record_faults():
        _RUN[options.action](options)
    return 0


@contextmanager
def _opened(options: argparse.Namespace) -> "Iterator[tuple[OwnLog, StoredVault]]":
    from safeconduct.bootstrap.own_log import OwnLog
    from safeconduct.store.orders import carry_out, still_here
    from safeconduct.store.vault import StoredVault

    with closing(OwnLog(options.folder)) as log:
        if log.is_copy:
            raise NotPermitted(f"{options.folder} is a mirror. What is kept about people is read where the record is kept.",
                               remedy="name the folder of the record")  # fmt: skip
        if options.action != "keep" and not log.keys_path.is_file():
            raise Invalid([Fault(code="SC030", file=str(log.keys_path),
                                 message="there is no file of keys: nothing is kept yet, or the file was lost",
                                 remedy="put it back from its newest backup, then `safeconduct erase carry-out`")])  # fmt: skip
        if any(still_here(log.database, log.replay, keys=log.keys_path)):
            # A backup that is older than an order was put back. Nobody is answered from it.
            back = carry_out(log.database, log.catch_up(), keys=log.keys_path, now=int(time.time()))
            print(f"{back.attachments} attachments and {back.bodies} bodies that the log orders out were here again, and were "
                  "deleted again", file=sys.stderr)  # fmt: skip
        with closing(log.keys()) as keys:
            vault = StoredVault(log.database, keys)
            for c, bad in vault.damaged().items():
                print(f"attachment {c.hex()} cannot be opened: {bad.what}", file=sys.stderr)
            yield log, vault


def _keep(options: argparse.Namespace) -> None:
    from safeconduct.bootstrap.signing import Signer
    from safeconduct.cli.signed_now import append_signed, asking, now_text
    from safeconduct.secretariat.particulars import check_case, checked
    from safeconduct.secretariat.vault import KEPT
    from safeconduct.store.examine import Sealed, Signed

    check_case(options.case)
    given = [particular(word) for word in options.particulars]
    for kind, data in given:
        checked(kind, data)
    with _opened(options) as (log, vault):
        signer = Signer(options.key, log)
        sealed: list[SealedParticular] = []
        signed = None
        try:
            sealed += (vault.keep(options.case, kind, data) for kind, data in given)
            act = {"type": KEPT, "att": [one.c.hex() for one in sealed]}
            signed = signer.sign(act, at=now_text(), ask=asking(options), attached=tuple(one.attached for one in sealed))
            beside = tuple(Sealed(one.c, one.ciphertext, one.subject) for one in sealed)
            standing = append_signed(log, signer, Signed(*signed, beside))
        except BaseException:
            # The answer may be lost and the act be there: then key and salt stay.
            if signed is None or log.reading.index_of(signed.leaf[48:80]) is None:
                for one in sealed:
                    vault.withdraw(one.c)
            raise
        kinds = ", ".join(kind for kind, _ in given)
        say(f"Kept of {options.case}: {kinds}. The act stands at {standing.index} and is {standing.code.replace('_', ' ')}.")
        if standing.because:
            say(wrapped(standing.because, indent="  "))
        say(wrapped(f"Keys and salts lie in {log.keys_path}. Back this file up by itself, and keep each backup 7 days at most: "
                    "what is erased comes back with an older one."))  # fmt: skip


def particular(word: str) -> tuple[str, bytes]:
    """Read KIND=FILE from the command line. Raises Invalid."""
    kind, equals, path = word.partition("=")
    if not equals or not path:
        raise Invalid([Fault(code="SC016", message=f"{kind[:40]!a} names no file", path="KIND=FILE",
                             remedy="write it as name=name.txt, or name=- to type it")])  # fmt: skip
    return kind, sys.stdin.buffer.read(_LARGEST) if path == "-" else read_file(path, most=_LARGEST)


def _read(options: argparse.Namespace) -> None:
    from safeconduct.secretariat.particulars import TEXT, check_case

    check_case(options.case)
    with _opened(options) as (_, vault):
        found = [one for _, one in vault.read(options.case)]
        if not found:
            _say_nothing(vault, f"Nothing is kept of {options.case}, or it was erased.")
    for one in found:
        if one.media == TEXT:
            say(*(f"{one.kind + ':' if not number else '':9}{line}" for number, line in enumerate(one.data.decode().split("\n"))))
        else:
            say(f"{one.kind + ':':9}{one.media}, {len(one.data):,} bytes")
    if options.picture:
        pictures = [one for one in found if one.media != TEXT]
        if not pictures:
            raise Invalid([Fault(code="SC030", message=f"no picture of {options.case} is kept", remedy="leave out --picture")])
        write_new_file(options.picture, pictures[-1].data, mode=0o600)
        say(wrapped(f"Written: {options.picture}. From here on nothing erases it but you."))


def _say_nothing(vault: "StoredVault", said: str) -> None:
    """Say that nothing was found; raises VerificationFailed where it may lie in what cannot be opened."""
    for c, bad in vault.damaged().items():
        raise VerificationFailed(
            step=f"opening attachment {c.hex()}", expected="what its act names", got=bad.what,
            remedy="Nothing was found, but whose this one is cannot be told. Keep the files: the other holder has it too, and "
                   "gives it back when the record is made again.")  # fmt: skip
    say(said)


def _search(options: argparse.Namespace) -> None:
    with _opened(options) as (_, vault):
        found = vault.search(" ".join(options.words))
        if not found:
            _say_nothing(vault, "No case has such a name or paper.")
    say(*found)


def _subjects(options: argparse.Namespace) -> None:
    with _opened(options) as (_, vault):
        found = vault.subjects()
    say(*found or ["Nothing is kept of anyone."])


def _kinds(options: argparse.Namespace) -> None:
    from safeconduct.secretariat.particulars import KINDS

    say(*(f"{name:9}{kind.what}" for name, kind in KINDS.items()), "",
        wrapped("Never held: hiding places, routes of arrival, units, commanders, telephones and devices, who knows whom, where "
                "anyone is. What looks like one of them is refused. What a sentence means cannot be checked: do not write "
                "it."))  # fmt: skip


_RUN = {"keep": _keep, "read": _read, "search": _search, "subjects": _subjects, "take": take, "kinds": _kinds}
