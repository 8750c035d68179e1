"""`safeconduct erase`: order that something is erased, carry out what the log has ordered, and see who has not done it.

What the log has of an act is its signature and, for what is erased, a commitment. Both stay, so that everything can still be
verified. Keys, salts, ciphertexts and redacted bodies go.
"""

import argparse
import time
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from safeconduct.cli.from_record import record_faults, write_new_file
from safeconduct.cli.output import add_format, clock, moment, say, wrapped, write_json
from safeconduct.kernel.errors import Fault, Invalid, NotPermitted

if TYPE_CHECKING:
    from safeconduct.bootstrap.own_log import OwnLog
    from safeconduct.bootstrap.signing import Signer
    from safeconduct.secretariat.erasing import Order

ACTIONS = {
    "order": "order that what is kept about a person is erased",
    "redact": "order that the whole body of an act is taken out; its own organisation and a guarantor sign",
    "carry-out": "delete here what the log orders out, and report it",
    "status": "list the orders, who has carried them out, and who has not for how long",
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the words of the command."""
    actions = parser.add_subparsers(dest="action", metavar="ACTION", required=True, help="one of the following")
    made = {name: actions.add_parser(name, help=says, description=says[0].upper() + says[1:] + ".", allow_abbrev=False)
            for name, says in ACTIONS.items()}  # fmt: skip
    for one in made.values():
        one.add_argument("folder", metavar="DIR", type=Path, help="the folder of the record, or of a mirror")
    what = made["order"].add_mutually_exclusive_group(required=True)
    what.add_argument("--case", metavar="CASE", default="", help="everything that is kept about this case")
    what.add_argument("--att", metavar="COMMITMENT", action="append", default=[], help="one attachment; may be given again")
    what.add_argument("--act", metavar="FILE", default="", help="an order that was written before, to be signed by another")
    made["redact"].add_argument("act", metavar="ACT", help="the act: its index in the log, its id, or a file written before")
    for name in ("order", "redact", "carry-out"):
        made[name].add_argument("--key", type=Path, metavar="FILE", help="sign with this key")
        made[name].add_argument("--pass-file", metavar="FILE", help="read the pass phrase from the first line of this file")
        made[name].add_argument("--out", metavar="FILE", default="", help="write the act to this file: signed, to be carried to "
                                "the log, if there is a key; else for others to sign")  # fmt: skip
    made["status"].add_argument("--at", metavar="TIME", help="count the days up to this moment; now if not given")
    add_format(made["status"])


def run(options: argparse.Namespace) -> int:
    """Do one action. Raises Invalid, NotPermitted or Conflict before anything is signed, VerificationFailed if any is left."""
    from safeconduct.bootstrap.own_log import OwnLog

    with record_faults(), closing(OwnLog(options.folder)) as log:
        _RUN[options.action](options, log)
    return 0


# ---- ordering ----


def _order(options: argparse.Namespace, log: "OwnLog") -> None:
    from safeconduct.secretariat.erasing import order_act

    if options.act:
        from safeconduct.cli.key_files import read_act

        act = read_act(options.act)
    else:
        act = order_act(_of_case(options.case, log) if options.case else [_digest(text) for text in options.att])
    if act.get("type") != "erasure.ordered/1":
        raise Invalid([Fault(code="SC040", file=options.act, message=f"not an order to erase: {act.get('type')}",
                             remedy="name a file that `safeconduct erase order` has written")])  # fmt: skip
    _give(options, log, act)


def _of_case(case: str, log: "OwnLog") -> tuple[bytes, ...]:
    from safeconduct.secretariat.particulars import check_case
    from safeconduct.store.vault import StoredVault

    check_case(case)
    if log.is_copy or not log.keys_path.is_file():
        raise NotPermitted("which attachments speak of a case is known only where the keys are",
                           remedy="name them with --att, or ask whoever keeps the record")  # fmt: skip
    with closing(log.keys()) as keys:
        found = StoredVault(log.database, keys).commitments(case)
    if not found:
        raise Invalid([Fault(code="SC101", message=f"nothing is kept of {case}, or it was erased", path="--case",
                             remedy="`safeconduct vault subjects` lists the cases; nothing was ordered")])  # fmt: skip
    return found


def _digest(text: str) -> bytes:
    try:
        found = bytes.fromhex(text)
    except ValueError:
        found = b""
    if len(found) != 32:
        raise Invalid([Fault(code="SC016", message=f"{text[:80]!a} is no commitment", path="--att",
                             remedy="64 digits, as they stand in the body of the act")])  # fmt: skip
    return found


def _redact(options: argparse.Namespace, log: "OwnLog") -> None:
    from safeconduct.cli.key_files import read_act
    from safeconduct.secretariat.erasing import redaction_act

    if Path(options.act).is_file():
        act = read_act(options.act)
    else:
        index = _index(options.act, log)
        act = redaction_act(log.replay.state.book.act_id(index), log.body(index))
    if act.get("type") != "body.redacted/1":
        raise Invalid([Fault(code="SC040", file=options.act, message=f"not a redaction: {act.get('type')}",
                             remedy="name a file that `safeconduct erase redact` has written")])  # fmt: skip
    _give(options, log, act)


def _index(text: str, log: "OwnLog") -> int:
    size = log.replay.size
    found = int(text) if text.isascii() and text.isdigit() and len(text) < 16 else log.reading.index_of(_digest(text))
    if found is None or found >= size:
        raise Invalid([Fault(code="SC101", message="no such act stands in the log", path="ACT",
                             remedy=f"give an index below {size}, or the 64 digits of an act id")])  # fmt: skip
    return found


def _give(options: argparse.Namespace, log: "OwnLog", act: dict[str, Any]) -> None:
    """Write the act, or sign it and append it, or sign it and write it. Raises Invalid where it could never take effect."""
    from safeconduct.bootstrap.signing import Signer
    from safeconduct.cli.key_files import write_act
    from safeconduct.record.authority import lacking
    from safeconduct.record.key_acts import parse_own

    own, state = parse_own(act), log.replay.state
    orgs = state.concerned(own)

    if options.key:
        _sign(options, log, Signer(options.key, log), act)
    elif options.out:
        write_act(options, act)
        again = f"erase order {options.folder} --act" if options.action == "order" else f"erase redact {options.folder}"
        whose = "; ".join(lacking(own, (), state.keyring, orgs))
        say(wrapped(f"It takes {whose}. Each signs with `safeconduct {again} {options.out} --key KEY` where the log is kept, or "
                    "elsewhere with `safeconduct keys sign`."))  # fmt: skip
    else:
        raise Invalid([Fault(code="SC030", message="neither a key to sign with nor a file to write was named",
                             remedy="add --key FILE, or --out FILE for others to sign")])  # fmt: skip


def _sign(options: argparse.Namespace, log: "OwnLog", signer: "Signer", act: dict[str, Any]) -> None:
    from safeconduct.cli.signed_now import append_signed, asking, now_text
    from safeconduct.record.signed_file import write_signed
    from safeconduct.store.examine import Signed

    if log.is_copy and not options.out:
        raise NotPermitted(f"{options.folder} is a copy: acts are appended where the log is kept. Nothing was signed.",
                           remedy="add --out FILE and carry the file there")  # fmt: skip
    signed = signer.sign(act, at=now_text(), ask=asking(options))
    if options.out:
        write_new_file(options.out, write_signed(signed))
        say(f"Written: {options.out}, signed by {signer.org}. It has no effect before it is in the log.")
        return
    standing = append_signed(log, signer, Signed(*signed))
    say(f"{act['type']}, signed by {signer.org}, stands at {standing.index} and is {standing.code.replace('_', ' ')}.")
    if standing.because:
        say(wrapped(standing.because, indent="  "))


# ---- carrying out ----


def _carry_out(options: argparse.Namespace, log: "OwnLog") -> None:
    from safeconduct.bootstrap.signing import Signer
    from safeconduct.secretariat.erasing import done_act
    from safeconduct.store.orders import carry_out

    signer = Signer(options.key, log) if options.key else None
    if signer is not None and signer.org not in log.genesis.holders():
        raise NotPermitted(f"{signer.org} holds no attachments, so it has nothing to report. Nothing was changed.",
                           remedy=f"holders are {', '.join(log.genesis.holders())}")  # fmt: skip
    done = carry_out(log.database, log.catch_up(), keys=log.keys_path, now=int(time.time()))
    say(f"{done.orders} order{'s' if done.orders != 1 else ''} to erase in the log. Deleted now: {done.attachments} "
        f"attachment{'s' if done.attachments != 1 else ''}, {done.bodies} bod{'ies' if done.bodies != 1 else 'y'}. "
        "Looked again: nothing of them is here.")  # fmt: skip
    if "://" in log.database.url:
        say(wrapped("PostgreSQL's own log and backups still hold the ciphertexts for a while. Their keys are gone and never were "
                    "there. For redacted bodies see the page on erasure."))  # fmt: skip
    waiting = [order for order in _orders(log, datetime.now(UTC)) if any(one.holder == _org(signer) for one in order.awaited)]
    if signer is None:
        say(wrapped("Nothing was reported. With --key, the key of a holder, each order is reported as carried out."))
    for order in waiting[: 1 if options.out else len(waiting)]:
        assert signer is not None
        _sign(options, log, signer, done_act(order.act_id, signer.org))
    if options.out and len(waiting) > 1:
        say(f"{len(waiting) - 1} more to report: do the same again when this one is in the log.")


def _org(signer: "Signer | None") -> str:
    return signer.org if signer is not None else ""


# ---- status ----


def _orders(log: "OwnLog", now: datetime) -> "tuple[Order, ...]":
    from safeconduct.secretariat.erasing import orders

    return orders(log.replay, log.signed_at, now=now)


def _status(options: argparse.Namespace, log: "OwnLog") -> None:
    from safeconduct.secretariat.erasing import ALLOWED_DAYS, redactions
    from safeconduct.store.orders import still_here

    found = _orders(log, moment(options.at, "--at") or datetime.now(UTC))
    attachments, bodies = still_here(log.database, log.replay, keys=log.keys_path)
    taken = redactions(log.replay)
    if options.format == "json":
        write_json({
            "orders": [{"index": one.index, "act": one.act_id.hex(), "attachments": len(one.att), "signed": one.since.isoformat(),
                        "done": [{"holder": holder, "index": index} for holder, index in one.done],
                        "awaited": [{"holder": each.holder, "days": each.days, "late": each.late} for each in one.awaited],
                        "here": len(attachments & set(one.att))} for one in found],
            "redactions": [{"index": one.index, "by": one.by, "here": one.index in bodies} for one in taken],
        })  # fmt: skip
        return
    if not found and not taken:
        say("The log orders nothing out.")
    for order in found:
        many = f"{len(order.att)} attachment{'s' if len(order.att) != 1 else ''}"
        say(f"Order at {order.index}, signed {clock(order.since)}: {many}.")
        say(*(f"  done      {holder}, reported at {index}" for holder, index in order.done))
        for one in order.awaited:
            say(f"  {'LATE' if one.late else 'awaited':<9} {one.holder}, {one.days} day{'s' if one.days != 1 else ''}")
        if here := len(attachments & set(order.att)):
            say(f"  ! {here} of them still here: safeconduct erase carry-out {options.folder}")
    for each in taken:
        left = f" Its bytes are still here: safeconduct erase carry-out {options.folder}" if each.index in bodies else ""
        say(f"Body at {each.index}: redacted by the act at {each.by}.{left}")
    if any(one.late for order in found for one in order.awaited):
        say(wrapped(f"Late is more than {ALLOWED_DAYS} days after the order was signed. The record sets no limit; ask the "
                    "holder."))  # fmt: skip


_RUN = {"order": _order, "redact": _redact, "carry-out": _carry_out, "status": _status}
