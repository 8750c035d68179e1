"""The keys that officers hold in their browsers: which account holds which, and the act that registers one.

A private key never comes here. What comes is its public half, with a signature that shows that somebody holds it.
"""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any

from safeconduct.record import ed25519
from safeconduct.record.authority import proof_text
from safeconduct.record.faults import Bad
from safeconduct.record.key_acts import parse_own
from safeconduct.record.leaf import kid_of
from safeconduct.web.accounts.models import Account, Key
from safeconduct.web.shell.worked import Worked

DAYS = 90
"""How long the key of an officer is good."""


def registration(account: Account, public: str, proof: str, now: datetime, *, origin: str,
                 places: Iterable[str] = ()) -> dict[str, Any]:  # fmt: skip
    """Give the act that registers an officer's key for the post of the account, and for some places only; none means all.

    Raises Bad where it is none, and where nobody is shown to hold the key: else one could claim the key of somebody else.
    """
    start = now.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    act = {"type": "key.registered/1", "org": account.org, "public": public, "role": "officer", "proof": proof,
           "scope": {"delegates": False, "posts": [account.post] if account.post else [], "types": [],
                     "from": start.isoformat(), "until": (start + timedelta(days=DAYS)).isoformat()}}  # fmt: skip
    if only := sorted(set(places)):
        act["scope"]["places"] = only
    parse_own(act)
    key = bytes.fromhex(public)
    lines = proof_text(origin, account.org, "officer", key)
    if not ed25519.is_registrable(key) or not ed25519.verify(key, lines, bytes.fromhex(proof)):
        raise Bad("key.proof", "not the new key's signature over record, organisation, role and key", where="proof")
    return act


def keep(account: Account, public: str) -> Key:
    """Note that an account holds a key. Raises Bad where another account holds it."""
    kid = kid_of(bytes.fromhex(public)).hex()
    found, _made = Key.objects.get_or_create(kid=kid, defaults={"account": account, "public": public})
    if found.account_id != account.pk:
        raise Bad("key.known", "another account holds this key", where="public", got=kid)
    return found


def places_of(key: Key, record: Worked) -> tuple[str, ...]:
    """Give the places that a key is registered for; none where it is good for all of them, or not registered."""
    known = record.desk.docket.replay.state.keyring.get(bytes.fromhex(key.kid)) if record.desk.docket.size else None
    return known.scope.places if known is not None and known.scope is not None else ()


def standing(key: Key, record: Worked) -> str:
    """Say how a key stands in the record now: valid, unknown, revoked, disputed, suspended."""
    docket = record.desk.docket
    if not docket.size:
        return "unknown"
    kid = bytes.fromhex(key.kid)
    head = record.desk.records.head(kid)
    code: str = docket.replay.state.keyring.status_at(kid, docket.size, head.seq + 1 if head else 0).code
    return code
