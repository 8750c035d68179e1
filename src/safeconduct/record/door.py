"""The verifier as a command: what to check, how to say what was found. The same inside safeconduct and alone."""

import argparse
import json
import sys
import time
import zipapp
from collections.abc import Callable
from pathlib import Path
from shutil import copytree, ignore_patterns
from tempfile import TemporaryDirectory

from safeconduct.record.audit import audit
from safeconduct.record.body import parse_body
from safeconduct.record.bundle import MAGIC, read_header
from safeconduct.record.evidence import MAGIC as EVIDENCE
from safeconduct.record.evidence import verify_evidence
from safeconduct.record.faults import Bad
from safeconduct.record.genesis import parse_genesis
from safeconduct.record.jsonform import parse
from safeconduct.record.leaf import parse_leaf
from safeconduct.record.policy import parse_policy
from safeconduct.record.proof import HEADER, parse_proof
from safeconduct.record.sources import open_source
from safeconduct.record.telling import audit_lines, fault_line, statement_lines
from safeconduct.record.verify import find, keys_of, verify_act, verify_proof
from safeconduct.record.vkey import parse_vkey
from safeconduct.record.words import digest_of

FAILED = 7
"""The exit status where something is not what it has to be."""

Answer = tuple[int, list[str], object]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the words of the command."""
    parser.add_argument("path", nargs="?",
                        help="a store, a mirror, a published folder or its zip, a bundle, a proof, evidence of a fork")
    parser.add_argument("--genesis", metavar="PAPER", default="",
                        help="what the printed sheet says: the words, the 64 digits, or a file with the genesis act")
    parser.add_argument("--act", metavar="ID", default="", help="say what is shown of one act: its index, or how its id begins")
    parser.add_argument("--policy", metavar="FILE", default="", help="for a proof: the policy whose witnesses count")
    parser.add_argument("--sealed", metavar="FILE", default="", help="for a proof: the policy that asks for every party too")
    parser.add_argument("--keys", metavar="FILE", default="", help="for a proof: the published list of keys")
    parser.add_argument("--body", metavar="FILE", default="", help="for a proof: the body of the act")
    parser.add_argument("--log-key", metavar="VKEY", default="", help="for evidence of a fork: the key of the log")
    parser.add_argument("--format", choices=("text", "json"), default="text", help="text for people, json for programs")
    parser.add_argument("--write-out", metavar="FILE", default="",
                        help="write this verifier as one file that needs nothing of safeconduct, and stop")  # fmt: skip


def run(options: argparse.Namespace, say: Callable[[str], object] = print) -> int:
    """Check what was named and say what was found. Gives the exit status: 0, or 7 where it is not sound."""
    if options.write_out:
        write_out(Path(options.write_out))
        say(f"Written: {options.write_out}. It runs with Python 3.11 and pynacl or cryptography:")
        say(f"  python3 {options.write_out} PATH --genesis WORDS")
        return 0
    if not options.path:
        say("Nothing to check was named. Give the path of a store, a mirror, a published folder, a bundle or a proof.")
        return 2
    try:
        status, lines, data = _answer(options)
    except Bad as bad:
        status, lines, data = FAILED, [f"NOT SHOWN. {fault_line(bad)}"], {"sound": False, "faults": [_as_data(bad)]}
    if options.format == "json":
        say(json.dumps(data, indent=2, ensure_ascii=False))
    else:
        for line in lines:
            say(line)
    return status


def _answer(options: argparse.Namespace) -> Answer:
    path, now = Path(options.path), int(time.time())
    start = path.open("rb").read(64) if path.is_file() else b""
    if start.startswith(HEADER.encode()):
        return _proof(options, path.read_bytes(), now)
    if start.startswith(MAGIC):
        return _bundle(path.read_bytes())
    if start.startswith(EVIDENCE):
        return _evidence(options, path.read_bytes())
    source, digest = open_source(path), paper(options.genesis)
    if options.act:
        found = verify_act(source, find(source, options.act), digest, now=now)
        return 0, list(statement_lines(found)), found.as_data()
    checked = audit(source, digest, now=now, progress=_progress)
    data = checked._asdict() | {
        "sound": checked.sound, "digest": checked.digest.hex(), "root": checked.root.hex(),
        "state_digest": checked.state_digest.hex(), "faults": [_as_data(bad) for bad in checked.faults],
        "best": checked.best._asdict() | {"cosigned": [one._asdict() for one in checked.best.cosigned]} if checked.best else None,
    }  # fmt: skip
    return 0 if checked.sound else FAILED, list(audit_lines(checked)), data


def _proof(options: argparse.Namespace, data: bytes, now: int) -> Answer:
    if not options.policy:
        raise Bad("verify.policy", "a proof is checked by a policy, which names the log and its witnesses",
                  expected="--policy FILE")  # fmt: skip
    proof = parse_proof(data)
    public = None
    if options.keys and proof.extra is not None:
        public = keys_of(Path(options.keys).read_bytes()).get(parse_leaf(proof.extra).kid)
    found = verify_proof(
        data, policy=parse_policy(Path(options.policy).read_bytes()), public=public, now=now,
        sealed=parse_policy(Path(options.sealed).read_bytes()) if options.sealed else None,
        body=Path(options.body).read_bytes() if options.body else None,
    )  # fmt: skip
    return 0, list(statement_lines(found)), found.as_data()


def _bundle(data: bytes) -> Answer:
    header = read_header(data)
    lines = [f"A bundle of {header.count:,} acts of device {header.device}, numbers {header.first:,} to {header.last:,},",
             f"for the log {header.log}.", "",
             "It is sealed: what it holds is checked by the server or the reader that it is sealed to.",
             f"Sealed to: {', '.join(header.boxes)}"]  # fmt: skip
    shown = header._asdict() | {"seen_root": header.seen_root.hex(), "payload": header.payload.hex(), "boxes": [*header.boxes]}
    return 0, lines, shown


def _evidence(options: argparse.Namespace, data: bytes) -> Answer:
    if not options.log_key:
        raise Bad("verify.log_key", "evidence of a fork is checked with the key of the log", expected="--log-key VKEY")
    first, second = verify_evidence(data, parse_vkey(options.log_key))
    lines = ["THE LOG HAS FORKED. It signed two histories that cannot both be true:",
             *(f"  {one.size:,} acts with the root {one.root.hex()}" for one in (first, second)),
             "Anyone with the key of the log can check this file."]  # fmt: skip
    return 0, lines, {"forked": True, "sizes": [first.size, second.size], "roots": [first.root.hex(), second.root.hex()]}


def paper(text: str) -> bytes | None:
    """Read what stands on paper: a digest in words or digits, or a file with the genesis act. None if nothing is given."""
    if not text:
        return None
    if len(text) < 4096 and Path(text).is_file():
        data = Path(text).read_bytes().strip()
        value = parse(data)
        return parse_genesis(parse_body(data).act if "act" in value else value).digest
    if len(text) == 64:
        try:
            return bytes.fromhex(text)
        except ValueError:
            pass
    return digest_of(text)


def _progress(index: int) -> None:
    if index and not index % 40_960 and sys.stderr.isatty():
        print(f"\r{index:,} acts checked ...", end="", file=sys.stderr)


def _as_data(bad: Bad) -> dict[str, str]:
    return {"code": bad.code, "where": bad.where, "what": bad.what, "expected": bad.expected, "got": bad.got}


def write_out(target: Path) -> None:
    """Write the verifier as one file: this room and nothing else."""
    with TemporaryDirectory() as folder:
        room = Path(folder) / "safeconduct"
        copytree(Path(__file__).parent, room / "record", ignore=ignore_patterns("__pycache__"))
        (room / "__init__.py").write_text("", encoding="utf-8")
        start = "from safeconduct.record.__main__ import main\n\nraise SystemExit(main())\n"
        (Path(folder) / "__main__.py").write_text(start, encoding="utf-8")
        zipapp.create_archive(folder, target, interpreter="/usr/bin/env python3")
