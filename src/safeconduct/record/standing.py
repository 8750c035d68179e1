"""What becomes of each act: read the log in its order, and say how every act in it stands, and why.

The answer depends on the log alone. Two readers of one log give the same, and `state_digest` shows whether they did. What an
act of an agreement or a programme means is not asked here: a judge, if there is one, is asked for that. Sections 8, 9 and 11
of `docs/spec/record.md`.
"""

from collections.abc import Callable, Iterator
from hashlib import sha256

from safeconduct.record import authority, key_acts
from safeconduct.record.body import Body, parse_body, seconds_of
from safeconduct.record.book import (
    EQUIVOCATION,
    HELD,
    IN_EFFECT,
    INCOMPLETE,
    NO_EFFECT,
    NOT_AN_ACT,
    OUT_OF_SCOPE,
    REDACTED,
    UNSEEN,
    Standing,
)
from safeconduct.record.chain import NO_MATTER, Clash, Link
from safeconduct.record.effects import State, begin, carry_out
from safeconduct.record.faults import Bad
from safeconduct.record.genesis import Genesis, parse_genesis
from safeconduct.record.key_acts import BodyRedacted, GenesisSigned, OwnAct
from safeconduct.record.keyring import Key
from safeconduct.record.leaf import Leaf, parse_leaf, verify_leaf
from safeconduct.record.scope import ANY_TIME, out_of_scope
from safeconduct.record.state_text import state_lines

Judge = Callable[[int, Body, int], tuple[Standing, ...]]
"""Given an index, its body and the index from which it would take effect: how it and others stand; nothing if in effect."""

_REPEATABLE = (key_acts.PolicySet, key_acts.ConflictResolved, key_acts.NoopPadded, key_acts.ErasureDone, key_acts.GapAccepted)
"""Acts that may be made again in the same words. A repeat of any other only adds a signature to what is done."""

class Replay:
    """One reading of one log, from its first leaf on. `digest` is that of the genesis act, as it stands on paper."""

    def __init__(self, digest: bytes, *, judge: Judge | None = None, verify: Callable[[bytes, Leaf], bool] = verify_leaf) -> None:
        self.digest = digest
        self.size = 0
        self.genesis: Genesis | None = None
        self._judge, self._verify = judge, verify
        self._state: State | None = None

    # ---- questions ----

    @property
    def state(self) -> State:
        """Everything that is known by now. Raises Bad before the first leaf was read."""
        if self._state is None:
            raise Bad("replay.empty", "no leaf of the log has been read yet")
        return self._state

    @property
    def is_founded(self) -> bool:
        """Whether every organisation has signed the genesis act."""
        return self._state is not None and self._state.complete_at >= 0

    def standing(self, index: int) -> Standing:
        """Say how the act at an index stands now."""
        if not 0 <= index < self.size:
            raise Bad("replay.index", "no such place in what was read", expected=f"below {self.size}", got=str(index))
        return self.state.book.standing(index)

    def gaps(self) -> Iterator[tuple[Key, int, int, tuple[int, ...]]]:
        """Give every gap: the key, the first and last number that is missing, and the indexes that wait for them."""
        for kid, chain in self.state.chains.items():
            if chain.held:
                yield self.state.keyring.keys[kid], chain.next, min(chain.held) - 1, tuple(
                    chain.held[seq].index for seq in sorted(chain.held))  # fmt: skip

    def unproven(self) -> tuple[bytes, ...]:
        """Give the act ids that were read as redacted, and whose redaction has not taken effect by now: each is a finding."""
        return tuple(self.state.promised)

    def mistaken(self) -> dict[bytes, BodyRedacted]:
        """Give the redactions that this reading should have been told of in the place of others, by the act they redact."""
        return dict(self._state.mistaken) if self._state is not None else {}

    def state_digest(self) -> bytes:
        """Give 32 bytes that two readers of the same log, who hold the same bodies, have in common."""
        return sha256("".join(f"{line}\n" for line in state_lines(self.digest, self.size, self.state)).encode()).digest()

    # ---- reading ----

    def apply(self, index: int, leaf: bytes, body: bytes | None, *, redacted: BodyRedacted | None = None) -> tuple[Standing, ...]:
        """Read the next leaf. Gives how its act stands, then every other act whose standing it changed, by index.

        `body` is None where it is not here; `redacted` is then the later act that redacted it, if there is one. Raises Bad
        and changes nothing where the caller handed in something else than this place of this log: a wrong index, a body of
        another act, or a first leaf that is not the genesis act on paper.
        """
        if index != self.size:
            raise Bad("replay.order", "not the next leaf", expected=str(self.size), got=str(index))
        if self._state is None:
            self._begin(leaf, body)
        state = self._state or self.state
        signed = _parsed(leaf)
        if body is not None and isinstance(signed, Leaf) and sha256(body).digest() != signed.act_id:
            raise Bad("replay.body", "the body is not the one that was signed", where=f"index {index}",
                      expected=signed.act_id.hex(), got=sha256(body).hexdigest())  # fmt: skip
        if redacted is not None and body is None and isinstance(signed, Leaf):
            self._check_promise(signed, redacted)
        state.now = index
        self.size += 1
        refusal = signed if isinstance(signed, str) else self._place(index, signed, body, redacted)
        if refusal:
            state.book.enter_nothing()
            state.book.put(index, NOT_AN_ACT, refusal, at=index)
        if state.ready:
            self._release()
        return state.book.changes(index)

    def _begin(self, leaf: bytes, body: bytes | None) -> None:
        if body is None:
            raise Bad("genesis.missing", "the body of the first act is not here", where="index 0")
        act = parse_body(body).act
        genesis = parse_genesis(act)
        if genesis.digest != self.digest:
            raise Bad("genesis.differs", "the log begins with another genesis act than the one on paper", where="index 0",
                      expected=self.digest.hex(), got=genesis.digest.hex())  # fmt: skip
        keyring = genesis.keyring()
        signed = parse_leaf(leaf)
        public = keyring.public(signed.kid)
        if public is None or not self._verify(public, signed) or sha256(body).digest() != signed.act_id:
            raise Bad("genesis.signature", "the first leaf is not signed by a root key of the genesis act", where="index 0")
        self.genesis, self._state = genesis, State(keyring, genesis.holders())

    def _check_promise(self, signed: Leaf, redacted: BodyRedacted) -> None:
        key = self.state.keyring.get(signed.kid)
        if redacted.act != signed.act_id or redacted.device != signed.kid or (key is not None and key.org != redacted.org):
            raise Bad("replay.redaction", "the redaction is of another act", expected=signed.act_id.hex(), got=redacted.act.hex())

    def _place(self, index: int, signed: Leaf, data: bytes | None, redacted: BodyRedacted | None) -> str:
        """Put an act into the chain of its key. Gives why it is no act, if it is none, and has changed nothing then."""
        state = self._state or self.state
        book = state.book
        if (earlier := book.by_id.get(signed.act_id)) is not None:
            return f"the act at {earlier} again"
        key = state.keyring.get(signed.kid)
        if key is None:
            return f"signed by {signed.kid.hex()}, a key that no act before this registers"
        if not self._verify(key.public, signed):
            return "the signature is not valid under the key it names"
        if data is None and redacted is None:
            book.enter(signed.act_id, key.kid)
            book.put(index, UNSEEN, "its body is not here", at=index)
            state.chain(key.kid).wait_blind(signed.act_id, index)
            state.ready.append(key.kid)
            return ""
        if data is None:
            assert redacted is not None
            link = Link(index, redacted.seq, redacted.prev, signed.act_id, NO_MATTER, None)
            att = redacted.att
        else:
            try:
                body = parse_body(data)
            except Bad as bad:
                return f"what was signed is no body: {bad}"
            if wrong := self._foreign(body, key):
                return wrong
            link = Link(index, body.seq, bytes.fromhex(body.prev), signed.act_id, _matter(data), body)
            att = tuple(one.c for one in body.att) if body.att else ()
            if body.act["type"] in key_acts.DECISIONS:
                book.grounds.add(index)
        book.enter(signed.act_id, key.kid)
        book.number(index, link.seq)
        if att:
            book.attach(index, key.org, att)
        if data is None:
            assert redacted is not None
            state.promised[signed.act_id] = redacted
            book.put(index, REDACTED, "its body was redacted", at=index)
        self._chain(key, link)
        return ""

    def _foreign(self, body: Body, key: Key) -> str:
        origin = self.state.keyring.origin
        if body.log == origin and body.org == key.org and body.device == key.kid.hex():
            return ""
        for word, said, true in (("log", body.log, origin), ("organisation", body.org, key.org),
                                 ("device", body.device, key.kid.hex())):  # fmt: skip
            if said != true:
                return f"its body names another {word}: {said}, not {true}"
        return ""

    def _chain(self, key: Key, link: Link) -> None:
        state = self._state or self.state
        book, chain = state.book, state.chain(key.kid)
        if link.seq == chain.next and link.prev == chain.head and not chain.held and not state.ready:
            # The usual case, said once more for speed: its turn has come, and nothing else waits.
            chain.follow(link)
            self._turn(key, link)
        elif self._has_no_place(key, link):
            chain.put_apart(link)
        elif clash := chain.clash_of(link):
            chain.put_apart(link)
            self._clash(key, clash, link)
        elif link.seq < chain.next:
            chain.put_apart(link)
            chain.late[link.seq] = link.index
            because = f"number {link.seq} of its key came after its organisation had stopped waiting for it"
            book.dispute(link.index, key.org, link.matter, key.kid, because, refs=(), at=link.index)
        else:
            chain.wait(link)
            if link.seq > chain.next:
                book.put(link.index, HELD, "an earlier act of its key is missing", at=link.index)
            self.state.ready.append(key.kid)

    def _has_no_place(self, key: Key, link: Link) -> bool:
        """Say how an act of a closed key stands for which the chain has no place; whoever holds the key could have made it."""
        book, chain = self.state.book, self.state.chain(key.kid)
        shut = key.compromised or key.suspended
        closed = shut or key.revoked
        if closed is None or ((clash := chain.clash_of(link)) is None and (shut is None or chain.fits(link))):
            return False
        why = f"{closed.reason} before this reached the log"
        if closed is key.suspended:
            why = f"the key is closed since {closed.index}"
        because = f"{why}, and {clash.because if clash else 'it fits nowhere'}"
        refs = tuple(sorted({closed.index} | ({clash.first} if clash and clash.first >= 0 else set())))
        if closed is key.suspended:
            book.put(link.index, EQUIVOCATION, because, refs=refs, at=link.index)
        else:
            book.dispute(link.index, key.org, link.matter, key.kid, because, refs=refs, at=link.index)
        return True

    def _clash(self, key: Key, clash: Clash, link: Link) -> None:
        """Keep an act as evidence that a chain has two continuations, and close its key for what comes.

        What stands in the log stands: others rely on it, and whoever signed it must not be able to take it back so.
        """
        state = self.state
        reason = f"{clash.because}, number {link.seq}"
        state.keyring.suspend(key.kid, index=state.now, reason=reason)
        state.book.grounds.add(link.index)
        evidence = tuple(sorted({link.index, clash.first} - {-1}))
        state.book.put(link.index, EQUIVOCATION, reason, refs=evidence, at=state.now)

    # ---- taking effect ----

    def _release(self) -> None:
        """Let every act whose turn has come take its standing, in the order of its chain."""
        state = self.state
        while state.ready:
            kid = state.ready.popleft()
            chain = state.chain(kid)
            while (found := chain.take()) is not None:
                key, (link, clash) = state.keyring.keys[kid], found
                if clash is not None:
                    self._clash(key, clash, link)
                else:
                    self._turn(key, link)

    def _turn(self, key: Key, link: Link) -> None:
        state, body = self._state or self.state, link.what
        book = state.book
        if body is None:
            return
        status = state.keyring.status_at(key.kid, link.index, link.seq)
        if status.code == "suspended":
            book.put(link.index, EQUIVOCATION, status.because, refs=(status.by,), at=state.now)
            return
        if status.code != "valid":
            book.dispute(link.index, key.org, link.matter, key.kid, status.because, refs=(status.by,), at=state.now)
            return
        kind: str = body.act["type"]
        outside = out_of_scope(key, kind, body)
        if (outside or kind == ANY_TIME) and key.scope and key.over < 0 and seconds_of(body.at) >= key.scope.until:
            state.keyring.run_out(key.kid, index=link.index)
            book.grounds.add(link.index)
        if outside:
            book.put(link.index, OUT_OF_SCOPE, outside, at=state.now)
            return
        if key_acts.is_own(kind):
            self._own(key, link)
        else:
            # Only root keys are known before the genesis act is complete, and they sign no such acts.
            book.let_be(link.index, at=state.now)
            if self._judge is not None:
                for found in self._judge(link.index, body, state.now):
                    book.put(found.index, found.code, found.because, refs=found.refs, at=state.now)
        if key.role == "officer" and book.has_disputes and book.standing(link.index).code == IN_EFFECT:
            book.countersign(key.org, link.matter, key.kid, index=link.index, at=state.now)

    def _own(self, key: Key, link: Link) -> None:
        state, book = self.state, self.state.book
        try:
            own = key_acts.parse_own(link.what.act)
            if not isinstance(own, key_acts.NoopPadded):
                state.own.add(link.index)
            if link.matter in state.done:
                done = state.done[link.matter]
                book.put(link.index, IN_EFFECT, f"in effect already since {done}", refs=(done,), at=state.now)
                return
            self._refuse(own, link.matter)
            orgs = state.touched(own)
            signer = authority.Signer(key.kid, link.seq, link.index)
            if not authority.is_asked(own, signer, state.keyring, orgs):
                wanted = "; ".join(authority.lacking(own, (), state.keyring, orgs))
                book.put(link.index, NO_EFFECT, f"it takes effect with other signatures: {wanted}", at=state.now)
                return
            self._sign(own, link, orgs)
        except Bad as bad:
            book.put(link.index, NO_EFFECT, str(bad), at=state.now)

    def _refuse(self, own: OwnAct, matter: bytes) -> None:
        if isinstance(own, GenesisSigned):
            if matter != self.digest:
                raise Bad("genesis.second", "a log has one genesis act, and this is another")
        elif not self.is_founded:
            raise Bad("genesis.open", "the genesis act is not signed by every organisation yet")
        authority.refuse(own, self.state.keyring)

    def _sign(self, own: OwnAct, link: Link, orgs: frozenset[str]) -> None:
        """Add a signature to its matter; carry the act out when the set is complete."""
        state, book = self.state, self.state.book
        signed = [*state.pending.get(link.matter, ()), link]
        signers = [authority.Signer(state.book.kid(one.index), one.seq, one.index) for one in signed]
        missing = authority.lacking(own, signers, state.keyring, orgs)
        if missing and len(signed) > 1 and missing == authority.lacking(own, signers[:-1], state.keyring, orgs):
            raise Bad("act.again", f"it brings the act no nearer to its effect; still lacking: {'; '.join(missing)}")
        if isinstance(own, BodyRedacted) and (wrong := state.misstated(own)):
            self._keep_false(own, link, [] if not missing else signed)
            raise wrong
        begun = bool(missing) and begin(state, own, signers)
        if missing:
            state.pending[link.matter] = signed
        else:
            carry_out(state, own, link, signed)
            state.pending.pop(link.matter, None)
            if not isinstance(own, _REPEATABLE):
                state.done[link.matter] = state.now
        for one in signed:
            now = book.standing(one.index)
            if one is not link and now.code not in (INCOMPLETE, IN_EFFECT):
                continue
            since = now.at if one is not link and now.code == IN_EFFECT else state.now
            if begun:
                book.put(one.index, IN_EFFECT, f"its key is closed for what comes; still lacking {'; '.join(missing)}", at=since)
            elif not missing:
                book.put(one.index, IN_EFFECT, at=since)
            elif one is link or now.code == INCOMPLETE:
                book.put(one.index, INCOMPLETE, f"still lacking: {'; '.join(missing)}", at=state.now)


    def _keep_false(self, own: BodyRedacted, link: Link, signed: list[Link]) -> None:
        """Count signatures on a redaction that says other facts than the body. With all of them the body stays for good.

        Else a later reader, who has no body to compare with, could not tell these words from true ones that came after them.
        """
        state = self.state
        if signed:
            state.pending[link.matter] = signed
            return
        state.pending.pop(link.matter, None)
        if own.act in state.promised:
            state.mistaken[own.act] = own
        state.spoilt.add(own.act)


def _parsed(leaf: bytes) -> Leaf | str:
    try:
        return parse_leaf(leaf)
    except Bad as bad:
        return str(bad)


def _matter(data: bytes) -> bytes:
    """Give the SHA-256 of the act inside a body that was read: its keys are sorted, so `act` is first and `at` follows it.

    Inside a text a quotation mark is escaped, so the last place with these bytes is the one in front of `at`.
    """
    return sha256(data[7 : data.rindex(b',"at":"')]).digest()
