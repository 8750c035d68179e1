"""Which keys does the log know, whose are they, and could this one speak at that place of the log?

Folded from the acts on keys in the order of the log. Validity is asked by log index and by number in the key's own chain,
never by a clock. What closes a key is never undone. Who may change the keyring is asked in `authority`.
"""

from typing import NamedTuple

from safeconduct.record.faults import Bad
from safeconduct.record.key_acts import GenesisSigned, KeyCompromised, KeyRegistered, KeyRevoked, PolicySet, Scope
from safeconduct.record.leaf import kid_of


class Closed(NamedTuple):
    """From which index of the log a key is closed, and the last number of its chain that stays good."""

    index: int
    last_good: int
    reason: str


class Key(NamedTuple):
    """A key that the log knows. `by` is the key and number that registered it alone, empty if root keys did."""

    kid: bytes
    public: bytes
    org: str
    role: str
    scope: Scope | None
    since: int
    by: tuple[bytes, int] | None = None
    revoked: Closed | None = None
    compromised: Closed | None = None
    suspended: Closed | None = None

    @property
    def is_root(self) -> bool:
        """Whether this is one of the three keys of an organisation's leadership."""
        return self.role == "root"


class Status(NamedTuple):
    """How a key stands at a place: valid, unknown, revoked, disputed, suspended. `by` is the index of what closed it."""

    code: str
    because: str = ""
    by: int = -1


VALID = Status("valid")


class Member(NamedTuple):
    """An organisation with its present root keys."""

    id: str
    name: str
    role: str
    roots: tuple[bytes, ...]


class Policies(NamedTuple):
    """The two policies, and the index from which they hold."""

    since: int
    witnessed: str
    sealed: str


class Keyring:
    """All keys of one log. Starts from the genesis act, which the reader knows by its digest on paper."""

    def __init__(self, genesis: GenesisSigned) -> None:
        self.origin = genesis.origin
        self.log = genesis.log
        self.training = genesis.training
        self.keys: dict[bytes, Key] = {}
        self.members: dict[str, Member] = {}
        self.policies = [Policies(0, genesis.witnessed, genesis.sealed)]
        for org in genesis.organisations:
            for public in org.roots:
                self._enter(Key(kid_of(public), public, org.id, "root", None, 0))
        # The act has its organisations by id. Here they stand by their keys, so that no name comes first.
        for org in sorted(genesis.organisations, key=lambda org: min(kid_of(public) for public in org.roots)):
            self.members[org.id] = Member(org.id, org.name, org.role, tuple(kid_of(public) for public in org.roots))

    # ---- questions ----

    def get(self, kid: bytes) -> Key | None:
        """Give the key with this id, whether it is still good or not."""
        return self.keys.get(kid)

    def public(self, kid: bytes) -> bytes | None:
        """Give the raw public key with this id."""
        key = self.keys.get(kid)
        return key.public if key else None

    def status_at(self, kid: bytes, index: int, seq: int) -> Status:
        """Say whether a key could speak with number `seq` of its chain at `index` of the log, and if not, why."""
        key = self.keys.get(kid)
        if key is None:
            return Status("unknown", "no act in this log registers the key")
        if index < key.since:
            return Status("unknown", f"the key is registered only from index {key.since} on", key.since)
        if closed := key.compromised:
            if seq > closed.last_good:
                return Status("disputed", f"{closed.reason}; its last good number is {closed.last_good}", closed.index)
            if index >= closed.index:
                return Status("disputed", f"{closed.reason} before this reached the log", closed.index)
        if key.suspended and seq > key.suspended.last_good:
            return Status("suspended", key.suspended.reason, key.suspended.index)
        if (closed := key.revoked) and index >= closed.index and seq > closed.last_good:
            return Status("revoked", f"the key is revoked ({closed.reason})", closed.index)
        return VALID

    def policies_at(self, size: int) -> Policies:
        """Give the policies that a checkpoint of this size has to meet: those set by an act below it."""
        return next(one for one in reversed(self.policies) if one.since < size or one.since == 0)

    def of_role(self, role: str) -> list[Member]:
        """Give the organisations with a role, in the order of their first keys."""
        return [member for member in self.members.values() if member.role == role]

    # ---- changes ----

    def register(self, own: KeyRegistered, *, index: int, by: tuple[bytes, int] | None) -> None:
        """Enter a new key. Raises Bad where its public key or its id is known already."""
        self._enter(Key(kid_of(own.public), own.public, own.org, own.role, own.scope, index, by))

    def revoke(self, own: KeyRevoked, *, index: int) -> None:
        """Close a key for what comes. What stands in the log already keeps its effect; of several revocations the first holds."""
        key = self.keys[own.kid]
        if key.revoked is None:
            self.keys[own.kid] = key._replace(revoked=Closed(index, own.last_good, own.reason))

    def compromise(self, own: KeyCompromised, *, index: int, reason: str = "the key is compromised") -> list[bytes]:
        """Close a key also for what the log has of it above `last_good`. Give it and the keys that it registered there alone."""
        key = self.keys[own.kid]
        earlier = key.compromised
        if earlier is None:
            closed = Closed(index, own.last_good, reason)
        else:
            closed = earlier._replace(last_good=min(earlier.last_good, own.last_good))
        self.keys[own.kid] = key._replace(compromised=closed)
        return [own.kid, *self._distrust(own.kid, closed.last_good, index)]

    def suspend(self, kid: bytes, *, seq: int, index: int, reason: str) -> list[bytes]:
        """Close a key from number `seq` of its chain on. Give it and the keys that it registered there alone."""
        key = self.keys[kid]
        closed = key.suspended or Closed(index, seq - 1, reason)
        closed = closed._replace(last_good=min(seq - 1, closed.last_good))
        self.keys[kid] = key._replace(suspended=closed)
        return [kid, *self._distrust(kid, closed.last_good, index)]

    def replace_roots(self, org: str, roots: tuple[bytes, ...], *, index: int) -> None:
        """Give an organisation three new root keys; the old ones are revoked. Raises Bad and changes nothing if one is known."""
        for public in roots:
            self.refuse_known(public)
        member = self.members[org]
        for kid in member.roots:
            key = self.keys[kid]
            if key.revoked is None:
                self.keys[kid] = key._replace(revoked=Closed(index, -1, "its organisation has new root keys"))
        for public in roots:
            self._enter(Key(kid_of(public), public, org, "root", None, index))
        self.members[org] = member._replace(roots=tuple(kid_of(public) for public in roots))

    def set_policies(self, own: PolicySet, *, index: int) -> None:
        """Set the policies that hold for checkpoints that cover this index."""
        self.policies.append(Policies(index, own.witnessed, own.sealed))

    def refuse_known(self, public: bytes) -> None:
        """Raise Bad if a public key, or another one with the same id, was registered before, by anyone."""
        known = self.keys.get(kid_of(public))
        if known is not None:
            same = "this public key" if known.public == public else "another key with the same id"
            raise Bad("key.known", f"{same} is registered already, for {known.org}", where="public", got=kid_of(public).hex())

    def _enter(self, key: Key) -> None:
        self.refuse_known(key.public)
        self.keys[key.kid] = key

    def _distrust(self, kid: bytes, last_good: int, index: int) -> list[bytes]:
        """Close every key that a distrusted key registered alone above its last good number."""
        found = [key.kid for key in self.keys.values() if key.by and key.by[0] == kid and key.by[1] > last_good]
        fresh = [one for one in found if self.keys[one].compromised is None or self.keys[one].compromised.last_good > -1]
        for one in fresh:
            closed = Closed(index, -1, f"the key {kid.hex()} that registered it is not trusted")
            self.keys[one] = self.keys[one]._replace(compromised=closed)
        return fresh
