"""Whose signatures does one of the record's own acts ask for, and can it be right at all?

One function for each kind of act gives what is still lacking, in words; nothing lacking means that it takes effect. A
signature counts once for each key, and only while that key is good.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import Any, NamedTuple

from safeconduct.record import ed25519, key_acts
from safeconduct.record.book import NOBODY_KNOWN
from safeconduct.record.faults import Bad
from safeconduct.record.key_acts import KeyRegistered, OwnAct, PolicySet, RootsRecovered, RootsReplaced
from safeconduct.record.keyring import Key, Keyring
from safeconduct.record.policy import Policy, parse_policy
from safeconduct.record.test_keys import is_test_key
from safeconduct.record.vkey import Verifier, parse_vkey

ROOTS = 2
"""How many of its three root keys an organisation needs."""

GUARANTORS = 2
"""How many guarantors have to help where an organisation lost its root keys, or does not sign."""


class Signer(NamedTuple):
    """One signature on a matter: by which key, with which number, where in the log."""

    kid: bytes
    seq: int
    index: int


def proof_text(origin: str, org: str, role: str, public: bytes) -> bytes:
    """Give the lines a new key signs to show that somebody holds it."""
    return f"safeconduct key/v1\n{origin}\n{org}\n{role}\n{public.hex()}\n".encode()


def prove(seed: bytes, *, origin: str, org: str, role: str) -> bytes:
    """Sign the proof of a new key. Gives 64 bytes."""
    return ed25519.sign(seed, proof_text(origin, org, role, ed25519.public_of(seed)))


def refuse_key(public: bytes, *, training: bool, where: str) -> None:
    """Raise Bad if bytes cannot be registered as a public key here."""
    if not ed25519.is_registrable(public):
        raise Bad("key.point", "not a public key that may be registered", where=where, got=public.hex())
    if is_test_key(public) and not training:
        raise Bad("key.test", "a published test key; anyone can sign with it", where=where, got=public.hex())


def read_policy(text: str, where: str, log: Verifier) -> Policy:
    """Read one of the two policies of a record. Raises Bad with the line, and where it names logs but not this one."""
    try:
        policy = parse_policy(text.encode())
    except Bad as bad:
        raise Bad(bad.code, bad.what, where=f"{where}, {bad.where}", expected=bad.expected, got=bad.got) from bad
    if policy.logs and log not in [one.verifier for one in policy.logs]:
        raise Bad("policy.log", "the policy names logs, and this log is none of them", where=where)
    return policy


def refuse(own: OwnAct, keyring: Keyring) -> None:
    """Raise Bad if an act could not take effect whoever signed it."""
    org = getattr(own, "org", None) or getattr(own, "holder", None)
    if org is not None and org not in keyring.members:
        raise Bad("act.org", "no organisation of the genesis act", where="org", expected=", ".join(keyring.members), got=org)
    if isinstance(own, KeyRegistered):
        _refuse_new(own.public, own.proof, own.org, own.role, keyring, "public")
    elif isinstance(own, RootsReplaced | RootsRecovered):
        for place, (public, proof) in enumerate(zip(own.roots, own.proofs, strict=True)):
            _refuse_new(public, proof, own.org, "root", keyring, f"roots/{place}")
        if isinstance(own, RootsRecovered):
            _refuse_hopeless(own, keyring)
    elif isinstance(own, PolicySet):
        log = parse_vkey(keyring.log)
        read_policy(own.witnessed, "witnessed", log)
        read_policy(own.sealed, "sealed", log)
    kid = getattr(own, "kid", None)
    if kid is not None and keyring.get(kid) is None:
        raise Bad("act.kid", "no key that this log knows", where="kid", got=kid.hex())


def _refuse_new(public: bytes, proof: bytes, org: str, role: str, keyring: Keyring, where: str) -> None:
    refuse_key(public, training=keyring.training, where=where)
    keyring.refuse_known(public)
    if not ed25519.verify(public, proof_text(keyring.origin, org, role, public), proof):
        raise Bad("key.proof", "the proof is not the new key's signature over origin, organisation, role and key", where=where)


def _refuse_hopeless(own: RootsRecovered, keyring: Keyring) -> None:
    helpers = [one.id for one in keyring.of_role("guarantor") if one.id != own.org]
    if len(helpers) < GUARANTORS:
        raise Bad("act.org", "too few other guarantors to recover root keys with", where="org", expected=f"{GUARANTORS}",
                  got=f"{len(helpers)}")  # fmt: skip


def lacking(own: OwnAct, signers: Iterable[Signer], keyring: Keyring, orgs: frozenset[str] = frozenset()) -> tuple[str, ...]:
    """Say what an act still lacks.

    `orgs` are those it concerns: who attached what is erased, who signed what is in conflict.
    """
    return _RULES[type(own)](own, _good(signers, keyring), keyring, orgs)


def closes(own: OwnAct, signers: Iterable[Signer], keyring: Keyring) -> bool:
    """Whether an act that lacks signatures closes a key with those it has."""
    if not isinstance(own, key_acts.KeyCompromised) or keyring.keys[own.kid].is_root:
        return False
    return bool(_officers(keyring.keys[own.kid].org, _good(signers, keyring)))


def _good(signers: Iterable[Signer], keyring: Keyring) -> list[Key]:
    good = {one.kid: one for one in signers if keyring.status_at(one.kid, one.index, one.seq).code == "valid"}
    return [key for kid in good if (key := keyring.get(kid)) and (not key.is_root or kid in keyring.members[key.org].roots)]


def is_asked(own: OwnAct, signer: Signer, keyring: Keyring, orgs: frozenset[str] = frozenset()) -> bool:
    """Whether this signature brings an act nearer to its effect."""
    return lacking(own, (signer,), keyring, orgs) != lacking(own, (), keyring, orgs) or not lacking(own, (), keyring, orgs)


def _roots(org: str, keys: list[Key], wanted: int = ROOTS) -> tuple[str, ...]:
    left = wanted - sum(key.is_root and key.org == org for key in keys)
    return (f"{left} root key{'s' if left > 1 else ''} of {org}",) if left > 0 else ()


def _all_roots(orgs: Iterable[str], keys: list[Key]) -> tuple[str, ...]:
    return tuple(phrase for org in orgs for phrase in _roots(org, keys))


def _genesis(own: Any, keys: list[Key], keyring: Keyring, orgs: frozenset[str]) -> tuple[str, ...]:
    return _all_roots(keyring.members, keys)


def _parties(own: Any, keys: list[Key], keyring: Keyring, orgs: frozenset[str]) -> tuple[str, ...]:
    return _all_roots([member.id for member in keyring.of_role("party")], keys)


def _registered(own: KeyRegistered, keys: list[Key], keyring: Keyring, orgs: frozenset[str]) -> tuple[str, ...]:
    if own.role in key_acts.SIGNING_ROLES and not own.scope.delegates:
        if any(key.scope is not None and own.scope.within(key.scope) for key in _delegates(own.org, keys)):
            return ()
        return _or(_roots(own.org, keys), f"1 officer key of {own.org} that delegates, within its own scope")
    return _roots(own.org, keys)


def _closed(own: Any, keys: list[Key], keyring: Keyring, orgs: frozenset[str]) -> tuple[str, ...]:
    target = keyring.keys[own.kid]
    if target.role not in key_acts.SIGNING_ROLES:
        return _roots(target.org, keys)
    if _delegates(target.org, keys):
        return ()
    return _or(_roots(target.org, keys), f"1 officer key of {target.org} that delegates")


def _compromised(own: Any, keys: list[Key], keyring: Keyring, orgs: frozenset[str]) -> tuple[str, ...]:
    target = keyring.keys[own.kid]
    roots, officers = _roots(target.org, keys), _officers(target.org, keys)
    if target.is_root or not roots or len({key.origin for key in officers}) > 1:
        return roots if target.is_root else ()
    if officers:
        return (f"to take anything from what the log has of it already: {roots[0]}, or another officer key of {target.org}, "
                "neither of the two registered by the other alone",)  # fmt: skip
    return (f"{roots[0]}, or 1 officer key of {target.org} to close it for what comes, and another also for what is there",)


def _replaced(own: Any, keys: list[Key], keyring: Keyring, orgs: frozenset[str]) -> tuple[str, ...]:
    return _roots(own.org, keys)


def _recovered(own: RootsRecovered, keys: list[Key], keyring: Keyring, orgs: frozenset[str]) -> tuple[str, ...]:
    own_word = any(key.org == own.org and key.role in ("officer", "root") for key in keys)
    found = () if own_word else (f"an officer or a root key of {own.org} itself",)
    found += _all_roots([member.id for member in keyring.of_role("party") if member.id != own.org], keys)
    helpers = [_roots(member.id, keys) for member in keyring.of_role("guarantor") if member.id != own.org]
    left = GUARANTORS - sum(not phrase for phrase in helpers)
    begun = sorted(phrase[0] for phrase in helpers if phrase and phrase[0].startswith("1 "))
    if left > 0:
        begun_by = f" (begun: {', '.join(begun)})" if begun else ""
        which = "each of two guarantors" if left == GUARANTORS else "one more guarantor"
        found += (f"2 root keys of {which}{begun_by}",)
    return found


def _nobody(own: Any, keys: list[Key], keyring: Keyring, orgs: frozenset[str]) -> tuple[str, ...]:
    return ()


def _operator(own: Any, keys: list[Key], keyring: Keyring, orgs: frozenset[str]) -> tuple[str, ...]:
    operators = {member.id for member in keyring.of_role("operator")}
    return () if any(key.org in operators for key in keys) else ("a key of the operator",)


def _ordered(own: Any, keys: list[Key], keyring: Keyring, orgs: frozenset[str]) -> tuple[str, ...]:
    signed = _signed(keys)
    missing = [org for org in (NOBODY_KNOWN, *keyring.members) if org in orgs and org not in signed]
    left = _in_place_of(missing, signed, keyring, barred=frozenset(missing)) if missing else ()
    if left == ():
        return ()
    if NOBODY_KNOWN in missing:
        # Whoever knows whose it is may need fewer signatures, never more: nobody erases on less than was signed.
        return (_officers_of(left) if left else "an officer of whoever attached it, which is not known here",)
    if len(missing) == 1:
        others = f"; or in its place {_officers_of(left)}" if left else ""
        return (f"an officer of {missing[0]}, which attached it{others}",)
    apart = tuple(org for org in left or () if org not in missing)
    still = f": still {_listed(apart)}" if apart else ""
    others = f"; or in the place of one of them every other party and two guarantors{still}" if left else ""
    return (f"{_officers_of(missing)}, which attached them{others}",)


def _done(own: Any, keys: list[Key], keyring: Keyring, orgs: frozenset[str]) -> tuple[str, ...]:
    return () if any(key.org == own.holder for key in keys) else (f"a key of {own.holder}",)


def _redacted(own: Any, keys: list[Key], keyring: Keyring, orgs: frozenset[str]) -> tuple[str, ...]:
    signed, author = _signed(keys), own.org
    guarantors = [member.id for member in keyring.of_role("guarantor") if member.id != author]
    second = signed & set(guarantors) if guarantors else signed - {author}
    left = _in_place_of([author], signed, keyring, barred=frozenset({author}))
    if (author in signed and second) or left == ():
        return ()
    first = [] if author in signed else [author]
    first += [] if second else ["a guarantor" if guarantors else "another organisation"]
    without = f"; or without {author}: {_officers_of(left)}" if left and author not in signed else ""
    return (f"{_officers_of(first)}{without}",)


def _gap(own: Any, keys: list[Key], keyring: Keyring, orgs: frozenset[str]) -> tuple[str, ...]:
    org = keyring.keys[own.kid].org
    good = any(key.role == "officer" and key.org == org and key.kid != own.kid for key in keys)
    return () if good else (f"another officer key of {org}",)


def _resolved(own: Any, keys: list[Key], keyring: Keyring, orgs: frozenset[str]) -> tuple[str, ...]:
    signed = _signed(keys)
    found = tuple(f"an officer of {org}" for org in keyring.members if org in orgs and org not in signed)
    absent = [member.id for member in keyring.of_role("party") if member.id not in orgs and member.id not in signed]
    left = _guarantors_left(signed, keyring, barred=orgs)
    if absent and left != ():
        others = f"; or in {'its' if len(absent) == 1 else 'their'} place {_officers_of(left)}" if left else ""
        found += (f"{_officers_of(absent)}{others}",)
    return found


def _signed(keys: list[Key]) -> set[str]:
    """Give the organisations for which an officer has signed. A root key counts as one."""
    return {key.org for key in keys if key.role in ("officer", "root")}


def _in_place_of(missing: list[str], signed: set[str], keyring: Keyring, *, barred: frozenset[str]) -> tuple[str, ...] | None:
    """Say who still has to sign in the place of organisations: for each every other party, and two guarantors.

    None: nobody can. For two that are missing every party is another one.
    """
    guarantors = _guarantors_left(signed, keyring, barred=barred)
    if guarantors is None:
        return None
    parties = [member.id for member in keyring.of_role("party") if [member.id] != missing and member.id not in signed]
    return (*parties, *guarantors)


def _guarantors_left(signed: set[str], keyring: Keyring, *, barred: frozenset[str]) -> tuple[str, ...] | None:
    """Say how many guarantors still have to sign in the place of others. None: there are not two whose own matter it is not."""
    free = {member.id for member in keyring.of_role("guarantor")} - barred
    if len(free) < GUARANTORS:
        return None
    return (("two guarantors",), ("one more guarantor",), ())[min(len(free & signed), GUARANTORS)]


def _listed(orgs: Sequence[str]) -> str:
    *first, last = orgs
    return f"{', '.join(first)} and {last}" if first else last


def _officers_of(orgs: Sequence[str]) -> str:
    one = len(orgs) == 1 and not orgs[0].startswith("two ")
    return f"{'an officer' if one else 'officers'} of {_listed(orgs)}"


def _officers(org: str, keys: list[Key]) -> list[Key]:
    return [key for key in keys if key.role == "officer" and key.org == org]


def _delegates(org: str, keys: list[Key]) -> list[Key]:
    return [key for key in _officers(org, keys) if key.scope is not None and key.scope.delegates]


def _or(first: tuple[str, ...], other: str) -> tuple[str, ...]:
    return tuple(f"{phrase}, or {other}" for phrase in first)


_RULES: dict[type, Callable[[Any, list[Key], Keyring, frozenset[str]], tuple[str, ...]]] = {
    key_acts.GenesisSigned: _genesis,
    key_acts.KeyRegistered: _registered,
    key_acts.KeyRevoked: _closed,
    key_acts.KeyCompromised: _compromised,
    key_acts.RootsReplaced: _replaced,
    key_acts.RootsRecovered: _recovered,
    key_acts.PolicySet: _parties,
    key_acts.NoopPadded: _nobody,
    key_acts.AttachmentKept: _nobody,
    key_acts.ErasureOrdered: _ordered,
    key_acts.ErasureDone: _done,
    key_acts.BodyRedacted: _redacted,
    key_acts.ProjectionPublished: _operator,
    key_acts.GapAccepted: _gap,
    key_acts.ConflictResolved: _resolved,
}
