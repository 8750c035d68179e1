"""What the actions of `safeconduct keys` share: key files, pass phrases, acts and the first act read from files, acts written."""

import argparse
import os
import sys
from getpass import getpass
from typing import TYPE_CHECKING, Any

from safeconduct.cli.from_record import read_file, record_faults, write_new_file
from safeconduct.cli.output import say, wrapped
from safeconduct.kernel.errors import Fault, Invalid

if TYPE_CHECKING:
    from safeconduct.record.genesis import Genesis
    from safeconduct.record.keyfile import KeyFile


def key_file(path: str) -> "KeyFile":
    """Read a key file without its pass phrase. Raises Invalid."""
    from safeconduct.record import keyfile

    data = read_file(path)
    with record_faults(path, remedy="name a file that `safeconduct keys new` has written"):
        return keyfile.parse_key(data)


def phrase_of(options: argparse.Namespace, prompt: str, *, twice: bool = False) -> str:
    """Read a pass phrase from the file that was named, or ask for it. Raises Invalid where two tries differ."""
    if options.pass_file:
        if os.name == "posix" and os.path.exists(options.pass_file) and os.stat(options.pass_file).st_mode & 0o077:
            print(f"{options.pass_file} can be read by others on this machine: chmod 600 {options.pass_file}", file=sys.stderr)
        try:
            lines = read_file(options.pass_file, most=10_000).decode().splitlines()
        except UnicodeDecodeError as error:
            raise Invalid([Fault(code="SC010", file=options.pass_file, message="not UTF-8 text",
                                 remedy="write the pass phrase as text on the first line")]) from error  # fmt: skip
        return lines[0] if lines else ""
    typed = getpass(f"{prompt}: ")
    if twice and typed != getpass("The same once more: "):
        raise Invalid([Fault(code="SC040", message="the two pass phrases differ", remedy="try again; nothing was written")])
    return typed


def open_seed(options: argparse.Namespace, file: "KeyFile") -> bytes:
    """Open the private key of `options.file`. Raises Invalid where the pass phrase does not fit; the file stays as it is."""
    from safeconduct.record import keyfile

    phrase = phrase_of(options, f"Pass phrase of {options.file}")
    with record_faults(options.file, remedy="type it again; the file is as it was. Without the pass phrase nobody opens it"):
        return keyfile.open_key(file, phrase)


def read_act(path: str) -> dict[str, Any]:
    """Read an act from a file of restricted JSON, with line ends after it or without, as editors have it. Raises Invalid."""
    from safeconduct.record import jsonform

    data = read_file(path)
    with record_faults(path, remedy="name a file that `safeconduct keys` has written, unchanged"):
        return jsonform.parse(data.rstrip(b"\r\n"))


def read_genesis(path: str) -> "Genesis":
    """Read the first act of a record. Raises Invalid, also where none was named."""
    from safeconduct.record.genesis import parse_genesis

    if not path:
        raise Invalid([Fault(code="SC030", message="the first act of the record was not named",
                             remedy="add --genesis FILE; compare its words with your sheet of paper")])  # fmt: skip
    act = read_act(path)
    with record_faults(path, remedy="name the file that `safeconduct keys genesis` has written"):
        return parse_genesis(act)


def refuse_unknown(genesis: "Genesis", org: str) -> None:
    """Raise Invalid if an organisation is none of this record."""
    orgs = [one.id for one in genesis.act.organisations]
    if org not in orgs:
        raise Invalid([Fault(code="SC040", message=f"{org!r} is no organisation of this record",
                             remedy=f"known here: {', '.join(orgs)}. A key is made anew for another id")])  # fmt: skip


def write_act(options: argparse.Namespace, act: dict[str, Any]) -> None:
    """Check an act of the record and write it. It is not signed by that."""
    from safeconduct.record import jsonform, key_acts

    key_acts.parse_own(act)
    write_new_file(options.out, jsonform.write(act) + b"\n")
    say(f"Written: {options.out}. It has no effect yet.")


def say_who_signs(options: argparse.Namespace, whose: str) -> None:
    """Say whose signatures an act takes, and how each of them is made."""
    say("", wrapped(f"Next, signed by {whose}:"),
        f"  safeconduct keys sign KEY {options.out} --genesis genesis.json --out NAME.act")  # fmt: skip


def digest_lines(genesis: "Genesis") -> list[str]:
    """Give the digest of the first act as it stands on paper, and in digits."""
    from safeconduct.record.words import words_of

    words = words_of(genesis.digest).split("\n")
    return ["The digest of the first act, in words:", *(f"    {line}" for line in words), f"    {genesis.digest.hex()}"]
