"""`safeconduct mirror`: keep a copy of a record on a machine of your own, and sign that you hold it."""

import argparse
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

from safeconduct.cli.custody import add_release, release
from safeconduct.cli.from_record import read_file, record_faults, write_new_file
from safeconduct.cli.output import say, wrapped
from safeconduct.kernel.errors import Conflict, Fault, Invalid

if TYPE_CHECKING:
    from safeconduct.mirror.keeper import Signer
    from safeconduct.mirror.place import Place
    from safeconduct.store.database import Database

ACTIONS = {
    "init": "make the folder of a mirror, with its keys and the first act of the record",
    "serve": "take what the log sends, and give it to whoever asks, until interrupted",
    "take": "answer a file of requests with a file of replies, without a network",
    "show": "say what is here, what was signed, what was refused, and what was handed in and is not in the log",
    "receipt": "give a receipt for an act that was handed in on a stick, because the log might refuse it",
    "hand-in": "hand an act in with a guarantor's mirror over the network, and keep its receipt",
    "release": "open the persons' keys that were handed over, and seal them to a server that was made again",
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the words of the command."""
    actions = parser.add_subparsers(dest="action", metavar="ACTION", required=True, help="one of the following")
    made = {name: actions.add_parser(name, help=says, description=says[0].upper() + says[1:] + ".", allow_abbrev=False)
            for name, says in ACTIONS.items()}  # fmt: skip
    for name, each in made.items():
        if name != "hand-in":
            each.add_argument("folder", metavar="DIR", help="the folder of the mirror")
    add_handing_in(made)
    made["init"].add_argument("--as", dest="org", required=True, metavar="ORG", help="the organisation whose mirror it is")
    made["init"].add_argument("--genesis", metavar="FILE", default="", help="the first act of the record")
    made["init"].add_argument("--digest", metavar="PAPER", default="",
                              help="what the printed sheet says: the sixteen words, or the 64 digits")  # fmt: skip
    made["init"].add_argument("--witness-key", metavar="FILE", default="", help="the key of the witness; made here if not given")
    made["init"].add_argument("--mirror-key", metavar="FILE", default="", help="the key of the mirror; made here if not given")
    made["init"].add_argument("--exercise", metavar="DIR", default="", help="take first act and keys from an exercise")
    made["take"].add_argument("request", metavar="REQUESTS", help="the file that the log has written")
    made["take"].add_argument("--out", required=True, metavar="FILE", help="the file of replies; it must not be there yet")
    add_serving(made["serve"])
    add_release(made["release"])
    for name in ("init", "serve", "take", "release", "receipt"):
        made[name].add_argument("--pass-file", metavar="FILE", default="",
                                help="read the pass phrase of the keys from the first line of this file")  # fmt: skip


def add_serving(parser: argparse.ArgumentParser) -> None:
    """Add where to listen."""
    parser.add_argument("--host", metavar="ADDRESS", default="127.0.0.1",
                        help="the address to listen on; this machine alone if not given")  # fmt: skip
    parser.add_argument("--port", metavar="N", type=int, default=0, help="the port to listen on; 0 takes a free one")
    parser.add_argument("--port-file", metavar="FILE", default="", help="write the port into this file")


def run(options: argparse.Namespace) -> int:
    """Do one action."""
    with record_faults(getattr(options, "folder", "")):
        return _RUN[options.action](options)


# ---- begin ----


def _init(options: argparse.Namespace) -> int:
    from safeconduct.mirror.place import Place, Settings, begin_place, check_paper, vkeys, write_settings

    folder = Path(options.folder)
    if folder.exists() and any(folder.iterdir()):
        raise Conflict(f"{folder} is not empty. Nothing was changed.", remedy="name another folder")
    act, digest = _paper(options)
    check_paper(act, options.org, digest=digest)
    origin = str(act.get("origin"))
    names = (f"{origin}/witness/{options.org}", f"{origin}/mirror/{options.org}")
    keys = _keys(options)
    settings = Settings(options.org, *names, *(str(one) for one in keys), phrase=_kept_phrase(options))
    genesis = begin_place(folder, act, settings, digest=digest)
    place = Place(folder)
    try:
        signers = place.signers(lambda key: _seed(options, place, key))
    except BaseException:
        # Without its keys it is no mirror, and a folder that is left behind would stand in the way of the next try.
        for path in folder.iterdir():
            path.unlink()
        folder.rmdir()
        raise
    named = {one.verifier.public: one.verifier.name for policy in (genesis.witnessed, genesis.sealed) for one in policy.witnesses}
    found = settings._replace(witness_name=named.get(signers[0].verifier().public, names[0]),
                              mirror_name=named.get(signers[1].verifier().public, names[1]))  # fmt: skip
    (folder / "mirror.toml").write_text(write_settings(found), encoding="utf-8")
    place = Place(folder)
    signers = place.signers(lambda key: signers[0].seed if key == place.key_path("witness") else signers[1].seed)
    spelled = vkeys(signers)
    say(f"Made: {folder}, a mirror of {origin} for {options.org}.", f"  witness  {spelled[0]}", f"  mirror   {spelled[1]}")
    for verifier in place.unasked(signers):
        say(wrapped(f"No policy of the first act names {verifier.name}: it may sign, and nobody counts it until an act "
                    "`policy.set/1` names its key.", indent="  ! "))  # fmt: skip
    say("", f"Next: safeconduct mirror serve {folder} --port 8101, and tell whoever runs the server the address.")
    return 0


def _paper(options: argparse.Namespace) -> tuple[dict[str, object], bytes]:
    from safeconduct.record import jsonform
    from safeconduct.record.body import matter
    from safeconduct.record.door import paper

    file = options.genesis or (str(Path(options.exercise) / "genesis.json") if options.exercise else "")
    if not file:
        raise Invalid([Fault(code="SC030", message="the first act of the record was not named", remedy="add --genesis FILE")])
    data = read_file(file)
    with record_faults(file, remedy="name the file that `safeconduct keys genesis` has written"):
        act = jsonform.parse(data.removesuffix(b"\n"))
    if not options.digest and not options.exercise:
        raise Invalid([Fault(code="SC030", message="what stands on your paper was not given, and without it anyone could have "
                             "written the first act", remedy='add --digest "the sixteen words"')])  # fmt: skip
    with record_faults("--digest", remedy="read the words again from the sheet"):
        return act, paper(options.digest) or matter(act)


def _keys(options: argparse.Namespace) -> list[Path]:
    found, training = [], Path(options.exercise) / options.org if options.exercise else None
    for role in ("witness", "mirror"):
        named = getattr(options, f"{role}_key") or (str(training / f"{role}.key") if training else "")
        found.append(Path(named).resolve() if named else _new_key(options, role))
    return found


def _new_key(options: argparse.Namespace, role: str) -> Path:
    from getpass import getpass

    from safeconduct.bootstrap.folder import first_line
    from safeconduct.record import ed25519, keyfile

    folder = Path(options.folder)
    folder.mkdir(parents=True, exist_ok=True)
    phrase = first_line(Path(options.pass_file)) if options.pass_file else getpass(f"Pass phrase for the new {role} key: ")
    sealed = keyfile.seal_key(ed25519.new_seed(), phrase, org=options.org, role=role)
    keyfile.write_new(folder / f"{role}.key", sealed)
    return Path(f"{role}.key")


def _kept_phrase(options: argparse.Namespace) -> str:
    # Only an exercise keeps the way to its pass phrase.
    return str((Path(options.exercise) / options.org / "phrase").resolve()) if options.exercise else ""


def _seed(options: argparse.Namespace, place: "Place", key: Path) -> bytes:
    from getpass import getpass

    from safeconduct.bootstrap.folder import first_line, open_key

    file = options.pass_file or (str(place.folder / place.settings.phrase) if place.settings.phrase else "")
    return open_key(key, lambda path: first_line(Path(file)) if file else getpass(f"Pass phrase of {path}: "))[1]


def _opened(options: argparse.Namespace) -> tuple["Place", tuple["Signer", "Signer"]]:
    from safeconduct.mirror.place import Place

    place = Place(Path(options.folder))
    return place, place.signers(lambda key: _seed(options, place, key))


def _now() -> int:
    return int(time.time())


def loud(message: str) -> None:
    """Tell whoever watches the screen at once."""
    print(f"\n*** {message}\n", file=sys.stderr, flush=True)


# ---- work ----


def _serve(options: argparse.Namespace) -> int:
    from safeconduct.mirror.door import Application, mirror_door
    from safeconduct.mirror.serving import is_own_machine, serve

    place, signers = _opened(options)
    # What is wrong with the folder is said here, before the process that answers begins.
    place.open(signers, now=_now, loud=loud).close()

    def make() -> Application:
        return mirror_door(place.open(signers, now=_now, loud=loud))

    def ready(address: str) -> None:
        say(f"The mirror of {place.settings.org} answers at {address}. Ctrl+C ends it.")
        if not is_own_machine(options.host):
            say(wrapped("Others can reach this address. What is read here is public but for bodies; put TLS in front of it, for "
                        "the one who sends has no other way to know that this is your machine.", indent="  ! "))  # fmt: skip
        sys.stdout.flush()

    port_file = Path(options.port_file) if options.port_file else None
    serve(make, host=options.host, port=options.port, port_file=port_file, ready=ready)
    return 0


def _take(options: argparse.Namespace) -> int:
    from functools import partial

    from safeconduct.mirror.asking import ON_A_STICK
    from safeconduct.mirror.by_hand import LARGEST, answer_sheaf
    from safeconduct.mirror.door import mirror_request

    if Path(options.out).exists():
        raise Conflict(f"{options.out} is there already, and no file is written over. Nothing was changed.",
                       remedy="name another file with --out")  # fmt: skip
    data = read_file(options.request, most=LARGEST)
    place, signers = _opened(options)
    mirror = place.open(signers, now=_now, loud=loud)
    with record_faults(options.request, remedy="ask for the file again"):
        replies, answers = answer_sheaf(data, partial(mirror_request, mirror, window=ON_A_STICK))
    write_new_file(options.out, replies)
    good = sum(one.status == 200 for one in answers)
    say(f"Written: {options.out}, with {good} of {len(answers)} requests done. Carry it back to the server.")
    return 0


def _show(options: argparse.Namespace) -> int:
    from safeconduct.cli.mirror_intake import handed_in_lines, write_refused
    from safeconduct.mirror.place import STORE, WITNESS, Place
    from safeconduct.store.copied import Copied
    from safeconduct.store.open import open_store
    from safeconduct.store.reading import Reading
    from safeconduct.store.witness_file import WitnessFile

    place = Place(Path(options.folder))
    file, database = WitnessFile(place.folder / WITNESS), open_store(place.folder / STORE)
    reading, origin = Reading(database), place.genesis.act.origin
    refused = file.refused()
    forks = [one for one in refused if one.evidence is not None]
    if forks:
        say("THE LOG HAS SIGNED TWO HISTORIES. The evidence lies in:", *(f"  {path}" for path in _evidence(place.folder)),
            "Give it to everyone, and say it aloud. Anyone can check it:",
            f"  safeconduct verify FILE --log-key {place.genesis.act.log}", "")  # fmt: skip
    seen, newest = file.get(origin), reading.newest()
    bodies = sum(body.bytes is not None for first in range(0, reading.size(), 256) for body in reading.bodies(first)
                 if body.idx < first + 256)  # fmt: skip
    say(f"A mirror of {origin} for {place.settings.org}.", f"  signed as witness  {seen.size if seen else 0:,} acts",
        f"  signed as mirror   {newest.size if newest else 0:,} acts",
        f"  here               {Copied(database).size():,} entries, {bodies:,} bodies")  # fmt: skip
    if place.genesis.act.attachments == place.settings.org:
        say(*_attachments(place, database))
    for one in refused:
        if one.evidence is None:
            say(wrapped(f"Refused, and put away: {one.why}", indent="  ! "))
    for line in handed_in_lines(database):
        say(line)
    if options.refused:
        write_refused(options, database, place)
    database.close()
    file.close()
    return 0


def _attachments(place: "Place", database: "Database") -> list[str]:
    """Say how many attachments this mirror holds, and of how many the key was handed over with them."""
    from contextlib import closing

    from safeconduct.mirror.place import SUBJECTS
    from safeconduct.store.copied import Copied
    from safeconduct.store.keys_file import SubjectKeys

    stored, keyed = Copied(database).stored(), set[bytes]()
    if (place.folder / SUBJECTS).is_file():
        with closing(SubjectKeys(place.folder / SUBJECTS)) as keys:
            keyed = keys.held()
    lacking = sum(c not in keyed for _, c in stored)
    said = [f"  attachments        {len(stored):,}, with keys for {len(stored) - lacking:,}"]
    if lacking:
        said.append(wrapped(f"{lacking:,} of them lie with the operator only: if it loses its file of keys, nobody opens them. "
                            "Register a sealing key; the next round hands the keys over.", indent="  ! "))  # fmt: skip
    return said


def _evidence(folder: Path) -> list[Path]:
    return sorted((folder / "evidence").glob("*.evidence"))


def _receipt(options: argparse.Namespace) -> int:
    from safeconduct.cli.mirror_intake import keep_receipt, leaf_in

    leaf = leaf_in(options)
    place, signers = _opened(options)
    mirror = place.open(signers, now=_now, loud=loud)
    return keep_receipt(options, leaf, mirror.hand_in(leaf), place.settings.org)


def _hand_in(options: argparse.Namespace) -> int:
    from safeconduct.cli.mirror_intake import hand_in

    return hand_in(options)


def add_handing_in(made: dict[str, argparse.ArgumentParser]) -> None:
    """Add the words of what has to do with acts that the log might refuse."""
    for name in ("receipt", "hand-in"):
        made[name].add_argument("signed", metavar="SIGNED", help="the signed act; its leaf alone is handed in")
        made[name].add_argument("--out", required=True, metavar="FILE", help="the file of the receipt; it must not be there yet")
    made["hand-in"].add_argument("--to", required=True, metavar="URL", help="the address of the guarantor's mirror")
    made["show"].add_argument("--refused", metavar="ID", default="",
                              help="an act that was handed in: how its digest begins; with --out")  # fmt: skip
    made["show"].add_argument("--out", metavar="FILE", default="",
                              help="write a file that shows to anyone that the log has not taken it")  # fmt: skip


_RUN = {"init": _init, "serve": _serve, "take": _take, "show": _show, "receipt": _receipt, "hand-in": _hand_in,
        "release": release}  # fmt: skip
