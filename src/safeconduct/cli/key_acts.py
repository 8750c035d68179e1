"""`safeconduct keys`: the acts on keys, policies, gaps, conflicts and bodies, each made as a file to sign.

Nothing takes effect here. What can be looked up in the log is looked up, not typed.
"""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from safeconduct.cli import key_files as files
from safeconduct.cli.from_record import read_file, record_faults, write_new_file
from safeconduct.cli.known_log import add_log_argument, index_of, read_log, whole
from safeconduct.cli.output import say, wrapped
from safeconduct.kernel.errors import Fault, Invalid
from safeconduct.record.key_acts import REASONS, parse_own

if TYPE_CHECKING:
    from safeconduct.record.genesis import Genesis
    from safeconduct.record.keyring import Keyring

PROOF = ("org", "origin", "proof", "public", "role")
NONE = "none"


def add_arguments(made: dict[str, argparse.ArgumentParser]) -> None:
    """Add the words of each action."""
    register = made["register"]
    register.add_argument("file", metavar="FILE", help="the new key")
    for option, what in (("from", "when its window begins, as 2026-11-23T00:00:00+02:00"),
                         ("until", "when it ends; at most 90 days later for an officer")):  # fmt: skip
        register.add_argument(f"--{option}", dest=f"{option}_", required=True, metavar="TIME", help=what)
    register.add_argument("--type", dest="types", action="append", default=[], metavar="TYPE",
                          help="a type it may sign, such as weapon.*; may be given again; all if not given")  # fmt: skip
    register.add_argument("--post", dest="posts", action="append", default=[], metavar="POST",
                          help="a post it may act for; may be given again; all if not given")  # fmt: skip
    register.add_argument("--place", dest="places", action="append", default=[], metavar="PLACE",
                          help="a place it is for; may be given again; all if not given")  # fmt: skip
    register.add_argument("--delegates", action="store_true", help="it may register and end officers and devices")
    for name in ("revoke", "compromised"):
        made[name].add_argument("--kid", required=True, metavar="ID",
                                help="the id of the key, 16 digits, or the file of the act that registers it")  # fmt: skip
        made[name].add_argument("--last-good", required=True, type=int, metavar="N",
                                help="the number of its last good act; -1 for none")  # fmt: skip
    made["revoke"].add_argument("--reason", required=True, choices=REASONS, help="why")
    made["prove"].add_argument("file", metavar="FILE", help="the new root key")
    for name in ("renew", "recover"):
        made[name].add_argument("proofs", nargs=3, metavar="PROOF", help="three files that `keys prove` has written")
    for name in ("witnessed", "sealed"):
        made["policy"].add_argument(f"--{name}", required=True, metavar="FILE", help=f"the policy of the grade {name}")
    made["gap"].add_argument("kid", metavar="ID", help="the id of the key whose numbers are missing")
    made["resolve"].add_argument("acts", nargs="+", metavar="ACT", help="each act: its index, or how its id begins")
    made["resolve"].add_argument("--stands", required=True, metavar="ACT", help=f"the one that stands, or `{NONE}`")
    made["redact"].add_argument("act", metavar="ACT", help="the act: its index, or how its id begins")
    for name in ("gap", "resolve", "redact"):
        add_log_argument(made[name], required=True)


# ---- keys ----


def register(options: argparse.Namespace) -> None:
    """Make the act that registers a key, with the proof of whoever holds it."""
    from safeconduct.record import key_acts
    from safeconduct.record.authority import prove

    genesis, file = files.read_genesis(options.genesis), files.key_file(options.file)
    scope = {"delegates": options.delegates, "posts": options.posts, "types": options.types, "from": options.from_,
             "until": options.until_, **({"places": options.places} if options.places else {})}  # fmt: skip
    act = {"type": "key.registered/1", "org": file.org, "public": file.public.hex(), "role": file.role, "scope": scope,
           "proof": "00" * 64}  # fmt: skip
    key_acts.parse_own(act)
    files.refuse_unknown(genesis, file.org)
    seed = files.open_seed(options, file)
    act["proof"] = prove(seed, origin=genesis.act.origin, org=file.org, role=file.role).hex()
    files.write_act(options, act)
    whose = f"two root keys of {file.org}"
    if file.role in key_acts.SIGNING_ROLES and not options.delegates:
        whose += ", or one officer of it that delegates"
    files.say_who_signs(options, whose)


def revoke(options: argparse.Namespace) -> None:
    """Make the act that ends a key for what comes."""
    act = {"type": "key.revoked/1", "kid": _kid(options.kid), "last_good": options.last_good, "reason": options.reason}
    files.write_act(options, act)
    say(wrapped(f"What the log has of this key already stays. What arrives later counts up to number {options.last_good}. "
                "If somebody else may hold the key, use `keys compromised`."))  # fmt: skip
    files.say_who_signs(options, "two root keys of its organisation, or one officer of it that delegates")


def compromised(options: argparse.Namespace) -> None:
    """Make the act that says somebody else may hold a key."""
    files.write_act(options, {"type": "key.compromised/1", "kid": _kid(options.kid), "last_good": options.last_good})
    what = "All that this key signed" if options.last_good < 0 else f"What this key signed after number {options.last_good}"
    say(wrapped("Once one officer has signed, all of this key that arrives later has no effect, until another officer of its "
                f"organisation signs the same. {what} and the log has already loses its effect only when a second officer signs "
                "this, too, and neither of the two has registered the other alone."))  # fmt: skip
    files.say_who_signs(options, "one officer of its organisation and then a second one, or two root keys (for a root key: the "
                        "two others)")  # fmt: skip


def _kid(text: str) -> str:
    """Give the id of a key as it was typed, or from the act that registers it."""
    from safeconduct.record.leaf import kid_of

    if not Path(text).is_file():
        return text
    act = files.read_act(text)
    if act.get("type") != "key.registered/1":
        raise Invalid([Fault(code="SC040", file=text, message="not the act that registers a key",
                             remedy="name what `safeconduct keys register` has written, or type the 16 digits")])  # fmt: skip
    with record_faults(text):
        return kid_of(parse_own(act).public).hex()


# ---- root keys ----


def prove(options: argparse.Namespace) -> None:
    """Write the proof that somebody holds a new root key, so that the three never have to lie on one machine."""
    from safeconduct.record import authority, jsonform

    genesis, file = files.read_genesis(options.genesis), files.key_file(options.file)
    files.refuse_unknown(genesis, file.org)
    if file.role != "root":
        raise Invalid([Fault(code="SC040", file=options.file, message=f"a {file.role} key, not a root key",
                             remedy="other keys prove themselves in `safeconduct keys register`")])  # fmt: skip
    seed = files.open_seed(options, file)
    proof = authority.prove(seed, origin=genesis.act.origin, org=file.org, role="root").hex()
    write_new_file(options.out, jsonform.write({"org": file.org, "origin": genesis.act.origin, "proof": proof,
                                                "public": file.public.hex(), "role": "root"}) + b"\n")  # fmt: skip
    say(f"Written: {options.out}. The private key is not in it.", "",
        wrapped("Next: bring the proofs of all three new root keys together and make the act with `safeconduct keys renew`, or "
                "with `safeconduct keys recover` where the old root keys are lost."))  # fmt: skip


def renew(options: argparse.Namespace) -> None:
    """Make the act that gives an organisation three new root keys, by two of its old ones."""
    _write_roots(options, "roots.replaced/1")


def recover(options: argparse.Namespace) -> None:
    """Make the act that gives an organisation three new root keys, by the other parties and two guarantors."""
    _write_roots(options, "roots.recovered/1")


def _write_roots(options: argparse.Namespace, kind: str) -> None:
    genesis = files.read_genesis(options.genesis)
    proofs = [_read_proof(path, genesis) for path in options.proofs]
    orgs = list(dict.fromkeys(one["org"] for one in proofs))
    if len(orgs) != 1:
        raise Invalid([Fault(code="SC040", message=f"the proofs are of different organisations: {', '.join(orgs)}",
                             remedy="name three proofs of one organisation")])  # fmt: skip
    act = {"type": kind, "org": orgs[0], "roots": [one["public"] for one in proofs], "proofs": [one["proof"] for one in proofs]}
    _write_checked(options, act, genesis.keyring())
    say(wrapped(f"With it the old root keys of {orgs[0]} are revoked. What they have done stays."))


def _read_proof(path: str, genesis: "Genesis") -> dict[str, Any]:
    found = files.read_act(path)
    if tuple(found) != PROOF or not all(isinstance(value, str) for value in found.values()):
        raise Invalid([Fault(code="SC040", file=path, message="not the proof of a new root key",
                             remedy="name a file that `safeconduct keys prove` has written")])  # fmt: skip
    if found["origin"] != genesis.act.origin:
        raise Invalid([Fault(code="SC040", file=path, message=f"a proof for another record: {found['origin'][:100]}",
                             remedy=f"make it again with the first act of {genesis.act.origin}")])  # fmt: skip
    return found


# ---- policies, gaps, conflicts, bodies ----


def policy(options: argparse.Namespace) -> None:
    """Make the act that sets both policies."""
    genesis = files.read_genesis(options.genesis)
    texts = {name: _text(getattr(options, name)) for name in ("witnessed", "sealed")}
    _write_checked(options, {"type": "policy.set/1", **texts}, genesis.keyring())
    say(wrapped("It holds for checkpoints that cover the act. Older checkpoints keep their grade."))


def _text(path: str) -> str:
    try:
        return read_file(path).decode("ascii")
    except UnicodeDecodeError as error:
        raise Invalid([Fault(code="SC010", file=path, message="not ASCII text",
                             remedy="write the policy as `safeconduct verify` reads it: lines of log, witness, group, quorum"
                             )]) from error  # fmt: skip


def gap(options: argparse.Namespace) -> None:
    """Make the act that stops waiting for the missing numbers of a key."""
    genesis = files.read_genesis(options.genesis)
    replay = whole(read_log(options.log, genesis), options.log)
    found = {key.kid.hex(): (key, first, last, waiting) for key, first, last, waiting in replay.gaps()}
    if options.kid not in found:
        said = f"no act of the key {options.kid!r} waits for a missing number"
        raise Invalid([Fault(code="SC040", file=options.log, message=said,
                             remedy=f"keys with a gap: {', '.join(found) or 'none'}")])  # fmt: skip
    key, first, last, waiting = found[options.kid]
    say(wrapped(f"Key {options.kid} of {key.org}: the numbers {first} to {last} are missing. {len(waiting)} of its acts in the "
                "log wait for them. Whatever of these numbers arrives later will be disputed."))  # fmt: skip
    act = {"type": "gap.accepted/1", "kid": options.kid, "first": first, "last": last}
    _write_checked(options, act, replay.state.keyring)


def resolve(options: argparse.Namespace) -> None:
    """Make the joint act that decides which of several acts stands."""
    genesis = files.read_genesis(options.genesis)
    log = read_log(options.log, genesis)
    replay = whole(log, options.log)
    ids = {index: replay.state.book.act_id(index).hex() for index in (index_of(log, one, options.log) for one in options.acts)}
    stands = "" if options.stands == NONE else replay.state.book.act_id(index_of(log, options.stands, options.log)).hex()
    act = {"type": "conflict.resolved/1", "between": list(ids.values()), "stands": stands}
    _write_checked(options, act, replay.state.keyring, concerned=replay.state.concerned)


def redact(options: argparse.Namespace) -> None:
    """Make the act after which the bytes of a body are deleted."""
    from safeconduct.record.body import parse_body

    genesis = files.read_genesis(options.genesis)
    log = read_log(options.log, genesis)
    replay = whole(log, options.log)
    place = next(log.source.places(index_of(log, options.act, options.log)))
    if place.body is None:
        raise Invalid([Fault(code="SC040", file=options.log, message="the body of this act is not here",
                             remedy="make the act where the body is, or accept that it is gone already")])  # fmt: skip
    body = parse_body(place.body)
    act = {"type": "body.redacted/1", "act": replay.state.book.act_id(place.index).hex(), "org": body.org, "device": body.device,
           "seq": body.seq, "prev": body.prev, "att": [one.c.hex() for one in body.att]}  # fmt: skip
    _write_checked(options, act, replay.state.keyring, concerned=replay.state.concerned)
    say(wrapped(f"This takes out what {body.org} signed at {body.at}: {body.act['type']}. Its place and its signature stay, and "
                "every proof stays valid. What it did is told no longer. Nobody can bring it back."))  # fmt: skip


def _write_checked(options: argparse.Namespace, act: dict[str, Any], keyring: "Keyring", concerned: Any = None) -> None:
    """Write an act that could take effect as things stand, and say whose signatures it takes."""
    from safeconduct.record import authority, key_acts

    with record_faults(options.out, remedy="nothing was written; make it with what the log has now"):
        own = key_acts.parse_own(act)
        authority.refuse(own, keyring)
        orgs = concerned(own) if concerned else frozenset()
    files.write_act(options, act)
    files.say_who_signs(options, "; ".join(authority.lacking(own, (), keyring, orgs)))
