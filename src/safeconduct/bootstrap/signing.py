"""Signing the next act of a key beside the log it goes into: as number and act before it the list beside the key decides.

In an exercise there may be no list; then the log does.
"""

from pathlib import Path
from secrets import token_bytes
from typing import Any

from safeconduct.bootstrap.folder import AskPhrase, open_key
from safeconduct.bootstrap.own_log import OwnLog
from safeconduct.kernel.errors import Conflict, Fault, Invalid, NotPermitted
from safeconduct.record import authority, keyfile
from safeconduct.record.body import Attached, Body, act_id, matter, write_body
from safeconduct.record.faults import Bad
from safeconduct.record.key_acts import parse_own
from safeconduct.record.leaf import sign_leaf
from safeconduct.record.scope import out_of_scope
from safeconduct.record.signed_file import SignedAct


class Signer:
    """A key file, beside a log that knows the key. Raises Invalid where it cannot be read, NotPermitted where it may not sign."""

    def __init__(self, path: Path, log: OwnLog) -> None:
        self.path, self._log = path, log
        try:
            self.file = keyfile.parse_key(path.read_bytes())
        except OSError as error:
            raise Invalid([Fault(code="SC030", file=str(path), message=f"cannot read: {error.strerror}",
                                 remedy="check the name, and that the medium is in")]) from error  # fmt: skip
        except Bad as bad:
            raise Invalid([Fault(code="SC040", file=str(path), message=str(bad),
                                 remedy="name a file that `safeconduct keys new` has written")]) from bad  # fmt: skip
        self.kid, self.org = self.file.kid, self.file.org
        self._beside = keyfile.list_beside(path)

    def sign(self, act: dict[str, Any], *, at: str, ask: AskPhrase, attached: tuple[Attached, ...] = ()) -> SignedAct:
        """Sign an act of the record as the next of this key. Its number is on the list before the signature is given away.

        Raises Refused, NotPermitted or Conflict, and signs nothing, where it could not take effect.
        """
        last = self._last()
        body = Body(self._log.genesis.act.origin, self.org, self.kid.hex(), last.seq + 1, last.act_id, *self._log.seen(), at, act,
                    attached, token_bytes(16))  # fmt: skip
        self._allow(body)
        seed = open_key(self.path, ask)[1]
        data = write_body(body)
        if self._beside.exists():
            keyfile.append_to_list(self._beside, keyfile.Last(body.seq, act_id(data).hex()))
        return SignedAct(sign_leaf(seed, act_id(data)), data)

    def _last(self) -> keyfile.Last:
        chain = self._log.replay.state.chains.get(self.kid)
        known = keyfile.Last(-1, "")
        if chain is not None and chain.next:
            if chain.held or chain.head is None:
                raise Conflict(f"earlier acts of {self.path} are not in this log yet. Nothing was signed.",
                               remedy="bring them in first; they are on their way, or on another machine")  # fmt: skip
            known = keyfile.Last(chain.next - 1, chain.head.hex())
        if not self._beside.exists():
            if self._log.genesis.act.training:
                return known
            raise Conflict(f"the list of what this key has signed ({self._beside}) is not beside it. Nothing was signed: one "
                           "number used twice would close the key.", remedy="bring the list")  # fmt: skip
        try:
            last = keyfile.read_list(self._beside.read_text(encoding="ascii", errors="replace"))
        except Bad as bad:
            raise Invalid([Fault(code="SC040", file=str(self._beside), message=str(bad),
                                 remedy="take number and act id from the log, and see `safeconduct keys sign --after`")]) from bad
        if last != known:
            raise Conflict(f"the log has acts of this key up to number {known.seq}, the list beside it up to {last.seq}. Nothing "
                           "was signed.", remedy="bring the missing acts into the log, or find the newer list")  # fmt: skip
        return last

    def _allow(self, body: Body) -> None:
        replay = self._log.replay
        keyring, state = replay.state.keyring, replay.state
        key, status = keyring.get(self.kid), keyring.status_at(self.kid, replay.size, body.seq)
        if key is None or status.code != "valid":
            raise NotPermitted(f"the key {self.kid.hex()} is {status.code}: {status.because}. Nothing was signed.",
                               remedy="its organisation registers a key first")  # fmt: skip
        if outside := out_of_scope(key, body.act["type"], body):
            raise NotPermitted(f"{outside}. Nothing was signed.", remedy="someone whose key covers this signs it")
        if matter(body.act) in state.done:
            raise Conflict(f"this is in effect already, since index {state.done[matter(body.act)]}. Nothing was signed.",
                           remedy="nothing is left to do")  # fmt: skip
        try:
            own = parse_own(body.act)
            authority.refuse(own, keyring)
            orgs = state.concerned(own)
        except Bad as bad:
            raise Invalid([Fault(code="SC040", message=str(bad), remedy="make the act again from the log as it is now")]) from bad
        mine = authority.Signer(self.kid, body.seq, replay.size)
        if not authority.is_asked(own, mine, keyring, orgs):
            wanted = "; ".join(authority.lacking(own, (), keyring, orgs))
            raise NotPermitted(f"a signature of this key changes nothing here: it takes {wanted}. Nothing was signed.",
                               remedy="use one of those keys")  # fmt: skip
