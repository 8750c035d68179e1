"""What the acts of a log add up to: how each of them stands, the caseload they make, and the acts a status is made of.

Two questions are kept apart. Whether an act may speak at all, its key, its chain, its scope, is answered by the record for
every reader alike. Whether what it says is allowed is answered here, by the agreement and the tables of its programme.
"""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from safeconduct.agreement.model import Agreement
from safeconduct.caseload.moves import CaseAct
from safeconduct.kernel.acts import ActBase
from safeconduct.record.body import Body, parse_body
from safeconduct.record.book import IN_EFFECT, NO_EFFECT, Standing
from safeconduct.record.faults import Bad
from safeconduct.record.key_acts import BodyRedacted, is_own, parse_own
from safeconduct.record.standing import Replay
from safeconduct.secretariat.contested import DECIDING, Contests
from safeconduct.secretariat.office import Office
from safeconduct.secretariat.reading import ActReader, Read
from safeconduct.secretariat.words import sentence


class Entry(NamedTuple):
    """A place of the log: leaf, body, and where the body was redacted the body of the act that did it."""

    leaf: bytes
    body: bytes | None
    redacted: bytes | None = None


class Kept(NamedTuple):
    """An act of the log as it stands. `act` is None where its body is gone, or says nothing that counts here."""

    index: int
    org: str
    act: ActBase | None
    standing: Standing


class Docket:
    """One reading of one log under one agreement. `digest` is that of the genesis act, as it stands on paper."""

    def __init__(self, agreement: Agreement, digest: bytes) -> None:
        self.agreement = agreement
        self.replay = Replay(digest, judge=self._judge)
        self.contests = Contests(agreement, standing=lambda index: self.replay.state.book.standing(index),
                                 decided=lambda index: index in self.replay.state.book.resolved)  # fmt: skip
        self._reader: ActReader | None = None
        self._read: dict[int, Read] = {}
        self._orgs: dict[int, str] = {}
        self._live: dict[int, None] = {}  # in the order in which they took effect
        self._office: Office | None = None
        self._refused: dict[int, str] = {}

    @property
    def size(self) -> int:
        """How many leaves were read."""
        return self.replay.size

    def read(self, entries: Iterable[Entry]) -> "Docket":
        """Read on in the log. Returns self.

        Raises Bad where the log is not the one of the genesis act on paper, or a body is not the one that was signed.
        """
        for leaf, body, redacted in entries:
            self._read_one(leaf, body, redacted)
        return self

    def _read_one(self, leaf: bytes, data: bytes | None, redacted: bytes | None) -> None:
        index = self.replay.size
        promise = parse_own(parse_body(redacted).act) if redacted is not None else None
        changed = self.replay.apply(index, leaf, data, redacted=promise if isinstance(promise, BodyRedacted) else None)
        if self._reader is None:
            assert self.replay.genesis is not None
            self._reader = ActReader(self.agreement, training=self.replay.genesis.act.training)
        if data is not None:
            try:
                body = parse_body(data)
            except Bad:
                body = None  # the record has said so already
            if body is not None and not is_own(body.act["type"]):
                self._orgs[index] = body.org
                self._read[index] = self._reader.read(index, body)
        for standing in changed:
            self._note(standing)

    def _judge(self, index: int, body: Body, since: int) -> tuple[Standing, ...]:
        """Say whether an act is a decision that meets another. What cannot be read, or speaks for another, decides nothing."""
        assert self._reader is not None
        if body.act["type"] in DECIDING and (self._read.get(index) or self._reader.preview(body)).act is None:
            self.contests.note(body)
            return ()
        return self.contests.judge(index, body, since)

    def _note(self, standing: Standing) -> None:
        read = self._read.get(standing.index)
        if read is None or read.act is None:
            return
        if standing.code == IN_EFFECT:
            if standing.index not in self._live:
                self._live[standing.index] = None
                if self._office is not None:
                    self._admit(self._office, standing.index, read.act)
        elif standing.index in self._live:
            del self._live[standing.index]
            self._office = None  # what later acts were judged by has changed: all are judged anew

    @property
    def office(self) -> Office:
        """The caseload of the programme, with every act of it that may speak. Raises ValueError without a programme."""
        if self._office is None:
            office = Office(self.agreement)
            self._refused.clear()
            for index in self._live:
                self._admit(office, index, self._read[index].act)
            self._office = office
        return self._office

    def _admit(self, office: Office, index: int, act: ActBase | None) -> None:
        if isinstance(act, CaseAct) and (lacks := office.admit(act).missing):
            self._refused[index] = "; ".join(sentence(part, self.agreement) for part in lacks)

    def preview(self, body: Body) -> Read:
        """Say which act a body holds, if it were the next of the log."""
        if self._reader is None:
            return Read(None, "the log has not begun")
        return self._reader.preview(body)

    def agreement_acts(self) -> Iterator[ActBase]:
        """Give the acts of the agreement that are in effect, in the order in which they took it."""
        for index in self._live:
            act = self._read[index].act
            if act is not None and not isinstance(act, CaseAct):
                yield act

    def kept(self, index: int) -> Kept:
        """Say how the act at an index stands. Raises Bad for an index that was not read."""
        standing = self.replay.standing(index)
        read = self._read.get(index)
        if read is not None and standing.code == IN_EFFECT:
            if self.agreement.programme is not None:
                _ = self.office  # judged anew if something before it fell
            if why := read.why_not or self._refused.get(index, ""):
                standing = Standing(index, NO_EFFECT, why, (), standing.at)
        return Kept(index, self._orgs.get(index, ""), read.act if read else None, standing)

    def all(self) -> Iterator[Kept]:
        """Give every act as it stands, in the order of the log."""
        return map(self.kept, range(self.size))
