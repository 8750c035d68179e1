"""`safeconduct keys`: make keys, plan the first act of a record, and sign acts on a machine without a network.

Files go in and files come out, and none is ever written over. A pass phrase is asked for, or read from a file, and never
stands on the command line.
"""

import argparse
import os
import sys
from datetime import UTC, datetime
from getpass import getpass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from safeconduct.cli.from_record import read_file, record_faults, write_new_file
from safeconduct.cli.output import say, wrapped
from safeconduct.kernel.errors import Conflict, Fault, Invalid, NotPermitted
from safeconduct.record.key_acts import REASONS, ROLES

if TYPE_CHECKING:
    from safeconduct.record.genesis import Genesis
    from safeconduct.record.key_acts import OwnAct
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
    made["register"].add_argument("file", metavar="FILE", help="the new key")
    for option, what in (("from", "when its window begins, as 2026-11-23T00:00:00+02:00"),
                         ("until", "when it ends; at most 90 days later for an officer")):  # fmt: skip
        made["register"].add_argument(f"--{option}", dest=f"{option}_", required=True, metavar="TIME", help=what)
    made["register"].add_argument("--type", dest="types", action="append", default=[], metavar="TYPE",
                                  help="a type it may sign, such as weapon.*; may be given again; all if not given")  # fmt: skip
    made["register"].add_argument("--post", dest="posts", action="append", default=[], metavar="POST",
                                  help="a post it may act for; may be given again; all if not given")  # fmt: skip
    made["register"].add_argument("--delegates", action="store_true", help="it may register and end officers and devices")
    for name in ("revoke", "compromised"):
        made[name].add_argument("--kid", required=True, metavar="ID", help="the id of the key, 16 digits")
        made[name].add_argument("--last-good", required=True, type=int, metavar="N",
                                help="the number of its last good act; -1 for none")  # fmt: skip
    made["revoke"].add_argument("--reason", required=True, choices=REASONS, help="why")
    made["sign"].add_argument("file", metavar="FILE", help="the key to sign with")
    made["sign"].add_argument("act", metavar="ACT", help="the act, a file of JSON")
    made["sign"].add_argument("--after", metavar="N:ACT-ID", default="",
                              help="the last act of this key in the log, if the list beside the key is lost")  # fmt: skip
    for name in ("register", "sign"):
        made[name].add_argument("--genesis", metavar="FILE", default="", help="the first act of the record")
    for name in ("new", "register", "sign"):
        made[name].add_argument("--pass-file", metavar="FILE", help="read the pass phrase from the first line of this file")
    for name in ("new", "genesis", "sheet", "register", "revoke", "compromised", "sign"):
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
    phrase = _phrase(options, "Pass phrase for the new key", twice=True)
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
                "twice, and that suspends the key."))  # fmt: skip


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

    file = _key_file(options.file)
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


def _key_file(path: str) -> "KeyFile":
    from safeconduct.record import keyfile

    data = read_file(path)
    with record_faults(path, remedy="name a file that `safeconduct keys new` has written"):
        return keyfile.parse_key(data)


def _phrase(options: argparse.Namespace, prompt: str, *, twice: bool = False) -> str:
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


def _open(options: argparse.Namespace, file: "KeyFile") -> bytes:
    from safeconduct.record import keyfile

    phrase = _phrase(options, f"Pass phrase of {options.file}")
    with record_faults(options.file, remedy="type it again; the file is as it was. Without the pass phrase nobody opens it"):
        return keyfile.open_key(file, phrase)


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
    say(f"Written: {options.out}", "", *_digest(genesis))
    _warn(genesis)
    say("", "Next:", f"  1. safeconduct keys sheet {options.out} --out sheet.html, and print it for every delegation.",
        f"  2. Two root keys of each organisation: safeconduct keys sign KEY {options.out} --out NAME.act")  # fmt: skip


def _digest(genesis: "Genesis") -> list[str]:
    from safeconduct.record.words import words_of

    words = words_of(genesis.digest).split("\n")
    return ["The digest of the first act, in words:", *(f"    {line}" for line in words), f"    {genesis.digest.hex()}"]


def _warn(genesis: "Genesis") -> None:
    from safeconduct.record.genesis import warnings

    for warning in warnings(genesis):
        say(wrapped(warning, indent="  ! "))


def _read_genesis(path: str) -> "Genesis":
    from safeconduct.record.genesis import parse_genesis

    if not path:
        raise Invalid([Fault(code="SC030", message="the first act of the record was not named",
                             remedy="add --genesis FILE; compare its words with your sheet of paper")])  # fmt: skip
    act = _read_act(path)
    with record_faults(path, remedy="name the file that `safeconduct keys genesis` has written"):
        return parse_genesis(act)


def _read_act(path: str) -> dict[str, Any]:
    from safeconduct.record import jsonform

    data = read_file(path)
    with record_faults(path, remedy="name a file that `safeconduct keys` has written, unchanged"):
        return jsonform.parse(data[:-1] if data.endswith(b"\n") else data)


def _sheet(options: argparse.Namespace) -> None:
    from safeconduct.record.sheet import as_page, as_text, sheet_of

    genesis = _read_genesis(options.genesis)
    sheet = sheet_of(genesis)
    made = as_page(sheet, options.language) if options.format == "html" else as_text(sheet, options.language)
    write_new_file(options.out, made.encode())
    say(f"Written: {options.out}", "", *_digest(genesis), "",
        "Next: print one for every delegation, and read the words aloud together before anyone signs.")  # fmt: skip


# ---- acts on keys ----


def _register(options: argparse.Namespace) -> None:
    from safeconduct.record import key_acts
    from safeconduct.record.authority import prove

    genesis, file = _read_genesis(options.genesis), _key_file(options.file)
    act = {"type": "key.registered/1", "org": file.org, "public": file.public.hex(), "role": file.role,
           "scope": {"delegates": options.delegates, "posts": options.posts, "types": options.types, "from": options.from_,
                     "until": options.until_}, "proof": "00" * 64}  # fmt: skip
    key_acts.parse_own(act)
    _known(genesis, file.org)
    seed = _open(options, file)
    act["proof"] = prove(seed, origin=genesis.act.origin, org=file.org, role=file.role).hex()
    _write_act(options, act)
    whose = f"two root keys of {file.org}"
    if file.role in key_acts.SIGNING_ROLES and not options.delegates:
        whose += ", or one officer of it that delegates"
    _next_sign(options, whose)


def _known(genesis: "Genesis", org: str) -> None:
    orgs = [one.id for one in genesis.act.organisations]
    if org not in orgs:
        raise Invalid([Fault(code="SC040", message=f"{org!r} is no organisation of this record",
                             remedy=f"known here: {', '.join(orgs)}. A key is made anew for another id")])  # fmt: skip


def _revoke(options: argparse.Namespace) -> None:
    act = {"type": "key.revoked/1", "kid": options.kid, "last_good": options.last_good, "reason": options.reason}
    _write_act(options, act)
    say(wrapped(f"What the log has of this key already stays. What arrives later counts up to number {options.last_good}. "
                "If somebody else may hold the key, use `keys compromised`."))  # fmt: skip
    _next_sign(options, "two root keys of its organisation, or one officer of it that delegates")


def _compromised(options: argparse.Namespace) -> None:
    act = {"type": "key.compromised/1", "kid": options.kid, "last_good": options.last_good}
    _write_act(options, act)
    say(wrapped(f"What this key signed after number {options.last_good} loses its effect, also what is in the log, and so does "
                "everything of it that arrives later, until another officer of its organisation signs the same."))  # fmt: skip
    _next_sign(options, "any officer of its organisation, or two root keys (for a root key: the two others)")


def _write_act(options: argparse.Namespace, act: dict[str, Any]) -> None:
    from safeconduct.record import jsonform, key_acts

    key_acts.parse_own(act)
    write_new_file(options.out, jsonform.write(act) + b"\n")
    say(f"Written: {options.out}. It has no effect yet.")


def _next_sign(options: argparse.Namespace, whose: str) -> None:
    say("", wrapped(f"Next, signed by {whose}:"),
        f"  safeconduct keys sign KEY {options.out} --genesis genesis.json --out NAME.act")  # fmt: skip


# ---- signing ----


def _sign(options: argparse.Namespace) -> None:
    from safeconduct.record import keyfile
    from safeconduct.record.body import EMPTY_ROOT, Body, act_id, matter, write_body
    from safeconduct.record.leaf import sign_leaf
    from safeconduct.record.signed_file import SignedAct, write_signed
    from safeconduct.record.words import words_of

    file, act = _key_file(options.file), _read_act(options.act)
    is_first = act.get("type") == "genesis.signed/1"
    genesis = _read_genesis(options.act if is_first else options.genesis)
    _known(genesis, file.org)
    _may_sign(file, act, genesis, options.act)
    beside, last = _last(options)
    say(f"To be signed: {act['type']}, for the record {genesis.act.origin}", *_digest(genesis))
    if not is_first:
        say(*(f"  {key}: {_short(value)}" for key, value in act.items() if key != "type"), "What is signed, in words:",
            *(f"    {line}" for line in words_of(matter(act)).split("\n")))  # fmt: skip
    say("Compare the words with your sheet of paper before you type the pass phrase.")
    seed = _open(options, file)
    at = datetime.now(UTC).astimezone().isoformat(timespec="seconds")
    body = write_body(Body(genesis.act.origin, file.org, file.kid.hex(), last.seq + 1, last.act_id, 0, EMPTY_ROOT, at, act, (),
                           os.urandom(16)))  # fmt: skip
    identity = act_id(body)
    done = keyfile.Last(last.seq + 1, identity.hex())
    write_new_file(options.out, write_signed(SignedAct(sign_leaf(seed, identity), body)),
                   first=lambda: keyfile.append_to_list(beside, done))  # fmt: skip
    say("", f"Signed as number {done.seq} of key {file.kid.hex()} ({file.org}, {file.role}).", f"Written: {options.out}",
        f"  act id  {done.act_id}", "",
        "Next: carry the file to the machine that keeps the log. The private key is not in it.")  # fmt: skip


def _short(value: Any) -> str:
    text = str(value)
    return text if len(text) <= 100 else text[:97] + "..."


def _may_sign(file: "KeyFile", act: dict[str, Any], genesis: "Genesis", path: str) -> None:
    from safeconduct.record import authority, key_acts

    kind = str(act.get("type"))
    if file.role not in ("root", *key_acts.SIGNING_ROLES):
        raise NotPermitted(f"a {file.role} key signs no acts. Nothing was signed.", remedy="use a root, officer or device key")
    if not key_acts.is_own(kind):
        if file.role == "root":
            raise NotPermitted(f"a root key signs acts of the record only, not {kind}. Nothing was signed.",
                               remedy="use the key of an officer")  # fmt: skip
        return
    with record_faults(path, remedy="make the act again with `safeconduct keys`"):
        own: OwnAct = key_acts.parse_own(act)
        if isinstance(own, key_acts.KeyRegistered | key_acts.PolicySet | key_acts.RootsReplaced | key_acts.RootsRecovered):
            authority.refuse(own, genesis.keyring())
    first = next(org.roots for org in genesis.act.organisations if org.id == file.org)
    if file.role == "root" and file.public not in first:
        say(wrapped(f"This is none of the three keys that {file.org} has in the first act. It counts only if a later act has "
                    "made it a root key.", indent="  ! "))  # fmt: skip


def _last(options: argparse.Namespace) -> tuple[Path, Any]:
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
                       "twice would suspend the key.",
                       remedy="bring the list, or take the last act of this key from the log and add --after N:ACT-ID "
                              "(-1: if the log has none)")  # fmt: skip
    number, _, identity = options.after.partition(":")
    text = keyfile.LIST_HEAD + ("" if number == "-1" and not identity else f"{number} {identity}\n")
    with record_faults("", remedy="write it as 41:ACT-ID, or -1: for none"):
        last = keyfile.read_list(text)
    write_new_file(str(beside), text.encode(), mode=0o600)
    return beside, last


_RUN = {"new": _new, "show": _show, "plan": _plan, "genesis": _genesis, "sheet": _sheet, "register": _register, "revoke": _revoke,
        "compromised": _compromised, "sign": _sign}  # fmt: skip
