"""Handing an act in with a guarantor, and showing that the log did not take it."""

import argparse
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from safeconduct.cli.from_record import read_file, record_faults, write_new_file
from safeconduct.cli.output import clock, say, wrapped
from safeconduct.kernel.errors import Conflict, Fault, Invalid, Refused
from safeconduct.mirror.calling import NoAnswer, caller
from safeconduct.mirror.intake import refusal_of
from safeconduct.record.faults import Bad
from safeconduct.record.keyfile import parse_key
from safeconduct.record.leaf import parse_leaf
from safeconduct.record.note import parse_note
from safeconduct.record.receipt import read_receipt
from safeconduct.record.signed_file import parse_signed
from safeconduct.record.vkey import COSIGNATURE, verifier_of
from safeconduct.store.intake import Receipts
from safeconduct.store.reading import Reading

if TYPE_CHECKING:
    from safeconduct.mirror.place import Place
    from safeconduct.record.witness import Reply
    from safeconduct.store.database import Database

PATIENCE = 60.0


def leaf_in(options: argparse.Namespace) -> bytes:
    """Give the leaf of the signed act that was named. Its body is not handed in."""
    if Path(options.out).exists():
        raise Conflict(f"{options.out} is there already, and no file is written over. Nothing was handed in.",
                       remedy="name another file with --out")  # fmt: skip
    with record_faults(options.signed, remedy="name a file that `safeconduct keys sign` has written"):
        return parse_signed(read_file(options.signed)).leaf


def hand_in(options: argparse.Namespace) -> int:
    """Hand an act in over the network."""
    from safeconduct.record.witness import TEXT_TYPE, Reply

    leaf = leaf_in(options)
    try:
        answer = caller(options.to, until=time.monotonic() + PATIENCE)("POST", "/hand-in", leaf, {})
    except NoAnswer as error:
        raise Refused(f"{options.to}: {error}. Nothing was handed in.",
                      remedy="try again, or hand the act in with another guarantor") from error  # fmt: skip
    return keep_receipt(options, leaf, Reply(answer.status, TEXT_TYPE, answer.body), options.to)


def keep_receipt(options: argparse.Namespace, leaf: bytes, reply: "Reply", where: str) -> int:
    """Write the receipt that was given, or say why none was."""
    if reply.status != 200:
        said = reply.body.decode("utf-8", "replace").strip()[:500]
        raise Refused(f"{where} gives no receipt: {said}", remedy="do what the answer says; nothing was written")
    with record_faults(where, remedy="this is no mirror of a guarantor; look at the address"):
        receipt = read_receipt(parse_note(reply.body).text)
        # An act that was handed in before may have come with another signature of the same key.
        if receipt.signed[:2] != parse_leaf(leaf)[:2]:
            raise Bad("receipt.other", "this is the receipt of another act")
    write_new_file(options.out, reply.body)
    say(f"Written: {options.out}, the receipt of {where} for the act {receipt.signed.act_id.hex()}.",
        wrapped(f"It should stand in the record by {_time(receipt.due)}. If it does not, the guarantor can show so to anyone: "
                "safeconduct mirror show DIR --refused ID --out FILE"),
        f"  safeconduct verify {options.out} --genesis genesis.json   says whose receipt it is")  # fmt: skip
    return 0


def handed_in_lines(database: "Database") -> Iterator[str]:
    """Say what was handed in here and is not in the log."""
    reading, now = Reading(database), int(time.time())
    newest = reading.newest()
    for one in Receipts(database).open():
        due = one.at + one.within
        if due > now:
            said = f"should be in the log by {_time(due)}"
        elif newest is not None and max((each.came for each in reading.cosignatures(newest.size)), default=0) >= due:
            said = (f"NOT IN THE LOG, and due since {_time(due)}: safeconduct mirror show DIR --refused {one.act_id.hex()[:16]} "
                    "--out FILE")  # fmt: skip
        else:
            said = f"due since {_time(due)}; the log has sent nothing since, so nothing is shown yet"
        yield wrapped(f"Handed in at {_time(one.at)} by the key {one.kid.hex()} of {one.org}: the act {one.act_id.hex()}; {said}",
                      indent="  ! ", hang="    ")  # fmt: skip


def write_refused(options: argparse.Namespace, database: "Database", place: "Place") -> None:
    """Write the file that shows that the log has not taken an act. Raises Invalid where the act is not named well."""
    if not options.out:
        raise Invalid([Fault(code="SC030", message="the file to write was not named", remedy="add --out FILE")])
    named = [one for one in Receipts(database).open() if one.act_id.hex().startswith(options.refused.lower())]
    if len(named) != 1:
        what = "no act that was handed in and is not in the log" if not named else "several acts that were handed in"
        raise Invalid([Fault(code="SC101", message=f"{options.refused[:80]!r} names {what}",
                             remedy="give more digits of the digest; `safeconduct mirror show DIR` lists them")])  # fmt: skip
    own = [verifier_of(name, COSIGNATURE, parse_key(place.key_path(role).read_bytes()).public)
           for role, name in (("witness", place.settings.witness_name), ("mirror", place.settings.mirror_name))]  # fmt: skip
    data = refusal_of(database, named[0].act_id, place.genesis.log, own)
    write_new_file(options.out, data)
    say("", f"Written: {options.out}. Anyone can check it with the first act of the record:",
        f"  safeconduct verify {options.out} --genesis genesis.json")  # fmt: skip


def _time(at: int) -> str:
    return clock(datetime.fromtimestamp(at, UTC).astimezone())
