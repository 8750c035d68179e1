"""`safeconduct keys`: make keys, plan the first act of a record, and sign acts on a machine without a network.

Files go in and files come out, and none is ever written over. A pass phrase is asked for, or read from a file, and never
stands on the command line.
"""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from safeconduct.cli import key_acts, key_list, key_signing
from safeconduct.cli import key_files as files
from safeconduct.cli.from_record import read_file, record_faults, write_new_file
from safeconduct.cli.known_log import add_log_argument
from safeconduct.cli.output import say, wrapped
from safeconduct.kernel.errors import Conflict
from safeconduct.record.key_acts import ROLES

if TYPE_CHECKING:
    from safeconduct.record.genesis import Genesis
    from safeconduct.record.keyfile import KeyFile

ACTIONS = {
    "new": "make a private key, sealed with a pass phrase",
    "show": "say what a key file holds; needs no pass phrase",
    "plan": "print a plan for the first act of a record, to fill in",
    "genesis": "make the first act of a record from a plan",
    "sheet": "make the sheet of paper with the digest of the first act",
    "register": "make the act that registers a key, with the proof that you hold it",
    "revoke": "make the act that ends a key",
    "compromised": "make the act that says somebody else may hold a key",
    "prove": "prove that you hold a new root key",
    "renew": "make the act that gives an organisation three new root keys, by two of the old ones",
    "recover": "make the act that gives an organisation three new root keys, by the others, where two old ones are lost",
    "policy": "make the act that sets whose cosignatures make a checkpoint witnessed, and sealed",
    "gap": "make the act that stops waiting for missing acts of a key",
    "resolve": "make the joint act that decides which of several acts stands",
    "redact": "make the act after which the text of an act is deleted everywhere",
    "list": "list the keys of a log: whose, since when, until when",
    "sign": "sign an act: a file in, a file out",
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the words of the command."""
    actions = parser.add_subparsers(dest="action", metavar="ACTION", required=True, help="one of the following")
    # Not shortened: whoever types `--pass SECRET` must not have the secret taken for the name of a file, and shown.
    made = {name: actions.add_parser(name, help=says, description=says[0].upper() + says[1:] + ".", allow_abbrev=False)
            for name, says in ACTIONS.items()}  # fmt: skip
    made["new"].add_argument("--org", required=True, metavar="ORG", help="the organisation whose key it is, by its id")
    made["new"].add_argument("--role", required=True, choices=("root", *ROLES), help="what the key is for")
    made["show"].add_argument("file", metavar="FILE", help="a key file")
    made["show"].add_argument("--name", metavar="NAME", default="", help="also print it as a vkey under this name")
    made["genesis"].add_argument("plan", metavar="PLAN", help="the plan, a TOML file")
    made["sheet"].add_argument("genesis", metavar="GENESIS", help="the first act, as `keys genesis` wrote it")
    made["sheet"].add_argument("--language", choices=("en", "ar", "he"), default="en", help="the language of the labels")
    made["sheet"].add_argument("--format", choices=("html", "text"), default="html", help="a page to print, or lines of text")
    key_acts.add_arguments(made)
    key_signing.add_arguments(made["sign"])
    add_log_argument(made["list"], required=True)
    for name in ("register", "prove", "renew", "recover", "policy", "gap", "resolve", "redact", "list", "sign"):
        made[name].add_argument("--genesis", metavar="FILE", default="", help="the first act of the record")
    for name in ("new", "register", "prove", "sign"):
        made[name].add_argument("--pass-file", metavar="FILE", help="read the pass phrase from the first line of this file")
    for name in made.keys() - {"show", "plan", "list"}:
        made[name].add_argument("--out", required=True, metavar="FILE", help="the file to write; it must not be there yet")


def run(options: argparse.Namespace) -> int:
    """Do one action. Raises Invalid for what is unsound, NotPermitted for a key that may not, Conflict for a file in the way."""
    if getattr(options, "out", None) and Path(options.out).exists():
        # Found before a pass phrase is typed.
        raise Conflict(f"{options.out} is there already, and no file is written over. Nothing was changed.",
                       remedy="name another file with --out, or move the old one away yourself")  # fmt: skip
    with record_faults():
        _RUN[options.action](options)
    return 0


# ---- keys ----


def _new(options: argparse.Namespace) -> None:
    from safeconduct.record import ed25519, key_acts, keyfile

    key_acts.ORG_ID(options.org, "--org")
    phrase = files.phrase_of(options, "Pass phrase for the new key", twice=True)
    sealed = keyfile.seal_key(ed25519.new_seed(), phrase, org=options.org, role=options.role, cost=keyfile.MODERATE)
    beside = str(keyfile.list_beside(Path(options.out)))
    # The list comes first: a list without a key harms nobody, a key without its list cannot sign.
    write_new_file(beside, keyfile.LIST_HEAD.encode(), mode=0o600)
    try:
        write_new_file(options.out, sealed, mode=0o600)
    except BaseException:
        Path(beside).unlink(missing_ok=True)
        raise
    say(f"Written: {options.out}, and {beside}, the list of what it signs. Keep the two together.")
    _tell(keyfile.parse_key(sealed))
    say("", *_hints(options.role, options.out),
        wrapped("Do not copy the key to a second machine, which gets a key of its own. Two machines with one key use a number "
                "twice, and that closes the key."))  # fmt: skip


def _hints(role: str, file: str) -> list[str]:
    if role == "root":
        return [wrapped("Next: write its id on paper. Give the public key to whoever fills in the plan of the record "
                        "(safeconduct keys plan). Keep the file offline; the pass phrase in another place.")]  # fmt: skip
    if role == "log":
        return ["Next: give the public key to whoever fills in the plan of the record (safeconduct keys plan)."]
    return [wrapped(f"Next: safeconduct keys register {file} --genesis genesis.json --from TIME --until TIME --out register.json",
                    hang="    ")]  # fmt: skip


def _tell(file: "KeyFile") -> None:
    say(f"  organisation  {file.org}", f"  role          {file.role}", f"  id            {file.kid.hex()}",
        f"  public key    {file.public.hex()}")  # fmt: skip


def _show(options: argparse.Namespace) -> None:
    from safeconduct.record import keyfile
    from safeconduct.record.vkey import COSIGNATURE, NOTE, verifier_of, write_vkey

    file = files.key_file(options.file)
    _tell(file)
    if options.name:
        kind = COSIGNATURE if file.role in ("witness", "mirror") else NOTE
        say(f"  vkey          {write_vkey(verifier_of(options.name, kind, file.public))}")
    beside = keyfile.list_beside(Path(options.file))
    if not beside.exists():
        say(f"The list of what it has signed ({beside}) is not beside it.")
        return
    last = keyfile.read_list(read_file(str(beside), most=100_000_000).decode("ascii", "replace"))
    say("It has signed nothing yet." if last.seq < 0 else f"It has signed up to number {last.seq}, the act {last.act_id}.")


# ---- the first act ----


def _plan(options: argparse.Namespace) -> None:
    from safeconduct.cli.genesis_plan import EXAMPLE

    say(EXAMPLE.rstrip())


def _genesis(options: argparse.Namespace) -> None:
    from safeconduct.cli.genesis_plan import act_of_plan
    from safeconduct.record import jsonform
    from safeconduct.record.genesis import parse_genesis

    act = act_of_plan(read_file(options.plan), options.plan)
    with record_faults(options.plan, remedy="correct the plan; `safeconduct keys plan` prints one to fill in"):
        genesis = parse_genesis(act)
        data = jsonform.write(act) + b"\n"
    write_new_file(options.out, data)
    say(f"Written: {options.out}", "", *files.digest_lines(genesis))
    _warn(genesis)
    say("", "Next:", f"  1. safeconduct keys sheet {options.out} --out sheet.html, and print it for every delegation.",
        f"  2. Two root keys of each organisation: safeconduct keys sign KEY {options.out} --out NAME.act")  # fmt: skip


def _warn(genesis: "Genesis") -> None:
    from safeconduct.record.genesis import warnings

    for warning in warnings(genesis):
        say(wrapped(warning, indent="  ! "))


def _sheet(options: argparse.Namespace) -> None:
    from safeconduct.record.sheet import as_page, as_text, sheet_of

    genesis = files.read_genesis(options.genesis)
    sheet = sheet_of(genesis)
    made = as_page(sheet, options.language) if options.format == "html" else as_text(sheet, options.language)
    write_new_file(options.out, made.encode())
    say(f"Written: {options.out}", "", *files.digest_lines(genesis), "",
        "Next: print one for every delegation, and read the words aloud together before anyone signs.")  # fmt: skip


_RUN = {
    "new": _new, "show": _show, "plan": _plan, "genesis": _genesis, "sheet": _sheet, "register": key_acts.register,
    "revoke": key_acts.revoke, "compromised": key_acts.compromised, "prove": key_acts.prove, "renew": key_acts.renew,
    "recover": key_acts.recover, "policy": key_acts.policy, "gap": key_acts.gap, "resolve": key_acts.resolve,
    "redact": key_acts.redact, "list": key_list.run, "sign": key_signing.run,
}  # fmt: skip
