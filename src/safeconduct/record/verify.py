"""One act, checked: not yes or no, but what is shown, by what, and what is not known here. Section 13 of the specification."""

from collections.abc import Iterable
from hashlib import sha256
from typing import Any, NamedTuple

from safeconduct.record import jsonform
from safeconduct.record.audit import GRADES, Graded, grade, redactions, witnessed_at
from safeconduct.record.body import Body, parse_body
from safeconduct.record.book import REDACTED, UNSEEN
from safeconduct.record.faults import Bad
from safeconduct.record.genesis import Genesis, parse_genesis
from safeconduct.record.leaf import Leaf, parse_leaf, verify_leaf
from safeconduct.record.policy import Policy, parse_policy, weigh
from safeconduct.record.proof import check_inclusion, parse_proof
from safeconduct.record.sources import LARGEST_FILE, Source
from safeconduct.record.standing import Replay
from safeconduct.record.tree import leaf_hash

UNKNOWN = "not known here"


class Statement(NamedTuple):
    """What is shown of one act. Texts that could not be decided say so.

    `steps` are the checks in their order, each with its outcome; times are POSIX seconds, -1 where there is none.
    `not_before` is when the checkpoint that the signer had seen was cosigned, `not_after` when the first that covers the act was.
    """

    act: str
    kind: str
    org: str
    index: int
    size: int
    signer: str
    key_status: str
    standing: str
    because: str
    grade: str
    cosigners: tuple[str, ...]
    missing: tuple[str, ...]
    claimed: str
    not_before: int
    not_after: int
    body: str
    checkpoint_age: int
    steps: tuple[str, ...]

    def as_data(self) -> dict[str, Any]:
        """Give the statement as plain data."""
        return self._asdict()


def find(source: Source, asked: str) -> int:
    """Give the index of an act by its index or by (the beginning of) its id. Raises Bad where there is none, or several."""
    if asked.isdecimal() and len(asked) < 12:
        if int(asked) < source.size():
            return int(asked)
        raise Bad("verify.index", "the log does not reach as far", expected=f"below {source.size()}", got=asked)
    found = [place.index for place in source.places() if place.leaf[48:80].hex().startswith(asked.lower())]
    if len(found) != 1:
        raise Bad("verify.act", f"{len(found) or 'no'} acts of this log have an id that begins so", got=asked[:80])
    return found[0]


def verify_act(source: Source, index: int, digest: bytes | None, *, now: int) -> Statement:
    """Check one act of a log with all that came before and after it. Raises Bad where the log itself is not sound there."""
    steps: list[str] = []
    replay, body, leaf = _replayed(source, index, digest)
    genesis = replay.genesis
    assert genesis is not None
    paper = "given by the reader" if digest is not None else "taken from the log itself: compare it with the paper"
    steps.append(f"genesis act {genesis.digest.hex()}, {paper}")
    standing, signed = replay.standing(index), parse_leaf(leaf)
    key = replay.state.keyring.get(signed.kid)
    status = replay.state.keyring.status_at(signed.kid, index, replay.state.book.seq(index)).code if key else "unknown"
    steps.append(f"signature of key {signed.kid.hex()} over the act id: valid; the key is {status} at index {index}")
    here = {REDACTED: "redacted", UNSEEN: "missing"}.get(standing.code, "present" if body else "missing")
    if body is None and here == "present":
        here = "missing"
    graded = _grades(source, genesis, replay, now)
    covering = [one for one in graded if one.size > index]
    best = max(covering, key=lambda one: (GRADES.index(one.grade), -one.size), default=None)
    steps.append(f"checkpoint of size {best.size}: {best.grade}" if best else "no checkpoint covers the act yet")
    seen = body.seen_size if body else -1
    return _statement(signed, body, here, index, source.size(), key.org if key else "", status, standing.code, standing.because,
                      best, _first_time(covering), _time_of(graded, seen), now, steps)  # fmt: skip


def verify_proof(data: bytes, *, policy: Policy, sealed: Policy | None = None, body: bytes | None = None,
                 public: bytes | None = None, now: int) -> Statement:  # fmt: skip
    """Check a proof file alone. Raises Bad where it does not hold.

    `public` is the signer's key if the reader has it; without the log, whether the key was still valid is not known here.
    """
    steps: list[str] = []
    proof = parse_proof(data)
    if proof.extra is None:
        raise Bad("verify.leaf", "the proof carries no leaf, so it is not known what it is about", where="extra")
    signed = parse_leaf(proof.extra)
    weighed = weigh(proof.checkpoint, policy, now=now)
    steps.append(f"checkpoint of size {weighed.checkpoint.size} signed by {weighed.log.name}: valid")
    check_inclusion(proof, leaf_hash(proof.extra), weighed.checkpoint.size, weighed.checkpoint.root)
    steps.append(f"the leaf stands at index {proof.index} of {weighed.checkpoint.size}: shown by {len(proof.path)} hashes")
    if public is None:
        steps.append("signature of the act: not checked, the key was not given")
    elif not verify_leaf(public, signed):
        raise Bad("verify.signature", "the signature is not that of the key", where=f"key {signed.kid.hex()}")
    else:
        steps.append(f"signature of key {signed.kid.hex()} over the act id: valid")
    told = None
    if body is not None:
        if sha256(body).digest() != signed.act_id:
            raise Bad("verify.body", "the body is not the one that was signed", expected=signed.act_id.hex(),
                      got=sha256(body).hexdigest())  # fmt: skip
        told = parse_body(body)
        steps.append("the body is the one that was signed")
    both = weigh(proof.checkpoint, sealed, now=now) if sealed is not None else None
    word = "recorded"
    if weighed.satisfied and policy.asked():
        word = "sealed" if both is not None and both.satisfied and sealed is not None and sealed.asked() else "witnessed"
    cosigned = {one.name: one for one in (*weighed.cosigned, *(both.cosigned if both else ()))}
    graded = Graded(weighed.checkpoint.size, word, tuple(cosigned.values()), weighed.missing,
                    witnessed_at(weighed.cosigned, policy))  # fmt: skip
    return _statement(signed, told, "present" if told else UNKNOWN, proof.index, weighed.checkpoint.size,
                      told.org if told else UNKNOWN, UNKNOWN, UNKNOWN, "a single proof does not show what came before and after",
                      graded, graded.witnessed_at, -1, now, steps)  # fmt: skip


def _replayed(source: Source, index: int, digest: bytes | None) -> tuple[Replay, Body | None, bytes]:
    gone, replay, body, leaf = redactions(source), None, None, b""
    for place in source.places():
        if replay is None:
            if place.body is None:
                raise Bad("genesis.missing", "the body of the first act is not here; without it no signature can be checked")
            replay = Replay(digest or parse_genesis(parse_body(place.body).act).digest)
        replay.apply(place.index, place.leaf, place.body, redacted=gone.get(place.leaf[48:80]) if place.body is None else None)
        if place.index == index:
            leaf, body = place.leaf, parse_body(place.body) if place.body is not None else None
    if replay is None or not leaf:
        raise Bad("verify.index", "the log does not reach as far", got=str(index))
    return replay, body, leaf


def _grades(source: Source, genesis: Genesis, replay: Replay, now: int) -> list[Graded]:
    found = []
    for _, note in source.notes():
        size = weigh(note, Policy((), (), (), "none"), now=now, log=genesis.log).checkpoint.size
        policies = replay.state.keyring.policies_at(size)
        witnessed, sealed = parse_policy(policies.witnessed.encode()), parse_policy(policies.sealed.encode())
        found.append(grade(note, witnessed, sealed, genesis, now=now))
    return found


def _first_time(graded: Iterable[Graded]) -> int:
    """Give when the first checkpoint was witnessed."""
    return min((each.witnessed_at for each in graded if each.witnessed_at >= 0), default=-1)


def _time_of(graded: Iterable[Graded], size: int) -> int:
    times = [min(one.at for one in each.cosigned) for each in graded if each.size == size and each.cosigned]
    return min(times, default=-1)


def _statement(leaf: Leaf, body: Body | None, here: str, index: int, size: int, org: str, status: str, standing: str,
               because: str, best: Graded | None, not_after: int, not_before: int, now: int,
               steps: list[str]) -> Statement:  # fmt: skip
    newest = max((one.at for one in best.cosigned), default=-1) if best else -1
    return Statement(
        leaf.act_id.hex(), str(body.act["type"]) if body else UNKNOWN, org, index, size, leaf.kid.hex(), status, standing,
        because,
        best.grade if best else "recorded, no checkpoint yet", tuple(one.name for one in best.cosigned) if best else (),
        best.missing if best else (), body.at if body else "", not_before, not_after, here, now - newest if newest >= 0 else -1,
        tuple(steps),
    )  # fmt: skip


def keys_of(data: bytes) -> dict[bytes, bytes]:
    """Read the published list of keys: public keys by id. Raises Bad."""
    found = {}
    for entry in jsonform.parse(data, most=LARGEST_FILE).get("keys", ()):
        public = bytes.fromhex(entry["public"])
        found[bytes.fromhex(entry["kid"])] = public
    return found
