"""A published log without the bodies of its acts on keys, as is usual: what the list of keys and the genesis act show of it.

Every signature is checked with the key that the list has for it. Which acts registered, closed or replaced keys stands in
bodies, so the list is believed, or not; the genesis act is held against the paper.
"""

from hashlib import sha256
from typing import NamedTuple

from safeconduct.record import jsonform
from safeconduct.record.body import parse_body
from safeconduct.record.faults import Bad
from safeconduct.record.findings import Findings
from safeconduct.record.genesis import Genesis, parse_genesis
from safeconduct.record.leaf import Leaf, kid_of, parse_leaf, verify_leaf
from safeconduct.record.published import GENESIS, KEYS, POLICY, POLICY_SEALED, Listed, parse_keys
from safeconduct.record.source import Place, Source


class Beside(NamedTuple):
    """What stands beside the tree of a published log. The genesis act and the list of keys are None if not here, or wrong."""

    genesis: Genesis | None
    keys: dict[bytes, Listed] | None


def read_beside(source: Source, digest: bytes | None, findings: Findings) -> Beside:
    """Read the genesis act and the list of keys of a folder. `digest` is what the paper says."""
    genesis, keys = None, None
    try:
        data = source.file(GENESIS)
        genesis = parse_genesis(jsonform.parse(data)) if data is not None else None
        if data is None and digest is not None:
            findings.add(Bad("genesis.absent", "there is no genesis act here that could be held against the paper"), GENESIS)
    except Bad as bad:
        findings.add(bad, GENESIS)
    if genesis is not None and digest is not None and genesis.digest != digest:
        findings.add(Bad("genesis.differs", "the genesis act that lies here is another one than the one on paper",
                         expected=digest.hex(), got=genesis.digest.hex()), GENESIS)  # fmt: skip
        genesis = None
    try:
        data = source.file(KEYS)
        keys = parse_keys(data) if data is not None else None
        if keys is None:
            findings.add(Bad("keys.missing", "there is no list of keys here, and no bodies: no signature can be checked"), KEYS)
    except Bad as bad:
        findings.add(bad, KEYS)
    if genesis is not None and keys is not None:
        _compare_roots(genesis, keys, findings)
    return Beside(genesis, keys)


def _compare_roots(genesis: Genesis, keys: dict[bytes, Listed], findings: Findings) -> None:
    """Root keys of the genesis act stand in the list as they stand there."""
    for org in genesis.act.organisations:
        for public in org.roots:
            listed = keys.get(kid_of(public))
            if listed is not None and (listed.org, listed.since) != (org.id, 0):
                findings.add(Bad("keys.root", "a root key of the genesis act stands in the list as another key",
                                 expected=f"{org.id} from 0", got=f"{listed.org} from {listed.since}"), KEYS)  # fmt: skip


class ByList:
    """Reads leaves with nothing but a list of keys. `counts` has the leaves by organisation, `closed` those of closed keys."""

    def __init__(self, beside: Beside, source: Source, findings: Findings) -> None:
        self._source, self._findings = source, findings
        self.keys = dict(beside.keys or {})
        if beside.genesis is not None:
            for org in beside.genesis.act.organisations:
                for public in org.roots:
                    self.keys.setdefault(kid_of(public), Listed(public, org.id, 0, None))
        self.counts: dict[str, int] = {}
        self.closed = self.bodies = 0
        self.indexes: dict[bytes, int] = {}

    def read(self, place: Place) -> bool:
        """Check the signature of a leaf. Gives whether nothing is wrong with it; every fault is noted."""
        try:
            self._read(place)
        except Bad as bad:
            self._findings.add(bad, self._source.leaf_at(place.index))
            return False
        return True

    def _read(self, place: Place) -> None:
        leaf = parse_leaf(place.leaf)
        earlier = self.indexes.setdefault(leaf.act_id, place.index)
        if earlier != place.index:
            raise Bad("audit.leaf", f"what stands here is no act of this log: the act at {earlier} again")
        key = self.keys.get(leaf.kid)
        if key is None:
            raise Bad("keys.unlisted", "it is signed by a key that the list does not have", got=leaf.kid.hex())
        if not verify_leaf(key.public, leaf):
            raise Bad("audit.signature", "the signature is not valid under the key it names", got=leaf.kid.hex())
        if place.index < key.since:
            raise Bad("keys.early", "it is signed by a key that the list has only from a later place on",
                      expected=f"index {key.since} or later", got=leaf.kid.hex())  # fmt: skip
        if place.body is not None:
            self._read_body(place, leaf, key)
        self.closed += not key.is_open(place.index)
        self.counts[key.org] = self.counts.get(key.org, 0) + 1


    def _read_body(self, place: Place, leaf: Leaf, key: Listed) -> None:
        """Check one of the bodies that are here, with no other to compare it with than its leaf."""
        self.bodies += 1
        try:
            if sha256(place.body or b"").digest() != leaf.act_id:
                raise Bad("replay.body", "the body is not the one that was signed", expected=leaf.act_id.hex(),
                          got=sha256(place.body or b"").hexdigest())  # fmt: skip
            body = parse_body(place.body or b"")
            if (body.org, body.device) != (key.org, leaf.kid.hex()):
                raise Bad("keys.other", "the body names another organisation or key than the list has",
                          expected=f"{key.org}, {leaf.kid.hex()}", got=f"{body.org}, {body.device}")  # fmt: skip
        except Bad as bad:
            self._findings.add(bad, self._source.body_at(place.index))


def policy_notes(source: Source, genesis: Genesis) -> list[str]:
    """Say where the published policies are not those of the genesis act: an act may have set them, which cannot be seen here."""
    found = []
    for name, own in ((POLICY, genesis.act.witnessed), (POLICY_SEALED, genesis.act.sealed)):
        given = source.file(name)
        if given is not None and given != own.encode():
            found.append(f"{name}: not the policy of the genesis act. An act of the log may have set it, or somebody changed the "
                         "file; without the bodies nobody can tell. The grade is by the genesis act.")  # fmt: skip
    return found
