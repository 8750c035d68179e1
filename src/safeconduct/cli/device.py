"""`safeconduct device`: a site without a network signs, carries its acts out in a file, and learns what was recorded.

The folder of a device never leaves its machine. Bundles do, and replies come back. `import` and `join` are for the machine
that keeps the log.
"""

import argparse
import json
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from safeconduct.cli.from_record import read_file, record_faults, write_new_file
from safeconduct.cli.key_files import key_file, open_seed, read_act, read_genesis
from safeconduct.cli.output import say, wrapped
from safeconduct.kernel.errors import Conflict, Fault, Invalid

if TYPE_CHECKING:
    from collections.abc import Sequence

    from safeconduct.record.device import Device

ACTIONS = {
    "init": "make the folder of a device, for a new key",
    "show": "say what a device has signed, and what of it is proved",
    "sign": "sign acts as the next of the device's chain",
    "keep": "keep something about a person, sealed to those who hold attachments, and sign that it is kept",
    "bundle": "write everything that is not proved yet into one sealed file",
    "reply": "take in the answer to a bundle: proofs that its acts are recorded",
    "forget": "take out of the folder what is proved",
    "restored": "after a backup was put back, or a copy was found: go on with a new key in a new folder",
    "join": "put a printed bundle together again from its codes",
    "import": "take a bundle into a record",
}
MOST_BUNDLE = 300_000_000
"""Bytes of a bundle that are read."""
MOST_TOLD = 20
"""Acts whose reason is printed after an import."""
_STANDINGS = {"in_effect": "in effect", "no_effect": "without effect", "out_of_scope": "out of scope"}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the words of the command."""
    actions = parser.add_subparsers(dest="action", metavar="ACTION", required=True, help="one of the following")
    made = {name: actions.add_parser(name, help=says, description=says[0].upper() + says[1:] + ".", allow_abbrev=False)
            for name, says in ACTIONS.items()}  # fmt: skip
    for name in ("init", "show", "sign", "keep", "bundle", "reply", "forget", "restored"):
        made[name].add_argument("device", metavar="DIR", help="the folder of the device")
    for name in ("init", "restored"):
        made[name].add_argument("--key", dest="file", required=True, metavar="FILE", help="a new key, with its list beside it")
    made["init"].add_argument("--genesis", required=True, metavar="FILE", help="the first act of the record")
    made["init"].add_argument("--reader", dest="readers", action="append", required=True, metavar="FILE",
                              help="the act that registers a sealing key: who may open bundles; may be given again")  # fmt: skip
    for name in ("init", "restored"):
        made[name].add_argument("--unused", action="store_true",
                                help="the key has never signed and has no list: begin one, as for an exercise")  # fmt: skip
    made["restored"].add_argument("--new", required=True, metavar="DIR", help="the new folder")
    made["sign"].add_argument("acts", metavar="ACTS", help="acts, one JSON object on each line")
    made["keep"].add_argument("case", metavar="CASE", help="the case number, such as SYN-4K7Q")
    made["keep"].add_argument("particulars", nargs="+", metavar="KIND=FILE",
                              help="what is kept: a kind, and the file it stands in; - reads the standard input")  # fmt: skip
    made["bundle"].add_argument("--out", required=True, metavar="FILE", help="the file to write; it must not be there yet")
    made["bundle"].add_argument("--print", dest="page", metavar="FILE", help="also write a page of QR codes, if it is small")
    made["reply"].add_argument("reply", metavar="REPLY", help="the reply")
    made["join"].add_argument("codes", metavar="CODES", help="what was scanned, one code on each line, in any order")
    made["join"].add_argument("--out", required=True, metavar="FILE", help="the file to write; it must not be there yet")
    made["import"].add_argument("record", metavar="RECORD", help="the folder of the record")
    made["import"].add_argument("bundle", metavar="BUNDLE", help="the bundle")
    made["import"].add_argument("--key", dest="file", required=True, metavar="FILE", help="your sealing key")
    made["import"].add_argument("--reply", metavar="FILE", help="write the reply to the bundle here, if anything of it is proved")
    for name in ("sign", "keep", "bundle", "import"):
        made[name].add_argument("--pass-file", metavar="FILE", help="read the pass phrase from the first line of this file")


def run(options: argparse.Namespace) -> int:
    """Do one action. Raises Invalid for what is unsound, Conflict for a file in the way or a folder that was copied."""
    for path in (getattr(options, "out", None), getattr(options, "page", None), options.action == "import" and options.reply):
        if path and Path(path).exists():
            # Found before a pass phrase is typed.
            raise Conflict(f"{path} is there already, and no file is written over. Nothing was changed.",
                           remedy="name another file, or move the old one away yourself")  # fmt: skip
    with record_faults(remedy="nothing was changed"):
        _RUN[options.action](options)
    return 0


def _open(options: argparse.Namespace) -> "Device":
    from safeconduct.record.device import Device

    with record_faults(options.device, remedy="name the folder that `safeconduct device init` made"):
        try:
            return Device(Path(options.device))
        except OSError as error:
            raise Invalid([Fault(code="SC030", file=options.device, message=f"cannot read: {error.strerror or error}",
                                 remedy="name the folder that `safeconduct device init` made")]) from error  # fmt: skip


def _init(options: argparse.Namespace) -> None:
    from safeconduct.record import authority, key_acts
    from safeconduct.record.leaf import kid_of

    genesis = read_genesis(options.genesis)
    readers: dict[str, bytes] = {}
    holders: list[str] = []
    for path in options.readers:
        with record_faults(path, remedy="ask for the act that `safeconduct keys register` made for the sealing key"):
            own = key_acts.parse_own(read_act(path))
            if not isinstance(own, key_acts.KeyRegistered) or own.role != "sealing":
                raise Invalid([Fault(code="SC040", file=path, message="not an act that registers a sealing key",
                                     remedy="ask the organisation for the act of its sealing key")])  # fmt: skip
            # The proof in it shows that somebody holds the key. That it is theirs, the two sites settle between them.
            authority.refuse(own, genesis.keyring())
        readers[kid_of(own.public).hex()] = own.public
        may_open = own.org in genesis.holders()
        holders += [kid_of(own.public).hex()] if may_open else []
        say(f"Reader: {own.org}, sealing key {kid_of(own.public).hex()}{', may open attachments' if may_open else ''}")
    device = _make(options.device, options, read_act(options.genesis), readers, holders)
    say(f"Made: {options.device}, for key {device.settings.kid} of {device.settings.org}.", "",
        wrapped("The key has to be registered in the record before its acts count. Keep folder and key on this machine, on its "
                "own disk. Never copy them to another and go on signing there."))  # fmt: skip


def _make(path: str, options: argparse.Namespace, genesis_act: dict[str, Any], readers: dict[str, bytes],
          holders: "Sequence[str]") -> "Device":  # fmt: skip
    from safeconduct.record.device import make_device
    from safeconduct.record.keyfile import LIST_HEAD, list_beside

    key = options.file
    if options.unused:
        write_new_file(str(list_beside(Path(key))), LIST_HEAD.encode(), mode=0o600)
    with record_faults(key, remedy="make a key for this device: safeconduct keys new --org ORG --role device --out FILE"):
        try:
            return make_device(Path(path), key=Path(key), file=key_file(key), genesis_act=genesis_act, readers=readers,
                               holders=holders)  # fmt: skip
        except FileExistsError as error:
            raise Conflict(f"{path} is there already. Nothing was changed.", remedy="name another folder") from error
        except OSError as error:
            raise Invalid([Fault(code="SC030", file=str(error.filename or path), message=f"cannot open: {error.strerror}",
                                 remedy="the list that `keys new` wrote has to lie beside the key")]) from error  # fmt: skip


def _show(options: argparse.Namespace) -> None:
    device = _open(options)
    settings, last = device.settings, device.last
    open_ = sum(one.index < 0 for one in device.kept)
    say(f"Device {settings.kid} of {settings.org}, for the record {settings.origin}",
        "It has signed nothing yet." if last.seq < 0 else f"Signed up to number {last.seq}.",
        f"In the folder: {len(device.kept)} acts, of which {open_} are not proved yet.",
        f"Newest checkpoint seen: size {device.seen[0]}.")  # fmt: skip
    if held := len(device.lacking()):
        say(f"Held: {held} attachment{'s' if held != 1 else ''} of these acts, not in the folder any more.")
    with record_faults():
        from safeconduct.record.faults import Bad

        try:
            device.refuse_copy()
        except Bad as bad:
            say("", wrapped(f"It signs no more: {bad}. See `safeconduct device restored`.", indent="  ! "))


def _sign(options: argparse.Namespace) -> None:
    acts = _read_acts(options.acts)
    device = _open(options)
    _refuse_copy(device, options)
    options.file = str(device.key)
    seed = open_seed(options, key_file(options.file))
    done = device.sign(acts, seed=seed)
    say(f"Signed: {len(done)} act{'s' if len(done) > 1 else ''}, numbers {done[0].seq} to {done[-1].seq}.",
        f"Next: safeconduct device bundle {options.device} --out FILE")  # fmt: skip


def _keep(options: argparse.Namespace) -> None:
    from safeconduct.cli.vault import particular
    from safeconduct.record.body import Attached
    from safeconduct.secretariat.particulars import check_case, checked
    from safeconduct.secretariat.vault import KEPT, MEDIA, NAME, Particular, plaintext_of

    check_case(options.case)
    found = [(kind, checked(kind, data)) for kind, data in map(particular, options.particulars)]
    device = _open(options)
    _refuse_copy(device, options)
    with record_faults(options.device, remedy="make the device with --reader, the operator's sealing key; nothing was signed"):
        sealed = device.seal([plaintext_of(Particular(options.case, kind, one.media, one.data)) for kind, one in found])
    options.file = str(device.key)
    seed = open_seed(options, key_file(options.file))
    act = {"type": KEPT, "att": [one.c.hex() for one in sealed]}
    at = datetime.now(UTC).astimezone().isoformat(timespec="seconds")
    done = device.keep(act, at, [Attached(one.c, len(one.ciphertext), MEDIA, NAME) for one in sealed], sealed, seed=seed)
    say(f"Kept of {options.case}: {', '.join(kind for kind, _ in found)}. Signed as number {done.seq}.",
        wrapped("This device cannot read it again. It lies sealed in the folder, goes into the next bundle, and is deleted here "
                "when the act is proved."))  # fmt: skip


def _refuse_copy(device: "Device", options: argparse.Namespace) -> None:
    from safeconduct.record.faults import Bad

    try:
        device.refuse_copy()
    except Bad as bad:
        raise Conflict(f"{options.device} may not go on with its chain: {bad}. Nothing was signed.",
                       remedy=f"make a new key, then: safeconduct device restored {options.device} --key NEW --new DIR. What is "
                              "signed here can still be carried away") from bad  # fmt: skip


def _read_acts(path: str) -> list[tuple[dict[str, Any], str]]:
    """Read a file of acts, each with the time of its signature. Raises Invalid with every fault."""
    from safeconduct.record.jsonform import write
    from safeconduct.secretariat.reading import signed_at

    now = datetime.now(UTC).astimezone().isoformat(timespec="seconds")
    found, faults = [], []
    for number, line in enumerate(read_file(path, most=100_000_000).split(b"\n"), 1):
        if not line.strip():
            continue
        try:
            act = json.loads(line, object_pairs_hook=_once)
            if type(act) is not dict or type(act.get("type")) is not str:
                raise ValueError("not an object with a type")
            write(act)
            found.append((act, signed_at(act) or now))
        except ValueError as error:
            faults.append(Fault(code="SC101", file=path, line=number, message=f"not an act: {error}", remedy="correct the line"))
    if faults or not found:
        raise Invalid(faults or [Fault(code="SC101", file=path, message="there is no act in it", remedy="name another file")])
    return found


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a key stands twice in it")
    return found


def _bundle(options: argparse.Namespace) -> None:
    from safeconduct.record import printed

    device = _open(options)
    if not device.settings.closed:
        _refuse_copy(device, options)
    options.file = str(device.key)
    data = device.bundle(seed=open_seed(options, key_file(options.file)))
    page = ""
    first, last = device.kept[0].seq, device.kept[-1].seq
    if options.page:
        facts = [("log", device.settings.origin), ("device", device.settings.kid), ("numbers", f"{first} to {last}")]
        page = printed.as_page(printed.cut(data), title="Bundle of signed acts", facts=facts)
    write_new_file(options.out, data)
    say(f"Written: {options.out}, {len(device.kept)} acts, numbers {first} to {last}, {len(data)} bytes.")
    if page:
        write_new_file(options.page, page.encode())
        say(f"Written: {options.page}, to be printed.")
    if held := len(device.lacking()):
        say(wrapped(f"Held: {held} attachment{'s' if held != 1 else ''} of these acts, not in the folder any more.",
                    indent="  ! "))  # fmt: skip
    say("", wrapped("Anyone may carry it: it cannot be read or changed on the way. Nothing was taken out of the folder. That is "
                    "done when the reply has come."))  # fmt: skip


def _reply(options: argparse.Namespace) -> None:
    from safeconduct.record.reply import check_reply, parse_reply

    device = _open(options)
    data = read_file(options.reply, most=MOST_BUNDLE)
    with record_faults(options.reply, remedy="ask for the reply again; nothing here was changed"):
        genesis = device.genesis
        proved = check_reply(parse_reply(data), origin=device.settings.origin, device=device.settings.kid,
                             policy=genesis.witnessed, log=genesis.log, now=int(time.time()))  # fmt: skip
    new = device.accept(proved, data)
    open_ = sum(one.index < 0 for one in device.kept)
    say(f"Proved: {new} act{'' if new == 1 else 's'}, by a checkpoint of size {proved.size} that is {proved.graded.grade}.",
        f"Not proved yet: {open_}.", f"Next: safeconduct device forget {options.device}" if new else "")  # fmt: skip


def _forget(options: argparse.Namespace) -> None:
    device = _open(options)
    gone = device.forget()
    say(f"Taken out: {gone} act{'' if gone == 1 else 's'} with a witnessed proof. Still here: {len(device.kept)}.")


def _restored(options: argparse.Namespace) -> None:
    old = _open(options)
    if key_file(options.file).kid.hex() == old.settings.kid:
        raise Conflict("this is the key of the old folder. A chain is never continued after a backup. Nothing was changed.",
                       remedy="make a new key: safeconduct keys new --org ORG --role device --out FILE")  # fmt: skip
    from safeconduct.record import jsonform

    genesis_act = jsonform.parse((old.path / "genesis").read_bytes())
    new = _make(options.new, options, genesis_act, old.settings.readers, old.settings.holders)
    if not old.settings.closed:
        old.close(f"its place was taken by key {new.settings.kid}")
    say(f"Made: {options.new}, for key {new.settings.kid} of {new.settings.org}. {options.device} signs no more.")
    if old.kept:
        say(wrapped(f"{len(old.kept)} acts are still in it: safeconduct device bundle {options.device} --out FILE"))
    last = old.kept[-1].seq if old.kept else old.last.seq
    say("", "Next, by an officer of your organisation:",
        f"  safeconduct keys revoke --kid {old.settings.kid} --last-good {last} --reason lost --out revoke.json",
        "  and the new key is registered: safeconduct keys register")  # fmt: skip


def _join(options: argparse.Namespace) -> None:
    from safeconduct.record.printed import join

    with record_faults(options.codes, remedy="scan what is missing, and add it to the file"):
        try:
            # A code may end in a space, so only line ends are taken off.
            lines = read_file(options.codes).decode("ascii").replace("\r\n", "\n").split("\n")
        except UnicodeDecodeError as error:
            raise Invalid([Fault(code="SC010", file=options.codes, message="not the text of codes",
                                 remedy="give one code on each line")]) from error  # fmt: skip
        data = join(line for line in lines if line.strip())
    write_new_file(options.out, data)
    say(f"Written: {options.out}, {len(data)} bytes.")


def _import(options: argparse.Namespace) -> None:
    take_bundle(options, options.record, options.bundle)


def take_bundle(options: argparse.Namespace, record: str, path: str) -> None:
    """Take a bundle into a record, with the sealing key of `options.file`, and say what became of it."""
    from safeconduct.bootstrap.folder import SUBJECTS, RecordFolder
    from safeconduct.bootstrap.importing import import_bundle, make_reply
    from safeconduct.cli import hours
    from safeconduct.record.sealing import sealing_private

    file = key_file(options.file)
    data = read_file(path, most=MOST_BUNDLE)
    private = sealing_private(open_seed(options, file))
    folder, now = RecordFolder(Path(record)), int(time.time())
    desk = folder.desk()
    try:
        with record_faults(path, remedy="ask for the bundle again; nothing here was changed"):
            found = import_bundle(desk, data, kid=file.kid.hex(), private=private, now=now, keys=folder.path / SUBJECTS)
        reply = make_reply(desk, found, now=now) if options.reply else None
        told_of_hours = hours.of_bundle(desk, found, now=now)
    finally:
        desk.records.close()  # type: ignore[attr-defined]
    header = found.header
    say(f"Bundle of {header.device}, numbers {header.first} to {header.last}.")
    if found.waiting:
        say(wrapped(f"Its key is not registered in this log. {found.waiting} acts wait in the inbox, and are recorded with the "
                    "next import after it is."))  # fmt: skip
        return
    say(f"Recorded: {found.new}. Here already: {found.known}.")
    say(*(f"  {_STANDINGS.get(code, code)}: {count}" for code, count in found.standings.items()))
    told = [one for one in found.kept if one.standing.code not in ("in_effect", "held")]
    say(*(wrapped(f"index {one.index}: {one.standing.because}", indent="    ") for one in told[:MOST_TOLD]))
    if len(told) > MOST_TOLD:
        say(f"    and {len(told) - MOST_TOLD} more: safeconduct record show {record}")
    if found.gap:
        say(wrapped(f"Numbers {found.gap.first} to {found.gap.last} of this device have not come. {found.gap.waiting} acts wait "
                    "for them."))  # fmt: skip
    if found.held:
        say(wrapped(f"Held: {len(found.held)} attachment{'s' if len(found.held) != 1 else ''} of these acts did not come, or "
                    "without a key that opens here. The acts stand. No reply proves them until they come, so the device keeps "
                    "them."))  # fmt: skip
    for line in told_of_hours:
        say(wrapped(line, indent="  ! "))
    say(*(wrapped(f"A key of no use: {why}", indent="  ! ") for why in found.unopened))
    for why in found.refused:
        say(wrapped(f"Not validly signed, and kept outside the log: {why}", indent="  ! "))
    if options.reply:
        if reply is None:
            say(wrapped("No reply was written: no witnessed checkpoint covers these acts yet. Import the same bundle again when "
                        "one does."))  # fmt: skip
        else:
            write_new_file(options.reply, reply)
            say(f"Written: {options.reply}, for the device.")


_RUN = {"init": _init, "show": _show, "sign": _sign, "keep": _keep, "bundle": _bundle, "reply": _reply, "forget": _forget,
        "restored": _restored, "join": _join, "import": _import}  # fmt: skip
