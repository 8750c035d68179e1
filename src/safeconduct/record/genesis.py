"""The act a log begins with: is it sound, and what has a reader who holds its digest on paper to know of it?

Who has signed it is a matter of the log; see `standing`.
"""

from collections.abc import Iterator
from typing import Any, NamedTuple

from safeconduct.record.authority import GUARANTORS, read_policy, refuse_key
from safeconduct.record.body import matter
from safeconduct.record.faults import Bad
from safeconduct.record.key_acts import GenesisSigned, Organisation, parse_own
from safeconduct.record.keyring import Keyring
from safeconduct.record.leaf import kid_of
from safeconduct.record.policy import Policy
from safeconduct.record.vkey import NOTE, Verifier, parse_vkey

PARTIES = 2
"""The fewest parties a record can have."""

KIND = "genesis.signed/1"


class Genesis(NamedTuple):
    """A sound genesis act, its matter (the digest on paper), and what its texts say."""

    act: GenesisSigned
    digest: bytes
    log: Verifier
    witnessed: Policy
    sealed: Policy

    def keyring(self) -> Keyring:
        """Give the keys the log begins with."""
        return Keyring(self.act)

    def of_role(self, role: str) -> tuple[Organisation, ...]:
        """Give the organisations with a role."""
        return tuple(org for org in self.act.organisations if org.role == role)

    def holders(self) -> tuple[str, ...]:
        """Give who holds attachments, and so has to erase them: the operator and one guarantor."""
        return (*(org.id for org in self.of_role("operator")), self.act.attachments)


def parse_genesis(act: dict[str, Any]) -> Genesis:
    """Read a genesis act and check everything that can be checked without its signatures. Raises Bad with the place."""
    own = parse_own(act)
    if not isinstance(own, GenesisSigned):
        raise Bad("genesis.type", "not a genesis act", where="type", expected=KIND, got=str(act.get("type"))[:80])
    roles = {org.id: org.role for org in own.organisations}
    parties = [org for org, role in roles.items() if role == "party"]
    if len(parties) < PARTIES:
        expected = f"at least {PARTIES}"
        raise Bad("genesis.parties", "too few parties", where="organisations", expected=expected, got=str(len(parties)))
    if roles.get(own.attachments) != "guarantor":
        guarantors = ", ".join(org for org, role in roles.items() if role == "guarantor") or "a guarantor"
        raise Bad("genesis.attachments", "attachments are held by the operator and one guarantor", where="attachments",
                  expected=guarantors, got=own.attachments)  # fmt: skip
    log = parse_vkey(own.log, "log")
    if log.kind != NOTE or log.name != own.origin:
        raise Bad("genesis.log", "the log's key signs notes under the origin of the log", where="log",
                  expected=f"kind {NOTE}, {own.origin}", got=f"kind {log.kind}, {log.name}")  # fmt: skip
    _distinct(own, log)
    policies = [read_policy(text, where, log) for text, where in ((own.witnessed, "witnessed"), (own.sealed, "sealed"))]
    return Genesis(own, matter(act), log, *policies)


def _distinct(own: GenesisSigned, log: Verifier) -> None:
    known: dict[bytes, str] = {}
    for where, public in _keys(own, log):
        refuse_key(public, training=own.training, where=where)
        kid = kid_of(public)
        if kid in known:
            raise Bad("genesis.repeated", f"the same key as {known[kid]}", where=where, got=public.hex())
        known[kid] = where


def _keys(own: GenesisSigned, log: Verifier) -> Iterator[tuple[str, bytes]]:
    yield "log", log.public
    for org in own.organisations:
        for place, public in enumerate(org.roots):
            yield f"organisations/{org.id}/roots/{place}", public


def warnings(genesis: Genesis) -> tuple[str, ...]:
    """Say what may be signed as it is, and ought to be known before."""
    found = []
    guarantors = len(genesis.of_role("guarantor"))
    if guarantors <= GUARANTORS:
        who = "A guarantor" if guarantors == GUARANTORS else "An organisation"
        found.append(f"{who} that loses two of its root keys cannot be given new ones: that takes two other guarantors.")
        whose = "a guarantor" if guarantors == GUARANTORS else "an organisation"
        found.append(f"Nobody can sign in the place of {whose}: what it attached or signed goes only where it signs for that.")
    if not genesis.of_role("operator"):
        found.append("No organisation is the operator: nobody can fill the log, and only the guarantor holds attachments.")
    for name, policy in (("witnessed", genesis.witnessed), ("sealed", genesis.sealed)):
        if policy.quorum == "none":
            found.append(f"No cosignature makes a checkpoint {name}: the log alone can show two histories.")
    if genesis.act.training:
        found.append("This record is for training. Its keys may be published ones, and nothing in it is evidence.")
    return tuple(found)
