"""Which act does an id mean, where several acts of a log have it?

Each organisation gives ids as it likes, and none takes one from another: an act takes effect whatever its id. The first that took
effect is called by the id alone, each later one by the id, `@`, and its index. An act is named by one of three forms: `x@17`, the
act of that id at an index; `x@north`, the first act of that id of an organisation, wherever it stands; `x`, see `Names.meant`.

What is meant does not depend on how those acts stand later, and nothing that comes later changes it.
"""

from array import array
from collections.abc import Callable
from typing import NamedTuple

from msgspec.structs import replace

from safeconduct.access import acts as access
from safeconduct.caseload.movements.acts import MovementArrived
from safeconduct.caseload.persons.acts import ObjectionDecided, ObjectionRaised, ObjectionWithdrawn
from safeconduct.kernel import acts
from safeconduct.kernel.acts import ActBase

_ANY = ""
"""Every act, whatever it is about."""
_DIGITS = 16
"""No log has an index with so many."""

_ABOUT_ONE_DUTY = (acts.Confirmed, acts.Refuted, acts.Contested, acts.Ruled)
"""Acts whose `refs` mean acts on the same norm, and no others."""


_ON_A_REQUEST = (access.Approved, access.Declined, access.Revealed, access.Exported, access.Deleted)
_BY_OF = (ObjectionDecided, ObjectionWithdrawn, *_ON_A_REQUEST, access.GlassReviewed, access.Requested)
"""Acts whose `of` names an act."""
_REPORTED = (acts.StatementReported, acts.FigureReported)
"""Acts whose `corrects` and `republishes` name acts."""
_REQUEST, _GLASS = "request", "glass"


class Told(NamedTuple):
    """An act, the organisation that signed it, and how many acts of the log its signer had seen."""

    org: str
    act: ActBase
    seen: int


class Meaning(NamedTuple):
    """The index of the act that is meant, or None. `several` are those that could be, where nobody can tell which."""

    index: int | None
    several: tuple[int, ...] = ()


NOTHING = Meaning(None)


def plain_id(name: str) -> str:
    """Give the id in a name."""
    return name.partition("@")[0]


def may_name(name: str, *, index: int, org: str, act_id: str) -> bool:
    """Whether a name could mean an act, as far as the name and the act alone can tell."""
    plain, at, which = name.partition("@")
    return plain == act_id and (not at or which in (org, str(index)))


class Names:
    """The acts that took effect, by id, in the order in which they did. `told` gives what is known of one by its index."""

    def __init__(self, told: Callable[[int], Told]) -> None:
        self._told = told
        self._turns = array("q")  # by index: as which an act took effect, or -1
        self._count = 0
        self._first: dict[str, int] = {}
        # Where an id was used again: by what an act is about, the first of each organisation.
        self._again: dict[str, dict[str, dict[str, int]]] = {}

    def add(self, index: int) -> None:
        """Take in an act that has taken effect. Once it has, it keeps its name."""
        if self._turn(index) >= 0:
            return
        self._turns.extend([-1] * (index + 1 - len(self._turns)))
        self._turns[index] = self._count
        self._count += 1
        name = self._told(index).act.id
        first = self._first.setdefault(name, index)
        if first == index:
            return
        groups = self._again.get(name)
        if groups is None:
            groups = self._again[name] = {}
            self._enter(groups, first)
        self._enter(groups, index)

    def _enter(self, groups: dict[str, dict[str, int]], index: int) -> None:
        told = self._told(index)
        for about in {_ANY, _about(told.act)}:
            groups.setdefault(about, {}).setdefault(told.org, index)

    def _turn(self, index: int) -> int:
        return self._turns[index] if 0 <= index < len(self._turns) else -1

    def without(self, *gone: int) -> "Names":
        """Give the names as they are for a reader who never had the bodies of some acts."""
        found = Names(self._told)
        left = {one for one, turn in enumerate(self._turns) if turn >= 0}.difference(gone)
        for one in sorted(left, key=self._turns.__getitem__):
            found.add(one)
        return found

    # ---- questions ----

    def first(self, name: str) -> int | None:
        """Give the index of the act that is called by the id alone."""
        return self._first.get(name)

    def used(self, name: str, org: str) -> int | None:
        """Give where an organisation first used an id."""
        return self._candidates(name, _ANY).get(org)

    def called(self, index: int, told: Told | None = None) -> str:
        """Say what an act is called, so that no two acts are called the same. `told` is given for one that is not there yet."""
        name = (told or self._told(index)).act.id
        return name if self._first.get(name, index) == index else f"{name}@{index}"

    def meant(self, name: str, told: Told, *, index: int) -> Meaning:
        """Say which act an act means by a name. `index` is where it stands.

        Whose id it is comes first: an organisation means its own act, if it has one. Else it means the act that was there
        when it took effect. Were there several, then the first, if its signer had seen that; if not, nobody can tell. Was
        there none, it means the first that comes.
        """
        plain, at, which = name.partition("@")
        if which[:1].isdigit():
            one = int(which) if len(which) < _DIGITS and which.isascii() and which.isdecimal() else -1
            there = one < index and self._turn(one) >= 0 and may_name(name, index=one, org="", act_id=self._told(one).act.id)
            return Meaning(one) if there else NOTHING
        found = self._candidates(plain, _meant_about(told.act))
        if isinstance(told.act, acts.Withdrawn):
            # Nobody takes back what another signed; what was reported of somebody, that one takes back too.
            own = told.org == told.act.actor
            found = {org: one for org, one in found.items()
                     if self._told(one).act.actor == told.act.actor and (own or org == told.org)}  # fmt: skip
        elif isinstance(told.act, ObjectionWithdrawn) and told.org in found:
            found = {told.org: found[told.org]}
        found = {org: one for org, one in found.items() if one != index}
        if at:
            return Meaning(found.get(which))
        turn = self._turn(index)
        before = {org: one for org, one in found.items() if turn < 0 or self._turn(one) < turn}
        if told.org in before:
            return Meaning(before[told.org])
        if len(before) > 1:
            first = next(iter(before.values()))
            return Meaning(first) if first < told.seen else Meaning(None, tuple(before.values()))
        return Meaning(next(iter((before or found).values()), None))

    def _candidates(self, name: str, about: str) -> dict[str, int]:
        if (groups := self._again.get(name)) is not None:
            return groups.get(about, {})
        first = self._first.get(name)
        if first is None:
            return {}
        told = self._told(first)
        return {told.org: first} if about in (_ANY, _about(told.act)) else {}

    def unclear(self, told: Told, *, index: int) -> list[tuple[str, tuple[int, ...]]]:
        """Give the names by which an act means nothing, because several acts could be meant, with these."""
        found = ((name, self.meant(name, told, index=index).several) for name in names_in(told.act))
        return [(name, several) for name, several in found if several]

    def rewritten(self, index: int, told: Told | None = None) -> ActBase:
        """Give an act under the name it is called by, with the names of those that it means. `told` as above."""
        told = told or self._told(index)
        act = told.act
        changes: dict[str, object] = {}
        if (called := self.called(index, told)) != act.id:
            changes["id"] = called
        if act.refs:
            refs = tuple(dict.fromkeys(self._said(name, told, index) for name in act.refs))
            if refs != act.refs:
                changes["refs"] = refs
        if isinstance(act, _REPORTED):
            named = {field: getattr(act, field) for field in ("corrects", "republishes")}
            changes |= {field: said for field, name in named.items() if name and (said := self._said(name, told, index)) != name}
        if isinstance(act, _BY_OF) and (of := self._said(act.of, told, index)) != act.of:
            changes["of"] = of
        return replace(act, **changes) if changes else act

    def _said(self, name: str, told: Told, index: int) -> str:
        meant = self.meant(name, told, index=index)
        if meant.index is not None:
            return self.called(meant.index)
        # What is not meant must not be found by the text of the name either.
        plain = plain_id(name)
        return f"{plain}@" if plain in self._first else name


def names_in(act: ActBase) -> tuple[str, ...]:
    """Give the names of other acts in an act."""
    if isinstance(act, _REPORTED):
        return (*act.refs, *filter(None, (act.corrects, act.republishes)))
    return (*act.refs, act.of) if isinstance(act, _BY_OF) else act.refs


def _about(act: ActBase) -> str:
    """Say what an act is about, where others can mean it for that only."""
    if isinstance(act, ObjectionRaised):
        return f"case {act.case}"
    if isinstance(act, MovementArrived):
        return f"movement {act.movement}"
    if isinstance(act, (access.Requested, access.GlassBroken)):
        return _REQUEST if isinstance(act, access.Requested) else _GLASS
    of = getattr(act, "of", "")
    return f"norm {of}" if of and not isinstance(act, _BY_OF) else _ANY


def _meant_about(act: ActBase) -> str:
    """Say what the acts are about that an act can mean."""
    if isinstance(act, (ObjectionDecided, ObjectionWithdrawn)):
        return f"case {act.case}"
    if isinstance(act, MovementArrived):
        return f"movement {act.movement}"
    if isinstance(act, (*_ON_A_REQUEST, access.GlassReviewed)):
        return _GLASS if isinstance(act, access.GlassReviewed) else _REQUEST
    return f"norm {act.of}" if isinstance(act, _ABOUT_ONE_DUTY) else _ANY
