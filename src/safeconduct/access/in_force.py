"""The text in force at a moment, and who holds what by it: the one thing that every question of this room starts from.

Where a body's mandate is over, whoever it hands over to sits in its place, in the posts of the same task if there are such.
"""

from collections.abc import Iterable
from copy import copy
from datetime import datetime
from functools import cached_property
from typing import NamedTuple

from safeconduct.access.fitting import FITTING
from safeconduct.access.mandates import Mandates, in_office, is_over, mandates_of, successors
from safeconduct.access.seats import Kind, Seat, is_side
from safeconduct.agreement.model import Agreement
from safeconduct.agreement.programme import Steps, Task
from safeconduct.agreement.rules import VersionRules
from safeconduct.agreement.shapes import UNSTATED
from safeconduct.caseload.moves import Rules

STEPS = Steps.__struct_fields__
FURTHER = ("ruling", "revoking", "reviewing", "team", "medics")
"""What the text gives besides the steps: to rule on objections, to revoke an assurance, to review a hold, to be in the team that
meets people who come out, or to be its medic."""


class InForce:
    """One agreement at one moment. Holds no state of any case. `mandates` are those of the text with what acts added to them."""

    def __init__(self, agreement: Agreement, at: datetime, mandates: Mandates | None = None) -> None:
        self.agreement, self.at = agreement, at
        self.mandates = mandates_of(agreement) if mandates is None else mandates

    def moved_to(self, at: datetime) -> "InForce":
        """Give the same at another moment, between the same two turns: what was found out once holds there too."""
        found = copy(self)
        found.at = at
        return found

    def prepare(self) -> None:
        """Find out now what every copy for another moment would find out for itself."""
        for name in ("programme", "_heirs", "provided", "objections"):
            getattr(self, name)

    @cached_property
    def rules(self) -> VersionRules:
        """Give whose word counts for what in the norms."""
        return _version_rules(self.agreement)

    @cached_property
    def programme(self) -> "StandingRules | None":
        """Give the programme, made ready for questions; None where the text has none."""
        return StandingRules(self) if self.agreement.programme is not None else None

    def in_office(self, org: str) -> bool:
        """Whether an organisation holds now what the text gives it."""
        return in_office(org, self.agreement, self.mandates, self.at)

    def is_over(self, org: str) -> bool:
        """Whether the mandate of a body has ended for good."""
        return is_over(org, self.agreement, self.mandates, self.at)

    def successors(self, org: str) -> tuple[str, ...]:
        """Give who sits in the place of a body whose mandate is over. A side never does."""
        # It would sit among people of the other side, and among its own who have left it.
        found = successors(org, self.agreement, self.mandates, self.at) if self.is_over(org) else ()
        return tuple(heir for heir in found if not is_side(heir, self.agreement))

    @cached_property
    def _heirs(self) -> dict[str, tuple[str, ...]]:
        return {body: heirs for body in self.agreement.bodies if (heirs := self.successors(body))}

    def stands_for(self, org: str) -> tuple[str, ...]:
        """Give an organisation and the bodies it has taken over from."""
        return (org, *(body for body, heirs in self._heirs.items() if org in heirs))

    def filled_by(self, seat: Seat) -> frozenset[str]:
        """Give the holders that a seat fills, as the text names them: its post, its organisation, and those it took over from."""
        if seat.kind is not Kind.OFFICER or not self.is_seat(seat) or not self.in_office(seat.org):
            return frozenset()
        found = {seat.org, seat.post} - {""}
        for body in self.stands_for(seat.org)[1:]:
            found |= {body, *(name for name, post in self.agreement.posts.items() if post.of == body
                              and self._takes_over(seat, post.task))}  # fmt: skip
        return frozenset(found)

    def _takes_over(self, seat: Seat, task: Task) -> bool:
        same = [name for name, post in self.agreement.posts.items() if post.of == seat.org and post.task is task]
        return seat.post in same if same else True

    def is_seat(self, seat: Seat) -> bool:
        """Whether there is such a seat: an organisation of the text, and a post that is its own."""
        if self.agreement.organisation(seat.org) is None:
            return False
        return not seat.post or (seat.post in self.agreement.posts and self.agreement.posts[seat.post].of == seat.org)

    def now_held_by(self, holders: Iterable[str]) -> tuple[str, ...]:
        """Give who holds now what the text gives to some posts and organisations, in that order."""
        found: dict[str, None] = {}
        for holder in holders:
            if holder == UNSTATED:
                continue
            org = self.org_of(holder)
            if self.in_office(org):
                found[holder] = None
                continue
            post = self.agreement.posts.get(holder)
            for heir in self._heirs.get(org, ()):
                same = [name for name, one in self.agreement.posts.items() if post and one.of == heir and one.task is post.task]
                found |= dict.fromkeys(same or [heir])
        return tuple(found)

    def org_of(self, holder: str) -> str:
        """Give the organisation of a post; any other name is one itself."""
        return self.agreement.posts[holder].of if holder in self.agreement.posts else holder

    @cached_property
    def provided(self) -> dict[str, "Provided"]:
        """Give each step that the text provides for, and what it gives besides, with the holders as they are named there."""
        programme = self.agreement.programme
        if programme is None:
            return {}
        found = {name: Provided(step.by, step.clause) for name in STEPS if (step := getattr(programme.steps, name)) is not None}
        objections = [self.agreement.objections[name] for name in self.objections]
        found["ruling"] = Provided(_all(rule.decided_by for rule in objections), _all(rule.clause for rule in objections))
        if programme.assurance is not None:
            found["revoking"] = Provided(programme.assurance.revoked_by, programme.assurance.clause)
        if programme.hold is not None:
            found["reviewing"] = Provided(programme.hold.reviewed_by, programme.hold.clause)
        if programme.way_out is not None:
            team = programme.way_out.team
            found["team"] = Provided(team, programme.way_out.clause)
            medics = tuple(post for post in team if self.agreement.posts[post].task is Task.MEDIC)
            found["medics"] = Provided(medics, programme.way_out.clause)
        return found

    @cached_property
    def objections(self) -> tuple[str, ...]:
        """Give the objections that can close a way of the programme."""
        programme = self.agreement.programme
        moves = self.agreement.categories[programme.category].moves if programme else {}
        return _all(moves[way].blocked_if for way in (programme.ways if programme else ()) if way in moves)

    def steps_of(self, seat: Seat) -> frozenset[str]:
        """Give the steps that a seat may take, and what else the text gives it."""
        filled = self.filled_by(seat)
        return frozenset(name for name, given in self.provided.items() if filled & set(given.by) and self.fits(seat, name))

    def fits(self, seat: Seat, step: str) -> bool:
        """Whether the task of a post fits a step of the text.

        A step that is given to a post is taken by that post. One that is given to a whole organisation is taken by its posts
        whose task fits it; where it has none such, by any of them, so that nothing is left without anyone.
        """
        given = self.provided.get(step)
        named = self.filled_by(seat) - set(self.stands_for(seat.org))
        return given is None or bool(named & set(given.by)) or self.suits(seat, step)

    def suits(self, seat: Seat, step: str) -> bool:
        """Whether the task of a post is one for a step, or no post of its organisation has such a task."""
        tasks, posts = FITTING.get(step), self.agreement.posts
        if not seat.post or tasks is None or seat.post not in posts or posts[seat.post].task in tasks:
            return True
        return not any(post.of == seat.org and post.task in tasks for post in posts.values())

    def is_inside(self, seat: Seat) -> bool:
        """Whether a seat works in the programme: it has a step, and is neither a side nor a state that receives."""
        programme = self.agreement.programme
        if programme is None or is_side(seat.org, self.agreement) or seat.org in programme.receiving_states:
            return False
        return bool(self.steps_of(seat))


class Provided(NamedTuple):
    """Who may take a step, as the text names them, and under which clauses."""

    by: tuple[str, ...]
    clause: tuple[str, ...]


class StandingRules(Rules):
    """The rules of a programme as they stand at a moment: who has taken over is a holder, and whose mandate is over is none."""

    def __init__(self, in_force: InForce) -> None:
        super().__init__(in_force.agreement)
        self._in_force = in_force
        self._holders: dict[str, tuple[str, ...]] = {}
        self._filled: dict[tuple[str, str], frozenset[str]] = {}

    def holders(self, name: str) -> tuple[str, ...]:
        """Give who may take a step now: posts, parties, bodies."""
        if name not in self._holders:
            self._holders[name] = self._in_force.now_held_by(super().holders(name))
        return self._holders[name]

    def holds(self, holders: Iterable[str], actor: str, post: str) -> bool:
        """Whether an organisation, acting through a post, is one of the holders or sits in the place of one."""
        if (actor, post) not in self._filled:
            self._filled[actor, post] = self._in_force.filled_by(Seat(actor, post))
        return not self._filled[actor, post].isdisjoint(holders)


def _all(parts: Iterable[Iterable[str]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for part in parts for name in part if name != UNSTATED))


_PREPARED: dict[int, tuple[Agreement, VersionRules]] = {}


def _version_rules(agreement: Agreement) -> VersionRules:
    """Give the prepared rules of a text, made once for it."""
    found = _PREPARED.get(id(agreement))
    if found is None or found[0] is not agreement:
        if len(_PREPARED) > 16:
            _PREPARED.clear()
        found = _PREPARED[id(agreement)] = (agreement, VersionRules(agreement))
    return found[1]
