"""What does one of the record's own acts do, once all its signatures are there?"""

from collections import deque
from collections.abc import Callable, Sequence
from typing import Any

from safeconduct.record import key_acts
from safeconduct.record.authority import Signer, closes, lacking
from safeconduct.record.book import CONTESTED, DISPUTED, IN_EFFECT, INCOMPLETE, LIVE, NO_EFFECT, REDACTED, Book
from safeconduct.record.chain import Chain, Link
from safeconduct.record.erasure import Carried, Erasures
from safeconduct.record.faults import Bad
from safeconduct.record.key_acts import OwnAct
from safeconduct.record.keyring import Keyring, Reached


class State:
    """Everything a replay knows: the keys, the chains, the book, the orders to erase, the signatures that wait for others."""

    def __init__(self, keyring: Keyring, holders: tuple[str, ...]) -> None:
        self.keyring, self.holders = keyring, holders
        self.book, self.erasures = Book(), Erasures()
        self.chains: dict[bytes, Chain] = {}
        self.complete_at = -1
        self.now = -1
        self.pending: dict[bytes, list[Link]] = {}
        self.done: dict[bytes, int] = {}
        self.own: set[int] = set()
        self.promised: dict[bytes, key_acts.BodyRedacted] = {}
        self.mistaken: dict[bytes, key_acts.BodyRedacted] = {}
        self.spoilt: set[bytes] = set()
        self.ready: deque[bytes] = deque()

    def chain(self, kid: bytes) -> Chain:
        """Give the chain of a key."""
        found = self.chains.get(kid)
        if found is None:
            found = self.chains[kid] = Chain()
        return found

    def concerned(self, own: OwnAct) -> frozenset[str]:
        """Give the organisations whose attachments or acts this is about. Raises Bad where it could not take effect."""
        orgs = self.touched(own)
        if isinstance(own, key_acts.BodyRedacted) and (wrong := self.misstated(own)):
            raise wrong
        return orgs

    def touched(self, own: OwnAct) -> frozenset[str]:
        """Give the organisations whose attachments or acts this is about. Raises Bad where it names what it may not."""
        if isinstance(own, key_acts.ErasureOrdered):
            return self.book.owners(own.att)
        if isinstance(own, key_acts.ConflictResolved):
            return frozenset(self.keyring.keys[self.book.kid(index)].org for index in self.between(own))
        if isinstance(own, key_acts.BodyRedacted):
            self.check_redaction(own)
        return frozenset()

    def between(self, own: key_acts.ConflictResolved) -> list[int]:
        """Give the indexes of the acts in conflict. Raises Bad where one is not there, or no decision can change it."""
        indexes = []
        for place, act_id in enumerate(own.between):
            index = self.book.by_id.get(act_id)
            if index is None or index in self.own:
                what = "an act of the record itself" if index is not None else "no act that stands in the log"
                raise Bad("act.between", what, where=f"between/{place}", got=act_id.hex())
            if self.book.standing(index).code not in (IN_EFFECT, CONTESTED) and index not in self.book.resolved:
                raise Bad("act.between", f"the act is {self.book.standing(index).code}, which no decision can change",
                          where=f"between/{place}", got=act_id.hex())  # fmt: skip
            indexes.append(index)
        return indexes

    def check_redaction(self, own: key_acts.BodyRedacted) -> int:
        """Give the index of the act to redact. Raises Bad where it may not be, or is another organisation's or key's."""
        book, index = self.book, self.book.by_id.get(own.act)
        if index is None:
            raise Bad("act.act", "no act that stands in the log", where="act", got=own.act.hex())
        code = book.standing(index).code
        if code == REDACTED and own.act not in self.promised:
            raise Bad("act.act", "its body was redacted already", where="act", got=own.act.hex())
        if code == CONTESTED or any(index in some for some in (self.own, book.lifted, book.resolved, book.grounds)):
            raise Bad("act.act", "the standing of other acts rests on this one", where="act", got=own.act.hex())
        if own.act in self.spoilt:
            raise Bad("act.act", "other words on this act, which are not what its body says, had all their signatures before",
                      where="act", got=own.act.hex())  # fmt: skip
        key = self.keyring.keys[book.kid(index)]
        if wrong := _differing([("org", key.org, own.org), ("device", key.kid.hex(), own.device.hex())]):
            raise wrong
        return index

    def misstated(self, own: key_acts.BodyRedacted) -> Bad | None:
        """Say what an act of redaction says otherwise than the body, as far as this reader knows it."""
        index = self.book.by_id[own.act]
        seq, chain = self.book.seq(index), self.chain(own.device)
        if seq < 0:
            return None
        prev = chain.named_before(index, seq)
        if prev is None:
            prev = self.book.act_id(chain.index_of(seq - 1)) if seq else b""
        return _differing([("seq", seq, own.seq), ("prev", prev.hex(), own.prev.hex()),
                           ("att", _hexed(self.book.attached.get(index, ())), _hexed(own.att))])  # fmt: skip

    def distrust(self, reached: list[Reached], spared: frozenset[int]) -> None:
        """Take the effect from what the keys just closed had signed above their last good number.

        The act that closes a key may be signed with it, for closing is never undone: its places are spared.
        """
        for kid, last_good, before in reached:
            key = self.keyring.keys[kid]
            self.erasures.take_back(kid, last_good)
            for index, seq, matter in self.chain(kid).above(last_good, before):
                if index not in spared and self.book.standing(index).code in LIVE and index not in self.book.lifted:
                    because = self.keyring.status_at(kid, index, seq).because
                    self.book.dispute(index, key.org, matter, kid, because, refs=(self.now,), at=self.now)


def _hexed(att: Sequence[bytes]) -> str:
    return ", ".join(one.hex() for one in att) or "none"


def _differing(facts: list[tuple[str, Any, Any]]) -> Bad | None:
    for where, expected, got in facts:
        if expected != got:
            return Bad("act.redaction", "not what the body says", where=where, expected=str(expected), got=str(got))
    return None


def begin(state: State, own: OwnAct, signers: Sequence[Signer]) -> bool:
    """Do what of an act takes effect before all its signatures are there. Gives whether anything does."""
    if not isinstance(own, key_acts.KeyCompromised) or not closes(own, signers, state.keyring):
        return False
    state.keyring.compromise(own, index=state.now)
    return True


def carry_out(state: State, own: OwnAct, link: Link, signed: Sequence[Link]) -> None:
    """Do what an act does, at `state.now`. Raises Bad, and has changed nothing, where it cannot be done."""
    _EFFECTS[type(own)](state, own, link, signed)


def _genesis(state: State, own: Any, link: Link, signed: Sequence[Link]) -> None:
    state.complete_at = state.now


def _registered(state: State, own: key_acts.KeyRegistered, link: Link, signed: Sequence[Link]) -> None:
    found = [Signer(state.book.kid(one.index), one.seq, one.index) for one in signed]
    roots = [one for one in found if state.keyring.keys[one.kid].is_root]
    alone = None
    if lacking(own, roots, state.keyring):
        # One delegating officer was enough, so the act that completed the set is that officer's.
        alone = (state.book.kid(link.index), link.seq)
    state.keyring.register(own, index=state.now, by=alone)


def _revoked(state: State, own: key_acts.KeyRevoked, link: Link, signed: Sequence[Link]) -> None:
    state.keyring.revoke(own, index=state.now)


def _compromised(state: State, own: key_acts.KeyCompromised, link: Link, signed: Sequence[Link]) -> None:
    state.distrust(state.keyring.reach_back(own, index=state.now), frozenset(one.index for one in signed))


def _roots(state: State, own: Any, link: Link, signed: Sequence[Link]) -> None:
    state.keyring.replace_roots(own.org, own.roots, index=state.now)


def _policy(state: State, own: key_acts.PolicySet, link: Link, signed: Sequence[Link]) -> None:
    state.keyring.set_policies(own, index=state.now)


def _nothing(state: State, own: Any, link: Link, signed: Sequence[Link]) -> None:
    """What such an act holds stands beside it, or it only takes a place."""


def _kept(state: State, own: key_acts.AttachmentKept, link: Link, signed: Sequence[Link]) -> None:
    attached = tuple(one.c for one in link.what.att)
    if attached != own.att:
        raise Bad("act.att", "not the attachments of its body", where="att", expected=str(len(attached)), got=str(len(own.att)))


def _ordered(state: State, own: key_acts.ErasureOrdered, link: Link, signed: Sequence[Link]) -> None:
    state.erasures.order(state.now, [one.act_id for one in signed], own.att, state.holders)


def _done(state: State, own: key_acts.ErasureDone, link: Link, signed: Sequence[Link]) -> None:
    state.erasures.carry_out(own.order, own.holder, Carried(state.book.kid(link.index), link.seq, link.index))


def _redacted(state: State, own: key_acts.BodyRedacted, link: Link, signed: Sequence[Link]) -> None:
    index = state.check_redaction(own)
    state.promised.pop(own.act, None)
    state.chain(own.device).forget_matter(own.seq)
    for matter, waiting in list(state.pending.items()):
        # Whoever reads later cannot tell whose act this was, so a decision on it that is not complete is void for all.
        if own.act.hex() in waiting[0].what.act.get("between", ()):
            del state.pending[matter]
            for one in waiting:
                if state.book.standing(one.index).code in (INCOMPLETE, DISPUTED):
                    state.book.put(one.index, NO_EFFECT, "an act it names was redacted first", refs=(state.now,), at=state.now)
    state.book.put(index, REDACTED, f"its body was redacted by the act at {state.now}", refs=(state.now,), at=state.now)


def _gap(state: State, own: key_acts.GapAccepted, link: Link, signed: Sequence[Link]) -> None:
    chain = state.chain(own.kid)
    if not chain.give_up(own.first, own.last):
        lowest = min(chain.held, default=None)
        expected = "no gap" if lowest is None else f"{chain.next} to {lowest - 1}"
        raise Bad("act.gap", "not the gap that acts of this key wait for", where="first", expected=expected,
                  got=f"{own.first} to {own.last}")  # fmt: skip
    state.ready.append(own.kid)


def _resolved(state: State, own: key_acts.ConflictResolved, link: Link, signed: Sequence[Link]) -> None:
    for index in state.between(own):
        state.book.resolved.add(index)
        if state.book.act_id(index) == own.stands:
            state.book.put(index, IN_EFFECT, "a joint act lets it stand", refs=(state.now,), at=state.now)
        else:
            which = "another act stand" if own.stands else "none stand"
            state.book.put(index, NO_EFFECT, f"a joint act lets {which}", refs=(state.now,), at=state.now)


_EFFECTS: dict[type, Callable[[State, Any, Link, Sequence[Link]], None]] = {
    key_acts.GenesisSigned: _genesis,
    key_acts.KeyRegistered: _registered,
    key_acts.KeyRevoked: _revoked,
    key_acts.KeyCompromised: _compromised,
    key_acts.RootsReplaced: _roots,
    key_acts.RootsRecovered: _roots,
    key_acts.PolicySet: _policy,
    key_acts.NoopPadded: _nothing,
    key_acts.AttachmentKept: _kept,
    key_acts.ErasureOrdered: _ordered,
    key_acts.ErasureDone: _done,
    key_acts.BodyRedacted: _redacted,
    key_acts.ProjectionPublished: _nothing,
    key_acts.GapAccepted: _gap,
    key_acts.ConflictResolved: _resolved,
}
