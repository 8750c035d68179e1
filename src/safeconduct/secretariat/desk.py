"""The one way in: an act is prepared here, signed by whoever holds the key, and submitted here.

First it is asked who may, then what the move still needs; a refusal tells a seat what it may know and nothing else.
The same door for pages, for the field, for imports and for the command line. What is made here is refused if it may not be
done; what was made elsewhere is kept in any case, and has effect or not. Nothing is written before all of it was asked.
"""

from collections.abc import Iterator, Sequence
from secrets import token_bytes
from typing import Any, NamedTuple, Protocol

import msgspec

from safeconduct.access.acts_seen import view_act
from safeconduct.access.errors import not_permitted
from safeconduct.access.knowing import Viewer
from safeconduct.access.may import may
from safeconduct.access.scopes import Reach
from safeconduct.access.seats import THE_RECORDER, Seat
from safeconduct.access.telling import told
from safeconduct.agreement.act_log import RECORDER
from safeconduct.agreement.amend import Version
from safeconduct.agreement.model import Agreement
from safeconduct.caseload.moves import CaseAct
from safeconduct.kernel.acts import ActBase
from safeconduct.kernel.errors import Conflict, NotPermitted, Refused, VerificationFailed
from safeconduct.record.body import Attached, Body, act_id, parse_body, write_body
from safeconduct.record.faults import Bad
from safeconduct.record.key_acts import is_own, parse_own
from safeconduct.record.keyring import Key
from safeconduct.record.leaf import parse_leaf
from safeconduct.record.scope import out_of_scope
from safeconduct.secretariat.docket import Docket, Entry, Kept
from safeconduct.secretariat.naming import Told
from safeconduct.secretariat.office import refusal
from safeconduct.secretariat.reading import signed_at
from safeconduct.secretariat.reported import wrong_with

_TRIES = 20
"""How often an act is judged anew because others were faster. After that someone should look why."""


class Head(NamedTuple):
    """The last act of a key's chain."""

    seq: int
    act_id: bytes


class Records(Protocol):
    """What the secretariat needs of a log, wherever it is stored."""

    origin: str

    def entries(self, first: int) -> Iterator[Entry]:
        """Give the log from an index on."""
        ...

    def append(self, signed: Sequence[Any], *, at: int | None = None) -> list[int]:
        """Append signed acts and give their indexes; they are on the disk then.

        With `at`, only if the log has exactly this size: else Conflict is raised and nothing was written.
        """
        ...

    def head(self, kid: bytes) -> Head | None:
        """Give the last act of a key's unbroken chain."""
        ...

    def seen(self) -> tuple[int, bytes]:
        """Give size and root of the newest checkpoint; 0 and the root of the empty tree if there is none."""
        ...


class Desk:
    """One log, open for work under one agreement."""

    def __init__(self, records: Records, agreement: Agreement, digest: bytes, versions: Sequence[Version] = ()) -> None:
        self.records, self.agreement = records, agreement
        self.docket = Docket(agreement, digest, versions)

    def catch_up(self) -> Docket:
        """Read what has come into the log since, from whomever. Gives the docket."""
        return self.docket.read(self.records.entries(self.docket.size))

    def prepare(self, act: dict[str, Any], *, org: str, kid: bytes, at: str = "",
                attachments: tuple[Attached, ...] = (), after: Head | None = None,
                seat: Seat | None = None, with_them: Sequence[ActBase] = ()) -> bytes:  # fmt: skip
        """Give the body to be signed: the act as it stands in a file of acts, as the next one of a key.

        `at` is the time of signing, for acts that hold none themselves; for the others it is when they were recorded. `after` is
        an act of the same key that is signed with this one and handed in before it. `seat` is who works here, where that is
        known: the act has to be its own. `with_them` are signed with it and handed in before it. Nothing is kept of it.

        Raises NotPermitted with every reason that may be told where the seat or its key may not do this, Refused where it could
        not take effect now, or names another act so that nobody could tell which one.
        """
        head, (size, root) = after or self.records.head(kid), self.records.seen()
        try:
            body = write_body(Body(
                self.records.origin, org, kid.hex(), head.seq + 1 if head else 0, head.act_id.hex() if head else "", size, root,
                at or signed_at(act), act, attachments, token_bytes(16),
            ))  # fmt: skip
        except Bad as bad:
            raise _unreadable(bad) from bad
        viewer = self._allow(parse_body(body), kid, head, seat, with_them)
        self._tell_apart(parse_body(body), viewer)
        return body

    def submit(self, signed: Any, *, seat: Seat | None = None) -> Kept:
        """Take in an act that was made here. `signed` holds its `leaf` and `body`, `seat` is as in `prepare`.

        Raises NotPermitted where its seat or its key may not say it, Refused with all that is missing, Conflict where its key
        has signed something else meanwhile. The act is on the disk when this returns.
        """
        try:
            leaf, body = parse_leaf(signed.leaf), parse_body(signed.body)
        except Bad as bad:
            raise _unreadable(bad) from bad
        if leaf.act_id != act_id(signed.body):
            raise Refused("the signature is for another act than this", remedy="sign this one, or send the act that was signed")
        for _ in range(_TRIES):
            docket = self.catch_up()
            if docket.size and (known := docket.replay.state.book.by_id.get(leaf.act_id)) is not None:
                return docket.kept(known)  # sent again: the answer to the first time may have been lost
            self._allow(body, leaf.kid, self.records.head(leaf.kid), seat)
            try:
                index = self._append([signed], at=self.docket.size)[0]
            except Conflict:
                continue  # others were faster: what is allowed may have changed
            return self.catch_up().kept(index)
        raise Conflict("others were faster every time", remedy="submit the act again")

    def take_in(self, signed: Sequence[Any]) -> list[Kept]:
        """Take in acts that were made elsewhere, in their order. None is refused for what it says; a repeat changes nothing.

        Raises VerificationFailed where a signature, a digest or a key is wrong; what stood before that act may be kept.
        """
        indexes: list[int] = []
        part: list[Any] = []
        for one in signed:
            # A key may be registered by an act that came just before the first act it signs.
            if part and not self._is_known(one):
                indexes += self._append(part, at=None)
                part = []
                self.catch_up()
            part.append(one)
        indexes += self._append(part, at=None)
        docket = self.catch_up()
        return [docket.kept(index) for index in indexes]

    def _is_known(self, signed: Any) -> bool:
        try:
            kid = parse_leaf(signed.leaf).kid
        except Bad:
            return True  # the log says what is wrong with it
        return not self.docket.size or self.docket.replay.state.keyring.get(kid) is not None

    def _append(self, signed: Sequence[Any], *, at: int | None) -> list[int]:
        try:
            return self.records.append(signed, at=at)
        except Bad as bad:
            step = f"{bad.where}: {bad.what}" if bad.where else bad.what
            raise VerificationFailed(step=step, expected=bad.expected or "a sound act", got=bad.got or "another",
                                     remedy="Nothing was written. Ask for the act again.") from bad  # fmt: skip

    def _allow(self, body: Body, kid: bytes, head: Head | None, seat: Seat | None,
               with_them: Sequence[ActBase] = ()) -> Viewer | None:  # fmt: skip
        """Ask everything that can be asked before an act is written, as the next after `head`. Raises what forbids it.

        Gives the seat as it stands then; None for an act of the record itself.
        """
        docket, key = self.catch_up(), None
        if docket.size:
            keyring = docket.replay.state.keyring
            key, status = keyring.get(kid), keyring.status_at(kid, docket.size, body.seq)
            if key is None or status.code != "valid":
                raise NotPermitted(f"the key {kid.hex()} is {status.code}: {status.because}",
                                   remedy="its organisation registers a new key")  # fmt: skip
            if key.org != body.org:
                raise NotPermitted(f"the key {kid.hex()} belongs to {key.org}, not to {body.org}")
            if outside := out_of_scope(key, body.act["type"], body):
                raise NotPermitted(outside, remedy="someone whose key covers this signs it")
        if (body.seq, body.prev) != ((head.seq + 1, head.act_id.hex()) if head else (0, "")):
            raise Conflict(f"the key {kid.hex()} has signed other acts since this one was prepared",
                           remedy="prepare the act again and sign it")  # fmt: skip
        if is_own(body.act["type"]):
            try:
                parse_own(body.act)
            except Bad as bad:
                raise _unreadable(bad) from bad
            return None
        read = docket.preview(body)
        if read.act is None:
            raise Refused(f"{body.act['type']} is refused: {read.why_not}")
        meant = docket.names.rewritten(docket.size, Told(body.org, read.act, body.seen_size))
        viewer = self._permit(meant, body, key, seat)
        if (before := docket.said_before(read.act)) is not None:
            raise Refused(f"it says again what the act {docket.names.called(before)} says",
                          remedy="nothing has to be done: it is in effect")  # fmt: skip
        if docket.names.used(read.act.id, body.org) is not None:
            raise Refused(f"{body.org} has used the id {read.act.id} for another act",
                          remedy="give the act an id of its own, and prepare it again")  # fmt: skip
        if met := docket.contests.meets(body, docket.size):
            named = docket.names.called(met[0])
            raise Refused(f"the act {named} answers the same question otherwise, and this one does not show that it knows it",
                          remedy="make a checkpoint, or name that act in `refs`, and prepare the act again")  # fmt: skip
        if isinstance(meant, CaseAct) and (lacks := docket.office.judge(meant, key=docket.key_of(kid))):
            raise refusal(read.act, told(viewer, lacks), self.agreement)
        if wrong := wrong_with(docket, meant, body.org, with_them=with_them):
            raise refusal(read.act, wrong, self.agreement)
        return viewer

    def _permit(self, act: ActBase, body: Body, key: Key | None, seat: Seat | None) -> Viewer:
        """Ask whether a seat may do an act with its key at the moment of signing, and give the seat as it stands then.

        Raises NotPermitted with every reason that may be told: of a case that the seat may not know of, none.
        """
        own = THE_RECORDER if body.org == RECORDER else Seat(body.org, getattr(act, "post", ""))
        viewer = self.docket.terms.viewer(seat or own, act.recorded)
        reach = Reach(key.scope) if key is not None and key.scope is not None else None
        answer = may(viewer, act, self.docket.cases, reach=reach)
        if not answer.allowed:
            raise not_permitted(answer.reasons, self.agreement)
        return viewer

    def _tell_apart(self, body: Body, viewer: Viewer | None) -> None:
        """Raise Refused where an act would name by an id what several acts could be, as far as its seat may see them."""
        read = self.docket.preview(body)
        if read.act is None or viewer is None:
            return
        told = Told(body.org, read.act, body.seen_size)
        for name, several in self.docket.names.unclear(told, index=self.docket.size):
            seen = [index for index in several if self._is_seen(index, viewer)]
            if len(seen) < 2:
                continue  # that others have used the id is no news for this seat
            choices = " or ".join(f"{name}@{index}" for index in seen)
            raise Refused(f"{len(seen)} acts have the id {name}, and nobody could tell which one is meant",
                          remedy=f"write {choices}, and prepare the act again")  # fmt: skip

    def _is_seen(self, index: int, viewer: Viewer) -> bool:
        act = self.docket.kept(index).act
        return act is not None and view_act(viewer, act, self.docket.cases).found


def as_line(act: ActBase) -> dict[str, Any]:
    """Give an act as the object that stands in a file of acts and in a body."""
    found: dict[str, Any] = msgspec.json.decode(msgspec.json.encode(act))
    return found


def _unreadable(bad: Bad) -> Refused:
    return Refused(f"this is no act of a record: {bad}", remedy="correct it and prepare it again")


