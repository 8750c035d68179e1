"""One act, checked by a proof file alone. It shows that the act stands in the log, and not what came before and after it."""

from hashlib import sha256

from safeconduct.record.body import parse_body
from safeconduct.record.faults import Bad
from safeconduct.record.genesis import Genesis
from safeconduct.record.grading import grade
from safeconduct.record.leaf import Leaf, parse_leaf, verify_leaf
from safeconduct.record.policy import Policy, weigh
from safeconduct.record.proof import check_inclusion, parse_proof
from safeconduct.record.published import Listed
from safeconduct.record.statement import UNKNOWN, Statement, grade_step, graded_as, told_by
from safeconduct.record.tree import leaf_hash


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
    steps.append(grade_step(graded))
    enough = weighed.satisfied
    if not enough:
        steps.append("TOO FEW have cosigned for this policy: others may have been shown another log")
    return graded_as(found, graded, now)._replace(not_after=graded.witnessed_at, shown=enough and checked, steps=tuple(steps))


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
    if listed is not None:
        steps.append(f"that key at index {found.index}: {listed.at(found.index)}, by the list")
    return found._replace(organisation=org, listed=listed.at(found.index) if listed is not None else UNKNOWN), True


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
    return told_by(found, body)._replace(seen_size=body.seen_size)
