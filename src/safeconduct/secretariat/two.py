"""What takes two, as the log has it: what was asked, who approved it with which key, what was made of it, which glass is broken.

Judged act by act, in the order of the log. An approval that should not have been given is not kept here, so it gives nothing.
Whether a seat may do such acts at all is asked before, in `access.may`; here it is asked how they stand to each other.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import Any, NamedTuple, Protocol

from safeconduct.access import acts, alarms
from safeconduct.access.acts_seen import view_act
from safeconduct.access.approvals import LASTS, Filed, Signer, may_approve, may_ask, may_decline, second_ones, usable
from safeconduct.access.gaps import Cases
from safeconduct.access.in_force import InForce
from safeconduct.access.knowing import Viewer
from safeconduct.access.masking import is_known
from safeconduct.access.seats import Seat
from safeconduct.access.unmasking import numbers_told
from safeconduct.access.view import NOT_HERE
from safeconduct.caseload.moves import CaseAct, Missing
from safeconduct.kernel.moments import utc

NO_REQUEST = Missing("no_such_request")
_USES: dict[type[CaseAct], tuple[str, ...]] = {
    acts.Revealed: ("reveal", "unmask"), acts.Exported: ("export",), acts.Deleted: ("delete",),
}  # fmt: skip
"""The acts that use a request up, and for what it has to have asked."""


class Key(NamedTuple):
    """The key that signed an act: its id, and that of the key at the beginning of its line, which may have made it alone."""

    kid: bytes
    origin: bytes


class Terms(Protocol):
    """Who holds what at a moment."""

    def viewer(self, seat: Seat, at: datetime) -> Viewer:
        """Give what a seat may know of at a moment."""
        ...


class Ledger:
    """The acts of access that took effect, by what they are about."""

    def __init__(self) -> None:
        self.filed: list[Filed] = []
        self._about: dict[str, list[Filed]] = {}
        self._named: dict[str, Filed] = {}

    # ---- questions ----

    def about(self, request: str) -> tuple[Filed, ...]:
        """Give a request with all that was said on it, in the order of the log; nothing where there is no such request."""
        return tuple(self._about.get(request, ()))

    def look(self, name: str) -> Filed | None:
        """Give what somebody has said to look at, by the name of the act."""
        found = self._named.get(name)
        return found if found is not None and isinstance(found.act, acts.Looked) else None

    def named(self, name: str) -> Filed | None:
        """Give an act of access by its name."""
        return self._named.get(name)

    def named_by(self, name: str) -> tuple[str, ...]:
        """Give the cases that an act of access names: itself, or by the act that it is on."""
        found = self._named.get(name)
        while found is not None and not getattr(found.act, "cases", ()):
            found = self._named.get(getattr(found.act, "of", ""))
        return found.act.cases if found is not None else ()

    def cases_of(self, first: Filed, in_force: InForce, cases: Cases) -> tuple[str, ...]:
        """Give the cases that a request is about. One that unmasks is about those that may be told to whoever asks."""
        if not first.act.of:
            named: tuple[str, ...] = first.act.cases
            return named
        return numbers_told(Viewer(first.by.seat, in_force), self.named_by(first.act.of), cases)

    def requests(self) -> Iterator[Filed]:
        """Give every request, in the order of the log."""
        return (one for one in self.filed if isinstance(one.act, acts.Requested))

    def broken(self) -> Iterator[Filed]:
        """Give every breaking of the glass, in the order of the log."""
        return (one for one in self.filed if isinstance(one.act, acts.GlassBroken))

    # ---- judging ----

    def lacks(self, one: Filed, terms: Terms, cases: Cases) -> tuple[Missing, ...]:
        """Say what an act of access lacks by what stands in the log before it. Nothing: it takes effect."""
        act, viewer = one.act, terms.viewer(one.by.seat, one.at)
        if isinstance(act, acts.Requested):
            return self._of_request(one, viewer, cases)
        if isinstance(act, acts.GlassReviewed):
            return self._of_review(one, viewer)
        if not isinstance(act, (acts.Approved, acts.Declined, *_USES)):
            return ()
        said = self.about(act.of)
        if not said:
            return (NO_REQUEST,)
        first, young = said[0], is_young(self.cases_of(said[0], viewer.in_force, cases), cases)
        if isinstance(act, tuple(_USES)):
            return self._of_use(one, viewer, said, cases)
        if not concerns(viewer, first, young=young):
            return (NO_REQUEST,)
        if over := used_or_declined(said):
            return (over,)
        if isinstance(act, acts.Approved):
            return may_approve(viewer, first, one.by, children=young)
        return may_decline(viewer, first, one.by, children=young)

    def _of_request(self, one: Filed, viewer: Viewer, cases: Cases) -> tuple[Missing, ...]:
        if one.act.of and ((of := self.named(one.act.of)) is None or not view_act(viewer, of.act, cases).found):
            return (NOT_HERE,)  # of an act that a seat does not see it unmasks nothing, and learns no sum
        named = self.cases_of(one, viewer.in_force, cases)
        return may_ask(viewer, one.act, children=is_young(named, cases), count=len(named))

    def _of_use(self, one: Filed, viewer: Viewer, said: tuple[Filed, ...], cases: Cases) -> tuple[Missing, ...]:
        first = said[0].act
        if first.action not in _USES[type(one.act)] or not all(is_known(viewer, case, cases) for case in first.cases):
            return (NO_REQUEST,)
        young = is_young(self.cases_of(said[0], viewer.in_force, cases), cases)
        return usable(first.id, said, viewer, one.by, children=young)

    def _of_review(self, one: Filed, viewer: Viewer) -> tuple[Missing, ...]:
        of = one.act.of
        broken = next((made.act for made in self.broken() if made.act.id == of), None)
        return alarms.review_lacks(viewer, broken, self._about.get(of, ()))

    # ---- keeping ----

    def keep(self, one: Filed) -> None:
        """Take in an act of access that has taken effect."""
        self.filed.append(one)
        self._named.setdefault(one.act.id, one)
        if isinstance(one.act, acts.Requested):
            self._about.setdefault(one.act.id, []).append(one)
        elif (of := getattr(one.act, "of", "")):
            self._about.setdefault(of, []).append(one)


def filed(act: Any, key: Key | None) -> Filed:
    """Give an act as it lies in the log. Where nobody has signed it, as in a file of acts, a seat has one key of its own.

    What is said on something cannot have been said before it, so its time is asked of the log's order by whoever judges it.
    """
    seat = Seat(act.actor, act.post)
    if key is None:
        name = f"{seat.org}/{seat.post}".encode()
        key = Key(name, name)
    return Filed(act, Signer(seat, key.kid, key.origin), act.recorded)


def is_young(named: tuple[str, ...], cases: Cases) -> bool:
    """Whether one of some cases is that of a child, or of somebody whose age nobody has established: protected alike."""
    persons = cases.persons.cases
    return any(case in cases.children or (case in persons and persons[case].age != "adult") for case in named)


def concerns(viewer: Viewer, first: Filed, *, young: bool) -> bool:
    """Whether a seat may know of a request: it has made it, it may be the second one, or it is of the same organisation.

    That something was asked about a child only those know who protect children.
    """
    own = viewer.has_role and first.by.seat.org == viewer.seat.org
    if own and (not young or viewer.for_children or first.by.seat == viewer.seat):
        return True
    return viewer.seat in second_ones(Viewer(first.by.seat, viewer.in_force), first.act.action, children=young)


def used_or_declined(said: tuple[Filed, ...]) -> Missing | None:
    """Say whether a request was used or declined; None: it is open."""
    if any(isinstance(one.act, tuple(_USES)) for one in said):
        return Missing("request_used")
    return Missing("request_declined") if any(isinstance(one.act, acts.Declined) for one in said) else None


class Stand(NamedTuple):
    """How a request stands: waiting, approved, used, declined or lapsed; and until when it can be approved or used."""

    state: str
    until: datetime


def stand_of(said: tuple[Filed, ...], now: datetime) -> Stand:
    """Say how a request stands at a moment. `said` begins with it."""
    approved = next((one for one in said if isinstance(one.act, acts.Approved)), None)
    until = (approved or said[0]).at + LASTS
    if over := used_or_declined(said):
        return Stand(over.code.removeprefix("request_"), until)
    if utc(now) >= utc(until):
        return Stand("lapsed", until)
    return Stand("approved" if approved else "waiting", until)
