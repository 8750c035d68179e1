"""What everyone may know of a log, and what shows that the log names it: section 10 of `docs/spec/record.md`.

The file `projection` is named by an act. Beside it lie that act's body and its proof, which carries the leaf. Nobody needs the
rest of the log to check them.
"""

from hashlib import sha256

from safeconduct.record.body import Body, parse_body
from safeconduct.record.faults import Bad
from safeconduct.record.head import parse_checkpoint
from safeconduct.record.leaf import Leaf, parse_leaf, verify_leaf
from safeconduct.record.note import open_note
from safeconduct.record.proof import check_inclusion, parse_proof
from safeconduct.record.reading import Reading
from safeconduct.record.tree import leaf_hash

PROJECTION, ACT, PROOF = "projection", "projection.act", "projection.proof"
KIND = "projection.published/1"


def look_at_projection(reading: Reading) -> str:
    """Say what is shown of the projection that lies beside a log; empty if none does. What is wrong goes to the findings."""
    try:
        data, body, proof = (reading.source.file(name) for name in (PROJECTION, ACT, PROOF))
        if data is None:
            return ""
        if body is None or proof is None:
            return "not shown to be that of the log: the act that names it, or its proof, does not lie beside it"
        return _checked(reading, data, body, proof)
    except Bad as bad:
        reading.findings.add(bad, "" if bad.where.startswith(PROJECTION) else PROJECTION)
        return ""


def _checked(reading: Reading, data: bytes, body: bytes, file: bytes) -> str:
    try:
        proof = parse_proof(file)
        leaf = parse_leaf(proof.extra or b"")
        head = parse_checkpoint(open_note(proof.checkpoint, [reading.genesis.log] if reading.genesis else []).text)
        check_inclusion(proof, leaf_hash(proof.extra or b""), head.size, head.root)
    except Bad as bad:
        raise Bad(bad.code, bad.what, where=PROOF, expected=bad.expected, got=bad.got) from bad
    if head.size > reading.tree.size:
        return f"not looked at: its proof is for {head.size:,} acts, which is more than lies here. Fetch the folder again"
    if reading.tree.root(head.size) != head.root:
        raise Bad("projection.root", "its proof is for another history of this log", where=PROOF,
                  expected=reading.tree.root(head.size).hex(), got=head.root.hex())  # fmt: skip
    _compare(reading, leaf, data, body)
    by = _signer(reading, leaf, proof.index, parse_body(body))
    return f"the file `{PROJECTION}` is the one that the act at {proof.index:,} names, by key {leaf.kid.hex()} of {by}"


def _compare(reading: Reading, leaf: Leaf, data: bytes, body: bytes) -> None:
    if sha256(body).digest() != leaf.act_id:
        raise Bad("projection.act", "the body is not the one that was signed", where=ACT, expected=leaf.act_id.hex(),
                  got=sha256(body).hexdigest())  # fmt: skip
    act = parse_body(body).act
    if act["type"] != KIND:
        raise Bad("projection.act", "this act names no projection", where=ACT, expected=KIND, got=str(act["type"])[:64])
    if act.get("digest") != sha256(data).hexdigest():
        raise Bad("projection.digest", "this is not the file that the act of the log names", where=PROJECTION,
                  expected=str(act.get("digest"))[:64], got=sha256(data).hexdigest())  # fmt: skip


def _signer(reading: Reading, leaf: Leaf, index: int, body: Body) -> str:
    """Check the signature; give the organisation of its key. Only the operator says what everyone may know."""
    genesis = reading.genesis
    org, public, since = "", b"", 0
    if reading.replay is not None and (key := reading.replay.state.keyring.get(leaf.kid)) is not None:
        org, public, since = key.org, key.public, key.since
    elif reading.by_list is not None and (listed := reading.by_list.keys.get(leaf.kid)) is not None:
        org, public, since = listed.org, listed.public, listed.since
    if not public:
        raise Bad("keys.unlisted", "the act is signed by a key that the list does not have", where=PROOF, got=leaf.kid.hex())
    if not verify_leaf(public, leaf) or index < since:
        raise Bad("projection.signature", "the act is not signed by the key it names", where=PROOF, got=leaf.kid.hex())
    operators = {one.id for one in genesis.act.organisations if one.role == "operator"} if genesis is not None else {org}
    if body.org != org or org not in operators:
        raise Bad("projection.signer", "the act is not the operator's", where=ACT, expected=", ".join(sorted(operators)),
                  got=body.org)  # fmt: skip
    return org
