"""Which keys does the log know, whose are they, and could this one speak at that place of the log?

Folded from the acts on keys in the order of the log. Validity is asked by log index and by number in the key's own chain,
never by a clock. What closes a key is never undone. Who may change the keyring is asked in `authority`.
"""

from bisect import bisect_right
from collections import deque
from typing import NamedTuple

from safeconduct.record.faults import Bad
from safeconduct.record.key_acts import GenesisSigned, KeyCompromised, KeyRegistered, KeyRevoked, PolicySet, Scope
from safeconduct.record.leaf import kid_of


class Closed(NamedTuple):
    """From which index of the log a key is closed, and the last number of its chain that stays good.

    Without `last_good` it takes nothing from what stood in the log by then.
    """

    index: int
    last_good: int | None
    reason: str


class Reached(NamedTuple):
    """A key that was closed also backwards: what it signed above `last_good`, and up to `before` if that was done before."""

    kid: bytes
    last_good: int
    before: int | None


class Key(NamedTuple):
    """A key that the log knows. `by` is the key and number that registered it alone, empty if root keys did.

    `revoked` is the newest revocation that closes more than those before it; `over` the index of the act with which the key has
    itself signed a time behind its window, -1 if it has not.
    """

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
    over: int = -1

    @property
    def is_root(self) -> bool:
        """Whether this is one of the three keys of an organisation's leadership."""
        return self.role == "root"

    @property
    def origin(self) -> bytes:
        """The key that its holder could have made it with: the one that registered it alone, or itself."""
        return self.by[0] if self.by else self.kid


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
        self._revocations: dict[bytes, list[Closed]] = {}
        # What each key registered alone, as (number, key): open ones with rising numbers, closed ones with falling numbers.
        self._made: dict[bytes, list[tuple[int, bytes]]] = {}
        self._unmade: dict[bytes, deque[tuple[int, bytes]]] = {}
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
            if closed.last_good is not None and seq > closed.last_good:
                return Status("disputed", f"{closed.reason}; its last good number is {closed.last_good}", closed.index)
            if index > closed.index:
                return Status("disputed", f"{closed.reason} before this reached the log", closed.index)
        if (closed := key.suspended) and index > closed.index:
            return Status("suspended", f"the key is closed since {closed.index}: {closed.reason}", closed.index)
        if key.revoked and (closed := self._revocation(kid, index)) and closed.last_good is not None and seq > closed.last_good:
            return Status("revoked", f"the key is revoked ({closed.reason})", closed.index)
        return VALID

    def revocations(self, kid: bytes) -> tuple[Closed, ...]:
        """Give the revocations of a key in the order of the log, each with a lower last good number than those before it."""
        return tuple(self._revocations.get(kid, ()))

    def closed_at(self, kid: bytes) -> int | None:
        """Give the first index at which a key was closed in any way, None if it is open."""
        key = self.keys[kid]
        found = [one.index for one in (*self._revocations.get(kid, ())[:1], key.compromised, key.suspended) if one is not None]
        return min(found, default=None)

    def may_depend_on_number(self, kid: bytes, index: int) -> bool:
        """Whether it takes the number of an act at an index to say how its key stood there."""
        key = self.keys[kid]
        if any(one is not None and index > one.index for one in (key.compromised, key.suspended)):
            return False
        back = key.compromised is not None and key.compromised.last_good not in (None, -1)
        return back or (key.revoked is not None and self._revocation(kid, index) is not None)

    def _revocation(self, kid: bytes, index: int) -> Closed | None:
        """Give the revocation that holds at an index: the last one by then, which closes the most."""
        made = self._revocations[kid]
        place = bisect_right(made, index, key=lambda one: one.index)
        return made[place - 1] if place else None

    def policies_at(self, size: int) -> Policies:
        """Give the policies that a checkpoint of this size has to meet: those set by an act below it."""
        return next(one for one in reversed(self.policies) if one.since < size or one.since == 0)

    def of_role(self, role: str) -> list[Member]:
        """Give the organisations with a role, in the order of their first keys."""
        return [member for member in self.members.values() if member.role == role]

    # ---- changes ----

    def register(self, own: KeyRegistered, *, index: int, by: tuple[bytes, int] | None) -> None:
        """Enter a new key. Raises Bad where its public key or its id is known already."""
        kid = kid_of(own.public)
        self._enter(Key(kid, own.public, own.org, own.role, own.scope, index, by))
        if by is not None:
            self._made.setdefault(by[0], []).append((by[1], kid))

    def revoke(self, own: KeyRevoked, *, index: int) -> None:
        """Close a key for what comes, above `last_good`. What stands in the log already keeps its effect."""
        self._revoke(own.kid, Closed(index, own.last_good, own.reason))

    def _revoke(self, kid: bytes, closed: Closed) -> None:
        key = self.keys[kid]
        assert closed.last_good is not None
        if key.revoked is None or key.revoked.last_good is None or closed.last_good < key.revoked.last_good:
            self._revocations.setdefault(kid, []).append(closed)
            self.keys[kid] = key._replace(revoked=closed)

    def compromise(self, own: KeyCompromised, *, index: int) -> None:
        """Close a key, and those that it registered alone above `last_good`, for all that reaches the log after this index."""
        self._compromise(own.kid, Closed(index, None, "the key is compromised"))
        made, unmade = self._made.get(own.kid, []), self._unmade.setdefault(own.kid, deque())
        while made and made[-1][0] > own.last_good:
            unmade.append(made.pop())
            self._compromise(unmade[-1][1], Closed(index, None, f"the key {own.kid.hex()} that registered it is not trusted"))

    def reach_back(self, own: KeyCompromised, *, index: int) -> list[Reached]:
        """Close a key also for what the log has of it above `last_good`. Give it, and the keys it registered alone above that."""
        before = self.keys[own.kid].compromised
        self.compromise(own, index=index)
        if before is not None and before.last_good is not None and before.last_good <= own.last_good:
            return []
        found = [Reached(own.kid, own.last_good, before.last_good if before else None)]
        unmade = self._unmade[own.kid]
        while unmade and unmade[0][0] > own.last_good:
            kid = unmade.popleft()[1]
            child = self.keys[kid].compromised
            if child is None or child.last_good != -1:
                found.append(Reached(kid, -1, child.last_good if child else None))
        for kid, last_good, _ in found:
            key = self.keys[kid]
            assert key.compromised is not None
            self.keys[kid] = key._replace(compromised=key.compromised._replace(last_good=last_good))
        return found

    def _compromise(self, kid: bytes, closed: Closed) -> None:
        key = self.keys[kid]
        if key.compromised is None:
            self.keys[kid] = key._replace(compromised=closed)

    def suspend(self, kid: bytes, *, index: int, reason: str) -> None:
        """Close a key of which the log has two stories, for all that reaches the log after this index."""
        key = self.keys[kid]
        if key.suspended is None:
            self.keys[kid] = key._replace(suspended=Closed(index, None, reason))

    def run_out(self, kid: bytes, *, index: int) -> None:
        """Note that a key has itself signed a time behind its window."""
        key = self.keys[kid]
        if key.over < 0:
            self.keys[kid] = key._replace(over=index)

    def replace_roots(self, org: str, roots: tuple[bytes, ...], *, index: int) -> None:
        """Give an organisation three new root keys; the old ones are revoked. Raises Bad and changes nothing if one is known."""
        for public in roots:
            self.refuse_known(public)
        member = self.members[org]
        for kid in member.roots:
            self._revoke(kid, Closed(index, -1, "its organisation has new root keys"))
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
