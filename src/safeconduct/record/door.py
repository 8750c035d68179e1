"""The verifier as a command: what to check, how to say what was found. The same inside safeconduct and alone."""

import argparse
import json
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path

from safeconduct.record.audit import Checked, check
from safeconduct.record.bundle import MAGIC, read_header
from safeconduct.record.evidence import MAGIC as EVIDENCE
from safeconduct.record.evidence import verify_evidence
from safeconduct.record.faults import Bad
from safeconduct.record.kept import keep, kept_note
from safeconduct.record.paper import paper, read_genesis
from safeconduct.record.policy import parse_policy
from safeconduct.record.proof import HEADER, write_proof
from safeconduct.record.published import parse_keys
from safeconduct.record.receipt import FIRST_LINE as RECEIPT
from safeconduct.record.receipt import open_receipt
from safeconduct.record.refusal import MAGIC as REFUSAL
from safeconduct.record.refusal import verify_refusal
from safeconduct.record.sources import open_source, start_of
from safeconduct.record.telling import audit_lines, refusal_lines, statement_lines
from safeconduct.record.telling_refusal import receipt_data, receipt_lines, refusal_told
from safeconduct.record.verify import best_covering, find, state_act
from safeconduct.record.verify_proof import verify_proof
from safeconduct.record.vkey import parse_vkey
from safeconduct.record.zipapp_file import write_out

DONE, USAGE, UNREAD, FAILED = 0, 2, 3, 7
"""Exit statuses: everything holds; nothing was named; it could not be read, so nothing was checked; it does not hold."""

_UNREAD = ("file.", "words.", "verify.paper", "verify.policy", "verify.log_key", "verify.act", "verify.index", "verify.hashes",
           "source.absent", "source.unknown", "source.empty")  # fmt: skip

Answer = tuple[int, list[str], object]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the words of the command."""
    parser.add_argument("path", nargs="?",
                        help="a store, a mirror, a published folder or its zip, a bundle, a proof, evidence of a fork, "
                             "a receipt of an act that was handed in, the file of a refusal")  # fmt: skip
    parser.add_argument("--genesis", metavar="PAPER", default="",
                        help="what the printed sheet says: the words, the 64 digits, or a file with the genesis act")
    parser.add_argument("--act", metavar="ID", default="", help="say what is shown of one act: its index, or how its id begins")
    parser.add_argument("--write-proof", metavar="FILE", default="",
                        help="with --act: write a proof of it, for machines without the log")
    parser.add_argument("--seen", metavar="FILE", default="",
                        help="keep the newest checkpoint in this file, and refuse an older one or another history next time")
    parser.add_argument("--mirror", action="store_true", help="the store is a mirror's: bodies it was not given are not missed")
    parser.add_argument("--policy", metavar="FILE", default="", help="for a proof: the policy whose witnesses count")
    parser.add_argument("--sealed", metavar="FILE", default="", help="for a proof: the policy that asks for every party too")
    parser.add_argument("--keys", metavar="FILE", default="", help="for a proof or a bundle: the published list of keys")
    parser.add_argument("--body", metavar="FILE", default="", help="for a proof: the body of the act")
    parser.add_argument("--log-key", metavar="VKEY", default="", help="for evidence of a fork: the key of the log")
    parser.add_argument("--format", choices=("text", "json"), default="text", help="text for people, json for programs")
    parser.add_argument("--write-out", metavar="FILE", default="",
                        help="write this verifier as one file that needs nothing of safeconduct, and stop")  # fmt: skip


def run(options: argparse.Namespace, say: Callable[[str], object] = print) -> int:
    """Check what was named and say what was found. Gives the exit status."""
    if not options.path and not options.write_out:
        say("Nothing to check was named. Give the path of a store, a mirror, a published folder, a bundle or a proof.")
        return USAGE
    try:
        status, lines, data = _written(options) if options.write_out else _answer(options)
    except Bad as bad:
        status, lines, data = _refused(bad)
    except OSError as error:
        named = error.filename if isinstance(error.filename, str) else options.path or options.write_out
        status, lines, data = _refused(Bad("file.system", f"the file cannot be used: {error.strerror or error}", where=named))
    try:
        if options.format == "json":
            say(json.dumps(data, indent=2, ensure_ascii=False))
        else:
            for line in lines:
                say(line)
        sys.stdout.flush()
    except BrokenPipeError:
        nobody_reads()
    return status


def nobody_reads() -> None:
    """Go on after whoever read has gone away, as `| head` does. What was found stays found, and nothing is said about it."""
    # What is left in the buffer has to go somewhere when Python ends, or it would complain then.
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _refused(bad: Bad) -> Answer:
    unread = bad.code.startswith(_UNREAD)
    lines = refusal_lines(bad, "NOT CHECKED." if unread else "NOT SHOWN.")
    return UNREAD if unread else FAILED, list(lines), {"sound": False, "checked": not unread, "faults": [_as_data(bad)]}


def _written(options: argparse.Namespace) -> Answer:
    write_out(Path(options.write_out))
    lines = [f"Written: {options.write_out}. It runs with Python 3.11 or newer and pynacl or cryptography:",
             f"  python3 -I {options.write_out} PATH --genesis WORDS"]  # fmt: skip
    return DONE, lines, {"written": options.write_out}


def _answer(options: argparse.Namespace) -> Answer:
    path, now = Path(options.path), int(time.time())
    start = start_of(path) if path.is_file() else b""
    if start.startswith(HEADER.encode()):
        return _proof(options, path.read_bytes(), now)
    if start.startswith(MAGIC):
        return _bundle(options, path.read_bytes())
    if start.startswith(EVIDENCE):
        return _evidence(options, path.read_bytes())
    if start.startswith((RECEIPT.encode(), REFUSAL)):
        return _handed_in(options, path.read_bytes())
    return _log(options, path, now)


def _log(options: argparse.Namespace, path: Path, now: int) -> Answer:
    source, digest = open_source(path, holds_bodies=not options.mirror), paper(options.genesis)
    index = find(source, options.act) if options.act else -1
    kept = Path(options.seen) if options.seen else None
    checked = check(source, digest, now=now, kept=kept_note(kept), progress=_progress)
    found = checked.audit
    told = keep(kept, checked) if kept is not None else []
    if index < 0 or not found.sound:
        unproved = found.by_list and not found.on_paper
        after = ["", "Of one act nothing is said while the log is not sound."] if index >= 0 else []
        status = FAILED if unproved or not found.sound else DONE
        return status, [*audit_lines(found), *after, *told], _audit_data(checked)
    statement = state_act(checked, index, now=now)
    if options.write_proof and statement.shown:
        told += _write_proof(Path(options.write_proof), checked, index)
    return DONE if statement.shown else FAILED, [*statement_lines(statement), *told], statement.as_data()


def _audit_data(checked: Checked) -> object:
    found = checked.audit
    graded = [one._asdict() | {"cosigned": [each._asdict() for each in one.cosigned]} for one in found.grades]
    return found._asdict() | {
        "sound": found.sound, "digest": found.digest.hex(), "root": found.root.hex(), "state_digest": found.state_digest.hex(),
        "faults": [_as_data(bad) for bad in found.faults], "grades": graded,
        "best": next((one for one in graded if found.best and one["size"] == found.best.size), None),
    }  # fmt: skip


def _write_proof(target: Path, checked: Checked, index: int) -> list[str]:
    # Under the checkpoint that the statement speaks of: the newest may have no cosignatures yet.
    best = best_covering(checked, index)
    size, note = checked.trees.newest if best is None else (best.size, checked.trees.note_of(best.size))
    if size <= index:
        raise Bad("verify.index", "no checkpoint covers the act yet, so there is no proof of it",
                  expected=f"below {max(size, 0)}", got=str(index))  # fmt: skip
    leaf = next(checked.reading.source.places(index)).leaf
    target.write_bytes(write_proof(index, checked.reading.tree.inclusion(index, size), note, leaf))
    return ["", f"Written: {target}, the proof of this act under the checkpoint of {size:,} acts."]


def _proof(options: argparse.Namespace, data: bytes, now: int) -> Answer:
    genesis = read_genesis(options.genesis) if options.genesis else None
    if genesis is None and not options.policy:
        raise Bad("verify.policy", "a proof is checked by a policy, which names the log and its witnesses",
                  expected="--genesis FILE or --policy FILE")  # fmt: skip
    policy, sealed = (genesis.witnessed, genesis.sealed) if genesis is not None else (None, None)
    policy = parse_policy(_file(options.policy)) if options.policy else policy
    assert policy is not None
    found = verify_proof(
        data, policy=policy, sealed=parse_policy(_file(options.sealed)) if options.sealed else sealed, now=now,
        genesis=genesis, keys=parse_keys(_file(options.keys)) if options.keys else None,
        body=_file(options.body) if options.body else None,
    )  # fmt: skip
    return DONE if found.shown else FAILED, list(statement_lines(found)), found.as_data()


def _bundle(options: argparse.Namespace, data: bytes) -> Answer:
    header = read_header(data)
    listed = parse_keys(_file(options.keys)).get(bytes.fromhex(header.device)) if options.keys else None
    if listed is not None:
        read_header(data, listed.public)
    signed = ("NOT CHECKED: who signed it. The list of keys that you gave does not have this device." if options.keys else
              "NOT CHECKED: who signed it. Give --keys FILE.")  # fmt: skip
    if listed is not None:
        signed = f"Signed by that device, which is listed for {listed.org}."
    lines = [f"A bundle of {header.count:,} acts of device {header.device}, numbers {header.first:,} to {header.last:,},",
             f"for the log {header.log}.", signed, "",
             "It is sealed: what it holds is checked by the server or the reader that it is sealed to.",
             f"Sealed to: {', '.join(header.boxes)}"]  # fmt: skip
    shown = header._asdict() | {"seen_root": header.seen_root.hex(), "payload": header.payload.hex(), "boxes": [*header.boxes],
                                "signed": listed is not None}  # fmt: skip
    return DONE if listed is not None else FAILED, lines, shown


def _evidence(options: argparse.Namespace, data: bytes) -> Answer:
    if not options.log_key:
        raise Bad("verify.log_key", "evidence of a fork is checked with the key of the log", expected="--log-key VKEY")
    first, second = verify_evidence(data, parse_vkey(options.log_key, "--log-key"))
    lines = [f"THE LOG {first.origin} HAS FORKED. It signed two histories that cannot both be true:",
             *(f"  {one.size:,} acts with the root {one.root.hex()}" for one in (first, second)),
             "Anyone with the key of the log can check this file. Show it to every guarantor and every party."]  # fmt: skip
    return DONE, lines, {"forked": True, "sizes": [first.size, second.size], "roots": [first.root.hex(), second.root.hex()]}


def _handed_in(options: argparse.Namespace, data: bytes) -> Answer:
    if options.genesis or not options.policy:
        genesis = read_genesis(options.genesis)
        log, policies = genesis.log, [genesis.witnessed, genesis.sealed]
    else:
        policies = [parse_policy(_file(options.policy))]
        log = next(iter(policies[0].logs), None)  # type: ignore[assignment]
    if options.sealed:
        policies.append(parse_policy(_file(options.sealed)))
    if log is None:
        raise Bad("verify.policy", "the policy names no log", expected="--genesis FILE")
    cosigners = list(dict.fromkeys(one.verifier for policy in policies for one in policy.witnesses))
    if not data.startswith(REFUSAL):
        receipt, signers = open_receipt(data, cosigners)
        if receipt.origin != log.name:
            raise Bad("refusal.origin", "the receipt is for another log", expected=log.name, got=receipt.origin)
        return DONE, list(receipt_lines(receipt, [one.name for one in signers])), receipt_data(receipt)
    found = verify_refusal(data, log, cosigners)
    return DONE, list(refusal_told(found)), receipt_data(found.receipt) | {
        "refused": True, "size": found.size, "at": found.at, "signers": list(found.signers)}  # fmt: skip


def _file(path: str) -> bytes:
    return Path(path).read_bytes()


def _progress(index: int) -> None:
    if index and not index % 40_960 and sys.stderr.isatty():
        print(f"\r{index:,} acts checked ...", end="", file=sys.stderr)


def _as_data(bad: Bad) -> dict[str, str]:
    return {"code": bad.code, "where": bad.where, "what": bad.what, "expected": bad.expected, "got": bad.got}
