"""One act, checked: not yes or no, but what is shown, by what, and what is not known here. Section 13 of the specification.

An act is stated from a log that was read from end to end, or from a proof file alone. A proof shows that the act stands in
the log; what came before and after it, and so whether its key was still good, only the log shows.
"""

from hashlib import sha256
from typing import Any, NamedTuple

from safeconduct.record.audit import Checked, check
from safeconduct.record.body import Body, parse_body
from safeconduct.record.book import NOT_AN_ACT, OUT_OF_SCOPE, REDACTED
from safeconduct.record.faults import Bad
from safeconduct.record.genesis import Genesis
from safeconduct.record.grading import NONE, Graded, grade
from safeconduct.record.keyring import Key, Keyring
from safeconduct.record.leaf import Leaf, parse_leaf, verify_leaf
from safeconduct.record.policy import Policy, weigh
from safeconduct.record.proof import check_inclusion, parse_proof
from safeconduct.record.published import Listed
from safeconduct.record.source import Source
from safeconduct.record.tree import leaf_hash

UNKNOWN = "not known here"


class Statement(NamedTuple):
    """What is shown of one act. What could not be decided says `not known here`; times are POSIX seconds, -1 where there is none.

    `not_before` is the earliest time at which a cosigner held the checkpoint that the signer names as seen. What is proved is
    the order, if `seen_fits`: the act was signed after the log had `seen_size` acts. `not_after` is when the witnesses that the
    policy asks for had cosigned, by their own clocks: the act existed then if at least one of them told the right time.
    `steps` are the checks in their order, each with its outcome. `shown` is false where a proof has too few cosignatures, or
    a signature is missing.
    """

    act: str
    kind: str = UNKNOWN
    org: str = UNKNOWN
    index: int = -1
    size: int = -1
    signer: str = ""
    key_status: str = UNKNOWN
    standing: str = UNKNOWN
    because: str = ""
    grade: str = NONE
    cosigners: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    claimed: str = ""
    not_before: int = -1
    not_after: int = -1
    body: str = UNKNOWN
    checkpoint_age: int = -1
    steps: tuple[str, ...] = ()
    organisation: str = UNKNOWN
    seen_size: int = -1
    seen_fits: bool = False
    origin: str = ""
    training: bool = False
    shown: bool = True

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
    """Check one act of a log with all that came before and after it. Raises Bad with the first fault of an unsound log."""
    checked = check(source, digest, now=now)
    if not checked.audit.sound:
        raise checked.audit.faults[0]
    return state_act(checked, index, now=now)


def state_act(checked: Checked, index: int, *, now: int) -> Statement:
    """State one act of a log that was read and found sound. Raises Bad where the log does not reach as far."""
    reading, audit = checked.reading, checked.audit
    if not 0 <= index < audit.size:
        raise Bad("verify.index", "the log does not reach as far", expected=f"below {audit.size}", got=str(index))
    place = next(reading.source.places(index))
    leaf = parse_leaf(place.leaf)
    found = Statement(leaf.act_id.hex(), index=index, size=audit.size, signer=leaf.kid.hex(), origin=audit.origin,
                      training=audit.training)  # fmt: skip
    steps = [_trust_step(audit.digest, audit.on_paper, audit.by_list)]
    body = parse_body(place.body) if place.body is not None else None
    if reading.replay is not None:
        found = _by_replay(found, reading.replay.state.keyring, checked, body, steps)
    elif reading.by_list is not None:
        found = _by_list(found, reading.by_list.keys[leaf.kid], steps)
    found = _covered(found, checked, steps, now)
    if body is not None:
        fits = checked.reading.had(body.seen_size, body.seen_root, before=index)
        found = _told(found, body)._replace(seen_size=body.seen_size, seen_fits=fits)
        found = found._replace(not_before=_not_before(body, fits, checked, steps))
    return found._replace(steps=tuple(steps))


def _trust_step(digest: bytes, on_paper: bool, by_list: bool) -> str:
    if not digest:
        return "no genesis act was given and none lies here: whose log this is is not shown"
    source = "as the reader gave it" if on_paper else "TAKEN FROM THE LOG ITSELF, to be compared with the paper"
    word = "; which keys came and went since is the word of the published list, for the bodies are not here" if by_list else ""
    return f"genesis act {digest.hex()}, {source}{word}"


def _by_replay(found: Statement, keyring: Keyring, checked: Checked, body: Body | None, steps: list[str]) -> Statement:
    """Say what the whole log shows: the key, the standing, the body."""
    replay = checked.reading.replay
    assert replay is not None
    standing, book, index = replay.standing(found.index), replay.state.book, found.index
    key = keyring.get(bytes.fromhex(found.signer))
    if standing.code == NOT_AN_ACT or key is None:
        steps.append(f"signature: not that of a key that the log knows: {standing.because}")
        return found._replace(standing=NOT_AN_ACT, because=standing.because, key_status="unknown", shown=False)
    status = _key_status(key, keyring, index, book.seq(index), standing.code)
    steps.append(f"signature of key {found.signer}, registered for {key.org}, over the act id: valid")
    steps.append(f"that key at index {index}: {status}")
    here = "present" if body is not None else "missing"
    if standing.code == REDACTED:
        by = standing.refs[0] if standing.refs else -1
        here = f"redacted by the act at {by}, {book.act_id(by).hex()}" if by >= 0 else "redacted"
    return found._replace(organisation=key.org, org=key.org, key_status=status, standing=standing.code,
                          because=standing.because, body=here)  # fmt: skip


def _key_status(key: Key, keyring: Keyring, index: int, seq: int, standing: str) -> str:
    """Say how a key stood. Without the body the number of the act is not known, and a closed key may have been good for it."""
    closed = [one for one in (key.compromised, key.suspended) if one is not None]
    closed += [key.revoked] if key.revoked is not None and index >= key.revoked.index else []
    if seq < 0 and closed and not (key.compromised is not None and index >= key.compromised.index):
        return UNKNOWN
    code = keyring.status_at(key.kid, index, seq).code
    return OUT_OF_SCOPE if code == "valid" and standing == OUT_OF_SCOPE else code


def _by_list(found: Statement, key: Listed, steps: list[str]) -> Statement:
    """Say what a list of keys shows: the signature, and whether the list has the key as open."""
    steps.append(f"signature of key {found.signer}, listed for {key.org}, over the act id: valid")
    is_open = key.is_open(found.index)
    steps.append(f"that key at index {found.index}: {'open' if is_open else f'closed from {key.until} on'}, by the list")
    return found._replace(
        organisation=key.org, body="missing", because="without the bodies of the whole log the acts on keys cannot be read",
    )  # fmt: skip


def _covered(found: Statement, checked: Checked, steps: list[str], now: int) -> Statement:
    """Say which checkpoint covers an act, and how much stands behind it."""
    covering = [one for one in checked.trees.graded if one.size > found.index]
    steps.append(f"leaf {found.index} of {found.size}: in the tree whose root every checkpoint was compared with")
    best = max(covering, key=lambda one: (one.rank[0], -one.size), default=None)
    if best is None:
        steps.append("no checkpoint covers the act: the log has not signed for it yet")
        return found
    first = min((one.witnessed_at for one in covering if one.witnessed_at >= 0), default=-1)
    steps.append(_grade_step(best))
    return _graded(found, best, now)._replace(not_after=first)


def _grade_step(best: Graded) -> str:
    lacking = f"; not cosigned by {', '.join(best.missing)}" if best.missing else ""
    return f"checkpoint of size {best.size}, signed by the log: {best.grade}{lacking}"


def _graded(found: Statement, graded: Graded, now: int) -> Statement:
    newest = max((one.at for one in graded.cosigned), default=-1)
    return found._replace(grade=graded.grade, cosigners=tuple(one.name for one in graded.cosigned), missing=graded.missing,
                          checkpoint_age=max(0, now - newest) if newest >= 0 else -1)  # fmt: skip


def _told(found: Statement, body: Body) -> Statement:
    return found._replace(kind=str(body.act["type"]), org=body.org, claimed=body.at, body="present")


def _not_before(body: Body, fits: bool, checked: Checked, steps: list[str]) -> int:
    """Give when the checkpoint that the signer had seen was first cosigned, if that checkpoint was ever one of this log."""
    size = body.seen_size
    if size == 0:
        steps.append("its signer had seen no checkpoint: nothing shows that it was not signed earlier")
        return -1
    if not fits:
        steps.append(f"its signer names a checkpoint of {size} acts that THIS LOG NEVER HAD: shown another log, or made up")
        return -1
    steps.append(f"it was signed after the log had {size} acts: it names the root of these")
    times = [one.at for each in checked.trees.graded if each.size == size for one in each.cosigned]
    return min(times, default=-1)


def verify_proof(data: bytes, *, policy: Policy, sealed: Policy | None = None, body: bytes | None = None,
                 genesis: Genesis | None = None, keys: dict[bytes, Listed] | None = None, now: int) -> Statement:  # fmt: skip
    """Check a proof file alone. Raises Bad where it does not hold.

    `keys` is the published list, if the reader has it. Without the log, whether the key was still good is not known here.
    `shown` is false where the cosignatures are too few for the policy, or the signature could not be checked.
    """
    proof = parse_proof(data)
    if proof.extra is None:
        raise Bad("verify.leaf", "the proof carries no leaf, so it is not known what it is about", where="extra")
    leaf, steps = parse_leaf(proof.extra), list[str]()
    if genesis is not None:
        steps.append(f"genesis act {genesis.digest.hex()}, from the file that the reader gave")
    log = genesis.log if genesis is not None else None
    weighed = weigh(proof.checkpoint, policy, now=now, log=log)
    head = weighed.checkpoint
    steps.append(f"checkpoint of size {head.size}, signed by {weighed.log.name}")
    check_inclusion(proof, leaf_hash(proof.extra), head.size, head.root)
    steps.append(f"the leaf stands at index {proof.index} of {head.size}: {len(proof.path)} hashes lead to the signed root")
    found = Statement(leaf.act_id.hex(), index=proof.index, size=head.size, signer=leaf.kid.hex(), origin=head.origin,
                      because="a single proof does not show what came before and after",
                      training=bool(genesis and genesis.act.training))  # fmt: skip
    found, checked = _proof_signature(found, leaf, genesis, keys, steps)
    if body is not None:
        found = _proof_body(found, leaf, body, head.origin, steps)
    graded = grade(proof.checkpoint, policy, sealed, now=now, log=log)
    steps.append(_grade_step(graded))
    enough = weighed.satisfied
    if not enough:
        steps.append("TOO FEW have cosigned for this policy: others may have been shown another log")
    return _graded(found, graded, now)._replace(not_after=graded.witnessed_at, shown=enough and checked, steps=tuple(steps))


def _proof_signature(found: Statement, leaf: Leaf, genesis: Genesis | None, keys: dict[bytes, Listed] | None,
                     steps: list[str]) -> tuple[Statement, bool]:  # fmt: skip
    """Check the signature of the leaf with a root key of the genesis act, or with the list. Raises Bad where it does not fit."""
    root = genesis.keyring().get(leaf.kid) if genesis is not None else None
    listed = (keys or {}).get(leaf.kid)
    if root is None and listed is None:
        steps.append(f"signature of the act: NOT CHECKED, no list of keys with {leaf.kid.hex()} was given")
        return found, False
    public, org = (root.public, root.org) if root is not None else (listed.public, listed.org) if listed else (b"", "")
    if not verify_leaf(public, leaf):
        raise Bad("verify.signature", "the signature is not that of the key", where=f"key {leaf.kid.hex()}")
    steps.append(f"signature of key {leaf.kid.hex()}, listed for {org}, over the act id: valid")
    if listed is not None and found.index < listed.since:
        raise Bad("keys.early", "it is signed by a key that the list has only from a later place on",
                  where=f"index {found.index}", expected=f"index {listed.since} or later")  # fmt: skip
    if listed is not None and not listed.is_open(found.index):
        steps.append(f"that key at index {found.index}: closed from {listed.until} on, by the list")
    return found._replace(organisation=org), True


def _proof_body(found: Statement, leaf: Leaf, data: bytes, origin: str, steps: list[str]) -> Statement:
    if sha256(data).digest() != leaf.act_id:
        raise Bad("verify.body", "the body is not the one that was signed", expected=leaf.act_id.hex(),
                  got=sha256(data).hexdigest())  # fmt: skip
    body = parse_body(data)
    for where, said, true in (("log", body.log, origin), ("device", body.device, leaf.kid.hex()),
                              ("org", body.org, found.organisation)):  # fmt: skip
        if said != true and true != UNKNOWN:
            what = "the body says something else than leaf, key or checkpoint"
            raise Bad("verify.body", what, where=where, expected=true, got=said)
    if body.seen_size > found.index:
        raise Bad("verify.seen", "the body says it had seen a log in which it stands itself", where="seen/size",
                  expected=f"at most {found.index}", got=str(body.seen_size))  # fmt: skip
    steps.append("the body is the one that was signed")
    if body.seen_size:
        steps.append(f"it says its signer had seen the log with {body.seen_size} acts: not compared, that takes the log")
    return _told(found, body)._replace(seen_size=body.seen_size)
