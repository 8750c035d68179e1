"""What every room of the caseload shares: the act of a case, the table of moves, and what is missing for a move.

A room has one table of moves. A row says which act it is, under which step of the programme it stands, in which state
it can be taken and what it needs. `missing` reads a row for an act, or for no act at all: then it says whether the
move is open now. The same row answers the officer who asks and judges the act that arrives.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Annotated, Any, Literal, NamedTuple

import msgspec

from safeconduct.agreement.calendar import limit_after
from safeconduct.agreement.model import Agreement
from safeconduct.agreement.programme import Post, Programme, Step
from safeconduct.agreement.shapes import UNSTATED
from safeconduct.agreement.terms import Clock
from safeconduct.kernel.acts import ActBase
from safeconduct.kernel.moments import Duration, moment, utc

Answer = Literal["yes", "no", "unknown"]
Case = Annotated[str, msgspec.Meta(pattern=r"^[A-Z0-9][A-Z0-9-]{2,23}\Z")]
"""A case number: capital letters, digits and dashes. It says nothing about the person and is not given in sequence."""
Word = Annotated[str, msgspec.Meta(pattern=r"^(?:[a-z][a-z_]{0,39})?\Z")]
"""A coded word, or nothing. Free text could name someone, so there is none."""
Id = Annotated[str, msgspec.Meta(pattern=r"^(?:[a-z][a-z0-9_]{0,59})?\Z")]
"""An id of the agreement, or nothing. A position does not fit in."""
Name = Annotated[str, msgspec.Meta(pattern=r"^(?:[A-Za-z0-9][A-Za-z0-9._:+-]{0,79})?\Z")]
"""An id of this log, or nothing."""
Named = Annotated[str, msgspec.Meta(pattern=r"^(?:[A-Za-z0-9][A-Za-z0-9._:+-]{0,79}(?:@[a-z0-9_]{1,60})?)?\Z")]
"""An act of this log, or nothing: its id; with `@` and its organisation or index where several acts have the id."""


class CaseAct(ActBase, frozen=True, kw_only=True, gc=False):
    """What an act of the caseload carries beside the rest: the post that took the step.

    `synthetic` marks an act about nobody: made up for an example, a test or an exercise.
    """

    post: str = ""
    synthetic: bool = False


class Missing(NamedTuple):
    """One thing that a move lacks.

    `code` names the sentence, `params` fill it. `clause` is where the text asks for it, `who` can supply it. `closed`
    says that no further step of the programme supplies it: only another decision could.
    """

    code: str
    params: Mapping[str, Any] = {}
    clause: tuple[str, ...] = ()
    who: tuple[str, ...] = ()
    closed: bool = False


class Rules:
    """The programme of an agreement, made ready for questions. Holds no state of any case."""

    def __init__(self, agreement: Agreement) -> None:
        if agreement.programme is None:
            raise ValueError("this agreement has no programme")
        self.agreement = agreement
        self.programme: Programme = agreement.programme
        self.posts: Mapping[str, Post] = agreement.posts
        self.ways = self.programme.ways
        category = agreement.categories[self.programme.category]
        self.moves = category.moves

    def step(self, name: str) -> Step | None:
        """Give a step of the programme, or None where no clause provides for it."""
        found: Step | None = getattr(self.programme.steps, name, None)
        return found

    def clause(self, name: str) -> tuple[str, ...]:
        """Give the clauses of a step."""
        step = self.step(name)
        return step.clause if step else ()

    def holders(self, name: str) -> tuple[str, ...]:
        """Give who may take a step: posts, parties, bodies."""
        step = self.step(name)
        return tuple(holder for holder in step.by if holder != UNSTATED) if step else ()

    def holds(self, holders: Iterable[str], actor: str, post: str) -> bool:
        """Whether an organisation, acting through a post, is one of the holders."""
        if post and (post not in self.posts or self.posts[post].of != actor):
            return False
        return actor in holders or bool(post and post in holders)

    def limit(self, start: datetime, stretch: Duration) -> datetime:
        """Give when a stretch after a moment ends, by the calendar of the agreement."""
        return limit_after(moment(start), Clock(within=stretch), self.agreement.time).end


class Asked(NamedTuple):
    """A question to the table: may this be done now? `subject` is the state of the case, None if there is none yet.

    `act` is None when the question is only whether the move is open. `facts` is what other rooms know.
    """

    rules: Rules
    subject: Any
    now: datetime
    facts: Any
    act: Any = None


Need = Callable[[Asked], Missing | Iterable[Missing] | None]
"""Says what is missing, or None."""


class Move(NamedTuple):
    """One row of a table of moves.

    `step` is a step of the programme. `opens` says in which state of the case the move exists at all; `needs` what must
    hold besides. `by` and `clause` give the holders and clauses where they are not those of the step. `onward` marks a
    move that takes the case further; a case that is not closed always has one that someone may take now.
    """

    act: type[CaseAct]
    step: str
    title: str
    opens: Need
    needs: tuple[Need, ...] = ()
    by: Callable[[Asked], tuple[str, ...]] | None = None
    clause: Callable[[Asked], tuple[str, ...]] | None = None
    onward: bool = False


def holders_of(row: Move, asked: Asked) -> tuple[str, ...]:
    """Give who may take a move: posts, parties, bodies."""
    return row.by(asked) if row.by else asked.rules.holders(row.step)


def clause_of(row: Move, asked: Asked) -> tuple[str, ...]:
    """Give the clauses a move rests on."""
    return row.clause(asked) if row.clause else asked.rules.clause(row.step)


def missing(row: Move, asked: Asked) -> tuple[Missing, ...]:
    """Give everything that a move lacks; nothing means that it is allowed."""
    rules, act = asked.rules, asked.act
    holders, clause = holders_of(row, asked), clause_of(row, asked)
    if rules.step(row.step) is None and row.by is None:
        return (Missing("no_clause", {"step": row.step}, closed=True),)
    found: list[Missing] = []
    if act is not None and not rules.holds(holders, act.actor, act.post):
        found.append(Missing("no_power", {"actor": act.actor, "post": act.post, "holders": holders}, clause, holders))
        if holders:
            # Whoever may not take a step learns nothing else by trying: not whether a case exists, nor how it stands.
            return tuple(found)
    if act is not None and utc(act.happened) > utc(asked.now):
        found.append(Missing("not_yet_happened", {"happened": act.happened}))
    if act is not None and act.basis != "own":
        # A hold-fire known from the news opens nothing, and a person is not moved on a report.
        found.append(Missing("only_reported", {"actor": act.actor}, clause, holders))
    wrong = _as_list(row.opens(asked))
    found += wrong
    if not wrong:
        for need in row.needs:
            found += _as_list(need(asked))
    return tuple(found)


def _as_list(answer: Missing | Iterable[Missing] | None) -> list[Missing]:
    if answer is None:
        return []
    return [answer] if isinstance(answer, Missing) else list(answer)


WORDS = {
    "no_clause": "no clause of this agreement provides for the step {step}",
    "no_power": "{actor}{post} may not take this step; it is for {holders}",
    "not_yet_happened": "it is dated {happened}, which has not come yet",
    "only_reported": "it is known only from reports; it counts when {actor} records it",
}
"""What the codes of `Missing` say that every room shares. Each room has its own table beside it."""
