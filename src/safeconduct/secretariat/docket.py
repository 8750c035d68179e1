"""What the acts of a log add up to: how each of them stands, the caseload they make, and the acts a status is made of.

Two questions are kept apart. Whether an act may speak at all, its key, its chain, its scope, is answered by the record for
every reader alike. Whether what it says is allowed is answered here, by the agreement and the tables of its programme.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from safeconduct.access import scopes
from safeconduct.access.acts import TYPES as OF_ACCESS
from safeconduct.access.gaps import Cases
from safeconduct.access.may import NO_CASES
from safeconduct.access.scopes import Reach
from safeconduct.access.terms import Terms
from safeconduct.agreement.amend import Version
from safeconduct.agreement.model import Agreement
from safeconduct.caseload.moves import CaseAct, Missing
from safeconduct.kernel.acts import ActBase, MandateExtended, SourceAdded
from safeconduct.record.body import Body, parse_body
from safeconduct.record.book import IN_EFFECT, NO_EFFECT, REDACTED, Standing
from safeconduct.record.faults import Bad
from safeconduct.record.key_acts import BodyRedacted, is_own, parse_own
from safeconduct.record.standing import Replay
from safeconduct.secretariat.contested import DECIDING, Contests
from safeconduct.secretariat.naming import Names, Told
from safeconduct.secretariat.norms import Texts
from safeconduct.secretariat.office import Office
from safeconduct.secretariat.reading import ActReader, Read
from safeconduct.secretariat.sources import Sources
from safeconduct.secretariat.two import Key
from safeconduct.secretariat.words import sentence


class Entry(NamedTuple):
    """A place of the log: leaf, body, and where the body was redacted the body of the act that did it."""

    leaf: bytes
    body: bytes | None
    redacted: bytes | None = None


class Kept(NamedTuple):
    """An act of the log as it stands. `act` is None where its body is gone, or says nothing that counts here.

    `called` is the name that no other act has, `remarks` say what a reader of its ids has to know.
    """

    index: int
    org: str
    act: ActBase | None
    standing: Standing
    called: str = ""
    remarks: tuple[str, ...] = ()


class _Counted:
    """What the acts in effect add up to: made anew when one of them falls."""

    def __init__(self, agreement: Agreement, versions: Sequence[Version]) -> None:
        self.first: dict[ActBase, int] = {}  # who said it first, of those in effect
        self.again: set[ActBase] = set()
        self.refused: dict[int, str] = {}
        self.office = Office(agreement) if agreement.programme is not None else None
        self.terms = self.office.terms if self.office is not None else Terms(agreement)
        self.texts = Texts(self.terms, versions)
        self.powerless: dict[int, str] = {}  # of acts on norms, once somebody has asked
        self.described: list[tuple[int, str, SourceAdded]] = []
        self.sources: Sources | None = None


class Docket:
    """One reading of one log under one agreement. `digest` is that of the genesis act, as it stands on paper.

    `versions` are those of the text, where it was amended: what is said on a norm is judged by the one in force when it happened.
    """

    def __init__(self, agreement: Agreement, digest: bytes, versions: Sequence[Version] = ()) -> None:
        self.agreement, self.versions = agreement, versions
        self.replay = Replay(digest, judge=self._judge)
        self.contests = Contests(agreement, standing=lambda index: self.replay.state.book.standing(index),
                                 decided=lambda index: index in self.replay.state.book.resolved,
                                 since=lambda kid: self.replay.state.keyring.keys[kid].since)  # fmt: skip
        self._reader: ActReader | None = None
        self._read: dict[int, Read] = {}
        self._orgs: dict[int, str] = {}
        self._reaches: dict[int, Reach] = {}  # of acts whose key is for some places only
        self._seen: dict[int, int] = {}  # of acts that name others
        self._live: dict[int, None] = {}  # in the order in which they took effect
        self._names = Names(self._told)
        self._gone: list[int] = []  # redacted, and still among the names
        self._counted: _Counted | None = None
        self.turn = 0
        """Counts up with each act that can change a status or a case: those who looked change none."""

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
                self._read[index] = self._reader.read(body)
                self._note_reach(index, body)
                if body.seen_size:
                    self._seen[index] = min(body.seen_size, index)
        for standing in changed:
            self._note(standing)
        if not self._is_look(index, changed):
            self.turn += 1

    def _is_look(self, index: int, changed: tuple[Standing, ...]) -> bool:
        """Whether an act says no more than that somebody looked, asked or approved, and changes how no other act stands."""
        read = self._read.get(index)
        return read is not None and isinstance(read.act, OF_ACCESS) and all(standing.index == index for standing in changed)

    def _note_reach(self, index: int, body: Body) -> None:
        key = self.replay.state.keyring.get(bytes.fromhex(body.device))
        if key is not None and key.scope is not None and key.scope.places:
            self._reaches[index] = Reach(key.scope)

    def _judge(self, index: int, body: Body, since: int) -> tuple[Standing, ...]:
        """Say whether an act is a decision that meets another. What cannot be read, or speaks for another, decides nothing."""
        assert self._reader is not None
        if body.act["type"] in DECIDING and (self._read.get(index) or self._reader.read(body)).act is None:
            self.contests.note(body)
            return ()
        return self.contests.judge(index, body, since)

    def _note(self, standing: Standing) -> None:
        index = standing.index
        read = self._read.get(index)
        if read is None or read.act is None:
            return
        if standing.code == IN_EFFECT:
            if index not in self._live:
                self._live[index] = None
                self._names.add(index)
                if self._counted is not None:
                    self._count(self._counted, index)
            return
        if index in self._live:
            del self._live[index]
            self._drop(read.act)
        if standing.code == REDACTED:
            # From here on this reader knows as little of it as one who comes later.
            self._gone.append(index)
            self._counted = None

    def _drop(self, act: ActBase) -> None:
        """Take an act that fell out of what was counted, or see to it that all is counted anew."""
        if self._counted is None or isinstance(act, (CaseAct, SourceAdded)) or act in self._counted.again:
            self._counted = None  # what later acts were judged by has changed
        else:
            del self._counted.first[act]

    def _told(self, index: int) -> Told:
        act = self._read[index].act
        assert act is not None
        return Told(self._orgs[index], act, self._seen.get(index, 0))

    @property
    def names(self) -> Names:
        """The names of the acts that took effect."""
        if self._gone:
            self._names = self._names.without(*self._gone)
            for index in self._gone:
                self._read.pop(index, None)
            self._gone.clear()
        return self._names

    # ---- what they add up to ----

    def _sum(self) -> _Counted:
        if self._counted is None:
            counted = _Counted(self.agreement, self.versions)
            for index in self._live:
                self._count(counted, index)
            self._counted = counted
        return self._counted

    def _count(self, counted: _Counted, index: int) -> None:
        act = self._told(index).act
        if counted.first.setdefault(act, index) != index:
            counted.again.add(act)
            return
        if isinstance(act, SourceAdded):
            counted.described.append((index, self._orgs[index], act))
            counted.sources = None
        if isinstance(act, MandateExtended):
            counted.texts.extend(act)
            counted.powerless.clear()
        reach = self._reaches.get(index)
        if isinstance(act, CaseAct) and counted.office is not None:
            meant = self.names.rewritten(index)
            assert isinstance(meant, CaseAct)
            key = self.key_of(self.replay.state.book.kid(index))
            if lacks := counted.office.admit(meant, reach=reach, key=key).missing:
                counted.refused[index] = "; ".join(sentence(part, self.agreement) for part in lacks)
        elif reach is not None and scopes.is_elsewhere(reach, act, counted.office or NO_CASES):
            counted.refused[index] = sentence(Missing("key_place", {"places": reach.where}), self.agreement)

    def _sources(self) -> Sources:
        counted = self._sum()
        if counted.sources is None:
            counted.sources = Sources(self.agreement, counted.described)
        return counted.sources

    @property
    def office(self) -> Office:
        """The caseload of the programme, with every act of it that may speak. Raises ValueError without a programme."""
        return self._sum().office or Office(self.agreement)

    def key_of(self, kid: bytes) -> Key:
        """Give a key with the one at the beginning of its line: each after that was registered alone by the one before it."""
        keys, first = self.replay.state.keyring.keys, kid
        while (key := keys.get(first)) is not None and key.by is not None:
            first = key.by[0]
        return Key(kid, first)

    @property
    def cases(self) -> Cases:
        """The cases as they are known by the acts so far; none where the text has no programme."""
        office = self._sum().office
        return NO_CASES if office is None else office.known_then

    @property
    def terms(self) -> Terms:
        """Who holds what at each moment, with the mandates that acts have carried on."""
        return self._sum().terms

    def preview(self, body: Body) -> Read:
        """Say which act a body holds, if it were the next of the log."""
        if self._reader is None:
            return Read(None, "the log has not begun")
        return self._reader.read(body)

    def said_before(self, act: ActBase) -> int | None:
        """Give the index of the act in effect that says the same."""
        return self._sum().first.get(act)

    def agreement_acts(self) -> Iterator[ActBase]:
        """Give the acts of the agreement that are in effect, in the order in which they took it, under their own names."""
        return (act for _index, act in self.agreement_acts_at())

    def agreement_acts_at(self) -> Iterator[tuple[int, ActBase]]:
        """Give the same acts, each with its index."""
        counted, sources, names = self._sum(), self._sources(), self.names
        for act, index in counted.first.items():
            if not isinstance(act, CaseAct) and index not in counted.refused:
                yield index, sources.rewritten(index, self._orgs[index], names.rewritten(index))

    def org(self, index: int) -> str:
        """Give the organisation that signed the act at an index; empty for acts of the record itself."""
        return self._orgs.get(index, "")

    def kept(self, index: int) -> Kept:
        """Say how the act at an index stands. Raises Bad for an index that was not read."""
        standing, names = self.replay.standing(index), self.names
        read, org = self._read.get(index), self._orgs.get(index, "")
        if read is None or read.act is None:
            if read is not None and standing.code == IN_EFFECT:
                standing = Standing(index, NO_EFFECT, read.why_not, (), standing.at)
            return Kept(index, org, None, standing)
        if standing.code == IN_EFFECT:
            counted = self._sum()
            first = counted.first[read.act]
            why = self._powerless(index, read.act) if first == index else f"it says again what the act {names.called(first)} says"
            if why:
                standing = Standing(index, NO_EFFECT, why, () if first == index else (first,), standing.at)
        return Kept(index, org, read.act, standing, names.called(index), tuple(self._remarks(index, read.act)))

    def _powerless(self, index: int, act: ActBase) -> str:
        """Say why an act that may speak has no effect, by the programme or, of an act on a norm, as the status has it."""
        counted = self._sum()
        if index in counted.refused:
            return counted.refused[index]
        if index not in counted.powerless:
            lacks = counted.texts.lacks(act)
            counted.powerless[index] = "; ".join(sentence(part, self.agreement) for part in lacks)
        return counted.powerless[index]

    def _remarks(self, index: int, act: ActBase) -> Iterator[str]:
        names, first = self.names, self.names.first(act.id)
        if first is not None and names.called(index) != act.id:
            yield f"the act at {first} has the id {act.id} too; this one is called {names.called(index)}"
        for name, several in names.unclear(self._told(index), index=index):
            yield f"{name} can mean the acts at {' and '.join(map(str, several))}, and means none of them"
        if isinstance(act, SourceAdded) and index in self._live:
            called = self._sources().called(index, act)
            if called != act.source:
                first = self._sources().common(act.source)
                yield f"the act at {first} describes the source {act.source} otherwise; this one is called {called}"

    def read_at(self, indexes: Iterable[int]) -> Iterator[tuple[int, ActBase]]:
        """Give what can be read at some indexes, each with its index. How an act stands, and under which name, `kept` says."""
        found = ((index, self._read.get(index)) for index in indexes)
        return ((index, read.act) for index, read in found if read is not None and read.act is not None)

    def all(self) -> Iterator[Kept]:
        """Give every act as it stands, in the order of the log."""
        return map(self.kept, range(self.size))
